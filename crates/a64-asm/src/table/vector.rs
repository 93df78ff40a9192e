//! The rows of Advanced SIMD, which the package's feature `simd` adds.

/// The names of the sections of these rows, as `for_each_section` hands the others.
#[doc(hidden)]
#[macro_export]
macro_rules! for_each_vector_section {
    ($($callback:ident)::+) => {
        $($callback)::+! { (simd_three simd_two simd_across simd_mixed simd_by_lane simd_permute simd_shift simd_load_store) () }
    };
}

/// Hands every row of Advanced SIMD to the macro named by the caller, section by section.
#[doc(hidden)]
#[macro_export]
macro_rules! for_each_vector_instruction {
    ($($callback:ident)::+ $(, $argument:tt)*) => {
        // Advanced SIMD: three registers of one arrangement.
        $($callback)::+! { ($($argument)*) simd_three
            "shadd" "SHADD" BASE {
                shadd_vvv_8b(vd.8b vn.8b vm.8b) "0 0 0 01110 00 1 Rm 00000 1 Rn Rd";
                shadd_vvv_16b(vd.16b vn.16b vm.16b) "0 1 0 01110 00 1 Rm 00000 1 Rn Rd";
                shadd_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 01 1 Rm 00000 1 Rn Rd";
                shadd_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 01 1 Rm 00000 1 Rn Rd";
                shadd_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 10 1 Rm 00000 1 Rn Rd";
                shadd_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 10 1 Rm 00000 1 Rn Rd";
            }
            "uhadd" "UHADD" BASE {
                uhadd_vvv_8b(vd.8b vn.8b vm.8b) "0 0 1 01110 00 1 Rm 00000 1 Rn Rd";
                uhadd_vvv_16b(vd.16b vn.16b vm.16b) "0 1 1 01110 00 1 Rm 00000 1 Rn Rd";
                uhadd_vvv_4h(vd.4h vn.4h vm.4h) "0 0 1 01110 01 1 Rm 00000 1 Rn Rd";
                uhadd_vvv_8h(vd.8h vn.8h vm.8h) "0 1 1 01110 01 1 Rm 00000 1 Rn Rd";
                uhadd_vvv_2s(vd.2s vn.2s vm.2s) "0 0 1 01110 10 1 Rm 00000 1 Rn Rd";
                uhadd_vvv_4s(vd.4s vn.4s vm.4s) "0 1 1 01110 10 1 Rm 00000 1 Rn Rd";
            }
            "sqadd" "SQADD" BASE {
                sqadd_vvv_8b(vd.8b vn.8b vm.8b) "0 0 0 01110 00 1 Rm 00001 1 Rn Rd";
                sqadd_vvv_16b(vd.16b vn.16b vm.16b) "0 1 0 01110 00 1 Rm 00001 1 Rn Rd";
                sqadd_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 01 1 Rm 00001 1 Rn Rd";
                sqadd_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 01 1 Rm 00001 1 Rn Rd";
                sqadd_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 10 1 Rm 00001 1 Rn Rd";
                sqadd_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 10 1 Rm 00001 1 Rn Rd";
                sqadd_vvv_2d(vd.2d vn.2d vm.2d) "0 1 0 01110 11 1 Rm 00001 1 Rn Rd";
                sqadd_bbb(bd bn bm) "01 0 11110 00 1 Rm 00001 1 Rn Rd";
                sqadd_hhh(hd hn hm) "01 0 11110 01 1 Rm 00001 1 Rn Rd";
                sqadd_sss(sd sn sm) "01 0 11110 10 1 Rm 00001 1 Rn Rd";
                sqadd_ddd(dd dn dm) "01 0 11110 11 1 Rm 00001 1 Rn Rd";
            }
            "uqadd" "UQADD" BASE {
                uqadd_vvv_8b(vd.8b vn.8b vm.8b) "0 0 1 01110 00 1 Rm 00001 1 Rn Rd";
                uqadd_vvv_16b(vd.16b vn.16b vm.16b) "0 1 1 01110 00 1 Rm 00001 1 Rn Rd";
                uqadd_vvv_4h(vd.4h vn.4h vm.4h) "0 0 1 01110 01 1 Rm 00001 1 Rn Rd";
                uqadd_vvv_8h(vd.8h vn.8h vm.8h) "0 1 1 01110 01 1 Rm 00001 1 Rn Rd";
                uqadd_vvv_2s(vd.2s vn.2s vm.2s) "0 0 1 01110 10 1 Rm 00001 1 Rn Rd";
                uqadd_vvv_4s(vd.4s vn.4s vm.4s) "0 1 1 01110 10 1 Rm 00001 1 Rn Rd";
                uqadd_vvv_2d(vd.2d vn.2d vm.2d) "0 1 1 01110 11 1 Rm 00001 1 Rn Rd";
                uqadd_bbb(bd bn bm) "01 1 11110 00 1 Rm 00001 1 Rn Rd";
                uqadd_hhh(hd hn hm) "01 1 11110 01 1 Rm 00001 1 Rn Rd";
                uqadd_sss(sd sn sm) "01 1 11110 10 1 Rm 00001 1 Rn Rd";
                uqadd_ddd(dd dn dm) "01 1 11110 11 1 Rm 00001 1 Rn Rd";
            }
            "srhadd" "SRHADD" BASE {
                srhadd_vvv_8b(vd.8b vn.8b vm.8b) "0 0 0 01110 00 1 Rm 00010 1 Rn Rd";
                srhadd_vvv_16b(vd.16b vn.16b vm.16b) "0 1 0 01110 00 1 Rm 00010 1 Rn Rd";
                srhadd_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 01 1 Rm 00010 1 Rn Rd";
                srhadd_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 01 1 Rm 00010 1 Rn Rd";
                srhadd_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 10 1 Rm 00010 1 Rn Rd";
                srhadd_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 10 1 Rm 00010 1 Rn Rd";
            }
            "urhadd" "URHADD" BASE {
                urhadd_vvv_8b(vd.8b vn.8b vm.8b) "0 0 1 01110 00 1 Rm 00010 1 Rn Rd";
                urhadd_vvv_16b(vd.16b vn.16b vm.16b) "0 1 1 01110 00 1 Rm 00010 1 Rn Rd";
                urhadd_vvv_4h(vd.4h vn.4h vm.4h) "0 0 1 01110 01 1 Rm 00010 1 Rn Rd";
                urhadd_vvv_8h(vd.8h vn.8h vm.8h) "0 1 1 01110 01 1 Rm 00010 1 Rn Rd";
                urhadd_vvv_2s(vd.2s vn.2s vm.2s) "0 0 1 01110 10 1 Rm 00010 1 Rn Rd";
                urhadd_vvv_4s(vd.4s vn.4s vm.4s) "0 1 1 01110 10 1 Rm 00010 1 Rn Rd";
            }
            "shsub" "SHSUB" BASE {
                shsub_vvv_8b(vd.8b vn.8b vm.8b) "0 0 0 01110 00 1 Rm 00100 1 Rn Rd";
                shsub_vvv_16b(vd.16b vn.16b vm.16b) "0 1 0 01110 00 1 Rm 00100 1 Rn Rd";
                shsub_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 01 1 Rm 00100 1 Rn Rd";
                shsub_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 01 1 Rm 00100 1 Rn Rd";
                shsub_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 10 1 Rm 00100 1 Rn Rd";
                shsub_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 10 1 Rm 00100 1 Rn Rd";
            }
            "uhsub" "UHSUB" BASE {
                uhsub_vvv_8b(vd.8b vn.8b vm.8b) "0 0 1 01110 00 1 Rm 00100 1 Rn Rd";
                uhsub_vvv_16b(vd.16b vn.16b vm.16b) "0 1 1 01110 00 1 Rm 00100 1 Rn Rd";
                uhsub_vvv_4h(vd.4h vn.4h vm.4h) "0 0 1 01110 01 1 Rm 00100 1 Rn Rd";
                uhsub_vvv_8h(vd.8h vn.8h vm.8h) "0 1 1 01110 01 1 Rm 00100 1 Rn Rd";
                uhsub_vvv_2s(vd.2s vn.2s vm.2s) "0 0 1 01110 10 1 Rm 00100 1 Rn Rd";
                uhsub_vvv_4s(vd.4s vn.4s vm.4s) "0 1 1 01110 10 1 Rm 00100 1 Rn Rd";
            }
            "sqsub" "SQSUB" BASE {
                sqsub_vvv_8b(vd.8b vn.8b vm.8b) "0 0 0 01110 00 1 Rm 00101 1 Rn Rd";
                sqsub_vvv_16b(vd.16b vn.16b vm.16b) "0 1 0 01110 00 1 Rm 00101 1 Rn Rd";
                sqsub_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 01 1 Rm 00101 1 Rn Rd";
                sqsub_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 01 1 Rm 00101 1 Rn Rd";
                sqsub_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 10 1 Rm 00101 1 Rn Rd";
                sqsub_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 10 1 Rm 00101 1 Rn Rd";
                sqsub_vvv_2d(vd.2d vn.2d vm.2d) "0 1 0 01110 11 1 Rm 00101 1 Rn Rd";
                sqsub_bbb(bd bn bm) "01 0 11110 00 1 Rm 00101 1 Rn Rd";
                sqsub_hhh(hd hn hm) "01 0 11110 01 1 Rm 00101 1 Rn Rd";
                sqsub_sss(sd sn sm) "01 0 11110 10 1 Rm 00101 1 Rn Rd";
                sqsub_ddd(dd dn dm) "01 0 11110 11 1 Rm 00101 1 Rn Rd";
            }
            "uqsub" "UQSUB" BASE {
                uqsub_vvv_8b(vd.8b vn.8b vm.8b) "0 0 1 01110 00 1 Rm 00101 1 Rn Rd";
                uqsub_vvv_16b(vd.16b vn.16b vm.16b) "0 1 1 01110 00 1 Rm 00101 1 Rn Rd";
                uqsub_vvv_4h(vd.4h vn.4h vm.4h) "0 0 1 01110 01 1 Rm 00101 1 Rn Rd";
                uqsub_vvv_8h(vd.8h vn.8h vm.8h) "0 1 1 01110 01 1 Rm 00101 1 Rn Rd";
                uqsub_vvv_2s(vd.2s vn.2s vm.2s) "0 0 1 01110 10 1 Rm 00101 1 Rn Rd";
                uqsub_vvv_4s(vd.4s vn.4s vm.4s) "0 1 1 01110 10 1 Rm 00101 1 Rn Rd";
                uqsub_vvv_2d(vd.2d vn.2d vm.2d) "0 1 1 01110 11 1 Rm 00101 1 Rn Rd";
                uqsub_bbb(bd bn bm) "01 1 11110 00 1 Rm 00101 1 Rn Rd";
                uqsub_hhh(hd hn hm) "01 1 11110 01 1 Rm 00101 1 Rn Rd";
                uqsub_sss(sd sn sm) "01 1 11110 10 1 Rm 00101 1 Rn Rd";
                uqsub_ddd(dd dn dm) "01 1 11110 11 1 Rm 00101 1 Rn Rd";
            }
            "cmgt" "CMGT (register)" BASE {
                cmgt_vvv_8b(vd.8b vn.8b vm.8b) "0 0 0 01110 00 1 Rm 00110 1 Rn Rd";
                cmgt_vvv_16b(vd.16b vn.16b vm.16b) "0 1 0 01110 00 1 Rm 00110 1 Rn Rd";
                cmgt_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 01 1 Rm 00110 1 Rn Rd";
                cmgt_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 01 1 Rm 00110 1 Rn Rd";
                cmgt_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 10 1 Rm 00110 1 Rn Rd";
                cmgt_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 10 1 Rm 00110 1 Rn Rd";
                cmgt_vvv_2d(vd.2d vn.2d vm.2d) "0 1 0 01110 11 1 Rm 00110 1 Rn Rd";
                cmgt_ddd(dd dn dm) "01 0 11110 11 1 Rm 00110 1 Rn Rd";
            }
            "cmhi" "CMHI (register)" BASE {
                cmhi_vvv_8b(vd.8b vn.8b vm.8b) "0 0 1 01110 00 1 Rm 00110 1 Rn Rd";
                cmhi_vvv_16b(vd.16b vn.16b vm.16b) "0 1 1 01110 00 1 Rm 00110 1 Rn Rd";
                cmhi_vvv_4h(vd.4h vn.4h vm.4h) "0 0 1 01110 01 1 Rm 00110 1 Rn Rd";
                cmhi_vvv_8h(vd.8h vn.8h vm.8h) "0 1 1 01110 01 1 Rm 00110 1 Rn Rd";
                cmhi_vvv_2s(vd.2s vn.2s vm.2s) "0 0 1 01110 10 1 Rm 00110 1 Rn Rd";
                cmhi_vvv_4s(vd.4s vn.4s vm.4s) "0 1 1 01110 10 1 Rm 00110 1 Rn Rd";
                cmhi_vvv_2d(vd.2d vn.2d vm.2d) "0 1 1 01110 11 1 Rm 00110 1 Rn Rd";
                cmhi_ddd(dd dn dm) "01 1 11110 11 1 Rm 00110 1 Rn Rd";
            }
            "cmge" "CMGE (register)" BASE {
                cmge_vvv_8b(vd.8b vn.8b vm.8b) "0 0 0 01110 00 1 Rm 00111 1 Rn Rd";
                cmge_vvv_16b(vd.16b vn.16b vm.16b) "0 1 0 01110 00 1 Rm 00111 1 Rn Rd";
                cmge_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 01 1 Rm 00111 1 Rn Rd";
                cmge_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 01 1 Rm 00111 1 Rn Rd";
                cmge_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 10 1 Rm 00111 1 Rn Rd";
                cmge_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 10 1 Rm 00111 1 Rn Rd";
                cmge_vvv_2d(vd.2d vn.2d vm.2d) "0 1 0 01110 11 1 Rm 00111 1 Rn Rd";
                cmge_ddd(dd dn dm) "01 0 11110 11 1 Rm 00111 1 Rn Rd";
            }
            "cmhs" "CMHS (register)" BASE {
                cmhs_vvv_8b(vd.8b vn.8b vm.8b) "0 0 1 01110 00 1 Rm 00111 1 Rn Rd";
                cmhs_vvv_16b(vd.16b vn.16b vm.16b) "0 1 1 01110 00 1 Rm 00111 1 Rn Rd";
                cmhs_vvv_4h(vd.4h vn.4h vm.4h) "0 0 1 01110 01 1 Rm 00111 1 Rn Rd";
                cmhs_vvv_8h(vd.8h vn.8h vm.8h) "0 1 1 01110 01 1 Rm 00111 1 Rn Rd";
                cmhs_vvv_2s(vd.2s vn.2s vm.2s) "0 0 1 01110 10 1 Rm 00111 1 Rn Rd";
                cmhs_vvv_4s(vd.4s vn.4s vm.4s) "0 1 1 01110 10 1 Rm 00111 1 Rn Rd";
                cmhs_vvv_2d(vd.2d vn.2d vm.2d) "0 1 1 01110 11 1 Rm 00111 1 Rn Rd";
                cmhs_ddd(dd dn dm) "01 1 11110 11 1 Rm 00111 1 Rn Rd";
            }
            "sshl" "SSHL" BASE {
                sshl_vvv_8b(vd.8b vn.8b vm.8b) "0 0 0 01110 00 1 Rm 01000 1 Rn Rd";
                sshl_vvv_16b(vd.16b vn.16b vm.16b) "0 1 0 01110 00 1 Rm 01000 1 Rn Rd";
                sshl_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 01 1 Rm 01000 1 Rn Rd";
                sshl_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 01 1 Rm 01000 1 Rn Rd";
                sshl_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 10 1 Rm 01000 1 Rn Rd";
                sshl_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 10 1 Rm 01000 1 Rn Rd";
                sshl_vvv_2d(vd.2d vn.2d vm.2d) "0 1 0 01110 11 1 Rm 01000 1 Rn Rd";
                sshl_ddd(dd dn dm) "01 0 11110 11 1 Rm 01000 1 Rn Rd";
            }
            "ushl" "USHL" BASE {
                ushl_vvv_8b(vd.8b vn.8b vm.8b) "0 0 1 01110 00 1 Rm 01000 1 Rn Rd";
                ushl_vvv_16b(vd.16b vn.16b vm.16b) "0 1 1 01110 00 1 Rm 01000 1 Rn Rd";
                ushl_vvv_4h(vd.4h vn.4h vm.4h) "0 0 1 01110 01 1 Rm 01000 1 Rn Rd";
                ushl_vvv_8h(vd.8h vn.8h vm.8h) "0 1 1 01110 01 1 Rm 01000 1 Rn Rd";
                ushl_vvv_2s(vd.2s vn.2s vm.2s) "0 0 1 01110 10 1 Rm 01000 1 Rn Rd";
                ushl_vvv_4s(vd.4s vn.4s vm.4s) "0 1 1 01110 10 1 Rm 01000 1 Rn Rd";
                ushl_vvv_2d(vd.2d vn.2d vm.2d) "0 1 1 01110 11 1 Rm 01000 1 Rn Rd";
                ushl_ddd(dd dn dm) "01 1 11110 11 1 Rm 01000 1 Rn Rd";
            }
            "sqshl" "SQSHL (register)" BASE {
                sqshl_vvv_8b(vd.8b vn.8b vm.8b) "0 0 0 01110 00 1 Rm 01001 1 Rn Rd";
                sqshl_vvv_16b(vd.16b vn.16b vm.16b) "0 1 0 01110 00 1 Rm 01001 1 Rn Rd";
                sqshl_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 01 1 Rm 01001 1 Rn Rd";
                sqshl_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 01 1 Rm 01001 1 Rn Rd";
                sqshl_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 10 1 Rm 01001 1 Rn Rd";
                sqshl_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 10 1 Rm 01001 1 Rn Rd";
                sqshl_vvv_2d(vd.2d vn.2d vm.2d) "0 1 0 01110 11 1 Rm 01001 1 Rn Rd";
                sqshl_bbb(bd bn bm) "01 0 11110 00 1 Rm 01001 1 Rn Rd";
                sqshl_hhh(hd hn hm) "01 0 11110 01 1 Rm 01001 1 Rn Rd";
                sqshl_sss(sd sn sm) "01 0 11110 10 1 Rm 01001 1 Rn Rd";
                sqshl_ddd(dd dn dm) "01 0 11110 11 1 Rm 01001 1 Rn Rd";
            }
            "uqshl" "UQSHL (register)" BASE {
                uqshl_vvv_8b(vd.8b vn.8b vm.8b) "0 0 1 01110 00 1 Rm 01001 1 Rn Rd";
                uqshl_vvv_16b(vd.16b vn.16b vm.16b) "0 1 1 01110 00 1 Rm 01001 1 Rn Rd";
                uqshl_vvv_4h(vd.4h vn.4h vm.4h) "0 0 1 01110 01 1 Rm 01001 1 Rn Rd";
                uqshl_vvv_8h(vd.8h vn.8h vm.8h) "0 1 1 01110 01 1 Rm 01001 1 Rn Rd";
                uqshl_vvv_2s(vd.2s vn.2s vm.2s) "0 0 1 01110 10 1 Rm 01001 1 Rn Rd";
                uqshl_vvv_4s(vd.4s vn.4s vm.4s) "0 1 1 01110 10 1 Rm 01001 1 Rn Rd";
                uqshl_vvv_2d(vd.2d vn.2d vm.2d) "0 1 1 01110 11 1 Rm 01001 1 Rn Rd";
                uqshl_bbb(bd bn bm) "01 1 11110 00 1 Rm 01001 1 Rn Rd";
                uqshl_hhh(hd hn hm) "01 1 11110 01 1 Rm 01001 1 Rn Rd";
                uqshl_sss(sd sn sm) "01 1 11110 10 1 Rm 01001 1 Rn Rd";
                uqshl_ddd(dd dn dm) "01 1 11110 11 1 Rm 01001 1 Rn Rd";
            }
            "srshl" "SRSHL" BASE {
                srshl_vvv_8b(vd.8b vn.8b vm.8b) "0 0 0 01110 00 1 Rm 01010 1 Rn Rd";
                srshl_vvv_16b(vd.16b vn.16b vm.16b) "0 1 0 01110 00 1 Rm 01010 1 Rn Rd";
                srshl_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 01 1 Rm 01010 1 Rn Rd";
                srshl_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 01 1 Rm 01010 1 Rn Rd";
                srshl_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 10 1 Rm 01010 1 Rn Rd";
                srshl_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 10 1 Rm 01010 1 Rn Rd";
                srshl_vvv_2d(vd.2d vn.2d vm.2d) "0 1 0 01110 11 1 Rm 01010 1 Rn Rd";
                srshl_ddd(dd dn dm) "01 0 11110 11 1 Rm 01010 1 Rn Rd";
            }
            "urshl" "URSHL" BASE {
                urshl_vvv_8b(vd.8b vn.8b vm.8b) "0 0 1 01110 00 1 Rm 01010 1 Rn Rd";
                urshl_vvv_16b(vd.16b vn.16b vm.16b) "0 1 1 01110 00 1 Rm 01010 1 Rn Rd";
                urshl_vvv_4h(vd.4h vn.4h vm.4h) "0 0 1 01110 01 1 Rm 01010 1 Rn Rd";
                urshl_vvv_8h(vd.8h vn.8h vm.8h) "0 1 1 01110 01 1 Rm 01010 1 Rn Rd";
                urshl_vvv_2s(vd.2s vn.2s vm.2s) "0 0 1 01110 10 1 Rm 01010 1 Rn Rd";
                urshl_vvv_4s(vd.4s vn.4s vm.4s) "0 1 1 01110 10 1 Rm 01010 1 Rn Rd";
                urshl_vvv_2d(vd.2d vn.2d vm.2d) "0 1 1 01110 11 1 Rm 01010 1 Rn Rd";
                urshl_ddd(dd dn dm) "01 1 11110 11 1 Rm 01010 1 Rn Rd";
            }
            "smax" "SMAX" BASE {
                smax_vvv_8b(vd.8b vn.8b vm.8b) "0 0 0 01110 00 1 Rm 01100 1 Rn Rd";
                smax_vvv_16b(vd.16b vn.16b vm.16b) "0 1 0 01110 00 1 Rm 01100 1 Rn Rd";
                smax_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 01 1 Rm 01100 1 Rn Rd";
                smax_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 01 1 Rm 01100 1 Rn Rd";
                smax_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 10 1 Rm 01100 1 Rn Rd";
                smax_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 10 1 Rm 01100 1 Rn Rd";
            }
            "umax" "UMAX" BASE {
                umax_vvv_8b(vd.8b vn.8b vm.8b) "0 0 1 01110 00 1 Rm 01100 1 Rn Rd";
                umax_vvv_16b(vd.16b vn.16b vm.16b) "0 1 1 01110 00 1 Rm 01100 1 Rn Rd";
                umax_vvv_4h(vd.4h vn.4h vm.4h) "0 0 1 01110 01 1 Rm 01100 1 Rn Rd";
                umax_vvv_8h(vd.8h vn.8h vm.8h) "0 1 1 01110 01 1 Rm 01100 1 Rn Rd";
                umax_vvv_2s(vd.2s vn.2s vm.2s) "0 0 1 01110 10 1 Rm 01100 1 Rn Rd";
                umax_vvv_4s(vd.4s vn.4s vm.4s) "0 1 1 01110 10 1 Rm 01100 1 Rn Rd";
            }
            "smin" "SMIN" BASE {
                smin_vvv_8b(vd.8b vn.8b vm.8b) "0 0 0 01110 00 1 Rm 01101 1 Rn Rd";
                smin_vvv_16b(vd.16b vn.16b vm.16b) "0 1 0 01110 00 1 Rm 01101 1 Rn Rd";
                smin_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 01 1 Rm 01101 1 Rn Rd";
                smin_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 01 1 Rm 01101 1 Rn Rd";
                smin_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 10 1 Rm 01101 1 Rn Rd";
                smin_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 10 1 Rm 01101 1 Rn Rd";
            }
            "umin" "UMIN" BASE {
                umin_vvv_8b(vd.8b vn.8b vm.8b) "0 0 1 01110 00 1 Rm 01101 1 Rn Rd";
                umin_vvv_16b(vd.16b vn.16b vm.16b) "0 1 1 01110 00 1 Rm 01101 1 Rn Rd";
                umin_vvv_4h(vd.4h vn.4h vm.4h) "0 0 1 01110 01 1 Rm 01101 1 Rn Rd";
                umin_vvv_8h(vd.8h vn.8h vm.8h) "0 1 1 01110 01 1 Rm 01101 1 Rn Rd";
                umin_vvv_2s(vd.2s vn.2s vm.2s) "0 0 1 01110 10 1 Rm 01101 1 Rn Rd";
                umin_vvv_4s(vd.4s vn.4s vm.4s) "0 1 1 01110 10 1 Rm 01101 1 Rn Rd";
            }
            "sabd" "SABD" BASE {
                sabd_vvv_8b(vd.8b vn.8b vm.8b) "0 0 0 01110 00 1 Rm 01110 1 Rn Rd";
                sabd_vvv_16b(vd.16b vn.16b vm.16b) "0 1 0 01110 00 1 Rm 01110 1 Rn Rd";
                sabd_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 01 1 Rm 01110 1 Rn Rd";
                sabd_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 01 1 Rm 01110 1 Rn Rd";
                sabd_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 10 1 Rm 01110 1 Rn Rd";
                sabd_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 10 1 Rm 01110 1 Rn Rd";
            }
            "uabd" "UABD" BASE {
                uabd_vvv_8b(vd.8b vn.8b vm.8b) "0 0 1 01110 00 1 Rm 01110 1 Rn Rd";
                uabd_vvv_16b(vd.16b vn.16b vm.16b) "0 1 1 01110 00 1 Rm 01110 1 Rn Rd";
                uabd_vvv_4h(vd.4h vn.4h vm.4h) "0 0 1 01110 01 1 Rm 01110 1 Rn Rd";
                uabd_vvv_8h(vd.8h vn.8h vm.8h) "0 1 1 01110 01 1 Rm 01110 1 Rn Rd";
                uabd_vvv_2s(vd.2s vn.2s vm.2s) "0 0 1 01110 10 1 Rm 01110 1 Rn Rd";
                uabd_vvv_4s(vd.4s vn.4s vm.4s) "0 1 1 01110 10 1 Rm 01110 1 Rn Rd";
            }
            "saba" "SABA" BASE {
                saba_vvv_8b(vd.8b vn.8b vm.8b) "0 0 0 01110 00 1 Rm 01111 1 Rn Rd";
                saba_vvv_16b(vd.16b vn.16b vm.16b) "0 1 0 01110 00 1 Rm 01111 1 Rn Rd";
                saba_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 01 1 Rm 01111 1 Rn Rd";
                saba_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 01 1 Rm 01111 1 Rn Rd";
                saba_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 10 1 Rm 01111 1 Rn Rd";
                saba_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 10 1 Rm 01111 1 Rn Rd";
            }
            "uaba" "UABA" BASE {
                uaba_vvv_8b(vd.8b vn.8b vm.8b) "0 0 1 01110 00 1 Rm 01111 1 Rn Rd";
                uaba_vvv_16b(vd.16b vn.16b vm.16b) "0 1 1 01110 00 1 Rm 01111 1 Rn Rd";
                uaba_vvv_4h(vd.4h vn.4h vm.4h) "0 0 1 01110 01 1 Rm 01111 1 Rn Rd";
                uaba_vvv_8h(vd.8h vn.8h vm.8h) "0 1 1 01110 01 1 Rm 01111 1 Rn Rd";
                uaba_vvv_2s(vd.2s vn.2s vm.2s) "0 0 1 01110 10 1 Rm 01111 1 Rn Rd";
                uaba_vvv_4s(vd.4s vn.4s vm.4s) "0 1 1 01110 10 1 Rm 01111 1 Rn Rd";
            }
            "add" "ADD (vector)" BASE {
                add_vvv_8b(vd.8b vn.8b vm.8b) "0 0 0 01110 00 1 Rm 10000 1 Rn Rd";
                add_vvv_16b(vd.16b vn.16b vm.16b) "0 1 0 01110 00 1 Rm 10000 1 Rn Rd";
                add_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 01 1 Rm 10000 1 Rn Rd";
                add_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 01 1 Rm 10000 1 Rn Rd";
                add_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 10 1 Rm 10000 1 Rn Rd";
                add_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 10 1 Rm 10000 1 Rn Rd";
                add_vvv_2d(vd.2d vn.2d vm.2d) "0 1 0 01110 11 1 Rm 10000 1 Rn Rd";
                add_ddd(dd dn dm) "01 0 11110 11 1 Rm 10000 1 Rn Rd";
            }
            "sub" "SUB (vector)" BASE {
                sub_vvv_8b(vd.8b vn.8b vm.8b) "0 0 1 01110 00 1 Rm 10000 1 Rn Rd";
                sub_vvv_16b(vd.16b vn.16b vm.16b) "0 1 1 01110 00 1 Rm 10000 1 Rn Rd";
                sub_vvv_4h(vd.4h vn.4h vm.4h) "0 0 1 01110 01 1 Rm 10000 1 Rn Rd";
                sub_vvv_8h(vd.8h vn.8h vm.8h) "0 1 1 01110 01 1 Rm 10000 1 Rn Rd";
                sub_vvv_2s(vd.2s vn.2s vm.2s) "0 0 1 01110 10 1 Rm 10000 1 Rn Rd";
                sub_vvv_4s(vd.4s vn.4s vm.4s) "0 1 1 01110 10 1 Rm 10000 1 Rn Rd";
                sub_vvv_2d(vd.2d vn.2d vm.2d) "0 1 1 01110 11 1 Rm 10000 1 Rn Rd";
                sub_ddd(dd dn dm) "01 1 11110 11 1 Rm 10000 1 Rn Rd";
            }
            "cmtst" "CMTST" BASE {
                cmtst_vvv_8b(vd.8b vn.8b vm.8b) "0 0 0 01110 00 1 Rm 10001 1 Rn Rd";
                cmtst_vvv_16b(vd.16b vn.16b vm.16b) "0 1 0 01110 00 1 Rm 10001 1 Rn Rd";
                cmtst_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 01 1 Rm 10001 1 Rn Rd";
                cmtst_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 01 1 Rm 10001 1 Rn Rd";
                cmtst_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 10 1 Rm 10001 1 Rn Rd";
                cmtst_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 10 1 Rm 10001 1 Rn Rd";
                cmtst_vvv_2d(vd.2d vn.2d vm.2d) "0 1 0 01110 11 1 Rm 10001 1 Rn Rd";
                cmtst_ddd(dd dn dm) "01 0 11110 11 1 Rm 10001 1 Rn Rd";
            }
            "cmeq" "CMEQ (register)" BASE {
                cmeq_vvv_8b(vd.8b vn.8b vm.8b) "0 0 1 01110 00 1 Rm 10001 1 Rn Rd";
                cmeq_vvv_16b(vd.16b vn.16b vm.16b) "0 1 1 01110 00 1 Rm 10001 1 Rn Rd";
                cmeq_vvv_4h(vd.4h vn.4h vm.4h) "0 0 1 01110 01 1 Rm 10001 1 Rn Rd";
                cmeq_vvv_8h(vd.8h vn.8h vm.8h) "0 1 1 01110 01 1 Rm 10001 1 Rn Rd";
                cmeq_vvv_2s(vd.2s vn.2s vm.2s) "0 0 1 01110 10 1 Rm 10001 1 Rn Rd";
                cmeq_vvv_4s(vd.4s vn.4s vm.4s) "0 1 1 01110 10 1 Rm 10001 1 Rn Rd";
                cmeq_vvv_2d(vd.2d vn.2d vm.2d) "0 1 1 01110 11 1 Rm 10001 1 Rn Rd";
                cmeq_ddd(dd dn dm) "01 1 11110 11 1 Rm 10001 1 Rn Rd";
            }
            "mla" "MLA (vector)" BASE {
                mla_vvv_8b(vd.8b vn.8b vm.8b) "0 0 0 01110 00 1 Rm 10010 1 Rn Rd";
                mla_vvv_16b(vd.16b vn.16b vm.16b) "0 1 0 01110 00 1 Rm 10010 1 Rn Rd";
                mla_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 01 1 Rm 10010 1 Rn Rd";
                mla_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 01 1 Rm 10010 1 Rn Rd";
                mla_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 10 1 Rm 10010 1 Rn Rd";
                mla_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 10 1 Rm 10010 1 Rn Rd";
            }
            "mls" "MLS (vector)" BASE {
                mls_vvv_8b(vd.8b vn.8b vm.8b) "0 0 1 01110 00 1 Rm 10010 1 Rn Rd";
                mls_vvv_16b(vd.16b vn.16b vm.16b) "0 1 1 01110 00 1 Rm 10010 1 Rn Rd";
                mls_vvv_4h(vd.4h vn.4h vm.4h) "0 0 1 01110 01 1 Rm 10010 1 Rn Rd";
                mls_vvv_8h(vd.8h vn.8h vm.8h) "0 1 1 01110 01 1 Rm 10010 1 Rn Rd";
                mls_vvv_2s(vd.2s vn.2s vm.2s) "0 0 1 01110 10 1 Rm 10010 1 Rn Rd";
                mls_vvv_4s(vd.4s vn.4s vm.4s) "0 1 1 01110 10 1 Rm 10010 1 Rn Rd";
            }
            "mul" "MUL (vector)" BASE {
                mul_vvv_8b(vd.8b vn.8b vm.8b) "0 0 0 01110 00 1 Rm 10011 1 Rn Rd";
                mul_vvv_16b(vd.16b vn.16b vm.16b) "0 1 0 01110 00 1 Rm 10011 1 Rn Rd";
                mul_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 01 1 Rm 10011 1 Rn Rd";
                mul_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 01 1 Rm 10011 1 Rn Rd";
                mul_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 10 1 Rm 10011 1 Rn Rd";
                mul_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 10 1 Rm 10011 1 Rn Rd";
            }
            "pmul" "PMUL" BASE {
                pmul_vvv_8b(vd.8b vn.8b vm.8b) "0 0 1 01110 00 1 Rm 10011 1 Rn Rd";
                pmul_vvv_16b(vd.16b vn.16b vm.16b) "0 1 1 01110 00 1 Rm 10011 1 Rn Rd";
            }
            "smaxp" "SMAXP" BASE {
                smaxp_vvv_8b(vd.8b vn.8b vm.8b) "0 0 0 01110 00 1 Rm 10100 1 Rn Rd";
                smaxp_vvv_16b(vd.16b vn.16b vm.16b) "0 1 0 01110 00 1 Rm 10100 1 Rn Rd";
                smaxp_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 01 1 Rm 10100 1 Rn Rd";
                smaxp_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 01 1 Rm 10100 1 Rn Rd";
                smaxp_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 10 1 Rm 10100 1 Rn Rd";
                smaxp_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 10 1 Rm 10100 1 Rn Rd";
            }
            "umaxp" "UMAXP" BASE {
                umaxp_vvv_8b(vd.8b vn.8b vm.8b) "0 0 1 01110 00 1 Rm 10100 1 Rn Rd";
                umaxp_vvv_16b(vd.16b vn.16b vm.16b) "0 1 1 01110 00 1 Rm 10100 1 Rn Rd";
                umaxp_vvv_4h(vd.4h vn.4h vm.4h) "0 0 1 01110 01 1 Rm 10100 1 Rn Rd";
                umaxp_vvv_8h(vd.8h vn.8h vm.8h) "0 1 1 01110 01 1 Rm 10100 1 Rn Rd";
                umaxp_vvv_2s(vd.2s vn.2s vm.2s) "0 0 1 01110 10 1 Rm 10100 1 Rn Rd";
                umaxp_vvv_4s(vd.4s vn.4s vm.4s) "0 1 1 01110 10 1 Rm 10100 1 Rn Rd";
            }
            "sminp" "SMINP" BASE {
                sminp_vvv_8b(vd.8b vn.8b vm.8b) "0 0 0 01110 00 1 Rm 10101 1 Rn Rd";
                sminp_vvv_16b(vd.16b vn.16b vm.16b) "0 1 0 01110 00 1 Rm 10101 1 Rn Rd";
                sminp_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 01 1 Rm 10101 1 Rn Rd";
                sminp_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 01 1 Rm 10101 1 Rn Rd";
                sminp_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 10 1 Rm 10101 1 Rn Rd";
                sminp_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 10 1 Rm 10101 1 Rn Rd";
            }
            "uminp" "UMINP" BASE {
                uminp_vvv_8b(vd.8b vn.8b vm.8b) "0 0 1 01110 00 1 Rm 10101 1 Rn Rd";
                uminp_vvv_16b(vd.16b vn.16b vm.16b) "0 1 1 01110 00 1 Rm 10101 1 Rn Rd";
                uminp_vvv_4h(vd.4h vn.4h vm.4h) "0 0 1 01110 01 1 Rm 10101 1 Rn Rd";
                uminp_vvv_8h(vd.8h vn.8h vm.8h) "0 1 1 01110 01 1 Rm 10101 1 Rn Rd";
                uminp_vvv_2s(vd.2s vn.2s vm.2s) "0 0 1 01110 10 1 Rm 10101 1 Rn Rd";
                uminp_vvv_4s(vd.4s vn.4s vm.4s) "0 1 1 01110 10 1 Rm 10101 1 Rn Rd";
            }
            "sqdmulh" "SQDMULH (vector)" BASE {
                sqdmulh_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 01 1 Rm 10110 1 Rn Rd";
                sqdmulh_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 01 1 Rm 10110 1 Rn Rd";
                sqdmulh_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 10 1 Rm 10110 1 Rn Rd";
                sqdmulh_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 10 1 Rm 10110 1 Rn Rd";
                sqdmulh_hhh(hd hn hm) "01 0 11110 01 1 Rm 10110 1 Rn Rd";
                sqdmulh_sss(sd sn sm) "01 0 11110 10 1 Rm 10110 1 Rn Rd";
            }
            "sqrdmulh" "SQRDMULH (vector)" BASE {
                sqrdmulh_vvv_4h(vd.4h vn.4h vm.4h) "0 0 1 01110 01 1 Rm 10110 1 Rn Rd";
                sqrdmulh_vvv_8h(vd.8h vn.8h vm.8h) "0 1 1 01110 01 1 Rm 10110 1 Rn Rd";
                sqrdmulh_vvv_2s(vd.2s vn.2s vm.2s) "0 0 1 01110 10 1 Rm 10110 1 Rn Rd";
                sqrdmulh_vvv_4s(vd.4s vn.4s vm.4s) "0 1 1 01110 10 1 Rm 10110 1 Rn Rd";
                sqrdmulh_hhh(hd hn hm) "01 1 11110 01 1 Rm 10110 1 Rn Rd";
                sqrdmulh_sss(sd sn sm) "01 1 11110 10 1 Rm 10110 1 Rn Rd";
            }
            "addp" "ADDP (vector)" BASE {
                addp_vvv_8b(vd.8b vn.8b vm.8b) "0 0 0 01110 00 1 Rm 10111 1 Rn Rd";
                addp_vvv_16b(vd.16b vn.16b vm.16b) "0 1 0 01110 00 1 Rm 10111 1 Rn Rd";
                addp_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 01 1 Rm 10111 1 Rn Rd";
                addp_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 01 1 Rm 10111 1 Rn Rd";
                addp_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 10 1 Rm 10111 1 Rn Rd";
                addp_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 10 1 Rm 10111 1 Rn Rd";
                addp_vvv_2d(vd.2d vn.2d vm.2d) "0 1 0 01110 11 1 Rm 10111 1 Rn Rd";
            }
            "mov" "MOV (vector)" BASE {
                mov_vv_8b(vd.8b vnm.8b) "0 0 0 01110 10 1 Rm 00011 1 Rn Rd";
                mov_vv_16b(vd.16b vnm.16b) "0 1 0 01110 10 1 Rm 00011 1 Rn Rd";
            }
            "and" "AND (vector)" BASE {
                and_vvv_8b(vd.8b vn.8b vm.8b) "0 0 0 01110 00 1 Rm 00011 1 Rn Rd";
                and_vvv_16b(vd.16b vn.16b vm.16b) "0 1 0 01110 00 1 Rm 00011 1 Rn Rd";
            }
            "bic" "BIC (vector, register)" BASE {
                bic_vvv_8b(vd.8b vn.8b vm.8b) "0 0 0 01110 01 1 Rm 00011 1 Rn Rd";
                bic_vvv_16b(vd.16b vn.16b vm.16b) "0 1 0 01110 01 1 Rm 00011 1 Rn Rd";
            }
            "orr" "ORR (vector, register)" BASE {
                orr_vvv_8b(vd.8b vn.8b vm.8b) "0 0 0 01110 10 1 Rm 00011 1 Rn Rd";
                orr_vvv_16b(vd.16b vn.16b vm.16b) "0 1 0 01110 10 1 Rm 00011 1 Rn Rd";
            }
            "orn" "ORN (vector)" BASE {
                orn_vvv_8b(vd.8b vn.8b vm.8b) "0 0 0 01110 11 1 Rm 00011 1 Rn Rd";
                orn_vvv_16b(vd.16b vn.16b vm.16b) "0 1 0 01110 11 1 Rm 00011 1 Rn Rd";
            }
            "eor" "EOR (vector)" BASE {
                eor_vvv_8b(vd.8b vn.8b vm.8b) "0 0 1 01110 00 1 Rm 00011 1 Rn Rd";
                eor_vvv_16b(vd.16b vn.16b vm.16b) "0 1 1 01110 00 1 Rm 00011 1 Rn Rd";
            }
            "bsl" "BSL" BASE {
                bsl_vvv_8b(vd.8b vn.8b vm.8b) "0 0 1 01110 01 1 Rm 00011 1 Rn Rd";
                bsl_vvv_16b(vd.16b vn.16b vm.16b) "0 1 1 01110 01 1 Rm 00011 1 Rn Rd";
            }
            "bit" "BIT" BASE {
                bit_vvv_8b(vd.8b vn.8b vm.8b) "0 0 1 01110 10 1 Rm 00011 1 Rn Rd";
                bit_vvv_16b(vd.16b vn.16b vm.16b) "0 1 1 01110 10 1 Rm 00011 1 Rn Rd";
            }
            "bif" "BIF" BASE {
                bif_vvv_8b(vd.8b vn.8b vm.8b) "0 0 1 01110 11 1 Rm 00011 1 Rn Rd";
                bif_vvv_16b(vd.16b vn.16b vm.16b) "0 1 1 01110 11 1 Rm 00011 1 Rn Rd";
            }
            "fmaxnm" "FMAXNM (vector)" BASE {
                fmaxnm_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 00 1 Rm 11000 1 Rn Rd";
                fmaxnm_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 00 1 Rm 11000 1 Rn Rd";
                fmaxnm_vvv_2d(vd.2d vn.2d vm.2d) "0 1 0 01110 01 1 Rm 11000 1 Rn Rd";
            }
            "fmaxnm" "FMAXNM (vector)" FP16 {
                fmaxnm_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 010 Rm 00 000 1 Rn Rd";
                fmaxnm_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 010 Rm 00 000 1 Rn Rd";
            }
            "fmla" "FMLA (vector)" BASE {
                fmla_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 00 1 Rm 11001 1 Rn Rd";
                fmla_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 00 1 Rm 11001 1 Rn Rd";
                fmla_vvv_2d(vd.2d vn.2d vm.2d) "0 1 0 01110 01 1 Rm 11001 1 Rn Rd";
            }
            "fmla" "FMLA (vector)" FP16 {
                fmla_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 010 Rm 00 001 1 Rn Rd";
                fmla_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 010 Rm 00 001 1 Rn Rd";
            }
            "fadd" "FADD (vector)" BASE {
                fadd_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 00 1 Rm 11010 1 Rn Rd";
                fadd_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 00 1 Rm 11010 1 Rn Rd";
                fadd_vvv_2d(vd.2d vn.2d vm.2d) "0 1 0 01110 01 1 Rm 11010 1 Rn Rd";
            }
            "fadd" "FADD (vector)" FP16 {
                fadd_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 010 Rm 00 010 1 Rn Rd";
                fadd_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 010 Rm 00 010 1 Rn Rd";
            }
            "fmulx" "FMULX (vector)" BASE {
                fmulx_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 00 1 Rm 11011 1 Rn Rd";
                fmulx_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 00 1 Rm 11011 1 Rn Rd";
                fmulx_vvv_2d(vd.2d vn.2d vm.2d) "0 1 0 01110 01 1 Rm 11011 1 Rn Rd";
                fmulx_sss(sd sn sm) "01 0 11110 00 1 Rm 11011 1 Rn Rd";
                fmulx_ddd(dd dn dm) "01 0 11110 01 1 Rm 11011 1 Rn Rd";
            }
            "fmulx" "FMULX (vector)" FP16 {
                fmulx_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 010 Rm 00 011 1 Rn Rd";
                fmulx_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 010 Rm 00 011 1 Rn Rd";
                fmulx_hhh(hd hn hm) "01 0 11110 010 Rm 00 011 1 Rn Rd";
            }
            "fcmeq" "FCMEQ (register)" BASE {
                fcmeq_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 00 1 Rm 11100 1 Rn Rd";
                fcmeq_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 00 1 Rm 11100 1 Rn Rd";
                fcmeq_vvv_2d(vd.2d vn.2d vm.2d) "0 1 0 01110 01 1 Rm 11100 1 Rn Rd";
                fcmeq_sss(sd sn sm) "01 0 11110 00 1 Rm 11100 1 Rn Rd";
                fcmeq_ddd(dd dn dm) "01 0 11110 01 1 Rm 11100 1 Rn Rd";
            }
            "fcmeq" "FCMEQ (register)" FP16 {
                fcmeq_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 010 Rm 00 100 1 Rn Rd";
                fcmeq_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 010 Rm 00 100 1 Rn Rd";
                fcmeq_hhh(hd hn hm) "01 0 11110 010 Rm 00 100 1 Rn Rd";
            }
            "fmax" "FMAX (vector)" BASE {
                fmax_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 00 1 Rm 11110 1 Rn Rd";
                fmax_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 00 1 Rm 11110 1 Rn Rd";
                fmax_vvv_2d(vd.2d vn.2d vm.2d) "0 1 0 01110 01 1 Rm 11110 1 Rn Rd";
            }
            "fmax" "FMAX (vector)" FP16 {
                fmax_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 010 Rm 00 110 1 Rn Rd";
                fmax_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 010 Rm 00 110 1 Rn Rd";
            }
            "frecps" "FRECPS (vector)" BASE {
                frecps_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 00 1 Rm 11111 1 Rn Rd";
                frecps_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 00 1 Rm 11111 1 Rn Rd";
                frecps_vvv_2d(vd.2d vn.2d vm.2d) "0 1 0 01110 01 1 Rm 11111 1 Rn Rd";
                frecps_sss(sd sn sm) "01 0 11110 00 1 Rm 11111 1 Rn Rd";
                frecps_ddd(dd dn dm) "01 0 11110 01 1 Rm 11111 1 Rn Rd";
            }
            "frecps" "FRECPS (vector)" FP16 {
                frecps_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 010 Rm 00 111 1 Rn Rd";
                frecps_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 010 Rm 00 111 1 Rn Rd";
                frecps_hhh(hd hn hm) "01 0 11110 010 Rm 00 111 1 Rn Rd";
            }
            "fminnm" "FMINNM (vector)" BASE {
                fminnm_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 10 1 Rm 11000 1 Rn Rd";
                fminnm_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 10 1 Rm 11000 1 Rn Rd";
                fminnm_vvv_2d(vd.2d vn.2d vm.2d) "0 1 0 01110 11 1 Rm 11000 1 Rn Rd";
            }
            "fminnm" "FMINNM (vector)" FP16 {
                fminnm_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 110 Rm 00 000 1 Rn Rd";
                fminnm_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 110 Rm 00 000 1 Rn Rd";
            }
            "fmls" "FMLS (vector)" BASE {
                fmls_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 10 1 Rm 11001 1 Rn Rd";
                fmls_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 10 1 Rm 11001 1 Rn Rd";
                fmls_vvv_2d(vd.2d vn.2d vm.2d) "0 1 0 01110 11 1 Rm 11001 1 Rn Rd";
            }
            "fmls" "FMLS (vector)" FP16 {
                fmls_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 110 Rm 00 001 1 Rn Rd";
                fmls_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 110 Rm 00 001 1 Rn Rd";
            }
            "fsub" "FSUB (vector)" BASE {
                fsub_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 10 1 Rm 11010 1 Rn Rd";
                fsub_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 10 1 Rm 11010 1 Rn Rd";
                fsub_vvv_2d(vd.2d vn.2d vm.2d) "0 1 0 01110 11 1 Rm 11010 1 Rn Rd";
            }
            "fsub" "FSUB (vector)" FP16 {
                fsub_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 110 Rm 00 010 1 Rn Rd";
                fsub_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 110 Rm 00 010 1 Rn Rd";
            }
            "fmin" "FMIN (vector)" BASE {
                fmin_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 10 1 Rm 11110 1 Rn Rd";
                fmin_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 10 1 Rm 11110 1 Rn Rd";
                fmin_vvv_2d(vd.2d vn.2d vm.2d) "0 1 0 01110 11 1 Rm 11110 1 Rn Rd";
            }
            "fmin" "FMIN (vector)" FP16 {
                fmin_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 110 Rm 00 110 1 Rn Rd";
                fmin_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 110 Rm 00 110 1 Rn Rd";
            }
            "frsqrts" "FRSQRTS (vector)" BASE {
                frsqrts_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 10 1 Rm 11111 1 Rn Rd";
                frsqrts_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 10 1 Rm 11111 1 Rn Rd";
                frsqrts_vvv_2d(vd.2d vn.2d vm.2d) "0 1 0 01110 11 1 Rm 11111 1 Rn Rd";
                frsqrts_sss(sd sn sm) "01 0 11110 10 1 Rm 11111 1 Rn Rd";
                frsqrts_ddd(dd dn dm) "01 0 11110 11 1 Rm 11111 1 Rn Rd";
            }
            "frsqrts" "FRSQRTS (vector)" FP16 {
                frsqrts_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 110 Rm 00 111 1 Rn Rd";
                frsqrts_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 110 Rm 00 111 1 Rn Rd";
                frsqrts_hhh(hd hn hm) "01 0 11110 110 Rm 00 111 1 Rn Rd";
            }
            "fmaxnmp" "FMAXNMP (vector)" BASE {
                fmaxnmp_vvv_2s(vd.2s vn.2s vm.2s) "0 0 1 01110 00 1 Rm 11000 1 Rn Rd";
                fmaxnmp_vvv_4s(vd.4s vn.4s vm.4s) "0 1 1 01110 00 1 Rm 11000 1 Rn Rd";
                fmaxnmp_vvv_2d(vd.2d vn.2d vm.2d) "0 1 1 01110 01 1 Rm 11000 1 Rn Rd";
            }
            "fmaxnmp" "FMAXNMP (vector)" FP16 {
                fmaxnmp_vvv_4h(vd.4h vn.4h vm.4h) "0 0 1 01110 010 Rm 00 000 1 Rn Rd";
                fmaxnmp_vvv_8h(vd.8h vn.8h vm.8h) "0 1 1 01110 010 Rm 00 000 1 Rn Rd";
            }
            "faddp" "FADDP (vector)" BASE {
                faddp_vvv_2s(vd.2s vn.2s vm.2s) "0 0 1 01110 00 1 Rm 11010 1 Rn Rd";
                faddp_vvv_4s(vd.4s vn.4s vm.4s) "0 1 1 01110 00 1 Rm 11010 1 Rn Rd";
                faddp_vvv_2d(vd.2d vn.2d vm.2d) "0 1 1 01110 01 1 Rm 11010 1 Rn Rd";
            }
            "faddp" "FADDP (vector)" FP16 {
                faddp_vvv_4h(vd.4h vn.4h vm.4h) "0 0 1 01110 010 Rm 00 010 1 Rn Rd";
                faddp_vvv_8h(vd.8h vn.8h vm.8h) "0 1 1 01110 010 Rm 00 010 1 Rn Rd";
            }
            "fmul" "FMUL (vector)" BASE {
                fmul_vvv_2s(vd.2s vn.2s vm.2s) "0 0 1 01110 00 1 Rm 11011 1 Rn Rd";
                fmul_vvv_4s(vd.4s vn.4s vm.4s) "0 1 1 01110 00 1 Rm 11011 1 Rn Rd";
                fmul_vvv_2d(vd.2d vn.2d vm.2d) "0 1 1 01110 01 1 Rm 11011 1 Rn Rd";
            }
            "fmul" "FMUL (vector)" FP16 {
                fmul_vvv_4h(vd.4h vn.4h vm.4h) "0 0 1 01110 010 Rm 00 011 1 Rn Rd";
                fmul_vvv_8h(vd.8h vn.8h vm.8h) "0 1 1 01110 010 Rm 00 011 1 Rn Rd";
            }
            "fcmge" "FCMGE (register)" BASE {
                fcmge_vvv_2s(vd.2s vn.2s vm.2s) "0 0 1 01110 00 1 Rm 11100 1 Rn Rd";
                fcmge_vvv_4s(vd.4s vn.4s vm.4s) "0 1 1 01110 00 1 Rm 11100 1 Rn Rd";
                fcmge_vvv_2d(vd.2d vn.2d vm.2d) "0 1 1 01110 01 1 Rm 11100 1 Rn Rd";
                fcmge_sss(sd sn sm) "01 1 11110 00 1 Rm 11100 1 Rn Rd";
                fcmge_ddd(dd dn dm) "01 1 11110 01 1 Rm 11100 1 Rn Rd";
            }
            "fcmge" "FCMGE (register)" FP16 {
                fcmge_vvv_4h(vd.4h vn.4h vm.4h) "0 0 1 01110 010 Rm 00 100 1 Rn Rd";
                fcmge_vvv_8h(vd.8h vn.8h vm.8h) "0 1 1 01110 010 Rm 00 100 1 Rn Rd";
                fcmge_hhh(hd hn hm) "01 1 11110 010 Rm 00 100 1 Rn Rd";
            }
            "facge" "FACGE (vector)" BASE {
                facge_vvv_2s(vd.2s vn.2s vm.2s) "0 0 1 01110 00 1 Rm 11101 1 Rn Rd";
                facge_vvv_4s(vd.4s vn.4s vm.4s) "0 1 1 01110 00 1 Rm 11101 1 Rn Rd";
                facge_vvv_2d(vd.2d vn.2d vm.2d) "0 1 1 01110 01 1 Rm 11101 1 Rn Rd";
                facge_sss(sd sn sm) "01 1 11110 00 1 Rm 11101 1 Rn Rd";
                facge_ddd(dd dn dm) "01 1 11110 01 1 Rm 11101 1 Rn Rd";
            }
            "facge" "FACGE (vector)" FP16 {
                facge_vvv_4h(vd.4h vn.4h vm.4h) "0 0 1 01110 010 Rm 00 101 1 Rn Rd";
                facge_vvv_8h(vd.8h vn.8h vm.8h) "0 1 1 01110 010 Rm 00 101 1 Rn Rd";
                facge_hhh(hd hn hm) "01 1 11110 010 Rm 00 101 1 Rn Rd";
            }
            "fmaxp" "FMAXP (vector)" BASE {
                fmaxp_vvv_2s(vd.2s vn.2s vm.2s) "0 0 1 01110 00 1 Rm 11110 1 Rn Rd";
                fmaxp_vvv_4s(vd.4s vn.4s vm.4s) "0 1 1 01110 00 1 Rm 11110 1 Rn Rd";
                fmaxp_vvv_2d(vd.2d vn.2d vm.2d) "0 1 1 01110 01 1 Rm 11110 1 Rn Rd";
            }
            "fmaxp" "FMAXP (vector)" FP16 {
                fmaxp_vvv_4h(vd.4h vn.4h vm.4h) "0 0 1 01110 010 Rm 00 110 1 Rn Rd";
                fmaxp_vvv_8h(vd.8h vn.8h vm.8h) "0 1 1 01110 010 Rm 00 110 1 Rn Rd";
            }
            "fdiv" "FDIV (vector)" BASE {
                fdiv_vvv_2s(vd.2s vn.2s vm.2s) "0 0 1 01110 00 1 Rm 11111 1 Rn Rd";
                fdiv_vvv_4s(vd.4s vn.4s vm.4s) "0 1 1 01110 00 1 Rm 11111 1 Rn Rd";
                fdiv_vvv_2d(vd.2d vn.2d vm.2d) "0 1 1 01110 01 1 Rm 11111 1 Rn Rd";
            }
            "fdiv" "FDIV (vector)" FP16 {
                fdiv_vvv_4h(vd.4h vn.4h vm.4h) "0 0 1 01110 010 Rm 00 111 1 Rn Rd";
                fdiv_vvv_8h(vd.8h vn.8h vm.8h) "0 1 1 01110 010 Rm 00 111 1 Rn Rd";
            }
            "fminnmp" "FMINNMP (vector)" BASE {
                fminnmp_vvv_2s(vd.2s vn.2s vm.2s) "0 0 1 01110 10 1 Rm 11000 1 Rn Rd";
                fminnmp_vvv_4s(vd.4s vn.4s vm.4s) "0 1 1 01110 10 1 Rm 11000 1 Rn Rd";
                fminnmp_vvv_2d(vd.2d vn.2d vm.2d) "0 1 1 01110 11 1 Rm 11000 1 Rn Rd";
            }
            "fminnmp" "FMINNMP (vector)" FP16 {
                fminnmp_vvv_4h(vd.4h vn.4h vm.4h) "0 0 1 01110 110 Rm 00 000 1 Rn Rd";
                fminnmp_vvv_8h(vd.8h vn.8h vm.8h) "0 1 1 01110 110 Rm 00 000 1 Rn Rd";
            }
            "fabd" "FABD (vector)" BASE {
                fabd_vvv_2s(vd.2s vn.2s vm.2s) "0 0 1 01110 10 1 Rm 11010 1 Rn Rd";
                fabd_vvv_4s(vd.4s vn.4s vm.4s) "0 1 1 01110 10 1 Rm 11010 1 Rn Rd";
                fabd_vvv_2d(vd.2d vn.2d vm.2d) "0 1 1 01110 11 1 Rm 11010 1 Rn Rd";
                fabd_sss(sd sn sm) "01 1 11110 10 1 Rm 11010 1 Rn Rd";
                fabd_ddd(dd dn dm) "01 1 11110 11 1 Rm 11010 1 Rn Rd";
            }
            "fabd" "FABD (vector)" FP16 {
                fabd_vvv_4h(vd.4h vn.4h vm.4h) "0 0 1 01110 110 Rm 00 010 1 Rn Rd";
                fabd_vvv_8h(vd.8h vn.8h vm.8h) "0 1 1 01110 110 Rm 00 010 1 Rn Rd";
                fabd_hhh(hd hn hm) "01 1 11110 110 Rm 00 010 1 Rn Rd";
            }
            "fcmgt" "FCMGT (register)" BASE {
                fcmgt_vvv_2s(vd.2s vn.2s vm.2s) "0 0 1 01110 10 1 Rm 11100 1 Rn Rd";
                fcmgt_vvv_4s(vd.4s vn.4s vm.4s) "0 1 1 01110 10 1 Rm 11100 1 Rn Rd";
                fcmgt_vvv_2d(vd.2d vn.2d vm.2d) "0 1 1 01110 11 1 Rm 11100 1 Rn Rd";
                fcmgt_sss(sd sn sm) "01 1 11110 10 1 Rm 11100 1 Rn Rd";
                fcmgt_ddd(dd dn dm) "01 1 11110 11 1 Rm 11100 1 Rn Rd";
            }
            "fcmgt" "FCMGT (register)" FP16 {
                fcmgt_vvv_4h(vd.4h vn.4h vm.4h) "0 0 1 01110 110 Rm 00 100 1 Rn Rd";
                fcmgt_vvv_8h(vd.8h vn.8h vm.8h) "0 1 1 01110 110 Rm 00 100 1 Rn Rd";
                fcmgt_hhh(hd hn hm) "01 1 11110 110 Rm 00 100 1 Rn Rd";
            }
            "facgt" "FACGT (vector)" BASE {
                facgt_vvv_2s(vd.2s vn.2s vm.2s) "0 0 1 01110 10 1 Rm 11101 1 Rn Rd";
                facgt_vvv_4s(vd.4s vn.4s vm.4s) "0 1 1 01110 10 1 Rm 11101 1 Rn Rd";
                facgt_vvv_2d(vd.2d vn.2d vm.2d) "0 1 1 01110 11 1 Rm 11101 1 Rn Rd";
                facgt_sss(sd sn sm) "01 1 11110 10 1 Rm 11101 1 Rn Rd";
                facgt_ddd(dd dn dm) "01 1 11110 11 1 Rm 11101 1 Rn Rd";
            }
            "facgt" "FACGT (vector)" FP16 {
                facgt_vvv_4h(vd.4h vn.4h vm.4h) "0 0 1 01110 110 Rm 00 101 1 Rn Rd";
                facgt_vvv_8h(vd.8h vn.8h vm.8h) "0 1 1 01110 110 Rm 00 101 1 Rn Rd";
                facgt_hhh(hd hn hm) "01 1 11110 110 Rm 00 101 1 Rn Rd";
            }
            "fminp" "FMINP (vector)" BASE {
                fminp_vvv_2s(vd.2s vn.2s vm.2s) "0 0 1 01110 10 1 Rm 11110 1 Rn Rd";
                fminp_vvv_4s(vd.4s vn.4s vm.4s) "0 1 1 01110 10 1 Rm 11110 1 Rn Rd";
                fminp_vvv_2d(vd.2d vn.2d vm.2d) "0 1 1 01110 11 1 Rm 11110 1 Rn Rd";
            }
            "fminp" "FMINP (vector)" FP16 {
                fminp_vvv_4h(vd.4h vn.4h vm.4h) "0 0 1 01110 110 Rm 00 110 1 Rn Rd";
                fminp_vvv_8h(vd.8h vn.8h vm.8h) "0 1 1 01110 110 Rm 00 110 1 Rn Rd";
            }
            "sdot" "SDOT (vector)" DOTPROD {
                sdot_vvv_2s(vd.2s vn.8b vm.8b) "0 0 0 01110 10 0 Rm 10010 1 Rn Rd";
                sdot_vvv_4s(vd.4s vn.16b vm.16b) "0 1 0 01110 10 0 Rm 10010 1 Rn Rd";
            }
            "udot" "UDOT (vector)" DOTPROD {
                udot_vvv_2s(vd.2s vn.8b vm.8b) "0 0 1 01110 10 0 Rm 10010 1 Rn Rd";
                udot_vvv_4s(vd.4s vn.16b vm.16b) "0 1 1 01110 10 0 Rm 10010 1 Rn Rd";
            }
        }
        // Advanced SIMD: two registers.
        $($callback)::+! { ($($argument)*) simd_two
            "rev64" "REV64" BASE {
                rev64_vv_8b(vd.8b vn.8b) "0 0 0 01110 00 10000 00000 10 Rn Rd";
                rev64_vv_16b(vd.16b vn.16b) "0 1 0 01110 00 10000 00000 10 Rn Rd";
                rev64_vv_4h(vd.4h vn.4h) "0 0 0 01110 01 10000 00000 10 Rn Rd";
                rev64_vv_8h(vd.8h vn.8h) "0 1 0 01110 01 10000 00000 10 Rn Rd";
                rev64_vv_2s(vd.2s vn.2s) "0 0 0 01110 10 10000 00000 10 Rn Rd";
                rev64_vv_4s(vd.4s vn.4s) "0 1 0 01110 10 10000 00000 10 Rn Rd";
            }
            "rev32" "REV32 (vector)" BASE {
                rev32_vv_8b(vd.8b vn.8b) "0 0 1 01110 00 10000 00000 10 Rn Rd";
                rev32_vv_16b(vd.16b vn.16b) "0 1 1 01110 00 10000 00000 10 Rn Rd";
                rev32_vv_4h(vd.4h vn.4h) "0 0 1 01110 01 10000 00000 10 Rn Rd";
                rev32_vv_8h(vd.8h vn.8h) "0 1 1 01110 01 10000 00000 10 Rn Rd";
            }
            "rev16" "REV16 (vector)" BASE {
                rev16_vv_8b(vd.8b vn.8b) "0 0 0 01110 00 10000 00001 10 Rn Rd";
                rev16_vv_16b(vd.16b vn.16b) "0 1 0 01110 00 10000 00001 10 Rn Rd";
            }
            "cls" "CLS (vector)" BASE {
                cls_vv_8b(vd.8b vn.8b) "0 0 0 01110 00 10000 00100 10 Rn Rd";
                cls_vv_16b(vd.16b vn.16b) "0 1 0 01110 00 10000 00100 10 Rn Rd";
                cls_vv_4h(vd.4h vn.4h) "0 0 0 01110 01 10000 00100 10 Rn Rd";
                cls_vv_8h(vd.8h vn.8h) "0 1 0 01110 01 10000 00100 10 Rn Rd";
                cls_vv_2s(vd.2s vn.2s) "0 0 0 01110 10 10000 00100 10 Rn Rd";
                cls_vv_4s(vd.4s vn.4s) "0 1 0 01110 10 10000 00100 10 Rn Rd";
            }
            "clz" "CLZ (vector)" BASE {
                clz_vv_8b(vd.8b vn.8b) "0 0 1 01110 00 10000 00100 10 Rn Rd";
                clz_vv_16b(vd.16b vn.16b) "0 1 1 01110 00 10000 00100 10 Rn Rd";
                clz_vv_4h(vd.4h vn.4h) "0 0 1 01110 01 10000 00100 10 Rn Rd";
                clz_vv_8h(vd.8h vn.8h) "0 1 1 01110 01 10000 00100 10 Rn Rd";
                clz_vv_2s(vd.2s vn.2s) "0 0 1 01110 10 10000 00100 10 Rn Rd";
                clz_vv_4s(vd.4s vn.4s) "0 1 1 01110 10 10000 00100 10 Rn Rd";
            }
            "cnt" "CNT" BASE {
                cnt_vv_8b(vd.8b vn.8b) "0 0 0 01110 00 10000 00101 10 Rn Rd";
                cnt_vv_16b(vd.16b vn.16b) "0 1 0 01110 00 10000 00101 10 Rn Rd";
            }
            "mvn" "MVN" BASE {
                mvn_vv_8b(vd.8b vn.8b) "0 0 1 01110 00 10000 00101 10 Rn Rd";
                mvn_vv_16b(vd.16b vn.16b) "0 1 1 01110 00 10000 00101 10 Rn Rd";
            }
            "rbit" "RBIT (vector)" BASE {
                rbit_vv_8b(vd.8b vn.8b) "0 0 1 01110 01 10000 00101 10 Rn Rd";
                rbit_vv_16b(vd.16b vn.16b) "0 1 1 01110 01 10000 00101 10 Rn Rd";
            }
            "sqabs" "SQABS" BASE {
                sqabs_vv_8b(vd.8b vn.8b) "0 0 0 01110 00 10000 00111 10 Rn Rd";
                sqabs_vv_16b(vd.16b vn.16b) "0 1 0 01110 00 10000 00111 10 Rn Rd";
                sqabs_vv_4h(vd.4h vn.4h) "0 0 0 01110 01 10000 00111 10 Rn Rd";
                sqabs_vv_8h(vd.8h vn.8h) "0 1 0 01110 01 10000 00111 10 Rn Rd";
                sqabs_vv_2s(vd.2s vn.2s) "0 0 0 01110 10 10000 00111 10 Rn Rd";
                sqabs_vv_4s(vd.4s vn.4s) "0 1 0 01110 10 10000 00111 10 Rn Rd";
                sqabs_vv_2d(vd.2d vn.2d) "0 1 0 01110 11 10000 00111 10 Rn Rd";
                sqabs_bb(bd bn) "01 0 11110 00 10000 00111 10 Rn Rd";
                sqabs_hh(hd hn) "01 0 11110 01 10000 00111 10 Rn Rd";
                sqabs_ss(sd sn) "01 0 11110 10 10000 00111 10 Rn Rd";
                sqabs_dd(dd dn) "01 0 11110 11 10000 00111 10 Rn Rd";
            }
            "sqneg" "SQNEG" BASE {
                sqneg_vv_8b(vd.8b vn.8b) "0 0 1 01110 00 10000 00111 10 Rn Rd";
                sqneg_vv_16b(vd.16b vn.16b) "0 1 1 01110 00 10000 00111 10 Rn Rd";
                sqneg_vv_4h(vd.4h vn.4h) "0 0 1 01110 01 10000 00111 10 Rn Rd";
                sqneg_vv_8h(vd.8h vn.8h) "0 1 1 01110 01 10000 00111 10 Rn Rd";
                sqneg_vv_2s(vd.2s vn.2s) "0 0 1 01110 10 10000 00111 10 Rn Rd";
                sqneg_vv_4s(vd.4s vn.4s) "0 1 1 01110 10 10000 00111 10 Rn Rd";
                sqneg_vv_2d(vd.2d vn.2d) "0 1 1 01110 11 10000 00111 10 Rn Rd";
                sqneg_bb(bd bn) "01 1 11110 00 10000 00111 10 Rn Rd";
                sqneg_hh(hd hn) "01 1 11110 01 10000 00111 10 Rn Rd";
                sqneg_ss(sd sn) "01 1 11110 10 10000 00111 10 Rn Rd";
                sqneg_dd(dd dn) "01 1 11110 11 10000 00111 10 Rn Rd";
            }
            "suqadd" "SUQADD" BASE {
                suqadd_vv_8b(vd.8b vn.8b) "0 0 0 01110 00 10000 00011 10 Rn Rd";
                suqadd_vv_16b(vd.16b vn.16b) "0 1 0 01110 00 10000 00011 10 Rn Rd";
                suqadd_vv_4h(vd.4h vn.4h) "0 0 0 01110 01 10000 00011 10 Rn Rd";
                suqadd_vv_8h(vd.8h vn.8h) "0 1 0 01110 01 10000 00011 10 Rn Rd";
                suqadd_vv_2s(vd.2s vn.2s) "0 0 0 01110 10 10000 00011 10 Rn Rd";
                suqadd_vv_4s(vd.4s vn.4s) "0 1 0 01110 10 10000 00011 10 Rn Rd";
                suqadd_vv_2d(vd.2d vn.2d) "0 1 0 01110 11 10000 00011 10 Rn Rd";
                suqadd_bb(bd bn) "01 0 11110 00 10000 00011 10 Rn Rd";
                suqadd_hh(hd hn) "01 0 11110 01 10000 00011 10 Rn Rd";
                suqadd_ss(sd sn) "01 0 11110 10 10000 00011 10 Rn Rd";
                suqadd_dd(dd dn) "01 0 11110 11 10000 00011 10 Rn Rd";
            }
            "usqadd" "USQADD" BASE {
                usqadd_vv_8b(vd.8b vn.8b) "0 0 1 01110 00 10000 00011 10 Rn Rd";
                usqadd_vv_16b(vd.16b vn.16b) "0 1 1 01110 00 10000 00011 10 Rn Rd";
                usqadd_vv_4h(vd.4h vn.4h) "0 0 1 01110 01 10000 00011 10 Rn Rd";
                usqadd_vv_8h(vd.8h vn.8h) "0 1 1 01110 01 10000 00011 10 Rn Rd";
                usqadd_vv_2s(vd.2s vn.2s) "0 0 1 01110 10 10000 00011 10 Rn Rd";
                usqadd_vv_4s(vd.4s vn.4s) "0 1 1 01110 10 10000 00011 10 Rn Rd";
                usqadd_vv_2d(vd.2d vn.2d) "0 1 1 01110 11 10000 00011 10 Rn Rd";
                usqadd_bb(bd bn) "01 1 11110 00 10000 00011 10 Rn Rd";
                usqadd_hh(hd hn) "01 1 11110 01 10000 00011 10 Rn Rd";
                usqadd_ss(sd sn) "01 1 11110 10 10000 00011 10 Rn Rd";
                usqadd_dd(dd dn) "01 1 11110 11 10000 00011 10 Rn Rd";
            }
            "cmgt *, #0" "CMGT (zero)" BASE {
                cmgt_vv_zero_8b(vd.8b vn.8b) "0 0 0 01110 00 10000 01000 10 Rn Rd";
                cmgt_vv_zero_16b(vd.16b vn.16b) "0 1 0 01110 00 10000 01000 10 Rn Rd";
                cmgt_vv_zero_4h(vd.4h vn.4h) "0 0 0 01110 01 10000 01000 10 Rn Rd";
                cmgt_vv_zero_8h(vd.8h vn.8h) "0 1 0 01110 01 10000 01000 10 Rn Rd";
                cmgt_vv_zero_2s(vd.2s vn.2s) "0 0 0 01110 10 10000 01000 10 Rn Rd";
                cmgt_vv_zero_4s(vd.4s vn.4s) "0 1 0 01110 10 10000 01000 10 Rn Rd";
                cmgt_vv_zero_2d(vd.2d vn.2d) "0 1 0 01110 11 10000 01000 10 Rn Rd";
                cmgt_dd_zero(dd dn) "01 0 11110 11 10000 01000 10 Rn Rd";
            }
            "cmge *, #0" "CMGE (zero)" BASE {
                cmge_vv_zero_8b(vd.8b vn.8b) "0 0 1 01110 00 10000 01000 10 Rn Rd";
                cmge_vv_zero_16b(vd.16b vn.16b) "0 1 1 01110 00 10000 01000 10 Rn Rd";
                cmge_vv_zero_4h(vd.4h vn.4h) "0 0 1 01110 01 10000 01000 10 Rn Rd";
                cmge_vv_zero_8h(vd.8h vn.8h) "0 1 1 01110 01 10000 01000 10 Rn Rd";
                cmge_vv_zero_2s(vd.2s vn.2s) "0 0 1 01110 10 10000 01000 10 Rn Rd";
                cmge_vv_zero_4s(vd.4s vn.4s) "0 1 1 01110 10 10000 01000 10 Rn Rd";
                cmge_vv_zero_2d(vd.2d vn.2d) "0 1 1 01110 11 10000 01000 10 Rn Rd";
                cmge_dd_zero(dd dn) "01 1 11110 11 10000 01000 10 Rn Rd";
            }
            "cmeq *, #0" "CMEQ (zero)" BASE {
                cmeq_vv_zero_8b(vd.8b vn.8b) "0 0 0 01110 00 10000 01001 10 Rn Rd";
                cmeq_vv_zero_16b(vd.16b vn.16b) "0 1 0 01110 00 10000 01001 10 Rn Rd";
                cmeq_vv_zero_4h(vd.4h vn.4h) "0 0 0 01110 01 10000 01001 10 Rn Rd";
                cmeq_vv_zero_8h(vd.8h vn.8h) "0 1 0 01110 01 10000 01001 10 Rn Rd";
                cmeq_vv_zero_2s(vd.2s vn.2s) "0 0 0 01110 10 10000 01001 10 Rn Rd";
                cmeq_vv_zero_4s(vd.4s vn.4s) "0 1 0 01110 10 10000 01001 10 Rn Rd";
                cmeq_vv_zero_2d(vd.2d vn.2d) "0 1 0 01110 11 10000 01001 10 Rn Rd";
                cmeq_dd_zero(dd dn) "01 0 11110 11 10000 01001 10 Rn Rd";
            }
            "cmle *, #0" "CMLE (zero)" BASE {
                cmle_vv_zero_8b(vd.8b vn.8b) "0 0 1 01110 00 10000 01001 10 Rn Rd";
                cmle_vv_zero_16b(vd.16b vn.16b) "0 1 1 01110 00 10000 01001 10 Rn Rd";
                cmle_vv_zero_4h(vd.4h vn.4h) "0 0 1 01110 01 10000 01001 10 Rn Rd";
                cmle_vv_zero_8h(vd.8h vn.8h) "0 1 1 01110 01 10000 01001 10 Rn Rd";
                cmle_vv_zero_2s(vd.2s vn.2s) "0 0 1 01110 10 10000 01001 10 Rn Rd";
                cmle_vv_zero_4s(vd.4s vn.4s) "0 1 1 01110 10 10000 01001 10 Rn Rd";
                cmle_vv_zero_2d(vd.2d vn.2d) "0 1 1 01110 11 10000 01001 10 Rn Rd";
                cmle_dd_zero(dd dn) "01 1 11110 11 10000 01001 10 Rn Rd";
            }
            "cmlt *, #0" "CMLT (zero)" BASE {
                cmlt_vv_zero_8b(vd.8b vn.8b) "0 0 0 01110 00 10000 01010 10 Rn Rd";
                cmlt_vv_zero_16b(vd.16b vn.16b) "0 1 0 01110 00 10000 01010 10 Rn Rd";
                cmlt_vv_zero_4h(vd.4h vn.4h) "0 0 0 01110 01 10000 01010 10 Rn Rd";
                cmlt_vv_zero_8h(vd.8h vn.8h) "0 1 0 01110 01 10000 01010 10 Rn Rd";
                cmlt_vv_zero_2s(vd.2s vn.2s) "0 0 0 01110 10 10000 01010 10 Rn Rd";
                cmlt_vv_zero_4s(vd.4s vn.4s) "0 1 0 01110 10 10000 01010 10 Rn Rd";
                cmlt_vv_zero_2d(vd.2d vn.2d) "0 1 0 01110 11 10000 01010 10 Rn Rd";
                cmlt_dd_zero(dd dn) "01 0 11110 11 10000 01010 10 Rn Rd";
            }
            "abs" "ABS" BASE {
                abs_vv_8b(vd.8b vn.8b) "0 0 0 01110 00 10000 01011 10 Rn Rd";
                abs_vv_16b(vd.16b vn.16b) "0 1 0 01110 00 10000 01011 10 Rn Rd";
                abs_vv_4h(vd.4h vn.4h) "0 0 0 01110 01 10000 01011 10 Rn Rd";
                abs_vv_8h(vd.8h vn.8h) "0 1 0 01110 01 10000 01011 10 Rn Rd";
                abs_vv_2s(vd.2s vn.2s) "0 0 0 01110 10 10000 01011 10 Rn Rd";
                abs_vv_4s(vd.4s vn.4s) "0 1 0 01110 10 10000 01011 10 Rn Rd";
                abs_vv_2d(vd.2d vn.2d) "0 1 0 01110 11 10000 01011 10 Rn Rd";
                abs_dd(dd dn) "01 0 11110 11 10000 01011 10 Rn Rd";
            }
            "neg" "NEG (vector)" BASE {
                neg_vv_8b(vd.8b vn.8b) "0 0 1 01110 00 10000 01011 10 Rn Rd";
                neg_vv_16b(vd.16b vn.16b) "0 1 1 01110 00 10000 01011 10 Rn Rd";
                neg_vv_4h(vd.4h vn.4h) "0 0 1 01110 01 10000 01011 10 Rn Rd";
                neg_vv_8h(vd.8h vn.8h) "0 1 1 01110 01 10000 01011 10 Rn Rd";
                neg_vv_2s(vd.2s vn.2s) "0 0 1 01110 10 10000 01011 10 Rn Rd";
                neg_vv_4s(vd.4s vn.4s) "0 1 1 01110 10 10000 01011 10 Rn Rd";
                neg_vv_2d(vd.2d vn.2d) "0 1 1 01110 11 10000 01011 10 Rn Rd";
                neg_dd(dd dn) "01 1 11110 11 10000 01011 10 Rn Rd";
            }
            "saddlp" "SADDLP" BASE {
                saddlp_vv_8b(vd.4h vn.8b) "0 0 0 01110 00 10000 00010 10 Rn Rd";
                saddlp_vv_16b(vd.8h vn.16b) "0 1 0 01110 00 10000 00010 10 Rn Rd";
                saddlp_vv_4h(vd.2s vn.4h) "0 0 0 01110 01 10000 00010 10 Rn Rd";
                saddlp_vv_8h(vd.4s vn.8h) "0 1 0 01110 01 10000 00010 10 Rn Rd";
                saddlp_vv_2s(vd.1d vn.2s) "0 0 0 01110 10 10000 00010 10 Rn Rd";
                saddlp_vv_4s(vd.2d vn.4s) "0 1 0 01110 10 10000 00010 10 Rn Rd";
            }
            "uaddlp" "UADDLP" BASE {
                uaddlp_vv_8b(vd.4h vn.8b) "0 0 1 01110 00 10000 00010 10 Rn Rd";
                uaddlp_vv_16b(vd.8h vn.16b) "0 1 1 01110 00 10000 00010 10 Rn Rd";
                uaddlp_vv_4h(vd.2s vn.4h) "0 0 1 01110 01 10000 00010 10 Rn Rd";
                uaddlp_vv_8h(vd.4s vn.8h) "0 1 1 01110 01 10000 00010 10 Rn Rd";
                uaddlp_vv_2s(vd.1d vn.2s) "0 0 1 01110 10 10000 00010 10 Rn Rd";
                uaddlp_vv_4s(vd.2d vn.4s) "0 1 1 01110 10 10000 00010 10 Rn Rd";
            }
            "sadalp" "SADALP" BASE {
                sadalp_vv_8b(vd.4h vn.8b) "0 0 0 01110 00 10000 00110 10 Rn Rd";
                sadalp_vv_16b(vd.8h vn.16b) "0 1 0 01110 00 10000 00110 10 Rn Rd";
                sadalp_vv_4h(vd.2s vn.4h) "0 0 0 01110 01 10000 00110 10 Rn Rd";
                sadalp_vv_8h(vd.4s vn.8h) "0 1 0 01110 01 10000 00110 10 Rn Rd";
                sadalp_vv_2s(vd.1d vn.2s) "0 0 0 01110 10 10000 00110 10 Rn Rd";
                sadalp_vv_4s(vd.2d vn.4s) "0 1 0 01110 10 10000 00110 10 Rn Rd";
            }
            "uadalp" "UADALP" BASE {
                uadalp_vv_8b(vd.4h vn.8b) "0 0 1 01110 00 10000 00110 10 Rn Rd";
                uadalp_vv_16b(vd.8h vn.16b) "0 1 1 01110 00 10000 00110 10 Rn Rd";
                uadalp_vv_4h(vd.2s vn.4h) "0 0 1 01110 01 10000 00110 10 Rn Rd";
                uadalp_vv_8h(vd.4s vn.8h) "0 1 1 01110 01 10000 00110 10 Rn Rd";
                uadalp_vv_2s(vd.1d vn.2s) "0 0 1 01110 10 10000 00110 10 Rn Rd";
                uadalp_vv_4s(vd.2d vn.4s) "0 1 1 01110 10 10000 00110 10 Rn Rd";
            }
            "xtn" "XTN, XTN2" BASE {
                xtn_vv_8b(vd.8b vn.8h) "0 0 0 01110 00 10000 10010 10 Rn Rd";
                xtn_vv_4h(vd.4h vn.4s) "0 0 0 01110 01 10000 10010 10 Rn Rd";
                xtn_vv_2s(vd.2s vn.2d) "0 0 0 01110 10 10000 10010 10 Rn Rd";
            }
            "xtn2" "XTN, XTN2" BASE {
                xtn2_vv_16b(vd.16b vn.8h) "0 1 0 01110 00 10000 10010 10 Rn Rd";
                xtn2_vv_8h(vd.8h vn.4s) "0 1 0 01110 01 10000 10010 10 Rn Rd";
                xtn2_vv_4s(vd.4s vn.2d) "0 1 0 01110 10 10000 10010 10 Rn Rd";
            }
            "sqxtun" "SQXTUN, SQXTUN2" BASE {
                sqxtun_vv_8b(vd.8b vn.8h) "0 0 1 01110 00 10000 10010 10 Rn Rd";
                sqxtun_vv_4h(vd.4h vn.4s) "0 0 1 01110 01 10000 10010 10 Rn Rd";
                sqxtun_vv_2s(vd.2s vn.2d) "0 0 1 01110 10 10000 10010 10 Rn Rd";
                sqxtun_bh(bd hn) "01 1 11110 00 10000 10010 10 Rn Rd";
                sqxtun_hs(hd sn) "01 1 11110 01 10000 10010 10 Rn Rd";
                sqxtun_sd(sd dn) "01 1 11110 10 10000 10010 10 Rn Rd";
            }
            "sqxtun2" "SQXTUN, SQXTUN2" BASE {
                sqxtun2_vv_16b(vd.16b vn.8h) "0 1 1 01110 00 10000 10010 10 Rn Rd";
                sqxtun2_vv_8h(vd.8h vn.4s) "0 1 1 01110 01 10000 10010 10 Rn Rd";
                sqxtun2_vv_4s(vd.4s vn.2d) "0 1 1 01110 10 10000 10010 10 Rn Rd";
            }
            "sqxtn" "SQXTN, SQXTN2" BASE {
                sqxtn_vv_8b(vd.8b vn.8h) "0 0 0 01110 00 10000 10100 10 Rn Rd";
                sqxtn_vv_4h(vd.4h vn.4s) "0 0 0 01110 01 10000 10100 10 Rn Rd";
                sqxtn_vv_2s(vd.2s vn.2d) "0 0 0 01110 10 10000 10100 10 Rn Rd";
                sqxtn_bh(bd hn) "01 0 11110 00 10000 10100 10 Rn Rd";
                sqxtn_hs(hd sn) "01 0 11110 01 10000 10100 10 Rn Rd";
                sqxtn_sd(sd dn) "01 0 11110 10 10000 10100 10 Rn Rd";
            }
            "sqxtn2" "SQXTN, SQXTN2" BASE {
                sqxtn2_vv_16b(vd.16b vn.8h) "0 1 0 01110 00 10000 10100 10 Rn Rd";
                sqxtn2_vv_8h(vd.8h vn.4s) "0 1 0 01110 01 10000 10100 10 Rn Rd";
                sqxtn2_vv_4s(vd.4s vn.2d) "0 1 0 01110 10 10000 10100 10 Rn Rd";
            }
            "uqxtn" "UQXTN, UQXTN2" BASE {
                uqxtn_vv_8b(vd.8b vn.8h) "0 0 1 01110 00 10000 10100 10 Rn Rd";
                uqxtn_vv_4h(vd.4h vn.4s) "0 0 1 01110 01 10000 10100 10 Rn Rd";
                uqxtn_vv_2s(vd.2s vn.2d) "0 0 1 01110 10 10000 10100 10 Rn Rd";
                uqxtn_bh(bd hn) "01 1 11110 00 10000 10100 10 Rn Rd";
                uqxtn_hs(hd sn) "01 1 11110 01 10000 10100 10 Rn Rd";
                uqxtn_sd(sd dn) "01 1 11110 10 10000 10100 10 Rn Rd";
            }
            "uqxtn2" "UQXTN, UQXTN2" BASE {
                uqxtn2_vv_16b(vd.16b vn.8h) "0 1 1 01110 00 10000 10100 10 Rn Rd";
                uqxtn2_vv_8h(vd.8h vn.4s) "0 1 1 01110 01 10000 10100 10 Rn Rd";
                uqxtn2_vv_4s(vd.4s vn.2d) "0 1 1 01110 10 10000 10100 10 Rn Rd";
            }
            "fcvtl" "FCVTL, FCVTL2" BASE {
                fcvtl_vv_4h(vd.4s vn.4h) "0 0 0 01110 00 10000 10111 10 Rn Rd";
                fcvtl_vv_2s(vd.2d vn.2s) "0 0 0 01110 01 10000 10111 10 Rn Rd";
            }
            "fcvtn" "FCVTN, FCVTN2" BASE {
                fcvtn_vv_4h(vd.4h vn.4s) "0 0 0 01110 00 10000 10110 10 Rn Rd";
                fcvtn_vv_2s(vd.2s vn.2d) "0 0 0 01110 01 10000 10110 10 Rn Rd";
            }
            "fcvtxn" "FCVTXN, FCVTXN2" BASE {
                fcvtxn_vv_2s(vd.2s vn.2d) "0 0 1 01110 01 10000 10110 10 Rn Rd";
            }
            "shll *, #8" "SHLL, SHLL2" BASE {
                shll_vv_8b(vd.8h vn.8b) "0 0 1 01110 00 10000 10011 10 Rn Rd";
            }
            "shll *, #16" "SHLL, SHLL2" BASE {
                shll_vv_4h(vd.4s vn.4h) "0 0 1 01110 01 10000 10011 10 Rn Rd";
            }
            "shll *, #32" "SHLL, SHLL2" BASE {
                shll_vv_2s(vd.2d vn.2s) "0 0 1 01110 10 10000 10011 10 Rn Rd";
            }
            "fcvtl2" "FCVTL, FCVTL2" BASE {
                fcvtl2_vv_8h(vd.4s vn.8h) "0 1 0 01110 00 10000 10111 10 Rn Rd";
                fcvtl2_vv_4s(vd.2d vn.4s) "0 1 0 01110 01 10000 10111 10 Rn Rd";
            }
            "fcvtn2" "FCVTN, FCVTN2" BASE {
                fcvtn2_vv_8h(vd.8h vn.4s) "0 1 0 01110 00 10000 10110 10 Rn Rd";
                fcvtn2_vv_4s(vd.4s vn.2d) "0 1 0 01110 01 10000 10110 10 Rn Rd";
            }
            "fcvtxn2" "FCVTXN, FCVTXN2" BASE {
                fcvtxn2_vv_4s(vd.4s vn.2d) "0 1 1 01110 01 10000 10110 10 Rn Rd";
            }
            "shll2 *, #8" "SHLL, SHLL2" BASE {
                shll2_vv_16b(vd.8h vn.16b) "0 1 1 01110 00 10000 10011 10 Rn Rd";
            }
            "shll2 *, #16" "SHLL, SHLL2" BASE {
                shll2_vv_8h(vd.4s vn.8h) "0 1 1 01110 01 10000 10011 10 Rn Rd";
            }
            "shll2 *, #32" "SHLL, SHLL2" BASE {
                shll2_vv_4s(vd.2d vn.4s) "0 1 1 01110 10 10000 10011 10 Rn Rd";
            }
            "frintn" "FRINTN (vector)" BASE {
                frintn_vv_2s(vd.2s vn.2s) "0 0 0 01110 00 10000 11000 10 Rn Rd";
                frintn_vv_4s(vd.4s vn.4s) "0 1 0 01110 00 10000 11000 10 Rn Rd";
                frintn_vv_2d(vd.2d vn.2d) "0 1 0 01110 01 10000 11000 10 Rn Rd";
            }
            "frintn" "FRINTN (vector)" FP16 {
                frintn_vv_4h(vd.4h vn.4h) "0 0 0 01110 011 1100 11000 10 Rn Rd";
                frintn_vv_8h(vd.8h vn.8h) "0 1 0 01110 011 1100 11000 10 Rn Rd";
            }
            "frintm" "FRINTM (vector)" BASE {
                frintm_vv_2s(vd.2s vn.2s) "0 0 0 01110 00 10000 11001 10 Rn Rd";
                frintm_vv_4s(vd.4s vn.4s) "0 1 0 01110 00 10000 11001 10 Rn Rd";
                frintm_vv_2d(vd.2d vn.2d) "0 1 0 01110 01 10000 11001 10 Rn Rd";
            }
            "frintm" "FRINTM (vector)" FP16 {
                frintm_vv_4h(vd.4h vn.4h) "0 0 0 01110 011 1100 11001 10 Rn Rd";
                frintm_vv_8h(vd.8h vn.8h) "0 1 0 01110 011 1100 11001 10 Rn Rd";
            }
            "fcvtns" "FCVTNS (vector)" BASE {
                fcvtns_vv_2s(vd.2s vn.2s) "0 0 0 01110 00 10000 11010 10 Rn Rd";
                fcvtns_vv_4s(vd.4s vn.4s) "0 1 0 01110 00 10000 11010 10 Rn Rd";
                fcvtns_vv_2d(vd.2d vn.2d) "0 1 0 01110 01 10000 11010 10 Rn Rd";
                fcvtns_ss(sd sn) "01 0 11110 00 10000 11010 10 Rn Rd";
                fcvtns_dd(dd dn) "01 0 11110 01 10000 11010 10 Rn Rd";
            }
            "fcvtns" "FCVTNS (vector)" FP16 {
                fcvtns_vv_4h(vd.4h vn.4h) "0 0 0 01110 011 1100 11010 10 Rn Rd";
                fcvtns_vv_8h(vd.8h vn.8h) "0 1 0 01110 011 1100 11010 10 Rn Rd";
                fcvtns_hh(hd hn) "01 0 11110 011 1100 11010 10 Rn Rd";
            }
            "fcvtms" "FCVTMS (vector)" BASE {
                fcvtms_vv_2s(vd.2s vn.2s) "0 0 0 01110 00 10000 11011 10 Rn Rd";
                fcvtms_vv_4s(vd.4s vn.4s) "0 1 0 01110 00 10000 11011 10 Rn Rd";
                fcvtms_vv_2d(vd.2d vn.2d) "0 1 0 01110 01 10000 11011 10 Rn Rd";
                fcvtms_ss(sd sn) "01 0 11110 00 10000 11011 10 Rn Rd";
                fcvtms_dd(dd dn) "01 0 11110 01 10000 11011 10 Rn Rd";
            }
            "fcvtms" "FCVTMS (vector)" FP16 {
                fcvtms_vv_4h(vd.4h vn.4h) "0 0 0 01110 011 1100 11011 10 Rn Rd";
                fcvtms_vv_8h(vd.8h vn.8h) "0 1 0 01110 011 1100 11011 10 Rn Rd";
                fcvtms_hh(hd hn) "01 0 11110 011 1100 11011 10 Rn Rd";
            }
            "fcvtas" "FCVTAS (vector)" BASE {
                fcvtas_vv_2s(vd.2s vn.2s) "0 0 0 01110 00 10000 11100 10 Rn Rd";
                fcvtas_vv_4s(vd.4s vn.4s) "0 1 0 01110 00 10000 11100 10 Rn Rd";
                fcvtas_vv_2d(vd.2d vn.2d) "0 1 0 01110 01 10000 11100 10 Rn Rd";
                fcvtas_ss(sd sn) "01 0 11110 00 10000 11100 10 Rn Rd";
                fcvtas_dd(dd dn) "01 0 11110 01 10000 11100 10 Rn Rd";
            }
            "fcvtas" "FCVTAS (vector)" FP16 {
                fcvtas_vv_4h(vd.4h vn.4h) "0 0 0 01110 011 1100 11100 10 Rn Rd";
                fcvtas_vv_8h(vd.8h vn.8h) "0 1 0 01110 011 1100 11100 10 Rn Rd";
                fcvtas_hh(hd hn) "01 0 11110 011 1100 11100 10 Rn Rd";
            }
            "scvtf" "SCVTF (vector)" BASE {
                scvtf_vv_2s(vd.2s vn.2s) "0 0 0 01110 00 10000 11101 10 Rn Rd";
                scvtf_vv_4s(vd.4s vn.4s) "0 1 0 01110 00 10000 11101 10 Rn Rd";
                scvtf_vv_2d(vd.2d vn.2d) "0 1 0 01110 01 10000 11101 10 Rn Rd";
                scvtf_ss(sd sn) "01 0 11110 00 10000 11101 10 Rn Rd";
                scvtf_dd(dd dn) "01 0 11110 01 10000 11101 10 Rn Rd";
            }
            "scvtf" "SCVTF (vector)" FP16 {
                scvtf_vv_4h(vd.4h vn.4h) "0 0 0 01110 011 1100 11101 10 Rn Rd";
                scvtf_vv_8h(vd.8h vn.8h) "0 1 0 01110 011 1100 11101 10 Rn Rd";
                scvtf_hh(hd hn) "01 0 11110 011 1100 11101 10 Rn Rd";
            }
            "frintp" "FRINTP (vector)" BASE {
                frintp_vv_2s(vd.2s vn.2s) "0 0 0 01110 10 10000 11000 10 Rn Rd";
                frintp_vv_4s(vd.4s vn.4s) "0 1 0 01110 10 10000 11000 10 Rn Rd";
                frintp_vv_2d(vd.2d vn.2d) "0 1 0 01110 11 10000 11000 10 Rn Rd";
            }
            "frintp" "FRINTP (vector)" FP16 {
                frintp_vv_4h(vd.4h vn.4h) "0 0 0 01110 111 1100 11000 10 Rn Rd";
                frintp_vv_8h(vd.8h vn.8h) "0 1 0 01110 111 1100 11000 10 Rn Rd";
            }
            "frintz" "FRINTZ (vector)" BASE {
                frintz_vv_2s(vd.2s vn.2s) "0 0 0 01110 10 10000 11001 10 Rn Rd";
                frintz_vv_4s(vd.4s vn.4s) "0 1 0 01110 10 10000 11001 10 Rn Rd";
                frintz_vv_2d(vd.2d vn.2d) "0 1 0 01110 11 10000 11001 10 Rn Rd";
            }
            "frintz" "FRINTZ (vector)" FP16 {
                frintz_vv_4h(vd.4h vn.4h) "0 0 0 01110 111 1100 11001 10 Rn Rd";
                frintz_vv_8h(vd.8h vn.8h) "0 1 0 01110 111 1100 11001 10 Rn Rd";
            }
            "fcvtps" "FCVTPS (vector)" BASE {
                fcvtps_vv_2s(vd.2s vn.2s) "0 0 0 01110 10 10000 11010 10 Rn Rd";
                fcvtps_vv_4s(vd.4s vn.4s) "0 1 0 01110 10 10000 11010 10 Rn Rd";
                fcvtps_vv_2d(vd.2d vn.2d) "0 1 0 01110 11 10000 11010 10 Rn Rd";
                fcvtps_ss(sd sn) "01 0 11110 10 10000 11010 10 Rn Rd";
                fcvtps_dd(dd dn) "01 0 11110 11 10000 11010 10 Rn Rd";
            }
            "fcvtps" "FCVTPS (vector)" FP16 {
                fcvtps_vv_4h(vd.4h vn.4h) "0 0 0 01110 111 1100 11010 10 Rn Rd";
                fcvtps_vv_8h(vd.8h vn.8h) "0 1 0 01110 111 1100 11010 10 Rn Rd";
                fcvtps_hh(hd hn) "01 0 11110 111 1100 11010 10 Rn Rd";
            }
            "fcvtzs" "FCVTZS (vector)" BASE {
                fcvtzs_vv_2s(vd.2s vn.2s) "0 0 0 01110 10 10000 11011 10 Rn Rd";
                fcvtzs_vv_4s(vd.4s vn.4s) "0 1 0 01110 10 10000 11011 10 Rn Rd";
                fcvtzs_vv_2d(vd.2d vn.2d) "0 1 0 01110 11 10000 11011 10 Rn Rd";
                fcvtzs_ss(sd sn) "01 0 11110 10 10000 11011 10 Rn Rd";
                fcvtzs_dd(dd dn) "01 0 11110 11 10000 11011 10 Rn Rd";
            }
            "fcvtzs" "FCVTZS (vector)" FP16 {
                fcvtzs_vv_4h(vd.4h vn.4h) "0 0 0 01110 111 1100 11011 10 Rn Rd";
                fcvtzs_vv_8h(vd.8h vn.8h) "0 1 0 01110 111 1100 11011 10 Rn Rd";
                fcvtzs_hh(hd hn) "01 0 11110 111 1100 11011 10 Rn Rd";
            }
            "frecpe" "FRECPE (vector)" BASE {
                frecpe_vv_2s(vd.2s vn.2s) "0 0 0 01110 10 10000 11101 10 Rn Rd";
                frecpe_vv_4s(vd.4s vn.4s) "0 1 0 01110 10 10000 11101 10 Rn Rd";
                frecpe_vv_2d(vd.2d vn.2d) "0 1 0 01110 11 10000 11101 10 Rn Rd";
                frecpe_ss(sd sn) "01 0 11110 10 10000 11101 10 Rn Rd";
                frecpe_dd(dd dn) "01 0 11110 11 10000 11101 10 Rn Rd";
            }
            "frecpe" "FRECPE (vector)" FP16 {
                frecpe_vv_4h(vd.4h vn.4h) "0 0 0 01110 111 1100 11101 10 Rn Rd";
                frecpe_vv_8h(vd.8h vn.8h) "0 1 0 01110 111 1100 11101 10 Rn Rd";
                frecpe_hh(hd hn) "01 0 11110 111 1100 11101 10 Rn Rd";
            }
            "frinta" "FRINTA (vector)" BASE {
                frinta_vv_2s(vd.2s vn.2s) "0 0 1 01110 00 10000 11000 10 Rn Rd";
                frinta_vv_4s(vd.4s vn.4s) "0 1 1 01110 00 10000 11000 10 Rn Rd";
                frinta_vv_2d(vd.2d vn.2d) "0 1 1 01110 01 10000 11000 10 Rn Rd";
            }
            "frinta" "FRINTA (vector)" FP16 {
                frinta_vv_4h(vd.4h vn.4h) "0 0 1 01110 011 1100 11000 10 Rn Rd";
                frinta_vv_8h(vd.8h vn.8h) "0 1 1 01110 011 1100 11000 10 Rn Rd";
            }
            "frintx" "FRINTX (vector)" BASE {
                frintx_vv_2s(vd.2s vn.2s) "0 0 1 01110 00 10000 11001 10 Rn Rd";
                frintx_vv_4s(vd.4s vn.4s) "0 1 1 01110 00 10000 11001 10 Rn Rd";
                frintx_vv_2d(vd.2d vn.2d) "0 1 1 01110 01 10000 11001 10 Rn Rd";
            }
            "frintx" "FRINTX (vector)" FP16 {
                frintx_vv_4h(vd.4h vn.4h) "0 0 1 01110 011 1100 11001 10 Rn Rd";
                frintx_vv_8h(vd.8h vn.8h) "0 1 1 01110 011 1100 11001 10 Rn Rd";
            }
            "fcvtnu" "FCVTNU (vector)" BASE {
                fcvtnu_vv_2s(vd.2s vn.2s) "0 0 1 01110 00 10000 11010 10 Rn Rd";
                fcvtnu_vv_4s(vd.4s vn.4s) "0 1 1 01110 00 10000 11010 10 Rn Rd";
                fcvtnu_vv_2d(vd.2d vn.2d) "0 1 1 01110 01 10000 11010 10 Rn Rd";
                fcvtnu_ss(sd sn) "01 1 11110 00 10000 11010 10 Rn Rd";
                fcvtnu_dd(dd dn) "01 1 11110 01 10000 11010 10 Rn Rd";
            }
            "fcvtnu" "FCVTNU (vector)" FP16 {
                fcvtnu_vv_4h(vd.4h vn.4h) "0 0 1 01110 011 1100 11010 10 Rn Rd";
                fcvtnu_vv_8h(vd.8h vn.8h) "0 1 1 01110 011 1100 11010 10 Rn Rd";
                fcvtnu_hh(hd hn) "01 1 11110 011 1100 11010 10 Rn Rd";
            }
            "fcvtmu" "FCVTMU (vector)" BASE {
                fcvtmu_vv_2s(vd.2s vn.2s) "0 0 1 01110 00 10000 11011 10 Rn Rd";
                fcvtmu_vv_4s(vd.4s vn.4s) "0 1 1 01110 00 10000 11011 10 Rn Rd";
                fcvtmu_vv_2d(vd.2d vn.2d) "0 1 1 01110 01 10000 11011 10 Rn Rd";
                fcvtmu_ss(sd sn) "01 1 11110 00 10000 11011 10 Rn Rd";
                fcvtmu_dd(dd dn) "01 1 11110 01 10000 11011 10 Rn Rd";
            }
            "fcvtmu" "FCVTMU (vector)" FP16 {
                fcvtmu_vv_4h(vd.4h vn.4h) "0 0 1 01110 011 1100 11011 10 Rn Rd";
                fcvtmu_vv_8h(vd.8h vn.8h) "0 1 1 01110 011 1100 11011 10 Rn Rd";
                fcvtmu_hh(hd hn) "01 1 11110 011 1100 11011 10 Rn Rd";
            }
            "fcvtau" "FCVTAU (vector)" BASE {
                fcvtau_vv_2s(vd.2s vn.2s) "0 0 1 01110 00 10000 11100 10 Rn Rd";
                fcvtau_vv_4s(vd.4s vn.4s) "0 1 1 01110 00 10000 11100 10 Rn Rd";
                fcvtau_vv_2d(vd.2d vn.2d) "0 1 1 01110 01 10000 11100 10 Rn Rd";
                fcvtau_ss(sd sn) "01 1 11110 00 10000 11100 10 Rn Rd";
                fcvtau_dd(dd dn) "01 1 11110 01 10000 11100 10 Rn Rd";
            }
            "fcvtau" "FCVTAU (vector)" FP16 {
                fcvtau_vv_4h(vd.4h vn.4h) "0 0 1 01110 011 1100 11100 10 Rn Rd";
                fcvtau_vv_8h(vd.8h vn.8h) "0 1 1 01110 011 1100 11100 10 Rn Rd";
                fcvtau_hh(hd hn) "01 1 11110 011 1100 11100 10 Rn Rd";
            }
            "ucvtf" "UCVTF (vector)" BASE {
                ucvtf_vv_2s(vd.2s vn.2s) "0 0 1 01110 00 10000 11101 10 Rn Rd";
                ucvtf_vv_4s(vd.4s vn.4s) "0 1 1 01110 00 10000 11101 10 Rn Rd";
                ucvtf_vv_2d(vd.2d vn.2d) "0 1 1 01110 01 10000 11101 10 Rn Rd";
                ucvtf_ss(sd sn) "01 1 11110 00 10000 11101 10 Rn Rd";
                ucvtf_dd(dd dn) "01 1 11110 01 10000 11101 10 Rn Rd";
            }
            "ucvtf" "UCVTF (vector)" FP16 {
                ucvtf_vv_4h(vd.4h vn.4h) "0 0 1 01110 011 1100 11101 10 Rn Rd";
                ucvtf_vv_8h(vd.8h vn.8h) "0 1 1 01110 011 1100 11101 10 Rn Rd";
                ucvtf_hh(hd hn) "01 1 11110 011 1100 11101 10 Rn Rd";
            }
            "frinti" "FRINTI (vector)" BASE {
                frinti_vv_2s(vd.2s vn.2s) "0 0 1 01110 10 10000 11001 10 Rn Rd";
                frinti_vv_4s(vd.4s vn.4s) "0 1 1 01110 10 10000 11001 10 Rn Rd";
                frinti_vv_2d(vd.2d vn.2d) "0 1 1 01110 11 10000 11001 10 Rn Rd";
            }
            "frinti" "FRINTI (vector)" FP16 {
                frinti_vv_4h(vd.4h vn.4h) "0 0 1 01110 111 1100 11001 10 Rn Rd";
                frinti_vv_8h(vd.8h vn.8h) "0 1 1 01110 111 1100 11001 10 Rn Rd";
            }
            "fcvtpu" "FCVTPU (vector)" BASE {
                fcvtpu_vv_2s(vd.2s vn.2s) "0 0 1 01110 10 10000 11010 10 Rn Rd";
                fcvtpu_vv_4s(vd.4s vn.4s) "0 1 1 01110 10 10000 11010 10 Rn Rd";
                fcvtpu_vv_2d(vd.2d vn.2d) "0 1 1 01110 11 10000 11010 10 Rn Rd";
                fcvtpu_ss(sd sn) "01 1 11110 10 10000 11010 10 Rn Rd";
                fcvtpu_dd(dd dn) "01 1 11110 11 10000 11010 10 Rn Rd";
            }
            "fcvtpu" "FCVTPU (vector)" FP16 {
                fcvtpu_vv_4h(vd.4h vn.4h) "0 0 1 01110 111 1100 11010 10 Rn Rd";
                fcvtpu_vv_8h(vd.8h vn.8h) "0 1 1 01110 111 1100 11010 10 Rn Rd";
                fcvtpu_hh(hd hn) "01 1 11110 111 1100 11010 10 Rn Rd";
            }
            "fcvtzu" "FCVTZU (vector)" BASE {
                fcvtzu_vv_2s(vd.2s vn.2s) "0 0 1 01110 10 10000 11011 10 Rn Rd";
                fcvtzu_vv_4s(vd.4s vn.4s) "0 1 1 01110 10 10000 11011 10 Rn Rd";
                fcvtzu_vv_2d(vd.2d vn.2d) "0 1 1 01110 11 10000 11011 10 Rn Rd";
                fcvtzu_ss(sd sn) "01 1 11110 10 10000 11011 10 Rn Rd";
                fcvtzu_dd(dd dn) "01 1 11110 11 10000 11011 10 Rn Rd";
            }
            "fcvtzu" "FCVTZU (vector)" FP16 {
                fcvtzu_vv_4h(vd.4h vn.4h) "0 0 1 01110 111 1100 11011 10 Rn Rd";
                fcvtzu_vv_8h(vd.8h vn.8h) "0 1 1 01110 111 1100 11011 10 Rn Rd";
                fcvtzu_hh(hd hn) "01 1 11110 111 1100 11011 10 Rn Rd";
            }
            "frsqrte" "FRSQRTE (vector)" BASE {
                frsqrte_vv_2s(vd.2s vn.2s) "0 0 1 01110 10 10000 11101 10 Rn Rd";
                frsqrte_vv_4s(vd.4s vn.4s) "0 1 1 01110 10 10000 11101 10 Rn Rd";
                frsqrte_vv_2d(vd.2d vn.2d) "0 1 1 01110 11 10000 11101 10 Rn Rd";
                frsqrte_ss(sd sn) "01 1 11110 10 10000 11101 10 Rn Rd";
                frsqrte_dd(dd dn) "01 1 11110 11 10000 11101 10 Rn Rd";
            }
            "frsqrte" "FRSQRTE (vector)" FP16 {
                frsqrte_vv_4h(vd.4h vn.4h) "0 0 1 01110 111 1100 11101 10 Rn Rd";
                frsqrte_vv_8h(vd.8h vn.8h) "0 1 1 01110 111 1100 11101 10 Rn Rd";
                frsqrte_hh(hd hn) "01 1 11110 111 1100 11101 10 Rn Rd";
            }
            "fsqrt" "FSQRT (vector)" BASE {
                fsqrt_vv_2s(vd.2s vn.2s) "0 0 1 01110 10 10000 11111 10 Rn Rd";
                fsqrt_vv_4s(vd.4s vn.4s) "0 1 1 01110 10 10000 11111 10 Rn Rd";
                fsqrt_vv_2d(vd.2d vn.2d) "0 1 1 01110 11 10000 11111 10 Rn Rd";
            }
            "fsqrt" "FSQRT (vector)" FP16 {
                fsqrt_vv_4h(vd.4h vn.4h) "0 0 1 01110 111 1100 11111 10 Rn Rd";
                fsqrt_vv_8h(vd.8h vn.8h) "0 1 1 01110 111 1100 11111 10 Rn Rd";
            }
            "fabs" "FABS (vector)" BASE {
                fabs_vv_2s(vd.2s vn.2s) "0 0 0 01110 10 10000 01111 10 Rn Rd";
                fabs_vv_4s(vd.4s vn.4s) "0 1 0 01110 10 10000 01111 10 Rn Rd";
                fabs_vv_2d(vd.2d vn.2d) "0 1 0 01110 11 10000 01111 10 Rn Rd";
            }
            "fabs" "FABS (vector)" FP16 {
                fabs_vv_4h(vd.4h vn.4h) "0 0 0 01110 111 1100 01111 10 Rn Rd";
                fabs_vv_8h(vd.8h vn.8h) "0 1 0 01110 111 1100 01111 10 Rn Rd";
            }
            "fneg" "FNEG (vector)" BASE {
                fneg_vv_2s(vd.2s vn.2s) "0 0 1 01110 10 10000 01111 10 Rn Rd";
                fneg_vv_4s(vd.4s vn.4s) "0 1 1 01110 10 10000 01111 10 Rn Rd";
                fneg_vv_2d(vd.2d vn.2d) "0 1 1 01110 11 10000 01111 10 Rn Rd";
            }
            "fneg" "FNEG (vector)" FP16 {
                fneg_vv_4h(vd.4h vn.4h) "0 0 1 01110 111 1100 01111 10 Rn Rd";
                fneg_vv_8h(vd.8h vn.8h) "0 1 1 01110 111 1100 01111 10 Rn Rd";
            }
            "fcmgt *, #0.0" "FCMGT (zero)" BASE {
                fcmgt_vv_zero_2s(vd.2s vn.2s) "0 0 0 01110 10 10000 01100 10 Rn Rd";
                fcmgt_vv_zero_4s(vd.4s vn.4s) "0 1 0 01110 10 10000 01100 10 Rn Rd";
                fcmgt_vv_zero_2d(vd.2d vn.2d) "0 1 0 01110 11 10000 01100 10 Rn Rd";
                fcmgt_ss_zero(sd sn) "01 0 11110 10 10000 01100 10 Rn Rd";
                fcmgt_dd_zero(dd dn) "01 0 11110 11 10000 01100 10 Rn Rd";
            }
            "fcmgt *, #0.0" "FCMGT (zero)" FP16 {
                fcmgt_vv_zero_4h(vd.4h vn.4h) "0 0 0 01110 111 1100 01100 10 Rn Rd";
                fcmgt_vv_zero_8h(vd.8h vn.8h) "0 1 0 01110 111 1100 01100 10 Rn Rd";
                fcmgt_hh_zero(hd hn) "01 0 11110 111 1100 01100 10 Rn Rd";
            }
            "fcmge *, #0.0" "FCMGE (zero)" BASE {
                fcmge_vv_zero_2s(vd.2s vn.2s) "0 0 1 01110 10 10000 01100 10 Rn Rd";
                fcmge_vv_zero_4s(vd.4s vn.4s) "0 1 1 01110 10 10000 01100 10 Rn Rd";
                fcmge_vv_zero_2d(vd.2d vn.2d) "0 1 1 01110 11 10000 01100 10 Rn Rd";
                fcmge_ss_zero(sd sn) "01 1 11110 10 10000 01100 10 Rn Rd";
                fcmge_dd_zero(dd dn) "01 1 11110 11 10000 01100 10 Rn Rd";
            }
            "fcmge *, #0.0" "FCMGE (zero)" FP16 {
                fcmge_vv_zero_4h(vd.4h vn.4h) "0 0 1 01110 111 1100 01100 10 Rn Rd";
                fcmge_vv_zero_8h(vd.8h vn.8h) "0 1 1 01110 111 1100 01100 10 Rn Rd";
                fcmge_hh_zero(hd hn) "01 1 11110 111 1100 01100 10 Rn Rd";
            }
            "fcmeq *, #0.0" "FCMEQ (zero)" BASE {
                fcmeq_vv_zero_2s(vd.2s vn.2s) "0 0 0 01110 10 10000 01101 10 Rn Rd";
                fcmeq_vv_zero_4s(vd.4s vn.4s) "0 1 0 01110 10 10000 01101 10 Rn Rd";
                fcmeq_vv_zero_2d(vd.2d vn.2d) "0 1 0 01110 11 10000 01101 10 Rn Rd";
                fcmeq_ss_zero(sd sn) "01 0 11110 10 10000 01101 10 Rn Rd";
                fcmeq_dd_zero(dd dn) "01 0 11110 11 10000 01101 10 Rn Rd";
            }
            "fcmeq *, #0.0" "FCMEQ (zero)" FP16 {
                fcmeq_vv_zero_4h(vd.4h vn.4h) "0 0 0 01110 111 1100 01101 10 Rn Rd";
                fcmeq_vv_zero_8h(vd.8h vn.8h) "0 1 0 01110 111 1100 01101 10 Rn Rd";
                fcmeq_hh_zero(hd hn) "01 0 11110 111 1100 01101 10 Rn Rd";
            }
            "fcmle *, #0.0" "FCMLE (zero)" BASE {
                fcmle_vv_zero_2s(vd.2s vn.2s) "0 0 1 01110 10 10000 01101 10 Rn Rd";
                fcmle_vv_zero_4s(vd.4s vn.4s) "0 1 1 01110 10 10000 01101 10 Rn Rd";
                fcmle_vv_zero_2d(vd.2d vn.2d) "0 1 1 01110 11 10000 01101 10 Rn Rd";
                fcmle_ss_zero(sd sn) "01 1 11110 10 10000 01101 10 Rn Rd";
                fcmle_dd_zero(dd dn) "01 1 11110 11 10000 01101 10 Rn Rd";
            }
            "fcmle *, #0.0" "FCMLE (zero)" FP16 {
                fcmle_vv_zero_4h(vd.4h vn.4h) "0 0 1 01110 111 1100 01101 10 Rn Rd";
                fcmle_vv_zero_8h(vd.8h vn.8h) "0 1 1 01110 111 1100 01101 10 Rn Rd";
                fcmle_hh_zero(hd hn) "01 1 11110 111 1100 01101 10 Rn Rd";
            }
            "fcmlt *, #0.0" "FCMLT (zero)" BASE {
                fcmlt_vv_zero_2s(vd.2s vn.2s) "0 0 0 01110 10 10000 01110 10 Rn Rd";
                fcmlt_vv_zero_4s(vd.4s vn.4s) "0 1 0 01110 10 10000 01110 10 Rn Rd";
                fcmlt_vv_zero_2d(vd.2d vn.2d) "0 1 0 01110 11 10000 01110 10 Rn Rd";
                fcmlt_ss_zero(sd sn) "01 0 11110 10 10000 01110 10 Rn Rd";
                fcmlt_dd_zero(dd dn) "01 0 11110 11 10000 01110 10 Rn Rd";
            }
            "fcmlt *, #0.0" "FCMLT (zero)" FP16 {
                fcmlt_vv_zero_4h(vd.4h vn.4h) "0 0 0 01110 111 1100 01110 10 Rn Rd";
                fcmlt_vv_zero_8h(vd.8h vn.8h) "0 1 0 01110 111 1100 01110 10 Rn Rd";
                fcmlt_hh_zero(hd hn) "01 0 11110 111 1100 01110 10 Rn Rd";
            }
            "frecpx" "FRECPX" BASE {
                frecpx_ss(sd sn) "01 0 11110 10 10000 11111 10 Rn Rd";
                frecpx_dd(dd dn) "01 0 11110 11 10000 11111 10 Rn Rd";
            }
            "urecpe" "URECPE" BASE {
                urecpe_vv_2s(vd.2s vn.2s) "0 0 0 01110 10 10000 11100 10 Rn Rd";
                urecpe_vv_4s(vd.4s vn.4s) "0 1 0 01110 10 10000 11100 10 Rn Rd";
            }
            "ursqrte" "URSQRTE" BASE {
                ursqrte_vv_2s(vd.2s vn.2s) "0 0 1 01110 10 10000 11100 10 Rn Rd";
                ursqrte_vv_4s(vd.4s vn.4s) "0 1 1 01110 10 10000 11100 10 Rn Rd";
            }
        }
        // Advanced SIMD: across lanes and pairs.
        $($callback)::+! { ($($argument)*) simd_across
            "smaxv" "SMAXV" BASE {
                smaxv_bv_8b(bd vn.8b) "0 0 0 01110 00 11000 01010 10 Rn Rd";
                smaxv_bv_16b(bd vn.16b) "0 1 0 01110 00 11000 01010 10 Rn Rd";
                smaxv_hv_4h(hd vn.4h) "0 0 0 01110 01 11000 01010 10 Rn Rd";
                smaxv_hv_8h(hd vn.8h) "0 1 0 01110 01 11000 01010 10 Rn Rd";
                smaxv_sv_4s(sd vn.4s) "0 1 0 01110 10 11000 01010 10 Rn Rd";
            }
            "sminv" "SMINV" BASE {
                sminv_bv_8b(bd vn.8b) "0 0 0 01110 00 11000 11010 10 Rn Rd";
                sminv_bv_16b(bd vn.16b) "0 1 0 01110 00 11000 11010 10 Rn Rd";
                sminv_hv_4h(hd vn.4h) "0 0 0 01110 01 11000 11010 10 Rn Rd";
                sminv_hv_8h(hd vn.8h) "0 1 0 01110 01 11000 11010 10 Rn Rd";
                sminv_sv_4s(sd vn.4s) "0 1 0 01110 10 11000 11010 10 Rn Rd";
            }
            "addv" "ADDV" BASE {
                addv_bv_8b(bd vn.8b) "0 0 0 01110 00 11000 11011 10 Rn Rd";
                addv_bv_16b(bd vn.16b) "0 1 0 01110 00 11000 11011 10 Rn Rd";
                addv_hv_4h(hd vn.4h) "0 0 0 01110 01 11000 11011 10 Rn Rd";
                addv_hv_8h(hd vn.8h) "0 1 0 01110 01 11000 11011 10 Rn Rd";
                addv_sv_4s(sd vn.4s) "0 1 0 01110 10 11000 11011 10 Rn Rd";
            }
            "umaxv" "UMAXV" BASE {
                umaxv_bv_8b(bd vn.8b) "0 0 1 01110 00 11000 01010 10 Rn Rd";
                umaxv_bv_16b(bd vn.16b) "0 1 1 01110 00 11000 01010 10 Rn Rd";
                umaxv_hv_4h(hd vn.4h) "0 0 1 01110 01 11000 01010 10 Rn Rd";
                umaxv_hv_8h(hd vn.8h) "0 1 1 01110 01 11000 01010 10 Rn Rd";
                umaxv_sv_4s(sd vn.4s) "0 1 1 01110 10 11000 01010 10 Rn Rd";
            }
            "uminv" "UMINV" BASE {
                uminv_bv_8b(bd vn.8b) "0 0 1 01110 00 11000 11010 10 Rn Rd";
                uminv_bv_16b(bd vn.16b) "0 1 1 01110 00 11000 11010 10 Rn Rd";
                uminv_hv_4h(hd vn.4h) "0 0 1 01110 01 11000 11010 10 Rn Rd";
                uminv_hv_8h(hd vn.8h) "0 1 1 01110 01 11000 11010 10 Rn Rd";
                uminv_sv_4s(sd vn.4s) "0 1 1 01110 10 11000 11010 10 Rn Rd";
            }
            "saddlv" "SADDLV" BASE {
                saddlv_hv_8b(hd vn.8b) "0 0 0 01110 00 11000 00011 10 Rn Rd";
                saddlv_hv_16b(hd vn.16b) "0 1 0 01110 00 11000 00011 10 Rn Rd";
                saddlv_sv_4h(sd vn.4h) "0 0 0 01110 01 11000 00011 10 Rn Rd";
                saddlv_sv_8h(sd vn.8h) "0 1 0 01110 01 11000 00011 10 Rn Rd";
                saddlv_dv_4s(dd vn.4s) "0 1 0 01110 10 11000 00011 10 Rn Rd";
            }
            "uaddlv" "UADDLV" BASE {
                uaddlv_hv_8b(hd vn.8b) "0 0 1 01110 00 11000 00011 10 Rn Rd";
                uaddlv_hv_16b(hd vn.16b) "0 1 1 01110 00 11000 00011 10 Rn Rd";
                uaddlv_sv_4h(sd vn.4h) "0 0 1 01110 01 11000 00011 10 Rn Rd";
                uaddlv_sv_8h(sd vn.8h) "0 1 1 01110 01 11000 00011 10 Rn Rd";
                uaddlv_dv_4s(dd vn.4s) "0 1 1 01110 10 11000 00011 10 Rn Rd";
            }
            "fmaxnmv" "FMAXNMV" BASE {
                fmaxnmv_sv_4s(sd vn.4s) "0 1 1 01110 00 11000 01100 10 Rn Rd";
            }
            "fmaxnmv" "FMAXNMV" FP16 {
                fmaxnmv_hv_4h(hd vn.4h) "0 0 0 01110 00 11000 01100 10 Rn Rd";
                fmaxnmv_hv_8h(hd vn.8h) "0 1 0 01110 00 11000 01100 10 Rn Rd";
            }
            "fmaxv" "FMAXV" BASE {
                fmaxv_sv_4s(sd vn.4s) "0 1 1 01110 00 11000 01111 10 Rn Rd";
            }
            "fmaxv" "FMAXV" FP16 {
                fmaxv_hv_4h(hd vn.4h) "0 0 0 01110 00 11000 01111 10 Rn Rd";
                fmaxv_hv_8h(hd vn.8h) "0 1 0 01110 00 11000 01111 10 Rn Rd";
            }
            "fminnmv" "FMINNMV" BASE {
                fminnmv_sv_4s(sd vn.4s) "0 1 1 01110 10 11000 01100 10 Rn Rd";
            }
            "fminnmv" "FMINNMV" FP16 {
                fminnmv_hv_4h(hd vn.4h) "0 0 0 01110 10 11000 01100 10 Rn Rd";
                fminnmv_hv_8h(hd vn.8h) "0 1 0 01110 10 11000 01100 10 Rn Rd";
            }
            "fminv" "FMINV" BASE {
                fminv_sv_4s(sd vn.4s) "0 1 1 01110 10 11000 01111 10 Rn Rd";
            }
            "fminv" "FMINV" FP16 {
                fminv_hv_4h(hd vn.4h) "0 0 0 01110 10 11000 01111 10 Rn Rd";
                fminv_hv_8h(hd vn.8h) "0 1 0 01110 10 11000 01111 10 Rn Rd";
            }
            "addp" "ADDP (scalar)" BASE {
                addp_dv_2d(dd vn.2d) "01 0 11110 11 11000 11011 10 Rn Rd";
            }
            "fmaxnmp" "FMAXNMP (scalar)" BASE {
                fmaxnmp_sv_2s(sd vn.2s) "01 1 11110 00 11000 01100 10 Rn Rd";
                fmaxnmp_dv_2d(dd vn.2d) "01 1 11110 01 11000 01100 10 Rn Rd";
            }
            "faddp" "FADDP (scalar)" BASE {
                faddp_sv_2s(sd vn.2s) "01 1 11110 00 11000 01101 10 Rn Rd";
                faddp_dv_2d(dd vn.2d) "01 1 11110 01 11000 01101 10 Rn Rd";
            }
            "fmaxp" "FMAXP (scalar)" BASE {
                fmaxp_sv_2s(sd vn.2s) "01 1 11110 00 11000 01111 10 Rn Rd";
                fmaxp_dv_2d(dd vn.2d) "01 1 11110 01 11000 01111 10 Rn Rd";
            }
            "fminnmp" "FMINNMP (scalar)" BASE {
                fminnmp_sv_2s(sd vn.2s) "01 1 11110 10 11000 01100 10 Rn Rd";
                fminnmp_dv_2d(dd vn.2d) "01 1 11110 11 11000 01100 10 Rn Rd";
            }
            "fminp" "FMINP (scalar)" BASE {
                fminp_sv_2s(sd vn.2s) "01 1 11110 10 11000 01111 10 Rn Rd";
                fminp_dv_2d(dd vn.2d) "01 1 11110 11 11000 01111 10 Rn Rd";
            }
        }
        // Advanced SIMD: registers of different arrangements.
        $($callback)::+! { ($($argument)*) simd_mixed
            "saddl" "SADDL, SADDL2" BASE {
                saddl_vvv_8b(vd.8h vn.8b vm.8b) "0 0 0 01110 00 1 Rm 0000 00 Rn Rd";
                saddl_vvv_4h(vd.4s vn.4h vm.4h) "0 0 0 01110 01 1 Rm 0000 00 Rn Rd";
                saddl_vvv_2s(vd.2d vn.2s vm.2s) "0 0 0 01110 10 1 Rm 0000 00 Rn Rd";
            }
            "saddl2" "SADDL, SADDL2" BASE {
                saddl2_vvv_16b(vd.8h vn.16b vm.16b) "0 1 0 01110 00 1 Rm 0000 00 Rn Rd";
                saddl2_vvv_8h(vd.4s vn.8h vm.8h) "0 1 0 01110 01 1 Rm 0000 00 Rn Rd";
                saddl2_vvv_4s(vd.2d vn.4s vm.4s) "0 1 0 01110 10 1 Rm 0000 00 Rn Rd";
            }
            "saddw" "SADDW, SADDW2" BASE {
                saddw_vvv_8b(vd.8h vn.8h vm.8b) "0 0 0 01110 00 1 Rm 0001 00 Rn Rd";
                saddw_vvv_4h(vd.4s vn.4s vm.4h) "0 0 0 01110 01 1 Rm 0001 00 Rn Rd";
                saddw_vvv_2s(vd.2d vn.2d vm.2s) "0 0 0 01110 10 1 Rm 0001 00 Rn Rd";
            }
            "saddw2" "SADDW, SADDW2" BASE {
                saddw2_vvv_16b(vd.8h vn.8h vm.16b) "0 1 0 01110 00 1 Rm 0001 00 Rn Rd";
                saddw2_vvv_8h(vd.4s vn.4s vm.8h) "0 1 0 01110 01 1 Rm 0001 00 Rn Rd";
                saddw2_vvv_4s(vd.2d vn.2d vm.4s) "0 1 0 01110 10 1 Rm 0001 00 Rn Rd";
            }
            "ssubl" "SSUBL, SSUBL2" BASE {
                ssubl_vvv_8b(vd.8h vn.8b vm.8b) "0 0 0 01110 00 1 Rm 0010 00 Rn Rd";
                ssubl_vvv_4h(vd.4s vn.4h vm.4h) "0 0 0 01110 01 1 Rm 0010 00 Rn Rd";
                ssubl_vvv_2s(vd.2d vn.2s vm.2s) "0 0 0 01110 10 1 Rm 0010 00 Rn Rd";
            }
            "ssubl2" "SSUBL, SSUBL2" BASE {
                ssubl2_vvv_16b(vd.8h vn.16b vm.16b) "0 1 0 01110 00 1 Rm 0010 00 Rn Rd";
                ssubl2_vvv_8h(vd.4s vn.8h vm.8h) "0 1 0 01110 01 1 Rm 0010 00 Rn Rd";
                ssubl2_vvv_4s(vd.2d vn.4s vm.4s) "0 1 0 01110 10 1 Rm 0010 00 Rn Rd";
            }
            "ssubw" "SSUBW, SSUBW2" BASE {
                ssubw_vvv_8b(vd.8h vn.8h vm.8b) "0 0 0 01110 00 1 Rm 0011 00 Rn Rd";
                ssubw_vvv_4h(vd.4s vn.4s vm.4h) "0 0 0 01110 01 1 Rm 0011 00 Rn Rd";
                ssubw_vvv_2s(vd.2d vn.2d vm.2s) "0 0 0 01110 10 1 Rm 0011 00 Rn Rd";
            }
            "ssubw2" "SSUBW, SSUBW2" BASE {
                ssubw2_vvv_16b(vd.8h vn.8h vm.16b) "0 1 0 01110 00 1 Rm 0011 00 Rn Rd";
                ssubw2_vvv_8h(vd.4s vn.4s vm.8h) "0 1 0 01110 01 1 Rm 0011 00 Rn Rd";
                ssubw2_vvv_4s(vd.2d vn.2d vm.4s) "0 1 0 01110 10 1 Rm 0011 00 Rn Rd";
            }
            "sabal" "SABAL, SABAL2" BASE {
                sabal_vvv_8b(vd.8h vn.8b vm.8b) "0 0 0 01110 00 1 Rm 0101 00 Rn Rd";
                sabal_vvv_4h(vd.4s vn.4h vm.4h) "0 0 0 01110 01 1 Rm 0101 00 Rn Rd";
                sabal_vvv_2s(vd.2d vn.2s vm.2s) "0 0 0 01110 10 1 Rm 0101 00 Rn Rd";
            }
            "sabal2" "SABAL, SABAL2" BASE {
                sabal2_vvv_16b(vd.8h vn.16b vm.16b) "0 1 0 01110 00 1 Rm 0101 00 Rn Rd";
                sabal2_vvv_8h(vd.4s vn.8h vm.8h) "0 1 0 01110 01 1 Rm 0101 00 Rn Rd";
                sabal2_vvv_4s(vd.2d vn.4s vm.4s) "0 1 0 01110 10 1 Rm 0101 00 Rn Rd";
            }
            "sabdl" "SABDL, SABDL2" BASE {
                sabdl_vvv_8b(vd.8h vn.8b vm.8b) "0 0 0 01110 00 1 Rm 0111 00 Rn Rd";
                sabdl_vvv_4h(vd.4s vn.4h vm.4h) "0 0 0 01110 01 1 Rm 0111 00 Rn Rd";
                sabdl_vvv_2s(vd.2d vn.2s vm.2s) "0 0 0 01110 10 1 Rm 0111 00 Rn Rd";
            }
            "sabdl2" "SABDL, SABDL2" BASE {
                sabdl2_vvv_16b(vd.8h vn.16b vm.16b) "0 1 0 01110 00 1 Rm 0111 00 Rn Rd";
                sabdl2_vvv_8h(vd.4s vn.8h vm.8h) "0 1 0 01110 01 1 Rm 0111 00 Rn Rd";
                sabdl2_vvv_4s(vd.2d vn.4s vm.4s) "0 1 0 01110 10 1 Rm 0111 00 Rn Rd";
            }
            "smlal" "SMLAL, SMLAL2" BASE {
                smlal_vvv_8b(vd.8h vn.8b vm.8b) "0 0 0 01110 00 1 Rm 1000 00 Rn Rd";
                smlal_vvv_4h(vd.4s vn.4h vm.4h) "0 0 0 01110 01 1 Rm 1000 00 Rn Rd";
                smlal_vvv_2s(vd.2d vn.2s vm.2s) "0 0 0 01110 10 1 Rm 1000 00 Rn Rd";
            }
            "smlal2" "SMLAL, SMLAL2" BASE {
                smlal2_vvv_16b(vd.8h vn.16b vm.16b) "0 1 0 01110 00 1 Rm 1000 00 Rn Rd";
                smlal2_vvv_8h(vd.4s vn.8h vm.8h) "0 1 0 01110 01 1 Rm 1000 00 Rn Rd";
                smlal2_vvv_4s(vd.2d vn.4s vm.4s) "0 1 0 01110 10 1 Rm 1000 00 Rn Rd";
            }
            "smlsl" "SMLSL, SMLSL2" BASE {
                smlsl_vvv_8b(vd.8h vn.8b vm.8b) "0 0 0 01110 00 1 Rm 1010 00 Rn Rd";
                smlsl_vvv_4h(vd.4s vn.4h vm.4h) "0 0 0 01110 01 1 Rm 1010 00 Rn Rd";
                smlsl_vvv_2s(vd.2d vn.2s vm.2s) "0 0 0 01110 10 1 Rm 1010 00 Rn Rd";
            }
            "smlsl2" "SMLSL, SMLSL2" BASE {
                smlsl2_vvv_16b(vd.8h vn.16b vm.16b) "0 1 0 01110 00 1 Rm 1010 00 Rn Rd";
                smlsl2_vvv_8h(vd.4s vn.8h vm.8h) "0 1 0 01110 01 1 Rm 1010 00 Rn Rd";
                smlsl2_vvv_4s(vd.2d vn.4s vm.4s) "0 1 0 01110 10 1 Rm 1010 00 Rn Rd";
            }
            "smull" "SMULL, SMULL2" BASE {
                smull_vvv_8b(vd.8h vn.8b vm.8b) "0 0 0 01110 00 1 Rm 1100 00 Rn Rd";
                smull_vvv_4h(vd.4s vn.4h vm.4h) "0 0 0 01110 01 1 Rm 1100 00 Rn Rd";
                smull_vvv_2s(vd.2d vn.2s vm.2s) "0 0 0 01110 10 1 Rm 1100 00 Rn Rd";
            }
            "smull2" "SMULL, SMULL2" BASE {
                smull2_vvv_16b(vd.8h vn.16b vm.16b) "0 1 0 01110 00 1 Rm 1100 00 Rn Rd";
                smull2_vvv_8h(vd.4s vn.8h vm.8h) "0 1 0 01110 01 1 Rm 1100 00 Rn Rd";
                smull2_vvv_4s(vd.2d vn.4s vm.4s) "0 1 0 01110 10 1 Rm 1100 00 Rn Rd";
            }
            "uaddl" "UADDL, UADDL2" BASE {
                uaddl_vvv_8b(vd.8h vn.8b vm.8b) "0 0 1 01110 00 1 Rm 0000 00 Rn Rd";
                uaddl_vvv_4h(vd.4s vn.4h vm.4h) "0 0 1 01110 01 1 Rm 0000 00 Rn Rd";
                uaddl_vvv_2s(vd.2d vn.2s vm.2s) "0 0 1 01110 10 1 Rm 0000 00 Rn Rd";
            }
            "uaddl2" "UADDL, UADDL2" BASE {
                uaddl2_vvv_16b(vd.8h vn.16b vm.16b) "0 1 1 01110 00 1 Rm 0000 00 Rn Rd";
                uaddl2_vvv_8h(vd.4s vn.8h vm.8h) "0 1 1 01110 01 1 Rm 0000 00 Rn Rd";
                uaddl2_vvv_4s(vd.2d vn.4s vm.4s) "0 1 1 01110 10 1 Rm 0000 00 Rn Rd";
            }
            "uaddw" "UADDW, UADDW2" BASE {
                uaddw_vvv_8b(vd.8h vn.8h vm.8b) "0 0 1 01110 00 1 Rm 0001 00 Rn Rd";
                uaddw_vvv_4h(vd.4s vn.4s vm.4h) "0 0 1 01110 01 1 Rm 0001 00 Rn Rd";
                uaddw_vvv_2s(vd.2d vn.2d vm.2s) "0 0 1 01110 10 1 Rm 0001 00 Rn Rd";
            }
            "uaddw2" "UADDW, UADDW2" BASE {
                uaddw2_vvv_16b(vd.8h vn.8h vm.16b) "0 1 1 01110 00 1 Rm 0001 00 Rn Rd";
                uaddw2_vvv_8h(vd.4s vn.4s vm.8h) "0 1 1 01110 01 1 Rm 0001 00 Rn Rd";
                uaddw2_vvv_4s(vd.2d vn.2d vm.4s) "0 1 1 01110 10 1 Rm 0001 00 Rn Rd";
            }
            "usubl" "USUBL, USUBL2" BASE {
                usubl_vvv_8b(vd.8h vn.8b vm.8b) "0 0 1 01110 00 1 Rm 0010 00 Rn Rd";
                usubl_vvv_4h(vd.4s vn.4h vm.4h) "0 0 1 01110 01 1 Rm 0010 00 Rn Rd";
                usubl_vvv_2s(vd.2d vn.2s vm.2s) "0 0 1 01110 10 1 Rm 0010 00 Rn Rd";
            }
            "usubl2" "USUBL, USUBL2" BASE {
                usubl2_vvv_16b(vd.8h vn.16b vm.16b) "0 1 1 01110 00 1 Rm 0010 00 Rn Rd";
                usubl2_vvv_8h(vd.4s vn.8h vm.8h) "0 1 1 01110 01 1 Rm 0010 00 Rn Rd";
                usubl2_vvv_4s(vd.2d vn.4s vm.4s) "0 1 1 01110 10 1 Rm 0010 00 Rn Rd";
            }
            "usubw" "USUBW, USUBW2" BASE {
                usubw_vvv_8b(vd.8h vn.8h vm.8b) "0 0 1 01110 00 1 Rm 0011 00 Rn Rd";
                usubw_vvv_4h(vd.4s vn.4s vm.4h) "0 0 1 01110 01 1 Rm 0011 00 Rn Rd";
                usubw_vvv_2s(vd.2d vn.2d vm.2s) "0 0 1 01110 10 1 Rm 0011 00 Rn Rd";
            }
            "usubw2" "USUBW, USUBW2" BASE {
                usubw2_vvv_16b(vd.8h vn.8h vm.16b) "0 1 1 01110 00 1 Rm 0011 00 Rn Rd";
                usubw2_vvv_8h(vd.4s vn.4s vm.8h) "0 1 1 01110 01 1 Rm 0011 00 Rn Rd";
                usubw2_vvv_4s(vd.2d vn.2d vm.4s) "0 1 1 01110 10 1 Rm 0011 00 Rn Rd";
            }
            "uabal" "UABAL, UABAL2" BASE {
                uabal_vvv_8b(vd.8h vn.8b vm.8b) "0 0 1 01110 00 1 Rm 0101 00 Rn Rd";
                uabal_vvv_4h(vd.4s vn.4h vm.4h) "0 0 1 01110 01 1 Rm 0101 00 Rn Rd";
                uabal_vvv_2s(vd.2d vn.2s vm.2s) "0 0 1 01110 10 1 Rm 0101 00 Rn Rd";
            }
            "uabal2" "UABAL, UABAL2" BASE {
                uabal2_vvv_16b(vd.8h vn.16b vm.16b) "0 1 1 01110 00 1 Rm 0101 00 Rn Rd";
                uabal2_vvv_8h(vd.4s vn.8h vm.8h) "0 1 1 01110 01 1 Rm 0101 00 Rn Rd";
                uabal2_vvv_4s(vd.2d vn.4s vm.4s) "0 1 1 01110 10 1 Rm 0101 00 Rn Rd";
            }
            "uabdl" "UABDL, UABDL2" BASE {
                uabdl_vvv_8b(vd.8h vn.8b vm.8b) "0 0 1 01110 00 1 Rm 0111 00 Rn Rd";
                uabdl_vvv_4h(vd.4s vn.4h vm.4h) "0 0 1 01110 01 1 Rm 0111 00 Rn Rd";
                uabdl_vvv_2s(vd.2d vn.2s vm.2s) "0 0 1 01110 10 1 Rm 0111 00 Rn Rd";
            }
            "uabdl2" "UABDL, UABDL2" BASE {
                uabdl2_vvv_16b(vd.8h vn.16b vm.16b) "0 1 1 01110 00 1 Rm 0111 00 Rn Rd";
                uabdl2_vvv_8h(vd.4s vn.8h vm.8h) "0 1 1 01110 01 1 Rm 0111 00 Rn Rd";
                uabdl2_vvv_4s(vd.2d vn.4s vm.4s) "0 1 1 01110 10 1 Rm 0111 00 Rn Rd";
            }
            "umlal" "UMLAL, UMLAL2" BASE {
                umlal_vvv_8b(vd.8h vn.8b vm.8b) "0 0 1 01110 00 1 Rm 1000 00 Rn Rd";
                umlal_vvv_4h(vd.4s vn.4h vm.4h) "0 0 1 01110 01 1 Rm 1000 00 Rn Rd";
                umlal_vvv_2s(vd.2d vn.2s vm.2s) "0 0 1 01110 10 1 Rm 1000 00 Rn Rd";
            }
            "umlal2" "UMLAL, UMLAL2" BASE {
                umlal2_vvv_16b(vd.8h vn.16b vm.16b) "0 1 1 01110 00 1 Rm 1000 00 Rn Rd";
                umlal2_vvv_8h(vd.4s vn.8h vm.8h) "0 1 1 01110 01 1 Rm 1000 00 Rn Rd";
                umlal2_vvv_4s(vd.2d vn.4s vm.4s) "0 1 1 01110 10 1 Rm 1000 00 Rn Rd";
            }
            "umlsl" "UMLSL, UMLSL2" BASE {
                umlsl_vvv_8b(vd.8h vn.8b vm.8b) "0 0 1 01110 00 1 Rm 1010 00 Rn Rd";
                umlsl_vvv_4h(vd.4s vn.4h vm.4h) "0 0 1 01110 01 1 Rm 1010 00 Rn Rd";
                umlsl_vvv_2s(vd.2d vn.2s vm.2s) "0 0 1 01110 10 1 Rm 1010 00 Rn Rd";
            }
            "umlsl2" "UMLSL, UMLSL2" BASE {
                umlsl2_vvv_16b(vd.8h vn.16b vm.16b) "0 1 1 01110 00 1 Rm 1010 00 Rn Rd";
                umlsl2_vvv_8h(vd.4s vn.8h vm.8h) "0 1 1 01110 01 1 Rm 1010 00 Rn Rd";
                umlsl2_vvv_4s(vd.2d vn.4s vm.4s) "0 1 1 01110 10 1 Rm 1010 00 Rn Rd";
            }
            "umull" "UMULL, UMULL2" BASE {
                umull_vvv_8b(vd.8h vn.8b vm.8b) "0 0 1 01110 00 1 Rm 1100 00 Rn Rd";
                umull_vvv_4h(vd.4s vn.4h vm.4h) "0 0 1 01110 01 1 Rm 1100 00 Rn Rd";
                umull_vvv_2s(vd.2d vn.2s vm.2s) "0 0 1 01110 10 1 Rm 1100 00 Rn Rd";
            }
            "umull2" "UMULL, UMULL2" BASE {
                umull2_vvv_16b(vd.8h vn.16b vm.16b) "0 1 1 01110 00 1 Rm 1100 00 Rn Rd";
                umull2_vvv_8h(vd.4s vn.8h vm.8h) "0 1 1 01110 01 1 Rm 1100 00 Rn Rd";
                umull2_vvv_4s(vd.2d vn.4s vm.4s) "0 1 1 01110 10 1 Rm 1100 00 Rn Rd";
            }
            "addhn" "ADDHN, ADDHN2" BASE {
                addhn_vvv_8b(vd.8b vn.8h vm.8h) "0 0 0 01110 00 1 Rm 0100 00 Rn Rd";
                addhn_vvv_4h(vd.4h vn.4s vm.4s) "0 0 0 01110 01 1 Rm 0100 00 Rn Rd";
                addhn_vvv_2s(vd.2s vn.2d vm.2d) "0 0 0 01110 10 1 Rm 0100 00 Rn Rd";
            }
            "addhn2" "ADDHN, ADDHN2" BASE {
                addhn2_vvv_16b(vd.16b vn.8h vm.8h) "0 1 0 01110 00 1 Rm 0100 00 Rn Rd";
                addhn2_vvv_8h(vd.8h vn.4s vm.4s) "0 1 0 01110 01 1 Rm 0100 00 Rn Rd";
                addhn2_vvv_4s(vd.4s vn.2d vm.2d) "0 1 0 01110 10 1 Rm 0100 00 Rn Rd";
            }
            "raddhn" "RADDHN, RADDHN2" BASE {
                raddhn_vvv_8b(vd.8b vn.8h vm.8h) "0 0 1 01110 00 1 Rm 0100 00 Rn Rd";
                raddhn_vvv_4h(vd.4h vn.4s vm.4s) "0 0 1 01110 01 1 Rm 0100 00 Rn Rd";
                raddhn_vvv_2s(vd.2s vn.2d vm.2d) "0 0 1 01110 10 1 Rm 0100 00 Rn Rd";
            }
            "raddhn2" "RADDHN, RADDHN2" BASE {
                raddhn2_vvv_16b(vd.16b vn.8h vm.8h) "0 1 1 01110 00 1 Rm 0100 00 Rn Rd";
                raddhn2_vvv_8h(vd.8h vn.4s vm.4s) "0 1 1 01110 01 1 Rm 0100 00 Rn Rd";
                raddhn2_vvv_4s(vd.4s vn.2d vm.2d) "0 1 1 01110 10 1 Rm 0100 00 Rn Rd";
            }
            "subhn" "SUBHN, SUBHN2" BASE {
                subhn_vvv_8b(vd.8b vn.8h vm.8h) "0 0 0 01110 00 1 Rm 0110 00 Rn Rd";
                subhn_vvv_4h(vd.4h vn.4s vm.4s) "0 0 0 01110 01 1 Rm 0110 00 Rn Rd";
                subhn_vvv_2s(vd.2s vn.2d vm.2d) "0 0 0 01110 10 1 Rm 0110 00 Rn Rd";
            }
            "subhn2" "SUBHN, SUBHN2" BASE {
                subhn2_vvv_16b(vd.16b vn.8h vm.8h) "0 1 0 01110 00 1 Rm 0110 00 Rn Rd";
                subhn2_vvv_8h(vd.8h vn.4s vm.4s) "0 1 0 01110 01 1 Rm 0110 00 Rn Rd";
                subhn2_vvv_4s(vd.4s vn.2d vm.2d) "0 1 0 01110 10 1 Rm 0110 00 Rn Rd";
            }
            "rsubhn" "RSUBHN, RSUBHN2" BASE {
                rsubhn_vvv_8b(vd.8b vn.8h vm.8h) "0 0 1 01110 00 1 Rm 0110 00 Rn Rd";
                rsubhn_vvv_4h(vd.4h vn.4s vm.4s) "0 0 1 01110 01 1 Rm 0110 00 Rn Rd";
                rsubhn_vvv_2s(vd.2s vn.2d vm.2d) "0 0 1 01110 10 1 Rm 0110 00 Rn Rd";
            }
            "rsubhn2" "RSUBHN, RSUBHN2" BASE {
                rsubhn2_vvv_16b(vd.16b vn.8h vm.8h) "0 1 1 01110 00 1 Rm 0110 00 Rn Rd";
                rsubhn2_vvv_8h(vd.8h vn.4s vm.4s) "0 1 1 01110 01 1 Rm 0110 00 Rn Rd";
                rsubhn2_vvv_4s(vd.4s vn.2d vm.2d) "0 1 1 01110 10 1 Rm 0110 00 Rn Rd";
            }
            "sqdmlal" "SQDMLAL, SQDMLAL2" BASE {
                sqdmlal_vvv_4h(vd.4s vn.4h vm.4h) "0 0 0 01110 01 1 Rm 1001 00 Rn Rd";
                sqdmlal_vvv_2s(vd.2d vn.2s vm.2s) "0 0 0 01110 10 1 Rm 1001 00 Rn Rd";
            }
            "sqdmlal2" "SQDMLAL, SQDMLAL2" BASE {
                sqdmlal2_vvv_8h(vd.4s vn.8h vm.8h) "0 1 0 01110 01 1 Rm 1001 00 Rn Rd";
                sqdmlal2_vvv_4s(vd.2d vn.4s vm.4s) "0 1 0 01110 10 1 Rm 1001 00 Rn Rd";
            }
            "sqdmlsl" "SQDMLSL, SQDMLSL2" BASE {
                sqdmlsl_vvv_4h(vd.4s vn.4h vm.4h) "0 0 0 01110 01 1 Rm 1011 00 Rn Rd";
                sqdmlsl_vvv_2s(vd.2d vn.2s vm.2s) "0 0 0 01110 10 1 Rm 1011 00 Rn Rd";
            }
            "sqdmlsl2" "SQDMLSL, SQDMLSL2" BASE {
                sqdmlsl2_vvv_8h(vd.4s vn.8h vm.8h) "0 1 0 01110 01 1 Rm 1011 00 Rn Rd";
                sqdmlsl2_vvv_4s(vd.2d vn.4s vm.4s) "0 1 0 01110 10 1 Rm 1011 00 Rn Rd";
            }
            "sqdmull" "SQDMULL, SQDMULL2" BASE {
                sqdmull_vvv_4h(vd.4s vn.4h vm.4h) "0 0 0 01110 01 1 Rm 1101 00 Rn Rd";
                sqdmull_vvv_2s(vd.2d vn.2s vm.2s) "0 0 0 01110 10 1 Rm 1101 00 Rn Rd";
            }
            "sqdmull2" "SQDMULL, SQDMULL2" BASE {
                sqdmull2_vvv_8h(vd.4s vn.8h vm.8h) "0 1 0 01110 01 1 Rm 1101 00 Rn Rd";
                sqdmull2_vvv_4s(vd.2d vn.4s vm.4s) "0 1 0 01110 10 1 Rm 1101 00 Rn Rd";
            }
            "pmull" "PMULL, PMULL2" BASE {
                pmull_vvv_8b(vd.8h vn.8b vm.8b) "0 0 0 01110 00 1 Rm 1110 00 Rn Rd";
            }
            "pmull2" "PMULL, PMULL2" BASE {
                pmull2_vvv_16b(vd.8h vn.16b vm.16b) "0 1 0 01110 00 1 Rm 1110 00 Rn Rd";
            }
        }
        // Advanced SIMD: by one lane.
        $($callback)::+! { ($($argument)*) simd_by_lane
            "mla" "MLA (by element)" BASE {
                mla_vvl_4h(vd.4h vn.4h vm_lane.h) "0 0 1 01111 01 L:1 M:1 Rm:4 0000 H:1 0 Rn Rd";
                mla_vvl_8h(vd.8h vn.8h vm_lane.h) "0 1 1 01111 01 L:1 M:1 Rm:4 0000 H:1 0 Rn Rd";
                mla_vvl_2s(vd.2s vn.2s vm_lane.s) "0 0 1 01111 10 L:1 M:1 Rm:4 0000 H:1 0 Rn Rd";
                mla_vvl_4s(vd.4s vn.4s vm_lane.s) "0 1 1 01111 10 L:1 M:1 Rm:4 0000 H:1 0 Rn Rd";
            }
            "mls" "MLS (by element)" BASE {
                mls_vvl_4h(vd.4h vn.4h vm_lane.h) "0 0 1 01111 01 L:1 M:1 Rm:4 0100 H:1 0 Rn Rd";
                mls_vvl_8h(vd.8h vn.8h vm_lane.h) "0 1 1 01111 01 L:1 M:1 Rm:4 0100 H:1 0 Rn Rd";
                mls_vvl_2s(vd.2s vn.2s vm_lane.s) "0 0 1 01111 10 L:1 M:1 Rm:4 0100 H:1 0 Rn Rd";
                mls_vvl_4s(vd.4s vn.4s vm_lane.s) "0 1 1 01111 10 L:1 M:1 Rm:4 0100 H:1 0 Rn Rd";
            }
            "mul" "MUL (by element)" BASE {
                mul_vvl_4h(vd.4h vn.4h vm_lane.h) "0 0 0 01111 01 L:1 M:1 Rm:4 1000 H:1 0 Rn Rd";
                mul_vvl_8h(vd.8h vn.8h vm_lane.h) "0 1 0 01111 01 L:1 M:1 Rm:4 1000 H:1 0 Rn Rd";
                mul_vvl_2s(vd.2s vn.2s vm_lane.s) "0 0 0 01111 10 L:1 M:1 Rm:4 1000 H:1 0 Rn Rd";
                mul_vvl_4s(vd.4s vn.4s vm_lane.s) "0 1 0 01111 10 L:1 M:1 Rm:4 1000 H:1 0 Rn Rd";
            }
            "sqdmulh" "SQDMULH (by element)" BASE {
                sqdmulh_vvl_4h(vd.4h vn.4h vm_lane.h) "0 0 0 01111 01 L:1 M:1 Rm:4 1100 H:1 0 Rn Rd";
                sqdmulh_vvl_8h(vd.8h vn.8h vm_lane.h) "0 1 0 01111 01 L:1 M:1 Rm:4 1100 H:1 0 Rn Rd";
                sqdmulh_vvl_2s(vd.2s vn.2s vm_lane.s) "0 0 0 01111 10 L:1 M:1 Rm:4 1100 H:1 0 Rn Rd";
                sqdmulh_vvl_4s(vd.4s vn.4s vm_lane.s) "0 1 0 01111 10 L:1 M:1 Rm:4 1100 H:1 0 Rn Rd";
            }
            "sqrdmulh" "SQRDMULH (by element)" BASE {
                sqrdmulh_vvl_4h(vd.4h vn.4h vm_lane.h) "0 0 0 01111 01 L:1 M:1 Rm:4 1101 H:1 0 Rn Rd";
                sqrdmulh_vvl_8h(vd.8h vn.8h vm_lane.h) "0 1 0 01111 01 L:1 M:1 Rm:4 1101 H:1 0 Rn Rd";
                sqrdmulh_vvl_2s(vd.2s vn.2s vm_lane.s) "0 0 0 01111 10 L:1 M:1 Rm:4 1101 H:1 0 Rn Rd";
                sqrdmulh_vvl_4s(vd.4s vn.4s vm_lane.s) "0 1 0 01111 10 L:1 M:1 Rm:4 1101 H:1 0 Rn Rd";
            }
            "smlal" "SMLAL, SMLAL2 (by element)" BASE {
                smlal_vvl_4h(vd.4s vn.4h vm_lane.h) "0 0 0 01111 01 L:1 M:1 Rm:4 0010 H:1 0 Rn Rd";
                smlal_vvl_2s(vd.2d vn.2s vm_lane.s) "0 0 0 01111 10 L:1 M:1 Rm:4 0010 H:1 0 Rn Rd";
            }
            "smlal2" "SMLAL, SMLAL2 (by element)" BASE {
                smlal2_vvl_8h(vd.4s vn.8h vm_lane.h) "0 1 0 01111 01 L:1 M:1 Rm:4 0010 H:1 0 Rn Rd";
                smlal2_vvl_4s(vd.2d vn.4s vm_lane.s) "0 1 0 01111 10 L:1 M:1 Rm:4 0010 H:1 0 Rn Rd";
            }
            "smlsl" "SMLSL, SMLSL2 (by element)" BASE {
                smlsl_vvl_4h(vd.4s vn.4h vm_lane.h) "0 0 0 01111 01 L:1 M:1 Rm:4 0110 H:1 0 Rn Rd";
                smlsl_vvl_2s(vd.2d vn.2s vm_lane.s) "0 0 0 01111 10 L:1 M:1 Rm:4 0110 H:1 0 Rn Rd";
            }
            "smlsl2" "SMLSL, SMLSL2 (by element)" BASE {
                smlsl2_vvl_8h(vd.4s vn.8h vm_lane.h) "0 1 0 01111 01 L:1 M:1 Rm:4 0110 H:1 0 Rn Rd";
                smlsl2_vvl_4s(vd.2d vn.4s vm_lane.s) "0 1 0 01111 10 L:1 M:1 Rm:4 0110 H:1 0 Rn Rd";
            }
            "smull" "SMULL, SMULL2 (by element)" BASE {
                smull_vvl_4h(vd.4s vn.4h vm_lane.h) "0 0 0 01111 01 L:1 M:1 Rm:4 1010 H:1 0 Rn Rd";
                smull_vvl_2s(vd.2d vn.2s vm_lane.s) "0 0 0 01111 10 L:1 M:1 Rm:4 1010 H:1 0 Rn Rd";
            }
            "smull2" "SMULL, SMULL2 (by element)" BASE {
                smull2_vvl_8h(vd.4s vn.8h vm_lane.h) "0 1 0 01111 01 L:1 M:1 Rm:4 1010 H:1 0 Rn Rd";
                smull2_vvl_4s(vd.2d vn.4s vm_lane.s) "0 1 0 01111 10 L:1 M:1 Rm:4 1010 H:1 0 Rn Rd";
            }
            "umlal" "UMLAL, UMLAL2 (by element)" BASE {
                umlal_vvl_4h(vd.4s vn.4h vm_lane.h) "0 0 1 01111 01 L:1 M:1 Rm:4 0010 H:1 0 Rn Rd";
                umlal_vvl_2s(vd.2d vn.2s vm_lane.s) "0 0 1 01111 10 L:1 M:1 Rm:4 0010 H:1 0 Rn Rd";
            }
            "umlal2" "UMLAL, UMLAL2 (by element)" BASE {
                umlal2_vvl_8h(vd.4s vn.8h vm_lane.h) "0 1 1 01111 01 L:1 M:1 Rm:4 0010 H:1 0 Rn Rd";
                umlal2_vvl_4s(vd.2d vn.4s vm_lane.s) "0 1 1 01111 10 L:1 M:1 Rm:4 0010 H:1 0 Rn Rd";
            }
            "umlsl" "UMLSL, UMLSL2 (by element)" BASE {
                umlsl_vvl_4h(vd.4s vn.4h vm_lane.h) "0 0 1 01111 01 L:1 M:1 Rm:4 0110 H:1 0 Rn Rd";
                umlsl_vvl_2s(vd.2d vn.2s vm_lane.s) "0 0 1 01111 10 L:1 M:1 Rm:4 0110 H:1 0 Rn Rd";
            }
            "umlsl2" "UMLSL, UMLSL2 (by element)" BASE {
                umlsl2_vvl_8h(vd.4s vn.8h vm_lane.h) "0 1 1 01111 01 L:1 M:1 Rm:4 0110 H:1 0 Rn Rd";
                umlsl2_vvl_4s(vd.2d vn.4s vm_lane.s) "0 1 1 01111 10 L:1 M:1 Rm:4 0110 H:1 0 Rn Rd";
            }
            "umull" "UMULL, UMULL2 (by element)" BASE {
                umull_vvl_4h(vd.4s vn.4h vm_lane.h) "0 0 1 01111 01 L:1 M:1 Rm:4 1010 H:1 0 Rn Rd";
                umull_vvl_2s(vd.2d vn.2s vm_lane.s) "0 0 1 01111 10 L:1 M:1 Rm:4 1010 H:1 0 Rn Rd";
            }
            "umull2" "UMULL, UMULL2 (by element)" BASE {
                umull2_vvl_8h(vd.4s vn.8h vm_lane.h) "0 1 1 01111 01 L:1 M:1 Rm:4 1010 H:1 0 Rn Rd";
                umull2_vvl_4s(vd.2d vn.4s vm_lane.s) "0 1 1 01111 10 L:1 M:1 Rm:4 1010 H:1 0 Rn Rd";
            }
            "sqdmlal" "SQDMLAL, SQDMLAL2 (by element)" BASE {
                sqdmlal_vvl_4h(vd.4s vn.4h vm_lane.h) "0 0 0 01111 01 L:1 M:1 Rm:4 0011 H:1 0 Rn Rd";
                sqdmlal_vvl_2s(vd.2d vn.2s vm_lane.s) "0 0 0 01111 10 L:1 M:1 Rm:4 0011 H:1 0 Rn Rd";
            }
            "sqdmlal2" "SQDMLAL, SQDMLAL2 (by element)" BASE {
                sqdmlal2_vvl_8h(vd.4s vn.8h vm_lane.h) "0 1 0 01111 01 L:1 M:1 Rm:4 0011 H:1 0 Rn Rd";
                sqdmlal2_vvl_4s(vd.2d vn.4s vm_lane.s) "0 1 0 01111 10 L:1 M:1 Rm:4 0011 H:1 0 Rn Rd";
            }
            "sqdmlsl" "SQDMLSL, SQDMLSL2 (by element)" BASE {
                sqdmlsl_vvl_4h(vd.4s vn.4h vm_lane.h) "0 0 0 01111 01 L:1 M:1 Rm:4 0111 H:1 0 Rn Rd";
                sqdmlsl_vvl_2s(vd.2d vn.2s vm_lane.s) "0 0 0 01111 10 L:1 M:1 Rm:4 0111 H:1 0 Rn Rd";
            }
            "sqdmlsl2" "SQDMLSL, SQDMLSL2 (by element)" BASE {
                sqdmlsl2_vvl_8h(vd.4s vn.8h vm_lane.h) "0 1 0 01111 01 L:1 M:1 Rm:4 0111 H:1 0 Rn Rd";
                sqdmlsl2_vvl_4s(vd.2d vn.4s vm_lane.s) "0 1 0 01111 10 L:1 M:1 Rm:4 0111 H:1 0 Rn Rd";
            }
            "sqdmull" "SQDMULL, SQDMULL2 (by element)" BASE {
                sqdmull_vvl_4h(vd.4s vn.4h vm_lane.h) "0 0 0 01111 01 L:1 M:1 Rm:4 1011 H:1 0 Rn Rd";
                sqdmull_vvl_2s(vd.2d vn.2s vm_lane.s) "0 0 0 01111 10 L:1 M:1 Rm:4 1011 H:1 0 Rn Rd";
            }
            "sqdmull2" "SQDMULL, SQDMULL2 (by element)" BASE {
                sqdmull2_vvl_8h(vd.4s vn.8h vm_lane.h) "0 1 0 01111 01 L:1 M:1 Rm:4 1011 H:1 0 Rn Rd";
                sqdmull2_vvl_4s(vd.2d vn.4s vm_lane.s) "0 1 0 01111 10 L:1 M:1 Rm:4 1011 H:1 0 Rn Rd";
            }
            "fmla" "FMLA (by element)" BASE {
                fmla_vvl_2s(vd.2s vn.2s vm_lane.s) "0 0 0 01111 10 L:1 M:1 Rm:4 0001 H:1 0 Rn Rd";
                fmla_vvl_4s(vd.4s vn.4s vm_lane.s) "0 1 0 01111 10 L:1 M:1 Rm:4 0001 H:1 0 Rn Rd";
                fmla_vvl_2d(vd.2d vn.2d vm_lane.d) "0 1 0 01111 11 0 M:1 Rm:4 0001 H:1 0 Rn Rd";
                fmla_ssl(sd sn vm_lane.s) "01 0 11111 10 L:1 M:1 Rm:4 0001 H:1 0 Rn Rd";
                fmla_ddl(dd dn vm_lane.d) "01 0 11111 11 0 M:1 Rm:4 0001 H:1 0 Rn Rd";
            }
            "fmla" "FMLA (by element)" FP16 {
                fmla_vvl_4h(vd.4h vn.4h vm_lane.h) "0 0 0 01111 00 L:1 M:1 Rm:4 0001 H:1 0 Rn Rd";
                fmla_vvl_8h(vd.8h vn.8h vm_lane.h) "0 1 0 01111 00 L:1 M:1 Rm:4 0001 H:1 0 Rn Rd";
            }
            "fmls" "FMLS (by element)" BASE {
                fmls_vvl_2s(vd.2s vn.2s vm_lane.s) "0 0 0 01111 10 L:1 M:1 Rm:4 0101 H:1 0 Rn Rd";
                fmls_vvl_4s(vd.4s vn.4s vm_lane.s) "0 1 0 01111 10 L:1 M:1 Rm:4 0101 H:1 0 Rn Rd";
                fmls_vvl_2d(vd.2d vn.2d vm_lane.d) "0 1 0 01111 11 0 M:1 Rm:4 0101 H:1 0 Rn Rd";
                fmls_ssl(sd sn vm_lane.s) "01 0 11111 10 L:1 M:1 Rm:4 0101 H:1 0 Rn Rd";
                fmls_ddl(dd dn vm_lane.d) "01 0 11111 11 0 M:1 Rm:4 0101 H:1 0 Rn Rd";
            }
            "fmls" "FMLS (by element)" FP16 {
                fmls_vvl_4h(vd.4h vn.4h vm_lane.h) "0 0 0 01111 00 L:1 M:1 Rm:4 0101 H:1 0 Rn Rd";
                fmls_vvl_8h(vd.8h vn.8h vm_lane.h) "0 1 0 01111 00 L:1 M:1 Rm:4 0101 H:1 0 Rn Rd";
            }
            "fmul" "FMUL (by element)" BASE {
                fmul_vvl_2s(vd.2s vn.2s vm_lane.s) "0 0 0 01111 10 L:1 M:1 Rm:4 1001 H:1 0 Rn Rd";
                fmul_vvl_4s(vd.4s vn.4s vm_lane.s) "0 1 0 01111 10 L:1 M:1 Rm:4 1001 H:1 0 Rn Rd";
                fmul_vvl_2d(vd.2d vn.2d vm_lane.d) "0 1 0 01111 11 0 M:1 Rm:4 1001 H:1 0 Rn Rd";
                fmul_ssl(sd sn vm_lane.s) "01 0 11111 10 L:1 M:1 Rm:4 1001 H:1 0 Rn Rd";
                fmul_ddl(dd dn vm_lane.d) "01 0 11111 11 0 M:1 Rm:4 1001 H:1 0 Rn Rd";
            }
            "fmul" "FMUL (by element)" FP16 {
                fmul_vvl_4h(vd.4h vn.4h vm_lane.h) "0 0 0 01111 00 L:1 M:1 Rm:4 1001 H:1 0 Rn Rd";
                fmul_vvl_8h(vd.8h vn.8h vm_lane.h) "0 1 0 01111 00 L:1 M:1 Rm:4 1001 H:1 0 Rn Rd";
            }
            "fmulx" "FMULX (by element)" BASE {
                fmulx_vvl_2s(vd.2s vn.2s vm_lane.s) "0 0 1 01111 10 L:1 M:1 Rm:4 1001 H:1 0 Rn Rd";
                fmulx_vvl_4s(vd.4s vn.4s vm_lane.s) "0 1 1 01111 10 L:1 M:1 Rm:4 1001 H:1 0 Rn Rd";
                fmulx_vvl_2d(vd.2d vn.2d vm_lane.d) "0 1 1 01111 11 0 M:1 Rm:4 1001 H:1 0 Rn Rd";
                fmulx_ssl(sd sn vm_lane.s) "01 1 11111 10 L:1 M:1 Rm:4 1001 H:1 0 Rn Rd";
                fmulx_ddl(dd dn vm_lane.d) "01 1 11111 11 0 M:1 Rm:4 1001 H:1 0 Rn Rd";
            }
            "fmulx" "FMULX (by element)" FP16 {
                fmulx_vvl_4h(vd.4h vn.4h vm_lane.h) "0 0 1 01111 00 L:1 M:1 Rm:4 1001 H:1 0 Rn Rd";
                fmulx_vvl_8h(vd.8h vn.8h vm_lane.h) "0 1 1 01111 00 L:1 M:1 Rm:4 1001 H:1 0 Rn Rd";
            }
            "sdot" "SDOT (by element)" DOTPROD {
                sdot_vvl_2s(vd.2s vn.8b vm_lane.4b) "0 0 0 01111 10 L:1 M:1 Rm:4 1110 H:1 0 Rn Rd";
                sdot_vvl_4s(vd.4s vn.16b vm_lane.4b) "0 1 0 01111 10 L:1 M:1 Rm:4 1110 H:1 0 Rn Rd";
            }
            "udot" "UDOT (by element)" DOTPROD {
                udot_vvl_2s(vd.2s vn.8b vm_lane.4b) "0 0 1 01111 10 L:1 M:1 Rm:4 1110 H:1 0 Rn Rd";
                udot_vvl_4s(vd.4s vn.16b vm_lane.4b) "0 1 1 01111 10 L:1 M:1 Rm:4 1110 H:1 0 Rn Rd";
            }
        }
        // Advanced SIMD: lanes, permutes and tables.
        $($callback)::+! { ($($argument)*) simd_permute
            "dup" "DUP (element)" BASE {
                dup_vl_8b(vd.8b vn_lane.b) "0 0 0 01110000 imm4 1 0 0000 1 Rn Rd";
                dup_vl_16b(vd.16b vn_lane.b) "0 1 0 01110000 imm4 1 0 0000 1 Rn Rd";
                dup_vl_4h(vd.4h vn_lane.h) "0 0 0 01110000 imm3 10 0 0000 1 Rn Rd";
                dup_vl_8h(vd.8h vn_lane.h) "0 1 0 01110000 imm3 10 0 0000 1 Rn Rd";
                dup_vl_2s(vd.2s vn_lane.s) "0 0 0 01110000 imm2 100 0 0000 1 Rn Rd";
                dup_vl_4s(vd.4s vn_lane.s) "0 1 0 01110000 imm2 100 0 0000 1 Rn Rd";
                dup_vl_2d(vd.2d vn_lane.d) "0 1 0 01110000 imm1 1000 0 0000 1 Rn Rd";
            }
            "dup" "DUP (general)" BASE {
                dup_vr_8b(vd.8b wn) "0 0 0 01110000 00001 0 0001 1 Rn Rd";
                dup_vr_16b(vd.16b wn) "0 1 0 01110000 00001 0 0001 1 Rn Rd";
                dup_vr_4h(vd.4h wn) "0 0 0 01110000 00010 0 0001 1 Rn Rd";
                dup_vr_8h(vd.8h wn) "0 1 0 01110000 00010 0 0001 1 Rn Rd";
                dup_vr_2s(vd.2s wn) "0 0 0 01110000 00100 0 0001 1 Rn Rd";
                dup_vr_4s(vd.4s wn) "0 1 0 01110000 00100 0 0001 1 Rn Rd";
                dup_vr_2d(vd.2d xn) "0 1 0 01110000 01000 0 0001 1 Rn Rd";
            }
            "mov" "MOV (scalar)" BASE {
                mov_bl(bd vn_lane.b) "01 0 11110000 imm4 1 0 0000 1 Rn Rd";
                mov_hl(hd vn_lane.h) "01 0 11110000 imm3 10 0 0000 1 Rn Rd";
                mov_sl(sd vn_lane.s) "01 0 11110000 imm2 100 0 0000 1 Rn Rd";
                mov_dl(dd vn_lane.d) "01 0 11110000 imm1 1000 0 0000 1 Rn Rd";
            }
            "mov" "MOV (to general)" BASE {
                mov_rl_s(wd vn_lane.s) "0 0 0 01110000 imm2 100 0 0111 1 Rn Rd";
                mov_rl_d(xd vn_lane.d) "0 1 0 01110000 imm1 1000 0 0111 1 Rn Rd";
            }
            "umov" "UMOV" BASE {
                umov_rl_b(wd vn_lane.b) "0 0 0 01110000 imm4 1 0 0111 1 Rn Rd";
                umov_rl_h(wd vn_lane.h) "0 0 0 01110000 imm3 10 0 0111 1 Rn Rd";
            }
            "smov" "SMOV" BASE {
                smov_rl32_b(wd vn_lane.b) "0 0 0 01110000 imm4 1 0 0101 1 Rn Rd";
                smov_rl32_h(wd vn_lane.h) "0 0 0 01110000 imm3 10 0 0101 1 Rn Rd";
                smov_rl64_b(xd vn_lane.b) "0 1 0 01110000 imm4 1 0 0101 1 Rn Rd";
                smov_rl64_h(xd vn_lane.h) "0 1 0 01110000 imm3 10 0 0101 1 Rn Rd";
                smov_rl64_s(xd vn_lane.s) "0 1 0 01110000 imm2 100 0 0101 1 Rn Rd";
            }
            "mov" "MOV (from general)" BASE {
                mov_lr_b(vd_lane.b wn) "0 1 0 01110000 imm4 1 0 0011 1 Rn Rd";
                mov_lr_h(vd_lane.h wn) "0 1 0 01110000 imm3 10 0 0011 1 Rn Rd";
                mov_lr_s(vd_lane.s wn) "0 1 0 01110000 imm2 100 0 0011 1 Rn Rd";
                mov_lr_d(vd_lane.d xn) "0 1 0 01110000 imm1 1000 0 0011 1 Rn Rd";
            }
            "mov" "MOV (element)" BASE {
                mov_ll_b(vd_lane.b vn_lane4.b) "0 1 1 01110000 imm4 1 0 imm4 1 Rn Rd";
                mov_ll_h(vd_lane.h vn_lane4.h) "0 1 1 01110000 imm3 10 0 imm3 0 1 Rn Rd";
                mov_ll_s(vd_lane.s vn_lane4.s) "0 1 1 01110000 imm2 100 0 imm2 00 1 Rn Rd";
                mov_ll_d(vd_lane.d vn_lane4.d) "0 1 1 01110000 imm1 1000 0 imm1 000 1 Rn Rd";
            }
            "uzp1" "UZP1" BASE {
                uzp1_vvv_8b(vd.8b vn.8b vm.8b) "0 0 0 01110 00 0 Rm 0 001 10 Rn Rd";
                uzp1_vvv_16b(vd.16b vn.16b vm.16b) "0 1 0 01110 00 0 Rm 0 001 10 Rn Rd";
                uzp1_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 01 0 Rm 0 001 10 Rn Rd";
                uzp1_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 01 0 Rm 0 001 10 Rn Rd";
                uzp1_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 10 0 Rm 0 001 10 Rn Rd";
                uzp1_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 10 0 Rm 0 001 10 Rn Rd";
                uzp1_vvv_2d(vd.2d vn.2d vm.2d) "0 1 0 01110 11 0 Rm 0 001 10 Rn Rd";
            }
            "trn1" "TRN1" BASE {
                trn1_vvv_8b(vd.8b vn.8b vm.8b) "0 0 0 01110 00 0 Rm 0 010 10 Rn Rd";
                trn1_vvv_16b(vd.16b vn.16b vm.16b) "0 1 0 01110 00 0 Rm 0 010 10 Rn Rd";
                trn1_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 01 0 Rm 0 010 10 Rn Rd";
                trn1_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 01 0 Rm 0 010 10 Rn Rd";
                trn1_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 10 0 Rm 0 010 10 Rn Rd";
                trn1_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 10 0 Rm 0 010 10 Rn Rd";
                trn1_vvv_2d(vd.2d vn.2d vm.2d) "0 1 0 01110 11 0 Rm 0 010 10 Rn Rd";
            }
            "zip1" "ZIP1" BASE {
                zip1_vvv_8b(vd.8b vn.8b vm.8b) "0 0 0 01110 00 0 Rm 0 011 10 Rn Rd";
                zip1_vvv_16b(vd.16b vn.16b vm.16b) "0 1 0 01110 00 0 Rm 0 011 10 Rn Rd";
                zip1_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 01 0 Rm 0 011 10 Rn Rd";
                zip1_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 01 0 Rm 0 011 10 Rn Rd";
                zip1_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 10 0 Rm 0 011 10 Rn Rd";
                zip1_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 10 0 Rm 0 011 10 Rn Rd";
                zip1_vvv_2d(vd.2d vn.2d vm.2d) "0 1 0 01110 11 0 Rm 0 011 10 Rn Rd";
            }
            "uzp2" "UZP2" BASE {
                uzp2_vvv_8b(vd.8b vn.8b vm.8b) "0 0 0 01110 00 0 Rm 0 101 10 Rn Rd";
                uzp2_vvv_16b(vd.16b vn.16b vm.16b) "0 1 0 01110 00 0 Rm 0 101 10 Rn Rd";
                uzp2_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 01 0 Rm 0 101 10 Rn Rd";
                uzp2_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 01 0 Rm 0 101 10 Rn Rd";
                uzp2_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 10 0 Rm 0 101 10 Rn Rd";
                uzp2_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 10 0 Rm 0 101 10 Rn Rd";
                uzp2_vvv_2d(vd.2d vn.2d vm.2d) "0 1 0 01110 11 0 Rm 0 101 10 Rn Rd";
            }
            "trn2" "TRN2" BASE {
                trn2_vvv_8b(vd.8b vn.8b vm.8b) "0 0 0 01110 00 0 Rm 0 110 10 Rn Rd";
                trn2_vvv_16b(vd.16b vn.16b vm.16b) "0 1 0 01110 00 0 Rm 0 110 10 Rn Rd";
                trn2_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 01 0 Rm 0 110 10 Rn Rd";
                trn2_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 01 0 Rm 0 110 10 Rn Rd";
                trn2_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 10 0 Rm 0 110 10 Rn Rd";
                trn2_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 10 0 Rm 0 110 10 Rn Rd";
                trn2_vvv_2d(vd.2d vn.2d vm.2d) "0 1 0 01110 11 0 Rm 0 110 10 Rn Rd";
            }
            "zip2" "ZIP2" BASE {
                zip2_vvv_8b(vd.8b vn.8b vm.8b) "0 0 0 01110 00 0 Rm 0 111 10 Rn Rd";
                zip2_vvv_16b(vd.16b vn.16b vm.16b) "0 1 0 01110 00 0 Rm 0 111 10 Rn Rd";
                zip2_vvv_4h(vd.4h vn.4h vm.4h) "0 0 0 01110 01 0 Rm 0 111 10 Rn Rd";
                zip2_vvv_8h(vd.8h vn.8h vm.8h) "0 1 0 01110 01 0 Rm 0 111 10 Rn Rd";
                zip2_vvv_2s(vd.2s vn.2s vm.2s) "0 0 0 01110 10 0 Rm 0 111 10 Rn Rd";
                zip2_vvv_4s(vd.4s vn.4s vm.4s) "0 1 0 01110 10 0 Rm 0 111 10 Rn Rd";
                zip2_vvv_2d(vd.2d vn.2d vm.2d) "0 1 0 01110 11 0 Rm 0 111 10 Rn Rd";
            }
            "ext" "EXT" BASE {
                ext_vvvi_8b(vd.8b vn.8b vm.8b imm3_11) "0 0 1 01110 00 0 Rm 0 0 imm3 0 Rn Rd";
                ext_vvvi_16b(vd.16b vn.16b vm.16b imm4_11) "0 1 1 01110 00 0 Rm 0 imm4 0 Rn Rd";
            }
            "tbl" "TBL" BASE {
                tbl_vvv_8b(vd.8b vn_list1.16b vm.8b) "0 0 0 01110 00 0 Rm 0 00 0 00 Rn Rd";
                tbl_vvv_16b(vd.16b vn_list1.16b vm.16b) "0 1 0 01110 00 0 Rm 0 00 0 00 Rn Rd";
                tbl2_vvv_8b(vd.8b vn_list2.16b vm.8b) "0 0 0 01110 00 0 Rm 0 01 0 00 Rn Rd";
                tbl2_vvv_16b(vd.16b vn_list2.16b vm.16b) "0 1 0 01110 00 0 Rm 0 01 0 00 Rn Rd";
                tbl3_vvv_8b(vd.8b vn_list3.16b vm.8b) "0 0 0 01110 00 0 Rm 0 10 0 00 Rn Rd";
                tbl3_vvv_16b(vd.16b vn_list3.16b vm.16b) "0 1 0 01110 00 0 Rm 0 10 0 00 Rn Rd";
                tbl4_vvv_8b(vd.8b vn_list4.16b vm.8b) "0 0 0 01110 00 0 Rm 0 11 0 00 Rn Rd";
                tbl4_vvv_16b(vd.16b vn_list4.16b vm.16b) "0 1 0 01110 00 0 Rm 0 11 0 00 Rn Rd";
            }
            "tbx" "TBX" BASE {
                tbx_vvv_8b(vd.8b vn_list1.16b vm.8b) "0 0 0 01110 00 0 Rm 0 00 1 00 Rn Rd";
                tbx_vvv_16b(vd.16b vn_list1.16b vm.16b) "0 1 0 01110 00 0 Rm 0 00 1 00 Rn Rd";
                tbx2_vvv_8b(vd.8b vn_list2.16b vm.8b) "0 0 0 01110 00 0 Rm 0 01 1 00 Rn Rd";
                tbx2_vvv_16b(vd.16b vn_list2.16b vm.16b) "0 1 0 01110 00 0 Rm 0 01 1 00 Rn Rd";
                tbx3_vvv_8b(vd.8b vn_list3.16b vm.8b) "0 0 0 01110 00 0 Rm 0 10 1 00 Rn Rd";
                tbx3_vvv_16b(vd.16b vn_list3.16b vm.16b) "0 1 0 01110 00 0 Rm 0 10 1 00 Rn Rd";
                tbx4_vvv_8b(vd.8b vn_list4.16b vm.8b) "0 0 0 01110 00 0 Rm 0 11 1 00 Rn Rd";
                tbx4_vvv_16b(vd.16b vn_list4.16b vm.16b) "0 1 0 01110 00 0 Rm 0 11 1 00 Rn Rd";
            }
        }
        // Advanced SIMD: shifts by an immediate and constants.
        $($callback)::+! { ($($argument)*) simd_shift
            "sshr" "SSHR" BASE {
                sshr_vvi_8b(vd.8b vn.8b vright8) "0 0 0 011110 0001 imm3 00000 1 Rn Rd";
                sshr_vvi_16b(vd.16b vn.16b vright8) "0 1 0 011110 0001 imm3 00000 1 Rn Rd";
                sshr_vvi_4h(vd.4h vn.4h vright16) "0 0 0 011110 001 imm4 00000 1 Rn Rd";
                sshr_vvi_8h(vd.8h vn.8h vright16) "0 1 0 011110 001 imm4 00000 1 Rn Rd";
                sshr_vvi_2s(vd.2s vn.2s vright32) "0 0 0 011110 01 imm5 00000 1 Rn Rd";
                sshr_vvi_4s(vd.4s vn.4s vright32) "0 1 0 011110 01 imm5 00000 1 Rn Rd";
                sshr_vvi_2d(vd.2d vn.2d vright64) "0 1 0 011110 1 imm6 00000 1 Rn Rd";
                sshr_ddi(dd dn vright64) "01 0 111110 1 imm6 00000 1 Rn Rd";
            }
            "ushr" "USHR" BASE {
                ushr_vvi_8b(vd.8b vn.8b vright8) "0 0 1 011110 0001 imm3 00000 1 Rn Rd";
                ushr_vvi_16b(vd.16b vn.16b vright8) "0 1 1 011110 0001 imm3 00000 1 Rn Rd";
                ushr_vvi_4h(vd.4h vn.4h vright16) "0 0 1 011110 001 imm4 00000 1 Rn Rd";
                ushr_vvi_8h(vd.8h vn.8h vright16) "0 1 1 011110 001 imm4 00000 1 Rn Rd";
                ushr_vvi_2s(vd.2s vn.2s vright32) "0 0 1 011110 01 imm5 00000 1 Rn Rd";
                ushr_vvi_4s(vd.4s vn.4s vright32) "0 1 1 011110 01 imm5 00000 1 Rn Rd";
                ushr_vvi_2d(vd.2d vn.2d vright64) "0 1 1 011110 1 imm6 00000 1 Rn Rd";
                ushr_ddi(dd dn vright64) "01 1 111110 1 imm6 00000 1 Rn Rd";
            }
            "ssra" "SSRA" BASE {
                ssra_vvi_8b(vd.8b vn.8b vright8) "0 0 0 011110 0001 imm3 00010 1 Rn Rd";
                ssra_vvi_16b(vd.16b vn.16b vright8) "0 1 0 011110 0001 imm3 00010 1 Rn Rd";
                ssra_vvi_4h(vd.4h vn.4h vright16) "0 0 0 011110 001 imm4 00010 1 Rn Rd";
                ssra_vvi_8h(vd.8h vn.8h vright16) "0 1 0 011110 001 imm4 00010 1 Rn Rd";
                ssra_vvi_2s(vd.2s vn.2s vright32) "0 0 0 011110 01 imm5 00010 1 Rn Rd";
                ssra_vvi_4s(vd.4s vn.4s vright32) "0 1 0 011110 01 imm5 00010 1 Rn Rd";
                ssra_vvi_2d(vd.2d vn.2d vright64) "0 1 0 011110 1 imm6 00010 1 Rn Rd";
                ssra_ddi(dd dn vright64) "01 0 111110 1 imm6 00010 1 Rn Rd";
            }
            "usra" "USRA" BASE {
                usra_vvi_8b(vd.8b vn.8b vright8) "0 0 1 011110 0001 imm3 00010 1 Rn Rd";
                usra_vvi_16b(vd.16b vn.16b vright8) "0 1 1 011110 0001 imm3 00010 1 Rn Rd";
                usra_vvi_4h(vd.4h vn.4h vright16) "0 0 1 011110 001 imm4 00010 1 Rn Rd";
                usra_vvi_8h(vd.8h vn.8h vright16) "0 1 1 011110 001 imm4 00010 1 Rn Rd";
                usra_vvi_2s(vd.2s vn.2s vright32) "0 0 1 011110 01 imm5 00010 1 Rn Rd";
                usra_vvi_4s(vd.4s vn.4s vright32) "0 1 1 011110 01 imm5 00010 1 Rn Rd";
                usra_vvi_2d(vd.2d vn.2d vright64) "0 1 1 011110 1 imm6 00010 1 Rn Rd";
                usra_ddi(dd dn vright64) "01 1 111110 1 imm6 00010 1 Rn Rd";
            }
            "srshr" "SRSHR" BASE {
                srshr_vvi_8b(vd.8b vn.8b vright8) "0 0 0 011110 0001 imm3 00100 1 Rn Rd";
                srshr_vvi_16b(vd.16b vn.16b vright8) "0 1 0 011110 0001 imm3 00100 1 Rn Rd";
                srshr_vvi_4h(vd.4h vn.4h vright16) "0 0 0 011110 001 imm4 00100 1 Rn Rd";
                srshr_vvi_8h(vd.8h vn.8h vright16) "0 1 0 011110 001 imm4 00100 1 Rn Rd";
                srshr_vvi_2s(vd.2s vn.2s vright32) "0 0 0 011110 01 imm5 00100 1 Rn Rd";
                srshr_vvi_4s(vd.4s vn.4s vright32) "0 1 0 011110 01 imm5 00100 1 Rn Rd";
                srshr_vvi_2d(vd.2d vn.2d vright64) "0 1 0 011110 1 imm6 00100 1 Rn Rd";
                srshr_ddi(dd dn vright64) "01 0 111110 1 imm6 00100 1 Rn Rd";
            }
            "urshr" "URSHR" BASE {
                urshr_vvi_8b(vd.8b vn.8b vright8) "0 0 1 011110 0001 imm3 00100 1 Rn Rd";
                urshr_vvi_16b(vd.16b vn.16b vright8) "0 1 1 011110 0001 imm3 00100 1 Rn Rd";
                urshr_vvi_4h(vd.4h vn.4h vright16) "0 0 1 011110 001 imm4 00100 1 Rn Rd";
                urshr_vvi_8h(vd.8h vn.8h vright16) "0 1 1 011110 001 imm4 00100 1 Rn Rd";
                urshr_vvi_2s(vd.2s vn.2s vright32) "0 0 1 011110 01 imm5 00100 1 Rn Rd";
                urshr_vvi_4s(vd.4s vn.4s vright32) "0 1 1 011110 01 imm5 00100 1 Rn Rd";
                urshr_vvi_2d(vd.2d vn.2d vright64) "0 1 1 011110 1 imm6 00100 1 Rn Rd";
                urshr_ddi(dd dn vright64) "01 1 111110 1 imm6 00100 1 Rn Rd";
            }
            "srsra" "SRSRA" BASE {
                srsra_vvi_8b(vd.8b vn.8b vright8) "0 0 0 011110 0001 imm3 00110 1 Rn Rd";
                srsra_vvi_16b(vd.16b vn.16b vright8) "0 1 0 011110 0001 imm3 00110 1 Rn Rd";
                srsra_vvi_4h(vd.4h vn.4h vright16) "0 0 0 011110 001 imm4 00110 1 Rn Rd";
                srsra_vvi_8h(vd.8h vn.8h vright16) "0 1 0 011110 001 imm4 00110 1 Rn Rd";
                srsra_vvi_2s(vd.2s vn.2s vright32) "0 0 0 011110 01 imm5 00110 1 Rn Rd";
                srsra_vvi_4s(vd.4s vn.4s vright32) "0 1 0 011110 01 imm5 00110 1 Rn Rd";
                srsra_vvi_2d(vd.2d vn.2d vright64) "0 1 0 011110 1 imm6 00110 1 Rn Rd";
                srsra_ddi(dd dn vright64) "01 0 111110 1 imm6 00110 1 Rn Rd";
            }
            "ursra" "URSRA" BASE {
                ursra_vvi_8b(vd.8b vn.8b vright8) "0 0 1 011110 0001 imm3 00110 1 Rn Rd";
                ursra_vvi_16b(vd.16b vn.16b vright8) "0 1 1 011110 0001 imm3 00110 1 Rn Rd";
                ursra_vvi_4h(vd.4h vn.4h vright16) "0 0 1 011110 001 imm4 00110 1 Rn Rd";
                ursra_vvi_8h(vd.8h vn.8h vright16) "0 1 1 011110 001 imm4 00110 1 Rn Rd";
                ursra_vvi_2s(vd.2s vn.2s vright32) "0 0 1 011110 01 imm5 00110 1 Rn Rd";
                ursra_vvi_4s(vd.4s vn.4s vright32) "0 1 1 011110 01 imm5 00110 1 Rn Rd";
                ursra_vvi_2d(vd.2d vn.2d vright64) "0 1 1 011110 1 imm6 00110 1 Rn Rd";
                ursra_ddi(dd dn vright64) "01 1 111110 1 imm6 00110 1 Rn Rd";
            }
            "sri" "SRI" BASE {
                sri_vvi_8b(vd.8b vn.8b vright8) "0 0 1 011110 0001 imm3 01000 1 Rn Rd";
                sri_vvi_16b(vd.16b vn.16b vright8) "0 1 1 011110 0001 imm3 01000 1 Rn Rd";
                sri_vvi_4h(vd.4h vn.4h vright16) "0 0 1 011110 001 imm4 01000 1 Rn Rd";
                sri_vvi_8h(vd.8h vn.8h vright16) "0 1 1 011110 001 imm4 01000 1 Rn Rd";
                sri_vvi_2s(vd.2s vn.2s vright32) "0 0 1 011110 01 imm5 01000 1 Rn Rd";
                sri_vvi_4s(vd.4s vn.4s vright32) "0 1 1 011110 01 imm5 01000 1 Rn Rd";
                sri_vvi_2d(vd.2d vn.2d vright64) "0 1 1 011110 1 imm6 01000 1 Rn Rd";
                sri_ddi(dd dn vright64) "01 1 111110 1 imm6 01000 1 Rn Rd";
            }
            "shl" "SHL" BASE {
                shl_vvi_8b(vd.8b vn.8b vleft8) "0 0 0 011110 0001 imm3 01010 1 Rn Rd";
                shl_vvi_16b(vd.16b vn.16b vleft8) "0 1 0 011110 0001 imm3 01010 1 Rn Rd";
                shl_vvi_4h(vd.4h vn.4h vleft16) "0 0 0 011110 001 imm4 01010 1 Rn Rd";
                shl_vvi_8h(vd.8h vn.8h vleft16) "0 1 0 011110 001 imm4 01010 1 Rn Rd";
                shl_vvi_2s(vd.2s vn.2s vleft32) "0 0 0 011110 01 imm5 01010 1 Rn Rd";
                shl_vvi_4s(vd.4s vn.4s vleft32) "0 1 0 011110 01 imm5 01010 1 Rn Rd";
                shl_vvi_2d(vd.2d vn.2d vleft64) "0 1 0 011110 1 imm6 01010 1 Rn Rd";
                shl_ddi(dd dn vleft64) "01 0 111110 1 imm6 01010 1 Rn Rd";
            }
            "sli" "SLI" BASE {
                sli_vvi_8b(vd.8b vn.8b vleft8) "0 0 1 011110 0001 imm3 01010 1 Rn Rd";
                sli_vvi_16b(vd.16b vn.16b vleft8) "0 1 1 011110 0001 imm3 01010 1 Rn Rd";
                sli_vvi_4h(vd.4h vn.4h vleft16) "0 0 1 011110 001 imm4 01010 1 Rn Rd";
                sli_vvi_8h(vd.8h vn.8h vleft16) "0 1 1 011110 001 imm4 01010 1 Rn Rd";
                sli_vvi_2s(vd.2s vn.2s vleft32) "0 0 1 011110 01 imm5 01010 1 Rn Rd";
                sli_vvi_4s(vd.4s vn.4s vleft32) "0 1 1 011110 01 imm5 01010 1 Rn Rd";
                sli_vvi_2d(vd.2d vn.2d vleft64) "0 1 1 011110 1 imm6 01010 1 Rn Rd";
                sli_ddi(dd dn vleft64) "01 1 111110 1 imm6 01010 1 Rn Rd";
            }
            "sqshlu" "SQSHLU" BASE {
                sqshlu_vvi_8b(vd.8b vn.8b vleft8) "0 0 1 011110 0001 imm3 01100 1 Rn Rd";
                sqshlu_vvi_16b(vd.16b vn.16b vleft8) "0 1 1 011110 0001 imm3 01100 1 Rn Rd";
                sqshlu_vvi_4h(vd.4h vn.4h vleft16) "0 0 1 011110 001 imm4 01100 1 Rn Rd";
                sqshlu_vvi_8h(vd.8h vn.8h vleft16) "0 1 1 011110 001 imm4 01100 1 Rn Rd";
                sqshlu_vvi_2s(vd.2s vn.2s vleft32) "0 0 1 011110 01 imm5 01100 1 Rn Rd";
                sqshlu_vvi_4s(vd.4s vn.4s vleft32) "0 1 1 011110 01 imm5 01100 1 Rn Rd";
                sqshlu_vvi_2d(vd.2d vn.2d vleft64) "0 1 1 011110 1 imm6 01100 1 Rn Rd";
                sqshlu_ddi(dd dn vleft64) "01 1 111110 1 imm6 01100 1 Rn Rd";
            }
            "sqshl" "SQSHL (immediate)" BASE {
                sqshl_vvi_8b(vd.8b vn.8b vleft8) "0 0 0 011110 0001 imm3 01110 1 Rn Rd";
                sqshl_vvi_16b(vd.16b vn.16b vleft8) "0 1 0 011110 0001 imm3 01110 1 Rn Rd";
                sqshl_vvi_4h(vd.4h vn.4h vleft16) "0 0 0 011110 001 imm4 01110 1 Rn Rd";
                sqshl_vvi_8h(vd.8h vn.8h vleft16) "0 1 0 011110 001 imm4 01110 1 Rn Rd";
                sqshl_vvi_2s(vd.2s vn.2s vleft32) "0 0 0 011110 01 imm5 01110 1 Rn Rd";
                sqshl_vvi_4s(vd.4s vn.4s vleft32) "0 1 0 011110 01 imm5 01110 1 Rn Rd";
                sqshl_vvi_2d(vd.2d vn.2d vleft64) "0 1 0 011110 1 imm6 01110 1 Rn Rd";
                sqshl_ddi(dd dn vleft64) "01 0 111110 1 imm6 01110 1 Rn Rd";
            }
            "uqshl" "UQSHL (immediate)" BASE {
                uqshl_vvi_8b(vd.8b vn.8b vleft8) "0 0 1 011110 0001 imm3 01110 1 Rn Rd";
                uqshl_vvi_16b(vd.16b vn.16b vleft8) "0 1 1 011110 0001 imm3 01110 1 Rn Rd";
                uqshl_vvi_4h(vd.4h vn.4h vleft16) "0 0 1 011110 001 imm4 01110 1 Rn Rd";
                uqshl_vvi_8h(vd.8h vn.8h vleft16) "0 1 1 011110 001 imm4 01110 1 Rn Rd";
                uqshl_vvi_2s(vd.2s vn.2s vleft32) "0 0 1 011110 01 imm5 01110 1 Rn Rd";
                uqshl_vvi_4s(vd.4s vn.4s vleft32) "0 1 1 011110 01 imm5 01110 1 Rn Rd";
                uqshl_vvi_2d(vd.2d vn.2d vleft64) "0 1 1 011110 1 imm6 01110 1 Rn Rd";
                uqshl_ddi(dd dn vleft64) "01 1 111110 1 imm6 01110 1 Rn Rd";
            }
            "shrn" "SHRN, SHRN2" BASE {
                shrn_vvi_8b(vd.8b vn.8h vright8) "0 0 0 011110 0001 imm3 10000 1 Rn Rd";
                shrn_vvi_4h(vd.4h vn.4s vright16) "0 0 0 011110 001 imm4 10000 1 Rn Rd";
                shrn_vvi_2s(vd.2s vn.2d vright32) "0 0 0 011110 01 imm5 10000 1 Rn Rd";
            }
            "shrn2" "SHRN, SHRN2" BASE {
                shrn2_vvi_16b(vd.16b vn.8h vright8) "0 1 0 011110 0001 imm3 10000 1 Rn Rd";
                shrn2_vvi_8h(vd.8h vn.4s vright16) "0 1 0 011110 001 imm4 10000 1 Rn Rd";
                shrn2_vvi_4s(vd.4s vn.2d vright32) "0 1 0 011110 01 imm5 10000 1 Rn Rd";
            }
            "rshrn" "RSHRN, RSHRN2" BASE {
                rshrn_vvi_8b(vd.8b vn.8h vright8) "0 0 0 011110 0001 imm3 10001 1 Rn Rd";
                rshrn_vvi_4h(vd.4h vn.4s vright16) "0 0 0 011110 001 imm4 10001 1 Rn Rd";
                rshrn_vvi_2s(vd.2s vn.2d vright32) "0 0 0 011110 01 imm5 10001 1 Rn Rd";
            }
            "rshrn2" "RSHRN, RSHRN2" BASE {
                rshrn2_vvi_16b(vd.16b vn.8h vright8) "0 1 0 011110 0001 imm3 10001 1 Rn Rd";
                rshrn2_vvi_8h(vd.8h vn.4s vright16) "0 1 0 011110 001 imm4 10001 1 Rn Rd";
                rshrn2_vvi_4s(vd.4s vn.2d vright32) "0 1 0 011110 01 imm5 10001 1 Rn Rd";
            }
            "sqshrun" "SQSHRUN, SQSHRUN2" BASE {
                sqshrun_vvi_8b(vd.8b vn.8h vright8) "0 0 1 011110 0001 imm3 10000 1 Rn Rd";
                sqshrun_vvi_4h(vd.4h vn.4s vright16) "0 0 1 011110 001 imm4 10000 1 Rn Rd";
                sqshrun_vvi_2s(vd.2s vn.2d vright32) "0 0 1 011110 01 imm5 10000 1 Rn Rd";
            }
            "sqshrun2" "SQSHRUN, SQSHRUN2" BASE {
                sqshrun2_vvi_16b(vd.16b vn.8h vright8) "0 1 1 011110 0001 imm3 10000 1 Rn Rd";
                sqshrun2_vvi_8h(vd.8h vn.4s vright16) "0 1 1 011110 001 imm4 10000 1 Rn Rd";
                sqshrun2_vvi_4s(vd.4s vn.2d vright32) "0 1 1 011110 01 imm5 10000 1 Rn Rd";
            }
            "sqrshrun" "SQRSHRUN, SQRSHRUN2" BASE {
                sqrshrun_vvi_8b(vd.8b vn.8h vright8) "0 0 1 011110 0001 imm3 10001 1 Rn Rd";
                sqrshrun_vvi_4h(vd.4h vn.4s vright16) "0 0 1 011110 001 imm4 10001 1 Rn Rd";
                sqrshrun_vvi_2s(vd.2s vn.2d vright32) "0 0 1 011110 01 imm5 10001 1 Rn Rd";
            }
            "sqrshrun2" "SQRSHRUN, SQRSHRUN2" BASE {
                sqrshrun2_vvi_16b(vd.16b vn.8h vright8) "0 1 1 011110 0001 imm3 10001 1 Rn Rd";
                sqrshrun2_vvi_8h(vd.8h vn.4s vright16) "0 1 1 011110 001 imm4 10001 1 Rn Rd";
                sqrshrun2_vvi_4s(vd.4s vn.2d vright32) "0 1 1 011110 01 imm5 10001 1 Rn Rd";
            }
            "sqshrn" "SQSHRN, SQSHRN2" BASE {
                sqshrn_vvi_8b(vd.8b vn.8h vright8) "0 0 0 011110 0001 imm3 10010 1 Rn Rd";
                sqshrn_vvi_4h(vd.4h vn.4s vright16) "0 0 0 011110 001 imm4 10010 1 Rn Rd";
                sqshrn_vvi_2s(vd.2s vn.2d vright32) "0 0 0 011110 01 imm5 10010 1 Rn Rd";
            }
            "sqshrn2" "SQSHRN, SQSHRN2" BASE {
                sqshrn2_vvi_16b(vd.16b vn.8h vright8) "0 1 0 011110 0001 imm3 10010 1 Rn Rd";
                sqshrn2_vvi_8h(vd.8h vn.4s vright16) "0 1 0 011110 001 imm4 10010 1 Rn Rd";
                sqshrn2_vvi_4s(vd.4s vn.2d vright32) "0 1 0 011110 01 imm5 10010 1 Rn Rd";
            }
            "sqrshrn" "SQRSHRN, SQRSHRN2" BASE {
                sqrshrn_vvi_8b(vd.8b vn.8h vright8) "0 0 0 011110 0001 imm3 10011 1 Rn Rd";
                sqrshrn_vvi_4h(vd.4h vn.4s vright16) "0 0 0 011110 001 imm4 10011 1 Rn Rd";
                sqrshrn_vvi_2s(vd.2s vn.2d vright32) "0 0 0 011110 01 imm5 10011 1 Rn Rd";
            }
            "sqrshrn2" "SQRSHRN, SQRSHRN2" BASE {
                sqrshrn2_vvi_16b(vd.16b vn.8h vright8) "0 1 0 011110 0001 imm3 10011 1 Rn Rd";
                sqrshrn2_vvi_8h(vd.8h vn.4s vright16) "0 1 0 011110 001 imm4 10011 1 Rn Rd";
                sqrshrn2_vvi_4s(vd.4s vn.2d vright32) "0 1 0 011110 01 imm5 10011 1 Rn Rd";
            }
            "uqshrn" "UQSHRN, UQSHRN2" BASE {
                uqshrn_vvi_8b(vd.8b vn.8h vright8) "0 0 1 011110 0001 imm3 10010 1 Rn Rd";
                uqshrn_vvi_4h(vd.4h vn.4s vright16) "0 0 1 011110 001 imm4 10010 1 Rn Rd";
                uqshrn_vvi_2s(vd.2s vn.2d vright32) "0 0 1 011110 01 imm5 10010 1 Rn Rd";
            }
            "uqshrn2" "UQSHRN, UQSHRN2" BASE {
                uqshrn2_vvi_16b(vd.16b vn.8h vright8) "0 1 1 011110 0001 imm3 10010 1 Rn Rd";
                uqshrn2_vvi_8h(vd.8h vn.4s vright16) "0 1 1 011110 001 imm4 10010 1 Rn Rd";
                uqshrn2_vvi_4s(vd.4s vn.2d vright32) "0 1 1 011110 01 imm5 10010 1 Rn Rd";
            }
            "uqrshrn" "UQRSHRN, UQRSHRN2" BASE {
                uqrshrn_vvi_8b(vd.8b vn.8h vright8) "0 0 1 011110 0001 imm3 10011 1 Rn Rd";
                uqrshrn_vvi_4h(vd.4h vn.4s vright16) "0 0 1 011110 001 imm4 10011 1 Rn Rd";
                uqrshrn_vvi_2s(vd.2s vn.2d vright32) "0 0 1 011110 01 imm5 10011 1 Rn Rd";
            }
            "uqrshrn2" "UQRSHRN, UQRSHRN2" BASE {
                uqrshrn2_vvi_16b(vd.16b vn.8h vright8) "0 1 1 011110 0001 imm3 10011 1 Rn Rd";
                uqrshrn2_vvi_8h(vd.8h vn.4s vright16) "0 1 1 011110 001 imm4 10011 1 Rn Rd";
                uqrshrn2_vvi_4s(vd.4s vn.2d vright32) "0 1 1 011110 01 imm5 10011 1 Rn Rd";
            }
            "sxtl" "SXTL, SXTL2" BASE {
                sxtl_vv_8b(vd.8h vn.8b) "0 0 0 011110 0001 000 10100 1 Rn Rd";
                sxtl_vv_4h(vd.4s vn.4h) "0 0 0 011110 001 0000 10100 1 Rn Rd";
                sxtl_vv_2s(vd.2d vn.2s) "0 0 0 011110 01 00000 10100 1 Rn Rd";
            }
            "sshll" "SSHLL, SSHLL2" BASE {
                sshll_vvi_8b(vd.8h vn.8b vleft8) "0 0 0 011110 0001 imm3 10100 1 Rn Rd";
                sshll_vvi_4h(vd.4s vn.4h vleft16) "0 0 0 011110 001 imm4 10100 1 Rn Rd";
                sshll_vvi_2s(vd.2d vn.2s vleft32) "0 0 0 011110 01 imm5 10100 1 Rn Rd";
            }
            "sxtl2" "SXTL, SXTL2" BASE {
                sxtl2_vv_16b(vd.8h vn.16b) "0 1 0 011110 0001 000 10100 1 Rn Rd";
                sxtl2_vv_8h(vd.4s vn.8h) "0 1 0 011110 001 0000 10100 1 Rn Rd";
                sxtl2_vv_4s(vd.2d vn.4s) "0 1 0 011110 01 00000 10100 1 Rn Rd";
            }
            "sshll2" "SSHLL, SSHLL2" BASE {
                sshll2_vvi_16b(vd.8h vn.16b vleft8) "0 1 0 011110 0001 imm3 10100 1 Rn Rd";
                sshll2_vvi_8h(vd.4s vn.8h vleft16) "0 1 0 011110 001 imm4 10100 1 Rn Rd";
                sshll2_vvi_4s(vd.2d vn.4s vleft32) "0 1 0 011110 01 imm5 10100 1 Rn Rd";
            }
            "uxtl" "UXTL, UXTL2" BASE {
                uxtl_vv_8b(vd.8h vn.8b) "0 0 1 011110 0001 000 10100 1 Rn Rd";
                uxtl_vv_4h(vd.4s vn.4h) "0 0 1 011110 001 0000 10100 1 Rn Rd";
                uxtl_vv_2s(vd.2d vn.2s) "0 0 1 011110 01 00000 10100 1 Rn Rd";
            }
            "ushll" "USHLL, USHLL2" BASE {
                ushll_vvi_8b(vd.8h vn.8b vleft8) "0 0 1 011110 0001 imm3 10100 1 Rn Rd";
                ushll_vvi_4h(vd.4s vn.4h vleft16) "0 0 1 011110 001 imm4 10100 1 Rn Rd";
                ushll_vvi_2s(vd.2d vn.2s vleft32) "0 0 1 011110 01 imm5 10100 1 Rn Rd";
            }
            "uxtl2" "UXTL, UXTL2" BASE {
                uxtl2_vv_16b(vd.8h vn.16b) "0 1 1 011110 0001 000 10100 1 Rn Rd";
                uxtl2_vv_8h(vd.4s vn.8h) "0 1 1 011110 001 0000 10100 1 Rn Rd";
                uxtl2_vv_4s(vd.2d vn.4s) "0 1 1 011110 01 00000 10100 1 Rn Rd";
            }
            "ushll2" "USHLL, USHLL2" BASE {
                ushll2_vvi_16b(vd.8h vn.16b vleft8) "0 1 1 011110 0001 imm3 10100 1 Rn Rd";
                ushll2_vvi_8h(vd.4s vn.8h vleft16) "0 1 1 011110 001 imm4 10100 1 Rn Rd";
                ushll2_vvi_4s(vd.2d vn.4s vleft32) "0 1 1 011110 01 imm5 10100 1 Rn Rd";
            }
            "scvtf" "SCVTF (vector, fixed-point)" BASE {
                scvtf_vvi_2s(vd.2s vn.2s vright32) "0 0 0 011110 01 imm5 11100 1 Rn Rd";
                scvtf_vvi_4s(vd.4s vn.4s vright32) "0 1 0 011110 01 imm5 11100 1 Rn Rd";
                scvtf_vvi_2d(vd.2d vn.2d vright64) "0 1 0 011110 1 imm6 11100 1 Rn Rd";
            }
            "ucvtf" "UCVTF (vector, fixed-point)" BASE {
                ucvtf_vvi_2s(vd.2s vn.2s vright32) "0 0 1 011110 01 imm5 11100 1 Rn Rd";
                ucvtf_vvi_4s(vd.4s vn.4s vright32) "0 1 1 011110 01 imm5 11100 1 Rn Rd";
                ucvtf_vvi_2d(vd.2d vn.2d vright64) "0 1 1 011110 1 imm6 11100 1 Rn Rd";
            }
            "fcvtzs" "FCVTZS (vector, fixed-point)" BASE {
                fcvtzs_vvi_2s(vd.2s vn.2s vright32) "0 0 0 011110 01 imm5 11111 1 Rn Rd";
                fcvtzs_vvi_4s(vd.4s vn.4s vright32) "0 1 0 011110 01 imm5 11111 1 Rn Rd";
                fcvtzs_vvi_2d(vd.2d vn.2d vright64) "0 1 0 011110 1 imm6 11111 1 Rn Rd";
            }
            "fcvtzu" "FCVTZU (vector, fixed-point)" BASE {
                fcvtzu_vvi_2s(vd.2s vn.2s vright32) "0 0 1 011110 01 imm5 11111 1 Rn Rd";
                fcvtzu_vvi_4s(vd.4s vn.4s vright32) "0 1 1 011110 01 imm5 11111 1 Rn Rd";
                fcvtzu_vvi_2d(vd.2d vn.2d vright64) "0 1 1 011110 1 imm6 11111 1 Rn Rd";
            }
            "movi" "MOVI" BASE {
                movi_vi_8b(vd.8b vimm8) "0 0 0 0111100000 abc:3 1110 01 defgh:5 Rd";
                movi_vi_16b(vd.16b vimm8) "0 1 0 0111100000 abc:3 1110 01 defgh:5 Rd";
                movi_vi_4h(vd.4h vimm8 vlsl16) "0 0 0 0111100000 abc:3 10 cmode:1 0 01 defgh:5 Rd";
                movi_vi_8h(vd.8h vimm8 vlsl16) "0 1 0 0111100000 abc:3 10 cmode:1 0 01 defgh:5 Rd";
                movi_vi_2s(vd.2s vimm8 vlsl32) "0 0 0 0111100000 abc:3 0 cmode:2 0 01 defgh:5 Rd";
                movi_vi_4s(vd.4s vimm8 vlsl32) "0 1 0 0111100000 abc:3 0 cmode:2 0 01 defgh:5 Rd";
                movi_vi_msl_2s(vd.2s vimm8 vmsl) "0 0 0 0111100000 abc:3 110 cmode:1 01 defgh:5 Rd";
                movi_vi_msl_4s(vd.4s vimm8 vmsl) "0 1 0 0111100000 abc:3 110 cmode:1 01 defgh:5 Rd";
                movi_vi_2d(vd.2d vbytes) "0 1 1 0111100000 abc:3 1110 01 defgh:5 Rd";
            }
            "mvni" "MVNI" BASE {
                mvni_vi_4h(vd.4h vimm8 vlsl16) "0 0 1 0111100000 abc:3 10 cmode:1 0 01 defgh:5 Rd";
                mvni_vi_8h(vd.8h vimm8 vlsl16) "0 1 1 0111100000 abc:3 10 cmode:1 0 01 defgh:5 Rd";
                mvni_vi_2s(vd.2s vimm8 vlsl32) "0 0 1 0111100000 abc:3 0 cmode:2 0 01 defgh:5 Rd";
                mvni_vi_4s(vd.4s vimm8 vlsl32) "0 1 1 0111100000 abc:3 0 cmode:2 0 01 defgh:5 Rd";
                mvni_vi_msl_2s(vd.2s vimm8 vmsl) "0 0 1 0111100000 abc:3 110 cmode:1 01 defgh:5 Rd";
                mvni_vi_msl_4s(vd.4s vimm8 vmsl) "0 1 1 0111100000 abc:3 110 cmode:1 01 defgh:5 Rd";
            }
            "orr" "ORR (vector, immediate)" BASE {
                orr_vi_4h(vd.4h vimm8 vlsl16) "0 0 0 0111100000 abc:3 10 cmode:1 1 01 defgh:5 Rd";
                orr_vi_8h(vd.8h vimm8 vlsl16) "0 1 0 0111100000 abc:3 10 cmode:1 1 01 defgh:5 Rd";
                orr_vi_2s(vd.2s vimm8 vlsl32) "0 0 0 0111100000 abc:3 0 cmode:2 1 01 defgh:5 Rd";
                orr_vi_4s(vd.4s vimm8 vlsl32) "0 1 0 0111100000 abc:3 0 cmode:2 1 01 defgh:5 Rd";
            }
            "bic" "BIC (vector, immediate)" BASE {
                bic_vi_4h(vd.4h vimm8 vlsl16) "0 0 1 0111100000 abc:3 10 cmode:1 1 01 defgh:5 Rd";
                bic_vi_8h(vd.8h vimm8 vlsl16) "0 1 1 0111100000 abc:3 10 cmode:1 1 01 defgh:5 Rd";
                bic_vi_2s(vd.2s vimm8 vlsl32) "0 0 1 0111100000 abc:3 0 cmode:2 1 01 defgh:5 Rd";
                bic_vi_4s(vd.4s vimm8 vlsl32) "0 1 1 0111100000 abc:3 0 cmode:2 1 01 defgh:5 Rd";
            }
            "fmov" "FMOV (vector, immediate)" BASE {
                fmov_vi_2s(vd.2s vfpimm) "0 0 0 0111100000 abc:3 1111 01 defgh:5 Rd";
                fmov_vi_4s(vd.4s vfpimm) "0 1 0 0111100000 abc:3 1111 01 defgh:5 Rd";
                fmov_vi_2d(vd.2d vfpimm) "0 1 1 0111100000 abc:3 1111 01 defgh:5 Rd";
            }
        }
        // Advanced SIMD: loads and stores of structures.
        $($callback)::+! { ($($argument)*) simd_load_store
            "st1 *, #8" "ST1 (multiple structures)" BASE {
                st1_v_post_8b(vt_list1.8b at) "0 0 001100 1 0 0 11111 0111 00 Rn Rt";
                st1_v_post_4h(vt_list1.4h at) "0 0 001100 1 0 0 11111 0111 01 Rn Rt";
                st1_v_post_2s(vt_list1.2s at) "0 0 001100 1 0 0 11111 0111 10 Rn Rt";
                st1_v_post_1d(vt_list1.1d at) "0 0 001100 1 0 0 11111 0111 11 Rn Rt";
            }
            "st1 *, #16" "ST1 (multiple structures)" BASE {
                st1_v_post_16b(vt_list1.16b at) "0 1 001100 1 0 0 11111 0111 00 Rn Rt";
                st1_v_post_8h(vt_list1.8h at) "0 1 001100 1 0 0 11111 0111 01 Rn Rt";
                st1_v_post_4s(vt_list1.4s at) "0 1 001100 1 0 0 11111 0111 10 Rn Rt";
                st1_v_post_2d(vt_list1.2d at) "0 1 001100 1 0 0 11111 0111 11 Rn Rt";
            }
            "st1" "ST1 (multiple structures)" BASE {
                st1_vm_8b(vt_list1.8b at) "0 0 001100 0 0 0 00000 0111 00 Rn Rt";
                st1_v_postx_8b(vt_list1.8b base postx) "0 0 001100 1 0 0 Rm 0111 00 Rn Rt";
                st1_vm_16b(vt_list1.16b at) "0 1 001100 0 0 0 00000 0111 00 Rn Rt";
                st1_v_postx_16b(vt_list1.16b base postx) "0 1 001100 1 0 0 Rm 0111 00 Rn Rt";
                st1_vm_4h(vt_list1.4h at) "0 0 001100 0 0 0 00000 0111 01 Rn Rt";
                st1_v_postx_4h(vt_list1.4h base postx) "0 0 001100 1 0 0 Rm 0111 01 Rn Rt";
                st1_vm_8h(vt_list1.8h at) "0 1 001100 0 0 0 00000 0111 01 Rn Rt";
                st1_v_postx_8h(vt_list1.8h base postx) "0 1 001100 1 0 0 Rm 0111 01 Rn Rt";
                st1_vm_2s(vt_list1.2s at) "0 0 001100 0 0 0 00000 0111 10 Rn Rt";
                st1_v_postx_2s(vt_list1.2s base postx) "0 0 001100 1 0 0 Rm 0111 10 Rn Rt";
                st1_vm_4s(vt_list1.4s at) "0 1 001100 0 0 0 00000 0111 10 Rn Rt";
                st1_v_postx_4s(vt_list1.4s base postx) "0 1 001100 1 0 0 Rm 0111 10 Rn Rt";
                st1_vm_1d(vt_list1.1d at) "0 0 001100 0 0 0 00000 0111 11 Rn Rt";
                st1_v_postx_1d(vt_list1.1d base postx) "0 0 001100 1 0 0 Rm 0111 11 Rn Rt";
                st1_vm_2d(vt_list1.2d at) "0 1 001100 0 0 0 00000 0111 11 Rn Rt";
                st1_v_postx_2d(vt_list1.2d base postx) "0 1 001100 1 0 0 Rm 0111 11 Rn Rt";
            }
            "st1 *, #16" "ST1 (multiple structures)" BASE {
                st1_v_post_2v_8b(vt_list2.8b at) "0 0 001100 1 0 0 11111 1010 00 Rn Rt";
                st1_v_post_2v_4h(vt_list2.4h at) "0 0 001100 1 0 0 11111 1010 01 Rn Rt";
                st1_v_post_2v_2s(vt_list2.2s at) "0 0 001100 1 0 0 11111 1010 10 Rn Rt";
                st1_v_post_2v_1d(vt_list2.1d at) "0 0 001100 1 0 0 11111 1010 11 Rn Rt";
            }
            "st1 *, #32" "ST1 (multiple structures)" BASE {
                st1_v_post_2v_16b(vt_list2.16b at) "0 1 001100 1 0 0 11111 1010 00 Rn Rt";
                st1_v_post_2v_8h(vt_list2.8h at) "0 1 001100 1 0 0 11111 1010 01 Rn Rt";
                st1_v_post_2v_4s(vt_list2.4s at) "0 1 001100 1 0 0 11111 1010 10 Rn Rt";
                st1_v_post_2v_2d(vt_list2.2d at) "0 1 001100 1 0 0 11111 1010 11 Rn Rt";
            }
            "st1" "ST1 (multiple structures)" BASE {
                st1_vm_2v_8b(vt_list2.8b at) "0 0 001100 0 0 0 00000 1010 00 Rn Rt";
                st1_v_postx_2v_8b(vt_list2.8b base postx) "0 0 001100 1 0 0 Rm 1010 00 Rn Rt";
                st1_vm_2v_16b(vt_list2.16b at) "0 1 001100 0 0 0 00000 1010 00 Rn Rt";
                st1_v_postx_2v_16b(vt_list2.16b base postx) "0 1 001100 1 0 0 Rm 1010 00 Rn Rt";
                st1_vm_2v_4h(vt_list2.4h at) "0 0 001100 0 0 0 00000 1010 01 Rn Rt";
                st1_v_postx_2v_4h(vt_list2.4h base postx) "0 0 001100 1 0 0 Rm 1010 01 Rn Rt";
                st1_vm_2v_8h(vt_list2.8h at) "0 1 001100 0 0 0 00000 1010 01 Rn Rt";
                st1_v_postx_2v_8h(vt_list2.8h base postx) "0 1 001100 1 0 0 Rm 1010 01 Rn Rt";
                st1_vm_2v_2s(vt_list2.2s at) "0 0 001100 0 0 0 00000 1010 10 Rn Rt";
                st1_v_postx_2v_2s(vt_list2.2s base postx) "0 0 001100 1 0 0 Rm 1010 10 Rn Rt";
                st1_vm_2v_4s(vt_list2.4s at) "0 1 001100 0 0 0 00000 1010 10 Rn Rt";
                st1_v_postx_2v_4s(vt_list2.4s base postx) "0 1 001100 1 0 0 Rm 1010 10 Rn Rt";
                st1_vm_2v_1d(vt_list2.1d at) "0 0 001100 0 0 0 00000 1010 11 Rn Rt";
                st1_v_postx_2v_1d(vt_list2.1d base postx) "0 0 001100 1 0 0 Rm 1010 11 Rn Rt";
                st1_vm_2v_2d(vt_list2.2d at) "0 1 001100 0 0 0 00000 1010 11 Rn Rt";
                st1_v_postx_2v_2d(vt_list2.2d base postx) "0 1 001100 1 0 0 Rm 1010 11 Rn Rt";
            }
            "st1 *, #24" "ST1 (multiple structures)" BASE {
                st1_v_post_3v_8b(vt_list3.8b at) "0 0 001100 1 0 0 11111 0110 00 Rn Rt";
                st1_v_post_3v_4h(vt_list3.4h at) "0 0 001100 1 0 0 11111 0110 01 Rn Rt";
                st1_v_post_3v_2s(vt_list3.2s at) "0 0 001100 1 0 0 11111 0110 10 Rn Rt";
                st1_v_post_3v_1d(vt_list3.1d at) "0 0 001100 1 0 0 11111 0110 11 Rn Rt";
            }
            "st1 *, #48" "ST1 (multiple structures)" BASE {
                st1_v_post_3v_16b(vt_list3.16b at) "0 1 001100 1 0 0 11111 0110 00 Rn Rt";
                st1_v_post_3v_8h(vt_list3.8h at) "0 1 001100 1 0 0 11111 0110 01 Rn Rt";
                st1_v_post_3v_4s(vt_list3.4s at) "0 1 001100 1 0 0 11111 0110 10 Rn Rt";
                st1_v_post_3v_2d(vt_list3.2d at) "0 1 001100 1 0 0 11111 0110 11 Rn Rt";
            }
            "st1" "ST1 (multiple structures)" BASE {
                st1_vm_3v_8b(vt_list3.8b at) "0 0 001100 0 0 0 00000 0110 00 Rn Rt";
                st1_v_postx_3v_8b(vt_list3.8b base postx) "0 0 001100 1 0 0 Rm 0110 00 Rn Rt";
                st1_vm_3v_16b(vt_list3.16b at) "0 1 001100 0 0 0 00000 0110 00 Rn Rt";
                st1_v_postx_3v_16b(vt_list3.16b base postx) "0 1 001100 1 0 0 Rm 0110 00 Rn Rt";
                st1_vm_3v_4h(vt_list3.4h at) "0 0 001100 0 0 0 00000 0110 01 Rn Rt";
                st1_v_postx_3v_4h(vt_list3.4h base postx) "0 0 001100 1 0 0 Rm 0110 01 Rn Rt";
                st1_vm_3v_8h(vt_list3.8h at) "0 1 001100 0 0 0 00000 0110 01 Rn Rt";
                st1_v_postx_3v_8h(vt_list3.8h base postx) "0 1 001100 1 0 0 Rm 0110 01 Rn Rt";
                st1_vm_3v_2s(vt_list3.2s at) "0 0 001100 0 0 0 00000 0110 10 Rn Rt";
                st1_v_postx_3v_2s(vt_list3.2s base postx) "0 0 001100 1 0 0 Rm 0110 10 Rn Rt";
                st1_vm_3v_4s(vt_list3.4s at) "0 1 001100 0 0 0 00000 0110 10 Rn Rt";
                st1_v_postx_3v_4s(vt_list3.4s base postx) "0 1 001100 1 0 0 Rm 0110 10 Rn Rt";
                st1_vm_3v_1d(vt_list3.1d at) "0 0 001100 0 0 0 00000 0110 11 Rn Rt";
                st1_v_postx_3v_1d(vt_list3.1d base postx) "0 0 001100 1 0 0 Rm 0110 11 Rn Rt";
                st1_vm_3v_2d(vt_list3.2d at) "0 1 001100 0 0 0 00000 0110 11 Rn Rt";
                st1_v_postx_3v_2d(vt_list3.2d base postx) "0 1 001100 1 0 0 Rm 0110 11 Rn Rt";
            }
            "st1 *, #32" "ST1 (multiple structures)" BASE {
                st1_v_post_4v_8b(vt_list4.8b at) "0 0 001100 1 0 0 11111 0010 00 Rn Rt";
                st1_v_post_4v_4h(vt_list4.4h at) "0 0 001100 1 0 0 11111 0010 01 Rn Rt";
                st1_v_post_4v_2s(vt_list4.2s at) "0 0 001100 1 0 0 11111 0010 10 Rn Rt";
                st1_v_post_4v_1d(vt_list4.1d at) "0 0 001100 1 0 0 11111 0010 11 Rn Rt";
            }
            "st1 *, #64" "ST1 (multiple structures)" BASE {
                st1_v_post_4v_16b(vt_list4.16b at) "0 1 001100 1 0 0 11111 0010 00 Rn Rt";
                st1_v_post_4v_8h(vt_list4.8h at) "0 1 001100 1 0 0 11111 0010 01 Rn Rt";
                st1_v_post_4v_4s(vt_list4.4s at) "0 1 001100 1 0 0 11111 0010 10 Rn Rt";
                st1_v_post_4v_2d(vt_list4.2d at) "0 1 001100 1 0 0 11111 0010 11 Rn Rt";
            }
            "st1" "ST1 (multiple structures)" BASE {
                st1_vm_4v_8b(vt_list4.8b at) "0 0 001100 0 0 0 00000 0010 00 Rn Rt";
                st1_v_postx_4v_8b(vt_list4.8b base postx) "0 0 001100 1 0 0 Rm 0010 00 Rn Rt";
                st1_vm_4v_16b(vt_list4.16b at) "0 1 001100 0 0 0 00000 0010 00 Rn Rt";
                st1_v_postx_4v_16b(vt_list4.16b base postx) "0 1 001100 1 0 0 Rm 0010 00 Rn Rt";
                st1_vm_4v_4h(vt_list4.4h at) "0 0 001100 0 0 0 00000 0010 01 Rn Rt";
                st1_v_postx_4v_4h(vt_list4.4h base postx) "0 0 001100 1 0 0 Rm 0010 01 Rn Rt";
                st1_vm_4v_8h(vt_list4.8h at) "0 1 001100 0 0 0 00000 0010 01 Rn Rt";
                st1_v_postx_4v_8h(vt_list4.8h base postx) "0 1 001100 1 0 0 Rm 0010 01 Rn Rt";
                st1_vm_4v_2s(vt_list4.2s at) "0 0 001100 0 0 0 00000 0010 10 Rn Rt";
                st1_v_postx_4v_2s(vt_list4.2s base postx) "0 0 001100 1 0 0 Rm 0010 10 Rn Rt";
                st1_vm_4v_4s(vt_list4.4s at) "0 1 001100 0 0 0 00000 0010 10 Rn Rt";
                st1_v_postx_4v_4s(vt_list4.4s base postx) "0 1 001100 1 0 0 Rm 0010 10 Rn Rt";
                st1_vm_4v_1d(vt_list4.1d at) "0 0 001100 0 0 0 00000 0010 11 Rn Rt";
                st1_v_postx_4v_1d(vt_list4.1d base postx) "0 0 001100 1 0 0 Rm 0010 11 Rn Rt";
                st1_vm_4v_2d(vt_list4.2d at) "0 1 001100 0 0 0 00000 0010 11 Rn Rt";
                st1_v_postx_4v_2d(vt_list4.2d base postx) "0 1 001100 1 0 0 Rm 0010 11 Rn Rt";
            }
            "st2 *, #16" "ST2 (multiple structures)" BASE {
                st2_v_post_8b(vt_list2.8b at) "0 0 001100 1 0 0 11111 1000 00 Rn Rt";
                st2_v_post_4h(vt_list2.4h at) "0 0 001100 1 0 0 11111 1000 01 Rn Rt";
                st2_v_post_2s(vt_list2.2s at) "0 0 001100 1 0 0 11111 1000 10 Rn Rt";
            }
            "st2 *, #32" "ST2 (multiple structures)" BASE {
                st2_v_post_16b(vt_list2.16b at) "0 1 001100 1 0 0 11111 1000 00 Rn Rt";
                st2_v_post_8h(vt_list2.8h at) "0 1 001100 1 0 0 11111 1000 01 Rn Rt";
                st2_v_post_4s(vt_list2.4s at) "0 1 001100 1 0 0 11111 1000 10 Rn Rt";
                st2_v_post_2d(vt_list2.2d at) "0 1 001100 1 0 0 11111 1000 11 Rn Rt";
            }
            "st2" "ST2 (multiple structures)" BASE {
                st2_vm_8b(vt_list2.8b at) "0 0 001100 0 0 0 00000 1000 00 Rn Rt";
                st2_v_postx_8b(vt_list2.8b base postx) "0 0 001100 1 0 0 Rm 1000 00 Rn Rt";
                st2_vm_16b(vt_list2.16b at) "0 1 001100 0 0 0 00000 1000 00 Rn Rt";
                st2_v_postx_16b(vt_list2.16b base postx) "0 1 001100 1 0 0 Rm 1000 00 Rn Rt";
                st2_vm_4h(vt_list2.4h at) "0 0 001100 0 0 0 00000 1000 01 Rn Rt";
                st2_v_postx_4h(vt_list2.4h base postx) "0 0 001100 1 0 0 Rm 1000 01 Rn Rt";
                st2_vm_8h(vt_list2.8h at) "0 1 001100 0 0 0 00000 1000 01 Rn Rt";
                st2_v_postx_8h(vt_list2.8h base postx) "0 1 001100 1 0 0 Rm 1000 01 Rn Rt";
                st2_vm_2s(vt_list2.2s at) "0 0 001100 0 0 0 00000 1000 10 Rn Rt";
                st2_v_postx_2s(vt_list2.2s base postx) "0 0 001100 1 0 0 Rm 1000 10 Rn Rt";
                st2_vm_4s(vt_list2.4s at) "0 1 001100 0 0 0 00000 1000 10 Rn Rt";
                st2_v_postx_4s(vt_list2.4s base postx) "0 1 001100 1 0 0 Rm 1000 10 Rn Rt";
                st2_vm_2d(vt_list2.2d at) "0 1 001100 0 0 0 00000 1000 11 Rn Rt";
                st2_v_postx_2d(vt_list2.2d base postx) "0 1 001100 1 0 0 Rm 1000 11 Rn Rt";
            }
            "st3 *, #24" "ST3 (multiple structures)" BASE {
                st3_v_post_8b(vt_list3.8b at) "0 0 001100 1 0 0 11111 0100 00 Rn Rt";
                st3_v_post_4h(vt_list3.4h at) "0 0 001100 1 0 0 11111 0100 01 Rn Rt";
                st3_v_post_2s(vt_list3.2s at) "0 0 001100 1 0 0 11111 0100 10 Rn Rt";
            }
            "st3 *, #48" "ST3 (multiple structures)" BASE {
                st3_v_post_16b(vt_list3.16b at) "0 1 001100 1 0 0 11111 0100 00 Rn Rt";
                st3_v_post_8h(vt_list3.8h at) "0 1 001100 1 0 0 11111 0100 01 Rn Rt";
                st3_v_post_4s(vt_list3.4s at) "0 1 001100 1 0 0 11111 0100 10 Rn Rt";
                st3_v_post_2d(vt_list3.2d at) "0 1 001100 1 0 0 11111 0100 11 Rn Rt";
            }
            "st3" "ST3 (multiple structures)" BASE {
                st3_vm_8b(vt_list3.8b at) "0 0 001100 0 0 0 00000 0100 00 Rn Rt";
                st3_v_postx_8b(vt_list3.8b base postx) "0 0 001100 1 0 0 Rm 0100 00 Rn Rt";
                st3_vm_16b(vt_list3.16b at) "0 1 001100 0 0 0 00000 0100 00 Rn Rt";
                st3_v_postx_16b(vt_list3.16b base postx) "0 1 001100 1 0 0 Rm 0100 00 Rn Rt";
                st3_vm_4h(vt_list3.4h at) "0 0 001100 0 0 0 00000 0100 01 Rn Rt";
                st3_v_postx_4h(vt_list3.4h base postx) "0 0 001100 1 0 0 Rm 0100 01 Rn Rt";
                st3_vm_8h(vt_list3.8h at) "0 1 001100 0 0 0 00000 0100 01 Rn Rt";
                st3_v_postx_8h(vt_list3.8h base postx) "0 1 001100 1 0 0 Rm 0100 01 Rn Rt";
                st3_vm_2s(vt_list3.2s at) "0 0 001100 0 0 0 00000 0100 10 Rn Rt";
                st3_v_postx_2s(vt_list3.2s base postx) "0 0 001100 1 0 0 Rm 0100 10 Rn Rt";
                st3_vm_4s(vt_list3.4s at) "0 1 001100 0 0 0 00000 0100 10 Rn Rt";
                st3_v_postx_4s(vt_list3.4s base postx) "0 1 001100 1 0 0 Rm 0100 10 Rn Rt";
                st3_vm_2d(vt_list3.2d at) "0 1 001100 0 0 0 00000 0100 11 Rn Rt";
                st3_v_postx_2d(vt_list3.2d base postx) "0 1 001100 1 0 0 Rm 0100 11 Rn Rt";
            }
            "st4 *, #32" "ST4 (multiple structures)" BASE {
                st4_v_post_8b(vt_list4.8b at) "0 0 001100 1 0 0 11111 0000 00 Rn Rt";
                st4_v_post_4h(vt_list4.4h at) "0 0 001100 1 0 0 11111 0000 01 Rn Rt";
                st4_v_post_2s(vt_list4.2s at) "0 0 001100 1 0 0 11111 0000 10 Rn Rt";
            }
            "st4 *, #64" "ST4 (multiple structures)" BASE {
                st4_v_post_16b(vt_list4.16b at) "0 1 001100 1 0 0 11111 0000 00 Rn Rt";
                st4_v_post_8h(vt_list4.8h at) "0 1 001100 1 0 0 11111 0000 01 Rn Rt";
                st4_v_post_4s(vt_list4.4s at) "0 1 001100 1 0 0 11111 0000 10 Rn Rt";
                st4_v_post_2d(vt_list4.2d at) "0 1 001100 1 0 0 11111 0000 11 Rn Rt";
            }
            "st4" "ST4 (multiple structures)" BASE {
                st4_vm_8b(vt_list4.8b at) "0 0 001100 0 0 0 00000 0000 00 Rn Rt";
                st4_v_postx_8b(vt_list4.8b base postx) "0 0 001100 1 0 0 Rm 0000 00 Rn Rt";
                st4_vm_16b(vt_list4.16b at) "0 1 001100 0 0 0 00000 0000 00 Rn Rt";
                st4_v_postx_16b(vt_list4.16b base postx) "0 1 001100 1 0 0 Rm 0000 00 Rn Rt";
                st4_vm_4h(vt_list4.4h at) "0 0 001100 0 0 0 00000 0000 01 Rn Rt";
                st4_v_postx_4h(vt_list4.4h base postx) "0 0 001100 1 0 0 Rm 0000 01 Rn Rt";
                st4_vm_8h(vt_list4.8h at) "0 1 001100 0 0 0 00000 0000 01 Rn Rt";
                st4_v_postx_8h(vt_list4.8h base postx) "0 1 001100 1 0 0 Rm 0000 01 Rn Rt";
                st4_vm_2s(vt_list4.2s at) "0 0 001100 0 0 0 00000 0000 10 Rn Rt";
                st4_v_postx_2s(vt_list4.2s base postx) "0 0 001100 1 0 0 Rm 0000 10 Rn Rt";
                st4_vm_4s(vt_list4.4s at) "0 1 001100 0 0 0 00000 0000 10 Rn Rt";
                st4_v_postx_4s(vt_list4.4s base postx) "0 1 001100 1 0 0 Rm 0000 10 Rn Rt";
                st4_vm_2d(vt_list4.2d at) "0 1 001100 0 0 0 00000 0000 11 Rn Rt";
                st4_v_postx_2d(vt_list4.2d base postx) "0 1 001100 1 0 0 Rm 0000 11 Rn Rt";
            }
            "st1 *, #1" "ST1 (single structure)" BASE {
                st1_l_post_b(vt_lane.b at) "0 Q:1 001101 1 0 0 11111 000 S:1 size:2 Rn Rt";
            }
            "st1 *, #2" "ST1 (single structure)" BASE {
                st1_l_post_h(vt_lane.h at) "0 Q:1 001101 1 0 0 11111 010 S:1 size:1 0 Rn Rt";
            }
            "st1 *, #4" "ST1 (single structure)" BASE {
                st1_l_post_s(vt_lane.s at) "0 Q:1 001101 1 0 0 11111 100 S:1 00 Rn Rt";
            }
            "st1 *, #8" "ST1 (single structure)" BASE {
                st1_l_post_d(vt_lane.d at) "0 Q:1 001101 1 0 0 11111 100 0 01 Rn Rt";
            }
            "st1" "ST1 (single structure)" BASE {
                st1_lm_b(vt_lane.b at) "0 Q:1 001101 0 0 0 00000 000 S:1 size:2 Rn Rt";
                st1_lm_h(vt_lane.h at) "0 Q:1 001101 0 0 0 00000 010 S:1 size:1 0 Rn Rt";
                st1_lm_s(vt_lane.s at) "0 Q:1 001101 0 0 0 00000 100 S:1 00 Rn Rt";
                st1_lm_d(vt_lane.d at) "0 Q:1 001101 0 0 0 00000 100 0 01 Rn Rt";
            }
            "ld1 *, #8" "LD1 (multiple structures)" BASE {
                ld1_v_post_8b(vt_list1.8b at) "0 0 001100 1 1 0 11111 0111 00 Rn Rt";
                ld1_v_post_4h(vt_list1.4h at) "0 0 001100 1 1 0 11111 0111 01 Rn Rt";
                ld1_v_post_2s(vt_list1.2s at) "0 0 001100 1 1 0 11111 0111 10 Rn Rt";
                ld1_v_post_1d(vt_list1.1d at) "0 0 001100 1 1 0 11111 0111 11 Rn Rt";
            }
            "ld1 *, #16" "LD1 (multiple structures)" BASE {
                ld1_v_post_16b(vt_list1.16b at) "0 1 001100 1 1 0 11111 0111 00 Rn Rt";
                ld1_v_post_8h(vt_list1.8h at) "0 1 001100 1 1 0 11111 0111 01 Rn Rt";
                ld1_v_post_4s(vt_list1.4s at) "0 1 001100 1 1 0 11111 0111 10 Rn Rt";
                ld1_v_post_2d(vt_list1.2d at) "0 1 001100 1 1 0 11111 0111 11 Rn Rt";
            }
            "ld1" "LD1 (multiple structures)" BASE {
                ld1_vm_8b(vt_list1.8b at) "0 0 001100 0 1 0 00000 0111 00 Rn Rt";
                ld1_v_postx_8b(vt_list1.8b base postx) "0 0 001100 1 1 0 Rm 0111 00 Rn Rt";
                ld1_vm_16b(vt_list1.16b at) "0 1 001100 0 1 0 00000 0111 00 Rn Rt";
                ld1_v_postx_16b(vt_list1.16b base postx) "0 1 001100 1 1 0 Rm 0111 00 Rn Rt";
                ld1_vm_4h(vt_list1.4h at) "0 0 001100 0 1 0 00000 0111 01 Rn Rt";
                ld1_v_postx_4h(vt_list1.4h base postx) "0 0 001100 1 1 0 Rm 0111 01 Rn Rt";
                ld1_vm_8h(vt_list1.8h at) "0 1 001100 0 1 0 00000 0111 01 Rn Rt";
                ld1_v_postx_8h(vt_list1.8h base postx) "0 1 001100 1 1 0 Rm 0111 01 Rn Rt";
                ld1_vm_2s(vt_list1.2s at) "0 0 001100 0 1 0 00000 0111 10 Rn Rt";
                ld1_v_postx_2s(vt_list1.2s base postx) "0 0 001100 1 1 0 Rm 0111 10 Rn Rt";
                ld1_vm_4s(vt_list1.4s at) "0 1 001100 0 1 0 00000 0111 10 Rn Rt";
                ld1_v_postx_4s(vt_list1.4s base postx) "0 1 001100 1 1 0 Rm 0111 10 Rn Rt";
                ld1_vm_1d(vt_list1.1d at) "0 0 001100 0 1 0 00000 0111 11 Rn Rt";
                ld1_v_postx_1d(vt_list1.1d base postx) "0 0 001100 1 1 0 Rm 0111 11 Rn Rt";
                ld1_vm_2d(vt_list1.2d at) "0 1 001100 0 1 0 00000 0111 11 Rn Rt";
                ld1_v_postx_2d(vt_list1.2d base postx) "0 1 001100 1 1 0 Rm 0111 11 Rn Rt";
            }
            "ld1 *, #16" "LD1 (multiple structures)" BASE {
                ld1_v_post_2v_8b(vt_list2.8b at) "0 0 001100 1 1 0 11111 1010 00 Rn Rt";
                ld1_v_post_2v_4h(vt_list2.4h at) "0 0 001100 1 1 0 11111 1010 01 Rn Rt";
                ld1_v_post_2v_2s(vt_list2.2s at) "0 0 001100 1 1 0 11111 1010 10 Rn Rt";
                ld1_v_post_2v_1d(vt_list2.1d at) "0 0 001100 1 1 0 11111 1010 11 Rn Rt";
            }
            "ld1 *, #32" "LD1 (multiple structures)" BASE {
                ld1_v_post_2v_16b(vt_list2.16b at) "0 1 001100 1 1 0 11111 1010 00 Rn Rt";
                ld1_v_post_2v_8h(vt_list2.8h at) "0 1 001100 1 1 0 11111 1010 01 Rn Rt";
                ld1_v_post_2v_4s(vt_list2.4s at) "0 1 001100 1 1 0 11111 1010 10 Rn Rt";
                ld1_v_post_2v_2d(vt_list2.2d at) "0 1 001100 1 1 0 11111 1010 11 Rn Rt";
            }
            "ld1" "LD1 (multiple structures)" BASE {
                ld1_vm_2v_8b(vt_list2.8b at) "0 0 001100 0 1 0 00000 1010 00 Rn Rt";
                ld1_v_postx_2v_8b(vt_list2.8b base postx) "0 0 001100 1 1 0 Rm 1010 00 Rn Rt";
                ld1_vm_2v_16b(vt_list2.16b at) "0 1 001100 0 1 0 00000 1010 00 Rn Rt";
                ld1_v_postx_2v_16b(vt_list2.16b base postx) "0 1 001100 1 1 0 Rm 1010 00 Rn Rt";
                ld1_vm_2v_4h(vt_list2.4h at) "0 0 001100 0 1 0 00000 1010 01 Rn Rt";
                ld1_v_postx_2v_4h(vt_list2.4h base postx) "0 0 001100 1 1 0 Rm 1010 01 Rn Rt";
                ld1_vm_2v_8h(vt_list2.8h at) "0 1 001100 0 1 0 00000 1010 01 Rn Rt";
                ld1_v_postx_2v_8h(vt_list2.8h base postx) "0 1 001100 1 1 0 Rm 1010 01 Rn Rt";
                ld1_vm_2v_2s(vt_list2.2s at) "0 0 001100 0 1 0 00000 1010 10 Rn Rt";
                ld1_v_postx_2v_2s(vt_list2.2s base postx) "0 0 001100 1 1 0 Rm 1010 10 Rn Rt";
                ld1_vm_2v_4s(vt_list2.4s at) "0 1 001100 0 1 0 00000 1010 10 Rn Rt";
                ld1_v_postx_2v_4s(vt_list2.4s base postx) "0 1 001100 1 1 0 Rm 1010 10 Rn Rt";
                ld1_vm_2v_1d(vt_list2.1d at) "0 0 001100 0 1 0 00000 1010 11 Rn Rt";
                ld1_v_postx_2v_1d(vt_list2.1d base postx) "0 0 001100 1 1 0 Rm 1010 11 Rn Rt";
                ld1_vm_2v_2d(vt_list2.2d at) "0 1 001100 0 1 0 00000 1010 11 Rn Rt";
                ld1_v_postx_2v_2d(vt_list2.2d base postx) "0 1 001100 1 1 0 Rm 1010 11 Rn Rt";
            }
            "ld1 *, #24" "LD1 (multiple structures)" BASE {
                ld1_v_post_3v_8b(vt_list3.8b at) "0 0 001100 1 1 0 11111 0110 00 Rn Rt";
                ld1_v_post_3v_4h(vt_list3.4h at) "0 0 001100 1 1 0 11111 0110 01 Rn Rt";
                ld1_v_post_3v_2s(vt_list3.2s at) "0 0 001100 1 1 0 11111 0110 10 Rn Rt";
                ld1_v_post_3v_1d(vt_list3.1d at) "0 0 001100 1 1 0 11111 0110 11 Rn Rt";
            }
            "ld1 *, #48" "LD1 (multiple structures)" BASE {
                ld1_v_post_3v_16b(vt_list3.16b at) "0 1 001100 1 1 0 11111 0110 00 Rn Rt";
                ld1_v_post_3v_8h(vt_list3.8h at) "0 1 001100 1 1 0 11111 0110 01 Rn Rt";
                ld1_v_post_3v_4s(vt_list3.4s at) "0 1 001100 1 1 0 11111 0110 10 Rn Rt";
                ld1_v_post_3v_2d(vt_list3.2d at) "0 1 001100 1 1 0 11111 0110 11 Rn Rt";
            }
            "ld1" "LD1 (multiple structures)" BASE {
                ld1_vm_3v_8b(vt_list3.8b at) "0 0 001100 0 1 0 00000 0110 00 Rn Rt";
                ld1_v_postx_3v_8b(vt_list3.8b base postx) "0 0 001100 1 1 0 Rm 0110 00 Rn Rt";
                ld1_vm_3v_16b(vt_list3.16b at) "0 1 001100 0 1 0 00000 0110 00 Rn Rt";
                ld1_v_postx_3v_16b(vt_list3.16b base postx) "0 1 001100 1 1 0 Rm 0110 00 Rn Rt";
                ld1_vm_3v_4h(vt_list3.4h at) "0 0 001100 0 1 0 00000 0110 01 Rn Rt";
                ld1_v_postx_3v_4h(vt_list3.4h base postx) "0 0 001100 1 1 0 Rm 0110 01 Rn Rt";
                ld1_vm_3v_8h(vt_list3.8h at) "0 1 001100 0 1 0 00000 0110 01 Rn Rt";
                ld1_v_postx_3v_8h(vt_list3.8h base postx) "0 1 001100 1 1 0 Rm 0110 01 Rn Rt";
                ld1_vm_3v_2s(vt_list3.2s at) "0 0 001100 0 1 0 00000 0110 10 Rn Rt";
                ld1_v_postx_3v_2s(vt_list3.2s base postx) "0 0 001100 1 1 0 Rm 0110 10 Rn Rt";
                ld1_vm_3v_4s(vt_list3.4s at) "0 1 001100 0 1 0 00000 0110 10 Rn Rt";
                ld1_v_postx_3v_4s(vt_list3.4s base postx) "0 1 001100 1 1 0 Rm 0110 10 Rn Rt";
                ld1_vm_3v_1d(vt_list3.1d at) "0 0 001100 0 1 0 00000 0110 11 Rn Rt";
                ld1_v_postx_3v_1d(vt_list3.1d base postx) "0 0 001100 1 1 0 Rm 0110 11 Rn Rt";
                ld1_vm_3v_2d(vt_list3.2d at) "0 1 001100 0 1 0 00000 0110 11 Rn Rt";
                ld1_v_postx_3v_2d(vt_list3.2d base postx) "0 1 001100 1 1 0 Rm 0110 11 Rn Rt";
            }
            "ld1 *, #32" "LD1 (multiple structures)" BASE {
                ld1_v_post_4v_8b(vt_list4.8b at) "0 0 001100 1 1 0 11111 0010 00 Rn Rt";
                ld1_v_post_4v_4h(vt_list4.4h at) "0 0 001100 1 1 0 11111 0010 01 Rn Rt";
                ld1_v_post_4v_2s(vt_list4.2s at) "0 0 001100 1 1 0 11111 0010 10 Rn Rt";
                ld1_v_post_4v_1d(vt_list4.1d at) "0 0 001100 1 1 0 11111 0010 11 Rn Rt";
            }
            "ld1 *, #64" "LD1 (multiple structures)" BASE {
                ld1_v_post_4v_16b(vt_list4.16b at) "0 1 001100 1 1 0 11111 0010 00 Rn Rt";
                ld1_v_post_4v_8h(vt_list4.8h at) "0 1 001100 1 1 0 11111 0010 01 Rn Rt";
                ld1_v_post_4v_4s(vt_list4.4s at) "0 1 001100 1 1 0 11111 0010 10 Rn Rt";
                ld1_v_post_4v_2d(vt_list4.2d at) "0 1 001100 1 1 0 11111 0010 11 Rn Rt";
            }
            "ld1" "LD1 (multiple structures)" BASE {
                ld1_vm_4v_8b(vt_list4.8b at) "0 0 001100 0 1 0 00000 0010 00 Rn Rt";
                ld1_v_postx_4v_8b(vt_list4.8b base postx) "0 0 001100 1 1 0 Rm 0010 00 Rn Rt";
                ld1_vm_4v_16b(vt_list4.16b at) "0 1 001100 0 1 0 00000 0010 00 Rn Rt";
                ld1_v_postx_4v_16b(vt_list4.16b base postx) "0 1 001100 1 1 0 Rm 0010 00 Rn Rt";
                ld1_vm_4v_4h(vt_list4.4h at) "0 0 001100 0 1 0 00000 0010 01 Rn Rt";
                ld1_v_postx_4v_4h(vt_list4.4h base postx) "0 0 001100 1 1 0 Rm 0010 01 Rn Rt";
                ld1_vm_4v_8h(vt_list4.8h at) "0 1 001100 0 1 0 00000 0010 01 Rn Rt";
                ld1_v_postx_4v_8h(vt_list4.8h base postx) "0 1 001100 1 1 0 Rm 0010 01 Rn Rt";
                ld1_vm_4v_2s(vt_list4.2s at) "0 0 001100 0 1 0 00000 0010 10 Rn Rt";
                ld1_v_postx_4v_2s(vt_list4.2s base postx) "0 0 001100 1 1 0 Rm 0010 10 Rn Rt";
                ld1_vm_4v_4s(vt_list4.4s at) "0 1 001100 0 1 0 00000 0010 10 Rn Rt";
                ld1_v_postx_4v_4s(vt_list4.4s base postx) "0 1 001100 1 1 0 Rm 0010 10 Rn Rt";
                ld1_vm_4v_1d(vt_list4.1d at) "0 0 001100 0 1 0 00000 0010 11 Rn Rt";
                ld1_v_postx_4v_1d(vt_list4.1d base postx) "0 0 001100 1 1 0 Rm 0010 11 Rn Rt";
                ld1_vm_4v_2d(vt_list4.2d at) "0 1 001100 0 1 0 00000 0010 11 Rn Rt";
                ld1_v_postx_4v_2d(vt_list4.2d base postx) "0 1 001100 1 1 0 Rm 0010 11 Rn Rt";
            }
            "ld2 *, #16" "LD2 (multiple structures)" BASE {
                ld2_v_post_8b(vt_list2.8b at) "0 0 001100 1 1 0 11111 1000 00 Rn Rt";
                ld2_v_post_4h(vt_list2.4h at) "0 0 001100 1 1 0 11111 1000 01 Rn Rt";
                ld2_v_post_2s(vt_list2.2s at) "0 0 001100 1 1 0 11111 1000 10 Rn Rt";
            }
            "ld2 *, #32" "LD2 (multiple structures)" BASE {
                ld2_v_post_16b(vt_list2.16b at) "0 1 001100 1 1 0 11111 1000 00 Rn Rt";
                ld2_v_post_8h(vt_list2.8h at) "0 1 001100 1 1 0 11111 1000 01 Rn Rt";
                ld2_v_post_4s(vt_list2.4s at) "0 1 001100 1 1 0 11111 1000 10 Rn Rt";
                ld2_v_post_2d(vt_list2.2d at) "0 1 001100 1 1 0 11111 1000 11 Rn Rt";
            }
            "ld2" "LD2 (multiple structures)" BASE {
                ld2_vm_8b(vt_list2.8b at) "0 0 001100 0 1 0 00000 1000 00 Rn Rt";
                ld2_v_postx_8b(vt_list2.8b base postx) "0 0 001100 1 1 0 Rm 1000 00 Rn Rt";
                ld2_vm_16b(vt_list2.16b at) "0 1 001100 0 1 0 00000 1000 00 Rn Rt";
                ld2_v_postx_16b(vt_list2.16b base postx) "0 1 001100 1 1 0 Rm 1000 00 Rn Rt";
                ld2_vm_4h(vt_list2.4h at) "0 0 001100 0 1 0 00000 1000 01 Rn Rt";
                ld2_v_postx_4h(vt_list2.4h base postx) "0 0 001100 1 1 0 Rm 1000 01 Rn Rt";
                ld2_vm_8h(vt_list2.8h at) "0 1 001100 0 1 0 00000 1000 01 Rn Rt";
                ld2_v_postx_8h(vt_list2.8h base postx) "0 1 001100 1 1 0 Rm 1000 01 Rn Rt";
                ld2_vm_2s(vt_list2.2s at) "0 0 001100 0 1 0 00000 1000 10 Rn Rt";
                ld2_v_postx_2s(vt_list2.2s base postx) "0 0 001100 1 1 0 Rm 1000 10 Rn Rt";
                ld2_vm_4s(vt_list2.4s at) "0 1 001100 0 1 0 00000 1000 10 Rn Rt";
                ld2_v_postx_4s(vt_list2.4s base postx) "0 1 001100 1 1 0 Rm 1000 10 Rn Rt";
                ld2_vm_2d(vt_list2.2d at) "0 1 001100 0 1 0 00000 1000 11 Rn Rt";
                ld2_v_postx_2d(vt_list2.2d base postx) "0 1 001100 1 1 0 Rm 1000 11 Rn Rt";
            }
            "ld3 *, #24" "LD3 (multiple structures)" BASE {
                ld3_v_post_8b(vt_list3.8b at) "0 0 001100 1 1 0 11111 0100 00 Rn Rt";
                ld3_v_post_4h(vt_list3.4h at) "0 0 001100 1 1 0 11111 0100 01 Rn Rt";
                ld3_v_post_2s(vt_list3.2s at) "0 0 001100 1 1 0 11111 0100 10 Rn Rt";
            }
            "ld3 *, #48" "LD3 (multiple structures)" BASE {
                ld3_v_post_16b(vt_list3.16b at) "0 1 001100 1 1 0 11111 0100 00 Rn Rt";
                ld3_v_post_8h(vt_list3.8h at) "0 1 001100 1 1 0 11111 0100 01 Rn Rt";
                ld3_v_post_4s(vt_list3.4s at) "0 1 001100 1 1 0 11111 0100 10 Rn Rt";
                ld3_v_post_2d(vt_list3.2d at) "0 1 001100 1 1 0 11111 0100 11 Rn Rt";
            }
            "ld3" "LD3 (multiple structures)" BASE {
                ld3_vm_8b(vt_list3.8b at) "0 0 001100 0 1 0 00000 0100 00 Rn Rt";
                ld3_v_postx_8b(vt_list3.8b base postx) "0 0 001100 1 1 0 Rm 0100 00 Rn Rt";
                ld3_vm_16b(vt_list3.16b at) "0 1 001100 0 1 0 00000 0100 00 Rn Rt";
                ld3_v_postx_16b(vt_list3.16b base postx) "0 1 001100 1 1 0 Rm 0100 00 Rn Rt";
                ld3_vm_4h(vt_list3.4h at) "0 0 001100 0 1 0 00000 0100 01 Rn Rt";
                ld3_v_postx_4h(vt_list3.4h base postx) "0 0 001100 1 1 0 Rm 0100 01 Rn Rt";
                ld3_vm_8h(vt_list3.8h at) "0 1 001100 0 1 0 00000 0100 01 Rn Rt";
                ld3_v_postx_8h(vt_list3.8h base postx) "0 1 001100 1 1 0 Rm 0100 01 Rn Rt";
                ld3_vm_2s(vt_list3.2s at) "0 0 001100 0 1 0 00000 0100 10 Rn Rt";
                ld3_v_postx_2s(vt_list3.2s base postx) "0 0 001100 1 1 0 Rm 0100 10 Rn Rt";
                ld3_vm_4s(vt_list3.4s at) "0 1 001100 0 1 0 00000 0100 10 Rn Rt";
                ld3_v_postx_4s(vt_list3.4s base postx) "0 1 001100 1 1 0 Rm 0100 10 Rn Rt";
                ld3_vm_2d(vt_list3.2d at) "0 1 001100 0 1 0 00000 0100 11 Rn Rt";
                ld3_v_postx_2d(vt_list3.2d base postx) "0 1 001100 1 1 0 Rm 0100 11 Rn Rt";
            }
            "ld4 *, #32" "LD4 (multiple structures)" BASE {
                ld4_v_post_8b(vt_list4.8b at) "0 0 001100 1 1 0 11111 0000 00 Rn Rt";
                ld4_v_post_4h(vt_list4.4h at) "0 0 001100 1 1 0 11111 0000 01 Rn Rt";
                ld4_v_post_2s(vt_list4.2s at) "0 0 001100 1 1 0 11111 0000 10 Rn Rt";
            }
            "ld4 *, #64" "LD4 (multiple structures)" BASE {
                ld4_v_post_16b(vt_list4.16b at) "0 1 001100 1 1 0 11111 0000 00 Rn Rt";
                ld4_v_post_8h(vt_list4.8h at) "0 1 001100 1 1 0 11111 0000 01 Rn Rt";
                ld4_v_post_4s(vt_list4.4s at) "0 1 001100 1 1 0 11111 0000 10 Rn Rt";
                ld4_v_post_2d(vt_list4.2d at) "0 1 001100 1 1 0 11111 0000 11 Rn Rt";
            }
            "ld4" "LD4 (multiple structures)" BASE {
                ld4_vm_8b(vt_list4.8b at) "0 0 001100 0 1 0 00000 0000 00 Rn Rt";
                ld4_v_postx_8b(vt_list4.8b base postx) "0 0 001100 1 1 0 Rm 0000 00 Rn Rt";
                ld4_vm_16b(vt_list4.16b at) "0 1 001100 0 1 0 00000 0000 00 Rn Rt";
                ld4_v_postx_16b(vt_list4.16b base postx) "0 1 001100 1 1 0 Rm 0000 00 Rn Rt";
                ld4_vm_4h(vt_list4.4h at) "0 0 001100 0 1 0 00000 0000 01 Rn Rt";
                ld4_v_postx_4h(vt_list4.4h base postx) "0 0 001100 1 1 0 Rm 0000 01 Rn Rt";
                ld4_vm_8h(vt_list4.8h at) "0 1 001100 0 1 0 00000 0000 01 Rn Rt";
                ld4_v_postx_8h(vt_list4.8h base postx) "0 1 001100 1 1 0 Rm 0000 01 Rn Rt";
                ld4_vm_2s(vt_list4.2s at) "0 0 001100 0 1 0 00000 0000 10 Rn Rt";
                ld4_v_postx_2s(vt_list4.2s base postx) "0 0 001100 1 1 0 Rm 0000 10 Rn Rt";
                ld4_vm_4s(vt_list4.4s at) "0 1 001100 0 1 0 00000 0000 10 Rn Rt";
                ld4_v_postx_4s(vt_list4.4s base postx) "0 1 001100 1 1 0 Rm 0000 10 Rn Rt";
                ld4_vm_2d(vt_list4.2d at) "0 1 001100 0 1 0 00000 0000 11 Rn Rt";
                ld4_v_postx_2d(vt_list4.2d base postx) "0 1 001100 1 1 0 Rm 0000 11 Rn Rt";
            }
            "ld1 *, #1" "LD1 (single structure)" BASE {
                ld1_l_post_b(vt_lane.b at) "0 Q:1 001101 1 1 0 11111 000 S:1 size:2 Rn Rt";
            }
            "ld1 *, #2" "LD1 (single structure)" BASE {
                ld1_l_post_h(vt_lane.h at) "0 Q:1 001101 1 1 0 11111 010 S:1 size:1 0 Rn Rt";
            }
            "ld1 *, #4" "LD1 (single structure)" BASE {
                ld1_l_post_s(vt_lane.s at) "0 Q:1 001101 1 1 0 11111 100 S:1 00 Rn Rt";
            }
            "ld1 *, #8" "LD1 (single structure)" BASE {
                ld1_l_post_d(vt_lane.d at) "0 Q:1 001101 1 1 0 11111 100 0 01 Rn Rt";
            }
            "ld1" "LD1 (single structure)" BASE {
                ld1_lm_b(vt_lane.b at) "0 Q:1 001101 0 1 0 00000 000 S:1 size:2 Rn Rt";
                ld1_lm_h(vt_lane.h at) "0 Q:1 001101 0 1 0 00000 010 S:1 size:1 0 Rn Rt";
                ld1_lm_s(vt_lane.s at) "0 Q:1 001101 0 1 0 00000 100 S:1 00 Rn Rt";
                ld1_lm_d(vt_lane.d at) "0 Q:1 001101 0 1 0 00000 100 0 01 Rn Rt";
            }
            "ld1r" "LD1R" BASE {
                ld1r_vm_8b(vt_list1.8b at) "0 0 001101 0 1 0 00000 110 0 00 Rn Rt";
                ld1r_vm_16b(vt_list1.16b at) "0 1 001101 0 1 0 00000 110 0 00 Rn Rt";
                ld1r_vm_4h(vt_list1.4h at) "0 0 001101 0 1 0 00000 110 0 01 Rn Rt";
                ld1r_vm_8h(vt_list1.8h at) "0 1 001101 0 1 0 00000 110 0 01 Rn Rt";
                ld1r_vm_2s(vt_list1.2s at) "0 0 001101 0 1 0 00000 110 0 10 Rn Rt";
                ld1r_vm_4s(vt_list1.4s at) "0 1 001101 0 1 0 00000 110 0 10 Rn Rt";
                ld1r_vm_1d(vt_list1.1d at) "0 0 001101 0 1 0 00000 110 0 11 Rn Rt";
                ld1r_vm_2d(vt_list1.2d at) "0 1 001101 0 1 0 00000 110 0 11 Rn Rt";
            }
        }
    };
}
