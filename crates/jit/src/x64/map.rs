//! The entry of a key in a map: the one found last, or that of the first slot looked at.

use heap::Bits;
use heap::layout;
use x64_asm::{Cond, Mem, Scale};

use super::{Gp, IntSource, Label, MapSearch, Masm, context, field, index, word_at};
use crate::abi::offset;

impl Masm {
    /// Finds the entry of a key if it is the one found last; else goes to `other`.
    pub fn find_last_entry(&mut self, search: MapSearch, other: Label) {
        let MapSearch { map, key, entry } = search;
        self.asm.mov_rm32(entry, field(map, layout::MAP_LAST as i32));
        self.asm.cmp_rm32(entry, field(map, layout::MAP_LEN as i32));
        self.asm.jcc(Cond::AE, other);
        self.asm.shl_ri64(entry, 4);
        self.asm.add_rm64(entry, field(map, layout::MAP_ENTRIES as i32));
        self.asm.cmp_rm64(key, word_at(entry, layout::ENTRY_KEY as i32));
        self.asm.jcc(Cond::NE, other);
    }

    /// Finds the entry of an int, which it boxes for the search. Goes to `missing` if the map
    /// certainly has no such entry, and to `other` if that takes a longer search.
    pub fn find_int_entry(&mut self, int: IntSource, search: MapSearch, missing: Label, other: Label) {
        // The hash of `heap`'s maps, which has a slot for each int that is no more than the mask.
        let MapSearch { map, key, entry } = search;
        let (other_int, hashed) = (self.label(), self.label());
        self.load_source(entry, int);
        self.asm.cmp_rm32(entry, field(map, layout::MAP_MASK as i32));
        self.asm.jcc(Cond::A, other_int);
        self.asm.mov_rr32(key, entry);
        self.asm.and_ri32(key, layout::NEIGHBOURS as i32 - 1);
        self.asm.shr_ri32(entry, 3);
        self.asm.imul_rm32(entry, field(map, layout::MAP_FACTOR as i32));
        self.asm.lea_rm32(entry, Mem::base(key).index(index(entry), Scale::X8));
        self.asm.jmp(hashed);
        self.asm.bind(other_int);
        self.asm.imul_rm64(entry, context(offset::HASH_SECRET));
        self.asm.xor_rm64(entry, context(offset::HASH_SECRET + 8));
        self.asm.mov_rr64(key, entry);
        self.asm.shr_ri64(key, 32);
        self.asm.xor_rr64(entry, key);
        self.asm.imul_rm64(entry, context(offset::HASH_SECRET + 16));
        self.asm.shr_ri64(entry, 32);
        self.asm.bind(hashed);
        self.load_boxed_source(key, int);
        self.find_hashed_entry(search, missing, other, other);
    }

    /// As [`find_int_entry`](Self::find_int_entry), for a key that may be a string.
    pub fn find_string_entry(&mut self, search: MapSearch, missing: Label, other: Label) {
        let MapSearch { key, entry, .. } = search;
        self.guard_object_by(entry, key, other);
        self.asm.mov_rm32(entry, field(key, layout::HEADER_KIND as i32));
        self.asm.sub_ri32(entry, layout::kind::STRING.cast_signed());
        self.asm.cmp_ri32(entry, (layout::kind::SLICE - layout::kind::STRING).cast_signed());
        self.asm.jcc(Cond::A, other);
        // A string whose hash is not known yet.
        self.asm.mov_rm32(entry, field(key, layout::STRING_HASH as i32));
        self.asm.test_rr32(entry, entry);
        self.asm.jcc(Cond::E, other);
        // The first slot may be of an equal string, or of another: no slot at all is what says that
        // the key is missing.
        let [other_key, found] = [(); 2].map(|()| self.label());
        self.find_hashed_entry(search, missing, other_key, other);
        self.asm.jmp(found);
        self.asm.bind(other_key);
        self.match_entry(search, found);
        // This very string in the second slot means that there is no equal one in the first.
        self.asm.mov_rm32(entry, field(key, layout::STRING_HASH as i32));
        self.asm.add_ri32(entry, 1);
        self.look_at_slot(search, other, other);
        self.asm.bind(found);
    }

    /// Looks at the first slot for the hash, which is in the register of the entry; goes to `next`
    /// if that is another key's.
    fn find_hashed_entry(&mut self, search: MapSearch, missing: Label, next: Label, other: Label) {
        self.asm.cmp_mi64(field(search.map, layout::MAP_INDEX as i32), 0);
        self.asm.jcc(Cond::E, other);
        self.look_at_slot(search, missing, next);
    }

    /// Looks at the slot whose number is the low part of the register of the entry. Whichever entry
    /// that is becomes the one found last.
    fn look_at_slot(&mut self, search: MapSearch, missing: Label, other: Label) {
        let MapSearch { map, key, entry } = search;
        self.asm.and_rm32(entry, field(map, layout::MAP_MASK as i32));
        self.asm.shl_ri64(entry, 2);
        self.asm.add_rm64(entry, field(map, layout::MAP_INDEX as i32));
        self.asm.mov_rm32(entry, word_at(entry, 0));
        self.asm.and_rm32(entry, field(map, layout::MAP_MASK as i32));
        self.asm.sub_ri32(entry, 1);
        self.asm.jcc(Cond::B, missing);
        self.asm.mov_mr32(field(map, layout::MAP_LAST as i32), entry);
        self.asm.shl_ri64(entry, 4);
        self.asm.add_rm64(entry, field(map, layout::MAP_ENTRIES as i32));
        self.asm.cmp_rm64(key, word_at(entry, layout::ENTRY_KEY as i32));
        self.asm.jcc(Cond::NE, other);
    }

    /// Loads the value of an entry that was found.
    pub fn load_entry_value(&mut self, dst: Gp, entry: Gp) {
        self.asm.mov_rm64(dst, word_at(entry, layout::ENTRY_VALUE as i32));
    }

    /// Sets the value of an entry that was found.
    pub fn store_entry_value(&mut self, entry: Gp, src: Gp) {
        self.asm.mov_mr64(word_at(entry, layout::ENTRY_VALUE as i32), src);
    }

    /// Loads an int source, boxed.
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
