//! Coordinates in the forms that tables, maps and databases use, and which of two numbers is the latitude.
//!
//! Decimal degrees, degrees with minutes and seconds, hemisphere letters on either side, well-known text (also with an
//! SRID, also as hexadecimal binary), GeoJSON, UTM, MGRS and Web Mercator.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::geometry::Extent;
use super::projected;
use counterclaim_model::{LIST, Position};

/// Which of two numbers stands first.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CoordinateOrder {
    LatitudeFirst,
    LongitudeFirst,
}

/// The axis of one coordinate.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Axis {
    Latitude,
    Longitude,
}

/// One coordinate in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Angle {
    pub deg: f64,
    /// As its hemisphere letter or its label says.
    pub axis: Option<Axis>,
}

/// Two coordinates of one cell, in degrees and in the order of the cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    pub first_deg: f64,
    pub second_deg: f64,
    /// As the cell itself says; `None` for two plain numbers.
    pub order: Option<CoordinateOrder>,
    /// Of a line or an area, whose middle the pair is.
    pub radius_km: Option<f64>,
}

impl Pair {
    fn plain(first_deg: f64, second_deg: f64) -> Self {
        Self { first_deg, second_deg, order: None, radius_km: None }
    }

    fn longitude_first(lon_deg: f64, lat_deg: f64) -> Self {
        let order = Some(CoordinateOrder::LongitudeFirst);
        Self { first_deg: lon_deg, second_deg: lat_deg, order, radius_km: None }
    }

    fn of_position(position: Position) -> Self {
        Self::longitude_first(position.lon_deg, position.lat_deg)
    }

    /// Latitude and longitude, by the order that the cell says, else by the one given.
    pub fn lat_lon(self, order: CoordinateOrder) -> (f64, f64) {
        match self.order.unwrap_or(order) {
            CoordinateOrder::LatitudeFirst => (self.first_deg, self.second_deg),
            CoordinateOrder::LongitudeFirst => (self.second_deg, self.first_deg),
        }
    }
}

/// Reads one coordinate: `48.01`, `48,01`, `48°00'30"N`, `N 48 01.500`, `-12.5`; also one beyond the globe.
pub fn angle(cell: &str) -> Option<Angle> {
    let tokens = tokens(cell)?;
    angle_of(&tokens)
}

/// One coordinate in plain degrees, as a number of a table of plain numbers.
pub fn degrees(cell: &str) -> Option<f64> {
    angle(cell).map(|angle| angle.deg)
}

/// Reads two coordinates of one cell.
pub fn pair(cell: &str) -> Option<Pair> {
    let cell = cell.trim();
    if cell.is_empty() || cell.len() > MOST_BYTES {
        return None;
    }
    if cell.starts_with('{') {
        return of_json(&serde_json::from_str(cell).ok()?);
    }
    if let Some(pair) = well_known_text(cell).or_else(|| well_known_binary(cell)) {
        return Some(pair);
    }
    if let Some(position) = projected::mgrs(cell).or_else(|| projected::utm(cell)) {
        return Some(Pair::of_position(position));
    }
    let body = cell.strip_prefix("geo:").map_or(cell, |rest| rest.split([';', '?']).next().unwrap_or(rest));
    let body = body.trim().trim_matches(['[', ']', '(', ')', '{', '}']);
    let (first, second) = halves(body)?;
    let order = match (first.axis, second.axis) {
        (Some(Axis::Latitude), Some(Axis::Longitude)) => Some(CoordinateOrder::LatitudeFirst),
        (Some(Axis::Longitude), Some(Axis::Latitude)) => Some(CoordinateOrder::LongitudeFirst),
        (Some(Axis::Latitude), None) | (None, Some(Axis::Longitude)) => Some(CoordinateOrder::LatitudeFirst),
        (Some(Axis::Longitude), None) | (None, Some(Axis::Latitude)) => Some(CoordinateOrder::LongitudeFirst),
        (None, None) => None,
        // Two of one axis are no point.
        _ => return None,
    };
    Some(Pair { order, ..Pair::plain(first.deg, second.deg) })
}

/// The longest cell that is read; an outline is longer than a pair.
const MOST_BYTES: usize = 64 << 10;

/// The order of two numbers by the name of their column, such as `Longitude/Latitude`, `lonlat` or `x,y`.
pub fn order_in_name(name: &str) -> Option<CoordinateOrder> {
    let lower = name.to_lowercase();
    let first = |words: &[&str]| words.iter().filter_map(|word| lower.find(word)).min();
    let latitude = first(&["lat", "широт", "breit", "عرض", "northing"]);
    let longitude = first(&["lon", "lng", "долгот", "довгот", "läng", "laeng", "طول", "easting"]);
    match (latitude, longitude) {
        (Some(latitude), Some(longitude)) if latitude < longitude => Some(CoordinateOrder::LatitudeFirst),
        (Some(_), Some(_)) => Some(CoordinateOrder::LongitudeFirst),
        _ => {
            let words: Vec<&str> = lower.split(|sign: char| !sign.is_alphanumeric()).collect();
            let has = |word: &str| words.contains(&word);
            let x = words.iter().position(|word| *word == "x");
            let y = words.iter().position(|word| *word == "y");
            match (x, y) {
                (Some(x), Some(y)) if x < y => Some(CoordinateOrder::LongitudeFirst),
                (Some(_), Some(_)) => Some(CoordinateOrder::LatitudeFirst),
                _ if has("xy") || has("geojson") => Some(CoordinateOrder::LongitudeFirst),
                _ if has("yx") => Some(CoordinateOrder::LatitudeFirst),
                _ => None,
            }
        }
    }
}

/// The order of the pairs of a column, as its values allow it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum OrderByValues {
    /// No cell is a pair of plain numbers, so that nothing is open.
    Stated,
    /// One order puts every point on the globe, the other does not.
    Only(CoordinateOrder),
    /// Both do, or neither does.
    Open,
}

/// Looks at the pairs of a column.
pub fn order_by_values(pairs: impl Iterator<Item = Pair>) -> OrderByValues {
    let mut has_plain = false;
    let mut is_first_beyond = false;
    let mut is_second_beyond = false;
    for pair in pairs.filter(|pair| pair.order.is_none()) {
        has_plain |= pair.first_deg != 0.0 || pair.second_deg != 0.0;
        is_first_beyond |= (90.0..=180.0).contains(&pair.first_deg.abs()) && pair.second_deg.abs() <= 90.0;
        is_second_beyond |= (90.0..=180.0).contains(&pair.second_deg.abs()) && pair.first_deg.abs() <= 90.0;
    }
    match (has_plain, is_first_beyond, is_second_beyond) {
        (false, ..) => OrderByValues::Stated,
        (true, true, false) => OrderByValues::Only(CoordinateOrder::LongitudeFirst),
        (true, false, true) => OrderByValues::Only(CoordinateOrder::LatitudeFirst),
        (true, ..) => OrderByValues::Open,
    }
}

/// The point of a JSON value: GeoJSON, a feature, or an object with a latitude and a longitude.
pub fn of_json(value: &Value) -> Option<Pair> {
    if let Some(list) = value.as_array() {
        let [first, second] = list.as_slice() else { return None };
        return Some(Pair::plain(number_of(first)?, number_of(second)?));
    }
    let fields = value.as_object()?;
    match fields.get("type").and_then(Value::as_str) {
        Some("Feature") => return of_json(fields.get("geometry")?),
        Some(kind) if fields.contains_key("coordinates") => return of_geometry(kind, fields.get("coordinates")?),
        _ => {}
    }
    let any = |names: &[&str]| {
        fields.iter().find(|(name, _)| names.contains(&name.to_lowercase().as_str())).and_then(|(_, v)| number_of(v))
    };
    let lat_deg = any(&["lat", "latitude", "_latitude", "y"])?;
    let lon_deg = any(&["lon", "lng", "long", "longitude", "_longitude", "x"])?;
    Some(Pair::longitude_first(lon_deg, lat_deg))
}

/// The middle of a GeoJSON geometry of a kind.
fn of_geometry(kind: &str, coordinates: &Value) -> Option<Pair> {
    if kind.eq_ignore_ascii_case("point") {
        let list = coordinates.as_array()?;
        return Some(Pair::longitude_first(number_of(list.first()?)?, number_of(list.get(1)?)?));
    }
    let mut extent = Extent::default();
    extent.take(coordinates);
    of_extent(extent)
}

fn of_extent(extent: Extent) -> Option<Pair> {
    let (position, radius_km) = extent.middle()?;
    let radius_km = (radius_km > 0.0).then_some((radius_km * 10.0).round() / 10.0);
    Some(Pair { radius_km, ..Pair::of_position(position) })
}

/// The middle of a GeoJSON geometry whose kind and numbers stand in columns of their own; the numbers are one list.
pub fn of_kind_and_list(kind: &str, cell: &str) -> Option<Pair> {
    let numbers: Option<Vec<f64>> = cell.split(LIST).map(|part| part.trim().parse().ok()).collect();
    let numbers = numbers?;
    match (kind.to_ascii_lowercase().as_str(), numbers.as_slice()) {
        ("point", [lon_deg, lat_deg] | [lon_deg, lat_deg, _]) => Some(Pair::longitude_first(*lon_deg, *lat_deg)),
        ("linestring" | "polygon" | "multipoint" | "multipolygon" | "multilinestring", numbers)
            if numbers.len() % 2 == 0 =>
        {
            let mut extent = Extent::default();
            for at in numbers.chunks_exact(2) {
                if let [lon_deg, lat_deg] = at {
                    extent.add(*lon_deg, *lat_deg);
                }
            }
            of_extent(extent)
        }
        _ => None,
    }
}

/// Whether a word names a kind of GeoJSON geometry.
pub fn is_kind(word: &str) -> bool {
    const KINDS: [&str; 6] = ["point", "multipoint", "linestring", "multilinestring", "polygon", "multipolygon"];
    KINDS.contains(&word.trim().to_ascii_lowercase().as_str())
}

fn number_of(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => degrees(text),
        // As document stores export numbers: {"$numberDouble": "37.25"}.
        Value::Object(fields) if fields.len() == 1 => {
            fields.iter().next().filter(|(name, _)| name.starts_with("$number")).and_then(|(_, value)| number_of(value))
        }
        _ => None,
    }
}

/// `POINT (37.25 48.01)`, also `SRID=4326;POINT Z (37.25 48.01 0)`, and the middle of lines and areas.
fn well_known_text(cell: &str) -> Option<Pair> {
    let is_it = cell.starts_with(['<', 'S', 's', 'P', 'p', 'L', 'l', 'M', 'm', 'G', 'g']) && cell.contains('(');
    if !is_it {
        return None;
    }
    let upper = cell.to_ascii_uppercase();
    let (srid, rest) = match upper.strip_prefix("SRID=") {
        Some(rest) => rest.split_once(';').and_then(|(srid, rest)| Some((srid.trim().parse::<u32>().ok()?, rest)))?,
        None => match upper.strip_prefix('<').and_then(|rest| rest.split_once('>')) {
            // A query service names the system in front.
            Some((system, rest)) => (system.rsplit(['/', '#']).next()?.parse().unwrap_or(4326), rest),
            None => (4326, upper.as_str()),
        },
    };
    let rest = rest.trim();
    const KINDS: [&str; 7] =
        ["MULTIPOLYGON", "MULTILINESTRING", "MULTIPOINT", "GEOMETRYCOLLECTION", "LINESTRING", "POLYGON", "POINT"];
    let kind = KINDS.iter().find(|kind| rest.starts_with(**kind))?;
    let body = rest.get(kind.len()..)?.trim_start();
    let body = ["ZM", "Z", "M"].iter().find_map(|flag| body.strip_prefix(flag)).unwrap_or(body).trim_start();
    let body = body.strip_prefix('(')?.strip_suffix(')')?;
    let is_sign = |sign: char| sign.is_ascii_alphabetic() && sign != 'E' || "(),".contains(sign);
    let mut extent = Extent::default();
    let mut only = None;
    for text in body.split(is_sign).map(str::trim).filter(|text| !text.is_empty()) {
        let mut numbers = text.split_whitespace().map(|number| number.parse::<f64>().ok());
        let x = numbers.next()??;
        let y = numbers.next()??;
        let (lon_deg, lat_deg) = projected::in_degrees(srid, x, y)?;
        extent.add(lon_deg, lat_deg);
        only = Some((lon_deg, lat_deg));
    }
    let (lon_deg, lat_deg) = only?;
    if *kind == "POINT" { Some(Pair::longitude_first(lon_deg, lat_deg)) } else { of_extent(extent) }
}

/// A point as hexadecimal well-known binary, as spatial databases export it.
fn well_known_binary(cell: &str) -> Option<Pair> {
    let is_hex = matches!(cell.len(), 42 | 50 | 58 | 66) && cell.bytes().all(|byte| byte.is_ascii_hexdigit());
    let bytes: Option<Vec<u8>> = if is_hex && (cell.starts_with("00") || cell.starts_with("01")) {
        (0..cell.len() / 2).map(|at| u8::from_str_radix(cell.get(2 * at..2 * at + 2)?, 16).ok()).collect()
    } else {
        None
    };
    let bytes = bytes?;
    let is_little = bytes.first() == Some(&1);
    let word = |at: usize| {
        let four: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
        Some(if is_little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) })
    };
    let double = |at: usize| {
        let eight: [u8; 8] = bytes.get(at..at + 8)?.try_into().ok()?;
        Some(if is_little { f64::from_le_bytes(eight) } else { f64::from_be_bytes(eight) })
    };
    const HAS_SRID: u32 = 0x2000_0000;
    let kind = word(1)?;
    if kind & 0xff != 1 && kind % 1000 != 1 {
        return None;
    }
    let (srid, at) = if kind & HAS_SRID != 0 { (word(5)?, 9) } else { (4326, 5) };
    let (lon_deg, lat_deg) = projected::in_degrees(srid, double(at)?, double(at + 8)?)?;
    Some(Pair::longitude_first(lon_deg, lat_deg))
}

/// A part of a coordinate as it is written.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Token {
    Number(f64, Sign),
    /// Behind a number: degrees 0, minutes 1, seconds 2.
    Mark(u8),
    Hemisphere(Axis, f64),
    Label(Axis),
    /// A comma or blank is weak, all other signs between two coordinates are strong.
    Separator,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Sign {
    None,
    Plus,
    Minus,
}

/// Words beside a number, in lower case: hemispheres in the languages of the trade, and labels.
const WORDS: &[(&str, Token)] = &[
    ("n", Token::Hemisphere(Axis::Latitude, 1.0)),
    ("s", Token::Hemisphere(Axis::Latitude, -1.0)),
    ("e", Token::Hemisphere(Axis::Longitude, 1.0)),
    ("w", Token::Hemisphere(Axis::Longitude, -1.0)),
    ("north", Token::Hemisphere(Axis::Latitude, 1.0)),
    ("south", Token::Hemisphere(Axis::Latitude, -1.0)),
    ("east", Token::Hemisphere(Axis::Longitude, 1.0)),
    ("west", Token::Hemisphere(Axis::Longitude, -1.0)),
    ("nord", Token::Hemisphere(Axis::Latitude, 1.0)),
    ("norte", Token::Hemisphere(Axis::Latitude, 1.0)),
    ("süd", Token::Hemisphere(Axis::Latitude, -1.0)),
    ("sud", Token::Hemisphere(Axis::Latitude, -1.0)),
    ("sur", Token::Hemisphere(Axis::Latitude, -1.0)),
    ("ost", Token::Hemisphere(Axis::Longitude, 1.0)),
    ("est", Token::Hemisphere(Axis::Longitude, 1.0)),
    ("este", Token::Hemisphere(Axis::Longitude, 1.0)),
    ("ouest", Token::Hemisphere(Axis::Longitude, -1.0)),
    ("oeste", Token::Hemisphere(Axis::Longitude, -1.0)),
    ("сш", Token::Hemisphere(Axis::Latitude, 1.0)),
    ("юш", Token::Hemisphere(Axis::Latitude, -1.0)),
    ("вд", Token::Hemisphere(Axis::Longitude, 1.0)),
    ("зд", Token::Hemisphere(Axis::Longitude, -1.0)),
    ("пнш", Token::Hemisphere(Axis::Latitude, 1.0)),
    ("пдш", Token::Hemisphere(Axis::Latitude, -1.0)),
    ("схд", Token::Hemisphere(Axis::Longitude, 1.0)),
    ("зхд", Token::Hemisphere(Axis::Longitude, -1.0)),
    ("شمالا", Token::Hemisphere(Axis::Latitude, 1.0)),
    ("شرقا", Token::Hemisphere(Axis::Longitude, 1.0)),
    ("lat", Token::Label(Axis::Latitude)),
    ("latitude", Token::Label(Axis::Latitude)),
    ("широта", Token::Label(Axis::Latitude)),
    ("lon", Token::Label(Axis::Longitude)),
    ("lng", Token::Label(Axis::Longitude)),
    ("long", Token::Label(Axis::Longitude)),
    ("longitude", Token::Label(Axis::Longitude)),
    ("долгота", Token::Label(Axis::Longitude)),
    ("довгота", Token::Label(Axis::Longitude)),
    ("d", Token::Mark(0)),
    ("deg", Token::Mark(0)),
    ("degree", Token::Mark(0)),
    ("degrees", Token::Mark(0)),
    ("grad", Token::Mark(0)),
    ("m", Token::Mark(1)),
    ("min", Token::Mark(1)),
    ("minutes", Token::Mark(1)),
    ("sec", Token::Mark(2)),
    ("seconds", Token::Mark(2)),
];

/// Cuts a coordinate, or two without a separator, into its parts; `None` where anything else stands in it.
fn tokens(text: &str) -> Option<Vec<Token>> {
    const MOST: usize = 24;
    let mut tokens = Vec::new();
    let mut chars = text.trim().chars().peekable();
    while let Some(first) = chars.next() {
        if tokens.len() > MOST {
            return None;
        }
        match first {
            _ if first.is_whitespace() => {}
            '=' | ':' | '_' => {}
            ',' | ';' | '|' | '/' => tokens.push(Token::Separator),
            _ if LIST.contains(first) => tokens.push(Token::Separator),
            '°' | 'º' | '˚' | '∘' => tokens.push(Token::Mark(0)),
            '\'' | '’' | '‘' | '′' | '´' | 'ʹ' | '`' => {
                let is_double = chars.next_if(|next| matches!(next, '\'' | '’' | '′' | '´')).is_some();
                tokens.push(Token::Mark(if is_double { 2 } else { 1 }));
            }
            '"' | '”' | '“' | '″' | 'ʺ' => tokens.push(Token::Mark(2)),
            '0'..='9' | '.' | '-' | '+' | '−' | '–' => {
                let sign = match first {
                    '-' | '−' | '–' => Sign::Minus,
                    '+' => Sign::Plus,
                    _ => Sign::None,
                };
                let mut digits = String::new();
                if sign == Sign::None {
                    digits.push(first);
                } else {
                    while chars.next_if(|next| *next == ' ').is_some() {}
                }
                loop {
                    let mut ahead = chars.clone();
                    match ahead.next() {
                        Some(next) if next.is_ascii_digit() || next == '.' => digits.push(next),
                        // A comma within a number is a decimal one where digits follow at once.
                        Some(',')
                            if !digits.contains('.') && ahead.next().is_some_and(|next| next.is_ascii_digit()) =>
                        {
                            digits.push('.');
                        }
                        _ => break,
                    }
                    chars.next();
                }
                let number: f64 = digits.parse().ok()?;
                tokens.push(Token::Number(number, sign));
            }
            _ if first.is_alphabetic() => {
                let mut word: String = first.to_lowercase().collect();
                let is_of_word = |next: &char| next.is_alphabetic() || *next == '.';
                loop {
                    if let Some(next) = chars.next_if(is_of_word) {
                        word.extend(next.to_lowercase().filter(|sign| *sign != '.'));
                        continue;
                    }
                    // `пн. ш.` is one word.
                    let mut ahead = chars.clone();
                    let is_abbreviated = matches!(word.as_str(), "пн" | "пд" | "сх" | "зх" | "с" | "ю" | "в" | "з");
                    if is_abbreviated
                        && ahead.next() == Some(' ')
                        && ahead.next().is_some_and(|next| matches!(next, 'ш' | 'д'))
                    {
                        chars.next();
                        continue;
                    }
                    break;
                }
                let (_, token) = WORDS.iter().find(|(known, _)| *known == word)?;
                tokens.push(*token);
            }
            _ => return None,
        }
    }
    Some(tokens)
}

/// One coordinate of its parts.
fn angle_of(tokens: &[Token]) -> Option<Angle> {
    let mut parts: Vec<f64> = Vec::new();
    let mut is_negative = false;
    let mut axis = None;
    let mut hemisphere = None;
    let mut last_mark = None;
    for token in tokens {
        match token {
            Token::Number(value, sign) => {
                if parts.is_empty() {
                    is_negative = *sign == Sign::Minus;
                } else if *sign != Sign::None {
                    return None;
                }
                parts.push(*value);
            }
            Token::Mark(unit) => {
                let is_in_order = usize::from(*unit) + 1 == parts.len() && last_mark.is_none_or(|last| last < *unit);
                // `48°30"` leaves the minutes out.
                let skips = *unit == 2 && parts.len() == 2 && last_mark == Some(0);
                if skips {
                    parts.insert(1, 0.0);
                } else if !is_in_order {
                    return None;
                }
                last_mark = Some(*unit);
            }
            Token::Hemisphere(of, sign) => {
                if hemisphere.replace(*sign).is_some() || axis.is_some_and(|axis| axis != *of) {
                    return None;
                }
                axis = Some(*of);
            }
            Token::Label(of) => {
                if axis.replace(*of).is_some_and(|axis| axis != *of) {
                    return None;
                }
            }
            Token::Separator => return None,
        }
    }
    let (last, whole) = parts.split_last()?;
    let is_sexagesimal = parts.len() > 1;
    // Minutes and seconds are below 60, and all but the last part are whole.
    if parts.len() > 3
        || whole.iter().any(|part| part.fract() != 0.0)
        || is_sexagesimal && parts.iter().skip(1).any(|part| *part >= 60.0)
        || !last.is_finite()
    {
        return None;
    }
    let deg = parts.iter().rev().fold(0.0, |deg, part| deg / 60.0 + part);
    let sign = match (hemisphere, is_negative) {
        // A sign beside a hemisphere says it twice.
        (Some(sign), _) => sign,
        (None, true) => -1.0,
        (None, false) => 1.0,
    };
    Some(Angle { deg: deg * sign, axis })
}

/// The two coordinates of a text, wherever it is cut.
fn halves(text: &str) -> Option<(Angle, Angle)> {
    let both = |first: &str, second: &str| Some((angle(first)?, angle(second)?));
    let strong = |sign: char| ";|/\t\n".contains(sign) || LIST.contains(sign);
    let text = text.trim_end_matches(['/', ';', ',']);
    let is_once = |count: usize| count == 1;
    if is_once(text.matches(strong).count()) {
        let (first, second) = text.split_once(strong)?;
        return both(first, second);
    }
    if is_once(text.matches(", ").count()) {
        let (first, second) = text.split_once(", ")?;
        return both(first, second);
    }
    if is_once(text.matches(',').count()) {
        // `48,01` is one coordinate with a decimal comma.
        if !text.contains(' ') && angle(text).is_some() {
            return None;
        }
        let (first, second) = text.split_once(',')?;
        let is_decimal_comma = text.trim().contains(' ') && !first.trim().contains(' ') && second.trim().contains(' ');
        if !is_decimal_comma && let Some(found) = both(first, second) {
            return Some(found);
        }
    }
    // `12-15` is a range; two numbers without a blank between them are a point where each has its sign.
    let is_bare = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+'));
    if is_bare && !text.starts_with(['+', '-']) {
        return None;
    }
    let tokens: Vec<Token> = tokens(text)?.into_iter().filter(|token| *token != Token::Separator).collect();
    let cut = cut_of(&tokens)?;
    let (first, second) = tokens.split_at_checked(cut)?;
    Some((angle_of(first)?, angle_of(second)?))
}

/// Where the second coordinate starts: before its letter, behind the letter of the first, or in the middle.
fn cut_of(tokens: &[Token]) -> Option<usize> {
    let is_named = |token: &Token| matches!(token, Token::Hemisphere(..) | Token::Label(_));
    let named: Vec<usize> = tokens.iter().enumerate().filter(|(_, token)| is_named(token)).map(|(at, _)| at).collect();
    match named.as_slice() {
        [0, rest @ ..] => rest.iter().copied().find(|at| *at > 1),
        [first, ..] => Some(first + 1),
        [] => {
            // Behind seconds or minutes comes the next coordinate; a second sign or degree mark starts one, too.
            let numbers: Vec<usize> =
                (0..tokens.len()).filter(|at| matches!(tokens.get(*at), Some(Token::Number(..)))).collect();
            let degrees: Vec<usize> =
                (0..tokens.len()).filter(|at| matches!(tokens.get(*at), Some(Token::Mark(0)))).collect();
            let signed = numbers
                .iter()
                .skip(1)
                .find(|at| matches!(tokens.get(**at), Some(Token::Number(_, Sign::Plus | Sign::Minus))));
            match (signed, degrees.as_slice(), numbers.len()) {
                (Some(at), ..) => Some(*at),
                (None, [_, second], _) => second.checked_sub(1),
                (None, [], count @ (2 | 4 | 6)) => numbers.get(count / 2).copied(),
                _ => None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Latitude and longitude to five decimals, and whether the cell says the order.
    fn read(cell: &str) -> Option<(f64, f64, bool)> {
        let found = pair(cell)?;
        let (lat, lon) = found.lat_lon(CoordinateOrder::LatitudeFirst);
        let rounded = |deg: f64| (deg * 1e5).round() / 1e5;
        Some((rounded(lat), rounded(lon), found.order.is_some()))
    }

    #[test]
    fn one_coordinate_is_read_in_every_usual_form() {
        let close = |cell: &str, deg: f64, axis: Option<Axis>| {
            let found = angle(cell).unwrap_or_else(|| panic!("{cell}"));
            assert!((found.deg - deg).abs() < 1e-5, "{cell}: {}", found.deg);
            assert_eq!(found.axis, axis, "{cell}");
        };
        close("48.01", 48.01, None);
        close("48,01", 48.01, None);
        close("-12.5", -12.5, None);
        close("−12.5°", -12.5, None);
        close("48°00'30\"N", 48.008_333, Some(Axis::Latitude));
        close("12°30′00″S", -12.5, Some(Axis::Latitude));
        close("N 48 01.500", 48.025, Some(Axis::Latitude));
        close("E 037 16.250", 37.270_833, Some(Axis::Longitude));
        close("33º 45' W", -33.75, Some(Axis::Longitude));
        close("48 0 30 n", 48.008_333, Some(Axis::Latitude));
        close("48d00m30sec", 48.008_333, None);
        close("48°00'30'' с.ш.", 48.008_333, Some(Axis::Latitude));
        close("37° 15′ сх. д.", 37.25, Some(Axis::Longitude));
        close("lat: 48.5", 48.5, Some(Axis::Latitude));
        for cell in ["", "x", "48 75 10", "12:30 h", "1 2 3 4", "48.5 10", "N 48 E", "Lower Ford", "48°\"'"] {
            assert_eq!(angle(cell), None, "{cell}");
        }
    }

    #[test]
    fn two_coordinates_are_read_whatever_stands_between() {
        for cell in [
            "48.01, 37.25",
            "48.01,37.25",
            "48.01 37.25",
            "48.01;37.25",
            "48.01|37.25",
            "48.01 / 37.25",
            "(48.01, 37.25)",
            "[48.01,37.25]",
            "48,01 37,25",
            "48,01; 37,25",
            "48,01, 37,25",
            "48.01\u{1f}37.25",
            "+48.01+37.25/",
            "geo:48.01,37.25;u=35",
        ] {
            assert_eq!(read(cell), Some((48.01, 37.25, false)), "{cell}");
        }
        for cell in [
            "48.01 N, 37.25 E",
            "37.25E 48.01N",
            "N48.01 E37.25",
            "E 37.25, N 48.01",
            "lat: 48.01, lon: 37.25",
            "Longitude 37.25 Latitude 48.01",
            "48°00'36\"N 37°15'00\"E",
            "37°15'00\"E; 48°00'36\"N",
            "48 00 36 N 37 15 00 E",
            "N 48 00.600 E 037 15.000",
            "POINT (37.25 48.01)",
            "point z(37.25 48.01 120)",
            "SRID=4326;POINT(37.25 48.01)",
            "<http://www.opengis.net/def/crs/EPSG/0/4326> Point(37.25 48.01)",
            r#"{"type":"Point","coordinates":[37.25,48.01]}"#,
            r#"{"type":"Feature","geometry":{"type":"Point","coordinates":[37.25,48.01]}}"#,
            r#"{"lat":"48.01","lng":"37.25"}"#,
            "0101000020E61000000000000000A04240E17A14AE47014840",
        ] {
            assert_eq!(read(cell), Some((48.01, 37.25, true)), "{cell}");
        }
        assert_eq!(read("48°00'36\" 37°15'00\"").map(|(lat, lon, _)| (lat, lon)), Some((48.01, 37.25)));
        for cell in ["48.01", "48,01", "1, 2, 3", "48 N, 37 N", "Lower Ford, East", "", "POINT EMPTY", "{}", "12-15"] {
            assert_eq!(read(cell), None, "{cell}");
        }
    }

    #[test]
    fn a_line_or_area_is_its_middle() {
        let found = pair("POLYGON((33 12, 34 12, 34 13, 33 13, 33 12))").expect("an area");
        assert_eq!(
            (found.first_deg, found.second_deg, found.order),
            (33.5, 12.5, Some(CoordinateOrder::LongitudeFirst))
        );
        assert!(found.radius_km.is_some_and(|radius| radius > 70.0));
        assert_eq!(of_kind_and_list("Point", "37.25\u{1f}48.01"), Some(Pair::longitude_first(37.25, 48.01)));
        let found = of_kind_and_list("LineString", "33\u{1f}12\u{1f}34\u{1f}13").expect("a line");
        assert_eq!((found.first_deg, found.second_deg), (33.5, 12.5));
    }

    #[test]
    fn names_and_values_tell_the_order() {
        let lat = Some(CoordinateOrder::LatitudeFirst);
        let lon = Some(CoordinateOrder::LongitudeFirst);
        for (name, order) in [
            ("Longitude/Latitude", lon),
            ("lat_lon", lat),
            ("LonLat", lon),
            ("lng,lat", lon),
            ("x y", lon),
            ("Широта, долгота", lat),
            ("довгота і широта", lon),
            ("Breite/Länge", lat),
            ("coordinates", None),
            ("location", None),
        ] {
            assert_eq!(order_in_name(name), order, "{name}");
        }
        let by = |cells: &[&str]| order_by_values(cells.iter().filter_map(|cell| pair(cell)));
        assert_eq!(by(&["37.25, 48.01"]), OrderByValues::Open);
        assert_eq!(by(&["37.25, 48.01", "143.2, -34.7"]), OrderByValues::Only(CoordinateOrder::LongitudeFirst));
        assert_eq!(by(&["-34.7, 143.2"]), OrderByValues::Only(CoordinateOrder::LatitudeFirst));
        assert_eq!(by(&["-34.7, 143.2", "143.2, -34.7"]), OrderByValues::Open);
        assert_eq!(by(&["POINT(1 2)", "N 48 E 37"]), OrderByValues::Stated);
    }
}
