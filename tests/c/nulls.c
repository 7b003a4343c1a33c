#include "nulls.h"

#include <stdio.h>
#include <string.h>

static const char *const host = "8080-a-b.example.com";
static const size_t host_len = 20;

static void check_all(const char *group, const exposeport_status *found, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char name[64];
        snprintf(name, sizeof name, "NULL: %s, call %zu", group, i);
        current_case = name;
        CHECK_STATUS(found[i], EXPOSEPORT_NULL_POINTER);
    }
    current_case = "api";
}

/* Each table has one NULL per call, and every other argument is valid. */

static void rules(void)
{
    char b[EXPOSEPORT_URL_CAPACITY];
    const exposeport_status found[] = {
        exposeport_validate_port(8080, NULL, NULL, NULL),
        exposeport_validate_sandbox_id(NULL, 1, false, NULL, b, sizeof b, NULL, NULL),
        exposeport_validate_sandbox_id("a", 1, false, NULL, NULL, 1, NULL, NULL),
        exposeport_validate_token(NULL, 1, NULL),
        exposeport_generate_token(NULL, 17, NULL, NULL),
        exposeport_sandbox_id_budget(8080, 16, NULL, NULL, NULL),
    };
    check_all("rules", found, COUNT(found));
}

static void policies(void)
{
    exposeport_policy *policy = NULL;
    CHECK_STATUS(exposeport_policy_new(&policy, NULL), EXPOSEPORT_OK);
    const exposeport_status found[] = {
        exposeport_policy_new(NULL, NULL),
        exposeport_policy_reserve_port(NULL, 9000, NULL),
        exposeport_policy_unreserve_port(NULL, 3000, NULL),
        /* NULL is checked first, even if another argument is invalid. */
        exposeport_policy_reserve_port(NULL, -1, NULL),
        exposeport_policy_unreserve_port(NULL, -1, NULL),
        exposeport_policy_set_scheme(NULL, 9, NULL),
        exposeport_policy_reserve_sandbox_id(NULL, STR("www"), NULL),
        exposeport_policy_reserve_sandbox_id(policy, NULL, 1, NULL),
        exposeport_policy_unreserve_sandbox_id(NULL, STR("www"), NULL),
        exposeport_policy_unreserve_sandbox_id(policy, NULL, 1, NULL),
        exposeport_policy_deny_domain(NULL, STR("workers.dev"), NULL),
        exposeport_policy_deny_domain(policy, NULL, 1, NULL),
        exposeport_policy_undeny_domain(NULL, STR("workers.dev"), NULL),
        exposeport_policy_undeny_domain(policy, NULL, 1, NULL),
        exposeport_policy_set_scheme(NULL, EXPOSEPORT_HTTP, NULL),
    };
    check_all("policies", found, COUNT(found));
    exposeport_policy_free(policy);
}

static void base_domains(exposeport_base_domain *domain)
{
    char b[EXPOSEPORT_URL_CAPACITY];
    uint16_t port;
    exposeport_scheme scheme;
    exposeport_route route;
    exposeport_base_domain *made = NULL;
    const exposeport_status found[] = {
        exposeport_base_domain_new(NULL, 1, NULL, &made, NULL),
        exposeport_base_domain_new(STR("example.com"), NULL, NULL, NULL),
        exposeport_base_domain_host(NULL, b, sizeof b, NULL, NULL),
        exposeport_base_domain_host(domain, NULL, 1, NULL, NULL),
        exposeport_base_domain_hostname(NULL, b, sizeof b, NULL, NULL),
        exposeport_base_domain_hostname(domain, NULL, 1, NULL, NULL),
        exposeport_base_domain_port(NULL, &port, NULL),
        exposeport_base_domain_port(domain, NULL, NULL),
        exposeport_base_domain_scheme(NULL, &scheme, NULL),
        exposeport_base_domain_scheme(domain, NULL, NULL),
        exposeport_base_domain_route(NULL, host, host_len, &route, NULL),
        exposeport_base_domain_route(domain, NULL, host_len, &route, NULL),
        exposeport_base_domain_route(domain, host, host_len, NULL, NULL),
        exposeport_base_domain_route_url(NULL, host, host_len, &route, NULL),
        exposeport_base_domain_route_url(domain, NULL, host_len, &route, NULL),
        exposeport_base_domain_route_url(domain, host, host_len, NULL, NULL),
        exposeport_base_domain_route_any(NULL, host, host_len, &route, NULL),
        exposeport_base_domain_route_any(domain, NULL, host_len, &route, NULL),
        exposeport_base_domain_route_any(domain, host, host_len, NULL, NULL),
    };
    check_all("base domains", found, COUNT(found));
    CHECK(made == NULL);
}

static void routes(exposeport_base_domain *domain)
{
    const exposeport_base_domain *const none[] = {NULL};
    char b[EXPOSEPORT_URL_CAPACITY];
    size_t index;
    exposeport_route route;
    CHECK_STATUS(exposeport_parse_host(host, host_len, NULL, &route, NULL), EXPOSEPORT_OK);
    const exposeport_status found[] = {
        exposeport_parse_host(NULL, 1, NULL, &route, NULL),
        exposeport_parse_host(host, host_len, NULL, NULL, NULL),
        exposeport_parse_url(NULL, 1, NULL, &route, NULL),
        exposeport_parse_url(host, host_len, NULL, NULL, NULL),
        exposeport_parse(NULL, 1, NULL, &route, NULL),
        exposeport_parse(host, host_len, NULL, NULL, NULL),
        exposeport_parse_under(host, host_len, NULL, 1, &index, &route, NULL),
        exposeport_parse_under(host, host_len, none, 1, &index, &route, NULL),
        exposeport_parse_under(NULL, host_len, NULL, 0, &index, &route, NULL),
        exposeport_parse_under(host, host_len, NULL, 0, NULL, &route, NULL),
        exposeport_parse_under(host, host_len, NULL, 0, &index, NULL, NULL),
        exposeport_build_url(8080, NULL, 1, false, "b", 1, domain, b, sizeof b, NULL, NULL),
        exposeport_build_url(8080, "a", 1, false, NULL, 1, domain, b, sizeof b, NULL, NULL),
        exposeport_build_url(8080, "a", 1, false, "b", 1, NULL, b, sizeof b, NULL, NULL),
        exposeport_build_url(8080, "a", 1, false, "b", 1, domain, NULL, 1, NULL, NULL),
        exposeport_route_build_url(NULL, domain, b, sizeof b, NULL, NULL),
        exposeport_route_build_url(&route, NULL, b, sizeof b, NULL, NULL),
        exposeport_route_build_url(&route, domain, NULL, 1, NULL, NULL),
    };
    check_all("routes", found, COUNT(found));
}

static void sandboxes(exposeport_base_domain *domain, exposeport_sandbox *sandbox)
{
    char b[EXPOSEPORT_URL_CAPACITY];
    bool removed;
    size_t count = 7;
    exposeport_route route;
    exposeport_authorization authorization;
    exposeport_sandbox *made = NULL;
    CHECK_STATUS(exposeport_parse_host(host, host_len, NULL, &route, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_sandbox_authorize(sandbox, &route, &authorization, NULL),
                 EXPOSEPORT_OK);
    const exposeport_status found[] = {
        exposeport_sandbox_new(NULL, 1, false, NULL, &made, NULL),
        exposeport_sandbox_new("a", 1, false, NULL, NULL, NULL),
        exposeport_sandbox_id(NULL, b, sizeof b, NULL, NULL),
        exposeport_sandbox_id(sandbox, NULL, 1, NULL, NULL),
        exposeport_sandbox_expose_port(NULL, 8080, domain, NULL, 0, NULL, 0, b, sizeof b, NULL,
                                       NULL),
        exposeport_sandbox_expose_port(sandbox, 8080, NULL, NULL, 0, NULL, 0, b, sizeof b, NULL,
                                       NULL),
        exposeport_sandbox_expose_port(sandbox, 8080, domain, NULL, 1, NULL, 0, b, sizeof b, NULL,
                                       NULL),
        exposeport_sandbox_expose_port(sandbox, 8080, domain, NULL, 0, NULL, 1, b, sizeof b, NULL,
                                       NULL),
        exposeport_sandbox_expose_port(sandbox, 8080, domain, NULL, 0, NULL, 0, NULL, 1, NULL,
                                       NULL),
        exposeport_sandbox_unexpose_port(NULL, 8080, &removed, NULL),
        exposeport_sandbox_unexpose_port(sandbox, 8080, NULL, NULL),
        exposeport_sandbox_authorize(NULL, &route, &authorization, NULL),
        exposeport_sandbox_authorize(sandbox, NULL, &authorization, NULL),
        exposeport_sandbox_authorize(sandbox, &route, NULL, NULL),
        exposeport_authorization_json_body(NULL, b, sizeof b, NULL, NULL),
        exposeport_authorization_json_body(&authorization, NULL, 1, NULL, NULL),
        exposeport_sandbox_runtime_started(NULL, "r", 1, NULL),
        exposeport_sandbox_runtime_started(sandbox, NULL, 1, NULL),
        exposeport_sandbox_runtime_stopped(NULL, NULL),
        exposeport_sandbox_to_json(NULL, b, sizeof b, NULL, NULL),
        exposeport_sandbox_to_json(sandbox, NULL, 1, NULL, NULL),
        exposeport_sandbox_from_json(NULL, 1, false, "{}", 2, NULL, &made, NULL),
        exposeport_sandbox_from_json("a", 1, false, NULL, 2, NULL, &made, NULL),
        exposeport_sandbox_from_json("a", 1, false, "{}", 2, NULL, NULL, NULL),
        exposeport_sandbox_reactivate(NULL, &count, NULL),
        exposeport_sandbox_reactivate(sandbox, NULL, NULL),
    };
    check_all("sandboxes", found, COUNT(found));
    CHECK(made == NULL && count == 7);
}

static void imports(void)
{
    const int32_t tracked = EXPOSEPORT_RUNTIMES_TRACKED;
    size_t len;
    exposeport_dropped_entry entry;
    exposeport_sandbox *made = NULL, *imported = NULL;
    exposeport_dropped_entries *none = NULL, *dropped = NULL;
    CHECK_STATUS(exposeport_sandbox_import_storage("a", 1, false, STR("{\"80\":\"t\"}"), tracked,
                                                   NULL, &imported, &dropped, NULL),
                 EXPOSEPORT_OK);
    const exposeport_status found[] = {
        exposeport_sandbox_import_storage(NULL, 1, false, "{}", 2, tracked, NULL, &made, &none,
                                          NULL),
        exposeport_sandbox_import_storage("a", 1, false, NULL, 2, tracked, NULL, &made, &none,
                                          NULL),
        exposeport_sandbox_import_storage("a", 1, false, "{}", 2, tracked, NULL, NULL, &none,
                                          NULL),
        /* The list of dropped entries is not optional. */
        exposeport_sandbox_import_storage("a", 1, false, "{}", 2, tracked, NULL, &made, NULL,
                                          NULL),
        exposeport_dropped_entries_len(NULL, &len, NULL),
        exposeport_dropped_entries_len(dropped, NULL, NULL),
        exposeport_dropped_entries_get(NULL, 0, &entry, NULL),
        exposeport_dropped_entries_get(dropped, 0, NULL, NULL),
    };
    check_all("imports", found, COUNT(found));
    CHECK(made == NULL && none == NULL);
    exposeport_sandbox_free(imported);
    exposeport_dropped_entries_free(dropped);
}

static void lists(exposeport_base_domain *domain, exposeport_sandbox *sandbox)
{
    size_t len;
    exposeport_exposed_port exposed;
    exposeport_port_state state;
    exposeport_exposed_ports *ports = NULL, *none = NULL;
    exposeport_port_states *states = NULL, *no_states = NULL;
    CHECK_STATUS(exposeport_sandbox_exposed_ports(sandbox, domain, &ports, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_sandbox_ports(sandbox, &states, NULL), EXPOSEPORT_OK);
    const exposeport_status found[] = {
        exposeport_sandbox_exposed_ports(NULL, domain, &none, NULL),
        exposeport_sandbox_exposed_ports(sandbox, NULL, &none, NULL),
        exposeport_sandbox_exposed_ports(sandbox, domain, NULL, NULL),
        exposeport_exposed_ports_len(NULL, &len, NULL),
        exposeport_exposed_ports_len(ports, NULL, NULL),
        exposeport_exposed_ports_get(NULL, 0, &exposed, NULL),
        exposeport_exposed_ports_get(ports, 0, NULL, NULL),
        exposeport_sandbox_ports(NULL, &no_states, NULL),
        exposeport_sandbox_ports(sandbox, NULL, NULL),
        exposeport_port_states_len(NULL, &len, NULL),
        exposeport_port_states_len(states, NULL, NULL),
        exposeport_port_states_get(NULL, 0, &state, NULL),
        exposeport_port_states_get(states, 0, NULL, NULL),
    };
    check_all("lists", found, COUNT(found));
    CHECK(none == NULL && no_states == NULL);
    exposeport_exposed_ports_free(ports);
    exposeport_port_states_free(states);
}

/* Predicates return false for NULL. NULL with the length 0 is the empty string. */
static void predicates(exposeport_sandbox *sandbox)
{
    CHECK(!exposeport_authorization_is_active(NULL));
    CHECK(!exposeport_sandbox_is_port_exposed(NULL, 8080));
    CHECK(!exposeport_sandbox_validate_port_token(NULL, 8080, "b", 1));
    CHECK(!exposeport_sandbox_validate_port_token(sandbox, 8080, NULL, 1));
    CHECK(!exposeport_sandbox_validate_port_token(sandbox, 8080, NULL, 0));
    CHECK(!exposeport_tokens_equal(NULL, 1, "a", 1));
    CHECK(!exposeport_tokens_equal("a", 1, NULL, 1));
    CHECK(!exposeport_tokens_equal(NULL, 1, NULL, 1));
    CHECK(!exposeport_tokens_equal(NULL, 0, "a", 1));
    CHECK(exposeport_tokens_equal(NULL, 0, "", 0));
}

void check_nulls(exposeport_base_domain *domain, exposeport_sandbox *sandbox)
{
    exposeport_error error;
    rules();
    policies();
    base_domains(domain);
    routes(domain);
    sandboxes(domain, sandbox);
    imports();
    lists(domain, sandbox);
    predicates(sandbox);
    CHECK_STATUS(exposeport_parse_host(host, host_len, NULL, NULL, &error),
                 EXPOSEPORT_NULL_POINTER);
    check_error(EXPOSEPORT_NULL_POINTER, &error);
    CHECK_MESSAGE(&error, "out_route must not be NULL");
    exposeport_policy_free(NULL);
    exposeport_base_domain_free(NULL);
    exposeport_sandbox_free(NULL);
    exposeport_exposed_ports_free(NULL);
    exposeport_port_states_free(NULL);
    exposeport_dropped_entries_free(NULL);
}
