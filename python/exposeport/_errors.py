"""The exceptions. The compiled module raises them with a message, a code and an HTTP status as their `args`.

The code and the status are properties: an exception that has a dictionary takes a fifth more instructions to raise.
"""

from typing import Any


class ExposePortError(ValueError):
    """Whatever exposeport refuses.

    `code` is the permanent code, such as 'INVALID_PORT', and `http_status` the HTTP status that answers a request which
    was refused so. The message names the part, the limit and what was found. It never holds a token.

    Raised itself where the input was good and the moment was not: 'TOKEN_IN_USE', 'RUNTIME_NOT_RUNNING',
    'ENTROPY_UNAVAILABLE'.

    Example:
        >>> try:
        ...     exposeport.validate_port(80)
        ... except exposeport.ExposePortError as error:
        ...     print(error.code, error.http_status, error)
        INVALID_PORT 400 port must be 1024 to 65535, found 80
    """

    __module__ = "exposeport"

    @property
    def code(self) -> str:
        """The permanent code, such as 'INVALID_PORT'."""
        code: str = self._argument(1, "code")
        return code

    @property
    def http_status(self) -> int:
        """The HTTP status that answers a request which was refused so."""
        status: int = self._argument(2, "http_status")
        return status

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""

    def _argument(self, index: int, name: str) -> Any:
        # Whoever raises one of these with a message alone finds the attribute missing.
        try:
            return self.args[index]
        except IndexError:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}") from None


class SecurityError(ExposePortError):
    """Input that breaks a rule: a port, a sandbox id, a token, a hostname, a snapshot, or a text that none could hold.

    Example:
        >>> exposeport.validate_port(3000)
        Traceback (most recent call last):
            ...
        exposeport.SecurityError: port 3000 is reserved; expose another one, or allow it in the policy
    """

    __module__ = "exposeport"


class CustomDomainRequiredError(ExposePortError):
    """'CUSTOM_DOMAIN_REQUIRED': the hostname is workers.dev, another domain that the policy refuses, or below one.

    Example:
        >>> exposeport.BaseDomain("example.workers.dev")
        Traceback (most recent call last):
            ...
        exposeport.CustomDomainRequiredError: base domain is one that the policy refuses, as workers.dev by default, ...
    """

    __module__ = "exposeport"


class NotAPreviewHostError(ExposePortError):
    """'NOT_A_PREVIEW_HOST': the host has not the shape of a preview host, so the request is somebody else's.

    Example:
        >>> exposeport.parse_host("www.example.com")
        Traceback (most recent call last):
            ...
        exposeport.NotAPreviewHostError: not a preview host: expected {port}-{sandbox-id}-{token}.{base-domain}
    """

    __module__ = "exposeport"
