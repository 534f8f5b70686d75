//! The analysts' work on a dataset, computed from the journal.
//!
//! Each analyst's judgement is separate; merging two files overrides nobody's.

use std::collections::{BTreeMap, BTreeSet};

use crate::edit::AdditionKey;
use crate::{
    Addition, Credibility, Edit, Independence, Item, Key, Layer, Listing, Placement, Reliability, Target, Verdict,
};

/// The judgement of one analyst.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judgement {
    reliability: BTreeMap<Key, Reliability>,
    credibility: BTreeMap<Item, Credibility>,
    verdict: BTreeMap<Key, Verdict>,
    tags: BTreeMap<Target, BTreeSet<String>>,
    note: BTreeMap<Target, String>,
    side: BTreeMap<Key, String>,
    alias: BTreeMap<Key, Key>,
    beneficiary: BTreeMap<Key, String>,
    independence: BTreeMap<(Key, Key), Independence>,
    listings: Option<Listing>,
    layers: BTreeMap<Key, Layer>,
    added: BTreeMap<AdditionKey, Box<Addition>>,
    placed: BTreeMap<Key, Placement>,
}

/// The judgements of all analysts whose edits are in the journal, by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Session {
    judgements: BTreeMap<Key, Judgement>,
}

impl Session {
    /// Applies an edit in an analyst's name and returns the edit that undoes it.
    pub fn apply(&mut self, author: &Key, edit: Edit) -> Edit {
        let judgement = self.judgements.entry(author.clone()).or_default();
        let inverse = judgement.apply(edit);
        if *judgement == Judgement::default() {
            self.judgements.remove(author);
        }
        inverse
    }

    /// The judgement of an analyst, if the session contains any under that name.
    pub fn judgement(&self, author: &str) -> Option<&Judgement> {
        self.judgements.get(author)
    }

    /// The judgement of the other analysts, by name.
    pub fn others<'a>(&'a self, author: &'a str) -> impl Iterator<Item = (&'a Key, &'a Judgement)> {
        self.judgements.iter().filter(move |(name, _)| &***name != author)
    }

    /// All records that analysts added, sources first and relations last, then by key and author.
    pub fn additions(&self) -> impl Iterator<Item = &Addition> {
        let mut added: Vec<_> = self.judgements.values().flat_map(|judgement| &judgement.added).collect();
        added.sort_by_key(|(key, _)| *key);
        added.into_iter().map(|(_, addition)| &**addition)
    }

    /// The settings of each layer, by mark and key: an analyst's own override the others'.
    pub fn layers<'a>(&'a self, author: &'a str) -> Vec<(&'a Key, &'a Layer)> {
        let mut said: BTreeMap<&'a Key, &'a Layer> = BTreeMap::new();
        for (_, judgement) in self.others(author) {
            for (key, layer) in &judgement.layers {
                said.entry(key).or_insert(layer);
            }
        }
        said.extend(self.judgement(author).into_iter().flat_map(|own| &own.layers));
        let mut layers: Vec<_> = said.into_iter().collect();
        layers.sort_by_key(|(key, layer)| (layer.mark, *key));
        layers
    }

    /// Where analysts located places, with the name of each: one's own placement first, then the first by name.
    pub fn placements(&self, author: &str) -> BTreeMap<Key, (Key, Placement)> {
        let own = self.judgements.get_key_value(author);
        let mut placements = BTreeMap::new();
        for (name, judgement) in own.into_iter().chain(self.others(author)) {
            for (place, placement) in &judgement.placed {
                placements.entry(place.clone()).or_insert_with(|| (name.clone(), placement.clone()));
            }
        }
        placements
    }
}

impl Judgement {
    pub fn reliability(&self, source: &str) -> Option<Reliability> {
        self.reliability.get(source).copied()
    }

    pub fn credibility(&self, item: &Item) -> Option<Credibility> {
        self.credibility.get(item).copied()
    }

    /// The credibility grade of a claim.
    pub fn claim_credibility(&self, claim: &str) -> Option<Credibility> {
        self.credibility(&Item::Claim(Key::from(claim)))
    }

    /// Every grade of a claim, by its key.
    pub fn graded_claims(&self) -> impl Iterator<Item = (&Key, Credibility)> {
        self.credibility.iter().filter_map(|(item, grade)| match item {
            Item::Claim(key) => Some((key, *grade)),
            Item::Statement(_) => None,
        })
    }

    /// Every grade of a claim or statement.
    pub fn credibilities(&self) -> impl Iterator<Item = (&Item, Credibility)> {
        self.credibility.iter().map(|(item, grade)| (item, *grade))
    }

    /// The tags of every claim that has any, by its key.
    pub fn tagged_claims(&self) -> impl Iterator<Item = (&Key, &BTreeSet<String>)> {
        self.tags.iter().filter_map(|(target, tags)| Some((target.claim()?, tags)))
    }

    /// The note of every claim that has one, by its key.
    pub fn noted_claims(&self) -> impl Iterator<Item = (&Key, &str)> {
        self.note.iter().filter_map(|(target, note)| Some((target.claim()?, note.as_str())))
    }

    pub fn verdict(&self, claim: &str) -> Option<&Verdict> {
        self.verdict.get(claim)
    }

    /// Every verdict, by the key of its claim.
    pub fn verdicts(&self) -> impl Iterator<Item = (&Key, &Verdict)> {
        self.verdict.iter()
    }

    /// Every grade of a source, by its key.
    pub fn reliabilities(&self) -> impl Iterator<Item = (&Key, Reliability)> {
        self.reliability.iter().map(|(source, grade)| (source, *grade))
    }

    /// The claims that are graded, judged, tagged or noted; some repeat.
    pub fn worked_claims(&self) -> impl Iterator<Item = &Key> {
        let graded = self.graded_claims().map(|(key, _)| key);
        let tagged = self.tagged_claims().filter(|(_, tags)| !tags.is_empty()).map(|(key, _)| key);
        let noted = self.noted_claims().map(|(key, _)| key);
        graded.chain(self.verdict.keys()).chain(tagged).chain(noted)
    }

    pub fn note(&self, target: &Target) -> Option<&str> {
        self.note.get(target).map(String::as_str)
    }

    pub fn tags(&self, target: &Target) -> impl Iterator<Item = &str> + use<'_> {
        self.tags.get(target).into_iter().flatten().map(String::as_str)
    }

    /// The side that the analyst gives a source: `None` if the dataset's applies, `Some("")` for no side.
    pub fn side(&self, source: &str) -> Option<&str> {
        self.side.get(source).map(String::as_str)
    }

    /// The source that the analyst merged this one into.
    pub fn alias(&self, source: &str) -> Option<&str> {
        self.alias.get(source).map(|key| &**key)
    }

    /// Every merged source with the source it was merged into, by key.
    pub fn aliases(&self) -> impl Iterator<Item = (&Key, &Key)> {
        self.alias.iter()
    }

    /// The side that a claim favours according to the analyst: `None` if the dataset's applies, `Some("")` for none.
    pub fn beneficiary(&self, claim: &str) -> Option<&str> {
        self.beneficiary.get(claim).map(String::as_str)
    }

    /// The part that estimates depend on: source grades, verdicts, sides, independence and added records.
    ///
    /// Grades of claims, notes and tags are excluded: an analyst's belief is not evidence.
    pub fn bearing_on_figures(&self) -> Self {
        Self {
            reliability: self.reliability.clone(),
            verdict: self.verdict.clone(),
            side: self.side.clone(),
            alias: self.alias.clone(),
            beneficiary: self.beneficiary.clone(),
            independence: self.independence.clone(),
            listings: self.listings,
            ..Self::default()
        }
    }

    /// Where the analyst located a place that has no position in the evidence.
    pub fn placement(&self, place: &str) -> Option<&Placement> {
        self.placed.get(place)
    }

    /// How listed sources are treated.
    pub fn listings(&self) -> Option<Listing> {
        self.listings
    }

    /// All independence judgements, the lesser key first.
    pub fn independences(&self) -> impl Iterator<Item = (&(Key, Key), Independence)> {
        self.independence.iter().map(|(pair, word)| (pair, *word))
    }

    pub fn independence(&self, a: &Key, b: &Key) -> Option<Independence> {
        self.independence.get(&(a.clone(), b.clone())).copied()
    }

    fn apply(&mut self, edit: Edit) -> Edit {
        match edit.normal() {
            Edit::Reliability { source, value } => {
                Edit::Reliability { value: swap(&mut self.reliability, &source, value), source }
            }
            Edit::Credibility { item, value } => {
                Edit::Credibility { value: swap(&mut self.credibility, &item, value), item }
            }
            Edit::Verdict { claim, value } => Edit::Verdict { value: swap(&mut self.verdict, &claim, value), claim },
            Edit::Tags { target, value } => Edit::Tags { value: swap(&mut self.tags, &target, value), target },
            Edit::Note { target, value } => Edit::Note { value: swap(&mut self.note, &target, value), target },
            Edit::Side { source, value } => Edit::Side { value: swap(&mut self.side, &source, value), source },
            Edit::Alias { source, value } => Edit::Alias { value: swap(&mut self.alias, &source, value), source },
            Edit::Beneficiary { claim, value } => {
                Edit::Beneficiary { value: swap(&mut self.beneficiary, &claim, value), claim }
            }
            Edit::Independence { a, b, value } => {
                let pair = (a, b);
                let value = swap(&mut self.independence, &pair, value);
                Edit::Independence { a: pair.0, b: pair.1, value }
            }
            Edit::Listings { value } => Edit::Listings { value: std::mem::replace(&mut self.listings, value) },
            Edit::Layer { layer, value } => Edit::Layer { value: swap(&mut self.layers, &layer, value), layer },
            Edit::Added { key, value } => Edit::Added { value: swap(&mut self.added, &key, value), key },
            Edit::Geocoded { places } => {
                let swapped = |(key, value)| (Key::clone(&key), swap(&mut self.placed, &key, value));
                Edit::Geocoded { places: places.into_iter().map(swapped).collect() }
            }
        }
    }
}

fn swap<K: Clone + Ord, V>(values: &mut BTreeMap<K, V>, key: &K, value: Option<V>) -> Option<V> {
    match value {
        Some(value) => values.insert(key.clone(), value),
        None => values.remove(key),
    }
}
