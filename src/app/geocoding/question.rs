//! The gazetteer look-up of a job, and the order of the candidates.

use std::cmp::Reverse;
use std::sync::Arc;

use counterclaim_io::gazetteer::{self, Candidate, Gazetteer, fold};
use counterclaim_model::{Dataset, PlaceId, Position};

/// Candidates within this distance of the dataset's other places come before more distant ones.
const NEAR_KM: f64 = 300.0;

/// Names to look up, and hints about their location.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Asked {
    names: Vec<String>,
    /// Names of the surrounding regions and countries, as in the file.
    hint: String,
}

/// A candidate, and what distinguishes it from others of its name.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    pub candidate: Candidate,
    /// The nearest place of the dataset with a position, and its distance in kilometres.
    pub nearest: Option<(String, f64)>,
    /// Whether the record names its country or region.
    pub fits_record: bool,
}

/// Names to look up for a dataset.
#[derive(Clone, Debug)]
pub struct PlacesQuestion {
    dataset: Arc<Dataset>,
    asked: Vec<Asked>,
}

/// The most surrounding places that are used as hints.
const MAX_AROUND: usize = 32;

impl Asked {
    /// All names of a place; the hint is its note, where importers put the regions of a record, and its surrounding
    /// places.
    pub fn of(dataset: &Dataset, id: PlaceId) -> Self {
        let place = dataset.place(id);
        let mut hint = place.note.unwrap_or_default().to_owned();
        let mut around = place.part_of;
        for _ in 0..MAX_AROUND {
            let Some(outer) = around.map(|id| dataset.place(id)) else { break };
            hint = format!("{hint}, {}", outer.name);
            around = outer.part_of;
        }
        Self { names: place.all_names().map(str::to_owned).collect(), hint }
    }

    /// A typed name.
    pub fn typed(name: &str) -> Self {
        Self { names: vec![name.trim().to_owned()], hint: String::new() }
    }
}

impl PlacesQuestion {
    pub fn new(dataset: Arc<Dataset>, asked: Vec<Asked>) -> Self {
        Self { dataset, asked }
    }

    pub fn asked(&self) -> &[Asked] {
        &self.asked
    }

    pub fn is_about(&self, dataset: &Arc<Dataset>) -> bool {
        Arc::ptr_eq(&self.dataset, dataset)
    }

    /// The candidates for each name; takes a moment. An error says that the gazetteer is damaged.
    pub fn answer(&self) -> Result<Vec<Arc<[Choice]>>, String> {
        let gazetteer = gazetteer::embedded()?;
        let known = Known::of(&self.dataset);
        Ok(self.asked.iter().map(|asked| choices(gazetteer, &known, asked).into()).collect())
    }
}

/// Every place with one of the names: those that match the record first, then near ones, then by name and population.
fn choices(gazetteer: &Gazetteer, known: &Known<'_>, asked: &Asked) -> Vec<Choice> {
    let mut found: Vec<Candidate> = Vec::new();
    for candidate in asked.names.iter().flat_map(|name| gazetteer.lookup(name)) {
        match found.iter_mut().find(|other| other.place.id == candidate.place.id) {
            Some(other) if candidate.is_main_name => *other = candidate,
            Some(_) => {}
            None => found.push(candidate),
        }
    }
    let hint = fold(&asked.hint);
    let choice = |candidate: Candidate| Choice {
        nearest: known.nearest(candidate.place.position),
        fits_record: fits(&hint, &candidate),
        candidate,
    };
    let mut choices: Vec<Choice> = found.into_iter().map(choice).collect();
    choices.sort_by_key(|choice| {
        let is_near = choice.nearest.as_ref().is_some_and(|(_, km)| *km < NEAR_KM);
        let Candidate { is_main_name, population, ref place, .. } = choice.candidate;
        (!choice.fits_record, !is_near, !is_main_name, Reverse(population), place.id)
    });
    choices
}

/// Whether the record's hint names the candidate's region or country.
fn fits(hint: &str, candidate: &Candidate) -> bool {
    let own = COUNTRY_NAMES.iter().filter(|(code, _)| *code == candidate.country_code).map(|(_, name)| *name);
    let country = fold(&candidate.country);
    let is_named = |name: &str| !name.is_empty() && format!(" {hint} ").contains(&format!(" {name} "));
    let region = fold(&candidate.region);
    // `Donetska oblast` is Donetsk; shorter names would match the start of too many words.
    let begins_word = region.chars().count() > 4 && hint.split(' ').any(|word| word.starts_with(&region));
    is_named(&country) || is_named(&region) || begins_word || own.into_iter().any(is_named)
}

/// Other normalised names of countries, used by files about the war in Ukraine.
const COUNTRY_NAMES: [(&str, &str); 8] = [
    ("UA", "україна"),
    ("UA", "украина"),
    ("RU", "росія"),
    ("RU", "россия"),
    ("RU", "russian federation"),
    ("BY", "білорус"),
    ("BY", "беларус"),
    ("MD", "молдова"),
];

/// The places of a dataset with a position, by latitude.
struct Known<'a>(Vec<(Position, &'a str)>);

impl<'a> Known<'a> {
    fn of(dataset: &'a Dataset) -> Self {
        let positioned = |id| {
            let place = dataset.place(id);
            Some((place.position?, place.name))
        };
        let mut known: Vec<_> = dataset.place_ids().filter_map(positioned).collect();
        known.sort_by(|(a, _), (b, _)| a.lat_deg.total_cmp(&b.lat_deg));
        Self(known)
    }

    /// The nearest of them: outwards by latitude, until the latitude alone is farther than the best.
    fn nearest(&self, from: Position) -> Option<(String, f64)> {
        const KM_PER_DEG: f64 = 111.0;
        let start = self.0.partition_point(|(at, _)| at.lat_deg < from.lat_deg);
        let (south, north) = self.0.split_at(start);
        let mut best: Option<(&str, f64)> = None;
        let mut look = |side: &mut dyn Iterator<Item = &(Position, &'a str)>| {
            for (at, name) in side {
                if best.is_some_and(|(_, km)| (at.lat_deg - from.lat_deg).abs() * KM_PER_DEG > km) {
                    return;
                }
                let km = from.distance_km(*at);
                if best.is_none_or(|(_, least)| km < least) {
                    best = Some((name, km));
                }
            }
        };
        look(&mut south.iter().rev());
        look(&mut north.iter());
        best.map(|(name, km)| (name.to_owned(), km))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use counterclaim_model::{DatasetBuilder, PlaceRecord};

    #[test]
    fn the_record_and_the_other_places_order_the_candidates_and_hide_none() {
        let named = |key: &str, note: Option<&str>, position: Option<Position>| PlaceRecord {
            key: key.to_owned(),
            name: "Красноармейск".to_owned(),
            note: note.map(str::to_owned),
            position,
            ..PlaceRecord::default()
        };
        let order = |note: Option<&str>, other: Option<Position>| {
            let places = vec![named("asked", note, None), named("other", None, other)];
            let (dataset, _) = DatasetBuilder { places, ..DatasetBuilder::default() }.finish();
            let dataset = Arc::new(dataset);
            let asked = Asked::of(&dataset, dataset.place_ids().next().expect("a place"));
            let answers = PlacesQuestion::new(dataset, vec![asked]).answer().expect("answers");
            answers[0].iter().map(|choice| choice.candidate.place.id).collect::<Vec<_>>()
        };
        let pokrovsk = 704_422;
        let saratov = 542_464;
        let moscow = 542_463;
        let known = order(None, None);
        assert_eq!(known, [pokrovsk, saratov, moscow], "by population");
        assert_eq!(order(Some("Moscow Oblast"), None), [moscow, pokrovsk, saratov]);
        assert_eq!(order(Some("Россия"), None), [saratov, moscow, pokrovsk]);
        let near_saratov = Position { lon_deg: 45.7, lat_deg: 51.5 };
        assert_eq!(order(None, Some(near_saratov)), [saratov, pokrovsk, moscow]);
        assert_eq!(order(Some("Донецька область, Україна"), Some(near_saratov)), [pokrovsk, saratov, moscow]);
    }

    #[test]
    fn the_nearest_is_the_one_that_looking_at_all_of_them_finds() {
        let names: Vec<String> = (0..60).map(|number| format!("p{number}")).collect();
        let at = |number: usize| Position {
            lon_deg: (number * 37 % 101) as f64 / 10.0 + 32.0,
            lat_deg: (number * 53 % 89) as f64 / 12.0 + 46.0,
        };
        let mut places: Vec<(Position, &str)> = (0..60).map(|number| (at(number), names[number].as_str())).collect();
        places.sort_by(|(a, _), (b, _)| a.lat_deg.total_cmp(&b.lat_deg));
        let known = Known(places.clone());
        for number in 0..200 {
            let from =
                Position { lon_deg: (number * 7 % 97) as f64 / 8.0 + 31.0, lat_deg: 45.0 + number as f64 / 22.0 };
            let least = places.iter().map(|(at, _)| from.distance_km(*at)).fold(f64::INFINITY, f64::min);
            let (_, km) = known.nearest(from).expect("a place");
            assert!((km - least).abs() < 1e-9, "{from:?}: {km} is not {least}");
        }
    }
}
