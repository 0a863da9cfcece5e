//! Takes a message; gives its headers and body in DKIM's relaxed form. Never changes the
//! message itself.
//!
//! RFC 6376, 3.4.2 and 3.4.4.

/// A message's headers, each with its line ends, and its body.
pub(super) fn fields(message: &[u8]) -> (Vec<&str>, &[u8]) {
    let end = message.windows(4).position(|four| four == b"\r\n\r\n");
    let (head, body) =
        end.map_or((message, &[][..]), |at| (&message[..at + 2], &message[at + 4..]));
    let Ok(mut rest) = std::str::from_utf8(head) else { return (Vec::new(), body) };
    let mut fields = Vec::new();
    while !rest.is_empty() {
        let folds = |at: &usize| rest[at + 2..].starts_with([' ', '\t']);
        let end = rest.match_indices("\r\n").map(|(at, _)| at).find(|at| !folds(at));
        let (field, further) = rest.split_at(end.map_or(rest.len(), |at| at + 2));
        fields.push(field);
        rest = further;
    }
    (fields, body)
}

/// A header's name and the header in relaxed form.
pub(super) fn field(text: &str) -> (String, String) {
    let (name, value) = text.split_once(':').unwrap_or((text, ""));
    let name = name.trim_end().to_ascii_lowercase();
    let unfolded = value.replace("\r\n", "");
    let words: Vec<&str> = unfolded.split([' ', '\t']).filter(|word| !word.is_empty()).collect();
    let canonical = format!("{name}:{}\r\n", words.join(" "));
    (name, canonical)
}

/// A body in relaxed form.
pub(super) fn relaxed_body(body: &[u8]) -> Vec<u8> {
    let mut relaxed = Vec::with_capacity(body.len());
    let mut kept = 0;
    let mut rest = body;
    while !rest.is_empty() {
        let end = rest.windows(2).position(|two| two == b"\r\n");
        let (line, further) = end.map_or((rest, &[][..]), |at| (&rest[..at], &rest[at + 2..]));
        rest = further;
        let mut blank = false;
        let start = relaxed.len();
        for byte in line {
            if matches!(byte, b' ' | b'\t') {
                blank = true;
                continue;
            }
            if blank {
                relaxed.push(b' ');
                blank = false;
            }
            relaxed.push(*byte);
        }
        let is_empty = relaxed.len() == start;
        relaxed.extend_from_slice(b"\r\n");
        if !is_empty {
            kept = relaxed.len();
        }
    }
    relaxed.truncate(kept);
    relaxed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_rfc_6376_hold() {
        let message = b"A: X\r\nB : Y\t\r\n\tZ  \r\n\r\n C \r\nD \t E\r\n\r\n\r\n";
        let (head, body) = fields(message);
        let canonical: Vec<String> = head.iter().map(|text| field(text).1).collect();
        assert_eq!(canonical, ["a:X\r\n", "b:Y Z\r\n"]);
        assert_eq!(relaxed_body(body), b" C\r\nD E\r\n");
    }

    #[test]
    fn an_empty_body_stays_empty_and_a_last_line_gets_its_end() {
        assert_eq!(relaxed_body(b""), b"");
        assert_eq!(relaxed_body(b"\r\n \r\n"), b"");
        assert_eq!(relaxed_body(b"a"), b"a\r\n");
    }
}
