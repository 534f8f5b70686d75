//! The bundled gazetteer: named places of the world, found by any of their names.
//!
//! `fold.rs` defines equivalent spellings. `assets/gazetteer/build.py`, which builds the asset, documents its
//! layout.

mod asset;
mod countries;
mod fold;
pub mod land;

use std::hash::{DefaultHasher, Hasher as _};
use std::ops::Range;
use std::sync::OnceLock;

use self::asset::{PER_DEG, unpacked};
pub use self::countries::{CountryBox, box_of};
pub use self::fold::fold;
use self::fold::without_kind;
use counterclaim_model::{GeoPlace, Position};

/// A place with the requested name.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub place: GeoPlace,
    /// Whether its main name is meant, not another one.
    pub is_main_name: bool,
    /// The name that was met, as the gazetteer spells it.
    pub met: String,
    pub country: String,
    /// Two letters of ISO 3166.
    pub country_code: String,
    /// Empty where it is not known.
    pub region: String,
    /// 0 where it is not known.
    pub population: u32,
    /// How far a place of this size reaches, about.
    pub radius_km: f64,
}

/// Named places, found by their names.
pub struct Gazetteer {
    text: String,
    countries: Vec<Named>,
    regions: Vec<Region>,
    places: Vec<Row>,
    /// Hashes of folded names, rising, each with the number of its place.
    index: Vec<(u64, u32)>,
}

struct Named {
    code: Range<usize>,
    name: Range<usize>,
}

struct Region {
    name: Range<usize>,
    country: usize,
}

struct Row {
    id: u32,
    position: Position,
    population: u32,
    region: usize,
    /// All names, with bars between them.
    names: Range<usize>,
}

const HEAD: &str = "counterclaim-gazetteer 1";

/// The gazetteer that ships with the program, unpacked when it is first asked for, which takes a moment.
///
/// An error says that it is damaged.
pub fn embedded() -> Result<&'static Gazetteer, String> {
    static EMBEDDED: OnceLock<Result<Gazetteer, String>> = OnceLock::new();
    EMBEDDED.get_or_init(|| Gazetteer::read(unpacked()?)).as_ref().map_err(Clone::clone)
}

impl Gazetteer {
    /// Reads the unpacked asset; an error names the line.
    pub fn read(text: String) -> Result<Self, String> {
        let mut countries = Vec::new();
        let mut regions = Vec::new();
        let mut places = Vec::<Row>::new();
        let mut start = 0;
        let mut last_id = 0u32;
        for (number, line) in (1..).zip(text.split_inclusive('\n')) {
            let body = line.trim_end_matches('\n');
            let of_line = |at: usize| start + at..start + body.len();
            let read = match (number, body.as_bytes().first()) {
                (1, _) => (body == HEAD).then_some(()),
                (_, Some(b'=')) => body.find('\t').map(|tab| {
                    countries.push(Named { code: start + 1..start + tab, name: of_line(tab + 1) });
                }),
                (_, Some(b'-')) => body.find('\t').zip(countries.len().checked_sub(1)).map(|(tab, country)| {
                    last_id = 0;
                    regions.push(Region { name: of_line(tab + 1), country });
                }),
                _ => row(body, last_id, regions.len()).map(|(mut row, names)| {
                    last_id = row.id;
                    row.names = of_line(names);
                    places.push(row);
                }),
            };
            read.ok_or_else(|| format!("line {number} of the gazetteer cannot be read"))?;
            start += line.len();
        }
        if start == 0 {
            return Err("the gazetteer is empty".to_owned());
        }
        let hashes = |(number, row): (u32, &Row)| {
            let names: Vec<u64> = text[row.names.clone()].split('|').map(|name| hash(&fold(name))).collect();
            names.into_iter().map(move |hash| (hash, number))
        };
        let mut index: Vec<(u64, u32)> = (0..).zip(&places).flat_map(hashes).collect();
        index.sort_unstable();
        index.dedup();
        Ok(Self { text, countries, regions, places, index })
    }

    /// Every place that has a name, whatever its spelling: those whose main name it is first, then the larger ones.
    ///
    /// A word for the kind of place is dropped if the whole is not a name.
    pub fn lookup(&self, name: &str) -> Vec<Candidate> {
        let folded = fold(name);
        let mut found = self.named(&folded);
        if let Some(rest) = without_kind(&folded).filter(|_| found.is_empty()) {
            found = self.named(rest);
        }
        found.sort_by_key(|one| (!one.is_main_name, std::cmp::Reverse(one.population), one.place.id));
        found
    }

    pub fn len(&self) -> usize {
        self.places.len()
    }

    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    fn named(&self, folded: &str) -> Vec<Candidate> {
        if folded.is_empty() {
            return Vec::new();
        }
        let hash = hash(folded);
        let from = self.index.partition_point(|(other, _)| *other < hash);
        let same = self.index[from..].iter().take_while(|(other, _)| *other == hash);
        same.filter_map(|(_, number)| self.candidate(self.places.get(*number as usize)?, folded)).collect()
    }

    /// The place as a candidate, if one of its names folds to the text.
    fn candidate(&self, row: &Row, folded: &str) -> Option<Candidate> {
        let mut names = self.text[row.names.clone()].split('|').enumerate();
        let main = self.text[row.names.clone()].split('|').next()?;
        let (at, met) = names.find(|(_, name)| fold(name) == folded)?;
        let region = self.regions.get(row.region)?;
        let country = self.countries.get(region.country)?;
        let part = |range: &Range<usize>| self.text[range.clone()].to_owned();
        Some(Candidate {
            place: GeoPlace { id: row.id, name: main.to_owned(), position: row.position },
            is_main_name: at == 0,
            met: met.to_owned(),
            country: part(&country.name),
            country_code: part(&country.code),
            region: part(&region.name),
            population: row.population,
            radius_km: radius_km(row.population),
        })
    }
}

/// A line of a place in the region read last, and where its names begin.
fn row(line: &str, last_id: u32, regions: usize) -> Option<(Row, usize)> {
    let mut fields = line.splitn(5, '\t');
    let id = last_id.checked_add(fields.next()?.parse().ok()?)?;
    let mut degrees = || Some(f64::from(fields.next()?.parse::<i32>().ok()?) / PER_DEG);
    let lat_deg = degrees()?;
    let lon_deg = degrees()?;
    let position = Position::new(lon_deg, lat_deg)?;
    let population = fields.next()?.parse().ok()?;
    let names = line.len() - fields.next().filter(|names| !names.is_empty())?.len();
    Some((Row { id, position, population, region: regions.checked_sub(1)?, names: 0..0 }, names))
}

fn hash(folded: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(folded.as_bytes());
    hasher.finish()
}

/// How far a village, a town or a city reaches from its centre, about.
fn radius_km(population: u32) -> f64 {
    match population {
        0 => 2.0,
        1..1_000 => 1.0,
        1_000..10_000 => 1.5,
        10_000..50_000 => 3.0,
        50_000..200_000 => 5.0,
        200_000..1_000_000 => 10.0,
        _ => 20.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_list_is_refused_with_the_line() {
        let good = format!("{HEAD}\n=AA\tLand\n-01\tNorth\n7\t10000\t20000\t300\tA|B\n");
        let read = Gazetteer::read(good.clone()).expect("a gazetteer");
        let found = read.lookup("b");
        assert_eq!((found.len(), found[0].place.id, found[0].region.as_str()), (1, 7, "North"));
        assert_eq!(found[0].place.position, Position { lon_deg: 2.0, lat_deg: 1.0 });
        for (bad, line) in [
            (good.replace(" 1\n", " 2\n"), "line 1 "),
            (good.replace("7\t", "x\t"), "line 4 "),
            (good.replace("10000", "990000"), "line 4 "),
            (good.replace("A|B", ""), "line 4 "),
            (good.replace("=AA\tLand\n", ""), "line 2 "),
            (String::new(), "empty"),
        ] {
            let reason = Gazetteer::read(bad).err().unwrap_or_default();
            assert!(reason.contains(line), "{line}: {reason}");
        }
    }
}
