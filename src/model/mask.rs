//! Takes a text that may quote addresses; gives it with each local part put out of sight and the
//! domain as it is. Never knows a key: who asks says what stands for a local part.

/// Marks that stand in a local part without quotes (RFC 5321, 4.1.2), but the grave accent, by
/// which our own sentences quote.
const LOCAL_MARKS: &str = "!#$%&'*+-/=?^_{|}~.";

/// An address as it is shown: `r_`, what stands for its local part, and its domain.
#[must_use]
pub fn address_masked_by(mark: &str, address: &str) -> String {
    match address.rsplit_once('@') {
        Some((_, domain)) => format!("r_{mark}…@{domain}"),
        None => format!("r_{mark}…"),
    }
}

/// A text with something else in the place of all that looks like an address. What looks like
/// one and is none is replaced too: a log that says too little is the smaller harm.
#[must_use]
pub fn addresses_replaced(text: &str, by: impl Fn(&str) -> String) -> String {
    let mut left = String::new();
    let mut from = 0;
    for (at, _) in text.match_indices('@') {
        if at < from {
            continue;
        }
        let begin = from + local_start(&text[from..at]);
        let end = at + 1 + domain_len(&text[at + 1..]);
        if begin == at || end == at + 1 {
            continue;
        }
        left.push_str(&text[from..begin]);
        left.push_str(&by(&text[begin..end]));
        from = end;
    }
    left.push_str(&text[from..]);
    left
}

/// Where the local part that ends a text begins; its length where there is none.
fn local_start(before: &str) -> usize {
    if let Some(quoted) = before.strip_suffix('"')
        && let Some(open) = quoted.rfind('"')
    {
        return open;
    }
    let is_local = |mark: char| mark.is_alphanumeric() || LOCAL_MARKS.contains(mark);
    // A sentence may open a quotation right before an address.
    let local = before.len() - before.trim_end_matches(is_local).len();
    let start = before.len() - local;
    let opening = before[start..].len() - before[start..].trim_start_matches(['\'', '=']).len();
    start + opening
}

/// How much of what follows an `@` is the domain: a name, or an address in brackets.
fn domain_len(after: &str) -> usize {
    if after.starts_with('[') {
        return after.find(']').map_or(0, |end| end + 1);
    }
    let is_domain = |mark: char| mark.is_alphanumeric() || mark == '-' || mark == '.';
    let domain = &after[..after.find(|mark| !is_domain(mark)).unwrap_or(after.len())];
    domain.trim_end_matches(['.', '-']).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_looks_like_an_address_is_taken_out_of_a_text() {
        let by = |address: &str| address_masked_by("#", address);
        for (text, left) in [
            ("550 <Bo@x.Example>: no bo@x.example.", "550 <r_#…@x.Example>: no r_#…@x.example."),
            ("to=<jo.q+news@a-b.example>, relay", "to=<r_#…@a-b.example>, relay"),
            ("`a@b` und łukasz@münchen.example", "`r_#…@b` und r_#…@münchen.example"),
            ("\"jo smith\"@x.example 'o'hara@y.example'", "r_#…@x.example 'r_#…@y.example'"),
            ("jo@[192.0.2.1] a@b@c @ x@ @y", "r_#…@[192.0.2.1] r_#…@b@c @ x@ @y"),
            ("r_0123ab…@x.example stays", "r_0123ab…@x.example stays"),
            ("no address", "no address"),
        ] {
            assert_eq!(addresses_replaced(text, by), left);
        }
        assert_eq!(address_masked_by("#", "no address"), "r_#…");
    }
}
