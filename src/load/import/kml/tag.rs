//! The elements of KML that are understood, by their local names: prefixes differ from program to program.

use super::super::feature::Drawn;

/// An element that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    Kml,
    Document,
    Folder,
    Placemark,
    Name,
    Description,
    Address,
    TimeStamp,
    TimeSpan,
    When,
    Begin,
    End,
    Point,
    LineString,
    LinearRing,
    Polygon,
    Coordinates,
    Track,
    Coord,
    Data,
    Value,
    SimpleData,
    NetworkLink,
    /// A picture or a tour: it has a place on the map, but it is no event.
    Overlay,
    Other,
}

impl Tag {
    pub(super) fn of(local_name: &str) -> Self {
        match local_name {
            "kml" => Self::Kml,
            "Document" => Self::Document,
            "Folder" => Self::Folder,
            "Placemark" => Self::Placemark,
            "name" => Self::Name,
            "description" => Self::Description,
            "address" => Self::Address,
            "TimeStamp" => Self::TimeStamp,
            "TimeSpan" => Self::TimeSpan,
            "when" => Self::When,
            "begin" => Self::Begin,
            "end" => Self::End,
            "Point" => Self::Point,
            "LineString" => Self::LineString,
            "LinearRing" => Self::LinearRing,
            "Polygon" => Self::Polygon,
            "coordinates" => Self::Coordinates,
            "Track" => Self::Track,
            "coord" => Self::Coord,
            "Data" => Self::Data,
            "value" => Self::Value,
            "SimpleData" => Self::SimpleData,
            "NetworkLink" => Self::NetworkLink,
            "GroundOverlay" | "PhotoOverlay" | "ScreenOverlay" | "Tour" => Self::Overlay,
            _ => Self::Other,
        }
    }

    /// Whether it holds Placemarks.
    pub(super) fn is_container(self) -> bool {
        matches!(self, Self::Document | Self::Folder)
    }

    /// Whether it has a name and a time.
    pub(super) fn is_feature(self) -> bool {
        self.is_container() || self == Self::Placemark
    }

    /// Whether its text matters, where it stands in this element.
    pub(super) fn is_leaf_of(self, parent: Self) -> bool {
        match self {
            Self::Name => parent.is_feature(),
            Self::Description | Self::Address => parent == Self::Placemark,
            Self::When => matches!(parent, Self::TimeStamp | Self::Track),
            Self::Begin | Self::End => parent == Self::TimeSpan,
            Self::Coordinates => {
                matches!(parent, Self::Point | Self::LineString | Self::LinearRing)
            }
            Self::Coord => parent == Self::Track,
            Self::Value => parent == Self::Data,
            Self::SimpleData => true,
            _ => false,
        }
    }

    /// What the coordinates in these elements draw.
    pub(super) fn drawn(open: &[Self]) -> Drawn {
        match open.last() {
            Some(Self::Point) => Drawn::Point,
            _ if open.contains(&Self::Polygon) => Drawn::Polygon,
            _ => Drawn::Line,
        }
    }
}
