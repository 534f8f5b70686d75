//! What counts only where the analyst switches it on: silence, and experience that fades; and the record of each year.

use counterclaim_engine::{Assessment, Options, Silence, assess};
use counterclaim_model::{
    ClaimKind, ClaimRecord, Dataset, DatasetBuilder, Edit, EventRecord, Judgement, Key, Session, Side, SourceKind,
    SourceRecord, Stance, StatementRecord, Truth, Verdict,
};

use crate::random::day;

fn records(sources: &[(&str, SourceKind, Option<&str>)], claims: &[(&str, Option<&str>)]) -> DatasetBuilder {
    let mut records = DatasetBuilder::default();
    records.events.push(EventRecord { key: "event".to_owned(), title: "Event".to_owned(), ..EventRecord::default() });
    for side in ["north", "south"] {
        records.sides.push(Side { key: side.into(), name: side.to_owned(), note: None });
    }
    for (key, kind, side) in sources {
        records.sources.push(SourceRecord {
            key: (*key).to_owned(),
            name: (*key).to_owned(),
            names: Vec::new(),
            aliases: Vec::new(),
            kind: *kind,
            side: side.map(str::to_owned),
            speaks_for: None,
            note: None,
        });
    }
    for (key, favours) in claims {
        records.claims.push(ClaimRecord {
            key: (*key).to_owned(),
            proposition: (*key).to_owned(),
            event: "event".to_owned(),
            kind: ClaimKind::Occurrence,
            favours: favours.map(str::to_owned),
            is_taking: false,
            place: None,
            time: None,
            measure: None,
            note: None,
        });
    }
    records
}

fn says(records: &mut DatasetBuilder, speaker: &str, stance: Stance, claim: &str, on: i64) {
    records.statements.push(StatementRecord {
        key: format!("statement-{:03}", records.statements.len()),
        claim: claim.to_owned(),
        speaker: speaker.to_owned(),
        stance,
        stated_at: Some(day(on, 0)),
        as_of: None,
        via: Vec::new(),
        report: None,
        paragraph: None,
        quote: None,
        figures: Vec::new(),
        paraphrase: None,
        note: None,
    });
}

/// The North's ministry supports a claim that favours it; the South's speaks about another claim on a day.
fn quiet(south_speaks_on: i64) -> DatasetBuilder {
    let sources = [
        ("ministry-n", SourceKind::Government, Some("north")),
        ("ministry-s", SourceKind::Government, Some("south")),
        ("agency", SourceKind::Agency, None),
    ];
    let mut records = records(&sources, &[("t", Some("north")), ("other", Some("south"))]);
    says(&mut records, "ministry-n", Stance::Supports, "t", 10);
    says(&mut records, "ministry-s", Stance::Supports, "other", south_speaks_on);
    records
}

fn silences(records: &DatasetBuilder, counts_silence: bool) -> (Vec<Silence>, f64) {
    let (dataset, defects) = records.clone().finish();
    assert_eq!(defects, []);
    let assessment = assess(&dataset, None, &Options { counts_silence, ..Options::default() });
    let id = dataset.claim_by_key("t").expect("the claim");
    let receipt = assessment.receipt(id).expect("a receipt");
    let log_odds = assessment.claim(id).likelihood.expect("a figure").log_odds;
    assert!((receipt.sum() - log_odds).abs() < 1e-12);
    (receipt.silence.into_iter().map(|(kind, _)| kind).collect(), log_odds)
}

#[test]
fn silence_is_a_line_of_its_own_and_only_where_it_is_switched_on() {
    let mut world = quiet(12);
    assert_eq!(silences(&world, false).0, []);
    let before = silences(&world, false).1;
    let (kinds, log_odds) = silences(&world, true);
    assert_eq!(kinds, [Silence::Silent]);
    // The ministry's record moves a little as well.
    assert!((log_odds - before - 0.4).abs() < 1e-3, "{before} {log_odds}");
    // Who has not spoken since had no voice.
    assert_eq!(silences(&quiet(8), true).0, []);
    says(&mut world, "ministry-s", Stance::NoComment, "t", 12);
    says(&mut world, "agency", Stance::CannotVerify, "t", 12);
    assert_eq!(silences(&world, true).0, [Silence::NoComment, Silence::CouldNotVerify]);
    says(&mut world, "ministry-s", Stance::Denies, "t", 13);
    assert_eq!(silences(&world, true).0, [Silence::CouldNotVerify]);
}

fn judged(verdicts: impl IntoIterator<Item = (String, bool)>) -> Judgement {
    let mut session = Session::default();
    let author = Key::from("ada");
    for (claim, is_true) in verdicts {
        let truth = if is_true { Truth::True } else { Truth::False };
        session
            .apply(&author, Edit::Verdict { claim: claim.as_str().into(), value: Some(Verdict { truth, at: None }) });
    }
    session.judgement(&author).cloned().unwrap_or_default()
}

/// A paper whose reports of 2001 were false and of 2024 true, as verdicts show, and a claim of 2024 that is open.
fn reformed() -> (Dataset, Judgement) {
    let claims: Vec<String> = (0..12).map(|at| format!("claim-{at:02}")).collect();
    let rows: Vec<(&str, Option<&str>)> = claims.iter().map(|claim| (claim.as_str(), None)).collect();
    let mut records = records(&[("paper", SourceKind::Media, None)], &[rows, vec![("t", None)]].concat());
    for (at, claim) in claims.iter().enumerate() {
        // 2001-09-09 and 2024-05-14.
        says(&mut records, "paper", Stance::Supports, claim, if at < 6 { 11_574 } else { 19_857 });
    }
    says(&mut records, "paper", Stance::Supports, "t", 19_860);
    let verdicts = claims.into_iter().enumerate().map(|(at, claim)| (claim, at >= 6));
    (records.finish().0, judged(verdicts))
}

fn assessed(half_life_days: Option<u32>) -> (Dataset, Assessment) {
    let (dataset, judgement) = reformed();
    let assessment = assess(&dataset, Some(&judgement), &Options { half_life_days, ..Options::default() });
    (dataset, assessment)
}

#[test]
fn experience_fades_if_the_analyst_lets_it() {
    let probability = |half_life_days| {
        let (dataset, assessment) = assessed(half_life_days);
        let id = dataset.claim_by_key("t").expect("the claim");
        assessment.claim(id).likelihood.expect("a figure").probability
    };
    assert!(probability(Some(365)) > probability(None) + 0.05);
    // A half-life beyond all ages changes next to nothing.
    assert!((probability(Some(u32::MAX)) - probability(None)).abs() < 1e-3);
}

#[test]
fn the_record_of_a_source_shows_how_it_changed() {
    let (dataset, assessment) = assessed(None);
    let paper = dataset.source_by_key("paper").expect("the paper");
    let years = assessment.record_by_year(paper);
    let found: Vec<(i64, usize, usize)> = years.iter().map(|one| (one.year, one.settled, one.right)).collect();
    assert_eq!(found, [(2001, 6, 0), (2024, 6, 6)]);
    assert!(years[0].record.mean < 0.5 && years[1].record.mean > 0.8, "{years:?}");
    assert_eq!(assessment.experience(paper), [13, 12, 6]);
}
