//! Which web pages of other sites may set the charger in a browser.

use crate::charger::Charger;

impl Charger {
    /// Whether a page of this origin, as browsers send it, may do what the charger's own page may.
    pub fn allows_page(&self, origin: &str) -> bool {
        self.registry.http_allowed_origins().iter().any(|allowed| allowed.eq_ignore_ascii_case(origin))
    }

    /// Whether any page may set.
    pub fn allows_any_page(&self) -> bool {
        self.registry.http_any_page_allowed()
    }
}
