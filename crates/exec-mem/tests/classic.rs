//! The classic verbs: whole pages, zeroed, writable or executable.

mod support;

use exec_mem::{Error, audit, classic};
use support::returning;

fn permissions(address: usize) -> String {
    let maps = audit::mappings().unwrap();
    let map = maps.iter().find(|m| (m.start..m.end).contains(&address)).expect("a mapping");
    map.to_string().split(' ').nth(1).unwrap().to_owned()
}

#[test]
fn memory_is_whole_zeroed_pages() {
    let page = classic::page_size();
    assert!([4 << 10, 16 << 10, 64 << 10].contains(&page));
    for (asked, got) in [(1, page), (page, page), (page + 1, 2 * page), (1 << 20, 1 << 20)] {
        let memory = classic::allocate(asked).unwrap();
        assert_eq!((memory.len(), memory.as_ptr() as usize % page), (got, 0));
        assert!(memory.iter().all(|&byte| byte == 0));
    }
}

#[test]
fn a_page_goes_back_and_forth() {
    let mut memory = classic::allocate(100).unwrap();
    let base = memory.as_ptr() as usize;
    for n in 0..100 {
        memory[..returning(0).len()].copy_from_slice(&returning(n));
        assert_eq!(permissions(base), "rw-");
        let code = classic::make_executable(memory).map_err(|(_, error)| error).unwrap();
        assert_eq!((permissions(base), code.base()), ("r-x".to_owned(), base));
        assert_eq!(code[..returning(0).len()], returning(n));
        // SAFETY: the memory begins with such a function.
        assert_eq!(unsafe { code.entry::<extern "C" fn() -> u32>() }.call(), n);
        memory = classic::make_writable(code).map_err(|(_, error)| error).unwrap();
    }
    classic::free(memory);
}

#[test]
fn impossible_lengths_are_errors() {
    assert!(matches!(classic::allocate(0), Err(Error::BadLength { requested: 0, .. })));
    assert!(matches!(classic::allocate(usize::MAX), Err(Error::BadLength { .. })));
    let refused = classic::allocate(isize::MAX as usize).unwrap_err();
    assert_eq!(refused.errno(), Some(libc::ENOMEM));
    assert!(refused.to_string().contains("mmap failed"), "{refused}");
}

#[test]
fn memory_moves_between_threads() {
    let mut memory = classic::allocate(1).unwrap();
    memory[..returning(0).len()].copy_from_slice(&returning(9));
    let code = std::thread::spawn(|| classic::make_executable(memory).unwrap()).join().unwrap();
    std::thread::scope(|scope| {
        // SAFETY: the memory begins with such a function.
        scope.spawn(|| assert_eq!(unsafe { code.entry::<extern "C" fn() -> u32>() }.call(), 9));
    });
    classic::free(code);
}
