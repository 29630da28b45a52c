//! What is never read back: how it is masked, and what the mask means when it is written.

use core::ops::Range;

/// What stands for a secret that is set. Writing it back keeps the secret.
pub(crate) const MASK: &str = "***";

/// Where the password of a URL stands, `scheme://user:password@host`; nothing if it has none.
///
/// It goes up to the last `@`: in case of doubt more is taken for the password, never less.
pub(crate) fn url_password(url: &[u8]) -> Option<Range<usize>> {
    let begin = url.windows(3).position(|bytes| bytes == b"://").map_or(0, |scheme| scheme + 3);
    let end = url.iter().rposition(|byte| *byte == b'@')?;
    let colon = begin + url.get(begin..end)?.iter().position(|byte| *byte == b':')?;
    (colon + 1 < end).then_some(colon + 1..end)
}

/// What a URL means that is written to a key whose password is masked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    /// What it says.
    Plain,
    /// The stored one: it came back as it was read.
    Stored,
    /// Nothing: the mask came with another user or place, which must not get the stored password.
    Elsewhere,
}

/// Compares a URL that is written with the stored one.
pub(crate) fn written(url: &[u8], stored: &[u8]) -> Written {
    let around = |url| {
        let password = url_password(url)?;
        Some((url.get(..password.start)?, url.get(password.clone())?, url.get(password.end..)?))
    };
    match (around(url), around(stored)) {
        (Some((.., password, _)), _) if password != MASK.as_bytes() => Written::Plain,
        (Some((user, _, place)), Some((stored_user, _, stored_place))) => {
            if user == stored_user && place == stored_place { Written::Stored } else { Written::Elsewhere }
        }
        (Some(_), None) => Written::Elsewhere,
        (None, _) => Written::Plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(url: &str) -> Option<&str> {
        url_password(url.as_bytes()).and_then(|range| url.get(range))
    }

    #[test]
    fn the_password_is_found_whatever_stands_in_it() {
        for (url, expected) in [
            ("mqtt://user:secret@host:1883", Some("secret")),
            ("mqtt://user:s%40c%3ar@host", Some("s%40c%3ar")),
            ("mqtt://user:p@ss@host", Some("p@ss")),
            ("mqtt://user:p:a:s@host", Some("p:a:s")),
            ("mqtt://user:1/2?3#4@host/path", Some("1/2?3#4")),
            ("mqtt://a%3ab:secret@host", Some("secret")),
            ("mqtt://:secret@[::1]:1883", Some("secret")),
            ("user:secret@host", Some("secret")),
        ] {
            assert_eq!(password(url), expected, "{url}");
        }
    }

    #[test]
    fn a_url_without_a_password_hides_nothing() {
        for url in
            ["", "mqtt://host:1883", "mqtt://user@host:1883", "mqtt://user:@host", "ws://[::1]:80/path", "@", ":@"]
        {
            assert_eq!(password(url), None, "{url}");
        }
    }

    #[test]
    fn the_mask_stands_for_the_password_of_the_same_user_at_the_same_place_alone() {
        let stored = "mqtt://user:secret@host:1883";
        for (url, expected) in [
            ("mqtt://user:***@host:1883", Written::Stored),
            ("mqtt://user:other@host:1883", Written::Plain),
            ("mqtt://user@host:1883", Written::Plain),
            ("mqtt://other", Written::Plain),
            ("mqtts://user:***@host:1883", Written::Elsewhere),
            ("mqtt://root:***@host:1883", Written::Elsewhere),
            ("mqtt://user:***@evil:1883", Written::Elsewhere),
            ("mqtt://user:***@host:1884", Written::Elsewhere),
            ("mqtt://user:***@host", Written::Elsewhere),
            ("mqtt://user:***@host:1883@evil", Written::Plain),
        ] {
            assert_eq!(written(url.as_bytes(), stored.as_bytes()), expected, "{url}");
        }
        assert_eq!(written(b"mqtt://user:***@host", b"mqtt://user@host"), Written::Elsewhere);
    }
}
