//! Tuples of longitude, latitude and altitude become positions. Altitudes are left out.

use super::super::Problem;
use super::super::feature::{Drawn, Shape, position, shortened};

const EXPECTED: &str = "coordinates are longitude,latitude with a comma between, like 44.8,39.9";

/// Adds all tuples of a text like `44.8,39.9,0 44.9,39.8,0` to a shape.
pub(super) fn add_tuples(shape: &mut Shape, text: &str, drawn: Drawn) -> Result<(), Problem> {
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let start = rest;
        let mut numbers = [None, None];
        let mut n_numbers = 0;
        loop {
            let end = rest
                .find(|sign: char| sign == ',' || sign.is_whitespace())
                .unwrap_or(rest.len());
            let (number, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
            if let Some(slot) = numbers.get_mut(n_numbers) {
                *slot = number.parse().ok();
            }
            n_numbers += 1;
            rest = behind.trim_start();
            match rest.strip_prefix(',') {
                Some(behind) => rest = behind.trim_start(),
                None => break,
            }
        }
        let length = start.len() - rest.len();
        let tuple = start.get(..length).unwrap_or_default();
        add(shape, numbers, tuple, drawn)?;
    }
    Ok(())
}

/// Adds the tuple of a track, whose numbers stand apart by spaces.
pub(super) fn add_track_point(shape: &mut Shape, text: &str) -> Result<(), Problem> {
    let mut numbers = text.split_whitespace().map(|number| number.parse().ok());
    let pair = [numbers.next().flatten(), numbers.next().flatten()];
    add(shape, pair, text, Drawn::Track)
}

fn add(
    shape: &mut Shape,
    numbers: [Option<f64>; 2],
    tuple: &str,
    drawn: Drawn,
) -> Result<(), Problem> {
    let [Some(lon), Some(lat)] = numbers else {
        let message = format!("{:?} is no position", shortened(tuple.trim(), 60));
        return Err(Problem::error("coordinates", message).with_hint(EXPECTED));
    };
    shape.add(drawn, position(lon, lat)?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remark(text: &str) -> Result<String, Problem> {
        let mut shape = Shape::default();
        add_tuples(&mut shape, text, Drawn::Line)?;
        let place = shape.place(None);
        let remark = place.and_then(|place| shape.remark(place.precision));
        Ok(remark.unwrap_or_default())
    }

    #[test]
    fn tuples_may_be_written_with_spaces() {
        for text in ["1,2,3 4,5,6", "\n1, 2 ,3\n4,5", " 1,2\t4,5,"] {
            let remark = remark(text).expect("positions");
            assert!(remark.contains("line of 2 points"), "{text}: {remark}");
        }
        assert_eq!(remark("").expect("no position"), "");
    }

    #[test]
    fn what_is_no_position_is_told() {
        for text in ["1 2", "NaN,inf", ",", "1,", "a,b", "1;2", "200,10", ",,,,"] {
            assert!(remark(text).is_err(), "{text}");
        }
    }
}
