//! Equality of short strings, and of other values with ints.

use heap::Bits;
use heap::layout::{self, SHORT_STRING, STRING_BYTES, STRING_LEN};
use x64_asm::{Cond, Mem, R14};

use super::{Gp, Label, MapSearch, Masm, field, word_at};
use crate::mutant::{self, Mutant};

impl Masm {
    /// Goes on if two boxed values are short strings with the same bytes, and to `different` if
    /// they are flat strings with different ones. Goes to `other` if that takes a helper, as for
    /// all strings whose comparison costs fuel.
    pub fn compare_strings(&mut self, left: Gp, right: Gp, different: Label, other: Label) {
        let same = self.label();
        let word = self.scratch3();
        self.guard_object_by(*word, left, other);
        self.guard_shape(left, layout::kind::STRING, other);
        self.asm.mov_rm32(*word, field(left, STRING_LEN as i32));
        self.asm.cmp_ri32(*word, heap::SHORT_BYTES as i32);
        self.asm.jcc(Cond::AE, other);
        self.asm.cmp_rr64(left, right);
        self.asm.jcc(Cond::E, same);
        self.guard_object_by(*word, right, other);
        self.guard_shape(right, layout::kind::STRING, other);
        self.asm.mov_rm32(*word, field(left, STRING_LEN as i32));
        self.asm.cmp_rm32(*word, field(right, STRING_LEN as i32));
        self.asm.jcc(Cond::NE, different);
        self.compare_words(*word, left, |offset| field(right, offset), different);
        self.asm.cmp_mi32(field(left, STRING_LEN as i32), SHORT_STRING as i32);
        self.asm.jcc(Cond::A, other);
        self.asm.bind(same);
    }

    /// Goes on if a boxed value is the boxed int, and to `different` if it is another int, an
    /// object or nil. Goes to `other` if it is a float or a bool, which a helper has to compare.
    pub fn compare_with_int(&mut self, boxed: Gp, int: Gp, different: Label, other: Label) {
        let same = self.label();
        self.asm.cmp_rr64(boxed, int);
        self.asm.jcc(Cond::E, same);
        self.asm.cmp_rr64(boxed, R14);
        self.asm.jcc(Cond::AE, different);
        let tag = self.scratch3();
        self.load_bits(*tag, Bits::NIL.raw());
        self.asm.cmp_rr64(boxed, *tag);
        self.asm.jcc(Cond::E, different);
        self.guard_object_by(*tag, boxed, other);
        self.asm.jmp(different);
        self.asm.bind(same);
    }

    /// Goes to `found` if the entry whose address is in the entry's register has a short string
    /// with the bytes of the key, which is a string with a known hash; else goes on. The entry is
    /// the one found last.
    pub(super) fn match_entry(&mut self, search: MapSearch, found: Label) {
        let MapSearch { map, key, entry } = search;
        let [miss, different] = [(); 2].map(|()| self.label());
        // The register of the map serves as another scratch meanwhile.
        let kept = self.float_scratch();
        self.asm.cmp_mi32(field(key, STRING_LEN as i32), SHORT_STRING as i32);
        self.asm.jcc(Cond::A, different);
        self.asm.mov_rm64(entry, word_at(entry, layout::ENTRY_KEY as i32));
        self.float_from_boxed(*kept, map);
        self.guard_object_by(map, entry, miss);
        // Length and hash.
        self.asm.mov_rm64(map, field(key, STRING_LEN as i32));
        self.asm.cmp_rm64(map, field(entry, STRING_LEN as i32));
        self.asm.jcc(Cond::NE, miss);
        self.compare_words(map, key, |offset| field(entry, offset), miss);
        self.box_float(map, *kept);
        self.asm.mov_rm32(entry, field(map, layout::MAP_LAST as i32));
        self.asm.shl_ri64(entry, 4);
        self.asm.add_rm64(entry, field(map, layout::MAP_ENTRIES as i32));
        self.asm.jmp(found);
        self.asm.bind(miss);
        self.box_float(map, *kept);
        self.asm.bind(different);
    }

    /// Goes to `different` unless the first bytes of two flat strings are the same.
    fn compare_words(&mut self, word: Gp, left: Gp, right: impl Fn(i32) -> Mem, different: Label) {
        let words = if mutant::is(Mutant::HalfCompared) { 1 } else { 2 };
        for offset in (STRING_BYTES as i32..).step_by(8).take(words) {
            self.asm.mov_rm64(word, field(left, offset));
            self.asm.cmp_rm64(word, right(offset));
            self.asm.jcc(Cond::NE, different);
        }
    }
}

const _: () = assert!(SHORT_STRING == 16, "the bytes of short strings are two words");
const _: () = assert!(layout::STRING_HASH == STRING_LEN + 4, "length and hash are one word");
