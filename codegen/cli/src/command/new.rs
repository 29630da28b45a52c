//! `keywright new`

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use keywright_codegen::schema;

use crate::{failure::Failure, terminal::say};

/// Make the workspace of a new device, which builds, tests and answers on HTTP and MQTT at once.
#[derive(clap::Args)]
pub struct Args {
    /// Where it is made: a folder that does not exist yet, or is empty.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The device's name: small letters, digits and `-`, beginning with a letter [default: the last part of DIR].
    #[arg(long)]
    name: Option<String>,
    /// Where the packages of keywright are: a folder with its workspace, or the URL of its git repository [default: the
    /// folder that this program was built in].
    #[arg(long, value_name = "PATH|URL")]
    keywright: Option<String>,
    /// Also make an image for a board.
    #[arg(long, value_enum)]
    board: Option<Board>,
}

/// A board that an image can be made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Board {
    /// QEMU's machine `virt`, RISC-V.
    QemuRiscv32,
}

impl Board {
    /// Name of the board's folder.
    fn name(self) -> &'static str {
        match self {
            Self::QemuRiscv32 => "qemu-riscv32",
        }
    }

    /// What is written for it, below its folder.
    fn files(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::QemuRiscv32 => QEMU_RISCV32,
        }
    }
}

macro_rules! templates {
    ($($to:literal from $from:literal,)*) => {
        &[$(($to, include_str!(concat!("../../templates/new/", $from)))),*]
    };
}

/// What is written where. A `Cargo.toml` and a `.gitignore` have other names as long as they are templates: with their
/// own names cargo and git would heed them.
const FILES: &[(&str, &str)] = templates! {
    "Cargo.toml" from "Cargo.toml.in",
    "README.md" from "README.md",
    ".gitignore" from "gitignore.in",
    ".github/workflows/ci.yml" from "ci.yml.in",
    "spec/spec.yaml" from "spec/spec.yaml",
    "firmware/Cargo.toml" from "firmware/Cargo.toml.in",
    "firmware/build.rs" from "firmware/build.rs",
    "firmware/src/lib.rs" from "firmware/src/lib.rs",
    "firmware/src/app.rs" from "firmware/src/app.rs",
    "firmware/src/api.rs" from "firmware/src/api.rs",
    "firmware/src/commands.rs" from "firmware/src/commands.rs",
    "firmware/src/heater.rs" from "firmware/src/heater.rs",
    "firmware/src/tests.rs" from "firmware/src/tests.rs",
    "firmware/host/Cargo.toml" from "firmware/host/Cargo.toml.in",
    "firmware/host/src/main.rs" from "firmware/host/src/main.rs",
};

/// What is written for QEMU.
const QEMU_RISCV32: &[(&str, &str)] = templates! {
    "Cargo.toml" from "firmware/boards/qemu-riscv32/Cargo.toml.in",
    ".cargo/config.toml" from "firmware/boards/qemu-riscv32/config.toml.in",
    "src/main.rs" from "firmware/boards/qemu-riscv32/src/main.rs",
    "run.sh" from "firmware/boards/qemu-riscv32/run.sh",
};

/// Names that would collide in the made workspace: with its packages, or with what cargo puts into its target folder.
const TAKEN: &[&str] = &["firmware", "firmware-host", "keywright", "build", "deps", "examples", "incremental", "test"];

pub fn run(args: &Args) -> Result<(), Failure> {
    let name = name(args)?;
    let packages = packages(args.keywright.as_deref())?;
    vacant(&args.folder)?;
    let boards = args.board.map(|board| {
        format!("| `firmware/boards/{0}/` | the device on bare metal: `run.sh` builds and starts it |\n", board.name())
    });
    let boards = boards.unwrap_or_default();
    let filled = |text: &str| {
        let named = text.replace("{{name}}", &name).replace("{{boards}}", &boards);
        packages.iter().fold(named, |text, (mark, place)| text.replace(&format!("{{{{{mark}}}}}"), place))
    };
    for (path, text) in FILES {
        write(&args.folder.join(path), &filled(text))?;
    }
    write(&args.folder.join("spec/spec.schema.json"), &schema::text())?;
    if let Some(board) = args.board {
        let folder = args.folder.join("firmware/boards").join(board.name());
        for (path, text) in board.files() {
            let path = folder.join(path);
            write(&path, &filled(text))?;
            if path.extension().is_some_and(|extension| extension == "sh") {
                executable(&path)?;
            }
        }
    }
    say(&format!(
        "{} is made. Next:\n\n    cd {}\n    cargo run\n    cargo test --workspace\n\nIts README.md says how to talk to it.",
        name,
        args.folder.display()
    ));
    Ok(())
}

fn name(args: &Args) -> Result<String, Failure> {
    let last = || args.folder.file_name().and_then(|name| name.to_str()).map(str::to_owned);
    let name = args.name.clone().or_else(last).unwrap_or_default();
    let plain = name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && name.len() <= 24;
    // A word of the language can't be a package's name either.
    if plain && !TAKEN.contains(&name.as_str()) && syn::parse_str::<syn::Ident>(&name.replace('-', "_")).is_ok() {
        return Ok(name);
    }
    let why = if plain { "is taken by Rust or cargo" } else { "is no name of a device" };
    Err(Failure::Broken(format!(
        "`{name}` {why}; a name has at most 24 small letters, digits and `-`, and begins with a letter: \
         `--name my-device`"
    )))
}

/// The packages of keywright that a device depends on: what stands for each in `Cargo.toml`, and its folder.
const PACKAGES: [(&str, &str); 5] = [
    ("keywright", "codegen/runtime"),
    ("app", "codegen/app"),
    ("device", "codegen/device"),
    ("host", "codegen/host"),
    ("qemu-riscv32", "codegen/boards/qemu-riscv32"),
];

/// Where each of the packages is, as `Cargo.toml` says it.
fn packages(given: Option<&str>) -> Result<Vec<(&'static str, String)>, Failure> {
    if let Some(url) = given.filter(|given| given.contains("://")) {
        return Ok(PACKAGES.map(|(mark, _)| (mark, format!("git = {}", quoted(url)))).into());
    }
    let folder = match given {
        Some(folder) => PathBuf::from(folder),
        None => PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")),
    };
    let place = |(mark, part): (&'static str, &str)| {
        let path = folder.join(part);
        let found = path.join("Cargo.toml").is_file().then(|| path.canonicalize().ok()).flatten();
        Some((mark, format!("path = {}", quoted(&found?.display().to_string()))))
    };
    PACKAGES.into_iter().map(place).collect::<Option<_>>().ok_or_else(|| {
        Failure::Broken(format!(
            "the packages of keywright are not in `{}`: give the folder of its workspace, or the URL of its git \
             repository, with `--keywright`",
            folder.display()
        ))
    })
}

/// A basic string of TOML, whose escapes are those of JSON.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Nothing of the user's is overwritten.
fn vacant(folder: &Path) -> Result<(), Failure> {
    let shown = folder.display();
    match fs::read_dir(folder) {
        Ok(mut entries) => match entries.next() {
            Some(_) => Err(Failure::Broken(format!("`{shown}` is not empty: give a folder that does not exist yet"))),
            None => Ok(()),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(Failure::Broken(format!("`{shown}` can't be used: {error}"))),
    }
}

#[cfg(unix)]
fn executable(path: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::PermissionsExt;
    let set = fs::set_permissions(path, fs::Permissions::from_mode(0o755));
    set.map_err(|error| Failure::Broken(format!("`{}` can't be made executable: {error}", path.display())))
}

#[cfg(not(unix))]
fn executable(_: &Path) -> Result<(), Failure> {
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(path, text));
    written.map_err(|error| Failure::Broken(format!("`{}` can't be written: {error}", path.display())))
}
