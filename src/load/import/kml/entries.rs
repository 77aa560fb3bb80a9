//! What the walk does where a Placemark or what lies in it begins or ends.

use std::borrow::Cow;
use std::mem;

use quick_xml::escape::unescape;
use quick_xml::events::BytesStart;

use super::super::feature::shortened;
use super::super::{Problem, Stands};
use super::coordinates::{add_track_point, add_tuples};
use super::mark::Mark;
use super::tag::Tag;
use super::tokens::Element;
use super::walk::{Leaf, Nest, Walk};

impl Walk<'_> {
    pub(super) fn start_mark(&mut self, element: &Element<'_>) {
        self.lose_mark();
        if self.n_entries >= self.budget.max_items {
            let n_left = self.n_left();
            let message = format!(
                "the file has more than {} entries; {n_left} Placemarks from here on are not read",
                self.n_entries
            );
            self.tell("full", n_left, Problem::error("", message));
            self.is_over = true;
            return;
        }
        // What should have ended before ends here, and not with what is in the Placemark.
        if self.nest.is_reading() {
            self.tell_early();
        }
        while self.nest.is_reading() {
            self.close();
        }
        self.n_entries += 1;
        let id = attribute(element, "id").unwrap_or_default();
        let start = self.lines.position(self.at);
        self.mark = Some(Mark::new(self.at, start, id));
        let inside = Nest {
            open: vec![Tag::Placemark],
            ..Nest::default()
        };
        self.outside = Some(mem::replace(&mut self.nest, inside));
    }

    /// Tells that the Placemark that is being read is not closed, and leaves it.
    pub(super) fn lose_mark(&mut self) {
        let Some(mark) = self.mark.take() else {
            return;
        };
        self.nest = self.outside.take().unwrap_or_default();
        let (line, _) = self.lines.position(self.at);
        let title = shortened(mark.feature.title.trim(), 60);
        let message = if title.is_empty() {
            "this Placemark is not closed; it is not read".to_owned()
        } else {
            format!("the Placemark {title:?} is not closed; it is not read")
        };
        let hint = format!("another begins in line {line}, where reading goes on");
        let problem = Problem::error("", message).with_hint(hint);
        self.slips
            .tell("not closed", mark.start, 1, problem, self.sink);
    }

    pub(super) fn leaf_of(&mut self, tag: Tag, parent: Tag, leaf: &Leaf) {
        let text = leaf.text.as_str();
        if leaf.is_cut {
            let message = format!("a text longer than {} bytes was cut", self.budget.max_text);
            self.tell("cut", 0, Problem::warning("", message));
        }
        let words = text.trim().to_owned();
        // The time of a view is nobody's: it says from where to look.
        if matches!(parent, Tag::TimeStamp | Tag::TimeSpan) {
            if let Some(times) = &mut self.nest.times {
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
                let result = add_tuples(&mut mark.shape, text, Tag::drawn(&self.nest.open));
                mark.located(result);
            }
            Tag::Value | Tag::SimpleData => mark.data(&self.nest.data_name, &words),
            _ => {}
        }
    }

    pub(super) fn end_times(&mut self, parent: Tag) {
        let Some(times) = self.nest.times.take() else {
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
                    self.tell("time", 0, problem);
                }
            }
        }
    }

    pub(super) fn end_mark(&mut self) {
        let Some(mark) = self.mark.take() else {
            return;
        };
        let stands = Stands {
            at: mark.start,
            bytes: mark.start_byte..self.end,
            around: self.containers.around(),
        };
        let feature = mark.finish(stands.around, self.budget);
        feature.put(&stands, self.budget, self.sink);
    }
}

/// An attribute, its entities resolved as far as they are known.
pub(super) fn attribute(element: &Element<'_>, name: &str) -> Option<String> {
    let element = BytesStart::from_content(element.content, element.n_name);
    let mut attributes = element.attributes();
    let mut all = attributes.with_checks(false).filter_map(Result::ok);
    let found = all.find(|it| it.key.local_name().as_ref() == name)?;
    let value = unescape(&found.value).map(Cow::into_owned);
    Some(value.unwrap_or_else(|_| found.value.clone().into_owned()))
}
