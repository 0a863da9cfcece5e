//! Takes the bytes of a document in whatever encoding; gives it as UTF-8 text without its XML
//! declaration, so that no later parser has to guess (or fails at guessing).

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How far into a document its XML declaration may reach, in bytes.
const DECLARATION_BYTES_MAX: usize = 256;

/// A document as text.
pub(super) struct Decoded {
    /// Without XML declarations and white space before its start.
    pub(super) text: String,
    /// Whether some of its bytes mean nothing in its encoding: they are U+FFFD in the text.
    pub(super) had_errors: bool,
}

/// Decodes by byte-order mark, then by declaration, then as UTF-8; bytes that are not UTF-8 and
/// declare nothing are Windows-1252, the superset of Latin-1 that old feeds are written in.
pub(super) fn decode(bytes: &[u8]) -> Decoded {
    let encoding = match (Encoding::for_bom(bytes), bytes) {
        (Some((encoding, _)), _) => encoding,
        (None, [0, b'<', ..]) => UTF_16BE,
        (None, [b'<', 0, ..]) => UTF_16LE,
        (None, _) => declared(bytes).unwrap_or_else(|| guessed(bytes)),
    };
    let (text, _, had_errors) = encoding.decode(bytes);
    Decoded { text: without_declarations(&text), had_errors }
}

fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(DECLARATION_BYTES_MAX)]);
    let declaration = start.trim_start().strip_prefix("<?xml")?.split("?>").next()?;
    let value = declaration.split("encoding").nth(1)?.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|mark| ['"', '\''].contains(mark))?;
    let encoding = Encoding::for_label(value[1..].split(quote).next()?.as_bytes())?;
    // A document that could be read this far as ASCII is not UTF-16, whatever it declares.
    Some(encoding.output_encoding()).filter(|encoding| *encoding != UTF_8 || is_utf8(bytes))
}

fn guessed(bytes: &[u8]) -> &'static Encoding {
    if is_utf8(bytes) { UTF_8 } else { WINDOWS_1252 }
}

fn is_utf8(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok()
}

/// Declarations come out wherever they stand: a second one makes the parser below panic.
fn without_declarations(text: &str) -> String {
    let mut parts = text.split("<?xml");
    let mut rest = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let is_declaration = part.starts_with(char::is_whitespace);
        match part.split_once("?>").filter(|_| is_declaration) {
            Some((_, after)) => rest.push_str(after),
            None => rest.extend(["<?xml", part]),
        }
    }
    rest.trim_start().to_owned()
}

#[cfg(test)]
mod tests {
    fn decode(bytes: &[u8]) -> String {
        super::decode(bytes).text
    }

    #[test]
    fn every_common_encoding_becomes_the_same_text() {
        let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><t>Caf\xe9</t>";
        assert_eq!(decode(latin), "<t>Café</t>");
        assert_eq!(decode(b"<t>Caf\xe9</t>"), "<t>Café</t>");
        assert_eq!(
            decode("\u{feff}<?xml version=\"1.0\"?>\n<t>Café</t>".as_bytes()),
            "<t>Café</t>"
        );
        let utf16: Vec<u8> = std::iter::once(0xfeff)
            .chain("<t>Café</t>".encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(decode(&utf16), "<t>Café</t>");
        let lie = "<?xml version=\"1.0\" encoding=\"utf-16\"?><t>Café</t>";
        assert_eq!(decode(lie.as_bytes()), "<t>Café</t>");
    }
}
