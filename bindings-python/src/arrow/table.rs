//! A table of columns: what is filled, and what another library is given.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr::null;
use std::sync::{Arc, LazyLock};

use super::layout::{Array, NULLABLE, Schema, Stream};

/// Memory that another library reads while it holds the table.
#[derive(Clone, Debug)]
pub enum Buffer {
    Bytes(Arc<Vec<u8>>),
    Shorts(Arc<Vec<i16>>),
    Ints(Arc<Vec<i32>>),
    Numbers(Arc<Vec<u32>>),
    Longs(Arc<Vec<i64>>),
}

impl Buffer {
    fn start(&self) -> *const c_void {
        match self {
            Self::Bytes(bytes) => bytes.as_ptr().cast(),
            Self::Shorts(shorts) => shorts.as_ptr().cast(),
            Self::Ints(ints) => ints.as_ptr().cast(),
            Self::Numbers(numbers) => numbers.as_ptr().cast(),
            Self::Longs(longs) => longs.as_ptr().cast(),
        }
    }
}

/// One bit a row.
#[derive(Debug, Default)]
pub struct Bits {
    bytes: Vec<u8>,
    length: usize,
    unset: usize,
}

impl Bits {
    pub fn push(&mut self, bit: bool) {
        if self.length.is_multiple_of(8) {
            self.bytes.push(0);
        }
        if let Some(last) = self.bytes.last_mut() {
            *last |= u8::from(bit) << (self.length % 8);
        }
        self.length += 1;
        self.unset += usize::from(!bit);
    }

    pub fn finish(self) -> Finished {
        Finished { unset: self.unset, bits: Buffer::Bytes(Arc::new(self.bytes)) }
    }
}

/// Bits that change no more: which rows of a column have a value.
#[derive(Clone, Debug)]
pub struct Finished {
    pub unset: usize,
    pub bits: Buffer,
}

/// Texts, one after the other.
#[derive(Debug)]
pub struct Words {
    buffers: [Buffer; 2],
    count: usize,
}

impl Words {
    pub fn new<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let (mut bytes, mut offsets) = (Vec::new(), vec![0_i32]);
        for word in words {
            bytes.extend_from_slice(word.as_bytes());
            offsets.push(i32::try_from(bytes.len()).unwrap_or(i32::MAX));
        }
        let count = offsets.len() - 1;
        Self { buffers: [Buffer::Ints(Arc::new(offsets)), Buffer::Bytes(Arc::new(bytes))], count }
    }
}

/// What a column holds.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Places in a list of words that is the same in every table.
    Word(&'static LazyLock<Words>),
    /// Whole numbers.
    Number,
    /// Yes or no.
    Flag,
    /// Texts.
    Text,
}

impl Kind {
    const fn format(self) -> &'static CStr {
        match self {
            Self::Word(_) => c"s",
            Self::Number => c"I",
            Self::Flag => c"b",
            Self::Text => c"U",
        }
    }
}

/// The name of a column, and what it holds.
pub type Head = (&'static CStr, Kind);

/// A column: where it has values, and these.
#[derive(Clone, Debug)]
pub struct Column {
    pub valid: Finished,
    pub values: Vec<Buffer>,
}

/// So many rows of a table.
#[derive(Debug)]
pub struct Batch {
    pub rows: usize,
    pub columns: Vec<Column>,
}

/// A table: what its columns are, and their rows.
#[derive(Debug)]
pub struct Table {
    pub heads: Vec<Head>,
    pub batches: Vec<Batch>,
}

impl Table {
    pub fn rows(&self) -> usize {
        self.batches.iter().map(|batch| batch.rows).sum()
    }

    /// What the columns are: the fields of a struct.
    pub fn schema(&self) -> Schema {
        let fields = self.heads.iter().map(|(name, kind)| {
            let dictionary = matches!(kind, Kind::Word(_)).then(|| schema(c"u", c"", 0, Vec::new(), None));
            schema(kind.format(), name, NULLABLE, Vec::new(), dictionary)
        });
        schema(c"+s", c"", 0, fields.collect(), None)
    }

    /// One batch as an array of structs.
    pub fn array(&self, batch: &Batch) -> Array {
        let columns = self.heads.iter().zip(&batch.columns).map(|((_, kind), column)| {
            let dictionary = match kind {
                Kind::Word(words) => Some(array(words.count, None, &words.buffers, Vec::new(), None)),
                _ => None,
            };
            array(batch.rows, Some(&column.valid), &column.values, Vec::new(), dictionary)
        });
        array(batch.rows, None, &[], columns.collect(), None)
    }

    /// All batches, one after the other.
    pub fn stream(self: &Arc<Self>) -> Stream {
        let private = Box::new(Streaming { table: Arc::clone(self), next: 0 });
        Stream {
            get_schema: Some(stream_schema),
            get_next: Some(stream_next),
            get_last_error: Some(stream_error),
            release: Some(stream_release),
            private_data: Box::into_raw(private).cast(),
        }
    }
}

/// What an exported struct needs until it is released.
struct Private<T> {
    children: Vec<*mut T>,
    dictionary: *mut T,
    pointers: Vec<*const c_void>,
    _keep: Vec<Buffer>,
}

impl<T> Private<T> {
    fn new(children: Vec<T>, dictionary: Option<T>, pointers: Vec<*const c_void>, keep: Vec<Buffer>) -> Box<Self> {
        let own = |child: T| Box::into_raw(Box::new(child));
        Box::new(Self {
            children: children.into_iter().map(own).collect(),
            dictionary: dictionary.map_or(std::ptr::null_mut(), own),
            pointers,
            _keep: keep,
        })
    }
}

impl<T> Drop for Private<T> {
    fn drop(&mut self) {
        for child in self.children.drain(..).chain(std::iter::once(self.dictionary)) {
            if !child.is_null() {
                // SAFETY: it came from a box in `new` and is taken back once. Whoever took its content over has left it
                // released, and then only the box goes.
                drop(unsafe { Box::from_raw(child) });
            }
        }
    }
}

fn schema(
    format: &'static CStr,
    name: &'static CStr,
    flags: i64,
    children: Vec<Schema>,
    dictionary: Option<Schema>,
) -> Schema {
    let mut private = Private::new(children, dictionary, Vec::new(), Vec::new());
    Schema {
        format: format.as_ptr(),
        name: name.as_ptr(),
        metadata: null(),
        flags,
        n_children: private.children.len() as i64,
        children: private.children.as_mut_ptr(),
        dictionary: private.dictionary,
        release: Some(schema_release),
        private_data: Box::into_raw(private).cast(),
    }
}

fn array(
    rows: usize,
    valid: Option<&Finished>,
    values: &[Buffer],
    children: Vec<Array>,
    dictionary: Option<Array>,
) -> Array {
    // A column without nulls needs no bits.
    let bits = valid.filter(|valid| valid.unset > 0);
    let first = bits.map_or(null(), |valid| valid.bits.start());
    let pointers = std::iter::once(first).chain(values.iter().map(Buffer::start)).collect();
    let keep = bits.map(|valid| valid.bits.clone()).into_iter().chain(values.iter().cloned()).collect();
    let mut private = Private::new(children, dictionary, pointers, keep);
    Array {
        length: rows as i64,
        null_count: bits.map_or(0, |valid| valid.unset as i64),
        offset: 0,
        n_buffers: private.pointers.len() as i64,
        n_children: private.children.len() as i64,
        buffers: private.pointers.as_mut_ptr(),
        children: private.children.as_mut_ptr(),
        dictionary: private.dictionary,
        release: Some(array_release),
        private_data: Box::into_raw(private).cast(),
    }
}

unsafe extern "C" fn schema_release(schema: *mut Schema) {
    // SAFETY: the interface asks for a pointer to a schema that is not yet released: one made by `schema`.
    let schema = unsafe { &mut *schema };
    schema.release = None;
    // SAFETY: the box that `schema` has left there, taken back once.
    drop(unsafe { Box::from_raw(schema.private_data.cast::<Private<Schema>>()) });
}

unsafe extern "C" fn array_release(array: *mut Array) {
    // SAFETY: the interface asks for a pointer to an array that is not yet released: one made by `array`.
    let array = unsafe { &mut *array };
    array.release = None;
    // SAFETY: the box that `array` has left there, taken back once.
    drop(unsafe { Box::from_raw(array.private_data.cast::<Private<Array>>()) });
}

struct Streaming {
    table: Arc<Table>,
    next: usize,
}

unsafe extern "C" fn stream_schema(stream: *mut Stream, out: *mut Schema) -> c_int {
    // SAFETY: a stream made by `Table::stream`, not yet released, and a place to write to.
    unsafe {
        let streaming = &*(*stream).private_data.cast::<Streaming>();
        out.write(streaming.table.schema());
    }
    0
}

unsafe extern "C" fn stream_next(stream: *mut Stream, out: *mut Array) -> c_int {
    // SAFETY: as above; a stream is used by one thread at a time.
    unsafe {
        let streaming = &mut *(*stream).private_data.cast::<Streaming>();
        let batch = streaming.table.batches.get(streaming.next);
        out.write(batch.map_or(Array::EMPTY, |batch| streaming.table.array(batch)));
        streaming.next += 1;
    }
    0
}

unsafe extern "C" fn stream_error(_: *mut Stream) -> *const c_char {
    null()
}

unsafe extern "C" fn stream_release(stream: *mut Stream) {
    // SAFETY: a stream made by `Table::stream`, not yet released.
    let stream = unsafe { &mut *stream };
    stream.release = None;
    // SAFETY: the box that `Table::stream` has left there, taken back once.
    drop(unsafe { Box::from_raw(stream.private_data.cast::<Streaming>()) });
}
