//! The Documents and Folders around a Placemark: what it inherits from them.

use super::super::feature::Dated;

/// What speaks where a file names no source.
const SOURCE: &str = "KML file";

/// Those that are open, from the outermost.
#[derive(Debug, Default)]
pub(super) struct Containers {
    open: Vec<Container>,
}

#[derive(Debug)]
struct Container {
    is_folder: bool,
    name: String,
    dated: Option<Dated>,
}

impl Containers {
    pub(super) fn open(&mut self, is_folder: bool) {
        self.open.push(Container {
            is_folder,
            name: String::new(),
            dated: None,
        });
    }

    pub(super) fn close(&mut self) {
        self.open.pop();
    }

    /// Names the innermost.
    pub(super) fn name(&mut self, name: &str) {
        if let Some(container) = self.open.last_mut() {
            name.trim().clone_into(&mut container.name);
        }
    }

    /// Dates the innermost.
    pub(super) fn date(&mut self, dated: Option<Dated>) {
        if let Some(container) = self.open.last_mut() {
            container.dated = dated;
        }
    }

    /// The name of the innermost Folder that has one.
    pub(super) fn kind(&self) -> Option<&str> {
        self.innermost(|container| container.is_folder)
    }

    /// The name of the innermost Document that has one.
    pub(super) fn source(&self) -> &str {
        self.innermost(|container| !container.is_folder)
            .unwrap_or(SOURCE)
    }

    /// The time of the innermost that has one.
    pub(super) fn dated(&self) -> Option<&Dated> {
        let mut inner_first = self.open.iter().rev();
        inner_first.find_map(|it| it.dated.as_ref())
    }

    fn innermost(&self, is_asked: impl Fn(&Container) -> bool) -> Option<&str> {
        let mut inner_first = self.open.iter().rev();
        let found = inner_first.find(|it| is_asked(it) && !it.name.is_empty())?;
        Some(&found.name)
    }
}
