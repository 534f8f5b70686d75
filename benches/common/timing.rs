//! How long a job takes, as the benches print it.

use std::time::Instant;

/// Runs a job several times and prints the median wall time.
#[allow(dead_code)]
pub fn print(what: &str, runs: usize, job: impl FnMut()) {
    let times = walls(runs, job);
    println!("{what:<44}{:>10.3} ms", times[runs / 2]);
}

/// The wall times of several runs of a job in milliseconds, rising.
pub fn walls(runs: usize, mut job: impl FnMut()) -> Vec<f64> {
    let mut times: Vec<f64> = (0..runs)
        .map(|_| {
            let started = Instant::now();
            job();
            started.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times
}
