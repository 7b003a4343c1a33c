// The contract of gateways and key rings: decisions, rejections, signed tokens, and what a handle
// that was moved from does.

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
    for (const ex::header &header : other.forward(*before.preview(), {}, options)) {
        check(header.name != "x-sandbox-preview-token", "by default, the token is not sent");
    }
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

constexpr std::uint64_t now = 1'800'000'000;
const std::string key(32, 'k');

void key_rings()
{
    static_assert(!std::is_copy_constructible_v<ex::key_ring>);
    static_assert(std::is_nothrow_move_constructible_v<ex::key_ring>);
    const ex::base_domain domain("example.com", ex::policy().unreserve_port(3000));
    ex::key_ring ring = ex::key_ring(std::string(33, 'n')).add(key).add(std::string(40, 'o'));
    const ex::key_ring old(key);
    const ex::route route = domain.route_url(old.build_url(3000, "My-App", "t", domain, true));
    check(ring.verify(route, "t", now).is_active(), "a key that only verifies");
    same("the first key signs", ring.sign(8080, "a"),
         ex::key_ring(std::string(33, 'n')).sign(8080, "a"));
    same("a reserved port", outcome_of([&] { old.sign(3000, "a"); }).code, "RESERVED_PORT");
    check(old.sign(3000, "A", {}, true, ex::policy().unreserve_port(3000)).size() == 16, "policy");
    same("a short key", outcome_of([&] { ring.add("short"); }).code, "INVALID_SIGNING_KEY");
    same("no digits", outcome_of([&] { ring.add_hex("short"); }).code, "INVALID_SIGNING_KEY");
    ring = std::move(ring).add_hex(std::string(64, 'a'));
    check(ring.try_add_hex(std::string(64, 'b')).has_value(), "digits");
    check(ring.verify(route, "t", now).is_active(), "a call that fails changes nothing");
    same("a lifetime", outcome_of([&] { ring.sign_until(8080, "a", "", now, 0); }).code,
         "INVALID_LIFETIME");
    check(ex::verification().is_invalid() && !ex::verification().expires(), "a default outcome");
    const ex::verification unknown(static_cast<exposeport_verification>(7), 1);
    check(unknown.is_invalid() && !unknown.expires(), "an unknown outcome");

    const ex::key_ring taken = std::move(ring);
    check(ring.verify(route, "t", now).is_invalid(), "verify of a moved ring");
    check(ring.try_add(key).error().status() == EXPOSEPORT_NULL_POINTER, "a moved ring");
    check(ring.try_sign(8080, "a").error().status() == EXPOSEPORT_NULL_POINTER, "a moved ring");
    check(taken.verify(route, "t", now).is_active(), "the ring that was moved to");
}

void hooks(const ex::gateway &gateway)
{
    const ex::base_domain domain("example.com");
    const ex::key_ring ring(key);
    const auto url = ring.build_url_until(8080, "sandbox", "t", now, 60, domain);
    const ex::decision decision =
        gateway.route(ex::request_host("1.1", url.url.substr(std::strlen("https://"))));
    check(decision.preview() != nullptr, "a preview");
    const ex::preview preview = *decision.preview();
    check(preview.verify(ring, "t", now).expires() == now + 60, "the expiry");
    const ex::admission denied = preview.verify(
        ring, "t", now, [](const ex::route &route) { return route.sandbox_id() == "sandbox"; });
    check(denied.rejection() && denied.rejection()->code() == "TOKEN_EXPIRED"sv, "denied");
    // A function that has a state, and one that cannot be copied.
    auto count = [calls = std::make_unique<int>(0)](const ex::route &) mutable {
        return ++*calls > 1;
    };
    check(preview.verify(ring, "t", now, count).is_allowed(), "the first call");
    check(!preview.verify(ring, "t", now, count).is_allowed(), "the second call");
    bool has_thrown = false;
    try {
        (void)preview.verify(ring, "t", now,
                             [](const ex::route &) -> bool { throw std::runtime_error("hook"); });
    } catch (const std::runtime_error &error) {
        has_thrown = error.what() == "hook"sv;
    }
    check(has_thrown, "an exception of the hook");
    const ex::admission empty = ex::preview().verify(ring, "t", now);
    check(empty.rejection() && empty.rejection()->http_status() == 404, "an empty preview");
    static_assert(noexcept(preview.verify(ring, "t", now)));
    static_assert(noexcept(ring.verify(preview.route(), "t", now)));
}

} // namespace

void check_decisions()
{
    const ex::gateway gateway = make_gateway();
    rejections(gateway);
    versions(gateway);
    moved(make_gateway());
    key_rings();
    hooks(gateway);
    bodies();
}
