//! What a screen says of a measurement is a function of the measurement: here are its cases.
#![cfg(not(loom))]

use std::time::Duration;

use racelab::compare::idle::Idle;
use racelab::compare::said::{Speed, cannot_show, speeds, versus};
use racelab::compare::{Detail, Measured, ToTarget, Turn, legend, median, quartiles, show};
use racelab::lesson::{Answer, Stops, seen};
use racelab::machine::CacheLine;
use racelab::sharing::measured::counting::{BYTES, Counting};
use racelab::sharing::measured::gradients::Gradients;
use racelab::sharing::measured::reading::Reading;
use racelab::sharing::measured::said;

/// An approach as it may have been measured: two workers, so many cores had, a middle half of ratios.
fn measured(name: &'static str, cores: f64, middle_half: (f64, f64)) -> Measured {
    Measured {
        name,
        kind: "as sequential",
        workers: if name == "sequential" { 1 } else { 2 },
        runs: 9,
        accuracy: 0.954,
        to_target: Some(ToTarget { epochs: 2, time: Duration::from_micros(9949) }),
        throughput: 123_456.0,
        spread: (100_000.0, 150_000.0),
        speed: (middle_half.0 + middle_half.1) / 2.0,
        middle_half,
        cores,
        same_again: true,
    }
}

/// One thread, and then these.
fn with_sequential(others: &[Measured]) -> Vec<Measured> {
    [&[measured("sequential", 1.9, (0.99, 1.01))], others].concat()
}

#[test]
fn a_turn_compares_runs_of_the_same_moment() {
    let ms = Duration::from_millis;
    let turn = Turn { side_by_side: ms(12), threads: 2, sequential: ms(10), approach: ms(8) };
    assert!((turn.ratio() - 1.25).abs() < 1e-9);
    assert!((turn.cores() - 2.0 * 10.0 / 12.0).abs() < 1e-9);
    let alone = Turn { side_by_side: ms(10), threads: 1, ..turn };
    assert!((alone.cores() - 1.0).abs() < 1e-9, "one thread has one core");
}

#[test]
fn quartiles_split_a_series_into_four() {
    assert_eq!(quartiles([5.0, 1.0, 4.0, 2.0, 3.0]), [2.0, 3.0, 4.0]);
    assert_eq!(quartiles([7.0]), [7.0; 3]);
    assert!((median([1.0, 100.0, 2.0]) - 2.0).abs() < 1e-9);
}

#[test]
fn a_speed_is_clear_where_the_whole_middle_half_says_so() {
    let of = |cores, middle_half| measured("mutex-short", cores, middle_half).against_one_thread();
    assert_eq!(of(1.9, (1.36, 1.68)), Speed::Faster);
    assert_eq!(of(1.9, (1.04, 1.68)), Speed::Alike);
    assert_eq!(of(1.9, (0.97, 1.03)), Speed::Alike);
    assert_eq!(of(1.9, (0.70, 0.96)), Speed::Alike);
    assert_eq!(of(1.9, (0.70, 0.94)), Speed::Slower);
    // Without a second core, neither a slow approach nor a quick one has been measured.
    assert_eq!(of(1.4, (1.36, 1.68)), Speed::Unknown);
    assert_eq!(of(1.0, (0.08, 0.12)), Speed::Unknown);
    assert_eq!(of(1.5, (0.70, 0.94)), Speed::Slower);
    // One worker needs one core.
    let one = Measured { workers: 1, ..measured("mutex-short", 1.0, (0.90, 0.94)) };
    assert_eq!(one.against_one_thread(), Speed::Slower);
}

#[test]
fn speeds_are_told_group_by_group() {
    let all = with_sequential(&[
        measured("mutex-whole-step", 1.9, (0.74, 0.76)),
        measured("mutex-short", 1.9, (1.60, 1.68)),
        measured("thread-local", 1.8, (0.98, 1.02)),
        measured("rwlock", 1.9, (1.60, 1.68)),
        measured("mutex-per-layer", 1.9, (1.60, 1.68)),
    ]);
    assert_eq!(
        speeds(&all, 2),
        "Compared with one thread, in this run mutex-short, rwlock and mutex-per-layer were faster; \
         thread-local was about as fast; mutex-whole-step was slower."
    );
}

#[test]
fn an_approach_that_had_no_second_core_is_left_out_of_the_verdict_by_name() {
    let all = with_sequential(&[measured("rwlock", 1.9, (1.6, 1.7)), measured("channel", 1.1, (0.1, 0.2))]);
    assert_eq!(
        speeds(&all, 2),
        "Compared with one thread, in this run rwlock was faster. This run says nothing about channel: there were \
         too few cores."
    );
}

#[test]
fn a_run_without_a_second_core_says_that_it_cannot_show_a_speed_up() {
    let busy = with_sequential(&[measured("rwlock", 1.2, (1.6, 1.7)), measured("channel", 1.1, (0.1, 0.2))]);
    let said = speeds(&busy, 2);
    assert!(
        said.starts_with("This run cannot show which is faster: threads that share nothing got only 1.2")
    );
    assert!(said.contains("Something else was using the cores"), "{said}");
    let one_core =
        with_sequential(&[measured("rwlock", 1.0, (0.9, 1.1)), measured("channel", 1.0, (0.4, 0.5))]);
    assert_eq!(
        speeds(&one_core, 1),
        "This run cannot show which is faster: it had one core, on which the workers took turns."
    );
    assert_eq!(cannot_show("which is faster", 1.0, 1), speeds(&one_core, 1));
}

#[test]
fn of_one_thread_alone_there_is_nothing_to_say() {
    assert_eq!(speeds(&with_sequential(&[]), 2), "");
    assert_eq!(speeds(&[], 2), "");
}

#[test]
fn two_approaches_are_compared_where_both_had_the_cores() {
    let short = measured("mutex-short", 1.9, (1.6, 1.6));
    let rwlock = |cores, speed| measured("rwlock", cores, (speed, speed));
    let said = |cores, speed| versus(&rwlock(cores, speed), &short);
    assert_eq!(said(1.9, 1.2).unwrap(), "In this run rwlock had 0.75 times the speed of mutex-short.");
    assert_eq!(said(1.9, 1.63).unwrap(), "In this run rwlock was about as fast as mutex-short: 1.02 times.");
    assert_eq!(said(1.2, 1.2), None);
    assert_eq!(versus(&short, &rwlock(1.2, 1.2)), None);
}

#[test]
fn the_table_fits_80_columns_and_shows_what_the_cores_allow() {
    let never = Measured { to_target: None, ..measured("atomic-load-store", 1.9, (10.58, 11.68)) };
    let slow = ToTarget { epochs: 9, time: Duration::from_millis(123_456) };
    let stale = Measured {
        kind: "stale, torn",
        same_again: false,
        to_target: Some(slow),
        ..measured("atomic-add", 1.9, (0.2, 0.3))
    };
    let all = with_sequential(&[never, stale]);
    let several = show(&all, 2);
    let header = "approach          accuracy to 93 % speed   middle half cores training      again";
    assert_eq!(several.lines().next().unwrap(), header);
    assert!(several.lines().all(|line| line.chars().count() <= 80), "{several}");
    assert!(several.contains("95.4 %  9.9 ms  1.00   0.99 - 1.01   1.9 as sequential same"), "{several}");
    assert!(several.contains("never") && several.contains("123.5 s") && several.contains("other"));
    let one = show(&all, 1);
    assert!(one.starts_with("approach          accuracy to 93 % images/s training      again"), "{one}");
    assert!(one.contains("123 k"), "{one}");
    assert!(legend(&all, 2, Detail::Kinds).contains("against one thread (123 k images a second)"));
    for word in ["speed", "cores", "middle half"] {
        assert!(legend(&all, 2, Detail::Figures).contains(word));
        assert!(!legend(&all, 1, Detail::Kinds).contains(word), "{word} is no column on one core");
    }
    assert!(!legend(&all, 2, Detail::Figures).contains("torn"));
}

#[test]
fn where_no_update_was_lost_the_reason_is_that_of_the_machine() {
    assert_eq!(seen::none_lost(1), "On one core the workers rarely meet.");
    assert_eq!(seen::none_lost(2), "In this run the workers hardly met.");
}

#[test]
fn a_lock_that_was_never_wanted_by_both_says_nothing_of_turns() {
    assert!(seen::turns_in_a_row(100_000, 0).contains("this run cannot show who gets it"));
    let said = seen::turns_in_a_row(100_000, 10_146);
    assert!(
        said.contains("100,000 times each") && said.contains("while the other was waiting: 10,146."),
        "{said}"
    );
    assert!(!said.contains("cannot show"));
}

#[test]
fn an_evaluator_tells_of_the_copies_that_it_made() {
    assert!(seen::copies(0, 0).contains("this run cannot show"));
    let still = seen::copies(1, 0);
    assert!(
        still.contains("copied the weights once;") && still.contains("never changed meanwhile"),
        "{still}"
    );
    let moving = seen::copies(1299, 295);
    assert!(moving.contains("1,299 times") && moving.contains("For 295 of the copies"), "{moving}");
}

#[test]
fn cache_lines_are_judged_by_two_threads_that_both_had_a_core() {
    let shows = seen::cache_lines(34.0, 5.2, 5.1, 2);
    assert_eq!(shows, "That is a ratio of 6.5, for sending the line to and fro.");
    let same_cache = seen::cache_lines(5.9, 5.2, 5.1, 2);
    assert!(same_cache.contains("made no difference") && same_cache.contains("1.1"), "{same_cache}");
    // Two threads needed twice the time of one: they took turns.
    let busy = seen::cache_lines(34.0, 10.0, 5.0, 2);
    assert!(busy.starts_with("This run cannot show what sharing a line costs: threads that share nothing"));
    let one_core = seen::cache_lines(10.0, 10.0, 5.0, 1);
    assert!(one_core.starts_with("This run cannot show what sharing a line costs: it had one core"));
    for said in [busy, one_core] {
        assert!(!said.contains("ratio"), "{said}");
    }
}

/// Two threads that count: far apart as quick as one alone, and below so many bytes so many times as slow.
fn counted(below: usize, times: f64) -> Counting {
    let cost = |bytes: usize| if bytes < below { (2.0 * times, times) } else { (2.0, 1.0) };
    Counting {
        alone: 2.0,
        had: 2.0,
        by_bytes: BYTES.map(cost).to_vec(),
        across: (2.0, 1.0),
        locks: [(40.0, 8.0), (30.0, 6.0), (5.0, 1.0)],
    }
}

const LINE: CacheLine = CacheLine { bytes: 64, told: true };

#[test]
fn how_near_is_too_near_is_told_as_it_was_measured() {
    let said = |counting: &Counting| said::counting(counting, LINE, 2);
    let usual = said(&counted(64, 5.0));
    assert!(
        usual.contains("5.0 times")
            && usual.contains("From 64 bytes on they leave each other alone, and that is"),
        "{usual}"
    );
    assert!(usual.contains("not the distance"), "{usual}");
    let pairs = said(&counted(128, 5.0));
    assert!(pairs.contains("Only from 128 bytes on") && pairs.contains("a line has 64"), "{pairs}");
    let small = said(&counted(32, 5.0));
    assert!(small.contains("From 32 bytes on") && small.contains("may be wrong"), "{small}");
    let untold = said::counting(&counted(64, 5.0), CacheLine { bytes: 128, told: false }, 2);
    assert!(
        untold.contains("From 64 bytes on they leave each other alone.") && !untold.contains("a line has"),
        "{untold}"
    );
    let far = said(&counted(usize::MAX, 5.0));
    assert!(far.contains("Even 256 bytes apart"), "{far}");
    let across = said(&Counting { across: (10.0, 5.0), ..counted(64, 5.0) });
    assert!(!across.contains("not the distance"), "{across}");
    let same_cache = said(&counted(64, 1.1));
    assert!(same_cache.contains("made no difference") && !same_cache.contains("From"), "{same_cache}");
}

#[test]
fn where_the_second_thread_had_no_core_nothing_is_told_of_lines() {
    let busy = Counting { had: 1.0, ..counted(64, 5.0) };
    let gradients = [Gradients { weights: 4, side_by_side: 5.0, in_turn: 5.0 }];
    let reading = locks(0.5, 2.0, [0.5, 1.0, 2.0, 2.0, 2.0, 2.0]);
    for (had, cores) in [(1.0, 2), (2.0, 1)] {
        let counting = said::counting(&Counting { had, ..busy.clone() }, LINE, cores);
        let gradients = said::gradients(&gradients, had, cores);
        let reading = said::reading(&reading, had, cores);
        for said in [counting, gradients, reading] {
            assert!(said.starts_with("This run cannot show") && !said.contains("5.0"), "{said}");
        }
    }
}

#[test]
fn gradients_that_are_neighbours_are_slow_up_to_a_length() {
    let rows = |side: [f64; 3], in_turn: f64| {
        let row = |(weights, side_by_side)| Gradients { weights, side_by_side, in_turn };
        [4, 64, 4810].into_iter().zip(side).map(row).collect::<Vec<_>>()
    };
    let usual = said::gradients(&rows([5.0, 1.5, 1.0], 4.0), 2.0, 2);
    assert!(
        usual.contains("up to 64 weights were slower") && usual.contains("4.0 times the time for 4,810"),
        "{usual}"
    );
    let none = said::gradients(&rows([1.0, 1.0, 1.0], 1.0), 2.0, 2);
    assert!(
        none.contains("no gradient was slower") && none.contains("no difference to the longest"),
        "{none}"
    );
    let all = said::gradients(&rows([5.0, 1.5, 1.3], 4.0), 2.0, 2);
    assert!(all.contains("even 4,810 weights were slower"), "{all}");
}

/// An `RwLock` that two threads read so many times as often as one, and a lock for each worker.
fn locks(rwlock: f64, own: f64, mixed: [f64; 6]) -> Vec<Reading> {
    let lock =
        |name, two, mixed: [f64; 6]| Reading { name, alone: 10.0, two, write: 20.0, mixed: mixed.to_vec() };
    vec![lock("RwLock", rwlock, [1.0; 6]), lock("crossbeam's", own, mixed), lock("own", own, mixed)]
}

#[test]
fn a_lock_in_parts_pays_from_a_share_of_writes_on() {
    let said = |locks: &[Reading]| said::reading(locks, 2.0, 2);
    let usual = said(&locks(0.5, 2.0, [0.5, 1.0, 1.3, 2.0, 4.0, 4.0]));
    assert!(
        usual.contains("only read get fewer reads done than one alone; with") && usual.contains("2.0 times"),
        "{usual}"
    );
    assert!(usual.contains("no more than one visit in 64 writes"), "{usual}");
    let always = said(&locks(1.0, 2.0, [2.0; 6]));
    assert!(
        always.contains("no more reads done than one alone") && always.contains("at every share"),
        "{always}"
    );
    let never = said(&locks(2.0, 2.0, [0.5; 6]));
    assert!(never.contains("not ahead in this run"), "{never}");
}

#[test]
fn the_price_of_a_weight_is_told_as_it_was_measured() {
    let usual = seen::by_the_weight(0.04, 1.12, 5.33);
    assert!(usual.contains("several at a time") && usual.contains("costs even more"), "{usual}");
    let no_vectors = seen::by_the_weight(1.0, 1.1, 5.33);
    assert!(no_vectors.contains("hardly more than plain memory"), "{no_vectors}");
    assert!(!no_vectors.contains("several at a time") && no_vectors.contains("costs even more"));
    assert!(!seen::by_the_weight(0.1, 1.0, 1.2).contains("costs even more"));
}

#[test]
fn what_was_not_published_in_order_is_told_by_machine() {
    assert!(seen::published(3, 5, "aarch64", 8).contains("3 times, on aarch64: the mistake shows"));
    assert!(seen::published(1, 0, "aarch64", 8).contains("1 time,"));
    let x86 = seen::published(0, 641, "x86_64", 2);
    assert!(x86.contains("That shows nothing.") && x86.contains("An x86 processor"), "{x86}");
    let arm = seen::published(0, 641, "aarch64", 8);
    assert!(arm.contains("That shows nothing") && !arm.contains("x86"), "{arm}");
    assert!(seen::published(0, 0, "x86_64", 2).contains("never in their steps at the same time"));
    assert!(seen::published(0, 0, "x86_64", 1).contains("on one core the threads take turns"));
}

#[test]
fn store_buffering_is_told_as_it_was_seen() {
    assert!(seen::store_buffering(Some(true)).starts_with("Seen, so there is no such order."));
    assert!(seen::store_buffering(Some(false)).starts_with("Allowed, and not seen in this run"));
    assert!(seen::store_buffering(None).starts_with("Allowed, and not run here"));
}

#[test]
fn a_lesson_stops_unless_it_is_told_not_to() {
    let asked = |arguments: &[&str]| {
        Stops::asked("03_mutex", arguments.iter().map(|argument| (*argument).to_owned()))
    };
    assert_eq!(asked(&["target/release/03_mutex"]), Ok(Stops::AtEach));
    assert_eq!(asked(&["target/release/03_mutex", "--all"]), Ok(Stops::Never));
    assert_eq!(asked(&["racelab", "lesson", "3"]), Ok(Stops::AtEach));
    assert_eq!(asked(&["racelab", "lesson", "3", "--all"]), Ok(Stops::Never));
    let complaint = asked(&["03_mutex", "--fast"]).unwrap_err();
    assert!(complaint.contains("--all") && complaint.contains("\"--fast\""), "{complaint}");
}

#[test]
fn enter_goes_on_and_q_leaves() {
    for line in ["\n", "yes\n", "two thirds\r\n", "q?\n"] {
        assert_eq!(Answer::to(Some(line)), Answer::Next, "{line:?}");
    }
    for line in ["q\n", "Q\r\n", " q \n", "quit\n", "q", ""] {
        assert_eq!(Answer::to(Some(line)), Answer::Leave, "{line:?}");
    }
    assert_eq!(Answer::to(None), Answer::Leave, "nobody to ask");
}

#[test]
fn what_is_said_of_idle_stages_follows_from_what_was_measured() {
    let idle = |stages, micro_batches, share| Idle { stages, micro_batches, share };
    let as_reckoned = [idle(2, 1, 0.52), idle(4, 8, 0.33)];
    assert!(seen::idle(&as_reckoned).contains("agree"), "{}", seen::idle(&as_reckoned));
    let disturbed = seen::idle(&[idle(2, 1, 0.5), idle(4, 8, 0.6)]);
    assert!(disturbed.contains("4 stages and 8 micro-batches") && disturbed.contains("60 %"), "{disturbed}");
    assert!(disturbed.contains("27 %") && !disturbed.contains("agree"), "{disturbed}");
    assert_eq!(seen::idle(&[]), "Nothing was measured.");
}
