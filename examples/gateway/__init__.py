"""A gateway for preview URLs: a reverse proxy with a control API, to copy and to change.

`app` wires the parts together, `proxy` forwards HTTP and `sockets` WebSockets, `control` is the
control API, and `store` keeps the sandboxes. `edge` is a gateway that has only the keys of signed
links. `docs/running-a-gateway.md` describes its operation.
"""
