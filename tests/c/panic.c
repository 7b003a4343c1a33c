/* A panic in any function is caught. Links the library with the feature test-panic. */

#include <string.h>

#include "support.h"

/* Makes the next call panic. */
void exposeport_test_panic_next(void);

static exposeport_policy *policy;
static exposeport_base_domain *domain;
static exposeport_sandbox *sandbox;
static exposeport_exposed_ports *ports;
static exposeport_port_states *states;
static exposeport_dropped_entries *dropped;
static exposeport_route route;
static exposeport_authorization authorization;
static exposeport_gateway *gateway;
static exposeport_headers *headers;
static const exposeport_string host = {STR("8080-a-t.example.com")};
static const exposeport_request_host request = {STR("1.1"), &host, 1, NULL, 0};
static exposeport_preview preview;
static exposeport_key_ring *ring;
static exposeport_preview signed_preview;

/* Calls a function that panics and returns a status, with error details and without. */
#define CHECK_PANIC(call) \
    do { \
        exposeport_error details, *error = NULL; \
        exposeport_test_panic_next(); \
        CHECK_STATUS((call), EXPOSEPORT_INTERNAL); \
        error = &details; \
        exposeport_test_panic_next(); \
        CHECK_STATUS((call), EXPOSEPORT_INTERNAL); \
        check_error(EXPOSEPORT_INTERNAL, error); \
        CHECK_MESSAGE(error, "internal error of exposeport; report it as a bug"); \
    } while (0)

/* Calls a predicate that is true, and again with a panic. */
#define CHECK_FALSE_AFTER_PANIC(predicate) \
    do { \
        CHECK(predicate); \
        exposeport_test_panic_next(); \
        CHECK(!(predicate)); \
        CHECK(predicate); \
    } while (0)

static void set_up(void)
{
    char url[EXPOSEPORT_URL_CAPACITY];
    size_t len = 0;
    CHECK_STATUS(exposeport_policy_new(&policy, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_base_domain_new(STR("example.com"), NULL, &domain, NULL),
                 EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_sandbox_new(STR("a"), false, NULL, &sandbox, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_sandbox_expose_port(sandbox, 8080, domain, NULL, 0, STR("t"), url,
                                                sizeof url, &len, NULL),
                 EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_sandbox_exposed_ports(sandbox, domain, &ports, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_sandbox_ports(sandbox, &states, NULL), EXPOSEPORT_OK);
    exposeport_sandbox *imported = NULL;
    CHECK_STATUS(exposeport_sandbox_import_storage(STR("a"), false, STR("{\"80\":\"t\"}"),
                                                   EXPOSEPORT_RUNTIMES_UNTRACKED, NULL, &imported,
                                                   &dropped, NULL),
                 EXPOSEPORT_OK);
    exposeport_sandbox_free(imported);
    CHECK_STATUS(exposeport_gateway_new((const exposeport_base_domain *const *)&domain, 1, 0,
                                        &gateway, NULL),
                 EXPOSEPORT_OK);
    CHECK(exposeport_gateway_route(gateway, &request, &preview, NULL) ==
          EXPOSEPORT_DECISION_PREVIEW);
    const exposeport_header_view header = {STR("a"), STR("b")};
    CHECK_STATUS(exposeport_pass_through(&request, &header, 1, false, &headers, NULL),
                 EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_key_ring_new(STR("a signing key of 32 bytes or more"), &ring, NULL),
                 EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_parse_url(url, len, NULL, &route, NULL), EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_sandbox_authorize(sandbox, &route, &authorization, NULL),
                 EXPOSEPORT_OK);
}

static void predicates(void)
{
    CHECK_FALSE_AFTER_PANIC(exposeport_tokens_equal(STR("t"), STR("t")));
    CHECK_FALSE_AFTER_PANIC(exposeport_sandbox_is_port_exposed(sandbox, 8080));
    CHECK_FALSE_AFTER_PANIC(exposeport_sandbox_validate_port_token(sandbox, 8080, STR("t")));
    CHECK_FALSE_AFTER_PANIC(exposeport_authorization_is_active(&authorization));
    const exposeport_string html = {STR("text/html")};
    CHECK_FALSE_AFTER_PANIC(exposeport_prefers_html(&html, 1));
    CHECK_FALSE_AFTER_PANIC(exposeport_preview_authorize(&preview, sandbox, NULL));
    CHECK_FALSE_AFTER_PANIC(exposeport_preview_verify(&signed_preview, ring, STR("tenant"), 0, NULL,
                                                      NULL, NULL, NULL));
    CHECK_FALSE_AFTER_PANIC(
        exposeport_key_ring_verify(ring, &signed_preview.route, STR("tenant"), 0, NULL));
    /* A header is removed if the library failed. */
    CHECK_FALSE_AFTER_PANIC(!exposeport_is_internal_header(STR("accept")));
    CHECK_FALSE_AFTER_PANIC(!exposeport_is_hop_by_hop_header(STR("accept")));
}

/* A request is rejected after a panic, and the rejection is a complete response. */
static void decisions(void)
{
    exposeport_preview out = {.domain = 7};
    exposeport_rejection rejections[2];
    char page[EXPOSEPORT_PAGE_CAPACITY];
    exposeport_test_panic_next();
    CHECK(exposeport_gateway_route(gateway, &request, &out, &rejections[0]) ==
          EXPOSEPORT_DECISION_REJECT);
    exposeport_test_panic_next();
    CHECK(exposeport_gateway_route(gateway, &request, &out, NULL) == EXPOSEPORT_DECISION_REJECT);
    exposeport_test_panic_next();
    CHECK(!exposeport_preview_authorize(&preview, sandbox, &rejections[1]));
    CHECK(out.domain == 7);
    for (size_t i = 0; i < 2; i++) {
        check_error(EXPOSEPORT_INTERNAL, &rejections[i].error);
        CHECK(rejections[i].stale_reason == EXPOSEPORT_NOT_STALE);
        CHECK_STATUS(exposeport_rejection_page(&rejections[i], page, sizeof page, NULL, NULL),
                     EXPOSEPORT_OK);
        CHECK(strstr(page, "500 INTERNAL") != NULL);
    }
}

static void gateways(void)
{
    char b[EXPOSEPORT_PAGE_CAPACITY] = "?";
    size_t len = 7;
    exposeport_gateway *made = NULL;
    exposeport_headers *list = NULL;
    exposeport_header_view view = {.name_len = 7};
    exposeport_string string = {NULL, 7};
    exposeport_rejection rejection;
    const exposeport_forward_options options = {.scheme = EXPOSEPORT_HTTP};
    CHECK(!exposeport_preview_authorize(&preview, NULL, &rejection));
    CHECK_PANIC(exposeport_gateway_new(NULL, 0, 0, &made, error));
    CHECK_PANIC(exposeport_request_host_effective(&request, &string, error));
    CHECK_PANIC(exposeport_split_target(STR("/"), &string, b, sizeof b, &len, error));
    CHECK_PANIC(exposeport_gateway_forward(gateway, &preview, NULL, 0, &options, &list, error));
    CHECK_PANIC(exposeport_pass_through(&request, NULL, 0, false, &list, error));
    CHECK_PANIC(exposeport_headers_len(headers, &len, error));
    CHECK_PANIC(exposeport_headers_get(headers, 0, &view, error));
    CHECK_PANIC(exposeport_error_json_body(&rejection.error, b, sizeof b, &len, error));
    CHECK_PANIC(exposeport_rejection_json_body(&rejection, b, sizeof b, &len, error));
    CHECK_PANIC(exposeport_rejection_page(&rejection, b, sizeof b, &len, error));
    CHECK_PANIC(exposeport_rejection_header(EXPOSEPORT_BODY_JSON, 0, &view, error));
    CHECK(made == NULL && list == NULL && len == 7 && view.name_len == 7 && string.len == 7);
    CHECK(strcmp(b, "?") == 0);
}

static void key_rings(void)
{
    char b[EXPOSEPORT_URL_CAPACITY];
    size_t len = 7;
    uint64_t expires = 7;
    exposeport_key_ring *made = NULL;
    const char *key = "another key of 32 bytes or more..";
    CHECK_STATUS(exposeport_key_ring_build_url(ring, 8080, STR("a"), false, STR("tenant"), domain,
                                               b, sizeof b, &len, NULL),
                 EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_parse_url(b, len, NULL, &signed_preview.route, NULL), EXPOSEPORT_OK);
    strcpy(b, "?");
    len = 7;
    CHECK_PANIC(exposeport_key_ring_new(key, 33, &made, error));
    CHECK_PANIC(exposeport_key_ring_add(ring, key, 33, error));
    CHECK_PANIC(exposeport_key_ring_new_hex(key, 33, &made, error));
    CHECK_PANIC(exposeport_key_ring_add_hex(ring, key, 33, error));
    CHECK_PANIC(exposeport_key_ring_sign(ring, 8080, STR("a"), false, STR("tenant"), NULL, b,
                                         sizeof b, &len, error));
    CHECK_PANIC(exposeport_key_ring_sign_until(ring, 8080, STR("a"), false, STR("tenant"),
                                               1800000000, 60, NULL, &expires, b, sizeof b, &len,
                                               error));
    CHECK_PANIC(exposeport_key_ring_build_url(ring, 8080, STR("a"), false, STR("tenant"), domain, b,
                                              sizeof b, &len, error));
    CHECK_PANIC(exposeport_key_ring_build_url_until(ring, 8080, STR("a"), false, STR("tenant"),
                                                    1800000000, 60, domain, &expires, b, sizeof b,
                                                    &len, error));
    CHECK(made == NULL && len == 7 && expires == 7 && strcmp(b, "?") == 0);
}

static void lookups(void)
{
    exposeport_test_panic_next();
    CHECK(strcmp(exposeport_version(), "") == 0);
    exposeport_test_panic_next();
    CHECK(exposeport_abi_version() == 0);
    exposeport_test_panic_next();
    CHECK(exposeport_status_code(EXPOSEPORT_OK) == NULL);
    exposeport_test_panic_next();
    CHECK(exposeport_status_http(EXPOSEPORT_OK) == 0);
    exposeport_test_panic_next();
    CHECK(exposeport_header_name(0) == NULL);
    exposeport_test_panic_next();
    CHECK(exposeport_stale_reason_name(1) == NULL);
}

static void rules(void)
{
    char b[EXPOSEPORT_URL_CAPACITY] = "?";
    uint16_t port = 7;
    size_t len = 7;
    exposeport_policy *made = NULL;
    CHECK_PANIC(exposeport_validate_port(8080, NULL, &port, error));
    CHECK_PANIC(exposeport_validate_sandbox_id(STR("a"), false, NULL, b, sizeof b, &len, error));
    CHECK_PANIC(exposeport_validate_token(STR("t"), error));
    CHECK_PANIC(exposeport_generate_token(b, sizeof b, &len, error));
    CHECK_PANIC(exposeport_sandbox_id_budget(8080, 1, NULL, &len, error));
    CHECK_PANIC(exposeport_policy_new(&made, error));
    CHECK_PANIC(exposeport_policy_reserve_port(policy, 9000, error));
    CHECK_PANIC(exposeport_policy_unreserve_port(policy, 3000, error));
    CHECK_PANIC(exposeport_policy_reserve_sandbox_id(policy, STR("a"), error));
    CHECK_PANIC(exposeport_policy_unreserve_sandbox_id(policy, STR("www"), error));
    CHECK_PANIC(exposeport_policy_deny_domain(policy, STR("example.com"), error));
    CHECK_PANIC(exposeport_policy_undeny_domain(policy, STR("workers.dev"), error));
    CHECK_PANIC(exposeport_policy_set_scheme(policy, EXPOSEPORT_HTTP, error));
    CHECK(port == 7 && len == 7 && made == NULL && strcmp(b, "?") == 0);
    CHECK_STATUS(exposeport_validate_port(9000, policy, &port, NULL), EXPOSEPORT_OK);
}

static void routes(void)
{
    char b[EXPOSEPORT_URL_CAPACITY] = "?";
    uint16_t port = 7;
    size_t len = 7, index = 7;
    exposeport_scheme scheme = 7;
    exposeport_route out = {0};
    exposeport_base_domain *made = NULL;
    const exposeport_base_domain *const domains[] = {domain};
    CHECK_PANIC(exposeport_base_domain_new(STR("example.com"), NULL, &made, error));
    CHECK_PANIC(exposeport_base_domain_host(domain, b, sizeof b, &len, error));
    CHECK_PANIC(exposeport_base_domain_hostname(domain, b, sizeof b, &len, error));
    CHECK_PANIC(exposeport_base_domain_port(domain, &port, error));
    CHECK_PANIC(exposeport_base_domain_scheme(domain, &scheme, error));
    CHECK_PANIC(exposeport_base_domain_route(domain, STR("8080-a-t.example.com"), &out, error));
    CHECK_PANIC(exposeport_base_domain_route_url(domain, STR("https://x"), &out, error));
    CHECK_PANIC(exposeport_base_domain_route_any(domain, STR("https://x"), &out, error));
    CHECK_PANIC(exposeport_parse_host(STR("8080-a-t.example.com"), NULL, &out, error));
    CHECK_PANIC(exposeport_parse_url(STR("https://x"), NULL, &out, error));
    CHECK_PANIC(exposeport_parse(STR("https://x"), NULL, &out, error));
    CHECK_PANIC(
        exposeport_parse_under(STR("8080-a-t.example.com"), domains, 1, &index, &out, error));
    CHECK_PANIC(exposeport_build_url(8080, STR("a"), false, STR("t"), domain, b, sizeof b, &len,
                                     error));
    CHECK_PANIC(exposeport_route_build_url(&route, domain, b, sizeof b, &len, error));
    CHECK(port == 7 && len == 7 && index == 7 && scheme == 7 && out.port == 0);
    CHECK(made == NULL && strcmp(b, "?") == 0);
}

static void sandboxes(void)
{
    char b[EXPOSEPORT_URL_CAPACITY] = "?";
    size_t len = 7;
    bool removed = false;
    exposeport_authorization out = {0, 0, 0, 0};
    exposeport_exposed_port exposed = {0};
    exposeport_sandbox *made = NULL;
    exposeport_exposed_ports *list = NULL;
    CHECK_PANIC(exposeport_sandbox_new(STR("a"), false, NULL, &made, error));
    CHECK_PANIC(exposeport_sandbox_from_json(STR("a"), false, STR("{}"), NULL, &made, error));
    CHECK_PANIC(exposeport_sandbox_to_json(sandbox, b, sizeof b, &len, error));
    CHECK_PANIC(exposeport_sandbox_id(sandbox, b, sizeof b, &len, error));
    CHECK_PANIC(exposeport_sandbox_expose_port(sandbox, 8081, domain, NULL, 0, NULL, 0, b, sizeof b,
                                               &len, error));
    CHECK_PANIC(exposeport_sandbox_unexpose_port(sandbox, 8080, &removed, error));
    CHECK_PANIC(exposeport_sandbox_authorize(sandbox, &route, &out, error));
    CHECK_PANIC(exposeport_authorization_json_body(&authorization, b, sizeof b, &len, error));
    CHECK_PANIC(exposeport_sandbox_runtime_started(sandbox, STR("r"), error));
    CHECK_PANIC(exposeport_sandbox_runtime_stopped(sandbox, error));
    CHECK_PANIC(exposeport_sandbox_exposed_ports(sandbox, domain, &list, error));
    CHECK_PANIC(exposeport_exposed_ports_len(ports, &len, error));
    CHECK_PANIC(exposeport_exposed_ports_get(ports, 0, &exposed, error));
    CHECK(len == 7 && !removed && out.kind == 0 && exposed.port == 0);
    CHECK(made == NULL && list == NULL && strcmp(b, "?") == 0);
    CHECK(exposeport_sandbox_is_port_exposed(sandbox, 8080));
    CHECK(!exposeport_sandbox_is_port_exposed(sandbox, 8081));
}

static void imports(void)
{
    size_t len = 7;
    exposeport_sandbox *made = NULL;
    exposeport_dropped_entries *list = NULL;
    exposeport_port_states *ports_list = NULL;
    exposeport_dropped_entry entry = {0};
    exposeport_port_state state = {0};
    CHECK_PANIC(exposeport_sandbox_import_storage(STR("a"), false, STR("{}"),
                                                  EXPOSEPORT_RUNTIMES_TRACKED, NULL, &made, &list,
                                                  error));
    CHECK_PANIC(exposeport_dropped_entries_len(dropped, &len, error));
    CHECK_PANIC(exposeport_dropped_entries_get(dropped, 0, &entry, error));
    CHECK_PANIC(exposeport_sandbox_ports(sandbox, &ports_list, error));
    CHECK_PANIC(exposeport_port_states_len(states, &len, error));
    CHECK_PANIC(exposeport_port_states_get(states, 0, &state, error));
    CHECK_PANIC(exposeport_sandbox_reactivate(sandbox, &len, error));
    CHECK(len == 7 && made == NULL && list == NULL && ports_list == NULL);
    CHECK(entry.place == NULL && state.port == 0);
}

/* A panic in a free function must not leak the handle. valgrind checks this. */
static void frees(void)
{
    exposeport_test_panic_next();
    exposeport_key_ring_free(ring);
    exposeport_test_panic_next();
    exposeport_headers_free(headers);
    exposeport_test_panic_next();
    exposeport_gateway_free(gateway);
    exposeport_test_panic_next();
    exposeport_dropped_entries_free(dropped);
    exposeport_test_panic_next();
    exposeport_port_states_free(states);
    exposeport_test_panic_next();
    exposeport_exposed_ports_free(ports);
    exposeport_test_panic_next();
    exposeport_sandbox_free(sandbox);
    exposeport_test_panic_next();
    exposeport_base_domain_free(domain);
    exposeport_test_panic_next();
    exposeport_policy_free(policy);
}

int main(void)
{
    current_case = "panic";
    set_up();
    key_rings();
    predicates();
    lookups();
    rules();
    routes();
    sandboxes();
    imports();
    decisions();
    gateways();
    frees();
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
