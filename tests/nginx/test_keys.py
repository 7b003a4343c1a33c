"""Signed tokens: nginx verifies them with keys, and without a control plane."""

import json
import pathlib
import time

import exposeport
from support import ROOT, UPGRADE, Client, EdgeTest, free_port

CASES = json.loads((ROOT / "tests" / "vectors" / "signed.json").read_text())["cases"]
NEW, OLD, OTHER = (bytes([number]) * 32 for number in b"nox")


def signed(key: bytes, *, lifetime: int | None = None, context: str = "", port: int = 8080) -> str:
    """Returns a preview host with a signed token."""
    signing = exposeport.SigningKey(key)
    if lifetime is None:
        url = signing.url(port, "sandbox", "example.com", context=context)
    else:
        now = time.time()
        url = signing.url_until(
            port, "sandbox", "example.com", now=now, lifetime=lifetime, context=context
        )
    return url.removeprefix("https://")


class KeysTest(EdgeTest):
    @classmethod
    def key_file(cls, name: str, content: str | bytes) -> pathlib.Path:
        """Writes a file that only root can read. The workers run as another user."""
        path = cls.folder / name
        path.touch(0o600)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def assert_rejected(self, response, status: int, code: str) -> None:
        self.assertEqual((response.status, response.json["code"]), (status, code))
        self.assertEqual(response.headers["cache-control"], "no-store")


class ModuleTest(KeysTest):
    @classmethod
    def servers(cls) -> str:
        cls.key_file("new.key", NEW.hex() + "\n")
        cls.key_file("old.key", f" {OLD.hex().upper()}\r\n")
        cls.key_file("other.key", OTHER.hex())
        proxy = f"""
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_set_header Connection $http_connection;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header X-Expires "<$exposeport_expires>";
            proxy_pass http://{cls.sandbox.address};"""
        denied = signed(NEW, port=8090).split(".")[0].rpartition("-")[2]
        return f"""
    map $exposeport_token $denied {{ {denied} 1; default 0; }}
    map $exposeport_sandbox_id $generation {{ sandbox 2; default 0; }}
    exposeport_key_file new.key {cls.folder}/old.key;
    server {{
        listen 127.0.0.1:{cls.port};
        exposeport_domain example.com;
        location / {{ exposeport_denied $denied; {proxy} }}
        location /off {{ exposeport_authorize off; {proxy} }}
        location /other {{ exposeport_key_file other.key; {proxy} }}
        location /added {{ exposeport_key_file other.key; exposeport_key_file new.key; {proxy} }}
        location /generation {{ exposeport_context "generation $generation"; {proxy} }}
        location /both {{
            exposeport_authorize /authorize $upstream_http_x_upstream;
            proxy_pass http://$exposeport_upstream;
        }}
        location /satisfy {{ satisfy any; allow all; {proxy} }}
        location = /authorize {{
            internal;
            proxy_pass http://{cls.control.address};
            proxy_pass_request_headers off;
            proxy_set_header X-Exposeport-Port $exposeport_port;
            proxy_set_header X-Exposeport-Sandbox-Id $exposeport_sandbox_id;
            proxy_set_header X-Exposeport-Token $exposeport_token;
        }}
    }}
"""

    def test_permanent(self) -> None:
        before = self.control.requests
        response = self.get(signed(NEW))
        self.assertEqual((response.status, response.json["name"]), (200, "sandbox"))
        self.assertEqual(response.received["x-sandbox-preview-port"], "8080")
        self.assertEqual(response.received["x-expires"], "<>")
        forged = signed(NEW).replace("8080", "8081")
        self.assert_rejected(self.get(forged), 404, "INVALID_TOKEN")
        # A token that is drawn, of a sandbox that the control plane has.
        self.assert_rejected(self.get("8080-sandbox-k7m2q9.example.com"), 404, "INVALID_TOKEN")
        self.assert_rejected(self.get(signed(OTHER)), 404, "INVALID_TOKEN")
        self.assert_rejected(self.get("3000-a-b.example.com"), 400, "RESERVED_PORT")
        self.assertEqual(self.get("www.example.com").status, 200)
        self.assertEqual(self.control.requests, before)

    def test_a_link_expires(self) -> None:
        host, end = signed(NEW, lifetime=2), int(time.time()) + 2
        response = self.get(host)
        self.assertEqual(response.status, 200)
        self.assertIn(response.received["x-expires"], (f"<{end}>", f"<{end - 1}>"))
        while self.get(host).status == 200:
            self.assertLess(time.time(), end + 2)
            time.sleep(0.05)
        self.assertGreater(time.time(), end - 1.1)
        self.assert_rejected(self.get(host), 410, "TOKEN_EXPIRED")
        page = self.get(host, ("Accept", "text/html"))
        self.assertEqual(page.status, 410)
        self.assertEqual(page.headers["content-type"], "text/html; charset=utf-8")
        self.assertIn(b"TOKEN_EXPIRED", page.body)

    def test_rotation(self) -> None:
        for target, keys in (("/", {NEW, OLD}), ("/other", {OTHER}), ("/added", {OTHER, NEW})):
            for key in (NEW, OLD, OTHER):
                for lifetime in (None, 600):
                    status = self.get(signed(key, lifetime=lifetime), target=target).status
                    self.assertEqual(status, 200 if key in keys else 404, (target, key))

    def test_context(self) -> None:
        for context, status in (("generation 2", 200), ("generation 1", 404), ("", 404)):
            host = signed(NEW, context=context)
            self.assertEqual(self.get(host, target="/generation").status, status)
            self.assertEqual(self.get(host).status, 404 if context else 200)

    def test_denied(self) -> None:
        denied = signed(NEW, port=8090)
        self.assert_rejected(self.get(denied), 410, "TOKEN_EXPIRED")
        self.assertEqual(self.get(denied, target="/off").status, 200)
        # The port after the host is chosen by the client.
        self.assert_rejected(self.get(f"{denied}:8443"), 410, "TOKEN_EXPIRED")

    def test_keys_are_not_switched_off(self) -> None:
        for target in ("/off", "/satisfy"):
            self.assertEqual(self.get(signed(NEW), target=target).status, 200)
            self.assert_rejected(self.get(signed(OTHER), target=target), 404, "INVALID_TOKEN")

    def test_keys_and_a_control_plane_both_decide(self) -> None:
        host, token = signed(NEW), signed(NEW).split(".")[0].rpartition("-")[2]
        before = self.control.requests
        self.assert_rejected(self.get(signed(OTHER), target="/both"), 404, "INVALID_TOKEN")
        self.assertEqual(self.control.requests, before)
        self.assert_rejected(self.get(host, target="/both"), 404, "INVALID_TOKEN")
        self.assertEqual(self.control.requests, before + 1)
        self.set_sandboxes({"sandbox": {"portTokens": {"8080": {"token": token}}}})
        self.assertEqual(self.get(host, target="/both").json["name"], "sandbox")

    def test_a_websocket_is_closed_when_its_token_expires(self) -> None:
        frame = b"\x82\x85\0\0\0\0hello"
        clients = {}
        for name, lifetime in (("permanent", None), ("long", 600), ("short", 2)):
            client = clients[name] = Client(self.port)
            self.addCleanup(client.close)
            response = client.request([("Host", signed(NEW, lifetime=lifetime)), *UPGRADE])
            self.assertEqual(response.status, 101)
            client.socket.sendall(frame)
            self.assertEqual(client.stream.read(len(frame)), frame)
        started = time.monotonic()
        self.assertEqual(clients["short"].stream.read(1), b"")
        self.assertTrue(0.5 < time.monotonic() - started < 5)
        for name in ("permanent", "long"):
            clients[name].socket.sendall(frame)
            self.assertEqual(clients[name].stream.read(len(frame)), frame)

    def test_files_that_are_not_keys(self) -> None:
        digits = NEW.hex()
        samples = {
            b"": "signing key is too short: 0 bytes",
            digits[:62].encode(): "signing key is too short: 31 bytes",
            digits[:63].encode(): "signing key is not in hexadecimal digits",
            NEW: "signing key is not in hexadecimal digits",
            digits.encode() + b"\0": "signing key is not in hexadecimal digits",
            digits.encode() * 17: "signing key is too long: 1025 bytes, maximum 1024",
        }
        configuration = self.edge.configuration.read_text()
        self.addCleanup(self.edge.configuration.write_text, configuration)
        directives = "exposeport_domain example.com; exposeport_key_file old.key bad.key;"
        self.edge.write(self.server(self.port, directives))
        for content, message in samples.items():
            path = self.key_file("bad.key", content)
            self.assert_configuration(f'exposeport_key_file "{path}": {message}')
        path.unlink()
        self.assert_configuration(f'open() "{path}" failed (2: No such file or directory)')
        path.mkdir()
        self.assert_configuration(f'read() "{path}" failed (21: Is a directory)')
        self.edge.write(self.server(self.port, "exposeport_key_file /dev/zero;"))
        self.assert_configuration("signing key is too long: 1025 bytes")
        self.edge.write(self.server(self.port, "exposeport_key_file;"))
        self.assert_configuration("invalid number of arguments")

    def assert_configuration(self, message: str) -> None:
        checked = self.edge.check()
        self.assertEqual(checked.returncode, 1)
        self.assertIn(message, checked.stderr)
        for secret in (NEW.hex()[:12], NEW.decode()[:12], OLD.hex()[:12].upper()):
            self.assertNotIn(secret, checked.stderr)

    def test_the_memory_of_nginx_has_no_digits(self) -> None:
        master = self.edge.process.pid
        children = pathlib.Path(f"/proc/{master}/task/{master}/children").read_text().split()
        self.assertEqual(len(children), 2)
        for pid in (master, *children):
            memory = self.memory(pid)
            self.assertIn(b"exposeport_key_file", memory)
            for digits in (NEW.hex(), OLD.hex().upper(), OTHER.hex()):
                self.assertNotIn(digits.encode(), memory)

    @staticmethod
    def memory(pid: int | str) -> bytes:
        """Returns the memory that a process can write, and its constants."""
        found = b""
        with open(f"/proc/{pid}/mem", "rb", 0) as memory:
            for line in pathlib.Path(f"/proc/{pid}/maps").read_text().splitlines():
                start, end = (int(part, 16) for part in line.split()[0].split("-"))
                if "[v" not in line and line.split()[1].startswith("r"):
                    memory.seek(start)
                    found += memory.read(end - start)
        return found


class ReloadTest(KeysTest):
    @classmethod
    def servers(cls) -> str:
        cls.key_file("ring.key", OLD.hex())
        location = f"location / {{ proxy_pass http://{cls.sandbox.address}; }}"
        directives = "exposeport_domain example.com; exposeport_key_file ring.key;"
        return f"    server {{ listen 127.0.0.1:{cls.port}; {directives} {location} }}\n"

    def test_reload(self) -> None:
        old, new = signed(OLD), signed(NEW)
        self.assertEqual([self.get(old).status, self.get(new).status], [200, 404])
        self.key_file("ring.key", NEW.hex())
        self.reload()
        deadline = time.monotonic() + 20
        while self.get(new).status != 200:
            self.assertLess(time.monotonic(), deadline, "the reload has no effect")
            time.sleep(0.02)
        self.assertEqual([self.get(old).status, self.get(new).status], [404, 200])

        # A file that is not a key leaves the running configuration as it is.
        self.key_file("ring.key", NEW.hex()[:62])
        self.reload()
        log = self.folder / "error.log"
        while "signing key is too short" not in log.read_text():
            self.assertLess(time.monotonic(), deadline, "the file is not rejected")
            time.sleep(0.02)
        self.assertEqual([self.get(old).status, self.get(new).status], [404, 200])
        for secret in (NEW.hex()[:12], OLD.hex()[:12]):
            self.assertNotIn(secret, log.read_text())

    def reload(self) -> None:
        self.edge.process.send_signal(1)


class VectorTest(KeysTest):
    @classmethod
    def servers(cls) -> str:
        cls.ports: dict[str, int] = {}
        servers = cls.server(cls.port, "")
        for case in CASES:
            if case["call"] != "verify" or cls.name(case) in cls.ports:
                continue
            port = cls.ports[cls.name(case)] = free_port()
            names = []
            for number, key in enumerate(case["keys"]):
                digits = key if isinstance(key, str) else "".join(p * n for p, n in key)
                names.append(str(cls.key_file(f"{port}-{number}.key", digits)))
            servers += f"""    server {{
        listen 127.0.0.1:{port};
        exposeport_domain {case["domain"]};
        exposeport_key_file {" ".join(names)};
        exposeport_context $http_x_context;
        exposeport_denied $http_x_denied;
        location / {{
            proxy_set_header X-Expires "<$exposeport_expires>";
            proxy_pass http://{cls.sandbox.address};
        }}
    }}
"""
        return servers

    @staticmethod
    def name(case: dict) -> str:
        return json.dumps([case["keys"], case["domain"]])

    @staticmethod
    def is_skipped(case: dict) -> bool:
        """Returns true if the case has another answer at this time, or cannot be sent."""
        expires, context = case.get("expires"), bytes.fromhex(case["context"])
        has_other_time = expires is not None and (case["now"] < expires) != (time.time() < expires)
        return has_other_time or b"\0" in context

    def test_cases(self) -> None:
        cases = [case for case in CASES if case["call"] == "verify"]
        ran = 0
        for case in cases:
            if self.is_skipped(case):
                continue
            with self.subTest(case["name"]):
                headers = [("X-Context", bytes.fromhex(case["context"]).decode("latin-1")),
                           ("X-Denied", "01"[case.get("denied", False)])]  # fmt: skip
                host = case["host"]
                host = (
                    host
                    if isinstance(host, str)
                    else "".join(
                        piece if isinstance(piece, str) else piece[0] * piece[1] for piece in host
                    )
                )
                response = self.get(host, *headers, port=self.ports[self.name(case)])
                self.assertEqual(response.status, case.get("status", 200))
                if "code" in case:
                    self.assertEqual(response.json["code"], case["code"])
                else:
                    expires = f"<{case.get('expires', '')}>"
                    self.assertEqual(response.received["x-expires"], expires)
                ran += 1
        print(f"nginx: {ran} cases of signed tokens, {len(cases) - ran} skipped")
        self.assertGreater(ran, 40)
