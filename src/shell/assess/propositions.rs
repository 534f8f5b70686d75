//! Writes the estimates of claims, with their receipts, from a dataset or from tables of stances.

use std::io::{self, BufWriter, Write};

use serde_json::{Map, Value, json};

use super::args::{AssessArgs, Form, rounded, six_digits};
use crate::app::{Action, update};
use crate::shell::clock::Clock;
use crate::shell::opened::{self, Whose};
use crate::shell::output::{Shown, say, told};
use crate::shell::picture::parse_as_of;
use crate::shell::{export, in_use};
use counterclaim_engine as engine;
use counterclaim_engine::{
    InferenceRun, Likelihood, Options, Receipt, Role, Silence, TableObservations, TrackRecord, infer,
};
use counterclaim_io::cell::formula_guard::guarded;
use counterclaim_io::files::destination::FilesInUse;
use counterclaim_io::{Issue, claim_tables};
use counterclaim_model::{Edit, RelationKind, SECS_PER_DAY, TableRows, TableVerdicts, Tables, Truth, Verdict};

const STANCES: [&str; 3] = ["supports", "denies", "doubts"];

/// A result, and the names of its rows.
pub struct AssessedPropositions {
    run: InferenceRun,
    claims: Vec<String>,
    origins: Vec<String>,
    /// Files that were read in addition to those of the arguments.
    in_use: FilesInUse,
    /// Whose judgement counts, where there is a session.
    whose: Option<Whose>,
    /// The import issues.
    issues: Vec<Issue>,
}

impl AssessedPropositions {
    /// Assesses a folder of stances.
    pub fn from_tables(args: &AssessArgs, mut tables: Tables, issues: Vec<Issue>) -> Result<Self, String> {
        let verdicts = match &args.verdicts {
            Some(path) => match claim_tables::read_verdicts(path, &mut tables).map_err(|error| error.to_string())? {
                TableVerdicts::Statements(verdicts) => verdicts,
                TableVerdicts::Answers(_) => Vec::new(),
            },
            None => Vec::new(),
        };
        let as_of_day = match &args.as_of {
            // The end of the last day that is known: days of tables have no offset.
            Some(text) => Some(parse_as_of(text, 0)?.saturating_sub(1).div_euclid(SECS_PER_DAY) as i32),
            None => None,
        };
        let TableRows::Statements(statements) = &tables.rows else {
            return Err("the table contains answers to items, not stances".to_owned());
        };
        if args.silence {
            return Err("--silence needs a dataset: a folder of stances does not say who has no comment".to_owned());
        }
        let mut made = TableObservations::new(&tables, statements, &verdicts, as_of_day, !args.without_roles);
        if let Some(days) = args.half_life {
            made.fade(days, as_of_day);
        }
        let TableObservations { observations, origins, claims } = made;
        let mut run = infer(observations, !args.without_copies);
        run.check_another_start();
        let texts = |names: Vec<_>| names.into_iter().map(|name| tables.names.text(name).to_owned()).collect();
        let claims = texts(claims);
        let origins = texts(origins);
        Ok(Self { run, claims, origins, in_use: FilesInUse::default(), whose: None, issues })
    }

    /// Assesses a dataset with the judgement of a session.
    pub fn from_dataset(args: &AssessArgs, user: &str) -> Result<Self, String> {
        let (loaded, author) = export::load(&args.input, args.session.as_deref(), args.author.as_deref(), user)?;
        let in_use = loaded.files_in_use();
        let mut state = opened::open(loaded, author);
        opened::say_issues(opened::issues(&state).len());
        let whose = state.document().map(|document| Whose::of(document.journal()));
        if let Some(document) = state.document() {
            opened::say_whose(document.journal());
        }
        let mut clock = Clock::default();
        if let Some(path) = &args.verdicts {
            for (claim, is_true) in claim_tables::read_claim_verdicts(path).map_err(|error| error.to_string())? {
                let truth = if is_true { Truth::True } else { Truth::False };
                let value = Some(Verdict { truth, at: None });
                update(&mut state, Action::Edit(Edit::Verdict { claim: claim.into(), value }), clock.next());
            }
        }
        let Some(document) = state.document() else {
            return Err(in_use::no_dataset(&state));
        };
        let dataset = document.evidence();
        let as_of_s = args.as_of.as_ref().map(|text| parse_as_of(text, dataset.header().offset_min)).transpose()?;
        let options = Options {
            uses_roles: !args.without_roles,
            finds_copies: !args.without_copies,
            counts_listings: args.listings_support,
            counts_silence: args.silence,
            half_life_days: args.half_life,
            ..Options::as_of(as_of_s)
        };
        let assessment = engine::assess(dataset, state.judgement(), &options);
        let run = assessment.run().clone();
        let claims = 0..run.observations.claims.len() as u32;
        let origins = 0..run.observations.origins.len() as u32;
        let origin = |row| {
            let origin = assessment.origin_of_row(row);
            let carrier = origin.first_carrier.map(|carrier| format!(" by way of {}", dataset.source(carrier).key));
            format!("{}{}", dataset.source(origin.source).key, carrier.unwrap_or_default())
        };
        Ok(Self {
            claims: claims.map(|row| dataset.claim(assessment.claim_of_row(row)).key.to_owned()).collect(),
            origins: origins.map(origin).collect(),
            run,
            in_use,
            whose,
            issues: opened::issues(&state).to_vec(),
        })
    }

    fn likelihood(&self, claim: usize) -> Likelihood {
        Likelihood::new(&self.run.observations, &self.run.fit, claim)
    }

    /// The origins in the order of their names.
    fn origins_by_name(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.origins.len()).collect();
        order.sort_by(|one, other| self.origins[*one].cmp(&self.origins[*other]));
        order
    }

    fn record(&self, origin: usize) -> TrackRecord {
        TrackRecord::new(&self.run.observations, &self.run.fit, &[origin])
    }
}

/// Writes the claims to standard output, and the sources to a file if one is asked for.
pub fn write(args: &AssessArgs, assessed: &AssessedPropositions) -> Result<(), String> {
    args.write_sources(&assessed.in_use, |file| write_sources(file, assessed))?;
    let fit = &assessed.run.fit;
    if !fit.converged {
        say(format!("the estimates did not converge in {} iterations; treat them with caution", fit.sweeps));
    }
    for disagreement in &assessed.run.restart_disagreements {
        let claim = &assessed.claims[disagreement.claim as usize];
        let one = fit.truth[disagreement.claim as usize];
        let other = disagreement.probability;
        say(format!("{claim} depends on the starting values of the calculation: {one:.3} or {other:.3}"));
    }
    let stdout = io::stdout().lock();
    told(match args.format {
        Form::Csv => write_claims(Shown::text(stdout), assessed),
        Form::Json => write_json(Shown::json(stdout), args, assessed),
    })
}

fn write_claims(to: impl Write, assessed: &AssessedPropositions) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(to);
    table.write_record(["proposition", "probability", "low", "high", "n_eff", "origins", "suggested"])?;
    for (at, claim) in assessed.claims.iter().enumerate() {
        let found = assessed.likelihood(at);
        let probability = if found.is_open { String::new() } else { six_digits(found.probability) };
        let [low, high, support] = [found.low, found.high, found.effective_support].map(six_digits);
        let origins = found.origins.to_string();
        let suggested = found.suggested.number().to_string();
        table.write_record([guarded(claim).as_ref(), &probability, &low, &high, &support, &origins, &suggested])?;
    }
    table.flush()
}

fn write_sources(to: impl Write, assessed: &AssessedPropositions) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(to);
    table.write_record(["source", "supports", "settled", "reliability", "low", "high", "suggested"])?;
    for at in assessed.origins_by_name() {
        let source = &assessed.origins[at];
        let record = assessed.record(at);
        let numbers = record.overall.map(|overall| [overall.supports, overall.mean, overall.low, overall.high]);
        let [supports, mean, low, high] =
            numbers.map_or_else(<[String; 4]>::default, |numbers| numbers.map(six_digits));
        let settled = record.resolved.len().to_string();
        let letter = record.suggested.letter().to_string();
        table.write_record([guarded(source).as_ref(), &supports, &settled, &mean, &low, &high, &letter])?;
    }
    table.flush()
}

fn write_json(to: impl Write, args: &AssessArgs, assessed: &AssessedPropositions) -> io::Result<()> {
    let InferenceRun { fit, calibration, .. } = &assessed.run;
    let settings = json!({
        "as_of": args.as_of,
        "with_roles": !args.without_roles,
        "with_copies": !args.without_copies,
        "listings_support": args.listings_support,
        "silence": args.silence.then(|| calibration.silence.map(rounded)),
        "half_life": args.half_life,
        "temperature": rounded(calibration.temperature),
        "shared_error": rounded(calibration.shared_error),
        "verdicts": calibration.verdicts,
        "calibrated": calibration.is_fitted(),
        "sweeps": fit.sweeps,
        "converged": fit.converged,
    });
    let issues: Vec<String> = assessed.issues.iter().map(ToString::to_string).collect();
    let mut head = Map::from_iter([("settings".to_owned(), settings), ("issues".to_owned(), json!(issues))]);
    head.extend(assessed.whose.iter().flat_map(Whose::as_json));
    let head = Value::Object(head).to_string();
    let mut to = BufWriter::new(to);
    write!(to, "{},\"propositions\":[", head.trim_end_matches('}'))?;
    for at in 0..assessed.claims.len() {
        write!(to, "{}\n{}", if at == 0 { "" } else { "," }, claim_json(assessed, at))?;
    }
    write!(to, "\n],\"sources\":[")?;
    for (place, at) in assessed.origins_by_name().into_iter().enumerate() {
        write!(to, "{}\n{}", if place == 0 { "" } else { "," }, source_json(assessed, at))?;
    }
    write!(to, "\n],\"dependences\":[")?;
    for (at, pair) in assessed.run.dependences.iter().enumerate() {
        let [a, b] = [pair.a, pair.b].map(|origin| &assessed.origins[origin as usize]);
        let pair = json!({
            "a": a, "b": b, "shared": pair.shared, "agreed": pair.agreed,
            "probability": rounded(pair.probability), "counted": rounded(pair.effective()),
        });
        write!(to, "{}\n{pair}", if at == 0 { "" } else { "," })?;
    }
    writeln!(to, "\n]}}")?;
    to.flush()
}

fn claim_json(assessed: &AssessedPropositions, at: usize) -> Value {
    let found = assessed.likelihood(at);
    let restart_disagreements = &assessed.run.restart_disagreements;
    let other = restart_disagreements
        .binary_search_by_key(&(at as u32), |restart_disagreements| restart_disagreements.claim)
        .ok()
        .map(|at| restart_disagreements[at].probability);
    json!({
        "proposition": assessed.claims[at],
        "probability": (!found.is_open).then(|| rounded(found.probability)),
        "low": rounded(found.low),
        "high": rounded(found.high),
        "word": found.word(),
        "n_eff": rounded(found.effective_support),
        "neutral": rounded(found.neutral_support),
        "origins": found.origins,
        "suggested": found.suggested.number(),
        "settled": found.settled,
        "other_start": other.map(rounded),
        "receipt": receipt_json(assessed, at),
    })
}

/// The lines with all their digits, so that they sum to the total.
fn receipt_json(assessed: &AssessedPropositions, at: usize) -> Value {
    let observations = &assessed.run.observations;
    let receipt = Receipt::new(observations, &assessed.run.fit, at);
    let is_state = observations.claims[at].is_state;
    let lines = receipt.lines.iter().map(|line| {
        let unit = &observations.units[line.unit];
        json!({
            "origin": assessed.origins[unit.origin as usize],
            "stance": STANCES.get(usize::from(unit.stance)),
            "role": match unit.role { Role::Neutral => "neutral", Role::Serves => "serves", Role::Hurts => "hurts" },
            "day": is_state.then(|| iso(unit.day)),
            "weight": line.weight,
            "value": line.value,
            "disinterested": line.disinterested,
            "interest": line.interest,
            "dependence": line.dependence,
            "shared_error": line.shared_error,
            "standing": format!("{:?}", line.standing),
        })
    });
    let messages = receipt.messages.iter().map(|line| {
        let kind = match observations.relations[line.message.relation as usize].kind {
            RelationKind::Excludes => "excludes",
            RelationKind::Entails => "entails",
        };
        json!({ "because_of": assessed.claims[line.message.from as usize], "relation": kind, "value": line.value })
    });
    let silence = receipt.silence.iter().map(|(kind, value)| json!({ "kind": silence_word(*kind), "value": value }));
    json!({
        "prior": receipt.prior,
        "lines": lines.collect::<Vec<_>>(),
        "messages": messages.collect::<Vec<_>>(),
        "silence": silence.collect::<Vec<_>>(),
        "measured": receipt.measured,
        "total": receipt.total,
        "temperature": receipt.temperature,
        "shared_error_factor": receipt.shared_error,
    })
}

fn silence_word(kind: Silence) -> &'static str {
    match kind {
        Silence::Silent => "silent",
        Silence::NoComment => "no comment",
        Silence::CouldNotVerify => "could not verify",
    }
}

fn source_json(assessed: &AssessedPropositions, at: usize) -> Value {
    let record = assessed.record(at);
    let part = |record: &engine::Record| {
        let [mean, low, high, supports] = [record.mean, record.low, record.high, record.supports].map(rounded);
        json!({ "mean": mean, "low": low, "high": high, "supports": supports })
    };
    let by_role = record.by_role.iter().map(|(role, record)| json!({ "role": role.label(), "record": part(record) }));
    let by_year = engine::by_year(&assessed.run.observations, &assessed.run.fit, &[at]).into_iter();
    let by_year = by_year.map(
        |one| json!({ "year": one.year, "record": part(&one.record), "settled": one.settled, "right": one.right }),
    );
    json!({
        "source": assessed.origins[at],
        "overall": record.overall.as_ref().map(part),
        "by_role": by_role.collect::<Vec<_>>(),
        "by_year": by_year.collect::<Vec<_>>(),
        "settled": record.resolved.len(),
        "right": record.resolved.iter().filter(|one| one.was_right()).count(),
        "suggested": record.suggested.letter().to_string(),
    })
}

/// A day as an ISO date.
fn iso(day: i32) -> Option<String> {
    let start = jiff::civil::date(1970, 1, 1);
    let span = jiff::Span::new().try_days(i64::from(day)).ok()?;
    Some(start.checked_add(span).ok()?.to_string())
}
