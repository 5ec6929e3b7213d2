//! Measures mailmend beside its peers. `cargo xtask peers` installs them and starts this.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use mailmend_benches::peers::{Setup, chart, contests, page};

const HELP: &str = "\
peers --home FOLDER [--log FILE --mailmend PROGRAM] [--tiny] [--write]

  --home      the folder where the peers were installed
  --log       a log of Postfix, to be read by --mailmend and by pflogsumm
  --tiny      a few inputs and one turn: shows that it runs
  --write     write the tables and the picture into benches/ instead of printing them
  --machine   a sentence about the machine, for the page
";

fn main() -> ExitCode {
    match run(&std::env::args().skip(1).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<(), String> {
    let mut setup = Setup::default();
    let (mut log, mut mailmend, mut write, mut machine) = (None, None, false, String::new());
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        let mut value = || words.next().cloned().ok_or_else(|| format!("{word} needs a value"));
        match word.as_str() {
            "--home" => setup.home = PathBuf::from(value()?),
            "--log" => log = Some(PathBuf::from(value()?)),
            "--mailmend" => mailmend = Some(PathBuf::from(value()?)),
            "--machine" => machine = value()?,
            "--tiny" => setup.tiny = true,
            "--write" => write = true,
            _ => return Err(HELP.into()),
        }
    }
    if setup.home.as_os_str().is_empty() {
        return Err(HELP.into());
    }
    setup.log = log.zip(mailmend);
    let contests = contests::run(&setup)?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = folder.join("README.md");
    let before = match write {
        true => fs::read_to_string(&readme).map_err(|error| format!("{}: {error}", readme.display()))?,
        false => format!("{}\n{}\n", page::BEGIN, page::END),
    };
    let text = page::with(&before, &contests, &machine)?;
    let picture = chart::draw(&contests)?;
    if write {
        fs::write(folder.join("peers/chart.svg"), picture).map_err(|error| error.to_string())?;
        fs::write(&readme, text).map_err(|error| error.to_string())
    } else {
        println!("{text}");
        Ok(())
    }
}
