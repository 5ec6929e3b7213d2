//! Opens what the command line names: a file, a packed one, standard input; and shows how far it is read.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;
use indicatif::{ProgressBar, ProgressStyle};

/// What a gzip file starts with (RFC 1952 section 2.3.1).
const GZIP: &[u8] = &[0x1F, 0x8B];

/// The bytes read from a file at once.
const BUFFER: usize = 256 * 1024;

/// The name that stands for standard input.
pub const STANDARD_INPUT: &str = "-";

/// Opens `path`, or standard input for `-`. Packed files are known by their first bytes, whatever their name.
pub fn open(path: &Path, progress: &Progress) -> io::Result<Box<dyn Read + Send>> {
    let raw: Box<dyn Read + Send> =
        if path.as_os_str() == STANDARD_INPUT { Box::new(io::stdin()) } else { Box::new(File::open(path)?) };
    let mut raw = BufReader::with_capacity(BUFFER, Watched { raw, progress: progress.clone() });
    Ok(if raw.fill_buf()?.starts_with(GZIP) { Box::new(MultiGzDecoder::new(raw)) } else { Box::new(raw) })
}

/// How `path` is called in a message.
pub fn name(path: &Path) -> String {
    if path.as_os_str() == STANDARD_INPUT { "standard input".into() } else { path.display().to_string() }
}

/// A line on the terminal that tells how far it is; nothing when no terminal looks.
#[derive(Clone)]
pub struct Progress(ProgressBar);

impl Progress {
    /// For so many bytes in all, when that is known.
    pub fn new(bytes: Option<u64>) -> Self {
        let bar = bytes.map_or_else(ProgressBar::no_length, ProgressBar::new);
        let shape = match bytes {
            Some(_) => "{percent:>3} %  {bytes} of {total_bytes}  {bytes_per_sec}  {eta} left",
            None => "{bytes}  {bytes_per_sec}",
        };
        // The shape is known to be good; were it not, the plain one would do.
        if let Ok(style) = ProgressStyle::with_template(shape) {
            bar.set_style(style);
        }
        Self(bar)
    }

    /// None at all: where lines of an answer go to the same terminal.
    pub fn none() -> Self {
        Self(ProgressBar::hidden())
    }

    /// Takes the line away.
    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}

struct Watched<R> {
    raw: R,
    progress: Progress,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.raw.read(buffer)?;
        self.progress.0.inc(read as u64);
        Ok(read)
    }
}
