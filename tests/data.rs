//! The data: what is in it, and that it is the same in every run.

use racelab::data::{Batch, Batches, Dataset, Source, Split, digits, generator, wide};
use rand::Rng;

/// FNV-1a, a checksum in two lines: tells whether anything changed, not what.
fn checksum(bytes: impl IntoIterator<Item = u8>) -> u64 {
    bytes
        .into_iter()
        .fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// `count` images of one pixel, whose value is the number of their row: what becomes of the rows
/// of a dataset can be read from the pixels.
fn numbered(count: usize) -> Dataset {
    let inputs = (0..count).map(|row| row as f32).collect();
    let labels = (0..count).map(|row| (row % 10) as u8).collect();
    Dataset::new(1, 1, 10, inputs, labels)
}

/// The row numbers of images of a [`numbered`] dataset.
fn rows(images: &[f32]) -> Vec<u16> {
    images.iter().map(|&pixel| pixel as u16).collect()
}

fn rows_of(batch: Batch) -> Vec<u16> {
    rows(&batch.images().map(|image| image[0]).collect::<Vec<_>>())
}

fn rows_of_all<'a>(batches: impl Iterator<Item = Batch<'a>>) -> Vec<Vec<u16>> {
    batches.map(rows_of).collect()
}

fn images_of_each_class(dataset: &Dataset) -> Vec<usize> {
    let mut counts = vec![0; dataset.classes()];
    for &label in dataset.labels() {
        counts[usize::from(label)] += 1;
    }
    counts
}

#[test]
fn the_digits_are_1797_images_of_8_by_8_pixels_in_10_classes() {
    let digits = digits();
    assert_eq!((digits.len(), digits.shape(), digits.features()), (1797, (8, 8), 64));
    assert_eq!(images_of_each_class(&digits), [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
}

#[test]
fn the_digits_are_those_of_the_file_they_were_packed_from() {
    let digits = digits();
    // The first image of the file, a zero.
    let first = [
        0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0, 0, 3, 15, 2, 0, 11, 8, 0, 0, 4, 12, 0, 0, 8, 8,
        0, //
        0, 5, 8, 0, 0, 9, 8, 0, 0, 4, 11, 0, 1, 12, 7, 0, 0, 2, 14, 5, 10, 12, 0, 0, 0, 0, 6, 13, 10, 0, 0,
        0,
    ];
    assert_eq!(digits.image(0), first.map(|pixel: u8| f32::from(pixel) / 16.0));
    assert_eq!(digits.labels()[..12], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);

    // Exact: whole numbers this small add up without rounding.
    let ink: f64 = digits.images().iter().map(|&pixel| f64::from(pixel) * 16.0).sum();
    assert_eq!(ink, 561_718.0);
    let packed =
        digits.images().iter().map(|&pixel| (pixel * 16.0) as u8).chain(digits.labels().iter().copied());
    assert_eq!(checksum(packed), 0x9975_5255_092d_82a1);
}

#[test]
fn every_pixel_lies_between_0_and_1() {
    for source in Source::ALL {
        let Split { train, test } = source.load().unwrap();
        for dataset in [train, test] {
            assert!(dataset.images().iter().all(|pixel| (0.0..=1.0).contains(pixel)), "{source}");
            assert!(dataset.images().contains(&0.0) && dataset.images().contains(&1.0), "{source}");
        }
    }
}

#[test]
fn the_split_is_disjoint_and_covers_everything() {
    let split = Split::random(&numbered(1797), 360, 7);
    assert_eq!((split.train.len(), split.test.len()), (1437, 360));
    let mut all = rows(split.train.images());
    all.extend(rows(split.test.images()));
    all.sort();
    assert!(all.into_iter().eq(0..1797));
}

#[test]
fn the_split_keeps_each_image_with_its_label() {
    let Split { train, test } = Split::random(&numbered(100), 20, 7);
    for dataset in [train, test] {
        let labels: Vec<u16> = dataset.labels().iter().map(|&label| label.into()).collect();
        assert_eq!(rows(dataset.images()).iter().map(|row| row % 10).collect::<Vec<_>>(), labels);
    }
}

#[test]
fn the_digits_are_always_split_the_same_way() {
    let split = Split::random(&numbered(1797), Split::DIGITS_TEST, Split::DIGITS_SEED);
    let order = [rows(split.test.images()), rows(split.train.images())].concat();
    assert_eq!(checksum(order.into_iter().flat_map(u16::to_le_bytes)), 0x3c22_7398_ce51_f5e4);

    let same = Split::random(&digits(), Split::DIGITS_TEST, Split::DIGITS_SEED);
    assert_eq!(Split::of_digits(), same);
}

#[test]
fn each_class_of_digits_has_its_share_of_the_test_images() {
    let counts = images_of_each_class(&Split::of_digits().test);
    assert!(counts.iter().all(|count| (24..=48).contains(count)), "{counts:?}");
}

#[test]
fn the_wide_set_has_4096_training_and_1024_test_images_in_classes_of_equal_size() {
    let Split { train, test } = wide();
    assert_eq!((train.len(), test.len()), (4096, 1024));
    for dataset in [train, test] {
        assert_eq!((dataset.shape(), dataset.features(), dataset.classes()), ((28, 28), 784, 10));
        let counts = images_of_each_class(&dataset);
        assert!(counts.iter().max().unwrap() - counts.iter().min().unwrap() <= 1, "{counts:?}");
    }
}

#[test]
fn the_wide_set_is_the_same_bit_by_bit_every_time() {
    let Split { train, test } = wide();
    let pixels = train.images().iter().chain(test.images());
    assert_eq!(checksum(pixels.flat_map(|pixel| pixel.to_bits().to_le_bytes())), 0xda96_e53e_5a84_06d3);
}

#[test]
fn every_source_is_found_by_its_name() {
    for source in Source::ALL {
        assert_eq!(source.name().parse(), Ok(source));
    }
    let error = "mnist".parse::<Source>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is no data and no folder called `mnist`: choose one of digits, wide, or name a folder with IDX files"
    );
}

#[test]
fn each_epoch_visits_each_image_once_in_an_order_of_its_own() {
    let dataset = numbered(100);
    let batches = Batches::new(&dataset, 8, 3, 1);
    assert_eq!((batches.len(), batches.images()), (3 * 13, 300));
    let order = rows_of_all(batches.all()).concat();
    let epochs: Vec<&[u16]> = order.chunks(100).collect();
    for epoch in &epochs {
        let mut sorted = epoch.to_vec();
        sorted.sort();
        assert!(sorted.into_iter().eq(0..100));
    }
    assert!(epochs[0] != epochs[1] && epochs[1] != epochs[2] && epochs[0] != epochs[2]);
}

#[test]
fn only_the_last_batch_of_an_epoch_is_smaller() {
    let dataset = numbered(100);
    let batches = Batches::new(&dataset, 32, 2, 1);
    let sizes: Vec<usize> = batches.all().map(|batch| batch.len()).collect();
    assert_eq!(sizes, [32, 32, 32, 4, 32, 32, 32, 4]);
    assert!(batches.all().all(|batch| batch.whole() == batch.len()));
    assert_eq!(batches.largest(), 32);
    assert_eq!(Batches::new(&dataset, 1000, 1, 1).largest(), 100);
}

#[test]
fn the_epochs_of_batches_one_after_another_are_all_of_them() {
    // 100 is no multiple of 32: each epoch ends with a smaller batch.
    let dataset = numbered(100);
    let batches = Batches::new(&dataset, 32, 3, 1);
    let epochs = (0..3).map(|epoch| batches.epoch(epoch, 3));
    let in_turn: Vec<_> = epochs.flat_map(|epoch| rows_of_all(epoch.all())).collect();
    assert_eq!(in_turn, rows_of_all(batches.all()));
    assert_eq!(batches.epoch(2, 3).images(), 100);
}

#[test]
fn every_batch_is_dealt_to_exactly_one_worker() {
    let dataset = numbered(100);
    let batches = Batches::new(&dataset, 8, 2, 1);
    let all = rows_of_all(batches.all());
    for workers in 1..=30 {
        let mut dealt = vec![Vec::new(); batches.len()];
        for worker in 0..workers {
            for (turn, rows) in rows_of_all(batches.of(worker, workers)).into_iter().enumerate() {
                assert!(dealt[worker + turn * workers].is_empty(), "a batch is dealt once");
                dealt[worker + turn * workers] = rows;
            }
        }
        assert_eq!(dealt, all, "{workers} workers");
    }
}

#[test]
fn the_parts_of_a_batch_cover_it_and_differ_by_at_most_one_image() {
    let dataset = numbered(100);
    let batches = Batches::new(&dataset, 32, 2, 1);
    for workers in 1..=6 {
        let mut parts: Vec<_> = (0..workers).map(|worker| batches.parts(worker, workers)).collect();
        for whole in batches.all() {
            let of_this: Vec<Batch> = parts.iter_mut().map(|parts| parts.next().unwrap()).collect();
            assert!(of_this.iter().all(|part| part.whole() == whole.len()));
            let sizes = of_this.iter().map(Batch::len);
            assert!(sizes.clone().max().unwrap() - sizes.min().unwrap() <= 1, "{workers} workers");
            assert_eq!(rows_of_all(of_this.into_iter()).concat(), rows_of(whole), "{workers} workers");
        }
        assert!(parts.iter_mut().all(|parts| parts.next().is_none()));
    }
}

#[test]
fn a_batch_hands_out_each_image_with_its_label() {
    let dataset = numbered(100);
    for batch in Batches::new(&dataset, 8, 1, 1).all() {
        let labels: Vec<usize> = rows_of(batch).iter().map(|&row| usize::from(row % 10)).collect();
        assert_eq!(batch.labels().collect::<Vec<_>>(), labels);
    }
}

#[test]
fn the_same_seed_gives_the_same_batches_and_another_seed_others() {
    let dataset = numbered(1437);
    let order = |seed| rows_of_all(Batches::new(&dataset, 32, 2, seed).all()).concat();
    assert_eq!(order(1), order(1));
    assert_ne!(order(1), order(2));
    // Across versions and platforms too: results in the book are those of these batches.
    assert_eq!(checksum(order(1).into_iter().flat_map(u16::to_le_bytes)), 0x7e75_717e_dbed_b2cd);
}

#[test]
fn each_purpose_has_random_numbers_of_its_own() {
    let first = |seed, purpose| generator(seed, purpose).next_u64();
    assert_eq!(first(1, "batches"), first(1, "batches"));
    assert_ne!(first(1, "batches"), first(1, "weights"));
    assert_ne!(first(1, "batches"), first(2, "batches"));
}
