//! The state of a compilation: where operands and locals are, which registers are free, what exits
//! save, which edges lead where. Each part owns its rules; what changes two of them at once is in
//! `compile`.

pub mod cold;
pub mod edges;
pub mod exits;
pub mod locals;
pub mod notes;
pub mod operands;
pub mod region;
pub mod registers;
pub mod view;
