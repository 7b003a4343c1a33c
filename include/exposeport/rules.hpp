/** Policies, and the rules on ports, sandbox ids and tokens. Part of exposeport.hpp. */

#ifndef EXPOSEPORT_RULES_HPP
#define EXPOSEPORT_RULES_HPP

#include "result.hpp"

namespace exposeport {

/** The rules that a platform may change. A new one holds the documented rules, and costs nothing. */
class policy {
  public:
    result<void> try_allow_port(std::int64_t port) { return change(exposeport_policy_allow_port, port); }
    result<void> try_reserve_port(std::int64_t port) { return change(exposeport_policy_reserve_port, port); }
    result<void> try_allow_sandbox_id(std::string_view id) { return change(exposeport_policy_allow_sandbox_id, id.data(), id.size()); }
    result<void> try_reserve_sandbox_id(std::string_view id)
    {
        return change(exposeport_policy_reserve_sandbox_id, id.data(), id.size());
    }
    result<void> try_allow_domain(std::string_view domain) { return change(exposeport_policy_allow_domain, domain.data(), domain.size()); }
    result<void> try_refuse_domain(std::string_view domain)
    {
        return change(exposeport_policy_refuse_domain, domain.data(), domain.size());
    }
    result<void> try_set_scheme(exposeport_scheme scheme) { return change(exposeport_policy_set_scheme, scheme); }

    policy &allow_port(std::int64_t port) { return checked(try_allow_port(port)); }
    policy &reserve_port(std::int64_t port) { return checked(try_reserve_port(port)); }
    policy &allow_sandbox_id(std::string_view id) { return checked(try_allow_sandbox_id(id)); }
    policy &reserve_sandbox_id(std::string_view id) { return checked(try_reserve_sandbox_id(id)); }
    policy &allow_domain(std::string_view domain) { return checked(try_allow_domain(domain)); }
    policy &refuse_domain(std::string_view domain) { return checked(try_refuse_domain(domain)); }
    policy &set_scheme(exposeport_scheme scheme) { return checked(try_set_scheme(scheme)); }

    const exposeport_policy *get() const noexcept { return handle_.get(); }

  private:
    using handle = detail::handle<exposeport_policy, exposeport_policy_free>;
    template <class Change, class... Arguments> result<void> change(Change call, Arguments... arguments)
    {
        if (!handle_) {
            auto made = detail::make<handle>(exposeport_policy_new);
            if (!made) {
                return made.error();
            }
            handle_ = std::move(made).value();
        }
        return detail::run([&](exposeport_error *why) { return call(handle_.get(), arguments..., why); });
    }
    policy &checked(const result<void> &changed)
    {
        changed.value();
        return *this;
    }
    handle handle_;
};

inline result<std::uint16_t> try_validate_port(std::int64_t port, const policy &rules = {})
{
    return detail::get<std::uint16_t>([&](auto *out, auto *why) { return exposeport_validate_port(port, rules.get(), out, why); });
}
inline std::uint16_t validate_port(std::int64_t port, const policy &rules = {}) { return try_validate_port(port, rules).value(); }

/** With `normalize`, ASCII upper case is lowered. */
inline result<std::string> try_validate_sandbox_id(std::string_view id, bool normalize = false, const policy &rules = {})
{
    return detail::text<EXPOSEPORT_SANDBOX_ID_CAPACITY>(
        [&](auto... out) { return exposeport_validate_sandbox_id(id.data(), id.size(), normalize, rules.get(), out...); });
}
inline std::string validate_sandbox_id(std::string_view id, bool normalize = false, const policy &rules = {})
{
    return try_validate_sandbox_id(id, normalize, rules).value();
}

inline result<void> try_validate_token(std::string_view token)
{
    return detail::run([&](auto *why) { return exposeport_validate_token(token.data(), token.size(), why); });
}
inline void validate_token(std::string_view token) { try_validate_token(token).value(); }

inline result<std::string> try_generate_token() { return detail::text<EXPOSEPORT_TOKEN_CAPACITY>(exposeport_generate_token); }
inline std::string generate_token() { return try_generate_token().value(); }

/** In a time that depends on the lengths only. */
inline result<bool> try_tokens_equal(std::string_view token, std::string_view other)
{
    return detail::get<bool>([&](auto *out, auto *why) {
        return exposeport_tokens_equal(token.data(), token.size(), other.data(), other.size(), out, why);
    });
}
inline bool tokens_equal(std::string_view token, std::string_view other) { return try_tokens_equal(token, other).value(); }

inline result<std::size_t> try_sandbox_id_budget(std::int64_t port, std::size_t token_length, const policy &rules = {})
{
    return detail::get<std::size_t>(
        [&](auto *out, auto *why) { return exposeport_sandbox_id_budget(port, token_length, rules.get(), out, why); });
}
inline std::size_t sandbox_id_budget(std::int64_t port, std::size_t token_length, const policy &rules = {})
{
    return try_sandbox_id_budget(port, token_length, rules).value();
}

} // namespace exposeport

#endif
