//! The entry of a key in a map: the one found last, or that of the first slot looked at.

use heap::Bits;
use heap::layout;
use x64_asm::{Cond, Mem, RAX, RCX, RDX, Scale};

use super::{Gp, IntSource, Label, Masm, context, field, index, word_at};
use crate::abi::offset;

impl Masm {
    /// Finds the entry of the key in the third scratch in the map in the scratch, if it is the one
    /// found last; its address is then in the second scratch. Else goes to `other`.
    pub fn find_last_entry(&mut self, other: Label) {
        self.asm.mov_rm32(RCX, field(RAX, layout::MAP_LAST as i32));
        self.asm.cmp_rm32(RCX, field(RAX, layout::MAP_LEN as i32));
        self.asm.jcc(Cond::AE, other);
        self.asm.shl_ri64(RCX, 4);
        self.asm.add_rm64(RCX, field(RAX, layout::MAP_ENTRIES as i32));
        self.asm.cmp_rm64(RDX, word_at(RCX, layout::ENTRY_KEY as i32));
        self.asm.jcc(Cond::NE, other);
    }

    /// Finds the entry of an int key in the map in the scratch; its address is then in the second
    /// scratch, and the boxed key in the third. Goes to `missing` if the map certainly has no such
    /// entry, and to `other` if that takes a longer search.
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

    /// As [`find_int_entry`](Self::find_int_entry), for the key in the third scratch, which may be
    /// a string.
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
        // The first slot may be of an equal string, or of another: no slot at all is what says that
        // the key is missing.
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

    /// Looks at the first slot for the hash in the second scratch; goes to `next` if that is
    /// another key's.
    fn find_hashed_entry(&mut self, missing: Label, next: Label, other: Label) {
        self.asm.cmp_mi64(field(RAX, layout::MAP_INDEX as i32), 0);
        self.asm.jcc(Cond::E, other);
        self.look_at_slot(missing, next);
    }

    /// Looks at the slot whose number is the low part of the second scratch. Whichever entry that
    /// is becomes the one found last.
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
