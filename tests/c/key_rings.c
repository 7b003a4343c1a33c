#include "key_rings.h"

#include <string.h>

#define NOW UINT64_C(1800000000)

static const char *const key = "a key of thirty-two random bytes";
static const size_t key_len = 32;

/* The same key in hexadecimal digits. */
static const char *const hex = "61206b6579206f66207468697274792d74776f2072616e646f6d206279746573";

static bool deny(const exposeport_route *route, void *data)
{
    /* The function may call the library. */
    CHECK_STATUS(exposeport_validate_token(route->sandbox_id, route->sandbox_id_len, NULL),
                 EXPOSEPORT_OK);
    ++*(int *)data;
    return true;
}

/* Returns the preview of a URL that the ring has signed. */
static exposeport_preview sign(const exposeport_key_ring *ring,
                               const exposeport_base_domain *domain)
{
    char url[EXPOSEPORT_URL_CAPACITY];
    size_t len = 0;
    exposeport_preview preview = {.domain = 0};
    CHECK_STATUS(exposeport_key_ring_build_url_until(ring, 8080, STR("a"), false, STR("tenant"),
                                                     NOW, 60, domain, NULL, url, sizeof url, &len,
                                                     NULL),
                 EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_base_domain_route_url(domain, url, len, &preview.route, NULL),
                 EXPOSEPORT_OK);
    CHECK(preview.route.token_len == 22);
    return preview;
}

static bool verify(const exposeport_preview *preview, const exposeport_key_ring *ring, uint64_t now,
                   exposeport_rejection *rejection)
{
    return exposeport_preview_verify(preview, ring, STR("tenant"), now, NULL, NULL, NULL,
                                     rejection);
}

/* Each call has one NULL, and every other argument is valid. */
static void nulls(exposeport_key_ring *ring, const exposeport_base_domain *domain,
                  const exposeport_preview *preview)
{
    char b[EXPOSEPORT_URL_CAPACITY] = "?";
    size_t len = 7;
    uint64_t expires = 7;
    int calls = 0;
    exposeport_key_ring *made = NULL;
    exposeport_rejection rejections[3];
    const exposeport_status found[] = {
        exposeport_key_ring_new(NULL, key_len, &made, NULL),
        exposeport_key_ring_new(key, key_len, NULL, NULL),
        exposeport_key_ring_add(NULL, key, key_len, NULL),
        exposeport_key_ring_add(ring, NULL, key_len, NULL),
        exposeport_key_ring_new_hex(NULL, 64, &made, NULL),
        exposeport_key_ring_new_hex(hex, 64, NULL, NULL),
        exposeport_key_ring_add_hex(NULL, hex, 64, NULL),
        exposeport_key_ring_add_hex(ring, NULL, 64, NULL),
        /* NULL is checked first, even if another argument is invalid. */
        exposeport_key_ring_new(key, 1, NULL, NULL),
        exposeport_key_ring_add(NULL, key, 1, NULL),
        exposeport_key_ring_sign(NULL, 80, "a", 1, false, "", 0, NULL, b, sizeof b, &len, NULL),
        exposeport_key_ring_sign(ring, 8080, NULL, 1, false, "", 0, NULL, b, sizeof b, &len, NULL),
        exposeport_key_ring_sign(ring, 8080, "a", 1, false, NULL, 1, NULL, b, sizeof b, &len, NULL),
        exposeport_key_ring_sign(ring, 8080, "a", 1, false, "", 0, NULL, NULL, 1, &len, NULL),
        exposeport_key_ring_sign_until(NULL, 8080, "a", 1, false, "", 0, NOW, 0, NULL, &expires, b,
                                       sizeof b, &len, NULL),
        exposeport_key_ring_sign_until(ring, 8080, NULL, 1, false, "", 0, NOW, 1, NULL, &expires, b,
                                       sizeof b, &len, NULL),
        exposeport_key_ring_sign_until(ring, 8080, "a", 1, false, NULL, 1, NOW, 1, NULL, &expires,
                                       b, sizeof b, &len, NULL),
        exposeport_key_ring_sign_until(ring, 8080, "a", 1, false, "", 0, NOW, 1, NULL, &expires,
                                       NULL, 1, &len, NULL),
        exposeport_key_ring_build_url(NULL, 8080, "a", 1, false, "", 0, domain, b, sizeof b, &len,
                                      NULL),
        exposeport_key_ring_build_url(ring, 8080, NULL, 1, false, "", 0, domain, b, sizeof b, &len,
                                      NULL),
        exposeport_key_ring_build_url(ring, 8080, "a", 1, false, NULL, 1, domain, b, sizeof b, &len,
                                      NULL),
        exposeport_key_ring_build_url(ring, 8080, "a", 1, false, "", 0, NULL, b, sizeof b, &len,
                                      NULL),
        exposeport_key_ring_build_url(ring, 8080, "a", 1, false, "", 0, domain, NULL, 1, &len,
                                      NULL),
        exposeport_key_ring_build_url_until(NULL, 8080, "a", 1, false, "", 0, NOW, 1, domain,
                                            &expires, b, sizeof b, &len, NULL),
        exposeport_key_ring_build_url_until(ring, 8080, NULL, 1, false, "", 0, NOW, 1, domain,
                                            &expires, b, sizeof b, &len, NULL),
        exposeport_key_ring_build_url_until(ring, 8080, "a", 1, false, NULL, 1, NOW, 1, domain,
                                            &expires, b, sizeof b, &len, NULL),
        exposeport_key_ring_build_url_until(ring, 8080, "a", 1, false, "", 0, NOW, 1, NULL,
                                            &expires, b, sizeof b, &len, NULL),
        exposeport_key_ring_build_url_until(ring, 8080, "a", 1, false, "", 0, NOW, 1, domain,
                                            &expires, NULL, 1, &len, NULL),
    };
    for (size_t i = 0; i < COUNT(found); i++) {
        CHECK_STATUS(found[i], EXPOSEPORT_NULL_POINTER);
    }
    const exposeport_verification invalid = EXPOSEPORT_VERIFICATION_INVALID;
    const exposeport_route *route = &preview->route;
    CHECK(exposeport_key_ring_verify(NULL, route, STR("tenant"), NOW, &expires) == invalid);
    CHECK(exposeport_key_ring_verify(ring, NULL, STR("tenant"), NOW, &expires) == invalid);
    CHECK(exposeport_key_ring_verify(ring, route, NULL, 6, NOW, &expires) == invalid);
    CHECK(exposeport_key_ring_verify(ring, route, "a", SIZE_MAX, NOW, &expires) == invalid);
    CHECK(!exposeport_preview_verify(NULL, ring, STR("tenant"), NOW, deny, &calls, &expires,
                                     &rejections[0]));
    CHECK(!exposeport_preview_verify(preview, NULL, STR("tenant"), NOW, deny, &calls, &expires,
                                     &rejections[1]));
    CHECK(!exposeport_preview_verify(preview, ring, NULL, 6, NOW, deny, &calls, &expires,
                                     &rejections[2]));
    for (size_t i = 0; i < COUNT(rejections); i++) {
        check_error(EXPOSEPORT_NULL_POINTER, &rejections[i].error);
    }
    CHECK_MESSAGE(&rejections[1].error, "ring must not be NULL");
    CHECK_MESSAGE(&rejections[2].error, "context must not be NULL");
    CHECK(!exposeport_preview_verify(NULL, NULL, NULL, 0, NOW, NULL, NULL, NULL, NULL));
    CHECK(made == NULL && len == 7 && expires == 7 && calls == 0 && strcmp(b, "?") == 0);
    exposeport_key_ring_free(NULL);
}

/* A key that is too short leaves the ring unchanged, and is not in the message. */
static void keys(exposeport_key_ring *ring, const exposeport_preview *preview)
{
    exposeport_error error;
    exposeport_key_ring *made = NULL, *other = NULL;
    CHECK_STATUS(exposeport_key_ring_new(NULL, 0, &made, NULL), EXPOSEPORT_INVALID_SIGNING_KEY);
    CHECK_STATUS(exposeport_key_ring_new(key, key_len - 1, &made, &error),
                 EXPOSEPORT_INVALID_SIGNING_KEY);
    CHECK(made == NULL && error.http_status == 400 && strstr(error.message, "thirty") == NULL);
    CHECK_STATUS(exposeport_key_ring_add(ring, key, key_len - 1, &error),
                 EXPOSEPORT_INVALID_SIGNING_KEY);
    CHECK(verify(preview, ring, NOW, NULL));

    /* A key that is added verifies and does not sign. */
    char token[2][EXPOSEPORT_TOKEN_CAPACITY];
    CHECK_STATUS(exposeport_key_ring_new(STR("another key, of thirty-four bytes."), &other, NULL),
                 EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_key_ring_sign(other, 8080, STR("a"), false, NULL, 0, NULL, token[0],
                                          sizeof token[0], NULL, NULL),
                 EXPOSEPORT_OK);
    CHECK(!verify(preview, other, NOW, NULL));
    CHECK_STATUS(exposeport_key_ring_add(other, key, key_len, NULL), EXPOSEPORT_OK);
    CHECK(verify(preview, other, NOW, NULL));
    CHECK_STATUS(exposeport_key_ring_sign(other, 8080, STR("a"), false, NULL, 0, NULL, token[1],
                                          sizeof token[1], NULL, NULL),
                 EXPOSEPORT_OK);
    CHECK(strcmp(token[0], token[1]) == 0);
    exposeport_key_ring_free(other);

    /* Digits are the same key. */
    CHECK_STATUS(exposeport_key_ring_new_hex(hex, 64, &made, NULL), EXPOSEPORT_OK);
    CHECK(verify(preview, made, NOW, NULL));
    exposeport_key_ring_free(made);
    CHECK_STATUS(exposeport_key_ring_new(STR("another key, of thirty-four bytes."), &other, NULL),
                 EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_key_ring_add_hex(other, hex, 63, &error),
                 EXPOSEPORT_INVALID_SIGNING_KEY);
    CHECK(strstr(error.message, "6120") == NULL && !verify(preview, other, NOW, NULL));
    CHECK_STATUS(exposeport_key_ring_add_hex(other, hex, 64, NULL), EXPOSEPORT_OK);
    CHECK(verify(preview, other, NOW, NULL));
    exposeport_key_ring_free(other);
}

/* A failure writes no output, except the length if the buffer is too small. */
static void outputs(const exposeport_key_ring *ring, const exposeport_base_domain *domain)
{
    static const uint64_t lifetimes[] = {0, UINT64_C(2144007936), INT64_MAX, UINT64_MAX};
    char b[EXPOSEPORT_URL_CAPACITY] = "?";
    size_t len = 7;
    uint64_t expires = 7;
    exposeport_policy *policy = NULL;
    for (size_t i = 0; i < COUNT(lifetimes); i++) {
        CHECK_STATUS(exposeport_key_ring_sign_until(ring, 8080, STR("a"), false, NULL, 0, NOW,
                                                    lifetimes[i], NULL, &expires, b, sizeof b,
                                                    &len, NULL),
                     EXPOSEPORT_INVALID_LIFETIME);
        CHECK_STATUS(exposeport_key_ring_build_url_until(ring, 8080, STR("a"), false, NULL, 0, NOW,
                                                         lifetimes[i], domain, &expires, b,
                                                         sizeof b, &len, NULL),
                     EXPOSEPORT_INVALID_LIFETIME);
    }
    CHECK_STATUS(exposeport_key_ring_sign_until(ring, 8080, STR("a"), false, NULL, 0, UINT64_MAX, 1,
                                                NULL, &expires, b, sizeof b, &len, NULL),
                 EXPOSEPORT_INVALID_LIFETIME);
    CHECK_STATUS(exposeport_key_ring_sign(ring, 73616, STR("a"), false, NULL, 0, NULL, b, sizeof b,
                                          &len, NULL),
                 EXPOSEPORT_INVALID_PORT);
    CHECK_STATUS(exposeport_key_ring_sign(ring, 8080, STR("My-App"), false, NULL, 0, NULL, b,
                                          sizeof b, &len, NULL),
                 EXPOSEPORT_UPPERCASE_SANDBOX_ID);
    CHECK(len == 7 && expires == 7 && strcmp(b, "?") == 0);
    CHECK_STATUS(exposeport_key_ring_sign_until(ring, 8080, STR("a"), false, NULL, 0, NOW, 60, NULL,
                                                &expires, b, 22, &len, NULL),
                 EXPOSEPORT_BUFFER_TOO_SMALL);
    CHECK(len == 22 && expires == 7 && strcmp(b, "?") == 0);
    CHECK_STATUS(exposeport_key_ring_build_url_until(ring, 8080, STR("a"), false, NULL, 0, NOW, 60,
                                                     domain, &expires, b, 1, &len, NULL),
                 EXPOSEPORT_BUFFER_TOO_SMALL);
    CHECK(len == strlen("https://8080-a-0123456789012345678901.example.com") && expires == 7);

    /* The policy is that of the call, or that of the base domain. The buffer may be an input. */
    CHECK_STATUS(exposeport_key_ring_sign(ring, 3000, STR("a"), false, NULL, 0, NULL, b, sizeof b,
                                          NULL, NULL),
                 EXPOSEPORT_RESERVED_PORT);
    CHECK_STATUS(exposeport_key_ring_build_url(ring, 3000, STR("a"), false, NULL, 0, domain, b,
                                               sizeof b, NULL, NULL),
                 EXPOSEPORT_RESERVED_PORT);
    CHECK_STATUS(exposeport_policy_new(&policy, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_policy_unreserve_port(policy, 3000, NULL), EXPOSEPORT_OK);
    memcpy(b, "My-App", 7);
    CHECK_STATUS(exposeport_key_ring_sign(ring, 3000, b, 6, true, b, 6, policy, b, sizeof b, &len,
                                          NULL),
                 EXPOSEPORT_OK);
    CHECK(len == 16 && strlen(b) == 16);
    CHECK_STATUS(exposeport_key_ring_sign_until(ring, 3000, STR("a"), false, NULL, 0, NOW, 60,
                                                policy, NULL, b, sizeof b, NULL, NULL),
                 EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_key_ring_sign_until(ring, 3000, STR("a"), false, NULL, 0, NOW, 60, NULL,
                                                NULL, b, sizeof b, NULL, NULL),
                 EXPOSEPORT_RESERVED_PORT);

    /* A URL is that of the id in lowercase only if the caller wants it. */
    CHECK_STATUS(exposeport_key_ring_build_url(ring, 8080, STR("My-App"), true, NULL, 0, domain, b,
                                               sizeof b, NULL, NULL),
                 EXPOSEPORT_OK);
    CHECK(strncmp(b, STR("https://8080-my-app-")) == 0);
    CHECK_STATUS(exposeport_key_ring_build_url_until(ring, 8080, STR("My-App"), true, NULL, 0, NOW,
                                                     60, domain, NULL, b, sizeof b, NULL, NULL),
                 EXPOSEPORT_OK);
    CHECK(strncmp(b, STR("https://8080-my-app-")) == 0);
    CHECK_STATUS(exposeport_key_ring_build_url(ring, 8080, STR("My-App"), false, NULL, 0, domain, b,
                                               sizeof b, NULL, NULL),
                 EXPOSEPORT_UPPERCASE_SANDBOX_ID);
    exposeport_policy_free(policy);
}

/* A preview is memory of the caller. One that is zero-initialized or changed does not pass. */
static void written_by_the_caller(const exposeport_key_ring *ring,
                                  const exposeport_preview *valid)
{
    const exposeport_verification zero = 0;
    CHECK(zero == EXPOSEPORT_VERIFICATION_INVALID);
    exposeport_preview other = {.domain = 0};
    exposeport_rejection rejection;
    CHECK(!verify(&other, ring, NOW, &rejection));
    CHECK_STATUS(rejection.error.status, EXPOSEPORT_INVALID_TOKEN);
    other = *valid;
    other.route.port++;
    CHECK(!verify(&other, ring, NOW, &rejection));
    CHECK_STATUS(rejection.error.status, EXPOSEPORT_INVALID_TOKEN);
    other = *valid;
    other.route.sandbox_id[0] = 'b';
    CHECK(!verify(&other, ring, NOW, &rejection));
    other = *valid;
    other.route.token_len = 65;
    CHECK(!verify(&other, ring, NOW, &rejection));
    CHECK_STATUS(rejection.error.status, EXPOSEPORT_INVALID_ARGUMENT);
    CHECK(exposeport_key_ring_verify(ring, &other.route, STR("tenant"), NOW, NULL) ==
          EXPOSEPORT_VERIFICATION_INVALID);
}

void check_key_rings(const exposeport_base_domain *domain)
{
    exposeport_key_ring *ring = NULL;
    exposeport_rejection rejection;
    int calls = 0;
    CHECK_STATUS(exposeport_key_ring_new(key, key_len, &ring, NULL), EXPOSEPORT_OK);
    const exposeport_preview preview = sign(ring, domain);
    CHECK(verify(&preview, ring, NOW, NULL) && verify(&preview, ring, NOW + 59, NULL));
    CHECK(!verify(&preview, ring, NOW + 60, &rejection));
    CHECK_STATUS(rejection.error.status, EXPOSEPORT_TOKEN_EXPIRED);
    CHECK(!verify(&preview, ring, UINT64_MAX, &rejection));
    CHECK_STATUS(rejection.error.status, EXPOSEPORT_TOKEN_EXPIRED);
    CHECK(!exposeport_preview_verify(&preview, ring, STR("tenant"), NOW, deny, &calls, NULL,
                                     &rejection));
    CHECK_STATUS(rejection.error.status, EXPOSEPORT_TOKEN_EXPIRED);
    CHECK(calls == 1);
    nulls(ring, domain, &preview);
    keys(ring, &preview);
    outputs(ring, domain);
    written_by_the_caller(ring, &preview);
    exposeport_key_ring_free(ring);
}
