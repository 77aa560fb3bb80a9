//! The Documents and Folders around a Placemark: what it inherits from them.

use super::super::feature::{Around, Dated};

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
    /// Those that give a Placemark what these around it gave.
    pub(super) fn of(around: Around<'_>) -> Self {
        let of = |is_folder, name: &str, dated: Option<&Dated>| Container {
            is_folder,
            name: name.to_owned(),
            dated: dated.cloned(),
        };
        let folder = of(true, around.kind.unwrap_or_default(), around.dated);
        Self {
            open: vec![of(false, around.source, None), folder],
        }
    }

    /// What a Placemark takes from them.
    pub(super) fn around(&self) -> Around<'_> {
        Around {
            kind: self.kind(),
            source: self.source(),
            dated: self.dated(),
        }
    }

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
    fn kind(&self) -> Option<&str> {
        self.innermost(|container| container.is_folder)
    }

    /// The name of the innermost Document that has one.
    fn source(&self) -> &str {
        self.innermost(|container| !container.is_folder)
            .unwrap_or(SOURCE)
    }

    /// The time of the innermost that has one.
    fn dated(&self) -> Option<&Dated> {
        let mut inner_first = self.open.iter().rev();
        inner_first.find_map(|it| it.dated.as_ref())
    }

    fn innermost(&self, is_asked: impl Fn(&Container) -> bool) -> Option<&str> {
        let mut inner_first = self.open.iter().rev();
        let found = inner_first.find(|it| is_asked(it) && !it.name.is_empty())?;
        Some(&found.name)
    }
}
