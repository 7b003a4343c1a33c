// Checks, and strings of the tables. Shared by the tests in C++.

#ifndef SUPPORT_HPP
#define SUPPORT_HPP

#include <cstdlib>
#include <cstring>
#include <exposeport.hpp>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "vectors.h"

inline int failures = 0;
inline std::string current_case;
// The secrets of the current case, and how often a string was searched for one.
inline hostnames current_secrets{};
inline std::size_t searches = 0;

inline void check(bool holds, std::string_view what)
{
    if (!holds) {
        failures++;
        std::cerr << current_case << ": " << what << '\n';
    }
}

inline void same(std::string_view what, std::string_view found, std::string_view expected)
{
    if (found != expected) {
        failures++;
        std::cerr << current_case << ": " << what << "\n  expected " << expected << "\n     found "
                  << found << '\n';
    }
}

// A string of a table in a heap buffer of exactly its size, or no string.
class bytes {
  public:
    explicit bytes(const pieces &source)
    {
        std::string all;
        for (std::size_t i = 0; i < source.count; i++) {
            for (std::size_t n = 0; n < source.items[i].repeat; n++) {
                all.append(source.items[i].data, source.items[i].len);
            }
        }
        assign(source.items != nullptr, all);
    }
    explicit bytes(std::string_view source) { assign(true, source); }
    bool has_value() const { return data_ != nullptr; }
    std::string_view view() const { return {data_.get(), len_}; }
    std::string string() const { return std::string(view()); }

  private:
    void assign(bool has_value, std::string_view all)
    {
        if (has_value) {
            data_ = std::make_unique<char[]>(all.size());
            len_ = all.size();
            std::memcpy(data_.get(), all.data(), len_);
        }
    }
    std::unique_ptr<char[]> data_;
    std::size_t len_ = 0;
};

// Starts a case of any kind.
template <class Case> void begin_case(const Case &one)
{
    current_case = one.name;
    current_secrets = one.secrets;
}

// Checks that a string contains no secret of the current case.
inline void check_secrecy(std::string_view shown)
{
    for (std::size_t i = 0; i < current_secrets.count; i++) {
        const std::string secret = bytes(current_secrets.items[i]).string();
        if (shown.find(secret) != std::string_view::npos) {
            check(false, "a secret is shown: " + secret + " in " + std::string(shown));
        }
        searches++;
    }
}

inline std::string lowercase(std::string_view string)
{
    std::string lowercased(string);
    for (char &byte : lowercased) {
        byte = byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte;
    }
    return lowercased;
}

inline exposeport::policy make_policy(const changes &changes)
{
    exposeport::policy policy;
    for (std::size_t i = 0; i < changes.count; i++) {
        const change &change = changes.items[i];
        const bytes string(change.string);
        switch (change.kind) {
        case RESERVE_PORT: policy.reserve_port(change.port); break;
        case UNRESERVE_PORT: policy.unreserve_port(change.port); break;
        case RESERVE_SANDBOX_ID: policy.reserve_sandbox_id(string.view()); break;
        case UNRESERVE_SANDBOX_ID: policy.unreserve_sandbox_id(string.view()); break;
        case DENY_DOMAIN: policy.deny_domain(string.view()); break;
        case UNDENY_DOMAIN: policy.undeny_domain(string.view()); break;
        case SET_SCHEME:
            policy.set_scheme(string.view() == "http" ? EXPOSEPORT_HTTP : EXPOSEPORT_HTTPS);
            break;
        }
    }
    return policy;
}

// The result of a call: a code and a message, or "OK" if it throws nothing.
struct outcome {
    std::string code, message;
};

template <class Call> outcome outcome_of(Call call)
{
    try {
        call();
        return {"OK", ""};
    } catch (const exposeport::error &error) {
        check(std::string_view(error.code()) == exposeport_status_code(error.status()),
              "code and status agree");
        check(error.http_status() == exposeport_status_http(error.status()),
              "status and HTTP status agree");
        check(error.what()[0] != '\0', "an error has a message");
        check_secrecy(error.what());
        check_secrecy(error.json_body());
        return {error.code(), error.what()};
    }
}

// Compares an outcome with the expected code, and with the expected message if there is one.
inline void check_outcome(std::string_view what, const outcome &found, const char *expected_error,
                          const pieces &expected_message)
{
    same(what, found.code, expected_error != nullptr ? expected_error : "OK");
    if (expected_error != nullptr && expected_message.items != nullptr) {
        same("message", found.message, bytes(expected_message).view());
    }
}

void run_script(const script &script);
void run_import(const import_case &stored);
void run_gateway(const gateway_case &c);
void run_signed(const signed_case &c);
void check_decisions();

#endif
