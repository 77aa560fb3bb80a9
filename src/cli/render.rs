//! placeholder
use std::io::{self, Write};
use super::{Outcome, RenderArguments};
pub(super) fn size(text: &str) -> Result<(u32, u32), String> { Err(text.to_owned()) }
pub(super) fn center(text: &str) -> Result<(f64, f64), String> { Err(text.to_owned()) }
/// x
#[derive(Debug)]
pub struct RenderError;
/// x
pub fn rendered() {}
pub(super) fn render(_a: &RenderArguments, _o: &mut dyn Write, _c: &mut dyn Write) -> io::Result<Outcome> { Ok(Outcome::Failed) }
