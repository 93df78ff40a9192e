//! POSIX extended regular expressions: from bytes to a tree.
//!
//! The dialect is that of `regcomp` with `REG_EXTENDED` in the C locale: anchors are anchors everywhere, a repetition needs something
//! before it, an unmatched `)` or `}` is itself, a bad interval is an error; ``\w \W \s \S \b \B \< \> \` \'`` are known, any other
//! escaped byte is itself, a back reference is refused. Invariant: neither reading nor anything done with the tree needs native stack;
//! every child of a node has a smaller index than the node.

/// A pattern that is not a regular expression, or one too large to search for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidPattern;

/// Greatest count of an interval, `RE_DUP_MAX`.
pub const MAX_COUNT: u32 = 0x7fff;

/// A set of bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ByteSet([u64; 4]);

impl ByteSet {
    /// The set with one byte.
    pub fn single(byte: u8) -> ByteSet {
        ByteSet::from_fn(|other| other == byte)
    }

    /// The bytes that `test` accepts.
    pub fn from_fn(test: impl Fn(u8) -> bool) -> ByteSet {
        let mut set = ByteSet::default();
        (0..=u8::MAX).filter(|&byte| test(byte)).for_each(|byte| set.insert(byte));
        set
    }

    /// Whether `byte` is in the set.
    pub fn contains(self, byte: u8) -> bool {
        self.0[usize::from(byte >> 6)] >> (byte & 63) & 1 == 1
    }

    /// Runs of adjacent bytes, ascending.
    pub fn ranges(self) -> Vec<(u8, u8)> {
        let mut ranges: Vec<(u8, u8)> = Vec::new();
        for byte in (0..=u8::MAX).filter(|&byte| self.contains(byte)) {
            match ranges.last_mut() {
                Some((_, last)) if *last + 1 == byte => *last = byte,
                _ => ranges.push((byte, byte)),
            }
        }
        ranges
    }

    fn insert(&mut self, byte: u8) {
        self.0[usize::from(byte >> 6)] |= 1 << (byte & 63);
    }

    fn union(&mut self, other: ByteSet) {
        self.0.iter_mut().zip(other.0).for_each(|(word, more)| *word |= more);
    }

    fn negated(self) -> ByteSet {
        ByteSet(self.0.map(|word| !word))
    }
}

/// A place in the text, as opposed to something in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// `^` and `` \` ``
    Start,
    /// `$` and `\'`
    End,
    /// `\b`
    Word,
    /// `\B`
    NotWord,
    /// `\<`
    WordStart,
    /// `\>`
    WordEnd,
}

/// A node of a pattern. Children are indexes of nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// Nothing, which is always there.
    Empty,
    /// One byte of a set.
    Set(ByteSet),
    /// A place.
    Anchor(Anchor),
    /// One after the other; at least two.
    Concat(Vec<u32>),
    /// One of several; at least two.
    Either(Vec<u32>),
    /// `min` to `max` times; without `max`, any number from `min`.
    Repeat { node: u32, min: u32, max: Option<u32> },
}

/// A pattern that was read. The root is the last node.
#[derive(Debug, PartialEq, Eq)]
pub struct Pattern {
    nodes: Vec<Node>,
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// It is not an extended regular expression, or has a back reference.
    pub fn parse(text: &[u8]) -> Result<Pattern, InvalidPattern> {
        let mut parser = Parser { text, at: 0, nodes: Vec::new(), groups: vec![Group::default()] };
        parser.run()?;
        Ok(Pattern { nodes: parser.nodes })
    }

    /// Index of the outermost node.
    pub fn root(&self) -> u32 {
        self.nodes.len() as u32 - 1
    }

    /// The node at `index`.
    pub fn node(&self, index: u32) -> &Node {
        &self.nodes[index as usize]
    }
}

/// Bytes that make words.
pub fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// C's `isspace` in the C locale.
pub fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

/// What is known of an open group, and of the whole pattern as the outermost one.
#[derive(Default)]
struct Group {
    branches: Vec<u32>,
    sequence: Vec<u32>,
}

struct Parser<'t> {
    text: &'t [u8],
    at: usize,
    nodes: Vec<Node>,
    groups: Vec<Group>,
}

impl Parser<'_> {
    fn run(&mut self) -> Result<(), InvalidPattern> {
        while let Some(byte) = self.next() {
            match byte {
                b'|' => self.end_branch(),
                b'(' => self.groups.push(Group::default()),
                b')' if self.groups.len() > 1 => {
                    let node = self.end_group();
                    self.repeated(node)?;
                }
                b'^' => self.anchor(Anchor::Start),
                b'$' => self.anchor(Anchor::End),
                b'*' | b'+' | b'?' | b'{' => return Err(InvalidPattern),
                b'\\' => self.escape()?,
                b'[' => {
                    let set = Bracket { text: self.text, at: &mut self.at }.parse()?;
                    self.set(set)?;
                }
                b'.' => self.set(ByteSet::single(0).negated())?,
                literal => self.set(ByteSet::single(literal))?,
            }
        }
        if self.groups.len() > 1 {
            return Err(InvalidPattern);
        }
        self.end_group();
        Ok(())
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    fn add(&mut self, node: Node) -> u32 {
        self.nodes.push(node);
        self.nodes.len() as u32 - 1
    }

    fn group(&mut self) -> &mut Group {
        self.groups.last_mut().expect("the whole pattern is a group that stays")
    }

    /// A place. A repetition behind it is an error, which the caller's loop finds.
    fn anchor(&mut self, anchor: Anchor) {
        let node = self.add(Node::Anchor(anchor));
        self.group().sequence.push(node);
    }

    fn set(&mut self, set: ByteSet) -> Result<(), InvalidPattern> {
        let node = self.add(Node::Set(set));
        self.repeated(node)
    }

    fn escape(&mut self) -> Result<(), InvalidPattern> {
        match self.next().ok_or(InvalidPattern)? {
            b'1'..=b'9' => return Err(InvalidPattern),
            b'w' => self.set(ByteSet::from_fn(is_word))?,
            b'W' => self.set(ByteSet::from_fn(|byte| !is_word(byte)))?,
            b's' => self.set(ByteSet::from_fn(is_space))?,
            b'S' => self.set(ByteSet::from_fn(|byte| !is_space(byte)))?,
            b'b' => self.anchor(Anchor::Word),
            b'B' => self.anchor(Anchor::NotWord),
            b'<' => self.anchor(Anchor::WordStart),
            b'>' => self.anchor(Anchor::WordEnd),
            b'`' => self.anchor(Anchor::Start),
            b'\'' => self.anchor(Anchor::End),
            literal => self.set(ByteSet::single(literal))?,
        }
        Ok(())
    }

    /// Puts `node`, with the repetitions that follow it, at the end of the sequence.
    fn repeated(&mut self, mut node: u32) -> Result<(), InvalidPattern> {
        while let Some(byte) = self.peek() {
            let (min, max) = match byte {
                b'*' => (0, None),
                b'+' => (1, None),
                b'?' => (0, Some(1)),
                b'{' => (0, Some(0)),
                _ => break,
            };
            self.at += 1;
            let (min, max) = if byte == b'{' { self.interval()? } else { (min, max) };
            node = self.add(Node::Repeat { node, min, max });
        }
        self.group().sequence.push(node);
        Ok(())
    }

    /// The rest of `{n}`, `{n,}`, `{n,m}` or `{,m}`.
    fn interval(&mut self) -> Result<(u32, Option<u32>), InvalidPattern> {
        let first = self.number();
        let (min, max) = match self.next() {
            Some(b'}') => (first.ok_or(InvalidPattern)?, first),
            Some(b',') => {
                let max = self.number();
                if self.next() != Some(b'}') {
                    return Err(InvalidPattern);
                }
                (first.unwrap_or(0), max)
            }
            _ => return Err(InvalidPattern),
        };
        let valid = max.unwrap_or(min) <= MAX_COUNT && max.is_none_or(|max| min <= max);
        if valid { Ok((min, max)) } else { Err(InvalidPattern) }
    }

    /// A count, cut to one more than the greatest.
    fn number(&mut self) -> Option<u32> {
        let mut number = None;
        while let Some(digit) = self.peek().filter(u8::is_ascii_digit) {
            self.at += 1;
            number = Some((number.unwrap_or(0) * 10 + u32::from(digit - b'0')).min(MAX_COUNT + 1));
        }
        number
    }

    fn end_branch(&mut self) {
        let sequence = std::mem::take(&mut self.group().sequence);
        let branch = self.several(sequence, Node::Concat);
        self.group().branches.push(branch);
    }

    /// Ends the innermost group and gives its node.
    fn end_group(&mut self) -> u32 {
        self.end_branch();
        let branches = self.groups.pop().map(|group| group.branches).unwrap_or_default();
        self.several(branches, Node::Either)
    }

    fn several(&mut self, nodes: Vec<u32>, join: fn(Vec<u32>) -> Node) -> u32 {
        match nodes[..] {
            [] => self.add(Node::Empty),
            [only] => only,
            _ => self.add(join(nodes)),
        }
    }
}

/// A bracket expression, behind its `[`.
struct Bracket<'p, 't> {
    text: &'t [u8],
    at: &'p mut usize,
}

/// What stands in a bracket expression.
enum Element {
    Byte(u8),
    Class(ByteSet),
}

impl Bracket<'_, '_> {
    fn parse(mut self) -> Result<ByteSet, InvalidPattern> {
        let negated = self.eat(b"^");
        let mut set = ByteSet::default();
        let mut first = true;
        while first || !self.eat(b"]") {
            match self.element(first)? {
                Element::Class(class) => set.union(class),
                Element::Byte(low) => match self.range_end()? {
                    Some(high) if low > high => return Err(InvalidPattern),
                    high => set.union(ByteSet::from_fn(|byte| (low..=high.unwrap_or(low)).contains(&byte))),
                },
            }
            first = false;
        }
        Ok(if negated { set.negated() } else { set })
    }

    fn rest(&self) -> &[u8] {
        &self.text[*self.at..]
    }

    fn eat(&mut self, token: &[u8]) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            *self.at += token.len();
        }
        found
    }

    /// One element. A `-` is one where `hyphen` allows it, and at the end.
    fn element(&mut self, hyphen: bool) -> Result<Element, InvalidPattern> {
        for open in [*b"[:", *b"[=", *b"[."] {
            if self.eat(&open) {
                return self.named(open[1]);
            }
        }
        match *self.rest() {
            [] => Err(InvalidPattern),
            [b'-', after, ..] if !hyphen && after != b']' => Err(InvalidPattern),
            [byte, ..] => {
                *self.at += 1;
                Ok(Element::Byte(byte))
            }
        }
    }

    /// The upper end, if a range's `-` follows.
    fn range_end(&mut self) -> Result<Option<u8>, InvalidPattern> {
        let rest = self.rest();
        if !rest.starts_with(b"-") || rest.starts_with(b"-]") {
            return Ok(None);
        }
        *self.at += 1;
        match self.element(true)? {
            Element::Byte(high) => Ok(Some(high)),
            Element::Class(_) => Err(InvalidPattern),
        }
    }

    /// The rest of `[:name:]`, `[=b=]` or `[.b.]`.
    fn named(&mut self, kind: u8) -> Result<Element, InvalidPattern> {
        let rest = self.rest();
        let length = rest.windows(2).take(32).position(|pair| pair == [kind, b']']).ok_or(InvalidPattern)?;
        let name = &rest[..length];
        let element = match (kind, name) {
            (b':', _) => Element::Class(class(name).ok_or(InvalidPattern)?),
            (b'.', &[byte]) => Element::Byte(byte),
            (b'=', &[byte]) => Element::Class(ByteSet::single(byte)),
            _ => return Err(InvalidPattern),
        };
        *self.at += length + 2;
        Ok(element)
    }
}

/// The named class, as the C locale has it.
fn class(name: &[u8]) -> Option<ByteSet> {
    let test: fn(u8) -> bool = match name {
        b"alpha" => |byte| byte.is_ascii_alphabetic(),
        b"digit" => |byte| byte.is_ascii_digit(),
        b"alnum" => |byte| byte.is_ascii_alphanumeric(),
        b"upper" => |byte| byte.is_ascii_uppercase(),
        b"lower" => |byte| byte.is_ascii_lowercase(),
        b"space" => is_space,
        b"blank" => |byte| matches!(byte, b' ' | b'\t'),
        b"punct" => |byte| byte.is_ascii_punctuation(),
        b"print" => |byte| matches!(byte, b' '..=b'~'),
        b"graph" => |byte| byte.is_ascii_graphic(),
        b"cntrl" => |byte| byte.is_ascii_control(),
        b"xdigit" => |byte| byte.is_ascii_hexdigit(),
        _ => return None,
    };
    Some(ByteSet::from_fn(test))
}
