//! Guarded pages: where processor and kernel can, an indirect branch that arrives anywhere but at a
//! landing pad is a fault.
#![cfg(target_os = "linux")]

mod support;

use exec_mem::{Arena, Code, Strategy};
use support::{LANDING_PAD, forked, in_child, returning};

/// Whether there is the like, as the kernel tells it: `HWCAP2_BTI`.
fn is_there() -> bool {
    // SAFETY: getauxval takes no pointers.
    cfg!(target_arch = "aarch64") && unsafe { libc::getauxval(libc::AT_HWCAP2) } & 1 << 17 != 0
}

/// A landing pad, and what returns 7.
fn publish(arena: &Arena) -> Code {
    let bytes = [&LANDING_PAD[..], &returning(7)].concat();
    let mut draft = arena.draft(bytes.len()).unwrap();
    draft.append(&bytes).unwrap();
    draft.publish().unwrap()
}

/// Calls code behind its landing pad.
fn call_behind(code: &Code) -> u32 {
    let address = std::ptr::with_exposed_provenance::<()>(code.base() + LANDING_PAD.len());
    // SAFETY: a function without parameters that returns a number starts there, too.
    let function = unsafe { std::mem::transmute::<*const (), extern "C" fn() -> u32>(address) };
    function()
}

#[test]
fn an_indirect_branch_arrives_at_a_landing_pad_or_faults() {
    println!("landing pads, by HWCAP2_BTI: {}", is_there());
    in_child("an_indirect_branch_arrives_at_a_landing_pad_or_faults", || {
        for strategy in Strategy::ALL {
            let arena = Arena::builder().strategy(strategy).landing_pads(true).build().unwrap();
            assert_eq!(arena.report().landing_pads, is_there());
            let code = publish(&arena);
            assert_eq!(support::call(&code), 7);
            assert_eq!(forked(|| assert_eq!(call_behind(&code), 7)), !is_there(), "under {strategy}");
        }
    });
}

#[test]
fn without_the_promise_a_branch_arrives_anywhere() {
    for strategy in Strategy::ALL {
        let arena = Arena::builder().strategy(strategy).build().unwrap();
        assert!(!arena.report().landing_pads);
        assert_eq!(call_behind(&publish(&arena)), 7, "under {strategy}");
    }
}
