//! The perfect hash from names to keys. The runtime's `Index::candidate` computes the same.

/// The tables of the runtime's `Index`.
pub(super) struct Index {
    pub basis: u32,
    pub seeds: Vec<u16>,
    pub slots: Vec<u16>,
    pub shift: u32,
}

const FREE: u16 = u16::MAX;

fn hash(name: &str, basis: u32) -> u32 {
    name.bytes().fold(basis, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

fn slot(hash: u32, seed: u16, shift: u32) -> usize {
    let mixed = (hash ^ u32::from(seed).wrapping_mul(0x9e37_79b9)).wrapping_mul(0x85eb_ca6b);
    mixed.checked_shr(shift).unwrap_or(0) as usize
}

/// Finds a seed for each bucket of names so that no two names share a slot. The fullest buckets choose first. The
/// table is doubled in the rare case that a bucket finds no seed.
pub(super) fn build(names: &[&str]) -> Index {
    let basis = basis(names);
    let mut size = (names.len() * 5 / 4).next_power_of_two().max(2);
    loop {
        if let Some(index) = try_build(names, basis, size) {
            return index;
        }
        size *= 2;
    }
}

/// A beginning of the hash with which no two names have the same one: those could not be told apart by any seed.
fn basis(names: &[&str]) -> u32 {
    let mut basis: u32 = 0x811c_9dc5;
    loop {
        let mut hashes: Vec<u32> = names.iter().map(|name| hash(name, basis)).collect();
        hashes.sort_unstable();
        if hashes.windows(2).all(|pair| pair[0] != pair[1]) {
            return basis;
        }
        basis = basis.wrapping_mul(0x0019_660d).wrapping_add(0x3c6e_f35f);
    }
}

fn try_build(names: &[&str], basis: u32, size: usize) -> Option<Index> {
    let shift = 32 - size.trailing_zeros();
    let buckets = (names.len() / 4).next_power_of_two().max(1);
    let mut members: Vec<Vec<(usize, u32)>> = vec![Vec::new(); buckets];
    for (key, name) in names.iter().enumerate() {
        let hash = hash(name, basis);
        if let Some(bucket) = members.get_mut(hash as usize & (buckets - 1)) {
            bucket.push((key, hash));
        }
    }
    let mut order: Vec<usize> = (0..buckets).collect();
    order.sort_by_key(|bucket| std::cmp::Reverse(members[*bucket].len()));
    let mut seeds = vec![0; buckets];
    let mut slots = vec![FREE; size];
    for bucket in order {
        let members = &members[bucket];
        let seed = (0..u16::MAX).find(|seed| {
            let mut taken: Vec<usize> = members.iter().map(|(_, hash)| slot(*hash, *seed, shift)).collect();
            let free = taken.iter().all(|slot| slots[*slot] == FREE);
            taken.sort_unstable();
            taken.dedup();
            free && taken.len() == members.len()
        })?;
        seeds[bucket] = seed;
        for (key, hash) in members {
            slots[slot(*hash, seed, shift)] = *key as u16;
        }
    }
    Some(Index { basis, seeds, slots, shift })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_a_slot_of_its_own() {
        let names: Vec<String> = (0..3000).map(|i| format!("k{i}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let index = build(&names);
        for (key, name) in names.iter().enumerate() {
            let hash = hash(name, index.basis);
            let seed = index.seeds[hash as usize & (index.seeds.len() - 1)];
            assert_eq!(usize::from(index.slots[slot(hash, seed, index.shift)]), key);
        }
    }
}
