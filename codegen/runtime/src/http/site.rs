//! Whether a web page of another site makes a request. A browser sends requests for any page that it shows, to
//! addresses in the home network, too. It says which page asks, but not always: the page can suppress `Referer`, a `GET`
//! carries no `Origin`, and no browser sends `Sec-Fetch-Site` to a plain `http://` address. So a browser's request that
//! changes something counts only if it shows that a page of this device sent it.

use core::net::{IpAddr, Ipv4Addr};

/// What a request's headers say of where it comes from; [`None`] where the header is missing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sender<'a> {
    /// `Host`, or the authority of a target in absolute form.
    pub host: Option<&'a str>,
    /// `Origin`
    pub origin: Option<&'a str>,
    /// `Referer`
    pub referer: Option<&'a str>,
    /// `Sec-Fetch-Site`
    pub fetch_site: Option<&'a str>,
    /// A browser sent it: see [`is_browser_header`].
    pub browser: bool,
}

/// Whether only browsers send this header with this value: the name of a browser, or the wish for a page or a picture.
/// Programs send none of it: curl, and the HTTP libraries of Python, Node, Go and Home Assistant. (Node's `fetch` does
/// send `Accept-Language` and `Sec-Fetch-Mode`.)
pub fn is_browser_header(name: &str, value: &str) -> bool {
    let begins_with = |start: &str| value.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start));
    let named = |other: &str| name.eq_ignore_ascii_case(other);
    (named("user-agent") && begins_with("Mozilla/"))
        || (named("accept") && (begins_with("text/html") || begins_with("image/")))
        || ["upgrade-insecure-requests", "sec-fetch-dest", "sec-fetch-user"].into_iter().any(named)
}

/// Why a request is not one of the device's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// Its host is a name that anybody can own. A page of that name whose address was turned to the device's
    /// (DNS rebinding) could read and set everything, so that it gets no answer at all.
    Host,
    /// A page of another site sent it. A browser does not show that page the answer, so that only what changes
    /// something must be refused.
    Page,
    /// A browser sent it and does not say for which page: another site's, or none, as when a person types the address.
    /// As with [`Foreign::Page`], only what changes something must be refused.
    Unknown,
}

/// Takes apart a target in absolute form, `http://host/path`, as it is sent to a proxy: the host, if there is one, and
/// the path.
pub fn split_authority(target: &str) -> (Option<&str>, &str) {
    let Some(rest) = target.strip_prefix("http://") else { return (None, target) };
    match rest.find(['/', '?', '#']).and_then(|slash| rest.split_at_checked(slash)) {
        Some((host, path)) => (Some(host), path),
        None => (Some(rest), "/"),
    }
}

/// Names that nobody can own in the public DNS.
const LOCAL: [&str; 5] = [".local", ".localhost", ".lan", ".home.arpa", ".internal"];

/// Judges a request; `names` are further names of the device, and `allowed` says of the origin of a page whether it may do
/// what the device's own pages may. A request without any of the headers, as plain clients send it, is the device's own.
pub fn foreign(sender: &Sender<'_>, names: &[impl AsRef<str>], allowed: impl FnOnce(&str) -> bool) -> Option<Foreign> {
    if sender.host.is_some_and(|host| !is_own(host, names)) {
        return Some(Foreign::Host);
    }
    if sender.origin.is_some_and(allowed) {
        return None;
    }
    let other_page = |url: Option<&str>| url.is_some_and(|url| !is_page_of(url, sender.host));
    // `same-site` is another port of this machine, or another device of the same domain: another page as well.
    let elsewhere =
        sender.fetch_site.is_some_and(|site| !["same-origin", "none"].iter().any(|own| own.eq_ignore_ascii_case(site)));
    if elsewhere || other_page(sender.origin) || other_page(sender.referer) {
        return Some(Foreign::Page);
    }
    let same = sender.fetch_site.is_some_and(|site| site.eq_ignore_ascii_case("same-origin"));
    let shown = same || sender.origin.is_some() || sender.referer.is_some();
    (sender.browser && !shown).then_some(Foreign::Unknown)
}

/// What a browser is told that asks whether an allowed page of another site may send a request, beside
/// `Access-Control-Allow-Origin`.
pub const PREFLIGHT_HEADERS: [(&str, &str); 4] = [
    ("Access-Control-Allow-Methods", "GET, HEAD, POST"),
    ("Access-Control-Allow-Headers", "Authorization, Content-Type, If-None-Match"),
    ("Access-Control-Allow-Private-Network", "true"),
    ("Access-Control-Max-Age", "600"),
];

/// Whether a page at `url` is one of the host that it asks.
fn is_page_of(url: &str, host: Option<&str>) -> bool {
    let parts = url.split_once("://").zip(host);
    parts.is_some_and(|((scheme, rest), host)| {
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        // Browsers leave the usual port out; others may not.
        let usual = if scheme.eq_ignore_ascii_case("https") { ":443" } else { ":80" };
        let own = host.strip_suffix(usual).unwrap_or(host);
        authority.strip_suffix(usual).unwrap_or(authority).eq_ignore_ascii_case(own)
    })
}

/// Whether a host, with or without a port, can only be a device of the home network.
fn is_own(host: &str, names: &[impl AsRef<str>]) -> bool {
    let Some(name) = without_port(host) else { return false };
    let name = name.strip_suffix('.').unwrap_or(name);
    let ends_with = |suffix: &str| {
        let cut = name.len().checked_sub(suffix.len()).filter(|cut| *cut > 0);
        cut.and_then(|cut| name.get(cut..)).is_some_and(|end| end.eq_ignore_ascii_case(suffix))
    };
    if host.starts_with('[') {
        return name.parse::<IpAddr>().is_ok();
    }
    // A browser that takes `evil.example#.local` for a URL asks evil.example.
    if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')) {
        return false;
    }
    name.parse::<Ipv4Addr>().is_ok()
        || (!name.is_empty() && !name.contains('.'))
        || LOCAL.iter().any(|suffix| ends_with(suffix))
        || names.iter().any(|own| own.as_ref().eq_ignore_ascii_case(name))
}

/// The host without its port, and an IPv6 address without its brackets.
fn without_port(host: &str) -> Option<&str> {
    let (name, port) = match host.strip_prefix('[') {
        Some(rest) => {
            let (name, port) = rest.split_once(']')?;
            (name, if port.is_empty() { Some("") } else { port.strip_prefix(':') }?)
        }
        None => host.split_once(':').unwrap_or((host, "")),
    };
    port.bytes().all(|byte| byte.is_ascii_digit()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(host: &str, origin: Option<&str>, fetch_site: Option<&str>) -> Option<Foreign> {
        let host = (!host.is_empty()).then_some(host);
        let sender = Sender { host, origin, fetch_site, ..Sender::default() };
        foreign(&sender, &["oven.example.org"], |origin| origin == "https://dashboard.example")
    }

    #[test]
    fn hosts() {
        for host in [
            "",
            "127.0.0.1",
            "192.168.0.10:8080",
            "[::1]",
            "[fe80::1]:8080",
            "localhost",
            "localhost:8080",
            "LOCALHOST",
            "oven",
            "oven:80",
            "oven_1",
            "oven.local",
            "oven.local.",
            "Oven.Local:8080",
            "oven.kitchen.home.arpa",
            "oven.lan",
            "oven.internal",
            "x.localhost",
            "oven.example.org",
            "OVEN.example.org:8080",
        ] {
            assert_eq!(judge(host, None, None), None, "{host}");
        }
        for host in [
            "evil.example",
            "evil.example:8080",
            "127.0.0.1.evil.example",
            "oven.local.evil.example",
            "example.org",
            "x.oven.example.org",
            "evillocal.example",
            ".local",
            "user@127.0.0.1",
            "127.0.0.1:80@evil.example",
            "[::1].evil.example",
            "[evil.example]",
            "::1",
            "localhost:evil",
            "a b",
            "evil.example#.local",
            "evil.example?.local",
            "evil.example/.lan",
            "evil.example\\.local",
            "\u{fffd}",
        ] {
            assert_eq!(judge(host, None, None), Some(Foreign::Host), "{host}");
        }
    }

    #[test]
    fn pages() {
        let own = [
            ("oven:8080", Some("http://oven:8080"), None),
            ("oven", Some("http://oven"), Some("same-origin")),
            ("oven:80", Some("http://oven"), None),
            ("oven", Some("https://oven:443"), None),
            ("Oven", Some("http://OVEN"), None),
            ("[::1]:8080", Some("http://[::1]:8080"), None),
            ("oven", None, Some("none")),
            ("", None, None),
            ("oven", Some("https://dashboard.example"), Some("cross-site")),
        ];
        for (host, origin, site) in own {
            assert_eq!(judge(host, origin, site), None, "{host} {origin:?} {site:?}");
        }
        let foreign = [
            ("oven:8080", Some("http://oven"), None),
            ("oven:8080", Some("http://oven:8081"), None),
            ("oven", Some("https://evil.example"), None),
            ("oven", Some("https://dashboard.example.evil.example"), None),
            ("oven", Some("http://evil.example/oven"), None),
            ("oven", Some("http://oven.evil.example"), None),
            ("oven", Some("null"), None),
            ("oven", Some(""), None),
            ("", Some("http://oven"), None),
            ("oven", None, Some("cross-site")),
            ("oven", None, Some("same-site")),
            ("oven", None, Some("whatever is invented next")),
            ("oven", Some("http://oven"), Some("cross-site")),
        ];
        for (host, origin, site) in foreign {
            assert_eq!(judge(host, origin, site), Some(Foreign::Page), "{host} {origin:?} {site:?}");
        }
    }

    #[test]
    fn a_page_that_links_here_is_known_by_its_referer() {
        let judge = |referer| {
            let sender = Sender { host: Some("oven:8080"), referer: Some(referer), ..Sender::default() };
            foreign(&sender, &[""; 0], |_| false)
        };
        assert_eq!(judge("http://oven:8080/page?x=1"), None);
        assert_eq!(judge("http://evil.example/http://oven:8080/"), Some(Foreign::Page));
    }

    #[test]
    fn a_browser_has_to_show_that_a_page_of_the_device_asks() {
        let judge = |sender: Sender<'_>| {
            let sender = Sender { host: Some("oven"), browser: true, ..sender };
            foreign(&sender, &[""; 0], |origin| origin == "https://dashboard.example")
        };
        let with = Sender::default;
        assert_eq!(judge(with()), Some(Foreign::Unknown));
        assert_eq!(judge(Sender { fetch_site: Some("none"), ..with() }), Some(Foreign::Unknown));
        assert_eq!(judge(Sender { fetch_site: Some("cross-site"), ..with() }), Some(Foreign::Page));
        assert_eq!(judge(Sender { referer: Some("http://evil.example/"), ..with() }), Some(Foreign::Page));
        assert_eq!(judge(Sender { referer: Some("http://oven/"), ..with() }), None);
        assert_eq!(judge(Sender { origin: Some("http://oven"), ..with() }), None);
        assert_eq!(judge(Sender { fetch_site: Some("same-origin"), ..with() }), None);
        assert_eq!(judge(Sender { origin: Some("https://dashboard.example"), ..with() }), None);
    }

    #[test]
    fn browsers_are_known_by_what_programs_do_not_send() {
        let browser = [
            ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64)"),
            ("accept", "text/html,application/xhtml+xml"),
            ("Accept", "image/avif,image/webp,*/*;q=0.8"),
            ("Upgrade-Insecure-Requests", "1"),
            ("sec-fetch-dest", "script"),
        ];
        let program = [
            ("User-Agent", "curl/8.5.0"),
            ("User-Agent", "python-requests/2.32.0"),
            ("User-Agent", "node"),
            ("User-Agent", "Go-http-client/1.1"),
            ("User-Agent", "HomeAssistant/2026.11.0 aiohttp/3.13.0 Python/3.14"),
            ("Accept", "*/*"),
            ("Accept", "application/json, text/plain, */*"),
            ("Accept-Language", "*"),
            ("Sec-Fetch-Mode", "cors"),
        ];
        assert!(browser.iter().all(|(name, value)| is_browser_header(name, value)));
        assert!(!program.iter().any(|(name, value)| is_browser_header(name, value)));
    }

    #[test]
    fn a_target_in_absolute_form_names_its_host() {
        assert_eq!(split_authority("/api/status?x=http://a/"), (None, "/api/status?x=http://a/"));
        assert_eq!(split_authority("http://a.example:80/api/set?amp=6"), (Some("a.example:80"), "/api/set?amp=6"));
        assert_eq!(split_authority("http://a.example"), (Some("a.example"), "/"));
        assert_eq!(split_authority("http://a.example?x.local"), (Some("a.example"), "?x.local"));
    }
}
