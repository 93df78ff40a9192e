//! Chapter 11, a collector that moves: `cargo run -p guide --bin collector` builds a list in machine
//! code while a copying collector moves its cells; `listing` shows the code.

// ANCHOR: use
use std::mem::{offset_of, swap};

use exec_mem::{Arena, Code};
use guide::{Result, publish};
use x64_asm::{Assembler, Cond, Gpr, Label, Mem, R12, RAX, RBX, RCX, RDI, RDX, RSI, Scale};
// ANCHOR_END: use

// ANCHOR: heap
/// A cell is a number and a reference to another cell: two words.
const CELL: usize = 16;

/// What code and collector share. A reference is the distance of a cell from `base` in bytes, and 0
/// refers to none.
#[repr(C)]
struct Heap {
    /// Address of the space that has the cells.
    base: usize,
    /// Distance of the next free cell.
    next: usize,
    /// Distance from which on there is no room.
    end: usize,
    /// The only variable of the program. The collector finds it here, and nowhere else.
    list: usize,
    cells: Vec<[usize; 2]>,
    other: Vec<[usize; 2]>,
    collections: u32,
    /// Whether each allocation collects, so that no mistake stays hidden.
    stress: bool,
}

const BASE: i32 = offset_of!(Heap, base) as i32;
const NEXT: i32 = offset_of!(Heap, next) as i32;
const END: i32 = offset_of!(Heap, end) as i32;
const LIST: i32 = offset_of!(Heap, list) as i32;
// ANCHOR_END: heap

// ANCHOR: collect
impl Heap {
    /// Copies every cell that can be reached from the list to the other space, and goes on there.
    fn collect(&mut self) {
        let mut moved = vec![0; self.cells.len()];
        self.next = CELL; // the first cell is never used, since 0 refers to none
        self.list = self.copy(self.list, &mut moved);
        let mut scanned = CELL;
        while scanned < self.next {
            let at = scanned / CELL;
            self.other[at][1] = self.copy(self.other[at][1], &mut moved);
            scanned += CELL;
        }
        swap(&mut self.cells, &mut self.other);
        self.other.fill([0; 2]);
        self.base = self.cells.as_mut_ptr() as usize;
        self.collections += 1;
    }

    /// Copies a cell, unless it has been. Where it is now, by where it was, is in `moved`.
    fn copy(&mut self, reference: usize, moved: &mut [usize]) -> usize {
        let from = reference / CELL;
        if from != 0 && moved[from] == 0 {
            moved[from] = self.next;
            self.other[self.next / CELL] = self.cells[from];
            self.next += CELL;
        }
        moved[from]
    }
}

/// Makes room for one cell; 0 if there is none.
extern "sysv64" fn make_room(heap: &mut Heap) -> u32 {
    heap.collect();
    let len = heap.cells.len() * CELL;
    // In stress the room is for this one only, so that the next allocation comes here again.
    heap.end = if heap.stress { len.min(heap.next + CELL) } else { len };
    u32::from(heap.next + CELL <= heap.end)
}
// ANCHOR_END: collect

// ANCHOR: allocate
/// The number in a cell, by a reference; the base is in `rdx`.
fn cell(reference: Gpr) -> Mem {
    Mem::base(RDX).index(reference.index().expect("rsp has no reference"), Scale::X1)
}

/// Assembles the allocation of a cell: its distance in `rax`, `rdx` is the base. The number comes
/// from `r12`, the reference from the list. **This is a safepoint**: every register that a call may
/// overwrite is, and a reference in any other register is one to where a cell has been.
fn emit_cell(a: &mut Assembler, no_room: Label) {
    let (collect, resume, done) = (a.label(), a.label(), a.label());
    a.mov_rm64(RAX, Mem::base(RBX).disp(NEXT));
    a.bind(resume);
    a.lea_rm64(RCX, Mem::base(RAX).disp(CELL as i32));
    a.cmp_rm64(RCX, Mem::base(RBX).disp(END));
    a.jcc(Cond::A, collect);
    a.mov_mr64(Mem::base(RBX).disp(NEXT), RCX);
    a.comment("after the safepoint: base and list are loaded, whatever was known before");
    a.mov_rm64(RDX, Mem::base(RBX).disp(BASE));
    a.mov_rm64(RCX, Mem::base(RBX).disp(LIST));
    a.mov_mr64(cell(RAX), R12);
    a.mov_mr64(cell(RAX).disp(8), RCX);
    a.jmp(done);
    a.bind(collect);
    a.mov_rr64(RDI, RBX);
    let function: extern "sysv64" fn(&mut Heap) -> u32 = make_room;
    let make_room = a.external("make_room", function as usize as u64);
    a.mov_r_external(RAX, make_room);
    a.call_r(RAX);
    a.test_rr32(RAX, RAX);
    a.jcc(Cond::E, no_room);
    a.mov_rm64(RAX, Mem::base(RBX).disp(NEXT));
    a.jmp(resume);
    a.bind(done);
}
// ANCHOR_END: allocate

// ANCHOR: assemble
/// Assembles `build(heap, n)`: makes a list of the numbers from 1 to `n`, and beside each cell of it
/// one that nothing refers to. The sum is the result, or 0 if there was no room.
fn assemble(a: &mut Assembler) {
    let (top, add, done) = (a.named_label("top"), a.named_label("add"), a.named_label("done"));
    let no_room = a.named_label("no_room");
    for register in [RBX, R12, RSI] {
        a.push_r(register); // the third one aligns the stack
    }
    a.mov_rr64(RBX, RDI);
    a.mov_rr64(R12, RSI);
    a.bind(top);
    a.comment("garbage: nothing will refer to this cell");
    emit_cell(a, no_room);
    a.comment("a cell of the list");
    emit_cell(a, no_room);
    a.mov_mr64(Mem::base(RBX).disp(LIST), RAX);
    a.sub_ri64(R12, 1);
    a.jcc(Cond::NE, top);
    a.comment("no safepoint from here on: references may stay in registers");
    a.xor_rr32(RAX, RAX);
    a.mov_rm64(RDX, Mem::base(RBX).disp(BASE));
    a.mov_rm64(RCX, Mem::base(RBX).disp(LIST));
    a.bind(add);
    a.add_rm64(RAX, cell(RCX));
    a.mov_rm64(RCX, cell(RCX).disp(8));
    a.test_rr64(RCX, RCX);
    a.jcc(Cond::NE, add);
    a.bind(done);
    for register in [RSI, R12, RBX] {
        a.pop_r(register);
    }
    a.ret();
    a.bind(no_room);
    a.xor_rr32(RAX, RAX);
    a.jmp(done);
}
// ANCHOR_END: assemble

/// What `assemble` makes. The lifetime is that of one call.
type Function<'call> = extern "sysv64" fn(&'call mut Heap, u64) -> u64;

struct Build {
    code: Code,
}

impl Build {
    fn new(arena: &Arena, assemble: impl FnOnce(&mut Assembler)) -> Result<Self> {
        let mut a = Assembler::new();
        assemble(&mut a);
        Ok(Self { code: publish(arena, a.finish()?)? })
    }

    // ANCHOR: call
    /// The sum of the numbers from 1 to `n`, in a heap of so many cells, and the collections that it
    /// took; `None` if the list does not fit.
    fn call(&self, n: u32, cells: usize, stress: bool) -> Option<(u64, u32)> {
        assert!(n > 0 && cells > 1, "the code counts down to 0, and the first cell is never used");
        let (mut space, other) = (vec![[0; 2]; cells], vec![[0; 2]; cells]);
        let base = space.as_mut_ptr() as usize;
        let end = if stress { CELL } else { cells * CELL };
        let mut heap = Heap { base, next: CELL, end, list: 0, cells: space, other, collections: 0, stress };
        // SAFETY: `new` is called with `assemble` and with code that does the same by another
        // register: functions of this type. They access the heap, and cells of the space at `base`:
        // a reference, also one that is out of date, is less than the length of both spaces.
        let entry = unsafe { self.code.entry::<Function<'_>>() };
        let sum = entry.call(&mut heap, n.into());
        (sum != 0).then_some((sum, heap.collections))
    }
    // ANCHOR_END: call
}

// ANCHOR: main
fn main() -> Result<()> {
    if std::env::args().nth(1).as_deref() == Some("listing") {
        let mut a = Assembler::new();
        assemble(&mut a);
        println!("{}", a.finish()?.listing().stable());
        return Ok(());
    }
    let build = Build::new(&Arena::new()?, assemble)?;
    for (cells, stress) in [(5000, false), (1200, false), (1200, true), (500, false)] {
        println!("{cells} cells, stress {stress}: {:?}", build.call(1000, cells, stress));
    }
    Ok(())
}
// ANCHOR_END: main

#[cfg(test)]
mod tests {
    use x64_asm::R13;

    use super::*;

    // ANCHOR: test
    #[test]
    fn the_sum_is_the_same_however_often_cells_move() {
        let build = Build::new(&Arena::new().unwrap(), assemble).unwrap();
        for n in [2, 3, 10, 300] {
            for cells in [n as usize, n as usize + 1, 2 * n as usize, 3 * n as usize] {
                for stress in [false, true] {
                    let found = build.call(n, cells, stress).map(|(sum, _)| sum);
                    let expected = (cells > n as usize).then_some(u64::from(n * (n + 1) / 2));
                    assert_eq!(found, expected, "{n} numbers in {cells} cells, stress {stress}");
                }
            }
        }
    }
    // ANCHOR_END: test

    // ANCHOR: wrong
    /// As `assemble`, but the list stays in `r13`, where the collector does not look.
    fn assemble_wrong(a: &mut Assembler) {
        let (top, add, no_room) = (a.label(), a.label(), a.label());
        for register in [RBX, R12, R13] {
            a.push_r(register);
        }
        a.mov_rr64(RBX, RDI);
        a.mov_rr64(R12, RSI);
        a.xor_rr32(R13, R13);
        a.bind(top);
        emit_cell(a, no_room);
        a.mov_mr64(cell(RAX).disp(8), R13);
        a.mov_rr64(R13, RAX);
        a.sub_ri64(R12, 1);
        a.jcc(Cond::NE, top);
        a.xor_rr32(RAX, RAX);
        a.mov_ri32(RSI, 1000); // it may have become a ring
        a.bind(add);
        a.add_rm64(RAX, cell(R13));
        a.mov_rm64(R13, cell(R13).disp(8));
        a.sub_ri64(RSI, 1);
        a.jcc(Cond::E, no_room);
        a.test_rr64(R13, R13);
        a.jcc(Cond::NE, add);
        a.bind(no_room);
        for register in [R13, R12, RBX] {
            a.pop_r(register);
        }
        a.ret();
    }

    #[test]
    fn stress_finds_a_reference_in_a_register() {
        let wrong = Build::new(&Arena::new().unwrap(), assemble_wrong).unwrap();
        assert_eq!(wrong.call(100, 300, false), Some((5050, 0))); // nobody sees anything
        assert_ne!(wrong.call(100, 300, true).map(|(sum, _)| sum), Some(5050));
    }
    // ANCHOR_END: wrong
}
