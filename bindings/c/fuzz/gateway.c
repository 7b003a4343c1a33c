/* Gateways: requests, rejections and the headers that are sent on. */

#include "driver.h"

enum { LIST_MAX = 8 };

/* Writes a request to memory of exact size. */
static exposeport_request_host *request(void)
{
    const exposeport_string version = string();
    const exposeport_string authority = string();
    exposeport_string read[LIST_MAX];
    const size_t hosts_len = strings(read, LIST_MAX);
    exposeport_string *hosts = memory(hosts_len * sizeof *hosts);
    memcpy(hosts, read, hosts_len * sizeof *hosts);
    exposeport_request_host *made = memory(sizeof *made);
    *made = (exposeport_request_host){
        version.data, version.len, hosts, hosts_len, authority.data, authority.len,
    };
    return made;
}

static size_t headers(exposeport_header_view **out)
{
    exposeport_string read[2 * LIST_MAX];
    const size_t count = strings(read, 2 * LIST_MAX);
    if (count % 2 == 1) {
        read[count] = (exposeport_string){NULL, 0};
    }
    const size_t len = (count + 1) / 2;
    exposeport_header_view *list = memory(len * sizeof *list);
    for (size_t i = 0; i < len; i++) {
        const exposeport_string name = read[2 * i];
        const exposeport_string value = read[2 * i + 1];
        list[i] = (exposeport_header_view){name.data, name.len, value.data, value.len};
    }
    *out = list;
    return len;
}

static void read_headers(exposeport_headers *list)
{
    size_t len = 0;
    CHECK(exposeport_headers_len(list, &len, NULL) == EXPOSEPORT_OK);
    for (size_t i = 0; i <= len; i++) {
        exposeport_header_view view;
        const exposeport_status status = exposeport_headers_get(list, i, &view, NULL);
        CHECK(status == (i < len ? EXPOSEPORT_OK : EXPOSEPORT_INVALID_ARGUMENT));
        CHECK(i == len || (view.name[view.name_len] == 0 && view.value[view.value_len] == 0));
    }
    exposeport_headers_free(list);
}

static void keep(const exposeport_rejection *found)
{
    if (found != NULL) {
        check_error(&found->error);
        rejection = *found;
    }
}

static void route(const exposeport_gateway *gateway)
{
    const exposeport_request_host *host = request();
    exposeport_preview *found = output(sizeof *found);
    exposeport_rejection *out = flag(4) ? NULL : memory(sizeof *out);
    is_invalid |= gateway == NULL;
    const exposeport_decision decision = exposeport_gateway_route(gateway, host, found, out);
    CHECK(decision == EXPOSEPORT_DECISION_REJECT || !is_invalid);
    switch (decision) {
    case EXPOSEPORT_DECISION_REJECT:
        keep(out);
        break;
    case EXPOSEPORT_DECISION_PREVIEW:
        preview = *found;
        break;
    default:
        CHECK(decision == EXPOSEPORT_DECISION_PASS_THROUGH);
    }
}

static bool is_denied(const exposeport_route *route, void *data)
{
    CHECK(route->token_len <= sizeof route->token);
    return *(const bool *)data;
}

/* Performs the second step for a sandbox or for a key ring. */
static void authorize(bool is_signed)
{
    exposeport_preview *copy = memory(sizeof *copy);
    *copy = preview;
    exposeport_rejection *out = flag(3) ? NULL : memory(sizeof *out);
    bool may_pass;
    if (is_signed) {
        const exposeport_string context = string();
        const uint64_t now = (uint64_t)number();
        bool denied = flag(4);
        uint64_t *expires = flag(5) ? NULL : memory(sizeof *expires);
        may_pass = exposeport_preview_verify(copy, rings[slot()], context.data, context.len, now,
                                             flag(6) ? NULL : is_denied, &denied, expires, out);
        CHECK(!may_pass || (!is_invalid && rings[slot()] != NULL));
    } else {
        may_pass = exposeport_preview_authorize(copy, sandboxes[slot()], out);
        CHECK(!may_pass || sandboxes[slot()] != NULL);
    }
    if (!may_pass) {
        keep(out);
    }
}

static void forward(const exposeport_gateway *gateway)
{
    exposeport_header_view *list = NULL;
    const size_t len = headers(&list);
    const int32_t scheme = (int32_t)number();
    const int32_t host = (int32_t)number();
    exposeport_preview *copy = memory(sizeof *copy);
    *copy = preview;
    exposeport_forward_options *options = memory(sizeof *options);
    *options = (exposeport_forward_options){scheme, host, flag(5), flag(6)};
    exposeport_error *error = details();
    exposeport_headers **out = output(sizeof *out);
    is_invalid |= gateway == NULL;
    if (writes(exposeport_gateway_forward(gateway, copy, list, len, options, out, error), error,
               out, sizeof *out)) {
        read_headers(*out);
    }
}

static void pass_through(void)
{
    exposeport_header_view *list = NULL;
    const size_t len = headers(&list);
    const exposeport_request_host *host = request();
    exposeport_error *error = details();
    exposeport_headers **out = output(sizeof *out);
    if (writes(exposeport_pass_through(host, list, len, flag(5), out, error), error, out,
               sizeof *out)) {
        read_headers(*out);
    }
}

static void split_target(void)
{
    const exposeport_string target = string();
    exposeport_error *error = details();
    exposeport_string *authority = memory(sizeof *authority);
    const string_output out = buffer();
    const exposeport_status status = exposeport_split_target(
        target.data, target.len, authority, out.buffer, out.capacity, out.len, error);
    if (fills(status, error, out) && authority->data != NULL) {
        CHECK(authority->data > target.data && authority->len < target.len);
        CHECK(authority->data + authority->len <= target.data + target.len);
    }
}

static void write_rejection(void)
{
    exposeport_rejection *copy = memory(sizeof *copy);
    *copy = rejection;
    exposeport_error *error = details();
    string_output out = buffer();
    fills(exposeport_rejection_json_body(copy, out.buffer, out.capacity, out.len, error), error,
          out);
    is_invalid = false;
    error = details();
    out = buffer();
    fills(exposeport_rejection_page(copy, out.buffer, out.capacity, out.len, error), error, out);
    is_invalid = false;
    error = details();
    out = buffer();
    fills(exposeport_error_json_body(&copy->error, out.buffer, out.capacity, out.len, error), error,
          out);
    is_invalid = false;
    error = details();
    const int32_t format = (int32_t)number();
    exposeport_header_view *view = output(sizeof *view);
    writes(exposeport_rejection_header(format, (size_t)number(), view, error), error, view,
           sizeof *view);
    exposeport_string values[LIST_MAX];
    exposeport_prefers_html(values, strings(values, LIST_MAX));
}

void call_gateway(uint8_t name)
{
    const exposeport_gateway *gateway = gateways[slot()];
    exposeport_error *error = NULL;
    switch (name) {
    case 'G': {
        const exposeport_base_domain *const list[] = {domains[0], domains[1]};
        const int32_t invalid_hosts = (int32_t)number();
        error = details();
        exposeport_gateway **out = output(sizeof *out);
        STORE(gateway, gateways,
              exposeport_gateway_new(flag(5) ? NULL : list, flag(5) ? flag(6) : flag(6) + 1U,
                                     invalid_hosts, out, error),
              error, out);
        break;
    }
    case 'H':
        route(gateway);
        break;
    case 'q': {
        const exposeport_request_host *host = request();
        error = details();
        exposeport_string *out = output(sizeof *out);
        writes(exposeport_request_host_effective(host, out, error), error, out, sizeof *out);
        break;
    }
    case 'O':
    case 'o':
        authorize(name == 'o');
        break;
    case 'f':
        forward(gateway);
        break;
    case 'F':
        pass_through();
        break;
    case 'Q':
        split_target();
        break;
    case 'z':
        write_rejection();
        break;
    case 'Z':
        overwrite(&rejection, sizeof rejection);
        break;
    default:
        break;
    }
}
