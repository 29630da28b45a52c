//! What one version has stored is read by another one.

use keywright::storage::{Due, Loaded, Remark, Schedule, Storage};
use keywright::{Bits, Device};

use crate::flash::{Nor, now};
use crate::lamps::{first, second};

type Flash = Nor<4096, 4>;

const PAGE: usize = 4096;

fn open(flash: Flash) -> Storage<Flash> {
    let size = flash.size();
    now(Storage::open(flash, 0..size, &mut [0; PAGE])).unwrap()
}

/// Stores all that is due, and returns when more will be.
fn save<D: Device, B: Bits>(
    storage: &mut Storage<Flash>,
    schedule: &mut Schedule<B>,
    device: &mut D,
    time: u64,
) -> u64 {
    loop {
        let saved = now(storage.save(schedule, device, time, &mut [0; PAGE]));
        assert!(saved.failed.is_none(), "{:?}", saved.failed);
        if saved.until > time {
            return saved.until;
        }
    }
}

fn load<D: Device>(storage: &mut Storage<Flash>, device: &mut D) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let loaded = now(storage.load(device, &mut [0; PAGE], |remark| remarks.push(remark))).unwrap();
    assert_eq!(loaded, Loaded::default());
    remarks
}

/// What a lamp of the first version leaves behind.
fn used() -> Flash {
    let mut lamp = first::Lamp::default();
    lamp.registry.set_brightness(80);
    lamp.registry.set_colour("cold").unwrap();
    lamp.registry.set_note("kitchen\n\"left\"").unwrap();
    lamp.registry.set_schedule(keywright::heapless::Vec::from_slice(&[7, 9, 22]).unwrap());
    lamp.registry.set_pin("4711").unwrap();
    lamp.registry.set_old_setting(true);
    lamp.registry.set_hours(1234);
    lamp.registry.set_power(9);
    let mut storage = open(Flash::new(6));
    let mut schedule = Schedule::<[u32; 1]>::new();
    save(&mut storage, &mut schedule, &mut first::device_ref(&mut lamp), 0);
    storage.into_flash()
}

#[test]
fn every_setting_comes_back_and_nothing_else() {
    let mut storage = open(used());
    let mut lamp = first::Lamp::default();
    assert_eq!(load(&mut storage, &mut first::device_ref(&mut lamp)), []);
    let lamp = &lamp.registry;
    assert_eq!((lamp.brightness(), lamp.colour(), lamp.note()), (80, "cold", "kitchen\n\"left\""));
    assert_eq!((lamp.pin(), lamp.old_setting(), lamp.hours(), lamp.power()), ("4711", true, 1234, 0));
    assert_eq!(lamp.schedule()[..], [7, 9, 22]);
}

#[test]
fn a_later_version_takes_what_it_can_and_tells_of_the_rest() {
    let mut storage = open(used());
    let mut lamp = second::Lamp::default();
    let remarks = load(&mut storage, &mut second::device_ref(&mut lamp));
    assert_eq!(
        remarks,
        [
            Remark::Unknown("old".try_into().unwrap()),
            Remark::Refused(second::Key::col.id()),
            Remark::Refused(second::Key::sch.id()),
        ]
    );
    let lamp = &lamp.registry;
    assert_eq!((lamp.brightness(), lamp.hours(), lamp.pin()), (80, 1234, "4711"));
    // A string is JSON, too.
    assert_eq!(lamp.note(), r#""kitchen\n\"left\"""#);
    assert_eq!((lamp.dimmer(), lamp.colour(), &lamp.schedule()[..]), (true, 7, &[9][..]));
}

#[test]
fn what_a_later_version_did_not_take_is_there_for_the_earlier_one() {
    let mut storage = open(used());
    let mut lamp = second::Lamp::default();
    load(&mut storage, &mut second::device_ref(&mut lamp));
    let mut schedule = Schedule::<[u32; 1]>::new();
    lamp.registry.set_dimmer(false);
    save(&mut storage, &mut schedule, &mut second::device_ref(&mut lamp), 0);

    let mut lamp = first::Lamp::default();
    let remarks = load(&mut storage, &mut first::device_ref(&mut lamp));
    assert_eq!(remarks, [Remark::Unknown("dim".try_into().unwrap())]);
    assert_eq!((lamp.registry.colour(), lamp.registry.old_setting()), ("cold", true));
    assert_eq!(lamp.registry.schedule()[..], [7, 9, 22]);
}

#[test]
fn nothing_is_written_that_is_stored_already() {
    let before = used().bytes;
    let mut storage = open(Flash::of(before.clone()));
    let mut lamp = first::Lamp::default();
    load(&mut storage, &mut first::device_ref(&mut lamp));
    lamp.registry.set_brightness(20);
    lamp.registry.set_brightness(80);
    let mut schedule = Schedule::<[u32; 1]>::new();
    save(&mut storage, &mut schedule, &mut first::device_ref(&mut lamp), 0);
    assert!(schedule.is_idle());
    assert!(storage.into_flash().bytes == before);
}

#[test]
fn a_setting_is_stored_once_a_second_and_a_counter_once_a_minute() {
    let mut schedule = Schedule::<[u32; 1]>::new();
    let mut lamp = first::Lamp::default();
    let mut stored = [Vec::new(), Vec::new()];
    for time in (0..130_000).step_by(100) {
        lamp.registry.set_brightness((time / 100 % 100) as u8);
        lamp.registry.set_hours(time as u32 + 1);
        while let Due::Store(key) = schedule.poll(&mut first::device_ref(&mut lamp), time) {
            stored[usize::from(key == first::Key::hrs.id())].push(time);
            schedule.stored(&first::device_ref(&mut lamp), key, time);
        }
    }
    assert_eq!(stored[0], (0..130_000).step_by(1_000).collect::<Vec<_>>());
    assert_eq!(stored[1], [0, 60_000, 120_000]);
}

#[test]
fn what_could_not_be_stored_is_told_once_and_tried_again_ever_less_often() {
    let mut schedule = Schedule::<[u32; 1]>::new();
    let mut lamp = first::Lamp::default();
    lamp.registry.set_brightness(80);
    let (mut time, mut tried) = (0, Vec::new());
    while tried.len() < 14 {
        match schedule.poll(&mut first::device_ref(&mut lamp), time) {
            Due::Store(key) => {
                assert_eq!(schedule.failed(key, time), tried.is_empty());
                tried.push(time / 1_000);
            }
            Due::Wait { until } => time = until,
        }
    }
    assert_eq!(tried[..6], [0, 1, 3, 7, 15, 31]);
    assert_eq!(tried[13] - tried[12], 600);
    assert!(!schedule.is_idle());
}

#[test]
fn what_was_changed_last_is_stored_at_once_before_the_end() {
    let mut storage = open(Flash::new(6));
    let mut schedule = Schedule::<[u32; 1]>::new();
    let mut lamp = first::Lamp::default();
    lamp.registry.set_hours(1);
    save(&mut storage, &mut schedule, &mut first::device_ref(&mut lamp), 0);
    lamp.registry.set_hours(2);
    assert_eq!(save(&mut storage, &mut schedule, &mut first::device_ref(&mut lamp), 1), 60_000);
    schedule.flush();
    assert_eq!(save(&mut storage, &mut schedule, &mut first::device_ref(&mut lamp), 2), u64::MAX);
    assert_eq!(now(storage.get("hrs", &mut [0; PAGE])).unwrap(), Some(&b"2"[..]));
}
