//! One input a line, one report a line: constant memory, all cores, order kept.
//!
//! The input is cut into blocks at line ends. Each block goes to the workers together with a place where the
//! answer is to be put; the writer waits for the places in order.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use mailmend::wire::Batch;

/// The bytes read at once. A report is some ten times as long as its line, so blocks stay small.
const BLOCK: usize = 128 * 1024;

/// A line that is longer is cut here, and its report says so.
const LONGEST_LINE: usize = 4 * mailmend::LONGEST_INPUT;

type Job = (Vec<u8>, SyncSender<String>);

/// Runs the batch on a file, or on standard input for `-`; `start` makes what answers the lines.
pub fn run(file: &Path, start: fn() -> Batch) -> Result<(), String> {
    let input: Box<dyn Read + Send> = if file.as_os_str() == "-" {
        Box::new(io::stdin())
    } else {
        Box::new(File::open(file).map_err(|error| format!("{}: {error}", file.display()))?)
    };
    let workers = thread::available_parallelism().map_or(1, usize::from);
    process(input, io::stdout().lock(), workers, start).map_err(|error| error.to_string())
}

fn process(input: impl Read + Send, mut output: impl Write, workers: usize, start: fn() -> Batch) -> io::Result<()> {
    let (jobs, queue) = sync_channel::<Job>(workers);
    let (places, answers) = sync_channel::<Receiver<String>>(2 * workers);
    let queue = Arc::new(Mutex::new(queue));
    thread::scope(|scope| {
        for _ in 0..workers {
            let queue = Arc::clone(&queue);
            scope.spawn(move || work(&queue, start()));
        }
        drop(queue);
        let reader = scope.spawn(move || read_blocks(input, &jobs, &places));
        for answer in answers {
            // A worker that is gone leaves an empty place; the join below tells why.
            if let Ok(text) = answer.recv()
                && let Err(error) = output.write_all(text.as_bytes())
            {
                return if error.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error) };
            }
        }
        output.flush()?;
        reader.join().unwrap_or_else(|_| Err(io::Error::other("the reader stopped")))
    })
}

fn work(queue: &Mutex<Receiver<Job>>, mut batch: Batch) {
    loop {
        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((block, place)) = job else { return };
        let mut answer = String::with_capacity(block.len() * 12);
        let block = match String::from_utf8(block) {
            Ok(text) => text,
            Err(error) => by_line(error.as_bytes()),
        };
        for line in block.lines() {
            if line.trim().is_empty() {
                continue;
            }
            batch.line(line, &mut answer);
            answer.push('\n');
        }
        // The writer may have gone away: then nobody wants the answer.
        let _ = place.send(answer);
    }
}

/// Lines of logs differ in their encoding: each is decoded by itself.
fn by_line(block: &[u8]) -> String {
    block.split(|&byte| byte == b'\n').map(|line| mailmend::text::decode(line).text).collect::<Vec<_>>().join("\n")
}

fn read_blocks(mut input: impl Read, jobs: &SyncSender<Job>, places: &SyncSender<Receiver<String>>) -> io::Result<()> {
    let mut rest: Vec<u8> = Vec::new();
    let mut skipping = false;
    loop {
        let mut block = std::mem::take(&mut rest);
        let read = input.by_ref().take(BLOCK as u64).read_to_end(&mut block)?;
        let end = read == 0;
        if skipping {
            // The tail of a line that was cut is dropped; its start has been answered.
            let line_end = block.iter().position(|&byte| byte == b'\n');
            block.drain(..line_end.map_or(block.len(), |place| place + 1));
            skipping = line_end.is_none() && !end;
        }
        if !end {
            match block.iter().rposition(|&byte| byte == b'\n') {
                Some(place) => rest = block.split_off(place + 1),
                None if block.len() > LONGEST_LINE => skipping = true,
                None => {
                    rest = block;
                    continue;
                }
            }
        }
        if !block.is_empty() {
            let (place, answer) = sync_channel(1);
            if places.send(answer).is_err() || jobs.send((block, place)).is_err() {
                return Ok(());
            }
        }
        if end {
            return Ok(());
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn batch(input: &[u8]) -> Vec<serde_json::Value> {
        let mut output = Vec::new();
        process(input, &mut output, 2, Batch::new).unwrap();
        String::from_utf8(output).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn order_and_ids_are_kept() {
        let mut input = String::new();
        for number in 0..5000 {
            input.push_str(&format!("{{\"id\":{number},\"text\":\"550 5.1.1 user unknown\"}}\n"));
        }
        let answers = batch(input.as_bytes());
        assert!(answers.iter().enumerate().all(|(place, answer)| answer["id"] == place));
        assert_eq!(answers.len(), 5000);
    }

    #[test]
    fn raw_lines_other_encodings_and_misuse() {
        let answers = batch(b"550 5.1.1 user unknown\r\n\n550 Empf\xE4nger unbekannt\n{\"id\":\"a\",\"text\":\"x\",\"stack\":\"cobol\"}");
        assert_eq!(answers[0]["findings"][0]["code"], "RCPT001");
        assert_eq!(answers[1]["findings"][0]["code"], "RCPT001");
        assert_eq!(answers[2]["id"], "a");
        assert_eq!(answers[2]["error"]["code"], "bad-request");
    }

    #[test]
    fn a_line_without_an_end_is_cut_and_says_so() {
        let mut input = vec![b'x'; LONGEST_LINE + 2 * BLOCK];
        input.extend(b"\n550 5.1.1 user unknown\n");
        let answers = batch(&input);
        assert!(answers[0]["cut"]["given"].as_u64() > answers[0]["cut"]["read"].as_u64());
        assert_eq!(answers[1]["findings"][0]["code"], "RCPT001");
        assert_eq!(answers.len(), 2);
    }
}
