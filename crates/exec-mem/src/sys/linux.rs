//! The system calls of Linux, through `nix` where it has a wrapper.

use std::ffi::{CStr, c_void};
use std::io::{self, Read, Seek};
use std::num::NonZeroUsize;
use std::os::fd::IntoRawFd;
use std::ptr::NonNull;
use std::sync::OnceLock;

use nix::fcntl::{FcntlArg, SealFlag, fcntl};
use nix::libc;
use nix::sys::memfd::{MFdFlags, memfd_create};
use nix::sys::mman::{self, MRemapFlags, MapFlags, MmapAdvise, ProtFlags};
use nix::sys::resource::{RLIM_INFINITY, Resource, getrlimit};

use super::{Advice, Backing, BorrowedFile, Errno, File, Map, Place, Prot, System};

/// `MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE` of `linux/membarrier.h`.
const SYNC_CORE: libc::c_int = 1 << 5;
/// `MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE`.
const REGISTER_SYNC_CORE: libc::c_int = 1 << 6;

/// `PROT_BTI` of `asm/mman.h` for 64-bit ARM.
const GUARDED: libc::c_int = 0x10;
/// `HWCAP2_BTI` of `asm/hwcap.h` for 64-bit ARM.
#[cfg(target_arch = "aarch64")]
const HWCAP2_BTI: libc::c_ulong = 1 << 17;

/// `/proc/self/maps`, open.
#[derive(Debug)]
pub(crate) struct Maps(std::fs::File);

impl Maps {
    pub(crate) fn new() -> io::Result<Maps> {
        std::fs::File::open("/proc/self/maps").map(Maps)
    }

    /// Appends the text, as it is now.
    pub(crate) fn read(&mut self, text: &mut Vec<u8>) -> io::Result<()> {
        self.0.rewind()?;
        self.0.read_to_end(text).map(drop)
    }
}

/// The running kernel.
pub(crate) struct Linux;

fn pointer(addr: usize) -> Result<NonNull<c_void>, Errno> {
    NonNull::new(addr as *mut c_void).ok_or(Errno::EINVAL)
}

fn protection(prot: Prot) -> ProtFlags {
    match prot {
        Prot::None => ProtFlags::PROT_NONE,
        Prot::Read => ProtFlags::PROT_READ,
        Prot::ReadWrite => ProtFlags::PROT_READ | ProtFlags::PROT_WRITE,
        Prot::ReadExec => ProtFlags::PROT_READ | ProtFlags::PROT_EXEC,
        Prot::ReadExecGuarded => protection(Prot::ReadExec) | ProtFlags::from_bits_retain(GUARDED),
    }
}

fn placement(place: Place) -> (Option<NonZeroUsize>, MapFlags) {
    match place {
        Place::Anywhere => (None, MapFlags::empty()),
        Place::Free(at) => (NonZeroUsize::new(at), MapFlags::MAP_FIXED_NOREPLACE),
        Place::Replace(at) => (NonZeroUsize::new(at), MapFlags::MAP_FIXED),
    }
}

fn membarrier(command: libc::c_int) -> Result<(), Errno> {
    // SAFETY: membarrier takes no pointers; an unknown command is EINVAL.
    let result = unsafe { libc::syscall(libc::SYS_membarrier, command, 0, 0) };
    Errno::result(result).map(drop)
}

/// The clock that `perf record -k mono` uses.
#[cfg(feature = "jitdump")]
pub(crate) fn monotonic_nanoseconds() -> u64 {
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `now` is writable; this clock always exists.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &mut now) };
    now.tv_sec as u64 * 1_000_000_000 + now.tv_nsec as u64
}

/// The kernel's number of this thread.
#[cfg(feature = "jitdump")]
pub(crate) fn thread_id() -> u32 {
    // SAFETY: no pointers.
    unsafe { libc::syscall(libc::SYS_gettid) as u32 }
}

// SAFETY: each method makes the call of its name and returns its errno.
unsafe impl System for Linux {
    fn page_size(&self) -> usize {
        static SIZE: OnceLock<usize> = OnceLock::new();
        *SIZE.get_or_init(|| {
            // SAFETY: sysconf takes no pointers.
            let size = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
            usize::try_from(size).unwrap_or(4096)
        })
    }

    #[cfg(target_arch = "aarch64")]
    fn has_landing_pads(&self) -> bool {
        // SAFETY: getauxval takes no pointers; a word that the kernel did not give is 0.
        unsafe { libc::getauxval(libc::AT_HWCAP2) & HWCAP2_BTI != 0 }
    }

    #[cfg(not(target_arch = "aarch64"))]
    fn has_landing_pads(&self) -> bool {
        false
    }

    fn process_id(&self) -> u32 {
        std::process::id()
    }

    fn memfd_create(&self, name: &CStr, noexec_seal: bool) -> Result<File, Errno> {
        let mut flags = MFdFlags::MFD_CLOEXEC | MFdFlags::MFD_ALLOW_SEALING;
        if noexec_seal {
            flags |= MFdFlags::from_bits_retain(libc::MFD_NOEXEC_SEAL);
        }
        memfd_create(name, flags)
    }

    fn ftruncate(&self, fd: BorrowedFile<'_>, len: usize) -> Result<(), Errno> {
        // A file beyond the limit would not only be refused: the kernel sends SIGXFSZ, which kills.
        if len as u64 > getrlimit(Resource::RLIMIT_FSIZE)?.0 {
            return Err(Errno::EFBIG);
        }
        let len = i64::try_from(len).map_err(|_| Errno::EINVAL)?;
        nix::unistd::ftruncate(fd, len)
    }

    fn add_seals(&self, fd: BorrowedFile<'_>) -> Result<(), Errno> {
        let seals =
            SealFlag::F_SEAL_FUTURE_WRITE | SealFlag::F_SEAL_GROW | SealFlag::F_SEAL_SHRINK | SealFlag::F_SEAL_SEAL;
        fcntl(fd, FcntlArg::F_ADD_SEALS(seals)).map(drop)
    }

    fn close(&self, fd: File) -> Result<(), (Errno, Option<File>)> {
        // Linux releases the descriptor even when close reports an error.
        nix::unistd::close(fd.into_raw_fd()).map_err(|errno| (errno, None))
    }

    /// # Safety
    ///
    /// With [`Place::Replace`] the range is the caller's, and nothing uses what is mapped there.
    unsafe fn mmap(&self, map: Map<'_>) -> Result<usize, Errno> {
        let len = NonZeroUsize::new(map.len).ok_or(Errno::EINVAL)?;
        let (at, fixed) = placement(map.place);
        let prot = protection(map.prot);
        let flags = fixed | MapFlags::MAP_NORESERVE;
        let mapped = match map.backing {
            // SAFETY: `System::mmap`'s caller owns the range if it is to be replaced.
            Backing::Private => unsafe { mman::mmap_anonymous(at, len, prot, flags | MapFlags::MAP_PRIVATE) },
            // SAFETY: with `fixed` the range is the caller's and unused; else the kernel replaces
            // nothing.
            Backing::Shared => unsafe { mman::mmap_anonymous(at, len, prot, fixed | MapFlags::MAP_SHARED) },
            Backing::File(fd, offset) => {
                let offset = i64::try_from(offset).map_err(|_| Errno::EINVAL)?;
                // SAFETY: with `fixed` the range is the caller's and unused; else the kernel
                // replaces nothing.
                unsafe { mman::mmap(at, len, prot, fixed | MapFlags::MAP_SHARED, fd, offset) }
            }
            #[cfg(feature = "jitdump")]
            // SAFETY: with `fixed` the range is the caller's and unused; else the kernel replaces
            // nothing.
            Backing::PrivateFile(fd) => unsafe { mman::mmap(at, len, prot, fixed | MapFlags::MAP_PRIVATE, fd, 0) },
        }?
        .as_ptr() as usize;
        match map.place {
            // Kernels before 4.17 take MAP_FIXED_NOREPLACE as a hint.
            Place::Free(at) if at != mapped => {
                // SAFETY: mapped a moment ago by this function; nobody else knows it.
                unsafe { self.munmap(mapped, map.len) }?;
                Err(Errno::EEXIST)
            }
            _ => Ok(mapped),
        }
    }

    /// # Safety
    ///
    /// The range is the caller's, and nothing uses it any more.
    unsafe fn munmap(&self, addr: usize, len: usize) -> Result<(), Errno> {
        let addr = pointer(addr)?;
        // SAFETY: the caller owns the range and nothing uses it.
        unsafe { mman::munmap(addr, len) }
    }

    /// # Safety
    ///
    /// The range is the caller's, and nothing needs the access that is taken away.
    unsafe fn mprotect(&self, addr: usize, len: usize, prot: Prot) -> Result<(), Errno> {
        let addr = pointer(addr)?;
        // SAFETY: the caller owns the range and nothing needs the access taken away.
        unsafe { mman::mprotect(addr, len, protection(prot)) }
    }

    /// # Safety
    ///
    /// The range is the caller's.
    unsafe fn madvise(&self, addr: usize, len: usize, advice: Advice) -> Result<(), Errno> {
        let addr = pointer(addr)?;
        let advice = match advice {
            Advice::DontFork => MmapAdvise::MADV_DONTFORK,
            Advice::WipeOnFork => MmapAdvise::MADV_WIPEONFORK,
            Advice::PopulateWrite => MmapAdvise::MADV_POPULATE_WRITE,
        };
        // SAFETY: the caller owns the range; none of these changes its contents in this process.
        unsafe { mman::madvise(addr, len, advice) }
    }

    /// # Safety
    ///
    /// Both ranges are the caller's, the first is shared memory, and nothing uses the second.
    unsafe fn mremap_duplicate(&self, addr: usize, len: usize, onto: usize) -> Result<(), Errno> {
        let (addr, onto) = (pointer(addr)?, pointer(onto)?);
        let flags = MRemapFlags::MREMAP_MAYMOVE | MRemapFlags::MREMAP_FIXED;
        // SAFETY: an old size of 0 leaves the shared mapping in place and maps its pages again,
        // over a range that the caller owns and does not use.
        unsafe { mman::mremap(addr, 0, len, flags, Some(onto)) }.map(drop)
    }

    fn membarrier_register(&self) -> Result<(), Errno> {
        membarrier(REGISTER_SYNC_CORE)
    }

    fn membarrier_sync_core(&self) -> Result<(), Errno> {
        membarrier(SYNC_CORE)
    }

    /// # Safety
    ///
    /// The range is the caller's, and may stay as it is until the process ends.
    unsafe fn mseal(&self, addr: usize, len: usize) -> Result<(), Errno> {
        // SAFETY: the caller owns the range and gives up changing it.
        let result = unsafe { libc::syscall(libc::SYS_mseal, addr, len, 0) };
        Errno::result(result).map(drop)
    }

    fn read_maps(&self) -> Result<Vec<u8>, Errno> {
        let errno = |e: io::Error| e.raw_os_error().map_or(Errno::EIO, Errno::from_raw);
        let mut text = Vec::new();
        Maps::new().and_then(|mut maps| maps.read(&mut text)).map_err(errno)?;
        Ok(text)
    }

    fn address_space_left(&self) -> Option<usize> {
        let (limit, _) = getrlimit(Resource::RLIMIT_AS).ok().filter(|&(soft, _)| soft != RLIM_INFINITY)?;
        // The first number is the pages mapped. Without /proc all of the limit counts as left.
        let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
        let pages = statm.split_ascii_whitespace().next().and_then(|word| word.parse::<usize>().ok());
        let used = pages.unwrap_or(0).saturating_mul(self.page_size());
        Some(usize::try_from(limit).unwrap_or(usize::MAX).saturating_sub(used))
    }
}
