//! Takes a cell's text; gives it so that a spreadsheet shows it and computes nothing.

/// What makes a spreadsheet take a cell for a formula.
const FORMULA_MARKS: [char; 4] = ['=', '+', '-', '@'];

/// Puts an apostrophe before what a spreadsheet would compute.
#[must_use]
pub fn shielded(cell: &str) -> String {
    if is_formula(cell) { format!("'{cell}") } else { cell.to_owned() }
}

/// Takes the apostrophe off again.
#[must_use]
pub fn unshielded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(cell)
}

/// Apostrophes before the mark do not count, so that shielding can be undone whatever it shielded.
fn is_formula(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(FORMULA_MARKS)
}
