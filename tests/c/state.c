/* Sandboxes and routes in memory of the caller: garbage, failing calls, names that snapshots cannot store. */

#include <stdio.h>
#include <string.h>

#include "support.h"

#define TEXT(literal) (literal), sizeof(literal) - 1

static exposeport_base_domain *domain;
static exposeport_sandbox *sandbox;

static exposeport_route route_of(const char *id, size_t id_length, const char *token, size_t token_length)
{
    exposeport_route route;
    memset(&route, 'z', sizeof route);
    route.port = 8080;
    route.sandbox_id_length = (uint8_t)id_length;
    route.token_length = (uint8_t)token_length;
    memcpy(route.sandbox_id, id, strlen(id));
    memcpy(route.token, token, strlen(token));
    return route;
}

/* Structs that no parse has written: never read beyond their arrays, never taken for something else. */
static void garbage_routes(void)
{
    static const struct {
        const char *id;
        size_t id_length;
        const char *token;
        size_t token_length;
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
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        exposeport_route *route = malloc(sizeof *route);
        *route = route_of(table[i].id, table[i].id_length, table[i].token, table[i].token_length);
        exposeport_authorization authorization = {0, 0, 0, 0};
        char name[32];
        snprintf(name, sizeof name, "garbage route %zu", i);
        current_case = name;
        CHECK_STATUS(exposeport_route_url(route, domain, url, sizeof url, NULL, NULL), table[i].url);
        CHECK_STATUS(exposeport_sandbox_authorize(sandbox, route, &authorization, NULL), table[i].authorize);
        CHECK(authorization.kind == (i == 0 ? EXPOSEPORT_ACTIVE : table[i].authorize == EXPOSEPORT_OK ? EXPOSEPORT_INVALID : 0));
        free(route);
    }
    current_case = "state";
}

static void garbage_authorizations(void)
{
    static const exposeport_authorization table[] = {{0, 0, 0, 0}, {4, 0, 0, 0}, {EXPOSEPORT_ACTIVE, 1, 0, 0},
                                                     {EXPOSEPORT_STALE, 0, 0, 0}, {EXPOSEPORT_STALE, 5, 0, 0}, {-1, -1, -1, 1}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        size_t length = 7;
        CHECK_STATUS(exposeport_authorization_json_body(&table[i], NULL, 0, &length, NULL), EXPOSEPORT_INVALID_ARGUMENT);
        CHECK(length == 7);
    }
}

/* The constant holds every body, and the longest leaves nothing of it. */
static void bodies(void)
{
    static const exposeport_authorization longest = {EXPOSEPORT_STALE, EXPOSEPORT_STALE_RUNTIME_NOT_RUNNING, 410, 0};
    char body[EXPOSEPORT_JSON_BODY_CAPACITY];
    size_t length = 0;
    CHECK_STATUS(exposeport_authorization_json_body(&longest, body, sizeof body, &length, NULL), EXPOSEPORT_OK);
    CHECK(length + 1 == sizeof body);
    CHECK(strcmp(body, "{\"error\": \"preview url is stale: runtime-not-running\", \"code\": \"STALE_PREVIEW_URL\"}") == 0);
}

static char *snapshot(void)
{
    exposeport_status status;
    struct octets json;
    FETCH(json, status, exposeport_sandbox_to_json(sandbox, buffer, capacity, length, NULL));
    CHECK_STATUS(status, EXPOSEPORT_OK);
    return json.data;
}

static void failing_calls_change_nothing(void)
{
    char *before = snapshot();
    char url[EXPOSEPORT_URL_CAPACITY];
    size_t length = 0;
    exposeport_error error;
    CHECK_STATUS(exposeport_sandbox_expose_port(sandbox, 9000, domain, "n", 1, NULL, 0, url, 10, &length, NULL),
                 EXPOSEPORT_BUFFER_TOO_SMALL);
    CHECK(length == strlen("https://9000-a-0123456789abcdef.example.com"));
    CHECK_STATUS(exposeport_sandbox_expose_port(sandbox, 9000, domain, "\xFF", 1, NULL, 0, url, sizeof url, NULL, &error),
                 EXPOSEPORT_INVALID_SNAPSHOT);
    check_error(EXPOSEPORT_INVALID_SNAPSHOT, &error);
    CHECK(strcmp(error.message, "name is no valid UTF-8 from position 0 on, and no snapshot could hold it") == 0);
    CHECK_STATUS(exposeport_sandbox_runtime_started(sandbox, TEXT("r\xC3"), NULL), EXPOSEPORT_INVALID_SNAPSHOT);
    CHECK_STATUS(exposeport_sandbox_expose_port(sandbox, 9000, domain, NULL, 0, TEXT("my_token"), url, sizeof url, NULL, &error),
                 EXPOSEPORT_TOKEN_IN_USE);
    CHECK(strstr(error.message, "8080") != NULL && strstr(error.message, "my_token") == NULL);
    char *after = snapshot();
    CHECK(strcmp(before, after) == 0);
    free(before);
    free(after);
}

/* No name, the empty name and a name with a NUL are three different things. */
static void names(void)
{
    static const struct {
        const char *name;
        size_t length;
        const char *json;
    } table[] = {{NULL, 0, "{\"token\":\"my_token\"}"},
                 {"", 0, "{\"token\":\"my_token\",\"name\":\"\"}"},
                 {"a\0b", 3, "{\"token\":\"my_token\",\"name\":\"a\\u0000b\"}"}};
    char url[EXPOSEPORT_URL_CAPACITY];
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        exposeport_exposed_ports *ports = NULL;
        exposeport_exposed_port exposed;
        struct octets name = {NULL, 0};
        if (table[i].name != NULL) {
            name = copy(table[i].name, table[i].length);
        }
        CHECK_STATUS(exposeport_sandbox_expose_port(sandbox, 8080, domain, name.data, name.length, TEXT("my_token"), url,
                                                    sizeof url, NULL, NULL),
                     EXPOSEPORT_OK);
        CHECK(strcmp(url, "https://8080-a-my_token.example.com") == 0);
        char *json = snapshot();
        CHECK(strstr(json, table[i].json) != NULL);
        free(json);
        CHECK_STATUS(exposeport_sandbox_exposed_ports(sandbox, domain, &ports, NULL), EXPOSEPORT_OK);
        CHECK_STATUS(exposeport_exposed_ports_get(ports, 0, &exposed, NULL), EXPOSEPORT_OK);
        CHECK((exposed.name == NULL) == (name.data == NULL) && exposed.name_len == name.length);
        CHECK(name.data == NULL || memcmp(exposed.name, table[i].name, name.length + 1) == 0);
        exposeport_exposed_ports_free(ports);
        drop(name);
    }
    char id[EXPOSEPORT_SANDBOX_ID_CAPACITY];
    CHECK_STATUS(exposeport_sandbox_id(sandbox, id, sizeof id, NULL, NULL), EXPOSEPORT_OK);
    CHECK(strcmp(id, "a") == 0);
}

/* A change that is refused leaves the policy as it was, and whoever took it keeps a copy. */
static void policies(void)
{
    exposeport_policy *policy = NULL;
    exposeport_base_domain *own_domain = NULL;
    exposeport_sandbox *own = NULL;
    exposeport_authorization authorization = {0, 0, 0, 0};
    char url[EXPOSEPORT_URL_CAPACITY];
    uint16_t port;
    CHECK_STATUS(exposeport_policy_new(&policy, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_policy_allow_port(policy, 3000, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_policy_reserve_sandbox_id(policy, TEXT("-x"), NULL), EXPOSEPORT_INVALID_SANDBOX_ID_HYPHENS);
    CHECK_STATUS(exposeport_policy_refuse_domain(policy, TEXT("a..b"), NULL), EXPOSEPORT_INVALID_HOSTNAME);
    /* Routes are judged under this policy as well. */
    CHECK_STATUS(exposeport_policy_refuse_domain(policy, TEXT("localhost"), NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_validate_port(3000, policy, &port, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_sandbox_new(TEXT("A"), true, policy, &own, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_base_domain_new(TEXT("example.com"), policy, &own_domain, NULL), EXPOSEPORT_OK);
    exposeport_policy_free(policy);
    /* What the base domain's policy would not let a route carry is not exposed. */
    CHECK_STATUS(exposeport_sandbox_expose_port(own, 3000, domain, NULL, 0, TEXT("my_token"), url, sizeof url, NULL, NULL),
                 EXPOSEPORT_RESERVED_PORT);
    CHECK_STATUS(exposeport_sandbox_expose_port(own, 3000, own_domain, NULL, 0, TEXT("my_token"), url, sizeof url, NULL, NULL),
                 EXPOSEPORT_OK);
    exposeport_route route = route_of("a", 1, "my_token", 8);
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
    CHECK_STATUS(exposeport_base_domain_new(TEXT("example.com"), NULL, &domain, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_sandbox_new(TEXT("a"), false, NULL, &sandbox, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_sandbox_expose_port(sandbox, 8080, domain, NULL, 0, TEXT("my_token"), url, sizeof url, NULL, NULL),
                 EXPOSEPORT_OK);
    garbage_routes();
    garbage_authorizations();
    bodies();
    failing_calls_change_nothing();
    names();
    policies();
    exposeport_sandbox_free(sandbox);
    exposeport_base_domain_free(domain);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
