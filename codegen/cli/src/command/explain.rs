//! `keywright explain`

use keywright_codegen::{Code, Severity, nearest};

use crate::{
    failure::Failure,
    terminal::{Style, say, stdout_width, wrapped},
};

/// Say what a rule is about, with an example of wrong and right.
#[derive(clap::Args)]
pub struct Args {
    /// Its code, such as K0012.
    code: String,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let known = Code::of(&args.code).ok_or_else(|| {
        let near = nearest(&args.code, Code::ALL.iter().map(|code| code.as_str()));
        let near = near.map(|near| format!(", did you mean {near}?")).unwrap_or_default();
        Failure::Broken(format!("there is no rule `{}`{near}", args.code))
    })?;
    let style = Style::of_stdout();
    let severity = match known.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    say(&style.bold(&format!("{known} ({severity})")));
    say(&wrapped(known.explanation(), stdout_width().unwrap_or(100)));
    if let Some(example) = known.example() {
        for (title, text) in [("Wrong:", example.wrong), ("Right:", example.right)] {
            say(&format!("\n{}\n", style.dim(title)));
            for line in text.lines() {
                say(&format!("    {line}"));
            }
        }
    }
    Ok(())
}
