//! A key is an entity of a kind that its type and its access allow.

use super::Context;
use crate::{
    diagnostic::{Code, Diagnostic, Path, Report, list},
    home_assistant::{default_component, possible},
    model::Component,
};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    for (key, given) in context.keys() {
        let words = &key.home_assistant;
        let path = given.path.key("home_assistant");
        if let Some(component) = words.component {
            let possible = possible(context.spec, key);
            if !possible.contains(&component) {
                let message = format!("the key `{}` can't be a `{}`", key.short, component.as_str());
                let names: Vec<_> = possible.into_iter().map(Component::as_str).collect();
                let help = if names.is_empty() {
                    "by its type and access it can be nothing in Home Assistant: `home_assistant: false`".to_owned()
                } else {
                    format!("by its type and access it can be {}", list(names))
                };
                report.push(Diagnostic::value(Code::EntityComponent, &path.key("component"), message).help(help));
            }
        }
        let component = words.component.or_else(|| default_component(context.spec, key));
        if let Some(step) = words.step {
            step_fits(component, step, &path.key("step"), report);
        }
    }
}

fn step_fits(component: Option<Component>, step: f64, path: &Path, report: &mut Report) {
    if component != Some(Component::Number) {
        report.push(
            Diagnostic::key(Code::EntityComponent, path, "only a `number` has a step")
                .help("a key is a `number` where it is one, and can be written"),
        );
    } else if step < 0.001 {
        report.push(Diagnostic::value(Code::EntityComponent, path, "a step is at least 0.001"));
    }
}
