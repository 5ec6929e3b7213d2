//! Look-ups on the lists about content: phrases, shorteners, files that are not taken, the names that filters use.

include!(concat!(env!("OUT_DIR"), "/content.rs"));

/// A phrase that pushes.
#[derive(Debug)]
pub(crate) struct Phrase {
    /// In lower case, its words parted by one blank.
    pub(crate) text: &'static str,
    /// From 1, common in advertising, to 3, hardly ever in honest mail.
    pub(crate) weight: u8,
    /// Counts only in capitals or before an exclamation mark.
    pub(crate) loud: bool,
    /// Words before it that make it an ordinary one.
    pub(crate) not_after: &'static [&'static str],
    /// Words behind it that do.
    pub(crate) not_before: &'static [&'static str],
}

/// What a name in a filter's header means.
#[derive(Debug)]
pub(crate) struct Symbol {
    program: &'static str,
    name: &'static str,
    pub(crate) means: &'static str,
    pub(crate) advice: &'static str,
}

/// The phrases whose first word is `word` (lower case): they stand side by side.
pub(crate) fn phrases(word: &str) -> &'static [Phrase] {
    let first = |phrase: &Phrase| phrase.text.split(' ').next().unwrap_or_default();
    // A blank comes before every letter, so phrases with one first word are neighbours; `-` and `'` are no borders.
    let start = PHRASES.partition_point(|phrase| phrase.text < word);
    let rest = PHRASES.get(start..).unwrap_or_default();
    let length = rest.iter().take_while(|phrase| first(phrase) == word).count();
    rest.get(..length).unwrap_or_default()
}

/// Whether `text` (lower case) names the way out of a mailing list.
pub(crate) fn names_unsubscribing(text: &str) -> bool {
    UNSUBSCRIBE.iter().any(|words| text.contains(words))
}

/// Whether `host` (lower case) is a public URL shortener.
pub(crate) fn is_shortener(host: &str) -> bool {
    let host = host.strip_prefix("www.").unwrap_or(host);
    SHORTENERS.binary_search(&host).is_ok()
}

/// Whether Gmail takes no file with this ending (lower case).
pub(crate) fn is_blocked_file(ending: &str) -> bool {
    BLOCKED_FILES.binary_search(&ending).is_ok()
}

/// What `name` means in the headers of `program`; a row that ends in `*` stands for a family.
pub(crate) fn symbol(program: &str, name: &str) -> Option<&'static Symbol> {
    let own = || SYMBOLS.iter().filter(|symbol| symbol.program == program);
    own()
        .find(|symbol| symbol.name == name)
        .or_else(|| own().find(|symbol| symbol.name.strip_suffix('*').is_some_and(|family| name.starts_with(family))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_stand_beside_their_kin() {
        assert!(phrases("act").iter().any(|phrase| phrase.text == "act now"));
        for phrase in PHRASES {
            let word = phrase.text.split(' ').next().unwrap_or_default();
            assert!(phrases(word).iter().any(|known| known.text == phrase.text), "{}", phrase.text);
        }
        assert!(phrases("freely").is_empty() && phrases("").is_empty());
    }

    #[test]
    fn names_of_filters() {
        assert!(symbol("spamassassin", "HTML_IMAGE_ONLY_08").is_some());
        assert!(symbol("rspamd", "R_SPF_FAIL").is_some() && symbol("spamassassin", "R_SPF_FAIL").is_none());
        assert!(is_shortener("bit.ly") && is_shortener("www.bit.ly") && !is_shortener("orbit.ly"));
        assert!(is_blocked_file("exe") && !is_blocked_file("pdf"));
    }
}
