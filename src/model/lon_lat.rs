//! A point on the Earth that cannot be wrong: finite, in range, longitude first.

use thiserror::Error;

/// A WGS 84 position in degrees: longitude −180..=180, latitude −90..=90, never NaN.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LonLat {
    lon: f64,
    lat: f64,
}

/// Why two numbers are not a position.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
pub enum LonLatError {
    /// The longitude is not a number from −180 to 180.
    #[error("longitude {0} is outside -180 to 180")]
    Longitude(f64),
    /// The latitude is not a number from −90 to 90.
    #[error("latitude {0} is outside -90 to 90")]
    Latitude(f64),
}

impl LonLat {
    /// A position from degrees.
    pub fn new(lon: f64, lat: f64) -> Result<Self, LonLatError> {
        // A range contains no NaN and no infinity, so this is the whole check.
        if !(-180.0..=180.0).contains(&lon) {
            return Err(LonLatError::Longitude(lon));
        }
        if !(-90.0..=90.0).contains(&lat) {
            return Err(LonLatError::Latitude(lat));
        }
        Ok(Self { lon, lat })
    }

    /// The nearest position to any two numbers; what is not finite becomes 0.
    pub fn clamped(lon: f64, lat: f64) -> Self {
        let finite = |value: f64| if value.is_finite() { value } else { 0.0 };
        Self {
            lon: finite(lon).clamp(-180.0, 180.0),
            lat: finite(lat).clamp(-90.0, 90.0),
        }
    }

    /// Degrees east of Greenwich.
    pub fn lon(self) -> f64 {
        self.lon
    }

    /// Degrees north of the equator.
    pub fn lat(self) -> f64 {
        self.lat
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_finite_and_in_range() {
        assert!(LonLat::new(180.0, -90.0).is_ok());
        assert_eq!(LonLat::new(44.8, 93.0), Err(LonLatError::Latitude(93.0)));
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 180.1] {
            assert!(LonLat::new(bad, 0.0).is_err(), "{bad} is no longitude");
            assert!(LonLat::new(0.0, bad).is_err(), "{bad} is no latitude");
        }
    }

    #[test]
    fn clamping_never_leaves_the_earth() {
        assert_eq!(
            LonLat::clamped(f64::NAN, 1e9),
            LonLat {
                lon: 0.0,
                lat: 90.0
            }
        );
    }
}
