//! The three structs of the interface, and who frees them.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr::{null, null_mut};

/// What a column is.
#[repr(C)]
pub struct Schema {
    pub format: *const c_char,
    pub name: *const c_char,
    pub metadata: *const c_char,
    pub flags: i64,
    pub n_children: i64,
    pub children: *mut *mut Self,
    pub dictionary: *mut Self,
    pub release: Option<unsafe extern "C" fn(*mut Self)>,
    pub private_data: *mut c_void,
}

/// What stands in a column.
#[repr(C)]
pub struct Array {
    pub length: i64,
    pub null_count: i64,
    pub offset: i64,
    pub n_buffers: i64,
    pub n_children: i64,
    pub buffers: *mut *const c_void,
    pub children: *mut *mut Self,
    pub dictionary: *mut Self,
    pub release: Option<unsafe extern "C" fn(*mut Self)>,
    pub private_data: *mut c_void,
}

/// Columns that come one after the other.
#[repr(C)]
pub struct Stream {
    pub get_schema: Option<unsafe extern "C" fn(*mut Self, *mut Schema) -> c_int>,
    pub get_next: Option<unsafe extern "C" fn(*mut Self, *mut Array) -> c_int>,
    pub get_last_error: Option<unsafe extern "C" fn(*mut Self) -> *const c_char>,
    pub release: Option<unsafe extern "C" fn(*mut Self)>,
    pub private_data: *mut c_void,
}

/// The flag of a column that may hold nulls.
pub const NULLABLE: i64 = 2;

impl Schema {
    pub const EMPTY: Self = Self {
        format: null(),
        name: null(),
        metadata: null(),
        flags: 0,
        n_children: 0,
        children: null_mut(),
        dictionary: null_mut(),
        release: None,
        private_data: null_mut(),
    };

    /// The format, in the letters of the interface.
    pub fn format(&self) -> &[u8] {
        if self.format.is_null() {
            return b"";
        }
        // SAFETY: the interface asks for a C string that lives as long as the schema is not released, and a schema is
        // released only when it is dropped.
        unsafe { CStr::from_ptr(self.format) }.to_bytes()
    }

    pub fn dictionary(&self) -> Option<&Self> {
        // SAFETY: null, or a schema that the producer keeps until this one is released.
        unsafe { self.dictionary.as_ref() }
    }
}

impl Array {
    pub const EMPTY: Self = Self {
        length: 0,
        null_count: 0,
        offset: 0,
        n_buffers: 0,
        n_children: 0,
        buffers: null_mut(),
        children: null_mut(),
        dictionary: null_mut(),
        release: None,
        private_data: null_mut(),
    };

    pub fn dictionary(&self) -> Option<&Self> {
        // SAFETY: null, or an array that the producer keeps until this one is released.
        unsafe { self.dictionary.as_ref() }
    }

    /// The first `length` bytes of a buffer. Fails where the array has no such buffer.
    pub fn bytes(&self, buffer: usize, length: usize) -> Result<&[u8], String> {
        if length == 0 {
            return Ok(&[]);
        }
        let start = self.buffer(buffer).filter(|start| !start.is_null());
        let start = start.ok_or_else(|| format!("the Arrow array has no buffer {buffer}"))?;
        if length > isize::MAX as usize {
            return Err(format!("buffer {buffer} of the Arrow array is too long"));
        }
        // SAFETY: the producer keeps the buffers, unchanged, until this array is released, which its drop does; a buffer
        // is as long as length, offset and format (or the offsets within) ask for, and `length` is reckoned from these.
        Ok(unsafe { std::slice::from_raw_parts(start.cast::<u8>(), length) })
    }

    /// Where a buffer starts; none where there are fewer.
    pub fn buffer(&self, buffer: usize) -> Option<*const c_void> {
        if self.buffers.is_null() || i64::try_from(buffer).is_ok_and(|buffer| buffer >= self.n_buffers) {
            return None;
        }
        // SAFETY: the interface asks for `n_buffers` pointers there.
        Some(unsafe { *self.buffers.add(buffer) })
    }
}

impl Stream {
    pub const EMPTY: Self =
        Self { get_schema: None, get_next: None, get_last_error: None, release: None, private_data: null_mut() };

    /// What its columns are.
    pub fn schema(&mut self) -> Result<Schema, String> {
        let mut schema = Schema::EMPTY;
        let ask = self.get_schema.filter(|_| self.release.is_some()).ok_or("the Arrow stream was read before")?;
        // SAFETY: the stream is not released, and `schema` is a place to write one to.
        match unsafe { ask(self, &raw mut schema) } {
            0 => Ok(schema),
            code => Err(self.told(code)),
        }
    }

    /// The next column; none when there are no more.
    pub fn next(&mut self) -> Result<Option<Array>, String> {
        let mut array = Array::EMPTY;
        let ask = self.get_next.filter(|_| self.release.is_some()).ok_or("the Arrow stream was read before")?;
        // SAFETY: the stream is not released, and `array` is a place to write one to.
        match unsafe { ask(self, &raw mut array) } {
            // A stream that has ended gives an array that is released.
            0 => Ok(array.release.is_some().then_some(array)),
            code => Err(self.told(code)),
        }
    }

    fn told(&mut self, code: c_int) -> String {
        let ask = self.get_last_error;
        // SAFETY: it is asked right after a call that failed; what it gives is null or a C string that lives until the
        // next call.
        let told = ask.map(|ask| unsafe { ask(self) }).filter(|told| !told.is_null());
        // SAFETY: as above.
        let told = told.map(|told| unsafe { CStr::from_ptr(told) }.to_string_lossy().into_owned());
        told.unwrap_or_else(|| format!("the Arrow stream failed with error {code}"))
    }
}

/// What the three have in common.
pub trait Releasable {
    /// One that holds nothing.
    const EMPTY: Self;

    /// Whether it holds nothing, or nothing any more.
    fn is_released(&self) -> bool;
}

/// Each frees what it holds, unless somebody has taken it over: then its callback is gone.
macro_rules! released_on_drop {
    ($($name:ident)+) => {$(
        impl Drop for $name {
            fn drop(&mut self) {
                if let Some(release) = self.release.take() {
                    // The callback is the producer's, and expects to find itself.
                    self.release = Some(release);
                    // SAFETY: it is called once, by the only owner, on a struct that is not yet released.
                    unsafe { release(self) };
                }
            }
        }

        impl Releasable for $name {
            const EMPTY: Self = Self::EMPTY;

            fn is_released(&self) -> bool {
                self.release.is_none()
            }
        }

        // SAFETY: the interface lets the structs be handed over to other threads; what they point to is not changed.
        unsafe impl Send for $name {}
    )+};
}

released_on_drop! { Schema Array Stream }
