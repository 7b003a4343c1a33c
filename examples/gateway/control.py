"""The control API and its page. Both require the token of the settings."""

import base64
import binascii
import json
import secrets
import time
from collections.abc import Awaitable, Callable
from typing import Any

import exposeport
import httpx
from exposeport import ExposePortError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from gateway import page
from gateway.settings import Settings
from gateway.store import Store, StoredSandbox

Endpoint = Callable[[Request], Awaitable[Response]]
NO_STORE = {"cache-control": "no-store"}
EDGE_HEADERS = ("port", "sandbox-id", "token")


def create(store: Store, settings: Settings) -> Starlette:
    """Creates the control API."""
    control = _Control(store, settings)
    ports = "/sandboxes/{id}/ports"
    routes = [
        Route("/", control.page),
        Route(ports, control.protected(control.ports)),
        Route(ports + "/{port}", control.protected(control.expose), methods=["PUT"]),
        Route(ports + "/{port}", control.protected(control.unexpose), methods=["DELETE"]),
        Route(ports + "/{port}/links", control.protected(control.link), methods=["POST"]),
        Route("/sandboxes/{id}/runtime", control.protected(control.runtime), methods=["POST"]),
        Route("/authorize", control.protected(control.authorize)),
    ]
    handlers: dict[Any, Any] = {ExposePortError: _rejected, HTTPException: _failed}
    return Starlette(routes=routes, exception_handlers=handlers)


class _Control:
    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._token = settings.token.encode()
        self._domain = settings.domain
        self._keys = settings.keys

    def protected(self, endpoint: Endpoint) -> Endpoint:
        """Returns the endpoint for requests with the bearer token.

        Browsers send Basic credentials without a user's intent, so only the page accepts them. No
        cookie is used: a page of a preview can set cookies for the whole base domain.
        """

        async def checked(request: Request) -> Response:
            scheme, _, token = request.headers.get("authorization", "").partition(" ")
            if scheme.lower() != "bearer" or not self._is_token(token):
                headers = {"www-authenticate": "Bearer", **NO_STORE}
                raise HTTPException(401, "the control API requires a bearer token", headers)
            return await endpoint(request)

        return checked

    def _is_token(self, value: str) -> bool:
        return secrets.compare_digest(value.encode(), self._token)

    async def page(self, request: Request) -> Response:
        """Lists all ports. The password of a browser is the token, with any user name."""
        scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "basic":
            try:
                decoded = base64.b64decode(credentials, validate=True).decode()
            except (binascii.Error, ValueError):
                decoded = ""
            credentials = decoded.partition(":")[2]
        if not self._is_token(credentials):
            headers = {"www-authenticate": 'Basic realm="gateway", charset="UTF-8"', **NO_STORE}
            return Response("The password is GATEWAY_TOKEN.\n", 401, headers, "text/plain")
        sandboxes = [(sandbox, self._states(sandbox)) for sandbox in await self._store.all()]
        return HTMLResponse(page.render(sandboxes), headers=page.HEADERS)

    async def ports(self, request: Request) -> Response:
        """Returns every port that has a token, with its URL if it is active."""
        sandbox_id = StoredSandbox(request.path_params["id"]).id
        sandbox = await self._store.read(sandbox_id)
        if sandbox is None:
            raise HTTPException(404, "there is no sandbox of this id")
        content = {
            "id": sandbox.id,
            "address": sandbox.address,
            "ports": self._states(sandbox),
        }
        return JSONResponse(content, headers=NO_STORE)

    async def expose(self, request: Request) -> Response:
        """Exposes a port. The response has the URL only after the state is stored."""
        port, body = _port(request), await _body(request)
        exposed = await self._store.change(
            request.path_params["id"],
            lambda sandbox: sandbox.expose_port(
                port,
                hostname=self._domain,
                name=_text(body, "name"),
                token=_text(body, "token"),
            ),
        )
        return JSONResponse(exposed.to_dict(), headers=NO_STORE)

    async def unexpose(self, request: Request) -> Response:
        """Stops exposing a port. Idempotent."""
        port = _port(request)
        await self._store.change(
            request.path_params["id"], lambda sandbox: sandbox.unexpose_port(port)
        )
        return Response(status_code=204)

    async def link(self, request: Request) -> Response:
        """Issues a link to an active port that expires. Edges verify it with the key alone."""
        port, lifetime = _port(request), (await _body(request)).get("lifetime")
        if self._keys is None:
            raise HTTPException(404, "the gateway has no signing key")
        if type(lifetime) is not int:
            raise HTTPException(400, "lifetime must be a number of seconds")
        sandbox = await self._store.read(StoredSandbox(request.path_params["id"]).id)
        if sandbox is None or not sandbox.is_port_exposed(port):
            raise HTTPException(404, "the port is not exposed")
        now = int(time.time())
        url = self._keys.signing_key.url_until(
            port, sandbox.id, self._domain, now=now, lifetime=lifetime
        )
        content = {"url": url, "port": port, "expires": now + lifetime}
        return JSONResponse(content, headers=NO_STORE)

    async def runtime(self, request: Request) -> Response:
        """Reports that a runtime has started, with its id and address, or has stopped."""
        body = await _body(request)
        runtime, address = _text(body, "id"), _text(body, "address")
        if runtime is not None and not _is_host(address):
            raise HTTPException(400, "address must be a host name or an IP address")

        def change(sandbox: StoredSandbox) -> None:
            if runtime is None:
                sandbox.runtime_stopped()
            else:
                sandbox.runtime_started(runtime)
            sandbox.address = address if runtime is not None else None

        await self._store.change(request.path_params["id"], change)
        return Response(status_code=204)

    async def authorize(self, request: Request) -> Response:
        """Authorizes a request of an edge that has no store, such as nginx.

        The edge sends the parts of the preview host. The response has the address of the port, or
        the status of the rejection.
        """
        parts = (request.headers.get(f"x-exposeport-{name}", "") for name in EDGE_HEADERS)
        try:
            route = exposeport.parse_host("-".join(parts) + f".{self._domain}")
        except ExposePortError as error:
            raise HTTPException(404, "the headers are not a preview host") from error
        sandbox = await self._store.read(route.sandbox_id)
        if sandbox is None:
            return Response(status_code=404)
        authorization = sandbox.authorize(route)
        if not authorization:
            return Response(status_code=authorization.http_status)
        if sandbox.address is None:
            raise HTTPException(503, "the sandbox has no address")
        return Response(status_code=204, headers={"x-upstream": f"{sandbox.address}:{route.port}"})

    def _states(self, sandbox: StoredSandbox) -> list[dict[str, Any]]:
        urls = {exposed.port: exposed.href for exposed in sandbox.exposed_ports(self._domain)}
        return [{**state.to_dict(), "url": urls.get(state.port)} for state in sandbox.ports()]


def _port(request: Request) -> int:
    try:
        return int(request.path_params["port"])
    except ValueError:
        raise HTTPException(404, "the port in the path is not a number") from None


async def _body(request: Request) -> dict[str, Any]:
    """Returns the JSON object of the body, or an empty one if there is no body."""
    content = await request.body()
    try:
        body = json.loads(content or b"{}")
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise HTTPException(400, "the body must be a JSON object")
    return body


def _text(body: dict[str, Any], name: str) -> str | None:
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise HTTPException(400, f"{name} must be a string")
    return value


def _is_host(address: str | None) -> bool:
    if not address:
        return False
    try:
        return httpx.URL(scheme="http", host=address).host == address
    except httpx.InvalidURL:
        return False


async def _rejected(_: Request, error: ExposePortError) -> Response:
    """Responds to an error of the library with its own status and body."""
    return Response(error.json_body, error.http_status, NO_STORE, "application/json")


async def _failed(_: Request, error: HTTPException) -> Response:
    code = {401: "UNAUTHORIZED", 404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED"}
    content = {"error": error.detail, "code": code.get(error.status_code, "INVALID_REQUEST")}
    return JSONResponse(content, error.status_code, error.headers)
