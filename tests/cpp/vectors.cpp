// Runs the shared vectors through exposeport.hpp: the calls that throw, and their try_ variants.
// With VECTOR in the environment, runs and names only the cases whose name contains it.

#include <functional>
#include <map>
#include <vector>

#include "support.hpp"

namespace ex = exposeport;

namespace {

// Checks that the try_ variant returns the same result.
template <class T> void check_variant(const vector &v, const ex::result<T> &variant)
{
    same("the code of the try_ variant", variant ? "OK" : variant.error().code(),
         v.error != nullptr ? v.error : "OK");
    if (!variant) {
        check(!variant.error().message().empty(), "a failure has a message");
        if (v.message.items != nullptr) {
            same("the message of the try_ variant", variant.error().message(), bytes(v.message).view());
        }
    }
}

std::string_view base_host(const ex::route &route, std::string_view input)
{
    return input.substr(route.base_offset(), route.base_len());
}

void check_url(const std::string &url, const ex::base_domain &domain, const ex::policy &policy)
{
    const bytes exact(url);
    const bytes host(exact.view().substr(url.find("://") + 3));
    const std::string href = ex::href(url);
    same("href", href, url + "/");
    const ex::route routes[] = {
        ex::parse_url(href, policy),         domain.route_url(href),
        ex::parse_url(exact.view(), policy), ex::parse(exact.view(), policy),
        ex::parse(host.view(), policy),      ex::parse_host(host.view(), policy),
        domain.route(host.view()),           domain.route_url(exact.view()),
        domain.route_any(exact.view()),      domain.route_any(host.view()),
    };
    for (const ex::route &route : routes) {
        same("the rebuilt URL", route.build_url(domain), url);
        same("the rebuilt URL of the try_ variant", *route.try_build_url(domain), url);
        const std::string label = std::to_string(route.port()) + "-" +
                                  std::string(route.sandbox_id()) + "-" +
                                  std::string(route.token());
        same("label", host.view().substr(0, host.view().find('.')), label);
    }
}

void check_parts(const vector &v, const ex::route &route, std::string_view input,
                 const ex::policy &policy)
{
    check(route.port() == v.expected_port, "port");
    same("sandbox_id", route.sandbox_id(), bytes(v.sandbox_id).view());
    same("token", route.token(), bytes(v.token).view());
    check(route.base_offset() + route.base_len() <= input.size(), "the range of the base host");
    same("base_host", lowercase(base_host(route, input)), bytes(v.base_host).view());
    check(route.base_port().value_or(0) == v.base_port, "base_port");

    std::string base(base_host(route, input));
    if (route.base_port()) {
        base += ":" + std::to_string(*route.base_port());
    }
    const ex::base_domain domain(base, policy);
    const std::string url = route.build_url(domain);
    check_url(url, domain, policy);
    const ex::route again = ex::parse_url(url, policy);
    check(again.port() == route.port() && again.sandbox_id() == route.sandbox_id() &&
              ex::tokens_equal(again.token(), route.token()),
          "the rebuilt URL parses to the same parts");
}

void run_port(const vector &v, const ex::policy &policy)
{
    check_variant(v, ex::try_validate_port(v.port, policy));
    check(ex::validate_port(v.port, policy) == v.expected_port, "port");
}

void run_sandbox_id(const vector &v, const ex::policy &policy)
{
    const bytes input(v.input);
    check_variant(v, ex::try_validate_sandbox_id(input.view(), v.normalize, policy));
    same("sandbox_id", ex::validate_sandbox_id(input.view(), v.normalize, policy),
         bytes(v.sandbox_id).view());
}

void run_token(const vector &v, const ex::policy &)
{
    const bytes input(v.input);
    check_variant(v, ex::try_validate_token(input.view()));
    ex::validate_token(input.view());
    same("token", input.view(), bytes(v.token).view());
}

void run_base_domain(const vector &v, const ex::policy &policy)
{
    const bytes input(v.input);
    check_variant(v, ex::base_domain::try_make(input.view(), policy));
    const ex::base_domain domain(input.view(), policy);
    same("host", domain.host(), bytes(v.host).view());
    check(domain.port().value_or(0) == v.expected_port, "port");
    same("scheme", domain.scheme() == EXPOSEPORT_HTTPS ? "https" : "http",
         v.scheme != nullptr ? v.scheme : "none");
    const std::string port = domain.port() ? ':' + std::to_string(*domain.port()) : "";
    same("the canonical form", domain.hostname(), domain.host() + port);
    same("the canonical spelling", ex::base_domain(domain.hostname(), policy).hostname(),
         domain.hostname());
}

void run_build(const vector &v, const ex::policy &policy)
{
    const bytes id(v.sandbox_id), token(v.token), hostname(v.hostname);
    if (!ex::base_domain::try_make(hostname.view(), policy)) {
        // Port, sandbox id and token are checked before the base domain, which a caller creates
        // first. Building on a valid base domain checks them alone.
        const ex::base_domain valid("valid.example", policy);
        const auto parts = ex::try_build_url(v.port, id.view(), token.view(), valid, v.normalize);
        if (!parts && parts.error().status() != EXPOSEPORT_LABEL_TOO_LONG) {
            parts.value();
        }
    }
    const ex::base_domain domain(hostname.view(), policy);
    check_variant(v, ex::try_build_url(v.port, id.view(), token.view(), domain, v.normalize));
    const std::string url = ex::build_url(v.port, id.view(), token.view(), domain, v.normalize);
    same("url", url, bytes(v.url).view());
    const std::string authority = url.substr(url.find("://") + 3);
    same("host", authority.substr(0, authority.find(':')), bytes(v.host).view());
    same("label", authority.substr(0, authority.find('.')), bytes(v.label).view());
    check_url(url, domain, policy);
}

void run_parse_host(const vector &v, const ex::policy &policy)
{
    const bytes input(v.input);
    check_variant(v, ex::try_parse_host(input.view(), policy));
    check_parts(v, ex::parse_host(input.view(), policy), input.view(), policy);
}

void run_parse_url(const vector &v, const ex::policy &policy)
{
    const bytes input(v.input);
    check_variant(v, ex::try_parse_url(input.view(), policy));
    check_parts(v, ex::parse_url(input.view(), policy), input.view(), policy);
}

void run_route(const vector &v, const ex::policy &policy)
{
    const bytes input(v.input);
    std::vector<ex::base_domain> domains;
    for (std::size_t i = 0; i < v.domains.count; i++) {
        domains.emplace_back(bytes(v.domains.items[i]).view(), policy);
    }
    check_variant(v, ex::try_parse_under(input.view(), domains));
    const auto [index, route] = ex::parse_under(input.view(), domains);
    check(static_cast<std::int64_t>(index) == v.domain, "domain");
    const ex::route alone = domains[index].route(input.view());
    same("the base host under its own domain", base_host(alone, input.view()),
         base_host(route, input.view()));
    check_parts(v, route, input.view(), policy);
}

void run_headers(const vector &v, const ex::policy &)
{
    const bytes input(v.input);
    check(ex::is_internal_header(input.view()) == v.is_internal, "internal");
    check(ex::is_hop_by_hop_header(input.view()) == v.is_hop_by_hop, "hop-by-hop");
}

const std::map<std::string_view, void (*)(const vector &, const ex::policy &)> runners = {
    {"port", run_port},
    {"sandbox_id", run_sandbox_id},
    {"token", run_token},
    {"base_domain", run_base_domain},
    {"build", run_build},
    {"parse_host", run_parse_host},
    {"parse_url", run_parse_url},
    {"route", run_route},
    {"headers", run_headers},
};

void run_case(const vector &v)
{
    begin_case(v);
    const outcome found = outcome_of([&] { runners.at(v.call)(v, make_policy(v.policy)); });
    check_outcome("answer", found, v.error, v.message);
}

std::string_view filter()
{
    const char *const filter = std::getenv("VECTOR");
    return filter != nullptr ? filter : "";
}

// Returns true if a case is to run, and prints its name if VECTOR selected it.
bool is_selected(const char *file, std::string_view name)
{
    const bool is_match = name.find(filter()) != std::string_view::npos;
    if (is_match && !filter().empty()) {
        std::cout << "case: cpp " << file << ": " << name << '\n';
    }
    return is_match;
}

std::size_t run_file(const vector_file &file)
{
    std::size_t count = 0;
    for (std::size_t i = 0; i < file.case_count; i++) {
        if (is_selected(file.name, file.cases[i].name)) {
            run_case(file.cases[i]);
            count++;
        }
    }
    for (std::size_t i = 0; i < file.script_count; i++) {
        if (is_selected(file.name, file.scripts[i].name)) {
            begin_case(file.scripts[i]);
            run_script(file.scripts[i]);
            count++;
        }
    }
    for (std::size_t i = 0; i < file.import_count; i++) {
        if (is_selected(file.name, file.imports[i].name)) {
            begin_case(file.imports[i]);
            run_import(file.imports[i]);
            count++;
        }
    }
    for (std::size_t i = 0; i < file.gateway_count; i++) {
        if (is_selected(file.name, file.gateways[i].name)) {
            begin_case(file.gateways[i]);
            run_gateway(file.gateways[i]);
            count++;
        }
    }
    for (std::size_t i = 0; i < file.signed_count; i++) {
        if (is_selected(file.name, file.signed_cases[i].name)) {
            begin_case(file.signed_cases[i]);
            run_signed(file.signed_cases[i]);
            count++;
        }
    }
    std::cout << "vectors: cpp " << file.name << ' ' << count << '\n';
    return count;
}

} // namespace

int main()
{
    std::size_t total = 0;
    for (std::size_t i = 0; i < vector_file_count; i++) {
        total += run_file(vector_files[i]);
    }
    if (total == 0) {
        std::cerr << "no case has a name that contains " << filter() << '\n';
    }
    if (filter().empty()) {
        std::cout << "secrecy: cpp searched " << searches << " times for a token or a key\n";
        check(searches > 1000, "the number of searches for a secret");
    }
    return failures == 0 && total > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
