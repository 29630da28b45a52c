//! Finds the key tables of a Markdown text and their cells.

/// A row of a key table, its cells as they are.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) line: usize,
    pub(super) key: String,
    pub(super) access: String,
    pub(super) ty: String,
    pub(super) category: String,
    pub(super) text: String,
}

/// Which cell is what.
#[derive(Default)]
struct Columns {
    key: Option<usize>,
    access: Option<usize>,
    ty: Option<usize>,
    category: Option<usize>,
    text: Option<usize>,
    count: usize,
}

impl Columns {
    /// [`None`] for a table about something else.
    fn of(header: &[String]) -> Option<Self> {
        let mut columns = Self { count: header.len(), ..Self::default() };
        for (i, cell) in header.iter().enumerate() {
            let word: String = cell.to_lowercase().chars().filter(|char| char.is_alphanumeric()).collect();
            let column = match word.as_str() {
                "key" | "apikey" | "schlüssel" => &mut columns.key,
                "type" | "datatype" | "typ" | "datentyp" => &mut columns.ty,
                "category" | "kategorie" => &mut columns.category,
                "description" | "beschreibung" | "meaning" | "text" => &mut columns.text,
                "access" | "zugriff" => &mut columns.access,
                // A spreadsheet leaves its cell names before the word at times.
                word if word.ends_with("rw") => &mut columns.access,
                _ => continue,
            };
            column.get_or_insert(i);
        }
        (columns.key.is_some() && columns.ty.is_some()).then_some(columns)
    }

    fn row(&self, line: usize, cells: &[String]) -> Row {
        let cell = |column: Option<usize>| column.and_then(|i| cells.get(i)).cloned().unwrap_or_default();
        let mut text = cell(self.text);
        if self.text.is_some_and(|i| i + 1 == self.count) {
            for more in cells.iter().skip(self.count).filter(|more| !more.is_empty()) {
                text.push_str(" | ");
                text.push_str(more);
            }
        }
        let whole = |column| cell(column).replace('\t', "");
        let (key, access, ty) = (whole(self.key), whole(self.access), whole(self.ty));
        Row { line, key, access, ty, category: whole(self.category), text }
    }

    /// Whether a second row begins where the first one should have ended.
    fn begins_again(&self, cells: &[String]) -> bool {
        let again = |column: Option<usize>| column.and_then(|i| cells.get(self.count + i));
        again(self.key).is_some_and(|key| !key.is_empty())
            && again(self.access).is_some_and(|access| matches!(access.as_str(), "R" | "W" | "R/W"))
    }
}

/// Every row of every key table.
pub(super) fn rows(text: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut columns: Option<Columns> = None;
    let mut previous: Option<Vec<String>> = None;
    for (i, line) in text.lines().enumerate() {
        let Some(cells) = cells(line) else {
            (columns, previous) = (None, None);
            continue;
        };
        if is_rule(&cells) {
            columns = previous.take().and_then(|header| Columns::of(&header));
            continue;
        }
        if let Some(columns) = &columns {
            let mut rest = cells.as_slice();
            while columns.begins_again(rest) {
                let (first, further) = rest.split_at(columns.count);
                rows.push(columns.row(i + 1, first));
                rest = further;
            }
            rows.push(columns.row(i + 1, rest));
        } else {
            previous = Some(cells);
        }
    }
    rows
}

/// The line between header and rows.
fn is_rule(cells: &[String]) -> bool {
    !cells.is_empty() && cells.iter().all(|cell| cell.contains('-') && cell.chars().all(|char| "-: \t".contains(char)))
}

/// The cells of a line, without the space around them. [`None`] when it is no line of a table.
fn cells(line: &str) -> Option<Vec<String>> {
    let line = line.trim();
    if !line.contains('|') {
        return None;
    }
    let mut cells: Vec<String> = Vec::new();
    let mut escaped = false;
    for piece in line.strip_prefix('|').unwrap_or(line).split('|') {
        match cells.last_mut() {
            Some(cell) if escaped => {
                cell.push('|');
                cell.push_str(piece);
            }
            _ => cells.push(piece.to_owned()),
        }
        escaped = piece.ends_with('\\');
    }
    if cells.last().is_some_and(|last| last.trim().is_empty()) {
        cells.pop();
    }
    Some(cells.iter().map(|cell| plain(cell.trim())).collect())
}

/// Markdown's and HTML's ways to write a character, undone.
fn plain(cell: &str) -> String {
    // No YAML has these characters, and nobody misses them.
    let odd = |char: char| char != '\t' && (char.is_control() || "\u{feff}\u{fffe}\u{ffff}".contains(char));
    let mut plain = cell.replace(odd, " ").replace("\\|", "|").replace("\\_", "_").replace("\\*", "*");
    for (written, meant) in [
        ("<br>", " "),
        ("<br/>", " "),
        ("<br />", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        ("&bull;", "•"),
        // Last, so that `&amp;lt;` stays `&lt;`.
        ("&amp;", "&"),
    ] {
        if plain.contains(written) {
            plain = plain.replace(written, meant);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "| Key | R/W | Type | Category | Description |\n|---|---|---|---|---|\n";

    #[test]
    fn cells_are_told_by_the_header_whatever_their_order() {
        let rows = rows("| datatype | api key | R?W? |\n| --- | :-: | --- |\n| bool | mce | R |\n");
        let row = rows.first().unwrap();
        assert_eq!((row.line, row.key.as_str(), row.ty.as_str(), row.access.as_str()), (3, "mce", "bool", "R"));
    }

    #[test]
    fn a_table_of_something_else_is_passed_over() {
        assert_eq!(rows("| file | what |\n| --- | --- |\n| a.rs | text |\n"), []);
    }

    #[test]
    fn a_row_glued_to_another_is_a_row_of_its_own() {
        let rows =
            rows(&format!("{HEADER}| ccd | R | TYPE | Status | data + | cch | R/W | string | Config | colour |"));
        assert_eq!(rows.iter().map(|row| row.key.as_str()).collect::<Vec<_>>(), ["ccd", "cch"]);
    }

    #[test]
    fn a_bar_in_a_description_stays_in_it() {
        let rows = rows(&format!("{HEADER}| x | R | bool | Status | one | other |"));
        assert_eq!(rows.first().unwrap().text, "one | other");
    }

    #[test]
    fn an_escaped_bar_separates_nothing() {
        let rows = rows(&format!("{HEADER}| x | R | bool | Status | one \\| other |"));
        assert_eq!(rows.first().unwrap().text, "one | other");
    }

    #[test]
    fn tabs_inside_a_type_are_noise() {
        let rows =
            rows(&format!("{HEADER}|\tmtp\t|\tR/W\t|\tget: string set: optional<str\ti\tng> | Config\t\t| prefix\t|"));
        let row = rows.first().unwrap();
        assert_eq!((row.ty.as_str(), row.category.as_str()), ("get: string set: optional<string>", "Config"));
    }

    #[test]
    fn entities_are_read_as_what_they_stand_for() {
        let rows = rows(&format!("{HEADER}| x | R | optional&lt;string&gt; | Status | a &amp;lt; |"));
        let row = rows.first().unwrap();
        assert_eq!((row.ty.as_str(), row.text.as_str()), ("optional<string>", "a &lt;"));
    }
}
