//! What is known of one claim, and of one source.

use crate::likelihood::Likelihood;
use crate::measure::MeasuredCheck;
use crate::origin::Unit;
use counterclaim_model::{SourceId, Stance};

/// How many origins take each stance, indexed in the order of `Stance::ALL`.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct StanceCounts([u32; Stance::ALL.len()]);

impl StanceCounts {
    pub fn get(&self, stance: Stance) -> u32 {
        self.0[stance as usize]
    }

    pub fn add(&mut self, stance: Stance) {
        self.0[stance as usize] += 1;
    }

    /// Adds the counts of another.
    pub fn add_all(&mut self, other: &Self) {
        for (count, more) in self.0.iter_mut().zip(other.0) {
            *count += more;
        }
    }

    pub fn total(&self) -> u32 {
        self.0.iter().sum()
    }

    /// Whether at least one origin supports and at least one denies or doubts.
    pub fn is_contested(&self) -> bool {
        self.get(Stance::Supports) > 0 && self.get(Stance::Denies) + self.get(Stance::Doubts) > 0
    }

    /// The stances taken at least once, in the order of `Stance::ALL`, with their counts.
    pub fn taken(&self) -> impl Iterator<Item = (Stance, u32)> + use<> {
        let counts = *self;
        Stance::ALL.into_iter().map(move |stance| (stance, counts.get(stance))).filter(|(_, count)| *count > 0)
    }
}

/// The assessment of one claim.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClaimAssessment {
    /// By origin in order of first statement, then by time.
    pub units: Vec<Unit>,
    /// Origins by stance; an origin with two stances counts under both.
    pub stances: StanceCounts,
    pub statements: usize,
    pub origins: usize,
    /// Distinct origins that support, deny or doubt.
    pub carrying_origins: usize,
    /// Two origins of one side take opposite positions on the claim.
    pub same_side_dissents: bool,
    /// Whether someone supports a claim that favours another side, or disputes one that favours their own.
    pub against_interest: bool,
    /// Whether every origin that supports the claim belongs to the side that it favours.
    pub self_serving: bool,
    /// The estimate, for a claim that can be true or false.
    pub likelihood: Option<Likelihood>,
    /// What the map says about the claim's measurement.
    pub measured: Option<MeasuredCheck>,
}

impl ClaimAssessment {
    pub fn is_contested(&self) -> bool {
        self.stances.is_contested()
    }

    /// Whether all support and dispute goes back to one origin.
    pub fn has_single_origin(&self) -> bool {
        self.carrying_origins == 1
    }
}

/// The assessment of one source.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SourceAssessment {
    /// Units that the source itself stated, by stance.
    pub spoken: StanceCounts,
    /// Statements that it only relayed.
    pub carried: usize,
    /// Units that favour its own side: support of what favours it, dispute of what favours another.
    pub for_own_side: u32,
    /// Units that go against its own side.
    pub against_own_side: u32,
    /// Sources whose statements it relayed, in id order.
    pub quotes: Vec<SourceId>,
    /// Sources that relayed its statements, in id order.
    pub quoted_by: Vec<SourceId>,
}
