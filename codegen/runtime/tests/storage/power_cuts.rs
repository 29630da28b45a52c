//! Power is cut at every write and every erase of a long history, and again while the store recovers from that.

use std::collections::BTreeMap;

use keywright::storage::Storage;

use crate::flash::{Nor, Op, now, tear};

const PAGES: usize = 8;

type Values = BTreeMap<String, Vec<u8>>;

/// What the store may hold: each value as acknowledged, but for the one that was being stored.
struct Expected<'a> {
    values: &'a Values,
    changing: Option<(&'a str, &'a [u8])>,
}

fn open<const PAGE: usize, const WORD: usize>(flash: Nor<PAGE, WORD>) -> Storage<Nor<PAGE, WORD>> {
    let size = flash.size();
    now(Storage::open(flash, 0..size, &mut [0; PAGE])).expect("it is a store")
}

fn value<const PAGE: usize, const WORD: usize>(storage: &mut Storage<Nor<PAGE, WORD>>, name: &str) -> Vec<u8> {
    now(storage.get(name, &mut [0; PAGE])).unwrap().unwrap_or_default().to_vec()
}

/// Opens what the power cut has left, checks every value, and sees that it goes on working. Returns the operations
/// that recovery took.
fn recovers<const PAGE: usize, const WORD: usize>(
    bytes: Vec<u8>,
    expected: &Expected<'_>,
    rng: &mut fastrand::Rng,
) -> Vec<(Vec<u8>, Op)> {
    let mut flash = Nor::<PAGE, WORD>::of(bytes);
    flash.ops = Some(Vec::new());
    let mut storage = open(flash);
    let mut values = expected.values.clone();
    for (name, before) in expected.values {
        let found = value(&mut storage, name);
        match expected.changing {
            Some((changing, new)) if changing == name => assert!(found == *before || found == new, "{name}"),
            _ => assert_eq!(found, *before, "{name}"),
        }
        values.insert(name.clone(), found);
    }
    let mut flash = storage.into_flash();
    let ops = flash.ops.take().unwrap_or_default();
    let mut storage = open(flash);
    for _ in 0..3 {
        let (name, new) = change(&values, rng);
        now(storage.put(&name, &new, &mut [0; PAGE])).unwrap();
        values.insert(name, new);
    }
    let mut storage = open(storage.into_flash());
    for (name, expected) in &values {
        assert_eq!(value(&mut storage, name), *expected, "{name}");
    }
    ops
}

/// Ten settings of up to 40 bytes: with their headers they fill less than half of the pages.
fn change(values: &Values, rng: &mut fastrand::Rng) -> (String, Vec<u8>) {
    let name = format!("k{}", rng.u8(0..10));
    let new = match rng.u8(0..20) {
        // Back to that of a new device.
        0 => Vec::new(),
        // Bytes that could be taken for a header, or for nothing at all.
        1 => vec![0xff; rng.usize(1..40)],
        2 => vec![0; rng.usize(1..40)],
        // Unchanged: nothing is to be written.
        3 => values.get(&name).cloned().unwrap_or_default(),
        _ => (0..rng.usize(1..40)).map(|_| rng.u8(..)).collect(),
    };
    (name, new)
}

fn cut_everywhere<const PAGE: usize, const WORD: usize>(changes: usize, seed: u64) {
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut flash = Nor::<PAGE, WORD>::new(PAGES);
    flash.ops = Some(Vec::new());
    // A store that is only just being begun can be cut, too.
    let mut flash = open(flash).into_flash();
    let mut values: Values = (0..10).map(|i| (format!("k{i}"), Vec::new())).collect();
    let (mut operations, mut cuts, mut again) = (0, 0, 0);
    for _ in 0..changes {
        let (name, new) = change(&values, &mut rng);
        let mut storage = open(flash);
        now(storage.put(&name, &new, &mut [0; PAGE])).unwrap();
        flash = storage.into_flash();
        let expected = Expected { values: &values, changing: Some((&name, &new)) };
        for (before, op) in flash.ops.replace(Vec::new()).unwrap_or_default() {
            operations += 1;
            let kinds = if matches!(op, Op::Erase { .. }) { 8 } else { 3 };
            // Cut before it, and several times within it. Cut after it is cut before the next one.
            for kind in 0..kinds {
                let mut cut = before.clone();
                if kind > 0 {
                    tear::<WORD>(&mut cut, &op, &mut rng);
                }
                let recovery = recovers::<PAGE, WORD>(cut, &expected, &mut rng);
                cuts += 1;
                for (before, op) in recovery {
                    let mut cut = before;
                    tear::<WORD>(&mut cut, &op, &mut rng);
                    recovers::<PAGE, WORD>(cut, &expected, &mut rng);
                    again += 1;
                }
            }
        }
        values.insert(name, new);
    }
    let erases = &flash.erases[2..];
    println!("{operations} operations, {cuts} cuts, {again} of them again while recovering; erases {:?}", flash.erases);
    assert!(erases.iter().all(|count| *count >= 3), "{erases:?}");
}

#[test]
fn a_cut_anywhere_leaves_the_old_or_the_new_value_with_words_of_a_byte() {
    cut_everywhere::<256, 1>(250, 11);
}

#[test]
fn a_cut_anywhere_leaves_the_old_or_the_new_value_with_words_of_four_bytes() {
    cut_everywhere::<256, 4>(250, 12);
}

#[test]
fn one_cut_after_the_other_loses_nothing_that_was_acknowledged() {
    let mut rng = fastrand::Rng::with_seed(13);
    let mut values = Values::new();
    let mut flash = Nor::<256, 1>::new(PAGES);
    let mut cuts = 0;
    while cuts < 4_000 {
        flash.power = Some(rng.u32(1..12));
        flash.rng = rng.fork();
        let size = flash.size();
        // Not with `open`: power may go while it is opened.
        let mut storage = match now(Storage::open(&mut flash, 0..size, &mut [0; 256])) {
            Ok(storage) => storage,
            Err(_) => {
                cuts += 1;
                continue;
            }
        };
        let changing = loop {
            let (name, new) = change(&values, &mut rng);
            if now(storage.put(&name, &new, &mut [0; 256])).is_err() {
                break (name, new);
            }
            values.insert(name, new);
        };
        cuts += 1;
        flash.power = None;
        let mut storage = open(flash);
        for (name, acknowledged) in &mut values {
            let found = value(&mut storage, name);
            let new = changing.0 == *name && changing.1 == found;
            assert!(found == *acknowledged || new, "{name} after {cuts} cuts");
            *acknowledged = found;
        }
        flash = storage.into_flash();
    }
    println!("{cuts} cuts; erases {:?}", flash.erases);
}

/// With words of a byte, `sequential-storage` reads a header across the torn bytes and the ones behind them:
/// <https://github.com/tweedegolf/sequential-storage/issues/136>
#[test]
fn what_follows_a_header_that_was_torn_twice_is_found() {
    for (len, reached) in (1..100).flat_map(|len| (1..8).map(move |reached| (len, reached))) {
        let mut flash = open(Nor::<256, 1>::new(PAGES)).into_flash();
        for _ in 0..2 {
            flash.ops = Some(Vec::new());
            let mut storage = open(flash);
            now(storage.put("k", &vec![b'1'; len], &mut [0; 256])).unwrap();
            let ops = storage.into_flash().ops.unwrap_or_default();
            // Each item is a header, then a name and a value.
            let (before, header) = &ops[ops.iter().position(|(_, op)| is_header(op)).unwrap()];
            let mut torn = before.clone();
            if let Op::Write { at, bytes } = header {
                torn[*at..at + reached].copy_from_slice(&bytes[..reached]);
            }
            flash = Nor::of(torn);
        }
        let mut storage = open(flash);
        now(storage.put("k", &vec![b'2'; len], &mut [0; 256])).unwrap();
        assert_eq!(value(&mut open(storage.into_flash()), "k"), vec![b'2'; len], "torn after {reached} bytes");
    }
}

/// Marks of pages are zeros.
fn is_header(op: &Op) -> bool {
    matches!(op, Op::Write { bytes, .. } if bytes.len() == 8 && bytes.iter().any(|byte| *byte != 0))
}
