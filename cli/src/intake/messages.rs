//! Messages one by one: of mbox files, of Maildir and other folders, of single files.

use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::open::{self, Progress};
use crate::summary::{Place, Problem, Problems};
use crate::workers::Source;

/// The messages, and their bytes, that are worked on at once.
const MOST_AT_ONCE: usize = 64;
const BYTES_AT_ONCE: usize = 1 << 20;

/// The bytes of a message that are kept: what a bounce tells stands before the mail that came back.
const LONGEST_MESSAGE: usize = 4 << 20;

/// The bytes of a line that are read at once.
const LINE: u64 = 64 * 1024;

/// The messages of several files and folders.
pub struct Messages {
    paths: Vec<PathBuf>,
    /// How many of the paths have been started on: the last of them is read.
    started: usize,
    folder: Option<Folder>,
    file: Option<OpenFile>,
    /// The messages given out so far, of this path.
    number: u64,
    progress: Progress,
    /// All messages that were given out.
    pub messages: u64,
    /// What could not be read.
    pub problems: Problems,
}

/// The files of a folder.
type Folder = Box<dyn Iterator<Item = walkdir::Result<DirEntry>> + Send>;

/// Some messages.
#[derive(Default)]
pub struct MailBlock {
    /// In order.
    pub messages: Vec<Message>,
}

/// One message.
pub struct Message {
    /// The path it came from, and its number there.
    pub place: Place,
    /// The name of the file, when the path is a folder.
    pub name: Option<String>,
    /// The message, from its header on.
    pub bytes: Vec<u8>,
}

/// A file that is read.
struct OpenFile {
    reader: BufReader<Box<dyn Read + Send>>,
    name: Option<String>,
    /// Whether it is split at `From ` lines.
    is_mbox: bool,
    /// The line at hand, or the start of one that is too long.
    line: Vec<u8>,
}

impl Messages {
    /// Reads `paths` in this order; the files of folders by name.
    pub fn new(paths: Vec<PathBuf>, progress: Progress) -> Self {
        let problems = Problems::default();
        Self { paths, started: 0, folder: None, file: None, number: 0, progress, messages: 0, problems }
    }

    fn place(&self) -> Place {
        Place { file: self.started.saturating_sub(1) as u32, number: self.number + 1 }
    }

    /// The next message, of this file or a later one.
    fn message(&mut self) -> Option<Message> {
        loop {
            let Some(file) = &mut self.file else {
                if self.open_next() {
                    continue;
                }
                return None;
            };
            let (read, name) = (file.message(), file.name.clone());
            match read {
                Ok(Some(bytes)) => {
                    let place = self.place();
                    self.number += 1;
                    return Some(Message { place, name, bytes });
                }
                Ok(None) => {}
                Err(error) => self.problems.add_in(self.place(), Problem::Unreadable(error.to_string()), name),
            }
            self.file = None;
        }
    }

    /// Opens the next file, unless it cannot be opened; `false` after the last one.
    fn open_next(&mut self) -> bool {
        if let Some(folder) = &mut self.folder {
            match folder.next() {
                Some(Ok(entry)) if entry.file_type().is_file() => {
                    self.open(entry.path(), Some(entry.path().display().to_string()));
                }
                Some(Ok(_)) => {}
                Some(Err(error)) => self.problems.add(self.place(), Problem::Unreadable(error.to_string())),
                None => self.folder = None,
            }
            return true;
        }
        let Some(path) = self.paths.get(self.started).cloned() else { return false };
        self.started += 1;
        self.number = 0;
        if path.is_dir() {
            let walk = WalkDir::new(&path).sort_by_file_name().into_iter();
            self.folder = Some(Box::new(walk.filter_entry(is_wanted)));
        } else {
            self.open(&path, None);
        }
        true
    }

    fn open(&mut self, path: &Path, name: Option<String>) {
        match OpenFile::new(path, name.clone(), &self.progress) {
            Ok(file) => self.file = Some(file),
            Err(error) => self.problems.add_in(self.place(), Problem::Unreadable(error.to_string()), name),
        }
    }
}

impl Source for Messages {
    type Block = MailBlock;

    fn next(&mut self, block: &mut MailBlock) -> bool {
        block.messages.clear();
        let mut bytes = 0;
        while block.messages.len() < MOST_AT_ONCE && bytes < BYTES_AT_ONCE {
            let Some(message) = self.message() else { break };
            bytes += message.bytes.len();
            block.messages.push(message);
        }
        self.messages += block.messages.len() as u64;
        !block.messages.is_empty()
    }
}

/// What mail programs keep in folders beside the messages is left out: the files beside `cur`, hidden files, and what
/// is not delivered yet. Folders of Maildir are hidden themselves.
fn is_wanted(entry: &DirEntry) -> bool {
    if entry.depth() == 0 {
        return true;
    }
    let is_maildir = entry.path().with_file_name("cur").is_dir();
    let name = entry.file_name().to_string_lossy();
    match entry.file_type().is_dir() {
        true => !(is_maildir && name == "tmp"),
        false => !(is_maildir || name.starts_with('.')),
    }
}

impl OpenFile {
    fn new(path: &Path, name: Option<String>, progress: &Progress) -> io::Result<Self> {
        let reader = BufReader::new(open::open(path, progress)?);
        let mut file = Self { reader, name, is_mbox: false, line: Vec::new() };
        file.next_line()?;
        // What starts with neither is the rest of a mailbox whose start is gone, or no mail at all.
        file.is_mbox = is_separator(&file.line) || !is_header(&file.line);
        Ok(file)
    }

    /// The next message of the file, without the line that separates it from the one before.
    fn message(&mut self) -> io::Result<Option<Vec<u8>>> {
        if self.is_mbox && is_separator(&self.line) {
            self.next_line()?;
        }
        let mut message = Vec::new();
        let (mut at_start, mut after_blank) = (true, false);
        while !self.line.is_empty() {
            if self.is_mbox && at_start && after_blank && is_separator(&self.line) {
                break;
            }
            if message.len() < LONGEST_MESSAGE {
                message.extend_from_slice(&self.line);
            }
            let ends = self.line.ends_with(b"\n");
            after_blank = at_start && ends && self.line.trim_ascii().is_empty();
            at_start = ends;
            self.next_line()?;
        }
        Ok(Some(message).filter(|message| !message.is_empty()))
    }

    fn next_line(&mut self) -> io::Result<()> {
        self.line.clear();
        self.reader.by_ref().take(LINE).read_until(b'\n', &mut self.line).map(|_| ())
    }
}

/// The line before a message in a mailbox (RFC 4155): a sender and a time. `From here on` is none.
fn is_separator(line: &[u8]) -> bool {
    let digits = |pair: &[u8]| matches!(pair, [a, b':', b] if a.is_ascii_digit() && b.is_ascii_digit());
    line.starts_with(b"From ") && line.windows(3).any(digits)
}

/// Whether a line is one of a header (RFC 5322 section 2.2).
pub fn is_header(line: &[u8]) -> bool {
    let name = line.iter().take_while(|byte| (0x21..0x7F).contains(*byte) && **byte != b':').count();
    name > 0 && line.get(name) == Some(&b':')
}
