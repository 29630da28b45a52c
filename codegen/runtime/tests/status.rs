//! The one writer, and the status that is kept.

mod common;

use common::{Key, Oven, WORDS, device_ref};
use keywright::{Bits, Buf, Rendered, write_status};

const FRESH: &str = concat!(
    r#"{"id":"77","up":0,"web":true,"net":false,"ro":false,"top":"","t":180,"f":0.5,"d":null,"big":0,"m":0,"l":0,"#,
    r##""n":"oven","c":"#ffffff","pw":"","u":"","p":[],"s":[0,0,0],"j":null,"door":0,"h":null}"##
);

#[test]
fn a_status_holds_every_readable_key_in_device_order() {
    assert_eq!(Oven::default().status(), FRESH);
}

#[test]
fn a_filtered_status_is_in_device_order_too() {
    let mut oven = Oven::default();
    let mut only = <[u32; WORDS]>::empty();
    for key in [Key::n, Key::go, Key::t] {
        only.insert(key.id().index());
    }
    let mut room = [0; 64];
    let mut out = Buf::new(&mut room);
    write_status(&device_ref(&mut oven), Some(&only), &mut out);
    assert_eq!(out.as_str(), Some(r#"{"t":180,"n":"oven"}"#));
}

#[test]
fn a_kept_status_follows_every_change() {
    let mut oven = Oven::default();
    let mut kept = Rendered::new([0u8; 1024], [0u32; Key::COUNT]);
    let mut refreshed = |oven: &mut Oven| {
        let fresh = oven.status();
        let text = kept.refresh(&mut device_ref(oven)).expect("it fits");
        assert_eq!(std::str::from_utf8(text), Ok(fresh.as_str()));
    };
    refreshed(&mut oven);
    refreshed(&mut oven);
    let changes: [fn(&mut Oven); 8] = [
        |oven| assert!(oven.registry.set_serial_number("1234567890").is_ok()),
        |oven| assert!(oven.registry.set_serial_number("").is_ok()),
        |oven| assert!(oven.registry.set_door_position(100)),
        |oven| assert!(oven.registry.set_uptime(123_456_789)),
        |oven| assert_eq!(oven.registry.set_report_url("http://u:hunter2@host"), Ok(true)),
        |oven| assert_eq!(oven.registry.set_report_url("http://host"), Ok(true)),
        |oven| assert!(oven.registry.set_sensors([1.5, -2.25, 1000.0])),
        |oven| {
            oven.registry.set_uptime(1);
            oven.registry.set_door_position(7);
            oven.registry.set_duration_limit(Some(0.25));
        },
    ];
    for change in changes {
        change(&mut oven);
        refreshed(&mut oven);
    }
}

#[test]
fn a_kept_status_follows_many_changes_at_once_in_little_room() {
    let mut oven = Oven::default();
    // Serial number, uptime, sensors, limit and door, each with a short and a long text, in every combination.
    let mut kept = Rendered::new([0u8; FRESH.len() + 60], [0u32; Key::COUNT]);
    for round in 0..64u32 {
        // Any order in which neighbours differ in more than one bit.
        let long = |bit: u32| ((round * 37) % 64) & (1 << bit) != 0;
        let registry = &mut oven.registry;
        assert!(registry.set_serial_number(if long(0) { "1234567890" } else { "" }).is_ok());
        registry.set_uptime(if long(1) { 123_456_789 } else { 0 });
        registry.set_duration_limit(if long(2) { Some(-1234.5) } else { Some(0.0) });
        assert!(registry.set_oven_name(if long(3) { "\"two\" on" } else { "o" }).is_ok());
        registry.set_sensors(if long(4) { [1.5, -2.25, 1000.0] } else { [0.0; 3] });
        registry.set_door_position(if long(5) { 100 } else { 0 });
        let fresh = oven.status();
        let text = kept.refresh(&mut device_ref(&mut oven)).expect("it fits");
        assert_eq!(std::str::from_utf8(text), Ok(fresh.as_str()), "round {round}");
    }
}

#[test]
fn a_kept_status_without_room_says_so() {
    let mut oven = Oven::default();
    let mut kept = Rendered::new([0u8; 16], [0u32; Key::COUNT]);
    assert_eq!(kept.refresh(&mut device_ref(&mut oven)), None);
    let mut kept = Rendered::new([0u8; 1024], [0u32; 3]);
    assert_eq!(kept.refresh(&mut device_ref(&mut oven)), None);
}

#[test]
fn a_kept_status_that_outgrows_its_room_says_so_and_recovers() {
    let mut oven = Oven::default();
    let mut kept = Rendered::new([0u8; FRESH.len() + 4], [0u32; Key::COUNT]);
    assert!(kept.refresh(&mut device_ref(&mut oven)).is_some());
    oven.registry.set_uptime(1_000_000);
    assert_eq!(kept.refresh(&mut device_ref(&mut oven)), None);
    oven.registry.set_uptime(10);
    assert!(kept.refresh(&mut device_ref(&mut oven)).is_some());
}
