//! The rules. Each file is named after the fact that it establishes, looks at the whole spec, and goes on after
//! what it finds.

mod sites;
mod value_fits;

use std::collections::{HashMap, HashSet};

use crate::{
    diagnostic::Report,
    model::{Key, Spec},
    raw::{Given, Raw, RawKey, RawText},
    resolve::{Alias, Resolved},
};

/// What rules look at.
pub(crate) struct Context<'a> {
    pub(crate) raw: &'a Raw,
    pub(crate) spec: &'a Spec,
    /// Named types that anything refers to.
    pub(crate) used: &'a HashSet<String>,
    pub(crate) aliases: &'a [Alias],
}

impl<'a> Context<'a> {
    /// Every key with what was written for it.
    fn all_keys(&self) -> impl Iterator<Item = (&'a Key, &'a Given<RawKey, RawText>)> + use<'a> {
        let given: HashMap<&str, _> = self.raw.keys.iter().map(|given| (given.name.as_str(), given)).collect();
        self.spec.keys.iter().filter_map(move |key| Some((key, *given.get(key.spec_key())?)))
    }

    /// One key for each entry of the spec: of a family, its first.
    fn keys(&self) -> impl Iterator<Item = (&'a Key, &'a Given<RawKey, RawText>)> + use<'a> {
        self.all_keys().filter(|(key, _)| key.family.as_ref().is_none_or(|family| family.number == family.first))
    }
}

macro_rules! rules {
    ($($rule:ident)*) => {
        $(mod $rule;)*

        /// Runs every rule.
        pub(crate) fn run(raw: &Raw, resolved: &Resolved, report: &mut Report) {
            let context =
                Context { raw, spec: &resolved.spec, used: &resolved.used, aliases: &resolved.aliases };
            $($rule::check(&context, report);)*
        }
    };
}

rules! {
    access_fits_types
    categories_given
    config_has_default
    deadband_fits_key
    default_in_limits
    device_named
    device_numbers_possible
    either_is_written_only
    either_kinds_differ
    entity_class_fits
    entity_component_fits
    entity_parts_exist
    enum_numbers_fit
    enum_numbers_unique
    enums_have_values
    error_texts_filled
    example_in_limits
    field_names_unique
    field_names_valid
    flags_are_single_bits
    http_base_valid
    languages_valid
    names_unique
    names_valid
    nothing_left_to_decide
    objects_end
    objects_have_fields
    omitted_fields_optional
    pattern_fits_type
    persist_fits_category
    persist_fits_page
    persist_pace_possible
    range_fits_type
    secret_fits_type
    short_names_unique
    short_names_valid
    texts_complete
    texts_filled
    topics_distinct
    topics_valid
    type_names_valid
    unit_fits_type
    value_names_valid
    versions_valid
    written_only_has_no_default
    types_used
}
