/* The contract of the header: statuses, NULLs, buffers, what is written and when, and structs of garbage. */

#include <stdio.h>
#include <string.h>

#include "support.h"

#define TEXT(literal) (literal), sizeof(literal) - 1

static exposeport_base_domain *domain;
static exposeport_sandbox *sandbox;

static void statuses(void)
{
    static const struct {
        exposeport_status status;
        const char *code;
        uint16_t http;
    } table[] = {
        {EXPOSEPORT_OK, "OK", 200},
        {EXPOSEPORT_INVALID_PORT, "INVALID_PORT", 400},
        {EXPOSEPORT_RESERVED_PORT, "RESERVED_PORT", 400},
        {EXPOSEPORT_INVALID_SANDBOX_ID_LENGTH, "INVALID_SANDBOX_ID_LENGTH", 400},
        {EXPOSEPORT_INVALID_SANDBOX_ID_HYPHENS, "INVALID_SANDBOX_ID_HYPHENS", 400},
        {EXPOSEPORT_INVALID_SANDBOX_ID_CHARACTER, "INVALID_SANDBOX_ID_CHARACTER", 400},
        {EXPOSEPORT_UPPERCASE_SANDBOX_ID, "UPPERCASE_SANDBOX_ID", 400},
        {EXPOSEPORT_RESERVED_SANDBOX_ID, "RESERVED_SANDBOX_ID", 400},
        {EXPOSEPORT_INVALID_TOKEN_LENGTH, "INVALID_TOKEN_LENGTH", 400},
        {EXPOSEPORT_INVALID_TOKEN_CHARACTER, "INVALID_TOKEN_CHARACTER", 400},
        {EXPOSEPORT_INVALID_HOSTNAME, "INVALID_HOSTNAME", 400},
        {EXPOSEPORT_INVALID_HOSTNAME_PORT, "INVALID_HOSTNAME_PORT", 400},
        {EXPOSEPORT_HOSTNAME_IS_IP_ADDRESS, "HOSTNAME_IS_IP_ADDRESS", 400},
        {EXPOSEPORT_HOSTNAME_TOO_LONG, "HOSTNAME_TOO_LONG", 400},
        {EXPOSEPORT_CUSTOM_DOMAIN_REQUIRED, "CUSTOM_DOMAIN_REQUIRED", 400},
        {EXPOSEPORT_LABEL_TOO_LONG, "LABEL_TOO_LONG", 400},
        {EXPOSEPORT_NOT_A_PREVIEW_HOST, "NOT_A_PREVIEW_HOST", 404},
        {EXPOSEPORT_INVALID_TOKEN, "INVALID_TOKEN", 404},
        {EXPOSEPORT_TOKEN_IN_USE, "TOKEN_IN_USE", 409},
        {EXPOSEPORT_RUNTIME_NOT_RUNNING, "RUNTIME_NOT_RUNNING", 409},
        {EXPOSEPORT_STALE_PREVIEW_URL, "STALE_PREVIEW_URL", 410},
        {EXPOSEPORT_INVALID_SNAPSHOT, "INVALID_SNAPSHOT", 400},
        {EXPOSEPORT_ENTROPY_UNAVAILABLE, "ENTROPY_UNAVAILABLE", 500},
        {EXPOSEPORT_NULL_POINTER, "NULL_POINTER", 500},
        {EXPOSEPORT_BUFFER_TOO_SMALL, "BUFFER_TOO_SMALL", 500},
        {EXPOSEPORT_INTERNAL, "INTERNAL", 500},
        {EXPOSEPORT_INVALID_ARGUMENT, "INVALID_ARGUMENT", 500},
    };
    size_t known = 0;
    for (int32_t number = -200; number < 1000; number++) {
        known += exposeport_status_code(number) != NULL;
        CHECK((exposeport_status_code(number) == NULL) == (exposeport_status_http(number) == 0));
    }
    CHECK(known == sizeof table / sizeof *table);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        CHECK(strcmp(exposeport_status_code(table[i].status), table[i].code) == 0);
        CHECK(exposeport_status_http(table[i].status) == table[i].http);
    }
    CHECK(strcmp(exposeport_version(), EXPECTED_VERSION) == 0);
    CHECK(exposeport_abi_version() == EXPOSEPORT_ABI_VERSION);
}

static void static_texts(void)
{
    static const char *const names[] = {"x-sandbox-preview-proxy", "x-sandbox-preview-port", "x-sandbox-preview-token",
                                        "x-sandbox-preview-sandbox-id"};
    int32_t count = 0;
    for (; exposeport_header_name(count) != NULL; count++) {
        CHECK(count < 4 && strcmp(exposeport_header_name(count), names[count]) == 0);
    }
    CHECK(count == 4 && exposeport_header_name(-1) == NULL);
    CHECK(strcmp(exposeport_header_name(EXPOSEPORT_HEADER_PREVIEW_SANDBOX_ID), names[3]) == 0);
    CHECK(exposeport_stale_reason_text(EXPOSEPORT_NOT_STALE) == NULL && exposeport_stale_reason_text(5) == NULL);
    CHECK(strcmp(exposeport_stale_reason_text(EXPOSEPORT_STALE_TOKEN_MISMATCH), "token-mismatch") == 0);
}

/* Each NULL alone, with all else in order. */
static void nulls(void)
{
    const char *const t = "8080-a-b.example.com";
    const size_t n = strlen(t);
    const exposeport_base_domain *const none[] = {NULL};
    char b[300];
    size_t index;
    bool answer;
    exposeport_route route;
    exposeport_authorization authorization;
    exposeport_policy *policy = NULL;
    exposeport_error error;
    CHECK_STATUS(exposeport_policy_new(&policy, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_parse_host(t, n, policy, &route, NULL), EXPOSEPORT_OK);
    const exposeport_status found[] = {
        exposeport_validate_port(8080, NULL, NULL, NULL),
        exposeport_validate_sandbox_id(NULL, 1, false, NULL, b, sizeof b, NULL, NULL),
        exposeport_validate_sandbox_id("a", 1, false, NULL, NULL, 1, NULL, NULL),
        exposeport_validate_token(NULL, 1, NULL),
        exposeport_generate_token(NULL, 17, NULL, NULL),
        exposeport_tokens_equal(NULL, 1, "a", 1, &answer, NULL),
        exposeport_tokens_equal("a", 1, NULL, 1, &answer, NULL),
        exposeport_tokens_equal("a", 1, "a", 1, NULL, NULL),
        exposeport_sandbox_id_budget(8080, 16, NULL, NULL, NULL),
        exposeport_policy_new(NULL, NULL),
        exposeport_policy_allow_port(NULL, 3000, NULL),
        exposeport_policy_reserve_port(NULL, 9000, NULL),
        /* NULL is told first, whatever else is wrong. */
        exposeport_policy_allow_port(NULL, -1, NULL),
        exposeport_policy_reserve_port(NULL, -1, NULL),
        exposeport_policy_set_scheme(NULL, 9, NULL),
        exposeport_policy_allow_sandbox_id(NULL, TEXT("www"), NULL),
        exposeport_policy_allow_sandbox_id(policy, NULL, 1, NULL),
        exposeport_policy_reserve_sandbox_id(NULL, TEXT("www"), NULL),
        exposeport_policy_reserve_sandbox_id(policy, NULL, 1, NULL),
        exposeport_policy_allow_domain(NULL, TEXT("workers.dev"), NULL),
        exposeport_policy_allow_domain(policy, NULL, 1, NULL),
        exposeport_policy_refuse_domain(NULL, TEXT("workers.dev"), NULL),
        exposeport_policy_refuse_domain(policy, NULL, 1, NULL),
        exposeport_policy_set_scheme(NULL, EXPOSEPORT_HTTP, NULL),
        exposeport_base_domain_new(NULL, 1, NULL, &domain, NULL),
        exposeport_base_domain_new(TEXT("example.com"), NULL, NULL, NULL),
        exposeport_base_domain_host(NULL, b, sizeof b, NULL, NULL),
        exposeport_base_domain_text(NULL, b, sizeof b, NULL, NULL),
        exposeport_base_domain_port(NULL, &route.port, NULL),
        exposeport_base_domain_port(domain, NULL, NULL),
        exposeport_base_domain_scheme(NULL, NULL, NULL),
        exposeport_base_domain_scheme(domain, NULL, NULL),
        exposeport_base_domain_route(NULL, t, n, &route, NULL),
        exposeport_base_domain_route(domain, NULL, n, &route, NULL),
        exposeport_base_domain_route(domain, t, n, NULL, NULL),
        exposeport_base_domain_route_url(NULL, t, n, &route, NULL),
        exposeport_base_domain_route_url(domain, NULL, n, &route, NULL),
        exposeport_base_domain_route_url(domain, t, n, NULL, NULL),
        exposeport_route_under(NULL, 1, t, n, &index, &route, NULL),
        exposeport_route_under(none, 1, t, n, &index, &route, NULL),
        exposeport_route_under(NULL, 0, NULL, n, &index, &route, NULL),
        exposeport_route_under(NULL, 0, t, n, NULL, &route, NULL),
        exposeport_route_under(NULL, 0, t, n, &index, NULL, NULL),
        exposeport_parse_host(NULL, 1, NULL, &route, NULL),
        exposeport_parse_host(t, n, NULL, NULL, NULL),
        exposeport_parse_url(NULL, 1, NULL, &route, NULL),
        exposeport_parse_url(t, n, NULL, NULL, NULL),
        exposeport_parse(NULL, 1, NULL, &route, NULL),
        exposeport_parse(t, n, NULL, NULL, NULL),
        exposeport_build_url(8080, NULL, 1, false, "b", 1, domain, b, sizeof b, NULL, NULL),
        exposeport_build_url(8080, "a", 1, false, NULL, 1, domain, b, sizeof b, NULL, NULL),
        exposeport_build_url(8080, "a", 1, false, "b", 1, NULL, b, sizeof b, NULL, NULL),
        exposeport_build_url(8080, "a", 1, false, "b", 1, domain, NULL, 1, NULL, NULL),
        exposeport_route_url(NULL, domain, b, sizeof b, NULL, NULL),
        exposeport_route_url(&route, NULL, b, sizeof b, NULL, NULL),
        exposeport_route_url(&route, domain, NULL, 1, NULL, NULL),
        exposeport_authorization_json_body(NULL, b, sizeof b, NULL, NULL),
        exposeport_sandbox_new(NULL, 1, false, NULL, &sandbox, NULL),
        exposeport_sandbox_new("a", 1, false, NULL, NULL, NULL),
        exposeport_sandbox_id(NULL, b, sizeof b, NULL, NULL),
        exposeport_sandbox_expose_port(NULL, 8080, domain, NULL, 0, NULL, 0, b, sizeof b, NULL, NULL),
        exposeport_sandbox_expose_port(sandbox, 8080, NULL, NULL, 0, NULL, 0, b, sizeof b, NULL, NULL),
        exposeport_sandbox_expose_port(sandbox, 8080, domain, NULL, 1, NULL, 0, b, sizeof b, NULL, NULL),
        exposeport_sandbox_expose_port(sandbox, 8080, domain, NULL, 0, NULL, 1, b, sizeof b, NULL, NULL),
        exposeport_sandbox_expose_port(sandbox, 8080, domain, NULL, 0, NULL, 0, NULL, 1, NULL, NULL),
        exposeport_sandbox_unexpose_port(NULL, 8080, &answer, NULL),
        exposeport_sandbox_unexpose_port(sandbox, 8080, NULL, NULL),
        exposeport_sandbox_is_port_exposed(NULL, 8080, &answer, NULL),
        exposeport_sandbox_is_port_exposed(sandbox, 8080, NULL, NULL),
        exposeport_sandbox_validate_port_token(NULL, 8080, "b", 1, &answer, NULL),
        exposeport_sandbox_validate_port_token(sandbox, 8080, NULL, 1, &answer, NULL),
        exposeport_sandbox_validate_port_token(sandbox, 8080, "b", 1, NULL, NULL),
        exposeport_sandbox_authorize(NULL, &route, &authorization, NULL),
        exposeport_sandbox_authorize(sandbox, NULL, &authorization, NULL),
        exposeport_sandbox_authorize(sandbox, &route, NULL, NULL),
        exposeport_sandbox_runtime_started(NULL, "r", 1, NULL),
        exposeport_sandbox_runtime_started(sandbox, NULL, 1, NULL),
        exposeport_sandbox_runtime_stopped(NULL, NULL),
        exposeport_sandbox_to_json(NULL, b, sizeof b, NULL, NULL),
        exposeport_sandbox_to_json(sandbox, NULL, 1, NULL, NULL),
        exposeport_sandbox_from_json(NULL, 1, false, "{}", 2, NULL, &sandbox, NULL),
        exposeport_sandbox_from_json("a", 1, false, NULL, 2, NULL, &sandbox, NULL),
        exposeport_sandbox_from_json("a", 1, false, "{}", 2, NULL, NULL, NULL),
        exposeport_sandbox_exposed_ports(NULL, domain, NULL, NULL),
        exposeport_sandbox_exposed_ports(sandbox, NULL, NULL, NULL),
        exposeport_sandbox_exposed_ports(sandbox, domain, NULL, NULL),
        exposeport_exposed_ports_len(NULL, &index, NULL),
        exposeport_exposed_ports_get(NULL, 0, NULL, NULL),
    };
    for (size_t i = 0; i < sizeof found / sizeof *found; i++) {
        char name[32];
        snprintf(name, sizeof name, "NULL call %zu", i);
        current_case = name;
        CHECK_STATUS(found[i], EXPOSEPORT_NULL_POINTER);
    }
    current_case = "api";
    CHECK_STATUS(exposeport_parse_host(t, n, NULL, NULL, &error), EXPOSEPORT_NULL_POINTER);
    check_error(EXPOSEPORT_NULL_POINTER, &error);
    CHECK(strcmp(error.message, "route must not be NULL") == 0);
    exposeport_policy_free(policy);
    exposeport_policy_free(NULL);
    exposeport_base_domain_free(NULL);
    exposeport_sandbox_free(NULL);
    exposeport_exposed_ports_free(NULL);
}

/* A NULL text of no length is the empty text, and lengths that nothing has are refused. */
static void lengths(void)
{
    exposeport_route route;
    exposeport_error error;
    CHECK_STATUS(exposeport_parse_host(NULL, 0, NULL, &route, NULL), EXPOSEPORT_NOT_A_PREVIEW_HOST);
    CHECK_STATUS(exposeport_validate_token(NULL, 0, NULL), EXPOSEPORT_INVALID_TOKEN_LENGTH);
    CHECK_STATUS(exposeport_parse_host("x", SIZE_MAX, NULL, &route, &error), EXPOSEPORT_INVALID_ARGUMENT);
    CHECK(strcmp(error.message, "the length of host is larger than any object") == 0);
    const exposeport_base_domain *domains[] = {domain, NULL};
    size_t index;
    CHECK_STATUS(exposeport_route_under(domains, SIZE_MAX, TEXT("x"), &index, &route, &error), EXPOSEPORT_INVALID_ARGUMENT);
    CHECK(strcmp(error.message, "the length of domains is larger than any object") == 0);
    CHECK_STATUS(exposeport_route_under(domains, 2, TEXT("x"), &index, &route, &error), EXPOSEPORT_NULL_POINTER);
    CHECK(strcmp(error.message, "domain 1 of the list must not be NULL") == 0);
    exposeport_exposed_ports *ports = NULL;
    exposeport_exposed_port exposed;
    CHECK_STATUS(exposeport_sandbox_exposed_ports(sandbox, domain, &ports, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_exposed_ports_get(ports, 0, &exposed, &error), EXPOSEPORT_INVALID_ARGUMENT);
    CHECK(strcmp(error.message, "the list has 0 elements, and none of the index 0") == 0);
    exposeport_exposed_ports_free(ports);
    CHECK_STATUS(exposeport_parse_host(TEXT("8080-a-b.example.com\0"), NULL, &route, &error), EXPOSEPORT_INVALID_HOSTNAME);
    check_error(EXPOSEPORT_INVALID_HOSTNAME, &error);
}

/* Success writes the outputs and leaves the error alone; a refusal does the opposite. */
static void what_is_written(void)
{
    exposeport_error error, untouched;
    exposeport_route route, before;
    memset(&untouched, 0x5A, sizeof untouched);
    memset(&before, 0x5A, sizeof before);
    error = untouched;
    CHECK_STATUS(exposeport_parse_host(TEXT("8080-a-b.example.com"), NULL, &route, &error), EXPOSEPORT_OK);
    CHECK(memcmp(&error, &untouched, sizeof error) == 0);
    CHECK(route.port == 8080 && route.base_offset == 9 && route.base_length == 11 && route.base_port == 0);
    CHECK(route.sandbox_id_length == 1 && strcmp(route.sandbox_id, "a") == 0 && strcmp(route.token, "b") == 0);
    route = before;
    CHECK_STATUS(exposeport_parse_host(TEXT("www.example.com"), NULL, &route, &error), EXPOSEPORT_NOT_A_PREVIEW_HOST);
    CHECK(memcmp(&route, &before, sizeof route) == 0);
    check_error(EXPOSEPORT_NOT_A_PREVIEW_HOST, &error);

    char id[] = "My-App\xFF";
    CHECK_STATUS(exposeport_validate_sandbox_id(id, 6, true, NULL, id, 7, NULL, NULL), EXPOSEPORT_OK);
    CHECK(strcmp(id, "my-app") == 0);
    size_t length = 0;
    CHECK_STATUS(exposeport_generate_token(NULL, 0, &length, &error), EXPOSEPORT_BUFFER_TOO_SMALL);
    CHECK(length == 16 && strcmp(error.message, "the buffer must have at least 17 octets, found 0") == 0);
}

static void numbers(void)
{
    static const int64_t ports[] = {73616, (INT64_C(1) << 32) + 8080, -1, 0, INT64_MIN, INT64_MAX};
    uint16_t port = 7;
    size_t budget = 7;
    exposeport_policy *policy = NULL;
    CHECK_STATUS(exposeport_policy_new(&policy, NULL), EXPOSEPORT_OK);
    for (size_t i = 0; i < sizeof ports / sizeof *ports; i++) {
        bool exposed = true;
        CHECK_STATUS(exposeport_validate_port(ports[i], NULL, &port, NULL), EXPOSEPORT_INVALID_PORT);
        CHECK_STATUS(exposeport_sandbox_id_budget(ports[i], 16, NULL, &budget, NULL), EXPOSEPORT_INVALID_PORT);
        CHECK_STATUS(exposeport_policy_reserve_port(policy, ports[i], NULL), ports[i] == 0 ? EXPOSEPORT_OK : EXPOSEPORT_INVALID_PORT);
        CHECK_STATUS(exposeport_sandbox_is_port_exposed(sandbox, ports[i], &exposed, NULL), EXPOSEPORT_OK);
        CHECK(port == 7 && budget == 7 && !exposed);
    }
    CHECK_STATUS(exposeport_sandbox_id_budget(8080, 16, NULL, &budget, NULL), EXPOSEPORT_OK);
    CHECK(budget == 41);
    CHECK_STATUS(exposeport_policy_set_scheme(policy, 0, NULL), EXPOSEPORT_INVALID_ARGUMENT);
    CHECK_STATUS(exposeport_policy_set_scheme(policy, 3, NULL), EXPOSEPORT_INVALID_ARGUMENT);
    exposeport_policy_free(policy);
}

/* What takes raw parts judges them by itself. */
static void parts(void)
{
    static const int64_t ports[] = {73616, (INT64_C(1) << 32) + 8080, -1};
    const char *const token = "a_token_of_seventeen";
    char url[EXPOSEPORT_URL_CAPACITY];
    exposeport_sandbox *other = NULL;
    for (size_t i = 0; i < sizeof ports / sizeof *ports; i++) {
        CHECK_STATUS(exposeport_build_url(ports[i], TEXT("a"), false, TEXT("b"), domain, url, sizeof url, NULL, NULL),
                     EXPOSEPORT_INVALID_PORT);
        CHECK_STATUS(exposeport_sandbox_expose_port(sandbox, ports[i], domain, NULL, 0, TEXT("b"), url, sizeof url, NULL, NULL),
                     EXPOSEPORT_INVALID_PORT);
    }
    CHECK_STATUS(exposeport_build_url(8080, TEXT("My-App"), false, TEXT("b"), domain, url, sizeof url, NULL, NULL),
                 EXPOSEPORT_UPPERCASE_SANDBOX_ID);
    CHECK_STATUS(exposeport_sandbox_new(TEXT("My-App"), false, NULL, &other, NULL), EXPOSEPORT_UPPERCASE_SANDBOX_ID);
    CHECK_STATUS(exposeport_sandbox_from_json(TEXT("My-App"), false, TEXT("{}"), NULL, &other, NULL), EXPOSEPORT_UPPERCASE_SANDBOX_ID);
    CHECK(other == NULL);
    CHECK_STATUS(exposeport_sandbox_from_json(TEXT("My-App"), true, TEXT("{}"), NULL, &other, NULL), EXPOSEPORT_OK);
    exposeport_sandbox_free(other);
    CHECK_STATUS(exposeport_build_url(8080, TEXT("a"), false, token, 17, domain, url, sizeof url, NULL, NULL),
                 EXPOSEPORT_INVALID_TOKEN_LENGTH);
    CHECK_STATUS(exposeport_build_url(8080, TEXT("a"), false, token, 16, domain, url, sizeof url, NULL, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_sandbox_expose_port(sandbox, 8080, domain, NULL, 0, token, 17, url, sizeof url, NULL, NULL),
                 EXPOSEPORT_INVALID_TOKEN_LENGTH);

    exposeport_policy *policy = NULL;
    size_t budget = 0;
    CHECK_STATUS(exposeport_policy_new(&policy, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_policy_allow_port(policy, 3000, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_policy_reserve_port(policy, 9000, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_sandbox_id_budget(3000, 16, policy, &budget, NULL), EXPOSEPORT_OK);
    CHECK(budget == 41);
    CHECK_STATUS(exposeport_sandbox_id_budget(9000, 16, policy, &budget, NULL), EXPOSEPORT_RESERVED_PORT);
    exposeport_policy_free(policy);
}

static void tokens(void)
{
    static const struct {
        const char *token, *other;
        bool equal;
    } table[] = {{"", "", true}, {"abc", "abc", true}, {"abc", "abd", false}, {"abc", "ab", false}, {"\xFF", "\xFE", false}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        bool equal = !table[i].equal;
        const char *token = table[i].token, *other = table[i].other;
        CHECK_STATUS(exposeport_tokens_equal(token, strlen(token), other, strlen(other), &equal, NULL), EXPOSEPORT_OK);
        CHECK(equal == table[i].equal);
    }
}

int main(void)
{
    current_case = "api";
    CHECK_STATUS(exposeport_base_domain_new(TEXT("example.com"), NULL, &domain, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_sandbox_new(TEXT("a"), false, NULL, &sandbox, NULL), EXPOSEPORT_OK);
    statuses();
    static_texts();
    nulls();
    lengths();
    what_is_written();
    numbers();
    parts();
    tokens();
    exposeport_sandbox_free(sandbox);
    exposeport_base_domain_free(domain);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
