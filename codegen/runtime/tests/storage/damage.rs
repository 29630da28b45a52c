//! Flash that is damaged, full, or somebody else's.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use embedded_storage_async::nor_flash::NorFlashErrorKind;
use keywright::storage::{LONGEST_ENTRY, Loaded, Storage, StorageError, read_image};

use crate::flash::{Nor, Op, now};

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
    now(read_image(&mut image, |_| 1, |name, value| drop(found.insert(name.to_owned(), value.to_vec())), |_| {}))
        .unwrap();
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

/// What an image holds: its values, what was loaded, and the names of what is damaged.
fn image(mut bytes: Vec<u8>) -> (Values, Loaded, Vec<String>) {
    let (mut found, mut damaged) = (Values::new(), Vec::new());
    let loaded = now(read_image(
        &mut bytes,
        copies,
        |name, value| drop(found.insert(name.to_owned(), value.to_vec())),
        |name| damaged.push(name.to_owned()),
    ));
    (found, loaded.unwrap(), damaged)
}

/// How often which key is stored.
fn copies(name: &str) -> u8 {
    let number = name.strip_prefix("key").and_then(|number| number.parse::<u8>().ok());
    if name == SAFE { 2 } else { u8::from(number.is_some_and(|number| number < 200)) }
}

/// The name of what is stored twice.
const SAFE: &str = "safe";

/// A store as it is used, whose newest entries are the two of [`SAFE`].
fn guarded() -> (Vec<u8>, Values) {
    let (bytes, mut values) = used();
    let mut storage = open(Flash::of(bytes)).unwrap();
    let secret = format!("=pbkdf2-sha256$10000${}", "0123456789abcdef".repeat(6)).into_bytes();
    assert_eq!(now(storage.put_twice(SAFE, &secret, &mut [0; PAGE])), Ok(true));
    values.insert(SAFE.to_owned(), secret);
    (storage.into_flash().bytes, values)
}

#[test]
fn no_damaged_byte_goes_untold_or_takes_what_is_stored_twice() {
    let (bytes, values) = guarded();
    let mut rng = fastrand::Rng::with_seed(10);
    let (mut images, mut told, mut named) = (0, 0, 0);
    // Every 17th byte, and every one of the two entries that were stored last.
    let end = bytes.iter().rposition(|byte| *byte == b'f').unwrap();
    for at in (0..bytes.len()).step_by(17).chain(end - 400..end + 16) {
        let mut damaged = bytes.clone();
        damaged[at] ^= rng.u8(1..);
        let (found, loaded, names) = image(damaged);
        assert_eq!(found.get(SAFE), values.get(SAFE), "byte {at}");
        assert!(!loaded.unclear, "byte {at}: {loaded:?}");
        images += 1;
        if let Some((name, _)) = values.iter().find(|(name, value)| found.get(*name) != Some(value)) {
            assert!(loaded.is_damaged(), "byte {at} took {name} without a word: {loaded:?}");
            told += 1;
            named += usize::from(names.contains(name));
        }
    }
    println!(
        "{images} images with one damaged byte each; {told} of them cost a value, and said so, {named} with its name"
    );
    // Where the name itself was hit, it is another one, or none.
    assert!(told > 100 && named * 10 > told * 6, "{named} of {told}");
}

#[test]
fn where_both_copies_may_be_lost_it_says_so() {
    let (bytes, values) = guarded();
    let copies: Vec<_> = (0..bytes.len()).filter(|at| bytes[*at..].starts_with(b"safe=")).collect();
    let [.., first, second] = copies.as_slice() else { panic!("{copies:?}") };
    let mut rng = fastrand::Rng::with_seed(11);
    let mut images = 0;
    for _ in 0..1_000 {
        let mut damaged = bytes.clone();
        // In the value, its name, or the header before it.
        for copy in [first, second] {
            damaged[copy - 9 + rng.usize(0..120)] ^= rng.u8(1..);
        }
        let (found, loaded, _) = image(damaged);
        assert!(found.get(SAFE) == values.get(SAFE) || loaded.unclear, "{loaded:?}");
        images += usize::from(loaded.unclear);
    }
    println!("1000 images with both copies damaged; {images} of them were not clear, and said so");
    assert!(images > 900, "{images}");
    for lost in [&[0x00; PAGE][..], &[0xff; PAGE]] {
        let mut damaged = bytes.clone();
        let page = first / PAGE * PAGE;
        damaged[page..page + PAGE].copy_from_slice(lost);
        assert!(image(damaged).1.unclear);
    }
}

#[test]
fn one_copy_is_written_anew_from_the_other() {
    let (mut bytes, values) = guarded();
    let copy = (0..bytes.len()).rfind(|at| bytes[*at..].starts_with(b"safe=")).unwrap();
    bytes[copy + 20] ^= 1;
    let (_, loaded, names) = image(bytes.clone());
    assert_eq!((loaded.damaged, names), (1, vec![SAFE.to_owned()]));
    let mut storage = open(Flash::of(bytes)).unwrap();
    assert_eq!(now(storage.put_twice(SAFE, &values[SAFE], &mut [0; PAGE])), Ok(true));
    // The damaged one is still there; its name tells that there is a newer one.
    let (found, loaded, names) = image(storage.into_flash().bytes);
    assert_eq!((loaded.unclear, names, &found[SAFE]), (false, vec![], &values[SAFE]));
}

#[test]
fn a_power_cut_is_no_damage() {
    let mut rng = fastrand::Rng::with_seed(12);
    let mut flash = Flash::new(PAGES);
    let (mut cuts, mut torn) = (0, 0);
    for i in 0..400 {
        flash.ops = Some(Vec::new());
        let mut storage = open(flash).unwrap();
        let value = format!("={}", "x".repeat(rng.usize(1..60)));
        let name = format!("key{}", i % 7);
        now(storage.put_twice(&name, value.as_bytes(), &mut [0; PAGE])).unwrap();
        flash = storage.into_flash();
        for (before, op) in flash.ops.take().unwrap_or_default() {
            let Op::Write { at, bytes } = op else { continue };
            let mut cut = before;
            let reached = rng.usize(0..bytes.len());
            for (place, byte) in cut[at..].iter_mut().zip(&bytes[..reached]) {
                *place &= byte;
            }
            let (_, loaded, names) = image(cut);
            assert_eq!((loaded.damaged, loaded.unclear), (0, false), "{names:?} {loaded:?}");
            cuts += 1;
            torn += loaded.torn;
        }
    }
    println!("{cuts} cuts left {torn} entries unfinished; none of them was taken for damage");
    assert!(torn > 100, "{torn}");
}

#[test]
fn damage_is_counted_and_what_is_whole_is_not() {
    let (bytes, values) = used();
    let read = |bytes: &[u8]| image(bytes.to_vec()).1;
    assert_eq!(read(&bytes), Loaded::default());

    let mut damaged = bytes.clone();
    let places: Vec<_> = (0..bytes.len()).filter(|at| bytes[*at..].starts_with(b"key")).collect();
    for place in [places[3], places[40]] {
        damaged[place] ^= 1;
    }
    assert_eq!(read(&damaged).damaged, 2);
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
        let _ = now(read_image(&mut bytes, copies, |_, _| {}, |_| {}));
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
