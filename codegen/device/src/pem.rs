//! Certificates and private keys in PEM form.

use core::fmt;

use base64ct::{Base64, Encoding};

use crate::x509;

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";
/// Longest content, in bytes: what the base64 of a text of 2048 bytes can hold.
pub const LONGEST: usize = 1536;

/// What a text is to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Certificates, one or more.
    Certificates,
    /// One private key that no password protects.
    Key,
}

/// What is wrong with a text in PEM form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PemError {
    /// It has no `BEGIN` line.
    NoBegin(Kind),
    /// The `END` line that goes with the `BEGIN` line is missing.
    NoEnd,
    /// It holds something else than this.
    Other(Kind),
    /// It holds a private key where certificates belong.
    KeyForCertificate,
    /// It holds a certificate where a private key belongs.
    CertificateForKey,
    /// A password is needed to read the private key.
    Encrypted,
    /// More than one private key.
    ManyKeys,
    /// Something between the two lines is no base64.
    Base64,
    /// It is longer than [`LONGEST`].
    TooLong,
    /// What the base64 stands for is not what the lines around it say.
    Content(Kind),
}

impl fmt::Display for PemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoBegin(Kind::Certificates) => "a certificate in PEM form begins with -----BEGIN CERTIFICATE-----",
            Self::NoBegin(Kind::Key) => "a private key in PEM form begins with -----BEGIN PRIVATE KEY-----",
            Self::NoEnd => "the line -----END …----- that belongs to the BEGIN line is missing",
            Self::Other(Kind::Certificates) => "only -----BEGIN CERTIFICATE----- is taken here",
            Self::Other(Kind::Key) => "only -----BEGIN PRIVATE KEY----- (or EC, RSA) is taken here",
            Self::KeyForCertificate => "this is a private key; a certificate belongs here",
            Self::CertificateForKey => "this is a certificate; a private key belongs here",
            Self::Encrypted => "this private key is encrypted; write it without a password",
            Self::ManyKeys => "this is more than one private key",
            Self::Base64 => "what stands between the BEGIN and END lines is no base64",
            Self::TooLong => "this is too long: a certificate or key has at most 1536 bytes",
            Self::Content(Kind::Certificates) => "the base64 between the BEGIN and END lines is no certificate",
            Self::Content(Kind::Key) => "the base64 between the BEGIN and END lines is no private key",
        })
    }
}

impl core::error::Error for PemError {}

/// One `BEGIN` … `END` block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block<'a> {
    /// What stands behind `BEGIN`, such as `CERTIFICATE`.
    pub label: &'a str,
    body: &'a str,
}

impl Block<'_> {
    /// Decodes the content into a buffer of [`LONGEST`] bytes, and returns the part of it that is used. In constant
    /// time for a text of that length, since it may be a private key. Where its lines end does not matter.
    ///
    /// # Errors
    /// [`PemError::Base64`], [`PemError::TooLong`].
    pub fn decode<'o>(&self, out: &'o mut [u8]) -> Result<&'o [u8], PemError> {
        let (mut group, mut filled, mut length) = ([0; 4], 0, 0);
        let mut padded = false;
        for byte in self.body.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
            if padded {
                return Err(PemError::Base64);
            }
            if let Some(place) = group.get_mut(filled) {
                *place = byte;
            }
            filled += 1;
            if filled == group.len() {
                filled = 0;
                padded = group.ends_with(b"=");
                let mut bytes = [0; 3];
                let decoded = Base64::decode(group, &mut bytes).map_err(|_| PemError::Base64)?;
                let end = length + decoded.len();
                out.get_mut(length..end).ok_or(PemError::TooLong)?.copy_from_slice(decoded);
                length = end;
            }
        }
        if filled != 0 {
            return Err(PemError::Base64);
        }
        out.get(..length).ok_or(PemError::TooLong)
    }
}

/// The blocks of a text, in order. What stands outside of them is for people, and skipped.
#[derive(Debug, Clone)]
pub struct Blocks<'a> {
    rest: &'a str,
}

/// The blocks of a text.
pub fn blocks(text: &str) -> Blocks<'_> {
    Blocks { rest: text }
}

impl<'a> Iterator for Blocks<'a> {
    type Item = Result<Block<'a>, PemError>;

    fn next(&mut self) -> Option<Self::Item> {
        let (_, rest) = self.rest.split_once(BEGIN)?;
        // Whatever is wrong with this one, there is no place where the next one would be sure to begin.
        self.rest = "";
        let Some((label, rest)) = rest.split_once(DASHES) else { return Some(Err(PemError::NoEnd)) };
        let Some((body, rest)) = rest.split_once(END) else { return Some(Err(PemError::NoEnd)) };
        let Some(rest) = rest.strip_prefix(label).and_then(|rest| rest.strip_prefix(DASHES)) else {
            return Some(Err(PemError::NoEnd));
        };
        self.rest = rest;
        Some(Ok(Block { label, body }))
    }
}

/// Checks that a text holds what its key is for: the form, not whether a certificate is valid today, nor whether
/// certificate and key belong together.
///
/// # Errors
/// What is wrong; the error's text says what would be right.
pub fn check(text: &str, kind: Kind) -> Result<(), PemError> {
    let mut found = 0;
    for block in blocks(text) {
        let block = block?;
        match kind {
            // `openssl ecparam` writes one in front of the key.
            Kind::Key if block.label == "EC PARAMETERS" => continue,
            Kind::Certificates if block.label.ends_with("PRIVATE KEY") => return Err(PemError::KeyForCertificate),
            Kind::Certificates if block.label != "CERTIFICATE" => return Err(PemError::Other(kind)),
            Kind::Key if block.label == "CERTIFICATE" => return Err(PemError::CertificateForKey),
            // The older form says so in a header, which is no base64.
            Kind::Key if block.label == "ENCRYPTED PRIVATE KEY" || block.body.contains("ENCRYPTED") => {
                return Err(PemError::Encrypted);
            }
            Kind::Key if !block.label.ends_with("PRIVATE KEY") => return Err(PemError::Other(kind)),
            Kind::Key if found > 0 => return Err(PemError::ManyKeys),
            _ => {}
        }
        let mut room = [0; LONGEST];
        let der = block.decode(&mut room)?;
        let readable = match kind {
            Kind::Certificates => x509::Certificate::read(der).is_ok(),
            Kind::Key => x509::is_private_key(block.label, der),
        };
        if !readable {
            return Err(PemError::Content(kind));
        }
        found += 1;
    }
    if found == 0 { Err(PemError::NoBegin(kind)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use std::format;
    use std::string::String;

    use super::*;

    // Both from RFC 8410, section 10: a key and a certificate that everybody knows.
    const KEY: &str = "-----BEGIN PRIVATE KEY-----\n\
        MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n\
        -----END PRIVATE KEY-----\n";
    const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\n\
        MIIBLDCB36ADAgECAghWAUdKKo3DMDAFBgMrZXAwGTEXMBUGA1UEAwwOSUVURiBUZX\n\
        N0IERlbW8wHhcNMTYwODAxMTIxOTI0WhcNNDAxMjMxMjM1OTU5WjAZMRcwFQYDVQQD\n\
        DA5JRVRGIFRlc3QgRGVtbzAqMAUGAytlbgMhAIUg8AmJMKdUdIt93LQ+91oNvzoNJj\n\
        ga9OukqY6qm05qo0UwQzAPBgNVHRMBAf8EBTADAQEAMA4GA1UdDwEBAAQEAwIDCDAg\n\
        BgNVHQ4BAQAEFgQUmx9e7e0EM4Xk97xiPFl1uQvIuzswBQYDK2VwA0EAryMB/t3J5v\n\
        /BzKc9dNZIpDmAgs3babFOTQbs+BolzlDUwsPrdGxO3YNGhW7Ibz3OGhhlxXrCe1Cg\n\
        w1AH9efZBw==\n\
        -----END CERTIFICATE-----\n";

    fn certificates(text: &str) -> Result<(), PemError> {
        check(text, Kind::Certificates)
    }

    fn key(text: &str) -> Result<(), PemError> {
        check(text, Kind::Key)
    }

    #[test]
    fn a_certificate_and_a_key_are_taken() {
        assert_eq!(certificates(CERTIFICATE), Ok(()));
        assert_eq!(key(KEY), Ok(()));
    }

    #[test]
    fn a_chain_with_remarks_is_taken() {
        assert_eq!(certificates(&format!("subject=IETF\n{CERTIFICATE}\nissuer=IETF\n{CERTIFICATE}")), Ok(()));
    }

    #[test]
    fn the_ends_of_lines_do_not_matter() {
        assert_eq!(certificates(&CERTIFICATE.replace('\n', "\r\n")), Ok(()));
        assert_eq!(certificates(&CERTIFICATE.replace('\n', "")), Ok(()));
    }

    #[test]
    fn each_mistake_has_its_own_error() {
        assert_eq!(certificates("hello"), Err(PemError::NoBegin(Kind::Certificates)));
        assert_eq!(certificates("-----BEGIN CERTIFICATE-----"), Err(PemError::NoEnd));
        assert_eq!(certificates(&CERTIFICATE.replace("END CERT", "END OTHER")), Err(PemError::NoEnd));
        assert_eq!(certificates(KEY), Err(PemError::KeyForCertificate));
        assert_eq!(certificates(&CERTIFICATE.replace("CERT", "X")), Err(PemError::Other(Kind::Certificates)));
        assert_eq!(certificates(&CERTIFICATE.replace("MII", "M!I")), Err(PemError::Base64));
        assert_eq!(certificates(&CERTIFICATE.replace("==", "=")), Err(PemError::Base64));
        assert_eq!(certificates(&CERTIFICATE.replace("MIIB", "MIIC")), Err(PemError::Content(Kind::Certificates)));
        assert_eq!(key(CERTIFICATE), Err(PemError::CertificateForKey));
        assert_eq!(key(&format!("{KEY}{KEY}")), Err(PemError::ManyKeys));
        assert_eq!(key(&KEY.replace("PRIVATE", "ENCRYPTED PRIVATE")), Err(PemError::Encrypted));
        assert_eq!(key(&KEY.replace("PRIVATE", "PUBLIC")), Err(PemError::Other(Kind::Key)));
        assert_eq!(key(&KEY.replace("MC4C", "MC5C")), Err(PemError::Content(Kind::Key)));
    }

    #[test]
    fn a_key_of_another_form_is_told_by_its_line() {
        // The two forms begin alike, but no SEC1 key is a PKCS #8 key.
        assert_eq!(key(&KEY.replace("PRIVATE", "EC PRIVATE")), Err(PemError::Content(Kind::Key)));
    }

    #[test]
    fn what_is_too_long_is_refused() {
        let long: String = core::iter::repeat_n("AAAA", 600).collect();
        let text = format!("-----BEGIN CERTIFICATE-----\n{long}\n-----END CERTIFICATE-----");
        assert_eq!(certificates(&text), Err(PemError::TooLong));
    }

    #[test]
    fn no_error_shows_the_key() {
        let error = key(&KEY.replace("MC4C", "MC5C")).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("tuctv"));
    }

    #[test]
    fn every_text_fits_into_a_refusal() {
        for kind in [Kind::Certificates, Kind::Key] {
            for error in [PemError::NoBegin(kind), PemError::Other(kind), PemError::Content(kind)] {
                assert!(format!("{error}").len() <= 96, "{error}");
            }
        }
        for error in [PemError::NoEnd, PemError::Base64, PemError::TooLong, PemError::Encrypted] {
            assert!(format!("{error}").len() <= 96, "{error}");
        }
    }
}
