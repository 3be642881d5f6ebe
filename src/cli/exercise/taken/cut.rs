//! Cuts a file into its frame and its regions.

use super::super::course::{Exercise, Marker};

/// A file that was cut.
pub struct Cut {
    /// What is outside of the regions, line by line as it was: in the place of each region stands a name.
    pub frame: String,
    /// The regions, in the order of the exercise.
    pub regions: Vec<CutRegion>,
}

/// A region of a file.
pub struct CutRegion {
    /// Its name.
    pub name: String,
    /// What stands in it.
    pub text: String,
    /// The line of its marker, counted from 1.
    pub line: usize,
}

impl Cut {
    /// Cuts it at the markers of the exercise; says what is wrong with them, if something is.
    pub fn of(exercise: &Exercise, text: &str) -> Result<Cut, String> {
        let (mut frame, mut regions) = (Vec::new(), Vec::<CutRegion>::new());
        let mut open: Option<CutRegion> = None;
        for (index, line) in text.lines().enumerate() {
            frame.push(String::new());
            let here = &mut frame[index];
            match (Marker::of(line), &mut open) {
                (Some(Marker::Yours(name)), None) => {
                    if regions.iter().any(|region| region.name == name) {
                        return Err(format!("line {}: a second region is called {name}", index + 1));
                    }
                    *here = format!("racelab_region_{name}");
                    open = Some(CutRegion { name: name.to_owned(), text: String::new(), line: index + 1 });
                }
                (Some(Marker::End), Some(_)) => regions.extend(open.take()),
                (_, Some(region)) => region.text += &format!("{line}\n"),
                (_, None) => *here = line.to_owned(),
            }
        }
        if let Some(region) = open {
            let CutRegion { name, line, .. } = region;
            return Err(format!("line {line}: the region {name} has no `// end`"));
        }
        let wanted: Vec<_> = exercise.regions().map(|region| region.name.as_str()).collect();
        for name in &wanted {
            if !regions.iter().any(|region| region.name == *name) {
                return Err(format!("the line `// yours: {name}` is gone"));
            }
        }
        match regions.iter().find(|region| !wanted.contains(&region.name.as_str())) {
            Some(CutRegion { name, line, .. }) => {
                Err(format!("line {line}: the exercise has no region called {name}"))
            }
            None => Ok(Cut { frame: frame.join("\n"), regions }),
        }
    }
}
