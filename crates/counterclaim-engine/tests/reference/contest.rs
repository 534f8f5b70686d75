//! The evidence and the analyst's judgement as plain lists.

use std::collections::{BTreeMap, BTreeSet};

use counterclaim_model::{
    ClaimKind, Dataset, Id as _, Independence, Judgement, Qualifier, Quantity, RelationKind, Reliability, SourceKind,
    Stance, TimeSpan, Truth,
};
use geographiclib_rs::{Geodesic, InverseGeodesic as _};

pub struct Contest {
    pub sources: Vec<Source>,
    pub claims: Vec<Claim>,
    pub statements: Vec<Statement>,
    pub relations: Vec<(usize, RelationKind, usize)>,
    pub words: Vec<(usize, usize, Independence)>,
}

pub struct Source {
    pub key: String,
    pub name: String,
    pub kind: SourceKind,
    pub side: Option<String>,
    pub speaks_for: Option<usize>,
    pub letter: Option<Reliability>,
}

pub struct Claim {
    pub key: String,
    pub kind: ClaimKind,
    pub favours: Option<String>,
    pub is_taking: bool,
    pub places: Option<Places>,
    pub verdict: Option<(bool, Option<Moment>)>,
}

/// The way between two places: in kilometres, in degrees, and how uncertain its ends are.
#[derive(Clone, Copy)]
pub struct Places {
    pub quantity: Quantity,
    pub km: f64,
    pub degrees: f64,
    pub blur_km: f64,
}

/// Start and end of a time span, in seconds, and the day of its end.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    pub start_s: i64,
    pub end_s: i64,
    pub day: i32,
}

pub struct Number {
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub qualifier: Qualifier,
    pub unit: String,
}

pub struct Statement {
    pub key: String,
    pub claim: usize,
    pub speaker: usize,
    pub stance: Stance,
    pub said: Option<Moment>,
    pub about: Option<Moment>,
    pub published: Option<Moment>,
    pub via: Vec<usize>,
    pub is_quoted: bool,
    pub numbers: Vec<Number>,
}

fn moment(span: TimeSpan) -> Moment {
    let day = (span.end_s - 1 + i64::from(span.offset_min) * 60).div_euclid(86_400);
    Moment { start_s: span.start_s, end_s: span.end_s, day: i32::try_from(day).expect("a day near ours") }
}

impl Contest {
    /// The records of a dataset, with the verdicts, letters, sides and words of an analyst.
    pub fn of(dataset: &Dataset, judgement: &Judgement, as_of_s: Option<i64>) -> Self {
        assert_eq!(judgement.aliases().count(), 0, "sources are merged before");
        let side = |key: &str| dataset.side(dataset.side_by_key(key).expect("a side")).key.to_string();
        let side_of_id = |id| dataset.side(id).key.to_string();
        let sources = dataset.sources().map(|source| Source {
            key: source.key.to_owned(),
            name: source.name.to_owned(),
            kind: source.kind,
            side: judgement.side(source.key).map(side).or(source.side.map(side_of_id)),
            speaks_for: source.speaks_for.map(|body| body.index()),
            letter: judgement.reliability(source.key),
        });
        let claim = |id| {
            let claim = dataset.claim(id);
            let verdict = judgement.verdict(claim.key).filter(|verdict| verdict.truth != Truth::Undecidable);
            Claim {
                key: claim.key.to_owned(),
                kind: claim.kind,
                favours: judgement.beneficiary(claim.key).map(side).or(claim.favours.map(side_of_id)),
                is_taking: claim.is_taking,
                places: claim.measure.and_then(|measure| {
                    let [from, to] = [measure.from, measure.to].map(|place| dataset.place(place));
                    let [a, b] = [from.position?, to.position?];
                    let (metres, degrees, _, _): (f64, f64, f64, f64) =
                        Geodesic::wgs84().inverse(a.lat_deg, a.lon_deg, b.lat_deg, b.lon_deg);
                    // A town's centre is known to a kilometre; a larger place is as uncertain as it is large.
                    let blur = |radius: Option<f64>| match radius {
                        None => 1.0,
                        Some(km) if km > 10.0 => km,
                        Some(km) => km.clamp(0.0, 1.0),
                    };
                    let blur_km = (blur(from.radius_km).powi(2) + blur(to.radius_km).powi(2)).sqrt();
                    let degrees = if degrees < 0.0 { degrees + 360.0 } else { degrees };
                    Some(Places { quantity: measure.quantity, km: metres / 1000.0, degrees, blur_km })
                }),
                // As of a day only verdicts about that day or an earlier one count.
                verdict: verdict.and_then(|verdict| {
                    let at = verdict.at.as_ref().map(|time| moment(time.span));
                    let counts = as_of_s.is_none_or(|as_of_s| at.is_some_and(|at| at.end_s <= as_of_s));
                    counts.then_some((verdict.truth == Truth::True, at))
                }),
            }
        };
        let statement = |id| {
            let row = dataset.statement(id);
            let published = row.report.and_then(|report| dataset.report(report).published);
            Statement {
                key: row.key.to_owned(),
                claim: row.claim.index(),
                speaker: row.speaker.index(),
                stance: row.stance,
                said: row.stated_at.map(moment),
                about: row.as_of.map(moment),
                published: published.map(moment),
                via: row.via.iter().map(|carrier| carrier.index()).collect(),
                is_quoted: row.quote.is_some(),
                numbers: row
                    .figures
                    .iter()
                    .map(|figure| Number {
                        low: figure.low,
                        high: figure.high,
                        qualifier: figure.qualifier,
                        unit: figure.unit.to_owned(),
                    })
                    .collect(),
            }
        };
        let number = |key: &str| dataset.source_by_key(key).map(|id| id.index());
        Self {
            sources: sources.collect(),
            claims: dataset.claim_ids().map(claim).collect(),
            statements: dataset.statement_ids().map(statement).collect(),
            relations: dataset.relations().iter().map(|row| (row.a.index(), row.kind, row.b.index())).collect(),
            words: judgement
                .independences()
                .filter_map(|((a, b), word)| Some((number(a)?, number(b)?, word)))
                .collect(),
        }
    }

    /// The body at the end of "speaks for"; a ring ends at the member that comes first by kind and says most.
    pub fn body(&self, source: usize) -> usize {
        let mut path = vec![source];
        loop {
            let at = path[path.len() - 1];
            let Some(next) = self.sources[at].speaks_for else { return at };
            if let Some(start) = path.iter().position(|other| *other == next) {
                let content = |one: &&usize| {
                    let source = &self.sources[**one];
                    let mut days: BTreeMap<(&str, Stance), Vec<Option<i64>>> = BTreeMap::new();
                    for row in self.statements.iter().filter(|row| row.speaker == **one) {
                        let day = row.said.map(|said| said.start_s.div_euclid(86_400));
                        days.entry((&self.claims[row.claim].key, row.stance)).or_default().push(day);
                    }
                    let first: Vec<(&str, Stance, Option<i64>)> = days
                        .into_iter()
                        .map(|((claim, stance), days)| (claim, stance, days.into_iter().min().expect("a day")))
                        .collect();
                    (source.kind, usize::MAX - first.len(), first, source.key.clone())
                };
                return *path[start..].iter().min_by_key(content).expect("a ring");
            }
            path.push(next);
        }
    }

    /// The sides that have something at stake in every claim that favours another.
    pub fn sides_with_stakes(&self) -> Option<BTreeSet<&str>> {
        let of_sources = self.sources.iter().filter_map(|source| source.side.as_deref());
        let of_claims = self.claims.iter().filter_map(|claim| claim.favours.as_deref());
        let all: BTreeSet<&str> = of_sources.chain(of_claims).collect();
        let official = self.sources.iter().filter(|source| class_of(source.kind) < 2);
        (all.len() > 2).then(|| official.filter_map(|source| source.side.as_deref()).collect())
    }

    /// The side that counts for a source on a claim.
    pub fn side_on(&self, source: usize, claim: usize) -> Option<&str> {
        let side = self.sources[source].side.as_deref()?;
        let favours = self.claims[claim].favours.as_deref();
        let has_stake = self.sides_with_stakes().is_none_or(|sides| sides.contains(side));
        (favours == Some(side) || has_stake).then_some(side)
    }
}

/// The class of a kind of source; official sources are 0, state media 1.
pub fn class_of(kind: SourceKind) -> usize {
    match kind {
        SourceKind::Government | SourceKind::Military | SourceKind::Spokesperson | SourceKind::Official => 0,
        SourceKind::StateMedia => 1,
        SourceKind::Agency => 2,
        SourceKind::Media => 3,
        SourceKind::Milblogger => 4,
        SourceKind::Monitor => 5,
        SourceKind::Unnamed => 6,
        SourceKind::Other => 7,
    }
}
