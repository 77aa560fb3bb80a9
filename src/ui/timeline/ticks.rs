//! Which calendar steps get a label: as many as fit, never "every ten days".

use super::axis::Axis;
use crate::model::{Day, Window};
use crate::query::TimeUnit;

/// The days at which a unit begins, thinned until labels have `min_width` each, and the unit they count in.
pub(super) fn ticks(axis: Axis, unit: TimeUnit, min_width: f32) -> (Vec<Day>, TimeUnit) {
    let mut unit = unit;
    loop {
        let units = unit.cover(axis.extent);
        let width = (axis.right - axis.left) / units.len().max(1) as f32;
        let is_coarsest = unit == unit.larger();
        if width >= min_width || is_coarsest {
            return (units.into_iter().map(Window::first).collect(), unit);
        }
        // Every third month is still a calendar step; every other day is not.
        if unit == TimeUnit::Month && width * 3.0 >= min_width {
            let quarters = units.into_iter().map(Window::first).filter(|day| {
                day.ymd().is_some_and(|(_, month, _)| month % 3 == 1) || *day == axis.extent.first()
            });
            return (quarters.collect(), unit);
        }
        unit = unit.larger();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_become_coarser_where_there_is_less_room() {
        let day = |text: &str| Day::from_date(text.parse().expect("a date"));
        let extent = Window::between(day("2020-06-01"), day("2021-08-31"));
        let n = |right: f32| {
            let (ticks, unit) = ticks(
                Axis {
                    extent,
                    left: 0.0,
                    right,
                },
                TimeUnit::Month,
                30.0,
            );
            (ticks.len(), unit)
        };
        assert_eq!(n(700.0), (15, TimeUnit::Month));
        assert_eq!(n(200.0), (6, TimeUnit::Month));
        assert_eq!(n(100.0), (2, TimeUnit::Year));
    }
}
