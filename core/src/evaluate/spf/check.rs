//! `check_host`: RFC 7208 section 4.

use alloc::borrow::{Cow, ToOwned};
use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::net::IpAddr;

use smallvec::SmallVec;

use super::expand::{self, Scope};
use super::result::{MatchedTerm, SpfProblem, SpfProblemKind, SpfResult, SpfVerdict, TraceOutcome, TraceStep};
use super::{MOST_HOSTS, MOST_TERMS, MOST_VOIDS, can_be_asked, is_domain, is_within, only_record, plain, text};
use crate::model::{Answer, Answers, Data, Lookup, LookupType, Step};
use crate::syntax::spf::{
    Directive, DomainSpec, Mechanism, Modifier, Prefixes, Qualifier, Record, macro_string, strict,
};
use crate::text::Order;
use crate::text::Span;

/// A message, as far as SPF asks about it.
///
/// What comes from the client is cut where it is longer than mail allows: macros repeat it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct SpfQuery<'a> {
    /// The address of the client.
    pub ip: IpAddr,
    /// The domain that is asked about.
    pub domain: &'a str,
    /// What stands before the `@` of the sender.
    pub local_part: &'a str,
    /// What stands behind it.
    pub sender_domain: &'a str,
    /// What the client called itself.
    pub helo: &'a str,
    /// The host that evaluates, for explanations.
    pub receiver: Option<&'a str>,
    /// The seconds since 1970, for explanations.
    pub time: Option<u64>,
    /// Whether every step is written down.
    pub trace: bool,
}

impl<'a> SpfQuery<'a> {
    /// A query about the sender that `MAIL FROM` named; without one, about the name the client gave (RFC 7208 section
    /// 2.4).
    ///
    /// ```
    /// use mailmend::evaluate::spf::SpfQuery;
    /// let query = SpfQuery::new("192.0.2.1".parse().unwrap(), "", "mail.example.com");
    /// assert_eq!((query.local_part, query.domain), ("postmaster", "mail.example.com"));
    /// ```
    #[must_use]
    pub fn new(ip: IpAddr, mail_from: &'a str, helo: &'a str) -> Self {
        let helo = cut(helo);
        let sender = mail_from.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or(mail_from);
        let (local_part, domain) = match sender.rsplit_once('@') {
            Some((local_part, domain)) => (local_part, domain),
            None if sender.is_empty() => ("", helo),
            None => ("", sender),
        };
        let local_part = if local_part.is_empty() { "postmaster" } else { cut(local_part) };
        // A client that came over an IPv6 socket with an IPv4 address is an IPv4 client.
        let ip = ip.to_canonical();
        let domain = cut(domain);
        Self { ip, domain, local_part, sender_domain: domain, helo, receiver: None, time: None, trace: true }
    }

    /// Asks about another domain than the sender's.
    #[must_use]
    pub fn domain(mut self, domain: &'a str) -> Self {
        self.domain = cut(domain);
        self
    }

    /// Names the host that evaluates: `%{r}`.
    #[must_use]
    pub const fn receiver(mut self, receiver: &'a str) -> Self {
        self.receiver = Some(receiver);
        self
    }

    /// Says what time it is: `%{t}`.
    #[must_use]
    pub const fn time(mut self, seconds: u64) -> Self {
        self.time = Some(seconds);
        self
    }

    /// Leaves out the trace.
    #[must_use]
    pub const fn without_trace(mut self) -> Self {
        self.trace = false;
        self
    }
}

/// A path is not longer than 256 bytes (RFC 5321 section 4.5.3.1); some leeway costs nothing.
fn cut(text: &str) -> &str {
    text.get(..text.floor_char_boundary(512)).unwrap_or_default()
}

/// Evaluates the SPF record of a domain for one message (RFC 7208 section 4): the result, or the look-ups that are
/// wanted first. Of the terms that come next, those are wanted together that can be asked without each other.
///
/// ```
/// use mailmend::evaluate::spf::{SpfQuery, SpfVerdict, check_host};
/// use mailmend::model::{Answer, Answers, Data, LookupType, Step};
/// let query = SpfQuery::new("192.0.2.1".parse().unwrap(), "jane@example.com", "mail.example.com");
/// let mut answers = Answers::new();
/// let Step::Needs(lookups) = check_host(&query, &answers) else { panic!() };
/// assert_eq!(lookups[0].name, "example.com");
/// let record = Data::Txt(vec!["v=spf1 ip4:192.0.2.0/24 -all".into()]);
/// answers.insert("example.com", LookupType::Txt, Answer::Records(vec![record]));
/// let Step::Done(result) = check_host(&query, &answers) else { panic!() };
/// assert_eq!(result.verdict, SpfVerdict::Pass);
/// assert_eq!(result.matched.unwrap().term, "ip4:192.0.2.0/24");
/// ```
#[must_use]
pub fn check_host(query: &SpfQuery<'_>, answers: &Answers) -> Step<SpfResult> {
    let mut machine = Machine {
        query,
        answers,
        needs: Vec::new(),
        terms: 0,
        voids: SmallVec::new(),
        depth: 0,
        trace: Vec::new(),
        validated: None,
    };
    let domain = query.domain.strip_suffix('.').unwrap_or(query.domain);
    let mut result = SpfResult {
        verdict: SpfVerdict::None,
        domain: domain.to_owned(),
        matched: None,
        explanation: None,
        problem: None,
        terms: 0,
        voids: 0,
        trace: Vec::new(),
    };
    match machine.host(domain, true) {
        Ok(Ended::Verdict(verdict, matched, explanation)) => {
            (result.verdict, result.matched, result.explanation) = (verdict, matched, explanation);
        }
        Ok(Ended::NoRecord(kind)) => {
            result.problem = Some(SpfProblem { kind, domain: domain.to_owned(), term: None, span: None });
        }
        Err(Stop::Wait) => {
            machine.needs.order();
            machine.needs.dedup();
            return Step::Needs(machine.needs);
        }
        Err(Stop::Problem(verdict, problem)) => (result.verdict, result.problem) = (verdict, Some(*problem)),
    }
    (result.terms, result.voids, result.trace) = (machine.terms, machine.voids.len() as u32, machine.trace);
    Step::Done(result)
}

/// How a record ended.
enum Ended {
    Verdict(SpfVerdict, Option<MatchedTerm>, Option<String>),
    NoRecord(SpfProblemKind),
}

/// Why the evaluation cannot go on.
enum Stop {
    /// Look-ups are wanted.
    Wait,
    /// It has come to its end.
    Problem(SpfVerdict, Box<SpfProblem>),
}

/// A term while it is evaluated.
#[derive(Clone, Copy)]
struct Term<'t> {
    domain: &'t str,
    text: &'t str,
    span: Span,
}

struct Machine<'q, 'a> {
    query: &'q SpfQuery<'q>,
    answers: &'a Answers,
    needs: Vec<Lookup>,
    terms: u32,
    /// The look-ups that found nothing.
    voids: SmallVec<[Lookup; 3]>,
    depth: u32,
    trace: Vec<TraceStep>,
    /// The names of the client that lead back to it.
    validated: Option<Vec<String>>,
}

impl<'a> Machine<'_, 'a> {
    /// `check_host` for the domain itself, an included one, or one that a record hands over to. `explains`: its record
    /// may explain a failure.
    fn host(&mut self, domain: &str, explains: bool) -> Result<Ended, Stop> {
        if !is_domain(domain) {
            return Ok(Ended::NoRecord(SpfProblemKind::BadDomain));
        }
        let whole = Term { domain, text: "", span: Span::default() };
        let answer = self.ask(domain, LookupType::Txt, whole)?;
        let record = match only_record(answer) {
            Ok(Some(record)) => record,
            Ok(None) => {
                let kind = match answer {
                    Answer::NoName => SpfProblemKind::NoDomain,
                    _ => SpfProblemKind::NoRecord,
                };
                self.note(whole, Some((domain, LookupType::Txt)), || TraceOutcome::Problem(kind));
                return Ok(Ended::NoRecord(kind));
            }
            Err(_) => return Err(self.wrong(SpfProblemKind::SeveralRecords, whole)),
        };
        self.note(whole, Some((domain, LookupType::Txt)), || TraceOutcome::Record(record.to_string()));
        let parsed = match strict(&record) {
            Ok(parsed) => parsed,
            Err(invalid) => {
                let term = Term { domain, text: invalid.span.of(&record), span: invalid.span };
                return Err(self.wrong(SpfProblemKind::Invalid(invalid.kind), term));
            }
        };
        self.record(domain, &parsed, explains)
    }

    fn record(&mut self, domain: &str, record: &Record<'_>, explains: bool) -> Result<Ended, Stop> {
        for (place, directive) in record.directives.iter().enumerate() {
            let term = Term { domain, text: directive.text, span: directive.span };
            let matches = match self.matches(directive, term) {
                Ok(matches) => matches,
                Err(Stop::Wait) => {
                    self.ask_ahead(domain, record, place + 1);
                    return Err(Stop::Wait);
                }
                Err(stop) => return Err(stop),
            };
            if !matches {
                continue;
            }
            let verdict = verdict(directive.qualifier);
            let explanation = match record.exp.filter(|_| explains && verdict == SpfVerdict::Fail) {
                Some(exp) => self.explanation(domain, &exp)?,
                None => None,
            };
            // Of an included record, only the verdict counts.
            let matched = (self.depth == 0).then(|| MatchedTerm {
                domain: plain(domain),
                term: directive.text.to_owned(),
                span: directive.span,
            });
            return Ok(Ended::Verdict(verdict, matched, explanation));
        }
        let Some(redirect) = record.redirect else {
            let whole = Term { domain, text: "", span: Span::default() };
            self.note(whole, None, || TraceOutcome::End(SpfVerdict::Neutral));
            return Ok(Ended::Verdict(SpfVerdict::Neutral, None, None));
        };
        let term = Term { domain, text: redirect.text, span: redirect.span };
        self.count(term)?;
        let target = self.target(redirect.domain, domain)?;
        self.note(term, None, || TraceOutcome::Redirect);
        match self.host(&target, explains)? {
            Ended::NoRecord(_) => Err(self.wrong(SpfProblemKind::RedirectWithoutRecord, term)),
            ended => Ok(ended),
        }
    }

    /// Whether a directive matches; the step is written down.
    fn matches(&mut self, directive: &Directive<'_>, term: Term<'_>) -> Result<bool, Stop> {
        if directive.mechanism.looks_up() {
            self.count(term)?;
        }
        let ip = self.query.ip;
        let mut asked = None;
        let matches = match &directive.mechanism {
            Mechanism::All => true,
            Mechanism::Ip4(network, length) => in_network(ip, IpAddr::V4(*network), *length),
            Mechanism::Ip6(network, length) => in_network(ip, IpAddr::V6(*network), *length),
            Mechanism::Include(spec) => {
                let target = self.target(*spec, term.domain)?;
                let matches = self.include(&target, term)?;
                asked = Some((target, LookupType::Txt));
                matches
            }
            Mechanism::A(spec, prefixes) => {
                let target = self.target_or_own(*spec, term.domain)?;
                let matches = can_be_asked(&target) && self.has_address(&target, *prefixes, term)?;
                asked = Some((target, self.family()));
                matches
            }
            Mechanism::Mx(spec, prefixes) => {
                let target = self.target_or_own(*spec, term.domain)?;
                let matches = can_be_asked(&target) && self.mail_host(&target, *prefixes, term)?;
                asked = Some((target, LookupType::Mx));
                matches
            }
            Mechanism::Ptr(spec) => {
                let target = self.target_or_own(*spec, term.domain)?;
                let matches = self.names_within(&target, term)?;
                asked = Some((Cow::Owned(reverse_name(ip)), LookupType::Ptr));
                matches
            }
            Mechanism::Exists(spec) => {
                let target = self.target(*spec, term.domain)?;
                let matches =
                    can_be_asked(&target) && !self.counted(&target, LookupType::A, term)?.records().is_empty();
                asked = Some((target, LookupType::A));
                matches
            }
        };
        let asked = asked.as_ref().map(|(name, kind)| (name.as_ref(), *kind));
        let verdict = verdict(directive.qualifier);
        self.note(term, asked, || if matches { TraceOutcome::Match(verdict) } else { TraceOutcome::NoMatch });
        Ok(matches)
    }

    /// RFC 7208 section 5.2.
    fn include(&mut self, target: &str, term: Term<'_>) -> Result<bool, Stop> {
        self.depth += 1;
        let ended = self.host(target, false);
        self.depth -= 1;
        match ended? {
            Ended::Verdict(verdict, ..) => Ok(verdict == SpfVerdict::Pass),
            Ended::NoRecord(_) => Err(self.wrong(SpfProblemKind::IncludeWithoutRecord, term)),
        }
    }

    /// The type of address that the client has.
    const fn family(&self) -> LookupType {
        if self.query.ip.is_ipv4() { LookupType::A } else { LookupType::Aaaa }
    }

    /// Whether a host has the client's address.
    fn has_address(&mut self, host: &str, prefixes: Prefixes, term: Term<'_>) -> Result<bool, Stop> {
        let answer = self.counted(host, self.family(), term)?;
        Ok(answer.records().iter().any(|data| self.is_client(data, prefixes)))
    }

    fn is_client(&self, data: &Data, prefixes: Prefixes) -> bool {
        match data {
            Data::A(address) => in_network(self.query.ip, IpAddr::V4(*address), prefixes.v4),
            Data::Aaaa(address) => in_network(self.query.ip, IpAddr::V6(*address), prefixes.v6),
            _ => false,
        }
    }

    /// RFC 7208 section 5.4: the hosts that take mail, whatever their preference.
    fn mail_host(&mut self, target: &str, prefixes: Prefixes, term: Term<'_>) -> Result<bool, Stop> {
        let answer = self.counted(target, LookupType::Mx, term)?;
        let hosts = answer.records().iter().filter_map(|data| match data {
            Data::Mx { host, .. } => Some(host.as_str()),
            _ => None,
        });
        let hosts: SmallVec<[&str; 4]> = hosts.take(MOST_HOSTS + 1).collect();
        if hosts.len() > MOST_HOSTS {
            return Err(self.wrong(SpfProblemKind::TooManyHosts, term));
        }
        let family = self.family();
        let hosts = hosts.into_iter().filter(|host| can_be_asked(host));
        // All of them at once, up to one that is the client.
        let mut waits = false;
        for host in hosts {
            if waits || self.answers.get(host, family).is_none() {
                self.want(host, family);
                waits = true;
            } else if self.has_address(host, prefixes, term)? {
                return Ok(true);
            }
        }
        if waits { Err(Stop::Wait) } else { Ok(false) }
    }

    /// RFC 7208 section 5.5. A failure of DNS is no match there.
    fn names_within(&mut self, target: &str, term: Term<'_>) -> Result<bool, Stop> {
        let reverse = reverse_name(self.query.ip);
        let Some(answer) = self.answers.get(&reverse, LookupType::Ptr) else {
            self.want(&reverse, LookupType::Ptr);
            return Err(Stop::Wait);
        };
        if answer.is_void() {
            self.void(&reverse, LookupType::Ptr, term)?;
        }
        Ok(!self.validated(|name| is_within(name, target))?.is_empty())
    }

    /// The names of the client that lead back to it, of those that `wanted` says.
    fn validated(&mut self, wanted: impl Fn(&str) -> bool) -> Result<Vec<String>, Stop> {
        let reverse = reverse_name(self.query.ip);
        let Some(answer) = self.answers.get(&reverse, LookupType::Ptr) else {
            self.want(&reverse, LookupType::Ptr);
            return Err(Stop::Wait);
        };
        let names = answer.records().iter().filter_map(|data| match data {
            Data::Name(name) => Some(name.as_str()),
            _ => None,
        });
        let family = self.family();
        let mut validated = Vec::new();
        let mut waits = false;
        for name in names.take(MOST_HOSTS).filter(|name| can_be_asked(name) && wanted(name)) {
            match self.answers.get(name, family) {
                Some(answer) => {
                    let exact = Prefixes { v4: 32, v6: 128 };
                    if answer.records().iter().any(|data| self.is_client(data, exact)) {
                        validated.push(name.strip_suffix('.').unwrap_or(name).to_owned());
                    }
                }
                None => {
                    self.want(name, family);
                    waits = true;
                }
            }
        }
        if waits { Err(Stop::Wait) } else { Ok(validated) }
    }

    /// What `%{p}` stands for: the domain itself where it is among the names, else one below it, else any.
    fn client_name(&mut self, domain: &str) -> Result<String, Stop> {
        if self.validated.is_none() {
            self.validated = Some(self.validated(|_| true)?);
        }
        let names = self.validated.as_deref().unwrap_or_default();
        let best = names
            .iter()
            .find(|name| name.eq_ignore_ascii_case(domain))
            .or_else(|| names.iter().find(|name| is_within(name, domain)))
            .or_else(|| names.first());
        Ok(best.cloned().unwrap_or_default())
    }

    /// RFC 7208 section 6.2: the text at the name of `exp=`, unless anything is wrong with it.
    fn explanation(&mut self, domain: &str, exp: &Modifier<'_>) -> Result<Option<String>, Stop> {
        let target = self.target(exp.domain, domain)?;
        if !can_be_asked(&target) {
            return Ok(None);
        }
        let Some(answer) = self.answers.get(&target, LookupType::Txt) else {
            self.want(&target, LookupType::Txt);
            return Err(Stop::Wait);
        };
        let mut texts = answer.records().iter().filter_map(text);
        let (Some(text), None) = (texts.next(), texts.next()) else { return Ok(None) };
        if macro_string(&text, true).is_err() {
            return Ok(None);
        }
        let validated = if expand::asks_for_name(&text) { self.client_name(domain)? } else { String::new() };
        let scope = Scope { query: self.query, domain, validated: &validated };
        Ok(Some(expand::explanation(&text, &scope)))
    }

    fn target_or_own<'t>(&mut self, spec: Option<DomainSpec<'t>>, own: &'t str) -> Result<Cow<'t, str>, Stop> {
        match spec {
            Some(spec) => self.target(spec, own),
            None => Ok(Cow::Borrowed(own)),
        }
    }

    /// The name that a term means.
    fn target<'t>(&mut self, spec: DomainSpec<'t>, domain: &str) -> Result<Cow<'t, str>, Stop> {
        if !spec.has_macro {
            return Ok(Cow::Borrowed(spec.text.strip_suffix('.').unwrap_or(spec.text)));
        }
        let validated = if expand::asks_for_name(spec.text) { self.client_name(domain)? } else { String::new() };
        let scope = Scope { query: self.query, domain, validated: &validated };
        Ok(Cow::Owned(expand::name(spec.text, &scope)))
    }

    /// The answer to a look-up; a failure of DNS ends the evaluation (RFC 7208 section 5).
    fn ask(&mut self, name: &str, kind: LookupType, term: Term<'_>) -> Result<&'a Answer, Stop> {
        let Some(answer) = self.answers.get(name, kind) else {
            self.want(name, kind);
            return Err(Stop::Wait);
        };
        match answer {
            Answer::Timeout => Err(self.stop(SpfVerdict::TempError, SpfProblemKind::Timeout, term)),
            Answer::ServerFailure => Err(self.stop(SpfVerdict::TempError, SpfProblemKind::ServerFailure, term)),
            answer => Ok(answer),
        }
    }

    /// The same, for look-ups of which only two may find nothing.
    fn counted(&mut self, name: &str, kind: LookupType, term: Term<'_>) -> Result<&'a Answer, Stop> {
        let answer = self.ask(name, kind, term)?;
        if answer.is_void() {
            self.void(name, kind, term)?;
        }
        Ok(answer)
    }

    fn void(&mut self, name: &str, kind: LookupType, term: Term<'_>) -> Result<(), Stop> {
        self.voids.push(Lookup::new(name, kind));
        if self.voids.len() as u32 <= MOST_VOIDS {
            return Ok(());
        }
        // A host that only has addresses of the other family was found. Whether it has, is asked only once it matters.
        let mut waits = false;
        let mut voids = core::mem::take(&mut self.voids);
        voids.retain(|lookup| {
            let other = match lookup.kind {
                LookupType::A => LookupType::Aaaa,
                LookupType::Aaaa => LookupType::A,
                _ => return true,
            };
            if self.answers.get(&lookup.name, lookup.kind) == Some(&Answer::NoName) {
                return true;
            }
            match self.answers.get(&lookup.name, other) {
                Some(answer) => answer.is_void(),
                None => {
                    self.want(&lookup.name, other);
                    waits = true;
                    true
                }
            }
        });
        self.voids = voids;
        if waits {
            return Err(Stop::Wait);
        }
        if self.voids.len() as u32 > MOST_VOIDS {
            return Err(self.wrong(SpfProblemKind::TooManyVoids, term));
        }
        Ok(())
    }

    fn count(&mut self, term: Term<'_>) -> Result<(), Stop> {
        if self.terms == MOST_TERMS {
            return Err(self.wrong(SpfProblemKind::TooManyTerms, term));
        }
        self.terms += 1;
        Ok(())
    }

    fn want(&mut self, name: &str, kind: LookupType) {
        self.needs.push(Lookup::new(name, kind));
    }

    /// Wants what the terms from `place` on will look up, as far as that is known already and can be reached.
    fn ask_ahead(&mut self, domain: &str, record: &Record<'_>, place: usize) {
        let mut left = MOST_TERMS.saturating_sub(self.terms);
        let family = self.family();
        let rest = record.directives.get(place..).unwrap_or_default();
        for directive in rest {
            let (spec, kind) = match &directive.mechanism {
                Mechanism::All => return,
                Mechanism::Ip4(network, length) if in_network(self.query.ip, IpAddr::V4(*network), *length) => return,
                Mechanism::Ip6(network, length) if in_network(self.query.ip, IpAddr::V6(*network), *length) => return,
                Mechanism::Ip4(..) | Mechanism::Ip6(..) => continue,
                Mechanism::Include(spec) => (Some(*spec), LookupType::Txt),
                Mechanism::A(spec, _) => (*spec, family),
                Mechanism::Mx(spec, _) => (*spec, LookupType::Mx),
                Mechanism::Exists(spec) => (Some(*spec), LookupType::A),
                Mechanism::Ptr(_) => (None, LookupType::Ptr),
            };
            if left == 0 {
                return;
            }
            left -= 1;
            if kind == LookupType::Ptr {
                self.want_new(&reverse_name(self.query.ip), kind);
            } else {
                self.want_target(spec, domain, kind);
            }
        }
        if let Some(redirect) = record.redirect.filter(|_| left > 0) {
            self.want_target(Some(redirect.domain), domain, LookupType::Txt);
        }
    }

    fn want_target(&mut self, spec: Option<DomainSpec<'_>>, domain: &str, kind: LookupType) {
        if let Ok(target) = self.target_or_own(spec, domain)
            && can_be_asked(&target)
            && (kind != LookupType::Txt || is_domain(&target))
        {
            self.want_new(&target, kind);
        }
    }

    fn want_new(&mut self, name: &str, kind: LookupType) {
        if self.answers.get(name, kind).is_none() {
            self.want(name, kind);
        }
    }

    /// The record cannot be evaluated.
    fn wrong(&mut self, kind: SpfProblemKind, term: Term<'_>) -> Stop {
        self.stop(SpfVerdict::PermError, kind, term)
    }

    fn stop(&mut self, verdict: SpfVerdict, kind: SpfProblemKind, term: Term<'_>) -> Stop {
        self.note(term, None, || TraceOutcome::Problem(kind));
        let has_term = !term.text.is_empty();
        let problem = SpfProblem {
            kind,
            domain: plain(term.domain),
            term: has_term.then(|| term.text.to_owned()),
            span: has_term.then_some(term.span),
        };
        Stop::Problem(verdict, Box::new(problem))
    }

    fn note(&mut self, term: Term<'_>, asked: Option<(&str, LookupType)>, outcome: impl FnOnce() -> TraceOutcome) {
        if !self.query.trace {
            return;
        }
        let has_term = !term.text.is_empty();
        self.trace.push(TraceStep {
            depth: self.depth,
            domain: plain(term.domain),
            term: has_term.then(|| term.text.to_owned()),
            span: has_term.then_some(term.span),
            asked: asked.map(|(name, kind)| Lookup::new(name, kind)),
            outcome: outcome(),
        });
    }
}

const fn verdict(qualifier: Qualifier) -> SpfVerdict {
    match qualifier {
        Qualifier::Pass => SpfVerdict::Pass,
        Qualifier::Fail => SpfVerdict::Fail,
        Qualifier::SoftFail => SpfVerdict::SoftFail,
        Qualifier::Neutral => SpfVerdict::Neutral,
    }
}

/// Whether the first `length` bits of both are the same. An IPv4 client is in no IPv6 network.
fn in_network(ip: IpAddr, network: IpAddr, length: u8) -> bool {
    match (ip, network) {
        (IpAddr::V4(ip), IpAddr::V4(network)) => {
            let differ = ip.to_bits() ^ network.to_bits();
            differ.leading_zeros() >= u32::from(length)
        }
        (IpAddr::V6(ip), IpAddr::V6(network)) => {
            let differ = ip.to_bits() ^ network.to_bits();
            differ.leading_zeros() >= u32::from(length)
        }
        _ => false,
    }
}

/// The name that reverse DNS has for an address (RFC 1035 section 3.5, RFC 3596 section 2.5).
fn reverse_name(ip: IpAddr) -> String {
    let zone = if ip.is_ipv4() { "in-addr.arpa" } else { "ip6.arpa" };
    format!("{}.{zone}", expand::nibbles(ip, false))
}
