// Accessors that return a view of an object or a pointer into it are deleted for temporary objects.

#include <exposeport.hpp>
#include <type_traits>

namespace ex = exposeport;

// ACCESSIBLE(name, call) defines a trait: the call compiles for an object of type T.
#define ACCESSIBLE(name, call) \
    template <class T, class = void> struct has_##name : std::false_type {}; \
    template <class T> struct has_##name<T, std::void_t<decltype(std::declval<T>().call)>> \
        : std::true_type {}; \
    template <class T> constexpr bool name##_needs_an_lvalue = \
        has_##name<T &>::value && has_##name<const T &>::value && !has_##name<T>::value && \
        !has_##name<const T>::value

ACCESSIBLE(sandbox_id, sandbox_id());
ACCESSIBLE(token, token());
ACCESSIBLE(message, message());
ACCESSIBLE(get, get());
ACCESSIBLE(arrow, operator->());
ACCESSIBLE(port, port());
ACCESSIBLE(code, code());
ACCESSIBLE(preview, preview());
ACCESSIBLE(rejection, rejection());

static_assert(sandbox_id_needs_an_lvalue<ex::route>);
static_assert(token_needs_an_lvalue<ex::route>);
static_assert(message_needs_an_lvalue<ex::failure>);
static_assert(get_needs_an_lvalue<ex::route>);
static_assert(get_needs_an_lvalue<ex::authorization>);
static_assert(get_needs_an_lvalue<ex::policy>);
static_assert(get_needs_an_lvalue<ex::base_domain>);
static_assert(get_needs_an_lvalue<ex::sandbox>);
static_assert(get_needs_an_lvalue<ex::gateway>);
static_assert(get_needs_an_lvalue<ex::key_ring>);
static_assert(get_needs_an_lvalue<ex::request_host>);
static_assert(get_needs_an_lvalue<ex::preview>);
static_assert(get_needs_an_lvalue<ex::rejection>);
static_assert(get_needs_an_lvalue<ex::forward_options>);
static_assert(message_needs_an_lvalue<ex::rejection>);
static_assert(preview_needs_an_lvalue<ex::decision>);
static_assert(rejection_needs_an_lvalue<ex::decision>);
static_assert(rejection_needs_an_lvalue<ex::admission>);
static_assert(arrow_needs_an_lvalue<ex::result<ex::route>>);

// Accessors that return values or static strings are available on any object.
static_assert(has_port<ex::route>::value && has_port<ex::route &>::value);
static_assert(has_code<ex::failure>::value && has_code<ex::error>::value);
static_assert(has_code<ex::authorization>::value);

// A temporary result returns its value or error by value, so that they are temporaries as well.
using route_result = ex::result<ex::route>;
static_assert(std::is_same_v<decltype(*std::declval<route_result>()), ex::route>);
static_assert(std::is_same_v<decltype(std::declval<route_result>().value()), ex::route>);
static_assert(std::is_same_v<decltype(std::declval<route_result>().error()), ex::failure>);
static_assert(std::is_same_v<decltype(std::declval<ex::result<void>>().error()), ex::failure>);
static_assert(std::is_same_v<decltype(*std::declval<route_result &>()), ex::route &>);

// A chain of setters on a temporary policy returns a policy by value, not a reference.
static_assert(std::is_same_v<decltype(ex::policy().reserve_port(9000)), ex::policy>);
static_assert(std::is_same_v<decltype(ex::policy().set_scheme(EXPOSEPORT_HTTP)), ex::policy>);
static_assert(
    std::is_same_v<decltype(std::declval<ex::policy &>().reserve_port(9000)), ex::policy &>);

// A URL with a slash is a string of its own, and a temporary import has temporary parts.
using port = const ex::exposed_port &;
static_assert(std::is_same_v<decltype(std::declval<port>().href()), std::string>);
static_assert(std::is_same_v<decltype(ex::href(std::declval<std::string>())), std::string>);
using import_result = ex::result<ex::storage_import>;
static_assert(std::is_same_v<decltype(*std::declval<import_result>()), ex::storage_import>);
static_assert(std::is_same_v<decltype(std::declval<import_result>().value()), ex::storage_import>);
static_assert(arrow_needs_an_lvalue<import_result>);
static_assert(arrow_needs_an_lvalue<ex::result<std::vector<ex::port_state>>>);
