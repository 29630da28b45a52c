//! The query of a request target. It is taken as it was sent: clients send quotes, braces and commas both raw and
//! percent-encoded.

use percent_encoding::percent_decode_str;

/// One `name=value` of a query, not decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair<'a> {
    /// Before the first `=`.
    pub name: &'a str,
    /// After it; empty if there is none.
    pub value: &'a str,
}

/// The pairs of a query, in order. Empty ones are left out.
pub fn pairs(query: &str) -> impl Iterator<Item = Pair<'_>> {
    query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        Pair { name, value }
    })
}

/// Decodes `+` to a space and `%2B` to a plus, into `room`; [`None`] if that does not suffice.
pub fn decode<'a>(text: &str, room: &'a mut [u8]) -> Option<&'a mut [u8]> {
    let mut len = 0;
    for (i, part) in text.split('+').enumerate() {
        let space = (i > 0).then_some(b' ');
        for byte in space.into_iter().chain(percent_decode_str(part)) {
            *room.get_mut(len)? = byte;
            len += 1;
        }
    }
    room.get_mut(..len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_split_before_it_is_decoded() {
        let mut pairs = pairs("fna=%22a%26b%22&&amp=16&x");
        assert_eq!(pairs.next(), Some(Pair { name: "fna", value: "%22a%26b%22" }));
        assert_eq!(pairs.next(), Some(Pair { name: "amp", value: "16" }));
        assert_eq!(pairs.next(), Some(Pair { name: "x", value: "" }));
        assert_eq!(pairs.next(), None);
    }

    #[test]
    fn plus_is_a_space_and_an_encoded_plus_is_a_plus() {
        let mut room = [0; 16];
        assert_eq!(decode("a+b%2Bc%zz", &mut room).as_deref(), Some(b"a b+c%zz".as_slice()));
    }

    #[test]
    fn what_does_not_fit_is_not_cut_off() {
        assert_eq!(decode("abc", &mut [0; 2]), None);
    }
}
