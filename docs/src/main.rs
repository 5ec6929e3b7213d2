//! Makes the site: a page for every code, provider, program and call, the classic errors, the guides and the design, from
//! what the project knows. `cargo xtask docs` runs it.

mod cases;
mod facts;
mod layout;
mod links;
mod live;
mod pages;
mod search;
mod site;
mod sources;
mod terminal;
mod text;
mod words;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::{Value, json};

use facts::{Facts, read};
use pages::{calls, codes, errors, files, home, programs, providers, schema};
use site::Site;
use terminal::Terminal;

const HELP: &str = "\
mailmend-docs --bin FOLDER --out FOLDER [--page FILE] [--base URL] [--snippets FILE]

  --bin       the folder of the built `mailmend`: the commands on the pages are run with it
  --out       where the site is written
  --page      the page on which texts can be tried; without it, the site has no `Try it`
  --base      where the site is published: gives canonical addresses and a sitemap
  --snippets  where the Python and Node code of the pages is written, with what each must give";

/// What the program was asked.
struct Options {
    bin: PathBuf,
    out: PathBuf,
    page: Option<PathBuf>,
    base: Option<String>,
    snippets: Option<PathBuf>,
}

fn main() -> ExitCode {
    match options(std::env::args().skip(1)).and_then(|options| make(&options)) {
        Ok(said) => {
            println!("{said}");
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn options(mut words: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut options = Options { bin: PathBuf::new(), out: PathBuf::new(), page: None, base: None, snippets: None };
    while let Some(word) = words.next() {
        let value = words.next().ok_or(HELP)?;
        match word.as_str() {
            "--bin" => options.bin = value.into(),
            "--out" => options.out = value.into(),
            "--page" => options.page = Some(value.into()),
            "--base" => options.base = Some(format!("{}/", value.trim_end_matches('/'))),
            "--snippets" => options.snippets = Some(value.into()),
            _ => return Err(HELP.into()),
        }
    }
    if options.bin.as_os_str().is_empty() || options.out.as_os_str().is_empty() {
        Err(HELP.into())
    } else {
        Ok(options)
    }
}

/// Makes the site, and refuses one with a dead link.
fn make(options: &Options) -> Result<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("no project")?;
    let docs = root.join("docs");
    let terminal = Terminal { bin: options.bin.clone(), folder: terminal::files(&docs) };
    let facts = Facts::read(&root.join("core/knowledge"))?;
    let cases = cases::all(&root.join("core"))?;
    let schema = schema::Schema::read(root)?;
    let entries = errors::read(&docs)?;
    let mut site = Site { base: options.base.clone(), can_try: options.page.is_some(), ..Site::default() };

    codes::add(&mut site, &facts, &cases);
    providers::add(&mut site, &facts);
    programs::add(&mut site, &facts, &cases);
    errors::add(&mut site, &entries)?;
    let calls = calls::add(&mut site, root, &schema, &cases, &terminal)?;
    let guides = files::add(&mut site, root, &terminal)?;
    schema::add(&mut site, root, &schema)?;
    home::add(&mut site, &entries);

    let index = search::index(&site.pages);
    let size = index.len();
    site.files.insert("search-index.js".into(), index.into_bytes());
    for asset in ["site.css", "site.js"] {
        site.files.insert(asset.into(), read(&docs.join("assets").join(asset))?.into_bytes());
    }
    if let Some(page) = &options.page {
        site.files.insert("try.html".into(), read(page)?.into_bytes());
    }
    let written = site.write(&options.out)?;
    let problems = links::problems(&written, &site.paths());
    if !problems.is_empty() {
        return Err(format!("{} problems:\n{}", problems.len(), problems.join("\n")));
    }
    every_code_has_a_page(&site.paths())?;
    if let Some(file) = &options.snippets {
        let calls = calls.iter().map(|snippet| json!({ "call": snippet.call, "python": snippet.python, "node": snippet.node, "answer": snippet.answer }));
        let all: Vec<Value> = calls.chain(guides).collect();
        std::fs::write(file, json!(all).to_string()).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    let bytes: usize = written.values().map(String::len).sum();
    Ok(format!(
        "{} pages, {} KB, with an index of {} KB, in {}",
        written.len(),
        bytes / 1000,
        size / 1000,
        options.out.display()
    ))
}

fn every_code_has_a_page(paths: &BTreeSet<&str>) -> Result<(), String> {
    let missing: Vec<&str> = mailmend::catalog()
        .iter()
        .map(|cause| cause.code)
        .filter(|code| !paths.contains(format!("codes/{code}.html").as_str()))
        .collect();
    if missing.is_empty() { Ok(()) } else { Err(format!("no page for {}", missing.join(", "))) }
}
