#include "scripts.h"

#include <stdio.h>
#include <string.h>

#include "tokens.h"

/* A script that runs. */
struct run {
    const exposeport_policy *policy;
    exposeport_sandbox *sandbox;
    struct tokens tokens;
};

static struct octets snapshot(const exposeport_sandbox *sandbox)
{
    exposeport_status status;
    struct octets json;
    FETCH(json, status, exposeport_sandbox_to_json(sandbox, buffer, capacity, length, NULL));
    CHECK_STATUS(status, EXPOSEPORT_OK);
    return json;
}

static exposeport_status make_domain(struct run *run, const struct step *step, exposeport_base_domain **domain,
                                     exposeport_error *error)
{
    struct octets hostname = fill(&run->tokens, step->hostname);
    exposeport_status status = exposeport_base_domain_new(hostname.data, hostname.length, run->policy, domain, error);
    drop(hostname);
    return status;
}

static exposeport_status expose_port(struct run *run, const struct step *step, exposeport_error *error)
{
    exposeport_base_domain *domain = NULL;
    exposeport_status status = make_domain(run, step, &domain, error);
    if (status != EXPOSEPORT_OK) {
        /* A port is judged before the base domain, which a caller makes first. */
        uint16_t port;
        exposeport_error of_port;
        exposeport_status judged = exposeport_validate_port(step->port, run->policy, &port, &of_port);
        if (judged != EXPOSEPORT_OK) {
            *error = of_port;
            status = judged;
        }
        return status;
    }
    struct octets name = fill(&run->tokens, step->name), token = fill(&run->tokens, step->token), url;
    FETCH(url, status,
          exposeport_sandbox_expose_port(run->sandbox, step->port, domain, name.data, name.length, token.data, token.length,
                                         buffer, capacity, length, error));
    if (status == EXPOSEPORT_OK && step->error == NULL) {
        same_with_tokens(&run->tokens, "url", url.data, url.length, step->url);
        same("exposed_name", name.data, name.length, step->exposed_name);
        /* With room for any URL it goes another way inside, to the same answer. */
        char roomy[EXPOSEPORT_URL_CAPACITY];
        size_t length = 0;
        struct octets after = snapshot(run->sandbox), again;
        CHECK_STATUS(exposeport_sandbox_expose_port(run->sandbox, step->port, domain, name.data, name.length, token.data,
                                                    token.length, roomy, sizeof roomy, &length, NULL),
                     EXPOSEPORT_OK);
        again = snapshot(run->sandbox);
        CHECK(length == url.length && memcmp(roomy, url.data, length + 1) == 0);
        CHECK(again.length == after.length && memcmp(again.data, after.data, after.length) == 0);
        drop(after);
        drop(again);
    }
    drop(url);
    drop(name);
    drop(token);
    exposeport_base_domain_free(domain);
    return status;
}

static void check_list(struct run *run, const struct step *step, const exposeport_exposed_ports *ports)
{
    size_t count = SIZE_MAX;
    CHECK_STATUS(exposeport_exposed_ports_len(ports, &count, NULL), EXPOSEPORT_OK);
    CHECK(count == step->ports.count);
    for (size_t i = 0; i < count && i < step->ports.count; i++) {
        const struct exposed *expected = &step->ports.items[i];
        exposeport_exposed_port found;
        CHECK_STATUS(exposeport_exposed_ports_get(ports, i, &found, NULL), EXPOSEPORT_OK);
        CHECK(found.port == expected->port);
        CHECK(found.url[found.url_len] == '\0' && (found.name == NULL || found.name[found.name_len] == '\0'));
        same_with_tokens(&run->tokens, "url", found.url, found.url_len, expected->url);
        same("name", found.name, found.name_len, expected->name);
    }
    exposeport_exposed_port none;
    CHECK_STATUS(exposeport_exposed_ports_get(ports, count, &none, NULL), EXPOSEPORT_INVALID_ARGUMENT);
}

static exposeport_status exposed_ports(struct run *run, const struct step *step, exposeport_error *error)
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

static void check_authorization(const struct step *step, const exposeport_authorization *found)
{
    static const char *const kinds[] = {"none", "active", "stale", "invalid"};
    const char *reason = exposeport_stale_reason_text(found->reason);
    CHECK(strcmp(kinds[found->kind], step->authorization) == 0);
    CHECK((reason == NULL) == (step->reason == NULL) && (reason == NULL || strcmp(reason, step->reason) == 0));
    CHECK(found->http_status == (step->code != NULL ? step->http_status : 200));
    CHECK(strcmp(exposeport_status_code(found->status), step->code != NULL ? step->code : "OK") == 0);

    exposeport_status status;
    struct octets body;
    FETCH(body, status, exposeport_authorization_json_body(found, buffer, capacity, length, NULL));
    CHECK_STATUS(status, EXPOSEPORT_OK);
    CHECK((body.length == 0) == (step->code == NULL));
    CHECK(body.length == 0 || (strncmp(body.data, "{\"error\": \"", 11) == 0 && strstr(body.data, step->code) != NULL));
    drop(body);
}

static exposeport_status authorize(struct run *run, const struct step *step, exposeport_error *error)
{
    struct octets host = fill(&run->tokens, step->host);
    exposeport_route route;
    exposeport_authorization authorization;
    exposeport_status status = exposeport_parse_host(host.data, host.length, run->policy, &route, error);
    if (status == EXPOSEPORT_OK) {
        status = exposeport_sandbox_authorize(run->sandbox, &route, &authorization, error);
    }
    if (status == EXPOSEPORT_OK) {
        check_authorization(step, &authorization);
    }
    drop(host);
    return status;
}

static exposeport_status call(struct run *run, const struct step *step, exposeport_error *error)
{
    bool answer = !step->answer;
    exposeport_status status = EXPOSEPORT_INTERNAL;
    struct octets token = fill(&run->tokens, step->token), id = fill(&run->tokens, step->id);
    switch (step->call) {
    case EXPOSE_PORT:
        status = expose_port(run, step, error);
        break;
    case UNEXPOSE_PORT:
        status = exposeport_sandbox_unexpose_port(run->sandbox, step->port, &answer, error);
        CHECK(status != EXPOSEPORT_OK || answer == step->answer);
        break;
    case IS_PORT_EXPOSED:
        status = exposeport_sandbox_is_port_exposed(run->sandbox, step->port, &answer, error);
        CHECK(answer == step->answer);
        break;
    case EXPOSED_PORTS:
        status = exposed_ports(run, step, error);
        break;
    case VALIDATE_PORT_TOKEN:
        status = exposeport_sandbox_validate_port_token(run->sandbox, step->port, token.data, token.length, &answer, error);
        CHECK(answer == step->answer);
        break;
    case AUTHORIZE:
        status = authorize(run, step, error);
        break;
    case RUNTIME_STARTED:
        status = exposeport_sandbox_runtime_started(run->sandbox, id.data, id.length, error);
        break;
    case RUNTIME_STOPPED:
        status = exposeport_sandbox_runtime_stopped(run->sandbox, error);
        break;
    }
    drop(token);
    drop(id);
    return status;
}

static void run_step(struct run *run, const struct step *step)
{
    exposeport_error error;
    struct octets before = snapshot(run->sandbox);
    exposeport_status status = call(run, step, &error);
    check_error(status, &error);
    if (strcmp(exposeport_status_code(status), step->error ? step->error : "OK") != 0) {
        report(__FILE__, __LINE__, "a step has another answer");
        fprintf(stderr, "  expected %s\n     found %s\n", step->error ? step->error : "OK", exposeport_status_code(status));
    }
    struct octets after = snapshot(run->sandbox);
    CHECK(status == EXPOSEPORT_OK || (after.length == before.length && memcmp(after.data, before.data, after.length) == 0));
    drop(before);
    drop(after);
}

static exposeport_status load(const struct script *script, const char *json, size_t json_len, const exposeport_policy *policy,
                              exposeport_sandbox **sandbox, exposeport_error *error)
{
    struct octets id = take(script->sandbox_id);
    exposeport_status status =
        json == NULL ? exposeport_sandbox_new(id.data, id.length, false, policy, sandbox, error)
                     : exposeport_sandbox_from_json(id.data, id.length, false, json, json_len, policy, sandbox, error);
    drop(id);
    return status;
}

void run_script(const struct script *script)
{
    struct run run = {NULL, NULL, {{{0}}}};
    exposeport_policy *policy = NULL;
    exposeport_error error;
    struct octets document = take(script->load);
    current_case = script->name;
    CHECK_STATUS(make_policy(script->policy, &policy, &error), EXPOSEPORT_OK);
    run.policy = policy;
    exposeport_status status = load(script, document.data, document.length, policy, &run.sandbox, &error);
    check_error(status, &error);
    CHECK(strcmp(exposeport_status_code(status), script->error ? script->error : "OK") == 0);
    CHECK((status == EXPOSEPORT_OK) == (run.sandbox != NULL));
    if (status == EXPOSEPORT_OK && script->error == NULL) {
        for (size_t i = 0; i < script->steps.count; i++) {
            run_step(&run, &script->steps.items[i]);
        }
        struct octets json = snapshot(run.sandbox), again;
        same_with_tokens(&run.tokens, "snapshot", json.data, json.length, script->snapshot);
        exposeport_sandbox *loaded = NULL;
        CHECK_STATUS(load(script, json.data, json.length, policy, &loaded, &error), EXPOSEPORT_OK);
        again = snapshot(loaded);
        CHECK(again.length == json.length && memcmp(again.data, json.data, json.length) == 0);
        drop(json);
        drop(again);
        exposeport_sandbox_free(loaded);
    }
    exposeport_sandbox_free(run.sandbox);
    exposeport_policy_free(policy);
    drop(document);
}
