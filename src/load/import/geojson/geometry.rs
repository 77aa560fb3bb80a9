//! A GeoJSON geometry becomes a shape. Positions are checked one by one, and collections are walked, not entered.

use std::iter;

use super::super::Problem;
use super::super::feature::{Drawn, Shape, position, shortened};
use super::members::Members;
use super::scan;

const EXPECTED: &str = "a geometry is a Point, LineString or Polygon with coordinates [longitude, latitude] \
    (RFC 7946)";

/// The shape of a geometry, with at most so many collections in each other.
pub(super) fn shape_of(raw: &str, max_depth: usize) -> Result<Shape, Problem> {
    let mut shape = Shape::default();
    let mut waiting = vec![(raw, 0)];
    while let Some((raw, depth)) = waiting.pop() {
        if depth > max_depth {
            let message = format!("collections lie more than {max_depth} deep in each other");
            return Err(wrong(message));
        }
        let members = Members::of(raw).map_err(wrong)?;
        let name = members.text("type").unwrap_or_default();
        if name == "GeometryCollection" {
            let parts = members.raw("geometries").unwrap_or("[]");
            let parts: Vec<&str> = elements(parts).collect();
            waiting.extend(parts.into_iter().rev().map(|part| (part, depth + 1)));
            continue;
        }
        let (drawn, n_lists) = match name.as_str() {
            "Point" => (Drawn::Point, 1),
            "MultiPoint" => (Drawn::Point, 2),
            "LineString" => (Drawn::Line, 2),
            "MultiLineString" => (Drawn::Line, 3),
            "Polygon" => (Drawn::Polygon, 3),
            "MultiPolygon" => (Drawn::Polygon, 4),
            _ => {
                let name = shortened(&name, 40);
                return Err(wrong(format!("{name:?} is no geometry")));
            }
        };
        let coordinates = members
            .raw("coordinates")
            .ok_or_else(|| wrong(format!("a {name} without coordinates")))?;
        add_positions(&mut shape, coordinates, drawn, n_lists)?;
    }
    if shape.is_empty() {
        return Err(wrong("the geometry has no positions"));
    }
    Ok(shape)
}

fn wrong(message: impl Into<String>) -> Problem {
    Problem::error("geometry", message).with_hint(EXPECTED)
}

/// The elements of a JSON array that is known to be whole.
fn elements(raw: &str) -> impl Iterator<Item = &str> {
    let mut at = usize::from(raw.starts_with('['));
    iter::from_fn(move || {
        let start = scan::skip(raw.as_bytes(), at, b",");
        let stretch = scan::value(raw.as_bytes(), start);
        at = stretch.end;
        raw.get(stretch.start..stretch.end)
            .filter(|element| !element.is_empty())
    })
}

/// The positions in so many lists around each other; a single one is one list of numbers.
fn add_positions(
    shape: &mut Shape,
    coordinates: &str,
    drawn: Drawn,
    n_lists: usize,
) -> Result<(), Problem> {
    let mut depth = 0;
    let mut numbers = Numbers::default();
    let mut rest = coordinates;
    while let Some(sign) = rest.chars().next() {
        let behind = rest.get(sign.len_utf8()..).unwrap_or_default();
        match sign {
            '[' => {
                depth += 1;
                numbers = Numbers::default();
            }
            ']' => {
                if depth == n_lists
                    && let Some((lon, lat)) = numbers.position()?
                {
                    shape.add(drawn, position(lon, lat)?);
                }
                depth = depth.saturating_sub(1);
                numbers = Numbers::default();
            }
            ',' => {}
            _ if sign.is_ascii_whitespace() => {}
            _ => {
                let end = rest.find([',', ']', '[']).unwrap_or(rest.len());
                let (number, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
                numbers.add(number.trim(), depth == n_lists)?;
                rest = behind;
                continue;
            }
        }
        rest = behind;
    }
    Ok(())
}

/// The numbers of a position, as far as they were read.
#[derive(Debug, Default)]
struct Numbers {
    lon: Option<f64>,
    lat: Option<f64>,
}

impl Numbers {
    fn add(&mut self, number: &str, is_in_place: bool) -> Result<(), Problem> {
        let value: f64 = number.parse().ok().ok_or_else(|| {
            let number = shortened(number, 40);
            Problem::error("coordinates", format!("{number:?} is no number")).with_hint(EXPECTED)
        })?;
        if !is_in_place {
            let message = "the coordinates have not the shape of their geometry";
            return Err(Problem::error("coordinates", message).with_hint(EXPECTED));
        }
        if self.lon.is_none() {
            self.lon = Some(value);
        } else if self.lat.is_none() {
            self.lat = Some(value);
        }
        Ok(())
    }

    /// Longitude and latitude; none where no number stands at all.
    fn position(&self) -> Result<Option<(f64, f64)>, Problem> {
        match (self.lon, self.lat) {
            (None, _) => Ok(None),
            (Some(lon), Some(lat)) => Ok(Some((lon, lat))),
            (Some(_), None) => {
                let message = "a position has fewer than two numbers";
                Err(Problem::error("coordinates", message).with_hint(EXPECTED))
            }
        }
    }
}
