//! The figure of a claim: the rules that stand above the formulas, and what the examples come to.

use counterclaim_engine::{Assessment, Likelihood, Options, TableObservations, assess, infer};
use counterclaim_model::{
    ClaimKind, Credibility, Dataset, DatasetBuilder as Records, Edit, Item, Judgement, Key, Names, RelationKind,
    RelationRecord, Reliability, Session, SourceKind, Stance, StatementRecord, TableRows, TableStatement, Tables,
    Truth, Verdict,
};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::support::{DatasetBuilder, claim_id, day, in_package, load_text, read_text, source_id, source_record};

fn example(name: &str) -> Dataset {
    let text = read_text(&in_package(&format!("assets/examples/{name}/dataset.json")));
    load_text(&text).expect("the example").dataset
}

/// All that was known by the end of a day in the example's time zone.
fn known_on(date: &str) -> Options {
    let date: jiff::civil::Date = date.parse().expect("a date");
    let end = date.tomorrow().expect("a day").to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(2))).expect("a time");
    Options::as_of(Some(end.timestamp().as_second()))
}

fn likelihood(dataset: &Dataset, assessment: &Assessment, claim: &str) -> Likelihood {
    assessment.claim(claim_id(dataset, claim)).likelihood.expect("a claim that can be true or false")
}

/// Everything held of each claim, by key, to the last bit.
fn held(dataset: &Dataset, assessment: &Assessment) -> Vec<(String, Option<[u64; 4]>)> {
    let mut held: Vec<_> = dataset
        .claim_ids()
        .map(|id| {
            let likelihood = assessment.claim(id).likelihood;
            let bits = likelihood.map(|l| [l.probability, l.low, l.high, l.log_odds].map(f64::to_bits));
            (dataset.claim(id).key.to_owned(), bits)
        })
        .collect();
    held.sort();
    held
}

/// The lines of all receipts, by claim and origin, to the last bit.
fn receipts(dataset: &Dataset, assessment: &Assessment) -> Vec<(String, String, u64)> {
    let mut lines = Vec::new();
    for id in dataset.claim_ids() {
        let Some(receipt) = assessment.receipt(id) else { continue };
        let key = dataset.claim(id).key.to_owned();
        for line in &receipt.lines {
            let (row, unit) = assessment.unit(line.unit);
            let origin = dataset.source(unit.origin.source).key;
            lines.push((key.clone(), format!("{origin} {} {}", row.stance, row.day), line.value.to_bits()));
        }
        for line in &receipt.messages {
            let from = dataset.claim(assessment.claim_of_row(line.message.from)).key;
            lines.push((key.clone(), from.to_owned(), line.value.to_bits()));
        }
        lines.push((key, "baseline".to_owned(), receipt.prior.to_bits()));
    }
    lines.sort();
    lines
}

const SIDES: [&str; 2] = ["side-a", "side-b"];
pub const SOURCES: usize = 8;
const CLAIMS: usize = 6;

/// Records of a small contest: sources of every kind and side, claims of every kind, statements with carriers.
pub fn observations() -> impl Strategy<Value = Records> {
    let side = || select(&[None, Some(SIDES[0]), Some(SIDES[1])][..]).prop_map(|side| side.map(str::to_owned));
    let speaks_for = prop_oneof![4 => Just(None), 1 => any::<Index>().prop_map(Some)];
    let source = (select(&SourceKind::ALL[..]), side(), speaks_for);
    let claim = (select(&ClaimKind::ALL[..]), side(), any::<bool>());
    let stance = prop_oneof![
        4 => Just(Stance::Supports),
        3 => Just(Stance::Denies),
        2 => Just(Stance::Doubts),
        1 => Just(Stance::CannotVerify),
        1 => Just(Stance::Unstated)
    ];
    let when = (proptest::option::weighted(0.8, 0..40_i64), proptest::option::weighted(0.5, 0..40_i64));
    let via = proptest::collection::vec(0..SOURCES, 0..3);
    let statement = (0..CLAIMS, 0..SOURCES, stance, when, via);
    let relation = (0..CLAIMS, select(&[RelationKind::Excludes, RelationKind::Entails][..]), 0..CLAIMS);
    let sources = proptest::collection::vec(source, SOURCES);
    let claims = proptest::collection::vec(claim, CLAIMS);
    let statements = proptest::collection::vec(statement, 0..60);
    let relations = proptest::collection::vec(relation, 0..4);
    (sources, claims, statements, relations).prop_map(|(sources, claims, statements, relations)| {
        let mut builder = SIDES.iter().fold(DatasetBuilder::new(), |builder, side| builder.side(side));
        for (at, (kind, side, speaks_for)) in sources.into_iter().enumerate() {
            builder = builder.source_with(&format!("source-{at}"), |source| {
                source.kind = kind;
                source.side = side;
                source.speaks_for = speaks_for.map(|index| format!("source-{}", index.index(SOURCES)));
            });
        }
        for (at, (kind, favours, is_taking)) in claims.into_iter().enumerate() {
            builder = builder.claim_with(&format!("claim-{at}"), |claim| {
                claim.kind = kind;
                claim.favours = favours;
                claim.is_taking = is_taking;
            });
        }
        for (claim, speaker, stance, (stated, as_of), via) in statements {
            builder = builder.says_with(&format!("source-{speaker}"), stance, &format!("claim-{claim}"), |statement| {
                statement.stated_at = stated.map(day);
                statement.as_of = as_of.map(day);
                statement.via = via.iter().map(|carrier| format!("source-{carrier}")).collect();
            });
        }
        let mut records = builder.into_records();
        for (a, kind, b) in relations.into_iter().filter(|(a, _, b)| a != b) {
            records.relations.push(RelationRecord {
                a: format!("claim-{a}"),
                kind,
                b: format!("claim-{b}"),
                note: None,
            });
        }
        records
    })
}

fn finish(records: Records) -> Dataset {
    records.finish().0
}

fn held_by(author: &str, edits: impl IntoIterator<Item = Edit>) -> Judgement {
    let mut session = Session::default();
    let author = Key::from(author);
    for edit in edits {
        session.apply(&author, edit);
    }
    session.judgement(&author).cloned().unwrap_or_default()
}

fn verdict(claim: &str, truth: Truth, at: Option<i64>) -> Edit {
    Edit::Verdict { claim: claim.into(), value: Some(Verdict { truth, at: at.map(day) }) }
}

fn grade(source: &str, grade: Reliability) -> Edit {
    Edit::Reliability { source: source.into(), value: Some(grade) }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// The first rule: whoever repeats what an origin has said, and however often, changes nothing.
    #[test]
    fn an_echo_changes_no_probability(records in observations(), which: Index, carriers in 1..12_usize, later in 0..9_i64) {
        prop_assume!(!records.statements.is_empty());
        let before = finish(records.clone());
        let first = assess(&before, None, &Options::default());
        let mut echoed = records;
        let original = echoed.statements[which.index(echoed.statements.len())].clone();
        // Unnamed sources are told apart by who first carried them: another carrier is another origin.
        let is_unnamed = |source: &counterclaim_model::SourceRecord| source.kind == SourceKind::Unnamed;
        prop_assume!(!original.via.is_empty() || !echoed.sources.iter().any(is_unnamed));
        for number in 0..carriers {
            echoed.sources.push(source_record(&format!("carrier-{number}")));
            echoed.statements.push(StatementRecord {
                key: format!("echo-{number}"),
                // Told later than it was said, and without a day of its own; or of the same day.
                stated_at: original.stated_at.as_ref().map(|time| day(time.span.start_s / 86_400 + later)),
                as_of: original.as_of.clone(),
                via: original.via.iter().cloned().chain([format!("carrier-{number}")]).collect(),
                ..original.clone()
            });
        }
        let after = finish(echoed);
        let second = assess(&after, None, &Options::default());
        prop_assert_eq!(held(&before, &first), held(&after, &second));
    }

    /// The second rule: unknown is not the middle.
    #[test]
    fn without_evidence_a_claim_is_open(records in observations()) {
        let dataset = finish(records);
        let assessment = assess(&dataset, None, &Options::default());
        for id in dataset.claim_ids() {
            let claim = assessment.claim(id);
            let Some(likelihood) = claim.likelihood else {
                prop_assert!(!dataset.claim(id).kind.is_checkable());
                continue;
            };
            let receipt = assessment.receipt(id).expect("a receipt");
            let lines = receipt.lines.iter().map(|line| line.value).chain(receipt.messages.iter().map(|line| line.value));
            let is_silent = claim.carrying_origins == 0 && receipt.messages.is_empty();
            let [pro, contra] = lines.fold([0.0_f64; 2], |[pro, contra], line| [pro + line.max(0.0), contra - line.min(0.0)]);
            if is_silent || (!dataset.claim(id).kind.eq(&ClaimKind::State) && pro < 0.1 && contra < 0.1) {
                prop_assert!(likelihood.is_open, "{likelihood:?}");
            }
            if likelihood.is_open {
                prop_assert_eq!((likelihood.low, likelihood.high, likelihood.percent()), (0.0, 1.0, None));
                prop_assert_eq!(likelihood.suggested, Credibility::Six);
            }
            prop_assert!((0.0..=1.0).contains(&likelihood.probability));
            prop_assert!(likelihood.low <= likelihood.probability && likelihood.probability <= likelihood.high);
        }
    }

    /// The third rule: the lines of a receipt sum to the log-odds, and each line's parts to the line.
    #[test]
    fn receipts_add_up(records in observations()) {
        let dataset = finish(records);
        let assessment = assess(&dataset, None, &Options::default());
        for id in dataset.claim_ids() {
            let Some(receipt) = assessment.receipt(id) else { continue };
            let likelihood = assessment.claim(id).likelihood.expect("a figure");
            prop_assert!((receipt.sum() - likelihood.log_odds).abs() < 1e-9);
            if dataset.claim(id).kind == ClaimKind::State {
                // A line has the sign of what it says.
                for line in &receipt.lines {
                    prop_assert!(line.value * (line.disinterested + line.interest) >= -1e-9, "{line:?}");
                }
                continue;
            }
            for line in &receipt.lines {
                let parts = line.disinterested + line.interest + line.dependence + line.shared_error;
                prop_assert!((parts - line.value).abs() < 1e-9, "{line:?}");
            }
        }
    }

    /// The fourth rule: what the analyst believes of a claim does not come back as evidence for it.
    #[test]
    fn a_credibility_grade_changes_no_figure(records in observations(), number in 0..6_usize) {
        let dataset = finish(records);
        let before = assess(&dataset, None, &Options::default());
        let value = Some(Credibility::ALL[number]);
        let claims = dataset.claim_ids().map(|id| Item::Claim(dataset.claim(id).key.into()));
        let statements = dataset.statement_ids().map(|id| Item::Statement(dataset.statement(id).key.into()));
        let judgement = held_by("ada", claims.chain(statements).map(|item| Edit::Credibility { item, value }));
        let after = assess(&dataset, Some(&judgement), &Options::default());
        prop_assert_eq!(held(&dataset, &before), held(&dataset, &after));
    }

    /// The fifth rule: the same bytes whatever the threads and the order of the records.
    #[test]
    fn same_bytes_on_any_number_of_threads_and_in_any_order(records in observations(), seed: u64) {
        let dataset = finish(records.clone());
        let first = on_threads(1, || assess(&dataset, None, &Options::default()));
        let mut shuffled = records;
        let mut random = seed | 1;
        let mut next = |bound: usize| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (random >> 33) as usize % bound
        };
        macro_rules! shuffle {
            ($list:expr) => {
                for at in (1..$list.len()).rev() {
                    $list.swap(at, next(at + 1));
                }
            };
        }
        shuffle!(shuffled.statements);
        shuffle!(shuffled.claims);
        shuffle!(shuffled.sources);
        shuffle!(shuffled.relations);
        let other = finish(shuffled);
        let second = on_threads(2, || assess(&other, None, &Options::default()));
        prop_assert_eq!(held(&dataset, &first), held(&other, &second));
        prop_assert_eq!(receipts(&dataset, &first), receipts(&other, &second));
    }

    /// Swapping the sides everywhere changes nothing: the same rules hold for every side.
    #[test]
    fn the_sides_can_change_places(records in observations()) {
        let dataset = finish(records.clone());
        let first = assess(&dataset, None, &Options::default());
        let mut swapped = records;
        let swap = |side: &mut Option<String>| {
            if let Some(side) = side {
                *side = SIDES[usize::from(side == SIDES[0])].to_owned();
            }
        };
        swapped.sources.iter_mut().for_each(|source| swap(&mut source.side));
        swapped.claims.iter_mut().for_each(|claim| swap(&mut claim.favours));
        let other = finish(swapped);
        let second = assess(&other, None, &Options::default());
        prop_assert_eq!(held(&dataset, &first), held(&other, &second));
    }
}

fn on_threads<T: Send>(count: usize, job: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(count).build().expect("threads").install(job)
}

/// A contest of so many claims that several threads share the work.
#[test]
fn a_contest_shared_among_threads_gives_the_same_bytes() {
    let mut names = Names::default();
    let mut random = 7_u64;
    let mut draw = |bound: u64| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) % bound
    };
    let statements: Vec<TableStatement> = (0..20_000)
        .map(|_| {
            let claim = draw(5_000);
            let is_right = draw(10) < 7;
            TableStatement {
                source: names.intern(&format!("source-{}", draw(900).min(draw(900)))),
                proposition: names.intern(&format!("claim-{claim}")),
                stance: if is_right == (claim % 2 == 0) { Stance::Supports } else { Stance::Denies },
                cites: None,
                stated_day: Some(draw(100) as i32),
                as_of_day: None,
            }
        })
        .collect();
    let rows = TableRows::Statements(statements.clone());
    let tables = Tables { names, rows, sources: Vec::new(), propositions: Vec::new(), relations: Vec::new() };
    let assessed = |threads: usize, statements: &[TableStatement]| {
        on_threads(threads, || infer(TableObservations::new(&tables, statements, &[], None, true).observations, true))
    };
    let reversed: Vec<TableStatement> = statements.iter().rev().copied().collect();
    let one = assessed(1, &statements);
    assert!(one.observations.claims.len() > 4_000);
    assert_eq!(one, assessed(2, &statements));
    assert_eq!(one, assessed(2, &reversed));
}

fn probability(dataset: &Dataset, claim: &str) -> f64 {
    likelihood(dataset, &assess(dataset, None, &Options::default()), claim).probability
}

#[test]
fn one_disinterested_word_is_as_the_formula_says() {
    let dataset =
        DatasetBuilder::new().source("source-a").claim("claim-a").says("source-a", Stance::Supports, "claim-a").build();
    // T ln(.77 / .235) = 0.7 · 1.1868 = 0.8308, and σ of it is 0.6965: its own count is left out of its tables.
    assert!((probability(&dataset, "claim-a") - 0.696_5).abs() < 1e-4);
}

#[test]
fn no_claims_and_no_sources_are_no_trouble() {
    let empty = DatasetBuilder::new().build();
    assert!(assess(&empty, None, &Options::default()).run().fit.converged);
    let silent = DatasetBuilder::new().claim("claim-a").build();
    let assessment = assess(&silent, None, &Options::default());
    assert!(likelihood(&silent, &assessment, "claim-a").is_open);
}

fn supported_by(count: usize) -> Dataset {
    let mut builder = DatasetBuilder::new().claim("claim-a");
    for number in 0..count {
        let key = format!("source-{number}");
        builder = builder.source(&key).says(&key, Stance::Supports, "claim-a");
    }
    builder.build()
}

#[test]
fn origins_that_agree_share_errors() {
    let dataset = supported_by(100);
    let assessment = assess(&dataset, None, &Options::default());
    let claim = likelihood(&dataset, &assessment, "claim-a");
    assert!(claim.probability > 0.95 && claim.suggested == Credibility::One, "{claim:?}");
    // A hundred origins weigh 100 / (1 + .04 · 99) = 20.16, and however many never more than 25.
    assert!((claim.effective_support - 100.0 / 4.96).abs() < 1e-9, "{claim:?}");
}

#[test]
fn a_thousand_statements_on_one_claim_alone_hang_on_the_start_and_that_is_told() {
    let dataset = supported_by(1000);
    let assessment = assess(&dataset, None, &Options::default());
    assert!(assessment.run().fit.converged);
    // A class that was never seen to do anything but support tells next to nothing; had it been believed from the
    // start, it would be believed. A thousand small lines together still say something.
    let found = likelihood(&dataset, &assessment, "claim-a");
    assert!(!found.is_open && found.probability < 0.8, "{found:?}");
    assert!(assessment.other_start(claim_id(&dataset, "claim-a")).is_some_and(|other| other > 0.9));
}

#[test]
fn sources_that_only_ever_support_tell_nothing_in_the_end() {
    let mut builder = DatasetBuilder::new().source("source-a");
    for number in 0..200 {
        let key = format!("claim-{number}");
        builder = builder.claim(&key).says("source-a", Stance::Supports, &key);
    }
    let dataset = builder.build();
    assert!(likelihood(&dataset, &assess(&dataset, None, &Options::default()), "claim-7").is_open);
}

#[test]
fn where_every_stance_is_taken_as_often_the_interval_is_about_the_middle() {
    let mut builder = DatasetBuilder::new().claim("claim-a");
    for (number, stance) in [Stance::Supports, Stance::Denies, Stance::Doubts].into_iter().cycle().take(12).enumerate()
    {
        let key = format!("source-{number}");
        builder = builder.source(&key).says(&key, stance, "claim-a");
    }
    let dataset = builder.build();
    let claim = likelihood(&dataset, &assess(&dataset, None, &Options::default()), "claim-a");
    // Four supports weigh about as much as four denials, and the doubts tip the scale: ln .12/.5 against ln .75/.25.
    assert!(claim.probability < 0.5 && claim.low < 0.3, "{claim:?}");
    assert_eq!(claim.origins, 12);
}

#[test]
fn rings_of_relations_and_of_bodies_come_to_an_end() {
    let mut records = DatasetBuilder::new()
        .source_with("source-a", |source| source.speaks_for = Some("source-b".to_owned()))
        .source_with("source-b", |source| source.speaks_for = Some("source-a".to_owned()))
        .source("source-c")
        .claim("claim-a")
        .claim("claim-b")
        .claim("claim-c")
        .says("source-a", Stance::Supports, "claim-a")
        .says("source-c", Stance::Supports, "claim-b")
        .says("source-c", Stance::Denies, "claim-c")
        .into_records();
    for (a, b) in [("claim-a", "claim-b"), ("claim-b", "claim-c"), ("claim-c", "claim-a")] {
        let a = a.to_owned();
        let b = b.to_owned();
        records.relations.push(RelationRecord { a, kind: RelationKind::Excludes, b, note: None });
    }
    let dataset = finish(records);
    let assessment = assess(&dataset, None, &Options::default());
    assert!(assessment.run().fit.converged, "{} sweeps", assessment.run().fit.sweeps);
    assert_eq!(assessment.track_record(source_id(&dataset, "source-b")).by_role.len(), 0);
    assert_eq!(assessment.track_record(source_id(&dataset, "source-a")).by_role.len(), 1);
}

/// One side and the other on eight claims, and whom they favour.
fn two_sides_on_eight() -> DatasetBuilder {
    let mut builder = SIDES.iter().fold(DatasetBuilder::new(), |builder, side| builder.side(side));
    for (source, side) in [("source-a", SIDES[0]), ("source-b", SIDES[1])] {
        builder = builder.source_with(source, |source| {
            source.side = Some(side.to_owned());
            source.kind = SourceKind::Government;
        });
    }
    for number in 0..8 {
        let key = format!("claim-{number}");
        builder = builder
            .claim_with(&key, |claim| claim.favours = Some(SIDES[number % 2].to_owned()))
            .says("source-a", if number % 2 == 0 { Stance::Supports } else { Stance::Denies }, &key)
            .says("source-b", if number % 2 == 0 { Stance::Denies } else { Stance::Supports }, &key);
    }
    builder
}

#[test]
fn a_word_against_ones_own_side_counts_more_than_one_for_it() {
    let one = |favours: &str| {
        let dataset = SIDES
            .iter()
            .fold(DatasetBuilder::new(), |builder, side| builder.side(side))
            .source_with("source-a", |source| source.side = Some(SIDES[0].to_owned()))
            .claim_with("claim-a", |claim| claim.favours = Some(favours.to_owned()))
            .says("source-a", Stance::Supports, "claim-a")
            .build();
        let assessment = assess(&dataset, None, &Options::default());
        let without = assess(&dataset, None, &Options { uses_roles: false, ..Options::default() });
        (likelihood(&dataset, &assessment, "claim-a"), likelihood(&dataset, &without, "claim-a").probability)
    };
    let ((serves, without), (hurts, without_too)) = (one(SIDES[0]), one(SIDES[1]));
    // T ln(.90 / .55) = 0.3447 and T ln(.30 / .012) = 2.2532.
    assert!((serves.log_odds - 0.344_7).abs() < 1e-3 && (hurts.log_odds - 2.253_2).abs() < 1e-3);
    assert_eq!(serves.suggested, Credibility::Six);
    assert_eq!(without.to_bits(), without_too.to_bits());
}

#[test]
fn two_sides_without_a_neutral_source_are_told_to_be_just_that() {
    let dataset = two_sides_on_eight().build();
    let assessment = assess(&dataset, None, &Options::default());
    assert!(likelihood(&dataset, &assessment, "claim-3").lacks_neutral);
    let with_neutral = two_sides_on_eight()
        .source("source-c")
        .source("source-d")
        .says("source-c", Stance::Supports, "claim-3")
        .says("source-d", Stance::Supports, "claim-3")
        .build();
    let assessment = assess(&with_neutral, None, &Options::default());
    assert!(!likelihood(&with_neutral, &assessment, "claim-3").lacks_neutral);
}

#[test]
fn verdicts_and_grades_of_sources_move_the_figures_of_other_claims() {
    let dataset = two_sides_on_eight().build();
    let held = |judgement: &Judgement| {
        likelihood(&dataset, &assess(&dataset, Some(judgement), &Options::default()), "claim-0").probability
    };
    let nothing = held(&Judgement::default());
    let settled = |truth: Truth| held_by("ada", (1..8).map(|number| verdict(&format!("claim-{number}"), truth, None)));
    // Where the claims that favour a side turn out true, its word on a further one weighs more.
    let of_a = |a: Truth, b: Truth| {
        let truth = |number: i32| if number % 2 == 0 { a } else { b };
        held_by("ada", (1..8).map(|number| verdict(&format!("claim-{number}"), truth(number), None)))
    };
    assert!(held(&of_a(Truth::True, Truth::False)) > nothing + 0.03);
    assert!(held(&of_a(Truth::False, Truth::True)) < nothing - 0.03);
    assert_eq!(held(&settled(Truth::Undecidable)).to_bits(), nothing.to_bits());
    assert!(held(&held_by("ada", [grade("source-a", Reliability::A)])) > nothing);
    assert!(held(&held_by("ada", [grade("source-b", Reliability::A)])) < nothing);
    assert_eq!(held(&held_by("ada", [grade("source-a", Reliability::F)])).to_bits(), nothing.to_bits());
    let with = of_a(Truth::True, Truth::False);
    let assessment = assess(&dataset, Some(&with), &Options::default());
    let record = assessment.track_record(source_id(&dataset, "source-a"));
    assert_eq!(record.resolved.len(), 7);
    assert!(record.resolved.iter().all(counterclaim_engine::Resolved::was_right));
    assert_ne!(record.suggested, Reliability::E);
}

#[test]
fn a_source_with_four_settled_claims_cannot_be_judged() {
    let dataset = two_sides_on_eight().build();
    let judged = |count: i32| {
        let judgement = held_by("ada", (0..count).map(|number| verdict(&format!("claim-{number}"), Truth::True, None)));
        let assessment = assess(&dataset, Some(&judgement), &Options::default());
        assessment.track_record(source_id(&dataset, "source-a")).suggested
    };
    assert_eq!(judged(4), Reliability::F);
    assert_eq!(judged(0), Reliability::F);
}

#[test]
fn from_fifteen_verdicts_on_the_scale_is_fitted_and_each_is_tested_without_itself() {
    let mut builder = DatasetBuilder::new();
    for source in 0..4 {
        builder = builder.source(&format!("source-{source}"));
    }
    for number in 0..30 {
        let key = format!("claim-{number}");
        builder = builder.claim(&key);
        for source in 0..4 {
            let is_right = (number * 7 + source * 3) % 5 != 0;
            let stance = if is_right == (number % 2 == 0) { Stance::Supports } else { Stance::Denies };
            builder = builder.says(&format!("source-{source}"), stance, &key);
        }
    }
    let dataset = builder.build();
    let judged = |count: i32| {
        let truth = |number: i32| if number % 2 == 0 { Truth::True } else { Truth::False };
        let edits = (0..count).map(|number| verdict(&format!("claim-{number}"), truth(number), None));
        let assessment = assess(&dataset, Some(&held_by("ada", edits)), &Options::default());
        assessment.run().calibration.clone()
    };
    let few = judged(14);
    let many = judged(20);
    assert!(!few.is_fitted() && few.held_out.is_empty());
    assert_eq!(few.temperature, 0.7);
    assert!(many.is_fitted());
    assert_eq!(many.held_out.len(), 20);
    assert!(many.temperature > 0.7, "honest sources deserve more than the cautious scale: {}", many.temperature);
    assert!(many.brier().is_some_and(|brier| brier < 0.2));
}

#[test]
fn a_state_claim_has_an_answer_for_each_day() {
    let dataset = DatasetBuilder::new()
        .source("source-a")
        .source("source-b")
        .claim_with("claim-a", |claim| claim.kind = ClaimKind::State)
        .says_with("source-a", Stance::Denies, "claim-a", |statement| statement.stated_at = Some(day(10)))
        .says_with("source-b", Stance::Denies, "claim-a", |statement| statement.stated_at = Some(day(12)))
        .says_with("source-a", Stance::Supports, "claim-a", |statement| statement.stated_at = Some(day(60)))
        .build();
    let assessment = assess(&dataset, None, &Options::default());
    let curve = assessment.curve(claim_id(&dataset, "claim-a"), &[40]);
    let days: Vec<i32> = curve.iter().map(|point| point.day).collect();
    assert_eq!(days, [10, 12, 40, 60]);
    assert!(curve[1].probability < 0.3 && curve[3].probability > 0.7, "{curve:?}");
    assert!(curve.is_sorted_by(|one, other| one.probability < other.probability || other.day == 12));
}

#[test]
fn two_that_repeat_each_other_word_for_word_are_found_and_the_analyst_has_the_last_word() {
    use counterclaim_model::Independence;
    let mut builder = DatasetBuilder::new();
    for source in 0..6 {
        builder = builder.source(&format!("source-{source}"));
    }
    // Four honest sources err each on its own; the last two err together.
    for number in 0..40_u32 {
        let key = format!("claim-{number}");
        builder = builder.claim(&key);
        for source in 0..6_u32 {
            let draws = if source < 4 { source } else { 4 };
            let is_right = (number * 13 + draws * 29 + number * draws * 7) % 10 >= 3;
            let stance = if is_right == number.is_multiple_of(2) { Stance::Supports } else { Stance::Denies };
            let at = day(i64::from(number * 10 + source));
            let speaker = format!("source-{source}");
            builder = builder.says_with(&speaker, stance, &key, |statement| statement.stated_at = Some(at));
        }
    }
    let dataset = builder.build();
    let assessment = assess(&dataset, None, &Options::default());
    let copier = source_id(&dataset, "source-5");
    let (other, found) = assessment.dependences(copier)[0];
    assert_eq!(other.source, source_id(&dataset, "source-4"));
    assert!(found.probability > 0.9 && found.agreed == found.shared, "{found:?}");
    let weight = |assessment: &Assessment| {
        let receipt = assessment.receipt(claim_id(&dataset, "claim-2")).expect("a receipt");
        let of_copier = receipt.lines.iter().find(|line| assessment.unit(line.unit).1.origin.source == copier);
        of_copier.expect("a line").weight
    };
    assert!(weight(&assessment) < 0.4);
    let word = |value: Independence| {
        let edit = Edit::Independence { a: "source-4".into(), b: "source-5".into(), value: Some(value) };
        weight(&assess(&dataset, Some(&held_by("ada", [edit])), &Options::default()))
    };
    assert_eq!(word(Independence::Independent), 1.0);
    assert!((word(Independence::Dependent) - 0.2).abs() < 1e-9);
    let unsought = assess(&dataset, None, &Options { finds_copies: false, ..Options::default() });
    assert_eq!(weight(&unsought), 1.0);
}

#[test]
fn in_the_report_the_ministrys_own_unnamed_sources_weigh_most_against_its_word() {
    let dataset = example("kurakhove-report");
    let assessment = assess(&dataset, None, &known_on("2025-01-07"));
    let taken = likelihood(&dataset, &assessment, "captured");
    assert_eq!(taken.word(), Some("unlikely"), "{taken:?}");
    let receipt = assessment.receipt(claim_id(&dataset, "captured")).expect("a receipt");
    let told = receipt.messages.iter().min_by(|one, other| one.value.total_cmp(&other.value)).expect("a message");
    assert_eq!(dataset.claim(assessment.claim_of_row(told.message.from)).key, "fighting-at-plant");
    assert!(receipt.lines.iter().all(|line| line.value > told.value));
    let fighting = assessment.receipt(claim_id(&dataset, "fighting-at-plant")).expect("a receipt");
    let most = fighting.lines.iter().max_by(|one, other| one.value.total_cmp(&other.value)).expect("a line");
    let (row, unit) = assessment.unit(most.unit);
    assert_eq!(dataset.source(unit.origin.source).key, "ru-security-sources");
    assert!(row.is_against_interest());
}

#[test]
fn the_wider_press_makes_it_likelier_and_the_look_back_more_so() {
    let report = example("kurakhove-report");
    let press = example("kurakhove-press");
    let on = |dataset: &Dataset, date: &str| likelihood(dataset, &assess(dataset, None, &known_on(date)), "captured");
    assert!(on(&press, "2025-01-07").probability > on(&report, "2025-01-07").probability + 0.05);
    let curve = |date: &str| {
        let day = |text: &str| {
            let date: jiff::civil::Date = text.parse().expect("a date");
            (date - jiff::civil::date(1970, 1, 1)).get_days()
        };
        let days = ["2025-01-07", "2025-01-15", "2025-01-31"].map(day);
        let points = assess(&press, None, &known_on(date)).curve(claim_id(&press, "captured"), &days);
        days.map(|day| points.iter().find(|point| point.day == day).expect("a point").probability)
    };
    let then = curve("2025-01-15");
    let now = curve("2025-03-31");
    assert!(then.is_sorted() && now.is_sorted(), "{then:?} {now:?}");
    assert!(now[1] > then[1] && now[2] > then[2], "{then:?} {now:?}");
}

#[test]
fn ten_outlets_repeating_the_ministry_change_nothing() {
    let name = "assets/examples/kurakhove-report/dataset.json";
    let mut file: serde_json::Value = serde_json::from_str(&read_text(&in_package(name))).expect("JSON");
    let before = load_text(&file.to_string()).expect("the example").dataset;
    let statements = file["statements"].as_array().expect("statements");
    let word = statements.iter().find(|one| one["id"] == "p02-ru-mod-captured").expect("its statement").clone();
    for number in 0..10 {
        let mut outlet = serde_json::json!({"name": "An outlet", "kind": "media"});
        let mut echo = word.clone();
        let key = format!("outlet-{number}");
        outlet["id"] = serde_json::json!(key);
        echo["id"] = serde_json::json!(format!("echo-{number}"));
        echo["via"] = serde_json::json!([key]);
        file["sources"].as_array_mut().expect("sources").push(outlet);
        file["statements"].as_array_mut().expect("statements").push(echo);
    }
    let after = load_text(&file.to_string()).expect("the example").dataset;
    assert_eq!(after.statement_count(), before.statement_count() + 10);
    let held_of = |dataset: &Dataset| held(dataset, &assess(dataset, None, &Options::default()));
    assert_eq!(held_of(&before), held_of(&after));
}

#[test]
fn the_map_refutes_the_distance_and_a_presidents_figure_cannot_be_judged() {
    let dataset = example("kurakhove-report");
    let assessment = assess(&dataset, None, &Options::default());
    let distance = likelihood(&dataset, &assessment, "pokrovsk-distance");
    assert!(distance.probability < 0.05 && distance.suggested == Credibility::Five, "{distance:?}");
    let check = assessment.claim(claim_id(&dataset, "pokrovsk-distance")).measured.expect("a measurement");
    assert!(!check.agrees && (check.said, check.log_odds) == ((36.0, 44.0), -4.0), "{check:?}");
    for figure in ["losses-38000", "losses-15000-irrecoverable"] {
        let claim = assessment.claim(claim_id(&dataset, figure));
        assert!(claim.has_single_origin() && claim.self_serving, "{figure}");
        assert_eq!(claim.likelihood.expect("a figure").suggested, Credibility::Six);
    }
    let bearing = likelihood(&dataset, &assessment, "pokrovsk-bearing");
    assert!(bearing.probability > 0.8, "{bearing:?}");
}

#[test]
fn being_listed_counts_as_support_only_where_the_analyst_says_so() {
    let dataset = DatasetBuilder::new()
        .source("source-a")
        .source("source-b")
        .claim("claim-a")
        .says("source-a", Stance::Unstated, "claim-a")
        .says("source-b", Stance::Unstated, "claim-a")
        .build();
    let of = |counts_listings: bool| {
        let options = Options { counts_listings, ..Options::default() };
        likelihood(&dataset, &assess(&dataset, None, &options), "claim-a")
    };
    assert!(of(false).is_open);
    assert!(of(true).probability > 0.8 && of(true).origins == 2, "{:?}", of(true));
}

#[test]
fn a_statement_left_out_is_as_if_it_had_not_been_made() {
    let dataset = example("kurakhove-report");
    let dropped = source_id(&dataset, "ru-security-sources");
    let options = Options { dropped_sources: [dropped].into(), ..known_on("2025-01-07") };
    let with = likelihood(&dataset, &assess(&dataset, None, &known_on("2025-01-07")), "captured").probability;
    let without = likelihood(&dataset, &assess(&dataset, None, &options), "captured").probability;
    assert!(without > with + 0.02, "{with} {without}");
}

#[test]
fn no_example_depends_on_where_the_iteration_begins() {
    for name in ["kurakhove-report", "kurakhove-press"] {
        let assessment = assess(&example(name), None, &Options::default());
        assert_eq!(assessment.run().restart_disagreements, [], "{name}");
        assert!(assessment.run().fit.converged, "{name}");
    }
}

#[test]
fn one_origin_that_says_the_same_on_many_days_confirms_nothing() {
    let mut builder = DatasetBuilder::new().source("monitor").source("other");
    builder = builder.claim_with("held", |claim| claim.kind = ClaimKind::State);
    for number in 1..=60 {
        builder = builder.says_with("monitor", Stance::Supports, "held", |said| said.stated_at = Some(day(number)));
    }
    let dataset = builder.build();
    let assessment = assess(&dataset, None, &Options::default());
    let found = assessment.claim(claim_id(&dataset, "held")).likelihood.expect("a figure");
    // Sixty days weigh as two statements.
    assert!(found.probability < 0.8 && (found.effective_support - 2.0).abs() < 1e-9, "{found:?}");
    assert!(found.independent_support <= 1.0, "{found:?}");
}
