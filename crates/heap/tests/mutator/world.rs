//! A heap and its model, changed in step.
//!
//! The same roots exist on both sides: a third are handles, a third a strong root table, a third
//! the value stack.

use std::ops::Range;

use std::collections::HashMap;

use heap::{Bits, Handle, Heap, HeapConfig, HeapError, RootTable, ShapeId, Value, View, equal, kind, raw};

use crate::model::{Id, Key, Model, NIL, Node, Val};

const THIRD: usize = 16;
const ROOTS: usize = 3 * THIRD;
/// Live strings and arrays stay this short, so that a run is about many objects.
const MAX_LEN: usize = 3_000;
/// With more objects than this, most roots are cleared.
const MANY_OBJECTS: usize = 5_000;
const FIELDS: usize = 3;
const GLOBALS: usize = 4;

pub struct World {
    heap: Heap,
    model: Model,
    handles: Vec<Handle>,
    table: RootTable,
    stack: Box<[Bits]>,
    /// What `set_stack` was told; boxed because its address counts.
    _top: Box<*const Bits>,
    roots: Vec<Val>,
    shape: ShapeId,
    modules: HashMap<u64, RootTable>,
    next_record: u64,
    random: u64,
    /// Whether collections are mostly left to the heap.
    undisturbed: bool,
    summary: Summary,
}

/// What a run met.
#[derive(Debug, Default)]
pub struct Summary {
    pub collections: u64,
    /// Those that ended marking.
    pub majors: u64,
    /// Collections of everything that the run asked for.
    pub forced: u64,
    /// Operations that found no memory.
    pub refused: usize,
    pub most_objects: usize,
    /// Most large objects seen at once.
    pub most_large: usize,
}

type Step = Result<(), String>;

impl World {
    pub fn new(config: HeapConfig, seed: u64) -> World {
        let undisturbed = config.young_bytes <= 8192;
        let mut heap = Heap::new(config).unwrap();
        let handles = (0..THIRD).map(|_| heap.plain(Bits::NIL).unwrap()).collect();
        let table = heap.new_root_table(THIRD, Bits::NIL, true).unwrap();
        let stack = vec![Bits::NIL; THIRD].into_boxed_slice();
        let top = Box::new(stack.as_ptr_range().end);
        // SAFETY: both boxes live as long as the heap, and the stack holds only what the heap made.
        unsafe { heap.set_stack(stack.as_ptr(), &raw const *top) };
        let shape = heap.intern_shape(b"P", &[b"x", b"y", b"z"]).unwrap();
        World {
            heap,
            model: Model::default(),
            handles,
            table,
            stack,
            _top: top,
            roots: vec![NIL; ROOTS],
            shape,
            modules: HashMap::new(),
            next_record: 1,
            random: seed,
            undisturbed,
            summary: Summary::default(),
        }
    }

    /// One random operation on both sides.
    pub fn step(&mut self) -> Step {
        match self.below(100) {
            0..10 => self.new_string(),
            10..25 => self.concat(),
            25..28 => self.substring(),
            28..30 => self.push_parts(),
            30..34 => self.new_array(),
            34..46 => self.push(),
            46..50 => self.set_element(),
            50..53 => self.pop(),
            53..56 => self.new_map(),
            56..70 => self.set_entry(),
            70..73 => self.keys(),
            73..76 => self.new_cell(),
            76..79 => self.new_instance(),
            79..83 => self.set_slot(),
            83..86 => self.new_function(),
            86..88 => self.new_module(),
            88..90 => self.new_resource(),
            90..93 => self.copy_root(),
            93 => self.clear_root(),
            94..99 => self.compare_two(),
            _ => match self.below(100) {
                0..3 => self.collect(),
                3..12 if !self.undisturbed => self.collect(),
                // In the middle of whatever the collector is doing.
                12..25 => self.heap.verify().map(|_| ()),
                25..35 => self.compare_graphs().map(|_| ()),
                42..52 if !self.undisturbed => self.collect_young(),
                40..42 => (0..ROOTS / 2).try_for_each(|_| self.clear_root()),
                _ => Ok(()),
            },
        }
    }

    /// Ends a run: with the roots gone, nothing is left but strings that are made once.
    pub fn finish(mut self) -> Result<Summary, String> {
        self.collect()?;
        for root in 0..ROOTS {
            self.put(root, Bits::NIL, NIL);
        }
        self.collect()?;
        let census = self.heap.verify()?;
        let is_shared = census.small_objects <= 257 && census.small_bytes == 32 * census.small_objects;
        if !is_shared || census.large_objects > 0 || !self.modules.is_empty() {
            return Err(format!("left over: {census:?}, {} modules", self.modules.len()));
        }
        let stats = self.heap.stats();
        Ok(Summary { collections: stats.collections, majors: stats.major_collections, ..self.summary })
    }

    fn next(&mut self) -> u64 {
        self.random = self.random.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut word = self.random;
        word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        word ^ (word >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    fn plain(&mut self) -> Bits {
        match self.below(8) {
            0 => Bits::NIL,
            1 => Bits::bool(self.next() & 1 == 1),
            2 => Bits::float(f64::from(self.next() as i32) / 8.0),
            _ => Bits::int((self.next() % 50) as i32),
        }
    }

    fn slot(&self, root: usize) -> *mut Bits {
        match (root / THIRD, root % THIRD) {
            (0, place) => self.heap.slot(self.handles[place]).cast_mut(),
            (1, place) => self.table.as_ptr().wrapping_add(place),
            (_, place) => self.stack.as_ptr().wrapping_add(place).cast_mut(),
        }
    }

    fn bits(&self, root: usize) -> Bits {
        // SAFETY: a slot of a root.
        unsafe { *self.slot(root) }
    }

    fn put(&mut self, root: usize, bits: Bits, val: Val) {
        // SAFETY: a slot of a root.
        unsafe { *self.slot(root) = bits };
        self.roots[root] = val;
    }

    fn root(&mut self) -> usize {
        self.below(ROOTS)
    }

    /// A root for a new object. Containers are mostly spared, so that graphs grow.
    fn root_to_replace(&mut self) -> usize {
        for _ in 0..4 {
            let root = self.root();
            if !matches!(self.model.node(self.roots[root]), Some(Node::Array(_) | Node::Map(_) | Node::Instance(_))) {
                return root;
            }
        }
        self.root()
    }

    /// A root whose model node `test` likes; any root if a few tries find none.
    fn root_with(&mut self, test: impl Fn(&Node) -> bool) -> usize {
        for _ in 0..12 {
            let root = self.root();
            if self.model.node(self.roots[root]).is_some_and(&test) {
                return root;
            }
        }
        self.root()
    }

    /// Puts a new object into a random root, or notes that there was no memory.
    fn made(&mut self, result: Result<Bits, HeapError>, node: impl FnOnce(&mut Model) -> Node) -> Step {
        match result {
            Ok(bits) => {
                let node = node(&mut self.model);
                let val = self.model.add(node);
                let root = self.root_to_replace();
                self.put(root, bits, val);
                Ok(())
            }
            Err(error) => self.refused(error),
        }
    }

    fn refused(&mut self, error: HeapError) -> Step {
        if error != HeapError::OutOfMemory || self.heap.config().limit_bytes > 1 << 20 {
            return Err(format!("refused: {error}"));
        }
        self.summary.refused += 1;
        // Let go of some, as a program that ends would.
        for _ in 0..6 {
            self.clear_root()?;
        }
        self.heap.verify().map(|_| ())
    }

    fn new_string(&mut self) -> Step {
        let len = if self.below(30) == 0 { self.below(MAX_LEN) } else { self.below(40) };
        let bytes: Vec<u8> = (0..len).map(|_| b'a' + self.below(3) as u8).collect();
        let made = self.heap.alloc_string(&bytes);
        self.made(made, |_| Node::String(bytes))
    }

    fn concat(&mut self) -> Step {
        let left = self.root_with(|node| matches!(node, Node::String(_)));
        let right = self.root();
        let is_string = |root: usize| self.model.string(self.roots[root]).is_some();
        if !is_string(left) && !is_string(right) {
            // SAFETY: slots of roots.
            let result = unsafe { self.heap.concat_at(self.slot(left), self.slot(right)) };
            return if result == Ok(Bits::NIL) { Ok(()) } else { Err(format!("neither is a string, but {result:?}")) };
        }
        let text = [self.model.text(self.roots[left]), self.model.text(self.roots[right])].concat();
        if text.len() > MAX_LEN {
            return self.clear(left);
        }
        // SAFETY: slots of roots.
        let made = unsafe { self.heap.concat_at(self.slot(left), self.slot(right)) };
        self.made(made, |_| Node::String(text))
    }

    fn substring(&mut self) -> Step {
        let root = self.root_with(|node| matches!(node, Node::String(_)));
        let (start, end) = (self.below(50), self.below(200));
        let Some(bytes) = self.model.string(self.roots[root]) else { return Ok(()) };
        let end_cut = end.min(bytes.len());
        let expected = bytes[start.min(end_cut)..end_cut].to_vec();
        // SAFETY: a slot of a root.
        let made = unsafe { self.heap.substring_at(self.slot(root), start, end) };
        self.made(made, |_| Node::String(expected))
    }

    /// Cuts a string into parts, of which some may be made before the memory runs out.
    fn push_parts(&mut self) -> Step {
        let string = self.root_with(|node| matches!(node, Node::String(_)));
        let array = self.root_with(|node| matches!(node, Node::Array(_)));
        let Some(bytes) = self.model.string(self.roots[string]).map(<[u8]>::to_vec) else { return Ok(()) };
        if !matches!(self.model.node(self.roots[array]), Some(Node::Array(items)) if items.len() <= MAX_LEN) {
            return Ok(());
        }
        let count = self.below(9);
        let parts: Vec<Range<usize>> = (0..count).map(|_| self.part(bytes.len())).collect();
        let mark = self.heap.handle_mark();
        let (array_bits, string_bits) = (self.bits(array), self.bits(string));
        // SAFETY: the word of a root.
        let array_handle = unsafe { self.heap.root(array_bits) }.map_err(|error| error.to_string())?;
        // SAFETY: the word of a root.
        let string_handle = unsafe { self.heap.root(string_bits) }.map_err(|error| error.to_string())?;
        let made = self.heap.array_push_parts(array_handle, string_handle, &parts);
        let length = self.heap.get(array_handle).as_array().map_or(0, <[_]>::len);
        self.heap.release_handles(mark);
        let known = match self.model.node(self.roots[array]) {
            Some(Node::Array(items)) => items.len(),
            _ => 0,
        };
        if made.is_ok() && length != known + count {
            return Err(format!("{count} parts behind {known} elements make {length}"));
        }
        for part in &parts[..length - known] {
            let end = part.end.min(bytes.len());
            let val = self.model.add(Node::String(bytes[part.start.min(end)..end].to_vec()));
            if let Some(Node::Array(items)) = self.model.node_mut(self.roots[array]) {
                items.push(val);
            }
        }
        made.or_else(|error| self.refused(error))
    }

    /// A part of a text, mostly a short one, sometimes beyond its end.
    fn part(&mut self, len: usize) -> Range<usize> {
        let start = self.below(len + 3);
        let most = if self.below(6) == 0 { 400 } else { 20 };
        start..start + self.below(most)
    }

    fn new_array(&mut self) -> Step {
        if self.below(2) == 0 {
            let capacity = self.below(20);
            let made = self.heap.alloc_array(capacity);
            return self.made(made, |_| Node::Array(Vec::new()));
        }
        let count = self.below(THIRD);
        let items = self.roots[2 * THIRD..][..count].to_vec();
        // SAFETY: the stack has that many words.
        let made = unsafe { self.heap.alloc_array_from_at(self.stack.as_ptr(), count) };
        self.made(made, |_| Node::Array(items))
    }

    fn push(&mut self) -> Step {
        let (array, value) = (self.root_with(|node| matches!(node, Node::Array(_))), self.root());
        let val = self.roots[value];
        if matches!(self.model.node(self.roots[array]), Some(Node::Array(items)) if items.len() > MAX_LEN) {
            return self.clear(array);
        }
        // SAFETY: slots of roots.
        match unsafe { self.heap.array_push_at(self.slot(array), self.slot(value)) } {
            Ok(()) => {
                if let Some(Node::Array(items)) = self.model.node_mut(self.roots[array]) {
                    items.push(val);
                }
                Ok(())
            }
            Err(error) => self.refused(error),
        }
    }

    fn set_element(&mut self) -> Step {
        let (array, value) = (self.root_with(|node| matches!(node, Node::Array(_))), self.root());
        let reach = if self.below(40) == 0 { MAX_LEN } else { 40 };
        let index = self.below(reach) as i32 - 3;
        let val = self.roots[value];
        // SAFETY: slots of roots.
        if let Err(error) = unsafe { self.heap.array_set_at(self.slot(array), index, self.slot(value)) } {
            return self.refused(error);
        }
        if let (Some(Node::Array(items)), 0..) = (self.model.node_mut(self.roots[array]), index) {
            if items.len() <= index as usize {
                items.resize(index as usize + 1, NIL);
            }
            items[index as usize] = val;
        }
        Ok(())
    }

    fn pop(&mut self) -> Step {
        let array = self.root_with(|node| matches!(node, Node::Array(_)));
        let Some(Node::Array(items)) = self.model.node_mut(self.roots[array]) else { return Ok(()) };
        let val = items.pop().unwrap_or(NIL);
        // SAFETY: an array.
        let bits = unsafe { raw::array_pop(self.bits(array)) };
        let root = self.root_to_replace();
        self.put(root, bits, val);
        Ok(())
    }

    fn new_map(&mut self) -> Step {
        let made = self.heap.alloc_map();
        self.made(made, |_| Node::Map(Vec::new()))
    }

    fn set_entry(&mut self) -> Step {
        let (map, value) = (self.root_with(|node| matches!(node, Node::Map(_))), self.root());
        let key_root = if self.below(2) == 0 {
            self.root_with(|node| matches!(node, Node::String(_)))
        } else {
            let root = self.root();
            let bits = self.plain();
            self.put(root, bits, Val::Plain(bits));
            root
        };
        let (key, val) = (self.model.key(self.roots[key_root]), self.roots[value]);
        // SAFETY: slots of roots.
        if let Err(error) = unsafe { self.heap.map_set_at(self.slot(map), self.slot(key_root), self.slot(value)) } {
            return self.refused(error);
        }
        if let (Some(Node::Map(entries)), Some(key)) = (self.model.node_mut(self.roots[map]), key) {
            match entries.iter_mut().find(|(known, _)| *known == key) {
                Some(entry) => entry.1 = val,
                None => entries.push((key, val)),
            }
        }
        Ok(())
    }

    fn keys(&mut self) -> Step {
        let map = self.root_with(|node| matches!(node, Node::Map(_)));
        let Some(Node::Map(entries)) = self.model.node(self.roots[map]) else { return Ok(()) };
        let expected = Model::ordered_keys(entries);
        // SAFETY: a slot of a root.
        let made = unsafe { self.heap.map_keys_at(self.slot(map)) };
        self.made(made, |model| {
            let mut val = |key| match key {
                Key::Int(int) => Val::Plain(Bits::int(int)),
                Key::String(bytes) => model.add(Node::String(bytes)),
            };
            Node::Array(expected.into_iter().map(&mut val).collect())
        })
    }

    fn new_cell(&mut self) -> Step {
        let value = self.root();
        let val = self.roots[value];
        // SAFETY: a slot of a root.
        let made = unsafe { self.heap.alloc_cell_at(self.slot(value)) };
        self.made(made, |_| Node::Cell(val))
    }

    fn new_instance(&mut self) -> Step {
        let first = self.below(THIRD - FIELDS);
        let fields = self.roots[2 * THIRD + first..][..FIELDS].to_vec();
        // SAFETY: the stack has that many words.
        let made = unsafe { self.heap.alloc_instance_at(self.shape, &raw const self.stack[first]) };
        self.made(made, |_| Node::Instance(fields))
    }

    /// Overwrites a slot of a fixed-size object.
    fn set_slot(&mut self) -> Step {
        let target = self.root_with(|node| {
            matches!(
                node,
                Node::Cell(_) | Node::Instance(_) | Node::Module { .. } | Node::Function { .. } | Node::Resource(..)
            )
        });
        let value = self.root();
        let (bits, new, val, place) = (self.bits(target), self.bits(value), self.roots[value], self.below(FIELDS));
        let val_is_cell = matches!(self.model.node(val), Some(Node::Cell(_)));
        match self.model.node_mut(self.roots[target]) {
            Some(Node::Cell(old)) => {
                *old = val;
                // SAFETY: a cell.
                unsafe { raw::cell_set(bits, new) };
            }
            Some(Node::Instance(fields)) => {
                fields[place] = val;
                // SAFETY: an instance with that field.
                unsafe { raw::set_field(bits, place, new) };
            }
            Some(Node::Module { globals, .. }) => {
                globals[place] = val;
                // SAFETY: a module.
                let first = unsafe { raw::module_globals(bits) };
                // SAFETY: the module has that global.
                unsafe { first.wrapping_add(place).write(new) };
            }
            Some(Node::Function { upvalues, .. }) if val_is_cell && place < upvalues.len() => {
                upvalues[place] = val;
                // SAFETY: a function with that upvalue.
                unsafe { raw::set_upvalue(bits, place, new) };
            }
            Some(Node::Resource(_, payload)) if place < 2 => {
                payload[place] = val;
                // SAFETY: a resource.
                unsafe { raw::set_resource_payload(bits, place, new) };
            }
            _ => {}
        }
        Ok(())
    }

    fn new_function(&mut self) -> Step {
        let module = self.root_with(|node| matches!(node, Node::Module { .. }));
        if !matches!(self.model.node(self.roots[module]), Some(Node::Module { .. })) {
            return Ok(());
        }
        let (count, record, module_val) = (self.below(4), self.next(), self.roots[module]);
        // SAFETY: a slot of a root that holds a module.
        let made = unsafe { self.heap.alloc_function_at(record, self.slot(module), count) };
        self.made(made, |_| Node::Function { record, module: module_val, upvalues: vec![NIL; count] })
    }

    fn new_module(&mut self) -> Step {
        let record = self.next_record;
        self.next_record += 1;
        let table = self.heap.new_root_table(GLOBALS, Bits::NIL, false).map_err(|error| error.to_string())?;
        // SAFETY: the slot of a handle.
        let made = unsafe { self.heap.alloc_module_at(self.heap.slot(Handle::NIL), record, table) };
        match made {
            Ok(_) => drop(self.modules.insert(record, table)),
            Err(_) => self.heap.free_root_table(table),
        }
        self.made(made, |_| Node::Module { record, globals: vec![NIL; GLOBALS] })
    }

    fn new_resource(&mut self) -> Step {
        let first = self.below(THIRD - 2);
        let payload = [self.roots[2 * THIRD + first], self.roots[2 * THIRD + first + 1]];
        let tag = self.next() as u32;
        // SAFETY: the stack has two words there.
        let made = unsafe { self.heap.alloc_resource_at(tag, (&raw const self.stack[first]).cast()) };
        self.made(made, |_| Node::Resource(tag, payload))
    }

    fn copy_root(&mut self) -> Step {
        let (from, to) = (self.root(), self.root());
        self.put(to, self.bits(from), self.roots[from]);
        Ok(())
    }

    fn clear_root(&mut self) -> Step {
        let root = self.root();
        self.clear(root)
    }

    fn clear(&mut self, root: usize) -> Step {
        let bits = self.plain();
        self.put(root, bits, Val::Plain(bits));
        Ok(())
    }

    fn compare_two(&mut self) -> Step {
        let (left, right) = (self.root(), self.root());
        // SAFETY: words of roots.
        let found = unsafe { raw::equal(self.bits(left), self.bits(right)) };
        let expected = self.model.equal(self.roots[left], self.roots[right]);
        if found == expected { Ok(()) } else { Err(format!("{left} == {right} is {found}")) }
    }

    /// Collects both sides, walks the heap, compares the graphs and the modules that died.
    /// From now on everything is old.
    fn collect_young(&mut self) -> Step {
        // Without room for more the heap says so, and is whole.
        let _ = self.heap.collect_young();
        self.heap.verify().map(|_| ())
    }

    fn collect(&mut self) -> Step {
        self.heap.collect().map_err(|error| error.to_string())?;
        self.summary.forced += 1;
        let census = self.heap.verify()?;
        self.summary.most_objects = self.summary.most_objects.max(census.small_objects);
        self.summary.most_large = self.summary.most_large.max(census.large_objects);
        self.model.collect(&self.roots);
        let live = self.compare_graphs()?;
        for record in self.heap.take_dead_modules() {
            let table = self.modules.remove(&record).ok_or_else(|| format!("module {record} died twice"))?;
            if (0..GLOBALS).any(|place| self.heap.table_get(table, place).bits().is_heap()) {
                return Err(format!("globals of dead module {record} still hold objects"));
            }
            self.heap.free_root_table(table);
        }
        let mut expected: Vec<u64> = self.modules.keys().copied().collect();
        expected.sort_unstable();
        if expected != live {
            return Err(format!("modules {expected:?} in the heap, {live:?} in the model"));
        }
        if census.small_objects > MANY_OBJECTS {
            return (0..2 * ROOTS).try_for_each(|_| self.clear_root());
        }
        Ok(())
    }

    /// Walks both graphs from the roots at once; gives the records of the modules met.
    fn compare_graphs(&self) -> Result<Vec<u64>, String> {
        let mut seen: HashMap<Id, Bits> = HashMap::new();
        let mut owners: HashMap<u64, Id> = HashMap::new();
        let mut modules = Vec::new();
        let mut pending: Vec<(Val, Bits)> = (0..ROOTS).map(|root| (self.roots[root], self.bits(root))).collect();
        while let Some((val, bits)) = pending.pop() {
            let Val::Ref(id) = val else {
                if val != Val::Plain(bits) {
                    return Err(format!("{bits:?} where {val:?} should be"));
                }
                continue;
            };
            let node = self.model.node(val).expect("a live node");
            let is_string = matches!(node, Node::String(_));
            match seen.insert(id, bits) {
                Some(before) if is_string || before == bits => continue,
                Some(before) => return Err(format!("node {id} is both {before:?} and {bits:?}")),
                None => {}
            }
            if !is_string && let Some(other) = owners.insert(bits.raw(), id) {
                return Err(format!("{bits:?} is both node {other} and {id}"));
            }
            if let Node::Module { record, .. } = node {
                modules.push(*record);
            }
            self.compare_node(node, bits, &mut pending).map_err(|error| format!("node {id} ({node:?}): {error}"))?;
        }
        modules.sort_unstable();
        Ok(modules)
    }

    fn compare_node(&self, node: &Node, bits: Bits, pending: &mut Vec<(Val, Bits)>) -> Step {
        if !bits.is_heap() {
            return Err(format!("is {bits:?}"));
        }
        // SAFETY: a word reached from a root.
        let value: Value<'_> = unsafe { Value::new(bits) };
        let mut expect = |vals: &[Val], words: &[Value<'_>]| {
            pending.extend(vals.iter().copied().zip(words.iter().map(|word| word.bits())));
            vals.len() == words.len()
        };
        let same = match (node, value.view()) {
            (Node::String(bytes), View::String(found)) => found == bytes,
            (Node::Array(items), View::Array(found)) => expect(items, found),
            (Node::Map(entries), View::Map(found)) => {
                let found = found.entries();
                let vals: Vec<Val> = entries.iter().map(|(_, val)| *val).collect();
                let words: Vec<Value<'_>> = found.iter().map(|entry| entry.value).collect();
                let keys = entries.iter().zip(found).all(|((key, _), entry)| match key {
                    Key::Int(int) => entry.key.as_int() == Some(*int),
                    Key::String(bytes) => {
                        entry.key.as_string() == Some(bytes)
                            && self.heap.map_get_bytes(value, bytes).map(Value::bits) == Some(entry.value.bits())
                    }
                });
                expect(&vals, &words) && keys
            }
            (Node::Instance(fields), View::Instance(shape)) => {
                shape == self.shape && expect(fields, self.heap.fields(value))
            }
            (Node::Module { record, globals }, View::Module(found)) => {
                let table = self.modules[record];
                let words: Vec<Value<'_>> = (0..GLOBALS).map(|place| self.heap.table_get(table, place)).collect();
                found == *record && expect(globals, &words)
            }
            (Node::Resource(tag, payload), View::Resource { tag: found, payload: words }) => {
                *tag == found && expect(payload, &words)
            }
            (Node::Function { record, module, upvalues }, View::Function(found)) => {
                // SAFETY: a function.
                let count = unsafe { raw::upvalue_count(bits) } as usize;
                // SAFETY: a function.
                pending.push((*module, unsafe { raw::function_module(bits) }));
                // SAFETY: a function with that many upvalues.
                pending.extend((0..count).map(|place| (upvalues[place], unsafe { raw::upvalue(bits, place) })));
                found == *record && count == upvalues.len()
            }
            (Node::Cell(val), View::Internal) => {
                // SAFETY: not stale.
                let is_cell = unsafe { raw::is_kind(bits, kind::CELL) };
                // SAFETY: a cell.
                pending.push((*val, unsafe { raw::cell_get(bits) }));
                is_cell
            }
            _ => false,
        };
        if same { Ok(()) } else { Err(format!("is {:?}", value.view())) }
    }
}

/// `equal` on values agrees with `raw::equal`, which the steps use.
#[test]
fn equality_on_values() {
    let mut heap = Heap::new(HeapConfig::default()).unwrap();
    let (a, b) = (heap.new_string(b"same").unwrap(), heap.new_string(b"same").unwrap());
    assert!(equal(heap.get(a), heap.get(b)));
}
