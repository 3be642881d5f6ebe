//! The widgets in which the reader is the scheduler: `widget_NAME.html` for each small program.
//!
//! A widget is HTML that can be read as it is, with the code of each thread and one walk to the ending
//! that matters, and the graph of all walks as JSON, from which `book/theme/scheduler.js` makes it live.

use racelab::stepping::executions::Executions;
use racelab::stepping::interleaving::{DEADLOCK, Interleaving};
use racelab::stepping::listing::Line;
use racelab::stepping::program::Program;
use racelab::stepping::{Graph, atomics, mistakes};

use super::folder::Folder;
use super::parts::Part;
use super::widget_page;
use crate::cli::arguments::UserError;

/// What is said about a program that can be stepped through.
pub struct About {
    /// Its name, as in that of its file.
    pub name: &'static str,
    /// What the reader is to try.
    pub goal: &'static str,
    /// The ending to reach. Where there is none, every ending is to be found.
    pub wanted: Option<&'static str>,
    /// What the walk that can be played shows: `how an update vanishes`.
    pub shows: &'static str,
    /// The ending of that walk.
    pub played: &'static str,
}

/// A program that can be stepped through.
pub struct Widget {
    /// What is said about it.
    pub about: About,
    /// The threads.
    pub columns: Vec<Column>,
    /// What is shown of each shared variable.
    pub values: &'static str,
    /// Every way through it.
    pub graph: Graph,
    /// The simplest walk to [`About::played`]: the choice made in each state.
    pub walk: Vec<usize>,
}

/// A thread of a widget.
pub struct Column {
    /// What it is called.
    pub name: String,
    /// Its code.
    pub lines: Vec<Line>,
}

const LOST_UPDATE: About = About {
    name: "lost_update",
    goal: "Make an update vanish: both workers finish, and only 1 of 2 updates arrived.",
    wanted: Some("1 of 2 updates arrived"),
    shows: "how an update vanishes",
    played: "1 of 2 updates arrived",
};

const TORN_WEIGHTS: About = About {
    name: "torn_weights",
    goal: "Make the reader see half of the update: layer 0 with it, and layer 1 without.",
    wanted: Some("read layers 1 and 0"),
    shows: "how the reader sees half of an update",
    played: "read layers 1 and 0",
};

const LOCK_ORDER: About = About {
    name: "lock_order",
    goal: "Make the workers wait for each other for ever.",
    wanted: Some(DEADLOCK),
    shows: "how they come to wait for each other",
    played: DEADLOCK,
};

const MESSAGE_PASSING: About = About {
    name: "message_passing",
    goal: "Make the reader see the new version (v = 1) and the old weight (w = 0).",
    wanted: Some("v = 1, w = 0"),
    shows: "how the reader sees the version without the weight",
    played: "v = 1, w = 0",
};

const MESSAGE_PASSING_RELEASE_ACQUIRE: About = About {
    name: "message_passing_release_acquire",
    goal: "Try to make the reader see the new version (v = 1) and the old weight (w = 0). You will not be able to: \
           find every way in which it can end.",
    wanted: None,
    shows: "why the old weight is out of reach",
    played: "v = 1, w = 1",
};

const STORE_BUFFERING: About = About {
    name: "store_buffering",
    goal: "Make both workers read 0, as if each had been before the other.",
    wanted: Some("a = 0, b = 0"),
    shows: "how both workers read 0",
    played: "a = 0, b = 0",
};

/// A part for each widget.
pub fn parts(_: &Folder) -> Result<Vec<Part>, UserError> {
    let widgets = [
        of_mistake(LOST_UPDATE, mistakes::lost_update())?,
        of_mistake(TORN_WEIGHTS, mistakes::torn_weights())?,
        of_mistake(LOCK_ORDER, mistakes::lock_order())?,
        of_test(MESSAGE_PASSING, atomics::MESSAGE_PASSING, &["worker", "reader"])?,
        of_test(
            MESSAGE_PASSING_RELEASE_ACQUIRE,
            atomics::MESSAGE_PASSING_RELEASE_ACQUIRE,
            &["worker", "reader"],
        )?,
        of_test(STORE_BUFFERING, atomics::STORE_BUFFERING, &["worker 0", "worker 1"])?,
    ];
    let part = |widget: &Widget| Part {
        file: format!("widget_{}.html", widget.about.name),
        content: widget_page::page(widget),
    };
    Ok(widgets.iter().map(part).collect())
}

fn of_mistake(about: About, program: Program) -> Result<Widget, UserError> {
    let machine = Interleaving::new(program).map_err(|drifted| UserError::failure(drifted.to_string()))?;
    let columns = machine.names().into_iter().zip(machine.columns());
    let columns = columns.map(|(name, lines)| Column { name: name.to_owned(), lines: lines.clone() });
    widget(about, columns.collect(), "value", Graph::of(&machine))
}

fn of_test(about: About, text: &str, names: &[&str]) -> Result<Widget, UserError> {
    let test = atomics::read(text);
    let machine =
        Executions::new(&test, names).map_err(|too_large| UserError::failure(too_large.to_string()))?;
    let columns = machine.names().iter().zip(machine.columns());
    let columns = columns.map(|(name, lines)| Column { name: name.clone(), lines });
    widget(about, columns.collect(), "values, oldest first", Graph::of(&machine))
}

fn widget(
    about: About,
    columns: Vec<Column>,
    values: &'static str,
    graph: Graph,
) -> Result<Widget, UserError> {
    let walk = graph.simplest_walk(|ending| ending == about.played).ok_or_else(|| {
        let ends = graph.endings().join("; ");
        UserError::failure(format!(
            "the widget {} is to play a walk to '{}', and there is none: it ends with one of: {ends}",
            about.name, about.played
        ))
    })?;
    Ok(Widget { about, columns, values, graph, walk })
}
