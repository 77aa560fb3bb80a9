//! Text with a halo, so that it can be read on any ground.
//!
//! Each text becomes a picture once: painted glyph by glyph with eight copies around it, the names of one view
//! were 26,000 triangles in every frame.

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::emath::GuiRounding as _;
use egui::{
    Color32, ColorImage, Galley, Painter, Pos2, Rect, TextureHandle, TextureOptions, pos2, vec2,
};

/// How far a halo reaches beyond its text, in points.
const REACH: f32 = 1.7;
/// More pictures than a view has names; what lies beyond is let go of when it is not shown.
const MOST_KEPT: usize = 300;

/// Texts that were made into pictures.
#[derive(Default)]
pub(super) struct Lettering {
    kept: BTreeMap<Key, Kept>,
}

/// Which text, and the colors of it and of its halo.
type Key = (usize, [u8; 4], [u8; 4]);

struct Kept {
    /// Held, so that no other text gets its address.
    _galley: Arc<Galley>,
    texture: TextureHandle,
    /// The picture on the screen, from where the text begins, in points.
    rect: Rect,
    /// The number of the frame that showed it last.
    last_shown: u64,
}

impl std::fmt::Debug for Lettering {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lettering")
            .field("n_kept", &self.kept.len())
            .finish_non_exhaustive()
    }
}

impl Lettering {
    /// Paints a text that begins at a place.
    pub(super) fn paint(
        &mut self,
        painter: &Painter,
        at: Pos2,
        galley: &Arc<Galley>,
        (ink, halo): (Color32, Color32),
    ) {
        let ctx = painter.ctx();
        let now = ctx.cumulative_pass_nr();
        let key = (Arc::as_ptr(galley).addr(), ink.to_array(), halo.to_array());
        if !self.kept.contains_key(&key) {
            let drawn = ctx.fonts(|fonts| drawn(galley, &fonts.image(), (ink, halo)));
            let Some((image, rect)) = drawn else {
                return;
            };
            if self.kept.len() >= MOST_KEPT {
                self.kept.retain(|_, kept| kept.last_shown + 1 >= now);
            }
            let kept = Kept {
                _galley: Arc::clone(galley),
                texture: ctx.load_texture("name", image, TextureOptions::NEAREST),
                rect,
                last_shown: now,
            };
            self.kept.insert(key, kept);
        }
        let Some(kept) = self.kept.get_mut(&key) else {
            return;
        };
        kept.last_shown = now;
        // Like egui's own text, it begins on a whole pixel.
        let at = at.round_to_pixels(ctx.pixels_per_point());
        let rect = kept.rect.translate(at.to_vec2());
        let uv = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        painter.image(kept.texture.id(), rect, uv, Color32::WHITE);
    }
}

/// How much of each pixel a text covers, from 0 to 1.
struct Coverage {
    /// The pixel at the upper left, from where the text begins.
    left: i64,
    top: i64,
    width: usize,
    height: usize,
    cells: Vec<f32>,
}

/// The picture of a text, and where it lies from where the text begins, in points.
fn drawn(
    galley: &Galley,
    atlas: &ColorImage,
    (ink, halo): (Color32, Color32),
) -> Option<(ColorImage, Rect)> {
    let scale = galley.pixels_per_point;
    let text = Coverage::of(galley, atlas, (REACH * scale).ceil() as i64 + 1)?;
    let around = text.spread(REACH * scale);
    let pixels = text.cells.iter().zip(around).map(|(share, around)| {
        halo.gamma_multiply(around)
            .blend(ink.gamma_multiply(*share))
    });
    let image = ColorImage::new([text.width, text.height], pixels.collect());
    let min = vec2(text.left as f32, text.top as f32) / scale;
    let size = vec2(text.width as f32, text.height as f32) / scale;
    Some((image, Rect::from_min_size(min.to_pos2(), size)))
}

impl Coverage {
    /// That of a text, with a margin in pixels; `None` where it covers nothing.
    fn of(galley: &Galley, atlas: &ColorImage, margin: i64) -> Option<Self> {
        let scale = galley.pixels_per_point;
        let glyphs = galley.rows.iter().flat_map(|row| {
            row.glyphs
                .iter()
                .filter(|glyph| !glyph.uv_rect.is_nothing())
                .map(|glyph| {
                    let at = (row.pos + (glyph.pos + glyph.uv_rect.offset).to_vec2()) * scale;
                    let (from, to) = (glyph.uv_rect.min, glyph.uv_rect.max);
                    (at.x.round() as i64, at.y.round() as i64, from, to)
                })
        });
        let glyphs: Vec<_> = glyphs.collect();
        let wide = |(x, _, from, to): &Glyph| (*x, x + i64::from(to[0].saturating_sub(from[0])));
        let high = |(_, y, from, to): &Glyph| (*y, y + i64::from(to[1].saturating_sub(from[1])));
        let (left, right) = extent(glyphs.iter().map(wide))?;
        let (top, bottom) = extent(glyphs.iter().map(high))?;
        let (left, top) = (left - margin, top - margin);
        let width = usize::try_from(right + margin - left).ok()?;
        let height = usize::try_from(bottom + margin - top).ok()?;
        let mut text = Self {
            left,
            top,
            width,
            height,
            cells: vec![0.0; width.checked_mul(height)?],
        };
        for (x, y, from, to) in glyphs {
            let texels = (from[1]..to[1]).zip(y..).flat_map(|(texel_y, y)| {
                (from[0]..to[0])
                    .zip(x..)
                    .map(move |(texel_x, x)| (texel_x, texel_y, x, y))
            });
            for (texel_x, texel_y, x, y) in texels {
                let at = usize::from(texel_y) * atlas.width() + usize::from(texel_x);
                let share = atlas
                    .pixels
                    .get(at)
                    .map_or(0.0, |pixel| f32::from(pixel.a()) / 255.0);
                if let Some(cell) = text.cell(x, y) {
                    // Where two glyphs touch, one is seen through what the other leaves.
                    *cell += share * (1.0 - *cell);
                }
            }
        }
        Some(text)
    }

    fn cell(&mut self, x: i64, y: i64) -> Option<&mut f32> {
        let x = usize::try_from(x - self.left)
            .ok()
            .filter(|x| *x < self.width)?;
        let y = usize::try_from(y - self.top).ok()?;
        self.cells.get_mut(y * self.width + x)
    }

    /// What is covered when the text is drawn with a round pen that reaches so many pixels.
    fn spread(&self, reach: f32) -> Vec<f32> {
        let steps = reach.ceil() as isize;
        let row = isize::try_from(self.width).unwrap_or(0);
        let pen: Vec<(isize, f32)> = (-steps..=steps)
            .flat_map(|y| (-steps..=steps).map(move |x| (x, y)))
            .map(|(x, y)| {
                let distance = ((x * x + y * y) as f32).sqrt();
                (y * row + x, (reach + 0.5 - distance).clamp(0.0, 1.0))
            })
            .filter(|(_, share)| *share > 0.0)
            .collect();
        let mut around = vec![0.0_f32; self.cells.len()];
        for (at, share) in self
            .cells
            .iter()
            .enumerate()
            .filter(|(_, share)| **share > 0.0)
        {
            for (step, pen) in &pen {
                // The margin is wider than the pen, so no step leaves the picture at its side.
                let reached = at.checked_add_signed(*step);
                if let Some(cell) = reached.and_then(|reached| around.get_mut(reached)) {
                    *cell = cell.max(share * pen);
                }
            }
        }
        around
    }
}

/// Where a glyph lies on the screen, in pixels, and in the atlas.
type Glyph = (i64, i64, [u16; 2], [u16; 2]);

/// The least and the greatest of some ranges.
fn extent(ranges: impl Iterator<Item = (i64, i64)>) -> Option<(i64, i64)> {
    ranges.reduce(|(from, to), (next_from, next_to)| (from.min(next_from), to.max(next_to)))
}
