//! Text made safe for Markdown as GitHub reads it.

/// Prose from the spec, as a paragraph, a heading or a table cell: nothing in it is taken for markup.
pub fn text(raw: &str) -> String {
    let raw = one_line(raw);
    let mut out = String::with_capacity(raw.len() + 8);
    let mut before: Option<char> = None;
    let mut rest = raw.chars().peekable();
    while let Some(char) = rest.next() {
        let next = rest.peek().copied();
        match char {
            '|' => out.push_str("&#124;"),
            '<' => out.push_str("&lt;"),
            '&' if next.is_some_and(|next| next == '#' || next.is_ascii_alphabetic()) => out.push_str("&amp;"),
            // An underscore inside a word is a plain underscore.
            '_' if before.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric) => {
                out.push(char);
            }
            '\\' | '`' | '*' | '_' | '[' | ']' | '~' | '$' => escaped(&mut out, char),
            '#' | '-' | '+' | '>' | '=' if before.is_none() => escaped(&mut out, char),
            '.' | ')' if next.is_none_or(char::is_whitespace) && is_number(&out) => escaped(&mut out, char),
            _ => out.push(char),
        }
        before = Some(char);
    }
    out
}

/// Whether a dot behind it would begin a numbered list.
fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn escaped(out: &mut String, char: char) {
    out.push('\\');
    out.push(char);
}

/// Text as a code span that may stand in a table cell too.
pub fn code(raw: &str) -> String {
    let raw = one_line(raw);
    if raw.is_empty() {
        return "<code></code>".to_owned();
    }
    if raw.contains('|') {
        return html_code(&raw);
    }
    let fence = "`".repeat(longest_run(&raw) + 1);
    // A span that starts or ends with a backtick needs a space there, and one that starts and ends with a space
    // would lose both.
    let pad = raw.starts_with('`') || raw.ends_with('`') || (raw.starts_with(' ') && raw.ends_with(' '));
    let pad = if pad { " " } else { "" };
    format!("{fence}{pad}{raw}{pad}{fence}")
}

/// A bar ends a table cell even inside backticks, and Markdown's own escape for it is read differently by different
/// renderers once a backslash stands before it. As HTML it is read the same everywhere.
fn html_code(raw: &str) -> String {
    let mut out = String::from("<code>");
    for char in raw.chars() {
        if matches!(char, '|' | '<' | '&' | '*' | '_' | '`' | '[' | ']' | '\\' | '~' | '$') {
            out.push_str(&format!("&#{};", u32::from(char)));
        } else {
            out.push(char);
        }
    }
    out.push_str("</code>");
    out
}

/// A block of code, each line indented by `indent`, so that it can belong to a list item.
pub fn block(language: &str, raw: &str, indent: &str) -> String {
    let fence = "`".repeat(longest_run(raw).max(2) + 1);
    let mut out = format!("{indent}{fence}{language}\n");
    for line in raw.lines() {
        out.push_str(indent);
        out.push_str(line);
        out.push('\n');
    }
    out.push_str(indent);
    out.push_str(&fence);
    out
}

fn longest_run(raw: &str) -> usize {
    raw.split(|char| char != '`').map(str::len).max().unwrap_or(0)
}

fn one_line(raw: &str) -> String {
    raw.trim().replace("\r\n", " ").replace(['\n', '\r', '\t'], " ")
}

/// What the templates leave behind, put in order: no space at the end of a line, never two empty lines, one newline at the end.
pub fn tidy(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut empty = 0;
    for line in raw.lines().map(str::trim_end) {
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty < 2 {
            out.push_str(line);
            out.push('\n');
        }
    }
    let end = out.trim_end().len();
    out.truncate(end);
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_end_a_table_cell() {
        assert_eq!(text("a|b\nc"), "a&#124;b c");
    }

    #[test]
    fn text_holds_no_markup() {
        assert_eq!(text("<b> *x* `y` [z] $1 &amp;"), "&lt;b> \\*x\\* \\`y\\` \\[z\\] \\$1 &amp;amp;");
    }

    #[test]
    fn a_name_with_underscores_stays_readable() {
        assert_eq!(text("avg_power _x_"), "avg_power \\_x\\_");
    }

    #[test]
    fn text_starts_no_list_and_no_heading() {
        assert_eq!(text("- a"), "\\- a");
        assert_eq!(text("# a"), "\\# a");
        assert_eq!(text("1. a"), "1\\. a");
        assert_eq!(text("1.5 A"), "1.5 A");
    }

    #[test]
    fn code_with_backticks_gets_a_longer_fence() {
        assert_eq!(code("a``b"), "```a``b```");
        assert_eq!(code("`"), "`` ` ``");
    }

    #[test]
    fn code_with_a_bar_can_stand_in_a_cell() {
        assert_eq!(code("a|`b"), "<code>a&#124;&#96;b</code>");
    }

    #[test]
    fn a_block_cannot_be_ended_by_its_content() {
        assert_eq!(block("json", "\"```\"", ""), "````json\n\"```\"\n````");
    }

    #[test]
    fn tidy_leaves_one_empty_line() {
        assert_eq!(tidy("a  \n\n\n\nb\n\n"), "a\n\nb\n");
    }
}
