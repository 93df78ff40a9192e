//! The entry of a key in a map: the one found last, or that of the first slot looked at.

use a64_asm::Cond;
use heap::{Bits, layout};

use super::{Gp, INTS, IntSource, Label, MapSearch, Masm, TEMP2};
use crate::abi::offset;

impl Masm {
    /// Finds the entry of a key if it is the one found last; else goes to `other`.
    pub fn find_last_entry(&mut self, search: MapSearch, other: Label) {
        let MapSearch { map, key, entry } = search;
        let map = self.object(map);
        self.load32(entry, map, layout::MAP_LAST as i32);
        self.load32(TEMP2, map, layout::MAP_LEN as i32);
        self.asm.cmp_rr32(entry, TEMP2);
        self.asm.bcc_l(Cond::CS, other);
        self.entry_of_index(map, key, entry, other);
    }

    /// Makes an entry's address of its index; goes to `other` if it has another key.
    fn entry_of_index(&mut self, map: Gp, key: Gp, entry: Gp, other: Label) {
        self.load64(TEMP2, map, layout::MAP_ENTRIES as i32);
        self.asm.add_rrs64(entry, TEMP2, entry.lsl(ENTRY_SHIFT));
        self.load64(TEMP2, entry, layout::ENTRY_KEY as i32);
        self.asm.cmp_rr64(key, TEMP2);
        self.asm.bcc_l(Cond::NE, other);
    }

    /// Finds the entry of an int, which it boxes for the search. Goes to `missing` if the map
    /// certainly has no such entry, and to `other` if that takes a longer search.
    pub fn find_int_entry(&mut self, int: IntSource, search: MapSearch, missing: Label, other: Label) {
        // The hash of `heap`'s maps, which has a slot for each int that is no more than the mask.
        let MapSearch { map, key, entry } = search;
        let (other_int, hashed) = (self.label(), self.label());
        self.load_source(entry, int);
        let map = self.object(map);
        self.load32(TEMP2, map, layout::MAP_MASK as i32);
        self.asm.cmp_rr32(entry, TEMP2);
        self.asm.bcc_l(Cond::HI, other_int);
        self.asm.and_rri32(key, entry, layout::NEIGHBOURS - 1);
        self.asm.lsr_rri32(entry, entry, 3);
        self.load32(TEMP2, map, layout::MAP_FACTOR as i32);
        self.asm.mul_rrr32(entry, entry, TEMP2);
        self.asm.add_rrs32(entry, key, entry.lsl(3));
        self.asm.b_l(hashed);
        self.bind(other_int);
        self.load_context(TEMP2, offset::HASH_SECRET);
        self.asm.mul_rrr64(entry, entry, TEMP2);
        self.load_context(TEMP2, offset::HASH_SECRET + 8);
        self.asm.eor_rrr64(entry, entry, TEMP2);
        self.asm.eor_rrs64(entry, entry, entry.lsr(32));
        self.load_context(TEMP2, offset::HASH_SECRET + 16);
        self.asm.mul_rrr64(entry, entry, TEMP2);
        self.asm.lsr_rri64(entry, entry, 32);
        self.bind(hashed);
        self.load_boxed_source(key, int);
        self.find_hashed_entry(search, missing, other, other);
    }

    /// As [`find_int_entry`](Self::find_int_entry), for a key that may be a string.
    pub fn find_string_entry(&mut self, search: MapSearch, missing: Label, other: Label) {
        let MapSearch { key, entry, .. } = search;
        self.guard_object(key, other);
        self.load_field32(entry, key, layout::HEADER_KIND);
        self.add_int_imm(entry, entry, -layout::kind::STRING.cast_signed());
        self.compare_imm(entry, (layout::kind::SLICE - layout::kind::STRING).cast_signed());
        self.asm.bcc_l(Cond::HI, other);
        // A string whose hash is not known yet.
        self.load_field32(entry, key, layout::STRING_HASH);
        self.asm.cbz_rl32(entry, other);
        // The first slot may be of an equal string, or of another: no slot at all is what says that
        // the key is missing.
        let [other_key, found] = [(); 2].map(|()| self.label());
        self.find_hashed_entry(search, missing, other_key, other);
        self.asm.b_l(found);
        self.bind(other_key);
        self.match_entry(search, found);
        // This very string in the second slot means that there is no equal one in the first.
        self.load_field32(entry, key, layout::STRING_HASH);
        self.asm.add_rri32(entry, entry, 1);
        self.look_at_slot(search, other, other);
        self.bind(found);
    }

    /// Looks at the first slot for the hash, which is in the register of the entry; goes to `next`
    /// if that is another key's.
    fn find_hashed_entry(&mut self, search: MapSearch, missing: Label, next: Label, other: Label) {
        self.load_field(TEMP2, search.map, layout::MAP_INDEX as i32);
        self.asm.cbz_rl64(TEMP2, other);
        self.leave_object(search.map);
        self.look_at_slot(search, missing, next);
    }

    /// Looks at the slot whose number is the low part of the register of the entry. Whichever entry
    /// that is becomes the one found last.
    fn look_at_slot(&mut self, search: MapSearch, missing: Label, other: Label) {
        let MapSearch { map, key, entry } = search;
        let map = self.object(map);
        self.mask_entry(map, entry);
        self.load64(TEMP2, map, layout::MAP_INDEX as i32);
        self.asm.ldr_rx32(entry, TEMP2, entry.uxtw(2));
        self.mask_entry(map, entry);
        self.asm.subs_rri32(entry, entry, 1);
        self.asm.bcc_l(Cond::CC, missing);
        self.store32(entry, map, layout::MAP_LAST as i32);
        self.entry_of_index(map, key, entry, other);
    }

    fn mask_entry(&mut self, map: Gp, entry: Gp) {
        self.load32(TEMP2, map, layout::MAP_MASK as i32);
        self.asm.and_rrr32(entry, entry, TEMP2);
    }

    /// Loads the value of an entry that was found.
    pub fn load_entry_value(&mut self, dst: Gp, entry: Gp) {
        self.load64(dst, entry, layout::ENTRY_VALUE as i32);
    }

    /// Sets the value of an entry that was found.
    pub fn store_entry_value(&mut self, entry: Gp, src: Gp) {
        self.store64(src, entry, layout::ENTRY_VALUE as i32);
    }

    /// Loads an int source, boxed.
    pub fn load_boxed_source(&mut self, dst: Gp, src: IntSource) {
        match src {
            IntSource::Imm(value) => self.load_bits(dst, Bits::int(value).raw()),
            _ => {
                self.load_source(dst, src);
                self.asm.orr_rrr64(dst, dst, INTS);
            }
        }
    }
}

/// An entry has 16 bytes.
const ENTRY_SHIFT: u8 = 4;

const _: () = assert!(layout::NEIGHBOURS == 1 << 3, "ints are hashed by a shift and a shifted sum");
