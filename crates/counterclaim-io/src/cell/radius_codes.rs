//! Radius of a place by the precision codes of event datasets, in kilometres.

/// GDELT geographic types: country, US state, US city, world city, province; the radii are ours.
pub const GDELT_RADII_KM: &[(&str, f64)] = &[("1", 500.0), ("2", 250.0), ("3", 10.0), ("4", 10.0), ("5", 150.0)];

/// UCDP `where_prec`: a point, near one, a district, a province, beyond, a country; the radii are ours.
pub const UCDP_RADII_KM: &[(&str, f64)] =
    &[("1", 1.0), ("2", 25.0), ("3", 50.0), ("4", 150.0), ("5", 150.0), ("6", 500.0), ("7", 500.0)];
