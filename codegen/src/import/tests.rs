use super::*;

fn row(cells: &str) -> Imported {
    read(&format!("| Key | R/W | Type | Category | Description |\n|---|---|---|---|---|\n{cells}\n"))
}

fn key(cells: &str) -> ImportedKey {
    row(cells).keys.remove(0)
}

#[test]
fn a_plain_row_leaves_no_question() {
    let key = key("| fst | R/W | float | Config | startingPower in watts |");
    assert_eq!(
        (key.name.as_str(), key.types, key.unit.as_deref()),
        ("starting_power", Types::Same("float".into()), Some("W"))
    );
    assert_eq!(key.todo, Vec::<String>::new());
}

#[test]
fn an_enum_becomes_a_type_of_its_own() {
    let imported = row("| car | R | optional<uint8> | Status | carState, null if unknown (Idle=1, Charging=2) |");
    let (key, found) = (&imported.keys[0], &imported.enums[0]);
    assert_eq!(key.types, Types::Same("optional<CarState>".into()));
    assert_eq!((found.name.as_str(), found.repr.as_str(), found.values.len()), ("CarState", "uint8", 2));
    assert_eq!(key.text, "carState, null if unknown");
}

#[test]
fn keys_with_the_same_values_share_an_enum() {
    let imported =
        row("| a1 | R | uint8 | Status | one (A=0, B=1, C=2) |\n| a2 | R | uint8 | Status | two (A=0, B=1, C=2) |");
    assert_eq!(imported.enums.len(), 1);
}

#[test]
fn a_type_that_says_too_little_is_a_question() {
    let key = key("| led | R | legacy | Status | animation |");
    assert_eq!(key.types, Types::Same("json(256)".into()));
    assert_eq!(key.todo, ["the table says `legacy` for the type: which is it?"]);
}

#[test]
fn what_the_access_leaves_out_needs_no_type() {
    assert_eq!(key("| a | W | get: legacy set: bool | Other | x |").types, Types::Same("bool".into()));
    assert!(key("| a | W | get: legacy set: bool | Other | x |").understood);
    let apart = Types::Apart { get: "bool".into(), set: "string(64)".into() };
    assert_eq!(key("| a | R/W | get: bool set: string | Config | x |").types, apart);
}

#[test]
fn of_two_rows_for_one_key_the_one_that_says_more_counts() {
    let imported =
        row("| cch | R/W | TYPE | Config | colour |\n| cch | R/W | string | Config | colour, format: #RRGGBB |");
    assert_eq!(imported.keys.len(), 1);
    assert_eq!(imported.keys[0].types, Types::Same("string(7)".into()));
    assert_eq!(imported.keys[0].pattern.as_deref(), Some("#[0-9A-Fa-f]{6}"));
}

#[test]
fn two_rows_that_contradict_each_other_are_a_question() {
    let imported = row("| a | R | bool | Status | x |\n| a | R | float | Status | x |");
    assert_eq!(imported.keys[0].todo, ["the table has it again in line 4, as another type"]);
}

#[test]
fn names_differ_even_where_descriptions_do_not() {
    let imported = row(
        "| mcc | R | bool | Status | MQTT connected |\n| mcca | R | float | Status | MQTT connected (age) |\n| mccb | R | bool | Status | MQTT connected |",
    );
    let names: Vec<_> = imported.keys.iter().map(|key| key.name.as_str()).collect();
    assert_eq!(names, ["mqtt_connected", "mqtt_connected_age", "mqtt_connected_mccb"]);
}

#[test]
fn a_row_without_a_key_is_left_out_and_counted() {
    let imported = row("| ??? | R | bool | Status | x |");
    assert_eq!(imported.left_out, [LeftOut { line: 3, cell: "???".into() }]);
    assert_eq!(imported.summary().left, 1);
}

#[test]
fn the_summary_counts_each_member_of_a_family() {
    let summary = row("| c0n c1n c2n | R/W | string | Config | card name |").summary();
    assert_eq!(summary.to_string(), "3 keys, 3 types understood, 0 enums lifted out of prose, 0 left for a person");
}

#[test]
fn a_text_without_a_table_is_a_spec_without_keys() {
    assert!(to_yaml(&read("# Nothing\n")).ends_with("keys: {}\n"));
}

#[test]
fn a_key_beside_its_family_is_a_question() {
    let imported = row("| c1n | R | bool | Status | x |\n| c0n c1n c2n | R | bool | Status | x |");
    assert_eq!(imported.keys.len(), 1);
    assert_eq!(imported.keys[0].todo, ["the table has it again in line 4, as `c{0..2}n`"]);
}

#[test]
fn a_range_belongs_to_what_is_written() {
    assert_eq!(key("| del | W | uint8_t | Unknown | set this to 0-9 to clear a card |").range, Some((0, 9)));
    assert_eq!(key("| del | W | get: uint8_t set: string | Other | set this to 0-9 to clear a card |").range, None);
}
