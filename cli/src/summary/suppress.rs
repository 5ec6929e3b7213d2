//! The addresses to stop mailing: each once, in order, however many there are. What memory cannot hold goes to
//! files that vanish with the process, sorted, to be merged when they are listed.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashMap};
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Lines, Seek, SeekFrom, Write};

use super::problem::Place;

/// The addresses that are held in memory: some ten megabytes.
const MOST: usize = 100_000;

/// An address that no mail reaches.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Suppressed {
    /// The address, in small letters.
    pub address: String,
    /// How often mail to it failed so.
    pub count: u64,
    /// Where that was first told.
    pub first: Place,
    /// The code of the cause that was told there.
    pub code: String,
}

/// Gathers addresses.
pub struct Addresses {
    held: HashMap<Box<str>, (u64, Place, &'static str)>,
    files: Vec<File>,
    most: usize,
    /// The first trouble with the files.
    problem: Option<io::Error>,
}

impl Default for Addresses {
    fn default() -> Self {
        Self::with_room(MOST)
    }
}

impl Addresses {
    fn with_room(most: usize) -> Self {
        Self { held: HashMap::new(), files: Vec::new(), most, problem: None }
    }

    /// Notes that mail to `address` failed for good.
    pub fn add(&mut self, address: &str, code: &'static str, place: Place) {
        if !is_address(address) {
            return;
        }
        let address = address.to_lowercase();
        let noted = self.held.entry(address.into()).or_insert((0, place, code));
        noted.0 += 1;
        if place < noted.1 {
            (noted.1, noted.2) = (place, code);
        }
        if self.held.len() >= self.most {
            self.put_away();
        }
    }

    /// Sorts all that was gathered into one list.
    ///
    /// # Errors
    /// When there is no room for files.
    pub fn list(all: Vec<Self>) -> io::Result<List> {
        let mut runs: Vec<Run> = Vec::new();
        for mut one in all {
            if let Some(problem) = one.problem {
                return Err(problem);
            }
            for mut file in one.files.drain(..) {
                file.seek(SeekFrom::Start(0))?;
                runs.push(Run::File(BufReader::new(file).lines()));
            }
            runs.push(Run::Held(sorted(&mut one.held).into_iter()));
        }
        let spilt = runs.iter().any(|run| matches!(run, Run::File(_)));
        let merged = Merged::new(runs)?;
        let mut list = List { count: 0, held: Vec::new(), file: None };
        if spilt {
            let mut file = BufWriter::new(tempfile::tempfile()?);
            for one in merged {
                write(&mut file, &one?)?;
                list.count += 1;
            }
            list.file = Some(file.into_inner().map_err(io::IntoInnerError::into_error)?);
        } else {
            list.held = merged.collect::<io::Result<_>>()?;
            list.count = list.held.len() as u64;
        }
        Ok(list)
    }

    fn put_away(&mut self) {
        if let Err(problem) = self.spill() {
            self.problem.get_or_insert(problem);
        }
    }

    fn spill(&mut self) -> io::Result<()> {
        let mut file = BufWriter::new(tempfile::tempfile()?);
        for one in sorted(&mut self.held) {
            write(&mut file, &one)?;
        }
        self.files.push(file.into_inner().map_err(io::IntoInnerError::into_error)?);
        Ok(())
    }
}

/// The addresses in order.
pub struct List {
    /// How many there are.
    pub count: u64,
    held: Vec<Suppressed>,
    file: Option<File>,
}

impl List {
    /// Hands the addresses to `take`, one by one, until it has enough.
    ///
    /// # Errors
    /// When `take` fails, or the file cannot be read.
    pub fn each(&self, mut take: impl FnMut(&Suppressed) -> io::Result<bool>) -> io::Result<()> {
        for one in &self.held {
            if !take(one)? {
                return Ok(());
            }
        }
        if let Some(mut file) = self.file.as_ref() {
            file.seek(SeekFrom::Start(0))?;
            for line in BufReader::new(file).lines() {
                if !take(&read(&line?)?)? {
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}

/// Whether it is worth listing: what a log cuts off or garbles is no address.
fn is_address(text: &str) -> bool {
    let whole = text.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.'));
    whole && text.len() <= 320 && !text.chars().any(|letter| letter.is_whitespace() || letter.is_control())
}

fn sorted(held: &mut HashMap<Box<str>, (u64, Place, &'static str)>) -> Vec<Suppressed> {
    let mut all: Vec<_> = held
        .drain()
        .map(|(address, (count, first, code))| Suppressed { address: address.into(), count, first, code: code.into() })
        .collect();
    all.sort_unstable_by(|one, other| one.address.cmp(&other.address));
    all
}

fn write(out: &mut impl Write, one: &Suppressed) -> io::Result<()> {
    let Suppressed { address, count, first, code } = one;
    writeln!(out, "{address}\t{count}\t{}\t{}\t{code}", first.file, first.number)
}

fn read(line: &str) -> io::Result<Suppressed> {
    let mut fields = line.split('\t');
    let mut field = || fields.next().ok_or_else(|| io::Error::other("the list of addresses is broken"));
    let address = field()?.to_string();
    let mut number = || field()?.parse::<u64>().map_err(io::Error::other);
    let (count, file, number) = (number()?, number()?, number()?);
    Ok(Suppressed { address, count, first: Place { file: file as u32, number }, code: field()?.to_string() })
}

enum Run {
    Held(std::vec::IntoIter<Suppressed>),
    File(Lines<BufReader<File>>),
}

impl Run {
    fn next(&mut self) -> Option<io::Result<Suppressed>> {
        match self {
            Self::Held(rest) => rest.next().map(Ok),
            Self::File(lines) => lines.next().map(|line| read(&line?)),
        }
    }
}

/// Sorted runs as one, equal addresses added up.
struct Merged {
    runs: Vec<Run>,
    heads: BinaryHeap<Head>,
}

#[derive(Eq, PartialEq)]
struct Head(Suppressed, usize);

impl Ord for Head {
    /// The heap gives the greatest first: that is the smallest address.
    fn cmp(&self, other: &Self) -> Ordering {
        (&other.0.address, other.1).cmp(&(&self.0.address, self.1))
    }
}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Merged {
    fn new(runs: Vec<Run>) -> io::Result<Self> {
        let mut merged = Self { heads: BinaryHeap::new(), runs };
        for place in 0..merged.runs.len() {
            merged.refill(place)?;
        }
        Ok(merged)
    }

    fn refill(&mut self, place: usize) -> io::Result<()> {
        if let Some(next) = self.runs.get_mut(place).and_then(Run::next) {
            self.heads.push(Head(next?, place));
        }
        Ok(())
    }

    fn take(&mut self) -> io::Result<Option<Suppressed>> {
        let Some(Head(mut one, place)) = self.heads.pop() else { return Ok(None) };
        self.refill(place)?;
        while self.heads.peek().is_some_and(|head| head.0.address == one.address) {
            let Some(Head(same, place)) = self.heads.pop() else { break };
            self.refill(place)?;
            one.count += same.count;
            if same.first < one.first {
                (one.first, one.code) = (same.first, same.code);
            }
        }
        Ok(Some(one))
    }
}

impl Iterator for Merged {
    type Item = io::Result<Suppressed>;

    fn next(&mut self) -> Option<Self::Item> {
        self.take().transpose()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn listed(room: usize) -> Vec<Suppressed> {
        let mut workers = vec![Addresses::with_room(room), Addresses::with_room(room)];
        for number in 0..1000_u64 {
            let address = format!("User{}@example.com", number % 300);
            let code = if number < 500 { "RCPT001" } else { "RCPT002" };
            workers[(number % 2) as usize].add(&address, code, Place { file: 0, number });
        }
        let list = Addresses::list(workers).unwrap();
        let mut all = Vec::new();
        list.each(|one| {
            all.push(one.clone());
            Ok(true)
        })
        .unwrap();
        assert_eq!(list.count, all.len() as u64);
        all
    }

    #[test]
    fn the_list_is_the_same_whether_memory_sufficed_or_not() {
        let all = listed(MOST);
        assert_eq!(all, listed(7));
        assert_eq!(all.len(), 300);
        assert!(all.is_sorted_by(|one, other| one.address < other.address));
        assert_eq!(all.iter().map(|one| one.count).sum::<u64>(), 1000);
        assert!(all.iter().all(|one| one.code == "RCPT001"), "the first place decides");
    }

    #[test]
    fn what_is_no_address_is_not_listed() {
        let mut addresses = Addresses::default();
        for text in ["", "postmaster", "@example.com", "a b@example.com", "a@b\t.c", "x@localhost"] {
            addresses.add(text, "RCPT001", Place { file: 0, number: 1 });
        }
        assert_eq!(Addresses::list(vec![addresses]).unwrap().count, 0);
    }
}
