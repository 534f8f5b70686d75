//! Compares figures as intervals; nothing is averaged.

use counterclaim_model::{Figure, Qualifier};

/// Tolerance of a figure called "about", relative to its value.
const ABOUT: f64 = 0.1;

/// The result of comparing two figures.
#[derive(Clone, Debug, PartialEq)]
pub enum Comparison {
    /// Their intervals overlap.
    Compatible,
    /// Their intervals do not overlap; the gap is in the first figure's unit.
    Contradict { gap: f64 },
    /// They measure different things.
    NotComparable { because: &'static str },
}

/// The interval that a figure's qualifier allows, in its own unit; open ends are infinite.
///
/// "About" widens by a tenth each way; "over" and "at least" leave the top open, "under" and "at most" the bottom.
pub fn interval(figure: Figure<'_>) -> (f64, f64) {
    let low = figure.low.unwrap_or(f64::NEG_INFINITY);
    let high = figure.high.unwrap_or(f64::INFINITY);
    match figure.qualifier {
        Qualifier::Exact => (low, high),
        Qualifier::About => (low - ABOUT * low.abs(), high + ABOUT * high.abs()),
        Qualifier::Over | Qualifier::AtLeast => (low, f64::INFINITY),
        Qualifier::Under | Qualifier::AtMost => (f64::NEG_INFINITY, high),
    }
}

/// What a figure measures: figures are comparable if this is equal.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Subject<'a> {
    /// `m` for all units of length.
    unit: &'a str,
    scope: Option<&'a str>,
    window: Option<(i64, i64)>,
    cumulative: bool,
}

/// What a figure measures.
pub fn subject<'a>(figure: &Figure<'a>) -> Subject<'a> {
    let unit = if unit_scale(figure.unit, "m").is_some() { "m" } else { figure.unit };
    let window = figure.window.map(|window| (window.start_s, window.end_s));
    Subject { unit, scope: figure.scope, window, cumulative: figure.cumulative }
}

/// Compares two figures; those that differ in unit, scope or window are not comparable.
pub fn compare(a: Figure<'_>, b: Figure<'_>) -> Comparison {
    let Some(scale) = unit_scale(b.unit, a.unit) else {
        return Comparison::NotComparable { because: "different units" };
    };
    if a.scope != b.scope {
        return Comparison::NotComparable { because: "different things are counted" };
    }
    let window = |figure: Figure<'_>| figure.window.map(|window| (window.start_s, window.end_s));
    if window(a) != window(b) || a.cumulative != b.cumulative {
        return Comparison::NotComparable { because: "different periods" };
    }
    let ((a_low, a_high), (b_low, b_high)) = (interval(a), interval(b));
    let gap = (b_low * scale - a_high).max(a_low - b_high * scale);
    if gap > 0.0 { Comparison::Contradict { gap } } else { Comparison::Compatible }
}

/// The factor that turns a number in one unit into another, if they measure the same.
pub(super) fn unit_scale(from: &str, to: &str) -> Option<f64> {
    const METRES: [(&str, f64); 6] =
        [("m", 1.0), ("km", 1000.0), ("mi", 1609.344), ("mile", 1609.344), ("miles", 1609.344), ("ft", 0.3048)];
    let metres = |unit: &str| METRES.iter().find(|(name, _)| *name == unit).map(|(_, metres)| *metres);
    if from == to {
        return Some(1.0);
    }
    Some(metres(from)? / metres(to)?)
}

/// A number with commas between thousands, to one decimal place.
pub fn number(value: f64) -> String {
    let text = if value.fract() == 0.0 { format!("{value:.0}") } else { format!("{value:.1}") };
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("-", digits));
    let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let mut grouped = sign.to_owned();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(low: f64, high: Option<f64>, qualifier: Qualifier, unit: &str) -> Figure<'_> {
        Figure {
            low: Some(low),
            high,
            qualifier,
            unit,
            scope: None,
            window: None,
            window_words: None,
            cumulative: false,
            words: None,
        }
    }

    #[test]
    fn about_forty_kilometres_meets_twenty_five_miles_and_not_an_exact_thirty_three() {
        let about_40 = figure(40.0, Some(40.0), Qualifier::About, "km");
        let miles_25 = figure(25.0, Some(25.0), Qualifier::Exact, "miles");
        let exact_33 = figure(33.7, Some(33.7), Qualifier::Exact, "km");
        assert_eq!(compare(about_40, miles_25), Comparison::Compatible);
        // 40 km less a tenth is 36 km, which is 2.3 km above 33.7 km.
        let Comparison::Contradict { gap } = compare(about_40, exact_33) else {
            panic!("33.7 km is not about 40 km");
        };
        assert!((gap - 2.3).abs() < 1e-9);
    }

    #[test]
    fn over_a_number_meets_anything_above_it() {
        let over = figure(38_000.0, None, Qualifier::Over, "persons");
        assert_eq!(
            compare(over, figure(50_000.0, Some(50_000.0), Qualifier::Exact, "persons")),
            Comparison::Compatible
        );
        let fewer = figure(30_000.0, Some(30_000.0), Qualifier::Exact, "persons");
        assert_eq!(compare(over, fewer), Comparison::Contradict { gap: 8000.0 });
    }

    #[test]
    fn figures_of_different_things_are_not_comparable() {
        let lost = figure(38_000.0, None, Qualifier::Over, "persons");
        let mut irrecoverable = figure(15_000.0, Some(15_000.0), Qualifier::About, "persons");
        irrecoverable.scope = Some("irrecoverable");
        assert!(matches!(compare(lost, irrecoverable), Comparison::NotComparable { .. }));
        assert!(matches!(compare(lost, figure(1.0, None, Qualifier::Over, "tanks")), Comparison::NotComparable { .. }));
    }

    #[test]
    fn figures_of_one_subject_are_those_that_can_be_compared() {
        let mut figures: Vec<Figure<'_>> =
            ["m", "km", "miles", "tanks", "t"].map(|unit| figure(1.0, None, Qualifier::Over, unit)).to_vec();
        figures.extend(figures.clone().into_iter().map(|figure| Figure { scope: Some("all"), ..figure }));
        figures.extend(figures.clone().into_iter().map(|figure| Figure { cumulative: true, ..figure }));
        for one in &figures {
            for other in &figures {
                let can_be = !matches!(compare(*one, *other), Comparison::NotComparable { .. });
                assert_eq!(subject(one) == subject(other), can_be, "{one:?} {other:?}");
            }
        }
    }

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(number(38_000.0), "38,000");
        assert_eq!(number(-1_234_567.5), "-1,234,567.5");
        assert_eq!(number(33.7), "33.7");
        assert_eq!(number(999.0), "999");
    }
}
