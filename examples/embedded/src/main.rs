//! mailmend on a device: reads replies from the host, one a line, and prints what each of them means.
//!
//! A thermostat that mails an alarm gets its replies from its own mail client; here they come over the debugger
//! (semihosting), so that a test can see what a real processor makes of them.

#![no_std]
#![no_main]

mod host;
mod memory;

use core::fmt::Write;

use cortex_m_rt::entry;
use cortex_m_semihosting::{debug, hio};

/// The longest line that is read, in bytes: a reply line of 512 (RFC 5321 section 4.5.3.1.5), a few times over.
const LONGEST_LINE: usize = 4096;

#[entry]
fn main() -> ! {
    memory::set_up();
    let result = run();
    debug::exit(if result.is_ok() { debug::EXIT_SUCCESS } else { debug::EXIT_FAILURE });
    loop {
        cortex_m::asm::wfi();
    }
}

fn run() -> Result<(), Failed> {
    let mut out = hio::hstdout()?;
    let mut input = host::Input::open().ok_or(Failed)?;
    let mut line = [0; LONGEST_LINE];
    while let Some(text) = input.line(&mut line) {
        let report = mailmend::explain(&mailmend::Request::new(text));
        // A report has one finding at least.
        let Some(finding) = report.findings.first() else { return Err(Failed) };
        writeln!(
            out,
            "{} {}: {}; to act: {}; retry: {}; recipient: {}",
            finding.cause.code,
            finding.cause.slug,
            finding.confidence.as_str(),
            finding.cause.owner.as_str(),
            finding.retry.as_str(),
            finding.recipient.as_str()
        )?;
    }
    let used = memory::used();
    writeln!(out, "flash {} bytes, heap at most {} bytes, stack at most {} bytes", used.flash, used.heap, used.stack)?;
    Ok(())
}

/// Nothing can be said: the host does not answer.
struct Failed;

impl From<core::fmt::Error> for Failed {
    fn from(_: core::fmt::Error) -> Self {
        Self
    }
}

impl From<()> for Failed {
    fn from((): ()) -> Self {
        Self
    }
}

/// The core does not panic; should this program do so, the host is told that it failed.
#[panic_handler]
fn panicked(_: &core::panic::PanicInfo<'_>) -> ! {
    debug::exit(debug::EXIT_FAILURE);
    loop {
        cortex_m::asm::wfi();
    }
}
