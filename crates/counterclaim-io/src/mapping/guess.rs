//! Proposes what the columns of a table mean, from their names, tags and values; each guess says why.

use std::collections::{BTreeMap, BTreeSet};

use super::date_role::{self, DateRole};
use super::names::{NAMES, TAGS, folded, spaced};
use super::numbered::numbered;
use super::{
    ColumnMapping, Field, Grain, Mapping, StanceAbout, axes, cited, counts, of_objects, place_columns, position, zone,
};
use crate::cell::coordinates;
use crate::cell::date::DateStyle;
use crate::cell::geometry::{self, GEOMETRY};
use crate::cell::stance_words;
use crate::cell::value;
use crate::records::table::{LIST, Table};
use counterclaim_model::Stance;

/// A proposed mapping, and why.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Guess {
    pub mapping: Mapping,
    pub reasons: Vec<Reason>,
    /// Columns of dates of which neither name nor values say what they mean: whoever reads the table is asked.
    pub open_dates: Vec<String>,
}

/// Why a column was taken for a field.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Reason {
    pub column: String,
    pub field: Field,
    pub why: &'static str,
}

/// How many records a running count has at least, to be taken for one.
const COUNTS: usize = 10;

/// Proposes a mapping.
pub fn guess(table: &Table) -> Guess {
    let no_places = place_columns::spoken_against(table);
    let mut guess = Guessing {
        table,
        taken: BTreeSet::new(),
        no_places,
        actors: BTreeSet::new(),
        is_of_posts: is_of_posts(table),
        guess: Guess::default(),
    };
    guess.dyads();
    guess.by_tag();
    guess.by_name();
    guess.by_value();
    guess.counts();
    guess.rest_by_name();
    guess.running_counts();
    guess.settle();
    guess.states();
    guess.settle_stances();
    guess.guess
}

/// A column as a field, with what the usual precisions mean.
pub fn with_usual(column: &str, field: Field) -> ColumnMapping {
    let mut mapping = ColumnMapping::new(column, field);
    match field {
        Field::PlacePrecision => mapping.radii_km = radii_km(&folded(column)),
        Field::TimePrecision => mapping.grains = grains(&folded(column)),
        Field::Amount => mapping.cumulative = counts::is_running(column),
        _ => {}
    }
    mapping
}

struct Guessing<'a> {
    table: &'a Table,
    taken: BTreeSet<usize>,
    /// Columns that are called like places and are none.
    no_places: BTreeSet<usize>,
    /// Columns that are called like sources and name who acts.
    actors: BTreeSet<usize>,
    /// Whether the records are posts of accounts.
    is_of_posts: bool,
    guess: Guess,
}

impl Guessing<'_> {
    fn has(&self, field: Field) -> bool {
        self.guess.mapping.of(field).is_some()
    }

    /// Takes a column for a field, where its values allow that.
    fn take(&mut self, at: usize, field: Field, why: &'static str) -> bool {
        if !self.is_free(at, field) || !fits(self.table, at, field) {
            return false;
        }
        self.give(at, field, why)
    }

    fn is_free(&self, at: usize, field: Field) -> bool {
        let is_no_place = matches!(field, Field::Place | Field::Region) && self.no_places.contains(&at);
        let is_no_source = matches!(field, Field::Outlet | Field::Speaker | Field::Url) && self.actors.contains(&at);
        // The address of a post is that of the report; other addresses are what it links to.
        let is_linked = self.is_of_posts && field == Field::Url && self.has(Field::Url);
        let is_second =
            matches!(field, Field::Outlet | Field::Speaker) && self.has(field) && self.bond_is_new(at, field);
        if is_no_source || is_linked || is_second {
            return false;
        }
        !self.taken.contains(&at) && (field.is_many() || !self.has(field)) && !is_no_place
    }

    /// Whether a further column of sources is none of a numbered series that has begun.
    fn bond_is_new(&self, at: usize, field: Field) -> bool {
        let Some((base, _)) = self.table.columns.get(at).and_then(|column| numbered(&column.name)) else { return true };
        let first = self.guess.mapping.of(field).and_then(|column| numbered(&column.column));
        first.is_none_or(|(first, _)| first != base)
    }

    /// Who does something to whom: there a source is who acts, and no medium.
    fn dyads(&mut self) {
        const PAIRS: [(&str, &str); 6] = [
            ("source name", "target name"),
            ("source actor", "target actor"),
            ("source", "target"),
            ("actor name", "target name"),
            ("perpetrator", "victim"),
            ("aggressor", "target"),
        ];
        let named = |name: &str| self.table.columns.iter().position(|column| folded(&column.name) == name);
        let found = PAIRS.iter().find_map(|(actor, target)| Some((named(actor)?, named(target)?)));
        let Some((actor, target)) = found else { return };
        self.give(actor, Field::Actor, "stands beside a target");
        self.give(target, Field::Target, "stands beside an actor");
        let is_of_actor = |name: &str| name.starts_with("source ") || name.starts_with("target ");
        let columns = self.table.columns.iter().enumerate();
        let actors = columns.filter(|(_, column)| is_of_actor(&folded(&column.name))).map(|(at, _)| at);
        self.actors = actors.chain([actor, target]).collect();
        self.no_places.extend(self.actors.iter().copied());
    }

    /// Gives a column a meaning, whatever its values.
    fn give(&mut self, at: usize, field: Field, why: &'static str) -> bool {
        let Some(column) = self.table.columns.get(at) else { return false };
        let mut mapping = with_usual(&column.name, field);
        if field == Field::Position {
            position::settle(self.table, at, &mut mapping);
        }
        mapping.list_separator = list_separator(self.table, at, field);
        self.taken.insert(at);
        self.guess.mapping.columns.push(mapping);
        self.guess.reasons.push(Reason { column: column.name.clone(), field, why });
        true
    }

    fn by_tag(&mut self) {
        for (field, tags) in TAGS {
            for tag in *tags {
                for at in 0..self.table.columns.len() {
                    let is_it = self.table.columns.get(at).is_some_and(|column| has_tag(&column.tag, tag));
                    if is_it {
                        self.take(at, *field, "HXL tag");
                    }
                }
            }
        }
    }

    fn by_name(&mut self) {
        let names: Vec<String> = self.table.columns.iter().map(|column| folded(&column.name)).collect();
        let mut called: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, name) in names.iter().enumerate() {
            called.entry(name).or_default().push(at);
        }
        // Latitude and longitude by two names that belong together.
        let axes = axes::latitude_and_longitude(self.table);
        if self.is_of_posts {
            for at in 0..names.len() {
                if names.get(at).is_some_and(|name| POST_TEXTS.contains(&name.as_str())) {
                    self.take(at, Field::Text, "text of a post");
                }
            }
        }
        for (field, usual) in NAMES {
            match (field, axes) {
                (Field::Latitude, Some((lat, _))) => drop(self.take(lat, Field::Latitude, "column name")),
                (Field::Longitude, Some((_, lon))) => drop(self.take(lon, Field::Longitude, "column name")),
                _ => {}
            }
            for name in *usual {
                for at in called.get(*name).into_iter().flatten() {
                    self.take(*at, *field, "column name");
                }
            }
        }
        // The label of what another column names by its address: `itemLabel` beside `item`.
        if !self.has(Field::Title) {
            let is_label = |name: &str| {
                let stem = spaced(name).to_lowercase();
                let stem = stem.strip_suffix("label").map(folded).filter(|stem| !stem.is_empty());
                stem.is_some_and(|stem| names.contains(&stem))
            };
            let labels = self.table.columns.iter().position(|column| is_label(&column.name));
            if let Some(at) = labels {
                self.take(at, Field::Title, "label of another column");
            }
        }
        self.by_part_of_name();
        for (at, field) in of_objects::find(self.table) {
            self.take(at, field, "field of an object of sources");
        }
        // `Source 1`, `Source 2`, `Link 1`: each as the name without its number.
        let bases: Vec<(usize, String)> =
            (0..names.len()).filter_map(|at| Some((at, numbered(&self.table.columns.get(at)?.name)?.0))).collect();
        for field in [Field::Outlet, Field::Speaker, Field::Url] {
            let usual = NAMES.iter().find(|(other, _)| *other == field).map_or(&[][..], |(_, usual)| *usual);
            for (at, _) in bases.iter().filter(|(_, base)| usual.contains(&base.as_str())) {
                self.take(*at, field, "numbered column name");
            }
        }
    }

    /// `Date of incident (month/day/year)`, `Location of incident (city)`: by what stands before the brackets, and of
    /// places by what stands within.
    fn by_part_of_name(&mut self) {
        const WITHIN: [Field; 4] = [Field::Place, Field::Region, Field::Latitude, Field::Longitude];
        let columns = self.table.columns.iter().enumerate();
        let parts: Vec<(usize, String, String)> = columns
            .filter_map(|(at, column)| bracketed(&column.name).map(|(before, within)| (at, before, within)))
            .collect();
        for is_within in [true, false] {
            for (field, usual) in NAMES.iter().filter(|(field, _)| !is_within || WITHIN.contains(field)) {
                for (at, before, within) in &parts {
                    if usual.contains(&if is_within { within } else { before }.as_str()) {
                        self.take(*at, *field, "column name");
                    }
                }
            }
        }
    }

    /// Columns that are known by their names although few of their values can be read: these are read, and the others
    /// are reported.
    fn rest_by_name(&mut self) {
        const MEANT: [Field; 12] = [
            Field::From,
            Field::Until,
            Field::StatedAt,
            Field::Published,
            Field::Latitude,
            Field::Longitude,
            Field::Position,
            Field::Place,
            Field::Region,
            Field::Amount,
            Field::Low,
            Field::High,
        ];
        // Names that mean other things as often.
        const VAGUE: [&str; 15] = [
            "x", "y", "from", "to", "start", "end", "day", "time", "low", "high", "best", "number", "position", "when",
            "point",
        ];
        let names: Vec<String> = self.table.columns.iter().map(|column| folded(&column.name)).collect();
        for (field, usual) in NAMES.iter().filter(|(field, _)| MEANT.contains(field)) {
            for (at, name) in names.iter().enumerate() {
                let is_known = usual.contains(&name.as_str()) && !VAGUE.contains(&name.as_str());
                if is_known && self.is_free(at, *field) && some_fit(self.table, at, *field) {
                    self.give(at, *field, "column name");
                }
            }
        }
    }

    fn by_value(&mut self) {
        let columns = 0..self.table.columns.len();
        let share = |at: usize, is_it: &dyn Fn(&str) -> bool| {
            let mut good = 0usize;
            let mut all = 0usize;
            for cell in self.table.cells(at).take(200) {
                all += 1;
                good += usize::from(is_it(cell));
            }
            all > 0 && good * 10 >= all * 8
        };
        let mut found = Vec::new();
        for at in columns.clone().filter(|at| !self.taken.contains(at)) {
            let name = self.table.columns.get(at).map_or_else(String::new, |column| folded(&column.name));
            let style = DateStyle::of(self.table.cells(at));
            let is_date =
                |cell: &str| cell.len() >= 6 && style.read(cell, None, 0).is_ok() && value::number(cell).is_none();
            if share(at, &is_date) {
                let spelled = self.table.columns.get(at).map_or("", |column| column.name.as_str());
                let role = date_role::role(spelled, self.is_of_posts);
                found.extend(role.field().map(|field| (at, field, role, "values are dates")));
            } else if share(at, &value::is_addresses)
                && (!is_picture(&spaced_name(self.table, at)) || is_of_news(&spaced_name(self.table, at)))
            {
                found.push((at, Field::Url, DateRole::Other, "values are URLs"));
            } else if are_positions(self.table, at) {
                found.push((at, Field::Position, DateRole::Other, "values are two coordinates"));
            } else if names_a_stance(&name)
                && share(at, &|cell| value::stance(cell).is_some() && value::answer(cell).is_none())
            {
                found.push((at, Field::Stance, DateRole::Other, "values are stances"));
            } else if name.starts_with("column ") && share(at, &is_verdict) && is_graded(self.table, at) {
                found.push((at, Field::Verdict, DateRole::Other, "values are verdicts"));
            }
        }
        // A date whose name says what it means goes before one whose name does not.
        found.sort_by_key(|(.., role, _)| *role == DateRole::Unknown);
        for (at, field, role, why) in found {
            let is_date = why == "values are dates";
            if is_date && role == DateRole::Unknown {
                let has_date = [Field::From, Field::StatedAt, Field::Published, Field::Year]
                    .into_iter()
                    .any(|field| self.has(field));
                let name = self.table.columns.get(at).map(|column| column.name.clone()).unwrap_or_default();
                if has_date || !self.take(at, field, "values are dates, but the name does not say of what") {
                    continue;
                }
                self.guess.open_dates.push(name);
                continue;
            }
            let name = self.table.columns.get(at).map_or_else(String::new, |column| folded(&column.name));
            // Where one column has the addresses of reports, others may have those of anything.
            if field != Field::Url || !self.has(Field::Url) || names_a_report(&name) {
                self.take(at, field, why);
            }
        }
        if [Field::Title, Field::Event, Field::Proposition, Field::Text].iter().all(|field| !self.has(*field)) {
            let length = |at: &usize| self.table.cells(*at).take(200).map(|cell| cell.chars().count()).sum::<usize>();
            let is_prose = |at: &usize| share(*at, &|cell| cell.contains(' ') && cell.chars().count() > 25);
            let longest = columns.filter(|at| !self.taken.contains(at)).filter(is_prose).max_by_key(length);
            if let Some(at) = longest {
                // What verdicts are about is a claim.
                let field = if self.has(Field::Verdict) { Field::Proposition } else { Field::Text };
                self.take(at, field, "longest text");
            }
        }
    }

    /// Columns that count, by words in their names; a least and a most are bounds.
    fn counts(&mut self) {
        for count in counts::find(self.table) {
            let is_taken = self.take(count.at, count.field, "column name");
            let name = self.table.columns.get(count.at).map_or("", |column| column.name.as_str());
            let named = self.guess.mapping.columns.iter_mut().find(|column| column.column == name);
            if let Some(mapping) = named.filter(|mapping| is_taken || mapping.field == count.field) {
                mapping.unit = count.unit.or_else(|| counts::unit_in(&mapping.column));
            }
        }
    }

    /// `total killed` beside `killed`: a running total where it grows by what stands beside it.
    fn totals_beside(&mut self) {
        let at = |field| self.guess.mapping.of(field).and_then(|mapping| self.table.column(&mapping.column));
        let Some(date) = at(Field::From).or_else(|| at(Field::StatedAt)) else { return };
        for column in counts::totals_beside(self.table, date) {
            let name = self.table.columns.get(column).map_or("", |column| column.name.as_str());
            let is_it = |mapping: &&mut ColumnMapping| mapping.column == name && mapping.field == Field::Amount;
            if let Some(mapping) = self.guess.mapping.columns.iter_mut().find(is_it) {
                mapping.cumulative = true;
            }
        }
    }

    /// Whole numbers that hardly ever fall from day to day count on from the one before; a fall is a correction.
    ///
    /// Where records name places, the days of each place are looked at.
    fn running_counts(&mut self) {
        self.totals_beside();
        let at = |field| self.guess.mapping.of(field).and_then(|mapping| self.table.column(&mapping.column));
        let Some(date) = at(Field::From).or_else(|| at(Field::StatedAt)) else { return };
        let place = at(Field::Place).or_else(|| at(Field::Region));
        let style = DateStyle::of(self.table.cells(date));
        let start_s = |row| style.read(self.table.cell(row, date), None, 0).ok().map(|span| span.start_s);
        let mut of_places: BTreeMap<&str, Vec<(i64, usize)>> = BTreeMap::new();
        for row in 0..self.table.row_count() {
            if let Some(start_s) = start_s(row) {
                let place = place.map_or("", |place| self.table.cell(row, place));
                of_places.entry(place).or_default().push((start_s, row));
            }
        }
        let mut series: Vec<Vec<(i64, usize)>> = of_places.into_values().collect();
        series.iter_mut().for_each(|rows| rows.sort_by_key(|(start_s, _)| *start_s));
        // Several records of one place and day count nothing on, and a few days tell nothing.
        let is_repeated = |rows: &Vec<(i64, usize)>| rows.windows(2).any(|pair| matches!(pair, [a, b] if a.0 == b.0));
        let dated: usize = series.iter().map(Vec::len).sum();
        if dated < COUNTS || series.iter().any(is_repeated) || dated < 4 * series.len() {
            return;
        }
        for at in 0..self.table.columns.len() {
            let name = self.table.columns.get(at).map_or("", |column| column.name.as_str()).to_owned();
            let is_amount = |mapping: &ColumnMapping| mapping.column == name && mapping.field == Field::Amount;
            let known = self.guess.mapping.columns.iter().position(is_amount);
            let counts_on = counts_on(self.table, at, &series);
            if counts_on && (known.is_some() || self.take(at, Field::Amount, "running total")) {
                let mapping = match known {
                    Some(known) => self.guess.mapping.columns.get_mut(known),
                    None => self.guess.mapping.columns.last_mut(),
                };
                if let Some(mapping) = mapping {
                    mapping.cumulative = true;
                }
                let marked = self.table.column(&format!("{name}*"));
                if let Some(marked) = marked {
                    self.take(marked, Field::Qualifier, "qualifies the number next to it");
                }
            }
        }
    }

    /// An answer for each of some places on each of some days tells whether something held there then.
    fn states(&mut self) {
        let at = |field| self.guess.mapping.of(field).and_then(|mapping| self.table.column(&mapping.column));
        let (Some(day), Some(place)) = (at(Field::From), at(Field::Place)) else { return };
        if [Field::Stance, Field::Verdict, Field::Proposition].into_iter().any(|field| self.has(field)) {
            return;
        }
        let different = |column: usize| self.table.cells(column).collect::<BTreeSet<_>>().len();
        let pairs: BTreeSet<(&str, &str)> =
            (0..self.table.row_count()).map(|row| (self.table.cell(row, place), self.table.cell(row, day))).collect();
        let days = different(day);
        let places = different(place);
        let is_grid = days >= 3 && pairs.len() == self.table.row_count() && pairs.len() * 5 >= days * places * 4;
        let is_answer = |at: &usize| {
            self.table.cells(*at).next().is_some() && self.table.cells(*at).all(|cell| value::answer(cell).is_some())
        };
        let answers: Vec<usize> =
            (0..self.table.columns.len()).filter(|at| !self.taken.contains(at)).filter(is_answer).collect();
        if let (true, [only]) = (is_grid, answers.as_slice()) {
            self.take(*only, Field::Holds, "one answer for each place and day");
        }
    }

    /// Lets go of what the other columns show to mean something else.
    fn settle(&mut self) {
        let has = |fields: &[Field]| fields.iter().any(|field| self.has(*field));
        let mut dropped = Vec::new();
        // Without a number nothing is a unit of one.
        if !has(&[Field::Amount, Field::Low, Field::High]) {
            dropped.extend([Field::Unit, Field::Scope, Field::Qualifier]);
        }
        // A whole date says more than its parts, and a day without a month says nothing.
        if has(&[Field::From]) || !has(&[Field::Year]) {
            dropped.extend([Field::Year, Field::Month, Field::Day]);
        }
        // Kinds of things are no titles where a text tells more.
        if has(&[Field::Text, Field::Proposition]) && self.recurs(Field::Title) {
            dropped.push(Field::Title);
        }
        // Where nobody speaks, records share no event: a kind of incident is called that, too.
        let is_of_sources = has(&[
            Field::Proposition,
            Field::ClaimId,
            Field::Attribute,
            Field::Speaker,
            Field::Stance,
            Field::Quote,
            Field::Via,
        ]);
        let is_kind = self.recurs(Field::Event) || self.is_code(Field::Event);
        let renamed = match self.has(Field::Event) && !is_of_sources && is_kind {
            true if has(&[Field::Title, Field::Text]) => {
                dropped.push(Field::Event);
                None
            }
            true => Some((Field::Event, Field::Title)),
            false => None,
        };
        // The only date of a table in which nobody says anything is that of what happened.
        let says = [Field::Speaker, Field::Outlet, Field::Url, Field::Stance, Field::Via, Field::Headline];
        let is_undated = !has(&[Field::From, Field::Until, Field::Year]);
        // Beside stances, a plain date is that of the word: what happened has a date of its own.
        let is_of_stances = has(&[Field::Stance, Field::Verdict]) && has(&[Field::Proposition, Field::ClaimId]);
        let is_plain_date = self.guess.mapping.of(Field::From).is_some_and(|column| is_plain_date(&column.column));
        let moved = if is_undated && !has(&says) && !self.is_of_posts {
            Some((Field::StatedAt, Field::From))
        } else if is_of_stances && is_plain_date && !has(&[Field::StatedAt, Field::Until]) {
            Some((Field::From, Field::StatedAt))
        } else {
            None
        };
        self.guess.mapping.columns.retain(|column| !dropped.contains(&column.field));
        self.guess.reasons.retain(|reason| !dropped.contains(&reason.field));
        for (from, to) in renamed.into_iter().chain(moved) {
            let fields = self.guess.mapping.columns.iter_mut().map(|column| &mut column.field);
            let reasons = self.guess.reasons.iter_mut().map(|reason| &mut reason.field);
            fields.chain(reasons).filter(|field| **field == from).for_each(|field| *field = to);
        }
    }

    /// Whether the values of a field's column are too short for names.
    fn is_code(&self, field: Field) -> bool {
        let at = self.guess.mapping.of(field).and_then(|mapping| self.table.column(&mapping.column));
        at.is_some_and(|at| self.table.cells(at).take(COUNTS).all(|cell| cell.chars().count() < 4))
    }

    /// Whether the values of a field's column are a few that recur.
    fn recurs(&self, field: Field) -> bool {
        let at = self.guess.mapping.of(field).and_then(|mapping| self.table.column(&mapping.column));
        at.is_some_and(|at| super::apply::recurs(self.table, at))
    }

    /// Denials of what nobody else says are not denials of their own words.
    fn settle_stances(&mut self) {
        let at = |field| self.guess.mapping.of(field).and_then(|mapping| self.table.column(&mapping.column));
        let (Some(stance), Some(proposition), Some(event)) =
            (at(Field::Stance), at(Field::Proposition), at(Field::Event))
        else {
            return;
        };
        let mut said: BTreeMap<&str, usize> = BTreeMap::new();
        let mut events: BTreeSet<&str> = BTreeSet::new();
        let rows = 0..self.table.row_count();
        for row in rows.clone() {
            *said.entry(self.table.cell(row, proposition)).or_default() += 1;
            events.insert(self.table.cell(row, event));
        }
        let is_denial = |word: &str| value::stance(word) == Some(Stance::Denies);
        let denials: Vec<_> = rows.filter(|row| is_denial(self.table.cell(*row, stance))).collect();
        let alone = denials.iter().filter(|row| said.get(self.table.cell(**row, proposition)) == Some(&1)).count();
        if alone * 2 > denials.len() && events.len() * 2 <= self.table.row_count() {
            self.guess.mapping.stance_about = StanceAbout::Event;
        }
    }
}

/// Whether a column of whole numbers goes up over each of some series of rows.
fn counts_on(table: &Table, at: usize, series: &[Vec<(i64, usize)>]) -> bool {
    let mut steps: Vec<f64> = Vec::new();
    let mut count = 0usize;
    let mut are_years = true;
    let mut rises_in_all = 0.0;
    for rows in series {
        let numbers: Option<Vec<f64>> = rows
            .iter()
            .filter_map(|(_, row)| value::known(table.cell(*row, at)))
            .map(|cell| value::number(cell).filter(|value| value.fract() == 0.0 && *value >= 0.0))
            .collect();
        let Some(numbers) = numbers else { return false };
        count += numbers.len();
        are_years &= numbers.iter().all(|value| (1500.0..2200.0).contains(value));
        rises_in_all += numbers.last().unwrap_or(&0.0) - numbers.first().unwrap_or(&0.0);
        steps.extend(numbers.windows(2).filter_map(|pair| Some(pair.get(1)? - pair.first()?)));
    }
    let is_clock = steps.iter().all(|step| (step - 1.0).abs() < 0.5);
    let falls = steps.iter().filter(|step| **step < 0.0).count();
    let rises = steps.iter().filter(|step| **step > 0.0).count();
    let goes_up = falls == 0 || falls * 50 <= steps.len() && rises > 4 * falls && rises_in_all > 0.0;
    count >= COUNTS && goes_up && !is_clock && !are_years
}

/// Whether a tag is of a kind, whatever attributes it has besides.
fn has_tag(tag: &str, kind: &str) -> bool {
    let mut wanted = kind.split('+');
    let mut parts = tag.split('+');
    let is_name = parts.next() == wanted.next();
    let parts: Vec<&str> = parts.collect();
    is_name && !tag.is_empty() && wanted.all(|attribute| parts.contains(&attribute))
}

/// Whether the values of a column allow that it is a field.
fn fits(table: &Table, at: usize, field: Field) -> bool {
    let most = |is_it: &dyn Fn(&str) -> bool| {
        let mut good = 0usize;
        let mut all = 0usize;
        for cell in table.cells(at).filter(|cell| !value::is_unknown(cell)).take(500) {
            all += 1;
            good += usize::from(is_it(cell));
        }
        good * 2 >= all
    };
    match field {
        Field::Id => {
            let mut seen = BTreeSet::new();
            let distinct = table.cells(at).filter(|cell| seen.insert(*cell));
            distinct.count() * 10 >= table.row_count() * 9
        }
        Field::From | Field::Until | Field::StatedAt | Field::Published | Field::ReviewedAt => {
            let style = DateStyle::of(table.cells(at));
            // A column whose dates fit both orders is one of dates all the same.
            most(&|cell| {
                style.read(cell, None, 0).map_or_else(
                    |reason| reason.contains("a mapping can set the order"),
                    |_| cell.len() > 4 || cell.starts_with(['1', '2']),
                )
            })
        }
        Field::Zone => most(&|cell| zone::is_zone(cell)),
        Field::Clock | Field::StatedClock => most(&|cell| cell.contains(':') && cell.len() <= 12),
        Field::Latitude => most(&|cell| coordinates::degrees(cell).is_some_and(|value| value.abs() <= 90.0)),
        Field::Longitude => most(&|cell| coordinates::degrees(cell).is_some_and(|value| value.abs() <= 180.0)),
        Field::Position => {
            let rows = (0..table.row_count()).filter(|row| !value::is_unknown(table.cell(*row, at))).take(500);
            let pairs: Vec<bool> = rows.map(|row| position::pair_in(table, row, at).is_some()).collect();
            pairs.iter().filter(|is_pair| **is_pair).count() * 2 >= pairs.len()
        }
        Field::Year => {
            most(&|cell| cell.len() == 4 && cell.parse::<u16>().is_ok_and(|year| (1500..2200).contains(&year)))
        }
        Field::Month => most(&|cell| {
            cell.parse::<u8>().is_ok_and(|month| month <= 12) || crate::cell::date::month_of(cell).is_some()
        }),
        Field::Day => most(&|cell| cell.parse::<u8>().is_ok_and(|day| day <= 31)),
        // Comments in figures are counted, not told.
        Field::Note => !most(&|cell| value::number(cell).is_some()),
        Field::Verdict => {
            let is_word = |cell: &str| value::number(cell).is_none() && cell.chars().count() < 40;
            most(&is_word) && table.cells(at).any(|cell| stance_words::meaning(cell).is_some())
        }
        Field::Radius => most(&|cell| value::number(cell).is_some()),
        Field::Amount | Field::Low | Field::High => {
            let is_code = |cell: &str| value::number(cell).is_some_and(|number| number < 0.0);
            most(&|cell| is_code(cell) || value::amount(cell).is_some()) && !is_serial(table, at)
        }
        Field::Outlet | Field::Event | Field::Title => !most(&value::is_addresses),
        Field::Citation => most(&|cell| cell.contains(' ') && cell.chars().count() > 8 && !value::is_addresses(cell)),
        Field::Text => !most(&|cell| cell.starts_with('{')),
        Field::Url => most(&value::is_addresses),
        Field::Stance => {
            let is_named = table.columns.get(at).is_some_and(|column| folded(&column.name) == "stance");
            most(&|cell| {
                cell.len() < 40 && (is_named || value::stance(cell).is_some() && value::answer(cell).is_none())
            })
        }
        _ => true,
    }
}

/// Whether the values of a column are two coordinates, of which one has decimals or says what it is.
fn are_positions(table: &Table, at: usize) -> bool {
    let mut good = 0usize;
    let mut all = 0usize;
    // Outlines are kept as areas.
    if table.column(GEOMETRY) == Some(at) && table.cells(at).take(200).any(|cell| geometry::area(cell).is_some()) {
        return false;
    }
    for row in (0..table.row_count()).filter(|row| !table.cell(*row, at).is_empty()).take(200) {
        all += 1;
        let cell = table.cell(row, at);
        let is_pair = |pair: coordinates::Pair| {
            let is_plain = pair.order.is_none();
            let is_on_globe = pair.first_deg.abs() <= 180.0 && pair.second_deg.abs() <= 180.0;
            is_on_globe && (!is_plain || cell.contains('.') || pair.first_deg.fract() != 0.0)
        };
        good += usize::from(position::pair_in(table, row, at).is_some_and(is_pair));
    }
    all > 0 && good * 10 >= all * 8
}

/// Whether some value of a column can be read as a field.
fn some_fit(table: &Table, at: usize, field: Field) -> bool {
    let mut cells = table.cells(at).filter(|cell| !value::is_unknown(cell)).take(500);
    match field {
        Field::From | Field::Until | Field::StatedAt | Field::Published | Field::ReviewedAt => {
            let style = DateStyle::of(table.cells(at));
            cells.any(|cell| cell.len() > 4 && style.read(cell, None, 0).is_ok())
        }
        // A latitude beyond 90 degrees is reported for each record: it may be the longitude.
        Field::Latitude | Field::Longitude => {
            cells.any(|cell| coordinates::degrees(cell).is_some_and(|value| value.abs() <= 180.0))
        }
        Field::Position => (0..table.row_count().min(500)).any(|row| position::pair_in(table, row, at).is_some()),
        Field::Amount | Field::Low | Field::High => cells.any(|cell| value::amount(cell).is_some()),
        Field::Place | Field::Region => cells.next().is_some(),
        _ => false,
    }
}

/// Whether a column numbers the records.
fn is_serial(table: &Table, at: usize) -> bool {
    let numbers: Option<Vec<f64>> = table.cells(at).take(500).map(value::number).collect();
    numbers.is_some_and(|numbers| {
        numbers.len() >= COUNTS && numbers.windows(2).all(|pair| matches!(pair, [a, b] if (b - a - 1.0).abs() < 0.5))
    })
}

/// Names of the texts of posts.
const POST_TEXTS: [&str; 9] =
    ["message", "post text", "full text", "tweet text", "tweet", "status text", "post message", "post", "text"];

/// Whether the records of a table are posts: a text and the account that wrote it.
fn is_of_posts(table: &Table) -> bool {
    const ACCOUNTS: [&str; 10] = [
        "user name",
        "username",
        "user screen name",
        "screen name",
        "page name",
        "channel name",
        "account",
        "handle",
        "account name",
        "user handle",
    ];
    let names: Vec<String> = table.columns.iter().map(|column| folded(&column.name)).collect();
    let has = |list: &[&str]| names.iter().any(|name| list.contains(&name.as_str()));
    has(&["full text", "tweet text"]) || has(&POST_TEXTS) && has(&ACCOUNTS)
}

/// Whether a name means just "date".
fn is_plain_date(name: &str) -> bool {
    const NAMES: [&str; 12] = [
        "date",
        "day",
        "when",
        "time",
        "datetime",
        "date time",
        "timestamp",
        "дата",
        "fecha",
        "datum",
        "data",
        "تاريخ",
    ];
    NAMES.contains(&folded(name).as_str())
}

fn spaced_name(table: &Table, at: usize) -> String {
    table.columns.get(at).map_or_else(String::new, |column| folded(&spaced(&column.name)))
}

fn is_verdict(cell: &str) -> bool {
    stance_words::meaning(cell).is_some()
}

/// Whether some value of a column is more than an answer such as yes or no, and values recur.
fn is_graded(table: &Table, at: usize) -> bool {
    table.cells(at).any(|cell| stance_words::meaning(cell).is_some() && value::answer(cell).is_none())
}

/// Whether a column is of pictures, by its name: these are no reports.
fn is_picture(name: &str) -> bool {
    const PICTURES: [&str; 10] =
        ["image", "img", "photo", "picture", "thumbnail", "thumb", "icon", "logo", "avatar", "flag"];
    name.split(' ').any(|word| PICTURES.iter().any(|picture| word.starts_with(picture)))
}

/// What stands before the brackets of a name and within them, as names are compared.
fn bracketed(name: &str) -> Option<(String, String)> {
    let (before, rest) = name.split_once(['(', '['])?;
    let (within, _) = rest.split_once([')', ']'])?;
    Some((folded(before), folded(within))).filter(|(before, _)| !before.is_empty())
}

/// Whether a column of addresses is of news, by its name, whatever else is behind them.
fn is_of_news(name: &str) -> bool {
    const NEWS: [&str; 5] = ["news", "article", "articles", "story", "report"];
    name.split(' ').any(|word| NEWS.contains(&word))
}

/// Whether a column of addresses is of reports, by its name.
fn names_a_report(name: &str) -> bool {
    const REPORTS: [&str; 6] = ["url", "link", "source", "article", "report", "post"];
    name.split(' ').any(|word| REPORTS.iter().any(|report| word.starts_with(report) || word.ends_with(report)))
}

/// Whether a column is of stances, by its name: words such as "confirmed" also tell how sure a place is.
fn names_a_stance(name: &str) -> bool {
    const WORDS: [&str; 6] = ["stance", "attitude", "position", "denial", "response", "reaction"];
    name.split(' ').any(|word| WORDS.contains(&word))
}

/// The separator by which a column is a list, where its cells show one.
fn list_separator(table: &Table, at: usize, field: Field) -> Option<String> {
    if !matches!(field, Field::Outlet | Field::Url | Field::Speaker | Field::Via | Field::Position) {
        return None;
    }
    if table.cells(at).any(|cell| cell.contains(LIST)) {
        return Some(LIST.to_owned());
    }
    let is_wrapped = |cell: &str| cell.len() > 2 && cell.starts_with(',') && cell.ends_with(',');
    if table.cells(at).next().is_some() && table.cells(at).all(is_wrapped) {
        return Some(",".to_owned());
    }
    let candidates: &[&str] = match field {
        // Addresses are found whatever stands between them.
        Field::Position | Field::Url => return None,
        Field::Via => &[" | "],
        _ => &["|", "; "],
    };
    // A comma divides outlets where each has the day on which it reported.
    if field == Field::Outlet && cited::are_lists_of_days(table.cells(at)) {
        return Some(", ".to_owned());
    }
    let is_list = |separator: &&&str| table.cells(at).any(|cell| cell.contains(**separator));
    candidates.iter().find(is_list).map(|separator| (*separator).to_owned())
}

/// What the usual precisions of places mean; the lengths are ours.
fn radii_km(name: &str) -> BTreeMap<String, f64> {
    let pairs: &[(&str, f64)] = match name {
        "where prec" => crate::cell::radius_codes::UCDP_RADII_KM,
        "actiongeo type" => crate::cell::radius_codes::GDELT_RADII_KM,
        // 1 is a town, 2 a part of a region near a town, 3 a region.
        _ => &[("1", 3.0), ("2", 25.0), ("3", 100.0), ("street", 0.5), ("adm3", 5.0), ("adm2", 40.0), ("adm1", 120.0)],
    };
    pairs.iter().map(|(word, radius)| ((*word).to_owned(), *radius)).collect()
}

fn grains(name: &str) -> BTreeMap<String, Grain> {
    let pairs: &[(&str, Grain)] = match name {
        "date prec" => {
            &[("1", Grain::Day), ("2", Grain::Week), ("3", Grain::Week), ("4", Grain::Month), ("5", Grain::Year)]
        }
        _ => &[("1", Grain::Day), ("2", Grain::Week), ("3", Grain::Month)],
    };
    pairs.iter().map(|(word, grain)| ((*word).to_owned(), *grain)).collect()
}
