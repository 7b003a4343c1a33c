"""The responses of the proxy if it cannot reach an application, in words."""

import html
from dataclasses import dataclass

import exposeport
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, JSONResponse, Response

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }}
body {{ max-width: 36rem; margin: 4rem auto; padding: 0 1rem }}
</style>
<h1>{title}</h1>
<p>{message}</p>
<p><small>{status} {code}</small></p>
"""


@dataclass(frozen=True)
class Failure:
    """A response with an HTTP status, a code for programs, and a title and a message for people."""

    status: int
    code: str
    title: str
    message: str

    def response(self, connection: HTTPConnection) -> Response:
        """Returns a page for a client that prefers HTML, else a JSON body."""
        headers = {"cache-control": "no-store", "referrer-policy": "no-referrer"}
        if self.status == 503:
            headers["retry-after"] = "5"
        accept = connection.headers.getlist("accept")
        if exposeport.prefers_html(accept):
            values = {name: html.escape(str(value)) for name, value in vars(self).items()}
            return HTMLResponse(PAGE.format_map(values), self.status, headers)
        content = {"error": self.message, "code": self.code}
        return JSONResponse(content, self.status, headers)


class FailedError(Exception):
    """The proxy responds with a failure."""

    def __init__(self, failure: Failure) -> None:
        """Creates the error."""
        super().__init__(failure.code)
        self.failure = failure


NOT_LISTENING = Failure(
    502,
    "SERVER_NOT_LISTENING",
    "The server does not respond",
    "The sandbox runs, but no server accepts connections on this port. "
    "Start the server on all interfaces, not only on localhost, and load the page again.",
)
BAD_RESPONSE = Failure(
    502,
    "BAD_RESPONSE",
    "The server sent no valid response",
    "The server closed the connection, or its response is not valid HTTP.",
)
NO_ADDRESS = Failure(
    503,
    "SANDBOX_HAS_NO_ADDRESS",
    "The sandbox does not run",
    "The sandbox has no address. Start it, and load the page again.",
)
ENDED = Failure(
    503,
    "EXPOSURE_ENDED",
    "The URL is not active any more",
    "The URL stopped being active before the server responded. Load the page again.",
)
TOO_MANY = Failure(
    503,
    "TOO_MANY_CONNECTIONS",
    "Too many connections",
    "The sandbox has too many open connections. Close some, and load the page again.",
)
