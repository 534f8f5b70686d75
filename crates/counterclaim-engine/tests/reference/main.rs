//! A slow and plain implementation of `docs/credibility-model.md`, and the engine compared with it.
//!
//! It shares no code with the engine: it knows only the records and the document. Where both differ, one of them is
//! wrong, and so is perhaps the document.

#![expect(clippy::expect_used, reason = "a test may end in a panic")]

mod answers;
mod chain;
mod contest;
mod messages;
mod model;
mod random;
mod renaming;
mod silence;
mod switches;
mod tables;
mod units;
mod whole;

use std::collections::BTreeMap;

use counterclaim_engine::{AnswersMethod, AnswersOptions, Assessment, Options, assess, assess_answers};
use counterclaim_model::{Dataset, Id as _, Judgement, Name, Names, TableAnswer, TableRows, Tables};

use crate::answers::Answers;
use crate::contest::Contest;
use crate::random::{Random, Sizes};
use crate::units::Choices;
use crate::whole::{Figure, Whole, whole};

/// How far two results may differ.
const NEAR: f64 = 1e-9;

#[derive(Default)]
struct Differences {
    what: String,
    found: Vec<String>,
    /// How often each part of the model was compared.
    seen: BTreeMap<&'static str, usize>,
}

impl Differences {
    fn count(&mut self, part: &'static str, times: usize) {
        *self.seen.entry(part).or_default() += times;
    }

    fn number(&mut self, what: &str, engine: f64, plain: f64) {
        // Numbers far from zero are compared by their ratio.
        let is_near = (engine - plain).abs() <= NEAR * plain.abs().max(1.0);
        if !is_near {
            self.found.push(format!("{}: {what}: engine {engine}, plain {plain}", self.what));
        }
    }

    fn same<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, engine: T, plain: T) {
        if engine != plain {
            self.found.push(format!("{}: {what}: engine {engine:?}, plain {plain:?}", self.what));
        }
    }
}

/// What the engine and the plain implementation hold differently of a dataset.
fn differences(what: &str, dataset: &Dataset, judgement: &Judgement, choices: Choices) -> Differences {
    let options = Options {
        as_of_s: choices.as_of_s,
        uses_roles: choices.uses_roles,
        finds_copies: choices.finds_copies,
        counts_listings: choices.counts_listings,
        counts_silence: choices.counts_silence,
        half_life_days: choices.half_life_days,
        ..Options::default()
    };
    let assessment = assess(dataset, Some(judgement), &options);
    let contest = Contest::of(dataset, judgement, choices.as_of_s);
    let plain = whole(&contest, &choices);
    let mut differences = Differences { what: what.to_owned(), ..Differences::default() };
    compare_run(&mut differences, dataset, &assessment, &plain);
    for (id, figure) in dataset.claim_ids().zip(&plain.figures) {
        differences.what = format!("{what} {}", dataset.claim(id).key);
        match (assessment.claim(id).likelihood, figure) {
            (Some(_), Some(figure)) => compare_claim(&mut differences, &assessment, id, figure),
            (engine, figure) => differences.same("has a figure", engine.is_some(), figure.is_some()),
        }
    }
    differences
}

fn compare_run(differences: &mut Differences, dataset: &Dataset, assessment: &Assessment, plain: &Whole) {
    let run = assessment.run();
    differences.same("converged", run.fit.converged, plain.converged);
    differences.number("T", run.fit.temperature, plain.temperature);
    differences.number("ρ", run.fit.shared_error_share, plain.shared_error);
    differences.number("shift", run.fit.prior_shift[0], plain.prior_shift[0]);
    differences.number("shift of states", run.fit.prior_shift[1], plain.prior_shift[1]);
    differences.same(
        "numbers of silence",
        run.fit.silence.map(|n| (n * 10.0).round()),
        plain.silence.map(|n| (n * 10.0).round()),
    );
    for held in &run.calibration.held_out {
        let claim = assessment.claim_of_row(held.claim);
        let of_plain = plain.held_out.get(&claim.index()).copied().unwrap_or(f64::NAN);
        differences.number(&format!("held out {}", dataset.claim(claim).key), held.probability, of_plain);
    }
    differences.same("held out", run.calibration.held_out.len(), plain.held_out.len());
    // Origins without a stance have no units; a word on them changes nothing.
    let is_compared = |pair: &&counterclaim_engine::Dependence| pair.given.is_none() || pair.shared > 0;
    let computed = run.dependences.iter().filter(is_compared).count();
    differences.count("pairs", computed);
    differences.count("held out", run.calibration.held_out.len());
    let is_learned = run.fit.silence != counterclaim_engine::InferenceRun::default().calibration.silence;
    differences.count("numbers of silence", usize::from(is_learned));
    differences.same("enough pairs", true, computed <= plain.pairs.len());
    for pair in run.dependences.iter().filter(is_compared) {
        let of = |row: u32| {
            let origin = assessment.origin_of_row(row);
            (origin.source.index(), origin.first_carrier.map(|carrier| carrier.index()))
        };
        let [a, b] = [of(pair.a), of(pair.b)];
        let of_plain = plain.pairs.get(&(a.min(b), a.max(b))).copied().unwrap_or(f64::NAN);
        differences.number(&format!("pair {a:?} {b:?}"), pair.effective(), of_plain);
    }
}

fn compare_claim(
    differences: &mut Differences,
    assessment: &Assessment,
    id: counterclaim_model::ClaimId,
    plain: &Figure,
) {
    let engine = assessment.claim(id).likelihood.expect("a figure");
    differences.number("log-odds", engine.log_odds, plain.log_odds);
    differences.number("probability", engine.probability, plain.probability);
    differences.number("low", engine.low, plain.low);
    differences.number("high", engine.high, plain.high);
    differences.same("open", engine.is_open, plain.is_open);
    differences.same("grade", engine.suggested, plain.suggested);
    let receipt = assessment.receipt(id).expect("a receipt");
    differences.number("baseline", receipt.prior, plain.baseline);
    differences.number("measured", receipt.measured, plain.measured);
    differences.count("lines", receipt.lines.len());
    differences.count("messages", receipt.messages.len());
    differences.count("silences", receipt.silence.len());
    differences.count("measurements", usize::from(receipt.measured != 0.0));
    differences.count("open claims", usize::from(engine.is_open));
    differences.count("rivals", usize::from(assessment.rivals(id) > 2));
    differences.count("states", usize::from(!assessment.curve(id, &[]).is_empty()));
    let silence: Vec<f64> = receipt.silence.iter().map(|(_, value)| *value).collect();
    differences.same("silences", silence.len(), plain.silence.len());
    differences.number("silence", silence.iter().sum(), plain.silence.iter().sum());
    differences.number("sum of the receipt", receipt.sum(), engine.log_odds);
    differences.same("lines", receipt.lines.len(), plain.lines.len());
    for line in &receipt.lines {
        let (row, unit) = assessment.unit(line.unit);
        let origin = (unit.origin.source.index(), unit.origin.first_carrier.map(|carrier| carrier.index()));
        let is_same = |other: &units::Unit| {
            other.origin == origin
                && other.stance == usize::from(row.stance)
                && other.day.is_none_or(|day| day == row.day)
        };
        let of_plain: Vec<f64> =
            plain.lines.iter().filter(|(unit, _)| is_same(unit)).map(|(_, value)| *value).collect();
        let name = format!("line of {origin:?} {} {}", row.stance, row.day);
        // A statement without a day may fall on that of another.
        if !of_plain.iter().any(|value| (line.value - value).abs() <= NEAR * value.abs().max(1.0)) {
            differences.found.push(format!("{}: {name}: engine {}, plain {of_plain:?}", differences.what, line.value));
        }
        if line.weight != 0.0 && row.stance == 0 && line.value * (line.disinterested + line.interest) < -NEAR {
            differences.found.push(format!("{}: {name} has the wrong sign", differences.what));
        }
    }
    differences.same("messages", receipt.messages.len(), plain.messages.len());
    for line in &receipt.messages {
        let from = assessment.claim_of_row(line.message.from).index();
        let is_same = |(message, value): &&(messages::Message, f64)| {
            message.from == from && (line.value - value).abs() <= NEAR * value.abs().max(1.0)
        };
        if plain.messages.iter().find(is_same).is_none() {
            let of_plain: Vec<_> = plain.messages.iter().filter(|(message, _)| message.from == from).collect();
            differences.found.push(format!("{}: from {from}: engine {line:?}, plain {of_plain:?}", differences.what));
        }
    }
}

fn choices(random: &mut Random) -> Choices {
    Choices {
        as_of_s: random.chance(25).then(|| 86_400 * (10 + random.below(30) as i64)),
        uses_roles: random.chance(85),
        counts_listings: random.chance(25),
        finds_copies: random.chance(85),
        counts_silence: random.chance(40),
        half_life_days: random.pick(&[None, None, Some(7), Some(365)]),
    }
}

/// Compares random contests; each of the parts that are named must occur.
fn check(seeds: std::ops::Range<u64>, parts: &[&str], sizes: impl Fn(&mut Random) -> Sizes) {
    let mut found = Vec::new();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in seeds {
        let mut random = Random::new(seed);
        let sizes = sizes(&mut random);
        let mut records = random::records(&mut random, sizes);
        if random.chance(50) {
            random::copies(&mut random, &mut records, sizes);
        }
        let judgement = random::judgement(&mut random, sizes);
        let choices = choices(&mut random);
        let differences = differences(&format!("seed {seed}"), &random::finish(records), &judgement, choices);
        found.extend(differences.found);
        differences.seen.into_iter().for_each(|(part, times)| *seen.entry(part).or_default() += times);
    }
    assert!(found.is_empty(), "{} differences:\n{}", found.len(), found[..found.len().min(25)].join("\n"));
    for part in parts {
        assert!(seen.get(part).is_some_and(|times| *times > 1), "{part}: {seen:?}");
    }
}

/// The engine's probability of each value of each item, and its scale and common error.
fn engine_answers(answers: &Answers) -> (BTreeMap<(usize, usize), f64>, [f64; 2], bool) {
    let mut names = Names::default();
    // Texts in the order of the numbers.
    let mut of = |kind: &str, number: usize| names.intern(&format!("{kind}{number:05}"));
    let mut rows = Vec::new();
    for (item, own) in &answers.by_item {
        for (source, value) in own {
            rows.push(TableAnswer { source: of("s", *source), item: of("i", *item), value: of("v", *value) });
        }
    }
    let verdicts: Vec<(Name, Name)> =
        answers.verdicts.iter().map(|(item, value)| (of("i", *item), of("v", *value))).collect();
    let rows = TableRows::Answers(rows);
    let tables = Tables { names, rows, sources: Vec::new(), propositions: Vec::new(), relations: Vec::new() };
    let found = assess_answers(&tables, &verdicts, &AnswersOptions { with_copies: answers.finds_copies });
    let number = |name: Name| tables.names.text(name)[1..].parse().expect("a number");
    let values = found.values.iter().map(|row| ((number(row.item), number(row.value)), row.probability)).collect();
    (values, [found.shown.scale, found.shown.common_error], found.method == AnswersMethod::Labels)
}

#[test]
fn answers_come_out_as_the_document_says() {
    let mut differences = Differences::default();
    let mut labels = 0;
    for seed in 5000..5120 {
        let mut random = Random::new(seed);
        let by_item = random::answers(&mut random, seed % 2 == 0);
        let mut answers = Answers { by_item, finds_copies: random.chance(80), ..Answers::default() };
        for item in 0..random.pick(&[0, 5, 25, 40]).min(answers.by_item.len()) {
            let values: Vec<usize> = answers.values_of(item).into_iter().collect();
            answers.verdicts.insert(item, random.pick(&values));
        }
        let (found, settings, are_labels) = engine_answers(&answers);
        differences.what = format!("seed {seed}");
        differences.same("labels", are_labels, answers.are_labels());
        labels += usize::from(are_labels);
        let weighed = answers.weighed();
        let shown = answers.shown();
        differences.number("T", settings[0], shown.scale);
        differences.number("ε", settings[1], shown.error);
        for item in answers.by_item.keys() {
            let outcomes = answers.outcomes(&weighed, *item);
            for value in outcomes.listed.keys() {
                let plain = match answers.verdicts.get(item) {
                    Some(truth) => f64::from(u8::from(truth == value)),
                    None => outcomes.shown(shown, *value),
                };
                let engine = found.get(&(*item, *value)).copied().unwrap_or(0.0);
                differences.number(&format!("item {item} value {value}"), engine, plain);
            }
        }
    }
    let found = differences.found;
    assert!((30..90).contains(&labels), "{labels}");
    assert!(found.is_empty(), "{} differences:\n{}", found.len(), found[..found.len().min(25)].join("\n"));
}

fn example(name: &str) -> Dataset {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/examples");
    let path = std::path::Path::new(path).join(name).join("dataset.json");
    counterclaim_io::load::load(&path).expect("the example").dataset
}

#[test]
fn the_examples_come_out_as_the_document_says() {
    let day_s = |number: i64| Some(number * 86_400);
    for name in ["kurakhove-report", "kurakhove-press"] {
        let dataset = example(name);
        let mut found = Vec::new();
        // 8, 16 and 31 January and 31 March 2025, and all.
        for as_of_s in [day_s(20_096), day_s(20_104), day_s(20_119), day_s(20_178), None] {
            for uses_roles in [true, false] {
                let choices = Choices {
                    as_of_s,
                    uses_roles,
                    counts_listings: false,
                    finds_copies: true,
                    counts_silence: uses_roles,
                    half_life_days: None,
                };
                found.extend(differences(name, &dataset, &Judgement::default(), choices).found);
            }
        }
        assert!(dataset.claim_count() > 30, "{}", dataset.claim_count());
        assert!(found.is_empty(), "{} differences:\n{}", found.len(), found[..found.len().min(25)].join("\n"));
    }
}

#[test]
fn small_contests_come_out_as_the_document_says() {
    let parts = ["lines", "messages", "silences", "measurements", "open claims", "rivals", "states"];
    check(0..250, &parts, |random| Sizes {
        sources: 2 + random.below(8),
        claims: 1 + random.below(8),
        statements: random.below(50),
        verdicts: random.below(5),
    });
}

#[test]
fn contests_with_verdicts_and_copies_come_out_as_the_document_says() {
    let parts = ["lines", "messages", "silences", "pairs", "held out", "numbers of silence", "states"];
    check(1000..1040, &parts, |random| Sizes {
        sources: 3 + random.below(8),
        claims: 20 + random.below(20),
        statements: 60 + random.below(120),
        verdicts: random.pick(&[0, 12, 30, 40]),
    });
}

/// Every receipt on every day adds up, and each line has the sign of what its stance weighs.
#[test]
fn receipts_add_up_on_every_day() {
    let mut lines = 0;
    let mut check = |what: &str, dataset: &Dataset, days: std::ops::RangeInclusive<i64>| {
        for day in days {
            let assessment = assess(dataset, None, &Options::as_of(Some((day + 1) * 86_400)));
            for id in dataset.claim_ids() {
                let Some(receipt) = assessment.receipt(id) else { continue };
                let total = assessment.claim(id).likelihood.expect("a figure").log_odds;
                let claim = dataset.claim(id).key;
                assert!((receipt.sum() - total).abs() < 1e-9, "{what} {claim} on {day}: {} {total}", receipt.sum());
                for line in &receipt.lines {
                    let says = line.disinterested + line.interest;
                    assert!(line.value * says >= 0.0, "{what} {claim} on {day}: {line:?}");
                    assert!(line.value.abs() <= (says * line.weight).abs() + 1e-9, "{what} {claim} on {day}: {line:?}");
                    lines += 1;
                }
            }
        }
    };
    for seed in 7000..7012 {
        let mut random = Random::new(seed);
        let sizes = Sizes { sources: 6, claims: 5, statements: 60, verdicts: 0 };
        let mut records = random::records(&mut random, sizes);
        records.claims.iter_mut().for_each(|claim| claim.kind = counterclaim_model::ClaimKind::State);
        check(&format!("seed {seed}"), &random::finish(records), 0..=41);
    }
    // 26 December 2024 to 10 February 2025.
    check("press", &example("kurakhove-press"), 20_083..=20_129);
    assert!(lines > 10_000, "{lines}");
}
