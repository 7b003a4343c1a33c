/* The contract of the header: statuses, lengths, buffers, and when outputs are written. */

#include <stdio.h>
#include <string.h>

#include "decisions.h"
#include "key_rings.h"
#include "nulls.h"
#include "support.h"

static exposeport_base_domain *domain;
static exposeport_sandbox *sandbox;

static void statuses(void)
{
    static const struct {
        exposeport_status status;
        int32_t number;
        const char *code;
        uint16_t http;
    } table[] = {
        {EXPOSEPORT_OK, 0, "OK", 200},
        {EXPOSEPORT_INVALID_PORT, 1, "INVALID_PORT", 400},
        {EXPOSEPORT_RESERVED_PORT, 2, "RESERVED_PORT", 400},
        {EXPOSEPORT_INVALID_SANDBOX_ID_LENGTH, 3, "INVALID_SANDBOX_ID_LENGTH", 400},
        {EXPOSEPORT_INVALID_SANDBOX_ID_HYPHENS, 4, "INVALID_SANDBOX_ID_HYPHENS", 400},
        {EXPOSEPORT_INVALID_SANDBOX_ID_CHARACTER, 5, "INVALID_SANDBOX_ID_CHARACTER", 400},
        {EXPOSEPORT_UPPERCASE_SANDBOX_ID, 6, "UPPERCASE_SANDBOX_ID", 400},
        {EXPOSEPORT_RESERVED_SANDBOX_ID, 7, "RESERVED_SANDBOX_ID", 400},
        {EXPOSEPORT_INVALID_TOKEN_LENGTH, 8, "INVALID_TOKEN_LENGTH", 400},
        {EXPOSEPORT_INVALID_TOKEN_CHARACTER, 9, "INVALID_TOKEN_CHARACTER", 400},
        {EXPOSEPORT_INVALID_HOSTNAME, 10, "INVALID_HOSTNAME", 400},
        {EXPOSEPORT_INVALID_HOSTNAME_PORT, 11, "INVALID_HOSTNAME_PORT", 400},
        {EXPOSEPORT_HOSTNAME_IS_IP_ADDRESS, 12, "HOSTNAME_IS_IP_ADDRESS", 400},
        {EXPOSEPORT_HOSTNAME_TOO_LONG, 13, "HOSTNAME_TOO_LONG", 400},
        {EXPOSEPORT_CUSTOM_DOMAIN_REQUIRED, 14, "CUSTOM_DOMAIN_REQUIRED", 400},
        {EXPOSEPORT_LABEL_TOO_LONG, 15, "LABEL_TOO_LONG", 400},
        {EXPOSEPORT_NOT_A_PREVIEW_HOST, 16, "NOT_A_PREVIEW_HOST", 404},
        {EXPOSEPORT_INVALID_TOKEN, 17, "INVALID_TOKEN", 404},
        {EXPOSEPORT_TOKEN_IN_USE, 18, "TOKEN_IN_USE", 409},
        {EXPOSEPORT_RUNTIME_NOT_RUNNING, 19, "RUNTIME_NOT_RUNNING", 409},
        {EXPOSEPORT_STALE_PREVIEW_URL, 20, "STALE_PREVIEW_URL", 410},
        {EXPOSEPORT_INVALID_SNAPSHOT, 21, "INVALID_SNAPSHOT", 400},
        {EXPOSEPORT_ENTROPY_UNAVAILABLE, 22, "ENTROPY_UNAVAILABLE", 500},
        {EXPOSEPORT_INVALID_NAME, 23, "INVALID_NAME", 400},
        {EXPOSEPORT_INVALID_RUNTIME_ID, 24, "INVALID_RUNTIME_ID", 400},
        {EXPOSEPORT_TOO_MANY_PORTS, 25, "TOO_MANY_PORTS", 409},
        {EXPOSEPORT_INVALID_SIGNING_KEY, 26, "INVALID_SIGNING_KEY", 400},
        {EXPOSEPORT_INVALID_LIFETIME, 27, "INVALID_LIFETIME", 400},
        {EXPOSEPORT_TOKEN_EXPIRED, 28, "TOKEN_EXPIRED", 410},
        {EXPOSEPORT_NULL_POINTER, 100, "NULL_POINTER", 500},
        {EXPOSEPORT_BUFFER_TOO_SMALL, 101, "BUFFER_TOO_SMALL", 500},
        {EXPOSEPORT_INTERNAL, 102, "INTERNAL", 500},
        {EXPOSEPORT_INVALID_ARGUMENT, 103, "INVALID_ARGUMENT", 500},
    };
    size_t known = 0;
    for (int32_t number = -200; number < 1000; number++) {
        known += exposeport_status_code(number) != NULL;
        CHECK((exposeport_status_code(number) == NULL) == (exposeport_status_http(number) == 0));
    }
    CHECK(known == COUNT(table));
    for (size_t i = 0; i < COUNT(table); i++) {
        CHECK(table[i].status == table[i].number);
        CHECK(strcmp(exposeport_status_code(table[i].status), table[i].code) == 0);
        CHECK(exposeport_status_http(table[i].status) == table[i].http);
    }
    CHECK(strcmp(exposeport_version(), EXPECTED_VERSION) == 0);
    CHECK(exposeport_abi_version() == EXPOSEPORT_ABI_VERSION);
}

static void static_strings(void)
{
    static const char *const headers[] = {
        "x-sandbox-preview-proxy",
        "x-sandbox-preview-port",
        "x-sandbox-preview-token",
        "x-sandbox-preview-sandbox-id",
        "x-forwarded-host",
        "x-forwarded-proto",
    };
    static const char *const reasons[] = {
        "runtime-not-running",
        "missing-activation",
        "runtime-mismatch",
        "token-mismatch",
    };
    int32_t count = 0;
    for (; exposeport_header_name(count) != NULL; count++) {
        CHECK(count < 6 && strcmp(exposeport_header_name(count), headers[count]) == 0);
    }
    CHECK(count == 6 && exposeport_header_name(-1) == NULL);
    CHECK(strcmp(exposeport_header_name(EXPOSEPORT_HEADER_FORWARDED_PROTO), headers[5]) == 0);
    CHECK(strcmp(exposeport_header_name(EXPOSEPORT_HEADER_PREVIEW_SANDBOX_ID), headers[3]) == 0);
    for (int32_t i = 0; i < 4; i++) {
        CHECK(strcmp(exposeport_stale_reason_name(i + 1), reasons[i]) == 0);
    }
    CHECK(exposeport_stale_reason_name(EXPOSEPORT_NOT_STALE) == NULL);
    CHECK(exposeport_stale_reason_name(5) == NULL && exposeport_stale_reason_name(-1) == NULL);
    CHECK(strcmp(exposeport_stale_reason_name(EXPOSEPORT_STALE_TOKEN_MISMATCH), reasons[3]) == 0);
}

/* NULL with the length 0 is the empty string, and a length that no object has is rejected. */
static void lengths(void)
{
    exposeport_route route;
    exposeport_error error;
    CHECK_STATUS(exposeport_parse_host(NULL, 0, NULL, &route, NULL), EXPOSEPORT_NOT_A_PREVIEW_HOST);
    CHECK_STATUS(exposeport_validate_token(NULL, 0, NULL), EXPOSEPORT_INVALID_TOKEN_LENGTH);
    CHECK_STATUS(exposeport_parse_host("x", SIZE_MAX, NULL, &route, &error),
                 EXPOSEPORT_INVALID_ARGUMENT);
    CHECK_MESSAGE(&error, "host is too long: maximum PTRDIFF_MAX bytes");
    CHECK(!exposeport_tokens_equal("a", SIZE_MAX, "a", SIZE_MAX));
    CHECK(!exposeport_sandbox_validate_port_token(sandbox, 8080, "a", SIZE_MAX));

    const exposeport_base_domain *domains[] = {domain, NULL, NULL};
    size_t index;
    CHECK_STATUS(exposeport_parse_under(STR("x"), domains, SIZE_MAX, &index, &route, &error),
                 EXPOSEPORT_INVALID_ARGUMENT);
    CHECK_MESSAGE(&error, "domains is too long: maximum PTRDIFF_MAX bytes");
    /* The limit counts bytes, and not elements. */
    CHECK_STATUS(exposeport_parse_under(STR("x"), domains, PTRDIFF_MAX / sizeof *domains + 1,
                                        &index, &route, NULL),
                 EXPOSEPORT_INVALID_ARGUMENT);
    CHECK_STATUS(exposeport_parse_under(STR("x"), domains, 3, &index, &route, &error),
                 EXPOSEPORT_NULL_POINTER);
    CHECK_MESSAGE(&error, "domains[1] must not be NULL");

    exposeport_exposed_ports *ports = NULL;
    exposeport_exposed_port exposed;
    CHECK_STATUS(exposeport_sandbox_exposed_ports(sandbox, domain, &ports, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_exposed_ports_get(ports, 7, &exposed, &error),
                 EXPOSEPORT_INVALID_ARGUMENT);
    CHECK_MESSAGE(&error, "index 7 is out of range for a list of length 0");
    exposeport_exposed_ports_free(ports);

    CHECK_STATUS(exposeport_parse_host(STR("8080-a-b.example.com\0"), NULL, &route, &error),
                 EXPOSEPORT_INVALID_HOSTNAME);
    check_error(EXPOSEPORT_INVALID_HOSTNAME, &error);
}

/* Success writes outputs and leaves the error unchanged. A failure does the opposite. */
static void outputs(void)
{
    exposeport_error error, untouched;
    exposeport_route route, before;
    memset(&untouched, 0x5A, sizeof untouched);
    memset(&before, 0x5A, sizeof before);
    error = untouched;
    CHECK_STATUS(exposeport_parse_host(STR("8080-a-b.example.com"), NULL, &route, &error),
                 EXPOSEPORT_OK);
    CHECK(memcmp(&error, &untouched, sizeof error) == 0);
    CHECK(route.port == 8080 && route.base_port == 0);
    CHECK(route.base_offset == 9 && route.base_len == 11);
    CHECK(route.sandbox_id_len == 1 && strcmp(route.sandbox_id, "a") == 0);
    CHECK(route.token_len == 1 && strcmp(route.token, "b") == 0);
    route = before;
    CHECK_STATUS(exposeport_parse_host(STR("www.example.com"), NULL, &route, &error),
                 EXPOSEPORT_NOT_A_PREVIEW_HOST);
    CHECK(memcmp(&route, &before, sizeof route) == 0);
    check_error(EXPOSEPORT_NOT_A_PREVIEW_HOST, &error);

    /* The buffer may be the memory of an input. */
    char id[] = "My-App\xFF";
    CHECK_STATUS(exposeport_validate_sandbox_id(id, 6, true, NULL, id, 7, NULL, NULL),
                 EXPOSEPORT_OK);
    CHECK(strcmp(id, "my-app") == 0);
}

/* The length is written even if the buffer is too small, and the buffer is left unchanged. */
static void small_buffers(void)
{
    static const char *const url = "https://8080-a-b.example.com";
    const size_t url_len = strlen(url);
    char buffer[EXPOSEPORT_URL_CAPACITY];
    size_t len = 0;
    exposeport_error error;
    exposeport_route route;
    CHECK_STATUS(exposeport_generate_token(NULL, 0, &len, &error), EXPOSEPORT_BUFFER_TOO_SMALL);
    CHECK(len == 16);
    CHECK_MESSAGE(&error, "buffer is too small: 0 bytes, minimum 17");

    CHECK_STATUS(exposeport_parse_url(url, url_len, NULL, &route, NULL), EXPOSEPORT_OK);
    for (size_t capacity = 0; capacity <= url_len + 1; capacity++) {
        const bool fits = capacity > url_len;
        const exposeport_status expected = fits ? EXPOSEPORT_OK : EXPOSEPORT_BUFFER_TOO_SMALL;
        len = 0;
        memset(buffer, '?', sizeof buffer);
        CHECK_STATUS(exposeport_build_url(8080, STR("a"), false, STR("b"), domain, buffer, capacity,
                                          &len, NULL),
                     expected);
        CHECK(len == url_len);
        CHECK(buffer[fits ? url_len + 1 : 0] == '?');
        len = 0;
        CHECK_STATUS(exposeport_route_build_url(&route, domain, buffer, capacity, &len, &error),
                     expected);
        CHECK(len == url_len);
        CHECK(!fits || strcmp(buffer, url) == 0);
    }
    CHECK_MESSAGE(&error, "buffer is too small: 28 bytes, minimum 29");
    /* The length is optional. */
    CHECK_STATUS(exposeport_sandbox_id(sandbox, buffer, 1, NULL, NULL),
                 EXPOSEPORT_BUFFER_TOO_SMALL);
    /* It is not written by any other failure. */
    len = 7;
    CHECK_STATUS(
        exposeport_build_url(80, STR("a"), false, STR("b"), domain, NULL, 0, &len, NULL),
        EXPOSEPORT_INVALID_PORT);
    CHECK(len == 7);
}

/* The constant has room for the longest URL, a "/" and a NUL, and for nothing else. */
static void longest_url(void)
{
    char hostname[256], id[42], url[EXPOSEPORT_URL_CAPACITY];
    exposeport_base_domain *longest = NULL;
    exposeport_route route;
    size_t len = 0;
    memset(hostname, 'h', sizeof hostname);
    memset(id, 'i', sizeof id);
    hostname[62] = hostname[125] = '.';
    memcpy(hostname + 189, ":65535", sizeof ":65535");
    CHECK_STATUS(exposeport_base_domain_new(hostname, strlen(hostname), NULL, &longest, NULL),
                 EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_build_url(8080, id, 41, false, STR("token_of_16_byte"), longest, url,
                                      sizeof url, &len, NULL),
                 EXPOSEPORT_OK);
    CHECK(len + sizeof "/" == sizeof url);
    if (len + sizeof "/" <= sizeof url) {
        memcpy(url + len, "/", sizeof "/");
    }
    CHECK_STATUS(exposeport_base_domain_route_url(longest, url, strlen(url), &route, NULL),
                 EXPOSEPORT_OK);
    CHECK(strlen(url) == len + 1 && route.port == 8080 && route.base_port == 65535);
    exposeport_base_domain_free(longest);
}

static void numbers(void)
{
    static const int64_t ports[] = {73616, (INT64_C(1) << 32) + 8080, -1, 0, INT64_MIN, INT64_MAX};
    uint16_t port = 7;
    size_t budget = 7;
    exposeport_policy *policy = NULL;
    exposeport_error error;
    CHECK_STATUS(exposeport_policy_new(&policy, NULL), EXPOSEPORT_OK);
    for (size_t i = 0; i < COUNT(ports); i++) {
        const exposeport_status change = ports[i] == 0 ? EXPOSEPORT_OK : EXPOSEPORT_INVALID_PORT;
        CHECK_STATUS(exposeport_validate_port(ports[i], NULL, &port, NULL),
                     EXPOSEPORT_INVALID_PORT);
        CHECK_STATUS(exposeport_sandbox_id_budget(ports[i], 16, NULL, &budget, NULL),
                     EXPOSEPORT_INVALID_PORT);
        CHECK_STATUS(exposeport_policy_reserve_port(policy, ports[i], NULL), change);
        CHECK_STATUS(exposeport_policy_unreserve_port(policy, ports[i], NULL), change);
        CHECK(!exposeport_sandbox_is_port_exposed(sandbox, ports[i]));
        CHECK(!exposeport_sandbox_validate_port_token(sandbox, ports[i], "b", 1));
        CHECK(port == 7 && budget == 7);
    }
    CHECK_STATUS(exposeport_sandbox_id_budget(8080, 16, NULL, &budget, NULL), EXPOSEPORT_OK);
    CHECK(budget == 41);
    CHECK_STATUS(exposeport_policy_set_scheme(policy, 0, NULL), EXPOSEPORT_INVALID_ARGUMENT);
    CHECK_STATUS(exposeport_policy_set_scheme(policy, 3, &error), EXPOSEPORT_INVALID_ARGUMENT);
    CHECK_MESSAGE(&error, "invalid scheme, expected EXPOSEPORT_HTTP or EXPOSEPORT_HTTPS");
    exposeport_policy_free(policy);
}

/* Functions that take parts of a URL check them. */
static void parts(void)
{
    static const int64_t ports[] = {73616, (INT64_C(1) << 32) + 8080, -1};
    const char *const token = "a_token_of_seventeen";
    char url[EXPOSEPORT_URL_CAPACITY];
    exposeport_sandbox *other = NULL;
    for (size_t i = 0; i < COUNT(ports); i++) {
        CHECK_STATUS(exposeport_build_url(ports[i], STR("a"), false, STR("b"), domain, url,
                                          sizeof url, NULL, NULL),
                     EXPOSEPORT_INVALID_PORT);
        CHECK_STATUS(exposeport_sandbox_expose_port(sandbox, ports[i], domain, NULL, 0, STR("b"),
                                                    url, sizeof url, NULL, NULL),
                     EXPOSEPORT_INVALID_PORT);
    }
    CHECK_STATUS(exposeport_build_url(8080, STR("My-App"), false, STR("b"), domain, url, sizeof url,
                                      NULL, NULL),
                 EXPOSEPORT_UPPERCASE_SANDBOX_ID);
    CHECK_STATUS(exposeport_sandbox_new(STR("My-App"), false, NULL, &other, NULL),
                 EXPOSEPORT_UPPERCASE_SANDBOX_ID);
    CHECK_STATUS(
        exposeport_sandbox_from_json(STR("My-App"), false, STR("{}"), NULL, &other, NULL),
        EXPOSEPORT_UPPERCASE_SANDBOX_ID);
    CHECK(other == NULL);
    CHECK_STATUS(exposeport_sandbox_from_json(STR("My-App"), true, STR("{}"), NULL, &other, NULL),
                 EXPOSEPORT_OK);
    exposeport_sandbox_free(other);
    CHECK_STATUS(exposeport_build_url(8080, STR("a"), false, token, 17, domain, url, sizeof url,
                                      NULL, NULL),
                 EXPOSEPORT_INVALID_TOKEN_LENGTH);
    CHECK_STATUS(exposeport_build_url(8080, STR("a"), false, token, 16, domain, url, sizeof url,
                                      NULL, NULL),
                 EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_sandbox_expose_port(sandbox, 8080, domain, NULL, 0, token, 17, url,
                                                sizeof url, NULL, NULL),
                 EXPOSEPORT_INVALID_TOKEN_LENGTH);

    exposeport_policy *policy = NULL;
    size_t budget = 0;
    CHECK_STATUS(exposeport_policy_new(&policy, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_policy_unreserve_port(policy, 3000, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_policy_reserve_port(policy, 9000, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_sandbox_id_budget(3000, 16, policy, &budget, NULL), EXPOSEPORT_OK);
    CHECK(budget == 41);
    CHECK_STATUS(exposeport_sandbox_id_budget(9000, 16, policy, &budget, NULL),
                 EXPOSEPORT_RESERVED_PORT);
    exposeport_policy_free(policy);
}

/* A route that one policy allows is checked again by that of the base domain. */
static void other_policy(void)
{
    static const char *const hosts[] = {"3000-a-b.example.com", "8080-www-b.example.com"};
    static const exposeport_status expected[] = {EXPOSEPORT_RESERVED_PORT,
                                                 EXPOSEPORT_RESERVED_SANDBOX_ID};
    char url[EXPOSEPORT_URL_CAPACITY];
    exposeport_policy *policy = NULL;
    exposeport_route route;
    CHECK_STATUS(exposeport_policy_new(&policy, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_policy_unreserve_port(policy, 3000, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_policy_unreserve_sandbox_id(policy, STR("www"), NULL), EXPOSEPORT_OK);
    for (size_t i = 0; i < COUNT(hosts); i++) {
        CHECK_STATUS(exposeport_parse_host(hosts[i], strlen(hosts[i]), policy, &route, NULL),
                     EXPOSEPORT_OK);
        CHECK_STATUS(
            exposeport_route_build_url(&route, domain, url, sizeof url, NULL, NULL), expected[i]);
    }
    exposeport_policy_free(policy);
}

static void tokens(void)
{
    static const struct {
        const char *token, *other;
        bool is_equal;
    } table[] = {
        {"", "", true},       {"abc", "abc", true},     {"abc", "abd", false},
        {"abc", "ab", false}, {"\xFF", "\xFE", false},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        const char *token = table[i].token, *other = table[i].other;
        CHECK(exposeport_tokens_equal(token, strlen(token), other, strlen(other)) ==
              table[i].is_equal);
    }
}

int main(void)
{
    current_case = "api";
    CHECK_STATUS(exposeport_base_domain_new(STR("example.com"), NULL, &domain, NULL),
                 EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_sandbox_new(STR("a"), false, NULL, &sandbox, NULL), EXPOSEPORT_OK);
    statuses();
    static_strings();
    check_nulls(domain, sandbox);
    check_decisions(domain);
    check_key_rings(domain);
    lengths();
    outputs();
    small_buffers();
    longest_url();
    numbers();
    parts();
    other_policy();
    tokens();
    exposeport_sandbox_free(sandbox);
    exposeport_base_domain_free(domain);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
