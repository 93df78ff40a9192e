//! The instruction table: the one place that says which instructions there are.
//!
//! A block names an instruction, its page of the manual and the CPU feature it needs. A row is
//! one method: its name, its operands, and the encoding as the manual's diagram writes it, from
//! bit 31 down: constant bits, and the names of fields (`Rd` has five bits, `imm12` twelve,
//! `cond:4` four). In a block's name `*` stands for the operands where something follows them.
//! Methods, templates, documentation, listing and the exhaustive test are made from these rows;
//! `operand.rs` gives each operand its meaning. The first row that reads a word back is the one
//! that a listing shows, so aliases stand first.

#[cfg(feature = "simd")]
mod vector;

/// Hands the names of the sections to the macro named by the caller: those of rows without a
/// label, then those of rows with one.
#[doc(hidden)]
#[macro_export]
macro_rules! for_each_section {
    ($($callback:ident)::+) => {
        $($callback)::+! { (integer logic condition load_store exclusive system float float_load_store) (branch literal) }
    };
}

/// Hands every row without a label to the macro named by the caller, section by section: the
/// compiler's time grows with the square of what one call is handed.
#[doc(hidden)]
#[macro_export]
macro_rules! for_each_instruction {
    ($($callback:ident)::+ $(, $argument:tt)*) => {
        // Integer arithmetic.
        $($callback)::+! { ($($argument)*) integer
            "cmp" "CMP" BASE {
                cmp_rr64(xn xm) "1 1 1 01011 00 0 Rm 000000 Rn 11111";
                cmp_rs64(xn shifted64) "1 1 1 01011 shift:2 0 Rm imm6 Rn 11111";
                cmp_re64(xn_sp extended64) "1 1 1 01011 00 1 Rm option:3 imm3 Rn 11111";
                cmp_ri64(xn_sp imm12) "1 1 1 100010 sh:1 imm12 Rn 11111";
                cmp_rr32(wn wm) "0 1 1 01011 00 0 Rm 000000 Rn 11111";
                cmp_rs32(wn shifted32) "0 1 1 01011 shift:2 0 Rm imm6 Rn 11111";
                cmp_re32(wn_sp extended32) "0 1 1 01011 00 1 Rm option:3 imm3 Rn 11111";
                cmp_ri32(wn_sp imm12) "0 1 1 100010 sh:1 imm12 Rn 11111";
            }
            "cmn" "CMN" BASE {
                cmn_rr64(xn xm) "1 0 1 01011 00 0 Rm 000000 Rn 11111";
                cmn_rs64(xn shifted64) "1 0 1 01011 shift:2 0 Rm imm6 Rn 11111";
                cmn_re64(xn_sp extended64) "1 0 1 01011 00 1 Rm option:3 imm3 Rn 11111";
                cmn_ri64(xn_sp imm12) "1 0 1 100010 sh:1 imm12 Rn 11111";
                cmn_rr32(wn wm) "0 0 1 01011 00 0 Rm 000000 Rn 11111";
                cmn_rs32(wn shifted32) "0 0 1 01011 shift:2 0 Rm imm6 Rn 11111";
                cmn_re32(wn_sp extended32) "0 0 1 01011 00 1 Rm option:3 imm3 Rn 11111";
                cmn_ri32(wn_sp imm12) "0 0 1 100010 sh:1 imm12 Rn 11111";
            }
            "neg" "NEG (shifted register)" BASE {
                neg_rr64(xd xm) "1 1 0 01011 00 0 Rm 000000 11111 Rd";
                neg_rs64(xd shifted64) "1 1 0 01011 shift:2 0 Rm imm6 11111 Rd";
                neg_rr32(wd wm) "0 1 0 01011 00 0 Rm 000000 11111 Rd";
                neg_rs32(wd shifted32) "0 1 0 01011 shift:2 0 Rm imm6 11111 Rd";
            }
            "negs" "NEGS" BASE {
                negs_rr64(xd xm) "1 1 1 01011 00 0 Rm 000000 11111 Rd";
                negs_rs64(xd shifted64) "1 1 1 01011 shift:2 0 Rm imm6 11111 Rd";
                negs_rr32(wd wm) "0 1 1 01011 00 0 Rm 000000 11111 Rd";
                negs_rs32(wd shifted32) "0 1 1 01011 shift:2 0 Rm imm6 11111 Rd";
            }
            "add" "ADD" BASE {
                add_rrr64(xd xn xm) "1 0 0 01011 00 0 Rm 000000 Rn Rd";
                add_rrs64(xd xn shifted64) "1 0 0 01011 shift:2 0 Rm imm6 Rn Rd";
                add_rre64(xd_sp xn_sp extended64) "1 0 0 01011 00 1 Rm option:3 imm3 Rn Rd";
                add_rri64(xd_sp xn_sp imm12) "1 0 0 100010 sh:1 imm12 Rn Rd";
                add_rrr32(wd wn wm) "0 0 0 01011 00 0 Rm 000000 Rn Rd";
                add_rrs32(wd wn shifted32) "0 0 0 01011 shift:2 0 Rm imm6 Rn Rd";
                add_rre32(wd_sp wn_sp extended32) "0 0 0 01011 00 1 Rm option:3 imm3 Rn Rd";
                add_rri32(wd_sp wn_sp imm12) "0 0 0 100010 sh:1 imm12 Rn Rd";
            }
            "adds" "ADDS" BASE {
                adds_rrr64(xd xn xm) "1 0 1 01011 00 0 Rm 000000 Rn Rd";
                adds_rrs64(xd xn shifted64) "1 0 1 01011 shift:2 0 Rm imm6 Rn Rd";
                adds_rre64(xd xn_sp extended64) "1 0 1 01011 00 1 Rm option:3 imm3 Rn Rd";
                adds_rri64(xd xn_sp imm12) "1 0 1 100010 sh:1 imm12 Rn Rd";
                adds_rrr32(wd wn wm) "0 0 1 01011 00 0 Rm 000000 Rn Rd";
                adds_rrs32(wd wn shifted32) "0 0 1 01011 shift:2 0 Rm imm6 Rn Rd";
                adds_rre32(wd wn_sp extended32) "0 0 1 01011 00 1 Rm option:3 imm3 Rn Rd";
                adds_rri32(wd wn_sp imm12) "0 0 1 100010 sh:1 imm12 Rn Rd";
            }
            "sub" "SUB" BASE {
                sub_rrr64(xd xn xm) "1 1 0 01011 00 0 Rm 000000 Rn Rd";
                sub_rrs64(xd xn shifted64) "1 1 0 01011 shift:2 0 Rm imm6 Rn Rd";
                sub_rre64(xd_sp xn_sp extended64) "1 1 0 01011 00 1 Rm option:3 imm3 Rn Rd";
                sub_rri64(xd_sp xn_sp imm12) "1 1 0 100010 sh:1 imm12 Rn Rd";
                sub_rrr32(wd wn wm) "0 1 0 01011 00 0 Rm 000000 Rn Rd";
                sub_rrs32(wd wn shifted32) "0 1 0 01011 shift:2 0 Rm imm6 Rn Rd";
                sub_rre32(wd_sp wn_sp extended32) "0 1 0 01011 00 1 Rm option:3 imm3 Rn Rd";
                sub_rri32(wd_sp wn_sp imm12) "0 1 0 100010 sh:1 imm12 Rn Rd";
            }
            "subs" "SUBS" BASE {
                subs_rrr64(xd xn xm) "1 1 1 01011 00 0 Rm 000000 Rn Rd";
                subs_rrs64(xd xn shifted64) "1 1 1 01011 shift:2 0 Rm imm6 Rn Rd";
                subs_rre64(xd xn_sp extended64) "1 1 1 01011 00 1 Rm option:3 imm3 Rn Rd";
                subs_rri64(xd xn_sp imm12) "1 1 1 100010 sh:1 imm12 Rn Rd";
                subs_rrr32(wd wn wm) "0 1 1 01011 00 0 Rm 000000 Rn Rd";
                subs_rrs32(wd wn shifted32) "0 1 1 01011 shift:2 0 Rm imm6 Rn Rd";
                subs_rre32(wd wn_sp extended32) "0 1 1 01011 00 1 Rm option:3 imm3 Rn Rd";
                subs_rri32(wd wn_sp imm12) "0 1 1 100010 sh:1 imm12 Rn Rd";
            }
            "ngc" "NGC" BASE {
                ngc_rr64(xd xm) "1 1 0 11010000 Rm 000000 11111 Rd";
                ngc_rr32(wd wm) "0 1 0 11010000 Rm 000000 11111 Rd";
            }
            "ngcs" "NGCS" BASE {
                ngcs_rr64(xd xm) "1 1 1 11010000 Rm 000000 11111 Rd";
                ngcs_rr32(wd wm) "0 1 1 11010000 Rm 000000 11111 Rd";
            }
            "adc" "ADC" BASE {
                adc_rrr64(xd xn xm) "1 0 0 11010000 Rm 000000 Rn Rd";
                adc_rrr32(wd wn wm) "0 0 0 11010000 Rm 000000 Rn Rd";
            }
            "adcs" "ADCS" BASE {
                adcs_rrr64(xd xn xm) "1 0 1 11010000 Rm 000000 Rn Rd";
                adcs_rrr32(wd wn wm) "0 0 1 11010000 Rm 000000 Rn Rd";
            }
            "sbc" "SBC" BASE {
                sbc_rrr64(xd xn xm) "1 1 0 11010000 Rm 000000 Rn Rd";
                sbc_rrr32(wd wn wm) "0 1 0 11010000 Rm 000000 Rn Rd";
            }
            "sbcs" "SBCS" BASE {
                sbcs_rrr64(xd xn xm) "1 1 1 11010000 Rm 000000 Rn Rd";
                sbcs_rrr32(wd wn wm) "0 1 1 11010000 Rm 000000 Rn Rd";
            }
            "mul" "MUL" BASE {
                mul_rrr64(xd xn xm) "1 00 11011 000 Rm 0 11111 Rn Rd";
                mul_rrr32(wd wn wm) "0 00 11011 000 Rm 0 11111 Rn Rd";
            }
            "mneg" "MNEG" BASE {
                mneg_rrr64(xd xn xm) "1 00 11011 000 Rm 1 11111 Rn Rd";
                mneg_rrr32(wd wn wm) "0 00 11011 000 Rm 1 11111 Rn Rd";
            }
            "madd" "MADD" BASE {
                madd_rrrr64(xd xn xm xa) "1 00 11011 000 Rm 0 Ra Rn Rd";
                madd_rrrr32(wd wn wm wa) "0 00 11011 000 Rm 0 Ra Rn Rd";
            }
            "msub" "MSUB" BASE {
                msub_rrrr64(xd xn xm xa) "1 00 11011 000 Rm 1 Ra Rn Rd";
                msub_rrrr32(wd wn wm wa) "0 00 11011 000 Rm 1 Ra Rn Rd";
            }
            "smull" "SMULL" BASE {
                smull_rrr64_32(xd wn wm) "1 00 11011 001 Rm 0 11111 Rn Rd";
            }
            "smnegl" "SMNEGL" BASE {
                smnegl_rrr64_32(xd wn wm) "1 00 11011 001 Rm 1 11111 Rn Rd";
            }
            "smaddl" "SMADDL" BASE {
                smaddl_rrrr64_32(xd wn wm xa) "1 00 11011 001 Rm 0 Ra Rn Rd";
            }
            "smsubl" "SMSUBL" BASE {
                smsubl_rrrr64_32(xd wn wm xa) "1 00 11011 001 Rm 1 Ra Rn Rd";
            }
            "smulh" "SMULH" BASE {
                smulh_rrr64(xd xn xm) "1 00 11011 010 Rm 0 11111 Rn Rd";
            }
            "umull" "UMULL" BASE {
                umull_rrr64_32(xd wn wm) "1 00 11011 101 Rm 0 11111 Rn Rd";
            }
            "umnegl" "UMNEGL" BASE {
                umnegl_rrr64_32(xd wn wm) "1 00 11011 101 Rm 1 11111 Rn Rd";
            }
            "umaddl" "UMADDL" BASE {
                umaddl_rrrr64_32(xd wn wm xa) "1 00 11011 101 Rm 0 Ra Rn Rd";
            }
            "umsubl" "UMSUBL" BASE {
                umsubl_rrrr64_32(xd wn wm xa) "1 00 11011 101 Rm 1 Ra Rn Rd";
            }
            "umulh" "UMULH" BASE {
                umulh_rrr64(xd xn xm) "1 00 11011 110 Rm 0 11111 Rn Rd";
            }
            "udiv" "UDIV" BASE {
                udiv_rrr64(xd xn xm) "1 0 0 11010110 Rm 000010 Rn Rd";
                udiv_rrr32(wd wn wm) "0 0 0 11010110 Rm 000010 Rn Rd";
            }
            "sdiv" "SDIV" BASE {
                sdiv_rrr64(xd xn xm) "1 0 0 11010110 Rm 000011 Rn Rd";
                sdiv_rrr32(wd wn wm) "0 0 0 11010110 Rm 000011 Rn Rd";
            }
        }
        // Logic, moves and bits.
        $($callback)::+! { ($($argument)*) logic
            "tst" "TST" BASE {
                tst_rr64(xn xm) "1 11 01010 00 0 Rm 000000 Rn 11111";
                tst_rs64(xn rotated64) "1 11 01010 shift:2 0 Rm imm6 Rn 11111";
                tst_ri64(xn bitmask64) "1 11 100100 N:1 immr:6 imms:6 Rn 11111";
                tst_rr32(wn wm) "0 11 01010 00 0 Rm 000000 Rn 11111";
                tst_rs32(wn rotated32) "0 11 01010 shift:2 0 Rm imm6 Rn 11111";
                tst_ri32(wn bitmask32) "0 11 100100 N:1 immr:6 imms:6 Rn 11111";
            }
            "mov" "MOV (register)" BASE {
                mov_rr64(xd xm) "1 01 01010 00 0 Rm 000000 11111 Rd";
                mov_rr32(wd wm) "0 01 01010 00 0 Rm 000000 11111 Rd";
            }
            "mvn" "MVN" BASE {
                mvn_rr64(xd xm) "1 01 01010 00 1 Rm 000000 11111 Rd";
                mvn_rs64(xd rotated64) "1 01 01010 shift:2 1 Rm imm6 11111 Rd";
                mvn_rr32(wd wm) "0 01 01010 00 1 Rm 000000 11111 Rd";
                mvn_rs32(wd rotated32) "0 01 01010 shift:2 1 Rm imm6 11111 Rd";
            }
            "and" "AND" BASE {
                and_rrr64(xd xn xm) "1 00 01010 00 0 Rm 000000 Rn Rd";
                and_rrs64(xd xn rotated64) "1 00 01010 shift:2 0 Rm imm6 Rn Rd";
                and_rrr32(wd wn wm) "0 00 01010 00 0 Rm 000000 Rn Rd";
                and_rrs32(wd wn rotated32) "0 00 01010 shift:2 0 Rm imm6 Rn Rd";
                and_rri64(xd_sp xn bitmask64) "1 00 100100 N:1 immr:6 imms:6 Rn Rd";
                and_rri32(wd_sp wn bitmask32) "0 00 100100 N:1 immr:6 imms:6 Rn Rd";
            }
            "orr" "ORR" BASE {
                orr_rrr64(xd xn xm) "1 01 01010 00 0 Rm 000000 Rn Rd";
                orr_rrs64(xd xn rotated64) "1 01 01010 shift:2 0 Rm imm6 Rn Rd";
                orr_rrr32(wd wn wm) "0 01 01010 00 0 Rm 000000 Rn Rd";
                orr_rrs32(wd wn rotated32) "0 01 01010 shift:2 0 Rm imm6 Rn Rd";
                orr_rri64(xd_sp xn bitmask64) "1 01 100100 N:1 immr:6 imms:6 Rn Rd";
                orr_rri32(wd_sp wn bitmask32) "0 01 100100 N:1 immr:6 imms:6 Rn Rd";
            }
            "eor" "EOR" BASE {
                eor_rrr64(xd xn xm) "1 10 01010 00 0 Rm 000000 Rn Rd";
                eor_rrs64(xd xn rotated64) "1 10 01010 shift:2 0 Rm imm6 Rn Rd";
                eor_rrr32(wd wn wm) "0 10 01010 00 0 Rm 000000 Rn Rd";
                eor_rrs32(wd wn rotated32) "0 10 01010 shift:2 0 Rm imm6 Rn Rd";
                eor_rri64(xd_sp xn bitmask64) "1 10 100100 N:1 immr:6 imms:6 Rn Rd";
                eor_rri32(wd_sp wn bitmask32) "0 10 100100 N:1 immr:6 imms:6 Rn Rd";
            }
            "ands" "ANDS" BASE {
                ands_rrr64(xd xn xm) "1 11 01010 00 0 Rm 000000 Rn Rd";
                ands_rrs64(xd xn rotated64) "1 11 01010 shift:2 0 Rm imm6 Rn Rd";
                ands_rrr32(wd wn wm) "0 11 01010 00 0 Rm 000000 Rn Rd";
                ands_rrs32(wd wn rotated32) "0 11 01010 shift:2 0 Rm imm6 Rn Rd";
                ands_rri64(xd xn bitmask64) "1 11 100100 N:1 immr:6 imms:6 Rn Rd";
                ands_rri32(wd wn bitmask32) "0 11 100100 N:1 immr:6 imms:6 Rn Rd";
            }
            "bic" "BIC (shifted register)" BASE {
                bic_rrr64(xd xn xm) "1 00 01010 00 1 Rm 000000 Rn Rd";
                bic_rrs64(xd xn rotated64) "1 00 01010 shift:2 1 Rm imm6 Rn Rd";
                bic_rrr32(wd wn wm) "0 00 01010 00 1 Rm 000000 Rn Rd";
                bic_rrs32(wd wn rotated32) "0 00 01010 shift:2 1 Rm imm6 Rn Rd";
            }
            "orn" "ORN (shifted register)" BASE {
                orn_rrr64(xd xn xm) "1 01 01010 00 1 Rm 000000 Rn Rd";
                orn_rrs64(xd xn rotated64) "1 01 01010 shift:2 1 Rm imm6 Rn Rd";
                orn_rrr32(wd wn wm) "0 01 01010 00 1 Rm 000000 Rn Rd";
                orn_rrs32(wd wn rotated32) "0 01 01010 shift:2 1 Rm imm6 Rn Rd";
            }
            "eon" "EON (shifted register)" BASE {
                eon_rrr64(xd xn xm) "1 10 01010 00 1 Rm 000000 Rn Rd";
                eon_rrs64(xd xn rotated64) "1 10 01010 shift:2 1 Rm imm6 Rn Rd";
                eon_rrr32(wd wn wm) "0 10 01010 00 1 Rm 000000 Rn Rd";
                eon_rrs32(wd wn rotated32) "0 10 01010 shift:2 1 Rm imm6 Rn Rd";
            }
            "bics" "BICS (shifted register)" BASE {
                bics_rrr64(xd xn xm) "1 11 01010 00 1 Rm 000000 Rn Rd";
                bics_rrs64(xd xn rotated64) "1 11 01010 shift:2 1 Rm imm6 Rn Rd";
                bics_rrr32(wd wn wm) "0 11 01010 00 1 Rm 000000 Rn Rd";
                bics_rrs32(wd wn rotated32) "0 11 01010 shift:2 1 Rm imm6 Rn Rd";
            }
            "movn" "MOVN" BASE {
                movn_ri64(xd imm16 hw64) "1 00 100101 hw:2 imm16 Rd";
                movn_ri32(wd imm16 hw32) "0 00 100101 0 hw:1 imm16 Rd";
            }
            "movz" "MOVZ" BASE {
                movz_ri64(xd imm16 hw64) "1 10 100101 hw:2 imm16 Rd";
                movz_ri32(wd imm16 hw32) "0 10 100101 0 hw:1 imm16 Rd";
            }
            "movk" "MOVK" BASE {
                movk_ri64(xd imm16 hw64) "1 11 100101 hw:2 imm16 Rd";
                movk_ri32(wd imm16 hw32) "0 11 100101 0 hw:1 imm16 Rd";
            }
            "lsl" "LSL (register)" BASE {
                lsl_rrr64(xd xn xm) "1 0 0 11010110 Rm 001000 Rn Rd";
                lsl_rrr32(wd wn wm) "0 0 0 11010110 Rm 001000 Rn Rd";
            }
            "lsr" "LSR (register)" BASE {
                lsr_rrr64(xd xn xm) "1 0 0 11010110 Rm 001001 Rn Rd";
                lsr_rrr32(wd wn wm) "0 0 0 11010110 Rm 001001 Rn Rd";
            }
            "asr" "ASR (register)" BASE {
                asr_rrr64(xd xn xm) "1 0 0 11010110 Rm 001010 Rn Rd";
                asr_rrr32(wd wn wm) "0 0 0 11010110 Rm 001010 Rn Rd";
            }
            "ror" "ROR (register)" BASE {
                ror_rrr64(xd xn xm) "1 0 0 11010110 Rm 001011 Rn Rd";
                ror_rrr32(wd wn wm) "0 0 0 11010110 Rm 001011 Rn Rd";
            }
            "sxtb" "SXTB" BASE {
                sxtb_rr64(xd wn) "1 00 100110 1 000000 000111 Rn Rd";
                sxtb_rr32(wd wn) "0 00 100110 0 000000 000111 Rn Rd";
            }
            "sxth" "SXTH" BASE {
                sxth_rr64(xd wn) "1 00 100110 1 000000 001111 Rn Rd";
                sxth_rr32(wd wn) "0 00 100110 0 000000 001111 Rn Rd";
            }
            "sxtw" "SXTW" BASE {
                sxtw_rr64(xd wn) "1 00 100110 1 000000 011111 Rn Rd";
            }
            "uxtb" "UXTB" BASE {
                uxtb_rr32(wd wn) "0 10 100110 0 000000 000111 Rn Rd";
            }
            "uxth" "UXTH" BASE {
                uxth_rr32(wd wn) "0 10 100110 0 000000 001111 Rn Rd";
            }
            "asr" "ASR (immediate)" BASE {
                asr_rri64(xd xn bit64_16) "1 00 100110 1 immr:6 111111 Rn Rd";
                asr_rri32(wd wn bit32_16) "0 00 100110 0 immr:6 011111 Rn Rd";
            }
            "lsr" "LSR (immediate)" BASE {
                lsr_rri64(xd xn bit64_16) "1 10 100110 1 immr:6 111111 Rn Rd";
                lsr_rri32(wd wn bit32_16) "0 10 100110 0 immr:6 011111 Rn Rd";
            }
            "lsl" "LSL (immediate)" BASE {
                lsl_rri64(xd xn left64) "1 10 100110 1 immr:6 imms:6 Rn Rd";
                lsl_rri32(wd wn left32) "0 10 100110 0 immr:6 imms:6 Rn Rd";
            }
            "sbfx" "SBFX" BASE {
                sbfx_rri64(xd xn extract64) "1 00 100110 1 immr:6 imms:6 Rn Rd";
                sbfx_rri32(wd wn extract32) "0 00 100110 0 immr:6 imms:6 Rn Rd";
            }
            "sbfiz" "SBFIZ" BASE {
                sbfiz_rri64(xd xn insert64) "1 00 100110 1 immr:6 imms:6 Rn Rd";
                sbfiz_rri32(wd wn insert32) "0 00 100110 0 immr:6 imms:6 Rn Rd";
            }
            "ubfx" "UBFX" BASE {
                ubfx_rri64(xd xn extract64) "1 10 100110 1 immr:6 imms:6 Rn Rd";
                ubfx_rri32(wd wn extract32) "0 10 100110 0 immr:6 imms:6 Rn Rd";
            }
            "ubfiz" "UBFIZ" BASE {
                ubfiz_rri64(xd xn insert64) "1 10 100110 1 immr:6 imms:6 Rn Rd";
                ubfiz_rri32(wd wn insert32) "0 10 100110 0 immr:6 imms:6 Rn Rd";
            }
            "bfxil" "BFXIL" BASE {
                bfxil_rri64(xd xn extract64) "1 01 100110 1 immr:6 imms:6 Rn Rd";
                bfxil_rri32(wd wn extract32) "0 01 100110 0 immr:6 imms:6 Rn Rd";
            }
            "bfi" "BFI" BASE {
                bfi_rri64(xd xn insert64) "1 01 100110 1 immr:6 imms:6 Rn Rd";
                bfi_rri32(wd wn insert32) "0 01 100110 0 immr:6 imms:6 Rn Rd";
            }
            "sbfm" "SBFM" BASE {
                sbfm_rrii64(xd xn bit64_16 bit64_10) "1 00 100110 1 immr:6 imms:6 Rn Rd";
                sbfm_rrii32(wd wn bit32_16 bit32_10) "0 00 100110 0 immr:6 imms:6 Rn Rd";
            }
            "bfm" "BFM" BASE {
                bfm_rrii64(xd xn bit64_16 bit64_10) "1 01 100110 1 immr:6 imms:6 Rn Rd";
                bfm_rrii32(wd wn bit32_16 bit32_10) "0 01 100110 0 immr:6 imms:6 Rn Rd";
            }
            "ubfm" "UBFM" BASE {
                ubfm_rrii64(xd xn bit64_16 bit64_10) "1 10 100110 1 immr:6 imms:6 Rn Rd";
                ubfm_rrii32(wd wn bit32_16 bit32_10) "0 10 100110 0 immr:6 imms:6 Rn Rd";
            }
            "ror" "ROR (immediate)" BASE {
                ror_rri64(xd xnm bit64_10) "1 00 100111 1 0 Rm imms:6 Rn Rd";
                ror_rri32(wd wnm bit32_10) "0 00 100111 0 0 Rm imms:6 Rn Rd";
            }
            "extr" "EXTR" BASE {
                extr_rrri64(xd xn xm bit64_10) "1 00 100111 1 0 Rm imms:6 Rn Rd";
                extr_rrri32(wd wn wm bit32_10) "0 00 100111 0 0 Rm imms:6 Rn Rd";
            }
            "rbit" "RBIT" BASE {
                rbit_rr64(xd xn) "1 1 0 11010110 00000 000000 Rn Rd";
                rbit_rr32(wd wn) "0 1 0 11010110 00000 000000 Rn Rd";
            }
            "rev16" "REV16" BASE {
                rev16_rr64(xd xn) "1 1 0 11010110 00000 000001 Rn Rd";
                rev16_rr32(wd wn) "0 1 0 11010110 00000 000001 Rn Rd";
            }
            "clz" "CLZ" BASE {
                clz_rr64(xd xn) "1 1 0 11010110 00000 000100 Rn Rd";
                clz_rr32(wd wn) "0 1 0 11010110 00000 000100 Rn Rd";
            }
            "cls" "CLS" BASE {
                cls_rr64(xd xn) "1 1 0 11010110 00000 000101 Rn Rd";
                cls_rr32(wd wn) "0 1 0 11010110 00000 000101 Rn Rd";
            }
            "rev32" "REV32" BASE {
                rev32_rr64(xd xn) "1 1 0 11010110 00000 000010 Rn Rd";
            }
            "rev" "REV" BASE {
                rev_rr64(xd xn) "1 1 0 11010110 00000 000011 Rn Rd";
                rev_rr32(wd wn) "0 1 0 11010110 00000 000010 Rn Rd";
            }
            "crc32b" "CRC32B, CRC32H, CRC32W, CRC32X" CRC32 {
                crc32b_rrr32(wd wn wm) "0 0 0 11010110 Rm 010 0 00 Rn Rd";
            }
            "crc32h" "CRC32B, CRC32H, CRC32W, CRC32X" CRC32 {
                crc32h_rrr32(wd wn wm) "0 0 0 11010110 Rm 010 0 01 Rn Rd";
            }
            "crc32w" "CRC32B, CRC32H, CRC32W, CRC32X" CRC32 {
                crc32w_rrr32(wd wn wm) "0 0 0 11010110 Rm 010 0 10 Rn Rd";
            }
            "crc32x" "CRC32B, CRC32H, CRC32W, CRC32X" CRC32 {
                crc32x_rrr32(wd wn xm) "1 0 0 11010110 Rm 010 0 11 Rn Rd";
            }
            "crc32cb" "CRC32CB, CRC32CH, CRC32CW, CRC32CX" CRC32 {
                crc32cb_rrr32(wd wn wm) "0 0 0 11010110 Rm 010 1 00 Rn Rd";
            }
            "crc32ch" "CRC32CB, CRC32CH, CRC32CW, CRC32CX" CRC32 {
                crc32ch_rrr32(wd wn wm) "0 0 0 11010110 Rm 010 1 01 Rn Rd";
            }
            "crc32cw" "CRC32CB, CRC32CH, CRC32CW, CRC32CX" CRC32 {
                crc32cw_rrr32(wd wn wm) "0 0 0 11010110 Rm 010 1 10 Rn Rd";
            }
            "crc32cx" "CRC32CB, CRC32CH, CRC32CW, CRC32CX" CRC32 {
                crc32cx_rrr32(wd wn xm) "1 0 0 11010110 Rm 010 1 11 Rn Rd";
            }
            "adrp" "ADRP" BASE {
                adrp_ri(xd page21) "1 immlo:2 10000 immhi:19 Rd";
            }
        }
        // Conditions.
        $($callback)::+! { ($($argument)*) condition
            "cset" "CSET" BASE {
                cset_r64(xd inverted) "1 0 0 11010100 11111 cond:4 01 11111 Rd";
                cset_r32(wd inverted) "0 0 0 11010100 11111 cond:4 01 11111 Rd";
            }
            "csetm" "CSETM" BASE {
                csetm_r64(xd inverted) "1 1 0 11010100 11111 cond:4 00 11111 Rd";
                csetm_r32(wd inverted) "0 1 0 11010100 11111 cond:4 00 11111 Rd";
            }
            "cinc" "CINC" BASE {
                cinc_rr64(xd xnm inverted) "1 0 0 11010100 Rm cond:4 01 Rn Rd";
                cinc_rr32(wd wnm inverted) "0 0 0 11010100 Rm cond:4 01 Rn Rd";
            }
            "cinv" "CINV" BASE {
                cinv_rr64(xd xnm inverted) "1 1 0 11010100 Rm cond:4 00 Rn Rd";
                cinv_rr32(wd wnm inverted) "0 1 0 11010100 Rm cond:4 00 Rn Rd";
            }
            "cneg" "CNEG" BASE {
                cneg_rr64(xd xnm inverted) "1 1 0 11010100 Rm cond:4 01 Rn Rd";
                cneg_rr32(wd wnm inverted) "0 1 0 11010100 Rm cond:4 01 Rn Rd";
            }
            "csel" "CSEL" BASE {
                csel_rrr64(xd xn xm cond) "1 0 0 11010100 Rm cond:4 00 Rn Rd";
                csel_rrr32(wd wn wm cond) "0 0 0 11010100 Rm cond:4 00 Rn Rd";
            }
            "csinc" "CSINC" BASE {
                csinc_rrr64(xd xn xm cond) "1 0 0 11010100 Rm cond:4 01 Rn Rd";
                csinc_rrr32(wd wn wm cond) "0 0 0 11010100 Rm cond:4 01 Rn Rd";
            }
            "csinv" "CSINV" BASE {
                csinv_rrr64(xd xn xm cond) "1 1 0 11010100 Rm cond:4 00 Rn Rd";
                csinv_rrr32(wd wn wm cond) "0 1 0 11010100 Rm cond:4 00 Rn Rd";
            }
            "csneg" "CSNEG" BASE {
                csneg_rrr64(xd xn xm cond) "1 1 0 11010100 Rm cond:4 01 Rn Rd";
                csneg_rrr32(wd wn wm cond) "0 1 0 11010100 Rm cond:4 01 Rn Rd";
            }
            "ccmn" "CCMN" BASE {
                ccmn_rr64(xn xm nzcv cond) "1 0 1 11010010 Rm cond:4 0 0 Rn 0 nzcv:4";
                ccmn_ri64(xn imm5 nzcv cond) "1 0 1 11010010 imm5 cond:4 1 0 Rn 0 nzcv:4";
                ccmn_rr32(wn wm nzcv cond) "0 0 1 11010010 Rm cond:4 0 0 Rn 0 nzcv:4";
                ccmn_ri32(wn imm5 nzcv cond) "0 0 1 11010010 imm5 cond:4 1 0 Rn 0 nzcv:4";
            }
            "ccmp" "CCMP" BASE {
                ccmp_rr64(xn xm nzcv cond) "1 1 1 11010010 Rm cond:4 0 0 Rn 0 nzcv:4";
                ccmp_ri64(xn imm5 nzcv cond) "1 1 1 11010010 imm5 cond:4 1 0 Rn 0 nzcv:4";
                ccmp_rr32(wn wm nzcv cond) "0 1 1 11010010 Rm cond:4 0 0 Rn 0 nzcv:4";
                ccmp_ri32(wn imm5 nzcv cond) "0 1 1 11010010 imm5 cond:4 1 0 Rn 0 nzcv:4";
            }
            "cfinv" "CFINV" FLAGM {
                cfinv() "1101010100000 000 0100 0000 000 11111";
            }
            "setf8" "SETF8" FLAGM {
                setf8_r32(wn) "0 0 1 11010000 00000 0 0 0010 Rn 0 1101";
            }
            "setf16" "SETF16" FLAGM {
                setf16_r32(wn) "0 0 1 11010000 00000 0 1 0010 Rn 0 1101";
            }
        }
        // Loads and stores of general-purpose registers.
        $($callback)::+! { ($($argument)*) load_store
            "stur" "STUR" BASE {
                stur_ro64(xt base simm9) "11 111 0 00 00 0 imm9 00 Rn Rt";
                stur_ro32(wt base simm9) "10 111 0 00 00 0 imm9 00 Rn Rt";
            }
            "ldur" "LDUR" BASE {
                ldur_ro64(xt base simm9) "11 111 0 00 01 0 imm9 00 Rn Rt";
                ldur_ro32(wt base simm9) "10 111 0 00 01 0 imm9 00 Rn Rt";
            }
            "sturb" "STURB" BASE {
                sturb_ro(wt base simm9) "00 111 0 00 00 0 imm9 00 Rn Rt";
            }
            "ldurb" "LDURB" BASE {
                ldurb_ro(wt base simm9) "00 111 0 00 01 0 imm9 00 Rn Rt";
            }
            "sturh" "STURH" BASE {
                sturh_ro(wt base simm9) "01 111 0 00 00 0 imm9 00 Rn Rt";
            }
            "ldurh" "LDURH" BASE {
                ldurh_ro(wt base simm9) "01 111 0 00 01 0 imm9 00 Rn Rt";
            }
            "ldursb" "LDURSB" BASE {
                ldursb_ro64(xt base simm9) "00 111 0 00 10 0 imm9 00 Rn Rt";
                ldursb_ro32(wt base simm9) "00 111 0 00 11 0 imm9 00 Rn Rt";
            }
            "ldursh" "LDURSH" BASE {
                ldursh_ro64(xt base simm9) "01 111 0 00 10 0 imm9 00 Rn Rt";
                ldursh_ro32(wt base simm9) "01 111 0 00 11 0 imm9 00 Rn Rt";
            }
            "ldursw" "LDURSW" BASE {
                ldursw_ro64(xt base simm9) "10 111 0 00 10 0 imm9 00 Rn Rt";
            }
            "str" "STR (immediate), STR (register)" BASE {
                str_ro64(xt base offset8) "11 111 0 0 offset:1 00 offset:12 Rn Rt";
                str_rx64(xt base index8) "11 111 0 00 00 1 Rm option:3 S:1 10 Rn Rt";
                str_r_pre64(xt base pre9) "11 111 0 00 00 0 imm9 11 Rn Rt";
                str_r_post64(xt base post9) "11 111 0 00 00 0 imm9 01 Rn Rt";
                str_ro32(wt base offset4) "10 111 0 0 offset:1 00 offset:12 Rn Rt";
                str_rx32(wt base index4) "10 111 0 00 00 1 Rm option:3 S:1 10 Rn Rt";
                str_r_pre32(wt base pre9) "10 111 0 00 00 0 imm9 11 Rn Rt";
                str_r_post32(wt base post9) "10 111 0 00 00 0 imm9 01 Rn Rt";
            }
            "ldr" "LDR (immediate), LDR (register)" BASE {
                ldr_ro64(xt base offset8) "11 111 0 0 offset:1 01 offset:12 Rn Rt";
                ldr_rx64(xt base index8) "11 111 0 00 01 1 Rm option:3 S:1 10 Rn Rt";
                ldr_r_pre64(xt base pre9) "11 111 0 00 01 0 imm9 11 Rn Rt";
                ldr_r_post64(xt base post9) "11 111 0 00 01 0 imm9 01 Rn Rt";
                ldr_ro32(wt base offset4) "10 111 0 0 offset:1 01 offset:12 Rn Rt";
                ldr_rx32(wt base index4) "10 111 0 00 01 1 Rm option:3 S:1 10 Rn Rt";
                ldr_r_pre32(wt base pre9) "10 111 0 00 01 0 imm9 11 Rn Rt";
                ldr_r_post32(wt base post9) "10 111 0 00 01 0 imm9 01 Rn Rt";
            }
            "strb" "STRB (immediate), STRB (register)" BASE {
                strb_ro(wt base offset1) "00 111 0 0 offset:1 00 offset:12 Rn Rt";
                strb_rx(wt base index1) "00 111 0 00 00 1 Rm option:3 S:1 10 Rn Rt";
                strb_r_pre(wt base pre9) "00 111 0 00 00 0 imm9 11 Rn Rt";
                strb_r_post(wt base post9) "00 111 0 00 00 0 imm9 01 Rn Rt";
            }
            "ldrb" "LDRB (immediate), LDRB (register)" BASE {
                ldrb_ro(wt base offset1) "00 111 0 0 offset:1 01 offset:12 Rn Rt";
                ldrb_rx(wt base index1) "00 111 0 00 01 1 Rm option:3 S:1 10 Rn Rt";
                ldrb_r_pre(wt base pre9) "00 111 0 00 01 0 imm9 11 Rn Rt";
                ldrb_r_post(wt base post9) "00 111 0 00 01 0 imm9 01 Rn Rt";
            }
            "strh" "STRH (immediate), STRH (register)" BASE {
                strh_ro(wt base offset2) "01 111 0 0 offset:1 00 offset:12 Rn Rt";
                strh_rx(wt base index2) "01 111 0 00 00 1 Rm option:3 S:1 10 Rn Rt";
                strh_r_pre(wt base pre9) "01 111 0 00 00 0 imm9 11 Rn Rt";
                strh_r_post(wt base post9) "01 111 0 00 00 0 imm9 01 Rn Rt";
            }
            "ldrh" "LDRH (immediate), LDRH (register)" BASE {
                ldrh_ro(wt base offset2) "01 111 0 0 offset:1 01 offset:12 Rn Rt";
                ldrh_rx(wt base index2) "01 111 0 00 01 1 Rm option:3 S:1 10 Rn Rt";
                ldrh_r_pre(wt base pre9) "01 111 0 00 01 0 imm9 11 Rn Rt";
                ldrh_r_post(wt base post9) "01 111 0 00 01 0 imm9 01 Rn Rt";
            }
            "ldrsb" "LDRSB (immediate), LDRSB (register)" BASE {
                ldrsb_ro64(xt base offset1) "00 111 0 0 offset:1 10 offset:12 Rn Rt";
                ldrsb_rx64(xt base index1) "00 111 0 00 10 1 Rm option:3 S:1 10 Rn Rt";
                ldrsb_r_pre64(xt base pre9) "00 111 0 00 10 0 imm9 11 Rn Rt";
                ldrsb_r_post64(xt base post9) "00 111 0 00 10 0 imm9 01 Rn Rt";
                ldrsb_ro32(wt base offset1) "00 111 0 0 offset:1 11 offset:12 Rn Rt";
                ldrsb_rx32(wt base index1) "00 111 0 00 11 1 Rm option:3 S:1 10 Rn Rt";
                ldrsb_r_pre32(wt base pre9) "00 111 0 00 11 0 imm9 11 Rn Rt";
                ldrsb_r_post32(wt base post9) "00 111 0 00 11 0 imm9 01 Rn Rt";
            }
            "ldrsh" "LDRSH (immediate), LDRSH (register)" BASE {
                ldrsh_ro64(xt base offset2) "01 111 0 0 offset:1 10 offset:12 Rn Rt";
                ldrsh_rx64(xt base index2) "01 111 0 00 10 1 Rm option:3 S:1 10 Rn Rt";
                ldrsh_r_pre64(xt base pre9) "01 111 0 00 10 0 imm9 11 Rn Rt";
                ldrsh_r_post64(xt base post9) "01 111 0 00 10 0 imm9 01 Rn Rt";
                ldrsh_ro32(wt base offset2) "01 111 0 0 offset:1 11 offset:12 Rn Rt";
                ldrsh_rx32(wt base index2) "01 111 0 00 11 1 Rm option:3 S:1 10 Rn Rt";
                ldrsh_r_pre32(wt base pre9) "01 111 0 00 11 0 imm9 11 Rn Rt";
                ldrsh_r_post32(wt base post9) "01 111 0 00 11 0 imm9 01 Rn Rt";
            }
            "ldrsw" "LDRSW (immediate), LDRSW (register)" BASE {
                ldrsw_ro64(xt base offset4) "10 111 0 0 offset:1 10 offset:12 Rn Rt";
                ldrsw_rx64(xt base index4) "10 111 0 00 10 1 Rm option:3 S:1 10 Rn Rt";
                ldrsw_r_pre64(xt base pre9) "10 111 0 00 10 0 imm9 11 Rn Rt";
                ldrsw_r_post64(xt base post9) "10 111 0 00 10 0 imm9 01 Rn Rt";
            }
            "stp" "STP" BASE {
                stp_rro64(xt xt2 base pair8) "10 101 0 010 0 imm7 Rt2 Rn Rt";
                stp_rr_pre64(xt xt2 base pair_pre8) "10 101 0 011 0 imm7 Rt2 Rn Rt";
                stp_rr_post64(xt xt2 base pair_post8) "10 101 0 001 0 imm7 Rt2 Rn Rt";
                stp_rro32(wt wt2 base pair4) "00 101 0 010 0 imm7 Rt2 Rn Rt";
                stp_rr_pre32(wt wt2 base pair_pre4) "00 101 0 011 0 imm7 Rt2 Rn Rt";
                stp_rr_post32(wt wt2 base pair_post4) "00 101 0 001 0 imm7 Rt2 Rn Rt";
            }
            "stnp" "STNP" BASE {
                stnp_rro64(xt xt2 base pair8) "10 101 0 000 0 imm7 Rt2 Rn Rt";
                stnp_rro32(wt wt2 base pair4) "00 101 0 000 0 imm7 Rt2 Rn Rt";
            }
            "ldp" "LDP" BASE {
                ldp_rro64(xt xt2 base pair8) "10 101 0 010 1 imm7 Rt2 Rn Rt";
                ldp_rr_pre64(xt xt2 base pair_pre8) "10 101 0 011 1 imm7 Rt2 Rn Rt";
                ldp_rr_post64(xt xt2 base pair_post8) "10 101 0 001 1 imm7 Rt2 Rn Rt";
                ldp_rro32(wt wt2 base pair4) "00 101 0 010 1 imm7 Rt2 Rn Rt";
                ldp_rr_pre32(wt wt2 base pair_pre4) "00 101 0 011 1 imm7 Rt2 Rn Rt";
                ldp_rr_post32(wt wt2 base pair_post4) "00 101 0 001 1 imm7 Rt2 Rn Rt";
            }
            "ldnp" "LDNP" BASE {
                ldnp_rro64(xt xt2 base pair8) "10 101 0 000 1 imm7 Rt2 Rn Rt";
                ldnp_rro32(wt wt2 base pair4) "00 101 0 000 1 imm7 Rt2 Rn Rt";
            }
            "ldpsw" "LDPSW" BASE {
                ldpsw_rro64(xt xt2 base pair4) "01 101 0 010 1 imm7 Rt2 Rn Rt";
                ldpsw_rr_pre64(xt xt2 base pair_pre4) "01 101 0 011 1 imm7 Rt2 Rn Rt";
                ldpsw_rr_post64(xt xt2 base pair_post4) "01 101 0 001 1 imm7 Rt2 Rn Rt";
            }
            "prfm" "PRFM (immediate), PRFM (register)" BASE {
                prfm_o(prefetch base scaled8) "11 111 0 01 10 imm12 Rn Rt";
                prfm_x(prefetch base index8) "11 111 0 00 10 1 Rm option:3 S:1 10 Rn Rt";
            }
        }
        // Exclusive, acquire and release; atomics.
        $($callback)::+! { ($($argument)*) exclusive
            "ldxr" "LDXR" BASE {
                ldxr_rm64(xt at) "11 001000 0 1 0 11111 0 11111 Rn Rt";
                ldxr_rm32(wt at) "10 001000 0 1 0 11111 0 11111 Rn Rt";
            }
            "ldxrh" "LDXRH" BASE {
                ldxrh_rm(wt at) "01 001000 0 1 0 11111 0 11111 Rn Rt";
            }
            "ldxrb" "LDXRB" BASE {
                ldxrb_rm(wt at) "00 001000 0 1 0 11111 0 11111 Rn Rt";
            }
            "ldaxr" "LDAXR" BASE {
                ldaxr_rm64(xt at) "11 001000 0 1 0 11111 1 11111 Rn Rt";
                ldaxr_rm32(wt at) "10 001000 0 1 0 11111 1 11111 Rn Rt";
            }
            "ldaxrh" "LDAXRH" BASE {
                ldaxrh_rm(wt at) "01 001000 0 1 0 11111 1 11111 Rn Rt";
            }
            "ldaxrb" "LDAXRB" BASE {
                ldaxrb_rm(wt at) "00 001000 0 1 0 11111 1 11111 Rn Rt";
            }
            "stxr" "STXR" BASE {
                stxr_rrm64(ws xt at) "11 001000 0 0 0 Rs 0 11111 Rn Rt";
                stxr_rrm32(ws wt at) "10 001000 0 0 0 Rs 0 11111 Rn Rt";
            }
            "stxrh" "STXRH" BASE {
                stxrh_rrm(ws wt at) "01 001000 0 0 0 Rs 0 11111 Rn Rt";
            }
            "stxrb" "STXRB" BASE {
                stxrb_rrm(ws wt at) "00 001000 0 0 0 Rs 0 11111 Rn Rt";
            }
            "stlxr" "STLXR" BASE {
                stlxr_rrm64(ws xt at) "11 001000 0 0 0 Rs 1 11111 Rn Rt";
                stlxr_rrm32(ws wt at) "10 001000 0 0 0 Rs 1 11111 Rn Rt";
            }
            "stlxrh" "STLXRH" BASE {
                stlxrh_rrm(ws wt at) "01 001000 0 0 0 Rs 1 11111 Rn Rt";
            }
            "stlxrb" "STLXRB" BASE {
                stlxrb_rrm(ws wt at) "00 001000 0 0 0 Rs 1 11111 Rn Rt";
            }
            "ldxp" "LDXP" BASE {
                ldxp_rrm64(xt xt2 at) "1 1 001000 0 1 1 11111 0 Rt2 Rn Rt";
                ldxp_rrm32(wt wt2 at) "1 0 001000 0 1 1 11111 0 Rt2 Rn Rt";
            }
            "ldaxp" "LDAXP" BASE {
                ldaxp_rrm64(xt xt2 at) "1 1 001000 0 1 1 11111 1 Rt2 Rn Rt";
                ldaxp_rrm32(wt wt2 at) "1 0 001000 0 1 1 11111 1 Rt2 Rn Rt";
            }
            "stxp" "STXP" BASE {
                stxp_rrrm64(ws xt xt2 at) "1 1 001000 0 0 1 Rs 0 Rt2 Rn Rt";
                stxp_rrrm32(ws wt wt2 at) "1 0 001000 0 0 1 Rs 0 Rt2 Rn Rt";
            }
            "stlxp" "STLXP" BASE {
                stlxp_rrrm64(ws xt xt2 at) "1 1 001000 0 0 1 Rs 1 Rt2 Rn Rt";
                stlxp_rrrm32(ws wt wt2 at) "1 0 001000 0 0 1 Rs 1 Rt2 Rn Rt";
            }
            "ldar" "LDAR" BASE {
                ldar_rm64(xt at) "11 001000 1 1 0 11111 1 11111 Rn Rt";
                ldar_rm32(wt at) "10 001000 1 1 0 11111 1 11111 Rn Rt";
            }
            "ldarh" "LDARH" BASE {
                ldarh_rm(wt at) "01 001000 1 1 0 11111 1 11111 Rn Rt";
            }
            "ldarb" "LDARB" BASE {
                ldarb_rm(wt at) "00 001000 1 1 0 11111 1 11111 Rn Rt";
            }
            "stlr" "STLR" BASE {
                stlr_rm64(xt at) "11 001000 1 0 0 11111 1 11111 Rn Rt";
                stlr_rm32(wt at) "10 001000 1 0 0 11111 1 11111 Rn Rt";
            }
            "stlrh" "STLRH" BASE {
                stlrh_rm(wt at) "01 001000 1 0 0 11111 1 11111 Rn Rt";
            }
            "stlrb" "STLRB" BASE {
                stlrb_rm(wt at) "00 001000 1 0 0 11111 1 11111 Rn Rt";
            }
            "ldapr" "LDAPR" LRCPC {
                ldapr_rm64(xt at) "11 111 0 00 1 0 1 11111 1 100 00 Rn Rt";
                ldapr_rm32(wt at) "10 111 0 00 1 0 1 11111 1 100 00 Rn Rt";
            }
            "ldaprh" "LDAPRH" LRCPC {
                ldaprh_rm(wt at) "01 111 0 00 1 0 1 11111 1 100 00 Rn Rt";
            }
            "ldaprb" "LDAPRB" LRCPC {
                ldaprb_rm(wt at) "00 111 0 00 1 0 1 11111 1 100 00 Rn Rt";
            }
            "clrex" "CLREX" BASE {
                clrex() "1101010100 0 00 011 0011 1111 010 11111";
            }
            "cas" "CAS, CASA, CASAL, CASL" LSE {
                cas_rrm64(xs xt at) "11 001000 1 0 1 Rs 0 11111 Rn Rt";
                cas_rrm32(ws wt at) "10 001000 1 0 1 Rs 0 11111 Rn Rt";
            }
            "cash" "CASH, CASAH, CASALH, CASLH" LSE {
                cash_rrm(ws wt at) "01 001000 1 0 1 Rs 0 11111 Rn Rt";
            }
            "casb" "CASB, CASAB, CASALB, CASLB" LSE {
                casb_rrm(ws wt at) "00 001000 1 0 1 Rs 0 11111 Rn Rt";
            }
            "casp" "CASP, CASPA, CASPAL, CASPL" LSE {
                casp_rrm64(xs_pair xt_pair at) "0 1 001000 0 0 1 Rs 0 11111 Rn Rt";
                casp_rrm32(ws_pair wt_pair at) "0 0 001000 0 0 1 Rs 0 11111 Rn Rt";
            }
            "casa" "CAS, CASA, CASAL, CASL" LSE {
                casa_rrm64(xs xt at) "11 001000 1 1 1 Rs 0 11111 Rn Rt";
                casa_rrm32(ws wt at) "10 001000 1 1 1 Rs 0 11111 Rn Rt";
            }
            "casah" "CASH, CASAH, CASALH, CASLH" LSE {
                casah_rrm(ws wt at) "01 001000 1 1 1 Rs 0 11111 Rn Rt";
            }
            "casab" "CASB, CASAB, CASALB, CASLB" LSE {
                casab_rrm(ws wt at) "00 001000 1 1 1 Rs 0 11111 Rn Rt";
            }
            "caspa" "CASP, CASPA, CASPAL, CASPL" LSE {
                caspa_rrm64(xs_pair xt_pair at) "0 1 001000 0 1 1 Rs 0 11111 Rn Rt";
                caspa_rrm32(ws_pair wt_pair at) "0 0 001000 0 1 1 Rs 0 11111 Rn Rt";
            }
            "casl" "CAS, CASA, CASAL, CASL" LSE {
                casl_rrm64(xs xt at) "11 001000 1 0 1 Rs 1 11111 Rn Rt";
                casl_rrm32(ws wt at) "10 001000 1 0 1 Rs 1 11111 Rn Rt";
            }
            "caslh" "CASH, CASAH, CASALH, CASLH" LSE {
                caslh_rrm(ws wt at) "01 001000 1 0 1 Rs 1 11111 Rn Rt";
            }
            "caslb" "CASB, CASAB, CASALB, CASLB" LSE {
                caslb_rrm(ws wt at) "00 001000 1 0 1 Rs 1 11111 Rn Rt";
            }
            "caspl" "CASP, CASPA, CASPAL, CASPL" LSE {
                caspl_rrm64(xs_pair xt_pair at) "0 1 001000 0 0 1 Rs 1 11111 Rn Rt";
                caspl_rrm32(ws_pair wt_pair at) "0 0 001000 0 0 1 Rs 1 11111 Rn Rt";
            }
            "casal" "CAS, CASA, CASAL, CASL" LSE {
                casal_rrm64(xs xt at) "11 001000 1 1 1 Rs 1 11111 Rn Rt";
                casal_rrm32(ws wt at) "10 001000 1 1 1 Rs 1 11111 Rn Rt";
            }
            "casalh" "CASH, CASAH, CASALH, CASLH" LSE {
                casalh_rrm(ws wt at) "01 001000 1 1 1 Rs 1 11111 Rn Rt";
            }
            "casalb" "CASB, CASAB, CASALB, CASLB" LSE {
                casalb_rrm(ws wt at) "00 001000 1 1 1 Rs 1 11111 Rn Rt";
            }
            "caspal" "CASP, CASPA, CASPAL, CASPL" LSE {
                caspal_rrm64(xs_pair xt_pair at) "0 1 001000 0 1 1 Rs 1 11111 Rn Rt";
                caspal_rrm32(ws_pair wt_pair at) "0 0 001000 0 1 1 Rs 1 11111 Rn Rt";
            }
            "stadd" "STADD, STADDL" LSE {
                stadd_rm64(xs at) "11 111 0 00 0 0 1 Rs 0 000 00 Rn 11111";
                stadd_rm32(ws at) "10 111 0 00 0 0 1 Rs 0 000 00 Rn 11111";
            }
            "staddh" "STADDH, STADDLH" LSE {
                staddh_rm(ws at) "01 111 0 00 0 0 1 Rs 0 000 00 Rn 11111";
            }
            "staddb" "STADDB, STADDLB" LSE {
                staddb_rm(ws at) "00 111 0 00 0 0 1 Rs 0 000 00 Rn 11111";
            }
            "staddl" "STADD, STADDL" LSE {
                staddl_rm64(xs at) "11 111 0 00 0 1 1 Rs 0 000 00 Rn 11111";
                staddl_rm32(ws at) "10 111 0 00 0 1 1 Rs 0 000 00 Rn 11111";
            }
            "staddlh" "STADDH, STADDLH" LSE {
                staddlh_rm(ws at) "01 111 0 00 0 1 1 Rs 0 000 00 Rn 11111";
            }
            "staddlb" "STADDB, STADDLB" LSE {
                staddlb_rm(ws at) "00 111 0 00 0 1 1 Rs 0 000 00 Rn 11111";
            }
            "stclr" "STCLR, STCLRL" LSE {
                stclr_rm64(xs at) "11 111 0 00 0 0 1 Rs 0 001 00 Rn 11111";
                stclr_rm32(ws at) "10 111 0 00 0 0 1 Rs 0 001 00 Rn 11111";
            }
            "stclrh" "STCLRH, STCLRLH" LSE {
                stclrh_rm(ws at) "01 111 0 00 0 0 1 Rs 0 001 00 Rn 11111";
            }
            "stclrb" "STCLRB, STCLRLB" LSE {
                stclrb_rm(ws at) "00 111 0 00 0 0 1 Rs 0 001 00 Rn 11111";
            }
            "stclrl" "STCLR, STCLRL" LSE {
                stclrl_rm64(xs at) "11 111 0 00 0 1 1 Rs 0 001 00 Rn 11111";
                stclrl_rm32(ws at) "10 111 0 00 0 1 1 Rs 0 001 00 Rn 11111";
            }
            "stclrlh" "STCLRH, STCLRLH" LSE {
                stclrlh_rm(ws at) "01 111 0 00 0 1 1 Rs 0 001 00 Rn 11111";
            }
            "stclrlb" "STCLRB, STCLRLB" LSE {
                stclrlb_rm(ws at) "00 111 0 00 0 1 1 Rs 0 001 00 Rn 11111";
            }
            "steor" "STEOR, STEORL" LSE {
                steor_rm64(xs at) "11 111 0 00 0 0 1 Rs 0 010 00 Rn 11111";
                steor_rm32(ws at) "10 111 0 00 0 0 1 Rs 0 010 00 Rn 11111";
            }
            "steorh" "STEORH, STEORLH" LSE {
                steorh_rm(ws at) "01 111 0 00 0 0 1 Rs 0 010 00 Rn 11111";
            }
            "steorb" "STEORB, STEORLB" LSE {
                steorb_rm(ws at) "00 111 0 00 0 0 1 Rs 0 010 00 Rn 11111";
            }
            "steorl" "STEOR, STEORL" LSE {
                steorl_rm64(xs at) "11 111 0 00 0 1 1 Rs 0 010 00 Rn 11111";
                steorl_rm32(ws at) "10 111 0 00 0 1 1 Rs 0 010 00 Rn 11111";
            }
            "steorlh" "STEORH, STEORLH" LSE {
                steorlh_rm(ws at) "01 111 0 00 0 1 1 Rs 0 010 00 Rn 11111";
            }
            "steorlb" "STEORB, STEORLB" LSE {
                steorlb_rm(ws at) "00 111 0 00 0 1 1 Rs 0 010 00 Rn 11111";
            }
            "stset" "STSET, STSETL" LSE {
                stset_rm64(xs at) "11 111 0 00 0 0 1 Rs 0 011 00 Rn 11111";
                stset_rm32(ws at) "10 111 0 00 0 0 1 Rs 0 011 00 Rn 11111";
            }
            "stseth" "STSETH, STSETLH" LSE {
                stseth_rm(ws at) "01 111 0 00 0 0 1 Rs 0 011 00 Rn 11111";
            }
            "stsetb" "STSETB, STSETLB" LSE {
                stsetb_rm(ws at) "00 111 0 00 0 0 1 Rs 0 011 00 Rn 11111";
            }
            "stsetl" "STSET, STSETL" LSE {
                stsetl_rm64(xs at) "11 111 0 00 0 1 1 Rs 0 011 00 Rn 11111";
                stsetl_rm32(ws at) "10 111 0 00 0 1 1 Rs 0 011 00 Rn 11111";
            }
            "stsetlh" "STSETH, STSETLH" LSE {
                stsetlh_rm(ws at) "01 111 0 00 0 1 1 Rs 0 011 00 Rn 11111";
            }
            "stsetlb" "STSETB, STSETLB" LSE {
                stsetlb_rm(ws at) "00 111 0 00 0 1 1 Rs 0 011 00 Rn 11111";
            }
            "stsmax" "STSMAX, STSMAXL" LSE {
                stsmax_rm64(xs at) "11 111 0 00 0 0 1 Rs 0 100 00 Rn 11111";
                stsmax_rm32(ws at) "10 111 0 00 0 0 1 Rs 0 100 00 Rn 11111";
            }
            "stsmaxh" "STSMAXH, STSMAXLH" LSE {
                stsmaxh_rm(ws at) "01 111 0 00 0 0 1 Rs 0 100 00 Rn 11111";
            }
            "stsmaxb" "STSMAXB, STSMAXLB" LSE {
                stsmaxb_rm(ws at) "00 111 0 00 0 0 1 Rs 0 100 00 Rn 11111";
            }
            "stsmaxl" "STSMAX, STSMAXL" LSE {
                stsmaxl_rm64(xs at) "11 111 0 00 0 1 1 Rs 0 100 00 Rn 11111";
                stsmaxl_rm32(ws at) "10 111 0 00 0 1 1 Rs 0 100 00 Rn 11111";
            }
            "stsmaxlh" "STSMAXH, STSMAXLH" LSE {
                stsmaxlh_rm(ws at) "01 111 0 00 0 1 1 Rs 0 100 00 Rn 11111";
            }
            "stsmaxlb" "STSMAXB, STSMAXLB" LSE {
                stsmaxlb_rm(ws at) "00 111 0 00 0 1 1 Rs 0 100 00 Rn 11111";
            }
            "stsmin" "STSMIN, STSMINL" LSE {
                stsmin_rm64(xs at) "11 111 0 00 0 0 1 Rs 0 101 00 Rn 11111";
                stsmin_rm32(ws at) "10 111 0 00 0 0 1 Rs 0 101 00 Rn 11111";
            }
            "stsminh" "STSMINH, STSMINLH" LSE {
                stsminh_rm(ws at) "01 111 0 00 0 0 1 Rs 0 101 00 Rn 11111";
            }
            "stsminb" "STSMINB, STSMINLB" LSE {
                stsminb_rm(ws at) "00 111 0 00 0 0 1 Rs 0 101 00 Rn 11111";
            }
            "stsminl" "STSMIN, STSMINL" LSE {
                stsminl_rm64(xs at) "11 111 0 00 0 1 1 Rs 0 101 00 Rn 11111";
                stsminl_rm32(ws at) "10 111 0 00 0 1 1 Rs 0 101 00 Rn 11111";
            }
            "stsminlh" "STSMINH, STSMINLH" LSE {
                stsminlh_rm(ws at) "01 111 0 00 0 1 1 Rs 0 101 00 Rn 11111";
            }
            "stsminlb" "STSMINB, STSMINLB" LSE {
                stsminlb_rm(ws at) "00 111 0 00 0 1 1 Rs 0 101 00 Rn 11111";
            }
            "stumax" "STUMAX, STUMAXL" LSE {
                stumax_rm64(xs at) "11 111 0 00 0 0 1 Rs 0 110 00 Rn 11111";
                stumax_rm32(ws at) "10 111 0 00 0 0 1 Rs 0 110 00 Rn 11111";
            }
            "stumaxh" "STUMAXH, STUMAXLH" LSE {
                stumaxh_rm(ws at) "01 111 0 00 0 0 1 Rs 0 110 00 Rn 11111";
            }
            "stumaxb" "STUMAXB, STUMAXLB" LSE {
                stumaxb_rm(ws at) "00 111 0 00 0 0 1 Rs 0 110 00 Rn 11111";
            }
            "stumaxl" "STUMAX, STUMAXL" LSE {
                stumaxl_rm64(xs at) "11 111 0 00 0 1 1 Rs 0 110 00 Rn 11111";
                stumaxl_rm32(ws at) "10 111 0 00 0 1 1 Rs 0 110 00 Rn 11111";
            }
            "stumaxlh" "STUMAXH, STUMAXLH" LSE {
                stumaxlh_rm(ws at) "01 111 0 00 0 1 1 Rs 0 110 00 Rn 11111";
            }
            "stumaxlb" "STUMAXB, STUMAXLB" LSE {
                stumaxlb_rm(ws at) "00 111 0 00 0 1 1 Rs 0 110 00 Rn 11111";
            }
            "stumin" "STUMIN, STUMINL" LSE {
                stumin_rm64(xs at) "11 111 0 00 0 0 1 Rs 0 111 00 Rn 11111";
                stumin_rm32(ws at) "10 111 0 00 0 0 1 Rs 0 111 00 Rn 11111";
            }
            "stuminh" "STUMINH, STUMINLH" LSE {
                stuminh_rm(ws at) "01 111 0 00 0 0 1 Rs 0 111 00 Rn 11111";
            }
            "stuminb" "STUMINB, STUMINLB" LSE {
                stuminb_rm(ws at) "00 111 0 00 0 0 1 Rs 0 111 00 Rn 11111";
            }
            "stuminl" "STUMIN, STUMINL" LSE {
                stuminl_rm64(xs at) "11 111 0 00 0 1 1 Rs 0 111 00 Rn 11111";
                stuminl_rm32(ws at) "10 111 0 00 0 1 1 Rs 0 111 00 Rn 11111";
            }
            "stuminlh" "STUMINH, STUMINLH" LSE {
                stuminlh_rm(ws at) "01 111 0 00 0 1 1 Rs 0 111 00 Rn 11111";
            }
            "stuminlb" "STUMINB, STUMINLB" LSE {
                stuminlb_rm(ws at) "00 111 0 00 0 1 1 Rs 0 111 00 Rn 11111";
            }
            "ldadd" "LDADD, LDADDA, LDADDAL, LDADDL" LSE {
                ldadd_rrm64(xs xt at) "11 111 0 00 0 0 1 Rs 0 000 00 Rn Rt";
                ldadd_rrm32(ws wt at) "10 111 0 00 0 0 1 Rs 0 000 00 Rn Rt";
            }
            "ldaddh" "LDADDH, LDADDAH, LDADDALH, LDADDLH" LSE {
                ldaddh_rrm(ws wt at) "01 111 0 00 0 0 1 Rs 0 000 00 Rn Rt";
            }
            "ldaddb" "LDADDB, LDADDAB, LDADDALB, LDADDLB" LSE {
                ldaddb_rrm(ws wt at) "00 111 0 00 0 0 1 Rs 0 000 00 Rn Rt";
            }
            "ldadda" "LDADD, LDADDA, LDADDAL, LDADDL" LSE {
                ldadda_rrm64(xs xt at) "11 111 0 00 1 0 1 Rs 0 000 00 Rn Rt";
                ldadda_rrm32(ws wt at) "10 111 0 00 1 0 1 Rs 0 000 00 Rn Rt";
            }
            "ldaddah" "LDADDH, LDADDAH, LDADDALH, LDADDLH" LSE {
                ldaddah_rrm(ws wt at) "01 111 0 00 1 0 1 Rs 0 000 00 Rn Rt";
            }
            "ldaddab" "LDADDB, LDADDAB, LDADDALB, LDADDLB" LSE {
                ldaddab_rrm(ws wt at) "00 111 0 00 1 0 1 Rs 0 000 00 Rn Rt";
            }
            "ldaddl" "LDADD, LDADDA, LDADDAL, LDADDL" LSE {
                ldaddl_rrm64(xs xt at) "11 111 0 00 0 1 1 Rs 0 000 00 Rn Rt";
                ldaddl_rrm32(ws wt at) "10 111 0 00 0 1 1 Rs 0 000 00 Rn Rt";
            }
            "ldaddlh" "LDADDH, LDADDAH, LDADDALH, LDADDLH" LSE {
                ldaddlh_rrm(ws wt at) "01 111 0 00 0 1 1 Rs 0 000 00 Rn Rt";
            }
            "ldaddlb" "LDADDB, LDADDAB, LDADDALB, LDADDLB" LSE {
                ldaddlb_rrm(ws wt at) "00 111 0 00 0 1 1 Rs 0 000 00 Rn Rt";
            }
            "ldaddal" "LDADD, LDADDA, LDADDAL, LDADDL" LSE {
                ldaddal_rrm64(xs xt at) "11 111 0 00 1 1 1 Rs 0 000 00 Rn Rt";
                ldaddal_rrm32(ws wt at) "10 111 0 00 1 1 1 Rs 0 000 00 Rn Rt";
            }
            "ldaddalh" "LDADDH, LDADDAH, LDADDALH, LDADDLH" LSE {
                ldaddalh_rrm(ws wt at) "01 111 0 00 1 1 1 Rs 0 000 00 Rn Rt";
            }
            "ldaddalb" "LDADDB, LDADDAB, LDADDALB, LDADDLB" LSE {
                ldaddalb_rrm(ws wt at) "00 111 0 00 1 1 1 Rs 0 000 00 Rn Rt";
            }
            "ldclr" "LDCLR, LDCLRA, LDCLRAL, LDCLRL" LSE {
                ldclr_rrm64(xs xt at) "11 111 0 00 0 0 1 Rs 0 001 00 Rn Rt";
                ldclr_rrm32(ws wt at) "10 111 0 00 0 0 1 Rs 0 001 00 Rn Rt";
            }
            "ldclrh" "LDCLRH, LDCLRAH, LDCLRALH, LDCLRLH" LSE {
                ldclrh_rrm(ws wt at) "01 111 0 00 0 0 1 Rs 0 001 00 Rn Rt";
            }
            "ldclrb" "LDCLRB, LDCLRAB, LDCLRALB, LDCLRLB" LSE {
                ldclrb_rrm(ws wt at) "00 111 0 00 0 0 1 Rs 0 001 00 Rn Rt";
            }
            "ldclra" "LDCLR, LDCLRA, LDCLRAL, LDCLRL" LSE {
                ldclra_rrm64(xs xt at) "11 111 0 00 1 0 1 Rs 0 001 00 Rn Rt";
                ldclra_rrm32(ws wt at) "10 111 0 00 1 0 1 Rs 0 001 00 Rn Rt";
            }
            "ldclrah" "LDCLRH, LDCLRAH, LDCLRALH, LDCLRLH" LSE {
                ldclrah_rrm(ws wt at) "01 111 0 00 1 0 1 Rs 0 001 00 Rn Rt";
            }
            "ldclrab" "LDCLRB, LDCLRAB, LDCLRALB, LDCLRLB" LSE {
                ldclrab_rrm(ws wt at) "00 111 0 00 1 0 1 Rs 0 001 00 Rn Rt";
            }
            "ldclrl" "LDCLR, LDCLRA, LDCLRAL, LDCLRL" LSE {
                ldclrl_rrm64(xs xt at) "11 111 0 00 0 1 1 Rs 0 001 00 Rn Rt";
                ldclrl_rrm32(ws wt at) "10 111 0 00 0 1 1 Rs 0 001 00 Rn Rt";
            }
            "ldclrlh" "LDCLRH, LDCLRAH, LDCLRALH, LDCLRLH" LSE {
                ldclrlh_rrm(ws wt at) "01 111 0 00 0 1 1 Rs 0 001 00 Rn Rt";
            }
            "ldclrlb" "LDCLRB, LDCLRAB, LDCLRALB, LDCLRLB" LSE {
                ldclrlb_rrm(ws wt at) "00 111 0 00 0 1 1 Rs 0 001 00 Rn Rt";
            }
            "ldclral" "LDCLR, LDCLRA, LDCLRAL, LDCLRL" LSE {
                ldclral_rrm64(xs xt at) "11 111 0 00 1 1 1 Rs 0 001 00 Rn Rt";
                ldclral_rrm32(ws wt at) "10 111 0 00 1 1 1 Rs 0 001 00 Rn Rt";
            }
            "ldclralh" "LDCLRH, LDCLRAH, LDCLRALH, LDCLRLH" LSE {
                ldclralh_rrm(ws wt at) "01 111 0 00 1 1 1 Rs 0 001 00 Rn Rt";
            }
            "ldclralb" "LDCLRB, LDCLRAB, LDCLRALB, LDCLRLB" LSE {
                ldclralb_rrm(ws wt at) "00 111 0 00 1 1 1 Rs 0 001 00 Rn Rt";
            }
            "ldeor" "LDEOR, LDEORA, LDEORAL, LDEORL" LSE {
                ldeor_rrm64(xs xt at) "11 111 0 00 0 0 1 Rs 0 010 00 Rn Rt";
                ldeor_rrm32(ws wt at) "10 111 0 00 0 0 1 Rs 0 010 00 Rn Rt";
            }
            "ldeorh" "LDEORH, LDEORAH, LDEORALH, LDEORLH" LSE {
                ldeorh_rrm(ws wt at) "01 111 0 00 0 0 1 Rs 0 010 00 Rn Rt";
            }
            "ldeorb" "LDEORB, LDEORAB, LDEORALB, LDEORLB" LSE {
                ldeorb_rrm(ws wt at) "00 111 0 00 0 0 1 Rs 0 010 00 Rn Rt";
            }
            "ldeora" "LDEOR, LDEORA, LDEORAL, LDEORL" LSE {
                ldeora_rrm64(xs xt at) "11 111 0 00 1 0 1 Rs 0 010 00 Rn Rt";
                ldeora_rrm32(ws wt at) "10 111 0 00 1 0 1 Rs 0 010 00 Rn Rt";
            }
            "ldeorah" "LDEORH, LDEORAH, LDEORALH, LDEORLH" LSE {
                ldeorah_rrm(ws wt at) "01 111 0 00 1 0 1 Rs 0 010 00 Rn Rt";
            }
            "ldeorab" "LDEORB, LDEORAB, LDEORALB, LDEORLB" LSE {
                ldeorab_rrm(ws wt at) "00 111 0 00 1 0 1 Rs 0 010 00 Rn Rt";
            }
            "ldeorl" "LDEOR, LDEORA, LDEORAL, LDEORL" LSE {
                ldeorl_rrm64(xs xt at) "11 111 0 00 0 1 1 Rs 0 010 00 Rn Rt";
                ldeorl_rrm32(ws wt at) "10 111 0 00 0 1 1 Rs 0 010 00 Rn Rt";
            }
            "ldeorlh" "LDEORH, LDEORAH, LDEORALH, LDEORLH" LSE {
                ldeorlh_rrm(ws wt at) "01 111 0 00 0 1 1 Rs 0 010 00 Rn Rt";
            }
            "ldeorlb" "LDEORB, LDEORAB, LDEORALB, LDEORLB" LSE {
                ldeorlb_rrm(ws wt at) "00 111 0 00 0 1 1 Rs 0 010 00 Rn Rt";
            }
            "ldeoral" "LDEOR, LDEORA, LDEORAL, LDEORL" LSE {
                ldeoral_rrm64(xs xt at) "11 111 0 00 1 1 1 Rs 0 010 00 Rn Rt";
                ldeoral_rrm32(ws wt at) "10 111 0 00 1 1 1 Rs 0 010 00 Rn Rt";
            }
            "ldeoralh" "LDEORH, LDEORAH, LDEORALH, LDEORLH" LSE {
                ldeoralh_rrm(ws wt at) "01 111 0 00 1 1 1 Rs 0 010 00 Rn Rt";
            }
            "ldeoralb" "LDEORB, LDEORAB, LDEORALB, LDEORLB" LSE {
                ldeoralb_rrm(ws wt at) "00 111 0 00 1 1 1 Rs 0 010 00 Rn Rt";
            }
            "ldset" "LDSET, LDSETA, LDSETAL, LDSETL" LSE {
                ldset_rrm64(xs xt at) "11 111 0 00 0 0 1 Rs 0 011 00 Rn Rt";
                ldset_rrm32(ws wt at) "10 111 0 00 0 0 1 Rs 0 011 00 Rn Rt";
            }
            "ldseth" "LDSETH, LDSETAH, LDSETALH, LDSETLH" LSE {
                ldseth_rrm(ws wt at) "01 111 0 00 0 0 1 Rs 0 011 00 Rn Rt";
            }
            "ldsetb" "LDSETB, LDSETAB, LDSETALB, LDSETLB" LSE {
                ldsetb_rrm(ws wt at) "00 111 0 00 0 0 1 Rs 0 011 00 Rn Rt";
            }
            "ldseta" "LDSET, LDSETA, LDSETAL, LDSETL" LSE {
                ldseta_rrm64(xs xt at) "11 111 0 00 1 0 1 Rs 0 011 00 Rn Rt";
                ldseta_rrm32(ws wt at) "10 111 0 00 1 0 1 Rs 0 011 00 Rn Rt";
            }
            "ldsetah" "LDSETH, LDSETAH, LDSETALH, LDSETLH" LSE {
                ldsetah_rrm(ws wt at) "01 111 0 00 1 0 1 Rs 0 011 00 Rn Rt";
            }
            "ldsetab" "LDSETB, LDSETAB, LDSETALB, LDSETLB" LSE {
                ldsetab_rrm(ws wt at) "00 111 0 00 1 0 1 Rs 0 011 00 Rn Rt";
            }
            "ldsetl" "LDSET, LDSETA, LDSETAL, LDSETL" LSE {
                ldsetl_rrm64(xs xt at) "11 111 0 00 0 1 1 Rs 0 011 00 Rn Rt";
                ldsetl_rrm32(ws wt at) "10 111 0 00 0 1 1 Rs 0 011 00 Rn Rt";
            }
            "ldsetlh" "LDSETH, LDSETAH, LDSETALH, LDSETLH" LSE {
                ldsetlh_rrm(ws wt at) "01 111 0 00 0 1 1 Rs 0 011 00 Rn Rt";
            }
            "ldsetlb" "LDSETB, LDSETAB, LDSETALB, LDSETLB" LSE {
                ldsetlb_rrm(ws wt at) "00 111 0 00 0 1 1 Rs 0 011 00 Rn Rt";
            }
            "ldsetal" "LDSET, LDSETA, LDSETAL, LDSETL" LSE {
                ldsetal_rrm64(xs xt at) "11 111 0 00 1 1 1 Rs 0 011 00 Rn Rt";
                ldsetal_rrm32(ws wt at) "10 111 0 00 1 1 1 Rs 0 011 00 Rn Rt";
            }
            "ldsetalh" "LDSETH, LDSETAH, LDSETALH, LDSETLH" LSE {
                ldsetalh_rrm(ws wt at) "01 111 0 00 1 1 1 Rs 0 011 00 Rn Rt";
            }
            "ldsetalb" "LDSETB, LDSETAB, LDSETALB, LDSETLB" LSE {
                ldsetalb_rrm(ws wt at) "00 111 0 00 1 1 1 Rs 0 011 00 Rn Rt";
            }
            "ldsmax" "LDSMAX, LDSMAXA, LDSMAXAL, LDSMAXL" LSE {
                ldsmax_rrm64(xs xt at) "11 111 0 00 0 0 1 Rs 0 100 00 Rn Rt";
                ldsmax_rrm32(ws wt at) "10 111 0 00 0 0 1 Rs 0 100 00 Rn Rt";
            }
            "ldsmaxh" "LDSMAXH, LDSMAXAH, LDSMAXALH, LDSMAXLH" LSE {
                ldsmaxh_rrm(ws wt at) "01 111 0 00 0 0 1 Rs 0 100 00 Rn Rt";
            }
            "ldsmaxb" "LDSMAXB, LDSMAXAB, LDSMAXALB, LDSMAXLB" LSE {
                ldsmaxb_rrm(ws wt at) "00 111 0 00 0 0 1 Rs 0 100 00 Rn Rt";
            }
            "ldsmaxa" "LDSMAX, LDSMAXA, LDSMAXAL, LDSMAXL" LSE {
                ldsmaxa_rrm64(xs xt at) "11 111 0 00 1 0 1 Rs 0 100 00 Rn Rt";
                ldsmaxa_rrm32(ws wt at) "10 111 0 00 1 0 1 Rs 0 100 00 Rn Rt";
            }
            "ldsmaxah" "LDSMAXH, LDSMAXAH, LDSMAXALH, LDSMAXLH" LSE {
                ldsmaxah_rrm(ws wt at) "01 111 0 00 1 0 1 Rs 0 100 00 Rn Rt";
            }
            "ldsmaxab" "LDSMAXB, LDSMAXAB, LDSMAXALB, LDSMAXLB" LSE {
                ldsmaxab_rrm(ws wt at) "00 111 0 00 1 0 1 Rs 0 100 00 Rn Rt";
            }
            "ldsmaxl" "LDSMAX, LDSMAXA, LDSMAXAL, LDSMAXL" LSE {
                ldsmaxl_rrm64(xs xt at) "11 111 0 00 0 1 1 Rs 0 100 00 Rn Rt";
                ldsmaxl_rrm32(ws wt at) "10 111 0 00 0 1 1 Rs 0 100 00 Rn Rt";
            }
            "ldsmaxlh" "LDSMAXH, LDSMAXAH, LDSMAXALH, LDSMAXLH" LSE {
                ldsmaxlh_rrm(ws wt at) "01 111 0 00 0 1 1 Rs 0 100 00 Rn Rt";
            }
            "ldsmaxlb" "LDSMAXB, LDSMAXAB, LDSMAXALB, LDSMAXLB" LSE {
                ldsmaxlb_rrm(ws wt at) "00 111 0 00 0 1 1 Rs 0 100 00 Rn Rt";
            }
            "ldsmaxal" "LDSMAX, LDSMAXA, LDSMAXAL, LDSMAXL" LSE {
                ldsmaxal_rrm64(xs xt at) "11 111 0 00 1 1 1 Rs 0 100 00 Rn Rt";
                ldsmaxal_rrm32(ws wt at) "10 111 0 00 1 1 1 Rs 0 100 00 Rn Rt";
            }
            "ldsmaxalh" "LDSMAXH, LDSMAXAH, LDSMAXALH, LDSMAXLH" LSE {
                ldsmaxalh_rrm(ws wt at) "01 111 0 00 1 1 1 Rs 0 100 00 Rn Rt";
            }
            "ldsmaxalb" "LDSMAXB, LDSMAXAB, LDSMAXALB, LDSMAXLB" LSE {
                ldsmaxalb_rrm(ws wt at) "00 111 0 00 1 1 1 Rs 0 100 00 Rn Rt";
            }
            "ldsmin" "LDSMIN, LDSMINA, LDSMINAL, LDSMINL" LSE {
                ldsmin_rrm64(xs xt at) "11 111 0 00 0 0 1 Rs 0 101 00 Rn Rt";
                ldsmin_rrm32(ws wt at) "10 111 0 00 0 0 1 Rs 0 101 00 Rn Rt";
            }
            "ldsminh" "LDSMINH, LDSMINAH, LDSMINALH, LDSMINLH" LSE {
                ldsminh_rrm(ws wt at) "01 111 0 00 0 0 1 Rs 0 101 00 Rn Rt";
            }
            "ldsminb" "LDSMINB, LDSMINAB, LDSMINALB, LDSMINLB" LSE {
                ldsminb_rrm(ws wt at) "00 111 0 00 0 0 1 Rs 0 101 00 Rn Rt";
            }
            "ldsmina" "LDSMIN, LDSMINA, LDSMINAL, LDSMINL" LSE {
                ldsmina_rrm64(xs xt at) "11 111 0 00 1 0 1 Rs 0 101 00 Rn Rt";
                ldsmina_rrm32(ws wt at) "10 111 0 00 1 0 1 Rs 0 101 00 Rn Rt";
            }
            "ldsminah" "LDSMINH, LDSMINAH, LDSMINALH, LDSMINLH" LSE {
                ldsminah_rrm(ws wt at) "01 111 0 00 1 0 1 Rs 0 101 00 Rn Rt";
            }
            "ldsminab" "LDSMINB, LDSMINAB, LDSMINALB, LDSMINLB" LSE {
                ldsminab_rrm(ws wt at) "00 111 0 00 1 0 1 Rs 0 101 00 Rn Rt";
            }
            "ldsminl" "LDSMIN, LDSMINA, LDSMINAL, LDSMINL" LSE {
                ldsminl_rrm64(xs xt at) "11 111 0 00 0 1 1 Rs 0 101 00 Rn Rt";
                ldsminl_rrm32(ws wt at) "10 111 0 00 0 1 1 Rs 0 101 00 Rn Rt";
            }
            "ldsminlh" "LDSMINH, LDSMINAH, LDSMINALH, LDSMINLH" LSE {
                ldsminlh_rrm(ws wt at) "01 111 0 00 0 1 1 Rs 0 101 00 Rn Rt";
            }
            "ldsminlb" "LDSMINB, LDSMINAB, LDSMINALB, LDSMINLB" LSE {
                ldsminlb_rrm(ws wt at) "00 111 0 00 0 1 1 Rs 0 101 00 Rn Rt";
            }
            "ldsminal" "LDSMIN, LDSMINA, LDSMINAL, LDSMINL" LSE {
                ldsminal_rrm64(xs xt at) "11 111 0 00 1 1 1 Rs 0 101 00 Rn Rt";
                ldsminal_rrm32(ws wt at) "10 111 0 00 1 1 1 Rs 0 101 00 Rn Rt";
            }
            "ldsminalh" "LDSMINH, LDSMINAH, LDSMINALH, LDSMINLH" LSE {
                ldsminalh_rrm(ws wt at) "01 111 0 00 1 1 1 Rs 0 101 00 Rn Rt";
            }
            "ldsminalb" "LDSMINB, LDSMINAB, LDSMINALB, LDSMINLB" LSE {
                ldsminalb_rrm(ws wt at) "00 111 0 00 1 1 1 Rs 0 101 00 Rn Rt";
            }
            "ldumax" "LDUMAX, LDUMAXA, LDUMAXAL, LDUMAXL" LSE {
                ldumax_rrm64(xs xt at) "11 111 0 00 0 0 1 Rs 0 110 00 Rn Rt";
                ldumax_rrm32(ws wt at) "10 111 0 00 0 0 1 Rs 0 110 00 Rn Rt";
            }
            "ldumaxh" "LDUMAXH, LDUMAXAH, LDUMAXALH, LDUMAXLH" LSE {
                ldumaxh_rrm(ws wt at) "01 111 0 00 0 0 1 Rs 0 110 00 Rn Rt";
            }
            "ldumaxb" "LDUMAXB, LDUMAXAB, LDUMAXALB, LDUMAXLB" LSE {
                ldumaxb_rrm(ws wt at) "00 111 0 00 0 0 1 Rs 0 110 00 Rn Rt";
            }
            "ldumaxa" "LDUMAX, LDUMAXA, LDUMAXAL, LDUMAXL" LSE {
                ldumaxa_rrm64(xs xt at) "11 111 0 00 1 0 1 Rs 0 110 00 Rn Rt";
                ldumaxa_rrm32(ws wt at) "10 111 0 00 1 0 1 Rs 0 110 00 Rn Rt";
            }
            "ldumaxah" "LDUMAXH, LDUMAXAH, LDUMAXALH, LDUMAXLH" LSE {
                ldumaxah_rrm(ws wt at) "01 111 0 00 1 0 1 Rs 0 110 00 Rn Rt";
            }
            "ldumaxab" "LDUMAXB, LDUMAXAB, LDUMAXALB, LDUMAXLB" LSE {
                ldumaxab_rrm(ws wt at) "00 111 0 00 1 0 1 Rs 0 110 00 Rn Rt";
            }
            "ldumaxl" "LDUMAX, LDUMAXA, LDUMAXAL, LDUMAXL" LSE {
                ldumaxl_rrm64(xs xt at) "11 111 0 00 0 1 1 Rs 0 110 00 Rn Rt";
                ldumaxl_rrm32(ws wt at) "10 111 0 00 0 1 1 Rs 0 110 00 Rn Rt";
            }
            "ldumaxlh" "LDUMAXH, LDUMAXAH, LDUMAXALH, LDUMAXLH" LSE {
                ldumaxlh_rrm(ws wt at) "01 111 0 00 0 1 1 Rs 0 110 00 Rn Rt";
            }
            "ldumaxlb" "LDUMAXB, LDUMAXAB, LDUMAXALB, LDUMAXLB" LSE {
                ldumaxlb_rrm(ws wt at) "00 111 0 00 0 1 1 Rs 0 110 00 Rn Rt";
            }
            "ldumaxal" "LDUMAX, LDUMAXA, LDUMAXAL, LDUMAXL" LSE {
                ldumaxal_rrm64(xs xt at) "11 111 0 00 1 1 1 Rs 0 110 00 Rn Rt";
                ldumaxal_rrm32(ws wt at) "10 111 0 00 1 1 1 Rs 0 110 00 Rn Rt";
            }
            "ldumaxalh" "LDUMAXH, LDUMAXAH, LDUMAXALH, LDUMAXLH" LSE {
                ldumaxalh_rrm(ws wt at) "01 111 0 00 1 1 1 Rs 0 110 00 Rn Rt";
            }
            "ldumaxalb" "LDUMAXB, LDUMAXAB, LDUMAXALB, LDUMAXLB" LSE {
                ldumaxalb_rrm(ws wt at) "00 111 0 00 1 1 1 Rs 0 110 00 Rn Rt";
            }
            "ldumin" "LDUMIN, LDUMINA, LDUMINAL, LDUMINL" LSE {
                ldumin_rrm64(xs xt at) "11 111 0 00 0 0 1 Rs 0 111 00 Rn Rt";
                ldumin_rrm32(ws wt at) "10 111 0 00 0 0 1 Rs 0 111 00 Rn Rt";
            }
            "lduminh" "LDUMINH, LDUMINAH, LDUMINALH, LDUMINLH" LSE {
                lduminh_rrm(ws wt at) "01 111 0 00 0 0 1 Rs 0 111 00 Rn Rt";
            }
            "lduminb" "LDUMINB, LDUMINAB, LDUMINALB, LDUMINLB" LSE {
                lduminb_rrm(ws wt at) "00 111 0 00 0 0 1 Rs 0 111 00 Rn Rt";
            }
            "ldumina" "LDUMIN, LDUMINA, LDUMINAL, LDUMINL" LSE {
                ldumina_rrm64(xs xt at) "11 111 0 00 1 0 1 Rs 0 111 00 Rn Rt";
                ldumina_rrm32(ws wt at) "10 111 0 00 1 0 1 Rs 0 111 00 Rn Rt";
            }
            "lduminah" "LDUMINH, LDUMINAH, LDUMINALH, LDUMINLH" LSE {
                lduminah_rrm(ws wt at) "01 111 0 00 1 0 1 Rs 0 111 00 Rn Rt";
            }
            "lduminab" "LDUMINB, LDUMINAB, LDUMINALB, LDUMINLB" LSE {
                lduminab_rrm(ws wt at) "00 111 0 00 1 0 1 Rs 0 111 00 Rn Rt";
            }
            "lduminl" "LDUMIN, LDUMINA, LDUMINAL, LDUMINL" LSE {
                lduminl_rrm64(xs xt at) "11 111 0 00 0 1 1 Rs 0 111 00 Rn Rt";
                lduminl_rrm32(ws wt at) "10 111 0 00 0 1 1 Rs 0 111 00 Rn Rt";
            }
            "lduminlh" "LDUMINH, LDUMINAH, LDUMINALH, LDUMINLH" LSE {
                lduminlh_rrm(ws wt at) "01 111 0 00 0 1 1 Rs 0 111 00 Rn Rt";
            }
            "lduminlb" "LDUMINB, LDUMINAB, LDUMINALB, LDUMINLB" LSE {
                lduminlb_rrm(ws wt at) "00 111 0 00 0 1 1 Rs 0 111 00 Rn Rt";
            }
            "lduminal" "LDUMIN, LDUMINA, LDUMINAL, LDUMINL" LSE {
                lduminal_rrm64(xs xt at) "11 111 0 00 1 1 1 Rs 0 111 00 Rn Rt";
                lduminal_rrm32(ws wt at) "10 111 0 00 1 1 1 Rs 0 111 00 Rn Rt";
            }
            "lduminalh" "LDUMINH, LDUMINAH, LDUMINALH, LDUMINLH" LSE {
                lduminalh_rrm(ws wt at) "01 111 0 00 1 1 1 Rs 0 111 00 Rn Rt";
            }
            "lduminalb" "LDUMINB, LDUMINAB, LDUMINALB, LDUMINLB" LSE {
                lduminalb_rrm(ws wt at) "00 111 0 00 1 1 1 Rs 0 111 00 Rn Rt";
            }
            "swp" "SWP, SWPA, SWPAL, SWPL" LSE {
                swp_rrm64(xs xt at) "11 111 0 00 0 0 1 Rs 1 000 00 Rn Rt";
                swp_rrm32(ws wt at) "10 111 0 00 0 0 1 Rs 1 000 00 Rn Rt";
            }
            "swph" "SWPH, SWPAH, SWPALH, SWPLH" LSE {
                swph_rrm(ws wt at) "01 111 0 00 0 0 1 Rs 1 000 00 Rn Rt";
            }
            "swpb" "SWPB, SWPAB, SWPALB, SWPLB" LSE {
                swpb_rrm(ws wt at) "00 111 0 00 0 0 1 Rs 1 000 00 Rn Rt";
            }
            "swpa" "SWP, SWPA, SWPAL, SWPL" LSE {
                swpa_rrm64(xs xt at) "11 111 0 00 1 0 1 Rs 1 000 00 Rn Rt";
                swpa_rrm32(ws wt at) "10 111 0 00 1 0 1 Rs 1 000 00 Rn Rt";
            }
            "swpah" "SWPH, SWPAH, SWPALH, SWPLH" LSE {
                swpah_rrm(ws wt at) "01 111 0 00 1 0 1 Rs 1 000 00 Rn Rt";
            }
            "swpab" "SWPB, SWPAB, SWPALB, SWPLB" LSE {
                swpab_rrm(ws wt at) "00 111 0 00 1 0 1 Rs 1 000 00 Rn Rt";
            }
            "swpl" "SWP, SWPA, SWPAL, SWPL" LSE {
                swpl_rrm64(xs xt at) "11 111 0 00 0 1 1 Rs 1 000 00 Rn Rt";
                swpl_rrm32(ws wt at) "10 111 0 00 0 1 1 Rs 1 000 00 Rn Rt";
            }
            "swplh" "SWPH, SWPAH, SWPALH, SWPLH" LSE {
                swplh_rrm(ws wt at) "01 111 0 00 0 1 1 Rs 1 000 00 Rn Rt";
            }
            "swplb" "SWPB, SWPAB, SWPALB, SWPLB" LSE {
                swplb_rrm(ws wt at) "00 111 0 00 0 1 1 Rs 1 000 00 Rn Rt";
            }
            "swpal" "SWP, SWPA, SWPAL, SWPL" LSE {
                swpal_rrm64(xs xt at) "11 111 0 00 1 1 1 Rs 1 000 00 Rn Rt";
                swpal_rrm32(ws wt at) "10 111 0 00 1 1 1 Rs 1 000 00 Rn Rt";
            }
            "swpalh" "SWPH, SWPAH, SWPALH, SWPLH" LSE {
                swpalh_rrm(ws wt at) "01 111 0 00 1 1 1 Rs 1 000 00 Rn Rt";
            }
            "swpalb" "SWPB, SWPAB, SWPALB, SWPLB" LSE {
                swpalb_rrm(ws wt at) "00 111 0 00 1 1 1 Rs 1 000 00 Rn Rt";
            }
        }
        // Branches to registers, traps, barriers, hints and the system.
        $($callback)::+! { ($($argument)*) system
            "br" "BR" BASE {
                br_r(xn) "1101011 0000 11111 000000 Rn 00000";
            }
            "blr" "BLR" BASE {
                blr_r(xn) "1101011 0001 11111 000000 Rn 00000";
            }
            "ret *" "RET" BASE {
                ret() "1101011 0010 11111 000000 11110 00000";
                ret_r(xn) "1101011 0010 11111 000000 Rn 00000";
            }
            "svc" "SVC" BASE {
                svc_i(imm16_5) "11010100 000 imm16 000 01";
            }
            "hvc" "HVC" BASE {
                hvc_i(imm16_5) "11010100 000 imm16 000 10";
            }
            "brk" "BRK" BASE {
                brk_i(imm16_5) "11010100 001 imm16 000 00";
            }
            "hlt" "HLT" BASE {
                hlt_i(imm16_5) "11010100 010 imm16 000 00";
            }
            "udf" "UDF" BASE {
                udf_i(imm16_0) "0000000000000000 imm16";
            }
            "nop" "NOP" BASE {
                nop() "1101010100 0 00 011 0010 0000000 11111";
            }
            "yield" "YIELD" BASE {
                yield_() "1101010100 0 00 011 0010 0000001 11111";
            }
            "wfe" "WFE" BASE {
                wfe() "1101010100 0 00 011 0010 0000010 11111";
            }
            "wfi" "WFI" BASE {
                wfi() "1101010100 0 00 011 0010 0000011 11111";
            }
            "sev" "SEV" BASE {
                sev() "1101010100 0 00 011 0010 0000100 11111";
            }
            "sevl" "SEVL" BASE {
                sevl() "1101010100 0 00 011 0010 0000101 11111";
            }
            "csdb" "CSDB" BASE {
                csdb() "1101010100 0 00 011 0010 0010100 11111";
            }
            "bti" "BTI" BASE {
                bti() "1101010100 0 00 011 0010 0100000 11111";
            }
            "bti c" "BTI" BASE {
                bti_c() "1101010100 0 00 011 0010 0100010 11111";
            }
            "bti j" "BTI" BASE {
                bti_j() "1101010100 0 00 011 0010 0100100 11111";
            }
            "bti jc" "BTI" BASE {
                bti_jc() "1101010100 0 00 011 0010 0100110 11111";
            }
            "xpaclri" "XPACLRI" BASE {
                xpaclri() "1101010100 0 00 011 0010 0000111 11111";
            }
            "pacia1716" "PACIA" BASE {
                pacia1716() "1101010100 0 00 011 0010 0001000 11111";
            }
            "pacib1716" "PACIB" BASE {
                pacib1716() "1101010100 0 00 011 0010 0001010 11111";
            }
            "autia1716" "AUTIA" BASE {
                autia1716() "1101010100 0 00 011 0010 0001100 11111";
            }
            "autib1716" "AUTIB" BASE {
                autib1716() "1101010100 0 00 011 0010 0001110 11111";
            }
            "paciaz" "PACIA" BASE {
                paciaz() "1101010100 0 00 011 0010 0011000 11111";
            }
            "paciasp" "PACIA" BASE {
                paciasp() "1101010100 0 00 011 0010 0011001 11111";
            }
            "pacibz" "PACIB" BASE {
                pacibz() "1101010100 0 00 011 0010 0011010 11111";
            }
            "pacibsp" "PACIB" BASE {
                pacibsp() "1101010100 0 00 011 0010 0011011 11111";
            }
            "autiaz" "AUTIA" BASE {
                autiaz() "1101010100 0 00 011 0010 0011100 11111";
            }
            "autiasp" "AUTIA" BASE {
                autiasp() "1101010100 0 00 011 0010 0011101 11111";
            }
            "autibz" "AUTIB" BASE {
                autibz() "1101010100 0 00 011 0010 0011110 11111";
            }
            "autibsp" "AUTIB" BASE {
                autibsp() "1101010100 0 00 011 0010 0011111 11111";
            }
            "hint" "HINT" BASE {
                hint_i(imm7_5) "1101010100 0 00 011 0010 imm7 11111";
            }
            "dmb" "DMB" BASE {
                dmb(barrier) "1101010100 0 00 011 0011 CRm:4 1 01 11111";
            }
            "dsb" "DSB" BASE {
                dsb(barrier) "1101010100 0 00 011 0011 CRm:4 1 00 11111";
            }
            "isb" "ISB" BASE {
                isb() "1101010100 0 00 011 0011 1111 1 10 11111";
            }
            "sb" "SB" SB {
                sb() "1101010100 0 00 011 0011 0000 1 11 11111";
            }
            "mrs" "MRS" BASE {
                mrs_r(xt sysreg) "1101010100 1 1 sysreg:15 Rt";
            }
            "msr" "MSR (register)" BASE {
                msr_r(sysreg xt) "1101010100 0 1 sysreg:15 Rt";
            }
            "ic ivau, *" "IC" BASE {
                ic_ivau(xt) "1101010100 0 01 011 0111 0101 001 Rt";
            }
            "dc cvau, *" "DC" BASE {
                dc_cvau(xt) "1101010100 0 01 011 0111 1011 001 Rt";
            }
            "dc cvac, *" "DC" BASE {
                dc_cvac(xt) "1101010100 0 01 011 0111 1010 001 Rt";
            }
            "dc civac, *" "DC" BASE {
                dc_civac(xt) "1101010100 0 01 011 0111 1110 001 Rt";
            }
            "dc zva, *" "DC" BASE {
                dc_zva(xt) "1101010100 0 01 011 0111 0100 001 Rt";
            }
            "pacia" "PACIA" PAUTH {
                pacia_rr(xd xn_sp) "1 1 0 11010110 00001 000 000 Rn Rd";
            }
            "paciza" "PACIA" PAUTH {
                paciza_r(xd) "1 1 0 11010110 00001 001 000 11111 Rd";
            }
            "pacib" "PACIB" PAUTH {
                pacib_rr(xd xn_sp) "1 1 0 11010110 00001 000 001 Rn Rd";
            }
            "pacizb" "PACIB" PAUTH {
                pacizb_r(xd) "1 1 0 11010110 00001 001 001 11111 Rd";
            }
            "pacda" "PACDA" PAUTH {
                pacda_rr(xd xn_sp) "1 1 0 11010110 00001 000 010 Rn Rd";
            }
            "pacdza" "PACDA" PAUTH {
                pacdza_r(xd) "1 1 0 11010110 00001 001 010 11111 Rd";
            }
            "pacdb" "PACDB" PAUTH {
                pacdb_rr(xd xn_sp) "1 1 0 11010110 00001 000 011 Rn Rd";
            }
            "pacdzb" "PACDB" PAUTH {
                pacdzb_r(xd) "1 1 0 11010110 00001 001 011 11111 Rd";
            }
            "autia" "AUTIA" PAUTH {
                autia_rr(xd xn_sp) "1 1 0 11010110 00001 000 100 Rn Rd";
            }
            "autiza" "AUTIA" PAUTH {
                autiza_r(xd) "1 1 0 11010110 00001 001 100 11111 Rd";
            }
            "autib" "AUTIB" PAUTH {
                autib_rr(xd xn_sp) "1 1 0 11010110 00001 000 101 Rn Rd";
            }
            "autizb" "AUTIB" PAUTH {
                autizb_r(xd) "1 1 0 11010110 00001 001 101 11111 Rd";
            }
            "autda" "AUTDA" PAUTH {
                autda_rr(xd xn_sp) "1 1 0 11010110 00001 000 110 Rn Rd";
            }
            "autdza" "AUTDA" PAUTH {
                autdza_r(xd) "1 1 0 11010110 00001 001 110 11111 Rd";
            }
            "autdb" "AUTDB" PAUTH {
                autdb_rr(xd xn_sp) "1 1 0 11010110 00001 000 111 Rn Rd";
            }
            "autdzb" "AUTDB" PAUTH {
                autdzb_r(xd) "1 1 0 11010110 00001 001 111 11111 Rd";
            }
            "pacga" "PACGA" PAUTH {
                pacga_rrr(xd xn xm_sp) "1 0 0 11010110 Rm 001100 Rn Rd";
            }
            "xpaci" "XPACD, XPACI, XPACLRI" PAUTH {
                xpaci_r(xd) "1 1 0 11010110 00001 010000 11111 Rd";
            }
            "xpacd" "XPACD, XPACI, XPACLRI" PAUTH {
                xpacd_r(xd) "1 1 0 11010110 00001 010001 11111 Rd";
            }
            "braa" "BRAA, BRAAZ, BRAB, BRABZ" PAUTH {
                braa_rr(xn xd_sp) "1101011 1 000 11111 00001 0 Rn Rm";
            }
            "braaz" "BRAA, BRAAZ, BRAB, BRABZ" PAUTH {
                braaz_r(xn) "1101011 0000 11111 00001 0 Rn 11111";
            }
            "brab" "BRAA, BRAAZ, BRAB, BRABZ" PAUTH {
                brab_rr(xn xd_sp) "1101011 1 000 11111 00001 1 Rn Rm";
            }
            "brabz" "BRAA, BRAAZ, BRAB, BRABZ" PAUTH {
                brabz_r(xn) "1101011 0000 11111 00001 1 Rn 11111";
            }
            "blraa" "BLRAA, BLRAAZ, BLRAB, BLRABZ" PAUTH {
                blraa_rr(xn xd_sp) "1101011 1 001 11111 00001 0 Rn Rm";
            }
            "blraaz" "BLRAA, BLRAAZ, BLRAB, BLRABZ" PAUTH {
                blraaz_r(xn) "1101011 0001 11111 00001 0 Rn 11111";
            }
            "blrab" "BLRAA, BLRAAZ, BLRAB, BLRABZ" PAUTH {
                blrab_rr(xn xd_sp) "1101011 1 001 11111 00001 1 Rn Rm";
            }
            "blrabz" "BLRAA, BLRAAZ, BLRAB, BLRABZ" PAUTH {
                blrabz_r(xn) "1101011 0001 11111 00001 1 Rn 11111";
            }
            "retaa" "RETAA, RETAB" PAUTH {
                retaa() "1101011 0010 11111 00001 0 11111 11111";
            }
            "retab" "RETAA, RETAB" PAUTH {
                retab() "1101011 0010 11111 00001 1 11111 11111";
            }
        }
        // Scalar floating point.
        $($callback)::+! { ($($argument)*) float
            "fmul" "FMUL (scalar)" BASE {
                fmul_sss(sd sn sm) "0 0 0 11110 00 1 Rm 0000 10 Rn Rd";
                fmul_ddd(dd dn dm) "0 0 0 11110 01 1 Rm 0000 10 Rn Rd";
            }
            "fmul" "FMUL (scalar)" FP16 {
                fmul_hhh(hd hn hm) "0 0 0 11110 11 1 Rm 0000 10 Rn Rd";
            }
            "fdiv" "FDIV (scalar)" BASE {
                fdiv_sss(sd sn sm) "0 0 0 11110 00 1 Rm 0001 10 Rn Rd";
                fdiv_ddd(dd dn dm) "0 0 0 11110 01 1 Rm 0001 10 Rn Rd";
            }
            "fdiv" "FDIV (scalar)" FP16 {
                fdiv_hhh(hd hn hm) "0 0 0 11110 11 1 Rm 0001 10 Rn Rd";
            }
            "fadd" "FADD (scalar)" BASE {
                fadd_sss(sd sn sm) "0 0 0 11110 00 1 Rm 0010 10 Rn Rd";
                fadd_ddd(dd dn dm) "0 0 0 11110 01 1 Rm 0010 10 Rn Rd";
            }
            "fadd" "FADD (scalar)" FP16 {
                fadd_hhh(hd hn hm) "0 0 0 11110 11 1 Rm 0010 10 Rn Rd";
            }
            "fsub" "FSUB (scalar)" BASE {
                fsub_sss(sd sn sm) "0 0 0 11110 00 1 Rm 0011 10 Rn Rd";
                fsub_ddd(dd dn dm) "0 0 0 11110 01 1 Rm 0011 10 Rn Rd";
            }
            "fsub" "FSUB (scalar)" FP16 {
                fsub_hhh(hd hn hm) "0 0 0 11110 11 1 Rm 0011 10 Rn Rd";
            }
            "fmax" "FMAX (scalar)" BASE {
                fmax_sss(sd sn sm) "0 0 0 11110 00 1 Rm 0100 10 Rn Rd";
                fmax_ddd(dd dn dm) "0 0 0 11110 01 1 Rm 0100 10 Rn Rd";
            }
            "fmax" "FMAX (scalar)" FP16 {
                fmax_hhh(hd hn hm) "0 0 0 11110 11 1 Rm 0100 10 Rn Rd";
            }
            "fmin" "FMIN (scalar)" BASE {
                fmin_sss(sd sn sm) "0 0 0 11110 00 1 Rm 0101 10 Rn Rd";
                fmin_ddd(dd dn dm) "0 0 0 11110 01 1 Rm 0101 10 Rn Rd";
            }
            "fmin" "FMIN (scalar)" FP16 {
                fmin_hhh(hd hn hm) "0 0 0 11110 11 1 Rm 0101 10 Rn Rd";
            }
            "fmaxnm" "FMAXNM (scalar)" BASE {
                fmaxnm_sss(sd sn sm) "0 0 0 11110 00 1 Rm 0110 10 Rn Rd";
                fmaxnm_ddd(dd dn dm) "0 0 0 11110 01 1 Rm 0110 10 Rn Rd";
            }
            "fmaxnm" "FMAXNM (scalar)" FP16 {
                fmaxnm_hhh(hd hn hm) "0 0 0 11110 11 1 Rm 0110 10 Rn Rd";
            }
            "fminnm" "FMINNM (scalar)" BASE {
                fminnm_sss(sd sn sm) "0 0 0 11110 00 1 Rm 0111 10 Rn Rd";
                fminnm_ddd(dd dn dm) "0 0 0 11110 01 1 Rm 0111 10 Rn Rd";
            }
            "fminnm" "FMINNM (scalar)" FP16 {
                fminnm_hhh(hd hn hm) "0 0 0 11110 11 1 Rm 0111 10 Rn Rd";
            }
            "fnmul" "FNMUL (scalar)" BASE {
                fnmul_sss(sd sn sm) "0 0 0 11110 00 1 Rm 1000 10 Rn Rd";
                fnmul_ddd(dd dn dm) "0 0 0 11110 01 1 Rm 1000 10 Rn Rd";
            }
            "fnmul" "FNMUL (scalar)" FP16 {
                fnmul_hhh(hd hn hm) "0 0 0 11110 11 1 Rm 1000 10 Rn Rd";
            }
            "fabs" "FABS (scalar)" BASE {
                fabs_ss(sd sn) "0 0 0 11110 00 1 000001 10000 Rn Rd";
                fabs_dd(dd dn) "0 0 0 11110 01 1 000001 10000 Rn Rd";
            }
            "fabs" "FABS (scalar)" FP16 {
                fabs_hh(hd hn) "0 0 0 11110 11 1 000001 10000 Rn Rd";
            }
            "fneg" "FNEG (scalar)" BASE {
                fneg_ss(sd sn) "0 0 0 11110 00 1 000010 10000 Rn Rd";
                fneg_dd(dd dn) "0 0 0 11110 01 1 000010 10000 Rn Rd";
            }
            "fneg" "FNEG (scalar)" FP16 {
                fneg_hh(hd hn) "0 0 0 11110 11 1 000010 10000 Rn Rd";
            }
            "fsqrt" "FSQRT (scalar)" BASE {
                fsqrt_ss(sd sn) "0 0 0 11110 00 1 000011 10000 Rn Rd";
                fsqrt_dd(dd dn) "0 0 0 11110 01 1 000011 10000 Rn Rd";
            }
            "fsqrt" "FSQRT (scalar)" FP16 {
                fsqrt_hh(hd hn) "0 0 0 11110 11 1 000011 10000 Rn Rd";
            }
            "frintn" "FRINTN (scalar)" BASE {
                frintn_ss(sd sn) "0 0 0 11110 00 1 001000 10000 Rn Rd";
                frintn_dd(dd dn) "0 0 0 11110 01 1 001000 10000 Rn Rd";
            }
            "frintn" "FRINTN (scalar)" FP16 {
                frintn_hh(hd hn) "0 0 0 11110 11 1 001000 10000 Rn Rd";
            }
            "frintp" "FRINTP (scalar)" BASE {
                frintp_ss(sd sn) "0 0 0 11110 00 1 001001 10000 Rn Rd";
                frintp_dd(dd dn) "0 0 0 11110 01 1 001001 10000 Rn Rd";
            }
            "frintp" "FRINTP (scalar)" FP16 {
                frintp_hh(hd hn) "0 0 0 11110 11 1 001001 10000 Rn Rd";
            }
            "frintm" "FRINTM (scalar)" BASE {
                frintm_ss(sd sn) "0 0 0 11110 00 1 001010 10000 Rn Rd";
                frintm_dd(dd dn) "0 0 0 11110 01 1 001010 10000 Rn Rd";
            }
            "frintm" "FRINTM (scalar)" FP16 {
                frintm_hh(hd hn) "0 0 0 11110 11 1 001010 10000 Rn Rd";
            }
            "frintz" "FRINTZ (scalar)" BASE {
                frintz_ss(sd sn) "0 0 0 11110 00 1 001011 10000 Rn Rd";
                frintz_dd(dd dn) "0 0 0 11110 01 1 001011 10000 Rn Rd";
            }
            "frintz" "FRINTZ (scalar)" FP16 {
                frintz_hh(hd hn) "0 0 0 11110 11 1 001011 10000 Rn Rd";
            }
            "frinta" "FRINTA (scalar)" BASE {
                frinta_ss(sd sn) "0 0 0 11110 00 1 001100 10000 Rn Rd";
                frinta_dd(dd dn) "0 0 0 11110 01 1 001100 10000 Rn Rd";
            }
            "frinta" "FRINTA (scalar)" FP16 {
                frinta_hh(hd hn) "0 0 0 11110 11 1 001100 10000 Rn Rd";
            }
            "frintx" "FRINTX (scalar)" BASE {
                frintx_ss(sd sn) "0 0 0 11110 00 1 001110 10000 Rn Rd";
                frintx_dd(dd dn) "0 0 0 11110 01 1 001110 10000 Rn Rd";
            }
            "frintx" "FRINTX (scalar)" FP16 {
                frintx_hh(hd hn) "0 0 0 11110 11 1 001110 10000 Rn Rd";
            }
            "frinti" "FRINTI (scalar)" BASE {
                frinti_ss(sd sn) "0 0 0 11110 00 1 001111 10000 Rn Rd";
                frinti_dd(dd dn) "0 0 0 11110 01 1 001111 10000 Rn Rd";
            }
            "frinti" "FRINTI (scalar)" FP16 {
                frinti_hh(hd hn) "0 0 0 11110 11 1 001111 10000 Rn Rd";
            }
            "fmov" "FMOV (register)" BASE {
                fmov_ss(sd sn) "0 0 0 11110 00 1 000000 10000 Rn Rd";
                fmov_dd(dd dn) "0 0 0 11110 01 1 000000 10000 Rn Rd";
            }
            "fmov" "FMOV (register)" FP16 {
                fmov_hh(hd hn) "0 0 0 11110 11 1 000000 10000 Rn Rd";
            }
            "fcvt" "FCVT" BASE {
                fcvt_sd(sd dn) "0 0 0 11110 01 1 0001 00 10000 Rn Rd";
                fcvt_ds(dd sn) "0 0 0 11110 00 1 0001 01 10000 Rn Rd";
                fcvt_sh(sd hn) "0 0 0 11110 11 1 0001 00 10000 Rn Rd";
                fcvt_hs(hd sn) "0 0 0 11110 00 1 0001 11 10000 Rn Rd";
                fcvt_dh(dd hn) "0 0 0 11110 11 1 0001 01 10000 Rn Rd";
                fcvt_hd(hd dn) "0 0 0 11110 01 1 0001 11 10000 Rn Rd";
            }
            "fmadd" "FMADD" BASE {
                fmadd_ssss(sd sn sm sa) "0 0 0 11111 00 0 Rm 0 Ra Rn Rd";
                fmadd_dddd(dd dn dm da) "0 0 0 11111 01 0 Rm 0 Ra Rn Rd";
            }
            "fmadd" "FMADD" FP16 {
                fmadd_hhhh(hd hn hm ha) "0 0 0 11111 11 0 Rm 0 Ra Rn Rd";
            }
            "fmsub" "FMSUB" BASE {
                fmsub_ssss(sd sn sm sa) "0 0 0 11111 00 0 Rm 1 Ra Rn Rd";
                fmsub_dddd(dd dn dm da) "0 0 0 11111 01 0 Rm 1 Ra Rn Rd";
            }
            "fmsub" "FMSUB" FP16 {
                fmsub_hhhh(hd hn hm ha) "0 0 0 11111 11 0 Rm 1 Ra Rn Rd";
            }
            "fnmadd" "FNMADD" BASE {
                fnmadd_ssss(sd sn sm sa) "0 0 0 11111 00 1 Rm 0 Ra Rn Rd";
                fnmadd_dddd(dd dn dm da) "0 0 0 11111 01 1 Rm 0 Ra Rn Rd";
            }
            "fnmadd" "FNMADD" FP16 {
                fnmadd_hhhh(hd hn hm ha) "0 0 0 11111 11 1 Rm 0 Ra Rn Rd";
            }
            "fnmsub" "FNMSUB" BASE {
                fnmsub_ssss(sd sn sm sa) "0 0 0 11111 00 1 Rm 1 Ra Rn Rd";
                fnmsub_dddd(dd dn dm da) "0 0 0 11111 01 1 Rm 1 Ra Rn Rd";
            }
            "fnmsub" "FNMSUB" FP16 {
                fnmsub_hhhh(hd hn hm ha) "0 0 0 11111 11 1 Rm 1 Ra Rn Rd";
            }
            "fcmp" "FCMP" BASE {
                fcmp_ss(sn sm) "0 0 0 11110 00 1 Rm 00 1000 Rn 00 000";
                fcmp_dd(dn dm) "0 0 0 11110 01 1 Rm 00 1000 Rn 00 000";
            }
            "fcmp" "FCMP" FP16 {
                fcmp_hh(hn hm) "0 0 0 11110 11 1 Rm 00 1000 Rn 00 000";
            }
            "fcmp *, #0.0" "FCMP" BASE {
                fcmp_s_zero(sn) "0 0 0 11110 00 1 00000 00 1000 Rn 01 000";
                fcmp_d_zero(dn) "0 0 0 11110 01 1 00000 00 1000 Rn 01 000";
            }
            "fcmp *, #0.0" "FCMP" FP16 {
                fcmp_h_zero(hn) "0 0 0 11110 11 1 00000 00 1000 Rn 01 000";
            }
            "fcmpe" "FCMPE" BASE {
                fcmpe_ss(sn sm) "0 0 0 11110 00 1 Rm 00 1000 Rn 10 000";
                fcmpe_dd(dn dm) "0 0 0 11110 01 1 Rm 00 1000 Rn 10 000";
            }
            "fcmpe" "FCMPE" FP16 {
                fcmpe_hh(hn hm) "0 0 0 11110 11 1 Rm 00 1000 Rn 10 000";
            }
            "fcmpe *, #0.0" "FCMPE" BASE {
                fcmpe_s_zero(sn) "0 0 0 11110 00 1 00000 00 1000 Rn 11 000";
                fcmpe_d_zero(dn) "0 0 0 11110 01 1 00000 00 1000 Rn 11 000";
            }
            "fcmpe *, #0.0" "FCMPE" FP16 {
                fcmpe_h_zero(hn) "0 0 0 11110 11 1 00000 00 1000 Rn 11 000";
            }
            "fccmp" "FCCMP" BASE {
                fccmp_ss(sn sm nzcv cond) "0 0 0 11110 00 1 Rm cond:4 01 Rn 0 nzcv:4";
                fccmp_dd(dn dm nzcv cond) "0 0 0 11110 01 1 Rm cond:4 01 Rn 0 nzcv:4";
            }
            "fccmp" "FCCMP" FP16 {
                fccmp_hh(hn hm nzcv cond) "0 0 0 11110 11 1 Rm cond:4 01 Rn 0 nzcv:4";
            }
            "fccmpe" "FCCMPE" BASE {
                fccmpe_ss(sn sm nzcv cond) "0 0 0 11110 00 1 Rm cond:4 01 Rn 1 nzcv:4";
                fccmpe_dd(dn dm nzcv cond) "0 0 0 11110 01 1 Rm cond:4 01 Rn 1 nzcv:4";
            }
            "fccmpe" "FCCMPE" FP16 {
                fccmpe_hh(hn hm nzcv cond) "0 0 0 11110 11 1 Rm cond:4 01 Rn 1 nzcv:4";
            }
            "fcsel" "FCSEL" BASE {
                fcsel_sss(sd sn sm cond) "0 0 0 11110 00 1 Rm cond:4 11 Rn Rd";
                fcsel_ddd(dd dn dm cond) "0 0 0 11110 01 1 Rm cond:4 11 Rn Rd";
            }
            "fcsel" "FCSEL" FP16 {
                fcsel_hhh(hd hn hm cond) "0 0 0 11110 11 1 Rm cond:4 11 Rn Rd";
            }
            "fmov" "FMOV (scalar, immediate)" BASE {
                fmov_si(sd fpimm) "0 0 0 11110 00 1 imm8 100 00000 Rd";
                fmov_di(dd fpimm) "0 0 0 11110 01 1 imm8 100 00000 Rd";
            }
            "fmov" "FMOV (scalar, immediate)" FP16 {
                fmov_hi(hd fpimm) "0 0 0 11110 11 1 imm8 100 00000 Rd";
            }
            "movi" "MOVI" BASE {
                movi_di(dd vbytes) "0 0 1 0111100000 abc:3 1110 01 defgh:5 Rd";
            }
            "fmov" "FMOV (general)" BASE {
                fmov_sr32(sd wn) "0 0 0 11110 00 1 00 111 000000 Rn Rd";
                fmov_rs32(wd sn) "0 0 0 11110 00 1 00 110 000000 Rn Rd";
                fmov_dr64(dd xn) "1 0 0 11110 01 1 00 111 000000 Rn Rd";
                fmov_rd64(xd dn) "1 0 0 11110 01 1 00 110 000000 Rn Rd";
                fmov_top_r64(vd_top xn) "1 0 0 11110 10 1 01 111 000000 Rn Rd";
                fmov_r_top64(xd vn_top) "1 0 0 11110 10 1 01 110 000000 Rn Rd";
            }
            "fmov" "FMOV (general)" FP16 {
                fmov_hr32(hd wn) "0 0 0 11110 11 1 00 111 000000 Rn Rd";
                fmov_rh32(wd hn) "0 0 0 11110 11 1 00 110 000000 Rn Rd";
                fmov_hr64(hd xn) "1 0 0 11110 11 1 00 111 000000 Rn Rd";
                fmov_rh64(xd hn) "1 0 0 11110 11 1 00 110 000000 Rn Rd";
            }
            "fcvtns" "FCVTNS (scalar)" BASE {
                fcvtns_rs64(xd sn) "1 0 0 11110 00 1 00 000 000000 Rn Rd";
                fcvtns_rs32(wd sn) "0 0 0 11110 00 1 00 000 000000 Rn Rd";
                fcvtns_rd64(xd dn) "1 0 0 11110 01 1 00 000 000000 Rn Rd";
                fcvtns_rd32(wd dn) "0 0 0 11110 01 1 00 000 000000 Rn Rd";
            }
            "fcvtns" "FCVTNS (scalar)" FP16 {
                fcvtns_rh64(xd hn) "1 0 0 11110 11 1 00 000 000000 Rn Rd";
                fcvtns_rh32(wd hn) "0 0 0 11110 11 1 00 000 000000 Rn Rd";
            }
            "fcvtnu" "FCVTNU (scalar)" BASE {
                fcvtnu_rs64(xd sn) "1 0 0 11110 00 1 00 001 000000 Rn Rd";
                fcvtnu_rs32(wd sn) "0 0 0 11110 00 1 00 001 000000 Rn Rd";
                fcvtnu_rd64(xd dn) "1 0 0 11110 01 1 00 001 000000 Rn Rd";
                fcvtnu_rd32(wd dn) "0 0 0 11110 01 1 00 001 000000 Rn Rd";
            }
            "fcvtnu" "FCVTNU (scalar)" FP16 {
                fcvtnu_rh64(xd hn) "1 0 0 11110 11 1 00 001 000000 Rn Rd";
                fcvtnu_rh32(wd hn) "0 0 0 11110 11 1 00 001 000000 Rn Rd";
            }
            "fcvtas" "FCVTAS (scalar)" BASE {
                fcvtas_rs64(xd sn) "1 0 0 11110 00 1 00 100 000000 Rn Rd";
                fcvtas_rs32(wd sn) "0 0 0 11110 00 1 00 100 000000 Rn Rd";
                fcvtas_rd64(xd dn) "1 0 0 11110 01 1 00 100 000000 Rn Rd";
                fcvtas_rd32(wd dn) "0 0 0 11110 01 1 00 100 000000 Rn Rd";
            }
            "fcvtas" "FCVTAS (scalar)" FP16 {
                fcvtas_rh64(xd hn) "1 0 0 11110 11 1 00 100 000000 Rn Rd";
                fcvtas_rh32(wd hn) "0 0 0 11110 11 1 00 100 000000 Rn Rd";
            }
            "fcvtau" "FCVTAU (scalar)" BASE {
                fcvtau_rs64(xd sn) "1 0 0 11110 00 1 00 101 000000 Rn Rd";
                fcvtau_rs32(wd sn) "0 0 0 11110 00 1 00 101 000000 Rn Rd";
                fcvtau_rd64(xd dn) "1 0 0 11110 01 1 00 101 000000 Rn Rd";
                fcvtau_rd32(wd dn) "0 0 0 11110 01 1 00 101 000000 Rn Rd";
            }
            "fcvtau" "FCVTAU (scalar)" FP16 {
                fcvtau_rh64(xd hn) "1 0 0 11110 11 1 00 101 000000 Rn Rd";
                fcvtau_rh32(wd hn) "0 0 0 11110 11 1 00 101 000000 Rn Rd";
            }
            "fcvtps" "FCVTPS (scalar)" BASE {
                fcvtps_rs64(xd sn) "1 0 0 11110 00 1 01 000 000000 Rn Rd";
                fcvtps_rs32(wd sn) "0 0 0 11110 00 1 01 000 000000 Rn Rd";
                fcvtps_rd64(xd dn) "1 0 0 11110 01 1 01 000 000000 Rn Rd";
                fcvtps_rd32(wd dn) "0 0 0 11110 01 1 01 000 000000 Rn Rd";
            }
            "fcvtps" "FCVTPS (scalar)" FP16 {
                fcvtps_rh64(xd hn) "1 0 0 11110 11 1 01 000 000000 Rn Rd";
                fcvtps_rh32(wd hn) "0 0 0 11110 11 1 01 000 000000 Rn Rd";
            }
            "fcvtpu" "FCVTPU (scalar)" BASE {
                fcvtpu_rs64(xd sn) "1 0 0 11110 00 1 01 001 000000 Rn Rd";
                fcvtpu_rs32(wd sn) "0 0 0 11110 00 1 01 001 000000 Rn Rd";
                fcvtpu_rd64(xd dn) "1 0 0 11110 01 1 01 001 000000 Rn Rd";
                fcvtpu_rd32(wd dn) "0 0 0 11110 01 1 01 001 000000 Rn Rd";
            }
            "fcvtpu" "FCVTPU (scalar)" FP16 {
                fcvtpu_rh64(xd hn) "1 0 0 11110 11 1 01 001 000000 Rn Rd";
                fcvtpu_rh32(wd hn) "0 0 0 11110 11 1 01 001 000000 Rn Rd";
            }
            "fcvtms" "FCVTMS (scalar)" BASE {
                fcvtms_rs64(xd sn) "1 0 0 11110 00 1 10 000 000000 Rn Rd";
                fcvtms_rs32(wd sn) "0 0 0 11110 00 1 10 000 000000 Rn Rd";
                fcvtms_rd64(xd dn) "1 0 0 11110 01 1 10 000 000000 Rn Rd";
                fcvtms_rd32(wd dn) "0 0 0 11110 01 1 10 000 000000 Rn Rd";
            }
            "fcvtms" "FCVTMS (scalar)" FP16 {
                fcvtms_rh64(xd hn) "1 0 0 11110 11 1 10 000 000000 Rn Rd";
                fcvtms_rh32(wd hn) "0 0 0 11110 11 1 10 000 000000 Rn Rd";
            }
            "fcvtmu" "FCVTMU (scalar)" BASE {
                fcvtmu_rs64(xd sn) "1 0 0 11110 00 1 10 001 000000 Rn Rd";
                fcvtmu_rs32(wd sn) "0 0 0 11110 00 1 10 001 000000 Rn Rd";
                fcvtmu_rd64(xd dn) "1 0 0 11110 01 1 10 001 000000 Rn Rd";
                fcvtmu_rd32(wd dn) "0 0 0 11110 01 1 10 001 000000 Rn Rd";
            }
            "fcvtmu" "FCVTMU (scalar)" FP16 {
                fcvtmu_rh64(xd hn) "1 0 0 11110 11 1 10 001 000000 Rn Rd";
                fcvtmu_rh32(wd hn) "0 0 0 11110 11 1 10 001 000000 Rn Rd";
            }
            "fcvtzs" "FCVTZS (scalar)" BASE {
                fcvtzs_rs64(xd sn) "1 0 0 11110 00 1 11 000 000000 Rn Rd";
                fcvtzs_rs32(wd sn) "0 0 0 11110 00 1 11 000 000000 Rn Rd";
                fcvtzs_rd64(xd dn) "1 0 0 11110 01 1 11 000 000000 Rn Rd";
                fcvtzs_rd32(wd dn) "0 0 0 11110 01 1 11 000 000000 Rn Rd";
            }
            "fcvtzs" "FCVTZS (scalar)" FP16 {
                fcvtzs_rh64(xd hn) "1 0 0 11110 11 1 11 000 000000 Rn Rd";
                fcvtzs_rh32(wd hn) "0 0 0 11110 11 1 11 000 000000 Rn Rd";
            }
            "fcvtzu" "FCVTZU (scalar)" BASE {
                fcvtzu_rs64(xd sn) "1 0 0 11110 00 1 11 001 000000 Rn Rd";
                fcvtzu_rs32(wd sn) "0 0 0 11110 00 1 11 001 000000 Rn Rd";
                fcvtzu_rd64(xd dn) "1 0 0 11110 01 1 11 001 000000 Rn Rd";
                fcvtzu_rd32(wd dn) "0 0 0 11110 01 1 11 001 000000 Rn Rd";
            }
            "fcvtzu" "FCVTZU (scalar)" FP16 {
                fcvtzu_rh64(xd hn) "1 0 0 11110 11 1 11 001 000000 Rn Rd";
                fcvtzu_rh32(wd hn) "0 0 0 11110 11 1 11 001 000000 Rn Rd";
            }
            "scvtf" "SCVTF (scalar, integer)" BASE {
                scvtf_sr64(sd xn) "1 0 0 11110 00 1 00 010 000000 Rn Rd";
                scvtf_sr32(sd wn) "0 0 0 11110 00 1 00 010 000000 Rn Rd";
                scvtf_dr64(dd xn) "1 0 0 11110 01 1 00 010 000000 Rn Rd";
                scvtf_dr32(dd wn) "0 0 0 11110 01 1 00 010 000000 Rn Rd";
            }
            "scvtf" "SCVTF (scalar, integer)" FP16 {
                scvtf_hr64(hd xn) "1 0 0 11110 11 1 00 010 000000 Rn Rd";
                scvtf_hr32(hd wn) "0 0 0 11110 11 1 00 010 000000 Rn Rd";
            }
            "scvtf" "SCVTF (scalar, fixed-point)" BASE {
                scvtf_sri64(sd xn fbits64) "1 0 0 11110 00 0 00 010 scale:6 Rn Rd";
                scvtf_sri32(sd wn fbits32) "0 0 0 11110 00 0 00 010 scale:6 Rn Rd";
                scvtf_dri64(dd xn fbits64) "1 0 0 11110 01 0 00 010 scale:6 Rn Rd";
                scvtf_dri32(dd wn fbits32) "0 0 0 11110 01 0 00 010 scale:6 Rn Rd";
            }
            "scvtf" "SCVTF (scalar, fixed-point)" FP16 {
                scvtf_hri64(hd xn fbits64) "1 0 0 11110 11 0 00 010 scale:6 Rn Rd";
                scvtf_hri32(hd wn fbits32) "0 0 0 11110 11 0 00 010 scale:6 Rn Rd";
            }
            "ucvtf" "UCVTF (scalar, integer)" BASE {
                ucvtf_sr64(sd xn) "1 0 0 11110 00 1 00 011 000000 Rn Rd";
                ucvtf_sr32(sd wn) "0 0 0 11110 00 1 00 011 000000 Rn Rd";
                ucvtf_dr64(dd xn) "1 0 0 11110 01 1 00 011 000000 Rn Rd";
                ucvtf_dr32(dd wn) "0 0 0 11110 01 1 00 011 000000 Rn Rd";
            }
            "ucvtf" "UCVTF (scalar, integer)" FP16 {
                ucvtf_hr64(hd xn) "1 0 0 11110 11 1 00 011 000000 Rn Rd";
                ucvtf_hr32(hd wn) "0 0 0 11110 11 1 00 011 000000 Rn Rd";
            }
            "ucvtf" "UCVTF (scalar, fixed-point)" BASE {
                ucvtf_sri64(sd xn fbits64) "1 0 0 11110 00 0 00 011 scale:6 Rn Rd";
                ucvtf_sri32(sd wn fbits32) "0 0 0 11110 00 0 00 011 scale:6 Rn Rd";
                ucvtf_dri64(dd xn fbits64) "1 0 0 11110 01 0 00 011 scale:6 Rn Rd";
                ucvtf_dri32(dd wn fbits32) "0 0 0 11110 01 0 00 011 scale:6 Rn Rd";
            }
            "ucvtf" "UCVTF (scalar, fixed-point)" FP16 {
                ucvtf_hri64(hd xn fbits64) "1 0 0 11110 11 0 00 011 scale:6 Rn Rd";
                ucvtf_hri32(hd wn fbits32) "0 0 0 11110 11 0 00 011 scale:6 Rn Rd";
            }
            "fcvtzs" "FCVTZS (scalar, fixed-point)" BASE {
                fcvtzs_rsi64(xd sn fbits64) "1 0 0 11110 00 0 11 000 scale:6 Rn Rd";
                fcvtzs_rsi32(wd sn fbits32) "0 0 0 11110 00 0 11 000 scale:6 Rn Rd";
                fcvtzs_rdi64(xd dn fbits64) "1 0 0 11110 01 0 11 000 scale:6 Rn Rd";
                fcvtzs_rdi32(wd dn fbits32) "0 0 0 11110 01 0 11 000 scale:6 Rn Rd";
            }
            "fcvtzs" "FCVTZS (scalar, fixed-point)" FP16 {
                fcvtzs_rhi64(xd hn fbits64) "1 0 0 11110 11 0 11 000 scale:6 Rn Rd";
                fcvtzs_rhi32(wd hn fbits32) "0 0 0 11110 11 0 11 000 scale:6 Rn Rd";
            }
            "fcvtzu" "FCVTZU (scalar, fixed-point)" BASE {
                fcvtzu_rsi64(xd sn fbits64) "1 0 0 11110 00 0 11 001 scale:6 Rn Rd";
                fcvtzu_rsi32(wd sn fbits32) "0 0 0 11110 00 0 11 001 scale:6 Rn Rd";
                fcvtzu_rdi64(xd dn fbits64) "1 0 0 11110 01 0 11 001 scale:6 Rn Rd";
                fcvtzu_rdi32(wd dn fbits32) "0 0 0 11110 01 0 11 001 scale:6 Rn Rd";
            }
            "fcvtzu" "FCVTZU (scalar, fixed-point)" FP16 {
                fcvtzu_rhi64(xd hn fbits64) "1 0 0 11110 11 0 11 001 scale:6 Rn Rd";
                fcvtzu_rhi32(wd hn fbits32) "0 0 0 11110 11 0 11 001 scale:6 Rn Rd";
            }
            "fjcvtzs" "FJCVTZS" JSCVT {
                fjcvtzs_rd32(wd dn) "0 0 0 11110 01 1 11 110 000000 Rn Rd";
            }
            "frint32z" "FRINT32Z (scalar)" FRINTTS {
                frint32z_ss(sd sn) "0 0 0 11110 00 1 010000 10000 Rn Rd";
                frint32z_dd(dd dn) "0 0 0 11110 01 1 010000 10000 Rn Rd";
            }
            "frint32x" "FRINT32X (scalar)" FRINTTS {
                frint32x_ss(sd sn) "0 0 0 11110 00 1 010001 10000 Rn Rd";
                frint32x_dd(dd dn) "0 0 0 11110 01 1 010001 10000 Rn Rd";
            }
            "frint64z" "FRINT64Z (scalar)" FRINTTS {
                frint64z_ss(sd sn) "0 0 0 11110 00 1 010010 10000 Rn Rd";
                frint64z_dd(dd dn) "0 0 0 11110 01 1 010010 10000 Rn Rd";
            }
            "frint64x" "FRINT64X (scalar)" FRINTTS {
                frint64x_ss(sd sn) "0 0 0 11110 00 1 010011 10000 Rn Rd";
                frint64x_dd(dd dn) "0 0 0 11110 01 1 010011 10000 Rn Rd";
            }
        }
        // Loads and stores of SIMD and floating-point registers.
        $($callback)::+! { ($($argument)*) float_load_store
            "stur" "STUR (SIMD&FP)" BASE {
                stur_bo(bt base simm9) "00 111 1 00 00 0 imm9 00 Rn Rt";
                stur_ho(ht base simm9) "01 111 1 00 00 0 imm9 00 Rn Rt";
                stur_so(st base simm9) "10 111 1 00 00 0 imm9 00 Rn Rt";
                stur_do(dt base simm9) "11 111 1 00 00 0 imm9 00 Rn Rt";
                stur_qo(qt base simm9) "00 111 1 00 10 0 imm9 00 Rn Rt";
            }
            "ldur" "LDUR (SIMD&FP)" BASE {
                ldur_bo(bt base simm9) "00 111 1 00 01 0 imm9 00 Rn Rt";
                ldur_ho(ht base simm9) "01 111 1 00 01 0 imm9 00 Rn Rt";
                ldur_so(st base simm9) "10 111 1 00 01 0 imm9 00 Rn Rt";
                ldur_do(dt base simm9) "11 111 1 00 01 0 imm9 00 Rn Rt";
                ldur_qo(qt base simm9) "00 111 1 00 11 0 imm9 00 Rn Rt";
            }
            "str" "STR (immediate), STR (register) (SIMD&FP)" BASE {
                str_bo(bt base offset1) "00 111 1 0 offset:1 00 offset:12 Rn Rt";
                str_bx(bt base index1) "00 111 1 00 00 1 Rm option:3 S:1 10 Rn Rt";
                str_b_pre(bt base pre9) "00 111 1 00 00 0 imm9 11 Rn Rt";
                str_b_post(bt base post9) "00 111 1 00 00 0 imm9 01 Rn Rt";
                str_ho(ht base offset2) "01 111 1 0 offset:1 00 offset:12 Rn Rt";
                str_hx(ht base index2) "01 111 1 00 00 1 Rm option:3 S:1 10 Rn Rt";
                str_h_pre(ht base pre9) "01 111 1 00 00 0 imm9 11 Rn Rt";
                str_h_post(ht base post9) "01 111 1 00 00 0 imm9 01 Rn Rt";
                str_so(st base offset4) "10 111 1 0 offset:1 00 offset:12 Rn Rt";
                str_sx(st base index4) "10 111 1 00 00 1 Rm option:3 S:1 10 Rn Rt";
                str_s_pre(st base pre9) "10 111 1 00 00 0 imm9 11 Rn Rt";
                str_s_post(st base post9) "10 111 1 00 00 0 imm9 01 Rn Rt";
                str_do(dt base offset8) "11 111 1 0 offset:1 00 offset:12 Rn Rt";
                str_dx(dt base index8) "11 111 1 00 00 1 Rm option:3 S:1 10 Rn Rt";
                str_d_pre(dt base pre9) "11 111 1 00 00 0 imm9 11 Rn Rt";
                str_d_post(dt base post9) "11 111 1 00 00 0 imm9 01 Rn Rt";
                str_qo(qt base offset16) "00 111 1 0 offset:1 10 offset:12 Rn Rt";
                str_qx(qt base index16) "00 111 1 00 10 1 Rm option:3 S:1 10 Rn Rt";
                str_q_pre(qt base pre9) "00 111 1 00 10 0 imm9 11 Rn Rt";
                str_q_post(qt base post9) "00 111 1 00 10 0 imm9 01 Rn Rt";
            }
            "ldr" "LDR (immediate), LDR (register) (SIMD&FP)" BASE {
                ldr_bo(bt base offset1) "00 111 1 0 offset:1 01 offset:12 Rn Rt";
                ldr_bx(bt base index1) "00 111 1 00 01 1 Rm option:3 S:1 10 Rn Rt";
                ldr_b_pre(bt base pre9) "00 111 1 00 01 0 imm9 11 Rn Rt";
                ldr_b_post(bt base post9) "00 111 1 00 01 0 imm9 01 Rn Rt";
                ldr_ho(ht base offset2) "01 111 1 0 offset:1 01 offset:12 Rn Rt";
                ldr_hx(ht base index2) "01 111 1 00 01 1 Rm option:3 S:1 10 Rn Rt";
                ldr_h_pre(ht base pre9) "01 111 1 00 01 0 imm9 11 Rn Rt";
                ldr_h_post(ht base post9) "01 111 1 00 01 0 imm9 01 Rn Rt";
                ldr_so(st base offset4) "10 111 1 0 offset:1 01 offset:12 Rn Rt";
                ldr_sx(st base index4) "10 111 1 00 01 1 Rm option:3 S:1 10 Rn Rt";
                ldr_s_pre(st base pre9) "10 111 1 00 01 0 imm9 11 Rn Rt";
                ldr_s_post(st base post9) "10 111 1 00 01 0 imm9 01 Rn Rt";
                ldr_do(dt base offset8) "11 111 1 0 offset:1 01 offset:12 Rn Rt";
                ldr_dx(dt base index8) "11 111 1 00 01 1 Rm option:3 S:1 10 Rn Rt";
                ldr_d_pre(dt base pre9) "11 111 1 00 01 0 imm9 11 Rn Rt";
                ldr_d_post(dt base post9) "11 111 1 00 01 0 imm9 01 Rn Rt";
                ldr_qo(qt base offset16) "00 111 1 0 offset:1 11 offset:12 Rn Rt";
                ldr_qx(qt base index16) "00 111 1 00 11 1 Rm option:3 S:1 10 Rn Rt";
                ldr_q_pre(qt base pre9) "00 111 1 00 11 0 imm9 11 Rn Rt";
                ldr_q_post(qt base post9) "00 111 1 00 11 0 imm9 01 Rn Rt";
            }
            "stp" "STP (SIMD&FP)" BASE {
                stp_sso(st st2 base pair4) "00 101 1 010 0 imm7 Rt2 Rn Rt";
                stp_ss_pre(st st2 base pair_pre4) "00 101 1 011 0 imm7 Rt2 Rn Rt";
                stp_ss_post(st st2 base pair_post4) "00 101 1 001 0 imm7 Rt2 Rn Rt";
                stp_ddo(dt dt2 base pair8) "01 101 1 010 0 imm7 Rt2 Rn Rt";
                stp_dd_pre(dt dt2 base pair_pre8) "01 101 1 011 0 imm7 Rt2 Rn Rt";
                stp_dd_post(dt dt2 base pair_post8) "01 101 1 001 0 imm7 Rt2 Rn Rt";
                stp_qqo(qt qt2 base pair16) "10 101 1 010 0 imm7 Rt2 Rn Rt";
                stp_qq_pre(qt qt2 base pair_pre16) "10 101 1 011 0 imm7 Rt2 Rn Rt";
                stp_qq_post(qt qt2 base pair_post16) "10 101 1 001 0 imm7 Rt2 Rn Rt";
            }
            "stnp" "STNP (SIMD&FP)" BASE {
                stnp_sso(st st2 base pair4) "00 101 1 000 0 imm7 Rt2 Rn Rt";
                stnp_ddo(dt dt2 base pair8) "01 101 1 000 0 imm7 Rt2 Rn Rt";
                stnp_qqo(qt qt2 base pair16) "10 101 1 000 0 imm7 Rt2 Rn Rt";
            }
            "ldp" "LDP (SIMD&FP)" BASE {
                ldp_sso(st st2 base pair4) "00 101 1 010 1 imm7 Rt2 Rn Rt";
                ldp_ss_pre(st st2 base pair_pre4) "00 101 1 011 1 imm7 Rt2 Rn Rt";
                ldp_ss_post(st st2 base pair_post4) "00 101 1 001 1 imm7 Rt2 Rn Rt";
                ldp_ddo(dt dt2 base pair8) "01 101 1 010 1 imm7 Rt2 Rn Rt";
                ldp_dd_pre(dt dt2 base pair_pre8) "01 101 1 011 1 imm7 Rt2 Rn Rt";
                ldp_dd_post(dt dt2 base pair_post8) "01 101 1 001 1 imm7 Rt2 Rn Rt";
                ldp_qqo(qt qt2 base pair16) "10 101 1 010 1 imm7 Rt2 Rn Rt";
                ldp_qq_pre(qt qt2 base pair_pre16) "10 101 1 011 1 imm7 Rt2 Rn Rt";
                ldp_qq_post(qt qt2 base pair_post16) "10 101 1 001 1 imm7 Rt2 Rn Rt";
            }
            "ldnp" "LDNP (SIMD&FP)" BASE {
                ldnp_sso(st st2 base pair4) "00 101 1 000 1 imm7 Rt2 Rn Rt";
                ldnp_ddo(dt dt2 base pair8) "01 101 1 000 1 imm7 Rt2 Rn Rt";
                ldnp_qqo(qt qt2 base pair16) "10 101 1 000 1 imm7 Rt2 Rn Rt";
            }
        }
    };
}

/// Hands every row that ends in a label to the macro named by the caller, likewise.
#[doc(hidden)]
#[macro_export]
macro_rules! for_each_reference {
    ($($callback:ident)::+ $(, $argument:tt)*) => {
        // Branches to labels.
        $($callback)::+! { ($($argument)*) branch
            "b" "B" BASE {
                b_l(| label26) "000101 imm26";
            }
            "bl" "BL" BASE {
                bl_l(| label26) "100101 imm26";
            }
            "b." "B.cond" BASE {
                bcc_l(branch_cond | label19) "01010100 imm19 0 cond:4";
            }
            "cbz" "CBZ" BASE {
                cbz_rl64(xt | label19) "1 011010 0 imm19 Rt";
                cbz_rl32(wt | label19) "0 011010 0 imm19 Rt";
            }
            "cbnz" "CBNZ" BASE {
                cbnz_rl64(xt | label19) "1 011010 1 imm19 Rt";
                cbnz_rl32(wt | label19) "0 011010 1 imm19 Rt";
            }
            "tbz" "TBZ" BASE {
                tbz_ril64(xt test64 | label14) "b5:1 011011 0 b40:5 imm14 Rt";
                tbz_ril32(wt test32 | label14) "0 011011 0 b40:5 imm14 Rt";
            }
            "tbnz" "TBNZ" BASE {
                tbnz_ril64(xt test64 | label14) "b5:1 011011 1 b40:5 imm14 Rt";
                tbnz_ril32(wt test32 | label14) "0 011011 1 b40:5 imm14 Rt";
            }
        }
        // Addresses and literals.
        $($callback)::+! { ($($argument)*) literal
            "adr" "ADR" BASE {
                adr_rl(xd | label21) "0 immlo:2 10000 immhi:19 Rd";
            }
            "ldr" "LDR (literal)" BASE {
                ldr_rl64(xt | literal19) "01 011 0 00 imm19 Rt";
                ldr_rl32(wt | literal19) "00 011 0 00 imm19 Rt";
            }
            "ldrsw" "LDRSW (literal)" BASE {
                ldrsw_rl64(xt | literal19) "10 011 0 00 imm19 Rt";
            }
            "ldr" "LDR (literal, SIMD&FP)" BASE {
                ldr_sl(st | literal19) "00 011 1 00 imm19 Rt";
                ldr_dl(dt | literal19) "01 011 1 00 imm19 Rt";
                ldr_ql(qt | literal19) "10 011 1 00 imm19 Rt";
            }
        }
    };
}
