//! Runs the commands of the README as somebody would who types them, and holds what they print against what it shows.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)] // a test that cannot go on fails

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

const README: &str = include_str!("../../README.md");

/// A log that a command of the README can read.
const LOG: &str = "Nov 24 10:00:00 mail postfix/smtp[1]: 4F1: to=<jane@example.com>, relay=mx.example.com[192.0.2.1]:25, \
     delay=1, delays=0/0/0/1, dsn=5.1.1, status=bounced (host mx.example.com[192.0.2.1] said: 550 5.1.1 User unknown)\n";

/// A bounce, as a Maildir holds it.
const BOUNCE: &str = "From: MAILER-DAEMON@example.org\r\nTo: shop@example.org\r\nSubject: Undelivered Mail\r\n\
     MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\
     Content-Type: text/plain\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n\
     Reporting-MTA: dns; mx.example.org\r\n\r\nFinal-Recipient: rfc822; jane@example.com\r\nAction: failed\r\n\
     Status: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\r\n--b--\r\n";

/// A home with what the commands read, and the command on the path.
struct Sandbox(PathBuf);

impl Sandbox {
    fn new(name: &str) -> Self {
        let folder = env::temp_dir().join(format!("mailmend-readme-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("log")).unwrap();
        fs::create_dir_all(folder.join("Maildir/.Bounces/cur")).unwrap();
        fs::create_dir_all(folder.join("Maildir/.Bounces/new")).unwrap();
        fs::write(folder.join("log/mail.log"), LOG).unwrap();
        fs::write(folder.join("Maildir/.Bounces/new/1.mail"), BOUNCE).unwrap();
        Self(folder)
    }

    fn run(&self, command: &str) -> Output {
        let program = Path::new(env!("CARGO_BIN_EXE_mailmend"));
        let path = env::join_paths(
            [program.parent().unwrap().to_path_buf()]
                .into_iter()
                .chain(env::split_paths(&env::var_os("PATH").unwrap())),
        );
        Command::new("sh")
            .args(["-c", &command.replace("/var/log", "log")])
            .current_dir(&self.0)
            .env("HOME", &self.0)
            .env("PATH", path.unwrap())
            .output()
            .unwrap()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The commands that stand indented, as they are typed, with those that a table of commands explains left out.
fn typed() -> Vec<&'static str> {
    let lines = README.lines().filter_map(|line| line.strip_prefix("    "));
    lines.filter(|line| line.contains("mailmend ") && !explained(line) && !line.starts_with("cargo")).collect()
}

/// Whether a line is of the table: the command, at least two blanks, and what it does.
fn explained(line: &str) -> bool {
    line.trim_start().contains("  ")
}

#[test]
#[cfg(unix)]
fn what_is_typed_runs() {
    let commands = typed();
    assert!(commands.len() >= 4, "{commands:?}");
    let sandbox = Sandbox::new("typed");
    for command in commands {
        let output = sandbox.run(command);
        let status = output.status.code();
        // 1: the cause is a guess, which is an answer, too.
        assert!(matches!(status, Some(0 | 1)), "{command}: {status:?} {}", String::from_utf8_lossy(&output.stderr));
    }
    // What the commands left behind, and what is in it.
    for (file, words) in
        [("reports.jsonl", "RCPT001"), ("report.html", "RCPT001"), ("suppress.csv", "jane@example.com")]
    {
        let text = fs::read_to_string(sandbox.0.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(text.contains(words), "{file}: {text}");
    }
}

/// Every command and option of the table of commands is known to the command itself.
#[test]
#[cfg(unix)]
fn the_table_of_commands_is_true() {
    let sandbox = Sandbox::new("table");
    let mut help = String::new();
    let mut commands = 0;
    for line in README.lines().filter_map(|line| line.strip_prefix("    ")).filter(|line| explained(line)) {
        let words = line.trim_start().split("  ").next().unwrap_or_default();
        if let Some(rest) = line.strip_prefix("mailmend ") {
            commands += 1;
            help.clear();
            let name = rest.split_whitespace().next().unwrap_or_default();
            let output = sandbox.run(&format!("mailmend {name} --help"));
            assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
            help.push_str(&String::from_utf8_lossy(&output.stdout));
        }
        for option in line.split_whitespace().filter(|word| word.starts_with("--")) {
            let option = option.trim_end_matches([';', ',', '.']);
            assert!(help.contains(option), "{words}: no {option} in its help");
        }
    }
    assert!(commands > 10, "{commands} commands were found");
}

/// What stands below a command that starts with `$ cargo run`, up to the dots, is what it prints.
#[test]
#[cfg(unix)]
fn what_is_shown_is_what_is_printed() {
    let sandbox = Sandbox::new("shown");
    let mut blocks = 0;
    for block in README.split("\n```\n").filter(|block| block.starts_with("$ cargo run --release -- ")) {
        let (command, shown) = block.split_once('\n').unwrap();
        let arguments = command.trim_start_matches("$ cargo run --release -- ");
        holds(&sandbox, &format!("mailmend {arguments}"), shown);
        blocks += 1;
    }
    // And what stands below "`mailmend …` says:".
    for (before, after) in
        README.match_indices("` says:\n\n```\n").map(|(at, mark)| (&README[..at], &README[at + mark.len()..]))
    {
        let command = before.rsplit('`').next().unwrap();
        holds(&sandbox, command, after.split("\n```").next().unwrap());
        blocks += 1;
    }
    assert!(blocks >= 2, "{blocks} blocks were found");
}

/// Asserts that the lines of `shown` come in this order; dots stand for any lines.
fn holds(sandbox: &Sandbox, command: &str, shown: &str) {
    let output = sandbox.run(command);
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut printed_lines = printed.lines().map(str::trim).filter(|line| !line.is_empty());
    for line in shown.lines().map(str::trim).filter(|line| !line.is_empty() && *line != "…") {
        assert!(printed_lines.any(|other| other == line), "{command}: no line {line:?} in\n{printed}");
    }
}
