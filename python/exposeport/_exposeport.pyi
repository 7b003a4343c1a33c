from collections.abc import Callable, Iterable
from typing import (
    Any,
    ClassVar,
    Final,
    Generic,
    Literal,
    NamedTuple,
    SupportsIndex,
    TypeAlias,
    final,
)

from typing_extensions import Never, Self, TypeVar, disjoint_base

__all__ = [
    "HEADER_PREVIEW_PORT",
    "HEADER_PREVIEW_PROXY",
    "HEADER_PREVIEW_SANDBOX_ID",
    "HEADER_PREVIEW_TOKEN",
    "INTERNAL_HEADERS",
    "_RUNTIMES",
    "_SIGNING_KEY_HEX_MAX",
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
    "_authorization",
    "_check_application_host",
    "_parse_port",
    "_route",
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

# A class whose constructor has a parameter of the type Never cannot be called.

_StrOrBytes: TypeAlias = str | bytes
_Kind: TypeAlias = Literal["active", "stale", "invalid"]
_Reason: TypeAlias = Literal[
    "runtime-not-running", "missing-activation", "runtime-mismatch", "token-mismatch"
]
_Runtimes: TypeAlias = Literal["tracked", "untracked"]
_InvalidHosts: TypeAlias = Literal["reject", "pass-through"]
_VerificationKind: TypeAlias = Literal["active", "expired", "invalid"]
# A name and a value.
_Header: TypeAlias = Iterable[_StrOrBytes]
_SandboxT = TypeVar("_SandboxT", bound=Sandbox, default=Sandbox)

__version__: Final[str]
HEADER_PREVIEW_PROXY: Final[str]
HEADER_PREVIEW_PORT: Final[str]
HEADER_PREVIEW_TOKEN: Final[str]
HEADER_PREVIEW_SANDBOX_ID: Final[str]
INTERNAL_HEADERS: Final[frozenset[str]]
_RUNTIMES: Final[tuple[_Runtimes, ...]]
_SIGNING_KEY_HEX_MAX: Final[int]

class ExposePortError(ValueError):
    """The base class of all errors of exposeport."""

    @property
    def code(self) -> str:
        """The permanent code, such as "INVALID_PORT"."""
    @property
    def http_status(self) -> int:
        """The HTTP status of the response to a request that fails with this error."""
    @property
    def json_body(self) -> str:
        """The JSON body of the response to a request that fails with this error."""
    def _argument(self, index: int, name: str) -> Any: ...

class SecurityError(ExposePortError):
    """Input that breaks a rule: a port, a sandbox id, a token, a hostname or a snapshot."""

class CustomDomainRequiredError(ExposePortError):
    """`CUSTOM_DOMAIN_REQUIRED`: a hostname that the policy denies."""

class NotAPreviewHostError(ExposePortError):
    """`NOT_A_PREVIEW_HOST`: a host that belongs to another application."""

class ExposedPort(NamedTuple):
    """An exposed port: the named tuple (url, port, name)."""

    url: str
    port: int
    name: str | None
    @property
    def href(self) -> str:
        """The preview URL with a slash as its path. A path can be appended to it."""
    def to_dict(self) -> dict[str, Any]:
        """Returns the attributes as a dictionary."""

class PortState(NamedTuple):
    """A port that has a token: the named tuple (port, name, stale_reason)."""

    port: int
    name: str | None
    stale_reason: _Reason | None
    def to_dict(self) -> dict[str, Any]:
        """Returns the attributes as a dictionary."""

class Dropped(NamedTuple):
    """An entry that an import dropped: the named tuple (place, code, message)."""

    place: str
    code: str
    message: str
    def to_dict(self) -> dict[str, Any]:
        """Returns the attributes as a dictionary."""

class Import(NamedTuple, Generic[_SandboxT]):
    """The result of `Sandbox.import_storage`: the named tuple (sandbox, dropped)."""

    sandbox: _SandboxT
    dropped: list[Dropped]

@final
class Policy:
    """The configurable rules: reserved ports and sandbox ids, denied domains and the scheme."""

    def __new__(
        cls,
        *,
        reserve_ports: Iterable[SupportsIndex] = (),
        unreserve_ports: Iterable[SupportsIndex] = (),
        reserve_sandbox_ids: Iterable[_StrOrBytes] = (),
        unreserve_sandbox_ids: Iterable[_StrOrBytes] = (),
        deny_domains: Iterable[_StrOrBytes] = (),
        undeny_domains: Iterable[_StrOrBytes] = (),
        scheme: Literal["http", "https"] | None = None,
    ) -> Self: ...
    @property
    def reserved_ports(self) -> tuple[int, ...]:
        """The reserved ports in ascending order."""
    @property
    def reserved_sandbox_ids(self) -> tuple[str, ...]:
        """The reserved sandbox ids in lowercase."""
    @property
    def denied_domains(self) -> tuple[str, ...]:
        """The denied domains in lowercase. Their subdomains are denied as well."""
    @property
    def scheme(self) -> Literal["http", "https"] | None:
        """The scheme of every base domain: "http", "https", or None if the host decides."""
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class BaseDomain:
    """A base domain, "host" or "host:port": the part of a preview host after its first label."""

    __match_args__: Final = ("host", "port", "scheme")
    def __new__(cls, hostname: _StrOrBytes, *, policy: Policy | None = None) -> Self: ...
    @property
    def host(self) -> str:
        """The host: ASCII, lowercase, without a trailing dot."""
    @property
    def port(self) -> int | None:
        """The port, or None if it is the default port of the scheme."""
    @property
    def scheme(self) -> Literal["http", "https"]:
        """The scheme: "http" or "https"."""
    @property
    def policy(self) -> Policy:
        """The policy under which hosts are parsed."""
    def route(self, host: _StrOrBytes) -> Route | None:
        """Parses a `Host` header value that is one label followed by this base domain."""
    def route_url(self, url: _StrOrBytes) -> Route | None:
        """Parses a URL under this base domain, as `route` parses a host."""
    def parse(self, host_or_url: _StrOrBytes) -> Route:
        """Parses a preview URL or a bare host under this base domain."""
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class Route:
    """A parsed preview host: port, sandbox id, token and base domain."""

    __match_args__: Final = ("port", "sandbox_id", "token", "base_host", "base_port")
    def __new__(cls, _: Never, /) -> Self: ...
    @property
    def port(self) -> int:
        """The requested port."""
    @property
    def sandbox_id(self) -> str:
        """The requested sandbox id, in lowercase."""
    @property
    def token(self) -> str:
        """The token of the request, in lowercase. It is secret."""
    @property
    def base_host(self) -> str:
        """The host of the base domain, in lowercase, without a trailing dot."""
    @property
    def base_port(self) -> int | None:
        """The port after the host, or None."""
    def url(self, hostname: _StrOrBytes | BaseDomain) -> str:
        """Builds the URL of this route on a base domain."""
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class Authorization:
    """The result of authorizing a request. It is true if the request is allowed."""

    __match_args__: Final = ("kind", "reason")
    def __new__(cls, _: Never, /) -> Self: ...
    @property
    def kind(self) -> _Kind:
        """The kind: "active", "stale" or "invalid"."""
    @property
    def reason(self) -> _Reason | None:
        """The reason why the URL is stale, else None."""
    @property
    def active(self) -> bool:
        """True if the request is allowed."""
    @property
    def http_status(self) -> Literal[200, 404, 410]:
        """The HTTP status of the response: 200, 404 or 410."""
    @property
    def code(self) -> Literal["INVALID_TOKEN", "STALE_PREVIEW_URL"] | None:
        """The permanent code of the error, or None if the request is allowed."""
    @property
    def json_body(self) -> str | None:
        """The JSON body of the response if the request is not allowed, else None."""
    def __bool__(self) -> bool: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@disjoint_base
class Sandbox:
    """A sandbox with its exposed ports and the reported state of its runtime."""

    def __init__(
        self, id: _StrOrBytes, *, normalize: bool = False, policy: Policy | None = None
    ) -> None: ...
    @classmethod
    def from_json(
        cls,
        id: _StrOrBytes,
        text: _StrOrBytes,
        *,
        normalize: bool = False,
        policy: Policy | None = None,
    ) -> Self:
        """Reads a snapshot."""
    @classmethod
    def import_storage(
        cls,
        id: _StrOrBytes,
        document: _StrOrBytes,
        *,
        runtimes: _Runtimes,
        normalize: bool = False,
        policy: Policy | None = None,
    ) -> Import[Self]:
        """Imports what Cloudflare's sandbox-sdk has stored."""
    def to_json(self) -> str:
        """Writes a snapshot, which contains the tokens."""
    @property
    def id(self) -> str:
        """The id."""
    @property
    def policy(self) -> Policy:
        """The policy."""
    def expose_port(
        self,
        port: SupportsIndex,
        *,
        hostname: _StrOrBytes | BaseDomain,
        name: _StrOrBytes | None = None,
        token: _StrOrBytes | None = None,
    ) -> ExposedPort:
        """Exposes a port."""
    def unexpose_port(self, port: SupportsIndex) -> bool:
        """Stops exposing a port. Idempotent."""
    def is_port_exposed(self, port: SupportsIndex) -> bool:
        """Returns True if a port is exposed and active."""
    def exposed_ports(self, hostname: _StrOrBytes | BaseDomain) -> list[ExposedPort]:
        """Returns the active ports in ascending order, with their URLs on a base domain."""
    def ports(self) -> list[PortState]:
        """Returns every port that has a token in ascending order, active or stale."""
    def validate_port_token(self, port: SupportsIndex, token: _StrOrBytes) -> bool:
        """Returns True if a port has this token, whether the port is active or stale."""
    def authorize(self, route: Route) -> Authorization:
        """Checks a request for a route."""
    def runtime_started(self, id: _StrOrBytes) -> None:
        """Reports that a runtime is running."""
    def runtime_stopped(self) -> None:
        """Reports that no runtime is running."""
    def reactivate(self) -> int:
        """Makes every port that has a token active with that token, under the current runtime."""

@final
class SigningKey:
    """A secret key that signs tokens (HMAC-SHA-256)."""

    def __new__(cls, key: bytes) -> Self: ...
    @classmethod
    def from_hex(cls, digits: _StrOrBytes) -> Self:
        """Creates a key from its hexadecimal digits, as "openssl rand -hex 32" prints them."""
    def sign(
        self,
        port: SupportsIndex,
        sandbox_id: _StrOrBytes,
        *,
        context: _StrOrBytes = b"",
        normalize: bool = False,
        policy: Policy | None = None,
    ) -> str:
        """Returns the permanent token of a port: 16 characters of a-z and 0-9."""
    def sign_until(
        self,
        port: SupportsIndex,
        sandbox_id: _StrOrBytes,
        *,
        now: SupportsIndex | float,
        lifetime: SupportsIndex,
        context: _StrOrBytes = b"",
        normalize: bool = False,
        policy: Policy | None = None,
    ) -> str:
        """Returns a token that expires: 22 characters of a-z and 0-9."""
    def url(
        self,
        port: SupportsIndex,
        sandbox_id: _StrOrBytes,
        hostname: _StrOrBytes | BaseDomain,
        *,
        context: _StrOrBytes = b"",
        normalize: bool = False,
        policy: Policy | None = None,
    ) -> str:
        """Returns the preview URL of a port with its permanent token."""
    def url_until(
        self,
        port: SupportsIndex,
        sandbox_id: _StrOrBytes,
        hostname: _StrOrBytes | BaseDomain,
        *,
        now: SupportsIndex | float,
        lifetime: SupportsIndex,
        context: _StrOrBytes = b"",
        normalize: bool = False,
        policy: Policy | None = None,
    ) -> str:
        """Returns a preview URL of a port that expires."""
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class KeyRing:
    """One key that signs and verifies, and any number that only verify."""

    def __new__(cls, signing_key: SigningKey, *verifying_keys: SigningKey) -> Self: ...
    @property
    def signing_key(self) -> SigningKey:
        """The key that signs."""
    def verify(
        self, route: Route, *, context: _StrOrBytes = b"", now: SupportsIndex | float
    ) -> Verification:
        """Verifies the token of a route."""
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class Verification:
    """The result of verifying a token. It is true if the token is valid."""

    __match_args__: Final = ("kind", "expires")
    def __new__(cls, _: Never, /) -> Self: ...
    @property
    def kind(self) -> _VerificationKind:
        """The kind: "active", "expired" or "invalid"."""
    @property
    def expires(self) -> int | None:
        """The expiry in seconds of Unix time, or None."""
    @property
    def active(self) -> bool:
        """True if the token is valid."""
    def __bool__(self) -> bool: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class Gateway:
    """The decision of a gateway about requests, without I/O."""

    def __new__(
        cls,
        domains: Iterable[_StrOrBytes | BaseDomain],
        *,
        invalid_hosts: _InvalidHosts = "reject",
        policy: Policy | None = None,
    ) -> Self: ...
    @property
    def domains(self) -> tuple[BaseDomain, ...]:
        """The base domains."""
    @property
    def invalid_hosts(self) -> _InvalidHosts:
        """The decision about preview-shaped hosts that break a rule: "reject" or "pass-through"."""
    def route(
        self,
        hosts: Iterable[_StrOrBytes],
        *,
        authority: _StrOrBytes | None = None,
        version: str = "1.1",
    ) -> Preview | Rejection | None:
        """Decides about the host of a request."""
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class Preview:
    """A request for a preview, which `Gateway.route` returns."""

    def __new__(cls, _: Never, /) -> Self: ...
    @property
    def route(self) -> Route:
        """The route."""
    @property
    def domain(self) -> int:
        """The index of the base domain."""
    def authorize(self, sandbox: Sandbox | None) -> Rejection | None:
        """Allows the request, or rejects it."""
    def verify(
        self,
        ring: KeyRing,
        *,
        context: _StrOrBytes = b"",
        now: SupportsIndex | float,
        is_denied: Callable[[Route], object] | None = None,
    ) -> Rejection | None:
        """Allows the request if a key of the ring has signed its token, without any `Sandbox`."""
    def forward(
        self,
        headers: Iterable[_Header],
        *,
        scheme: Literal["http", "https"] = "https",
        host: Literal["preview", "localhost"] = "preview",
        with_token: bool = False,
        in_process: bool = False,
    ) -> list[tuple[bytes, bytes]]:
        """Returns the headers of a request for the application."""
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class Rejection:
    """The response to a request that a gateway rejects."""

    __match_args__: Final = ("http_status", "code")
    __hash__: ClassVar[None]  # type: ignore[assignment]
    WEBSOCKET_CLOSE_CODE: Final[int]
    def __new__(cls, _: Never, /) -> Self: ...
    @property
    def http_status(self) -> Literal[400, 404, 410]:
        """The HTTP status."""
    @property
    def code(self) -> str:
        """The permanent code."""
    @property
    def message(self) -> str:
        """The message, which contains no token."""
    @property
    def stale_reason(self) -> _Reason | None:
        """The reason why the URL is stale, else None."""
    @property
    def json_body(self) -> str:
        """The body for programs."""
    @property
    def page(self) -> str:
        """The body for people: an HTML page that loads nothing."""
    def headers(self, format: Literal["json", "html"]) -> list[tuple[str, str]]:
        """Returns the headers of the response, without `Content-Length`."""
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

def validate_port(port: SupportsIndex, *, policy: Policy | None = None) -> int:
    """Checks that a port can be exposed."""

def validate_sandbox_id(
    id: _StrOrBytes, *, normalize: bool = False, policy: Policy | None = None
) -> str:
    """Checks a sandbox id: 1 to 63 characters of a-z, 0-9, "_" and "-", without a leading or
    trailing hyphen, and not a reserved name.
    """

def validate_token(token: _StrOrBytes) -> str:
    """Checks a custom token: 1 to 16 characters of a-z, 0-9 and "_"."""

def generate_token() -> str:
    """Generates a token of 16 characters of a-z and 0-9 (82.7 bits)."""

def tokens_equal(a: _StrOrBytes, b: _StrOrBytes) -> bool:
    """Compares two tokens in constant time: the time depends only on their lengths."""

def sandbox_id_budget(
    port: SupportsIndex, token_length: SupportsIndex, *, policy: Policy | None = None
) -> int:
    """Returns the maximum length of a sandbox id that fits with a port and a token."""

def build_url(
    port: SupportsIndex,
    sandbox_id: _StrOrBytes,
    token: _StrOrBytes,
    hostname: _StrOrBytes | BaseDomain,
    *,
    normalize: bool = False,
    policy: Policy | None = None,
) -> str:
    """Builds a preview URL, `https://{port}-{sandbox_id}-{token}.{hostname}`, without a trailing
    slash.
    """

def parse_host(host: _StrOrBytes, *, policy: Policy | None = None) -> Route:
    """Parses a `Host` header value or another authority, "host" or "host:port"."""

def parse_url(url: _StrOrBytes, *, policy: Policy | None = None) -> Route:
    """Parses a URL with the scheme http, https, ws or wss."""

def parse(host_or_url: _StrOrBytes, *, policy: Policy | None = None) -> Route:
    """Parses a preview URL or a bare host."""

def route_under(host: _StrOrBytes, domains: Iterable[BaseDomain]) -> tuple[int, Route] | None:
    """Parses a `Host` header value under one of several base domains."""

def pass_through(
    headers: Iterable[_Header],
    *,
    authority: _StrOrBytes | None = None,
    in_process: bool = False,
) -> list[tuple[bytes, bytes]]:
    """Returns the headers of a request that belongs to another application."""

def split_target(target: _StrOrBytes) -> tuple[bytes | None, bytes]:
    """Splits the target of an HTTP/1 request (RFC 9112 section 3.2)."""

def prefers_html(accept: Iterable[_StrOrBytes]) -> bool:
    """Returns True if a client prefers HTML to JSON (RFC 9110 section 12.5.1)."""

def is_internal_header(name: _StrOrBytes) -> bool:
    """Returns True if a header is internal: a gateway removes it from the request of a client."""

def is_hop_by_hop_header(name: _StrOrBytes) -> bool:
    """Returns True if a header applies to one connection only (RFC 9110 section 7.6.1)."""

def _check_application_host(host: str) -> None: ...
def _parse_port(digits: _StrOrBytes) -> int: ...
def _route(authority: _StrOrBytes, policy: Policy) -> Route: ...
def _authorization(kind: str, reason: str | None) -> Authorization: ...
