/* The authorization of a preview: by keys, by a subrequest to the control plane, or by both. */

#include "ngx_http_exposeport.h"


/* A preview that is stale by construction. The rejection of every stale preview is the same. */
#define NGX_HTTP_EXPOSEPORT_STALE_ID    "a"
#define NGX_HTTP_EXPOSEPORT_STALE_HOST  "8080-a-a.example.com"
#define NGX_HTTP_EXPOSEPORT_STALE_STATE                                                         \
    "{\"portTokens\":{\"8080\":{\"token\":\"a\"}},\"currentRuntimeIdentity\":null}"


static ngx_int_t ngx_http_exposeport_subrequest(ngx_http_request_t *r,
    ngx_http_exposeport_ctx_t *ctx, ngx_str_t *uri);
static ngx_int_t ngx_http_exposeport_reject_unknown(ngx_http_request_t *r,
    ngx_http_exposeport_ctx_t *ctx);
static ngx_int_t ngx_http_exposeport_done(ngx_http_request_t *r, void *data, ngx_int_t rc);
static ngx_int_t ngx_http_exposeport_stale(exposeport_rejection *rejection);


/*
 * Handles the phase that precedes access. With keys, a preview passes only if one has signed its
 * token. With a control plane, it passes only after a status of 2xx.
 */

ngx_int_t
ngx_http_exposeport_authorize_handler(ngx_http_request_t *r)
{
    ngx_int_t                        rc;
    ngx_http_exposeport_ctx_t       *ctx;
    ngx_http_exposeport_loc_conf_t  *elcf;

    elcf = ngx_http_get_module_loc_conf(r, ngx_http_exposeport_module);

    if (r != r->main || elcf->gateway == NULL) {
        return NGX_DECLINED;
    }
    if (elcf->keys == NULL && elcf->authorize.data != NULL && elcf->authorize.len == 0) {
        return NGX_DECLINED;
    }

    ctx = ngx_http_exposeport_decide(r);
    if (ctx == NULL) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }
    if (ctx->decision == EXPOSEPORT_DECISION_PASS_THROUGH) {
        return NGX_DECLINED;
    }

    if (elcf->keys != NULL) {
        rc = ngx_http_exposeport_verify(r, ctx, elcf);
        if (rc != NGX_OK) {
            return rc;
        }
        if (elcf->authorize.len == 0) {
            return NGX_DECLINED;
        }
    }

    /* Without keys and a control plane, there is no sandbox. */
    if (elcf->authorize.data == NULL) {
        return ngx_http_exposeport_reject_unknown(r, ctx);
    }

    if (ctx->authorized_by != elcf->authorize.data) {
        return ngx_http_exposeport_subrequest(r, ctx, &elcf->authorize);
    }

    if (ctx->status == 0) {
        return NGX_AGAIN;
    }

    if (ctx->status >= NGX_HTTP_OK && ctx->status < NGX_HTTP_SPECIAL_RESPONSE) {
        return NGX_DECLINED;
    }

    if (ctx->status == exposeport_status_http(EXPOSEPORT_INVALID_TOKEN)) {
        return ngx_http_exposeport_reject_unknown(r, ctx);
    }

    if (ctx->status == exposeport_status_http(EXPOSEPORT_STALE_PREVIEW_URL)) {
        if (ngx_http_exposeport_stale(&ctx->rejection) != NGX_OK) {
            return NGX_HTTP_INTERNAL_SERVER_ERROR;
        }
        return ngx_http_exposeport_reject(r, ctx);
    }

    ngx_log_error(NGX_LOG_ERR, ngx_cycle->log, 0,
                  "exposeport: the authorization has the unexpected status %ui", ctx->status);
    return NGX_HTTP_BAD_GATEWAY;
}


static ngx_int_t
ngx_http_exposeport_reject_unknown(ngx_http_request_t *r, ngx_http_exposeport_ctx_t *ctx)
{
    if (exposeport_preview_authorize(&ctx->preview, NULL, &ctx->rejection)) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }
    return ngx_http_exposeport_reject(r, ctx);
}


static ngx_int_t
ngx_http_exposeport_subrequest(ngx_http_request_t *r, ngx_http_exposeport_ctx_t *ctx,
    ngx_str_t *uri)
{
    ngx_http_request_t          *sr;
    ngx_http_post_subrequest_t  *ps;

    ps = ngx_palloc(r->pool, sizeof(ngx_http_post_subrequest_t));
    if (ps == NULL) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }
    ps->handler = ngx_http_exposeport_done;
    ps->data = ctx;

    ctx->status = 0;
    ctx->authorized_by = uri->data;
    ngx_str_null(&ctx->upstream);

    if (ngx_http_subrequest(r, uri, NULL, &sr, ps, NGX_HTTP_SUBREQUEST_WAITED) != NGX_OK) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    /* The body of the client is for the application. An empty one keeps it from being read. */
    sr->request_body = ngx_pcalloc(r->pool, sizeof(ngx_http_request_body_t));
    if (sr->request_body == NULL) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }
    sr->header_only = 1;

    return NGX_AGAIN;
}


static ngx_int_t
ngx_http_exposeport_done(ngx_http_request_t *r, void *data, ngx_int_t rc)
{
    ngx_http_exposeport_ctx_t       *ctx = data;
    ngx_http_exposeport_loc_conf_t  *elcf;

    elcf = ngx_http_get_module_loc_conf(r->main, ngx_http_exposeport_module);

    /* A handler that fails before it sends a header has its status in rc. */
    ctx->status = r->headers_out.status;
    if (ctx->status == 0) {
        ctx->status = rc >= NGX_HTTP_SPECIAL_RESPONSE ? (ngx_uint_t) rc
                                                      : NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    if (elcf->upstream != NULL
        && ngx_http_complex_value(r, elcf->upstream, &ctx->upstream) != NGX_OK)
    {
        ctx->status = NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    return rc;
}


static ngx_int_t
ngx_http_exposeport_stale(exposeport_rejection *rejection)
{
    ngx_int_t            rc;
    exposeport_preview   preview;
    exposeport_sandbox  *sandbox;

    ngx_memzero(&preview, sizeof(exposeport_preview));

    if (exposeport_parse_host(NGX_HTTP_EXPOSEPORT_STALE_HOST,
                              sizeof(NGX_HTTP_EXPOSEPORT_STALE_HOST) - 1, NULL, &preview.route,
                              NULL)
        != EXPOSEPORT_OK
        || exposeport_sandbox_from_json(NGX_HTTP_EXPOSEPORT_STALE_ID,
                                        sizeof(NGX_HTTP_EXPOSEPORT_STALE_ID) - 1, false,
                                        NGX_HTTP_EXPOSEPORT_STALE_STATE,
                                        sizeof(NGX_HTTP_EXPOSEPORT_STALE_STATE) - 1, NULL,
                                        &sandbox, NULL)
           != EXPOSEPORT_OK)
    {
        return NGX_ERROR;
    }

    rc = exposeport_preview_authorize(&preview, sandbox, rejection) ? NGX_ERROR : NGX_OK;
    exposeport_sandbox_free(sandbox);
    return rc;
}
