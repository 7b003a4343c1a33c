// What the tests in C++ share: checks, and the texts of the tables.

#ifndef SUPPORT_HPP
#define SUPPORT_HPP

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
        std::cerr << current_case << ": " << what << "\n  expected " << expected << "\n     found " << found << '\n';
    }
}

// A text of a table in a heap buffer of exactly its size; the empty view without data where there is none.
class octets {
  public:
    explicit octets(const text &source)
    {
        std::string all;
        for (std::size_t i = 0; i < source.count; i++) {
            for (std::size_t n = 0; n < source.pieces[i].count; n++) {
                all.append(source.pieces[i].data, source.pieces[i].length);
            }
        }
        assign(source.pieces != nullptr, all);
    }
    explicit octets(std::string_view source) { assign(true, source); }
    bool is_there() const { return data_ != nullptr; }
    std::string_view view() const { return {data_.get(), length_}; }
    std::string string() const { return std::string(view()); }

  private:
    void assign(bool is_there, std::string_view all)
    {
        if (is_there) {
            data_ = std::make_unique<char[]>(all.size());
            length_ = all.size();
            std::memcpy(data_.get(), all.data(), length_);
        }
    }
    std::unique_ptr<char[]> data_;
    std::size_t length_ = 0;
};

inline std::string lower(std::string_view text)
{
    std::string lowered(text);
    for (char &octet : lowered) {
        octet = octet >= 'A' && octet <= 'Z' ? static_cast<char>(octet - 'A' + 'a') : octet;
    }
    return lowered;
}

inline exposeport::policy make_policy(const changes &changes)
{
    exposeport::policy policy;
    for (std::size_t i = 0; i < changes.count; i++) {
        const change &change = changes.items[i];
        const octets text(change.text);
        switch (change.kind) {
        case ALLOW_PORT: policy.allow_port(change.port); break;
        case RESERVE_PORT: policy.reserve_port(change.port); break;
        case ALLOW_SANDBOX_ID: policy.allow_sandbox_id(text.view()); break;
        case RESERVE_SANDBOX_ID: policy.reserve_sandbox_id(text.view()); break;
        case ALLOW_DOMAIN: policy.allow_domain(text.view()); break;
        case REFUSE_DOMAIN: policy.refuse_domain(text.view()); break;
        case SET_SCHEME: policy.set_scheme(text.view() == "http" ? EXPOSEPORT_HTTP : EXPOSEPORT_HTTPS); break;
        }
    }
    return policy;
}

// The code that a call comes to, "OK" where it throws nothing.
template <class Call> std::string code_of(Call call)
{
    try {
        call();
        return "OK";
    } catch (const exposeport::error &why) {
        check(std::string_view(why.code()) == exposeport_status_code(why.status()), "code and status agree");
        check(why.http_status() == exposeport_status_http(why.status()), "status and HTTP status agree");
        check(why.what()[0] != '\0', "an error has a message");
        return why.code();
    }
}

void run_script(const script &script);

#endif
