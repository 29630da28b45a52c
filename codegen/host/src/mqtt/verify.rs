//! Whether the certificate that a broker shows is one to trust.

use std::fmt;
use std::sync::Arc;

use keywright_device::x509;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};

/// What is asked of a broker's certificate. That the broker holds its private key is asked of every one.
pub struct Verifier {
    /// For the algorithms.
    pub provider: Arc<CryptoProvider>,
    /// The authorities that are trusted, if there are any.
    pub authorities: Option<Arc<WebPkiServerVerifier>>,
    /// Certificates that are trusted as they are, whoever issued them.
    pub known: Vec<CertificateDer<'static>>,
    /// It may be made out to another name.
    pub any_name: bool,
    /// Any certificate will do.
    pub anybody: bool,
}

impl Verifier {
    /// A certificate that is known needs no issuer, but its dates and its name have to be right all the same.
    fn verify_known(
        &self,
        certificate: &CertificateDer<'_>,
        name: &ServerName<'_>,
        now: UnixTime,
    ) -> Result<(), Error> {
        let read = x509::Certificate::read(certificate).map_err(|_| CertificateError::BadEncoding)?;
        if now.as_secs() < read.not_before {
            return Err(CertificateError::NotValidYet.into());
        }
        if now.as_secs() > read.not_after {
            return Err(CertificateError::Expired.into());
        }
        if self.any_name { Ok(()) } else { verify_server_name(&ParsedCertificate::try_from(certificate)?, name) }
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if self.anybody {
            return Ok(ServerCertVerified::assertion());
        }
        if self.known.iter().any(|known| known == certificate) {
            return self.verify_known(certificate, name, now).map(|()| ServerCertVerified::assertion());
        }
        let authorities = self.authorities.as_ref().ok_or(CertificateError::UnknownIssuer)?;
        match authorities.verify_server_cert(certificate, intermediates, name, ocsp, now) {
            // The name is what is looked at last: all else is right.
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if self.any_name => Ok(ServerCertVerified::assertion()),
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier").field("any_name", &self.any_name).field("anybody", &self.anybody).finish()
    }
}
