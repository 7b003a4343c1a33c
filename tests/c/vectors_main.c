/* Runs the shared vectors. With VECTOR in the environment, runs and names only the cases whose name
   contains it. */

#include <stdio.h>
#include <string.h>

#include "gateways.h"
#include "imports.h"
#include "rebuild.h"
#include "scripts.h"
#include "signed.h"

typedef exposeport_status runner(const struct vector *, const exposeport_policy *,
                                 exposeport_error *);

typedef exposeport_status parser(const char *, size_t, const exposeport_policy *,
                                 exposeport_route *, exposeport_error *);

static exposeport_status run_port(const struct vector *v, const exposeport_policy *policy,
                                  exposeport_error *error)
{
    uint16_t port = 0;
    exposeport_status status = exposeport_validate_port(v->port, policy, &port, error);
    CHECK(port == v->expected_port);
    return status;
}

static exposeport_status run_sandbox_id(const struct vector *v, const exposeport_policy *policy,
                                        exposeport_error *error)
{
    struct bytes input = join(v->input), id;
    exposeport_status status;
    FETCH(id, status,
          exposeport_validate_sandbox_id(input.data, input.len, v->normalize, policy, out_buffer,
                                         out_capacity, out_len, error));
    same("sandbox_id", id.data, id.len, v->sandbox_id);
    release(id);
    release(input);
    return status;
}

static exposeport_status run_token(const struct vector *v, const exposeport_policy *policy,
                                   exposeport_error *error)
{
    (void)policy;
    struct bytes input = join(v->input);
    exposeport_status status = exposeport_validate_token(input.data, input.len, error);
    if (status == EXPOSEPORT_OK) {
        same("token", input.data, input.len, v->token);
    } else {
        check_omits(input, error->message);
    }
    release(input);
    return status;
}

static void check_domain(const struct vector *v, const exposeport_base_domain *domain,
                         const exposeport_policy *policy)
{
    exposeport_status status;
    struct bytes host, hostname, again;
    uint16_t port = 1;
    exposeport_scheme scheme = EXPOSEPORT_HTTP;
    FETCH(host, status,
          exposeport_base_domain_host(domain, out_buffer, out_capacity, out_len, NULL));
    CHECK_STATUS(status, EXPOSEPORT_OK);
    same("host", host.data, host.len, v->host);
    CHECK_STATUS(exposeport_base_domain_port(domain, &port, NULL), EXPOSEPORT_OK);
    CHECK(port == v->expected_port);
    CHECK_STATUS(exposeport_base_domain_scheme(domain, &scheme, NULL), EXPOSEPORT_OK);
    const char *scheme_name = scheme == EXPOSEPORT_HTTPS ? "https" : "http";
    CHECK(v->scheme != NULL && strcmp(scheme_name, v->scheme) == 0);

    /* The canonical spelling of a base domain parses to itself. */
    FETCH(hostname, status,
          exposeport_base_domain_hostname(domain, out_buffer, out_capacity, out_len, NULL));
    CHECK_STATUS(status, EXPOSEPORT_OK);
    char end[8] = "";
    if (port != 0) {
        snprintf(end, sizeof end, ":%d", port);
    }
    CHECK(hostname.len == host.len + strlen(end));
    CHECK(memcmp(hostname.data, host.data, host.len) == 0);
    CHECK(strcmp(hostname.data + host.len, end) == 0);
    exposeport_base_domain *same_domain = NULL;
    CHECK_STATUS(
        exposeport_base_domain_new(hostname.data, hostname.len, policy, &same_domain, NULL),
        EXPOSEPORT_OK);
    FETCH(again, status,
          exposeport_base_domain_hostname(same_domain, out_buffer, out_capacity, out_len, NULL));
    CHECK(again.len == hostname.len && memcmp(again.data, hostname.data, hostname.len) == 0);
    exposeport_base_domain_free(same_domain);
    release(host);
    release(hostname);
    release(again);
}

static exposeport_status run_base_domain(const struct vector *v, const exposeport_policy *policy,
                                         exposeport_error *error)
{
    struct bytes input = join(v->input);
    exposeport_base_domain *domain = NULL;
    exposeport_status status =
        exposeport_base_domain_new(input.data, input.len, policy, &domain, error);
    release(input);
    if (status == EXPOSEPORT_OK) {
        check_domain(v, domain, policy);
    }
    CHECK((domain != NULL) == (status == EXPOSEPORT_OK));
    exposeport_base_domain_free(domain);
    return status;
}

/* Port, sandbox id and token are checked before the base domain, which a caller creates first.
   Building on a valid base domain checks them alone. */
static exposeport_status check_build_parts(const struct vector *v, struct bytes id,
                                           struct bytes token, const exposeport_policy *policy,
                                           exposeport_error *error)
{
    exposeport_base_domain *domain = NULL;
    char url[EXPOSEPORT_URL_CAPACITY];
    CHECK_STATUS(exposeport_base_domain_new(STR("valid.example"), policy, &domain, NULL),
                 EXPOSEPORT_OK);
    exposeport_status status =
        exposeport_build_url(v->port, id.data, id.len, v->normalize, token.data, token.len, domain,
                             url, sizeof url, NULL, error);
    exposeport_base_domain_free(domain);
    return status == EXPOSEPORT_LABEL_TOO_LONG ? EXPOSEPORT_OK : status;
}

static void check_built(const struct vector *v, struct bytes url,
                        const exposeport_base_domain *domain, const exposeport_policy *policy)
{
    const char *host = strstr(url.data, "://") + 3;
    same("label", host, strcspn(host, "."), v->label);
    same("host", host, strcspn(host, ":"), v->host);
    check_url(url.data, url.len, domain, policy);
}

static exposeport_status build(const struct vector *v, struct bytes id, struct bytes token,
                               const exposeport_policy *policy, exposeport_error *error)
{
    exposeport_base_domain *domain = NULL;
    struct bytes hostname = join(v->hostname);
    exposeport_status status =
        exposeport_base_domain_new(hostname.data, hostname.len, policy, &domain, error);
    release(hostname);
    if (status != EXPOSEPORT_OK) {
        exposeport_error parts_error;
        exposeport_status parts = check_build_parts(v, id, token, policy, &parts_error);
        if (parts != EXPOSEPORT_OK) {
            *error = parts_error;
            status = parts;
        }
        return status;
    }
    struct bytes url;
    FETCH(url, status,
          exposeport_build_url(v->port, id.data, id.len, v->normalize, token.data, token.len,
                               domain, out_buffer, out_capacity, out_len, error));
    same("url", url.data, url.len, v->url);
    if (status == EXPOSEPORT_OK) {
        check_built(v, url, domain, policy);
    }
    release(url);
    exposeport_base_domain_free(domain);
    return status;
}

static exposeport_status run_build(const struct vector *v, const exposeport_policy *policy,
                                   exposeport_error *error)
{
    struct bytes id = join(v->sandbox_id), token = join(v->token);
    exposeport_status status = build(v, id, token, policy, error);
    if (status != EXPOSEPORT_OK) {
        check_omits(token, error->message);
    }
    release(id);
    release(token);
    return status;
}

/* Checks the parts that the three files about parsing share. */
static void check_parts(const struct vector *v, const exposeport_route *route, const char *input,
                        const exposeport_policy *policy)
{
    char host[EXPOSEPORT_URL_CAPACITY];
    CHECK(route->base_len < sizeof host);
    for (size_t i = 0; i < route->base_len; i++) {
        char byte = input[route->base_offset + i];
        host[i] = byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
    }
    CHECK(route->port == v->expected_port);
    same("sandbox_id", route->sandbox_id, route->sandbox_id_len, v->sandbox_id);
    same("token", route->token, route->token_len, v->token);
    same("base_host", host, route->base_len, v->base_host);
    CHECK(route->base_port == v->base_port);
    check_route(route, input, policy);
}

static exposeport_status run_parser(const struct vector *v, const exposeport_policy *policy,
                                    exposeport_error *error, parser *parse)
{
    struct bytes input = join(v->input);
    exposeport_route route;
    exposeport_status status = parse(input.data, input.len, policy, &route, error);
    CHECK_STATUS(parse(input.data, input.len, policy, &route, NULL), status);
    if (status == EXPOSEPORT_OK) {
        check_parts(v, &route, input.data, policy);
    } else {
        check_silent(input, error->message);
    }
    release(input);
    return status;
}

static exposeport_status run_parse_host(const struct vector *v, const exposeport_policy *policy,
                                        exposeport_error *error)
{
    return run_parser(v, policy, error, exposeport_parse_host);
}

static exposeport_status run_parse_url(const struct vector *v, const exposeport_policy *policy,
                                       exposeport_error *error)
{
    return run_parser(v, policy, error, exposeport_parse_url);
}

static exposeport_status parse_under(const struct vector *v,
                                     const exposeport_base_domain *const *domains,
                                     const exposeport_policy *policy, exposeport_error *error)
{
    struct bytes input = join(v->input);
    size_t index = SIZE_MAX;
    exposeport_route route, alone;
    exposeport_status status = exposeport_parse_under(input.data, input.len, domains,
                                                      v->domains.count, &index, &route, error);
    CHECK((index == SIZE_MAX) == (status != EXPOSEPORT_OK));
    if (status == EXPOSEPORT_OK) {
        CHECK((int64_t)index == v->domain);
        CHECK_STATUS(
            exposeport_base_domain_route(domains[index], input.data, input.len, &alone, NULL),
            EXPOSEPORT_OK);
        CHECK(alone.base_offset == route.base_offset && alone.base_len == route.base_len);
        check_parts(v, &route, input.data, policy);
    } else {
        check_silent(input, error->message);
    }
    release(input);
    return status;
}

static exposeport_status run_route(const struct vector *v, const exposeport_policy *policy,
                                   exposeport_error *error)
{
    exposeport_base_domain **domains = calloc(v->domains.count, sizeof *domains);
    exposeport_status status = EXPOSEPORT_OK;
    for (size_t i = 0; status == EXPOSEPORT_OK && i < v->domains.count; i++) {
        struct bytes hostname = join(v->domains.items[i]);
        status =
            exposeport_base_domain_new(hostname.data, hostname.len, policy, &domains[i], error);
        release(hostname);
    }
    if (status == EXPOSEPORT_OK) {
        status = parse_under(v, (const exposeport_base_domain *const *)domains, policy, error);
    }
    for (size_t i = 0; i < v->domains.count; i++) {
        exposeport_base_domain_free(domains[i]);
    }
    free(domains);
    return status;
}

static exposeport_status run_headers(const struct vector *v, const exposeport_policy *policy,
                                     exposeport_error *error)
{
    (void)policy, (void)error;
    struct bytes input = join(v->input);
    CHECK(exposeport_is_internal_header(input.data, input.len) == v->is_internal);
    CHECK(exposeport_is_hop_by_hop_header(input.data, input.len) == v->is_hop_by_hop);
    release(input);
    return EXPOSEPORT_OK;
}

static runner *find_runner(const char *call)
{
    static const struct {
        const char *call;
        runner *run;
    } runners[] = {
        {"port", run_port},
        {"sandbox_id", run_sandbox_id},
        {"token", run_token},
        {"base_domain", run_base_domain},
        {"build", run_build},
        {"parse_host", run_parse_host},
        {"parse_url", run_parse_url},
        {"route", run_route},
        {"headers", run_headers},
    };
    for (size_t i = 0; i < COUNT(runners); i++) {
        if (strcmp(runners[i].call, call) == 0) {
            return runners[i].run;
        }
    }
    fprintf(stderr, "no runner for %s\n", call);
    exit(EXIT_FAILURE);
}

static void run_case(const struct vector *v)
{
    exposeport_policy *policy = NULL;
    exposeport_error error;
    begin_case(v->name, v->secrets);
    exposeport_status status = make_policy(v->policy, &policy, &error);
    if (status == EXPOSEPORT_OK) {
        status = find_runner(v->call)(v, policy, &error);
    }
    check_error(status, &error);
    same_code("answer", status, v->error);
    if (status != EXPOSEPORT_OK && v->message.items != NULL) {
        same("message", error.message, error.message_len, v->message);
    }
    exposeport_policy_free(policy);
}

/* Returns true if a case is to run, and prints its name if VECTOR selected it. */
static bool is_selected(const char *file, const char *name)
{
    const char *filter = getenv("VECTOR");
    if (filter == NULL || *filter == '\0') {
        return true;
    }
    bool is_match = strstr(name, filter) != NULL;
    if (is_match) {
        printf("case: c %s: %s\n", file, name);
    }
    return is_match;
}

int main(void)
{
    size_t total = 0;
    for (size_t i = 0; i < vector_file_count; i++) {
        const struct vector_file *file = &vector_files[i];
        size_t count = 0;
        for (size_t n = 0; n < file->case_count; n++) {
            if (is_selected(file->name, file->cases[n].name)) {
                run_case(&file->cases[n]);
                count++;
            }
        }
        for (size_t n = 0; n < file->script_count; n++) {
            if (is_selected(file->name, file->scripts[n].name)) {
                run_script(&file->scripts[n]);
                count++;
            }
        }
        for (size_t n = 0; n < file->import_count; n++) {
            if (is_selected(file->name, file->imports[n].name)) {
                run_import(&file->imports[n]);
                count++;
            }
        }
        for (size_t n = 0; n < file->gateway_count; n++) {
            if (is_selected(file->name, file->gateways[n].name)) {
                run_gateway(&file->gateways[n]);
                count++;
            }
        }
        for (size_t n = 0; n < file->signed_count; n++) {
            if (is_selected(file->name, file->signed_cases[n].name)) {
                run_signed(&file->signed_cases[n]);
                count++;
            }
        }
        printf("vectors: c %s %zu\n", file->name, count);
        total += count;
    }
    if (total == 0) {
        fprintf(stderr, "no case has a name that contains %s\n", getenv("VECTOR"));
    }
    const char *filter = getenv("VECTOR");
    if (filter == NULL || *filter == '\0') {
        printf("secrecy: c searched %zu times for a token or a key\n", searches);
        CHECK(searches > 1000);
    }
    return failures == 0 && total > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
