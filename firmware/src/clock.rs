//! Calendar and time zone: what `utc`, `loc` and the schedules need.

use core::fmt::Write;

use keywright::heapless::String;
use time::{Date, Month, OffsetDateTime, Weekday};

use crate::api::DaylightSaving;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

/// A time zone by its distance from UTC (`tof`) and its rule for summer time (`tds`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zone {
    /// Minutes by which standard time is ahead of UTC.
    pub offset_min: i32,
    /// When the clock is an hour ahead of standard time.
    pub rule: DaylightSaving,
}

/// What a schedule wants to know of a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Local {
    /// Day of the week.
    pub weekday: Weekday,
    /// Seconds since midnight.
    pub second: u32,
}

impl Zone {
    /// Distance of local time from UTC at `unix_ms`, summer time included, in ms.
    pub fn offset_ms(self, unix_ms: i64) -> i64 {
        let standard = i64::from(self.offset_min) * MINUTE_MS;
        if self.is_summer(unix_ms, standard) { standard + HOUR_MS } else { standard }
    }

    /// Day of the week and time of day at `unix_ms`. [`None`] beyond the calendar.
    pub fn local(self, unix_ms: i64) -> Option<Local> {
        let moment = moment(unix_ms.checked_add(self.offset_ms(unix_ms))?)?;
        let (hour, minute, second) = moment.to_hms();
        let second = u32::from(hour) * 3600 + u32::from(minute) * 60 + u32::from(second);
        Some(Local { weekday: moment.weekday(), second })
    }

    /// Both changes are told in standard time: a rule that ends at 2 o'clock summer time ends at 1 o'clock here.
    fn is_summer(self, unix_ms: i64, standard: i64) -> bool {
        let local = unix_ms.saturating_add(standard);
        let Some(year) = moment(local).map(OffsetDateTime::year) else { return false };
        let at = |day: Option<i64>, time_ms: i64| day.map(|day| day + time_ms);
        let (begin, end) = match self.rule {
            DaylightSaving::None => return false,
            // All of Europe changes at 1 o'clock UTC.
            DaylightSaving::EuropeanSummerTime => (
                at(last_sunday(year, Month::March), HOUR_MS + standard),
                at(last_sunday(year, Month::October), HOUR_MS + standard),
            ),
            DaylightSaving::UsDaylightTime => {
                (at(sunday(year, Month::March, 2), 2 * HOUR_MS), at(sunday(year, Month::November, 1), HOUR_MS))
            }
            DaylightSaving::AustralianDaylightTime => {
                (at(sunday(year, Month::October, 1), 2 * HOUR_MS), at(sunday(year, Month::April, 1), 2 * HOUR_MS))
            }
        };
        match (begin, end) {
            (Some(begin), Some(end)) if begin <= end => (begin..end).contains(&local),
            (Some(begin), Some(end)) => local >= begin || local < end,
            _ => false,
        }
    }
}

fn moment(unix_ms: i64) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(unix_ms) * 1_000_000).ok()
}

/// Midnight that begins `date`, in ms since 1 January 1970.
fn midnight(date: Date) -> i64 {
    date.midnight().assume_utc().unix_timestamp() * 1000
}

/// Midnight of the `nth` Sunday, 1 being the first.
fn sunday(year: i32, month: Month, nth: i64) -> Option<i64> {
    let first = Date::from_calendar_date(year, month, 1).ok()?;
    let to_sunday = i64::from((7 - first.weekday().number_days_from_sunday()) % 7);
    Some(midnight(first) + (to_sunday + 7 * (nth - 1)) * DAY_MS)
}

/// Midnight of the last Sunday of the month.
fn last_sunday(year: i32, month: Month) -> Option<i64> {
    let last = Date::from_calendar_date(year, month, month.length(year)).ok()?;
    Some(midnight(last) - i64::from(last.weekday().number_days_from_sunday()) * DAY_MS)
}

/// `2024-09-18T07:31:23.460`; empty beyond the calendar.
pub fn utc_text(unix_ms: i64) -> String<32> {
    let mut text = String::new();
    if let Some(moment) = moment(unix_ms) {
        let (year, month, day) = moment.to_calendar_date();
        let (hour, minute, second, ms) = moment.to_hms_milli();
        let month = u8::from(month);
        // 23 characters for the four-digit years that the calendar has.
        let _ = write!(text, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{ms:03}");
    }
    text
}

/// `2024-09-18T09:31:23.460 +02:00`; empty beyond the calendar.
pub fn local_text(unix_ms: i64, zone: Zone) -> String<32> {
    let offset = zone.offset_ms(unix_ms);
    let mut text = utc_text(unix_ms.saturating_add(offset));
    if !text.is_empty() {
        let sign = if offset < 0 { '-' } else { '+' };
        let minutes = offset.unsigned_abs() / 60_000;
        let _ = write!(text, " {sign}{:02}:{:02}", minutes / 60, minutes % 60);
    }
    text
}

/// Reads `2024-09-18T07:31:23.460`, with or without the fraction and a `Z` at the end, as ms since 1970.
pub fn parse_utc(text: &str) -> Option<i64> {
    let text = text.strip_suffix('Z').unwrap_or(text);
    let (date, time) = text.split_once('T')?;
    let mut date = date.splitn(3, '-');
    let year = digits(date.next()?, 4)?;
    let month = u8::try_from(digits(date.next()?, 2)?).ok()?;
    let day = u8::try_from(digits(date.next()?, 2)?).ok()?;
    let date = Date::from_calendar_date(i32::try_from(year).ok()?, Month::try_from(month).ok()?, day).ok()?;

    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let mut time = time.splitn(3, ':');
    let mut field = || u8::try_from(digits(time.next()?, 2)?).ok();
    let (hour, minute, second) = (field()?, field()?, field()?);
    let ms = fraction_ms(fraction)?;
    let moment = date.with_hms_milli(hour, minute, second, ms).ok()?.assume_utc();
    Some(moment.unix_timestamp() * 1000 + i64::from(moment.millisecond()))
}

fn digits(text: &str, count: usize) -> Option<u32> {
    if text.len() != count || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// The first three digits of a fraction of a second.
fn fraction_ms(fraction: &str) -> Option<u16> {
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digit = |at: usize| fraction.as_bytes().get(at).map_or(0, |byte| u16::from(byte - b'0'));
    Some(digit(0) * 100 + digit(1) * 10 + digit(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    const VIENNA: Zone = Zone { offset_min: 60, rule: DaylightSaving::EuropeanSummerTime };
    const NEW_YORK: Zone = Zone { offset_min: -300, rule: DaylightSaving::UsDaylightTime };
    const SYDNEY: Zone = Zone { offset_min: 600, rule: DaylightSaving::AustralianDaylightTime };

    fn at(text: &str) -> i64 {
        parse_utc(text).unwrap()
    }

    #[test]
    fn utc_is_written_without_a_zone() {
        assert_eq!(utc_text(1_726_644_683_460), "2024-09-18T07:31:23.460");
    }

    #[test]
    fn utc_reads_what_it_writes() {
        assert_eq!(parse_utc("2024-09-18T07:31:23.460"), Some(1_726_644_683_460));
    }

    #[test]
    fn utc_takes_a_z_and_no_fraction() {
        assert_eq!(parse_utc("2024-09-18T07:31:23Z"), Some(1_726_644_683_000));
    }

    #[test]
    fn utc_refuses_what_is_no_date() {
        for text in [
            "",
            "now",
            "2024-13-01T00:00:00",
            "2024-02-30T00:00:00",
            "2024-01-01T24:00:00",
            "2024-01-01T00:00:00.x",
            "2024-1-1T0:0:0",
        ] {
            assert_eq!(parse_utc(text), None, "{text}");
        }
    }

    #[test]
    fn local_time_ends_with_its_distance_from_utc() {
        assert_eq!(local_text(1_726_644_683_460, VIENNA), "2024-09-18T09:31:23.460 +02:00");
    }

    #[test]
    fn a_zone_west_of_greenwich_has_a_minus() {
        assert_eq!(local_text(at("2024-01-10T12:00:00"), NEW_YORK), "2024-01-10T07:00:00.000 -05:00");
    }

    #[test]
    fn europe_changes_on_the_last_sundays_of_march_and_october() {
        let offset = |text| VIENNA.offset_ms(at(text)) / HOUR_MS;
        assert_eq!(offset("2024-03-31T00:59:59"), 1);
        assert_eq!(offset("2024-03-31T01:00:00"), 2);
        assert_eq!(offset("2024-10-27T00:59:59"), 2);
        assert_eq!(offset("2024-10-27T01:00:00"), 1);
    }

    #[test]
    fn the_usa_change_on_the_second_sunday_of_march_and_the_first_of_november() {
        let offset = |text| NEW_YORK.offset_ms(at(text)) / HOUR_MS;
        assert_eq!(offset("2024-03-10T06:59:59"), -5);
        assert_eq!(offset("2024-03-10T07:00:00"), -4);
        assert_eq!(offset("2024-11-03T05:59:59"), -4);
        assert_eq!(offset("2024-11-03T06:00:00"), -5);
    }

    #[test]
    fn australia_changes_on_the_first_sundays_of_october_and_april() {
        let offset = |text| SYDNEY.offset_ms(at(text)) / HOUR_MS;
        assert_eq!(offset("2024-04-06T15:59:59"), 11);
        assert_eq!(offset("2024-04-06T16:00:00"), 10);
        assert_eq!(offset("2024-10-05T15:59:59"), 10);
        assert_eq!(offset("2024-10-05T16:00:00"), 11);
    }

    #[test]
    fn without_a_rule_the_clock_never_changes() {
        let zone = Zone { offset_min: 60, rule: DaylightSaving::None };
        assert_eq!(zone.offset_ms(at("2024-07-01T00:00:00")), HOUR_MS);
    }

    #[test]
    fn a_schedule_sees_local_day_and_time() {
        // 22:30 UTC on a Friday is half past midnight on Saturday in Vienna's summer.
        let local = VIENNA.local(at("2024-07-05T22:30:00"));
        assert_eq!(local, Some(Local { weekday: Weekday::Saturday, second: 1800 }));
    }

    #[test]
    fn times_beyond_the_calendar_give_nothing() {
        assert_eq!(utc_text(i64::MAX), "");
        assert_eq!(VIENNA.local(i64::MAX), None);
    }
}
