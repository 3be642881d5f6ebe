//! A reader looks at version and weight while a worker makes two updates, with the trainer's own code.

use racelab_loom::explore::explore;
use racelab_loom::trainers::scenarios::safe;

/// Says what the engine finds.
pub fn main() {
    print!("{}", explore(safe("atomic-add", "1 worker, 2 batches; a reader of version")).report());
}
