//! A panic under a guard poisons the lock, so that another thread panics as well: the first is the reason.

use std::sync::Mutex;
use std::thread;

#[test]
fn nothing_to_pop() {
    let list = Mutex::new(Vec::<u32>::new());
    thread::scope(|scope| {
        scope.spawn(|| list.lock().unwrap().push(1));
        let mut mine = list.lock().unwrap();
        mine.pop().expect("there is one");
    });
}
