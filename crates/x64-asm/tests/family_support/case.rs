//! Cases: a method called with operands, the bytes it made, and the text that asks for them.

use x64_asm::{Assembler, Cond, Error, Features, Gpr, Scale, Segment, SourceCond, StaticRounding, Template};

use super::call::{Arg, Call, Decoration, Kind};
use super::value::{Of, Shape, Value, values};

/// One call and what came of it.
pub struct Case {
    pub bytes: Vec<u8>,
    /// What was asked, in Intel syntax.
    pub text: String,
    /// The same as it is read back: where that saves a byte, the sources of an instruction whose
    /// result they cannot change have changed places.
    pub encoded: String,
    /// What the crate's own listing prints.
    pub listed: String,
}

/// Whether the environment asks for all cases.
pub fn exhaustive() -> bool {
    std::env::var_os("X64_ASM_EXHAUSTIVE").is_some()
}

/// So many cases of a method are tried, if not all are.
const SAMPLE: usize = 56;
/// The most of a method if all are: more is a regular part.
const MOST: usize = 2_500;

impl Case {
    /// The cases of a method.
    pub fn all(call: &Call, then: &mut dyn FnMut(Case)) {
        let evex = call.encodings.iter().any(|it| it.starts_with("EVEX"));
        let apx = cfg!(feature = "apx") && (evex || call.encodings.iter().any(|it| has_rex2(it)));
        let lists: Vec<Vec<Value>> = call.args.iter().map(|arg| values(arg, evex, apx)).collect();
        let total: usize = lists.iter().map(Vec::len).product();
        let most = if exhaustive() { MOST } else { SAMPLE };
        let take = total.min(most);
        let mut assembler = Assembler::with_features(Features::all());
        let mut modest = Assembler::with_features(Features::all() - call.needs[0] - call.needs[1]);
        // A stride without a divisor in common with the lists' lengths.
        let stride = (total / take) | 1;
        let mut at = 0;
        for _ in 0..take {
            let mut rest = at;
            let mut chosen = Vec::new();
            for list in &lists {
                chosen.push(list[rest % list.len()]);
                rest /= list.len();
            }
            at = (at + stride * 7919) % total;
            if let Some(case) = case(call, &chosen, &mut assembler, &mut modest) {
                then(case);
            }
        }
    }
}

fn has_rex2(encoding: &str) -> bool {
    !encoding.starts_with("VEX")
        && !encoding.starts_with("XOP")
        && !encoding.contains("0F 38")
        && !encoding.contains("0F 3A")
}

fn case(call: &Call, values: &[Value], assembler: &mut Assembler, modest: &mut Assembler) -> Option<Case> {
    if forbidden(call, values) {
        return None;
    }
    assembler.reset();
    (call.run)(assembler, values);
    let code = match assembler.finish() {
        Ok(code) => code,
        Err(Error::NoEncoding { .. }) if call.mnemonic.starts_with("vpermil2") && beyond_four_bits(values) => {
            return None;
        }
        // Registers from 16 on are beyond the state instructions.
        Err(Error::NoEncoding { .. }) if call.features[0].iter().any(|it| it.starts_with("XSAVE")) => return None,
        Err(error) => panic!("{}: {values:?}: {error}", call.name),
    };
    let bytes = code.bytes().to_vec();
    let listing = code.listing().to_string();
    let listed = listing.get(10 + 3 * bytes.len()..).unwrap_or_default().trim().to_string();
    modest.reset();
    (call.run)(modest, values);
    let demanded = modest.finish().err();
    let missing = matches!(demanded, Some(Error::MissingFeature { .. }));
    assert!(missing || call.needs[0].is_empty(), "{}: {values:?} demands {demanded:?}", call.name);
    let segment = values.iter().any(|value| matches!(value.of, Of::Mem(Shape { segment: Some(_), .. })));
    if !segment {
        let template = in_template(call, values);
        assert!(template.is_sound(), "{} {values:?}", call.name);
        assert_eq!(template.bytes(), bytes, "{} in a template", call.name);
    }
    let encoded = match values {
        [first, second, third] if call.commutes && bytes[0] == 0xc5 && is_high(third) => {
            assert!(!is_high(second), "{} {values:?}: two bytes of VEX", call.name);
            text(call, &[*first, *third, *second])
        }
        _ => text(call, values),
    };
    Some(Case { text: text(call, values), encoded, bytes, listed })
}

/// Whether it is a register that two bytes of VEX cannot hold as r/m.
fn is_high(value: &Value) -> bool {
    matches!(value.of, Of::Number(8..))
}

fn beyond_four_bits(values: &[Value]) -> bool {
    values.iter().any(|value| matches!(value.of, Of::Imm(16..)))
}

fn in_template(call: &Call, values: &[Value]) -> Template<()> {
    let mut template = (call.template)(Template::new(), values);
    for (arg, value) in call.args.iter().zip(values) {
        let mask = x64_asm::KMask::new(value.mask).unwrap();
        template = match (arg.decoration, value.mask, value.zeroing) {
            (Decoration::Masked, ..) | (_, 0, _) => template,
            (_, _, false) => template.mask(mask),
            (_, _, true) => template.zeroing(mask),
        };
        template = match (arg.kind, value.b, value.rounding) {
            (_, _, Some(rounding)) => template.rounding(rounding),
            (Kind::Broadcast(..), true, _) => template.broadcast(),
            (_, true, _) => template.sae(),
            _ => template,
        };
    }
    template
}

/// What the processor refuses: registers that must differ.
fn forbidden(call: &Call, values: &[Value]) -> bool {
    let vectors: Vec<u8> = call
        .args
        .iter()
        .zip(values)
        .filter_map(|(arg, value)| match (arg.kind, value.of) {
            (Kind::Vector(_) | Kind::Tile, Of::Number(number)) => Some(number),
            (Kind::Gather(..), Of::Mem(Shape { index: Some((index, _)), .. })) => Some(index),
            _ => None,
        })
        .collect();
    let distinct = || (0..vectors.len()).all(|at| !vectors[..at].contains(&vectors[at]));
    let general: Vec<u8> = call
        .args
        .iter()
        .zip(values)
        .filter_map(|(arg, value)| match (arg.kind, value.of) {
            (Kind::Gpr(_), Of::Number(number)) => Some(number),
            _ => None,
        })
        .collect();
    let starts = |names: &[&str]| names.iter().any(|name| call.mnemonic.starts_with(name));
    let gather = call.mnemonic.contains("gather") && !call.mnemonic.contains("gatherpf");
    let complex = starts(&["vfmulc", "vfcmulc", "vfmaddc", "vfcmaddc"]);
    let tiles = starts(&["tdp", "tcmm", "tmm"]);
    let pairs = starts(&["push2", "pop2"]);
    (gather || tiles) && !distinct()
        || complex && vectors.len() > 1 && vectors[1..].contains(&vectors[0])
        // Two masks are written, the first of an even number.
        || starts(&["vp2intersect"]) && matches!(values[0].of, Of::Number(number) if number % 2 == 1)
        // A group of four registers begins at a multiple of four.
        || starts(&["v4f", "vp4dp"]) && !vectors[1].is_multiple_of(4)
        || pairs && (general.contains(&4) || call.mnemonic.starts_with("pop2") && general[0] == general[1])
}

/// What the call asks for.
pub fn text(call: &Call, values: &[Value]) -> String {
    let mut mnemonic = call.mnemonic.to_string();
    let mut operands: Vec<String> = Vec::new();
    let mut flags = None;
    for (arg, value) in call.args.iter().zip(values) {
        let mut text = match (arg.kind, value.of) {
            (Kind::Cond, Of::Number(number)) => {
                mnemonic = with_suffix(&mnemonic, Cond::ALL[usize::from(number)].suffix());
                continue;
            }
            (Kind::SourceCond, Of::Number(number)) => {
                mnemonic = with_suffix(&mnemonic, SourceCond::ALL[usize::from(number)].suffix());
                continue;
            }
            (Kind::Flags, Of::Number(number)) => {
                let names = [(8, "of"), (4, "sf"), (2, "zf"), (1, "cf")];
                let set: Vec<&str> = names.into_iter().filter(|it| number & it.0 != 0).map(|it| it.1).collect();
                flags = Some(format!("{{dfv={}}}", set.join(",")));
                continue;
            }
            _ => operand(arg, value),
        };
        if value.mask != 0 {
            text.push_str(&format!("{{k{}}}", value.mask));
        }
        if value.zeroing {
            text.push_str("{z}");
        }
        operands.push(text);
        match (value.rounding, arg.kind, value.b) {
            (Some(rounding), ..) => operands.push(
                match rounding {
                    StaticRounding::Nearest => "{rn-sae}",
                    StaticRounding::Down => "{rd-sae}",
                    StaticRounding::Up => "{ru-sae}",
                    StaticRounding::Zero => "{rz-sae}",
                }
                .to_string(),
            ),
            (None, Kind::Vector(_), true) => operands.push("{sae}".to_string()),
            _ => {}
        }
    }
    let flags = flags.map(|flags| format!("{flags} ")).unwrap_or_default();
    format!("{mnemonic} {flags}{}", operands.join(", ")).trim_end().to_string()
}

/// The mnemonic with its condition, which stands at its end in the table.
fn with_suffix(mnemonic: &str, suffix: &str) -> String {
    let stem = mnemonic.trim_end_matches("xadd").strip_suffix("cc").unwrap();
    format!("{stem}{suffix}{}", if mnemonic.ends_with("xadd") { "xadd" } else { "" })
}

fn operand(arg: &Arg, value: &Value) -> String {
    match (arg.kind, value.of) {
        (Kind::Vector(bits), Of::Number(number)) => format!("{}{number}", vector(bits)),
        (Kind::Gpr(bits), Of::Number(number)) => Gpr::new(number).unwrap().name(bits as u8).to_string(),
        (Kind::Mask, Of::Number(number)) => format!("k{number}"),
        (Kind::Mmx, Of::Number(number)) => format!("mm{number}"),
        (Kind::Tile, Of::Number(number)) => format!("tmm{number}"),
        (Kind::Stack, Of::Number(number)) => format!("st({number})"),
        (Kind::Segment, Of::Number(number)) => Segment::ALL[usize::from(number)].name().to_string(),
        (Kind::Mem(bits), Of::Mem(shape)) => format!("{}{}", size(bits), address(shape, None)),
        (Kind::Broadcast(bits, element), Of::Mem(shape)) if value.b => {
            format!("{}{}{{1to{}}}", size(element), address(shape, None), bits / element)
        }
        (Kind::Broadcast(bits, _), Of::Mem(shape)) => format!("{}{}", size(bits), address(shape, None)),
        (Kind::Gather(index, element), Of::Mem(shape)) => {
            format!("{}{}", size(element), address(shape, Some(vector(index))))
        }
        (Kind::Imm(bits, true), Of::Imm(value)) => number((value << (64 - bits)) as i64 >> (64 - bits)),
        (Kind::Imm(64, false), Of::Imm(value)) => number(value as i64),
        (Kind::Imm(bits, false), Of::Imm(value)) => number((value & ((1 << bits) - 1)) as i64),
        (Kind::Fixed(text), _) => text.to_string(),
        (kind, of) => panic!("{of:?} as {kind:?}"),
    }
}

fn vector(bits: u32) -> &'static str {
    match bits {
        128 => "xmm",
        256 => "ymm",
        _ => "zmm",
    }
}

pub fn size(bits: u32) -> &'static str {
    match bits {
        8 => "byte ptr ",
        16 => "word ptr ",
        32 => "dword ptr ",
        48 => "fword ptr ",
        64 => "qword ptr ",
        80 => "tbyte ptr ",
        128 => "xmmword ptr ",
        256 => "ymmword ptr ",
        512 => "zmmword ptr ",
        _ => "",
    }
}

/// `[base+index*scale+disp]`.
fn address(shape: Shape, vector: Option<&str>) -> String {
    let mut parts = Vec::new();
    let name = |number: u8| Gpr::new(number).unwrap().name(64).to_string();
    parts.extend(shape.base.map(name));
    if let Some((index, scale)) = shape.index {
        let index = match vector {
            Some(vector) => format!("{vector}{index}"),
            None => name(index),
        };
        parts.push(match (shape.base, scale) {
            (None, Scale::X1) | (Some(_), Scale::X1) => index,
            _ => format!("{index}*{}", scale.factor()),
        });
    }
    let sum = parts.join("+");
    let inner = match (sum.is_empty(), shape.disp) {
        (true, disp) => number(disp.into()),
        (false, 0) => sum,
        (false, disp) if disp < 0 => format!("{sum}{}", number(disp.into())),
        (false, disp) => format!("{sum}+{}", number(disp.into())),
    };
    let segment = shape.segment.map(|it| format!("{}:", it.name())).unwrap_or_default();
    format!("{segment}[{inner}]")
}

/// As the listing writes numbers: decimal below 10, else signed hexadecimal.
pub fn number(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    match value.unsigned_abs() {
        small @ 0..10 => format!("{sign}{small}"),
        large => format!("{sign}{large:#x}"),
    }
}
