//! Claims whose truth changes with time: a two-state Markov chain over the days of the evidence.
//!
//! Forward–backward algorithm for a hidden Markov chain in continuous time (Rabiner 1989).
//! Linear in the number of sorted days.

use super::hyperparameters::START_PER_DAY;

/// The probability that the claim is true on a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CurvePoint {
    /// Days since 1970-01-01.
    pub day: i32,
    pub probability: f64,
    pub log_odds: f64,
}

/// What is expected of a state before any evidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Baseline {
    /// Log-odds on the first day.
    pub prior: f64,
    /// Daily probability that it ends.
    pub ends_per_day: f64,
}

/// The curve of a claim from its evidence (in log-odds) on each day.
///
/// `evidence` may name a day more than once and in any order, also with 0.
pub fn curve(Baseline { prior, ends_per_day }: Baseline, evidence: &[(i32, f64)]) -> Vec<CurvePoint> {
    let mut days: Vec<(i32, f64)> = evidence.to_vec();
    days.sort_by_key(|(day, _)| *day);
    days.dedup_by(|later, first| {
        let same = later.0 == first.0;
        if same {
            first.1 += later.1;
        }
        same
    });
    let forward = forward(prior, ends_per_day, &days);
    let mut backward = [1.0, 1.0];
    let mut points: Vec<CurvePoint> = Vec::with_capacity(days.len());
    for at in (0..days.len()).rev() {
        let [f0, f1] = forward[at];
        let holds_not = f0 * backward[0];
        let holds = f1 * backward[1];
        // Within what floating-point numbers can tell from certainty.
        let log_odds = (holds / holds_not).ln().clamp(-CERTAIN, CERTAIN);
        points.push(CurvePoint { day: days[at].0, probability: holds / (holds_not + holds), log_odds });
        if at > 0 {
            let step = transition(days[at].0 - days[at - 1].0, ends_per_day);
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

/// What each piece of evidence adds to the last day's log-odds; `evidence` is as for [`curve`].
///
/// The shares of Aumann and Shapley: all evidence grows in step from nothing to what it is, and each piece gets what its
/// growth adds along the way. Each share has the sign of its piece, and together they are the difference that the
/// evidence makes. The first result is the log-odds without evidence.
pub fn shares(baseline: Baseline, evidence: &[(i32, f64)]) -> (f64, Vec<f64>) {
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
    let scaled = |t: f64| days.iter().map(|(day, value)| (*day, t * value)).collect::<Vec<_>>();
    let last = |t: f64| curve(baseline, &scaled(t)).last().map_or(baseline.prior, |point| point.log_odds);
    let start = last(0.0);
    let whole = last(1.0) - start;
    let steepest: f64 = days.iter().map(|(_, value)| value.abs()).fold(0.0, f64::max);
    let mut parts = (steepest.ceil() as usize).clamp(1, 16);
    loop {
        let mut slopes = vec![0.0; days.len()];
        for part in 0..parts {
            for (node, weight) in GAUSS {
                for (slope, sign) in [(1.0, node), (1.0, -node)] {
                    let t = (part as f64 + 0.5 + 0.5 * sign) / parts as f64;
                    let own = slopes_at(baseline, &scaled(t));
                    slopes.iter_mut().zip(own).for_each(|(sum, own)| *sum += slope * 0.5 * weight / parts as f64 * own);
                }
            }
        }
        let mut shares: Vec<f64> = evidence.iter().zip(&place).map(|((_, value), at)| value * slopes[*at]).collect();
        let sum: f64 = shares.iter().sum();
        let size: f64 = shares.iter().map(|share| share.abs()).sum();
        if (sum - whole).abs() < 1e-10 || parts >= MOST_PARTS {
            // What the quadrature leaves goes to all in proportion.
            if size > 0.0 {
                shares.iter_mut().for_each(|share| *share += (whole - sum) * share.abs() / size);
            }
            return (start, shares);
        }
        parts *= 2;
    }
}

/// Nodes and weights of Gauss and Legendre with eight points, the positive half.
const GAUSS: [(f64, f64); 4] = [
    (0.183_434_642_495_649_8, 0.362_683_783_378_362),
    (0.525_532_409_916_329, 0.313_706_645_877_887_3),
    (0.796_666_477_413_626_7, 0.222_381_034_453_374_48),
    (0.960_289_856_497_536_3, 0.101_228_536_290_376_26),
];

/// Parts of the way beyond which it is not divided.
const MOST_PARTS: usize = 256;

/// Log-odds beyond which a probability counts as certain.
const CERTAIN: f64 = 700.0;

/// How fast the last day's log-odds grow with the evidence on each day:
/// P(true that day | true on the last) − P(true that day | false on the last), never negative.
fn slopes_at(Baseline { prior, ends_per_day }: Baseline, days: &[(i32, f64)]) -> Vec<f64> {
    let forward = forward(prior, ends_per_day, days);
    let Some(last) = days.len().checked_sub(1) else { return Vec::new() };
    let mut slopes = vec![0.0; days.len()];
    // P(true on a day | the last day's state), from the last day backwards.
    let mut if_off = 0.0;
    let mut if_on = 1.0;
    slopes[last] = 1.0;
    for at in (0..last).rev() {
        let step = transition(days[at + 1].0 - days[at].0, ends_per_day);
        let [f0, f1] = forward[at];
        // P(true on this day | state on the next), given the evidence up to this day.
        let given = |to: usize| {
            let off = f0 * step[0][to];
            let on = f1 * step[1][to];
            if off + on > 0.0 { on / (off + on) } else { f1 }
        };
        let from_off = given(0);
        let from_on = given(1);
        let through = |on: f64| (1.0 - on) * from_off + on * from_on;
        if_off = through(if_off);
        if_on = through(if_on);
        slopes[at] = (if_on - if_off).max(0.0);
    }
    slopes
}

fn forward(prior: f64, ends_per_day: f64, days: &[(i32, f64)]) -> Vec<[f64; 2]> {
    let first = 1.0 / (1.0 + (-prior).exp());
    let mut forward: Vec<[f64; 2]> = Vec::with_capacity(days.len());
    for (at, (day, evidence)) in days.iter().enumerate() {
        let before = match forward.last() {
            None => [1.0 - first, first],
            Some([f0, f1]) => {
                let step = transition(day - days[at - 1].0, ends_per_day);
                [f0 * step[0][0] + f1 * step[1][0], f0 * step[0][1] + f1 * step[1][1]]
            }
        };
        let seen = likelihood(*evidence);
        forward.push(normal([before[0] * seen[0], before[1] * seen[1]]));
    }
    forward
}

/// Transition probabilities within some days: row from, column to.
///
/// The state starts and ends at constant rates, any number of times: a day without evidence changes no other day.
fn transition(days: i32, ends_per_day: f64) -> [[f64; 2]; 2] {
    let rate = START_PER_DAY + ends_per_day;
    let changed = -(-rate * f64::from(days)).exp_m1();
    let starts = changed * START_PER_DAY / rate;
    let ends = changed * ends_per_day / rate;
    [[1.0 - starts, starts], [ends, 1.0 - ends]]
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

    fn from(prior: f64) -> Baseline {
        Baseline { prior, ends_per_day: 1.0 / 90.0 }
    }

    fn probabilities(evidence: &[(i32, f64)]) -> Vec<f64> {
        curve(from(0.0), evidence).iter().map(|point| point.probability).collect()
    }

    #[test]
    fn one_day_is_the_sum_of_prior_and_evidence() {
        let point = curve(from(-0.28), &[(10, 0.7), (10, 0.3)]);
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
        // Rates 1/30 and 1/90: it holds ¾ of the time, and e^(−30 · 4/90) of what was before is left: .75 − .25 · .2636.
        let curve = probabilities(&[(0, 0.0), (30, 0.0)]);
        assert!((curve[0] - 0.5).abs() < 1e-12);
        assert!((curve[1] - (0.75 - 0.25 * (-4.0_f64 / 3.0).exp())).abs() < 1e-12);
    }

    #[test]
    fn a_day_that_is_only_looked_at_changes_no_other() {
        let evidence = [(0, 1.5), (12, -2.0), (400, 0.7)];
        let with: Vec<(i32, f64)> = evidence.into_iter().chain([(5, 0.0), (200, 0.0), (600, 0.0)]).collect();
        let [before, after] = [curve(from(-0.3), &evidence), curve(from(-0.3), &with)];
        for point in before {
            let same = after.iter().find(|other| other.day == point.day).map_or(f64::NAN, |other| other.log_odds);
            assert!((same - point.log_odds).abs() < 1e-12, "{point:?} {same}");
        }
    }

    #[test]
    fn however_long_ago_evidence_keeps_its_sign() {
        let (_, shares) = shares(from(0.0), &[(0, -0.4), (36, 0.0), (900, 0.2)]);
        assert!(shares[0] <= 0.0 && shares[2] > 0.19, "{shares:?}");
    }

    #[test]
    fn shares_have_the_sign_of_their_piece_and_sum_to_the_difference() {
        let evidence: Vec<(i32, f64)> =
            (0..300).map(|at| ((at * 37) % 211, f64::from(at % 7 - 3) * 0.3)).chain([(5, 2.0), (210, -9.5)]).collect();
        let last = |evidence: &[(i32, f64)]| curve(from(-0.3), evidence).last().map_or(0.0, |point| point.log_odds);
        let (start, shares) = shares(from(-0.3), &evidence);
        let silent: Vec<(i32, f64)> = evidence.iter().map(|(day, _)| (*day, 0.0)).collect();
        assert!((start - last(&silent)).abs() < 1e-12);
        assert!((start + shares.iter().sum::<f64>() - last(&evidence)).abs() < 1e-9);
        for ((_, value), share) in evidence.iter().zip(&shares) {
            assert!(value * share >= 0.0 && (share.abs() <= value.abs() + 1e-9), "{value} {share}");
        }
    }

    #[test]
    fn one_day_gives_each_piece_what_it_says() {
        let (start, shares) = shares(from(0.4), &[(3, 1.0), (3, -0.25)]);
        assert!((start - 0.4).abs() < 1e-12);
        assert!((shares[0] - 1.0).abs() < 1e-9 && (shares[1] + 0.25).abs() < 1e-9, "{shares:?}");
    }

    #[test]
    fn the_nearest_point_is_the_earlier_of_two() {
        let curve: Vec<CurvePoint> = [2, 6, 9].map(|day| CurvePoint { day, probability: 0.5, log_odds: 0.0 }).to_vec();
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
