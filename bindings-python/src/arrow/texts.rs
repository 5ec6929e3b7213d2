//! A column of texts, read where it lies.

use super::layout::{Array, Schema};

/// How the values stand in the buffers.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// Nothing but nulls.
    Null,
    /// Where each value starts, in four bytes; then the values.
    Small,
    /// The same in eight bytes.
    Large,
    /// Sixteen bytes a value: a short value itself, or where it lies.
    Views,
    /// Numbers of so many bytes, with a sign or without, that point into another column.
    Indexed { width: usize, signed: bool, values: Box<Self> },
}

impl Form {
    /// The form that a schema tells; fails where it is none of texts.
    pub fn of(schema: &Schema) -> Result<Self, String> {
        let format = schema.format();
        if let Some(dictionary) = schema.dictionary() {
            let (width, signed) = match format {
                b"c" | b"C" => (1, format == b"c"),
                b"s" | b"S" => (2, format == b"s"),
                b"i" | b"I" => (4, format == b"i"),
                b"l" | b"L" => (8, format == b"l"),
                _ => return Err(not_texts(format)),
            };
            return match Self::of(dictionary)? {
                // Nobody nests them, and a chain of them would be followed without end.
                Self::Indexed { .. } => Err(not_texts(format)),
                values => Ok(Self::Indexed { width, signed, values: Box::new(values) }),
            };
        }
        match format {
            b"n" => Ok(Self::Null),
            b"u" | b"z" => Ok(Self::Small),
            b"U" | b"Z" => Ok(Self::Large),
            b"vu" | b"vz" => Ok(Self::Views),
            _ => Err(not_texts(format)),
        }
    }
}

fn not_texts(format: &[u8]) -> String {
    let format = String::from_utf8_lossy(format);
    let what = if format.starts_with("+s") { "a table: give one of its columns" } else { "no column of texts" };
    format!("this is {what} (Arrow format `{format}`)")
}

/// A column of texts.
pub struct Texts {
    array: Array,
    form: Form,
}

impl Texts {
    pub fn new(array: Array, form: Form) -> Self {
        Self { array, form }
    }

    pub fn reader(&self) -> Result<Reader<'_>, String> {
        Reader::new(&self.array, &self.form)
    }
}

/// Reads the values of a column.
pub struct Reader<'a> {
    length: usize,
    offset: usize,
    /// One bit a row; none where there are no nulls.
    valid: Option<&'a [u8]>,
    values: Values<'a>,
}

enum Values<'a> {
    Null,
    Small { offsets: &'a [u8], bytes: &'a [u8] },
    Large { offsets: &'a [u8], bytes: &'a [u8] },
    Views { views: &'a [u8], buffers: Vec<&'a [u8]> },
    Indexed { keys: &'a [u8], width: usize, signed: bool, dictionary: Box<Reader<'a>> },
}

impl<'a> Reader<'a> {
    /// A column without rows.
    pub const EMPTY: Reader<'static> = Reader { length: 0, offset: 0, valid: None, values: Values::Null };

    fn new(array: &'a Array, form: &Form) -> Result<Self, String> {
        let size = |size: i64| usize::try_from(size).map_err(|_| String::from("the Arrow array has a negative length"));
        let (length, offset) = (size(array.length)?, size(array.offset)?);
        let end = length.checked_add(offset).ok_or("the Arrow array is too long")?;
        if length == 0 || *form == Form::Null {
            return Ok(Self { length, offset: 0, valid: None, values: Values::Null });
        }
        let has_nulls = array.null_count != 0 && array.buffer(0).is_some_and(|start| !start.is_null());
        let valid = has_nulls.then(|| array.bytes(0, end.div_ceil(8))).transpose()?;
        let items = |width: usize, more: usize| {
            let length = end.checked_add(more).and_then(|count| count.checked_mul(width));
            array.bytes(1, length.ok_or("the Arrow array is too long")?)
        };
        let values = match form {
            Form::Null => Values::Null,
            Form::Small => {
                let offsets = items(4, 1)?;
                let total = number(offsets, end, 4, true).ok_or("the offsets of the Arrow array are negative")?;
                Values::Small { offsets, bytes: array.bytes(2, total)? }
            }
            Form::Large => {
                let offsets = items(8, 1)?;
                let total = number(offsets, end, 8, true).ok_or("the offsets of the Arrow array are negative")?;
                Values::Large { offsets, bytes: array.bytes(2, total)? }
            }
            Form::Views => {
                let views = items(16, 0)?;
                // Behind the views lie the buffers of long values, and behind these their lengths.
                let last = size(array.n_buffers)?.checked_sub(1).ok_or("the Arrow array has no buffers")?;
                let count = last.saturating_sub(2);
                let lengths = if last < 2 { &[][..] } else { array.bytes(last, count * 8)? };
                let buffer = |place| {
                    let length = number(lengths, place, 8, true).ok_or("a buffer of the Arrow array has no length")?;
                    array.bytes(place + 2, length)
                };
                Values::Views { views, buffers: (0..count).map(buffer).collect::<Result<_, String>>()? }
            }
            Form::Indexed { width, signed, values } => {
                let dictionary = array.dictionary().ok_or("the Arrow array has no dictionary")?;
                let dictionary = Box::new(Self::new(dictionary, values)?);
                Values::Indexed { keys: items(*width, 0)?, width: *width, signed: *signed, dictionary }
            }
        };
        Ok(Self { length, offset, valid, values })
    }

    pub fn len(&self) -> usize {
        self.length
    }

    /// How many values the dictionary has; none where there is no dictionary.
    pub fn dictionary_len(&self) -> Option<usize> {
        match &self.values {
            Values::Indexed { dictionary, .. } => Some(dictionary.length),
            _ => None,
        }
    }

    /// The place in the dictionary of a row's value. None for a null, and where there is no dictionary.
    pub fn key(&self, row: usize) -> Option<usize> {
        let Values::Indexed { keys, width, signed, .. } = &self.values else { return None };
        self.is_valid(row).then(|| number(keys, self.offset + row, *width, *signed)).flatten()
    }

    /// The bytes of a row's value; none for a null, and for one that points to where nothing is.
    pub fn get(&self, row: usize) -> Option<&'a [u8]> {
        if !self.is_valid(row) {
            return None;
        }
        let at = self.offset + row;
        match &self.values {
            Values::Null => None,
            Values::Small { offsets, bytes } => {
                bytes.get(number(offsets, at, 4, true)?..number(offsets, at + 1, 4, true)?)
            }
            Values::Large { offsets, bytes } => {
                bytes.get(number(offsets, at, 8, true)?..number(offsets, at + 1, 8, true)?)
            }
            Values::Views { views, buffers } => {
                let view = views.get(at * 16..at * 16 + 16)?;
                let length = number(view, 0, 4, true)?;
                if length <= 12 {
                    return view.get(4..4 + length);
                }
                let start = number(view, 3, 4, true)?;
                buffers.get(number(view, 2, 4, true)?)?.get(start..start.checked_add(length)?)
            }
            Values::Indexed { keys, width, signed, dictionary } => {
                let key = number(keys, at, *width, *signed)?;
                if key < dictionary.length { dictionary.get(key) } else { None }
            }
        }
    }

    fn is_valid(&self, row: usize) -> bool {
        let at = self.offset + row;
        row < self.length
            && self.valid.is_none_or(|bits| bits.get(at / 8).is_some_and(|byte| byte >> (at % 8) & 1 == 1))
    }
}

/// The number at a place among numbers of `width` bytes; none where it is negative, or not there.
fn number(bytes: &[u8], place: usize, width: usize, signed: bool) -> Option<usize> {
    let start = place.checked_mul(width)?;
    let bytes = bytes.get(start..start + width)?;
    match (bytes, signed) {
        ([byte], true) => usize::try_from(i8::from_ne_bytes([*byte])).ok(),
        ([byte], false) => Some(usize::from(*byte)),
        ([a, b], true) => usize::try_from(i16::from_ne_bytes([*a, *b])).ok(),
        ([a, b], false) => Some(usize::from(u16::from_ne_bytes([*a, *b]))),
        ([a, b, c, d], true) => usize::try_from(i32::from_ne_bytes([*a, *b, *c, *d])).ok(),
        ([a, b, c, d], false) => usize::try_from(u32::from_ne_bytes([*a, *b, *c, *d])).ok(),
        (_, true) => usize::try_from(i64::from_ne_bytes(bytes.try_into().ok()?)).ok(),
        (_, false) => usize::try_from(u64::from_ne_bytes(bytes.try_into().ok()?)).ok(),
    }
}
