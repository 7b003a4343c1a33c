/** Errors and results of calls to exposeport.h. Part of exposeport.hpp. */

#ifndef EXPOSEPORT_RESULT_HPP
#define EXPOSEPORT_RESULT_HPP

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "../exposeport.h"

namespace exposeport {

template <class T> class result;

/** The reason why a call failed, without an exception. */
class failure {
  public:
    explicit failure(const exposeport_error &details) noexcept : details_(details) {}
    exposeport_status status() const noexcept { return details_.status; }
    /** Returns the permanent code, such as "INVALID_PORT". The string is static. */
    const char *code() const noexcept { return details_.code; }
    std::uint16_t http_status() const noexcept { return details_.http_status; }
    std::string_view message() const & noexcept
    {
        return {details_.message, details_.message_len};
    }
    std::string_view message() const && = delete;
    /** Returns the JSON body of the response: {"error": "...", "code": "..."}. */
    result<std::string> try_json_body() const;
#ifdef __cpp_exceptions
    std::string json_body() const;
#endif

  private:
    exposeport_error details_;
};

#ifdef __cpp_exceptions

/** The exception that a failed call throws. `what()` returns the message. */
class error : public std::runtime_error {
  public:
    explicit error(const failure &reason)
        : std::runtime_error(std::string(reason.message())), reason_(reason)
    {
    }
    exposeport_status status() const noexcept { return reason_.status(); }
    /** Returns the permanent code, such as "INVALID_PORT". The string is static. */
    const char *code() const noexcept { return reason_.code(); }
    std::uint16_t http_status() const noexcept { return reason_.http_status(); }
    /** Returns the JSON body of the response: {"error": "...", "code": "..."}. */
    std::string json_body() const { return reason_.json_body(); }

  private:
    failure reason_;
};

#endif

/**
 * A value or a failure.
 *
 * In a condition, a result is true if it has a value, even if that value is false or an
 * authorization that is not active.
 */
template <class T> class [[nodiscard]] result {
  public:
    result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    result(const failure &reason) : state_(std::in_place_index<1>, reason) {}
    bool has_value() const noexcept { return state_.index() == 0; }
    explicit operator bool() const noexcept { return has_value(); }

    /** Returns the value. The behavior is undefined if there is none. */
    T &operator*() & noexcept { return *std::get_if<0>(&state_); }
    const T &operator*() const & noexcept { return *std::get_if<0>(&state_); }
    T operator*() && { return std::move(*std::get_if<0>(&state_)); }
    T operator*() const && = delete;
    /** Returns a pointer to the value. The behavior is undefined if there is none. */
    T *operator->() & noexcept { return std::get_if<0>(&state_); }
    const T *operator->() const & noexcept { return std::get_if<0>(&state_); }
    const T *operator->() const && = delete;

    /** Returns the failure. The behavior is undefined if there is a value. */
    const failure &error() const & noexcept { return *std::get_if<1>(&state_); }
    failure error() const && { return *std::get_if<1>(&state_); }

#ifdef __cpp_exceptions
    /** Returns the value. Throws exposeport::error if there is none. */
    T &value() &
    {
        check();
        return **this;
    }
    const T &value() const &
    {
        check();
        return **this;
    }
    T value() &&
    {
        check();
        return *std::move(*this);
    }
    T value() const && = delete;

  private:
    void check() const
    {
        if (!has_value()) {
            throw exposeport::error(error());
        }
    }
#endif

  private:
    std::variant<T, failure> state_;
};

/** Success without a value, or a failure. */
template <> class [[nodiscard]] result<void> {
  public:
    result() = default;
    result(const failure &reason) : reason_(reason) {}
    bool has_value() const noexcept { return !reason_; }
    explicit operator bool() const noexcept { return has_value(); }

    /** Returns the failure. The behavior is undefined if the call succeeded. */
    const failure &error() const & noexcept { return *reason_; }
    failure error() const && { return *reason_; }

#ifdef __cpp_exceptions
    /** Throws exposeport::error if the call failed. */
    void value() const
    {
        if (reason_) {
            throw exposeport::error(*reason_);
        }
    }
#endif

  private:
    std::optional<failure> reason_;
};

namespace detail {

/** Runs a call without an output. */
template <class Call> result<void> run(Call call)
{
    exposeport_error error;
    return call(&error) == EXPOSEPORT_OK ? result<void>() : result<void>(failure(error));
}

/** Runs a call with one output. */
template <class T, class Call> result<T> get(Call call)
{
    T value{};
    exposeport_error error;
    if (call(&value, &error) != EXPOSEPORT_OK) {
        return failure(error);
    }
    return result<T>(std::move(value));
}

/** Runs a call with a string output of bounded length. */
template <std::size_t Capacity, class Call> result<std::string> get_string(Call call)
{
    char buffer[Capacity];
    std::size_t len = 0;
    exposeport_error error;
    if (call(buffer, Capacity, &len, &error) != EXPOSEPORT_OK) {
        return failure(error);
    }
    return std::string(buffer, len);
}

/** Runs a call with a string output of unbounded length. */
template <class Call> result<std::string> get_long_string(Call call)
{
    std::size_t len = 0;
    exposeport_error error;
    if (call(nullptr, std::size_t{0}, &len, &error) != EXPOSEPORT_BUFFER_TOO_SMALL) {
        return failure(error);
    }
    // A std::string has room for a NUL after its characters.
    std::string string(len, '\0');
    if (call(string.data(), len + 1, &len, &error) != EXPOSEPORT_OK) {
        return failure(error);
    }
    return string;
}

/** Returns a view of a string in memory of the library. */
inline std::string_view view(const exposeport_string &string) noexcept
{
    return string.data != nullptr ? std::string_view(string.data, string.len) : std::string_view();
}

/** Returns a non-NULL pointer, since NULL means that an optional string is absent. */
inline const char *present(std::string_view string) noexcept
{
    return string.data() != nullptr ? string.data() : "";
}

template <class T, void (*Free)(T *)> struct deleter {
    void operator()(T *handle) const noexcept { Free(handle); }
};
template <class T, void (*Free)(T *)> using handle = std::unique_ptr<T, deleter<T, Free>>;

/** Runs a call that creates a handle. */
template <class Handle, class Call> result<Handle> make(Call call)
{
    const auto made = get<typename Handle::pointer>(call);
    return made ? result<Handle>(Handle(*made)) : result<Handle>(made.error());
}

} // namespace detail

inline result<std::string> failure::try_json_body() const
{
    return detail::get_string<EXPOSEPORT_JSON_BODY_CAPACITY>(
        [&](auto... out) { return exposeport_error_json_body(&details_, out...); });
}

#ifdef __cpp_exceptions
inline std::string failure::json_body() const { return try_json_body().value(); }
#endif

} // namespace exposeport

#endif
