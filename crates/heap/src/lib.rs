//! heap

