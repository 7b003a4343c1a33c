/* The response to a request that is rejected. */

#include "ngx_http_exposeport.h"


static ngx_int_t ngx_http_exposeport_set_response_headers(ngx_http_request_t *r, int32_t format);
static ngx_int_t ngx_http_exposeport_send(ngx_http_request_t *r, ngx_http_exposeport_ctx_t *ctx);


/* Sends the response, and returns the code for a handler of a phase that is done. */

ngx_int_t
ngx_http_exposeport_reject(ngx_http_request_t *r, ngx_http_exposeport_ctx_t *ctx)
{
    ngx_int_t  rc;

    rc = ngx_http_discard_request_body(r);
    if (rc == NGX_OK) {
        rc = ngx_http_exposeport_send(r, ctx);
    }

    ngx_http_finalize_request(r, rc);
    return NGX_DONE;
}


static ngx_int_t
ngx_http_exposeport_send(ngx_http_request_t *r, ngx_http_exposeport_ctx_t *ctx)
{
    size_t              len, capacity;
    int32_t             format;
    ngx_int_t           rc;
    ngx_buf_t          *b;
    ngx_array_t         accept;
    ngx_chain_t         out;
    exposeport_status   status;

    if (ngx_http_exposeport_collect_headers(r, &ctx->received, "accept", &accept) != NGX_OK) {
        return NGX_ERROR;
    }

    format = exposeport_prefers_html(accept.elts, accept.nelts) ? EXPOSEPORT_BODY_HTML
                                                                : EXPOSEPORT_BODY_JSON;
    capacity = ngx_max(EXPOSEPORT_PAGE_CAPACITY, EXPOSEPORT_JSON_BODY_CAPACITY);

    b = ngx_create_temp_buf(r->pool, capacity);
    if (b == NULL) {
        return NGX_ERROR;
    }

    if (format == EXPOSEPORT_BODY_HTML) {
        status = exposeport_rejection_page(&ctx->rejection, (char *) b->pos, capacity, &len,
                                           NULL);
    } else {
        status = exposeport_rejection_json_body(&ctx->rejection, (char *) b->pos, capacity,
                                                &len, NULL);
    }

    if (status != EXPOSEPORT_OK || ngx_http_exposeport_set_response_headers(r, format) != NGX_OK) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    r->headers_out.status = ctx->rejection.error.http_status;
    r->headers_out.content_length_n = len;

    rc = ngx_http_send_header(r);
    if (rc == NGX_ERROR || rc > NGX_OK || r->header_only) {
        return rc;
    }

    b->last = b->pos + len;
    b->last_buf = 1;
    b->last_in_chain = 1;
    out.buf = b;
    out.next = NULL;

    return ngx_http_output_filter(r, &out);
}


static ngx_int_t
ngx_http_exposeport_set_response_headers(ngx_http_request_t *r, int32_t format)
{
    size_t                   i;
    ngx_str_t                name, value;
    ngx_table_elt_t         *header;
    exposeport_header_view   view;

    for (i = 0; i < EXPOSEPORT_REJECTION_HEADERS; i++) {
        if (exposeport_rejection_header(format, i, &view, NULL) != EXPOSEPORT_OK) {
            return NGX_ERROR;
        }

        /* The strings are static. */
        name.data = (u_char *) view.name;
        name.len = view.name_len;
        value.data = (u_char *) view.value;
        value.len = view.value_len;

        if (name.len == sizeof("content-type") - 1
            && ngx_strncmp(name.data, "content-type", name.len) == 0)
        {
            r->headers_out.content_type = value;
            r->headers_out.content_type_len = value.len;
            r->headers_out.content_type_lowcase = NULL;
            continue;
        }

        header = ngx_list_push(&r->headers_out.headers);
        if (header == NULL) {
            return NGX_ERROR;
        }
        ngx_memzero(header, sizeof(ngx_table_elt_t));
        header->hash = 1;
        header->key = name;
        header->value = value;
    }

    return NGX_OK;
}
