/* No branch and no index depends on a stored token or on a key. Runs under valgrind.

   A secret is marked as undefined, and valgrind counts the branches and the indices that depend on
   undefined bytes. A call may branch once: on its outcome, which the response reveals. Its result
   is marked as defined before it is checked. */

#include <stdio.h>
#include <string.h>
#include <valgrind/memcheck.h>

#include "support.h"

#define TOKEN "k3j9x0v_q7m2a8zb"
#define HOST_OF(port, token) #port "-sandbox-" token ".example.com"

/* Runs a call, and sets `count` to the number of its branches and indices that depend on a
   secret. */
#define COUNT_LEAKS(count, result, call) \
    do { \
        const unsigned before = VALGRIND_COUNT_ERRORS; \
        (result) = (call); \
        (count) = VALGRIND_COUNT_ERRORS - before; \
        (void)VALGRIND_MAKE_MEM_DEFINED(&(result), sizeof(result)); \
    } while (0)

/* The leaks that were counted since the last reset, and the number of calls that were checked. */
static unsigned outcomes, calls;

static void check_leaks(const char *what, unsigned found, unsigned maximum)
{
    outcomes += found;
    calls++;
    if (found > maximum) {
        char message[128];
        snprintf(message, sizeof message, "%s: %u branches or indices", what, found);
        report(__FILE__, __LINE__, message);
    }
}

/* A copy of a secret, which the compiler cannot replace by the literal. */
static char *secret(const char *bytes, size_t len)
{
    char *copy = malloc(len);
    memcpy(copy, bytes, len);
    (void)VALGRIND_MAKE_MEM_UNDEFINED(copy, len);
    return copy;
}

static bool naive_equal(const char *token, const char *other, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (token[i] != other[i]) {
            return false;
        }
    }
    return true;
}

static bool equal_by_table(const char *token, const char *other, size_t len)
{
    static volatile char digits[256];
    char difference = 0;
    for (size_t i = 0; i < len; i++) {
        difference = (char)(difference | (digits[(unsigned char)token[i]] ^
                                          digits[(unsigned char)other[i]]));
    }
    return difference == 0;
}

/* The check finds both kinds of leaks, so that its silence means something. */
static void leaky_twins(void)
{
    current_case = "leaky twins";
    char *token = secret(TOKEN, 16);
    unsigned branches, indices;
    bool result;
    COUNT_LEAKS(branches, result, naive_equal(token, TOKEN, 16));
    CHECK(result && branches == 16);
    COUNT_LEAKS(indices, result, equal_by_table(token, TOKEN, 16));
    CHECK(result && indices == 16);
    free(token);
}

/* Tokens that are compared with TOKEN: equal, different in one or in all characters, shorter,
   longer. */
static const char *const OTHERS[] = {TOKEN,
                                     "a3j9x0v_q7m2a8zb",
                                     "k3j9x0v_q7m2a8za",
                                     "aaaaaaaaaaaaaaaa",
                                     "k3j9x0v_q7m2a8z",
                                     "k3j9x0v_q7m2a8zbc"};

static void comparison(void)
{
    current_case = "comparison";
    char *token = secret(TOKEN, 16);
    for (size_t i = 0; i < COUNT(OTHERS); i++) {
        const size_t len = strlen(OTHERS[i]);
        char *other = secret(OTHERS[i], len);
        unsigned leaks;
        bool result;
        COUNT_LEAKS(leaks, result, exposeport_tokens_equal(token, 16, other, len));
        check_leaks(OTHERS[i], leaks, 1);
        CHECK(result == (i == 0));
        free(other);
    }
    free(token);
}

/* A sandbox that has exposed port 8080 with a secret token. */
static exposeport_sandbox *exposing(const exposeport_base_domain *domain)
{
    exposeport_sandbox *sandbox = NULL;
    char url[EXPOSEPORT_URL_CAPACITY];
    size_t len = 0;
    char *token = secret(TOKEN, 16);
    CHECK_STATUS(exposeport_sandbox_new(STR("sandbox"), false, NULL, &sandbox, NULL),
                 EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_sandbox_expose_port(sandbox, 8080, domain, NULL, 0, token, 16, url,
                                                sizeof url, &len, NULL),
                 EXPOSEPORT_OK);
    free(token);
    return sandbox;
}

static void authorization(const exposeport_base_domain *domain, const exposeport_sandbox *sandbox)
{
    current_case = "authorization";
    for (size_t i = 0; i < COUNT(OTHERS); i++) {
        for (uint16_t port = 8079; port <= 8081; port++) {
            char host[EXPOSEPORT_URL_CAPACITY];
            const int len = snprintf(host, sizeof host, "%u-sandbox-%s.example.com", port,
                                     OTHERS[i]);
            const bool expected = i == 0 && port == 8080;
            exposeport_route route;
            exposeport_authorization authorized;
            exposeport_status status;
            unsigned leaks;
            bool result;
            CHECK_STATUS(exposeport_base_domain_route(domain, host, (size_t)len, &route, NULL),
                         EXPOSEPORT_OK);
            outcomes = 0;
            COUNT_LEAKS(leaks, status,
                        exposeport_sandbox_authorize(sandbox, &route, &authorized, NULL));
            CHECK_STATUS(status, EXPOSEPORT_OK);
            check_leaks("authorize", leaks, 1);
            (void)VALGRIND_MAKE_MEM_DEFINED(&authorized, sizeof authorized);
            CHECK(exposeport_authorization_is_active(&authorized) == expected);

            COUNT_LEAKS(leaks, result,
                        exposeport_sandbox_validate_port_token(sandbox, port, OTHERS[i],
                                                               strlen(OTHERS[i])));
            check_leaks("validate_port_token", leaks, 1);
            CHECK(result == expected);

            const exposeport_preview preview = {.route = route};
            exposeport_rejection rejection;
            COUNT_LEAKS(leaks, result,
                        exposeport_preview_authorize(&preview, sandbox, &rejection));
            check_leaks("the second step of a gateway", leaks, 1);
            CHECK(result == expected);
            /* Otherwise the token of the sandbox is not marked, and nothing is checked. */
            CHECK(outcomes > 0 || port != 8080 || strlen(OTHERS[i]) != 16);
        }
    }
}

/* A ring that signs with one secret key and verifies with another. Creating it does not branch. */
static exposeport_key_ring *secret_ring(const char *signing, const char *verifying)
{
    exposeport_key_ring *ring = NULL;
    exposeport_status status;
    unsigned leaks;
    char *key = secret(signing, 32);
    COUNT_LEAKS(leaks, status, exposeport_key_ring_new(key, 32, &ring, NULL));
    check_leaks("a key", leaks, 0);
    CHECK_STATUS(status, EXPOSEPORT_OK);
    free(key);
    key = secret(verifying, 32);
    COUNT_LEAKS(leaks, status, exposeport_key_ring_add(ring, key, 32, NULL));
    check_leaks("a key that verifies", leaks, 0);
    CHECK_STATUS(status, EXPOSEPORT_OK);
    free(key);
    return ring;
}

/* Verifies a URL with the secret ring, unchanged or with another last character. */
static void verify(const exposeport_base_domain *domain, const exposeport_key_ring *ring,
                   const char *url, size_t len, bool is_wrong, uint64_t now, bool expected)
{
    exposeport_preview preview = {.domain = 0};
    exposeport_rejection rejection;
    exposeport_verification verification;
    unsigned leaks;
    bool result;
    CHECK_STATUS(exposeport_base_domain_route_url(domain, url, len, &preview.route, NULL),
                 EXPOSEPORT_OK);
    if (is_wrong) {
        char *last = &preview.route.token[preview.route.token_len - 1];
        *last = *last == 'a' ? 'b' : 'a';
    }
    outcomes = 0;
    COUNT_LEAKS(leaks, verification,
                exposeport_key_ring_verify(ring, &preview.route, NULL, 0, now, NULL));
    check_leaks("key_ring_verify", leaks, 1);
    CHECK((verification == EXPOSEPORT_VERIFICATION_ACTIVE) == expected);
    COUNT_LEAKS(leaks, result,
                exposeport_preview_verify(&preview, ring, NULL, 0, now, NULL, NULL, NULL,
                                          &rejection));
    check_leaks("preview_verify", leaks, 1);
    CHECK(result == expected);
    CHECK(outcomes == 2);
}

static void verification(const exposeport_base_domain *domain)
{
    current_case = "verification";
    const char *const keys[] = {"0123456789abcdef0123456789abcdef",
                                "fedcba9876543210fedcba9876543210",
                                "another key, which no ring has.."};
    exposeport_key_ring *ring = secret_ring(keys[0], keys[1]);
    const uint64_t now = 1800000000;
    for (size_t key = 0; key < COUNT(keys); key++) {
        exposeport_key_ring *issuer = NULL;
        char permanent[EXPOSEPORT_URL_CAPACITY], expiring[EXPOSEPORT_URL_CAPACITY];
        size_t permanent_len = 0, expiring_len = 0;
        const bool has_key = key < 2;
        CHECK_STATUS(exposeport_key_ring_new(keys[key], 32, &issuer, NULL), EXPOSEPORT_OK);
        CHECK_STATUS(exposeport_key_ring_build_url(issuer, 8080, STR("sandbox"), false, NULL, 0,
                                                   domain, permanent, sizeof permanent,
                                                   &permanent_len, NULL),
                     EXPOSEPORT_OK);
        CHECK_STATUS(exposeport_key_ring_build_url_until(
                         issuer, 8080, STR("sandbox"), false, NULL, 0, now, 60, domain, NULL,
                         expiring, sizeof expiring, &expiring_len, NULL),
                     EXPOSEPORT_OK);
        verify(domain, ring, permanent, permanent_len, false, now, has_key);
        verify(domain, ring, permanent, permanent_len, true, now, false);
        verify(domain, ring, expiring, expiring_len, false, now, has_key);
        verify(domain, ring, expiring, expiring_len, true, now, false);
        verify(domain, ring, expiring, expiring_len, false, now + 60, false);
        exposeport_key_ring_free(issuer);
    }
    exposeport_key_ring_free(ring);
}

/* Signing may branch only after the token is complete, which is not a secret of its holder. */
static void signing(void)
{
    current_case = "signing";
    exposeport_key_ring *ring = secret_ring("0123456789abcdef0123456789abcdef",
                                            "fedcba9876543210fedcba9876543210");
    char token[EXPOSEPORT_TOKEN_CAPACITY];
    size_t len = 0;
    unsigned leaks;
    exposeport_status status;
    COUNT_LEAKS(leaks, status,
                exposeport_key_ring_sign(ring, 8080, STR("sandbox"), false, NULL, 0, NULL, token,
                                         sizeof token, &len, NULL));
    CHECK_STATUS(status, EXPOSEPORT_OK);
    check_leaks("sign", leaks, 0);
    exposeport_key_ring_free(ring);
}

/* The first and the last digit are not secret: white space around a key is removed. */
static void hexadecimal(void)
{
    current_case = "hexadecimal digits";
    char digits[] = "000102030405060708090a0b0c0D0E0F101112131415161718191a1b1c1d1e1f";
    exposeport_key_ring *ring = NULL;
    exposeport_status status;
    unsigned leaks;
    (void)VALGRIND_MAKE_MEM_UNDEFINED(digits + 1, sizeof digits - 3);
    COUNT_LEAKS(leaks, status, exposeport_key_ring_new_hex(digits, sizeof digits - 1, &ring, NULL));
    check_leaks("new_hex", leaks, 1);
    CHECK_STATUS(status, EXPOSEPORT_OK);
    exposeport_key_ring_free(ring);
}

int main(void)
{
    exposeport_base_domain *domain = NULL;
    if (!RUNNING_ON_VALGRIND) {
        fputs("constant_time: run this program under valgrind\n", stderr);
        return EXIT_FAILURE;
    }
    CHECK_STATUS(exposeport_base_domain_new(STR("example.com"), NULL, &domain, NULL),
                 EXPOSEPORT_OK);
    exposeport_sandbox *sandbox = exposing(domain);
    leaky_twins();
    comparison();
    authorization(domain, sandbox);
    verification(domain);
    signing();
    hexadecimal();
    exposeport_sandbox_free(sandbox);
    exposeport_base_domain_free(domain);
    printf("constant time: %u calls, %d failures\n", calls, failures);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
