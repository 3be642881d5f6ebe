//! Relations between the events of an execution: a matrix of bits, and the few operations that memory
//! models are written in.
//!
//! The names are those of the literature: the union of two relations, one *then* another (`;`), the
//! transitive closure (`+`), and whether there is a cycle.

/// The most events that an execution can have: a row is one machine word.
pub const MOST_EVENTS: usize = 64;

/// An event, by its place in [`Execution::events`](super::Execution::events).
pub type EventId = usize;

/// A set of events: bit number n is event number n.
pub type Set = u64;

/// The members of a set, in ascending order.
pub fn members(mut set: Set) -> impl Iterator<Item = EventId> {
    std::iter::from_fn(move || {
        let least = set.trailing_zeros() as usize;
        (set != 0).then(|| {
            set &= set - 1;
            least
        })
    })
}

/// Which events are related to which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relation {
    /// Row n: the events that event n is related to.
    rows: [Set; MOST_EVENTS],
    /// How many rows are in use. The others are empty.
    size: usize,
}

impl Relation {
    /// Nothing related to anything, among this many events.
    pub fn empty(size: usize) -> Self {
        Relation { rows: [0; MOST_EVENTS], size }
    }

    /// Each member of a set to itself: `[set]`.
    pub fn stay(size: usize, set: Set) -> Self {
        let mut stay = Relation::empty(size);
        members(set).for_each(|event| stay.add(event, event));
        stay
    }

    /// How many events it is about.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Makes room for one event more, or for fewer.
    pub(super) fn resize(&mut self, size: usize) {
        if size < self.size {
            let kept = (1 << size) - 1;
            self.rows[size..self.size].fill(0);
            self.rows[..size].iter_mut().for_each(|row| *row &= kept);
        }
        self.size = size;
    }

    /// Relates one event to another.
    pub fn add(&mut self, from: EventId, to: EventId) {
        self.rows[from] |= 1 << to;
    }

    /// Relates one event to each of a set.
    pub fn add_all(&mut self, from: EventId, to: Set) {
        self.rows[from] |= to;
    }

    pub(super) fn remove(&mut self, from: EventId, to: EventId) {
        self.rows[from] &= !(1 << to);
    }

    /// Whether one event is related to another.
    pub fn has(&self, from: EventId, to: EventId) -> bool {
        self.rows[from] >> to & 1 == 1
    }

    /// What an event is related to.
    pub fn after(&self, event: EventId) -> Set {
        self.rows[event]
    }

    /// What is related to an event.
    pub fn before(&self, event: EventId) -> Set {
        (0..self.size).filter(|&from| self.has(from, event)).fold(0, |set, from| set | 1 << from)
    }

    /// All pairs, in ascending order.
    pub fn pairs(&self) -> impl Iterator<Item = (EventId, EventId)> + '_ {
        (0..self.size).flat_map(|from| members(self.rows[from]).map(move |to| (from, to)))
    }

    /// Whether nothing is related to anything.
    pub fn is_empty(&self) -> bool {
        self.rows[..self.size].iter().all(|&row| row == 0)
    }

    /// What is in one or the other.
    pub fn or(mut self, other: &Relation) -> Self {
        for (row, more) in self.rows[..self.size].iter_mut().zip(&other.rows) {
            *row |= more;
        }
        self
    }

    /// What is in both.
    pub fn and(mut self, other: &Relation) -> Self {
        for (row, also) in self.rows[..self.size].iter_mut().zip(&other.rows) {
            *row &= also;
        }
        self
    }

    /// What is in this one alone.
    pub fn minus(mut self, other: &Relation) -> Self {
        for (row, less) in self.rows[..self.size].iter_mut().zip(&other.rows) {
            *row &= !less;
        }
        self
    }

    /// The pairs from the one set to the other: `[from];self;[to]`.
    pub fn within(mut self, from: Set, to: Set) -> Self {
        for (event, row) in self.rows[..self.size].iter_mut().enumerate() {
            *row &= if from >> event & 1 == 1 { to } else { 0 };
        }
        self
    }

    /// First a step of this, then one of the other: `self;other`.
    pub fn then(&self, other: &Relation) -> Self {
        let mut both = Relation::empty(self.size);
        for event in 0..self.size {
            both.rows[event] = members(self.rows[event]).fold(0, |set, middle| set | other.rows[middle]);
        }
        both
    }

    /// The same the other way round.
    pub fn inverse(&self) -> Self {
        let mut inverse = Relation::empty(self.size);
        self.pairs().for_each(|(from, to)| inverse.add(to, from));
        inverse
    }

    /// The same with every event related to itself as well: `self?`.
    pub fn or_stay(mut self) -> Self {
        for event in 0..self.size {
            self.rows[event] |= 1 << event;
        }
        self
    }

    /// The same without any event related to itself.
    pub fn or_not_stay(mut self) -> Self {
        for event in 0..self.size {
            self.rows[event] &= !(1 << event);
        }
        self
    }

    /// One step or more: `self+`.
    pub fn closure(mut self) -> Self {
        for middle in 0..self.size {
            let beyond = self.rows[middle];
            if beyond != 0 {
                for row in &mut self.rows[..self.size] {
                    if *row >> middle & 1 == 1 {
                        *row |= beyond;
                    }
                }
            }
        }
        self
    }

    /// Whether no event is related to itself.
    pub fn is_irreflexive(&self) -> bool {
        self.rows[..self.size].iter().enumerate().all(|(event, row)| row >> event & 1 == 0)
    }

    /// Whether no steps lead from an event back to it.
    pub fn is_acyclic(&self) -> bool {
        // Takes away what leads nowhere, until nothing is left, or what is left goes round.
        let mut left: Set = if self.size == MOST_EVENTS { !0 } else { (1 << self.size) - 1 };
        loop {
            let ends = members(left).filter(|&event| self.rows[event] & left == 0);
            let ends = ends.fold(0, |set, event| set | 1 << event);
            if ends == 0 {
                return left == 0;
            }
            left &= !ends;
        }
    }

    /// The shortest way from one event to another, of one step at least: the events on it, both ends
    /// included. The first of them in ascending order where several are as short.
    pub fn shortest_path(&self, from: EventId, to: EventId) -> Option<Vec<EventId>> {
        let mut came_from = [None; MOST_EVENTS];
        let mut front = vec![from];
        while !front.is_empty() {
            let mut next = Vec::new();
            for &event in &front {
                for reached in members(self.rows[event]) {
                    if came_from[reached].is_none() {
                        came_from[reached] = Some(event);
                        next.push(reached);
                    }
                    if reached == to {
                        let mut path = vec![to, event];
                        while path[path.len() - 1] != from {
                            path.push(came_from[path[path.len() - 1]]?);
                        }
                        path.reverse();
                        return Some(path);
                    }
                }
            }
            front = next;
        }
        None
    }

    /// A shortest cycle: the events on it, the first of them again at the end.
    pub fn shortest_cycle(&self) -> Option<Vec<EventId>> {
        (0..self.size).filter_map(|event| self.shortest_path(event, event)).min_by_key(Vec::len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(EventId, EventId)]) -> Relation {
        let mut relation = Relation::empty(5);
        pairs.iter().for_each(|&(from, to)| relation.add(from, to));
        relation
    }

    #[test]
    fn then_goes_one_step_of_each() {
        assert_eq!(of(&[(0, 1), (1, 2)]).then(&of(&[(1, 3), (2, 4)])), of(&[(0, 3), (1, 4)]));
    }

    #[test]
    fn a_closure_goes_any_number_of_steps() {
        let line = of(&[(0, 1), (1, 2), (2, 3)]);
        assert_eq!(line.closure(), of(&[(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]));
    }

    #[test]
    fn a_cycle_is_found_and_the_shortest_is_shown() {
        assert!(of(&[(0, 1), (1, 2)]).is_acyclic());
        let two_cycles = of(&[(0, 1), (1, 2), (2, 0), (2, 3), (3, 2)]);
        assert!(!two_cycles.is_acyclic());
        assert_eq!(two_cycles.shortest_cycle(), Some(vec![2, 3, 2]));
        assert_eq!(of(&[(4, 4)]).shortest_cycle(), Some(vec![4, 4]));
        assert_eq!(of(&[(0, 1)]).shortest_cycle(), None);
    }

    #[test]
    fn a_way_is_the_shortest() {
        let relation = of(&[(0, 1), (1, 2), (2, 3), (0, 4), (4, 3)]);
        assert_eq!(relation.shortest_path(0, 3), Some(vec![0, 4, 3]));
        assert_eq!(relation.shortest_path(3, 0), None);
    }

    #[test]
    fn resizing_forgets_what_is_cut_off() {
        let mut relation = of(&[(0, 1), (0, 4), (4, 0)]);
        relation.resize(4);
        relation.resize(5);
        assert_eq!(relation, of(&[(0, 1)]));
    }
}
