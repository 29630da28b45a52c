//! Topics of a device whose prefix may not be known.

use keywright_codegen::model::{Template, TemplatePart};

/// A topic of every key, as a subscriber writes and reads it.
#[derive(Debug, Clone)]
pub struct Topics(Vec<Level>);

#[derive(Debug, Clone)]
enum Level {
    /// A level of the prefix; [`None`] where only the device knows it.
    Prefix(Option<String>),
    /// A level that is as it is.
    Literal(String),
    /// The level with the key, and what stands around it.
    Key(String, String),
}

/// The prefix of a device, `+` for each level that a key of it stands in.
pub fn prefix_of(template: &Template) -> String {
    let text: String = template
        .0
        .iter()
        .map(|part| match part {
            TemplatePart::Text(text) => text.as_str(),
            TemplatePart::Key(_) => "+",
        })
        .collect();
    let levels: Vec<&str> = text.split('/').map(|level| if level.contains('+') { "+" } else { level }).collect();
    levels.join("/")
}

impl Topics {
    /// `layout` is the spec's, `{prefix}/{key}/set`; `prefix` may have levels that are `+`.
    pub fn new(layout: &str, prefix: &str) -> Self {
        let rest = layout.strip_prefix("{prefix}").unwrap_or(layout).trim_start_matches('/');
        let prefix = prefix.trim_end_matches('/').split('/');
        let prefix = prefix.map(|level| Level::Prefix((level != "+").then(|| level.to_owned())));
        let rest = rest.split('/').map(|level| match level.split_once("{key}") {
            Some((before, after)) => Level::Key(before.to_owned(), after.to_owned()),
            None => Level::Literal(level.to_owned()),
        });
        Self(prefix.chain(rest).collect())
    }

    /// What to subscribe to.
    pub fn filter(&self) -> String {
        let levels: Vec<&str> = self
            .0
            .iter()
            .map(|level| match level {
                Level::Prefix(Some(literal)) | Level::Literal(literal) => literal,
                Level::Prefix(None) | Level::Key(..) => "+",
            })
            .collect();
        levels.join("/")
    }

    /// The prefix and the key of a topic, if it is one of these.
    pub fn read(&self, topic: &str) -> Option<(String, String)> {
        let levels: Vec<&str> = topic.split('/').collect();
        if levels.len() != self.0.len() {
            return None;
        }
        let (mut prefix, mut key) = (Vec::new(), None);
        for (known, level) in self.0.iter().zip(levels) {
            match known {
                Level::Prefix(Some(literal)) if literal == level => prefix.push(level),
                Level::Prefix(None) => prefix.push(level),
                Level::Literal(literal) if literal == level => {}
                Level::Key(before, after) => {
                    key = Some(level.strip_prefix(before.as_str())?.strip_suffix(after.as_str())?.to_owned());
                }
                _ => return None,
            }
        }
        Some((prefix.join("/"), key?))
    }
}

#[cfg(test)]
mod tests {
    use keywright_codegen::model::KeyId;

    use super::*;

    fn read(layout: &str, prefix: &str, topic: &str) -> Option<(String, String)> {
        Topics::new(layout, prefix).read(topic)
    }

    fn of(prefix: &str, key: &str) -> Option<(String, String)> {
        Some((prefix.to_owned(), key.to_owned()))
    }

    #[test]
    fn a_key_inside_the_prefix_is_a_wildcard() {
        let text = |text: &str| TemplatePart::Text(text.to_owned());
        assert_eq!(prefix_of(&Template(vec![text("lamp/"), TemplatePart::Key(KeyId(0))])), "lamp/+");
        assert_eq!(prefix_of(&Template(vec![text("lamp_"), TemplatePart::Key(KeyId(0)), text("/a")])), "+/a");
    }

    #[test]
    fn the_filter_holds_a_wildcard_for_what_is_not_known() {
        assert_eq!(Topics::new("{prefix}/{key}", "lamp/+").filter(), "lamp/+/+");
        assert_eq!(Topics::new("{prefix}/v/{key}/result", "/lamp/1/").filter(), "/lamp/1/v/+/result");
    }

    #[test]
    fn a_topic_tells_prefix_and_key() {
        assert_eq!(read("{prefix}/{key}", "lamp/+", "lamp/123/bri"), of("lamp/123", "bri"));
        assert_eq!(read("{prefix}/v_{key}", "/lamp", "/lamp/v_bri"), of("/lamp", "bri"));
    }

    #[test]
    fn other_topics_are_none() {
        assert_eq!(read("{prefix}/{key}", "lamp/+", "lamp/123/bri/set"), None);
        assert_eq!(read("{prefix}/{key}", "lamp/1", "lamp/2/bri"), None);
        assert_eq!(read("{prefix}/v/{key}", "lamp/1", "lamp/1/w/bri"), None);
    }
}
