//! MQTT over TLS against the mosquitto broker, where it is installed, with certificates made for each test.

mod common;

use std::net::SocketAddr;

use common::certificates::{Authority, Issued, expired, for_another, for_broker, not_valid_yet, self_signed};
use common::secure::{Secure, secure};
use common::{Charger, command};
use firmware_conformance::Device;
use firmware_conformance::PREFIX;
use firmware_conformance::broker::{Broker, Mosquitto};
use firmware_conformance::mqtt::Mqtt;
use serde_json::{Value, json};
use tempfile::TempDir;

/// A broker with this certificate.
fn broker(server: &Issued) -> Option<Secure> {
    installed(secure(server, &[], ""))
}

/// A broker that wants certificates of clients, from this authority.
fn strict_broker(server: &Issued, clients: &Authority) -> Option<Secure> {
    let more = "cafile clients.pem\nrequire_certificate true";
    installed(secure(server, &[("clients.pem", &clients.certificate)], more))
}

fn installed(broker: Option<Secure>) -> Option<Secure> {
    if broker.is_none() {
        eprintln!("skipped: mosquitto is not installed");
    }
    broker
}

/// A charger on a system that trusts these authorities.
fn charger_trusting(authorities: &[&Authority]) -> (Charger, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("authorities.pem");
    std::fs::write(&file, authorities.iter().map(|one| one.certificate.as_str()).collect::<String>()).unwrap();
    let mut command = command();
    command.args(["--http", "127.0.0.1:0", "--no-broker", "--state"]).arg(folder.path());
    command.env("SSL_CERT_FILE", &file).env_remove("SSL_CERT_DIR");
    (Charger::spawn(&mut command), folder)
}

/// Sends a charger to a broker with more settings.
fn send(charger: &Charger, address: SocketAddr, settings: Value) {
    let mut all = json!({"mcu": format!("mqtts://{address}"), "mce": true, "mcr": false});
    all.as_object_mut().unwrap().extend(settings.as_object().unwrap().clone());
    charger.set_json(&all);
}

fn connects(address: SocketAddr, settings: Value) -> Charger {
    let (charger, _folder) = charger_trusting(&[&Authority::new("another")]);
    send(&charger, address, settings);
    charger.wait_for("mcc", |connected| *connected == true);
    assert_eq!(charger.value("mlr"), Value::Null);
    charger
}

/// What `mlr` says, and that it says so truthfully.
fn error(charger: &Charger) -> String {
    let error = charger.wait_for("mlr", Value::is_string);
    assert_eq!((charger.value("mcs"), charger.value("mcc")), (json!(true), json!(false)));
    let (at, now) = (charger.value("mlra").as_u64().unwrap(), charger.value("rbt").as_u64().unwrap());
    assert!(at <= now, "{at} {now}");
    error.as_str().unwrap().to_owned()
}

fn error_of(address: SocketAddr, settings: Value) -> String {
    let (charger, _folder) = charger_trusting(&[&Authority::new("another")]);
    send(&charger, address, settings);
    error(&charger)
}

#[test]
fn an_issuer_in_msc_is_trusted() {
    let authority = Authority::new("house");
    let Some(broker) = broker(&authority.broker()) else { return };
    let charger = connects(broker.address, json!({"msc": authority.certificate}));
    let mut client = Mqtt::listen(broker.broker.address, &format!("{PREFIX}/#"));
    assert_eq!(client.on(&format!("{PREFIX}/amp")), "16");
    assert_eq!(client.set(PREFIX, "amp", "10"), "success");
    assert_eq!(charger.value("amp"), 10);
}

#[test]
fn the_systems_store_is_trusted_unless_mqg_says_no() {
    let authority = Authority::new("house");
    let Some(broker) = broker(&authority.broker()) else { return };
    let (charger, _folder) = charger_trusting(&[&Authority::new("another"), &authority]);
    send(&charger, broker.address, json!({}));
    charger.wait_for("mcc", |connected| *connected == true);
    charger.set("mqg=false");
    let error = error(&charger);
    assert!(error.contains("msc") && error.contains("mqg"), "{error}");
    charger.set("mqg=true");
    charger.wait_for("mcc", |connected| *connected == true);
}

#[test]
fn a_system_without_a_store_is_a_readable_error() {
    let Some(broker) = broker(&Authority::new("house").broker()) else { return };
    let (charger, _folder) = charger_trusting(&[]);
    send(&charger, broker.address, json!({}));
    let error = error(&charger);
    assert!(error.contains("no store of CA certificates"), "{error}");
}

#[test]
fn the_brokers_own_certificate_in_msc_is_trusted() {
    let server = Authority::new("house").broker();
    let Some(broker) = broker(&server) else { return };
    connects(broker.address, json!({"msc": server.certificate, "mqg": false}));
}

#[test]
fn a_broker_that_is_its_own_authority_is_trusted_if_msc_holds_its_certificate() {
    let mut params = for_broker();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let server = self_signed(&params);
    let Some(broker) = broker(&server) else { return };
    connects(broker.address, json!({"msc": server.certificate}));
    let error = error_of(broker.address, json!({}));
    assert!(error.contains("msc"), "{error}");
}

#[test]
fn a_certificate_in_msc_is_trusted_within_its_dates_and_for_its_name_alone() {
    for (params, text) in [(expired(), "has expired"), (not_valid_yet(), "not valid yet"), (for_another(), "name")] {
        let server = self_signed(&params);
        let Some(broker) = broker(&server) else { return };
        let error = error_of(broker.address, json!({"msc": server.certificate}));
        assert!(error.contains(text), "{error}");
    }
}

#[test]
fn an_unknown_issuer_is_a_readable_error() {
    let Some(broker) = broker(&Authority::new("house").broker()) else { return };
    let error = error_of(broker.address, json!({}));
    assert!(error.contains("nobody who is trusted issued"), "{error}");
}

#[test]
fn a_certificate_that_has_expired_is_a_readable_error() {
    let authority = Authority::new("house");
    let Some(broker) = broker(&authority.issue(&expired())) else { return };
    let error = error_of(broker.address, json!({"msc": authority.certificate}));
    assert!(error.contains("has expired"), "{error}");
}

#[test]
fn a_certificate_that_is_not_valid_yet_is_a_readable_error() {
    let authority = Authority::new("house");
    let Some(broker) = broker(&authority.issue(&not_valid_yet())) else { return };
    let error = error_of(broker.address, json!({"msc": authority.certificate}));
    assert!(error.contains("not valid yet"), "{error}");
}

#[test]
fn a_wrong_name_is_a_readable_error() {
    let authority = Authority::new("house");
    let Some(broker) = broker(&authority.issue(&for_another())) else { return };
    let error = error_of(broker.address, json!({"msc": authority.certificate}));
    assert!(error.contains("another name") && error.contains("mqcn"), "{error}");
}

#[test]
fn mqcn_skips_the_name_check_and_nothing_else() {
    let authority = Authority::new("house");
    let Some(named_otherwise) = broker(&authority.issue(&for_another())) else { return };
    connects(named_otherwise.address, json!({"msc": authority.certificate, "mqcn": true}));
    let error = error_of(named_otherwise.address, json!({"mqcn": true}));
    assert!(error.contains("nobody who is trusted issued"), "{error}");
}

#[test]
fn mqss_skips_all_checks() {
    let mut params = for_another();
    params.not_after = expired().not_after;
    let Some(broker) = broker(&self_signed(&params)) else { return };
    connects(broker.address, json!({"mqss": true, "mqg": false}));
}

#[test]
fn a_client_certificate_opens_a_broker_that_wants_one() {
    let authority = Authority::new("house");
    let client = authority.client();
    let Some(broker) = strict_broker(&authority.broker(), &authority) else { return };
    let settings = json!({"msc": authority.certificate, "mqcc": client.certificate, "mck": client.key});
    let charger = connects(broker.address, settings);
    assert!(!charger.get("/api/status").body.contains("PRIVATE KEY"));
}

#[test]
fn a_missing_client_certificate_is_a_readable_error() {
    let authority = Authority::new("house");
    let Some(broker) = strict_broker(&authority.broker(), &authority) else { return };
    let error = error_of(broker.address, json!({"msc": authority.certificate}));
    assert!(error.contains("wants a client certificate"), "{error}");
}

#[test]
fn a_client_certificate_of_a_stranger_is_a_readable_error() {
    let (authority, stranger) = (Authority::new("house"), Authority::new("stranger"));
    let client = stranger.client();
    let Some(broker) = strict_broker(&authority.broker(), &authority) else { return };
    let settings = json!({"msc": authority.certificate, "mqcc": client.certificate, "mck": client.key});
    let error = error_of(broker.address, settings);
    assert!(error.contains("does not accept the client certificate"), "{error}");
}

#[test]
fn key_and_certificate_have_to_go_together() {
    let authority = Authority::new("house");
    let (one, other) = (authority.client(), authority.client());
    let Some(broker) = broker(&authority.broker()) else { return };
    let (charger, _folder) = charger_trusting(&[&authority]);
    send(&charger, broker.address, json!({"mqcc": one.certificate, "mck": other.key}));
    assert!(error(&charger).contains("does not belong"), "{}", error(&charger));
    charger.set("mck=\"\"");
    charger.wait_for("mlr", |error| error.as_str().is_some_and(|error| error.contains("no key")));
    charger.set_json(&json!({"mck": one.key}));
    charger.wait_for("mcc", |connected| *connected == true);
}

#[test]
fn a_broker_without_tls_is_a_readable_error() {
    let Some(broker) = Mosquitto::start() else {
        eprintln!("skipped: mosquitto is not installed");
        return;
    };
    let error = error_of(broker.address, json!({}));
    assert!(error.contains("does not speak TLS"), "{error}");
}

#[test]
fn a_broker_with_tls_alone_is_a_readable_error() {
    let authority = Authority::new("house");
    let Some(broker) = broker(&authority.broker()) else { return };
    let error = error_of(broker.address, json!({"mcu": format!("mqtt://{}", broker.address)}));
    assert!(error.contains("speaks TLS") && error.contains("mqtts://"), "{error}");
}
