//! The entries of an atlas as its file has them, word for word: the counterpart of what `load` reads.
//!
//! Fields that are empty are left out, as an author would leave them out.

use serde::{Serialize, Serializer};

use crate::model::{
    About, ActorKind, Harm, KindColor, PlaceKind, PlacePrecision, Role, Shape, Stance,
};

/// A list that is made while it is written, so that a million events are never held twice.
pub(super) struct Each<F>(pub(super) F);

impl<F, I> Serialize for Each<F>
where
    F: Fn() -> I,
    I: Iterator<Item: Serialize>,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

#[derive(Serialize)]
pub(super) struct AtlasEntry<'a, E> {
    pub(super) schema: u32,
    pub(super) title: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) about: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) extent: Option<ExtentEntry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) license: Option<&'a str>,
    pub(super) kinds: Vec<KindEntry<'a>>,
    pub(super) places: Vec<PlaceEntry<'a>>,
    pub(super) actors: Vec<ActorEntry<'a>>,
    pub(super) sources: Vec<SourceEntry<'a>>,
    pub(super) events: E,
}

#[derive(Serialize)]
pub(super) struct ExtentEntry {
    pub(super) west: f64,
    pub(super) south: f64,
    pub(super) east: f64,
    pub(super) north: f64,
}

#[derive(Serialize)]
pub(super) struct KindEntry<'a> {
    pub(super) id: &'a str,
    pub(super) label: &'a str,
    #[serde(with = "KindColorDef")]
    pub(super) color: KindColor,
    #[serde(with = "ShapeDef")]
    pub(super) shape: Shape,
}

#[derive(Serialize)]
pub(super) struct PlaceEntry<'a> {
    pub(super) id: &'a str,
    #[serde(with = "PlaceKindDef")]
    pub(super) kind: PlaceKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) at: Option<PositionEntry>,
    #[serde(with = "PlacePrecisionDef")]
    pub(super) precision: PlacePrecision,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) located_by: Option<&'a str>,
    #[serde(skip_serializing_if = "is_false")]
    pub(super) estimate: bool,
    pub(super) names: Vec<NameEntry<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) note: Option<&'a str>,
}

#[derive(Serialize)]
pub(super) struct PositionEntry {
    pub(super) lon: f64,
    pub(super) lat: f64,
}

#[derive(Serialize)]
pub(super) struct NameEntry<'a> {
    pub(super) text: &'a str,
    pub(super) lang: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) script: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) used_by: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) when: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) note: Option<&'a str>,
}

#[derive(Serialize)]
pub(super) struct ActorEntry<'a> {
    pub(super) id: &'a str,
    pub(super) name: &'a str,
    #[serde(with = "ActorKindDef")]
    pub(super) kind: ActorKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) part_of: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) note: Option<&'a str>,
}

#[derive(Serialize)]
pub(super) struct SourceEntry<'a> {
    pub(super) id: &'a str,
    pub(super) title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) author: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) publisher: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) published: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) retrieved: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) derived_from: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reliability: Option<ReliabilityEntry<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) note: Option<&'a str>,
}

#[derive(Serialize)]
pub(super) struct ReliabilityEntry<'a> {
    pub(super) grade: &'a str,
    pub(super) scale: &'a str,
    pub(super) by: &'a str,
}

#[derive(Serialize)]
pub(super) struct EventEntry<'a> {
    pub(super) id: &'a str,
    pub(super) title: &'a str,
    pub(super) kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) when: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sense: Option<SenseWord>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) phrase: Option<&'a str>,
    pub(super) place: LocationEntry<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) mentions: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) tags: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) actors: Vec<ParticipantEntry<'a>>,
    pub(super) claims: Vec<ClaimEntry<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) casualties: Vec<CasualtyEntry<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) transfers: Vec<TransferEntry<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) note: Option<&'a str>,
}

/// The only sense that is worth writing.
#[derive(Serialize)]
pub(super) enum SenseWord {
    Whole,
}

#[derive(Serialize)]
pub(super) enum LocationEntry<'a> {
    At(&'a str),
    Within(&'a str),
    Between(&'a str, &'a str),
    Route(Vec<&'a str>),
    Several(Vec<&'a str>),
    NotGiven,
}

#[derive(Serialize)]
pub(super) struct ParticipantEntry<'a> {
    pub(super) who: &'a str,
    #[serde(with = "RoleDef")]
    pub(super) role: Role,
}

#[derive(Serialize)]
pub(super) struct ClaimEntry<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<String>,
    pub(super) by: &'a str,
    #[serde(with = "StanceDef")]
    pub(super) stance: Stance,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) about: Option<AboutWord>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) answers: Option<String>,
    pub(super) says: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) said: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reported: Option<&'a str>,
    pub(super) via: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) at: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) note: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(transparent)]
pub(super) struct AboutWord {
    #[serde(with = "AboutDef")]
    pub(super) about: About,
}

#[derive(Serialize)]
pub(super) struct CasualtyEntry<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) whose: Option<&'a str>,
    #[serde(with = "HarmDef")]
    pub(super) what: Harm,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) low: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) best: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) high: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) phrase: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) by: Option<String>,
}

#[derive(Serialize)]
pub(super) struct TransferEntry<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<String>,
    pub(super) from: &'a str,
    pub(super) to: &'a str,
    pub(super) what: CargoEntry<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) count: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) phrase: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) in_return_for: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) by: Option<String>,
}

#[derive(Serialize)]
pub(super) enum CargoEntry<'a> {
    Persons(&'a str),
    Documents(&'a str),
    Goods(&'a str),
    Territory(&'a str),
    Money(&'a str),
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
fn is_false(value: &bool) -> bool {
    !value
}

/// The words of the file format for the model's lists of choices. The compiler checks that none is missing.
macro_rules! words {
    ($($def:ident for $model:literal { $($variant:ident),* $(,)? })*) => {$(
        #[derive(Serialize)]
        #[serde(remote = $model)]
        enum $def { $($variant),* }
    )*};
}

words! {
    KindColorDef for "KindColor" { Vermillion, Blue, BluishGreen, ReddishPurple, Orange, SkyBlue, Yellow, Black }
    ShapeDef for "Shape" { Triangle, Square, Diamond, Pentagon, Hexagon, Disc }
    PlaceKindDef for "PlaceKind" { City, Town, Village, Crossing, Site, District, Region, Country }
    PlacePrecisionDef for "PlacePrecision" { Exact, Vicinity, Locality, Town, Area, District, Province, Country }
    ActorKindDef for "ActorKind" { State, Office, Official, Force, Organization, Author, Unnamed }
    RoleDef for "Role" { Party, Mediator, Giver, Receiver, Addressee, Carrier }
    StanceDef for "Stance" { Asserts, Denies, Confirms, Questions, Retracts, Announces }
    AboutDef for "About" { Event, Date, Place, Actors, Casualties, Transfers, Meaning }
    HarmDef for "Harm" { Killed, Wounded, Captured, Missing, Displaced }
}
