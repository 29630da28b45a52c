use std::fs;

use super::flash::PAGE;
use super::*;
use crate::fixture::TABLES;

const KEYS: usize = 60;

/// A store with many settings, closed again.
fn used(folder: &Path) -> (PathBuf, Settings) {
    let (store, found) = Store::open(folder, "123456", &TABLES).unwrap();
    assert!(found.settings.is_empty() && found.remarks.is_empty());
    let mut settings = Settings::new();
    for (i, value) in (0..KEYS).map(|i| (i, format!("={}", "x".repeat(i * 3)))) {
        store.put(&format!("key{i}"), value.as_bytes()).unwrap();
        settings.insert(format!("key{i}"), value.into_bytes());
    }
    (store.path().to_owned(), settings)
}

/// What is found, and the only remark.
fn opened(folder: &Path) -> (Settings, String) {
    let (_, found) = Store::open(folder, "123456", &TABLES).unwrap();
    let [remark] = found.remarks.as_slice() else { panic!("{:?}", found.remarks) };
    let remark = remark.clone();
    // It is said once.
    let (_, again) = Store::open(folder, "123456", &TABLES).unwrap();
    assert_eq!((&again.settings, again.remarks.len()), (&found.settings, 0));
    (found.settings, remark)
}

#[test]
fn what_is_put_is_found_again_in_a_file_of_fixed_size() {
    let folder = tempfile::tempdir().unwrap();
    let (path, settings) = used(folder.path());
    let (_, found) = Store::open(folder.path(), "123456", &TABLES).unwrap();
    assert_eq!(found.settings, settings);
    assert_eq!(fs::metadata(path).unwrap().len(), image::SIZE as u64);
}

#[test]
fn damaged_entries_cost_their_settings_and_the_damaged_file_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let (path, settings) = used(folder.path());
    let mut bytes = fs::read(&path).unwrap();
    for name in [b"key30=", b"key40="] {
        let at = bytes.windows(name.len()).rposition(|part| part == name).unwrap();
        bytes[at + 20] ^= 0x40;
    }
    fs::write(&path, &bytes).unwrap();
    let (found, remark) = opened(folder.path());
    assert_eq!(found.len(), settings.len() - 2);
    assert!(found.iter().all(|(name, value)| settings[name] == *value));
    assert!(remark.contains("2 of its entries") && remark.contains("123456.damaged-1.flash"), "{remark}");
    assert!(fs::read(folder.path().join("123456.damaged-1.flash")).unwrap() == bytes);
}

#[test]
fn of_a_file_that_was_cut_off_the_rest_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let (path, settings) = used(folder.path());
    // In the middle of the second page of entries.
    fs::File::options().write(true).open(&path).unwrap().set_len(3 * PAGE as u64 + 1000).unwrap();
    let (found, remark) = opened(folder.path());
    assert!(found.len() > 40 && found.len() < settings.len(), "{}", found.len());
    assert!(found.iter().all(|(name, value)| settings[name] == *value));
    assert!(remark.contains("cut off") && remark.contains("123456.damaged-1.flash"), "{remark}");
    assert_eq!(fs::metadata(folder.path().join("123456.damaged-1.flash")).unwrap().len(), 3 * PAGE as u64 + 1000);
}

#[test]
fn somebody_elses_file_is_put_aside_and_never_replaces_another() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("123456.flash");
    for (number, text) in [(1, "a letter".repeat(9_000)), (2, "nothing".to_owned())] {
        fs::write(&path, &text).unwrap();
        let (found, remark) = opened(folder.path());
        assert!(found.is_empty());
        assert!(remark.contains(&format!("123456.foreign-{number}.flash")), "{remark}");
        assert_eq!(fs::read_to_string(folder.path().join(format!("123456.foreign-{number}.flash"))).unwrap(), text);
    }
}

#[test]
fn settings_of_an_earlier_version_are_taken_over_once() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("123456.json"), "{\"amp\": 11,\n\"fna\": \"a\\\"b\", \"lof\": [1]}").unwrap();
    let (found, remark) = opened(folder.path());
    let expected = [("amp", "11"), ("fna", "=a\"b"), ("lof", "[1]")];
    assert_eq!(found, expected.map(|(name, value)| (name.to_owned(), value.as_bytes().to_owned())).into());
    assert!(remark.contains("123456.flash") && remark.contains("123456.old-1.json"), "{remark}");
    assert!(!folder.path().join("123456.json").exists());
}

#[test]
fn a_broken_file_of_an_earlier_version_is_put_aside() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("123456.json"), "{\"amp\": 16").unwrap();
    let (found, remark) = opened(folder.path());
    assert!(found.is_empty() && remark.contains("123456.broken-1.json"), "{remark}");
    assert_eq!(fs::read_to_string(folder.path().join("123456.broken-1.json")).unwrap(), "{\"amp\": 16");
}

#[test]
fn a_setting_that_does_not_fit_is_refused_and_the_others_stay() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(folder.path(), "123456", &TABLES).unwrap();
    store.put("amp", b"11").unwrap();
    let refused = (0..100).find_map(|i| store.put(&format!("long{i}"), &[b'1'; 3_900]).err()).unwrap();
    assert!(!refused.is_general() && refused.to_string().contains("full"), "{refused}");
    drop(store);
    let (_, found) = Store::open(folder.path(), "123456", &TABLES).unwrap();
    assert_eq!((found.settings["amp"].as_slice(), found.settings.len()), (&b"11"[..], 30));
}

#[test]
fn two_devices_do_not_share_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let _first = Store::open(folder.path(), "123456", &TABLES).unwrap();
    assert!(matches!(Store::open(folder.path(), "123456", &TABLES), Err(StoreError::InUse(_))));
    assert!(Store::open(folder.path(), "123457", &TABLES).is_ok());
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_any_of_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let (path, _) = used(folder.path());
    fs::File::options().write(true).open(&path).unwrap().set_len(3 * PAGE as u64).unwrap();
    opened(folder.path());
    let files: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 3, "{files:?}");
    for file in files {
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600, "{}", file.display());
    }
}
