//! x64-asm
#![forbid(unsafe_code)]
