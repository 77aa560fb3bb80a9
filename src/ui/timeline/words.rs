//! How time is looked at, in words.

use crate::query::TimeUnit;
use crate::state::{StepSize, TimeMode};

use super::super::wording::unit;

/// How a window is read.
pub(super) fn time_mode(mode: TimeMode) -> &'static str {
    match mode {
        TimeMode::Window => "Window",
        TimeMode::UpTo => "Up to",
        TimeMode::OnDay => "On day",
    }
}

/// What it means, in a sentence.
pub(super) fn time_mode_hint(mode: TimeMode) -> &'static str {
    match mode {
        TimeMode::Window => "What happened from its first to its last day, both included",
        TimeMode::UpTo => "All that happened up to a day, that day included",
        TimeMode::OnDay => "What happened on one day",
    }
}

/// "step 1 month", "step to the next event"
pub(super) fn step(step: StepSize, mode: TimeMode, bar: TimeUnit) -> String {
    match step {
        StepSize::NextEvent => "step to the next event".to_owned(),
        StepSize::Auto | StepSize::Unit(_) => {
            let amount = match step.unit(mode, bar) {
                // They say how many they are.
                TimeUnit::TenMillennia | TimeUnit::HundredMillennia => "",
                _ => "1 ",
            };
            format!("step {amount}{}", unit(step.unit(mode, bar)))
        }
    }
}
