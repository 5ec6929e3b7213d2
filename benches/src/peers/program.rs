//! A peer in a process of its own, asked over its standard input.
//!
//! It starts with `{"version": "…"}`, or with `{"missing": "why"}` and ends. `pass N` has it go over all inputs N times,
//! and it answers with the time that took by its own clock: `{"ns": …}`. `answers` has it say what it makes of each
//! input: `{"answers": […]}`. So only its own work is timed, not the way to it.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::Value;

/// A process that answers for a peer.
#[derive(Debug)]
pub struct Program {
    child: Child,
    ask: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    /// The version of the peer.
    pub version: String,
}

/// The languages that peers are written in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Language {
    /// Run by `node`.
    Node,
    /// Run by `perl`.
    Perl,
    /// Run by the Python that has the peers, else by the system's.
    Python,
}

impl Language {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Node => "Node",
            Self::Perl => "Perl",
            Self::Python => "Python",
        }
    }

    /// The command that asks a peer of this language.
    fn command(self, home: &Path) -> Command {
        let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers");
        let with = |program: &Path, script: &str| {
            let mut command = Command::new(program);
            command.arg(scripts.join(script));
            command
        };
        match self {
            Self::Node => with(Path::new("node"), "node.mjs"),
            Self::Perl => with(Path::new("perl"), "perl.pl"),
            Self::Python => {
                let own = home.join(if cfg!(windows) { "venv/Scripts/python.exe" } else { "venv/bin/python" });
                with(if own.exists() { &own } else { Path::new("python3") }, "python.py")
            }
        }
    }
}

impl Program {
    /// Starts `peer` on the inputs in a file.
    ///
    /// # Errors
    /// The reason why it cannot take part, in words for the table.
    pub fn start(language: Language, peer: &str, inputs: &Path, home: &Path) -> Result<Self, String> {
        let started = language
            .command(home)
            .arg(peer)
            .arg(inputs)
            .env("MAILMEND_PEERS", home)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut child = started.map_err(|_| format!("{} is not installed", language.name()))?;
        let (ask, answers) = (child.stdin.take(), child.stdout.take());
        let answers = BufReader::new(answers.ok_or("no output")?);
        let mut program = Self { child, ask, answers, version: String::new() };
        let hello = program.read()?;
        if let Some(missing) = hello["missing"].as_str() {
            return Err(missing.to_owned());
        }
        program.version = hello["version"].as_str().unwrap_or_default().to_owned();
        Ok(program)
    }

    /// The nanoseconds that so many passes over the inputs take.
    ///
    /// # Errors
    /// When it ended, or said something else.
    pub fn pass(&mut self, times: u32) -> Result<f64, String> {
        self.say(&format!("pass {times}"))?;
        self.read()?["ns"].as_f64().ok_or_else(|| "it gave no time".into())
    }

    /// What it makes of each input.
    ///
    /// # Errors
    /// When it ended, or said something else.
    pub fn answers(&mut self) -> Result<Vec<Value>, String> {
        self.say("answers")?;
        match self.read()?["answers"].take() {
            Value::Array(answers) => Ok(answers),
            _ => Err("it gave no answers".into()),
        }
    }

    fn say(&mut self, line: &str) -> Result<(), String> {
        let pipe = self.ask.as_mut().ok_or("it has ended")?;
        writeln!(pipe, "{line}").and_then(|()| pipe.flush()).map_err(|error| error.to_string())
    }

    fn read(&mut self) -> Result<Value, String> {
        let mut line = String::new();
        self.answers.read_line(&mut line).map_err(|error| error.to_string())?;
        if line.is_empty() {
            return Err("it broke off".into());
        }
        serde_json::from_str(&line).map_err(|error| format!("{error}: {}", line.chars().take(80).collect::<String>()))
    }
}

impl Drop for Program {
    /// The end of its input is the end of its work.
    fn drop(&mut self) {
        self.ask = None;
        let _ = self.child.wait();
    }
}
