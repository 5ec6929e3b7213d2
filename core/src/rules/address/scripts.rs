//! Letters that look like Latin ones: UTS 39, as far as domains need it. The whole table of confusables would be larger
//! than all the rest.

use alloc::string::String;

/// The Latin letter that `letter` looks like.
fn twin(letter: char) -> Option<char> {
    Some(match letter {
        // Cyrillic
        'а' => 'a',
        'е' => 'e',
        'о' => 'o',
        'р' => 'p',
        'с' => 'c',
        'у' => 'y',
        'х' => 'x',
        'і' => 'i',
        'ј' => 'j',
        'ѕ' => 's',
        'һ' => 'h',
        'ԁ' => 'd',
        'ԛ' => 'q',
        'ԝ' => 'w',
        'ӏ' => 'l',
        'к' => 'k',
        'в' => 'b',
        'н' => 'h',
        'м' => 'm',
        'т' => 't',
        'г' => 'r',
        'п' => 'n',
        // Greek
        'α' => 'a',
        'ο' => 'o',
        'ν' => 'v',
        'ρ' => 'p',
        'ι' => 'i',
        'κ' => 'k',
        'υ' => 'u',
        'τ' => 't',
        'χ' => 'x',
        // Armenian
        'օ' => 'o',
        'ո' => 'n',
        'ս' => 'u',
        'հ' => 'h',
        'ց' => 'g',
        // Latin letters that are others
        'ı' | 'ɪ' => 'i',
        'ɡ' | 'ɢ' => 'g',
        'ʟ' | 'ł' => 'l',
        'ʜ' => 'h',
        'ɴ' => 'n',
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' | 'ā' | 'ɑ' => 'a',
        'é' | 'è' | 'ê' | 'ë' | 'ē' => 'e',
        'í' | 'ì' | 'î' | 'ï' | 'ī' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' | 'ō' => 'o',
        'ú' | 'ù' | 'û' | 'ü' | 'ū' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        'ý' => 'y',
        _ => return None,
    })
}

/// The name in Latin letters that `domain` looks like; nothing when it is ASCII, or looks like none.
pub(super) fn imitated(domain: &str) -> Option<String> {
    if domain.is_ascii() {
        return None;
    }
    let last_label = domain.rsplit('.').next().unwrap_or_default();
    if !last_label.is_ascii() {
        return None;
    }
    domain.chars().map(|letter| if letter.is_ascii() { Some(letter) } else { twin(letter) }).collect()
}

/// Whether a label mixes scripts that have look-alikes of each other.
pub(super) fn is_mixed(label: &str) -> bool {
    let scripts = label.chars().filter_map(script).fold(0_u8, |scripts, script| scripts | 1 << script);
    scripts.count_ones() > 1
}

/// Latin, Cyrillic, Greek and Armenian: the scripts that have look-alikes of each other.
fn script(letter: char) -> Option<u8> {
    match letter {
        'a'..='z' | 'A'..='Z' | '\u{C0}'..='\u{2AF}' | '\u{1E00}'..='\u{1EFF}' => Some(0),
        '\u{400}'..='\u{52F}' => Some(1),
        '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' => Some(2),
        '\u{530}'..='\u{58F}' => Some(3),
        _ => None,
    }
}

/// Whether every letter outside ASCII is of a script other than Latin.
pub(super) fn is_foreign(label: &str) -> bool {
    label.chars().filter(|letter| !letter.is_ascii()).all(|letter| script(letter).is_some_and(|script| script > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twins_and_words_of_their_own() {
        assert_eq!(imitated("gmаil.com").as_deref(), Some("gmail.com"));
        assert_eq!(imitated("почта.com"), None);
        assert!(is_mixed("gmаil") && !is_mixed("bücher") && !is_mixed("почта"));
        assert!(is_foreign("аррӏе") && !is_foreign("bücher"));
    }
}
