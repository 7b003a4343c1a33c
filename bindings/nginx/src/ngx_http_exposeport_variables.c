/* The variables of the module. They have no value if the request is not for a preview. */

#include "ngx_http_exposeport.h"


enum {
    NGX_HTTP_EXPOSEPORT_PORT,
    NGX_HTTP_EXPOSEPORT_SANDBOX_ID,
    NGX_HTTP_EXPOSEPORT_TOKEN,
    NGX_HTTP_EXPOSEPORT_EXPIRES,
    NGX_HTTP_EXPOSEPORT_CODE,
    NGX_HTTP_EXPOSEPORT_UPSTREAM
};


static ngx_int_t ngx_http_exposeport_variable(ngx_http_request_t *r,
    ngx_http_variable_value_t *v, uintptr_t data);


static ngx_http_variable_t  ngx_http_exposeport_vars[] = {

    { ngx_string("exposeport_port"), NULL, ngx_http_exposeport_variable,
      NGX_HTTP_EXPOSEPORT_PORT, NGX_HTTP_VAR_NOCACHEABLE, 0 },

    { ngx_string("exposeport_sandbox_id"), NULL, ngx_http_exposeport_variable,
      NGX_HTTP_EXPOSEPORT_SANDBOX_ID, NGX_HTTP_VAR_NOCACHEABLE, 0 },

    { ngx_string("exposeport_token"), NULL, ngx_http_exposeport_variable,
      NGX_HTTP_EXPOSEPORT_TOKEN, NGX_HTTP_VAR_NOCACHEABLE, 0 },

    { ngx_string("exposeport_expires"), NULL, ngx_http_exposeport_variable,
      NGX_HTTP_EXPOSEPORT_EXPIRES, NGX_HTTP_VAR_NOCACHEABLE, 0 },

    { ngx_string("exposeport_code"), NULL, ngx_http_exposeport_variable,
      NGX_HTTP_EXPOSEPORT_CODE, NGX_HTTP_VAR_NOCACHEABLE, 0 },

    { ngx_string("exposeport_upstream"), NULL, ngx_http_exposeport_variable,
      NGX_HTTP_EXPOSEPORT_UPSTREAM, NGX_HTTP_VAR_NOCACHEABLE, 0 },

      ngx_http_null_variable
};


ngx_int_t
ngx_http_exposeport_add_variables(ngx_conf_t *cf)
{
    ngx_http_variable_t  *var, *v;

    for (v = ngx_http_exposeport_vars; v->name.len; v++) {
        var = ngx_http_add_variable(cf, &v->name, v->flags);
        if (var == NULL) {
            return NGX_ERROR;
        }
        var->get_handler = v->get_handler;
        var->data = v->data;
    }

    return NGX_OK;
}


static ngx_int_t
ngx_http_exposeport_variable(ngx_http_request_t *r, ngx_http_variable_value_t *v,
    uintptr_t data)
{
    u_char                     *p;
    ngx_str_t                   value;
    exposeport_route           *route;
    ngx_http_exposeport_ctx_t  *ctx;

    v->not_found = 1;
    ngx_str_null(&value);

    /* A subrequest has the decision of its main request. */
    ctx = ngx_http_exposeport_decide(r->main);
    if (ctx == NULL || ctx->decision == EXPOSEPORT_DECISION_PASS_THROUGH) {
        return NGX_OK;
    }

    if (data == NGX_HTTP_EXPOSEPORT_CODE) {
        if (ctx->rejection.error.code != NULL) {
            value.data = (u_char *) ctx->rejection.error.code;
            value.len = ngx_strlen(value.data);
        }

    } else if (ctx->decision == EXPOSEPORT_DECISION_PREVIEW) {
        route = &ctx->preview.route;

        switch (data) {
        case NGX_HTTP_EXPOSEPORT_PORT:
            p = ngx_pnalloc(r->pool, NGX_INT_T_LEN);
            if (p == NULL) {
                return NGX_ERROR;
            }
            value.data = p;
            value.len = ngx_sprintf(p, "%ui", (ngx_uint_t) route->port) - p;
            break;

        case NGX_HTTP_EXPOSEPORT_SANDBOX_ID:
            value.data = (u_char *) route->sandbox_id;
            value.len = route->sandbox_id_len;
            break;

        case NGX_HTTP_EXPOSEPORT_TOKEN:
            value.data = (u_char *) route->token;
            value.len = route->token_len;
            break;

        case NGX_HTTP_EXPOSEPORT_EXPIRES:
            if (ctx->expires == 0) {
                break;
            }
            p = ngx_pnalloc(r->pool, NGX_INT64_LEN);
            if (p == NULL) {
                return NGX_ERROR;
            }
            value.data = p;
            value.len = ngx_sprintf(p, "%uL", ctx->expires) - p;
            break;

        default:
            value = ctx->upstream;
        }
    }

    if (value.len == 0) {
        return NGX_OK;
    }

    v->data = value.data;
    v->len = (unsigned) value.len;
    v->valid = 1;
    v->no_cacheable = 1;
    v->not_found = 0;
    return NGX_OK;
}
