//! [`Statistics`]: what a vm has done so far, for `--stats`.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

/// Figures since the vm was made.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub struct Statistics {
    /// Functions and loops compiled, recompilations included.
    pub compiles: u64,
    /// Compilations of something that had been compiled before, for other types or another entry.
    pub versions: u64,
    /// Of all compilations those by the optimising compiler.
    pub optimised: u64,
    /// Codes that were made again because their slow paths ran often and had shown more.
    pub relearned: u64,
    /// Times machine code was left for the interpreter, by reason.
    pub exits: BTreeMap<&'static str, u64>,
    /// Bytes of machine code made.
    pub code_bytes: u64,
    /// Bytes of machine code in memory.
    pub live_code_bytes: u64,
    /// Codes that had to make room for others.
    pub evicted_codes: u64,
    /// Their bytes.
    pub evicted_bytes: u64,
    /// Why no machine code can be run, if the system refuses executable memory.
    pub no_machine_code: Option<String>,
    /// Most guards that one compiled function had.
    #[doc(hidden)]
    pub guards: u32,
    /// What machine code has left to helpers, most calls first, if that is counted:
    /// [`count_helpers`](crate::VmBuilder::count_helpers).
    pub helpers: Vec<HelperCalls>,
    /// Modules executed, the main one included.
    pub modules: u64,
    /// Collections of the young objects; with `gc_stress` of everything.
    pub collections: u64,
    /// Times that everything alive was found, and the rest freed.
    pub major_collections: u64,
    /// Times that programs waited for the collector.
    pub pauses: u64,
    /// Time spent so.
    pub pause_total: Duration,
    /// Half of the pauses were no longer.
    pub pause_median: Duration,
    /// The longest pause.
    pub pause_max: Duration,
    /// Most bytes that objects took up, young ones excepted.
    pub peak_bytes: u64,
    /// Bytes of objects alive after the last major collection.
    pub live_bytes: u64,
    /// Fuel used, in a metered vm.
    pub fuel_used: Option<u64>,
}

/// Calls of one helper, which does what an instruction's own machine code does not, by one
/// function's machine code.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct HelperCalls {
    /// The function with its module and line, as `count (dir/prog.unna:3)`.
    pub function: String,
    /// The helper's name, as listings have it.
    pub helper: &'static str,
    /// How often it was called.
    pub calls: u64,
}

/// Helpers that the text shows.
const SHOWN_HELPERS: usize = 10;

impl fmt::Display for Statistics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        count(f, "modules run", self.modules)?;
        count(f, "functions and loops compiled", self.compiles)?;
        count(f, "  again, for other kinds of values", self.versions)?;
        count(f, "  optimised", self.optimised)?;
        count(f, "  again, for what slow paths showed", self.relearned)?;
        count(f, "machine code made, bytes", self.code_bytes)?;
        count(f, "  still in memory", self.live_code_bytes)?;
        count(f, "  evicted for other code", self.evicted_bytes)?;
        count(f, "  evictions", self.evicted_codes)?;
        count(f, "returns to the interpreter", self.exits.values().sum())?;
        for (reason, &times) in &self.exits {
            count(f, reason_text(reason), times)?;
        }
        count(f, "helpers called by machine code", self.helpers.iter().map(|it| it.calls).sum())?;
        for HelperCalls { function, helper, calls } in self.helpers.iter().take(SHOWN_HELPERS) {
            count(f, &format!("  {helper}, {function}"), *calls)?;
        }
        count(f, "collections of young objects", self.collections)?;
        count(f, "collections of everything", self.major_collections)?;
        count(f, "pauses for the collector", self.pauses)?;
        for (name, time) in
            [("  total", self.pause_total), ("  median", self.pause_median), ("  longest", self.pause_max)]
        {
            writeln!(f, "{name:<36}{:>14.3} ms", 1e3 * time.as_secs_f64())?;
        }
        count(f, "old objects at their most, bytes", self.peak_bytes)?;
        write!(f, "{:<36}{:>14}", "  alive after the last collection", grouped(self.live_bytes))?;
        if let Some(fuel) = self.fuel_used {
            write!(f, "\n{:<36}{:>14}", "fuel used", grouped(fuel))?;
        }
        Ok(())
    }
}

fn count(f: &mut fmt::Formatter<'_>, name: &str, number: u64) -> fmt::Result {
    writeln!(f, "{name:<36}{:>14}", grouped(number))
}

/// What a reason of [`Statistics::exits`] means.
fn reason_text(reason: &str) -> &str {
    match reason {
        "operand" => "  an operand of another kind",
        "local" => "  a variable of another kind",
        "division" => "  a division by zero",
        "poll" => "  a request from another thread",
        "fuel" => "  no fuel",
        "depth" => "  too deep for inlined calls",
        "hot" => "  code to be optimised",
        "room" => "  no room for a new object",
        "loop end" => "  the end of a loop",
        "hoisted" => "  a test before a loop failed",
        "relearned" => "  newer code for a running loop",
        other => other,
    }
}

/// A number with a comma before each three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn figures_stand_under_each_other() {
        let exits = BTreeMap::from([("operand", 3), ("local", 12)]);
        let text = Statistics { exits, fuel_used: Some(5), ..Statistics::default() }.to_string();
        assert!(
            text.contains("returns to the interpreter                      15\n  a variable of another kind"),
            "{text}"
        );
        let ends = text.lines().map(|line| line.trim_end_matches(" ms").len());
        assert!(ends.clone().all(|end| end == 50), "{text}");
    }
}
