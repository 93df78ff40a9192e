//! Rows of the table on the processor, each compared with a model of its meaning.

pub mod bits;
pub mod evex;
pub mod exact;
pub mod float;
pub mod fused;
pub mod general;
pub mod inputs;
pub mod integer;
pub mod masks;
pub mod mistake;
pub mod models;
pub mod moves;
pub mod rounded;
pub mod run;
pub mod runner;
pub mod saved;
pub mod select;
pub mod shuffle;
pub mod special;
pub mod state;
pub mod step;
pub mod strings;
pub mod x87;
