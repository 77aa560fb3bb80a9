//! Large areas and pictures, drawn by small shaders of our own.
//!
//! Egui draws everything with one shader, which also holds a second way to look up a texture and noise against
//! banding. A driver without a graphics card works out all of it for every pixel: at 1440×900 on two cores,
//! one layer over the whole window takes Mesa's lavapipe 22.3 about 65 ms, and one drawn here 3 to 8 ms. So
//! grounds, the map's relief, densities and names come through here, and egui draws what is small.

use std::sync::{Arc, Mutex, PoisonError};

use egui::epaint::PaintCallbackInfo;
use egui::{Color32, ColorImage, Context, Painter, Pos2, Rect, Shape, pos2};
use egui_wgpu::wgpu::util::DeviceExt as _;
use egui_wgpu::{Callback, CallbackResources, CallbackTrait, RenderState, ScreenDescriptor, wgpu};

/// Where a picture lies between its pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sampling {
    /// Its colors run into each other.
    Smooth,
    /// Each of its pixels stays a square.
    Squares,
}

/// An image that goes to the graphics driver when it is first drawn, and stays there for as long as it is held.
#[derive(Debug)]
pub(super) struct Picture {
    state: Mutex<State>,
    sampling: Sampling,
    /// Whether it has no pixel that lets through what is under it.
    is_opaque: bool,
}

#[derive(Debug)]
enum State {
    Waiting(ColorImage),
    Uploaded(wgpu::BindGroup),
}

impl Picture {
    /// A picture, which is all there is of the image from now on.
    pub(super) fn new(image: ColorImage, sampling: Sampling) -> Arc<Self> {
        let is_opaque = image.pixels.iter().all(|pixel| pixel.a() == u8::MAX);
        Arc::new(Self {
            state: Mutex::new(State::Waiting(image)),
            sampling,
            is_opaque,
        })
    }

    /// What a shader needs to read it; `None` for one without any pixel.
    fn uploaded(
        &self,
        device: &wgpu::Device,
        queue: &wgpu::Queue,
        renderer: &Renderer,
    ) -> Option<wgpu::BindGroup> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let image = match &*state {
            State::Uploaded(group) => return Some(group.clone()),
            State::Waiting(image) => image,
        };
        let [width, height] = image.size.map(|side| u32::try_from(side).unwrap_or(0));
        let most = device.limits().max_texture_dimension_2d;
        if !(1..=most).contains(&width) || !(1..=most).contains(&height) {
            return None;
        }
        let descriptor = wgpu::TextureDescriptor {
            label: Some("picture"),
            size: wgpu::Extent3d {
                width,
                height,
                depth_or_array_layers: 1,
            },
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: wgpu::TextureFormat::Rgba8Unorm,
            usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
            view_formats: &[],
        };
        let order = wgpu::util::TextureDataOrder::LayerMajor;
        let texture = device.create_texture_with_data(queue, &descriptor, order, image.as_raw());
        let sampler = match self.sampling {
            Sampling::Smooth => &renderer.smooth,
            Sampling::Squares => &renderer.squares,
        };
        let group = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("picture"),
            layout: &renderer.layout,
            entries: &[
                wgpu::BindGroupEntry {
                    binding: 0,
                    resource: wgpu::BindingResource::TextureView(
                        &texture.create_view(&wgpu::TextureViewDescriptor::default()),
                    ),
                },
                wgpu::BindGroupEntry {
                    binding: 1,
                    resource: wgpu::BindingResource::Sampler(sampler),
                },
            ],
        });
        *state = State::Uploaded(group.clone());
        Some(group)
    }
}

/// A rectangle on the screen, in points, and what fills it.
#[derive(Debug, Clone)]
pub(super) struct Quad {
    rect: Rect,
    /// The part of the picture, from 0 to 1 in both directions.
    part: Rect,
    fill: Fill,
}

#[derive(Debug, Clone)]
enum Fill {
    Plain(Color32),
    Picture(Arc<Picture>),
}

impl Quad {
    /// A rectangle of one color.
    pub(super) fn plain(rect: Rect, color: Color32) -> Self {
        Self {
            rect,
            part: Rect::ZERO,
            fill: Fill::Plain(color),
        }
    }

    /// A picture, stretched over a rectangle.
    pub(super) fn picture(rect: Rect, picture: Arc<Picture>) -> Self {
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        Self::part_of(rect, picture, whole)
    }

    /// Part of a picture, stretched over a rectangle.
    pub(super) fn part_of(rect: Rect, picture: Arc<Picture>, part: Rect) -> Self {
        Self {
            rect,
            part,
            fill: Fill::Picture(picture),
        }
    }

    fn color(&self) -> Color32 {
        match &self.fill {
            Fill::Plain(color) => *color,
            Fill::Picture(_) => Color32::TRANSPARENT,
        }
    }

    fn is_opaque(&self) -> bool {
        match &self.fill {
            Fill::Plain(color) => color.is_opaque(),
            Fill::Picture(picture) => picture.is_opaque,
        }
    }
}

/// Rectangles, one over the other, as one shape.
pub(super) fn shape(ctx: &Context, quads: Vec<Quad>) -> Shape {
    if quads.is_empty() {
        return Shape::Noop;
    }
    let quads = Quads {
        quads,
        prepared: Mutex::new(None),
    };
    // The whole window, because corners are placed in it and the painter cuts off what is outside of its own.
    Callback::new_paint_callback(ctx.viewport_rect(), quads).into()
}

/// Fills a rectangle with one color.
pub(super) fn fill(painter: &Painter, rect: Rect, color: Color32) {
    painter.add(shape(painter.ctx(), vec![Quad::plain(rect, color)]));
}

/// A position, a place in a picture and a color.
const CORNER_BYTES: wgpu::BufferAddress = 20;
const CORNERS: u32 = 6;

struct Quads {
    quads: Vec<Quad>,
    prepared: Mutex<Option<Prepared>>,
}

/// What was made of rectangles for one frame.
struct Prepared {
    corners: wgpu::Buffer,
    /// What each reads; none for those of one color.
    pictures: Vec<Option<wgpu::BindGroup>>,
}

impl Quads {
    fn corners(&self, screen: &ScreenDescriptor) -> Vec<u8> {
        let [width, height] = screen
            .size_in_pixels
            .map(|side| side as f32 / screen.pixels_per_point);
        let mut bytes = Vec::with_capacity(self.quads.len() * 6 * CORNER_BYTES as usize);
        let corner = |rect: Rect, right: bool, below: bool| {
            let x = if right { rect.max.x } else { rect.min.x };
            let y = if below { rect.max.y } else { rect.min.y };
            pos2(x, y)
        };
        let sides = [
            (false, false),
            (true, false),
            (false, true),
            (false, true),
            (true, false),
            (true, true),
        ];
        for quad in &self.quads {
            let color = quad.color().to_array();
            for (right, below) in sides {
                let Pos2 { x, y } = corner(quad.rect, right, below);
                let texel = corner(quad.part, right, below);
                let (x, y) = (2.0 * x / width - 1.0, 1.0 - 2.0 * y / height);
                for number in [x, y, texel.x, texel.y] {
                    bytes.extend_from_slice(&number.to_ne_bytes());
                }
                bytes.extend_from_slice(&color);
            }
        }
        bytes
    }
}

impl CallbackTrait for Quads {
    fn prepare(
        &self,
        device: &wgpu::Device,
        queue: &wgpu::Queue,
        screen: &ScreenDescriptor,
        _encoder: &mut wgpu::CommandEncoder,
        resources: &mut CallbackResources,
    ) -> Vec<wgpu::CommandBuffer> {
        let Some(renderer) = resources.get::<Renderer>() else {
            return Vec::new();
        };
        let corners = device.create_buffer_init(&wgpu::util::BufferInitDescriptor {
            label: Some("rectangles"),
            contents: &self.corners(screen),
            usage: wgpu::BufferUsages::VERTEX,
        });
        let pictures = self.quads.iter().map(|quad| match &quad.fill {
            Fill::Plain(_) => None,
            Fill::Picture(picture) => picture.uploaded(device, queue, renderer),
        });
        let prepared = Prepared {
            corners,
            pictures: pictures.collect(),
        };
        *self.prepared.lock().unwrap_or_else(PoisonError::into_inner) = Some(prepared);
        Vec::new()
    }

    fn paint(
        &self,
        _info: PaintCallbackInfo,
        pass: &mut wgpu::RenderPass<'static>,
        resources: &CallbackResources,
    ) {
        let prepared = self.prepared.lock().unwrap_or_else(PoisonError::into_inner);
        let (Some(renderer), Some(prepared)) = (resources.get::<Renderer>(), &*prepared) else {
            return;
        };
        pass.set_vertex_buffer(0, prepared.corners.slice(..));
        for ((n, quad), picture) in (0_u32..).zip(&self.quads).zip(&prepared.pictures) {
            let pipelines = match (&quad.fill, picture) {
                (Fill::Plain(_), _) => &renderer.plain,
                (Fill::Picture(_), Some(group)) => {
                    pass.set_bind_group(0, group, &[]);
                    &renderer.pictured
                }
                (Fill::Picture(_), None) => continue,
            };
            pass.set_pipeline(if quad.is_opaque() {
                &pipelines.opaque
            } else {
                &pipelines.blended
            });
            pass.draw(n * CORNERS..(n + 1) * CORNERS, 0..1);
        }
    }
}

/// What the driver keeps for all rectangles.
struct Renderer {
    plain: Pipelines,
    pictured: Pipelines,
    layout: wgpu::BindGroupLayout,
    smooth: wgpu::Sampler,
    squares: wgpu::Sampler,
}

struct Pipelines {
    /// Puts its colors in the place of what is there, which spares reading that.
    opaque: wgpu::RenderPipeline,
    blended: wgpu::RenderPipeline,
}

/// Makes the renderer ready to draw rectangles.
pub(super) fn install(render_state: &RenderState) {
    let renderer = Renderer::new(&render_state.device, render_state.target_format);
    render_state
        .renderer
        .write()
        .callback_resources
        .insert(renderer);
}

impl Renderer {
    fn new(device: &wgpu::Device, target: wgpu::TextureFormat) -> Self {
        let source = wgpu::ShaderSource::Wgsl(include_str!("gpu.wgsl").into());
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("rectangles"),
            source,
        });
        let layout = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("picture"),
            entries: &[
                wgpu::BindGroupLayoutEntry {
                    binding: 0,
                    visibility: wgpu::ShaderStages::FRAGMENT,
                    ty: wgpu::BindingType::Texture {
                        sample_type: wgpu::TextureSampleType::Float { filterable: true },
                        view_dimension: wgpu::TextureViewDimension::D2,
                        multisampled: false,
                    },
                    count: None,
                },
                wgpu::BindGroupLayoutEntry {
                    binding: 1,
                    visibility: wgpu::ShaderStages::FRAGMENT,
                    ty: wgpu::BindingType::Sampler(wgpu::SamplerBindingType::Filtering),
                    count: None,
                },
            ],
        });
        let sampler = |filter: wgpu::FilterMode| {
            device.create_sampler(&wgpu::SamplerDescriptor {
                label: Some("picture"),
                mag_filter: filter,
                min_filter: filter,
                ..wgpu::SamplerDescriptor::default()
            })
        };
        let [plain, pictured] = if target.is_srgb() {
            ["plain_linear", "pictured_linear"]
        } else {
            ["plain", "pictured"]
        };
        let pipelines = |fragment: &str, layouts: &[Option<&wgpu::BindGroupLayout>]| {
            let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
                label: Some(fragment),
                bind_group_layouts: layouts,
                immediate_size: 0,
            });
            let pipeline = |blend| pipeline(device, &module, &layout, fragment, target, blend);
            Pipelines {
                opaque: pipeline(None),
                blended: pipeline(Some(wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING)),
            }
        };
        Self {
            plain: pipelines(plain, &[]),
            pictured: pipelines(pictured, &[Some(&layout)]),
            smooth: sampler(wgpu::FilterMode::Linear),
            squares: sampler(wgpu::FilterMode::Nearest),
            layout,
        }
    }
}

fn pipeline(
    device: &wgpu::Device,
    module: &wgpu::ShaderModule,
    layout: &wgpu::PipelineLayout,
    fragment: &str,
    format: wgpu::TextureFormat,
    blend: Option<wgpu::BlendState>,
) -> wgpu::RenderPipeline {
    device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
        label: Some(fragment),
        layout: Some(layout),
        vertex: wgpu::VertexState {
            module,
            entry_point: Some("corner"),
            compilation_options: wgpu::PipelineCompilationOptions::default(),
            buffers: &[Some(wgpu::VertexBufferLayout {
                array_stride: CORNER_BYTES,
                step_mode: wgpu::VertexStepMode::Vertex,
                attributes: &wgpu::vertex_attr_array![0 => Float32x2, 1 => Float32x2, 2 => Unorm8x4],
            })],
        },
        primitive: wgpu::PrimitiveState::default(),
        depth_stencil: None,
        multisample: wgpu::MultisampleState::default(),
        fragment: Some(wgpu::FragmentState {
            module,
            entry_point: Some(fragment),
            compilation_options: wgpu::PipelineCompilationOptions::default(),
            targets: &[Some(wgpu::ColorTargetState {
                format,
                blend,
                write_mask: wgpu::ColorWrites::ALL,
            })],
        }),
        multiview_mask: None,
        cache: None,
    })
}
