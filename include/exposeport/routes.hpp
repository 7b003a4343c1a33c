/** Routes, base domains, parsing and building. Part of exposeport.hpp. */

#ifndef EXPOSEPORT_ROUTES_HPP
#define EXPOSEPORT_ROUTES_HPP

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>
#include <vector>

#include "rules.hpp"

namespace exposeport {

class base_domain;

/** The parts of a preview host: port, sandbox id and token. A plain value. */
class route {
  public:
    route() noexcept : parts_{} {}
    explicit route(const exposeport_route &parts) noexcept : parts_(parts) {}

    std::uint16_t port() const noexcept { return parts_.port; }
    std::string_view sandbox_id() const & noexcept
    {
        return prefix(parts_.sandbox_id, parts_.sandbox_id_len);
    }
    std::string_view sandbox_id() const && = delete;
    /** Returns the token, which is a secret. */
    std::string_view token() const & noexcept { return prefix(parts_.token, parts_.token_len); }
    std::string_view token() const && = delete;
    /** Returns the offset of the base domain's host in the input. */
    std::size_t base_offset() const noexcept { return parts_.base_offset; }
    /** Returns the length of the base domain's host in the input, without a root dot. */
    std::size_t base_len() const noexcept { return parts_.base_len; }
    /** Returns the port after the host, or no value if there is none. */
    std::optional<std::uint16_t> base_port() const noexcept
    {
        return parts_.base_port != 0 ? std::optional(parts_.base_port) : std::nullopt;
    }

    /** Builds the URL of this route on a base domain. */
    result<std::string> try_build_url(const base_domain &domain) const;
#ifdef __cpp_exceptions
    std::string build_url(const base_domain &domain) const { return try_build_url(domain).value(); }
#endif

    const exposeport_route *get() const & noexcept { return &parts_; }
    const exposeport_route *get() const && = delete;

  private:
    // The caller may have written a length that exceeds the array.
    template <std::size_t N>
    static std::string_view prefix(const char (&array)[N], std::size_t len) noexcept
    {
        return {array, len <= N ? len : 0};
    }
    exposeport_route parts_;
};

namespace detail {

template <class Call> result<route> get_route(Call call)
{
    const auto parts = get<exposeport_route>(call);
    return parts ? result<route>(route(*parts)) : result<route>(parts.error());
}

} // namespace detail

/** The part of a preview URL after its label. Create it once at startup and share it. */
class base_domain {
  public:
    static result<base_domain> try_make(std::string_view hostname, const policy &rules = {})
    {
        auto made = detail::make<handle>([&](auto **out_domain, auto *error) {
            return exposeport_base_domain_new(hostname.data(), hostname.size(), rules.get(),
                                              out_domain, error);
        });
        return made ? result<base_domain>(base_domain(*std::move(made)))
                    : result<base_domain>(made.error());
    }

    result<std::string> try_host() const { return get_string(exposeport_base_domain_host); }
    /** Returns the canonical form: the host, followed by ":port" if there is one. */
    result<std::string> try_hostname() const { return get_string(exposeport_base_domain_hostname); }
    result<std::optional<std::uint16_t>> try_port() const
    {
        using port_result = result<std::optional<std::uint16_t>>;
        const auto port = detail::get<std::uint16_t>([&](auto *out_port, auto *error) {
            return exposeport_base_domain_port(get(), out_port, error);
        });
        if (!port) {
            return port_result(port.error());
        }
        return port_result(*port != 0 ? std::optional(*port) : std::nullopt);
    }
    result<exposeport_scheme> try_scheme() const
    {
        return detail::get<exposeport_scheme>([&](auto *out_scheme, auto *error) {
            return exposeport_base_domain_scheme(get(), out_scheme, error);
        });
    }

    /** Parses a Host header value. Exactly one label must precede this base domain. */
    result<exposeport::route> try_route(std::string_view host) const
    {
        return get_route(exposeport_base_domain_route, host);
    }
    result<exposeport::route> try_route_url(std::string_view url) const
    {
        return get_route(exposeport_base_domain_route_url, url);
    }
    /** Parses a URL or a host. */
    result<exposeport::route> try_route_any(std::string_view host_or_url) const
    {
        return get_route(exposeport_base_domain_route_any, host_or_url);
    }

#ifdef __cpp_exceptions
    explicit base_domain(std::string_view hostname, const policy &rules = {})
        : base_domain(try_make(hostname, rules).value())
    {
    }
    std::string host() const { return try_host().value(); }
    std::string hostname() const { return try_hostname().value(); }
    std::optional<std::uint16_t> port() const { return try_port().value(); }
    exposeport_scheme scheme() const { return try_scheme().value(); }
    exposeport::route route(std::string_view host) const { return try_route(host).value(); }
    exposeport::route route_url(std::string_view url) const { return try_route_url(url).value(); }
    exposeport::route route_any(std::string_view host_or_url) const
    {
        return try_route_any(host_or_url).value();
    }
#endif

    const exposeport_base_domain *get() const & noexcept { return handle_.get(); }
    const exposeport_base_domain *get() const && = delete;

  private:
    using handle = detail::handle<exposeport_base_domain, exposeport_base_domain_free>;
    explicit base_domain(handle made) noexcept : handle_(std::move(made)) {}
    template <class Call> result<std::string> get_string(Call call) const
    {
        return detail::get_string<EXPOSEPORT_BASE_DOMAIN_CAPACITY>(
            [&](auto... out) { return call(get(), out...); });
    }
    template <class Call>
    result<exposeport::route> get_route(Call call, std::string_view input) const
    {
        return detail::get_route([&](auto *out_route, auto *error) {
            return call(get(), input.data(), input.size(), out_route, error);
        });
    }
    handle handle_;
};

inline result<std::string> route::try_build_url(const base_domain &domain) const
{
    return detail::get_string<EXPOSEPORT_URL_CAPACITY>(
        [&](auto... out) { return exposeport_route_build_url(get(), domain.get(), out...); });
}

/** Builds the URL of a port, a sandbox id and a custom token, under the base domain's policy. */
inline result<std::string> try_build_url(std::int64_t port, std::string_view id,
                                         std::string_view token, const base_domain &domain,
                                         bool normalize = false)
{
    return detail::get_string<EXPOSEPORT_URL_CAPACITY>([&](auto... out) {
        return exposeport_build_url(port, id.data(), id.size(), normalize, token.data(),
                                    token.size(), domain.get(), out...);
    });
}

/** Returns a URL of this library with a slash as its path. A path can be appended to it. */
inline std::string href(std::string url)
{
    url += '/';
    return url;
}

inline result<route> try_parse_host(std::string_view host, const policy &rules = {})
{
    return detail::get_route([&](auto *out_route, auto *error) {
        return exposeport_parse_host(host.data(), host.size(), rules.get(), out_route, error);
    });
}

inline result<route> try_parse_url(std::string_view url, const policy &rules = {})
{
    return detail::get_route([&](auto *out_route, auto *error) {
        return exposeport_parse_url(url.data(), url.size(), rules.get(), out_route, error);
    });
}

/** Parses a URL or a host. */
inline result<route> try_parse(std::string_view host_or_url, const policy &rules = {})
{
    return detail::get_route([&](auto *out_route, auto *error) {
        return exposeport_parse(host_or_url.data(), host_or_url.size(), rules.get(), out_route,
                                error);
    });
}

namespace detail {

/** Calls a function with an array of the handles of a range of base domains, and its length. */
template <class Domains, class Call> auto with_handles(const Domains &domains, Call call)
{
    std::array<const exposeport_base_domain *, 32> few{};
    const auto first = std::begin(domains), last = std::end(domains);
    const auto len = static_cast<std::size_t>(std::distance(first, last));
    const auto handle = [](const base_domain &domain) { return domain.get(); };
    if (len <= few.size()) {
        std::transform(first, last, few.begin(), handle);
        return call(few.data(), len);
    }
    std::vector<const exposeport_base_domain *> many(len);
    std::transform(first, last, many.begin(), handle);
    return call(static_cast<const exposeport_base_domain *const *>(many.data()), len);
}

inline result<std::pair<std::size_t, route>>
parse_under(std::string_view host, const exposeport_base_domain *const *domains, std::size_t len)
{
    using pair_result = result<std::pair<std::size_t, route>>;
    std::size_t index = 0;
    const auto found = get_route([&](auto *out_route, auto *error) {
        return exposeport_parse_under(host.data(), host.size(), domains, len, &index, out_route,
                                      error);
    });
    return found ? pair_result(std::pair(index, *found)) : pair_result(found.error());
}

} // namespace detail

/**
 * Parses a host under one of several base domains, a range of base_domain. Returns the index of the
 * matching base domain and the route.
 */
template <class Domains>
result<std::pair<std::size_t, route>> try_parse_under(std::string_view host, const Domains &domains)
{
    return detail::with_handles(domains, [&](const auto *handles, std::size_t len) {
        return detail::parse_under(host, handles, len);
    });
}

#ifdef __cpp_exceptions

inline std::string build_url(std::int64_t port, std::string_view id, std::string_view token,
                             const base_domain &domain, bool normalize = false)
{
    return try_build_url(port, id, token, domain, normalize).value();
}

inline route parse_host(std::string_view host, const policy &rules = {})
{
    return try_parse_host(host, rules).value();
}

inline route parse_url(std::string_view url, const policy &rules = {})
{
    return try_parse_url(url, rules).value();
}

inline route parse(std::string_view host_or_url, const policy &rules = {})
{
    return try_parse(host_or_url, rules).value();
}

template <class Domains>
std::pair<std::size_t, route> parse_under(std::string_view host, const Domains &domains)
{
    return try_parse_under(host, domains).value();
}

#endif

} // namespace exposeport

#endif
