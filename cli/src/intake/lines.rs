//! Log files as blocks of whole lines.

use std::borrow::Cow;
use std::io::Read;
use std::path::PathBuf;

use super::open::{self, Progress};
use crate::summary::{Place, Problem, Problems};
use crate::workers::Source;

/// The bytes worked on at once: enough that nobody waits for the lock, little enough for the cache.
const BLOCK: usize = 1 << 20;

/// A line that is longer is cut here.
pub const LONGEST_LINE: usize = 4 * mailmend::LONGEST_INPUT;

/// The lines of several files, one after the other.
pub struct Lines {
    paths: Vec<PathBuf>,
    /// The number of the file that is read, from 0.
    file: usize,
    reader: Option<Box<dyn Read + Send>>,
    /// The start of a line whose end is not read yet.
    rest: Vec<u8>,
    /// Lines given out so far, of this file.
    line: u64,
    /// Whether the tail of a line that was cut comes next.
    skipping: bool,
    progress: Progress,
    /// The bytes worked on at once.
    block: usize,
    /// All the lines that were given out.
    pub lines: u64,
    /// What could not be read.
    pub problems: Problems,
}

/// Whole lines of one file.
#[derive(Default)]
pub struct LineBlock {
    /// The number of the file.
    pub file: u32,
    /// The number of its first line, from 1.
    pub first: u64,
    /// The lines.
    pub bytes: Vec<u8>,
}

impl LineBlock {
    /// Hands each line that is not empty to `take`, and where it stands. Lines of logs differ in their encoding: each is
    /// decoded by itself.
    pub fn each_line(&self, mut take: impl FnMut(&str, Place)) {
        let whole = std::str::from_utf8(&self.bytes).ok();
        let (mut start, mut number) = (0, self.first);
        for end in memchr::memchr_iter(b'\n', &self.bytes).chain([self.bytes.len()]) {
            let line = match whole {
                Some(text) => Cow::Borrowed(text.get(start..end).unwrap_or_default()),
                None => mailmend::text::decode(self.bytes.get(start..end).unwrap_or_default()).text,
            };
            let line = line.strip_suffix('\r').unwrap_or(&line);
            // A mark that some programs put first.
            let line = line.strip_prefix('\u{FEFF}').unwrap_or(line);
            if !line.is_empty() {
                take(line, Place { file: self.file, number });
            }
            (start, number) = (end + 1, number + 1);
        }
    }
}

impl Lines {
    /// Reads `paths` in this order.
    pub fn new(paths: Vec<PathBuf>, progress: Progress) -> Self {
        Self {
            paths,
            file: 0,
            reader: None,
            rest: Vec::new(),
            line: 0,
            skipping: false,
            progress,
            block: BLOCK,
            lines: 0,
            problems: Problems::default(),
        }
    }

    /// Has so many bytes worked on at once, where the answer is much longer than the line.
    pub fn with_blocks(mut self, block: usize) -> Self {
        self.block = block;
        self
    }

    fn place(&self) -> Place {
        Place { file: self.file as u32, number: self.line + 1 }
    }

    /// The reader of the file that is at hand; none after the last file.
    fn reader(&mut self) -> Option<&mut Box<dyn Read + Send>> {
        while self.reader.is_none() {
            let path = self.paths.get(self.file)?;
            match open::open(path, &self.progress) {
                Ok(reader) => self.reader = Some(reader),
                Err(error) => {
                    self.problems.add(self.place(), Problem::Unreadable(error.to_string()));
                    self.file += 1;
                }
            }
        }
        self.reader.as_mut()
    }

    /// Fills `bytes` up to a line end; whether the file goes on.
    fn fill(&mut self, bytes: &mut Vec<u8>) -> bool {
        bytes.clear();
        bytes.append(&mut self.rest);
        loop {
            let Some(reader) = self.reader.as_mut() else { return false };
            let read = match reader.take(self.block as u64).read_to_end(bytes) {
                Ok(read) => read,
                Err(error) => {
                    // What was read before the fault is still good.
                    let mut place = self.place();
                    place.number += memchr::memchr_iter(b'\n', bytes).count() as u64;
                    self.problems.add(place, Problem::Unreadable(error.to_string()));
                    0
                }
            };
            if self.skipping {
                let line_end = memchr::memchr(b'\n', bytes);
                bytes.drain(..line_end.map_or(bytes.len(), |place| place + 1));
                self.skipping = line_end.is_none() && read > 0;
            }
            if read == 0 {
                return false;
            }
            match memchr::memrchr(b'\n', bytes) {
                Some(place) => {
                    self.rest.extend_from_slice(bytes.get(place + 1..).unwrap_or_default());
                    bytes.truncate(place + 1);
                    return true;
                }
                None if bytes.len() > LONGEST_LINE => {
                    self.problems.add(self.place(), Problem::TooLong);
                    self.skipping = true;
                    bytes.push(b'\n');
                    return true;
                }
                None => {}
            }
        }
    }
}

impl Source for Lines {
    type Block = LineBlock;

    fn next(&mut self, block: &mut LineBlock) -> bool {
        loop {
            if self.reader().is_none() {
                return false;
            }
            let (file, first) = (self.file, self.line + 1);
            if !self.fill(&mut block.bytes) {
                self.reader = None;
                self.file += 1;
                self.line = 0;
            }
            if !block.bytes.is_empty() {
                let unended = u64::from(block.bytes.last() != Some(&b'\n'));
                let lines = memchr::memchr_iter(b'\n', &block.bytes).count() as u64 + unended;
                self.lines += lines;
                if self.file == file {
                    self.line += lines;
                }
                (block.file, block.first) = (file as u32, first);
                return true;
            }
        }
    }
}
