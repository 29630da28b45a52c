/// What a board can do besides network and flash.
pub trait Chip {
    /// Time of day in ms since 1970, where something tells it.
    fn unix_ms(&self) -> Option<i64>;

    /// Fills `bytes` with what nobody can guess.
    fn random(&self, bytes: &mut [u8]);

    /// Starts anew, as after power-on.
    fn restart(&self) -> !;
}
