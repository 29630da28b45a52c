//! The ten places for RFID cards. The keys `c0n`, `c0e`, `c0i` … hold them; `cards` shows the same in one list.

use core::fmt;

use keywright::heapless::String;

use super::inputs::CardNumber;
use crate::api::{Card, Registry};

/// How many cards there are.
pub const PLACES: u8 = 10;

type GetText = fn(&Registry) -> &str;
type SetText = fn(&mut Registry, &str) -> Result<bool, keywright::TooLong>;

/// The accessors of one place.
struct Place {
    name: GetText,
    set_name: SetText,
    energy: fn(&Registry) -> u64,
    set_energy: fn(&mut Registry, u64) -> bool,
    set_learned: fn(&mut Registry, bool) -> bool,
    number: GetText,
    set_number: SetText,
}

macro_rules! place {
    ($name:ident $set_name:ident $energy:ident $set_energy:ident $set_learned:ident $number:ident $set_number:ident) => {
        Place {
            name: Registry::$name,
            set_name: Registry::$set_name,
            energy: Registry::$energy,
            set_energy: Registry::$set_energy,
            set_learned: Registry::$set_learned,
            number: Registry::$number,
            set_number: Registry::$set_number,
        }
    };
}

#[rustfmt::skip]
static LIST: [Place; PLACES as usize] = [
    place!(card_0_name set_card_0_name card_0_energy set_card_0_energy set_card_0_learned card_0_number set_card_0_number),
    place!(card_1_name set_card_1_name card_1_energy set_card_1_energy set_card_1_learned card_1_number set_card_1_number),
    place!(card_2_name set_card_2_name card_2_energy set_card_2_energy set_card_2_learned card_2_number set_card_2_number),
    place!(card_3_name set_card_3_name card_3_energy set_card_3_energy set_card_3_learned card_3_number set_card_3_number),
    place!(card_4_name set_card_4_name card_4_energy set_card_4_energy set_card_4_learned card_4_number set_card_4_number),
    place!(card_5_name set_card_5_name card_5_energy set_card_5_energy set_card_5_learned card_5_number set_card_5_number),
    place!(card_6_name set_card_6_name card_6_energy set_card_6_energy set_card_6_learned card_6_number set_card_6_number),
    place!(card_7_name set_card_7_name card_7_energy set_card_7_energy set_card_7_learned card_7_number set_card_7_number),
    place!(card_8_name set_card_8_name card_8_energy set_card_8_energy set_card_8_learned card_8_number set_card_8_number),
    place!(card_9_name set_card_9_name card_9_energy set_card_9_energy set_card_9_learned card_9_number set_card_9_number),
];

/// Name of a place that nobody has named.
pub const UNNAMED: &str = "n/a";

/// A text that is no card number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotACard;

impl fmt::Display for NotACard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a card number has 8 to 20 hexadecimal digits, such as 04a1b2c3")
    }
}

impl core::error::Error for NotACard {}

/// Reads a card number: hexadecimal digits, with or without `:` between the bytes.
///
/// # Errors
/// Other characters, less than 4 bytes or more than 10.
pub fn parse_number(text: &str) -> Result<CardNumber, NotACard> {
    let mut number = CardNumber::new();
    for c in text.chars().filter(|c| *c != ':') {
        if !c.is_ascii_hexdigit() {
            return Err(NotACard);
        }
        number.push(c.to_ascii_lowercase()).map_err(|_| NotACard)?;
    }
    if number.len() >= 8 && number.len().is_multiple_of(2) { Ok(number) } else { Err(NotACard) }
}

/// The place of a card that was learned.
pub fn find(registry: &Registry, number: &str) -> Option<u8> {
    (0..PLACES).zip(&LIST).find(|(_, place)| (place.number)(registry) == number).map(|(index, _)| index)
}

/// Stores `number` in a place, and takes it out of any other; an empty number removes the card.
pub fn learn(registry: &mut Registry, index: u8, number: &str) {
    for (at, place) in (0..PLACES).zip(&LIST) {
        let number = match at == index {
            true => number,
            false if !number.is_empty() && (place.number)(registry) == number => "",
            false => continue,
        };
        // A card number fits: its type has the same capacity.
        let _ = (place.set_number)(registry, number);
        (place.set_learned)(registry, !number.is_empty());
    }
}

/// Names a place. A name longer than the key's capacity is not stored.
pub fn rename(registry: &mut Registry, index: u8, name: &str) {
    if let Some(place) = LIST.get(usize::from(index)) {
        let _ = (place.set_name)(registry, name);
    }
}

/// Sets the energy counter of a place, in Wh.
pub fn set_energy(registry: &mut Registry, index: u8, wh: u64) {
    if let Some(place) = LIST.get(usize::from(index)) {
        (place.set_energy)(registry, wh);
    }
}

/// Adds to the energy counter of a place, in Wh.
pub fn add_energy(registry: &mut Registry, index: u8, wh: u64) {
    if let Some(place) = LIST.get(usize::from(index)) {
        let sum = (place.energy)(registry).saturating_add(wh);
        (place.set_energy)(registry, sum);
    }
}

/// Forgets name, energy and card of a place.
pub fn clear(registry: &mut Registry, index: u8) {
    learn(registry, index, "");
    rename(registry, index, UNNAMED);
    set_energy(registry, index, 0);
}

/// Shows the places in `cards`, and in `c0i` … whether a card is stored.
pub fn show(registry: &mut Registry) {
    let mut cards = registry.rfid_cards().clone();
    for (card, place) in cards.iter_mut().zip(&LIST) {
        let learned = !(place.number)(registry).is_empty();
        (place.set_learned)(registry, learned);
        *card = Card {
            name: String::try_from((place.name)(registry)).unwrap_or_default(),
            energy: (place.energy)(registry) as f64,
            card_id: learned,
        };
    }
    registry.set_rfid_cards(cards);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_number_is_hexadecimal() {
        assert_eq!(parse_number("04:A1:B2:C3").unwrap(), "04a1b2c3");
        for text in ["", "04a1b2", "04a1b2c", "xyzxyzxy", "0123456789abcdef012345"] {
            assert_eq!(parse_number(text), Err(NotACard), "{text}");
        }
    }

    #[test]
    fn a_learned_card_is_found_in_its_place() {
        let mut registry = Registry::new();
        learn(&mut registry, 3, "04a1b2c3");
        assert_eq!(find(&registry, "04a1b2c3"), Some(3));
        assert!(registry.card_3_learned());
    }

    #[test]
    fn a_card_is_in_one_place_only() {
        let mut registry = Registry::new();
        learn(&mut registry, 3, "04a1b2c3");
        learn(&mut registry, 5, "04a1b2c3");
        assert_eq!(find(&registry, "04a1b2c3"), Some(5));
        assert!(!registry.card_3_learned());
    }

    #[test]
    fn an_empty_number_is_no_card() {
        let mut registry = Registry::new();
        learn(&mut registry, 0, "04a1b2c3");
        learn(&mut registry, 0, "");
        assert!(!registry.card_0_learned());
        assert_eq!(find(&registry, "04a1b2c3"), None);
    }

    #[test]
    fn the_list_shows_name_energy_and_card_of_each_place() {
        let mut registry = Registry::new();
        learn(&mut registry, 1, "04a1b2c3");
        rename(&mut registry, 1, "Anna");
        add_energy(&mut registry, 1, 1200);
        show(&mut registry);
        let card = &registry.rfid_cards()[1];
        assert_eq!((card.name.as_str(), card.energy, card.card_id), ("Anna", 1200.0, true));
        assert_eq!(registry.rfid_cards()[0].name, "n/a");
    }

    #[test]
    fn a_cleared_place_is_as_new() {
        let mut registry = Registry::new();
        learn(&mut registry, 9, "04a1b2c3");
        rename(&mut registry, 9, "Anna");
        clear(&mut registry, 9);
        assert_eq!((registry.card_9_name(), registry.card_9_learned()), ("n/a", false));
    }
}
