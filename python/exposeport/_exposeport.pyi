from collections.abc import Iterable, Iterator
from typing import Any, Final, Literal, SupportsIndex, TypeAlias, final, overload

from typing_extensions import Never, Self, disjoint_base

__all__ = [
    "HEADER_PREVIEW_PORT",
    "HEADER_PREVIEW_PROXY",
    "HEADER_PREVIEW_SANDBOX_ID",
    "HEADER_PREVIEW_TOKEN",
    "INTERNAL_HEADERS",
    "Authorization",
    "BaseDomain",
    "ExposedPort",
    "Policy",
    "Route",
    "Sandbox",
    "__version__",
    "_authorization",
    "_base_domain",
    "_exposed_port",
    "_policy",
    "_route",
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

# A parameter of the type Never: nothing can be given there, so the classes that have it cannot be called.

_Text: TypeAlias = str | bytes
_Kind: TypeAlias = Literal["active", "stale", "invalid"]
_Reason: TypeAlias = Literal["runtime-not-running", "missing-activation", "runtime-mismatch", "token-mismatch"]

__version__: Final[str]
HEADER_PREVIEW_PROXY: Final[str]
HEADER_PREVIEW_PORT: Final[str]
HEADER_PREVIEW_TOKEN: Final[str]
HEADER_PREVIEW_SANDBOX_ID: Final[str]
INTERNAL_HEADERS: Final[frozenset[str]]

@final
class Policy:
    """The rules that a platform may change. Ranges, lengths and characters are not among them."""

    def __new__(
        cls,
        *,
        allow_ports: Iterable[SupportsIndex] = (),
        reserve_ports: Iterable[SupportsIndex] = (),
        allow_sandbox_ids: Iterable[_Text] = (),
        reserve_sandbox_ids: Iterable[_Text] = (),
        allow_domains: Iterable[_Text] = (),
        refuse_domains: Iterable[_Text] = (),
        scheme: Literal["http", "https"] | None = None,
    ) -> Self: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class BaseDomain:
    """A base domain: what follows the label of a preview URL, and the gateway's way to know its own hosts."""

    __match_args__: Final = ("host", "port", "scheme")
    def __new__(cls, hostname: _Text, *, policy: Policy | None = None) -> Self: ...
    @property
    def host(self) -> str:
        """The host: ASCII, lower case."""
    @property
    def port(self) -> int | None:
        """The port, or None where it is the scheme's default one."""
    @property
    def scheme(self) -> Literal["http", "https"]:
        """The scheme: "http" or "https"."""
    @property
    def policy(self) -> Policy:
        """The policy under which hosts are parsed."""
    def route(self, host: _Text) -> Route | None:
        """Binds a `Host` header to this domain: exactly one label stands before it. The header's port is checked,
        but not compared.
        """
    def route_url(self, url: _Text) -> Route | None:
        """Binds a URL to this domain, as `route` does a host."""
    def parse(self, host_or_url: _Text) -> Route:
        """Takes apart what a person may paste, a URL where a scheme stands in front, else a host, where anything but
        a route of this domain is an error.
        """
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class Route:
    """What a preview host says. `parse_host`, `parse_url` and `BaseDomain.route` make it."""

    __match_args__: Final = ("port", "sandbox_id", "token", "base_host", "base_port")
    def __new__(cls, _: Never, /) -> Self: ...
    @property
    def port(self) -> int:
        """The port to which the request goes."""
    @property
    def sandbox_id(self) -> str:
        """The sandbox to which the request goes."""
    @property
    def token(self) -> str:
        """The token that the request shows: a secret."""
    @property
    def base_host(self) -> str:
        """The host of the base domain, in lower case."""
    @property
    def base_port(self) -> int | None:
        """The port behind the host, or None."""
    def url(self, hostname: _Text | BaseDomain) -> str:
        """Builds the URL of this route on a base domain, with its token, which may be longer than one that is
        issued.
        """
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class ExposedPort:
    """An exposed port: the documented `{url, port, name}`."""

    __match_args__: Final = ("url", "port", "name")
    def __new__(cls, _: Never, /) -> Self: ...
    @property
    def url(self) -> str:
        """The preview URL, which holds the token."""
    @property
    def port(self) -> int:
        """The port."""
    @property
    def name(self) -> str | None:
        """The name that it was given, or None."""
    def to_dict(self) -> dict[str, Any]:
        """The documented dictionary."""
    def keys(self) -> tuple[Literal["url"], Literal["port"], Literal["name"]]:
        """The keys of the documented dictionary, so that `dict(exposed)` makes it."""
    @overload
    def __getitem__(self, key: Literal["url"], /) -> str: ...
    @overload
    def __getitem__(self, key: Literal["port"], /) -> int: ...
    @overload
    def __getitem__(self, key: Literal["name"], /) -> str | None: ...
    @overload
    def __getitem__(self, key: str, /) -> Any: ...
    def __iter__(self) -> Iterator[Any]: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@final
class Authorization:
    """Whether a request that came by a preview URL may pass. True where it may."""

    __match_args__: Final = ("kind", "reason")
    def __new__(cls, _: Never, /) -> Self: ...
    @property
    def kind(self) -> _Kind:
        """What it is: "active", "stale" or "invalid"."""
    @property
    def reason(self) -> _Reason | None:
        """Why it is stale, else None."""
    @property
    def active(self) -> bool:
        """Whether the request may pass."""
    @property
    def http_status(self) -> Literal[200, 404, 410]:
        """The HTTP status of the answer."""
    @property
    def code(self) -> Literal["INVALID_TOKEN", "STALE_PREVIEW_URL"] | None:
        """The permanent code of the refusal, or None."""
    @property
    def json_body(self) -> str | None:
        """The JSON body of the refusal, or None."""
    def __bool__(self) -> bool: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: object) -> Self: ...

@disjoint_base
class Sandbox:
    """A sandbox, its exposed ports, and what is known of its runtime."""

    def __init__(self, id: _Text, *, normalize: bool = False, policy: Policy | None = None) -> None: ...
    @classmethod
    def from_json(cls, id: _Text, text: _Text, *, normalize: bool = False, policy: Policy | None = None) -> Self:
        """Reads a snapshot, the reference's storage among them."""
    def to_json(self) -> str:
        """Writes a snapshot, which holds the tokens. The same state gives the same text."""
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
        hostname: _Text | BaseDomain,
        name: _Text | None = None,
        token: _Text | None = None,
    ) -> ExposedPort:
        """Exposes a port. Its token is the given one, else the one that the port has, else a new one from the
        operating system. The name replaces the one that the port had.
        """
    def unexpose_port(self, port: SupportsIndex) -> bool:
        """Exposes a port no longer. Doing it twice does no harm."""
    def is_port_exposed(self, port: SupportsIndex) -> bool:
        """Whether a port is exposed and active."""
    def exposed_ports(self, hostname: _Text | BaseDomain) -> list[ExposedPort]:
        """The ports that are active, by their numbers, with their URLs on a base domain."""
    def validate_port_token(self, port: SupportsIndex, token: _Text) -> bool:
        """Whether a token is that of a port, whatever the runtime does. Compared in constant time."""
    def authorize(self, route: Route) -> Authorization:
        """Whether a request that came by a route may pass. An unknown port, a wrong token and the id of another
        sandbox are not told apart.
        """
    def runtime_started(self, id: _Text) -> None:
        """Tells that a runtime runs. Where it is another one than before, every earlier exposure is stale until the
        port is exposed again; token and name stay.
        """
    def runtime_stopped(self) -> None:
        """Tells that no runtime runs. Every exposure is stale until a runtime runs and the port is exposed again;
        token and name stay.
        """

def validate_port(port: SupportsIndex, *, policy: Policy | None = None) -> int:
    """Checks that a port can be exposed."""

def validate_sandbox_id(id: _Text, *, normalize: bool = False, policy: Policy | None = None) -> str:
    """Checks a sandbox id: 1 to 63 characters of a-z, 0-9, "_" and "-", neither first nor last a hyphen, and no
    reserved name.
    """

def validate_token(token: _Text) -> str:
    """Checks a custom token: 1 to 16 characters of a-z, 0-9 and "_"."""

def generate_token() -> str:
    """Draws a token: 16 characters of a-z and 0-9 (82.7 bits), from the operating system's generator each time, so
    that processes which were forked from one never draw the same.
    """

def tokens_equal(a: _Text, b: _Text) -> bool:
    """Compares two tokens in a time that does not depend on their characters, but on their lengths only."""

def sandbox_id_budget(port: SupportsIndex, token_length: SupportsIndex, *, policy: Policy | None = None) -> int:
    """How many characters a sandbox id may have beside a port and a token, so that the three make a label of at most
    63.
    """

def build_url(
    port: SupportsIndex,
    sandbox_id: _Text,
    token: _Text,
    hostname: _Text | BaseDomain,
    *,
    normalize: bool = False,
    policy: Policy | None = None,
) -> str:
    """Builds a preview URL, `https://{port}-{sandbox_id}-{token}.{hostname}`, without a trailing slash."""

def parse_host(host: _Text, *, policy: Policy | None = None) -> Route:
    """Takes apart a `Host` header or another authority, "host" or "host:port"."""

def parse_url(url: _Text, *, policy: Policy | None = None) -> Route:
    """Takes apart a URL with the scheme http, https, ws or wss, and repairs nothing. What follows the authority is
    not read.
    """

def parse(host_or_url: _Text, *, policy: Policy | None = None) -> Route:
    """Takes apart what a person may paste: a URL where a scheme stands in front, else a host."""

def route_under(host: _Text, domains: Iterable[BaseDomain]) -> tuple[int, Route] | None:
    """Binds a `Host` header to one of several base domains."""

def _policy(keywords: dict[str, Any]) -> Policy: ...
def _base_domain(text: _Text, policy: Policy | None) -> BaseDomain: ...
def _route(host_or_url: _Text, policy: Policy | None) -> Route: ...
def _exposed_port(url: str, shown: str, port: int, name: str | None) -> ExposedPort: ...
def _authorization(kind: str, reason: str | None) -> Authorization: ...
