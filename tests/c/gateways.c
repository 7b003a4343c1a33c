#include "gateways.h"

#include <stdio.h>
#include <string.h>

/* Strings of a table on the heap, and views of them. */
struct strings {
    struct bytes *owned;
    exposeport_string *views;
    size_t count;
};

static struct strings join_all(struct hostnames list)
{
    struct strings strings = {calloc(list.count + 1, sizeof *strings.owned),
                              calloc(list.count + 1, sizeof *strings.views), list.count};
    for (size_t i = 0; i < list.count; i++) {
        strings.owned[i] = join(list.items[i]);
        strings.views[i].data = strings.owned[i].data;
        strings.views[i].len = strings.owned[i].len;
    }
    return strings;
}

static void release_all(struct strings strings)
{
    for (size_t i = 0; i < strings.count; i++) {
        release(strings.owned[i]);
    }
    free(strings.owned);
    free(strings.views);
}

/* The base domains are freed before the gateway is used, which has copies. */
static exposeport_gateway *make_gateway(const struct gateway_case *c,
                                        const exposeport_policy *policy)
{
    exposeport_gateway *gateway = NULL;
    exposeport_base_domain **domains = calloc(c->domains.count + 1, sizeof *domains);
    for (size_t i = 0; i < c->domains.count; i++) {
        struct bytes hostname = join(c->domains.items[i]);
        CHECK_STATUS(
            exposeport_base_domain_new(hostname.data, hostname.len, policy, &domains[i], NULL),
            EXPOSEPORT_OK);
        release(hostname);
    }
    const int32_t invalid_hosts = c->passes_invalid_hosts ? EXPOSEPORT_INVALID_HOSTS_PASS_THROUGH
                                                          : EXPOSEPORT_INVALID_HOSTS_REJECT;
    CHECK_STATUS(exposeport_gateway_new((const exposeport_base_domain *const *)domains,
                                        c->domains.count, invalid_hosts, &gateway, NULL),
                 EXPOSEPORT_OK);
    for (size_t i = 0; i < c->domains.count; i++) {
        exposeport_base_domain_free(domains[i]);
    }
    free(domains);
    return gateway;
}

/* Returns the sandbox with the id of the route, or NULL. */
static exposeport_sandbox *find_sandbox(const struct gateway_case *c, const exposeport_route *route,
                                        const exposeport_policy *policy)
{
    exposeport_sandbox *sandbox = NULL;
    for (size_t i = 0; i < c->sandboxes.count; i++) {
        struct bytes id = join(c->sandboxes.items[i].id);
        if (id.len == route->sandbox_id_len && memcmp(id.data, route->sandbox_id, id.len) == 0) {
            struct bytes json = join(c->sandboxes.items[i].snapshot);
            CHECK_STATUS(exposeport_sandbox_from_json(id.data, id.len, false, json.data, json.len,
                                                      policy, &sandbox, NULL),
                         EXPOSEPORT_OK);
            release(json);
        }
        release(id);
    }
    return sandbox;
}

static void check_header(int32_t format, size_t index, const char *name, const char *value)
{
    exposeport_header_view header;
    CHECK_STATUS(exposeport_rejection_header(format, index, &header, NULL), EXPOSEPORT_OK);
    CHECK(strcmp(header.name, name) == 0 && strlen(name) == header.name_len);
    CHECK(strcmp(header.value, value) == 0 && strlen(value) == header.value_len);
}

static void check_headers(int32_t format, const char *content_type)
{
    check_header(format, 0, "content-type", content_type);
    check_header(format, 1, "cache-control", "no-store");
    check_header(format, 2, "referrer-policy", "no-referrer");
    check_header(format, 3, "x-robots-tag", "noindex");
    CHECK(EXPOSEPORT_REJECTION_HEADERS == 4);
}

static void check_json_body(const exposeport_rejection *rejection)
{
    exposeport_status status;
    struct bytes body, same_body;
    char expected[EXPOSEPORT_JSON_BODY_CAPACITY], *end = expected;
    end += sprintf(end, "{\"error\": \"");
    for (const char *at = rejection->error.message; *at != '\0'; at++) {
        end += sprintf(end, *at == '"' || *at == '\\' ? "\\%c" : "%c", *at);
    }
    sprintf(end, "\", \"code\": \"%s\"}", rejection->error.code);
    FETCH(body, status,
          exposeport_rejection_json_body(rejection, out_buffer, out_capacity, out_len, NULL));
    CHECK_STATUS(status, EXPOSEPORT_OK);
    CHECK(body.data != NULL && strcmp(body.data, expected) == 0);
    FETCH(same_body, status,
          exposeport_error_json_body(&rejection->error, out_buffer, out_capacity, out_len, NULL));
    CHECK(is_same(body, same_body));
    release(body);
    release(same_body);
}

/* Checks the bodies and headers that every rejection has. */
static void check_rejection(const struct gateway_case *c, const exposeport_rejection *rejection)
{
    exposeport_status status;
    struct bytes page;
    check_error(rejection->error.status, &rejection->error);
    check_json_body(rejection);
    FETCH(page, status,
          exposeport_rejection_page(rejection, out_buffer, out_capacity, out_len, NULL));
    CHECK_STATUS(status, EXPOSEPORT_OK);
    CHECK(page.data != NULL && strncmp(page.data, "<!doctype html>", 15) == 0);
    char title[64];
    snprintf(title, sizeof title, "%d %s", rejection->error.http_status, rejection->error.code);
    CHECK(page.data != NULL && strstr(page.data, title) != NULL);
    check_secrecy(page.data, page.len);
    CHECK(page.data != NULL && strstr(page.data, "http:") == NULL);
    CHECK(page.data != NULL && strstr(page.data, "https:") == NULL);
    for (size_t i = 0; page.data != NULL && i < c->hosts.count; i++) {
        struct bytes host = join(c->hosts.items[i]);
        check_silent(host, rejection->error.message);
        check_silent(host, page.data);
        release(host);
    }
    release(page);
    check_headers(EXPOSEPORT_BODY_JSON, "application/json");
    check_headers(EXPOSEPORT_BODY_HTML, "text/html; charset=utf-8");
    CHECK(EXPOSEPORT_WEBSOCKET_CLOSE_CODE == 1008);
}

static void rejected(const struct gateway_case *c, const exposeport_rejection *rejection)
{
    CHECK(c->decision == REJECT);
    check_rejection(c, rejection);
    CHECK(rejection->error.http_status == c->status);
    same_code("rejection", rejection->error.status, c->code);
    const char *reason = exposeport_stale_reason_name(rejection->stale_reason);
    CHECK((reason == NULL) == (c->stale_reason == NULL));
    CHECK(reason == NULL || c->stale_reason == NULL || strcmp(reason, c->stale_reason) == 0);
    if (c->has_accept) {
        struct strings accept = join_all(c->accept);
        const bool is_html = exposeport_prefers_html(accept.views, accept.count);
        CHECK(c->format != NULL && strcmp(is_html ? "html" : "json", c->format) == 0);
        release_all(accept);
    }
}

static void check_forwarded(const struct gateway_case *c, exposeport_headers *headers)
{
    size_t len = SIZE_MAX;
    exposeport_header_view found;
    CHECK_STATUS(exposeport_headers_len(headers, &len, NULL), EXPOSEPORT_OK);
    CHECK(len == c->forwarded.count);
    for (size_t i = 0; i < len && i < c->forwarded.count; i++) {
        CHECK_STATUS(exposeport_headers_get(headers, i, &found, NULL), EXPOSEPORT_OK);
        same("name", found.name, found.name_len, c->forwarded.items[i].name);
        same("value", found.value, found.value_len, c->forwarded.items[i].value);
        CHECK(found.name[found.name_len] == '\0' && found.value[found.value_len] == '\0');
    }
    CHECK_STATUS(exposeport_headers_get(headers, len, &found, NULL), EXPOSEPORT_INVALID_ARGUMENT);
    exposeport_headers_free(headers);
}

/* Sends the headers of a case on: those of a preview, or those of another application for NULL. */
static void send_on(const struct gateway_case *c, const exposeport_gateway *gateway,
                    const exposeport_preview *preview, const exposeport_request_host *request)
{
    const size_t count = c->received.count;
    exposeport_headers *headers = NULL;
    if (count == 0) {
        return;
    }
    struct bytes *strings = calloc(2 * count, sizeof *strings);
    exposeport_header_view *received = calloc(count, sizeof *received);
    for (size_t i = 0; i < count; i++) {
        struct bytes name = join(c->received.items[i].name);
        struct bytes value = join(c->received.items[i].value);
        received[i] = (exposeport_header_view){name.data, name.len, value.data, value.len};
        strings[2 * i] = name;
        strings[2 * i + 1] = value;
    }
    const exposeport_forward_options options = {
        .scheme = strcmp(c->scheme, "http") == 0 ? EXPOSEPORT_HTTP : EXPOSEPORT_HTTPS,
        .host = c->is_localhost ? EXPOSEPORT_APPLICATION_HOST_LOCALHOST
                                : EXPOSEPORT_APPLICATION_HOST_PREVIEW,
        .with_token = c->with_token,
        .in_process = c->in_process,
    };
    exposeport_status status =
        preview != NULL
            ? exposeport_gateway_forward(gateway, preview, received, count, &options, &headers, NULL)
            : exposeport_pass_through(request, received, count, c->in_process, &headers, NULL);
    CHECK_STATUS(status, EXPOSEPORT_OK);
    /* The list does not refer to the headers of the client. */
    for (size_t i = 0; i < 2 * count; i++) {
        release(strings[i]);
    }
    free(strings);
    free(received);
    check_forwarded(c, headers);
}

static void decided(const struct gateway_case *c, const exposeport_gateway *gateway,
                    const exposeport_preview *preview, const exposeport_policy *policy)
{
    exposeport_rejection rejection;
    const exposeport_route *route = &preview->route;
    exposeport_sandbox *sandbox = find_sandbox(c, route, policy);
    const bool passes = exposeport_preview_authorize(preview, sandbox, &rejection);
    CHECK(exposeport_preview_authorize(preview, sandbox, NULL) == passes);
    exposeport_sandbox_free(sandbox);
    if (!passes) {
        CHECK(strstr(rejection.error.message, route->token) == NULL);
        rejected(c, &rejection);
        return;
    }
    CHECK(c->decision == FORWARD);
    CHECK(route->port == c->port && (int64_t)preview->domain == c->domain);
    same("sandbox_id", route->sandbox_id, route->sandbox_id_len, c->sandbox_id);
    send_on(c, gateway, preview, NULL);
}

static void passed(const struct gateway_case *c, const exposeport_request_host *request)
{
    exposeport_string host;
    CHECK(c->decision == PASS_THROUGH);
    CHECK_STATUS(exposeport_request_host_effective(request, &host, NULL), EXPOSEPORT_OK);
    if (c->host.items != NULL) {
        same("host", host.data, host.len, c->host);
    }
    send_on(c, NULL, NULL, request);
}

static void decide(const struct gateway_case *c, const exposeport_gateway *gateway,
                   const exposeport_request_host *request, const exposeport_policy *policy)
{
    exposeport_preview preview;
    exposeport_rejection rejection;
    const exposeport_decision decision =
        exposeport_gateway_route(gateway, request, &preview, &rejection);
    CHECK(exposeport_gateway_route(gateway, request, &preview, NULL) == decision);
    switch (decision) {
    case EXPOSEPORT_DECISION_PASS_THROUGH:
        passed(c, request);
        break;
    case EXPOSEPORT_DECISION_PREVIEW:
        decided(c, gateway, &preview, policy);
        break;
    default:
        CHECK(decision == EXPOSEPORT_DECISION_REJECT);
        rejected(c, &rejection);
    }
}

void run_gateway(const struct gateway_case *c)
{
    exposeport_policy *policy = NULL;
    exposeport_error error;
    exposeport_status status;
    begin_case(c->name, c->secrets);
    CHECK_STATUS(make_policy(c->policy, &policy, &error), EXPOSEPORT_OK);
    exposeport_gateway *gateway = make_gateway(c, policy);
    struct strings hosts = join_all(c->hosts);
    struct bytes version = join(c->version), authority = join(c->authority);
    struct bytes target = join(c->target), path = {NULL, 0};
    exposeport_string found = {authority.data, authority.len}, of_target = {NULL, 0};
    if (target.data != NULL) {
        FETCH(path, status,
              exposeport_split_target(target.data, target.len, &of_target, out_buffer,
                                      out_capacity, out_len, NULL));
        CHECK_STATUS(status, EXPOSEPORT_OK);
    }
    if (found.data == NULL) {
        found = of_target;
    }
    if (c->path.items != NULL) {
        same("path", path.data, path.len, c->path);
    }
    const exposeport_request_host request = {
        version.data, version.len, hosts.views, hosts.count, found.data, found.len,
    };
    decide(c, gateway, &request, policy);
    release_all(hosts);
    release(version);
    release(authority);
    release(target);
    release(path);
    exposeport_gateway_free(gateway);
    exposeport_policy_free(policy);
}
