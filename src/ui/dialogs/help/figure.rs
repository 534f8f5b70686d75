//! What the model estimate is, how it is computed, and what it cannot know.

use egui::Ui;

use super::section_ui;
use counterclaim_engine::{CALIBRATION_VERDICTS, VERDICTS_FOR_A_LETTER};

/// Draws the page.
pub fn ui(ui: &mut Ui) {
    section_ui(
        ui,
        "What it is",
        &[
            "For a claim that can be true or false, Counterclaim estimates a probability from who said what. It is advice: \
             it sets no grade, and your grade of a claim never enters its estimate.",
            "A claim without discriminating evidence is undetermined. That is not 50 %: it has no estimate at all.",
            "The receipt of a claim lists everything that went into its estimate, line by line. The lines add up to the total.",
        ],
    );
    section_ui(
        ui,
        "Origins, not articles",
        &["Everything from one origin with one stance on one claim counts once. Ten outlets that relay a ministry's \
             statement add nothing to it."],
    );
    section_ui(
        ui,
        "Interest in a claim",
        &[
            "Each statement has one of three roles: its source is disinterested, or the claim favours the source's own \
             side, or it favours another side.",
            "A statement that helps the source's own side counts little. One that hurts it counts much.",
            "The same numbers apply to every side. They are listed under “Its settings”.",
        ],
    );
    section_ui(
        ui,
        "Track record of a source",
        &[
            "For each source and role Counterclaim keeps a table: how often it supports, denies or doubts what is true, \
             and what is false. (Dawid and Skene introduced this for doctors in 1979.)",
            "A source with a short record borrows from its class, such as officials, state media, agencies or monitors. A \
             class starts from the settings.",
            "Tables and estimates depend on each other, so both are recalculated until they converge. A statement is never \
             evidence for itself: its own count is excluded from the table that weighs it.",
        ],
    );
    section_ui(
        ui,
        "Your verdicts and letters",
        &[
            "The tables take a verdict of true or false as given: sources that said so were right. Verdicts say most about \
             the sources. Your letter for a source moves its table as much as a few statements would.",
        ],
    );
    section_ui(
        ui,
        "Claims that affect each other",
        &[
            "Where one claim excludes another, or follows from it, the probability of one changes that of the other.",
            "A claim about a distance or direction is measured on the map, and the receipt has a line for it.",
        ],
    );
    section_ui(
        ui,
        "Time-dependent claims",
        &[
            "“The town is held” can be false in December and true in January. Such a claim has a curve: each statement \
             counts for the day that it refers to, and the chance of a change grows with the days between.",
            "The timeline draws the curve of the selected claim as known now and, with the as-of line on, as known then.",
        ],
    );
    section_ui(
        ui,
        "Hidden copying",
        &[
            "Two sources that agree far more often than their records explain, above all on what is false, may repeat \
             each other. The later of the two then counts for less, and its receipt line says so.",
            "In the details of a source you can set two sources as independent or dependent. Your setting overrides the \
             computed one.",
        ],
    );
    section_ui(
        ui,
        "Calibration",
        &[
            &format!(
                "Below {CALIBRATION_VERDICTS} verdicts the estimates are not calibrated: they use default settings. From \
                 then on the weight of the evidence is fitted to your verdicts, and Help, Calibration shows how well \
                 the estimates agree with them."
            ),
            &format!(
                "A source needs {VERDICTS_FOR_A_LETTER} claims with a verdict for a suggested letter. Before, it is F: \
                 cannot be judged."
            ),
        ],
    );
    limits_ui(ui);
}

fn limits_ui(ui: &mut Ui) {
    section_ui(
        ui,
        "What it cannot know",
        &[
            "With two sides and no neutral source, nothing in the statements shows which side is right. The estimate then \
             depends on the settings and on your verdicts, and says so.",
            "Roles are judgements: somebody decided who belongs to which side, and whom a claim favours. Compare with the \
             estimate that ignores source interests.",
            "The check for copying can penalise honest agreement: two good sources agree because both are right.",
            "People who see the number first tend to agree with it. Grade before you look.",
            "No source starts with a grade. None is trusted or distrusted because of its name.",
        ],
    );
}
