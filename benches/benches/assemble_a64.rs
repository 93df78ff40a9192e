//! Encoding one stream of ARM64 instructions: `a64-asm`, beside dynasmrt.

use a64_asm::Assembler;
use benches::cpu_time::{CpuTime, criterion};
use benches::stream_a64;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

fn assemble(c: &mut Criterion<CpuTime>) {
    let mut group = c.benchmark_group("assemble_a64");
    group.throughput(Throughput::Elements(stream_a64::LEN));
    let mut a = Assembler::new();
    group.bench_function("a64-asm", |b| {
        b.iter(|| {
            a.reset();
            stream_a64::assemble(&mut a);
            a.finish().expect("the stream is valid").bytes().len()
        });
    });
    #[cfg(feature = "dynasm")]
    {
        a.reset();
        stream_a64::assemble(&mut a);
        assert_eq!(a.finish().expect("the stream is valid").bytes(), dynasm::stream(), "dynasmrt emits another stream");
        group.bench_function("dynasmrt", |b| b.iter(|| dynasm::stream().len()));
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = criterion();
    targets = assemble
}
criterion_main!(benches);

#[cfg(feature = "dynasm")]
mod dynasm {
    use benches::stream_a64::{TEMPLATES, helper, immediate, slot};
    use dynasmrt::{DynasmApi, DynasmLabelApi, VecAssembler, aarch64::Aarch64Relocation, dynasm};

    pub fn stream() -> Vec<u8> {
        let mut a: VecAssembler<Aarch64Relocation> = VecAssembler::new(0);
        let mut slow = Vec::with_capacity(TEMPLATES);
        for template in 0..TEMPLATES {
            let frame = |index| slot(template + index);
            let label = a.new_dynamic_label();
            dynasm!(a
                ; .arch aarch64
                ; ldr x0, [x29, frame(0)]
                ; cmp x0, x27
                ; b.lo =>label
                ; ldr x1, [x29, frame(1)]
                ; add w0, w0, w1
                ; orr x0, x0, x27
                ; str x0, [x29, frame(2)]
                ; add x2, x0, x1, lsl #2
                ; mul w1, w1, w2
                ; cmp w1, immediate(template)
                ; b.lt =>label
                ; movz w0, immediate(template)
                ; ldr d0, [x29, frame(3)]
                ; fadd d0, d0, d1
                ; fcmp d0, d1
                ; b.vs =>label
                ; str d0, [x29, frame(4)]
            );
            slow.push(label);
        }
        for (template, label) in slow.into_iter().enumerate() {
            dynasm!(a ; .arch aarch64 ; =>label ; ldr x16, [x28, helper(template)] ; blr x16);
        }
        a.finalize().expect("the stream is valid")
    }
}
