//! What is made of samples: folded stacks, a flame graph, and a table of functions.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufWriter, Write};
use std::time::Duration;

use inferno::flamegraph::color::{BackgroundColor, Color, PaletteMap};
use inferno::flamegraph::{self, Options};
use vm::FrameTier;

use super::samples::{Call, Samples, Stack};

/// Functions that the table has at most.
const TABLE_ROWS: usize = 10;

/// Stands for calls further out than those that were kept.
const CUT: &str = "...";

/// Writes a line for each stack, outermost call first: what flame-graph tools read.
///
/// # Errors
/// The file cannot be written.
pub fn folded(samples: &Samples, file: File) -> io::Result<()> {
    let mut file = BufWriter::new(file);
    for line in lines(samples) {
        writeln!(file, "{line}")?;
    }
    file.flush()
}

/// Writes a flame graph: a box for each call, as wide as the time that passed in it.
///
/// # Errors
/// The file cannot be written.
pub fn flame_graph(samples: &Samples, script: &str, took: Duration, file: File) -> io::Result<()> {
    let mut colours = colours(samples);
    let mut options = Options::default();
    options.title = format!("unna run {script}");
    let summary = format!("{} samples in {:.2} s", samples.total(), took.as_secs_f64());
    options.subtitle = Some(format!("{summary}. Green: machine code. Orange: interpreted."));
    options.palette_map = Some(&mut colours);
    options.bgcolors = Some(BackgroundColor::Flat(Color { r: 0xfa, g: 0xfa, b: 0xfa }));
    options.count_name = "samples".into();
    options.name_type = "Call:".into();
    options.font_type = "monospace".into();
    options.font_width = 0.61;
    let lines = lines(samples);
    let mut file = BufWriter::new(file);
    let drawn = flamegraph::from_lines(&mut options, lines.iter().map(String::as_str), &mut file);
    drawn.map_err(|error| io::Error::other(error.to_string()))?;
    file.flush()
}

/// What calls look like: the hue says the tier, the shade is the function's own.
fn colours(samples: &Samples) -> PaletteMap {
    let grey = Color { r: 0xdd, g: 0xdd, b: 0xdd };
    let mut colours = PaletteMap::default();
    colours.insert("", grey);
    colours.insert(CUT, grey);
    for call in samples.calls() {
        let mut hasher = DefaultHasher::new();
        (&call.function, &call.module).hash(&mut hasher);
        let shade = (hasher.finish() % 48) as u8;
        let colour = match call.tier {
            FrameTier::Compiled => Color { r: 110 + shade, g: 205, b: 120 + shade },
            FrameTier::Interpreted => Color { r: 250, g: 160 + shade, b: 80 + shade },
        };
        let mut name = String::new();
        push_call(&mut name, call);
        colours.insert(name, colour);
    }
    colours
}

/// The functions that most time passed in, by time that did not pass in what they called.
pub fn table(samples: &Samples) -> String {
    let mut rows: Vec<(String, Times)> = times(samples).into_iter().collect();
    rows.sort_by(|a, b| b.1.own.cmp(&a.1.own).then_with(|| a.0.cmp(&b.0)));
    let share = |part: u64, whole: u64| format!("{:.1}%", 100.0 * part as f64 / whole.max(1) as f64);
    let mut text = format!("{:>8} {:>8} {:>10}  function\n", "self", "total", "compiled");
    for (name, times) in rows.iter().take(TABLE_ROWS).filter(|(_, times)| times.own > 0) {
        let (own, all) = (share(times.own, samples.total()), share(times.all, samples.total()));
        let compiled = share(times.compiled, times.own);
        writeln!(text, "{own:>8} {all:>8} {compiled:>10}  {name}").expect("a String takes all");
    }
    text
}

/// How many samples a function had.
#[derive(Default)]
struct Times {
    /// As the innermost call.
    own: u64,
    /// Of those, in machine code.
    compiled: u64,
    /// Anywhere.
    all: u64,
}

fn times(samples: &Samples) -> HashMap<String, Times> {
    let mut functions: HashMap<String, Times> = HashMap::new();
    for (stack, weight) in samples.stacks() {
        let mut seen = HashSet::new();
        for (depth, &id) in stack.calls.iter().enumerate() {
            let call = samples.call(id);
            let times = functions.entry(format!("{} ({})", call.function, call.module)).or_default();
            if depth == 0 {
                times.own += weight;
                times.compiled += if call.tier == FrameTier::Compiled { weight } else { 0 };
            }
            // A recursive function is counted once.
            if seen.insert((&call.function, &call.module)) {
                times.all += weight;
            }
        }
    }
    functions
}

/// The folded lines, sorted.
fn lines(samples: &Samples) -> Vec<String> {
    let mut lines: Vec<String> = samples.stacks().map(|(stack, weight)| line(samples, stack, weight)).collect();
    lines.sort();
    lines
}

fn line(samples: &Samples, stack: &Stack, weight: u64) -> String {
    let mut line = String::new();
    if stack.cut {
        line.push_str(CUT);
        line.push(';');
    }
    for &id in stack.calls.iter().rev() {
        push_call(&mut line, samples.call(id));
        line.push(';');
    }
    line.pop();
    write!(line, " {weight}").expect("a String takes all");
    line
}

/// `function (module:line)`, and for machine code the mark by which flame-graph tools know it.
fn push_call(line: &mut String, call: &Call) {
    let mark = if call.tier == FrameTier::Compiled { "_[j]" } else { "" };
    let start = line.len();
    write!(line, "{} ({}:{}){mark}", call.function, call.module, call.line).expect("a String takes all");
    if line[start..].contains([';', '\n', '\r']) {
        let clean = line[start..].replace([';', '\n', '\r'], "_");
        line.replace_range(start.., &clean);
    }
}
