//! The allocator against a model: a map of which unit is taken.

use super::*;

/// A deterministic sequence (xorshift64*).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u32) -> u32 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        ((self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % u64::from(bound)) as u32
    }
}

/// Checks every invariant of the structure.
fn verify(space: &Space, chunks: &[(u32, u32)], held: &[BlockId]) {
    let free: u64 = held.iter().map(|&id| u64::from(space.block(id).len)).sum();
    let total: u64 = chunks.iter().map(|&(_, len)| u64::from(len)).sum();
    assert_eq!(space.free_units(), total - free);
    let mut listed = 0;
    for (row, heads) in space.heads.iter().enumerate() {
        assert_eq!(space.coarse >> row & 1 == 1, space.fine[row] != 0);
        for (column, &head) in heads.iter().enumerate() {
            assert_eq!(space.fine[row] >> column & 1 == 1, head != NIL);
            let (mut id, mut previous) = (head, NIL);
            while id != NIL {
                let node = space.nodes[id as usize];
                assert!(!node.used);
                assert_eq!(class(node.len), (row, column));
                assert_eq!(node.prev_free, previous);
                let after = node.after;
                assert!(after == NIL || space.nodes[after as usize].used, "two free neighbours");
                assert!(after == NIL || space.nodes[after as usize].before == id);
                listed += u64::from(node.len);
                (previous, id) = (id, node.next_free);
            }
        }
    }
    assert_eq!(listed, space.free_units());
}

#[test]
fn random_blocks_never_overlap_and_always_merge() {
    for seed in 1..=20 {
        let mut random = Random(seed);
        let chunks = [(1, 1000), (1004, 500), (1600, 4096)];
        let mut space = Space::new();
        for (index, &(start, len)) in chunks.iter().enumerate() {
            space.add(index as u32, start, len).unwrap();
        }
        let mut taken = vec![false; 6000];
        let mut held: Vec<BlockId> = Vec::new();
        for step in 0..2000 {
            if random.below(5) < 3 {
                let longest = if random.below(4) == 0 { 300 } else { 30 };
                let len = 1 + random.below(longest);
                let align = 1 << random.below(5);
                if let Some(id) = space.allocate(len, align).unwrap() {
                    let block = space.block(id);
                    assert_eq!((block.len, block.start % align), (len, 0));
                    let (start, chunk_len) = chunks[block.chunk as usize];
                    assert!(block.start >= start && block.start + len <= start + chunk_len);
                    for unit in &mut taken[block.start as usize..][..len as usize] {
                        assert!(!std::mem::replace(unit, true));
                    }
                    held.push(id);
                }
            } else if !held.is_empty() {
                let index = random.below(held.len() as u32) as usize;
                let mut block = space.block(held[index]);
                if block.len > 1 && random.below(3) == 0 {
                    let kept = 1 + random.below(block.len - 1);
                    space.trim(held[index], kept);
                    block.start += kept;
                    block.len -= kept;
                } else {
                    space.free(held.swap_remove(index));
                }
                taken[block.start as usize..][..block.len as usize].fill(false);
            }
            if step % 50 == 0 {
                verify(&space, &chunks, &held);
            }
        }
        held.drain(..).for_each(|id| space.free(id));
        verify(&space, &chunks, &[]);
        // Everything has merged: the whole of each chunk can be had again.
        for len in [4096, 1000, 500] {
            assert!(space.allocate(len, 1).unwrap().is_some());
        }
        assert_eq!(space.free_units(), 0);
        assert_eq!(space.allocate(1, 1).unwrap(), None);
    }
}

#[test]
fn classes_are_ordered_and_a_fitting_class_fits() {
    let mut last = class(1);
    for len in 2..100_000 {
        let here = class(len);
        assert!(here >= last);
        assert_eq!(same_class(len - 1, len), here == last);
        assert!(same_class(len, len) && !same_class(len, len * 2));
        let (row, column) = fitting_class(len).unwrap();
        assert!((row, column) >= here);
        last = here;
        if (row, column) != here {
            // The class below would not do for every block in it.
            assert!(class(len - 1) == here);
        }
    }
    assert_eq!(class(u32::MAX), (COARSE - 1, FINE as usize - 1));
    assert_eq!(fitting_class(u32::MAX), None);
}

#[test]
fn an_exact_fit_is_found_where_the_class_is_coarse() {
    let mut space = Space::new();
    space.add(0, 0, 1001).unwrap();
    assert_ne!(fitting_class(1001), Some(class(1001)));
    assert!(space.allocate(1001, 1).unwrap().is_some());
}

#[test]
fn impossible_wishes_are_none() {
    let mut space = Space::new();
    space.add(0, 3, 100).unwrap();
    assert_eq!(space.allocate(101, 1).unwrap(), None);
    assert_eq!(space.allocate(u32::MAX, 1 << 20).unwrap(), None);
    assert_eq!(space.allocate(98, 8).unwrap(), None);
    let aligned = space.allocate(95, 8).unwrap().unwrap();
    assert_eq!(space.block(aligned).start, 8);
}

#[test]
fn random_sizes_waste_little_to_fragmentation() {
    // Functions of 200 to 400 bytes in granules of 16, half of them replaced again and again.
    let mut random = Random(7);
    let mut space = Space::new();
    space.add(0, 0, 65_536).unwrap();
    let mut held = Vec::new();
    let mut refused = 0;
    while refused == 0 {
        match space.allocate((200 + random.below(201)).div_ceil(16), 1).unwrap() {
            Some(id) => held.push(id),
            None => refused += 1,
        }
    }
    for _ in 0..20_000 {
        let index = random.below(held.len() as u32) as usize;
        space.free(held.swap_remove(index));
        while let Some(id) = space.allocate((200 + random.below(201)).div_ceil(16), 1).unwrap() {
            held.push(id);
        }
    }
    assert!(space.free_units() < 65_536 / 10, "{} units are splinters", space.free_units());
}
