//! Parses a typed distance, direction and radius.

use counterclaim_model::{COMPASS_POINTS, Offset};

/// The typed fields of a place located relative to another.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum OffsetField {
    Distance,
    Direction,
    Radius,
}

impl OffsetField {
    pub const ALL: [Self; 3] = [Self::Distance, Self::Direction, Self::Radius];

    pub fn label(self) -> &'static str {
        match self {
            Self::Distance => "Distance, km",
            Self::Direction => "Direction",
            Self::Radius => "Uncertainty, km",
        }
    }

    pub fn hint(self) -> &'static str {
        match self {
            Self::Distance => "15",
            Self::Direction => "north-east, NE or 45",
            Self::Radius => "5",
        }
    }
}

/// Half the circumference of the globe is the longest distance.
const LONGEST_KM: f64 = 20_000.0;

/// Parses the three texts; an error names the field and the problem.
pub fn read_offset(texts: &[String; 3]) -> Result<(Offset, f64), (OffsetField, String)> {
    let [distance, direction, radius] = texts;
    let distance_km = km(distance).map_err(|reason| (OffsetField::Distance, reason))?;
    let bearing_deg = bearing(direction).ok_or_else(|| {
        let reason = format!("`{}` is not a direction: type north-east, NE or degrees from 0 to 360", direction.trim());
        (OffsetField::Direction, reason)
    })?;
    let radius_km = km(radius).map_err(|reason| (OffsetField::Radius, reason))?;
    Ok((Offset { distance_km, bearing_deg }, radius_km))
}

fn km(text: &str) -> Result<f64, String> {
    let number = text.trim().trim_end_matches("km").trim().replace(',', ".");
    let km = number.parse::<f64>().ok().filter(|km| (0.0..=LONGEST_KM).contains(km));
    km.ok_or_else(|| format!("`{}` is not a number of kilometres from 0 to 20,000", text.trim()))
}

/// Degrees clockwise from north, of `north-east`, `NE`, `nne`, `45` or `45°`.
fn bearing(text: &str) -> Option<f64> {
    let text = text.trim().to_lowercase();
    if let Ok(degrees) = text.trim_end_matches('°').trim().parse::<f64>() {
        return (0.0..=360.0).contains(&degrees).then(|| degrees.rem_euclid(360.0));
    }
    let word: String = text.chars().filter(|letter| letter.is_alphabetic()).collect();
    let at = COMPASS_POINTS.iter().position(|wind| wind.replace('-', "") == word || letters(wind) == word)?;
    Some(at as f64 * 22.5)
}

/// `nne` of `north-northeast`.
fn letters(wind: &str) -> String {
    let spaced = wind.replace("north", " n").replace("south", " s").replace("east", " e").replace("west", " w");
    spaced.chars().filter(|letter| letter.is_alphabetic()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_are_read_in_words_letters_and_degrees() {
        for (text, degrees) in [
            ("north-east", 45.0),
            ("North East", 45.0),
            ("NE", 45.0),
            ("n", 0.0),
            ("SSW", 202.5),
            ("north-northwest", 337.5),
            (" 115° ", 115.0),
            ("360", 0.0),
        ] {
            assert_eq!(bearing(text), Some(degrees), "{text}");
        }
        for text in ["", "up", "370", "-1", "nn"] {
            assert_eq!(bearing(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_field() {
        let texts = |texts: [&str; 3]| texts.map(str::to_owned);
        let (offset, radius_km) = read_offset(&texts(["15 km", "NE", "2,5"])).expect("an offset");
        assert_eq!((offset.distance_km, offset.bearing_deg, radius_km), (15.0, 45.0, 2.5));
        for (wrong, field) in [
            (["far", "NE", "5"], OffsetField::Distance),
            (["-3", "NE", "5"], OffsetField::Distance),
            (["15", "there", "5"], OffsetField::Direction),
            (["15", "NE", ""], OffsetField::Radius),
            (["NaN", "NE", "5"], OffsetField::Distance),
        ] {
            let (told, reason) = read_offset(&texts(wrong)).expect_err("an error");
            assert_eq!(told, field, "{reason}");
        }
    }
}
