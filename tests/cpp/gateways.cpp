// The requests of gateway.json: both steps of the decision, and the headers that are sent on.

#include "support.hpp"

namespace ex = exposeport;

namespace {

std::vector<bytes> all(const hostnames &list)
{
    std::vector<bytes> strings;
    for (std::size_t i = 0; i < list.count; i++) {
        strings.emplace_back(list.items[i]);
    }
    return strings;
}

// The base domains are destroyed before the gateway is used, which has copies.
ex::gateway make_gateway(const gateway_case &c, const ex::policy &policy)
{
    std::vector<ex::base_domain> domains;
    for (const bytes &hostname : all(c.domains)) {
        domains.emplace_back(hostname.view(), policy);
    }
    if (c.passes_invalid_hosts) {
        return ex::gateway(domains, EXPOSEPORT_INVALID_HOSTS_PASS_THROUGH);
    }
    return ex::gateway(domains);
}

void check_headers(exposeport_body_format format, std::string_view content_type)
{
    const std::pair<std::string_view, std::string_view> expected[] = {
        {"content-type", content_type},
        {"cache-control", "no-store"},
        {"referrer-policy", "no-referrer"},
        {"x-robots-tag", "noindex"},
    };
    const auto headers = ex::rejection::headers(format);
    check(headers.size() == std::size(expected), "the number of headers of a rejection");
    for (std::size_t i = 0; i < headers.size() && i < std::size(expected); i++) {
        same("name", headers[i].name, expected[i].first);
        same("value", headers[i].value, expected[i].second);
    }
}

// Checks the bodies and headers that every rejection has.
void check_rejection(const ex::rejection &rejection)
{
    std::string message;
    for (const char byte : rejection.message()) {
        message += byte == '"' || byte == '\\' ? std::string{'\\', byte} : std::string{byte};
    }
    check(!message.empty(), "a rejection has a message");
    same("JSON body", rejection.json_body(),
         "{\"error\": \"" + message + "\", \"code\": \"" + rejection.code() + "\"}");
    same("JSON body of the variant", *rejection.try_json_body(), rejection.json_body());
    same("JSON body of the failure", ex::failure(rejection.get()->error).json_body(),
         rejection.json_body());
    const std::string page = rejection.page();
    same("page of the variant", *rejection.try_page(), page);
    check(page.find("<!doctype html>") == 0, "the page is HTML");
    const std::string title = std::to_string(rejection.http_status()) + ' ' + rejection.code();
    check(page.find(title) != std::string::npos, "the page has the status and the code");
    check_secrecy(rejection.message());
    check_secrecy(rejection.json_body());
    check_secrecy(page);
    check(page.find("http:") == std::string::npos && page.find("https:") == std::string::npos,
          "the page loads nothing");
    check_headers(EXPOSEPORT_BODY_JSON, "application/json");
    check_headers(EXPOSEPORT_BODY_HTML, "text/html; charset=utf-8");
    check(ex::rejection::websocket_close_code == 1008, "the close code");
}

void rejected(const gateway_case &c, const ex::rejection &rejection)
{
    check(c.decision == REJECT, "the decision is to reject");
    check_rejection(rejection);
    check(rejection.http_status() == c.status, "status");
    same("code", rejection.code(), c.code != nullptr ? c.code : "none");
    same("code of the status", exposeport_status_code(rejection.status()), rejection.code());
    same("stale_reason", rejection.reason() != nullptr ? rejection.reason() : "none",
         c.stale_reason != nullptr ? c.stale_reason : "none");
    if (c.has_accept) {
        const std::vector<bytes> accept = all(c.accept);
        std::vector<std::string_view> values;
        for (const bytes &value : accept) {
            values.push_back(value.view());
        }
        same("format", ex::prefers_html(values) ? "html" : "json",
             c.format != nullptr ? c.format : "none");
    }
}

std::vector<ex::header> received(const gateway_case &c)
{
    std::vector<ex::header> headers;
    for (std::size_t i = 0; i < c.received.count; i++) {
        const header_pair &pair = c.received.items[i];
        headers.push_back({bytes(pair.name).string(), bytes(pair.value).string()});
    }
    return headers;
}

void check_forwarded(const gateway_case &c, const std::vector<ex::header> &headers)
{
    check(headers.size() == c.forwarded.count, "the number of headers that are sent on");
    for (std::size_t i = 0; i < headers.size() && i < c.forwarded.count; i++) {
        same("name", headers[i].name, bytes(c.forwarded.items[i].name).view());
        same("value", headers[i].value, bytes(c.forwarded.items[i].value).view());
    }
}

std::optional<ex::sandbox> find_sandbox(const gateway_case &c, const ex::route &route,
                                        const ex::policy &policy)
{
    for (std::size_t i = 0; i < c.sandboxes.count; i++) {
        const bytes id(c.sandboxes.items[i].id), snapshot(c.sandboxes.items[i].snapshot);
        if (id.view() == route.sandbox_id()) {
            return ex::sandbox::from_json(id.view(), snapshot.view(), false, policy);
        }
    }
    return std::nullopt;
}

void decided(const gateway_case &c, const ex::gateway &gateway, const ex::preview &preview,
             const ex::policy &policy)
{
    const ex::route route = preview.route();
    const std::optional<ex::sandbox> sandbox = find_sandbox(c, route, policy);
    if (const auto rejection = preview.authorize(sandbox ? &*sandbox : nullptr)) {
        check(rejection->message().find(route.token()) == std::string_view::npos,
              "a message has no token");
        rejected(c, *rejection);
        return;
    }
    check(c.decision == FORWARD, "the decision is to forward");
    check(route.port() == c.port, "port");
    same("sandbox_id", route.sandbox_id(), bytes(c.sandbox_id).view());
    check(static_cast<std::int64_t>(preview.domain()) == c.domain, "domain");
    if (c.received.count > 0) {
        const bool is_http = std::string_view(c.scheme) == "http";
        ex::forward_options options(is_http ? EXPOSEPORT_HTTP : EXPOSEPORT_HTTPS);
        options.set_with_token(c.with_token).set_in_process(c.in_process);
        if (c.is_localhost) {
            options.set_host(EXPOSEPORT_APPLICATION_HOST_LOCALHOST);
        }
        check_forwarded(c, gateway.forward(preview, received(c), options));
        check_forwarded(c, *gateway.try_forward(preview, received(c), options));
    }
}

void passed(const gateway_case &c, const ex::request_host &request)
{
    check(c.decision == PASS_THROUGH, "the decision is to pass through");
    if (c.host.items != nullptr) {
        same("host", request.effective().value_or("none"), bytes(c.host).view());
    }
    if (c.received.count > 0) {
        check_forwarded(c, ex::pass_through(request, received(c), c.in_process));
        check_forwarded(c, *ex::try_pass_through(request, received(c), c.in_process));
    }
}

} // namespace

void run_gateway(const gateway_case &c)
{
    const ex::policy policy = make_policy(c.policy);
    const ex::gateway gateway = make_gateway(c, policy);
    const bytes version(c.version), authority(c.authority), target(c.target);
    const std::vector<bytes> hosts = all(c.hosts);

    ex::request_host request(version.view());
    for (const bytes &host : hosts) {
        request.add_host(host.view());
    }
    ex::target split;
    if (target.has_value()) {
        split = ex::split_target(target.view());
    }
    if (authority.has_value()) {
        request.set_authority(authority.view());
    } else if (split.authority) {
        request.set_authority(*split.authority);
    }
    if (c.path.items != nullptr) {
        same("path", split.path, bytes(c.path).view());
    }

    const ex::decision decision = gateway.route(request);
    const int kinds = decision.is_pass_through() + (decision.preview() != nullptr) +
                      (decision.rejection() != nullptr);
    check(kinds == 1, "a decision has one kind");
    if (decision.is_pass_through()) {
        passed(c, request);
    } else if (decision.preview() != nullptr) {
        decided(c, gateway, *decision.preview(), policy);
    } else {
        rejected(c, *decision.rejection());
    }
}
