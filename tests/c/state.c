/* Sandboxes and structs of the caller: invalid structs, failing calls, names, policies. */

#include <stdio.h>
#include <string.h>

#include "support.h"

static exposeport_base_domain *domain;
static exposeport_sandbox *sandbox;

static exposeport_route make_route(const char *id, size_t id_len, const char *token,
                                   size_t token_len)
{
    exposeport_route route;
    memset(&route, 'z', sizeof route);
    route.port = 8080;
    route.sandbox_id_len = (uint8_t)id_len;
    route.token_len = (uint8_t)token_len;
    memcpy(route.sandbox_id, id, strlen(id));
    memcpy(route.token, token, strlen(token));
    return route;
}

/* Invalid structs never cause a read past the end of an array. */
static void invalid_routes(void)
{
    static const struct {
        const char *id;
        size_t id_len;
        const char *token;
        size_t token_len;
        exposeport_status url, authorize;
    } table[] = {
        {"a", 1, "my_token", 8, EXPOSEPORT_OK, EXPOSEPORT_OK},
        {"a", 65, "t", 1, EXPOSEPORT_INVALID_ARGUMENT, EXPOSEPORT_INVALID_ARGUMENT},
        {"a", 1, "t", 65, EXPOSEPORT_INVALID_ARGUMENT, EXPOSEPORT_INVALID_ARGUMENT},
        {"a", 1, "t", 255, EXPOSEPORT_INVALID_ARGUMENT, EXPOSEPORT_INVALID_ARGUMENT},
        {"a", 64, "t", 64, EXPOSEPORT_INVALID_SANDBOX_ID_LENGTH, EXPOSEPORT_OK},
        {"", 0, "t", 1, EXPOSEPORT_INVALID_SANDBOX_ID_LENGTH, EXPOSEPORT_OK},
        {"a", 1, "", 0, EXPOSEPORT_INVALID_TOKEN_LENGTH, EXPOSEPORT_OK},
        {"a", 1, "b-my_token", 10, EXPOSEPORT_INVALID_TOKEN_CHARACTER, EXPOSEPORT_OK},
        {"a", 1, "MY_TOKEN", 8, EXPOSEPORT_INVALID_TOKEN_CHARACTER, EXPOSEPORT_OK},
        {"A", 1, "my_token", 8, EXPOSEPORT_UPPERCASE_SANDBOX_ID, EXPOSEPORT_OK},
        {"a", 1, "my_token.x", 10, EXPOSEPORT_INVALID_TOKEN_CHARACTER, EXPOSEPORT_OK},
        {"www", 3, "t", 1, EXPOSEPORT_RESERVED_SANDBOX_ID, EXPOSEPORT_OK},
    };
    char url[EXPOSEPORT_URL_CAPACITY];
    for (size_t i = 0; i < COUNT(table); i++) {
        exposeport_route *route = malloc(sizeof *route);
        *route = make_route(table[i].id, table[i].id_len, table[i].token, table[i].token_len);
        exposeport_authorization authorization = {0, 0, 0, 0};
        const bool is_written = table[i].authorize == EXPOSEPORT_OK;
        const int32_t rejected = is_written ? EXPOSEPORT_INVALID : 0;
        char name[32];
        snprintf(name, sizeof name, "invalid route %zu", i);
        current_case = name;
        CHECK_STATUS(exposeport_route_build_url(route, domain, url, sizeof url, NULL, NULL),
                     table[i].url);
        CHECK_STATUS(exposeport_sandbox_authorize(sandbox, route, &authorization, NULL),
                     table[i].authorize);
        CHECK(authorization.kind == (i == 0 ? EXPOSEPORT_ACTIVE : rejected));
        CHECK(exposeport_authorization_is_active(&authorization) == (i == 0));
        free(route);
    }
    exposeport_error error;
    const exposeport_route too_long = make_route("a", 65, "t", 1);
    CHECK_STATUS(exposeport_route_build_url(&too_long, domain, url, sizeof url, NULL, &error),
                 EXPOSEPORT_INVALID_ARGUMENT);
    CHECK_MESSAGE(&error, "route was not written by this library: a length exceeds its array");
    current_case = "state";
}

static void invalid_authorizations(void)
{
    static const exposeport_authorization table[] = {
        {0, 0, 0, 0},
        {4, 0, 0, 0},
        {EXPOSEPORT_ACTIVE, 1, 0, 0},
        {EXPOSEPORT_ACTIVE, -1, 0, 200},
        {EXPOSEPORT_STALE, 0, 0, 0},
        {EXPOSEPORT_STALE, 5, 0, 0},
        {EXPOSEPORT_INVALID, 1, 0, 0},
        {-1, -1, -1, 1},
    };
    exposeport_error error;
    for (size_t i = 0; i < COUNT(table); i++) {
        size_t len = 7;
        CHECK_STATUS(exposeport_authorization_json_body(&table[i], NULL, 0, &len, &error),
                     EXPOSEPORT_INVALID_ARGUMENT);
        CHECK_MESSAGE(&error, "authorization was not written by this library");
        CHECK(len == 7);
        CHECK(!exposeport_authorization_is_active(&table[i]));
    }
}

/* The constant is large enough for every body. */
static void bodies(void)
{
    static const struct {
        exposeport_authorization authorization;
        const char *body;
    } table[] = {
        {{EXPOSEPORT_ACTIVE, 0, EXPOSEPORT_OK, 200}, ""},
        {{EXPOSEPORT_INVALID, 0, EXPOSEPORT_INVALID_TOKEN, 404},
         "{\"error\": \"token is not valid for this sandbox and port\", "
         "\"code\": \"INVALID_TOKEN\"}"},
        {{EXPOSEPORT_STALE, EXPOSEPORT_STALE_RUNTIME_NOT_RUNNING, 20, 410},
         "{\"error\": \"preview URL is stale: runtime-not-running; expose the port again\", "
         "\"code\": \"STALE_PREVIEW_URL\"}"},
        {{EXPOSEPORT_STALE, EXPOSEPORT_STALE_MISSING_ACTIVATION, 20, 410},
         "{\"error\": \"preview URL is stale: missing-activation; expose the port again\", "
         "\"code\": \"STALE_PREVIEW_URL\"}"},
        {{EXPOSEPORT_STALE, EXPOSEPORT_STALE_RUNTIME_MISMATCH, 20, 410},
         "{\"error\": \"preview URL is stale: runtime-mismatch; expose the port again\", "
         "\"code\": \"STALE_PREVIEW_URL\"}"},
        {{EXPOSEPORT_STALE, EXPOSEPORT_STALE_TOKEN_MISMATCH, 20, 410},
         "{\"error\": \"preview URL is stale: token-mismatch; expose the port again\", "
         "\"code\": \"STALE_PREVIEW_URL\"}"},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        char body[EXPOSEPORT_JSON_BODY_CAPACITY];
        size_t len = 0;
        CHECK_STATUS(exposeport_authorization_json_body(&table[i].authorization, body, sizeof body,
                                                        &len, NULL),
                     EXPOSEPORT_OK);
        CHECK(len == strlen(table[i].body) && strcmp(body, table[i].body) == 0);
        CHECK(exposeport_authorization_is_active(&table[i].authorization) == (i == 0));
    }
}

static void failing_calls_change_nothing(void)
{
    struct bytes before = snapshot_of(sandbox);
    char url[EXPOSEPORT_URL_CAPACITY];
    size_t len = 0;
    exposeport_error error;
    CHECK_STATUS(exposeport_sandbox_expose_port(sandbox, 9000, domain, "n", 1, NULL, 0, url, 10,
                                                &len, NULL),
                 EXPOSEPORT_BUFFER_TOO_SMALL);
    CHECK(len == strlen("https://9000-a-0123456789abcdef.example.com"));
    CHECK_STATUS(exposeport_sandbox_expose_port(sandbox, 9000, domain, "\xFF", 1, NULL, 0, url,
                                                sizeof url, NULL, &error),
                 EXPOSEPORT_INVALID_NAME);
    check_error(EXPOSEPORT_INVALID_NAME, &error);
    CHECK_MESSAGE(&error, "invalid byte 0xFF in name at position 0, "
                          "expected UTF-8 without control characters");
    CHECK_STATUS(exposeport_sandbox_expose_port(sandbox, 9000, domain, STR("a\0b"), NULL, 0, url,
                                                sizeof url, NULL, &error),
                 EXPOSEPORT_INVALID_NAME);
    CHECK_MESSAGE(&error, "invalid byte 0x00 in name at position 1, "
                          "expected UTF-8 without control characters");
    CHECK_STATUS(exposeport_sandbox_runtime_started(sandbox, STR("r\xC3"), NULL),
                 EXPOSEPORT_INVALID_RUNTIME_ID);
    CHECK_STATUS(exposeport_sandbox_runtime_started(sandbox, NULL, 0, &error),
                 EXPOSEPORT_INVALID_RUNTIME_ID);
    CHECK_MESSAGE(&error, "runtime id is empty, expected 1 to 255 bytes");
    CHECK_STATUS(exposeport_sandbox_expose_port(sandbox, 9000, domain, NULL, 0, STR("my_token"),
                                                url, sizeof url, NULL, &error),
                 EXPOSEPORT_TOKEN_IN_USE);
    CHECK(strstr(error.message, "8080") != NULL && strstr(error.message, "my_token") == NULL);
    struct bytes after = snapshot_of(sandbox);
    CHECK(is_same(before, after));
    release(before);
    release(after);
}

/* An absent name and an empty name are different. */
static void names(void)
{
    static const struct {
        const char *name;
        size_t len;
        const char *json;
    } table[] = {
        {NULL, 0, "{\"token\":\"my_token\"}"},
        {"", 0, "{\"token\":\"my_token\",\"name\":\"\"}"},
        {"Web Server", 10, "{\"token\":\"my_token\",\"name\":\"Web Server\"}"},
    };
    char url[EXPOSEPORT_URL_CAPACITY];
    for (size_t i = 0; i < COUNT(table); i++) {
        exposeport_exposed_ports *ports = NULL;
        exposeport_exposed_port exposed;
        struct bytes name = {NULL, 0};
        if (table[i].name != NULL) {
            name = copy(table[i].name, table[i].len);
        }
        CHECK_STATUS(exposeport_sandbox_expose_port(sandbox, 8080, domain, name.data, name.len,
                                                    STR("my_token"), url, sizeof url, NULL, NULL),
                     EXPOSEPORT_OK);
        CHECK(strcmp(url, "https://8080-a-my_token.example.com") == 0);
        struct bytes json = snapshot_of(sandbox);
        CHECK(strstr(json.data, table[i].json) != NULL);
        release(json);
        CHECK_STATUS(exposeport_sandbox_exposed_ports(sandbox, domain, &ports, NULL),
                     EXPOSEPORT_OK);
        CHECK_STATUS(exposeport_exposed_ports_get(ports, 0, &exposed, NULL), EXPOSEPORT_OK);
        CHECK((exposed.name == NULL) == (name.data == NULL) && exposed.name_len == name.len);
        CHECK(name.data == NULL || memcmp(exposed.name, table[i].name, name.len + 1) == 0);
        exposeport_exposed_ports_free(ports);
        release(name);
    }
    char id[EXPOSEPORT_SANDBOX_ID_CAPACITY];
    CHECK_STATUS(exposeport_sandbox_id(sandbox, id, sizeof id, NULL, NULL), EXPOSEPORT_OK);
    CHECK(strcmp(id, "a") == 0);
}

static void predicates(void)
{
    CHECK(exposeport_sandbox_is_port_exposed(sandbox, 8080));
    CHECK(!exposeport_sandbox_is_port_exposed(sandbox, 8081));
    CHECK(exposeport_sandbox_validate_port_token(sandbox, 8080, STR("my_token")));
    CHECK(!exposeport_sandbox_validate_port_token(sandbox, 8080, STR("my_tokem")));
    CHECK(!exposeport_sandbox_validate_port_token(sandbox, 8081, STR("my_token")));
}

/* A failed change leaves the policy unchanged. Objects keep a copy of their policy. */
static void policies(void)
{
    exposeport_policy *policy = NULL;
    exposeport_base_domain *own_domain = NULL;
    exposeport_sandbox *own = NULL;
    exposeport_authorization authorization = {0, 0, 0, 0};
    char url[EXPOSEPORT_URL_CAPACITY];
    uint16_t port;
    CHECK_STATUS(exposeport_policy_new(&policy, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_policy_unreserve_port(policy, 3000, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_policy_reserve_sandbox_id(policy, STR("-x"), NULL),
                 EXPOSEPORT_INVALID_SANDBOX_ID_HYPHENS);
    CHECK_STATUS(exposeport_policy_deny_domain(policy, STR("a..b"), NULL),
                 EXPOSEPORT_INVALID_HOSTNAME);
    CHECK_STATUS(exposeport_policy_deny_domain(policy, STR("localhost"), NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_validate_port(3000, policy, &port, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_sandbox_new(STR("A"), true, policy, &own, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_base_domain_new(STR("example.com"), policy, &own_domain, NULL),
                 EXPOSEPORT_OK);
    exposeport_policy_free(policy);
    /* A port that the policy of the base domain reserves is not exposed on it. */
    CHECK_STATUS(exposeport_sandbox_expose_port(own, 3000, domain, NULL, 0, STR("my_token"), url,
                                                sizeof url, NULL, NULL),
                 EXPOSEPORT_RESERVED_PORT);
    CHECK_STATUS(exposeport_sandbox_expose_port(own, 3000, own_domain, NULL, 0, STR("my_token"),
                                                url, sizeof url, NULL, NULL),
                 EXPOSEPORT_OK);
    exposeport_route route = make_route("a", 1, "my_token", 8);
    route.port = 3000;
    CHECK_STATUS(exposeport_sandbox_authorize(own, &route, &authorization, NULL), EXPOSEPORT_OK);
    CHECK(authorization.kind == EXPOSEPORT_ACTIVE && authorization.http_status == 200);
    exposeport_sandbox_free(own);
    exposeport_base_domain_free(own_domain);
}

int main(void)
{
    char url[EXPOSEPORT_URL_CAPACITY];
    current_case = "state";
    CHECK_STATUS(exposeport_base_domain_new(STR("example.com"), NULL, &domain, NULL),
                 EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_sandbox_new(STR("a"), false, NULL, &sandbox, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_sandbox_expose_port(sandbox, 8080, domain, NULL, 0, STR("my_token"),
                                                url, sizeof url, NULL, NULL),
                 EXPOSEPORT_OK);
    invalid_routes();
    invalid_authorizations();
    bodies();
    failing_calls_change_nothing();
    names();
    predicates();
    policies();
    exposeport_sandbox_free(sandbox);
    exposeport_base_domain_free(domain);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
