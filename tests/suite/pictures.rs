//! A few pictures of the window, drawn on the CPU; `UPDATE_SNAPSHOTS=1 cargo test` writes them anew.

use counterclaim::app::Loaded;
use counterclaim::shell::picture::{PictureOptions, picture};
use counterclaim::shell::{cli, examples};
use egui_kittest::{SnapshotOptions, image_snapshot_options};

use crate::support::in_package;

/// Pixels that may differ: none should, but another processor may round a blend the other way.
const MAX_FAILED: usize = 40;

fn compare(name: &str, size: [u32; 2], pixels_per_point: f32, dark: bool) {
    let example = examples::load("kurakhove-report").expect("the example");
    let options = PictureOptions {
        size,
        pixels_per_point,
        dark,
        select: Some("captured".to_owned()),
        as_of: None,
        layers: Vec::new(),
    };
    let picture = picture(Loaded::Dataset(example), "tester", &options).expect("a picture");
    let limits = SnapshotOptions::new().output_path("tests/snapshots").max_failed_pixels(MAX_FAILED);
    image_snapshot_options(&picture, name, &limits);
}

#[test]
fn the_window_in_the_light() {
    compare("window_light", [1280, 800], 1.0, false);
}

#[test]
fn the_window_in_the_dark() {
    compare("window_dark", [1280, 800], 1.0, true);
}

#[test]
fn a_window_with_two_columns() {
    compare("two_columns", [900, 620], 1.0, false);
}

#[test]
fn right_to_left_text_in_the_dark() {
    let loaded = cli::load(Some(&in_package("tests/fixtures/scripts/right-to-left.csv"))).expect("the fixture");
    let select = Some("2".to_owned());
    let options = PictureOptions {
        size: [1280, 800],
        pixels_per_point: 1.0,
        dark: true,
        select,
        as_of: None,
        layers: Vec::new(),
    };
    let picture = picture(loaded, "tester", &options).expect("a picture");
    let limits = SnapshotOptions::new().output_path("tests/snapshots").max_failed_pixels(MAX_FAILED);
    image_snapshot_options(&picture, "right_to_left", &limits);
}

#[test]
fn a_small_window_at_twice_the_scale() {
    compare("small_twice", [640, 360], 2.0, true);
}
