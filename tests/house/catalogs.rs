//! Catalogs for tests, from a line of text each.

use event_atlas::load::{AtlasFile, AtlasFiles, Loaded, Part, bundled_atlas, load};

/// The bundled atlas.
pub(crate) fn bundled() -> Loaded {
    load(&bundled_atlas())
}

/// A catalog of events written as `id | place | date; …`. Places are `here` (46° E, 39.5° N), `there`
/// (47° E, 40° N), or `-` for none; an empty date is none.
pub(crate) fn catalog(events: &str) -> Loaded {
    let entries: Vec<String> = events
        .split(';')
        .filter(|event| !event.trim().is_empty())
        .map(|event| {
            let cells: Vec<&str> = event.split('|').map(str::trim).collect();
            let [id, place, when] = cells[..] else {
                panic!("an event is `id | place | date`: {event}")
            };
            let place = if place == "-" {
                "NotGiven".to_owned()
            } else {
                format!("At(\"{place}\")")
            };
            let when = if when.is_empty() {
                String::new()
            } else {
                format!("when: \"{when}\",")
            };
            format!(
                "(id: \"{id}\", title: \"Event {id}\", kind: \"clash\", {when} place: {place},\n\
                 claims: [(by: \"a\", stance: Asserts, says: \"It happened.\", via: \"s\")])"
            )
        })
        .collect();
    let entries = entries.join(",\n");
    whole(&format!(
        "(schema: 1, title: \"Test\", kinds: [(id: \"clash\", label: \"Clash\", color: Blue, shape: Disc)],\n\
         places: [(id: \"here\", kind: Town, at: (lon: 46.0, lat: 39.5), precision: Town, names: [(text: \"Here\", lang: \"en\")]),\n\
         (id: \"there\", kind: Town, at: (lon: 47.0, lat: 40.0), precision: Town, names: [(text: \"There\", lang: \"en\")])],\n\
         actors: [(id: \"a\", name: \"A\", kind: State)], sources: [(id: \"s\", title: \"S\")],\n\
         events: [\n{entries}])"
    ))
}

/// An atlas in one text.
pub(crate) fn whole(text: &str) -> Loaded {
    let file = AtlasFile {
        name: "test.ron".to_owned(),
        part: Part::Whole,
        text: text.to_owned(),
    };
    load(&AtlasFiles {
        files: vec![file],
        findings: Vec::new(),
    })
}
