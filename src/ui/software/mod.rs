//! A lighter way to draw egui's output where there is no graphics card.
//!
//! Egui draws everything with one shader, which also holds a second way to look up a texture and noise against
//! banding. A driver that draws on the processor works out all of it for every pixel: one layer over a window of
//! 1440×900 takes Mesa's lavapipe 22.3 about 65 ms on two cores. There this plugin hands egui's triangles to
//! shaders that do no more than is needed. With a graphics card nothing changes.

mod renderer;

use std::sync::{Arc, Mutex, PoisonError};

use egui::epaint::textures::{TextureOptions, TexturesDelta};
use egui::epaint::{ClippedShape, ImageData, ImageDelta};
use egui::{ColorImage, Context, FullOutput, Plugin, Shape, TextureId};
use egui_wgpu::{RenderState, wgpu};
use renderer::{Meshes, Renderer};

/// Takes over the drawing of a window where a processor does it.
pub(super) fn install(ctx: &Context, render_state: &RenderState) {
    if render_state.adapter.get_info().device_type != wgpu::DeviceType::Cpu {
        return;
    }
    let renderer = Renderer::new(&render_state.device, render_state.target_format);
    render_state
        .renderer
        .write()
        .callback_resources
        .insert(renderer);
    ctx.add_plugin(Software::default());
}

/// What is to happen to the textures before the next frame is drawn, in order.
type Changes = Arc<Mutex<Vec<Change>>>;

/// A texture that is new, changed in part, or no longer needed.
#[derive(Debug)]
enum Change {
    Whole(TextureId, Arc<ColorImage>, TextureOptions),
    Part(TextureId, Arc<ColorImage>, [usize; 2]),
    Free(TextureId),
}

/// The plugin: in place of shapes it puts callbacks that draw the same.
#[derive(Debug, Default)]
struct Software {
    changes: Changes,
    /// Textures that the last frame still showed.
    to_free: Vec<TextureId>,
}

impl Plugin for Software {
    fn debug_name(&self) -> &'static str {
        "software"
    }

    fn output_hook(&mut self, ctx: &Context, output: &mut FullOutput) {
        self.take_textures(&mut output.textures_delta);
        let scale = output.pixels_per_point;
        let mut drawn = Vec::new();
        let mut run = Vec::new();
        for clipped in std::mem::take(&mut output.shapes) {
            let ClippedShape {
                clip_rect,
                shape,
                transform_after_tessellation,
            } = clipped;
            flatten(shape, &mut |shape| {
                let shape = ClippedShape {
                    clip_rect,
                    shape,
                    transform_after_tessellation,
                };
                if matches!(shape.shape, Shape::Callback(_)) {
                    self.draw(ctx, scale, std::mem::take(&mut run), &mut drawn);
                    drawn.push(shape);
                } else {
                    run.push(shape);
                }
            });
        }
        self.draw(ctx, scale, run, &mut drawn);
        output.shapes = drawn;
    }
}

impl Software {
    /// Adds a callback that draws some shapes.
    fn draw(
        &self,
        ctx: &Context,
        scale: f32,
        shapes: Vec<ClippedShape>,
        drawn: &mut Vec<ClippedShape>,
    ) {
        if shapes.is_empty() {
            return;
        }
        let meshes = Meshes::new(ctx.tessellate(shapes, scale), Arc::clone(&self.changes));
        // The whole window: triangles are placed in it, and each mesh brings its own clip rectangle.
        let clip_rect = ctx.viewport_rect();
        let callback = egui_wgpu::Callback::new_paint_callback(clip_rect, meshes);
        drawn.push(ClippedShape::new(clip_rect, callback));
    }

    fn take_textures(&mut self, delta: &mut TexturesDelta) {
        let mut changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        changes.extend(self.to_free.drain(..).map(Change::Free));
        let new = delta
            .set
            .drain()
            .flat_map(|(id, deltas)| deltas.into_iter().map(move |delta| change(id, delta)));
        // The order of the textures plays no part; that of the changes of each does.
        changes.extend(new);
        self.to_free.extend(delta.free.drain());
    }
}

fn change(id: TextureId, delta: ImageDelta) -> Change {
    let ImageData::Color(image) = delta.image;
    match delta.pos {
        Some(at) => Change::Part(id, image, at),
        None => Change::Whole(id, image, delta.options),
    }
}

/// Gives every shape that is not itself made of shapes, in order.
fn flatten(shape: Shape, give: &mut impl FnMut(Shape)) {
    match shape {
        Shape::Vec(shapes) => shapes.into_iter().for_each(|shape| flatten(shape, give)),
        Shape::Noop => {}
        other => give(other),
    }
}
