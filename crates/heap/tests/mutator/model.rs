//! The model: the same objects in plain Rust, never moved and never collected until told.

use heap::{Bits, Text, int_bucket, string_bucket};

/// Number of a model object.
pub type Id = usize;

/// A value of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Val {
    Plain(Bits),
    Ref(Id),
}

pub const NIL: Val = Val::Plain(Bits::NIL);

/// An object of the model.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    String(Vec<u8>),
    Array(Vec<Val>),
    /// In order of insertion; a key is an int or a string.
    Map(Vec<(Key, Val)>),
    Cell(Val),
    Instance(Vec<Val>),
    Function {
        record: u64,
        module: Val,
        upvalues: Vec<Val>,
    },
    Module {
        record: u64,
        globals: Vec<Val>,
    },
    Resource(u32, [Val; 2]),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    Int(i32),
    String(Vec<u8>),
}

#[derive(Default)]
pub struct Model {
    nodes: Vec<Option<Node>>,
    free: Vec<Id>,
}

impl Model {
    pub fn add(&mut self, node: Node) -> Val {
        if let Some(id) = self.free.pop() {
            self.nodes[id] = Some(node);
            return Val::Ref(id);
        }
        self.nodes.push(Some(node));
        Val::Ref(self.nodes.len() - 1)
    }

    pub fn node(&self, val: Val) -> Option<&Node> {
        match val {
            Val::Plain(_) => None,
            Val::Ref(id) => self.nodes[id].as_ref(),
        }
    }

    pub fn node_mut(&mut self, val: Val) -> Option<&mut Node> {
        match val {
            Val::Plain(_) => None,
            Val::Ref(id) => self.nodes[id].as_mut(),
        }
    }

    pub fn string(&self, val: Val) -> Option<&[u8]> {
        match self.node(val) {
            Some(Node::String(bytes)) => Some(bytes),
            _ => None,
        }
    }

    /// The text of a value in `+`.
    pub fn text(&self, val: Val) -> Vec<u8> {
        match (val, self.string(val)) {
            (_, Some(bytes)) => bytes.to_vec(),
            (Val::Plain(bits), _) => Text::of(bits).to_vec(),
            (Val::Ref(_), _) => b"[object]".to_vec(),
        }
    }

    pub fn key(&self, val: Val) -> Option<Key> {
        match val {
            Val::Plain(Bits::TRUE) => Some(Key::Int(1)),
            Val::Plain(Bits::FALSE) => Some(Key::Int(0)),
            Val::Plain(bits) if bits.is_int() => Some(Key::Int(bits.as_int())),
            _ => self.string(val).map(|bytes| Key::String(bytes.to_vec())),
        }
    }

    /// The language's `==`.
    pub fn equal(&self, left: Val, right: Val) -> bool {
        let number = |bits: Bits| match bits {
            Bits::TRUE => Some(1.0),
            Bits::FALSE => Some(0.0),
            bits if bits.is_int() => Some(f64::from(bits.as_int())),
            bits if bits.is_float() => Some(bits.as_float()),
            _ => None,
        };
        match (left, right) {
            (Val::Plain(left), Val::Plain(right)) => match (number(left), number(right)) {
                (Some(left), Some(right)) => left == right,
                _ => left == right && number(left).is_none(),
            },
            _ => left == right || self.string(left).is_some() && self.string(left) == self.string(right),
        }
    }

    /// The keys in the specified order, found the slow way: buckets of lists, each entry put at the
    /// front of its list.
    pub fn ordered_keys(entries: &[(Key, Val)]) -> Vec<Key> {
        let mut buckets = vec![Vec::new(); 1021];
        for (key, _) in entries {
            let bucket = match key {
                Key::Int(int) => int_bucket(*int),
                Key::String(bytes) => string_bucket(bytes),
            };
            buckets[bucket as usize].insert(0, key.clone());
        }
        buckets.concat()
    }

    fn children(&self, id: Id, out: &mut Vec<Val>) {
        match self.nodes[id].as_ref().expect("a reachable node") {
            Node::String(_) => {}
            Node::Array(items) | Node::Instance(items) => out.extend(items),
            Node::Map(entries) => out.extend(entries.iter().map(|(_, val)| val)),
            Node::Cell(val) => out.push(*val),
            Node::Function { module, upvalues, .. } => {
                out.push(*module);
                out.extend(upvalues);
            }
            Node::Module { globals, .. } => out.extend(globals),
            Node::Resource(_, payload) => out.extend(payload),
        }
    }

    /// Forgets what the roots do not reach; gives the records of the modules among it.
    pub fn collect(&mut self, roots: &[Val]) -> Vec<u64> {
        let mut reached = vec![false; self.nodes.len()];
        let mut pending = roots.to_vec();
        while let Some(val) = pending.pop() {
            if let Val::Ref(id) = val
                && !std::mem::replace(&mut reached[id], true)
            {
                self.children(id, &mut pending);
            }
        }
        let mut dead_modules = Vec::new();
        for (id, node) in self.nodes.iter_mut().enumerate().filter(|(id, node)| !reached[*id] && node.is_some()) {
            if let Some(Node::Module { record, .. }) = node.take() {
                dead_modules.push(record);
            }
            self.free.push(id);
        }
        dead_modules
    }
}
