use super::Severity;

/// Makes the enum and its tables from one list.
macro_rules! codes {
    ($($code:ident $name:ident $severity:ident $text:literal)*) => {
        /// Which rule is broken. Codes are stable: a number is never given to another rule.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $text] $name,)*
        }

        impl Code {
            /// Every code, in the order of their numbers.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// As diagnostics show it: `K0012`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => stringify!($code),)* }
            }

            /// What the rule is about, for someone who meets it for the first time.
            pub const fn explanation(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// How bad it is to break it.
            pub const fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }
        }
    };
}

codes! {
    K0001 NoSpec Error "A spec is a mapping with the sections `format`, `device`, `types` and `keys`. This one is empty."
    K0002 Syntax Error "The text is not YAML, or holds a character that no text has. Nothing behind that place could be read, so further mistakes may show once it is mended."
    K0003 Tab Error "YAML is indented with spaces. A tab looks the same in an editor, and is none."
    K0004 OneDocument Error "A spec is one YAML document. `---` in the middle of it begins a second one."
    K0005 TooDeep Error "A spec needs about six levels of nesting; thirty-two are allowed, so that no text can exhaust the memory."
    K0006 TooLarge Error "The text is larger than any spec, and is not read at all."
    K0007 NoAliases Error "YAML's anchors (`&name`) and aliases (`*name`) are refused: nested, a few lines of them stand for gigabytes. What several keys share gets a name under `types`."
    K0008 NoTags Error "YAML's tags (`!name`) mean nothing in a spec. Text that starts with `!` is put in quotes."
    K0009 NameIsText Error "The names in a mapping are text. An empty name, `null`, a list or a mapping can't be one."
    K0010 DuplicateEntry Error "A name is given twice in one mapping. The first one is used for further checks."
    K0011 EmptyValue Error "Nothing stands behind a name, or `null` or `~` does. Only `default` and `example` may be `null`."
    K0012 Format Error "The first line of a spec says which version of the spec's format it is written in: `format: 1`."
    K0013 UnknownField Error "A field is not known here. Most often it is misspelt."
    K0014 MissingField Error "A field that is always needed is not there."
    K0015 WrongKind Error "A text, number, list or mapping stands where another of them belongs."
    K0016 UnknownLanguage Error "A text is in a language that `device.languages` does not list."
    K0017 Languages Error "`device.languages` lists the languages of all texts: tags such as `en` or `de-AT`, each once."
    K0018 MissingText Error "Each key, type, value and field has a text in every language of the device; a key's text has a `title` and a `text`."
    K0019 EmptyText Error "A text is there but says nothing."
    K0020 ShortName Error "A short key stands in topics, URLs and Rust: a letter, then letters, digits and `_`, 32 characters at most."
    K0021 FamilySyntax Error "A family of keys is written with its first and last number in braces: `c{0..9}n`."
    K0022 FamilyCollision Error "Two entries stand for the same key; one of them is probably a family."
    K0023 TooManyKeys Error "A device has at most 65,534 keys: their numbers are 16 bits wide."
    K0024 Name Error "The readable name of a key names its accessors in Rust: snake_case, 64 characters at most."
    K0025 NameDuplicate Error "Readable names and short names share the accessors of the registry, so all of them differ."
    K0026 AccessWord Error "`access` is `R` (can be read), `W` (can be written) or `R/W` (both)."
    K0027 CategoryWord Error "A key has one of the device's categories."
    K0028 CategoryKind Error "A category of the device's own means one of the four kinds: `Constant`, `Config`, `Status` or `Other`."
    K0029 NoCategories Error "A device that names its own categories names at least one."
    K0030 Transport Error "A key is on `http`, on `mqtt`, on both, or on none."
    K0031 Duration Error "A duration is a whole number and a unit: `500ms`, `1s`, `5min`, `1h`, up to 49 days."
    K0032 Version Error "`since` and `until` are versions such as `51.3`, in quotes, the earlier one first."
    K0033 UnknownType Error "A type is neither built in nor declared under `types`."
    K0034 TypeSyntax Error "A type can't be read. Types are such as `uint8`, `string(32)`, `optional<float>`, `array<uint8, ..5>`."
    K0035 TypeKind Error "A named type is an `enum`, `flags`, an object (with `fields`) or an alias (with `type`), and has the fields that belong to that."
    K0036 TypeName Error "The name of a type is PascalCase and none that generated code has already."
    K0037 TypeUnused Warning "Nothing refers to a type, so it is in no key and in no document."
    K0038 RecursiveType Error "A type contains itself. Values have a fixed size on the device, so that can't be."
    K0039 Capacity Error "Strings and JSON have a capacity in bytes, 1 to 65,535, which the device sets aside."
    K0040 ArrayLength Error "An array has 1 to 1,024 items, which the device sets aside."
    K0041 OptionalTwice Error "`optional<optional<T>>` would have two kinds of `null` that look the same on the wire."
    K0042 EitherRead Error "`either<A, B>` says that a write may have one of two types. What is read has one."
    K0043 EitherKinds Error "The two types of an `either` are told apart by their JSON alone, so they are of different kinds."
    K0044 GetAndSet Error "A key has a `type`, or, where it is written as another type than it is read, `get` and `set`; and its access allows for both."
    K0045 EnumRepr Error "An enum or a bit set is stored as one of the integer types."
    K0046 EnumValue Error "The value of an enum or a bit is a whole number."
    K0047 EnumRange Error "A number of an enum does not fit what the enum is stored as."
    K0048 EnumDuplicate Error "Two values of an enum have the same number, so nobody could tell them apart on the wire, or names that read alike."
    K0049 EnumEmpty Error "An enum without values, or a bit set without bits, has nothing to hold."
    K0050 FlagBit Error "Each value of a bit set is the mask of one bit: 1, 2, 4, 8 and so on."
    K0051 ValueName Error "The name of an enum value or a bit is PascalCase: it is a variant in Rust."
    K0052 ObjectEmpty Error "An object without fields has nothing to hold."
    K0053 FieldName Error "The name of a field is as on the wire, and has to be possible in Rust."
    K0054 FieldDuplicate Error "The fields of an object differ in more than case and underscores: in Rust, and for a write in any case, they would be the same."
    K0055 OmitNull Error "`omit_null` leaves a field out while it is `null`, so its type is `optional<…>`."
    K0056 RangeSyntax Error "A range is written with its two ends, both included; one may be missing: `6..32`, `0..`, `..10`."
    K0057 RangeType Error "Only numbers have a range."
    K0058 RangeEmpty Error "The ends of a range are the wrong way round, or it lies outside the range of the type it builds on."
    K0059 RangeOutside Error "A range reaches beyond what the type holds, or has fractions where the type has none."
    K0060 Pattern Error "A device matches patterns in one pass without trying, so that no text can keep it busy. Some patterns can't be matched so."
    K0061 PatternType Error "Only strings have a pattern."
    K0062 Unit Error "Only what is counted or measured has a unit."
    K0063 DefaultType Error "A default is of another type than its key."
    K0064 DefaultRange Error "A default is outside the range of its key."
    K0065 DefaultLength Error "A default is longer than its key can hold."
    K0066 DefaultPattern Error "A default does not match the pattern of its key."
    K0067 DefaultOfWritten Warning "A key that is only written has no value, and so no default."
    K0068 NoDefault Warning "A setting that can be written should say what a new device has."
    K0069 ExampleType Error "An example is of another type than its key."
    K0070 ExampleRange Error "An example is outside the range of its key."
    K0071 ExampleLength Error "An example is longer than its key can hold."
    K0072 ExamplePattern Error "An example does not match the pattern of its key."
    K0073 Persist Error "What is stored can change and be read, fits into a page of flash with its name, and is stored once a second at most."
    K0074 Secret Error "Only text can be secret: it is stored and used, but never read back. Of a URL, the password alone can be."
    K0075 UnknownKey Error "The `device` section, or a text with keys in it, names a key that is not there."
    K0076 KeyOfOtherType Error "The `device` section names a key for a purpose that needs another kind of key: another type, or one that is secret."
    K0077 Template Error "Only a string or a whole number that is always there can stand in a text such as `my-device/{serial}`."
    K0078 TopicLayout Error "A topic starts with `{prefix}/`, has `{key}` once if it is a key's, and no wildcard."
    K0079 TopicCollision Error "Two topics of the device are the same."
    K0080 Placeholder Error "A text of a refusal has a placeholder that nothing stands for."
    K0081 HttpBase Error "The path of the HTTP api starts with a slash and does not end with one."
    K0082 DeviceNumber Error "A status code, QoS or batch is one that HTTP and MQTT know; at most 4 services and 12 texts are announced."
    K0083 Todo Warning "Something is left for a person to decide: an import could not read it with certainty, and took what is safe."
    K0084 Deadband Error "A deadband keeps the jitter of a measured number off MQTT: the smallest difference that is published. So it stands at a number that is published there and that nobody sets, and is greater than zero."
    K0085 TooManyDeadbands Error "A device remembers the values last published of 32 keys with a deadband, and no more."
    K0086 EntityWord Error "What a spec says of Home Assistant has words that are known there: components, device classes, state classes, categories, styles."
    K0087 EntityComponent Error "A key can be an entity of some kinds only, by its type and its access: a number that can be written is a `number` or a `sensor`."
    K0088 EntityClass Error "In Home Assistant a device class has units and state classes of its own, only numbers of sensors have a state class, and what can't be set is not among the `config`."
    K0089 EntityPart Error "A part of a key is an item that its list can have, or a field of its object, and has a name."
    K0090 Notation Warning "A number is written in a way that other readers of YAML take for another number."
    K0091 Module Error "A spec uses modules that there are, and renames keys that those have."
}

impl Code {
    /// The code that is shown so.
    pub fn of(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str().eq_ignore_ascii_case(text))
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_numbered_without_gaps() {
        for (i, code) in Code::ALL.iter().enumerate() {
            assert_eq!(code.as_str(), format!("K{:04}", i + 1));
            assert_eq!(Code::of(code.as_str()), Some(*code));
        }
    }
}
