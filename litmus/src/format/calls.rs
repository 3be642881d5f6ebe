//! The operations on atomics, by C's names, and the orderings that each may have.

use super::error::{Parsed, Position, quoted, wrong};
use super::names::{Meaning, Scope};
use super::parser::{POINTERS, Parser};
use crate::test::{Change, Expression, LocationId, Mode, Ordering, Register, Statement};

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
                self.operation(at)?;
                body.push(Statement::Fence(ordering));
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
            let register = scope.nameless();
            body.push(Statement::Load { register, location, mode });
            register
        } else if let Some(change) = change(name) {
            let location = self.first_argument(scope)?;
            let operand = self.next_argument(scope, body)?;
            let ordering = self.last_argument(explicit, Of::Update)?;
            let register = scope.nameless();
            body.push(Statement::Update { register, location, change, operand, ordering });
            register
        } else if name == "atomic_compare_exchange_strong" {
            self.compare_exchange(explicit, scope, body)?
        } else {
            return wrong(at, not_a_call(word, name));
        };
        self.operation(at)?;
        Ok(Expression::Register(register))
    }

    fn compare_exchange(
        &mut self,
        explicit: bool,
        scope: &mut Scope,
        body: &mut Vec<Statement>,
    ) -> Parsed<Register> {
        let location = self.first_argument(scope)?;
        self.cursor.expect(",", "before the expected value")?;
        let expected = self.expected_value(scope)?;
        let desired = self.next_argument(scope, body)?;
        let (mut success, mut failure) = (Ordering::SeqCst, Ordering::SeqCst);
        if explicit {
            self.cursor.expect(",", "before the ordering of a success")?;
            success = self.ordering(Of::Update)?;
            self.cursor.expect(",", "before the ordering of a failure")?;
            failure = self.ordering(Of::Failure)?;
        }
        self.cursor.expect(")", "after the last argument")?;
        let succeeded = scope.nameless();
        body.push(Statement::CompareExchange { succeeded, expected, location, desired, success, failure });
        Ok(succeeded)
    }

    /// `&r1`, or the name of a location that is the thread's own.
    fn expected_value(&mut self, scope: &Scope) -> Parsed<Register> {
        let is_address = self.cursor.takes("&");
        let (name, at) = self.cursor.word("where the expected value is: `&r1`, or a location")?;
        match scope.meaning(&name) {
            Some(Meaning::Own(register)) if !is_address => Ok(register),
            Some(Meaning::Variable(register)) if is_address => Ok(register),
            Some(Meaning::Variable(_)) => {
                wrong(at, format!("the expected value is a pointer: `&` before {}", quoted(&name)))
            }
            Some(_) => wrong(at, POINTERS),
            None => wrong(at, format!("P{} has no {}: it has no value yet", scope.number, quoted(&name))),
        }
    }

    /// `(x`, where x is an atomic location.
    fn first_argument(&mut self, scope: &Scope) -> Parsed<LocationId> {
        self.cursor.expect("(", "before the arguments")?;
        let (name, at) = self.cursor.word("an atomic location")?;
        match scope.meaning(&name) {
            Some(Meaning::Location(location)) if self.locations[location].atomic => Ok(location),
            Some(Meaning::Location(_) | Meaning::Own(_)) => {
                let name = quoted(&name);
                wrong(at, format!("{name} is not atomic: the parameter has to be `atomic_int*`"))
            }
            Some(Meaning::Variable(_)) => wrong(at, POINTERS),
            None => wrong(at, format!("{} is not among the parameters of P{}", quoted(&name), scope.number)),
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
                let message = "consume is not supported: Rust has no such ordering, C++26 makes it acquire";
                return wrong(at, message);
            }
            _ => return wrong(at, format!("expected an ordering, found {}", quoted(&word))),
        };
        use Ordering::{AcqRel, Acquire, Relaxed, Release};
        let (forbidden, can_be): (&[_], _) = match of {
            Of::Load => (&[Release, AcqRel], "a load is Relaxed, Acquire or SeqCst"),
            Of::Failure => (&[Release, AcqRel], "a failure only reads, so it is Relaxed, Acquire or SeqCst"),
            Of::Store => (&[Acquire, AcqRel], "a store is Relaxed, Release or SeqCst"),
            Of::Fence => {
                (&[Relaxed], "a fence is Acquire, Release, AcqRel or SeqCst; a Relaxed one does nothing")
            }
            Of::Update => (&[], ""),
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

fn not_a_call(word: &str, name: &str) -> String {
    match name {
        "atomic_store" | "atomic_thread_fence" => format!("{} gives no value", quoted(word)),
        "atomic_compare_exchange_weak" => {
            "the weak compare-exchange is not supported: the strong one is, `atomic_compare_exchange_strong`"
                .to_owned()
        }
        _ => format!(
            "{} is not supported: there are atomic_load, _store, _exchange, _fetch_add, _fetch_sub, _fetch_or, \
             _fetch_xor, _fetch_and and _compare_exchange_strong, and atomic_thread_fence",
            quoted(word)
        ),
    }
}
