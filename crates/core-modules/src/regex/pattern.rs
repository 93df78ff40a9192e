//! POSIX extended regular expressions: from bytes to a tree.
//!
//! The dialect is that of `regcomp` with `REG_EXTENDED` in the C locale: anchors are anchors
//! everywhere, a repetition needs something before it, an unmatched `)` or `}` is itself, a bad
//! interval is an error; ``\w \W \s \S \b \B \< \> \` \'`` are known, any other escaped byte is
//! itself, a back reference is refused. Invariant: neither reading nor anything done with the tree
//! needs native stack; every child of a node has a smaller index than the node.

use super::bracket::Bracket;
use super::byte_set::{ByteSet, is_word};
use crate::space::is_space;

/// A pattern that is not a regular expression, or one too large to search for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidPattern;

/// Greatest count of an interval, `RE_DUP_MAX`.
pub const MAX_COUNT: u32 = 0x7fff;

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
                    let set = Bracket::new(self.text, &mut self.at).parse()?;
                    self.set(set)?;
                }
                b'.' => self.set(ByteSet::from_fn(|byte| byte != 0))?,
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
