//! The members and properties of a feature in the words of an atlas.

use std::slice;

use serde_json::Value;

use super::super::Problem;
use super::super::feature::{Feature, Named, claims_of, is_within, precision_of, shortened};
use super::geometry::shape_of;
use super::members::{Members, words_of};
use super::when::dated;
use crate::model::Role;

/// A feature with more properties than this counts the rest.
const MAX_OTHERS: usize = 20;
/// The most characters of a property that is not understood.
const N_CHARS: usize = 200;

/// What a whole JSON object says: a Feature, or a geometry alone.
pub(super) fn feature_of(raw: &str, max_depth: usize) -> Result<Feature, String> {
    let members = Members::of(raw)?;
    let name = members.text("type").unwrap_or_default();
    let mut feature = Feature::default();
    let geometry = match name.as_str() {
        "Feature" => members.raw("geometry"),
        _ if members.raw("coordinates").is_some() || members.raw("geometries").is_some() => {
            Some(raw)
        }
        "FeatureCollection" => return Err("this collection has no features".to_owned()),
        _ => {
            return Err(format!(
                "{:?} is neither a Feature nor a geometry",
                shortened(&name, 40)
            ));
        }
    };
    match geometry.map(|geometry| shape_of(geometry, max_depth)) {
        None => {}
        Some(Ok(shape)) => feature.shape = Some(shape),
        Some(Err(problem)) => feature.problems.push(problem),
    }
    let properties = match name.as_str() {
        "Feature" => members.raw("properties").unwrap_or("null"),
        _ => "null",
    };
    match Members::of(properties) {
        Ok(properties) => read(&mut feature, &members, properties),
        Err(message) => {
            let message = format!("field properties: {message}");
            feature.problems.push(Problem::error("properties", message));
        }
    }
    if feature.kind.is_empty() {
        "Feature".clone_into(&mut feature.kind);
    }
    Ok(feature)
}

fn read(feature: &mut Feature, members: &Members<'_>, mut properties: Members<'_>) {
    let id = ["id", "@id"].iter().find_map(|name| members.raw(name));
    let id = id.and_then(|raw| words_of(&serde_json::from_str(raw).ok()?));
    let mut words = |names: &[&str]| properties.take_words(names).unwrap_or_default();
    feature.id = id.unwrap_or_else(|| words(&["id"]));
    feature.title = words(&["title", "name", "headline"]);
    feature.description = words(&["description", "notes", "summary", "text"]);
    feature.kind = words(&["kind_label", "kind", "type", "category", "event_type"]);
    feature.speaker = words(&["speaker", "by", "claimed_by"]);
    feature.phrase = words(&["phrase"]);
    feature.place_name = words(&["place_name"]);
    feature.note = words(&["note"]);
    let when = members.raw("when");
    let when = when.and_then(|raw| serde_json::from_str(raw).ok());
    feature.is_own = OWN.iter().all(|name| properties.has(name));
    feature.dated = dated(when, &mut properties, &mut feature.problems);
    if let Some(word) = properties.take_words(&["precision"]) {
        match precision_of(&word) {
            Ok(precision) => feature.precision = Some(precision),
            Err(problem) => feature.problems.push(problem),
        }
    }
    if let Some((_, claims)) = properties.take(&["claims"]) {
        let json = claims
            .as_str()
            .map_or_else(|| claims.to_string(), str::to_owned);
        feature.claims = claims_of(&json, &mut feature.problems);
        // What the claims amount to is never read: it is computed.
        properties.take(&["status"]);
    }
    read_tags(feature, &mut properties);
    if feature.is_own {
        read_own(feature, &mut properties);
    }
    read_sources(feature, &mut properties);
    read_others(feature, &properties);
}

/// The properties that only our own files have together.
const OWN: [&str; 5] = ["kind_label", "when", "status", "contested", "claims"];
/// Those of our own files that repeat what others say: ids beside names, and what is computed.
const REPEATED: [&str; 7] = [
    "kind",
    "date",
    "status",
    "contested",
    "place",
    "place_names",
    "places",
];

fn read_own(feature: &mut Feature, properties: &mut Members<'_>) {
    for name in REPEATED {
        properties.take(&[name]);
    }
    let location = properties.text("location");
    feature.is_within = location.as_deref().and_then(is_within);
    if feature.is_within.is_some() {
        properties.take(&["location"]);
    }
    let Some((_, participants)) = properties.take(&["participants"]) else {
        return;
    };
    for participant in many(&participants) {
        let text = |name: &str| participant.get(name).and_then(words_of);
        let role = text("role").and_then(|word| role_of(&word));
        if let Some(party) = text("name").or_else(|| text("actor")).zip(role) {
            feature.parties.push(party);
        } else {
            let message = "a participant has no name or no role that is known";
            feature
                .problems
                .push(Problem::warning("participants", message));
        }
    }
}

fn role_of(word: &str) -> Option<Role> {
    Some(match word {
        "party" => Role::Party,
        "mediator" => Role::Mediator,
        "giver" => Role::Giver,
        "receiver" => Role::Receiver,
        "addressee" => Role::Addressee,
        "carrier" => Role::Carrier,
        _ => return None,
    })
}

/// Words, or a list of words. Other programs call other things tags; those are told with the rest.
fn read_tags(feature: &mut Feature, properties: &mut Members<'_>) {
    for name in ["tags", "keywords"] {
        let Some(value) = properties.value(name) else {
            continue;
        };
        let tags: Option<Vec<String>> = many(&value).iter().map(words_of).collect();
        if let Some(tags) = tags {
            properties.take(&[name]);
            for tag in &tags {
                feature.add_tags(tag);
            }
        }
    }
}

fn read_sources(feature: &mut Feature, properties: &mut Members<'_>) {
    if let Some((_, value)) = properties.take(&["sources", "source"]) {
        feature.sources = many(&value).iter().filter_map(source).collect();
    }
    let mut links = Vec::new();
    for name in ["links", "link", "url"] {
        if let Some((_, value)) = properties.take(&[name]) {
            let named = many(&value).iter().filter_map(source);
            links.extend(named.map(|named| named.url.unwrap_or(named.title)));
        }
    }
    feature.add_links(links);
}

/// The elements of a list; of anything else, itself.
fn many(value: &Value) -> &[Value] {
    match value {
        Value::Array(list) => list,
        one => slice::from_ref(one),
    }
}

/// A name or an address, `{title, url}` or `{path}`.
fn source(value: &Value) -> Option<Named> {
    let Value::Object(object) = value else {
        return words_of(value).map(|words| Named::of(&words));
    };
    let member = |names: &[&str]| {
        let values = names.iter().filter_map(|name| object.get(*name));
        values.filter_map(words_of).find(|words| !words.is_empty())
    };
    let title = member(&["title", "name", "label", "description"]);
    let url = member(&["url", "path", "link", "@id"]);
    (title.is_some() || url.is_some()).then(|| Named {
        title: title.unwrap_or_default(),
        url,
    })
}

fn read_others(feature: &mut Feature, properties: &Members<'_>) {
    let mut n_left_out = 0;
    let mut n_told = 0;
    for (name, value) in properties.rest() {
        let is_plain = !matches!(value, Value::Array(_) | Value::Object(_));
        let words = words_of(&value).filter(|_| is_plain);
        match words {
            Some(words) if words.is_empty() => {}
            Some(words) if n_told < MAX_OTHERS => {
                n_told += 1;
                let name = shortened(name, N_CHARS);
                let words = shortened(&words, N_CHARS);
                feature.remarks.push(format!("{name}: {words}"));
            }
            _ => n_left_out += 1,
        }
    }
    if n_left_out > 0 {
        let remark = format!("{n_left_out} more properties are not shown");
        feature.remarks.push(remark);
    }
}
