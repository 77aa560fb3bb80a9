//! `render`: draws the same window off screen into a picture, through the same code as the screen.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::mpsc::channel;
use std::time::Duration;

use egui::{Context, FullOutput, RawInput, Rect, pos2, vec2};
use egui_wgpu::{
    RenderState, RendererOptions, ScreenDescriptor, WgpuConfiguration, WgpuError, WgpuSetup, wgpu,
};
use thiserror::Error;

use super::{Outcome, RenderArguments, ThemeName, atlas_files, question};
use crate::app::App;
use crate::export::{PictureError, png_from_rgba, save_file};
use crate::load::load;
use crate::model::LonLat;
use crate::state::{Camera, Theme, ViewCommand};
use crate::ui;

/// A picture is not larger than this on either side.
const MAX_SIDE: u32 = 8_192;
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

/// Reads `WxH`.
pub(super) fn size(text: &str) -> Result<(u32, u32), String> {
    let sides = text
        .split_once('x')
        .and_then(|(w, h)| Some((w.parse().ok()?, h.parse().ok()?)));
    match sides {
        Some((w, h)) if (320..=MAX_SIDE).contains(&w) && (240..=MAX_SIDE).contains(&h) => {
            Ok((w, h))
        }
        Some(_) => Err(format!(
            "width is from 320 and height from 240 to {MAX_SIDE}"
        )),
        None => Err("write it like 1440x900".to_owned()),
    }
}

/// Reads `LON,LAT`.
pub(super) fn center(text: &str) -> Result<(f64, f64), String> {
    let numbers = text
        .split_once(',')
        .and_then(|(lon, lat)| Some((lon.trim().parse().ok()?, lat.trim().parse().ok()?)));
    let (lon, lat) = numbers.ok_or_else(|| "write it like 46.2,39.3".to_owned())?;
    LonLat::new(lon, lat)
        .map(|at| (at.lon(), at.lat()))
        .map_err(|error| error.to_string())
}

/// Reads a zoom.
pub(super) fn zoom(text: &str) -> Result<f64, String> {
    let zoom: f64 = text
        .parse()
        .map_err(|_nonsense| "write a number from 2 to 18".to_owned())?;
    if (2.0..=18.0).contains(&zoom) {
        Ok(zoom)
    } else {
        Err("the zoom is from 2 to 18".to_owned())
    }
}

/// Reads the name of a picture.
pub(super) fn png(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    let is_png = path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("png"));
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    if !is_png {
        Err("the picture is a PNG file, so end its name with .png".to_owned())
    } else if folder.is_some_and(|folder| !folder.is_dir()) {
        Err("there is no such folder".to_owned())
    } else {
        Ok(path)
    }
}

pub(super) fn render(
    arguments: &RenderArguments,
    out: &mut dyn Write,
    complaints: &mut dyn Write,
) -> io::Result<Outcome> {
    let mut app = match app(arguments) {
        Ok(app) => app,
        Err(message) => {
            writeln!(complaints, "event-atlas: {message}")?;
            return Ok(Outcome::WrongUsage);
        }
    };
    let n_findings = app.loaded().findings.len();
    if n_findings > 0 {
        writeln!(
            complaints,
            "event-atlas: {n_findings} findings in this atlas; `event-atlas check` prints them"
        )?;
    }
    let (width, height) = arguments.size;
    match rendered(&mut app, width, height) {
        Ok(png) => match save_file(&arguments.out, &png) {
            Ok(()) => {
                let counts = app.answer().counts;
                writeln!(
                    out,
                    "{}: {width}×{height}, {} events shown",
                    arguments.out.display(),
                    counts.shown
                )?;
                Ok(Outcome::Fine)
            }
            Err(error) => {
                writeln!(
                    complaints,
                    "event-atlas: {}: {error}",
                    arguments.out.display()
                )?;
                Ok(Outcome::Failed)
            }
        },
        Err(error) => {
            writeln!(complaints, "event-atlas: {error}")?;
            Ok(Outcome::Failed)
        }
    }
}

/// The application as the arguments want to see it, or a sentence why it cannot be.
fn app(arguments: &RenderArguments) -> Result<App, String> {
    let files = atlas_files(&arguments.paths).map_err(|error| error.to_string())?;
    let mut app = App::for_picture(load(&files));
    let catalog = &app.loaded().catalog;
    let question =
        question::question(catalog, &arguments.question).map_err(|error| error.to_string())?;
    let selected = arguments
        .select
        .as_ref()
        .map(|slug| {
            catalog
                .event_by_slug(slug)
                .ok_or_else(|| format!("the atlas has no event `{slug}`"))
        })
        .transpose()?;
    app.apply(ViewCommand::SetTheme(match arguments.theme {
        ThemeName::Light => Theme::Light,
        ThemeName::Dark => Theme::Dark,
    }));
    app.apply(ViewCommand::SetFilter(question.filter));
    app.apply(ViewCommand::SetWindow(question.window));
    app.apply(ViewCommand::Select(selected));
    if arguments.center.is_some() || arguments.zoom.is_some() {
        let (lon, lat) = arguments.center.unwrap_or_else(|| {
            let extent = app.loaded().catalog.header().extent;
            extent.map_or((0.0, 0.0), |extent| {
                (extent.center().lon(), extent.center().lat())
            })
        });
        let camera = Camera::new(LonLat::clamped(lon, lat), arguments.zoom.unwrap_or(7.0));
        app.apply(ViewCommand::MoveCamera(camera));
    }
    Ok(app)
}

/// The window of an application as a PNG file, at one pixel per point.
pub fn rendered(app: &mut App, width: u32, height: u32) -> Result<Vec<u8>, RenderError> {
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
    ui::install_renderer(&state);
    let ctx = Context::default();
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
