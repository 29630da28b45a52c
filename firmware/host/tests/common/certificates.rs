//! Certificates for one test.

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, date_time_ymd,
};

/// A certificate and its private key, in PEM form.
#[derive(Debug, Clone)]
pub struct Issued {
    pub certificate: String,
    pub key: String,
}

/// Somebody who issues certificates.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// Its own certificate, in PEM form.
    pub certificate: String,
}

impl Authority {
    pub fn new(name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key).unwrap().pem();
        Self { issuer: Issuer::new(params, key), certificate }
    }

    pub fn issue(&self, params: &CertificateParams) -> Issued {
        let key = KeyPair::generate().unwrap();
        Issued { certificate: params.signed_by(&key, &self.issuer).unwrap().pem(), key: key.serialize_pem() }
    }

    /// For a broker on loopback.
    pub fn broker(&self) -> Issued {
        self.issue(&for_broker())
    }

    /// For a client.
    pub fn client(&self) -> Issued {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "charger");
        params.extended_key_usages.push(ExtendedKeyUsagePurpose::ClientAuth);
        self.issue(&params)
    }
}

/// Made out to a broker on loopback.
pub fn for_broker() -> CertificateParams {
    let mut params = CertificateParams::new(vec!["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
    params.distinguished_name.push(DnType::CommonName, "broker");
    params
}

/// Out of date.
pub fn expired() -> CertificateParams {
    let mut params = for_broker();
    params.not_after = date_time_ymd(2020, 1, 1);
    params
}

/// For later.
pub fn not_valid_yet() -> CertificateParams {
    let mut params = for_broker();
    params.not_before = date_time_ymd(4000, 1, 1);
    params
}

/// Made out to another name.
pub fn for_another() -> CertificateParams {
    let mut params = CertificateParams::new(vec!["broker.example".to_owned()]).unwrap();
    params.distinguished_name.push(DnType::CommonName, "broker.example");
    params
}

/// Issued by nobody but itself.
pub fn self_signed(params: &CertificateParams) -> Issued {
    let key = KeyPair::generate().unwrap();
    Issued { certificate: params.self_signed(&key).unwrap().pem(), key: key.serialize_pem() }
}
