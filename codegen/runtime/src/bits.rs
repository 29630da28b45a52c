/// A set of keys, one bit each, in device order.
pub trait Bits {
    /// The empty set.
    fn empty() -> Self;

    /// The words that hold the bits, lowest key first.
    fn words(&self) -> &[u32];

    /// See [`Bits::words`].
    fn words_mut(&mut self) -> &mut [u32];

    /// Whether `key` is in the set.
    fn contains(&self, key: usize) -> bool {
        contains(self.words(), key)
    }

    /// Puts `key` into the set. A key that the device does not have is left out.
    fn insert(&mut self, key: usize) {
        insert(self.words_mut(), key);
    }

    /// Takes `key` out of the set.
    fn remove(&mut self, key: usize) {
        remove(self.words_mut(), key);
    }

    /// Adds all of `other`.
    fn insert_all(&mut self, other: &[u32]) {
        for (mine, other) in self.words_mut().iter_mut().zip(other) {
            *mine |= other;
        }
    }

    /// Whether nothing is in the set.
    fn is_empty(&self) -> bool {
        self.words().iter().all(|word| *word == 0)
    }

    /// The first key of the set at or after `from`.
    fn next(&self, from: usize) -> Option<usize> {
        next(self.words(), from)
    }
}

impl<const N: usize> Bits for [u32; N] {
    fn empty() -> Self {
        [0; N]
    }

    fn words(&self) -> &[u32] {
        self
    }

    fn words_mut(&mut self) -> &mut [u32] {
        self
    }
}

pub(crate) fn contains(words: &[u32], key: usize) -> bool {
    words.get(key / 32).is_some_and(|word| word & (1 << (key % 32)) != 0)
}

#[inline]
pub(crate) fn insert(words: &mut [u32], key: usize) {
    if let Some(word) = words.get_mut(key / 32) {
        *word |= 1 << (key % 32);
    }
}

pub(crate) fn remove(words: &mut [u32], key: usize) {
    if let Some(word) = words.get_mut(key / 32) {
        *word &= !(1 << (key % 32));
    }
}

pub(crate) fn next(words: &[u32], from: usize) -> Option<usize> {
    let mut index = from / 32;
    let mut word = words.get(index)? & (u32::MAX << (from % 32));
    while word == 0 {
        index += 1;
        word = *words.get(index)?;
    }
    Some(index * 32 + word.trailing_zeros() as usize)
}

#[cfg(test)]
mod tests {
    use super::Bits;

    #[test]
    fn next_walks_over_word_borders() {
        let mut set = [0u32; 3];
        for key in [0, 31, 32, 95] {
            set.insert(key);
        }
        set.insert(96);
        assert_eq!(set.next(0), Some(0));
        assert_eq!(set.next(1), Some(31));
        assert_eq!(set.next(32), Some(32));
        assert_eq!(set.next(33), Some(95));
        assert_eq!(set.next(96), None);
    }
}
