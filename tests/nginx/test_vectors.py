"""The shared cases of `gateway.json`, sent to nginx over the wire."""

import json
import subprocess

from support import ROOT, Client, EdgeTest, Response, free_port

CASES = json.loads((ROOT / "tests" / "vectors" / "gateway.json").read_text())["cases"]

# nginx rejects these requests with a page of its own before the module sees them.
NGINX_REJECTS = {
    "empty host in HTTP/1.1",
    "host of spaces alone",
    "no host if broken rules pass through",
    "no host in HTTP/1.1",
    "preview target and an invalid Host",
    "space before the port",
    "space within the host",
    "spaces around a host that breaks a rule",
    "spaces around the authority",
    "tabs around the host",
    "target in absolute form with an empty authority",
    "target in absolute form with user information",
    "target in absolute form without Host",
    "target in asterisk form",
    "three hosts",
    "two different hosts, the first a preview",
    "two different hosts, the second a preview",
    "two equal hosts",
    "two hosts if broken rules pass through",
    "two hosts in HTTP/1.0",
    "two hosts of another application",
    "two hosts, one of them empty",
}

# Headers that the proxy of nginx sets or drops by itself.
OF_THE_PROXY = {"connection", "upgrade", "content-length"}


def reason_to_skip(case: dict) -> str | None:
    request, options = case["request"], case.get("options", {})
    if "policy" in case:
        return "the module has no policies"
    if options.get("in_process"):
        return "nginx is a proxy"
    if request["version"] not in ("1.0", "1.1", "2"):
        return "the version is not supported by nginx 1.22"
    if request["version"] == "2" and ("authority" not in request or request["hosts"]):
        return "the client cannot send this in HTTP/2"
    values = [*request["hosts"], request.get("authority", "")]
    if any(set("\n\r\0\x0b") & set(value) for value in values):
        return "the host is not a field of HTTP"
    return None


class VectorTest(EdgeTest):
    searches = 0

    @classmethod
    def settings(cls, case: dict) -> str:
        options = case.get("options", {})
        lines = [f"exposeport_domain {domain};" for domain in case["domains"]]
        if case.get("invalid_hosts") == "pass-through":
            lines.append("exposeport_invalid_hosts pass_through;")
        if options.get("host") == "localhost":
            lines.append("exposeport_application_host localhost;")
        if options.get("with_token"):
            lines.append("exposeport_send_token on;")
        # nginx drops a header with "_" by default.
        return " ".join([*lines, "underscores_in_headers on;"])

    @classmethod
    def servers(cls) -> str:
        cls.ports: dict[tuple[str, bool], int] = {}
        servers = cls.server(cls.port, "")
        for case in CASES:
            key = cls.key(case)
            if key in cls.ports:
                continue
            port = cls.ports[key] = free_port()
            server = cls.server(port, key[0])
            if key[1]:
                server = server.replace(f"listen 127.0.0.1:{port};", cls.tls(port))
            servers += server
        return servers

    @classmethod
    def key(cls, case: dict) -> tuple[str, bool]:
        return cls.settings(case), case.get("options", {}).get("scheme") != "http"

    def send(self, case: dict) -> Response:
        request, key = case["request"], self.key(case)
        if request["version"] == "2":
            return self.send_http2(request["authority"], self.ports[key])
        headers = [("Host", host) for host in request["hosts"]]
        headers += [("Accept", value) for value in request.get("accept", [])]
        received = case.get("received", [])
        headers += [(name, value) for name, value in received if name.lower() != "host"]
        client = Client(self.ports[key], tls=key[1])
        self.addCleanup(client.close)
        target = request.get("target", "/")
        chunked = ["Transfer-Encoding", "chunked"] in received
        body = "0\r\n\r\n" if chunked else ""
        return client.request(headers, target=target, version=request["version"], body=body)

    def send_http2(self, authority: str, port: int) -> Response:
        command = ["curl", "--silent", "--insecure", "--http2", "--max-time", "60", "--write-out",
                   "\n%{http_version} %{http_code} %{content_type}",
                   "--header", f"Host: {authority}", f"https://127.0.0.1:{port}/"]  # fmt: skip
        output = subprocess.run(command, check=True, capture_output=True).stdout
        body, end = output.rsplit(b"\n", 1)
        version, status, content_type = end.decode().split(" ", 2)
        self.assertEqual(version, "2")
        return Response(int(status), [("Content-Type", content_type)], body)

    def check_secrecy(self, case: dict, response: Response) -> None:
        """Checks that a response, and each line that the module has logged, has no token."""
        request = case["request"]
        authorities = [*request["hosts"], request.get("authority", "")]
        labels = [authority.partition(".")[0] for authority in authorities]
        tokens = [label.rpartition("-")[2].lower() for label in labels]
        log = (self.folder / "error.log").read_text().lower().splitlines()
        shown = [line for line in log if "exposeport" in line]
        shown += [response.body.decode().lower(), str(response.all_headers).lower()]
        # A shorter token may occur by chance.
        for token in (token for token in tokens if len(token) > 4):
            self.assertFalse([text for text in shown if token in text])
            type(self).searches += 1

    def check(self, case: dict, response: Response) -> None:
        if case["decision"] == "reject":
            self.check_secrecy(case, response)
            self.assertEqual(response.status, case["status"])
            kind = "text/html" if case.get("format") == "html" else "application/json"
            self.assertEqual(response.headers["content-type"].split(";")[0], kind)
            self.assertIn(case["code"], response.body.decode())
            return
        self.assertEqual(response.status, 200, response.body)
        name = "sandbox" if case["decision"] == "forward" else "other"
        self.assertEqual(response.json["name"], name)
        received = response.received
        if name == "sandbox":
            self.assertEqual(received["x-sandbox-preview-port"], str(case["port"]))
            self.assertEqual(received["x-sandbox-preview-sandbox-id"], case["sandbox_id"])
        if "path" in case:
            self.assertEqual(response.json["line"].split(" ")[1], case["path"])
        if "host" in case:
            self.assertEqual(received["host"], case["host"])
        if "forwarded" in case:
            self.check_headers(case["forwarded"], response.json["headers"])

    def check_headers(self, expected: list[list[str]], found: list[list[str]]) -> None:
        names = {name.lower() for name, _ in expected}
        self.assertEqual("upgrade" in names, "upgrade" in {name.lower() for name, _ in found})

        def content(headers: list[list[str]]) -> list[tuple[str, str]]:
            pairs = [(name.lower(), value) for name, value in headers]
            return sorted(pair for pair in pairs if pair[0] not in OF_THE_PROXY)

        self.assertEqual(content(found), content(expected))

    def test_cases(self) -> None:
        ran, skipped, own = 0, 0, []
        for case in CASES:
            if reason_to_skip(case):
                skipped += 1
                continue
            with self.subTest(case["name"]):
                self.set_sandboxes(case.get("sandboxes", {}))
                response = self.send(case)
                ran += 1
                if response.status == 400 and b"<center>nginx" in response.body:
                    own.append(case["name"])
                    continue
                self.check(case, response)
        print(f"nginx: {ran} cases of the vectors, {skipped} skipped, {len(own)} by nginx itself")
        self.assertEqual(set(own), NGINX_REJECTS)
        self.assertGreater(self.searches, 10)
