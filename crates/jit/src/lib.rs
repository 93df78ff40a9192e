//! jit
#![forbid(unsafe_code)]
