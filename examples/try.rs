#![allow(missing_docs)]
use racelab_loom::{explore::*, trainers::scenarios::SAFE};
fn main() {
    for s in SAFE {
        if let Some(f) = std::env::args().nth(1) {
            if !s.subject.contains(&f) {
                continue;
            }
        }
        let e = explore(s);
        println!(
            "{} ({}): {} {:?} {:?} blocked {} missing {:?}",
            s.subject,
            s.about,
            e.extent(),
            e.outcomes,
            e.elapsed,
            e.blocked,
            e.missing()
        );
        if let Some(c) = &e.counterexample {
            println!("{}\n{}", c.failure, diagram::draw(c, 80));
        }
    }
}
