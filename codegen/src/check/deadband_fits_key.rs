//! A deadband stands at a number that is published over MQTT and that the device finds by itself.

use super::{Context, sites};
use crate::{
    diagnostic::{At, Code, Diagnostic, Path, Report},
    model::{Key, Type},
};

/// Most keys with a deadband; the runtime has room for what was last published of so many.
const MOST: usize = 32;

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    for (key, given) in context.keys() {
        let Some(deadband) = key.deadband else { continue };
        if let Some(diagnostic) = wrong(key, deadband, &given.path) {
            report.push(diagnostic);
        }
    }
    if let Some((_, given)) = context.all_keys().filter(|(key, _)| key.deadband.is_some()).nth(MOST) {
        report.push(
            Diagnostic::key(
                Code::TooManyDeadbands,
                &given.path.key("deadband"),
                format!("more than {MOST} keys have a deadband"),
            )
            .note("each member of a family counts")
            .help("keep them for the numbers that jitter most; a longer `pace` slows the others down"),
        );
    }
}

fn wrong(key: &Key, deadband: f64, path: &Path) -> Option<Diagnostic> {
    let at = path.key("deadband");
    let misplaced = |message: &str| Diagnostic::key(Code::Deadband, &at, message);
    if !is_number(&key.read) {
        return Some(
            misplaced("only a number has a deadband")
                .help("remove `deadband`; a longer `pace` makes other values come less often"),
        );
    }
    if !key.readable() {
        return Some(
            misplaced("what is only written is never published")
                .also(&path.key("access"), At::Value, "only written")
                .help("remove `deadband`"),
        );
    }
    if !key.mqtt {
        return Some(
            misplaced("the key is not published over MQTT")
                .also(&path.key("transports"), At::Value, "without `mqtt`")
                .help("remove `deadband`"),
        );
    }
    // Else a client that sets such a key over HTTP could change it by so little that nobody on MQTT ever sees it.
    if key.writable() && !key.is_command() {
        return Some(
            misplaced("what a client sets is published as it was set")
                .also(&path.key("access"), At::Value, "can be set")
                .help("remove `deadband`; it is for what the device measures"),
        );
    }
    // NaN is not greater than zero, either.
    let positive = deadband > 0.0 && deadband.is_finite();
    (!positive).then(|| {
        Diagnostic::value(Code::Deadband, &at, format!("{deadband} is no deadband: it is greater than zero"))
            .help("remove `deadband` where every change is published")
    })
}

fn is_number(ty: &Type) -> bool {
    matches!(sites::bare(ty), Type::Int(_) | Type::Float | Type::Double | Type::Milliseconds | Type::Seconds)
}
