//! `check_host` with every answer at hand, side by side with mail-auth: from the texts that DNS gave, as ours takes them,
//! and from a cache of parsed records, which only mail-auth has.

#![allow(clippy::unwrap_used)] // a bench that cannot go on fails

use std::borrow::Borrow;
use std::collections::HashMap;
use std::future::Future;
use std::hash::Hash;
use std::hint::black_box;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Instant;

use criterion::{Criterion, criterion_group, criterion_main};
use mail_auth::common::parse::TxtRecordParser;
use mail_auth::spf::Spf;
use mail_auth::spf::verify::SpfParameters;
use mail_auth::{DnssecStatus, MX, MessageAuthenticator, Parameters, RecordSet, ResolverCache, Txt};
use mailmend::evaluate::spf::{SpfQuery, check_host};
use mailmend::model::{Answer, Answers, Data, LookupType, Step};

/// A shop with a newsletter service, an office suite and its own server.
const TEXTS: [(&str, &str); 7] = [
    (
        "shop.example",
        "v=spf1 ip4:192.0.2.1 mx include:_spf.office.example include:news.example a:www.shop.example ~all",
    ),
    ("_spf.office.example", "v=spf1 include:_netblocks.office.example include:_netblocks2.office.example ~all"),
    (
        "_netblocks.office.example",
        "v=spf1 ip4:198.51.100.0/25 ip4:198.51.100.128/26 ip4:203.0.113.0/28 ip4:203.0.113.32/28 ip4:203.0.113.64/28 \
         ip4:203.0.113.96/28 ip4:203.0.113.128/28 ip4:192.0.2.64/27 ip4:192.0.2.96/28 ip4:192.0.2.128/25 ~all",
    ),
    ("_netblocks2.office.example", "v=spf1 ip6:2001:db8:1::/48 ip6:2001:db8:2::/48 ip6:2001:db8:3::/48 ~all"),
    ("news.example", "v=spf1 a:relay.%{d} include:servers.news.example -all"),
    ("servers.news.example", "v=spf1 ip4:198.51.100.224/27 -all"),
    ("plain.example", "v=spf1 ip4:192.0.2.0/24 -all"),
];
const MAIL_HOST: &str = "mail.shop.example";
const HOSTS: [(&str, [u8; 4]); 3] =
    [(MAIL_HOST, [192, 0, 2, 2]), ("www.shop.example", [192, 0, 2, 3]), ("relay.news.example", [192, 0, 2, 4])];
const CASES: [(&str, &str, [u8; 4]); 3] = [
    ("own address", "jane@plain.example", [192, 0, 2, 10]),
    ("by two includes", "jane@shop.example", [198, 51, 100, 230]),
    ("by nobody", "jane@shop.example", [203, 0, 113, 250]),
];

struct Cache<K, V>(HashMap<K, V>);

/// The texts of DNS: each is parsed when it is asked for.
struct Texts(HashMap<Box<str>, &'static str>);

impl ResolverCache<Box<str>, Txt> for Texts {
    fn get<Q: Eq + Hash + ?Sized>(&self, name: &Q) -> Option<Txt>
    where
        Box<str>: Borrow<Q>,
    {
        self.0.get(name).map(|text| parsed(text))
    }

    fn remove<Q: Eq + Hash + ?Sized>(&self, _: &Q) -> Option<Txt>
    where
        Box<str>: Borrow<Q>,
    {
        None
    }

    fn insert(&self, _: Box<str>, _: Txt, _: Instant) {}
}

fn parsed(text: &str) -> Txt {
    Txt::Spf(Arc::new(Spf::parse(text.as_bytes()).unwrap()))
}

impl<K: Eq + Hash, V: Clone> ResolverCache<K, V> for Cache<K, V> {
    fn get<Q: Eq + Hash + ?Sized>(&self, name: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        self.0.get(name).cloned()
    }

    fn remove<Q: Eq + Hash + ?Sized>(&self, _: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        None
    }

    fn insert(&self, _: K, _: V, _: Instant) {}
}

fn set<T>(records: impl IntoIterator<Item = T>) -> RecordSet<T> {
    RecordSet { rrset: records.into_iter().collect(), dnssec_status: DnssecStatus::Indeterminate }
}

fn full(name: &str) -> Box<str> {
    format!("{name}.").into()
}

/// With all answers there, the first poll is the last.
fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("an answer is missing"),
    }
}

fn our_answers() -> Answers {
    let mut answers = Answers::new();
    for (name, text) in TEXTS {
        answers.insert(name, LookupType::Txt, Answer::Records(vec![Data::Txt(vec![text.into()])]));
    }
    let host = Data::Mx { preference: 10, host: MAIL_HOST.into() };
    answers.insert("shop.example", LookupType::Mx, Answer::Records(vec![host]));
    for (name, address) in HOSTS {
        answers.insert(name, LookupType::A, Answer::Records(vec![Data::A(address.into())]));
    }
    answers
}

fn spf(criterion: &mut Criterion) {
    let answers = our_answers();
    let records = Cache(TEXTS.map(|(name, text)| (full(name), parsed(text))).into());
    let texts = Texts(TEXTS.map(|(name, text)| (full(name), text)).into());
    let mx = MX { exchanges: Box::new([full(MAIL_HOST)]), preference: 10 };
    let mx = Cache(HashMap::from([(full("shop.example"), set([mx]))]));
    let v4: Cache<Box<str>, RecordSet<Ipv4Addr>> =
        Cache(HOSTS.map(|(name, address)| (full(name), set([address.into()]))).into());
    let v6: Cache<Box<str>, RecordSet<Ipv6Addr>> = Cache(HashMap::new());
    let ptr: Cache<IpAddr, RecordSet<Box<str>>> = Cache(HashMap::new());
    let peer = MessageAuthenticator::new_cloudflare().unwrap();
    macro_rules! theirs {
        ($txt:expr, $ip:expr, $sender:expr) => {{
            let parameters = SpfParameters::verify_mail_from($ip, "mail.shop.example", "mx.example.net", $sender);
            let parameters = Parameters::new(parameters)
                .with_txt_cache($txt)
                .with_mx_cache(&mx)
                .with_ipv4_cache(&v4)
                .with_ipv6_cache(&v6)
                .with_ptr_cache(&ptr);
            ready(peer.verify_spf(parameters)).result()
        }};
    }
    for (name, sender, ip) in CASES {
        let ip = IpAddr::from(ip);
        let query = SpfQuery::new(ip, sender, "mail.shop.example");
        let ours = |query: &SpfQuery<'_>| match check_host(query, &answers) {
            Step::Done(result) => result.verdict,
            Step::Needs(needs) => panic!("{needs:?}"),
        };
        let word = format!("{:?}", theirs!(&texts, ip, sender)).to_lowercase();
        assert_eq!(word, ours(&query).as_str(), "{name}");
        let mut group = criterion.benchmark_group(format!("check_host, {name}"));
        group.bench_function("mailmend", |bench| bench.iter(|| ours(black_box(&query.without_trace()))));
        group.bench_function("mailmend, with a trace", |bench| bench.iter(|| ours(black_box(&query))));
        group.bench_function("mail-auth", |bench| bench.iter(|| theirs!(&texts, black_box(ip), black_box(sender))));
        group.bench_function("mail-auth, records parsed before", |bench| {
            bench.iter(|| theirs!(&records, black_box(ip), black_box(sender)));
        });
        group.finish();
    }
}

criterion_group!(benches, spf);
criterion_main!(benches);
