/* The decision about the host of a request. */

#include "ngx_http_exposeport.h"


static ngx_http_exposeport_ctx_t *ngx_http_exposeport_get_ctx(ngx_http_request_t *r);
static void ngx_http_exposeport_cleanup(void *data);
static const char *ngx_http_exposeport_version(ngx_http_request_t *r);


/* Returns the decision of the gateway of the location, or NULL if the module is off or fails. */

ngx_http_exposeport_ctx_t *
ngx_http_exposeport_decide(ngx_http_request_t *r)
{
    exposeport_request_host          host;
    ngx_http_exposeport_ctx_t       *ctx;
    ngx_http_exposeport_loc_conf_t  *elcf;

    elcf = ngx_http_get_module_loc_conf(r, ngx_http_exposeport_module);
    if (elcf->gateway == NULL) {
        return NULL;
    }

    ctx = ngx_http_exposeport_get_ctx(r);
    if (ctx == NULL || ctx->gateway == elcf->gateway) {
        return ctx;
    }

    ctx->gateway = elcf->gateway;
    ctx->decision = EXPOSEPORT_DECISION_REJECT;
    ctx->authorized_by = NULL;
    ctx->status = 0;
    ctx->expires = 0;
    ngx_memzero(&ctx->preview, sizeof(exposeport_preview));
    ngx_memzero(&ctx->rejection, sizeof(exposeport_rejection));

    if (ngx_http_exposeport_request_host(r, ctx, &host) != NGX_OK) {
        ctx->gateway = NULL;
        return NULL;
    }

    ctx->decision = exposeport_gateway_route(ctx->gateway, &host, &ctx->preview,
                                             &ctx->rejection);
    return ctx;
}


/*
 * Returns the context of the main request. nginx clears the contexts in an internal redirect, so
 * the pool of the request holds it.
 */

static ngx_http_exposeport_ctx_t *
ngx_http_exposeport_get_ctx(ngx_http_request_t *r)
{
    ngx_pool_cleanup_t         *cln;
    ngx_http_exposeport_ctx_t  *ctx;

    r = r->main;

    ctx = ngx_http_get_module_ctx(r, ngx_http_exposeport_module);
    if (ctx != NULL) {
        return ctx;
    }

    for (cln = r->pool->cleanup; cln; cln = cln->next) {
        if (cln->handler == ngx_http_exposeport_cleanup) {
            ngx_http_set_ctx(r, cln->data, ngx_http_exposeport_module);
            return cln->data;
        }
    }

    cln = ngx_pool_cleanup_add(r->pool, sizeof(ngx_http_exposeport_ctx_t));
    if (cln == NULL) {
        return NULL;
    }

    ctx = cln->data;
    ngx_memzero(ctx, sizeof(ngx_http_exposeport_ctx_t));
    ctx->received = r->headers_in.headers;

    cln->handler = ngx_http_exposeport_cleanup;
    ngx_http_set_ctx(r, ctx, ngx_http_exposeport_module);
    return ctx;
}


static void
ngx_http_exposeport_cleanup(void *data)
{
    /* Marks the context in the pool. The memory belongs to the pool. */
    (void) data;
}


/* Collects what names the host of the request as the client sent it. */

ngx_int_t
ngx_http_exposeport_request_host(ngx_http_request_t *r, ngx_http_exposeport_ctx_t *ctx,
    exposeport_request_host *host)
{
    char              *buffer;
    u_char            *end, *limit;
    size_t             len;
    ngx_array_t        hosts;
    exposeport_string  authority;

    r = r->main;
    ngx_memzero(host, sizeof(exposeport_request_host));

    host->version = ngx_http_exposeport_version(r);
    host->version_len = ngx_strlen(host->version);

    if (ngx_http_exposeport_collect_headers(r, &ctx->received, "host", &hosts) != NGX_OK) {
        return NGX_ERROR;
    }
    host->hosts = hosts.elts;
    host->hosts_len = hosts.nelts;

    /* In HTTP/2, nginx has made a Host of :authority. */
    if (r->http_version >= NGX_HTTP_VERSION_20 || r->schema_start == NULL) {
        return NGX_OK;
    }

    limit = r->request_line.data + r->request_line.len;
    for (end = r->schema_start; end < limit && *end != ' '; end++) { /* void */ }

    len = end - r->schema_start;
    buffer = ngx_pnalloc(r->pool, len + 2);
    if (buffer == NULL) {
        return NGX_ERROR;
    }

    if (exposeport_split_target((char *) r->schema_start, len, &authority, buffer, len + 2,
                                NULL, NULL)
        != EXPOSEPORT_OK)
    {
        return NGX_ERROR;
    }
    host->authority = authority.data;
    host->authority_len = authority.len;

    return NGX_OK;
}


static const char *
ngx_http_exposeport_version(ngx_http_request_t *r)
{
    switch (r->http_version) {
    case NGX_HTTP_VERSION_9:
        return "0.9";
    case NGX_HTTP_VERSION_10:
        return "1.0";
    case NGX_HTTP_VERSION_11:
        return "1.1";
    case NGX_HTTP_VERSION_20:
        return "2";
    default:
        return "3";
    }
}
