//! The outer form of certificates and private keys, as far as this device looks at it itself. Whether a signature
//! holds and a chain ends where it should is the business of a TLS library.

use der::asn1::{AnyRef, GeneralizedTime, UtcTime};
use der::{Decode, Error, ErrorKind, Reader, SliceReader, Tag, TagNumber};

/// The object identifier of the extension that tells a CA, 2.5.29.19.
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x13];

/// What this device wants to know of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Certificate {
    /// From when on it is valid, in seconds since 1970.
    pub not_before: u64,
    /// Until when, in seconds since 1970.
    pub not_after: u64,
    /// Whether it may issue others.
    pub authority: bool,
}

impl Certificate {
    /// Reads a certificate in DER form (RFC 5280, section 4.1).
    ///
    /// # Errors
    /// It is none.
    pub fn read(der: &[u8]) -> Result<Self, Error> {
        let mut reader = SliceReader::new(der)?;
        let certificate = reader.sequence(|outer| {
            let certificate = outer.sequence(Self::read_signed)?;
            of(outer, Tag::Sequence)?;
            of(outer, Tag::BitString)?;
            Ok::<_, Error>(certificate)
        })?;
        reader.finish()?;
        Ok(certificate)
    }

    /// What the issuer has signed.
    fn read_signed(signed: &mut SliceReader<'_>) -> Result<Self, Error> {
        skip_context(signed, 0)?;
        of(signed, Tag::Integer)?;
        for _algorithm_and_issuer in 0..2 {
            of(signed, Tag::Sequence)?;
        }
        let (not_before, not_after) = signed.sequence(|validity| Ok::<_, Error>((time(validity)?, time(validity)?)))?;
        for _subject_and_public_key in 0..2 {
            of(signed, Tag::Sequence)?;
        }
        let mut authority = false;
        while !signed.is_finished() {
            let field: AnyRef<'_> = signed.decode()?;
            if is_context(field, 3) {
                authority = AnyRef::from_der(field.value())?.sequence(is_authority)?;
            }
        }
        Ok(Self { not_before, not_after, authority })
    }
}

/// Whether the extensions say that it may issue others.
fn is_authority(extensions: &mut SliceReader<'_>) -> Result<bool, Error> {
    let mut authority = false;
    while !extensions.is_finished() {
        extensions.sequence(|extension| {
            let id = of(extension, Tag::ObjectIdentifier)?;
            if Tag::peek(extension)? == Tag::Boolean {
                extension.decode::<bool>()?;
            }
            let value = of(extension, Tag::OctetString)?;
            if id.value() == BASIC_CONSTRAINTS {
                authority = AnyRef::from_der(value.value())?.sequence(|constraints| {
                    let said = !constraints.is_finished() && Tag::peek(constraints)? == Tag::Boolean;
                    let authority = said && constraints.decode::<bool>()?;
                    while !constraints.is_finished() {
                        constraints.decode::<AnyRef<'_>>()?;
                    }
                    Ok::<_, Error>(authority)
                })?;
            }
            Ok::<_, Error>(())
        })?;
    }
    Ok(authority)
}

/// Whether this is a private key of the form that a PEM label names: PKCS #8 (`PRIVATE KEY`), SEC1
/// (`EC PRIVATE KEY`) or PKCS #1 (`RSA PRIVATE KEY`).
pub fn is_private_key(label: &str, der: &[u8]) -> bool {
    read_private_key(label, der).is_ok()
}

fn read_private_key(label: &str, der: &[u8]) -> Result<(), Error> {
    let expected: &[Tag] = match label {
        "PRIVATE KEY" => &[Tag::Integer, Tag::Sequence, Tag::OctetString],
        "EC PRIVATE KEY" => &[Tag::Integer, Tag::OctetString],
        // Version, modulus, two exponents, two primes, three numbers for speed.
        "RSA PRIVATE KEY" => &[Tag::Integer; 9],
        _ => return Err(ErrorKind::Failed.into()),
    };
    let mut reader = SliceReader::new(der)?;
    reader.sequence(|key| {
        for tag in expected {
            of(key, *tag)?;
        }
        while !key.is_finished() {
            key.decode::<AnyRef<'_>>()?;
        }
        Ok::<_, Error>(())
    })?;
    reader.finish()
}

/// The next value, which has to be of this kind.
fn of<'a>(reader: &mut SliceReader<'a>, tag: Tag) -> Result<AnyRef<'a>, Error> {
    let value: AnyRef<'a> = reader.decode()?;
    if der::Tagged::tag(&value) == tag { Ok(value) } else { Err(ErrorKind::Failed.into()) }
}

fn is_context(value: AnyRef<'_>, number: u32) -> bool {
    der::Tagged::tag(&value) == Tag::ContextSpecific { constructed: true, number: TagNumber(number) }
}

/// Skips an optional field with this number.
fn skip_context(reader: &mut SliceReader<'_>, number: u32) -> Result<(), Error> {
    if Tag::peek(reader)? == (Tag::ContextSpecific { constructed: true, number: TagNumber(number) }) {
        reader.decode::<AnyRef<'_>>()?;
    }
    Ok(())
}

fn time(reader: &mut SliceReader<'_>) -> Result<u64, Error> {
    let since_1970 = if Tag::peek(reader)? == Tag::UtcTime {
        reader.decode::<UtcTime>()?.to_unix_duration()
    } else {
        reader.decode::<GeneralizedTime>()?.to_unix_duration()
    };
    Ok(since_1970.as_secs())
}
