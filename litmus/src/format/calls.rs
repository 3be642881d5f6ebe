//! The operations on atomics, by C's names, and the orderings that each may have.

use super::MOST_ROUNDS;
use super::error::{Parsed, Position, quoted, wrong};
use super::loops::ROUNDS;
use super::names::{Meaning, Scope};
use super::parser::{POINTERS, Parser};
use super::remarks::Remark;
use crate::test::{
    Assumed, Change, Expression, Integer, LocationId, Mode, Operator, Ordering, Register, Statement,
};

/// What an ordering is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Load,
    Store,
    Update,
    Failure,
    Fence,
}

/// C's names without `_explicit`, with which they take an ordering and without which they are SeqCst.
fn change(name: &str) -> Option<Change> {
    Some(match name {
        "atomic_exchange" => Change::Swap,
        "atomic_fetch_add" => Change::Add,
        "atomic_fetch_sub" => Change::Sub,
        "atomic_fetch_or" => Change::Or,
        "atomic_fetch_xor" => Change::Xor,
        "atomic_fetch_and" => Change::And,
        _ => return None,
    })
}

impl Parser {
    /// A call that stands alone: what it gives, if anything, is not used.
    pub(super) fn call_statement(
        &mut self,
        word: &str,
        at: Position,
        scope: &mut Scope,
        body: &mut Vec<Statement>,
    ) -> Parsed<()> {
        let (name, explicit) = without_explicit(word);
        match name {
            "atomic_thread_fence" => {
                self.cursor.expect("(", "after atomic_thread_fence")?;
                let ordering = self.ordering(Of::Fence)?;
                self.cursor.expect(")", "after the ordering")?;
                if ordering == Ordering::Relaxed {
                    self.noted.insert(Remark::RelaxedFence);
                    return Ok(());
                }
                self.operation(at)?;
                body.push(Statement::Fence(ordering));
            }
            "lock" | "mtx_lock" | "spin_lock" | "pthread_mutex_lock" => {
                let location = self.only_argument(scope)?;
                self.operation(at)?;
                let register = scope.nameless(self.locations[location].integer);
                let (ordering, operand) = (Ordering::Acquire, Expression::Constant(1));
                body.push(Statement::Update { register, location, change: Change::Swap, operand, ordering });
                let was_free = Expression::Binary(
                    Box::new(Expression::Register(register)),
                    Operator::Equal,
                    Box::new(Expression::Constant(0)),
                );
                body.push(Statement::Assume(was_free, Assumed::Met));
            }
            "unlock" | "mtx_unlock" | "spin_unlock" | "pthread_mutex_unlock" => {
                let location = self.only_argument(scope)?;
                self.operation(at)?;
                let mode = Mode::Atomic(Ordering::Release);
                body.push(Statement::Store { location, value: Expression::Constant(0), mode });
            }
            "__VERIFIER_assume" => {
                self.cursor.expect("(", "after __VERIFIER_assume")?;
                let value = self.expression(scope, body)?;
                self.cursor.expect(")", "after the condition")?;
                body.push(Statement::Assume(value, Assumed::Met));
            }
            ROUNDS => {
                self.cursor.expect("(", &format!("after {ROUNDS}"))?;
                let at = self.cursor.at();
                let rounds = usize::try_from(self.cursor.value("a number of rounds")?).unwrap_or_default();
                if !(1..=MOST_ROUNDS).contains(&rounds) {
                    return wrong(at, format!("the rounds of a loop are from 1 to {MOST_ROUNDS}"));
                }
                self.cursor.expect(",", "before the condition")?;
                let value = self.expression(scope, body)?;
                self.cursor.expect(")", "after the condition")?;
                self.noted.insert(Remark::Loop(rounds));
                body.push(Statement::Assume(value, Assumed::EnoughRounds(rounds)));
            }
            "atomic_store" => {
                let location = self.first_argument(scope)?;
                let value = self.next_argument(scope, body)?;
                let mode = Mode::Atomic(self.last_argument(explicit, Of::Store)?);
                self.operation(at)?;
                body.push(Statement::Store { location, value, mode });
            }
            _ => drop(self.call(word, at, scope, body)?),
        }
        Ok(())
    }

    /// A call that gives a value: the register that the value is in.
    pub(super) fn call(
        &mut self,
        word: &str,
        at: Position,
        scope: &mut Scope,
        body: &mut Vec<Statement>,
    ) -> Parsed<Expression> {
        let (name, explicit) = without_explicit(word);
        let register = if name == "atomic_load" {
            let location = self.first_argument(scope)?;
            let mode = Mode::Atomic(self.last_argument(explicit, Of::Load)?);
            let register = scope.nameless(self.locations[location].integer);
            body.push(Statement::Load { register, location, mode });
            register
        } else if let Some(change) = change(name) {
            let location = self.first_argument(scope)?;
            let integer = self.updated(location, change, at)?;
            let operand = self.next_argument(scope, body)?;
            let ordering = self.last_argument(explicit, Of::Update)?;
            let register = scope.nameless(integer);
            body.push(Statement::Update { register, location, change, operand, ordering });
            register
        } else if let Some((weak, explicit)) = compare_exchange(name, explicit) {
            self.compare_exchange(weak, explicit, scope, body)?
        } else {
            return wrong(at, not_a_call(word, name));
        };
        self.operation(at)?;
        Ok(Expression::Register(register))
    }

    /// `(m)`: the only argument of what takes a lock or gives it back.
    fn only_argument(&mut self, scope: &Scope) -> Parsed<LocationId> {
        self.noted.insert(Remark::Lock);
        let location = self.first_argument(scope)?;
        self.cursor.expect(")", "after the lock")?;
        Ok(location)
    }

    fn compare_exchange(
        &mut self,
        weak: bool,
        explicit: bool,
        scope: &mut Scope,
        body: &mut Vec<Statement>,
    ) -> Parsed<Register> {
        let location = self.first_argument(scope)?;
        self.cursor.expect(",", "before the expected value")?;
        let at = self.cursor.at();
        let expected = self.expected_value(scope)?;
        let (place, found) = (self.locations[location].integer, scope.thread.integer(expected));
        if place != found {
            let (place, found) = (place.in_c(), found.in_c());
            return wrong(
                at,
                format!("the expected value is `{found}`, and must be `{place}` as the location"),
            );
        }
        let desired = self.next_argument(scope, body)?;
        let (mut success, mut failure) = (Ordering::SeqCst, Ordering::SeqCst);
        if explicit {
            self.cursor.expect(",", "before the ordering of a success")?;
            success = self.ordering(Of::Update)?;
            self.cursor.expect(",", "before the ordering of a failure")?;
            failure = self.ordering(Of::Failure)?;
        }
        self.cursor.expect(")", "after the last argument")?;
        let succeeded = scope.nameless(Integer::I32);
        if weak {
            self.noted.insert(Remark::WeakCompareExchange);
        }
        body.push(Statement::CompareExchange {
            succeeded,
            expected,
            location,
            desired,
            success,
            failure,
            weak,
        });
        Ok(succeeded)
    }

    /// The type of a location that a read-modify-write changes so: C has no arithmetic on an atomic `bool`.
    pub(super) fn updated(&self, location: LocationId, change: Change, at: Position) -> Parsed<Integer> {
        let integer = self.locations[location].integer;
        if integer == Integer::Bool && change != Change::Swap {
            return wrong(
                at,
                "C has no such operation on an atomic `bool`: atomic_exchange is its only update",
            );
        }
        Ok(integer)
    }

    /// `&r1`, or the name of a location that is the thread's own.
    fn expected_value(&mut self, scope: &mut Scope) -> Parsed<Register> {
        let is_address = self.cursor.takes("&");
        let (name, at) = self.cursor.word("where the expected value is: `&r1`, or a location")?;
        match scope.meaning(&name) {
            Some(Meaning::Own(register)) if !is_address => Ok(register),
            Some(Meaning::Variable(register)) if is_address => {
                self.note_use(register, scope);
                Ok(register)
            }
            Some(Meaning::Variable(_)) => {
                wrong(at, format!("the expected value is a pointer: `&` before {}", quoted(&name)))
            }
            Some(_) => wrong(at, POINTERS),
            None => wrong(at, format!("P{} has no {}: it has no value yet", scope.number, quoted(&name))),
        }
    }

    /// `(x`, `((x)` or `((atomic_int*)x`, where x is a location. It need not be declared atomic: herd goes by the access alone.
    fn first_argument(&mut self, scope: &Scope) -> Parsed<LocationId> {
        self.cursor.expect("(", "before the arguments")?;
        let pointer = self.pointer("a location")?;
        let (name, at) = (&pointer.name, pointer.at);
        match scope.meaning(name) {
            Some(Meaning::Location(location)) => {
                self.keeps_its_size(&pointer, location)?;
                self.accessed.insert(location);
                Ok(location)
            }
            Some(Meaning::Own(_)) => {
                let message = "holds an expected value, and is accessed with `*` alone";
                wrong(at, format!("{} {message}", quoted(name)))
            }
            Some(Meaning::Variable(_)) => wrong(at, POINTERS),
            None => wrong(at, format!("{} is not among the parameters of P{}", quoted(name), scope.number)),
        }
    }

    fn next_argument(&mut self, scope: &mut Scope, body: &mut Vec<Statement>) -> Parsed<Expression> {
        self.cursor.expect(",", "before the value")?;
        self.expression(scope, body)
    }

    /// `, memory_order_relaxed)`, or `)` alone, which means SeqCst.
    fn last_argument(&mut self, explicit: bool, of: Of) -> Parsed<Ordering> {
        let mut ordering = Ordering::SeqCst;
        if explicit {
            self.cursor.expect(",", "before the ordering, which `_explicit` asks for")?;
            ordering = self.ordering(of)?;
        } else if self.cursor.is(",") {
            let message = "an ordering here needs `_explicit` in the name; without it is SeqCst";
            return wrong(self.cursor.at(), message);
        }
        self.cursor.expect(")", "after the last argument")?;
        Ok(ordering)
    }

    fn ordering(&mut self, of: Of) -> Parsed<Ordering> {
        let (word, at) = self.cursor.word("an ordering: `memory_order_relaxed`")?;
        let ordering = match word.as_str() {
            "memory_order_relaxed" => Ordering::Relaxed,
            "memory_order_acquire" => Ordering::Acquire,
            "memory_order_release" => Ordering::Release,
            "memory_order_acq_rel" => Ordering::AcqRel,
            "memory_order_seq_cst" => Ordering::SeqCst,
            "memory_order_consume" => {
                self.noted.insert(Remark::Consume);
                Ordering::Acquire
            }
            _ => return wrong(at, format!("expected an ordering, found {}", quoted(&word))),
        };
        use Ordering::{AcqRel, Acquire, Release};
        let (forbidden, can_be): (&[_], _) = match of {
            Of::Load => (&[Release, AcqRel], "a load is Relaxed, Acquire or SeqCst"),
            Of::Failure => (&[Release, AcqRel], "a failure only reads, so it is Relaxed, Acquire or SeqCst"),
            Of::Store => (&[Acquire, AcqRel], "a store is Relaxed, Release or SeqCst"),
            Of::Fence | Of::Update => (&[], ""),
        };
        if forbidden.contains(&ordering) {
            return wrong(at, format!("{ordering:?} is not possible here: {can_be}"));
        }
        Ok(ordering)
    }
}

fn without_explicit(word: &str) -> (&str, bool) {
    word.strip_suffix("_explicit").map_or((word, false), |name| (name, true))
}

/// Whether a name is that of a compare-exchange, whether it is a weak one, and whether it takes orderings;
/// `SCAS` and `WCAS` are herd's short names for those that do.
fn compare_exchange(name: &str, explicit: bool) -> Option<(bool, bool)> {
    match name {
        "atomic_compare_exchange_strong" => Some((false, explicit)),
        "atomic_compare_exchange_weak" => Some((true, explicit)),
        "SCAS" => Some((false, true)),
        "WCAS" => Some((true, true)),
        _ => None,
    }
}

fn not_a_call(word: &str, name: &str) -> String {
    match name {
        "atomic_store" | "atomic_thread_fence" | "lock" | "unlock" | "__VERIFIER_assume" => {
            format!("{} gives no value", quoted(word))
        }
        _ => format!(
            "{} is not supported: there are atomic_load, _store, _exchange, _fetch_add, _fetch_sub, _fetch_or, \
             _fetch_xor, _fetch_and, _compare_exchange_strong and _compare_exchange_weak, atomic_thread_fence, \
             lock and unlock",
            quoted(word)
        ),
    }
}
