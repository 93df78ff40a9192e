//! How an arena is made: the options, and the descent from the best strategy to the first that
//! the kernel allows.

use std::ffi::CString;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use crate::arena::Arena;
use crate::call::{Call, OsError};
use crate::chunk::{Chunk, Kind};
use crate::common::{Common, Unit};
use crate::epoch::Epochs;
use crate::error::Error;
use crate::growth::LEAST_CHUNK;
use crate::inner::Inner;
use crate::machine::{self, DEFAULT_RESERVE, MAX_RESERVE};
use crate::mapping::unmap_twice;
use crate::observer::Observer;
use crate::reservation::{Amount, LEAST_DEFAULT, Nearness, Reservation};
use crate::sentinel::Sentinel;
use crate::strategy::{Attempt, Report, Strategy};
use crate::sys::{self, Kernel, Native, System};

/// Unless told otherwise, at most one part in this many of what `RLIMIT_AS` leaves is reserved.
const RESERVE_DIVISOR: usize = 8;
/// Dropped bytes per shard that are worth a `membarrier`, unless told otherwise. Twice as much is
/// in circulation, and what is in circulation should stay in the near caches.
const DEFAULT_QUARANTINE: usize = 128 << 10;
/// Locks that publishing threads are spread over, unless told otherwise.
const DEFAULT_SHARDS: usize = 8;
/// The least granule: a cache line holds four, and every ABI's function alignment is met.
const LEAST_GRANULE: usize = 16;

/// The options of an [`Arena`].
#[derive(Clone)]
#[must_use = "a builder does nothing until `build`"]
pub struct Builder {
    reserve: Option<usize>,
    limit: Option<usize>,
    near: Option<usize>,
    granule: usize,
    best: Strategy,
    worst: Strategy,
    quarantine: usize,
    shards: usize,
    landing_pads: bool,
    name: String,
    observers: Vec<Arc<dyn Observer>>,
    system: &'static dyn System,
}

impl Arena {
    /// An arena with other than the default options.
    pub fn builder() -> Builder {
        Builder {
            reserve: None,
            limit: None,
            near: None,
            granule: LEAST_GRANULE,
            best: Strategy::SealedDual,
            worst: Strategy::Toggle,
            quarantine: DEFAULT_QUARANTINE,
            shards: DEFAULT_SHARDS,
            landing_pads: false,
            name: "exec-mem".to_owned(),
            observers: Vec::new(),
            system: &Native,
        }
    }

    /// An arena with the default options: 256 MiB reserved near the program's text, the best
    /// strategy the kernel allows.
    ///
    /// # Errors
    ///
    /// As [`Builder::build`].
    pub fn new() -> Result<Arena, Error> {
        Arena::builder().build()
    }
}

impl Builder {
    /// Bytes of address space to reserve, rounded up to pages: from 1 MiB to the reach of a branch,
    /// which is 2 GiB on x86-64 (rel32) and 128 MiB on 64-bit ARM. Default: 256 or 128 MiB, or an
    /// eighth of the address space that `RLIMIT_AS` leaves, but 1 MiB at least.
    pub fn reserve(mut self, bytes: usize) -> Self {
        self.reserve = Some(bytes);
        self
    }

    /// The most bytes of memory to commit, at least 64 KiB. Default: the reservation.
    pub fn limit(mut self, bytes: usize) -> Self {
        self.limit = Some(bytes);
        self
    }

    /// Puts the whole arena within reach of a branch from `address` (2 GiB, on 64-bit ARM 128 MiB),
    /// or fails with [`Error::NoNearAddress`]. Default: near this crate's own text, if that is
    /// possible (within 2 GiB, on 64-bit ARM within the 4 GiB of `ADRP`).
    pub fn near(mut self, address: usize) -> Self {
        self.near = Some(address);
        self
    }

    /// The unit of allocation and the least alignment of code: a power of two from 16 to the
    /// page size. Default: 16.
    pub fn granule(mut self, bytes: usize) -> Self {
        self.granule = bytes;
        self
    }

    /// Takes this strategy, or fails.
    pub fn strategy(mut self, strategy: Strategy) -> Self {
        self.best = strategy;
        self.worst = strategy;
        self
    }

    /// Takes this strategy or a better one, or fails.
    pub fn at_least(mut self, strategy: Strategy) -> Self {
        self.worst = strategy;
        self
    }

    /// How many bytes of dropped code a shard gathers before it spends a `membarrier` on reusing
    /// them. More means fewer system calls, and more memory, which is colder when code is written
    /// to it. Default: 128 KiB.
    pub fn quarantine(mut self, bytes: usize) -> Self {
        self.quarantine = bytes;
        self
    }

    /// How many locks publishing threads are spread over, 1 to 64. Default: 8.
    pub fn shards(mut self, count: usize) -> Self {
        self.shards = count;
        self
    }

    /// Promises that all code of the arena has a landing pad (`BTI`) wherever an indirect branch
    /// may arrive: at the start of each function that is called by its address. In return an
    /// indirect branch to any other instruction is a fault (`SIGILL`), on 64-bit ARM where
    /// processor and kernel can; [`Report::landing_pads`] says whether. Default: no promise, and
    /// no fault.
    pub fn landing_pads(mut self, all: bool) -> Self {
        self.landing_pads = all;
        self
    }

    /// The name of the mappings in `/proc/PID/maps`. Default: `exec-mem`.
    pub fn name(mut self, name: &str) -> Self {
        name.clone_into(&mut self.name);
        self
    }

    /// Tells `observer` of everything that is published. Can be given more than once.
    pub fn observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.observers.push(observer);
        self
    }

    #[cfg(test)]
    pub(crate) fn system(mut self, system: &'static dyn System) -> Self {
        self.system = system;
        self
    }

    /// Reserves the address space and finds the best strategy by committing the first 64 KiB
    /// with it.
    ///
    /// # Errors
    ///
    /// [`Error::BadOption`]; [`Error::Reserve`] and [`Error::NoNearAddress`] from the
    /// reservation; [`Error::ExecDenied`] when every strategy was refused. On 64-bit ARM
    /// [`Error::Os`] if the kernel offers no `membarrier(SYNC_CORE)`.
    pub fn build(self) -> Result<Arena, Error> {
        self.check()?;
        let kernel = Kernel::new(self.system).guarding(self.landing_pads);
        let page = kernel.page_size();
        let reuse = kernel.membarrier_register();
        if machine::NEEDS_BARRIER {
            reuse.map_err(Error::Os)?;
        }
        let name = CString::new(self.name.clone()).map_err(|_| Error::BadOption { what: "name without NUL" })?;
        let reservation = Reservation::new(&kernel, self.amount(&kernel), self.nearness())?;
        let limit = self.limit.unwrap_or(reservation.len).min(reservation.len);
        let (first, strategy, refused) = self.first_chunk(&kernel, reservation, &name).inspect_err(|_| {
            // SAFETY: nothing was committed in it.
            unsafe { unmap_twice(&kernel, reservation.base, reservation.len) };
        })?;
        let (sentinel, wipe_on_fork) = Sentinel::new(&kernel);
        let report = Report {
            strategy,
            refused,
            base: reservation.base,
            reserved: reservation.len,
            reuse,
            wipe_on_fork,
            landing_pads: kernel.guards(),
        };
        let common = Common {
            kernel,
            reservation,
            report,
            name,
            unit: Unit::of(if strategy.is_dual() { self.granule } else { page }),
            page,
            limit,
            quarantine: self.quarantine,
            epochs: Epochs::new(),
            fork_guards: AtomicUsize::new(0),
            // No more than the limit, so that a length and the margin have a sum.
            margin: self.observers.iter().map(|observer| observer.margin()).max().unwrap_or(0).min(limit),
            observers: self.observers,
            sentinel,
        };
        Ok(Arena::from_inner(Inner::start(common, self.shards, first)))
    }

    fn check(&self) -> Result<(), Error> {
        if !(machine::SUPPORTED && sys::SUPPORTED) {
            return Err(Error::UnsupportedMachine);
        }
        let bad = |what| Err(Error::BadOption { what });
        let page = self.system.page_size();
        if self.reserve.is_some_and(|n| !(1 << 20..=MAX_RESERVE).contains(&n)) {
            return bad("reserve from 1 MiB to the reach of a branch (2 GiB, on 64-bit ARM 128 MiB)");
        }
        if self.limit.is_some_and(|n| n < LEAST_CHUNK) {
            return bad("limit of at least 64 KiB");
        }
        if !self.granule.is_power_of_two() || !(LEAST_GRANULE..=page).contains(&self.granule) {
            return bad("granule: a power of two from 16 to the page size");
        }
        if !(1..=64).contains(&self.shards) {
            return bad("shards from 1 to 64");
        }
        if self.worst < self.best {
            return bad("at_least no better than strategy");
        }
        Ok(())
    }

    fn amount(&self, kernel: &Kernel) -> Amount {
        let page = kernel.page_size();
        if let Some(bytes) = self.reserve {
            return Amount::Exact(bytes.next_multiple_of(page));
        }
        let left = kernel.address_space_left().map_or(DEFAULT_RESERVE, |left| left / RESERVE_DIVISOR);
        Amount::Default(left.clamp(LEAST_DEFAULT, DEFAULT_RESERVE).next_multiple_of(page))
    }

    fn nearness(&self) -> Nearness {
        match self.near {
            Some(address) => Nearness::Required(address),
            None => Nearness::Preferred(Arena::builder as fn() -> Builder as usize),
        }
    }

    /// Tries the strategies from the best on, until a chunk can be committed.
    fn first_chunk(
        &self,
        kernel: &Kernel,
        reservation: Reservation,
        name: &CString,
    ) -> Result<(Chunk, Strategy, Vec<Attempt>), Error> {
        let base = reservation.base + kernel.page_size();
        let mut attempts = Vec::new();
        for strategy in Strategy::ALL {
            if strategy < self.best || strategy > self.worst {
                continue;
            }
            // SAFETY: the reservation was made for this arena and nothing is committed in it; it
            // is larger than a first chunk between two guard pages.
            match unsafe { Chunk::commit(kernel, strategy, name, base, LEAST_CHUNK, Kind::Code) } {
                Ok(chunk) if !strategy.is_dual() || chunk.runs_what_is_written() => {
                    return Ok((chunk, strategy, attempts));
                }
                Ok(chunk) => {
                    // SAFETY: nobody has seen the chunk.
                    unsafe { chunk.uncommit(kernel) };
                    attempts.push(Attempt { strategy, source: OsError { call: Call::Rewrite, errno: sys::MISSING } });
                }
                Err(source) => attempts.push(Attempt { strategy, source }),
            }
        }
        Err(Error::ExecDenied { attempts })
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("reserve", &self.reserve)
            .field("limit", &self.limit)
            .field("near", &self.near)
            .field("granule", &self.granule)
            .field("strategies", &(self.best..=self.worst))
            .field("quarantine", &self.quarantine)
            .field("shards", &self.shards)
            .field("landing_pads", &self.landing_pads)
            .field("name", &self.name)
            .field("observers", &self.observers.len())
            .finish_non_exhaustive()
    }
}
