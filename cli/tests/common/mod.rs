//! Runs the command on files that a test writes.

use std::ffi::OsStr;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// What the command said.
pub struct Said {
    /// The exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub errors: String,
}

impl Said {
    /// The output as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {} {}", self.out, self.errors))
    }

    /// The output as JSON Lines.
    pub fn lines(&self) -> Vec<serde_json::Value> {
        self.out.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect()
    }
}

/// A folder with files, gone with the value.
pub struct Files(tempfile::TempDir);

impl Files {
    /// An empty folder.
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    /// Writes a file; gives its path.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, bytes).expect("a file");
        path
    }

    /// The path of a file.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

/// Runs `mailmend` with these arguments.
pub fn mailmend<A: AsRef<OsStr>>(arguments: &[A]) -> Said {
    mailmend_on(arguments, b"")
}

/// Runs `mailmend` with `input` on its standard input.
pub fn mailmend_on<A: AsRef<OsStr>>(arguments: &[A], input: &[u8]) -> Said {
    let mut child = Command::new(env!("CARGO_BIN_EXE_mailmend"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command runs");
    let mut stdin = child.stdin.take().expect("an input");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().expect("the command ends");
    // Who misuses the command is not read to the end.
    let _ = writer.join().expect("the writer ends");
    Said {
        code: output.status.code().expect("an exit code"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        errors: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// Reads a page with a parser for HTML: fails on an error, on a tag that is not closed, and on anything that a browser
/// would fetch. Gives the names of the elements and the text.
pub fn check_html(page: &str) -> (Vec<String>, String) {
    use html5gum::{Token, Tokenizer};
    const VOID: [&str; 2] = ["meta", "br"];
    let (mut open, mut names, mut text) = (Vec::<String>::new(), Vec::new(), String::new());
    for token in Tokenizer::new(page) {
        match token.expect("a string can be read") {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                for (attribute, value) in &tag.attributes {
                    let (attribute, value) = (String::from_utf8_lossy(attribute), String::from_utf8_lossy(value));
                    assert!(attribute != "src" && !attribute.starts_with("on"), "{attribute}={value}");
                    assert!(attribute != "href" || name == "a", "{name} fetches {value}");
                }
                assert!(!["script", "link", "img", "iframe", "object"].contains(&name.as_str()), "<{name}>");
                if !tag.self_closing && !VOID.contains(&name.as_str()) {
                    open.push(name.clone());
                }
                names.push(name);
            }
            Token::EndTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                assert_eq!(open.pop(), Some(name), "tags are closed in order");
            }
            Token::String(string) => text.push_str(&String::from_utf8_lossy(&string)),
            Token::Error(error) => panic!("{error:?}"),
            _ => {}
        }
    }
    assert_eq!(open, Vec::<String>::new(), "every tag is closed");
    assert!(!page.contains("@import") && !page.contains("url("), "nothing is fetched");
    (names, text)
}
