//! The HTML of a description becomes plain text: tags are left out, entities are resolved, addresses of links stay.
//! Each byte is looked at once, however broken the HTML is.

/// Elements that stand on lines of their own.
const BLOCKS: [&str; 16] = [
    "address",
    "blockquote",
    "br",
    "dd",
    "div",
    "dt",
    "h1",
    "h2",
    "h3",
    "h4",
    "hr",
    "li",
    "p",
    "table",
    "tr",
    "ul",
];

/// Named characters beside the five of XML that descriptions really use.
const NAMED: [(&str, &str); 22] = [
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", " "),
    ("ndash", "–"),
    ("mdash", "—"),
    ("hellip", "…"),
    ("laquo", "«"),
    ("raquo", "»"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("bull", "•"),
    ("middot", "·"),
    ("deg", "°"),
    ("copy", "©"),
    ("euro", "€"),
    ("times", "×"),
    ("eacute", "é"),
];

/// The text of a description, and the addresses in it that lead nowhere one should go.
pub(super) fn plain(html: &str) -> (String, Vec<String>) {
    let last_close = html.rfind('>');
    let mut page = Page {
        is_html: last_close.is_some() && html.contains('<'),
        ..Page::default()
    };
    let mut at = 0;
    while let Some(rest) = html.get(at..).filter(|rest| !rest.is_empty()) {
        let n_text = rest.find(['<', '&']).unwrap_or(rest.len());
        page.text(rest.get(..n_text).unwrap_or_default());
        at += n_text;
        let rest = html.get(at..).unwrap_or_default();
        // Where no bracket follows, none is looked for again and again.
        let is_closed = last_close.is_some_and(|last| last > at);
        at += if let Some(tag) = is_closed.then(|| tag(rest)).flatten() {
            page.tag(tag);
            tag.len() + 2
        } else if let Some((character, length)) = entity(rest) {
            page.text(&character);
            length
        } else {
            let sign = rest.chars().next().map_or(0, char::len_utf8);
            page.text(rest.get(..sign).unwrap_or_default());
            sign
        };
    }
    page.end_link();
    (page.tidy(), page.refused)
}

/// What has been read so far.
#[derive(Debug, Default)]
struct Page {
    text: String,
    is_html: bool,
    /// The element whose text is left out, as long as it is open.
    hidden: Option<&'static str>,
    /// The address of the link that is open, and where its text begins.
    link: Option<(String, usize)>,
    /// Addresses that are not shown.
    refused: Vec<String>,
}

impl Page {
    fn text(&mut self, text: &str) {
        if self.hidden.is_some() {
            return;
        }
        if self.is_html {
            self.text.extend(text.chars().map(|sign| match sign {
                '\n' | '\r' => ' ',
                sign => sign,
            }));
        } else {
            self.text.push_str(text);
        }
    }

    /// A tag without its brackets.
    fn tag(&mut self, tag: &str) {
        let is_end = tag.starts_with('/');
        let name = tag.trim_start_matches('/');
        let n_name = name
            .find(|sign: char| !sign.is_ascii_alphanumeric())
            .unwrap_or(name.len());
        let name = name.get(..n_name).unwrap_or_default().to_ascii_lowercase();
        if let Some(hidden) = self.hidden {
            if is_end && name == hidden {
                self.hidden = None;
            }
            return;
        }
        match name.as_str() {
            "script" if !is_end => self.hidden = Some("script"),
            "style" if !is_end => self.hidden = Some("style"),
            "a" => {
                self.end_link();
                let address = self.address(tag, "href").filter(|_| !is_end);
                self.link = address.map(|address| (address, self.text.len()));
            }
            "img" => {
                if let Some(address) = self.address(tag, "src") {
                    self.text.push_str(&format!(" ({address}) "));
                }
            }
            "td" | "th" => self.text.push(' '),
            name if BLOCKS.contains(&name) => self.text.push('\n'),
            _ => {}
        }
    }

    /// The http(s) address in an attribute of a tag; any other is refused.
    fn address(&mut self, tag: &str, name: &str) -> Option<String> {
        let address = attribute(tag, name)?;
        if address.starts_with("http://") || address.starts_with("https://") {
            return Some(address);
        }
        // What stands in the page itself, or in the archive, is no address that leads away.
        let has_scheme = address.split_once(':').is_some_and(|(scheme, _)| {
            !scheme.is_empty() && scheme.chars().all(|sign| sign.is_ascii_alphanumeric())
        });
        if has_scheme {
            self.refused.push(address);
        }
        None
    }

    fn end_link(&mut self) {
        if let Some((address, start)) = self.link.take() {
            let shown = self.text.get(start..).unwrap_or_default();
            if shown.trim() != address {
                self.text.push_str(&format!(" ({address}) "));
            }
        }
    }

    /// One space where there were several, and at most one line left free.
    fn tidy(&self) -> String {
        let mut tidy = String::new();
        let mut is_blank_before = true;
        for line in self.text.lines() {
            let mut words = line.split_whitespace().peekable();
            if words.peek().is_none() {
                is_blank_before |= self.is_html;
                if !is_blank_before {
                    tidy.push('\n');
                    is_blank_before = true;
                }
                continue;
            }
            is_blank_before = false;
            for (n, word) in words.enumerate() {
                if n > 0 {
                    tidy.push(' ');
                }
                tidy.push_str(word);
            }
            tidy.push('\n');
        }
        tidy.truncate(tidy.trim_end().len());
        tidy
    }
}

/// The inside of the tag or comment that the text begins with.
fn tag(text: &str) -> Option<&str> {
    let behind = text.strip_prefix('<')?;
    if !behind.starts_with(|sign: char| sign.is_ascii_alphabetic() || "/!?".contains(sign)) {
        return None;
    }
    behind.get(..behind.find('>')?)
}

/// The character of an entity that the text begins with, and the length of the entity.
fn entity(text: &str) -> Option<(String, usize)> {
    const MAX_LENGTH: usize = 12;
    let behind = text.strip_prefix('&')?;
    let length = behind.bytes().take(MAX_LENGTH).position(|it| it == b';')?;
    let name = behind.get(..length)?;
    let character = if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        char::from_u32(code)?.to_string()
    } else {
        let found = NAMED.iter().find(|(known, _)| *known == name)?;
        found.1.to_owned()
    };
    Some((character, length + 2))
}

/// The address in an attribute of a tag.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let at = tag.to_ascii_lowercase().find(name)? + name.len();
    let value = tag.get(at..)?.trim_start().strip_prefix('=')?.trim_start();
    let value = match value.chars().next()? {
        quote @ ('"' | '\'') => value.get(1..)?.split(quote).next()?,
        _ => value.split_whitespace().next()?,
    };
    Some(value.trim().replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_go_and_words_stay() {
        let html = "<style>b{}</style><p>Shots  &amp; <b>smoke</b>&nbsp;near\nX</p><p>2&nbsp;&lt; 3 &unknown; &#1071;</p>";
        assert_eq!(plain(html).0, "Shots & smoke near X\n2 < 3 &unknown; Я");
        assert_eq!(
            plain("one\ntwo\n\n\nthree  four").0,
            "one\ntwo\n\nthree four"
        );
        assert_eq!(plain("a < b & c").0, "a < b & c");
    }

    #[test]
    fn addresses_of_links_stay() {
        let html = r#"<a href="https://a.example/?x=1&amp;y=2">report</a>, <A HREF='http://b.example'>http://b.example</A> <a href="javascript:x">no</a><img src="https://c.example/i.png"/>"#;
        assert_eq!(
            plain(html).0,
            "report (https://a.example/?x=1&y=2) , http://b.example no (https://c.example/i.png)"
        );
        assert_eq!(plain(html).1, ["javascript:x"]);
    }

    #[test]
    fn broken_html_takes_no_longer_than_whole() {
        for text in ["<a", "<!--", "&", "<script", "<", "<a>", "&#"] {
            plain(&text.repeat(200_000));
        }
    }
}
