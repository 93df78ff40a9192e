//! Why a mnemonic that others have is not one of `x64-asm`.

use iced_x86::{Code, CpuidFeature};

use crate::peer::lower;

/// The reason, if there is one; `None` for an instruction of user mode that is missing.
pub fn reason(name: &str) -> Option<&'static str> {
    NAMES.into_iter().find(|(_, names)| names.contains(&name)).map(|(reason, _)| reason).or_else(|| by_iced(name))
}

/// What no table tells.
const NAMES: [(&str, &[&str]); 7] = [
    (
        "of ports, privileged by default",
        &["in", "ins", "insb", "insd", "insw", "out", "outs", "outsb", "outsd", "outsw"],
    ),
    ("privileged unless the kernel allows it", &["monitor", "mwait", "getsec", "getsecq"]),
    ("of the 8087 and 80287, no operation today", &["fdisi", "feni", "fndisi", "fneni", "fnsetpm", "fsetpm"]),
    ("in no manual", &["ccs_encrypt", "ccs_hash", "fstpnce", "undoc"]),
    ("withdrawn before a processor had it", &["pcommit"]),
    ("no instruction", &["db", "dd", "dq", "dw", "invalid", "reservednop", "zero_bytes"]),
    ("3DNow!, which no processor has any more", &["pmulhrw", "pmulhrwa", "pmulhrwc"]),
];

fn by_iced(name: &str) -> Option<&'static str> {
    let codes: Vec<Code> = Code::values().filter(|code| lower(code.mnemonic()) == name).collect();
    let all = |test: &dyn Fn(Code) -> bool| !codes.is_empty() && codes.iter().all(|code| test(*code));
    let of = |features: &[CpuidFeature]| all(&|code| code.cpuid_features().iter().any(|it| features.contains(it)));
    use CpuidFeature::{CYRIX_D3NOW, CYRIX_DMI, CYRIX_EMMI, CYRIX_FPU, CYRIX_SHR, CYRIX_SMINT, CYRIX_SMM};
    if all(&|code| !code.op_code().mode64()) {
        Some("not of 64-bit mode")
    } else if all(&|code| code.is_privileged()) {
        Some("privileged")
    } else if of(&[CpuidFeature::KNC]) {
        Some("of the first Xeon Phi (Knights Corner)")
    } else if of(&[CpuidFeature::D3NOW, CpuidFeature::D3NOWEXT]) {
        Some("3DNow!, which no processor has any more")
    } else if of(&[CpuidFeature::MPX]) {
        Some("MPX, which no processor has any more")
    } else if of(&[CYRIX_D3NOW, CYRIX_DMI, CYRIX_EMMI, CYRIX_FPU, CYRIX_SHR, CYRIX_SMINT, CYRIX_SMM]) {
        Some("of Cyrix")
    } else if of(&[
        CpuidFeature::PADLOCK_ACE,
        CpuidFeature::PADLOCK_PHE,
        CpuidFeature::PADLOCK_PMM,
        CpuidFeature::PADLOCK_RNG,
    ]) {
        Some("VIA PadLock")
    } else {
        None
    }
}
