//! Where the energy in the car comes from: sun, home battery, grid.

use super::inputs::House;

/// Power or energy by source.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Mix {
    /// From the sun.
    pub solar: f64,
    /// From the home battery.
    pub battery: f64,
    /// From the grid.
    pub grid: f64,
    /// From a source that is not known.
    pub other: f64,
}

/// Shares `power_w` out. What the grid gives goes to the car first, then what the battery gives; the rest is sun.
pub fn share(power_w: f32, house: &House) -> Mix {
    let power = f64::from(power_w.max(0.0));
    let Some(grid) = house.grid else { return Mix { other: power, ..Mix::default() } };
    // Not `clamp`, which panics where a bound is no number.
    let grid = f64::from(grid).max(0.0).min(power);
    let battery = f64::from(house.battery.unwrap_or(0.0)).max(0.0).min(power - grid);
    Mix { solar: power - grid - battery, battery, grid, other: 0.0 }
}

impl Mix {
    /// Adds the energy in Wh that `power` gives in `ms`.
    pub fn add(&mut self, power: &Mix, ms: u64) {
        let hours = ms as f64 / 3_600_000.0;
        self.solar += power.solar * hours;
        self.battery += power.battery * hours;
        self.grid += power.grid * hours;
        self.other += power.other * hours;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_data_the_source_is_not_known() {
        assert_eq!(share(1000.0, &House::default()), Mix { other: 1000.0, ..Mix::default() });
    }

    #[test]
    fn a_house_that_feeds_in_charges_with_sun() {
        let house = House { grid: Some(-500.0), pv: Some(3000.0), battery: None };
        assert_eq!(share(1000.0, &house), Mix { solar: 1000.0, ..Mix::default() });
    }

    #[test]
    fn what_the_grid_gives_goes_to_the_car_first() {
        let house = House { grid: Some(400.0), pv: Some(3000.0), battery: Some(100.0) };
        assert_eq!(share(1000.0, &house), Mix { solar: 500.0, battery: 100.0, grid: 400.0, other: 0.0 });
    }

    #[test]
    fn an_hour_turns_watts_into_watt_hours() {
        let mut energy = Mix::default();
        energy.add(&Mix { solar: 700.0, ..Mix::default() }, 3_600_000);
        assert_eq!(energy.solar, 700.0);
    }
}
