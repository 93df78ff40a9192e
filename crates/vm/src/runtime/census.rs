//! [`Census`]: how often machine code has called helpers, by function, for those who ask.

use std::collections::HashMap;

use jit::abi::Helper;

use crate::common::stats::HelperCalls;
use crate::runtime::record::RecordRef;

/// Calls of helpers by machine code.
#[derive(Debug, Default)]
pub(crate) struct Census {
    /// By the function's number, which outlives it, and the instruction.
    counts: HashMap<(u32, u32, Helper), u64>,
    names: HashMap<u32, String>,
}

impl Census {
    /// The machine code of a function calls a helper for the instruction at `pc`.
    pub(crate) fn count(&mut self, record: RecordRef, pc: u32, helper: Helper) {
        *self.counts.entry((record.id(), pc, helper)).or_default() += 1;
        self.names.entry(record.id()).or_insert_with(|| record.title());
    }

    /// What was counted, in no order: the function's number, the instruction, the helper, how
    /// often.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (u32, u32, Helper, u64)> {
        self.counts.iter().map(|(&(id, pc, helper), &calls)| (id, pc, helper, calls))
    }

    /// What was counted, by function, most calls first.
    pub(crate) fn calls(&self) -> Vec<HelperCalls> {
        let mut sums: HashMap<(u32, Helper), u64> = HashMap::new();
        for (id, _, helper, calls) in self.rows() {
            *sums.entry((id, helper)).or_default() += calls;
        }
        let call = |((id, helper), calls): ((u32, Helper), u64)| HelperCalls {
            function: self.names.get(&id).cloned().unwrap_or_default(),
            helper: helper.name(),
            calls,
        };
        let mut calls: Vec<HelperCalls> = sums.into_iter().map(call).collect();
        calls.sort_by(|a, b| b.calls.cmp(&a.calls).then_with(|| (&a.function, a.helper).cmp(&(&b.function, b.helper))));
        calls
    }
}
