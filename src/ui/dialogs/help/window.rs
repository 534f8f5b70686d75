//! What the words, marks and counts of the window mean.

use egui::{Sense, Ui, vec2};

use super::section_ui;
use crate::ui::theme;
use crate::ui::widgets::{line_ui, paint_mark, weak_ui};
use counterclaim_model::{Credibility, Reliability, Stance};

/// Draws what the marks, chips, counts and grades of the window mean.
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
            ui.label(format!("{}: {}", stance.label(), meaning(stance)));
        });
    }
    section_ui(
        ui,
        "Origins and echoes",
        &[
            "We count origins, not articles. The origin is whoever stands at the end of the chain: a paper that quotes an \
             agency that quotes a ministry has the ministry as its origin. A spokesperson and the body behind are one \
             origin. Saying the same again, or passing it on, is an echo and raises no count. Unnamed sources are told \
             apart by who carried them first; whether they are independent is not known.",
        ],
    );
    section_ui(
        ui,
        "Chips on a card",
        &[
            "contested: someone supports it, someone denies or doubts it.",
            "single origin: all that is said for or against it goes back to one origin.",
            "self-serving: everyone who supports it belongs to the side that it helps.",
            "against interest: someone says what helps the other side.",
            "same side dissents: two origins of one side stand on different sides of it.",
        ],
    );
    section_ui(
        ui,
        "Your grades: the Admiralty code",
        &["Sources get a letter for their reliability, claims a number for their credibility; judge them apart."],
    );
    for grade in Reliability::ALL {
        weak_ui(ui, &format!("{}  {}", grade.letter(), grade.label()));
    }
    for grade in Credibility::ALL {
        weak_ui(ui, &format!("{}  {}", grade.number(), grade.label()));
    }
    line_ui(ui, "F and 6 mean that it cannot be judged; they are not the low end, and not the middle.");
    line_ui(ui, "A filled grade is yours. An outlined one is only suggested, and sets nothing.");
    section_ui(
        ui,
        "The as-of line",
        &["With the line on a day, cards, map and panels show only what had been said by the end of that day. A \
             statement counts from the end of the span in which it was made: one made on Monday is known when Monday is \
             over. Your own grades and notes are always shown."],
    );
    section_ui(
        ui,
        "Sides",
        &[
            "Which side a source belongs to, and whom a claim helps, is the judgement of the dataset's author. The same \
             rules hold for every side.",
        ],
    );
}

fn meaning(stance: Stance) -> &'static str {
    match stance {
        Stance::Supports => "says that it is so",
        Stance::Denies => "says that it is not so",
        Stance::Doubts => "questions it without denying it",
        Stance::CannotVerify => "tried or was asked, and could not tell",
        Stance::NoComment => "would not say",
        Stance::Comments => "speaks about it without taking a stand",
        Stance::Unstated => "is only listed as a source",
    }
}
