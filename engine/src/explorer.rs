//! The door: what to explore, how far, and what is told of it.

mod sample;

use std::cell::Cell;
use std::fmt;
use std::mem;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, Instant};

pub use sample::Sampled;

use crate::execution::{Address, Ending, Execution, Failure};
use crate::graph::{MOST_EVENTS, Model};
use crate::run::{self, End, Engine, Entered};
use crate::search::Search;
use crate::thread;
use crate::trail::Trail;
use crate::weaken::{Site, Treatment, Weaken};

/// So many runs go by before the clock is looked at.
const RUNS_BETWEEN_LOOKS: u64 = 64;

/// Whether to stop, given how far an exploration has come.
type Ask = dyn Fn(&Counts) -> bool + Send + Sync;

/// How to explore.
#[derive(Clone)]
pub struct Explorer {
    model: Model,
    budget: u32,
    executions: Option<u64>,
    time: Option<Duration>,
    events: usize,
    leaks: bool,
    panics_end: bool,
    cuts_loops: bool,
    weaken: Option<Arc<Weaken>>,
    interrupted: Option<Arc<Ask>>,
    trail: Option<Arc<Trail>>,
}

impl Default for Explorer {
    fn default() -> Explorer {
        Explorer {
            model: Model::Rc11,
            budget: 1,
            executions: None,
            time: None,
            events: 10_000,
            leaks: true,
            panics_end: false,
            cuts_loops: false,
            weaken: None,
            interrupted: None,
            trail: None,
        }
    }
}

/// How many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Executions that were shown, those that failed among them. Each is another graph.
    pub executions: u64,
    /// Runs that another execution stands for. In that one a waiting loop finds what it looked for in vain here, a
    /// thread looks later at a channel or another such state, time runs out, `try_lock` ends as it was supposed to, or
    /// threads arrive at a barrier in the order of their numbers.
    pub blocked: u64,
    /// Those of them in which such a loop writes, and was cut. See [`Explorer::cut_loops`].
    pub cut: u64,
    /// Graphs that the axiom for `SeqCst` ruled out before they were run.
    pub ruled_out: u64,
}

/// Why an exploration ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// There are no more executions.
    Exhausted,
    /// There are no more executions, but it came out too late that the owners of an [`Arc`](crate::sync::Arc) are
    /// counted, as the first execution did not: some counts may have other values still.
    CountedLate,
    /// There are no executions at all. A program has one at least, so this says that none was followed to its end: a round
    /// of a waiting loop did more than look, and that round is not explored; or more had to happen for no reason than the
    /// budget allows.
    NoneEnded,
    /// The visitor wanted no more.
    Enough,
    /// As many executions as were allowed have been shown.
    Executions,
    /// Time ran out.
    Time,
    /// It was interrupted.
    Interrupted,
    /// The program cannot be explored: it is too large, is not deterministic, or has an endless loop that writes.
    Unfit,
}

/// What an exploration came to.
#[derive(Clone, Copy, Debug)]
pub struct Report {
    /// How many.
    pub counts: Counts,
    /// Why it ended.
    pub stop: Stop,
    /// How long it took.
    pub elapsed: Duration,
}

impl Report {
    /// Whether every execution was shown.
    pub fn is_exhaustive(&self) -> bool {
        self.stop == Stop::Exhausted && self.counts.cut == 0
    }
}

impl fmt::Debug for Explorer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Explorer { model, budget, executions, time, events, .. } = self;
        let mut all = formatter.debug_struct("Explorer");
        all.field("model", model).field("budget", budget).field("executions", executions);
        all.field("time", time).field("events", events).finish_non_exhaustive()
    }
}

impl Explorer {
    /// All executions under RC11, in each of which at most one thing happens for no reason.
    pub fn new() -> Explorer {
        Explorer::default()
    }

    /// Under another memory model.
    #[must_use]
    pub fn model(self, model: Model) -> Explorer {
        Explorer { model, ..self }
    }

    /// How often something may happen for no reason in one execution: a weak compare-exchange that fails, a wait
    /// that ends early, a time-out. 1 by default.
    #[must_use]
    pub fn whims(self, budget: u32) -> Explorer {
        Explorer { budget, ..self }
    }

    /// At most so many executions.
    #[must_use]
    pub fn executions(self, most: u64) -> Explorer {
        Explorer { executions: Some(most), ..self }
    }

    /// For about so long.
    #[must_use]
    pub fn time(self, most: Duration) -> Explorer {
        Explorer { time: Some(most), ..self }
    }

    /// At most so many events of one thread in one execution; 10,000 by default, 65,000 at most. A read-modify-write
    /// has two.
    #[must_use]
    pub fn operations(self, most: usize) -> Explorer {
        Explorer { events: most.min(MOST_EVENTS), ..self }
    }

    /// Whether what is still there when an execution ends ([`Arc`](crate::sync::Arc), [`alloc`](crate::alloc)) is a
    /// failure. It is, by default.
    #[must_use]
    pub fn leaks(self, leaks: bool) -> Explorer {
        Explorer { leaks, ..self }
    }

    /// Whether any panic ends its execution there and then, as a failure. By default it is std's contract that
    /// counts: a panic that another thread is told of, by `join`, is that thread's affair.
    #[must_use]
    pub fn panics_end(self, panics_end: bool) -> Explorer {
        Explorer { panics_end, ..self }
    }

    /// Whether a waiting loop that writes in its rounds is cut: once it has gone round twice in the same way, it goes
    /// no further, in place of being reported as a failure. Then not all is explored, as it might have gone round once
    /// more before it found what it waits for, and others might have noticed: see [`Counts::cut`].
    #[must_use]
    pub fn cut_loops(self, cuts_loops: bool) -> Explorer {
        Explorer { cuts_loops, ..self }
    }

    /// As if the program were written otherwise.
    #[must_use]
    pub fn weaken(self, treat: impl Fn(&Site) -> Treatment + Send + Sync + 'static) -> Explorer {
        Explorer { weaken: Some(Arc::new(treat)), ..self }
    }

    /// Stops when this says so. It is asked every now and then, and told how far the exploration has come.
    #[must_use]
    pub fn interrupted(self, ask: impl Fn(&Counts) -> bool + Send + Sync + 'static) -> Explorer {
        Explorer { interrupted: Some(Arc::new(ask)), ..self }
    }

    /// Leaves a trail, which another thread may look at meanwhile.
    #[must_use]
    pub fn trail(self, trail: &Arc<Trail>) -> Explorer {
        Explorer { trail: Some(Arc::clone(trail)), ..self }
    }

    /// Runs the program once for each execution, and shows it to the visitor, who may break off. Executions that
    /// fail are shown too; what the program would have done after the failure is not explored.
    pub fn explore<T>(
        &self,
        program: impl Fn() -> T,
        mut visit: impl FnMut(Execution<'_, T>) -> ControlFlow<()>,
    ) -> Report {
        let start = Instant::now();
        let search = Search::new(self.model, self.budget);
        let _entered = Entered::new(self.engine(search));
        let mut counts = Counts::default();
        let mut runs = 0;
        let stop = loop {
            let ending = run_once(&program);
            if counts == Counts::default() && run::begins_anew() {
                continue;
            }
            match ending {
                None => {
                    counts.blocked += 1;
                    counts.cut += u64::from(run::with(|engine| engine.has_cut()));
                }
                Some(ending) => {
                    counts.executions += 1;
                    let is_unfit = matches!(
                        &ending,
                        Ending::Failure(
                            Failure::TooLarge(_) | Failure::NotDeterministic(_) | Failure::EndlessLoop(_)
                        )
                    );
                    let flow = show(ending, &mut visit);
                    if is_unfit {
                        break Stop::Unfit;
                    }
                    if flow.is_break() {
                        break Stop::Enough;
                    }
                }
            }
            if self.executions.is_some_and(|most| counts.executions >= most) {
                break Stop::Executions;
            }
            runs += 1;
            if runs % RUNS_BETWEEN_LOOKS == 0 {
                counts.ruled_out = run::with(|engine| engine.search.ruled_out);
                if self.time.is_some_and(|most| start.elapsed() >= most) {
                    break Stop::Time;
                }
                if self.interrupted.as_ref().is_some_and(|ask| ask(&counts)) {
                    break Stop::Interrupted;
                }
            }
            if !run::with(|engine| engine.search.advance()) {
                break match () {
                    () if counts.executions == 0 => Stop::NoneEnded,
                    () if run::owners::are_counted_late() => Stop::CountedLate,
                    () => Stop::Exhausted,
                };
            }
        };
        counts.ruled_out = run::with(|engine| engine.search.ruled_out);
        Report { counts, stop, elapsed: start.elapsed() }
    }

    /// Runs one execution again, and shows it.
    pub fn replay<T, R>(
        &self,
        address: &Address,
        program: impl Fn() -> T,
        visit: impl FnOnce(Execution<'_, T>) -> R,
    ) -> Option<R> {
        let mut search = Search::new(self.model, self.budget);
        search.graph = address.graph.clone();
        let mut engine = self.engine(search);
        engine.expect_threads(&address.children);
        engine.lanes = address.lanes;
        engine.counted = address.counted;
        engine.log = Some(Vec::new());
        let _entered = Entered::new(engine);
        let ending = run_once(&program)?;
        Some(show(ending, visit))
    }

    /// An engine that does as this explorer was told.
    fn engine(&self, search: Search) -> Box<Engine> {
        let mut engine = Engine::new(search, self.events, self.weaken.clone());
        engine.leaks = self.leaks;
        engine.panics_end = self.panics_end;
        engine.cuts_loops = self.cuts_loops;
        engine.trail = self.trail.clone();
        engine
    }
}

/// Runs the program along the graph. `None` if that comes to nothing.
fn run_once<T>(program: &impl Fn() -> T) -> Option<Ending<T>> {
    loop {
        if let Some(ending) = run_to_its_end(program) {
            return ending;
        }
    }
}

/// `None` if it has to be done again.
fn run_to_its_end<T>(program: &impl Fn() -> T) -> Option<Option<Ending<T>>> {
    let outcome = Cell::new(None);
    let main: Box<dyn FnOnce() + '_> = Box::new(|| {
        let result = program();
        thread::drop_locals();
        outcome.set(Some(result));
    });
    // SAFETY: only the lifetime changes. `run::run` runs the closure to its end, unwinds it, or drops it, before it
    // returns. Where it does neither (a destructor that waits for ever), the closure never runs again and is never
    // dropped.
    let main = unsafe { mem::transmute::<Box<dyn FnOnce() + '_>, Box<dyn FnOnce() + 'static>>(main) };
    let before = run::set_running(true);
    let end = run::run(main);
    run::set_running(before);
    match end {
        End::Complete => Some(outcome.into_inner().map(Ending::Outcome)),
        End::Failed(failure) => Some(Some(Ending::Failure(failure))),
        End::Blocked => Some(None),
        End::Again => None,
    }
}

fn show<T, R>(ending: Ending<T>, visit: impl FnOnce(Execution<'_, T>) -> R) -> R {
    /// Gives the graph back, whatever the visitor does.
    struct Lent(Option<(crate::graph::Graph, Vec<crate::graph::EventId>, Vec<Vec<usize>>)>);
    impl Drop for Lent {
        fn drop(&mut self) {
            if let Some((graph, steps, children)) = self.0.take() {
                run::return_graph(graph, steps, children);
            }
        }
    }
    let lent = Lent(Some(run::lend_graph()));
    let (graph, steps, children) = lent.0.as_ref().expect("it has just been lent");
    // Nothing of the engine's may be held while the visitor looks; what is lent here costs no copy where nobody asked for
    // notes.
    let (notes, lanes, counted, yields) =
        run::with(|engine| (engine.log.take(), engine.lanes, engine.counted, engine.has_yielded));
    let addresses =
        notes.as_ref().map(|_| run::with(|engine| engine.addresses().to_vec())).unwrap_or_default();
    let names = notes.as_ref().map(|_| run::with(|engine| engine.names_of_threads())).unwrap_or_default();
    let (notes, addresses, names) = (&*notes.unwrap_or_default(), &*addresses, &*names);
    visit(Execution { ending, graph, steps, notes, yields, children, lanes, counted, addresses, names })
}

/// Explores with [`Explorer::new`].
pub fn explore<T>(program: impl Fn() -> T, visit: impl FnMut(Execution<'_, T>) -> ControlFlow<()>) -> Report {
    Explorer::new().explore(program, visit)
}
