#include "decisions.h"

#include <string.h>

static const char *const host = "8080-sandbox-my_token.example.com:8443";

/* Decides about a request in HTTP/1.1 with one Host. */
static exposeport_decision route(const exposeport_gateway *gateway, const char *value,
                                 exposeport_preview *preview, exposeport_rejection *rejection)
{
    const exposeport_string hosts[] = {{value, strlen(value)}};
    const exposeport_request_host request = {
        .version = "1.1", .version_len = 3, .hosts = hosts, .hosts_len = 1};
    return exposeport_gateway_route(gateway, &request, preview, rejection);
}

/* The structs of a zero-initialized variable never let a request pass. */
static void zeros(const exposeport_gateway *gateway, const exposeport_sandbox *sandbox)
{
    const exposeport_preview preview = {.domain = 0};
    const exposeport_request_host request = {.version = NULL};
    const exposeport_forward_options options = {.scheme = 0};
    const exposeport_rejection none = {.stale_reason = 0};
    char body[EXPOSEPORT_JSON_BODY_CAPACITY];
    exposeport_preview out;
    exposeport_rejection rejection;
    exposeport_header_view header;
    exposeport_headers *headers = NULL;
    exposeport_decision decision = 0;
    CHECK(decision == EXPOSEPORT_DECISION_REJECT);
    decision = exposeport_gateway_route(gateway, &request, &out, &rejection);
    CHECK(decision == EXPOSEPORT_DECISION_REJECT && rejection.error.http_status == 400);
    CHECK_MESSAGE(&rejection.error, "invalid HTTP version, expected a version such as 1.1 or 2");
    CHECK(!exposeport_preview_authorize(&preview, sandbox, &rejection));
    CHECK_STATUS(rejection.error.status, EXPOSEPORT_INVALID_TOKEN);
    CHECK_STATUS(exposeport_gateway_forward(gateway, &preview, NULL, 0, &options, &headers, NULL),
                 EXPOSEPORT_INVALID_PORT);
    CHECK_STATUS(exposeport_rejection_json_body(&none, body, sizeof body, NULL, NULL),
                 EXPOSEPORT_INVALID_ARGUMENT);
    CHECK_STATUS(exposeport_rejection_page(&none, body, sizeof body, NULL, NULL),
                 EXPOSEPORT_INVALID_ARGUMENT);
    CHECK_STATUS(exposeport_rejection_header(0, 0, &header, NULL), EXPOSEPORT_INVALID_ARGUMENT);
    CHECK_STATUS(exposeport_rejection_header(3, 0, &header, NULL), EXPOSEPORT_INVALID_ARGUMENT);
    CHECK_STATUS(exposeport_rejection_header(EXPOSEPORT_BODY_JSON, EXPOSEPORT_REJECTION_HEADERS,
                                             &header, NULL),
                 EXPOSEPORT_INVALID_ARGUMENT);
    CHECK(headers == NULL);
}

static void forward(const exposeport_gateway *gateway, const exposeport_preview *preview)
{
    exposeport_error error;
    exposeport_headers *headers = NULL;
    exposeport_header_view found;
    exposeport_forward_options options = {.scheme = 0};
    size_t len = 0;
    CHECK_STATUS(exposeport_gateway_forward(gateway, preview, NULL, 0, &options, &headers, &error),
                 EXPOSEPORT_INVALID_ARGUMENT);
    CHECK_MESSAGE(&error, "invalid scheme, expected EXPOSEPORT_HTTP or EXPOSEPORT_HTTPS");
    options = (exposeport_forward_options){.scheme = EXPOSEPORT_HTTP, .host = 2};
    CHECK_STATUS(exposeport_gateway_forward(gateway, preview, NULL, 0, &options, &headers, &error),
                 EXPOSEPORT_INVALID_ARGUMENT);
    CHECK_MESSAGE(&error,
                  "invalid application host, expected EXPOSEPORT_APPLICATION_HOST_PREVIEW or "
                  "EXPOSEPORT_APPLICATION_HOST_LOCALHOST");
    CHECK(headers == NULL);

    /* Values may have any bytes. */
    const exposeport_header_view received[] = {
        {STR("X-Custom"), STR("a\0b")}, {STR("X-Empty"), NULL, 0}, {NULL, 0, STR("no name")},
        {STR("x_sandbox_name"), STR("removed")},
    };
    options = (exposeport_forward_options){.scheme = EXPOSEPORT_HTTP};
    CHECK_STATUS(exposeport_gateway_forward(gateway, preview, received, COUNT(received), &options,
                                            &headers, NULL),
                 EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_headers_len(headers, &len, NULL), EXPOSEPORT_OK);
    CHECK(len == 9);
    CHECK_STATUS(exposeport_headers_get(headers, 0, &found, NULL), EXPOSEPORT_OK);
    CHECK(found.value_len == 3 && memcmp(found.value, "a\0b", 4) == 0);
    CHECK_STATUS(exposeport_headers_get(headers, 1, &found, NULL), EXPOSEPORT_OK);
    CHECK(strcmp(found.name, "X-Empty") == 0 && found.value_len == 0 && found.value[0] == '\0');
    CHECK_STATUS(exposeport_headers_get(headers, 3, &found, NULL), EXPOSEPORT_OK);
    CHECK(strcmp(found.name, "host") == 0 && strcmp(found.value, host) == 0);
    exposeport_headers_free(headers);
}

/* A preview is memory of the caller, so its parts are checked again. */
static void written_by_the_caller(const exposeport_gateway *gateway,
                                  const exposeport_preview *valid,
                                  const exposeport_sandbox *sandbox)
{
    const exposeport_forward_options options = {.scheme = EXPOSEPORT_HTTPS};
    exposeport_headers *headers = NULL;
    exposeport_rejection rejection;
    exposeport_preview other = *valid;
    other.domain = 1;
    CHECK_STATUS(exposeport_gateway_forward(gateway, &other, NULL, 0, &options, &headers, NULL),
                 EXPOSEPORT_INVALID_ARGUMENT);
    other = *valid;
    other.route.token[0] = '\n';
    CHECK_STATUS(exposeport_gateway_forward(gateway, &other, NULL, 0, &options, &headers, NULL),
                 EXPOSEPORT_INVALID_TOKEN_CHARACTER);
    other = *valid;
    other.route.sandbox_id[0] = '.';
    CHECK_STATUS(exposeport_gateway_forward(gateway, &other, NULL, 0, &options, &headers, NULL),
                 EXPOSEPORT_INVALID_SANDBOX_ID_CHARACTER);
    other = *valid;
    other.route.port = 3000;
    CHECK_STATUS(exposeport_gateway_forward(gateway, &other, NULL, 0, &options, &headers, NULL),
                 EXPOSEPORT_RESERVED_PORT);
    other = *valid;
    memcpy(other.route.sandbox_id, "www", 4);
    other.route.sandbox_id_len = 3;
    CHECK_STATUS(exposeport_gateway_forward(gateway, &other, NULL, 0, &options, &headers, NULL),
                 EXPOSEPORT_RESERVED_SANDBOX_ID);
    other = *valid;
    memset(other.route.sandbox_id, 'a', 60);
    other.route.sandbox_id_len = 60;
    CHECK_STATUS(exposeport_gateway_forward(gateway, &other, NULL, 0, &options, &headers, NULL),
                 EXPOSEPORT_LABEL_TOO_LONG);
    other = *valid;
    other.route.token_len = 65;
    CHECK_STATUS(exposeport_gateway_forward(gateway, &other, NULL, 0, &options, &headers, NULL),
                 EXPOSEPORT_INVALID_ARGUMENT);
    CHECK(!exposeport_preview_authorize(&other, sandbox, &rejection));
    CHECK_STATUS(rejection.error.status, EXPOSEPORT_INVALID_ARGUMENT);
    CHECK(headers == NULL);
}

/* An error may be written by the caller too. */
static void bodies(void)
{
    char body[EXPOSEPORT_JSON_BODY_CAPACITY];
    size_t len = 0;
    uint16_t port;
    exposeport_error error, reason;
    CHECK_STATUS(exposeport_validate_port(80, NULL, &port, &error), EXPOSEPORT_INVALID_PORT);
    CHECK_STATUS(exposeport_error_json_body(&error, body, sizeof body, &len, NULL), EXPOSEPORT_OK);
    CHECK(strcmp(body, "{\"error\": \"port is out of range: 80, expected 1024 to 65535\", "
                       "\"code\": \"INVALID_PORT\"}") == 0);
    CHECK(len == strlen(body));
    /* The code is that of the status, and the message is escaped. */
    error.code = NULL;
    strcpy(error.message, "\"\\\n");
    error.message_len = 3;
    CHECK_STATUS(exposeport_error_json_body(&error, body, sizeof body, NULL, NULL), EXPOSEPORT_OK);
    CHECK(strcmp(body, "{\"error\": \"\\\"\\\\\\u000a\", \"code\": \"INVALID_PORT\"}") == 0);
    memset(error.message, 1, sizeof error.message);
    error.message_len = sizeof error.message - 1;
    CHECK_STATUS(exposeport_error_json_body(&error, body, sizeof body, NULL, NULL), EXPOSEPORT_OK);
    error.message_len = sizeof error.message;
    CHECK_STATUS(exposeport_error_json_body(&error, body, sizeof body, NULL, &reason),
                 EXPOSEPORT_INVALID_ARGUMENT);
    CHECK_MESSAGE(&reason, "error was not written by this library");
    error.message_len = 1;
    error.message[0] = '\xFF';
    CHECK_STATUS(exposeport_error_json_body(&error, body, sizeof body, NULL, NULL),
                 EXPOSEPORT_INVALID_ARGUMENT);
    error.message[0] = 'a';
    const int32_t statuses[] = {0, -1, 99, 104, INT32_MAX};
    for (size_t i = 0; i < COUNT(statuses); i++) {
        memcpy(&error.status, &statuses[i], sizeof error.status);
        CHECK_STATUS(exposeport_error_json_body(&error, body, sizeof body, NULL, NULL),
                     EXPOSEPORT_INVALID_ARGUMENT);
    }
}

/* A message names the argument that is NULL, and a version has to be in UTF-8. */
static void arguments(const exposeport_base_domain *domain)
{
    const exposeport_base_domain *const domains[] = {domain, NULL, NULL};
    const exposeport_string hosts[] = {{host, strlen(host)}};
    const exposeport_request_host request = {STR("1.1"), hosts, 1, NULL, 0};
    const exposeport_request_host not_utf8 = {STR("1.1\xFF"), hosts, 1, NULL, 0};
    const exposeport_header_view no_name = {NULL, 1, STR("b")}, no_value = {STR("a"), NULL, 1};
    exposeport_headers *headers = NULL;
    exposeport_gateway *made = NULL;
    exposeport_string found;
    exposeport_error error;
    CHECK_STATUS(exposeport_pass_through(&request, &no_name, 1, false, &headers, &error),
                 EXPOSEPORT_NULL_POINTER);
    CHECK_MESSAGE(&error, "name must not be NULL");
    CHECK_STATUS(exposeport_pass_through(&request, &no_value, 1, false, &headers, &error),
                 EXPOSEPORT_NULL_POINTER);
    CHECK_MESSAGE(&error, "value must not be NULL");
    CHECK_STATUS(exposeport_gateway_new(domains, 3, 0, &made, &error), EXPOSEPORT_NULL_POINTER);
    CHECK_MESSAGE(&error, "domains[1] must not be NULL");
    CHECK_STATUS(exposeport_request_host_effective(&not_utf8, &found, &error),
                 EXPOSEPORT_INVALID_HOSTNAME);
    CHECK(headers == NULL && made == NULL);
}

static void targets(void)
{
    char path[4];
    size_t len = 0;
    exposeport_string authority;
    /* A buffer of two bytes more than the target is never too small. */
    CHECK_STATUS(exposeport_split_target(STR("/x"), &authority, path, 4, &len, NULL),
                 EXPOSEPORT_OK);
    CHECK(authority.data == NULL && authority.len == 0 && len == 2 && strcmp(path, "/x") == 0);
    const char *target = "http://a?b";
    CHECK_STATUS(exposeport_split_target(target, 10, &authority, path, 4, &len, NULL),
                 EXPOSEPORT_OK);
    CHECK(authority.data == target + 7 && authority.len == 1 && strcmp(path, "/?b") == 0);
    authority.data = NULL;
    CHECK_STATUS(exposeport_split_target(target, 10, &authority, path, 3, &len, NULL),
                 EXPOSEPORT_BUFFER_TOO_SMALL);
    CHECK(authority.data == NULL && len == 3);
}

void check_decisions(const exposeport_base_domain *domain)
{
    exposeport_gateway *gateway = NULL, *none = NULL;
    exposeport_sandbox *sandbox = NULL;
    exposeport_preview preview;
    exposeport_rejection rejection;
    exposeport_error error;
    CHECK_STATUS(exposeport_gateway_new(&domain, 1, 2, &none, &error), EXPOSEPORT_INVALID_ARGUMENT);
    CHECK_MESSAGE(&error, "invalid hosts option, expected EXPOSEPORT_INVALID_HOSTS_REJECT or "
                          "EXPOSEPORT_INVALID_HOSTS_PASS_THROUGH");
    CHECK(none == NULL);
    CHECK_STATUS(exposeport_gateway_new(NULL, 0, EXPOSEPORT_INVALID_HOSTS_REJECT, &none, NULL),
                 EXPOSEPORT_OK);
    CHECK(route(none, host, &preview, NULL) == EXPOSEPORT_DECISION_PASS_THROUGH);
    exposeport_gateway_free(none);
    CHECK_STATUS(
        exposeport_gateway_new(&domain, 1, EXPOSEPORT_INVALID_HOSTS_REJECT, &gateway, NULL),
        EXPOSEPORT_OK);
    CHECK_STATUS(exposeport_sandbox_from_json(STR("sandbox"), false,
                                              STR("{\"portTokens\": {\"8080\": \"my_token\"}}"),
                                              NULL, &sandbox, NULL),
                 EXPOSEPORT_OK);
    CHECK(route(gateway, "3000-a-b.example.com", &preview, &rejection) ==
          EXPOSEPORT_DECISION_REJECT);
    CHECK_STATUS(rejection.error.status, EXPOSEPORT_RESERVED_PORT);
    CHECK(route(gateway, host, &preview, &rejection) == EXPOSEPORT_DECISION_PREVIEW);
    CHECK(exposeport_preview_authorize(&preview, sandbox, &rejection));

    /* An unknown sandbox is rejected as an unknown port is. */
    CHECK(!exposeport_preview_authorize(&preview, NULL, &rejection));
    exposeport_rejection unknown = rejection;
    CHECK_STATUS(exposeport_sandbox_unexpose_port(sandbox, 8080, &(bool){false}, NULL),
                 EXPOSEPORT_OK);
    CHECK(!exposeport_preview_authorize(&preview, sandbox, &rejection));
    CHECK(unknown.error.status == rejection.error.status);
    CHECK_MESSAGE(&unknown.error, rejection.error.message);

    forward(gateway, &preview);
    written_by_the_caller(gateway, &preview, sandbox);
    zeros(gateway, sandbox);
    bodies();
    arguments(domain);
    targets();
    exposeport_sandbox_free(sandbox);
    exposeport_gateway_free(gateway);
}
