//! What a device does all day: find a key, write a status, take a write.

use keywright::{Buf, Origin, Rendered, apply, http, write_status};
use keywright_bench::api::{self, Key};
use keywright_bench::{Device, PHF, device, hash_map, mask, peer, peer_of, status};
use serde::Deserialize;

fn main() {
    divan::main();
}

/// Room for a status.
const ROOM: usize = 64 * 1024;

fn sample() -> Device {
    device().expect("the examples of the spec fit its types")
}

fn sample_peer() -> peer::Status {
    peer_of(&mut sample()).expect("the struct has the fields of the status")
}

/// Every name once, in an order that is not the table's, each in memory of its own as if it came over the wire.
fn names() -> Vec<String> {
    let count = Key::COUNT;
    // Any number without a common factor steps through all of them.
    let step = (count / 3..).find(|step| gcd(*step, count) == 1).unwrap_or(1);
    (0..count).map(|i| Key::ALL[i * step % count].name().to_owned()).collect()
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[divan::bench_group]
mod lookup {
    use super::*;

    fn all(bencher: divan::Bencher<'_, '_>, find: impl Fn(&str) -> Option<u16>) {
        let names = names();
        bencher
            .counter(divan::counter::ItemsCount::new(names.len()))
            .bench_local(|| names.iter().fold(0u32, |sum, name| sum + u32::from(find(name).unwrap_or(0))));
    }

    #[divan::bench]
    fn keywright(bencher: divan::Bencher<'_, '_>) {
        all(bencher, |name| api::TABLES.find(name).map(|key| key.0));
    }

    #[divan::bench]
    fn phf(bencher: divan::Bencher<'_, '_>) {
        all(bencher, |name| PHF.get(name).copied());
    }

    #[divan::bench]
    fn hash_map(bencher: divan::Bencher<'_, '_>) {
        let map = super::hash_map();
        all(bencher, |name| map.get(name).copied());
    }
}

#[divan::bench_group]
mod status_full {
    use super::*;

    #[divan::bench]
    fn keywright(bencher: divan::Bencher<'_, '_>) {
        let (mut device, mut room) = (sample(), vec![0; ROOM]);
        bencher.bench_local(|| {
            let mut out = Buf::new(&mut room);
            write_status(&api::device_ref(&mut device), None, &mut out);
            out.len()
        });
    }

    #[divan::bench]
    fn serde_json(bencher: divan::Bencher<'_, '_>) {
        let (status, mut room) = (sample_peer(), Vec::with_capacity(ROOM));
        bencher.bench_local(|| {
            room.clear();
            serde_json::to_writer(&mut room, &status).map(|()| room.len()).unwrap_or(0)
        });
    }

    #[divan::bench]
    fn copy_of_the_bytes(bencher: divan::Bencher<'_, '_>) {
        let bytes = status(&mut sample());
        let mut room = vec![0; bytes.len()];
        bencher.bench_local(|| divan::black_box(&mut room).copy_from_slice(divan::black_box(&bytes)));
    }
}

#[divan::bench_group]
mod status_filtered {
    use super::*;

    #[divan::bench]
    fn keywright(bencher: divan::Bencher<'_, '_>) {
        let (mut device, mut room, mask) = (sample(), vec![0; ROOM], mask(&peer::FILTER));
        bencher.bench_local(|| {
            let mut out = Buf::new(&mut room);
            write_status(&api::device_ref(&mut device), Some(divan::black_box(&mask)), &mut out);
            out.len()
        });
    }

    /// The filter's text is read, too: what a poll costs after the request line.
    #[divan::bench]
    fn keywright_with_request(bencher: divan::Bencher<'_, '_>) {
        let (mut device, mut room, mut scratch) = (sample(), vec![0; ROOM], [0; 256]);
        let query = format!("filter={}", peer::FILTER.join(","));
        bencher.bench_local(|| {
            let mut out = Buf::new(&mut room);
            let request =
                http::Request { method: http::Method::Get, path: "/api/status", query: &query, body: &mut [] };
            api::http::respond(&mut device, request, &mut scratch, &mut out).status
        });
    }

    #[divan::bench]
    fn serde_json(bencher: divan::Bencher<'_, '_>) {
        let (status, mut room) = (peer::Filtered::of(sample_peer()), Vec::with_capacity(ROOM));
        bencher.bench_local(|| {
            room.clear();
            serde_json::to_writer(&mut room, &status).map(|()| room.len()).unwrap_or(0)
        });
    }
}

/// Ten keys that change while a car charges, set and then shown. Both sides do the same ten sets.
#[divan::bench_group]
mod status_kept {
    use super::*;

    /// The text of each value is as long as before.
    #[divan::bench]
    fn keywright(bencher: divan::Bencher<'_, '_>) {
        kept(bencher, 1.0, 10);
    }

    /// The text of each value grows or shrinks each time, so that all that follows is moved.
    #[divan::bench]
    fn keywright_other_lengths(bencher: divan::Bencher<'_, '_>) {
        kept(bencher, 1000.5, 1000);
    }

    fn kept(bencher: divan::Bencher<'_, '_>, step: f32, whole: u64) {
        let mut device = sample();
        let mut kept = Rendered::new(vec![0; ROOM], vec![0; Key::COUNT]);
        let mut odd = false;
        bencher.bench_local(|| {
            odd = !odd;
            let (float, int) = if odd { (4.0, 20) } else { (4.0 + step, 20 + whole) };
            let registry = &mut device.registry;
            registry.set_energy_since_connected(f64::from(float));
            registry.set_total_energy(int);
            registry.set_time_since_boot(int);
            registry.set_wifi_signal_strength(Some(if odd { -60 } else { -61 }));
            registry.set_grid_frequency(Some(float));
            registry.set_pv_power(Some(float));
            registry.set_grid_power(Some(float));
            registry.set_home_battery_power(Some(float));
            registry.set_total_power_average(float);
            let mut nrg = *registry.electrical_measurements();
            nrg[0] = float;
            registry.set_electrical_measurements(nrg);
            kept.refresh(&mut api::device_ref(&mut device)).map_or(0, <[u8]>::len)
        });
    }

    #[divan::bench]
    fn serde_json(bencher: divan::Bencher<'_, '_>) {
        let (mut status, mut room) = (sample_peer(), Vec::with_capacity(ROOM));
        let mut odd = false;
        bencher.bench_local(|| {
            odd = !odd;
            let (float, int) = if odd { (4.0, 20) } else { (5.0, 30) };
            status.energy_since_connected = f64::from(float);
            status.total_energy = int;
            status.time_since_boot = int;
            status.wifi_signal_strength = Some(if odd { -60 } else { -61 });
            status.grid_frequency = Some(float);
            status.pv_power = Some(float);
            status.grid_power = Some(float);
            status.home_battery_power = Some(float);
            status.total_power_average = float;
            status.electrical_measurements[0] = float;
            room.clear();
            serde_json::to_writer(&mut room, &status).map(|()| room.len()).unwrap_or(0)
        });
    }
}

/// A key by its name and a value as JSON, set over and over to another value.
fn set_by_name<const N: usize>(bencher: divan::Bencher<'_, '_>, name: &str, values: [&[u8; N]; 2]) {
    let mut device = sample();
    let mut odd = false;
    bencher.bench_local(|| {
        odd = !odd;
        let mut json = *values[usize::from(odd)];
        let key = api::TABLES.find(divan::black_box(name))?;
        apply(&mut api::device_ref(&mut device), key, &mut json, Origin::Http).ok()
    });
}

/// The same with all settings in one struct.
fn set_struct(bencher: divan::Bencher<'_, '_>, bodies: [&[u8]; 2]) {
    let mut status = sample_peer();
    let mut odd = false;
    bencher.bench_local(|| {
        odd = !odd;
        let set: peer::Set = serde_json::from_slice(divan::black_box(bodies[usize::from(odd)])).ok()?;
        set.store(&mut status);
        Some(())
    });
}

#[divan::bench_group]
mod set_number {
    use super::*;

    #[divan::bench]
    fn keywright(bencher: divan::Bencher<'_, '_>) {
        set_by_name(bencher, "amp", [b"16", b"15"]);
    }

    #[divan::bench]
    fn serde_json_all_settings(bencher: divan::Bencher<'_, '_>) {
        set_struct(bencher, [br#"{"amp":16}"#, br#"{"amp":15}"#]);
    }

    /// Knows beforehand which key will be set.
    #[divan::bench]
    fn serde_json_one_setting(bencher: divan::Bencher<'_, '_>) {
        #[derive(Deserialize)]
        struct Set {
            amp: u8,
        }
        let mut status = sample_peer();
        let mut odd = false;
        bencher.bench_local(|| {
            odd = !odd;
            let body: &[u8] = if odd { br#"{"amp":16}"# } else { br#"{"amp":15}"# };
            let set: Set = serde_json::from_slice(divan::black_box(body)).ok()?;
            status.requested_current = (6..=32).contains(&set.amp).then_some(set.amp)?;
            Some(())
        });
    }
}

#[divan::bench_group]
mod set_text {
    use super::*;

    #[divan::bench]
    fn keywright(bencher: divan::Bencher<'_, '_>) {
        set_by_name(bencher, "fna", [br#""charger in the yard""#, br#""charger at the road""#]);
    }

    #[divan::bench]
    fn serde_json_all_settings(bencher: divan::Bencher<'_, '_>) {
        set_struct(bencher, [br#"{"fna":"charger in the yard"}"#, br#"{"fna":"charger at the road"}"#]);
    }

    /// Knows beforehand which key will be set.
    #[divan::bench]
    fn serde_json_one_setting(bencher: divan::Bencher<'_, '_>) {
        #[derive(Deserialize)]
        struct Set {
            fna: String,
        }
        let mut status = sample_peer();
        let mut odd = false;
        bencher.bench_local(|| {
            odd = !odd;
            let body: &[u8] =
                if odd { br#"{"fna":"charger in the yard"}"# } else { br#"{"fna":"charger at the road"}"# };
            let set: Set = serde_json::from_slice(divan::black_box(body)).ok()?;
            status.friendly_name = (set.fna.len() <= 64).then_some(set.fna)?;
            Some(())
        });
    }
}
