//! How the charger is found on the local network. The client is `mdns-sd`, which joins the group on every interface that
//! it sees: so each test runs in a network namespace that holds nothing but its own.
#![cfg(target_os = "linux")]

mod common;

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, UdpSocket};

use common::namespace::{cable, inside, joined, sent};
use common::{Charger, PATIENCE, command, wait_until};
use firmware_conformance::Device;
use mdns_sd::{Receiver, ResolvedService, ServiceDaemon, ServiceEvent};
use tempfile::TempDir;

const HTTP: &str = "_http._tcp.local.";
const OWN: &str = "_go-e_go-eCharger._tcp.local.";

/// A charger that announces itself.
struct Announcing {
    charger: Charger,
    _state: TempDir,
}

impl Announcing {
    fn on(http: &str) -> Self {
        Self::with(http, &[])
    }

    fn with(http: &str, options: &[&str]) -> Self {
        let state = tempfile::tempdir().unwrap();
        let mut command = command();
        command.args(["--no-broker", "--http", http, "--state"]).arg(state.path()).args(options);
        Self { charger: Charger::spawn(&mut command), _state: state }
    }
}

/// Somebody who looks for a service.
struct Browser {
    daemon: ServiceDaemon,
    events: Receiver<ServiceEvent>,
}

impl Browser {
    fn of(service: &str) -> Self {
        let daemon = ServiceDaemon::new().unwrap();
        let events = daemon.browse(service).unwrap();
        Self { daemon, events }
    }

    fn find(&self, what: &str, like: impl Fn(&ResolvedService) -> bool) -> Box<ResolvedService> {
        loop {
            match self.events.recv_timeout(PATIENCE) {
                Ok(ServiceEvent::ServiceResolved(service)) if like(&service) => return service,
                Ok(_) => {}
                Err(error) => panic!("waited in vain for {what}: {error}"),
            }
        }
    }

    fn instance(&self, instance: &str) -> Box<ResolvedService> {
        self.find(instance, |service| service.fullname.starts_with(instance))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // It ends with the process at the latest.
        let _ = self.daemon.shutdown();
    }
}

fn texts(service: &ResolvedService) -> BTreeMap<String, String> {
    service.txt_properties.iter().map(|text| (text.key().to_owned(), text.val_str().to_owned())).collect()
}

#[test]
fn a_browser_finds_the_charger_with_all_its_texts() {
    if !inside("a_browser_finds_the_charger_with_all_its_texts") {
        return;
    }
    let Announcing { charger, .. } = Announcing::on("127.0.0.1:0");
    for service in [HTTP, OWN] {
        let found = Browser::of(service).instance("go-echarger_123456.");
        assert_eq!(found.fullname, format!("go-echarger_123456.{service}"));
        assert_eq!(found.host, "go-eCharger-123456.local.");
        assert_eq!(found.port, charger.http.port());
        let addresses: Vec<IpAddr> = found.addresses.iter().map(|address| address.to_ip_addr()).collect();
        assert_eq!(addresses, [IpAddr::V4(Ipv4Addr::LOCALHOST)]);
        let expected = [
            ("devicetype", "typ"),
            ("friendly_name", "fna"),
            ("manufacturer", "oem"),
            ("serial", "sse"),
            ("version", "fwv"),
        ];
        let mut texts = texts(&found);
        assert_eq!(texts.remove("protocol").as_deref(), Some("2"));
        let expected = expected.map(|(text, key)| (text.to_owned(), charger.value(key).as_str().unwrap().to_owned()));
        assert_eq!(texts, BTreeMap::from(expected));
    }
}

#[test]
fn a_new_name_is_announced() {
    if !inside("a_new_name_is_announced") {
        return;
    }
    let Announcing { charger, .. } = Announcing::on("127.0.0.1:0");
    let browser = Browser::of(HTTP);
    browser.instance("go-echarger_123456.");
    charger.set("fna=\"Garage%20=%20links%20🚗.\\n\"");
    let name = "Garage = links 🚗.\n";
    browser.find("the new name", |service| texts(service).get("friendly_name").is_some_and(|found| found == name));
}

#[test]
fn the_end_is_announced() {
    if !inside("the_end_is_announced") {
        return;
    }
    let Announcing { mut charger, .. } = Announcing::on("127.0.0.1:0");
    let browser = Browser::of(HTTP);
    let found = browser.instance("go-echarger_123456.");
    charger.interrupt();
    loop {
        if let ServiceEvent::ServiceRemoved(_, name) = browser.events.recv_timeout(PATIENCE).expect("a goodbye") {
            assert_eq!(name, found.fullname);
            break;
        }
    }
}

#[test]
fn two_chargers_on_one_machine_are_both_found() {
    if !inside("two_chargers_on_one_machine_are_both_found") {
        return;
    }
    let one = Announcing::with("127.0.0.1:0", &["--serial", "111111"]);
    let other = Announcing::with("127.0.0.1:0", &["--serial", "222222"]);
    for (serial, charger) in [("111111", &one.charger), ("222222", &other.charger)] {
        let found = Browser::of(OWN).instance(&format!("go-echarger_{serial}."));
        assert_eq!(found.port, charger.http.port());
        assert_eq!(texts(&found).get("serial").map(String::as_str), Some(serial));
    }
}

#[test]
fn only_the_interface_that_is_listened_on_hears_of_it() {
    if !inside("only_the_interface_that_is_listened_on_hears_of_it") {
        return;
    }
    cable("here", "192.0.2.1/24");
    cable("other", "198.51.100.1/24");
    let before = sent("other");
    let Announcing { mut charger, .. } = Announcing::on("192.0.2.1:0");
    wait_until("it is announced twice", || sent("here") >= 3);
    assert!(joined("here"));
    assert!(!joined("other") && !joined("lo"));
    charger.interrupt();
    // The join and the goodbye would have been seen by now: they were sent before it ended.
    assert_eq!(sent("other"), before);
}

#[test]
fn loopback_is_all_that_hears_of_it_unless_asked_otherwise() {
    if !inside("loopback_is_all_that_hears_of_it_unless_asked_otherwise") {
        return;
    }
    cable("other", "198.51.100.1/24");
    let before = (sent("other"), sent("lo"));
    let Announcing { mut charger, .. } = Announcing::on("127.0.0.1:0");
    wait_until("it is announced", || joined("lo") && sent("lo") > before.1);
    assert!(!joined("other"));
    charger.interrupt();
    assert_eq!(sent("other"), before.0);
}

#[test]
fn every_interface_hears_of_it_where_all_are_listened_on() {
    if !inside("every_interface_hears_of_it_where_all_are_listened_on") {
        return;
    }
    cable("here", "192.0.2.1/24");
    let _charger = Announcing::on("0.0.0.0:0");
    wait_until("it is announced", || ["lo", "here"].iter().all(|interface| joined(interface)));
    // One that comes later, too.
    cable("late", "198.51.100.1/24");
    wait_until("it is announced there, too", || joined("late") && sent("late") > 0);
}

#[test]
fn no_mdns_announces_nowhere() {
    if !inside("no_mdns_announces_nowhere") {
        return;
    }
    cable("here", "192.0.2.1/24");
    let Announcing { charger, .. } = Announcing::with("192.0.2.1:0", &["--no-mdns"]);
    assert_eq!(charger.value("sse"), "123456");
    let open = |table: &str| std::fs::read_to_string(table).unwrap().contains(":14E9 ");
    assert!(!open("/proc/net/udp") && !open("/proc/net/udp6"), "a socket of port 5353");
    assert!(!joined("here"));
}

#[test]
fn a_charger_that_cannot_be_announced_says_so_and_works() {
    if !inside("a_charger_that_cannot_be_announced_says_so_and_works") {
        return;
    }
    // Another program, which does not share the port.
    let _taken = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 5353)).unwrap();
    let Announcing { charger, .. } = Announcing::on("127.0.0.1:0");
    let mut said = String::new();
    wait_until("it says so", || {
        said += &charger.said();
        said.contains("not announced on lo 127.0.0.1 (mDNS)")
    });
    assert_eq!(charger.value("sse"), "123456");
}
