//! Rows of ACLED, the Armed Conflict Location & Event Data project, in the column sets of 2017 to today.
//!
//! Its codes are those of its codebook: one row is one day, a date or place that is known less precisely is coded,
//! and `actor1` is not the one who began.

mod reports;

use std::borrow::Cow;

use csv::StringRecord;

use super::cells::{Lines, count, distinct, list, not_a_code, position, within, without_zeros};
use super::columns::{Column, Header};
use super::dates::{self, DayOrder};
use crate::load::import::{Draft, DraftDate, DraftLoss, DraftPlace, Problem, Text, tags_of};
use crate::model::{Day, Harm, PlaceKind, PlacePrecision, Sense, Window};
use reports::Reports;

/// Columns that are told in the note as they stand.
const TOLD: [&str; 7] = [
    "disorder_type",
    "inter1",
    "inter2",
    "interaction",
    "civilian_targeting",
    "source_scale",
    "region",
];

/// Numbers that may stand for a word: the codebook has "several" coded as 3 or 10, "dozens" as 12 and "hundreds" as
/// 100.
const CONVENTIONAL: [u32; 4] = [3, 10, 12, 100];

/// The columns of a table of ACLED.
#[derive(Debug, Clone)]
pub(in crate::load) struct Acled {
    n_columns: usize,
    order: DayOrder,
    id: Column,
    event_date: Column,
    time_precision: Column,
    event_type: Column,
    sub_event_type: Column,
    actors: [Column; 4],
    /// The place, the divisions it lies in, the country.
    places: [Column; 5],
    latitude: Column,
    longitude: Column,
    geo_precision: Column,
    fatalities: Column,
    reports: Reports,
    told: [Column; 7],
    tags: Column,
}

impl Acled {
    /// Whether the columns are those of ACLED. Every release has these.
    pub(super) fn is_header(header: &Header) -> bool {
        header.has_all(&["event_date", "event_type", "actor1"])
            && Self::id_column(header).is_there()
    }

    /// The column of the day of the event.
    pub(super) fn date_column(header: &Header) -> Column {
        header.column(&["event_date"])
    }

    fn id_column(header: &Header) -> Column {
        header.column(&["event_id_cnty", "data_id", "event_id_no_cnty"])
    }

    /// Finds the columns by their names.
    pub(super) fn new(header: &Header, order: DayOrder) -> Self {
        let column = |name: &str| header.column(&[name]);
        Self {
            n_columns: header.len(),
            order,
            id: Self::id_column(header),
            event_date: Self::date_column(header),
            time_precision: column("time_precision"),
            event_type: column("event_type"),
            sub_event_type: column("sub_event_type"),
            actors: ["actor1", "assoc_actor_1", "actor2", "assoc_actor_2"].map(column),
            places: ["location", "admin3", "admin2", "admin1", "country"].map(column),
            latitude: column("latitude"),
            longitude: column("longitude"),
            geo_precision: column("geo_precision"),
            fatalities: column("fatalities"),
            reports: Reports::new(header, order),
            told: TOLD.map(column),
            tags: column("tags"),
        }
    }

    pub(super) fn n_columns(&self) -> usize {
        self.n_columns
    }

    pub(super) fn draft<'a>(
        &self,
        row: &'a StringRecord,
        problems: &mut Vec<Problem>,
    ) -> Option<Draft<'a>> {
        let id = self.id.of(row);
        if id.is_empty() && self.event_date.of(row).is_empty() {
            let problem = Problem::error("event_id_cnty", "this row has neither an id nor a date");
            problems.push(problem.with_hint("a row of ACLED has both"));
            return None;
        }
        let (date, phrase) = self.date(row, problems);
        let losses: Vec<_> = self.loss(row, problems).into_iter().collect();
        let title = self.title(row);
        let claims = self.reports.claims(row, &title, problems);
        Some(Draft {
            id: Cow::Owned(["acled-", without_zeros(id)].concat()),
            title,
            kind: Cow::Borrowed(self.event_type.of(row)),
            date,
            phrase,
            place: self.place(row, problems),
            tags: tags_of(self.tags.of(row)),
            parties: self.parties(row),
            claims,
            note: self.note(row, &losses),
            losses,
            ..Draft::empty()
        })
    }

    /// What happened and where. Neither actor is named: their order would look like a charge.
    fn title<'a>(&self, row: &'a StringRecord) -> Text<'a> {
        let what = match self.sub_event_type.of(row) {
            "" => self.event_type.of(row),
            what => what,
        };
        match (what, self.place_name(row)) {
            ("", "") => Cow::Borrowed(self.id.of(row)),
            (what, "") => Cow::Borrowed(what),
            ("", place) => Cow::Borrowed(place),
            (what, place) => Cow::Owned([what, ", ", place].concat()),
        }
    }

    /// The day, or the days around it that its `time_precision` stands for: with 2 the middle of at most a week is
    /// written, with 3 some day of the month.
    fn date<'a>(
        &self,
        row: &'a StringRecord,
        problems: &mut Vec<Problem>,
    ) -> (DraftDate<'a>, Option<Text<'a>>) {
        let text = self.event_date.of(row);
        let day = match dates::day(text, self.order) {
            Ok(day) => day,
            Err(_) if text.is_empty() => return (DraftDate::None, None),
            Err(error) => {
                problems.push(error.problem("event_date", text));
                return (DraftDate::None, Some(Cow::Borrowed(text)));
            }
        };
        let phrase = |meaning: &str| Some(Cow::Owned([text, meaning].concat()));
        match without_zeros(self.time_precision.of(row)) {
            "" | "1" => (DraftDate::SomeDayIn(Window::between(day, day)), None),
            "2" => {
                let week = Window::between(day.plus_days(-3), day.plus_days(3));
                (
                    DraftDate::SomeDayIn(week),
                    phrase(" (time_precision 2: the middle of a week, in which it was)"),
                )
            }
            "3" => (
                month_of(day),
                phrase(" (time_precision 3: some time in that month)"),
            ),
            code => {
                problems.push(not_a_code("time_precision", code, "1, 2 or 3"));
                (DraftDate::SomeDayIn(Window::between(day, day)), None)
            }
        }
    }

    fn place_name<'a>(&self, row: &'a StringRecord) -> &'a str {
        let mut names = self.places.iter().map(|column| column.of(row));
        names.find(|name| !name.is_empty()).unwrap_or_default()
    }

    /// With `geo_precision` 1 the position is that of a town, with 2 one near which it was, with 3 it stands for a
    /// region, often as its capital. Four decimals mean nothing.
    fn place<'a>(
        &self,
        row: &'a StringRecord,
        problems: &mut Vec<Problem>,
    ) -> Option<DraftPlace<'a>> {
        let name = self.place_name(row);
        let at = position(
            (self.latitude.of(row), self.longitude.of(row)),
            false,
            problems,
        );
        if name.is_empty() && at.is_none() {
            return None;
        }
        let code = self.geo_precision.of(row);
        let (precision, kind) = match without_zeros(code) {
            "1" => (PlacePrecision::Town, PlaceKind::Town),
            "2" => (PlacePrecision::Area, PlaceKind::Town),
            "3" | "" => (PlacePrecision::Province, PlaceKind::Region),
            _ => {
                problems.push(not_a_code("geo_precision", code, "1, 2 or 3"));
                (PlacePrecision::Province, PlaceKind::Region)
            }
        };
        let larger: [&str; 5] = self.places.map(|column| column.of(row));
        Some(DraftPlace {
            name: Cow::Borrowed(name),
            within: within(name, &larger),
            at,
            precision,
            kind,
        })
    }

    fn parties<'a>(&self, row: &'a StringRecord) -> Vec<Text<'a>> {
        let cells = self.actors.iter().map(|column| column.of(row));
        let names = distinct(cells.flat_map(list));
        names.into_iter().map(Cow::Borrowed).collect()
    }

    /// ACLED writes 0 where no report tells of any dead.
    fn loss<'a>(&self, row: &StringRecord, problems: &mut Vec<Problem>) -> Option<DraftLoss<'a>> {
        let number = count(self.fatalities.of(row), "fatalities", problems)?;
        let phrase = match number {
            0 => Some("none reported"),
            _ if CONVENTIONAL.contains(&number) => Some(
                "possibly a conventional number (ACLED codes \"several\" as 3 or 10, \"dozens\" as 12, \"hundreds\" as 100)",
            ),
            _ => None,
        };
        Some(DraftLoss {
            whose: None,
            harm: Harm::Killed,
            low: None,
            best: (number > 0).then_some(number),
            high: None,
            phrase: phrase.map(Cow::Borrowed),
        })
    }

    fn note<'a>(&self, row: &StringRecord, losses: &[DraftLoss<'_>]) -> Option<Text<'a>> {
        let mut lines = Lines::default();
        for (name, column) in TOLD.iter().zip(self.told) {
            lines.add(name, column.of(row));
        }
        lines.add("geo_precision", without_zeros(self.geo_precision.of(row)));
        if losses.iter().any(|loss| loss.best.is_some()) {
            lines.say("ACLED records the lowest of conflicting reports.");
        }
        lines.into_note()
    }
}

fn month_of<'a>(day: Day) -> DraftDate<'a> {
    match day.ymd() {
        Some((year, month, _)) => {
            DraftDate::Edtf(Cow::Owned(format!("{year:04}-{month:02}")), Sense::SomeTime)
        }
        None => DraftDate::None,
    }
}
