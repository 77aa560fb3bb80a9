// Egui's triangles, without what a real graphics card makes cheap. Colors are premultiplied and in gamma space.

struct Corner {
    @builtin(position) position: vec4<f32>,
    @location(0) color: vec4<f32>,
    @location(1) texel: vec2<f32>,
};

@group(0) @binding(0) var<uniform> screen_points: vec4<f32>;

@vertex
fn corner(
    @location(0) position: vec2<f32>,
    @location(1) texel: vec2<f32>,
    @location(2) color: vec4<f32>,
) -> Corner {
    var out: Corner;
    let share = position / screen_points.xy;
    out.position = vec4<f32>(2.0 * share.x - 1.0, 1.0 - 2.0 * share.y, 0.0, 1.0);
    out.color = color;
    out.texel = texel;
    return out;
}

@group(1) @binding(0) var picture: texture_2d<f32>;
@group(1) @binding(1) var picture_sampler: sampler;

@fragment
fn plain(in: Corner) -> @location(0) vec4<f32> {
    return in.color;
}

@fragment
fn pictured(in: Corner) -> @location(0) vec4<f32> {
    return in.color * textureSample(picture, picture_sampler, in.texel);
}

// A target that converts to sRGB on writing wants linear colors; IEC 61966-2-1.
fn linear(gamma: vec4<f32>) -> vec4<f32> {
    let low = gamma.rgb / 12.92;
    let high = pow((gamma.rgb + 0.055) / 1.055, vec3<f32>(2.4));
    return vec4<f32>(select(high, low, gamma.rgb < vec3<f32>(0.04045)), gamma.a);
}

@fragment
fn plain_linear(in: Corner) -> @location(0) vec4<f32> {
    return linear(in.color);
}

@fragment
fn pictured_linear(in: Corner) -> @location(0) vec4<f32> {
    return linear(in.color * textureSample(picture, picture_sampler, in.texel));
}
