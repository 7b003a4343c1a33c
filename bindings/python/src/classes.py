"""The classes that are defined in Python: the exceptions and the named tuples.

The compiled module executes this file once per process. An ordinary module would create new classes
if it is imported again or reloaded. An `except` clause with an old class would then not catch a new
exception.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

# Functions of the compiled module. The first returns a URL with its token shown as "..", and the
# other the JSON body of an error with a message and a code.
redact_url: Callable[[str], str]
json_body: Callable[[str, str], str]


class ExposePortError(ValueError):
    """The base class of all errors of exposeport.

    It is raised directly if the input is valid but the call fails: `TOKEN_IN_USE`,
    `TOO_MANY_PORTS`, `RUNTIME_NOT_RUNNING`, `ENTROPY_UNAVAILABLE`.

    `str(error)` is the message. It describes the rejected input, and never contains a token.

    Attributes:
        code: The permanent code, such as "INVALID_PORT".
        http_status: The HTTP status of the response to a request that fails with this error.
        json_body: The JSON body of that response.

    Example:
        >>> try:
        ...     exposeport.validate_port(80)
        ... except exposeport.ExposePortError as error:
        ...     print(error.code, error.http_status, error)
        ...     print(error.json_body)
        INVALID_PORT 400 port is out of range: 80, expected 1024 to 65535
        {"error": "port is out of range: 80, expected 1024 to 65535", "code": "INVALID_PORT"}
    """

    __module__ = "exposeport"

    # The arguments are the message, the code and the status. An instance dictionary would make
    # exceptions slower to create.

    @property
    def code(self) -> str:
        """The permanent code, such as "INVALID_PORT"."""
        code: str = self._argument(1, "code")
        return code

    @property
    def http_status(self) -> int:
        """The HTTP status of the response to a request that fails with this error."""
        status: int = self._argument(2, "http_status")
        return status

    @property
    def json_body(self) -> str:
        """The JSON body of the response to a request that fails with this error."""
        return json_body(str(self), str(self._argument(1, "json_body")))  # noqa: F821

    def __str__(self) -> str:
        """Returns the message."""
        return str(self.args[0]) if self.args else ""

    def _argument(self, index: int, name: str) -> Any:
        # An exception that is raised by other code may have only a message.
        try:
            return self.args[index]
        except IndexError:
            message = f"{type(self).__name__!r} object has no attribute {name!r}"
            raise AttributeError(message) from None


class SecurityError(ExposePortError):
    """Input that breaks a rule: a port, a sandbox id, a token, a hostname or a snapshot.

    Example:
        >>> exposeport.validate_port(3000)
        Traceback (most recent call last):
            ...
        exposeport.SecurityError: port 3000 is reserved; choose another port or unreserve it in ...
    """

    __module__ = "exposeport"


class CustomDomainRequiredError(ExposePortError):
    """`CUSTOM_DOMAIN_REQUIRED`: a hostname that the policy denies.

    By default, `workers.dev` and its subdomains are denied.

    Example:
        >>> exposeport.BaseDomain("example.workers.dev")
        Traceback (most recent call last):
            ...
        exposeport.CustomDomainRequiredError: base domain is not allowed by the policy ...
    """

    __module__ = "exposeport"


class NotAPreviewHostError(ExposePortError):
    """`NOT_A_PREVIEW_HOST`: a host that belongs to another application.

    The host is not preview-shaped, or it is under none of the base domains.

    Example:
        >>> exposeport.parse_host("www.example.com")
        Traceback (most recent call last):
            ...
        exposeport.NotAPreviewHostError: not a preview host, expected ...
    """

    __module__ = "exposeport"


class ExposedPort(NamedTuple):
    """An exposed port: the named tuple (url, port, name).

    Returned by `Sandbox.expose_port` and `Sandbox.exposed_ports`.

    Attributes:
        url: The preview URL, which contains the token. `repr` omits the token.
        port: The port.
        name: The name of the port, or None.
        href: The preview URL with a slash as its path. A path can be appended to it.

    Example:
        >>> sandbox = exposeport.Sandbox("sandbox")
        >>> exposed = sandbox.expose_port(8080, hostname="example.com", token="my_token")
        >>> url, port, name = exposed
        >>> url
        'https://8080-sandbox-my_token.example.com'
        >>> exposed.href + "vnc.html"
        'https://8080-sandbox-my_token.example.com/vnc.html'
        >>> exposed
        ExposedPort(url='https://8080-sandbox-...example.com', port=8080, name=None)
    """

    url: str
    port: int
    name: str | None

    @property
    def href(self) -> str:
        """The preview URL with a slash as its path. A path can be appended to it."""
        return f"{self.url}/"

    def to_dict(self) -> dict[str, Any]:
        """Returns the attributes as a dictionary.

        Returns:
            `{"url": ..., "port": ..., "name": ...}`. The name may be None.

        Example:
            >>> sandbox = exposeport.Sandbox("sandbox")
            >>> exposed = sandbox.expose_port(8080, hostname="example.com", token="my_token")
            >>> exposed.to_dict()
            {'url': 'https://8080-sandbox-my_token.example.com', 'port': 8080, 'name': None}
        """
        return self._asdict()

    def __repr__(self) -> str:
        """Returns the attributes, with the token of the URL shown as "..."."""
        url = redact_url(str(self.url))  # noqa: F821
        return f"ExposedPort(url={url!r}, port={self.port!r}, name={self.name!r})"


class PortState(NamedTuple):
    """A port that has a token: the named tuple (port, name, stale_reason).

    Returned by `Sandbox.ports`. It contains neither the token nor the URL.

    Attributes:
        port: The port.
        name: The name of the port, or None.
        stale_reason: The reason why the port is stale, as in `Authorization.reason`, or None if it
            is active.

    Example:
        >>> sandbox = exposeport.Sandbox("sandbox")
        >>> exposed = sandbox.expose_port(8080, hostname="example.com")
        >>> sandbox.runtime_stopped()
        >>> sandbox.ports()
        [PortState(port=8080, name=None, stale_reason='runtime-not-running')]
    """

    port: int
    name: str | None
    stale_reason: str | None

    def to_dict(self) -> dict[str, Any]:
        """Returns the attributes as a dictionary.

        Returns:
            `{"port": ..., "name": ..., "stale_reason": ...}`. The last two may be None.

        Example:
            >>> exposeport.PortState(8080, "Web Server", None).to_dict()
            {'port': 8080, 'name': 'Web Server', 'stale_reason': None}
        """
        return self._asdict()


class Dropped(NamedTuple):
    """An entry that an import dropped: the named tuple (place, code, message).

    Attributes:
        place: The place of the entry, as in `portTokens["8080"].name`. If the key is not a port, it
            is the index, as in `portTokens, entry 2`.
        code: The permanent code of the rule that the entry breaks.
        message: The message, which contains no token.

    Example:
        >>> stored = '{"8080": "a-b"}'
        >>> import_storage = exposeport.Sandbox.import_storage
        >>> (dropped,) = import_storage("sandbox", stored, runtimes="untracked").dropped
        >>> dropped.place, dropped.code
        ('portTokens["8080"]', 'INVALID_TOKEN_CHARACTER')
        >>> dropped.message
        "invalid character in token at position 1, expected a-z, 0-9 or '_'"
    """

    place: str
    code: str
    message: str

    def to_dict(self) -> dict[str, Any]:
        """Returns the attributes as a dictionary.

        Returns:
            `{"place": ..., "code": ..., "message": ...}`.

        Example:
            >>> stored = '{"3000": "my_token"}'
            >>> import_storage = exposeport.Sandbox.import_storage
            >>> (dropped,) = import_storage("sandbox", stored, runtimes="untracked").dropped
            >>> dropped.to_dict()["code"]
            'RESERVED_PORT'
        """
        return self._asdict()


class Import(NamedTuple):
    """The result of `Sandbox.import_storage`: the named tuple (sandbox, dropped).

    Attributes:
        sandbox: The sandbox, with the valid entries.
        dropped: The entries that were dropped: a list of `Dropped`.

    Example:
        >>> import_storage = exposeport.Sandbox.import_storage
        >>> import_storage("sandbox", '{"8080": "my_token"}', runtimes="untracked")
        Import(sandbox=Sandbox('sandbox'), dropped=[])
    """

    sandbox: Any
    dropped: list[Dropped]


# Pickles refer to the classes by these public names.
ExposedPort.__module__ = "exposeport"
ExposedPort.url.__doc__ = "The preview URL, which contains the token."
ExposedPort.port.__doc__ = "The port."
ExposedPort.name.__doc__ = "The name of the port, or None."
PortState.__module__ = "exposeport"
PortState.port.__doc__ = "The port."
PortState.name.__doc__ = "The name of the port, or None."
PortState.stale_reason.__doc__ = "The reason why the port is stale, or None if it is active."
Dropped.__module__ = "exposeport"
Dropped.place.__doc__ = "The place of the entry."
Dropped.code.__doc__ = "The permanent code of the rule that the entry breaks."
Dropped.message.__doc__ = "The message, which contains no token."
Import.__module__ = "exposeport"
Import.sandbox.__doc__ = "The sandbox, with the valid entries."
Import.dropped.__doc__ = "The entries that were dropped."
