//! The ground of the map in both themes, each made when it is first looked at.

use egui::Context;

use super::layers::Layers;
use super::relief::Relief;

/// When the ground is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    /// On threads of its own; it is shown when it is there.
    WhenReady,
    /// Before it is shown, so that a picture is the same each time.
    Immediate,
}

/// The bundled basemap.
pub(super) struct Basemap {
    ctx: Context,
    pace: Pace,
    light: Option<(Relief, Layers)>,
    dark: Option<(Relief, Layers)>,
}

impl std::fmt::Debug for Basemap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Basemap")
            .field("pace", &self.pace)
            .finish_non_exhaustive()
    }
}

impl Basemap {
    /// A basemap; an immediate one is complete before it is drawn.
    pub(super) fn new(ctx: Context, pace: Pace) -> Self {
        Self {
            ctx,
            pace,
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
                Relief::new(self.ctx.clone(), is_dark, self.pace),
                Layers::new(self.ctx.clone(), is_dark, self.pace),
            )
        });
        (relief, layers)
    }
}
