"""The directives of the module at every level of a configuration."""

from support import PREVIEW, EdgeTest, free_port


class LevelsTest(EdgeTest):
    @classmethod
    def servers(cls) -> str:
        cls.second = free_port()
        proxy = f"""
            proxy_set_header X-Code "$exposeport_port";
            proxy_set_header Host $http_host;
            proxy_pass http://{cls.other.address};"""
        return f"""
    exposeport_domain example.com;
    exposeport_invalid_hosts pass_through;
    exposeport_authorize off;
    exposeport_send_token on;
    server {{
        listen 127.0.0.1:{cls.port};
        location / {{ {proxy} }}
        location /org {{ exposeport_domain example.org; {proxy} }}
        location /reject {{
            exposeport_invalid_hosts reject; exposeport_application_host localhost; {proxy}
        }}
        location /authorized {{
            exposeport_authorize /none;
            location /authorized/off {{ exposeport_authorize off; {proxy} }}
            {proxy}
        }}
        location = /none {{ return 404; }}
    }}
    server {{
        listen 127.0.0.1:{cls.second};
        exposeport_domain example.net example.org;
        exposeport_send_token off;
        location / {{ {proxy} }}
    }}
"""

    def port_of(self, host: str, target: str, **options) -> str | None:
        return self.get(host, target=target, **options).received.get("x-code")

    def test_domains(self) -> None:
        org = PREVIEW.replace(".com", ".org")
        self.assertEqual(self.port_of(PREVIEW, "/"), "8080")
        self.assertIsNone(self.port_of(org, "/"))
        self.assertEqual(self.port_of(org, "/org"), "8080")
        self.assertIsNone(self.port_of(PREVIEW, "/org"))
        self.assertEqual(self.port_of(org, "/", port=self.second), "8080")
        self.assertIsNone(self.port_of(PREVIEW, "/", port=self.second))

    def test_invalid_hosts(self) -> None:
        invalid = "3000-a-b.example.com"
        self.assertEqual(self.get(invalid).status, 200)
        self.assertEqual(self.get(invalid, target="/reject").json["code"], "RESERVED_PORT")
        second = self.get(invalid.replace(".com", ".org"), port=self.second)
        self.assertEqual(second.status, 200)

    def test_options_of_forwarding(self) -> None:
        self.assertEqual(self.get(PREVIEW).received["x-sandbox-preview-token"], "k7m2q9")
        self.assertEqual(self.get(PREVIEW).received["host"], PREVIEW)
        self.assertEqual(self.get(PREVIEW, target="/reject").received["host"], "localhost:8080")
        second = self.get(PREVIEW.replace(".com", ".net"), port=self.second)
        self.assertNotIn("x-sandbox-preview-token", second.received)

    def test_authorization(self) -> None:
        self.assertEqual(self.get(PREVIEW, target="/authorized").json["code"], "INVALID_TOKEN")
        self.assertEqual(self.get(PREVIEW, target="/authorized/off").status, 200)
        self.assertEqual(self.get(PREVIEW).status, 200)
