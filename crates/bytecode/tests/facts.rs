//! What the verifier finds out on the way: depths and loops.

use bytecode::*;

/// A module whose body is built by `build`.
fn body(build: impl FnOnce(&mut ChunkBuilder) -> Result<(), BuildError>) -> Module {
    let mut module = ModuleBuilder::new("test.unna");
    let name = module.name("<body>").unwrap();
    let mut chunk = ChunkBuilder::new(name, 0);
    build(&mut chunk).unwrap();
    module.set_chunk(ChunkId(0), chunk.finish().unwrap());
    module.finish()
}

#[test]
fn the_counting_loop() {
    let module = body(|chunk| {
        let (i, sum) = (chunk.slot()?, chunk.slot()?);
        let end = chunk.label();
        chunk.push(Inst::StoreLocalI { slot: i, value: 0 })?;
        chunk.push(Inst::StoreLocalI { slot: sum, value: 0 })?;
        chunk.push(Inst::JumpUnlessLtLl { a: LowSlot(0), b: sum, target: end.target() })?;
        let header = chunk.loop_header()?;
        chunk.push(Inst::AddLl { a: sum, b: i })?;
        chunk.push(Inst::StoreLocal { slot: sum })?;
        chunk.push(Inst::IncLocal { slot: i })?;
        chunk.push(Inst::LoopIfLtLl { a: LowSlot(0), b: sum, target: header.target() })?;
        chunk.bind(end)?;
        chunk.push(Inst::Halt {})?;
        chunk.push(Inst::ReturnNil {})
    });
    let module = verify(module).unwrap();
    let facts = module.facts(ChunkId(0));
    assert_eq!(facts.depths, [0, 0, 0, 0, 0, 1, 0, 0, 0, UNREACHABLE]);
    assert_eq!(facts.max_depth, 1);
    let expected = LoopFacts {
        header: 3,
        end: 8,
        parent: None,
        nesting: 1,
        reads: vec![(Slot(0), 3), (Slot(1), 2)],
        writes: vec![(Slot(0), 1), (Slot(1), 1)],
    };
    assert_eq!(facts.loops, [expected]);
    assert_eq!(facts.innermost_loop(2), None);
    assert_eq!(facts.innermost_loop(3), Some(LoopId(0)));
    assert_eq!(facts.innermost_loop(7), Some(LoopId(0)));
    assert_eq!(facts.innermost_loop(8), None);
    assert!(facts.is_reached(8) && !facts.is_reached(9) && !facts.is_reached(10));
}

#[test]
fn inner_loops_count_in_outer_ones_down_to_the_limit() {
    let nesting = usize::from(MAX_LOOP_DETAIL) + 2;
    let module = body(|chunk| {
        let slot = chunk.slot()?;
        chunk.push(Inst::StoreLocalI { slot, value: 0 })?;
        let headers = (0..nesting).map(|_| chunk.loop_header()).collect::<Result<Vec<_>, _>>()?;
        for header in headers.iter().rev() {
            chunk.push(Inst::IncLocal { slot })?;
            chunk.push(Inst::LoadLocal { slot })?;
            chunk.push(Inst::LoopIfFalse { target: header.target() })?;
        }
        chunk.push(Inst::Halt {})
    });
    let module = verify(module).unwrap();
    let loops = &module.facts(ChunkId(0)).loops;
    assert_eq!(loops.len(), nesting);
    for (at, found) in loops.iter().enumerate() {
        let inside = (nesting - at) as u32;
        assert_eq!(usize::from(found.nesting), at + 1);
        assert_eq!(found.parent.map(LoopId::index), at.checked_sub(1));
        let counted = found.nesting <= MAX_LOOP_DETAIL;
        assert_eq!(found.reads, if counted { vec![(Slot(0), 2 * inside)] } else { vec![] });
        assert_eq!(found.writes, if counted { vec![(Slot(0), inside)] } else { vec![] });
    }
}
