//! Operands to try, and how each is written in Intel syntax.

use std::sync::atomic::{AtomicBool, Ordering};

use x64_asm::{Cond, Gpr, Index, Mem, Predicate, Rounding, Scale, Xmm};

/// One operand of a case.
#[derive(Clone, Copy, Debug)]
pub enum Value {
    Gpr(Gpr),
    Xmm(Xmm),
    Mem(Shape),
    Signed(i64),
    Unsigned(u16),
    Cond(Cond),
    Predicate(Predicate),
}

impl Value {
    /// Whether it names a register from 16 on.
    pub fn is_high(self) -> bool {
        let high = |gpr: Gpr| gpr.number() > 15;
        match self {
            Value::Gpr(gpr) => high(gpr),
            Value::Mem(shape) => shape.base.is_some_and(high) || shape.index.is_some_and(|it| high(it.0.gpr())),
            _ => false,
        }
    }

    pub fn is_unsigned(self) -> bool {
        matches!(self, Value::Unsigned(_))
    }
}

/// How much of an operand kind to try.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// All there is.
    All,
    /// Everything that is encoded in a way of its own.
    Awkward,
    /// One of them.
    One,
}

/// A type that methods take.
pub trait Sample: Copy {
    type From: Copy;
    const IS_MEM: bool = false;
    fn samples(depth: Depth) -> Vec<Self::From>;
    fn make(from: Self::From) -> Self;
    fn value(from: Self::From) -> Value;
}

/// A memory operand before it is made.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    pub base: Option<Gpr>,
    pub index: Option<(Index, Scale)>,
    pub disp: i32,
}

impl Shape {
    pub fn mem(self) -> Mem {
        let mem = match (self.base, self.index) {
            (Some(base), Some((index, scale))) => Mem::base(base).index(index, scale),
            (Some(base), None) => Mem::base(base),
            (None, Some((index, scale))) => Mem::scaled(index, scale),
            (None, None) => Mem::absolute(0),
        };
        mem.disp(self.disp)
    }

    /// `[base+index*scale+disp]`.
    pub fn text(self) -> String {
        let mut parts = Vec::new();
        parts.extend(self.base.map(|base| base.name(64).to_string()));
        if let Some((index, scale)) = self.index {
            let index = index.gpr().name(64);
            parts.push(match (self.base, scale) {
                // Without a base this is the shorter `[index]`; `as` would not take it so.
                (None, Scale::X1) => index.to_string(),
                (Some(_), Scale::X1) => index.to_string(),
                _ => format!("{index}*{}", scale.factor()),
            });
        }
        let sum = parts.join("+");
        match (sum.is_empty(), self.disp) {
            (true, disp) => format!("[{}]", number(disp.into())),
            (false, 0) => format!("[{sum}]"),
            (false, disp) if disp < 0 => format!("[{sum}{}]", number(disp.into())),
            (false, disp) => format!("[{sum}+{}]", number(disp.into())),
        }
    }
}

/// As the listing writes numbers: decimal below 10, else signed hexadecimal.
pub fn number(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    match value.unsigned_abs() {
        small @ 0..10 => format!("{sign}{small}"),
        large => format!("{sign}{large:#x}"),
    }
}

const AWKWARD: [u8; 8] = [0, 3, 4, 5, 7, 8, 12, 13];
/// With registers from 16 on, those that are encoded in a way of their own.
const AWKWARD_OF_32: [u8; 11] = [0, 4, 5, 12, 13, 16, 20, 21, 24, 29, 31];

static OF_32: AtomicBool = AtomicBool::new(false);

/// Samples registers from 16 on too, from here on.
#[allow(dead_code, reason = "only `registers.rs` has them")]
pub fn sample_32_registers() {
    OF_32.store(true, Ordering::Relaxed);
}

fn of_32() -> bool {
    OF_32.load(Ordering::Relaxed)
}

fn registers(numbers: &[u8]) -> Vec<Gpr> {
    numbers.iter().copied().filter_map(Gpr::new).collect()
}

impl Sample for Gpr {
    type From = Gpr;

    fn samples(depth: Depth) -> Vec<Gpr> {
        match (depth, of_32()) {
            (Depth::All, false) => registers(&(0..16).collect::<Vec<_>>()),
            (Depth::All, true) => registers(&(0..32).collect::<Vec<_>>()),
            (Depth::Awkward, false) => registers(&AWKWARD),
            (Depth::Awkward, true) => registers(&AWKWARD_OF_32),
            (Depth::One, false) => vec![Gpr::R14],
            (Depth::One, true) => vec![Gpr::R27],
        }
    }

    fn make(from: Gpr) -> Gpr {
        from
    }

    fn value(from: Gpr) -> Value {
        Value::Gpr(from)
    }
}

impl Sample for Xmm {
    type From = Xmm;

    fn samples(depth: Depth) -> Vec<Xmm> {
        match depth {
            Depth::All => Xmm::ALL.to_vec(),
            Depth::Awkward => [0, 5, 7, 8, 15].into_iter().filter_map(Xmm::new).collect(),
            Depth::One => vec![Xmm::XMM9],
        }
    }

    fn make(from: Xmm) -> Xmm {
        from
    }

    fn value(from: Xmm) -> Value {
        Value::Xmm(from)
    }
}

impl Sample for Mem {
    type From = Shape;
    const IS_MEM: bool = true;

    fn samples(depth: Depth) -> Vec<Shape> {
        match depth {
            Depth::All if of_32() => {
                let some = registers(&AWKWARD_OF_32);
                shapes(&registers(&(0..32).collect::<Vec<_>>()), &some, &Scale::ALL, &DISPS)
            }
            Depth::All => {
                let all = registers(&(0..16).collect::<Vec<_>>());
                shapes(&all, &all, &Scale::ALL, &DISPS)
            }
            Depth::Awkward if of_32() => {
                let bases = registers(&[4, 13, 16, 20, 21, 29]);
                shapes(&bases, &registers(&[1, 12, 16, 20, 31]), &[Scale::X4], &[0, 127, 128])
            }
            Depth::Awkward => awkward_shapes(),
            Depth::One => vec![Shape { base: Some(Gpr::R13), index: Some((Index::R12, Scale::X4)), disp: 0x1234 }],
        }
    }

    fn make(from: Shape) -> Mem {
        from.mem()
    }

    fn value(from: Shape) -> Value {
        Value::Mem(from)
    }
}

const DISPS: [i32; 8] = [0, 1, -128, 127, -129, 128, i32::MIN, i32::MAX];

fn shapes(bases: &[Gpr], indexes: &[Gpr], scales: &[Scale], disps: &[i32]) -> Vec<Shape> {
    let bases = || bases.iter().copied().map(Some).chain([None]);
    let mut all = Vec::new();
    for &disp in disps {
        for base in bases() {
            all.push(Shape { base, index: None, disp });
            for index in indexes.iter().filter_map(|index| index.index()) {
                let scales = scales.iter().copied();
                all.extend(scales.map(|scale| Shape { base, index: Some((index, scale)), disp }));
            }
        }
    }
    all
}

fn awkward_shapes() -> Vec<Shape> {
    let bases = [0, 4, 5, 12, 13].map(|n| Gpr::ALL[n]);
    let mut all = shapes(&bases, &[], &[], &[0, -128, 128]);
    let some = [Gpr::RSP, Gpr::R13];
    let indexes = [Gpr::RBP, Gpr::R12];
    all.extend(shapes(&some, &indexes, &[Scale::X1, Scale::X8], &[0, 127]));
    all
}

macro_rules! numbers {
    ($($type:ident $value:ident [$($border:expr),*];)*) => {$(
        impl Sample for $type {
            type From = $type;

            fn samples(depth: Depth) -> Vec<$type> {
                let mut all = vec![$($border),*];
                if depth == Depth::One {
                    all.truncate(3);
                }
                all
            }

            fn make(from: $type) -> $type {
                from
            }

            fn value(from: $type) -> Value {
                Value::$value(from.into())
            }
        }
    )*};
}

numbers! {
    i8 Signed [1, -1, i8::MIN, i8::MAX, 0];
    i16 Signed [1, -128, 0x1234, 127, 128, -129, i16::MIN, i16::MAX, -1, 0];
    i32 Signed [1, -128, 0x1234_5678, 127, 128, -129, 0x7fff, i32::MIN, i32::MAX, -1, 0];
    u8 Unsigned [1, 3, 255, 0, 2, 7, 31, 32, 63, 127, 128];
}

impl Sample for u16 {
    type From = u16;

    fn samples(_: Depth) -> Vec<u16> {
        vec![0, 1, 8, 127, 128, 0x1234, 0x7fff, 0x8000, u16::MAX]
    }

    fn make(from: u16) -> u16 {
        from
    }

    fn value(from: u16) -> Value {
        Value::Unsigned(from)
    }
}

impl Sample for i64 {
    type From = i64;

    fn samples(_: Depth) -> Vec<i64> {
        let mut all = vec![0, 1, 5, 127, 128, 0x1234_5678, 0x1234_5678_9abc_def0];
        for power in [7, 8, 15, 16, 31, 32, 63] {
            let border = 1_i64 << power;
            all.extend([border, border.wrapping_sub(1), border.wrapping_neg()]);
            all.extend([(!border), border.wrapping_add(1)]);
        }
        all
    }

    fn make(from: i64) -> i64 {
        from
    }

    fn value(from: i64) -> Value {
        Value::Signed(from)
    }
}

impl Sample for Cond {
    type From = Cond;

    fn samples(_: Depth) -> Vec<Cond> {
        Cond::ALL.to_vec()
    }

    fn make(from: Cond) -> Cond {
        from
    }

    fn value(from: Cond) -> Value {
        Value::Cond(from)
    }
}

impl Sample for Predicate {
    type From = Predicate;

    fn samples(depth: Depth) -> Vec<Predicate> {
        match depth {
            Depth::One => vec![Predicate::Nle],
            _ => Predicate::ALL.to_vec(),
        }
    }

    fn make(from: Predicate) -> Predicate {
        from
    }

    fn value(from: Predicate) -> Value {
        Value::Predicate(from)
    }
}

impl Sample for Rounding {
    type From = Rounding;

    fn samples(_: Depth) -> Vec<Rounding> {
        Rounding::ALL.to_vec()
    }

    fn make(from: Rounding) -> Rounding {
        from
    }

    fn value(from: Rounding) -> Value {
        Value::Unsigned(from as u16)
    }
}
