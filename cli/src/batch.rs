//! One input a line, one report a line: constant memory, all cores, order kept.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use mailmend::wire::Batch;

use crate::intake::{self, LineBlock, Lines, Progress};
use crate::workers;

/// The bytes read at once. A report is some ten times as long as its line, so blocks stay small.
const BLOCK: usize = 128 * 1024;

/// Runs the batch on a file, or on standard input for `-`; `start` makes what answers the lines.
pub fn run(file: &Path, start: impl Fn() -> Batch + Sync) -> Result<(), String> {
    process(file, &mut BufWriter::new(io::stdout()), workers::cores(), start)
        .map_err(|problem| format!("{}: {problem}", intake::name(file)))
}

fn process(
    file: &Path,
    output: &mut (dyn Write + Send),
    workers: usize,
    start: impl Fn() -> Batch + Sync,
) -> io::Result<()> {
    let lines = Lines::new(vec![file.to_path_buf()], Progress::none()).with_blocks(BLOCK);
    let work = |batch: &mut Batch, block: &LineBlock, answer: &mut String| {
        block.each_line(|line, _| {
            if !line.trim().is_empty() {
                batch.line(line, answer);
                answer.push('\n');
            }
        });
    };
    let (lines, _) = workers::run(lines, Some(output), workers, start, work)?;
    // Of a line that was cut, its report tells.
    lines.problems.unreadable().map_or(Ok(()), |problem| Err(io::Error::other(problem.to_string())))?;
    match output.flush() {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::intake::LONGEST_LINE;

    fn batch(input: &[u8]) -> Vec<serde_json::Value> {
        let (mut output, mut file) = (Vec::new(), tempfile::NamedTempFile::new().unwrap());
        file.write_all(input).unwrap();
        process(file.path(), &mut output, 2, Batch::new).unwrap();
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
