//! The program `keywright`: what the macro and the build script do, at the command line.

use std::{
    fmt::Display,
    io::{IsTerminal, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use keywright_codegen::{Code, Source, Spec, docs, emit, load, render};

#[derive(Parser)]
#[command(name = "keywright", version, about = "Works on the spec of a device")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Show every problem of the spec.
    Check {
        /// The spec.
        #[arg(default_value = "spec/spec.yaml")]
        spec: PathBuf,
    },
    /// Write the documents, where they changed.
    Docs {
        /// Only say how they differ from the spec.
        #[arg(long)]
        check: bool,
        /// Where they stand.
        #[arg(long, value_name = "DIR", default_value = "generated-docs")]
        out: PathBuf,
        /// The spec.
        #[arg(default_value = "spec/spec.yaml")]
        spec: PathBuf,
    },
    /// Print the generated Rust, formatted.
    Expand {
        /// The spec.
        #[arg(default_value = "spec/spec.yaml")]
        spec: PathBuf,
    },
    /// Say what a rule is about.
    Explain {
        /// Its code, such as K0012.
        code: String,
    },
}

/// Why a command did not do what was asked.
enum Failure {
    /// Something is wrong with what it was about; that is shown already.
    Shown,
    /// It could not be done at all.
    Broken(String),
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Check { spec } => read(&spec).map(|spec| {
            let count = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
            say(&format!("{}, {}: all is well", count(spec.keys.len(), "key"), count(spec.types.len(), "type")));
        }),
        Command::Docs { check, out, spec } => read(&spec).and_then(|spec| write_docs(&spec, &out, check)),
        Command::Expand { spec } => read(&spec).and_then(|spec| expand(&spec)),
        Command::Explain { code } => explain(&code),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Shown) => ExitCode::FAILURE,
        Err(Failure::Broken(why)) => {
            eprintln!("error: {why}");
            ExitCode::from(2)
        }
    }
}

/// Reads a spec and shows what is wrong with it.
fn read(path: &Path) -> Result<Spec, Failure> {
    let source = Source::read(path).map_err(broken)?;
    let loaded = load(&source);
    let color = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    eprint!("{}", render(&loaded.diagnostics, &source, color));
    loaded.spec.ok_or(Failure::Shown)
}

fn write_docs(spec: &Spec, out: &Path, check: bool) -> Result<(), Failure> {
    let pages = docs::pages(spec).map_err(broken)?;
    if check {
        let differences = docs::check(&pages, out).map_err(broken)?;
        for difference in &differences {
            eprintln!("{}: {difference}", out.display());
        }
        return if differences.is_empty() { Ok(()) } else { Err(Failure::Shown) };
    }
    let written = docs::write(&pages, out).map_err(broken)?;
    for page in &written.changed {
        say(&format!("wrote {page}"));
    }
    for page in &written.removed {
        say(&format!("removed {page}"));
    }
    Ok(())
}

fn expand(spec: &Spec) -> Result<(), Failure> {
    let file = syn::parse2(emit::rust(spec)).map_err(broken)?;
    say(prettyplease::unparse(&file).trim_end());
    Ok(())
}

fn explain(code: &str) -> Result<(), Failure> {
    let known = Code::of(code).ok_or_else(|| Failure::Broken(format!("there is no rule `{code}`")))?;
    say(&format!("{known}: {}", known.explanation()));
    Ok(())
}

fn broken(error: impl Display) -> Failure {
    Failure::Broken(error.to_string())
}

/// Prints a line; a reader that went away, as `head` does, is no reason to panic.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
