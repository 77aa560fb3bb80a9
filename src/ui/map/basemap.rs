//! The ground of the map in both themes, each made when it is first looked at.

use egui::Context;

use super::layers::Layers;
use super::relief::Relief;

/// The bundled basemap.
pub(super) struct Basemap {
    ctx: Context,
    is_immediate: bool,
    light: Option<(Relief, Layers)>,
    dark: Option<(Relief, Layers)>,
}

impl std::fmt::Debug for Basemap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Basemap")
            .field("is_immediate", &self.is_immediate)
            .finish_non_exhaustive()
    }
}

impl Basemap {
    /// A basemap; an immediate one is complete before it is drawn.
    pub(super) fn new(ctx: Context, is_immediate: bool) -> Self {
        Self {
            ctx,
            is_immediate,
            light: None,
            dark: None,
        }
    }

    /// The shaded ground and the shapes over it. The other theme is let go of.
    pub(super) fn of_theme(&mut self, is_dark: bool) -> (&mut Relief, &mut Layers) {
        let (wanted, other) = if is_dark {
            (&mut self.dark, &mut self.light)
        } else {
            (&mut self.light, &mut self.dark)
        };
        *other = None;
        let (relief, layers) = wanted.get_or_insert_with(|| {
            (
                Relief::new(self.ctx.clone(), is_dark, self.is_immediate),
                Layers::new(self.ctx.clone(), is_dark, self.is_immediate),
            )
        });
        (relief, layers)
    }
}
