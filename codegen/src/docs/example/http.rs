use super::key::{read_json, written_json};
use super::pick::{Picks, unknown_near};
use super::{Act, Answer, Example, Method, filled, object, quoted};
use crate::docs::address;
use crate::model::{Key, KeyId, Spec, Value};

/// What the page on HTTP shows. Each is left out where the spec has no key for it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HttpExamples {
    pub all: Option<Example>,
    pub some: Option<Example>,
    pub some_encoded: Option<Example>,
    pub some_list: Option<Example>,
    pub empty_filter: Option<Example>,
    pub unknown_left_out: Option<Example>,
    pub set_one: Option<Example>,
    pub set_many: Option<Example>,
    pub set_none: Option<Example>,
    pub post: Option<Example>,
    pub quoted: Option<Example>,
    pub plus: Option<Example>,
    pub raw: Option<Example>,
    pub unquoted: Option<Example>,
    pub quoted_number: Option<Example>,
    pub null: Option<Example>,
    pub out_of_range: Option<Example>,
    pub read_only: Option<Example>,
    pub unknown: Option<Example>,
    pub mixed: Option<Example>,
    pub keys: Option<Example>,
    pub events: Option<Example>,
    pub disabled: Option<Example>,
}

/// Keys for the examples on a page of the App.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppExamples {
    /// Names of keys to read.
    pub read: Vec<String>,
    /// Names of keys to set, each with a value in JSON.
    pub set: Vec<(String, String)>,
}

/// The keys that the documents have for their examples, too.
pub fn app_examples(spec: &Spec) -> AppExamples {
    let picks = Picks::of(spec, |key| key.http);
    let number = picks.number.or(picks.switch);
    let switch = picks.switch.filter(|switch| number.is_none_or(|number| number.short != switch.short));
    AppExamples {
        read: picks.status.first().copied().into_iter().chain(number).map(|key| key.short.clone()).collect(),
        set: number.into_iter().chain(switch).map(|key| (key.short.clone(), written_json(spec, key))).collect(),
    }
}

impl HttpExamples {
    pub fn of(spec: &Spec) -> Self {
        if !spec.keys.iter().any(|key| key.http) {
            return Self::default();
        }
        let mut page = Self::default();
        let picks = Picks::of(spec, |key| key.http);
        page.reading(spec, &picks);
        page.writing(spec, &picks);
        page.text(spec, &picks);
        page.refusals(spec, &picks);
        page.keys = Some(get(format!("{}/keys", spec.device.http.base), 200, Answer::Long));
        page
    }

    fn reading(&mut self, spec: &Spec, picks: &Picks<'_>) {
        let http = &spec.device.http;
        self.all = Some(get(format!("{}/status", http.base), 200, Answer::Long));
        self.empty_filter = Some(get(format!("{}/status?filter=", http.base), 200, Answer::Long));
        if let Some(id) = http.enabled_by {
            let off = Answer::Exactly(http.disabled_text.clone());
            let mut disabled = get(format!("{}/status", http.base), http.disabled_status, off);
            disabled.given = vec![(id, Value::Bool(false))];
            self.disabled = Some(disabled);
        }
        let Some(first) = picks.status.first() else { return };
        let fields: Vec<(&str, String)> =
            picks.status.iter().map(|key| (key.short.as_str(), read_json(spec, key))).collect();
        let answer = Answer::Like(object(&fields.iter().map(|(key, json)| (*key, json.as_str())).collect::<Vec<_>>()));
        // The last key first: the answer shows that the order of the filter does not matter.
        let mut names: Vec<&str> = fields.iter().map(|(key, _)| *key).collect();
        names.rotate_right(1);
        let list = names.join(",");
        let json_list = format!("[{}]", names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(","));
        self.some = Some(get(address::status(spec, &list), 200, answer.clone()));
        self.some_encoded = Some(get(address::status(spec, &list).replace(',', "%2C"), 200, answer.clone()));
        self.some_list = Some(get(address::status(spec, &json_list), 200, answer));
        let only_first = object(&[(&first.short, &read_json(spec, first))]);
        let with_unknown = format!("{},{}", first.short, picks.unknown);
        self.unknown_left_out = Some(get(address::status(spec, &with_unknown), 200, Answer::Like(only_first.clone())));
        self.events = Some(get(
            format!("{}/events?filter={}", http.base, first.short),
            200,
            Answer::Events(format!("data: {only_first}")),
        ));
    }

    fn writing(&mut self, spec: &Spec, picks: &Picks<'_>) {
        self.set_none = Some(get(format!("{}/set", spec.device.http.base), 200, exactly("{}".to_owned())));
        if let Some(key) = picks.optional {
            let target = address::set(spec, &[(&key.short, "null")]);
            self.null = Some(about(spec, key, get(target, 200, taken(&[key]))));
        }
        let Some(number) = picks.number.or(picks.switch) else { return };
        let json = written_json(spec, number);
        let target = address::set(spec, &[(&number.short, &json)]);
        self.set_one = Some(about(spec, number, get(target, 200, taken(&[number]))));
        if spec.device.http.quoted_values {
            let target = address::set(spec, &[(&number.short, &format!("\"{json}\""))]);
            self.quoted_number = Some(about(spec, number, get(target, 200, taken(&[number]))));
        }
        if let Some(switch) = picks.switch.filter(|switch| switch.short != number.short) {
            let switched = written_json(spec, switch);
            let target = address::set(spec, &[(&number.short, &json), (&switch.short, &switched)]);
            self.set_many = Some(get(target, 200, taken(&[number, switch])));
            self.post =
                Some(post(spec, object(&[(&number.short, &json), (&switch.short, &switched)]), &[number, switch]));
        } else {
            self.post = Some(post(spec, object(&[(&number.short, &json)]), &[number]));
        }
    }

    fn text(&mut self, spec: &Spec, picks: &Picks<'_>) {
        let Some(key) = picks.text else { return };
        let answered = |target: String| Some(about(spec, key, get(target, 200, taken(&[key]))));
        let words = quoted(&picks.two_words);
        let start = address::set(spec, &[(&key.short, "")]);
        let encoded = address::encoded(&words);
        self.quoted = answered(format!("{start}{encoded}"));
        self.plus = answered(format!("{start}{}", encoded.replace("%20", "+")));
        self.raw = answered(format!("{start}{}", words.replace(' ', "%20")));
        if spec.device.http.unquoted_strings {
            self.unquoted = answered(format!("{start}{}", address::encoded(&picks.word)));
        }
    }

    fn refusals(&mut self, spec: &Spec, picks: &Picks<'_>) {
        let errors = &spec.device.errors;
        let status = spec.device.http.refused_status;
        let refusal = |key: &str, text: String| quoted(&format!("{key}: {text}"));
        if let Some((key, limit, wrong)) = &picks.beyond {
            let text = filled(&errors.out_of_range, &[("limit", limit), ("value", wrong)]);
            let answer = exactly(object(&[(&key.short, &refusal(&key.short, text))]));
            self.out_of_range = Some(about(spec, key, get(address::set(spec, &[(&key.short, wrong)]), status, answer)));
        }
        if let Some(key) = picks.read_only {
            let value = read_json(spec, key);
            let refused = refusal(&key.short, filled(&errors.read_only, &[("value", &value)]));
            let target = address::set(spec, &[(&key.short, &value)]);
            self.read_only = Some(about(spec, key, get(target, status, exactly(object(&[(&key.short, &refused)])))));
            if let Some(number) = picks.number {
                let taken = written_json(spec, number);
                let target = address::set(spec, &[(&number.short, &taken), (&key.short, &value)]);
                let answer = exactly(object(&[(&number.short, "true"), (&key.short, &refused)]));
                self.mixed = Some(get(target, status, answer));
            }
        }
        if let Some((wrong, near)) = picks.number.and_then(|key| unknown_near(spec, key)) {
            let unknown = filled(&errors.unknown_key, &[("value", &wrong)]);
            let text = format!("{unknown}{}", filled(&errors.did_you_mean, &[("near", &near)]));
            let answer = exactly(object(&[(&wrong, &refusal(&wrong, text))]));
            self.unknown = Some(get(address::set(spec, &[(&wrong, "1")]), status, answer));
        }
    }

    pub fn into_list(self) -> Vec<Example> {
        let list = [
            self.all,
            self.some,
            self.some_encoded,
            self.some_list,
            self.empty_filter,
            self.unknown_left_out,
            self.set_one,
            self.set_many,
            self.set_none,
            self.post,
            self.quoted,
            self.plus,
            self.raw,
            self.unquoted,
            self.quoted_number,
            self.null,
            self.out_of_range,
            self.read_only,
            self.unknown,
            self.mixed,
            self.keys,
            self.events,
            self.disabled,
        ];
        list.into_iter().flatten().collect()
    }
}

fn get(target: String, status: u16, answer: Answer) -> Example {
    let act = Act::Http { method: Method::Get, target, body: None, status, answer };
    Example { page: "http.md".to_owned(), key: None, given: Vec::new(), act }
}

fn post(spec: &Spec, body: String, keys: &[&Key]) -> Example {
    let target = format!("{}/set", spec.device.http.base);
    let act = Act::Http { method: Method::Post, target, body: Some(body), status: 200, answer: taken(keys) };
    Example { page: "http.md".to_owned(), key: None, given: Vec::new(), act }
}

fn about(spec: &Spec, key: &Key, example: Example) -> Example {
    let id: Option<KeyId> = spec.find(&key.short);
    Example { key: id, ..example }
}

fn taken(keys: &[&Key]) -> Answer {
    exactly(object(&keys.iter().map(|key| (key.short.as_str(), "true")).collect::<Vec<_>>()))
}

fn exactly(body: String) -> Answer {
    Answer::Exactly(body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::docs::fixture;

    fn shown(example: Option<Example>) -> (String, u16, String) {
        match example.map(|example| example.act) {
            Some(Act::Http { target, status, answer, .. }) => {
                (target, status, answer.shown().unwrap_or_default().to_owned())
            }
            other => panic!("{other:?} is no request"),
        }
    }

    fn page() -> HttpExamples {
        HttpExamples::of(&fixture::spec())
    }

    #[test]
    fn a_number_beyond_its_range_is_refused_with_the_range() {
        let body = r#"{"amp":"amp: value must be 6 to 32 A, not 33"}"#.to_owned();
        assert_eq!(shown(page().out_of_range), ("/api/set?amp=33".to_owned(), 500, body));
    }

    #[test]
    fn a_read_only_key_is_refused() {
        let body = r#"{"lit":"lit: tried to set api key without setter (true)"}"#.to_owned();
        assert_eq!(shown(page().read_only), ("/api/set?lit=true".to_owned(), 500, body));
    }

    #[test]
    fn an_unknown_key_is_refused_with_the_nearest() {
        let body = r#"{"ampp":"ampp: unknown api key ampp, did you mean amp?"}"#.to_owned();
        assert_eq!(shown(page().unknown), ("/api/set?ampp=1".to_owned(), 500, body));
    }

    #[test]
    fn the_filter_has_another_order_than_the_answer() {
        let (target, _, body) = shown(page().some);
        assert_eq!((target.as_str(), body.as_str()), ("/api/status?filter=wat,lit", r#"{"lit":true,"wat":[1,1]}"#));
    }

    #[test]
    fn a_switched_off_api_is_given_as_such() {
        let disabled = page().disabled.unwrap();
        let hai = fixture::spec().find("hai").unwrap();
        assert_eq!(disabled.given, vec![(hai, Value::Bool(false))]);
    }

    #[test]
    fn unquoted_text_is_shown_only_where_it_is_taken() {
        let mut spec = fixture::spec();
        assert!(HttpExamples::of(&spec).unquoted.is_some());
        spec.device.http.unquoted_strings = false;
        assert!(HttpExamples::of(&spec).unquoted.is_none());
    }

    #[test]
    fn a_device_without_http_has_no_requests() {
        let mut spec = fixture::spec();
        spec.keys.iter_mut().for_each(|key| key.http = false);
        assert_eq!(HttpExamples::of(&spec), HttpExamples::default());
    }
}
