//! Attempts to move a figure without evidence, each against what two honest sources of the same kind would move.
//!
//! A claim T that favours the North is supported by the North's ministry and denied by two papers and the South's
//! ministry. Nobody who is unnamed, of unknown kind, or of one side may bring T further than two honest sources of that
//! kind, however many they are and whatever they write, and nothing of it may be "confirmed by other sources".

#![expect(clippy::expect_used, reason = "a test may end in a panic")]

use counterclaim_engine::{Likelihood, Options, assess};
use counterclaim_model::{
    ClaimKind, ClaimRecord, Credibility, DatasetBuilder, EventRecord, Precision, RelationKind, RelationRecord, Side,
    SourceKind, SourceRecord, Stance, StatementRecord, TimeSpan, TimeText,
};

use SourceKind::{Agency, Government, Media, Milblogger, Official, Other, Unnamed};
use Stance::{Denies, Doubts, Supports, Unstated};

/// More voices on one claim share errors a little more, also those of others: so much may the log-odds differ.
const SLACK: f64 = 0.02;

fn day(number: i64) -> TimeText {
    let start_s = number * 86_400;
    let span = TimeSpan { start_s, end_s: start_s + 86_400, precision: Precision::Day, offset_min: 0 };
    TimeText { span, words: None }
}

/// Records that are added to, a few words at a time.
#[derive(Clone, Default)]
struct World(DatasetBuilder);

impl World {
    /// The dispute before anybody tampers with it; T is an occurrence or a state.
    fn new(kind: ClaimKind) -> Self {
        let mut world = Self::default();
        let event = EventRecord { key: "event".to_owned(), title: "Event".to_owned(), ..EventRecord::default() };
        world.0.events.push(event);
        for side in ["north", "south"] {
            world.side(side);
        }
        world.claim("t", kind, Some("north"));
        world.source("ministry-n", Government, Some("north")).says("ministry-n", Supports, "t", 10);
        world.source("ministry-s", Government, Some("south")).says("ministry-s", Denies, "t", 11);
        for paper in ["paper-a", "paper-b"] {
            world.source(paper, Media, None).says(paper, Denies, "t", 12);
        }
        world
    }

    fn side(&mut self, key: &str) -> &mut Self {
        self.0.sides.push(Side { key: key.into(), name: key.to_owned(), note: None });
        self
    }

    fn source(&mut self, key: &str, kind: SourceKind, side: Option<&str>) -> &mut Self {
        self.0.sources.push(SourceRecord {
            key: key.to_owned(),
            name: format!("The {key}"),
            names: Vec::new(),
            aliases: Vec::new(),
            kind,
            side: side.map(str::to_owned),
            speaks_for: None,
            note: None,
        });
        self
    }

    fn last_source(&mut self) -> &mut SourceRecord {
        self.0.sources.last_mut().expect("a source")
    }

    fn claim(&mut self, key: &str, kind: ClaimKind, favours: Option<&str>) -> &mut Self {
        self.0.claims.push(ClaimRecord {
            key: key.to_owned(),
            proposition: key.to_owned(),
            event: "event".to_owned(),
            kind,
            favours: favours.map(str::to_owned),
            is_taking: false,
            place: None,
            time: None,
            measure: None,
            note: None,
        });
        self
    }

    fn says(&mut self, speaker: &str, stance: Stance, claim: &str, on: i64) -> &mut Self {
        self.reports(speaker, stance, claim, Some(on), &[])
    }

    fn reports(&mut self, speaker: &str, stance: Stance, claim: &str, on: Option<i64>, via: &[&str]) -> &mut Self {
        let key = format!("statement-{:04}", self.0.statements.len());
        self.0.statements.push(StatementRecord {
            key,
            claim: claim.to_owned(),
            speaker: speaker.to_owned(),
            stance,
            stated_at: on.map(day),
            as_of: None,
            via: via.iter().map(|carrier| (*carrier).to_owned()).collect(),
            report: None,
            paragraph: None,
            quote: None,
            figures: Vec::new(),
            paraphrase: None,
            note: None,
        });
        self
    }

    fn relation(&mut self, a: &str, kind: RelationKind, b: &str) -> &mut Self {
        self.0.relations.push(RelationRecord { a: a.to_owned(), kind, b: b.to_owned(), note: None });
        self
    }

    fn figure(&self, options: &Options) -> Likelihood {
        let (dataset, defects) = self.0.clone().finish();
        assert_eq!(defects, []);
        let assessment = assess(&dataset, None, options);
        assessment.claim(dataset.claim_by_key("t").expect("T")).likelihood.expect("a figure")
    }
}

/// So many sources of a kind and side that support T on a day.
fn supporters(world: &mut World, count: usize, kind: SourceKind, side: Option<&str>, on: i64) {
    for at in 0..count {
        let key = format!("attacker-{at:02}");
        world.source(&key, kind, side).says(&key, Supports, "t", on);
    }
}

/// Claims beside T that honest papers support and nobody disputes.
fn fillers(world: &mut World, count: usize) {
    for at in 0..count {
        let key = format!("filler-{at:02}");
        world.claim(&key, ClaimKind::Occurrence, None);
        world.says("paper-a", Supports, &key, 3).says("paper-b", Supports, &key, 3);
    }
}

/// One attempt: what it is, the kind and side of the two honest sources it is compared with, and what is tampered.
struct Attempt {
    name: &'static str,
    kind: SourceKind,
    side: Option<&'static str>,
    is_state: bool,
    options: fn() -> Options,
    /// What was there before, also beside the two honest ones.
    setting: fn(&mut World),
    tamper: fn(&mut World),
}

const fn attempt(name: &'static str, kind: SourceKind, tamper: fn(&mut World)) -> Attempt {
    Attempt { name, kind, side: None, is_state: false, options: Options::default, setting: nothing, tamper }
}

fn nothing(_: &mut World) {}

fn twenty_fillers(world: &mut World) {
    fillers(world, 20);
}

const fn beside_fillers(attempt: Attempt) -> Attempt {
    Attempt { setting: twenty_fillers, ..attempt }
}

const fn of_side(side: &'static str, attempt: Attempt) -> Attempt {
    Attempt { side: Some(side), ..attempt }
}

const fn on_state(attempt: Attempt) -> Attempt {
    Attempt { is_state: true, ..attempt }
}

fn with_listings() -> Options {
    Options { counts_listings: true, ..Options::default() }
}

fn with_silence() -> Options {
    Options { counts_silence: true, ..Options::default() }
}

#[rustfmt::skip]
fn attempts() -> Vec<Attempt> {
    vec![
        attempt("thirty sources of unknown kind", Other, |world| supporters(world, 30, Other, None, 13)),
        attempt("thirty unnamed sources without a carrier", Unnamed, |world| supporters(world, 30, Unnamed, None, 13)),
        attempt("one unnamed source by way of thirty blogs", Unnamed, |world| {
            world.source("someone", Unnamed, None);
            for at in 0..30 {
                let blog = format!("blog-{at:02}");
                world.source(&blog, Other, None).reports("someone", Supports, "t", Some(13), &[&blog]);
            }
        }),
        of_side("south", attempt("unnamed sources of both sides by way of papers", Unnamed, |world| {
            for at in 0..12 {
                let [key, paper] = [format!("officer-{at}"), format!("press-{at}")];
                world.source(&key, Unnamed, Some(["north", "south"][at % 2])).source(&paper, Media, None);
                world.reports(&key, Supports, "t", Some(13), &[&paper]);
            }
        })),
        beside_fillers(attempt("a record bought with claims that nobody disputes", Other, |world| {
            for at in 0..20 {
                let key = format!("attacker-{at:02}");
                world.source(&key, Other, None).says(&key, Supports, "t", 13);
                // Each another five, so that none looks like a copy.
                for filler in 0..5 {
                    world.says(&key, Supports, &format!("filler-{:02}", (at + filler * 4) % 20), 4);
                }
            }
        })),
        attempt("pairs of names that look alike", Other, |world| {
            for (at, name) in ["Beacon", "Courier", "Examiner", "Globe", "Inquirer", "Journal", "Ledger", "Mail"].into_iter().enumerate() {
                for twin in [name.to_owned(), name.to_uppercase()] {
                    let key = format!("{twin}-{at}");
                    world.source(&key, Other, None).last_source().name = twin;
                    world.says(&key, Supports, "t", 13);
                }
            }
        }),
        of_side("north", attempt("pairs of names that look alike, of one side", Milblogger, |world| {
            for (at, name) in ["Beacon", "Courier", "Examiner", "Globe", "Inquirer", "Journal", "Ledger", "Mail"].into_iter().enumerate() {
                for twin in [name.to_owned(), name.to_uppercase()] {
                    let key = format!("{twin}-{at}");
                    world.source(&key, Milblogger, Some("north")).last_source().name = twin;
                    world.says(&key, Supports, "t", 13);
                }
            }
        })),
        attempt("twenty that deny first and then withdraw it", Other, |world| {
            for at in 0..20 {
                let key = format!("attacker-{at:02}");
                world.source(&key, Other, None).says(&key, Denies, "t", 9).says(&key, Supports, "t", 13);
            }
        }),
        of_side("south", attempt("twenty of the South that deny first and then withdraw it", Official, |world| {
            for at in 0..20 {
                let key = format!("attacker-{at:02}");
                world.source(&key, Official, Some("south")).says(&key, Denies, "t", 9).says(&key, Supports, "t", 13);
            }
        })),
        of_side("north", attempt("twenty bodies of the North", Official, |world| supporters(world, 20, Official, Some("north"), 13))),
        of_side("south", attempt("twenty bodies of the South that admit it", Official, |world| supporters(world, 20, Official, Some("south"), 13))),
        attempt("bystanders of ten made-up sides", Other, |world| {
            for at in 0..10 {
                let [key, side] = [format!("attacker-{at}"), format!("side-{at}")];
                world.side(&side).source(&key, Other, Some(&side)).says(&key, Supports, "t", 13);
            }
        }),
        attempt("an unnamed officer who speaks for the South's ministry", Unnamed, |world| {
            world.source("officer", Unnamed, None).last_source().speaks_for = Some("ministry-s".to_owned());
            world.says("officer", Supports, "t", 20);
        }),
        attempt("a channel that claims to speak for both papers", Other, |world| {
            for paper in ["paper-a", "paper-b"] {
                let key = format!("channel of {paper}");
                world.source(&key, Other, None).last_source().speaks_for = Some(paper.to_owned());
                world.says(&key, Supports, "t", 20);
            }
        }),
        attempt("blogs that report the deniers to have come round", Other, |world| {
            for (at, denier) in ["paper-a", "paper-b", "ministry-s"].into_iter().enumerate() {
                for blog in 0..5 {
                    let key = format!("blog-{at}{blog}");
                    world.source(&key, Other, None).reports(denier, Supports, "t", Some(20), &[&key]);
                }
            }
        }),
        of_side("north", attempt("the North's press reports the deniers to have come round", Media, |world| {
            for denier in ["paper-a", "paper-b", "ministry-s"] {
                let key = format!("press on {denier}");
                world.source(&key, Media, Some("north")).reports(denier, Supports, "t", Some(20), &[&key]);
            }
        })),
        attempt("blogs put words into the deniers' mouths so that they look like copies", Other, |world| {
            world.source("blog", Other, None);
            for at in 0..25 {
                let key = format!("filler-{at:02}");
                world.claim(&key, ClaimKind::Occurrence, None);
                for denier in ["paper-a", "paper-b", "ministry-s"] {
                    world.reports(denier, Supports, &key, Some(3), &["blog"]);
                }
            }
        }),
        attempt("blogs put falsehoods into the deniers' mouths", Other, |world| {
            world.source("blog", Other, None);
            for at in 0..25 {
                let key = format!("filler-{at:02}");
                world.claim(&key, ClaimKind::Occurrence, None);
                for other in ["wire-a", "wire-b", "wire-c"] {
                    if at == 0 {
                        world.source(other, Agency, None);
                    }
                    world.says(other, Denies, &key, 2);
                }
                for denier in ["paper-a", "paper-b"] {
                    world.reports(denier, Supports, &key, Some(3), &["blog"]);
                }
            }
        }),
        beside_fillers(attempt("twenty that deny what the papers report", Other, |world| {
            for at in 0..20 {
                let key = format!("attacker-{at:02}");
                world.source(&key, Other, None);
                for filler in 0..20 {
                    world.says(&key, Denies, &format!("filler-{filler:02}"), 4);
                }
            }
            world.says("attacker-00", Supports, "t", 13).says("attacker-01", Supports, "t", 13);
        })),
        attempt("twenty claims that T follows from", Other, |world| {
            for at in 0..20 {
                let [key, claim] = [format!("attacker-{at:02}"), format!("reason-{at:02}")];
                world.source(&key, Other, None).claim(&claim, ClaimKind::Occurrence, None);
                world.says(&key, Supports, &claim, 13).relation(&claim, RelationKind::Entails, "t");
            }
        }),
        of_side("north", attempt("the North's ministry says twenty things that T follows from", Government, |world| {
            for at in 0..20 {
                let claim = format!("reason-{at:02}");
                world.claim(&claim, ClaimKind::Occurrence, Some("north"));
                world.says("ministry-n", Supports, &claim, 13).relation(&claim, RelationKind::Entails, "t");
            }
        })),
        attempt("a chain of claims that T follows from", Other, |world| {
            for at in 0..8 {
                let [key, claim] = [format!("attacker-{at:02}"), format!("reason-{at:02}")];
                world.source(&key, Other, None).claim(&claim, ClaimKind::Occurrence, None);
                world.says(&key, Supports, &claim, 13);
                let next = if at == 0 { "t".to_owned() } else { format!("reason-{:02}", at - 1) };
                world.relation(&claim, RelationKind::Entails, &next);
            }
        }),
        attempt("made-up rivals that honest papers deny", Other, |world| {
            for rival in ["rival-a", "rival-b", "rival-c"] {
                world.claim(rival, ClaimKind::Occurrence, None);
                world.says("paper-a", Denies, rival, 12).says("paper-b", Denies, rival, 12);
            }
            for (a, b) in [("rival-a", "rival-b"), ("rival-a", "rival-c"), ("rival-b", "rival-c")] {
                world.relation(a, RelationKind::Excludes, b);
            }
            for rival in ["rival-a", "rival-b", "rival-c"] {
                world.relation(rival, RelationKind::Excludes, "t");
            }
        }),
        attempt("made-up rivals that thirty of unknown kind deny", Other, |world| {
            for at in 0..30 {
                world.source(&format!("attacker-{at:02}"), Other, None);
            }
            for rival in ["rival-a", "rival-b"] {
                world.claim(rival, ClaimKind::Occurrence, None);
                for at in 0..30 {
                    world.says(&format!("attacker-{at:02}"), Denies, rival, 12);
                }
                world.relation(rival, RelationKind::Excludes, "t");
            }
            world.relation("rival-a", RelationKind::Excludes, "rival-b");
        }),
        attempt("claims that exclude T are denied", Other, |world| {
            for at in 0..10 {
                let [key, claim] = [format!("attacker-{at:02}"), format!("contrary-{at:02}")];
                world.source(&key, Other, None).claim(&claim, ClaimKind::Occurrence, None);
                world.says(&key, Denies, &claim, 13).relation(&claim, RelationKind::Excludes, "t");
            }
        }),
        attempt("being listed and supporting count once", Other, |world| {
            for at in 0..2 {
                let key = format!("attacker-{at:02}");
                world.source(&key, Other, None).says(&key, Supports, "t", 13).says(&key, Unstated, "t", 13);
            }
            world.reports("ministry-n", Unstated, "t", Some(10), &[]);
        }),
        Attempt { options: with_listings, ..attempt("thirty that are listed and support", Other, |world| {
            for at in 0..30 {
                let key = format!("attacker-{at:02}");
                world.source(&key, Other, None).says(&key, Supports, "t", 13).says(&key, Unstated, "t", 13);
            }
            world.says("ministry-n", Unstated, "t", 10);
        })},
        Attempt { options: with_silence, ..attempt("silence on top of thirty of unknown kind", Other, |world| {
            supporters(world, 30, Other, None, 13);
            for at in 0..10 {
                world.claim(&format!("unheard-{at}"), ClaimKind::Occurrence, Some("north"));
                world.says("ministry-n", Supports, &format!("unheard-{at}"), 10);
            }
        })},
        attempt("undated supporters", Other, |world| {
            for at in 0..30 {
                let key = format!("attacker-{at:02}");
                world.source(&key, Other, None).reports(&key, Supports, "t", None, &[]);
            }
        }),
        attempt("thirty that doubt, and thirty that support", Other, |world| {
            supporters(world, 30, Other, None, 13);
            for at in 0..30 {
                let key = format!("doubter-{at:02}");
                world.source(&key, Unnamed, None).says(&key, Doubts, "t", 13);
            }
        }),
        attempt("unnamed and unknown together", Other, |world| {
            supporters(world, 20, Other, None, 13);
            for at in 0..20 {
                let key = format!("someone-{at:02}");
                world.source(&key, Unnamed, None).says(&key, Supports, "t", 13);
            }
        }),
        on_state(attempt("a state: thirty of unknown kind on forty days", Other, |world| {
            for at in 0..30 {
                let key = format!("attacker-{at:02}");
                world.source(&key, Other, None);
                for on in 0..40 {
                    world.says(&key, Supports, "t", 13 + on);
                }
            }
        })),
        on_state(attempt("a state: one of unknown kind says it every other day, denying it between", Other, |world| {
            world.source("attacker", Other, None);
            for on in 0..20 {
                world.says("attacker", if on % 2 == 0 { Denies } else { Supports }, "t", 13 + on);
            }
        })),
        on_state(attempt("a state: an unnamed source by way of papers on many days", Unnamed, |world| {
            world.source("someone", Unnamed, None);
            for at in 0..12 {
                let paper = format!("press-{at:02}");
                world.source(&paper, Media, None);
                for on in 0..5 {
                    world.reports("someone", Supports, "t", Some(13 + on), &[&paper]);
                    world.0.statements.last_mut().expect("a statement").as_of = Some(day(13 + on));
                }
            }
        })),
        on_state(attempt("a state: words about the far future", Other, |world| {
            for at in 0..10 {
                let key = format!("attacker-{at:02}");
                world.source(&key, Other, None).says(&key, Supports, "t", 13);
                world.0.statements.last_mut().expect("a statement").as_of = Some(day(400));
            }
        })),
        on_state(of_side("north", attempt("a state: the ministry repeats itself every day", Government, |world| {
            for on in 0..60 {
                world.says("ministry-n", Supports, "t", 13 + on);
            }
        }))),
        on_state(attempt("a state: a related claim of a later day", Other, |world| {
            world.claim("later", ClaimKind::State, None);
            for at in 0..10 {
                let key = format!("attacker-{at:02}");
                world.source(&key, Other, None).says(&key, Supports, "later", 90);
            }
            world.relation("later", RelationKind::Entails, "t");
        })),
    ]
}

#[test]
fn nobody_gains_more_than_two_honest_sources_of_the_kind_would() {
    let mut wrong = Vec::new();
    let attempts = attempts();
    assert!(attempts.len() >= 30, "{}", attempts.len());
    for Attempt { name, kind, side, is_state, options, setting, tamper } in attempts {
        let mut world = World::new(if is_state { ClaimKind::State } else { ClaimKind::Occurrence });
        setting(&mut world);
        let mut tampered = world.clone();
        tamper(&mut tampered);
        let days = tampered.0.statements.iter().filter_map(|row| row.stated_at.as_ref());
        let last = days.map(|time| time.span.start_s / 86_400).max().unwrap_or(13);
        let mut honest = world.clone();
        supporters(&mut honest, 2, kind, side, last.max(13));
        let [before, bound, found] = [&world, &honest, &tampered].map(|world| world.figure(&options()));
        let is_bounded = found.log_odds <= bound.log_odds.max(before.log_odds) + SLACK;
        if !is_bounded || found.suggested == Credibility::One {
            wrong.push(format!(
                "{name}: {:.3} from {:.3}, two honest ones {:.3}; suggested {}",
                found.probability,
                before.probability,
                bound.probability,
                found.suggested.number()
            ));
        }
    }
    assert!(wrong.is_empty(), "{} attempts win:\n{}", wrong.len(), wrong.join("\n"));
}
