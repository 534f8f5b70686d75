//! Right-to-left text, which egui draws letter by letter correctly and word by word in the wrong order.
//!
//! egui shapes each run of one font by itself and sets runs from left to right.
//! So lines are broken here, the pieces of each line are put in the order of the Unicode Bidirectional Algorithm
//! (UAX #9), and each piece becomes a section of its own: a word of letters is left to the shaper, which turns it
//! around; figures are never turned.

use std::borrow::Cow;
use std::ops::Range;

use egui::Ui;
use egui::text::{ByteIndex, LayoutJob, LayoutSection, TextFormat};
use unicode_bidi::{BidiClass, BidiInfo, Level, bidi_class};

/// A piece of a line that is drawn unchanged.
#[derive(Debug, Eq, PartialEq)]
struct Piece<'a> {
    /// Its range in the text, in bytes.
    range: Range<usize>,
    drawn: Cow<'a, str>,
}

/// How a text is drawn: plain, and for search hits.
pub struct Formats {
    pub plain: TextFormat,
    pub found: TextFormat,
}

/// Whether a text has letters that are written from right to left.
pub fn is_needed(text: &str) -> bool {
    text.chars().any(|character| character >= '\u{590}' && is_letter(character))
}

/// A text without line breaks, reordered so that egui draws it correctly in one section.
///
/// There the shaper reverses consecutive Arabic digits, so they are reversed here beforehand.
pub fn in_one_line(text: &str) -> String {
    let (seen, direction) = seen(text);
    let info = BidiInfo::new(&seen, direction);
    let lines = info.paragraphs.iter().map(|paragraph| paragraph.range.clone());
    let pieces: Vec<Piece<'_>> = lines.flat_map(|line| pieces(text, &info, line)).collect();
    let is_figure = |piece: &Piece<'_>| piece.drawn.chars().all(is_arabic_figure);
    let groups = pieces.chunk_by(|first, second| is_figure(first) && is_figure(second));
    groups.flat_map(|group| group.iter().rev()).map(|piece| piece.drawn.as_ref()).collect()
}

/// The text as the algorithm should see it, and the direction of a line of facts, such as a place and a day.
///
/// Facts are listed from left to right, so a left-to-right letter is put between them.
/// Every byte keeps its place.
fn seen(text: &str) -> (Cow<'_, str>, Option<Level>) {
    if text.contains(FACTS_APART) {
        (Cow::Owned(text.replace(FACTS_APART, "À")), Some(Level::ltr()))
    } else {
        (Cow::Borrowed(text), None)
    }
}

/// Lays a text out in at most `max_rows` rows of at most `width` points; `found` are byte ranges.
///
/// Lines of a paragraph that begins with right-to-left letters end at the right where there may be several.
pub fn job(ui: &Ui, text: &str, found: &[(usize, usize)], formats: &Formats, width: f32, max_rows: usize) -> LayoutJob {
    let measure = |part: &str| {
        let font = formats.plain.font_id.clone();
        ui.fonts_mut(|fonts| fonts.layout_no_wrap(part.to_owned(), font, formats.plain.color).size().x)
    };
    let (seen, direction) = seen(text);
    let info = BidiInfo::new(&seen, direction);
    let mut job = LayoutJob::default();
    job.wrap.max_width = f32::INFINITY;
    let lines = lines(text, &info, width, measure);
    for (row, (line, is_rtl)) in lines.iter().take(max_rows).enumerate() {
        let is_cut = row + 1 == max_rows && lines.len() > max_rows;
        let room = width - if is_cut { measure(ELLIPSIS) } else { 0.0 };
        let line = if is_cut { fitted(text, line.clone(), room, measure) } else { line.clone() };
        let mut of_line = pieces(text, &info, line);
        if is_cut {
            let ellipsis = Piece { range: 0..0, drawn: ELLIPSIS.into() };
            of_line.insert(if *is_rtl { 0 } else { of_line.len() }, ellipsis);
        }
        let used: f32 = of_line.iter().map(|piece| measure(&piece.drawn)).sum();
        let mut space = if *is_rtl && max_rows > 1 && width.is_finite() { (width - used).max(0.0) } else { 0.0 };
        if row > 0 {
            push(&mut job, "\n", 0.0, &formats.plain);
        }
        for piece in of_line {
            let is_found = found.iter().any(|(start, end)| *start < piece.range.end && piece.range.start < *end);
            push(&mut job, &piece.drawn, space, if is_found { &formats.found } else { &formats.plain });
            space = 0.0;
        }
    }
    job
}

const ELLIPSIS: &str = "…";
/// Of two bytes, as its stand-in is.
const FACTS_APART: char = '·';

/// Adds a section; `LayoutJob::append` would join it with the one before, and the shaper both.
fn push(job: &mut LayoutJob, text: &str, leading_space: f32, format: &TextFormat) {
    let start = ByteIndex(job.text.len());
    job.text += text;
    let byte_range = start..ByteIndex(job.text.len());
    job.sections.push(LayoutSection { leading_space, byte_range, format: format.clone() });
}

/// The lines into which a text is broken at blanks, and whether each is of a right-to-left paragraph.
fn lines(text: &str, info: &BidiInfo<'_>, width: f32, measure: impl Fn(&str) -> f32) -> Vec<(Range<usize>, bool)> {
    let mut lines = Vec::new();
    for paragraph in &info.paragraphs {
        let text = text.get(paragraph.range.clone()).unwrap_or_default().trim_end_matches('\n');
        let mut start = paragraph.range.start;
        let mut at = paragraph.range.start;
        let mut used = 0.0;
        for word in text.split_inclusive(' ') {
            let needed = measure(word.trim_end());
            if at > start && used + needed > width {
                lines.push((start..at, paragraph.level.is_rtl()));
                start = at;
                used = 0.0;
            }
            used += measure(word);
            at += word.len();
        }
        lines.push((start..at, paragraph.level.is_rtl()));
    }
    lines
}

/// As many words of a line as have room.
fn fitted(text: &str, line: Range<usize>, room: f32, measure: impl Fn(&str) -> f32) -> Range<usize> {
    let mut end = line.start;
    let mut used = 0.0;
    for word in text.get(line.clone()).unwrap_or_default().split_inclusive(' ') {
        used += measure(word);
        if used > room && end > line.start {
            break;
        }
        end += word.len();
    }
    line.start..end
}

/// The pieces of a line from left to right.
fn pieces<'a>(text: &'a str, info: &BidiInfo<'_>, line: Range<usize>) -> Vec<Piece<'a>> {
    let of_line = |paragraph: &&unicode_bidi::ParagraphInfo| paragraph.range.start <= line.start;
    let Some(paragraph) = info.paragraphs.iter().rfind(of_line).filter(|_| !line.is_empty()) else {
        return Vec::new();
    };
    let (levels, runs) = info.visual_runs(paragraph, line);
    let mut drawn = Vec::new();
    for run in runs {
        let of_run = text.get(run.clone()).unwrap_or_default();
        if levels.get(run.start).is_some_and(|level| level.is_rtl()) {
            drawn.extend(turned(of_run, run.start));
        } else {
            drawn.extend(straight(of_run, run.start));
        }
    }
    drawn
}

/// The pieces of a left-to-right run: the shaper would turn Arabic figures around, so each is a piece by itself.
fn straight(text: &str, from: usize) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for (at, figure) in text.match_indices(is_arabic_figure) {
        pieces.extend((start < at).then_some(start..at));
        start = at + figure.len();
        pieces.push(at..start);
    }
    pieces.extend((start < text.len()).then_some(start..text.len()));
    let piece = |range: Range<usize>| Piece {
        drawn: text.get(range.clone()).unwrap_or_default().into(),
        range: range.start + from..range.end + from,
    };
    pieces.into_iter().map(piece).collect()
}

/// The pieces of a right-to-left run from left to right: words as they are, marks between them mirrored.
fn turned(text: &str, from: usize) -> Vec<Piece<'_>> {
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    let mut is_word = false;
    for (at, character) in text.char_indices() {
        let range = at..at + character.len_utf8();
        let continues = is_letter(character) || (is_word && bidi_class(character) == BidiClass::NSM);
        match pieces.last_mut().filter(|_| is_word && continues) {
            Some(word) => word.range.end = range.end,
            None => pieces.push(Piece { range, drawn: mirrored(character) }),
        }
        is_word = continues;
    }
    for piece in &mut pieces {
        if piece.range.len() > piece.drawn.len() {
            piece.drawn = text.get(piece.range.clone()).unwrap_or_default().into();
        }
        piece.range = piece.range.start + from..piece.range.end + from;
    }
    pieces.reverse();
    pieces
}

fn is_letter(character: char) -> bool {
    matches!(bidi_class(character), BidiClass::R | BidiClass::AL)
}

fn is_arabic_figure(character: char) -> bool {
    bidi_class(character) == BidiClass::AN
}

/// The mark that stands for another where text runs to the left.
fn mirrored(character: char) -> Cow<'static, str> {
    let pairs = ["()", "[]", "{}", "<>", "«»", "‹›", "≤≥"];
    let other = pairs.iter().find_map(|pair| {
        let first = pair.chars().next()?;
        let second = pair.chars().nth(1)?;
        if first == character { Some(second) } else { (second == character).then_some(first) }
    });
    other.unwrap_or(character).to_string().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_run_to_the_left_and_figures_are_never_turned() {
        assert_eq!(in_one_line("שלום עולם"), "עולם שלום");
        assert_eq!(in_one_line("נהרגו 123 איש"), "איש 123 נהרגו");
        assert_eq!(in_one_line("عدد ١٢٣ و45"), "45و ٣٢١ عدد");
        assert_eq!(in_one_line("The ministry (וזארה) said 5"), "The ministry (וזארה) said 5");
    }

    #[test]
    fn facts_stand_one_after_the_other_and_arabic_figures_are_pieces_by_themselves() {
        assert_eq!(in_one_line("event · מקום · 1 Mar 2031"), "event · מקום · 1 Mar 2031");
        assert_eq!(in_one_line("מקום · 1 Mar 2031"), "מקום · 1 Mar 2031");
        let text = "عدد ١٢";
        let info = BidiInfo::new(text, None);
        let drawn: Vec<_> = pieces(text, &info, 0..text.len()).into_iter().map(|piece| piece.drawn).collect();
        assert_eq!(drawn, ["١", "٢", " ", "عدد"]);
    }

    #[test]
    fn marks_are_mirrored_and_letters_keep_their_points() {
        assert_eq!(in_one_line("(שלום) «אב»"), "«אב» (שלום)");
        assert_eq!(in_one_line("שָׁלוֹם רב"), "רב שָׁלוֹם");
    }

    #[test]
    fn lines_are_broken_before_they_are_turned() {
        let text = "אחת שתיים שלוש";
        let info = BidiInfo::new(text, None);
        let lines = lines(text, &info, 10.0, |part| part.chars().count() as f32);
        let drawn: Vec<String> = lines
            .into_iter()
            .map(|(line, _)| pieces(text, &info, line).into_iter().map(|piece| piece.drawn).collect())
            .collect();
        assert_eq!(drawn, [" שתיים אחת", "שלוש"]);
    }

    #[test]
    fn only_right_to_left_letters_need_it() {
        assert!(is_needed("Ha'aretz הארץ") && is_needed("الجزيرة"));
        assert!(!is_needed("Курахове – Kurakhove, 123 Ω 漢字"));
    }
}
