/// A pattern that a whole text has to match: one step after the other, each taking as many characters as it can.
/// Codegen makes sure that no step takes what the next one needs.
#[derive(Debug, PartialEq)]
pub struct Pattern {
    /// As the spec writes it, for error texts.
    pub source: &'static str,
    /// In order.
    pub steps: &'static [Step],
}

/// So many characters out of a class.
#[derive(Debug, PartialEq)]
pub struct Step {
    /// Inclusive ranges.
    pub class: &'static [(char, char)],
    /// At least this many.
    pub min: u32,
    /// At most this many.
    pub max: u32,
}

impl Pattern {
    /// Whether all of `text` matches.
    pub fn matches(&self, text: &str) -> bool {
        let mut rest = text.chars();
        for step in self.steps {
            let mut taken = 0;
            while taken < step.max {
                let mut ahead = rest.clone();
                match ahead.next() {
                    Some(char) if step.class.iter().any(|(from, to)| (*from..=*to).contains(&char)) => rest = ahead,
                    _ => break,
                }
                taken += 1;
            }
            if taken < step.min {
                return false;
            }
        }
        rest.next().is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLOUR: Pattern = Pattern {
        source: "#[0-9A-F]{6}",
        steps: &[
            Step { class: &[('#', '#')], min: 1, max: 1 },
            Step { class: &[('0', '9'), ('A', 'F')], min: 6, max: 6 },
        ],
    };

    #[test]
    fn the_whole_text_has_to_match() {
        assert!(COLOUR.matches("#00FF7A"));
        for wrong in ["", "#", "#00FF7", "#00FF7AA", "00FF7A", "#00GG00"] {
            assert!(!COLOUR.matches(wrong), "{wrong}");
        }
    }
}
