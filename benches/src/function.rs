//! Generated functions for compilers: ints, floats, branches, nested loops and calls, about 150
//! instructions each, with constants that differ from function to function.

use bytecode::{ChunkId, Module, Verified};
use jit::{Entry, Kind, Profile};

/// What varies from one generated function to the next.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Which function it is.
    pub index: u32,
    /// An odd number between 3 and 101.
    pub step: i32,
    /// Between 16 and 271.
    pub limit: i32,
    /// Between 0.5 and 1.5.
    pub factor: f64,
}

impl Shape {
    /// The shape of function `index`.
    pub fn new(index: u32) -> Shape {
        let spread = index.wrapping_mul(2_654_435_761) >> 16;
        Shape {
            index,
            step: (spread % 50 * 2 + 3) as i32,
            limit: (spread % 256 + 16) as i32,
            factor: 0.5 + f64::from(spread % 64) / 64.0,
        }
    }
}

/// The source of one function. All but the first call the one before.
fn source(shape: Shape) -> String {
    let Shape { index, step, limit, factor } = shape;
    let callee = index.saturating_sub(1);
    format!(
        "function f{index}(a, b, x) {{
            var s = a * {step} + b;
            var y = x * {factor:.6} + 0.25;
            var n = a % 13 + 4;
            for (var i = 0; i < n; i = i + 1) {{
                s = s + i * {step} - b;
                if (s % {limit} == 0) {{
                    y = y * {factor:.6} - 0.5;
                }} else if (s > {limit}) {{
                    s = s - {limit};
                    y = y + 1.5;
                }} else {{
                    s = s + {step};
                }}
                for (var j = 0; j < 3; j = j + 1) {{
                    s = s + i * j - {step};
                    y = y * {factor:.6} + 1.25;
                    if (y > 100.0) {{
                        y = y - 99.0;
                    }}
                }}
            }}
            if (a < b) {{
                s = s + a * b - {limit};
                y = (y + x) * ({factor:.6} - y) / 3.0;
            }} else {{
                s = (s - a) % {limit} + b / {step};
                y = y - x * x;
            }}
            while (s > {limit}) {{
                s = s - {limit} * 2;
                y = y * 0.5;
            }}
            if (a > {limit}) {{
                s = s + f{callee}(a - {limit}, b + 1, y);
            }}
            for (var k = b; k < a; k = k + {step}) {{
                if (k % 2 == 0) {{
                    s = s + k * k - a;
                    y = y / ({factor:.6} + 1.0) + x;
                }} else {{
                    s = s - k / {step} + b;
                    y = y - {factor:.6} * x + 0.125;
                }}
                if (s < 0 - {limit}) {{
                    s = s + {limit};
                }}
            }}
            if (y < 0.0) {{
                s = 0 - s;
                y = x * 2.0 - y * 3.0 + 0.5;
            }}
            if (y == 2.5 || s == {step}) {{
                s = s * 2 + a - b * 3;
            }}
            return s;
        }}\n"
    )
}

/// The source of `count` functions.
pub fn text(count: u32) -> String {
    (0..count).map(|index| source(Shape::new(index))).collect()
}

/// A module of `count` functions.
///
/// # Panics
/// Never: the text is a valid program.
pub fn module(count: u32) -> Verified<Module> {
    let text = text(count);
    lang::compile_verified("generated.unna", text.as_bytes()).expect("the generated text is a valid program")
}

/// The chunks of the functions, without the one of the file's top level.
pub fn chunks(module: &Verified<Module>) -> impl Iterator<Item = ChunkId> {
    (1..module.chunks.len() as u32).map(ChunkId)
}

/// Instructions of all functions, fused rows counted as the plain rows they stand for.
pub fn instructions(module: &Verified<Module>) -> u64 {
    chunks(module).map(|chunk| jit::unfused_len(&module.chunks[chunk.index()].code) as u64).sum()
}

/// What the machine would know of each function once it is hot.
pub fn profile() -> Profile {
    let mut profile = Profile::new(Entry::Function);
    profile.kinds = vec![Kind::Int, Kind::Int, Kind::Float];
    profile
}

/// Compiles all functions and returns the bytes of machine code.
///
/// # Panics
/// Never: no generated function is too large.
pub fn compile_all(module: &Verified<Module>) -> u64 {
    let profile = profile();
    let size = |chunk| jit::compile(module, chunk, &profile).expect("it is not too large").bytes().len() as u64;
    chunks(module).map(size).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_have_about_150_instructions() {
        let module = module(10);
        let rows: usize = chunks(&module).map(|chunk| module.chunks[chunk.index()].code.len()).sum();
        let mean = rows / chunks(&module).count();
        assert!((120..180).contains(&mean), "{mean}");
        assert!(instructions(&module) > rows as u64, "fused rows count as what they stand for");
        assert!(compile_all(&module) > 0);
    }
}
