//! Lines from the host's standard input, over semihosting.

use core::str;

use cortex_m_semihosting::{nr, syscall};

/// The host's standard input.
pub struct Input {
    handle: usize,
}

impl Input {
    /// Opens it; `None` where the host has none.
    pub fn open() -> Option<Self> {
        let (name, read) = (b":tt\0", nr::open::R);
        // SAFETY: the host reads three words: a pointer to a name that lives on, the mode, and the length of the name
        // without its NUL.
        let handle = unsafe { syscall!(OPEN, name.as_ptr(), read, name.len() - 1) };
        (handle != usize::MAX).then_some(Self { handle })
    }

    /// The next line without its end; what does not fit into `line`, or is no UTF-8, is left out. `None` at the end.
    pub fn line<'l>(&mut self, line: &'l mut [u8]) -> Option<&'l str> {
        let mut length = 0;
        let mut byte = [0_u8; 1];
        loop {
            // SAFETY: the host writes at most one byte to `byte`, which lives on.
            let missing = unsafe { syscall!(READ, self.handle, byte.as_mut_ptr(), byte.len()) };
            match byte {
                _ if missing != 0 && length == 0 => return None,
                [b'\n'] => break,
                _ if missing != 0 => break,
                [other] => {
                    if let Some(place) = line.get_mut(length) {
                        *place = other;
                        length += 1;
                    }
                }
            }
        }
        let whole = line.get(..length).unwrap_or_default();
        match str::from_utf8(whole) {
            Ok(text) => Some(text),
            Err(error) => str::from_utf8(whole.get(..error.valid_up_to()).unwrap_or_default()).ok(),
        }
    }
}
