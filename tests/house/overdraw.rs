//! A driver without a graphics card works for each triangle and each pixel, so the window has few of both.

use egui::epaint::{Mesh, Primitive};
use egui::{Context, RawInput, Rect, pos2, vec2};
use event_atlas::app::App;
use event_atlas::load::{bundled_atlas, load};
use event_atlas::ui;

const SIZE: egui::Vec2 = vec2(1_440.0, 900.0);

/// What is cut off by a clip rectangle counts too; only a driver knows better.
fn area(mesh: &Mesh) -> f32 {
    mesh.indices
        .chunks_exact(3)
        .map(|triangle| {
            let corner = |index: &u32| {
                let index = usize::try_from(*index).expect("an index");
                mesh.vertices.get(index).expect("a corner").pos
            };
            let [a, b, c] = triangle else {
                return 0.0;
            };
            let (side, other) = (corner(b) - corner(a), corner(c) - corner(a));
            (side.x * other.y - side.y * other.x).abs() / 2.0
        })
        .sum()
}

#[test]
fn the_window_is_drawn_with_few_triangles_and_not_twice_over() {
    let mut app = App::new(load(&bundled_atlas()));
    let ctx = Context::default();
    ui::install_theme(&ctx);
    let mut shapes = Vec::new();
    for frame in 0..5 {
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), SIZE)),
            time: Some(f64::from(frame) / 60.0),
            ..RawInput::default()
        };
        let mut output = ctx.run_ui(input, |ui| {
            app.logic(&ui.ctx().clone());
            app.ui(ui);
        });
        output.textures_delta.clear();
        shapes = output.shapes;
    }
    let primitives = ctx.tessellate(shapes, 1.0);
    let meshes = primitives
        .iter()
        .filter_map(|primitive| match &primitive.primitive {
            Primitive::Mesh(mesh) => Some(mesh),
            Primitive::Callback(_) => None,
        });
    let n_triangles: usize = meshes.clone().map(|mesh| mesh.indices.len() / 3).sum();
    assert!(
        (3_000..18_000).contains(&n_triangles),
        "{n_triangles} triangles"
    );
    let screens = meshes.map(area).sum::<f32>() / (SIZE.x * SIZE.y);
    assert!((1.0..2.6).contains(&screens), "{screens} screens of pixels");
}
