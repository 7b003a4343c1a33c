// exposeport.hpp with -fno-exceptions: the try_ variants and predicates.

#include <cstdlib>
#include <exposeport.hpp>
#include <iostream>

#ifdef __cpp_exceptions
#error "compile this test with -fno-exceptions"
#endif

namespace ex = exposeport;

static int failures = 0;

static void check(bool holds, const char *what)
{
    if (!holds) {
        failures++;
        std::cerr << "no exceptions: " << what << '\n';
    }
}

static void rules()
{
    ex::policy policy;
    check(bool(policy.try_unreserve_port(3000)) && bool(policy.try_reserve_port(9000)), "ports");
    check(bool(policy.try_reserve_sandbox_id("staging")), "reserve a sandbox id");
    check(bool(policy.try_unreserve_sandbox_id("www")), "unreserve a sandbox id");
    check(bool(policy.try_deny_domain("pages.dev")), "deny a domain");
    check(bool(policy.try_undeny_domain("workers.dev")), "undeny a domain");
    check(bool(policy.try_set_scheme(EXPOSEPORT_HTTP)), "set a scheme");
    const auto failed = policy.try_reserve_port(-1);
    check(!failed.has_value() && failed.error().status() == EXPOSEPORT_INVALID_PORT, "a failure");
    check(*ex::try_validate_port(3000, policy) == 3000, "validate a port");
    check(*ex::try_validate_sandbox_id("My-App", true) == "my-app", "validate a sandbox id");
    check(bool(ex::try_validate_token("my_token")), "validate a token");
    check((*ex::try_generate_token()).size() == 16, "generate a token");
    check(*ex::try_sandbox_id_budget(8080, 16) == 41, "a budget");
    check(ex::tokens_equal("a", "a") && !ex::tokens_equal("a", "b"), "tokens_equal");
}

static void routes()
{
    const auto made = ex::base_domain::try_make("example.com:8443");
    check(made.has_value(), "a base domain");
    const ex::base_domain &domain = *made;
    check(*domain.try_host() == "example.com", "host");
    check(*domain.try_hostname() == "example.com:8443", "hostname");
    check(*domain.try_port() == 8443 && *domain.try_scheme() == EXPOSEPORT_HTTPS, "port, scheme");
    const auto route = domain.try_route("8080-sandbox-my_token.example.com");
    check(route && route->port() == 8080 && route->sandbox_id() == "sandbox", "a route");
    const std::string url = *route->try_build_url(domain);
    check(url == "https://8080-sandbox-my_token.example.com:8443", "the URL of a route");
    check(*ex::try_build_url(8080, "sandbox", "my_token", domain) == url, "a URL");
    check(domain.try_route_url(url) && domain.try_route_any(url), "URLs under a base domain");
    check(ex::try_parse(url) && ex::try_parse_url(url), "URLs");
    check(ex::try_parse_host("8080-a-b.example.com").has_value(), "a host");
    const ex::base_domain *const first = &domain;
    struct range {
        const ex::base_domain *first;
        const ex::base_domain *begin() const { return first; }
        const ex::base_domain *end() const { return first + 1; }
    };
    const auto under = ex::try_parse_under("8080-a-b.example.com", range{first});
    check(under && under->first == 0, "under one of several base domains");
    const auto failed = ex::try_parse_host("www.example.com");
    check(!failed && failed.error().http_status() == 404, "a host that is not a preview host");
    check(!failed.error().message().empty(), "a message");
}

static void sandboxes()
{
    const auto domain = ex::base_domain::try_make("example.com");
    auto made = ex::sandbox::try_make("sandbox");
    check(domain && made, "a sandbox");
    ex::sandbox &sandbox = *made;
    const auto url = sandbox.try_expose_port(8080, *domain, "Web Server", "my_token");
    check(url && *url == "https://8080-sandbox-my_token.example.com", "expose a port");
    check(sandbox.is_port_exposed(8080) && !sandbox.is_port_exposed(8081), "is_port_exposed");
    check(sandbox.validate_port_token(8080, "my_token"), "validate_port_token");
    const auto ports = sandbox.try_exposed_ports(*domain);
    check(ports && ports->size() == 1 && ports->front().name == "Web Server", "exposed ports");
    const auto route = domain->try_route_url(*url);
    const auto authorization = sandbox.try_authorize(*route);
    check(authorization && authorization->is_active(), "authorize");
    check((*authorization->try_json_body()).empty(), "the body of a request that is allowed");
    check(bool(sandbox.try_runtime_started("r1")), "runtime_started");
    check((*sandbox.try_authorize(*route)).is_stale(), "a stale URL");
    const auto json = sandbox.try_to_json();
    const auto loaded = ex::sandbox::try_from_json("sandbox", *json);
    check(loaded && *loaded->try_to_json() == *json, "a snapshot");
    check(*sandbox.try_unexpose_port(8080) && !*sandbox.try_unexpose_port(8080), "unexpose");
    check(bool(sandbox.try_runtime_stopped()) && *sandbox.try_id() == "sandbox", "stopped, id");
}

static void imports()
{
    auto imported = ex::sandbox::try_import_storage("sandbox", R"({"8080": "t", "80": "u"})",
                                                    EXPOSEPORT_RUNTIMES_TRACKED);
    check(imported && imported->dropped.size() == 1, "import a document");
    check(imported->dropped.front().status == EXPOSEPORT_INVALID_PORT, "a dropped entry");
    ex::sandbox &sandbox = imported->sandbox;
    const auto states = sandbox.try_ports();
    check(states && states->size() == 1 && !states->front().is_active(), "a stale port");
    check(sandbox.try_reactivate().error().status() == EXPOSEPORT_RUNTIME_NOT_RUNNING, "stopped");
    check(bool(sandbox.try_runtime_started("r")), "runtime_started");
    check(*sandbox.try_reactivate() == 1 && sandbox.is_port_exposed(8080), "reactivate");
    const auto domain = ex::base_domain::try_make("example.com");
    const auto ports = sandbox.try_exposed_ports(*domain);
    check(ports && ports->front().href() == ex::href(ports->front().url), "href");
    const auto failed =
        ex::sandbox::try_import_storage("sandbox", "{}", static_cast<exposeport_runtimes>(3));
    check(!failed && failed.error().status() == EXPOSEPORT_INVALID_ARGUMENT, "invalid runtimes");
}

static void gateways()
{
    const auto domain = ex::base_domain::try_make("example.com");
    struct range {
        const ex::base_domain *first;
        const ex::base_domain *begin() const { return first; }
        const ex::base_domain *end() const { return first + 1; }
    };
    const auto made = ex::gateway::try_make(range{&*domain});
    check(made.has_value(), "a gateway");
    const auto sandbox =
        ex::sandbox::try_from_json("sandbox", R"({"portTokens": {"8080": "my_token"}})");
    const ex::request_host request("1.1", "8080-sandbox-my_token.example.com");
    check(*request.try_effective() == "8080-sandbox-my_token.example.com", "the host that decides");
    const ex::decision decision = made->route(request);
    check(decision.preview() != nullptr, "a preview");
    const ex::preview &preview = *decision.preview();
    check(!preview.authorize(&*sandbox), "authorize");
    const auto rejection = preview.authorize(nullptr);
    check(rejection && rejection->http_status() == 404, "an unknown sandbox");
    check((*rejection->try_json_body()).find("INVALID_TOKEN") != std::string::npos, "a JSON body");
    check((*rejection->try_page()).find("<!doctype html>") == 0, "a page");
    check((*ex::rejection::try_headers(EXPOSEPORT_BODY_HTML)).size() == 4, "headers");
    const auto forwarded =
        made->try_forward(preview, {{"Accept", "*/*"}}, ex::forward_options(EXPOSEPORT_HTTPS));
    check(forwarded && forwarded->size() == 7, "forward");
    const auto passed = ex::try_pass_through(request, {{"x-sandbox-port", "1"}});
    check(passed && passed->empty(), "pass_through");
    const auto target = ex::try_split_target("http://www.example.com");
    check(target && target->authority == "www.example.com" && target->path == "/", "a target");
    check(ex::is_internal_header("x_sandbox_name") && ex::is_hop_by_hop_header("TE"), "headers");
    const auto failed = ex::try_validate_port(80);
    check((*failed.error().try_json_body()).find("INVALID_PORT") != std::string::npos, "an error");
}

static void key_rings()
{
    constexpr std::uint64_t now = 1'800'000'000;
    const auto domain = ex::base_domain::try_make("example.com");
    auto ring = ex::key_ring::try_make("a signing key of 32 bytes or more");
    check(ring && ring->try_add("another key of 32 bytes or more..").has_value(), "a key ring");
    check(!ex::key_ring::try_from_hex("digits").has_value(), "digits");
    check((*ring->try_sign(8080, "sandbox")).size() == 16, "a permanent token");
    const auto token = ring->try_sign_until(8080, "sandbox", "t", now, 60);
    check(token && token->token.size() == 22 && token->expires == now + 60, "an expiring token");
    check(ring->try_build_url(8080, "sandbox", "t", *domain).has_value(), "a permanent URL");
    const auto url = ring->try_build_url_until(8080, "sandbox", "t", now, 60, *domain);
    check(url && url->href() == url->url + "/", "an expiring URL");
    const auto route = domain->try_route_url(url->url);
    exposeport_preview fields{};
    fields.route = *route->get();
    const ex::preview preview(fields);
    check(ring->verify(preview.route(), "t", now + 60).is_expired(), "an expired token");
    check(preview.verify(*ring, "t", now).expires() == now + 60, "verify");
    const auto denied = preview.verify(*ring, "t", now, [](const ex::route &) { return true; });
    check(denied.rejection() && denied.rejection()->http_status() == 410, "a denied token");
    const auto failed = ex::key_ring::try_make("short");
    check(!failed && failed.error().status() == EXPOSEPORT_INVALID_SIGNING_KEY, "a short key");
}

int main()
{
    rules();
    routes();
    sandboxes();
    imports();
    gateways();
    key_rings();
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
