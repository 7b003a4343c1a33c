/* Sandboxes, snapshots, imports and lists. */

#include "driver.h"

static void expose(exposeport_sandbox *sandbox)
{
    const int64_t port = number();
    const exposeport_string name = string();
    const exposeport_string token = string();
    const exposeport_base_domain *domain = domains[flag(6)];
    is_invalid |= sandbox == NULL || domain == NULL;
    exposeport_error *error = details();
    const string_output out = buffer();
    const exposeport_status status = exposeport_sandbox_expose_port(
        sandbox, port, domain, name.data, name.len, token.data, token.len, out.buffer, out.capacity,
        out.len, error);
    if (fills(status, error, out)) {
        CHECK(exposeport_sandbox_is_port_exposed(sandbox, port));
    }
}

static void unexpose(exposeport_sandbox *sandbox)
{
    const int64_t port = number();
    exposeport_error *error = details();
    bool *removed = output(sizeof *removed);
    is_invalid |= sandbox == NULL;
    if (writes(exposeport_sandbox_unexpose_port(sandbox, port, removed, error), error, removed,
               sizeof *removed)) {
        CHECK(!exposeport_sandbox_is_port_exposed(sandbox, port));
    }
}

static void validate(const exposeport_sandbox *sandbox)
{
    const int64_t port = number();
    const exposeport_string token = string();
    const bool is_valid =
        exposeport_sandbox_validate_port_token(sandbox, port, token.data, token.len);
    CHECK(!is_valid || (sandbox != NULL && !is_invalid && port >= 1024 && port <= 65535));
}

static void authorize(const exposeport_sandbox *sandbox)
{
    exposeport_route *route = memory(sizeof *route);
    *route = preview.route;
    exposeport_error *error = details();
    exposeport_authorization *out = output(sizeof *out);
    is_invalid |= sandbox == NULL;
    if (!writes(exposeport_sandbox_authorize(sandbox, route, out, error), error, out,
                sizeof *out)) {
        return;
    }
    const bool is_active = exposeport_authorization_is_active(out);
    CHECK(is_active == (out->kind == EXPOSEPORT_ACTIVE) && is_active == (out->http_status == 200));
    overwrite(out, sizeof *out);
    exposeport_authorization_is_active(out);
    error = details();
    const string_output body = buffer();
    fills(exposeport_authorization_json_body(out, body.buffer, body.capacity, body.len, error),
          error, body);
}

static void read_exposed(const exposeport_exposed_ports *ports)
{
    size_t len = 0;
    CHECK(exposeport_exposed_ports_len(ports, &len, NULL) == EXPOSEPORT_OK && len <= 1024);
    for (size_t i = 0; i <= len; i++) {
        exposeport_exposed_port *port = memory(sizeof *port);
        const exposeport_status status = exposeport_exposed_ports_get(ports, i, port, NULL);
        CHECK(status == (i < len ? EXPOSEPORT_OK : EXPOSEPORT_INVALID_ARGUMENT));
        if (i < len) {
            CHECK(strlen(port->url) == port->url_len);
            CHECK(port->name == NULL || strlen(port->name) == port->name_len);
        }
    }
}

static void read_states(const exposeport_port_states *states)
{
    size_t len = 0;
    CHECK(exposeport_port_states_len(states, &len, NULL) == EXPOSEPORT_OK && len <= 1024);
    for (size_t i = 0; i <= len; i++) {
        exposeport_port_state *state = memory(sizeof *state);
        const exposeport_status status = exposeport_port_states_get(states, i, state, NULL);
        CHECK(status == (i < len ? EXPOSEPORT_OK : EXPOSEPORT_INVALID_ARGUMENT));
        CHECK(i == len || state->name == NULL || strlen(state->name) == state->name_len);
    }
}

static void read_dropped(const exposeport_dropped_entries *dropped)
{
    size_t len = 0;
    CHECK(exposeport_dropped_entries_len(dropped, &len, NULL) == EXPOSEPORT_OK);
    for (size_t i = 0; i <= len; i++) {
        exposeport_dropped_entry entry;
        const exposeport_status status = exposeport_dropped_entries_get(dropped, i, &entry, NULL);
        CHECK(status == (i < len ? EXPOSEPORT_OK : EXPOSEPORT_INVALID_ARGUMENT));
        if (i < len) {
            CHECK(strlen(entry.place) == entry.place_len);
            CHECK(strlen(entry.message) == entry.message_len);
            CHECK(entry.code == exposeport_status_code(entry.status));
        }
    }
}

/* Returns true if the elements of the lists fit in the memory of a call. */
static bool is_short(const exposeport_sandbox *sandbox)
{
    exposeport_port_states *states = NULL;
    size_t len = 0;
    if (exposeport_sandbox_ports(sandbox, &states, NULL) == EXPOSEPORT_OK) {
        CHECK(exposeport_port_states_len(states, &len, NULL) == EXPOSEPORT_OK);
        exposeport_port_states_free(states);
    }
    return len < 64;
}

static void list(const exposeport_sandbox *sandbox)
{
    if (!is_short(sandbox)) {
        return;
    }
    is_invalid |= sandbox == NULL;
    exposeport_error *error = details();
    exposeport_port_states **states = output(sizeof *states);
    if (writes(exposeport_sandbox_ports(sandbox, states, error), error, states, sizeof *states)) {
        read_states(*states);
        exposeport_port_states_free(*states);
    }
    const exposeport_base_domain *domain = domains[flag(6)];
    is_invalid |= domain == NULL;
    error = details();
    exposeport_exposed_ports **ports = output(sizeof *ports);
    if (writes(exposeport_sandbox_exposed_ports(sandbox, domain, ports, error), error, ports,
               sizeof *ports)) {
        read_exposed(*ports);
        exposeport_exposed_ports_free(*ports);
    }
}

static void import_storage(void)
{
    const exposeport_string id = string();
    const exposeport_string document = string();
    const int32_t runtimes = (int32_t)number();
    const exposeport_policy *policy = policies[slot()];
    exposeport_error *error = details();
    exposeport_sandbox **sandbox = memory(sizeof *sandbox);
    exposeport_dropped_entries **dropped = output(sizeof *dropped);
    const exposeport_status status = exposeport_sandbox_import_storage(
        id.data, id.len, flag(5), document.data, document.len, runtimes, policy, sandbox, dropped,
        error);
    if (writes(status, error, dropped, sizeof *dropped)) {
        read_dropped(*dropped);
        exposeport_dropped_entries_free(*dropped);
        exposeport_sandbox_free(sandboxes[flag(6)]);
        sandboxes[flag(6)] = *sandbox;
    }
}

void call_sandbox(uint8_t name)
{
    exposeport_sandbox *sandbox = sandboxes[slot()];
    exposeport_error *error = NULL;
    switch (name) {
    case 's': {
        const exposeport_string id = string();
        const exposeport_policy *policy = policies[slot()];
        error = details();
        exposeport_sandbox **out = output(sizeof *out);
        STORE(sandbox, sandboxes,
              exposeport_sandbox_new(id.data, id.len, flag(5), policy, out, error), error, out);
        break;
    }
    case 'J': {
        const exposeport_string id = string();
        const exposeport_string json = string();
        const exposeport_policy *policy = policies[slot()];
        error = details();
        exposeport_sandbox **out = output(sizeof *out);
        STORE(sandbox, sandboxes,
              exposeport_sandbox_from_json(id.data, id.len, flag(5), json.data, json.len, policy,
                                           out, error),
              error, out);
        break;
    }
    case 'j': {
        is_invalid |= sandbox == NULL;
        error = details();
        string_output out = buffer();
        fills(exposeport_sandbox_to_json(sandbox, out.buffer, out.capacity, out.len, error), error,
              out);
        error = details();
        out = buffer();
        fills(exposeport_sandbox_id(sandbox, out.buffer, out.capacity, out.len, error), error, out);
        break;
    }
    case 'e':
        expose(sandbox);
        break;
    case 'x':
        unexpose(sandbox);
        break;
    case 'V':
        validate(sandbox);
        break;
    case 't': {
        const exposeport_string id = string();
        is_invalid |= sandbox == NULL;
        error = details();
        succeeds(exposeport_sandbox_runtime_started(sandbox, id.data, id.len, error), error);
        break;
    }
    case 'T':
        is_invalid |= sandbox == NULL;
        error = details();
        succeeds(exposeport_sandbox_runtime_stopped(sandbox, error), error);
        break;
    case 'a': {
        is_invalid |= sandbox == NULL;
        error = details();
        size_t *count = output(sizeof *count);
        writes(exposeport_sandbox_reactivate(sandbox, count, error), error, count, sizeof *count);
        break;
    }
    case 'A':
        authorize(sandbox);
        break;
    case 'l':
        list(sandbox);
        break;
    case 'm':
        import_storage();
        break;
    default:
        break;
    }
}
