//! How long questions about a million and ten million events take. `benches/README.md` has the figures.

#![expect(clippy::indexing_slicing, reason = "a bench may panic")]

mod catalogs;

use std::hint::black_box;
use std::sync::Arc;

use criterion::{
    BenchmarkGroup, Criterion, criterion_group, criterion_main, measurement::WallTime,
};
use event_atlas::model::{Catalog, KindId, NamePolicy, Window};
use event_atlas::query::{
    Answer, Arrangement, Density, Filter, Grid, Histogram, Index, Knowledge, ListGroup, ListOrder,
    ListSort, Listing, MapPoint, Passing, Question, answer_passing, events_within, voices_passing,
};

/// How many events, and how they are called.
const SIZES: [(usize, &str); 2] = [(1_000_000, "1M"), (10_000_000, "10M")];

struct Measured {
    catalog: Arc<Catalog>,
    index: Index,
    passing: Passing,
    name: &'static str,
}

impl Measured {
    fn questions(&self) -> [(String, Question); 2] {
        let question = |window: Option<Window>| Question {
            window,
            ..Question::default()
        };
        [
            (format!("{}/full", self.name), question(None)),
            (
                format!("{}/10pct", self.name),
                question(Some(catalogs::tenth())),
            ),
        ]
    }

    fn answer(&self, question: &Question) -> Answer {
        answer_passing(&self.catalog, &self.index, question, &self.passing)
    }
}

/// The whole world on a map of 1600 × 900 points.
fn world() -> Grid {
    Grid {
        x: 0.0,
        y: 0.0,
        cell: 2.0_f64.powi(32) / 1_600.0,
        width: 1_600,
        height: 900,
    }
}

/// The points within 6 points of one.
fn around(point: MapPoint) -> Grid {
    let cell = world().cell;
    Grid {
        x: f64::from(point.x) - 6.0 * cell,
        y: f64::from(point.y) - 6.0 * cell,
        cell: 12.0 * cell,
        width: 1,
        height: 1,
    }
}

fn all(criterion: &mut Criterion) {
    let only = std::env::var("EVENT_ATLAS_BENCH_SIZES").unwrap_or_default();
    for (n, name) in SIZES {
        if !only.is_empty() && !only.split(',').any(|wanted| wanted == name) {
            continue;
        }
        let catalog = catalogs::catalog(n);
        let index = Index::new(&catalog, Knowledge::default());
        let passing = Passing::new(&catalog, &index, &Filter::default());
        let measured = Measured {
            catalog,
            index,
            passing,
            name,
        };
        for (id, question) in measured.questions() {
            measure(criterion, &measured, &id, &question);
        }
    }
}

fn measure(criterion: &mut Criterion, measured: &Measured, id: &str, question: &Question) {
    let Measured {
        catalog,
        index,
        passing,
        ..
    } = measured;
    let of = |criterion: &mut Criterion, group: &str, run: &mut dyn FnMut()| {
        let mut group: BenchmarkGroup<'_, WallTime> = criterion.benchmark_group(group);
        group.sample_size(20);
        group.bench_function(id, |bencher| bencher.iter(&mut *run));
    };
    // Ids, counts and the histogram: all that the screen asks when the window moves.
    of(criterion, "answer", &mut || {
        black_box(measured.answer(question));
        black_box(Histogram::of_passing(catalog, index, passing, None));
    });
    // With a filter, because without one the bars are those of the index, worked out once.
    let filter = Filter::default().of_kinds([KindId::from_index(0), KindId::from_index(1)]);
    let some = Passing::new(catalog, index, &filter);
    of(criterion, "histogram", &mut || {
        black_box(Histogram::of_passing(catalog, index, &some, None));
    });
    of(criterion, "facets", &mut || {
        black_box(voices_passing(catalog, index, question, passing));
    });
    let answer = measured.answer(question);
    of(criterion, "density", &mut || {
        black_box(Density::new(index, &answer.on_map, world()));
    });
    // The list of what answers, in an order that was worked out before; and that order.
    let by_place = ListOrder {
        sort: ListSort::Place,
        group: ListGroup::Place,
        ..ListOrder::default()
    };
    for (name, order) in [("date", ListOrder::default()), ("place", by_place)] {
        let arrange = || Arrangement::new(catalog, index, order, NamePolicy::AsInSource);
        let arrangement = arrange();
        of(criterion, &format!("listing by {name}"), &mut || {
            black_box(Listing::new(&arrangement, &answer));
        });
        of(criterion, &format!("arrangement by {name}"), &mut || {
            black_box(arrange());
        });
    }
    let under_pointer = around(index.point(answer.on_map[answer.on_map.len() / 2].id()));
    of(criterion, "pick", &mut || {
        black_box(events_within(
            index,
            &answer.on_map,
            under_pointer,
            usize::MAX,
        ));
    });
}

criterion_group!(benches, all);
criterion_main!(benches);
