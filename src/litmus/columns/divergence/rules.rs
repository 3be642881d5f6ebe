//! What loom cannot do, as rules about executions.
//!
//! loom does one operation after another, so there is an order of all events in which it does them: a
//! thread's events stand in it as they are written, and a read stands after the write that it reads from.
//! Each of the other rules says that some event comes before another in this order. An execution for which
//! there is no such order is never seen in loom.

use super::super::super::checker::relation::{EventId, Relation, Set, members};
use super::super::super::checker::{Event, Execution, Kind};
use super::Cause;

/// The rules beside the first, "one after another", on which all of them build.
pub(super) const RULES: [Cause; 4] =
    [Cause::UpdateReadsNewest, Cause::FailedCompareExchange, Cause::SeqCstLoads, Cause::SevenStores];

/// How many stores of an atomic loom remembers.
const REMEMBERED: u32 = 7;

/// A set of [`RULES`], as bits.
pub(super) type RuleSet = u8;

/// All sets of rules, the smallest first.
pub(super) fn sets() -> impl Iterator<Item = RuleSet> {
    let mut sets: Vec<RuleSet> = (0..1 << RULES.len()).collect();
    sets.sort_by_key(|set| set.count_ones());
    sets.into_iter()
}

/// The rules of a set.
pub(super) fn rules_of(set: RuleSet) -> impl Iterator<Item = Cause> {
    RULES.into_iter().enumerate().filter(move |(number, _)| set >> number & 1 == 1).map(|(_, rule)| rule)
}

/// Whether an execution can be done one event after another.
pub(super) fn is_in_order(execution: &Execution) -> bool {
    in_order(execution).is_acyclic()
}

fn in_order(execution: &Execution) -> Relation {
    execution.sb.or(&execution.rf)
}

/// Which sets of rules let an execution pass: bit n for set n.
pub(super) fn passed(execution: &Execution) -> u32 {
    let in_order = in_order(execution);
    if !in_order.is_acyclic() {
        return 0;
    }
    let newest = RULES.map(|rule| reads_newest(execution, rule));
    let passes = |set: &RuleSet| {
        let mut order = in_order;
        for (number, more) in newest.iter().enumerate() {
            if set >> number & 1 == 1 {
                order = order.or(more);
            }
        }
        let seven = rules_of(*set).any(|rule| rule == Cause::SevenStores);
        order.is_acyclic() && !(seven && forgets(execution, &order.closure()))
    };
    sets().filter(passes).fold(0, |passed, set| passed | 1 << set)
}

/// For a rule that lets some reads have only the newest write: these reads come before all that would have
/// told loom of a newer one, which is that write, or a read of it, in a thread that knew of the older one.
fn reads_newest(execution: &Execution, rule: Cause) -> Relation {
    let concerns: fn(&Event, &Event, &Event) -> bool = match rule {
        Cause::UpdateReadsNewest => |read, _, _| read.kind == Kind::Update,
        Cause::FailedCompareExchange => |read, _, _| read.kind == Kind::FailedUpdate,
        Cause::SeqCstLoads => |read, older, newer| {
            read.kind == Kind::Load && [read, older, newer].iter().all(|event| event.is_seq_cst())
        },
        _ => |_, _, _| false,
    };
    let (events, mut before) = (&execution.events, Relation::empty(execution.events.len()));
    for (source, read) in execution.rf.pairs() {
        for newer in members(execution.mo.after(source)) {
            if newer == read || !concerns(&events[read], &events[source], &events[newer]) {
                continue;
            }
            let tells = |&event: &EventId| event != read && knows(execution, event, source);
            members(execution.rf.after(newer) | 1 << newer)
                .filter(tells)
                .for_each(|event| before.add(read, event));
        }
    }
    before
}

/// Whether an event comes after a write, or after a read of it, by happens-before.
fn knows(execution: &Execution, event: EventId, write: EventId) -> bool {
    execution.hb.has(write, event) || execution.rf.after(write) & execution.hb.before(event) != 0
}

/// Whether a write is read, or is the last, of which loom has no memory any more: too many others come in
/// between.
fn forgets(execution: &Execution, order: &Relation) -> bool {
    let others = |write: EventId| -> Set {
        execution.events[write].location.map_or(0, |location| execution.writes_to(location))
    };
    let many = |set: Set| set.count_ones() >= REMEMBERED;
    let is_last = |write: &EventId| execution.events[*write].writes() && execution.mo.after(*write) == 0;
    execution.rf.pairs().any(|(write, read)| many(others(write) & order.after(write) & order.before(read)))
        || (0..execution.events.len()).filter(is_last).any(|write| many(others(write) & order.after(write)))
}
