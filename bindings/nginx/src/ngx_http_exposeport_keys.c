/* The verification of signed tokens with the keys of the configuration. */

#include "ngx_http_exposeport.h"


/* The longest time until a timer, in milliseconds. The number of milliseconds may have 32 bits. */
#define NGX_HTTP_EXPOSEPORT_TIMER_MAX    86400000

/* The time until a request that is not yet a WebSocket is checked again, in milliseconds. */
#define NGX_HTTP_EXPOSEPORT_TIMER_RETRY  1000


typedef struct {
    ngx_http_request_t        *request;
    ngx_http_complex_value_t  *value;
} ngx_http_exposeport_denial_t;


static ssize_t ngx_http_exposeport_read_key(ngx_conf_t *cf, ngx_str_t *path, u_char *buffer,
    size_t size);
static ngx_int_t ngx_http_exposeport_add_key(ngx_conf_t *cf,
    ngx_http_exposeport_loc_conf_t *elcf, u_char *digits, size_t len, exposeport_error *error);
static void ngx_http_exposeport_free_keys(void *data);
static bool ngx_http_exposeport_is_denied(const exposeport_route *route, void *data);
static ngx_int_t ngx_http_exposeport_close_at_expiry(ngx_http_request_t *r,
    ngx_http_exposeport_ctx_t *ctx);
static void ngx_http_exposeport_set_timer(ngx_event_t *ev, uint64_t expires);
static void ngx_http_exposeport_expiry_handler(ngx_event_t *ev);
static void ngx_http_exposeport_delete_timer(void *data);


/* Handles the directive: reads the files when the configuration is read, as root. */

char *
ngx_http_exposeport_key_file(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_exposeport_loc_conf_t  *elcf = conf;

    u_char            digits[EXPOSEPORT_KEY_HEX_MAX + 1];
    ssize_t           len;
    ngx_int_t         rc;
    ngx_str_t        *value, path;
    ngx_uint_t        i;
    exposeport_error  error;

    value = cf->args->elts;

    for (i = 1; i < cf->args->nelts; i++) {
        path = value[i];
        if (ngx_conf_full_name(cf->cycle, &path, 1) != NGX_OK) {
            return NGX_CONF_ERROR;
        }

        error.message[0] = '\0';
        len = ngx_http_exposeport_read_key(cf, &path, digits, sizeof(digits));
        rc = len < 0 ? NGX_ERROR
                     : ngx_http_exposeport_add_key(cf, elcf, digits, (size_t) len, &error);
        ngx_explicit_memzero(digits, sizeof(digits));

        if (rc != NGX_OK) {
            if (error.message[0] != '\0') {
                ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "%V \"%V\": %s", &cmd->name, &path,
                                   error.message);
            }
            return NGX_CONF_ERROR;
        }
    }

    return NGX_CONF_OK;
}


/* Reads a file up to a size. The library rejects a key of that size as too long. */

static ssize_t
ngx_http_exposeport_read_key(ngx_conf_t *cf, ngx_str_t *path, u_char *buffer, size_t size)
{
    size_t    len;
    ssize_t   n;
    ngx_fd_t  fd;

    fd = ngx_open_file(path->data, NGX_FILE_RDONLY, NGX_FILE_OPEN, 0);
    if (fd == NGX_INVALID_FILE) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, ngx_errno, ngx_open_file_n " \"%V\" failed", path);
        return NGX_ERROR;
    }

    for (len = 0; len < size; len += n) {
        n = ngx_read_fd(fd, buffer + len, size - len);
        if (n == 0) {
            break;
        }
        if (n < 0) {
            ngx_conf_log_error(NGX_LOG_EMERG, cf, ngx_errno, ngx_read_fd_n " \"%V\" failed",
                               path);
            ngx_close_file(fd);
            return NGX_ERROR;
        }
    }

    ngx_close_file(fd);
    return (ssize_t) len;
}


/* Adds a key. The first key of a level creates its ring, whose memory is wiped at the end. */

static ngx_int_t
ngx_http_exposeport_add_key(ngx_conf_t *cf, ngx_http_exposeport_loc_conf_t *elcf, u_char *digits,
    size_t len, exposeport_error *error)
{
    ngx_pool_cleanup_t  *cln;

    if (elcf->keys != NULL) {
        return exposeport_key_ring_add_hex(elcf->keys, (char *) digits, len, error)
               == EXPOSEPORT_OK ? NGX_OK : NGX_ERROR;
    }

    cln = ngx_pool_cleanup_add(cf->pool, 0);
    if (cln == NULL) {
        return NGX_ERROR;
    }

    if (exposeport_key_ring_new_hex((char *) digits, len, &elcf->keys, error) != EXPOSEPORT_OK) {
        return NGX_ERROR;
    }

    cln->handler = ngx_http_exposeport_free_keys;
    cln->data = elcf->keys;
    return NGX_OK;
}


static void
ngx_http_exposeport_free_keys(void *data)
{
    exposeport_key_ring_free(data);
}


/* Returns NGX_OK if a key has signed the token of the request and it is valid. */

ngx_int_t
ngx_http_exposeport_verify(ngx_http_request_t *r, ngx_http_exposeport_ctx_t *ctx,
    ngx_http_exposeport_loc_conf_t *elcf)
{
    ngx_str_t                     context;
    ngx_http_exposeport_denial_t  denial;

    ngx_str_null(&context);

    if (elcf->context != NULL
        && ngx_http_complex_value(r, elcf->context, &context) != NGX_OK)
    {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    denial.request = r;
    denial.value = elcf->denied;

    if (!exposeport_preview_verify(&ctx->preview, elcf->keys, (char *) context.data, context.len,
                                   (uint64_t) ngx_time(),
                                   elcf->denied ? ngx_http_exposeport_is_denied : NULL, &denial,
                                   &ctx->expires, &ctx->rejection))
    {
        return ngx_http_exposeport_reject(r, ctx);
    }

    return ngx_http_exposeport_close_at_expiry(r, ctx);
}


static bool
ngx_http_exposeport_is_denied(const exposeport_route *route, void *data)
{
    ngx_http_exposeport_denial_t  *denial = data;

    ngx_str_t  value;

    (void) route;

    if (ngx_http_complex_value(denial->request, denial->value, &value) != NGX_OK) {
        return true;
    }
    return value.len != 0 && !(value.len == 1 && value.data[0] == '0');
}


/* Makes a request that may become a WebSocket end when its token expires. */

static ngx_int_t
ngx_http_exposeport_close_at_expiry(ngx_http_request_t *r, ngx_http_exposeport_ctx_t *ctx)
{
    ngx_event_t         *ev;
    ngx_http_cleanup_t  *cln;

    if (ctx->expires == 0 || r->headers_in.upgrade == NULL || ctx->is_timed) {
        return NGX_OK;
    }

    cln = ngx_http_cleanup_add(r, sizeof(ngx_event_t));
    if (cln == NULL) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    ev = cln->data;
    ngx_memzero(ev, sizeof(ngx_event_t));
    ev->handler = ngx_http_exposeport_expiry_handler;
    ev->data = r;
    ev->log = r->connection->log;
    ev->cancelable = 1;
    cln->handler = ngx_http_exposeport_delete_timer;

    ctx->is_timed = 1;
    ngx_http_exposeport_set_timer(ev, ctx->expires);
    return NGX_OK;
}


static void
ngx_http_exposeport_set_timer(ngx_event_t *ev, uint64_t expires)
{
    uint64_t     now, delay;
    ngx_time_t  *time;

    time = ngx_timeofday();
    now = (uint64_t) time->sec * 1000 + time->msec;
    delay = expires * 1000 > now ? expires * 1000 - now : NGX_HTTP_EXPOSEPORT_TIMER_RETRY;
    ngx_add_timer(ev, (ngx_msec_t) ngx_min(delay, NGX_HTTP_EXPOSEPORT_TIMER_MAX));
}


static void
ngx_http_exposeport_expiry_handler(ngx_event_t *ev)
{
    ngx_event_t                *wev;
    ngx_http_request_t         *r = ev->data;
    ngx_http_exposeport_ctx_t  *ctx;

    ctx = ngx_http_exposeport_decide(r);

    /* After an internal redirect to a location without keys, the token does not matter. */
    if (ctx == NULL || ctx->expires == 0) {
        return;
    }

    if ((uint64_t) ngx_time() < ctx->expires || r->upstream == NULL || !r->upstream->upgrade) {
        ngx_http_exposeport_set_timer(ev, ctx->expires);
        return;
    }

    /* nginx closes an upgraded connection whose time to write is over. */
    wev = r->connection->write;
    wev->timedout = 1;
    ngx_post_event(wev, &ngx_posted_events);
}


static void
ngx_http_exposeport_delete_timer(void *data)
{
    ngx_event_t  *ev = data;

    if (ev->timer_set) {
        ngx_del_timer(ev);
    }
}
