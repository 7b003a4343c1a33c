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

/** What a preview host says. A plain value. */
class route {
  public:
    route() noexcept : parts_{} {}
    explicit route(const exposeport_route &parts) noexcept : parts_(parts) {}
    std::uint16_t port() const noexcept { return parts_.port; }
    std::string_view sandbox_id() const noexcept { return within(parts_.sandbox_id, parts_.sandbox_id_length); }
    /** A secret. */
    std::string_view token() const noexcept { return within(parts_.token, parts_.token_length); }
    /** The host of the base domain, out of the text that was parsed; empty if that text is too short to be it. */
    std::string_view base_host(std::string_view parsed) const noexcept
    {
        const std::size_t size = parsed.size(), offset = parts_.base_offset, length = parts_.base_length;
        return offset <= size && length <= size - offset ? parsed.substr(offset, length) : std::string_view();
    }
    std::optional<std::uint16_t> base_port() const noexcept
    {
        return parts_.base_port != 0 ? std::optional<std::uint16_t>(parts_.base_port) : std::nullopt;
    }
    const exposeport_route *get() const noexcept { return &parts_; }

  private:
    // Parts that no parse has written may have any length.
    template <std::size_t N> static std::string_view within(const char (&octets)[N], std::size_t length) noexcept
    {
        return {octets, length <= N ? length : 0};
    }
    exposeport_route parts_;
};

namespace detail {

template <class Call> result<route> parse(Call call)
{
    auto parts = get<exposeport_route>(call);
    return parts ? result<route>(route(parts.value())) : result<route>(parts.error());
}

} // namespace detail

/** What follows the label of a preview URL. Make one at start-up and share it by const reference. */
class base_domain {
  public:
    explicit base_domain(std::string_view text, const policy &rules = {}) : base_domain(try_make(text, rules).value()) {}
    static result<base_domain> try_make(std::string_view text, const policy &rules = {})
    {
        auto made = detail::make<handle>(
            [&](auto **out, auto *why) { return exposeport_base_domain_new(text.data(), text.size(), rules.get(), out, why); });
        return made ? result<base_domain>(base_domain(std::move(made).value())) : result<base_domain>(made.error());
    }

    result<std::string> try_host() const { return text_of(exposeport_base_domain_host); }
    std::string host() const { return try_host().value(); }
    /** Host and port: the one spelling. */
    result<std::string> try_text() const { return text_of(exposeport_base_domain_text); }
    std::string text() const { return try_text().value(); }
    result<std::optional<std::uint16_t>> try_port() const
    {
        using answer = result<std::optional<std::uint16_t>>;
        const auto port = detail::get<std::uint16_t>([&](auto *out, auto *why) { return exposeport_base_domain_port(get(), out, why); });
        if (!port) {
            return answer(port.error());
        }
        return answer(port.value() != 0 ? std::optional<std::uint16_t>(port.value()) : std::nullopt);
    }
    std::optional<std::uint16_t> port() const { return try_port().value(); }
    result<exposeport_scheme> try_scheme() const
    {
        return detail::get<exposeport_scheme>([&](auto *out, auto *why) { return exposeport_base_domain_scheme(get(), out, why); });
    }
    exposeport_scheme scheme() const { return try_scheme().value(); }

    result<exposeport::route> try_route(std::string_view host) const
    {
        return detail::parse(
            [&](auto *out, auto *why) { return exposeport_base_domain_route(get(), host.data(), host.size(), out, why); });
    }
    exposeport::route route(std::string_view host) const { return try_route(host).value(); }
    result<exposeport::route> try_route_url(std::string_view url) const
    {
        return detail::parse(
            [&](auto *out, auto *why) { return exposeport_base_domain_route_url(get(), url.data(), url.size(), out, why); });
    }
    exposeport::route route_url(std::string_view url) const { return try_route_url(url).value(); }

    const exposeport_base_domain *get() const noexcept { return handle_.get(); }

  private:
    using handle = detail::handle<exposeport_base_domain, exposeport_base_domain_free>;
    explicit base_domain(handle made) noexcept : handle_(std::move(made)) {}
    template <class Call> result<std::string> text_of(Call call) const
    {
        return detail::text<EXPOSEPORT_BASE_DOMAIN_CAPACITY>([&](auto... out) { return call(get(), out...); });
    }
    handle handle_;
};

inline result<route> try_parse_host(std::string_view host, const policy &rules = {})
{
    return detail::parse([&](auto *out, auto *why) { return exposeport_parse_host(host.data(), host.size(), rules.get(), out, why); });
}
inline route parse_host(std::string_view host, const policy &rules = {}) { return try_parse_host(host, rules).value(); }

inline result<route> try_parse_url(std::string_view url, const policy &rules = {})
{
    return detail::parse([&](auto *out, auto *why) { return exposeport_parse_url(url.data(), url.size(), rules.get(), out, why); });
}
inline route parse_url(std::string_view url, const policy &rules = {}) { return try_parse_url(url, rules).value(); }

/** A host or a URL. */
inline result<route> try_parse(std::string_view text, const policy &rules = {})
{
    return detail::parse([&](auto *out, auto *why) { return exposeport_parse(text.data(), text.size(), rules.get(), out, why); });
}
inline route parse(std::string_view text, const policy &rules = {}) { return try_parse(text, rules).value(); }

namespace detail {

inline result<std::pair<std::size_t, route>> under(std::string_view host, const exposeport_base_domain *const *handles, std::size_t count)
{
    using answer = result<std::pair<std::size_t, route>>;
    std::size_t index = 0;
    const auto found = parse([&](auto *out, auto *why) {
        return exposeport_route_under(handles, count, host.data(), host.size(), &index, out, why);
    });
    return found ? answer(std::pair(index, found.value())) : answer(found.error());
}

} // namespace detail

/** Binds a host to one of several base domains, a range of base_domain: the index of the one that it is below, and the route. More
    than 32 domains are listed in memory that is allocated. */
template <class Domains> result<std::pair<std::size_t, route>> try_route_under(std::string_view host, const Domains &domains)
{
    std::array<const exposeport_base_domain *, 32> few{};
    const auto count = static_cast<std::size_t>(std::distance(std::begin(domains), std::end(domains)));
    const auto handle = [](const base_domain &domain) { return domain.get(); };
    if (count <= few.size()) {
        std::transform(std::begin(domains), std::end(domains), few.begin(), handle);
        return detail::under(host, few.data(), count);
    }
    std::vector<const exposeport_base_domain *> many(count);
    std::transform(std::begin(domains), std::end(domains), many.begin(), handle);
    return detail::under(host, many.data(), count);
}
template <class Domains> std::pair<std::size_t, route> route_under(std::string_view host, const Domains &domains)
{
    return try_route_under(host, domains).value();
}

/** The URL of a port, a sandbox id and a custom token, under the policy of the base domain. */
inline result<std::string> try_build_url(std::int64_t port, std::string_view id, std::string_view token, const base_domain &domain,
                                         bool normalize = false)
{
    return detail::text<EXPOSEPORT_URL_CAPACITY>([&](auto... out) {
        return exposeport_build_url(port, id.data(), id.size(), normalize, token.data(), token.size(), domain.get(), out...);
    });
}
inline std::string build_url(std::int64_t port, std::string_view id, std::string_view token, const base_domain &domain,
                             bool normalize = false)
{
    return try_build_url(port, id, token, domain, normalize).value();
}

/** The URL that a route came by, on a base domain. */
inline result<std::string> try_route_url(const route &parsed, const base_domain &domain)
{
    return detail::text<EXPOSEPORT_URL_CAPACITY>([&](auto... out) { return exposeport_route_url(parsed.get(), domain.get(), out...); });
}
inline std::string route_url(const route &parsed, const base_domain &domain) { return try_route_url(parsed, domain).value(); }

} // namespace exposeport

#endif
