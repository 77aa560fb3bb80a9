//! Tables of ACLED in invented rows, and random tables that must not stop the program.

use csv::{ReaderBuilder, StringRecord};
use proptest::prelude::*;

use super::*;
use crate::load::import::DraftDate;
use crate::model::{PlacePrecision, Severity};

/// The columns since 2023. All rows are invented; no row of ACLED is part of the project.
const NEW: &str = "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,latitude,longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp
RUR1,2023-03-12,2023,1,Political violence,Battles,Armed clash,Red Group (Ruritania),Blue Militia; Green Militia,Rebel group,Military Forces of Ruritania,,State forces,State forces-Rebel group,,999,Nowhere,Ruritania,North,Upper North,,Strelsau,45.1000,15.2000,1,The Strelsau Post; Radio R,National,\"On 12 March, two groups fought.
Four died.\",4,crowd size=no report,1683059153
RUR2,7-Feb-23,2023,2,Political violence,Riots,Mob violence,Rioters (Ruritania),,Rioters,,,,Rioters only,,999,Nowhere,Ruritania,North,,,Zenda,45.2,15.3,2,Undisclosed Source,Other,Some day that week.,0,,1683059153
RUR3,12 March 2023,2023,3,Political violence,Battles,Armed clash,Red Group (Ruritania),,Rebel group,,,,,,999,Nowhere,Ruritania,North,,,Strelsau,45.1,15.2,3,,,In March.,10,,
";

/// The columns of the years before, in capitals, without some.
const OLD: &str = "DATA_ID,ISO,EVENT_ID_CNTY,EVENT_ID_NO_CNTY,EVENT_DATE,YEAR,TIME_PRECISION,EVENT_TYPE,SUB_EVENT_TYPE,ACTOR1,ASSOC_ACTOR_1,INTER1,ACTOR2,ASSOC_ACTOR_2,INTER2,INTERACTION,REGION,COUNTRY,ADMIN1,ADMIN2,LOCATION,LATITUDE,LONGITUDE,GEO_PRECISION,SOURCE,NOTES,FATALITIES,TIMESTAMP,ISO3
77,999,RUR4,4,13-02-2019,2019,1,Battles,Armed clash,A,,2,B,,1,12,Nowhere,Ruritania,North,,Zenda,45.2,15.3,1,Post,Notes.,1,1580000000,RUR
78,999,RUR5,5,01-02-2019,2019,1,Battles,Armed clash,A,,2,B,,1,12,Nowhere,Ruritania,North,,Zenda,45.2,15.3,1,Post,Notes.,3,1580000000,RUR
";

fn records(text: &str) -> Vec<StringRecord> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    reader.records().collect::<Result<_, _>>().expect("a table")
}

/// Looks at all drafts of a table of ACLED, which has no problem.
fn look<T>(text: &str, look: impl FnOnce(&[Draft<'_>]) -> T) -> T {
    let records = records(text);
    let recognized = recognize(&records, None).expect("a layout");
    assert_eq!(
        (recognized.layout.name(), recognized.problems),
        ("ACLED", Vec::new())
    );
    let mut problems = Vec::new();
    let rows = records[1..].iter();
    let drafts: Vec<_> = rows
        .filter_map(|row| recognized.layout.draft(row, &mut problems))
        .collect();
    assert_eq!(problems, []);
    look(&drafts)
}

fn when(date: &DraftDate<'_>) -> String {
    date.when()
        .map_or_else(String::new, |when| when.text().to_owned())
}

#[test]
fn a_row_of_acled_is_an_event_told_by_each_outlet() {
    look(NEW, |drafts| {
        let draft = &drafts[0];
        assert_eq!(
            (draft.id.as_ref(), draft.kind.as_ref()),
            ("acled-RUR1", "Battles")
        );
        assert_eq!(draft.title, "Armed clash, Strelsau");
        let parties = [
            "Red Group (Ruritania)",
            "Blue Militia",
            "Green Militia",
            "Military Forces of Ruritania",
        ];
        assert_eq!(draft.parties, parties);
        assert_eq!(draft.claims.len(), 2);
        assert_eq!(draft.claims[1].source, "Radio R");
        assert_eq!(
            draft.claims[1].says,
            "On 12 March, two groups fought.\nFour died."
        );
        assert_eq!(when(&draft.claims[0].reported), "2023-05-02");
        assert_eq!(draft.losses[0].best, Some(4));
        assert_eq!(draft.losses[0].phrase, None);
        let note = draft.note.as_deref().unwrap_or_default();
        assert!(note.contains("lowest of conflicting"));
        assert_eq!(draft.tags, ["crowd size=no report"]);
        let place = draft.place.as_ref().expect("a place");
        assert_eq!(
            (place.within.as_ref(), place.precision),
            ("Upper North, North, Ruritania", PlacePrecision::Town)
        );
    });
}

#[test]
fn codes_of_precision_widen_what_acled_writes_as_one_day_and_one_point() {
    look(NEW, |drafts| {
        let dates: Vec<_> = drafts.iter().map(|draft| when(&draft.date)).collect();
        assert_eq!(dates, ["2023-03-12", "[2023-02-04..2023-02-10]", "2023-03"]);
        assert_eq!(drafts[0].phrase, None);
        let phrase = drafts[2].phrase.as_deref().unwrap_or_default();
        assert!(phrase.contains("12 March 2023") && phrase.contains("time_precision 3"));
        let precisions = drafts
            .iter()
            .filter_map(|draft| Some(draft.place.as_ref()?.precision));
        let expected = [
            PlacePrecision::Town,
            PlacePrecision::Area,
            PlacePrecision::Province,
        ];
        assert!(precisions.eq(expected));
    });
}

#[test]
fn zero_means_none_reported_and_ten_may_mean_several() {
    look(NEW, |drafts| {
        let loss = |index: usize| {
            (
                drafts[index].losses[0].best,
                drafts[index].losses[0].phrase.as_deref(),
            )
        };
        assert_eq!(loss(1), (None, Some("none reported")));
        let (best, phrase) = loss(2);
        assert_eq!(best, Some(10));
        assert!(
            phrase
                .unwrap_or_default()
                .starts_with("possibly a conventional number")
        );
        assert_eq!(drafts[2].claims[0].source, "ACLED");
        assert_eq!(drafts[2].claims[0].reported, DraftDate::None);
    });
}

#[test]
fn old_columns_and_a_byte_order_mark_are_read_too() {
    let with_mark = format!("\u{feff}{NEW}");
    look(&with_mark, |drafts| assert_eq!(drafts.len(), 3));
    look(OLD, |drafts| {
        assert_eq!(drafts[0].id, "acled-RUR4");
        let dates: Vec<_> = drafts.iter().map(|draft| when(&draft.date)).collect();
        assert_eq!(
            dates,
            ["2019-02-13", "2019-02-01"],
            "the first row shows that days come first"
        );
    });
}

#[test]
fn a_day_that_may_be_another_is_undated_and_told() {
    let one =
        "event_id_cnty,event_date,event_type,actor1\nX,01-02-2019,Battles,A\n,,Battles,A\n,,,\n";
    let records = records(one);
    let recognized = recognize(&records, None).expect("a layout");
    let mut problems = Vec::new();
    let draft = recognized
        .layout
        .draft(&records[1], &mut problems)
        .expect("an event");
    assert_eq!(
        (&draft.date, draft.phrase.as_deref()),
        (&DraftDate::None, Some("01-02-2019"))
    );
    assert_eq!(problems.len(), 1);
    assert!(
        recognized
            .layout
            .draft(&records[2], &mut problems)
            .is_none()
    );
    assert_eq!(problems.len(), 2, "a row without id and date is told");
    assert!(
        recognized
            .layout
            .draft(&records[3], &mut problems)
            .is_none()
    );
    assert_eq!(problems.len(), 2, "a blank row is not");
}

/// Cells of all sorts, with those that have meaning more often.
fn cells() -> impl Strategy<Value = String> {
    let telling = [
        "2021-07-19",
        "1/2/2021",
        "13.2.21",
        "7-Feb-25",
        "1e999",
        "NaN",
        "-0",
        "300380.0",
        "4",
        "6.0",
        "a;b; ;c",
        "[..]",
        "2021/",
        "T:",
        "99999999999999",
        "İ",
        "µ°",
        "\u{feff}",
        "Feb 9999",
        "00000000",
        "9999-12-31",
        "0000-01-01",
    ];
    prop_oneof![
        any::<String>(),
        prop::sample::select(telling.to_vec()).prop_map(str::to_owned)
    ]
}

proptest! {
    #[test]
    fn no_row_stops_the_program_and_each_is_accounted_for(
        table in 0..4_usize, rows in prop::collection::vec(prop::collection::vec(cells(), 0..50), 1..4),
    ) {
        let header = match table {
            0 => ucdp::COLUMNS.iter().collect(),
            1 => records(NEW)[0].clone(),
            2 => "title,notes,date,from,to,earliest,latest,year,month,day,lat,lon,place,country,precision,source,url,x"
                .split(',').collect(),
            _ => StringRecord::from(rows[0].clone()),
        };
        let rows: Vec<StringRecord> = rows.into_iter().map(StringRecord::from).collect();
        let sample: Vec<StringRecord> = [header].into_iter().chain(rows.clone()).collect();
        if let Ok(recognized) = recognize(&sample, None) {
            for row in &rows {
                let mut problems = Vec::new();
                let draft = recognized.layout.draft(row, &mut problems);
                let is_blank = row.iter().all(|cell| cell.trim().is_empty());
                let is_told = problems.iter().any(|problem| problem.severity == Severity::Error);
                prop_assert!(draft.is_some() || is_told || is_blank);
                if let Some(draft) = draft {
                    let has_date = draft.date != DraftDate::None;
                    prop_assert_eq!(draft.date.when().is_some(), has_date, "{:?}", draft.date);
                }
            }
        }
    }
}
