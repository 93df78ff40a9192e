//! What `unna run` tells profilers and debuggers. Options name tools of Linux.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(target_os = "linux"))]
mod none;

#[cfg(target_os = "linux")]
pub use linux::attach;
#[cfg(not(target_os = "linux"))]
pub use none::attach;
