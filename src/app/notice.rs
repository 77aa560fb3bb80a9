//! A sentence for the status line: what went well is said for a while, what did not stays until something else is.

use std::time::{Duration, Instant};

/// How long it is said that something went well.
const SAID_FOR: Duration = Duration::from_secs(8);

/// A sentence for the status line.
#[derive(Debug, Clone)]
pub(super) struct Notice {
    text: String,
    /// Since when it is said that something went well; `None` where something did not.
    done_at: Option<Instant>,
}

impl Notice {
    /// Something went well.
    pub(super) fn done(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            done_at: Some(Instant::now()),
        }
    }

    /// Something did not.
    pub(super) fn trouble(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            done_at: None,
        }
    }

    /// What came of something, in a sentence either way.
    pub(super) fn of(result: Result<String, String>) -> Self {
        match result {
            Ok(text) => Self::done(text),
            Err(text) => Self::trouble(text),
        }
    }

    /// The sentence, and whether something did not go well.
    pub(super) fn shown(&self) -> (&str, bool) {
        (&self.text, self.done_at.is_none())
    }

    /// How much longer it is to be said; `None` for as long as nothing else is.
    pub(super) fn left(&self) -> Option<Duration> {
        Some(SAID_FOR.saturating_sub(self.done_at?.elapsed()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_well_is_said_for_a_while_and_what_did_not_stays() {
        let left = Notice::done("Copied.").left().expect("a while");
        assert!(left > Duration::ZERO && left <= SAID_FOR);
        assert_eq!(Notice::trouble("Not copied.").left(), None);
        assert_eq!(Notice::of(Err("No.".to_owned())).shown(), ("No.", true));
    }
}
