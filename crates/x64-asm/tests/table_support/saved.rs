//! The instructions that save and restore the state: what the two layouts have in common.

use x64_asm::Features;

use super::inputs::{Choice, Noise};
use super::run::Run;
use super::state::{State, processor};
use super::step::{Model, Place, Step};

/// x87, SSE, and AVX where there is one.
fn components() -> u8 {
    if processor().contains(Features::AVX) { 7 } else { 3 }
}

/// Behind the 512 bytes of FXSAVE: the header, and the high halves of the vector registers.
const HEADER: usize = 512;
const HIGH: usize = 576;
const END: usize = HIGH + 256;

/// Whether the operand is an area of the state, which has an alignment.
pub fn is_area(run: &Run) -> bool {
    ["fxsave", "fxrstor", "xsave", "xrstor"].iter().any(|it| run.mnemonic.starts_with(it))
}

/// Asks for all components, and puts an image to restore into memory.
pub fn prepare(run: &Run, choice: &Choice, state: &mut State, noise: &mut Noise) {
    (state.gprs[0], state.gprs[2]) = (components().into(), 0);
    let Place::Mem(at) = choice.places[0] else { panic!("{} has no memory", run.name) };
    if run.mnemonic.contains("rstor") {
        let fx = state.fx;
        state.memory[at..at + HEADER].copy_from_slice(&fx);
        state.memory[at + HEADER..at + HIGH].fill(0);
        state.memory[at + HEADER] = components();
        let vectors = (at + 160..at + 416).chain(at + HIGH..at + END);
        vectors.for_each(|byte| state.memory[byte] = (noise.next() >> 9) as u8);
    } else {
        // An area that was never written has a header of zeros.
        state.memory[at + HEADER..at + HIGH].fill(0);
    }
}

pub fn models(add: &mut dyn FnMut(String, Model)) {
    for name in ["fxsave", "fxsave64"] {
        add(name.into(), Box::new(|step| save(step, false)));
    }
    for name in ["xsave", "xsave64", "xsaveopt", "xsaveopt64", "xsavec", "xsavec64"] {
        add(name.into(), Box::new(|step| save(step, true)));
    }
    for name in ["fxrstor", "fxrstor64"] {
        add(name.into(), Box::new(|step| restore(step, false)));
    }
    for name in ["xrstor", "xrstor64"] {
        add(name.into(), Box::new(|step| restore(step, true)));
    }
}

fn area(step: &Step) -> usize {
    match step.places[0] {
        Place::Mem(at) => at,
        place => panic!("{}: {place:?} is no memory", step.run.name),
    }
}

/// The registers lie where the layout has them. Reserved bytes, the pointers of the x87 and the
/// header are taken as they come, but for the components.
fn save(step: &mut Step, extended: bool) {
    let (at, actual) = (area(step), step.actual);
    let end = at + if extended { END } else { HEADER };
    step.after.memory[at..end].copy_from_slice(&actual.memory[at..end]);
    let mut place =
        |offset: usize, bytes: &[u8]| step.after.memory[at + offset..][..bytes.len()].copy_from_slice(bytes);
    place(0, &step.before.fx[..5]);
    place(24, &step.before.fx[24..28]);
    (0..8).for_each(|number| place(32 + 16 * number, &step.before.fx[32 + 16 * number..][..10]));
    let has_high = extended && actual.memory[at + HEADER] & 4 != 0;
    for (number, vector) in step.before.vectors[..16].iter().enumerate() {
        place(160 + 16 * number, &vector[..16]);
        if has_high {
            place(HIGH + 16 * number, &vector[16..32]);
        }
    }
    if extended {
        place(HEADER, &[components()]);
    }
}

fn restore(step: &mut Step, extended: bool) {
    let at = area(step);
    let image = &step.before.memory[at..];
    step.after.fx[..5].copy_from_slice(&image[..5]);
    step.after.fx[24..28].copy_from_slice(&image[24..28]);
    step.after.fx[32..160].copy_from_slice(&image[32..160]);
    for (number, vector) in step.after.vectors[..16].iter_mut().enumerate() {
        vector[..16].copy_from_slice(&image[160 + 16 * number..][..16]);
        if extended && components() & 4 != 0 {
            vector[16..32].copy_from_slice(&image[HIGH + 16 * number..][..16]);
        }
    }
    step.tags = true;
}
