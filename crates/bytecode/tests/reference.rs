//! The verifier's one pass against a slow reading of the same rules: a fixpoint over all edges,
//! LOOP rows included, with a set of written slots for each instruction.

mod support;

use bytecode::*;
use support::mutate::{Random, mutate_module};
use support::seed;

/// What certainly holds before an instruction: the depth, and the written slots as bits.
#[derive(Clone, Copy, PartialEq, Debug)]
struct State {
    depth: i64,
    written: u64,
}

/// The states of a chunk with at most 64 slots; `None` for what is not reached. An error where two
/// edges disagree in depth.
fn states(chunk: &Chunk) -> Result<Vec<Option<State>>, u32> {
    let from_start = (0..chunk.params).map(Slot).chain(chunk.nil_slots.iter().copied());
    let written = from_start.fold(0, |written, slot| written | 1 << slot.0);
    let mut states = vec![None; chunk.code.len()];
    states[0] = Some(State { depth: 0, written });
    let mut work = vec![0];
    while let Some(at) = work.pop() {
        let state: State = states[at].unwrap();
        for (next, edge) in edges(chunk.code[at], at, state) {
            let joined = match states[next] {
                None => edge,
                Some(known) if known.depth != edge.depth => return Err(next as u32),
                Some(known) => State { written: known.written & edge.written, ..known },
            };
            if states[next] != Some(joined) {
                states[next] = Some(joined);
                work.push(next);
            }
        }
    }
    Ok(states)
}

/// Where an instruction leads, with the state there.
fn edges(inst: Inst, at: usize, state: State) -> Vec<(usize, State)> {
    let writes = inst.slots().filter(|(_, access)| access.writes());
    let written = writes.fold(state.written, |written, (slot, _)| written | 1 << slot.0);
    let (pops, pushes) = inst.effect();
    let after = State { depth: state.depth - i64::from(pops) + i64::from(pushes), written };
    let keeps_operand = i64::from(inst.opcode().flow() == Flow::ShortCircuit);
    let jumped = State { depth: after.depth + keeps_operand, written };
    let target = inst.target().map(|target| (target.index(), jumped));
    let falls = match inst.opcode().flow() {
        Flow::Next | Flow::Branch | Flow::ShortCircuit | Flow::LoopIf => Some((at + 1, after)),
        Flow::Jump | Flow::Loop | Flow::End => None,
    };
    falls.into_iter().chain(target).collect()
}

/// Checks what the verifier accepted; gives whether it was worth checking.
#[track_caller]
fn check(module: &Verified<Module>, seed: u64) -> bool {
    for (index, chunk) in (0..).zip(&module.chunks) {
        if chunk.slots > 64 {
            return false;
        }
        let facts = module.facts(ChunkId(index));
        let context = || format!("seed {seed}, chunk {index}\n{}", print(module));
        let states = states(chunk).unwrap_or_else(|at| panic!("depths disagree at {at}: {}", context()));
        for (at, state) in states.into_iter().enumerate() {
            let inst = chunk.code[at];
            let Some(state) = state else {
                assert_eq!(facts.depths[at], UNREACHABLE, "{at} is not reached: {}", context());
                continue;
            };
            assert_eq!(i64::from(facts.depths[at]), state.depth, "depth at {at}: {}", context());
            assert!(state.depth <= i64::from(facts.max_depth), "max_depth at {at}: {}", context());
            let has = |slot: Slot| state.written >> slot.0 & 1 == 1;
            let reads = inst.slots().filter(|(_, access)| access.reads()).map(|(slot, _)| slot);
            for slot in reads.chain(captured(module, inst)) {
                assert!(has(slot), "slot {} at {at} may be unwritten: {}", slot.0, context());
            }
            let around = facts.loops.iter().rfind(|found| (found.header..found.end).contains(&(at as u32)));
            let innermost = facts.innermost_loop(at as u32).map(|id| &facts.loops[id.index()]);
            assert_eq!(around, innermost, "the loop of {at}: {}", context());
        }
    }
    true
}

/// The slots that a MAKE_CLOSURE captures.
fn captured(module: &Module, inst: Inst) -> Vec<Slot> {
    let Inst::MakeClosure { chunk } = inst else { return Vec::new() };
    let captures = module.chunks[chunk.index()].captures.iter();
    captures.filter_map(|capture| if let Capture::Slot(slot) = capture { Some(*slot) } else { None }).collect()
}

/// Code of jumps, loops, writes and reads at random; often with a mistake.
fn random_code(random: &mut Random) -> Vec<Inst> {
    let length = 6 + random.below(20);
    let mut code = Vec::new();
    let mut headers: Vec<u32> = Vec::new();
    while code.len() < length {
        let at = code.len() as u32;
        let ahead = Target(at + 2 + random.below(6) as u32);
        let slot = Slot(random.below(4) as u16);
        match random.below(9) {
            0..2 => code.push(Inst::StoreLocalI { slot, value: 1 }),
            2..4 => code.push(Inst::IncLocal { slot }),
            4 => code.push(Inst::Jump { target: ahead }),
            5 => code.push(Inst::JumpUnlessLtLk { a: LowSlot(4), constant: LowConst(0), target: ahead }),
            6 => {
                headers.push(at);
                code.push(Inst::LoopHeader { loop_id: LoopId(headers.len() as u16 - 1) });
            }
            7 => code.push(Inst::Nop {}),
            _ => {
                if let Some(&header) = random.pick(&headers) {
                    code.push(Inst::LoopIfLtLk { a: LowSlot(4), constant: LowConst(0), target: Target(header) });
                }
            }
        }
    }
    let end = code.len() as u32;
    for inst in &mut code {
        if let Some(Target(target)) = inst.target() {
            *inst = inst.with_target(Target(target.min(end)));
        }
    }
    code.push(Inst::Halt {});
    code
}

#[test]
fn random_control_flow_agrees_with_the_fixpoint() {
    let mut module = parse("constants 5\nchunk main slots 5 nil s4\nHALT").unwrap();
    let (mut accepted, mut unwritten, mut jumps_in) = (0, 0, 0);
    for seed in 0..60_000 {
        let mut random = Random::new(seed);
        module.chunks[0].code = random_code(&mut random);
        match verify(module.clone()) {
            Ok(verified) => accepted += u32::from(check(&verified, seed)),
            Err(error) => {
                unwritten += u32::from(error.rule == Rule::V11);
                jumps_in += u32::from(error.rule == Rule::V8);
            }
        }
    }
    let counts = format!("{accepted} accepted, {unwritten} unwritten, {jumps_in} jumps into loops");
    assert!(accepted > 3_000 && unwritten > 3_000 && jumps_in > 3_000, "{counts}");
}

#[test]
fn mutated_programs_agree_with_the_fixpoint() {
    let modules = seed::modules();
    let mut accepted = 0;
    for seed in 0..20_000 {
        let mut random = Random::new(seed);
        let mut module = random.pick(&modules).unwrap().clone();
        mutate_module(&mut module, &mut random);
        if let Ok(verified) = verify(module) {
            accepted += u32::from(check(&verified, seed));
        }
    }
    assert!(accepted > 1_000, "{accepted} accepted");
}
