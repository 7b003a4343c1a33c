/** Gateways: the decision about a request, in two steps. Part of exposeport.hpp. */

#ifndef EXPOSEPORT_GATEWAY_HPP
#define EXPOSEPORT_GATEWAY_HPP

#include "headers.hpp"
#include "sandbox.hpp"
#include "signed.hpp"

namespace exposeport {

/**
 * The parts of a request that name its host. It refers to its strings, which must be alive during a
 * call.
 */
class request_host {
  public:
    /** Creates the host of a request in a version of HTTP: "1.1", "2" or "HTTP/1.1". */
    explicit request_host(std::string_view version) noexcept : version_(version) {}
    /** Creates the host of a request with one Host header. */
    request_host(std::string_view version, std::string_view host) : version_(version)
    {
        add_host(host);
    }

    /** Adds the value of a Host header. */
    request_host &add_host(std::string_view host)
    {
        hosts_.push_back({host.data(), host.size()});
        return *this;
    }
    /** Sets the authority of a target in absolute form, or `:authority` in HTTP/2 and later. */
    request_host &set_authority(std::string_view authority) noexcept
    {
        authority_ = authority;
        return *this;
    }

    /**
     * Returns the host that decides: the authority of the target, else the value of Host, without
     * spaces and tabs around it. It refers to the string that was added.
     */
    result<std::optional<std::string_view>> try_effective() const
    {
        using host_result = result<std::optional<std::string_view>>;
        const exposeport_request_host parts = get();
        const auto host = detail::get<exposeport_string>([&](auto *out_host, auto *error) {
            return exposeport_request_host_effective(&parts, out_host, error);
        });
        if (!host) {
            return host_result(host.error());
        }
        return host_result(host->data != nullptr ? std::optional(detail::view(*host))
                                                 : std::nullopt);
    }
#ifdef __cpp_exceptions
    std::optional<std::string_view> effective() const { return try_effective().value(); }
#endif

    /** Returns the parts for C, which refer to this object. */
    exposeport_request_host get() const & noexcept
    {
        const char *authority = authority_ ? detail::present(*authority_) : nullptr;
        return {version_.data(), version_.size(), hosts_.data(),
                hosts_.size(),   authority,       authority_ ? authority_->size() : 0};
    }
    exposeport_request_host get() const && = delete;

  private:
    std::string_view version_;
    std::optional<std::string_view> authority_;
    std::vector<exposeport_string> hosts_;
};

/** The response to a request that a gateway rejects. A plain value. */
class rejection {
  public:
    explicit rejection(const exposeport_rejection &fields) noexcept : fields_(fields) {}

    exposeport_status status() const noexcept { return fields_.error.status; }
    std::uint16_t http_status() const noexcept { return fields_.error.http_status; }
    /** Returns the permanent code, such as "INVALID_TOKEN". The string is static. */
    const char *code() const noexcept { return fields_.error.code; }
    /** Returns the message. It contains no token. */
    std::string_view message() const & noexcept
    {
        return {fields_.error.message, fields_.error.message_len};
    }
    std::string_view message() const && = delete;
    /**
     * Returns the reason why the URL is stale, for logs, such as "runtime-not-running", or nullptr
     * if it is not. The string is static.
     */
    const char *reason() const noexcept
    {
        return exposeport_stale_reason_name(fields_.stale_reason);
    }

    /** Returns the body for programs: {"error": "...", "code": "..."}. */
    result<std::string> try_json_body() const
    {
        return detail::get_string<EXPOSEPORT_JSON_BODY_CAPACITY>(
            [&](auto... out) { return exposeport_rejection_json_body(&fields_, out...); });
    }
    /** Returns the body for people: an HTML page that loads nothing. */
    result<std::string> try_page() const
    {
        return detail::get_string<EXPOSEPORT_PAGE_CAPACITY>(
            [&](auto... out) { return exposeport_rejection_page(&fields_, out...); });
    }
    /** Returns the headers of the response, without Content-Length. */
    static result<std::vector<header>> try_headers(exposeport_body_format format)
    {
        std::vector<header> headers;
        for (std::size_t index = 0; index < EXPOSEPORT_REJECTION_HEADERS; index++) {
            const auto found = detail::get<exposeport_header_view>([&](auto *out, auto *error) {
                return exposeport_rejection_header(format, index, out, error);
            });
            if (!found) {
                return found.error();
            }
            headers.push_back(detail::copy(*found));
        }
        return result<std::vector<header>>(std::move(headers));
    }
#ifdef __cpp_exceptions
    std::string json_body() const { return try_json_body().value(); }
    std::string page() const { return try_page().value(); }
    static std::vector<header> headers(exposeport_body_format format)
    {
        return try_headers(format).value();
    }
#endif

    /** The status code that closes a WebSocket: policy violation. */
    static constexpr std::uint16_t websocket_close_code = EXPOSEPORT_WEBSOCKET_CLOSE_CODE;

    const exposeport_rejection *get() const & noexcept { return &fields_; }
    const exposeport_rejection *get() const && = delete;

  private:
    exposeport_rejection fields_;
};

/** The outcome of preview::verify: the request may pass, or a rejection. A plain value. */
class [[nodiscard]] admission {
  public:
    explicit admission(std::uint64_t expires) noexcept : expires_(expires) {}
    explicit admission(const exposeport::rejection &reason) noexcept : rejection_(reason) {}

    /** Returns true if the request may pass. */
    bool is_allowed() const noexcept { return !rejection_; }
    /** Returns the rejection, or nullptr if the request may pass. */
    const exposeport::rejection *rejection() const & noexcept
    {
        return rejection_ ? &*rejection_ : nullptr;
    }
    const exposeport::rejection *rejection() const && = delete;
    /**
     * Returns the expiry in seconds of Unix time of a token that expires, if the request may pass.
     * A gateway closes a connection that is open at this time.
     */
    std::optional<std::uint64_t> expires() const noexcept
    {
        return expires_ != 0 ? std::optional(expires_) : std::nullopt;
    }

  private:
    std::optional<exposeport::rejection> rejection_;
    std::uint64_t expires_ = 0;
};

/** A request for a preview. A plain value. A default-constructed one is never authorized. */
class preview {
  public:
    preview() noexcept : fields_{} {}
    explicit preview(const exposeport_preview &fields) noexcept : fields_(fields) {}

    exposeport::route route() const noexcept { return exposeport::route(fields_.route); }
    /** Returns the index of the base domain. */
    std::size_t domain() const noexcept { return fields_.domain; }

    /**
     * Checks the request: the second of two steps. Returns no rejection if it may pass.
     *
     * `found` is the sandbox with the id of the route, or nullptr if there is none. The caller
     * starts or wakes a sandbox only after this step.
     */
    [[nodiscard]] std::optional<rejection> authorize(const sandbox *found) const noexcept
    {
        exposeport_rejection fields;
        // A sandbox that was moved from is as unknown as none.
        const exposeport_sandbox *handle = found != nullptr ? found->get() : nullptr;
        if (exposeport_preview_authorize(&fields_, handle, &fields)) {
            return std::nullopt;
        }
        return rejection(fields);
    }

    /**
     * Checks the request with signed tokens: the second of two steps, without a sandbox. `context`
     * is that of the signature, and `now` is in seconds of Unix time.
     */
    admission verify(const key_ring &ring, std::string_view context,
                     std::uint64_t now) const noexcept
    {
        return check(ring, context, now, nullptr, nullptr);
    }
    /**
     * Checks the request as above. `is_denied` is called last, with the route of a token that is
     * otherwise valid. It returns true for a link that ends before its expiry. It compares the
     * token and not the whole route, since the client chooses base_port(). If it throws an
     * exception, so does this function.
     */
    template <class IsDenied>
    admission verify(const key_ring &ring, std::string_view context, std::uint64_t now,
                     IsDenied &&is_denied) const
    {
        detail::hook<std::remove_reference_t<IsDenied>> hook{is_denied};
        const admission outcome = check(ring, context, now, hook.call, &hook);
        hook.rethrow();
        return outcome;
    }

    const exposeport_preview *get() const & noexcept { return &fields_; }
    const exposeport_preview *get() const && = delete;

  private:
    admission check(const key_ring &ring, std::string_view context, std::uint64_t now,
                    exposeport_is_denied is_denied, void *data) const noexcept
    {
        std::uint64_t expires = 0;
        exposeport_rejection fields;
        if (exposeport_preview_verify(&fields_, ring.get(), context.data(), context.size(), now,
                                      is_denied, data, &expires, &fields)) {
            return admission(expires);
        }
        return admission(exposeport::rejection(fields));
    }
    exposeport_preview fields_;
};

/**
 * The decision about the host of a request: it belongs to another application, it is for a preview,
 * or it is rejected. A plain value.
 */
class [[nodiscard]] decision {
  public:
    /** The request belongs to another application. */
    struct pass_through {};
    explicit decision(std::variant<pass_through, exposeport::preview, exposeport::rejection> value)
        : value_(std::move(value))
    {
    }

    /** Returns true if the request belongs to another application. */
    bool is_pass_through() const noexcept { return std::get_if<pass_through>(&value_) != nullptr; }
    /** Returns the preview, which has to be authorized, or nullptr if there is none. */
    const exposeport::preview *preview() const & noexcept
    {
        return std::get_if<exposeport::preview>(&value_);
    }
    const exposeport::preview *preview() const && = delete;
    /** Returns the rejection, or nullptr if there is none. */
    const exposeport::rejection *rejection() const & noexcept
    {
        return std::get_if<exposeport::rejection>(&value_);
    }
    const exposeport::rejection *rejection() const && = delete;

  private:
    std::variant<pass_through, exposeport::preview, exposeport::rejection> value_;
};

/** The base domains of a gateway, and its options. Create it once at startup and share it. */
class gateway {
  public:
    /** Creates a gateway for a range of base_domain, which it copies. */
    template <class Domains>
    static result<gateway>
    try_make(const Domains &domains,
             exposeport_invalid_hosts invalid_hosts = EXPOSEPORT_INVALID_HOSTS_REJECT)
    {
        return detail::with_handles(domains, [&](const auto *handles, std::size_t len) {
            auto made = detail::make<handle>([&](auto **out_gateway, auto *error) {
                return exposeport_gateway_new(handles, len, invalid_hosts, out_gateway, error);
            });
            return made ? result<gateway>(gateway(*std::move(made)))
                        : result<gateway>(made.error());
        });
    }
#ifdef __cpp_exceptions
    template <class Domains>
    explicit gateway(const Domains &domains,
                     exposeport_invalid_hosts invalid_hosts = EXPOSEPORT_INVALID_HOSTS_REJECT)
        : gateway(try_make(domains, invalid_hosts).value())
    {
    }
#endif

    /** Decides about the host of a request: the first of two steps. */
    decision route(const request_host &request) const noexcept
    {
        exposeport_preview preview;
        exposeport_rejection rejection;
        const exposeport_request_host parts = request.get();
        switch (exposeport_gateway_route(get(), &parts, &preview, &rejection)) {
        case EXPOSEPORT_DECISION_PASS_THROUGH: return decision(decision::pass_through());
        case EXPOSEPORT_DECISION_PREVIEW: return decision(exposeport::preview(preview));
        default: return decision(exposeport::rejection(rejection));
        }
    }

    /**
     * Returns the headers of a request for the application. `request` is a preview of this gateway,
     * after `authorize`.
     */
    result<std::vector<header>> try_forward(const preview &request,
                                            const std::vector<header> &received,
                                            const forward_options &options) const
    {
        return detail::send_on(received, [&](auto *views, auto len, auto... out) {
            return exposeport_gateway_forward(get(), request.get(), views, len, options.get(),
                                              out...);
        });
    }
#ifdef __cpp_exceptions
    std::vector<header> forward(const preview &request, const std::vector<header> &received,
                                const forward_options &options) const
    {
        return try_forward(request, received, options).value();
    }
#endif

    const exposeport_gateway *get() const & noexcept { return handle_.get(); }
    const exposeport_gateway *get() const && = delete;

  private:
    using handle = detail::handle<exposeport_gateway, exposeport_gateway_free>;
    explicit gateway(handle made) noexcept : handle_(std::move(made)) {}
    handle handle_;
};

/** Returns the headers of a request that belongs to another application. */
inline result<std::vector<header>> try_pass_through(const request_host &request,
                                                    const std::vector<header> &received,
                                                    bool in_process = false)
{
    const exposeport_request_host parts = request.get();
    return detail::send_on(received, [&](auto *views, auto len, auto **out_headers, auto *error) {
        return exposeport_pass_through(&parts, views, len, in_process, out_headers, error);
    });
}

#ifdef __cpp_exceptions
inline std::vector<header> pass_through(const request_host &request,
                                        const std::vector<header> &received,
                                        bool in_process = false)
{
    return try_pass_through(request, received, in_process).value();
}
#endif

} // namespace exposeport

#endif
