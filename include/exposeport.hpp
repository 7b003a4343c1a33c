/**
 * A header-only C++17 wrapper of exposeport.h, with values, destructors and exceptions.
 *
 *     const exposeport::base_domain domain("example.com");
 *     const exposeport::route route = domain.route("8080-sandbox-my_token.example.com");
 *     std::cout << route.port() << ' ' << route.sandbox_id() << '\n';
 *
 * - Every function `f` that can fail has a variant `try_f`. `f` returns a value or throws
 *   exposeport::error. `try_f` returns an exposeport::result. The variant of a constructor, which
 *   throws, is `try_make`. Predicates cannot fail and return bool. The decisions of a gateway
 *   cannot fail either: they reject the request.
 * - With -fno-exceptions, only the `try_` variants exist.
 * - A `try_` variant throws std::bad_alloc only if it returns a string or a list, or takes headers
 *   or more than 32 base domains. request_host::host and prefers_html throw it too. Apart from
 *   these, only handles allocate memory.
 * - String inputs are std::string_view and may contain any bytes. Accessors that return a view or a
 *   pointer into an object are deleted for temporary objects.
 * - policy, base_domain, sandbox, key_ring and gateway are handles, which can be moved but not
 *   copied. A moved-from policy is the default policy. Calls on any other moved-from handle fail
 *   with EXPOSEPORT_NULL_POINTER. A token is invalid under a moved-from key_ring.
 * - exposeport.h documents the errors of each function and its thread safety.
 */

#ifndef EXPOSEPORT_HPP
#define EXPOSEPORT_HPP

#include "exposeport/gateway.hpp"
#include "exposeport/headers.hpp"
#include "exposeport/lists.hpp"
#include "exposeport/result.hpp"
#include "exposeport/routes.hpp"
#include "exposeport/rules.hpp"
#include "exposeport/sandbox.hpp"
#include "exposeport/signed.hpp"

#endif
