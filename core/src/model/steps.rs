//! The steps of a fix, read from one text as they are needed: as structs of pointers they weigh more than their words.
//!
//! Each piece of a step follows a mark that tells what it is. There are no lengths: a mark after the end of a sentence
//! packs into almost nothing, and it is found at the speed of memory.

use super::words::Stack;

/// The text of a step; a step starts here.
const TEXT: u8 = 1;
/// The only software the step is for.
const STACK: u8 = 2;
/// The page that shows it.
const LINK: u8 = 3;
/// A command to type; the commands come last.
const COMMAND: u8 = 4;

/// A list of steps, in order.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Steps(pub(crate) &'static str);

impl Steps {
    /// The steps, for every software.
    #[must_use]
    pub const fn iter(self) -> StepsIter {
        StepsIter { rest: self.0 }
    }

    /// Whether there is nothing to do.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0.is_empty()
    }
}

impl IntoIterator for Steps {
    type Item = Fix;
    type IntoIter = StepsIter;

    fn into_iter(self) -> StepsIter {
        self.iter()
    }
}

/// One step of a fix.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Fix {
    /// What to do.
    pub text: &'static str,
    /// The page that shows it.
    pub link: Option<&'static str>,
    /// Commands to type.
    pub commands: Commands,
    /// The only software the step is for.
    pub stack: Option<Stack>,
}

/// The steps of a list, one after the other.
#[derive(Clone, Debug)]
pub struct StepsIter {
    rest: &'static str,
}

impl Iterator for StepsIter {
    type Item = Fix;

    #[inline]
    fn next(&mut self) -> Option<Fix> {
        let text = take(&mut self.rest, TEXT)?;
        let stack = take(&mut self.rest, STACK).and_then(Stack::from_word);
        let link = take(&mut self.rest, LINK);
        let all = self.rest;
        while take(&mut self.rest, COMMAND).is_some() {}
        let commands = all.get(..all.len() - self.rest.len()).unwrap_or_default();
        Some(Fix { text, link, commands: Commands { rest: commands }, stack })
    }
}

/// The commands of a step, in order.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Commands {
    rest: &'static str,
}

impl Commands {
    /// Whether there is nothing to type.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.rest.is_empty()
    }
}

impl IntoIterator for Commands {
    type Item = &'static str;
    type IntoIter = CommandsIter;

    fn into_iter(self) -> CommandsIter {
        CommandsIter { rest: self.rest }
    }
}

/// The commands of a step, one after the other.
#[derive(Clone, Debug)]
pub struct CommandsIter {
    rest: &'static str,
}

impl Iterator for CommandsIter {
    type Item = &'static str;

    fn next(&mut self) -> Option<&'static str> {
        take(&mut self.rest, COMMAND)
    }
}

/// The piece at the start of `rest`, if it is one of that kind.
#[inline]
fn take(rest: &mut &'static str, mark: u8) -> Option<&'static str> {
    if rest.as_bytes().first() != Some(&mark) {
        return None;
    }
    let piece = rest.get(1..)?;
    let (piece, more) = piece.split_at_checked(end(piece.as_bytes()))?;
    *rest = more;
    Some(piece)
}

/// Where the next mark stands. Blocks have no branch inside, so that they are compared at once.
#[inline]
fn end(bytes: &[u8]) -> usize {
    let (blocks, _) = bytes.as_chunks::<16>();
    let is_clean = |block: &&[u8; 16]| !block.iter().fold(false, |found, &byte| found | (byte <= COMMAND));
    let clean = 16 * blocks.iter().take_while(is_clean).count();
    let rest = bytes.get(clean..).unwrap_or_default();
    clean + rest.iter().position(|&byte| byte <= COMMAND).unwrap_or(rest.len())
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    #[test]
    fn pieces() {
        let steps = Steps("\u{1}A step longer than one block.\u{3}https://a.example\u{4}one\u{4}two\u{1}é\u{2}php");
        let fixes: Vec<Fix> = steps.iter().collect();
        assert_eq!(fixes.len(), 2);
        assert_eq!(fixes[0].text, "A step longer than one block.");
        assert_eq!(fixes[0].link, Some("https://a.example"));
        assert_eq!(fixes[0].commands.into_iter().collect::<Vec<_>>(), ["one", "two"]);
        assert_eq!(fixes[0].stack, None);
        let last = Fix { text: "é", link: None, commands: Commands { rest: "" }, stack: Some(Stack::Php) };
        assert_eq!(fixes[1], last);
    }

    #[test]
    fn every_list_is_read_to_its_end() {
        let own = crate::providers()
            .iter()
            .flat_map(|provider| crate::catalog().iter().filter_map(|cause| provider.steps(cause)));
        for steps in own.chain(crate::catalog().iter().map(|cause| cause.fixes)) {
            let mut fixes = steps.iter();
            assert!(fixes.by_ref().count() > 0 && fixes.rest.is_empty(), "{steps:?}");
        }
    }
}
