//! Where the program's output goes.

use std::io::{IsTerminal, Write};

/// Prints a line; a reader that went away, as `head` does, is no reason to panic.
pub fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Whether there is somebody at the other end who sees colours.
pub fn colored(stream: &impl IsTerminal) -> bool {
    stream.is_terminal() && std::env::var_os("NO_COLOR").is_none()
}

/// "1 key", "2 keys".
pub fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
