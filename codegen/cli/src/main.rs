//! The program `keywright`: what the macro and the build script do, at the command line.

mod command;
mod device;
mod excerpt;
mod failure;
mod spec;
mod terminal;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use command::{check, diff, docs, expand, explain, import, list, new, schema, show, verify};

#[derive(Parser)]
#[command(name = "keywright", version, about = "Works on the spec of a device")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

// One line a command; what it takes and does is in the file of its name.
#[derive(Subcommand)]
enum Command {
    Check(check::Args),
    Diff(diff::Args),
    Docs(docs::Args),
    Expand(expand::Args),
    Explain(explain::Args),
    Import(import::Args),
    List(list::Args),
    New(new::Args),
    Schema(schema::Args),
    Show(show::Args),
    Verify(verify::Args),
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Check(args) => check::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Docs(args) => docs::run(&args),
        Command::Expand(args) => expand::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Import(args) => import::run(&args),
        Command::List(args) => list::run(&args),
        Command::New(args) => new::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Show(args) => show::run(&args),
        Command::Verify(args) => verify::run(&args),
    };
    done.map_or_else(failure::Failure::end, |()| ExitCode::SUCCESS)
}
