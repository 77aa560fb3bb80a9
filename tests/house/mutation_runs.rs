//! How many files go wrong in the tests of mutations, in which way, and what reading one of them may cost.
//!
//! `MUTATIONS` says how many of each format are broken, and then nothing else may run in this process: what one costs in
//! memory is measured, too. `MISHAPS` breaks others. `.ci/mutate` sets both.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use event_atlas::load::{ImportOptions, Loaded, Progress, load_paths};
use proptest::prelude::ProptestConfig;
use proptest::test_runner::RngSeed;

/// No broken file takes longer.
const MOST_TIME: Duration = Duration::from_secs(2);
/// No broken file takes more memory, in KiB.
const MOST_KIB: usize = 512 * 1024;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// So many cases, or those that `MUTATIONS` asks for of each of so many formats; and always the same ones, so that a
/// change of ours and no luck makes a test fail.
pub(crate) fn config(n_cases: u32, n_formats: u32) -> ProptestConfig {
    let asked = number("MUTATIONS").and_then(|n| u32::try_from(n).ok());
    ProptestConfig {
        cases: asked.map_or(n_cases, |n| n.saturating_mul(n_formats)),
        max_shrink_iters: 2_000,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(number("MISHAPS").unwrap_or(2_021)),
        ..ProptestConfig::default()
    }
}

/// What comes of some work, which may not cost more than a broken file may.
pub(crate) fn bounded<T>(work: impl FnOnce() -> T) -> T {
    let is_alone = number("MUTATIONS").is_some();
    if is_alone {
        // From here on the peak is that of this work.
        fs::write("/proc/self/clear_refs", "5").expect("a system that tells peaks");
    }
    let started = Instant::now();
    let made = work();
    let elapsed = started.elapsed();
    assert!(elapsed < MOST_TIME, "it takes {elapsed:?}");
    if is_alone {
        let kib = peak_kib().expect("a system that tells peaks");
        assert!(kib < MOST_KIB, "it takes {kib} KiB");
    }
    made
}

/// What comes of importing a file, which may not cost more than a broken file may.
pub(crate) fn imported(path: &Path) -> Loaded {
    bounded(|| {
        let options = ImportOptions::default();
        let paths = [path.to_owned()];
        load_paths(&paths, &options, &Progress::default(), &mut |_| ()).expect("there is a file")
    })
}

fn peak_kib() -> Option<usize> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
