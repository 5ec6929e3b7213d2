//! Where the text comes from: the command line, a file, or standard input, in any encoding.

use std::fs;
use std::io::{self, IsTerminal, Read};
use std::path::Path;

/// The bytes that `arguments` name: words, one file, or `-`.
pub fn bytes(arguments: &[String]) -> Result<Vec<u8>, String> {
    match arguments {
        [] if io::stdin().is_terminal() => {
            Err("nothing to read: give a text, a file, or - for standard input (see --help)".into())
        }
        [] => standard_input(),
        [dash] if dash == "-" => standard_input(),
        [name] if Path::new(name).is_file() => fs::read(name).map_err(|error| format!("{name}: {error}")),
        [name] if is_file_name(name) => Err(format!("{name}: there is no such file")),
        words => Ok(words.join(" ").into_bytes()),
    }
}

/// Whether a word is meant as a file, and no reply: a slip of the finger must not be explained.
fn is_file_name(word: &str) -> bool {
    let ending = Path::new(word).extension().and_then(|ending| ending.to_str());
    let known = ending.is_some_and(|ending| ["eml", "json", "log", "txt"].contains(&ending));
    let placed = word.starts_with("./") || word.starts_with("../");
    !word.contains(char::is_whitespace) && (known || placed)
}

/// The same as text. UTF-8 and UTF-16 show themselves; other encodings are guessed from the letters, so that a
/// GBK reply of a Chinese provider can be read.
pub fn text(arguments: &[String]) -> Result<String, String> {
    let bytes = bytes(arguments)?;
    Ok(decode(&bytes))
}

fn decode(bytes: &[u8]) -> String {
    let decoded = mailmend::text::decode(bytes);
    if decoded.encoding != mailmend::text::Encoding::Latin1 {
        return decoded.text.into_owned();
    }
    let mut detector = chardetng::EncodingDetector::new();
    detector.feed(bytes, true);
    let (text, _, _) = detector.guess(None, true).decode(bytes);
    text.into_owned()
}

fn standard_input() -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes).map_err(|error| format!("standard input: {error}"))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_file_is_no_reply() {
        assert!(bytes(&["eror.txt".into()]).is_err());
        assert_eq!(bytes(&["550".into()]), Ok(b"550".to_vec()));
        assert!(bytes(&["see mail.log".into()]).is_ok());
    }

    #[test]
    fn a_reply_in_gbk_is_read() {
        let (bytes, _, _) = encoding_rs::GBK.encode("550 用户不存在，请检查收件人地址是否正确");
        assert!(decode(&bytes).contains("用户不存在"));
    }
}
