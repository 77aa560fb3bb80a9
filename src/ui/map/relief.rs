//! The shaded ground as raster tiles, drawn off the UI thread and kept while they are of use.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use egui::{
    Color32, ColorImage, Context, Rect, Shape, TextureHandle, TextureId, TextureOptions, pos2,
};

use super::View;
use super::basemap::Pace;
use super::heights::Heights;
use crate::state::WorldPoint;
use crate::ui::theme::{self, Palette};

/// The width of a tile in pixels.
const TILE_PX: usize = 256;
/// Beyond this zoom the heights hold nothing new; the tile above is stretched.
const MAX_ZOOM: u8 = 11;
/// Tiles kept beyond those of the frame at hand: about two screens, 256 KiB each.
const MAX_SPARE_TILES: usize = 120;

type Key = (u8, u32, u32);

/// Where tiles of the shaded ground come from.
pub(super) struct Relief {
    ctx: Context,
    is_dark: bool,
    tiles: BTreeMap<Key, Kept>,
    asked: BTreeSet<Key>,
    worker: Option<Worker>,
    /// The number of the frame.
    clock: u64,
}

struct Kept {
    texture: TextureHandle,
    last_used: u64,
}

struct Worker {
    ask: Sender<Key>,
    done: Receiver<(Key, ColorImage)>,
}

impl Relief {
    /// The ground in light or dark. Immediate tiles are made when they are asked for.
    pub(super) fn new(ctx: Context, is_dark: bool, pace: Pace) -> Self {
        let worker = if pace == Pace::Immediate {
            None
        } else {
            Worker::start(&ctx, is_dark)
        };
        Self {
            ctx,
            is_dark,
            tiles: BTreeMap::new(),
            asked: BTreeSet::new(),
            worker,
            clock: 0,
        }
    }

    fn keep(&mut self, key: Key, image: ColorImage) {
        let (zoom, x, y) = key;
        let name = format!("relief {zoom}/{x}/{y}");
        let texture = self.ctx.load_texture(name, image, TextureOptions::LINEAR);
        self.asked.remove(&key);
        self.tiles.insert(
            key,
            Kept {
                texture,
                last_used: self.clock,
            },
        );
        // What this frame or the last one shows is never let go of, or it would be asked for again at once.
        let is_spare = |kept: &Kept| kept.last_used + 1 < self.clock;
        if self.tiles.values().filter(|kept| is_spare(kept)).count() > MAX_SPARE_TILES {
            let oldest = self
                .tiles
                .iter()
                .filter(|(_, kept)| is_spare(kept))
                .min_by_key(|(_, kept)| kept.last_used)
                .map(|(key, _)| *key);
            oldest.map(|key| self.tiles.remove(&key));
        }
    }

    /// The ground of a view: the tiles that are there, and one color where none is yet.
    pub(super) fn ground(&mut self, view: View) -> Shape {
        self.clock = self.ctx.cumulative_pass_nr();
        if let Some(worker) = &self.worker {
            let done: Vec<_> = worker.done.try_iter().collect();
            for (key, image) in done {
                self.keep(key, image);
            }
        }
        let mut shapes = Vec::new();
        let mut n_missing = 0;
        for key in tiles_in(view) {
            self.ask(key);
            match self.best(key) {
                Some((texture, part)) => {
                    let rect = tile_rect(view, key);
                    shapes.push(Shape::image(texture, rect, part, Color32::WHITE));
                }
                None => n_missing += 1,
            }
        }
        let ground = tile_rect(view, (0, 0, 0));
        if n_missing > 0 || !ground.contains_rect(view.rect) {
            let land = theme::palette_of(self.is_dark).land;
            shapes.insert(0, Shape::rect_filled(view.rect, 0.0, land));
        }
        Shape::Vec(shapes)
    }

    /// Sees to it that a tile is there, now or later.
    fn ask(&mut self, key: Key) {
        if self.tiles.contains_key(&key) {
            return;
        }
        match &self.worker {
            Some(worker) => {
                if self.asked.insert(key) {
                    // A worker that is gone only leaves the ground plain.
                    worker.ask.send(key).ok();
                }
            }
            None => self.keep(key, shaded(key, theme::palette_of(self.is_dark))),
        }
    }

    /// The tile itself, or the part of a coarser one that covers it.
    fn best(&mut self, (mut zoom, mut x, mut y): Key) -> Option<(TextureId, Rect)> {
        let (mut size, mut left, mut top) = (1.0_f32, 0.0_f32, 0.0_f32);
        loop {
            if let Some(kept) = self.tiles.get_mut(&(zoom, x, y)) {
                kept.last_used = self.clock;
                let part = Rect::from_min_size(pos2(left, top), egui::vec2(size, size));
                return Some((kept.texture.id(), part));
            }
            zoom = zoom.checked_sub(1)?;
            size /= 2.0;
            left = left / 2.0 + if x.is_multiple_of(2) { 0.0 } else { 0.5 };
            top = top / 2.0 + if y.is_multiple_of(2) { 0.0 } else { 0.5 };
            x /= 2;
            y /= 2;
        }
    }
}

/// The tiles that a view shows, at the zoom that fits it.
fn tiles_in(view: View) -> Vec<Key> {
    let zoom = (view.world_points / TILE_PX as f64).log2().round();
    let zoom = zoom.clamp(0.0, f64::from(MAX_ZOOM)) as u8;
    let n = f64::from(zoom).exp2();
    let world = |pos| WorldPoint::from_lon_lat(view.lon_lat(pos));
    let (from, to) = (world(view.rect.min), world(view.rect.max));
    // Outside of the Mercator square there is no ground.
    let range = |from: f64, to: f64| {
        let last = n - 1.0;
        let tile = |at: f64| (at * n).floor().clamp(0.0, last) as u32;
        tile(from)..=tile(to)
    };
    range(from.y, to.y)
        .flat_map(|y| range(from.x, to.x).map(move |x| (zoom, x, y)))
        .collect()
}

/// Where a tile lies on the screen.
fn tile_rect(view: View, (zoom, x, y): Key) -> Rect {
    let n = f64::from(zoom).exp2();
    let corner = |x: u32, y: u32| {
        view.pos(WorldPoint {
            x: f64::from(x) / n,
            y: f64::from(y) / n,
        })
    };
    Rect::from_min_max(corner(x, y), corner(x + 1, y + 1))
}

impl Worker {
    fn start(ctx: &Context, is_dark: bool) -> Option<Self> {
        let (ask, asked) = channel::<Key>();
        let (give, done) = channel();
        let ctx = ctx.clone();
        let spawned = thread::Builder::new()
            .name("relief".to_owned())
            .spawn(move || {
                let palette = theme::palette_of(is_dark);
                // What was asked for last is looked at now, so it comes first. The thread ends when
                // nobody asks any more, or nobody takes what it gives.
                let mut waiting = Vec::new();
                while let Some(key) = newest(&asked, &mut waiting) {
                    if give.send((key, shaded(key, palette))).is_err() {
                        return;
                    }
                    ctx.request_repaint();
                }
            });
        spawned.ok().map(|_handle| Self { ask, done })
    }
}

/// The tile that was asked for last; waits where none is. `None` when nobody asks any more.
fn newest(asked: &Receiver<Key>, waiting: &mut Vec<Key>) -> Option<Key> {
    waiting.extend(asked.try_iter());
    waiting.pop().or_else(|| asked.recv().ok())
}

/// A tile of shaded ground.
///
/// Three lights (from the north-west, the west and the north, in the proportion 3:1:1) on colors that go
/// with height; heights are raised about twofold, so that plains have a shape too.
fn shaded((zoom, x, y): Key, palette: &Palette) -> ColorImage {
    let n = f64::from(zoom).exp2();
    // One more pixel on each side, for slopes at the edge.
    let world =
        |tile: u32, pixel: usize| (f64::from(tile) + (pixel as f64 - 0.5) / TILE_PX as f64) / n;
    let lons: Vec<f64> = (0..TILE_PX + 2)
        .map(|px| {
            WorldPoint {
                x: world(x, px),
                y: 0.5,
            }
            .x * 360.0
                - 180.0
        })
        .collect();
    let lats: Vec<f64> = (0..TILE_PX + 2)
        .map(|py| {
            WorldPoint {
                x: 0.5,
                y: world(y, py),
            }
            .lon_lat()
            .lat()
        })
        .collect();
    let step_degrees = 360.0 / n / TILE_PX as f64;
    let heights = Heights::bundled().grid(&lons, &lats, step_degrees);

    let width = TILE_PX + 2;
    let at = |px: usize, py: usize| heights.get(py * width + px).copied().unwrap_or(0.0);
    let mut pixels = Vec::with_capacity(TILE_PX * TILE_PX);
    for py in 1..=TILE_PX {
        let lat = lats.get(py).copied().unwrap_or(0.0);
        let meters = (step_degrees * 111_320.0 * lat.to_radians().cos()).max(0.1) as f32;
        let raised = exaggeration(meters) / (2.0 * meters);
        for px in 1..=TILE_PX {
            let east = (at(px + 1, py) - at(px - 1, py)) * raised;
            let south = (at(px, py + 1) - at(px, py - 1)) * raised;
            let light = light(east, south, f64::from(zoom));
            pixels.push(color(at(px, py), light, palette));
        }
    }
    ColorImage::new([TILE_PX, TILE_PX], pixels)
}

/// How much steeper slopes are drawn where a pixel is this large.
fn exaggeration(meters_per_px: f32) -> f32 {
    if meters_per_px > 5_000.0 {
        6.0
    } else if meters_per_px > 600.0 {
        2.6
    } else {
        1.9
    }
}

/// How bright a slope is, 1 being level ground. From zoom 10 on the heights are coarser than the screen, and the light weakens.
fn light(east: f32, south: f32, zoom: f64) -> f32 {
    const LIGHTS: [(f32, f32, f32); 3] = [(315.0, 45.0, 0.6), (270.0, 55.0, 0.2), (0.0, 55.0, 0.2)];
    let length = (east * east + south * south + 1.0).sqrt();
    let mut sum = 0.0;
    for (azimuth, altitude, weight) in LIGHTS {
        let (azimuth, altitude) = (azimuth.to_radians(), altitude.to_radians());
        let toward_east = azimuth.sin() * altitude.cos();
        let toward_north = azimuth.cos() * altitude.cos();
        let facing = (-east * toward_east + south * toward_north + altitude.sin()) / length;
        sum += weight * facing.max(0.0);
    }
    let level: f32 = LIGHTS
        .iter()
        .map(|(_, altitude, weight)| weight * altitude.to_radians().sin())
        .sum();
    let strength = (1.0 - (zoom - 9.5) * 0.2).clamp(0.5, 1.0) as f32;
    1.0 + (sum / level - 1.0) * strength
}

fn color(height: f32, light: f32, palette: &Palette) -> Color32 {
    let stops = palette.heights;
    let above = stops
        .iter()
        .position(|(stop, _)| *stop > height)
        .unwrap_or(stops.len());
    let (low, high) = match (
        above.checked_sub(1).and_then(|low| stops.get(low)),
        stops.get(above),
    ) {
        (Some(low), Some(high)) => (low, high),
        (Some(only), None) | (None, Some(only)) => (only, only),
        (None, None) => return palette.land,
    };
    let share = if high.0 > low.0 {
        (height - low.0) / (high.0 - low.0)
    } else {
        0.0
    };
    let channel = |low: f32, high: f32| {
        let plain = low + (high - low) * share;
        let lit = if light < 1.0 {
            plain * (0.45 + 0.55 * light)
        } else {
            plain
                + (255.0 - plain)
                    * (light - 1.0).min(0.25)
                    * if palette.is_dark { 0.6 } else { 1.2 }
        };
        lit.clamp(0.0, 255.0) as u8
    };
    let [r, g, b] = [
        (low.1[0], high.1[0]),
        (low.1[1], high.1[1]),
        (low.1[2], high.1[2]),
    ]
    .map(|(low, high)| channel(low, high));
    theme::opaque(r, g, b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::LonLat;
    use crate::state::Camera;

    #[test]
    fn level_ground_has_its_own_color_and_slopes_turn_to_the_light() {
        assert!((light(0.0, 0.0, 7.0) - 1.0).abs() < 1e-5);
        let north_west = light(0.4, 0.4, 7.0);
        let south_east = light(-0.4, -0.4, 7.0);
        assert!(
            north_west > 1.0 && south_east < 1.0,
            "{north_west} {south_east}"
        );
    }

    #[test]
    fn a_missing_tile_is_cut_from_a_coarser_one() {
        let ctx = Context::default();
        let mut relief = Relief::new(ctx, false, Pace::Immediate);
        relief.keep((3, 5, 2), ColorImage::filled([1, 1], Color32::WHITE));
        let (_, part) = relief.best((5, 21, 11)).expect("the tile above covers it");
        assert_eq!(
            part,
            Rect::from_min_size(pos2(0.25, 0.75), egui::vec2(0.25, 0.25))
        );
        assert!(relief.best((3, 4, 2)).is_none());
    }

    #[test]
    fn the_tiles_of_a_view_cover_it() {
        let rect = Rect::from_min_size(pos2(300.0, 20.0), egui::vec2(1_100.0, 700.0));
        for zoom in [0.0, 1.4, 4.6, 7.0, 10.9, 14.2, 18.0] {
            for (lon, lat) in [(46.0, 39.5), (179.9, 84.0), (-179.9, -84.0)] {
                let camera = Camera::new(LonLat::clamped(lon, lat), zoom);
                let view = View::new(rect, camera);
                let ground = tile_rect(view, (0, 0, 0)).intersect(rect);
                let tiles = tiles_in(view);
                assert!(tiles.len() <= 70, "{} tiles at {zoom}", tiles.len());
                let area: f64 = tiles
                    .iter()
                    .map(|key| tile_rect(view, *key).intersect(ground))
                    .map(|part| f64::from(part.width()) * f64::from(part.height()))
                    .sum();
                let whole = f64::from(ground.width()) * f64::from(ground.height());
                assert!(
                    (area - whole).abs() < 1e-3 * whole.max(1.0),
                    "{area} of {whole} at {zoom}"
                );
            }
        }
    }
}
