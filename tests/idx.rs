//! IDX files: read as they are, and refused in words where they are not what they say.
#![cfg(not(loom))]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use racelab::data::{Split, folder, generator};
use rand::RngExt;

const TRAIN_IMAGES: &str = "train-images-idx3-ubyte";
const TRAIN_LABELS: &str = "train-labels-idx1-ubyte";
const TEST_IMAGES: &str = "t10k-images-idx3-ubyte";
const TEST_LABELS: &str = "t10k-labels-idx1-ubyte";

/// The four files of a small set: images of 2 x 3 pixels in three classes.
fn small() -> [(&'static str, Vec<u8>); 4] {
    let images =
        |count: u8| idx(&[count.into(), 2, 3], &(0..count * 6).map(|pixel| pixel * 5).collect::<Vec<_>>());
    [
        (TRAIN_IMAGES, images(4)),
        (TRAIN_LABELS, idx(&[4], &[0, 1, 2, 1])),
        (TEST_IMAGES, images(2)),
        (TEST_LABELS, idx(&[2], &[2, 0])),
    ]
}

/// A file of these dimensions, and what follows the header.
fn idx(dimensions: &[u32], bytes: &[u8]) -> Vec<u8> {
    let mut file = vec![0, 0, 8, dimensions.len() as u8];
    file.extend(dimensions.iter().flat_map(|size| size.to_be_bytes()));
    file.extend_from_slice(bytes);
    file
}

/// A folder with these files, which goes with it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, Vec<u8>)]) -> Folder {
        let path = std::env::temp_dir().join(format!("racelab-idx-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        for (name, bytes) in files {
            fs::write(path.join(name), bytes).unwrap();
        }
        Folder(path)
    }

    fn read(&self) -> Result<Split, String> {
        folder(&self.0).map_err(|error| error.to_string())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What is said of the small set with one of its files replaced. The message begins with the path of a file, of which
/// the last part is shown.
fn said(name: &str, file: &str, bytes: Vec<u8>) -> String {
    let mut files = small();
    files.iter_mut().find(|(name, _)| *name == file).unwrap().1 = bytes;
    let folder = Folder::new(name, &files);
    let said = folder.read().expect_err("it is no dataset");
    said.replace(&format!("{}/", folder.0.display()), "")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn assert_is_the_small_set(split: &Split) {
    let Split { train, test } = split;
    assert_eq!((train.len(), train.shape(), train.classes()), (4, (2, 3), 3));
    assert_eq!((test.len(), test.shape(), test.classes()), (2, (2, 3), 3));
    assert_eq!((train.labels(), test.labels()), (&[0, 1, 2, 1][..], &[2, 0][..]));
    assert_eq!(train.image(1), [30, 35, 40, 45, 50, 55].map(|pixel| pixel as f32 / 255.0));
}

#[test]
fn four_files_are_a_dataset() {
    assert_is_the_small_set(&Folder::new("four", &small()).read().unwrap());
}

#[test]
fn packed_files_are_the_same_dataset() {
    let packed = small().map(|(name, bytes)| (format!("{name}.gz"), gzip(&bytes)));
    let files = packed.each_ref().map(|(name, bytes)| (name.as_str(), bytes.clone()));
    assert_is_the_small_set(&Folder::new("packed", &files).read().unwrap());
    // What counts is what a file holds, and beside an unpacked file the packed one is not missed.
    let mut misnamed = files.clone();
    misnamed[0].0 = TRAIN_IMAGES;
    assert_is_the_small_set(&Folder::new("misnamed", &misnamed).read().unwrap());
    let both = [&files[..], &small()[..]].concat();
    assert_is_the_small_set(&Folder::new("both", &both).read().unwrap());
}

#[test]
fn other_customary_names_are_known() {
    let [(_, train_images), (_, train_labels), (_, test_images), (_, test_labels)] = small();
    let dots = [
        ("train-images.idx3-ubyte", train_images.clone()),
        ("train-labels.idx1-ubyte", train_labels.clone()),
        ("t10k-images.idx3-ubyte", test_images.clone()),
        ("t10k-labels.idx1-ubyte", test_labels.clone()),
    ];
    assert_is_the_small_set(&Folder::new("dots", &dots).read().unwrap());
    let emnist = [
        ("emnist-digits-train-images-idx3-ubyte", train_images),
        ("emnist-digits-train-labels-idx1-ubyte", train_labels),
        ("emnist-digits-test-images-idx3-ubyte", test_images),
        ("emnist-digits-test-labels-idx1-ubyte", test_labels),
    ];
    assert_is_the_small_set(&Folder::new("emnist", &emnist).read().unwrap());
}

#[test]
fn labels_may_count_from_1() {
    let mut files = small();
    files[1].1 = idx(&[4], &[3, 1, 2, 1]);
    let split = Folder::new("from_1", &files).read().unwrap();
    assert_eq!((split.train.classes(), split.train.labels()), (4, &[3, 1, 2, 1][..]));
}

#[test]
fn what_is_wrong_is_said_with_the_file_what_was_expected_and_what_was_found() {
    let header = "expected the header of an IDX file, 00 00 08 and 3";
    let images = |file: Vec<u8>| said("wrong", TRAIN_IMAGES, file);
    let [_, train_labels, ..] = small();
    assert_eq!(images(train_labels.1), format!("{TRAIN_IMAGES}: {header}, found 00 00 08 01"));
    assert_eq!(images(b"<html></html>".to_vec()), format!("{TRAIN_IMAGES}: {header}, found 3c 68 74 6d"));
    assert_eq!(images(Vec::new()), format!("{TRAIN_IMAGES}: {header}, found the end of the file"));
    assert_eq!(
        images(vec![0, 0, 8, 3, 0, 0]),
        format!("{TRAIN_IMAGES}: {header}, found the end of the file")
    );
    let promised = "expected 24 bytes of pixels, as the header promises";
    assert_eq!(images(idx(&[4, 2, 3], &[1; 23])), format!("{TRAIN_IMAGES}: {promised}, found 23"));
    assert_eq!(images(idx(&[4, 2, 3], &[1; 25])), format!("{TRAIN_IMAGES}: {promised}, found more"));
    assert_eq!(images(gzip(&idx(&[4, 2, 3], &[1; 23]))), format!("{TRAIN_IMAGES}: {promised}, found 23"));
    assert_eq!(
        images(idx(&[0, 2, 3], &[])),
        format!("{TRAIN_IMAGES}: expected images, found 0 of 2 x 3 pixels")
    );
    assert_eq!(
        images(idx(&[5, 2, 3], &[1; 30])),
        format!("{TRAIN_LABELS}: expected 5 labels, one for each image of {TRAIN_IMAGES}, found 4")
    );
    assert_eq!(
        said("shape", TEST_IMAGES, idx(&[2, 3, 2], &[1; 12])),
        format!("{TEST_IMAGES}: expected images of 2 x 3 pixels, as those to train on, found 3 x 2 pixels")
    );
}

#[test]
fn a_label_that_no_class_has_is_refused() {
    let range = "expected labels up to 2 (no image to train on is a 3)";
    assert_eq!(
        said("gap", TRAIN_LABELS, idx(&[4], &[0, 1, 2, 200])),
        format!("{TRAIN_LABELS}: {range}, found label 200 for image 3, counted from 0")
    );
    assert_eq!(
        said("beyond", TEST_LABELS, idx(&[2], &[3, 0])),
        format!("{TEST_LABELS}: {range}, found label 3 for image 0, counted from 0")
    );
    assert_eq!(
        said("one", TRAIN_LABELS, idx(&[4], &[0; 4])),
        format!(
            "{TRAIN_LABELS}: expected labels of two classes or more, counted from 0 or 1, found no label 1"
        )
    );
}

#[test]
fn a_header_that_promises_too_much_takes_no_memory() {
    let most = "expected at most 200000000 pixels in all";
    assert_eq!(
        said("promise", TRAIN_IMAGES, idx(&[u32::MAX, u32::MAX, u32::MAX], &[1; 24])),
        format!(
            "{TRAIN_IMAGES}: {most}, found a header that promises 4294967295 images of 4294967295 x 4294967295 pixels"
        )
    );
    // As many as may be, and not there.
    assert_eq!(
        said("there", TRAIN_IMAGES, idx(&[200_000, 100, 10], &[1; 24])),
        format!("{TRAIN_IMAGES}: expected 200000000 bytes of pixels, as the header promises, found 24")
    );
}

/// What `racelab compare --data` says of a folder that is no dataset, where it may have 1 GiB of addresses in all: one
/// line and exit code 2, within a few seconds.
fn refused(folder: &Folder) -> String {
    let start = Instant::now();
    let limited = "ulimit -v 1048576; exec \"$0\" compare --data \"$1\"";
    let mut command = Command::new("sh");
    command.args(["-c", limited, env!("CARGO_BIN_EXE_racelab")]).arg(&folder.0).stdin(Stdio::null());
    let output = command.output().expect("there is a shell");
    let said = String::from_utf8(output.stderr).expect("racelab prints UTF-8");
    assert_eq!((output.status.code(), said.lines().count()), (Some(2), 1), "{said}");
    assert!(output.stdout.is_empty() && said.starts_with("error: "), "{said}");
    assert!(start.elapsed() < Duration::from_secs(30), "{said}");
    said.replace(&format!("{}/", folder.0.display()), "")
}

#[test]
fn at_the_command_line_a_wrong_file_is_one_line_that_names_it_and_exit_code_2() {
    let short = idx(&[4, 2, 3], &[1; 23]);
    let cases = [
        (TRAIN_IMAGES, b"<html></html>".to_vec(), "expected the header of an IDX file"),
        (TRAIN_IMAGES, short.clone(), "expected 24 bytes of pixels"),
        (TRAIN_IMAGES, gzip(&short), "expected 24 bytes of pixels"),
        (TRAIN_IMAGES, gzip(&short)[..20].to_vec(), TRAIN_IMAGES),
        (TRAIN_IMAGES, idx(&[u32::MAX; 3], &[1; 24]), "expected at most 200000000 pixels"),
        (TRAIN_IMAGES, idx(&[200_000, 100, 10], &[1; 24]), "found 24"),
        (TRAIN_LABELS, idx(&[4], &[0, 1, 2, 200]), "found label 200 for image 3"),
        (TEST_LABELS, idx(&[3], &[2, 0, 1]), "expected 2 labels"),
        (TEST_IMAGES, idx(&[2, 3, 2], &[1; 12]), "found 3 x 2 pixels"),
    ];
    for (number, (name, bytes, expected)) in cases.into_iter().enumerate() {
        let mut files = small();
        files.iter_mut().find(|(file, _)| *file == name).unwrap().1 = bytes;
        let said = refused(&Folder::new(&format!("command-{number}"), &files));
        assert!(said.contains(name) && said.contains(expected), "{said}");
    }
}

/// As many pixels as may be, all of them there, take four bytes each, once: 800 MB.
#[test]
#[cfg(target_os = "linux")]
fn the_largest_set_fits_into_a_gibibyte() {
    let [_, _, test_images, test_labels] = small();
    let files = [(TRAIN_LABELS, idx(&[200_000], &[0; 200_000])), test_images, test_labels];
    let folder = Folder::new("largest", &files);
    // A file with a hole in it, which takes no room on the disk.
    let mut images = fs::File::create(folder.0.join(TRAIN_IMAGES)).unwrap();
    images.write_all(&idx(&[200_000, 100, 10], &[])).unwrap();
    images.set_len(16 + 200_000_000).unwrap();
    let said = refused(&folder);
    // The pixels of the test images are more than may be: the first file was read to its end.
    assert!(said.contains(TEST_IMAGES) && said.contains("expected at most 200000000 pixels"), "{said}");
}

#[test]
fn a_packed_file_that_goes_on_is_left_where_its_header_ends() {
    let mut file = idx(&[4, 2, 3], &[1; 24]);
    file.resize(100_000_000, 0);
    let promised = "expected 24 bytes of pixels, as the header promises";
    assert_eq!(said("bomb", TRAIN_IMAGES, gzip(&file)), format!("{TRAIN_IMAGES}: {promised}, found more"));
}

#[test]
fn a_missing_file_and_one_too_many_are_named() {
    let [train_images, train_labels, test_images, test_labels] = small();
    let missing = Folder::new("missing", &[train_images.clone(), train_labels.clone(), test_images.clone()]);
    let here = missing.0.display();
    assert_eq!(
        missing.read().unwrap_err(),
        format!(
            "{here}: expected one file whose name ends in {TEST_LABELS} or test-labels-idx1-ubyte (or that with \
             .gz), found none"
        )
    );
    let twice = ("fashion-train-images-idx3-ubyte", train_images.1.clone());
    let twice = Folder::new("twice", &[train_images, twice, train_labels, test_images, test_labels]);
    assert_eq!(
        twice.read().unwrap_err(),
        format!(
            "{}: expected one file whose name ends in {TRAIN_IMAGES} (or that with .gz), found \
             fashion-{TRAIN_IMAGES}, {TRAIN_IMAGES}",
            twice.0.display()
        )
    );
    let error = folder(Path::new("/nowhere/at/all")).unwrap_err().to_string();
    assert!(error.starts_with("/nowhere/at/all: cannot read it: No such file"), "{error}");
}

#[test]
fn what_is_no_regular_file_is_not_read() {
    let [_, train_labels, test_images, test_labels] = small();
    let folder = Folder::new("device", &[train_labels, test_images, test_labels]);
    std::os::unix::fs::symlink("/dev/zero", folder.0.join(TRAIN_IMAGES)).unwrap();
    let said = folder.read().unwrap_err();
    assert!(said.ends_with("expected a regular file, found a folder or a device"), "{said}");
}

/// Whatever the bytes are: a dataset or a sentence, and never a panic. `RACELAB_FUZZ=N` tries so many.
#[test]
fn mutated_files_are_read_or_refused() {
    let tries = std::env::var("RACELAB_FUZZ").map_or(3000, |tries| tries.parse().unwrap());
    let mut random = generator(0, "fuzz");
    let folder = Folder::new("fuzz", &small());
    let (mut read, mut refused) = (0, 0);
    for _ in 0..tries {
        let mut files = small();
        let (name, bytes) = &mut files[random.random_range(0..4)];
        for _ in 0..random.random_range(1..4) {
            mutate(bytes, &mut random);
        }
        if random.random_ratio(1, 4) {
            *bytes = gzip(bytes);
            if random.random_ratio(1, 2) {
                mutate(bytes, &mut random);
            }
        }
        fs::write(folder.0.join(&name), &bytes).unwrap();
        match folder.read() {
            Ok(_) => read += 1,
            Err(said) => {
                assert!(said.contains("expected ") || said.contains("cannot read it"), "{said}");
                refused += 1;
            }
        }
        let name = *name;
        let whole = small().into_iter().find(|(other, _)| *other == name).unwrap().1;
        fs::write(folder.0.join(name), whole).unwrap();
    }
    assert!(read > tries / 20 && refused > tries / 4, "{read} were read and {refused} refused");
}

fn mutate(bytes: &mut Vec<u8>, random: &mut impl RngExt) {
    let place = random.random_range(0..=bytes.len());
    match random.random_range(0..5) {
        0 => bytes.truncate(place),
        1 => bytes.insert(place, random.random()),
        2 if place < bytes.len() => bytes[place] = random.random(),
        3 if place < bytes.len() => bytes[place] ^= 1 << random.random_range(0..8),
        _ => bytes.extend_from_within(place..),
    }
}
