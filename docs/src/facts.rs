//! What the knowledge files say beyond the public face of the core: hosts, sources, programs.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

/// A provider's, server's or client's file.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Origin {
    pub id: String,
    pub name: String,
    pub kind: Option<String>,
    pub domains: Vec<String>,
    pub hosts: Vec<String>,
    pub mx: Vec<String>,
    pub status_page: Option<String>,
    pub source: String,
    pub seen: String,
    pub login: Option<Login>,
    pub pattern: Vec<Pattern>,
    /// The folder that it stands in.
    #[serde(skip)]
    pub folder: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Login {
    pub username: Option<String>,
    pub password: Option<String>,
}

#[derive(Deserialize)]
pub struct Pattern {
    pub cause: String,
}

/// A program that sends, and how its settings read.
#[derive(Deserialize)]
pub struct Program {
    pub id: String,
    pub name: String,
    /// The word by which steps for it are known.
    pub advice: Option<String>,
    #[serde(default)]
    pub forms: Vec<String>,
    pub port: Option<u16>,
    pub default: Option<String>,
    pub timeout: Option<String>,
    #[serde(default)]
    pub endless: bool,
    #[serde(default)]
    pub exclusive: bool,
    pub source: Option<String>,
    pub seen: Option<String>,
    #[serde(default)]
    pub misnamed: Vec<(String, String)>,
    #[serde(default)]
    pub names: BTreeMap<String, toml::Value>,
    #[serde(default)]
    pub switch: Vec<Switch>,
}

#[derive(Deserialize)]
pub struct Switch {
    pub keys: Vec<String>,
    #[serde(default)]
    pub words: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Floor {
    #[serde(default)]
    enhanced: Vec<FloorRow>,
    #[serde(default)]
    reply: Vec<ReplyRow>,
}

#[derive(Deserialize)]
struct FloorRow {
    code: String,
    causes: Vec<String>,
}

#[derive(Deserialize)]
struct ReplyRow {
    code: u16,
    causes: Vec<String>,
}

/// All of it.
pub struct Facts {
    pub origins: Vec<Origin>,
    pub programs: Vec<Program>,
    /// Codes of replies, each with the causes that it alone may stand for.
    pub floor: Vec<(String, Vec<String>)>,
    /// What each file of causes says about itself, by the family's code.
    pub families: Vec<(String, String)>,
}

impl Facts {
    /// Reads the folder `core/knowledge`.
    pub fn read(knowledge: &Path) -> Result<Self, String> {
        let mut origins = Vec::new();
        for folder in ["providers", "servers", "clients"] {
            for path in toml_files(&knowledge.join(folder))? {
                let origin: Origin = parse(&path)?;
                origins.push(Origin { folder: folder.into(), ..origin });
            }
        }
        let programs =
            toml_files(&knowledge.join("stacks"))?.iter().map(|path| parse(path)).collect::<Result<_, _>>()?;
        let floor: Floor = parse(&knowledge.join("generic.toml"))?;
        let enhanced = floor.enhanced.into_iter().map(|row| (row.code, row.causes));
        let reply = floor.reply.into_iter().map(|row| (row.code.to_string(), row.causes));
        let floor = enhanced.chain(reply).collect();
        let mut families: Vec<(String, String)> = Vec::new();
        for path in toml_files(&knowledge.join("causes"))? {
            families.extend(family(&path)?);
        }
        Ok(Self { origins, programs, floor, families })
    }

    /// The file that has this id.
    pub fn origin(&self, id: &str) -> Option<&Origin> {
        self.origins.iter().find(|origin| origin.id == id)
    }
}

/// The family of a file of causes, and the comment at its head.
fn family(path: &Path) -> Result<Option<(String, String)>, String> {
    let text = read(path)?;
    let head: Vec<&str> =
        text.lines().take_while(|line| line.starts_with('#')).map(|line| line.trim_start_matches(['#', ' '])).collect();
    let code = text.lines().find_map(|line| line.strip_prefix("code = \"")).unwrap_or_default();
    let family: String = code.chars().take_while(char::is_ascii_alphabetic).collect();
    Ok((!family.is_empty()).then(|| (family, head.join(" "))))
}

/// The text of a file.
pub fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// The content of a TOML file.
pub fn parse<T: DeserializeOwned>(path: &Path) -> Result<T, String> {
    toml::from_str(&read(path)?).map_err(|error| format!("{}: {error}", path.display()))
}

fn toml_files(folder: &Path) -> Result<Vec<std::path::PathBuf>, String> {
    files(folder, "toml")
}

/// The files of a folder that end so, in order.
pub fn files(folder: &Path, end: &str) -> Result<Vec<std::path::PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == end));
    paths.sort();
    Ok(paths)
}
