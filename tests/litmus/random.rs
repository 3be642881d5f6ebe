//! Random litmus tests.

use rand::RngExt;
use rand::rngs::ChaCha8Rng;

use crate::common::litmus;

/// What a program may have in it.
#[derive(Clone, Copy)]
pub struct Mixture {
    /// The ordering SeqCst.
    pub seq_cst: bool,
    /// Stores and read-modify-writes of one location.
    pub mixed: bool,
    /// A thread that loads a location and later writes to it.
    pub load_then_write: bool,
    /// At most so many writes to a location.
    pub writes: usize,
}

/// A program of 2 threads with up to 4 operations each or 3 threads with 2, on x and y, which shows
/// every register and both locations.
pub fn program(random: &mut ChaCha8Rng, mixture: Mixture) -> String {
    let threads = random.random_range(2..=3);
    // Whether each location is changed by read-modify-writes, where it is not by stores as well.
    let updated = [random.random_bool(0.3), random.random_bool(0.3)];
    let (mut written, mut shown) = ([0, 0], String::new());
    let bodies: Vec<String> = (0..threads)
        .map(|thread| {
            let (mut body, mut loaded) = (String::new(), [false, false]);
            for register in 0..random.random_range(2..=8 / threads) {
                let place = random.random_range(0..2);
                let name = ["x", "y"][place];
                let may_write =
                    written[place] < mixture.writes && (mixture.load_then_write || !loaded[place]);
                // No two writes of a program write the same value.
                let value = 10 * thread + register + 1;
                let updates = if mixture.mixed { random.random_bool(0.5) } else { updated[place] };
                let mut with = |orderings: &[&'static str]| {
                    let orderings = &orderings[usize::from(!mixture.seq_cst)..];
                    orderings[random.random_range(0..orderings.len())]
                };
                let (load, store) =
                    (with(&["seq_cst", "relaxed", "acquire"]), with(&["seq_cst", "relaxed", "release"]));
                let update = with(&["seq_cst", "relaxed", "acquire", "release", "acq_rel"]);
                let fence = with(&["seq_cst", "acquire", "release", "acq_rel"]);
                let (choice, change) =
                    (random.random_range(0..8), ["add", "swap"][random.random_range(0..2)]);
                match choice {
                    0..=3 if may_write && updates => {
                        shown += &format!("{thread}:r{register}; ");
                        body += &format!("int r{register} = {change}({name}, {value}, {update}); ");
                        written[place] += 1;
                    }
                    0..=3 if may_write => {
                        body += &format!("store({name}, {value}, {store}); ");
                        written[place] += 1;
                    }
                    7 => body += &format!("fence({fence}); "),
                    _ => {
                        shown += &format!("{thread}:r{register}; ");
                        body += &format!("int r{register} = load({name}, {load}); ");
                        loaded[place] = true;
                    }
                }
            }
            body
        })
        .collect();
    let bodies: Vec<&str> = bodies.iter().map(String::as_str).collect();
    litmus(&bodies, &format!("locations [{shown} x; y;] exists (x=0)"))
}
