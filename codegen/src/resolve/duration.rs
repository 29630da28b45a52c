use crate::diagnostic::{Code, Diagnostic, Path, Report, quoted};

const UNITS: [(&str, u64); 4] = [("ms", 1), ("min", 60_000), ("s", 1000), ("h", 3_600_000)];

/// Reads `500ms`, `1s`, `5min`.
pub(crate) fn milliseconds(text: &str, path: &Path, report: &mut Report) -> Option<u32> {
    let read = || {
        let (digits, factor) =
            UNITS.iter().find_map(|(unit, factor)| Some((text.trim().strip_suffix(unit)?, *factor)))?;
        let count: u64 = digits.trim().parse().ok()?;
        u32::try_from(count.checked_mul(factor)?).ok()
    };
    let read = read();
    if read.is_none() {
        report.push(
            Diagnostic::value(Code::Duration, path, format!("{} is no duration", quoted(text)))
                .help("write a whole number and its unit: `500ms`, `1s`, `5min`, `1h`"),
        );
    }
    read
}
