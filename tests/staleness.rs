//! The parameter server's rules, books and simulation: what they say, without a thread but where threads are meant.
#![cfg(not(loom))]

use racelab::compare::Setting;
use racelab::compare::staleness::{Case, Deal, Found, on_threads, show, simulate};
use racelab::data::{Batches, Source};
use racelab::lesson::seen;
use racelab::network::Tally;
use racelab::report::chart::{Axis, Chart, Line, draw};
use racelab::scenario::batches_of_four;
use racelab::trainers::parameter_server::{Delivered, Ledger, Rule, Simulated, Simulation, Summary};
use racelab::trainers::{NotSlow, Plan, Slow};

#[test]
fn a_gradient_counts_as_its_rule_says() {
    let gradient = |staleness, steps, slowest| Delivered { staleness, steps, slowest };
    for (staleness, share) in [(0, 1.0), (1, 1.0), (2, 0.5), (4, 0.25)] {
        assert_eq!(Rule::Aware.share(gradient(staleness, 9, 1)), share);
        assert_eq!(Rule::Plain.share(gradient(staleness, 9, 1)), 1.0);
        assert_eq!(Rule::Bounded(2).share(gradient(staleness, 9, 1)), 1.0);
    }
    // The slowest has the whole rate, and so has everybody before the slowest has made a step.
    assert_eq!(Rule::Paced.share(gradient(7, 3, 3)), 1.0);
    assert_eq!(Rule::Paced.share(gradient(0, 1, 0)), 1.0);
    assert_eq!(Rule::Paced.share(gradient(0, 8, 2)), 0.25);
}

#[test]
fn only_the_bound_keeps_anybody_from_beginning() {
    assert_eq!([0, 1, 2, 3].map(|ahead| Rule::Bounded(1).admits(ahead)), [true, true, false, false]);
    assert_eq!([Rule::Plain, Rule::Aware, Rule::Paced].map(|rule| rule.admits(1000)), [true; 3]);
}

#[test]
fn the_books_know_how_stale_a_gradient_is_and_who_is_ahead() {
    let mut books = Ledger::new(Rule::Bounded(1), 2);
    let (one, other) = (books.begin(0), books.begin(1));
    books.deliver(0, one);
    // Worker 0 is one step ahead, and may begin another; then it is two ahead.
    assert!(books.admits(0));
    let again = books.begin(0);
    books.deliver(0, again);
    assert!(!books.admits(0) && books.admits(1));
    books.deliver(1, other);
    assert!(books.admits(0));
    let summary = books.summary();
    assert_eq!(summary, Summary { updates: 3, staleness: 2.0 / 3.0, stalest: 2, furthest: 1 });
    // Nobody waits for a worker that has left.
    let again = books.begin(0);
    books.deliver(0, again);
    assert!(!books.admits(0));
    books.leave(1);
    assert!(books.admits(0));
}

fn simulation(workers: usize, factor: u32, rule: Rule) -> Simulation {
    let slow = Some(Slow { worker: Some(0), factor });
    Simulation { plan: Plan { workers, rate: 1.0 }, slow, rule, seed: 5 }
}

fn tallied(simulation: &Simulation, batches: &Batches<'_>) -> Simulated {
    let mut numbers = 0..batches.len();
    simulation.run(&Tally::new(1), vec![0.0], 4, |_| numbers.next().and_then(|number| batches.get(number)))
}

#[test]
fn on_average_a_gradient_is_stale_by_one_for_each_other_worker_whoever_is_slow() {
    let batches = batches_of_four(20_000);
    for workers in [1, 2, 5, 8] {
        for factor in [1, 16] {
            let found = tallied(&simulation(workers, factor, Rule::Plain), &batches);
            let mean = found.summary.staleness;
            assert!((mean - (workers - 1) as f64).abs() < 0.01, "{workers} workers, x{factor}: {mean}");
            assert_eq!(found.weights, [20_000.0], "every update arrives");
        }
    }
}

#[test]
fn a_simulation_is_the_same_again_and_another_with_another_seed() {
    let batches = batches_of_four(500);
    let once = simulation(3, 4, Rule::Aware);
    assert_eq!(tallied(&once, &batches), tallied(&once, &batches));
    assert_ne!(tallied(&once, &batches).time, tallied(&Simulation { seed: 6, ..once }, &batches).time);
}

#[test]
fn a_simulated_bound_is_kept_and_takes_as_long_as_the_slowest() {
    let batches = batches_of_four(3000);
    for bound in [0, 1, 4] {
        let found = tallied(&simulation(3, 10, Rule::Bounded(bound)), &batches);
        assert_eq!(found.summary.furthest, bound);
        assert_eq!(found.weights, [3000.0]);
        // A third of the steps are the slow one's, but for those that the others are ahead.
        assert!((9000.0..11_000.0).contains(&found.time), "{}", found.time);
    }
    let plain = tallied(&simulation(3, 10, Rule::Plain), &batches);
    assert!((1300.0..1600.0).contains(&plain.time) && plain.summary.furthest > 1000, "{plain:?}");
}

#[test]
fn who_waits_in_a_simulation_for_one_that_leaves_goes_on() {
    let batches = batches_of_four(100);
    // Worker 1 has nothing to do, and worker 0 has a hundred batches.
    let mut numbers = 0..batches.len();
    let deal = |me| if me == 0 { numbers.next().and_then(|number| batches.get(number)) } else { None };
    let found = simulation(2, 1, Rule::Bounded(0)).run(&Tally::new(1), vec![0.0], 4, deal);
    assert_eq!(found.weights, [100.0]);
    // The same where worker 1 has one batch, which takes it long.
    let (mut numbers, mut one) = (1..batches.len(), 0..1);
    let deal = |me| if me == 0 { numbers.next() } else { one.next() }.and_then(|number| batches.get(number));
    let slow =
        Simulation { slow: Some(Slow { worker: Some(1), factor: 50 }), ..simulation(2, 1, Rule::Bounded(3)) };
    assert_eq!(slow.run(&Tally::new(1), vec![0.0], 4, deal).weights, [100.0]);
}

fn setting() -> Setting {
    Setting { epochs: 5, ..Setting::of(Source::Digits, 2) }
}

fn accuracies(found: &[Found]) -> [f64; 4] {
    [0, 1, 2, 3].map(|rule| found[rule].accuracy)
}

#[test]
fn with_eight_workers_plain_updates_learn_nothing_and_staleness_aware_ones_do() {
    let found = simulate(&setting(), Case { workers: 8, slow: None, deal: Deal::Shared });
    let [plain, aware, ..] = accuracies(&found);
    assert!(plain < 0.5 && aware > 0.85, "{found:?}");
    assert!(seen::many_workers(8, &found).contains("go too far"), "{}", seen::many_workers(8, &found));
    let found = simulate(&setting(), Case { workers: 2, slow: None, deal: Deal::Shared });
    assert!(accuracies(&found).iter().all(|&accuracy| accuracy > 0.9), "{found:?}");
    assert!(seen::many_workers(2, &found).contains("little harm"));
}

#[test]
fn a_slow_worker_with_digits_of_its_own_is_silenced_by_dividing_by_the_staleness() {
    let slow = Some(Slow { worker: Some(0), factor: 32 });
    let setting = Setting { epochs: 15, ..setting() };
    let own = simulate(&setting, Case { workers: 4, slow, deal: Deal::Own });
    let shared = simulate(&setting, Case { workers: 4, slow, deal: Deal::Shared });
    let ([plain, aware, bounded, _], [shared, ..]) = (accuracies(&own), accuracies(&shared));
    assert!(shared > 0.93 && bounded > 0.93, "{own:?}");
    assert!(plain < shared - 0.02 && aware < plain - 0.02, "{own:?}");
    let text =
        seen::one_slow_worker(&simulate(&setting, Case { workers: 4, slow, deal: Deal::Shared }), &own);
    assert!(text.contains("silences"), "{text}");
}

#[test]
fn real_threads_that_are_all_slowed_are_as_stale_as_simulated_ones() {
    let setting = Setting { epochs: 1, ..setting() };
    let found = on_threads(&setting, 4, Some(Slow { worker: None, factor: 200 })).unwrap();
    for found in &found {
        assert_eq!(found.summary.updates, 45, "{found:?}");
        // Fewer at the beginning and at the end.
        assert!(found.summary.staleness <= 3.0, "{found:?}");
    }
    assert!(found[0].summary.staleness > 1.5, "{found:?}");
    assert!(found[2].summary.furthest <= 2, "{found:?}");
}

#[test]
fn a_table_fits_80_columns() {
    let summary = Summary { updates: 1350, staleness: 14.9, stalest: 1011, furthest: 1200 };
    let found = Rule::ALL.map(|rule| Found { rule, accuracy: 1.0, loss: 20.64, summary, time: 11_802.0 });
    let table = show("workers", &[("16".to_owned(), found.to_vec())], "seconds");
    assert!(table.lines().all(|line| line.chars().count() <= 80), "{table}");
    assert_eq!(table.lines().count(), 5);
}

#[test]
fn who_is_slow_is_read_as_it_is_written() {
    for text in ["0:8", "3:1", "all:1000"] {
        assert_eq!(text.parse::<Slow>().unwrap().to_string(), text);
    }
    for text in ["", "8", "0:0", "0:1001", "-1:8", "some:8", "0:8:1", "0:1.5", "0: 8"] {
        assert_eq!(text.parse::<Slow>(), Err(NotSlow), "{text:?}");
    }
    let (one, all) = (Slow { worker: Some(1), factor: 8 }, Slow { worker: None, factor: 8 });
    assert_eq!([one.factor(0), one.factor(1), all.factor(0)], [1, 8, 8]);
}

#[test]
fn a_chart_draws_each_point_where_it_belongs_and_escapes_what_it_is_told() {
    let ticks = [(0.0, "0".to_owned()), (10.0, "10".to_owned())];
    let chart = Chart::Lines {
        title: "a < b & c".to_owned(),
        x: Axis::new("x", ticks.clone()),
        y: Axis::new("y", ticks),
        // The last point is beyond both axes.
        lines: vec![Line { name: "one".to_owned(), points: vec![(0.0, 0.0), (5.0, 10.0), (99.0, -1.0)] }],
        beside: Vec::new(),
    };
    let svg = draw(&[chart], "a line");
    assert!(svg.contains("a &lt; b &amp; c") && !svg.contains("a < b"), "{svg}");
    // The left edge below, the middle above, the right edge below.
    assert!(svg.contains("M64.0 294.0 L267.0 44.0 L470.0 294.0\""), "{svg}");
    assert_eq!(svg.matches("class=\"mark\"").count(), 3 + 1, "and one in the key");
}

#[test]
fn bars_end_where_their_values_are() {
    let x = Axis::up_to("speed", 1.9);
    let bars = vec![("one".to_owned(), 1.0), ("none".to_owned(), 0.0), ("two".to_owned(), 2.0)];
    let svg = draw(&[Chart::Bars { title: "speed".to_owned(), x, bars }], "bars");
    for width in ["width=\"205.0\"", "width=\"0.0\"", "width=\"410.0\""] {
        assert!(svg.contains(width), "{width}: {svg}");
    }
}

#[test]
fn an_axis_has_round_ticks_and_reaches_far_enough() {
    for (most, ticks) in [
        (1.9, &["0.0", "0.5", "1.0", "1.5", "2.0"][..]),
        (2.0, &["0.0", "0.5", "1.0", "1.5", "2.0"]),
        (17.0, &["0", "5", "10", "15", "20"]),
        (0.03, &["0.00", "0.01", "0.02", "0.03"]),
        (0.0, &["0.0", "0.5", "1.0"]),
        (f64::NAN, &["0.0", "0.5", "1.0"]),
    ] {
        let axis = Axis::up_to("x", most);
        let names: Vec<_> = axis.ticks.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(names, ticks, "{most}");
    }
}
