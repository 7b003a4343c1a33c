/** Signed tokens: keys, and verification without a sandbox. Part of exposeport.hpp. */

#ifndef EXPOSEPORT_SIGNED_HPP
#define EXPOSEPORT_SIGNED_HPP

#include <exception>
#include <type_traits>

#include "routes.hpp"

namespace exposeport {

/** A signed token that expires. */
struct expiring_token {
    /** The token, which is a secret. */
    std::string token;
    /** The expiry in seconds of Unix time. The token is valid before this time. */
    std::uint64_t expires;
};

/** A URL whose token expires. */
struct expiring_url {
    /** The URL without a trailing slash. Its token is a secret. */
    std::string url;
    /** The expiry in seconds of Unix time. The token is valid before this time. */
    std::uint64_t expires;
    /** Returns the URL with a slash as its path. A path can be appended to it. */
    std::string href() const { return exposeport::href(url); }
};

/**
 * The outcome of verifying the token of a route: a plain value. A default-constructed one is
 * invalid.
 */
class [[nodiscard]] verification {
  public:
    verification() noexcept = default;
    verification(exposeport_verification outcome, std::uint64_t expires) noexcept
        : outcome_(outcome), expires_(expires)
    {
    }

    /** Returns true if a key of the ring has signed the token, and it has not expired. */
    bool is_active() const noexcept { return outcome_ == EXPOSEPORT_VERIFICATION_ACTIVE; }
    /** Returns true if a key of the ring has signed the token, and it has expired. */
    bool is_expired() const noexcept { return outcome_ == EXPOSEPORT_VERIFICATION_EXPIRED; }
    /** Returns true if no key of the ring has signed the token. */
    bool is_invalid() const noexcept { return !is_active() && !is_expired(); }
    /** Returns the expiry of a token that expires, whether it is active or expired. */
    std::optional<std::uint64_t> expires() const noexcept
    {
        return !is_invalid() && expires_ != 0 ? std::optional(expires_) : std::nullopt;
    }

  private:
    exposeport_verification outcome_ = EXPOSEPORT_VERIFICATION_INVALID;
    std::uint64_t expires_ = 0;
};

/**
 * One key that signs and verifies, and any number that only verify. Create it once at startup, add
 * every key, and share it.
 *
 * A key has at least 32 bytes of a random generator. `context` is a part of what is signed and not
 * of the token: a tenant, a base domain, or a generation. `now` is in seconds of Unix time, and
 * `lifetime` in seconds.
 */
class key_ring {
  public:
    /** Creates a ring of one key, which signs and verifies. */
    static result<key_ring> try_make(std::string_view key)
    {
        auto made = detail::make<handle>([&](auto **out_ring, auto *error) {
            return exposeport_key_ring_new(key.data(), key.size(), out_ring, error);
        });
        return made ? result<key_ring>(key_ring(*std::move(made)))
                    : result<key_ring>(made.error());
    }

    /** Creates a ring of one key in hexadecimal digits, as a key file has them. */
    static result<key_ring> try_from_hex(std::string_view digits)
    {
        auto made = detail::make<handle>([&](auto **out_ring, auto *error) {
            return exposeport_key_ring_new_hex(digits.data(), digits.size(), out_ring, error);
        });
        return made ? result<key_ring>(key_ring(*std::move(made)))
                    : result<key_ring>(made.error());
    }

    /** Adds a key that only verifies. */
    result<void> try_add(std::string_view key)
    {
        return detail::run([&](auto *error) {
            return exposeport_key_ring_add(handle_.get(), key.data(), key.size(), error);
        });
    }

    /** Adds a key in hexadecimal digits that only verifies. */
    result<void> try_add_hex(std::string_view digits)
    {
        return detail::run([&](auto *error) {
            return exposeport_key_ring_add_hex(handle_.get(), digits.data(), digits.size(), error);
        });
    }

    /** Returns the permanent token of a port: 16 characters. */
    result<std::string> try_sign(std::int64_t port, std::string_view id,
                                 std::string_view context = {}, bool normalize = false,
                                 const policy &rules = {}) const
    {
        return detail::get_string<EXPOSEPORT_TOKEN_CAPACITY>([&](auto... out) {
            return exposeport_key_ring_sign(get(), port, id.data(), id.size(), normalize,
                                            context.data(), context.size(), rules.get(), out...);
        });
    }
    /** Returns a token that expires: 22 characters. */
    result<expiring_token> try_sign_until(std::int64_t port, std::string_view id,
                                          std::string_view context, std::uint64_t now,
                                          std::uint64_t lifetime, bool normalize = false,
                                          const policy &rules = {}) const
    {
        std::uint64_t expires = 0;
        auto token = detail::get_string<EXPOSEPORT_TOKEN_CAPACITY>([&](auto... out) {
            return exposeport_key_ring_sign_until(get(), port, id.data(), id.size(), normalize,
                                                  context.data(), context.size(), now, lifetime,
                                                  rules.get(), &expires, out...);
        });
        using token_result = result<expiring_token>;
        return token ? token_result(expiring_token{*std::move(token), expires})
                     : token_result(token.error());
    }

    /** Signs a permanent token, and returns its URL under the base domain's policy. */
    result<std::string> try_build_url(std::int64_t port, std::string_view id,
                                      std::string_view context, const base_domain &domain,
                                      bool normalize = false) const
    {
        return detail::get_string<EXPOSEPORT_URL_CAPACITY>([&](auto... out) {
            return exposeport_key_ring_build_url(get(), port, id.data(), id.size(), normalize,
                                                 context.data(), context.size(), domain.get(),
                                                 out...);
        });
    }
    /** Signs a token that expires, and returns its URL under the base domain's policy. */
    result<expiring_url> try_build_url_until(std::int64_t port, std::string_view id,
                                             std::string_view context, std::uint64_t now,
                                             std::uint64_t lifetime, const base_domain &domain,
                                             bool normalize = false) const
    {
        std::uint64_t expires = 0;
        auto url = detail::get_string<EXPOSEPORT_URL_CAPACITY>([&](auto... out) {
            return exposeport_key_ring_build_url_until(
                get(), port, id.data(), id.size(), normalize, context.data(), context.size(), now,
                lifetime, domain.get(), &expires, out...);
        });
        using url_result = result<expiring_url>;
        return url ? url_result(expiring_url{*std::move(url), expires}) : url_result(url.error());
    }

    /** Verifies the token of a route. Use preview::verify in a gateway. */
    verification verify(const route &route, std::string_view context,
                        std::uint64_t now) const noexcept
    {
        std::uint64_t expires = 0;
        const exposeport_verification outcome = exposeport_key_ring_verify(
            get(), route.get(), context.data(), context.size(), now, &expires);
        return verification(outcome, expires);
    }

#ifdef __cpp_exceptions
    explicit key_ring(std::string_view key) : key_ring(try_make(key).value()) {}
    /** Adds a key that only verifies. Returns the ring, so that calls can be chained. */
    key_ring &add(std::string_view key) &
    {
        try_add(key).value();
        return *this;
    }
    key_ring add(std::string_view key) && { return std::move(add(key)); }
    /** Creates a ring of one key in hexadecimal digits, as a key file has them. */
    static key_ring from_hex(std::string_view digits) { return try_from_hex(digits).value(); }
    /** Adds a key in hexadecimal digits that only verifies. Returns the ring. */
    key_ring &add_hex(std::string_view digits) &
    {
        try_add_hex(digits).value();
        return *this;
    }
    key_ring add_hex(std::string_view digits) && { return std::move(add_hex(digits)); }
    std::string sign(std::int64_t port, std::string_view id, std::string_view context = {},
                     bool normalize = false, const policy &rules = {}) const
    {
        return try_sign(port, id, context, normalize, rules).value();
    }
    expiring_token sign_until(std::int64_t port, std::string_view id, std::string_view context,
                              std::uint64_t now, std::uint64_t lifetime, bool normalize = false,
                              const policy &rules = {}) const
    {
        return try_sign_until(port, id, context, now, lifetime, normalize, rules).value();
    }
    std::string build_url(std::int64_t port, std::string_view id, std::string_view context,
                          const base_domain &domain, bool normalize = false) const
    {
        return try_build_url(port, id, context, domain, normalize).value();
    }
    expiring_url build_url_until(std::int64_t port, std::string_view id, std::string_view context,
                                 std::uint64_t now, std::uint64_t lifetime,
                                 const base_domain &domain, bool normalize = false) const
    {
        return try_build_url_until(port, id, context, now, lifetime, domain, normalize).value();
    }
#endif

    const exposeport_key_ring *get() const & noexcept { return handle_.get(); }
    const exposeport_key_ring *get() const && = delete;

  private:
    using handle = detail::handle<exposeport_key_ring, exposeport_key_ring_free>;
    explicit key_ring(handle made) noexcept : handle_(std::move(made)) {}
    handle handle_;
};

namespace detail {

/** A function object that C calls. No exception may pass through C, so it is kept. */
template <class IsDenied> struct hook {
    IsDenied &is_denied;
#ifdef __cpp_exceptions
    std::exception_ptr thrown = nullptr;
    static bool call(const exposeport_route *route, void *data) noexcept
    {
        auto &self = *static_cast<hook *>(data);
        try {
            return self.is_denied(exposeport::route(*route));
        } catch (...) {
            self.thrown = std::current_exception();
            return true;
        }
    }
    void rethrow() const
    {
        if (thrown) {
            std::rethrow_exception(thrown);
        }
    }
#else
    static bool call(const exposeport_route *route, void *data) noexcept
    {
        return static_cast<hook *>(data)->is_denied(exposeport::route(*route));
    }
    void rethrow() const noexcept {}
#endif
};

} // namespace detail

} // namespace exposeport

#endif
