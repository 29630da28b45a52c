//! `keywright verify`, as it is called at the command line.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use rumqttc::{Client, Event, Incoming, MqttOptions, QoS};
use serde_json::{Map, Value, json};

const LAMP: &str = r#"format: 1
device:
  name: lamp
  languages: [en]
  mqtt: { prefix: { default: "lamp/{ser}" } }
types: {}
keys:
  ser: { name: serial, type: string(6), access: R, category: Constant, default: "000001", en: { title: Serial, text: Its number. } }
  bri: { name: brightness, type: uint8, access: R/W, category: Config, range: 0..100, default: 50, en: { title: Brightness, text: How bright. } }
  swi: { name: switched_on, type: bool, access: R/W, category: Config, default: true, en: { title: Switch, text: Whether it is on. } }
"#;

/// A folder of one test's own, with a spec in it.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("verify-{test}-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder for the test");
        fs::write(folder.join("lamp.yaml"), LAMP).expect("a spec");
        Self(folder)
    }

    fn keywright(&self, arguments: &[&str]) -> Output {
        let arguments = [&["verify", "lamp.yaml"], arguments].concat();
        Command::new(env!("CARGO_BIN_EXE_keywright")).args(arguments).current_dir(&self.0).output().expect("is built")
    }

    fn status(&self, json: &str, arguments: &[&str]) -> Output {
        fs::write(self.0.join("status.json"), json).expect("a status");
        self.keywright(&[&["--json", "status.json"], arguments].concat())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

const GOOD: &str = r#"{"ser":"000001","bri":100,"swi":true}"#;

#[test]
fn a_device_as_in_the_spec_is_exit_status_0() {
    let output = Folder::new("good").status(GOOD, &[]);
    assert_eq!(said(&output), "status.json: 3 keys: 3 as the spec of lamp says; none is missing\n");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_device_that_differs_is_exit_status_1() {
    let output = Folder::new("bad").status(r#"{"ser":"000001","bri":101,"hue":7}"#, &[]);
    assert_eq!(output.status.code(), Some(1));
    let said = said(&output);
    assert!(said.contains("  bri  range  is 101, outside of 0..100\n"), "{said}");
    assert!(said.contains("  hue:\n    name: hue\n    type: uint8 "), "{said}");
    assert!(said.contains("Not on the device\n  swi\n"), "{said}");
}

#[test]
fn of_a_part_nothing_is_missing() {
    let output = Folder::new("part").status(r#"{"bri":1}"#, &["--partial"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}

#[test]
fn json_and_markdown_say_the_same() {
    let folder = Folder::new("formats");
    let output = folder.status(r#"{"bri":101,"hue":7}"#, &["--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(report["different"][0]["misfits"][0]["kind"], json!("range"));
    assert_eq!(report["unknown"][0]["value"], json!(7));
    assert_eq!(report["missing"], json!([{ "key": "ser" }, { "key": "swi" }]));
    let output = folder.status(r#"{"bri":101,"hue":7}"#, &["--format", "markdown"]);
    assert!(said(&output).contains("| `bri` | range | is 101, outside of 0..100 |"), "{}", said(&output));
}

#[test]
fn what_can_not_be_read_is_exit_status_2() {
    let folder = Folder::new("broken");
    assert_eq!(folder.status("no json", &[]).status.code(), Some(2));
    assert_eq!(folder.keywright(&["--json", "nosuch.json"]).status.code(), Some(2));
    assert_eq!(folder.keywright(&["--http", "http://127.0.0.1:1"]).status.code(), Some(2));
    assert_eq!(folder.keywright(&["--mqtt", "mqtt://127.0.0.1:1"]).status.code(), Some(2));
    assert_eq!(folder.keywright(&[]).status.code(), Some(2));
}

/// The project's own spec and what real devices were seen to say.
fn captures() -> Option<(PathBuf, Vec<PathBuf>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2)?.to_owned();
    let Ok(folder) = fs::read_dir(root.parent()?.join("shared/reference/captures")) else {
        println!("skipped: there are no captures beside the project");
        return None;
    };
    let files = folder.filter_map(|entry| Some(entry.ok()?.path()));
    let files: Vec<_> = files.filter(|path| path.extension().is_some_and(|extension| extension == "json")).collect();
    assert!(!files.is_empty());
    Some((root.join("spec/spec.yaml"), files))
}

#[test]
fn every_capture_is_held_against_the_spec() {
    let Some((spec, files)) = captures() else { return };
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let output = Command::new(env!("CARGO_BIN_EXE_keywright"))
            .arg("verify")
            .arg(&spec)
            .args(["--partial", "--format", "json", "--json"])
            .arg(&file)
            .output()
            .expect("is built");
        let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", said(&output)));
        let count = |part: &str| report[part].as_array().map_or(0, Vec::len);
        let (different, unknown) = (count("different"), count("unknown"));
        println!("{name}: {} keys, {different} otherwise, {unknown} not in the spec", report["keys"]);
        assert_eq!(output.status.code(), Some(i32::from(different + unknown > 0)), "{name}");
        assert_eq!(
            report["fitting"].as_u64(),
            Some(report["keys"].as_u64().unwrap_or(0) - (different + unknown) as u64)
        );
        // What a charger of this api's current version shows is all in the spec.
        if name.starts_with("syssi") {
            assert_eq!(unknown, 0, "{name}: {}", report["unknown"]);
        }
    }
}

/// What a device shows that the spec lacks can be put into the spec, and then it lacks it no more.
#[test]
fn drafts_are_a_part_of_a_spec() {
    let Some((_, files)) = captures() else { return };
    for file in files {
        let folder = Folder::new("drafts");
        let file = file.display().to_string();
        folder.keywright(&["--json", &file, "--drafts", "drafts.yaml"]);
        let drafts = fs::read_to_string(folder.0.join("drafts.yaml")).expect("drafts");
        let (types, keys) = drafts.split_once("keys:\n").expect("keys");
        let types = types.trim().trim_start_matches("types:");
        let spec = LAMP.replace("types: {}", &format!("types:{}", if types.is_empty() { " {}" } else { types }));
        let spec = format!("{}\n{keys}", spec.trim_end());
        fs::write(folder.0.join("lamp.yaml"), spec).expect("a spec");
        let output = folder.keywright(&["--json", &file, "--partial"]);
        assert_eq!(output.status.code(), Some(0), "{file}: {}", said(&output).chars().take(4000).collect::<String>());
    }
}

/// Serves a lamp on HTTP until the test ends.
fn serve(values: Arc<Mutex<Map<String, Value>>>, refuses: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            answer(stream, &values, refuses);
        }
    });
    url
}

fn answer(mut stream: TcpStream, values: &Mutex<Map<String, Value>>, refuses: bool) {
    let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
    let target = lines.next().unwrap_or_default().split(' ').nth(1).unwrap_or_default().to_owned();
    while lines.next().is_some_and(|line| !line.is_empty()) {}
    let mut values = values.lock().expect("no test panics with it");
    let (status, body) = match target.split_once('?').unwrap_or((&target, "")) {
        ("/api/status", "") => (200, Value::Object(values.clone())),
        ("/api/status", query) => {
            let key = query.trim_start_matches("filter=");
            (
                200,
                Value::Object(
                    values.iter().filter(|(name, _)| *name == key).map(|(k, v)| (k.clone(), v.clone())).collect(),
                ),
            )
        }
        ("/api/set", query) if refuses => (500, json!({ query.split('=').next().unwrap_or_default(): "no" })),
        ("/api/set", query) => {
            let (key, value) = query.split_once('=').expect("a value");
            values.insert(key.to_owned(), serde_json::from_str(value).expect("JSON"));
            (200, json!({ key: true }))
        }
        _ => (404, json!("This URI does not exist")),
    };
    let body = body.to_string();
    let head = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    let _ = stream.write_all((head + &body).as_bytes());
    let _ = stream.flush();
    let _ = stream.shutdown(std::net::Shutdown::Write);
    let _ = stream.read(&mut [0; 64]);
}

fn lamp() -> Arc<Mutex<Map<String, Value>>> {
    let Ok(Value::Object(values)) = serde_json::from_str(GOOD) else { panic!("an object") };
    Arc::new(Mutex::new(values))
}

#[test]
fn a_device_is_asked_over_http() {
    let url = serve(lamp(), false);
    let output = Folder::new("http").keywright(&["--http", &url]);
    assert_eq!(said(&output), format!("{url}: 3 keys: 3 as the spec of lamp says; none is missing\n"));
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_key_is_set_and_restored_over_http() {
    let values = lamp();
    let url = serve(values.clone(), false);
    let output = Folder::new("http-write").keywright(&["--http", &url, "--write", "bri,swi"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains("  bri  set to 99 and back to 100\n  swi  set to false and back to true\n"));
    assert_eq!(*values.lock().expect("free"), *lamp().lock().expect("free"));
}

#[test]
fn a_refused_write_is_exit_status_1() {
    let url = serve(lamp(), true);
    let output = Folder::new("http-refused").keywright(&["--http", &url, "--write", "bri"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("  bri  refuses 99: no\n"), "{}", said(&output));
}

#[test]
fn an_api_that_is_not_there_is_exit_status_2() {
    let url = serve(lamp(), false) + "/other";
    let output = Folder::new("http-other").keywright(&["--http", &url]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("answers with status 404"), "{}", said(&output));
}

/// A broker on a port of its own, ended with the test.
struct Broker(Child, u16);

impl Broker {
    fn start(folder: &Folder) -> Option<Self> {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port();
        let config = folder.0.join("mosquitto.conf");
        fs::write(&config, format!("listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\n"))
            .expect("written");
        let found = ["mosquitto", "/usr/sbin/mosquitto"].into_iter().find_map(|program| {
            let mut command = Command::new(program);
            command.arg("-c").arg(&config).stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()
        });
        let Some(child) = found else {
            println!("skipped: mosquitto is not installed");
            return None;
        };
        let begin = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(begin.elapsed() < Duration::from_secs(20), "the broker does not start");
            thread::yield_now();
        }
        Some(Self(child, port))
    }

    fn url(&self) -> String {
        format!("mqtt://127.0.0.1:{}", self.1)
    }

    /// A lamp that publishes its values, and takes those that are set; it lives as long as the broker.
    fn lamp(&self, serial: &'static str) {
        let mut options = MqttOptions::new(format!("lamp-{serial}"), "127.0.0.1", self.1);
        options.set_keep_alive(Duration::from_secs(60));
        let (client, mut connection) = Client::new(options, 16);
        client.subscribe(format!("lamp/{serial}/+/set"), QoS::AtMostOnce).expect("room");
        let publish = |client: &Client, topic: String, retain, text: &str| {
            client.publish(topic, QoS::AtLeastOnce, retain, text).expect("room");
        };
        for (key, value) in [("ser", "\"000001\""), ("bri", "100"), ("swi", "true"), ("availability", "online")] {
            publish(&client, format!("lamp/{serial}/{key}"), true, value);
        }
        let (ready, is_ready) = std::sync::mpsc::channel();
        thread::spawn(move || {
            let mut acknowledged = 0;
            for event in connection.iter().map_while(Result::ok) {
                match event {
                    Event::Incoming(Incoming::PubAck(_)) => {
                        acknowledged += 1;
                        if acknowledged == 4 {
                            let _ = ready.send(());
                        }
                    }
                    Event::Incoming(Incoming::Publish(set)) => {
                        let key = set.topic.split('/').nth(2).unwrap_or_default();
                        let value = String::from_utf8_lossy(&set.payload);
                        publish(&client, format!("lamp/{serial}/{key}/result"), false, "success");
                        publish(&client, format!("lamp/{serial}/{key}"), true, &value);
                    }
                    _ => {}
                }
            }
        });
        is_ready.recv_timeout(Duration::from_secs(20)).expect("the lamp is on the broker");
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_device_is_listened_to_over_mqtt() {
    let folder = Folder::new("mqtt");
    let Some(broker) = Broker::start(&folder) else { return };
    broker.lamp("000001");
    let output = folder.keywright(&["--mqtt", &broker.url(), "--write", "bri"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains("  bri  set to 99 and back to 100\n"), "{}", said(&output));
    assert!(said(&output).contains("lamp/000001: 3 keys: 3 as the spec of lamp says; none is missing"));
}

#[test]
fn of_several_devices_one_is_named() {
    let folder = Folder::new("mqtt-two");
    let Some(broker) = Broker::start(&folder) else { return };
    broker.lamp("000001");
    broker.lamp("000002");
    let output = folder.keywright(&["--mqtt", &broker.url()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("name one with `--prefix lamp/00000"), "{}", said(&output));
    let output = folder.keywright(&["--mqtt", &broker.url(), "--prefix", "lamp/000002"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}
