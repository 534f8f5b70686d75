//! An order of origins that depends on what they say, not on their names: renaming a source changes no bit.

use rayon::prelude::*;

use super::{Observation, ObservedSource, Pool};
use crate::digest::{SEED, mix};

/// The order of origins and of units.
pub struct ContentOrder {
    /// The origins, as indices into the given ones.
    pub origins: Vec<u32>,
    /// The units, as indices into the given ones: by claim, then by origin in the new order.
    pub units: Vec<u32>,
}

/// Orders origins by what they say, by their class and their grade; the given order decides between exact twins, which
/// are interchangeable. `units` are in the order of their claims, those of one origin in a row.
pub fn by_content(origins: &[ObservedSource], units: &[Observation]) -> ContentOrder {
    let start = |origin: &ObservedSource| {
        let grade = origin.grade.map_or(u64::MAX, |grade| grade as u64);
        mix(mix(SEED, u64::from(origin.class)), grade)
    };
    let mut digests: Vec<u128> = origins.iter().map(start).collect();
    for unit in units {
        let digest = &mut digests[unit.origin as usize];
        let pool = match unit.pool {
            Pool::Alone => 0,
            Pool::NotShown => 1,
            // Not which side: sides can change places.
            Pool::Camp(_) => 2,
            Pool::Alike(_) => 3,
        };
        let kinds = u64::from(unit.stance) | (unit.role as u64) << 8 | (unit.standing as u64) << 16;
        let days = u64::from(unit.day as u32) << 32 | u64::from(unit.stated_day as u32);
        *digest = mix(mix(mix(*digest, u64::from(unit.claim) << 32 | kinds), days), unit.weight.to_bits());
        *digest = mix(mix(*digest, pool), u64::from(unit.alike.is_some()));
    }
    let mut order: Vec<u32> = (0..origins.len() as u32).collect();
    order.par_sort_by_key(|origin| digests[*origin as usize]);
    let mut rank = vec![0_u32; order.len()];
    for (at, origin) in order.iter().enumerate() {
        rank[*origin as usize] = at as u32;
    }
    let mut by_rank: Vec<u32> = (0..units.len() as u32).collect();
    by_rank.par_sort_by_key(|unit| {
        let row = &units[*unit as usize];
        (row.claim, rank[row.origin as usize])
    });
    ContentOrder { origins: order, units: by_rank }
}
