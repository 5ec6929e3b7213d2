//! Commands that are typed, and what they print: run while the site is made.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::text::escape;

/// Where commands are run, and with which `mailmend`.
pub struct Terminal {
    /// The folder of the built command.
    pub bin: PathBuf,
    /// The folder that they are run in.
    pub folder: PathBuf,
}

/// The most lines of an answer that are shown.
const MOST_LINES: usize = 40;

impl Terminal {
    /// Runs a line as a shell does; gives what it printed.
    ///
    /// # Errors
    /// When it is misused (mailmend ends with 2 then), prints nothing, or cannot be run.
    pub fn run(&self, line: &str) -> Result<String, String> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let paths = std::env::join_paths(std::iter::once(self.bin.clone()).chain(std::env::split_paths(&path)));
        let output = Command::new("sh")
            .args(["-c", line])
            .current_dir(&self.folder)
            .env("PATH", paths.map_err(|error| error.to_string())?)
            .env("COLUMNS", "88")
            .env("NO_COLOR", "1")
            .output()
            .map_err(|error| format!("{line}: {error}"))?;
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        match output.status.code() {
            Some(0 | 1) if !printed.trim().is_empty() || line.contains('>') => Ok(printed),
            code => Err(format!("`{line}` ended with {code:?}: {said}{printed}")),
        }
    }

    /// Runs the lines of a session that begin with `$`, and shows each with what it printed.
    pub fn session(&self, lines: &str) -> Result<String, String> {
        let mut out = String::from("<pre class=\"terminal\"><code>");
        for line in lines.lines().filter(|line| !line.trim().is_empty()) {
            let command = line
                .strip_prefix("$ ")
                .ok_or_else(|| format!("`{line}` is no command: a session has commands alone"))?;
            let printed = self.run(command)?;
            out.push_str(&format!("<b><i>$ </i>{}</b>\n{}\n\n", escape(command), escape(&cut(printed.trim_end()))));
        }
        Ok(format!("{}</code></pre>\n", out.trim_end()))
    }
}

fn cut(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    match lines.get(..MOST_LINES) {
        Some(first) if lines.len() > MOST_LINES + 3 => {
            format!("{}\n… and {} lines more", first.join("\n"), lines.len() - MOST_LINES)
        }
        _ => lines.join("\n"),
    }
}

/// The folder of the guides' files.
pub fn files(docs: &Path) -> PathBuf {
    docs.join("guides/files")
}
