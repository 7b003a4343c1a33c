/* Policies, base domains, parsing and building. */

#include "driver.h"

static void change_policy(exposeport_policy *policy)
{
    exposeport_error *error = details();
    const int64_t kind = number();
    const exposeport_string text = string();
    exposeport_status status;
    switch (kind) {
    case 0:
        status = exposeport_policy_reserve_port(policy, number(), error);
        is_invalid = false;
        break;
    case 1:
        status = exposeport_policy_unreserve_port(policy, number(), error);
        is_invalid = false;
        break;
    case 2:
        status = exposeport_policy_reserve_sandbox_id(policy, text.data, text.len, error);
        break;
    case 3:
        status = exposeport_policy_unreserve_sandbox_id(policy, text.data, text.len, error);
        break;
    case 4:
        status = exposeport_policy_deny_domain(policy, text.data, text.len, error);
        break;
    case 5:
        status = exposeport_policy_undeny_domain(policy, text.data, text.len, error);
        break;
    default:
        status = exposeport_policy_set_scheme(policy, (int32_t)kind - 6, error);
        is_invalid = false;
    }
    CHECK(!succeeds(status, error) || policy != NULL);
}

static void read_domain(const exposeport_base_domain *domain)
{
    exposeport_error *error = details();
    string_output out = buffer();
    CHECK(!fills(exposeport_base_domain_host(domain, out.buffer, out.capacity, out.len, error),
                 error, out) || domain != NULL);
    error = details();
    out = buffer();
    CHECK(!fills(exposeport_base_domain_hostname(domain, out.buffer, out.capacity, out.len, error),
                 error, out) || domain != NULL);
    is_invalid = false;
    error = details();
    uint16_t *port = output(sizeof *port);
    CHECK(!writes(exposeport_base_domain_port(domain, port, error), error, port, sizeof *port) ||
          domain != NULL);
    error = details();
    exposeport_scheme *scheme = output(sizeof *scheme);
    CHECK(!writes(exposeport_base_domain_scheme(domain, scheme, error), error, scheme,
                  sizeof *scheme) || domain != NULL);
}

/* Checks a route that the library has written, and keeps it. */
static void keep_route(const exposeport_route *route, exposeport_string input)
{
    CHECK(route->port >= 1024);
    CHECK(strlen(route->sandbox_id) == route->sandbox_id_len && route->sandbox_id_len > 0);
    CHECK(strlen(route->token) == route->token_len && route->token_len > 0);
    CHECK(route->base_offset <= input.len && route->base_len <= input.len - route->base_offset);
    preview.route = *route;
}

static void parse(uint8_t name)
{
    const int64_t kind = number();
    const exposeport_string text = string();
    const exposeport_policy *policy = policies[slot()];
    const exposeport_base_domain *domain = domains[slot()];
    const exposeport_base_domain *const list[] = {domains[0], domains[1], domain};
    const size_t domains_len = (size_t)kind < COUNT(list) ? (size_t)kind : COUNT(list);
    exposeport_error *error = details();
    exposeport_route *route = output(sizeof *route);
    exposeport_status status;
    if (name == 'U') {
        size_t *index = memory(sizeof *index);
        status = exposeport_parse_under(text.data, text.len, list, domains_len, index, route, error);
        CHECK(status != EXPOSEPORT_OK || *index < domains_len);
    } else if (kind == 0) {
        status = exposeport_parse_host(text.data, text.len, policy, route, error);
    } else if (kind == 1) {
        status = exposeport_parse_url(text.data, text.len, policy, route, error);
    } else if (kind == 2) {
        status = exposeport_parse(text.data, text.len, policy, route, error);
    } else {
        is_invalid |= domain == NULL;
        if (kind == 3) {
            status = exposeport_base_domain_route(domain, text.data, text.len, route, error);
        } else if (kind == 4) {
            status = exposeport_base_domain_route_url(domain, text.data, text.len, route, error);
        } else {
            status = exposeport_base_domain_route_any(domain, text.data, text.len, route, error);
        }
    }
    if (writes(status, error, route, sizeof *route)) {
        keep_route(route, text);
    }
}

static void build(uint8_t name)
{
    const int64_t port = number();
    const exposeport_string id = string();
    const exposeport_string token = string();
    const exposeport_base_domain *domain = domains[slot()];
    exposeport_error *error = details();
    if (name == 'B') {
        is_invalid = domain == NULL;
        const string_output out = buffer();
        /* A copy of exact size, so that a read after its end is found. */
        exposeport_route *route = memory(sizeof *route);
        *route = preview.route;
        fills(exposeport_route_build_url(route, domain, out.buffer, out.capacity, out.len, error),
              error, out);
        return;
    }
    is_invalid |= domain == NULL;
    const string_output out = buffer();
    fills(exposeport_build_url(port, id.data, id.len, flag(5), token.data, token.len, domain,
                               out.buffer, out.capacity, out.len, error),
          error, out);
}

static void validate(void)
{
    const int64_t port = number();
    const exposeport_string token = string();
    const bool is_token_invalid = is_invalid;
    exposeport_error *error = details();
    CHECK(!succeeds(exposeport_validate_token(token.data, token.len, error), error) ||
          token.len <= 16);
    const exposeport_string id = string();
    if (exposeport_tokens_equal(token.data, token.len, id.data, id.len)) {
        CHECK(!is_invalid && token.len == id.len);
        CHECK(token.len == 0 || memcmp(token.data, id.data, id.len) == 0);
    }
    const exposeport_policy *policy = policies[slot()];
    error = details();
    is_invalid &= !is_token_invalid;
    const string_output out = buffer();
    const exposeport_status status = exposeport_validate_sandbox_id(
        id.data, id.len, flag(5), policy, out.buffer, out.capacity, out.len, error);
    fills(status, error, out);

    is_invalid = false;
    error = details();
    uint16_t *checked = output(sizeof *checked);
    if (writes(exposeport_validate_port(port, policy, checked, error), error, checked,
               sizeof *checked)) {
        CHECK(*checked == port);
    }
    error = details();
    size_t *budget = output(sizeof *budget);
    if (writes(exposeport_sandbox_id_budget(port, token.len, policy, budget, error), error, budget,
               sizeof *budget)) {
        CHECK(*budget <= 63);
    }
}

static void generate(void)
{
    exposeport_error *error = details();
    const string_output out = buffer();
    const exposeport_status status =
        exposeport_generate_token(out.buffer, out.capacity, out.len, error);
    if (fills(status, error, out)) {
        CHECK(strlen(out.buffer) == 16);
    }
}

static void look_up(void)
{
    const int32_t index = (int32_t)number();
    const char *found[] = {exposeport_status_code(index), exposeport_header_name(index),
                           exposeport_stale_reason_name(index), exposeport_version()};
    for (size_t i = 0; i < COUNT(found); i++) {
        CHECK(found[i] == NULL || strlen(found[i]) > 0);
    }
    const exposeport_string name = string();
    const bool is_internal = exposeport_is_internal_header(name.data, name.len);
    const bool is_hop_by_hop = exposeport_is_hop_by_hop_header(name.data, name.len);
    CHECK(!is_invalid || (is_internal && is_hop_by_hop));
}

void call_rules(uint8_t name)
{
    exposeport_error *error = NULL;
    switch (name) {
    case 'p': {
        error = details();
        exposeport_policy **out = output(sizeof *out);
        STORE(policy, policies, exposeport_policy_new(out, error), error, out);
        break;
    }
    case 'P':
        change_policy(policies[slot()]);
        break;
    case 'd': {
        const exposeport_string host = string();
        const exposeport_policy *policy = policies[slot()];
        error = details();
        exposeport_base_domain **out = output(sizeof *out);
        STORE(base_domain, domains,
              exposeport_base_domain_new(host.data, host.len, policy, out, error), error, out);
        break;
    }
    case 'D':
        read_domain(domains[slot()]);
        break;
    case 'h':
    case 'U':
        parse(name);
        break;
    case 'b':
    case 'B':
        build(name);
        break;
    case 'R':
        overwrite(&preview, sizeof preview);
        break;
    case 'v':
        validate();
        break;
    case 'g':
        generate();
        break;
    case 'c':
        look_up();
        break;
    default:
        break;
    }
}
