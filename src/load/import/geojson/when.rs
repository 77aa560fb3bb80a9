//! The dates of a feature. GeoJSON has none of its own, so the ways that are in use are tried in order. What is
//! written as a number is never guessed.

use serde_json::Value;

use super::super::Problem;
use super::super::feature::{Dated, shortened};
use super::members::{Members, words_of};
use crate::model::{DateError, Sense};

const SINGLE: [&str; 4] = ["date", "datetime", "timestamp", "time"];
const STARTS: [&str; 3] = ["start", "begin", "start_date"];
const ENDS: [&str; 2] = ["end", "end_date"];

/// The date of a feature, by its own member `when` or by its properties.
pub(super) fn dated(
    when: Option<Value>,
    properties: &mut Members<'_>,
    problems: &mut Vec<Problem>,
) -> Dated {
    let when = when
        .map(|when| ("when".to_owned(), when))
        .or_else(|| properties.take(&["when"]));
    if let Some((field, when)) = when {
        let sense = properties.take_words(&["sense"]);
        let is_whole = sense.is_some_and(|sense| sense.eq_ignore_ascii_case("whole"));
        let sense = if is_whole {
            Sense::Whole
        } else {
            Sense::SomeTime
        };
        let read = of_when(&when, sense);
        return or_told(read, &field, &when, problems);
    }
    let (start, end) = (properties.take(&STARTS), properties.take(&ENDS));
    if let Some((field, _)) = start.as_ref().or(end.as_ref()) {
        let field = field.clone();
        let (start, end) = (start.map(|it| it.1), end.map(|it| it.1));
        let read = of_pair(start.as_ref(), end.as_ref());
        let both = Value::Array([start, end].into_iter().flatten().collect());
        return or_told(read, &field, &both, problems);
    }
    if let Some((field, date)) = properties.take(&SINGLE) {
        let read = text_of(&date).and_then(|text| Ok(Dated::of(text)?));
        return or_told(read, &field, &date, problems);
    }
    match properties.take(&["times"]) {
        None => Dated::default(),
        Some((field, times)) => or_told(of_times(&times), &field, &times, problems),
    }
}

/// Why a date was not read: a message, and what would be right.
struct Unread(String);

impl From<DateError> for Unread {
    fn from(error: DateError) -> Self {
        Self(error.to_string())
    }
}

fn or_told(
    read: Result<Dated, Unread>,
    field: &str,
    value: &Value,
    problems: &mut Vec<Problem>,
) -> Dated {
    read.unwrap_or_else(|Unread(message)| {
        problems.push(Problem::error(field, format!("field {field}: {message}")));
        let words = words_of(value).unwrap_or_else(|| value.to_string());
        Dated::none(Some(shortened(&words, 200)))
    })
}

/// A date must be a text: what a number counts, nobody has written.
fn text_of(value: &Value) -> Result<&str, Unread> {
    match value {
        Value::String(text) => Ok(text),
        Value::Number(number) => Err(Unread(format!(
            "the number {number} does not say what it counts; write the date as a text like \"2021-07-19\""
        ))),
        _ => Err(Unread("a date is a text like \"2021-07-19\"".to_owned())),
    }
}

/// Both ends are a duration. A beginning alone is the date itself.
fn of_pair(start: Option<&Value>, end: Option<&Value>) -> Result<Dated, Unread> {
    let side = |value: Option<&Value>| value.map(|it| text_of(it).map(str::to_owned)).transpose();
    Ok(match (side(start)?, side(end)?) {
        (Some(start), None) => Dated::of(&start)?,
        (start, end) => Dated::from_to(start.as_deref(), end.as_deref())?,
    })
}

fn of_times(times: &Value) -> Result<Dated, Unread> {
    let list = times.as_array().map(Vec::as_slice).unwrap_or_default();
    match (list.first(), list.last()) {
        (Some(first), Some(_)) if list.len() == 1 => Ok(Dated::of(text_of(first)?)?),
        (first, last) => of_pair(first, last),
    }
}

/// `when` of Linked Places and GeoJSON-T, or a text in EDTF.
fn of_when(when: &Value, sense: Sense) -> Result<Dated, Unread> {
    let Value::Object(object) = when else {
        let text = text_of(when)?;
        return Ok(match Dated::edtf(text, sense) {
            Ok(dated) if !text.contains('T') => dated,
            _ => Dated::of(text)?,
        });
    };
    match object.get("timespans").and_then(Value::as_array) {
        None => of_timespan(when),
        Some(spans) => match spans.as_slice() {
            [] => Ok(Dated::default()),
            [only] => of_timespan(only),
            [first, .., last] => {
                let (first, last) = (limits(first, "start")?, limits(last, "end")?);
                let phrase = shortened(&when.to_string(), 500);
                Ok(Dated::between(&first.0, &last.1, phrase)?)
            }
        },
    }
}

/// `{start: {in}, end: {in}}` is a duration; where a side has limits only, some day between them.
fn of_timespan(span: &Value) -> Result<Dated, Unread> {
    let is_sharp = |side: Option<&Value>| match side {
        Some(Value::Object(side)) => side.contains_key("in"),
        _ => true,
    };
    if is_sharp(span.get("start")) && is_sharp(span.get("end")) {
        let sharp = |side: &str| -> Option<Value> {
            let side = span.get(side)?;
            let value = side.get("in").unwrap_or(side);
            let is_given = !value.is_null() && value.as_str() != Some("");
            is_given.then(|| value.clone())
        };
        let (start, end) = (sharp("start"), sharp("end"));
        return of_pair(start.as_ref(), end.as_ref());
    }
    let (start, end) = (limits(span, "start")?, limits(span, "end")?);
    let last = if end.1.is_empty() { start.1 } else { end.1 };
    Ok(Dated::between(
        &start.0,
        &last,
        shortened(&span.to_string(), 500),
    )?)
}

/// The first and the last day that one side of a timespan can be; empty where it has no limit.
fn limits(span: &Value, side: &str) -> Result<(String, String), Unread> {
    let Some(side) = span.get(side) else {
        return Ok(Default::default());
    };
    let limit = |name: &str| -> Result<String, Unread> {
        let value = match side {
            Value::Object(side) => side.get("in").or_else(|| side.get(name)),
            other => Some(other),
        };
        let value = value.filter(|value| !value.is_null());
        value.map_or(Ok(String::new()), |value| Ok(text_of(value)?.to_owned()))
    };
    Ok((limit("earliest")?, limit("latest")?))
}
