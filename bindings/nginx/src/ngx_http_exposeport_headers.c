/* The headers of the request, which proxy_pass and the like send on. */

#include "ngx_http_exposeport.h"


static ngx_int_t ngx_http_exposeport_list_headers(ngx_http_request_t *r, ngx_list_t *list,
    ngx_array_t *views);
static ngx_int_t ngx_http_exposeport_set_headers(ngx_http_request_t *r,
    exposeport_headers *headers);
static ngx_int_t ngx_http_exposeport_copy_header(ngx_http_request_t *r, ngx_list_t *list,
    exposeport_header_view *view);


/* Replaces the headers of the client by those that the library makes of them. */

ngx_int_t
ngx_http_exposeport_replace_headers(ngx_http_request_t *r, ngx_http_exposeport_ctx_t *ctx)
{
    ngx_int_t                        rc;
    ngx_array_t                      views;
    exposeport_error                 error;
    exposeport_status                status;
    exposeport_headers              *headers;
    exposeport_request_host          host;
    exposeport_forward_options       options;
    ngx_http_exposeport_loc_conf_t  *elcf;

    elcf = ngx_http_get_module_loc_conf(r, ngx_http_exposeport_module);
    if (ctx->forwarded == elcf) {
        return NGX_OK;
    }

    if (ngx_http_exposeport_list_headers(r, &ctx->received, &views) != NGX_OK) {
        return NGX_ERROR;
    }

    headers = NULL;

    if (ctx->decision == EXPOSEPORT_DECISION_PREVIEW) {
        ngx_memzero(&options, sizeof(exposeport_forward_options));
        options.scheme = EXPOSEPORT_HTTP;
#if (NGX_HTTP_SSL)
        if (r->connection->ssl) {
            options.scheme = EXPOSEPORT_HTTPS;
        }
#endif
        options.host = (int32_t) elcf->application_host;
        options.with_token = elcf->send_token ? true : false;

        status = exposeport_gateway_forward(ctx->gateway, &ctx->preview, views.elts,
                                            views.nelts, &options, &headers, &error);
    } else {
        if (ngx_http_exposeport_request_host(r, ctx, &host) != NGX_OK) {
            return NGX_ERROR;
        }
        status = exposeport_pass_through(&host, views.elts, views.nelts, false, &headers,
                                         &error);
    }

    if (status != EXPOSEPORT_OK) {
        /* The log of the connection would add the host of the request, which has the token. */
        ngx_log_error(NGX_LOG_ERR, ngx_cycle->log, 0, "exposeport: %s", error.message);
        return NGX_ERROR;
    }

    rc = ngx_http_exposeport_set_headers(r, headers);
    exposeport_headers_free(headers);

    if (rc == NGX_OK) {
        ctx->forwarded = elcf;
    }
    return rc;
}


/* Collects the values of a header, by its name in lowercase, as exposeport_string. */

ngx_int_t
ngx_http_exposeport_collect_headers(ngx_http_request_t *r, ngx_list_t *list, char *name,
    ngx_array_t *values)
{
    size_t              len;
    ngx_uint_t          i;
    ngx_list_part_t    *part;
    ngx_table_elt_t    *header;
    exposeport_string  *value;

    if (ngx_array_init(values, r->pool, 2, sizeof(exposeport_string)) != NGX_OK) {
        return NGX_ERROR;
    }
    len = ngx_strlen(name);

    for (part = &list->part; part; part = part->next) {
        header = part->elts;

        for (i = 0; i < part->nelts; i++) {
            if (header[i].key.len != len
                || ngx_strncasecmp(header[i].key.data, (u_char *) name, len) != 0)
            {
                continue;
            }

            value = ngx_array_push(values);
            if (value == NULL) {
                return NGX_ERROR;
            }
            value->data = (char *) header[i].value.data;
            value->len = header[i].value.len;
        }
    }

    return NGX_OK;
}


static ngx_int_t
ngx_http_exposeport_list_headers(ngx_http_request_t *r, ngx_list_t *list, ngx_array_t *views)
{
    ngx_uint_t               i;
    ngx_list_part_t         *part;
    ngx_table_elt_t         *header;
    exposeport_header_view  *view;

    if (ngx_array_init(views, r->pool, 16, sizeof(exposeport_header_view)) != NGX_OK) {
        return NGX_ERROR;
    }

    for (part = &list->part; part; part = part->next) {
        header = part->elts;

        for (i = 0; i < part->nelts; i++) {
            view = ngx_array_push(views);
            if (view == NULL) {
                return NGX_ERROR;
            }
            view->name = (char *) header[i].key.data;
            view->name_len = header[i].key.len;
            view->value = (char *) header[i].value.data;
            view->value_len = header[i].value.len;
        }
    }

    return NGX_OK;
}


static ngx_int_t
ngx_http_exposeport_set_headers(ngx_http_request_t *r, exposeport_headers *headers)
{
    size_t                   i, n;
    ngx_list_t               list;
    exposeport_header_view   view;

    if (exposeport_headers_len(headers, &n, NULL) != EXPOSEPORT_OK
        || ngx_list_init(&list, r->pool, 20, sizeof(ngx_table_elt_t)) != NGX_OK)
    {
        return NGX_ERROR;
    }

    for (i = 0; i < n; i++) {
        if (exposeport_headers_get(headers, i, &view, NULL) != EXPOSEPORT_OK
            || ngx_http_exposeport_copy_header(r, &list, &view) != NGX_OK)
        {
            return NGX_ERROR;
        }
    }

    /* The other pointers of headers_in stay valid: they describe the message of the client. */
    r->headers_in.headers = list;
    if (list.last == &list.part) {
        r->headers_in.headers.last = &r->headers_in.headers.part;
    }

    return NGX_OK;
}


static ngx_int_t
ngx_http_exposeport_copy_header(ngx_http_request_t *r, ngx_list_t *list,
    exposeport_header_view *view)
{
    ngx_str_t         name, value;
    ngx_table_elt_t  *header;

    name.data = (u_char *) view->name;
    name.len = view->name_len;
    value.data = (u_char *) view->value;
    value.len = view->value_len;

    header = ngx_list_push(list);
    if (header == NULL) {
        return NGX_ERROR;
    }
    ngx_memzero(header, sizeof(ngx_table_elt_t));

    header->key.len = name.len;
    header->key.data = ngx_pnalloc(r->pool, name.len + 1);
    header->value.len = value.len;
    header->value.data = ngx_pnalloc(r->pool, value.len + 1);
    header->lowcase_key = ngx_pnalloc(r->pool, name.len + 1);
    if (header->key.data == NULL || header->value.data == NULL || header->lowcase_key == NULL) {
        return NGX_ERROR;
    }

    /* nginx expects a NUL after both strings of a received header. */
    *ngx_cpymem(header->key.data, name.data, name.len) = '\0';
    *ngx_cpymem(header->value.data, value.data, value.len) = '\0';
    header->hash = ngx_hash_strlow(header->lowcase_key, name.data, name.len);
    header->lowcase_key[name.len] = '\0';

    if (name.len == 4 && ngx_strncmp(header->lowcase_key, "host", 4) == 0) {
        r->headers_in.host = header;
    }

    return NGX_OK;
}
