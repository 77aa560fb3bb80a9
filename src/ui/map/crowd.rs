//! What is drawn where there are more events than have room for a mark each: their density, or the few of
//! them that are in view. Counted off the UI thread; the last picture stays, moved with the map, until the
//! next is there.

use std::sync::Arc;

use egui::{Color32, ColorImage, Context, TextureHandle, TextureOptions};

use super::View;
use super::basemap::Pace;
use crate::query::{Answer, Density, Found, Grid, Index, Latest, events_within, majority_kinds};
use crate::state::{MapColor, MapStyle, WorldPoint};
use crate::ui::theme;

/// Up to so many events on the whole map are drawn one by one, wherever they are.
pub(super) const MOST_DOTS: usize = 5_000;
/// How wide and high a cell of the density is, in points.
const CELL_POINTS: f64 = 2.0;
/// Kinds are told apart in cells of this size, so that each holds enough events to have a majority.
const KIND_CELL_POINTS: f64 = 4.0;
/// Numbers are given for squares of this size.
const CLUSTER_POINTS: f64 = 128.0;
/// So much more than the map is counted on each side, so that a small move shows nothing empty.
const MARGIN_POINTS: f64 = 64.0;
const WORLD_PARTS: f64 = 4_294_967_296.0;

/// What is to be counted.
#[derive(Debug, Clone)]
struct Ask {
    index: Arc<Index>,
    answer: Arc<Answer>,
    look: Look,
    /// The colors of the kinds.
    kinds: Arc<[Color32]>,
}

/// How it is looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Look {
    /// The map with its margins, in cells.
    grid: Grid,
    style: MapStyle,
    color: MapColor,
    is_dark: bool,
}

/// What came of it.
#[derive(Debug)]
pub(super) struct Counted {
    answer: Arc<Answer>,
    look: Look,
    /// The events in view, where they are few enough to be drawn one by one.
    pub(super) few: Option<Vec<Found>>,
    pub(super) density: Density,
    /// The most in one cell.
    pub(super) highest: u32,
    /// Where many are and how many.
    pub(super) clusters: Vec<(WorldPoint, u64)>,
    image: Option<ColorImage>,
}

/// Counts, and keeps what was counted last.
#[derive(Default)]
pub(super) struct Crowd {
    worker: Option<Latest<Ask, Counted>>,
    asked: Option<(Arc<Answer>, Look)>,
    counted: Option<Counted>,
    texture: Option<TextureHandle>,
}

impl std::fmt::Debug for Crowd {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Crowd").finish_non_exhaustive()
    }
}

/// What the crowd is made of, and how it is to look.
pub(super) struct Wanted<'a> {
    pub(super) index: &'a Arc<Index>,
    pub(super) answer: &'a Arc<Answer>,
    pub(super) style: MapStyle,
    pub(super) color: MapColor,
    pub(super) kinds: &'a dyn Fn() -> Arc<[Color32]>,
    pub(super) is_dark: bool,
}

impl Crowd {
    /// What was counted last.
    pub(super) fn last(&self) -> Option<&Counted> {
        self.counted.as_ref()
    }

    /// Sees to it that the crowd in view is counted. Until it is, what was counted last is shown.
    pub(super) fn count(
        &mut self,
        ctx: &Context,
        view: View,
        wanted: &Wanted<'_>,
        pace: Option<Pace>,
    ) {
        let look = Look {
            grid: grid(view, CELL_POINTS),
            style: wanted.style,
            color: wanted.color,
            is_dark: wanted.is_dark,
        };
        let is_asked = self
            .asked
            .as_ref()
            .is_some_and(|(answer, asked)| Arc::ptr_eq(answer, wanted.answer) && *asked == look);
        if !is_asked {
            self.asked = Some((Arc::clone(wanted.answer), look));
            let ask = Ask {
                index: Arc::clone(wanted.index),
                answer: Arc::clone(wanted.answer),
                look,
                kinds: (wanted.kinds)(),
            };
            if pace == Some(Pace::WhenReady) && self.worker.is_none() {
                let ctx = ctx.clone();
                let start = Latest::start(
                    "crowd",
                    |ask, _| Some(count(&ask)),
                    move || {
                        ctx.request_repaint();
                    },
                );
                self.worker = start.ok();
            }
            match &self.worker {
                Some(worker) => worker.ask(ask),
                None => self.take(ctx, count(&ask)),
            }
        }
        if let Some(counted) = self.worker.as_ref().and_then(Latest::newest) {
            self.take(ctx, counted);
        }
    }

    fn take(&mut self, ctx: &Context, mut counted: Counted) {
        if let Some(image) = counted.image.take() {
            match &mut self.texture {
                Some(texture) if texture.size() == image.size => {
                    texture.set(image, TextureOptions::NEAREST);
                }
                texture => {
                    *texture = Some(ctx.load_texture("density", image, TextureOptions::NEAREST));
                }
            }
        }
        self.counted = Some(counted);
    }

    /// The picture of the density, where it was counted.
    pub(super) fn texture(&self) -> Option<&TextureHandle> {
        self.texture.as_ref()
    }
}

impl Counted {
    /// Where it was counted.
    pub(super) fn rect(&self, view: View) -> egui::Rect {
        let grid = self.look.grid;
        let corner = |columns: f64, rows: f64| {
            view.pos(WorldPoint {
                x: (grid.x + columns * grid.cell) / WORLD_PARTS,
                y: (grid.y + rows * grid.cell) / WORLD_PARTS,
            })
        };
        let (width, height) = (grid.width as f64, grid.height as f64);
        egui::Rect::from_min_max(corner(0.0, 0.0), corner(width, height))
    }

    /// How many marks there are in view, without the margins.
    pub(super) fn n_in_view(&self) -> u64 {
        let margin = (MARGIN_POINTS / CELL_POINTS) as usize;
        let range = |n: usize| (margin, n.saturating_sub(margin));
        let grid = self.look.grid;
        self.density.n_within(range(grid.width), range(grid.height))
    }

    /// Whether it is of this answer, so that its events are those of the list.
    pub(super) fn is_of(&self, answer: &Arc<Answer>) -> bool {
        Arc::ptr_eq(&self.answer, answer)
    }

    /// How many events lie within so many points of a place.
    pub(super) fn n_around(&self, view: View, pos: egui::Pos2, radius_points: f32) -> u64 {
        let rect = self.rect(view);
        let per_cell = (rect.width() / self.look.grid.width.max(1) as f32).max(1e-3);
        let range = |at: f32| {
            let from = ((at - radius_points) / per_cell).floor().max(0.0) as usize;
            let to = ((at + radius_points) / per_cell).ceil().max(0.0) as usize;
            (from, to)
        };
        let at = pos - rect.min;
        self.density.n_within(range(at.x), range(at.y))
    }

    /// The part of the Mercator square that lies within so many points of a place.
    pub(super) fn grid_around(&self, view: View, pos: egui::Pos2, radius_points: f32) -> Grid {
        let rect = self.rect(view);
        let grid = self.look.grid;
        let per_cell = f64::from(rect.width()) / grid.width.max(1) as f64;
        let radius = f64::from(radius_points);
        let cells = |at: f32| ((f64::from(at) - radius) / per_cell).floor().max(0.0);
        let ends = |at: f32| ((f64::from(at) + radius) / per_cell).ceil().max(1.0);
        let at = pos - rect.min;
        let (left, top) = (cells(at.x), cells(at.y));
        Grid {
            x: grid.x + left * grid.cell,
            y: grid.y + top * grid.cell,
            cell: grid.cell,
            width: (ends(at.x) - left).max(1.0) as usize,
            height: (ends(at.y) - top).max(1.0) as usize,
        }
    }
}

/// The map with its margins, cut into cells of a size in points.
fn grid(view: View, cell_points: f64) -> Grid {
    let parts_per_point = WORLD_PARTS / view.world_points;
    let width = f64::from(view.rect.width()) + 2.0 * MARGIN_POINTS;
    let height = f64::from(view.rect.height()) + 2.0 * MARGIN_POINTS;
    Grid {
        x: view.center.x * WORLD_PARTS - width / 2.0 * parts_per_point,
        y: view.center.y * WORLD_PARTS - height / 2.0 * parts_per_point,
        cell: cell_points * parts_per_point,
        width: (width / cell_points).ceil() as usize,
        height: (height / cell_points).ceil() as usize,
    }
}

/// The same part of the world in cells that are some times as large.
fn coarser(grid: Grid, factor: f64) -> Grid {
    Grid {
        cell: grid.cell * factor,
        width: (grid.width as f64 / factor).ceil() as usize,
        height: (grid.height as f64 / factor).ceil() as usize,
        ..grid
    }
}

fn count(ask: &Ask) -> Counted {
    let Ask {
        index,
        answer,
        look,
        kinds,
    } = ask;
    let density = Density::new(index, &answer.on_map, look.grid);
    let is_few = density.total() <= MOST_DOTS as u64 && look.style != MapStyle::Density;
    let few = is_few
        .then(|| events_within(index, &answer.on_map, look.grid, MOST_DOTS))
        .flatten();
    let highest = density.counts.iter().copied().max().unwrap_or(0);
    let image = few.is_none().then(|| {
        let density = &spread(&density);
        let by_kind = look.color == MapColor::Kind || look.style == MapStyle::Dots;
        if by_kind {
            let coarse = coarser(look.grid, KIND_CELL_POINTS / CELL_POINTS);
            let majority = majority_kinds(index, &answer.on_map, coarse, kinds.len());
            image_by_kind(density, highest, &coarse, &majority, kinds, look.style)
        } else {
            image_by_count(density, highest, look.is_dark)
        }
    });
    let clusters = if few.is_some() {
        Vec::new()
    } else {
        clusters(&density)
    };
    Counted {
        answer: Arc::clone(answer),
        look: *look,
        few,
        density,
        highest,
        clusters,
        image,
    }
}

/// How far up the scale a number of events is, from 0 to 1: by its logarithm, because a few cells hold
/// thousands and most hold one.
pub(super) fn share_of(n: u32, highest: u32) -> f32 {
    if highest <= 1 {
        return if n == 0 { 0.0 } else { 1.0 };
    }
    ((n as f32).ln_1p() / (highest as f32).ln_1p()).clamp(0.0, 1.0)
}

/// The density as it is drawn: where few cells hold anything, each also lends its color to its empty neighbors,
/// so that it can be seen. The numbers stay those of the cells.
fn spread(density: &Density) -> Density {
    const FEW: usize = 30;
    let n_filled = density.counts.iter().filter(|n| **n > 0).count();
    if n_filled * FEW > density.counts.len() {
        return density.clone();
    }
    let width = density.grid.width.max(1);
    let mut counts = density.counts.clone();
    for (at, n) in density.counts.iter().enumerate().filter(|(_, n)| **n > 0) {
        let column = at % width;
        let neighbors = [
            at.checked_sub(1).filter(|_| column > 0),
            Some(at + 1).filter(|_| column + 1 < width),
            at.checked_sub(width),
            Some(at + width),
        ];
        for neighbor in neighbors.into_iter().flatten() {
            if let Some(neighbor) = counts.get_mut(neighbor) {
                *neighbor = (*neighbor).max(*n);
            }
        }
    }
    Density {
        grid: density.grid,
        counts,
    }
}

fn image_by_count(density: &Density, highest: u32, is_dark: bool) -> ColorImage {
    const STEPS: usize = 256;
    let ramp: Vec<Color32> = (0..STEPS)
        .map(|step| theme::density_color(step as f32 / (STEPS - 1) as f32, is_dark))
        .collect();
    // Most cells hold few events; their colors are looked up and not worked out.
    let of = |n: u32| {
        let step = (share_of(n, highest) * (STEPS - 1) as f32).round() as usize;
        ramp.get(step).copied().unwrap_or_default()
    };
    let frequent: Vec<Color32> = (0..256).map(of).collect();
    let pixels = density.counts.iter().map(|n| match n {
        0 => Color32::TRANSPARENT,
        n => frequent.get(*n as usize).copied().unwrap_or_else(|| of(*n)),
    });
    ColorImage::new([density.grid.width, density.grid.height], pixels.collect())
}

fn image_by_kind(
    density: &Density,
    highest: u32,
    coarse: &Grid,
    majority: &[Option<u16>],
    kinds: &[Color32],
    style: MapStyle,
) -> ColorImage {
    let factor = (KIND_CELL_POINTS / CELL_POINTS) as usize;
    let width = density.grid.width.max(1);
    let color = |(at, n): (usize, &u32)| {
        if *n == 0 {
            return Color32::TRANSPARENT;
        }
        let cell = (at / width / factor) * coarse.width + (at % width) / factor;
        let kind = majority.get(cell).copied().flatten();
        let color = kind.and_then(|kind| kinds.get(usize::from(kind)).copied());
        let color = color.unwrap_or(Color32::GRAY);
        if style == MapStyle::Dots {
            color
        } else {
            color.gamma_multiply(0.45 + 0.55 * share_of(*n, highest))
        }
    };
    let pixels = density.counts.iter().enumerate().map(color);
    ColorImage::new([width, density.grid.height], pixels.collect())
}

/// The squares that hold many events, with their middle of weight and their number. The squares stay where they
/// are when the map moves, so that the numbers do.
fn clusters(density: &Density) -> Vec<(WorldPoint, u64)> {
    let grid = density.grid;
    let side = (CLUSTER_POINTS / CELL_POINTS * grid.cell).max(1.0);
    let square = |at: f64| (at / side).floor() as i64;
    let n_across =
        (square(grid.x + grid.width as f64 * grid.cell) - square(grid.x) + 1).max(1) as usize;
    let n_down =
        (square(grid.y + grid.height as f64 * grid.cell) - square(grid.y) + 1).max(1) as usize;
    let mut sums = vec![(0_u64, 0.0_f64, 0.0_f64); n_across * n_down];
    let (left, top) = (square(grid.x), square(grid.y));
    for (row, line) in density.counts.chunks(grid.width.max(1)).enumerate() {
        let y = grid.y + (row as f64 + 0.5) * grid.cell;
        let down = (square(y) - top).max(0) as usize;
        for (column, n) in line.iter().enumerate().filter(|(_, n)| **n > 0) {
            let x = grid.x + (column as f64 + 0.5) * grid.cell;
            let across = (square(x) - left).max(0) as usize;
            if let Some((sum, sum_x, sum_y)) = sums.get_mut(down * n_across + across) {
                *sum += u64::from(*n);
                *sum_x += f64::from(*n) * x;
                *sum_y += f64::from(*n) * y;
            }
        }
    }
    let most = sums.iter().map(|(n, _, _)| *n).max().unwrap_or(0);
    let mut clusters: Vec<(WorldPoint, u64)> = sums
        .into_iter()
        .filter(|(n, _, _)| *n > 1 && *n * 100 >= most)
        .map(|(n, x, y)| {
            let middle = WorldPoint {
                x: x / n as f64 / WORLD_PARTS,
                y: y / n as f64 / WORLD_PARTS,
            };
            (middle, n)
        })
        .collect();
    clusters.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    clusters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_clusters_add_up_where_all_are_told() {
        let grid = Grid {
            x: 1e9,
            y: 1e9,
            cell: 1e5,
            width: 200,
            height: 100,
        };
        let counts = (0..20_000).map(|n| u32::from(n % 7 == 0)).collect();
        let density = Density { grid, counts };
        let told: u64 = clusters(&density).iter().map(|(_, n)| n).sum();
        assert_eq!(told, density.total());
    }

    #[test]
    fn the_scale_begins_at_nothing_and_ends_at_the_highest() {
        assert!(share_of(0, 100) < 1e-6);
        assert!((share_of(100, 100) - 1.0).abs() < 1e-6);
        assert!(share_of(1, 1_000_000) > 0.04);
    }
}
