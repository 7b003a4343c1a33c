// Runs the shared vectors through exposeport.hpp: the calls that throw, and their twins beside them.

#include <cstdlib>
#include <functional>
#include <map>
#include <vector>

#include "support.hpp"

namespace ex = exposeport;

namespace {

// The twin that does not throw says the same as the one that throws.
template <class T> void check_twin(const vector &v, const ex::result<T> &twin)
{
    same("the twin's code", twin ? "OK" : twin.error().code(), v.error != nullptr ? v.error : "OK");
    check(twin || !twin.error().message().empty(), "a failure has a message");
}

void check_url(const std::string &url, const ex::base_domain &domain, const ex::policy &policy)
{
    const octets exact(url);
    const octets host(exact.view().substr(url.find("://") + 3));
    for (const ex::route &route : {ex::parse_url(exact.view(), policy), ex::parse(exact.view(), policy), ex::parse(host.view(), policy),
                                   ex::parse_host(host.view(), policy), domain.route(host.view()), domain.route_url(exact.view())}) {
        same("built again", ex::route_url(route, domain), url);
        const std::string label = std::to_string(route.port()) + "-" + std::string(route.sandbox_id()) + "-" + std::string(route.token());
        same("label", host.view().substr(0, host.view().find('.')), label);
    }
}

void check_parts(const vector &v, const ex::route &route, std::string_view input, const ex::policy &policy)
{
    check(route.port() == v.expected_port, "port");
    same("sandbox_id", route.sandbox_id(), octets(v.sandbox_id).view());
    same("token", route.token(), octets(v.token).view());
    same("base_host", lower(route.base_host(input)), octets(v.base_host).view());
    check(route.base_port().value_or(0) == v.base_port, "base_port");
    const std::size_t end = input.find(route.base_host(input)) + route.base_host(input).size();
    check(route.base_host(input.substr(0, 3)).empty() && route.base_host(input.substr(0, end - 1)).empty(), "a text too short has no base host");

    std::string base(route.base_host(input));
    if (route.base_port()) {
        base += ":" + std::to_string(*route.base_port());
    }
    const ex::base_domain domain(base, policy);
    const std::string url = ex::route_url(route, domain);
    check_url(url, domain, policy);
    const ex::route again = ex::parse_url(url, policy);
    check(again.port() == route.port() && again.sandbox_id() == route.sandbox_id() && ex::tokens_equal(again.token(), route.token()),
          "parses to the same again");
}

void run_port(const vector &v, const ex::policy &policy)
{
    check_twin(v, ex::try_validate_port(v.port, policy));
    check(ex::validate_port(v.port, policy) == v.expected_port, "port");
}

void run_sandbox_id(const vector &v, const ex::policy &policy)
{
    const octets input(v.input);
    check_twin(v, ex::try_validate_sandbox_id(input.view(), v.normalize, policy));
    same("sandbox_id", ex::validate_sandbox_id(input.view(), v.normalize, policy), octets(v.sandbox_id).view());
}

void run_token(const vector &v, const ex::policy &)
{
    const octets input(v.input);
    check_twin(v, ex::try_validate_token(input.view()));
    ex::validate_token(input.view());
    same("token", input.view(), octets(v.token).view());
}

void run_base_domain(const vector &v, const ex::policy &policy)
{
    const octets input(v.input);
    check_twin(v, ex::base_domain::try_make(input.view(), policy));
    const ex::base_domain domain(input.view(), policy);
    same("host", domain.host(), octets(v.host).view());
    check(domain.port().value_or(0) == v.expected_port, "port");
    same("scheme", domain.scheme() == EXPOSEPORT_HTTPS ? "https" : "http", v.scheme != nullptr ? v.scheme : "none");
    same("its one spelling", ex::base_domain(domain.text(), policy).text(), domain.text());
}

void run_build(const vector &v, const ex::policy &policy)
{
    const octets id(v.sandbox_id), token(v.token), hostname(v.hostname);
    if (!ex::base_domain::try_make(hostname.view(), policy)) {
        // The parts are judged before the base domain: by a build on a domain that is right.
        const ex::base_domain right("right.example", policy);
        const auto parts = ex::try_build_url(v.port, id.view(), token.view(), right, v.normalize);
        if (!parts && parts.error().status() != EXPOSEPORT_LABEL_TOO_LONG) {
            parts.value();
        }
    }
    const ex::base_domain domain(hostname.view(), policy);
    check_twin(v, ex::try_build_url(v.port, id.view(), token.view(), domain, v.normalize));
    const std::string url = ex::build_url(v.port, id.view(), token.view(), domain, v.normalize);
    same("url", url, octets(v.url).view());
    const std::string authority = url.substr(url.find("://") + 3);
    same("host", authority.substr(0, authority.find(':')), octets(v.host).view());
    same("label", authority.substr(0, authority.find('.')), octets(v.label).view());
    check_url(url, domain, policy);
}

void run_parse_host(const vector &v, const ex::policy &policy)
{
    const octets input(v.input);
    check_twin(v, ex::try_parse_host(input.view(), policy));
    check_parts(v, ex::parse_host(input.view(), policy), input.view(), policy);
}

void run_parse_url(const vector &v, const ex::policy &policy)
{
    const octets input(v.input);
    check_twin(v, ex::try_parse_url(input.view(), policy));
    check_parts(v, ex::parse_url(input.view(), policy), input.view(), policy);
}

void run_route(const vector &v, const ex::policy &policy)
{
    const octets input(v.input);
    std::vector<ex::base_domain> domains;
    for (std::size_t i = 0; i < v.domains.count; i++) {
        domains.emplace_back(octets(v.domains.items[i]).view(), policy);
    }
    check_twin(v, ex::try_route_under(input.view(), domains));
    const auto [index, route] = ex::route_under(input.view(), domains);
    check(static_cast<std::int64_t>(index) == v.domain, "domain");
    same("the same by its domain", domains[index].route(input.view()).base_host(input.view()), route.base_host(input.view()));
    check_parts(v, route, input.view(), policy);
}

const std::map<std::string_view, void (*)(const vector &, const ex::policy &)> runners = {
    {"port", run_port},   {"sandbox_id", run_sandbox_id}, {"token", run_token},         {"base_domain", run_base_domain},
    {"build", run_build}, {"parse_host", run_parse_host}, {"parse_url", run_parse_url}, {"route", run_route},
};

} // namespace

int main()
{
    for (std::size_t i = 0; i < vector_file_count; i++) {
        const vector_file &file = vector_files[i];
        for (std::size_t n = 0; n < file.count; n++) {
            const vector &v = file.cases[n];
            current_case = v.name;
            const std::string code = code_of([&] { runners.at(file.name)(v, make_policy(v.policy)); });
            same("answer", code, v.error != nullptr ? v.error : "OK");
        }
        std::cout << "vectors: cpp " << file.name << ' ' << file.count << '\n';
    }
    for (std::size_t i = 0; i < script_count; i++) {
        current_case = scripts[i].name;
        run_script(scripts[i]);
    }
    std::cout << "vectors: cpp sandbox " << script_count << '\n';
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
