/**
 * exposeport for C++17: exposeport.h with values, destructors and exceptions. Header-only.
 *
 * - Each call comes twice: `f` returns a value or throws exposeport::error, `try_f` returns an exposeport::result and throws nothing but
 *   std::bad_alloc, where it returns a string or a list, or is given more than 32 domains. Constructors throw; `try_make` is their twin.
 * - Texts come in as std::string_view of any bytes. Nothing is allocated but the strings, lists and handles that are returned,
 *   and the list of more than 32 domains.
 * - A policy, a base domain and a sandbox are handles that move and do not copy. One that was moved from answers
 *   EXPOSEPORT_NULL_POINTER, but for a policy, which then is the documented one.
 * - What exposeport.h says of the calls, refusals and threads holds here.
 */

#ifndef EXPOSEPORT_HPP
#define EXPOSEPORT_HPP

#include "exposeport/sandbox.hpp"

#endif
