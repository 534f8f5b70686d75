//! Which claims mention a word, in their texts, names or the analyst's notes and tags, ignoring case.

use std::sync::Arc;

use super::claim_index::EvidenceIndex;
use super::filter::Evidence;
use counterclaim_model::{About, ClaimId, Dataset, Id as _, Judgement, PlaceId, SourceId, TextColumn};
use counterclaim_query::{Bitmap, Needle};

/// The hits for the words of the last search.
#[derive(Clone, Debug, Default)]
pub(super) struct TextSearch {
    /// The evidence that was searched.
    of: Option<Arc<EvidenceIndex>>,
    found: Vec<(String, Bitmap)>,
}

impl TextSearch {
    /// The claims that mention every word.
    pub fn of(&mut self, words: &[String], evidence: Evidence<'_>, of_evidence: &Arc<EvidenceIndex>) -> Bitmap {
        if self.of.as_ref().is_none_or(|of| !Arc::ptr_eq(of, of_evidence)) {
            *self = Self { of: Some(of_evidence.clone()), found: Vec::new() };
        }
        let mut all = Bitmap::all(evidence.dataset.claim_count());
        let mut found = Vec::new();
        for word in words {
            let set = self.in_evidence(word, evidence.dataset, of_evidence);
            let mut with_work = set.clone();
            with_work.or(&in_work(word, evidence));
            all.and(&with_work);
            found.push((word.clone(), set));
        }
        self.found = found;
        all
    }

    fn in_evidence(&self, word: &str, dataset: &Dataset, of_evidence: &EvidenceIndex) -> Bitmap {
        if let Some((_, set)) = self.found.iter().find(|(other, _)| other == word) {
            return set.clone();
        }
        // A text that contains the word contains every part of it.
        let within = self.found.iter().find(|(part, _)| word.contains(part.as_str())).map(|(_, set)| set);
        let Some(needle) = Needle::new(word) else { return Bitmap::all(dataset.claim_count()) };
        in_evidence(&needle, dataset, of_evidence, within)
    }
}

/// Searches every text of a claim; `within` are the only claims that can match, if that is known.
fn in_evidence(needle: &Needle, dataset: &Dataset, of_evidence: &EvidenceIndex, within: Option<&Bitmap>) -> Bitmap {
    let claims = dataset.claim_count();
    let claim_of = dataset.claims_of_statements();
    let mut set = Bitmap::none(claims);
    let is_possible = |about: About| match (about, within) {
        (_, None) | (About::Event(_), _) => true,
        (About::Claim(id), Some(within)) => within.contains(id.index()),
        (About::Statement(id), Some(within)) => claim_of.get(id.index()).is_some_and(|id| within.contains(id.index())),
    };
    let mut events = Bitmap::none(dataset.event_count());
    for of in TextColumn::ALL {
        let has_it = |row: usize| {
            dataset.words_at(of, row).is_some_and(|(about, text)| is_possible(about) && needle.is_in(text.as_bytes()))
        };
        for row in Bitmap::of_rows(dataset.words_count(of), has_it).iter() {
            match dataset.words_at(of, row).map(|(about, _)| about) {
                Some(About::Claim(id)) => set.insert(id.index()),
                Some(About::Event(id)) => events.insert(id.index()),
                Some(About::Statement(id)) => claim_of.get(id.index()).iter().for_each(|id| set.insert(id.index())),
                None => {}
            }
        }
    }
    set.or(&Bitmap::of_values(dataset.events_of_claims(), |event| events.contains(event.index())));
    let has = |text: &str| needle.is_in(text.as_bytes());
    let places =
        Bitmap::of_rows(dataset.places().len(), |row| dataset.place(PlaceId::from_index(row)).all_names().any(has));
    set.or(&Bitmap::of_values(&of_evidence.places, |at| at.is_some_and(|at| places.contains(at.index()))));
    let sources =
        Bitmap::of_rows(dataset.sources().len(), |row| dataset.source(SourceId::from_index(row)).all_names().any(has));
    for source in sources.iter().map(SourceId::from_index) {
        let said = dataset.statements_of_speaker(source).iter().chain(dataset.statements_of_carrier(source));
        said.filter_map(|id| claim_of.get(id.index())).for_each(|id| set.insert(id.index()));
    }
    set
}

/// The claims whose tags or note contain a word.
fn in_work(word: &str, evidence: Evidence<'_>) -> Bitmap {
    let mut set = Bitmap::none(evidence.dataset.claim_count());
    let has = |text: &str| text.to_lowercase().contains(word);
    let tagged = evidence.judgement.into_iter().flat_map(Judgement::tagged_claims);
    let tagged = tagged.filter(|(_, tags)| tags.iter().any(|tag| has(tag))).map(|(key, _)| key);
    let noted = evidence.judgement.into_iter().flat_map(Judgement::noted_claims);
    let noted = noted.filter(|(_, note)| has(note)).map(|(key, _)| key);
    let ids = tagged.chain(noted).filter_map(|key| evidence.dataset.claim_by_key(key));
    ids.for_each(|id: ClaimId| set.insert(id.index()));
    set
}
