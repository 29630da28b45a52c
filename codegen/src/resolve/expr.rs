//! Type expressions: `optional<array<uint8, ..5>>`.

use crate::{
    diagnostic::{Code, Diagnostic, Path, Report, nearest, quoted},
    model::{IntKind, Length, Limits, Type},
};

/// Largest capacity of a string, in bytes.
pub(crate) const MAX_CAPACITY: u32 = 65_535;
/// Largest number of items of an array.
const MAX_ITEMS: u32 = 1024;
/// Deepest nesting of `<…>`.
const MAX_DEPTH: usize = 8;

/// Types that need no declaration.
pub(crate) const BUILT_IN: [&str; 18] = [
    "bool",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "int8",
    "int16",
    "int32",
    "int64",
    "float",
    "double",
    "string",
    "milliseconds",
    "seconds",
    "json",
    "optional",
    "array",
    "either",
];

/// What other languages call our types.
const FOREIGN: [(&str, &str); 22] = [
    ("u8", "uint8"),
    ("u16", "uint16"),
    ("u32", "uint32"),
    ("u64", "uint64"),
    ("i8", "int8"),
    ("i16", "int16"),
    ("i32", "int32"),
    ("i64", "int64"),
    ("int", "int32"),
    ("integer", "int32"),
    ("uint", "uint32"),
    ("byte", "uint8"),
    ("boolean", "bool"),
    ("f32", "float"),
    ("f64", "double"),
    ("number", "double"),
    ("str", "string(64)"),
    ("text", "string(64)"),
    ("list", "array<…>"),
    ("vec", "array<…>"),
    ("option", "optional<…>"),
    ("object", "the name of an object under `types`"),
];

/// Looks up what is not built in.
pub(crate) trait Lookup {
    /// The type of that name, with an alias's limits. [`Err`] when it is known but broken, which is reported there.
    fn named(&mut self, name: &str, report: &mut Report) -> Option<Result<(Type, Limits), ()>>;
    /// Names for suggestions.
    fn names(&self) -> Vec<String>;
}

/// Reads a type expression. [`None`] when it is wrong, which is reported at `path`.
pub(crate) fn parse(text: &str, path: &Path, lookup: &mut dyn Lookup, report: &mut Report) -> Option<(Type, Limits)> {
    let mut parser = Parser { text, rest: text, path, lookup, report };
    let read = parser.ty(0)?;
    if !parser.rest.trim().is_empty() {
        let rest = quoted(parser.rest.trim());
        return parser.syntax(&format!("{rest} is too much"));
    }
    Some(read)
}

struct Parser<'a, 'r> {
    text: &'a str,
    rest: &'a str,
    path: &'a Path,
    lookup: &'r mut dyn Lookup,
    report: &'r mut Report,
}

impl<'a> Parser<'a, '_> {
    fn ty(&mut self, depth: usize) -> Option<(Type, Limits)> {
        if depth > MAX_DEPTH {
            return self.syntax("it is nested too deeply");
        }
        let name = self.word();
        let plain = |ty| Some((ty, Limits::default()));
        match name {
            "" => self.syntax("a type is missing"),
            "bool" => plain(Type::Bool),
            "float" => plain(Type::Float),
            "double" => plain(Type::Double),
            "milliseconds" => plain(Type::Milliseconds),
            "seconds" => plain(Type::Seconds),
            "string" => plain(Type::Text(self.capacity("string", 32)?)),
            "json" => plain(Type::Json(self.capacity("json", 256)?)),
            "optional" => {
                self.open("optional<uint8>")?;
                let (inner, limits) = self.ty(depth + 1)?;
                self.expect('>')?;
                if matches!(inner, Type::Optional(_)) {
                    return self.wrong(
                        Code::OptionalTwice,
                        "an optional of an optional has two kinds of `null`",
                        "one `optional<…>` is enough",
                    );
                }
                Some((Type::Optional(Box::new(inner)), limits))
            }
            "either" => {
                self.open("either<bool, uint8>")?;
                let (first, limits) = self.ty(depth + 1)?;
                self.expect(',')?;
                let (second, _) = self.ty(depth + 1)?;
                self.expect('>')?;
                Some((Type::Either(Box::new(first), Box::new(second)), limits))
            }
            "array" => self.array(depth),
            name => match IntKind::ALL.into_iter().find(|kind| kind.spec_name() == name) {
                Some(kind) => plain(Type::Int(kind)),
                None => match self.lookup.named(name, self.report) {
                    Some(found) => found.ok(),
                    None => self.unknown(name),
                },
            },
        }
    }

    fn array(&mut self, depth: usize) -> Option<(Type, Limits)> {
        self.open("array<uint8, 3>")?;
        let (item, limits) = self.ty(depth + 1)?;
        self.expect(',')?;
        self.blank();
        let up_to = self.eat("..");
        let Some(count) = self.number() else {
            return self
                .syntax("the number of items is missing: `array<uint8, 3>`, or `array<uint8, ..3>` for up to three");
        };
        self.expect('>')?;
        let Some(count) = u32::try_from(count).ok().filter(|count| (1..=MAX_ITEMS).contains(count)) else {
            return self.wrong(
                Code::ArrayLength,
                &format!("an array of {count} items is not possible"),
                &format!("it has 1 to {MAX_ITEMS} items"),
            );
        };
        if let Type::Optional(inner) = &item
            && matches!(**inner, Type::Array { .. })
        {
            return self.wrong(
                Code::TypeSyntax,
                "the items of an array can't be optional arrays",
                "use `array<array<…>, N>`, or an object with an optional field",
            );
        }
        let length = if up_to { Length::UpTo(count) } else { Length::Exactly(count) };
        // An alias's unit is the unit of the whole, too; its range and pattern are of each item.
        let whole = Limits { unit: limits.unit.clone(), ..Limits::default() };
        Some((Type::Array { item: Box::new(item), limits, length }, whole))
    }

    fn capacity(&mut self, what: &str, usual: u32) -> Option<u32> {
        self.blank();
        if !self.eat("(") {
            return self.wrong(
                Code::Capacity,
                &format!("`{what}` has no capacity"),
                &format!("say how many bytes it holds at most: `{what}({usual})`"),
            );
        }
        let Some(bytes) = self.number() else {
            return self.syntax(&format!("the capacity in bytes is missing: `{what}({usual})`"));
        };
        self.expect(')')?;
        match u32::try_from(bytes) {
            Ok(bytes) if (1..=MAX_CAPACITY).contains(&bytes) => Some(bytes),
            _ => self.wrong(
                Code::Capacity,
                &format!("a capacity of {bytes} bytes is not possible"),
                &format!("it is 1 to {MAX_CAPACITY} bytes"),
            ),
        }
    }

    fn blank(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn word(&mut self) -> &'a str {
        self.blank();
        let end = self.rest.find(|char: char| !char.is_alphanumeric() && char != '_').unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    fn number(&mut self) -> Option<u64> {
        self.blank();
        let end = self.rest.find(|char: char| !char.is_ascii_digit()).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        if digits.is_empty() {
            return None;
        }
        self.rest = rest;
        Some(digits.parse().unwrap_or(u64::MAX))
    }

    fn eat(&mut self, token: &str) -> bool {
        self.blank();
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn open(&mut self, example: &str) -> Option<()> {
        if self.eat("<") { Some(()) } else { self.syntax(&format!("what it holds is missing: `{example}`")) }
    }

    fn expect(&mut self, token: char) -> Option<()> {
        if self.eat(token.encode_utf8(&mut [0; 4])) {
            return Some(());
        }
        let found = if self.rest.is_empty() { "its end".to_owned() } else { quoted(self.rest) };
        self.syntax(&format!("`{token}` is missing before {found}"))
    }

    fn syntax<T>(&mut self, why: &str) -> Option<T> {
        let problem = Diagnostic::value(
            Code::TypeSyntax,
            self.path,
            format!("{} is no type: {why}", quoted(self.text)),
        )
        .note(
            "types are such as `uint8`, `string(32)`, `optional<float>`, `array<uint8, ..5>`, or a name under `types`",
        );
        // YAML ends a value at a comma inside `{ }`.
        let is_cut = self.text.matches('<').count() > self.text.matches('>').count() && self.rest.is_empty();
        self.report.push(if is_cut {
            problem.help("inside `{ }`, a type with a comma needs quotes: `type: \"array<uint8, ..5>\"`")
        } else {
            problem
        });
        None
    }

    fn wrong<T>(&mut self, code: Code, message: &str, help: &str) -> Option<T> {
        self.report.push(Diagnostic::value(code, self.path, message).help(help));
        None
    }

    /// Goes on with the type that was probably meant, so that the rest of the key is checked, too.
    fn unknown(&mut self, name: &str) -> Option<(Type, Limits)> {
        let lower = name.to_lowercase();
        let foreign = FOREIGN.iter().find(|(foreign, _)| *foreign == lower).map(|(_, ours)| (*ours).to_owned());
        let near = foreign.or_else(|| {
            let names = self.lookup.names();
            nearest(name, BUILT_IN.into_iter().chain(names.iter().map(String::as_str))).map(str::to_owned)
        });
        let help = match &near {
            Some(near) if near.contains(' ') => format!("use {near}"),
            Some(near) => format!("did you mean `{near}`?"),
            None => "declare it under `types`".to_owned(),
        };
        self.report.push(
            Diagnostic::value(Code::UnknownType, self.path, format!("there is no type {}", quoted(name))).help(help),
        );
        // Whatever else is wrong with it would be said of a type that nobody wrote.
        let (near, mut unsaid) = (near?, Report::default());
        if self.lookup.names().contains(&near) {
            // Not read as an expression: a declared name may be one that no expression can hold, such as `Mode.`, and
            // would be searched for again and again.
            return self.lookup.named(&near, &mut unsaid)?.ok();
        }
        parse(&near, self.path, self.lookup, &mut unsaid)
    }
}
