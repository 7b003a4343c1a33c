/** Errors, results, and how calls of exposeport.h become values. Part of exposeport.hpp. */

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

/** Why a call failed: the details without an exception. */
class failure {
  public:
    explicit failure(const exposeport_error &details) noexcept : details_(details) {}
    exposeport_status status() const noexcept { return details_.status; }
    /** The permanent code, such as "INVALID_PORT". */
    const char *code() const noexcept { return details_.code; }
    std::uint16_t http_status() const noexcept { return details_.http_status; }
    std::string_view message() const noexcept { return {details_.message, details_.message_len}; }

  private:
    exposeport_error details_;
};

/** Why a call failed, thrown. */
class error : public std::runtime_error {
  public:
    explicit error(const failure &why)
        : std::runtime_error(std::string(why.message())), status_(why.status()), code_(why.code()),
          http_status_(why.http_status())
    {
    }
    exposeport_status status() const noexcept { return status_; }
    const char *code() const noexcept { return code_; }
    std::uint16_t http_status() const noexcept { return http_status_; }

  private:
    exposeport_status status_;
    const char *code_;
    std::uint16_t http_status_;
};

/** A value, or why there is none. In a condition it tells whether there is a value, whatever that is: of a bool or an authorization,
    ask the value. */
template <class T> class [[nodiscard]] result {
  public:
    result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    result(const failure &why) : state_(std::in_place_index<1>, why) {}
    bool has_value() const noexcept { return state_.index() == 0; }
    explicit operator bool() const noexcept { return has_value(); }
    /** The value; throws exposeport::error where there is none. */
    T &value() &
    {
        check();
        return *std::get_if<0>(&state_);
    }
    const T &value() const &
    {
        check();
        return *std::get_if<0>(&state_);
    }
    T value() &&
    {
        check();
        return std::move(*std::get_if<0>(&state_));
    }
    /** Only where there is no value. */
    const failure &error() const noexcept { return *std::get_if<1>(&state_); }

  private:
    void check() const
    {
        if (!has_value()) {
            throw exposeport::error(error());
        }
    }
    std::variant<T, failure> state_;
};

/** Success without a value, or why not. */
template <> class [[nodiscard]] result<void> {
  public:
    result() = default;
    result(const failure &why) : why_(why) {}
    bool has_value() const noexcept { return !why_; }
    explicit operator bool() const noexcept { return has_value(); }
    void value() const
    {
        if (why_) {
            throw exposeport::error(*why_);
        }
    }
    const failure &error() const noexcept { return *why_; }

  private:
    std::optional<failure> why_;
};

namespace detail {

/** What a call without a value came to. */
template <class Call> result<void> run(Call call)
{
    exposeport_error why;
    return call(&why) == EXPOSEPORT_OK ? result<void>() : result<void>(failure(why));
}

/** What a call came to that writes a plain value. */
template <class T, class Call> result<T> get(Call call)
{
    T value{};
    exposeport_error why;
    return call(&value, &why) == EXPOSEPORT_OK ? result<T>(std::move(value)) : result<T>(failure(why));
}

/** The text that a call writes, of which the buffer holds every one. */
template <std::size_t Capacity, class Call> result<std::string> text(Call call)
{
    char buffer[Capacity];
    std::size_t length = 0;
    exposeport_error why;
    if (call(buffer, Capacity, &length, &why) != EXPOSEPORT_OK) {
        return failure(why);
    }
    return std::string(buffer, length);
}

/** The text that a call writes, of any length. */
template <class Call> result<std::string> long_text(Call call)
{
    std::size_t length = 0;
    exposeport_error why;
    if (call(nullptr, std::size_t{0}, &length, &why) != EXPOSEPORT_BUFFER_TOO_SMALL) {
        return failure(why);
    }
    // A string has room for a NUL of its own behind its octets.
    std::string text(length, '\0');
    if (call(text.data(), length + 1, &length, &why) != EXPOSEPORT_OK) {
        return failure(why);
    }
    return text;
}

/** A text that is there even where it is empty, for arguments of which NULL says that there is none. */
inline const char *present(std::string_view text) noexcept { return text.data() != nullptr ? text.data() : ""; }

template <class T, void (*Free)(T *)> struct freeing {
    void operator()(T *handle) const noexcept { Free(handle); }
};
template <class T, void (*Free)(T *)> using handle = std::unique_ptr<T, freeing<T, Free>>;

template <class Handle, class Call> result<Handle> make(Call call)
{
    auto made = get<typename Handle::pointer>(call);
    return made ? result<Handle>(Handle(made.value())) : result<Handle>(made.error());
}

} // namespace detail

} // namespace exposeport

#endif
