//! DNS itself, by hickory: the system's servers, or one that is named.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{NameServerConfig, ResolverConfig, ResolverOpts};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{Name, RData, RecordType};
use mailmend::model::{Answer, Data, Lookup, LookupType};
use tokio::runtime::Runtime;

use super::{Resolver, is_dns, policy};

/// How long a server has to answer, and how often it is asked.
const PATIENCE: Duration = Duration::from_secs(4);
const ATTEMPTS: usize = 2;
/// A look-up ends within this time, whatever the server sends.
const LIMIT: Duration = Duration::from_secs(12);
/// The number of the type SPF, which was given up (RFC 7208 section 3.1).
const OLD_SPF: u16 = 99;

/// DNS, and the file that is fetched over HTTPS.
pub struct System {
    runtime: Runtime,
    resolver: TokioResolver,
    /// Whether policy files are fetched.
    fetch: bool,
}

impl System {
    /// Starts a resolver: one that asks `server` (`HOST:PORT`, or an address), or the servers of the system.
    pub fn new(server: Option<&str>, fetch: bool) -> Result<Self, String> {
        let problem = |error: &dyn std::fmt::Display| format!("DNS: {error}");
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .map_err(|error| problem(&error))?;
        let mut builder = match server {
            None => TokioResolver::builder_tokio().map_err(|error| problem(&error))?,
            Some(server) => {
                let address = address(server)?;
                let mut one = NameServerConfig::udp_and_tcp(address.ip());
                one.connections.iter_mut().for_each(|connection| connection.port = address.port());
                let config = ResolverConfig::from_parts(None, Vec::new(), vec![one]);
                TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
            }
        };
        patience(builder.options_mut());
        let resolver = runtime.block_on(async { builder.build() }).map_err(|error| problem(&error))?;
        Ok(Self { runtime, resolver, fetch })
    }

    fn ask(&self, lookup: &Lookup) -> Answer {
        // A name that DNS cannot hold does not exist. The dot keeps the system's search list away.
        let Ok(name) = Name::from_ascii(format!("{}.", lookup.name)) else { return Answer::NoName };
        let asking = self.resolver.lookup(name, type_of(lookup.kind));
        match self.runtime.block_on(async { tokio::time::timeout(LIMIT, asking).await }) {
            Err(_) => Answer::Timeout,
            Ok(Err(error)) => without(&error),
            Ok(Ok(found)) => {
                let wanted = found.answers().iter().filter(|record| record.record_type() == type_of(lookup.kind));
                let data: Vec<Data> = wanted.filter_map(|record| data(&record.data)).collect();
                if data.is_empty() { Answer::NoData } else { Answer::Records(data) }
            }
        }
    }
}

impl Resolver for System {
    fn lookup(&self, lookup: &Lookup) -> Answer {
        match lookup.kind {
            kind if is_dns(kind) => self.ask(lookup),
            _ if self.fetch => policy::fetch(&lookup.name),
            _ => Answer::ServerFailure,
        }
    }
}

fn patience(options: &mut ResolverOpts) {
    options.timeout = PATIENCE;
    options.attempts = ATTEMPTS;
    options.edns0 = true;
}

/// Why there are no records.
fn without(error: &NetError) -> Answer {
    match error {
        NetError::Dns(DnsError::NoRecordsFound(none)) => match none.response_code {
            ResponseCode::NXDomain => Answer::NoName,
            ResponseCode::NoError => Answer::NoData,
            _ => Answer::ServerFailure,
        },
        NetError::Timeout => Answer::Timeout,
        _ => Answer::ServerFailure,
    }
}

fn address(server: &str) -> Result<SocketAddr, String> {
    if let Ok(address) = server.parse::<SocketAddr>() {
        return Ok(address);
    }
    if let Ok(ip) = server.parse::<IpAddr>() {
        return Ok(SocketAddr::new(ip, 53));
    }
    use std::net::ToSocketAddrs;
    let with_port = if server.contains(':') { server.to_owned() } else { format!("{server}:53") };
    let mut found = with_port.to_socket_addrs().map_err(|error| format!("{server}: {error}"))?;
    found.next().ok_or_else(|| format!("{server}: this server has no address"))
}

const fn type_of(kind: LookupType) -> RecordType {
    match kind {
        LookupType::A => RecordType::A,
        LookupType::Aaaa => RecordType::AAAA,
        LookupType::Cname => RecordType::CNAME,
        LookupType::Mx => RecordType::MX,
        LookupType::Ns => RecordType::NS,
        LookupType::Ptr => RecordType::PTR,
        LookupType::Spf => RecordType::Unknown(OLD_SPF),
        _ => RecordType::TXT,
    }
}

/// The type of look-up that asks for records of this type.
pub fn kind_of(kind: RecordType) -> Option<LookupType> {
    LookupType::ALL.into_iter().find(|other| is_dns(*other) && type_of(*other) == kind)
}

/// The data of a record, as core has it.
pub fn data(record: &RData) -> Option<Data> {
    let name = |name: &Name| name.to_ascii().trim_end_matches('.').to_owned();
    Some(match record {
        RData::A(address) => Data::A(address.0),
        RData::AAAA(address) => Data::Aaaa(Ipv6Addr::from(address.0.octets())),
        RData::CNAME(target) => Data::Name(name(&target.0)),
        RData::NS(target) => Data::Name(name(&target.0)),
        RData::PTR(target) => Data::Name(name(&target.0)),
        RData::MX(mx) => Data::Mx { preference: mx.preference, host: name(&mx.exchange) },
        RData::TXT(text) => Data::Txt(text.txt_data.iter().map(|string| utf8(string)).collect()),
        RData::Unknown { rdata, .. } => Data::Txt(strings(&rdata.anything)),
        _ => return None,
    })
}

/// DNS holds bytes; what is no UTF-8 is shown as such.
fn utf8(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The strings of a record of type SPF, each behind its length (RFC 1035 section 3.3.14).
fn strings(mut bytes: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    while let Some((length, rest)) = bytes.split_first() {
        let end = usize::from(*length).min(rest.len());
        let (string, after) = rest.split_at(end);
        found.push(utf8(string));
        bytes = after;
    }
    found
}
