//! The window drawn without a screen, by the same renderer as with one.

use std::sync::mpsc::channel;
use std::time::Duration;

use egui::{Context, FullOutput, RawInput, Rect, pos2, vec2};
use egui_wgpu::{
    RenderState, RendererOptions, ScreenDescriptor, WgpuConfiguration, WgpuError, WgpuSetup, wgpu,
};
use thiserror::Error;

use crate::app::App;
use crate::export::{PictureError, png_from_rgba};
use crate::ui;

/// A window settles within this many frames: sizes are known after the first, commands work in the second.
const N_FRAMES: usize = 4;
/// How long a software driver may take for a picture.
const PATIENCE: Duration = Duration::from_mins(1);

/// Why no picture was made.
#[derive(Debug, Error)]
pub enum RenderError {
    /// There is no driver to draw with.
    #[error(
        "no usable graphics driver ({0}); install Mesa: libvulkan1 mesa-vulkan-drivers on Debian and Ubuntu, \
         vulkan-loader mesa-vulkan-drivers on Fedora. `event-atlas list` needs none"
    )]
    NoDriver(WgpuError),
    /// The driver gave up.
    #[error("the graphics driver failed: {0}")]
    Driver(String),
    /// The pixels make no file.
    #[error(transparent)]
    Picture(#[from] PictureError),
}

/// The window of an application as a PNG file, at one pixel per point.
pub fn rendered(app: &mut App, width: u32, height: u32) -> Result<Vec<u8>, RenderError> {
    rendered_with(app, (width, height), ui::install_renderer)
}

/// The same, drawn by egui's own shaders whatever the driver, to compare with.
pub fn rendered_by_egui(app: &mut App, width: u32, height: u32) -> Result<Vec<u8>, RenderError> {
    rendered_with(app, (width, height), |_, state| ui::install_shapes(state))
}

fn rendered_with(
    app: &mut App,
    (width, height): (u32, u32),
    install: impl Fn(&Context, &RenderState),
) -> Result<Vec<u8>, RenderError> {
    let options = RendererOptions {
        msaa_samples: 1,
        dithering: false,
        ..RendererOptions::default()
    };
    let setup = WgpuSetup::without_display_handle();
    let instance = pollster::block_on(setup.new_instance());
    let config = WgpuConfiguration {
        wgpu_setup: setup,
        ..WgpuConfiguration::default()
    };
    let state = pollster::block_on(RenderState::create(&config, &instance, None, options))
        .map_err(RenderError::NoDriver)?;
    let ctx = Context::default();
    install(&ctx, &state);
    ui::install_theme(&ctx);

    let size = vec2(width as f32, height as f32);
    let mut output = None;
    for frame in 0..N_FRAMES {
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), size)),
            time: Some(frame as f64),
            ..RawInput::default()
        };
        let mut next = ctx.run_ui(input, |ui| {
            app.logic(&ui.ctx().clone());
            app.ui(ui);
        });
        take_textures(&state, &mut next);
        output = Some(next);
    }
    let output = output.ok_or_else(|| RenderError::Driver("no frame was drawn".to_owned()))?;
    let screen = ScreenDescriptor {
        size_in_pixels: [width, height],
        pixels_per_point: 1.0,
    };
    let texture = draw(&state, &ctx, &output, &screen);
    let rgba = pixels(&state, &texture, width, height)?;
    Ok(png_from_rgba(width, height, rgba)?)
}

#[expect(
    clippy::iter_over_hash_type,
    reason = "each texture is taken on its own, so their order plays no part"
)]
fn take_textures(state: &RenderState, output: &mut FullOutput) {
    let mut renderer = state.renderer.write();
    for (id, deltas) in output.textures_delta.set.drain() {
        for delta in deltas {
            renderer.update_texture(&state.device, &state.queue, id, &delta);
        }
    }
    // The last frame may still show what an earlier one let go of; all of it ends with the renderer.
    output.textures_delta.free.clear();
}

fn draw(
    state: &RenderState,
    ctx: &Context,
    output: &FullOutput,
    screen: &ScreenDescriptor,
) -> wgpu::Texture {
    let [width, height] = screen.size_in_pixels;
    let texture = state.device.create_texture(&wgpu::TextureDescriptor {
        label: Some("picture"),
        size: wgpu::Extent3d {
            width,
            height,
            depth_or_array_layers: 1,
        },
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: state.target_format,
        usage: wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::COPY_SRC,
        view_formats: &[],
    });
    let view = texture.create_view(&wgpu::TextureViewDescriptor::default());
    let shapes = ctx.tessellate(output.shapes.clone(), 1.0);
    let mut renderer = state.renderer.write();
    let mut encoder = state
        .device
        .create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
    let before =
        renderer.update_buffers(&state.device, &state.queue, &mut encoder, &shapes, screen);
    {
        let mut pass = encoder
            .begin_render_pass(&wgpu::RenderPassDescriptor {
                label: Some("picture"),
                color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                    view: &view,
                    resolve_target: None,
                    ops: wgpu::Operations {
                        load: wgpu::LoadOp::Clear(wgpu::Color::BLACK),
                        store: wgpu::StoreOp::Store,
                    },
                    depth_slice: None,
                })],
                ..wgpu::RenderPassDescriptor::default()
            })
            .forget_lifetime();
        renderer.render(&mut pass, &shapes, screen);
    }
    state
        .queue
        .submit(before.into_iter().chain([encoder.finish()]));
    texture
}

/// The pixels of a texture, rows of red, green, blue and opacity.
fn pixels(
    state: &RenderState,
    texture: &wgpu::Texture,
    width: u32,
    height: u32,
) -> Result<Vec<u8>, RenderError> {
    let row = width * 4;
    let padded = row.next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT);
    let buffer = state.device.create_buffer(&wgpu::BufferDescriptor {
        label: Some("pixels"),
        size: u64::from(padded) * u64::from(height),
        usage: wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ,
        mapped_at_creation: false,
    });
    let mut encoder = state
        .device
        .create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
    encoder.copy_texture_to_buffer(
        texture.as_image_copy(),
        wgpu::TexelCopyBufferInfo {
            buffer: &buffer,
            layout: wgpu::TexelCopyBufferLayout {
                offset: 0,
                bytes_per_row: Some(padded),
                rows_per_image: None,
            },
        },
        wgpu::Extent3d {
            width,
            height,
            depth_or_array_layers: 1,
        },
    );
    let submitted = state.queue.submit([encoder.finish()]);
    let (give, taken) = channel();
    buffer
        .slice(..)
        .map_async(wgpu::MapMode::Read, move |mapped| {
            // Nobody waits any more after the time was up.
            give.send(mapped).ok();
        });
    let failed = |error: &dyn std::fmt::Display| RenderError::Driver(error.to_string());
    state
        .device
        .poll(wgpu::PollType::Wait {
            submission_index: Some(submitted),
            timeout: Some(PATIENCE),
        })
        .map_err(|error| failed(&error))?;
    taken
        .recv()
        .map_err(|error| failed(&error))?
        .map_err(|error| failed(&error))?;
    let mapped = buffer
        .slice(..)
        .get_mapped_range()
        .map_err(|error| failed(&error))?;
    let is_bgra = matches!(
        state.target_format,
        wgpu::TextureFormat::Bgra8Unorm | wgpu::TextureFormat::Bgra8UnormSrgb
    );
    let mut rgba = Vec::with_capacity((row * height) as usize);
    for line in mapped.chunks_exact(padded as usize) {
        for pixel in line.chunks_exact(4).take(width as usize) {
            match pixel {
                [b, g, r, a] if is_bgra => rgba.extend([*r, *g, *b, *a]),
                other => rgba.extend(other),
            }
        }
    }
    Ok(rgba)
}
