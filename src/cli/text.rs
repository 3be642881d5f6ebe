//! A text that the reader names: read no further than such a text goes, and given up at Ctrl-C.

use std::fs::File;
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

fn text(path: &Path, most: u64) -> io::Result<String> {
    let mut bytes = Vec::new();
    File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(io::Error::new(ErrorKind::FileTooLarge, format!("it has more than {most} bytes")));
    }
    String::from_utf8(bytes).map_err(|_| io::Error::new(ErrorKind::InvalidData, "it is not text (UTF-8)"))
}
