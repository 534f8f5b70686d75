//! Small contests with hand-computed results, and checks that row order changes nothing.

use proptest::prelude::*;

use super::*;
use counterclaim_model::{Names, TableAnswer, TableRows};

const ALL: AnswersOptions = AnswersOptions { with_copies: true };

fn tables(rows: &[(&str, &str, &str)]) -> Tables {
    let mut names = Names::default();
    let answers = rows
        .iter()
        .map(|(source, item, value)| TableAnswer {
            source: names.intern(source),
            item: names.intern(item),
            value: names.intern(value),
        })
        .collect();
    let rows = TableRows::Answers(answers);
    Tables { names, rows, sources: Vec::new(), propositions: Vec::new(), relations: Vec::new() }
}

fn assess(tables: &mut Tables, verdicts: &[(&str, &str)], options: AnswersOptions) -> AnswersAssessment {
    let verdicts: Vec<(Name, Name)> =
        verdicts.iter().map(|(item, value)| (tables.names.intern(item), tables.names.intern(value))).collect();
    assess_answers(tables, &verdicts, &options)
}

fn probability(tables: &Tables, assessment: &AnswersAssessment, item: &str, value: &str) -> f64 {
    let row = assessment
        .values
        .iter()
        .find(|row| tables.names.text(row.item) == item && tables.names.text(row.value) == value);
    row.map(|row| row.probability).expect("the value of the item")
}

#[test]
fn nothing_comes_of_nothing() {
    let found = assess(&mut tables(&[]), &[], ALL);
    assert!(found.values.is_empty() && found.sources.is_empty());
    let found = assess(&mut tables(&[]), &[("i", "x")], ALL);
    assert!(found.values.is_empty(), "a verdict on an item that nobody answered has no row");
}

#[test]
fn a_single_open_answer_is_weighed_by_the_start_alone() {
    // One source, one answer: the answer does not count towards its own source's accuracy, which is Beta(4, 1.5).
    // ψ(4) = 1.256117668, ψ(1.5) = 0.036489974; n = 2: evidence 1.219627694 + 0.693147181 = 1.912774875.
    // Scores: ln .95 + 1.912774875 = 1.861481581 against ln .05 = −2.995732274: σ(4.857213855) = 0.992287.
    // Shown before any verdict: 0.95 · σ(0.7 · 4.857213855) + 0.05 / 2 = 0.944321.
    let mut one = tables(&[("s", "i", "x")]);
    let found = assess(&mut one, &[], ALL);
    assert_eq!(found.method, AnswersMethod::OpenValues);
    let p = probability(&one, &found, "i", "x");
    assert!((p - 0.944_321).abs() < 1e-6, "{p}");
    let [source] = found.sources.as_slice() else { panic!("one source") };
    assert!((source.accuracy() - 4.992_287 / 6.5).abs() < 1e-6);
    let [low, high] = source.interval();
    assert!(0.3 < low && low < source.accuracy() && source.accuracy() < high && high < 1.0, "{low} {high}");
}

#[test]
fn a_verdict_tells_which_of_two_sources_to_follow() {
    // One source says x of both items, another y: by symmetry every probability stays at one half.
    let mut even = tables(&[("s", "i", "x"), ("s", "j", "x"), ("t", "i", "y"), ("t", "j", "y")]);
    let found = assess(&mut even, &[], ALL);
    assert_eq!(found.method, AnswersMethod::Labels);
    for row in &found.values {
        assert!((row.probability - 0.5).abs() < 1e-9, "{row:?}");
    }
    // A verdict of x on i: s then has one right answer, 3.5 + 1 of 5 + 1 when x is true, and t one wrong.
    let settled = assess(&mut even, &[("i", "x")], ALL);
    assert!(probability(&even, &settled, "j", "x") > 0.7);
    assert_eq!(probability(&even, &settled, "i", "x"), 1.0);
    assert_eq!(probability(&even, &settled, "i", "y"), 0.0);
}

#[test]
fn a_label_that_nobody_gave_an_item_can_be_the_likeliest() {
    // `s` says y wherever z is true, as 30 verdicts show; then it says y of a new item.
    let items: Vec<String> = (0..40).map(|number| format!("i{number:02}")).collect();
    let mut rows: Vec<(&str, &str, &str)> = Vec::new();
    let mut verdicts = Vec::new();
    for item in &items[..30] {
        rows.extend([("s", item.as_str(), "y"), ("t", item.as_str(), "z")]);
        verdicts.push((item.as_str(), "z"));
    }
    rows.push(("s", &items[35], "y"));
    let mut table = tables(&rows);
    let found = assess(&mut table, &verdicts, ALL);
    assert_eq!(found.method, AnswersMethod::Labels);
    assert!(probability(&table, &found, &items[35], "z") > 0.5);
}

#[test]
fn a_source_with_more_mistakes_loses_against_one_with_fewer() {
    let mut rows = Vec::new();
    let items: Vec<String> = (0..12).map(|number| format!("i{number:02}")).collect();
    let own: Vec<String> = (0..12).map(|number| format!("own {number}")).collect();
    for (item, own) in items.iter().zip(&own) {
        rows.extend([("a", item.as_str(), "true"), ("b", item.as_str(), "true"), ("c", item.as_str(), own.as_str())]);
    }
    rows.extend([("a", "last", "from a"), ("c", "last", "from c")]);
    let mut table = tables(&rows);
    let found = assess(&mut table, &[], ALL);
    assert_eq!(found.method, AnswersMethod::OpenValues);
    assert!(probability(&table, &found, "last", "from a") > 0.8);
    assert!(found.sources[0].accuracy() > 0.8 && found.sources[2].accuracy() < 0.4);
}

/// Ten sources on sixty items: `b1` to `b4` repeat the mistakes of `b0`, the others err independently.
fn copied() -> Vec<(String, String, String)> {
    let mut rows = Vec::new();
    for item in 0..60 {
        let mut tell = |source: String, is_right: bool, wrong: String| {
            let value = if is_right { format!("right {item}") } else { wrong };
            rows.push((source, format!("i{item:02}"), value));
        };
        for copier in 0..5 {
            tell(format!("b{copier}"), item % 2 == 0, format!("wrong {item}"));
        }
        for source in 0..5 {
            tell(format!("c{source}"), (item + source) % 6 != 0, format!("wrong {item} by {source}"));
        }
    }
    rows
}

#[test]
fn copies_of_a_mistake_weigh_less_than_as_many_sources() {
    let rows = copied();
    let rows: Vec<_> =
        rows.iter().map(|(source, item, value)| (source.as_str(), item.as_str(), value.as_str())).collect();
    let mut table = tables(&rows);
    let verdicts: Vec<(String, String)> = (0..8).map(|item| (format!("i{item:02}"), format!("right {item}"))).collect();
    let verdicts: Vec<_> = verdicts.iter().map(|(item, value)| (item.as_str(), value.as_str())).collect();
    let with = assess(&mut table, &verdicts, ALL);
    let without = assess(&mut table, &verdicts, AnswersOptions { with_copies: false });
    let right = |found| {
        let is_right = |item: &i32| probability(&table, found, &format!("i{item:02}"), &format!("right {item}")) > 0.5;
        (8..60).filter(is_right).count()
    };
    assert_eq!(right(&with), 52);
    assert!(right(&without) < 52, "the search for copies makes no difference");
}

#[test]
fn a_verdict_is_kept_to_whatever_the_answers_say() {
    for value in ["x", "z", "never given"] {
        let mut open = tables(&[("a", "i", "x"), ("b", "i", "x"), ("c", "i", "z")]);
        let found = assess(&mut open, &[("i", value)], ALL);
        assert_eq!(probability(&open, &found, "i", value), 1.0);
        let sum: f64 = found.values.iter().map(|row| row.probability).sum();
        assert_eq!(sum, 1.0);
        let mut labels = tables(&[("a", "i", "x"), ("b", "i", "z"), ("a", "j", "x"), ("b", "j", "z")]);
        let found = assess(&mut labels, &[("i", value)], ALL);
        assert_eq!(found.method, AnswersMethod::Labels);
        assert_eq!(probability(&labels, &found, "i", value), 1.0);
        assert!(found.values.iter().all(|row| row.probability.is_finite()));
    }
}

#[test]
fn plain_votes_are_shares() {
    let table = tables(&[("a", "i", "x"), ("b", "i", "x"), ("c", "i", "z"), ("c", "j", "z")]);
    let shares: Vec<f64> = plain_vote(&table).iter().map(|row| row.probability).collect();
    assert_eq!(shares, [2.0 / 3.0, 1.0 / 3.0, 1.0]);
}

#[test]
fn a_list_of_labels_has_no_value_of_one_item_only_and_at_most_fifty() {
    let of = |values: usize, on: usize| {
        let rows: Vec<(String, String)> =
            (0..values).flat_map(|value| (0..on).map(move |item| (format!("i{item}"), format!("v{value}")))).collect();
        let sources: Vec<String> = (0..values).map(|value| format!("s{value}")).collect();
        let rows: Vec<_> = rows
            .iter()
            .enumerate()
            .map(|(place, (item, value))| (sources[place / on].as_str(), item.as_str(), value.as_str()))
            .collect();
        assess(&mut tables(&rows), &[], ALL).method
    };
    assert_eq!(of(50, 2), AnswersMethod::Labels);
    assert_eq!(of(51, 2), AnswersMethod::OpenValues);
    assert_eq!(of(2, 1), AnswersMethod::OpenValues);
}

/// A table's result as text: every bit of every number.
fn bytes(rows: &[(u8, u8, u8)], verdicts: &[(u8, u8)], options: AnswersOptions) -> Vec<String> {
    let texts: Vec<[String; 3]> =
        rows.iter().map(|(s, i, v)| [format!("s{s}"), format!("i{i}"), format!("v{v}")]).collect();
    let rows: Vec<_> = texts.iter().map(|[s, i, v]| (s.as_str(), i.as_str(), v.as_str())).collect();
    let mut table = tables(&rows);
    let told: Vec<[String; 2]> =
        verdicts.iter().map(|(item, value)| [format!("i{item}"), format!("v{value}")]).collect();
    let told: Vec<_> = told.iter().map(|[item, value]| (item.as_str(), value.as_str())).collect();
    let found = assess(&mut table, &told, options);
    let text = |name: Name| table.names.text(name).to_owned();
    let values = found.values.iter().map(|row| {
        assert!((0.0..=1.0).contains(&row.probability), "{row:?}");
        format!("{} {} {:x} {}", text(row.item), text(row.value), row.probability.to_bits(), row.answers)
    });
    let sources = found
        .sources
        .iter()
        .map(|row| format!("{} {} {:x} {:x}", text(row.source), row.answers, row.right.to_bits(), row.wrong.to_bits()));
    values.chain(sources).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_order_of_rows_changes_no_bit(
        answers in prop::collection::btree_map((0_u8..8, 0_u8..20), 0_u8..12, 0..120),
        verdicts in prop::collection::btree_map(0_u8..22, 0_u8..14, 0..4),
        is_of_labels in any::<bool>(),
        with_copies in any::<bool>(),
        seed in any::<u64>(),
    ) {
        let limit = if is_of_labels { 2 } else { 12 };
        let rows: Vec<(u8, u8, u8)> = answers.into_iter().map(|((s, i), v)| (s, i, v % limit)).collect();
        let verdicts: Vec<(u8, u8)> = verdicts.into_iter().collect();
        let mut shuffled = rows.clone();
        let mixed = |(s, i, v): &(u8, u8, u8)| u64::from_be_bytes([0, 0, 0, 0, 0, *s, *i, *v]).wrapping_add(seed);
        shuffled.sort_by_key(|row| mixed(row).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let options = AnswersOptions { with_copies };
        prop_assert_eq!(bytes(&rows, &verdicts, options), bytes(&shuffled, &verdicts, options));
    }

    #[test]
    fn one_source_is_taken_as_it_stands(answers in prop::collection::btree_map(0_u8..20, 0_u8..5, 1..20)) {
        let rows: Vec<(u8, u8, u8)> = answers.into_iter().map(|(i, v)| (0, i, v)).collect();
        prop_assert!(bytes(&rows, &[], ALL).len() > rows.len());
    }
}
