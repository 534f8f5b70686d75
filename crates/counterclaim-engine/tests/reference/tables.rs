//! A folder of stances comes out as the dataset with the same statements.

use counterclaim_engine::{Options, assess};
use counterclaim_model::{
    ClaimKind, ClaimRecord, DatasetBuilder, Edit, EventRecord, Judgement, Key, RelationKind, RelationRecord, Session,
    Side, SourceKind, SourceRecord, StatementRecord, Truth, Verdict,
};

use crate::random::{Random, day};
use crate::renaming::Stances;

fn kind(class: &str) -> SourceKind {
    match class {
        "official" => SourceKind::Government,
        "state_media" => SourceKind::StateMedia,
        "wire" => SourceKind::Agency,
        "independent" => SourceKind::Media,
        "osint" => SourceKind::Monitor,
        "unnamed" => SourceKind::Unnamed,
        _ => SourceKind::Other,
    }
}

/// The same as the records of a dataset, and the verdicts and letters on it.
fn dataset_of(stances: &Stances, names: &[String]) -> (DatasetBuilder, Judgement) {
    let mut records = DatasetBuilder::default();
    records.events.push(EventRecord { key: "event".to_owned(), title: "Event".to_owned(), ..EventRecord::default() });
    for side in 0..3 {
        let key = format!("side {side}");
        records.sides.push(Side { key: key.as_str().into(), name: key, note: None });
    }
    let side = |side: Option<usize>| side.map(|side| format!("side {side}"));
    let mut session = Session::default();
    let author = Key::from("ada");
    for ((class, of, letter), name) in stances.sources.iter().zip(names) {
        records.sources.push(SourceRecord {
            key: name.clone(),
            name: name.clone(),
            names: Vec::new(),
            aliases: Vec::new(),
            kind: kind(class),
            side: side(*of),
            speaks_for: None,
            note: None,
        });
        session.apply(&author, Edit::Reliability { source: name.as_str().into(), value: *letter });
    }
    for (at, (favours, is_state)) in stances.claims.iter().enumerate() {
        let key = format!("claim {at:03}");
        if at < stances.verdicts {
            let truth = if at.is_multiple_of(3) { Truth::False } else { Truth::True };
            session
                .apply(&author, Edit::Verdict { claim: key.as_str().into(), value: Some(Verdict { truth, at: None }) });
        }
        records.claims.push(ClaimRecord {
            key: key.clone(),
            proposition: key,
            event: "event".to_owned(),
            kind: if *is_state { ClaimKind::State } else { ClaimKind::Occurrence },
            favours: side(*favours),
            is_taking: false,
            place: None,
            time: None,
            measure: None,
            note: None,
        });
    }
    for (at, (source, claim, stance, _, said, about)) in stances.rows.iter().enumerate() {
        records.statements.push(StatementRecord {
            key: format!("statement-{at:04}"),
            claim: format!("claim {claim:03}"),
            speaker: names[*source].clone(),
            stance: *stance,
            stated_at: said.map(|said| day(i64::from(said), 0)),
            as_of: about.map(|about| day(i64::from(about), 0)),
            via: Vec::new(),
            report: None,
            paragraph: None,
            quote: None,
            figures: Vec::new(),
            paraphrase: None,
            note: None,
        });
    }
    for (a, b) in stances.relations.iter().filter(|(a, b)| a != b) {
        let [a, b] = [a, b].map(|claim| format!("claim {claim:03}"));
        records.relations.push(RelationRecord { a, kind: RelationKind::Excludes, b, note: None });
    }
    (records, session.judgement(&author).cloned().unwrap_or_default())
}

#[test]
fn a_table_of_stances_comes_out_as_the_dataset_of_its_statements() {
    for seed in 0..60 {
        let mut random = Random::new(15_000 + seed);
        let mut stances = Stances::new(&mut random);
        stances.rows.iter_mut().for_each(|row| row.3 = None);
        let names: Vec<String> = (0..stances.sources.len()).map(|at| format!("source {at}")).collect();
        let of_tables = stances.found(&mut random, &names);
        let (records, judgement) = dataset_of(&stances, &names);
        let (dataset, _) = records.finish();
        let assessment = assess(&dataset, Some(&judgement), &Options::default());
        for (claim, bits) in of_tables {
            let id = dataset.claim_by_key(&claim).expect("the claim");
            let found = assessment.claim(id).likelihood.expect("a figure");
            let numbers = [found.probability, found.low, found.high, found.log_odds];
            for (number, bits) in numbers.into_iter().zip(bits) {
                let of_table = f64::from_bits(bits);
                assert!((number - of_table).abs() < 1e-9, "seed {seed} {claim}: {number}, as a table {of_table}");
            }
        }
    }
}
