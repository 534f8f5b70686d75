//! Which claims are shown.

use std::collections::BTreeSet;

use super::Computed;
use counterclaim_engine::{Assessment, ClaimAssessment};
use counterclaim_model::{ClaimId, ClaimKind, Dataset, Judgement, LayerId, PlaceId, SideId, SourceId, moment_label};

/// Filters that are switched on and off.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Quick {
    /// At least one origin supports and at least one denies or doubts.
    Contested,
    /// All statements for or against the claim come from one origin.
    SingleOrigin,
    /// The analyst has given no credibility grade.
    Unrated,
    /// Two origins of one side take opposite positions on the claim.
    SameSideDissents,
    /// A source makes a statement that hurts its own side.
    AgainstInterest,
    /// All supporters belong to the side that the claim favours.
    SelfServing,
    /// The number in the claim can be compared with the map.
    Measured,
    /// A statement gives a number.
    Figure,
    /// No usable evidence either way.
    Open,
}

impl Quick {
    pub const ALL: [Self; 9] = [
        Self::Contested,
        Self::SingleOrigin,
        Self::Unrated,
        Self::SameSideDissents,
        Self::AgainstInterest,
        Self::SelfServing,
        Self::Measured,
        Self::Figure,
        Self::Open,
    ];

    /// Whether it is in the filter bar itself; the others are flags of cards, in a list of their own.
    pub fn is_in_bar(self) -> bool {
        matches!(self, Self::Contested | Self::SingleOrigin | Self::Unrated)
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Contested => "Contested",
            Self::SingleOrigin => "Single source",
            Self::Unrated => "Ungraded",
            Self::SameSideDissents => "Dissent within side",
            Self::AgainstInterest => "Against interest",
            Self::SelfServing => "Self-serving",
            Self::Measured => "Measured",
            Self::Figure => "Figure",
            Self::Open => "Undetermined",
        }
    }

    /// The condition of the filter in words.
    pub fn help(self) -> &'static str {
        match self {
            Self::Contested => "At least one origin supports the claim and at least one denies or doubts it",
            Self::SingleOrigin => "All statements for or against the claim come from one origin",
            Self::Unrated => "Claims that you have not graded yet",
            Self::SameSideDissents => "Two origins of one side take opposite positions on the claim",
            Self::AgainstInterest => "A source makes a statement that hurts its own side",
            Self::SelfServing => "All supporters of the claim belong to the side that it favours",
            Self::Measured => "The claim's distance or direction can be measured on the map",
            Self::Figure => "A statement gives a number",
            Self::Open => "No usable evidence either way",
        }
    }
}

/// Whether a statement on the claim gives a number.
pub fn has_figure(assessed: &ClaimAssessment, dataset: &Dataset) -> bool {
    let statements = assessed.units.iter().flat_map(|unit| std::iter::once(&unit.first).chain(&unit.echoes));
    statements.into_iter().any(|id| dataset.has_figures(*id))
}

/// A conjunction of conditions; the default shows everything.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    pub quick: BTreeSet<Quick>,
    pub kind: Option<ClaimKind>,
    /// Claims with a statement by an origin of the side.
    pub side: Option<SideId>,
    /// Claims that the source makes or relays statements about.
    pub source: Option<SourceId>,
    /// Claims at the place or a part of it.
    pub place: Option<PlaceId>,
    pub tag: Option<String>,
    /// Claims whose texts, names, notes or tags contain every word, ignoring case.
    pub text: String,
    /// Claims with a statement in the window, from and until.
    pub window: Option<(i64, i64)>,
    /// Layers whose claims are not shown.
    pub hidden_layers: BTreeSet<LayerId>,
}

/// The context in which a claim is filtered.
#[derive(Clone, Copy)]
pub(super) struct Evidence<'a> {
    pub dataset: &'a Dataset,
    pub assessment: &'a Assessment,
    pub judgement: Option<&'a Judgement>,
    /// Whether the estimate of a claim is hidden until the claim is graded.
    pub hides_until_graded: bool,
}

impl Evidence<'_> {
    /// The estimate of a claim, as it may be shown now.
    pub fn computed(self, claim: ClaimId) -> Computed {
        Computed::new(self.dataset, self.assessment, self.judgement, self.hides_until_graded, claim)
    }
}

impl Filter {
    pub fn is_on(&self, quick: Quick) -> bool {
        self.quick.contains(&quick)
    }

    pub fn toggle(&mut self, quick: Quick) {
        if !self.quick.remove(&quick) {
            self.quick.insert(quick);
        }
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The active filters, in words.
    pub fn describe(&self, dataset: &Dataset) -> Vec<String> {
        let quick = Quick::ALL.into_iter().filter(|quick| self.is_on(*quick));
        let mut words: Vec<String> = quick.map(|quick| quick.label().to_lowercase()).collect();
        words.extend(self.kind.map(|kind| format!("kind: {}", kind.label())));
        words.extend(self.side.map(|side| format!("side: {}", dataset.side(side).name)));
        words.extend(self.source.map(|source| format!("by {}", dataset.source(source).name)));
        words.extend(self.place.map(|place| format!("at {}", dataset.place(place).name)));
        words.extend(self.tag.as_ref().map(|tag| format!("#{tag}")));
        if !self.text.trim().is_empty() {
            words.push(format!("“{}”", self.text.trim()));
        }
        words.extend(self.window.map(|(from_s, until_s)| {
            let offset_min = dataset.header().offset_min;
            format!("reported {} – {}", moment_label(from_s, offset_min), moment_label(until_s, offset_min))
        }));
        match self.hidden_layers.len() {
            0 => {}
            1 => words.push("one layer hidden".to_owned()),
            count => words.push(format!("{count} layers hidden")),
        }
        words
    }

    /// The words of the text filter, in lower case.
    pub fn words(&self) -> Vec<String> {
        self.text.split_whitespace().map(str::to_lowercase).collect()
    }
}
