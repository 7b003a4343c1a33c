/**
 * exposeport for C++17: exposeport.h with values, destructors and exceptions. Header-only.
 *
 *     const exposeport::base_domain domain("example.com");
 *     const exposeport::route route = domain.route("8080-sandbox-my_token.example.com");
 *     std::cout << route.port() << ' ' << route.sandbox_id() << '\n';
 *
 * - Every call that can fail comes twice. `f` returns a value or throws exposeport::error. `try_f`
 *   returns an exposeport::result. Constructors throw; `try_make` is their twin. Predicates cannot
 *   fail and return bool.
 * - With -fno-exceptions, everything that throws is absent and the twins remain.
 * - The twins throw std::bad_alloc only if their result has a string or a list, or if they take
 *   more than 32 base domains. Nothing else is allocated, except handles.
 * - String inputs are std::string_view of any bytes. Accessors that return a view or a pointer into
 *   an object are deleted for temporary objects.
 * - policy, base_domain and sandbox are handles: they can be moved but not copied. After a move, a
 *   policy is the default one, and calls on the others fail with EXPOSEPORT_NULL_POINTER.
 * - exposeport.h documents the errors of each call and which calls may run concurrently.
 */

#ifndef EXPOSEPORT_HPP
#define EXPOSEPORT_HPP

#include "exposeport/lists.hpp"
#include "exposeport/result.hpp"
#include "exposeport/routes.hpp"
#include "exposeport/rules.hpp"
#include "exposeport/sandbox.hpp"

#endif
