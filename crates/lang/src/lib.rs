//! lang
#![forbid(unsafe_code)]
