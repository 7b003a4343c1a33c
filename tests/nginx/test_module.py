"""Requests to nginx with the module, over the wire."""

import json
import subprocess
import threading
import time

from support import MODULE, PREVIEW, ROOT, Client, EdgeTest, free_port

BROWSER = ("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")


class ModuleTest(EdgeTest):
    @classmethod
    def servers(cls) -> str:
        cls.tls_port, cls.bare_port, cls.off_port = free_port(), free_port(), free_port()
        domain = "exposeport_domain example.com;"
        bare = f"""    server {{
        listen 127.0.0.1:{cls.bare_port}; {domain}
        location / {{ proxy_pass http://{cls.other.address}; }}
        location /satisfy {{
            satisfy any; allow all; exposeport_authorize /none;
            proxy_pass http://{cls.other.address};
        }}
        location /redirected {{
            exposeport_authorize off; exposeport_application_host localhost;
            try_files /missing /closed;
        }}
        location /closed {{ proxy_pass http://{cls.other.address}; }}
        location /off {{
            exposeport_authorize off;
            proxy_set_header X-Code "$exposeport_port,$exposeport_sandbox_id,$exposeport_token";
            proxy_pass http://{cls.other.address};
        }}
        location = /none {{ return 403; }}
        location /down {{
            exposeport_authorize /closed-port; proxy_pass http://{cls.other.address};
        }}
        location = /closed-port {{ proxy_pass http://127.0.0.1:{free_port()}; }}
        location = /return {{ return 200 "a$http_x_sandbox_name"; }}
    }}
    server {{
        listen 127.0.0.1:{cls.off_port};
        location / {{
            proxy_set_header X-Code "a$exposeport_port$exposeport_code";
            proxy_pass http://{cls.other.address};
        }}
    }}
"""
        secure = cls.server(cls.tls_port, domain).replace(
            f"listen 127.0.0.1:{cls.tls_port};", cls.tls(cls.tls_port)
        )
        return cls.server(cls.port, domain) + secure + bare

    def assert_rejected(self, response, status: int, code: str) -> None:
        self.assertEqual(response.status, status)
        self.assertEqual(response.headers["content-type"], "application/json")
        self.assertEqual(response.json["code"], code)
        self.assertEqual(response.headers["cache-control"], "no-store")
        self.assertEqual(response.headers["referrer-policy"], "no-referrer")
        self.assertEqual(response.headers["x-robots-tag"], "noindex")

    def test_preview(self) -> None:
        response = self.get(PREVIEW, target="/path?a=1")
        self.assertEqual(response.json["name"], "sandbox")
        self.assertEqual(response.json["line"], "GET /path?a=1 HTTP/1.1")
        received = response.received
        self.assertEqual(received["x-sandbox-preview-proxy"], "1")
        self.assertEqual(received["x-sandbox-preview-port"], "8080")
        self.assertEqual(received["x-sandbox-preview-sandbox-id"], "sandbox")
        self.assertNotIn("x-sandbox-preview-token", received)
        self.assertEqual(received["host"], PREVIEW)

    def test_foreign_hosts_reach_the_other_application(self) -> None:
        for host in ("www.example.com", "8080-sandbox-k7m2q9.example.org", "127.0.0.1"):
            before = self.control.requests
            response = self.get(host, ("X-Sandbox-Preview-Proxy", "1"), ("X-Sandbox-Name", "a"))
            self.assertEqual(response.json["name"], "other", host)
            self.assertEqual(response.received["host"], host)
            self.assertNotIn("x-sandbox-preview-proxy", response.received)
            self.assertNotIn("x-sandbox-name", response.received)
            self.assertEqual(self.control.requests, before)

    def test_rejections_of_hosts(self) -> None:
        before = self.control.requests
        self.assert_rejected(self.get("3000-a-b.example.com"), 400, "RESERVED_PORT")
        self.assert_rejected(self.get("99999-a-b.example.com"), 400, "INVALID_PORT")
        self.assertEqual(self.control.requests, before)

    def test_unknown_forged_and_stale(self) -> None:
        for host in ("8080-unknown-k7m2q9", "8081-sandbox-k7m2q9", "8080-sandbox-bad"):
            self.assert_rejected(self.get(f"{host}.example.com"), 404, "INVALID_TOKEN")
        stale = self.get("8080-stopped-k7m2q9.example.com")
        self.assert_rejected(stale, 410, "STALE_PREVIEW_URL")

    def test_page_for_browsers(self) -> None:
        statuses = {"3000-a-b": 400, "8080-sandbox-bad": 404, "8080-stopped-k7m2q9": 410}
        for host, status in statuses.items():
            page = self.get(f"{host}.example.com", BROWSER)
            self.assertEqual(page.status, status)
            self.assertEqual(page.headers["content-type"], "text/html; charset=utf-8")
            self.assertTrue(page.body.lower().startswith(b"<!doctype html>"))
            self.assertNotIn(b"k7m2q9", page.body)

    def test_head(self) -> None:
        client = Client(self.port)
        self.addCleanup(client.close)
        for host, status in (("3000-a-b", 400), ("8080-sandbox-bad", 404)):
            headers = [("Host", f"{host}.example.com")]
            head = client.request(headers, method="HEAD")
            body = client.request(headers)
            self.assertEqual(head.status, status)
            self.assertEqual(head.headers["content-length"], str(len(body.body)))

    def test_keep_alive_and_bodies(self) -> None:
        client = Client(self.port)
        self.addCleanup(client.close)
        for number in range(50):
            body = "x" * number
            length = ("Content-Length", str(number))
            hosts = {PREVIEW: 200, "3000-a-b.example.com": 400, "8080-sandbox-bad.example.com": 404}
            for host, status in hosts.items():
                response = client.request([("Host", host), length], method="POST", body=body)
                self.assertEqual(response.status, status)
                if status == 200:
                    self.assertEqual(response.json["body"], body)

    def test_websocket(self) -> None:
        upgrade = [("Connection", "keep-alive, Upgrade, x-sandbox-preview-proxy"),
                   ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"),
                   ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")]  # fmt: skip
        client = Client(self.port)
        self.addCleanup(client.close)
        response = client.request([("Host", PREVIEW), *upgrade])
        self.assertEqual(response.status, 101)
        self.assertEqual(response.headers["sec-websocket-accept"], "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        frame = b"\x82\x85\0\0\0\0hello"
        client.socket.sendall(frame)
        self.assertEqual(client.stream.read(len(frame)), frame)
        forged = self.get("8080-sandbox-bad.example.com", *upgrade)
        self.assert_rejected(forged, 404, "INVALID_TOKEN")

    def test_internal_headers_are_replaced(self) -> None:
        forged = [("X-Sandbox-Preview-Proxy", "0"), ("X-Sandbox-Preview-Port", "22"),
                  ("X-Sandbox-Preview-Token", "a"), ("CF-Container-Target-Port", "22"),
                  ("X-Forwarded-Host", "evil.example"), ("X-Kept", "1"),
                  ("Connection", "close, x-sandbox-preview-port, x-nominated"),
                  ("X-Nominated", "1")]  # fmt: skip
        response = self.get(PREVIEW, *forged)
        names = [name.lower() for name, _ in response.json["headers"]]
        self.assertEqual(len(names), len(set(names)), names)
        received = response.received
        self.assertEqual(received["x-sandbox-preview-proxy"], "1")
        self.assertEqual(received["x-sandbox-preview-port"], "8080")
        self.assertEqual(received["x-forwarded-host"], PREVIEW)
        self.assertEqual(received["x-forwarded-proto"], "http")
        self.assertEqual(received["x-kept"], "1")
        for name in ("x-sandbox-preview-token", "cf-container-target-port", "x-nominated"):
            self.assertNotIn(name, received)

    def test_many_headers(self) -> None:
        headers = [(f"X-Number-{number}", str(number)) for number in range(90)]
        received = self.get(PREVIEW, *headers).received
        for name, value in headers:
            self.assertEqual(received[name.lower()], value)

    def test_absolute_form(self) -> None:
        same = self.get(PREVIEW, target=f"http://{PREVIEW}/x?y")
        self.assertEqual((same.json["name"], same.json["line"]), ("sandbox", "GET /x?y HTTP/1.1"))
        path = "/" + "x" * 6000
        long = self.get(PREVIEW, ("X-Long", "y" * 6000), target=f"http://{PREVIEW}{path}")
        self.assertEqual(
            (long.json["name"], long.json["line"]), ("sandbox", f"GET {path} HTTP/1.1")
        )
        other = self.get("www.example.com", target=f"http://{PREVIEW}/x")
        self.assert_rejected(other, 400, "INVALID_HOSTNAME")
        port = self.get(PREVIEW, target=f"http://{PREVIEW}:8443/x")
        self.assert_rejected(port, 400, "INVALID_HOSTNAME")
        away = self.get(PREVIEW, target="http://www.example.com/x")
        self.assertEqual((away.json["name"], away.received["host"]), ("other", "www.example.com"))

    def test_hosts_that_nginx_rejects_itself(self) -> None:
        client = Client(self.port)
        self.addCleanup(client.close)
        twice = client.request([("Host", PREVIEW), ("Host", "www.example.com")])
        self.assertEqual((twice.status, twice.headers["content-type"]), (400, "text/html"))
        without = Client(self.port)
        self.addCleanup(without.close)
        self.assertEqual(without.request([]).status, 400)

    def curl(self, *arguments: str) -> str:
        command = ["curl", "--silent", "--insecure", "--http2", "--max-time", "60", "--write-out",
                   "\n%{http_version} %{http_code}", *arguments]  # fmt: skip
        url = f"https://127.0.0.1:{self.tls_port}/x"
        return subprocess.run([*command, url], check=True, capture_output=True, text=True).stdout

    def test_http2(self) -> None:
        body, end = self.curl("--header", f"Host: {PREVIEW}").rsplit("\n", 1)
        self.assertEqual(end, "2 200")
        received = {name.lower(): value for name, value in json.loads(body)["headers"]}
        self.assertEqual(json.loads(body)["name"], "sandbox")
        self.assertEqual(received["x-forwarded-proto"], "https")
        self.assertEqual(received["host"], PREVIEW)
        body, end = self.curl("--header", "Host: 8080-sandbox-bad.example.com").rsplit("\n", 1)
        self.assertEqual((end, json.loads(body)["code"]), ("2 404", "INVALID_TOKEN"))
        body, end = self.curl("--header", "Host: www.example.com").rsplit("\n", 1)
        self.assertEqual((end, json.loads(body)["name"]), ("2 200", "other"))

    def test_without_a_control_plane_every_preview_is_unknown(self) -> None:
        self.assert_rejected(self.get(PREVIEW, port=self.bare_port), 404, "INVALID_TOKEN")
        self.assertEqual(self.get("www.example.com", port=self.bare_port).status, 200)

    def test_another_status_of_the_control_plane_is_502(self) -> None:
        self.assertEqual(self.get(PREVIEW, target="/satisfy", port=self.bare_port).status, 502)
        self.assertEqual(self.get(PREVIEW, target="/down", port=self.bare_port).status, 502)

    def test_an_internal_redirect_keeps_the_decision(self) -> None:
        redirected = self.get(PREVIEW, target="/redirected", port=self.bare_port)
        self.assert_rejected(redirected, 404, "INVALID_TOKEN")

    def test_the_decision_precedes_the_rewrites_of_a_location(self) -> None:
        options = {"target": "/return", "port": self.bare_port}
        self.assert_rejected(self.get("3000-a-b.example.com", **options), 400, "RESERVED_PORT")
        forged = self.get("www.example.com", ("X-Sandbox-Name", "forged"), **options)
        self.assertEqual(forged.body, b"a")

    def test_the_examples_of_the_documentation(self) -> None:
        self.tls(self.tls_port)
        for name in ("new", "old"):
            (self.folder / f"{name}.key").write_text("61" * 32)
        text = (ROOT / "docs" / "nginx.md").read_text()
        examples = [part.split("```")[0] for part in text.split("```nginx\n")[1:]]
        self.assertEqual(len(examples), 2)
        places = {
            "modules/ngx_http_exposeport_module.so": str(MODULE),
            "/etc/ssl/example.com.pem": f"{self.folder}/certificate.pem",
            "/etc/ssl/example.com.key": f"{self.folder}/key.pem",
            "/var/log/nginx": str(self.folder),
            "listen 443": f"listen 127.0.0.1:{free_port()}",
        }
        for example in examples:
            for place, other in places.items():
                self.assertIn(place, example)
                example = example.replace(place, other)
            example = example.replace("/etc/exposeport", str(self.folder))
            configuration = self.folder / "example.conf"
            configuration.write_text(example)
            command = ["nginx", "-t", "-c", configuration, "-g", f"pid {self.folder}/example.pid;"]
            checked = subprocess.run(command, capture_output=True, text=True, timeout=30)
            self.assertEqual(checked.returncode, 0, checked.stderr)

    def test_variables(self) -> None:
        preview = self.get(PREVIEW.upper(), target="/off", port=self.bare_port)
        self.assertEqual(preview.received["x-code"], "8080,sandbox,k7m2q9")
        other = self.get("www.example.com", target="/off", port=self.bare_port)
        self.assertEqual(other.received["x-code"], ",,")

    def test_the_module_is_off_without_a_domain(self) -> None:
        response = self.get(PREVIEW, ("X-Sandbox-Name", "a"), port=self.off_port)
        self.assertEqual(response.received["x-code"], "a")
        self.assertEqual(response.received["x-sandbox-name"], "a")

    def test_invalid_configuration(self) -> None:
        samples = {
            "exposeport_domain 127.0.0.1;": "IP address",
            "exposeport_domain a.workers.dev;": "exposeport_domain: ",
            "exposeport_domain example.com a..b;": "exposeport_domain: ",
            "exposeport_invalid_hosts maybe;": 'invalid value "maybe"',
            "exposeport_authorize authorize;": 'requires "off" or a URI',
        }
        configuration = self.edge.configuration.read_text()
        self.addCleanup(self.edge.configuration.write_text, configuration)
        for directives, message in samples.items():
            self.edge.write(self.server(self.port, directives))
            checked = self.edge.check()
            self.assertEqual(checked.returncode, 1, directives)
            self.assertIn(message, checked.stderr)

    def test_no_line_of_the_module_has_a_token(self) -> None:
        self.get(PREVIEW, target="/satisfy", port=self.bare_port)
        log = (self.folder / "error.log").read_text().splitlines()
        lines = [line for line in log if "exposeport:" in line]
        self.assertTrue(lines)
        for line in lines:
            self.assertNotIn("k7m2q9", line)


class ReloadTest(EdgeTest):
    def test_reload_under_requests(self) -> None:
        failures: list[object] = []
        served = 0
        done = threading.Event()

        def work() -> None:
            nonlocal served
            while not done.is_set():
                client = Client(self.port)
                try:
                    response = client.request([("Host", PREVIEW), ("Connection", "close")])
                    if response.status != 200 or response.json["name"] not in ("sandbox", "other"):
                        failures.append(response.status)
                    served += 1
                except (OSError, ValueError, IndexError) as error:
                    failures.append(error)
                finally:
                    client.close()

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for domain in ("example.org", "example.com") * 3:
            self.edge.write(self.server(self.port, f"exposeport_domain {domain};"))
            self.edge.process.send_signal(1)
            expected = {"example.com": "sandbox", "example.org": "other"}[domain]
            deadline = time.monotonic() + 20
            while self.get(PREVIEW).json["name"] != expected:
                self.assertLess(time.monotonic(), deadline, "the reload has no effect")
                time.sleep(0.02)
        done.set()
        for thread in threads:
            thread.join()
        self.assertEqual(failures, [])
        self.assertGreater(served, 20)
