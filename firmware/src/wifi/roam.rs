//! Which network is tried next, and when the access point is opened.

/// Places of key `wifis`.
const PLACES: usize = 10;
/// How often each network is tried before the access point is opened: a router that starts anew may need a while.
const ROUNDS: u8 = 3;

/// What the radio does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Search for networks nearby.
    Search,
    /// Join the network in this place of key `wifis`, 0 to 9.
    Join(usize),
    /// Open the access point. For a while only where `limited`: then it is time to try the networks again.
    Open {
        /// Networks are stored.
        limited: bool,
    },
}

/// Goes through the stored networks in their order, again and again. Where none is stored, and where none could be
/// joined three times in a row, it asks for the access point, so that a person can correct them.
#[derive(Debug, Default)]
pub struct Roam {
    /// The place to look at next. [`None`] before the search.
    place: Option<usize>,
    rounds: u8,
}

impl Roam {
    /// The next step, after the one before has failed or come to its end. `is_stored` tells whether a network is stored
    /// in a place.
    pub fn next(&mut self, is_stored: impl Fn(usize) -> bool) -> Step {
        let Some(place) = self.place else {
            self.place = Some(0);
            return Step::Search;
        };
        if let Some(place) = (place..PLACES).find(|place| is_stored(*place)) {
            self.place = Some(place + 1);
            return Step::Join(place);
        }
        self.rounds += 1;
        let limited = (0..PLACES).any(is_stored);
        if limited && self.rounds < ROUNDS {
            self.place = Some(0);
            return Step::Search;
        }
        self.reset();
        Step::Open { limited }
    }

    /// A network was joined, or the stored ones have changed: all begins anew.
    pub fn reset(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(roam: &mut Roam, stored: &[usize], count: usize) -> std::vec::Vec<Step> {
        (0..count).map(|_| roam.next(|place| stored.contains(&place))).collect()
    }

    #[test]
    fn without_a_network_the_access_point_stays_open() {
        let open = Step::Open { limited: false };
        assert_eq!(steps(&mut Roam::default(), &[], 4), [Step::Search, open, Step::Search, open]);
    }

    #[test]
    fn networks_are_tried_in_their_order() {
        let round = [Step::Search, Step::Join(0), Step::Join(9)];
        assert_eq!(steps(&mut Roam::default(), &[9, 0], 6), [round, round].concat());
    }

    #[test]
    fn the_access_point_opens_for_a_while_where_no_network_can_be_joined() {
        let round = [Step::Search, Step::Join(2)];
        let mut roam = Roam::default();
        let expected = [&round[..], &round, &round, &[Step::Open { limited: true }], &round].concat();
        assert_eq!(steps(&mut roam, &[2], 9), expected);
    }

    #[test]
    fn who_was_joined_is_tried_three_times_again() {
        let mut roam = Roam::default();
        steps(&mut roam, &[2], 6);
        roam.reset();
        assert!(!steps(&mut roam, &[2], 6).contains(&Step::Open { limited: true }));
        assert_eq!(steps(&mut roam, &[2], 1), [Step::Open { limited: true }]);
    }
}
