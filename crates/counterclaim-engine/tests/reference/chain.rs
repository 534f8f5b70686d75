//! A state over its days: products of two-by-two matrices, one for each day that is asked for.

/// What is expected without evidence: log-odds on the first day, and how often a state that holds ends.
#[derive(Clone, Copy)]
pub struct Expected {
    pub prior: f64,
    pub ends_per_day: f64,
}

type Matrix = [[f64; 2]; 2];

fn times(a: Matrix, b: Matrix) -> Matrix {
    let cell = |row: usize, column: usize| a[row][0] * b[0][column] + a[row][1] * b[1][column];
    scaled([[cell(0, 0), cell(0, 1)], [cell(1, 0), cell(1, 1)]])
}

/// The same up to a factor, which no probability depends on.
fn scaled(a: Matrix) -> Matrix {
    let most = a.iter().flatten().fold(0.0, |most: f64, cell| most.max(*cell));
    a.map(|row| row.map(|cell| cell / most))
}

fn seen(log_odds: f64) -> Matrix {
    if log_odds > 0.0 { [[(-log_odds).exp(), 0.0], [0.0, 1.0]] } else { [[1.0, 0.0], [0.0, log_odds.exp()]] }
}

fn passing(days: i32, ends_per_day: f64) -> Matrix {
    // The state starts and ends again and again; what was before is forgotten at the sum of both rates.
    let in_the_long_run = (1.0 / 30.0) / (1.0 / 30.0 + ends_per_day);
    let remembered = (-f64::from(days) * (1.0 / 30.0 + ends_per_day)).exp();
    let holds = |before: f64| in_the_long_run + (before - in_the_long_run) * remembered;
    [0.0, 1.0].map(|before| [1.0 - holds(before), holds(before)])
}

/// The evidence of each day, once.
fn by_day(evidence: &[(i32, f64)]) -> Vec<(i32, f64)> {
    let mut days: Vec<i32> = evidence.iter().map(|(day, _)| *day).collect();
    days.sort_unstable();
    days.dedup();
    days.into_iter()
        .map(|day| (day, evidence.iter().filter(|(other, _)| *other == day).map(|(_, v)| v).sum()))
        .collect()
}

/// From the state before the first day to the state on day `until`, with the evidence of all days up to it.
fn from_to(expected: Expected, days: &[(i32, f64)], from: usize, until: usize) -> Matrix {
    let mut all = [[1.0, 0.0], [0.0, 1.0]];
    for at in from + 1..=until {
        all = times(all, passing(days[at].0 - days[at - 1].0, expected.ends_per_day));
        all = times(all, seen(days[at].1));
    }
    all
}

/// The log-odds of each day, in ascending days.
pub fn curve(expected: Expected, evidence: &[(i32, f64)]) -> Vec<(i32, f64)> {
    let days = by_day(evidence);
    let first = first_day(expected, &days);
    let on = |at: usize| {
        let before = times(first, from_to(expected, &days, 0, at));
        let after = from_to(expected, &days, at, days.len() - 1);
        let of = |state: usize| before[0][state].ln() + (after[state][0] + after[state][1]).ln();
        (days[at].0, (of(1) - of(0)).clamp(-700.0, 700.0))
    };
    (0..days.len()).map(on).collect()
}

/// Both rows: the probabilities of the first day, times its evidence.
fn first_day(expected: Expected, days: &[(i32, f64)]) -> Matrix {
    let holds = 1.0 / (1.0 + (-expected.prior).exp());
    let evidence = seen(days.first().map_or(0.0, |(_, value)| *value));
    scaled([[(1.0 - holds) * evidence[0][0], holds * evidence[1][1]]; 2])
}

/// The log-odds of the last day without evidence, and what each piece adds: the integral of its slope over the way from
/// nothing to all evidence, by Romberg's rule.
pub fn shares(expected: Expected, evidence: &[(i32, f64)]) -> (f64, Vec<f64>) {
    let days = by_day(evidence);
    if days.is_empty() {
        return (expected.prior, Vec::new());
    }
    let slopes = |t: f64| slopes(expected, &days.iter().map(|(day, value)| (*day, t * value)).collect::<Vec<_>>());
    let levels = 10;
    let mut sums: Vec<Vec<f64>> = Vec::new();
    for level in 0..levels {
        let parts = 1_usize << level;
        let mut sum = vec![0.0; days.len()];
        for step in 0..=parts {
            let half = if step == 0 || step == parts { 0.5 } else { 1.0 };
            let own = slopes(step as f64 / parts as f64);
            sum.iter_mut().zip(own).for_each(|(sum, slope)| *sum += half * slope / parts as f64);
        }
        sums.push(sum);
    }
    for order in 1..levels {
        let factor = 4_f64.powi(i32::try_from(order).expect("small"));
        for level in (order..levels).rev() {
            let coarse = sums[level - 1].clone();
            for (fine, coarse) in sums[level].iter_mut().zip(coarse) {
                *fine = (factor * *fine - coarse) / (factor - 1.0);
            }
        }
    }
    let mean = &sums[levels - 1];
    let of_day = |day: i32| mean[days.iter().position(|(other, _)| *other == day).expect("a day")];
    let silent: Vec<(i32, f64)> = days.iter().map(|(day, _)| (*day, 0.0)).collect();
    let start = curve(expected, &silent)[days.len() - 1].1;
    (start, evidence.iter().map(|(day, value)| value * of_day(*day)).collect())
}

/// How fast the last day's log-odds grow with those of each day: P(true that day | true on the last) less
/// P(true that day | false on the last).
fn slopes(expected: Expected, days: &[(i32, f64)]) -> Vec<f64> {
    let first = first_day(expected, days);
    let slope = |at: usize| {
        let before = times(first, from_to(expected, days, 0, at));
        let after = from_to(expected, days, at, days.len() - 1);
        let given = |last: usize| {
            let [off, on] = [0, 1].map(|state| before[0][state] * after[state][last]);
            on / (off + on)
        };
        given(1) - given(0)
    };
    (0..days.len()).map(slope).collect()
}
