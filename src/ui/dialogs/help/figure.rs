//! What the computed figure is, where it comes from, and what it cannot know.

use egui::Ui;

use super::section_ui;
use counterclaim_engine::{CALIBRATION_VERDICTS, VERDICTS_FOR_A_LETTER};

/// Draws the page.
pub fn ui(ui: &mut Ui) {
    section_ui(
        ui,
        "What it is",
        &[
            "For a claim that can be true or false, the program reckons how probable it is from who says what. It gives \
             advice: it sets no grade, and your grade of a claim never enters its figure.",
            "A claim of which nothing tells anything is open. Open is not 50 %: it has no figure at all.",
            "The receipt of a claim lists everything that went into its figure, line by line. The lines add up.",
        ],
    );
    section_ui(
        ui,
        "Origins, not articles",
        &["All that goes back to one origin, with one stance on one claim, counts once. Ten outlets that pass on a \
             ministry's word add nothing to that word."],
    );
    section_ui(
        ui,
        "What is at stake",
        &[
            "Each statement has one of three roles. The speaker is disinterested; or the claim, if believed, helps the \
             speaker's own side; or it helps another side.",
            "Saying what helps one's own side counts little. Saying what hurts it counts much.",
            "The same numbers hold for every side. They stand under “Its settings”.",
        ],
    );
    section_ui(
        ui,
        "Experience with a source",
        &[
            "For each source and role the program keeps a table: how often it supports, denies or doubts what is true, \
             and what is false. (Dawid and Skene first did so for doctors, in 1979.)",
            "A source of which little is known borrows from its class, such as officials, state media, agencies or \
             monitors. A class starts from the settings.",
            "Tables and figures depend on each other, so both are reckoned again and again until nothing moves. A \
             statement never vouches for itself: its own count is left out of the table that weighs it.",
        ],
    );
    section_ui(
        ui,
        "Your verdicts and letters",
        &["A verdict of true or false settles its claim for the tables: whoever said so was right. That tells most \
             about the sources. Your letter for a source moves its table as a few statements would."],
    );
    section_ui(
        ui,
        "Claims that bear on each other",
        &[
            "Where one claim excludes another, or follows from it, the probability of one moves the other.",
            "A claim about a distance or direction is measured on the map, and the receipt has a line for it.",
        ],
    );
    section_ui(
        ui,
        "States, which change with time",
        &[
            "That a town is held can be false in December and true in January. Such a claim has a curve: each statement \
             counts for the day that it speaks about, and the chance of a change grows with the days between.",
            "The timeline draws the curve of the selected claim as known now and, with the as-of line on, as known then.",
        ],
    );
    section_ui(
        ui,
        "Hidden copying",
        &[
            "Two sources that agree far more often than their records explain, above all on what is false, may repeat \
             each other. The later of the two then counts for less, and its receipt line says so.",
            "In the details of a source you can say that two are independent or dependent. Your word stands over the \
             computed one.",
        ],
    );
    section_ui(
        ui,
        "Calibration",
        &[
            &format!(
                "Below {CALIBRATION_VERDICTS} verdicts the figures are uncalibrated: they rest on settings. From then on \
                 the weight of the evidence is fitted to your verdicts, and Help, Calibration shows how well the figures \
                 agree with them."
            ),
            &format!(
                "A letter for a source is suggested from {VERDICTS_FOR_A_LETTER} settled claims on. Before, it is F: \
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
            "With two sides and no neutral source, nothing in the words says which side is right. The figure then rests \
             on the settings and on your verdicts, and says so.",
            "Roles are judgements: somebody decided who belongs to which side, and whom a claim helps. Look at the \
             figure without roles as well.",
            "Looking for copying can punish honest agreement: two good sources agree because both are right.",
            "Whoever sees the number first tends to agree with it. Grade before you look.",
            "No source comes with a grade. None is trusted or distrusted for what it is called.",
        ],
    );
}
