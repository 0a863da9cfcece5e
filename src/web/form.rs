//! Takes the body of a POST; gives its fields. Reads both codings that RFC 8058 allows a mail
//! program, and nothing but short texts.

/// The most fields that are read.
const FIELDS_MAX: usize = 32;

/// The fields of a form, in order; empty where the body is none.
pub(super) fn fields(content_type: &str, body: &[u8]) -> Vec<(String, String)> {
    let (kind, parameters) = content_type.split_once(';').unwrap_or((content_type, ""));
    match kind.trim().to_ascii_lowercase().as_str() {
        "application/x-www-form-urlencoded" => url::form_urlencoded::parse(body)
            .take(FIELDS_MAX)
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect(),
        "multipart/form-data" => boundary(parameters)
            .map(|boundary| parts(&boundary, &String::from_utf8_lossy(body)))
            .unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// The value of a field that stands there once.
pub(super) fn value<'f>(fields: &'f [(String, String)], name: &str) -> Option<&'f str> {
    let mut found = fields.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
    found.next().filter(|_| found.next().is_none())
}

fn boundary(parameters: &str) -> Option<String> {
    let mut pairs = parameters.split(';').filter_map(|pair| pair.trim().split_once('='));
    let (_, boundary) = pairs.find(|(name, _)| name.eq_ignore_ascii_case("boundary"))?;
    let boundary = boundary.trim_matches('"');
    (1..=70).contains(&boundary.len()).then(|| boundary.to_owned())
}

fn parts(boundary: &str, body: &str) -> Vec<(String, String)> {
    let body = format!("\r\n{}", body.replace("\r\n", "\n").replace('\n', "\r\n"));
    let mark = format!("\r\n--{boundary}");
    let parts = body.split(&mark).skip(1).take(FIELDS_MAX);
    let field = |part: &str| {
        let (head, value) = part.split_once("\r\n\r\n")?;
        let head = head.to_ascii_lowercase();
        let disposition = head.lines().find(|line| line.starts_with("content-disposition:"))?;
        let at = head.find(disposition)?;
        let typed = part.get(at..at + disposition.len())?;
        let name = typed.split(';').find_map(|pair| pair.trim().strip_prefix("name="))?;
        Some((name.trim_matches('"').to_owned(), value.to_owned()))
    };
    parts.filter_map(field).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ONE_CLICK: &str = "--x1\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x1--\r\n";

    #[test]
    fn both_codings_of_a_one_click_are_read() {
        for (kind, body) in [
            ("application/x-www-form-urlencoded", "List-Unsubscribe=One-Click"),
            (
                "application/x-www-form-urlencoded; charset=UTF-8",
                "a=b&List-Unsubscribe=One%2DClick",
            ),
            ("multipart/form-data; boundary=x1", ONE_CLICK),
            (
                "Multipart/Form-Data; charset=utf-8; boundary=\"x1\"",
                &ONE_CLICK.replace("\r\n", "\n"),
            ),
        ] {
            let fields = fields(kind, body.as_bytes());
            assert_eq!(value(&fields, "List-Unsubscribe"), Some("One-Click"), "{kind}");
        }
    }

    #[test]
    fn what_is_no_form_has_no_fields() {
        for (kind, body) in [
            ("", "List-Unsubscribe=One-Click"),
            ("application/json", "{\"List-Unsubscribe\":\"One-Click\"}"),
            ("multipart/form-data", ONE_CLICK),
            ("multipart/form-data; boundary=other", ONE_CLICK),
        ] {
            assert_eq!(fields(kind, body.as_bytes()), [], "{kind}");
        }
        let twice = fields("application/x-www-form-urlencoded", b"leave=all&leave=brief");
        assert_eq!(value(&twice, "leave"), None);
    }

    proptest! {
        #[test]
        fn no_body_makes_the_reader_fall_over(
            body in proptest::collection::vec(any::<u8>(), 0..400),
            tail in "\r\nContent-Disposition:.{0,40}\r\n\r\n.{0,20}",
        ) {
            let whole = [&body[..], b"\r\n--x1", tail.as_bytes()].concat();
            for kind in ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x1"] {
                prop_assert!(fields(kind, &whole).len() <= FIELDS_MAX);
            }
        }
    }
}
