//! Addresses that a reader may open.

use url::Url;

/// The address in its usual spelling, if it is `http` or `https` with a host and without a user name or a password.
pub(super) fn checked_link(text: &str) -> Option<String> {
    let url = Url::parse(text.trim()).ok()?;
    let is_fine = matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.username().is_empty()
        && url.password().is_none();
    is_fine.then(|| url.into())
}
