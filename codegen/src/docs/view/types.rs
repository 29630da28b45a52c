use super::context::{DocContext, mentioned};
use super::key::TypeCell;
use crate::docs::markdown;
use crate::docs::wording::Phrase;
use crate::model::{Field, IntKind, NamedKind, Type, TypeId};

/// The page with every named type that a documented key uses, and what the basic types hold.
pub struct TypesPage {
    pub device: String,
    pub integers: Vec<Integer>,
    pub enums: Vec<TypeTable>,
    pub flags: Vec<TypeTable>,
    pub objects: Vec<TypeTable>,
}

/// A row of the table of integers.
pub struct Integer {
    pub name: String,
    pub range: String,
}

/// A named type.
pub struct TypeTable {
    pub name: String,
    pub text: String,
    pub shape: Shape,
    /// Integer type of an enum or a bit set.
    pub repr: String,
    pub values: Vec<ValueRow>,
    pub fields: Vec<FieldRow>,
    pub any_case: bool,
    /// Whether it is never read, only written.
    pub only_written: bool,
    /// Links to the keys that use it; on the page of types only.
    pub keys: Vec<String>,
    /// Links to the types that use it; on the page of types only.
    pub types: Vec<String>,
}

/// What a named type is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Enum,
    Flags,
    Object,
}

/// A value of an enum, or a bit.
pub struct ValueRow {
    pub number: String,
    pub name: String,
    pub text: String,
}

/// A field of an object.
pub struct FieldRow {
    pub name: String,
    pub ty: TypeCell,
    pub unit: Option<String>,
    pub range: Option<String>,
    pub omit_null: bool,
    pub text: String,
}

impl TypesPage {
    pub fn of(context: &DocContext<'_>) -> Result<Self, askama::Error> {
        let mut page = Self {
            device: markdown::text(&context.spec.device.name),
            integers: integers(context)?,
            enums: Vec::new(),
            flags: Vec::new(),
            objects: Vec::new(),
        };
        for id in context.all_types.iter().copied() {
            let mut table = TypeTable::of(context, id)?;
            table.uses(context, id);
            match table.shape {
                Shape::Enum => page.enums.push(table),
                Shape::Flags => page.flags.push(table),
                Shape::Object => page.objects.push(table),
            }
        }
        Ok(page)
    }
}

fn integers(context: &DocContext<'_>) -> Result<Vec<Integer>, askama::Error> {
    IntKind::ALL
        .into_iter()
        .map(|kind| {
            let (min, max) = kind.bounds();
            let range = context.phrase(&Phrase::Between(min.to_string(), max.to_string()))?;
            Ok(Integer { name: markdown::code(kind.spec_name()), range })
        })
        .collect()
}

impl TypeTable {
    pub fn of(context: &DocContext<'_>, id: TypeId) -> Result<Self, askama::Error> {
        let named = context.spec.named(id);
        let mut table = Self {
            name: named.name.clone(),
            text: context.text(&named.texts),
            shape: Shape::Object,
            repr: String::new(),
            values: Vec::new(),
            fields: Vec::new(),
            any_case: false,
            only_written: context.read_types.binary_search(&id).is_err(),
            keys: Vec::new(),
            types: Vec::new(),
        };
        match &named.kind {
            NamedKind::Enum { repr, values } | NamedKind::Flags { repr, values } => {
                let is_enum = matches!(named.kind, NamedKind::Enum { .. });
                table.shape = if is_enum { Shape::Enum } else { Shape::Flags };
                table.repr = markdown::code(repr.spec_name());
                table.values = values
                    .iter()
                    .map(|value| ValueRow {
                        number: markdown::code(&value.value.to_string()),
                        name: markdown::text(&value.name),
                        text: context.text(&value.texts),
                    })
                    .collect();
            }
            NamedKind::Object { any_case, fields } => {
                table.any_case = *any_case;
                table.fields = fields.iter().map(|field| FieldRow::of(context, field)).collect::<Result<_, _>>()?;
            }
        }
        Ok(table)
    }

    /// Finds what uses the type, for the page of types.
    fn uses(&mut self, context: &DocContext<'_>, id: TypeId) {
        let keys = context.documented().filter(|(_, key)| mentions(&key.read, id) || mentions(key.written(), id));
        self.keys = keys.map(|(_, key)| context.link(key)).collect();
        let types = context.all_types.iter().filter(|outer| holds(context, **outer, id));
        self.types = types.map(|outer| context.type_link(*outer)).collect();
    }

    pub fn has_units(&self) -> bool {
        self.fields.iter().any(|field| field.unit.is_some())
    }

    pub fn has_ranges(&self) -> bool {
        self.fields.iter().any(|field| field.range.is_some())
    }
}

fn holds(context: &DocContext<'_>, outer: TypeId, inner: TypeId) -> bool {
    let NamedKind::Object { fields, .. } = &context.spec.named(outer).kind else { return false };
    fields.iter().any(|field| mentions(&field.ty, inner))
}

fn mentions(ty: &Type, id: TypeId) -> bool {
    let mut ids = Vec::new();
    mentioned(ty, &mut ids);
    ids.contains(&id)
}

impl FieldRow {
    fn of(context: &DocContext<'_>, field: &Field) -> Result<Self, askama::Error> {
        Ok(Self {
            name: markdown::code(&field.name),
            ty: TypeCell::of(context, &field.ty)?,
            unit: context.unit(&field.ty, &field.limits),
            range: context.range(&field.ty, &field.limits)?,
            omit_null: field.omit_null,
            text: context.text(&field.texts),
        })
    }
}
