//! The partition of the flash that holds the settings.

use core::cell::RefCell;

use esp_bootloader_esp_idf::partitions::{PARTITION_TABLE_MAX_LEN, read_partition_table};
use esp_hal::peripherals::FLASH;
use esp_storage::{FlashStorage, FlashStorageError};
use keywright_embassy::keywright::storage::nor_flash::{
    ErrorType, NorFlash, NorFlashError, NorFlashErrorKind, ReadNorFlash,
};
use static_cell::StaticCell;

/// Name of the partition in `partitions.csv`.
const LABEL: &str = "settings";

/// The partition. While it is written, nothing else runs: code is read from the same flash.
#[derive(Clone)]
pub struct Flash {
    chip: &'static RefCell<FlashStorage<'static>>,
    begin: u32,
    /// In bytes.
    pub size: u32,
}

/// What can go wrong.
#[derive(Debug)]
pub enum FlashError {
    /// Part of it is not in the partition.
    OutOfBounds,
    /// The flash reports a failure.
    Failed(FlashStorageError),
}

impl NorFlashError for FlashError {
    fn kind(&self) -> NorFlashErrorKind {
        match self {
            Self::OutOfBounds | Self::Failed(FlashStorageError::OutOfBounds) => NorFlashErrorKind::OutOfBounds,
            Self::Failed(FlashStorageError::NotAligned) => NorFlashErrorKind::NotAligned,
            Self::Failed(_) => NorFlashErrorKind::Other,
        }
    }
}

impl Flash {
    /// The partition, where the partition table has one. Called once.
    pub fn find(flash: FLASH<'static>) -> Option<Self> {
        static CHIP: StaticCell<RefCell<FlashStorage<'static>>> = StaticCell::new();
        let chip = CHIP.init(RefCell::new(FlashStorage::new(flash)));
        let (begin, size) = Self::partition(chip.get_mut())?;
        Some(Self { chip, begin, size })
    }

    /// Not inlined: the table has 3 KB.
    #[inline(never)]
    fn partition(chip: &mut FlashStorage<'static>) -> Option<(u32, u32)> {
        let mut room = [0; PARTITION_TABLE_MAX_LEN];
        let table = match read_partition_table(chip, &mut room) {
            Ok(table) => table,
            Err(error) => {
                log::error!("the partition table can't be read: {error}");
                return None;
            }
        };
        let found = table.iter().find(|partition| partition.label_as_str() == LABEL)?;
        Some((found.offset(), found.len()))
    }

    /// Where `len` bytes at `offset` of the partition are in the flash.
    fn place(&self, offset: u32, len: usize) -> Result<u32, FlashError> {
        let end = u32::try_from(len).ok().and_then(|len| offset.checked_add(len));
        match (end, self.begin.checked_add(offset)) {
            (Some(end), Some(place)) if end <= self.size => Ok(place),
            _ => Err(FlashError::OutOfBounds),
        }
    }
}

impl ErrorType for Flash {
    type Error = FlashError;
}

impl ReadNorFlash for Flash {
    const READ_SIZE: usize = FlashStorage::READ_SIZE;

    async fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), FlashError> {
        let place = self.place(offset, bytes.len())?;
        self.chip.borrow_mut().read_nor(place, bytes).map_err(FlashError::Failed)
    }

    fn capacity(&self) -> usize {
        self.size as usize
    }
}

impl NorFlash for Flash {
    const WRITE_SIZE: usize = FlashStorage::WRITE_SIZE;
    const ERASE_SIZE: usize = FlashStorage::ERASE_SIZE;

    async fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), FlashError> {
        let place = self.place(offset, bytes.len())?;
        self.chip.borrow_mut().write_nor(place, bytes).map_err(FlashError::Failed)
    }

    async fn erase(&mut self, from: u32, to: u32) -> Result<(), FlashError> {
        let len = to.checked_sub(from).ok_or(FlashError::OutOfBounds)?;
        let place = self.place(from, len as usize)?;
        // The end is in the partition, as was just checked.
        self.chip.borrow_mut().erase(place, place + len).map_err(FlashError::Failed)
    }
}
