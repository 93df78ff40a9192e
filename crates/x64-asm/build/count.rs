//! Numbers by name, and places by opcode.
//!
//! Whoever uses the crate builds this script first, without optimization. The maps and the sorting
//! of the standard library would be a third of the time that takes.

/// A number for each name; 0 until it is set.
pub struct Numbers {
    buckets: Vec<Vec<(String, usize)>>,
}

impl Numbers {
    pub fn new() -> Numbers {
        Numbers { buckets: vec![Vec::new(); 4096] }
    }

    pub fn of(&mut self, name: &str) -> &mut usize {
        let mut hash = 0;
        for byte in name.bytes() {
            hash = (hash * 31 + byte as usize) % 4093;
        }
        let bucket = &mut self.buckets[hash];
        let at = bucket.iter().position(|(other, _)| other == name).unwrap_or(bucket.len());
        if at == bucket.len() {
            bucket.push((name.to_string(), 0));
        }
        &mut bucket[at].1
    }
}

/// For each opcode of 16 bits, with its map and space, the rows and encodings that have it.
pub struct ByOpcode {
    buckets: Vec<Vec<(usize, usize)>>,
}

impl ByOpcode {
    pub fn new() -> ByOpcode {
        ByOpcode { buckets: vec![Vec::new(); 1 << 16] }
    }

    pub fn push(&mut self, opcode: u64, row: usize, encoding: usize) {
        self.buckets[opcode as usize].push((row, encoding));
    }

    /// As entries of an array, in the order of the opcodes.
    pub fn write(&self, out: &mut String) {
        for (opcode, places) in self.buckets.iter().enumerate() {
            for (row, encoding) in places {
                out.push_str(&format!("({opcode:#x}, {row}, {encoding}),\n"));
            }
        }
    }
}
