//! The opcode table: the one place where an instruction is described.
//!
//! `for_each_opcode!` hands every row to a callback macro. From the rows come `Opcode`, `Inst`,
//! the operands' encoding, the stack effects, the verifier's fixed checks, the accesses to slots,
//! what the compiler compiles, the text form and the docs page. A row is
//!
//! ```text
//! /// doc
//! MNEMONIC Variant { operand: Type, .. } (pops => pushes) Flow = [Primitive, ..] expects Hint;
//! ```
//!
//! Operands stand in ascending size, because `Inst` is `repr(u8)` and must stay 8 bytes.
//! `pops` and `pushes` are expressions over the operands; for a row that jumps they describe the
//! edge that falls through.
//!
//! The [primitives](crate::Primitive) are the row's meaning, as an array over its operands. A pass
//! that treats each primitive therefore treats every row. Behind `=` they name the row: it is what
//! [`Inst::from_primitives`](crate::Inst::from_primitives) makes of them. Behind `as` they do not,
//! because another row means the same, or because the row has a cache, which is no part of its
//! meaning.
//!
//! `expects` marks a row that the interpreter writes over the row above it when it has seen such
//! operands (quickening). It tests its operands and acts as that row when they are of another kind.
//! These rows follow the row they specialise, with the same operands and primitives.
//!
//! Suffixes name where the operands of a fused row come from: `L` a local, `I` an immediate int,
//! `K` a constant of the pool, `S` the operand stack. `_II` and `_FF` (`_I`, `_F`) mark the rows
//! that expect ints and floats.

/// Calls `$callback! { rows }` with every row of the opcode table.
#[macro_export]
macro_rules! for_each_opcode {
    ($callback:path) => {
        $callback! {
            // Constants and the operand stack.

            /// Pushes the int `value`.
            LOAD_IMM LoadImm { value: i32 } (0 => 1) Next = [Imm(value)];
            /// Pushes a constant of the pool.
            LOAD_CONST LoadConst { constant: ConstId } (0 => 1) Next = [Const(constant)];
            /// Pushes nil.
            LOAD_NIL LoadNil {} (0 => 1) Next = [Nil];
            /// Pushes true.
            LOAD_TRUE LoadTrue {} (0 => 1) Next = [Bool(true)];
            /// Pushes false.
            LOAD_FALSE LoadFalse {} (0 => 1) Next = [Bool(false)];
            /// Drops the top operand.
            POP Pop {} (1 => 0) Next = [Pop];
            /// Pushes the top operand again.
            DUP Dup {} (1 => 2) Next = [Dup];
            /// Pushes the two top operands again, in their order.
            DUP2 Dup2 {} (2 => 4) Next = [Dup2];

            // Locals.

            /// Pushes a local.
            LOAD_LOCAL LoadLocal { slot: Slot } (0 => 1) Next = [Local(slot)];
            /// Pushes local 0.
            LOAD_LOCAL_0 LoadLocal0 {} (0 => 1) Next as [Local(Slot(0))];
            /// Pushes local 1.
            LOAD_LOCAL_1 LoadLocal1 {} (0 => 1) Next as [Local(Slot(1))];
            /// Pushes local 2.
            LOAD_LOCAL_2 LoadLocal2 {} (0 => 1) Next as [Local(Slot(2))];
            /// Pushes two locals, `a` first.
            LOAD_LOCAL_LL LoadLocalLl { a: Slot, b: Slot } (0 => 2) Next = [Local(a), Local(b)];
            /// Pops into a local.
            STORE_LOCAL StoreLocal { slot: Slot } (1 => 0) Next = [Store(slot)];
            /// Sets a local to the int `value`.
            STORE_LOCAL_I StoreLocalI { slot: Slot, value: i32 } (0 => 0) Next = [Imm(value), Store(slot)];
            /// Copies local `from` to local `slot`.
            STORE_LOCAL_L StoreLocalL { slot: Slot, from: Slot } (0 => 0) Next = [Local(from), Store(slot)];
            /// Adds 1 to a local, as ADD would.
            INC_LOCAL IncLocal { slot: Slot } (0 => 0) Next as [Local(slot), Imm(1), Arithmetic(Add), Store(slot)];
            /// Subtracts 1 from a local, as SUB would.
            DEC_LOCAL DecLocal { slot: Slot } (0 => 0) Next as [Local(slot), Imm(1), Arithmetic(Sub), Store(slot)];

            // Captured locals and closures.

            /// Pops a value into a fresh cell and puts the cell into a cell slot.
            NEW_CELL NewCell { slot: Slot } (1 => 0) Next = [NewCell(slot)];
            /// Pushes the value in a cell slot's cell.
            LOAD_CELL LoadCell { slot: Slot } (0 => 1) Next = [LoadCell(slot)];
            /// Pops into a cell slot's cell.
            STORE_CELL StoreCell { slot: Slot } (1 => 0) Next = [StoreCell(slot)];
            /// Pushes the value in a captured cell.
            LOAD_UPVALUE LoadUpvalue { upvalue: UpvalueId } (0 => 1) Next = [LoadUpvalue(upvalue)];
            /// Pops into a captured cell.
            STORE_UPVALUE StoreUpvalue { upvalue: UpvalueId } (1 => 0) Next = [StoreUpvalue(upvalue)];
            /// Pushes a new function over a chunk, with the cells its captures name.
            MAKE_CLOSURE MakeClosure { chunk: ChunkId } (0 => 1) Next = [Closure(chunk)];

            // Globals.

            /// Pushes a global; an unset one is the error `Undefined variable`.
            LOAD_GLOBAL LoadGlobal { global: GlobalId } (0 => 1) Next = [LoadGlobal(global)];
            /// Pops into a global, by assignment.
            STORE_GLOBAL StoreGlobal { global: GlobalId } (1 => 0) Next = [StoreGlobal(global)];
            /// Pops into a global, by declaration.
            DEFINE_GLOBAL DefineGlobal { global: GlobalId } (1 => 0) Next as [StoreGlobal(global)];

            // Arithmetic.

            /// Sum; concatenation when one operand is a string; else nil.
            ADD Add {} (2 => 1) Next = [Arithmetic(Add)];
            /// ADD, expecting two ints.
            ADD_II AddIi {} (2 => 1) Next as [Arithmetic(Add)] expects Ints;
            /// ADD, expecting two floats.
            ADD_FF AddFf {} (2 => 1) Next as [Arithmetic(Add)] expects Floats;
            /// Difference; nil for non-numbers.
            SUB Sub {} (2 => 1) Next = [Arithmetic(Sub)];
            /// SUB, expecting two ints.
            SUB_II SubIi {} (2 => 1) Next as [Arithmetic(Sub)] expects Ints;
            /// SUB, expecting two floats.
            SUB_FF SubFf {} (2 => 1) Next as [Arithmetic(Sub)] expects Floats;
            /// Product; nil for non-numbers.
            MUL Mul {} (2 => 1) Next = [Arithmetic(Mul)];
            /// MUL, expecting two ints.
            MUL_II MulIi {} (2 => 1) Next as [Arithmetic(Mul)] expects Ints;
            /// MUL, expecting two floats.
            MUL_FF MulFf {} (2 => 1) Next as [Arithmetic(Mul)] expects Floats;
            /// Quotient, toward zero for ints; int by 0 is the error `Division by zero.`
            DIV Div {} (2 => 1) Next = [Arithmetic(Div)];
            /// DIV, expecting two ints.
            DIV_II DivIi {} (2 => 1) Next as [Arithmetic(Div)] expects Ints;
            /// DIV, expecting two floats.
            DIV_FF DivFf {} (2 => 1) Next as [Arithmetic(Div)] expects Floats;
            /// Remainder with the sign of the dividend; int by 0 is an error, floats as C `fmod`.
            MOD Mod {} (2 => 1) Next = [Arithmetic(Mod)];
            /// MOD, expecting two ints.
            MOD_II ModIi {} (2 => 1) Next as [Arithmetic(Mod)] expects Ints;
            /// MOD, expecting two floats.
            MOD_FF ModFf {} (2 => 1) Next as [Arithmetic(Mod)] expects Floats;
            /// Negation; nil for a non-number.
            NEG Neg {} (1 => 1) Next = [Neg];
            /// NEG, expecting an int.
            NEG_I NegI {} (1 => 1) Next as [Neg] expects Ints;
            /// NEG, expecting a float.
            NEG_F NegF {} (1 => 1) Next as [Neg] expects Floats;
            /// Unary plus: a number as it is, else nil.
            PLUS Plus {} (1 => 1) Next = [Plus];

            /// ADD of two locals.
            ADD_LL AddLl { a: Slot, b: Slot } (0 => 1) Next = [Local(a), Local(b), Arithmetic(Add)];
            /// ADD of a local and an int.
            ADD_LI AddLi { a: Slot, value: i32 } (0 => 1) Next = [Local(a), Imm(value), Arithmetic(Add)];
            /// ADD of the top operand and a local.
            ADD_SL AddSl { b: Slot } (1 => 1) Next = [Local(b), Arithmetic(Add)];
            /// ADD of the top operand and an int.
            ADD_SI AddSi { value: i32 } (1 => 1) Next = [Imm(value), Arithmetic(Add)];
            /// ADD of the top operand and a constant.
            ADD_SK AddSk { constant: ConstId } (1 => 1) Next = [Const(constant), Arithmetic(Add)];
            /// SUB of two locals.
            SUB_LL SubLl { a: Slot, b: Slot } (0 => 1) Next = [Local(a), Local(b), Arithmetic(Sub)];
            /// SUB of a local and an int.
            SUB_LI SubLi { a: Slot, value: i32 } (0 => 1) Next = [Local(a), Imm(value), Arithmetic(Sub)];
            /// SUB of the top operand and a local.
            SUB_SL SubSl { b: Slot } (1 => 1) Next = [Local(b), Arithmetic(Sub)];
            /// SUB of the top operand and an int.
            SUB_SI SubSi { value: i32 } (1 => 1) Next = [Imm(value), Arithmetic(Sub)];
            /// SUB of the top operand and a constant.
            SUB_SK SubSk { constant: ConstId } (1 => 1) Next = [Const(constant), Arithmetic(Sub)];
            /// MUL of two locals.
            MUL_LL MulLl { a: Slot, b: Slot } (0 => 1) Next = [Local(a), Local(b), Arithmetic(Mul)];
            /// MUL of a local and an int.
            MUL_LI MulLi { a: Slot, value: i32 } (0 => 1) Next = [Local(a), Imm(value), Arithmetic(Mul)];
            /// MUL of the top operand and a local.
            MUL_SL MulSl { b: Slot } (1 => 1) Next = [Local(b), Arithmetic(Mul)];
            /// MUL of the top operand and an int.
            MUL_SI MulSi { value: i32 } (1 => 1) Next = [Imm(value), Arithmetic(Mul)];
            /// MUL of the top operand and a constant.
            MUL_SK MulSk { constant: ConstId } (1 => 1) Next = [Const(constant), Arithmetic(Mul)];
            /// DIV of two locals.
            DIV_LL DivLl { a: Slot, b: Slot } (0 => 1) Next = [Local(a), Local(b), Arithmetic(Div)];
            /// DIV of a local and an int.
            DIV_LI DivLi { a: Slot, value: i32 } (0 => 1) Next = [Local(a), Imm(value), Arithmetic(Div)];
            /// DIV of the top operand and a local.
            DIV_SL DivSl { b: Slot } (1 => 1) Next = [Local(b), Arithmetic(Div)];
            /// DIV of the top operand and an int.
            DIV_SI DivSi { value: i32 } (1 => 1) Next = [Imm(value), Arithmetic(Div)];
            /// DIV of the top operand and a constant.
            DIV_SK DivSk { constant: ConstId } (1 => 1) Next = [Const(constant), Arithmetic(Div)];
            /// MOD of two locals.
            MOD_LL ModLl { a: Slot, b: Slot } (0 => 1) Next = [Local(a), Local(b), Arithmetic(Mod)];
            /// MOD of a local and an int.
            MOD_LI ModLi { a: Slot, value: i32 } (0 => 1) Next = [Local(a), Imm(value), Arithmetic(Mod)];
            /// MOD of the top operand and a local.
            MOD_SL ModSl { b: Slot } (1 => 1) Next = [Local(b), Arithmetic(Mod)];
            /// MOD of the top operand and an int.
            MOD_SI ModSi { value: i32 } (1 => 1) Next = [Imm(value), Arithmetic(Mod)];
            /// MOD of the top operand and a constant.
            MOD_SK ModSk { constant: ConstId } (1 => 1) Next = [Const(constant), Arithmetic(Mod)];

            // Comparisons: bools; false for operands that cannot be ordered.

            /// Less.
            LT Lt {} (2 => 1) Next = [Compare(Lt)];
            /// LT, expecting two ints.
            LT_II LtIi {} (2 => 1) Next as [Compare(Lt)] expects Ints;
            /// LT, expecting two floats.
            LT_FF LtFf {} (2 => 1) Next as [Compare(Lt)] expects Floats;
            /// Less or equal.
            LE Le {} (2 => 1) Next = [Compare(Le)];
            /// LE, expecting two ints.
            LE_II LeIi {} (2 => 1) Next as [Compare(Le)] expects Ints;
            /// LE, expecting two floats.
            LE_FF LeFf {} (2 => 1) Next as [Compare(Le)] expects Floats;
            /// Greater.
            GT Gt {} (2 => 1) Next = [Compare(Gt)];
            /// GT, expecting two ints.
            GT_II GtIi {} (2 => 1) Next as [Compare(Gt)] expects Ints;
            /// GT, expecting two floats.
            GT_FF GtFf {} (2 => 1) Next as [Compare(Gt)] expects Floats;
            /// Greater or equal.
            GE Ge {} (2 => 1) Next = [Compare(Ge)];
            /// GE, expecting two ints.
            GE_II GeIi {} (2 => 1) Next as [Compare(Ge)] expects Ints;
            /// GE, expecting two floats.
            GE_FF GeFf {} (2 => 1) Next as [Compare(Ge)] expects Floats;
            /// Equal.
            EQ Eq {} (2 => 1) Next = [Compare(Eq)];
            /// EQ, expecting two ints.
            EQ_II EqIi {} (2 => 1) Next as [Compare(Eq)] expects Ints;
            /// EQ, expecting two floats.
            EQ_FF EqFf {} (2 => 1) Next as [Compare(Eq)] expects Floats;
            /// Not equal: the exact negation of EQ.
            NE Ne {} (2 => 1) Next = [Compare(Ne)];
            /// NE, expecting two ints.
            NE_II NeIi {} (2 => 1) Next as [Compare(Ne)] expects Ints;
            /// NE, expecting two floats.
            NE_FF NeFf {} (2 => 1) Next as [Compare(Ne)] expects Floats;
            /// The bool of not-truthy.
            NOT Not {} (1 => 1) Next = [Not];
            /// The bool of truthy.
            TO_BOOL ToBool {} (1 => 1) Next = [ToBool];

            // Jumps. Only LOOP rows go backward, and only to a LOOP_HEADER.

            /// Goes to `target`.
            JUMP Jump { target: Target } (0 => 0) Jump = [Jump(target)];
            /// Pops; goes to `target` when it is false.
            JUMP_IF_FALSE JumpIfFalse { target: Target } (1 => 0) Branch = [Branch { when: false, target }];
            /// Pops; goes to `target` when it is truthy.
            JUMP_IF_TRUE JumpIfTrue { target: Target } (1 => 0) Branch = [Branch { when: true, target }];
            /// With a false operand on top: replaces it by false and goes to `target`; else pops
            /// it.
            AND And { target: Target } (1 => 0) ShortCircuit = [ShortCircuit { when: false, target }];
            /// With a truthy operand on top: replaces it by true and goes to `target`; else pops
            /// it.
            OR Or { target: Target } (1 => 0) ShortCircuit = [ShortCircuit { when: true, target }];

            /// Pops two; goes to `target` unless LT.
            JUMP_UNLESS_LT JumpUnlessLt { target: Target } (2 => 0) Branch
                = [Compare(Lt), Branch { when: false, target }];
            /// Pops two; goes to `target` unless LE.
            JUMP_UNLESS_LE JumpUnlessLe { target: Target } (2 => 0) Branch
                = [Compare(Le), Branch { when: false, target }];
            /// Pops two; goes to `target` unless GT.
            JUMP_UNLESS_GT JumpUnlessGt { target: Target } (2 => 0) Branch
                = [Compare(Gt), Branch { when: false, target }];
            /// Pops two; goes to `target` unless GE.
            JUMP_UNLESS_GE JumpUnlessGe { target: Target } (2 => 0) Branch
                = [Compare(Ge), Branch { when: false, target }];
            /// Pops two; goes to `target` unless EQ.
            JUMP_UNLESS_EQ JumpUnlessEq { target: Target } (2 => 0) Branch
                = [Compare(Eq), Branch { when: false, target }];
            /// Pops two; goes to `target` unless NE.
            JUMP_UNLESS_NE JumpUnlessNe { target: Target } (2 => 0) Branch
                = [Compare(Ne), Branch { when: false, target }];
            /// Goes to `target` unless local `a` LT local `b`.
            JUMP_UNLESS_LT_LL JumpUnlessLtLl { a: LowSlot, b: Slot, target: Target } (0 => 0) Branch
                = [Local(a), Local(b), Compare(Lt), Branch { when: false, target }];
            /// Goes to `target` unless local `a` LE local `b`.
            JUMP_UNLESS_LE_LL JumpUnlessLeLl { a: LowSlot, b: Slot, target: Target } (0 => 0) Branch
                = [Local(a), Local(b), Compare(Le), Branch { when: false, target }];
            /// Goes to `target` unless local `a` EQ local `b`.
            JUMP_UNLESS_EQ_LL JumpUnlessEqLl { a: LowSlot, b: Slot, target: Target } (0 => 0) Branch
                = [Local(a), Local(b), Compare(Eq), Branch { when: false, target }];
            /// Goes to `target` unless local `a` NE local `b`.
            JUMP_UNLESS_NE_LL JumpUnlessNeLl { a: LowSlot, b: Slot, target: Target } (0 => 0) Branch
                = [Local(a), Local(b), Compare(Ne), Branch { when: false, target }];
            /// Goes to `target` unless local `a` LT a constant.
            JUMP_UNLESS_LT_LK JumpUnlessLtLk { a: LowSlot, constant: LowConst, target: Target } (0 => 0) Branch
                = [Local(a), Const(constant), Compare(Lt), Branch { when: false, target }];
            /// Goes to `target` unless local `a` LE a constant.
            JUMP_UNLESS_LE_LK JumpUnlessLeLk { a: LowSlot, constant: LowConst, target: Target } (0 => 0) Branch
                = [Local(a), Const(constant), Compare(Le), Branch { when: false, target }];
            /// Goes to `target` unless local `a` GT a constant.
            JUMP_UNLESS_GT_LK JumpUnlessGtLk { a: LowSlot, constant: LowConst, target: Target } (0 => 0) Branch
                = [Local(a), Const(constant), Compare(Gt), Branch { when: false, target }];
            /// Goes to `target` unless local `a` GE a constant.
            JUMP_UNLESS_GE_LK JumpUnlessGeLk { a: LowSlot, constant: LowConst, target: Target } (0 => 0) Branch
                = [Local(a), Const(constant), Compare(Ge), Branch { when: false, target }];
            /// Goes to `target` unless local `a` EQ a constant.
            JUMP_UNLESS_EQ_LK JumpUnlessEqLk { a: LowSlot, constant: LowConst, target: Target } (0 => 0) Branch
                = [Local(a), Const(constant), Compare(Eq), Branch { when: false, target }];
            /// Goes to `target` unless local `a` NE a constant.
            JUMP_UNLESS_NE_LK JumpUnlessNeLk { a: LowSlot, constant: LowConst, target: Target } (0 => 0) Branch
                = [Local(a), Const(constant), Compare(Ne), Branch { when: false, target }];

            /// Marks the head of a loop: the only place a LOOP row goes to.
            LOOP_HEADER LoopHeader { loop_id: LoopId } (0 => 0) Next = [LoopHeader(loop_id)];
            /// Goes back to `target`; every taken LOOP row polls, charges fuel and counts hotness.
            LOOP Loop { target: Target } (0 => 0) Loop = [Loop(target)];
            /// Pops; goes back to `target` when it is false.
            LOOP_IF_FALSE LoopIfFalse { target: Target } (1 => 0) LoopIf = [LoopIf { when: false, target }];
            /// Pops; goes back to `target` when it is truthy.
            LOOP_IF_TRUE LoopIfTrue { target: Target } (1 => 0) LoopIf = [LoopIf { when: true, target }];
            /// Pops two; goes back to `target` if LT.
            LOOP_IF_LT LoopIfLt { target: Target } (2 => 0) LoopIf = [Compare(Lt), LoopIf { when: true, target }];
            /// Pops two; goes back to `target` if LE.
            LOOP_IF_LE LoopIfLe { target: Target } (2 => 0) LoopIf = [Compare(Le), LoopIf { when: true, target }];
            /// Pops two; goes back to `target` if GT.
            LOOP_IF_GT LoopIfGt { target: Target } (2 => 0) LoopIf = [Compare(Gt), LoopIf { when: true, target }];
            /// Pops two; goes back to `target` if GE.
            LOOP_IF_GE LoopIfGe { target: Target } (2 => 0) LoopIf = [Compare(Ge), LoopIf { when: true, target }];
            /// Pops two; goes back to `target` if EQ.
            LOOP_IF_EQ LoopIfEq { target: Target } (2 => 0) LoopIf = [Compare(Eq), LoopIf { when: true, target }];
            /// Pops two; goes back to `target` if NE.
            LOOP_IF_NE LoopIfNe { target: Target } (2 => 0) LoopIf = [Compare(Ne), LoopIf { when: true, target }];
            /// Goes back to `target` if local `a` LT local `b`.
            LOOP_IF_LT_LL LoopIfLtLl { a: LowSlot, b: Slot, target: Target } (0 => 0) LoopIf
                = [Local(a), Local(b), Compare(Lt), LoopIf { when: true, target }];
            /// Goes back to `target` if local `a` LE local `b`.
            LOOP_IF_LE_LL LoopIfLeLl { a: LowSlot, b: Slot, target: Target } (0 => 0) LoopIf
                = [Local(a), Local(b), Compare(Le), LoopIf { when: true, target }];
            /// Goes back to `target` if local `a` EQ local `b`.
            LOOP_IF_EQ_LL LoopIfEqLl { a: LowSlot, b: Slot, target: Target } (0 => 0) LoopIf
                = [Local(a), Local(b), Compare(Eq), LoopIf { when: true, target }];
            /// Goes back to `target` if local `a` NE local `b`.
            LOOP_IF_NE_LL LoopIfNeLl { a: LowSlot, b: Slot, target: Target } (0 => 0) LoopIf
                = [Local(a), Local(b), Compare(Ne), LoopIf { when: true, target }];
            /// Goes back to `target` if local `a` LT a constant.
            LOOP_IF_LT_LK LoopIfLtLk { a: LowSlot, constant: LowConst, target: Target } (0 => 0) LoopIf
                = [Local(a), Const(constant), Compare(Lt), LoopIf { when: true, target }];
            /// Goes back to `target` if local `a` LE a constant.
            LOOP_IF_LE_LK LoopIfLeLk { a: LowSlot, constant: LowConst, target: Target } (0 => 0) LoopIf
                = [Local(a), Const(constant), Compare(Le), LoopIf { when: true, target }];
            /// Goes back to `target` if local `a` GT a constant.
            LOOP_IF_GT_LK LoopIfGtLk { a: LowSlot, constant: LowConst, target: Target } (0 => 0) LoopIf
                = [Local(a), Const(constant), Compare(Gt), LoopIf { when: true, target }];
            /// Goes back to `target` if local `a` GE a constant.
            LOOP_IF_GE_LK LoopIfGeLk { a: LowSlot, constant: LowConst, target: Target } (0 => 0) LoopIf
                = [Local(a), Const(constant), Compare(Ge), LoopIf { when: true, target }];
            /// Goes back to `target` if local `a` EQ a constant.
            LOOP_IF_EQ_LK LoopIfEqLk { a: LowSlot, constant: LowConst, target: Target } (0 => 0) LoopIf
                = [Local(a), Const(constant), Compare(Eq), LoopIf { when: true, target }];
            /// Goes back to `target` if local `a` NE a constant.
            LOOP_IF_NE_LK LoopIfNeLk { a: LowSlot, constant: LowConst, target: Target } (0 => 0) LoopIf
                = [Local(a), Const(constant), Compare(Ne), LoopIf { when: true, target }];

            // Calls.

            /// Calls the operand below `argc` arguments; the result takes their place.
            CALL Call { argc: Argc } (u32::from(argc.0) + 1 => 1) Next = [Call(argc)];
            /// CALL with no argument.
            CALL_0 Call0 {} (1 => 1) Next as [Call(Argc(0))];
            /// CALL with one argument.
            CALL_1 Call1 {} (2 => 1) Next as [Call(Argc(1))];
            /// CALL with two arguments.
            CALL_2 Call2 {} (3 => 1) Next as [Call(Argc(2))];
            /// Calls a closed chunk on the top `argc` operands; an operand of another type than
            /// declared is an error.
            CALL_CLOSED CallClosed { argc: Argc, chunk: ChunkId } (u32::from(argc.0) => 1) Next
                = [CallClosed(argc, chunk)];
            /// Returns the top operand from the chunk.
            RETURN Return {} (1 => 0) End = [Return];
            /// Returns nil from the chunk.
            RETURN_NIL ReturnNil {} (0 => 0) End = [ReturnNil];
            /// Ends the program.
            HALT Halt {} (0 => 0) End = [Halt];

            // Objects.

            /// Pops a target; pushes its property, through an inline cache.
            LOAD_PROPERTY LoadProperty { cache: CacheId, name: NameId } (1 => 1) Next as [LoadProperty(name)];
            /// LOAD_PROPERTY of a local.
            LOAD_PROPERTY_L LoadPropertyL { slot: LowSlot, cache: CacheId, name: NameId } (0 => 1) Next
                as [Local(slot), LoadProperty(name)];
            /// LOAD_PROPERTY without a cache, for sites beyond the caches' limit.
            LOAD_PROPERTY_UNCACHED LoadPropertyUncached { name: NameId } (1 => 1) Next as [LoadProperty(name)];
            /// Pops a value, then a target; sets the target's property, through an inline cache.
            STORE_PROPERTY StoreProperty { cache: CacheId, name: NameId } (2 => 0) Next as [StoreProperty(name)];
            /// STORE_PROPERTY without a cache, for sites beyond the caches' limit.
            STORE_PROPERTY_UNCACHED StorePropertyUncached { name: NameId } (2 => 0) Next as [StoreProperty(name)];
            /// Pops an index, then a target; pushes the element, nil where there is none.
            LOAD_INDEX LoadIndex {} (2 => 1) Next = [LoadIndex];
            /// LOAD_INDEX of two locals.
            LOAD_INDEX_LL LoadIndexLl { a: Slot, b: Slot } (0 => 1) Next = [Local(a), Local(b), LoadIndex];
            /// Pops a value, an index, a target; stores the element.
            STORE_INDEX StoreIndex {} (3 => 0) Next = [StoreIndex];
            /// Pops `count` operands; pushes an array of them.
            NEW_ARRAY NewArray { count: Count } (count.0 => 1) Next = [NewArray(count)];
            /// Pushes an empty map.
            NEW_MAP NewMap {} (0 => 1) Next = [NewMap];
            /// Pops `fields` operands; pushes an instance of the struct.
            NEW_OBJECT NewObject { fields: Argc, struct_id: StructId } (u32::from(fields.0) => 1) Next
                = [NewObject(struct_id, fields)];
            /// Pushes a struct definition.
            STRUCT_DEF StructDef { struct_id: StructId } (0 => 1) Next = [StructDef(struct_id)];
            /// Pops a value, then an array; appends. Not an array: nothing.
            ARRAY_PUSH ArrayPush {} (2 => 0) Next = [ArrayPush];
            /// Pops an array; removes and pushes its last element, nil where there is none.
            ARRAY_POP ArrayPop {} (1 => 1) Next = [ArrayPop];
            /// Pops; pushes its length: elements, bytes, entries, else 0.
            ARRAY_LEN ArrayLen {} (1 => 1) Next = [ArrayLen];
            /// Runs another module's body and pushes the module.
            IMPORT Import { import: ImportId } (0 => 1) Next = [Import(import)];

            // The rest.

            /// Pops and prints a value and a line feed.
            PRINT Print {} (1 => 0) Next = [Print];
            /// Does nothing.
            NOP Nop {} (0 => 0) Next = [];
        }
    };
}
