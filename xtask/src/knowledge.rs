//! Runs every example of the knowledge files through `explain`.

use mailmend::{Request, explain};

/// Prints each example whose first finding is another cause.
pub fn run(filter: &str) -> Result<(), String> {
    let mut wrong = 0;
    let mut all = 0;
    for example in mailmend::examples().iter().filter(|example| example.file.contains(filter)) {
        all += 1;
        let report = explain(&Request::new(example.text));
        let first = report.findings.first().map_or("none", |finding| finding.cause.code);
        if first != example.code {
            wrong += 1;
            let proof = report.findings.first().and_then(|finding| finding.evidence.first());
            let proof = proof.map_or("", |evidence| &evidence.text);
            println!("{}: wants {}, gets {first} by `{proof}`: {:?}", example.file, example.code, example.text);
        }
    }
    println!("{all} examples, {wrong} lead elsewhere");
    if wrong == 0 { Ok(()) } else { Err(String::new()) }
}
