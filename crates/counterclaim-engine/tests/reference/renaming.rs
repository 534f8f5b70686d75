//! Names and the order of records change no bit.

use std::collections::BTreeMap;

use counterclaim_engine::{AnswersOptions, Likelihood, Options, TableObservations, assess, assess_answers, infer};
use counterclaim_model::{
    Dataset, DatasetBuilder, Edit, Independence, Judgement, Key, Name, Names, Reliability, Session, Stance,
    TableAnswer, TableProposition, TableRelation, TableRows, TableSource, TableStatement, Tables, Truth, Verdict,
};

use crate::random::{self, Random, Sizes};

fn shuffle<T>(random: &mut Random, list: &mut [T]) {
    for at in (1..list.len()).rev() {
        list.swap(at, random.below(at + 1));
    }
}

/// Other names for so many sources.
fn other_names(random: &mut Random, count: usize) -> Vec<String> {
    let mut names: Vec<String> = (0..count).map(|at| format!("{:03} renamed", at * 7 + 3)).collect();
    shuffle(random, &mut names);
    names
}

fn bits(found: &Likelihood) -> Vec<u64> {
    let numbers = [
        found.probability,
        found.low,
        found.high,
        found.log_odds,
        found.effective_support,
        found.independent_support,
        found.neutral_support,
    ];
    let rest = [found.suggested as u64, found.origins as u64, u64::from(found.is_open)];
    numbers.map(f64::to_bits).into_iter().chain(rest).collect()
}

pub type Bits = BTreeMap<String, Vec<u64>>;

/// The figures of all claims, and the lines of their receipts in ascending order.
fn of_dataset(dataset: &Dataset, judgement: &Judgement) -> Bits {
    let assessment = assess(dataset, Some(judgement), &Options::default());
    let of = |id| {
        let mut found = bits(&assessment.claim(id).likelihood?);
        let receipt = assessment.receipt(id)?;
        let mut lines: Vec<u64> = receipt.lines.iter().map(|line| line.value.to_bits()).collect();
        lines.extend(receipt.messages.iter().map(|line| line.value.to_bits()));
        lines.sort_unstable();
        found.extend(lines);
        found.push(receipt.prior.to_bits());
        Some((dataset.claim(id).key.to_owned(), found))
    };
    dataset.claim_ids().filter_map(of).collect()
}

/// The same records with other keys of sources, in another order.
fn renamed(random: &mut Random, records: &DatasetBuilder, names_too: bool) -> (DatasetBuilder, Vec<String>) {
    let mut records = records.clone();
    let keys = other_names(random, records.sources.len());
    let new = |old: &str| keys[old["source-".len()..].parse::<usize>().expect("a number")].clone();
    for source in &mut records.sources {
        source.key = new(&source.key);
        if names_too {
            source.name.clone_from(&source.key);
        }
        source.speaks_for = source.speaks_for.as_deref().map(new);
    }
    for statement in &mut records.statements {
        statement.speaker = new(&statement.speaker);
        statement.via = statement.via.iter().map(|carrier| new(carrier)).collect();
    }
    shuffle(random, &mut records.sources);
    shuffle(random, &mut records.claims);
    shuffle(random, &mut records.statements);
    shuffle(random, &mut records.relations);
    shuffle(random, &mut records.sides);
    (records, keys)
}

/// Verdicts on claims; letters of sources and words on pairs, by number.
struct Judged {
    verdicts: Vec<(String, Truth)>,
    letters: Vec<(usize, Reliability)>,
    words: Vec<(usize, usize, Independence)>,
}

impl Judged {
    fn new(random: &mut Random, sizes: Sizes) -> Self {
        let verdict =
            |at: usize| (format!("claim-{at:03}"), if at.is_multiple_of(3) { Truth::False } else { Truth::True });
        let mut letters = Vec::new();
        let mut words = Vec::new();
        for at in 0..sizes.sources {
            if random.chance(15) {
                letters.push((at, random.pick(&Reliability::ALL)));
            }
            if at > 0 && random.chance(15) {
                words.push((at, random.below(at), random.pick(&[Independence::Dependent, Independence::Independent])));
            }
        }
        Self { verdicts: (0..sizes.verdicts.min(sizes.claims)).map(verdict).collect(), letters, words }
    }

    fn judgement(&self, key: impl Fn(usize) -> String) -> Judgement {
        let mut session = Session::default();
        let author = Key::from("ada");
        let of = |at: usize| Key::from(key(at).as_str());
        for (claim, truth) in &self.verdicts {
            let value = Some(Verdict { truth: *truth, at: None });
            session.apply(&author, Edit::Verdict { claim: claim.as_str().into(), value });
        }
        for (source, letter) in &self.letters {
            session.apply(&author, Edit::Reliability { source: of(*source), value: Some(*letter) });
        }
        for (a, b, word) in &self.words {
            let edit = Edit::Independence { a: of(*a), b: of(*b), value: Some(*word) };
            session.apply(&author, edit);
        }
        session.judgement(&author).cloned().unwrap_or_default()
    }
}

#[test]
fn renaming_and_reordering_changes_no_bit_of_a_dataset() {
    for seed in 0..60 {
        let mut random = Random::new(9_000 + seed);
        let sizes = Sizes {
            sources: 3 + random.below(12),
            claims: 3 + random.below(20),
            statements: 20 + random.below(150),
            verdicts: random.pick(&[0, 4, 25]),
        };
        let mut records = random::records(&mut random, sizes);
        if random.chance(50) {
            random::copies(&mut random, &mut records, sizes);
        }
        if random.chance(50) {
            // Bodies that speak for each other.
            for (at, body) in [(0, 1), (1, 2), (2, 0)] {
                records.sources[at].speaks_for = Some(format!("source-{body}"));
            }
        }
        let judged = Judged::new(&mut random, sizes);
        let first = of_dataset(&random::finish(records.clone()), &judged.judgement(|at| format!("source-{at}")));
        let names_too =
            !records.sources.iter().any(|source| source.name.contains("Hill") || source.name.contains("hill"));
        for _ in 0..8 {
            let (other, keys) = renamed(&mut random, &records, names_too);
            let second = of_dataset(&random::finish(other), &judged.judgement(|at| keys[at].clone()));
            assert_eq!(first, second, "seed {seed}");
        }
    }
}

/// Source, claim, stance, whom it cites, day, the day it is about.
pub type Row = (usize, usize, Stance, Option<usize>, Option<i32>, Option<i32>);

/// A folder of stances, by numbers of sources.
pub struct Stances {
    pub rows: Vec<Row>,
    /// Class, side and letter.
    pub sources: Vec<(&'static str, Option<usize>, Option<Reliability>)>,
    pub claims: Vec<(Option<usize>, bool)>,
    pub relations: Vec<(usize, usize)>,
    pub verdicts: usize,
}

impl Stances {
    pub fn new(random: &mut Random) -> Self {
        let [sources, claims] = [2 + random.below(12), 2 + random.below(25)];
        let stances = [Stance::Supports, Stance::Supports, Stance::Denies, Stance::Doubts];
        let classes = ["official", "state_media", "wire", "independent", "osint", "unnamed", "unknown"];
        let side = |random: &mut Random| if random.chance(50) { Some(random.below(3)) } else { None };
        // Few days and classes, so that some sources are exact twins.
        let rows = (0..20 + random.below(200)).map(|_| {
            let day = random.chance(60).then(|| random.below(3) as i32 * 5);
            let cites = random.chance(15).then(|| random.below(sources));
            let about = random.chance(10).then(|| random.below(20) as i32);
            (random.below(sources), random.below(claims), random.pick(&stances), cites, day, about)
        });
        Self {
            rows: rows.collect(),
            sources: (0..sources)
                .map(|_| {
                    (random.pick(&classes), side(random), random.chance(15).then(|| random.pick(&Reliability::ALL)))
                })
                .collect(),
            claims: (0..claims).map(|_| (side(random), random.chance(30))).collect(),
            relations: (0..random.below(5)).map(|_| (random.below(claims), random.below(claims))).collect(),
            verdicts: random.pick(&[0, 20]),
        }
    }

    pub fn found(&self, random: &mut Random, source_names: &[String]) -> Bits {
        let mut names = Names::default();
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        shuffle(random, &mut order);
        let mut rows = Vec::new();
        for (source, claim, stance, cites, stated_day, as_of_day) in order.into_iter().map(|at| self.rows[at]) {
            rows.push(TableStatement {
                source: names.intern(&source_names[source]),
                proposition: names.intern(&format!("claim {claim:03}")),
                stance,
                cites: cites.filter(|other| *other != source).map(|other| names.intern(&source_names[other])),
                stated_day,
                as_of_day,
            });
        }
        let mut sources = Vec::new();
        for (at, (class, side, grade)) in self.sources.iter().enumerate() {
            sources.push(TableSource {
                source: names.intern(&source_names[at]),
                class: Some(names.intern(class)),
                side: side.map(|side| names.intern(&format!("side {side}"))),
                speaks_for: None,
                grade: *grade,
            });
        }
        shuffle(random, &mut sources);
        let mut propositions = Vec::new();
        for (at, (benefits, is_state)) in self.claims.iter().enumerate() {
            let benefits = benefits.map(|side| names.intern(&format!("side {side}")));
            let proposition = names.intern(&format!("claim {at:03}"));
            propositions.push(TableProposition { proposition, benefits, is_state: *is_state, prior: 0.0 });
        }
        let relation = |(a, b): &(usize, usize)| TableRelation {
            a: names.find(&format!("claim {a:03}")).expect("a claim"),
            kind: counterclaim_model::RelationKind::Excludes,
            b: names.find(&format!("claim {b:03}")).expect("a claim"),
        };
        let relations = self.relations.iter().map(relation).collect();
        let verdict = |at: usize| (names.find(&format!("claim {at:03}")).expect("a claim"), !at.is_multiple_of(3));
        let verdicts: Vec<(Name, bool)> = (0..self.verdicts.min(self.claims.len())).map(verdict).collect();
        let tables = Tables { names, rows: TableRows::Statements(rows.clone()), sources, propositions, relations };
        let made = TableObservations::new(&tables, &rows, &verdicts, None, true);
        let run = infer(made.observations, true);
        let of = |(at, claim): (usize, &Name)| {
            (tables.names.text(*claim).to_owned(), bits(&Likelihood::new(&run.observations, &run.fit, at)))
        };
        made.claims.iter().enumerate().map(of).collect()
    }
}

#[test]
fn renaming_and_reordering_changes_no_bit_of_a_table_of_stances() {
    for seed in 0..80 {
        let mut random = Random::new(11_000 + seed);
        let stances = Stances::new(&mut random);
        let names: Vec<String> = (0..stances.sources.len()).map(|at| format!("source {at}")).collect();
        let first = stances.found(&mut random, &names);
        for _ in 0..8 {
            let names = other_names(&mut random, stances.sources.len());
            assert_eq!(first, stances.found(&mut random, &names), "seed {seed}");
        }
    }
}

#[test]
fn renaming_and_reordering_changes_no_bit_of_labels_and_open_values() {
    for seed in 0..60 {
        let mut random = Random::new(13_000 + seed);
        let by_item = random::answers(&mut random, seed % 2 == 0);
        let settled = random.pick(&[0, 3, 30]);
        let mut found = |names: &[String]| -> Bits {
            let mut texts = Names::default();
            let mut rows = Vec::new();
            for (item, answers) in &by_item {
                for (source, value) in answers {
                    rows.push(TableAnswer {
                        source: texts.intern(&names[*source]),
                        item: texts.intern(&format!("item {item:03}")),
                        value: texts.intern(&format!("value {value:05}")),
                    });
                }
            }
            shuffle(&mut random, &mut rows);
            let verdict = |(item, answers): (&usize, &BTreeMap<usize, usize>)| {
                let value = answers.values().min().expect("an answer");
                (texts.intern(&format!("item {item:03}")), texts.intern(&format!("value {value:05}")))
            };
            let verdicts: Vec<(Name, Name)> = by_item.iter().take(settled).map(verdict).collect();
            let rows = TableRows::Answers(rows);
            let tables =
                Tables { names: texts, rows, sources: Vec::new(), propositions: Vec::new(), relations: Vec::new() };
            let assessment = assess_answers(&tables, &verdicts, &AnswersOptions { with_copies: true });
            let name = |name: Name| tables.names.text(name);
            let row = |row: &counterclaim_engine::ValueProbability| {
                (format!("{} {}", name(row.item), name(row.value)), vec![row.probability.to_bits()])
            };
            assessment.values.iter().map(row).collect()
        };
        let plain: Vec<String> = (0..12).map(|at| format!("source {at:02}")).collect();
        let first = found(&plain);
        for round in 0..8 {
            let mut random = Random::new(14_000 + seed * 8 + round);
            assert_eq!(first, found(&other_names(&mut random, 12)), "seed {seed}");
        }
    }
}
