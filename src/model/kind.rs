//! What sorts of events an atlas tells apart, and by which color and shape.

use super::Slug;

/// A kind of event. Color and shape both tell it, so that neither is needed alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    /// The author's name for it.
    pub slug: Slug,
    /// The label shown.
    pub label: String,
    /// Its color.
    pub color: KindColor,
    /// Its shape.
    pub shape: Shape,
}

/// The color-blind safe palette of Okabe and Ito (2008), <https://jfly.uni-koeln.de/color/>.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KindColor {
    /// #D55E00
    Vermillion,
    /// #0072B2
    Blue,
    /// #009E73
    BluishGreen,
    /// #CC79A7
    ReddishPurple,
    /// #E69F00
    Orange,
    /// #56B4E9
    SkyBlue,
    /// #F0E442
    Yellow,
    /// Black, or white on a dark ground.
    Black,
}

/// The shape inside a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A triangle, point up.
    Triangle,
    /// A square.
    Square,
    /// A square on its corner.
    Diamond,
    /// Five corners.
    Pentagon,
    /// Six corners.
    Hexagon,
    /// A disc.
    Disc,
}
