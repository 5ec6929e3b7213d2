//! How fast messages are checked, in bytes a second.
//!
//! Run with `cargo bench -p mailmend-benches --bench content`.

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use mailmend::{ContentRequest, content};

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let paragraph = "<tr><td style=\"color:#333333\"><p>Winter boots are 20% off until Sunday. Feel free to call us.</p>\
                     <a href=\"https://shoes.example/boots?size=38\">Have a look</a></td></tr>\n";
    let short = "Your order 5512 is on its way. It arrives on Tuesday between ten and noon.\n".to_string();
    let inputs = [
        ("a short text", short.clone(), String::new()),
        ("a newsletter", short.repeat(20), paragraph.repeat(100)),
        ("a long page", short.repeat(200), paragraph.repeat(5000)),
    ];
    let mut group = criterion.benchmark_group("content");
    for (name, text, html) in &inputs {
        group.throughput(Throughput::Bytes((text.len() + html.len()) as u64));
        group.bench_function(*name, |bencher| {
            bencher.iter(|| {
                let mut request =
                    ContentRequest::new().from("Shoes <news@shoes.example>").subject("New boots").text(text);
                request.html = Some(html.as_str()).filter(|html| !html.is_empty());
                content(black_box(&request))
            });
        });
    }
    group.finish();
    criterion.final_summary();
}
