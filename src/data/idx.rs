//! Images and labels in IDX files: MNIST and every set that comes in its format.
//!
//! An IDX file is a header and bytes. The header is two zeros, the type of the numbers (08: one byte each), how many
//! dimensions there are, and the size of each as four bytes, the highest first (LeCun, Cortes and Burges, The MNIST
//! database of handwritten digits). A set is four such files in one folder, plain or packed by gzip.
//!
//! A file is not believed. Memory is taken for what the header promises, but for no more than a file of its length can
//! hold, and nothing is read beyond what it promises.

use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;

use super::{Dataset, Split};

/// Images and labels for training, and the same for testing: how the names of their files end, but for `.gz`, and with
/// a dot or a hyphen before `idx`.
const NAMES: [(&[&str], &[&str]); 2] = [
    (&["train-images-idx3-ubyte"], &["train-labels-idx1-ubyte"]),
    (
        &["t10k-images-idx3-ubyte", "test-images-idx3-ubyte"],
        &["t10k-labels-idx1-ubyte", "test-labels-idx1-ubyte"],
    ),
];

/// So many pixels at most, those of training and of testing together. In memory each takes four bytes.
pub const MOST_PIXELS: u64 = 200_000_000;

/// A byte of a pixel that is all ink.
const INK: f32 = 255.0;
/// What a header begins with: two zeros, and unsigned bytes.
const MAGIC: [u8; 3] = [0, 0, 8];
/// So many bytes are read at a time.
const PIECE: usize = 1 << 16;
/// So many bytes at most come out of one that gzip has packed: its shortest code is of 258 bytes, and takes two bits.
const MOST_PACKED: u64 = 1032;

/// Why a folder is no dataset.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// A file is missing, or there are several for one thing.
    #[error("{folder}: expected one file whose name ends in {expected} (or that with .gz), found {found}")]
    Missing {
        /// Where it was looked for.
        folder: String,
        /// How its name should end.
        expected: String,
        /// What there was.
        found: String,
    },
    /// A file cannot be read.
    #[error("{file}: cannot read it: {error}")]
    Unreadable {
        /// Its path.
        file: String,
        /// Why not.
        error: io::Error,
    },
    /// A file is not what it should be.
    #[error("{file}: expected {expected}, found {found}")]
    Wrong {
        /// Its path.
        file: String,
        /// What should be there.
        expected: String,
        /// What is there.
        found: String,
    },
}

/// Reads the four files of a folder.
///
/// Pixels come out as 0 (paper) to 1 (ink). There are as many classes as the labels of the training images tell apart,
/// counted from 0; a set that counts from 1 has a class that nothing belongs to.
///
/// # Errors
/// If a file is missing, cannot be read or is no IDX file of unsigned bytes, or if the four do not belong together.
pub fn folder(folder: &Path) -> Result<Split, DataError> {
    let names = names(folder)?;
    let mut left = MOST_PIXELS;
    let [train, test] = NAMES.map(|(images, labels)| -> Result<Part, DataError> {
        let (images, labels) = (find(folder, &names, images)?, find(folder, &names, labels)?);
        Part::read(images, labels, &mut left)
    });
    let (train, test) = (train?, test?);
    if train.shape != test.shape {
        let [one, other] =
            [train.shape, test.shape].map(|(height, width)| format!("{height} x {width} pixels"));
        return Err(wrong(&test.images, format!("images of {one}, as those to train on"), other));
    }
    let classes = train.classes()?;
    test.all_below(classes)?;
    Ok(Split { train: train.dataset(classes), test: test.dataset(classes) })
}

/// Images and their labels, as their files have them.
struct Part {
    images: PathBuf,
    labels: PathBuf,
    shape: (usize, usize),
    pixels: Vec<f32>,
    classes: Vec<u8>,
}

impl Part {
    /// Reads both files; `left` is how many pixels there may still be.
    fn read(images: PathBuf, labels: PathBuf, left: &mut u64) -> Result<Self, DataError> {
        let (count, shape, pixels) = {
            let (mut file, most, [count, height, width]) = open(&images)?;
            let number = u64::from(count)
                .checked_mul(u64::from(height))
                .and_then(|rows| rows.checked_mul(width.into()));
            let number = match number {
                Some(0) => {
                    return Err(wrong(&images, "images", format!("{count} of {height} x {width} pixels")));
                }
                Some(number) if number <= *left => number,
                _ => {
                    let found = format!("a header that promises {count} images of {height} x {width} pixels");
                    return Err(wrong(&images, format!("at most {MOST_PIXELS} pixels in all"), found));
                }
            };
            *left -= number;
            let mut pixels = room(&images, number.min(most))?;
            let promised = format!("{number} bytes of pixels, as the header promises");
            all_of(&images, &mut file, number, &promised, |bytes| {
                pixels.extend(bytes.iter().map(|&byte| f32::from(byte) / INK));
            })?;
            (count, (height as usize, width as usize), pixels)
        };
        let (mut file, most, [number]) = open(&labels)?;
        if number != count {
            let expected = format!("{count} labels, one for each image of {}", shown(&images));
            return Err(wrong(&labels, expected, format!("{number}")));
        }
        let mut classes = room(&labels, most.min(number.into()))?;
        let promised = format!("{number} labels, as the header promises");
        all_of(&labels, &mut file, number.into(), &promised, |bytes| classes.extend_from_slice(bytes))?;
        Ok(Part { images, labels, shape, pixels, classes })
    }

    /// How many classes there are. A label that lies beyond others that never occur is none.
    fn classes(&self) -> Result<usize, DataError> {
        let mut occurs = [false; 256];
        for &label in &self.classes {
            occurs[usize::from(label)] = true;
        }
        // Some sets count from 1.
        let first_missing = (1..256).find(|&label| !occurs[label]).unwrap_or(256);
        if first_missing == 1 {
            return Err(wrong(
                &self.labels,
                "labels of two classes or more, counted from 0 or 1",
                "no label 1",
            ));
        }
        self.all_below(first_missing)?;
        Ok(first_missing)
    }

    /// Complains of the first label that is none of so many classes.
    fn all_below(&self, classes: usize) -> Result<(), DataError> {
        let Some(image) = self.classes.iter().position(|&label| usize::from(label) >= classes) else {
            return Ok(());
        };
        let (last, label) = (classes - 1, self.classes[image]);
        let expected = format!("labels up to {last} (no image to train on is a {classes})");
        Err(wrong(&self.labels, expected, format!("label {label} for image {image}, counted from 0")))
    }

    fn dataset(self, classes: usize) -> Dataset {
        Dataset::new(self.shape.0, self.shape.1, classes, self.pixels, self.classes)
    }
}

/// What the folder holds.
fn names(folder: &Path) -> Result<Vec<String>, DataError> {
    let unreadable = |error| DataError::Unreadable { file: shown(folder), error };
    let entries = fs::read_dir(folder).map_err(unreadable)?;
    let name = |entry: io::Result<fs::DirEntry>| Some(entry.map(|entry| entry.file_name().into_string()));
    let names: io::Result<Vec<_>> = entries.filter_map(name).collect();
    Ok(names.map_err(unreadable)?.into_iter().filter_map(Result::ok).collect())
}

/// The one file whose name ends so.
fn find(folder: &Path, names: &[String], ends: &[&str]) -> Result<PathBuf, DataError> {
    let is_meant = |name: &&String| {
        let name = name.strip_suffix(".gz").unwrap_or(name).replace(".idx", "-idx");
        ends.iter().any(|end| name.ends_with(end))
    };
    let mut found: Vec<_> = names.iter().filter(is_meant).collect();
    found.sort();
    // Somebody has unpacked one and kept the packed one: they are the same.
    found.dedup_by(|other, one| other.strip_suffix(".gz") == Some(one));
    match found[..] {
        [name] => Ok(folder.join(name)),
        [] => Err(DataError::Missing {
            folder: shown(folder),
            expected: ends.join(" or "),
            found: "none".to_owned(),
        }),
        _ => {
            let found = found.into_iter().map(String::as_str).collect::<Vec<_>>().join(", ");
            Err(DataError::Missing { folder: shown(folder), expected: ends.join(" or "), found })
        }
    }
}

/// Memory for so many numbers, all at once: a vector that grows as they come would have them twice while it moves.
fn room<T>(path: &Path, numbers: u64) -> Result<Vec<T>, DataError> {
    let mut room = Vec::new();
    let reserved = usize::try_from(numbers).is_ok_and(|numbers| room.try_reserve_exact(numbers).is_ok());
    if !reserved {
        return Err(DataError::Unreadable { file: shown(path), error: io::ErrorKind::OutOfMemory.into() });
    }
    Ok(room)
}

/// An IDX file that is open: what follows its header, how many bytes that can be at most, and the sizes of its dimensions.
type Opened<const DIMENSIONS: usize> = (Box<dyn Read>, u64, [u32; DIMENSIONS]);

/// Opens a file and reads its header: the sizes of so many dimensions.
fn open<const DIMENSIONS: usize>(path: &Path) -> Result<Opened<DIMENSIONS>, DataError> {
    let unreadable = |error| DataError::Unreadable { file: shown(path), error };
    let metadata = fs::metadata(path).map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(wrong(path, "a regular file", "a folder or a device"));
    }
    let mut file = BufReader::with_capacity(PIECE, File::open(path).map_err(unreadable)?);
    let is_packed = io::BufRead::fill_buf(&mut file).map_err(unreadable)?.starts_with(&[0x1f, 0x8b]);
    let (mut file, most): (Box<dyn Read>, u64) = match is_packed {
        true => (Box::new(MultiGzDecoder::new(file)), metadata.len().saturating_mul(MOST_PACKED)),
        false => (Box::new(file), metadata.len()),
    };
    let mut magic = [0; 4];
    let sizes = header(&mut file, &mut magic);
    let expected = format!("the header of an IDX file, {} and {DIMENSIONS}", hexadecimal(&MAGIC));
    match sizes {
        Ok(sizes) if magic[..3] == MAGIC && usize::from(magic[3]) == DIMENSIONS => Ok((file, most, sizes)),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            Err(wrong(path, expected, "the end of the file"))
        }
        Err(error) => Err(unreadable(error)),
        Ok(_) => Err(wrong(path, expected, hexadecimal(&magic))),
    }
}

fn header<const DIMENSIONS: usize>(
    file: &mut impl Read,
    magic: &mut [u8; 4],
) -> io::Result<[u32; DIMENSIONS]> {
    file.read_exact(magic)?;
    let mut sizes = [0; DIMENSIONS];
    if magic[..3] == MAGIC && usize::from(magic[3]) == DIMENSIONS {
        for size in &mut sizes {
            let mut bytes = [0; 4];
            file.read_exact(&mut bytes)?;
            *size = u32::from_be_bytes(bytes);
        }
    }
    Ok(sizes)
}

/// Hands over the rest of the file, piece by piece: `number` bytes, and no more.
fn all_of(
    path: &Path,
    file: &mut impl Read,
    number: u64,
    promised: &str,
    mut take: impl FnMut(&[u8]),
) -> Result<(), DataError> {
    let unreadable = |error| DataError::Unreadable { file: shown(path), error };
    let (mut piece, mut so_far) = (vec![0; PIECE], 0);
    while so_far < number {
        let most = PIECE.min(usize::try_from(number - so_far).unwrap_or(PIECE));
        match file.read(&mut piece[..most]) {
            Ok(0) => return Err(wrong(path, promised, format!("{so_far}"))),
            Ok(read) => {
                take(&piece[..read]);
                so_far += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                return Err(wrong(path, promised, format!("{so_far}")));
            }
            Err(error) => return Err(unreadable(error)),
        }
    }
    match file.read(&mut piece[..1]).map_err(unreadable)? {
        0 => Ok(()),
        _ => Err(wrong(path, promised, "more")),
    }
}

fn wrong(path: &Path, expected: impl Into<String>, found: impl Into<String>) -> DataError {
    DataError::Wrong { file: shown(path), expected: expected.into(), found: found.into() }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}
