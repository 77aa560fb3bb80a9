//! Heights of the ground, in meters, at any place and any coarseness.
//!
//! The region has a grid of 30 arc seconds (NOAA GLOBE), the rest of the world one of 10 arc minutes
//! (USGS GMTED2010). Between grid points lies a cubic B-spline, which smooths as it interpolates, so
//! that no grid shows in the shading.

use std::sync::OnceLock;
use std::thread;

use egui::Context;
use image::ImageReader;

use crate::model::LonLat;

/// The pictures hold whole meters and this many more, because some land lies below the sea.
const OFFSET_M: f32 = 500.0;

/// A grid of heights with coarser copies of itself.
struct Pyramid {
    levels: Vec<Grid>,
    west: f64,
    north: f64,
    east: f64,
    south: f64,
}

struct Grid {
    width: usize,
    height: usize,
    meters: Vec<f32>,
}

/// All bundled heights.
pub(super) struct Heights {
    region: Option<Pyramid>,
    world: Option<Pyramid>,
}

/// How high the ground lies at one place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Elevation {
    /// Meters above the sea; below it, less than none.
    pub(super) meters: f64,
    /// The grid it comes from is the one of the region, not the coarse one of the world.
    pub(super) is_fine: bool,
}

static HEIGHTS: OnceLock<Heights> = OnceLock::new();

impl Heights {
    /// The bundled heights, unpacked when they are first needed, which takes about a tenth of a second.
    pub(super) fn bundled() -> &'static Self {
        HEIGHTS.get_or_init(|| Self {
            region: Pyramid::from_png(
                include_bytes!("../../../assets/basemap/heights_region.png"),
                [40.0, 36.0, 54.0, 44.5],
            ),
            world: Pyramid::from_png(
                include_bytes!("../../../assets/basemap/heights_world.png"),
                [-180.0, -90.0, 180.0, 90.0],
            ),
        })
    }

    /// The bundled heights if they are unpacked. If not, a thread sees to it and the next frames have them.
    pub(super) fn if_ready(ctx: &Context) -> Option<&'static Self> {
        static ASKED: OnceLock<()> = OnceLock::new();
        if let Some(heights) = HEIGHTS.get() {
            return Some(heights);
        }
        let ctx = ctx.clone();
        ASKED.get_or_init(|| {
            let unpack = move || {
                Self::bundled();
                ctx.request_repaint();
            };
            let spawned = thread::Builder::new().name("heights".to_owned());
            // Without a thread no height is shown.
            spawned.spawn(unpack).ok();
        });
        None
    }

    /// The height of the ground at a place, between the nearest four points of the finest grid there.
    pub(super) fn elevation(&self, at: LonLat) -> Option<Elevation> {
        let of = |pyramid: &Option<Pyramid>, is_fine| {
            let meters = f64::from(pyramid.as_ref()?.exact(at.lon(), at.lat())?);
            Some(Elevation { meters, is_fine })
        };
        of(&self.region, true).or_else(|| of(&self.world, false))
    }

    /// Heights at the crossings of longitudes and latitudes, row by row from the first latitude on.
    /// `step` is the distance of neighbors in degrees: no detail finer than that is given.
    pub(super) fn grid(&self, lons: &[f64], lats: &[f64], step: f64) -> Vec<f32> {
        let world = self
            .world
            .as_ref()
            .map(|world| world.grid(lons, lats, step));
        let region = self
            .region
            .as_ref()
            .filter(|region| region.touches(lons, lats));
        let fine = region.map(|region| (region, region.grid(lons, lats, step)));
        let mut heights = world.unwrap_or_else(|| vec![0.0; lons.len() * lats.len()]);
        if let Some((region, fine)) = fine {
            let cells = lats
                .iter()
                .flat_map(|lat| lons.iter().map(move |lon| (*lon, *lat)));
            for ((height, fine), (lon, lat)) in heights.iter_mut().zip(fine).zip(cells) {
                let share = region.share_at(lon, lat);
                *height += (fine - *height) * share;
            }
        }
        heights
    }
}

impl Pyramid {
    fn from_png(png: &[u8], [west, south, east, north]: [f64; 4]) -> Option<Self> {
        let reader = ImageReader::with_format(std::io::Cursor::new(png), image::ImageFormat::Png);
        let image = reader.decode().ok()?.into_luma16();
        let (width, height) = (image.width() as usize, image.height() as usize);
        let meters = image
            .into_raw()
            .into_iter()
            .map(|stored| f32::from(stored) - OFFSET_M);
        let meters = meters.collect();
        let mut levels = vec![Grid {
            width,
            height,
            meters,
        }];
        while let Some(coarser) = levels.last().and_then(Grid::halved) {
            levels.push(coarser);
        }
        Some(Self {
            levels,
            west,
            north,
            east,
            south,
        })
    }

    fn touches(&self, lons: &[f64], lats: &[f64]) -> bool {
        lons.iter().any(|lon| (self.west..self.east).contains(lon))
            && lats
                .iter()
                .any(|lat| (self.south..self.north).contains(lat))
    }

    /// How much of this grid counts at a place: all inside, less and less toward its edge.
    fn share_at(&self, lon: f64, lat: f64) -> f32 {
        const FEATHER_DEGREES: f64 = 0.4;
        let inside = (lon - self.west)
            .min(self.east - lon)
            .min(lat - self.south)
            .min(self.north - lat);
        let share = (inside / FEATHER_DEGREES).clamp(0.0, 1.0) as f32;
        share * share * (3.0 - 2.0 * share)
    }

    /// The height between the four points of the finest grid around a place; `None` outside of the grid.
    fn exact(&self, lon: f64, lat: f64) -> Option<f32> {
        let is_inside =
            (self.west..=self.east).contains(&lon) && (self.south..=self.north).contains(&lat);
        let grid = self.levels.first().filter(|_| is_inside)?;
        let per_lon = grid.width as f64 / (self.east - self.west);
        let per_lat = grid.height as f64 / (self.north - self.south);
        let last = |n: usize| n.saturating_sub(1) as f64;
        let x = ((lon - self.west) * per_lon - 0.5).clamp(0.0, last(grid.width));
        let y = ((self.north - lat) * per_lat - 0.5).clamp(0.0, last(grid.height));
        let at = |x: f64, y: f64| {
            let column = x.min(last(grid.width)) as usize;
            let row = y.min(last(grid.height)) as usize;
            grid.meters.get(row * grid.width + column).copied()
        };
        let (left, top) = (x.floor(), y.floor());
        let (right_share, lower_share) = ((x - left) as f32, (y - top) as f32);
        let upper = egui::lerp(at(left, top)?..=at(left + 1.0, top)?, right_share);
        let lower = egui::lerp(
            at(left, top + 1.0)?..=at(left + 1.0, top + 1.0)?,
            right_share,
        );
        Some(egui::lerp(upper..=lower, lower_share))
    }

    fn grid(&self, lons: &[f64], lats: &[f64], step: f64) -> Vec<f32> {
        let n = lons.len() * lats.len();
        let Some(finest) = self.levels.first() else {
            return vec![0.0; n];
        };
        let native = (self.east - self.west) / finest.width as f64;
        // The level whose cells are about as large as the distance of neighbors.
        let level = (step / native)
            .log2()
            .round()
            .clamp(0.0, (self.levels.len() - 1) as f64) as usize;
        let Some(grid) = self.levels.get(level) else {
            return vec![0.0; n];
        };
        let per_lon = grid.width as f64 / (self.east - self.west);
        let per_lat = grid.height as f64 / (self.north - self.south);
        let columns: Vec<Spline> = lons
            .iter()
            .map(|lon| Spline::at((lon - self.west) * per_lon - 0.5, grid.width))
            .collect();
        let mut heights = Vec::with_capacity(n);
        for lat in lats {
            let row = Spline::at((self.north - lat) * per_lat - 0.5, grid.height);
            heights.extend(columns.iter().map(|column| grid.at(column, &row)));
        }
        heights
    }
}

impl Grid {
    /// The grid at half its resolution, or none where it is small enough.
    fn halved(&self) -> Option<Self> {
        const SMALLEST: usize = 64;
        let (width, height) = (self.width / 2, self.height / 2);
        if width < SMALLEST || height < SMALLEST {
            return None;
        }
        let at = |x: usize, y: usize| self.meters.get(y * self.width + x).copied().unwrap_or(0.0);
        let meters = (0..height)
            .flat_map(|y| (0..width).map(move |x| (2 * x, 2 * y)))
            .map(|(x, y)| (at(x, y) + at(x + 1, y) + at(x, y + 1) + at(x + 1, y + 1)) / 4.0)
            .collect();
        Some(Self {
            width,
            height,
            meters,
        })
    }

    fn at(&self, column: &Spline, row: &Spline) -> f32 {
        let mut sum = 0.0;
        for (y, wy) in row.cells.iter().zip(row.weights) {
            let start = y * self.width;
            let Some(line) = self.meters.get(start..start + self.width) else {
                continue;
            };
            for (x, wx) in column.cells.iter().zip(column.weights) {
                sum += line.get(*x).copied().unwrap_or(0.0) * wx * wy;
            }
        }
        sum
    }
}

/// The four grid cells around a position, and how much each counts.
struct Spline {
    cells: [usize; 4],
    weights: [f32; 4],
}

impl Spline {
    /// The weights of the uniform cubic B-spline at `position` on a line of `n` cells; its ends are continued.
    fn at(position: f64, n: usize) -> Self {
        let base = position.floor();
        let t = (position - base) as f32;
        let cell = |offset: f64| (base + offset).clamp(0.0, n.saturating_sub(1) as f64) as usize;
        let (t2, t3) = (t * t, t * t * t);
        Self {
            cells: [cell(-1.0), cell(0.0), cell(1.0), cell(2.0)],
            weights: [
                (1.0 - 3.0 * t + 3.0 * t2 - t3) / 6.0,
                (4.0 - 6.0 * t2 + 3.0 * t3) / 6.0,
                (1.0 + 3.0 * t + 3.0 * t2 - 3.0 * t3) / 6.0,
                t3 / 6.0,
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_heights_are_about_right() {
        let heights = Heights::bundled();
        let at = |lon: f64, lat: f64| heights.grid(&[lon], &[lat], 0.001)[0];
        let near = |found: f32, expected: f32, within: f32| (found - expected).abs() <= within;
        assert!(
            near(at(44.51, 40.18), 1_000.0, 200.0),
            "Yerevan {}",
            at(44.51, 40.18)
        );
        assert!(
            near(at(45.35, 40.35), 1_900.0, 120.0),
            "Sevan {}",
            at(45.35, 40.35)
        );
        assert!(at(44.30, 39.70) > 3_800.0, "Ararat {}", at(44.30, 39.70));
        assert!(
            at(6.86, 45.83) > 2_000.0,
            "Mont Blanc, coarsely {}",
            at(6.86, 45.83)
        );
        assert!(
            near(at(-30.0, 30.0), 0.0, 1.0),
            "the Atlantic {}",
            at(-30.0, 30.0)
        );
    }

    #[test]
    fn the_caspian_lies_below_the_sea_and_so_does_its_shore() {
        let heights = Heights::bundled();
        let at = |lon: f64, lat: f64| {
            let elevation = heights.elevation(LonLat::clamped(lon, lat));
            elevation.expect("a height everywhere")
        };
        for (lon, lat) in [
            (50.5, 40.0),
            (51.5, 37.5),
            (49.9, 40.33),
            (48.5, 43.2),
            (51.0, 45.0),
        ] {
            let found = at(lon, lat);
            assert!(
                (found.meters + 28.0).abs() <= 3.0,
                "{found:?} at {lon} {lat}"
            );
            assert_eq!(found.is_fine, lat <= 44.5);
            let shaded = heights.grid(&[lon], &[lat], 0.001)[0];
            assert!((shaded + 28.0).abs() <= 3.0, "{shaded} at {lon} {lat}");
        }
        // The plain at the mouth of the Kura and the one north of the sea.
        for (lon, lat) in [(48.95, 39.6), (47.5, 46.0)] {
            let found = at(lon, lat).meters;
            assert!((-28.5..0.0).contains(&found), "{found} at {lon} {lat}");
        }
        assert!(
            at(49.83, 40.39).meters < 120.0,
            "Baku {}",
            at(49.83, 40.39).meters
        );
        // Other seas are what heights are counted from.
        assert!(at(41.0, 42.5).meters.abs() < 0.5 && at(-30.0, 30.0).meters.abs() < 0.5);
        assert!(at(35.417, 31.083).meters < -250.0, "the Dead Sea, coarsely");
    }

    #[test]
    fn every_place_on_earth_has_a_height_without_a_jump_at_the_edge() {
        let heights = Heights::bundled();
        for (lon, lat) in [
            (-180.0, -90.0),
            (180.0, 90.0),
            (40.0, 44.5),
            (54.0, 36.0),
            (46.9, 39.7),
        ] {
            let found = heights.elevation(LonLat::clamped(lon, lat));
            let meters = found.expect("a height").meters;
            assert!((-500.0..9_000.0).contains(&meters), "{meters}");
        }
    }

    #[test]
    fn the_weights_of_a_spline_add_up() {
        for position in [0.0, 0.25, 3.5, 9.99, -4.0, 40.0] {
            let spline = Spline::at(position, 10);
            assert!((spline.weights.iter().sum::<f32>() - 1.0).abs() < 1e-5);
            assert!(spline.cells.iter().all(|cell| *cell < 10));
        }
    }
}
