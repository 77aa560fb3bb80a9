//! How time is looked at: which days a window stands for, by how much it steps, and how it is played.

use crate::model::{Day, Window};
use crate::query::TimeUnit;

/// Which days of a window are asked for. Another mode is another reading of the same window, so that
/// changing it keeps the place in time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TimeMode {
    /// All of its days.
    #[default]
    Window,
    /// Everything up to its last day.
    UpTo,
    /// Its last day.
    OnDay,
}

impl TimeMode {
    /// All of them, in the order in which one goes through them.
    pub const ALL: [Self; 3] = [Self::Window, Self::UpTo, Self::OnDay];

    /// The one after this; after the last comes the first.
    pub fn next(self) -> Self {
        match self {
            Self::Window => Self::UpTo,
            Self::UpTo => Self::OnDay,
            Self::OnDay => Self::Window,
        }
    }

    /// The days that are asked for, both ends included; `None` is all of time.
    pub fn days(self, window: Option<Window>) -> Option<Window> {
        let window = window?;
        let first = match self {
            Self::Window => window.first(),
            Self::UpTo => Day::DISTANT_PAST,
            Self::OnDay => window.last(),
        };
        Some(Window::between(first, window.last()))
    }
}

/// By how much a window steps.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StepSize {
    /// By what one bar of the timeline stands for; a day where one day is looked at.
    #[default]
    Auto,
    /// By a calendar unit.
    Unit(TimeUnit),
    /// To the day on which the next event that passes the filter begins.
    NextEvent,
}

impl StepSize {
    /// Those that can be chosen.
    pub const ALL: [Self; 6] = [
        Self::Auto,
        Self::Unit(TimeUnit::Day),
        Self::Unit(TimeUnit::Week),
        Self::Unit(TimeUnit::Month),
        Self::Unit(TimeUnit::Year),
        Self::NextEvent,
    ];

    /// The calendar unit it counts in, where a bar of the timeline stands for `bar`.
    pub fn unit(self, mode: TimeMode, bar: TimeUnit) -> TimeUnit {
        match self {
            Self::Unit(unit) => unit,
            Self::Auto | Self::NextEvent if mode == TimeMode::OnDay => TimeUnit::Day,
            Self::Auto | Self::NextEvent => bar,
        }
    }
}

/// How time is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Playback {
    /// By how much it steps.
    pub step: StepSize,
    /// How long a step is shown, in milliseconds; see [`Playback::pace_ms`].
    pub ms_per_step: u32,
    /// What happens at the end.
    pub at_end: AtEnd,
    /// What happens where there is nothing to show.
    pub empty: Empty,
    /// Over how many steps past events fade; 0 for not at all.
    pub fade_steps: u8,
}

/// What happens when the end is reached.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AtEnd {
    /// It stays there, and says so.
    #[default]
    Stop,
    /// It begins again.
    Loop,
}

/// What happens to stretches without events.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Empty {
    /// They take their time, like all others.
    #[default]
    Keep,
    /// They are passed over.
    Skip,
}

impl Default for Playback {
    fn default() -> Self {
        Self {
            step: StepSize::default(),
            ms_per_step: 800,
            at_end: AtEnd::default(),
            empty: Empty::default(),
            fade_steps: 0,
        }
    }
}

impl Playback {
    /// The shortest and the longest time that a step is shown, in milliseconds.
    pub const PACES_MS: (u32, u32) = (100, 5_000);
    /// How strongly an event is drawn that has faded as far as any does, from 0 to 1.
    pub const FAINTEST: f32 = 0.25;

    /// How long a step is shown, in milliseconds.
    pub fn pace_ms(self) -> u32 {
        let (shortest, longest) = Self::PACES_MS;
        self.ms_per_step.clamp(shortest, longest)
    }

    /// How strongly an event is drawn that ended so many days before the last one looked at, from
    /// [`Playback::FAINTEST`] to 1: the newest step in full, each one before it paler.
    pub fn strength(self, days_ago: i32, step: TimeUnit) -> f32 {
        if self.fade_steps == 0 || days_ago <= 0 {
            return 1.0;
        }
        let steps_ago = (f64::from(days_ago) / step.typical_days().max(1) as f64).floor();
        let share = (steps_ago / f64::from(self.fade_steps)).min(1.0) as f32;
        1.0 - share * (1.0 - Self::FAINTEST)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{Match, TimeSpan};

    #[test]
    fn past_events_fade_step_by_step_down_to_a_floor() {
        let playback = Playback {
            fade_steps: 4,
            ..Playback::default()
        };
        let strength = |days| playback.strength(days, TimeUnit::Week);
        assert!((strength(-3) - 1.0).abs() < 1e-6);
        assert!((strength(6) - 1.0).abs() < 1e-6);
        assert!(strength(7) < strength(6) && strength(21) < strength(14));
        assert!((strength(28) - Playback::FAINTEST).abs() < 1e-6);
        assert!((strength(i32::MAX) - Playback::FAINTEST).abs() < 1e-6);
        assert!((Playback::default().strength(999, TimeUnit::Day) - 1.0).abs() < 1e-6);
    }

    proptest! {
        #[test]
        fn both_ends_are_included_in_every_mode(first in -1_000..1_000_i32, n in 0..400_i32) {
            let day = Day::from_number;
            let window = Window::between(day(first), day(first + n));
            let on = |day| TimeSpan::whole(Window::between(day, day));
            for mode in TimeMode::ALL {
                let days = mode.days(Some(window)).expect("days");
                prop_assert_eq!(days.last(), window.last(), "every mode keeps the place in time");
                for end in [days.first(), days.last()].into_iter().filter(|day| day.is_bounded()) {
                    prop_assert_eq!(on(end).match_in(days), Some(Match::Certain));
                }
                prop_assert_eq!(on(days.last().plus_days(1)).match_in(days), None);
                let before = on(days.first().plus_days(-1)).match_in(days);
                prop_assert_eq!(before.is_some(), mode == TimeMode::UpTo);
            }
            prop_assert_eq!(TimeMode::Window.days(None), None);
        }
    }
}
