//! Sources become claims: every event needs somebody who says so, and a source that tells it.

use std::mem;

use super::super::{DraftClaim, Problem, Text};
use super::Feature;
use crate::load::checked_link;

/// An event with more sources than this names the rest in its note.
const MAX_SOURCES: usize = 50;

/// A source by its name, its address, or both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::load::import) struct Named {
    pub(in crate::load::import) title: String,
    pub(in crate::load::import) url: Option<String>,
}

impl Named {
    /// A source from one text: an address or a name.
    pub(in crate::load::import) fn of(text: &str) -> Self {
        let text = text.trim();
        if is_address(text) {
            Self {
                title: String::new(),
                url: Some(text.to_owned()),
            }
        } else {
            Self {
                title: text.to_owned(),
                url: None,
            }
        }
    }
}

impl Feature {
    /// Addresses that the file gives apart from its sources. One source alone reports through all of them.
    pub(in crate::load::import) fn add_links(&mut self, links: Vec<String>) {
        match self.sources.as_mut_slice() {
            [] => self
                .sources
                .extend(links.iter().map(|link| Named::of(link))),
            [only] => {
                let title = only.title.clone();
                let mut links = links.into_iter();
                if only.url.is_none() {
                    only.url = links.next();
                }
                let known = only.url.clone();
                let others = links.filter(|link| Some(link) != known.as_ref());
                self.sources.extend(others.map(|link| Named {
                    title: title.clone(),
                    url: Some(link),
                }));
            }
            _ => {
                let links = links.into_iter().map(|link| format!("link: {link}"));
                self.remarks.extend(links);
            }
        }
    }

    /// One claim for each source; where there is none, the file itself speaks.
    pub(super) fn claims_of_sources(&mut self, file: &str) -> Vec<DraftClaim<'static>> {
        let mut sources = mem::take(&mut self.sources);
        if sources.is_empty() {
            sources.push(Named::default());
        }
        self.sources = sources.split_off(MAX_SOURCES.min(sources.len()));
        let says = if self.description.is_empty() {
            &self.title
        } else {
            &self.description
        };
        let claim = |named: Named| DraftClaim {
            speaker: Text::Owned(self.speaker.clone()),
            says: Text::Owned(says.clone()),
            source: Text::Owned(named.name(file)),
            url: named.url.map(Text::Owned),
            ..DraftClaim::empty()
        };
        sources.into_iter().map(claim).collect()
    }

    /// Tells which addresses no source can have: only http and https lead to what others can read.
    pub(super) fn tell_refused(&mut self) {
        let urls = self.claims.iter().filter_map(|claim| claim.url.as_deref());
        let mut refused: Vec<&str> = urls
            .map(str::trim)
            .filter(|url| !url.is_empty() && checked_link(url).is_none())
            .collect();
        refused.dedup();
        let refused: Vec<String> = refused.into_iter().map(str::to_owned).collect();
        self.tell_not_kept("url", &refused);
    }

    /// Tells in one problem which addresses of a field are not kept.
    pub(in crate::load::import) fn tell_not_kept(&mut self, field: &str, refused: &[String]) {
        let Some(first) = refused.first() else {
            return;
        };
        let first = super::shortened(first, 80);
        let message = match refused.len() {
            1 => format!("the address {first:?} is not kept"),
            n => format!("{n} addresses are not kept, the first of them {first:?}"),
        };
        let hint = "addresses begin with http:// or https:// and name no user";
        let problem = Problem::warning(field, message).with_hint(hint);
        self.problems.push(problem);
    }

    /// Sources that no claim names stay as remarks.
    pub(super) fn remark_on_sources(&mut self) {
        for source in mem::take(&mut self.sources) {
            let is_told = |claim: &DraftClaim<'_>| match &source.url {
                Some(url) => claim.url.as_deref() == Some(url.as_str()),
                None => claim.source == source.title,
            };
            if !self.claims.iter().any(is_told) {
                let words = [Some(source.title), source.url].into_iter().flatten();
                let words: Vec<String> = words.filter(|word| !word.is_empty()).collect();
                self.remarks.push(format!("source: {}", words.join(" ")));
            }
        }
    }
}

impl Named {
    /// Its name; where it has none that of the site it stands on, and last that of the file.
    fn name(&self, file: &str) -> String {
        if !self.title.is_empty() {
            return self.title.clone();
        }
        let host = self.url.as_deref().and_then(host_of);
        host.unwrap_or(file).to_owned()
    }
}

fn is_address(text: &str) -> bool {
    let has = |scheme: &str| {
        text.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    (has("http://") || has("https://")) && !text.contains(char::is_whitespace)
}

/// `https://www.example.org/a`: "example.org".
pub(in crate::load::import) fn host_of(url: &str) -> Option<&str> {
    let (_, behind) = url.split_once("://")?;
    let host = behind.split(['/', '?', '#', ':']).next()?;
    let host = host.rsplit('@').next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_without_a_name_is_called_after_its_site() {
        let named = Named::of("https://www.example.org/a?b");
        assert_eq!(named.name("a file"), "example.org");
        assert_eq!(Named::default().name("a file"), "a file");
    }

    #[test]
    fn one_source_reports_through_all_links() {
        let mut feature = Feature {
            title: "A".to_owned(),
            sources: vec![Named::of("Agency")],
            ..Feature::default()
        };
        feature.add_links(vec!["https://a.example".into(), "https://b.example".into()]);
        let claims = feature.claims_of_sources("file");
        assert_eq!(claims.len(), 2);
        assert!(claims.iter().all(|claim| claim.source == "Agency"));
    }
}
