//! HTML as text: everything that comes from an atlas goes through [`text`], and nothing else writes it.

use std::fmt::Display;

use quick_xml::escape::escape;

/// A text of an atlas as it stands in a page and in the value of an attribute.
pub(super) fn text(text: &str) -> String {
    escape(text).into_owned()
}

/// A name whose letters may run from right to left, kept apart from what stands around it.
pub(super) fn name(name: &str) -> String {
    format!("<bdi>{}</bdi>", text(name))
}

/// A paragraph of a class, in the direction of its own letters.
pub(super) fn paragraph(class: &str, words: &str) -> String {
    format!("<p class=\"{class}\" dir=\"auto\">{}</p>\n", text(words))
}

/// An address as a link that tells the other side nothing; one that is not of the web stays a text.
pub(super) fn link(url: &str) -> String {
    let shown = text(url);
    if url.starts_with("https://") || url.starts_with("http://") {
        format!("<a href=\"{shown}\" rel=\"noreferrer\">{shown}</a>")
    } else {
        shown
    }
}

/// A term and what is known of it, each line for itself. Lines are HTML already. Nothing known is nothing written.
pub(super) fn fact(term: &str, lines: &[impl Display]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
    let lines = lines.join("</div><div>");
    format!("<dt>{term}</dt><dd><div>{lines}</div></dd>\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_an_atlas_becomes_a_tag() {
        let bad = "<b>\"x\" & 'y'</b>";
        for html in [text(bad), name(bad), paragraph("says", bad), link(bad)] {
            assert!(!html.contains("<b>") && !html.contains("\"x\""), "{html}");
        }
    }

    #[test]
    fn only_addresses_of_the_web_are_links() {
        assert!(
            link("https://example.org/?a=1&b=2")
                .contains("href=\"https://example.org/?a=1&amp;b=2\"")
        );
        assert_eq!(link("javascript:alert(1)"), "javascript:alert(1)");
    }
}
