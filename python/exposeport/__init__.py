"""Builds, parses and authorizes preview URLs of web servers that run inside sandboxes.

    https://8080-sandbox-abc123random4567.example.com
            port sandbox id   token       base domain

A control plane exposes a port and gets its URL. A gateway parses the `Host` header of a request
into a route, and the sandbox authorizes it:

    >>> import exposeport
    >>> sandbox = exposeport.Sandbox("sandbox")
    >>> exposed = sandbox.expose_port(8080, hostname="example.com", token="my_token")
    >>> exposed.url
    'https://8080-sandbox-my_token.example.com'
    >>> route = exposeport.BaseDomain("example.com").route("8080-sandbox-my_token.example.com")
    >>> sandbox.authorize(route)
    Authorization(kind='active')

String arguments may be `str` or `bytes`, except that `Policy(scheme=...)` requires a `str`, and
`SigningKey(key)` requires `bytes`. A port may be an `int` or any other object with `__index__`,
except a `bool`. Rejected input raises an
`ExposePortError` with a permanent `code` and an `http_status`. An argument of the wrong type raises
a `TypeError`.

All classes except `Sandbox` are immutable. Objects of all classes may be shared between threads.
Only one interpreter per process can import the package. In any other interpreter, the import raises
an `ImportError`.

`Gateway` makes the whole decision of a gateway about a request. With a `KeyRing`, it verifies
signed tokens and needs no `Sandbox`. `exposeport.asgi` contains ASGI middleware. `python -m
exposeport --help` describes the command.
"""

from exposeport._exposeport import (
    HEADER_PREVIEW_PORT,
    HEADER_PREVIEW_PROXY,
    HEADER_PREVIEW_SANDBOX_ID,
    HEADER_PREVIEW_TOKEN,
    INTERNAL_HEADERS,
    Authorization,
    BaseDomain,
    CustomDomainRequiredError,
    Dropped,
    ExposedPort,
    ExposePortError,
    Gateway,
    Import,
    KeyRing,
    NotAPreviewHostError,
    Policy,
    PortState,
    Preview,
    Rejection,
    Route,
    Sandbox,
    SecurityError,
    SigningKey,
    Verification,
    __version__,
    build_url,
    generate_token,
    is_hop_by_hop_header,
    is_internal_header,
    parse,
    parse_host,
    parse_url,
    pass_through,
    prefers_html,
    route_under,
    sandbox_id_budget,
    split_target,
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
    "Dropped",
    "ExposePortError",
    "ExposedPort",
    "Gateway",
    "Import",
    "KeyRing",
    "NotAPreviewHostError",
    "Policy",
    "PortState",
    "Preview",
    "Rejection",
    "Route",
    "Sandbox",
    "SecurityError",
    "SigningKey",
    "Verification",
    "__version__",
    "build_url",
    "generate_token",
    "is_hop_by_hop_header",
    "is_internal_header",
    "parse",
    "parse_host",
    "parse_url",
    "pass_through",
    "prefers_html",
    "route_under",
    "sandbox_id_budget",
    "split_target",
    "tokens_equal",
    "validate_port",
    "validate_sandbox_id",
    "validate_token",
]
