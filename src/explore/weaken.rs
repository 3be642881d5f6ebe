//! Weakens one site at a time and explores again: is each ordering, each lock, each barrier needed?
//!
//! A site is *needed* if a counterexample appears once it is weaker. If none does, then either the code
//! is stronger than it must be or the scenarios lack the case that needs it; which of the two is a
//! matter of argument, and the argument stands in the source beside the site, after the words
//! "Kept though weaker would do:". An explorer's word alone is no reason to weaken anything: none here
//! explores load buffering, and here all other sites stand while one is weakened.

use std::fmt;
use std::path::Path;

use loom::sync::atomic::Ordering::{self, AcqRel, Acquire, Relaxed, Release, SeqCst};

use super::exploration::{Exploration, explore_weakened};
pub use super::places::text_of;
use super::search::Limits;
use super::story::file;
use crate::scenario::Scenario;
use crate::sync::checked::backend::Judge;
pub use crate::sync::checked::site::{Part, Site, Weaker};

/// A site, the scenarios that pass it, and what is to be tried instead of what is written there.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The site.
    pub site: Site,
    /// What to try.
    pub weaker: Weaker,
    /// Which scenarios pass the site, those with fewer executions first.
    pub scenarios: Vec<Scenario>,
}

/// What a trial showed.
#[derive(Clone, Debug)]
pub struct Row {
    /// The site.
    pub site: Site,
    /// What was tried there.
    pub weaker: Weaker,
    /// What came of it.
    pub verdict: Verdict,
    /// How many executions were explored.
    pub executions: u64,
    /// The words beside the site, where there are any.
    pub reason: Option<String>,
}

/// What came of a weaker site.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// It is needed: with the exploration that found a counterexample without it.
    Needed(Box<Exploration>),
    /// No scenario has a counterexample without it.
    WouldDo,
    /// The explorations were stopped before their end.
    Unfinished,
    /// loom cannot tell: it treats SeqCst accesses as if they were acquire and release.
    CannotTell,
}

impl Verdict {
    /// The verdict in a word or two.
    pub fn name(&self) -> &'static str {
        match self {
            Verdict::Needed(_) => "needed",
            Verdict::WouldDo => "weaker would do",
            Verdict::Unfinished => "unfinished",
            Verdict::CannotTell => "loom cannot tell",
        }
    }
}

impl Row {
    /// Explores once more, to the end, what showed that the site is needed: for the simplest
    /// counterexample, where the trial was content with the first. Where there is no more time for that, it is the
    /// first one.
    pub fn shown_by(&self, limits: &Limits) -> Option<Exploration> {
        let Verdict::Needed(exploration) = &self.verdict else { return None };
        let again = explore_weakened(&exploration.scenario, limits, Some((self.site, self.weaker)), false);
        Some(if again.failed() { again } else { (**exploration).clone() })
    }

    /// Whether the row needs no further explanation: a counterexample, or a written reason why the site is
    /// as it is although none was found. Of a trial that was stopped, nothing is known yet.
    pub fn is_explained(&self) -> bool {
        match self.verdict {
            Verdict::Needed(_) => true,
            Verdict::Unfinished => false,
            Verdict::WouldDo | Verdict::CannotTell => self.reason.is_some(),
        }
    }
}

impl fmt::Display for Row {
    /// `src/lock.rs:26, change Acquire, tried Relaxed: needed (data race)`
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Row { site, weaker, verdict, .. } = self;
        write!(formatter, "{}:{}, {}", file(site.place), site.place.line(), site.part)?;
        if let Some(written) = site.ordering {
            write!(formatter, " {written:?}")?;
        }
        write!(formatter, ", tried {weaker}: {}", verdict.name())?;
        match verdict {
            Verdict::Needed(shown) => {
                write!(formatter, " ({})", shown.failure.as_ref().map_or("", |failure| failure.kind().name()))
            }
            _ => Ok(()),
        }
    }
}

/// Explores a scenario as it is written, and collects the sites that it passes.
///
/// This is the baseline: only where nothing is wrong with the code as it is does a counterexample say
/// anything about the site that was weakened.
pub fn sites(scenario: &Scenario, limits: &Limits) -> Exploration {
    explore_weakened(scenario, limits, None, true)
}

/// Weakens each site that these scenarios pass, one at a time. A row says what came of it, also as text.
///
/// # Errors
///
/// The first exploration of the code as it is that found something wrong, or was stopped before its end: then a
/// counterexample would say nothing about a site.
pub fn weaken(scenarios: &[Scenario], limits: &Limits) -> Result<Vec<Row>, Box<Exploration>> {
    let baseline: Vec<_> = scenarios.iter().map(|scenario| sites(scenario, limits)).collect();
    let unfit = |exploration: &&Exploration| exploration.is_wrong() || exploration.stopped.is_some();
    match baseline.iter().find(unfit) {
        Some(exploration) => Err(Box::new(exploration.clone())),
        None => Ok(trials(&baseline).iter().map(|trial| trial.run(limits)).collect()),
    }
}

/// Everything there is to try at the sites that the given explorations have passed.
pub fn trials(passed: &[Exploration]) -> Vec<Trial> {
    let mut trials: Vec<Trial> = Vec::new();
    let mut by_size: Vec<_> = passed.iter().collect();
    by_size.sort_by_key(|exploration| exploration.executions);
    for Exploration { scenario, sites, .. } in by_size {
        for site in sites {
            for weaker in weaker_than(site) {
                let known = trials.iter_mut().find(|trial| trial.site.is(site) && trial.weaker == weaker);
                match known {
                    Some(trial) => trial.scenarios.push(*scenario),
                    None => trials.push(Trial { site: *site, weaker, scenarios: vec![*scenario] }),
                }
            }
        }
    }
    trials.sort_by_key(|trial| {
        let place = trial.site.place;
        (file(place), place.line(), place.column(), trial.site.part)
    });
    trials
}

/// What is weaker than what is written at the site, and makes sense there.
pub fn weaker_than(site: &Site) -> Vec<Weaker> {
    let orderings: &[Ordering] = match (site.part, site.ordering) {
        (_, Some(Relaxed)) => &[],
        (Part::Load | Part::Failure, Some(SeqCst)) => &[Acquire, Relaxed],
        (Part::Store, Some(SeqCst)) => &[Release, Relaxed],
        (Part::Change, Some(SeqCst)) => &[AcqRel, Acquire, Release, Relaxed],
        (Part::Change, Some(AcqRel)) => &[Acquire, Release, Relaxed],
        // A fence that orders nothing is no fence, so the weakest is to leave it out.
        (Part::Fence, Some(SeqCst)) => &[AcqRel, Acquire, Release],
        (Part::Fence, Some(AcqRel)) => &[Acquire, Release],
        (Part::Fence, _) | (_, None) => &[],
        (_, Some(_)) => &[Relaxed],
    };
    let mut weaker: Vec<_> = orderings.iter().copied().map(Weaker::Ordering).collect();
    if site.part == Part::Fence || site.ordering.is_none() {
        weaker.push(Weaker::LeftOut);
    }
    weaker
}

impl Trial {
    /// Explores the scenarios that pass the site, one after the other, until one has a counterexample.
    pub fn run(&self, limits: &Limits) -> Row {
        let limits = Limits { first_failure: true, ..*limits };
        let mut row = Row {
            site: self.site,
            weaker: self.weaker,
            verdict: Verdict::WouldDo,
            executions: 0,
            reason: reason(&self.site),
        };
        if limits.judge == Judge::Loom && self.site.ordering == Some(SeqCst) && self.site.part != Part::Fence
        {
            row.verdict = Verdict::CannotTell;
            return row;
        }
        for scenario in &self.scenarios {
            let exploration = explore_weakened(scenario, &limits, Some((self.site, self.weaker)), false);
            row.executions += exploration.all_executions();
            if exploration.failed() {
                row.verdict = Verdict::Needed(Box::new(exploration));
                return row;
            }
            if exploration.stopped.is_some() {
                row.verdict = Verdict::Unfinished;
            }
        }
        row
    }
}

/// The mark of a reason in the source.
const MARK: &str = "Kept though weaker would do:";

/// Why the site is as strong as it is although nothing shows that it must be: the words in the source,
/// in the comment directly above its statement. `None` if there are none, or if the source is not at hand.
pub fn reason(site: &Site) -> Option<String> {
    let source = text_of(site.place)?;
    let above: Vec<_> = source.lines().take(site.place.line() as usize - 1).map(str::trim).collect();
    // A statement may have begun in the lines above; a line that ends one, or opens a block, has not.
    let begun =
        above.iter().rev().take_while(|line| !line.starts_with("//") && !line.ends_with([';', '{', '}']));
    let end = above.len() - begun.count();
    let comment = above[..end].iter().rev().map_while(|line| line.strip_prefix("//")).map(str::trim);
    let mut comment: Vec<_> = comment.collect();
    comment.reverse();
    Some(comment.join(" ").split_once(MARK)?.1.trim().to_owned())
}

/// A source file of this project as it is now, by its path from the project's root; `None` if it is
/// not where it was when this was compiled.
pub fn source(file: &str) -> Option<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    // In the loom build this package is a folder of the project; in the other it is the project.
    [root.join(file), root.join("..").join(file)].iter().find_map(|path| std::fs::read_to_string(path).ok())
}
