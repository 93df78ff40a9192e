//! Encoding one stream of instructions: `x64-asm`, beside other assemblers and a copy of the bytes.

use benches::cpu_time::{CpuTime, criterion};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

use benches::stream;
use x64_asm::Assembler;

fn assemble(c: &mut Criterion<CpuTime>) {
    let mut group = c.benchmark_group("assemble");
    group.throughput(Throughput::Elements(stream::LEN));
    let mut a = Assembler::new();
    group.bench_function("x64-asm", |b| {
        b.iter(|| {
            a.reset();
            stream::assemble(&mut a);
            a.finish().expect("the stream is valid").bytes().len()
        });
    });
    stream::assemble({
        a.reset();
        &mut a
    });
    let bytes = a.finish().expect("the stream is valid").bytes().to_vec();
    let mut copy = vec![0; bytes.len()];
    group.bench_function("memcpy", |b| b.iter(|| copy.copy_from_slice(black_box(&bytes))));
    #[cfg(feature = "peers")]
    peers::all(&mut group, &bytes);
    group.finish();
}

criterion_group! {
    name = benches;
    config = criterion();
    targets = assemble
}
criterion_main!(benches);

#[cfg(feature = "peers")]
mod peers {
    use benches::cpu_time::CpuTime;
    use benches::stream::{TEMPLATES, helper, immediate, slot};
    use criterion::BenchmarkGroup;
    use dynasmrt::{DynasmApi, DynasmLabelApi, VecAssembler, dynasm, x64::X64Relocation};

    /// Every peer emits the same stream; what it emits is compared with ours once.
    pub fn all(group: &mut BenchmarkGroup<'_, CpuTime>, ours: &[u8]) {
        let emitted = dynasm_stream();
        assert_eq!(decode(ours), decode(&emitted), "dynasmrt emits another stream");
        group.bench_function("dynasmrt", |b| b.iter(|| dynasm_stream().len()));
        let emitted = iced_stream();
        assert_eq!(decode(ours), decode(&emitted), "iced-x86 emits another stream");
        group.bench_function("iced-x86", |b| b.iter(|| iced_stream().len()));
        let emitted = cranelift::stream();
        assert_eq!(decode(ours), decode(&emitted), "cranelift-assembler-x64 emits another stream");
        group.bench_function("cranelift-assembler-x64", |b| b.iter(|| cranelift::stream().len()));
    }

    /// Mnemonics and operands, so that encodings of different length compare equal.
    fn decode(bytes: &[u8]) -> Vec<String> {
        use iced_x86::{Decoder, DecoderOptions, Formatter, Instruction, IntelFormatter};
        let mut formatter = IntelFormatter::new();
        let text = |instruction: Instruction| {
            let mut text = String::new();
            // Jumps go to the same instruction, at another offset.
            if instruction.is_jcc_short_or_near() {
                format!("{:?}", instruction.condition_code())
            } else {
                formatter.format(&instruction, &mut text);
                text
            }
        };
        Decoder::new(64, bytes, DecoderOptions::NONE).into_iter().map(text).collect()
    }

    fn dynasm_stream() -> Vec<u8> {
        let mut a: VecAssembler<X64Relocation> = VecAssembler::new(0);
        let mut slow = Vec::with_capacity(TEMPLATES);
        for template in 0..TEMPLATES {
            let frame = |index| slot(template + index);
            let label = a.new_dynamic_label();
            dynasm!(a
                ; .arch x64
                ; mov rax, [rbp + frame(0)]
                ; cmp rax, r14
                ; jb =>label
                ; mov rcx, [rbp + frame(1)]
                ; add eax, ecx
                ; or rax, r14
                ; mov [rbp + frame(2)], rax
                ; lea rdx, [rax + rcx * 4 + 16]
                ; imul ecx, edx
                ; cmp ecx, immediate(template)
                ; jl =>label
                ; mov eax, immediate(template)
                ; movsd xmm0, [rbp + frame(3)]
                ; addsd xmm0, xmm1
                ; ucomisd xmm0, xmm1
                ; jp =>label
                ; movsd [rbp + frame(4)], xmm0
            );
            slow.push(label);
        }
        for (template, label) in slow.into_iter().enumerate() {
            dynasm!(a ; .arch x64 ; =>label ; call QWORD [r15 + helper(template)]);
        }
        a.finalize().expect("the stream is valid")
    }

    fn iced_stream() -> Vec<u8> {
        use iced_x86::code_asm::{
            CodeAssembler, eax, ecx, edx, ptr, qword_ptr, r14, r15, rax, rbp, rcx, rdx, xmm0, xmm1,
        };
        let emit = || -> Result<Vec<u8>, iced_x86::IcedError> {
            let mut a = CodeAssembler::new(64)?;
            let mut slow = Vec::with_capacity(TEMPLATES);
            for template in 0..TEMPLATES {
                let frame = |index| slot(template + index);
                let label = a.create_label();
                a.mov(rax, qword_ptr(rbp + frame(0)))?;
                a.cmp(rax, r14)?;
                a.jb(label)?;
                a.mov(rcx, qword_ptr(rbp + frame(1)))?;
                a.add(eax, ecx)?;
                a.or(rax, r14)?;
                a.mov(qword_ptr(rbp + frame(2)), rax)?;
                a.lea(rdx, ptr(rax + rcx * 4 + 16))?;
                a.imul_2(ecx, edx)?;
                a.cmp(ecx, immediate(template))?;
                a.jl(label)?;
                a.mov(eax, immediate(template))?;
                a.movsd_2(xmm0, qword_ptr(rbp + frame(3)))?;
                a.addsd(xmm0, xmm1)?;
                a.ucomisd(xmm0, xmm1)?;
                a.jp(label)?;
                a.movsd_2(qword_ptr(rbp + frame(4)), xmm0)?;
                slow.push(label);
            }
            for (template, mut label) in slow.into_iter().enumerate() {
                a.set_label(&mut label)?;
                a.call(qword_ptr(r15 + helper(template)))?;
            }
            a.assemble(0)
        };
        emit().expect("the stream is valid")
    }

    /// Cranelift's assembler leaves labels to its caller: jumps are patched here, as simply as can be.
    mod cranelift {
        use benches::stream::{TEMPLATES, helper, immediate, slot};
        use cranelift_assembler_x64::{
            Amode, AmodeOffset, AmodeOffsetPlusKnownOffset, GprMem, NonRspGpr, Registers, Scale, XmmMem, inst,
        };

        pub struct Numbers;

        impl Registers for Numbers {
            type ReadGpr = u8;
            type ReadWriteGpr = u8;
            type WriteGpr = u8;
            type ReadXmm = u8;
            type ReadWriteXmm = u8;
            type WriteXmm = u8;
        }

        const RAX: u8 = 0;
        const RCX: u8 = 1;
        const RDX: u8 = 2;
        const RBP: u8 = 5;
        const R14: u8 = 14;
        const R15: u8 = 15;
        const XMM0: u8 = 0;
        const XMM1: u8 = 1;

        fn mem(base: u8, disp: i32) -> Amode<u8> {
            Amode::ImmReg {
                base,
                simm32: AmodeOffsetPlusKnownOffset { simm32: AmodeOffset::new(disp), offset: None },
                trap: None,
            }
        }

        fn patch(out: &mut [u8], field_end: usize, target: usize) {
            let distance = (target as i32 - field_end as i32).to_le_bytes();
            out[field_end - 4..field_end].copy_from_slice(&distance);
        }

        pub fn stream() -> Vec<u8> {
            let mut out = Vec::new();
            let mut jumps = Vec::with_capacity(TEMPLATES * 3);
            for template in 0..TEMPLATES {
                hot_path(&mut out, &mut jumps, template);
            }
            for (template, jumps) in jumps.chunks(3).enumerate() {
                for &field_end in jumps {
                    let target = out.len();
                    patch(&mut out, field_end, target);
                }
                inst::callq_m::<Numbers>::new(GprMem::Mem(mem(R15, helper(template)))).encode(&mut out);
            }
            out
        }

        fn hot_path(out: &mut Vec<u8>, jumps: &mut Vec<usize>, template: usize) {
            let frame = |index| mem(RBP, slot(template + index));
            let imm = immediate(template) as u32;
            inst::movq_rm::<Numbers>::new(RAX, GprMem::Mem(frame(0))).encode(out);
            inst::cmpq_rm::<Numbers>::new(RAX, GprMem::Gpr(R14)).encode(out);
            inst::jb_d32::new(0).encode(out);
            jumps.push(out.len());
            inst::movq_rm::<Numbers>::new(RCX, GprMem::Mem(frame(1))).encode(out);
            inst::addl_rm::<Numbers>::new(RAX, GprMem::Gpr(RCX)).encode(out);
            inst::orq_rm::<Numbers>::new(RAX, GprMem::Gpr(R14)).encode(out);
            inst::movq_mr::<Numbers>::new(GprMem::Mem(frame(2)), RAX).encode(out);
            let (index, scale) = (NonRspGpr::new(RCX), Scale::Four);
            let sum = Amode::ImmRegRegShift { base: RAX, index, scale, simm32: AmodeOffset::new(16), trap: None };
            inst::leaq_rm::<Numbers>::new(RDX, sum).encode(out);
            inst::imull_rm::<Numbers>::new(RCX, GprMem::Gpr(RDX)).encode(out);
            inst::cmpl_mi::<Numbers>::new(GprMem::Gpr(RCX), imm).encode(out);
            inst::jl_d32::new(0).encode(out);
            jumps.push(out.len());
            inst::movl_oi::<Numbers>::new(RAX, imm).encode(out);
            inst::movsd_a_m::<Numbers>::new(XMM0, frame(3)).encode(out);
            inst::addsd_a::<Numbers>::new(XMM0, XmmMem::Xmm(XMM1)).encode(out);
            inst::ucomisd_a::<Numbers>::new(XMM0, XmmMem::Xmm(XMM1)).encode(out);
            inst::jp_d32::new(0).encode(out);
            jumps.push(out.len());
            inst::movsd_c_m::<Numbers>::new(frame(4), XMM0).encode(out);
        }
    }
}
