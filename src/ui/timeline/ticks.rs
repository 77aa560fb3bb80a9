//! Which calendar steps get a label: as many as fit, never "every ten days".

use super::axis::Axis;
use crate::model::{Day, Window};
use crate::query::TimeUnit;

/// The days at which a unit begins, thinned until labels have `min_width` each, and the unit they count in. What
/// the axis begins in the middle of is named too, where there is room for it before the next.
pub(super) fn ticks(axis: Axis, unit: TimeUnit, min_width: f32) -> (Vec<Day>, TimeUnit) {
    let mut unit = unit;
    loop {
        let units = unit.cover(axis.extent);
        let width = (axis.right - axis.left) / units.len().max(1) as f32;
        let is_coarsest = unit == unit.larger();
        // Every third month is still a calendar step; every other day is not.
        let has_room_for_quarters = unit == TimeUnit::Month && width * 3.0 >= min_width;
        if width >= min_width || is_coarsest || has_room_for_quarters {
            let is_quarters = width < min_width && !is_coarsest;
            let days = units.into_iter().map(Window::first).filter(|day| {
                let month = day.ymd().map(|(_, month, _)| month);
                !is_quarters || month.is_some_and(|month| month % 3 == 1)
            });
            let mut days: Vec<Day> = days.collect();
            let begins = axis.extent.first();
            // A month or a year that has begun already has its name all the same; a week or a decade has not.
            let has_name = matches!(unit, TimeUnit::Day | TimeUnit::Month | TimeUnit::Year);
            let is_begun = days.first() == Some(&begins) && unit.start_of(begins) != begins;
            if is_begun && !has_name && days.len() > 1 {
                days.remove(0);
            }
            let next = days.iter().find(|day| **day > begins);
            let has_room = next.is_none_or(|next| axis.x_from_day(*next) - axis.left >= min_width);
            if has_room && has_name && days.first() != Some(&begins) {
                days.insert(0, begins);
            } else if !has_room && days.first() == Some(&begins) && is_begun {
                days.remove(0);
            }
            return (days, unit);
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
        // Of July, October, January, April and July, and of June before them there is no room.
        assert_eq!(n(200.0), (5, TimeUnit::Month));
        assert_eq!(n(100.0), (2, TimeUnit::Year));
    }

    #[test]
    fn a_week_or_a_decade_that_has_begun_has_no_label_of_its_own() {
        let day = |text: &str| Day::from_date(text.parse().expect("a date"));
        let first = |extent: Window, unit| {
            let axis = Axis {
                extent,
                left: 0.0,
                right: 800.0,
            };
            let (days, unit) = ticks(axis, unit, 34.0);
            (days[0], unit)
        };
        let weeks = Window::between(day("2021-05-11"), day("2021-07-20"));
        assert_eq!(
            first(weeks, TimeUnit::Week),
            (day("2021-05-17"), TimeUnit::Week)
        );
        let decades = Window::between(day("1989-01-01"), day("2022-12-31"));
        assert_eq!(
            first(decades, TimeUnit::Year),
            (day("1990-01-01"), TimeUnit::Decade)
        );
        let months = Window::between(day("2021-05-11"), day("2021-07-20"));
        assert_eq!(
            first(months, TimeUnit::Month),
            (day("2021-05-11"), TimeUnit::Month)
        );
    }
}
