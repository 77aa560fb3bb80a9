//! In which order a list shows events, and what it puts headings over.

/// How a list is to be ordered. The default is as a chronicle: by date, under months.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ListOrder {
    /// By what events are sorted. Where that does not tell two of them apart, the earlier comes first.
    pub sort: ListSort,
    /// Which end of it comes first.
    pub direction: SortDirection,
    /// What stands together under a heading.
    pub group: ListGroup,
}

/// By what events are sorted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum ListSort {
    /// The first day known of.
    #[default]
    Date,
    /// The name of the first place, in the language asked for.
    Place,
    /// The kind, in the order of the atlas.
    Kind,
    /// What the claims amount to, the contested first.
    Status,
}

/// Which end of an order comes first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum SortDirection {
    /// The beginning: the earliest day, the letter A, the first kind, what is contested.
    #[default]
    Forward,
    /// The end.
    Backward,
}

/// What stands together under a heading.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum ListGroup {
    /// Nothing: one list.
    None,
    /// What began on the same day.
    Day,
    /// What began in the same month.
    #[default]
    Month,
    /// What is said to have happened at the same place.
    Place,
}

impl ListSort {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Date, Self::Place, Self::Kind, Self::Status];
}

impl SortDirection {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Forward, Self::Backward];
}

impl ListGroup {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::None, Self::Day, Self::Month, Self::Place];
}

impl ListOrder {
    /// Sorted by something, under the headings that go with it.
    pub fn sorted_by(self, sort: ListSort) -> Self {
        let group = match sort {
            ListSort::Date => ListGroup::Month,
            ListSort::Place => ListGroup::Place,
            ListSort::Kind | ListSort::Status => ListGroup::None,
        };
        Self {
            sort,
            group,
            ..self
        }
    }

    /// Whether it depends on what places are called.
    pub fn reads_names(self) -> bool {
        self.sort == ListSort::Place || self.group == ListGroup::Place
    }

    /// Whether headings come in the direction of the events, because both are of one sort.
    pub(super) fn turns_headings(self) -> bool {
        let is_by_time = matches!(self.group, ListGroup::Day | ListGroup::Month);
        self.direction == SortDirection::Backward
            && match self.sort {
                ListSort::Date => is_by_time,
                ListSort::Place => self.group == ListGroup::Place,
                ListSort::Kind | ListSort::Status => false,
            }
    }
}
