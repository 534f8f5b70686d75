//! What can be asked of an event table in the whole window beyond its list: circles, facets, one's own work.

use counterclaim::app::{Area, OpenTable};
use counterclaim::engine::measure;
use counterclaim::model::Position;
use egui::Key;

use crate::table_window::{COUNT, drag_on_map, opened, table};
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
