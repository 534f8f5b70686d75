//! The lists beside the filters: what is shown is what looking at every claim shows, and each count is what its choice
//! would show.

use std::collections::BTreeSet;

use counterclaim::app::{Action, FilterChange, Loaded, Quick, Selection, State, update};
use counterclaim::shell::examples;
use counterclaim_io::preferences::Preferences;
use counterclaim_model::{ClaimId, Credibility, Dataset, Edit, Item, Key, PlaceId, SideId, SourceId, Target};
use proptest::prelude::*;

use crate::support::Stamps;

struct Desk {
    state: State,
    stamps: Stamps,
}

impl Desk {
    /// With the wider press open, and some claims graded, tagged and noted.
    fn new() -> Self {
        let state = State::new(Key::from("analyst-a"), Preferences { welcomed: true, ..Preferences::default() });
        let mut desk = Self { state, stamps: Stamps::default() };
        let loaded = examples::load("kurakhove-press").expect("the example");
        desk.act(Action::Loaded { what: String::new(), result: Ok(Box::new(Loaded::Dataset(loaded))) });
        let keys: Vec<Key> = desk.dataset().claim_ids().map(|id| desk.dataset().claim(id).key.into()).collect();
        for (at, key) in keys.iter().enumerate().filter(|(at, _)| at % 3 == 0) {
            let target = Target::Claim(key.clone());
            desk.act(Action::Edit(Edit::Credibility {
                item: Item::Claim(key.clone()),
                value: Some(Credibility::Three),
            }));
            let tags = BTreeSet::from([format!("tag {}", at % 4)]);
            desk.act(Action::Edit(Edit::Tags { target: target.clone(), value: Some(tags) }));
            if at % 2 == 0 {
                desk.act(Action::Edit(Edit::Note { target, value: Some(format!("Quarrelsome {at}")) }));
            }
        }
        desk
    }

    fn act(&mut self, action: Action) {
        update(&mut self.state, action, self.stamps.next());
    }

    fn filter(&mut self, change: FilterChange) {
        self.act(Action::Filter(change));
    }

    fn dataset(&self) -> &Dataset {
        self.state.dataset().expect("the example is open")
    }

    /// How many claims are shown once a filter is changed, and the filter as it was again after that.
    fn shown_with(&mut self, there: FilterChange, back: FilterChange) -> usize {
        self.filter(there);
        let shown = self.state.visible().claims.len();
        self.filter(back);
        shown
    }
}

/// Some filters, by numbers.
#[derive(Clone, Debug)]
struct Chosen {
    quick: Vec<usize>,
    kind: Option<usize>,
    side: Option<usize>,
    source: Option<usize>,
    place: Option<usize>,
    tag: Option<usize>,
    text: &'static str,
    days: Option<(i64, i64)>,
    as_of_day: Option<i64>,
}

const TEXTS: [&str; 10] =
    ["", "", "", "kurakhove", "plant", "of the", "quarrelsome", "tag", "КУРАХОВЕ", "no such word"];

fn chosen() -> impl Strategy<Value = Chosen> {
    let sets = (prop::collection::vec(0usize..9, 0..3), prop::option::of(0usize..6), prop::option::of(0usize..4));
    let more = (prop::option::weighted(0.3, 0usize..61), prop::option::weighted(0.3, 0usize..24));
    let last = (prop::option::weighted(0.3, 0usize..4), prop::sample::select(&TEXTS[..]));
    let times = (prop::option::weighted(0.3, (0i64..90, 1i64..40)), prop::option::weighted(0.3, 0i64..90));
    (sets, more, last, times).prop_map(|((quick, kind, side), (source, place), (tag, text), (days, as_of_day))| {
        Chosen { quick, kind, side, source, place, tag, text, days, as_of_day }
    })
}

/// 1 December 2024.
const FIRST_S: i64 = 1_733_011_200;
const DAY_S: i64 = 86_400;

fn choose(desk: &mut Desk, chosen: &Chosen) {
    use counterclaim_model::{ClaimKind, Id as _};
    desk.act(Action::SetAsOf(chosen.as_of_day.map(|day| FIRST_S + day * DAY_S)));
    for quick in &chosen.quick {
        desk.filter(FilterChange::Toggle(Quick::ALL[*quick]));
    }
    desk.filter(FilterChange::Kind(chosen.kind.map(|at| ClaimKind::ALL[at])));
    let sides = desk.dataset().sides().len();
    desk.filter(FilterChange::Side(chosen.side.filter(|at| *at < sides).map(SideId::from_index)));
    if let Some(source) = chosen.source {
        desk.act(Action::Select(Selection::Source(SourceId::from_index(source))));
    }
    desk.filter(FilterChange::Place(chosen.place.map(PlaceId::from_index)));
    desk.filter(FilterChange::Tag(chosen.tag.map(|at| format!("tag {at}"))));
    desk.filter(FilterChange::Text(chosen.text.to_owned()));
    let window = |(from, days)| (FIRST_S + from * DAY_S, FIRST_S + (from + days) * DAY_S);
    desk.filter(FilterChange::Window(chosen.days.map(window)));
}

/// Whether a text filter of one word finds a claim, by looking at all that tells of it.
fn mentions(desk: &Desk, id: ClaimId, text: &str) -> bool {
    let dataset = desk.dataset();
    let claim = dataset.claim(id);
    let mut texts = vec![claim.proposition.to_owned(), dataset.event(claim.event).title.to_owned()];
    texts.extend(claim.note.map(str::to_owned));
    texts.extend(claim.place.into_iter().flat_map(|at| dataset.place(at).all_names()).map(str::to_owned));
    for statement in dataset.statements_of_claim(id).iter().map(|id| dataset.statement(*id)) {
        texts.extend([statement.paraphrase, statement.quote, statement.note].into_iter().flatten().map(str::to_owned));
        let named = std::iter::once(&statement.speaker).chain(statement.via);
        texts.extend(named.flat_map(|source| dataset.source(*source).all_names()).map(str::to_owned));
    }
    let own = desk.state.judgement().expect("work");
    let target = Target::Claim(claim.key.into());
    texts.extend(own.note(&target).map(str::to_owned));
    texts.extend(own.tags(&target).map(str::to_owned));
    texts.iter().any(|own| own.to_lowercase().contains(&text.to_lowercase()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn each_count_is_what_its_choice_would_show(chosen in chosen()) {
        let mut desk = Desk::new();
        choose(&mut desk, &chosen);
        let filter = desk.state.view().filter.clone();
        let facets = desk.state.visible().facets.clone();
        for quick in Quick::ALL {
            let is_on = filter.is_on(quick);
            let toggle = FilterChange::Toggle(quick);
            let shown = if is_on { desk.state.visible().claims.len() } else { desk.shown_with(toggle.clone(), toggle) };
            prop_assert_eq!(facets.quick(quick), shown, "{:?}", quick);
        }
        for (kind, count) in facets.kinds {
            let shown = desk.shown_with(FilterChange::Kind(Some(kind)), FilterChange::Kind(filter.kind));
            prop_assert_eq!(count, shown, "{:?}", kind);
        }
        for (side, count) in facets.sides {
            let shown = desk.shown_with(FilterChange::Side(Some(side)), FilterChange::Side(filter.side));
            prop_assert_eq!(count, shown, "{:?}", side);
        }
        for place in desk.dataset().place_ids().collect::<Vec<_>>() {
            let shown = desk.shown_with(FilterChange::Place(Some(place)), FilterChange::Place(filter.place));
            prop_assert_eq!(facets.places.get(&place).copied().unwrap_or(0), shown, "{:?}", place);
        }
        for (tag, count) in facets.tags {
            let shown = desk.shown_with(FilterChange::Tag(Some(tag)), FilterChange::Tag(filter.tag.clone()));
            prop_assert_eq!(count, shown);
        }
    }

    #[test]
    fn what_is_shown_is_what_looking_at_every_claim_shows(chosen in chosen()) {
        let mut desk = Desk::new();
        choose(&mut desk, &chosen);
        let dataset = desk.dataset();
        let assessment = desk.state.assessment();
        let view = desk.state.view();
        let visible = desk.state.visible();
        let knows = |id: &&counterclaim_model::StatementId| assessment.options().knows(dataset, **id);
        let is_shown = |id: &ClaimId| {
            let claim = dataset.claim(*id);
            let assessed = assessment.claim(*id);
            let filter = &view.filter;
            let statements = || dataset.statements_of_claim(*id).iter().map(|id| dataset.statement(*id));
            let own = desk.state.judgement().expect("work");
            let quick = |quick: &Quick| match quick {
                Quick::Contested => assessed.is_contested(),
                Quick::SingleOrigin => assessed.has_single_origin(),
                Quick::Unrated => own.claim_credibility(claim.key).is_none(),
                Quick::SameSideDissents => assessed.same_side_dissents,
                Quick::AgainstInterest => assessed.against_interest,
                Quick::SelfServing => assessed.self_serving,
                Quick::Measured => assessed.measured.is_some(),
                Quick::Figure => dataset.statements_of_claim(*id).iter().filter(knows)
                    .any(|id| !dataset.statement(*id).figures.is_empty()),
                Quick::Open => assessed.likelihood.is_some_and(|likelihood| likelihood.is_open),
            };
            let speaks = |side| assessed.units.iter().any(|unit| assessment.side(unit.origin.source) == Some(side));
            let involves = |source| statements().any(|said| said.speaker == source || said.via.contains(&source));
            let meets = |(from_s, until_s): (i64, i64)| dataset.statements_of_claim(*id).iter().filter(knows).any(|id| {
                let said = dataset.statement(*id).stated_at;
                said.is_some_and(|span| span.end_s > from_s && span.start_s.max(span.end_s - 31 * DAY_S) < until_s)
            });
            (dataset.statements_of_claim(*id).is_empty() || dataset.statements_of_claim(*id).iter().any(|id| knows(&id)))
                && filter.quick.iter().all(quick)
                && filter.kind.is_none_or(|kind| claim.kind == kind)
                && filter.side.is_none_or(speaks)
                && filter.source.is_none_or(involves)
                && filter.place.is_none_or(|place| claim.place.is_some_and(|own| dataset.is_within(own, place)))
                && filter.tag.as_ref().is_none_or(|tag| own.tags(&Target::Claim(claim.key.into())).any(|own| own == tag))
                && filter.words().iter().all(|word| mentions(&desk, *id, word))
                && filter.window.is_none_or(meets)
        };
        let expected: Vec<ClaimId> = dataset.claim_ids().filter(is_shown).collect();
        prop_assert_eq!(&visible.claims, &expected);

        let drawn = |id: &ClaimId| {
            let mut at = dataset.claim(*id).place;
            while at.is_some_and(|place| dataset.place(place).position.is_none()) {
                at = dataset.place(at?).part_of;
            }
            at
        };
        for group in &visible.places {
            let here: Vec<ClaimId> = expected.iter().filter(|id| drawn(id) == Some(group.place)).copied().collect();
            prop_assert_eq!(&group.claims, &here);
        }
        let on_map: usize = visible.places.iter().map(|group| group.claims.len()).sum();
        prop_assert_eq!(on_map, expected.iter().filter(|id| drawn(id).is_some()).count());

        let shows_all = view.as_of_s.is_some() && view.filter.is_empty();
        let is_said = |id: &counterclaim_model::StatementId| {
            let statement = dataset.statement(*id);
            statement.stated_at.is_some() && (shows_all || expected.contains(&statement.claim))
        };
        let mut said: Vec<_> = dataset.statement_ids().filter(is_said).collect();
        said.sort_by_key(|id| dataset.statement(*id).stated_at.map(|span| (span.end_s, span.start_s, *id)));
        prop_assert_eq!(visible.said.iter().map(|said| said.id).collect::<Vec<_>>(), said);
        for said in &visible.said {
            let statement = dataset.statement(said.id);
            let span = statement.stated_at.expect("a date");
            prop_assert_eq!((said.start_s, said.end_s, said.stance), (span.start_s, span.end_s, statement.stance));
        }
        let mut happened: Vec<_> = dataset.event_ids().filter(|id| dataset.event(*id).time.is_some()).filter_map(|event| {
            Some((event, *expected.iter().find(|claim| dataset.claim(**claim).event == event)?))
        }).collect();
        happened.sort_by_key(|(event, _)| dataset.event(*event).time.map(|span| (span.start_s, *event)));
        let found: Vec<_> = visible.happened.iter().map(|one| (one.event, one.claim)).collect();
        prop_assert_eq!(found, happened);
        let spans = visible.happened.iter().map(|one| (dataset.event(one.event).time, Some(one.span)));
        prop_assert!(spans.into_iter().all(|(own, told)| own == told));
    }
}
