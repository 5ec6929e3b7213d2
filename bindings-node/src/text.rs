//! Texts from JavaScript.

use napi::bindgen_prelude::{FromNapiValue, Result};
use napi::{check_status, sys};

/// What most replies and every address fit into.
const SHORT: usize = 512;

/// A text that JavaScript gave. A short one is read in one go, without being measured first; half a character has become
/// U+FFFD.
pub struct Text {
    short: [u8; SHORT],
    length: usize,
    long: Option<String>,
}

impl Text {
    pub(crate) fn as_str(&self) -> &str {
        let short = || std::str::from_utf8(self.short.get(..self.length).unwrap_or_default()).unwrap_or_default();
        self.long.as_deref().unwrap_or_else(short)
    }
}

impl FromNapiValue for Text {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        let mut text = Self { short: [0; SHORT], length: 0, long: None };
        // SAFETY: `env` and `value` are the caller's word; the buffer is as long as it is said to be.
        let status = unsafe {
            sys::napi_get_value_string_utf8(env, value, text.short.as_mut_ptr().cast(), SHORT, &raw mut text.length)
        };
        check_status!(status)?;
        // Node leaves room for a NUL, and writes no part of a character that does not fit: whatever comes close to the end
        // may be cut.
        if text.length + 5 > SHORT {
            // SAFETY: as above.
            text.long = Some(unsafe { String::from_napi_value(env, value) }?);
        }
        Ok(text)
    }
}
