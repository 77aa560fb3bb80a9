//! What is far larger than anything an atlas has: it costs no more than what can be seen of it.

use std::f64::consts::TAU;
use std::fmt::Write as _;

use egui::{Rect, Role, Shape};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use event_atlas::load::{AtlasFile, AtlasFiles, Loaded, Part, load};
use event_atlas::model::Severity;
use event_atlas::state::{Panel, Selection, ViewCommand};

use crate::catalogs::{bundled, whole};
use crate::journeys::{Journey, journey_of};
use crate::map_journeys::copied;

const LARGE: (f32, f32) = (1_440.0, 900.0);
const SMALL: (f32, f32) = (760.0, 480.0);

/// Letters that are laid out, and corners of meshes and lines, of what is painted in the last frame.
fn painted(journey: &Journey) -> (usize, usize) {
    fn count(shape: &Shape, sums: &mut (usize, usize)) {
        match shape {
            Shape::Vec(shapes) => shapes.iter().for_each(|shape| count(shape, sums)),
            Shape::Text(text) => sums.0 += text.galley.job.text.chars().count(),
            Shape::Mesh(mesh) => sums.1 += mesh.vertices.len(),
            Shape::Path(path) => sums.1 += path.points.len(),
            _ => sums.1 += 1,
        }
    }
    let mut sums = (0, 0);
    for clipped in &journey.output().shapes {
        count(&clipped.shape, &mut sums);
    }
    sums
}

/// An atlas of one event with as many kinds as asked for, of which the event has the first.
fn with_kinds(n: usize) -> Loaded {
    let mut kinds = String::new();
    for kind in 0..n {
        writeln!(
            kinds,
            "(id: \"k{kind}\", label: \"Kind {kind}\", color: Blue, shape: Disc),"
        )
        .expect("a String");
    }
    let mut events = String::new();
    for event in 0..n {
        writeln!(
            events,
            "(id: \"e{event}\", title: \"E\", kind: \"k{event}\", when: \"2021-01-0{}\", place: At(\"p\")),",
            event % 9 + 1
        )
        .expect("a String");
    }
    whole(&format!(
        "(schema: 1, title: \"T\", kinds: [{kinds}], places: [(id: \"p\", kind: Town, at: (lon: 46.0, lat: 39.5), precision: Town, \
         names: [(text: \"P\", lang: \"en\")])], actors: [], sources: [], events: [{events}])"
    ))
}

#[test]
fn of_very_many_kinds_only_some_have_a_chip_and_all_can_be_chosen() {
    let n = 50_000;
    let mut journey = journey_of(with_kinds(n), LARGE);
    let chips = |journey: &Journey| journey.query_all_by_role(Role::CheckBox).count();
    assert!(chips(&journey) < 60, "{}", chips(&journey));
    let (letters, corners) = painted(&journey);
    assert!(letters < 20_000 && corners < 200_000, "{letters} {corners}");
    journey.get_by_label("and 49,976 more kinds").click();
    journey.run_ok();
    journey.get_by_label("Kind").click();
    journey.run_ok();
    journey.run_ok();
    assert!(chips(&journey) < 100, "{}", chips(&journey));
    let row = "Kind: Kind 40, 1";
    if journey.query_by_label(row).is_none() {
        let field = journey.get_by_label("Find in Kind");
        field.focus();
        field.type_text("Kind 40000");
        journey.run_ok();
        journey.get_by_label("Kind: Kind 40000, 1").click();
        journey.run_ok();
        // What is asked for has a chip, wherever it stands.
        journey.get_by_label("Kind 40000, 1");
        assert_eq!(journey.state().answer().counts.shown, 1);
    }
    assert!(painted(&journey).0 < 20_000);
}

/// An atlas in which every text that the window shows is a megabyte long.
fn with_long_texts(n: usize) -> Loaded {
    let long = |begin: &str| format!("{begin} {}", "word ".repeat(n / 5));
    let url = format!("http://a.example/{}", "x".repeat(10_000));
    whole(&format!(
        "(schema: 1, title: \"{}\", about: \"{}\", kinds: [(id: \"k\", label: \"{}\", color: Blue, shape: Disc)],\n\
         places: [(id: \"p\", kind: Town, at: (lon: 46.0, lat: 39.5), precision: Town, note: \"{}\", names: [(text: \"{}\", lang: \"en\")])],\n\
         actors: [(id: \"a\", name: \"{}\", kind: State, note: \"{}\")],\n\
         sources: [(id: \"s\", title: \"{}\", author: \"{}\", publisher: \"{}\", url: \"{url}\", note: \"{}\")],\n\
         events: [(id: \"e\", title: \"{}\", kind: \"k\", when: \"2021\", place: At(\"p\"), phrase: \"{}\", note: \"{}\", tags: [\"{}\"],\n\
         claims: [(by: \"a\", stance: Asserts, says: \"{}\", via: \"s\", at: \"{}\", note: \"{}\")])])",
        long("Atlas"),
        long("About"),
        long("Kind"),
        long("Placenote"),
        long("Place"),
        long("Actor"),
        long("Actornote"),
        long("Source"),
        long("Author"),
        long("Publisher"),
        long("Sourcenote"),
        long("Title"),
        long("Phrase"),
        long("Note"),
        long("Tag"),
        long("Says"),
        long("Locator"),
        long("Claimnote"),
    ))
}

#[test]
fn texts_of_a_megabyte_are_laid_out_no_further_than_they_are_read() {
    let loaded = with_long_texts(1_000_000);
    let catalog = loaded.catalog.clone();
    assert_eq!(
        catalog.n_events(),
        1,
        "{:?}",
        loaded.findings.first().map(|finding| &finding.message)
    );
    let mut journey = journey_of(loaded, LARGE);
    let (id, event) = catalog.events().next().expect("an event");
    assert_eq!(event.title.len(), 1_000_000 + 6);
    let place = event.main_place(&catalog).expect("a place");
    let claim = event.claims.first().expect("a claim");
    let most = 120_000;
    assert!(painted(&journey).0 < most, "{}", painted(&journey).0);
    for selection in [
        Selection::Event(id),
        Selection::Place(place),
        Selection::Actor(claim.speaker),
        Selection::Source(claim.via),
    ] {
        journey
            .state_mut()
            .apply(ViewCommand::Select(Some(selection)));
        journey.run_ok();
        assert!(
            painted(&journey).0 < most,
            "{selection:?}: {}",
            painted(&journey).0
        );
        let names = journey.root().children_recursive();
        let names = names.filter_map(|node| node.accesskit_node().label());
        let mut long = names.filter(|name| name.len() > 20_000);
        let begin = |name: String| name.chars().take(40).collect::<String>();
        assert_eq!(long.next().map(begin), None, "{selection:?}");
    }
    // What is not shown can be had.
    journey
        .state_mut()
        .apply(ViewCommand::Select(Some(Selection::Event(id))));
    journey.run_ok();
    let copy = journey
        .query_all_by_label_contains("Copy all 1,000,00")
        .next()
        .expect("a way to all of it");
    copy.click_accesskit();
    let mut all = None;
    for _ in 0..4 {
        journey.step();
        all = all.or(copied(&journey));
    }
    assert_eq!(all.as_deref(), Some(event.title.as_str()));
    for words in ["Title", "word", "Say"] {
        journey
            .state_mut()
            .apply(ViewCommand::SetText(words.to_owned()));
        journey.run_ok();
        assert!(
            painted(&journey).0 < most,
            "{words}: {}",
            painted(&journey).0
        );
    }
    journey
        .state_mut()
        .apply(ViewCommand::Toggle(Panel::Palette));
    journey.run_ok();
    journey
        .get_by_role_and_label(Role::TextInput, "Find and do")
        .type_text("word");
    journey.run_ok();
    assert!(painted(&journey).0 < most, "{}", painted(&journey).0);
}

fn is_within(inner: Rect, size: (f32, f32)) -> bool {
    Rect::from_min_size(egui::Pos2::ZERO, size.into()).contains_rect(inner)
}

#[test]
fn the_buttons_under_a_long_address_can_be_seen() {
    let address = |n: usize| {
        whole(&format!(
            "(schema: 1, title: \"T\", kinds: [(id: \"k\", label: \"K\", color: Blue, shape: Disc)], places: [],\n\
             actors: [(id: \"a\", name: \"A\", kind: State)], sources: [(id: \"s\", title: \"S\", url: \"http://a.example/{}\")],\n\
             events: [(id: \"e\", title: \"E\", kind: \"k\", when: \"2021\", place: NotGiven, claims: [(by: \"a\", stance: Asserts, says: \"x\", via: \"s\")])])",
            "x".repeat(n)
        ))
    };
    for n in [10, 10_000, 1_000_000] {
        for size in [LARGE, (1_024.0, 640.0), SMALL] {
            let loaded = address(n);
            let catalog = loaded.catalog.clone();
            let Some((source, _)) = catalog.sources().find(|(_, source)| source.url.is_some())
            else {
                assert!(n > 10_000, "an address was refused: {:?}", loaded.findings);
                continue;
            };
            let mut journey = journey_of(loaded, size);
            journey
                .state_mut()
                .apply(ViewCommand::Select(Some(Selection::Source(source))));
            journey.run_ok();
            journey
                .get_by_label("Open in the browser …")
                .click_accesskit();
            journey.run_ok();
            journey.run_ok();
            for name in ["Open in the browser", "Copy the address", "Cancel"] {
                let button = journey.get_by_role_and_label(Role::Button, name).rect();
                assert!(is_within(button, size), "{n} {size:?} {name}: {button}");
            }
            assert!(painted(&journey).0 < 80_000);
            journey
                .get_by_role_and_label(Role::Button, "Cancel")
                .click();
            journey.run_ok();
            assert!(journey.query_by_label("Copy the address").is_none());
        }
    }
}

/// Where a sheet is that has this title.
fn sheet(journey: &Journey, title: &str) -> Rect {
    let sheets = journey.query_all_by_role(Role::Window);
    let named = sheets.filter(|node| {
        node.accesskit_node()
            .label()
            .is_some_and(|label| label.contains(title))
    });
    named.map(|node| node.rect()).next().expect("a sheet")
}

#[test]
fn a_sheet_that_was_opened_in_a_small_window_grows_with_it() {
    for (panel, title) in [
        (Panel::About, "About"),
        (Panel::Keys, "Keys"),
        (Panel::Findings, "finding"),
        (Panel::Files, "Open and save"),
        (Panel::Views, "Views"),
        (Panel::GoTo, "Go to a date"),
        (Panel::Palette, "Find and do"),
    ] {
        let opened = |size| {
            let mut journey = journey_of(bundled(), size);
            journey.state_mut().apply(ViewCommand::Toggle(panel));
            journey.run_ok();
            journey.run_ok();
            journey
        };
        let fresh = sheet(&opened(LARGE), title);
        let mut grown = opened(SMALL);
        let small = sheet(&grown, title);
        assert!(is_within(small, SMALL), "{title}: {small}");
        grown.set_size(LARGE.into());
        for _ in 0..4 {
            grown.run_ok();
        }
        let now = sheet(&grown, title);
        let is_near = |a: f32, b: f32| (a - b).abs() < 4.0;
        assert!(
            is_near(now.width(), fresh.width()),
            "{title}: {now} {fresh}"
        );
        assert!(
            is_near(now.height(), fresh.height()),
            "{title}: {now} {fresh}"
        );
        assert!(
            is_near(now.center().x, fresh.center().x),
            "{title}: {now} {fresh}"
        );
        // And small again.
        grown.set_size(SMALL.into());
        for _ in 0..4 {
            grown.run_ok();
        }
        let again = sheet(&grown, title);
        assert!(is_within(again, SMALL), "{title}: {again}");
    }
}

/// The bundled atlas with one place more, whose outline has these corners.
fn with_outline(corners: impl Iterator<Item = (f64, f64)>) -> Loaded {
    let corners: Vec<String> = corners
        .map(|(lon, lat)| format!("[{lon:.7},{lat:.7}]"))
        .collect();
    let ring = format!(
        "{},{}",
        corners.join(","),
        corners.first().expect("a corner")
    );
    let areas = format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[{{\"type\":\"Feature\",\"id\":\"area\",\"properties\":{{}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[{ring}]]}}}}]}}"
    );
    let header =
        "(schema: 1, title: \"T\", kinds: [(id: \"k\", label: \"K\", color: Blue, shape: Disc)])";
    let places = "[(id: \"p\", kind: District, at: (lon: 46.0, lat: 40.0), precision: District, area: \"area\", names: [(text: \"P\", lang: \"en\")])]";
    let events = "[(id: \"e\", title: \"E\", kind: \"k\", when: \"2021\", place: Within(\"p\"))]";
    let file = |name: &str, part, text: &str| AtlasFile {
        name: name.to_owned(),
        part,
        text: text.to_owned(),
    };
    load(&AtlasFiles {
        files: vec![
            file("atlas.ron", Part::Header, header),
            file("areas.geojson", Part::Areas, &areas),
            file("places.ron", Part::Places, places),
            file("events.ron", Part::Events, events),
        ],
        findings: Vec::new(),
    })
}

/// Corners here and there, by a rule without chance.
fn tangle(n: usize) -> impl Iterator<Item = (f64, f64)> {
    let mut state = 1_u64;
    let mut next = move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 40) as f64 / (1_u64 << 24) as f64
    };
    (0..n).map(move |_| (45.0 + 2.0 * next(), 39.0 + 2.0 * next()))
}

fn circle(n: usize) -> impl Iterator<Item = (f64, f64)> {
    let angle = move |index: usize| index as f64 / n as f64 * TAU;
    (0..n).map(move |index| (46.0 + angle(index).cos(), 40.0 + angle(index).sin()))
}

#[test]
fn an_outline_of_very_many_corners_is_told_or_filled_and_drawn_in_bounds() {
    for (corners, is_told) in [
        (tangle(20_000).collect::<Vec<_>>(), true),
        (tangle(150_000).collect(), true),
        (circle(199_999).collect(), false),
    ] {
        let loaded = with_outline(corners.into_iter());
        let told: Vec<_> = loaded
            .findings
            .iter()
            .filter(|finding| finding.file == "areas.geojson")
            .map(|finding| (finding.severity, finding.message.as_str()))
            .collect();
        if is_told {
            let [(Severity::Warning, message)] = told[..] else {
                panic!("{told:?}")
            };
            assert!(message.contains("is not filled"), "{message}");
        } else {
            assert_eq!(told, []);
        }
        let catalog = loaded.catalog.clone();
        let (place, _) = catalog.places().next().expect("a place");
        let mut journey = journey_of(loaded, LARGE);
        journey
            .state_mut()
            .apply(ViewCommand::Select(Some(Selection::Place(place))));
        for zoom in [2.0, 7.0, 9.5, 13.0, 18.0] {
            let center = event_atlas::model::LonLat::new(47.0, 40.0).expect("on the Earth");
            let camera = event_atlas::state::Camera::new(center, zoom);
            journey.state_mut().apply(ViewCommand::MoveCamera(camera));
            journey.run_ok();
            let (_, corners) = painted(&journey);
            assert!(corners < 140_000, "{zoom}: {corners}");
        }
    }
}

#[test]
fn many_places_share_one_outline_without_a_copy_each() {
    let loaded = with_outline(circle(100_000));
    let (_, place) = loaded.catalog.places().next().expect("a place");
    let outline = place.outline.clone().expect("an outline");
    assert!(outline.is_filled());
    // One is in the catalog, one is ours: a place has no copy of its own.
    assert_eq!(std::sync::Arc::strong_count(&outline), 2);
}

#[test]
fn a_card_lists_some_of_very_many_things_and_says_how_many_more_there_are() {
    let n = 5_000;
    let many = |one: &dyn Fn(usize) -> String| (0..n).map(one).collect::<Vec<_>>().join(", ");
    let claims =
        many(&|at| format!("(by: \"a\", stance: Asserts, says: \"Said {at}\", via: \"s\")"));
    let tags = many(&|at| format!("\"tag {at}\""));
    let names = many(&|at| format!("(text: \"Name {at}\", lang: \"en\")"));
    let loaded = whole(&format!(
        "(schema: 1, title: \"T\", kinds: [(id: \"k\", label: \"K\", color: Blue, shape: Disc)],\n\
         places: [(id: \"p\", kind: Town, at: (lon: 46.0, lat: 39.5), precision: Town, names: [{names}])],\n\
         actors: [(id: \"a\", name: \"A\", kind: State)], sources: [(id: \"s\", title: \"S\")],\n\
         events: [(id: \"e\", title: \"E\", kind: \"k\", when: \"2021\", place: At(\"p\"), tags: [{tags}], claims: [{claims}])])"
    ));
    let catalog = loaded.catalog.clone();
    let (id, event) = catalog.events().next().expect("an event");
    assert_eq!(event.claims.len(), n, "{:?}", loaded.findings);
    let place = event.main_place(&catalog).expect("a place");
    let speaker = event.claims.first().expect("a claim").speaker;
    let source = event.claims.first().expect("a claim").via;
    let mut journey = journey_of(loaded, LARGE);
    for (selection, words) in [
        (Selection::Event(id), "and 4,900 more claims"),
        (Selection::Event(id), "and 4,900 more tags"),
        (Selection::Place(place), "and 4,900 more names"),
        (Selection::Actor(speaker), "and 4,900 more claims"),
        (Selection::Source(source), "and 4,900 more claims"),
    ] {
        journey
            .state_mut()
            .apply(ViewCommand::Select(Some(selection)));
        journey.run_ok();
        assert_eq!(
            journey.query_all_by_label_contains(words).count(),
            1,
            "{selection:?}: {words}"
        );
        let n_nodes = journey.root().children_recursive().count();
        assert!(n_nodes < 4_000, "{selection:?}: {n_nodes}");
    }
}

#[test]
fn very_many_findings_have_pages() {
    let n = 1_000;
    let events: Vec<String> = (0..n)
        .map(|at| format!("(id: \"e{at}\", title: \"E\", kind: \"nothing{at}\", when: \"2021\", place: NotGiven)"))
        .collect();
    let loaded = whole(&format!(
        "(schema: 1, title: \"T\", kinds: [(id: \"k\", label: \"K\", color: Blue, shape: Disc)], places: [], actors: [], sources: [], events: [{}])",
        events.join(",\n")
    ));
    let n = loaded.findings.len();
    assert!(n >= 1_000, "{n}");
    let last = loaded.findings.last().expect("a finding").line;
    let mut journey = journey_of(loaded, LARGE);
    journey
        .state_mut()
        .apply(ViewCommand::Toggle(Panel::Findings));
    journey.run_ok();
    let n_lines = |journey: &Journey| {
        journey
            .query_all_by_label_contains("test.ron, line")
            .count()
    };
    assert!(n_lines(&journey) <= 200, "{}", n_lines(&journey));
    for _ in 0..n.div_ceil(200) - 1 {
        journey.get_by_label("Next findings").click();
        journey.run_ok();
    }
    let words = format!("line {last}, ");
    assert!(
        journey.query_all_by_label_contains(&words).count() >= 1,
        "the last one is there"
    );
    assert!(n_lines(&journey) <= 200);
}
