//! The shaded ground as raster tiles, drawn off the UI thread and kept while they are of use.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use egui::{Color32, ColorImage, Context, Rect, TextureHandle, TextureOptions, pos2};
use walkers::sources::Attribution;
use walkers::{Tile, TileId, TilePiece, Tiles};

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

    /// The tile itself, or the part of a coarser one that covers it.
    fn best(&mut self, key: Key) -> Option<TilePiece> {
        let (mut zoom, mut x, mut y) = key;
        let (mut size, mut left, mut top) = (1.0_f32, 0.0_f32, 0.0_f32);
        loop {
            if let Some(kept) = self.tiles.get_mut(&(zoom, x, y)) {
                kept.last_used = self.clock;
                let uv = Rect::from_min_size(pos2(left, top), egui::vec2(size, size));
                return Some(TilePiece::new(Tile::Raster(kept.texture.clone()), uv));
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

impl Tiles for Relief {
    fn at(&mut self, id: TileId) -> Option<TilePiece> {
        self.clock = self.ctx.cumulative_pass_nr();
        let n = 1_u32.checked_shl(u32::from(id.zoom))?;
        if id.x >= n || id.y >= n {
            return None;
        }
        if let Some(worker) = &self.worker {
            let done: Vec<_> = worker.done.try_iter().collect();
            for (key, image) in done {
                self.keep(key, image);
            }
        }
        let too_fine = id.zoom.saturating_sub(MAX_ZOOM);
        let wanted = (id.zoom - too_fine, id.x >> too_fine, id.y >> too_fine);
        if !self.tiles.contains_key(&wanted) {
            if let Some(worker) = &self.worker {
                if self.asked.insert(wanted) {
                    // A worker that is gone only leaves the ground plain.
                    worker.ask.send(wanted).ok();
                }
            } else {
                let image = shaded(wanted, theme::palette_of(self.is_dark));
                self.keep(wanted, image);
            }
        }
        self.best((id.zoom, id.x, id.y))
    }

    fn attribution(&self) -> Attribution {
        Attribution {
            text: "NOAA GLOBE, USGS GMTED2010",
            url: "",
            logo_light: None,
            logo_dark: None,
        }
    }

    fn tile_size(&self) -> u32 {
        256
    }
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
        let piece = relief.best((5, 21, 11)).expect("the tile above covers it");
        assert_eq!(
            piece.uv,
            Rect::from_min_size(pos2(0.25, 0.75), egui::vec2(0.25, 0.25))
        );
        assert!(relief.best((3, 4, 2)).is_none());
        assert!(
            relief
                .at(TileId {
                    x: 9,
                    y: 0,
                    zoom: 3
                })
                .is_none()
        );
    }
}
