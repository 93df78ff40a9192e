//! Rows of the table on the processor, each compared with a model of its meaning.

pub mod float;
pub mod fused;
pub mod general;
pub mod inputs;
pub mod integer;
pub mod moves;
pub mod run;
pub mod saved;
pub mod shuffle;
pub mod state;
pub mod step;
pub mod strings;
pub mod x87;
