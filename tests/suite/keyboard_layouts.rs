//! Digits as shortcuts on keyboards of other layouts: by their sign or, where that needs Shift, by the place of the key.

use counterclaim_model::Credibility;
use egui::{Event, Key, Modifiers};

use crate::window::Window;

/// A key as a layout has it: what egui takes it for, where it lies, and the text that it types.
type Pressed = (Key, Key, &'static str);

fn press(window: &mut Window, (key, place, text): Pressed, modifiers: Modifiers) {
    let event = |pressed| Event::Key { key, physical_key: Some(place), pressed, repeat: false, modifiers };
    window.harness.event(Event::ModifiersChanged(modifiers));
    window.harness.event(event(true));
    window.harness.event(Event::Text(text.to_owned()));
    window.harness.event(event(false));
    window.harness.event(Event::ModifiersChanged(Modifiers::NONE));
    window.settle();
}

fn grade(window: &Window) -> Option<Credibility> {
    let state = window.harness.state().state();
    let claim = state.dataset()?.claim(state.view().claim?).key;
    state.judgement()?.claim_credibility(claim)
}

fn check(window: &mut Window, layout: &str, keys: [Pressed; 7], modifiers: Modifiers) {
    for (number, key) in (0..=6).zip(keys).rev() {
        press(window, key, modifiers);
        assert_eq!(grade(window), Credibility::from_number(number), "{layout}, the key of {number}: {key:?}");
    }
}

const PLACES: [Key; 7] = [Key::Num0, Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6];
const DIGITS: [&str; 7] = ["0", "1", "2", "3", "4", "5", "6"];

/// Each digit where its place is.
fn digits() -> [Pressed; 7] {
    std::array::from_fn(|at| (PLACES[at], PLACES[at], DIGITS[at]))
}

/// Without Shift; egui takes a sign that it does not know for the key of that place.
fn azerty() -> [Pressed; 7] {
    let mut keys = digits();
    for (key, text) in keys.iter_mut().zip(["à", "&", "é", "\"", "'", "(", "-"]) {
        key.2 = text;
    }
    keys[4].0 = Key::Quote;
    keys[6].0 = Key::Minus;
    keys
}

#[test]
fn grades_are_given_by_digits_on_keyboards_of_every_layout() {
    let mut window = Window::on_example();
    check(&mut window, "QWERTY, Dvorak or a Cyrillic layout", digits(), Modifiers::NONE);
    check(&mut window, "AZERTY", azerty(), Modifiers::NONE);
    check(&mut window, "AZERTY with Shift", digits(), Modifiers::SHIFT);
    let mut czech = digits();
    czech[1].0 = Key::Plus;
    czech[1].2 = "+";
    check(&mut window, "Czech", czech, Modifiers::NONE);
    // A layout of its own order: the sign counts, not the place.
    let mut other = digits();
    for (at, key) in other.iter_mut().enumerate() {
        key.1 = PLACES[(at + 2) % 7];
    }
    check(&mut window, "digits in another order", other, Modifiers::NONE);
}

#[test]
fn a_digit_without_its_sign_does_not_zoom_the_map() {
    let mut window = Window::on_example();
    window.press(Key::M);
    let camera = |window: &Window| window.harness.state().state().view().camera;
    press(&mut window, (Key::Plus, Key::Plus, "+"), Modifiers::NONE);
    let before = camera(&window);
    assert!(before.is_some(), "the map has the keyboard");
    press(&mut window, azerty()[6], Modifiers::NONE);
    assert_eq!((grade(&window), camera(&window)), (Some(Credibility::Six), before));
    press(&mut window, (Key::Minus, Key::Minus, "-"), Modifiers::NONE);
    assert_ne!(camera(&window), before);
    assert_eq!(grade(&window), Some(Credibility::Six));
}

#[test]
fn keys_of_the_number_pad_that_move_about_grade_nothing() {
    let mut window = Window::on_example();
    let claim = |window: &Window| window.harness.state().state().view().claim;
    let first = claim(&window);
    press(&mut window, (Key::ArrowDown, Key::Num2, ""), Modifiers::NONE);
    assert_ne!(claim(&window), first);
    assert_eq!(grade(&window), None);
}

#[test]
fn a_text_takes_the_signs_on_the_keys_of_digits() {
    let mut window = Window::on_example();
    window.press(Key::N);
    for key in azerty().into_iter().chain(digits()) {
        press(&mut window, key, Modifiers::NONE);
    }
    let state = window.harness.state().state();
    let claim = state.dataset().expect("a dataset").claim(state.view().claim.expect("a claim")).key;
    let target = counterclaim_model::Target::Claim(claim.into());
    assert_eq!(state.judgement().and_then(|own| own.note(&target)), Some("à&é\"'(-0123456"));
    assert_eq!(grade(&window), None);
}
