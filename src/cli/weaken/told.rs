//! What came of the baseline and of each trial, in words: so that another process can have explored it.

use racelab::report::Page;
use racelab_loom::explore::story::file;
use racelab_loom::explore::weaken::{Row, Trial, Verdict};
use racelab_loom::explore::{Exploration, Limits};
use racelab_loom::scenario::Scenario;
use racelab_loom::sync::checked::site::{Site, Weaker};
use serde_json::{Value, json};

use super::super::json;

/// The code as it is, before anything is weaker.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    /// Whether something is wrong with it, so that nothing is weakened.
    pub is_broken: bool,
    /// Whether all was explored to its end.
    pub is_finished: bool,
    /// What is wrong, or what was stopped, as it is shown.
    pub page: String,
    /// Each exploration as JSON.
    pub json: Value,
}

impl Baseline {
    /// Of these explorations. `more` is what to type to see more of a scenario.
    pub fn of(explorations: &[Exploration], more: &dyn Fn(&Scenario) -> String) -> Baseline {
        let broken = explorations.iter().filter(|exploration| exploration.is_wrong()).count();
        let mut page = Page::kept();
        if broken > 0 {
            super::page::fails_as_it_is(&mut page, explorations, broken, more);
        } else {
            super::page::stopped(&mut page, explorations);
        }
        Baseline {
            is_broken: broken > 0,
            is_finished: broken == 0 && explorations.iter().all(|exploration| exploration.stopped.is_none()),
            page: page.into_text(),
            json: explorations.iter().map(json::baseline).collect(),
        }
    }

    /// How many scenarios there are.
    pub fn scenarios(&self) -> usize {
        self.json.as_array().map_or(0, Vec::len)
    }

    /// For another process.
    pub fn to_json(&self) -> Value {
        json!({
            "is_broken": self.is_broken,
            "is_finished": self.is_finished,
            "page": self.page,
            "json": self.json,
        })
    }

    /// From another process; `None` if it said something else.
    pub fn from_json(value: &Value) -> Option<Baseline> {
        Some(Baseline {
            is_broken: value["is_broken"].as_bool()?,
            is_finished: value["is_finished"].as_bool()?,
            page: value["page"].as_str()?.to_owned(),
            json: value["json"].clone(),
        })
    }
}

/// What came of one trial.
#[derive(Clone, Debug)]
pub struct Told {
    /// Where the site is: `src/lock.rs:12`.
    pub place: String,
    /// Which part of the operation there, and what is written for it: `change`, ` Acquire`.
    pub part: String,
    /// With a space before it, if anything is written.
    pub written: String,
    /// What was tried in its place.
    pub tried: String,
    /// The verdict, as it stands in the table.
    pub verdict: String,
    /// What the verdict is.
    pub came: Came,
    /// How many executions were explored.
    pub executions: u64,
    /// The words beside the site, where there are any.
    pub reason: Option<String>,
    /// The report of the counterexample, where it was asked for.
    pub counterexample: Option<String>,
    /// All of it as JSON.
    pub json: Value,
}

/// What came of a trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    /// A counterexample: the site is needed.
    Needed,
    /// None.
    WouldDo,
    /// The explorations were stopped before their end.
    Unfinished,
    /// The program did not come back from it.
    Lost,
}

impl Came {
    const NAMES: [(Came, &'static str); 4] = [
        (Came::Needed, "needed"),
        (Came::WouldDo, "would do"),
        (Came::Unfinished, "unfinished"),
        (Came::Lost, "lost"),
    ];

    fn name(self) -> &'static str {
        Came::NAMES.into_iter().find(|(came, _)| *came == self).map_or("", |(_, name)| name)
    }

    fn named(name: &str) -> Option<Came> {
        Came::NAMES.into_iter().find(|(_, known)| *known == name).map(|(came, _)| came)
    }
}

impl Told {
    /// Of a row; with its counterexample, looked for within these limits, if they are given.
    pub fn of(row: &Row, counterexamples: Option<&Limits>) -> Told {
        let (came, verdict) = match &row.verdict {
            Verdict::Needed(exploration) => {
                let kind = exploration.failure.as_ref().map_or("", |failure| failure.kind().name());
                let doubt = if exploration.doubt.is_some() { "?" } else { "" };
                (Came::Needed, format!("needed: {kind}{doubt}"))
            }
            Verdict::WouldDo if row.reason.is_some() => (Came::WouldDo, "kept, see below".to_owned()),
            Verdict::Unfinished => (Came::Unfinished, row.verdict.name().to_owned()),
            verdict => (Came::WouldDo, verdict.name().to_owned()),
        };
        let shown = counterexamples.and_then(|limits| row.shown_by(limits));
        Told {
            verdict,
            came,
            executions: row.executions,
            reason: row.reason.clone(),
            counterexample: shown.map(|exploration| exploration.report_with_internals()),
            json: json::row(row),
            ..Told::before(&row.site, row.weaker)
        }
    }

    /// What is known of a trial before it is made: what came of it if the program does not come back.
    pub fn before_trial(trial: &Trial) -> Told {
        Told::before(&trial.site, trial.weaker)
    }

    fn before(site: &Site, weaker: Weaker) -> Told {
        let written = site.ordering.map(|ordering| format!("{ordering:?}"));
        Told {
            place: format!("{}:{}", file(site.place), site.place.line()),
            part: site.part.to_string(),
            written: written.as_ref().map_or(String::new(), |written| format!(" {written}")),
            tried: weaker.to_string(),
            verdict: "did not come back".to_owned(),
            came: Came::Lost,
            executions: 0,
            reason: None,
            counterexample: None,
            json: json!({
                "file": file(site.place),
                "line": site.place.line(),
                "column": site.place.column(),
                "part": site.part.to_string(),
                "object": site.object.to_string(),
                "written": written,
                "tried": weaker.to_string(),
                "verdict": "did not come back",
                "shown_by": null,
                "executions": 0,
                "reason": null,
            }),
        }
    }

    /// The same, with why the program did not come back.
    pub fn lost(self, why: &str) -> Told {
        Told { reason: Some(format!("the program did not come back: {why}")), ..self }
    }

    /// Whether it needs no further explanation: a counterexample, or a written reason why the site is as it is although
    /// none was found. Of a trial that was stopped or lost, nothing is known.
    pub fn is_explained(&self) -> bool {
        match self.came {
            Came::Needed => true,
            Came::WouldDo => self.reason.is_some(),
            Came::Unfinished | Came::Lost => false,
        }
    }

    /// Whether it is open if the site could be weaker: no scenario has a counterexample, and nobody has said why.
    pub fn is_open(&self) -> bool {
        self.came == Came::WouldDo && self.reason.is_none()
    }

    /// Whether both are about the same part of the same operation.
    pub fn asks_about(&self, other: &Told) -> bool {
        let site = |told: &Told| ["file", "line", "column", "part"].map(|name| told.json[name].clone());
        site(self) == site(other)
    }

    /// The column of the site.
    pub fn column(&self) -> Option<u64> {
        self.json["column"].as_u64()
    }

    /// The trial in a line: `src/lock.rs:12, change, Relaxed`.
    pub fn trial(&self) -> String {
        format!("{}, {}, {}", self.place, self.part, self.tried)
    }

    /// For another process.
    pub fn to_json(&self) -> Value {
        json!({
            "place": self.place,
            "part": self.part,
            "written": self.written,
            "tried": self.tried,
            "verdict": self.verdict,
            "came": self.came.name(),
            "executions": self.executions,
            "reason": self.reason,
            "counterexample": self.counterexample,
            "json": self.json,
        })
    }

    /// From another process; `None` if it said something else.
    pub fn from_json(value: &Value) -> Option<Told> {
        let text = |name: &str| value[name].as_str().map(str::to_owned);
        Some(Told {
            place: text("place")?,
            part: text("part")?,
            written: text("written")?,
            tried: text("tried")?,
            verdict: text("verdict")?,
            came: Came::named(value["came"].as_str()?)?,
            executions: value["executions"].as_u64()?,
            reason: text("reason"),
            counterexample: text("counterexample"),
            json: value["json"].clone(),
        })
    }
}
