//! One walk through the elements of a KML file, from the first byte to the last.

use quick_xml::Reader;
use quick_xml::errors::Error;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::super::feature::Lines;
use super::super::{Budget, OverBudget, Problem, Sink};
use super::containers::Containers;
use super::entries::attribute;
use super::mark::Mark;
use super::tag::Tag;
use super::times::Times;

/// More slips of XML than this are not told one by one.
const MAX_TOLD: usize = 100;

/// Where the walk is, and what is open there.
pub(super) struct Walk<'a> {
    xml: Reader<&'a [u8]>,
    pub(super) lines: Lines<'a>,
    pub(super) budget: &'a Budget<'a>,
    pub(super) sink: &'a mut dyn Sink,
    /// The byte at which what is being read begins.
    pub(super) at: usize,
    pub(super) open: Vec<Tag>,
    /// How many elements are open that lie too deep.
    n_too_deep: usize,
    pub(super) containers: Containers,
    pub(super) mark: Option<Mark>,
    /// The time that is being read, where it is that of a feature.
    pub(super) times: Option<Times>,
    /// The innermost element whose text matters.
    leaf: Option<Leaf>,
    /// The name of an entry of extended data.
    pub(super) data_name: String,
    pub(super) n_entries: usize,
    n_told: usize,
    has_root: bool,
    /// Entities that stay as they are written; the first of them is told.
    n_unknown_entities: usize,
    pub(super) is_over: bool,
}

/// An element whose text matters.
#[derive(Debug, Default)]
pub(super) struct Leaf {
    /// How many elements are open, itself among them.
    n_open: usize,
    pub(super) text: String,
    pub(super) is_cut: bool,
}

impl<'a> Walk<'a> {
    pub(super) fn new(text: &'a str, budget: &'a Budget<'a>, sink: &'a mut dyn Sink) -> Self {
        let mut xml = Reader::from_str(text);
        let config = xml.config_mut();
        // Slips of XML cost as little as possible: what is open is kept here.
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        Self {
            xml,
            lines: Lines::of(text),
            budget,
            sink,
            at: 0,
            open: Vec::new(),
            n_too_deep: 0,
            containers: Containers::default(),
            mark: None,
            times: None,
            leaf: None,
            data_name: String::new(),
            n_entries: 0,
            n_told: 0,
            has_root: false,
            n_unknown_entities: 0,
            is_over: false,
        }
    }

    pub(super) fn run(mut self) -> Result<(), OverBudget> {
        let mut n_steps = 0_usize;
        while !self.is_over {
            if n_steps.is_multiple_of(64) {
                self.budget.check()?;
            }
            n_steps += 1;
            self.at = self.byte();
            match self.xml.read_event() {
                Ok(event) => self.event(event),
                Err(error) => self.broken(&error),
            }
        }
        Ok(())
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(element) => self.start(&element),
            Event::Empty(element) => {
                self.start(&element);
                self.end(Tag::of(element.local_name().as_ref()));
            }
            Event::End(element) => self.end(Tag::of(element.local_name().as_ref())),
            Event::Text(text) => self.text(&text.into_inner()),
            Event::CData(text) => self.text(&text.into_inner()),
            Event::GeneralRef(reference) => self.reference(&reference),
            Event::Eof => self.eof(),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }

    fn start(&mut self, element: &BytesStart<'_>) {
        let tag = Tag::of(element.local_name().as_ref());
        if !self.has_root {
            self.root(tag, element);
        }
        if self.n_too_deep > 0 || self.open.len() >= self.budget.max_depth {
            if self.n_too_deep == 0 {
                let depth = self.budget.max_depth;
                let message = format!("elements lie more than {depth} deep in each other");
                self.tell(Problem::error("", message).with_hint("what is deeper is not read"));
            }
            self.n_too_deep += 1;
            return;
        }
        let parent = self.open.last().copied().unwrap_or(Tag::Other);
        match tag {
            Tag::Document | Tag::Folder => self.containers.open(tag == Tag::Folder),
            Tag::Placemark => self.start_mark(element),
            Tag::TimeStamp | Tag::TimeSpan if parent.is_feature() => {
                self.times = Some(Times::default());
            }
            Tag::Data | Tag::SimpleData => {
                self.data_name = attribute(element, "name").unwrap_or_default();
            }
            Tag::NetworkLink => {
                let problem = Problem::warning("", "a NetworkLink is never followed");
                self.tell(problem.with_hint("save what it points to, and open that file"));
            }
            Tag::Overlay => {
                let message = "a picture or a tour is no event; it is not read";
                self.tell(Problem::warning("", message));
            }
            _ => {}
        }
        self.open.push(tag);
        if self.leaf.is_none() && tag.is_leaf_of(parent) {
            self.leaf = Some(Leaf {
                n_open: self.open.len(),
                ..Leaf::default()
            });
        }
    }

    fn root(&mut self, tag: Tag, element: &BytesStart<'_>) {
        self.has_root = true;
        if tag != Tag::Kml && !tag.is_feature() {
            let name = element.local_name();
            let name = super::super::feature::shortened(name.as_ref(), 40);
            let message = format!("this is no KML: it begins with <{name}>");
            self.tell(Problem::error("", message).with_hint("KML begins with <kml>"));
            self.is_over = true;
        }
    }

    fn end(&mut self, tag: Tag) {
        if self.n_too_deep > 0 {
            self.n_too_deep -= 1;
            return;
        }
        let Some(at) = self.open.iter().rposition(|open| *open == tag) else {
            self.tell(Problem::warning(
                "",
                "this element ends without a beginning",
            ));
            return;
        };
        if at + 1 < self.open.len() {
            let message = "this element ends before what is in it does";
            self.tell(Problem::warning("", message));
        }
        while self.open.len() > at {
            self.close();
        }
    }

    /// Closes the innermost element.
    fn close(&mut self) {
        let n_open = self.open.len();
        let Some(tag) = self.open.pop() else {
            return;
        };
        let parent = self.open.last().copied().unwrap_or(Tag::Other);
        if self.leaf.as_ref().is_some_and(|leaf| leaf.n_open == n_open)
            && let Some(leaf) = self.leaf.take()
        {
            self.leaf_of(tag, parent, &leaf);
        }
        match tag {
            Tag::Document | Tag::Folder => self.containers.close(),
            Tag::TimeStamp | Tag::TimeSpan if parent.is_feature() => self.end_times(parent),
            Tag::Placemark => self.end_mark(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        let Some(leaf) = &mut self.leaf else {
            return;
        };
        // Coordinates are as long as they are; they become a few numbers.
        let is_list = self.open.contains(&Tag::Coordinates);
        let room = self.budget.max_text.saturating_sub(leaf.text.len());
        if is_list || text.len() <= room {
            leaf.text.push_str(text);
        } else {
            let end = text.floor_char_boundary(room);
            leaf.text.push_str(text.get(..end).unwrap_or_default());
            leaf.is_cut = true;
        }
    }

    /// An entity of XML or a number of a character. What the file itself defines stays as it is written.
    fn reference(&mut self, reference: &BytesRef<'_>) {
        if let Ok(Some(character)) = reference.resolve_char_ref() {
            self.text(character.encode_utf8(&mut [0; 4]));
            return;
        }
        let name = reference.borrow().into_inner();
        if let Some(known) = resolve_predefined_entity(&name) {
            self.text(known);
            return;
        }
        self.text(&format!("&{name};"));
        self.n_unknown_entities += 1;
        if self.n_unknown_entities == 1 {
            let message = format!("the entity &{name}; is none of XML and stays as it is written");
            let hint = "entities that a file defines itself are never expanded";
            self.tell(Problem::warning("", message).with_hint(hint));
        }
    }

    fn eof(&mut self) {
        self.is_over = true;
        if !self.has_root {
            let problem = Problem::error("", "this is no KML: there is no element in it");
            self.tell(problem.with_hint("KML begins with <kml>"));
        } else if !self.open.is_empty() {
            self.tell_end();
        } else if self.n_entries == 0 {
            let problem = Problem::warning("", "there is no Placemark in this file");
            self.tell(problem);
        }
    }

    fn tell_end(&mut self) {
        let problem = Problem::error("", "the file ends here, in the middle");
        let hint = match &self.mark {
            None => "what comes before is read".to_owned(),
            Some(mark) => format!("the Placemark of line {} is not closed", mark.start.0),
        };
        self.at = self.byte();
        self.n_told = 0;
        self.tell(problem.with_hint(hint));
    }

    /// XML that cannot be read further, or that can with a slip.
    fn broken(&mut self, error: &Error) {
        let is_stuck = self.byte() <= self.at;
        if is_stuck || matches!(error, Error::Syntax(_)) {
            self.is_over = true;
            self.at = usize::try_from(self.xml.error_position()).unwrap_or(self.at);
            self.n_told = 0;
            let message = format!("the file ends here: {error}");
            self.tell(Problem::error("", message).with_hint("what comes before is read"));
        } else {
            self.tell(Problem::warning("", error.to_string()));
        }
    }

    pub(super) fn tell(&mut self, problem: Problem) {
        self.n_told += 1;
        if self.n_told <= MAX_TOLD {
            let (line, column) = self.lines.position(self.at);
            self.sink.problem(line, column, None, problem);
        }
    }

    fn byte(&self) -> usize {
        usize::try_from(self.xml.buffer_position()).unwrap_or(usize::MAX)
    }
}
