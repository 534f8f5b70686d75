//! The file of the gazetteer that ships with the program.

use std::io::Read as _;

/// Steps of its grid to a degree.
pub const PER_DEG: f64 = 10_000.0;

/// The text of the gazetteer that ships with the program.
pub fn unpacked() -> Result<String, String> {
    let packed: &[u8] = include_bytes!("../../../../assets/gazetteer/gazetteer.txt.gz");
    let mut text = String::new();
    let unpacked = flate2::read::GzDecoder::new(packed).read_to_string(&mut text);
    unpacked.map_err(|error| format!("the gazetteer could not be unpacked: {error}"))?;
    Ok(text)
}
