//! Verdicts for other programs to read: the same entries in three forms.

mod gradescope;
mod json;
mod junit;

use std::time::Duration;

use super::course::Exercise;
use super::learner::{Judged, State};

pub use gradescope::gradescope;
pub use json::{json, verdict};
pub use junit::junit;

/// An exercise, and what was said of an answer to it.
pub struct Result<'a> {
    /// What was answered.
    pub exercise: &'a Exercise,
    /// The verdict.
    pub judged: Judged,
    /// How long it took.
    pub elapsed: Duration,
}

impl Result<'_> {
    /// What shows the verdict, as plain text: without the characters that a panic's message may have for a terminal, or to
    /// upset whoever reads this (a database takes no NUL).
    fn shown(&self) -> String {
        let is_text = |letter: &char| !letter.is_control() || matches!(letter, '\n' | '\t');
        self.told().chars().filter(is_text).collect()
    }

    fn told(&self) -> String {
        let State::Verdict(verdict) = &self.judged.state else { return self.judged.message().to_owned() };
        let compiler = verdict.compiler.as_deref().map(|said| anstream::adapter::strip_str(said).to_string());
        let more = [compiler, verdict.report.clone()];
        let more: String =
            more.into_iter().flatten().map(|text| format!("\n\n{}", text.trim_end())).collect();
        format!("{}: {}{more}", verdict.word.name(), self.judged.message())
    }
}

#[cfg(test)]
mod tests {
    use super::super::course::{folder, read_all};
    use super::super::judge::{Verdict, Word};
    use super::*;

    #[test]
    fn what_kind_of_failure_it_is_is_said_once() {
        let exercises = read_all(&folder()).unwrap();
        let judged = Judged::known(Verdict::new(Word::DataRace, "data race: two accesses to one place"));
        let entries = [Result { exercise: &exercises[0], judged, elapsed: Duration::ZERO }];
        let xml = junit(&entries);
        let failure = "<failure type=\"data race\" message=\"two accesses to one place\">data race: two accesses to one place<";
        assert!(xml.contains(failure), "{xml}");
    }

    #[test]
    fn what_a_panic_says_cannot_upset_whoever_reads_the_results() {
        let exercises = read_all(&folder()).unwrap();
        let said = "a < b && \"c\" ]]> \0\u{1b}[31m\u{fffe}\r\nd";
        let verdict = Verdict { report: Some(said.to_owned()), ..Verdict::new(Word::Panic, said) };
        let judged = Judged::known(verdict);
        let entries = [Result { exercise: &exercises[0], judged, elapsed: Duration::from_millis(1500) }];
        let is_text =
            |text: &str| text.chars().all(|letter| !letter.is_control() || matches!(letter, '\n' | '\t'));

        let xml = junit(&entries);
        assert!(is_text(&xml) && !xml.contains(['\u{fffe}', '\u{1b}']), "{xml}");
        assert!(
            xml.contains(
                "<failure type=\"panic\" message=\"a &lt; b &amp;&amp; &quot;c&quot; ]]&gt; [31m\nd\">"
            ),
            "{xml}"
        );

        let results: serde_json::Value = serde_json::from_str(&gradescope(&entries)).unwrap();
        let output = results["tests"][0]["output"].as_str().unwrap();
        assert!(is_text(output) && output.starts_with("panic: a < b && \"c\" ]]> [31m"), "{output}");
        assert_eq!(results["execution_time"], 1.5);
    }
}
