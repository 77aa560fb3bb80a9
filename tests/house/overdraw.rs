//! temp
use egui::epaint::Primitive;
use egui::{Context, Pos2, RawInput, Rect, pos2, vec2};
use event_atlas::app::App;
use event_atlas::ui;

fn clipped(poly: Vec<Pos2>, r: Rect) -> f32 {
    let mut p = poly;
    for side in 0..4 {
        let inside = |q: Pos2| match side {
            0 => q.x >= r.min.x,
            1 => q.x <= r.max.x,
            2 => q.y >= r.min.y,
            _ => q.y <= r.max.y,
        };
        let cut = |a: Pos2, b: Pos2| {
            let t = match side {
                0 => (r.min.x - a.x) / (b.x - a.x),
                1 => (r.max.x - a.x) / (b.x - a.x),
                2 => (r.min.y - a.y) / (b.y - a.y),
                _ => (r.max.y - a.y) / (b.y - a.y),
            };
            a + (b - a) * t
        };
        let mut out = vec![];
        for i in 0..p.len() {
            let a = p[i];
            let b = p[(i + 1) % p.len()];
            if inside(a) {
                out.push(a);
            }
            if inside(a) != inside(b) {
                out.push(cut(a, b));
            }
        }
        p = out;
        if p.is_empty() {
            return 0.0;
        }
    }
    let mut s = 0.0;
    for i in 0..p.len() {
        let a = p[i];
        let b = p[(i + 1) % p.len()];
        s += a.x * b.y - a.y * b.x;
    }
    s.abs() / 2.0
}

#[test]
fn overdraw_print() {
    let mut app = App::new(event_atlas::load::load(&event_atlas::load::bundled_atlas()));
    let ctx = Context::default();
    ui::install_theme(&ctx);
    let mut out = None;
    for i in 0..5 {
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), vec2(1440.0, 900.0))),
            time: Some(i as f64 / 60.0),
            ..Default::default()
        };
        let mut o = ctx.run_ui(input, |ui| {
            app.logic(&ui.ctx().clone());
            app.ui(ui);
        });
        o.textures_delta.clear();
        out = Some(std::mem::take(&mut o.shapes));
    }
    let prims = ctx.tessellate(out.unwrap(), 1.0);
    let mut total = 0.0;
    for p in &prims {
        match &p.primitive {
            Primitive::Mesh(m) => {
                let (mut a, mut big) = (0.0, vec![]);
                for t in m.indices.chunks(3) {
                    let tri: Vec<Pos2> = t.iter().map(|i| m.vertices[*i as usize].pos).collect();
                    let x = clipped(tri, p.clip_rect);
                    a += x;
                    if x > 3000.0 {
                        big.push((x as i32, m.vertices[t[0] as usize].color));
                    }
                }
                total += a;
                println!(
                    "{:>9.0} px  {:?} tex {:?} tris {} big {:?}",
                    a,
                    p.clip_rect,
                    m.texture_id,
                    m.indices.len() / 3,
                    big
                );
            }
            Primitive::Callback(c) => println!("callback {:?}", c.rect),
        }
    }
    println!("total {:.2} screens", total / 1440.0 / 900.0);
}
