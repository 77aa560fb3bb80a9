//! How dates, spans, places, stances and counts are said. Neutral words, and no other place for them.

use crate::model::{
    About, ActorKind, Casualty, DatePrecision, Day, Event, Harm, Hemisphere, Language, Location,
    Match, NamePolicy, Place, PlaceKind, PlaceName, PlacePrecision, Role, Season, Sense, Stance,
    TimeSpan, Transfer, When, Window,
};
use crate::query::{Counts, Speech, Status, TimeUnit, Verdict};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// "19 July 2021"
pub(super) fn day(day: Day) -> String {
    day.ymd().map_or_else(String::new, |(y, m, d)| {
        format!("{d} {} {}", month_name(m), year(y))
    })
}

/// "19 Jul 2021"
pub(super) fn short_day(day: Day) -> String {
    day.ymd().map_or_else(String::new, |(y, m, d)| {
        format!("{d} {} {}", short_month(m), year(y))
    })
}

/// "July 2021"
pub(super) fn month(day: Day) -> String {
    day.ymd().map_or_else(String::new, |(y, m, _)| {
        format!("{} {}", month_name(m), year(y))
    })
}

fn month_name(month: i8) -> &'static str {
    usize::try_from(month - 1)
        .ok()
        .and_then(|index| MONTHS.get(index).copied())
        .unwrap_or_default()
}

fn short_month(month: i8) -> &'static str {
    month_name(month).get(..3).unwrap_or_default()
}

/// Years before the first are said as such: year 0 is 1 BC. Five digits have a comma.
fn year(year: i32) -> String {
    let digits = |year: i32| {
        if year > 9_999 {
            number(usize::try_from(year).unwrap_or(0))
        } else {
            year.to_string()
        }
    };
    if year > 0 {
        digits(year)
    } else {
        format!("{} BC", digits(1 - year))
    }
}

/// What stands under a tick of the axis: "Jun", "14", "2020", and the larger unit where it begins.
pub(super) fn tick(at: Day, unit: TimeUnit) -> (String, Option<String>) {
    let Some((y, m, d)) = at.ymd() else {
        return Default::default();
    };
    match unit {
        TimeUnit::Day | TimeUnit::Week => {
            let is_first = d <= if unit == TimeUnit::Day { 1 } else { 7 };
            (d.to_string(), is_first.then(|| month(at)))
        }
        TimeUnit::Month => (short_month(m).to_owned(), (m == 1).then(|| year(y))),
        _ => (year(y), None),
    }
}

/// The larger unit that a tick stands in.
pub(super) fn tick_context(at: Day, unit: TimeUnit) -> Option<String> {
    match unit {
        TimeUnit::Day | TimeUnit::Week => Some(month(at)),
        TimeUnit::Month => at.ymd().map(|(y, _, _)| year(y)),
        _ => None,
    }
}

/// "1 May – 31 Aug 2021"
pub(super) fn window(window: Window) -> String {
    let (first, last) = (window.first(), window.last());
    if first == last {
        return short_day(first);
    }
    match (first.ymd(), last.ymd()) {
        (Some((first_year, m, d)), Some((last_year, _, _))) if first_year == last_year => {
            format!("{d} {} – {}", short_month(m), short_day(last))
        }
        _ => format!("{} – {}", short_day(first), short_day(last)),
    }
}

/// "window, 123 days"
pub(super) fn window_length(window: Window) -> String {
    match window.n_days() {
        1 => "window, 1 day".to_owned(),
        n => format!("window, {} days", number(usize::try_from(n).unwrap_or(0))),
    }
}

/// A date in words: "19 July 2021", "some day in June 2021", "from 10 November 2020 on".
pub(super) fn when(when: &When) -> String {
    let about = |is_approximate: bool| if is_approximate { "about " } else { "" };
    let start = when.start().map(|(days, precision)| {
        (
            about(when.is_start_approximate()),
            one_date(days, precision, when.start_season()),
        )
    });
    let end = when.end().map(|(days, precision)| {
        (
            about(when.is_end_approximate()),
            one_date(days, precision, when.end_season()),
        )
    });
    let is_whole = when.sense() == Sense::Whole;
    let words = match (start, end, when.is_interval()) {
        (Some((about, only)), _, false) => match when.precision() {
            DatePrecision::Range => format!("{about}{}", range(when.span())),
            DatePrecision::Month
            | DatePrecision::Season
            | DatePrecision::Year
            | DatePrecision::Years
                if about.is_empty() =>
            {
                let amount = if is_whole { "all of" } else { "some day in" };
                format!("{amount} {only}")
            }
            _ => format!("{about}{only}"),
        },
        (Some((about_start, start)), Some((about_end, end)), true) => {
            format!("{about_start}{start} – {about_end}{end}")
        }
        (Some((about, start)), None, true) => format!("from {about}{start} on"),
        (None, Some((about, end)), true) => format!("until {about}{end}"),
        (None, _, _) => when.text().to_owned(),
    };
    if when.is_uncertain() {
        format!("{words}, uncertain")
    } else {
        words
    }
}

/// A date in few words for a list: "27 Sep – 10 Nov 2020", "about Aug 2021".
pub(super) fn short_when(when: &When) -> String {
    let span = when.span();
    if when.is_approximate() || when.is_uncertain() {
        return self::when(when);
    }
    let days = Window::between(span.earliest_start(), span.latest_end());
    match (days.first().is_bounded(), days.last().is_bounded()) {
        (true, true) if is_plain_window(when) => window(days),
        (true, true) => self::when(when),
        (true, false) => format!("from {}", short_day(days.first())),
        (false, true) => format!("until {}", short_day(days.last())),
        (false, false) => when.text().to_owned(),
    }
}

/// Whether a date says no less when it is written as its first and its last day.
fn is_plain_window(when: &When) -> bool {
    match when.precision() {
        DatePrecision::Day => when.is_interval(),
        DatePrecision::Range => true,
        DatePrecision::Month
        | DatePrecision::Season
        | DatePrecision::Year
        | DatePrecision::Years => false,
    }
}

/// "between 27 September 2020 and 10 November 2020"
fn range(span: TimeSpan) -> String {
    let (first, last) = (span.earliest_start(), span.latest_end());
    match (first.is_bounded(), last.is_bounded()) {
        (true, true) => format!("between {} and {}", day(first), day(last)),
        (true, false) => format!("on or after {}", day(first)),
        (false, _) => format!("on or before {}", day(last)),
    }
}

fn one_date(days: Window, precision: DatePrecision, season: Option<Season>) -> String {
    let date_year = |at: Day| at.ymd().map_or_else(String::new, |(y, _, _)| year(y));
    if let Some(season) = season {
        return format!("{} {}", self::season(season), date_year(days.first()));
    }
    match precision {
        DatePrecision::Day => day(days.first()),
        DatePrecision::Month if days.n_days() >= 28 => month(days.first()),
        DatePrecision::Year => date_year(days.first()),
        DatePrecision::Years => format!("{}–{}", date_year(days.first()), date_year(days.last())),
        DatePrecision::Month | DatePrecision::Season | DatePrecision::Range => window(days),
    }
}

/// "spring", "second quarter", "first half of"
fn season(season: Season) -> String {
    const ORDINALS: [&str; 4] = ["first", "second", "third", "fourth"];
    let nth = |n: u8| {
        let index = usize::from(n).saturating_sub(1);
        ORDINALS.get(index).copied().unwrap_or_default()
    };
    let of = |name: &str, hemisphere| match hemisphere {
        Hemisphere::NotGiven => name.to_owned(),
        Hemisphere::Northern => format!("northern {name}"),
        Hemisphere::Southern => format!("southern {name}"),
    };
    match season {
        Season::Spring(hemisphere) => of("spring", hemisphere),
        Season::Summer(hemisphere) => of("summer", hemisphere),
        Season::Autumn(hemisphere) => of("autumn", hemisphere),
        Season::Winter(hemisphere) => of("winter", hemisphere),
        Season::Quarter(n) => format!("the {} quarter of", nth(n)),
        Season::Third(n) => format!("the {} four months of", nth(n)),
        Season::Half(n) => format!("the {} half of", nth(n)),
    }
}

/// How well a date is known: "the exact day".
pub(super) fn date_precision(when: &When) -> String {
    let mut words = vec![match (when.is_interval(), when.precision()) {
        (true, DatePrecision::Day) => "to the day",
        (true, DatePrecision::Month) => "to the month",
        (true, _) => "roughly",
        (false, DatePrecision::Day) => "the exact day",
        (false, DatePrecision::Month | DatePrecision::Range) => "the day is not given",
        (false, _) if when.sense() == Sense::Whole => "all of its days",
        (false, DatePrecision::Season) => "only a part of the year is given",
        (false, DatePrecision::Year) => "only the year is given",
        (false, DatePrecision::Years) => "only some years are given",
    }];
    if when.is_interval() && when.end().is_none() {
        words.push("no end given");
    }
    words.join(", ")
}

/// What stands in front of a row of the list: the day, or a sign that it is not known.
pub(super) fn day_mark(when: Option<&When>) -> String {
    let Some(when) = when else {
        return "–".to_owned();
    };
    let span = when.span();
    match span.earliest_start().ymd() {
        Some((_, _, d)) if span.is_exact() && span.earliest_start() == span.latest_end() => {
            d.to_string()
        }
        Some((_, _, d)) if span.is_exact() => format!("{d}–"),
        _ if when.is_approximate() || when.is_uncertain() => "~".to_owned(),
        _ => "XX".to_owned(),
    }
}

/// Only a possible match is worth a word.
pub(super) fn matched(matched: Match) -> Option<&'static str> {
    match matched {
        Match::Certain => None,
        Match::Possible => Some("possibly in the window"),
    }
}

/// The status of an event: a word for lists.
pub(super) fn status(status: Status) -> &'static str {
    match status {
        Status::Contested => "Contested",
        Status::Incomplete => "A claim could not be read",
        Status::Denied => "Denied",
        Status::Corroborated => "Two or more sources",
        Status::SingleSourced => "One source",
        Status::ClaimedOnly => "One speaker",
        Status::Unclaimed => "No claim",
    }
}

/// The status of an event: a sentence for its card.
pub(super) fn status_sentence(status: Status) -> &'static str {
    match status {
        Status::Contested => "Contested: one says so, another denies it",
        Status::Incomplete => "A claim could not be read; see the findings",
        Status::Denied => "Only denied: nobody here asserts it",
        Status::Corroborated => "Reported through independent sources",
        Status::SingleSourced => "Several speakers, one source",
        Status::ClaimedOnly => "One speaker on what happened, one source",
        Status::Unclaimed => "Nobody here claims it",
    }
}

/// Why the status is what it is, with the names of those who speak.
pub(super) fn reason<'a>(verdict: &Verdict, name: impl Fn(usize) -> Option<&'a str>) -> String {
    let affirm = if verdict.n_speakers == 1 {
        "affirms"
    } else {
        "affirm"
    };
    let through = match verdict.n_sources {
        // What was said may be known before the source that reports it is there.
        0 => "the source that reports it came later".to_owned(),
        n => format!("through {}", counted(n, "independent source")),
    };
    let affirmed = format!(
        "{} {affirm} it, {through}",
        counted(verdict.n_speakers, "speaker")
    );
    let mut sentence = match verdict.status {
        Status::Contested => disputes(verdict, name),
        Status::Incomplete => {
            "What is left of its claims may mislead, so none is weighed".to_owned()
        }
        Status::Denied => "There are denials, and no claim that they deny".to_owned(),
        Status::Unclaimed => "No speaker affirms or denies that it happened".to_owned(),
        Status::Corroborated | Status::SingleSourced | Status::ClaimedOnly => affirmed,
    };
    if !verdict.retracted.is_empty() {
        let n = verdict.retracted.len();
        sentence += &format!("; {} taken back", counted_verb(n, "claim", "was", "were"));
    }
    sentence + "."
}

/// "B denies what A and C say; D denies what A says on losses"
fn disputes<'a>(verdict: &Verdict, name: impl Fn(usize) -> Option<&'a str>) -> String {
    let mut groups: Vec<(&str, About, Vec<&str>)> = Vec::new();
    for dispute in &verdict.disputes {
        let Some((claims, denies)) = name(dispute.claim).zip(name(dispute.denial)) else {
            continue;
        };
        let group = groups
            .iter_mut()
            .find(|(who, about, _)| (*who, *about) == (denies, dispute.about));
        match group {
            Some((_, _, others)) if others.contains(&claims) => {}
            Some((_, _, others)) => others.push(claims),
            None => groups.push((denies, dispute.about, vec![claims])),
        }
    }
    let sentences: Vec<String> = groups
        .into_iter()
        .map(|(denies, part, claim)| {
            let say = if claim.len() == 1 { "says" } else { "say" };
            let part = about(part)
                .map(|part| format!(" {part}"))
                .unwrap_or_default();
            let claim: Vec<String> = claim.into_iter().map(mid_sentence).collect();
            format!("{denies} denies what {} {say}{part}", claim.join(" and "))
        })
        .collect();
    sentences.join("; ")
}

/// A name as it stands within a sentence.
fn mid_sentence(name: &str) -> String {
    match name.strip_prefix("The ") {
        Some(rest) => format!("the {rest}"),
        None => name.to_owned(),
    }
}

/// "1 speaker is", "2 speakers are"
fn counted_verb(n: usize, noun: &str, one: &str, many: &str) -> String {
    format!("{} {}", counted(n, noun), if n == 1 { one } else { many })
}

/// The head over claims that contradict each other.
pub(super) fn disputed(about: About) -> &'static str {
    match about {
        About::Event => "Disputed: what happened",
        About::Date => "Disputed: the date",
        About::Place => "Disputed: the place",
        About::Actors => "Disputed: who took part",
        About::Casualties => "Disputed: the losses",
        About::Transfers => "Disputed: what was handed over",
        About::Meaning => "Disputed: what it means",
    }
}

/// "2 claims were made later, or came to light later, and are hidden."
pub(super) fn later_claims(n: usize) -> String {
    format!(
        "{} made or published later, and hidden.",
        counted_verb(n, "claim", "was", "were")
    )
}

/// How a way of speaking is asked for.
pub(super) fn speech(speech: Speech) -> &'static str {
    match speech {
        Speech::Claims => "claims",
        Speech::Denies => "denies",
        Speech::Questions => "questions",
        Speech::Retracts => "takes back",
    }
}

/// "As known on 30 June 2021"
pub(super) fn known_on(day: Day) -> String {
    format!("As known on {}", self::day(day))
}

/// "7 events not yet known, 5 claims made later"
pub(super) fn hidden_by_knowledge(n_events: usize, n_claims: usize) -> String {
    match (n_events, n_claims) {
        (0, 0) => "nothing is hidden".to_owned(),
        (0, claims) => format!("{} made later hidden", counted(claims, "claim")),
        (events, 0) => format!("{} not yet known", counted(events, "event")),
        (events, claims) => format!(
            "{} not yet known, {} made later hidden",
            counted(events, "event"),
            counted(claims, "claim")
        ),
    }
}

/// The name of a language.
pub(super) fn language(language: Language) -> &'static str {
    match language {
        Language::English => "English",
        Language::Azerbaijani => "Azerbaijani",
        Language::Armenian => "Armenian",
        Language::Persian => "Persian",
        Language::Russian => "Russian",
        Language::Georgian => "Georgian",
    }
}

/// In which language names are shown, in a word or two.
pub(super) fn names(policy: NamePolicy) -> String {
    match policy {
        NamePolicy::AsInSource => "As in the source".to_owned(),
        NamePolicy::In(one) => language(one).to_owned(),
        NamePolicy::Both(a, b) => format!("{} + {}", language(a), language(b)),
    }
}

/// What is known about a name: "Armenian · Armn · used by maps before 1991 · older name".
pub(super) fn attestation(name: &PlaceName) -> String {
    let spoken = match Language::of_tag(&name.lang) {
        Some(known) => language(known).to_owned(),
        None => name.lang.clone(),
    };
    let mut words = vec![spoken, script(&name.script).to_owned()];
    words.extend(name.used_by.as_ref().map(|by| format!("used by {by}")));
    words.extend(name.when.as_ref().map(attested));
    words.extend(name.note.clone());
    // The language and its script often have one word.
    words.dedup();
    words.join(" · ")
}

/// "in November 2020", "on 16 July 2021": when a name was used.
fn attested(when: &When) -> String {
    let words = self::when(when);
    match words.strip_prefix("some day ") {
        Some(rest) => rest.to_owned(),
        None if when.is_interval() => words,
        None => format!("on {words}"),
    }
}

/// The name of a script by its ISO 15924 code; the code itself for those this region does not use.
fn script(code: &str) -> &str {
    match code {
        "Latn" => "Latin",
        "Cyrl" => "Cyrillic",
        "Armn" => "Armenian",
        "Geor" => "Georgian",
        "Arab" => "Arabic script",
        other => other,
    }
}

/// "state", "ministry or office", …
pub(super) fn actor_kind(kind: ActorKind) -> &'static str {
    match kind {
        ActorKind::State => "state",
        ActorKind::Office => "ministry or office",
        ActorKind::Official => "official",
        ActorKind::Force => "armed force",
        ActorKind::Organization => "organization",
        ActorKind::Author => "author of a source",
        ActorKind::Unnamed => "not named",
    }
}

/// "asserts", "denies", …
pub(super) fn stance(stance: Stance) -> &'static str {
    match stance {
        Stance::Asserts => "asserts",
        Stance::Denies => "denies",
        Stance::Confirms => "confirms",
        Stance::Questions => "questions",
        Stance::Retracts => "takes back",
        Stance::Announces => "announces",
    }
}

/// What a claim is about, where it is not the event itself.
pub(super) fn about(about: About) -> Option<&'static str> {
    match about {
        About::Event => None,
        About::Date => Some("on the date"),
        About::Place => Some("on the place"),
        About::Actors => Some("on who took part"),
        About::Casualties => Some("on losses"),
        About::Transfers => Some("on what was handed over"),
        About::Meaning => Some("a judgment"),
    }
}

/// "party", "mediator", …
pub(super) fn role(role: Role) -> &'static str {
    match role {
        Role::Party => "party",
        Role::Mediator => "mediator",
        Role::Giver => "gives",
        Role::Receiver => "receives",
        Role::Addressee => "concerned",
        Role::Carrier => "said to carry",
    }
}

/// "town, within about 3 km"
pub(super) fn place_precision(place: &Place) -> String {
    let kind = place_kind(place.kind);
    match (place.at, radius(place.precision)) {
        (Some(_), Some(radius)) => format!("{kind}, within about {radius}"),
        _ => format!("{kind}, no point"),
    }
}

/// "town", "border crossing", …
pub(super) fn place_kind(kind: PlaceKind) -> &'static str {
    match kind {
        PlaceKind::City => "city",
        PlaceKind::Town => "town",
        PlaceKind::Village => "village",
        PlaceKind::Crossing => "border crossing",
        PlaceKind::Site => "site",
        PlaceKind::District => "district",
        PlaceKind::Region => "area",
        PlaceKind::Country => "country",
    }
}

fn radius(precision: PlacePrecision) -> Option<String> {
    let meters = precision.radius_m()?;
    Some(if meters < 1_000.0 {
        format!("{meters} m")
    } else {
        format!("{} km", meters / 1_000.0)
    })
}

/// How an event relates to its places: "at", "somewhere within", …
pub(super) fn location(location: &Location) -> &'static str {
    match location {
        Location::At(_) => "at",
        Location::Within(_) => "somewhere within",
        Location::Between(..) => "somewhere between",
        Location::Route(_) => "on a route, schematic:",
        Location::Several(_) => "at each of",
        Location::NotGiven => "not given by the source",
        Location::Unusable(_) => "the place did not hold; see the findings",
    }
}

/// "3 killed · Armenian armed forces"
pub(super) fn casualty(casualty: &Casualty, whose: &str) -> String {
    format!("{} · {whose}", how_many(casualty))
}

/// "3 killed", "5 (3–8) wounded", "number not given, captured"
pub(super) fn how_many(casualty: &Casualty) -> String {
    let harm = harm(casualty.harm);
    match (casualty.low, casualty.best, casualty.high) {
        (Some(low), _, Some(high)) if low == high => format!("{low} {harm}"),
        (None, Some(best), None) => format!("{best} {harm}"),
        (low, Some(best), high) => {
            let side =
                |side: Option<u32>| side.map_or_else(|| "?".to_owned(), |side| side.to_string());
            format!("{best} ({}–{}) {harm}", side(low), side(high))
        }
        (Some(low), None, Some(high)) => format!("{low}–{high} {harm}"),
        (Some(low), None, None) => format!("at least {low} {harm}"),
        (None, None, Some(high)) => format!("at most {high} {harm}"),
        (None, None, None) => format!("number not given, {harm}"),
    }
}

/// "killed", "wounded", …
pub(super) fn harm(harm: Harm) -> &'static str {
    match harm {
        Harm::Killed => "killed",
        Harm::Wounded => "wounded",
        Harm::Captured => "captured",
        Harm::Missing => "missing",
        Harm::Displaced => "displaced",
    }
}

/// "15 Armenian soldiers", "maps of mines (nearly 100,000 mines)"
pub(super) fn transfer(transfer: &Transfer) -> String {
    let mut words = String::new();
    if let Some(n) = transfer.count {
        words += &format!("{} ", number(usize::try_from(n).unwrap_or(0)));
    }
    words += &transfer.what;
    if let Some(phrase) = &transfer.phrase {
        words += &format!(" (“{phrase}”)");
    }
    words
}

/// The name of an event for screen readers and tests: "19 July 2021: Shootout near Yeraskh".
pub(super) fn event_name(event: &Event) -> String {
    match &event.when {
        Some(date) => format!("{}: {}", when(date), event.title),
        None => format!("No date: {}", event.title),
    }
}

/// "12 events · 11 places · 9 actors · 1 source"
pub(super) fn atlas_counts(
    n_events: usize,
    n_places: usize,
    n_actors: usize,
    n_sources: usize,
) -> String {
    [
        counted(n_events, "event"),
        counted(n_places, "place"),
        counted(n_actors, "actor"),
        counted(n_sources, "source"),
    ]
    .join(" · ")
}

/// "1 source", "2 sources"
pub(super) fn counted(n: usize, noun: &str) -> String {
    if n == 1 {
        format!("1 {noun}")
    } else {
        format!("{} {noun}s", number(n))
    }
}

/// A number with commas between its thousands.
pub(super) fn number(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The status line, in three parts, the second of which is set bold.
pub(super) fn equation(counts: Counts) -> (String, String, String) {
    let Counts {
        total,
        shown,
        outside_window,
        filtered_out,
        undated,
        not_yet_known,
        on_map,
        unlocated,
    } = counts;
    let mut rest = format!(
        " + {} outside the window + {} filtered out",
        number(outside_window),
        number(filtered_out)
    );
    if undated > 0 {
        rest += &format!(" + {} undated", number(undated));
    }
    if not_yet_known > 0 {
        rest += &format!(" + {} not yet known", number(not_yet_known));
    }
    rest += &format!(
        " · {} on the map, {} without a usable place",
        number(on_map),
        number(unlocated)
    );
    (
        format!("{} = ", counted(total, "event")),
        format!("{} shown", number(shown)),
        rest,
    )
}

/// "39.739° N  44.828° E", with as many decimals as a point of the screen tells apart.
pub(super) fn position(lon: f64, lat: f64, points_per_degree: f64) -> String {
    let decimals = points_per_degree.max(1.0).log10().ceil().clamp(1.0, 6.0) as usize;
    let (north, east) = (
        if lat < 0.0 { 'S' } else { 'N' },
        if lon < 0.0 { 'W' } else { 'E' },
    );
    format!(
        "{:.decimals$}° {north}  {:.decimals$}° {east}",
        lat.abs(),
        lon.abs()
    )
}

/// "50 km", "200 m"
pub(super) fn distance(meters: f64) -> String {
    if meters < 1_000.0 {
        format!("{meters:.0} m")
    } else {
        format!("{:.0} km", meters / 1_000.0)
    }
}

/// "month", "year", …
pub(super) fn unit(unit: TimeUnit) -> &'static str {
    match unit {
        TimeUnit::Day => "day",
        TimeUnit::Week => "week",
        TimeUnit::Month => "month",
        TimeUnit::Year => "year",
        TimeUnit::Decade => "decade",
        TimeUnit::Century => "century",
        TimeUnit::Millennium => "millennium",
        TimeUnit::TenMillennia => "10,000 years",
        TimeUnit::HundredMillennia => "100,000 years",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_said_in_words() {
        for (text, expected) in [
            ("2021-07-19", "19 July 2021"),
            ("2021-06", "some day in June 2021"),
            ("2020-06-XX", "some day in June 2020"),
            ("2021", "some day in 2021"),
            ("2021-08~", "about August 2021"),
            (
                "2020-09-27/2020-11-10",
                "27 September 2020 – 10 November 2020",
            ),
            ("2021-07~/2021-08-11", "about July 2021 – 11 August 2021"),
            ("2021-07-01/2021-08~", "1 July 2021 – about August 2021"),
            ("2021-08-11?", "11 August 2021, uncertain"),
            ("2020-11-10/..", "from 10 November 2020 on"),
            (
                "[2020-09-27..2020-11-10]",
                "between 27 September 2020 and 10 November 2020",
            ),
            ("[2021-08-11..]", "on or after 11 August 2021"),
            ("202X", "some day in 2020–2029"),
            ("-0044-03-15", "15 March 45 BC"),
            ("2021-21", "some day in spring 2021"),
            ("2021-34", "some day in the second quarter of 2021"),
            ("2021-41~", "about the second half of 2021"),
            ("2021-30", "some day in southern summer 2021"),
            ("2020-24/2021-22", "winter 2020 – summer 2021"),
            ("Y12000", "some day in 12,000"),
            ("Y-170002", "some day in 170,003 BC"),
            (
                "[1667,1668,1670..1672]",
                "between 1 January 1667 and 31 December 1672",
            ),
        ] {
            assert_eq!(
                when(&When::parse(text).expect("a date")),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn numbers_have_commas_between_thousands() {
        assert_eq!(number(7), "7");
        assert_eq!(number(1_234_567), "1,234,567");
        assert_eq!(counted(1, "event"), "1 event");
    }
}
