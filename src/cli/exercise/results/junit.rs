//! `--junit`: a test case for each exercise, as build servers read it.

use super::Result;

/// All entries.
pub fn junit(entries: &[Result<'_>]) -> String {
    let failures = entries.iter().filter(|entry| !entry.judged.passes()).count();
    let seconds: f64 = entries.iter().map(|entry| entry.elapsed.as_secs_f64()).sum();
    let totals =
        format!("tests=\"{}\" failures=\"{failures}\" errors=\"0\" time=\"{seconds:.3}\"", entries.len());
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {totals}>\n  <testsuite name=\"racelab exercises\" {totals}>\n"
    );
    for entry in entries {
        let (name, lesson) = (escaped(&entry.exercise.name), escaped(&entry.exercise.header.lesson));
        let seconds = entry.elapsed.as_secs_f64();
        text += &format!("    <testcase classname=\"{lesson}\" name=\"{name}\" time=\"{seconds:.3}\"");
        if entry.judged.passes() {
            text += "/>\n";
            continue;
        }
        text += &format!(
            ">\n      <failure type=\"{}\" message=\"{}\">{}</failure>\n    </testcase>\n",
            escaped(entry.judged.word()),
            escaped(entry.judged.message()),
            escaped(&entry.shown())
        );
    }
    text + "  </testsuite>\n</testsuites>"
}

/// Text within XML: what stands for something else there is escaped, and what must not be there is left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        match letter {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            '\n' | '\t' => escaped.push(letter),
            letter if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => {}
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_does_not_allow_is_not_in_it() {
        assert_eq!(escaped("a < b && \"c\" > \u{1b}[1md\n"), "a &lt; b &amp;&amp; &quot;c&quot; &gt; [1md\n");
    }
}
