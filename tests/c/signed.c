#include "signed.h"

#include <stdio.h>
#include <string.h>

/* Creates a ring of the keys of a case. The keys are freed, which the ring has copied. */
static exposeport_status make_ring(const struct signed_case *c, exposeport_key_ring **ring,
                                   exposeport_error *error)
{
    exposeport_status status = EXPOSEPORT_INTERNAL;
    for (size_t i = 0; i < c->keys.count; i++) {
        struct bytes key = join(c->keys.items[i]);
        status = c->is_hex ? exposeport_key_ring_new_hex(key.data, key.len, ring, error)
                 : i == 0  ? exposeport_key_ring_new(key.data, key.len, ring, error)
                           : exposeport_key_ring_add(*ring, key.data, key.len, error);
        release(key);
        if (status != EXPOSEPORT_OK) {
            break;
        }
    }
    CHECK((*ring != NULL) == (status == EXPOSEPORT_OK));
    return status;
}

/* Signs the parts of a case, and checks the token. */
static exposeport_status sign(const struct signed_case *c, const exposeport_key_ring *ring,
                              struct bytes id, struct bytes context, exposeport_error *error)
{
    const uint64_t now = (uint64_t)c->now, lifetime = (uint64_t)c->lifetime;
    uint64_t expires = 7;
    struct bytes token;
    exposeport_status status;
    if (c->has_lifetime) {
        FETCH(token, status,
              exposeport_key_ring_sign_until(ring, c->port, id.data, id.len, false, context.data,
                                             context.len, now, lifetime, NULL, &expires,
                                             out_buffer, out_capacity, out_len, error));
    } else {
        FETCH(token, status,
              exposeport_key_ring_sign(ring, c->port, id.data, id.len, false, context.data,
                                       context.len, NULL, out_buffer, out_capacity, out_len,
                                       error));
    }
    CHECK(expires == (c->has_lifetime && status == EXPOSEPORT_OK ? now + lifetime : 7));
    same("token", token.data, token.len, c->token);
    if (status == EXPOSEPORT_OK) {
        /* Only a permanent token is in form like one that is drawn. */
        CHECK_STATUS(exposeport_validate_token(token.data, token.len, NULL),
                     c->has_lifetime ? EXPOSEPORT_INVALID_TOKEN_LENGTH : EXPOSEPORT_OK);
    }
    release(token);
    return status;
}

/* Checks that a URL that is signed and built in one call has the token, if its label is not too
   long. */
static void check_url(const struct signed_case *c, const exposeport_key_ring *ring,
                      struct bytes id, struct bytes context)
{
    const uint64_t now = (uint64_t)c->now, lifetime = (uint64_t)c->lifetime;
    uint64_t expires = 7;
    char url[EXPOSEPORT_URL_CAPACITY];
    size_t len = 0, budget = 0;
    exposeport_base_domain *domain = NULL;
    exposeport_route route;
    CHECK_STATUS(exposeport_base_domain_new(STR("example.com"), NULL, &domain, NULL),
                 EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_sandbox_id_budget(c->port, c->has_lifetime ? 22 : 16, NULL, &budget,
                                              NULL),
                 EXPOSEPORT_OK);
    const exposeport_status status =
        c->has_lifetime
            ? exposeport_key_ring_build_url_until(ring, c->port, id.data, id.len, false,
                                                  context.data, context.len, now, lifetime, domain,
                                                  &expires, url, sizeof url, &len, NULL)
            : exposeport_key_ring_build_url(ring, c->port, id.data, id.len, false, context.data,
                                            context.len, domain, url, sizeof url, &len, NULL);
    CHECK_STATUS(status, id.len <= budget ? EXPOSEPORT_OK : EXPOSEPORT_LABEL_TOO_LONG);
    CHECK(expires == (c->has_lifetime && status == EXPOSEPORT_OK ? now + lifetime : 7));
    if (status == EXPOSEPORT_OK) {
        CHECK_STATUS(exposeport_base_domain_route_url(domain, url, len, &route, NULL),
                     EXPOSEPORT_OK);
        CHECK(route.port == c->port);
        same("sandbox_id of the URL", route.sandbox_id, route.sandbox_id_len, c->sandbox_id);
        same("token of the URL", route.token, route.token_len, c->token);
    }
    exposeport_base_domain_free(domain);
}

static void run_sign(const struct signed_case *c)
{
    exposeport_key_ring *ring = NULL;
    exposeport_error error;
    struct bytes id = join(c->sandbox_id), context = join(c->context);
    exposeport_status status = make_ring(c, &ring, &error);
    if (status == EXPOSEPORT_OK) {
        status = sign(c, ring, id, context, &error);
        if (status == EXPOSEPORT_OK) {
            check_url(c, ring, id, context);
        }
    }
    check_error(status, &error);
    same_code("sign", status, c->error);
    if (status != EXPOSEPORT_OK && c->message.items != NULL) {
        same("message", error.message, error.message_len, c->message);
    }
    exposeport_key_ring_free(ring);
    release(id);
    release(context);
}

/* The answer of the hook of a case, and its calls. */
struct hook {
    const exposeport_route *route;
    bool answer;
    int calls;
};

static bool is_denied(const exposeport_route *route, void *data)
{
    struct hook *hook = data;
    CHECK(route == hook->route);
    hook->calls++;
    return hook->answer;
}

static exposeport_preview find_preview(const struct signed_case *c)
{
    exposeport_preview preview = {.domain = 7};
    exposeport_base_domain *domain = NULL;
    exposeport_gateway *gateway = NULL;
    struct bytes hostname = join(c->domain), value = join(c->host);
    const exposeport_string host = {value.data, value.len};
    const exposeport_request_host request = {STR("1.1"), &host, 1, NULL, 0};
    CHECK_STATUS(exposeport_base_domain_new(hostname.data, hostname.len, NULL, &domain, NULL),
                 EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_gateway_new((const exposeport_base_domain *const *)&domain, 1,
                                        EXPOSEPORT_INVALID_HOSTS_REJECT, &gateway, NULL),
                 EXPOSEPORT_OK);
    CHECK(exposeport_gateway_route(gateway, &request, &preview, NULL) ==
          EXPOSEPORT_DECISION_PREVIEW);
    exposeport_gateway_free(gateway);
    exposeport_base_domain_free(domain);
    release(hostname);
    release(value);
    return preview;
}

static void check_rejection(const struct signed_case *c, const exposeport_rejection *rejection)
{
    check_error(rejection->error.status, &rejection->error);
    CHECK(rejection->error.http_status == c->status);
    CHECK(rejection->stale_reason == EXPOSEPORT_NOT_STALE);
    same_code("rejection", rejection->error.status, c->code);
    if (c->message.items != NULL) {
        same("message", rejection->error.message, rejection->error.message_len, c->message);
    }
    struct bytes page;
    exposeport_status status;
    FETCH(page, status,
          exposeport_rejection_page(rejection, out_buffer, out_capacity, out_len, NULL));
    CHECK_STATUS(status, EXPOSEPORT_OK);
    check_secrecy(page.data, page.len);
    release(page);
}

static const char *result_of(exposeport_verification verification)
{
    switch (verification) {
    case EXPOSEPORT_VERIFICATION_ACTIVE:
        return "active";
    case EXPOSEPORT_VERIFICATION_EXPIRED:
        return "expired";
    default:
        CHECK(verification == EXPOSEPORT_VERIFICATION_INVALID);
        return "invalid";
    }
}

static void run_verify(const struct signed_case *c)
{
    const uint64_t now = (uint64_t)c->now, untouched = 7;
    const exposeport_preview preview = find_preview(c);
    exposeport_key_ring *ring = NULL;
    exposeport_error error;
    exposeport_rejection rejection;
    uint64_t expires = untouched;
    struct bytes context = join(c->context);
    CHECK_STATUS(make_ring(c, &ring, &error), EXPOSEPORT_OK);

    const char *result = result_of(exposeport_key_ring_verify(ring, &preview.route, context.data,
                                                              context.len, now, &expires));
    CHECK(strcmp(result, c->result) == 0);
    const bool is_invalid = strcmp(c->result, "invalid") == 0;
    CHECK(expires == (is_invalid ? untouched : (uint64_t)c->expires));
    CHECK(result_of(exposeport_key_ring_verify(ring, &preview.route, context.data, context.len,
                                               now, NULL)) == result);

    expires = untouched;
    struct hook hook = {&preview.route, c->is_denied, 0};
    const bool passes = exposeport_preview_verify(&preview, ring, context.data, context.len, now,
                                                  is_denied, &hook, &expires, &rejection);
    CHECK(passes == (c->status == 0));
    CHECK(expires == (passes ? (uint64_t)c->expires : untouched));
    /* Only a valid token can be denied. */
    CHECK(hook.calls == (strcmp(c->result, "active") == 0));
    if (!passes) {
        check_rejection(c, &rejection);
    }
    /* Every output and the hook are optional. */
    CHECK(exposeport_preview_verify(&preview, ring, context.data, context.len, now, NULL, NULL,
                                    NULL, NULL) == (strcmp(c->result, "active") == 0));
    exposeport_key_ring_free(ring);
    release(context);
}

void run_signed(const struct signed_case *c)
{
    begin_case(c->name, c->secrets);
    if (c->is_verify) {
        run_verify(c);
    } else {
        run_sign(c);
    }
}
