//! What a table says of its sources besides their names: side, kind, whom they speak for, reliability.

use std::collections::BTreeMap;

use super::names::folded;
use super::{Field, Mapping};
use crate::assemble::parsed_record::{ParsedRecord, SourcePart};
use crate::cell::value;
use crate::records::table::{Row, Table};
use counterclaim_model::SourceKind;

/// What the first row that tells it says of a source.
#[derive(Clone, Debug, Default)]
struct Traits {
    side: Option<String>,
    kind: Option<SourceKind>,
    speaks_for: Option<String>,
    reliability: Option<String>,
}

/// The traits of the sources of a table, by folded name.
///
/// A source is one record of the dataset, so its traits have to be known when it is first named.
#[derive(Debug, Default)]
pub struct SourceTraits {
    by_name: BTreeMap<String, Traits>,
    /// The column of the names, and those of side, kind, whom they speak for, and reliability.
    columns: Option<(usize, [Option<usize>; 4])>,
}

const FIELDS: [Field; 4] = [Field::Side, Field::SourceKind, Field::SpeaksFor, Field::Reliability];

impl SourceTraits {
    /// Reads the traits of a table's speakers; of its publishers if it has no speakers.
    pub fn of(table: &Table, mapping: &Mapping) -> Self {
        let at = |field| mapping.of(field).and_then(|column| table.column(&column.column));
        let names = at(Field::Speaker).or_else(|| at(Field::Outlet));
        let columns = FIELDS.map(at);
        let Some(names) = names.filter(|_| columns.iter().any(Option::is_some)) else { return Self::default() };
        let mut by_name: BTreeMap<String, Traits> = BTreeMap::new();
        for row in 0..table.row_count() {
            let Some(name) = value::known(table.cell(row, names)) else { continue };
            let cell = |at: Option<usize>| value::known(at.map_or("", |at| table.cell(row, at))).map(value::squeezed);
            let [side, kind, speaks_for, reliability] = columns.map(cell);
            let traits = by_name.entry(value::squeezed(name).to_lowercase()).or_default();
            traits.side = traits.side.take().or(side);
            traits.kind = traits.kind.or_else(|| kind.as_deref().and_then(kind_of));
            traits.speaks_for = traits.speaks_for.take().or(speaks_for);
            traits.reliability = traits.reliability.take().or(reliability);
        }
        Self { by_name, columns: Some((names, columns)) }
    }

    /// A source with its traits.
    pub fn apply(&self, mut source: SourcePart) -> SourcePart {
        let Some(traits) = self.by_name.get(&source.name.to_lowercase()) else { return source };
        source.side.clone_from(&traits.side);
        source.speaks_for.clone_from(&traits.speaks_for);
        source.kind = traits.kind.unwrap_or(source.kind);
        if let Some(reliability) = &traits.reliability {
            source.note = Some(format!("reliability in the file: {reliability}"));
        }
        source
    }

    /// Reports cells of a row that say something else than an earlier row, and kinds that are not known.
    pub fn check(&self, parsed: &mut ParsedRecord, table: &Table, row: &Row<'_>) {
        let Some((names, columns)) = self.columns else { return };
        let Some(name) = value::known(row.cell(Some(names))).map(value::squeezed) else { return };
        let Some(traits) = self.by_name.get(&name.to_lowercase()) else { return };
        let [side, kind, speaks_for, reliability] = columns;
        let kept = [
            (side, traits.side.clone()),
            (speaks_for, traits.speaks_for.clone()),
            (reliability, traits.reliability.clone()),
        ];
        for (at, kept) in kept {
            let Some((at, cell)) = at.and_then(|at| Some((at, value::known(row.cell(Some(at)))?))) else { continue };
            let Some(kept) = kept.filter(|kept| !kept.eq_ignore_ascii_case(&value::squeezed(cell))) else { continue };
            let column = column_name(table, at);
            parsed.left_out(&column, format!("`{name}` has `{kept}` in an earlier record; `{cell}` was not used"));
        }
        if let Some((at, cell)) = kind.and_then(|at| Some((at, value::known(row.cell(Some(at)))?)))
            && kind_of(cell).is_none()
        {
            parsed.left_out(&column_name(table, at), format!("`{cell}` is not a known kind of source"));
        }
    }
}

fn column_name(table: &Table, at: usize) -> String {
    table.columns.get(at).map(|column| column.name.clone()).unwrap_or_default()
}

/// The kind of source that a word means.
fn kind_of(word: &str) -> Option<SourceKind> {
    let word = folded(word);
    if let Some(kind) = SourceKind::ALL.into_iter().find(|kind| kind.label() == word) {
        return Some(kind);
    }
    Some(match word.as_str() {
        "ministry"
        | "state"
        | "authority"
        | "authorities"
        | "уряд"
        | "правительство"
        | "gouvernement"
        | "gobierno"
        | "regierung"
        | "حكومة" => SourceKind::Government,
        "army" | "armed forces" | "armed group" | "defence" | "defense" | "військові" | "военные" | "armée"
        | "ejército" | "militär" => SourceKind::Military,
        "spokesman"
        | "spokeswoman"
        | "press service"
        | "речник"
        | "представитель"
        | "porte parole"
        | "portavoz"
        | "sprecher" => SourceKind::Spokesperson,
        "politician" | "officials" | "mayor" | "governor" | "minister" | "посадовець" | "чиновник" => {
            SourceKind::Official
        }
        "state news" | "state outlet" | "state run media" | "state owned media" => SourceKind::StateMedia,
        "news agency" | "wire" | "wire service" | "wire agency" | "агентство" => SourceKind::Agency,
        "newspaper" | "outlet" | "press" | "news" | "broadcaster" | "tv" | "radio" | "website" | "journalist"
        | "змі" | "сми" | "médias" | "medios" | "medien" | "إعلام" => SourceKind::Media,
        "blogger" | "milblogger" | "telegram channel" | "war blogger" | "military analyst" => SourceKind::Milblogger,
        "ngo" | "un" | "observer" | "watchdog" | "think tank" | "researcher" | "fact checker" | "monitoring group" => {
            SourceKind::Monitor
        }
        "anonymous" | "unnamed source" | "not named" => SourceKind::Unnamed,
        "civilian" | "witness" | "eyewitness" | "resident" | "individual" | "person" => SourceKind::Other,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_known_by_their_labels_and_by_usual_words() {
        for kind in SourceKind::ALL {
            assert_eq!(kind_of(kind.label()), Some(kind));
        }
        assert_eq!(kind_of("News Agency"), Some(SourceKind::Agency));
        assert_eq!(kind_of("porte-parole"), Some(SourceKind::Spokesperson));
        assert_eq!(kind_of("river"), None);
    }
}
