//! Operands to try.

use x64_asm::{
    Broadcast, Cond, DefaultFlags, Gpr, Index, KMask, Masked, Mem, Merging, Mm, Rounded, Sae, Scale, Segment,
    SourceCond, St, StaticRounding, Tmm, VectorMem, Xmm, Ymm, Zmm,
};

use super::call::{Arg, Decoration, Kind};

/// One operand of a case.
#[derive(Clone, Copy, Debug)]
pub struct Value {
    pub of: Of,
    pub mask: u8,
    pub zeroing: bool,
    /// A broadcast, or exceptions suppressed.
    pub b: bool,
    pub rounding: Option<StaticRounding>,
}

#[derive(Clone, Copy, Debug)]
pub enum Of {
    Number(u8),
    Mem(Shape),
    Imm(u64),
    Nothing,
}

/// A memory operand before it is made.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    pub base: Option<u8>,
    /// A general-purpose register or a vector register.
    pub index: Option<(u8, Scale)>,
    pub disp: i32,
    pub segment: Option<Segment>,
}

impl Shape {
    fn without_index(self) -> Mem {
        let mem = match self.base {
            Some(base) => Mem::base(gpr(base)),
            None => Mem::absolute(0),
        };
        let mem = mem.disp(self.disp);
        self.segment.map_or(mem, |segment| mem.segment(segment))
    }

    pub fn mem(self) -> Mem {
        match (self.index, self.base) {
            (Some((index, Scale::X1)), None) => Mem::base(gpr(index)).disp(self.disp),
            (Some((index, scale)), _) => self.without_index().index(Index::new(gpr(index)).unwrap(), scale),
            (None, _) => self.without_index(),
        }
    }
}

fn gpr(number: u8) -> Gpr {
    Gpr::new(number).unwrap()
}

/// What an operand gives to a method.
pub trait Plain: Copy {
    fn plain(value: &Value) -> Self;
}

macro_rules! registers {
    ($($type:ident)*) => {$(
        impl Plain for $type {
            fn plain(value: &Value) -> $type {
                match value.of {
                    Of::Number(number) => $type::new(number).unwrap(),
                    of => panic!("{of:?} is no register"),
                }
            }
        }
    )*};
}

registers!(Xmm Ymm Zmm KMask Mm Tmm St Gpr);

macro_rules! numbers {
    ($($type:ident)*) => {$(
        impl Plain for $type {
            fn plain(value: &Value) -> $type {
                match value.of {
                    Of::Imm(bits) => bits as $type,
                    of => panic!("{of:?} is no number"),
                }
            }
        }
    )*};
}

numbers!(u8 i8 u16 i16 u32 i32 i64);

impl Plain for Segment {
    fn plain(value: &Value) -> Segment {
        match value.of {
            Of::Number(number) => Segment::ALL[usize::from(number)],
            of => panic!("{of:?} is no segment register"),
        }
    }
}

impl Plain for Cond {
    fn plain(value: &Value) -> Cond {
        match value.of {
            Of::Number(number) => Cond::ALL[usize::from(number)],
            of => panic!("{of:?} is no condition"),
        }
    }
}

impl Plain for SourceCond {
    fn plain(value: &Value) -> SourceCond {
        match value.of {
            Of::Number(number) => SourceCond::ALL[usize::from(number)],
            of => panic!("{of:?} is no condition"),
        }
    }
}

impl Plain for DefaultFlags {
    fn plain(value: &Value) -> DefaultFlags {
        match value.of {
            Of::Number(number) => DefaultFlags::from_bits_retain(number & 15),
            of => panic!("{of:?} are no flags"),
        }
    }
}

impl Plain for Mem {
    fn plain(value: &Value) -> Mem {
        match value.of {
            Of::Mem(shape) => shape.mem(),
            of => panic!("{of:?} is no memory"),
        }
    }
}

macro_rules! vectors {
    ($($type:ident $index:ident)*) => {$(
        impl Plain for VectorMem<$type> {
            fn plain(value: &Value) -> VectorMem<$type> {
                match value.of {
                    Of::Mem(Shape { index: Some((index, scale)), .. }) => {
                        let Of::Mem(shape) = value.of else { unreachable!() };
                        shape.without_index().$index($type::new(index).unwrap(), scale)
                    }
                    of => panic!("{of:?} has no index"),
                }
            }
        }
    )*};
}

vectors!(Xmm index_xmm Ymm index_ymm Zmm index_zmm);

/// What takes a mask that merges.
pub trait Merge: Plain {
    fn with_mask(self, mask: KMask) -> Merging<Self>;
}

macro_rules! merges {
    ($($type:ty)*) => {$(
        impl Merge for $type {
            fn with_mask(self, mask: KMask) -> Merging<$type> {
                self.mask(mask)
            }
        }
    )*};
}

merges!(Xmm Ymm Zmm KMask Mem VectorMem<Xmm> VectorMem<Ymm> VectorMem<Zmm>);

/// A vector register, or what else is decorated as one.
pub trait Decorated: Plain {
    fn with_zeroing(self, mask: KMask) -> Masked<Self>;
    fn suppressed(self) -> Sae<Self>;
}

macro_rules! decorated {
    ($($type:ty)*) => {$(
        impl Decorated for $type {
            fn with_zeroing(self, mask: KMask) -> Masked<$type> {
                self.zeroing(mask)
            }

            fn suppressed(self) -> Sae<$type> {
                self.sae()
            }
        }
    )*};
}

decorated!(Xmm Ymm Zmm);

pub trait Rounds: Plain {
    fn rounds(self, rounding: StaticRounding) -> Rounded<Self>;
}

macro_rules! rounds {
    ($($type:ty)*) => {$(
        impl Rounds for $type {
            fn rounds(self, rounding: StaticRounding) -> Rounded<$type> {
                self.rounding(rounding)
            }
        }
    )*};
}

rounds!(Xmm Ymm Zmm Gpr);

#[allow(dead_code, reason = "which of them are called depends on the features")]
impl Value {
    pub fn plain<T: Plain>(&self) -> T {
        T::plain(self)
    }

    pub fn merging<T>(&self) -> Merging<T>
    where
        T: Merge + Into<Merging<T>>,
    {
        match self.mask {
            0 => T::plain(self).into(),
            mask => T::plain(self).with_mask(KMask::new(mask).unwrap()),
        }
    }

    pub fn merged<T: Merge>(&self) -> Merging<T> {
        T::plain(self).with_mask(KMask::new(self.mask).unwrap())
    }

    pub fn masked<T: Decorated + Merge>(&self) -> Masked<T>
    where
        Masked<T>: From<T> + From<Merging<T>>,
    {
        let mask = KMask::new(self.mask).unwrap();
        match (self.mask, self.zeroing) {
            (0, _) => T::plain(self).into(),
            (_, false) => T::plain(self).with_mask(mask).into(),
            (_, true) => T::plain(self).with_zeroing(mask),
        }
    }

    pub fn rounded<T: Rounds>(&self) -> Rounded<T>
    where
        Rounded<T>: From<T>,
    {
        match self.rounding {
            None => T::plain(self).into(),
            Some(rounding) => T::plain(self).rounds(rounding),
        }
    }

    pub fn sae<T: Decorated>(&self) -> Sae<T>
    where
        Sae<T>: From<T>,
    {
        if self.b { T::plain(self).suppressed() } else { T::plain(self).into() }
    }

    pub fn broadcast(&self) -> Broadcast {
        let mem: Mem = self.plain();
        if self.b { mem.broadcast() } else { mem.into() }
    }

    fn new(of: Of) -> Value {
        Value { of, mask: 0, zeroing: false, b: false, rounding: None }
    }
}

/// What there is to try for an operand. `evex`: registers from 16 on exist; `apx`: also general ones.
pub fn values(arg: &Arg, evex: bool, apx: bool) -> Vec<Value> {
    let numbers = |list: &[u8]| -> Vec<Value> { list.iter().map(|n| Value::new(Of::Number(*n))).collect() };
    let plain = match arg.kind {
        Kind::Vector(_) if evex => numbers(&[0, 5, 7, 8, 15, 16, 22, 24, 31]),
        Kind::Vector(_) => numbers(&[0, 5, 7, 8, 15]),
        Kind::Gpr(_) if apx => numbers(&[0, 3, 4, 5, 6, 7, 8, 12, 13, 16, 20, 21, 24, 31]),
        Kind::Gpr(_) => numbers(&[0, 3, 4, 5, 6, 7, 8, 12, 13]),
        Kind::Mask | Kind::Mmx | Kind::Tile | Kind::Stack => numbers(&[0, 1, 4, 5, 7]),
        Kind::Segment => numbers(&[0, 2, 3, 4, 5]),
        Kind::Cond | Kind::SourceCond | Kind::Flags => numbers(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]),
        Kind::Fixed(_) => vec![Value::new(Of::Nothing)],
        Kind::Imm(8, false) => [0, 1, 3, 127, 128, 255].map(|n| Value::new(Of::Imm(n))).to_vec(),
        Kind::Imm(bits, signed) => {
            let top = 1_i64 << (bits - 1);
            let low = if signed { vec![-1, -top, -128, -129] } else { vec![0xffff] };
            let all = low.into_iter().chain([0, 1, 127, 128, 0x1234, top.wrapping_sub(1)]);
            all.map(|n| Value::new(Of::Imm(n as u64))).collect()
        }
        Kind::Mem(bits) | Kind::Broadcast(bits, _) => {
            shapes(bits.max(8) as i32 / 8, apx).into_iter().map(|shape| Value::new(Of::Mem(shape))).collect()
        }
        Kind::Gather(_, element) => {
            gathered(element as i32 / 8, evex).into_iter().map(|shape| Value::new(Of::Mem(shape))).collect()
        }
    };
    let element = match arg.kind {
        Kind::Broadcast(_, element) => Some(element as i32 / 8),
        _ => None,
    };
    let broadcasts = element.into_iter().flat_map(|unit| {
        let shapes = shapes(unit, apx).into_iter();
        shapes.map(|shape| Value { b: true, ..Value::new(Of::Mem(shape)) }).collect::<Vec<_>>()
    });
    let all: Vec<Value> = plain.into_iter().chain(broadcasts).collect();
    all.into_iter().flat_map(|value| decorated(arg.decoration, value)).collect()
}

fn decorated(decoration: Decoration, value: Value) -> Vec<Value> {
    let mask = |mask: u8, zeroing: bool| Value { mask, zeroing, ..value };
    match decoration {
        Decoration::None => vec![value],
        Decoration::Merging => vec![value, mask(1, false), mask(7, false)],
        Decoration::Masked => vec![mask(1, false), mask(6, false)],
        Decoration::Zeroing => vec![value, mask(1, false), mask(7, true), mask(4, true)],
        Decoration::Rounding => {
            let rounded = StaticRounding::ALL.map(|rounding| Value { rounding: Some(rounding), ..value });
            [value].into_iter().chain(rounded).collect()
        }
        Decoration::Sae => vec![value, Value { b: true, ..value }],
    }
}

/// Awkward addresses: every base and index that is encoded in a way of its own, and displacements
/// around the borders of eight bits, also counted in units.
fn shapes(unit: i32, apx: bool) -> Vec<Shape> {
    let plain = |base, disp| Shape { base, index: None, disp, segment: None };
    let mut all = Vec::new();
    for disp in [0, 1, 127, -128, 128, -129, unit, 127 * unit, 128 * unit, -128 * unit, -129 * unit, i32::MAX] {
        all.push(plain(Some(0), disp));
    }
    for base in [3, 4, 5, 12, 13, 15] {
        all.extend([plain(Some(base), 0), plain(Some(base), unit), plain(Some(base), 0x1234)]);
    }
    for (base, index, scale) in [(0, 1, 1), (5, 5, 2), (4, 12, 4), (13, 13, 8), (12, 8, 8), (8, 0, 1)] {
        let index = Some((index, Scale::new(scale).unwrap()));
        all.push(Shape { base: Some(base), index, disp: 0, segment: None });
        all.push(Shape { base: Some(base), index, disp: -3 * unit, segment: None });
    }
    all.push(Shape { base: None, index: Some((9, Scale::X4)), disp: 64, segment: None });
    all.push(plain(None, 0x1000));
    all.push(plain(None, -8));
    all.push(Shape { base: Some(2), index: None, disp: 16, segment: Some(Segment::FS) });
    all.push(Shape { base: None, index: None, disp: 16, segment: Some(Segment::GS) });
    if apx {
        for (base, index) in [(16, 0), (20, 17), (21, 31), (29, 8), (5, 24), (12, 20)] {
            all.push(plain(Some(base), 0));
            all.push(Shape { base: Some(base), index: Some((index, Scale::X8)), disp: unit, segment: None });
        }
    }
    all
}

fn gathered(unit: i32, evex: bool) -> Vec<Shape> {
    let mut all = Vec::new();
    let indexes: &[u8] = if evex { &[1, 4, 12, 15, 16, 20, 28, 31] } else { &[1, 4, 12, 15] };
    for &index in indexes {
        for (base, disp, scale) in
            [(Some(0), 0, Scale::X1), (Some(13), unit, Scale::X8), (Some(4), 0x1234, Scale::X4), (None, 64, Scale::X2)]
        {
            all.push(Shape { base, index: Some((index, scale)), disp, segment: None });
        }
    }
    all
}
