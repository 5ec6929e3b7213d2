//! Every link of the site leads somewhere. Links to other sites are checked for their form only: a test asks no network.

use std::collections::{BTreeMap, BTreeSet};

/// The addresses and the ids of a page.
#[derive(Default)]
struct Ends<'a> {
    links: Vec<&'a str>,
    ids: BTreeSet<&'a str>,
    twice: Vec<&'a str>,
}

/// What is wrong, a line each: dead links, ids that stand twice, pages that nothing links to.
pub fn problems(pages: &BTreeMap<String, String>, paths: &BTreeSet<&str>) -> Vec<String> {
    let ends: BTreeMap<&str, Ends<'_>> = pages.iter().map(|(path, html)| (path.as_str(), ends(html))).collect();
    let mut problems = Vec::new();
    let mut linked: BTreeSet<String> = BTreeSet::new();
    for (path, page) in &ends {
        problems.extend(page.twice.iter().map(|id| format!("{path}: the id {id} stands twice")));
        for link in &page.links {
            if let Some(problem) = problem(path, link, &ends, paths, &mut linked) {
                problems.push(format!("{path}: {link}: {problem}"));
            }
        }
    }
    let alone = ends
        .keys()
        .filter(|path| !linked.contains(**path) && !matches!(**path, "index.html" | "404.html" | "search.html"));
    problems.extend(alone.map(|path| format!("{path}: nothing links to it")));
    problems
}

fn problem(
    path: &str,
    link: &str,
    ends: &BTreeMap<&str, Ends<'_>>,
    paths: &BTreeSet<&str>,
    linked: &mut BTreeSet<String>,
) -> Option<String> {
    if link.starts_with("data:") {
        return None;
    }
    if link.contains("://") || link.starts_with("mailto:") {
        return outside(link);
    }
    let (file, anchor) = link.split_once('#').map_or((link, None), |(file, anchor)| (file, Some(anchor)));
    let file = file.split('?').next().unwrap_or_default();
    let target = if file.is_empty() { Some(path.to_string()) } else { join(path, file) };
    let Some(target) = target else { return Some("leads out of the site".into()) };
    if !paths.contains(target.as_str()) {
        return Some("there is no such page".into());
    }
    if target != path {
        linked.insert(target.clone());
    }
    // What is handed to the page on which texts are tried is no place on it.
    let is_place = anchor.is_some_and(|anchor| !anchor.contains('='));
    let has_it = |anchor: &str| ends.get(target.as_str()).is_none_or(|page| page.ids.contains(anchor));
    match anchor {
        Some(anchor) if is_place && !has_it(anchor) => Some(format!("there is no {anchor} on that page")),
        _ => None,
    }
}

/// What is wrong with the form of an address elsewhere.
fn outside(link: &str) -> Option<String> {
    let rest = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://"));
    let Some(rest) = rest else { return Some("is neither https nor http".into()) };
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let is_label =
        |label: &str| !label.is_empty() && label.chars().all(|letter| letter.is_alphanumeric() || letter == '-');
    let is_sound =
        host.contains('.') && host.split('.').all(is_label) && !link.contains([' ', '<', '>', '"', '`', '{', '}']);
    (!is_sound).then(|| "is no address".into())
}

/// The file that a link leads to from a page; nothing where it leads out of the site.
fn join(path: &str, link: &str) -> Option<String> {
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            ".." => {
                parts.pop()?;
            }
            "." | "" => {}
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// What a page links to, and its ids. It was written by this program: attributes stand in double quotes.
fn ends(html: &str) -> Ends<'_> {
    let mut ends = Ends::default();
    for tag in html.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap_or_default();
        for (mark, is_link) in [(" href=\"", true), (" src=\"", true), (" action=\"", true), (" id=\"", false)] {
            let Some(value) = tag.split_once(mark).and_then(|(_, rest)| rest.split('"').next()) else { continue };
            if is_link {
                ends.links.push(value);
            } else if !ends.ids.insert(value) {
                ends.twice.push(value);
            }
        }
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pages: &[(&str, &str)]) -> Vec<String> {
        let pages: BTreeMap<String, String> =
            pages.iter().map(|(path, html)| ((*path).into(), (*html).into())).collect();
        let paths = pages.keys().map(String::as_str).collect();
        problems(&pages, &paths)
    }

    #[test]
    fn what_leads_nowhere_is_found() {
        let home = r#"<a href="codes/A.html#x"> <a href="codes/B.html"> <a href="https://a b">"#;
        let found = check(&[("index.html", home), ("codes/A.html", r#"<a href="../index.html"><p id="y"><p id="y">"#)]);
        assert_eq!(
            found,
            [
                "codes/A.html: the id y stands twice",
                "index.html: codes/A.html#x: there is no x on that page",
                "index.html: codes/B.html: there is no such page",
                "index.html: https://a b: is no address",
            ]
        );
    }

    #[test]
    fn a_page_that_nothing_links_to_is_found() {
        assert_eq!(
            check(&[("index.html", ""), ("a.html", r##"<a href="#">"##)]).last().unwrap(),
            "a.html: nothing links to it"
        );
    }

    #[test]
    fn paths_are_joined() {
        assert_eq!(join("codes/A.html", "../index.html").as_deref(), Some("index.html"));
        assert_eq!(join("index.html", "../etc"), None);
    }
}
