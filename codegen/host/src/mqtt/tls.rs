//! TLS as the settings ask for it.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use keywright_device::{pem, x509};
use rumqttc::tokio_rustls::TlsConnector;
use rustls::client::{ResolvesClientCert, WebPkiServerVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::{
    CertificateDer, PrivateKeyDer, PrivatePkcs1KeyDer, PrivatePkcs8KeyDer, PrivateSec1KeyDer, ServerName,
};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, Error, RootCertStore, SignatureScheme};
use tokio::net::TcpStream;

use super::tls_failure::TlsFailure;
use super::transport::Route;
use super::verify::Verifier;
use crate::unit::TlsSettings;

/// TLS that is ready for one connection.
#[derive(Debug)]
pub struct Tls {
    /// For the client library.
    pub config: Arc<ClientConfig>,
    identity: Arc<Identity>,
}

/// Who this device says it is, and whether it was asked.
#[derive(Debug)]
struct Identity {
    certified: Option<Arc<CertifiedKey>>,
    asked: AtomicBool,
}

impl ResolvesClientCert for Identity {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.asked.store(true, Ordering::Relaxed);
        self.certified.clone()
    }

    fn has_certs(&self) -> bool {
        self.certified.is_some()
    }
}

impl Tls {
    /// Makes what the settings ask for. Reads the system's store of authorities, which takes its time.
    ///
    /// # Errors
    /// The settings don't go together.
    pub fn new(settings: &TlsSettings) -> Result<Self, TlsFailure> {
        let provider = Arc::new(ring::default_provider());
        let identity = Arc::new(Identity { certified: identity(settings, &provider)?, asked: AtomicBool::new(false) });
        let verifier = verifier(settings, &provider)?;
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(TlsFailure::from)?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_client_cert_resolver(Arc::clone(&identity) as Arc<dyn ResolvesClientCert>);
        Ok(Self { config: Arc::new(config), identity })
    }

    /// Whether somebody who was spoken to in plain words speaks TLS.
    ///
    /// # Errors
    /// There is no connection.
    pub async fn is_spoken_at(route: &Route) -> io::Result<bool> {
        let settings = TlsSettings { anybody: true, ..TlsSettings::default() };
        let (Ok(tls), Ok(name)) = (Self::new(&settings), ServerName::try_from(route.host.clone())) else {
            return Ok(false);
        };
        let stream = TcpStream::connect((route.host.as_str(), route.port)).await?;
        Ok(match TlsConnector::from(tls.config).connect(name, stream).await {
            Ok(_) => true,
            Err(error) => TlsFailure::inside(&error).is_some_and(|failure| failure != TlsFailure::NotTls),
        })
    }

    /// What may be wrong where a broker that asked for a certificate closes the connection without a word. A broker
    /// that closes it fast takes its own explanation back.
    pub fn suspicion(&self) -> Option<TlsFailure> {
        let asked = self.identity.asked.load(Ordering::Relaxed);
        asked.then_some(if self.identity.has_certs() {
            TlsFailure::CertificateRejected("gives no reason")
        } else {
            TlsFailure::CertificateMissing
        })
    }
}

fn identity(settings: &TlsSettings, provider: &CryptoProvider) -> Result<Option<Arc<CertifiedKey>>, TlsFailure> {
    match (settings.certificate.is_empty(), settings.key.is_empty()) {
        (true, true) => return Ok(None),
        (false, true) => return Err(TlsFailure::NoKey),
        (true, false) => return Err(TlsFailure::NoCertificate),
        (false, false) => {}
    }
    let chain = certificates(&settings.certificate);
    let key = private_key(&settings.key).ok_or(TlsFailure::BadKey)?;
    let certified = CertifiedKey::from_der(chain, key, provider).map_err(|error| match error {
        Error::InconsistentKeys(_) => TlsFailure::KeyMismatch,
        _ => TlsFailure::BadKey,
    })?;
    Ok(Some(Arc::new(certified)))
}

fn verifier(settings: &TlsSettings, provider: &Arc<CryptoProvider>) -> Result<Verifier, TlsFailure> {
    let mut verifier = Verifier {
        provider: Arc::clone(provider),
        authorities: None,
        known: certificates(&settings.trusted),
        any_name: settings.any_name,
        anybody: settings.anybody,
    };
    if settings.anybody {
        return Ok(verifier);
    }
    let mut roots = RootCertStore::empty();
    if settings.system_store {
        // One that can't be read is none of this device's business; the others are there all the same.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    }
    // A broker's own certificate must not become an authority, although whoever holds its key could make it one.
    let authority = |der: &&CertificateDer<'_>| x509::Certificate::read(der).is_ok_and(|read| read.authority);
    roots.add_parsable_certificates(verifier.known.iter().filter(authority).cloned());
    if !roots.is_empty() {
        let authorities = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider));
        // It fails without roots alone, which are there, or with revocation lists, which are not.
        verifier.authorities = authorities.build().ok();
    }
    if verifier.authorities.is_none() && verifier.known.is_empty() {
        return Err(if settings.system_store { TlsFailure::EmptyStore } else { TlsFailure::NobodyTrusted });
    }
    Ok(verifier)
}

fn certificates(text: &str) -> Vec<CertificateDer<'static>> {
    decoded(text).filter(|(label, _)| *label == "CERTIFICATE").map(|(_, der)| der.into()).collect()
}

fn private_key(text: &str) -> Option<PrivateKeyDer<'static>> {
    decoded(text).find_map(|(label, der)| match label {
        "PRIVATE KEY" => Some(PrivatePkcs8KeyDer::from(der).into()),
        "EC PRIVATE KEY" => Some(PrivateSec1KeyDer::from(der).into()),
        "RSA PRIVATE KEY" => Some(PrivatePkcs1KeyDer::from(der).into()),
        _ => None,
    })
}

/// The text was looked at when it was set; one from a settings file of long ago may be none, and holds nothing then.
fn decoded(text: &str) -> impl Iterator<Item = (&str, Vec<u8>)> {
    pem::blocks(text).map_while(Result::ok).filter_map(|block| {
        let mut room = [0; pem::LONGEST];
        let der = block.decode(&mut room).ok()?;
        Some((block.label, der.to_vec()))
    })
}
