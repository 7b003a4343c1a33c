//! Base domains and the `url` crate, which implements the URL Standard.

use exposeport::BaseDomain;
use exposeport_differential::faults::{self, Fault};
use exposeport_differential::hosts::Generator;
use exposeport_differential::reasons::{Reason, Table};
use url::{Host, Url};

const COUNT: usize = 150_000;

/// A host that both treat differently.
#[derive(Debug)]
struct Difference {
    input: String,
    /// The host of the base domain, or the code of its error.
    own: Result<String, &'static str>,
    /// The host of the URL, which may be an address, or `None` if the URL is rejected.
    url: Option<String>,
    is_address: bool,
}

impl Difference {
    fn is_rejected(&self, code: &str) -> bool {
        self.url.is_some() && self.own == Err(code)
    }

    fn has_syntax(&self) -> bool {
        self.input.chars().any(|c| c <= ' ' || c == '\u{7F}' || "/\\?#@%".contains(c))
    }

    fn has_fault(&self, fault: Fault) -> bool {
        let host = self.url.as_deref().unwrap_or_default();
        self.is_rejected("INVALID_HOSTNAME")
            && !self.has_syntax()
            && faults::first(host) == Some(fault)
    }

    fn is_too_long(&self) -> bool {
        self.is_rejected("HOSTNAME_TOO_LONG")
    }

    fn has_long_input(&self) -> bool {
        self.input.len() > 1012
    }

    fn has_long_label(&self) -> bool {
        faults::first(self.url.as_deref().unwrap_or_default()) == Some(Fault::TooLong)
    }
}

/// Every reason is a rule of the specification, section 5.
const REASONS: &[Reason<Difference>] = &[
    ("one trailing dot is stripped", |difference| {
        let own = difference.own.as_ref().map(|host| format!("{host}."));
        own.is_ok() && own.ok() == difference.url
    }),
    ("other parts of a URL, spaces and control characters are rejected", |difference| {
        difference.is_rejected("INVALID_HOSTNAME") && difference.has_syntax()
    }),
    ("a port is 1 to 65535 in decimal digits", |difference| {
        let port = difference.input.split_once(':').map_or("8080", |(_, port)| port);
        let number = port.parse::<u16>().ok().filter(|number| *number > 0);
        let is_canonical = number.is_some_and(|number| number.to_string() == port);
        difference.is_rejected("INVALID_HOSTNAME_PORT") && !is_canonical
    }),
    ("an IP address is rejected", |difference| {
        difference.is_rejected("HOSTNAME_IS_IP_ADDRESS") && difference.is_address
    }),
    ("an empty label is rejected", |difference| difference.has_fault(Fault::Empty)),
    ("a label has no hyphen first or last", |difference| difference.has_fault(Fault::Hyphen)),
    ("a label has letters, digits, hyphens and underscores only", |difference| {
        difference.has_fault(Fault::Character)
    }),
    ("a label that decodes to an encoded label is rejected", |difference| {
        let host = difference.url.as_deref().unwrap_or_default();
        let mut decoded = host
            .split('.')
            .filter_map(|label| idna::punycode::decode_to_string(label.strip_prefix("xn--")?));
        difference.is_rejected("INVALID_HOSTNAME")
            && !difference.has_syntax()
            && faults::first(host).is_none()
            && decoded.any(|label| label.starts_with("xn--"))
    }),
    ("an input has at most 1,012 bytes", |difference| {
        difference.is_too_long() && difference.has_long_input()
    }),
    ("a label has at most 63 bytes", |difference| {
        difference.is_too_long() && !difference.has_long_input() && difference.has_long_label()
    }),
    ("a host leaves room for a preview label", |difference| {
        let host = difference.url.as_deref().unwrap_or_default();
        difference.is_too_long()
            && !difference.has_long_input()
            && !difference.has_long_label()
            && host.strip_suffix('.').unwrap_or(host).len() > 253 - "1024-a-a.".len()
    }),
    ("workers.dev and its subdomains are rejected", |difference| {
        difference.is_rejected("CUSTOM_DOMAIN_REQUIRED")
            && faults::is_denied(difference.url.as_deref().unwrap_or_default())
    }),
];

#[test]
fn base_domains_differ_from_the_url_standard_by_rules_only() {
    let mut generator = Generator::new(1);
    let mut table = Table::new(REASONS);
    let mut accepted = 0;
    for _ in 0..COUNT {
        let input = generator.authority();
        let own = BaseDomain::new(&input);
        let url = Url::parse(&format!("https://{input}")).ok();
        let url_port = url.as_ref().and_then(Url::port_or_known_default);
        accepted += u32::from(own.is_ok());
        if let (Ok(domain), Some(_)) = (&own, &url) {
            let port = domain.port().unwrap_or(domain.scheme().default_port());
            // The scheme of this URL is https.
            let is_implied = !input.contains(':') && url_port == Some(443);
            assert!(url_port == Some(port) || is_implied, "{input}");
        }
        let difference = Difference {
            own: own.map(|domain| domain.host().to_owned()).map_err(|error| error.code()),
            is_address: url
                .as_ref()
                .is_some_and(|url| !matches!(url.host(), Some(Host::Domain(_)))),
            url: url.and_then(|url| Some(url.host_str()?.to_owned())),
            input,
        };
        if difference.own.as_ref().ok() != difference.url.as_ref() {
            table.explain(&difference);
        }
    }
    assert!(accepted > 20_000, "{accepted}");
    println!("url: {accepted} base domains are accepted");
    table.finish(COUNT);
}
