//! What the benches share: the replies that are timed, the patterns in the forms that other searchers take, and
//! the timing of several ways side by side.

pub mod patterns;
pub mod peers;
pub mod replies;
pub mod timing;
