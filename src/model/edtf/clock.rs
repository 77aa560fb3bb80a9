//! A time of day, which is checked and then forgotten: the model counts days, and the day is the one that is written.

use super::error::quoted;
use super::{DateError, refuse};

/// Checks `hh:mm:ss` and what may follow it: `Z`, `+hh`, `-hh`, `+hh:mm`, `-hh:mm`.
pub(super) fn check_time(text: &str, time: &str) -> Result<(), DateError> {
    let shape = || refuse::time(text, time);
    let missing = |why| DateError::NoSuchTime(quoted(text), why);
    let zone_at = time.find(['Z', '+', '-']).unwrap_or(time.len());
    let (clock, zone) = time.split_at_checked(zone_at).ok_or_else(shape)?;
    let [hour, minute, second] = two_digits(clock).ok_or_else(shape)?;
    if hour > 23 {
        return Err(missing(
            "hours run from 00 to 23; midnight is 00:00:00 of the next day",
        ));
    }
    if minute > 59 {
        return Err(missing("minutes run from 00 to 59"));
    }
    let is_leap_second = second == 60 && minute == 59;
    if second > 59 && !is_leap_second {
        return Err(missing("seconds run from 00 to 59"));
    }
    let offset = match zone {
        "" | "Z" => return Ok(()),
        _ => zone.strip_prefix(['+', '-']).ok_or_else(shape)?,
    };
    let [hour, minute] = match two_digits(offset) {
        Some(offset) => offset,
        None => two_digits(offset)
            .map(|[hour]| [hour, 0])
            .ok_or_else(shape)?,
    };
    if hour > 23 || minute > 59 {
        return Err(missing("a time zone is +hh:mm or -hh:mm from UTC"));
    }
    Ok(())
}

/// Exactly `N` numbers of two digits with colons between them.
fn two_digits<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut numbers = [0; N];
    let mut parts = text.split(':');
    for number in &mut numbers {
        let part = parts.next()?;
        let is_right = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        *number = part.parse().ok().filter(|_| is_right)?;
    }
    parts.next().is_none().then_some(numbers)
}
