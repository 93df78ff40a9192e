//! Replaces phis that always have the same value by that value.

use crate::ir::{Function, Op, Value};
use crate::mutant::{self, Mutant};

/// Goes on until nothing changes, because a phi may be needless only when another one is gone.
pub(super) fn run(f: &mut Function) {
    loop {
        let mut with: Vec<Value> = (0..f.insts.len() as u32).map(Value).collect();
        let mut changed = false;
        for block in f.block_ids() {
            for &phi in &f.block(block).insts {
                let inst = f.inst(phi);
                if inst.op != Op::Phi {
                    continue;
                }
                if let Some(same) = only_operand(f, phi, &with) {
                    with[phi.index()] = same;
                    changed = true;
                }
            }
        }
        if !changed {
            return;
        }
        f.replace(&with);
        for block in &mut f.blocks {
            block.insts.retain(|value| with[value.index()] == *value);
        }
    }
}

/// The only operand that a phi has beside itself, if there is only one.
fn only_operand(f: &Function, phi: Value, with: &[Value]) -> Option<Value> {
    let mut only = None;
    for &arg in &f.inst(phi).args {
        let arg = with[arg.index()];
        if arg == phi || only == Some(arg) {
            continue;
        }
        if only.is_some() {
            return if mutant::is(Mutant::LostPhi) { only } else { None };
        }
        only = Some(arg);
    }
    // Bools and constants are boxed words as they are, but no object is known of them.
    only.filter(|&only| f.inst(phi).ty == f.inst(only).ty)
}
