//! The atlas that every copy of the program carries in itself.

use super::{AtlasFile, AtlasFiles, Part};

/// The files of the bundled atlas, the same that lie in `data/south-caucasus-2021`.
pub fn bundled_atlas() -> AtlasFiles {
    let file = |name: &str, part, text: &str| AtlasFile {
        name: format!("south-caucasus-2021/{name}"),
        part,
        text: text.to_owned(),
    };
    AtlasFiles {
        files: vec![
            file(
                "atlas.ron",
                Part::Header,
                include_str!("../../data/south-caucasus-2021/atlas.ron"),
            ),
            file(
                "places.ron",
                Part::Places,
                include_str!("../../data/south-caucasus-2021/places.ron"),
            ),
            file(
                "actors.ron",
                Part::Actors,
                include_str!("../../data/south-caucasus-2021/actors.ron"),
            ),
            file(
                "sources.ron",
                Part::Sources,
                include_str!("../../data/south-caucasus-2021/sources.ron"),
            ),
            file(
                "events.ron",
                Part::Events,
                include_str!("../../data/south-caucasus-2021/events.ron"),
            ),
            file(
                "areas.geojson",
                Part::Areas,
                include_str!("../../data/south-caucasus-2021/areas.geojson"),
            ),
        ],
        findings: Vec::new(),
    }
}
