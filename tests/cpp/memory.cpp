// If memory runs out, the C++ header throws std::bad_alloc, leaks nothing, and leaves handles
// unchanged. The library itself does not use operator new: it aborts (tests/c/exhausted.c).

#include <cstdint>
#include <new>

#include "support.hpp"

namespace ex = exposeport;
using namespace std::string_view_literals;

namespace {

// The number of allocations that succeed, and of those that are not freed.
std::size_t remaining = SIZE_MAX;
std::size_t live = 0;

void *allocate(std::size_t size)
{
    if (remaining == 0) {
        throw std::bad_alloc();
    }
    if (remaining != SIZE_MAX) {
        remaining--;
    }
    void *memory = std::malloc(size);
    if (memory == nullptr) {
        throw std::bad_alloc();
    }
    live++;
    return memory;
}

void release(void *memory) noexcept
{
    live -= memory != nullptr ? 1 : 0;
    std::free(memory);
}

} // namespace

void *operator new(std::size_t size) { return allocate(size); }
void *operator new[](std::size_t size) { return allocate(size); }
void operator delete(void *memory) noexcept { release(memory); }
void operator delete[](void *memory) noexcept { release(memory); }
void operator delete(void *memory, std::size_t) noexcept { release(memory); }
void operator delete[](void *memory, std::size_t) noexcept { release(memory); }

namespace {

struct fixture {
    ex::base_domain domain{"example.com"};
    ex::sandbox sandbox = ex::sandbox::from_json(
        "sandbox", R"({"portTokens": {"8080": {"token": "my_token", "name": "A name of a port"}}})");
    ex::key_ring ring{"a signing key of 32 bytes or more"};
    ex::gateway gateway{make_domains()};
    ex::decision decision =
        gateway.route(ex::request_host("1.1", "8080-sandbox-my_token.example.com"));
    ex::decision rejected = gateway.route(ex::request_host("1.1"));
    std::vector<ex::header> received{{"accept", "text/html,application/xhtml+xml"}};

    static std::vector<ex::base_domain> make_domains()
    {
        std::vector<ex::base_domain> domains;
        domains.emplace_back("example.com");
        return domains;
    }
};

// Runs a call with no memory, with memory for one allocation, and so on until it succeeds.
template <class Call> void exhaust(std::string_view name, fixture &state, Call call)
{
    const std::string before = state.sandbox.to_json();
    const std::size_t live_before = live;
    std::size_t failed = 0;
    for (bool is_done = false; !is_done && failed < 1000; remaining = SIZE_MAX) {
        remaining = failed;
        try {
            call(state);
            is_done = true;
        } catch (const std::bad_alloc &) {
            failed++;
            remaining = SIZE_MAX;
            check(live == live_before, name);
            check(state.sandbox.to_json() == before, name);
        }
    }
    // It allocates, and it ends.
    check(failed > 0 && failed < 1000, name);
    check(live == live_before, name);
}

constexpr std::uint64_t now = 1'800'000'000;

void strings_and_lists(fixture &state)
{
    exhaust("build_url", state, [](auto &s) {
        check(ex::build_url(8080, "sandbox", "my_token", s.domain).size() > 16, "URL");
    });
    exhaust("exposed_ports", state, [](auto &s) {
        check(s.sandbox.exposed_ports(s.domain).at(0).name == "A name of a port", "ports");
    });
    exhaust("ports", state, [](auto &s) { check(s.sandbox.ports().size() == 1, "states"); });
    exhaust("to_json", state, [](auto &s) { check(s.sandbox.to_json().size() > 16, "JSON"); });
    exhaust("import_storage", state, [](auto &) {
        const auto imported = ex::sandbox::import_storage(
            "sandbox", R"({"8080": "my_token", "8081": "my-token"})", EXPOSEPORT_RUNTIMES_UNTRACKED);
        check(imported.dropped.size() == 1, "dropped");
    });
    exhaust("build_url_until", state, [](auto &s) {
        const auto url = s.ring.build_url_until(8080, "sandbox", {}, now, 60, s.domain);
        check(url.expires == now + 60, "expires");
    });
    exhaust("json_body", state, [](auto &s) {
        check(s.rejected.rejection()->json_body().size() > 16, "body");
        check(s.rejected.rejection()->page().size() > 16, "page");
    });
    exhaust("forward", state, [](auto &s) {
        const ex::forward_options options(EXPOSEPORT_HTTPS);
        check(s.gateway.forward(*s.decision.preview(), s.received, options).size() > 1, "forward");
    });
    exhaust("pass_through", state, [](auto &s) {
        const ex::request_host request("1.1", "www.example.com");
        check(ex::pass_through(request, s.received).size() == 1, "pass through");
    });
    exhaust("split_target", state, [](auto &) {
        check(ex::split_target("http://a.example/a/long/path?query").path.size() > 16, "path");
    });
    exhaust("prefers_html", state, [](auto &) {
        const std::string_view values[] = {"text/html"sv, "*/*;q=0.8"sv};
        check(ex::prefers_html(values), "HTML");
    });
}

// The last allocation precedes the change, so a port is either exposed or the call has failed.
void exposing(fixture &state)
{
    exhaust("expose_port", state, [](auto &s) {
        const std::string url = s.sandbox.expose_port(8081, s.domain, "A name", "other_token");
        check(s.domain.route_url(url).port() == 8081, "URL");
    });
    check(state.sandbox.is_port_exposed(8081), "the port is exposed");
}

// These calls have no C++ memory to allocate, so they succeed without any.
void decisions(fixture &state)
{
    remaining = 0;
    const ex::base_domain domain("example.org");
    const ex::sandbox sandbox("other");
    const auto route = state.domain.try_route("8080-sandbox-my_token.example.com");
    const auto error = state.domain.try_route("www.example.com");
    const auto authorization = state.sandbox.try_authorize(*route);
    const bool is_valid = state.sandbox.validate_port_token(8080, "my_token");
    const auto rejection = state.decision.preview()->authorize(&state.sandbox);
    const auto unknown = state.decision.preview()->authorize(nullptr);
    const auto admission = state.decision.preview()->verify(state.ring, {}, now);
    const auto removed = state.sandbox.try_unexpose_port(8081);
    remaining = SIZE_MAX;
    check(authorization && authorization->is_active() && is_valid && !rejection, "active");
    check(!error && error.error().code() == "NOT_A_PREVIEW_HOST"sv, "error");
    check(unknown && unknown->http_status() == 404 && !admission.is_allowed(), "rejected");
    check(removed && *removed, "removed");
}

} // namespace

int main()
{
    current_case = "memory";
    {
        fixture all;
        strings_and_lists(all);
        exposing(all);
        decisions(all);
    }
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
