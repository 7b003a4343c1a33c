/** Sandboxes and their exposed ports. Part of exposeport.hpp. */

#ifndef EXPOSEPORT_SANDBOX_HPP
#define EXPOSEPORT_SANDBOX_HPP

#include "routes.hpp"

namespace exposeport {

/** An exposed port. */
struct exposed_port {
    /** It holds the token. */
    std::string url;
    std::uint16_t port;
    std::optional<std::string> name;
};

/** The answer to a request that came by a preview URL. A plain value; a new one is no permission. */
class authorization {
  public:
    authorization() noexcept : answer_{} {}
    explicit authorization(const exposeport_authorization &answer) noexcept : answer_(answer) {}
    bool is_active() const noexcept { return answer_.kind == EXPOSEPORT_ACTIVE; }
    bool is_stale() const noexcept { return answer_.kind == EXPOSEPORT_STALE; }
    bool is_invalid() const noexcept { return answer_.kind == EXPOSEPORT_INVALID; }
    /** "runtime-not-running" and so on; nullptr where the URL is not stale. */
    const char *reason() const noexcept { return exposeport_stale_reason_text(answer_.reason); }
    /** "OK", "STALE_PREVIEW_URL" or "INVALID_TOKEN". */
    const char *code() const noexcept { return exposeport_status_code(answer_.status); }
    std::uint16_t http_status() const noexcept { return answer_.http_status; }
    /** The JSON body of the answer to a request that may not pass; empty where it may. */
    result<std::string> try_json_body() const
    {
        return detail::text<EXPOSEPORT_JSON_BODY_CAPACITY>(
            [&](auto... out) { return exposeport_authorization_json_body(&answer_, out...); });
    }
    std::string json_body() const { return try_json_body().value(); }
    const exposeport_authorization *get() const noexcept { return &answer_; }

  private:
    exposeport_authorization answer_;
};

/** A sandbox and its exposed ports. Const functions may run at once on one sandbox; a function that changes it must be alone on it. */
class sandbox {
  public:
    explicit sandbox(std::string_view id, bool normalize = false, const policy &rules = {})
        : sandbox(try_make(id, normalize, rules).value())
    {
    }
    static result<sandbox> try_make(std::string_view id, bool normalize = false, const policy &rules = {})
    {
        return of(detail::make<handle>(
            [&](auto **out, auto *why) { return exposeport_sandbox_new(id.data(), id.size(), normalize, rules.get(), out, why); }));
    }
    static result<sandbox> try_from_json(std::string_view id, std::string_view json, bool normalize = false, const policy &rules = {})
    {
        return of(detail::make<handle>([&](auto **out, auto *why) {
            return exposeport_sandbox_from_json(id.data(), id.size(), normalize, json.data(), json.size(), rules.get(), out, why);
        }));
    }
    static sandbox from_json(std::string_view id, std::string_view json, bool normalize = false, const policy &rules = {})
    {
        return try_from_json(id, json, normalize, rules).value();
    }

    result<std::string> try_id() const
    {
        return detail::text<EXPOSEPORT_SANDBOX_ID_CAPACITY>([&](auto... out) { return exposeport_sandbox_id(get(), out...); });
    }
    std::string id() const { return try_id().value(); }

    /** The URL. Without a token: the one that the port has, else a new one. */
    result<std::string> try_expose_port(std::int64_t port, const base_domain &domain, std::optional<std::string_view> name = {},
                                        std::optional<std::string_view> token = {})
    {
        const char *name_data = name ? detail::present(*name) : nullptr;
        const char *token_data = token ? detail::present(*token) : nullptr;
        // Before the call: where there is no memory for the URL, nothing has changed.
        std::string url(EXPOSEPORT_URL_CAPACITY - 1, '\0');
        std::size_t length = 0;
        exposeport_error why;
        if (exposeport_sandbox_expose_port(handle_.get(), port, domain.get(), name_data, name ? name->size() : 0, token_data,
                                           token ? token->size() : 0, url.data(), url.size() + 1, &length, &why) != EXPOSEPORT_OK) {
            return failure(why);
        }
        url.resize(length);
        return result<std::string>(std::move(url));
    }
    std::string expose_port(std::int64_t port, const base_domain &domain, std::optional<std::string_view> name = {},
                            std::optional<std::string_view> token = {})
    {
        return try_expose_port(port, domain, name, token).value();
    }

    /** Whether the port was exposed. */
    result<bool> try_unexpose_port(std::int64_t port)
    {
        return detail::get<bool>([&](auto *out, auto *why) { return exposeport_sandbox_unexpose_port(handle_.get(), port, out, why); });
    }
    bool unexpose_port(std::int64_t port) { return try_unexpose_port(port).value(); }

    result<bool> try_is_port_exposed(std::int64_t port) const
    {
        return detail::get<bool>([&](auto *out, auto *why) { return exposeport_sandbox_is_port_exposed(get(), port, out, why); });
    }
    bool is_port_exposed(std::int64_t port) const { return try_is_port_exposed(port).value(); }

    result<bool> try_validate_port_token(std::int64_t port, std::string_view token) const
    {
        return detail::get<bool>([&](auto *out, auto *why) {
            return exposeport_sandbox_validate_port_token(get(), port, token.data(), token.size(), out, why);
        });
    }
    bool validate_port_token(std::int64_t port, std::string_view token) const { return try_validate_port_token(port, token).value(); }

    /** The active ports, by their numbers. */
    result<std::vector<exposed_port>> try_exposed_ports(const base_domain &domain) const
    {
        auto ports = detail::make<list>(
            [&](auto **out, auto *why) { return exposeport_sandbox_exposed_ports(get(), domain.get(), out, why); });
        if (!ports) {
            return ports.error();
        }
        const exposeport_exposed_ports *found = ports.value().get();
        auto count = detail::get<std::size_t>([&](auto *out, auto *why) { return exposeport_exposed_ports_len(found, out, why); });
        std::vector<exposed_port> exposed;
        exposed.reserve(count.value());
        for (std::size_t index = 0; index < count.value(); index++) {
            auto view = detail::get<exposeport_exposed_port>(
                [&](auto *out, auto *why) { return exposeport_exposed_ports_get(found, index, out, why); });
            exposed.push_back(copied(view.value()));
        }
        return exposed;
    }
    std::vector<exposed_port> exposed_ports(const base_domain &domain) const { return try_exposed_ports(domain).value(); }

    result<exposeport::authorization> try_authorize(const route &request) const
    {
        auto answer = detail::get<exposeport_authorization>(
            [&](auto *out, auto *why) { return exposeport_sandbox_authorize(get(), request.get(), out, why); });
        using answered = result<exposeport::authorization>;
        return answer ? answered(exposeport::authorization(answer.value())) : answered(answer.error());
    }
    exposeport::authorization authorize(const route &request) const { return try_authorize(request).value(); }

    result<void> try_runtime_started(std::string_view id)
    {
        return detail::run(
            [&](auto *why) { return exposeport_sandbox_runtime_started(handle_.get(), id.data(), id.size(), why); });
    }
    void runtime_started(std::string_view id) { try_runtime_started(id).value(); }

    result<void> try_runtime_stopped()
    {
        return detail::run([&](auto *why) { return exposeport_sandbox_runtime_stopped(handle_.get(), why); });
    }
    void runtime_stopped() { try_runtime_stopped().value(); }

    /** The snapshot, which holds the tokens. */
    result<std::string> try_to_json() const
    {
        return detail::long_text([&](auto... out) { return exposeport_sandbox_to_json(get(), out...); });
    }
    std::string to_json() const { return try_to_json().value(); }

    const exposeport_sandbox *get() const noexcept { return handle_.get(); }

  private:
    using handle = detail::handle<exposeport_sandbox, exposeport_sandbox_free>;
    using list = detail::handle<exposeport_exposed_ports, exposeport_exposed_ports_free>;
    explicit sandbox(handle made) noexcept : handle_(std::move(made)) {}
    static result<sandbox> of(result<handle> made)
    {
        return made ? result<sandbox>(sandbox(std::move(made).value())) : result<sandbox>(made.error());
    }
    static exposed_port copied(const exposeport_exposed_port &view)
    {
        exposed_port port{std::string(view.url, view.url_len), view.port, std::nullopt};
        if (view.name != nullptr) {
            port.name.emplace(view.name, view.name_len);
        }
        return port;
    }
    handle handle_;
};

} // namespace exposeport

#endif
