//! Where the program's output goes.

use std::io::{IsTerminal, Write};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

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

/// How many characters a line has; [`None`] where no terminal would break it.
pub fn stdout_width() -> Option<usize> {
    terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| usize::from(width.0))
}

/// Emphasis, where it can be seen.
#[derive(Debug, Clone, Copy)]
pub struct Style(bool);

impl Style {
    /// As standard output can show it.
    pub fn of_stdout() -> Self {
        Self(colored(&std::io::stdout()))
    }

    /// More important than the rest.
    pub fn bold(self, text: &str) -> String {
        if self.0 { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() }
    }

    /// Less important than the rest.
    pub fn dim(self, text: &str) -> String {
        if self.0 { format!("\x1b[2m{text}\x1b[0m") } else { text.to_owned() }
    }
}

/// Narrowest that a column gets.
const NARROWEST: usize = 8;

/// A table in which columns are cut, the widest first, until it fits.
pub fn table(head: &[&str], rows: &[Vec<String>], width: Option<usize>, style: Style) -> String {
    let cell = |row: &[String], column: usize| row.get(column).map_or(0, |cell| cell.width());
    let mut widths: Vec<usize> = (0..head.len())
        .map(|column| {
            let widest = rows.iter().map(|row| cell(row, column)).max().unwrap_or(0);
            widest.max(head.get(column).map_or(0, |name| name.width()))
        })
        .collect();
    if let Some(width) = width {
        let room = width.saturating_sub(2 * head.len().saturating_sub(1));
        while widths.iter().sum::<usize>() > room {
            match widths.iter_mut().max() {
                Some(widest) if *widest > NARROWEST => *widest -= 1,
                _ => break,
            }
        }
    }
    let line = |cells: Vec<&str>| {
        let cells: Vec<_> = cells.into_iter().zip(&widths).map(|(cell, width)| fitted(cell, *width)).collect();
        cells.join("  ").trim_end().to_owned()
    };
    let mut lines = vec![style.dim(&line(head.to_vec()))];
    lines.extend(rows.iter().map(|row| line(row.iter().map(String::as_str).collect())));
    lines.join("\n")
}

/// Text of just that width: filled up, or cut with an ellipsis.
fn fitted(text: &str, width: usize) -> String {
    let own = text.width();
    if own <= width {
        return format!("{text}{}", " ".repeat(width - own));
    }
    let (mut cut, mut used) = (String::new(), 0);
    for char in text.chars() {
        let next = used + char.width().unwrap_or(0);
        if next >= width {
            break;
        }
        cut.push(char);
        used = next;
    }
    format!("{cut}…{}", " ".repeat(width.saturating_sub(used + 1)))
}

/// Text in lines of at most that width, broken between words.
pub fn wrapped(text: &str, width: usize) -> String {
    let (mut lines, mut line) = (Vec::new(), String::new());
    for word in text.split_whitespace() {
        if !line.is_empty() && line.width() + 1 + word.width() > width {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<Vec<String>> {
        [["amp", "Requested current"], ["wh", "Wärme über alles in der Welt"]]
            .map(|row| row.map(str::to_owned).to_vec())
            .to_vec()
    }

    #[test]
    fn a_table_fits_the_terminal() {
        let table = table(&["key", "title"], &rows(), Some(20), Style(false));
        assert!(table.lines().all(|line| line.width() <= 20), "{table}");
        assert!(table.contains("amp  Requested curr…"), "{table}");
    }

    #[test]
    fn without_a_terminal_nothing_is_cut() {
        assert!(table(&["key", "title"], &rows(), None, Style(false)).contains("wh   Wärme über alles in der Welt"));
    }

    #[test]
    fn a_wide_sign_takes_two_places() {
        assert_eq!(fitted("漢字漢字", 5), "漢字…");
        assert_eq!(fitted("漢字漢字", 6), "漢字… ");
    }

    #[test]
    fn words_are_kept_whole() {
        assert_eq!(wrapped("one two three", 7), "one two\nthree");
    }
}
