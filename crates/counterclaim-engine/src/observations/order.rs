//! An order of origins that depends on what they say, not on their names: renaming a source changes no bit.

use rayon::prelude::*;

use super::{Observation, ObservedSource, Pool};

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
            Pool::Camp(_) => 2,
            Pool::Alike(_) => 3,
        };
        let kinds = u64::from(unit.stance) | (unit.role as u64) << 8 | pool << 16 | (unit.standing as u64) << 24;
        let days = u64::from(unit.day as u32) << 32 | u64::from(unit.stated_day as u32);
        *digest = mix(mix(mix(*digest, u64::from(unit.claim) << 32 | kinds), days), unit.weight.to_bits());
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

const SEED: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;

/// One step of the hash FNV-1a of 128 bits, over words instead of bytes.
fn mix(digest: u128, word: u64) -> u128 {
    let mixed = (digest ^ u128::from(word)).wrapping_mul(PRIME);
    mixed ^ (mixed >> 61)
}
