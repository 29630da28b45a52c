//! Records of the erase log: sixteen bytes that are either whole or count for nothing.

use crc::{CRC_32_ISCSI, Crc, NoTable};

/// Bytes of a record.
pub(super) const SIZE: usize = 16;
/// No page at all.
pub(super) const NO_PAGE: u16 = u16::MAX;

const MAGIC: [u8; 4] = *b"kwE1";
/// Without a table, which would be larger than all else here.
const CRC: Crc<u32, NoTable> = Crc::<u32, NoTable>::new(&CRC_32_ISCSI);

/// How far an erase has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// It may have begun: nothing in the page counts any more.
    Begun,
    /// The page is erased.
    Done,
    /// There are entries in the page, and in all before it; none has been erased yet.
    First,
    /// There are entries in the page, which was erased last.
    Used,
}

impl Step {
    const ALL: [(Self, u8); 4] = [(Self::Begun, b'b'), (Self::Done, b'd'), (Self::First, b'f'), (Self::Used, b'u')];

    fn to_byte(self) -> u8 {
        Self::ALL.into_iter().find(|(step, _)| *step == self).map_or(0, |(_, byte)| byte)
    }

    fn from_byte(byte: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known)| *known == byte).map(|(step, _)| step)
    }
}

/// What happened to which page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Record {
    /// The newest record has the greatest one.
    pub(super) sequence: u32,
    /// The page, or [`NO_PAGE`] in a new store.
    pub(super) page: u16,
    pub(super) step: Step,
}

impl Record {
    pub(super) fn to_bytes(self) -> [u8; SIZE] {
        let [s0, s1, s2, s3] = self.sequence.to_le_bytes();
        let [p0, p1] = self.page.to_le_bytes();
        let step = self.step.to_byte();
        let [m0, m1, m2, m3] = MAGIC;
        let [c0, c1, c2, c3] = CRC.checksum(&[m0, m1, m2, m3, s0, s1, s2, s3, p0, p1, step, 0]).to_le_bytes();
        [m0, m1, m2, m3, s0, s1, s2, s3, p0, p1, step, 0, c0, c1, c2, c3]
    }

    pub(super) fn from_bytes(bytes: &[u8; SIZE]) -> Option<Self> {
        let [_, _, _, _, s0, s1, s2, s3, p0, p1, step, _, _, _, _, _] = *bytes;
        let record = Self {
            sequence: u32::from_le_bytes([s0, s1, s2, s3]),
            page: u16::from_le_bytes([p0, p1]),
            step: Step::from_byte(step)?,
        };
        (record.to_bytes() == *bytes).then_some(record)
    }
}

#[cfg(test)]
mod tests {
    use super::{Record, Step};

    #[test]
    fn a_record_with_any_bit_lost_counts_for_nothing() {
        let record = Record { sequence: 70_000, page: 13, step: Step::Begun };
        let bytes = record.to_bytes();
        assert_eq!(Record::from_bytes(&bytes), Some(record));
        for bit in 0..bytes.len() * 8 {
            let mut broken = bytes;
            broken[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(Record::from_bytes(&broken), None, "bit {bit}");
        }
    }
}
