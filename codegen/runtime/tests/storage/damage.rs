//! Flash that is damaged, full, or somebody else's.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use embedded_storage_async::nor_flash::NorFlashErrorKind;
use keywright::storage::{LONGEST_ENTRY, Storage, StorageError, read_image};

use crate::flash::{Nor, now};

type Flash = Nor<4096, 4>;

const PAGE: usize = 4096;
const PAGES: usize = 8;

fn open(flash: Flash) -> Result<Storage<Flash>, StorageError<NorFlashErrorKind>> {
    let size = flash.size();
    now(Storage::open(flash, 0..size, &mut [0; PAGE]))
}

/// What is stored, by name.
type Values = BTreeMap<String, Vec<u8>>;

/// Two hundred settings, some of them stored many times: every page has been erased at least once.
fn used() -> (Vec<u8>, Values) {
    static USED: OnceLock<(Vec<u8>, Values)> = OnceLock::new();
    USED.get_or_init(use_it).clone()
}

fn use_it() -> (Vec<u8>, Values) {
    let mut rng = fastrand::Rng::with_seed(5);
    let mut storage = open(Flash::new(PAGES)).unwrap();
    let mut values = BTreeMap::new();
    for i in 0..2_000 {
        let name = if i < 200 { format!("key{i}") } else { format!("key{}", rng.u8(0..20)) };
        let value = format!("={}", i.to_string().repeat(rng.usize(1..12))).into_bytes();
        now(storage.put(&name, &value, &mut [0; PAGE])).unwrap();
        values.insert(name, value);
    }
    let flash = storage.into_flash();
    assert!(flash.erases[2..].iter().all(|count| *count > 0));
    (flash.bytes, values)
}

/// Opens damaged flash, and counts the settings that are not as they were. It has to go on working.
fn lost(bytes: Vec<u8>, values: &BTreeMap<String, Vec<u8>>) -> usize {
    let mut found = BTreeMap::new();
    let mut image = bytes.clone();
    now(read_image(&mut image, |name, value| drop(found.insert(name.to_owned(), value.to_vec())))).unwrap();
    let mut storage = open(Flash::of(bytes)).unwrap();
    // More than a page.
    for i in 0..8 {
        now(storage.put("fresh", &vec![b'0' + i; 700], &mut [0; PAGE])).unwrap();
    }
    let mut storage = open(storage.into_flash()).unwrap();
    assert_eq!(now(storage.get("fresh", &mut [0; PAGE])).unwrap(), Some(&[b'7'; 700][..]));
    values.iter().filter(|(name, value)| found.get(*name) != Some(value)).count()
}

#[test]
fn a_damaged_byte_costs_one_setting_at_most() {
    let (bytes, values) = used();
    let mut rng = fastrand::Rng::with_seed(6);
    for _ in 0..60 {
        let mut bytes = bytes.clone();
        let at = rng.usize(0..bytes.len());
        bytes[at] = rng.u8(..);
        let lost = lost(bytes, &values);
        assert!(lost <= 1, "{lost} lost by the byte at {at}");
    }
}

#[test]
fn a_page_lost_costs_what_was_in_it() {
    let (bytes, values) = used();
    let mut rng = fastrand::Rng::with_seed(7);
    for page in 0..PAGES {
        for kind in 0..3 {
            let mut bytes = bytes.clone();
            let damaged = &mut bytes[page * PAGE..(page + 1) * PAGE];
            match kind {
                0 => damaged.fill(0),
                1 => damaged.fill(0xff),
                _ => damaged.iter_mut().for_each(|byte| *byte = rng.u8(..)),
            }
            let lost = lost(bytes, &values);
            // A page holds less than 170 entries.
            assert!(lost < 170, "{lost} of {} lost with page {page}", values.len());
            if page < 2 {
                assert_eq!(lost, 0, "page {page} of the log, {kind}");
            }
        }
    }
}

#[test]
fn damage_is_counted_and_what_is_whole_is_not() {
    let (bytes, values) = used();
    let read = |mut bytes: Vec<u8>| now(read_image(&mut bytes, |_, _| {})).unwrap();
    assert_eq!((read(bytes.clone()).broken, read(bytes.clone()).pages), (0, 0));

    let mut damaged = bytes.clone();
    let places: Vec<_> = (0..bytes.len()).filter(|at| bytes[*at..].starts_with(b"key")).collect();
    for place in [places[3], places[40]] {
        damaged[place] ^= 1;
    }
    assert_eq!(read(damaged).broken, 2);
    assert!(values.len() > 100);
}

#[test]
fn both_pages_of_the_log_can_be_lost() {
    let (mut bytes, values) = used();
    bytes[..2 * PAGE].fill(0);
    assert_eq!(lost(bytes, &values), 0);
}

#[test]
fn what_is_missing_at_the_end_costs_what_was_there() {
    let (mut bytes, values) = used();
    bytes[5 * PAGE..].fill(0xff);
    let lost = lost(bytes, &values);
    assert!(lost < values.len(), "{lost} of {}", values.len());
}

#[test]
fn something_else_is_left_as_it_is() {
    let text = b"# This is not a store of settings.\n".repeat(1_000);
    let mut rng = fastrand::Rng::with_seed(8);
    let noise: Vec<u8> = (0..PAGES * PAGE).map(|_| rng.u8(..)).collect();
    for mut bytes in [text, noise, vec![0; PAGES * PAGE]] {
        bytes.resize(PAGES * PAGE, 0xff);
        let mut flash = Flash::of(bytes.clone());
        let size = flash.size();
        let opened = now(Storage::open(&mut flash, 0..size, &mut [0; PAGE]));
        assert!(matches!(opened, Err(StorageError::Foreign)));
        drop(opened);
        assert!(flash.bytes == bytes);
    }
}

#[test]
fn a_full_store_says_so_and_keeps_what_it_has() {
    let mut storage = open(Flash::new(5)).unwrap();
    let long = vec![b'1'; 1_200];
    let mut stored = 0;
    let refused = loop {
        match now(storage.put(&format!("long{stored}"), &long, &mut [0; PAGE])) {
            Ok(_) => stored += 1,
            Err(error) => break error,
        }
    };
    assert_eq!(refused, StorageError::Full);
    // Three pages, one of which is always free.
    assert_eq!(stored, 6);
    for i in 0..stored {
        let mut buffer = [0; PAGE];
        assert_eq!(now(storage.get(&format!("long{i}"), &mut buffer)).unwrap(), Some(&long[..]));
    }
    // What is shorter still fits, over and over.
    for i in 0..400 {
        now(storage.put("short", i.to_string().as_bytes(), &mut [0; PAGE])).unwrap();
    }
}

#[test]
fn the_longest_entry_fits_and_one_byte_more_is_refused() {
    let mut storage = open(Flash::new(5)).unwrap();
    let long = vec![b'1'; LONGEST_ENTRY];
    assert_eq!(now(storage.put("a", &long[2..], &mut [0; PAGE])), Ok(true));
    assert_eq!(now(storage.put("a", &long[1..], &mut [0; PAGE])), Err(StorageError::TooLong));
    assert_eq!(now(storage.put(&"a".repeat(33), b"1", &mut [0; PAGE])), Err(StorageError::TooLong));
}

#[test]
#[expect(clippy::reversed_empty_ranges, reason = "it is one of those that are refused")]
fn a_range_that_can_not_be_a_store_is_refused() {
    for range in [0..3 * 4096, 0..5000, 4096..2 * 4096, 8192..4096, 0..16 * 4096] {
        let opened = now(Storage::open(Flash::new(PAGES), range.clone(), &mut [0; PAGE]));
        assert!(matches!(opened, Err(StorageError::Range)), "{range:?}");
    }
    let opened = now(Storage::open(Flash::new(PAGES), 0..PAGES as u32 * 4096, &mut [0; 100]));
    assert!(matches!(opened, Err(StorageError::Buffer(4096))));
}

#[test]
fn no_bytes_whatever_make_it_panic() {
    let (whole, _) = used();
    let mut rng = fastrand::Rng::with_seed(9);
    for round in 0..200 {
        let mut bytes = whole.clone();
        for _ in 0..rng.usize(0..40) {
            let from = rng.usize(0..bytes.len());
            let to = (from + (1 << rng.usize(0..13))).min(bytes.len());
            match rng.u8(0..4) {
                0 => bytes[from..to].fill(0xff),
                1 => bytes[from..to].fill(0),
                2 => bytes[from..to].iter_mut().for_each(|byte| *byte = rng.u8(..)),
                _ => {
                    let other = rng.usize(0..bytes.len() - (to - from));
                    bytes.copy_within(from..to, other);
                }
            }
        }
        if round % 4 == 0 {
            bytes.truncate(rng.usize(0..bytes.len()));
        }
        let _ = now(read_image(&mut bytes, |_, _| {}));
    }
}

#[test]
fn an_error_of_the_flash_is_told_and_the_next_try_stores() {
    let mut storage = open(Flash::new(PAGES)).unwrap();
    now(storage.put("a", b"1", &mut [0; PAGE])).unwrap();
    let mut flash = storage.into_flash();
    for left in 1..6 {
        flash.power = Some(left);
        let size = flash.size();
        let mut storage = now(Storage::open(&mut flash, 0..size, &mut [0; PAGE])).unwrap();
        let value = vec![b'1'; 3_000 + left as usize];
        let result = now(storage.put("a", &value, &mut [0; PAGE]));
        flash.power = None;
        let mut storage = now(Storage::open(&mut flash, 0..size, &mut [0; PAGE])).unwrap();
        if result.is_err() {
            assert_eq!(now(storage.put("a", &value, &mut [0; PAGE])), Ok(true));
        }
        let mut buffer = [0; PAGE];
        assert_eq!(now(storage.get("a", &mut buffer)).unwrap(), Some(&value[..]));
    }
}
