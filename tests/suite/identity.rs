//! Sources that the analyst says are one: what is counted, and that nothing is merged otherwise.

use counterclaim_engine::{Assessment, Options, assess};
use counterclaim_model::{Dataset, Edit, Independence, Key, Reliability, Session, SourceKind, Stance};
use proptest::prelude::*;

use crate::credibility::{SOURCES, observations};
use crate::support::{DatasetBuilder, claim_id, source_id};

fn alias(source: &str, value: Option<&str>) -> Edit {
    Edit::Alias { source: source.into(), value: value.map(Key::from) }
}

fn with(dataset: &Dataset, edits: impl IntoIterator<Item = Edit>) -> Assessment {
    let mut session = Session::default();
    for edit in edits {
        session.apply(&"analyst-a".into(), edit);
    }
    assess(dataset, session.judgement("analyst-a"), &Options::default())
}

/// Two sources of one name that both support a claim, one carried by a third.
fn twins() -> Dataset {
    DatasetBuilder::new()
        .side("side-a")
        .source("ministry")
        .source_with("ministry-b", |source| {
            source.name = "ministry".to_owned();
            source.kind = SourceKind::Other;
            source.side = Some("side-a".to_owned());
        })
        .source("paper")
        .claim_with("claim-a", |claim| claim.favours = Some("side-a".to_owned()))
        .says("ministry", Stance::Supports, "claim-a")
        .says("ministry-b", Stance::Supports, "claim-a")
        .says_with("ministry", Stance::Supports, "claim-a", |statement| statement.via = vec!["ministry-b".to_owned()])
        .says_with("ministry-b", Stance::Supports, "claim-a", |statement| statement.via = vec!["paper".to_owned()])
        .build()
}

#[test]
fn sources_named_alike_are_two_until_the_analyst_says_otherwise() {
    let dataset = twins();
    let before = with(&dataset, []);
    let claim = claim_id(&dataset, "claim-a");
    assert_eq!((before.claim(claim).origins, before.origin_count()), (2, 2));
    let after = with(&dataset, [alias("ministry-b", Some("ministry"))]);
    let assessed = after.claim(claim);
    assert_eq!((assessed.origins, assessed.carrying_origins, after.origin_count()), (1, 1, 1));
    assert_eq!(assessed.statements, 4, "no statement is lost");
    assert!(assessed.has_single_origin());
    assert_eq!(assessed.units[0].echoes.len(), 3);
    assert_eq!(assessed.units[0].origin.source, source_id(&dataset, "ministry"));
}

#[test]
fn what_is_known_of_one_holds_for_the_other_and_neither_carries_the_others_words() {
    let dataset = twins();
    let after = with(&dataset, [alias("ministry-b", Some("ministry"))]);
    let one = source_id(&dataset, "ministry");
    let other = source_id(&dataset, "ministry-b");
    assert_eq!(after.side(one), after.side(other));
    assert!(after.side(one).is_some(), "the side is that of the one that says it");
    assert!(after.claim(claim_id(&dataset, "claim-a")).self_serving);
    assert_eq!(after.source(one), after.source(other));
    assert_eq!(after.source(one).carried, 0);
    assert_eq!(after.source(one).quoted_by, [one, source_id(&dataset, "paper")]);
    assert_eq!(after.track_record(one), after.track_record(other));
    let letters = after.suggested_letters();
    assert_eq!(letters[0], letters[1]);
}

#[test]
fn a_grade_and_a_word_on_independence_given_to_either_count_for_both() {
    let dataset = DatasetBuilder::new()
        .source("source-a")
        .source("source-b")
        .source("source-c")
        .claim("claim-a")
        .says("source-a", Stance::Supports, "claim-a")
        .says("source-c", Stance::Supports, "claim-a")
        .build();
    let grade = Edit::Reliability { source: "source-b".into(), value: Some(Reliability::A) };
    let same = || alias("source-b", Some("source-a"));
    let claim = claim_id(&dataset, "claim-a");
    let log_odds = |assessment: &Assessment| assessment.claim(claim).likelihood.expect("a figure").log_odds;
    let plain = with(&dataset, [same()]);
    assert!(log_odds(&with(&dataset, [same(), grade.clone()])) > log_odds(&plain));
    assert_eq!(log_odds(&with(&dataset, [grade])), log_odds(&plain), "alone, source-b says nothing");
    let value = Some(Independence::Dependent);
    let word = Edit::Independence { a: "source-b".into(), b: "source-c".into(), value };
    assert!(log_odds(&with(&dataset, [same(), word])) < log_odds(&plain));
}

#[test]
fn a_chain_and_a_ring_of_aliases_are_one_source_each() {
    let dataset = twins();
    let chain = with(&dataset, [alias("paper", Some("ministry-b")), alias("ministry-b", Some("ministry"))]);
    let ring = with(&dataset, [alias("ministry", Some("ministry-b")), alias("ministry-b", Some("ministry"))]);
    let names = |assessment: &Assessment| -> Vec<String> {
        let group = assessment.identities().group(source_id(&dataset, "ministry-b"));
        group.iter().map(|id| dataset.source(*id).key.to_string()).collect()
    };
    assert_eq!(names(&chain), ["ministry", "ministry-b", "paper"]);
    assert_eq!(names(&ring), ["ministry", "ministry-b"]);
    let lost = with(&dataset, [alias("ministry-b", Some("of-a-removed-layer"))]);
    assert_eq!(lost.claim(claim_id(&dataset, "claim-a")).origins, 2, "a word without its target waits for it");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn merging_and_undoing_leaves_every_bit_as_it_was(
        mut records in observations(),
        is_flat in any::<bool>(),
        pairs in proptest::collection::vec((0..SOURCES, 0..SOURCES), 1..4),
    ) {
        if is_flat {
            records.sources.iter_mut().for_each(|source| source.speaks_for = None);
        }
        let (dataset, _) = records.finish();
        let before = with(&dataset, []);
        let mut session = Session::default();
        let author = Key::from("analyst-a");
        let mut inverses = Vec::new();
        for (one, other) in pairs {
            inverses.push(session.apply(&author, alias(&format!("source-{one}"), Some(&format!("source-{other}")))));
        }
        let merged = assess(&dataset, session.judgement(&author), &Options::default());
        for id in dataset.claim_ids() {
            // Where each speaks for another body, all that they said becomes the word of one of the two.
            prop_assert!(!is_flat || merged.claim(id).origins <= before.claim(id).origins, "merging adds no origin");
            prop_assert_eq!(merged.claim(id).statements, before.claim(id).statements);
        }
        for inverse in inverses.into_iter().rev() {
            session.apply(&author, inverse);
        }
        prop_assert_eq!(assess(&dataset, session.judgement(&author), &Options::default()), before);
    }

    #[test]
    fn an_echo_through_a_merged_source_adds_no_origin(records in observations(), at in any::<prop::sample::Index>()) {
        prop_assume!(!records.statements.is_empty());
        let mut echoed = records.clone();
        let mut echo = records.statements[at.index(records.statements.len())].clone();
        let original = echo.speaker.clone();
        let mut twin = echoed.sources.iter().find(|source| source.key == original).cloned().expect("the speaker");
        twin.key = "twin".to_owned();
        echo.key = "echo".to_owned();
        echo.speaker = "twin".to_owned();
        echoed.sources.push(twin);
        echoed.statements.push(echo);
        let (dataset, _) = echoed.finish();
        let (plain, _) = records.finish();
        let same = with(&dataset, [alias("twin", Some(&original))]);
        let before = with(&plain, []);
        for id in plain.claim_ids() {
            prop_assert_eq!(same.claim(id).origins, before.claim(id).origins);
            prop_assert_eq!(same.claim(id).stances, before.claim(id).stances);
        }
        prop_assert_eq!(same.origin_count(), before.origin_count());
    }
}
