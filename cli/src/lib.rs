//! `mailmend`: paste what your mail server said, get what broke, whose problem it is, and the steps that fix it.
//!
//! The command as a library: the program `mailmend` runs it, and so does the package for Node.

/// Prints a line. When nobody reads on (`| head`), that is the end, and no error.
macro_rules! say {
    ($($text:tt)*) => {{
        use std::io::Write as _;
        if writeln!(anstream::stdout(), $($text)*).is_err() {
            std::process::exit(0);
        }
    }};
}

mod address;
mod batch;
mod bounces;
mod column;
mod content;
mod dns;
mod domain;
mod input;
mod intake;
mod logs;
mod pages;
mod plan;
mod present;
mod record;
mod report;
mod retry;
mod settings;
mod show;
mod spf;
mod style;
mod summary;
mod table;
mod workers;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{CommandFactory, Parser, Subcommand, ValueEnum};
use mailmend::Request;
use mailmend::model::{AddressMode, Receivers, RecordType, Stack, Stage};
use mailmend::wire::Batch;

const EXAMPLES: &str = "\
Examples:
  mailmend explain \"535 5.7.8 Username and Password not accepted\"
  mailmend explain --host smtp.office365.com error.txt
  grep status=bounced /var/log/mail.log | mailmend explain --batch - > reports.jsonl
  mailmend page AUTH002

Exit code: 0 the cause was found, 1 only a guess from a reply code, 2 the command was misused.";

const LOGS_EXAMPLES: &str = "\
Examples:
  mailmend logs /var/log/mail.log
  mailmend logs /var/log/mail.log.2.gz /var/log/mail.log.1 /var/log/mail.log
  journalctl -u postfix -o short-iso | mailmend logs -
  mailmend logs mail.log --format html --output report.html --no-addresses
  mailmend logs mail.log --format csv | grep ^suppress,
  mailmend logs mail.log --batch > reports.jsonl

The bounce rate is the share of mail that failed for good; above 2 % find out why, above 5 % act.
A message that is tried again counts once among the messages of its cause; above some hundred
messages the number is an estimate, within about 2 %.
In CSV, a cell that a spreadsheet would take for a formula starts with a quote.

Exit code: 0 entries were found, 1 nothing was recognised, 2 the command was misused.";

const BOUNCES_EXAMPLES: &str = "\
Examples:
  mailmend bounces ~/Maildir
  mailmend bounces bounces.mbox --sent 120000
  mailmend bounces returned/ --format html --output report.html
  mailmend bounces bounces.mbox.gz --batch > reports.jsonl

Exit code: 0 bounces were found, 1 none was recognised, 2 the command was misused.";

const RECORD_EXAMPLES: &str = "\
Examples:
  mailmend record \"v=spf1 include=_spf.google.com -all\"
  dig +short TXT _dmarc.example.com | mailmend dmarc --name _dmarc.example.com -
  mailmend spf --fix record.txt

Exit code: 0 no error, 1 the record has errors (with --fix: and cannot be corrected safely), 2 the command was misused.";

const DOMAIN_EXAMPLES: &str = "\
Examples:
  mailmend domain example.com
  mailmend domain example.com --selector s1 --ip 192.0.2.1
  mailmend domain example.com --dns 1.1.1.1:53 --json
  mailmend domain example.com --zone example.com.zone
  mailmend domain --batch domains.txt > reports.jsonl

Exit code: 0 no error, 1 the domain has errors, 2 the command was misused.";
const SETTINGS_EXAMPLES: &str = "\
Examples:
  mailmend settings .env
  mailmend settings --stack django settings.py
  mailmend settings \"smtp://me:secret@smtp.gmail.com:465\"
  mailmend settings --fix --in-place .env

Secrets are masked in all that is printed. Exit code: 0 no error, 1 the settings have errors, 2 the command was misused.";

const ADDRESS_EXAMPLES: &str = "\
Examples:
  mailmend address jane@gmial.com
  mailmend address --mode header \"Jane Doe <jane@example.org>\"
  mailmend address --csv people.csv --column email --output clean.csv

Exit code: 0 it can be mailed and nothing speaks against it, 1 something does, 2 the command was misused.";

const CONTENT_EXAMPLES: &str = "\
Examples:
  mailmend content newsletter.eml --bulk
  mailmend content spam/*.eml --json > reports.jsonl
  mailmend content - < message.eml

Save a message as it arrived (Show original, View source): what the receiver's filter wrote into it is explained, too.

Exit code: 0 nothing but remarks, 1 something to look at, 2 the command was misused.";

const PLAN_EXAMPLES: &str = "\
Examples:
  mailmend plan --volume 40000 --limit 200/hour
  mailmend plan --volume 900 --provider gmail --account \"Google Workspace\"
  mailmend plan --class receipts=500 --class news=20000 --provider m365 --age 10
  mailmend plan --volume 5000 --limit 14/second --queue celery

The plan stays 20 % below every limit, in any stretch of time.

Exit code: 0 there is a plan, 1 the account is the wrong one or there is no plan, 2 the command was misused.";

const RETRY_EXAMPLES: &str = "\
Examples:
  mailmend retry \"450 4.2.0 Greylisted, try again in 300 seconds\"
  mailmend retry RATE006 --attempt 3 --seed 42
  mailmend retry error.txt --attempt 2 --age 6h --give-up 4d --json

Exit code: 0 try again, 1 do not, 2 the command was misused.";

const HEALTH_EXAMPLES: &str = "\
Examples:
  mailmend health --delivered 9500 --hard 400 --soft 100 --complaints 12

Exit code: 0 nothing speaks against it, 1 something does, 2 the command was misused.";

/// Tells why e-mail does not arrive, and how to mend it
#[derive(Parser)]
#[command(name = "mailmend", version, after_help = EXAMPLES, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Explain what was printed when sending failed
    #[command(after_help = EXAMPLES)]
    Explain(Explain),
    /// Read mail logs of any size: what failed, why, who has to act, what to fix first
    #[command(after_help = LOGS_EXAMPLES)]
    Logs(logs::Logs),
    /// Read bounces: mbox, Maildir, folders of .eml; the same summary
    #[command(after_help = BOUNCES_EXAMPLES)]
    Bounces(bounces::Bounces),
    /// Check an address, a list of them, or a column of a table: what is wrong, where, and what was meant
    #[command(after_help = ADDRESS_EXAMPLES)]
    Address(Address),
    /// Check messages before they are sent, or after they went to spam: header, text, links, signatures
    #[command(after_help = CONTENT_EXAMPLES)]
    Content(content::Content),
    /// Take an SMTP reply apart: codes, lines, and what is off-standard in it
    Reply {
        /// The reply, a file that holds it, or - for standard input
        text: Vec<String>,
        /// How to print the answer
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Check a DNS record of mail, and tell which it is
    #[command(after_help = RECORD_EXAMPLES)]
    Record {
        /// What it should be: spf dkim dmarc mta-sts mta-sts-policy tls-rpt bimi
        #[arg(long = "type", value_name = "TYPE", value_parser = record_type)]
        kind: Option<RecordType>,
        #[command(flatten)]
        record: record::RecordArguments,
    },
    /// Check mail settings in any form, and put them right in that form
    #[command(after_help = SETTINGS_EXAMPLES)]
    Settings(settings::SettingsArguments),
    /// Check an SPF record; with --tree, what it includes; with --check, whether an address may send
    #[command(after_help = spf::EXAMPLES)]
    Spf(spf::SpfArguments),
    /// Check a DKIM key record
    #[command(after_help = RECORD_EXAMPLES)]
    Dkim(record::RecordArguments),
    /// Check a DMARC record
    #[command(after_help = RECORD_EXAMPLES)]
    Dmarc {
        #[command(flatten)]
        record: record::RecordArguments,
        /// Which receivers to ask: rfc9989, or rfc7489 for those that still follow the older standard
        #[arg(long, value_name = "RFC", default_value = "rfc9989", value_parser = receivers, conflicts_with = "batch")]
        receivers: Receivers,
    },
    /// Look at all mail records of a domain: what is wrong, what is missing, and what large receivers ask
    #[command(after_help = DOMAIN_EXAMPLES)]
    Domain(domain::DomainArguments),
    /// Plan a mailing: batches and pauses below the limits, growth for new domains, the urgent mail first
    #[command(after_help = PLAN_EXAMPLES)]
    Plan(plan::Plan),
    /// Say when to try a failed mail again, or why not
    #[command(after_help = RETRY_EXAMPLES)]
    Retry(retry::Retry),
    /// Judge rates of bounces and complaints
    #[command(after_help = HEALTH_EXAMPLES)]
    Health(plan::Health),
    /// Show the page of a code: what it means, why, what to do, with real examples
    Page {
        /// A code such as AUTH002, or its slug
        code: String,
        /// Show the steps for this provider: a name such as gmail, or a host
        #[arg(long)]
        host: Option<String>,
        /// How to print the answer
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// List every code
    Catalog {
        /// How to print the answer
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Print the completion script of a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

#[derive(clap::Args)]
struct Explain {
    /// The text, a file that holds it, or - for standard input
    text: Vec<String>,
    /// The server that was talked to: a host, a domain, or a name such as gmail
    #[arg(long)]
    host: Option<String>,
    /// The software that sends: wordpress php laravel django python nodemailer
    #[arg(long, value_parser = stack)]
    stack: Option<Stack>,
    /// The step that failed: connect helo starttls auth mail rcpt data
    #[arg(long, value_parser = stage)]
    stage: Option<Stage>,
    /// How to print the answer
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// One input a line, raw text or a JSON object with "text" and hints; one JSON report a line, in the same order
    #[arg(long, value_name = "FILE|-", conflicts_with_all = ["text", "format", "host", "stack", "stage"])]
    batch: Option<PathBuf>,
}

#[derive(clap::Args)]
struct Address {
    /// The address, or - for standard input
    text: Option<String>,
    /// What it is for: signup header bounce sender
    #[arg(long, value_parser = mode, default_value = "signup")]
    mode: AddressMode,
    /// How to print the answer
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// One address a line, as it is or as a JSON object with "text" and "mode"; one JSON report a line, in order
    #[arg(long, value_name = "FILE|-", conflicts_with_all = ["text", "format", "mode", "csv"])]
    batch: Option<PathBuf>,
    /// A table with a head, with commas, semicolons or tabs: every address of one column is checked, and a summary
    /// printed. Memory stays the same but for some 20 bytes a mailbox, to find duplicates by
    #[arg(long, value_name = "FILE|-", conflicts_with_all = ["text"])]
    csv: Option<PathBuf>,
    /// The column that holds the addresses
    #[arg(long, requires = "csv", default_value = "email")]
    column: String,
    /// Where to write the cleaned table: mended, in normal form, without duplicates and what cannot be mailed
    #[arg(long, requires = "csv", value_name = "FILE")]
    output: Option<PathBuf>,
}

fn mode(word: &str) -> Result<AddressMode, String> {
    AddressMode::from_word(word).ok_or_else(|| format!("one of {}", words(AddressMode::ALL)))
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
}

fn stack(word: &str) -> Result<Stack, String> {
    Stack::from_word(word).ok_or_else(|| format!("one of {}", words(Stack::ALL)))
}

fn stage(word: &str) -> Result<Stage, String> {
    Stage::from_word(word).ok_or_else(|| format!("one of {}", words(Stage::ALL)))
}

fn record_type(word: &str) -> Result<RecordType, String> {
    RecordType::from_word(word).ok_or_else(|| format!("one of {}", words(RecordType::ALL)))
}

fn receivers(word: &str) -> Result<Receivers, String> {
    Receivers::from_word(word).ok_or_else(|| format!("one of {}", words(Receivers::ALL)))
}

fn words<T: ToString>(all: &[T]) -> String {
    all.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

const UNDERSTOOD: u8 = 0;
const ONLY_A_GUESS: u8 = 1;
const MISUSE: u8 = 2;

/// Runs the command with these arguments, the first of which is its own name. Reads standard input and files, prints to
/// standard output and standard error, and gives the exit code.
///
/// Where nobody reads on (`| head`), the process ends.
pub fn main_from(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(told) => {
            // Help and version are told in the same way as misuse. Where they cannot be printed, nobody reads on.
            let _ = told.print();
            return if told.use_stderr() { MISUSE } else { UNDERSTOOD };
        }
    };
    match run(arguments.command) {
        Ok(code) => code,
        Err(problem) => {
            anstream::eprintln!("mailmend: {problem}");
            MISUSE
        }
    }
}

fn run(command: Command) -> Result<u8, String> {
    match command {
        Command::Explain(Explain { batch: Some(file), .. }) => batch::run(&file, Batch::new).map(|()| UNDERSTOOD),
        Command::Explain(arguments) => explain(&arguments),
        Command::Logs(arguments) => logs::run(&arguments),
        Command::Bounces(arguments) => bounces::run(&arguments),
        Command::Address(Address { batch: Some(file), .. }) => {
            batch::run(&file, || Batch::of_addresses(AddressMode::Signup)).map(|()| UNDERSTOOD)
        }
        Command::Address(arguments) => address(&arguments),
        Command::Content(arguments) => content::run(&arguments),
        Command::Reply { text, format } => {
            let bytes = input::bytes(&text)?;
            match format {
                Format::Text => show::reply(&bytes),
                Format::Json => show::reply_json(&bytes),
            }
            Ok(UNDERSTOOD)
        }
        Command::Record { kind, record } => record::run(&record, kind, Receivers::default()),
        Command::Spf(arguments) => spf::run(arguments),
        Command::Dkim(record) => record::run(&record, Some(RecordType::Dkim), Receivers::default()),
        Command::Dmarc { record, receivers } => record::run(&record, Some(RecordType::Dmarc), receivers),
        Command::Domain(arguments) => domain::run(&arguments),
        Command::Settings(arguments) => settings::run(&arguments),
        Command::Plan(arguments) => plan::run(&arguments),
        Command::Retry(arguments) => retry::run(&arguments),
        Command::Health(arguments) => Ok(plan::health(&arguments)),
        Command::Page { code, host, format } => pages::page(&code, host.as_deref(), matches!(format, Format::Json)),
        Command::Catalog { format } => {
            pages::catalog(matches!(format, Format::Json));
            Ok(UNDERSTOOD)
        }
        Command::Completions { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "mailmend", &mut text);
            say!("{}", String::from_utf8_lossy(&text));
            Ok(UNDERSTOOD)
        }
        Command::Man => {
            let page = clap_mangen::Man::new(Arguments::command());
            let mut text = Vec::new();
            page.render(&mut text).map_err(|error| error.to_string())?;
            say!("{}", String::from_utf8_lossy(&text));
            Ok(UNDERSTOOD)
        }
    }
}

fn explain(arguments: &Explain) -> Result<u8, String> {
    let text = input::text(&arguments.text)?;
    let mut request = Request::new(&text);
    request.host = arguments.host.as_deref();
    request.stack = arguments.stack;
    request.stage = arguments.stage;
    if let Some(host) = request.host.filter(|host| mailmend::provider(host).is_none()) {
        anstream::eprintln!("mailmend: {host} is no provider that is known here; the steps are general ones");
    }
    let report = mailmend::explain(&request);
    match arguments.format {
        Format::Text => report::print(&report),
        Format::Json => {
            let mut json = String::new();
            mailmend::wire::write_report(&mut json, &report, None);
            say!("{json}");
        }
    }
    let understood = report.findings.first().is_some_and(mailmend::model::Finding::is_understood);
    Ok(if understood { UNDERSTOOD } else { ONLY_A_GUESS })
}

fn address(arguments: &Address) -> Result<u8, String> {
    let json = matches!(arguments.format, Format::Json);
    if let Some(file) = &arguments.csv {
        let summary = column::check(file, &arguments.column, arguments.output.as_deref(), arguments.mode)?;
        summary.print(json);
        return Ok(UNDERSTOOD);
    }
    let text = match &arguments.text {
        Some(text) if text != "-" => text.clone(),
        _ => input::text(&[])?.trim_end_matches(['\r', '\n']).to_string(),
    };
    let report = mailmend::address_in(&text, arguments.mode);
    if json {
        let mut json = String::new();
        mailmend::wire::write_address(&mut json, &report, None);
        say!("{json}");
    } else {
        address::print(&text, &report);
    }
    Ok(if address::is_fine(&report) { UNDERSTOOD } else { ONLY_A_GUESS })
}
