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

impl fmt::Display for Statistics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "modules      {:>12}", self.modules)?;
        writeln!(f, "compiles     {:>12}", self.compiles)?;
        writeln!(f, "  versions   {:>12}", self.versions)?;
        writeln!(f, "code bytes   {:>12}", self.code_bytes)?;
        writeln!(f, "  live       {:>12}", self.live_code_bytes)?;
        writeln!(f, "  evicted    {:>12}", self.evicted_bytes)?;
        writeln!(f, "evictions    {:>12}", self.evicted_codes)?;
        writeln!(f, "exits        {:>12}", self.exits.values().sum::<u64>())?;
        for (reason, count) in &self.exits {
            writeln!(f, "  {reason:<10} {count:>12}")?;
        }
        writeln!(f, "collections  {:>12}", self.collections)?;
        writeln!(f, "  major      {:>12}", self.major_collections)?;
        writeln!(f, "pauses       {:>12}", self.pauses)?;
        for (name, time) in [("total", self.pause_total), ("median", self.pause_median), ("maximum", self.pause_max)] {
            writeln!(f, "  {name:<10} {:>9.3} ms", 1e3 * time.as_secs_f64())?;
        }
        writeln!(f, "peak bytes   {:>12}", self.peak_bytes)?;
        write!(f, "live bytes   {:>12}", self.live_bytes)?;
        if let Some(fuel) = self.fuel_used {
            write!(f, "\nfuel used    {fuel:>12}")?;
        }
        Ok(())
    }
}
