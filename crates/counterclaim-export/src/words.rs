//! Wording of the reports: stances, chains, figures, counts. No markup here.

use counterclaim_engine::{Likelihood, Origin, interval, number};
use counterclaim_model::{
    Dataset, Figure, Measure, PlaceId, Position, Quantity, RelationKind, Stance, Statement, TimeSpan,
};

/// The mark of a stance, always shown with its word.
pub fn glyph(stance: Stance) -> &'static str {
    match stance {
        Stance::Supports => "▲",
        Stance::Denies => "▼",
        Stance::Doubts => "◆",
        Stance::CannotVerify => "○",
        Stance::NoComment => "–",
        Stance::Comments => "•",
        Stance::Unstated => "□",
    }
}

/// `1 origin`, `2 origins`.
pub fn count(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}

/// The name of an origin; unnamed ones are distinguished by their first carrier.
pub fn origin(dataset: &Dataset, origin: Origin) -> String {
    let name = dataset.source(origin.source).name;
    match origin.first_carrier {
        Some(carrier) => format!("{name} (relayed by {})", dataset.source(carrier).name),
        None => name.to_owned(),
    }
}

/// `unlikely, 32 % (12–60 %); suggested 4`, or `undetermined; suggested 6`.
pub fn likelihood(likelihood: &Likelihood) -> String {
    format!("{}; suggested {}", likelihood.describe(), likelihood.suggested.number())
}

/// The names in a statement's chain, the speaker first.
pub fn chain<'a>(dataset: &'a Dataset, statement: &Statement<'a>) -> Vec<&'a str> {
    let links = std::iter::once(statement.speaker).chain(statement.via.iter().copied());
    links.map(|source| dataset.source(source).name).collect()
}

/// A time with the words in which it was stated.
pub fn time(span: TimeSpan, words: Option<&str>) -> String {
    match words {
        Some(words) => format!("{} (“{words}”)", span.label()),
        None => span.label(),
    }
}

/// `47.98° N, 37.28° E`, to about a hundred metres.
pub fn position(at: Position) -> String {
    let degrees = |value: f64, positive, negative| {
        let text = format!("{:.3}", value.abs());
        let digits = text.trim_end_matches('0').trim_end_matches('.');
        format!("{digits}° {}", if value < 0.0 { negative } else { positive })
    };
    format!("{}, {}", degrees(at.lat_deg, "N", "S"), degrees(at.lon_deg, "E", "W"))
}

/// What the map can measure.
pub fn measure(dataset: &Dataset, measure: Measure<PlaceId>) -> String {
    let quantity = match measure.quantity {
        Quantity::Distance => "distance",
        Quantity::Bearing => "bearing",
    };
    let from = &dataset.place(measure.from).name;
    let to = &dataset.place(measure.to).name;
    format!("{quantity} from {from} to {to}")
}

/// How a related claim affects this one, followed by its text.
pub fn relation(kind: RelationKind, is_first: bool) -> &'static str {
    match (kind, is_first) {
        (RelationKind::Excludes, _) => "Cannot both be true with",
        (RelationKind::Entails, true) => "If true, so is",
        (RelationKind::Entails, false) => "Follows from",
    }
}

/// `over 38,000 persons`, with scope and time window.
pub fn figure(figure: Figure<'_>) -> String {
    let amount = match (figure.low, figure.high) {
        (Some(low), Some(high)) if low == high => number(low),
        (Some(low), Some(high)) => format!("{}–{}", number(low), number(high)),
        (Some(one), None) | (None, Some(one)) => number(one),
        (None, None) => "an unstated number".to_owned(),
    };
    let mut words = format!("{} {amount} {}", figure.qualifier.label(), figure.unit).trim().to_owned();
    if let Some(scope) = figure.scope {
        words += &format!(", {scope}");
    }
    if let Some(window) = figure.window {
        words += &format!(", {}", time(window, figure.window_words));
    }
    if figure.cumulative {
        words += ", running total";
    }
    let (low, high) = interval(figure);
    if low.is_finite() && high.is_finite() && low != high && figure.low == figure.high {
        words += &format!(" (read as {}–{})", number(low), number(high));
    }
    if let Some(said) = figure.words {
        words += &format!(" – “{said}”");
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_name_their_hemispheres_and_no_needless_digits() {
        let at = |lon_deg, lat_deg| position(Position { lon_deg, lat_deg });
        assert_eq!(at(37.28, 47.983_61), "47.984° N, 37.28° E");
        assert_eq!(at(-70.0, -33.5), "33.5° S, 70° W");
    }
}
