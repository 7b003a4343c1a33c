/* Runs the shared vectors. */

#include <stdio.h>
#include <string.h>

#include "rebuild.h"
#include "scripts.h"

typedef exposeport_status runner(const struct vector *, const exposeport_policy *, exposeport_error *);

static exposeport_status run_port(const struct vector *v, const exposeport_policy *policy, exposeport_error *error)
{
    uint16_t port = 0;
    exposeport_status status = exposeport_validate_port(v->port, policy, &port, error);
    CHECK(port == v->expected_port);
    return status;
}

static exposeport_status run_sandbox_id(const struct vector *v, const exposeport_policy *policy, exposeport_error *error)
{
    struct octets input = take(v->input), id;
    exposeport_status status;
    FETCH(id, status,
          exposeport_validate_sandbox_id(input.data, input.length, v->normalize, policy, buffer, capacity, length, error));
    same("sandbox_id", id.data, id.length, v->sandbox_id);
    drop(id);
    drop(input);
    return status;
}

static exposeport_status run_token(const struct vector *v, const exposeport_policy *policy, exposeport_error *error)
{
    (void)policy;
    struct octets input = take(v->input);
    exposeport_status status = exposeport_validate_token(input.data, input.length, error);
    if (status == EXPOSEPORT_OK) {
        same("token", input.data, input.length, v->token);
    }
    drop(input);
    return status;
}

static void check_domain(const struct vector *v, const exposeport_base_domain *domain, const exposeport_policy *policy)
{
    exposeport_status status;
    struct octets host, text, again;
    uint16_t port = 1;
    exposeport_scheme scheme = EXPOSEPORT_HTTP;
    FETCH(host, status, exposeport_base_domain_host(domain, buffer, capacity, length, NULL));
    CHECK_STATUS(status, EXPOSEPORT_OK);
    same("host", host.data, host.length, v->host);
    CHECK_STATUS(exposeport_base_domain_port(domain, &port, NULL), EXPOSEPORT_OK);
    CHECK(port == v->expected_port);
    CHECK_STATUS(exposeport_base_domain_scheme(domain, &scheme, NULL), EXPOSEPORT_OK);
    CHECK(v->scheme != NULL && strcmp(scheme == EXPOSEPORT_HTTPS ? "https" : "http", v->scheme) == 0);

    /* The one spelling of a base domain is itself. */
    FETCH(text, status, exposeport_base_domain_text(domain, buffer, capacity, length, NULL));
    CHECK_STATUS(status, EXPOSEPORT_OK);
    exposeport_base_domain *same_domain = NULL;
    CHECK_STATUS(exposeport_base_domain_new(text.data, text.length, policy, &same_domain, NULL), EXPOSEPORT_OK);
    FETCH(again, status, exposeport_base_domain_text(same_domain, buffer, capacity, length, NULL));
    CHECK(again.length == text.length && memcmp(again.data, text.data, text.length) == 0);
    exposeport_base_domain_free(same_domain);
    drop(host);
    drop(text);
    drop(again);
}

static exposeport_status run_base_domain(const struct vector *v, const exposeport_policy *policy, exposeport_error *error)
{
    struct octets input = take(v->input);
    exposeport_base_domain *domain = NULL;
    exposeport_status status = exposeport_base_domain_new(input.data, input.length, policy, &domain, error);
    drop(input);
    if (status == EXPOSEPORT_OK) {
        check_domain(v, domain, policy);
    }
    CHECK((domain != NULL) == (status == EXPOSEPORT_OK));
    exposeport_base_domain_free(domain);
    return status;
}

static exposeport_status build(const struct vector *v, struct octets id, struct octets token, const exposeport_policy *policy,
                               exposeport_error *error)
{
    exposeport_base_domain *domain = NULL;
    struct octets hostname = take(v->hostname);
    exposeport_status status = exposeport_base_domain_new(hostname.data, hostname.length, policy, &domain, error);
    drop(hostname);
    if (status != EXPOSEPORT_OK) {
        /* The parts are judged before the base domain: by a build on a domain that is right. */
        exposeport_base_domain *right = NULL;
        char url[EXPOSEPORT_URL_CAPACITY];
        exposeport_error of_parts;
        CHECK_STATUS(exposeport_base_domain_new("right.example", 13, policy, &right, NULL), EXPOSEPORT_OK);
        exposeport_status parts = exposeport_build_url(v->port, id.data, id.length, v->normalize, token.data, token.length, right, url,
                                                       sizeof url, NULL, &of_parts);
        exposeport_base_domain_free(right);
        if (parts != EXPOSEPORT_OK && parts != EXPOSEPORT_LABEL_TOO_LONG) {
            *error = of_parts;
            status = parts;
        }
    }
    if (status == EXPOSEPORT_OK) {
        struct octets url;
        FETCH(url, status,
              exposeport_build_url(v->port, id.data, id.length, v->normalize, token.data, token.length, domain, buffer, capacity,
                                   length, error));
        same("url", url.data, url.length, v->url);
        if (status == EXPOSEPORT_OK) {
            const char *host = strstr(url.data, "://") + 3;
            same("label", host, strcspn(host, "."), v->label);
            same("host", host, strcspn(host, ":"), v->host);
            check_url(url.data, url.length, domain, policy);
        }
        drop(url);
    }
    exposeport_base_domain_free(domain);
    return status;
}

static exposeport_status run_build(const struct vector *v, const exposeport_policy *policy, exposeport_error *error)
{
    struct octets id = take(v->sandbox_id), token = take(v->token);
    exposeport_status status = build(v, id, token, policy, error);
    drop(id);
    drop(token);
    return status;
}

/* The parts that the three files on parsing share. */
static void check_parts(const struct vector *v, const exposeport_route *route, const char *input, const exposeport_policy *policy)
{
    char host[EXPOSEPORT_URL_CAPACITY];
    CHECK(route->base_length < sizeof host);
    for (size_t i = 0; i < route->base_length; i++) {
        char octet = input[route->base_offset + i];
        host[i] = octet >= 'A' && octet <= 'Z' ? (char)(octet - 'A' + 'a') : octet;
    }
    CHECK(route->port == v->expected_port);
    same("sandbox_id", route->sandbox_id, route->sandbox_id_length, v->sandbox_id);
    same("token", route->token, route->token_length, v->token);
    same("base_host", host, route->base_length, v->base_host);
    CHECK(route->base_port == v->base_port);
    check_route(route, input, policy);
}

/* A message holds no token: the last part of a label that was refused. */
static void check_silent(struct octets input, const exposeport_error *error)
{
    char token[64];
    size_t end = 0, start;
    while (end < input.length && input.data[end] != '.') {
        end++;
    }
    for (start = end; start > 0 && input.data[start - 1] != '-'; start--) {
    }
    if (end - start > 4 && end - start < sizeof token) {
        memcpy(token, input.data + start, end - start);
        token[end - start] = '\0';
        CHECK(strlen(token) <= 4 || strstr(error->message, token) == NULL);
    }
}

static exposeport_status run_parse(const struct vector *v, const exposeport_policy *policy, exposeport_error *error,
                                   exposeport_status parse(const char *, size_t, const exposeport_policy *, exposeport_route *,
                                                           exposeport_error *))
{
    struct octets input = take(v->input);
    exposeport_route route;
    exposeport_status status = parse(input.data, input.length, policy, &route, error);
    CHECK_STATUS(parse(input.data, input.length, policy, &route, NULL), status);
    if (status == EXPOSEPORT_OK) {
        check_parts(v, &route, input.data, policy);
    } else if (parse == exposeport_parse_host) {
        check_silent(input, error);
    }
    drop(input);
    return status;
}

static exposeport_status run_parse_host(const struct vector *v, const exposeport_policy *policy, exposeport_error *error)
{
    return run_parse(v, policy, error, exposeport_parse_host);
}

static exposeport_status run_parse_url(const struct vector *v, const exposeport_policy *policy, exposeport_error *error)
{
    return run_parse(v, policy, error, exposeport_parse_url);
}

static exposeport_status run_route(const struct vector *v, const exposeport_policy *policy, exposeport_error *error)
{
    exposeport_base_domain **domains = calloc(v->domains.count, sizeof *domains);
    exposeport_status status = EXPOSEPORT_OK;
    for (size_t i = 0; status == EXPOSEPORT_OK && i < v->domains.count; i++) {
        struct octets text = take(v->domains.items[i]);
        status = exposeport_base_domain_new(text.data, text.length, policy, &domains[i], error);
        drop(text);
    }
    if (status == EXPOSEPORT_OK) {
        struct octets input = take(v->input);
        size_t index = SIZE_MAX;
        exposeport_route route, alone;
        status = exposeport_route_under((const exposeport_base_domain *const *)domains, v->domains.count, input.data,
                                        input.length, &index, &route, error);
        CHECK((index == SIZE_MAX) == (status != EXPOSEPORT_OK));
        if (status == EXPOSEPORT_OK) {
            CHECK((int64_t)index == v->domain);
            CHECK_STATUS(exposeport_base_domain_route(domains[index], input.data, input.length, &alone, NULL), EXPOSEPORT_OK);
            CHECK(alone.base_offset == route.base_offset && alone.base_length == route.base_length);
            check_parts(v, &route, input.data, policy);
        }
        drop(input);
    }
    for (size_t i = 0; i < v->domains.count; i++) {
        exposeport_base_domain_free(domains[i]);
    }
    free(domains);
    return status;
}

static const struct {
    const char *name;
    runner *run;
} runners[] = {
    {"port", run_port},   {"sandbox_id", run_sandbox_id}, {"token", run_token},         {"base_domain", run_base_domain},
    {"build", run_build}, {"parse_host", run_parse_host}, {"parse_url", run_parse_url}, {"route", run_route},
};

static void run_case(const struct vector *v, runner *run)
{
    exposeport_policy *policy = NULL;
    exposeport_error error;
    current_case = v->name;
    exposeport_status status = make_policy(v->policy, &policy, &error);
    if (status == EXPOSEPORT_OK) {
        status = run(v, policy, &error);
    }
    check_error(status, &error);
    if (strcmp(exposeport_status_code(status), v->error ? v->error : "OK") != 0) {
        report(__FILE__, __LINE__, "another answer was expected");
        fprintf(stderr, "  expected %s\n     found %s\n", v->error ? v->error : "OK", exposeport_status_code(status));
    }
    exposeport_policy_free(policy);
}

int main(void)
{
    for (size_t file = 0; file < vector_file_count; file++) {
        runner *run = NULL;
        for (size_t i = 0; i < sizeof runners / sizeof *runners; i++) {
            run = strcmp(runners[i].name, vector_files[file].name) == 0 ? runners[i].run : run;
        }
        for (size_t i = 0; i < vector_files[file].count; i++) {
            run_case(&vector_files[file].cases[i], run);
        }
        printf("vectors: c %s %zu\n", vector_files[file].name, vector_files[file].count);
    }
    for (size_t i = 0; i < script_count; i++) {
        run_script(&scripts[i]);
    }
    printf("vectors: c sandbox %zu\n", script_count);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
