//! Export: a dataset in its own format, and the current view as a page or a table.
//!
//! To add a format, write `<format>.rs` with its `EXPORTER` and add it to [`EXPORTERS`].
//! All output comes from the assessment, so a statement that it excludes is excluded here too.

pub mod csv;
pub mod events;
pub mod geojson;
pub mod html;
pub mod native;
pub mod statements;

mod cell;
mod words;

use std::io;
use std::path::Path;

use counterclaim_engine::{Assessment, Likelihood, Unit, beneficiary};
use counterclaim_io::session_file::DatasetRef;
use counterclaim_model::{
    Claim, ClaimId, Credibility, Dataset, Judgement, Position, Progress, Side, StatementId, Timestamp, Verdict,
    format_km,
};

/// The current view, and what it was made from.
#[derive(Clone, Debug)]
pub struct Shown<'a> {
    pub dataset: &'a Dataset,
    /// Of `dataset`.
    pub assessment: &'a Assessment,
    /// Of the analyst whose report this is, if there is any judgement yet.
    pub judgement: Option<&'a Judgement>,
    /// The name of the analyst.
    pub author: &'a str,
    /// In the order shown.
    pub claims: &'a [ClaimId],
    /// The active filters, in words.
    pub filters: &'a [String],
    /// Such as "as known on 7 Jan 2025"; `None` without an as-of time.
    pub as_of: Option<String>,
    /// The exclusions of a what-if, in words; `None` if everything counts.
    pub what_if: Option<String>,
    /// Whether the estimate of a claim is hidden until the analyst has graded the claim.
    pub hides_until_graded: bool,
    pub datasets: &'a [DatasetRef],
    /// Name and SHA-256 of the session's file, if it has one.
    pub session: Option<(&'a str, &'a str)>,
    pub made_at: Timestamp,
    /// The map as shown, as a PNG file.
    pub map_png: Option<&'a [u8]>,
}

/// A writer of one format.
#[derive(Debug)]
pub struct Exporter {
    /// The name of the format in menus and dialogs.
    pub name: &'static str,
    /// What such a file is, such as `a page`.
    pub kind: &'static str,
    /// The file extension, without the dot.
    pub extension: &'static str,
    /// The bytes of the file; the same input gives the same bytes.
    pub write: fn(&Shown<'_>) -> io::Result<Vec<u8>>,
    /// How it writes the events of a large table.
    pub events: EventsExport,
}

/// How an exporter writes the events of a large table.
#[derive(Debug)]
pub struct EventsExport {
    /// The name of the format in the dialog.
    pub name: &'static str,
    /// What the file holds: a sentence, or its beginning where the number of events is limited.
    pub help: &'static str,
    pub writer: EventsWriter,
}

/// What writes the events of a large table.
#[derive(Debug)]
pub enum EventsWriter {
    /// Row by row, any number of them; counts rows, and fails with `Interrupted` if cancelled.
    Rows(fn(&events::ShownEvents<'_>, &mut dyn io::Write, &Progress) -> io::Result<()>),
    /// As a dataset of at most so many claims, by the exporter's `write`.
    Dataset { most: usize },
}

impl EventsExport {
    /// The most events of one file, if there is a limit.
    pub fn most(&self) -> Option<usize> {
        match self.writer {
            EventsWriter::Rows(_) => None,
            EventsWriter::Dataset { most } => Some(most),
        }
    }
}

/// Every export format of the current view, the most usual first.
pub const EXPORTERS: &[Exporter] = &[html::EXPORTER, csv::EXPORTER];

/// The exporter for a file's extension.
///
/// # Errors
///
/// Names the known extensions if the file has another one.
pub fn chosen_exporter(path: &Path) -> Result<&'static Exporter, String> {
    exporter_for(path).ok_or_else(|| {
        let known: Vec<&str> = EXPORTERS.iter().map(|exporter| exporter.extension).collect();
        format!("the file name must end in .{}: {}", known.join(" or ."), path.display())
    })
}

/// The exporter for a file's extension, in any case.
pub fn exporter_for(path: &Path) -> Option<&'static Exporter> {
    let extension = path.extension()?;
    EXPORTERS.iter().find(|exporter| extension.eq_ignore_ascii_case(exporter.extension))
}

/// A writer of a whole dataset.
#[derive(Debug)]
pub struct Converter {
    /// The name of the format.
    pub name: &'static str,
    /// The file extension, without the dot.
    pub extension: &'static str,
    /// Writes the file, record by record; the same dataset gives the same bytes.
    pub write: fn(&Dataset, &mut dyn io::Write) -> io::Result<()>,
}

/// Every format into which a dataset can be converted.
pub const CONVERTERS: &[Converter] = &[native::CONVERTER, statements::CONVERTER, geojson::CONVERTER];

/// The converter for a file's extension, in any case.
pub fn converter_for(path: &Path) -> Option<&'static Converter> {
    let extension = path.extension()?;
    CONVERTERS.iter().find(|converter| extension.eq_ignore_ascii_case(converter.extension))
}

impl<'a> Shown<'a> {
    /// The units of a claim, split by origin, in order of first speaking.
    fn origins(&self, claim: ClaimId) -> impl Iterator<Item = &'a [Unit]> + use<'a> {
        let assessment: &'a Assessment = self.assessment;
        assessment.claim(claim).units.chunk_by(|a, b| a.origin == b.origin)
    }

    /// The statements of a claim with their units, each unit's first statement before its echoes.
    fn statements(&self, claim: ClaimId) -> impl Iterator<Item = (&'a Unit, StatementId)> + use<'a> {
        let assessment: &'a Assessment = self.assessment;
        let of_unit = |unit: &'a Unit| std::iter::once(&unit.first).chain(&unit.echoes).map(move |id| (unit, *id));
        assessment.claim(claim).units.iter().flat_map(of_unit)
    }

    /// The side that the claim favours: the analyst's judgement, else the dataset's.
    fn beneficiary(&self, claim: &Claim<'_>) -> Option<&'a Side> {
        beneficiary(self.dataset, self.judgement, claim).map(|side| self.dataset.side(side))
    }

    /// As in the evidence: an analyst's placement is reported separately.
    fn position(&self, claim: &Claim<'_>) -> Option<Position> {
        let place = claim.place?;
        self.dataset.place(place).position.filter(|_| self.dataset.placed(place).is_none())
    }

    /// `placed by tester from GeoNames 695357, ± 3 km`, if an analyst has located the claim's place.
    fn placed_label(&self, claim: &Claim<'_>) -> Option<String> {
        let placed = self.dataset.placed(claim.place?)?;
        let base = self.dataset.placement_label(&placed.placement);
        let radius = format_km(placed.placement.radius_km);
        Some(format!("placed by {} from {base}, ± {radius} km", placed.author))
    }

    fn credibility(&self, claim: &Claim<'_>) -> Option<Credibility> {
        self.judgement?.claim_credibility(claim.key)
    }

    /// The estimate of a claim, if it may be shown.
    fn likelihood(&self, claim: &Claim<'_>) -> Option<&'a Likelihood> {
        let assessment: &'a Assessment = self.assessment;
        let is_told = !self.hides_until_graded || self.credibility(claim).is_some();
        assessment.claim(claim.id).likelihood.as_ref().filter(|_| is_told)
    }

    fn verdict(&self, claim: &Claim<'_>) -> Option<&'a Verdict> {
        self.judgement?.verdict(claim.key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_chooses_its_exporter_whatever_its_case() {
        let extension = |name: &str| exporter_for(Path::new(name)).map(|exporter| exporter.extension);
        assert_eq!(extension("report.html"), Some("html"));
        assert_eq!(extension("REPORT.CSV"), Some("csv"));
        assert_eq!(extension("report"), None);
        assert_eq!(extension("report.pdf"), None);
    }
}
