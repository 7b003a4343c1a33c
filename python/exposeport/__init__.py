"""Preview URLs: the addresses through which people reach a web server inside a sandbox.

    https://8080-sandbox-abc123random4567.example.com
            port sandbox id   token       base domain

    >>> import exposeport
    >>> sandbox = exposeport.Sandbox("sandbox")
    >>> exposed = sandbox.expose_port(8080, hostname="example.com", token="my_token")
    >>> exposed.url
    'https://8080-sandbox-my_token.example.com'
    >>> route = exposeport.BaseDomain("example.com").route("8080-sandbox-my_token.example.com")
    >>> sandbox.authorize(route)
    Authorization(kind='active')

Texts are `str` or `bytes`, but for `Policy(scheme=...)`, which is a `str`; ports whatever has `__index__` but for
`bool`. Whatever is refused raises an `ExposePortError` with a permanent `code` and an `http_status`; an argument of the
wrong type is a `TypeError`. Everything but `Sandbox` is immutable, and everything may be used from many threads.
One interpreter of a process may import it; in any other, a subinterpreter, that is an `ImportError`.

`python -m exposeport --help` shows the command; `exposeport.asgi` has the middleware.
"""

from exposeport._errors import CustomDomainRequiredError, ExposePortError, NotAPreviewHostError, SecurityError
from exposeport._exposeport import (
    HEADER_PREVIEW_PORT,
    HEADER_PREVIEW_PROXY,
    HEADER_PREVIEW_SANDBOX_ID,
    HEADER_PREVIEW_TOKEN,
    INTERNAL_HEADERS,
    Authorization,
    BaseDomain,
    ExposedPort,
    Policy,
    Route,
    Sandbox,
    __version__,
    build_url,
    generate_token,
    parse,
    parse_host,
    parse_url,
    route_under,
    sandbox_id_budget,
    tokens_equal,
    validate_port,
    validate_sandbox_id,
    validate_token,
)

__all__ = [
    "HEADER_PREVIEW_PORT",
    "HEADER_PREVIEW_PROXY",
    "HEADER_PREVIEW_SANDBOX_ID",
    "HEADER_PREVIEW_TOKEN",
    "INTERNAL_HEADERS",
    "Authorization",
    "BaseDomain",
    "CustomDomainRequiredError",
    "ExposePortError",
    "ExposedPort",
    "NotAPreviewHostError",
    "Policy",
    "Route",
    "Sandbox",
    "SecurityError",
    "__version__",
    "build_url",
    "generate_token",
    "parse",
    "parse_host",
    "parse_url",
    "route_under",
    "sandbox_id_budget",
    "tokens_equal",
    "validate_port",
    "validate_sandbox_id",
    "validate_token",
]
