//! The generated functions of [`function`](crate::function) for Cranelift: the same statements on
//! unboxed ints and floats. Cranelift is told the types, ours has to guard them.

use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::{AbiParam, InstBuilder, Value, types};
use cranelift_codegen::settings::{self, Configurable};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext, Variable};
use cranelift_jit::{JITBuilder, JITModule};
use cranelift_module::{FuncId, Linkage, Module};

use crate::function::Shape;

/// Compiled functions, in executable memory until this is dropped.
pub struct Compiled {
    module: Option<JITModule>,
    last: FuncId,
    /// Bytes of machine code.
    pub bytes: usize,
}

/// Compiles `count` functions, at least one, at an optimisation level of Cranelift's.
///
/// # Panics
/// If this machine is unknown to Cranelift, or there is to be no function.
pub fn compile_all(count: u32, level: &str) -> Compiled {
    let mut module = module(level);
    let mut signature = module.make_signature();
    signature.params.extend([types::I32, types::I32, types::F64].map(AbiParam::new));
    signature.returns.push(AbiParam::new(types::I32));
    let mut context = module.make_context();
    let mut builder_context = FunctionBuilderContext::new();
    let mut bytes = 0;
    let mut last = None;
    for index in 0..count {
        let declared = module.declare_function(&format!("f{index}"), Linkage::Local, &signature);
        let id = declared.expect("names are distinct");
        context.func.signature = signature.clone();
        let builder = FunctionBuilder::new(&mut context.func, &mut builder_context);
        Body::build(builder, &mut module, last.unwrap_or(id), Shape::new(index));
        module.define_function(id, &mut context).expect("the function is valid");
        bytes += context.compiled_code().map_or(0, |code| code.code_buffer().len());
        module.clear_context(&mut context);
        last = Some(id);
    }
    module.finalize_definitions().expect("executable memory is allowed");
    Compiled { module: Some(module), last: last.expect("there is a function"), bytes }
}

impl Compiled {
    /// Calls the last function.
    ///
    /// # Panics
    /// Never: the module is there until this is dropped.
    pub fn call_last(&self, a: i32, b: i32, x: f64) -> i32 {
        let code = self.module.as_ref().expect("it is not dropped").get_finalized_function(self.last);
        // SAFETY: the function was declared with this signature, in the C convention of this machine.
        let function = unsafe { std::mem::transmute::<*const u8, extern "C" fn(i32, i32, f64) -> i32>(code) };
        function(a, b, x)
    }
}

impl Drop for Compiled {
    fn drop(&mut self) {
        if let Some(module) = self.module.take() {
            // SAFETY: calls borrow this value, and none of the functions' addresses leaves it.
            unsafe { module.free_memory() };
        }
    }
}

fn module(level: &str) -> JITModule {
    let mut flags = settings::builder();
    flags.set("opt_level", level).expect("the level exists");
    let isa = cranelift_native::builder().expect("this machine is known to Cranelift");
    let isa = isa.finish(settings::Flags::new(flags)).expect("the flags are consistent");
    JITModule::new(JITBuilder::with_isa(isa, cranelift_module::default_libcall_names()))
}

/// A function being built: its variables, and short names for what its statements are made of.
struct Body<'a> {
    b: FunctionBuilder<'a>,
    s: Variable,
    y: Variable,
    shape: Shape,
}

impl<'a> Body<'a> {
    /// The statements of `function::source`, in their order.
    fn build(mut b: FunctionBuilder<'a>, module: &mut JITModule, callee: FuncId, shape: Shape) {
        let entry = b.create_block();
        b.append_block_params_for_function_params(entry);
        b.switch_to_block(entry);
        let &[a, bb, x] = b.block_params(entry) else { unreachable!("there are three parameters") };
        let (s, y) = (b.declare_var(types::I32), b.declare_var(types::F64));
        let mut body = Body { b, s, y, shape };
        body.start(a, bb, x);
        body.first_loop(a, bb);
        body.middle(a, bb, x);
        body.call(a, bb, module, callee);
        body.second_loop(a, bb, x);
        body.end(a, bb, x);
        body.b.seal_all_blocks();
        body.b.finalize(module.target_config());
    }

    fn start(&mut self, a: Value, bb: Value, x: Value) {
        let product = self.times(a, self.shape.step);
        let sum = self.b.ins().iadd(product, bb);
        self.b.def_var(self.s, sum);
        let product = self.scale(x);
        let y = self.plus(product, 0.25);
        self.b.def_var(self.y, y);
    }

    fn first_loop(&mut self, a: Value, bb: Value) {
        let n = self.b.ins().srem_imm_s(a, 13);
        let n = self.b.ins().iadd_imm_s(n, 4);
        self.count(n, |f, i| {
            let product = f.times(i, f.shape.step);
            f.add_s(product);
            f.subtract_s(bb);
            let Shape { step, limit, .. } = f.shape;
            let s = f.s();
            let rest = f.b.ins().srem_imm_s(s, i64::from(limit));
            let even = f.b.ins().icmp_imm_s(IntCC::Equal, rest, 0);
            f.either(
                even,
                |f| {
                    let scaled = f.scale_y();
                    f.set_y_plus(scaled, -0.5);
                },
                |f| {
                    let s = f.s();
                    let big = f.b.ins().icmp_imm_s(IntCC::SignedGreaterThan, s, i64::from(limit));
                    f.either(
                        big,
                        |f| {
                            f.add_s_imm(-limit);
                            let y = f.y();
                            f.set_y_plus(y, 1.5);
                        },
                        |f| f.add_s_imm(step),
                    );
                },
            );
            let three = f.b.ins().iconst(types::I32, 3);
            f.count(three, |f, j| f.inner_turn(i, j));
        });
    }

    fn inner_turn(&mut self, i: Value, j: Value) {
        let product = self.b.ins().imul(i, j);
        self.add_s(product);
        self.add_s_imm(-self.shape.step);
        let scaled = self.scale_y();
        self.set_y_plus(scaled, 1.25);
        let big = self.compare_y(FloatCC::GreaterThan, 100.0);
        self.when(big, |f| {
            let y = f.y();
            f.set_y_plus(y, -99.0);
        });
    }

    fn middle(&mut self, a: Value, bb: Value, x: Value) {
        let Shape { step, limit, factor, .. } = self.shape;
        let less = self.b.ins().icmp(IntCC::SignedLessThan, a, bb);
        self.either(
            less,
            |f| {
                let product = f.b.ins().imul(a, bb);
                f.add_s(product);
                f.add_s_imm(-limit);
                let y = f.y();
                let sum = f.b.ins().fadd(y, x);
                let factor = f.b.ins().f64const(factor);
                let difference = f.b.ins().fsub(factor, y);
                let product = f.b.ins().fmul(sum, difference);
                let three = f.b.ins().f64const(3.0);
                let y = f.b.ins().fdiv(product, three);
                f.b.def_var(f.y, y);
            },
            |f| {
                let s = f.s();
                let difference = f.b.ins().isub(s, a);
                let rest = f.b.ins().srem_imm_s(difference, i64::from(limit));
                let quotient = f.b.ins().sdiv_imm_s(bb, i64::from(step));
                let s = f.b.ins().iadd(rest, quotient);
                f.b.def_var(f.s, s);
                let square = f.b.ins().fmul(x, x);
                let y = f.y();
                let y = f.b.ins().fsub(y, square);
                f.b.def_var(f.y, y);
            },
        );
        let test = move |f: &mut Self| {
            let s = f.s();
            f.b.ins().icmp_imm_s(IntCC::SignedGreaterThan, s, i64::from(limit))
        };
        self.repeat(test, |f| {
            f.add_s_imm(-limit * 2);
            let y = f.y();
            let half = f.b.ins().f64const(0.5);
            let y = f.b.ins().fmul(y, half);
            f.b.def_var(f.y, y);
        });
    }

    fn call(&mut self, a: Value, bb: Value, module: &mut JITModule, callee: FuncId) {
        let limit = self.shape.limit;
        let callee = module.declare_func_in_func(callee, self.b.func);
        let big = self.b.ins().icmp_imm_s(IntCC::SignedGreaterThan, a, i64::from(limit));
        self.when(big, |f| {
            let less = f.b.ins().iadd_imm_s(a, i64::from(-limit));
            let more = f.b.ins().iadd_imm_s(bb, 1);
            let y = f.y();
            let call = f.b.ins().call(callee, &[less, more, y]);
            let result = f.b.inst_results(call)[0];
            f.add_s(result);
        });
    }

    fn second_loop(&mut self, a: Value, bb: Value, x: Value) {
        let Shape { step, limit, factor, .. } = self.shape;
        let k = self.b.declare_var(types::I32);
        self.b.def_var(k, bb);
        let test = move |f: &mut Self| {
            let k = f.b.use_var(k);
            f.b.ins().icmp(IntCC::SignedLessThan, k, a)
        };
        self.repeat(test, |f| {
            let value = f.b.use_var(k);
            let rest = f.b.ins().srem_imm_s(value, 2);
            let even = f.b.ins().icmp_imm_s(IntCC::Equal, rest, 0);
            f.either(
                even,
                |f| {
                    let square = f.b.ins().imul(value, value);
                    f.add_s(square);
                    f.subtract_s(a);
                    let y = f.y();
                    let divisor = f.b.ins().f64const(factor + 1.0);
                    let quotient = f.b.ins().fdiv(y, divisor);
                    let y = f.b.ins().fadd(quotient, x);
                    f.b.def_var(f.y, y);
                },
                |f| {
                    let quotient = f.b.ins().sdiv_imm_s(value, i64::from(step));
                    f.subtract_s(quotient);
                    f.add_s(bb);
                    let product = f.scale(x);
                    let y = f.y();
                    let difference = f.b.ins().fsub(y, product);
                    f.set_y_plus(difference, 0.125);
                },
            );
            let s = f.s();
            let small = f.b.ins().icmp_imm_s(IntCC::SignedLessThan, s, i64::from(-limit));
            f.when(small, |f| f.add_s_imm(limit));
            let next = f.b.ins().iadd_imm_s(value, i64::from(step));
            f.b.def_var(k, next);
        });
    }

    fn end(&mut self, a: Value, bb: Value, x: Value) {
        let step = self.shape.step;
        let negative = self.compare_y(FloatCC::LessThan, 0.0);
        self.when(negative, |f| {
            let s = f.s();
            let s = f.b.ins().ineg(s);
            f.b.def_var(f.s, s);
            let two = f.b.ins().f64const(2.0);
            let double = f.b.ins().fmul(x, two);
            let three = f.b.ins().f64const(3.0);
            let y = f.y();
            let triple = f.b.ins().fmul(y, three);
            let difference = f.b.ins().fsub(double, triple);
            f.set_y_plus(difference, 0.5);
        });
        let equal = self.compare_y(FloatCC::Equal, 2.5);
        let s = self.s();
        let other = self.b.ins().icmp_imm_s(IntCC::Equal, s, i64::from(step));
        let any = self.b.ins().bor(equal, other);
        self.when(any, |f| {
            let s = f.s();
            let double = f.b.ins().imul_imm_s(s, 2);
            let sum = f.b.ins().iadd(double, a);
            let triple = f.b.ins().imul_imm_s(bb, 3);
            let s = f.b.ins().isub(sum, triple);
            f.b.def_var(f.s, s);
        });
        let s = self.s();
        self.b.ins().return_(&[s]);
    }

    /// `for (i = 0; i < n; i = i + 1)`.
    fn count(&mut self, n: Value, body: impl FnOnce(&mut Self, Value)) {
        let i = self.b.declare_var(types::I32);
        let zero = self.b.ins().iconst(types::I32, 0);
        self.b.def_var(i, zero);
        let test = move |f: &mut Self| {
            let i = f.b.use_var(i);
            f.b.ins().icmp(IntCC::SignedLessThan, i, n)
        };
        self.repeat(test, |f| {
            let value = f.b.use_var(i);
            body(f, value);
            let next = f.b.ins().iadd_imm_s(value, 1);
            f.b.def_var(i, next);
        });
    }

    /// A loop with its test at the bottom, as ours have it.
    fn repeat(&mut self, test: impl Fn(&mut Self) -> Value, body: impl FnOnce(&mut Self)) {
        let (inside, after) = (self.b.create_block(), self.b.create_block());
        let first = test(self);
        self.b.ins().brif(first, inside, &[], after, &[]);
        self.b.switch_to_block(inside);
        body(self);
        let again = test(self);
        self.b.ins().brif(again, inside, &[], after, &[]);
        self.b.switch_to_block(after);
    }

    fn when(&mut self, condition: Value, then: impl FnOnce(&mut Self)) {
        self.either(condition, then, |_| ());
    }

    fn either(&mut self, condition: Value, then: impl FnOnce(&mut Self), other: impl FnOnce(&mut Self)) {
        let [yes, no, after] = [(); 3].map(|()| self.b.create_block());
        self.b.ins().brif(condition, yes, &[], no, &[]);
        self.b.switch_to_block(yes);
        then(self);
        self.b.ins().jump(after, &[]);
        self.b.switch_to_block(no);
        other(self);
        self.b.ins().jump(after, &[]);
        self.b.switch_to_block(after);
    }

    fn s(&mut self) -> Value {
        self.b.use_var(self.s)
    }

    fn y(&mut self) -> Value {
        self.b.use_var(self.y)
    }

    fn add_s(&mut self, value: Value) {
        let s = self.s();
        let sum = self.b.ins().iadd(s, value);
        self.b.def_var(self.s, sum);
    }

    fn subtract_s(&mut self, value: Value) {
        let s = self.s();
        let difference = self.b.ins().isub(s, value);
        self.b.def_var(self.s, difference);
    }

    fn add_s_imm(&mut self, value: i32) {
        let s = self.s();
        let sum = self.b.ins().iadd_imm_s(s, i64::from(value));
        self.b.def_var(self.s, sum);
    }

    fn times(&mut self, value: Value, factor: i32) -> Value {
        self.b.ins().imul_imm_s(value, i64::from(factor))
    }

    fn plus(&mut self, value: Value, constant: f64) -> Value {
        let constant = self.b.ins().f64const(constant);
        self.b.ins().fadd(value, constant)
    }

    /// `value * factor`.
    fn scale(&mut self, value: Value) -> Value {
        let factor = self.b.ins().f64const(self.shape.factor);
        self.b.ins().fmul(value, factor)
    }

    fn scale_y(&mut self) -> Value {
        let y = self.y();
        self.scale(y)
    }

    fn set_y_plus(&mut self, value: Value, constant: f64) {
        let y = self.plus(value, constant);
        self.b.def_var(self.y, y);
    }

    fn compare_y(&mut self, condition: FloatCC, constant: f64) -> Value {
        let y = self.y();
        let constant = self.b.ins().f64const(constant);
        self.b.ins().fcmp(condition, y, constant)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What our own interpreter prints for the last of `count` functions.
    fn ours(count: u32, arguments: &str) -> String {
        use std::io::Write;
        use std::sync::{Arc, Mutex};

        #[derive(Clone, Default)]
        struct Sink(Arc<Mutex<Vec<u8>>>);
        impl Write for Sink {
            fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
                self.0.lock().unwrap().write(bytes)
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let source = crate::function::text(count) + &format!("print f{}({arguments});", count - 1);
        let module = lang::compile_verified("test.unna", source.as_bytes()).unwrap();
        let sink = Sink::default();
        let mut vm = vm::Vm::builder().jit(vm::JitMode::Off).output(sink.clone()).build().unwrap();
        vm.run(Arc::new(module)).unwrap();
        let printed = sink.0.lock().unwrap().clone();
        String::from_utf8(printed).unwrap().trim().to_string()
    }

    #[test]
    fn both_compute_the_same() {
        for (a, b, x) in [(37, 5, 1.25), (2, 9, -3.5), (700, 11, 0.75)] {
            for level in ["none", "speed"] {
                let found = compile_all(8, level).call_last(a, b, x);
                assert_eq!(found.to_string(), ours(8, &format!("{a}, {b}, {x:?}")), "f7({a}, {b}, {x})");
            }
        }
    }
}
