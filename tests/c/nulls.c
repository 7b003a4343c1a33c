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

static void gateways(exposeport_base_domain *domain, exposeport_gateway *gateway)
{
    const exposeport_base_domain *const domains[] = {domain}, *const none[] = {NULL};
    const exposeport_string hosts[] = {{host, host_len}}, bad[] = {{NULL, 1}};
    const exposeport_request_host request = {"1.1", 3, hosts, 1, NULL, 0};
    const exposeport_request_host invalid = {"1.1", 3, bad, 1, NULL, 0};
    const exposeport_header_view header = {"a", 1, "b", 1};
    const exposeport_header_view no_name = {NULL, 1, "b", 1}, no_value = {"a", 1, NULL, 1};
    const exposeport_forward_options options = {.scheme = EXPOSEPORT_HTTPS};
    char b[EXPOSEPORT_PAGE_CAPACITY];
    size_t len;
    exposeport_gateway *made = NULL;
    exposeport_headers *headers = NULL, *list = NULL;
    exposeport_header_view view;
    exposeport_string string;
    exposeport_preview preview;
    exposeport_rejection rejection;
    CHECK(exposeport_gateway_route(gateway, &request, &preview, NULL) ==
          EXPOSEPORT_DECISION_PREVIEW);
    CHECK(!exposeport_preview_authorize(&preview, NULL, &rejection));
    CHECK_STATUS(exposeport_pass_through(&request, &header, 1, false, &headers, NULL),
                 EXPOSEPORT_OK);
    const exposeport_status found[] = {
        exposeport_gateway_new(NULL, 1, 0, &made, NULL),
        exposeport_gateway_new(none, 1, 0, &made, NULL),
        exposeport_gateway_new(domains, 1, 0, NULL, NULL),
        exposeport_request_host_effective(NULL, &string, NULL),
        exposeport_request_host_effective(&invalid, &string, NULL),
        exposeport_request_host_effective(&request, NULL, NULL),
        exposeport_split_target(NULL, 1, &string, b, sizeof b, NULL, NULL),
        exposeport_split_target("/", 1, NULL, b, sizeof b, NULL, NULL),
        exposeport_split_target("/", 1, &string, NULL, 1, NULL, NULL),
        exposeport_gateway_forward(NULL, &preview, &header, 1, &options, &list, NULL),
        exposeport_gateway_forward(gateway, NULL, &header, 1, &options, &list, NULL),
        exposeport_gateway_forward(gateway, &preview, NULL, 1, &options, &list, NULL),
        exposeport_gateway_forward(gateway, &preview, &no_name, 1, &options, &list, NULL),
        exposeport_gateway_forward(gateway, &preview, &no_value, 1, &options, &list, NULL),
        exposeport_gateway_forward(gateway, &preview, &header, 1, NULL, &list, NULL),
        exposeport_gateway_forward(gateway, &preview, &header, 1, &options, NULL, NULL),
        exposeport_pass_through(NULL, &header, 1, false, &list, NULL),
        exposeport_pass_through(&invalid, &header, 1, false, &list, NULL),
        exposeport_pass_through(&request, NULL, 1, false, &list, NULL),
        exposeport_pass_through(&request, &no_value, 1, false, &list, NULL),
        exposeport_pass_through(&request, &header, 1, false, NULL, NULL),
        exposeport_headers_len(NULL, &len, NULL),
        exposeport_headers_len(headers, NULL, NULL),
        exposeport_headers_get(NULL, 0, &view, NULL),
        exposeport_headers_get(headers, 0, NULL, NULL),
        exposeport_error_json_body(NULL, b, sizeof b, NULL, NULL),
        exposeport_error_json_body(&rejection.error, NULL, 1, NULL, NULL),
        exposeport_rejection_json_body(NULL, b, sizeof b, NULL, NULL),
        exposeport_rejection_json_body(&rejection, NULL, 1, NULL, NULL),
        exposeport_rejection_page(NULL, b, sizeof b, NULL, NULL),
        exposeport_rejection_page(&rejection, NULL, 1, NULL, NULL),
        exposeport_rejection_header(EXPOSEPORT_BODY_JSON, 0, NULL, NULL),
    };
    check_all("gateways", found, COUNT(found));
    CHECK(made == NULL && list == NULL);
    exposeport_headers_free(headers);
}

/* A decision with a NULL is to reject the request. The rejection is optional. */
static void decisions(exposeport_gateway *gateway)
{
    const exposeport_string hosts[] = {{host, host_len}}, bad[] = {{NULL, 1}};
    const exposeport_request_host request = {"1.1", 3, hosts, 1, NULL, 0};
    const exposeport_request_host invalid[] = {
        {NULL, 3, hosts, 1, NULL, 0},
        {"1.1", 3, NULL, 1, NULL, 0},
        {"1.1", 3, hosts, 1, NULL, 1},
        {"1.1", 3, bad, 1, NULL, 0},
    };
    exposeport_preview preview;
    exposeport_rejection rejections[COUNT(invalid) + 4];
    size_t count = 0;
    const exposeport_decision reject = EXPOSEPORT_DECISION_REJECT;
    CHECK(exposeport_gateway_route(NULL, &request, &preview, &rejections[count++]) == reject);
    CHECK(exposeport_gateway_route(gateway, NULL, &preview, &rejections[count++]) == reject);
    CHECK(exposeport_gateway_route(gateway, &request, NULL, &rejections[count++]) == reject);
    CHECK(exposeport_gateway_route(NULL, NULL, NULL, NULL) == reject);
    for (size_t i = 0; i < COUNT(invalid); i++) {
        CHECK(exposeport_gateway_route(gateway, &invalid[i], &preview, &rejections[count++]) ==
              reject);
    }
    CHECK(!exposeport_preview_authorize(NULL, NULL, &rejections[count++]));
    CHECK(!exposeport_preview_authorize(NULL, NULL, NULL));
    CHECK(count == COUNT(rejections));
    for (size_t i = 0; i < count; i++) {
        char page[EXPOSEPORT_PAGE_CAPACITY];
        check_error(EXPOSEPORT_NULL_POINTER, &rejections[i].error);
        CHECK(rejections[i].error.http_status == 500);
        CHECK(rejections[i].stale_reason == EXPOSEPORT_NOT_STALE);
        CHECK_STATUS(exposeport_rejection_page(&rejections[i], page, sizeof page, NULL, NULL),
                     EXPOSEPORT_OK);
        CHECK(strstr(page, "500 NULL_POINTER") != NULL && strstr(page, "The server failed.") != NULL);
    }
}

/* Predicates return false for NULL, except those whose true value removes a header. NULL with the
   length 0 is the empty string. */
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
    CHECK(!exposeport_tokens_equal(NULL, 1, "", 0) && !exposeport_tokens_equal("", 0, NULL, 1));
    CHECK(!exposeport_tokens_equal(NULL, 0, "a", 1));
    CHECK(exposeport_tokens_equal(NULL, 0, "", 0));
    CHECK(exposeport_is_internal_header(NULL, 1) && !exposeport_is_internal_header(NULL, 0));
    CHECK(exposeport_is_hop_by_hop_header(NULL, 1) && !exposeport_is_hop_by_hop_header(NULL, 0));
    const exposeport_string values[] = {{NULL, 1}, {STR("text/html")}};
    CHECK(!exposeport_prefers_html(NULL, 1) && !exposeport_prefers_html(NULL, 0));
    CHECK(!exposeport_prefers_html(values, 1));
}

void check_nulls(exposeport_base_domain *domain, exposeport_sandbox *sandbox)
{
    exposeport_error error;
    exposeport_gateway *gateway = NULL;
    const exposeport_base_domain *const domains[] = {domain};
    CHECK_STATUS(exposeport_gateway_new(domains, 1, 0, &gateway, NULL), EXPOSEPORT_OK);
    rules();
    policies();
    base_domains(domain);
    routes(domain);
    sandboxes(domain, sandbox);
    imports();
    lists(domain, sandbox);
    gateways(domain, gateway);
    decisions(gateway);
    predicates(sandbox);
    exposeport_gateway_free(gateway);
    exposeport_gateway_free(NULL);
    exposeport_headers_free(NULL);
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
