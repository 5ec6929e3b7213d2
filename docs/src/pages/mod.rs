//! The kinds of pages.

pub mod calls;
pub mod codes;
pub mod errors;
pub mod files;
pub mod home;
pub mod programs;
pub mod providers;
pub mod schema;
