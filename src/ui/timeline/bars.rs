//! Bars for lanes with very many statements or events: how many fall on each interval.

use egui::{Mesh, Rect, Ui, pos2, vec2};

use super::scale::Scale;
use crate::ui::theme;
use crate::ui::widgets::elided;
use counterclaim_engine::number;
use counterclaim_model::SECS_PER_DAY;

/// Width of a bar, in points.
const BAR: f32 = 3.0;
/// Room above the tallest bar, in points.
const ROOM: f32 = 16.0;

/// Counts of `N` kinds for each bar, from the left edge of the visible range.
#[derive(Clone, Debug, PartialEq)]
pub struct Bars<const N: usize> {
    counts: Vec<[u32; N]>,
    left: f32,
    /// The total of the tallest bar, over all kinds.
    most: u32,
}

impl<const N: usize> Bars<N> {
    /// Counts the items at some screen positions, each of a kind below `N`.
    pub fn new(rect: Rect, items: impl Iterator<Item = (f32, usize)>) -> Self {
        let columns = (rect.width() / BAR).ceil().max(1.0) as usize;
        let mut counts = vec![[0; N]; columns];
        for (x, kind) in items {
            let column = ((x - rect.left()) / BAR).max(0.0) as usize;
            if let Some(count) = counts.get_mut(column.min(columns - 1)).and_then(|column| column.get_mut(kind)) {
                *count += 1;
            }
        }
        let most = counts.iter().map(|column| column.iter().sum()).max().unwrap_or(0);
        Self { counts, left: rect.left(), most }
    }

    /// Paints the bars from the bottom of a lane, the first kind lowest.
    pub fn paint(&self, ui: &Ui, rect: Rect, colors: [egui::Color32; N]) {
        let room = (rect.height() - ROOM).max(4.0);
        let mut mesh = Mesh::default();
        for (at, column) in self.counts.iter().enumerate() {
            let left = self.left + at as f32 * BAR;
            let mut bottom = rect.bottom();
            for (count, color) in column.iter().zip(colors).filter(|(count, _)| **count > 0) {
                // A single item among very many stays visible.
                let height = (room * *count as f32 / self.most.max(1) as f32).max(1.0);
                let bar = Rect::from_min_max(pos2(left, bottom - height), pos2(left + BAR - 0.5, bottom));
                mesh.add_colored_rect(bar, color);
                bottom -= height;
            }
        }
        ui.painter().add(mesh);
    }

    /// Labels the corner of a lane with the value of the tallest bar.
    pub fn label(&self, ui: &Ui, rect: Rect, scale: &Scale, what: &str) {
        let tokens = theme::tokens(ui);
        let words = format!("at most {} {what} in {}", number(f64::from(self.most)), span_label(self.span_s(scale)));
        let galley = elided(ui, &words, theme::plain(theme::SMALL), tokens.text_weak, rect.width());
        let at = rect.right_top() + vec2(-galley.size().x - 4.0, 1.0);
        ui.painter().rect_filled(Rect::from_min_size(at, galley.size()).expand(2.0), 2.0, tokens.surface);
        ui.painter().galley(at, galley, tokens.text_weak);
    }

    /// The counts of the bar at a position, and its interval; `None` if it is empty.
    pub fn at(&self, x: f32, scale: &Scale) -> Option<([u32; N], (i64, i64))> {
        let column = ((x - self.left) / BAR).floor();
        let counts = self.counts.get(column.max(0.0) as usize).filter(|_| column >= 0.0)?;
        let left = self.left + column * BAR;
        counts.iter().any(|count| *count > 0).then(|| (*counts, (scale.secs(left), scale.secs(left + BAR))))
    }

    fn span_s(&self, scale: &Scale) -> i64 {
        scale.secs(self.left + BAR) - scale.secs(self.left)
    }
}

/// `3 hours`, `12 days`: about how long a bar lasts.
fn span_label(span_s: i64) -> String {
    let hours = span_s as f64 / 3600.0;
    let days = span_s as f64 / SECS_PER_DAY as f64;
    let (count, unit) = match (hours, days) {
        (hours, _) if hours < 48.0 => (hours, "hour"),
        (_, days) if days < 60.0 => (days, "day"),
        (_, days) if days < 730.0 => (days / 30.44, "month"),
        (_, days) => (days / 365.25, "year"),
    };
    let count = count.round().max(1.0);
    format!("{count} {unit}{}", if count == 1.0 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_in_one_bar_and_the_bar_under_a_point_tells_it() {
        let rect = Rect::from_min_max(pos2(10.0, 0.0), pos2(40.0, 50.0));
        let bars = Bars::<2>::new(rect, [(10.0, 0), (12.9, 1), (13.0, 1), (40.0, 0), (99.0, 0)].into_iter());
        let scale = Scale::of_days(Some((0, 30 * SECS_PER_DAY)), (0, 30), rect);
        assert_eq!(bars.at(11.0, &scale), Some(([1, 1], (0, 3 * SECS_PER_DAY))));
        assert_eq!(bars.at(14.0, &scale).map(|(counts, _)| counts), Some([0, 1]));
        assert_eq!(bars.at(20.0, &scale), None);
        assert_eq!(bars.at(39.0, &scale).map(|(counts, _)| counts), Some([2, 0]));
        assert_eq!((bars.at(9.0, &scale), bars.at(41.0, &scale), bars.most), (None, None, 2));
    }

    #[test]
    fn the_length_of_a_bar_is_told_in_a_unit_that_fits() {
        let told = [600, 7200, 3 * SECS_PER_DAY, 61 * SECS_PER_DAY, 800 * SECS_PER_DAY].map(span_label);
        assert_eq!(told, ["1 hour", "2 hours", "3 days", "2 months", "2 years"]);
    }
}
