//! Explains the weight of a receipt line in plain words.

use crate::app::State;
use counterclaim_engine::{Activity, Assessment, Pool, ReceiptLine, Silence, Unit, measure_claim, number};
use counterclaim_model::{Claim, ClaimId, Dataset, Precision, Quantity, SECS_PER_DAY, Stance, TimeSpan};

/// Smaller effects than this are not mentioned.
const NOTICEABLE: f64 = 0.005;

/// The explanation of a unit's line; `line` is missing for stances without weight.
pub fn of_unit(
    dataset: &Dataset,
    assessment: &Assessment,
    units: &[Unit],
    unit: &Unit,
    line: Option<&ReceiptLine>,
) -> Vec<String> {
    let mut reasons = Vec::new();
    match line {
        Some(line) => carrying(dataset, assessment, units, unit, line, &mut reasons),
        None => reasons.push(silent(unit.stance, assessment.options().counts_silence).to_owned()),
    }
    let members = assessment.identities().group(unit.origin.source);
    if let [_, others @ ..] = members {
        let names: Vec<&str> = others.iter().map(|other| dataset.source(*other).name).collect();
        reasons.push(format!("merged with {} by you", names.join(", ")));
    }
    if unit.origin.first_carrier.is_some() {
        reasons.push("unnamed: independence not established".to_owned());
    }
    match unit.echoes.len() {
        0 => {}
        1 => reasons.push("1 repeat (same origin, no added weight)".to_owned()),
        count => reasons.push(format!("{count} repeats (same origin, no added weight)")),
    }
    reasons
}

/// `for 7 Jan 2025`, where the statements of a claim speak about several days.
pub fn of_day(dataset: &Dataset, units: &[Unit], unit: &Unit) -> Option<String> {
    let day = unit.day.filter(|_| units.iter().any(|other| other.day != unit.day))?;
    Some(format!("for {}", day_label(dataset, day)))
}

fn carrying(
    dataset: &Dataset,
    assessment: &Assessment,
    units: &[Unit],
    unit: &Unit,
    line: &ReceiptLine,
    reasons: &mut Vec<String>,
) {
    match line.standing {
        Activity::Superseded => {
            reasons.push("superseded by its later statement: no weight".to_owned());
            return;
        }
        Activity::ContradictsItself => {
            reasons.push("contradicts itself: no weight".to_owned());
            return;
        }
        Activity::OnlyReported => {
            reasons.push("only reported by others: no weight, its own statement stands".to_owned());
            return;
        }
        Activity::Restated => reasons.push(restated(units, unit)),
        Activity::Retracts => reasons.push("withdraws its own earlier report: counts more".to_owned()),
        Activity::Stands => {}
    }
    let (row, _) = assessment.unit(line.unit);
    if row.is_only_reported {
        reasons.push("only reported by a source that gains by it or of which nothing is known".to_owned());
    }
    reasons.extend(shares_voice(assessment, line, row.pool));
    if unit.stance == Stance::Unstated {
        reasons.push("only listed as a source: treated as support (your setting)".to_owned());
    }
    let shrinks = (line.disinterested + line.interest).abs() < line.disinterested.abs();
    let effect = match (line.interest.abs() > NOTICEABLE, shrinks) {
        (false, _) => "",
        (true, true) => ": counts less",
        (true, false) => ": counts more",
    };
    if row.is_self_serving() {
        reasons.push(format!("self-serving{effect}"));
    } else if row.is_against_interest() {
        reasons.push(format!("against interest{effect}"));
    }
    if line.weight < row.weight - NOTICEABLE {
        reasons.push(match depends_on(assessment, units, line) {
            Some(other) => format!("may repeat {}: counts less", dataset.source(other.origin.source).name),
            None => "may repeat another source: counts less".to_owned(),
        });
    }
    reasons.push(rests_on(dataset, assessment, unit));
    let origin = assessment.run().observations.origins.get(row.origin as usize);
    if let Some(grade) = origin.and_then(|origin| origin.grade) {
        reasons.push(format!("reliability {} (your grade)", grade.letter()));
    }
}

/// What the weight of a statement rests on: verdicts, the agreement with others, or the defaults.
fn rests_on(dataset: &Dataset, assessment: &Assessment, unit: &Unit) -> String {
    let [statements, settled, right] = assessment.experience(unit.origin.source);
    let kind = assessment.identities().kind(dataset, unit.origin.source).label();
    match (statements, settled) {
        (_, 1..) => format!("rests on its record: right on {right} of {settled} claims with your verdict"),
        (2.., 0) => {
            format!("rests on the default for {kind}, and on how its {statements} statements fit those of others")
        }
        _ => format!("rests on the default for {kind}"),
    }
}

/// What would change the line of a unit.
pub fn changes_unit(assessment: &Assessment, unit: &Unit, line: Option<&ReceiptLine>) -> &'static str {
    let Some(line) = line else {
        return match unit.stance {
            Stance::Unstated => "Only the setting that treats listed sources as support would change it.",
            _ => "Only a statement for or against the claim would change it.",
        };
    };
    let (row, _) = assessment.unit(line.unit);
    match (line.standing, row.pool) {
        (Activity::Superseded, _) => "It would count if the later statement were excluded.",
        (Activity::ContradictsItself, _) => "One of its two statements would count if the other were excluded.",
        (Activity::OnlyReported, _) => {
            "It would count if a source that loses by it reported it too, or one that you grade A to C."
        }
        _ if row.is_only_reported => {
            "It would count more if a source that loses by it reported it too, or one that you grade A to C."
        }
        (_, Pool::NotShown) => "A kind, a reliability grade, or a name for the source would let it count for itself.",
        (_, Pool::Camp(_)) => {
            "A statement of a source without a side would add more; verdicts and your grade change its record."
        }
        (_, Pool::Alike(_)) => "It would count for itself under a name that no other source resembles.",
        (_, Pool::Alone) => "Verdicts on its other claims, your reliability grade, or its side would change it.",
    }
}

/// What a silence is called, what it rests on, and what would change it.
pub fn of_silence(kind: Silence) -> (&'static str, &'static str, &'static str) {
    let changes = "A statement of that side for or against the claim would take its place; verdicts change its size.";
    match kind {
        Silence::Silent => (
            "The side that would deny it is silent",
            "rests on your setting that silence counts: an official source of that side spoke about other claims since",
            changes,
        ),
        Silence::NoComment => {
            ("The side that would deny it has no comment", "rests on your setting that silence counts", changes)
        }
        Silence::CouldNotVerify => (
            "A disinterested source could not verify it",
            "rests on your setting that silence counts; it weighs nothing until verdicts show that it should",
            "A statement of that source for or against the claim would take its place; verdicts change its size.",
        ),
    }
}

/// Why the origin shares a voice with others on the claim.
fn shares_voice(assessment: &Assessment, line: &ReceiptLine, pool: Pool) -> Option<String> {
    let run = assessment.run();
    let own = run.observations.units.get(line.unit)?;
    let is_partner = |at: &usize| {
        let row = &run.observations.units[*at];
        row.pool == pool && row.stance == own.stance && row.origin != own.origin && row.weight > 0.0
    };
    let others = run.observations.units_of(own.claim as usize).filter(is_partner).count();
    let few = number(pool.voices());
    match pool {
        Pool::NotShown if others > 0 => {
            Some(format!("one of {} unnamed or unknown sources: together they count as at most {few}", others + 1))
        }
        Pool::Camp(_) if others > 0 => {
            Some(format!("one of {} sources of its side: together they count as at most {few}", others + 1))
        }
        Pool::Alike(_) => Some("its name looks like that of another source: together they count as one".to_owned()),
        Pool::Alone | Pool::NotShown | Pool::Camp(_) => None,
    }
}

/// On how many days the origin repeated the statement.
fn restated(units: &[Unit], unit: &Unit) -> String {
    let same = |other: &&Unit| other.origin == unit.origin && other.stance == unit.stance && other.day != unit.day;
    match units.iter().filter(same).count() {
        1 => "repeated on two days; partial weight each".to_owned(),
        days => format!("repeated on {} days; partial weight each", days + 1),
    }
}

/// The unit of the claim that this one most probably copies.
fn depends_on<'a>(assessment: &Assessment, units: &'a [Unit], line: &ReceiptLine) -> Option<&'a Unit> {
    let run = assessment.run();
    let (own, _) = assessment.unit(line.unit);
    let range = run.observations.units_of(own.claim as usize);
    let rivals = range.filter(|at| *at != line.unit).filter_map(|at| {
        let (row, unit) = assessment.unit(at);
        let is_pair = |a, b| (a, b) == (own.origin.min(row.origin), own.origin.max(row.origin));
        let pair = run.dependences.iter().find(|pair| is_pair(pair.a, pair.b))?;
        let is_before = (row.stated_day, row.origin) < (own.stated_day, own.origin);
        (row.stance == own.stance && row.origin != own.origin && is_before).then_some((pair.effective(), unit))
    });
    let (_, found) = rivals.max_by(|(one, _), (other, _)| one.total_cmp(other))?;
    units.iter().find(|unit| unit.first == found.first)
}

fn silent(stance: Stance, counts_silence: bool) -> &'static str {
    match stance {
        Stance::CannotVerify | Stance::NoComment if counts_silence => "no weight of its own: see the line on silence",
        Stance::CannotVerify => "could not verify: no weight",
        Stance::NoComment => "no comment: no weight",
        Stance::Comments => "comments only: no weight",
        Stance::Unstated => "only listed as a source: no weight",
        Stance::Supports | Stance::Denies | Stance::Doubts => "no weight",
    }
}

/// `because “Fighting goes on at the plant” is likely`.
pub fn of_message(state: &State, dataset: &Dataset, from: ClaimId) -> String {
    let proposition = dataset.claim(from).proposition;
    let is = match state.computed(from).likelihood().and_then(|likelihood| likelihood.word()) {
        Some(word @ ("almost no chance" | "roughly even chance")) => format!(" has {}", chance(word)),
        Some(word) => format!(" is {word}"),
        None => String::new(),
    };
    format!("because “{proposition}”{is}")
}

/// The source with the most weight in the direction of the estimate: `mainly from X, against interest`.
pub fn chiefly(state: &State, dataset: &Dataset, claim: ClaimId) -> Option<String> {
    if state.computed(claim).is_hidden() {
        return None;
    }
    let assessment = state.assessment();
    let receipt = assessment.receipt(claim)?;
    let by_size = |one: &&ReceiptLine, other: &&ReceiptLine| one.value.abs().total_cmp(&other.value.abs());
    let speaking = receipt.lines.iter().filter(|line| line.value * receipt.total > 0.0);
    let line = speaking.max_by(by_size).filter(|line| line.value.abs() > NOTICEABLE)?;
    let (row, unit) = assessment.unit(line.unit);
    let stake = match (row.is_against_interest(), row.is_self_serving()) {
        (true, _) => ", against interest",
        (_, true) => ", self-serving",
        _ => "",
    };
    Some(format!("mainly from {}{stake}", dataset.source(unit.origin.source).name))
}

fn chance(word: &str) -> String {
    if word.starts_with("roughly") { format!("a {word}") } else { word.to_owned() }
}

/// `measured 33.7 km, reported 36–44`.
pub fn of_measurement(dataset: &Dataset, assessment: &Assessment, claim: &Claim<'_>) -> Option<String> {
    let check = assessment.claim(claim.id).measured?;
    let way = measure_claim(dataset, claim)?;
    let measured = match claim.measure?.quantity {
        Quantity::Distance => format!("{:.1} km", way.distance_km),
        Quantity::Bearing => format!("{:.0}°", way.bearing_deg),
    };
    let said = match check.said {
        (low, high) if high.is_infinite() => format!("{} or more", number(low)),
        (low, high) if low == high => number(low),
        (low, high) => format!("{}–{}", number(low), number(high)),
    };
    Some(format!("measured {measured}, reported {said}"))
}

/// A day as people write it: `7 Jan 2025`.
pub fn day_label(dataset: &Dataset, day: i32) -> String {
    day_span(dataset, day).label()
}

/// A day in the offset of the dataset.
pub fn day_span(dataset: &Dataset, day: i32) -> TimeSpan {
    let offset_min = dataset.header().offset_min;
    let start_s = i64::from(day) * SECS_PER_DAY - i64::from(offset_min) * 60;
    TimeSpan { start_s, end_s: start_s + SECS_PER_DAY, precision: Precision::Day, offset_min }
}
