/** Headers, and the target of a request. Part of exposeport.hpp. */

#ifndef EXPOSEPORT_HEADERS_HPP
#define EXPOSEPORT_HEADERS_HPP

#include "lists.hpp"

namespace exposeport {

/** The options of gateway::forward: by default, those of a proxy that does not send the token. */
class forward_options {
  public:
    /** Creates the options. `scheme` is that of the client's request. */
    explicit forward_options(exposeport_scheme scheme) noexcept : fields_{}
    {
        fields_.scheme = scheme;
    }
    /** Sets the Host that the application receives. */
    forward_options &set_host(exposeport_application_host host) noexcept
    {
        fields_.host = host;
        return *this;
    }
    /** Sends the token to the application, which then can do what its holder can. */
    forward_options &set_with_token(bool with_token = true) noexcept
    {
        fields_.with_token = with_token;
        return *this;
    }
    /** Keeps hop-by-hop headers, for an application in the process of the gateway. */
    forward_options &set_in_process(bool in_process = true) noexcept
    {
        fields_.in_process = in_process;
        return *this;
    }

    const exposeport_forward_options *get() const & noexcept { return &fields_; }
    const exposeport_forward_options *get() const && = delete;

  private:
    exposeport_forward_options fields_;
};

namespace detail {

/** Runs a call that creates a list from headers. `call` has their array and its length first. */
template <class Call>
result<std::vector<header>> send_on(const std::vector<header> &received, Call call)
{
    std::vector<exposeport_header_view> views;
    views.reserve(received.size());
    for (const header &one : received) {
        views.push_back({one.name.data(), one.name.size(), one.value.data(), one.value.size()});
    }
    using list = handle<exposeport_headers, exposeport_headers_free>;
    const auto made = make<list>([&](auto **out_headers, auto *error) {
        return call(views.data(), views.size(), out_headers, error);
    });
    if (!made) {
        return made.error();
    }
    return copy_list<header>(made->get(), exposeport_headers_len, exposeport_headers_get);
}

} // namespace detail

/** The target of a request in HTTP/1. */
struct target {
    /** The authority of a target in absolute form. It refers to the string that was split. */
    std::optional<std::string_view> authority;
    /** Path and query: the target in origin form. */
    std::string path;
};

/** Splits the target of a request in HTTP/1. */
inline result<target> try_split_target(std::string_view string)
{
    exposeport_string authority{};
    std::string path(string.size() + 1, '\0');
    std::size_t len = 0;
    exposeport_error error;
    const exposeport_status status =
        exposeport_split_target(string.data(), string.size(), &authority, path.data(),
                                path.size() + 1, &len, &error);
    if (status != EXPOSEPORT_OK) {
        return failure(error);
    }
    path.resize(len);
    const bool has_authority = authority.data != nullptr;
    return target{has_authority ? std::optional(detail::view(authority)) : std::nullopt,
                  std::move(path)};
}

/** Returns true if a header is internal, so that it must be removed from a client's request. */
inline bool is_internal_header(std::string_view name) noexcept
{
    return exposeport_is_internal_header(name.data(), name.size());
}

/** Returns true if a header applies to one connection only. */
inline bool is_hop_by_hop_header(std::string_view name) noexcept
{
    return exposeport_is_hop_by_hop_header(name.data(), name.size());
}

/** Returns true if a client prefers HTML to JSON. The range has the values of Accept. */
template <class Values> bool prefers_html(const Values &values)
{
    std::vector<exposeport_string> strings;
    for (const std::string_view value : values) {
        strings.push_back({value.data(), value.size()});
    }
    return exposeport_prefers_html(strings.data(), strings.size());
}

#ifdef __cpp_exceptions
inline target split_target(std::string_view string) { return try_split_target(string).value(); }

#endif

} // namespace exposeport

#endif
