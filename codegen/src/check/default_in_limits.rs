//! A default keeps to the range, capacity and pattern of its key.

use super::{Context, value_fits};
use crate::diagnostic::{Code, Report};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    let codes =
        value_fits::Codes { range: Code::DefaultRange, length: Code::DefaultLength, pattern: Code::DefaultPattern };
    value_fits::check(context, report, "default", &codes, |key| key.default.as_ref());
}
