//! Prints what an image needs of flash and RAM, by part, as Markdown.
#![doc = include_str!("../README.md")]

mod image;
mod part;
mod pieces;
mod report;

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use image::Image;

fn main() -> ExitCode {
    let paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    if paths.is_empty() {
        eprintln!("board-sizes [TITLE=]IMAGE …");
        return ExitCode::from(2);
    }
    match run(&paths) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(paths: &[PathBuf]) -> Result<(), Box<dyn Error>> {
    let images = paths.iter().map(|path| {
        let path = path.to_string_lossy();
        let (title, path) = path.split_once('=').unwrap_or(("", &path));
        Ok((title.to_owned(), Image::read(path.as_ref())?))
    });
    let images = images.collect::<Result<Vec<_>, Box<dyn Error>>>()?;
    let (flash, other) = report::flash(&images);
    print!("{flash}");
    let mut unknown = vec![("flash", other)];
    if let Some((_, image)) = images.first() {
        let (ram, other) = report::ram(image);
        print!("\n{ram}");
        unknown.push(("RAM", other));
    }
    match unknown.into_iter().find(|(_, other)| *other > 0.03) {
        Some((memory, other)) => Err(format!("{:.1} % of the {memory} is of no known part", other * 100.0).into()),
        None => Ok(()),
    }
}
