//! What the user looks at: a small value that can be copied, compared, kept and given back.
//!
//! Only [`ViewCommand::apply`] changes a [`ViewState`]. So every change has a name, a key and a way back.

mod camera;
mod clock;
mod command;
mod dated_lines;
mod flight;
mod history;
mod playback;
mod saved_view;
mod view;

pub use camera::{Camera, WorldPoint};
pub use clock::{Direction, ended_on, moved_edge, scaled_axis, stepped_window, window_at_end};
pub use command::{Command, OpenRequest, ViewCommand, WindowStep};
pub use dated_lines::{DatedLine, DatedLines};
pub use flight::Flight;
pub use history::History;
pub use playback::{AtEnd, Empty, Playback, StepSize, TimeMode};
pub use saved_view::{SavedView, SavedViewError};
pub use view::{MapChoice, MapColor, MapStyle, Motion, Panel, Panels, Selection, Theme, ViewState};
