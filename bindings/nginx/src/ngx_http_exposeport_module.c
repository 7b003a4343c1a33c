/* The directives of the module, and its handlers. */

#include "ngx_http_exposeport.h"


static void *ngx_http_exposeport_create_loc_conf(ngx_conf_t *cf);
static char *ngx_http_exposeport_merge_loc_conf(ngx_conf_t *cf, void *parent, void *child);
static ngx_int_t ngx_http_exposeport_build(ngx_conf_t *cf, ngx_http_exposeport_loc_conf_t *conf);
static ngx_int_t ngx_http_exposeport_init(ngx_conf_t *cf);
static char *ngx_http_exposeport_domain(ngx_conf_t *cf, ngx_command_t *cmd, void *conf);
static char *ngx_http_exposeport_authorize(ngx_conf_t *cf, ngx_command_t *cmd, void *conf);
static void ngx_http_exposeport_free_domain(void *data);
static void ngx_http_exposeport_free_gateway(void *data);
static ngx_int_t ngx_http_exposeport_handler(ngx_http_request_t *r);


static ngx_conf_enum_t  ngx_http_exposeport_invalid_hosts[] = {
    { ngx_string("reject"), EXPOSEPORT_INVALID_HOSTS_REJECT },
    { ngx_string("pass_through"), EXPOSEPORT_INVALID_HOSTS_PASS_THROUGH },
    { ngx_null_string, 0 }
};


static ngx_conf_enum_t  ngx_http_exposeport_application_hosts[] = {
    { ngx_string("preview"), EXPOSEPORT_APPLICATION_HOST_PREVIEW },
    { ngx_string("localhost"), EXPOSEPORT_APPLICATION_HOST_LOCALHOST },
    { ngx_null_string, 0 }
};


#define NGX_HTTP_EXPOSEPORT_CONF  NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF


static ngx_command_t  ngx_http_exposeport_commands[] = {

    { ngx_string("exposeport_domain"),
      NGX_HTTP_EXPOSEPORT_CONF|NGX_CONF_1MORE,
      ngx_http_exposeport_domain,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("exposeport_invalid_hosts"),
      NGX_HTTP_EXPOSEPORT_CONF|NGX_CONF_TAKE1,
      ngx_conf_set_enum_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_exposeport_loc_conf_t, invalid_hosts),
      &ngx_http_exposeport_invalid_hosts },

    { ngx_string("exposeport_application_host"),
      NGX_HTTP_EXPOSEPORT_CONF|NGX_CONF_TAKE1,
      ngx_conf_set_enum_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_exposeport_loc_conf_t, application_host),
      &ngx_http_exposeport_application_hosts },

    { ngx_string("exposeport_send_token"),
      NGX_HTTP_EXPOSEPORT_CONF|NGX_CONF_FLAG,
      ngx_conf_set_flag_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_exposeport_loc_conf_t, send_token),
      NULL },

    { ngx_string("exposeport_authorize"),
      NGX_HTTP_EXPOSEPORT_CONF|NGX_CONF_TAKE12,
      ngx_http_exposeport_authorize,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("exposeport_key_file"),
      NGX_HTTP_EXPOSEPORT_CONF|NGX_CONF_1MORE,
      ngx_http_exposeport_key_file,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("exposeport_context"),
      NGX_HTTP_EXPOSEPORT_CONF|NGX_CONF_TAKE1,
      ngx_http_set_complex_value_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_exposeport_loc_conf_t, context),
      NULL },

    { ngx_string("exposeport_denied"),
      NGX_HTTP_EXPOSEPORT_CONF|NGX_CONF_TAKE1,
      ngx_http_set_complex_value_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_exposeport_loc_conf_t, denied),
      NULL },

      ngx_null_command
};


static ngx_http_module_t  ngx_http_exposeport_module_ctx = {
    ngx_http_exposeport_add_variables,     /* preconfiguration */
    ngx_http_exposeport_init,              /* postconfiguration */
    NULL,                                  /* create main configuration */
    NULL,                                  /* init main configuration */
    NULL,                                  /* create server configuration */
    NULL,                                  /* merge server configuration */
    ngx_http_exposeport_create_loc_conf,   /* create location configuration */
    ngx_http_exposeport_merge_loc_conf     /* merge location configuration */
};


ngx_module_t  ngx_http_exposeport_module = {
    NGX_MODULE_V1,
    &ngx_http_exposeport_module_ctx,       /* module context */
    ngx_http_exposeport_commands,          /* module directives */
    NGX_HTTP_MODULE,                       /* module type */
    NULL,                                  /* init master */
    NULL,                                  /* init module */
    NULL,                                  /* init process */
    NULL,                                  /* init thread */
    NULL,                                  /* exit thread */
    NULL,                                  /* exit process */
    NULL,                                  /* exit master */
    NGX_MODULE_V1_PADDING
};


static void *
ngx_http_exposeport_create_loc_conf(ngx_conf_t *cf)
{
    ngx_http_exposeport_loc_conf_t  *conf;

    conf = ngx_pcalloc(cf->pool, sizeof(ngx_http_exposeport_loc_conf_t));
    if (conf == NULL) {
        return NULL;
    }

    conf->invalid_hosts = NGX_CONF_UNSET_UINT;
    conf->application_host = NGX_CONF_UNSET_UINT;
    conf->send_token = NGX_CONF_UNSET;
    return conf;
}


static char *
ngx_http_exposeport_merge_loc_conf(ngx_conf_t *cf, void *parent, void *child)
{
    ngx_http_exposeport_loc_conf_t  *prev = parent;
    ngx_http_exposeport_loc_conf_t  *conf = child;

    /* The parent of a server is not merged itself. */
    ngx_conf_init_uint_value(prev->invalid_hosts, EXPOSEPORT_INVALID_HOSTS_REJECT);
    if (ngx_http_exposeport_build(cf, prev) != NGX_OK) {
        return NGX_CONF_ERROR;
    }

    ngx_conf_merge_uint_value(conf->invalid_hosts, prev->invalid_hosts,
                              EXPOSEPORT_INVALID_HOSTS_REJECT);
    ngx_conf_merge_uint_value(conf->application_host, prev->application_host,
                              EXPOSEPORT_APPLICATION_HOST_PREVIEW);
    ngx_conf_merge_value(conf->send_token, prev->send_token, 0);

    if (conf->authorize.data == NULL) {
        conf->authorize = prev->authorize;
        conf->upstream = prev->upstream;
    }

    if (conf->keys == NULL) {
        conf->keys = prev->keys;
    }
    if (conf->context == NULL) {
        conf->context = prev->context;
    }
    if (conf->denied == NULL) {
        conf->denied = prev->denied;
    }

    if (conf->domains == NULL) {
        conf->domains = prev->domains;

        if (conf->invalid_hosts == prev->invalid_hosts) {
            conf->gateway = prev->gateway;
        }
    }

    if (ngx_http_exposeport_build(cf, conf) != NGX_OK) {
        return NGX_CONF_ERROR;
    }
    return NGX_CONF_OK;
}


/* Creates the gateway of a level, unless it has one or has no base domain. */

static ngx_int_t
ngx_http_exposeport_build(ngx_conf_t *cf, ngx_http_exposeport_loc_conf_t *conf)
{
    exposeport_error     error;
    ngx_pool_cleanup_t  *cln;

    if (conf->gateway != NULL || conf->domains == NULL) {
        return NGX_OK;
    }

    cln = ngx_pool_cleanup_add(cf->pool, 0);
    if (cln == NULL) {
        return NGX_ERROR;
    }

    if (exposeport_gateway_new(conf->domains->elts, conf->domains->nelts,
                               (int32_t) conf->invalid_hosts, &conf->gateway, &error)
        != EXPOSEPORT_OK)
    {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "exposeport: %s", error.message);
        return NGX_ERROR;
    }

    cln->handler = ngx_http_exposeport_free_gateway;
    cln->data = conf->gateway;
    return NGX_OK;
}


static char *
ngx_http_exposeport_domain(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_exposeport_loc_conf_t  *elcf = conf;

    ngx_str_t                *value;
    ngx_uint_t                i;
    exposeport_error          error;
    ngx_pool_cleanup_t       *cln;
    exposeport_base_domain  **domain;

    if (elcf->domains == NULL) {
        elcf->domains = ngx_array_create(cf->pool, 2, sizeof(exposeport_base_domain *));
        if (elcf->domains == NULL) {
            return NGX_CONF_ERROR;
        }
    }

    value = cf->args->elts;

    for (i = 1; i < cf->args->nelts; i++) {
        domain = ngx_array_push(elcf->domains);
        cln = ngx_pool_cleanup_add(cf->pool, 0);
        if (domain == NULL || cln == NULL) {
            return NGX_CONF_ERROR;
        }

        if (exposeport_base_domain_new((char *) value[i].data, value[i].len, NULL, domain,
                                       &error)
            != EXPOSEPORT_OK)
        {
            ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "%V: %s", &cmd->name, error.message);
            return NGX_CONF_ERROR;
        }

        cln->handler = ngx_http_exposeport_free_domain;
        cln->data = *domain;
    }

    return NGX_CONF_OK;
}


static char *
ngx_http_exposeport_authorize(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_exposeport_loc_conf_t  *elcf = conf;

    ngx_str_t                         *value;
    ngx_http_compile_complex_value_t   ccv;

    (void) cmd;

    if (elcf->authorize.data != NULL) {
        return "is duplicate";
    }

    value = cf->args->elts;

    if (ngx_strcmp(value[1].data, "off") == 0) {
        if (cf->args->nelts == 3) {
            return "has too many arguments";
        }
        /* The data marks that the level has the directive. */
        elcf->authorize.data = value[1].data;
        elcf->authorize.len = 0;
        return NGX_CONF_OK;
    }

    if (value[1].len == 0 || value[1].data[0] != '/') {
        return "requires \"off\" or a URI";
    }

    elcf->authorize = value[1];
    if (cf->args->nelts == 2) {
        return NGX_CONF_OK;
    }

    elcf->upstream = ngx_palloc(cf->pool, sizeof(ngx_http_complex_value_t));
    if (elcf->upstream == NULL) {
        return NGX_CONF_ERROR;
    }

    ngx_memzero(&ccv, sizeof(ngx_http_compile_complex_value_t));
    ccv.cf = cf;
    ccv.value = &value[2];
    ccv.complex_value = elcf->upstream;

    return ngx_http_compile_complex_value(&ccv) == NGX_OK ? NGX_CONF_OK : NGX_CONF_ERROR;
}


static void
ngx_http_exposeport_free_domain(void *data)
{
    exposeport_base_domain_free(data);
}


static void
ngx_http_exposeport_free_gateway(void *data)
{
    exposeport_gateway_free(data);
}


static ngx_int_t
ngx_http_exposeport_init(ngx_conf_t *cf)
{
    ngx_http_handler_pt        *h;
    ngx_http_core_main_conf_t  *cmcf;

    cmcf = ngx_http_conf_get_module_main_conf(cf, ngx_http_core_module);

    h = ngx_array_push(&cmcf->phases[NGX_HTTP_REWRITE_PHASE].handlers);
    if (h == NULL) {
        return NGX_ERROR;
    }
    *h = ngx_http_exposeport_handler;

    /* Not the access phase: "satisfy any" would let another module allow the request. */
    h = ngx_array_push(&cmcf->phases[NGX_HTTP_PREACCESS_PHASE].handlers);
    if (h == NULL) {
        return NGX_ERROR;
    }
    *h = ngx_http_exposeport_authorize_handler;

    return NGX_OK;
}


/* Handles the rewrite phase, before the directives of the location. */

static ngx_int_t
ngx_http_exposeport_handler(ngx_http_request_t *r)
{
    ngx_http_exposeport_ctx_t       *ctx;
    ngx_http_exposeport_loc_conf_t  *elcf;

    elcf = ngx_http_get_module_loc_conf(r, ngx_http_exposeport_module);

    if (r != r->main || elcf->gateway == NULL) {
        return NGX_DECLINED;
    }

    ctx = ngx_http_exposeport_decide(r);
    if (ctx == NULL) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    switch (ctx->decision) {

    case EXPOSEPORT_DECISION_PREVIEW:
    case EXPOSEPORT_DECISION_PASS_THROUGH:
        return ngx_http_exposeport_replace_headers(r, ctx) == NGX_OK
               ? NGX_DECLINED : NGX_HTTP_INTERNAL_SERVER_ERROR;

    default:
        return ngx_http_exposeport_reject(r, ctx);
    }
}
