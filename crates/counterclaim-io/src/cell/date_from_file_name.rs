//! The date in the name of a file or map.

use super::time_text;

/// Names of the columns derived from the name of a map.
pub const DAY: &str = "day in the map's name";
pub const TITLE: &str = "name of the map";

/// A name without its date, so that the maps of several days have one name.
pub fn without_day(name: &str) -> String {
    let Some((at, _)) = day_in(name) else { return name.to_owned() };
    let blank = |character: char| "_-. ".contains(character);
    let before = name[..at.start].trim_end_matches(blank);
    let after = name[at.end..].trim_start_matches(blank);
    match (before.is_empty(), after.is_empty()) {
        (true, true) => name.to_owned(),
        (true, false) => after.to_owned(),
        (false, true) => before.to_owned(),
        (false, false) if name[at.end..].starts_with('.') => format!("{before}.{after}"),
        (false, false) => format!("{before} {after}"),
    }
}

/// The position of a date in a name, and the date as `2024-07-08`; the parts are adjacent or separated by one character.
pub fn day_in(name: &str) -> Option<(std::ops::Range<usize>, String)> {
    let bytes = name.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let starts = (0..bytes.len()).filter(|at| is_digit(*at) && !at.checked_sub(1).is_some_and(is_digit));
    let is_gap = |at: usize| bytes.get(at).is_some_and(|byte| b"-_.".contains(byte));
    for start in starts {
        let wide = usize::from(is_gap(start + 4));
        let month = start + 4 + wide;
        let day = start + 6 + 2 * wide;
        let is_one = (wide == 0 || bytes.get(start + 4) == bytes.get(start + 7)) && !is_digit(day + 2);
        let parts = [name.get(start..start + 4), name.get(month..month + 2), name.get(day..day + 2)];
        let [Some(year), Some(month), Some(of_month)] = parts else { continue };
        let text = format!("{year}-{month}-{of_month}");
        let is_day = (year.starts_with("19") || year.starts_with("20")) && time_text::parse(&text, 0).is_ok();
        if is_one && is_day {
            return Some((start..day + 2, text));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_in_a_name_is_found_and_taken_out() {
        let day = |name: &str| day_in(name).map(|(_, day)| day);
        assert_eq!(day("held_20240708.geojson").as_deref(), Some("2024-07-08"));
        assert_eq!(day("2024-07-08").as_deref(), Some("2024-07-08"));
        assert_eq!(day("map.2024_07_08.json").as_deref(), Some("2024-07-08"));
        let none = ["held_202407081.json", "held_20241308.json", "held_2024-07_08", "day 24_07_08", "12024-07-08", ""];
        assert!(none.into_iter().all(|name| day(name).is_none()));
        let names = ["held_20240708.geojson", "2024-07-08.json", "held 2024-07-08 east", "held.geojson"];
        assert_eq!(names.map(without_day), ["held.geojson", "json", "held east", "held.geojson"]);
    }
}
