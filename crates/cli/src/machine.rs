//! From the options of the command line to a [`Vm`].

use std::fs::File;
use std::io::{self, IsTerminal, Write};
#[cfg(unix)]
use std::os::fd::AsFd as _;
#[cfg(windows)]
use std::os::windows::io::AsHandle as _;

use anstream::AutoStream;
use system_modules::system_modules;
use vm::{Error, ErrorKind, JitMode, Permissions, Vm, VmBuilder};

use crate::args::{Engine, Jit};
use crate::load::{FileLoader, PackedLoader};

/// A builder for the program `script` that prints to stdout.
///
/// # Errors
/// Stdout cannot be used.
pub fn printing(
    engine: &Engine,
    script: &str,
    args: &[String],
    packed: Option<PackedLoader>,
) -> Result<VmBuilder, Error> {
    let builder = builder(engine, script, args, packed);
    let is_terminal = io::stdout().is_terminal();
    if cfg!(windows) && is_terminal {
        return Ok(builder.output(Console(AutoStream::always(io::stdout()))).output_by_lines());
    }
    let builder = builder.output(stdout().map_err(|error| ErrorKind::Output { kind: error.kind() })?);
    Ok(if is_terminal { builder.output_by_lines() } else { builder })
}

/// A builder with everything but the output. Imports come from the modules that were packed with
/// the program, or else from files.
pub fn builder(engine: &Engine, script: &str, args: &[String], packed: Option<PackedLoader>) -> VmBuilder {
    let invoked = std::env::args().next().unwrap_or_else(|| "unna".to_string());
    let mut builder = Vm::builder()
        .jit(engine.jit.into())
        .gc_stress(engine.gc_stress)
        .script(script)
        .program_args([invoked, script.to_string()].into_iter().chain(args.iter().cloned()));
    let permissions = if engine.no_system { Permissions::NO_SYSTEM } else { Permissions::ALL };
    builder = with_modules(builder.permissions(permissions), permissions);
    builder = match packed {
        Some(packed) => builder.loader(packed),
        None if engine.no_system => builder.loader(FileLoader::confined(script)),
        None => builder.loader(FileLoader::new()),
    };
    if let Some(threshold) = engine.jit_threshold {
        builder = builder.jit_threshold(threshold);
    }
    if let Some(bytes) = engine.jit_cache {
        builder = builder.jit_cache(bytes);
    }
    if let Some(bytes) = engine.max_heap {
        builder = builder.heap_limit(bytes);
    }
    if let Some(fuel) = engine.fuel {
        builder = builder.fuel(fuel);
    }
    builder
}

/// The builder with the modules of the language.
pub fn with_modules(builder: VmBuilder, permissions: Permissions) -> VmBuilder {
    builder.modules(core_modules::all()).modules(system_modules(permissions))
}

/// Stdout without the buffer of the standard library: the machine has its own.
fn stdout() -> io::Result<impl Write + Send + 'static> {
    #[cfg(unix)]
    let stream = io::stdout().as_fd().try_clone_to_owned()?;
    #[cfg(windows)]
    let stream = io::stdout().as_handle().try_clone_to_owned()?;
    Ok(File::from(stream))
}

/// The console of Windows, which is told characters instead of bytes: what bytes mean there depends
/// on its code page. Bytes that are no UTF-8 become U+FFFD. Colours are switched on, or become
/// calls where the console knows no escape sequences.
struct Console(AutoStream<io::Stdout>);

impl Write for Console {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write_all(String::from_utf8_lossy(bytes).as_bytes()).map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl From<Jit> for JitMode {
    fn from(jit: Jit) -> JitMode {
        match jit {
            Jit::Off => JitMode::Off,
            Jit::Baseline => JitMode::Baseline,
            Jit::Auto => JitMode::Auto,
            Jit::Always => JitMode::Always,
            Jit::Opt => JitMode::Opt,
        }
    }
}
