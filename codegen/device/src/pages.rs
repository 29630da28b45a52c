//! Which web pages of other sites may set the device in a browser.

use keywright::{Device, Sink, flag};

use crate::managed::Managed;

impl<D: Device> Managed<'_, D> {
    /// Whether a page of this origin, as browsers send it, may do what the device's own page may.
    pub fn allows_page(&self, origin: &str) -> bool {
        let tables = self.tables();
        let role = tables.http.pages.as_ref();
        let Some(list) = role.and_then(|role| tables.info(role.allowed)) else { return false };
        let mut search = Search { wanted: origin, at: None, found: false };
        self.write_structure(list.slot, &mut search);
        search.found
    }

    /// Whether any page may set.
    pub fn allows_any_page(&self) -> bool {
        self.tables().http.pages.as_ref().is_some_and(|role| flag(self, role.any))
    }

    /// The name of the key that lists the origins that may set; empty for a device without one.
    pub fn pages_key(&self) -> &'static str {
        let tables = self.tables();
        let info = tables.http.pages.as_ref().and_then(|role| tables.info(role.allowed));
        info.map_or("", |info| info.name())
    }
}

/// Looks for a string in a list of strings as it is written in JSON. An origin has no character that JSON escapes: one
/// that has is another one.
struct Search<'a> {
    wanted: &'a str,
    /// Inside of a string, and how much of the wanted one it has been so far.
    at: Option<Option<usize>>,
    found: bool,
}

impl Sink for Search<'_> {
    fn put(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.at = match (self.at, byte) {
                (None, b'"') => Some(Some(0)),
                (None, _) => None,
                (Some(so_far), b'"') => {
                    self.found |= so_far == Some(self.wanted.len());
                    None
                }
                (Some(Some(length)), byte) => {
                    let next = self.wanted.as_bytes().get(length);
                    Some(next.filter(|next| next.eq_ignore_ascii_case(byte)).map(|_| length + 1))
                }
                (Some(None), _) => Some(None),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(list: &str, wanted: &str) -> bool {
        let mut search = Search { wanted, at: None, found: false };
        // In pieces, as a structure is written.
        list.as_bytes().chunks(3).for_each(|piece| search.put(piece));
        search.found
    }

    #[test]
    fn an_origin_of_the_list_is_found_in_any_case_and_as_a_whole() {
        let list = r#"["http://a.example","http://b.example:3000"]"#;
        for origin in ["http://a.example", "HTTP://B.example:3000"] {
            assert!(finds(list, origin), "{origin}");
        }
        for origin in ["", "http://a", "http://a.example:80", "http://b.example", ",", "http://c.example"] {
            assert!(!finds(list, origin), "{origin}");
        }
        assert!(!finds("[]", "") && !finds(r#"["a\"b"]"#, r#"a"b"#));
    }
}
