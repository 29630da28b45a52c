//! Commands for RFID cards.

use keywright::Refusal;
use keywright::heapless::Vec;

use crate::api::CardUpdate;
use crate::charger::{CardNumber, Charger, cards};

/// An empty number takes the card out.
fn read_number(text: &str) -> Result<CardNumber, Refusal> {
    if text.is_empty() {
        return Ok(CardNumber::new());
    }
    cards::parse_number(text).map_err(|error| Refusal::format(format_args!("{error}; an empty text removes the card")))
}

impl Charger {
    pub(super) fn write_card_number(&mut self, place: u8, text: &str) -> Result<(), Refusal> {
        let number = read_number(text)?;
        cards::learn(&mut self.registry, place, &number);
        cards::show(&mut self.registry);
        Ok(())
    }

    /// All cards or none: a mistake in one leaves the others as they were.
    pub(super) fn write_cards(&mut self, updates: &Vec<CardUpdate, 10>) -> Result<(), Refusal> {
        for update in updates {
            if let Some(text) = &update.rfid {
                read_number(text)?;
            }
            if update.energy.is_some_and(|wh| !(0.0..=9e15).contains(&wh)) {
                return Err(Refusal::new("the energy of a card is 0 Wh or more"));
            }
        }
        for (place, update) in (0..cards::PLACES).zip(updates) {
            if let Some(name) = &update.name {
                cards::rename(&mut self.registry, place, name);
            }
            if let Some(wh) = update.energy {
                // Checked above to be in range; the counter holds whole Wh.
                cards::set_energy(&mut self.registry, place, wh as u64);
            }
            if let Some(text) = &update.rfid {
                cards::learn(&mut self.registry, place, &read_number(text)?);
            }
        }
        cards::show(&mut self.registry);
        Ok(())
    }

    pub(super) fn learn_last_card(&mut self, place: u8) -> Result<(), Refusal> {
        let number = self.last_card.clone().ok_or_else(|| {
            Refusal::new("no card has been held to the reader since the start; hold one to it, then write again")
        })?;
        cards::learn(&mut self.registry, place, &number);
        cards::show(&mut self.registry);
        Ok(())
    }

    pub(super) fn forget_card(&mut self, place: u8) {
        cards::clear(&mut self.registry, place);
        cards::show(&mut self.registry);
    }
}
