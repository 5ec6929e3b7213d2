//! Writes a Postfix log like that of a busy sender: the lines of each mail's whole way, most delivered, one in twenty
//! not, the replies those of the knowledge base.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use fastrand::Rng;

/// The days that the log covers.
const DAYS: u64 = 5;

/// In a thousand mails: those given up; with those that will be tried again.
const BOUNCED: u32 = 20;
const TROUBLE: u32 = BOUNCED + 30;

const BIG: [(&str, &str); 6] = [
    ("gmail.com", "gmail-smtp-in.l.google.com"),
    ("outlook.com", "outlook-com.olc.protection.outlook.com"),
    ("yahoo.com", "mta5.am0.yahoodns.net"),
    ("icloud.com", "mx01.mail.icloud.com"),
    ("gmx.de", "mx00.gmx.net"),
    ("orange.fr", "smtp-in.orange.fr"),
];

const MONTHS: [&str; 2] = ["Aug", "Sep"];

/// Writes at least `size` bytes to `file`: the same bytes each time.
pub fn run(size: &str, file: &str) -> Result<(), String> {
    let wanted = bytes(size).ok_or_else(|| format!("{size} is no size: 64MB, 1GB"))?;
    let out = File::create(file).map_err(|error| format!("{file}: {error}"))?;
    let mut log = Log::new(BufWriter::with_capacity(1 << 20, out), wanted);
    while log.written < wanted {
        log.mail().map_err(|error| format!("{file}: {error}"))?;
    }
    log.out.flush().map_err(|error| format!("{file}: {error}"))?;
    println!("{file}: {} bytes, {} mails", log.written, log.mails);
    Ok(())
}

fn bytes(size: &str) -> Option<u64> {
    let size = size.to_ascii_uppercase();
    let units = [("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10), ("", 1)];
    units.iter().find_map(|(unit, factor)| size.strip_suffix(unit)?.parse::<u64>().ok()?.checked_mul(*factor))
}

struct Log<W> {
    out: W,
    written: u64,
    wanted: u64,
    mails: u64,
    random: Rng,
    refused: Vec<String>,
    busy: Vec<String>,
}

impl<W: Write> Log<W> {
    fn new(out: W, wanted: u64) -> Self {
        let replies = |digit: char| {
            let said = mailmend::examples().iter().map(|example| example.text);
            let said = said.filter(|text| text.starts_with(digit) && text.is_ascii() && text.len() < 600);
            // A reply of several lines stands in the log as one.
            said.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>()
        };
        let (refused, busy) = (replies('5'), replies('4'));
        Self { out, written: 0, wanted, mails: 0, random: Rng::with_seed(7), refused, busy }
    }

    /// Writes one line of a program at the time of the mail, some seconds later.
    fn line(&mut self, later: u64, program: &str, text: std::fmt::Arguments<'_>) -> io::Result<()> {
        let second = DAYS * 86_400 * self.written.min(self.wanted) / self.wanted.max(1) + later;
        let (day, rest) = (29 + second / 86_400, second % 86_400);
        let (month, day) = if day > 31 { (MONTHS[1], day - 31) } else { (MONTHS[0], day) };
        let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
        let process = 1000 + self.random.u32(0..60);
        let line =
            format!("{month} {day:>2} {hour:02}:{minute:02}:{second:02} mx1 postfix/{program}[{process}]: {text}\n");
        self.written += line.len() as u64;
        self.out.write_all(line.as_bytes())
    }

    fn mail(&mut self) -> io::Result<()> {
        self.mails += 1;
        let id = format!("{:010X}", self.random.u64(0..1 << 40));
        let (shop, size) = (self.random.u32(0..20), self.random.u32(2_000..80_000));
        let client = format!("web{shop}.example.com[192.0.2.{}]", shop + 10);
        self.line(0, "smtpd", format_args!("connect from {client}"))?;
        let login = format!("client={client}, sasl_method=PLAIN, sasl_username=shop{shop}@example.com");
        self.line(0, "smtpd", format_args!("{id}: {login}"))?;
        let message = format!("{:x}.{:x}@web{shop}.example.com", self.random.u64(..), self.mails);
        self.line(0, "cleanup", format_args!("{id}: message-id=<{message}>"))?;
        self.line(0, "qmgr", format_args!("{id}: from=<shop{shop}@example.com>, size={size}, nrcpt=1 (queue active)"))?;
        let parting = "ehlo=2 starttls=1 auth=1 mail=1 rcpt=1 data=1 quit=1 commands=8";
        self.line(0, "smtpd", format_args!("disconnect from {client} {parting}"))?;
        let attempt = Attempt::new(&mut self.random);
        match self.random.u32(0..1000) {
            0..BOUNCED => {
                let said = pick(&self.refused, &mut self.random).to_string();
                self.attempt(1, &id, &attempt, "5.0.0", "bounced", &said)?;
                let notice = format!("{:010X}", self.random.u64(0..1 << 40));
                self.line(1, "bounce", format_args!("{id}: sender non-delivery notification: {notice}"))?;
                self.line(1, "qmgr", format_args!("{id}: removed"))
            }
            BOUNCED..TROUBLE => {
                let said = pick(&self.busy, &mut self.random).to_string();
                self.attempt(1, &id, &attempt, "4.0.0", "deferred", &said)
            }
            _ => {
                let queued = format!("250 2.0.0 Ok: queued as {:010X}", self.random.u64(0..1 << 40));
                self.attempt(1, &id, &attempt, "2.0.0", "sent", &queued)?;
                self.line(1, "qmgr", format_args!("{id}: removed"))
            }
        }
    }

    fn attempt(&mut self, later: u64, id: &str, to: &Attempt, dsn: &str, status: &str, said: &str) -> io::Result<()> {
        let Attempt { recipient, host, ip } = to;
        let delay = self.random.u32(1..90);
        let times = format!("delay={}.{delay}, delays=0.1/0/0.{delay}/0.2, dsn={dsn}", delay % 7);
        let said = match status {
            "sent" => format!("({said})"),
            _ => format!("(host {host}[{ip}] said: {said} (in reply to RCPT TO command))"),
        };
        let fate = format!("to=<{recipient}>, relay={host}[{ip}]:25, {times}, status={status} {said}");
        self.line(later, "smtp", format_args!("{id}: {fate}"))
    }
}

/// Whom a mail is for, and the server that takes it.
struct Attempt {
    recipient: String,
    host: String,
    ip: String,
}

impl Attempt {
    fn new(random: &mut Rng) -> Self {
        let user = random.u32(0..400_000);
        let ip = format!("198.51.100.{}", random.u8(1..250));
        if random.u8(0..10) < 7 {
            let (domain, host) = BIG[random.usize(0..BIG.len())];
            return Self { recipient: format!("user{user}@{domain}"), host: host.into(), ip };
        }
        let company = random.u32(0..20_000);
        let domain = format!("company{company}.example");
        Self { recipient: format!("user{user}@{domain}"), host: format!("mx.{domain}"), ip }
    }
}

fn pick<'t>(texts: &'t [String], random: &mut Rng) -> &'t str {
    texts.get(random.usize(0..texts.len().max(1))).map_or("550 5.1.1 user unknown", String::as_str)
}
