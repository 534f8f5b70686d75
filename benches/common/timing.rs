//! How long a job takes, as the benches print it.

use std::time::Instant;

/// Runs a job several times and prints the median wall time.
pub fn print(what: &str, runs: usize, mut job: impl FnMut()) {
    let mut times: Vec<f64> = (0..runs)
        .map(|_| {
            let started = Instant::now();
            job();
            started.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!("{what:<44}{:>10.3} ms", times[runs / 2]);
}
