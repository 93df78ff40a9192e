//! Macro operations on objects beyond fields and elements: the write barrier, allocation, cells, the entry that a
//! map found last.
//!
//! A new object is a bare address in the scratch until [`Masm::box_new`]; its words are written through
//! [`Masm::store_new`] without a barrier, because it is young.

use heap::Bits;
use heap::layout::{self, Header};
use x64_asm::{Cond, Index, Mem, R13, RAX, RBP, RCX, RDX, Scale};

use super::{Gp, IntSource, Label, Masm, Test, context, field, index, word_at};
use crate::abi::offset;

impl Masm {
    /// Goes to a label if the object in the scratch is one whose stores the heap wants to know of.
    pub fn jump_if_unlogged(&mut self, label: Label) {
        self.test_unlogged();
        self.asm.jcc(Cond::NE, label);
    }

    /// Goes to a label if it is not, as [`jump_if_unlogged`](Self::jump_if_unlogged).
    pub fn jump_unless_unlogged(&mut self, label: Label) {
        self.test_unlogged();
        self.asm.jcc(Cond::E, label);
    }

    fn test_unlogged(&mut self) {
        let (offset, bit) = layout::BARRIER_BYTE;
        self.asm.test_mi8(field(RAX, offset as i32), bit.cast_signed());
    }

    /// Goes to a label if a register holds a pointer. Spoils the third scratch.
    pub fn jump_if_pointer(&mut self, boxed: Gp, label: Label) {
        self.asm.lea_rm64(RDX, Mem::base(boxed).index(Index::R13, Scale::X1));
        self.asm.shr_ri64(RDX, 48);
        self.asm.jcc(Cond::E, label);
    }

    /// The test for nil in a register. Spoils the second scratch.
    pub fn test_nil(&mut self, boxed: Gp) -> Test {
        self.load_bits(RCX, Bits::NIL.raw());
        self.asm.cmp_rr64(boxed, RCX);
        Test::of(Cond::E)
    }

    /// Takes `size` bytes of the young space; the address is in the scratch. Goes to `full` if there is no room.
    /// Spoils the other scratches.
    pub fn allocate(&mut self, size: usize, full: Label) {
        self.asm.mov_rm64(RCX, context(offset::WINDOW));
        self.asm.mov_rm64(RAX, word_at(RCX, layout::WINDOW_NEXT as i32));
        self.asm.lea_rm64(RDX, word_at(RAX, size as i32));
        self.asm.cmp_rm64(RDX, word_at(RCX, layout::WINDOW_END as i32));
        self.asm.jcc(Cond::A, full);
        self.asm.mov_mr64(word_at(RCX, layout::WINDOW_NEXT as i32), RDX);
    }

    /// Writes a word of a new object.
    pub fn store_new(&mut self, offset: usize, src: Gp) {
        self.asm.mov_mr64(word_at(RAX, offset as i32), src);
    }

    /// Writes known bits into a word of a new object. Spoils the third scratch.
    pub fn store_new_bits(&mut self, offset: usize, bits: u64) {
        self.asm.mov_ri64(RDX, bits.cast_signed());
        self.store_new(offset, RDX);
    }

    /// Writes the header of a new object. Spoils the third scratch.
    pub fn store_new_header(&mut self, offset: usize, kind: u32, size: usize) {
        self.store_new_bits(offset, Header::new(kind, size).word());
    }

    /// Writes the header of a new instance, whose shape is entry `index` of a table of shapes. Spoils the third
    /// scratch.
    pub fn store_new_shape(&mut self, shapes: Label, index: u32, size: usize) {
        self.asm.mov_rm64(RDX, Mem::label(shapes));
        self.asm.mov_rm32(RDX, word_at(RDX, 4 * index as i32));
        self.asm.mov_mr32(word_at(RAX, layout::HEADER_KIND as i32), RDX);
        let gc = Header::new(0, size).gc;
        self.asm.mov_mi32(word_at(RAX, layout::HEADER_GC as i32), gc.cast_signed());
    }

    /// Writes the address of byte `to` of new memory into its word at `offset`. Spoils the third scratch.
    pub fn store_new_address(&mut self, offset: usize, to: usize) {
        self.asm.lea_rm64(RDX, word_at(RAX, to as i32));
        self.store_new(offset, RDX);
    }

    /// The boxed pointer to the object at byte `offset` of the new memory in the scratch, which it spoils.
    pub fn box_new(&mut self, dst: Gp, offset: usize) {
        if offset != 0 {
            self.asm.add_ri64(RAX, offset as i32);
        }
        self.asm.sub_rr64(RAX, R13);
        self.move_boxed(dst, RAX);
    }

    /// The cell that is upvalue `upvalue` of the running function, into the scratch.
    pub fn load_upvalue_cell(&mut self, upvalue: u32) {
        self.asm.mov_rm64(RAX, word_at(RBP, -8));
        self.asm.mov_rm64(RAX, field(RAX, (layout::FUNCTION_UPVALUES + 8 * upvalue as usize) as i32));
    }

    /// Finds the entry of the key in the third scratch in the map in the scratch, if it is the one found last; its
    /// address is then in the second scratch. Else goes to `other`.
    pub fn find_last_entry(&mut self, other: Label) {
        self.asm.mov_rm32(RCX, field(RAX, layout::MAP_LAST as i32));
        self.asm.cmp_rm32(RCX, field(RAX, layout::MAP_LEN as i32));
        self.asm.jcc(Cond::AE, other);
        self.asm.shl_ri64(RCX, 4);
        self.asm.add_rm64(RCX, field(RAX, layout::MAP_ENTRIES as i32));
        self.asm.cmp_rm64(RDX, word_at(RCX, layout::ENTRY_KEY as i32));
        self.asm.jcc(Cond::NE, other);
    }

    /// Finds the entry of an int key in the map in the scratch; its address is then in the second scratch, and the boxed key in
    /// the third. Goes to `missing` if the map certainly has no such entry, and to `other` if that takes a longer search.
    pub fn find_int_entry(&mut self, key: IntSource, missing: Label, other: Label) {
        // The hash of `heap`'s maps, which has a slot for each int that is no more than the mask.
        let (other_int, hashed) = (self.label(), self.label());
        self.load_source(RCX, key);
        self.asm.cmp_rm32(RCX, field(RAX, layout::MAP_MASK as i32));
        self.asm.jcc(Cond::A, other_int);
        self.asm.mov_rr32(RDX, RCX);
        self.asm.and_ri32(RDX, layout::NEIGHBOURS as i32 - 1);
        self.asm.shr_ri32(RCX, 3);
        self.asm.imul_rm32(RCX, field(RAX, layout::MAP_FACTOR as i32));
        self.asm.lea_rm32(RCX, Mem::base(RDX).index(index(RCX), Scale::X8));
        self.asm.jmp(hashed);
        self.asm.bind(other_int);
        self.asm.imul_rm64(RCX, context(offset::HASH_SECRET));
        self.asm.xor_rm64(RCX, context(offset::HASH_SECRET + 8));
        self.asm.mov_rr64(RDX, RCX);
        self.asm.shr_ri64(RDX, 32);
        self.asm.xor_rr64(RCX, RDX);
        self.asm.imul_rm64(RCX, context(offset::HASH_SECRET + 16));
        self.asm.shr_ri64(RCX, 32);
        self.asm.bind(hashed);
        self.load_boxed_source(RDX, key);
        self.find_hashed_entry(missing, other, other);
    }

    /// As [`find_int_entry`](Self::find_int_entry), for the key in the third scratch, which may be a string.
    pub fn find_string_entry(&mut self, missing: Label, other: Label) {
        self.guard_object(RDX, other);
        self.asm.mov_rm32(RCX, field(RDX, layout::HEADER_KIND as i32));
        self.asm.sub_ri32(RCX, layout::kind::STRING.cast_signed());
        self.asm.cmp_ri32(RCX, (layout::kind::SLICE - layout::kind::STRING).cast_signed());
        self.asm.jcc(Cond::A, other);
        // A string whose hash is not known yet.
        self.asm.mov_rm32(RCX, field(RDX, layout::STRING_HASH as i32));
        self.asm.test_rr32(RCX, RCX);
        self.asm.jcc(Cond::E, other);
        // The first slot may be of an equal string, or of another: no slot at all is what says that the key is missing.
        let (second, found) = (self.label(), self.label());
        self.find_hashed_entry(missing, second, other);
        self.asm.jmp(found);
        self.asm.bind(second);
        // This very string in the second slot means that there is no equal one in the first.
        self.asm.mov_rm32(RCX, field(RDX, layout::STRING_HASH as i32));
        self.asm.add_ri32(RCX, 1);
        self.look_at_slot(other, other);
        self.asm.bind(found);
    }

    /// Looks at the first slot for the hash in the second scratch; goes to `next` if that is another key's.
    fn find_hashed_entry(&mut self, missing: Label, next: Label, other: Label) {
        self.asm.cmp_mi64(field(RAX, layout::MAP_INDEX as i32), 0);
        self.asm.jcc(Cond::E, other);
        self.look_at_slot(missing, next);
    }

    /// Looks at the slot whose number is the low part of the second scratch. Whichever entry that is becomes the one found last.
    fn look_at_slot(&mut self, missing: Label, other: Label) {
        self.asm.and_rm32(RCX, field(RAX, layout::MAP_MASK as i32));
        self.asm.shl_ri64(RCX, 2);
        self.asm.add_rm64(RCX, field(RAX, layout::MAP_INDEX as i32));
        self.asm.mov_rm32(RCX, word_at(RCX, 0));
        self.asm.and_rm32(RCX, field(RAX, layout::MAP_MASK as i32));
        self.asm.sub_ri32(RCX, 1);
        self.asm.jcc(Cond::B, missing);
        self.asm.mov_mr32(field(RAX, layout::MAP_LAST as i32), RCX);
        self.asm.shl_ri64(RCX, 4);
        self.asm.add_rm64(RCX, field(RAX, layout::MAP_ENTRIES as i32));
        self.asm.cmp_rm64(RDX, word_at(RCX, layout::ENTRY_KEY as i32));
        self.asm.jcc(Cond::NE, other);
    }

    /// The value of the entry that was found.
    pub fn load_entry_value(&mut self, dst: Gp) {
        self.asm.mov_rm64(dst, word_at(RCX, layout::ENTRY_VALUE as i32));
    }

    /// Sets the value of the entry that was found.
    pub fn store_entry_value(&mut self, src: Gp) {
        self.asm.mov_mr64(word_at(RCX, layout::ENTRY_VALUE as i32), src);
    }

    /// The int source, boxed.
    pub fn load_boxed_source(&mut self, dst: Gp, src: IntSource) {
        match src {
            IntSource::Imm(value) => self.load_bits(dst, Bits::int(value).raw()),
            _ => {
                self.load_source(dst, src);
                self.asm.lea_rm64(dst, Mem::base(x64_asm::R14).index(index(dst), Scale::X1));
            }
        }
    }
}

const _: () = assert!(layout::NEIGHBOURS == 1 << 3, "ints are hashed by a shift and a scaled index");
