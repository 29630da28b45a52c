//! Flash in memory, for what was read out of a real one.

use embedded_storage_async::nor_flash::{ErrorType, NorFlash, NorFlashErrorKind, ReadNorFlash};

use super::{Storage, StorageError};

/// Bytes that behave as NOR flash with pages of 4096 bytes: erasing sets bits, writing only clears them.
#[derive(Debug)]
pub struct Image<'a>(&'a mut [u8]);

impl<'a> Image<'a> {
    /// Flash with these bytes in it.
    pub fn new(bytes: &'a mut [u8]) -> Self {
        Self(bytes)
    }

    fn part(&mut self, offset: u32, len: usize) -> Result<&mut [u8], NorFlashErrorKind> {
        let from = usize::try_from(offset).map_err(|_| NorFlashErrorKind::OutOfBounds)?;
        let to = from.checked_add(len).ok_or(NorFlashErrorKind::OutOfBounds)?;
        self.0.get_mut(from..to).ok_or(NorFlashErrorKind::OutOfBounds)
    }
}

/// Shows every setting in an image of a flash, older values of a key first: its name, and its value as
/// [`super::write_setting`] writes it; and to `damaged` the name of each whose newest value is damaged. `copies`
/// tells how often which key is stored, 0 for no key. The image is opened as the device itself would open it, which may change it:
/// what a power cut has interrupted is finished. Whatever the bytes are, this ends, and does not panic.
///
/// # Errors
/// It is no image of a store.
pub async fn read_image(
    bytes: &mut [u8],
    copies: impl Fn(&str) -> u8,
    mut visit: impl FnMut(&str, &[u8]),
    mut damaged: impl FnMut(&str),
) -> Result<super::Loaded, StorageError<NorFlashErrorKind>> {
    let mut buffer = [0; Image::ERASE_SIZE];
    let size = bytes.len() - bytes.len() % Image::ERASE_SIZE;
    let size = u32::try_from(size).map_err(|_| StorageError::Range)?;
    let mut storage = Storage::open(Image::new(bytes), 0..size, &mut buffer).await?;
    let (loaded, names) = storage.each(&mut buffer, copies, |name, value, _| visit(name, value)).await?;
    names.iter().for_each(|name| damaged(name.key()));
    Ok(loaded)
}

impl ErrorType for Image<'_> {
    type Error = NorFlashErrorKind;
}

impl ReadNorFlash for Image<'_> {
    const READ_SIZE: usize = 1;

    async fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), Self::Error> {
        bytes.copy_from_slice(self.part(offset, bytes.len())?);
        Ok(())
    }

    fn capacity(&self) -> usize {
        self.0.len()
    }
}

impl NorFlash for Image<'_> {
    const WRITE_SIZE: usize = 1;
    const ERASE_SIZE: usize = 4096;

    async fn erase(&mut self, from: u32, to: u32) -> Result<(), Self::Error> {
        let len = to.checked_sub(from).ok_or(NorFlashErrorKind::OutOfBounds)? as usize;
        if !(from as usize).is_multiple_of(Self::ERASE_SIZE) || !len.is_multiple_of(Self::ERASE_SIZE) {
            return Err(NorFlashErrorKind::NotAligned);
        }
        self.part(from, len)?.fill(0xff);
        Ok(())
    }

    async fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), Self::Error> {
        for (place, byte) in self.part(offset, bytes.len())?.iter_mut().zip(bytes) {
            *place &= byte;
        }
        Ok(())
    }
}
