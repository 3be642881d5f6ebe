//! What is said of an exercise: the text at the top of its file, and the lines `// exercise:`.

/// How such a line begins.
const LINE: &str = "// exercise:";

/// How the purpose begins.
const PURPOSE: &str = "What for:";

/// How it is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The whole program explores without a counterexample.
    Code,
    /// The same, and nothing in the regions is stronger than it must be.
    Weakest,
    /// The outcomes were named beforehand.
    Prediction,
    /// A test that fails with the mistake and passes without it.
    Scenario,
    /// The line that is to blame.
    Reading,
}

impl Kind {
    const ALL: [(&'static str, Kind); 5] = [
        ("code", Kind::Code),
        ("weakest", Kind::Weakest),
        ("prediction", Kind::Prediction),
        ("scenario", Kind::Scenario),
        ("reading", Kind::Reading),
    ];

    /// Its word.
    pub fn name(self) -> &'static str {
        Kind::ALL.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }
}

/// What is said of an exercise.
#[derive(Clone, Debug)]
pub struct Header {
    /// Its title.
    pub title: String,
    /// What it is good for, in a sentence.
    pub purpose: String,
    /// What there is to do, a paragraph each; code in it is indented.
    pub task: String,
    /// The lesson that it belongs to.
    pub lesson: String,
    /// How it is judged.
    pub kind: Kind,
    /// How long it takes.
    pub minutes: u32,
    /// Whether it is on the fast track.
    pub fast: bool,
    /// Three, each of which gives away more.
    pub hints: Vec<String>,
    /// What is said when it is solved.
    pub after: String,
}

impl Header {
    /// Reads it.
    pub fn read(text: &str) -> Result<Header, String> {
        let top: Vec<_> =
            text.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim_end).collect();
        let mut header = Header {
            title: String::new(),
            purpose: String::new(),
            task: String::new(),
            lesson: String::new(),
            kind: Kind::Code,
            minutes: 0,
            fast: false,
            hints: Vec::new(),
            after: String::new(),
        };
        header.read_top(&top)?;
        let mut kind = None;
        for (index, line) in text.lines().enumerate() {
            let Some(said) = line.strip_prefix(LINE) else { continue };
            let (word, rest) = said.trim().split_once(' ').unwrap_or((said.trim(), ""));
            let rest = rest.trim().to_owned();
            let wrong = |what: &str| Err(format!("line {}: {what}", index + 1));
            match word {
                "lesson" => header.lesson = rest,
                "kind" => match Kind::ALL.iter().find(|(name, _)| *name == rest) {
                    Some((_, known)) => kind = Some(*known),
                    None => return wrong("no such kind: code, weakest, prediction, scenario or reading"),
                },
                "minutes" => match rest.parse() {
                    Ok(minutes) if minutes > 0 => header.minutes = minutes,
                    _ => return wrong("minutes are a number above 0"),
                },
                "fast" => header.fast = true,
                "hint" => header.hints.push(rest),
                "after" => header.after = rest,
                _ => return wrong("it says neither lesson, kind, minutes, fast, hint nor after"),
            }
        }
        let missing = [
            ("lesson", header.lesson.is_empty()),
            ("kind", kind.is_none()),
            ("minutes", header.minutes == 0),
            ("after", header.after.is_empty()),
        ];
        if let Some((word, _)) = missing.iter().find(|(_, missing)| *missing) {
            return Err(format!("the line `{LINE} {word}` is missing"));
        }
        if header.hints.len() != 3 {
            return Err(format!("it has {} hints: three are wanted", header.hints.len()));
        }
        header.kind = kind.unwrap_or(Kind::Code);
        Ok(header)
    }

    /// Title, purpose and task are paragraphs at the top.
    fn read_top(&mut self, top: &[&str]) -> Result<(), String> {
        let mut paragraphs = top.split(|line| line.is_empty()).filter(|paragraph| !paragraph.is_empty());
        let joined =
            |paragraph: &[&str]| paragraph.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ");
        self.title = paragraphs.next().map(joined).ok_or("it has no title: `//! The title`")?;
        let purpose = paragraphs.next().map(joined).unwrap_or_default();
        let purpose = purpose.strip_prefix(PURPOSE);
        self.purpose =
            purpose.ok_or(format!("its second paragraph does not begin `//! {PURPOSE}`"))?.trim().to_owned();
        let task: Vec<_> = paragraphs
            .map(|paragraph| {
                // Four spaces after the first begin code.
                let code = paragraph.iter().all(|line| line.starts_with("     "));
                if code { paragraph.join("\n") } else { joined(paragraph) }
            })
            .collect();
        self.task = task.join("\n\n");
        if self.task.is_empty() { Err("it says nothing of what there is to do".to_owned()) } else { Ok(()) }
    }
}

/// Whether the line is for racelab alone, and not in the starter.
pub(super) fn is_for_racelab(line: &str) -> bool {
    line.starts_with(LINE)
}
