//! Calls, builtins and array literals: expressions with a list of operands.

use bytecode::{Count, Inst};

use super::work::Work;
use super::{Emitted, Emitter, Exceeded};
use crate::limit::ARRAY_BATCH;
use crate::tree::{Builtin, ExprId, List};

impl Emitter<'_> {
    pub(super) fn call(&mut self, callee: ExprId, arguments: List, position: u32) -> Emitted {
        let tree = self.tree;
        let arguments = tree.list(arguments);
        let Ok(argc) = u16::try_from(arguments.len()) else {
            self.move_to(position);
            return Err(Exceeded::Arguments);
        };
        self.queue([Work::Position(position), Work::Call(argc)]);
        self.work.extend(arguments.iter().rev().copied().map(Work::Value));
        self.work.push(Work::Value(callee));
        Ok(())
    }

    /// A call of a builtin. `array` and `map` do not evaluate their arguments; another number of
    /// arguments than the others take gives nil.
    pub(super) fn builtin(&mut self, builtin: Builtin, arguments: List, position: u32, wanted: bool) {
        let tree = self.tree;
        let arguments = tree.list(arguments);
        let (inst, leaves_value) = match (builtin, arguments.len()) {
            (Builtin::Array, _) => (Inst::NewArray { count: Count(0) }, true),
            (Builtin::Map, _) => (Inst::NewMap {}, true),
            (Builtin::Push, 2) => (Inst::ArrayPush {}, false),
            (Builtin::Pop, 1) => (Inst::ArrayPop {}, true),
            (Builtin::Length, 1) => (Inst::ArrayLen {}, true),
            _ => {
                if wanted {
                    self.work.push(Work::Inst(Inst::LoadNil {}));
                }
                return self.work.extend(arguments.iter().rev().copied().map(Work::Effect));
            }
        };
        match (leaves_value, wanted) {
            (true, false) => self.work.push(Work::Inst(Inst::Pop {})),
            (false, true) => self.work.push(Work::Inst(Inst::LoadNil {})),
            _ => {}
        }
        self.queue([Work::Position(position), Work::Inst(inst)]);
        if !matches!(builtin, Builtin::Array | Builtin::Map) {
            self.work.extend(arguments.iter().rev().copied().map(Work::Value));
        }
    }

    /// An array literal; the elements behind the first batch are appended one by one.
    pub(super) fn array(&mut self, items: List, position: u32) -> Emitted {
        let tree = self.tree;
        let (batch, rest) = tree.list(items).split_at_checked(ARRAY_BATCH).unwrap_or((tree.list(items), &[]));
        for &item in rest.iter().rev() {
            self.queue([
                Work::Inst(Inst::Dup {}),
                Work::Value(item),
                Work::Position(position),
                Work::Inst(Inst::ArrayPush {}),
            ]);
        }
        let count = Count(batch.len() as u32);
        self.queue([Work::Position(position), Work::Inst(Inst::NewArray { count })]);
        self.work.extend(batch.iter().rev().copied().map(Work::Value));
        Ok(())
    }
}
