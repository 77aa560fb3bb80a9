//! Triangles and textures as a driver takes them.

use std::collections::BTreeMap;
use std::mem::size_of;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use egui::epaint::textures::{TextureFilter, TextureOptions, TextureWrapMode};
use egui::epaint::{
    ClippedPrimitive, Mesh, PaintCallbackInfo, Primitive, Vertex, ViewportInPixels, WHITE_UV,
};
use egui::{Color32, ColorImage, TextureId};
use egui_wgpu::wgpu::util::DeviceExt as _;
use egui_wgpu::{CallbackResources, CallbackTrait, ScreenDescriptor, wgpu};

use super::{Change, Changes};

/// From so many square points on a triangle of one color is worth a shader of its own: changing the shader costs
/// about as much as some thousand pixels of the slower one.
const LARGE: f32 = 2_000.0;

/// Meshes that are drawn as one callback.
pub(super) struct Meshes {
    primitives: Vec<ClippedPrimitive>,
    changes: Changes,
    prepared: Mutex<Option<Prepared>>,
}

/// What was made of meshes for one frame.
struct Prepared {
    vertices: wgpu::Buffer,
    indices: wgpu::Buffer,
    place: wgpu::BindGroup,
}

impl Meshes {
    pub(super) fn new(primitives: Vec<ClippedPrimitive>, changes: Changes) -> Self {
        Self {
            primitives,
            changes,
            prepared: Mutex::new(None),
        }
    }

    fn meshes(&self) -> impl Iterator<Item = &Mesh> {
        self.primitives
            .iter()
            .filter_map(|primitive| mesh(primitive))
    }
}

fn mesh(primitive: &ClippedPrimitive) -> Option<&Mesh> {
    match &primitive.primitive {
        Primitive::Mesh(mesh) => Some(mesh),
        Primitive::Callback(_) => None,
    }
}

impl CallbackTrait for Meshes {
    fn prepare(
        &self,
        device: &wgpu::Device,
        queue: &wgpu::Queue,
        screen: &ScreenDescriptor,
        _encoder: &mut wgpu::CommandEncoder,
        resources: &mut CallbackResources,
    ) -> Vec<wgpu::CommandBuffer> {
        let Some(renderer) = resources.get_mut::<Renderer>() else {
            return Vec::new();
        };
        let changes =
            std::mem::take(&mut *self.changes.lock().unwrap_or_else(PoisonError::into_inner));
        for change in changes {
            renderer.change(device, queue, change);
        }
        // Mesh by mesh, and not byte by byte.
        let (mut vertices, mut indices) = (Vec::<u8>::new(), Vec::<u8>::new());
        for mesh in self.meshes() {
            vertices.extend_from_slice(bytemuck::cast_slice(&mesh.vertices));
            indices.extend_from_slice(bytemuck::cast_slice(&mesh.indices));
        }
        let buffer = |contents: &[u8], usage| {
            device.create_buffer_init(&wgpu::util::BufferInitDescriptor {
                label: Some("triangles"),
                contents,
                usage,
            })
        };
        let prepared = (!indices.is_empty()).then(|| {
            let [width, height] = screen
                .size_in_pixels
                .map(|side| side as f32 / screen.pixels_per_point);
            let size = [width, height, 0.0, 0.0];
            let size = buffer(bytemuck::cast_slice(&size), wgpu::BufferUsages::UNIFORM);
            Prepared {
                vertices: buffer(&vertices, wgpu::BufferUsages::VERTEX),
                indices: buffer(&indices, wgpu::BufferUsages::INDEX),
                place: device.create_bind_group(&wgpu::BindGroupDescriptor {
                    label: Some("screen"),
                    layout: &renderer.place_layout,
                    entries: &[wgpu::BindGroupEntry {
                        binding: 0,
                        resource: size.as_entire_binding(),
                    }],
                }),
            }
        });
        *self.prepared.lock().unwrap_or_else(PoisonError::into_inner) = prepared;
        Vec::new()
    }

    fn paint(
        &self,
        info: PaintCallbackInfo,
        pass: &mut wgpu::RenderPass<'static>,
        resources: &CallbackResources,
    ) {
        let prepared = self.prepared.lock().unwrap_or_else(PoisonError::into_inner);
        let (Some(renderer), Some(prepared)) = (resources.get::<Renderer>(), &*prepared) else {
            return;
        };
        pass.set_bind_group(0, &prepared.place, &[]);
        pass.set_vertex_buffer(0, prepared.vertices.slice(..));
        pass.set_index_buffer(prepared.indices.slice(..), wgpu::IndexFormat::Uint32);
        let (mut first_vertex, mut first_index) = (0_i32, 0_u32);
        for primitive in &self.primitives {
            let Some(mesh) = mesh(primitive) else {
                continue;
            };
            let scissor = ViewportInPixels::from_points(
                &primitive.clip_rect,
                info.pixels_per_point,
                info.screen_size_px,
            );
            let sides = [
                scissor.left_px,
                scissor.top_px,
                scissor.width_px,
                scissor.height_px,
            ];
            let [left, top, width, height] = sides.map(|side| u32::try_from(side).unwrap_or(0));
            if let Some(texture) = renderer.textures.get(&mesh.texture_id)
                && width > 0
                && height > 0
            {
                pass.set_scissor_rect(left, top, width, height);
                pass.set_bind_group(1, &texture.group, &[]);
                for (look, indices) in stretches(mesh, texture.is_opaque) {
                    pass.set_pipeline(renderer.pipeline(look));
                    let indices = first_index + indices.start..first_index + indices.end;
                    pass.draw_indexed(indices, first_vertex, 0..1);
                }
            }
            first_vertex += i32::try_from(mesh.vertices.len()).unwrap_or(0);
            first_index += u32::try_from(mesh.indices.len()).unwrap_or(0);
        }
    }
}

/// What a triangle needs of a shader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// It covers what is under it with its color.
    Opaque,
    /// It mixes its color with what is under it.
    Plain,
    /// It covers what is under it with much of a texture.
    Whole,
    /// It shows a texture.
    Pictured,
}

/// The indices of a mesh in stretches of the same look, in order.
fn stretches(mesh: &Mesh, is_texture_opaque: bool) -> Vec<(Look, Range<u32>)> {
    let mut stretches: Vec<(Look, Range<u32>)> = Vec::new();
    for (triangle, start) in mesh.indices.chunks_exact(3).zip((0_u32..).step_by(3)) {
        let look = look(mesh, triangle, is_texture_opaque);
        match stretches.last_mut().filter(|(last, _)| *last == look) {
            Some((_, indices)) => indices.end = start + 3,
            None => stretches.push((look, start..start + 3)),
        }
    }
    stretches
}

fn look(mesh: &Mesh, triangle: &[u32], is_texture_opaque: bool) -> Look {
    let corner = |n: usize| {
        let index = usize::try_from(*triangle.get(n)?).ok()?;
        mesh.vertices.get(index)
    };
    let (Some(a), Some(b), Some(c)) = (corner(0), corner(1), corner(2)) else {
        return Look::Pictured;
    };
    let corners = [a, b, c];
    let is_white = mesh.texture_id == TextureId::default()
        && corners.iter().all(|corner| corner.uv == WHITE_UV);
    let (side, other) = (b.pos - a.pos, c.pos - a.pos);
    let is_large = (side.x * other.y - side.y * other.x).abs() > 2.0 * LARGE;
    let is_opaque = || corners.iter().all(|corner| corner.color.is_opaque());
    match (is_large, is_white) {
        (true, true) if is_opaque() => Look::Opaque,
        (true, true) => Look::Plain,
        (true, false) if is_texture_opaque && is_opaque() => Look::Whole,
        _ => Look::Pictured,
    }
}

/// What the driver keeps from frame to frame.
pub(super) struct Renderer {
    opaque: wgpu::RenderPipeline,
    plain: wgpu::RenderPipeline,
    pictured: wgpu::RenderPipeline,
    /// For pictures that cover what is under them.
    covering: wgpu::RenderPipeline,
    place_layout: wgpu::BindGroupLayout,
    texture_layout: wgpu::BindGroupLayout,
    textures: BTreeMap<TextureId, Texture>,
}

struct Texture {
    image: wgpu::Texture,
    group: wgpu::BindGroup,
    /// Whether it was made without a pixel that lets something through.
    is_opaque: bool,
}

impl Renderer {
    pub(super) fn new(device: &wgpu::Device, target: wgpu::TextureFormat) -> Self {
        let source = wgpu::ShaderSource::Wgsl(include_str!("shaders.wgsl").into());
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("software"),
            source,
        });
        let place_layout = layout(
            device,
            &[(
                wgpu::ShaderStages::VERTEX,
                wgpu::BindingType::Buffer {
                    ty: wgpu::BufferBindingType::Uniform,
                    has_dynamic_offset: false,
                    min_binding_size: None,
                },
            )],
        );
        let texture_layout = layout(
            device,
            &[
                (
                    wgpu::ShaderStages::FRAGMENT,
                    wgpu::BindingType::Texture {
                        sample_type: wgpu::TextureSampleType::Float { filterable: true },
                        view_dimension: wgpu::TextureViewDimension::D2,
                        multisampled: false,
                    },
                ),
                (
                    wgpu::ShaderStages::FRAGMENT,
                    wgpu::BindingType::Sampler(wgpu::SamplerBindingType::Filtering),
                ),
            ],
        );
        let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some("software"),
            bind_group_layouts: &[Some(&place_layout), Some(&texture_layout)],
            immediate_size: 0,
        });
        let [plain, pictured] = if target.is_srgb() {
            ["plain_linear", "pictured_linear"]
        } else {
            ["plain", "pictured"]
        };
        let blend = Some(wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING);
        let pipeline =
            |fragment, blend| pipeline(device, &module, &layout, fragment, target, blend);
        Self {
            opaque: pipeline(plain, None),
            plain: pipeline(plain, blend),
            pictured: pipeline(pictured, blend),
            covering: pipeline(pictured, None),
            place_layout,
            texture_layout,
            textures: BTreeMap::new(),
        }
    }

    fn pipeline(&self, look: Look) -> &wgpu::RenderPipeline {
        match look {
            Look::Whole => &self.covering,
            Look::Opaque => &self.opaque,
            Look::Plain => &self.plain,
            Look::Pictured => &self.pictured,
        }
    }

    fn change(&mut self, device: &wgpu::Device, queue: &wgpu::Queue, change: Change) {
        match change {
            Change::Whole(id, image, options) => {
                if let Some(texture) = self.texture(device, queue, &image, options) {
                    self.textures.insert(id, texture);
                }
            }
            Change::Part(id, image, at) => {
                if let Some(texture) = self.textures.get_mut(&id) {
                    texture.is_opaque = false;
                    write(queue, &texture.image, &image, at);
                }
            }
            Change::Free(id) => {
                self.textures.remove(&id);
            }
        }
    }

    /// `None` for an image without any pixel, or too large for the driver.
    fn texture(
        &self,
        device: &wgpu::Device,
        queue: &wgpu::Queue,
        image: &ColorImage,
        options: TextureOptions,
    ) -> Option<Texture> {
        let most = device.limits().max_texture_dimension_2d;
        let [width, height] = image.size.map(|side| u32::try_from(side).unwrap_or(0));
        if !(1..=most).contains(&width) || !(1..=most).contains(&height) {
            return None;
        }
        let texture = device.create_texture(&wgpu::TextureDescriptor {
            label: Some("texture"),
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
        });
        write(queue, &texture, image, [0, 0]);
        let group = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("texture"),
            layout: &self.texture_layout,
            entries: &[
                wgpu::BindGroupEntry {
                    binding: 0,
                    resource: wgpu::BindingResource::TextureView(
                        &texture.create_view(&wgpu::TextureViewDescriptor::default()),
                    ),
                },
                wgpu::BindGroupEntry {
                    binding: 1,
                    resource: wgpu::BindingResource::Sampler(&sampler(device, options)),
                },
            ],
        });
        let is_opaque = image.pixels.iter().all(Color32::is_opaque);
        Some(Texture {
            image: texture,
            group,
            is_opaque,
        })
    }
}

/// Writes an image into a texture, with its upper left corner at a pixel.
fn write(queue: &wgpu::Queue, texture: &wgpu::Texture, image: &ColorImage, at: [usize; 2]) {
    let [x, y] = at.map(|side| u32::try_from(side).unwrap_or(u32::MAX));
    let [width, height] = image.size.map(|side| u32::try_from(side).unwrap_or(0));
    let is_inside = x
        .checked_add(width)
        .is_some_and(|right| right <= texture.width())
        && y.checked_add(height)
            .is_some_and(|bottom| bottom <= texture.height());
    if !is_inside {
        return;
    }
    queue.write_texture(
        wgpu::TexelCopyTextureInfo {
            texture,
            mip_level: 0,
            origin: wgpu::Origin3d { x, y, z: 0 },
            aspect: wgpu::TextureAspect::All,
        },
        image.as_raw(),
        wgpu::TexelCopyBufferLayout {
            offset: 0,
            bytes_per_row: Some(4 * width),
            rows_per_image: Some(height),
        },
        wgpu::Extent3d {
            width,
            height,
            depth_or_array_layers: 1,
        },
    );
}

fn sampler(device: &wgpu::Device, options: TextureOptions) -> wgpu::Sampler {
    let filter = |filter| match filter {
        TextureFilter::Nearest => wgpu::FilterMode::Nearest,
        TextureFilter::Linear => wgpu::FilterMode::Linear,
    };
    let wrapped = match options.wrap_mode {
        TextureWrapMode::ClampToEdge => wgpu::AddressMode::ClampToEdge,
        TextureWrapMode::Repeat => wgpu::AddressMode::Repeat,
        TextureWrapMode::MirroredRepeat => wgpu::AddressMode::MirrorRepeat,
    };
    device.create_sampler(&wgpu::SamplerDescriptor {
        label: Some("texture"),
        mag_filter: filter(options.magnification),
        min_filter: filter(options.minification),
        address_mode_u: wrapped,
        address_mode_v: wrapped,
        ..wgpu::SamplerDescriptor::default()
    })
}

fn layout(
    device: &wgpu::Device,
    bindings: &[(wgpu::ShaderStages, wgpu::BindingType)],
) -> wgpu::BindGroupLayout {
    let entries: Vec<_> = (0_u32..)
        .zip(bindings)
        .map(|(binding, (visibility, ty))| wgpu::BindGroupLayoutEntry {
            binding,
            visibility: *visibility,
            ty: *ty,
            count: None,
        })
        .collect();
    device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some("software"),
        entries: &entries,
    })
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
            // The layout of egui's own vertices.
            buffers: &[Some(wgpu::VertexBufferLayout {
                array_stride: size_of::<Vertex>() as wgpu::BufferAddress,
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
