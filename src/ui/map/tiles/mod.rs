//! Tiles of other maps over the bundled one: what is in view is asked for, what has come is shown, and where nothing
//! has come the bundled map shows.

mod counted;
mod prepared;
mod style;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use egui::emath::TSTransform;
use egui::{Color32, Context, Painter, Rect, TextureHandle, TextureOptions, pos2, vec2};
use walkers::{Canvas, Drawables, Layer, Projector};

use super::View;
use super::lettering::Lettering;
use crate::model::{LonLat, NamePolicy};
use crate::state::WorldPoint;
use crate::tiles::{
    Archive, Attribution, FileTiles, Maker as _, Network, Server, ServerTiles, Status, TileId,
    TileStore as _,
};
use crate::ui::rich_text;
use crate::ui::theme::{self, Palette};
use prepared::{Name, Prepared, Preparer, TILE_POINTS};
use style::Named;

/// No more memory than this is held by tiles, in bytes.
const MOST_BYTES: usize = 64 << 20;
/// No more than this is taken by the tiles of a view, with what a driver holds of them, in bytes.
const MOST_SHOWN_BYTES: usize = 192 << 20;
/// So many levels above a missing tile are looked for one to show in its place.
const MOST_LEVELS_UP: u8 = 6;
/// No view has more tiles than this, however large the window.
const MOST_TILES: usize = 400;

/// Another map, while it is shown.
pub(in crate::ui) struct Overlay {
    ctx: Context,
    source: Source,
    store: Store,
    is_dark: bool,
    kept: BTreeMap<TileId, Kept>,
    wanted: Vec<TileId>,
    /// What may be shown for that: the wanted tiles, and those that hold them.
    in_view: BTreeSet<TileId>,
    /// What is shown in this frame.
    shown: Vec<Shown>,
    /// Where nothing is shown in this frame.
    missing: Vec<TileId>,
    /// Tiles that came and are not shown, and why.
    refused: BTreeMap<TileId, String>,
    frame: u64,
}

/// Where another map comes from.
#[derive(Debug, Clone)]
pub enum Source {
    /// From a server.
    Server(Network, Box<Server>),
    /// From a file.
    File(PathBuf),
    /// From a file that was opened already, for pictures: each tile is there at once.
    Archive(PathBuf),
}

enum Store {
    Server(ServerTiles<Prepared>),
    File(FileTiles<Prepared>),
    /// Read at once, for pictures.
    Now(Result<Box<Archive>, String>),
}

/// A tile that has come.
struct Kept {
    content: Content,
    n_bytes: usize,
    /// About how much it takes while it is drawn, with what a driver holds.
    weight: usize,
    /// What is drawn otherwise than it should be.
    note: Option<String>,
    last_shown: u64,
}

enum Content {
    Picture(TextureHandle),
    Shapes(Drawables, Vec<Name>),
}

/// A tile, or the part of one, in the place of a tile of the view.
#[derive(Debug, Clone, Copy)]
struct Shown {
    tile: TileId,
    area: TileId,
}

/// How another map stands, for the window.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OverlayStatus {
    /// What it is called.
    pub name: String,
    /// Whom to thank, in words, and where the license stands.
    pub attribution: String,
    /// Where the license stands.
    pub link: Option<String>,
    /// How its tiles stand.
    pub tiles: Status,
    /// Why it cannot be shown at all.
    pub refused: Option<String>,
    /// Whether its tiles come from a server.
    pub is_online: bool,
}

impl std::fmt::Debug for Overlay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Overlay")
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}

impl Overlay {
    pub(super) fn new(ctx: &Context, source: Source, is_dark: bool) -> Self {
        let waker = ctx.clone();
        let wake = move || waker.request_repaint();
        let make = Preparer { is_dark };
        let store = match &source {
            Source::Server(network, server) => {
                Store::Server(ServerTiles::new(network, server, make, wake))
            }
            Source::File(path) => Store::File(FileTiles::new(path.clone(), make, wake)),
            Source::Archive(path) => Store::Now(Archive::open(path).map(Box::new)),
        };
        Self {
            ctx: ctx.clone(),
            source,
            store,
            is_dark,
            kept: BTreeMap::new(),
            wanted: Vec::new(),
            in_view: BTreeSet::new(),
            shown: Vec::new(),
            missing: Vec::new(),
            refused: BTreeMap::new(),
            frame: 0,
        }
    }

    /// The same map in light or dark.
    pub(super) fn of_theme(self, is_dark: bool) -> Self {
        if self.is_dark == is_dark {
            return self;
        }
        Self::new(&self.ctx.clone(), self.source, is_dark)
    }

    /// Takes what has come, and asks for what a view needs.
    pub(super) fn look(&mut self, view: View) {
        self.frame = self.ctx.cumulative_pass_nr();
        let visible = match self.scheme() {
            Some(scheme) => tiles_in(view, scheme),
            None => Vec::new(),
        };
        if visible != self.wanted {
            // What had no room may have it now: what nobody wanted for a moment comes again.
            if !self.refused.is_empty() {
                let without = visible.iter().copied();
                let without = without.filter(|tile| !self.refused.contains_key(tile));
                self.want(&without.collect::<Vec<_>>());
                self.refused.clear();
            }
            self.want(&visible);
            self.in_view = visible.iter().copied().flat_map(ancestors).collect();
            self.wanted = visible;
        }
        for (tile, prepared) in self.arrived() {
            self.keep(tile, prepared);
        }
        self.shown.clear();
        self.missing.clear();
        for area in &self.wanted {
            let best = ancestors(*area).find(|tile| self.kept.contains_key(tile));
            match best {
                Some(tile) => self.shown.push(Shown { tile, area: *area }),
                None => self.missing.push(*area),
            }
        }
        for shown in &self.shown {
            if let Some(kept) = self.kept.get_mut(&shown.tile) {
                kept.last_shown = self.frame;
            }
        }
        self.let_go();
    }

    /// How wide its tiles are, in points, and which zooms it has; `None` while that is not known.
    fn scheme(&self) -> Option<Scheme> {
        let of_file = |info: &crate::tiles::ArchiveInfo| Scheme {
            is_wide: info.kind == crate::tiles::Kind::Vector,
            zooms: info.zooms,
        };
        match (&self.store, &self.source) {
            (Store::Server(_), Source::Server(_, server)) => Some(Scheme {
                is_wide: server.tile_size > 256,
                zooms: (0, server.max_zoom),
            }),
            (Store::File(tiles), _) => tiles.info()?.ok().as_ref().map(of_file),
            (Store::Now(archive), _) => {
                archive.as_ref().ok().map(|archive| of_file(archive.info()))
            }
            _ => None,
        }
    }

    fn want(&self, visible: &[TileId]) {
        match &self.store {
            Store::Server(tiles) => tiles.want(visible),
            Store::File(tiles) => tiles.want(visible),
            Store::Now(_) => (),
        }
    }

    fn arrived(&mut self) -> Vec<(TileId, Prepared)> {
        match &mut self.store {
            Store::Server(tiles) => tiles.arrived(),
            Store::File(tiles) => tiles.arrived(),
            Store::Now(Ok(archive)) => {
                let preparer = Preparer {
                    is_dark: self.is_dark,
                };
                let mut read = Vec::new();
                for tile in &self.wanted {
                    if self.kept.contains_key(tile) || self.refused.contains_key(tile) {
                        continue;
                    }
                    let made = archive.tile(*tile).and_then(|body| match body {
                        Some(body) => preparer.make(*tile, body, &|| true),
                        None => Ok(None),
                    });
                    match made {
                        Ok(made) => read.extend(made.map(|made| (*tile, made))),
                        Err(why) => {
                            self.refused.insert(*tile, why);
                        }
                    }
                }
                read
            }
            Store::Now(Err(_)) => Vec::new(),
        }
    }

    fn keep(&mut self, tile: TileId, prepared: Prepared) {
        let weight = match &prepared {
            // The driver has a copy.
            Prepared::Picture(image) => image.pixels.len() * 4,
            Prepared::Vector(shapes) => shapes.weight,
        };
        let is_beside = |of: &TileId| *of != tile && self.in_view.contains(of);
        let beside = self.kept.iter().filter(|(of, _)| is_beside(of));
        let held: usize = beside.map(|(_, kept)| kept.weight).sum();
        if held + weight > MOST_SHOWN_BYTES {
            let why = format!(
                "the tiles of this view would take more than {} MiB of memory",
                MOST_SHOWN_BYTES >> 20
            );
            self.refused.insert(tile, why);
            return;
        }
        let (content, n_bytes, note) = match prepared {
            Prepared::Picture(image) => {
                let n_bytes = image.pixels.len() * 4;
                let name = format!("tile {}/{}/{}", tile.zoom, tile.x, tile.y);
                let texture = self.ctx.load_texture(name, image, TextureOptions::LINEAR);
                (Content::Picture(texture), n_bytes, None)
            }
            Prepared::Vector(shapes) => {
                let content = Content::Shapes(shapes.drawables, shapes.names);
                (content, shapes.n_bytes, shapes.note)
            }
        };
        let kept = Kept {
            content,
            n_bytes,
            weight,
            note,
            last_shown: self.frame,
        };
        self.kept.insert(tile, kept);
    }

    /// Forgets what was shown longest ago, until the rest has room.
    fn let_go(&mut self) {
        let mut n_bytes: usize = self.kept.values().map(|kept| kept.n_bytes).sum();
        while n_bytes > MOST_BYTES {
            let oldest = self
                .kept
                .iter()
                .filter(|(_, kept)| kept.last_shown < self.frame)
                .min_by_key(|(_, kept)| kept.last_shown)
                .map(|(tile, _)| *tile);
            let Some(kept) = oldest.and_then(|tile| self.kept.remove(&tile)) else {
                return;
            };
            n_bytes -= kept.n_bytes;
        }
    }

    /// Where the bundled map shows; `None` where it is covered nowhere.
    pub(super) fn holes(&self) -> Option<&[TileId]> {
        (!self.shown.is_empty()).then_some(self.missing.as_slice())
    }

    /// Where tiles bring names of their own.
    pub(super) fn named(&self, view: View) -> Vec<Rect> {
        let brings_names =
            |shown: &&Shown| match self.kept.get(&shown.tile).map(|kept| &kept.content) {
                Some(Content::Picture(_)) => true,
                Some(Content::Shapes(_, names)) => !names.is_empty(),
                None => false,
            };
        let shown = self.shown.iter().filter(brings_names);
        shown.map(|shown| rect_of(view, shown.area)).collect()
    }

    /// Paints the pictures among the tiles.
    pub(super) fn paint(&self, painter: &Painter, view: View) {
        for Shown { tile, area } in &self.shown {
            let Some(Content::Picture(texture)) = self.kept.get(tile).map(|kept| &kept.content)
            else {
                continue;
            };
            // Whole pixels, so that no gap shows between two tiles.
            let rect = rect_of(view, *area);
            let scale = self.ctx.pixels_per_point();
            let round = |at: f32| (at * scale).round() / scale;
            let rect = Rect::from_min_max(
                pos2(round(rect.min.x), round(rect.min.y)),
                pos2(round(rect.max.x), round(rect.max.y)),
            );
            painter.image(texture.id(), rect, part_of(*tile, *area), Color32::WHITE);
        }
    }

    /// Paints the names of the tiles where there is room for them.
    pub(super) fn paint_names(
        &self,
        painter: &Painter,
        (view, policy): (View, NamePolicy),
        taken: &mut Vec<Rect>,
        lettering: &mut Lettering,
        palette: &Palette,
    ) {
        const MOST: usize = 90;
        /// More are not tried: those after them would find no room, and each costs time.
        const MOST_TRIED: usize = 1_500;
        let zoom = (view.world_points / 256.0).log2();
        let mut names: Vec<&Name> = Vec::new();
        let mut tiles: Vec<TileId> = self.shown.iter().map(|shown| shown.tile).collect();
        tiles.sort_unstable();
        tiles.dedup();
        for tile in tiles {
            if let Some(Content::Shapes(_, of_tile)) =
                self.kept.get(&tile).map(|kept| &kept.content)
            {
                names.extend(of_tile.iter().filter(|name| is_shown(name.sort, zoom)));
            }
        }
        names.sort_by(|a, b| {
            let (a, b) = (a.importance(), b.importance());
            a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
        });
        names.retain(|name| view.rect.contains(view.pos(name.at)));
        let mut n = 0;
        for name in names.into_iter().take(MOST_TRIED) {
            let pos = view.pos(name.at);
            if n >= MOST {
                break;
            }
            let (font, color) = match name.sort {
                Named::Country | Named::City => (theme::bold(13.0), palette.label),
                Named::Region => (theme::small(), palette.secondary),
                Named::Town => (theme::small(), palette.label),
                Named::Village => (theme::caption(), palette.label),
                Named::Water => (theme::caption(), palette.accent),
            };
            let format = theme::format(font, color);
            let galley = painter.layout_job(rich_text::job(&name.text(policy), &format));
            let rect = Rect::from_center_size(pos, galley.size());
            let room = rect.expand2(vec2(5.0, 1.0));
            if !view.rect.contains_rect(rect) || taken.iter().any(|other| other.intersects(room)) {
                continue;
            }
            taken.push(room);
            n += 1;
            lettering.paint(painter, rect.min, &galley, (color, palette.label_halo));
        }
    }

    /// Tries at once what failed.
    pub(super) fn retry(&self) {
        match &self.store {
            Store::Server(tiles) => tiles.retry(),
            Store::File(tiles) => tiles.retry(),
            Store::Now(_) => (),
        }
    }

    /// How it stands.
    pub(super) fn status(&self) -> OverlayStatus {
        let mut status = self.store_status();
        let tiles = &mut status.tiles;
        tiles.n_failed += self.refused.len();
        if let (None, Some(why)) = (&tiles.failure, self.refused.values().next_back()) {
            tiles.failure = Some(why.clone());
        }
        let shown = self.shown.iter().map(|shown| shown.tile);
        let mut notes = shown.filter_map(|tile| self.kept.get(&tile)?.note.as_ref());
        tiles.note = notes.next().cloned();
        status
    }

    fn store_status(&self) -> OverlayStatus {
        match (&self.store, &self.source) {
            (Store::Server(tiles), Source::Server(_, server)) => {
                let Attribution { text, link } = &server.attribution;
                OverlayStatus {
                    name: server.name.to_string(),
                    attribution: if text.is_empty() {
                        format!("Tiles: {}", server.name)
                    } else {
                        text.to_string()
                    },
                    link: link.as_ref().map(ToString::to_string),
                    tiles: tiles.status(),
                    refused: None,
                    is_online: true,
                }
            }
            (Store::File(tiles), source) => of_file(source, tiles.info(), tiles.status()),
            (Store::Now(archive), source) => {
                let info = match archive {
                    Ok(archive) => Ok(archive.info().clone()),
                    Err(why) => Err(why.clone()),
                };
                of_file(source, Some(info), Status::default())
            }
            (Store::Server(_), _) => OverlayStatus::default(),
        }
    }
}

fn of_file(
    source: &Source,
    info: Option<Result<crate::tiles::ArchiveInfo, String>>,
    tiles: Status,
) -> OverlayStatus {
    let file = match source {
        Source::File(path) | Source::Archive(path) => path.file_name(),
        Source::Server(..) => None,
    };
    let file = file
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let (info, refused) = match info {
        Some(Ok(info)) => (Some(info), None),
        Some(Err(why)) => (None, Some(why)),
        None => (None, None),
    };
    let said = info
        .map(|info| info.attribution)
        .filter(|text| !text.is_empty());
    OverlayStatus {
        attribution: said.unwrap_or_else(|| format!("Map: {file}")),
        name: file,
        link: None,
        tiles,
        refused,
        is_online: false,
    }
}

/// Which names have room at a zoom.
fn is_shown(sort: Named, zoom: f64) -> bool {
    match sort {
        Named::Country => (2.0..7.0).contains(&zoom),
        Named::Region => (5.0..9.0).contains(&zoom),
        Named::City => zoom >= 4.0,
        Named::Water => zoom >= 5.0,
        Named::Town => zoom >= 7.0,
        Named::Village => zoom >= 9.0,
    }
}

/// How a map is cut into tiles.
#[derive(Debug, Clone, Copy)]
struct Scheme {
    /// 512 points instead of 256.
    is_wide: bool,
    zooms: (u8, u8),
}

/// The tiles of a view, those in the middle first.
fn tiles_in(view: View, scheme: Scheme) -> Vec<TileId> {
    let level = (view.world_points / 256.0).log2().round() - f64::from(u8::from(scheme.is_wide));
    let (least, most) = scheme.zooms;
    let zoom = level.clamp(f64::from(least), f64::from(most.max(least)).min(30.0)) as u8;
    let n = f64::from(zoom).exp2();
    let half = view.rect.size() / 2.0;
    let range = |center: f64, half: f32| {
        let half = f64::from(half) / view.world_points;
        let first = ((center - half) * n).floor().clamp(0.0, n - 1.0) as u32;
        let last = ((center + half) * n).floor().clamp(0.0, n - 1.0) as u32;
        first..=last
    };
    let (columns, rows) = (range(view.center.x, half.x), range(view.center.y, half.y));
    let mut tiles: Vec<TileId> = columns
        .flat_map(|x| rows.clone().map(move |y| TileId { zoom, x, y }))
        .take(MOST_TILES)
        .collect();
    let middle = |tile: &TileId| {
        let away = |at: u32, center: f64| f64::from(at) + 0.5 - center * n;
        away(tile.x, view.center.x).hypot(away(tile.y, view.center.y))
    };
    tiles.sort_by(|a, b| middle(a).total_cmp(&middle(b)));
    tiles
}

/// A tile, and those that hold it, up to a few levels.
fn ancestors(tile: TileId) -> impl Iterator<Item = TileId> {
    (0..=tile.zoom.min(MOST_LEVELS_UP)).map(move |up| TileId {
        zoom: tile.zoom - up,
        x: tile.x >> up,
        y: tile.y >> up,
    })
}

/// Where a tile lies on the screen.
fn rect_of(view: View, tile: TileId) -> Rect {
    let n = f64::from(tile.zoom).exp2();
    let corner = |x: u32, y: u32| {
        view.pos(WorldPoint {
            x: f64::from(x) / n,
            y: f64::from(y) / n,
        })
    };
    Rect::from_min_max(corner(tile.x, tile.y), corner(tile.x + 1, tile.y + 1))
}

/// Which part of a tile lies in an area, in parts of its width.
fn part_of(tile: TileId, area: TileId) -> Rect {
    let up = area.zoom.saturating_sub(tile.zoom);
    let n = f32::from(up).exp2();
    let share = |of: u32, whole: u32| of.wrapping_sub(whole << up) as f32 / n;
    let min = pos2(share(area.x, tile.x), share(area.y, tile.y));
    Rect::from_min_size(min, vec2(1.0 / n, 1.0 / n))
}

/// The view that a layer is drawn in.
pub(super) fn view_of(projector: &Projector<'_>) -> View {
    let rect = projector.clip_rect();
    let center = projector.unproject(rect.center().to_vec2());
    View {
        rect,
        center: WorldPoint::from_lon_lat(LonLat::clamped(center.x(), center.y())),
        world_points: 256.0 * projector.zoom().exp2(),
    }
}

/// Where tiles lie on the screen.
pub(super) fn rects(view: View, tiles: &[TileId]) -> Vec<Rect> {
    tiles.iter().map(|tile| rect_of(view, *tile)).collect()
}

/// The lines and fills of vector tiles.
impl Layer for &mut Overlay {
    fn draw(&mut self, canvas: &mut Canvas, projector: &Projector<'_>) {
        let view = view_of(projector);
        for Shown { tile, area } in &self.shown {
            let Some(Content::Shapes(drawables, _)) = self.kept.get(tile).map(|kept| &kept.content)
            else {
                continue;
            };
            let rect = rect_of(view, *tile);
            let transform = TSTransform::new(rect.min.to_vec2(), rect.width() / TILE_POINTS);
            let drawables = drawables.clone().with_transform(transform);
            canvas.add_drawables(drawables.with_clip_rect(rect_of(view, *area)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::Camera;

    fn view(lon: f64, lat: f64, zoom: f64) -> View {
        let rect = Rect::from_min_size(pos2(0.0, 0.0), vec2(800.0, 600.0));
        View::new(rect, Camera::new(LonLat::clamped(lon, lat), zoom))
    }

    const PICTURES: Scheme = Scheme {
        is_wide: false,
        zooms: (0, 19),
    };

    #[test]
    fn the_tiles_of_a_view_cover_it_and_begin_in_the_middle() {
        for zoom in [2.0, 5.4, 9.0, 9.6, 18.0] {
            let view = view(46.0, 39.5, zoom);
            let tiles = tiles_in(view, PICTURES);
            assert!(tiles.len() <= 35, "{zoom}: {}", tiles.len());
            let first = rect_of(view, tiles[0]);
            assert!(first.expand(1.0).contains(view.rect.center()), "{zoom}");
            let world = rect_of(
                view,
                TileId {
                    zoom: 0,
                    x: 0,
                    y: 0,
                },
            );
            for pos in [view.rect.min, view.rect.max, pos2(400.0, 10.0)] {
                let is_covered = rects(view, &tiles)
                    .iter()
                    .any(|rect| rect.expand(0.5).contains(pos));
                assert!(is_covered || !world.contains(pos), "{zoom} {pos}");
            }
        }
    }

    #[test]
    fn a_view_whose_tiles_are_heavy_together_says_what_it_leaves_out() {
        let source = Source::Archive(PathBuf::from("no such file"));
        let mut overlay = Overlay::new(&Context::default(), source, false);
        let row = |y| (0..8).map(move |x| TileId { zoom: 5, x, y });
        let shapes = || {
            Prepared::Vector(prepared::Shapes {
                drawables: Drawables::new(Vec::new()),
                names: Vec::new(),
                n_bytes: 1_000,
                weight: MOST_SHOWN_BYTES / 4,
                note: None,
            })
        };
        overlay.in_view = row(0).collect();
        row(0).for_each(|tile| overlay.keep(tile, shapes()));
        assert_eq!((overlay.kept.len(), overlay.refused.len()), (4, 4));
        let status = overlay.status();
        assert_eq!(status.tiles.n_failed, 4);
        assert!(status.tiles.failure.expect("why").contains("192 MiB"));
        // One that comes again takes the place of itself, and elsewhere there is room.
        overlay.keep(
            TileId {
                zoom: 5,
                x: 0,
                y: 0,
            },
            shapes(),
        );
        assert_eq!(overlay.kept.len(), 4);
        overlay.in_view = row(1).collect();
        overlay.keep(
            TileId {
                zoom: 5,
                x: 0,
                y: 1,
            },
            shapes(),
        );
        assert_eq!(overlay.kept.len(), 5);
    }

    #[test]
    fn beyond_the_deepest_tiles_their_parts_are_stretched() {
        let scheme = Scheme {
            is_wide: true,
            zooms: (0, 14),
        };
        let tiles = tiles_in(view(46.0, 39.5, 18.0), scheme);
        assert!(tiles.iter().all(|tile| tile.zoom == 14));
        let area = TileId {
            zoom: 5,
            x: 21,
            y: 10,
        };
        let above: Vec<TileId> = ancestors(area).collect();
        assert_eq!(
            above[2],
            TileId {
                zoom: 3,
                x: 5,
                y: 2
            }
        );
        assert_eq!(above.len(), 6);
        let part = part_of(above[2], area);
        assert_eq!(part, Rect::from_min_size(pos2(0.25, 0.5), vec2(0.25, 0.25)));
    }
}
