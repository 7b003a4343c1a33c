/** Routes, base domains, parsing and building. Part of exposeport.hpp. */

#ifndef EXPOSEPORT_ROUTES_HPP
#define EXPOSEPORT_ROUTES_HPP

#include <utility>

#include "rules.hpp"

namespace exposeport {

/** What a preview host says. A plain value. */
class route {
  public:
    route() noexcept : parts_{} {}
    explicit route(const exposeport_route &parts) noexcept : parts_(parts) {}
    std::uint16_t port() const noexcept { return parts_.port; }
    std::string_view sandbox_id() const noexcept { return {parts_.sandbox_id, parts_.sandbox_id_length}; }
    /** A secret. */
    std::string_view token() const noexcept { return {parts_.token, parts_.token_length}; }
    /** The host of the base domain, out of the text that was parsed; empty if that text is too short to be it. */
    std::string_view base_host(std::string_view parsed) const noexcept
    {
        return parts_.base_offset <= parsed.size() ? parsed.substr(parts_.base_offset, parts_.base_length) : std::string_view();
    }
    std::optional<std::uint16_t> base_port() const noexcept
    {
        return parts_.base_port != 0 ? std::optional<std::uint16_t>(parts_.base_port) : std::nullopt;
    }
    const exposeport_route *get() const noexcept { return &parts_; }

  private:
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

    std::string host() const { return text_of(exposeport_base_domain_host); }
    /** Host and port: the one spelling. */
    std::string text() const { return text_of(exposeport_base_domain_text); }
    std::optional<std::uint16_t> port() const
    {
        auto port = detail::get<std::uint16_t>([&](auto *out, auto *why) { return exposeport_base_domain_port(get(), out, why); }).value();
        return port != 0 ? std::optional<std::uint16_t>(port) : std::nullopt;
    }
    exposeport_scheme scheme() const
    {
        return detail::get<exposeport_scheme>([&](auto *out, auto *why) { return exposeport_base_domain_scheme(get(), out, why); }).value();
    }

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
    template <class Call> std::string text_of(Call call) const
    {
        return detail::text<EXPOSEPORT_BASE_DOMAIN_CAPACITY>([&](auto... out) { return call(get(), out...); }).value();
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

/** Binds a host to one of several base domains, a range of base_domain: the index of the one that it is below, and the route. */
template <class Domains> result<std::pair<std::size_t, route>> try_route_under(std::string_view host, const Domains &domains)
{
    const auto under = [host](const exposeport_base_domain *const *handles, std::size_t count) {
        return detail::parse([&](auto *out, auto *why) {
            std::size_t index = 0;
            return exposeport_route_under(handles, count, host.data(), host.size(), &index, out, why);
        });
    };
    using answer = result<std::pair<std::size_t, route>>;
    std::size_t index = 0;
    for (const base_domain &domain : domains) {
        const exposeport_base_domain *handle = domain.get();
        const auto found = under(&handle, 1);
        if (found) {
            return answer(std::pair(index, found.value()));
        }
        if (found.error().status() != EXPOSEPORT_NOT_A_PREVIEW_HOST) {
            return answer(found.error());
        }
        index++;
    }
    return answer(under(nullptr, 0).error());
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
