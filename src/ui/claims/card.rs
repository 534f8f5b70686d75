//! The card of one claim: proposition, place, time, stances, and the analyst's grade.

use egui::{Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::app::{Computed, OpenLayer, State, has_figure};
use crate::ui::theme;
use crate::ui::widgets::{
    BADGE, LAYER_BADGE, chip_width, elided, layer_label, marked_galley, paint_belief, paint_chip, paint_grade,
    paint_ground, paint_layer, paint_suggestion, paint_tally, sanitize, tally_label,
};
use counterclaim_engine::ClaimAssessment;
use counterclaim_model::{Claim, ClaimId, Dataset, Target};

/// The height of a card in long lists, where cards are not measured one by one, in points.
pub const USUAL_HEIGHT: f32 = 130.0;

const PADDING: f32 = 10.0;
const ROW: f32 = 20.0;
const CHIP_ROW: f32 = 22.0;
/// Room for the analyst's grade and the suggestion beside it.
const BADGE_ROOM: f32 = 2.0 * BADGE.x + 10.0;
/// The largest width of the belief bar, and its height.
const BAR: egui::Vec2 = vec2(132.0, 6.0);
const LEAST_BAR: f32 = 64.0;
const MAX_TITLE_ROWS: usize = 3;

/// What a card shows.
pub struct Card<'a> {
    claim: Claim<'a>,
    dataset: &'a Dataset,
    assessed: &'a ClaimAssessment,
    grade: Option<u8>,
    computed: Computed,
    /// Whether the estimate is from before the last change.
    is_stale: bool,
    tags: Vec<&'a str>,
    has_note: bool,
    /// Set if more than one layer is open.
    layer: Option<&'a OpenLayer>,
    /// The words of the search.
    words: Vec<String>,
}

impl<'a> Card<'a> {
    pub fn new(state: &'a State, id: ClaimId) -> Option<Self> {
        let dataset = state.dataset()?;
        let claim = dataset.claim(id);
        let target = Target::Claim(claim.key.into());
        let judgement = state.judgement();
        Some(Self {
            claim,
            dataset,
            assessed: state.assessment().claim(id),
            grade: judgement.and_then(|own| own.claim_credibility(claim.key)).map(|grade| grade.number()),
            computed: state.computed(id),
            is_stale: state.figures_are_stale(),
            tags: judgement.map(|own| own.tags(&target).collect()).unwrap_or_default(),
            has_note: judgement.is_some_and(|own| own.note(&target).is_some()),
            layer: state.document().and_then(|document| document.layer(dataset.layer_of_claim(id))),
            words: state.view().filter.words(),
        })
    }

    /// The height of the card at a width, in points.
    pub fn height(&self, ui: &Ui, width: f32) -> f32 {
        let chips = self.chip_rows(ui, width) as f32 * CHIP_ROW;
        2.0 * PADDING + self.title(ui, width).size().y + self.rows() * ROW + chips + 2.0
    }

    /// Draws the card and handles clicks.
    pub fn ui(&self, ui: &mut Ui, rect: Rect, is_selected: bool) -> Response {
        let tokens = theme::tokens(ui);
        let response = ui.interact(rect, ui.scope_id().with(("card", self.claim.key)), Sense::click());
        paint_ground(ui, rect, &response, is_selected);
        ui.painter().hline(rect.x_range(), rect.bottom(), Stroke::new(1.0, tokens.line));

        let inner = rect.shrink2(vec2(theme::MARGIN, PADDING));
        let title = self.title(ui, rect.width());
        let mut y = inner.top() + title.size().y + 2.0;
        ui.painter().galley(inner.left_top(), title, tokens.text);
        let own = paint_grade(ui.painter(), inner.right_top(), self.grade.map(|grade| grade.to_string()), tokens);
        if let Some(likelihood) = self.computed.likelihood() {
            let left_of_it = own.left_top() - vec2(2.0, 0.0);
            paint_suggestion(ui.painter(), left_of_it, likelihood.suggested.number(), tokens);
        }

        let mut left = inner.left();
        if let Some(layer) = self.layer {
            let middle = pos2(left + LAYER_BADGE.x / 2.0, y + ROW / 2.0 - 1.0);
            left = paint_layer(ui.painter(), middle, layer, tokens).right() + theme::GAP;
        }
        let room = inner.right() - left;
        let place = elided(ui, &self.place_line(), theme::plain(theme::SMALL), tokens.text_weak, room);
        ui.painter().galley(pos2(left, y + 2.0), place, tokens.text_weak);
        y += ROW;
        if self.computed != Computed::Nothing {
            self.paint_computed(ui, Rect::from_min_size(pos2(inner.left(), y), vec2(inner.width(), ROW)));
            y += ROW;
        }
        let tally_end = paint_tally(ui, pos2(inner.left(), y + ROW / 2.0), self.assessed.stances, tokens);
        let counts =
            elided(ui, &self.counts_label(), theme::plain(theme::SMALL), tokens.text_weak, inner.right() - tally_end);
        let at = pos2(inner.right() - counts.size().x, y + ROW / 2.0 - counts.size().y / 2.0);
        ui.painter().galley(at, counts, tokens.text_weak);
        y += ROW;
        self.paint_chips(ui, Rect::from_min_max(pos2(inner.left(), y + 1.0), inner.right_bottom()));

        response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_selected, self.accessible_name()));
        response
    }

    fn title(&self, ui: &Ui, width: f32) -> std::sync::Arc<egui::Galley> {
        let color = theme::tokens(ui).text;
        let room = width - 2.0 * theme::MARGIN - BADGE_ROOM;
        let style = (theme::strong(theme::BODY), color);
        marked_galley(ui, self.claim.proposition, &self.words, style, room, MAX_TITLE_ROWS)
    }

    /// Rows between title and chips: place, estimate, tally.
    fn rows(&self) -> f32 {
        if self.computed == Computed::Nothing { 2.0 } else { 3.0 }
    }

    /// The bar with the word and the percentage of the estimate.
    fn paint_computed(&self, ui: &Ui, row: Rect) {
        let tokens = theme::tokens(ui);
        let words = self.computed.label().unwrap_or_default();
        if self.computed.is_hidden() {
            let words = elided(ui, &words, theme::plain(theme::SMALL), tokens.text_weak, row.width());
            ui.painter().galley(pos2(row.left(), row.center().y - words.size().y / 2.0), words, tokens.text_weak);
            return;
        }
        // An estimate that is being recalculated is drawn weakly, with an ellipsis.
        let (words, color) =
            if self.is_stale { (format!("{words} …"), tokens.text_weak) } else { (words, tokens.text) };
        let words = elided(ui, &words, theme::plain(theme::SMALL), color, row.width() - LEAST_BAR - theme::GAP);
        let at = pos2(row.right() - words.size().x, row.center().y - words.size().y / 2.0);
        ui.painter().galley(at, words, color);
        // In a narrow column the bar is left out for the text.
        let width = (at.x - theme::GAP - row.left()).clamp(LEAST_BAR, BAR.x);
        let bar = Rect::from_min_size(pos2(row.left(), row.center().y - BAR.y / 2.0), vec2(width, BAR.y));
        paint_belief(ui.painter(), bar, self.computed.likelihood(), tokens);
    }

    fn place_line(&self) -> String {
        let mut parts = Vec::new();
        if let Some(place) = self.claim.place {
            parts.push(self.dataset.place(place).name.to_owned());
        }
        parts.push(self.claim.kind.label().to_owned());
        parts.extend(self.claim.time.map(|time| time.label()));
        parts.join(" · ")
    }

    fn counts_label(&self) -> String {
        let plural = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
        format!("{} · {}", plural(self.assessed.statements, "statement"), plural(self.assessed.origins, "origin"))
    }

    /// The chips, in a fixed order, then the analyst's own tags.
    fn chips(&self) -> Vec<String> {
        let assessed = self.assessed;
        let marks = [
            (assessed.is_contested(), "contested"),
            (assessed.same_side_dissents, "dissent within side"),
            (assessed.against_interest, "against interest"),
            (assessed.has_single_origin(), "single source"),
            (assessed.self_serving, "self-serving"),
            (assessed.measured.is_some(), "measured"),
            (has_figure(assessed, self.dataset), "figure"),
            (self.has_note, "note"),
        ];
        let marks = marks.into_iter().filter(|(holds, _)| *holds).map(|(_, words)| words.to_owned());
        let settled = self.computed.likelihood().and_then(|likelihood| likelihood.settled);
        let settled = settled.map(|is_true| format!("verdict: {is_true}"));
        settled.into_iter().chain(marks).chain(self.tags.iter().map(|tag| format!("#{}", sanitize(tag)))).collect()
    }

    fn chip_rows(&self, ui: &Ui, width: f32) -> usize {
        let room = width - 2.0 * theme::MARGIN;
        let mut rows = 0;
        let mut x = f32::INFINITY;
        for chip in self.chips() {
            let chip = chip_width(ui, &chip);
            if x + chip > room {
                rows += 1;
                x = 0.0;
            }
            x += chip + theme::GAP;
        }
        rows
    }

    fn paint_chips(&self, ui: &Ui, room: Rect) {
        let tokens = theme::tokens(ui);
        let mut x = room.left();
        let mut y = room.top();
        for chip in self.chips() {
            if x > room.left() && x + chip_width(ui, &chip) > room.right() {
                x = room.left();
                y += CHIP_ROW;
            }
            if y + CHIP_ROW > room.bottom() + PADDING {
                return;
            }
            x = paint_chip(ui, pos2(x, y + 2.0), &chip, tokens).right() + theme::GAP;
        }
    }

    /// The card for screen readers.
    fn accessible_name(&self) -> String {
        let grade = self.grade.map_or_else(|| "ungraded".to_owned(), |grade| format!("your grade {grade}"));
        let words = tally_label(self.assessed.stances);
        let mut parts =
            vec![sanitize(self.claim.proposition).into_owned(), self.place_line(), words, self.counts_label(), grade];
        parts.extend(self.computed.label());
        let suggested = self.computed.likelihood().map(|likelihood| likelihood.suggested.number());
        parts.extend(suggested.map(|grade| format!("suggested {grade}")));
        parts.extend(self.layer.map(layer_label));
        parts.extend(self.chips());
        parts.join(", ")
    }
}
