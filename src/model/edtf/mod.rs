//! Dates as sources give them: the Extended Date/Time Format, read once into a [`TimeSpan`].
//!
//! The grammar is EDTF of ISO 8601-2:2019, as the Library of Congress publishes it
//! (<https://www.loc.gov/standards/datetime/>). Level 1 is read, and of Level 2: one-of sets, the parts of a
//! year from 21 to 41, and a last digit of month or day that is not specified. What is not read is refused
//! with a message, never guessed.

mod calendar;
mod clock;
mod error;
mod hint;
mod parse;
mod refuse;
mod season;

pub use error::DateError;
pub use season::{Hemisphere, Season};

use super::{Day, TimeSpan, Window};

/// A date as a source gives it: the text, word for word, and what it can mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When {
    text: String,
    sense: Sense,
    start: Edge,
    end: Option<Edge>,
    span: TimeSpan,
}

/// What a month, a season or a year stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sense {
    /// Some time in it: "in June".
    #[default]
    SomeTime,
    /// All of its days: "all June".
    Whole,
}

/// How finely a date is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DatePrecision {
    /// To the day.
    Day,
    /// Some day of a month.
    Month,
    /// Some day of a season, a quarter, a third or a half of a year.
    Season,
    /// Some day of a year.
    Year,
    /// Some day of a decade, a century or a millennium.
    Years,
    /// Some day between two dates, or of one of several.
    Range,
}

/// One date of a [`When`], with its doubts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Moment {
    span: TimeSpan,
    precision: DatePrecision,
    season: Option<Season>,
    is_approximate: bool,
    is_uncertain: bool,
}

/// One side of an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edge {
    Dated(Moment),
    Open,
    Unknown,
}

impl When {
    /// Reads one date, one-of set or interval.
    pub fn parse(text: &str) -> Result<Self, DateError> {
        Self::parse_as(text, Sense::default())
    }

    /// Reads it in one sense or the other. A single day is the same in both.
    pub fn parse_as(text: &str, sense: Sense) -> Result<Self, DateError> {
        let text = text.trim();
        parse::when(text, sense).map_err(|error| hint::better(text, error))
    }

    /// The text as its author wrote it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether its months and years stand for some time in them or for all of them.
    pub fn sense(&self) -> Sense {
        self.sense
    }

    /// What the date can mean.
    pub fn span(&self) -> TimeSpan {
        self.span
    }

    /// Whether it is an interval rather than one date.
    pub fn is_interval(&self) -> bool {
        self.end.is_some()
    }

    /// The days and the precision of the beginning, or of the one date; `None` where it is open or unknown.
    pub fn start(&self) -> Option<(Window, DatePrecision)> {
        self.start
            .moment()
            .map(|moment| (moment.days(), moment.precision))
    }

    /// The days and the precision of an interval's end; `None` where it is open, unknown or no interval.
    pub fn end(&self) -> Option<(Window, DatePrecision)> {
        let moment = self.end.and_then(Edge::moment)?;
        Some((moment.days(), moment.precision))
    }

    /// The part of the year that the beginning, or the one date, is given as. Its year is the one of its first day.
    pub fn start_season(&self) -> Option<Season> {
        self.start.moment()?.season
    }

    /// The part of the year that the end of the interval is given as.
    pub fn end_season(&self) -> Option<Season> {
        self.end?.moment()?.season
    }

    /// Whether the source calls the beginning, or the one date, approximate.
    pub fn is_start_approximate(&self) -> bool {
        self.start
            .moment()
            .is_some_and(|moment| moment.is_approximate)
    }

    /// Whether the source calls the end of the interval approximate.
    pub fn is_end_approximate(&self) -> bool {
        self.end
            .and_then(Edge::moment)
            .is_some_and(|moment| moment.is_approximate)
    }

    /// The coarsest precision of its parts.
    pub fn precision(&self) -> DatePrecision {
        self.moments()
            .map(|moment| moment.precision)
            .max()
            .unwrap_or(DatePrecision::Years)
    }

    /// Whether the source calls it approximate (`~`, `%`).
    pub fn is_approximate(&self) -> bool {
        self.moments().any(|moment| moment.is_approximate)
    }

    /// Whether the source itself doubts it (`?`, `%`).
    pub fn is_uncertain(&self) -> bool {
        self.moments().any(|moment| moment.is_uncertain)
    }

    fn moments(&self) -> impl Iterator<Item = Moment> {
        [Some(self.start), self.end]
            .into_iter()
            .flatten()
            .filter_map(Edge::moment)
    }
}

impl Edge {
    fn moment(self) -> Option<Moment> {
        match self {
            Self::Dated(moment) => Some(moment),
            Self::Open | Self::Unknown => None,
        }
    }

    /// The readings of this side. An open side reaches to `beyond`; an unknown one lies anywhere.
    fn span(self, beyond: Day) -> TimeSpan {
        match self {
            Self::Dated(moment) => moment.span,
            Self::Open => TimeSpan::whole(Window::between(beyond, beyond)),
            Self::Unknown => {
                TimeSpan::some_day_in(Window::between(Day::DISTANT_PAST, Day::DISTANT_FUTURE))
            }
        }
    }
}

impl Moment {
    /// A date without doubts that stands for some or all of the days.
    fn new(days: Window, sense: Sense, precision: DatePrecision) -> Self {
        let span = match sense {
            Sense::SomeTime => TimeSpan::some_day_in(days),
            Sense::Whole => TimeSpan::whole(days),
        };
        Self {
            span,
            precision,
            season: None,
            is_approximate: false,
            is_uncertain: false,
        }
    }

    fn is_doubted(self) -> bool {
        self.is_approximate || self.is_uncertain
    }

    /// All days it can touch.
    fn days(self) -> Window {
        Window::between(self.span.earliest_start(), self.span.latest_end())
    }
}
