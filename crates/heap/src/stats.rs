//! What the collector has done so far.

use std::time::{Duration, Instant};

use crate::heap::Heap;
use crate::layout::GRANULE;

/// Figures of one heap since it was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Collections of the young space; under `stress` of everything.
    pub collections: u64,
    /// Major collections: how often everything alive was found and the rest freed.
    pub major_collections: u64,
    /// Bytes of objects copied by collections.
    pub bytes_copied: u64,
    /// Bytes of objects looked at by marking.
    pub bytes_marked: u64,
    /// Bytes of objects alive after the last major collection.
    pub live_bytes: u64,
    /// Bytes of small objects allocated.
    pub allocated_bytes: u64,
    /// The most bytes that blocks of the old space and large objects took up at a time.
    pub peak_bytes: u64,
    /// Pauses: how often the program waited for the collector.
    pub pauses: u64,
    /// The time of all pauses together.
    pub pause_total: Duration,
    /// The median pause, to within an eighth.
    pub pause_median: Duration,
    /// The longest pause.
    pub pause_max: Duration,
    /// Bytes that string concatenation has copied.
    pub concat_bytes: u64,
    /// Used bytes of the space after the last collection, for `allocated_bytes`.
    pub(crate) used_after: usize,
}

/// Buckets of pauses: eight for every doubling.
const BUCKETS: usize = 8 * 64;

/// A histogram of pauses.
#[derive(Debug)]
pub(crate) struct Pauses {
    counts: Box<[u64; BUCKETS]>,
    /// Single pauses, if they are to be kept.
    log: Option<Vec<Pause>>,
}

/// A pause.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pause {
    /// When it began.
    pub start: Instant,
    /// How long it was.
    pub took: Duration,
    /// Collections of the young space so far, that of this pause included.
    pub collections: u64,
    /// Major collections so far, one that ended in this pause included.
    pub major_collections: u64,
}

/// The most single pauses that are kept.
const MOST_LOGGED: usize = 1 << 16;

impl Pauses {
    pub(crate) fn new() -> Pauses {
        Pauses { counts: Box::new([0; BUCKETS]), log: None }
    }

    pub(crate) fn add(&mut self, pause: Duration) {
        self.counts[bucket(pause.as_nanos() as u64)] += 1;
    }

    pub(crate) fn keep(&mut self, pause: Pause) {
        if let Some(log) = &mut self.log
            && log.len() < MOST_LOGGED
        {
            log.push(pause);
        }
    }

    /// The upper end of the bucket that the median falls into.
    fn median(&self) -> Duration {
        let total: u64 = self.counts.iter().sum();
        let mut seen = 0;
        let place = self.counts.iter().position(|&count| {
            seen += count;
            2 * seen >= total && total > 0
        });
        place.map_or(Duration::ZERO, |place| Duration::from_nanos(bucket_end(place)))
    }
}

/// The bucket of a number: its highest bit and the three below.
fn bucket(nanos: u64) -> usize {
    let nanos = nanos.max(8);
    let shift = 60 - nanos.leading_zeros();
    (8 * shift as usize + (nanos >> shift) as usize - 8).min(BUCKETS - 1)
}

/// The largest number of a bucket.
fn bucket_end(bucket: usize) -> u64 {
    ((bucket as u64 % 8 + 9) << (bucket / 8)) - 1
}

impl Heap {
    /// The figures up to now.
    pub fn stats(&self) -> Stats {
        let since = self.used().saturating_sub(self.stats.used_after);
        Stats {
            allocated_bytes: self.stats.allocated_bytes + since as u64,
            pause_median: self.pauses.median(),
            ..self.stats
        }
    }

    /// Keeps single pauses from now on, the first 65,536 of them, for [`Heap::logged_pauses`].
    pub fn log_pauses(&mut self) {
        self.pauses.log.get_or_insert_default();
    }

    /// The pauses since [`Heap::log_pauses`], in their order; none without that.
    pub fn logged_pauses(&self) -> &[Pause] {
        self.pauses.log.as_deref().unwrap_or_default()
    }

    /// Number of collections.
    pub fn collections(&self) -> u64 {
        self.stats.collections
    }

    /// Bytes of objects that are not young, alive or not yet found dead.
    pub(crate) fn old_bytes(&self) -> usize {
        debug_assert!(self.old.taken().is_multiple_of(GRANULE), "granules are taken whole");
        self.old.taken() + self.large.bytes()
    }

    /// Notes how much memory is in use.
    pub(crate) fn note_peak(&mut self) {
        let now = (self.old.resident() + self.large.bytes()) as u64;
        self.stats.peak_bytes = self.stats.peak_bytes.max(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::HeapConfig;

    #[test]
    fn buckets_follow_each_other() {
        for nanos in [8, 9, 15, 16, 17, 18, 1000, 1023, 1024, 123_456_789] {
            let place = bucket(nanos);
            assert!(bucket_end(place) >= nanos && bucket_end(place) <= nanos + nanos / 8, "{nanos}");
            assert!(place == 0 || bucket_end(place - 1) < nanos, "{nanos}");
        }
    }

    #[test]
    fn the_median_is_in_the_middle() {
        let mut pauses = Pauses::new();
        assert_eq!(pauses.median(), Duration::ZERO);
        for nanos in [10_000, 1_000, 1_000_000_000] {
            pauses.add(Duration::from_nanos(nanos));
        }
        assert!((10_000..11_250).contains(&pauses.median().as_nanos()));
    }

    #[test]
    fn single_pauses_are_kept_when_asked_for() {
        let mut heap = Heap::new(HeapConfig::default()).unwrap();
        heap.collect().unwrap();
        assert_eq!(heap.logged_pauses(), []);
        heap.log_pauses();
        heap.collect().unwrap();
        heap.collect().unwrap();
        let pauses = heap.logged_pauses();
        assert_eq!(pauses.iter().map(|pause| pause.major_collections).collect::<Vec<_>>(), [2, 3]);
        assert!(pauses[0].start + pauses[0].took <= pauses[1].start);
    }
}
