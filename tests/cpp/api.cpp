// The contract of exposeport.hpp: exceptions, results, handles, and what is allocated.

#include <array>
#include <new>
#include <type_traits>
#include <vector>

#include "support.hpp"

namespace ex = exposeport;
using namespace std::string_view_literals;

static std::size_t allocations = 0;
static bool has_memory = true;

// Not inlined, so that valgrind replaces either all of them or none.
[[gnu::noinline]] void *operator new(std::size_t size)
{
    allocations++;
    if (void *memory = has_memory ? std::malloc(size) : nullptr) {
        return memory;
    }
    throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void *memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void *memory, std::size_t) noexcept { std::free(memory); }

static void exceptions()
{
    try {
        ex::validate_port(73616);
        check(false, "73616 is rejected");
    } catch (const std::runtime_error &caught) {
        const auto &error = dynamic_cast<const ex::error &>(caught);
        check(error.status() == EXPOSEPORT_INVALID_PORT, "its status");
        check(error.code() == "INVALID_PORT"sv && error.http_status() == 400, "its code");
        same("message", error.what(), "port is out of range: 73616, expected 1024 to 65535");
    }
    const auto failed = ex::try_parse_host("www.example.com");
    check(!failed && failed.error().status() == EXPOSEPORT_NOT_A_PREVIEW_HOST, "a failure");
    check(failed.error().http_status() == 404, "its HTTP status");
    const outcome thrown = outcome_of([&] { (void)failed.value(); });
    same("value() of a failure throws", thrown.code, "NOT_A_PREVIEW_HOST");
    same("what() is the message", thrown.message, failed.error().message());
}

static void handles()
{
    static_assert(!std::is_copy_constructible_v<ex::sandbox>);
    static_assert(!std::is_copy_constructible_v<ex::base_domain>);
    static_assert(!std::is_copy_constructible_v<ex::policy>);
    static_assert(std::is_nothrow_move_constructible_v<ex::sandbox>);
    static_assert(std::is_nothrow_move_constructible_v<ex::base_domain>);
    static_assert(std::is_nothrow_move_constructible_v<ex::policy>);
    static_assert(!std::is_copy_constructible_v<ex::storage_import>);
    static_assert(std::is_nothrow_move_constructible_v<ex::storage_import>);
    static_assert(std::is_trivially_copyable_v<ex::route>);
    static_assert(std::is_trivially_copyable_v<ex::authorization>);
    ex::base_domain domain("Example.com:8443");
    ex::base_domain moved = std::move(domain);
    check(moved.hostname() == "example.com:8443" && moved.host() == "example.com", "a base domain");
    check(moved.port() == 8443, "its port");
    same("a moved-from handle", outcome_of([&] { domain.host(); }).code, "NULL_POINTER");
    check(!ex::authorization().is_active(), "a default-constructed authorization");
    check(!ex::route().try_build_url(moved), "a default-constructed route");
}

static void policies()
{
    ex::policy policy;
    policy.unreserve_port(3000).reserve_port(9000);
    check(ex::validate_port(3000, policy) == 3000, "an unreserved port");
    check(!ex::try_validate_port(9000, policy), "a reserved port");
    check(!policy.try_deny_domain("a..b") && !policy.try_reserve_port(-1), "failing changes");
    check(!policy.try_unreserve_sandbox_id(""), "a failing change");
    check(ex::validate_port(3000, policy) == 3000, "a failing change leaves the policy unchanged");

    const ex::policy chained = ex::policy()
                                   .reserve_port(9000)
                                   .unreserve_port(3000)
                                   .reserve_sandbox_id("staging")
                                   .unreserve_sandbox_id("www")
                                   .deny_domain("pages.dev")
                                   .undeny_domain("workers.dev")
                                   .set_scheme(EXPOSEPORT_HTTP);
    check(ex::validate_port(3000, chained) == 3000, "chained changes");
    check(!ex::try_validate_sandbox_id("staging", false, chained), "a reserved sandbox id");
    check(ex::validate_sandbox_id("www", false, chained) == "www", "an unreserved sandbox id");
    const ex::base_domain domain("x.workers.dev", chained);
    check(domain.scheme() == EXPOSEPORT_HTTP, "the scheme of a base domain");
    check(!ex::base_domain::try_make("pages.dev", chained), "a denied domain");

    const ex::policy moved = std::move(policy);
    check(!ex::try_validate_port(3000, policy), "a moved-from policy is the default one");
}

// try_ variants of calls that fail only on a moved-from handle or an invalid struct.
static void try_variants()
{
    ex::base_domain domain("example.com:8443");
    ex::sandbox sandbox("sandbox");
    check(domain.try_host().value() == "example.com", "host");
    check(domain.try_hostname().value() == "example.com:8443", "hostname");
    check(domain.try_port().value() == 8443, "port");
    check(domain.try_scheme().value() == EXPOSEPORT_HTTPS, "scheme");
    check(sandbox.try_id().value() == "sandbox", "id");
    check(sandbox.try_to_json().value() == sandbox.to_json(), "snapshot");
    check(sandbox.try_runtime_stopped().has_value(), "runtime_stopped");
    const ex::base_domain kept_domain = std::move(domain);
    const ex::sandbox kept_sandbox = std::move(sandbox);
    const auto is_null = [](const auto &result) {
        return !result && result.error().status() == EXPOSEPORT_NULL_POINTER;
    };
    check(is_null(domain.try_host()) && is_null(domain.try_hostname()), "strings of a domain");
    check(is_null(domain.try_port()) && is_null(domain.try_scheme()), "port and scheme");
    check(is_null(domain.try_route("h")) && is_null(domain.try_route_any("h")), "routes");
    check(is_null(sandbox.try_id()) && is_null(sandbox.try_to_json()), "strings of a sandbox");
    check(is_null(sandbox.try_runtime_stopped()), "runtime_stopped, moved from");
    check(is_null(sandbox.try_exposed_ports(kept_domain)), "exposed_ports, moved from");
    const ex::authorization invalid(exposeport_authorization{9, 9, 9, 9});
    check(invalid.try_json_body().error().status() == EXPOSEPORT_INVALID_ARGUMENT,
          "the body of an invalid struct");
}

// Predicates cannot fail: they return false on a moved-from handle or an invalid struct.
static void predicates()
{
    const ex::base_domain domain("example.com");
    ex::sandbox sandbox("sandbox");
    sandbox.expose_port(8080, domain, {}, "my_token");
    check(sandbox.is_port_exposed(8080) && !sandbox.is_port_exposed(73616), "is_port_exposed");
    check(sandbox.validate_port_token(8080, "my_token"), "validate_port_token");
    check(!sandbox.validate_port_token(8080, "my_tokem"), "a wrong token");
    const auto route = domain.route("8080-sandbox-my_token.example.com");
    check(sandbox.authorize(route).is_active(), "is_active");
    check(!ex::authorization(exposeport_authorization{EXPOSEPORT_ACTIVE, 1, 0, 0}).is_active(),
          "an invalid struct");
    check(!ex::tokens_equal("my_token", "my_tokem"), "tokens_equal");
    static_assert(noexcept(sandbox.is_port_exposed(8080)));
    static_assert(noexcept(sandbox.validate_port_token(8080, "t")));
    static_assert(noexcept(ex::tokens_equal("a", "b")));
    static_assert(noexcept(ex::authorization().is_active()));
    const ex::sandbox kept = std::move(sandbox);
    check(!sandbox.is_port_exposed(8080), "is_port_exposed, moved from");
    check(!sandbox.validate_port_token(8080, "my_token"), "validate_port_token, moved from");
}

static void invalid_routes()
{
    exposeport_route parts{};
    parts.sandbox_id_len = parts.token_len = 255;
    const ex::route route(parts);
    check(route.sandbox_id().empty() && route.token().empty(), "lengths that exceed their arrays");
    const ex::route parsed = ex::parse_host("8080-a-b.example.com:8443");
    check(parsed.base_offset() == 9 && parsed.base_len() == 11, "the range of the base host");
    check(parsed.base_port() == 8443, "the base port");
    check(!ex::parse_host("8080-a-b.example.com").base_port(), "no base port");
}

static void several_domains()
{
    std::vector<ex::base_domain> domains;
    for (int i = 0; i < 40; i++) {
        const std::string name = "d" + std::to_string(i) + ".example";
        domains.emplace_back(name);
        const auto found = ex::try_parse_under("8080-a-b." + name, domains);
        check(found && found->first == static_cast<std::size_t>(i), "the last base domain");
    }
    const auto none = ex::try_parse_under("8080-a-b.example.com", domains);
    check(none.error().status() == EXPOSEPORT_NOT_A_PREVIEW_HOST, "none of the base domains");
    const ex::base_domain kept = std::move(domains[1]);
    const auto failed = ex::try_parse_under("8080-a-b.d0.example", domains);
    check(!failed && failed.error().message() == "domains[1] must not be NULL",
          "the index of the base domain");
}

static void without_memory()
{
    const ex::base_domain domain("example.com");
    ex::sandbox sandbox("sandbox");
    const std::size_t before = allocations;
    if (std::string(100, 'x').empty() || allocations == before) {
        return; // valgrind has replaced the functions above.
    }
    has_memory = false;
    bool has_thrown = false;
    try {
        (void)sandbox.try_expose_port(8080, domain, {}, "my_token");
    } catch (const std::bad_alloc &) {
        has_thrown = true;
    }
    has_memory = true;
    check(has_thrown && !sandbox.is_port_exposed(8080), "a call that fails changes nothing");
}

static void names()
{
    const ex::base_domain domain("example.com");
    ex::sandbox sandbox("My-App", true);
    check(sandbox.id() == "my-app", "id");
    using optional_name = std::optional<std::string_view>;
    for (const optional_name &name :
         {optional_name(), {""sv}, {std::string_view()}, {"Web Server"sv}}) {
        sandbox.expose_port(8080, domain, name, "my_token");
        const auto ports = sandbox.exposed_ports(domain);
        check(ports.size() == 1 && ports[0].name.has_value() == name.has_value(), "has a name");
        check(ports[0].name.value_or("") == name.value_or(""), "the name");
    }
    const auto status_of = [&](std::string_view name) {
        return sandbox.try_expose_port(8080, domain, name).error().status();
    };
    check(status_of("\xFF"sv) == EXPOSEPORT_INVALID_NAME, "a name that is not UTF-8");
    check(status_of("a\0b"sv) == EXPOSEPORT_INVALID_NAME, "a name with a NUL");
    const auto started = sandbox.try_runtime_started("\xFF");
    check(!started && started.error().status() == EXPOSEPORT_INVALID_RUNTIME_ID, "a runtime id");
    check(!sandbox.try_expose_port(8080, domain, {}, ""sv), "an empty token is not an absent one");
    check(ex::generate_token().size() == 16, "a generated token");
    check(ex::sandbox_id_budget(8080, 16) == 41, "a budget");
}

// The call compiles if its arguments are of these types.
template <class... Arguments>
using import_of = decltype(ex::sandbox::import_storage(std::declval<Arguments>()...));
template <class, class... Arguments> struct has_import : std::false_type {};
template <class... Arguments>
struct has_import<std::void_t<import_of<Arguments...>>, Arguments...> : std::true_type {};

static void imports()
{
    using string = std::string_view;
    static_assert(has_import<void, string, string, exposeport_runtimes>::value);
    static_assert(!has_import<void, string, string>::value, "the runtimes have no default");
    static_assert(!has_import<void, string, string, int>::value, "an integer is not a runtimes");

    const auto document = std::make_unique<std::string>(
        R"({"portTokens": {"80": "a", "3000": "b", "8080": {"token": "my_token", "name": 1}}})");
    ex::storage_import imported =
        ex::sandbox::import_storage("My-App", *document, EXPOSEPORT_RUNTIMES_TRACKED, true,
                                    ex::policy().unreserve_port(3000));
    document->assign(document->size(), '?');
    check(imported.sandbox.id() == "my-app", "the sandbox");
    check(imported.dropped.size() == 2, "the dropped entries");
    const ex::dropped_entry &entry = imported.dropped.at(0);
    same("place", entry.place, R"(portTokens["80"])");
    check(entry.status == EXPOSEPORT_INVALID_PORT && entry.code == "INVALID_PORT"sv, "its status");
    same("message", entry.message, "port is out of range: 80, expected 1024 to 65535");
    same("place", imported.dropped.at(1).place, R"(portTokens["8080"].name)");

    // The list does not refer to the sandbox.
    const std::vector<ex::dropped_entry> dropped = std::move(imported.dropped);
    ex::sandbox sandbox = std::move(imported.sandbox);
    check(!sandbox.is_port_exposed(8080), "a stopped runtime");
    same("reactivate() throws", outcome_of([&] { sandbox.reactivate(); }).code,
         "RUNTIME_NOT_RUNNING");
    sandbox.runtime_started("r");
    check(sandbox.reactivate() == 2 && sandbox.reactivate() == 0, "reactivate");
    check(sandbox.is_port_exposed(8080) && sandbox.is_port_exposed(3000), "reactivated ports");

    const auto status_of = [](string text, exposeport_runtimes runtimes) {
        const auto failed = ex::sandbox::try_import_storage("a", text, runtimes);
        return failed ? EXPOSEPORT_OK : failed.error().status();
    };
    check(status_of("{}", exposeport_runtimes{}) == EXPOSEPORT_INVALID_ARGUMENT, "no runtimes");
    check(status_of("[]", EXPOSEPORT_RUNTIMES_TRACKED) == EXPOSEPORT_INVALID_SNAPSHOT, "a list");
    check(status_of("", EXPOSEPORT_RUNTIMES_TRACKED) == EXPOSEPORT_INVALID_SNAPSHOT, "nothing");
    same("import_storage() throws",
         outcome_of([] {
             (void)ex::sandbox::import_storage("a", "{}", exposeport_runtimes{});
         }).message,
         "invalid runtimes, expected EXPOSEPORT_RUNTIMES_TRACKED or EXPOSEPORT_RUNTIMES_UNTRACKED");
}

static void states()
{
    const ex::base_domain domain("example.com");
    ex::sandbox sandbox("sandbox");
    sandbox.expose_port(9000, domain, {}, "a");
    sandbox.runtime_started("r");
    const std::string url = sandbox.expose_port(8080, domain, "Web Server", "my_token");
    same("href", ex::href(url), "https://8080-sandbox-my_token.example.com/");
    same("href of an exposed port", sandbox.exposed_ports(domain).at(0).href(), url + "/");

    const auto states = sandbox.ports();
    check(states.size() == 2, "every port with a token");
    check(states[0].port == 8080 && states[0].name == "Web Server", "an active port");
    check(states[0].is_active() && states[0].reason() == nullptr, "it is active");
    check(states[1].port == 9000 && !states[1].name, "a stale port");
    check(!states[1].is_active() && states[1].reason() == "missing-activation"sv, "its reason");
    check(states[1].stale_reason == EXPOSEPORT_STALE_MISSING_ACTIVATION, "the same as a number");

    const ex::sandbox kept = std::move(sandbox);
    const auto is_null = [](const auto &result) {
        return !result && result.error().status() == EXPOSEPORT_NULL_POINTER;
    };
    check(is_null(sandbox.try_ports()) && is_null(sandbox.try_reactivate()), "moved from");
    same("ports() throws", outcome_of([&] { (void)sandbox.ports(); }).code, "NULL_POINTER");
}

// A std::bad_alloc while the list is copied leaks nothing. AddressSanitizer checks it.
static void imports_without_memory()
{
    const std::string document = R"({"80": "a"})";
    const std::size_t before = allocations;
    if (std::string(100, 'x').empty() || allocations == before) {
        return; // valgrind has replaced the functions above.
    }
    has_memory = false;
    bool has_thrown = false;
    try {
        (void)ex::sandbox::try_import_storage("a", document, EXPOSEPORT_RUNTIMES_UNTRACKED);
    } catch (const std::bad_alloc &) {
        has_thrown = true;
    }
    has_memory = true;
    check(has_thrown, "a list of dropped entries is allocated");
}

static void allocates_nothing()
{
    const std::array<ex::base_domain, 2> domains = {ex::base_domain("example.com"),
                                                    ex::base_domain("apps.example.com")};
    ex::sandbox sandbox("sandbox");
    sandbox.expose_port(8080, domains[0], {}, "my_token");
    const std::string_view url = "https://8080-sandbox-my_token.example.com/x";
    const ex::gateway gateway(domains);
    const ex::request_host request("1.1", "8080-sandbox-my_token.example.com");
    const ex::key_ring ring(std::string(32, 'k'));
    const std::size_t before = allocations;
    const ex::decision decision = gateway.route(request);
    check(decision.preview() && !decision.preview()->authorize(&sandbox), "a preview");
    const auto route = domains[0].route("8080-sandbox-my_token.example.com");
    check(sandbox.authorize(route).is_active() && sandbox.is_port_exposed(8080), "authorized");
    check(!decision.preview()->verify(ring, "t", 0).is_allowed(), "a token that is not signed");
    check(ring.verify(route, "t", 0).is_invalid(), "an invalid token");
    check(ex::parse_under("8080-sandbox-my_token.apps.example.com", domains).first == 1, "under");
    check(ex::parse_url(url).port() == 8080 && domains[0].route_any(url).port() == 8080, "parsed");
    check(!ex::try_parse_host("www.example.com"), "a failure");
    check(ex::tokens_equal(route.token(), "my_token"), "compared");
    check(ex::validate_port(8080) == 8080, "a port");
    check(allocations == before, "no allocation");
}

int main()
{
    current_case = "C++ API";
    exceptions();
    handles();
    policies();
    try_variants();
    predicates();
    invalid_routes();
    several_domains();
    without_memory();
    names();
    imports();
    states();
    imports_without_memory();
    check_decisions();
    allocates_nothing();
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
