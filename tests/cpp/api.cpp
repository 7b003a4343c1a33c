// The contract of exposeport.hpp: exceptions, results, handles that move, and that nothing but strings is allocated.

#include <array>
#include <cstdlib>
#include <new>
#include <type_traits>

#include "support.hpp"

namespace ex = exposeport;
using namespace std::string_view_literals;

static std::size_t allocations = 0;

// Not inlined, so that valgrind replaces all of them or none.
[[gnu::noinline]] void *operator new(std::size_t size)
{
    allocations++;
    if (void *memory = std::malloc(size)) {
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
    names();
    allocates_nothing();
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
