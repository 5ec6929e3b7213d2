//! Tables as people export them: in UTF-8, UTF-16 or a code page, with commas, semicolons or tabs.

use std::io::{self, Cursor, Read};

use encoding_rs::{Decoder, UTF_16BE, UTF_16LE};

/// How much of a table is looked at before it is read: the head line must end in it.
const HEAD: usize = 1 << 16;

/// A table, its bytes in UTF-8 (or in the code page they came in), and the sign between its fields.
pub struct Table<R> {
    pub rows: io::Chain<Cursor<Vec<u8>>, Utf8<R>>,
    pub delimiter: u8,
}

/// Opens a table whose head should hold the column `wanted`.
pub fn open<R: Read>(input: R, wanted: &str) -> io::Result<Table<R>> {
    let mut rest = Utf8::new(input)?;
    let mut head = Vec::new();
    let mut chunk = [0; 4096];
    while head.len() < HEAD && !head.contains(&b'\n') && !head.contains(&b'\r') {
        match rest.read(&mut chunk)? {
            0 => break,
            read => head.extend_from_slice(&chunk[..read]),
        }
    }
    let end = head.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(head.len());
    // Excel writes the sign into a line of its own: `sep=;`.
    if let [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] = head[..end] {
        let skip = end + head[end..].iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        return Ok(Table { rows: Cursor::new(head.split_off(skip)).chain(rest), delimiter });
    }
    let delimiter = delimiter(&head[..end], wanted);
    Ok(Table { rows: Cursor::new(head).chain(rest), delimiter })
}

/// The sign between the fields of a head line: the one that gives the column that is wanted, or the commonest.
fn delimiter(line: &[u8], wanted: &str) -> u8 {
    const SIGNS: [u8; 4] = [b',', b';', b'\t', b'|'];
    let fields = |sign: u8| {
        let mut reader = csv::ReaderBuilder::new().delimiter(sign).has_headers(false).from_reader(line);
        reader.byte_records().next().and_then(Result::ok).unwrap_or_default()
    };
    let named = |sign: &&u8| {
        fields(**sign).iter().any(|field| field.trim_ascii().eq_ignore_ascii_case(wanted.trim().as_bytes()))
    };
    let best = SIGNS.iter().find(named).or(SIGNS.iter().rev().max_by_key(|sign| fields(**sign).len()));
    *best.unwrap_or(&b',')
}

/// Turns UTF-16 into UTF-8 as it is read, and takes a byte order mark away. Everything else goes through as it is.
pub struct Utf8<R> {
    input: R,
    decoder: Option<Decoder>,
    /// Bytes that are ready, and how many of them were given out.
    ready: Vec<u8>,
    given: usize,
    /// Bytes that were read to tell the encoding.
    first: Vec<u8>,
    ended: bool,
}

impl<R: Read> Utf8<R> {
    fn new(mut input: R) -> io::Result<Self> {
        let mut first = Vec::new();
        input.by_ref().take(4).read_to_end(&mut first)?;
        let (encoding, mark) = match first.as_slice() {
            [0xFF, 0xFE, ..] => (Some(UTF_16LE), 2),
            [0xFE, 0xFF, ..] => (Some(UTF_16BE), 2),
            [0xEF, 0xBB, 0xBF, ..] => (None, 3),
            [one, 0, two, 0] if *one != 0 && *two != 0 => (Some(UTF_16LE), 0),
            [0, one, 0, two] if *one != 0 && *two != 0 => (Some(UTF_16BE), 0),
            _ => (None, 0),
        };
        first.drain(..mark);
        let decoder = encoding.map(|encoding| encoding.new_decoder_without_bom_handling());
        let (ready, first) = if decoder.is_some() { (Vec::new(), first) } else { (first, Vec::new()) };
        Ok(Self { input, decoder, ready, given: 0, first, ended: false })
    }
}

impl<R: Read> Read for Utf8<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() {
            let Some(decoder) = &mut self.decoder else { return self.input.read(out) };
            if self.ended {
                return Ok(0);
            }
            let mut raw = [0; 8192];
            let bytes = if self.first.is_empty() {
                let read = self.input.read(&mut raw)?;
                self.ended = read == 0;
                &raw[..read]
            } else {
                let read = self.first.len();
                raw[..read].copy_from_slice(&self.first);
                self.first.clear();
                &raw[..read]
            };
            let most = decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(3 * bytes.len() + 16);
            self.ready.resize(most, 0);
            let (_, _, written, _) = decoder.decode_to_utf8(bytes, &mut self.ready, self.ended);
            self.ready.truncate(written);
            self.given = 0;
        }
        let count = out.len().min(self.ready.len() - self.given);
        out[..count].copy_from_slice(&self.ready[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (String, char) {
        let mut table = open(bytes, "email").unwrap();
        let mut text = String::new();
        table.rows.read_to_string(&mut text).unwrap();
        (text, char::from(table.delimiter))
    }

    #[test]
    fn the_sign_is_the_one_that_gives_the_column() {
        assert_eq!(read(b"a,b;email\n").1, ';');
        assert_eq!(read(b"name\temail\n").1, '\t');
        assert_eq!(read(b"\"x;y\",Email\r\n").1, ',');
        assert_eq!(read(b"a;b;c\n").1, ';');
        assert_eq!(read(b"sep=;\r\nemail;b\n"), ("email;b\n".into(), ';'));
        assert_eq!(read(b"").0, "");
    }

    #[test]
    fn utf16_becomes_utf8_across_the_pieces_it_is_read_in() {
        let text = "email;Größe\n".repeat(3000);
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(read(&little).0, text);
        assert_eq!(read(&[&[0xFF, 0xFE], little.as_slice()].concat()).0, text);
        assert_eq!(read(&[&[0xFE, 0xFF], big.as_slice()].concat()).0, text);
        assert_eq!(read(b"\xEF\xBB\xBFemail\n").0, "email\n");
    }
}
