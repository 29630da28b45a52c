//! The timetables `sch_week`, `sch_satur`, `sch_sund`.

use time::Weekday;

use crate::api::{ScheduleControl, ScheduleDay, TimeOfDay, TimeRange};
use crate::clock::Local;

/// What a timetable says of a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing: it is switched off, or the time of day is not known.
    Nothing,
    /// The car may charge.
    Allowed,
    /// The car must not charge.
    Blocked,
    /// The car may charge with what the sun leaves over, not from the grid.
    SunOnly,
}

/// Picks the timetable of the day.
pub fn of_day<'a>(
    day: Weekday,
    week: &'a ScheduleDay,
    saturday: &'a ScheduleDay,
    sunday: &'a ScheduleDay,
) -> &'a ScheduleDay {
    match day {
        Weekday::Saturday => saturday,
        Weekday::Sunday => sunday,
        _ => week,
    }
}

/// What `day` says at `now`.
pub fn verdict(day: &ScheduleDay, now: Option<Local>) -> Verdict {
    let Some(now) = now else { return Verdict::Nothing };
    let inside = day.ranges.iter().any(|range| contains(range, now.second));
    match (day.control, inside) {
        (ScheduleControl::Disabled, _) => Verdict::Nothing,
        (ScheduleControl::Allow, true) | (ScheduleControl::Block, false) => Verdict::Allowed,
        (ScheduleControl::Allow, false) | (ScheduleControl::Block, true) => Verdict::Blocked,
        (ScheduleControl::AllowFromGrid, true) | (ScheduleControl::BlockFromGrid, false) => Verdict::Allowed,
        (ScheduleControl::AllowFromGrid, false) | (ScheduleControl::BlockFromGrid, true) => Verdict::SunOnly,
    }
}

/// The end does not belong to the range; a range that ends before it begins goes on past midnight of the same day.
fn contains(range: &TimeRange, second: u32) -> bool {
    let (begin, end) = (seconds(&range.begin), seconds(&range.end));
    if begin <= end { (begin..end).contains(&second) } else { second >= begin || second < end }
}

fn seconds(time: &TimeOfDay) -> u32 {
    u32::from(time.hour) * 3600 + u32::from(time.minute) * 60 + u32::from(time.second.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: u32, minute: u32) -> Option<Local> {
        Some(Local { weekday: Weekday::Monday, second: hour * 3600 + minute * 60 })
    }

    fn hours(begin: u8, end: u8) -> TimeRange {
        let time = |hour| TimeOfDay { hour, minute: 0, second: None };
        TimeRange { begin: time(begin), end: time(end) }
    }

    fn day(control: ScheduleControl) -> ScheduleDay {
        ScheduleDay { control, ranges: [hours(8, 12), hours(22, 24)] }
    }

    #[test]
    fn a_timetable_that_is_off_says_nothing() {
        assert_eq!(verdict(&day(ScheduleControl::Disabled), at(9, 0)), Verdict::Nothing);
    }

    #[test]
    fn without_a_clock_a_timetable_says_nothing() {
        assert_eq!(verdict(&day(ScheduleControl::Block), None), Verdict::Nothing);
    }

    #[test]
    fn allow_permits_inside_its_ranges_only() {
        let day = day(ScheduleControl::Allow);
        assert_eq!(verdict(&day, at(8, 0)), Verdict::Allowed);
        assert_eq!(verdict(&day, at(12, 0)), Verdict::Blocked);
        assert_eq!(verdict(&day, at(23, 59)), Verdict::Allowed);
    }

    #[test]
    fn block_forbids_inside_its_ranges_only() {
        let day = day(ScheduleControl::Block);
        assert_eq!(verdict(&day, at(7, 59)), Verdict::Allowed);
        assert_eq!(verdict(&day, at(11, 59)), Verdict::Blocked);
    }

    #[test]
    fn outside_of_allow_from_grid_only_the_sun_may_charge() {
        let day = day(ScheduleControl::AllowFromGrid);
        assert_eq!(verdict(&day, at(9, 0)), Verdict::Allowed);
        assert_eq!(verdict(&day, at(13, 0)), Verdict::SunOnly);
    }

    #[test]
    fn inside_of_block_from_grid_only_the_sun_may_charge() {
        let day = day(ScheduleControl::BlockFromGrid);
        assert_eq!(verdict(&day, at(9, 0)), Verdict::SunOnly);
        assert_eq!(verdict(&day, at(13, 0)), Verdict::Allowed);
    }

    #[test]
    fn a_range_from_22_to_6_goes_past_midnight() {
        assert!(contains(&hours(22, 6), 23 * 3600) && contains(&hours(22, 6), 5 * 3600));
        assert!(!contains(&hours(22, 6), 12 * 3600));
    }

    #[test]
    fn a_range_that_ends_where_it_begins_is_unused() {
        assert!(!contains(&hours(0, 0), 0));
    }

    #[test]
    fn weekdays_saturday_and_sunday_have_their_own_timetable() {
        let [week, saturday, sunday] =
            [ScheduleControl::Allow, ScheduleControl::Block, ScheduleControl::Disabled].map(day);
        let control = |weekday| of_day(weekday, &week, &saturday, &sunday).control;
        assert_eq!(control(Weekday::Friday), ScheduleControl::Allow);
        assert_eq!(control(Weekday::Saturday), ScheduleControl::Block);
        assert_eq!(control(Weekday::Sunday), ScheduleControl::Disabled);
    }
}
