//! A table as a file that spreadsheets read (RFC 4180).

/// The table.
pub fn written(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let head = head.iter().map(|name| (*name).to_owned()).collect();
    let lines = std::iter::once(head).chain(rows).map(|row: Vec<String>| {
        let cells: Vec<_> = row.iter().map(|cell| quoted(cell)).collect();
        cells.join(",") + "\r\n"
    });
    lines.collect()
}

/// A cell. A student chooses the name of his file, so what a spreadsheet would take for a formula gets a quote in front.
fn quoted(cell: &str) -> String {
    // The wide forms, and with a blank in front: some spreadsheets take these, too.
    let is_formula = cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    let cell =
        if is_formula || cell.starts_with(['\t', '\r']) { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_have_to_be_and_formulas_are_none() {
        let row = ["plain", "a,b", "say \"no\"", "=1+1", " @a"].map(str::to_owned).to_vec();
        assert_eq!(
            written(&["a", "b", "c", "d", "e"], std::iter::once(row)),
            "a,b,c,d,e\r\nplain,\"a,b\",\"say \"\"no\"\"\",'=1+1,' @a\r\n"
        );
    }
}
