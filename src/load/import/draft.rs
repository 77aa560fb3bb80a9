//! A row of a foreign file in the words of an atlas, before ids are given: what every importer makes.
//!
//! A draft borrows from its row where it can, because a million of them are made and only their handles stay.

use std::borrow::Cow;

use crate::model::{
    About, Harm, LonLat, PlaceKind, PlacePrecision, Role, Sense, Severity, Stance, When, Window,
};

/// A text of a row: borrowed where it stands there word for word.
pub(in crate::load) type Text<'a> = Cow<'a, str>;

/// An event as its row tells it.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::load) struct Draft<'a> {
    /// The id that the data set gives it, in its own spelling; empty where it gives none.
    pub(in crate::load) id: Text<'a>,
    pub(in crate::load) title: Text<'a>,
    /// The label of its kind, like "Battles".
    pub(in crate::load) kind: Text<'a>,
    pub(in crate::load) date: DraftDate<'a>,
    /// The date and its code as they stand in the row, where the date says something else.
    pub(in crate::load) phrase: Option<Text<'a>>,
    /// Where; `None` where the row gives no place at all.
    pub(in crate::load) place: Option<DraftPlace<'a>>,
    /// Whether it happened somewhere within the place, where the row tells; otherwise its precision does.
    pub(in crate::load) is_within: Option<bool>,
    /// What the row is filed under, in its words; none has a semicolon.
    pub(in crate::load) tags: Vec<Text<'a>>,
    /// Who took part, in the order of the row. Never attacker and victim: no data set says so.
    pub(in crate::load) parties: Vec<Text<'a>>,
    /// As what each of them took part, where the row tells; whoever has none here is a party like any other.
    pub(in crate::load) roles: Vec<Role>,
    pub(in crate::load) claims: Vec<DraftClaim<'a>>,
    pub(in crate::load) losses: Vec<DraftLoss<'a>>,
    /// What the row says besides, in words.
    pub(in crate::load) note: Option<Text<'a>>,
}

/// When, as the row tells it.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::load) enum DraftDate<'a> {
    /// The row gives no date, or none that could be read: to the undated tray.
    None,
    /// Some day in these days, not known which; a single day where they are one.
    SomeDayIn(Window),
    /// All of these days: a duration.
    Whole(Window),
    /// An EDTF text that was parsed before, and its sense.
    Edtf(Text<'a>, Sense),
}

/// Where, as the row tells it.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::load) struct DraftPlace<'a> {
    /// Its name; empty where the row gives a position only.
    pub(in crate::load) name: Text<'a>,
    /// What it lies in, from the small to the large, like "Ariha district, Idlib governorate, Syria".
    pub(in crate::load) within: Text<'a>,
    /// Its position; `None` where there is none that could be read.
    pub(in crate::load) at: Option<LonLat>,
    /// How precisely the event is known to have been there. What is only known to a country is
    /// [`PlacePrecision::Country`], which is never drawn.
    pub(in crate::load) precision: PlacePrecision,
    pub(in crate::load) kind: PlaceKind,
}

/// Who says it, through what.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::load) struct DraftClaim<'a> {
    /// A name for it, unique within its event.
    pub(in crate::load) id: Option<Text<'a>>,
    /// Who says so; empty where the row does not tell, and the source itself speaks.
    pub(in crate::load) speaker: Text<'a>,
    pub(in crate::load) stance: Stance,
    /// What part of the event it is about.
    pub(in crate::load) about: About,
    /// Which claim of the same draft it answers, counted from 0.
    pub(in crate::load) answers: Option<usize>,
    pub(in crate::load) says: Text<'a>,
    /// When the speaker said it.
    pub(in crate::load) said: DraftDate<'a>,
    /// The outlet or data set that reports it.
    pub(in crate::load) source: Text<'a>,
    /// The address of what the source published, unchecked.
    pub(in crate::load) url: Option<Text<'a>>,
    /// When the source reported it.
    pub(in crate::load) reported: DraftDate<'a>,
    /// Where in the source: a headline, a page.
    pub(in crate::load) locator: Option<Text<'a>>,
    /// A remark about the claim.
    pub(in crate::load) note: Option<Text<'a>>,
}

/// How many people were harmed. It belongs to the first claim of the draft.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::load) struct DraftLoss<'a> {
    /// Whose people; `None` where the row does not tell them apart.
    pub(in crate::load) whose: Option<Text<'a>>,
    pub(in crate::load) harm: Harm,
    pub(in crate::load) low: Option<u32>,
    pub(in crate::load) best: Option<u32>,
    pub(in crate::load) high: Option<u32>,
    /// Words, like "none reported".
    pub(in crate::load) phrase: Option<Text<'a>>,
}

/// Something in a row that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::load) struct Problem {
    /// The name of the column or field it stands in, where it stands in one.
    pub(in crate::load) field: Option<String>,
    pub(in crate::load) severity: Severity,
    /// What is wrong.
    pub(in crate::load) message: String,
    /// What would be right.
    pub(in crate::load) hint: Option<String>,
}

impl Draft<'_> {
    /// A draft that says nothing yet.
    pub(in crate::load) fn empty() -> Self {
        Self {
            id: Text::default(),
            title: Text::default(),
            kind: Text::default(),
            date: DraftDate::None,
            phrase: None,
            place: None,
            is_within: None,
            tags: Vec::new(),
            parties: Vec::new(),
            roles: Vec::new(),
            claims: Vec::new(),
            losses: Vec::new(),
            note: None,
        }
    }

    /// The same with a text of its own.
    pub(in crate::load) fn into_owned(self) -> Draft<'static> {
        let owned = |text: Text<'_>| -> Text<'static> { Cow::Owned(text.into_owned()) };
        Draft {
            id: owned(self.id),
            title: owned(self.title),
            kind: owned(self.kind),
            date: self.date.into_owned(),
            phrase: self.phrase.map(owned),
            place: self.place.map(|place| DraftPlace {
                name: owned(place.name),
                within: owned(place.within),
                at: place.at,
                precision: place.precision,
                kind: place.kind,
            }),
            is_within: self.is_within,
            tags: self.tags.into_iter().map(owned).collect(),
            parties: self.parties.into_iter().map(owned).collect(),
            roles: self.roles,
            claims: self
                .claims
                .into_iter()
                .map(DraftClaim::into_owned)
                .collect(),
            losses: self
                .losses
                .into_iter()
                .map(|loss| DraftLoss {
                    whose: loss.whose.map(owned),
                    harm: loss.harm,
                    low: loss.low,
                    best: loss.best,
                    high: loss.high,
                    phrase: loss.phrase.map(owned),
                })
                .collect(),
            note: self.note.map(owned),
        }
    }
}

impl DraftClaim<'_> {
    /// A claim that says nothing yet, about the event itself.
    pub(in crate::load) fn empty() -> Self {
        Self {
            id: None,
            speaker: Text::default(),
            stance: Stance::Asserts,
            about: About::Event,
            answers: None,
            says: Text::default(),
            said: DraftDate::None,
            source: Text::default(),
            url: None,
            reported: DraftDate::None,
            locator: None,
            note: None,
        }
    }

    /// Whether its speaker and its stance are all there is to weigh: it is about the event itself, answers none, and
    /// no day of its own can come after that of another.
    pub(in crate::load) fn is_simple(&self) -> bool {
        self.about == About::Event && self.answers.is_none() && self.said == DraftDate::None
    }

    fn into_owned(self) -> DraftClaim<'static> {
        let owned = |text: Text<'_>| -> Text<'static> { Cow::Owned(text.into_owned()) };
        DraftClaim {
            id: self.id.map(owned),
            speaker: owned(self.speaker),
            stance: self.stance,
            about: self.about,
            answers: self.answers,
            says: owned(self.says),
            said: self.said.into_owned(),
            source: owned(self.source),
            url: self.url.map(owned),
            reported: self.reported.into_owned(),
            locator: self.locator.map(owned),
            note: self.note.map(owned),
        }
    }
}

impl DraftDate<'_> {
    /// The same with a text of its own.
    pub(in crate::load) fn into_owned(self) -> DraftDate<'static> {
        match self {
            Self::None => DraftDate::None,
            Self::SomeDayIn(days) => DraftDate::SomeDayIn(days),
            Self::Whole(days) => DraftDate::Whole(days),
            Self::Edtf(text, sense) => DraftDate::Edtf(Cow::Owned(text.into_owned()), sense),
        }
    }

    /// The date as an atlas has it; `None` where there is none.
    pub(in crate::load) fn when(&self) -> Option<When> {
        let (text, sense) = match self {
            Self::None => return None,
            Self::SomeDayIn(days) | Self::Whole(days) if days.n_days() == 1 => {
                (days.first().to_string(), Sense::SomeTime)
            }
            Self::SomeDayIn(days) => (
                format!("[{}..{}]", days.first(), days.last()),
                Sense::SomeTime,
            ),
            Self::Whole(days) => (format!("{}/{}", days.first(), days.last()), Sense::Whole),
            Self::Edtf(text, sense) => (text.clone().into_owned(), *sense),
        };
        When::parse_as(&text, sense).ok()
    }
}

impl Problem {
    /// Something that costs the row, or a part of it.
    pub(in crate::load) fn error(field: &str, message: impl Into<String>) -> Self {
        Self {
            field: (!field.is_empty()).then(|| field.to_owned()),
            severity: Severity::Error,
            message: message.into(),
            hint: None,
        }
    }

    /// Something worth a look that costs nothing.
    pub(in crate::load) fn warning(field: &str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(field, message)
        }
    }

    /// With what would be right.
    pub(in crate::load) fn with_hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: Some(hint.into()),
            ..self
        }
    }
}
