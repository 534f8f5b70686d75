//! Claims whose truth changes with time: a two-state Markov chain over the days of the evidence.
//!
//! Forward–backward algorithm for a hidden Markov chain in continuous time (Rabiner 1989).
//! Linear in the number of sorted days.

use super::hyperparameters::{END_PER_DAY, START_PER_DAY};
use crate::log_odds::logit;

/// The probability that the claim is true on a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CurvePoint {
    /// Days since 1970-01-01.
    pub day: i32,
    pub probability: f64,
}

/// The curve of a claim from its evidence (in log-odds) on each day.
///
/// `evidence` may name a day more than once and in any order, also with 0; `prior` is the log-odds at the first day.
pub fn curve(prior: f64, evidence: &[(i32, f64)]) -> Vec<CurvePoint> {
    let mut days: Vec<(i32, f64)> = evidence.to_vec();
    days.sort_by_key(|(day, _)| *day);
    days.dedup_by(|later, first| {
        let same = later.0 == first.0;
        if same {
            first.1 += later.1;
        }
        same
    });
    let forward = forward(prior, &days);
    let mut backward = [1.0, 1.0];
    let mut points: Vec<CurvePoint> = Vec::with_capacity(days.len());
    for at in (0..days.len()).rev() {
        let [f0, f1] = forward[at];
        let holds_not = f0 * backward[0];
        let holds = f1 * backward[1];
        points.push(CurvePoint { day: days[at].0, probability: holds / (holds_not + holds) });
        if at > 0 {
            let step = transition(days[at].0 - days[at - 1].0);
            let likelihood = likelihood(days[at].1);
            let seen = [likelihood[0] * backward[0], likelihood[1] * backward[1]];
            backward =
                normal([step[0][0] * seen[0] + step[0][1] * seen[1], step[1][0] * seen[0] + step[1][1] * seen[1]]);
        }
    }
    points.reverse();
    points
}

/// The point of a curve, in ascending days, nearest to a day, the earlier of two; `None` on an empty curve.
pub fn nearest(curve: &[CurvePoint], day: i32) -> Option<CurvePoint> {
    let after = curve.partition_point(|point| point.day < day);
    let around = &curve[after.saturating_sub(1)..curve.len().min(after + 1)];
    around.iter().copied().min_by_key(|point| (i64::from(point.day) - i64::from(day)).abs())
}

/// What the last day's log-odds lose without each piece of evidence; `evidence` is as for [`curve`].
///
/// Linear in the number of sorted pieces: the change of each piece is combined with everything before it and
/// everything after it.
pub fn lost_without(prior: f64, evidence: &[(i32, f64)]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..evidence.len()).collect();
    order.sort_by_key(|at| evidence[*at].0);
    let mut days: Vec<(i32, f64)> = Vec::new();
    // The day of each piece.
    let mut place = vec![0; evidence.len()];
    for at in order {
        let (day, value) = evidence[at];
        match days.last_mut().filter(|last| last.0 == day) {
            Some(last) => last.1 += value,
            None => days.push((day, value)),
        }
        place[at] = days.len() - 1;
    }
    // After each day: the likelihood of the last day's two states given either state of this day.
    let mut after = vec![[[1.0, 0.0], [0.0, 1.0]]; days.len()];
    for at in (1..days.len()).rev() {
        let step = transition(days[at].0 - days[at - 1].0);
        let seen = likelihood(days[at].1);
        let later = after[at];
        let worth =
            |from: usize, to: usize| step[from][0] * seen[0] * later[0][to] + step[from][1] * seen[1] * later[1][to];
        let before = [[worth(0, 0), worth(0, 1)], [worth(1, 0), worth(1, 1)]];
        let sum: f64 = before.iter().flatten().sum();
        after[at - 1] = if sum > 0.0 { before.map(|row| row.map(|cell| cell / sum)) } else { [[0.25; 2]; 2] };
    }
    let forward = forward(prior, &days);
    let first = 1.0 / (1.0 + (-prior).exp());
    // For the last day, with different evidence on one day.
    let last_with = |at: usize, value: f64| {
        let before = match at {
            0 => [1.0 - first, first],
            _ => {
                let ([f0, f1], step) = (forward[at - 1], transition(days[at].0 - days[at - 1].0));
                [f0 * step[0][0] + f1 * step[1][0], f0 * step[0][1] + f1 * step[1][1]]
            }
        };
        let seen = likelihood(value);
        let here = [before[0] * seen[0], before[1] * seen[1]];
        let [off, on] = normal([0, 1].map(|to| here[0] * after[at][0][to] + here[1] * after[at][1][to]));
        logit(on / (off + on))
    };
    let lost = |(piece, at): (&(i32, f64), usize)| last_with(at, days[at].1) - last_with(at, days[at].1 - piece.1);
    evidence.iter().zip(place).map(lost).collect()
}

fn forward(prior: f64, days: &[(i32, f64)]) -> Vec<[f64; 2]> {
    let first = 1.0 / (1.0 + (-prior).exp());
    let mut forward: Vec<[f64; 2]> = Vec::with_capacity(days.len());
    for (at, (day, evidence)) in days.iter().enumerate() {
        let before = match forward.last() {
            None => [1.0 - first, first],
            Some([f0, f1]) => {
                let step = transition(day - days[at - 1].0);
                [f0 * step[0][0] + f1 * step[1][0], f0 * step[0][1] + f1 * step[1][1]]
            }
        };
        let seen = likelihood(*evidence);
        forward.push(normal([before[0] * seen[0], before[1] * seen[1]]));
    }
    forward
}

/// Transition probabilities within some days: row from, column to.
fn transition(days: i32) -> [[f64; 2]; 2] {
    let days = f64::from(days);
    let stays_off = (-START_PER_DAY * days).exp();
    let stays_on = (-END_PER_DAY * days).exp();
    [[stays_off, 1.0 - stays_off], [1.0 - stays_on, stays_on]]
}

/// Log-odds as a pair of likelihoods of which the greater is 1, so that nothing overflows.
fn likelihood(evidence: f64) -> [f64; 2] {
    if evidence > 0.0 { [(-evidence).exp(), 1.0] } else { [1.0, evidence.exp()] }
}

fn normal([off, on]: [f64; 2]) -> [f64; 2] {
    let sum = off + on;
    if sum > 0.0 { [off / sum, on / sum] } else { [0.5, 0.5] }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn probabilities(evidence: &[(i32, f64)]) -> Vec<f64> {
        curve(0.0, evidence).iter().map(|point| point.probability).collect()
    }

    #[test]
    fn one_day_is_the_sum_of_prior_and_evidence() {
        let point = curve(-0.28, &[(10, 0.7), (10, 0.3)]);
        // σ(−0.28 + 1.0) = 0.67260…
        assert_eq!(point.len(), 1);
        assert!((point[0].probability - 0.672_607).abs() < 1e-5, "{point:?}");
    }

    #[test]
    fn a_later_word_changes_what_is_held_of_an_earlier_day_less() {
        let alone = probabilities(&[(0, 0.0), (30, 0.0)]);
        let told = probabilities(&[(0, 0.0), (30, 2.0)]);
        assert!(told[0] > alone[0] && told[1] > alone[1]);
        assert!(told[1] - alone[1] > told[0] - alone[0]);
    }

    #[test]
    fn without_a_word_a_state_is_likelier_to_begin_than_to_end() {
        // P(on at 30) = ½ e^(−30/365) + ½ (1 − e^(−1)) = 0.776…
        let curve = probabilities(&[(0, 0.0), (30, 0.0)]);
        assert!((curve[0] - 0.5).abs() < 1e-12);
        assert!((curve[1] - (0.5 * (-30.0_f64 / 365.0).exp() + 0.5 * (1.0 - (-1.0_f64).exp()))).abs() < 1e-12);
    }

    #[test]
    fn what_is_lost_without_each_piece_is_what_leaving_it_out_gives() {
        let evidence: Vec<(i32, f64)> =
            (0..300).map(|at| ((at * 37) % 211, f64::from(at % 7 - 3) * 0.3)).chain([(5, 2.0), (210, -1.5)]).collect();
        let last = |evidence: &[(i32, f64)]| curve(-0.3, evidence).last().map_or(0.0, |point| logit(point.probability));
        for (at, lost) in lost_without(-0.3, &evidence).into_iter().enumerate() {
            let mut without = evidence.clone();
            without[at].1 = 0.0;
            let expected = last(&evidence) - last(&without);
            assert!((lost - expected).abs() < 1e-9, "{at}: {lost} and {expected}");
        }
    }

    #[test]
    fn the_nearest_point_is_the_earlier_of_two() {
        let curve: Vec<CurvePoint> = [2, 6, 9].map(|day| CurvePoint { day, probability: 0.5 }).to_vec();
        let days = [-5, 2, 3, 4, 5, 7, 8, 40].map(|day| nearest(&curve, day).map_or(0, |point| point.day));
        assert_eq!(days, [2, 2, 2, 2, 6, 6, 9, 9]);
        assert_eq!(nearest(&[], 3), None);
    }

    #[test]
    fn a_thousand_words_on_one_day_do_not_overflow() {
        let evidence: Vec<(i32, f64)> = (0..1000).map(|_| (5, 3.0)).chain([(9, -4000.0)]).collect();
        let curve = probabilities(&evidence);
        assert!(curve.iter().all(|probability| (0.0..=1.0).contains(probability)), "{curve:?}");
        assert!(curve[0] > 0.99 && curve[1] < 0.01);
    }
}
