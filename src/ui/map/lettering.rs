//! Text with a halo, so that it can be read on any ground.
//!
//! Each text becomes a picture once: painted glyph by glyph with eight copies around it, the names of one view
//! were 26,000 triangles in every frame. The pictures share one texture, so that many names are drawn as one mesh:
//! a texture for each cost a driver without a graphics card more than their pixels.

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::emath::GuiRounding as _;
use egui::{
    Color32, ColorImage, Context, Galley, Mesh, Painter, Pos2, Rect, Shape, TextureHandle,
    TextureOptions, pos2, vec2,
};

/// How far a halo reaches beyond its text, in points.
const REACH: f32 = 1.7;

/// Texts that were made into pictures.
#[derive(Default)]
pub(super) struct Lettering {
    sheet: Option<Sheet>,
    kept: BTreeMap<Key, Kept>,
    /// What was painted since the last [`Lettering::finish`].
    queued: Mesh,
}

/// Which text, and the colors of it and of its halo.
type Key = (usize, [u8; 4], [u8; 4]);

struct Kept {
    /// Held, so that no other text gets its address.
    _galley: Arc<Galley>,
    /// Its part of the sheet, from 0 to 1.
    uv: Rect,
    /// The picture on the screen, from where the text begins, in points.
    rect: Rect,
}

impl std::fmt::Debug for Lettering {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lettering")
            .field("n_kept", &self.kept.len())
            .finish_non_exhaustive()
    }
}

impl Lettering {
    /// Paints a text that begins at a place. It is shown by [`Lettering::finish`].
    pub(super) fn paint(
        &mut self,
        painter: &Painter,
        at: Pos2,
        galley: &Arc<Galley>,
        (ink, halo): (Color32, Color32),
    ) {
        let key = (Arc::as_ptr(galley).addr(), ink.to_array(), halo.to_array());
        if !self.kept.contains_key(&key) {
            let Some((uv, rect)) = self.made(painter, galley, (ink, halo)) else {
                return;
            };
            let kept = Kept {
                _galley: Arc::clone(galley),
                uv,
                rect,
            };
            self.kept.insert(key, kept);
        }
        if let Some(kept) = self.kept.get(&key) {
            // Like egui's own text, it begins on a whole pixel.
            let at = at.round_to_pixels(painter.ctx().pixels_per_point());
            let rect = kept.rect.translate(at.to_vec2());
            self.queued.add_rect_with_uv(rect, kept.uv, Color32::WHITE);
        }
    }

    /// Shows what was painted, over what the painter shows so far.
    pub(super) fn finish(&mut self, painter: &Painter) {
        if let Some(sheet) = self.sheet.as_ref().filter(|_| !self.queued.is_empty()) {
            let mut mesh = std::mem::take(&mut self.queued);
            mesh.texture_id = sheet.texture.id();
            painter.add(Shape::mesh(mesh));
        }
    }

    /// Makes the picture of a text; gives its part of the sheet, and where it lies on the screen from where the
    /// text begins. `None` for a text without a pixel, and for one larger than a sheet.
    fn made(
        &mut self,
        painter: &Painter,
        galley: &Galley,
        colors: (Color32, Color32),
    ) -> Option<(Rect, Rect)> {
        let ctx = painter.ctx();
        let (image, rect) = ctx.fonts(|fonts| drawn(galley, &fonts.image(), colors))?;
        let sheet = self.sheet.get_or_insert_with(|| Sheet::new(ctx));
        if let Some(uv) = sheet.add(&image) {
            return Some((uv, rect));
        }
        // A full sheet is given up with all that is on it; what is shown now is drawn anew, on the next one.
        self.finish(painter);
        self.kept.clear();
        let uv = self.sheet.insert(Sheet::new(ctx)).add(&image)?;
        Some((uv, rect))
    }
}

/// A texture on which pictures stand in rows.
struct Sheet {
    texture: TextureHandle,
    side: usize,
    rows: Vec<Row>,
}

/// A row of pictures of about one height, in pixels.
struct Row {
    top: usize,
    height: usize,
    /// Where the next picture begins.
    left: usize,
}

impl Sheet {
    /// An empty one: room for some hundred names.
    fn new(ctx: &Context) -> Self {
        const SIDE: usize = 1_024;
        let side = if ctx.pixels_per_point() > 1.0 {
            2 * SIDE
        } else {
            SIDE
        };
        let side = side.min(ctx.input(|input| input.max_texture_side));
        let empty = ColorImage::filled([side, side], Color32::TRANSPARENT);
        Self {
            texture: ctx.load_texture("names", empty, TextureOptions::NEAREST),
            side,
            rows: Vec::new(),
        }
    }

    /// Adds a picture and gives its part of the sheet; `None` where it has no room.
    fn add(&mut self, image: &ColorImage) -> Option<Rect> {
        let at = room(&mut self.rows, self.side, image.size)?;
        self.texture
            .set_partial(at, image.clone(), TextureOptions::NEAREST);
        let [left, top] = at.map(|at| at as f32);
        let [width, height] = image.size.map(|size| size as f32);
        let rect = Rect::from_min_size(pos2(left, top), vec2(width, height));
        Some(Rect::from_min_max(
            rect.min / self.side as f32,
            rect.max / self.side as f32,
        ))
    }
}

/// Room for a picture: in the first row that is not much too high, else in a new one.
fn room(rows: &mut Vec<Row>, side: usize, [width, height]: [usize; 2]) -> Option<[usize; 2]> {
    if width > side {
        return None;
    }
    let fits = |row: &&mut Row| {
        (height..=height + height / 3).contains(&row.height) && row.left + width <= side
    };
    if let Some(row) = rows.iter_mut().find(fits) {
        let at = [row.left, row.top];
        row.left += width;
        return Some(at);
    }
    let top = rows.last().map_or(0, |row| row.top + row.height);
    if top + height > side {
        return None;
    }
    rows.push(Row {
        top,
        height,
        left: width,
    });
    Some([0, top])
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_on_a_sheet_do_not_touch_and_a_full_one_says_so() {
        let mut rows = Vec::new();
        let sizes = (0..400_usize).map(|n| [20 + n * 37 % 90, 14 + n * 11 % 9]);
        let mut placed: Vec<Rect> = Vec::new();
        let mut n_refused = 0;
        for size in sizes {
            let Some(at) = room(&mut rows, 512, size) else {
                n_refused += 1;
                continue;
            };
            let [min, size] = [at, size].map(|[x, y]| pos2(x as f32, y as f32));
            let rect = Rect::from_min_size(min, size.to_vec2());
            assert!(rect.max.x <= 512.0 && rect.max.y <= 512.0, "{rect:?}");
            // Those that only share an edge do not overlap.
            let inner = rect.shrink(0.5);
            assert!(
                placed.iter().all(|other| !other.intersects(inner)),
                "{rect:?}"
            );
            placed.push(rect);
        }
        assert!(
            placed.len() > 150 && n_refused > 0,
            "{} {n_refused}",
            placed.len()
        );
        assert_eq!(room(&mut rows, 512, [513, 4]), None);
    }

    #[test]
    fn texts_become_one_mesh_and_a_full_sheet_another() {
        let ctx = Context::default();
        let mut lettering = Lettering::default();
        let colors = (Color32::BLACK, Color32::WHITE);
        let n_names = 900;
        let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
            let painter = ui.painter();
            for n in 0..n_names {
                let text = format!("A name that is not short {n}");
                let font = egui::FontId::proportional(14.0);
                let galley = painter.layout_no_wrap(text, font, Color32::BLACK);
                lettering.paint(painter, pos2(20.0, 20.0), &galley, colors);
            }
            lettering.finish(painter);
            lettering.finish(painter);
        });
        output.textures_delta.clear();
        let meshes: Vec<&Mesh> = output
            .shapes
            .iter()
            .filter_map(|clipped| match &clipped.shape {
                Shape::Mesh(mesh) => Some(mesh.as_ref()),
                _ => None,
            })
            .collect();
        let n_quads: usize = meshes.iter().map(|mesh| mesh.indices.len() / 6).sum();
        assert_eq!(n_quads, n_names);
        assert!((2..8).contains(&meshes.len()), "{} meshes", meshes.len());
        let mut textures: Vec<_> = meshes.iter().map(|mesh| mesh.texture_id).collect();
        textures.dedup();
        assert_eq!(textures.len(), meshes.len());
    }
}
