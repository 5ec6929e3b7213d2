//! tmp
use std::hint::black_box;
fn main(){ let r=mailmend_benches::replies::replies(); let t=std::time::Instant::now(); let mut n=0u64; while t.elapsed().as_secs()<6 { for x in &r { black_box(mailmend::explain(&mailmend::Request::new(black_box(x)))); n+=1; } } println!("{} ns", t.elapsed().as_nanos() as u64/n); }
