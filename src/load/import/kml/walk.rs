//! One walk through the elements of a KML file, from the first byte to the last. A Placemark is read with nothing of
//! what is open around it, so that its bytes and its containers give the same event again.

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::BytesRef;

use super::super::feature::{Around, Lines, Slips, shortened};
use super::super::{Budget, OverBudget, Problem, Sink};
use super::containers::Containers;
use super::entries::attribute;
use super::mark::Mark;
use super::tag::Tag;
use super::times::Times;
use super::tokens::{Element, Piece, Token, Tokens, n_placemarks};

/// The name of an entity is no longer than this.
const MAX_ENTITY: usize = 64;

/// Where the walk is, and what is open there.
pub(super) struct Walk<'a> {
    tokens: Tokens<'a>,
    text: &'a str,
    pub(super) lines: Lines<'a>,
    pub(super) budget: &'a Budget<'a>,
    pub(super) sink: &'a mut dyn Sink,
    /// The byte at which what is being read begins, and the one behind it.
    pub(super) at: usize,
    pub(super) end: usize,
    /// What is open in the Placemark that is being read, or outside of all.
    pub(super) nest: Nest,
    /// What is open around the Placemark that is being read.
    pub(super) outside: Option<Nest>,
    pub(super) containers: Containers,
    pub(super) mark: Option<Mark>,
    pub(super) n_entries: usize,
    pub(super) slips: Slips,
    reads: Reads,
    /// Entities that stay as they are written; the first of them is told.
    n_unknown_entities: usize,
    pub(super) is_over: bool,
}

/// What is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reads {
    /// A file, of which no element has come yet.
    Beginning,
    /// A file, behind the start of its first element.
    File,
    /// A single Placemark again.
    Again,
}

/// Elements that lie in each other.
#[derive(Debug, Default)]
pub(super) struct Nest {
    pub(super) open: Vec<Tag>,
    /// How many elements are open that lie too deep.
    pub(super) n_too_deep: usize,
    /// The time that is being read, where it is that of a feature.
    pub(super) times: Option<Times>,
    /// The innermost element whose text matters.
    pub(super) leaf: Option<Leaf>,
    /// The name of an entry of extended data.
    pub(super) data_name: String,
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
        Self {
            tokens: Tokens::of(text),
            text,
            lines: Lines::of(text),
            budget,
            sink,
            at: 0,
            end: 0,
            nest: Nest::default(),
            outside: None,
            containers: Containers::default(),
            mark: None,
            n_entries: 0,
            slips: Slips::of("Placemarks"),
            reads: Reads::Beginning,
            n_unknown_entities: 0,
            is_over: false,
        }
    }

    /// A walk through the bytes of one Placemark, with what was around it.
    pub(super) fn again(
        text: &'a str,
        around: Around<'_>,
        budget: &'a Budget<'a>,
        sink: &'a mut dyn Sink,
    ) -> Self {
        let mut walk = Self::new(text, budget, sink);
        walk.containers = Containers::of(around);
        walk.nest.open = vec![Tag::Kml, Tag::Document, Tag::Folder];
        walk.reads = Reads::Again;
        walk
    }

    pub(super) fn run(mut self) -> Result<(), OverBudget> {
        let mut n_steps = 0_usize;
        while !self.is_over {
            if n_steps.is_multiple_of(64) {
                self.budget.check()?;
            }
            n_steps += 1;
            let Some(token) = self.tokens.next() else {
                self.at = self.text.len();
                self.eof();
                break;
            };
            self.token(&token);
        }
        self.slips.end(self.sink);
        Ok(())
    }

    fn token(&mut self, token: &Token<'_>) {
        self.at = token.start;
        self.end = token.end;
        if let Some(slip) = token.slip {
            self.slip(slip);
        }
        match &token.piece {
            Piece::Start(element) => {
                self.start(element);
                if element.is_empty {
                    self.end(Tag::of(element.local_name()));
                }
            }
            Piece::End(name) => self.end(Tag::of(name)),
            Piece::Text(text) => self.text_with_entities(text),
            Piece::Data(text) => self.text(text),
            Piece::Nothing => {}
        }
    }

    fn start(&mut self, element: &Element<'_>) {
        let tag = Tag::of(element.local_name());
        if self.reads == Reads::Beginning {
            self.root(tag, element);
        }
        let parent = self.nest.open.last().copied().unwrap_or(Tag::Other);
        if tag == Tag::Placemark {
            return self.start_mark(element);
        }
        if tag.is_container() && parent == Tag::Placemark {
            self.lose_mark();
        }
        if self.nest.n_too_deep > 0 || self.nest.open.len() >= self.budget.max_depth {
            if self.nest.n_too_deep == 0 {
                let depth = self.budget.max_depth;
                let message = format!("elements lie more than {depth} deep in each other");
                let hint = "of what is deeper only Placemarks are read";
                self.tell("deep", 0, Problem::error("", message).with_hint(hint));
            }
            self.nest.n_too_deep += 1;
            return;
        }
        let parent = self.nest.open.last().copied().unwrap_or(Tag::Other);
        match tag {
            Tag::Document | Tag::Folder if self.mark.is_none() => {
                self.containers.open(tag == Tag::Folder);
            }
            Tag::TimeStamp | Tag::TimeSpan if parent.is_feature() => {
                self.nest.times = Some(Times::default());
            }
            Tag::Data | Tag::SimpleData => {
                self.nest.data_name = attribute(element, "name").unwrap_or_default();
            }
            Tag::NetworkLink => {
                let problem = Problem::warning("", "a NetworkLink is never followed");
                let hint = "save what it points to, and open that file";
                self.tell("link", 0, problem.with_hint(hint));
            }
            Tag::Overlay => {
                let message = "a picture or a tour is no event; it is not read";
                self.tell("overlay", 0, Problem::warning("", message));
            }
            _ => {}
        }
        self.nest.open.push(tag);
        if self.nest.leaf.is_none() && tag.is_leaf_of(parent) {
            self.nest.leaf = Some(Leaf {
                n_open: self.nest.open.len(),
                ..Leaf::default()
            });
        }
    }

    fn root(&mut self, tag: Tag, element: &Element<'_>) {
        self.reads = Reads::File;
        if tag == Tag::Kml || tag.is_feature() {
            return;
        }
        let name = shortened(element.local_name(), 40);
        let message = format!("this is no KML: it begins with <{name}>");
        let problem = Problem::error("", message);
        if self.text.contains("Placemark") {
            let hint = "KML begins with <kml>; the Placemarks in it are read all the same";
            self.tell("root", 0, problem.with_hint(hint));
        } else {
            self.tell("root", 0, problem.with_hint("KML begins with <kml>"));
            self.is_over = true;
        }
    }

    fn end(&mut self, tag: Tag) {
        let is_open = self.nest.open.contains(&tag);
        if tag == Tag::Placemark && is_open {
            return self.close_mark();
        }
        let is_outer = tag.is_container() || tag == Tag::Kml;
        let outside = self.outside.as_ref();
        if is_outer && !is_open && outside.is_some_and(|nest| nest.open.contains(&tag)) {
            // It lies in this element, which ends, and so does the Placemark.
            self.close_mark();
            return self.end(tag);
        }
        if self.nest.n_too_deep > 0 {
            self.nest.n_too_deep -= 1;
            return;
        }
        let Some(at) = self.nest.open.iter().rposition(|open| *open == tag) else {
            let problem = Problem::warning("", "this element ends without a beginning");
            return self.tell("no beginning", 0, problem);
        };
        if at + 1 < self.nest.open.len() {
            self.tell_early();
        }
        while self.nest.open.len() > at {
            self.close();
        }
    }

    pub(super) fn tell_early(&mut self) {
        let message = "this element ends before what is in it does";
        self.tell("early", 0, Problem::warning("", message));
    }

    /// Closes the Placemark that is being read, and what is still open in it.
    fn close_mark(&mut self) {
        if self.nest.open.len() > 1 || self.nest.n_too_deep > 0 {
            self.tell_early();
        }
        while !self.nest.open.is_empty() {
            self.close();
        }
        self.nest = self.outside.take().unwrap_or_default();
    }

    /// Closes the innermost element.
    pub(super) fn close(&mut self) {
        let n_open = self.nest.open.len();
        let Some(tag) = self.nest.open.pop() else {
            return;
        };
        let parent = self.nest.open.last().copied().unwrap_or(Tag::Other);
        if self.nest.leaf_depth() == Some(n_open)
            && let Some(leaf) = self.nest.leaf.take()
        {
            self.leaf_of(tag, parent, &leaf);
        }
        match tag {
            Tag::Document | Tag::Folder if self.mark.is_none() => self.containers.close(),
            Tag::TimeStamp | Tag::TimeSpan if parent.is_feature() => self.end_times(parent),
            Tag::Placemark => self.end_mark(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        let is_list = self.nest.open.contains(&Tag::Coordinates);
        let Some(leaf) = &mut self.nest.leaf else {
            return;
        };
        // Coordinates are as long as they are; they become a few numbers.
        let room = self.budget.max_text.saturating_sub(leaf.text.len());
        if is_list || text.len() <= room {
            leaf.text.push_str(text);
        } else {
            let end = text.floor_char_boundary(room);
            leaf.text.push_str(text.get(..end).unwrap_or_default());
            leaf.is_cut = true;
        }
    }

    fn text_with_entities(&mut self, text: &str) {
        if self.nest.leaf.is_none() {
            return;
        }
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once('&') {
            self.text(before);
            let length = behind.bytes().take(MAX_ENTITY).position(|it| it == b';');
            let name = length.and_then(|length| behind.get(..length));
            let is_sign = |sign: char| sign.is_alphanumeric() || "#_-.:".contains(sign);
            let name = name.filter(|name| !name.is_empty() && name.chars().all(is_sign));
            if let Some(name) = name {
                self.reference(name);
                rest = behind.get(name.len() + 1..).unwrap_or_default();
            } else {
                self.text("&");
                rest = behind;
            }
        }
        self.text(rest);
    }

    /// An entity of XML or a number of a character. What the file itself defines stays as it is written.
    fn reference(&mut self, name: &str) {
        if let Ok(Some(character)) = BytesRef::new(name).resolve_char_ref() {
            return self.text(character.encode_utf8(&mut [0; 4]));
        }
        if let Some(known) = resolve_predefined_entity(name) {
            return self.text(known);
        }
        self.text(&format!("&{name};"));
        self.n_unknown_entities += 1;
        if self.n_unknown_entities == 1 {
            let message = format!("the entity &{name}; is none of XML and stays as it is written");
            let hint = "entities that a file defines itself are never expanded";
            self.tell("entity", 0, Problem::warning("", message).with_hint(hint));
        }
    }

    fn eof(&mut self) {
        self.is_over = true;
        if self.reads == Reads::Again {
            self.close_mark();
        } else if self.reads == Reads::Beginning {
            let problem = Problem::error("", "this is no KML: there is no element in it");
            self.tell("root", 0, problem.with_hint("KML begins with <kml>"));
        } else if self.mark.is_some() || !self.nest.open.is_empty() {
            self.tell_end();
        } else if self.n_entries == 0 {
            let problem = Problem::warning("", "there is no Placemark in this file");
            self.tell("none", 0, problem);
        }
    }

    fn tell_end(&mut self) {
        let problem = Problem::error("", "the file ends here, in the middle");
        let hint = match &self.mark {
            None => "what comes before is read".to_owned(),
            Some(mark) => format!("the Placemark of line {} is not closed", mark.start.0),
        };
        self.tell("end", 0, problem.with_hint(hint));
    }

    pub(super) fn tell(&mut self, kind: &'static str, n_lost: usize, problem: Problem) {
        let at = self.lines.position(self.at);
        self.slips.tell(kind, at, n_lost, problem, self.sink);
    }

    /// How many Placemarks stand from what is being read on.
    pub(super) fn n_left(&self) -> usize {
        n_placemarks(self.text.get(self.at..).unwrap_or_default())
    }
}

impl Nest {
    fn leaf_depth(&self) -> Option<usize> {
        self.leaf.as_ref().map(|leaf| leaf.n_open)
    }

    /// Whether it reads a text or a time that ends before a Placemark begins.
    pub(super) fn is_reading(&self) -> bool {
        (self.leaf.is_some() || self.times.is_some()) && !self.open.is_empty()
    }
}
