//! The hourly price of electricity (`awpl`, `awcp`, `awp`).

use keywright::heapless::Vec;

use crate::api::AwattarPrice;

/// The prices of the coming hours.
#[derive(Debug, Clone, Default)]
pub struct Prices {
    list: Vec<AwattarPrice, 48>,
}

impl Prices {
    /// Replaces the list.
    pub fn set(&mut self, list: &Vec<AwattarPrice, 48>) {
        self.list.clone_from(list);
    }

    /// The price at this moment, if the list holds one.
    pub fn at(&self, unix_ms: Option<i64>) -> Option<&AwattarPrice> {
        let now = unix_ms? / 1000;
        self.list.iter().find(|price| (i64::from(price.start)..i64::from(price.end)).contains(&now))
    }
}

/// Whether a price is low enough. Without a price nothing is cheap.
pub fn is_cheap(price: Option<&AwattarPrice>, limit: f32) -> bool {
    price.is_some_and(|price| price.marketprice <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prices() -> Prices {
        let mut list = Vec::new();
        for (start, marketprice) in [(3600, 12.0), (7200, 2.5)] {
            list.push(AwattarPrice { start, end: start + 3600, marketprice }).unwrap();
        }
        let mut prices = Prices::default();
        prices.set(&list);
        prices
    }

    #[test]
    fn the_price_of_the_hour_is_found() {
        let prices = prices();
        assert_eq!(prices.at(Some(7_199_999)).map(|price| price.marketprice), Some(12.0));
        assert_eq!(prices.at(Some(7_200_000)).map(|price| price.marketprice), Some(2.5));
    }

    #[test]
    fn outside_of_the_list_there_is_no_price() {
        assert_eq!(prices().at(Some(0)), None);
        assert_eq!(prices().at(None), None);
    }

    #[test]
    fn a_price_is_cheap_up_to_the_limit() {
        let prices = prices();
        assert!(is_cheap(prices.at(Some(7_200_000)), 2.5));
        assert!(!is_cheap(prices.at(Some(3_600_000)), 2.5));
        assert!(!is_cheap(None, 100.0));
    }
}
