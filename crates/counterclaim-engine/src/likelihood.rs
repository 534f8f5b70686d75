//! The estimate of a claim, with its words and grades.
//!
//! Words follow the bands of ICD 203; the grade thresholds are our own, since the literature gives only orderings.

use crate::inference::fit::Fit;
use crate::inference::hyperparameters::INTERVAL_SD;
use crate::log_odds::{logit, sigmoid};
use crate::observations::ObservationSet;
use crate::role::Role;
use counterclaim_model::Credibility;

/// The words of ICD 203, each with the upper end of its band; an edge belongs to the band above it.
pub const LIKELIHOOD_BANDS: [(f64, &str); 7] = [
    (0.05, "almost no chance"),
    (0.20, "very unlikely"),
    (0.45, "unlikely"),
    (0.55, "roughly even chance"),
    (0.80, "likely"),
    (0.95, "very likely"),
    (1.0, "almost certain"),
];
/// The suggested grades, each with its lowest probability; below the last it is 5.
pub const CREDIBILITY_FROM: [(f64, Credibility); 4] =
    [(0.95, Credibility::One), (0.80, Credibility::Two), (0.45, Credibility::Three), (0.20, Credibility::Four)];

/// An interval wider than this is too wide for a grade.
const TOO_WIDE: f64 = 0.6;
/// Independent supporting origins that "confirmed by other sources" requires.
const CONFIRMING_ORIGINS: f64 = 2.0;

/// The estimate of a claim that can be true or false.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Likelihood {
    /// Undetermined: no evidence favours either answer, so there is no estimate.
    pub is_open: bool,
    pub probability: f64,
    /// Ends of the 90 % interval; 0 and 1 for an undetermined claim.
    pub low: f64,
    pub high: f64,
    pub log_odds: f64,
    /// Effective number of units: the sum of their weights after all discounts; state claims have one a day.
    pub effective_support: f64,
    /// Effective number of supporting origins: the same, at most one per origin.
    pub independent_support: f64,
    /// The part of it without an interest in the claim.
    pub neutral_support: f64,
    /// Origins with a unit of non-zero weight.
    pub origins: usize,
    /// Whether two sides took a stance and no neutral source of weight did.
    pub lacks_neutral: bool,
    pub suggested: Credibility,
    /// The analyst's verdict, if the confusion matrices used it.
    pub settled: Option<bool>,
}

impl Likelihood {
    /// The estimate of a claim of an observation set.
    pub fn new(observations: &ObservationSet, fit: &Fit, claim: usize) -> Self {
        let eta = fit.shared_error[claim];
        let standing = || observations.units_of(claim).filter(|unit| fit.weights[*unit] > 0.0);
        let weight = |units: &mut dyn Iterator<Item = usize>| units.fold(0.0, |sum, unit| sum + fit.weights[unit]);
        let of_role = |role: Role| standing().filter(move |unit| observations.units[*unit].role == role);
        let neutral_support = eta * weight(&mut of_role(Role::Neutral));
        let lacks_neutral =
            of_role(Role::Serves).next().is_some() && of_role(Role::Hurts).next().is_some() && neutral_support < 1.0;
        let settled = observations.claims[claim].verdict.map(|verdict| verdict.is_true);
        let log_odds = fit.log_odds[claim];
        if fit.is_open(observations, claim) {
            return Self {
                is_open: true,
                probability: 0.5,
                low: 0.0,
                high: 1.0,
                log_odds,
                effective_support: 0.0,
                independent_support: 0.0,
                neutral_support: 0.0,
                origins: 0,
                lacks_neutral,
                suggested: Credibility::Six,
                settled,
            };
        }
        let probability = fit.truth[claim];
        let spread = INTERVAL_SD * fit.deviation(observations, claim);
        let middle = logit(probability);
        // Rounding must not put the estimate outside its own interval.
        let low = sigmoid(middle - spread).min(probability);
        let high = sigmoid(middle + spread).max(probability);
        // Also true if nobody took a stance on the claim and only related claims give evidence.
        let is_self_serving = standing().all(|unit| observations.units[unit].is_self_serving())
            && observations.claims[claim].measured == 0.0;
        let supporters = standing().filter(|unit| observations.units[*unit].stance == 0);
        let supporters = observations.confirmations(supporters, &fit.weights);
        let suggested =
            if high - low > TOO_WIDE || is_self_serving { Credibility::Six } else { suggest(probability, supporters) };
        Self {
            is_open: false,
            probability,
            low,
            high,
            log_odds,
            effective_support: eta * weight(&mut standing()),
            independent_support: eta * observations.weight_of_origins(standing(), &fit.weights),
            neutral_support,
            origins: observations.standing_origins(claim, &fit.weights),
            lacks_neutral,
            suggested,
            settled,
        }
    }

    /// The word of ICD 203 for the probability; `None` if undetermined.
    pub fn word(&self) -> Option<&'static str> {
        (!self.is_open).then(|| likelihood_word(self.probability))
    }

    /// Word and range: `likely, 62 % (48–75 %)`, or `undetermined`.
    ///
    /// If the range is too wide for one word, it stands alone: `unclear, unlikely to likely, 22–91 %`.
    pub fn describe(&self) -> String {
        if self.is_open {
            return "undetermined".to_owned();
        }
        let word = likelihood_word(self.probability);
        let low = percent(self.low);
        let high = percent(self.high);
        if low == high {
            format!("{word}, {low}\u{a0}%")
        } else if self.high - self.low > TOO_WIDE {
            let words = [self.low, self.high].map(likelihood_word);
            format!("unclear, {} to {}, {low}–{high}\u{a0}%", words[0], words[1])
        } else {
            format!("{word}, {}\u{a0}% ({low}–{high}\u{a0}%)", percent(self.probability))
        }
    }

    /// The probability in whole percent, from 1 to 99, for display; `None` if undetermined.
    pub fn percent(&self) -> Option<u8> {
        (!self.is_open).then(|| percent(self.probability))
    }
}

/// A probability in whole percent; never 0 or 100, which no statement can justify.
pub fn percent(probability: f64) -> u8 {
    (probability * 100.0).round().clamp(1.0, 99.0) as u8
}

/// The word of ICD 203 for a probability; an edge belongs to the band above it.
pub fn likelihood_word(probability: f64) -> &'static str {
    let [.., (_, last)] = LIKELIHOOD_BANDS;
    LIKELIHOOD_BANDS.iter().find(|(end, _)| probability < *end).map_or(last, |(_, word)| word)
}

fn suggest(probability: f64, supporters: f64) -> Credibility {
    let reached = CREDIBILITY_FROM.into_iter().find(|(from, _)| probability >= *from);
    match reached.map_or(Credibility::Five, |(_, grade)| grade) {
        Credibility::One if supporters < CONFIRMING_ORIGINS => Credibility::Two,
        grade => grade,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edge_belongs_to_the_band_above_it() {
        let cases = [
            (0.01, "almost no chance"),
            (0.05, "very unlikely"),
            (0.20, "unlikely"),
            (0.45, "roughly even chance"),
            (0.55, "likely"),
            (0.80, "very likely"),
            (0.95, "almost certain"),
        ];
        for (probability, word) in cases {
            assert_eq!(likelihood_word(probability), word);
        }
    }

    /// An estimate with this range.
    fn ranged(probability: f64, low: f64, high: f64) -> Likelihood {
        Likelihood {
            is_open: false,
            probability,
            low,
            high,
            log_odds: logit(probability),
            effective_support: 1.0,
            independent_support: 1.0,
            neutral_support: 1.0,
            origins: 1,
            lacks_neutral: false,
            suggested: Credibility::Six,
            settled: None,
        }
    }

    #[test]
    fn a_range_too_wide_for_one_word_is_called_unclear() {
        assert_eq!(ranged(0.62, 0.22, 0.91).describe(), "unclear, unlikely to very likely, 22–91\u{a0}%");
        assert_eq!(ranged(0.62, 0.48, 0.75).describe(), "likely, 62\u{a0}% (48–75\u{a0}%)");
        assert_eq!(ranged(0.62, 0.62, 0.62).describe(), "likely, 62\u{a0}%");
        assert_eq!(Likelihood { is_open: true, ..ranged(0.5, 0.0, 1.0) }.describe(), "undetermined");
    }

    #[test]
    fn no_percentage_claims_certainty() {
        assert_eq!((percent(0.0), percent(1.0), percent(0.097)), (1, 99, 10));
    }

    #[test]
    fn confirmed_asks_for_two_independent_supporters() {
        assert_eq!(suggest(0.96, 2.0), Credibility::One);
        assert_eq!(suggest(0.96, 1.8), Credibility::Two);
        assert_eq!(suggest(0.45, 9.0), Credibility::Three);
        assert_eq!(suggest(0.2, 9.0), Credibility::Four);
        assert_eq!(suggest(0.1999, 9.0), Credibility::Five);
    }
}
