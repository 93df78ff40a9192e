//! One name for what assemblers call differently: that of `x64-asm`, which is Intel's.

/// Other names of the same instruction, with the name in `x64-asm`.
const SAME: [(&str, &str); 52] = [
    // Without the size, which x64-asm and the manual write at the end.
    ("cmps", "cmpsb"),
    ("lods", "lodsb"),
    ("movs", "movsb"),
    ("scas", "scasb"),
    ("stos", "stosb"),
    ("ins", "insb"),
    ("outs", "outsb"),
    ("iret", "iretw"),
    ("popf", "popfw"),
    ("pushf", "pushfw"),
    ("pcmpestri64", "pcmpestriq"),
    ("pcmpestrm64", "pcmpestrmq"),
    ("vpcmpestri64", "vpcmpestriq"),
    ("vpcmpestrm64", "vpcmpestrmq"),
    // Far calls and jumps are `call` and `jmp` of a far pointer.
    ("lcall", "call"),
    ("ljmp", "jmp"),
    ("callf", "call"),
    ("jmpf", "jmp"),
    // Second names, and names for one operand.
    ("fwait", "wait"),
    ("icebp", "int1"),
    ("int01", "int1"),
    ("int03", "int3"),
    ("loopz", "loope"),
    ("loopnz", "loopne"),
    ("movabs", "mov"),
    ("movabsq", "mov"),
    ("retn", "ret"),
    ("sal", "shl"),
    ("ud2a", "ud2"),
    ("xlat", "xlatb"),
    ("vldqqu", "vlddqu"),
    ("vmovntqq", "vmovntdq"),
    ("vmovqqa", "vmovdqa"),
    ("vmovqqu", "vmovdqu"),
    // AT&T's.
    ("cbtw", "cbw"),
    ("cwtl", "cwde"),
    ("cltq", "cdqe"),
    ("cwtd", "cwd"),
    ("cltd", "cdq"),
    ("cqto", "cqo"),
    ("movsbw", "movsx"),
    ("movsbl", "movsx"),
    ("movsbq", "movsx"),
    ("movswl", "movsx"),
    ("movswq", "movsx"),
    ("movslq", "movsxd"),
    ("movzbw", "movzx"),
    ("movzbl", "movzx"),
    ("movzbq", "movzx"),
    ("movzww", "movzx"),
    ("movzwl", "movzx"),
    ("movzwq", "movzx"),
];

/// The names that `x64-asm` may have it under: as it is, and without what others add.
pub fn names(name: &str) -> Vec<String> {
    let name = name.rsplit([' ', '_']).next().filter(|_| name.starts_with("lock_")).unwrap_or(name);
    let mut all = vec![name.to_string()];
    all.extend(SAME.iter().find(|(other, _)| *other == name).map(|(_, own)| (*own).to_string()));
    all.extend(condition(name));
    all.extend(comparison(name));
    all.extend(multiply_add(name));
    // AT&T's sizes.
    all.extend(name.strip_suffix(['b', 'w', 'l', 'q']).map(String::from));
    all
}

/// `jz` is `je`, `cmpzxadd` is `cmpexadd`.
fn condition(name: &str) -> Option<String> {
    [("j", ""), ("set", ""), ("cmov", ""), ("cmp", "xadd")].into_iter().find_map(|(stem, end)| {
        let cond = match name.strip_prefix(stem)?.strip_suffix(end)? {
            "z" => "e",
            "nz" => "ne",
            "c" | "nae" => "b",
            "nc" | "nb" => "ae",
            "na" => "be",
            "nbe" => "a",
            "pe" => "p",
            "po" => "np",
            "nge" => "l",
            "nl" => "ge",
            "ng" => "le",
            "nle" => "g",
            _ => return None,
        };
        Some(format!("{stem}{cond}{end}"))
    })
}

/// `cmpltps` is `cmpps` with a predicate, `pclmulhqhqdq` is `pclmulqdq` with a choice of halves.
fn comparison(name: &str) -> Option<String> {
    let (v, rest) = match name.strip_prefix('v') {
        Some(rest) => ("v", rest),
        None => ("", name),
    };
    if rest.starts_with("pclmul") {
        return Some(format!("{v}pclmulqdq"));
    }
    let predicate = rest.strip_prefix("cmp")?;
    let kind = ["ps", "pd", "ss", "sd"].into_iter().find(|kind| predicate.ends_with(kind))?;
    Some(format!("{v}cmp{kind}"))
}

/// NASM's orders of operands: `vfmadd123ps` is `vfmadd213ps`.
fn multiply_add(name: &str) -> Option<String> {
    let orders = [("123", "213"), ("312", "132"), ("321", "231")];
    let (from, to) = orders.into_iter().find(|(from, _)| name.starts_with("vf") && name.contains(from))?;
    Some(name.replace(from, to))
}
