/** Policies, and the rules of ports, sandbox ids and tokens. Part of exposeport.hpp. */

#ifndef EXPOSEPORT_RULES_HPP
#define EXPOSEPORT_RULES_HPP

#include "result.hpp"

namespace exposeport {

/**
 * The rules that a platform may change.
 *
 * A new policy has the default rules and does not allocate memory.
 */
class policy {
  public:
    result<void> try_reserve_port(std::int64_t port)
    {
        return change(exposeport_policy_reserve_port, port);
    }
    result<void> try_unreserve_port(std::int64_t port)
    {
        return change(exposeport_policy_unreserve_port, port);
    }
    result<void> try_reserve_sandbox_id(std::string_view id)
    {
        return change(exposeport_policy_reserve_sandbox_id, id.data(), id.size());
    }
    result<void> try_unreserve_sandbox_id(std::string_view id)
    {
        return change(exposeport_policy_unreserve_sandbox_id, id.data(), id.size());
    }
    result<void> try_deny_domain(std::string_view domain)
    {
        return change(exposeport_policy_deny_domain, domain.data(), domain.size());
    }
    result<void> try_undeny_domain(std::string_view domain)
    {
        return change(exposeport_policy_undeny_domain, domain.data(), domain.size());
    }
    result<void> try_set_scheme(exposeport_scheme scheme)
    {
        return change(exposeport_policy_set_scheme, scheme);
    }

#ifdef __cpp_exceptions
    // Each function returns the policy, so that calls can be chained.
    policy &reserve_port(std::int64_t port) & { return checked(try_reserve_port(port)); }
    policy &unreserve_port(std::int64_t port) & { return checked(try_unreserve_port(port)); }
    policy &reserve_sandbox_id(std::string_view id) &
    {
        return checked(try_reserve_sandbox_id(id));
    }
    policy &unreserve_sandbox_id(std::string_view id) &
    {
        return checked(try_unreserve_sandbox_id(id));
    }
    policy &deny_domain(std::string_view domain) & { return checked(try_deny_domain(domain)); }
    policy &undeny_domain(std::string_view domain) & { return checked(try_undeny_domain(domain)); }
    policy &set_scheme(exposeport_scheme scheme) & { return checked(try_set_scheme(scheme)); }

    policy reserve_port(std::int64_t port) && { return std::move(reserve_port(port)); }
    policy unreserve_port(std::int64_t port) && { return std::move(unreserve_port(port)); }
    policy reserve_sandbox_id(std::string_view id) && { return std::move(reserve_sandbox_id(id)); }
    policy unreserve_sandbox_id(std::string_view id) &&
    {
        return std::move(unreserve_sandbox_id(id));
    }
    policy deny_domain(std::string_view domain) && { return std::move(deny_domain(domain)); }
    policy undeny_domain(std::string_view domain) && { return std::move(undeny_domain(domain)); }
    policy set_scheme(exposeport_scheme scheme) && { return std::move(set_scheme(scheme)); }
#endif

    /** Returns the handle, or NULL for the default rules. */
    const exposeport_policy *get() const & noexcept { return handle_.get(); }
    const exposeport_policy *get() const && = delete;

  private:
    using handle = detail::handle<exposeport_policy, exposeport_policy_free>;
    template <class Change, class... Arguments>
    result<void> change(Change call, Arguments... arguments)
    {
        if (!handle_) {
            auto made = detail::make<handle>(exposeport_policy_new);
            if (!made) {
                return made.error();
            }
            handle_ = *std::move(made);
        }
        return detail::run([&](auto *error) { return call(handle_.get(), arguments..., error); });
    }
#ifdef __cpp_exceptions
    policy &checked(const result<void> &changed)
    {
        changed.value();
        return *this;
    }
#endif
    handle handle_;
};

inline result<std::uint16_t> try_validate_port(std::int64_t port, const policy &rules = {})
{
    return detail::get<std::uint16_t>([&](auto *out_port, auto *error) {
        return exposeport_validate_port(port, rules.get(), out_port, error);
    });
}

/** Checks and returns a sandbox id. If `normalize` is true, lowercases ASCII letters first. */
inline result<std::string> try_validate_sandbox_id(std::string_view id, bool normalize = false,
                                                   const policy &rules = {})
{
    return detail::get_string<EXPOSEPORT_SANDBOX_ID_CAPACITY>([&](auto... out) {
        return exposeport_validate_sandbox_id(id.data(), id.size(), normalize, rules.get(), out...);
    });
}

inline result<void> try_validate_token(std::string_view token)
{
    return detail::run([&](auto *error) {
        return exposeport_validate_token(token.data(), token.size(), error);
    });
}

inline result<std::string> try_generate_token()
{
    return detail::get_string<EXPOSEPORT_TOKEN_CAPACITY>(exposeport_generate_token);
}

/** Compares two tokens in constant time: the time depends only on their lengths. */
inline bool tokens_equal(std::string_view token, std::string_view other) noexcept
{
    return exposeport_tokens_equal(token.data(), token.size(), other.data(), other.size());
}

inline result<std::size_t> try_sandbox_id_budget(std::int64_t port, std::size_t token_len,
                                                 const policy &rules = {})
{
    return detail::get<std::size_t>([&](auto *out_budget, auto *error) {
        return exposeport_sandbox_id_budget(port, token_len, rules.get(), out_budget, error);
    });
}

#ifdef __cpp_exceptions

inline std::uint16_t validate_port(std::int64_t port, const policy &rules = {})
{
    return try_validate_port(port, rules).value();
}

inline std::string validate_sandbox_id(std::string_view id, bool normalize = false,
                                       const policy &rules = {})
{
    return try_validate_sandbox_id(id, normalize, rules).value();
}

inline void validate_token(std::string_view token) { try_validate_token(token).value(); }

inline std::string generate_token() { return try_generate_token().value(); }

inline std::size_t sandbox_id_budget(std::int64_t port, std::size_t token_len,
                                     const policy &rules = {})
{
    return try_sandbox_id_budget(port, token_len, rules).value();
}

#endif

} // namespace exposeport

#endif
