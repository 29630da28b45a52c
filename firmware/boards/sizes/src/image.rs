//! An image as the linker left it: sections, symbols, what refers to what, and which source line each byte of code is of.

use std::error::Error;
use std::path::Path;

use object::{File, Object, ObjectSection, ObjectSymbol, SectionKind, SymbolKind, SymbolSection};

use crate::part::{Owner, Part, of_file, of_name};

/// A piece of memory with a name.
#[derive(Debug, Clone)]
pub struct Symbol {
    /// Where it begins.
    pub address: u64,
    /// Bytes; 0, where nobody says.
    pub size: u64,
    /// As it is written in Rust.
    pub name: String,
}

/// A section that is in the memory of the device.
#[derive(Debug, Clone)]
pub struct Section {
    /// What is in it.
    pub kind: SectionKind,
    /// Where it begins.
    pub address: u64,
    /// Bytes.
    pub size: u64,
    /// What it holds at the start; nothing, where that is zeros.
    pub bytes: Vec<u8>,
}

/// An instruction or a constant that refers to something.
#[derive(Debug, Clone, Copy)]
pub struct Reference {
    /// Where it stands.
    pub from: u64,
    /// What it refers to.
    pub to: u64,
}

/// An image.
pub struct Image {
    /// Sections that take memory, stack and heap not among them.
    pub sections: Vec<Section>,
    /// By address.
    pub symbols: Vec<Symbol>,
    /// By the address that they refer to.
    pub references: Vec<Reference>,
    lines: addr2line::Loader,
}

impl Image {
    /// Reads an image.
    ///
    /// # Errors
    /// The file is not there, or is none.
    pub fn read(path: &Path) -> Result<Self, Box<dyn Error>> {
        let bytes = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let file = File::parse(&*bytes)?;
        let mut sections = Vec::new();
        for section in file.sections().filter(|section| section.size() > 0) {
            let kind = section.kind();
            // Stack and heap are what is left of the memory.
            let rest = matches!(section.name()?, ".stack" | ".heap" | ".uninit");
            let memory = matches!(
                kind,
                SectionKind::Text
                    | SectionKind::ReadOnlyData
                    | SectionKind::ReadOnlyString
                    | SectionKind::Data
                    | SectionKind::UninitializedData
            );
            if memory && !rest {
                let (address, size, bytes) = (section.address(), section.size(), section.data()?.to_vec());
                sections.push(Section { kind, address, size, bytes });
            }
        }
        let lines = addr2line::Loader::new(path).map_err(|error| error.to_string())?;
        let references = references(&file);
        if references.is_empty() {
            return Err(format!("{}: it has to be linked with --emit-relocs", path.display()).into());
        }
        Ok(Self { sections, symbols: symbols(&file), references, lines })
    }

    /// Sections of one kind.
    pub fn sections_of(&self, kinds: &'static [SectionKind]) -> impl Iterator<Item = &Section> {
        self.sections.iter().filter(move |section| kinds.contains(&section.kind))
    }

    /// Whether there is code at an address.
    pub fn is_code(&self, address: u64) -> bool {
        let mut code = self.sections.iter().filter(|section| section.kind == SectionKind::Text);
        code.any(|section| (section.address..section.address + section.size).contains(&address))
    }

    /// The last symbol that begins here or before.
    pub fn symbol_at(&self, address: u64) -> Option<&Symbol> {
        let after = self.symbols.partition_point(|symbol| symbol.address <= address);
        self.symbols.get(after.checked_sub(1)?)
    }

    /// Whose code stands at an address: of the functions that were inlined into each other there, the innermost that
    /// is not just a helper; else what the symbol names; else whose the helper is.
    pub fn part_of_code(&self, address: u64) -> Part {
        let mut helper = None;
        if let Ok(mut frames) = self.lines.find_frames(address) {
            while let Ok(Some(frame)) = frames.next() {
                let file = frame.location.and_then(|location| location.file);
                match file.and_then(of_file) {
                    Some(Owner::Part(part)) => return part,
                    Some(Owner::Caller(part)) => helper = helper.or(Some(part)),
                    None => {}
                }
            }
        }
        let named = self.symbol_at(address).and_then(|symbol| of_name(&symbol.name));
        named.filter(|part| *part != Part::Core).or(helper).or(named).unwrap_or(Part::Other)
    }
}

fn symbols(file: &File<'_>) -> Vec<Symbol> {
    let mut symbols: Vec<_> = file
        .symbols()
        // Labels within a function have neither a kind nor a size.
        .filter(|symbol| {
            matches!(symbol.section(), SymbolSection::Section(_))
                && (symbol.size() > 0 || matches!(symbol.kind(), SymbolKind::Text | SymbolKind::Data))
        })
        .filter_map(|symbol| {
            let name = symbol.name().ok()?;
            let name = name.strip_prefix(".Lswitch.table.").unwrap_or(name);
            let name = format!("{:#}", rustc_demangle::demangle(name));
            Some(Symbol { address: symbol.address(), size: symbol.size(), name })
        })
        .collect();
    symbols.sort_by_key(|symbol| (symbol.address, symbol.size));
    symbols
}

fn references(file: &File<'_>) -> Vec<Reference> {
    let mut references = Vec::new();
    for section in file.sections().filter(|section| section.address() > 0) {
        for (from, relocation) in section.relocations() {
            let object::RelocationTarget::Symbol(symbol) = relocation.target() else { continue };
            let Ok(symbol) = file.symbol_by_index(symbol) else { continue };
            let to = symbol.address().wrapping_add_signed(relocation.addend());
            references.push(Reference { from, to });
        }
    }
    references.sort_by_key(|reference| (reference.to, reference.from));
    references
}
