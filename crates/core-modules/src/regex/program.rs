//! From a pattern's tree to the automata that search for it.
//!
//! A Thompson construction on `regex-automata`'s NFA builder, by an explicit stack, forward or
//! backward. Invariant: an automaton larger than its limit is refused while it is built, so a small
//! pattern like `((a{9999}){9999}){9999}` costs no more than the limit.
#![allow(clippy::result_large_err, reason = "the library's errors are large, and a pattern is compiled once")]

use regex_automata::MatchKind;
use regex_automata::hybrid::dfa::{self, DFA};
use regex_automata::nfa::thompson::{Builder, NFA, Transition};
use regex_automata::util::look::Look;
use regex_automata::util::primitives::StateID;

use super::byte_set::ByteSet;
use super::pattern::{Anchor, InvalidPattern, Node, Pattern};

/// Most memory of one NFA: some 16,000 states, so that one step of a lazy DFA, which may look at
/// all of them, stays below a millisecond.
const NFA_BYTES: usize = 512 << 10;
/// Memory for the states of a lazy DFA; more only if the NFA is so large that a few states need
/// more.
const CACHE_BYTES: usize = 512 << 10;

/// Which way an automaton reads the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Forward,
    Backward,
}

/// The lazy DFA of all matches of `pattern`.
///
/// # Errors
/// It would be larger than its limit.
pub fn lazy_dfa(pattern: &Pattern, direction: Direction) -> Result<DFA, InvalidPattern> {
    let nfa = nfa(pattern, direction).map_err(|_| InvalidPattern)?;
    let config =
        dfa::Config::new().match_kind(MatchKind::All).cache_capacity(CACHE_BYTES).skip_cache_capacity_check(true);
    dfa::Builder::new().configure(config).build_from_nfa(nfa).map_err(|_| InvalidPattern)
}

type BuildError = regex_automata::nfa::thompson::BuildError;

/// The NFA of `pattern`; its unanchored start skips any bytes first.
fn nfa(pattern: &Pattern, direction: Direction) -> Result<NFA, BuildError> {
    let mut builder = Builder::new();
    builder.set_utf8(false);
    builder.set_reverse(direction == Direction::Backward);
    builder.set_size_limit(Some(NFA_BYTES))?;
    builder.start_pattern()?;
    let body = Construction { builder: &mut builder, pattern, direction, tasks: Vec::new(), done: Vec::new() }.run()?;
    let end = builder.add_match()?;
    builder.patch(body.end, end)?;
    builder.finish_pattern(body.start)?;
    let skip = builder.add_range(Transition { start: 0, end: u8::MAX, next: StateID::ZERO })?;
    let unanchored = builder.add_union(vec![body.start, skip])?;
    builder.patch(skip, unanchored)?;
    builder.build(body.start, unanchored)
}

/// A part of the automaton: where it starts, and the state to be patched to what follows.
#[derive(Clone, Copy)]
struct Fragment {
    start: StateID,
    end: StateID,
}

/// What is still to be done; results go to `done`.
enum Task {
    /// Builds a node.
    Visit(u32),
    /// Joins the last fragments one after the other.
    Concat(usize),
    /// Joins the last fragments as alternatives.
    Either(usize),
    /// Goes on with a repetition: the last fragment is all copies built so far, joined.
    Repeat(Repetition),
    /// The last fragment is another copy, for the one below it.
    Copy(Repetition),
}

/// A repetition on its way.
#[derive(Clone, Copy)]
struct Repetition {
    node: u32,
    built: u32,
    min: u32,
    max: Option<u32>,
    /// Behind the last copy. Whatever may be left out leads here at once, so that few states are
    /// live at a time.
    end: StateID,
}

struct Construction<'b> {
    builder: &'b mut Builder,
    pattern: &'b Pattern,
    direction: Direction,
    tasks: Vec<Task>,
    done: Vec<Fragment>,
}

impl Construction<'_> {
    fn run(mut self) -> Result<Fragment, BuildError> {
        self.tasks.push(Task::Visit(self.pattern.root()));
        while let Some(task) = self.tasks.pop() {
            match task {
                Task::Visit(node) => self.visit(node)?,
                Task::Concat(count) => self.concat(count)?,
                Task::Either(count) => self.either(count)?,
                Task::Repeat(repetition) => self.repeat(repetition)?,
                Task::Copy(repetition) => self.copy(repetition)?,
            }
        }
        Ok(self.pop())
    }

    fn pop(&mut self) -> Fragment {
        self.done.pop().expect("every task finds the fragments of the tasks before it")
    }

    fn single(&mut self, state: StateID) {
        self.done.push(Fragment { start: state, end: state });
    }

    fn visit(&mut self, node: u32) -> Result<(), BuildError> {
        match self.pattern.node(node) {
            Node::Empty => self.empty()?,
            Node::Set(set) => self.set(*set)?,
            Node::Anchor(anchor) => self.anchor(*anchor)?,
            Node::Concat(nodes) => {
                self.tasks.push(Task::Concat(nodes.len()));
                // The last task pushed is the first done: forward, the first node has to be the
                // lowest fragment.
                let visits = nodes.iter().map(|&node| Task::Visit(node));
                match self.direction {
                    Direction::Forward => self.tasks.extend(visits.rev()),
                    Direction::Backward => self.tasks.extend(visits),
                }
            }
            Node::Either(nodes) => {
                self.tasks.push(Task::Either(nodes.len()));
                self.tasks.extend(nodes.iter().map(|&node| Task::Visit(node)));
            }
            &Node::Repeat { node, min, max } => {
                self.empty()?;
                let end = self.builder.add_empty()?;
                self.tasks.push(Task::Repeat(Repetition { node, built: 0, min, max, end }));
            }
        }
        Ok(())
    }

    /// Asks for the next copy: each that must be there, then one that repeats, or each that may be
    /// there.
    fn repeat(&mut self, repetition: Repetition) -> Result<(), BuildError> {
        let Repetition { node, built, min, max, end } = repetition;
        if built < max.unwrap_or(min + 1) {
            self.tasks.push(Task::Copy(repetition));
            self.tasks.push(Task::Visit(node));
            return Ok(());
        }
        let copies = self.pop();
        self.builder.patch(copies.end, end)?;
        self.done.push(Fragment { start: copies.start, end });
        Ok(())
    }

    /// Joins a copy to those before it.
    fn copy(&mut self, repetition: Repetition) -> Result<(), BuildError> {
        let Repetition { built, min, max, end, .. } = repetition;
        if built >= min {
            let body = self.pop();
            let choice = self.builder.add_union(vec![body.start])?;
            // What repeats gets its way out from `repeat`, when that joins the last copy to `end`.
            let (from, to) = if max.is_none() { (body.end, choice) } else { (choice, end) };
            self.builder.patch(from, to)?;
            self.done.push(Fragment { start: choice, end: if max.is_none() { choice } else { body.end } });
        }
        self.concat(2)?;
        self.tasks.push(Task::Repeat(Repetition { built: built + 1, ..repetition }));
        Ok(())
    }

    fn empty(&mut self) -> Result<(), BuildError> {
        let state = self.builder.add_empty()?;
        self.single(state);
        Ok(())
    }

    fn set(&mut self, set: ByteSet) -> Result<(), BuildError> {
        let ranges = set.ranges();
        if let [(start, end)] = ranges[..] {
            let state = self.builder.add_range(Transition { start, end, next: StateID::ZERO })?;
            self.single(state);
            return Ok(());
        }
        let end = self.builder.add_empty()?;
        let transitions = ranges.into_iter().map(|(low, high)| Transition { start: low, end: high, next: end });
        let start = self.builder.add_sparse(transitions.collect())?;
        self.done.push(Fragment { start, end });
        Ok(())
    }

    fn anchor(&mut self, anchor: Anchor) -> Result<(), BuildError> {
        let look = match anchor {
            Anchor::Start => Look::Start,
            Anchor::End => Look::End,
            Anchor::Word => Look::WordAscii,
            Anchor::NotWord => Look::WordAsciiNegate,
            Anchor::WordStart => Look::WordStartAscii,
            Anchor::WordEnd => Look::WordEndAscii,
        };
        let look = if self.direction == Direction::Backward { look.reversed() } else { look };
        let state = self.builder.add_look(StateID::ZERO, look)?;
        self.single(state);
        Ok(())
    }

    fn concat(&mut self, count: usize) -> Result<(), BuildError> {
        let parts = self.done.split_off(self.done.len() - count);
        for pair in parts.windows(2) {
            self.builder.patch(pair[0].end, pair[1].start)?;
        }
        if let (Some(first), Some(last)) = (parts.first(), parts.last()) {
            self.done.push(Fragment { start: first.start, end: last.end });
        }
        Ok(())
    }

    fn either(&mut self, count: usize) -> Result<(), BuildError> {
        let parts = self.done.split_off(self.done.len() - count);
        let end = self.builder.add_empty()?;
        let start = self.builder.add_union(parts.iter().map(|part| part.start).collect())?;
        for part in parts {
            self.builder.patch(part.end, end)?;
        }
        self.done.push(Fragment { start, end });
        Ok(())
    }
}
