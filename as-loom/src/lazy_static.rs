//! Statics that are made when somebody first asks for them, in each execution anew, by the names of the crate
//! `lazy_static`.
//!
//! std never drops a static. But what an execution has made would be a leak if it stayed, so an execution's statics are
//! dropped at its end: once all threads have ended, as any of them may still use them.
//!
//! Tests run in parallel, each on a thread of the operating system. So a static itself holds nothing; what it stands for
//! is found by its address in a table of that thread.

use std::any::Any;
use std::cell::RefCell;
use std::fmt;
use std::marker::PhantomData;
use std::ptr;
use std::rc::Rc;

use racelab_engine::sync::OnceLock;
use racelab_engine::thread;

pub use crate::thread::{AccessError, panicking, yield_now};

/// A static that is made when somebody first asks for it. [`lazy_static!`](crate::lazy_static!) makes them.
pub struct Lazy<T> {
    #[doc(hidden)]
    pub init: fn() -> T,
    #[doc(hidden)]
    pub _p: PhantomData<fn(T)>,
}

type Value = OnceLock<Box<dyn Any>>;

thread_local! {
    /// The statics of the execution that runs on this thread of the operating system, by their addresses.
    static MADE: RefCell<Vec<(usize, Rc<Value>)>> = const { RefCell::new(Vec::new()) };
}

impl<T: 'static> Lazy<T> {
    /// The value, which is made if nobody has asked for it in this execution.
    #[track_caller]
    pub fn get(&'static self) -> &'static T {
        let key = ptr::from_ref(self).addr();
        let value = MADE.with_borrow_mut(|made| match made.iter().find(|(known, _)| *known == key) {
            Some((_, value)) => Rc::clone(value),
            None => {
                let value = Rc::new(Value::new());
                made.push((key, Rc::clone(&value)));
                value
            }
        });
        let any: &dyn Any = &**value.get_or_init(|| Box::new((self.init)()));
        let known = any.downcast_ref::<T>().expect("a static has a value of its own type");
        // SAFETY: the value is dropped when its execution ends, after all threads of the program have. So within the
        // program, which is where this static is used, it is there for ever.
        unsafe { &*ptr::from_ref(known) }
    }
}

impl<T: 'static> fmt::Debug for Lazy<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Lazy").finish_non_exhaustive()
    }
}

/// Drops what is left of an execution's statics, the newest first, and what their destructors make meanwhile.
fn drop_all() {
    while let Some(last) = MADE.with_borrow_mut(Vec::pop) {
        drop(last);
    }
}

/// Runs a program, and drops its statics when it has ended; or when it is unwound, because its execution is given up.
pub(crate) fn with_statics(program: impl FnOnce()) {
    struct Statics;
    impl Drop for Statics {
        fn drop(&mut self) {
            drop_all();
        }
    }
    // What a destructor of the last execution may have made, after that had been given up.
    drop_all();
    let statics = Statics;
    program();
    if MADE.with_borrow(|made| !made.is_empty()) {
        thread::wind_up();
    }
    drop(statics);
}

/// Statics that are made when somebody first asks for them, as the crate `lazy_static` has them.
#[macro_export]
macro_rules! lazy_static {
    () => {};
    ($(#[$attribute:meta])* $visibility:vis static ref $name:ident: $type:ty = $init:expr; $($rest:tt)*) => {
        #[allow(missing_copy_implementations, non_camel_case_types, dead_code)]
        $(#[$attribute])*
        $visibility struct $name {
            __private_field: (),
        }
        #[doc(hidden)]
        $visibility static $name: $name = $name { __private_field: () };
        impl ::core::ops::Deref for $name {
            type Target = $type;
            fn deref(&self) -> &$type {
                static LAZY: $crate::lazy_static::Lazy<$type> = $crate::lazy_static::Lazy {
                    init: || $init,
                    _p: ::core::marker::PhantomData,
                };
                LAZY.get()
            }
        }
        $crate::lazy_static!($($rest)*);
    };
}
