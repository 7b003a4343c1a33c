/** Elements of lists. Part of exposeport.hpp. */

#ifndef EXPOSEPORT_LISTS_HPP
#define EXPOSEPORT_LISTS_HPP

#include "routes.hpp"

namespace exposeport {

/** An exposed port. */
struct exposed_port {
    /** The URL. It contains the token. */
    std::string url;
    std::uint16_t port;
    std::optional<std::string> name;

    /** Returns the URL with a slash as its path. A path can be appended to it. */
    std::string href() const { return exposeport::href(url); }
};

/** The state of a port that has a token. */
struct port_state {
    std::uint16_t port;
    std::optional<std::string> name;
    /** EXPOSEPORT_NOT_STALE if the port is active. */
    exposeport_stale_reason stale_reason;

    bool is_active() const noexcept { return stale_reason == EXPOSEPORT_NOT_STALE; }
    /**
     * Returns the reason why the port is stale, such as "missing-activation", or nullptr if it is
     * active. The string is static.
     */
    const char *reason() const noexcept { return exposeport_stale_reason_name(stale_reason); }
};

/** An entry that an import dropped. */
struct dropped_entry {
    /** The place of the entry, such as `portTokens["8080"].name`. */
    std::string place;
    exposeport_status status;
    /** The permanent code, such as "INVALID_PORT". The string is static. */
    const char *code;
    /** The message. It contains no token. */
    std::string message;
};

/** A header: its name and its value. */
struct header {
    std::string name;
    std::string value;
};

namespace detail {

inline std::optional<std::string> optional_string(const char *data, std::size_t len)
{
    return data != nullptr ? std::optional(std::string(data, len)) : std::nullopt;
}

inline exposed_port copy(const exposeport_exposed_port &view)
{
    return {std::string(view.url, view.url_len), view.port,
            optional_string(view.name, view.name_len)};
}

inline port_state copy(const exposeport_port_state &view)
{
    return {view.port, optional_string(view.name, view.name_len),
            static_cast<exposeport_stale_reason>(view.stale_reason)};
}

inline dropped_entry copy(const exposeport_dropped_entry &view)
{
    return {std::string(view.place, view.place_len), view.status, view.code,
            std::string(view.message, view.message_len)};
}

inline header copy(const exposeport_header_view &view)
{
    return {std::string(view.name, view.name_len), std::string(view.value, view.value_len)};
}

/** Copies a list. `len` and `get` fail only if an argument is NULL or out of range. */
template <class Element, class View, class List>
std::vector<Element>
copy_list(const List *list,
          exposeport_status (*len)(const List *, std::size_t *, exposeport_error *),
          exposeport_status (*get)(const List *, std::size_t, View *, exposeport_error *))
{
    std::size_t count = 0;
    (void)len(list, &count, nullptr);
    std::vector<Element> elements;
    elements.reserve(count);
    for (std::size_t index = 0; index < count; index++) {
        View view{};
        (void)get(list, index, &view, nullptr);
        elements.push_back(copy(view));
    }
    return elements;
}

} // namespace detail

} // namespace exposeport

#endif
