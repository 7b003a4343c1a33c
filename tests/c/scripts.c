#include "scripts.h"

#include <stdio.h>
#include <string.h>

#include "tokens.h"

/* The state of a running script. */
struct run {
    const exposeport_policy *policy;
    exposeport_sandbox *sandbox;
    struct tokens tokens;
};

static exposeport_status make_domain(struct run *run, const struct step *step,
                                     exposeport_base_domain **domain, exposeport_error *error)
{
    struct bytes hostname = fill(&run->tokens, step->hostname);
    exposeport_status status =
        exposeport_base_domain_new(hostname.data, hostname.len, run->policy, domain, error);
    release(hostname);
    return status;
}

/* Exposes a port again with a buffer that fits any URL, for which the library has a fast path. */
static void expose_again(struct run *run, const struct step *step,
                         const exposeport_base_domain *domain, struct bytes name,
                         struct bytes token, struct bytes url)
{
    char roomy[EXPOSEPORT_URL_CAPACITY];
    size_t len = 0;
    struct bytes after = snapshot_of(run->sandbox);
    CHECK_STATUS(exposeport_sandbox_expose_port(run->sandbox, step->port, domain, name.data,
                                                name.len, token.data, token.len, roomy,
                                                sizeof roomy, &len, NULL),
                 EXPOSEPORT_OK);
    struct bytes again = snapshot_of(run->sandbox);
    CHECK(len == url.len && memcmp(roomy, url.data, len + 1) == 0);
    CHECK(is_same(again, after));
    release(after);
    release(again);
}

static exposeport_status expose_port(struct run *run, const struct step *step,
                                     exposeport_error *error)
{
    exposeport_base_domain *domain = NULL;
    exposeport_status status = make_domain(run, step, &domain, error);
    if (status != EXPOSEPORT_OK) {
        /* A port is checked before the base domain, which a caller creates first. */
        uint16_t port;
        exposeport_error port_error;
        exposeport_status port_status =
            exposeport_validate_port(step->port, run->policy, &port, &port_error);
        if (port_status != EXPOSEPORT_OK) {
            *error = port_error;
            status = port_status;
        }
        return status;
    }
    struct bytes name = fill(&run->tokens, step->name), token = fill(&run->tokens, step->token);
    struct bytes url;
    FETCH(url, status,
          exposeport_sandbox_expose_port(run->sandbox, step->port, domain, name.data, name.len,
                                         token.data, token.len, out_buffer, out_capacity, out_len,
                                         error));
    if (status == EXPOSEPORT_OK && step->error == NULL) {
        same_with_tokens(&run->tokens, "url", url.data, url.len, step->url);
        same("exposed_name", name.data, name.len, step->exposed_name);
        expose_again(run, step, domain, name, token, url);
    }
    release(url);
    release(name);
    release(token);
    exposeport_base_domain_free(domain);
    return status;
}

static exposeport_status expose_ports(struct run *run, const struct step *step,
                                      exposeport_error *error)
{
    exposeport_base_domain *domain = NULL;
    exposeport_status status = make_domain(run, step, &domain, error);
    for (int64_t i = 0; status == EXPOSEPORT_OK && i < step->count; i++) {
        char url[EXPOSEPORT_URL_CAPACITY];
        status = exposeport_sandbox_expose_port(run->sandbox, step->from + i, domain, NULL, 0, NULL,
                                                0, url, sizeof url, NULL, error);
    }
    exposeport_base_domain_free(domain);
    return status;
}

static exposeport_status unexpose_ports(struct run *run, const struct step *step,
                                        exposeport_error *error)
{
    exposeport_status status = EXPOSEPORT_OK;
    for (int64_t i = 0; status == EXPOSEPORT_OK && i < step->count; i++) {
        bool removed = false;
        status = exposeport_sandbox_unexpose_port(run->sandbox, step->from + i, &removed, error);
        CHECK(removed);
    }
    return status;
}

static void check_list(struct run *run, const struct step *step,
                       const exposeport_exposed_ports *ports)
{
    size_t len = SIZE_MAX;
    CHECK_STATUS(exposeport_exposed_ports_len(ports, &len, NULL), EXPOSEPORT_OK);
    CHECK(len == step->ports.count);
    for (size_t i = 0; i < len && i < step->ports.count; i++) {
        const struct exposed *expected = &step->ports.items[i];
        exposeport_exposed_port found;
        CHECK_STATUS(exposeport_exposed_ports_get(ports, i, &found, NULL), EXPOSEPORT_OK);
        CHECK(found.port == expected->port);
        CHECK(found.url[found.url_len] == '\0');
        CHECK(found.name == NULL || found.name[found.name_len] == '\0');
        same_with_tokens(&run->tokens, "url", found.url, found.url_len, expected->url);
        same("name", found.name, found.name_len, expected->name);
    }
    exposeport_exposed_port none;
    CHECK_STATUS(exposeport_exposed_ports_get(ports, len, &none, NULL),
                 EXPOSEPORT_INVALID_ARGUMENT);
}

static exposeport_status exposed_ports(struct run *run, const struct step *step,
                                       exposeport_error *error)
{
    exposeport_base_domain *domain = NULL;
    exposeport_exposed_ports *ports = NULL;
    exposeport_status status = make_domain(run, step, &domain, error);
    if (status == EXPOSEPORT_OK) {
        status = exposeport_sandbox_exposed_ports(run->sandbox, domain, &ports, error);
    }
    if (status == EXPOSEPORT_OK) {
        check_list(run, step, ports);
    }
    exposeport_exposed_ports_free(ports);
    exposeport_base_domain_free(domain);
    return status;
}

static void check_states(const struct step *step, const exposeport_port_states *states)
{
    size_t len = SIZE_MAX;
    CHECK_STATUS(exposeport_port_states_len(states, &len, NULL), EXPOSEPORT_OK);
    CHECK(len == step->states.count);
    for (size_t i = 0; i < len && i < step->states.count; i++) {
        const struct state *expected = &step->states.items[i];
        exposeport_port_state found;
        CHECK_STATUS(exposeport_port_states_get(states, i, &found, NULL), EXPOSEPORT_OK);
        CHECK(found.port == expected->port);
        CHECK(found.name == NULL || found.name[found.name_len] == '\0');
        same("name", found.name, found.name_len, expected->name);
        const char *reason = exposeport_stale_reason_name(found.stale_reason);
        CHECK((reason == NULL) == (expected->stale_reason == NULL));
        CHECK((reason == NULL) == (found.stale_reason == EXPOSEPORT_NOT_STALE));
        CHECK(reason == NULL || expected->stale_reason == NULL ||
              strcmp(reason, expected->stale_reason) == 0);
    }
    exposeport_port_state none;
    CHECK_STATUS(exposeport_port_states_get(states, len, &none, NULL),
                 EXPOSEPORT_INVALID_ARGUMENT);
}

static exposeport_status ports(struct run *run, const struct step *step, exposeport_error *error)
{
    exposeport_port_states *states = NULL;
    exposeport_status status = exposeport_sandbox_ports(run->sandbox, &states, error);
    if (status == EXPOSEPORT_OK) {
        check_states(step, states);
    }
    exposeport_port_states_free(states);
    return status;
}

static exposeport_status reactivate(struct run *run, const struct step *step,
                                    exposeport_error *error)
{
    size_t count = SIZE_MAX;
    exposeport_status status = exposeport_sandbox_reactivate(run->sandbox, &count, error);
    if (status == EXPOSEPORT_OK) {
        CHECK((int64_t)count == step->reactivated);
    } else {
        CHECK(count == SIZE_MAX);
    }
    return status;
}

static void check_body(const struct step *step, struct bytes host,
                       const exposeport_authorization *found)
{
    exposeport_status status;
    struct bytes body;
    FETCH(body, status,
          exposeport_authorization_json_body(found, out_buffer, out_capacity, out_len, NULL));
    CHECK_STATUS(status, EXPOSEPORT_OK);
    CHECK((body.len == 0) == (step->code == NULL));
    if (step->code != NULL && body.len > 0) {
        check_silent(host, body.data);
        check_secrecy(body.data, body.len);
        char end[64];
        int end_len = snprintf(end, sizeof end, "\", \"code\": \"%s\"}", step->code);
        CHECK(strncmp(body.data, "{\"error\": \"", 11) == 0);
        CHECK(strstr(body.data, end) == body.data + body.len - end_len);
        if (step->message.items != NULL) {
            same("message", body.data + 11, body.len - 11 - (size_t)end_len, step->message);
        }
    }
    release(body);
}

static void check_authorization(const struct step *step, struct bytes host,
                                const exposeport_authorization *found)
{
    static const char *const kinds[] = {"none", "active", "stale", "invalid"};
    const char *reason = exposeport_stale_reason_name(found->reason);
    CHECK(strcmp(kinds[found->kind], step->authorization) == 0);
    const bool is_active = strcmp(step->authorization, "active") == 0;
    CHECK(exposeport_authorization_is_active(found) == is_active);
    CHECK((reason == NULL) == (step->reason == NULL));
    CHECK(reason == NULL || step->reason == NULL || strcmp(reason, step->reason) == 0);
    CHECK(found->http_status == (step->code != NULL ? step->http_status : 200));
    same_code("code", found->status, step->code);
    check_body(step, host, found);
}

static exposeport_status authorize(struct run *run, const struct step *step,
                                   exposeport_error *error)
{
    struct bytes host = fill(&run->tokens, step->host);
    exposeport_route route;
    exposeport_authorization authorization;
    exposeport_status status =
        exposeport_parse_host(host.data, host.len, run->policy, &route, error);
    if (status == EXPOSEPORT_OK) {
        status = exposeport_sandbox_authorize(run->sandbox, &route, &authorization, error);
    }
    if (status == EXPOSEPORT_OK) {
        check_authorization(step, host, &authorization);
    } else {
        check_silent(host, error->message);
    }
    release(host);
    return status;
}

static exposeport_status call(struct run *run, const struct step *step, exposeport_error *error)
{
    exposeport_sandbox *sandbox = run->sandbox;
    bool answer = !step->answer;
    exposeport_status status = EXPOSEPORT_OK;
    struct bytes token = fill(&run->tokens, step->token), id = fill(&run->tokens, step->id);
    switch (step->call) {
    case EXPOSE_PORT:
        status = expose_port(run, step, error);
        break;
    case EXPOSE_PORTS:
        status = expose_ports(run, step, error);
        break;
    case UNEXPOSE_PORT:
        status = exposeport_sandbox_unexpose_port(sandbox, step->port, &answer, error);
        CHECK(status != EXPOSEPORT_OK || answer == step->answer);
        break;
    case UNEXPOSE_PORTS:
        status = unexpose_ports(run, step, error);
        break;
    case IS_PORT_EXPOSED:
        CHECK(exposeport_sandbox_is_port_exposed(sandbox, step->port) == step->answer);
        break;
    case EXPOSED_PORTS:
        status = exposed_ports(run, step, error);
        break;
    case VALIDATE_PORT_TOKEN:
        answer = exposeport_sandbox_validate_port_token(sandbox, step->port, token.data, token.len);
        CHECK(answer == step->answer);
        break;
    case AUTHORIZE:
        status = authorize(run, step, error);
        break;
    case RUNTIME_STARTED:
        status = exposeport_sandbox_runtime_started(sandbox, id.data, id.len, error);
        break;
    case RUNTIME_STOPPED:
        status = exposeport_sandbox_runtime_stopped(sandbox, error);
        break;
    case PORTS:
        status = ports(run, step, error);
        break;
    case REACTIVATE:
        status = reactivate(run, step, error);
        break;
    }
    if (status != EXPOSEPORT_OK) {
        check_omits(token, error->message);
    }
    release(token);
    release(id);
    return status;
}

static void run_step(struct run *run, const struct step *step)
{
    exposeport_error error;
    struct bytes before = snapshot_of(run->sandbox);
    exposeport_status status = call(run, step, &error);
    check_error(status, &error);
    for (int i = 0; status != EXPOSEPORT_OK && i < TOKEN_NAMES; i++) {
        check_omits((struct bytes){run->tokens.known[i], strnlen(run->tokens.known[i], 16)},
                    error.message);
    }
    same_code("step", status, step->error);
    if (status != EXPOSEPORT_OK && step->message.items != NULL) {
        same("message", error.message, error.message_len, step->message);
    }
    struct bytes after = snapshot_of(run->sandbox);
    CHECK(status == EXPOSEPORT_OK || is_same(after, before));
    release(before);
    release(after);
}

static exposeport_status load(const struct script *script, const char *json, size_t json_len,
                              const exposeport_policy *policy, exposeport_sandbox **sandbox,
                              exposeport_error *error)
{
    struct bytes id = join(script->sandbox_id);
    exposeport_status status =
        json == NULL ? exposeport_sandbox_new(id.data, id.len, false, policy, sandbox, error)
                     : exposeport_sandbox_from_json(id.data, id.len, false, json, json_len, policy,
                                                    sandbox, error);
    release(id);
    return status;
}

/* Checks the snapshot at the end, and that it loads to the same state. */
static void check_snapshot(struct run *run, const struct script *script)
{
    exposeport_error error;
    exposeport_sandbox *loaded = NULL;
    struct bytes json = snapshot_of(run->sandbox);
    same_with_tokens(&run->tokens, "snapshot", json.data, json.len, script->snapshot);
    CHECK_STATUS(load(script, json.data, json.len, run->policy, &loaded, &error), EXPOSEPORT_OK);
    struct bytes again = snapshot_of(loaded);
    CHECK(is_same(again, json));
    release(json);
    release(again);
    exposeport_sandbox_free(loaded);
}

void run_script(const struct script *script)
{
    struct run run = {NULL, NULL, {{{0}}}};
    exposeport_policy *policy = NULL;
    exposeport_error error;
    struct bytes document = join(script->load);
    begin_case(script->name, script->secrets);
    CHECK_STATUS(make_policy(script->policy, &policy, &error), EXPOSEPORT_OK);
    run.policy = policy;
    exposeport_status status =
        load(script, document.data, document.len, policy, &run.sandbox, &error);
    check_error(status, &error);
    same_code("load", status, script->error);
    CHECK((status == EXPOSEPORT_OK) == (run.sandbox != NULL));
    if (status != EXPOSEPORT_OK && script->message.items != NULL) {
        same("message", error.message, error.message_len, script->message);
    }
    if (status == EXPOSEPORT_OK && script->error == NULL) {
        for (size_t i = 0; i < script->steps.count; i++) {
            run_step(&run, &script->steps.items[i]);
        }
        check_snapshot(&run, script);
    }
    exposeport_sandbox_free(run.sandbox);
    exposeport_policy_free(policy);
    release(document);
}
