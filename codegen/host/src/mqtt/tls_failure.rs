//! Why there is no TLS connection, in words for the person who set certificates.

use std::fmt;
use std::io;

use rustls::{AlertDescription, CertificateError, Error};

use super::failure::short;
use super::key_names::KeyNames;

/// Why there is no TLS connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TlsFailure {
    /// Nobody who is trusted issued the broker's certificate.
    UnknownIssuer,
    /// The broker's certificate is out of date.
    Expired,
    /// The broker's certificate is for later.
    NotValidYet,
    /// The broker's certificate is made out to another name.
    WrongName,
    /// The broker shows an authority's certificate, which is one for issuing others.
    Authority,
    /// The broker's certificate is not to be trusted for another reason.
    Untrusted(String),
    /// The broker wants a certificate, and there is none.
    CertificateMissing,
    /// The broker does not take the device's certificate; what it says of it.
    CertificateRejected(&'static str),
    /// There is a certificate, but no key.
    NoKey,
    /// There is a key, but no certificate.
    NoCertificate,
    /// Key and certificate don't go together.
    KeyMismatch,
    /// Nothing can be done with key or certificate.
    BadKey,
    /// The system has no store of authorities, and no certificate is set.
    EmptyStore,
    /// The settings trust nobody.
    NobodyTrusted,
    /// The other side does not speak TLS.
    NotTls,
    /// The two have no version or algorithm in common.
    Incompatible,
    /// The broker broke the handshake off.
    Alert(AlertDescription),
    /// Anything else.
    Other(String),
}

impl TlsFailure {
    /// The TLS failure inside an error of a stream, if that is what it is.
    pub fn inside(error: &io::Error) -> Option<Self> {
        let inner = error.get_ref()?;
        match inner.downcast_ref::<Error>() {
            Some(error) => Some(error.clone().into()),
            // Libraries wrap one into another.
            None => inner.downcast_ref::<io::Error>().and_then(Self::inside),
        }
    }

    /// With what is known of the connection beside it.
    pub fn or_suspicion(self, suspicion: Option<Self>) -> Self {
        match self {
            // What a broker that speaks TLS 1.2 alone says where a certificate is missing.
            Self::Alert(AlertDescription::HandshakeFailure) | Self::Incompatible => suspicion.unwrap_or(self),
            other => other,
        }
    }
}

impl From<Error> for TlsFailure {
    fn from(error: Error) -> Self {
        match error {
            Error::InvalidCertificate(error) => error.into(),
            Error::AlertReceived(alert) => alert.into(),
            Error::InvalidMessage(_) => Self::NotTls,
            Error::PeerIncompatible(_) => Self::Incompatible,
            other => Self::Other(other.to_string()),
        }
    }
}

impl From<CertificateError> for TlsFailure {
    fn from(error: CertificateError) -> Self {
        match error {
            CertificateError::UnknownIssuer => Self::UnknownIssuer,
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => Self::Expired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => Self::NotValidYet,
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => Self::WrongName,
            // The library has no word of its own for this.
            CertificateError::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => Self::Authority,
            other => Self::Untrusted(other.to_string()),
        }
    }
}

impl From<AlertDescription> for TlsFailure {
    fn from(alert: AlertDescription) -> Self {
        match alert {
            AlertDescription::CertificateRequired | AlertDescription::NoCertificate => Self::CertificateMissing,
            AlertDescription::UnknownCA => Self::CertificateRejected("does not know its issuer"),
            AlertDescription::CertificateExpired => Self::CertificateRejected("finds it out of date"),
            AlertDescription::CertificateRevoked => Self::CertificateRejected("finds it revoked"),
            AlertDescription::BadCertificate
            | AlertDescription::UnsupportedCertificate
            | AlertDescription::CertificateUnknown
            | AlertDescription::AccessDenied
            | AlertDescription::DecryptError => Self::CertificateRejected("finds it unfit"),
            AlertDescription::ProtocolVersion | AlertDescription::InsufficientSecurity => Self::Incompatible,
            other => Self::Alert(other),
        }
    }
}

impl TlsFailure {
    /// What it says on a device whose keys are called so.
    pub fn write(&self, keys: &KeyNames, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let KeyNames { broker, system_store, certificate, skip_name, client_certificate, client_key } = keys;
        match self {
            Self::UnknownIssuer => write!(
                f,
                "TLS: nobody who is trusted issued the broker's certificate; set {certificate} to its issuer's, or to it"
            ),
            Self::Expired => f.write_str("TLS: the broker's certificate has expired, or the device's clock is wrong"),
            Self::NotValidYet => {
                f.write_str("TLS: the broker's certificate is not valid yet, or the device's clock is wrong")
            }
            Self::WrongName => write!(
                f,
                "TLS: the broker's certificate is for another name than the one in {broker} ({skip_name} skips this check)"
            ),
            Self::Authority => write!(
                f,
                "TLS: the broker shows a CA's certificate as its own; to trust it, set {certificate} to this very one"
            ),
            Self::CertificateMissing => {
                write!(f, "TLS: the broker wants a client certificate; set {client_certificate} and {client_key}")
            }
            Self::CertificateRejected(reason) => {
                write!(f, "TLS: the broker does not accept the client certificate in {client_certificate}: it {reason}")
            }
            Self::NoKey => {
                write!(f, "TLS: {client_certificate} holds a client certificate, but {client_key} holds no key for it")
            }
            Self::NoCertificate => {
                write!(f, "TLS: {client_key} holds a private key, but {client_certificate} holds no certificate for it")
            }
            Self::KeyMismatch => write!(
                f,
                "TLS: the private key in {client_key} does not belong to the certificate in {client_certificate}"
            ),
            Self::BadKey => write!(
                f,
                "TLS: the private key in {client_key} or the certificate in {client_certificate} is of a kind that is not supported"
            ),
            Self::EmptyStore => write!(f, "TLS: this system has no store of CA certificates; set {certificate}"),
            Self::NobodyTrusted => {
                write!(f, "TLS: no certificate is trusted: set {certificate}, or {system_store} to true")
            }
            Self::NotTls => write!(
                f,
                "the broker does not speak TLS on this port; without it, {broker} begins with mqtt:// or ws://"
            ),
            Self::Incompatible => {
                f.write_str("TLS: the broker has no version or cipher of TLS in common with the device")
            }
            Self::Untrusted(cause) => write!(f, "TLS: the broker's certificate is not trusted: {}", short(cause)),
            Self::Alert(alert) => write!(f, "TLS: the broker breaks the handshake off: {alert:?}"),
            Self::Other(cause) => write!(f, "TLS: {}", short(cause)),
        }
    }
}
