//! All cores on one input: whoever is free takes the next block, so that memory is a few blocks, whatever the size.

use std::io::{self, Write};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Where blocks come from.
pub trait Source: Send {
    /// What is worked on at once. Its memory is used again for the next one.
    type Block: Default + Send;

    /// Fills `block` with what comes next; `false` at the end.
    fn next(&mut self, block: &mut Self::Block) -> bool;
}

/// What every worker has to wait for.
struct Shared<'o, S> {
    source: Mutex<(S, u64)>,
    output: Mutex<Output<'o>>,
    turn: Condvar,
}

struct Output<'o> {
    writer: Option<&'o mut (dyn Write + Send)>,
    /// The number of the block whose answer is written next.
    next: u64,
    problem: Option<io::Error>,
    /// Whether a worker is gone, or nobody reads on.
    stopped: bool,
}

/// Hands the blocks of `source` to the workers. Each gathers in a value of its own that `new` makes; what `work`
/// writes goes to `writer` in the order of the blocks. Gives back the source and what was gathered.
///
/// # Errors
/// When the output cannot be written. That nobody reads on is the end, and no error.
pub fn run<S: Source, G: Send>(
    source: S,
    writer: Option<&mut (dyn Write + Send)>,
    workers: usize,
    new: impl Fn() -> G + Sync,
    work: impl Fn(&mut G, &S::Block, &mut String) + Sync,
) -> io::Result<(S, Vec<G>)> {
    // Who waits for its turn to write leaves its core to one more.
    let workers = workers.max(1) + usize::from(writer.is_some());
    let output = Output { writer, next: 0, problem: None, stopped: false };
    let shared = Shared { source: Mutex::new((source, 0)), output: Mutex::new(output), turn: Condvar::new() };
    let gathered = thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(|| worker(&shared, new(), &work))).collect();
        workers.into_iter().map(thread::ScopedJoinHandle::join).collect::<Result<Vec<_>, _>>()
    });
    let gathered = gathered.map_err(|_| io::Error::other("a worker stopped"))?;
    let output = shared.output.into_inner().unwrap_or_else(PoisonError::into_inner);
    match output.problem {
        Some(problem) if problem.kind() != io::ErrorKind::BrokenPipe => Err(problem),
        _ => Ok((shared.source.into_inner().unwrap_or_else(PoisonError::into_inner).0, gathered)),
    }
}

/// The workers that this machine has room for.
pub fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

fn worker<S: Source, G>(shared: &Shared<'_, S>, mut gathered: G, work: &impl Fn(&mut G, &S::Block, &mut String)) -> G {
    // A worker that panics must not leave the others waiting for its turn.
    let stop = StopOnPanic(shared);
    let (mut block, mut answer) = (S::Block::default(), String::new());
    loop {
        let number = {
            let mut source = lock(&shared.source);
            if !source.0.next(&mut block) {
                break;
            }
            source.1 += 1;
            source.1 - 1
        };
        answer.clear();
        work(&mut gathered, &block, &mut answer);
        if !put(shared, number, &answer) {
            break;
        }
    }
    std::mem::forget(stop);
    gathered
}

/// Writes an answer when its turn comes; `false` when there is no use in going on.
fn put<S>(shared: &Shared<'_, S>, number: u64, answer: &str) -> bool {
    let mut output = lock(&shared.output);
    if output.writer.is_none() {
        return !output.stopped;
    }
    while output.next != number && !output.stopped {
        output = shared.turn.wait(output).unwrap_or_else(PoisonError::into_inner);
    }
    if output.stopped {
        return false;
    }
    output.next += 1;
    let written = output.writer.as_mut().map_or(Ok(()), |writer| writer.write_all(answer.as_bytes()));
    if let Err(problem) = written {
        output.problem = Some(problem);
        output.stopped = true;
    }
    shared.turn.notify_all();
    !output.stopped
}

struct StopOnPanic<'s, 'o, S>(&'s Shared<'o, S>);

impl<S> Drop for StopOnPanic<'_, '_, S> {
    fn drop(&mut self) {
        lock(&self.0.output).stopped = true;
        self.0.turn.notify_all();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    struct Numbers(u64);

    impl Source for Numbers {
        type Block = u64;

        fn next(&mut self, block: &mut u64) -> bool {
            *block = self.0;
            self.0 += 1;
            self.0 <= 500
        }
    }

    #[test]
    fn answers_keep_the_order_and_every_block_is_worked_on_once() {
        let mut output = Vec::new();
        let work = |sum: &mut u64, block: &u64, answer: &mut String| {
            *sum += block;
            *answer = format!("{block}\n");
        };
        let (_, sums) = run(Numbers(0), Some(&mut output), 3, || 0, work).unwrap();
        assert_eq!(sums.iter().sum::<u64>(), 500 * 499 / 2);
        let numbers: Vec<u64> = String::from_utf8(output).unwrap().lines().map(|line| line.parse().unwrap()).collect();
        assert_eq!(numbers, (0..500).collect::<Vec<_>>());
    }

    #[test]
    fn a_worker_that_panics_stops_the_others_with_an_error() {
        let mut output = Vec::new();
        let work = |_: &mut (), block: &u64, _: &mut String| assert!(*block != 7, "on purpose");
        assert!(run(Numbers(0), Some(&mut output), 2, || (), work).is_err());
    }
}
