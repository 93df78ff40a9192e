//! Equality of short strings, and of other values with ints.

use a64_asm::Cond;
use heap::Bits;
use heap::layout::{self, SHORT_STRING, STRING_BYTES, STRING_LEN};

use super::{ADDRESS, Gp, INTS, Label, MapSearch, Masm, TEMP2};
use crate::mutant::{self, Mutant};

impl Masm {
    /// Goes on if two boxed values are short strings with the same bytes, and to `different` if
    /// they are flat strings with different ones. Goes to `other` if that takes a helper, as for
    /// all strings whose comparison costs fuel.
    pub fn compare_strings(&mut self, left: Gp, right: Gp, different: Label, other: Label) {
        let same = self.label();
        let word = self.scratch3();
        self.guard_kind(left, layout::kind::STRING, other);
        self.load_field32(*word, left, STRING_LEN);
        self.compare_imm(*word, heap::SHORT_BYTES as i32);
        self.asm.bcc_l(Cond::CS, other);
        self.asm.cmp_rr64(left, right);
        self.asm.bcc_l(Cond::EQ, same);
        self.guard_kind(right, layout::kind::STRING, other);
        self.load_field32(TEMP2, right, STRING_LEN);
        self.asm.cmp_rr32(*word, TEMP2);
        self.asm.bcc_l(Cond::NE, different);
        let words = if mutant::is(Mutant::HalfCompared) { 1 } else { 2 };
        for offset in (STRING_BYTES as i32..).step_by(8).take(words) {
            self.load_field(*word, left, offset);
            self.load_field(TEMP2, right, offset);
            self.asm.cmp_rr64(*word, TEMP2);
            self.asm.bcc_l(Cond::NE, different);
        }
        self.load_field32(*word, left, STRING_LEN);
        self.compare_imm(*word, SHORT_STRING as i32);
        self.asm.bcc_l(Cond::HI, other);
        self.bind(same);
    }

    /// Goes on if a boxed value is the boxed int, and to `different` if it is another int, an
    /// object or nil. Goes to `other` if it is a float or a bool, which a helper has to compare.
    pub fn compare_with_int(&mut self, boxed: Gp, int: Gp, different: Label, other: Label) {
        let same = self.label();
        self.asm.cmp_rr64(boxed, int);
        self.asm.bcc_l(Cond::EQ, same);
        self.asm.cmp_rr64(boxed, INTS);
        self.asm.bcc_l(Cond::CS, different);
        self.load_bits(TEMP2, Bits::NIL.raw());
        self.asm.cmp_rr64(boxed, TEMP2);
        self.asm.bcc_l(Cond::EQ, different);
        self.guard_object(boxed, other);
        self.asm.b_l(different);
        self.bind(same);
    }

    /// Goes to `found` if the entry whose address is in the entry's register has a short string
    /// with the bytes of the key, which is a string with a known hash; else goes on. The entry is
    /// the one found last.
    pub(super) fn match_entry(&mut self, search: MapSearch, found: Label) {
        let MapSearch { map, key, entry } = search;
        let [miss, different] = [(); 2].map(|()| self.label());
        // The register of the map serves as another scratch meanwhile.
        let kept = self.float_scratch();
        self.load_field32(TEMP2, key, STRING_LEN);
        self.compare_imm(TEMP2, SHORT_STRING as i32);
        self.asm.bcc_l(Cond::HI, different);
        self.load64(entry, entry, layout::ENTRY_KEY as i32);
        self.float_from_boxed(*kept, map);
        self.guard_object(entry, miss);
        self.asm.and_rri64(entry, entry, ADDRESS);
        // Length and hash, and then the bytes.
        for offset in [STRING_LEN as i32, STRING_BYTES as i32, STRING_BYTES as i32 + 8] {
            self.load_field(map, key, offset);
            self.load64(TEMP2, entry, offset);
            self.asm.cmp_rr64(map, TEMP2);
            self.asm.bcc_l(Cond::NE, miss);
        }
        self.box_float(map, *kept);
        let address = self.object(map);
        self.load32(entry, address, layout::MAP_LAST as i32);
        self.load64(TEMP2, address, layout::MAP_ENTRIES as i32);
        self.asm.add_rrs64(entry, TEMP2, entry.lsl(4));
        self.asm.b_l(found);
        self.bind(miss);
        self.box_float(map, *kept);
        self.bind(different);
    }
}

const _: () = assert!(SHORT_STRING == 16, "the bytes of short strings are two words");
const _: () = assert!(layout::STRING_HASH == STRING_LEN + 4, "length and hash are one word");
