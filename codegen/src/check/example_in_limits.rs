//! An example keeps to the range, capacity and pattern of its key: readers try it.

use super::{Context, value_fits};
use crate::diagnostic::{Code, Report};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    let codes =
        value_fits::Codes { range: Code::ExampleRange, length: Code::ExampleLength, pattern: Code::ExamplePattern };
    value_fits::check(context, report, "example", &codes, |key| key.example.as_ref());
}
