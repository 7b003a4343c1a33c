// The contract of exposeport.hpp: exceptions, results, handles that move, and that nothing but strings is allocated.

#include <array>
#include <cstdlib>
#include <new>
#include <type_traits>
#include <vector>

#include "support.hpp"

namespace ex = exposeport;
using namespace std::string_view_literals;

static std::size_t allocations = 0;
static bool memory_is_left = true;

// Not inlined, so that valgrind replaces all of them or none.
[[gnu::noinline]] void *operator new(std::size_t size)
{
    allocations++;
    if (void *memory = memory_is_left ? std::malloc(size) : nullptr) {
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
        check(false, "73616 is no port");
    } catch (const std::runtime_error &caught) {
        const auto &why = dynamic_cast<const ex::error &>(caught);
        check(why.status() == EXPOSEPORT_INVALID_PORT && why.code() == "INVALID_PORT"sv && why.http_status() == 400, "its parts");
        check(why.what() == "port must be 1024 to 65535, found 73616"sv, "its message");
    }
    const auto failed = ex::try_parse_host("www.example.com");
    check(!failed && failed.error().status() == EXPOSEPORT_NOT_A_PREVIEW_HOST && failed.error().http_status() == 404, "a failure");
    check(code_of([&] { (void)failed.value(); }) == "NOT_A_PREVIEW_HOST", "value() of a failure throws");
}

static void handles()
{
    static_assert(!std::is_copy_constructible_v<ex::sandbox> && std::is_nothrow_move_constructible_v<ex::sandbox>);
    static_assert(!std::is_copy_constructible_v<ex::base_domain> && std::is_nothrow_move_constructible_v<ex::base_domain>);
    static_assert(std::is_trivially_copyable_v<ex::route> && std::is_trivially_copyable_v<ex::authorization>);
    ex::base_domain domain("Example.com:8443");
    ex::base_domain moved = std::move(domain);
    check(moved.text() == "example.com:8443" && moved.host() == "example.com" && moved.port() == 8443, "a base domain");
    check(code_of([&] { domain.host(); }) == "NULL_POINTER", "a moved-from handle is refused");
    ex::policy policy;
    policy.allow_port(3000).reserve_port(9000);
    check(ex::validate_port(3000, policy) == 3000 && !ex::try_validate_port(9000, policy), "a policy");
    check(!policy.try_refuse_domain("a..b") && !policy.try_allow_sandbox_id("") && !policy.try_reserve_port(-1), "refused changes");
    check(!ex::authorization().is_active() && !ex::try_route_url(ex::route(), moved), "plain values of nothing");
}

// The twins of calls that can only fail on a handle that was moved from, or on a struct that was made up.
static void twins()
{
    ex::base_domain domain("example.com:8443");
    ex::sandbox sandbox("sandbox");
    check(domain.try_host().value() == "example.com" && domain.try_text().value() == "example.com:8443", "texts");
    check(domain.try_port().value() == 8443 && domain.try_scheme().value() == EXPOSEPORT_HTTPS, "port and scheme");
    check(sandbox.try_id().value() == "sandbox" && sandbox.try_to_json().value() == sandbox.to_json(), "id and snapshot");
    check(!sandbox.try_is_port_exposed(8080).value() && !sandbox.try_validate_port_token(8080, "t").value(), "answers");
    check(ex::try_tokens_equal("t", "t").value() && sandbox.try_runtime_stopped().has_value(), "more of them");
    const ex::base_domain kept = std::move(domain);
    const ex::sandbox kept_sandbox = std::move(sandbox);
    const auto refused = [](const auto &answer) { return !answer && answer.error().status() == EXPOSEPORT_NULL_POINTER; };
    check(refused(domain.try_host()) && refused(domain.try_text()) && refused(domain.try_port()) && refused(domain.try_scheme()), "domain");
    check(refused(sandbox.try_id()) && refused(sandbox.try_to_json()) && refused(sandbox.try_is_port_exposed(8080)), "sandbox");
    check(refused(sandbox.try_validate_port_token(8080, "t")) && refused(sandbox.try_runtime_stopped()), "sandbox, again");
    const ex::authorization made_up(exposeport_authorization{9, 9, 9, 9});
    check(made_up.try_json_body().error().status() == EXPOSEPORT_INVALID_ARGUMENT, "no authorization");
}

static void made_up_routes()
{
    exposeport_route parts{};
    parts.sandbox_id_length = parts.token_length = 255;
    const ex::route route(parts);
    check(route.sandbox_id().empty() && route.token().empty(), "lengths that pass their arrays");
    const ex::route parsed = ex::parse_host("8080-a-b.example.com");
    check(parsed.base_host("8080-a-b.example.com") == "example.com" && parsed.base_host("8080-a-b.example.co").empty(), "a text cut short");
}

static void several_domains()
{
    std::vector<ex::base_domain> domains;
    for (int i = 0; i < 40; i++) {
        domains.emplace_back("d" + std::to_string(i) + ".example");
        const auto found = ex::try_route_under("8080-a-b.d" + std::to_string(i) + ".example", domains);
        check(found && found.value().first == static_cast<std::size_t>(i), "the last of them");
    }
    check(ex::try_route_under("8080-a-b.example.com", domains).error().status() == EXPOSEPORT_NOT_A_PREVIEW_HOST, "none of them");
    const ex::base_domain kept = std::move(domains[1]);
    const auto refused = ex::try_route_under("8080-a-b.d0.example", domains);
    check(!refused && refused.error().message() == "domain 1 of the list must not be NULL", "the domain that is meant");
}

static void without_memory()
{
    const ex::base_domain domain("example.com");
    ex::sandbox sandbox("sandbox");
    const std::size_t before = allocations;
    if (std::string(100, 'x').empty() || allocations == before) {
        return; // Under valgrind, whose functions stand in place of those above.
    }
    memory_is_left = false;
    bool thrown = false;
    try {
        (void)sandbox.try_expose_port(8080, domain, {}, "my_token");
    } catch (const std::bad_alloc &) {
        thrown = true;
    }
    memory_is_left = true;
    check(thrown && !sandbox.is_port_exposed(8080), "a call that fails changes nothing");
}

static void names()
{
    const ex::base_domain domain("example.com");
    ex::sandbox sandbox("My-App", true);
    check(sandbox.id() == "my-app", "id");
    for (const std::optional<std::string_view> &name : {std::optional<std::string_view>(), {""sv}, {std::string_view()}, {"a\0b"sv}}) {
        sandbox.expose_port(8080, domain, name, "my_token");
        const auto ports = sandbox.exposed_ports(domain);
        check(ports.size() == 1 && ports[0].name.has_value() == name.has_value(), "whether there is a name");
        check(ports[0].name.value_or("") == name.value_or(""), "the name");
    }
    check(!sandbox.try_expose_port(8080, domain, "\xFF"sv) && !sandbox.try_runtime_started("\xFF"), "no UTF-8");
    check(!sandbox.try_expose_port(8080, domain, {}, ""sv), "an empty token is no absent one");
    check(ex::generate_token().size() == 16 && ex::sandbox_id_budget(8080, 16) == 41, "tokens and budgets");
}

static void allocates_nothing()
{
    const std::array<ex::base_domain, 2> domains = {ex::base_domain("example.com"), ex::base_domain("apps.example.com")};
    ex::sandbox sandbox("sandbox");
    sandbox.expose_port(8080, domains[0], {}, "my_token");
    const std::size_t before = allocations;
    const auto route = domains[0].route("8080-sandbox-my_token.example.com");
    check(sandbox.authorize(route).is_active() && sandbox.is_port_exposed(8080), "authorized");
    check(ex::route_under("8080-sandbox-my_token.apps.example.com", domains).first == 1, "under the second");
    check(ex::parse_url("https://8080-sandbox-my_token.example.com/x").port() == 8080 && !ex::try_parse_host("www.example.com"), "parsed");
    check(ex::tokens_equal(route.token(), "my_token") && ex::validate_port(8080) == 8080, "compared");
    check(allocations == before, "no allocation");
}

int main()
{
    current_case = "C++ API";
    exceptions();
    handles();
    twins();
    made_up_routes();
    several_domains();
    without_memory();
    names();
    allocates_nothing();
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
