// The contract of gateways: decisions, rejections, and what a handle that was moved from does.

#include "support.hpp"

namespace ex = exposeport;
using namespace std::string_view_literals;

namespace {

const char *const host = "8080-sandbox-my_token.example.com";

ex::gateway make_gateway()
{
    const ex::base_domain domains[1] = {ex::base_domain("example.com")};
    return ex::gateway(domains);
}

void rejections(const ex::gateway &gateway)
{
    const ex::decision decision = gateway.route(ex::request_host("1.1"));
    check(decision.rejection() != nullptr && !decision.is_pass_through(), "no Host");
    const ex::rejection copy = *decision.rejection();
    check(copy.http_status() == 400 && copy.code() == "INVALID_HOSTNAME"sv, "its status");
    check(copy.reason() == nullptr, "it is not stale");
    same("message", copy.message(), "request has no Host header, expected one");
    same("code of a format",
         outcome_of([] { ex::rejection::headers(static_cast<exposeport_body_format>(0)); }).code,
         "INVALID_ARGUMENT");
}

void versions(const ex::gateway &gateway)
{
    check(gateway.route(ex::request_host("1.0")).is_pass_through(), "no Host in HTTP/1.0");
    const ex::request_host invalid("1.x");
    check(gateway.route(invalid).is_pass_through() == false, "an invalid version");
    check(!invalid.try_effective(), "the host of an invalid version");
    // An empty authority is not the same as none.
    ex::request_host request("2");
    check(!request.effective().has_value(), "no host");
    check(request.set_authority("").effective() == ""sv, "an empty authority");
    check(request.set_authority({}).effective() == ""sv, "an empty authority without memory");
    const ex::decision decision =
        gateway.route(ex::request_host("2").add_host("a.example").set_authority(host));
    check(decision.rejection() != nullptr, "a different Host");
}

void moved(ex::gateway gateway)
{
    const ex::request_host request("1.1", host);
    const ex::decision before = gateway.route(request);
    check(before.preview() != nullptr, "a preview");
    ex::sandbox sandbox("sandbox");
    check(before.preview()->authorize(&sandbox)->http_status() == 404, "an unknown port");
    const ex::sandbox taken = std::move(sandbox);
    check(before.preview()->authorize(&sandbox)->http_status() == 404, "a moved sandbox");
    const ex::gateway other = std::move(gateway);
    const ex::decision after = gateway.route(request);
    check(after.rejection() && after.rejection()->status() == EXPOSEPORT_NULL_POINTER, "moved");
    const ex::forward_options options(EXPOSEPORT_HTTPS);
    check(!gateway.try_forward(*before.preview(), {}, options), "forward of a moved gateway");
    check(other.try_forward(*before.preview(), {}, options).has_value(), "forward");
    check(ex::preview().authorize(nullptr).has_value(), "an empty preview is rejected");
}

void bodies()
{
    const std::string expected = R"({"error": "port is out of range: 80, expected 1024 to 65535", )"
                                 R"("code": "INVALID_PORT"})";
    same("JSON body of a failure", ex::try_validate_port(80).error().json_body(), expected);
    try {
        ex::validate_port(80);
    } catch (const ex::error &error) {
        same("JSON body of an exception", error.json_body(), expected);
    }
    check(ex::prefers_html(std::vector{"text/html"sv, "*/*;q=0.8"sv}), "a browser");
    check(!ex::prefers_html(std::vector<std::string>{}), "no Accept");
}

} // namespace

void check_decisions()
{
    const ex::gateway gateway = make_gateway();
    rejections(gateway);
    versions(gateway);
    moved(make_gateway());
    bodies();
}
