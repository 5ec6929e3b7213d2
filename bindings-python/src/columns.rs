//! What a row says of a reply, and of an address.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use mailmend::model::{self as core, AddressMode, Cause};

use crate::Hints;
use crate::arrow::{Batch, Bits, Buffer, Column, Head, Kind, Reader, Words};
use crate::words::{RETRIES, place_of, place_of_retry};

/// So many bytes of texts are remembered in one call, with their answers.
pub const MOST_REMEMBERED: usize = 16 << 20;

/// What a row says of a reply: places in the lists of words.
#[derive(Clone, Copy)]
struct Row {
    cause: i16,
    kind: i16,
    provider: Option<i16>,
    stage: Option<i16>,
    confidence: i16,
    retry: i16,
    after: Option<u32>,
    recipient: i16,
}

impl Row {
    fn of(text: &[u8], hints: &Hints) -> Option<Self> {
        let text = String::from_utf8_lossy(text);
        let report = mailmend::explain(&hints.request(&text));
        let best = report.findings.first()?;
        Some(Self {
            cause: place_of(best.cause) as i16,
            kind: report.kind as i16,
            provider: report.provider.and_then(|provider| PROVIDER_PLACES.get(provider).copied()),
            stage: report.stage.map(|stage| stage as i16),
            confidence: best.confidence as i16,
            retry: place_of_retry(best.retry) as i16,
            after: best.retry.after(),
            recipient: best.recipient as i16,
        })
    }

    /// The page of the cause.
    fn page(&self) -> &'static Cause {
        &mailmend::catalog()[self.cause as usize]
    }
}

/// Explains columns of replies.
pub struct Replies<'h> {
    hints: &'h Hints,
    known: HashMap<Box<[u8]>, Row>,
    bytes: usize,
}

impl<'h> Replies<'h> {
    pub fn new(hints: &'h Hints) -> Self {
        Self { hints, known: HashMap::new(), bytes: 0 }
    }

    /// The columns of a table on replies.
    pub fn heads() -> Vec<Head> {
        vec![
            (c"kind", Kind::Word(&KINDS)),
            (c"provider", Kind::Word(&PROVIDERS)),
            (c"stage", Kind::Word(&STAGES)),
            (c"code", Kind::Word(&CODES)),
            (c"slug", Kind::Word(&SLUGS)),
            (c"class", Kind::Word(&CLASSES)),
            (c"area", Kind::Word(&AREAS)),
            (c"severity", Kind::Word(&SEVERITIES)),
            (c"confidence", Kind::Word(&CONFIDENCES)),
            (c"title", Kind::Word(&TITLES)),
            (c"owner", Kind::Word(&OWNERS)),
            (c"retry", Kind::Word(&RETRY_WORDS)),
            (c"after", Kind::Number),
            (c"recipient", Kind::Word(&RECIPIENTS)),
        ]
    }

    pub fn batch(&mut self, texts: &Reader<'_>) -> Batch {
        // A value of a dictionary is looked at once, however many rows point to it.
        let mut by_key: Vec<Option<Row>> = vec![None; texts.dictionary_len().unwrap_or_default()];
        let rows: Vec<Option<Row>> = (0..texts.len())
            .map(|place| {
                let slot = texts.key(place).and_then(|key| by_key.get_mut(key));
                let known = slot.as_deref().copied().flatten();
                let row = known.or_else(|| texts.get(place).and_then(|text| self.tell(text)));
                slot.into_iter().for_each(|slot| *slot = row);
                row
            })
            .collect();
        table_of(&rows)
    }

    fn tell(&mut self, text: &[u8]) -> Option<Row> {
        if let Some(row) = self.known.get(text) {
            return Some(*row);
        }
        let row = Row::of(text, self.hints)?;
        self.bytes += text.len() + size_of::<(Box<[u8]>, Row)>();
        if self.bytes > MOST_REMEMBERED {
            self.known.clear();
            self.bytes = 0;
        } else {
            self.known.insert(text.into(), row);
        }
        Some(row)
    }
}

/// The columns of these rows, in the order of `Replies::heads`.
fn table_of(rows: &[Option<Row>]) -> Batch {
    let mut some = Bits::default();
    rows.iter().for_each(|row| some.push(row.is_some()));
    let some = some.finish();
    // What each row has that is there at all.
    let always = |of: fn(&Row) -> i16| {
        let values = rows.iter().map(|row| row.as_ref().map_or(0, of)).collect();
        Column { valid: some.clone(), values: vec![Buffer::Shorts(Arc::new(values))] }
    };
    let perhaps = |of: fn(&Row) -> Option<i16>| places(rows.iter().map(|row| row.as_ref().and_then(of)));
    let (mut waits, mut after) = (Bits::default(), Vec::with_capacity(rows.len()));
    for row in rows {
        let wait = row.and_then(|row| row.after);
        waits.push(wait.is_some());
        after.push(wait.unwrap_or_default());
    }
    let code = always(|row| row.cause);
    let columns = vec![
        always(|row| row.kind),
        perhaps(|row| row.provider),
        perhaps(|row| row.stage),
        code.clone(),
        code.clone(),
        perhaps(|row| row.page().class.map(|class| class as i16)),
        always(|row| row.page().area as i16),
        always(|row| row.page().severity as i16),
        always(|row| row.confidence),
        code,
        always(|row| row.page().owner as i16),
        always(|row| row.retry),
        Column { valid: waits.finish(), values: vec![Buffer::Numbers(Arc::new(after))] },
        always(|row| row.recipient),
    ];
    Batch { rows: rows.len(), columns }
}

/// A column of places in a list of words, some of them missing.
fn places(all: impl Iterator<Item = Option<i16>>) -> Column {
    let (mut valid, mut values) = (Bits::default(), Vec::with_capacity(all.size_hint().0));
    for place in all {
        valid.push(place.is_some());
        values.push(place.unwrap_or_default());
    }
    Column { valid: valid.finish(), values: vec![Buffer::Shorts(Arc::new(values))] }
}

/// Checks columns of addresses.
pub struct Addresses;

impl Addresses {
    /// The columns of a table on addresses.
    pub fn heads() -> Vec<Head> {
        vec![
            (c"smtp", Kind::Flag),
            (c"eai", Kind::Flag),
            (c"header", Kind::Flag),
            (c"form", Kind::Flag),
            (c"normal", Kind::Text),
            (c"domain", Kind::Text),
            (c"suggestion", Kind::Text),
            (c"code", Kind::Word(&CODES)),
            (c"slug", Kind::Word(&SLUGS)),
            (c"severity", Kind::Word(&SEVERITIES)),
            (c"role", Kind::Flag),
            (c"free", Kind::Flag),
            (c"disposable", Kind::Flag),
        ]
    }

    pub fn batch(texts: &Reader<'_>, mode: AddressMode) -> Batch {
        let mut flags: [Flags; 7] = Default::default();
        let mut parts: [Texts; 3] = Default::default();
        let mut causes: Vec<Option<&'static Cause>> = Vec::with_capacity(texts.len());
        for place in 0..texts.len() {
            let text = texts.get(place).map(String::from_utf8_lossy);
            let report = text.as_deref().map(|text| mailmend::address_in(text, mode));
            let report = report.as_ref();
            let valid = report.map(|report| report.valid);
            let about = report.map(|report| &report.flags);
            let told = [
                valid.map(|valid| valid.smtp),
                valid.and_then(|valid| valid.eai),
                valid.map(|valid| valid.header),
                valid.and_then(|valid| valid.form),
                about.map(|about| about.role),
                about.map(|about| about.free),
                about.map(|about| about.disposable),
            ];
            flags.iter_mut().zip(told).for_each(|(flags, told)| flags.push(told));
            let [normal, domain, suggestion] = &mut parts;
            normal.push(report.and_then(|report| report.normal.as_deref()));
            domain.push(report.and_then(|report| report.domain.as_deref()));
            suggestion.push(report.and_then(|report| report.suggestion.as_deref()));
            causes.push(report.and_then(gravest));
        }
        let [smtp, eai, header, form, role, free, disposable] = flags.map(Flags::finish);
        let [normal, domain, suggestion] = parts.map(Texts::finish);
        let code = places(causes.iter().map(|cause| cause.map(|cause| place_of(cause) as i16)));
        let severity = places(causes.iter().map(|cause| cause.map(|cause| cause.severity as i16)));
        let columns = vec![
            smtp,
            eai,
            header,
            form,
            normal,
            domain,
            suggestion,
            code.clone(),
            code,
            severity,
            role,
            free,
            disposable,
        ];
        Batch { rows: texts.len(), columns }
    }
}

/// The cause of the gravest finding, the first of those.
fn gravest(report: &core::AddressReport<'_>) -> Option<&'static Cause> {
    let causes = report.findings.iter().map(|finding| finding.cause);
    causes.reduce(|gravest, cause| if cause.severity > gravest.severity { cause } else { gravest })
}

/// A column of flags in the making.
#[derive(Default)]
struct Flags {
    valid: Bits,
    values: Bits,
}

impl Flags {
    fn push(&mut self, flag: Option<bool>) {
        self.valid.push(flag.is_some());
        self.values.push(flag.unwrap_or_default());
    }

    fn finish(self) -> Column {
        Column { valid: self.valid.finish(), values: vec![self.values.finish().bits] }
    }
}

/// A column of texts in the making.
struct Texts {
    valid: Bits,
    ends: Vec<i64>,
    bytes: Vec<u8>,
}

impl Default for Texts {
    fn default() -> Self {
        Self { valid: Bits::default(), ends: vec![0], bytes: Vec::new() }
    }
}

impl Texts {
    fn push(&mut self, text: Option<&str>) {
        self.valid.push(text.is_some());
        self.bytes.extend_from_slice(text.unwrap_or_default().as_bytes());
        self.ends.push(self.bytes.len() as i64);
    }

    fn finish(self) -> Column {
        let values = vec![Buffer::Longs(Arc::new(self.ends)), Buffer::Bytes(Arc::new(self.bytes))];
        Column { valid: self.valid.finish(), values }
    }
}

macro_rules! words_of {
    ($($name:ident = $list:expr;)+) => {
        $(static $name: LazyLock<Words> = LazyLock::new(|| Words::new($list));)+
    };
}

words_of! {
    KINDS = core::Kind::ALL.iter().map(|word| word.as_str());
    PROVIDERS = mailmend::providers().iter().map(|provider| provider.id);
    STAGES = core::Stage::ALL.iter().map(|word| word.as_str());
    CODES = mailmend::catalog().iter().map(|cause| cause.code);
    SLUGS = mailmend::catalog().iter().map(|cause| cause.slug);
    TITLES = mailmend::catalog().iter().map(|cause| cause.title);
    CLASSES = core::Class::ALL.iter().map(|word| word.as_str());
    AREAS = core::Area::ALL.iter().map(|word| word.as_str());
    SEVERITIES = core::Severity::ALL.iter().map(|word| word.as_str());
    CONFIDENCES = core::Confidence::ALL.iter().map(|word| word.as_str());
    OWNERS = core::Owner::ALL.iter().map(|word| word.as_str());
    RETRY_WORDS = RETRIES;
    RECIPIENTS = core::Recipient::ALL.iter().map(|word| word.as_str());
}

static PROVIDER_PLACES: LazyLock<HashMap<&str, i16>> =
    LazyLock::new(|| mailmend::providers().iter().zip(0_i16..).map(|(provider, place)| (provider.id, place)).collect());
