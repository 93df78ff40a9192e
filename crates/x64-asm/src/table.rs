//! The instruction table: the one place that says which instructions there are.
//!
//! A block names an instruction, its manual page and the CPU feature it needs. A row is one
//! method: its name, the operand form with its sizes in bits, and the encodings to choose from
//! in the notation of the manual. Methods, templates, documentation, listing and the
//! exhaustive test are made from these rows; `form.rs` gives each form its meaning.

/// Hands every row to the macro named by the caller.
#[doc(hidden)]
#[macro_export]
macro_rules! for_each_instruction {
    ($($callback:ident)::+ $(, $argument:tt)*) => {
        $($callback)::+! {
            ($($argument)*)
            // Moves.
            "mov" "MOV—Move" BASE {
                mov_rr8 eg(8) ["88 /r"];
                mov_rr16 eg(16) ["66 89 /r"];
                mov_rr32 eg(32) ["89 /r"];
                mov_rr64 eg(64) ["REX.W 89 /r"];
                mov_rm8 gm(8) ["8A /r"];
                mov_rm16 gm(16) ["66 8B /r"];
                mov_rm32 gm(32) ["8B /r"];
                mov_rm64 gm(64) ["REX.W 8B /r"];
                mov_mr8 mg(8) ["88 /r"];
                mov_mr16 mg(16) ["66 89 /r"];
                mov_mr32 mg(32) ["89 /r"];
                mov_mr64 mg(64) ["REX.W 89 /r"];
                mov_ri8 oi(8) ["B0+r ib"];
                mov_ri16 oi(16) ["66 B8+r iw"];
                mov_ri32 oi(32) ["B8+r id"];
                mov_ri64 mov_oi(64) ["B8+r id", "REX.W C7 /0 id", "REX.W B8+r iq"];
                mov_ri64_full oi(64) ["REX.W B8+r iq"];
                mov_ri64_sign ei(64) ["REX.W C7 /0 id"];
                mov_mi8 mi(8) ["C6 /0 ib"];
                mov_mi16 mi(16) ["66 C7 /0 iw"];
                mov_mi32 mi(32) ["C7 /0 id"];
                mov_mi64 mi(64) ["REX.W C7 /0 id"];
            }
            "movzx" "MOVZX—Move with Zero-Extend" BASE {
                movzx_rr16_8 ge(16 8) ["66 0F B6 /r"];
                movzx_rr32_8 ge(32 8) ["0F B6 /r"];
                movzx_rr64_8 ge(64 8) ["REX.W 0F B6 /r"];
                movzx_rr32_16 ge(32 16) ["0F B7 /r"];
                movzx_rr64_16 ge(64 16) ["REX.W 0F B7 /r"];
                movzx_rm16_8 gm(16 8) ["66 0F B6 /r"];
                movzx_rm32_8 gm(32 8) ["0F B6 /r"];
                movzx_rm64_8 gm(64 8) ["REX.W 0F B6 /r"];
                movzx_rm32_16 gm(32 16) ["0F B7 /r"];
                movzx_rm64_16 gm(64 16) ["REX.W 0F B7 /r"];
            }
            "movsx" "MOVSX/MOVSXD—Move with Sign-Extension" BASE {
                movsx_rr16_8 ge(16 8) ["66 0F BE /r"];
                movsx_rr32_8 ge(32 8) ["0F BE /r"];
                movsx_rr64_8 ge(64 8) ["REX.W 0F BE /r"];
                movsx_rr32_16 ge(32 16) ["0F BF /r"];
                movsx_rr64_16 ge(64 16) ["REX.W 0F BF /r"];
                movsx_rm16_8 gm(16 8) ["66 0F BE /r"];
                movsx_rm32_8 gm(32 8) ["0F BE /r"];
                movsx_rm64_8 gm(64 8) ["REX.W 0F BE /r"];
                movsx_rm32_16 gm(32 16) ["0F BF /r"];
                movsx_rm64_16 gm(64 16) ["REX.W 0F BF /r"];
            }
            "movsxd" "MOVSX/MOVSXD—Move with Sign-Extension" BASE {
                movsxd_rr64_32 ge(64 32) ["REX.W 63 /r"];
                movsxd_rm64_32 gm(64 32) ["REX.W 63 /r"];
            }
            "lea" "LEA—Load Effective Address" BASE {
                lea_rm32 lea(32) ["8D /r"];
                lea_rm64 lea(64) ["REX.W 8D /r"];
            }
            "xchg" "XCHG—Exchange Register/Memory With Register" BASE {
                xchg_rr8 eg(8) ["86 /r"];
                xchg_rr16 xchg(16) ["66 90+r", "66 87 /r"];
                xchg_rr32 xchg(32) ["90+r", "87 /r"];
                xchg_rr64 xchg(64) ["REX.W 90+r", "REX.W 87 /r"];
                xchg_mr8 mg(8) ["86 /r"];
                xchg_mr16 mg(16) ["66 87 /r"];
                xchg_mr32 mg(32) ["87 /r"];
                xchg_mr64 mg(64) ["REX.W 87 /r"];
            }
            "bswap" "BSWAP—Byte Swap" BASE {
                bswap_r32 o(32) ["0F C8+r"];
                bswap_r64 o(64) ["REX.W 0F C8+r"];
            }
            "movbe" "MOVBE—Move Data After Swapping Bytes" MOVBE {
                movbe_rm16 gm(16) ["66 0F 38 F0 /r"];
                movbe_rm32 gm(32) ["0F 38 F0 /r"];
                movbe_rm64 gm(64) ["REX.W 0F 38 F0 /r"];
                movbe_mr16 mg(16) ["66 0F 38 F1 /r"];
                movbe_mr32 mg(32) ["0F 38 F1 /r"];
                movbe_mr64 mg(64) ["REX.W 0F 38 F1 /r"];
            }
            "push" "PUSH—Push Word, Doubleword, or Quadword Onto the Stack" BASE {
                push_r o64(64) ["50+r"];
                push_m m(64) ["FF /6"];
                push_i push_i(64) ["6A ib", "68 id"];
            }
            "pop" "POP—Pop a Value From the Stack" BASE {
                pop_r o64(64) ["58+r"];
                pop_m m(64) ["8F /0"];
            }
            "pushfq" "PUSHF/PUSHFD/PUSHFQ—Push RFLAGS Register Onto the Stack" BASE {
                pushfq z() ["9C"];
            }
            "popfq" "POPF/POPFD/POPFQ—Pop Stack Into RFLAGS Register" BASE {
                popfq z() ["9D"];
            }
            "cbw" "CBW/CWDE/CDQE—Convert Byte to Word/Convert Word to Doubleword/Convert Doubleword to Quadword" BASE {
                cbw z() ["66 98"];
            }
            "cwde" "CBW/CWDE/CDQE—Convert Byte to Word/Convert Word to Doubleword/Convert Doubleword to Quadword" BASE {
                cwde z() ["98"];
            }
            "cdqe" "CBW/CWDE/CDQE—Convert Byte to Word/Convert Word to Doubleword/Convert Doubleword to Quadword" BASE {
                cdqe z() ["REX.W 98"];
            }
            "cwd" "CWD/CDQ/CQO—Convert Word to Doubleword/Convert Doubleword to Quadword" BASE {
                cwd z() ["66 99"];
            }
            "cdq" "CWD/CDQ/CQO—Convert Word to Doubleword/Convert Doubleword to Quadword" BASE {
                cdq z() ["99"];
            }
            "cqo" "CWD/CDQ/CQO—Convert Word to Doubleword/Convert Doubleword to Quadword" BASE {
                cqo z() ["REX.W 99"];
            }
            // Integer arithmetic.
            "add" "ADD—Add" BASE {
                add_rr8 eg(8) ["00 /r"];
                add_rr16 eg(16) ["66 01 /r"];
                add_rr32 eg(32) ["01 /r"];
                add_rr64 eg(64) ["REX.W 01 /r"];
                add_rm8 gm(8) ["02 /r"];
                add_rm16 gm(16) ["66 03 /r"];
                add_rm32 gm(32) ["03 /r"];
                add_rm64 gm(64) ["REX.W 03 /r"];
                add_mr8 mg(8) ["00 /r"];
                add_mr16 mg(16) ["66 01 /r"];
                add_mr32 mg(32) ["01 /r"];
                add_mr64 mg(64) ["REX.W 01 /r"];
                add_ri8 acc_ei(8) ["04 ib", "80 /0 ib"];
                add_ri16 alu_ei(16) ["66 83 /0 ib", "66 05 iw", "66 81 /0 iw"];
                add_ri32 alu_ei(32) ["83 /0 ib", "05 id", "81 /0 id"];
                add_ri64 alu_ei(64) ["REX.W 83 /0 ib", "REX.W 05 id", "REX.W 81 /0 id"];
                add_mi8 mi(8) ["80 /0 ib"];
                add_mi16 alu_mi(16) ["66 83 /0 ib", "66 81 /0 iw"];
                add_mi32 alu_mi(32) ["83 /0 ib", "81 /0 id"];
                add_mi64 alu_mi(64) ["REX.W 83 /0 ib", "REX.W 81 /0 id"];
                add_ri32_full ei(32) ["81 /0 id"];
                add_ri64_full ei(64) ["REX.W 81 /0 id"];
                add_mi32_full mi(32) ["81 /0 id"];
                add_mi64_full mi(64) ["REX.W 81 /0 id"];
            }
            "lock add" "ADD—Add, atomically" BASE {
                lock_add_mr8 mg(8) ["F0 00 /r"];
                lock_add_mr16 mg(16) ["66 F0 01 /r"];
                lock_add_mr32 mg(32) ["F0 01 /r"];
                lock_add_mr64 mg(64) ["F0 REX.W 01 /r"];
                lock_add_mi8 mi(8) ["F0 80 /0 ib"];
                lock_add_mi16 alu_mi(16) ["66 F0 83 /0 ib", "66 F0 81 /0 iw"];
                lock_add_mi32 alu_mi(32) ["F0 83 /0 ib", "F0 81 /0 id"];
                lock_add_mi64 alu_mi(64) ["F0 REX.W 83 /0 ib", "F0 REX.W 81 /0 id"];
            }
            "or" "OR—Logical Inclusive OR" BASE {
                or_rr8 eg(8) ["08 /r"];
                or_rr16 eg(16) ["66 09 /r"];
                or_rr32 eg(32) ["09 /r"];
                or_rr64 eg(64) ["REX.W 09 /r"];
                or_rm8 gm(8) ["0A /r"];
                or_rm16 gm(16) ["66 0B /r"];
                or_rm32 gm(32) ["0B /r"];
                or_rm64 gm(64) ["REX.W 0B /r"];
                or_mr8 mg(8) ["08 /r"];
                or_mr16 mg(16) ["66 09 /r"];
                or_mr32 mg(32) ["09 /r"];
                or_mr64 mg(64) ["REX.W 09 /r"];
                or_ri8 acc_ei(8) ["0C ib", "80 /1 ib"];
                or_ri16 alu_ei(16) ["66 83 /1 ib", "66 0D iw", "66 81 /1 iw"];
                or_ri32 alu_ei(32) ["83 /1 ib", "0D id", "81 /1 id"];
                or_ri64 alu_ei(64) ["REX.W 83 /1 ib", "REX.W 0D id", "REX.W 81 /1 id"];
                or_mi8 mi(8) ["80 /1 ib"];
                or_mi16 alu_mi(16) ["66 83 /1 ib", "66 81 /1 iw"];
                or_mi32 alu_mi(32) ["83 /1 ib", "81 /1 id"];
                or_mi64 alu_mi(64) ["REX.W 83 /1 ib", "REX.W 81 /1 id"];
                or_ri32_full ei(32) ["81 /1 id"];
                or_ri64_full ei(64) ["REX.W 81 /1 id"];
                or_mi32_full mi(32) ["81 /1 id"];
                or_mi64_full mi(64) ["REX.W 81 /1 id"];
            }
            "lock or" "OR—Logical Inclusive OR, atomically" BASE {
                lock_or_mr8 mg(8) ["F0 08 /r"];
                lock_or_mr16 mg(16) ["66 F0 09 /r"];
                lock_or_mr32 mg(32) ["F0 09 /r"];
                lock_or_mr64 mg(64) ["F0 REX.W 09 /r"];
                lock_or_mi8 mi(8) ["F0 80 /1 ib"];
                lock_or_mi16 alu_mi(16) ["66 F0 83 /1 ib", "66 F0 81 /1 iw"];
                lock_or_mi32 alu_mi(32) ["F0 83 /1 ib", "F0 81 /1 id"];
                lock_or_mi64 alu_mi(64) ["F0 REX.W 83 /1 ib", "F0 REX.W 81 /1 id"];
            }
            "adc" "ADC—Add With Carry" BASE {
                adc_rr8 eg(8) ["10 /r"];
                adc_rr16 eg(16) ["66 11 /r"];
                adc_rr32 eg(32) ["11 /r"];
                adc_rr64 eg(64) ["REX.W 11 /r"];
                adc_rm8 gm(8) ["12 /r"];
                adc_rm16 gm(16) ["66 13 /r"];
                adc_rm32 gm(32) ["13 /r"];
                adc_rm64 gm(64) ["REX.W 13 /r"];
                adc_mr8 mg(8) ["10 /r"];
                adc_mr16 mg(16) ["66 11 /r"];
                adc_mr32 mg(32) ["11 /r"];
                adc_mr64 mg(64) ["REX.W 11 /r"];
                adc_ri8 acc_ei(8) ["14 ib", "80 /2 ib"];
                adc_ri16 alu_ei(16) ["66 83 /2 ib", "66 15 iw", "66 81 /2 iw"];
                adc_ri32 alu_ei(32) ["83 /2 ib", "15 id", "81 /2 id"];
                adc_ri64 alu_ei(64) ["REX.W 83 /2 ib", "REX.W 15 id", "REX.W 81 /2 id"];
                adc_mi8 mi(8) ["80 /2 ib"];
                adc_mi16 alu_mi(16) ["66 83 /2 ib", "66 81 /2 iw"];
                adc_mi32 alu_mi(32) ["83 /2 ib", "81 /2 id"];
                adc_mi64 alu_mi(64) ["REX.W 83 /2 ib", "REX.W 81 /2 id"];
                adc_ri32_full ei(32) ["81 /2 id"];
                adc_ri64_full ei(64) ["REX.W 81 /2 id"];
                adc_mi32_full mi(32) ["81 /2 id"];
                adc_mi64_full mi(64) ["REX.W 81 /2 id"];
            }
            "lock adc" "ADC—Add With Carry, atomically" BASE {
                lock_adc_mr8 mg(8) ["F0 10 /r"];
                lock_adc_mr16 mg(16) ["66 F0 11 /r"];
                lock_adc_mr32 mg(32) ["F0 11 /r"];
                lock_adc_mr64 mg(64) ["F0 REX.W 11 /r"];
                lock_adc_mi8 mi(8) ["F0 80 /2 ib"];
                lock_adc_mi16 alu_mi(16) ["66 F0 83 /2 ib", "66 F0 81 /2 iw"];
                lock_adc_mi32 alu_mi(32) ["F0 83 /2 ib", "F0 81 /2 id"];
                lock_adc_mi64 alu_mi(64) ["F0 REX.W 83 /2 ib", "F0 REX.W 81 /2 id"];
            }
            "sbb" "SBB—Integer Subtraction With Borrow" BASE {
                sbb_rr8 eg(8) ["18 /r"];
                sbb_rr16 eg(16) ["66 19 /r"];
                sbb_rr32 eg(32) ["19 /r"];
                sbb_rr64 eg(64) ["REX.W 19 /r"];
                sbb_rm8 gm(8) ["1A /r"];
                sbb_rm16 gm(16) ["66 1B /r"];
                sbb_rm32 gm(32) ["1B /r"];
                sbb_rm64 gm(64) ["REX.W 1B /r"];
                sbb_mr8 mg(8) ["18 /r"];
                sbb_mr16 mg(16) ["66 19 /r"];
                sbb_mr32 mg(32) ["19 /r"];
                sbb_mr64 mg(64) ["REX.W 19 /r"];
                sbb_ri8 acc_ei(8) ["1C ib", "80 /3 ib"];
                sbb_ri16 alu_ei(16) ["66 83 /3 ib", "66 1D iw", "66 81 /3 iw"];
                sbb_ri32 alu_ei(32) ["83 /3 ib", "1D id", "81 /3 id"];
                sbb_ri64 alu_ei(64) ["REX.W 83 /3 ib", "REX.W 1D id", "REX.W 81 /3 id"];
                sbb_mi8 mi(8) ["80 /3 ib"];
                sbb_mi16 alu_mi(16) ["66 83 /3 ib", "66 81 /3 iw"];
                sbb_mi32 alu_mi(32) ["83 /3 ib", "81 /3 id"];
                sbb_mi64 alu_mi(64) ["REX.W 83 /3 ib", "REX.W 81 /3 id"];
                sbb_ri32_full ei(32) ["81 /3 id"];
                sbb_ri64_full ei(64) ["REX.W 81 /3 id"];
                sbb_mi32_full mi(32) ["81 /3 id"];
                sbb_mi64_full mi(64) ["REX.W 81 /3 id"];
            }
            "lock sbb" "SBB—Integer Subtraction With Borrow, atomically" BASE {
                lock_sbb_mr8 mg(8) ["F0 18 /r"];
                lock_sbb_mr16 mg(16) ["66 F0 19 /r"];
                lock_sbb_mr32 mg(32) ["F0 19 /r"];
                lock_sbb_mr64 mg(64) ["F0 REX.W 19 /r"];
                lock_sbb_mi8 mi(8) ["F0 80 /3 ib"];
                lock_sbb_mi16 alu_mi(16) ["66 F0 83 /3 ib", "66 F0 81 /3 iw"];
                lock_sbb_mi32 alu_mi(32) ["F0 83 /3 ib", "F0 81 /3 id"];
                lock_sbb_mi64 alu_mi(64) ["F0 REX.W 83 /3 ib", "F0 REX.W 81 /3 id"];
            }
            "and" "AND—Logical AND" BASE {
                and_rr8 eg(8) ["20 /r"];
                and_rr16 eg(16) ["66 21 /r"];
                and_rr32 eg(32) ["21 /r"];
                and_rr64 eg(64) ["REX.W 21 /r"];
                and_rm8 gm(8) ["22 /r"];
                and_rm16 gm(16) ["66 23 /r"];
                and_rm32 gm(32) ["23 /r"];
                and_rm64 gm(64) ["REX.W 23 /r"];
                and_mr8 mg(8) ["20 /r"];
                and_mr16 mg(16) ["66 21 /r"];
                and_mr32 mg(32) ["21 /r"];
                and_mr64 mg(64) ["REX.W 21 /r"];
                and_ri8 acc_ei(8) ["24 ib", "80 /4 ib"];
                and_ri16 alu_ei(16) ["66 83 /4 ib", "66 25 iw", "66 81 /4 iw"];
                and_ri32 alu_ei(32) ["83 /4 ib", "25 id", "81 /4 id"];
                and_ri64 alu_ei(64) ["REX.W 83 /4 ib", "REX.W 25 id", "REX.W 81 /4 id"];
                and_mi8 mi(8) ["80 /4 ib"];
                and_mi16 alu_mi(16) ["66 83 /4 ib", "66 81 /4 iw"];
                and_mi32 alu_mi(32) ["83 /4 ib", "81 /4 id"];
                and_mi64 alu_mi(64) ["REX.W 83 /4 ib", "REX.W 81 /4 id"];
                and_ri32_full ei(32) ["81 /4 id"];
                and_ri64_full ei(64) ["REX.W 81 /4 id"];
                and_mi32_full mi(32) ["81 /4 id"];
                and_mi64_full mi(64) ["REX.W 81 /4 id"];
            }
            "lock and" "AND—Logical AND, atomically" BASE {
                lock_and_mr8 mg(8) ["F0 20 /r"];
                lock_and_mr16 mg(16) ["66 F0 21 /r"];
                lock_and_mr32 mg(32) ["F0 21 /r"];
                lock_and_mr64 mg(64) ["F0 REX.W 21 /r"];
                lock_and_mi8 mi(8) ["F0 80 /4 ib"];
                lock_and_mi16 alu_mi(16) ["66 F0 83 /4 ib", "66 F0 81 /4 iw"];
                lock_and_mi32 alu_mi(32) ["F0 83 /4 ib", "F0 81 /4 id"];
                lock_and_mi64 alu_mi(64) ["F0 REX.W 83 /4 ib", "F0 REX.W 81 /4 id"];
            }
            "sub" "SUB—Subtract" BASE {
                sub_rr8 eg(8) ["28 /r"];
                sub_rr16 eg(16) ["66 29 /r"];
                sub_rr32 eg(32) ["29 /r"];
                sub_rr64 eg(64) ["REX.W 29 /r"];
                sub_rm8 gm(8) ["2A /r"];
                sub_rm16 gm(16) ["66 2B /r"];
                sub_rm32 gm(32) ["2B /r"];
                sub_rm64 gm(64) ["REX.W 2B /r"];
                sub_mr8 mg(8) ["28 /r"];
                sub_mr16 mg(16) ["66 29 /r"];
                sub_mr32 mg(32) ["29 /r"];
                sub_mr64 mg(64) ["REX.W 29 /r"];
                sub_ri8 acc_ei(8) ["2C ib", "80 /5 ib"];
                sub_ri16 alu_ei(16) ["66 83 /5 ib", "66 2D iw", "66 81 /5 iw"];
                sub_ri32 alu_ei(32) ["83 /5 ib", "2D id", "81 /5 id"];
                sub_ri64 alu_ei(64) ["REX.W 83 /5 ib", "REX.W 2D id", "REX.W 81 /5 id"];
                sub_mi8 mi(8) ["80 /5 ib"];
                sub_mi16 alu_mi(16) ["66 83 /5 ib", "66 81 /5 iw"];
                sub_mi32 alu_mi(32) ["83 /5 ib", "81 /5 id"];
                sub_mi64 alu_mi(64) ["REX.W 83 /5 ib", "REX.W 81 /5 id"];
                sub_ri32_full ei(32) ["81 /5 id"];
                sub_ri64_full ei(64) ["REX.W 81 /5 id"];
                sub_mi32_full mi(32) ["81 /5 id"];
                sub_mi64_full mi(64) ["REX.W 81 /5 id"];
            }
            "lock sub" "SUB—Subtract, atomically" BASE {
                lock_sub_mr8 mg(8) ["F0 28 /r"];
                lock_sub_mr16 mg(16) ["66 F0 29 /r"];
                lock_sub_mr32 mg(32) ["F0 29 /r"];
                lock_sub_mr64 mg(64) ["F0 REX.W 29 /r"];
                lock_sub_mi8 mi(8) ["F0 80 /5 ib"];
                lock_sub_mi16 alu_mi(16) ["66 F0 83 /5 ib", "66 F0 81 /5 iw"];
                lock_sub_mi32 alu_mi(32) ["F0 83 /5 ib", "F0 81 /5 id"];
                lock_sub_mi64 alu_mi(64) ["F0 REX.W 83 /5 ib", "F0 REX.W 81 /5 id"];
            }
            "xor" "XOR—Logical Exclusive OR" BASE {
                xor_rr8 eg(8) ["30 /r"];
                xor_rr16 eg(16) ["66 31 /r"];
                xor_rr32 eg(32) ["31 /r"];
                xor_rr64 eg(64) ["REX.W 31 /r"];
                xor_rm8 gm(8) ["32 /r"];
                xor_rm16 gm(16) ["66 33 /r"];
                xor_rm32 gm(32) ["33 /r"];
                xor_rm64 gm(64) ["REX.W 33 /r"];
                xor_mr8 mg(8) ["30 /r"];
                xor_mr16 mg(16) ["66 31 /r"];
                xor_mr32 mg(32) ["31 /r"];
                xor_mr64 mg(64) ["REX.W 31 /r"];
                xor_ri8 acc_ei(8) ["34 ib", "80 /6 ib"];
                xor_ri16 alu_ei(16) ["66 83 /6 ib", "66 35 iw", "66 81 /6 iw"];
                xor_ri32 alu_ei(32) ["83 /6 ib", "35 id", "81 /6 id"];
                xor_ri64 alu_ei(64) ["REX.W 83 /6 ib", "REX.W 35 id", "REX.W 81 /6 id"];
                xor_mi8 mi(8) ["80 /6 ib"];
                xor_mi16 alu_mi(16) ["66 83 /6 ib", "66 81 /6 iw"];
                xor_mi32 alu_mi(32) ["83 /6 ib", "81 /6 id"];
                xor_mi64 alu_mi(64) ["REX.W 83 /6 ib", "REX.W 81 /6 id"];
                xor_ri32_full ei(32) ["81 /6 id"];
                xor_ri64_full ei(64) ["REX.W 81 /6 id"];
                xor_mi32_full mi(32) ["81 /6 id"];
                xor_mi64_full mi(64) ["REX.W 81 /6 id"];
            }
            "lock xor" "XOR—Logical Exclusive OR, atomically" BASE {
                lock_xor_mr8 mg(8) ["F0 30 /r"];
                lock_xor_mr16 mg(16) ["66 F0 31 /r"];
                lock_xor_mr32 mg(32) ["F0 31 /r"];
                lock_xor_mr64 mg(64) ["F0 REX.W 31 /r"];
                lock_xor_mi8 mi(8) ["F0 80 /6 ib"];
                lock_xor_mi16 alu_mi(16) ["66 F0 83 /6 ib", "66 F0 81 /6 iw"];
                lock_xor_mi32 alu_mi(32) ["F0 83 /6 ib", "F0 81 /6 id"];
                lock_xor_mi64 alu_mi(64) ["F0 REX.W 83 /6 ib", "F0 REX.W 81 /6 id"];
            }
            "cmp" "CMP—Compare Two Operands" BASE {
                cmp_rr8 eg(8) ["38 /r"];
                cmp_rr16 eg(16) ["66 39 /r"];
                cmp_rr32 eg(32) ["39 /r"];
                cmp_rr64 eg(64) ["REX.W 39 /r"];
                cmp_rm8 gm(8) ["3A /r"];
                cmp_rm16 gm(16) ["66 3B /r"];
                cmp_rm32 gm(32) ["3B /r"];
                cmp_rm64 gm(64) ["REX.W 3B /r"];
                cmp_mr8 mg(8) ["38 /r"];
                cmp_mr16 mg(16) ["66 39 /r"];
                cmp_mr32 mg(32) ["39 /r"];
                cmp_mr64 mg(64) ["REX.W 39 /r"];
                cmp_ri8 acc_ei(8) ["3C ib", "80 /7 ib"];
                cmp_ri16 alu_ei(16) ["66 83 /7 ib", "66 3D iw", "66 81 /7 iw"];
                cmp_ri32 alu_ei(32) ["83 /7 ib", "3D id", "81 /7 id"];
                cmp_ri64 alu_ei(64) ["REX.W 83 /7 ib", "REX.W 3D id", "REX.W 81 /7 id"];
                cmp_mi8 mi(8) ["80 /7 ib"];
                cmp_mi16 alu_mi(16) ["66 83 /7 ib", "66 81 /7 iw"];
                cmp_mi32 alu_mi(32) ["83 /7 ib", "81 /7 id"];
                cmp_mi64 alu_mi(64) ["REX.W 83 /7 ib", "REX.W 81 /7 id"];
                cmp_ri32_full ei(32) ["81 /7 id"];
                cmp_ri64_full ei(64) ["REX.W 81 /7 id"];
                cmp_mi32_full mi(32) ["81 /7 id"];
                cmp_mi64_full mi(64) ["REX.W 81 /7 id"];
            }
            "test" "TEST—Logical Compare" BASE {
                test_rr8 eg(8) ["84 /r"];
                test_rr16 eg(16) ["66 85 /r"];
                test_rr32 eg(32) ["85 /r"];
                test_rr64 eg(64) ["REX.W 85 /r"];
                test_mr8 mg(8) ["84 /r"];
                test_mr16 mg(16) ["66 85 /r"];
                test_mr32 mg(32) ["85 /r"];
                test_mr64 mg(64) ["REX.W 85 /r"];
                test_ri8 acc_ei(8) ["A8 ib", "F6 /0 ib"];
                test_ri16 acc_ei(16) ["66 A9 iw", "66 F7 /0 iw"];
                test_ri32 acc_ei(32) ["A9 id", "F7 /0 id"];
                test_ri64 acc_ei(64) ["REX.W A9 id", "REX.W F7 /0 id"];
                test_mi8 mi(8) ["F6 /0 ib"];
                test_mi16 mi(16) ["66 F7 /0 iw"];
                test_mi32 mi(32) ["F7 /0 id"];
                test_mi64 mi(64) ["REX.W F7 /0 id"];
            }
            "inc" "INC—Increment by 1" BASE {
                inc_r8 e(8) ["FE /0"];
                inc_r16 e(16) ["66 FF /0"];
                inc_r32 e(32) ["FF /0"];
                inc_r64 e(64) ["REX.W FF /0"];
                inc_m8 m(8) ["FE /0"];
                inc_m16 m(16) ["66 FF /0"];
                inc_m32 m(32) ["FF /0"];
                inc_m64 m(64) ["REX.W FF /0"];
            }
            "lock inc" "INC—Increment by 1, atomically" BASE {
                lock_inc_m8 m(8) ["F0 FE /0"];
                lock_inc_m16 m(16) ["66 F0 FF /0"];
                lock_inc_m32 m(32) ["F0 FF /0"];
                lock_inc_m64 m(64) ["F0 REX.W FF /0"];
            }
            "dec" "DEC—Decrement by 1" BASE {
                dec_r8 e(8) ["FE /1"];
                dec_r16 e(16) ["66 FF /1"];
                dec_r32 e(32) ["FF /1"];
                dec_r64 e(64) ["REX.W FF /1"];
                dec_m8 m(8) ["FE /1"];
                dec_m16 m(16) ["66 FF /1"];
                dec_m32 m(32) ["FF /1"];
                dec_m64 m(64) ["REX.W FF /1"];
            }
            "lock dec" "DEC—Decrement by 1, atomically" BASE {
                lock_dec_m8 m(8) ["F0 FE /1"];
                lock_dec_m16 m(16) ["66 F0 FF /1"];
                lock_dec_m32 m(32) ["F0 FF /1"];
                lock_dec_m64 m(64) ["F0 REX.W FF /1"];
            }
            "not" "NOT—One's Complement Negation" BASE {
                not_r8 e(8) ["F6 /2"];
                not_r16 e(16) ["66 F7 /2"];
                not_r32 e(32) ["F7 /2"];
                not_r64 e(64) ["REX.W F7 /2"];
                not_m8 m(8) ["F6 /2"];
                not_m16 m(16) ["66 F7 /2"];
                not_m32 m(32) ["F7 /2"];
                not_m64 m(64) ["REX.W F7 /2"];
            }
            "lock not" "NOT—One's Complement Negation, atomically" BASE {
                lock_not_m8 m(8) ["F0 F6 /2"];
                lock_not_m16 m(16) ["66 F0 F7 /2"];
                lock_not_m32 m(32) ["F0 F7 /2"];
                lock_not_m64 m(64) ["F0 REX.W F7 /2"];
            }
            "neg" "NEG—Two's Complement Negation" BASE {
                neg_r8 e(8) ["F6 /3"];
                neg_r16 e(16) ["66 F7 /3"];
                neg_r32 e(32) ["F7 /3"];
                neg_r64 e(64) ["REX.W F7 /3"];
                neg_m8 m(8) ["F6 /3"];
                neg_m16 m(16) ["66 F7 /3"];
                neg_m32 m(32) ["F7 /3"];
                neg_m64 m(64) ["REX.W F7 /3"];
            }
            "lock neg" "NEG—Two's Complement Negation, atomically" BASE {
                lock_neg_m8 m(8) ["F0 F6 /3"];
                lock_neg_m16 m(16) ["66 F0 F7 /3"];
                lock_neg_m32 m(32) ["F0 F7 /3"];
                lock_neg_m64 m(64) ["F0 REX.W F7 /3"];
            }
            "mul" "MUL—Unsigned Multiply" BASE {
                mul_r8 e(8) ["F6 /4"];
                mul_r16 e(16) ["66 F7 /4"];
                mul_r32 e(32) ["F7 /4"];
                mul_r64 e(64) ["REX.W F7 /4"];
                mul_m8 m(8) ["F6 /4"];
                mul_m16 m(16) ["66 F7 /4"];
                mul_m32 m(32) ["F7 /4"];
                mul_m64 m(64) ["REX.W F7 /4"];
            }
            "imul" "IMUL—Signed Multiply" BASE {
                imul_r8 e(8) ["F6 /5"];
                imul_r16 e(16) ["66 F7 /5"];
                imul_r32 e(32) ["F7 /5"];
                imul_r64 e(64) ["REX.W F7 /5"];
                imul_m8 m(8) ["F6 /5"];
                imul_m16 m(16) ["66 F7 /5"];
                imul_m32 m(32) ["F7 /5"];
                imul_m64 m(64) ["REX.W F7 /5"];
                imul_rr16 ge(16) ["66 0F AF /r"];
                imul_rr32 ge(32) ["0F AF /r"];
                imul_rr64 ge(64) ["REX.W 0F AF /r"];
                imul_rm16 gm(16) ["66 0F AF /r"];
                imul_rm32 gm(32) ["0F AF /r"];
                imul_rm64 gm(64) ["REX.W 0F AF /r"];
                imul_rri16 imul_ei(16) ["66 6B /r ib", "66 69 /r iw"];
                imul_rri32 imul_ei(32) ["6B /r ib", "69 /r id"];
                imul_rri64 imul_ei(64) ["REX.W 6B /r ib", "REX.W 69 /r id"];
                imul_rmi16 imul_mi(16) ["66 6B /r ib", "66 69 /r iw"];
                imul_rmi32 imul_mi(32) ["6B /r ib", "69 /r id"];
                imul_rmi64 imul_mi(64) ["REX.W 6B /r ib", "REX.W 69 /r id"];
            }
            "div" "DIV—Unsigned Divide" BASE {
                div_r8 e(8) ["F6 /6"];
                div_r16 e(16) ["66 F7 /6"];
                div_r32 e(32) ["F7 /6"];
                div_r64 e(64) ["REX.W F7 /6"];
                div_m8 m(8) ["F6 /6"];
                div_m16 m(16) ["66 F7 /6"];
                div_m32 m(32) ["F7 /6"];
                div_m64 m(64) ["REX.W F7 /6"];
            }
            "idiv" "IDIV—Signed Divide" BASE {
                idiv_r8 e(8) ["F6 /7"];
                idiv_r16 e(16) ["66 F7 /7"];
                idiv_r32 e(32) ["F7 /7"];
                idiv_r64 e(64) ["REX.W F7 /7"];
                idiv_m8 m(8) ["F6 /7"];
                idiv_m16 m(16) ["66 F7 /7"];
                idiv_m32 m(32) ["F7 /7"];
                idiv_m64 m(64) ["REX.W F7 /7"];
            }
            "xadd" "XADD—Exchange and Add" BASE {
                xadd_rr8 eg(8) ["0F C0 /r"];
                xadd_rr16 eg(16) ["66 0F C1 /r"];
                xadd_rr32 eg(32) ["0F C1 /r"];
                xadd_rr64 eg(64) ["REX.W 0F C1 /r"];
                xadd_mr8 mg(8) ["0F C0 /r"];
                xadd_mr16 mg(16) ["66 0F C1 /r"];
                xadd_mr32 mg(32) ["0F C1 /r"];
                xadd_mr64 mg(64) ["REX.W 0F C1 /r"];
            }
            "lock xadd" "XADD—Exchange and Add, atomically" BASE {
                lock_xadd_mr8 mg(8) ["F0 0F C0 /r"];
                lock_xadd_mr16 mg(16) ["66 F0 0F C1 /r"];
                lock_xadd_mr32 mg(32) ["F0 0F C1 /r"];
                lock_xadd_mr64 mg(64) ["F0 REX.W 0F C1 /r"];
            }
            "cmpxchg" "CMPXCHG—Compare and Exchange" BASE {
                cmpxchg_rr8 eg(8) ["0F B0 /r"];
                cmpxchg_rr16 eg(16) ["66 0F B1 /r"];
                cmpxchg_rr32 eg(32) ["0F B1 /r"];
                cmpxchg_rr64 eg(64) ["REX.W 0F B1 /r"];
                cmpxchg_mr8 mg(8) ["0F B0 /r"];
                cmpxchg_mr16 mg(16) ["66 0F B1 /r"];
                cmpxchg_mr32 mg(32) ["0F B1 /r"];
                cmpxchg_mr64 mg(64) ["REX.W 0F B1 /r"];
            }
            "lock cmpxchg" "CMPXCHG—Compare and Exchange, atomically" BASE {
                lock_cmpxchg_mr8 mg(8) ["F0 0F B0 /r"];
                lock_cmpxchg_mr16 mg(16) ["66 F0 0F B1 /r"];
                lock_cmpxchg_mr32 mg(32) ["F0 0F B1 /r"];
                lock_cmpxchg_mr64 mg(64) ["F0 REX.W 0F B1 /r"];
            }
            "cmpxchg8b" "CMPXCHG8B/CMPXCHG16B—Compare and Exchange Bytes" BASE {
                cmpxchg8b_m m(64) ["0F C7 /1"];
            }
            "lock cmpxchg8b" "CMPXCHG8B/CMPXCHG16B—Compare and Exchange Bytes, atomically" BASE {
                lock_cmpxchg8b_m m(64) ["F0 0F C7 /1"];
            }
            "cmpxchg16b" "CMPXCHG8B/CMPXCHG16B—Compare and Exchange Bytes" CX16 {
                cmpxchg16b_m m(128) ["REX.W 0F C7 /1"];
            }
            "lock cmpxchg16b" "CMPXCHG8B/CMPXCHG16B—Compare and Exchange Bytes, atomically" CX16 {
                lock_cmpxchg16b_m m(128) ["F0 REX.W 0F C7 /1"];
            }
            // Shifts and rotates.
            "rol" "RCL/RCR/ROL/ROR—Rotate" BASE {
                rol_ri8 shift_ei(8) ["D0 /0", "C0 /0 ib"];
                rol_ri16 shift_ei(16) ["66 D1 /0", "66 C1 /0 ib"];
                rol_ri32 shift_ei(32) ["D1 /0", "C1 /0 ib"];
                rol_ri64 shift_ei(64) ["REX.W D1 /0", "REX.W C1 /0 ib"];
                rol_mi8 shift_mi(8) ["D0 /0", "C0 /0 ib"];
                rol_mi16 shift_mi(16) ["66 D1 /0", "66 C1 /0 ib"];
                rol_mi32 shift_mi(32) ["D1 /0", "C1 /0 ib"];
                rol_mi64 shift_mi(64) ["REX.W D1 /0", "REX.W C1 /0 ib"];
                rol_rcl8 e_cl(8) ["D2 /0"];
                rol_rcl16 e_cl(16) ["66 D3 /0"];
                rol_rcl32 e_cl(32) ["D3 /0"];
                rol_rcl64 e_cl(64) ["REX.W D3 /0"];
                rol_mcl8 m_cl(8) ["D2 /0"];
                rol_mcl16 m_cl(16) ["66 D3 /0"];
                rol_mcl32 m_cl(32) ["D3 /0"];
                rol_mcl64 m_cl(64) ["REX.W D3 /0"];
            }
            "ror" "RCL/RCR/ROL/ROR—Rotate" BASE {
                ror_ri8 shift_ei(8) ["D0 /1", "C0 /1 ib"];
                ror_ri16 shift_ei(16) ["66 D1 /1", "66 C1 /1 ib"];
                ror_ri32 shift_ei(32) ["D1 /1", "C1 /1 ib"];
                ror_ri64 shift_ei(64) ["REX.W D1 /1", "REX.W C1 /1 ib"];
                ror_mi8 shift_mi(8) ["D0 /1", "C0 /1 ib"];
                ror_mi16 shift_mi(16) ["66 D1 /1", "66 C1 /1 ib"];
                ror_mi32 shift_mi(32) ["D1 /1", "C1 /1 ib"];
                ror_mi64 shift_mi(64) ["REX.W D1 /1", "REX.W C1 /1 ib"];
                ror_rcl8 e_cl(8) ["D2 /1"];
                ror_rcl16 e_cl(16) ["66 D3 /1"];
                ror_rcl32 e_cl(32) ["D3 /1"];
                ror_rcl64 e_cl(64) ["REX.W D3 /1"];
                ror_mcl8 m_cl(8) ["D2 /1"];
                ror_mcl16 m_cl(16) ["66 D3 /1"];
                ror_mcl32 m_cl(32) ["D3 /1"];
                ror_mcl64 m_cl(64) ["REX.W D3 /1"];
            }
            "rcl" "RCL/RCR/ROL/ROR—Rotate" BASE {
                rcl_ri8 shift_ei(8) ["D0 /2", "C0 /2 ib"];
                rcl_ri16 shift_ei(16) ["66 D1 /2", "66 C1 /2 ib"];
                rcl_ri32 shift_ei(32) ["D1 /2", "C1 /2 ib"];
                rcl_ri64 shift_ei(64) ["REX.W D1 /2", "REX.W C1 /2 ib"];
                rcl_mi8 shift_mi(8) ["D0 /2", "C0 /2 ib"];
                rcl_mi16 shift_mi(16) ["66 D1 /2", "66 C1 /2 ib"];
                rcl_mi32 shift_mi(32) ["D1 /2", "C1 /2 ib"];
                rcl_mi64 shift_mi(64) ["REX.W D1 /2", "REX.W C1 /2 ib"];
                rcl_rcl8 e_cl(8) ["D2 /2"];
                rcl_rcl16 e_cl(16) ["66 D3 /2"];
                rcl_rcl32 e_cl(32) ["D3 /2"];
                rcl_rcl64 e_cl(64) ["REX.W D3 /2"];
                rcl_mcl8 m_cl(8) ["D2 /2"];
                rcl_mcl16 m_cl(16) ["66 D3 /2"];
                rcl_mcl32 m_cl(32) ["D3 /2"];
                rcl_mcl64 m_cl(64) ["REX.W D3 /2"];
            }
            "rcr" "RCL/RCR/ROL/ROR—Rotate" BASE {
                rcr_ri8 shift_ei(8) ["D0 /3", "C0 /3 ib"];
                rcr_ri16 shift_ei(16) ["66 D1 /3", "66 C1 /3 ib"];
                rcr_ri32 shift_ei(32) ["D1 /3", "C1 /3 ib"];
                rcr_ri64 shift_ei(64) ["REX.W D1 /3", "REX.W C1 /3 ib"];
                rcr_mi8 shift_mi(8) ["D0 /3", "C0 /3 ib"];
                rcr_mi16 shift_mi(16) ["66 D1 /3", "66 C1 /3 ib"];
                rcr_mi32 shift_mi(32) ["D1 /3", "C1 /3 ib"];
                rcr_mi64 shift_mi(64) ["REX.W D1 /3", "REX.W C1 /3 ib"];
                rcr_rcl8 e_cl(8) ["D2 /3"];
                rcr_rcl16 e_cl(16) ["66 D3 /3"];
                rcr_rcl32 e_cl(32) ["D3 /3"];
                rcr_rcl64 e_cl(64) ["REX.W D3 /3"];
                rcr_mcl8 m_cl(8) ["D2 /3"];
                rcr_mcl16 m_cl(16) ["66 D3 /3"];
                rcr_mcl32 m_cl(32) ["D3 /3"];
                rcr_mcl64 m_cl(64) ["REX.W D3 /3"];
            }
            "shl" "SAL/SAR/SHL/SHR—Shift" BASE {
                shl_ri8 shift_ei(8) ["D0 /4", "C0 /4 ib"];
                shl_ri16 shift_ei(16) ["66 D1 /4", "66 C1 /4 ib"];
                shl_ri32 shift_ei(32) ["D1 /4", "C1 /4 ib"];
                shl_ri64 shift_ei(64) ["REX.W D1 /4", "REX.W C1 /4 ib"];
                shl_mi8 shift_mi(8) ["D0 /4", "C0 /4 ib"];
                shl_mi16 shift_mi(16) ["66 D1 /4", "66 C1 /4 ib"];
                shl_mi32 shift_mi(32) ["D1 /4", "C1 /4 ib"];
                shl_mi64 shift_mi(64) ["REX.W D1 /4", "REX.W C1 /4 ib"];
                shl_rcl8 e_cl(8) ["D2 /4"];
                shl_rcl16 e_cl(16) ["66 D3 /4"];
                shl_rcl32 e_cl(32) ["D3 /4"];
                shl_rcl64 e_cl(64) ["REX.W D3 /4"];
                shl_mcl8 m_cl(8) ["D2 /4"];
                shl_mcl16 m_cl(16) ["66 D3 /4"];
                shl_mcl32 m_cl(32) ["D3 /4"];
                shl_mcl64 m_cl(64) ["REX.W D3 /4"];
            }
            "shr" "SAL/SAR/SHL/SHR—Shift" BASE {
                shr_ri8 shift_ei(8) ["D0 /5", "C0 /5 ib"];
                shr_ri16 shift_ei(16) ["66 D1 /5", "66 C1 /5 ib"];
                shr_ri32 shift_ei(32) ["D1 /5", "C1 /5 ib"];
                shr_ri64 shift_ei(64) ["REX.W D1 /5", "REX.W C1 /5 ib"];
                shr_mi8 shift_mi(8) ["D0 /5", "C0 /5 ib"];
                shr_mi16 shift_mi(16) ["66 D1 /5", "66 C1 /5 ib"];
                shr_mi32 shift_mi(32) ["D1 /5", "C1 /5 ib"];
                shr_mi64 shift_mi(64) ["REX.W D1 /5", "REX.W C1 /5 ib"];
                shr_rcl8 e_cl(8) ["D2 /5"];
                shr_rcl16 e_cl(16) ["66 D3 /5"];
                shr_rcl32 e_cl(32) ["D3 /5"];
                shr_rcl64 e_cl(64) ["REX.W D3 /5"];
                shr_mcl8 m_cl(8) ["D2 /5"];
                shr_mcl16 m_cl(16) ["66 D3 /5"];
                shr_mcl32 m_cl(32) ["D3 /5"];
                shr_mcl64 m_cl(64) ["REX.W D3 /5"];
            }
            "sar" "SAL/SAR/SHL/SHR—Shift" BASE {
                sar_ri8 shift_ei(8) ["D0 /7", "C0 /7 ib"];
                sar_ri16 shift_ei(16) ["66 D1 /7", "66 C1 /7 ib"];
                sar_ri32 shift_ei(32) ["D1 /7", "C1 /7 ib"];
                sar_ri64 shift_ei(64) ["REX.W D1 /7", "REX.W C1 /7 ib"];
                sar_mi8 shift_mi(8) ["D0 /7", "C0 /7 ib"];
                sar_mi16 shift_mi(16) ["66 D1 /7", "66 C1 /7 ib"];
                sar_mi32 shift_mi(32) ["D1 /7", "C1 /7 ib"];
                sar_mi64 shift_mi(64) ["REX.W D1 /7", "REX.W C1 /7 ib"];
                sar_rcl8 e_cl(8) ["D2 /7"];
                sar_rcl16 e_cl(16) ["66 D3 /7"];
                sar_rcl32 e_cl(32) ["D3 /7"];
                sar_rcl64 e_cl(64) ["REX.W D3 /7"];
                sar_mcl8 m_cl(8) ["D2 /7"];
                sar_mcl16 m_cl(16) ["66 D3 /7"];
                sar_mcl32 m_cl(32) ["D3 /7"];
                sar_mcl64 m_cl(64) ["REX.W D3 /7"];
            }
            "shld" "SHLD—Double Precision Shift Left" BASE {
                shld_rri16 egi(16) ["66 0F A4 /r ib"];
                shld_rri32 egi(32) ["0F A4 /r ib"];
                shld_rri64 egi(64) ["REX.W 0F A4 /r ib"];
                shld_mri16 mgi(16) ["66 0F A4 /r ib"];
                shld_mri32 mgi(32) ["0F A4 /r ib"];
                shld_mri64 mgi(64) ["REX.W 0F A4 /r ib"];
                shld_rrcl16 eg_cl(16) ["66 0F A5 /r"];
                shld_rrcl32 eg_cl(32) ["0F A5 /r"];
                shld_rrcl64 eg_cl(64) ["REX.W 0F A5 /r"];
                shld_mrcl16 mg_cl(16) ["66 0F A5 /r"];
                shld_mrcl32 mg_cl(32) ["0F A5 /r"];
                shld_mrcl64 mg_cl(64) ["REX.W 0F A5 /r"];
            }
            "shrd" "SHRD—Double Precision Shift Right" BASE {
                shrd_rri16 egi(16) ["66 0F AC /r ib"];
                shrd_rri32 egi(32) ["0F AC /r ib"];
                shrd_rri64 egi(64) ["REX.W 0F AC /r ib"];
                shrd_mri16 mgi(16) ["66 0F AC /r ib"];
                shrd_mri32 mgi(32) ["0F AC /r ib"];
                shrd_mri64 mgi(64) ["REX.W 0F AC /r ib"];
                shrd_rrcl16 eg_cl(16) ["66 0F AD /r"];
                shrd_rrcl32 eg_cl(32) ["0F AD /r"];
                shrd_rrcl64 eg_cl(64) ["REX.W 0F AD /r"];
                shrd_mrcl16 mg_cl(16) ["66 0F AD /r"];
                shrd_mrcl32 mg_cl(32) ["0F AD /r"];
                shrd_mrcl64 mg_cl(64) ["REX.W 0F AD /r"];
            }
            "rorx" "RORX—Rotate Right Logical Without Affecting Flags" BMI2 {
                rorx_rri32 rorx_e(32) ["VEX.LZ.F2.0F3A.W0 F0 /r ib"];
                rorx_rri64 rorx_e(64) ["VEX.LZ.F2.0F3A.W1 F0 /r ib"];
                rorx_rmi32 rorx_m(32) ["VEX.LZ.F2.0F3A.W0 F0 /r ib"];
                rorx_rmi64 rorx_m(64) ["VEX.LZ.F2.0F3A.W1 F0 /r ib"];
            }
            "shlx" "SARX/SHLX/SHRX—Shift Without Affecting Flags" BMI2 {
                shlx_rrr32 geh(32) ["VEX.LZ.66.0F38.W0 F7 /r"];
                shlx_rrr64 geh(64) ["VEX.LZ.66.0F38.W1 F7 /r"];
                shlx_rmr32 gmh(32) ["VEX.LZ.66.0F38.W0 F7 /r"];
                shlx_rmr64 gmh(64) ["VEX.LZ.66.0F38.W1 F7 /r"];
            }
            "shrx" "SARX/SHLX/SHRX—Shift Without Affecting Flags" BMI2 {
                shrx_rrr32 geh(32) ["VEX.LZ.F2.0F38.W0 F7 /r"];
                shrx_rrr64 geh(64) ["VEX.LZ.F2.0F38.W1 F7 /r"];
                shrx_rmr32 gmh(32) ["VEX.LZ.F2.0F38.W0 F7 /r"];
                shrx_rmr64 gmh(64) ["VEX.LZ.F2.0F38.W1 F7 /r"];
            }
            "sarx" "SARX/SHLX/SHRX—Shift Without Affecting Flags" BMI2 {
                sarx_rrr32 geh(32) ["VEX.LZ.F3.0F38.W0 F7 /r"];
                sarx_rrr64 geh(64) ["VEX.LZ.F3.0F38.W1 F7 /r"];
                sarx_rmr32 gmh(32) ["VEX.LZ.F3.0F38.W0 F7 /r"];
                sarx_rmr64 gmh(64) ["VEX.LZ.F3.0F38.W1 F7 /r"];
            }
            // Bits.
            "bt" "BT—Bit Test" BASE {
                bt_rr16 eg(16) ["66 0F A3 /r"];
                bt_rr32 eg(32) ["0F A3 /r"];
                bt_rr64 eg(64) ["REX.W 0F A3 /r"];
                bt_mr16 mg(16) ["66 0F A3 /r"];
                bt_mr32 mg(32) ["0F A3 /r"];
                bt_mr64 mg(64) ["REX.W 0F A3 /r"];
                bt_ri16 ei_u8(16) ["66 0F BA /4 ib"];
                bt_ri32 ei_u8(32) ["0F BA /4 ib"];
                bt_ri64 ei_u8(64) ["REX.W 0F BA /4 ib"];
                bt_mi16 mi_u8(16) ["66 0F BA /4 ib"];
                bt_mi32 mi_u8(32) ["0F BA /4 ib"];
                bt_mi64 mi_u8(64) ["REX.W 0F BA /4 ib"];
            }
            "bts" "BTS—Bit Test and Set" BASE {
                bts_rr16 eg(16) ["66 0F AB /r"];
                bts_rr32 eg(32) ["0F AB /r"];
                bts_rr64 eg(64) ["REX.W 0F AB /r"];
                bts_mr16 mg(16) ["66 0F AB /r"];
                bts_mr32 mg(32) ["0F AB /r"];
                bts_mr64 mg(64) ["REX.W 0F AB /r"];
                bts_ri16 ei_u8(16) ["66 0F BA /5 ib"];
                bts_ri32 ei_u8(32) ["0F BA /5 ib"];
                bts_ri64 ei_u8(64) ["REX.W 0F BA /5 ib"];
                bts_mi16 mi_u8(16) ["66 0F BA /5 ib"];
                bts_mi32 mi_u8(32) ["0F BA /5 ib"];
                bts_mi64 mi_u8(64) ["REX.W 0F BA /5 ib"];
            }
            "lock bts" "BTS—Bit Test and Set, atomically" BASE {
                lock_bts_mr16 mg(16) ["66 F0 0F AB /r"];
                lock_bts_mr32 mg(32) ["F0 0F AB /r"];
                lock_bts_mr64 mg(64) ["F0 REX.W 0F AB /r"];
                lock_bts_mi16 mi_u8(16) ["66 F0 0F BA /5 ib"];
                lock_bts_mi32 mi_u8(32) ["F0 0F BA /5 ib"];
                lock_bts_mi64 mi_u8(64) ["F0 REX.W 0F BA /5 ib"];
            }
            "btr" "BTR—Bit Test and Reset" BASE {
                btr_rr16 eg(16) ["66 0F B3 /r"];
                btr_rr32 eg(32) ["0F B3 /r"];
                btr_rr64 eg(64) ["REX.W 0F B3 /r"];
                btr_mr16 mg(16) ["66 0F B3 /r"];
                btr_mr32 mg(32) ["0F B3 /r"];
                btr_mr64 mg(64) ["REX.W 0F B3 /r"];
                btr_ri16 ei_u8(16) ["66 0F BA /6 ib"];
                btr_ri32 ei_u8(32) ["0F BA /6 ib"];
                btr_ri64 ei_u8(64) ["REX.W 0F BA /6 ib"];
                btr_mi16 mi_u8(16) ["66 0F BA /6 ib"];
                btr_mi32 mi_u8(32) ["0F BA /6 ib"];
                btr_mi64 mi_u8(64) ["REX.W 0F BA /6 ib"];
            }
            "lock btr" "BTR—Bit Test and Reset, atomically" BASE {
                lock_btr_mr16 mg(16) ["66 F0 0F B3 /r"];
                lock_btr_mr32 mg(32) ["F0 0F B3 /r"];
                lock_btr_mr64 mg(64) ["F0 REX.W 0F B3 /r"];
                lock_btr_mi16 mi_u8(16) ["66 F0 0F BA /6 ib"];
                lock_btr_mi32 mi_u8(32) ["F0 0F BA /6 ib"];
                lock_btr_mi64 mi_u8(64) ["F0 REX.W 0F BA /6 ib"];
            }
            "btc" "BTC—Bit Test and Complement" BASE {
                btc_rr16 eg(16) ["66 0F BB /r"];
                btc_rr32 eg(32) ["0F BB /r"];
                btc_rr64 eg(64) ["REX.W 0F BB /r"];
                btc_mr16 mg(16) ["66 0F BB /r"];
                btc_mr32 mg(32) ["0F BB /r"];
                btc_mr64 mg(64) ["REX.W 0F BB /r"];
                btc_ri16 ei_u8(16) ["66 0F BA /7 ib"];
                btc_ri32 ei_u8(32) ["0F BA /7 ib"];
                btc_ri64 ei_u8(64) ["REX.W 0F BA /7 ib"];
                btc_mi16 mi_u8(16) ["66 0F BA /7 ib"];
                btc_mi32 mi_u8(32) ["0F BA /7 ib"];
                btc_mi64 mi_u8(64) ["REX.W 0F BA /7 ib"];
            }
            "lock btc" "BTC—Bit Test and Complement, atomically" BASE {
                lock_btc_mr16 mg(16) ["66 F0 0F BB /r"];
                lock_btc_mr32 mg(32) ["F0 0F BB /r"];
                lock_btc_mr64 mg(64) ["F0 REX.W 0F BB /r"];
                lock_btc_mi16 mi_u8(16) ["66 F0 0F BA /7 ib"];
                lock_btc_mi32 mi_u8(32) ["F0 0F BA /7 ib"];
                lock_btc_mi64 mi_u8(64) ["F0 REX.W 0F BA /7 ib"];
            }
            "bsf" "BSF—Bit Scan Forward" BASE {
                bsf_rr16 ge(16) ["66 0F BC /r"];
                bsf_rr32 ge(32) ["0F BC /r"];
                bsf_rr64 ge(64) ["REX.W 0F BC /r"];
                bsf_rm16 gm(16) ["66 0F BC /r"];
                bsf_rm32 gm(32) ["0F BC /r"];
                bsf_rm64 gm(64) ["REX.W 0F BC /r"];
            }
            "bsr" "BSR—Bit Scan Reverse" BASE {
                bsr_rr16 ge(16) ["66 0F BD /r"];
                bsr_rr32 ge(32) ["0F BD /r"];
                bsr_rr64 ge(64) ["REX.W 0F BD /r"];
                bsr_rm16 gm(16) ["66 0F BD /r"];
                bsr_rm32 gm(32) ["0F BD /r"];
                bsr_rm64 gm(64) ["REX.W 0F BD /r"];
            }
            "tzcnt" "TZCNT—Count the Number of Trailing Zero Bits" BMI1 {
                tzcnt_rr16 ge(16) ["66 F3 0F BC /r"];
                tzcnt_rr32 ge(32) ["F3 0F BC /r"];
                tzcnt_rr64 ge(64) ["F3 REX.W 0F BC /r"];
                tzcnt_rm16 gm(16) ["66 F3 0F BC /r"];
                tzcnt_rm32 gm(32) ["F3 0F BC /r"];
                tzcnt_rm64 gm(64) ["F3 REX.W 0F BC /r"];
            }
            "lzcnt" "LZCNT—Count the Number of Leading Zero Bits" LZCNT {
                lzcnt_rr16 ge(16) ["66 F3 0F BD /r"];
                lzcnt_rr32 ge(32) ["F3 0F BD /r"];
                lzcnt_rr64 ge(64) ["F3 REX.W 0F BD /r"];
                lzcnt_rm16 gm(16) ["66 F3 0F BD /r"];
                lzcnt_rm32 gm(32) ["F3 0F BD /r"];
                lzcnt_rm64 gm(64) ["F3 REX.W 0F BD /r"];
            }
            "popcnt" "POPCNT—Return the Count of Number of Bits Set to 1" POPCNT {
                popcnt_rr16 ge(16) ["66 F3 0F B8 /r"];
                popcnt_rr32 ge(32) ["F3 0F B8 /r"];
                popcnt_rr64 ge(64) ["F3 REX.W 0F B8 /r"];
                popcnt_rm16 gm(16) ["66 F3 0F B8 /r"];
                popcnt_rm32 gm(32) ["F3 0F B8 /r"];
                popcnt_rm64 gm(64) ["F3 REX.W 0F B8 /r"];
            }
            "andn" "ANDN—Logical AND NOT" BMI1 {
                andn_rrr32 ghe(32) ["VEX.LZ.0F38.W0 F2 /r"];
                andn_rrr64 ghe(64) ["VEX.LZ.0F38.W1 F2 /r"];
                andn_rrm32 ghm(32) ["VEX.LZ.0F38.W0 F2 /r"];
                andn_rrm64 ghm(64) ["VEX.LZ.0F38.W1 F2 /r"];
            }
            "bextr" "BEXTR—Bit Field Extract" BMI1 {
                bextr_rrr32 geh(32) ["VEX.LZ.0F38.W0 F7 /r"];
                bextr_rrr64 geh(64) ["VEX.LZ.0F38.W1 F7 /r"];
                bextr_rmr32 gmh(32) ["VEX.LZ.0F38.W0 F7 /r"];
                bextr_rmr64 gmh(64) ["VEX.LZ.0F38.W1 F7 /r"];
            }
            "blsr" "BLSR—Reset Lowest Set Bit" BMI1 {
                blsr_rr32 he(32) ["VEX.LZ.0F38.W0 F3 /1"];
                blsr_rr64 he(64) ["VEX.LZ.0F38.W1 F3 /1"];
                blsr_rm32 hm(32) ["VEX.LZ.0F38.W0 F3 /1"];
                blsr_rm64 hm(64) ["VEX.LZ.0F38.W1 F3 /1"];
            }
            "blsmsk" "BLSMSK—Get Mask Up to Lowest Set Bit" BMI1 {
                blsmsk_rr32 he(32) ["VEX.LZ.0F38.W0 F3 /2"];
                blsmsk_rr64 he(64) ["VEX.LZ.0F38.W1 F3 /2"];
                blsmsk_rm32 hm(32) ["VEX.LZ.0F38.W0 F3 /2"];
                blsmsk_rm64 hm(64) ["VEX.LZ.0F38.W1 F3 /2"];
            }
            "blsi" "BLSI—Extract Lowest Set Isolated Bit" BMI1 {
                blsi_rr32 he(32) ["VEX.LZ.0F38.W0 F3 /3"];
                blsi_rr64 he(64) ["VEX.LZ.0F38.W1 F3 /3"];
                blsi_rm32 hm(32) ["VEX.LZ.0F38.W0 F3 /3"];
                blsi_rm64 hm(64) ["VEX.LZ.0F38.W1 F3 /3"];
            }
            "bzhi" "BZHI—Zero High Bits Starting with Specified Bit Position" BMI2 {
                bzhi_rrr32 geh(32) ["VEX.LZ.0F38.W0 F5 /r"];
                bzhi_rrr64 geh(64) ["VEX.LZ.0F38.W1 F5 /r"];
                bzhi_rmr32 gmh(32) ["VEX.LZ.0F38.W0 F5 /r"];
                bzhi_rmr64 gmh(64) ["VEX.LZ.0F38.W1 F5 /r"];
            }
            "mulx" "MULX—Unsigned Multiply Without Affecting Flags" BMI2 {
                mulx_rrr32 ghe(32) ["VEX.LZ.F2.0F38.W0 F6 /r"];
                mulx_rrr64 ghe(64) ["VEX.LZ.F2.0F38.W1 F6 /r"];
                mulx_rrm32 ghm(32) ["VEX.LZ.F2.0F38.W0 F6 /r"];
                mulx_rrm64 ghm(64) ["VEX.LZ.F2.0F38.W1 F6 /r"];
            }
            "pdep" "PDEP—Parallel Bits Deposit" BMI2 {
                pdep_rrr32 ghe(32) ["VEX.LZ.F2.0F38.W0 F5 /r"];
                pdep_rrr64 ghe(64) ["VEX.LZ.F2.0F38.W1 F5 /r"];
                pdep_rrm32 ghm(32) ["VEX.LZ.F2.0F38.W0 F5 /r"];
                pdep_rrm64 ghm(64) ["VEX.LZ.F2.0F38.W1 F5 /r"];
            }
            "pext" "PEXT—Parallel Bits Extract" BMI2 {
                pext_rrr32 ghe(32) ["VEX.LZ.F3.0F38.W0 F5 /r"];
                pext_rrr64 ghe(64) ["VEX.LZ.F3.0F38.W1 F5 /r"];
                pext_rrm32 ghm(32) ["VEX.LZ.F3.0F38.W0 F5 /r"];
                pext_rrm64 ghm(64) ["VEX.LZ.F3.0F38.W1 F5 /r"];
            }
            // Conditions.
            "set" "SETcc—Set Byte on Condition" BASE {
                setcc_r cc_e(8) ["0F 90+cc"];
                setcc_m cc_m(8) ["0F 90+cc"];
            }
            "cmov" "CMOVcc—Conditional Move" BASE {
                cmovcc_rr16 cc_ge(16) ["66 0F 40+cc /r"];
                cmovcc_rr32 cc_ge(32) ["0F 40+cc /r"];
                cmovcc_rr64 cc_ge(64) ["REX.W 0F 40+cc /r"];
                cmovcc_rm16 cc_gm(16) ["66 0F 40+cc /r"];
                cmovcc_rm32 cc_gm(32) ["0F 40+cc /r"];
                cmovcc_rm64 cc_gm(64) ["REX.W 0F 40+cc /r"];
            }
            // Control.
            "jmp" "JMP—Jump" BASE {
                jmp_r e64(64) ["FF /4"];
                jmp_m m(64) ["FF /4"];
            }
            "call" "CALL—Call Procedure" BASE {
                call_r e64(64) ["FF /2"];
                call_m m(64) ["FF /2"];
            }
            "ret" "RET—Return From Procedure" BASE {
                ret z() ["C3"];
                ret_i ret_i(16) ["C2 iw"];
            }
            "leave" "LEAVE—High Level Procedure Exit" BASE {
                leave z() ["C9"];
            }
            "int3" "INT n/INTO/INT3/INT1—Call to Interrupt Procedure" BASE {
                int3 z() ["CC"];
            }
            "ud2" "UD—Undefined Instruction" BASE {
                ud2 z() ["0F 0B"];
            }
            "nop" "NOP—No Operation" BASE {
                nop z() ["90"];
            }
            "pause" "PAUSE—Spin Loop Hint" BASE {
                pause z() ["F3 90"];
            }
            "endbr64" "ENDBR64—Terminate an Indirect Branch in 64-bit Mode" BASE {
                endbr64 z() ["F3 0F 1E FA"];
            }
            "syscall" "SYSCALL—Fast System Call" BASE {
                syscall z() ["0F 05"];
            }
            "cpuid" "CPUID—CPU Identification" BASE {
                cpuid z() ["0F A2"];
            }
            "rdtsc" "RDTSC—Read Time-Stamp Counter" BASE {
                rdtsc z() ["0F 31"];
            }
            "rdtscp" "RDTSCP—Read Time-Stamp Counter and Processor ID" BASE {
                rdtscp z() ["0F 01 F9"];
            }
            "mfence" "MFENCE—Memory Fence" BASE {
                mfence z() ["0F AE F0"];
            }
            "lfence" "LFENCE—Load Fence" BASE {
                lfence z() ["0F AE E8"];
            }
            "sfence" "SFENCE—Store Fence" BASE {
                sfence z() ["0F AE F8"];
            }
            "clc" "CLC—Clear Carry Flag" BASE {
                clc z() ["F8"];
            }
            "stc" "STC—Set Carry Flag" BASE {
                stc z() ["F9"];
            }
            "cmc" "CMC—Complement Carry Flag" BASE {
                cmc z() ["F5"];
            }
            "cld" "CLD—Clear Direction Flag" BASE {
                cld z() ["FC"];
            }
            "std" "STD—Set Direction Flag" BASE {
                std z() ["FD"];
            }
            "lahf" "LAHF—Load Status Flags Into AH Register" BASE {
                lahf z() ["9F"];
            }
            "sahf" "SAHF—Store AH Into Flags" BASE {
                sahf z() ["9E"];
            }
            "rep movsb" "MOVS/MOVSB/MOVSW/MOVSD/MOVSQ—Move Data From String to String" BASE {
                rep_movsb z() ["F3 A4"];
            }
            "rep movsq" "MOVS/MOVSB/MOVSW/MOVSD/MOVSQ—Move Data From String to String" BASE {
                rep_movsq z() ["F3 REX.W A5"];
            }
            "rep stosb" "STOS/STOSB/STOSW/STOSD/STOSQ—Store String" BASE {
                rep_stosb z() ["F3 AA"];
            }
            "rep stosd" "STOS/STOSB/STOSW/STOSD/STOSQ—Store String" BASE {
                rep_stosd z() ["F3 AB"];
            }
            "rep stosq" "STOS/STOSB/STOSW/STOSD/STOSQ—Store String" BASE {
                rep_stosq z() ["F3 REX.W AB"];
            }
            "prefetchnta" "PREFETCHh—Prefetch Data Into Caches" BASE {
                prefetchnta_m m(8) ["0F 18 /0"];
            }
            "prefetcht0" "PREFETCHh—Prefetch Data Into Caches" BASE {
                prefetcht0_m m(8) ["0F 18 /1"];
            }
            "prefetcht1" "PREFETCHh—Prefetch Data Into Caches" BASE {
                prefetcht1_m m(8) ["0F 18 /2"];
            }
            "prefetcht2" "PREFETCHh—Prefetch Data Into Caches" BASE {
                prefetcht2_m m(8) ["0F 18 /3"];
            }
            // SSE moves.
            "movss" "MOVSS—Move or Merge Scalar Single Precision Floating-Point Value" BASE {
                movss_xx vu(32) ["F3 0F 10 /r"];
                movss_xm vm(32) ["F3 0F 10 /r"];
                movss_mx mv(32) ["F3 0F 11 /r"];
            }
            "movsd" "MOVSD—Move or Merge Scalar Double Precision Floating-Point Value" BASE {
                movsd_xx vu(64) ["F2 0F 10 /r"];
                movsd_xm vm(64) ["F2 0F 10 /r"];
                movsd_mx mv(64) ["F2 0F 11 /r"];
            }
            "movaps" "MOVAPS—Move Aligned Packed Single Precision Floating-Point Values" BASE {
                movaps_xx vu(128) ["0F 28 /r"];
                movaps_xm vm(128) ["0F 28 /r"];
                movaps_mx mv(128) ["0F 29 /r"];
            }
            "movapd" "MOVAPD—Move Aligned Packed Double Precision Floating-Point Values" BASE {
                movapd_xx vu(128) ["66 0F 28 /r"];
                movapd_xm vm(128) ["66 0F 28 /r"];
                movapd_mx mv(128) ["66 0F 29 /r"];
            }
            "movups" "MOVUPS—Move Unaligned Packed Single Precision Floating-Point Values" BASE {
                movups_xx vu(128) ["0F 10 /r"];
                movups_xm vm(128) ["0F 10 /r"];
                movups_mx mv(128) ["0F 11 /r"];
            }
            "movupd" "MOVUPD—Move Unaligned Packed Double Precision Floating-Point Values" BASE {
                movupd_xx vu(128) ["66 0F 10 /r"];
                movupd_xm vm(128) ["66 0F 10 /r"];
                movupd_mx mv(128) ["66 0F 11 /r"];
            }
            "movdqa" "MOVDQA—Move Aligned Packed Integer Values" BASE {
                movdqa_xx vu(128) ["66 0F 6F /r"];
                movdqa_xm vm(128) ["66 0F 6F /r"];
                movdqa_mx mv(128) ["66 0F 7F /r"];
            }
            "movdqu" "MOVDQU—Move Unaligned Packed Integer Values" BASE {
                movdqu_xx vu(128) ["F3 0F 6F /r"];
                movdqu_xm vm(128) ["F3 0F 6F /r"];
                movdqu_mx mv(128) ["F3 0F 7F /r"];
            }
            "movd" "MOVD/MOVQ—Move Doubleword/Move Quadword" BASE {
                movd_xr ve(32) ["66 0F 6E /r"];
                movd_rx ev(32) ["66 0F 7E /r"];
                movd_xm vm(32) ["66 0F 6E /r"];
                movd_mx mv(32) ["66 0F 7E /r"];
            }
            "movq" "MOVD/MOVQ—Move Doubleword/Move Quadword" BASE {
                movq_xr ve(64) ["66 REX.W 0F 6E /r"];
                movq_rx ev(64) ["66 REX.W 0F 7E /r"];
                movq_xx vu(64) ["F3 0F 7E /r"];
                movq_xm vm(64) ["F3 0F 7E /r"];
                movq_mx mv(64) ["66 0F D6 /r"];
            }
            "movhps" "MOVHPS—Move High Packed Single Precision Floating-Point Values" BASE {
                movhps_xm vm(64) ["0F 16 /r"];
                movhps_mx mv(64) ["0F 17 /r"];
            }
            "movlps" "MOVLPS—Move Low Packed Single Precision Floating-Point Values" BASE {
                movlps_xm vm(64) ["0F 12 /r"];
                movlps_mx mv(64) ["0F 13 /r"];
            }
            "movhpd" "MOVHPD—Move High Packed Double Precision Floating-Point Value" BASE {
                movhpd_xm vm(64) ["66 0F 16 /r"];
                movhpd_mx mv(64) ["66 0F 17 /r"];
            }
            "movlpd" "MOVLPD—Move Low Packed Double Precision Floating-Point Value" BASE {
                movlpd_xm vm(64) ["66 0F 12 /r"];
                movlpd_mx mv(64) ["66 0F 13 /r"];
            }
            "movhlps" "MOVHLPS—Move Packed Single Precision Floating-Point Values High to Low" BASE {
                movhlps_xx vu(128) ["0F 12 /r"];
            }
            "movlhps" "MOVLHPS—Move Packed Single Precision Floating-Point Values Low to High" BASE {
                movlhps_xx vu(128) ["0F 16 /r"];
            }
            "movmskpd" "MOVMSKPD—Extract Packed Double Precision Floating-Point Sign Mask" BASE {
                movmskpd_rx gu(32) ["66 0F 50 /r"];
            }
            "movmskps" "MOVMSKPS—Extract Packed Single Precision Floating-Point Sign Mask" BASE {
                movmskps_rx gu(32) ["0F 50 /r"];
            }
            "pmovmskb" "PMOVMSKB—Move Byte Mask" BASE {
                pmovmskb_rx gu(32) ["66 0F D7 /r"];
            }
            // SSE scalar arithmetic.
            "addss" "ADDSS—Add Scalar Single Precision Floating-Point Values" BASE {
                addss_xx vu(32) ["F3 0F 58 /r"];
                addss_xm vm(32) ["F3 0F 58 /r"];
            }
            "addsd" "ADDSD—Add Scalar Double Precision Floating-Point Values" BASE {
                addsd_xx vu(64) ["F2 0F 58 /r"];
                addsd_xm vm(64) ["F2 0F 58 /r"];
            }
            "addps" "ADDPS—Add Packed Single Precision Floating-Point Values" BASE {
                addps_xx vu(128) ["0F 58 /r"];
                addps_xm vm(128) ["0F 58 /r"];
            }
            "addpd" "ADDPD—Add Packed Double Precision Floating-Point Values" BASE {
                addpd_xx vu(128) ["66 0F 58 /r"];
                addpd_xm vm(128) ["66 0F 58 /r"];
            }
            "mulss" "MULSS—Multiply Scalar Single Precision Floating-Point Values" BASE {
                mulss_xx vu(32) ["F3 0F 59 /r"];
                mulss_xm vm(32) ["F3 0F 59 /r"];
            }
            "mulsd" "MULSD—Multiply Scalar Double Precision Floating-Point Values" BASE {
                mulsd_xx vu(64) ["F2 0F 59 /r"];
                mulsd_xm vm(64) ["F2 0F 59 /r"];
            }
            "mulps" "MULPS—Multiply Packed Single Precision Floating-Point Values" BASE {
                mulps_xx vu(128) ["0F 59 /r"];
                mulps_xm vm(128) ["0F 59 /r"];
            }
            "mulpd" "MULPD—Multiply Packed Double Precision Floating-Point Values" BASE {
                mulpd_xx vu(128) ["66 0F 59 /r"];
                mulpd_xm vm(128) ["66 0F 59 /r"];
            }
            "subss" "SUBSS—Subtract Scalar Single Precision Floating-Point Values" BASE {
                subss_xx vu(32) ["F3 0F 5C /r"];
                subss_xm vm(32) ["F3 0F 5C /r"];
            }
            "subsd" "SUBSD—Subtract Scalar Double Precision Floating-Point Values" BASE {
                subsd_xx vu(64) ["F2 0F 5C /r"];
                subsd_xm vm(64) ["F2 0F 5C /r"];
            }
            "subps" "SUBPS—Subtract Packed Single Precision Floating-Point Values" BASE {
                subps_xx vu(128) ["0F 5C /r"];
                subps_xm vm(128) ["0F 5C /r"];
            }
            "subpd" "SUBPD—Subtract Packed Double Precision Floating-Point Values" BASE {
                subpd_xx vu(128) ["66 0F 5C /r"];
                subpd_xm vm(128) ["66 0F 5C /r"];
            }
            "minss" "MINSS—Return Minimum of Scalar Single Precision Floating-Point Values" BASE {
                minss_xx vu(32) ["F3 0F 5D /r"];
                minss_xm vm(32) ["F3 0F 5D /r"];
            }
            "minsd" "MINSD—Return Minimum of Scalar Double Precision Floating-Point Values" BASE {
                minsd_xx vu(64) ["F2 0F 5D /r"];
                minsd_xm vm(64) ["F2 0F 5D /r"];
            }
            "minps" "MINPS—Return Minimum of Packed Single Precision Floating-Point Values" BASE {
                minps_xx vu(128) ["0F 5D /r"];
                minps_xm vm(128) ["0F 5D /r"];
            }
            "minpd" "MINPD—Return Minimum of Packed Double Precision Floating-Point Values" BASE {
                minpd_xx vu(128) ["66 0F 5D /r"];
                minpd_xm vm(128) ["66 0F 5D /r"];
            }
            "divss" "DIVSS—Divide Scalar Single Precision Floating-Point Values" BASE {
                divss_xx vu(32) ["F3 0F 5E /r"];
                divss_xm vm(32) ["F3 0F 5E /r"];
            }
            "divsd" "DIVSD—Divide Scalar Double Precision Floating-Point Values" BASE {
                divsd_xx vu(64) ["F2 0F 5E /r"];
                divsd_xm vm(64) ["F2 0F 5E /r"];
            }
            "divps" "DIVPS—Divide Packed Single Precision Floating-Point Values" BASE {
                divps_xx vu(128) ["0F 5E /r"];
                divps_xm vm(128) ["0F 5E /r"];
            }
            "divpd" "DIVPD—Divide Packed Double Precision Floating-Point Values" BASE {
                divpd_xx vu(128) ["66 0F 5E /r"];
                divpd_xm vm(128) ["66 0F 5E /r"];
            }
            "maxss" "MAXSS—Return Maximum of Scalar Single Precision Floating-Point Values" BASE {
                maxss_xx vu(32) ["F3 0F 5F /r"];
                maxss_xm vm(32) ["F3 0F 5F /r"];
            }
            "maxsd" "MAXSD—Return Maximum of Scalar Double Precision Floating-Point Values" BASE {
                maxsd_xx vu(64) ["F2 0F 5F /r"];
                maxsd_xm vm(64) ["F2 0F 5F /r"];
            }
            "maxps" "MAXPS—Return Maximum of Packed Single Precision Floating-Point Values" BASE {
                maxps_xx vu(128) ["0F 5F /r"];
                maxps_xm vm(128) ["0F 5F /r"];
            }
            "maxpd" "MAXPD—Return Maximum of Packed Double Precision Floating-Point Values" BASE {
                maxpd_xx vu(128) ["66 0F 5F /r"];
                maxpd_xm vm(128) ["66 0F 5F /r"];
            }
            "sqrtss" "SQRTSS—Square Root of Scalar Single Precision Floating-Point Values" BASE {
                sqrtss_xx vu(32) ["F3 0F 51 /r"];
                sqrtss_xm vm(32) ["F3 0F 51 /r"];
            }
            "sqrtsd" "SQRTSD—Square Root of Scalar Double Precision Floating-Point Values" BASE {
                sqrtsd_xx vu(64) ["F2 0F 51 /r"];
                sqrtsd_xm vm(64) ["F2 0F 51 /r"];
            }
            "sqrtps" "SQRTPS—Square Root of Packed Single Precision Floating-Point Values" BASE {
                sqrtps_xx vu(128) ["0F 51 /r"];
                sqrtps_xm vm(128) ["0F 51 /r"];
            }
            "sqrtpd" "SQRTPD—Square Root of Packed Double Precision Floating-Point Values" BASE {
                sqrtpd_xx vu(128) ["66 0F 51 /r"];
                sqrtpd_xm vm(128) ["66 0F 51 /r"];
            }
            "rsqrtss" "RSQRTSS—Compute Reciprocal of Square Root of Scalar Single Precision Floating-Point Value" BASE {
                rsqrtss_xx vu(32) ["F3 0F 52 /r"];
                rsqrtss_xm vm(32) ["F3 0F 52 /r"];
            }
            "rcpss" "RCPSS—Compute Reciprocal of Scalar Single Precision Floating-Point Values" BASE {
                rcpss_xx vu(32) ["F3 0F 53 /r"];
                rcpss_xm vm(32) ["F3 0F 53 /r"];
            }
            "ucomiss" "UCOMISS—Unordered Compare Scalar Single Precision Floating-Point Values and Set EFLAGS" BASE {
                ucomiss_xx vu(32) ["0F 2E /r"];
                ucomiss_xm vm(32) ["0F 2E /r"];
            }
            "ucomisd" "UCOMISD—Unordered Compare Scalar Double Precision Floating-Point Values and Set EFLAGS" BASE {
                ucomisd_xx vu(64) ["66 0F 2E /r"];
                ucomisd_xm vm(64) ["66 0F 2E /r"];
            }
            "comiss" "COMISS—Compare Scalar Single Precision Floating-Point Values and Set EFLAGS" BASE {
                comiss_xx vu(32) ["0F 2F /r"];
                comiss_xm vm(32) ["0F 2F /r"];
            }
            "comisd" "COMISD—Compare Scalar Double Precision Floating-Point Values and Set EFLAGS" BASE {
                comisd_xx vu(64) ["66 0F 2F /r"];
                comisd_xm vm(64) ["66 0F 2F /r"];
            }
            "cmpss" "CMPSS—Compare Scalar Single Precision Floating-Point Values" BASE {
                cmpss_xxi vu_cmp(32) ["F3 0F C2 /r ib"];
                cmpss_xmi vm_cmp(32) ["F3 0F C2 /r ib"];
            }
            "cmpsd" "CMPSD—Compare Scalar Double Precision Floating-Point Values" BASE {
                cmpsd_xxi vu_cmp(64) ["F2 0F C2 /r ib"];
                cmpsd_xmi vm_cmp(64) ["F2 0F C2 /r ib"];
            }
            "cmpps" "CMPPS—Compare Packed Single Precision Floating-Point Values" BASE {
                cmpps_xxi vu_cmp(128) ["0F C2 /r ib"];
                cmpps_xmi vm_cmp(128) ["0F C2 /r ib"];
            }
            "cmppd" "CMPPD—Compare Packed Double Precision Floating-Point Values" BASE {
                cmppd_xxi vu_cmp(128) ["66 0F C2 /r ib"];
                cmppd_xmi vm_cmp(128) ["66 0F C2 /r ib"];
            }
            // SSE conversions.
            "cvtsi2ss" "CVTSI2SS—Convert Integer to Scalar Floating-Point Value" BASE {
                cvtsi2ss_xr32 ve(32) ["F3 0F 2A /r"];
                cvtsi2ss_xr64 ve(64) ["F3 REX.W 0F 2A /r"];
                cvtsi2ss_xm32 vm(32) ["F3 0F 2A /r"];
                cvtsi2ss_xm64 vm(64) ["F3 REX.W 0F 2A /r"];
            }
            "cvttss2si" "CVTTSS2SI—Convert Scalar Floating-Point Value to Integer With Truncation" BASE {
                cvttss2si_r32x gu(32) ["F3 0F 2C /r"];
                cvttss2si_r64x gu(64) ["F3 REX.W 0F 2C /r"];
                cvttss2si_r32m gm(32 32) ["F3 0F 2C /r"];
                cvttss2si_r64m gm(64 32) ["F3 REX.W 0F 2C /r"];
            }
            "cvtss2si" "CVTSS2SI—Convert Scalar Floating-Point Value to Integer" BASE {
                cvtss2si_r32x gu(32) ["F3 0F 2D /r"];
                cvtss2si_r64x gu(64) ["F3 REX.W 0F 2D /r"];
                cvtss2si_r32m gm(32 32) ["F3 0F 2D /r"];
                cvtss2si_r64m gm(64 32) ["F3 REX.W 0F 2D /r"];
            }
            "cvtsi2sd" "CVTSI2SD—Convert Integer to Scalar Floating-Point Value" BASE {
                cvtsi2sd_xr32 ve(32) ["F2 0F 2A /r"];
                cvtsi2sd_xr64 ve(64) ["F2 REX.W 0F 2A /r"];
                cvtsi2sd_xm32 vm(32) ["F2 0F 2A /r"];
                cvtsi2sd_xm64 vm(64) ["F2 REX.W 0F 2A /r"];
            }
            "cvttsd2si" "CVTTSD2SI—Convert Scalar Floating-Point Value to Integer With Truncation" BASE {
                cvttsd2si_r32x gu(32) ["F2 0F 2C /r"];
                cvttsd2si_r64x gu(64) ["F2 REX.W 0F 2C /r"];
                cvttsd2si_r32m gm(32 64) ["F2 0F 2C /r"];
                cvttsd2si_r64m gm(64 64) ["F2 REX.W 0F 2C /r"];
            }
            "cvtsd2si" "CVTSD2SI—Convert Scalar Floating-Point Value to Integer" BASE {
                cvtsd2si_r32x gu(32) ["F2 0F 2D /r"];
                cvtsd2si_r64x gu(64) ["F2 REX.W 0F 2D /r"];
                cvtsd2si_r32m gm(32 64) ["F2 0F 2D /r"];
                cvtsd2si_r64m gm(64 64) ["F2 REX.W 0F 2D /r"];
            }
            "cvtss2sd" "CVTSS2SD—Convert Scalar Single Precision Floating-Point Value to Scalar Double Precision" BASE {
                cvtss2sd_xx vu(32) ["F3 0F 5A /r"];
                cvtss2sd_xm vm(32) ["F3 0F 5A /r"];
            }
            "cvtsd2ss" "CVTSD2SS—Convert Scalar Double Precision Floating-Point Value to Scalar Single Precision" BASE {
                cvtsd2ss_xx vu(64) ["F2 0F 5A /r"];
                cvtsd2ss_xm vm(64) ["F2 0F 5A /r"];
            }
            "cvtdq2pd" "CVTDQ2PD—Convert Packed Doubleword Integers to Packed Double Precision Floating-Point Values" BASE {
                cvtdq2pd_xx vu(64) ["F3 0F E6 /r"];
                cvtdq2pd_xm vm(64) ["F3 0F E6 /r"];
            }
            "cvttpd2dq" "CVTTPD2DQ—Convert with Truncation Packed Double Precision Floating-Point Values to Packed Doubleword Integers" BASE {
                cvttpd2dq_xx vu(128) ["66 0F E6 /r"];
                cvttpd2dq_xm vm(128) ["66 0F E6 /r"];
            }
            "cvtdq2ps" "CVTDQ2PS—Convert Packed Doubleword Integers to Packed Single Precision Floating-Point Values" BASE {
                cvtdq2ps_xx vu(128) ["0F 5B /r"];
                cvtdq2ps_xm vm(128) ["0F 5B /r"];
            }
            "cvttps2dq" "CVTTPS2DQ—Convert With Truncation Packed Single Precision Floating-Point Values to Packed Signed Doubleword Integers" BASE {
                cvttps2dq_xx vu(128) ["F3 0F 5B /r"];
                cvttps2dq_xm vm(128) ["F3 0F 5B /r"];
            }
            // SSE logic, shuffles and integers.
            "andps" "ANDPS—Bitwise Logical AND of Packed Single Precision Floating-Point Values" BASE {
                andps_xx vu(128) ["0F 54 /r"];
                andps_xm vm(128) ["0F 54 /r"];
            }
            "andpd" "ANDPD—Bitwise Logical AND of Packed Double Precision Floating-Point Values" BASE {
                andpd_xx vu(128) ["66 0F 54 /r"];
                andpd_xm vm(128) ["66 0F 54 /r"];
            }
            "andnps" "ANDNPS—Bitwise Logical AND NOT of Packed Single Precision Floating-Point Values" BASE {
                andnps_xx vu(128) ["0F 55 /r"];
                andnps_xm vm(128) ["0F 55 /r"];
            }
            "andnpd" "ANDNPD—Bitwise Logical AND NOT of Packed Double Precision Floating-Point Values" BASE {
                andnpd_xx vu(128) ["66 0F 55 /r"];
                andnpd_xm vm(128) ["66 0F 55 /r"];
            }
            "orps" "ORPS—Bitwise Logical OR of Packed Single Precision Floating-Point Values" BASE {
                orps_xx vu(128) ["0F 56 /r"];
                orps_xm vm(128) ["0F 56 /r"];
            }
            "orpd" "ORPD—Bitwise Logical OR of Packed Double Precision Floating-Point Values" BASE {
                orpd_xx vu(128) ["66 0F 56 /r"];
                orpd_xm vm(128) ["66 0F 56 /r"];
            }
            "xorps" "XORPS—Bitwise Logical XOR of Packed Single Precision Floating-Point Values" BASE {
                xorps_xx vu(128) ["0F 57 /r"];
                xorps_xm vm(128) ["0F 57 /r"];
            }
            "xorpd" "XORPD—Bitwise Logical XOR of Packed Double Precision Floating-Point Values" BASE {
                xorpd_xx vu(128) ["66 0F 57 /r"];
                xorpd_xm vm(128) ["66 0F 57 /r"];
            }
            "unpcklps" "UNPCKLPS—Unpack and Interleave Low Packed Single Precision Floating-Point Values" BASE {
                unpcklps_xx vu(128) ["0F 14 /r"];
                unpcklps_xm vm(128) ["0F 14 /r"];
            }
            "unpcklpd" "UNPCKLPD—Unpack and Interleave Low Packed Double Precision Floating-Point Values" BASE {
                unpcklpd_xx vu(128) ["66 0F 14 /r"];
                unpcklpd_xm vm(128) ["66 0F 14 /r"];
            }
            "unpckhpd" "UNPCKHPD—Unpack and Interleave High Packed Double Precision Floating-Point Values" BASE {
                unpckhpd_xx vu(128) ["66 0F 15 /r"];
                unpckhpd_xm vm(128) ["66 0F 15 /r"];
            }
            "shufps" "SHUFPS—Packed Interleave Shuffle of Quadruplets of Single Precision Floating-Point Values" BASE {
                shufps_xxi vui(128) ["0F C6 /r ib"];
                shufps_xmi vmi(128) ["0F C6 /r ib"];
            }
            "shufpd" "SHUFPD—Packed Interleave Shuffle of Pairs of Double Precision Floating-Point Values" BASE {
                shufpd_xxi vui(128) ["66 0F C6 /r ib"];
                shufpd_xmi vmi(128) ["66 0F C6 /r ib"];
            }
            "pshufd" "PSHUFD—Shuffle Packed Doublewords" BASE {
                pshufd_xxi vui(128) ["66 0F 70 /r ib"];
                pshufd_xmi vmi(128) ["66 0F 70 /r ib"];
            }
            "pand" "PAND—Logical AND" BASE {
                pand_xx vu(128) ["66 0F DB /r"];
                pand_xm vm(128) ["66 0F DB /r"];
            }
            "pandn" "PANDN—Logical AND NOT" BASE {
                pandn_xx vu(128) ["66 0F DF /r"];
                pandn_xm vm(128) ["66 0F DF /r"];
            }
            "por" "POR—Bitwise Logical OR" BASE {
                por_xx vu(128) ["66 0F EB /r"];
                por_xm vm(128) ["66 0F EB /r"];
            }
            "pxor" "PXOR—Logical Exclusive OR" BASE {
                pxor_xx vu(128) ["66 0F EF /r"];
                pxor_xm vm(128) ["66 0F EF /r"];
            }
            "paddb" "PADDB/PADDW/PADDD/PADDQ—Add Packed Integers" BASE {
                paddb_xx vu(128) ["66 0F FC /r"];
                paddb_xm vm(128) ["66 0F FC /r"];
            }
            "paddw" "PADDB/PADDW/PADDD/PADDQ—Add Packed Integers" BASE {
                paddw_xx vu(128) ["66 0F FD /r"];
                paddw_xm vm(128) ["66 0F FD /r"];
            }
            "paddd" "PADDB/PADDW/PADDD/PADDQ—Add Packed Integers" BASE {
                paddd_xx vu(128) ["66 0F FE /r"];
                paddd_xm vm(128) ["66 0F FE /r"];
            }
            "paddq" "PADDB/PADDW/PADDD/PADDQ—Add Packed Integers" BASE {
                paddq_xx vu(128) ["66 0F D4 /r"];
                paddq_xm vm(128) ["66 0F D4 /r"];
            }
            "psubb" "PSUBB/PSUBW/PSUBD—Subtract Packed Integers" BASE {
                psubb_xx vu(128) ["66 0F F8 /r"];
                psubb_xm vm(128) ["66 0F F8 /r"];
            }
            "psubw" "PSUBB/PSUBW/PSUBD—Subtract Packed Integers" BASE {
                psubw_xx vu(128) ["66 0F F9 /r"];
                psubw_xm vm(128) ["66 0F F9 /r"];
            }
            "psubd" "PSUBB/PSUBW/PSUBD—Subtract Packed Integers" BASE {
                psubd_xx vu(128) ["66 0F FA /r"];
                psubd_xm vm(128) ["66 0F FA /r"];
            }
            "psubq" "PSUBQ—Subtract Packed Quadword Integers" BASE {
                psubq_xx vu(128) ["66 0F FB /r"];
                psubq_xm vm(128) ["66 0F FB /r"];
            }
            "pmuludq" "PMULUDQ—Multiply Packed Unsigned Doubleword Integers" BASE {
                pmuludq_xx vu(128) ["66 0F F4 /r"];
                pmuludq_xm vm(128) ["66 0F F4 /r"];
            }
            "pcmpeqb" "PCMPEQB/PCMPEQW/PCMPEQD—Compare Packed Data for Equal" BASE {
                pcmpeqb_xx vu(128) ["66 0F 74 /r"];
                pcmpeqb_xm vm(128) ["66 0F 74 /r"];
            }
            "pcmpeqw" "PCMPEQB/PCMPEQW/PCMPEQD—Compare Packed Data for Equal" BASE {
                pcmpeqw_xx vu(128) ["66 0F 75 /r"];
                pcmpeqw_xm vm(128) ["66 0F 75 /r"];
            }
            "pcmpeqd" "PCMPEQB/PCMPEQW/PCMPEQD—Compare Packed Data for Equal" BASE {
                pcmpeqd_xx vu(128) ["66 0F 76 /r"];
                pcmpeqd_xm vm(128) ["66 0F 76 /r"];
            }
            "pcmpgtd" "PCMPGTB/PCMPGTW/PCMPGTD—Compare Packed Signed Integers for Greater Than" BASE {
                pcmpgtd_xx vu(128) ["66 0F 66 /r"];
                pcmpgtd_xm vm(128) ["66 0F 66 /r"];
            }
            "punpckldq" "PUNPCKLBW/PUNPCKLWD/PUNPCKLDQ/PUNPCKLQDQ—Unpack Low Data" BASE {
                punpckldq_xx vu(128) ["66 0F 62 /r"];
                punpckldq_xm vm(128) ["66 0F 62 /r"];
            }
            "punpcklqdq" "PUNPCKLBW/PUNPCKLWD/PUNPCKLDQ/PUNPCKLQDQ—Unpack Low Data" BASE {
                punpcklqdq_xx vu(128) ["66 0F 6C /r"];
                punpcklqdq_xm vm(128) ["66 0F 6C /r"];
            }
            "psrlw" "PSRLW/PSRLD/PSRLQ—Shift Packed Data Right Logical" BASE {
                psrlw_xx vu(128) ["66 0F D1 /r"];
                psrlw_xm vm(128) ["66 0F D1 /r"];
                psrlw_xi ui(128) ["66 0F 71 /2 ib"];
            }
            "psrld" "PSRLW/PSRLD/PSRLQ—Shift Packed Data Right Logical" BASE {
                psrld_xx vu(128) ["66 0F D2 /r"];
                psrld_xm vm(128) ["66 0F D2 /r"];
                psrld_xi ui(128) ["66 0F 72 /2 ib"];
            }
            "psrlq" "PSRLW/PSRLD/PSRLQ—Shift Packed Data Right Logical" BASE {
                psrlq_xx vu(128) ["66 0F D3 /r"];
                psrlq_xm vm(128) ["66 0F D3 /r"];
                psrlq_xi ui(128) ["66 0F 73 /2 ib"];
            }
            "psraw" "PSRAW/PSRAD/PSRAQ—Shift Packed Data Right Arithmetic" BASE {
                psraw_xx vu(128) ["66 0F E1 /r"];
                psraw_xm vm(128) ["66 0F E1 /r"];
                psraw_xi ui(128) ["66 0F 71 /4 ib"];
            }
            "psrad" "PSRAW/PSRAD/PSRAQ—Shift Packed Data Right Arithmetic" BASE {
                psrad_xx vu(128) ["66 0F E2 /r"];
                psrad_xm vm(128) ["66 0F E2 /r"];
                psrad_xi ui(128) ["66 0F 72 /4 ib"];
            }
            "psllw" "PSLLW/PSLLD/PSLLQ—Shift Packed Data Left Logical" BASE {
                psllw_xx vu(128) ["66 0F F1 /r"];
                psllw_xm vm(128) ["66 0F F1 /r"];
                psllw_xi ui(128) ["66 0F 71 /6 ib"];
            }
            "pslld" "PSLLW/PSLLD/PSLLQ—Shift Packed Data Left Logical" BASE {
                pslld_xx vu(128) ["66 0F F2 /r"];
                pslld_xm vm(128) ["66 0F F2 /r"];
                pslld_xi ui(128) ["66 0F 72 /6 ib"];
            }
            "psllq" "PSLLW/PSLLD/PSLLQ—Shift Packed Data Left Logical" BASE {
                psllq_xx vu(128) ["66 0F F3 /r"];
                psllq_xm vm(128) ["66 0F F3 /r"];
                psllq_xi ui(128) ["66 0F 73 /6 ib"];
            }
            "psrldq" "PSRLDQ—Shift Double Quadword Right Logical" BASE {
                psrldq_xi ui(128) ["66 0F 73 /3 ib"];
            }
            "pslldq" "PSLLDQ—Shift Double Quadword Left Logical" BASE {
                pslldq_xi ui(128) ["66 0F 73 /7 ib"];
            }
            // SSE4.1.
            "roundps" "ROUNDPS—Round Packed Single Precision Floating-Point Values" SSE41 {
                roundps_xxi vu_round(128) ["66 0F 3A 08 /r ib"];
                roundps_xmi vm_round(128) ["66 0F 3A 08 /r ib"];
            }
            "roundpd" "ROUNDPD—Round Packed Double Precision Floating-Point Values" SSE41 {
                roundpd_xxi vu_round(128) ["66 0F 3A 09 /r ib"];
                roundpd_xmi vm_round(128) ["66 0F 3A 09 /r ib"];
            }
            "roundss" "ROUNDSS—Round Scalar Single Precision Floating-Point Values" SSE41 {
                roundss_xxi vu_round(32) ["66 0F 3A 0A /r ib"];
                roundss_xmi vm_round(32) ["66 0F 3A 0A /r ib"];
            }
            "roundsd" "ROUNDSD—Round Scalar Double Precision Floating-Point Values" SSE41 {
                roundsd_xxi vu_round(64) ["66 0F 3A 0B /r ib"];
                roundsd_xmi vm_round(64) ["66 0F 3A 0B /r ib"];
            }
            "ptest" "PTEST—Logical Compare" SSE41 {
                ptest_xx vu(128) ["66 0F 38 17 /r"];
                ptest_xm vm(128) ["66 0F 38 17 /r"];
            }
            "pextrd" "PEXTRB/PEXTRD/PEXTRQ—Extract Byte/Dword/Qword" SSE41 {
                pextrd_rxi evi(32) ["66 0F 3A 16 /r ib"];
                pextrd_mxi mvi(32) ["66 0F 3A 16 /r ib"];
            }
            "pextrq" "PEXTRB/PEXTRD/PEXTRQ—Extract Byte/Dword/Qword" SSE41 {
                pextrq_rxi evi(64) ["66 REX.W 0F 3A 16 /r ib"];
                pextrq_mxi mvi(64) ["66 REX.W 0F 3A 16 /r ib"];
            }
            "pinsrd" "PINSRB/PINSRD/PINSRQ—Insert Byte/Dword/Qword" SSE41 {
                pinsrd_xri vei(32) ["66 0F 3A 22 /r ib"];
                pinsrd_xmi vmi(32) ["66 0F 3A 22 /r ib"];
            }
            "pinsrq" "PINSRB/PINSRD/PINSRQ—Insert Byte/Dword/Qword" SSE41 {
                pinsrq_xri vei(64) ["66 REX.W 0F 3A 22 /r ib"];
                pinsrq_xmi vmi(64) ["66 REX.W 0F 3A 22 /r ib"];
            }
        }
    };
}
