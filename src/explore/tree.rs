//! All executions of a tiny program as one tree: what two of them have in common is drawn once, and where
//! they part it branches.
//!
//! A branch is one of loom's decisions. Where its arms are steps of different threads, it was decided who
//! runs next; where they are one step of one thread with different values, it was decided which store a
//! load reads. loom also decides when a thread starts, when it is made to wait and when it ends. That is
//! no step of the program, so executions that differ in nothing else share a leaf.

use std::fmt::Write;

use super::exploration::Exploration;
use super::story::Story;
use crate::report::counted;

/// The executions of an exploration.
#[derive(Clone, Debug)]
pub struct Tree {
    /// What was explored.
    pub title: String,
    /// How many executions loom ran.
    pub executions: u64,
    /// The first steps.
    pub first: Vec<Node>,
}

/// A step, and what can come after it.
#[derive(Clone, Debug)]
pub struct Node {
    /// The thread that takes the step.
    pub thread: String,
    /// The step in words.
    pub text: String,
    /// What can come next; nothing after the last step.
    pub next: Vec<Node>,
    /// After the last step: the outcome, and the numbers of loom's executions that end here.
    pub end: Option<(String, Vec<usize>)>,
}

/// More executions than this are no tree to look at.
const MOST: u64 = 200;

impl Tree {
    /// The tree of an exploration with few executions. Of one with many, a part.
    pub fn of(exploration: &Exploration) -> Self {
        let scenario = &exploration.scenario;
        let title = format!("{}: {}", scenario.subject, scenario.about);
        let mut tree = Tree { title, executions: exploration.executions, first: Vec::new() };
        for (index, execution) in exploration.every_execution(MOST).iter().enumerate() {
            let story = Story::of_witness(execution, None, exploration.shows_internals());
            let outcome = execution.outcome.clone().unwrap_or_default();
            tree.add(&story, &outcome, index + 1);
        }
        tree
    }

    fn add(&mut self, story: &Story, outcome: &str, number: usize) {
        let mut nodes = &mut self.first;
        for (index, step) in story.steps.iter().enumerate() {
            let (thread, text) = (story.threads[step.thread].clone(), in_short(&step.text));
            let same = |node: &Node| node.thread == thread && node.text == text;
            let place = nodes.iter().position(same).unwrap_or_else(|| {
                nodes.push(Node { thread: thread.clone(), text: text.clone(), next: Vec::new(), end: None });
                nodes.len() - 1
            });
            let node = &mut nodes[place];
            if index + 1 == story.steps.len() {
                node.end.get_or_insert((outcome.to_owned(), Vec::new())).1.push(number);
            }
            nodes = &mut node.next;
        }
    }

    /// How many leaves it has: executions that differ in what the threads do.
    pub fn leaves(&self) -> usize {
        self.first.iter().map(Node::leaves).sum()
    }

    /// What was explored, and how large the tree is.
    pub fn heading(&self) -> String {
        let (executions, leaves) = (counted(self.executions, "execution"), self.leaves());
        format!("{}\n{executions}; {leaves} differ in what the threads do", self.title)
    }

    /// The tree as text: a line a step, and at the end of each path its outcome.
    pub fn text(&self) -> String {
        let mut text = self.heading() + "\n\n";
        for (index, node) in self.first.iter().enumerate() {
            node.write(&mut text, "", index + 1 == self.first.len());
        }
        text
    }
}

impl Node {
    pub(super) fn leaves(&self) -> usize {
        self.next.iter().map(Node::leaves).sum::<usize>().max(1)
    }

    fn write(&self, text: &mut String, before: &str, last: bool) {
        let (branch, under) = if last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
        // write! to a String cannot fail.
        let _ = writeln!(text, "{before}{branch}{}  {}", self.thread, self.text);
        let before = before.to_owned() + under;
        if let Some((outcome, numbers)) = &self.end {
            let _ = writeln!(text, "{before}   ends: {outcome}   ({})", in_words(numbers));
        }
        for (index, node) in self.next.iter().enumerate() {
            node.write(text, &before, index + 1 == self.next.len());
        }
    }
}

/// A step without its ordering, and without what it did not read.
pub(super) fn in_short(text: &str) -> String {
    text.split(" (").next().unwrap_or_default().to_owned()
}

/// `execution 3`, `executions 4 and 7`, `executions 1, 5 and 9`.
pub(super) fn in_words(numbers: &[usize]) -> String {
    let words: Vec<_> = numbers.iter().map(usize::to_string).collect();
    match words.split_last() {
        Some((last, [])) => format!("execution {last}"),
        Some((last, others)) => format!("executions {} and {last}", others.join(", ")),
        None => "no execution".to_owned(),
    }
}
