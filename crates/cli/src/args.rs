//! The command line as types: one struct per sub-command, one field per option, each with its help.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use vm::heap::LEAST_LIMIT_BYTES;

use crate::exit;

/// Runs, checks and looks into Unnarize programs.
#[derive(Parser)]
#[command(name = "unna", version, after_help = exit::TABLE, disable_help_subcommand = true)]
#[command(override_usage = "unna [run] [OPTIONS] FILE [ARG..]\n       unna COMMAND")]
pub struct Unna {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    Run(Run),
    Repl(Repl),
    Check(Check),
    Build(Build),
    Disasm(Disasm),
    Jit(JitArgs),
    Explore(Explore),
    Bench(Bench),
    Completions(Completions),
    Man(Man),
}

/// The words of the command line, with `run` in its place where a file or an option of `run` stands
/// for it.
///
/// A word that is neither a command nor looks like a file is left to `clap`, which knows commands
/// like it.
pub fn with_command(words: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut words: Vec<OsString> = words.collect();
    if words.get(1).is_some_and(|first| stands_for_run(first)) {
        words.insert(1, "run".into());
    }
    words
}

fn stands_for_run(word: &OsStr) -> bool {
    let text = word.to_string_lossy();
    let is_command = Unna::command().get_subcommands().any(|command| *command.get_name() == *text);
    let is_own_option = matches!(&*text, "-h" | "--help" | "-V" | "--version");
    let is_option = text.starts_with('-') && !is_own_option;
    !is_command && (is_option || text.contains(['.', '/']) || Path::new(word).is_file())
}

/// Run a program
#[derive(Args)]
#[command(after_help = exit::TABLE)]
pub struct Run {
    /// The program's file: source text, usually NAME.unna, or bytecode in binary or text form; `-`
    /// is the standard input
    pub file: String,
    /// Arguments for the program: ucoreSystem.args() from its third element on
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pub args: Vec<String>,
    #[command(flatten)]
    pub engine: Engine,
    /// Print statistics to stderr at the end: what was compiled, when machine code was left, what
    /// was collected
    #[arg(long, value_enum, value_name = "FORM", num_args = 0..=1, require_equals = true, default_missing_value = "text")]
    pub stats: Option<StatsForm>,
    /// Print to stderr every compilation, every failed guess and all slow paths that lead to
    /// another one, and every eviction; at the end, which helpers each function's machine code
    /// called
    #[arg(long)]
    pub trace_jit: bool,
    /// Print to stderr which calls led to an error (at a terminal always), and why there is no
    /// machine code if the system forbids it
    #[arg(long)]
    pub verbose: bool,
    #[command(flatten)]
    pub tools: Tools,
    /// Sample the active calls a thousand times a second: folded stacks in FILE, or a flame graph
    /// if it ends in .svg, and the functions that took most time on stderr
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, default_missing_value = "profile.folded")]
    pub profile: Option<PathBuf>,
}

/// What profilers and debuggers learn about machine code.
#[derive(Args)]
#[command(next_help_heading = "Looking into machine code (see docs/profiling.md)")]
pub struct Tools {
    /// Name machine code for `perf report`, in /tmp/perf-PID.map
    #[arg(long)]
    pub perf_map: bool,
    /// Write machine code with its names for `perf inject --jit`, as jit-PID.dump
    #[arg(long, value_name = "FOLDER", num_args = 0..=1, require_equals = true, default_missing_value = ".")]
    pub jitdump: Option<PathBuf>,
    /// Name machine code for a debugger that runs unna, such as `gdb --args unna run --gdb FILE`
    #[arg(long)]
    pub gdb: bool,
}

/// Run what is typed, entry by entry
#[derive(Args)]
#[command(after_help = REPL_HELP)]
pub struct Repl {
    #[command(flatten)]
    pub engine: Engine,
}

const REPL_HELP: &str = "\
The value of an expression is shown with what is in it and kept as `_`. The last `;` may be left out. An entry goes on while a bracket,
a block or a string is open. Ctrl-C stops a running entry, Ctrl-D ends.

Without a terminal entries are read from standard input, and the exit code is 1 if one of them failed.

The history is in $XDG_STATE_HOME/unna/history, or ~/.local/state/unna/history; UNNA_HISTORY names another file, or none
if it is empty.";

/// How statistics are written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StatsForm {
    /// For people
    Text,
    /// One line, for programs
    Json,
}

/// How the machine runs a program.
#[derive(Args, Clone)]
pub struct Engine {
    /// When to compile to machine code
    #[arg(long, value_enum, default_value_t = Jit::Auto, value_name = "WHEN")]
    pub jit: Jit,
    /// Calls or loop turns after which a function or loop is hot, unless all is or nothing
    #[arg(long, value_name = "N")]
    pub jit_threshold: Option<u32>,
    /// The most memory machine code may take; K, M and G are units of 1024
    #[arg(long, value_name = "BYTES", value_parser = bytes)]
    pub jit_cache: Option<usize>,
    /// Move every object at every allocation, to find errors in the machine
    #[arg(long)]
    pub gc_stress: bool,
    /// Keep the program from files, processes and the environment; imports only from the script's
    /// folder
    #[arg(long)]
    pub no_system: bool,
    /// The most memory the program's objects may take, at least 64K; K, M and G are units of 1024
    #[arg(long, value_name = "BYTES", value_parser = heap_bytes)]
    pub max_heap: Option<usize>,
    /// Stop after so many calls and loop turns
    #[arg(long, value_name = "N")]
    pub fuel: Option<u64>,
}

/// When code is compiled to machine code.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Jit {
    /// Never: interpret everything
    Off,
    /// What turns out to be hot, by the baseline compiler
    Baseline,
    /// What turns out to be hot, by the baseline compiler, and what runs on and on by the
    /// optimising one
    Auto,
    /// Everything, at its first call or loop turn, by the baseline compiler
    Always,
    /// What turns out to be hot, by the optimising compiler where it can
    Opt,
}

/// Report the errors of programs without running them
#[derive(Args)]
#[command(after_help = exit::TABLE)]
pub struct Check {
    /// The programs' files
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<String>,
}

/// Put a program and all it imports into one file in binary form
#[derive(Args)]
#[command(after_help = exit::TABLE)]
pub struct Build {
    /// The program's file
    pub file: String,
    /// The file to write, which `unna run` takes like a source file [default: FILE as .unnac]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<String>,
    /// Leave out the line numbers and functions' names that messages show
    #[arg(long)]
    pub strip: bool,
}

/// Print the bytecode of a program
#[derive(Args)]
#[command(after_help = exit::TABLE)]
pub struct Disasm {
    /// The program's file
    pub file: String,
}

/// Print the machine code of a program's functions
#[derive(Args)]
#[command(after_help = exit::TABLE)]
pub struct JitArgs {
    /// The program's file
    pub file: String,
    /// Only functions of this name
    #[arg(long, value_name = "NAME")]
    pub function: Option<String>,
    /// The kinds of values that parameters and locals are assumed to hold, slot by slot: int,
    /// float, bool or unknown
    #[arg(long, value_delimiter = ',', value_name = "LIST")]
    pub types: Vec<String>,
    /// Enter at this loop's header, as a running interpreter would, instead of at the function's
    /// start
    #[arg(long = "loop", value_name = "N")]
    pub at_loop: Option<u32>,
    /// Show offsets and bytes too
    #[arg(long)]
    pub bytes: bool,
    /// Which compiler makes the code
    #[arg(long, value_enum, default_value_t)]
    pub tier: CompilerName,
    /// Show the optimising compiler's representation too: before and behind its passes, or behind
    /// PASS alone
    #[arg(long, value_name = "PASS", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub ir: Option<String>,
}

/// A compiler.
#[derive(clap::ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum CompilerName {
    /// The baseline compiler
    #[default]
    Baseline,
    /// The optimising compiler
    Opt,
}

/// Run a program and write a page that shows what became of it
///
/// The page shows the source, the bytecode, the optimising compiler's representation and all
/// machine code beside each other and linked, where the time went, and what was compiled, left and
/// made again when and why. It is one file, which any browser shows without a network.
#[derive(Args)]
#[command(after_help = EXPLORE_HELP)]
pub struct Explore {
    /// The program's file, as of `unna run`; or a recording, which ends in .json
    #[arg(required_unless_present = "compare")]
    pub file: Option<String>,
    /// Arguments for the program
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pub args: Vec<String>,
    /// The file to write [default: NAME.explore.html in the working folder]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Write the recording instead, as JSON for other tools and for --compare
    #[arg(long)]
    pub json: bool,
    /// Show the page in a browser
    #[arg(long, conflicts_with = "json")]
    pub open: bool,
    /// Add samples of perf to the machine instructions: FILE is what `perf script -F ip` wrote
    #[arg(long, value_name = "FILE", conflicts_with = "compare")]
    pub perf: Option<PathBuf>,
    /// Show two recordings beside each other, such as those of a program before and after a change
    #[arg(long, num_args = 2, value_names = ["A.json", "B.json"], conflicts_with = "file")]
    pub compare: Option<Vec<PathBuf>>,
    #[command(flatten)]
    pub engine: Engine,
    #[command(flatten)]
    pub tools: Tools,
}

const EXPLORE_HELP: &str = "\
Time on machine instructions needs perf:
  perf record -e cpu-clock unna explore --json prog.unna
  perf script -F ip > samples.txt
  unna explore --perf samples.txt prog.explore.json

The exit code is that of the program.";

/// Time a program in the interpreter and with machine code
#[derive(Args)]
#[command(after_help = exit::TABLE)]
pub struct Bench {
    /// The program's file; what it prints is not shown, and its input is empty
    pub file: String,
    /// Arguments for the program
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pub args: Vec<String>,
    /// How often it runs in each mode, after one run that does not count
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..))]
    pub runs: u32,
    #[command(flatten)]
    pub engine: Engine,
}

/// Print what makes a shell complete the words of this command
#[derive(Args)]
#[command(after_help = COMPLETIONS_HELP)]
pub struct Completions {
    /// The shell
    pub shell: Shell,
}

const COMPLETIONS_HELP: &str = "\
Where they belong:
  bash        unna completions bash > ~/.local/share/bash-completion/completions/unna
  zsh         unna completions zsh > DIR/_unna, where DIR is a folder of $fpath
  fish        unna completions fish > ~/.config/fish/completions/unna.fish
  elvish      unna completions elvish >> ~/.config/elvish/rc.elv
  powershell  unna completions powershell >> $PROFILE";

/// Print the manual page of this command, or of one of its sub-commands
#[derive(Args)]
#[command(after_help = MAN_HELP)]
pub struct Man {
    /// The sub-command
    pub command: Option<String>,
    /// Write all pages into this folder instead
    #[arg(long, value_name = "FOLDER", conflicts_with = "command")]
    pub all: Option<PathBuf>,
}

const MAN_HELP: &str = "\
To read one:     unna man run | man -l -
To install all:  unna man --all ~/.local/share/man/man1";

/// A size such as `65536`, `512K` or `2G`.
fn bytes(text: &str) -> Result<usize, String> {
    let (digits, shift) = match text.as_bytes().last() {
        Some(b'K' | b'k') => (&text[..text.len() - 1], 10),
        Some(b'M' | b'm') => (&text[..text.len() - 1], 20),
        Some(b'G' | b'g') => (&text[..text.len() - 1], 30),
        _ => (text, 0),
    };
    let number: usize = digits.parse().map_err(|_| "expected a number, with K, M or G behind it if you like")?;
    number.checked_mul(1 << shift).ok_or_else(|| "more than this machine can address".to_string())
}

/// A size that a heap can be bounded by.
fn heap_bytes(text: &str) -> Result<usize, String> {
    let size = bytes(text)?;
    if size < LEAST_LIMIT_BYTES { Err(format!("at least {}K", LEAST_LIMIT_BYTES >> 10)) } else { Ok(size) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Unna::command().debug_assert();
    }

    #[test]
    fn a_file_stands_for_its_run() {
        let words = |line: &str| {
            let words = with_command(line.split(' ').map(OsString::from));
            words.join(OsStr::new(" ")).into_string().unwrap()
        };
        assert_eq!(words("unna prog.unna a b"), "unna run prog.unna a b");
        assert_eq!(words("unna ./prog run"), "unna run ./prog run");
        assert_eq!(words("unna --jit=off prog.unna"), "unna run --jit=off prog.unna");
        assert_eq!(words("unna -"), "unna run -");
        for line in ["unna", "unna run x.unna", "unna check x.unna", "unna --help", "unna -V", "unna chekc"] {
            assert_eq!(words(line), line);
        }
    }

    #[test]
    fn a_heap_has_a_least_size() {
        assert_eq!(heap_bytes("64K"), Ok(65536));
        assert_eq!(heap_bytes("65535"), Err("at least 64K".to_string()));
        assert!(heap_bytes("x").is_err());
    }

    #[test]
    fn sizes_have_units() {
        assert_eq!(bytes("4096"), Ok(4096));
        assert_eq!(bytes("64k"), Ok(64 << 10));
        assert_eq!(bytes("2G"), Ok(2 << 30));
        assert!(bytes("").is_err() && bytes("K").is_err() && bytes("-1").is_err());
        assert!(bytes("99999999999999999999").is_err() && bytes("18446744073709551615G").is_err());
    }
}
