/** Sandboxes and their exposed ports. Part of exposeport.hpp. */

#ifndef EXPOSEPORT_SANDBOX_HPP
#define EXPOSEPORT_SANDBOX_HPP

#include "lists.hpp"

namespace exposeport {

struct storage_import;

/**
 * The result of checking a request for a preview URL: a plain value. A default-constructed
 * authorization never grants access.
 */
class authorization {
  public:
    authorization() noexcept : fields_{} {}
    explicit authorization(const exposeport_authorization &fields) noexcept : fields_(fields) {}

    /** Returns true if the request is allowed. */
    bool is_active() const noexcept { return exposeport_authorization_is_active(&fields_); }
    bool is_stale() const noexcept { return fields_.kind == EXPOSEPORT_STALE; }
    bool is_invalid() const noexcept { return fields_.kind == EXPOSEPORT_INVALID; }
    /**
     * Returns the reason why the URL is stale, such as "runtime-not-running", or nullptr if it is
     * not. The string is static.
     */
    const char *reason() const noexcept { return exposeport_stale_reason_name(fields_.reason); }
    /** Returns "OK", "STALE_PREVIEW_URL" or "INVALID_TOKEN". The string is static. */
    const char *code() const noexcept { return exposeport_status_code(fields_.status); }
    std::uint16_t http_status() const noexcept { return fields_.http_status; }
    /**
     * Returns the JSON body of the response to a request that is not allowed, or an empty string if
     * it is allowed.
     */
    result<std::string> try_json_body() const
    {
        return detail::get_string<EXPOSEPORT_JSON_BODY_CAPACITY>(
            [&](auto... out) { return exposeport_authorization_json_body(&fields_, out...); });
    }
#ifdef __cpp_exceptions
    std::string json_body() const { return try_json_body().value(); }
#endif

    const exposeport_authorization *get() const & noexcept { return &fields_; }
    const exposeport_authorization *get() const && = delete;

  private:
    exposeport_authorization fields_;
};

/**
 * A sandbox and its exposed ports. Const functions may run concurrently on the same sandbox. Other
 * functions need exclusive access to it.
 */
class sandbox {
  public:
    static result<sandbox> try_make(std::string_view id, bool normalize = false,
                                    const policy &rules = {})
    {
        return make([&](auto **out_sandbox, auto *error) {
            return exposeport_sandbox_new(id.data(), id.size(), normalize, rules.get(), out_sandbox,
                                          error);
        });
    }
    static result<sandbox> try_from_json(std::string_view id, std::string_view json,
                                         bool normalize = false, const policy &rules = {})
    {
        return make([&](auto **out_sandbox, auto *error) {
            return exposeport_sandbox_from_json(id.data(), id.size(), normalize, json.data(),
                                                json.size(), rules.get(), out_sandbox, error);
        });
    }

    /**
     * Imports what Cloudflare's sandbox-sdk has stored. A malformed entry is dropped and listed,
     * and does not fail the import.
     */
    static result<storage_import> try_import_storage(std::string_view id, std::string_view document,
                                                     exposeport_runtimes runtimes,
                                                     bool normalize = false,
                                                     const policy &rules = {});

    result<std::string> try_id() const
    {
        return detail::get_string<EXPOSEPORT_SANDBOX_ID_CAPACITY>(
            [&](auto... out) { return exposeport_sandbox_id(get(), out...); });
    }

    /**
     * Exposes a port and returns its URL.
     *
     * Without a token, the port keeps its current token, or gets a new one.
     */
    result<std::string> try_expose_port(std::int64_t port, const base_domain &domain,
                                        std::optional<std::string_view> name = {},
                                        std::optional<std::string_view> token = {})
    {
        const char *name_data = name ? detail::present(*name) : nullptr;
        const char *token_data = token ? detail::present(*token) : nullptr;
        // Allocated before the call, so that a std::bad_alloc leaves the sandbox unchanged.
        std::string url(EXPOSEPORT_URL_CAPACITY - 1, '\0');
        std::size_t len = 0;
        exposeport_error error;
        const exposeport_status status = exposeport_sandbox_expose_port(
            handle_.get(), port, domain.get(), name_data, name ? name->size() : 0, token_data,
            token ? token->size() : 0, url.data(), url.size() + 1, &len, &error);
        if (status != EXPOSEPORT_OK) {
            return failure(error);
        }
        url.resize(len);
        return result<std::string>(std::move(url));
    }

    /** Stops exposing a port. Returns true if it was exposed. */
    result<bool> try_unexpose_port(std::int64_t port)
    {
        return detail::get<bool>([&](auto *out_removed, auto *error) {
            return exposeport_sandbox_unexpose_port(handle_.get(), port, out_removed, error);
        });
    }

    /** Returns true if a port is exposed and active. */
    bool is_port_exposed(std::int64_t port) const noexcept
    {
        return exposeport_sandbox_is_port_exposed(get(), port);
    }

    /** Returns true if a port has a token, whether the port is active or stale. */
    bool validate_port_token(std::int64_t port, std::string_view token) const noexcept
    {
        return exposeport_sandbox_validate_port_token(get(), port, token.data(), token.size());
    }

    /** Returns the active ports in ascending order. */
    result<std::vector<exposed_port>> try_exposed_ports(const base_domain &domain) const
    {
        using list = detail::handle<exposeport_exposed_ports, exposeport_exposed_ports_free>;
        const auto ports = detail::make<list>([&](auto **out_ports, auto *error) {
            return exposeport_sandbox_exposed_ports(get(), domain.get(), out_ports, error);
        });
        if (!ports) {
            return ports.error();
        }
        return detail::copy_list<exposed_port>(ports->get(), exposeport_exposed_ports_len,
                                               exposeport_exposed_ports_get);
    }

    /** Returns every port that has a token, in ascending order, without token and URL. */
    result<std::vector<port_state>> try_ports() const
    {
        using list = detail::handle<exposeport_port_states, exposeport_port_states_free>;
        const auto states = detail::make<list>([&](auto **out_states, auto *error) {
            return exposeport_sandbox_ports(get(), out_states, error);
        });
        if (!states) {
            return states.error();
        }
        return detail::copy_list<port_state>(states->get(), exposeport_port_states_len,
                                             exposeport_port_states_get);
    }

    /** Authorizes a request for a route. */
    result<exposeport::authorization> try_authorize(const route &request) const
    {
        using authorization_result = result<exposeport::authorization>;
        const auto fields = detail::get<exposeport_authorization>([&](auto *out, auto *error) {
            return exposeport_sandbox_authorize(get(), request.get(), out, error);
        });
        return fields ? authorization_result(exposeport::authorization(*fields))
                      : authorization_result(fields.error());
    }

    result<void> try_runtime_started(std::string_view id)
    {
        return detail::run([&](auto *error) {
            return exposeport_sandbox_runtime_started(handle_.get(), id.data(), id.size(), error);
        });
    }
    result<void> try_runtime_stopped()
    {
        return detail::run(
            [&](auto *error) { return exposeport_sandbox_runtime_stopped(handle_.get(), error); });
    }

    /**
     * Makes every port that has a token active with that token, under the current runtime. Returns
     * the number of ports that were stale before.
     */
    result<std::size_t> try_reactivate()
    {
        return detail::get<std::size_t>([&](auto *out_count, auto *error) {
            return exposeport_sandbox_reactivate(handle_.get(), out_count, error);
        });
    }

    /** Returns a snapshot, which contains the tokens. */
    result<std::string> try_to_json() const
    {
        return detail::get_long_string(
            [&](auto... out) { return exposeport_sandbox_to_json(get(), out...); });
    }

#ifdef __cpp_exceptions
    explicit sandbox(std::string_view id, bool normalize = false, const policy &rules = {})
        : sandbox(try_make(id, normalize, rules).value())
    {
    }
    static sandbox from_json(std::string_view id, std::string_view json, bool normalize = false,
                             const policy &rules = {})
    {
        return try_from_json(id, json, normalize, rules).value();
    }
    static storage_import import_storage(std::string_view id, std::string_view document,
                                         exposeport_runtimes runtimes, bool normalize = false,
                                         const policy &rules = {});
    std::string id() const { return try_id().value(); }
    std::string expose_port(std::int64_t port, const base_domain &domain,
                            std::optional<std::string_view> name = {},
                            std::optional<std::string_view> token = {})
    {
        return try_expose_port(port, domain, name, token).value();
    }
    bool unexpose_port(std::int64_t port) { return try_unexpose_port(port).value(); }
    std::vector<exposed_port> exposed_ports(const base_domain &domain) const
    {
        return try_exposed_ports(domain).value();
    }
    std::vector<port_state> ports() const { return try_ports().value(); }
    exposeport::authorization authorize(const route &request) const
    {
        return try_authorize(request).value();
    }
    void runtime_started(std::string_view id) { try_runtime_started(id).value(); }
    void runtime_stopped() { try_runtime_stopped().value(); }
    std::size_t reactivate() { return try_reactivate().value(); }
    std::string to_json() const { return try_to_json().value(); }
#endif

    const exposeport_sandbox *get() const & noexcept { return handle_.get(); }
    const exposeport_sandbox *get() const && = delete;

  private:
    using handle = detail::handle<exposeport_sandbox, exposeport_sandbox_free>;
    explicit sandbox(handle made) noexcept : handle_(std::move(made)) {}
    template <class Call> static result<sandbox> make(Call call)
    {
        auto made = detail::make<handle>(call);
        return made ? result<sandbox>(sandbox(*std::move(made))) : result<sandbox>(made.error());
    }
    handle handle_;
};

/** The result of sandbox::import_storage. */
struct storage_import {
    /** The sandbox, with the valid entries. */
    exposeport::sandbox sandbox;
    /** The entries that were dropped. */
    std::vector<dropped_entry> dropped;
};

inline result<storage_import> sandbox::try_import_storage(std::string_view id,
                                                          std::string_view document,
                                                          exposeport_runtimes runtimes,
                                                          bool normalize, const policy &rules)
{
    using list = detail::handle<exposeport_dropped_entries, exposeport_dropped_entries_free>;
    exposeport_dropped_entries *dropped = nullptr;
    auto made = make([&](auto **out_sandbox, auto *error) {
        return exposeport_sandbox_import_storage(id.data(), id.size(), normalize, document.data(),
                                                 document.size(), runtimes, rules.get(),
                                                 out_sandbox, &dropped, error);
    });
    const list entries(dropped);
    if (!made) {
        return made.error();
    }
    return storage_import{*std::move(made),
                          detail::copy_list<dropped_entry>(entries.get(),
                                                           exposeport_dropped_entries_len,
                                                           exposeport_dropped_entries_get)};
}

#ifdef __cpp_exceptions
inline storage_import sandbox::import_storage(std::string_view id, std::string_view document,
                                              exposeport_runtimes runtimes, bool normalize,
                                              const policy &rules)
{
    return try_import_storage(id, document, runtimes, normalize, rules).value();
}
#endif

} // namespace exposeport

#endif
