/* Key rings: signing and verifying. */

#include "driver.h"

typedef exposeport_status (*new_ring)(const char *key, size_t key_len,
                                      exposeport_key_ring **out_ring, exposeport_error *error);
typedef exposeport_status (*add_key)(exposeport_key_ring *ring, const char *key, size_t key_len,
                                     exposeport_error *error);

static void create(new_ring new_ring)
{
    const exposeport_string key = string();
    exposeport_error *error = details();
    exposeport_key_ring **out = output(sizeof *out);
    STORE(key_ring, rings, new_ring(key.data, key.len, out, error), error, out);
}

static void add(exposeport_key_ring *ring, add_key add_key)
{
    const exposeport_string key = string();
    is_invalid |= ring == NULL;
    exposeport_error *error = details();
    succeeds(add_key(ring, key.data, key.len, error), error);
}

static void sign(uint8_t name, const exposeport_key_ring *ring)
{
    const int64_t port = number();
    const exposeport_string id = string();
    const exposeport_string context = string();
    const uint64_t now = (uint64_t)number();
    const uint64_t lifetime = (uint64_t)number();
    const exposeport_policy *policy = policies[flag(6)];
    const exposeport_base_domain *domain = domains[flag(6)];
    const bool is_url = name == 'w' || name == 'W';
    is_invalid |= ring == NULL || (is_url && domain == NULL);
    exposeport_error *error = details();
    const string_output out = buffer();
    /* It may be NULL. */
    uint64_t *expires = flag(7) ? NULL : memory(sizeof *expires);
    exposeport_status status;
    if (name == 'y') {
        status = exposeport_key_ring_sign(ring, port, id.data, id.len, flag(5), context.data,
                                          context.len, policy, out.buffer, out.capacity, out.len,
                                          error);
    } else if (name == 'Y') {
        status = exposeport_key_ring_sign_until(ring, port, id.data, id.len, flag(5), context.data,
                                                context.len, now, lifetime, policy, expires,
                                                out.buffer, out.capacity, out.len, error);
    } else if (name == 'w') {
        status = exposeport_key_ring_build_url(ring, port, id.data, id.len, flag(5), context.data,
                                               context.len, domain, out.buffer, out.capacity,
                                               out.len, error);
    } else {
        status = exposeport_key_ring_build_url_until(
            ring, port, id.data, id.len, flag(5), context.data, context.len, now, lifetime, domain,
            expires, out.buffer, out.capacity, out.len, error);
    }
    if (!fills(status, error, out) || out.len == NULL) {
        return;
    }
    if (!is_url) {
        const bool expiring = name == 'Y';
        CHECK(*out.len == (expiring ? 22 : 16));
        exposeport_route *route = memory(sizeof *route);
        memset(route, 0, sizeof *route);
        route->port = (uint16_t)port;
        route->token_len = (uint8_t)*out.len;
        memcpy(route->token, out.buffer, *out.len);
        if (!flag(5)) {
            CHECK(id.len < sizeof route->sandbox_id);
            route->sandbox_id_len = (uint8_t)id.len;
            memcpy(route->sandbox_id, id.data, id.len);
            const exposeport_verification found =
                exposeport_key_ring_verify(ring, route, context.data, context.len, now, NULL);
            /* A policy may allow an id that the default one reserves. */
            CHECK(found == EXPOSEPORT_VERIFICATION_ACTIVE || policy != NULL);
        }
    }
}

static void verify(const exposeport_key_ring *ring)
{
    const exposeport_string context = string();
    const uint64_t now = (uint64_t)number();
    exposeport_route *route = memory(sizeof *route);
    *route = preview.route;
    uint64_t *expires = flag(3) ? NULL : memory(sizeof *expires);
    const exposeport_verification found = exposeport_key_ring_verify(
        ring, flag(4) ? NULL : route, context.data, context.len, now, expires);
    CHECK(found == EXPOSEPORT_VERIFICATION_INVALID || found == EXPOSEPORT_VERIFICATION_ACTIVE ||
          found == EXPOSEPORT_VERIFICATION_EXPIRED);
    CHECK(found == EXPOSEPORT_VERIFICATION_INVALID || (!is_invalid && ring != NULL && !flag(4)));
}

void call_signed(uint8_t name)
{
    exposeport_key_ring *ring = rings[slot()];
    switch (name) {
    case 'k':
        create(flag(5) ? exposeport_key_ring_new_hex : exposeport_key_ring_new);
        break;
    case 'K':
        add(ring, flag(5) ? exposeport_key_ring_add_hex : exposeport_key_ring_add);
        break;
    case 'y':
    case 'Y':
    case 'w':
    case 'W':
        sign(name, ring);
        break;
    case 'E':
        verify(ring);
        break;
    default:
        break;
    }
}
