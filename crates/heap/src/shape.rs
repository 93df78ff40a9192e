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

/// What all instances of a struct have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Shape {
    /// Name of the struct.
    pub name: Box<[u8]>,
    /// Names of the fields, in order of declaration.
    pub fields: Box<[Box<[u8]>]>,
}

impl Shape {
    /// Place of the field called `name`; of two fields with one name, the last.
    pub fn field(&self, name: &[u8]) -> Option<usize> {
        self.fields.iter().rposition(|field| **field == *name)
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
        let shape = Shape { name: name.into(), fields: fields.iter().map(|&field| field.into()).collect() };
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
    fn too_many_fields_is_an_error() {
        let fields = vec![b"x".as_slice(); MAX_FIELDS + 1];
        assert_eq!(
            Shapes::default().intern(b"P", &fields),
            Err(HeapError::Limit { what: "struct fields", limit: MAX_FIELDS })
        );
    }
}
