//! exec-mem

