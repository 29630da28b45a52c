//! Questions in, answers out, as bytes.

use std::net::IpAddr;

use edge_mdns::domain::base::iana::{Class, Rtype};
use edge_mdns::domain::base::message::Message;
use edge_mdns::domain::base::{ParsedName, Record as Resource, ToName, Ttl};
use edge_mdns::domain::rdata::{A, Aaaa, AllRecordData, Ptr, Srv};
use edge_mdns::{
    DNS_SD_OWNER, HostAnswer, HostAnswers, HostAnswersMdnsHandler, MdnsError, MdnsHandler, MdnsRequest, MdnsResponse,
    NameSlice, RecordDataChain, Txt,
};

use super::record::Record;

/// Room for a message. What is announced has some 1,100 bytes.
const ROOM: usize = 4096;
/// Records with a host's name or address in them, and all others (RFC 6762, section 10).
const HOST_TTL: u32 = 120;
const OTHER_TTL: u32 = 75 * 60;
/// The most for somebody who is no multicast DNS client (section 6.7).
const ALONE_TTL: u32 = 10;
/// Class IN, and: forget what you knew, there is only this (section 10.2).
const UNIQUE: Class = Class::from_int(0x8001);

/// Tells of one device on one interface.
#[derive(Debug, Clone, Copy)]
pub struct Responder<'a> {
    /// What is told.
    pub record: &'a Record,
    /// Where the device is reached.
    pub addresses: &'a [IpAddr],
    /// The port of its HTTP.
    pub port: u16,
}

impl Responder<'_> {
    /// All records, unasked.
    pub fn announcement(&self) -> Option<Vec<u8>> {
        self.respond(MdnsRequest::None, Until::Stays)
    }

    /// All records, to be forgotten.
    pub fn goodbye(&self) -> Option<Vec<u8>> {
        self.respond(MdnsRequest::None, Until::Goes)
    }

    /// The answer to a question, if it is one and there is one. `alone`: to the one who asked only.
    pub fn answer(&self, question: &[u8], alone: bool) -> Option<Vec<u8>> {
        if !alone && self.is_known(question) {
            return None;
        }
        let until = if alone { Until::Alone } else { Until::Stays };
        self.respond(MdnsRequest::Request { legacy: alone, multicast: true, data: question }, until)
    }

    fn respond(&self, request: MdnsRequest<'_>, until: Until) -> Option<Vec<u8>> {
        let mut room = vec![0; ROOM];
        let answers = Answers { of: self, until };
        match HostAnswersMdnsHandler::new(answers).handle(request, &mut room) {
            Ok(MdnsResponse::Reply { data, .. }) => Some(data.to_vec()),
            Ok(MdnsResponse::None) => None,
            Err(error) => {
                tracing::trace!("no answer to an mDNS message: {error}");
                None
            }
        }
    }

    /// Whether the question lists all that it would get as known (section 7.1): it then wants to hear of others.
    fn is_known(&self, question: &[u8]) -> bool {
        let Ok(message) = Message::from_octets(question) else { return false };
        let Ok(known) = message.answer() else { return false };
        let mut known = known.limit_to::<Ptr<ParsedName<_>>>().map_while(Result::ok).peekable();
        if known.peek().is_none() {
            return false;
        }
        let lists: Vec<_> = known.filter(|known| known.ttl() >= Ttl::from_secs(OTHER_TTL / 2)).collect();
        message.question().map_while(Result::ok).all(|question| {
            question.qtype() == Rtype::PTR
                && self.record.services.iter().any(|service| {
                    let (instance, service) = (self.instance(service), [service, "_tcp", "local"]);
                    question.qname().name_eq(&NameSlice::new(&service))
                        && lists.iter().any(|known| {
                            known.owner().name_eq(&NameSlice::new(&service))
                                && known.data().ptrdname().name_eq(&NameSlice::new(&instance))
                        })
                })
        })
    }

    fn instance<'b>(&'b self, service: &'b str) -> [&'b str; 4] {
        [&self.record.instance, service, "_tcp", "local"]
    }
}

/// How long the records are to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Until {
    Stays,
    Goes,
    Alone,
}

impl Until {
    fn ttl(self, seconds: u32) -> Ttl {
        Ttl::from_secs(match self {
            Self::Stays => seconds,
            Self::Goes => 0,
            Self::Alone => ALONE_TTL,
        })
    }

    /// The class of a record that nobody else has. The mark in it means something else to a plain DNS client.
    fn unique(self) -> Class {
        if self == Self::Alone { Class::IN } else { UNIQUE }
    }
}

struct Answers<'a> {
    of: &'a Responder<'a>,
    until: Until,
}

impl HostAnswers for Answers<'_> {
    fn visit<F, E>(&self, mut f: F) -> Result<(), E>
    where
        F: FnMut(HostAnswer) -> Result<(), E>,
        E: From<MdnsError>,
    {
        let Responder { record, addresses, port } = self.of;
        let (host_ttl, other_ttl) = (self.until.ttl(HOST_TTL), self.until.ttl(OTHER_TTL));
        let unique = self.until.unique();
        let host = [record.host.as_str(), "local"];
        let texts: Vec<(&str, &str)> = record.texts.iter().map(|(name, value)| (*name, value.as_str())).collect();
        for address in *addresses {
            let data = match address {
                IpAddr::V4(address) => AllRecordData::A(A::new(*address)),
                IpAddr::V6(address) => AllRecordData::Aaaa(Aaaa::new(*address)),
            };
            f(Resource::new(NameSlice::new(&host), unique, host_ttl, RecordDataChain::Next(data)))?;
        }
        for service in &record.services {
            let instance = self.of.instance(service);
            let service = [service.as_str(), "_tcp", "local"];
            let srv = AllRecordData::Srv(Srv::new(0, 0, *port, NameSlice::new(&host)));
            f(Resource::new(NameSlice::new(&instance), unique, host_ttl, RecordDataChain::Next(srv)))?;
            let txt = RecordDataChain::This(Txt::new(&texts));
            f(Resource::new(NameSlice::new(&instance), unique, other_ttl, txt))?;
            // Other devices have the same services: these two are shared.
            for (owner, target) in
                [(DNS_SD_OWNER, NameSlice::new(&service)), (NameSlice::new(&service), NameSlice::new(&instance))]
            {
                let ptr = AllRecordData::Ptr(Ptr::new(target));
                f(Resource::new(owner, Class::IN, other_ttl, RecordDataChain::Next(ptr)))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use edge_mdns::domain::base::MessageBuilder;
    use keywright::heapless;

    use super::*;

    /// All that a message tells: owner, class, seconds, kind.
    fn told(message: &[u8]) -> Vec<(String, u16, u32, Rtype)> {
        let message = Message::from_octets(message).unwrap();
        let records = message.answer().unwrap().chain(message.additional().unwrap());
        records
            .map(Result::unwrap)
            .map(|record| (record.owner().to_string(), record.class().to_int(), record.ttl().as_secs(), record.rtype()))
            .collect()
    }

    fn builder() -> MessageBuilder<heapless::Vec<u8, 512>> {
        MessageBuilder::from_target(heapless::Vec::new()).unwrap()
    }

    fn question(name: &[&str], kind: Rtype) -> Vec<u8> {
        let mut builder = builder();
        builder.header_mut().set_id(7);
        let mut questions = builder.question();
        questions.push((NameSlice::new(name), kind)).unwrap();
        questions.finish().to_vec()
    }

    fn with_known(name: &[&str], instance: &[&str], seconds: u32) -> Vec<u8> {
        let mut questions = builder().question();
        questions.push((NameSlice::new(name), Rtype::PTR)).unwrap();
        let mut known = questions.answer();
        known.push((NameSlice::new(name), seconds, Ptr::new(NameSlice::new(instance)))).unwrap();
        known.finish().to_vec()
    }

    fn record() -> Record {
        Record {
            instance: "lamp_1".to_owned(),
            host: "lamp".to_owned(),
            services: vec!["_http".to_owned(), "_own".to_owned()],
            texts: vec![("friendly_name", "x".repeat(240))],
        }
    }

    const HTTP: [&str; 3] = ["_HTTP", "_tcp", "local"];
    const INSTANCE: [&str; 4] = ["lamp_1", "_http", "_tcp", "local"];

    fn with<T>(act: impl FnOnce(Responder<'_>) -> T) -> T {
        let addresses = [IpAddr::V4(Ipv4Addr::LOCALHOST)];
        act(Responder { record: &record(), addresses: &addresses, port: 8080 })
    }

    #[test]
    fn who_looks_for_the_service_gets_the_instance_and_where_it_is() {
        let answer = with(|responder| responder.answer(&question(&HTTP, Rtype::PTR), false)).unwrap();
        let told = told(&answer);
        assert_eq!(told[0], ("_http._tcp.local".to_owned(), 1, OTHER_TTL, Rtype::PTR));
        for kind in [Rtype::SRV, Rtype::TXT, Rtype::A] {
            assert!(told.iter().any(|(_, class, _, told)| *told == kind && *class == UNIQUE.to_int()), "{kind}");
        }
    }

    #[test]
    fn other_names_get_no_answer() {
        let other = question(&["_ipp", "_tcp", "local"], Rtype::PTR);
        assert_eq!(with(|responder| responder.answer(&other, false)), None);
    }

    #[test]
    fn who_knows_it_already_gets_no_answer() {
        let fresh = with_known(&HTTP, &INSTANCE, OTHER_TTL - 10);
        assert_eq!(with(|responder| responder.answer(&fresh, false)), None);
        for asked in [
            with_known(&HTTP, &INSTANCE, OTHER_TTL / 3),
            with_known(&HTTP, &["another", "_http", "_tcp", "local"], OTHER_TTL),
        ] {
            assert!(with(|responder| responder.answer(&asked, false)).is_some());
        }
    }

    #[test]
    fn a_plain_dns_client_gets_a_plain_dns_answer() {
        let answer = with(|responder| responder.answer(&question(&HTTP, Rtype::PTR), true)).unwrap();
        let message = Message::from_octets(answer.as_slice()).unwrap();
        assert_eq!(message.header().id(), 7);
        assert_eq!(message.question().count(), 1);
        assert!(told(&answer).iter().all(|(_, class, ttl, _)| *class == 1 && *ttl == ALONE_TTL));
    }

    #[test]
    fn a_goodbye_asks_to_forget_everything_that_was_announced() {
        let (announced, gone) =
            with(|responder| (told(&responder.announcement().unwrap()), told(&responder.goodbye().unwrap())));
        assert!(announced.iter().all(|(_, _, ttl, _)| *ttl > 0));
        let forget = announced.into_iter().map(|(owner, class, _, kind)| (owner, class, 0, kind));
        assert_eq!(gone, forget.collect::<Vec<_>>());
    }

    #[test]
    fn what_a_message_has_no_room_for_is_not_announced() {
        let texts = |number| Record { texts: vec![("text", "x".repeat(240)); number], ..record() };
        let announced = |record| Responder { record: &record, addresses: &[], port: 8080 }.announcement();
        assert!(announced(texts(4)).is_some());
        assert_eq!(announced(texts(12)), None);
    }

    #[test]
    fn nonsense_and_answers_of_others_get_no_answer() {
        with(|responder| {
            let announced = responder.announcement().unwrap();
            assert_eq!(responder.answer(&announced, false), None);
            let good = question(&HTTP, Rtype::PTR);
            for cut in 0..good.len() {
                assert_eq!(responder.answer(&good[..cut], false), None);
            }
            let mut random = fastrand::Rng::with_seed(1);
            for _ in 0..20_000 {
                let mut bytes = with_known(&HTTP, &INSTANCE, OTHER_TTL);
                for _ in 0..random.usize(1..6) {
                    let at = random.usize(..bytes.len());
                    bytes[at] = random.u8(..);
                }
                // Whatever it is, it ends.
                let _ = responder.answer(&bytes, random.bool());
            }
        });
    }
}
