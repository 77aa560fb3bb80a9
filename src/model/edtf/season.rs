//! Parts of a year that are longer than a month: the codes 21 to 41 of EDTF, and the months they stand for.

/// A named part of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Season {
    /// Three months of spring.
    Spring(Hemisphere),
    /// Three months of summer.
    Summer(Hemisphere),
    /// Three months of autumn.
    Autumn(Hemisphere),
    /// Three months of winter.
    Winter(Hemisphere),
    /// Three months, from 1 (January to March) to 4.
    Quarter(u8),
    /// Four months, from 1 (January to April) to 3: a quadrimester.
    Third(u8),
    /// Six months, 1 or 2.
    Half(u8),
}

/// Whose season it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hemisphere {
    /// The source does not say; read as northern.
    NotGiven,
    /// North of the equator.
    Northern,
    /// South of the equator.
    Southern,
}

impl Season {
    /// The season of a code in the place of a month: 21 to 24 for the four seasons, 25 to 28 for the northern
    /// and 29 to 32 for the southern ones, 33 to 36 for quarters, 37 to 39 for thirds, 40 and 41 for halves.
    pub(super) fn from_code(code: i32) -> Option<Self> {
        use Hemisphere::{Northern, NotGiven, Southern};
        Some(match code {
            21 => Self::Spring(NotGiven),
            22 => Self::Summer(NotGiven),
            23 => Self::Autumn(NotGiven),
            24 => Self::Winter(NotGiven),
            25 => Self::Spring(Northern),
            26 => Self::Summer(Northern),
            27 => Self::Autumn(Northern),
            28 => Self::Winter(Northern),
            29 => Self::Spring(Southern),
            30 => Self::Summer(Southern),
            31 => Self::Autumn(Southern),
            32 => Self::Winter(Southern),
            33 => Self::Quarter(1),
            34 => Self::Quarter(2),
            35 => Self::Quarter(3),
            36 => Self::Quarter(4),
            37 => Self::Third(1),
            38 => Self::Third(2),
            39 => Self::Third(3),
            40 => Self::Half(1),
            41 => Self::Half(2),
            _ => return None,
        })
    }

    /// Its first month, and how many it has. A season that begins in December goes on into the next year.
    ///
    /// Seasons are the meteorological ones, of whole months (American Meteorological Society, "Glossary of
    /// Meteorology", <https://glossary.ametsoc.org/wiki/Spring>). EDTF calls 21 to 24 independent of location;
    /// a span needs days, so they are read as northern here.
    pub(super) fn months(self) -> (i8, i8) {
        use Hemisphere::{Northern, NotGiven, Southern};
        match self {
            Self::Spring(Northern | NotGiven) | Self::Autumn(Southern) => (3, 3),
            Self::Summer(Northern | NotGiven) | Self::Winter(Southern) => (6, 3),
            Self::Autumn(Northern | NotGiven) | Self::Spring(Southern) => (9, 3),
            Self::Winter(Northern | NotGiven) | Self::Summer(Southern) => (12, 3),
            Self::Quarter(n) => (nth(n, 3), 3),
            Self::Third(n) => (nth(n, 4), 4),
            Self::Half(n) => (nth(n, 6), 6),
        }
    }
}

/// The first month of the `n`-th part, counted from 1, of a year cut into parts of `n_months`.
fn nth(n: u8, n_months: i8) -> i8 {
    let n_before = i8::try_from(n).unwrap_or(1).saturating_sub(1);
    n_before.saturating_mul(n_months).saturating_add(1)
}
