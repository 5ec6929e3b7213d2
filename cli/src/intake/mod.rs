//! Large inputs, read bit by bit: log files as blocks of lines, mailboxes as messages.

mod lines;
mod messages;
mod open;

#[cfg(test)]
pub use lines::LONGEST_LINE;
pub use lines::{LineBlock, Lines};
pub use messages::{MailBlock, Message, Messages, is_header};
pub use open::{Progress, STANDARD_INPUT, name};
