//! The program: its options, its ports, its end.

mod common;

use std::net::{Ipv4Addr, TcpListener};
use std::process::Output;

use common::{Charger, command};
use firmware_conformance::Device;

fn run(arguments: &[&str]) -> Output {
    command().args(arguments).output().unwrap()
}

fn fails(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(!output.status.success(), "{arguments:?}");
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn help_names_every_option() {
    let output = run(&["--help"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success());
    for option in
        ["--http", "--broker", "--no-broker", "--serial", "--state", "--log", "--host-name", "--rate", "keywright"]
    {
        assert!(text.contains(option), "{option}: {text}");
    }
}

#[test]
fn an_unknown_option_is_an_error() {
    assert!(fails(&["--colour"]).contains("--colour"));
}

#[test]
fn a_serial_that_is_none_is_an_error() {
    assert!(fails(&["--serial", "12345"]).contains("six digits"));
}

#[test]
fn the_serial_is_used() {
    assert_eq!(Charger::with(&["--no-broker", "--serial", "654321"]).value("sse"), "654321");
}

#[test]
fn a_taken_http_port_that_was_asked_for_is_an_error() {
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let text = fails(&["--http", &address, "--no-broker", "--state", folder.path().to_str().unwrap()]);
    assert!(text.contains(&address) && text.contains("is taken") && text.contains("--http"), "{text}");
}

#[test]
fn a_taken_broker_port_that_was_asked_for_is_an_error() {
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let arguments = ["--http", "127.0.0.1:0", "--broker", &address, "--state", folder.path().to_str().unwrap()];
    let text = fails(&arguments);
    assert!(text.contains(&address) && text.contains("is taken") && text.contains("--broker"), "{text}");
}

#[test]
fn a_second_charger_takes_the_next_free_ports() {
    // Neither of them asks for a port; whoever is first has the usual ones, unless something else has.
    let start = || {
        let folder = tempfile::tempdir().unwrap();
        let mut command = command();
        command.arg("--state").arg(folder.path());
        (Charger::spawn(&mut command), folder)
    };
    let (first, _first_folder) = start();
    let (second, _second_folder) = start();
    assert!(first.http.port() >= 8080 && first.broker().port() >= 1883);
    assert!(second.http.port() > first.http.port());
    assert!(second.broker().port() > first.broker().port());
    second.hears("is taken by another program");
    second.hears(&format!("listens on {} instead", second.http));
}

#[test]
fn an_interrupt_ends_it_with_status_0() {
    let mut charger = Charger::start();
    assert_eq!(charger.interrupt().code(), Some(0));
}

#[test]
fn a_termination_ends_it_with_status_0() {
    let mut charger = Charger::start();
    charger.signal("TERM");
    assert_eq!(charger.ended().code(), Some(0));
}

#[test]
fn two_chargers_do_not_share_a_folder_of_settings() {
    let charger = Charger::without_broker();
    let text = fails(&["--http", "127.0.0.1:0", "--no-broker", "--state", charger.folder().to_str().unwrap()]);
    assert!(text.contains("--serial"), "{text}");
}
