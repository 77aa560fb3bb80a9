//! The members of a JSON object, each still as it was written, in its order. The first of a name wins.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

/// The members of an object, and which of them somebody has asked for.
#[derive(Debug, Default)]
pub(super) struct Members<'a> {
    members: Vec<Member<'a>>,
}

#[derive(Debug)]
struct Member<'a> {
    name: String,
    raw: &'a str,
    is_used: bool,
}

impl<'a> Members<'a> {
    /// The members of an object; none for `null`.
    pub(super) fn of(raw: &'a str) -> Result<Self, String> {
        if raw == "null" {
            return Ok(Self::default());
        }
        serde_json::from_str(raw).map_err(|error| {
            let message = error.to_string();
            let bare = message.split(" at line ").next().unwrap_or_default();
            bare.to_owned()
        })
    }

    /// The text of a member, written exactly so.
    pub(super) fn raw(&self, name: &str) -> Option<&'a str> {
        let member = self.members.iter().find(|member| member.name == name)?;
        (member.raw != "null").then_some(member.raw)
    }

    /// Whether there is a member of this name, whatever it holds.
    pub(super) fn has(&self, name: &str) -> bool {
        self.members.iter().any(|member| member.name == name)
    }

    /// A member that is a text.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        serde_json::from_str(self.raw(name)?).ok()
    }

    /// The first member that has one of these names, whatever their case, and that holds something.
    /// The value of a member that was not taken, if it says something.
    pub(super) fn value(&self, name: &str) -> Option<Value> {
        let mut members = self.members.iter();
        let is_it =
            |member: &&Member<'_>| !member.is_used && member.name.eq_ignore_ascii_case(name);
        let value: Value = serde_json::from_str(members.find(is_it)?.raw).ok()?;
        Some(value).filter(|value| !is_blank(value))
    }

    pub(super) fn take(&mut self, names: &[&str]) -> Option<(String, Value)> {
        for name in names {
            for member in &mut self.members {
                if member.is_used || !member.name.eq_ignore_ascii_case(name) {
                    continue;
                }
                let value: Option<Value> = serde_json::from_str(member.raw).ok();
                if let Some(value) = value.filter(|value| !is_blank(value)) {
                    member.is_used = true;
                    return Some((member.name.clone(), value));
                }
            }
        }
        None
    }

    /// Like [`Self::take`], as words; what has none, like a list in a list, is not taken.
    pub(super) fn take_words(&mut self, names: &[&str]) -> Option<String> {
        let (name, value) = self.take(names)?;
        let words = words_of(&value);
        if words.is_none()
            && let Some(member) = self.members.iter_mut().find(|it| it.name == name)
        {
            member.is_used = false;
        }
        words
    }

    /// Those that nobody has asked for.
    pub(super) fn rest(&self) -> impl Iterator<Item = (&str, Value)> {
        let unused = self.members.iter().filter(|member| !member.is_used);
        unused.filter_map(|member| {
            let value = serde_json::from_str(member.raw).unwrap_or(Value::Array(Vec::new()));
            (!is_blank(&value)).then_some((member.name.as_str(), value))
        })
    }
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(list) => list.is_empty(),
        _ => false,
    }
}

/// A text, a number or a list of them in words.
pub(super) fn words_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(is_so) => Some(is_so.to_string()),
        Value::Array(list) => {
            let is_plain = |value: &Value| !matches!(value, Value::Array(_) | Value::Object(_));
            let words = list.iter().filter(|value| is_plain(value));
            let words: Vec<String> = words.filter_map(words_of).collect();
            (!words.is_empty()).then(|| words.join(", "))
        }
        Value::Null | Value::Object(_) => None,
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some((name, raw)) = map.next_entry::<String, &'de RawValue>()? {
                    members.push(Member {
                        name,
                        raw: raw.get(),
                        is_used: false,
                    });
                }
                Ok(Members { members })
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}
