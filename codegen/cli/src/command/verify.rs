//! `keywright verify`

use std::{
    fs,
    io::Read as _,
    path::{Path, PathBuf},
};

use clap::ValueEnum;
use keywright_codegen::{
    Spec,
    verify::{self, Capture, Device, Found, Report, hold, try_write},
};

use crate::{
    device::{http::Http, mqtt::Mqtt},
    failure::Failure,
    spec,
    terminal::{colored, say},
};

/// Hold a device, or a capture of one, against the spec.
///
/// Reads only, unless `--write` asks for more. The exit status is 1 if anything is other than the spec says.
#[derive(clap::Args)]
pub struct Args {
    /// The spec.
    #[arg(default_value = spec::USUAL)]
    spec: PathBuf,
    #[command(flatten)]
    from: From,
    /// The topic prefix of the device, where several share a broker.
    #[arg(long, requires = "mqtt")]
    prefix: Option<String>,
    /// The values are not all of the device's: a key that is not among them is no difference.
    #[arg(long)]
    partial: bool,
    /// Set these keys to another value and back; commands and secrets are left alone.
    #[arg(long, value_name = "KEY", value_delimiter = ',', conflicts_with = "json")]
    write: Vec<String>,
    /// How the report is written.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Also write the drafts of what the spec lacks into this file.
    #[arg(long, value_name = "FILE")]
    drafts: Option<PathBuf>,
}

/// Where the values come from.
#[derive(clap::Args)]
#[group(required = true, multiple = false)]
struct From {
    /// A status in a file, `-` for standard input.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// A device: `http://192.168.1.20`.
    #[arg(long, value_name = "URL")]
    http: Option<String>,
    /// A broker that has the device's values: `mqtt://user:password@host:1883`.
    #[arg(long, value_name = "URL")]
    mqtt: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Human,
    Markdown,
    Json,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let spec = spec::read(&args.spec)?;
    let mut report = match (&args.from.json, &args.from.http, &args.from.mqtt) {
        (Some(file), ..) => hold(&spec, &read(file)?, Found::File, &file.display().to_string()),
        (_, Some(url), _) => {
            let mut device = Http::new(url, &spec)?;
            let report = hold(&spec, &device.status()?, Found::Http, url);
            written(report, &spec, &args.write, &mut device)?
        }
        (.., Some(url)) => {
            let mut device = Mqtt::new(url, args.prefix.as_deref(), &spec)?;
            let capture = device.status()?;
            // The URL may hold a password; the prefix says more anyway.
            let report = hold(&spec, &capture, Found::Mqtt, device.prefix());
            written(report, &spec, &args.write, &mut device)?
        }
        _ => return Err(Failure::Broken("name a device: `--json`, `--http` or `--mqtt`".to_owned())),
    };
    report.partial = args.partial;
    if let Some(file) = &args.drafts {
        let drafts = verify::yaml(report.unknown.iter().map(|unknown| &unknown.draft));
        fs::write(file, drafts).map_err(|error| Failure::Broken(format!("{}: {error}", file.display())))?;
    }
    let text = match args.format {
        Format::Human => verify::human(&report, colored(&std::io::stdout())),
        Format::Markdown => verify::markdown(&report),
        Format::Json => serde_json::to_string_pretty(&report).map_err(Failure::broken)?,
    };
    say(text.trim_end());
    if report.differs() { Err(Failure::Shown) } else { Ok(()) }
}

fn written<D: Device<Error = Failure>>(
    mut report: Report,
    spec: &Spec,
    keys: &[String],
    device: &mut D,
) -> Result<Report, Failure> {
    for key in keys {
        report.written.push(try_write(spec, key, device)?);
    }
    Ok(report)
}

fn read(file: &Path) -> Result<Capture, Failure> {
    let failed = |error: std::io::Error| Failure::Broken(format!("{} can't be read: {error}", file.display()));
    let mut text = String::new();
    if file == Path::new("-") {
        std::io::stdin().read_to_string(&mut text).map_err(failed)?;
    } else {
        text = fs::read_to_string(file).map_err(failed)?;
    }
    Capture::read(&text).map_err(|error| Failure::Broken(format!("{}: {error}", file.display())))
}
