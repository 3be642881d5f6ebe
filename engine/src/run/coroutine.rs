//! Coroutines: a stack for each thread of the program, and switching between them.
//!
//! All threads of the program run on one thread of the operating system, one at a time. A switch costs a few
//! nanoseconds; a new stack costs microseconds, so stacks are kept.

use std::cell::{Cell, RefCell};
use std::io;
use std::mem;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use corosensei::stack::{DefaultStack, Stack};
use corosensei::{Coroutine, CoroutineResult, Yielder};

use super::current::{is_abandonment, with};
use super::panics;

/// A thread of the program, as far as it has run.
pub(crate) type Thread = Coroutine<(), (), (), DefaultStack>;
/// With what a coroutine switches back.
pub(crate) type Switch = Yielder<(), ()>;

/// Of each stack, in bytes. Only what is used costs memory.
const STACK: usize = 1 << 20;

thread_local! {
    static STACKS: RefCell<Vec<DefaultStack>> = const { RefCell::new(Vec::new()) };
    /// What nobody may touch below the stack of the thread that ran last.
    static GUARD: Cell<(usize, usize)> = const { Cell::new((0, 0)) };
}

fn stack() -> io::Result<DefaultStack> {
    STACKS.with_borrow_mut(Vec::pop).map_or_else(|| DefaultStack::new(STACK), Ok)
}

/// What nobody may touch below a stack: the addresses from its limit to where its bytes begin.
fn guard(stack: &DefaultStack) -> (usize, usize) {
    (stack.limit().get(), stack.base().get() - STACK)
}

/// Whether this address is what a stack touches that has grown beyond its limit. Called in a handler of a signal: it
/// must not do more than read.
pub(crate) fn is_below_the_stack(address: usize) -> bool {
    let (start, end) = GUARD.get();
    Range { start, end }.contains(&address)
}

fn keep(thread: Thread) {
    STACKS.with_borrow_mut(|stacks| stacks.push(thread.into_stack()));
}

/// Prepares a thread of the program; an error if the system gives no memory for its stack.
pub(crate) fn start(number: usize, body: Box<dyn FnOnce()>) -> io::Result<()> {
    let stack = stack()?;
    let guard = guard(&stack);
    let coroutine = Coroutine::with_stack(stack, move |switch: &Switch, ()| {
        with(|engine| engine.threads[number].yielder = switch);
        if let Err(payload) = catch_unwind(AssertUnwindSafe(body))
            && !is_abandonment(&*payload)
        {
            let panic = panics::describe(number, &*payload);
            with(|engine| engine.panicked(number, panic));
        }
    });
    with(|engine| {
        let thread = &mut engine.threads[number];
        (thread.coroutine, thread.guard) = (Some(coroutine), guard);
    });
    Ok(())
}

/// Lets a thread run until it waits or ends.
pub(crate) fn resume(number: usize) {
    let (coroutine, guard) = with(|engine| {
        engine.takes_turn(number);
        (engine.threads[number].coroutine.take(), engine.threads[number].guard)
    });
    let Some(mut coroutine) = coroutine else { return };
    GUARD.set(guard);
    match coroutine.resume(()) {
        CoroutineResult::Yield(()) => {
            with(|engine| engine.threads[number].coroutine = Some(coroutine));
            panics::pass_on_the_engines_own();
        }
        CoroutineResult::Return(()) => {
            keep(coroutine);
            panics::pass_on_the_engines_own();
            with(|engine| engine.ended(number));
        }
    }
}

/// Drops something that belongs to no thread any more.
fn tidy<T>(left: T) {
    let before = with(|engine| {
        (mem::replace(&mut engine.is_tidying, true), mem::replace(&mut engine.abandoning, true))
    });
    // A destructor that panics has said all that it can.
    let _ = catch_unwind(AssertUnwindSafe(|| drop(left)));
    with(|engine| (engine.is_tidying, engine.abandoning) = before);
}

/// Drops the thread-locals of threads that did not come to it.
pub(crate) fn tidy_locals() {
    // The keys stay, so that no destructor makes again what has been dropped.
    while let Some(left) = with(|engine| {
        let mut all = engine.threads.iter_mut().flat_map(|thread| thread.locals.iter_mut());
        let left = all.find_map(|(_, value)| value.take());
        if left.is_some() {
            engine.begin_aftermath();
        }
        left
    }) {
        tidy(left);
    }
}

/// Unwinds all threads. A thread is unwound only after every thread that it started, since those may borrow from its
/// stack; if one of them never finishes, both are left as they are.
pub(crate) fn abandon_all() {
    let count = with(|engine| {
        engine.abandoning = true;
        engine.begin_aftermath();
        engine.threads.len()
    });
    // A thread may have to wait once more, for a lock that another holds. Who waits for ever is left lying.
    for _ in 0..count {
        for number in (0..count).rev() {
            if with(|engine| engine.may_be_borrowed_from(number)) {
                continue;
            }
            match with(|engine| engine.threads[number].coroutine.take_if(|thread| !thread.started())) {
                // Its closure is dropped, which may touch the engine's types.
                Some(never_began) => {
                    with(|engine| engine.current = number);
                    tidy(never_began);
                }
                None => resume(number),
            }
        }
    }
    for number in 0..count {
        if let Some(left) = with(|engine| engine.threads[number].coroutine.take()) {
            mem::forget(left);
        }
    }
    with(|engine| engine.abandoning = false);
}
