//! The file format, word for word. Nothing here is checked yet.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::model::{
    About, ActorKind, Cargo, Harm, KindColor, PlaceKind, PlacePrecision, Role, Sense, Shape, Stance,
};

/// An entry of a list whose id others may name.
pub(super) trait Named: DeserializeOwned {
    /// The id as its author wrote it.
    fn id(&self) -> &str;
}

impl Named for RawKind {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Named for RawPlace {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Named for RawActor {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Named for RawSource {
    fn id(&self) -> &str {
        &self.id
    }
}

/// `atlas.ron`, or a whole atlas in one file, whose lists are read apart.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename = "atlas")]
pub(super) struct RawHeader {
    pub(super) schema: u32,
    pub(super) title: String,
    #[serde(default)]
    pub(super) about: String,
    #[serde(default)]
    pub(super) extent: Option<RawExtent>,
    #[serde(default)]
    pub(super) license: Option<String>,
    #[serde(default)]
    pub(super) kinds: Vec<()>,
    #[serde(default)]
    pub(super) places: Vec<()>,
    #[serde(default)]
    pub(super) actors: Vec<()>,
    #[serde(default)]
    pub(super) sources: Vec<()>,
    #[serde(default)]
    pub(super) events: Vec<()>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, rename = "extent")]
pub(super) struct RawExtent {
    pub(super) west: f64,
    pub(super) south: f64,
    pub(super) east: f64,
    pub(super) north: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename = "kind")]
pub(super) struct RawKind {
    pub(super) id: String,
    pub(super) label: String,
    #[serde(with = "KindColorDef")]
    pub(super) color: KindColor,
    #[serde(with = "ShapeDef")]
    pub(super) shape: Shape,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename = "place")]
pub(super) struct RawPlace {
    pub(super) id: String,
    #[serde(with = "PlaceKindDef")]
    pub(super) kind: PlaceKind,
    #[serde(default)]
    pub(super) at: Option<RawLonLat>,
    #[serde(with = "PlacePrecisionDef")]
    pub(super) precision: PlacePrecision,
    #[serde(default)]
    pub(super) located_by: Option<String>,
    #[serde(default)]
    pub(super) estimate: bool,
    #[serde(default)]
    pub(super) area: Option<String>,
    pub(super) names: Vec<RawName>,
    #[serde(default)]
    pub(super) note: Option<String>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, rename = "position")]
pub(super) struct RawLonLat {
    pub(super) lon: f64,
    pub(super) lat: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename = "name")]
pub(super) struct RawName {
    pub(super) text: String,
    pub(super) lang: String,
    #[serde(default)]
    pub(super) script: Option<String>,
    #[serde(default)]
    pub(super) used_by: Option<String>,
    #[serde(default)]
    pub(super) when: Option<String>,
    #[serde(default)]
    pub(super) note: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename = "actor")]
pub(super) struct RawActor {
    pub(super) id: String,
    pub(super) name: String,
    #[serde(with = "ActorKindDef")]
    pub(super) kind: ActorKind,
    #[serde(default)]
    pub(super) part_of: Option<String>,
    #[serde(default)]
    pub(super) note: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename = "source")]
pub(super) struct RawSource {
    pub(super) id: String,
    pub(super) title: String,
    #[serde(default)]
    pub(super) author: Option<String>,
    #[serde(default)]
    pub(super) publisher: Option<String>,
    #[serde(default)]
    pub(super) published: Option<String>,
    #[serde(default)]
    pub(super) retrieved: Option<String>,
    #[serde(default)]
    pub(super) url: Option<String>,
    #[serde(default)]
    pub(super) derived_from: Vec<String>,
    #[serde(default)]
    pub(super) reliability: Option<RawReliability>,
    #[serde(default)]
    pub(super) note: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename = "reliability")]
pub(super) struct RawReliability {
    pub(super) grade: String,
    pub(super) scale: String,
    pub(super) by: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename = "event")]
pub(super) struct RawEvent {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) kind: String,
    #[serde(default)]
    pub(super) when: Option<String>,
    #[serde(default = "some_time", with = "SenseDef")]
    pub(super) sense: Sense,
    #[serde(default)]
    pub(super) phrase: Option<String>,
    #[serde(default)]
    pub(super) place: RawLocation,
    #[serde(default)]
    pub(super) mentions: Vec<String>,
    #[serde(default)]
    pub(super) tags: Vec<String>,
    #[serde(default)]
    pub(super) actors: Vec<RawParticipant>,
    #[serde(default)]
    pub(super) claims: Vec<RawClaim>,
    #[serde(default)]
    pub(super) casualties: Vec<RawCasualty>,
    #[serde(default)]
    pub(super) transfers: Vec<RawTransfer>,
    #[serde(default)]
    pub(super) note: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) enum RawLocation {
    At(String),
    Within(String),
    Between(String, String),
    Route(Vec<String>),
    Several(Vec<String>),
    #[default]
    NotGiven,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename = "participant")]
pub(super) struct RawParticipant {
    pub(super) who: String,
    #[serde(with = "RoleDef")]
    pub(super) role: Role,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename = "claim")]
pub(super) struct RawClaim {
    #[serde(default)]
    pub(super) id: Option<String>,
    // A claim without a speaker or a source costs itself, not its event; so both may be missing here.
    #[serde(default)]
    pub(super) by: Option<String>,
    #[serde(with = "StanceDef")]
    pub(super) stance: Stance,
    #[serde(default)]
    pub(super) about: Option<RawAbout>,
    #[serde(default)]
    pub(super) answers: Option<String>,
    pub(super) says: String,
    #[serde(default)]
    pub(super) said: Option<String>,
    #[serde(default)]
    pub(super) reported: Option<String>,
    #[serde(default)]
    pub(super) via: Option<String>,
    #[serde(default)]
    pub(super) at: Option<String>,
    #[serde(default)]
    pub(super) note: Option<String>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(transparent)]
pub(super) struct RawAbout {
    #[serde(with = "AboutDef")]
    pub(super) about: About,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename = "casualty")]
pub(super) struct RawCasualty {
    #[serde(default)]
    pub(super) whose: Option<String>,
    #[serde(with = "HarmDef")]
    pub(super) what: Harm,
    #[serde(default)]
    pub(super) low: Option<u32>,
    #[serde(default)]
    pub(super) best: Option<u32>,
    #[serde(default)]
    pub(super) high: Option<u32>,
    #[serde(default)]
    pub(super) phrase: Option<String>,
    #[serde(default)]
    pub(super) by: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename = "transfer")]
pub(super) struct RawTransfer {
    #[serde(default)]
    pub(super) id: Option<String>,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) what: RawCargo,
    #[serde(default)]
    pub(super) count: Option<u32>,
    #[serde(default)]
    pub(super) phrase: Option<String>,
    #[serde(default)]
    pub(super) in_return_for: Option<String>,
    #[serde(default)]
    pub(super) by: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) enum RawCargo {
    Persons(String),
    Documents(String),
    Goods(String),
    Territory(String),
    Money(String),
}

impl RawCargo {
    /// What sort of thing it is, and what it is in words.
    pub(super) fn parts(&self) -> (Cargo, &str) {
        match self {
            Self::Persons(what) => (Cargo::Persons, what),
            Self::Documents(what) => (Cargo::Documents, what),
            Self::Goods(what) => (Cargo::Goods, what),
            Self::Territory(what) => (Cargo::Territory, what),
            Self::Money(what) => (Cargo::Money, what),
        }
    }
}

/// `areas.geojson`: a collection whose features are read one by one, each from its own stretch of text.
#[derive(Debug, Deserialize)]
pub(super) struct RawAreas<'a> {
    #[serde(default)]
    pub(super) r#type: String,
    #[serde(borrow, default)]
    pub(super) features: Vec<&'a RawValue>,
}

fn some_time() -> Sense {
    Sense::SomeTime
}

/// The words of the file format for the model's lists of choices. The compiler checks that none is missing.
macro_rules! words {
    ($($def:ident for $model:literal { $($variant:ident),* $(,)? })*) => {$(
        #[derive(Deserialize)]
        #[serde(remote = $model)]
        pub(super) enum $def { $($variant),* }
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
    SenseDef for "Sense" { SomeTime, Whole }
}
