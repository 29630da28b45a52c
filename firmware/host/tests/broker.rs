//! The broker inside: no packet ends it, and it takes clients of MQTT 3.1.1 and of 5.

mod common;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use common::{Charger, PATIENCE};
use firmware_conformance::Device;

/// The versions as they stand in CONNECT.
const VERSIONS: [u8; 2] = [4, 5];

/// A text or bytes with their length before them.
fn field(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap();
    [&length.to_be_bytes()[..], bytes].concat()
}

/// A packet with a right length.
fn packet(first: u8, body: &[u8]) -> Vec<u8> {
    let mut out = vec![first];
    let mut length = body.len();
    loop {
        let digit = u8::try_from(length % 128).unwrap();
        length /= 128;
        out.push(if length > 0 { digit | 0x80 } else { digit });
        if length == 0 {
            break;
        }
    }
    out.extend_from_slice(body);
    out
}

/// No properties, in a packet of MQTT 5.
fn properties(version: u8) -> &'static [u8] {
    if version == 5 { &[0] } else { &[] }
}

fn connect(version: u8, client: &str, will: Option<&[u8]>) -> Vec<u8> {
    let flags = if will.is_some() { 6 } else { 2 };
    let mut body =
        [&field(b"MQTT")[..], &[version, flags, 0, 30], properties(version), &field(client.as_bytes())].concat();
    if let Some(topic) = will {
        body.extend([properties(version), &field(topic), &field(b"gone")].concat());
    }
    packet(0x10, &body)
}

fn publish(version: u8, topic: &[u8], payload: &[u8]) -> Vec<u8> {
    packet(0x31, &[&field(topic)[..], properties(version), payload].concat())
}

fn subscribe(version: u8, filter: &[u8]) -> Vec<u8> {
    packet(0x82, &[&[0, 1], properties(version), &field(filter), &[0]].concat())
}

/// A connection that was let in.
fn client(broker: SocketAddr, version: u8, name: &str) -> TcpStream {
    let mut stream = TcpStream::connect(broker).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(&connect(version, name, None)).unwrap();
    let answer = read_packet(&mut stream);
    assert_eq!((answer.0, answer.1.get(1)), (0x20, Some(&0)), "MQTT {version}: {answer:?}");
    stream
}

fn read_packet(stream: &mut TcpStream) -> (u8, Vec<u8>) {
    let mut first = [0; 2];
    stream.read_exact(&mut first).unwrap();
    assert!(first[1] < 128, "a short packet: {first:?}");
    let mut body = vec![0; first[1].into()];
    stream.read_exact(&mut body).unwrap();
    (first[0], body)
}

/// Messages go from a client of each version to one of each.
fn works(broker: SocketAddr, round: usize) {
    for (from, to) in [(4, 4), (4, 5), (5, 4), (5, 5)] {
        let topic = format!("round/{round}/{from}{to}");
        let mut hears = client(broker, to, "hears");
        hears.write_all(&subscribe(to, topic.as_bytes())).unwrap();
        assert_eq!(read_packet(&mut hears).0, 0x90);
        client(broker, from, "says").write_all(&publish(from, topic.as_bytes(), b"hello")).unwrap();
        let (_, body) = read_packet(&mut hears);
        assert!(body.ends_with(b"hello"), "{from} to {to}: {body:?}");
    }
}

/// What a stranger may send after CONNECT, or in its place.
fn hostile(version: u8) -> Vec<Vec<u8>> {
    let topics: [&[u8]; 12] = [
        "ä".as_bytes(),
        "🔌/amp".as_bytes(),
        "€".as_bytes(),
        b"",
        b"/",
        b"a\0b",
        b"a/#",
        b"+",
        b"$SYS/x",
        b"$share",
        b"\xff\xfe",
        &[b'/'; 60_000],
    ];
    let mut out = Vec::new();
    for topic in topics {
        out.push(publish(version, topic, b"x"));
        out.push(subscribe(version, topic));
        out.push([connect(version, "will", Some(topic)), vec![0xe0, 0]].concat());
        out.push(connect(version, "will", Some(topic)));
    }
    for filter in [&b"$share/"[..], b"$share//a", b"$share/a", b"#/a", b"a#", b"++", b"$share/+/a"] {
        out.push(subscribe(version, filter));
    }
    // Each kind of packet: empty, with nonsense, cut off, with a false length.
    for kind in 0..16_u8 {
        for flags in [0, 2, 6, 15] {
            let first = kind << 4 | flags;
            out.push(packet(first, &[]));
            out.push(packet(first, &[0xff; 40]));
        }
        out.push(vec![kind << 4, 0xff, 0xff, 0xff, 0xff]);
        out.push(vec![kind << 4, 0x7f, 0, 0]);
        out.push(packet(kind << 4, &[0, 4, b'M', b'Q', b'T', b'T', 9, 0xff, 0, 0, 0xff, 0xff]));
    }
    // A length that no memory holds, and more properties than there are bytes.
    out.push(vec![0x30, 0xff, 0xff, 0xff, 0x7f]);
    out.push(packet(0x30, &[&field(b"a")[..], &[0xff, 0xff, 0xff, 0x7f]].concat()));
    out
}

#[test]
fn clients_of_both_versions_hear_each_other() {
    let charger = Charger::start();
    works(charger.broker(), 0);
}

#[test]
fn no_packet_ends_the_broker() {
    let charger = Charger::start();
    let mut sent = 0;
    for version in VERSIONS {
        for (round, bytes) in hostile(version).iter().enumerate() {
            // Once as the first packet of a connection, once after a right CONNECT.
            for first in [true, false] {
                let mut stream = match first {
                    true => TcpStream::connect(charger.broker()).unwrap(),
                    false => client(charger.broker(), version, "stranger"),
                };
                // Either may be refused already.
                let _ = stream.write_all(bytes);
                let _ = stream.shutdown(std::net::Shutdown::Write);
                let _ = stream.read_to_end(&mut Vec::new());
                sent += 1;
            }
            if round % 40 == 0 {
                works(charger.broker(), sent);
            }
        }
        works(charger.broker(), sent);
    }
    println!("{sent} hostile packets; the broker still serves clients of MQTT 3.1.1 and 5");
    assert!(sent >= 480, "{sent}");
    // Nor did it have to be started anew.
    let said = charger.said();
    assert!(!said.contains("broker"), "{said}");
}

#[test]
fn clients_that_say_nothing_do_not_use_up_the_program() {
    let charger = Charger::start();
    let silent: Vec<TcpStream> = (0..300).map(|_| TcpStream::connect(charger.broker()).unwrap()).collect();
    works(charger.broker(), 1);
    assert_eq!(charger.value("amp"), 16);
    drop(silent);
}
