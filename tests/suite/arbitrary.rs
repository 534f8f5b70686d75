//! Strategies for edits of every variant and for what they hold.
//!
//! [`generator`] and [`addition_generator`] match without a wildcard, so that a new variant does not compile
//! until it has a strategy here.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::discriminant;

use counterclaim_model::{
    Addition, AdditionKey, Area, ClaimKind, Credibility, Edit, FigureRecord, GeoPlace, Independence, Item, Key, Layer,
    LayerFile, Listing, Measure, Offset, OffsetFrom, PlaceRecord, Placement, PlacementBase, Position, Precision,
    Qualifier, Quantity, RelationKind, RelationRecord, Reliability, ReportRecord, SECS_PER_DAY, SourceKind, Stance,
    Target, TimeSpan, TimeText, Truth, Verdict,
};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::Union;

use crate::support::{claim_record, source_record, statement_record};

/// Any edit; few keys, so that edits meet.
pub fn edit() -> impl Strategy<Value = Edit> {
    Union::new(one_of_each().iter().map(generator))
}

/// An edit of every variant.
pub fn one_of_each() -> Vec<Edit> {
    let key = || Key::from("key-a");
    let target = || Target::Claim(key());
    let edits = vec![
        Edit::Reliability { source: key(), value: None },
        Edit::Credibility { item: Item::Claim(key()), value: None },
        Edit::Verdict { claim: key(), value: None },
        Edit::Tags { target: target(), value: None },
        Edit::Note { target: target(), value: None },
        Edit::Side { source: key(), value: None },
        Edit::Alias { source: key(), value: None },
        Edit::Beneficiary { claim: key(), value: None },
        Edit::Independence { a: key(), b: Key::from("key-b"), value: None },
        Edit::Listings { value: None },
        Edit::Layer { layer: key(), value: None },
        Edit::Added { key: AdditionKey::Source(key()), value: None },
        Edit::Geocoded { places: [(key(), None)].into() },
    ];
    for (at, edit) in edits.iter().enumerate() {
        assert!(
            !edits[..at].iter().any(|earlier| discriminant(earlier) == discriminant(edit)),
            "a variant is listed twice: {edit:?}"
        );
    }
    edits
}

/// Any edit of the variant of `like`.
fn generator(like: &Edit) -> BoxedStrategy<Edit> {
    match like {
        Edit::Reliability { .. } => (key(), option::of(select(&Reliability::ALL[..])))
            .prop_map(|(source, value)| Edit::Reliability { source, value })
            .boxed(),
        Edit::Credibility { .. } => (item(), option::of(select(&Credibility::ALL[..])))
            .prop_map(|(item, value)| Edit::Credibility { item, value })
            .boxed(),
        Edit::Verdict { .. } => {
            (key(), option::of(verdict())).prop_map(|(claim, value)| Edit::Verdict { claim, value }).boxed()
        }
        Edit::Tags { .. } => {
            let tags = proptest::collection::btree_set(text(), 0..4);
            (target(), option::of(tags)).prop_map(|(target, value)| Edit::Tags { target, value }).boxed()
        }
        Edit::Note { .. } => {
            (target(), option::of(text())).prop_map(|(target, value)| Edit::Note { target, value }).boxed()
        }
        Edit::Side { .. } => {
            (key(), option::of(text())).prop_map(|(source, value)| Edit::Side { source, value }).boxed()
        }
        Edit::Alias { .. } => {
            (key(), option::of(key())).prop_map(|(source, value)| Edit::Alias { source, value }).boxed()
        }
        Edit::Beneficiary { .. } => {
            (key(), option::of(text())).prop_map(|(claim, value)| Edit::Beneficiary { claim, value }).boxed()
        }
        Edit::Independence { .. } => {
            let value = option::of(select(&[Independence::Independent, Independence::Dependent][..]));
            (key(), key(), value).prop_map(|(a, b, value)| Edit::Independence { a, b, value }).boxed()
        }
        Edit::Listings { .. } => option::of(Just(Listing::Supports)).prop_map(|value| Edit::Listings { value }).boxed(),
        Edit::Layer { .. } => {
            (key(), option::of(layer())).prop_map(|(layer, value)| Edit::Layer { layer, value }).boxed()
        }
        Edit::Added { .. } => {
            let kinds = addition_keys().into_iter().map(|like| addition_generator(&like));
            Union::new(kinds.collect::<Vec<_>>()).boxed()
        }
        Edit::Geocoded { .. } => proptest::collection::btree_map(key(), option::of(placement()), 0..4)
            .prop_map(|places| Edit::Geocoded { places })
            .boxed(),
    }
}

fn layer() -> impl Strategy<Value = Layer> {
    let file = (text(), "[0-9a-f]{64}").prop_map(|(path, sha256)| LayerFile { path, sha256 });
    let parts = (text(), any::<u8>(), option::of(file), any::<bool>());
    parts.prop_map(|(name, mark, file, is_active)| Layer { name, mark, file, is_active })
}

fn placement() -> impl Strategy<Value = Placement> {
    let named = (any::<u32>(), name(), -180.0..=180.0f64, -90.0..=90.0f64).prop_map(|(id, name, lon_deg, lat_deg)| {
        PlacementBase::GeoNames(GeoPlace { id, name, position: Position { lon_deg, lat_deg } })
    });
    let base = prop_oneof![named, key().prop_map(PlacementBase::Place)];
    let offset =
        (0.0..2000.0f64, 0.0..360.0f64).prop_map(|(distance_km, bearing_deg)| Offset { distance_km, bearing_deg });
    (base, option::of(offset), 0.0..500.0f64).prop_map(|(base, offset, radius_km)| Placement {
        base,
        offset,
        radius_km,
    })
}

/// One of each kind of placement, and one that is taken back.
pub fn placements() -> BTreeMap<Key, Option<Placement>> {
    let position = Position { lon_deg: 35.271, lat_deg: 51.191 };
    let sudzha = PlacementBase::GeoNames(GeoPlace { id: 486_816, name: "Sudzha".to_owned(), position });
    let offset = Some(Offset { distance_km: 15.0, bearing_deg: 45.0 });
    [
        ("key-a", Some(Placement { base: sudzha.clone(), offset: None, radius_km: 3.0 })),
        ("key-b", Some(Placement { base: sudzha, offset, radius_km: 5.0 })),
        ("key-c", Some(Placement { base: PlacementBase::Place("key-a".into()), offset, radius_km: 5.5 })),
        ("key-d", None),
    ]
    .map(|(key, placement)| (Key::from(key), placement))
    .into()
}

/// A key of every kind of addition.
pub fn addition_keys() -> Vec<AdditionKey> {
    let key = || Key::from("key-a");
    vec![
        AdditionKey::Source(key()),
        AdditionKey::Place(key()),
        AdditionKey::Report(key()),
        AdditionKey::Claim(key()),
        AdditionKey::Statement(key()),
        AdditionKey::Relation(key()),
    ]
}

fn addition_generator(like: &AdditionKey) -> BoxedStrategy<Edit> {
    match like {
        AdditionKey::Source(_) => {
            added(AdditionKey::Source, |key| source(key).prop_map(Addition::Source).boxed()).boxed()
        }
        AdditionKey::Place(_) => added(AdditionKey::Place, |key| place(key).prop_map(Addition::Place).boxed()).boxed(),
        AdditionKey::Report(_) => {
            added(AdditionKey::Report, |key| report(key).prop_map(Addition::Report).boxed()).boxed()
        }
        AdditionKey::Claim(_) => added(AdditionKey::Claim, |key| claim(key).prop_map(Addition::Claim).boxed()).boxed(),
        AdditionKey::Statement(_) => {
            added(AdditionKey::Statement, |key| statement(key).prop_map(Addition::Statement).boxed()).boxed()
        }
        AdditionKey::Relation(_) => (relation(), any::<bool>())
            .prop_map(|(record, is_there)| {
                let word = match record.kind {
                    RelationKind::Excludes => "excludes",
                    RelationKind::Entails => "entails",
                };
                let key = AdditionKey::Relation(format!("{} {word} {}", record.a, record.b).into());
                let value = is_there.then(|| Box::new(Addition::Relation(record)));
                Edit::Added { key, value }
            })
            .boxed(),
    }
}

fn added(
    kind: fn(Key) -> AdditionKey,
    record: impl Fn(String) -> BoxedStrategy<Addition>,
) -> impl Strategy<Value = Edit> {
    key().prop_flat_map({
        let records: Vec<_> = KEYS.iter().map(|key| record((*key).to_owned())).collect();
        move |key| {
            let at = KEYS.iter().position(|other| **other == *key).unwrap_or(0);
            let added = option::of(records[at].clone());
            added.prop_map(move |value| Edit::Added { key: kind(key.clone()), value: value.map(Box::new) })
        }
    })
}

const KEYS: &[&str] = &["key-a", "key-b", "key-c"];

pub fn key() -> impl Strategy<Value = Key> {
    select(KEYS).prop_map(Key::from)
}

fn key_text() -> impl Strategy<Value = String> {
    select(KEYS).prop_map(str::to_owned)
}

fn item() -> impl Strategy<Value = Item> {
    prop_oneof![key().prop_map(Item::Claim), key().prop_map(Item::Statement)]
}

fn target() -> impl Strategy<Value = Target> {
    prop_oneof![key().prop_map(Target::Claim), key().prop_map(Target::Statement), key().prop_map(Target::Source)]
}

/// Any text, with many line ends, quotes and characters beyond ASCII; it may be empty.
pub fn text() -> impl Strategy<Value = String> {
    let chars = select(&['a', 'é', 'Ж', '\n', '\r', '\t', '"', '\\', '\u{202e}', '\u{2028}', '\u{0}', '😀'][..]);
    proptest::collection::vec(prop_oneof![chars, any::<char>()], 0..12).prop_map(|chars| chars.into_iter().collect())
}

/// A text that a record needs: never empty.
fn name() -> impl Strategy<Value = String> {
    text().prop_map(|text| format!("n{text}"))
}

fn names() -> impl Strategy<Value = Vec<(String, String)>> {
    let languages = proptest::collection::btree_map(select(&["en", "ru", "uk"][..]), text(), 0..3);
    languages.prop_map(|names| names.into_iter().map(|(language, name)| (language.to_owned(), name)).collect())
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec(text(), 0..3)
}

fn verdict() -> impl Strategy<Value = Verdict> {
    (select(&Truth::ALL[..]), option::of(time())).prop_map(|(truth, at)| Verdict { truth, at })
}

/// Times of every precision and offset (day 20 089 is 2025-01-01) that a text can give.
///
/// Months and years are in UTC, since the dataset format has no offset for them.
pub fn time() -> impl Strategy<Value = TimeText> {
    let spans = prop_oneof![
        Just(closed(20_089, 365, Precision::Year, 0)),
        Just(closed(20_089, 31, Precision::Month, 0)),
        (0..20_000i64, offset()).prop_map(|(first, offset_min)| closed(first, 1, Precision::Day, offset_min)),
        (0..1_000_000i64, offset()).prop_map(|(minute, offset_min)| TimeSpan {
            start_s: minute * 60,
            end_s: minute * 60 + 60,
            precision: Precision::Minute,
            offset_min,
        }),
        (0..1_000_000_000i64, offset()).prop_map(|(start_s, offset_min)| TimeSpan {
            start_s,
            end_s: start_s + 1,
            precision: Precision::Second,
            offset_min,
        }),
        (bound(), 1..10_000_000i64, 0..3u8, offset()).prop_map(|(start_s, span_s, open, offset_min)| TimeSpan {
            start_s: if open == 1 { i64::MIN } else { start_s },
            end_s: if open == 2 { i64::MAX } else { start_s + span_s },
            precision: Precision::Interval,
            offset_min,
        }),
        (0..20_000i64, 1..40i64, offset()).prop_map(|(first, days, offset_min)| closed(
            first,
            days,
            Precision::Interval,
            offset_min
        )),
    ];
    (spans, option::of(text())).prop_map(|(span, words)| TimeText { span, words })
}

/// Whole days from day number `first` on.
fn closed(first: i64, days: i64, precision: Precision, offset_min: i16) -> TimeSpan {
    let start_s = first * SECS_PER_DAY - i64::from(offset_min) * 60;
    TimeSpan { start_s, end_s: start_s + days * SECS_PER_DAY, precision, offset_min }
}

/// Seconds, minutes and days as starts of intervals.
fn bound() -> impl Strategy<Value = i64> {
    prop_oneof![
        0..1_000_000_000i64,
        (0..20_000_000i64).prop_map(|minute| minute * 60),
        (0..20_000i64).prop_map(|day| day * SECS_PER_DAY)
    ]
}

fn offset() -> impl Strategy<Value = i16> {
    select(&[0, 120, 180, -300, 345, -1][..])
}

fn source(key: String) -> impl Strategy<Value = counterclaim_model::SourceRecord> {
    let kind = select(&SourceKind::ALL[..]);
    (name(), names(), texts(), kind, option::of(key_text()), option::of(key_text()), option::of(text())).prop_map(
        move |(name, names, aliases, kind, side, speaks_for, note)| counterclaim_model::SourceRecord {
            name,
            names,
            aliases,
            kind,
            side,
            speaks_for,
            note,
            ..source_record(&key)
        },
    )
}

fn area() -> impl Strategy<Value = Area> {
    let position =
        (-180.0..180.0f64, -90.0..90.0f64).prop_filter_map("on the globe", |(lon, lat)| Position::new(lon, lat));
    let ring = proptest::collection::vec(position, 3..6);
    let polygons = proptest::collection::vec(proptest::collection::vec(ring, 1..3), 1..3);
    polygons.prop_filter_map("an area", Area::new)
}

fn place(key: String) -> impl Strategy<Value = PlaceRecord> {
    let position = (-180.0..180.0f64, -90.0..90.0f64).prop_map(|(lon, lat)| Position::new(lon, lat));
    let offset_from = (key_text(), 0.0..500.0f64, 0.0..360.0f64)
        .prop_map(|(place, distance_km, bearing_deg)| OffsetFrom { place, distance_km, bearing_deg });
    let rest = (option::of(text()), option::of(text()), option::of(area()));
    (name(), names(), texts(), position, option::of(0.0..1e6f64), option::of(key_text()), option::of(offset_from), rest)
        .prop_map(move |(name, names, aliases, position, radius_km, part_of, offset_from, (origin, note, area))| {
            PlaceRecord {
                key: key.clone(),
                name,
                names,
                aliases,
                position: position.filter(|_| offset_from.is_none()),
                radius_km,
                area,
                part_of,
                offset_from,
                origin,
                note,
            }
        })
}

fn report(key: String) -> impl Strategy<Value = ReportRecord> {
    let publisher = option::of(key_text());
    let published = option::of(time());
    (name(), publisher, published, option::of(text()), option::of(text()), texts(), option::of(text())).prop_map(
        move |(title, publisher, published, url, language, authors, note)| ReportRecord {
            key: key.clone(),
            title,
            publisher,
            published,
            url,
            language,
            authors,
            note,
        },
    )
}

fn claim(key: String) -> impl Strategy<Value = counterclaim_model::ClaimRecord> {
    let quantity = select(&[Quantity::Distance, Quantity::Bearing][..]);
    let measure = (key_text(), key_text(), quantity).prop_map(|(from, to, quantity)| Measure { from, to, quantity });
    let kind = select(&ClaimKind::ALL[..]);
    (name(), kind, option::of(key_text()), option::of(time()), option::of(measure), option::of(text())).prop_map(
        move |(proposition, kind, favours, time, measure, note)| counterclaim_model::ClaimRecord {
            proposition,
            kind,
            favours,
            time,
            measure,
            note,
            ..claim_record(&key)
        },
    )
}

fn statement(key: String) -> impl Strategy<Value = counterclaim_model::StatementRecord> {
    let via = proptest::collection::vec(key_text(), 0..3);
    let figures = proptest::collection::vec(figure(), 0..3);
    let times = (option::of(time()), option::of(time()));
    let place = (option::of(key_text()), option::of(1..1000u32));
    let words = (option::of(text()), option::of(text()), option::of(text()));
    (select(&Stance::ALL[..]), times, via, figures, place, words).prop_map(
        move |(stance, (stated_at, as_of), via, figures, (report, paragraph), (quote, paraphrase, note))| {
            counterclaim_model::StatementRecord {
                stance,
                stated_at,
                as_of,
                via,
                report,
                paragraph,
                quote,
                figures,
                paraphrase,
                note,
                ..statement_record(&key)
            }
        },
    )
}

fn figure() -> impl Strategy<Value = FigureRecord> {
    let qualifiers =
        [Qualifier::Exact, Qualifier::About, Qualifier::Over, Qualifier::Under, Qualifier::AtLeast, Qualifier::AtMost];
    let bounds = (option::of(-1e9..1e9f64), option::of(0.0..1e9f64));
    let words = (text(), option::of(text()), option::of(text()));
    (bounds, proptest::sample::select(qualifiers.to_vec()), words, option::of(time()), any::<bool>()).prop_map(
        |((low, width), qualifier, (unit, scope, words), window, cumulative)| FigureRecord {
            low,
            high: width.map(|width| low.unwrap_or(0.0) + width),
            qualifier,
            unit,
            scope,
            window,
            cumulative,
            words,
        },
    )
}

fn relation() -> impl Strategy<Value = RelationRecord> {
    let kind = select(&[RelationKind::Excludes, RelationKind::Entails][..]);
    (key_text(), kind, key_text(), option::of(text())).prop_map(|(a, kind, b, note)| RelationRecord {
        a,
        kind,
        b,
        note,
    })
}

#[test]
fn the_generator_of_each_variant_makes_that_variant() {
    use proptest::strategy::ValueTree as _;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut kinds = BTreeSet::new();
    for like in one_of_each() {
        for _ in 0..50 {
            let made = generator(&like).new_tree(&mut runner).expect("an edit").current();
            assert_eq!(discriminant(&made), discriminant(&like));
            if let Edit::Added { key, .. } = made {
                kinds.insert(key.kind_label());
            }
        }
    }
    assert_eq!(kinds.len(), addition_keys().len(), "only {kinds:?} are added");
}
