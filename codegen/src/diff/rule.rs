//! The rules by which a change is judged, as a table.
//!
//! One thought stands behind all of them. A client that **reads** is broken by what it can't take for what it knows:
//! another type, a `null`, a missing key. It is warned of values of a known type that it has not met before. A
//! client that **writes** is broken by whatever was taken before and is refused now. All else is compatible.

use std::fmt;

/// What a change does to those who rely on the old spec.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Something that worked no longer does.
    Breaking,
    /// It depends on how the client is written.
    Warning,
    /// Nobody has to do anything.
    Compatible,
}

impl Level {
    /// Every level, the worst first.
    pub const ALL: [Self; 3] = [Self::Breaking, Self::Warning, Self::Compatible];

    /// As reports write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Warning => "warning",
            Self::Compatible => "compatible",
        }
    }
}

/// A language that a changelog can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// `en`
    English,
    /// `de`
    German,
}

impl Language {
    /// The tag that a spec names the language by.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }
}

struct Row {
    name: &'static str,
    level: Level,
    what: (&'static str, &'static str),
    why: (&'static str, &'static str),
}

macro_rules! rules {
    ($($rule:ident $level:ident $name:literal: $what_en:literal, $what_de:literal: $why_en:literal, $why_de:literal;)*) => {
        /// A rule: what it is that changed, and how bad that is. Names are stable.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $(#[doc = $why_en] $rule,)*
        }

        impl Rule {
            /// Every rule, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$rule,)*];

            fn row(self) -> Row {
                match self {
                    $(Self::$rule => Row {
                        name: $name,
                        level: Level::$level,
                        what: ($what_en, $what_de),
                        why: ($why_en, $why_de),
                    },)*
                }
            }
        }
    };
}

rules! {
    // Keys.
    KeyRemoved Breaking "key-removed": "removed key", "entfernter Schlüssel":
        "Whoever reads or writes the key finds it no longer.", "Wer den Schlüssel liest oder setzt, findet ihn nicht mehr.";
    KeyRenamed Breaking "key-renamed": "key", "Schlüssel":
        "The key goes by another name on the wire; the old name is unknown.", "Der Schlüssel heißt in der Übertragung anders; den alten Namen gibt es nicht mehr.";
    KeyAdded Compatible "key-added": "new key", "neuer Schlüssel":
        "Nobody relies on a key that did not exist.", "Auf einen Schlüssel, den es nicht gab, verlässt sich niemand.";
    NameChanged Compatible "name-changed": "readable name", "lesbarer Name":
        "The readable name is not on the wire; the firmware's accessors follow it.", "Der lesbare Name wird nicht übertragen; die Zugriffsfunktionen der Firmware folgen ihm.";
    ReadingRemoved Breaking "reading-removed": "access", "Zugriff":
        "The key can no longer be read.", "Der Schlüssel ist nicht mehr lesbar.";
    WritingRemoved Breaking "writing-removed": "access", "Zugriff":
        "The key can no longer be set.", "Der Schlüssel lässt sich nicht mehr setzen.";
    ReadingAdded Compatible "reading-added": "access", "Zugriff":
        "The key can now be read as well.", "Der Schlüssel ist nun auch lesbar.";
    WritingAdded Compatible "writing-added": "access", "Zugriff":
        "The key can now be set as well.", "Der Schlüssel lässt sich nun auch setzen.";

    // Types and limits.
    TypeChanged Breaking "type-changed": "type", "Typ":
        "Values are of another type than before.", "Werte haben einen anderen Typ als vorher.";
    TypeNarrowed Breaking "type-narrowed": "type", "Typ":
        "Some of what could be written is refused now.", "Manches, was sich setzen ließ, wird nun abgelehnt.";
    TypeWidened Warning "type-widened": "type", "Typ":
        "Readers may meet values that the old type did not have.", "Beim Lesen können Werte auftreten, die der alte Typ nicht kannte.";
    TypeCompatible Compatible "type-compatible": "type", "Typ":
        "Every value that matters fits the old and the new type.", "Jeder Wert, auf den es ankommt, passt zum alten wie zum neuen Typ.";
    TypeUndecided Warning "type-undecided": "type", "Typ":
        "One of the two types waits for a person to decide: they can't be compared.", "Einer der beiden Typen ist noch nicht entschieden: sie lassen sich nicht vergleichen.";
    OptionalAdded Breaking "optional-added": "type", "Typ":
        "Readers may meet `null`.", "Beim Lesen kann `null` auftreten.";
    OptionalRemoved Breaking "optional-removed": "type", "Typ":
        "Writing `null` is refused now.", "`null` zu setzen wird nun abgelehnt.";
    NullAccepted Compatible "null-accepted": "type", "Typ":
        "`null` can now be written as well.", "Auch `null` lässt sich nun setzen.";
    NullGone Compatible "null-gone": "type", "Typ":
        "Readers no longer meet `null`.", "Beim Lesen tritt `null` nicht mehr auf.";
    RangeNarrowed Breaking "range-narrowed": "range", "Bereich":
        "What lies outside the new range is refused when it is written.", "Was außerhalb des neuen Bereichs liegt, wird beim Setzen abgelehnt.";
    RangeWidened Warning "range-widened": "range", "Bereich":
        "Readers may meet numbers outside the old range.", "Beim Lesen können Zahlen außerhalb des alten Bereichs auftreten.";
    RangeCompatible Compatible "range-compatible": "range", "Bereich":
        "Whoever kept to the old range is not concerned.", "Wer sich an den alten Bereich hielt, ist nicht betroffen.";
    CapacityShrunk Breaking "capacity-shrunk": "capacity", "Länge":
        "What is longer than the new capacity is refused when it is written.", "Was länger ist als nun erlaubt, wird beim Setzen abgelehnt.";
    CapacityGrown Warning "capacity-grown": "capacity", "Länge":
        "Readers may meet texts or lists longer than before.", "Beim Lesen können längere Texte oder Listen auftreten als vorher.";
    CapacityCompatible Compatible "capacity-compatible": "capacity", "Länge":
        "Whoever kept to the old capacity is not concerned.", "Wer sich an die alte Länge hielt, ist nicht betroffen.";
    PatternTightened Breaking "pattern-tightened": "form", "Form":
        "Texts of another form are refused when they are written.", "Texte anderer Form werden beim Setzen abgelehnt.";
    PatternLoosened Warning "pattern-loosened": "form", "Form":
        "Readers may meet texts of another form.", "Beim Lesen können Texte anderer Form auftreten.";
    PatternCompatible Compatible "pattern-compatible": "form", "Form":
        "Whoever kept to the old form is not concerned.", "Wer sich an die alte Form hielt, ist nicht betroffen.";
    UnitChanged Breaking "unit-changed": "unit", "Einheit":
        "The same number means something else.", "Dieselbe Zahl bedeutet etwas anderes.";
    UnitRemoved Warning "unit-removed": "removed unit", "entfernte Einheit":
        "It is no longer said what the number means.", "Was die Zahl bedeutet, ist nicht mehr angegeben.";
    UnitAdded Compatible "unit-added": "unit", "Einheit":
        "What the number means is now said.", "Was die Zahl bedeutet, ist nun angegeben.";

    // Enums, bit sets and objects.
    EnumValueRemoved Breaking "enum-value-removed": "removed value", "entfernter Wert":
        "Whoever waits for the value never sees it, and writing it is refused.", "Wer auf den Wert wartet, sieht ihn nie, und ihn zu setzen wird abgelehnt.";
    EnumValueRenumbered Breaking "enum-value-renumbered": "number of a value", "Zahl eines Werts":
        "The value goes by another number on the wire.", "Der Wert hat in der Übertragung eine andere Zahl.";
    EnumValueAdded Warning "enum-value-added": "new value", "neuer Wert":
        "Readers may meet a value that they don't know.", "Beim Lesen kann ein unbekannter Wert auftreten.";
    EnumValueAccepted Compatible "enum-value-accepted": "new value", "neuer Wert":
        "One more value can be written.", "Ein weiterer Wert lässt sich setzen.";
    EnumValueRenamed Compatible "enum-value-renamed": "name of a value", "Name eines Werts":
        "The number on the wire is the same.", "Die übertragene Zahl ist dieselbe.";
    FieldRemoved Breaking "field-removed": "removed field", "entferntes Feld":
        "Readers find the field no longer, and writing it is refused.", "Das Feld fehlt beim Lesen, und es zu setzen wird abgelehnt.";
    FieldRequired Breaking "field-required": "new field that writers must give", "neues Pflichtfeld":
        "An object without the field is refused when it is written.", "Ein Objekt ohne das Feld wird beim Setzen abgelehnt.";
    FieldAdded Compatible "field-added": "new field", "neues Feld":
        "Nobody relies on a field that did not exist, and a writer may leave it out.", "Auf ein Feld, das es nicht gab, verlässt sich niemand, und beim Setzen darf es fehlen.";
    FieldLeftOut Warning "field-left-out": "left out while it is null", "fehlt, solange es null ist":
        "Readers may miss the field where they found `null` before.", "Beim Lesen kann das Feld fehlen, wo vorher `null` stand.";
    FieldAlwaysThere Compatible "field-always-there": "no longer left out", "fehlt nicht mehr":
        "The field stands there as `null` where it was left out before.", "Das Feld ist als `null` da, wo es vorher fehlte.";
    AnyCaseRemoved Breaking "any-case-removed": "letter case of field names", "Schreibweise der Feldnamen":
        "Field names in other letters than the spec's are refused when they are written.", "Feldnamen in anderer Groß- und Kleinschreibung werden beim Setzen abgelehnt.";
    AnyCaseAdded Compatible "any-case-added": "letter case of field names", "Schreibweise der Feldnamen":
        "Field names may be written in any case.", "Feldnamen dürfen in beliebiger Groß- und Kleinschreibung gesetzt werden.";
    TypeRenamed Compatible "type-renamed": "name of the type", "Name des Typs":
        "The name of a type is not on the wire.", "Der Name eines Typs wird nicht übertragen.";

    // How a key behaves.
    DefaultChanged Warning "default-changed": "default", "Vorgabe":
        "A new device starts with another value.", "Ein neues Gerät beginnt mit einem anderen Wert.";
    CategoryChanged Warning "category-changed": "category", "Kategorie":
        "The key means something else to the device: what is stored, what changes by itself.", "Der Schlüssel hat für das Gerät eine andere Bedeutung: was gespeichert wird, was sich von selbst ändert.";
    CategoryRenamed Compatible "category-renamed": "category", "Kategorie":
        "Another category of the same kind.", "Eine andere Kategorie derselben Art.";
    SecretAdded Breaking "secret-added": "secret", "geheim":
        "The value, or the password in it, is no longer shown to readers.", "Der Wert, oder das Passwort darin, wird beim Lesen nicht mehr gezeigt.";
    SecretRemoved Warning "secret-removed": "no longer secret", "nicht mehr geheim":
        "A value that was hidden is shown now.", "Ein Wert, der verborgen war, wird nun gezeigt.";
    PersistRemoved Warning "persist-removed": "no longer stored", "nicht mehr gespeichert":
        "The value does not survive a restart.", "Der Wert übersteht keinen Neustart mehr.";
    PersistAdded Compatible "persist-added": "stored", "gespeichert":
        "The value survives a restart.", "Der Wert übersteht einen Neustart.";
    PersistSlower Warning "persist-slower": "least time between two stores, ms", "Mindestabstand zweier Speicherungen, ms":
        "A power cut may lose more of what changed last.", "Ein Stromausfall kann mehr vom zuletzt Geänderten verlieren.";
    PersistFaster Compatible "persist-faster": "least time between two stores, ms", "Mindestabstand zweier Speicherungen, ms":
        "A power cut loses less of what changed last.", "Ein Stromausfall verliert weniger vom zuletzt Geänderten.";
    RebootAdded Warning "reboot-added": "takes effect after a restart", "wirkt erst nach einem Neustart":
        "A change of the value waits for a restart.", "Eine Änderung des Werts wirkt erst nach einem Neustart.";
    RebootRemoved Compatible "reboot-removed": "takes effect at once", "wirkt sofort":
        "A change of the value no longer waits for a restart.", "Eine Änderung des Werts braucht keinen Neustart mehr.";
    TransportRemoved Breaking "transport-removed": "no longer on", "nicht mehr über":
        "Clients of this transport no longer find the key.", "Wer diesen Weg benutzt, findet den Schlüssel nicht mehr.";
    TransportAdded Compatible "transport-added": "now on", "nun über":
        "The key can be reached on one more way.", "Der Schlüssel ist auf einem weiteren Weg zu erreichen.";
    PaceSlower Warning "pace-slower": "least time between two values, ms", "Mindestabstand zweier Werte, ms":
        "Values come less often over MQTT.", "Werte kommen über MQTT seltener.";
    PaceFaster Compatible "pace-faster": "least time between two values, ms", "Mindestabstand zweier Werte, ms":
        "Values may come more often over MQTT.", "Werte können über MQTT öfter kommen.";
    DeadbandWider Warning "deadband-wider": "least change that is published", "kleinste veröffentlichte Änderung":
        "Small changes are no longer published over MQTT.", "Kleine Änderungen werden über MQTT nicht mehr veröffentlicht.";
    DeadbandNarrower Compatible "deadband-narrower": "least change that is published", "kleinste veröffentlichte Änderung":
        "Smaller changes are published over MQTT as well.", "Auch kleinere Änderungen werden über MQTT veröffentlicht.";

    // Home Assistant.
    EntityAdded Compatible "entity-added": "now shown in Home Assistant", "nun in Home Assistant":
        "Home Assistant sets up one more entity.", "Home Assistant richtet eine Entität mehr ein.";
    EntityRemoved Warning "entity-removed": "no longer shown in Home Assistant", "nicht mehr in Home Assistant":
        "What people have made of the entity in Home Assistant no longer works.", "Was jemand in Home Assistant mit der Entität macht, geht nicht mehr.";
    EntityChanged Warning "entity-changed": "in Home Assistant", "in Home Assistant":
        "Home Assistant shows the key in another way than before.", "Home Assistant zeigt den Schlüssel anders als vorher.";

    // What people read.
    TitleChanged Compatible "title-changed": "title", "Titel":
        "Only readers of the documents see it.", "Das sieht nur, wer die Dokumente liest.";
    TextChanged Compatible "text-changed": "text", "Text":
        "Only readers of the documents see it.", "Das sieht nur, wer die Dokumente liest.";
    ExampleChanged Compatible "example-changed": "example", "Beispiel":
        "Only readers of the documents see it.", "Das sieht nur, wer die Dokumente liest.";
    HistoryChanged Compatible "history-changed": "versions that have the key", "Versionen mit dem Schlüssel":
        "Only readers of the documents see it.", "Das sieht nur, wer die Dokumente liest.";

    // The device.
    AddressChanged Breaking "address-changed": "address", "Adresse":
        "Clients ask at an address that is no longer served.", "Wer die alte Adresse benutzt, bekommt keine Antwort mehr.";
    AnswerChanged Breaking "answer-changed": "answer", "Antwort":
        "Clients that look at the answer don't recognise it.", "Wer die Antwort auswertet, erkennt sie nicht mehr.";
    UnquotedRefused Breaking "unquoted-refused": "strings without quotes", "Texte ohne Anführungszeichen":
        "Strings have to be written as JSON.", "Texte müssen als JSON gesetzt werden.";
    UnquotedAccepted Compatible "unquoted-accepted": "strings without quotes", "Texte ohne Anführungszeichen":
        "Strings may be written without quotes.", "Texte dürfen ohne Anführungszeichen gesetzt werden.";
    QuotedRefused Breaking "quoted-refused": "numbers in quotes", "Zahlen in Anführungszeichen":
        "Numbers, bools and null have to be written without quotes.", "Zahlen, Wahrheitswerte und null müssen ohne Anführungszeichen gesetzt werden.";
    QuotedAccepted Compatible "quoted-accepted": "numbers in quotes", "Zahlen in Anführungszeichen":
        "Numbers, bools and null may be written in quotes.", "Zahlen, Wahrheitswerte und null dürfen in Anführungszeichen gesetzt werden.";
    SwitchChanged Warning "switch-changed": "key that decides", "Schlüssel, der entscheidet":
        "Another key than before switches or leads the transport.", "Ein anderer Schlüssel als vorher schaltet oder lenkt den Übertragungsweg.";
    RoleChanged Warning "role-changed": "key of a role", "Schlüssel einer Rolle":
        "The device does this with another key, begins to do it, or no longer does it.", "Das Gerät macht das mit einem anderen Schlüssel, neuerdings oder nicht mehr.";
    AnnouncementRemoved Breaking "announcement-removed": "no longer announced", "nicht mehr angekündigt":
        "Who looks for it on the local network no longer finds it.", "Wer im lokalen Netz danach sucht, findet es nicht mehr.";
    AnnouncementChanged Warning "announcement-changed": "announcement", "Ankündigung":
        "Who reads it on the local network finds another text.", "Wer sie im lokalen Netz liest, findet einen anderen Text.";
    AnnouncementAdded Compatible "announcement-added": "announced", "angekündigt":
        "More can be found on the local network.", "Im lokalen Netz ist mehr zu finden.";
    DeliveryChanged Warning "delivery-changed": "delivery", "Zustellung":
        "Values reach subscribers in another way.", "Werte erreichen Abonnenten auf andere Weise.";
    RefusalReworded Compatible "refusal-reworded": "text of a refusal", "Text einer Ablehnung":
        "A refusal is told by its status or its key, not by its wording.", "Eine Ablehnung erkennt man an Status oder Schlüssel, nicht am Wortlaut.";
    DeviceRenamed Compatible "device-renamed": "name of the device", "Name des Geräts":
        "Only readers of the documents see it.", "Das sieht nur, wer die Dokumente liest.";
    LanguageRemoved Warning "language-removed": "removed language", "entfernte Sprache":
        "There are no documents in this language any more.", "In dieser Sprache gibt es keine Dokumente mehr.";
    LanguageAdded Compatible "language-added": "new language", "neue Sprache":
        "There are documents in one more language.", "Es gibt Dokumente in einer weiteren Sprache.";
}

impl Rule {
    /// The stable name: `enum-value-added`.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// How bad a change of this kind is.
    pub fn level(self) -> Level {
        self.row().level
    }

    /// What it is that changed, in a few words.
    pub fn what(self, language: Language) -> &'static str {
        pick(self.row().what, language)
    }

    /// One sentence: why the change is as bad as that.
    pub fn why(self, language: Language) -> &'static str {
        pick(self.row().why, language)
    }

    /// Whether what changed is prose, not something that stands on the wire.
    pub fn is_prose(self) -> bool {
        matches!(self, Self::TitleChanged | Self::TextChanged)
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

fn pick((english, german): (&'static str, &'static str), language: Language) -> &'static str {
    match language {
        Language::English => english,
        Language::German => german,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_rule_has_a_name_of_its_own() {
        let names: BTreeSet<_> = Rule::ALL.iter().map(|rule| rule.name()).collect();
        assert_eq!(names.len(), Rule::ALL.len());
    }

    #[test]
    fn names_are_words_with_hyphens() {
        for rule in Rule::ALL {
            assert!(rule.name().bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{rule}");
        }
    }
}
