//! A text that the reader has written: read no further than such a text goes, and given up at Ctrl-C.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use super::arguments::UserError;
use super::attend::while_wanted;

/// The text of a file of up to `most` bytes; `advice` says what to name instead. Of a pipe that nobody writes to, there
/// is nothing to be had, and a device may have no end.
pub fn read(path: &Path, most: u64, advice: &str) -> Result<String, UserError> {
    let shown = path.display();
    let to_read = path.to_owned();
    let text =
        while_wanted("reading a file", &format!("{shown} was not read"), move || text(&to_read, most))?;
    text.map_err(|error| UserError::new(format!("cannot read {shown}: {error}; {advice}")))
}

/// What is in a plain file of up to `most` bytes. For files that nobody names and whose place is known beforehand: what
/// stands there may be anything, a pipe or a device too.
pub fn of_plain_file(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    match fs::metadata(path)?.is_file() {
        true => bytes(path, most),
        false => Err(io::Error::new(ErrorKind::InvalidInput, "it is no plain file")),
    }
}

fn text(path: &Path, most: u64) -> io::Result<String> {
    let not_text = |_| io::Error::new(ErrorKind::InvalidData, "it is not text (UTF-8)");
    String::from_utf8(bytes(path, most)?).map_err(not_text)
}

fn bytes(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(io::Error::new(ErrorKind::FileTooLarge, format!("it has more than {most} bytes")));
    }
    Ok(bytes)
}
