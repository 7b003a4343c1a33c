/* Parsing, building, signing, checking, authorizing, verifying and the decision of a gateway do not
   allocate, except for an xn-- label. */

#include <errno.h>
#include <string.h>

#include "support.h"

/* These functions replace those of libc, also in calls from the library. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static size_t allocations;

void *malloc(size_t size)
{
    allocations++;
    return __libc_malloc(size);
}
void *calloc(size_t count, size_t size)
{
    allocations++;
    return __libc_calloc(count, size);
}
void *realloc(void *memory, size_t size)
{
    allocations++;
    return __libc_realloc(memory, size);
}
int posix_memalign(void **memory, size_t alignment, size_t size)
{
    allocations++;
    *memory = __libc_memalign(alignment, size);
    return *memory == NULL ? ENOMEM : 0;
}
void *aligned_alloc(size_t alignment, size_t size)
{
    allocations++;
    return __libc_memalign(alignment, size);
}

/* Errors and their messages do not allocate either. */
static void parse(const char *input, size_t len)
{
    exposeport_route route;
    exposeport_error error;
    (void)exposeport_parse_host(input, len, NULL, &route, &error);
    (void)exposeport_parse_url(input, len, NULL, &route, &error);
    (void)exposeport_parse(input, len, NULL, &route, &error);
}

static void rules(void)
{
    char buffer[EXPOSEPORT_URL_CAPACITY];
    uint16_t port;
    size_t len;
    exposeport_error error;
    CHECK_STATUS(exposeport_validate_port(8080, NULL, &port, &error), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_validate_port(80, NULL, &port, &error), EXPOSEPORT_INVALID_PORT);
    CHECK_STATUS(exposeport_validate_sandbox_id(STR("My-App"), true, NULL, buffer, sizeof buffer,
                                                &len, &error),
                 EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_validate_sandbox_id(STR("My-App"), false, NULL, buffer, sizeof buffer,
                                                &len, &error),
                 EXPOSEPORT_UPPERCASE_SANDBOX_ID);
    CHECK_STATUS(exposeport_validate_token(STR("my-token"), &error),
                 EXPOSEPORT_INVALID_TOKEN_CHARACTER);
    CHECK_STATUS(exposeport_generate_token(buffer, sizeof buffer, &len, &error), EXPOSEPORT_OK);
    CHECK(exposeport_tokens_equal(STR("a"), STR("a")));
    CHECK_STATUS(exposeport_sandbox_id_budget(8080, 16, NULL, &len, &error), EXPOSEPORT_OK);
}

static void handles(const exposeport_base_domain *domain, const exposeport_sandbox *sandbox)
{
    char buffer[EXPOSEPORT_JSON_BODY_CAPACITY];
    exposeport_route route;
    exposeport_error error;
    exposeport_authorization authorization;
    size_t index;
    CHECK_STATUS(exposeport_base_domain_route(domain, STR("8080-a-b.example.org"), &route, &error),
                 EXPOSEPORT_NOT_A_PREVIEW_HOST);
    CHECK_STATUS(exposeport_base_domain_route(domain, STR("8080-a-b.example.com"), &route, &error),
                 EXPOSEPORT_OK);
    CHECK_STATUS(
        exposeport_base_domain_route_any(domain, STR("8080-a-b.example.com"), &route, &error),
        EXPOSEPORT_OK);
    CHECK_STATUS(
        exposeport_parse_under(STR("8080-a-b.example.com"), &domain, 1, &index, &route, &error),
        EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_build_url(8080, STR("a"), false, STR("b"), domain, buffer,
                                      sizeof buffer, NULL, &error),
                 EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_route_build_url(&route, domain, buffer, sizeof buffer, NULL, &error),
                 EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_sandbox_authorize(sandbox, &route, &authorization, &error),
                 EXPOSEPORT_OK);
    CHECK(!exposeport_authorization_is_active(&authorization));
    CHECK_STATUS(exposeport_authorization_json_body(&authorization, buffer, sizeof buffer, NULL,
                                                    &error),
                 EXPOSEPORT_OK);
    CHECK(!exposeport_sandbox_is_port_exposed(sandbox, 8080));
    CHECK(!exposeport_sandbox_validate_port_token(sandbox, 8080, STR("b")));
}

/* The decision of a gateway, and a rejection with its bodies. */
static void decide(const exposeport_gateway *gateway, const exposeport_sandbox *sandbox,
                   exposeport_string host, exposeport_decision expected)
{
    char body[EXPOSEPORT_PAGE_CAPACITY];
    const exposeport_request_host request = {STR("1.1"), &host, 1, NULL, 0};
    exposeport_preview preview;
    exposeport_rejection rejection;
    exposeport_header_view header;
    const exposeport_decision decision =
        exposeport_gateway_route(gateway, &request, &preview, &rejection);
    CHECK(decision == expected);
    if (decision == EXPOSEPORT_DECISION_PREVIEW) {
        CHECK(exposeport_preview_authorize(&preview, sandbox, &rejection));
        CHECK(!exposeport_preview_authorize(&preview, NULL, &rejection));
    }
    if (decision != EXPOSEPORT_DECISION_PASS_THROUGH) {
        CHECK_STATUS(exposeport_rejection_json_body(&rejection, body, sizeof body, NULL, NULL),
                     EXPOSEPORT_OK);
        CHECK_STATUS(exposeport_rejection_page(&rejection, body, sizeof body, NULL, NULL),
                     EXPOSEPORT_OK);
        CHECK_STATUS(exposeport_rejection_header(EXPOSEPORT_BODY_HTML, 0, &header, NULL),
                     EXPOSEPORT_OK);
    }
    CHECK(exposeport_is_internal_header(STR("x_sandbox_port")));
}

/* Signing and verifying, of tokens that are valid, expired and wrong. */
static void sign(const exposeport_key_ring *ring, const exposeport_base_domain *domain)
{
    char buffer[EXPOSEPORT_URL_CAPACITY];
    const uint64_t now = 1800000000;
    size_t len = 0;
    exposeport_preview preview = {.domain = 0};
    exposeport_rejection rejection;
    CHECK_STATUS(exposeport_key_ring_sign(ring, 8080, STR("a"), false, NULL, 0, NULL, buffer,
                                          sizeof buffer, NULL, NULL),
                 EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_key_ring_build_url_until(ring, 8080, STR("a"), false, NULL, 0, now, 1,
                                                     domain, NULL, buffer, sizeof buffer, &len,
                                                     NULL),
                 EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_base_domain_route_url(domain, buffer, len, &preview.route, NULL),
                 EXPOSEPORT_OK);
    CHECK(exposeport_preview_verify(&preview, ring, NULL, 0, now, NULL, NULL, NULL, &rejection));
    CHECK(!exposeport_preview_verify(&preview, ring, NULL, 0, now + 1, NULL, NULL, NULL,
                                     &rejection));
    CHECK(!exposeport_preview_verify(&preview, ring, "x", 1, now, NULL, NULL, NULL, &rejection));
}

int main(void)
{
    current_case = "allocation";
    exposeport_base_domain *domain = NULL;
    exposeport_sandbox *sandbox = NULL;
    CHECK_STATUS(exposeport_base_domain_new(STR("example.com"), NULL, &domain, NULL),
                 EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_sandbox_new(STR("a"), false, NULL, &sandbox, NULL), EXPOSEPORT_OK);
    exposeport_gateway *gateway = NULL;
    exposeport_sandbox *exposed = NULL;
    const exposeport_base_domain *const domains[] = {domain};
    CHECK_STATUS(exposeport_gateway_new(domains, 1, 0, &gateway, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_sandbox_from_json(STR("a"), false,
                                              STR("{\"portTokens\": {\"8080\": \"b\"}}"), NULL,
                                              &exposed, NULL),
                 EXPOSEPORT_OK);
    exposeport_key_ring *ring = NULL;
    CHECK_STATUS(exposeport_key_ring_new(STR("a signing key of 32 bytes or more"), &ring, NULL),
                 EXPOSEPORT_OK);
    CHECK(allocations > 0);

    static char long_host[100000];
    memset(long_host, 'a', sizeof long_host);
    memcpy(long_host, "8080-a-b.", 9);
    const size_t before = allocations;
    parse(STR("8080-sandbox-my_token.example.com:8443"));
    parse(STR("https://8080-sandbox-my_token.example.com/path"));
    parse(STR("8080-sandbox-my_token.example.com:99999"));
    parse(STR("www.example.com"));
    parse(STR("3000-a-b.example.com"));
    parse(STR("8080-a b-c.example.com"));
    parse(STR("8080-a-b.\xFF\xFE.example"));
    parse(STR("8080-a-b.x.workers.dev"));
    parse(STR("8080-a-b.127.0.0.1"));
    parse(STR(""));
    parse(long_host, sizeof long_host);
    rules();
    handles(domain, sandbox);
    sign(ring, domain);
    const exposeport_string hosts[] = {
        {STR("8080-a-b.example.com")}, {STR("3000-a-b.example.com")}, {STR("www.example.com")}};
    decide(gateway, exposed, hosts[0], EXPOSEPORT_DECISION_PREVIEW);
    decide(gateway, exposed, hosts[1], EXPOSEPORT_DECISION_REJECT);
    decide(gateway, exposed, hosts[2], EXPOSEPORT_DECISION_PASS_THROUGH);
    CHECK(allocations == before);
    parse(STR("8080-a-b.xn--bcher-kva.example"));
    CHECK(allocations > before);

    exposeport_key_ring_free(ring);
    exposeport_gateway_free(gateway);
    exposeport_sandbox_free(exposed);
    exposeport_sandbox_free(sandbox);
    exposeport_base_domain_free(domain);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
