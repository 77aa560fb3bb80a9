//! How long it takes to read a table in the layout of UCDP GED. The rows are made here; `EVENT_ATLAS_BENCH_FILE`
//! names another file. `benches/README.md` has the figures.

#![expect(clippy::expect_used, reason = "a bench may panic")]

use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::time::Instant;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use event_atlas::load::{ImportOptions, Progress, load_paths};

const N_ROWS: usize = 100_000;
const HEADER: &str = "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,\
    conflict_name,dyad_dset_id,dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,side_b_dset_id,\
    side_b_new_id,side_b,number_of_sources,source_article,source_office,source_date,source_headline,\
    source_original,where_prec,where_coordinates,where_description,adm_1,adm_2,latitude,longitude,geom_wkt,\
    priogrid_gid,country,country_id,region,event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,\
    deaths_civilians,deaths_unknown,best,high,low,gwnoa,gwnob\n";

/// Invented rows of about 700 bytes, some with line breaks in a cell.
fn table() -> String {
    let mut text = HEADER.to_owned();
    let filler = "a report of some length about what is said to have happened there, ".repeat(4);
    for row in 0..N_ROWS {
        let (year, month, day) = (1990 + row % 33, row % 12 + 1, row % 28 + 1);
        let (lat, lon) = (
            (row % 900) as f64 / 10.0 - 20.0,
            (row % 1_700) as f64 / 10.0 - 60.0,
        );
        let breaks = if row % 13 == 0 {
            "first line\nsecond line"
        } else {
            "one line"
        };
        // Writing to a String cannot fail.
        writeln!(
            text,
            "{row},AAA-{year}-{row},{year},1,Clear,{kind},1,1,Somewhere: Government,2,2,Government - Others,3,3,\
             Government of {country},4,4,Group {group},1,\"\"\"Agency,{year}-{month:02}-{day:02},{filler}\"\"\",\
             Agency {agency},{year}-{month:02}-{day:02},\"A headline, quoted\",Speaker {speaker},{prec},Village {place},\
             \"{breaks}: {filler}\",Province,District,{lat:.4},{lon:.4},POINT ({lon:.4} {lat:.4}),1,Country,1,Region,1,\
             {date_prec},{year}-{month:02}-{day:02},{year}-{month:02}-28,0,1,0,0,1,2,1,1,",
            kind = row % 3 + 1,
            country = row % 40,
            group = row % 300,
            agency = row % 50,
            speaker = row % 900,
            prec = row % 7 + 1,
            place = row % 9_000,
            date_prec = row % 5 + 1,
        )
        .ok();
    }
    text
}

fn imports(criterion: &mut Criterion) {
    let theirs = std::env::var_os("EVENT_ATLAS_BENCH_FILE").map(PathBuf::from);
    let is_ours = theirs.is_none();
    let path = theirs.unwrap_or_else(|| {
        let path =
            std::env::temp_dir().join(format!("event-atlas-bench-{}.csv", std::process::id()));
        fs::write(&path, table()).expect("a temporary file");
        path
    });
    let paths = [path.clone()];
    let options = ImportOptions::default();
    let n_bytes = fs::metadata(&path).map_or(0, |metadata| metadata.len());
    let started = Instant::now();
    let mut first = None;
    let loaded = load_paths(&paths, &options, &Progress::default(), &mut |_| {
        first.get_or_insert_with(|| started.elapsed());
    });
    let loaded = loaded.expect("a file");
    let said = format!(
        "import: {} events of {} MB; the first of them after {first:?}, all after {:?}",
        loaded.catalog.n_events(),
        n_bytes / 1_000_000,
        started.elapsed()
    );
    writeln!(io::stdout(), "{said}").ok();
    let mut group = criterion.benchmark_group("import");
    group.sample_size(10).throughput(Throughput::Bytes(n_bytes));
    group.bench_function("ucdp", |bencher| {
        bencher.iter(|| {
            black_box(load_paths(&paths, &options, &Progress::default(), &mut |_| ()).ok())
        });
    });
    group.finish();
    if is_ours {
        fs::remove_file(path).ok();
    }
}

criterion_group!(benches, imports);
criterion_main!(benches);
