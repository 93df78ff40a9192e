//! The text form of a [`Profile`]: what a snapshot states beside the bytecode.

use std::borrow::Cow;
use std::fmt::{self, Display};
use std::str::{FromStr, SplitWhitespace};

use bytecode::{ChunkId, GlobalId, Hint, LoopId, Opcode, Slot};

use super::{Entry, Field, Fixed, Profile};
use crate::abi::Signature;
use crate::kind::Kind;

/// What is wrong with the text of a profile.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum ProfileError {
    /// No line begins with this word.
    UnknownFact {
        /// The line, from 1.
        line: u32,
        /// The word.
        word: String,
    },
    /// Another word is needed.
    Unexpected {
        /// The line, from 1.
        line: u32,
        /// The word there, empty at the end of the line.
        word: String,
        /// What can stand there.
        expected: &'static str,
    },
    /// An earlier line has a fact of the same thing.
    Repeated {
        /// The line, from 1.
        line: u32,
        /// What has two facts.
        word: String,
    },
}

impl Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ProfileError::UnknownFact { line, word } => {
                let facts = "entry, types, quickened, seen, field, many, member, constant, global, target, refuted, untyped, pinned, generic, metered, counted, observing or forcible";
                write!(f, "profile, line {line}: unknown fact '{word}'; a line begins with {facts}")
            }
            ProfileError::Unexpected { line, word, expected } if word.is_empty() => {
                write!(f, "profile, line {line}: the line ends too early; add {expected}")
            }
            ProfileError::Unexpected { line, word, expected } => {
                write!(f, "profile, line {line}: unexpected '{word}'; write {expected}")
            }
            ProfileError::Repeated { line, word } => {
                write!(f, "profile, line {line}: '{word}' was given before; leave one of the two out")
            }
        }
    }
}

impl std::error::Error for ProfileError {}

impl Display for Profile {
    /// Writes the entry, and a line for each fact that is not the default.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.entry {
            Entry::Function => writeln!(f, "entry function")?,
            Entry::Loop(id) => writeln!(f, "entry loop {}", id.0)?,
        }
        write_list(f, "types", self.kinds.iter().map(|kind| kind_word(*kind)))?;
        for (pc, opcode) in &self.quickened {
            writeln!(f, "quickened {pc} {}", opcode.mnemonic())?;
        }
        for (pc, hint) in &self.seen {
            writeln!(f, "seen {pc} {}", hint_word(*hint))?;
        }
        for (pc, field) in &self.fields {
            writeln!(f, "field {pc} shape {} offset {}", field.shape, field.offset)?;
        }
        write_list(f, "many", &self.many)?;
        for (pc, module) in &self.members {
            writeln!(f, "member {pc} module {module}")?;
        }
        for (pc, (global, value)) in &self.constants {
            writeln!(f, "constant {pc} global {} {value}", global.0)?;
        }
        for (global, value) in &self.globals {
            writeln!(f, "global {} {value}", global.0)?;
        }
        for (pc, chunk) in &self.targets {
            writeln!(f, "target {pc} function {}", chunk.0)?;
        }
        write_list(f, "refuted", &self.refuted)?;
        write_list(f, "untyped", self.untyped.iter().map(|slot| format!("s{}", slot.0)))?;
        write_list(f, "pinned", &self.pinned)?;
        let words = [
            ("generic", self.generic),
            ("metered", self.metered),
            ("counted", self.counted),
            ("observing", self.observing),
            ("forcible", self.forcible),
        ];
        for (word, holds) in words {
            if holds {
                writeln!(f, "{word}")?;
            }
        }
        Ok(())
    }
}

impl Display for Fixed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fixed::Int(value) => write!(f, "int {value}"),
            Fixed::Float(bits) => write!(f, "float {bits:#x}"),
            Fixed::Bool(value) => write!(f, "{value}"),
            Fixed::Nil => f.write_str("nil"),
            Fixed::Has => f.write_str("has"),
            Fixed::Object => f.write_str("object"),
            Fixed::Function { chunk, signature } => {
                write!(f, "function {}", chunk.0)?;
                signature.kinds().try_for_each(|kind| write!(f, " {}", kind_word(kind)))
            }
            Fixed::Struct { shape, fields } => write!(f, "struct {shape} fields {fields}"),
            Fixed::Module(id) => write!(f, "module {id}"),
        }
    }
}

fn write_list<T: Display>(f: &mut fmt::Formatter<'_>, fact: &str, words: impl IntoIterator<Item = T>) -> fmt::Result {
    let mut words = words.into_iter().peekable();
    if words.peek().is_none() {
        return Ok(());
    }
    f.write_str(fact)?;
    for word in words {
        write!(f, " {word}")?;
    }
    f.write_str("\n")
}

fn kind_word(kind: Kind) -> Cow<'static, str> {
    match kind {
        Kind::Unknown => "unknown".into(),
        Kind::Int => "int".into(),
        Kind::Float => "float".into(),
        Kind::Bool => "bool".into(),
        Kind::Object(kind) => format!("object{kind}").into(),
    }
}

fn hint_word(hint: Hint) -> &'static str {
    match hint {
        Hint::Ints => "ints",
        Hint::Floats => "floats",
    }
}

impl FromStr for Profile {
    type Err = ProfileError;

    /// Reads the text form. Lines come in any order, and `;` begins a comment. Facts without a line
    /// are unknown; the default of the entry is the function's start.
    fn from_str(text: &str) -> Result<Profile, ProfileError> {
        let mut profile = Profile::new(Entry::Function);
        let mut given = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            let words = line.split(';').next().unwrap_or_default().split_whitespace();
            Line { number, words, word: "" }.read(&mut profile, &mut given)?;
        }
        profile.quickened.sort_by_key(|&(pc, _)| pc);
        profile.seen.sort_by_key(|&(pc, _)| pc);
        profile.fields.sort_by_key(|&(pc, _)| pc);
        profile.many.sort_unstable();
        profile.members.sort_by_key(|&(pc, _)| pc);
        profile.constants.sort_by_key(|&(pc, _)| pc);
        profile.globals.sort_by_key(|&(global, _)| global);
        profile.targets.sort_by_key(|&(pc, _)| pc);
        profile.refuted.sort_unstable();
        profile.untyped.sort_unstable();
        profile.pinned.sort_unstable();
        Ok(profile)
    }
}

/// One line, read word by word.
struct Line<'a> {
    number: u32,
    words: SplitWhitespace<'a>,
    /// The word read last.
    word: &'a str,
}

impl<'a> Line<'a> {
    fn read(mut self, profile: &mut Profile, given: &mut Vec<&'a str>) -> Result<(), ProfileError> {
        let Some(fact) = self.next() else { return Ok(()) };
        match fact {
            "quickened" => {
                let (pc, opcode) = (self.index()?, self.opcode()?);
                let is_new = profile.quickened.iter().all(|&(at, _)| at != pc);
                self.once(is_new, &format!("quickened {pc}"))?;
                profile.quickened.push((pc, opcode));
            }
            "seen" => {
                let (pc, hint) = (self.index()?, self.hint()?);
                let is_new = profile.seen.iter().all(|&(at, _)| at != pc);
                self.once(is_new, &format!("seen {pc}"))?;
                profile.seen.push((pc, hint));
            }
            "field" => {
                let pc = self.index()?;
                let field = Field { shape: self.named("shape")?, offset: self.named("offset")? };
                let is_new = profile.fields.iter().all(|&(at, it)| at != pc || it.shape != field.shape);
                self.once(is_new, &format!("field {pc} shape {}", field.shape))?;
                profile.fields.push((pc, field));
            }
            "member" => {
                let pc = self.index()?;
                let is_new = profile.members.iter().all(|&(at, _)| at != pc);
                self.once(is_new, &format!("member {pc}"))?;
                profile.members.push((pc, self.named("module")?));
            }
            "constant" => {
                let pc = self.index()?;
                let is_new = profile.constants.iter().all(|&(at, _)| at != pc);
                self.once(is_new, &format!("constant {pc}"))?;
                let global = GlobalId(self.named("global")?);
                profile.constants.push((pc, (global, self.fixed()?)));
            }
            "global" => {
                let global = GlobalId(self.index_of("the index of a global, from 0")?);
                let is_new = profile.globals.iter().all(|&(it, _)| it != global);
                self.once(is_new, &format!("global {}", global.0))?;
                profile.globals.push((global, self.fixed()?));
            }
            "target" => {
                let (pc, chunk) = (self.index()?, ChunkId(self.named("function")?));
                self.once(!profile.targets.contains(&(pc, chunk)), &format!("target {pc} function {}", chunk.0))?;
                profile.targets.push((pc, chunk));
            }
            "many" => self.list(&mut profile.many, Line::index)?,
            "refuted" => self.list(&mut profile.refuted, Line::index)?,
            "untyped" => self.list(&mut profile.untyped, Line::slot)?,
            "pinned" => self.list(&mut profile.pinned, Line::index)?,
            "entry" | "types" | "generic" | "metered" | "counted" | "observing" | "forcible" => {
                self.once(!given.contains(&fact), fact)?;
                given.push(fact);
                self.single(fact, profile)?;
            }
            word => return Err(ProfileError::UnknownFact { line: self.number, word: word.into() }),
        }
        self.next().map_or(Ok(()), |_| Err(self.unexpected("the rest on another line")))
    }

    /// Reads the rest of a line that may occur once.
    fn single(&mut self, fact: &str, profile: &mut Profile) -> Result<(), ProfileError> {
        match fact {
            "entry" => profile.entry = self.entry()?,
            "types" => {
                profile.kinds = self.kinds()?;
            }
            "generic" => profile.generic = true,
            "metered" => profile.metered = true,
            "counted" => profile.counted = true,
            "observing" => profile.observing = true,
            _ => profile.forcible = true,
        }
        Ok(())
    }

    fn list<T: PartialEq>(
        &mut self,
        into: &mut Vec<T>,
        read: impl Fn(&mut Self) -> Result<T, ProfileError>,
    ) -> Result<(), ProfileError> {
        loop {
            let item = read(self)?;
            self.once(!into.contains(&item), self.word)?;
            into.push(item);
            if self.words.clone().next().is_none() {
                return Ok(());
            }
        }
    }

    /// The next word, empty at the end.
    fn next(&mut self) -> Option<&'a str> {
        let word = self.words.next();
        self.word = word.unwrap_or_default();
        word
    }

    fn entry(&mut self) -> Result<Entry, ProfileError> {
        match self.next() {
            Some("function") => Ok(Entry::Function),
            Some("loop") => {
                let id = self.next().and_then(|word| word.parse().ok());
                id.map(|id| Entry::Loop(LoopId(id))).ok_or_else(|| self.unexpected("the number of a loop, from 0"))
            }
            _ => Err(self.unexpected("'function' or 'loop' and its number")),
        }
    }

    fn kind(&mut self) -> Result<Kind, ProfileError> {
        match self.next() {
            Some("unknown") => Ok(Kind::Unknown),
            Some("int") => Ok(Kind::Int),
            Some("float") => Ok(Kind::Float),
            Some("bool") => Ok(Kind::Bool),
            other => {
                let kind = other.and_then(|word| word.strip_prefix("object")).and_then(|kind| kind.parse().ok());
                let expected = "'unknown', 'int', 'float', 'bool', or 'object' with the number of its kind";
                kind.map(Kind::Object).ok_or_else(|| self.unexpected(expected))
            }
        }
    }

    /// The kinds up to the end of the line.
    fn kinds(&mut self) -> Result<Vec<Kind>, ProfileError> {
        let mut kinds = Vec::new();
        while self.words.clone().next().is_some() {
            kinds.push(self.kind()?);
        }
        Ok(kinds)
    }

    fn fixed(&mut self) -> Result<Fixed, ProfileError> {
        match self.next() {
            Some("int") => {
                let value = self.next().and_then(|word| word.parse().ok());
                value.map(Fixed::Int).ok_or_else(|| self.unexpected("an int"))
            }
            Some("float") => {
                let digits = self.next().and_then(|word| word.strip_prefix("0x"));
                let bits = digits.and_then(|digits| u64::from_str_radix(digits, 16).ok());
                let bits = bits.filter(|&bits| heap::Bits::float(f64::from_bits(bits)).raw() == bits);
                bits.map(Fixed::Float).ok_or_else(|| self.unexpected("the bits of a float, as '0x3ff0000000000000'"))
            }
            Some("true") => Ok(Fixed::Bool(true)),
            Some("false") => Ok(Fixed::Bool(false)),
            Some("nil") => Ok(Fixed::Nil),
            Some("module") => Ok(Fixed::Module(self.index_of("the id of a module")?)),
            Some("has") => Ok(Fixed::Has),
            Some("object") => Ok(Fixed::Object),
            Some("function") => {
                let chunk = ChunkId(self.index_of("the index of a function, from 0")?);
                Ok(Fixed::Function { chunk, signature: Signature::of(self.kinds()?) })
            }
            Some("struct") => {
                let shape = self.index_of("the id of a shape")?;
                Ok(Fixed::Struct { shape, fields: self.named("fields")? })
            }
            _ => Err(self.unexpected(
                "'int', 'float', 'true', 'false', 'nil', 'has', 'object', 'function', 'struct' or 'module'",
            )),
        }
    }

    fn index(&mut self) -> Result<u32, ProfileError> {
        self.index_of("the index of an instruction, from 0")
    }

    fn index_of(&mut self, expected: &'static str) -> Result<u32, ProfileError> {
        let index = self.next().and_then(|word| word.parse().ok());
        index.ok_or_else(|| self.unexpected(expected))
    }

    /// Reads a word and the number behind it.
    fn named(&mut self, name: &'static str) -> Result<u32, ProfileError> {
        if self.next() != Some(name) {
            return Err(self.unexpected(name));
        }
        let number = self.next().and_then(|word| word.parse().ok());
        number.ok_or_else(|| self.unexpected("a number"))
    }

    fn slot(&mut self) -> Result<Slot, ProfileError> {
        let slot = self.next().and_then(|word| word.strip_prefix('s')).and_then(|word| word.parse().ok());
        slot.map(Slot).ok_or_else(|| self.unexpected("a slot, as 's0'"))
    }

    fn opcode(&mut self) -> Result<Opcode, ProfileError> {
        let opcode = self.next().and_then(Opcode::from_mnemonic);
        opcode.ok_or_else(|| self.unexpected("the mnemonic of a row, as 'ADD_II'"))
    }

    fn hint(&mut self) -> Result<Hint, ProfileError> {
        match self.next() {
            Some("ints") => Ok(Hint::Ints),
            Some("floats") => Ok(Hint::Floats),
            _ => Err(self.unexpected("'ints' or 'floats'")),
        }
    }

    fn unexpected(&self, expected: &'static str) -> ProfileError {
        ProfileError::Unexpected { line: self.number, word: self.word.into(), expected }
    }

    fn once(&self, is_new: bool, word: &str) -> Result<(), ProfileError> {
        if is_new { Ok(()) } else { Err(ProfileError::Repeated { line: self.number, word: word.into() }) }
    }
}
