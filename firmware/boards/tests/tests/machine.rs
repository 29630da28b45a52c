//! Start and end of the machine.

use board_tests::{Flash, Machine, get};

#[test]
fn a_panic_says_why_and_has_an_exit_code() {
    let flash = Flash::new();
    let Some(mut machine) = Machine::start(&flash, "serial=444441 panic=now") else { return };
    assert_eq!(machine.exit_code(), Some(101));
    machine.await_log("asked to panic", 1);
    machine.await_log("src/main.rs:", 1);
}

#[test]
fn a_serial_number_that_is_none_is_said() {
    let flash = Flash::new();
    let Some(mut machine) = Machine::start(&flash, "serial=12") else { return };
    assert_eq!(machine.exit_code(), Some(101));
    machine.await_log("a serial number has six digits", 1);
}

#[test]
fn it_starts_many_times_in_a_row() {
    let boots = std::env::var("BOOTS").ok().and_then(|boots| boots.parse().ok()).unwrap_or(20);
    let flash = Flash::new();
    for boot in 1..=boots {
        let Some(machine) = Machine::ready(&flash, "serial=444442") else { return };
        let count = get(machine.http(), "/api/status?filter=rbc").json()["rbc"].as_u64();
        assert!(count.is_some_and(|count| (1..=boot).contains(&count)), "boot {boot}: {count:?}");
        machine.kill();
    }
}
