//! Messages between claims.

use std::collections::{BTreeMap, BTreeSet};

use counterclaim_model::{ClaimKind, RelationKind};

use crate::contest::Contest;
use crate::model::{Fit, Inputs, Voice, logit, sigmoid};
use crate::units::{Unit, is_checkable};

#[derive(Clone, Debug)]
pub struct Message {
    pub relation: usize,
    pub from: usize,
    pub to: usize,
    pub day: i32,
    pub value: f64,
    /// How fast it changes with the log-odds of its sender.
    pub slope: f64,
}

#[derive(Debug, Default)]
pub struct Relations {
    pub rows: Vec<(usize, RelationKind, usize)>,
    rivals: Vec<BTreeSet<usize>>,
}

/// ln of what is left for a claim that excludes one of probability `p`, and its slope.
fn left(p: f64) -> (f64, f64) {
    ((1.0 - 0.98 * p).ln(), -0.98 * p * (1.0 - p) / (1.0 - 0.98 * p))
}

impl Relations {
    pub fn of(contest: &Contest) -> Self {
        let key = |claim: usize| contest.claims[claim].key.as_str();
        let kept = |(a, _, b): &&(usize, RelationKind, usize)| {
            a != b && is_checkable(contest.claims[*a].kind) && is_checkable(contest.claims[*b].kind)
        };
        let ordered = |(a, kind, b): &(usize, RelationKind, usize)| match kind {
            RelationKind::Excludes if key(*b) < key(*a) => (*b, *kind, *a),
            _ => (*a, *kind, *b),
        };
        let mut rows: Vec<_> = contest.relations.iter().filter(kept).map(ordered).collect();
        rows.sort_by(|one, other| (key(one.0), one.1, key(one.2)).cmp(&(key(other.0), other.1, key(other.2))));
        rows.dedup();
        let mut relations = Self { rows, rivals: Vec::new() };
        for claim in 0..contest.claims.len() {
            let group = relations.excluded_by(claim);
            let is_closed = group.iter().all(|one| relations.excluded_by(*one) == group);
            let can_change = group.iter().any(|one| contest.claims[*one].kind == ClaimKind::State);
            if group.len() > 2 && is_closed && !can_change && group.first() == Some(&claim) {
                relations.rivals.push(group);
            }
        }
        relations
    }

    /// A claim and all that it excludes.
    fn excluded_by(&self, claim: usize) -> BTreeSet<usize> {
        let rows = self.rows.iter().filter(|(_, kind, _)| *kind == RelationKind::Excludes);
        let others = rows.filter_map(|(a, _, b)| match claim {
            _ if claim == *a => Some(*b),
            _ if claim == *b => Some(*a),
            _ => None,
        });
        others.chain([claim]).collect()
    }

    fn group(&self, claim: usize) -> Option<&BTreeSet<usize>> {
        self.rivals.iter().find(|group| group.contains(&claim))
    }

    /// The log-odds of one part in k, before any evidence.
    pub fn share_of_rival(&self, claim: usize) -> f64 {
        self.group(claim).map_or(0.0, |group| -((group.len() - 1) as f64 + 0.05).ln())
    }

    /// The next messages, from what the fit holds.
    pub fn next(&self, inputs: &Inputs<'_>, fit: &Fit) -> Vec<Message> {
        let mut next = Vec::new();
        for (relation, (a, kind, b)) in self.rows.iter().enumerate() {
            let day = Self::day(inputs, *a, *b);
            let held = |claim: usize, other: usize| held_without(inputs, fit, claim, other, day);
            let [of_a, of_b] = [held(*a, *b), held(*b, *a)];
            let (to_a, to_b) = match kind {
                RelationKind::Excludes => (left(of_b), left(of_a)),
                RelationKind::Entails => {
                    let (value, slope) = left(1.0 - of_b);
                    let (back, back_slope) = left(of_a);
                    // What an even claim would send is expected.
                    let even = left(0.5).0;
                    let gained = if of_a > 0.5 { (even - back, -back_slope) } else { (0.0, 0.0) };
                    ((value, -slope), gained)
                }
            };
            for (from, to, sent) in [(*b, *a, to_a), (*a, *b, to_b)] {
                if !Self::may_send(inputs, fit, from, to) {
                    continue;
                }
                let are_rivals = *kind == RelationKind::Excludes && self.group(from).is_some_and(|g| g.contains(&to));
                let (value, slope) = if are_rivals { self.among_rivals(inputs, fit, from, to) } else { sent };
                let share = self.unheard(inputs, fit, from, to);
                let is_same = |old: &&Message| old.relation == relation && old.to == to && old.day == day;
                let before = fit.messages.iter().find(is_same).map_or(0.0, |old| old.value);
                next.push(Message {
                    relation,
                    from,
                    to,
                    day,
                    value: f64::midpoint(before, share * value),
                    slope: share * slope,
                });
            }
        }
        next
    }

    /// A claim without evidence sends nothing: unknown is not one half.
    fn may_send(inputs: &Inputs<'_>, fit: &Fit, from: usize, to: usize) -> bool {
        let is_told = fit.messages.iter().any(|old| old.to == from && old.from != to);
        inputs.speaks(from, &fit.settings.weights) || is_told
    }

    /// What a rival takes from another, or leaves to it.
    fn among_rivals(&self, inputs: &Inputs<'_>, fit: &Fit, from: usize, to: usize) -> (f64, f64) {
        let group = self.group(from).expect("rivals");
        let odds = |claim: usize| {
            let of_rival = |old: &&Message| {
                let (_, kind, _) = self.rows[old.relation];
                old.to == claim && kind == RelationKind::Excludes && group.contains(&old.from)
            };
            let told: f64 = fit.messages.iter().filter(of_rival).map(|old| old.value).sum();
            (logit(fit.truth[claim]) - self.share_of_rival(claim) - told).clamp(-30.0, 30.0).exp()
        };
        let at_rest = (group.len() - 1) as f64 + 0.05;
        let others = group.iter().filter(|other| **other != to && Self::may_send(inputs, fit, **other, to));
        let gained: f64 = others.map(|other| odds(*other) - 1.0).sum();
        let own = odds(from) - 1.0;
        let value = if gained.abs() < 1e-9 { -own / at_rest } else { -(1.0 + gained / at_rest).ln() * own / gained };
        (value, -odds(from) / (at_rest + gained))
    }

    /// The part of a message that nobody has said to its receiver already.
    fn unheard(&self, inputs: &Inputs<'_>, fit: &Fit, from: usize, to: usize) -> f64 {
        let weights = &fit.settings.weights;
        let behind = self.behind(inputs, weights, from);
        let own = inputs.voices(to, weights);
        let ways: Vec<(usize, usize)> = self.rows.iter().flat_map(|(a, _, b)| [(*b, *a), (*a, *b)]).collect();
        let heard = |voice: &Voice| {
            let senders = ways.iter().filter(|(_, receiver)| *receiver == to);
            let times = senders.filter(|(sender, _)| self.behind(inputs, weights, *sender).contains_key(voice)).count();
            // Who speaks about the claim itself has been heard.
            if own.contains_key(voice) { f64::INFINITY } else { times.max(1) as f64 }
        };
        let whole: f64 = behind.values().sum();
        if whole > 0.0 { behind.iter().map(|(voice, weight)| weight / heard(voice)).sum::<f64>() / whole } else { 1.0 }
    }

    /// Who stands behind the messages of a claim: who speaks about it, else about the claims that are tied to it.
    fn behind(&self, inputs: &Inputs<'_>, weights: &[f64], claim: usize) -> BTreeMap<Voice, f64> {
        let mut voices = inputs.voices(claim, weights);
        if voices.is_empty() {
            for (a, _, b) in self.rows.iter().filter(|(a, _, b)| *a == claim || *b == claim) {
                for (voice, weight) in inputs.voices(if *a == claim { *b } else { *a }, weights) {
                    *voices.entry(voice).or_default() += weight;
                }
            }
        }
        voices
    }

    /// The day on which two claims are compared.
    fn day(inputs: &Inputs<'_>, a: usize, b: usize) -> i32 {
        let last = |claim: usize| {
            inputs.units.iter().filter(|unit: &&Unit| unit.claim == claim).filter_map(|unit| unit.day).max()
        };
        match (inputs.is_state(a), inputs.is_state(b)) {
            (false, false) => 0,
            (true, _) => last(b).or(last(a)).unwrap_or(0),
            (false, true) => last(a).or(last(b)).unwrap_or(0),
        }
    }
}

/// The probability of a claim on a day, without what another told it.
fn held_without(inputs: &Inputs<'_>, fit: &Fit, claim: usize, other: usize, day: i32) -> f64 {
    let distance = |at: i32| (i64::from(at) - i64::from(day)).abs();
    let nearest = fit.curves[claim].iter().min_by_key(|(at, _)| (distance(*at), *at));
    let held = nearest.map_or(fit.truth[claim], |(_, log_odds)| sigmoid(*log_odds));
    let told = fit.messages.iter().filter(|old| old.from == other && old.to == claim);
    let told = told.filter(|old| old.day == day || !inputs.is_state(claim));
    sigmoid(logit(held) - told.map(|old| old.value).sum::<f64>())
}
