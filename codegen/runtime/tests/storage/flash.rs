//! NOR flash in memory, which notes each write and each erase, and can be torn in the middle of one.

use core::future::Future;
use core::pin::pin;
use core::task::{Context, Poll, Waker};

use embedded_storage_async::nor_flash::{ErrorType, NorFlash, NorFlashErrorKind, ReadNorFlash};

/// Runs what never waits.
pub fn now<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return value;
        }
    }
}

/// One operation that power can be cut in.
#[derive(Debug, Clone)]
pub enum Op {
    Write { at: usize, bytes: Vec<u8> },
    Erase { from: usize, to: usize },
}

/// Pages of `PAGE` bytes, words of `WORD` bytes.
#[derive(Debug, Clone)]
pub struct Nor<const PAGE: usize, const WORD: usize> {
    pub bytes: Vec<u8>,
    /// Each operation, and what was in the flash before it.
    pub ops: Option<Vec<(Vec<u8>, Op)>>,
    /// How often each page was erased.
    pub erases: Vec<u32>,
    /// After so many operations, the next one is torn, and all that follow fail.
    pub power: Option<u32>,
    pub rng: fastrand::Rng,
}

impl<const PAGE: usize, const WORD: usize> Nor<PAGE, WORD> {
    pub fn of(bytes: Vec<u8>) -> Self {
        let erases = vec![0; bytes.len() / PAGE];
        Self { bytes, ops: None, erases, power: None, rng: fastrand::Rng::with_seed(1) }
    }

    pub fn new(pages: usize) -> Self {
        Self::of(vec![0xff; pages * PAGE])
    }

    pub fn size(&self) -> u32 {
        self.bytes.len() as u32
    }

    /// Whether this operation is carried out; if not, it is torn, or there is no power any more.
    fn powered(&mut self, op: impl FnOnce() -> Op) -> Result<(), NorFlashErrorKind> {
        match &mut self.power {
            None => {
                if self.ops.is_some() {
                    let before = self.bytes.clone();
                    let op = op();
                    self.ops.iter_mut().for_each(|ops| ops.push((before.clone(), op.clone())));
                }
                Ok(())
            }
            Some(0) => Err(NorFlashErrorKind::Other),
            Some(left) => {
                *left -= 1;
                if *left > 0 {
                    return Ok(());
                }
                tear::<WORD>(&mut self.bytes, &op(), &mut self.rng);
                Err(NorFlashErrorKind::Other)
            }
        }
    }
}

/// Carries `op` out to some point: of a write, some words, and some bits of the next; of an erase, anything.
pub fn tear<const WORD: usize>(flash: &mut [u8], op: &Op, rng: &mut fastrand::Rng) {
    match op {
        Op::Write { at, bytes } => {
            let whole = rng.usize(0..bytes.len() / WORD) * WORD;
            // A driver may program words in any order; from the end is the worst one.
            let backwards = rng.u8(0..4) == 0;
            for (i, byte) in bytes.iter().enumerate() {
                let (i, byte) = if backwards { (bytes.len() - 1 - i, bytes[bytes.len() - 1 - i]) } else { (i, *byte) };
                let reached = if backwards { bytes.len() - 1 - i } else { i };
                if reached < whole {
                    flash[at + i] &= byte;
                } else if reached < whole + WORD {
                    flash[at + i] &= byte | rng.u8(..);
                }
            }
        }
        Op::Erase { from, to } => {
            let page = &mut flash[*from..*to];
            let half = rng.usize(0..=page.len());
            match rng.u8(0..6) {
                0 => page[..half].fill(0xff),
                1 => page[half..].fill(0xff),
                // Before it erases, a flash programs all to zero.
                2 => page[..half].fill(0),
                3 => page.fill(0),
                // Each bit on its way to one.
                4 => page.iter_mut().for_each(|byte| *byte |= rng.u8(..)),
                _ => page.iter_mut().for_each(|byte| *byte = rng.u8(..)),
            }
        }
    }
}

impl<const PAGE: usize, const WORD: usize> ErrorType for Nor<PAGE, WORD> {
    type Error = NorFlashErrorKind;
}

impl<const PAGE: usize, const WORD: usize> ReadNorFlash for Nor<PAGE, WORD> {
    const READ_SIZE: usize = 1;

    async fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), Self::Error> {
        let from = offset as usize;
        bytes.copy_from_slice(self.bytes.get(from..from + bytes.len()).ok_or(NorFlashErrorKind::OutOfBounds)?);
        Ok(())
    }

    fn capacity(&self) -> usize {
        self.bytes.len()
    }
}

impl<const PAGE: usize, const WORD: usize> NorFlash for Nor<PAGE, WORD> {
    const WRITE_SIZE: usize = WORD;
    const ERASE_SIZE: usize = PAGE;

    async fn erase(&mut self, from: u32, to: u32) -> Result<(), Self::Error> {
        let (from, to) = (from as usize, to as usize);
        assert!(from % PAGE == 0 && to % PAGE == 0 && from < to && to <= self.bytes.len());
        self.powered(|| Op::Erase { from, to })?;
        self.bytes[from..to].fill(0xff);
        self.erases[from / PAGE..to / PAGE].iter_mut().for_each(|count| *count += 1);
        Ok(())
    }

    async fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), Self::Error> {
        let at = offset as usize;
        assert!(at.is_multiple_of(WORD) && bytes.len().is_multiple_of(WORD) && !bytes.is_empty());
        self.powered(|| Op::Write { at, bytes: bytes.to_vec() })?;
        self.bytes[at..at + bytes.len()].iter_mut().zip(bytes).for_each(|(place, byte)| *place &= byte);
        Ok(())
    }
}
