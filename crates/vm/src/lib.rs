//! vm

