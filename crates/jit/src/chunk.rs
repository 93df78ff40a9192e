//! What is found out about a chunk before any code is made: its primitives, which locals are live,
//! which kinds are likely, what its loops do with arrays.

pub mod arrays;
pub mod decoded;
pub mod guess;
pub mod liveness;
pub mod unit;
