//! Days and points on the time axis: numbers in, numbers out.

use crate::model::{Day, Window};

/// A line from `left` to `right` that stands for the days of `extent`, both ends included.
#[derive(Debug, Clone, Copy)]
pub(super) struct Axis {
    pub(super) extent: Window,
    pub(super) left: f32,
    pub(super) right: f32,
}

impl Axis {
    /// Where a day begins.
    pub(super) fn x_from_day(self, day: Day) -> f32 {
        let days = f64::from(day.number().saturating_sub(self.extent.first().number()));
        self.left + (days / f64::from(self.extent.n_days())) as f32 * (self.right - self.left)
    }

    /// Where the last day of a window ends.
    pub(super) fn x_after_day(self, day: Day) -> f32 {
        self.x_from_day(day.plus_days(1))
    }

    /// The day at a point; the nearest one where the point lies outside.
    pub(super) fn day_from_x(self, x: f32) -> Day {
        let share = f64::from((x - self.left) / (self.right - self.left).max(1.0)).clamp(0.0, 1.0);
        let days = (share * f64::from(self.extent.n_days())).floor() as i32;
        self.extent
            .first()
            .plus_days(days.min(self.extent.n_days() - 1))
    }

    /// How many whole days a distance is, rounded.
    pub(super) fn days_from_width(self, width: f32) -> i32 {
        let share = f64::from(width / (self.right - self.left).max(1.0));
        (share * f64::from(self.extent.n_days())).round() as i32
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_axis_holds_its_first_and_its_last_day() {
        let extent = Window::between(Day::from_number(0), Day::from_number(9));
        let axis = Axis {
            extent,
            left: 100.0,
            right: 200.0,
        };
        assert_eq!(axis.day_from_x(100.0), Day::from_number(0));
        assert_eq!(axis.day_from_x(199.9), Day::from_number(9));
        assert_eq!(axis.day_from_x(1e9), Day::from_number(9));
        assert_eq!(axis.day_from_x(-1e9), Day::from_number(0));
        assert!((axis.x_after_day(Day::from_number(9)) - 200.0).abs() < 1e-3);
    }

    proptest! {
        #[test]
        fn a_day_is_found_again_in_its_middle(day in 0..400_i32) {
            let extent = Window::between(Day::from_number(0), Day::from_number(399));
            let axis = Axis { extent, left: 20.0, right: 760.0 };
            let day = Day::from_number(day);
            let middle = f32::midpoint(axis.x_from_day(day), axis.x_after_day(day));
            prop_assert_eq!(axis.day_from_x(middle), day);
        }
    }
}
