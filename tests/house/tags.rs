//! What events are filed under: written, imported, asked for, shown and taken along.

use std::fs;

use egui::Key;
use egui_kittest::kittest::Queryable as _;
use event_atlas::load::{ImportOptions, Loaded, Progress, load_paths};
use event_atlas::query::{Amount, Facet, Filter};
use event_atlas::state::ViewCommand;

use crate::catalogs::bundled;
use crate::command_line::event_atlas;
use crate::journeys::{journey, selected};

/// What becomes of a text in a file of this name.
fn imported(name: &str, text: &str) -> Loaded {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    fs::write(&path, text).expect("written");
    let options = ImportOptions::default();
    let loaded = load_paths(&[path], &options, &Progress::default(), &mut |_| ());
    let loaded = loaded.expect("there is a file");
    // Rows are read again from their file: they are looked at while it is there.
    loaded.catalog.events().for_each(|_| ());
    loaded
}

fn tags(loaded: &Loaded) -> Vec<Vec<String>> {
    let catalog = &loaded.catalog;
    let events = catalog.events().map(|(_, event)| {
        let tags = event.tags.iter().filter_map(|id| catalog.tag(*id));
        tags.map(str::to_owned).collect()
    });
    events.collect()
}

#[test]
fn files_of_other_programs_have_tags() {
    let csv = "title,date,lat,lon,Tags\nA,2021-07-19,39.7,44.8,\"bridge; river ;bridge\"\nB,2021-07-20,39.7,44.8,\n";
    let acled = "event_id_cnty,event_date,event_type,sub_event_type,actor1,country,latitude,longitude,source,notes,tags\n\
        ARM1,2021-07-19,Battles,Armed clash,A,Armenia,39.7,44.8,S,It happened.,crowd size=no report; local\n";
    let geojson = r#"{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null,
        "properties":{"title":"A","date":"2021-07-19","tags":["bridge","river; road"]}}]}"#;
    // What another program calls tags.
    let other = r#"{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null,
        "properties":{"title":"A","date":"2021-07-19","tags":{"amenity":"school"}}}]}"#;
    let kml = "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Placemark><name>A</name><ExtendedData>\
        <Data name=\"tags\"><value>bridge; river</value></Data></ExtendedData></Placemark></kml>";
    for (name, text, expected) in [
        ("a.csv", csv, vec![vec!["bridge", "river"], vec![]]),
        ("b.csv", acled, vec![vec!["crowd size=no report", "local"]]),
        ("c.geojson", geojson, vec![vec!["bridge", "river", "road"]]),
        ("e.geojson", other, vec![vec![]]),
        ("d.kml", kml, vec![vec!["bridge", "river"]]),
    ] {
        let loaded = imported(name, text);
        assert_eq!(tags(&loaded), expected, "{name}: {:?}", loaded.findings);
        let notes = loaded
            .catalog
            .events()
            .filter_map(|(_, event)| event.note.as_ref());
        let n_told = notes
            .filter(|note| note.contains("1 more properties"))
            .count();
        assert_eq!(n_told, usize::from(name == "e.geojson"), "{name}");
    }
}

#[test]
fn tags_are_made_tidy_before_they_are_told_apart_and_any_column_can_be_theirs() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.csv");
    let text =
        "title,date,lat,lon,Stichworte\nA,2021-07-19,39.7,44.8,a\tb; a b;\u{202A}; \u{202A}c\n";
    fs::write(&path, text).expect("written");
    let options = ImportOptions {
        map: Some("tags=Stichworte".to_owned()),
        dates: None,
    };
    let loaded = load_paths(&[path], &options, &Progress::default(), &mut |_| ());
    let loaded = loaded.expect("there is a file");
    assert_eq!(tags(&loaded), [["a b", "c"]], "{:?}", loaded.findings);
}

#[test]
fn one_tag_of_an_atlas_and_of_a_table_is_one_tag() {
    let folder = tempfile::tempdir().expect("a folder");
    let table = folder.path().join("a.csv");
    fs::write(
        &table,
        "title,date,lat,lon,tags\nA,2021-07-19,39.7,44.8,landmines; bridge\n",
    )
    .expect("written");
    let atlas = crate::root().join("data/south-caucasus-2021");
    let options = ImportOptions::default();
    let paths = [atlas, table];
    let loaded = load_paths(&paths, &options, &Progress::default(), &mut |_| ()).expect("both");
    let named = |name: &str| {
        loaded
            .catalog
            .tags()
            .filter(|(_, tag)| *tag == name)
            .count()
    };
    assert_eq!((named("landmines"), named("bridge")), (1, 1));
}

#[test]
fn a_tag_of_the_card_asks_for_all_that_have_it() {
    let mut journey = journey();
    journey.key_press(Key::N);
    journey.run_ok();
    assert_eq!(
        selected(&journey).as_deref(),
        Some("equipment-toward-crossing")
    );
    journey
        .get_by_label("Only with the tag military cargo")
        .click();
    journey.run_ok();
    assert_eq!(journey.state().answer().counts.shown, 2);
    journey.get_by_label("Tag military cargo, take back");
    // Only means only, whatever was chosen before.
    let catalog = journey.state().loaded().catalog.clone();
    let (border, _) = catalog
        .tags()
        .find(|(_, tag)| *tag == "border")
        .expect("a tag");
    let mut filter = Filter::default();
    filter.choose(Facet::Tag, border.into());
    filter.set_amount(Facet::Tag, Amount::None);
    journey.state_mut().apply(ViewCommand::SetFilter(filter));
    journey.run_ok();
    journey
        .get_by_label("Only with the tag military cargo")
        .click();
    journey.run_ok();
    assert_eq!(journey.state().answer().counts.shown, 2);
    journey
        .get_by_label("Tag: military cargo, take back")
        .click();
    journey.run_ok();
    assert_eq!(journey.state().answer().counts.shown, 14);
    journey.get_by_label("More filters").click();
    journey.run_ok();
    journey.get_by_label("Tag").click();
    journey.run_ok();
    journey.get_by_label("Tag: border, 3").click();
    journey.run_ok();
    assert_eq!(journey.state().answer().counts.shown, 3);
}

#[test]
fn an_atlas_without_tags_does_not_offer_them() {
    let loaded = crate::catalogs::catalog("a | here | 2021-07-19");
    let mut journey = crate::journeys::journey_of(loaded, (1_440.0, 900.0));
    journey.get_by_label("More filters").click();
    journey.run_ok();
    journey.get_by_label("Source");
    assert!(journey.query_by_label("Tag").is_none());
    assert_eq!(bundled().catalog.tags().len(), 11);
}

#[test]
fn the_command_line_asks_for_tags_and_lists_them() {
    let shown = event_atlas(&["list", "--tag", "landmines", "--format", "csv"]);
    let text = String::from_utf8_lossy(&shown.stdout).into_owned();
    assert_eq!(text.lines().count(), 3, "{text}");
    assert!(text.contains("landmines; prisoners"), "{text}");
    let shown = event_atlas(&["list", "--tag", "landmine"]);
    let said = String::from_utf8_lossy(&shown.stderr).into_owned();
    assert_eq!(shown.status.code(), Some(2));
    assert!(
        said.contains("no tag `landmine`") && said.contains("prisoners"),
        "{said}"
    );
}
