/* The parts of the nginx module. The C library decides; the module translates. */

#ifndef NGX_HTTP_EXPOSEPORT_H
#define NGX_HTTP_EXPOSEPORT_H

#include <ngx_config.h>
#include <ngx_core.h>
#include <ngx_http.h>

#include "exposeport.h"


typedef struct {
    ngx_array_t               *domains;         /* of exposeport_base_domain * */
    exposeport_gateway        *gateway;
    ngx_uint_t                 invalid_hosts;
    ngx_uint_t                 application_host;
    ngx_flag_t                 send_token;
    ngx_str_t                  authorize;       /* data is NULL if not set, len is 0 if "off" */
    ngx_http_complex_value_t  *upstream;
    exposeport_key_ring       *keys;
    ngx_http_complex_value_t  *context;
    ngx_http_complex_value_t  *denied;
} ngx_http_exposeport_loc_conf_t;


/* The decision about a request. It survives internal redirects. */
typedef struct {
    exposeport_gateway        *gateway;         /* NULL before the first decision */
    exposeport_decision        decision;
    exposeport_preview         preview;
    exposeport_rejection       rejection;

    /* The headers of the client. They are kept, so that another gateway decides about them. */
    ngx_list_t                 received;
    void                      *forwarded;       /* the location that has replaced the headers */

    u_char                    *authorized_by;   /* the URI of the subrequest that is done */
    ngx_uint_t                 status;          /* the status of the subrequest, 0 before its end */
    ngx_str_t                  upstream;

    uint64_t                   expires;         /* 0 unless the token is signed and expires */
    unsigned                   is_timed:1;      /* a timer ends the request at that time */
} ngx_http_exposeport_ctx_t;


extern ngx_module_t  ngx_http_exposeport_module;


ngx_http_exposeport_ctx_t *ngx_http_exposeport_decide(ngx_http_request_t *r);
ngx_int_t ngx_http_exposeport_request_host(ngx_http_request_t *r,
    ngx_http_exposeport_ctx_t *ctx, exposeport_request_host *host);
ngx_int_t ngx_http_exposeport_replace_headers(ngx_http_request_t *r,
    ngx_http_exposeport_ctx_t *ctx);
ngx_int_t ngx_http_exposeport_collect_headers(ngx_http_request_t *r, ngx_list_t *list,
    char *name, ngx_array_t *values);
ngx_int_t ngx_http_exposeport_authorize_handler(ngx_http_request_t *r);
char *ngx_http_exposeport_key_file(ngx_conf_t *cf, ngx_command_t *cmd, void *conf);
ngx_int_t ngx_http_exposeport_verify(ngx_http_request_t *r, ngx_http_exposeport_ctx_t *ctx,
    ngx_http_exposeport_loc_conf_t *elcf);
ngx_int_t ngx_http_exposeport_reject(ngx_http_request_t *r, ngx_http_exposeport_ctx_t *ctx);
ngx_int_t ngx_http_exposeport_add_variables(ngx_conf_t *cf);


#endif /* NGX_HTTP_EXPOSEPORT_H */
