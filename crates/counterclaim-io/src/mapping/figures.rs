//! The figures of a row: its amounts with their bounds, units and windows.

use std::collections::BTreeMap;

use super::apply::Columns;
use super::{Field, counts};
use crate::assemble::parsed_record::ParsedRecord;
use crate::cell::number;
use crate::cell::value::{self, Amount};
use crate::records::table::Row;
use counterclaim_model::{FigureRecord, Precision, Qualifier, TimeText};

/// How many times larger than every other number of its column one of nines alone is, to be taken for a code.
const NINES: f64 = 10.0;

/// The smallest number of nines that is taken for a code.
const LEAST_NINES: f64 = 999.0;

impl Columns<'_> {
    /// The numbers of a row, with unit, qualifier and window.
    pub fn figures(&self, parsed: &mut ParsedRecord, row: &Row, window: Option<&TimeText>) -> Vec<FigureRecord> {
        let mut figures = Vec::new();
        let unit = self.text(row, Field::Unit);
        let scope = self.text(row, Field::Scope);
        // Columns of which each figure was made.
        let mut made_of = Vec::new();
        for at in self.all(Field::Amount) {
            let Some(mapping) = self.mapping_of(at) else { continue };
            let Some(cell) = value::known(row.cell(Some(at))) else { continue };
            let Some(amount) = self.amount(parsed, at, cell) else { continue };
            let unit = mapping.unit.clone().or_else(|| unit.clone()).unwrap_or_else(|| mapping.column.clone());
            let is_plain = self.numbers.read(cell).is_some();
            let amount = self.qualified(amount, row, &mapping.column);
            let mut window = window.cloned();
            if let Some(window) = window.as_mut().filter(|_| mapping.cumulative) {
                // When a running count began is not told.
                window.span.start_s = i64::MIN;
                window.span.precision = Precision::Interval;
            }
            made_of.push(at);
            figures.push(FigureRecord {
                low: amount.low,
                high: amount.high,
                qualifier: amount.qualifier,
                unit,
                scope: scope.clone(),
                window,
                cumulative: mapping.cumulative,
                words: (!is_plain).then(|| cell.to_owned()),
            });
        }
        for (of, (low, high)) in self.bounds() {
            let mut bound = |at: Option<usize>| {
                let at = at?;
                let cell = value::known(row.cell(Some(at)))?;
                self.amount(parsed, at, cell)
            };
            let low = bound(low).and_then(|amount| amount.low);
            let high = bound(high).and_then(|amount| amount.high.or(amount.low));
            if low.zip(high).is_some_and(|(low, high)| low > high) {
                parsed.left_out("amount", "the low value is greater than the high value".to_owned());
                continue;
            }
            let Some(amount) = Amount::between(low, high) else { continue };
            let amount = self.qualified(amount, row, "");
            // A best estimate beside its bounds is one figure with them.
            let best_at = self.best(&of, &made_of);
            let best = best_at.map(|at| {
                made_of.remove(at);
                figures.remove(at)
            });
            let words = best
                .as_ref()
                .and_then(|best: &FigureRecord| Some(format!("best estimate {}", best.low.or(best.high)?)));
            let of = of.or_else(|| unit.clone()).or_else(|| best.map(|best| best.unit));
            figures.push(FigureRecord {
                low: amount.low,
                high: amount.high,
                qualifier: amount.qualifier,
                unit: of.unwrap_or_else(|| "amount".to_owned()),
                scope: scope.clone(),
                window: window.cloned(),
                cumulative: false,
                words,
            });
        }
        figures
    }

    /// An amount as its column writes numbers; what cannot be one is reported.
    fn amount(&self, parsed: &mut ParsedRecord, at: usize, cell: &str) -> Option<Amount> {
        let number = self.numbers.read(cell);
        // Most amounts are plain digits.
        if let Some(number) = number.filter(|number| *number < LEAST_NINES)
            && cell.bytes().all(|byte| byte.is_ascii_digit())
        {
            return Some(Amount::exact(number));
        }
        let name = self.name(at);
        let is_count = counts::counts_people(&name);
        if let Some(number) = number {
            if number < 0.0 {
                // -1 is so usual that nobody needs to be told.
                if number < -1.0 {
                    parsed
                        .left_out(&name, format!("`{cell}` is negative, which stands for a number that is not known"));
                }
                return None;
            }
            let is_far = self.largest(at).is_some_and(|largest| number >= largest * NINES);
            if number >= LEAST_NINES && number::is_nines(number) && is_far {
                let reason = "which stands for a number that is not known; no other number of the column is near it";
                parsed.left_out(&name, format!("`{cell}` has only nines, {reason}"));
                return None;
            }
        }
        if is_count && cell.starts_with(|first: char| first.is_ascii_digit()) && number.is_some() {
            return parsed.or_left_out(&name, self.numbers.read_count(cell)).map(Amount::exact);
        }
        let amount = value::amount_in(self.numbers, cell);
        if amount.is_none() {
            parsed.left_out(&name, format!("`{}` is not an amount", value::shortened(cell, 80)));
        }
        amount
    }

    /// The columns of the least and the most, by what they are bounds of.
    fn bounds(&self) -> BTreeMap<Option<String>, (Option<usize>, Option<usize>)> {
        let mut bounds: BTreeMap<Option<String>, (Option<usize>, Option<usize>)> = BTreeMap::new();
        for field in [Field::Low, Field::High] {
            for at in self.all(field) {
                let unit = self.mapping_of(at).and_then(|mapping| mapping.unit.clone());
                let bound = bounds.entry(unit).or_default();
                let place = if field == Field::Low { &mut bound.0 } else { &mut bound.1 };
                *place = place.or(Some(at));
            }
        }
        bounds
    }

    /// Which of the figures so far is the best estimate between bounds: that of the same unit, the only one, or one
    /// whose column is called best.
    fn best(&self, of: &Option<String>, made_of: &[usize]) -> Option<usize> {
        let unit = |at: &usize| self.mapping_of(*at).and_then(|mapping| mapping.unit.clone());
        let is_best = |at: &usize| self.name(*at).to_lowercase().contains("best");
        match of {
            Some(_) => made_of.iter().position(|at| unit(at) == *of),
            None if made_of.len() == 1 => Some(0),
            None => made_of.iter().position(is_best),
        }
    }

    fn qualified(&self, amount: Amount, row: &Row, column: &str) -> Amount {
        let is_for = |name: &str| column.is_empty() || !name.ends_with('*') || name.trim_end_matches('*') == column;
        let at = self.at(Field::Qualifier).filter(|at| is_for(&self.name(*at)));
        let word = at.and_then(|at| value::known(row.cell(Some(at)))).and_then(value::qualifier);
        word.filter(|word| *word != Qualifier::Exact).map_or(amount, |word| amount.qualified(word))
    }
}
