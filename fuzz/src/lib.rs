//! The bounds within which every reader must stay: time by the size of the input, memory by the size of the input.

use peak_alloc::PeakAlloc;
use rustix::time::{ClockId, clock_gettime};
use std::sync::Once;
use std::time::Duration;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Bytes that one second is for; a smaller input has as long.
const BYTES_A_SECOND: usize = 100 << 10;
const TIMES_ITS_SIZE: usize = 50;
/// Caches of regular expressions, the first step of growing tables and the like.
const MEMORY_FOR_ANY: usize = 4 << 20;

/// What one reading took.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    pub time: Duration,
    pub memory: usize,
}

pub fn cost(read: impl Fn()) -> Cost {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let start = thread_time();
    read();
    let time = thread_time() - start;
    Cost { time, memory: MEMORY.peak_usage().saturating_sub(before) }
}

/// Of this thread alone.
fn thread_time() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec.unsigned_abs(), u32::try_from(now.tv_nsec).unwrap_or_default())
}

/// With `COSTS` in the environment it prints what each reading took.
///
/// Reads up to three times, for the first may have filled caches; the best reading must stay within the bounds.
pub fn hold(size: usize, read: impl Fn()) -> Cost {
    let time = Duration::from_secs(1).mul_f64((size as f64 / BYTES_A_SECOND as f64).max(1.0));
    let memory = TIMES_ITS_SIZE * size + MEMORY_FOR_ANY;
    // What is made once, as regular expressions are, is made before.
    static FIRST: Once = Once::new();
    FIRST.call_once(&read);
    let mut best = cost(&read);
    for _ in 0..2 {
        if best.time <= time && best.memory <= memory {
            break;
        }
        let again = cost(&read);
        best = Cost { time: best.time.min(again.time), memory: best.memory.min(again.memory) };
    }
    if std::env::var_os("COSTS").is_some() {
        eprintln!("{size} bytes: {:?}, {} bytes of memory", best.time, best.memory);
    }
    assert!(best.time <= time, "{size} bytes took {:?}", best.time);
    let times = best.memory.saturating_sub(MEMORY_FOR_ANY) / size.max(1);
    assert!(best.memory <= memory, "{size} bytes took {} bytes, {times} times", best.memory);
    best
}
