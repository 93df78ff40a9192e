//! Shapes: the name and field names of a struct, interned, in a table that never moves.

use std::collections::HashMap;

use crate::error::{HeapError, MAX_FIELDS, MAX_SHAPES, check_limit};
use crate::layout::FIRST_SHAPE;

/// Number of a shape, also the `kind` word of its instances: at least [`FIRST_SHAPE`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(transparent)]
pub struct ShapeId(u32);

impl ShapeId {
    /// The shape of an object whose kind word is `kind`, if it is an instance.
    #[inline]
    pub const fn from_kind(kind: u32) -> Option<ShapeId> {
        if kind >= FIRST_SHAPE { Some(ShapeId(kind)) } else { None }
    }

    /// The kind word of instances.
    #[inline]
    pub const fn kind(self) -> u32 {
        self.0
    }

    fn place(self) -> usize {
        (self.0 - FIRST_SHAPE) as usize
    }
}

/// The most fields of a struct that are looked at one by one.
const FEW_FIELDS: usize = 8;

/// What all instances of a struct have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Shape {
    /// Name of the struct.
    pub name: Box<[u8]>,
    /// Names of the fields, in order of declaration.
    pub fields: Box<[Box<[u8]>]>,
    /// The places of the fields, ascending by name and then by place; empty if there are few.
    by_name: Box<[u32]>,
}

impl Shape {
    fn new(name: &[u8], fields: &[&[u8]]) -> Shape {
        let sorted = if fields.len() > FEW_FIELDS { fields.len() as u32 } else { 0 };
        let mut by_name: Box<[u32]> = (0..sorted).collect();
        by_name.sort_by_key(|&place| fields[place as usize]);
        Shape { name: name.into(), fields: fields.iter().map(|&field| field.into()).collect(), by_name }
    }

    /// Place of the field called `name`; of two fields with one name, the last. In logarithmic
    /// time.
    pub fn field(&self, name: &[u8]) -> Option<usize> {
        if self.by_name.is_empty() {
            return self.fields.iter().rposition(|field| **field == *name);
        }
        let behind = self.by_name.partition_point(|&place| *self.fields[place as usize] <= *name);
        let place = self.by_name[behind.checked_sub(1)?] as usize;
        (*self.fields[place] == *name).then_some(place)
    }
}

/// All shapes of a heap.
#[derive(Debug, Default)]
pub(crate) struct Shapes {
    table: Vec<Shape>,
    ids: HashMap<Shape, ShapeId>,
}

impl Shapes {
    pub(crate) fn intern(&mut self, name: &[u8], fields: &[&[u8]]) -> Result<ShapeId, HeapError> {
        check_limit(fields.len(), MAX_FIELDS, "struct fields")?;
        let shape = Shape::new(name, fields);
        if let Some(&id) = self.ids.get(&shape) {
            return Ok(id);
        }
        check_limit(self.table.len() + 1, MAX_SHAPES, "struct shapes")?;
        self.table.try_reserve(1).map_err(|_| HeapError::OutOfMemory)?;
        self.ids.try_reserve(1).map_err(|_| HeapError::OutOfMemory)?;
        let id = ShapeId(FIRST_SHAPE + self.table.len() as u32);
        self.table.push(shape.clone());
        self.ids.insert(shape, id);
        Ok(id)
    }

    /// The shape; `None` for an id of another heap.
    pub(crate) fn get(&self, id: ShapeId) -> Option<&Shape> {
        self.table.get(id.place())
    }

    /// Number of shapes.
    pub(crate) fn count(&self) -> usize {
        self.table.len()
    }

    /// Fields of instances whose kind word is `kind`; 0 for an unknown one.
    #[inline]
    pub(crate) fn field_count(&self, kind: u32) -> usize {
        self.table.get((kind - FIRST_SHAPE) as usize).map_or(0, |shape| shape.fields.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_definitions_share_a_shape() {
        let mut shapes = Shapes::default();
        let point = shapes.intern(b"P", &[b"x", b"y"]).unwrap();
        assert_eq!(point.kind(), FIRST_SHAPE);
        assert_eq!(shapes.intern(b"P", &[b"x", b"y"]).unwrap(), point);
        assert_ne!(shapes.intern(b"P", &[b"y", b"x"]).unwrap(), point);
        assert_ne!(shapes.intern(b"Q", &[b"x", b"y"]).unwrap(), point);
        assert_eq!(shapes.get(point).unwrap().field(b"y"), Some(1));
        assert_eq!(shapes.get(point).unwrap().field(b"z"), None);
        assert_eq!(ShapeId::from_kind(FIRST_SHAPE - 1), None);
    }

    #[test]
    fn fields_are_found_by_name() {
        let fields: [&[u8]; 12] = [b"y", b"x", b"", b"y", b"zz", b"k", b"b", b"c", b"d", b"e", b"f", b"g"];
        for count in [5, FEW_FIELDS, FEW_FIELDS + 1, 12] {
            let shape = Shape::new(b"P", &fields[..count]);
            let place = |name: &[u8]| shape.field(name);
            assert_eq!([place(b"x"), place(b""), place(b"zz")], [Some(1), Some(2), Some(4)]);
            assert_eq!(place(b"y"), Some(3), "the last of two");
            assert_eq!([place(b"a"), place(b"z"), place(b"zzz"), place(b"xx")], [None; 4]);
        }
        assert_eq!(Shape::new(b"Empty", &[]).field(b"x"), None);
    }

    #[test]
    fn too_many_fields_is_an_error() {
        let fields = vec![b"x".as_slice(); MAX_FIELDS + 1];
        assert_eq!(
            Shapes::default().intern(b"P", &fields),
            Err(HeapError::Limit { what: "struct fields", limit: MAX_FIELDS })
        );
    }
}
