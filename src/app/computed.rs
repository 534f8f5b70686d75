//! The estimate of a claim, as it may be shown now.

use counterclaim_engine::{Assessment, Likelihood};
use counterclaim_model::{ClaimId, Dataset, Judgement};

/// The estimate of a claim, as it may be shown now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Computed {
    /// The claim is neither true nor false.
    Nothing,
    /// The analyst has to grade the claim first.
    Hidden,
    /// The estimates of its table are not calculated yet, or the analyst has stopped the calculation.
    Awaited {
        is_stopped: bool,
    },
    Likelihood(Likelihood),
}

/// Shown in place of a hidden estimate.
const HIDDEN: &str = "hidden until you grade it";

impl Computed {
    /// The estimate of a claim, which may be hidden until the claim is graded.
    pub(super) fn new(
        dataset: &Dataset,
        assessment: &Assessment,
        judgement: Option<&Judgement>,
        hides_until_graded: bool,
        id: ClaimId,
    ) -> Self {
        let Some(likelihood) = assessment.claim(id).likelihood else {
            return Self::Nothing;
        };
        let is_graded = || judgement.is_some_and(|own| own.claim_credibility(dataset.claim(id).key).is_some());
        if hides_until_graded && !is_graded() { Self::Hidden } else { Self::Likelihood(likelihood) }
    }

    /// The estimate, if there is one to show.
    pub fn likelihood(&self) -> Option<&Likelihood> {
        match self {
            Self::Likelihood(likelihood) => Some(likelihood),
            Self::Nothing | Self::Hidden | Self::Awaited { .. } => None,
        }
    }

    pub fn is_hidden(&self) -> bool {
        *self == Self::Hidden
    }

    /// `unlikely, 10 %`, `undetermined`, or why there is no estimate; `None` for claims that are neither true nor false.
    pub fn label(&self) -> Option<String> {
        match self {
            Self::Nothing => None,
            Self::Hidden => Some(HIDDEN.to_owned()),
            Self::Awaited { is_stopped: false } => Some("calculating".to_owned()),
            Self::Awaited { is_stopped: true } => Some("not calculated (stopped)".to_owned()),
            Self::Likelihood(likelihood) => Some(match (likelihood.word(), likelihood.percent()) {
                (Some(word), Some(percent)) => format!("{word}, {percent}\u{a0}%"),
                _ => "undetermined".to_owned(),
            }),
        }
    }
}
