//! Explains the words, marks and counts of the window.

use egui::{Sense, Ui, vec2};

use super::section_ui;
use crate::ui::theme;
use crate::ui::widgets::{line_ui, paint_mark, weak_ui};
use counterclaim_model::{Credibility, Reliability, Stance};

/// Draws the explanation of marks, chips, counts and grades.
pub fn ui(ui: &mut Ui) {
    section_ui(
        ui,
        "Claims and statements",
        &["A claim is something that can be checked. A statement is what one source said about it at one time."],
    );
    section_ui(ui, "Stances", &[]);
    for stance in Stance::ALL {
        ui.horizontal(|ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(14.0, 16.0), Sense::hover());
            paint_mark(ui.painter(), rect.center(), stance, theme::tokens(ui));
            ui.label(format!("{}: {}", stance.label(), mapping_source(stance)));
        });
    }
    section_ui(
        ui,
        "Origins and repeats",
        &[
            "Counterclaim counts origins, not articles. The origin is the source at the start of the chain of relays: when \
             a paper quotes an agency that quotes a ministry, the ministry is the origin. A spokesperson and the body \
             represented are one origin. A statement made again or relayed is a repeat and does not raise the count. \
             Unnamed sources are distinguished by the source that relayed them first; whether they are independent is \
             unknown.",
        ],
    );
    section_ui(
        ui,
        "Chips on a card",
        &[
            "contested: at least one origin supports it, and at least one denies or doubts it.",
            "single source: all statements for or against it come from one origin.",
            "self-serving: all its supporters belong to the side that it favours.",
            "against interest: a source makes a statement that favours another side than its own.",
            "dissent within side: two origins of one side take opposite positions on it.",
        ],
    );
    section_ui(
        ui,
        "Your grades: the Admiralty code",
        &["Sources get a letter for reliability, claims a number for credibility; grade them independently."],
    );
    for grade in Reliability::ALL {
        weak_ui(ui, &format!("{}  {}", grade.letter(), grade.label()));
    }
    for grade in Credibility::ALL {
        weak_ui(ui, &format!("{}  {}", grade.number(), grade.label()));
    }
    line_ui(ui, "F and 6 mean “cannot be judged”; they are neither the low end of the scale nor its middle.");
    line_ui(ui, "A filled grade is yours. An outlined grade is only a suggestion.");
    section_ui(
        ui,
        "The as-of line",
        &[
            "With the line on a day, cards, map and panels show only statements made by the end of that day. A statement \
             counts from the end of the span in which it was made: one made on Monday counts as known once Monday is \
             over. Your own grades and notes are always shown.",
        ],
    );
    section_ui(
        ui,
        "Sides",
        &[
            "The dataset's author decided which side a source belongs to and whom a claim favours. The same rules apply \
             to every side.",
        ],
    );
}

fn mapping_source(stance: Stance) -> &'static str {
    match stance {
        Stance::Supports => "says that the claim is true",
        Stance::Denies => "says that the claim is false",
        Stance::Doubts => "questions it without denying it",
        Stance::CannotVerify => "tried or was asked to verify it, and could not",
        Stance::NoComment => "declined to comment",
        Stance::Comments => "comments on it without taking a position",
        Stance::Unstated => "is listed as a source without a stance",
    }
}
