//! Counting by origin, on small datasets counted by hand.

use counterclaim_engine::{ClaimAssessment, Options, assess};
use counterclaim_model::{ClaimKind, Dataset, Edit, Key, Session, SourceKind, SourceRecord, Stance, TimeText};
use proptest::prelude::*;

use crate::support::{DatasetBuilder, claim_id, day, example_text, load_text, source_id};

fn claim_of(dataset: &Dataset, key: &str) -> ClaimAssessment {
    assess(dataset, None, &Options::default()).claim(claim_id(dataset, key)).clone()
}

fn on_side(side: &str) -> impl FnOnce(&mut SourceRecord) {
    move |source| source.side = Some(side.to_owned())
}

/// Speakers of two sides, and a claim that favours the first.
fn two_sides() -> DatasetBuilder {
    DatasetBuilder::new()
        .side("side-a")
        .side("side-b")
        .source_with("source-a", on_side("side-a"))
        .source_with("source-a2", on_side("side-a"))
        .source_with("source-b", on_side("side-b"))
        .source("source-c")
        .claim_with("claim-a", |claim| claim.favours = Some("side-a".to_owned()))
}

#[test]
fn ten_carriers_of_one_statement_are_one_origin() {
    let mut builder = DatasetBuilder::new().source("source-a").claim("claim-a");
    for number in 0..10 {
        let carrier = format!("carrier-{number}");
        builder = builder.source(&carrier).says_with("source-a", Stance::Supports, "claim-a", |statement| {
            statement.via = vec![carrier.clone()];
        });
    }
    let dataset = builder.build();
    let claim = claim_of(&dataset, "claim-a");
    assert_eq!((claim.statements, claim.origins, claim.carrying_origins), (10, 1, 1));
    assert_eq!(claim.stances.get(Stance::Supports), 1);
    assert_eq!(claim.units.len(), 1);
    assert_eq!(claim.units[0].echoes.len(), 9);
    assert!(claim.has_single_origin());
    let assessment = assess(&dataset, None, &Options::default());
    let speaker = assessment.source(source_id(&dataset, "source-a"));
    assert_eq!((speaker.spoken.get(Stance::Supports), speaker.carried, speaker.quoted_by.len()), (1, 0, 10));
    let carrier = assessment.source(source_id(&dataset, "carrier-3"));
    assert_eq!((carrier.spoken.total(), carrier.carried), (0, 1));
    assert_eq!(carrier.quotes, [source_id(&dataset, "source-a")]);
}

#[test]
fn a_spokesperson_and_the_body_are_one_origin() {
    let dataset = DatasetBuilder::new()
        .source("body-a")
        .source_with("speaker-a", |source| source.speaks_for = Some("body-a".to_owned()))
        .source_with("deputy-a", |source| source.speaks_for = Some("speaker-a".to_owned()))
        .source("source-b")
        .claim("claim-a")
        .says("deputy-a", Stance::Supports, "claim-a")
        .says("speaker-a", Stance::Supports, "claim-a")
        .says("body-a", Stance::Supports, "claim-a")
        .says("source-b", Stance::Supports, "claim-a")
        .build();
    let claim = claim_of(&dataset, "claim-a");
    assert_eq!((claim.statements, claim.origins), (4, 2));
    assert_eq!(claim.units[0].origin.source, source_id(&dataset, "body-a"));
}

#[test]
fn unnamed_sources_are_told_apart_by_their_first_carrier() {
    let via = |carriers: [&'static str; 2]| {
        move |statement: &mut counterclaim_model::StatementRecord| {
            statement.via = carriers.map(str::to_owned).to_vec();
        }
    };
    let dataset = DatasetBuilder::new()
        .source_with("unnamed-a", |source| source.kind = SourceKind::Unnamed)
        .source("named-a")
        .source("carrier-a")
        .source("carrier-b")
        .source("carrier-c")
        .claim("claim-a")
        .claim("claim-b")
        .says_with("unnamed-a", Stance::Supports, "claim-a", via(["carrier-a", "carrier-c"]))
        .says_with("unnamed-a", Stance::Supports, "claim-a", via(["carrier-b", "carrier-c"]))
        .says_with("unnamed-a", Stance::Supports, "claim-a", via(["carrier-a", "carrier-b"]))
        .says_with("named-a", Stance::Supports, "claim-b", via(["carrier-a", "carrier-c"]))
        .says_with("named-a", Stance::Supports, "claim-b", via(["carrier-b", "carrier-c"]))
        .build();
    assert_eq!(claim_of(&dataset, "claim-a").origins, 2);
    assert_eq!(claim_of(&dataset, "claim-b").origins, 1);
}

#[test]
fn claims_that_can_change_have_one_unit_a_day() {
    let on =
        |number: i64| move |statement: &mut counterclaim_model::StatementRecord| statement.as_of = Some(day(number));
    let says = |builder: DatasetBuilder, claim: &str| {
        builder
            .says_with("source-a", Stance::Supports, claim, on(20_000))
            .says_with("source-a", Stance::Supports, claim, on(20_000))
            .says_with("source-a", Stance::Supports, claim, on(20_001))
    };
    let builder = DatasetBuilder::new()
        .source("source-a")
        .claim_with("state-a", |claim| claim.kind = ClaimKind::State)
        .claim("occurrence-a");
    let dataset = says(says(builder, "state-a"), "occurrence-a").build();
    let state = claim_of(&dataset, "state-a");
    assert_eq!(state.units.iter().map(|unit| unit.day).collect::<Vec<_>>(), [Some(20_000), Some(20_001)]);
    assert_eq!((state.origins, state.stances.get(Stance::Supports)), (1, 1));
    let occurrence = claim_of(&dataset, "occurrence-a");
    assert_eq!(occurrence.units.len(), 1);
    assert_eq!(occurrence.units[0].day, None);
}

#[test]
fn the_day_of_a_statement_is_that_of_its_own_clock() {
    // 2025-01-06 in UTC+3 starts three hours before the same day in UTC.
    let mut moscow: TimeText = day(20_094);
    moscow.span.start_s -= 3 * 3600;
    moscow.span.end_s -= 3 * 3600;
    moscow.span.offset_min = 180;
    let dataset = DatasetBuilder::new()
        .source("source-a")
        .claim_with("state-a", |claim| claim.kind = ClaimKind::State)
        .says_with("source-a", Stance::Supports, "state-a", |statement| statement.stated_at = Some(moscow))
        .says_with("source-a", Stance::Supports, "state-a", |statement| statement.stated_at = Some(day(20_094)))
        .build();
    assert_eq!(claim_of(&dataset, "state-a").units.len(), 1);
}

#[test]
fn a_ring_of_speakers_is_one_origin_of_the_smallest_key() {
    let speaks_for = |body: &'static str| move |source: &mut SourceRecord| source.speaks_for = Some(body.to_owned());
    let dataset = DatasetBuilder::new()
        .source_with("ring-c", speaks_for("ring-a"))
        .source_with("ring-b", speaks_for("ring-c"))
        .source_with("ring-a", speaks_for("ring-b"))
        .source_with("outside-a", speaks_for("ring-b"))
        .source_with("alone-a", speaks_for("alone-a"))
        .claim("claim-a")
        .says("ring-c", Stance::Supports, "claim-a")
        .says("outside-a", Stance::Supports, "claim-a")
        .says("ring-a", Stance::Supports, "claim-a")
        .says("ring-b", Stance::Supports, "claim-a")
        .says("alone-a", Stance::Supports, "claim-a")
        .build();
    let claim = claim_of(&dataset, "claim-a");
    assert_eq!(claim.origins, 2);
    assert_eq!(claim.units[0].origin.source, source_id(&dataset, "ring-a"));
}

#[test]
fn support_against_doubt_is_contested_and_no_comment_is_not() {
    let base = || two_sides().says("source-a", Stance::Supports, "claim-a");
    for (stance, is_contested, carrying_origins) in [
        (Stance::Supports, false, 2),
        (Stance::Denies, true, 2),
        (Stance::Doubts, true, 2),
        (Stance::CannotVerify, false, 1),
        (Stance::NoComment, false, 1),
        (Stance::Comments, false, 1),
        (Stance::Unstated, false, 1),
    ] {
        let claim = claim_of(&base().says("source-b", stance, "claim-a").build(), "claim-a");
        assert_eq!(claim.is_contested(), is_contested, "{stance:?}");
        assert_eq!((claim.origins, claim.carrying_origins), (2, carrying_origins), "{stance:?}");
        assert_eq!(claim.has_single_origin(), carrying_origins == 1, "{stance:?}");
    }
    let nobody = claim_of(&base().says("source-c", Stance::Comments, "claim-a").claim("claim-b").build(), "claim-b");
    assert!(!nobody.has_single_origin() && !nobody.self_serving);
}

#[test]
fn an_origin_that_changed_its_mind_counts_under_both_stances_and_once_as_origin() {
    let claim = claim_of(
        &two_sides().says("source-a", Stance::Supports, "claim-a").says("source-a", Stance::Denies, "claim-a").build(),
        "claim-a",
    );
    assert_eq!((claim.origins, claim.stances.total(), claim.units.len()), (1, 2, 2));
    assert!(claim.is_contested());
}

#[test]
fn support_by_the_side_that_gains_alone_is_self_serving() {
    let ours =
        || two_sides().says("source-a", Stance::Supports, "claim-a").says("source-a2", Stance::Supports, "claim-a");
    let claim = claim_of(&ours().says("source-b", Stance::Denies, "claim-a").build(), "claim-a");
    assert!(claim.self_serving && !claim.against_interest && !claim.same_side_dissents);
    let neutral = claim_of(&ours().says("source-c", Stance::Supports, "claim-a").build(), "claim-a");
    assert!(!neutral.self_serving && !neutral.against_interest);
}

#[test]
fn support_by_the_side_that_loses_and_doubt_by_the_side_that_gains_are_against_interest() {
    let other = claim_of(&two_sides().says("source-b", Stance::Supports, "claim-a").build(), "claim-a");
    assert!(other.against_interest && !other.self_serving);
    let own = two_sides().says("source-a", Stance::Doubts, "claim-a").build();
    assert!(claim_of(&own, "claim-a").against_interest);
    let assessment = assess(&own, None, &Options::default());
    let source = assessment.source(source_id(&own, "source-a"));
    assert_eq!((source.for_own_side, source.against_own_side), (0, 1));
}

#[test]
fn two_origins_of_one_side_that_differ_are_told() {
    let own = two_sides().says("source-a", Stance::Supports, "claim-a");
    let dissent = claim_of(&own.says("source-a2", Stance::Doubts, "claim-a").build(), "claim-a");
    assert!(dissent.same_side_dissents);
    let other = two_sides().says("source-a", Stance::Supports, "claim-a");
    assert!(!claim_of(&other.says("source-b", Stance::Denies, "claim-a").build(), "claim-a").same_side_dissents);
    let sideless = two_sides().source("source-d").says("source-c", Stance::Supports, "claim-a");
    let sideless = claim_of(&sideless.says("source-d", Stance::Denies, "claim-a").build(), "claim-a");
    assert!(!sideless.same_side_dissents);
}

#[test]
fn the_analysts_sides_and_beneficiaries_stand_over_those_of_the_dataset() {
    let dataset = two_sides().says("source-a", Stance::Supports, "claim-a").build();
    let author = Key::from("analyst-a");
    let flags = |edits: &[Edit]| {
        let mut session = Session::default();
        for edit in edits {
            session.apply(&author, edit.clone());
        }
        let assessment = assess(&dataset, session.judgement(&author), &Options::default());
        let claim = assessment.claim(claim_id(&dataset, "claim-a"));
        (claim.self_serving, claim.against_interest)
    };
    let side = |key: &str| Edit::Side { source: Key::from("source-a"), value: Some(key.to_owned()) };
    let favours = |key: &str| Edit::Beneficiary { claim: Key::from("claim-a"), value: Some(key.to_owned()) };
    assert_eq!(flags(&[]), (true, false));
    assert_eq!(flags(&[side("side-b")]), (false, true));
    assert_eq!(flags(&[side("")]), (false, false));
    assert_eq!(flags(&[favours("side-b")]), (false, true));
    assert_eq!(flags(&[favours("")]), (false, false));
    assert_eq!(flags(&[side("side-b"), favours("side-b")]), (true, false));
}

#[test]
fn the_captured_claim_of_the_example_has_three_origins() {
    let dataset = load_text(&example_text()).expect("the example").dataset;
    let claim = claim_of(&dataset, "captured");
    let origins = |stance: Stance| {
        let units = claim.units.iter().filter(|unit| unit.stance == stance);
        units.map(|unit| dataset.source(unit.origin.source).key).collect::<Vec<_>>()
    };
    // Three statements of the ministry, two of its opponents' spokesman, one of their staff, one of the publisher.
    assert_eq!((claim.statements, claim.origins, claim.carrying_origins), (7, 3, 2));
    assert_eq!(origins(Stance::Supports), ["ru-mod"]);
    assert_eq!(origins(Stance::Doubts), ["khortytsia"]);
    assert_eq!(origins(Stance::Denies), ["khortytsia"]);
    assert_eq!(origins(Stance::CannotVerify), ["cnn"]);
    assert_eq!(claim.stances.taken().map(|(_, count)| count).collect::<Vec<_>>(), [1, 1, 1, 1]);
    assert!(claim.is_contested() && claim.self_serving);
    assert!(!claim.has_single_origin() && !claim.against_interest && !claim.same_side_dissents);
}

/// What an assessment says, by key, so that datasets with other ids can be compared.
fn by_key(dataset: &Dataset) -> Vec<String> {
    let assessment = assess(dataset, None, &Options::default());
    let mut claims: Vec<String> = dataset
        .claim_ids()
        .map(|id| {
            let claim = assessment.claim(id);
            let mut units: Vec<_> = claim
                .units
                .iter()
                .map(|unit| {
                    let carrier = unit.origin.first_carrier.map(|carrier| dataset.source(carrier).key);
                    let source = dataset.source(unit.origin.source).key;
                    format!("{source} {carrier:?} {:?} {:?} {}", unit.stance, unit.day, unit.echoes.len())
                })
                .collect();
            units.sort();
            let flags = (claim.same_side_dissents, claim.against_interest, claim.self_serving);
            let counts = (claim.statements, claim.origins, claim.carrying_origins, claim.stances);
            format!("{} {counts:?} {flags:?} {units:?}", dataset.claim(id).key)
        })
        .collect();
    let mut sources: Vec<String> = dataset
        .source_ids()
        .map(|id| {
            let source = assessment.source(id);
            let keys = |ids: &[counterclaim_model::SourceId]| {
                let mut keys: Vec<_> = ids.iter().map(|id| dataset.source(*id).key.to_string()).collect();
                keys.sort();
                keys
            };
            let quotes = keys(&source.quotes);
            let quoted_by = keys(&source.quoted_by);
            let counts = (source.carried, source.for_own_side, source.against_own_side);
            format!("{} {counts:?} {:?} {quotes:?} {quoted_by:?}", dataset.source(id).key, source.spoken)
        })
        .collect();
    claims.sort();
    sources.sort();
    claims.append(&mut sources);
    claims
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_order_of_records_changes_no_count(seed in any::<u64>()) {
        let dataset = load_text(&example_text()).expect("the example").dataset;
        let mut records = dataset.to_builder();
        let mut runner = TestOrder(seed);
        runner.shuffle(&mut records.statements);
        runner.shuffle(&mut records.claims);
        runner.shuffle(&mut records.sources);
        runner.shuffle(&mut records.events);
        let (shuffled, defects) = records.finish();
        prop_assert_eq!(defects, []);
        for (shuffled, given) in by_key(&shuffled).iter().zip(by_key(&dataset)) {
            prop_assert_eq!(shuffled, &given);
        }
    }

    #[test]
    fn the_order_of_statements_changes_no_count_of_rings_and_unnamed_sources(seed in any::<u64>()) {
        let mut builder = two_sides()
            .source_with("ring-b", |source| source.speaks_for = Some("ring-c".to_owned()))
            .source_with("ring-c", |source| source.speaks_for = Some("ring-b".to_owned()))
            .source_with("unnamed-a", |source| source.kind = SourceKind::Unnamed)
            .claim_with("state-a", |claim| claim.kind = ClaimKind::State);
        let mut order = TestOrder(seed ^ 0x5eed);
        for number in 0..40 {
            let speakers = ["ring-b", "ring-c", "unnamed-a", "source-a", "source-a2", "source-b", "source-c"];
            let speaker = speakers[order.below(7)];
            let stance = Stance::ALL[order.below(7)];
            let carriers = ["source-a", "source-b", "source-c"];
            let claim = ["claim-a", "state-a"][number % 2];
            let carrier = carriers[order.below(3)];
            let spoken_day = order.below(3);
            builder = builder.says_with(speaker, stance, claim, |statement| {
                statement.via = vec![carrier.to_owned()];
                statement.as_of = Some(day(20_000 + spoken_day as i64));
            });
        }
        let mut records = builder.into_records();
        let (dataset, _) = copy(&records).finish();
        order.shuffle(&mut records.statements);
        order.shuffle(&mut records.sources);
        let (shuffled, _) = records.finish();
        for (shuffled, given) in by_key(&shuffled).iter().zip(by_key(&dataset)) {
            prop_assert_eq!(shuffled, &given);
        }
    }
}

fn copy(records: &counterclaim_model::DatasetBuilder) -> counterclaim_model::DatasetBuilder {
    counterclaim_model::DatasetBuilder {
        header: records.header.clone(),
        sides: records.sides.clone(),
        sources: records.sources.clone(),
        events: records.events.clone(),
        claims: records.claims.clone(),
        statements: records.statements.clone(),
        ..counterclaim_model::DatasetBuilder::default()
    }
}

/// Numbers from a seed, by the recurrence of Knuth's MMIX.
struct TestOrder(u64);

impl TestOrder {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}
