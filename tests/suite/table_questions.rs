//! What can be asked of an event table in the whole window beyond its list: circles, facets, one's own work.

use counterclaim::app::{Area, OpenTable};
use counterclaim_engine::measure;
use counterclaim_model::Position;
use egui::{Key, vec2};

use crate::table_window::{COUNT, drag_on_map, opened, table, written};
use crate::window::Window;

/// How many events of the table lie within a distance of a point, by measuring each.
fn within(table: &OpenTable, center: Position, radius_km: f64) -> usize {
    let columns = table.table().columns();
    let places = columns.lon_deg.iter().zip(&columns.lat_deg);
    let positions = places.filter_map(|(lon, lat)| Position::new(f64::from(*lon), f64::from(*lat)));
    positions.filter(|at| measure(center, *at).distance_km <= radius_km).count()
}

fn circle(window: &Window) -> (Position, f64) {
    match table(window).area() {
        Some(Area::Circle(circle)) => (circle.center, circle.radius_km),
        other => panic!("no circle is asked for but {other:?}"),
    }
}

#[test]
fn a_circle_is_drawn_on_the_map_and_holds_what_lies_within_its_distance_on_the_ground() {
    let (_folder, mut window) = opened();
    window.click_containing("Draw: Circle");
    drag_on_map(&mut window, (0.3, 0.5), (0.45, 0.6));
    let (center, radius_km) = circle(&window);
    let expected = within(table(&window), center, radius_km);
    assert!(expected > 0 && expected < COUNT, "{expected}");
    assert_eq!(table(&window).shown(), expected);
    assert!(window.shows("Remove filter: within"), "its chip says the radius");
    window.click_containing("Remove filter: within");
    assert_eq!(table(&window).shown(), COUNT);
}

#[test]
fn a_circle_around_the_selected_event_is_asked_for_by_key() {
    let (_folder, mut window) = opened();
    window.press(Key::L);
    window.press(Key::ArrowDown);
    window.press(Key::C);
    assert!(window.shows("The selected event, at Port 299"));
    window.press_ctrl(Key::A);
    window.type_text("0");
    window.press(Key::Enter);
    assert!(window.shows("a radius is above 0"), "a radius of nothing is refused");
    window.press_ctrl(Key::A);
    window.type_text("300");
    window.press(Key::Enter);
    let (center, radius_km) = circle(&window);
    assert!((radius_km - 300.0).abs() < 1e-9);
    let expected = within(table(&window), center, radius_km);
    assert!(expected > 1 && expected < COUNT, "{expected}");
    assert_eq!(table(&window).shown(), expected);
    assert!(window.shows("Remove filter: within 300\u{a0}km of Port 299"));
    window.press(Key::C);
    window.click("Show everywhere");
    assert_eq!(table(&window).shown(), COUNT);
}

/// A window so tall that every facet is in sight.
fn opened_tall() -> (tempfile::TempDir, Window) {
    let folder = tempfile::tempdir().expect("a folder");
    let window = Window::on_table(&written(folder.path()), vec2(1440.0, 3600.0));
    (folder, window)
}

#[test]
fn an_actor_is_found_by_typing_and_counts_on_either_side() {
    let (_folder, mut window) = opened_tall();
    assert!(window.shows("Actor on either side · 6"), "five who stand second and the one who stands first");
    window.click_containing("Actor on either side");
    window.click_containing("Actor on either side: Blue Column 3, 60 events");
    assert_eq!(table(&window).shown(), 60);
    assert!(window.shows("Actor on either side: Red Guard, 300 events"), "what choosing another would show");
    window.click_containing("Actor on either side: Red Guard");
    assert_eq!(table(&window).shown(), COUNT, "either will do");
    window.click_containing("Remove filter: Red Guard");
    assert_eq!(table(&window).shown(), 60);
    window.click_containing("Kind of actor");
    assert!(window.shows("Kind of actor: state forces (1), 60 events"), "its counts follow the other filters");
}

#[test]
fn how_many_sources_and_deaths_an_event_has_can_be_asked_for() {
    let (_folder, mut window) = opened_tall();
    window.click_containing("Stances");
    assert!(window.shows("Stances: not stated: several sources listed, 285 events"));
    window.click_containing("Stances: no source listed, 15 events");
    assert_eq!(table(&window).shown(), 15);
    window.click_containing("Deaths");
    assert!(window.shows("Deaths: none, 10 events"), "every third event has deaths");
    window.click_containing("Remove filter: stances: no source listed");
    window.click_containing("Deaths: 1 to 9, 100 events");
    assert_eq!(table(&window).shown(), 100);
}

#[test]
fn what_is_shown_of_ones_own_work_follows_what_is_done_next() {
    let (_folder, mut window) = opened();
    window.press(Key::L);
    window.press(Key::ArrowDown);
    window.press(Key::Num2);
    window.press(Key::ArrowDown);
    window.press(Key::Num3);
    window.press(Key::G);
    assert_eq!(table(&window).shown(), 2);
    window.press(Key::Num0);
    assert_eq!(table(&window).shown(), 1, "the grade that was taken away was all there was");
    window.press_ctrl(Key::Z);
    assert_eq!(table(&window).shown(), 2, "an undo is followed too");
    window.press(Key::N);
    window.type_text("Seen on film");
    window.press(Key::Escape);
    window.press(Key::Num0);
    assert_eq!(table(&window).shown(), 2, "a note is work");
}

#[test]
fn the_window_says_why_a_table_has_no_as_of_line() {
    let (_folder, mut window) = opened();
    assert!(window.shows("Not available: this file has no reporting dates"));
    window.press(Key::K);
    assert_eq!(window.harness.state().state().view().as_of_s, None);
}
