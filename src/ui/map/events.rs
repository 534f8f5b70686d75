//! Events of a table on the map beyond their density: single marks if few are visible, and the tooltip under the
//! pointer.

use egui::{Pos2, Response, Ui, pos2, vec2};

use super::projection::Projection;
use crate::app::{Action, Here, OpenTable, Selection};
use crate::ui::panel::Cx;
use crate::ui::theme::Tokens;
use crate::ui::widgets::{bidi_visual, sanitize};
use counterclaim_engine::number;
use counterclaim_model::{EventField, EventId, Id as _, SECS_PER_DAY, moment_label};
use counterclaim_query::Viewport;

/// With fewer visible events than this, each has a mark of its own.
pub const FEW: u64 = 2000;
/// The largest distance of an event from the pointer, in points.
const REACH: f32 = 7.0;
/// Radius of a mark without deaths, and of the largest, in points.
const MARK: f32 = 4.0;
const LARGEST: f32 = 11.0;
/// How much wider the dark disc under a mark is.
const EDGE: f32 = 1.2;

/// State kept from frame to frame.
#[derive(Default)]
pub struct EventLayer {
    marks: Vec<(Pos2, f32)>,
    marks_key: Option<(Projection, u64)>,
    here: Option<Here>,
    here_key: Option<(Pos2, Projection, u64)>,
}

/// The part of the plane that a projection shows, in cells of one point.
pub fn viewport(projection: &Projection) -> Viewport {
    let rect = projection.rect;
    let corner = projection.plane_from_screen(rect.left_top());
    let width = rect.width().max(1.0) as usize;
    let height = rect.height().max(1.0) as usize;
    Viewport { left: corner.x, top: corner.y, scale: projection.scale, width, height }
}

impl EventLayer {
    /// Paints single events; a light disc over a dark one is cheaper than a stroke.
    pub fn paint(&mut self, ui: &Ui, table: &OpenTable, projection: &Projection, in_sight: u64, tokens: &Tokens) {
        if in_sight >= FEW {
            return;
        }
        let key = (*projection, table.revision());
        if self.marks_key != Some(key) {
            let viewport = viewport(projection);
            self.marks = table.in_sight(viewport).into_iter().filter_map(|id| mark(table, id, projection)).collect();
            self.marks_key = Some(key);
        }
        for (at, radius) in &self.marks {
            ui.painter().circle_filled(*at, radius + EDGE, tokens.surface);
            ui.painter().circle_filled(*at, *radius, tokens.accent);
        }
    }

    /// The tooltip for the events under the pointer; a click selects the nearest event.
    pub fn pointer_ui(
        &mut self,
        ui: &Ui,
        cx: &mut Cx<'_>,
        table: &OpenTable,
        canvas: Response,
        projection: &Projection,
    ) {
        let pointer = ui.pointer_hover_pos().filter(|at| canvas.contains_pointer() && projection.rect.contains(*at));
        let Some(pointer) = pointer.filter(|_| !canvas.dragged()) else {
            return;
        };
        let key = (pointer, *projection, table.revision());
        if self.here_key != Some(key) {
            let at = pointer - projection.rect.left_top();
            let at = (f64::from(at.x), f64::from(at.y), f64::from(REACH));
            self.here = table.here(viewport(projection), at);
            self.here_key = Some(key);
        }
        let Some(here) = &self.here else {
            return;
        };
        if canvas.clicked() {
            cx.push(Action::Select(Selection::Event(here.nearest)));
        }
        canvas.on_hover_ui_at_pointer(|ui| tip_ui(ui, table, here));
    }
}

fn mark(table: &OpenTable, id: EventId, projection: &Projection) -> Option<(Pos2, f32)> {
    let columns = table.table().columns();
    let x = *columns.lon_deg.get(id.index())?;
    let y = *columns.northing.get(id.index())?;
    let at = projection.screen_from_plane(super::projection::Plane { x: f64::from(x), y: f64::from(y) });
    let deaths = table.table().event(id)?.fatalities.unwrap_or(0);
    Some((pos2(at.x, at.y), (MARK + (deaths as f32).sqrt()).min(LARGEST)))
}

fn tip_ui(ui: &mut Ui, table: &OpenTable, here: &Here) {
    let words =
        if here.count == 1 { "1 event here".to_owned() } else { format!("{} events here", number(here.count as f64)) };
    ui.strong(words);
    for (what, list) in [("By type", &here.types), ("By source", &here.sources)] {
        let list: Vec<String> = list.iter().map(|(name, count)| format!("{} {count}", sanitize(name))).collect();
        if !list.is_empty() {
            let of = if here.named < here.count {
                format!(" (the nearest {})", number(here.named as f64))
            } else {
                String::new()
            };
            ui.label(format!("{what}{of}: {}", list.join(", ")));
        }
    }
    if let Some(latest) = table.table().event(here.latest) {
        let day = latest.day.map(|day| moment_label(i64::from(day) * SECS_PER_DAY, 0));
        let day = day.as_deref().and_then(|words| words.split(',').next()).unwrap_or("no date");
        ui.label(format!("Latest, {day}: {}", bidi_visual(ui, &latest.proposition())));
        let place = latest.text(EventField::Admin1);
        if !place.is_empty() {
            ui.weak(bidi_visual(ui, place));
        }
    }
    ui.weak("Click to select the nearest; Shift-drag to show only a part");
    ui.set_max_size(vec2(360.0, 400.0));
}
