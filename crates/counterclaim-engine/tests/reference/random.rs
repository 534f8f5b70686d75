//! Random contests from a seed.

use std::collections::BTreeMap;

use counterclaim_model::{
    ClaimKind, ClaimRecord, Dataset, DatasetBuilder, Edit, EventRecord, FigureRecord, Independence, Judgement, Key,
    Measure, PlaceRecord, Position, Precision, Qualifier, Quantity, RelationKind, RelationRecord, Reliability,
    ReportRecord, Session, Side, SourceKind, SourceRecord, Stance, StatementRecord, TimeSpan, TimeText, Truth, Verdict,
};

/// A generator of pseudo-random numbers (xorshift64*, Vigna 2016).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() >> 33) as usize % bound
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())].clone()
    }
}

pub fn day(number: i64, offset_min: i16) -> TimeText {
    let start_s = number * 86_400 - i64::from(offset_min) * 60;
    let span = TimeSpan { start_s, end_s: start_s + 86_400, precision: Precision::Day, offset_min };
    TimeText { span, words: None }
}

/// What a random contest is made of.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    pub sources: usize,
    pub claims: usize,
    pub statements: usize,
    pub verdicts: usize,
}

/// The records of a contest.
pub fn records(random: &mut Random, sizes: Sizes) -> DatasetBuilder {
    let mut records = DatasetBuilder::default();
    records.events.push(EventRecord { key: "event".to_owned(), title: "Event".to_owned(), ..EventRecord::default() });
    let sides: Vec<String> = (0..random.below(4)).map(|at| format!("side-{at}")).collect();
    for side in &sides {
        records.sides.push(Side { key: side.as_str().into(), name: side.clone(), note: None });
    }
    let some_side = |random: &mut Random, percent: usize| {
        if sides.is_empty() || !random.chance(percent) { None } else { Some(random.pick(&sides)) }
    };
    for (at, position) in [(48.28, 37.18), (47.98, 37.28), (48.6, 38.0)].into_iter().enumerate() {
        records.places.push(PlaceRecord {
            key: format!("place-{at}"),
            name: format!("Place {at}"),
            position: Some(Position { lat_deg: position.0, lon_deg: position.1 }),
            radius_km: random.pick(&[None, Some(0.4), Some(3.0), Some(14.0)]),
            ..PlaceRecord::default()
        });
    }
    records.reports.push(ReportRecord {
        key: "report".to_owned(),
        title: "Report".to_owned(),
        published: Some(day(30, 0)),
        ..ReportRecord::default()
    });
    let looks_alike = random.chance(20);
    for at in 0..sizes.sources {
        let name = if looks_alike && at < 3 {
            ["Hill Post", "HilI Post", "hill post"][at].to_owned()
        } else {
            format!("Source {at}")
        };
        records.sources.push(SourceRecord {
            key: format!("source-{at}"),
            name,
            names: Vec::new(),
            aliases: Vec::new(),
            kind: if random.chance(30) { SourceKind::Media } else { random.pick(&SourceKind::ALL) },
            side: some_side(random, 50),
            speaks_for: random.chance(12).then(|| format!("source-{}", random.below(sizes.sources))),
            note: None,
        });
    }
    for at in 0..sizes.claims {
        let favours = some_side(random, 60);
        records.claims.push(claim(random, at, favours));
    }
    for at in 0..sizes.statements {
        let statement = statement(random, at, sizes);
        records.statements.push(statement);
    }
    relations(random, &mut records, sizes.claims);
    records
}

fn claim(random: &mut Random, at: usize, favours: Option<String>) -> ClaimRecord {
    let kind = random.pick(&[
        ClaimKind::Occurrence,
        ClaimKind::Occurrence,
        ClaimKind::Occurrence,
        ClaimKind::State,
        ClaimKind::State,
        ClaimKind::Measured,
        ClaimKind::Figure,
        ClaimKind::Judgement,
    ]);
    let places = (kind == ClaimKind::Measured).then(|| Measure {
        from: format!("place-{}", random.below(2)),
        to: "place-2".to_owned(),
        quantity: random.pick(&[Quantity::Distance, Quantity::Bearing]),
    });
    ClaimRecord {
        key: format!("claim-{at:03}"),
        proposition: format!("Claim {at}"),
        event: "event".to_owned(),
        kind,
        favours,
        is_taking: random.chance(30),
        place: None,
        time: None,
        measure: places,
        note: None,
    }
}

fn statement(random: &mut Random, at: usize, sizes: Sizes) -> StatementRecord {
    let stances = [
        Stance::Supports,
        Stance::Supports,
        Stance::Supports,
        Stance::Denies,
        Stance::Denies,
        Stance::Doubts,
        Stance::CannotVerify,
        Stance::NoComment,
        Stance::Comments,
        Stance::Unstated,
    ];
    let offset = random.pick(&[0, 0, 120, -300]);
    let source = |random: &mut Random| format!("source-{}", random.below(sizes.sources));
    let low = random.pick(&[10.0, 40.0, 70.0, 150.0, 330.0]);
    StatementRecord {
        key: format!("statement-{at:04}"),
        claim: format!("claim-{:03}", random.below(sizes.claims)),
        speaker: source(random),
        stance: random.pick(&stances),
        stated_at: random.chance(80).then(|| day(random.below(40) as i64, offset)),
        as_of: random.chance(30).then(|| day(random.below(45) as i64, offset)),
        via: if random.chance(35) { (0..=random.below(2)).map(|_| source(random)).collect() } else { Vec::new() },
        report: random.chance(30).then(|| "report".to_owned()),
        paragraph: None,
        quote: random.chance(20).then(|| "so".to_owned()),
        figures: if random.chance(25) {
            vec![FigureRecord {
                low: random.chance(90).then_some(low),
                high: random.chance(60).then_some(low + 5.0),
                qualifier: random.pick(&[Qualifier::Exact, Qualifier::About, Qualifier::Over, Qualifier::AtMost]),
                unit: random.pick(&["km", "miles", "degrees", "persons"]).to_owned(),
                scope: None,
                window: None,
                cumulative: false,
                words: None,
            }]
        } else {
            Vec::new()
        },
        paraphrase: None,
        note: None,
    }
}

fn relations(random: &mut Random, records: &mut DatasetBuilder, claims: usize) {
    let relation = |a: usize, kind, b: usize| RelationRecord {
        a: format!("claim-{a:03}"),
        kind,
        b: format!("claim-{b:03}"),
        note: None,
    };
    for _ in 0..random.below(5) {
        let [a, b] = [random.below(claims), random.below(claims)];
        let kind = random.pick(&[RelationKind::Excludes, RelationKind::Entails]);
        if a != b {
            records.relations.push(relation(a, kind, b));
        }
    }
    if claims > 6 && random.chance(40) {
        // Rivals: all of three or four exclude each other.
        let count = 3 + random.below(2);
        for a in 0..count {
            for b in 0..a {
                records.relations.push(relation(claims - 1 - a, RelationKind::Excludes, claims - 1 - b));
            }
        }
    }
}

/// Lets some sources repeat others on many claims, so that copying can be found.
pub fn copies(random: &mut Random, records: &mut DatasetBuilder, sizes: Sizes) {
    for at in 0..sizes.claims {
        let stance = random.pick(&[Stance::Supports, Stance::Denies]);
        for speaker in 0..3.min(sizes.sources) {
            if random.chance(85) {
                let mut row = statement(random, records.statements.len(), sizes);
                row.claim = format!("claim-{at:03}");
                row.speaker = format!("source-{speaker}");
                row.stance = if random.chance(90) { stance } else { Stance::Doubts };
                row.via = Vec::new();
                records.statements.push(row);
            }
        }
    }
}

/// Verdicts, letters and words on independence.
pub fn judgement(random: &mut Random, sizes: Sizes) -> Judgement {
    let mut session = Session::default();
    let author = Key::from("ada");
    for at in 0..sizes.verdicts.min(sizes.claims) {
        let truth = random.pick(&[Truth::True, Truth::True, Truth::False, Truth::False, Truth::Undecidable]);
        let at_day = random.chance(40).then(|| day(random.below(40) as i64, 0));
        let value = Some(Verdict { truth, at: at_day });
        session.apply(&author, Edit::Verdict { claim: format!("claim-{at:03}").as_str().into(), value });
    }
    for at in 0..sizes.sources {
        if random.chance(20) {
            let value = Some(random.pick(&Reliability::ALL));
            session.apply(&author, Edit::Reliability { source: format!("source-{at}").as_str().into(), value });
        }
    }
    if random.chance(30) && sizes.sources > 3 {
        let [a, b] = [format!("source-{}", random.below(2)), format!("source-{}", 2 + random.below(2))];
        let value = Some(random.pick(&[Independence::Independent, Independence::Dependent]));
        session.apply(&author, Edit::Independence { a: a.as_str().into(), b: b.as_str().into(), value });
    }
    session.judgement(&author).cloned().unwrap_or_default()
}

pub fn finish(records: DatasetBuilder) -> Dataset {
    records.finish().0
}

/// Answers of sources of different skill, some of which repeat another; by item and source.
pub fn answers(random: &mut Random, are_labels: bool) -> BTreeMap<usize, BTreeMap<usize, usize>> {
    let sources = 2 + random.below(9);
    let items = 4 + random.below(40);
    let values = 2 + random.below(4);
    let skills: Vec<usize> = (0..sources).map(|_| 30 + random.below(65)).collect();
    let copier = random.chance(50) && sources > 2;
    let mut by_item = BTreeMap::new();
    for item in 0..items {
        let truth = random.below(values);
        let mut answers: BTreeMap<usize, usize> = BTreeMap::new();
        for (source, skill) in skills.iter().enumerate() {
            if !random.chance(75) {
                continue;
            }
            let own = if random.chance(*skill) { truth } else { random.below(values) };
            let said = if copier && source == 1 { answers.get(&0).copied().unwrap_or(own) } else { own };
            answers.insert(source, said);
        }
        if answers.is_empty() {
            answers.insert(0, truth);
        }
        // Open values mean something else for each item.
        let offset = if are_labels { 0 } else { item * values };
        answers.values_mut().for_each(|value| *value += offset);
        by_item.insert(item, answers);
    }
    by_item
}
