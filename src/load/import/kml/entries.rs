//! What the walk does where a Placemark or what lies in it begins or ends.

use std::borrow::Cow;

use quick_xml::escape::unescape;
use quick_xml::events::BytesStart;

use super::super::Problem;
use super::coordinates::{add_track_point, add_tuples};
use super::mark::Mark;
use super::tag::Tag;
use super::walk::{Leaf, Walk};

impl Walk<'_> {
    pub(super) fn start_mark(&mut self, element: &BytesStart<'_>) {
        if self.mark.take().is_some() {
            self.tell(Problem::error(
                "",
                "the Placemark before this one is not closed",
            ));
        }
        if self.n_entries >= self.budget.max_items {
            let message = format!("the file has more than {} entries", self.n_entries);
            self.tell(Problem::error("", message));
            self.is_over = true;
            return;
        }
        self.n_entries += 1;
        let id = attribute(element, "id").unwrap_or_default();
        self.mark = Some(Mark::new(self.lines.position(self.at), id));
    }

    pub(super) fn leaf_of(&mut self, tag: Tag, parent: Tag, leaf: &Leaf) {
        let text = leaf.text.as_str();
        if leaf.is_cut {
            let message = format!("a text longer than {} bytes was cut", self.budget.max_text);
            self.tell(Problem::warning("", message));
        }
        let words = text.trim().to_owned();
        // The time of a view is nobody's: it says from where to look.
        if matches!(parent, Tag::TimeStamp | Tag::TimeSpan) {
            if let Some(times) = &mut self.times {
                match tag {
                    Tag::When => times.when = words,
                    Tag::Begin => times.begin = words,
                    _ => times.end = words,
                }
            }
            return;
        }
        if tag == Tag::Name && parent.is_container() {
            self.containers.name(text);
            return;
        }
        let Some(mark) = &mut self.mark else {
            return;
        };
        match tag {
            Tag::Name => mark.feature.title = words,
            Tag::Description => mark.feature.description = words,
            Tag::Address => mark.feature.remarks.push(format!("address: {words}")),
            Tag::When => mark.track.pass(text),
            Tag::Coord => {
                let result = add_track_point(&mut mark.shape, text);
                mark.located(result);
            }
            Tag::Coordinates => {
                let result = add_tuples(&mut mark.shape, text, Tag::drawn(&self.open));
                mark.located(result);
            }
            Tag::Value | Tag::SimpleData => mark.data(&self.data_name, &words),
            _ => {}
        }
    }

    pub(super) fn end_times(&mut self, parent: Tag) {
        let Some(times) = self.times.take() else {
            return;
        };
        let mut problems = Vec::new();
        let dated = times.dated(&mut problems);
        match &mut self.mark {
            Some(mark) if parent == Tag::Placemark => {
                mark.dated = dated;
                mark.feature.problems.append(&mut problems);
            }
            _ => {
                self.containers.date(dated);
                for problem in problems {
                    self.tell(problem);
                }
            }
        }
    }

    pub(super) fn end_mark(&mut self) {
        let Some(mark) = self.mark.take() else {
            return;
        };
        let start = mark.start;
        let kind = self.containers.kind();
        let feature = mark.finish(kind, self.containers.dated(), self.budget);
        feature.put(start, self.containers.source(), self.budget, self.sink);
    }
}

/// An attribute, its entities resolved as far as they are known.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    let mut all = attributes.with_checks(false).filter_map(Result::ok);
    let found = all.find(|it| it.key.local_name().as_ref() == name)?;
    let value = unescape(&found.value).map(Cow::into_owned);
    Some(value.unwrap_or_else(|_| found.value.clone().into_owned()))
}
