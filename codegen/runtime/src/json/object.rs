//! Objects: what codegen writes of each is a table, and where its fields are.

use super::codec::{Json, expect};
use super::reader::{Kind, Reader};
use crate::error::ValueError;
use crate::sink::Sink;
use crate::table::Rule;

/// What the spec says of an object.
#[derive(Debug)]
pub struct Shape {
    /// The name of the type.
    pub name: &'static str,
    /// Whether a reader takes the names of its fields in any case.
    pub any_case: bool,
    /// In the order in which they are written.
    pub fields: &'static [FieldInfo],
}

/// What the spec says of a field.
#[derive(Debug)]
pub struct FieldInfo {
    /// Its name as it stands in a JSON object: `"ssid":`.
    pub member: &'static str,
    /// Whether it may be missing.
    pub optional: bool,
    /// Whether it is left out while it is `null`.
    pub omit_null: bool,
    /// What it has to be beyond its type.
    pub rule: Option<&'static Rule>,
}

impl FieldInfo {
    fn name(&self) -> &'static str {
        self.member.get(1..self.member.len().saturating_sub(2)).unwrap_or_default()
    }
}

/// A structure with the fields of its shape.
pub trait Object {
    /// The field at this place of the shape.
    fn field(&self, index: usize) -> Option<&dyn Json>;

    /// See [`Object::field`].
    fn field_mut(&mut self, index: usize) -> Option<&mut dyn Json>;
}

/// Writes an object.
pub fn write_object(object: &dyn Object, shape: &Shape, out: &mut dyn Sink) {
    let mut before = b'{';
    for (index, info) in shape.fields.iter().enumerate() {
        let Some(value) = object.field(index) else { break };
        if !(info.omit_null && value.is_null()) {
            out.put(&[before]);
            before = b',';
            out.put(info.member.as_bytes());
            value.write(out);
        }
    }
    out.put(if before == b'{' { b"{}" } else { b"}" });
}

/// Reads an object over a blank one.
///
/// # Errors
/// It is none, or one of its fields is wrong, unknown or missing.
pub fn read_object(object: &mut dyn Object, shape: &Shape, json: &mut Reader<'_>) -> Result<(), ValueError> {
    let start = json.clone();
    expect(json.enter(Kind::Object)?.then_some(()), shape.name)?;
    let mut first = true;
    while let Some(name) = json.next_field(first)? {
        first = false;
        let known = |info: &FieldInfo| name.is(info.name(), shape.any_case);
        let found = shape.fields.iter().enumerate().find(|(_, info)| known(info));
        let Some((index, info)) = found else { return Err(ValueError::unknown_field(&name)) };
        let Some(value) = object.field_mut(index) else { break };
        value.read(json)?;
        if let Some(rule) = info.rule {
            value.within(rule)?;
        }
    }
    for info in shape.fields {
        if !info.optional && !has_field(start.clone(), info.name(), shape.any_case)? {
            return Err(ValueError::MissingField(info.name()));
        }
    }
    Ok(())
}

/// Whether the object that comes next has this field. It was read before: nothing is wrong with it.
fn has_field(mut json: Reader<'_>, name: &str, any_case: bool) -> Result<bool, ValueError> {
    json.enter(Kind::Object)?;
    let mut first = true;
    while let Some(found) = json.next_field(first)? {
        if found.is(name, any_case) {
            return Ok(true);
        }
        first = false;
        json.skip()?;
    }
    Ok(false)
}
