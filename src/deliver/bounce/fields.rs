//! Takes bytes that begin with header fields; gives the fields, unfolded. The same for a
//! message's header, a delivery report's blocks and a returned header. Never fails: what is no
//! field is passed over.

/// The most fields that are read of one block.
const FIELDS_MAX: usize = 500;
/// The most blocks that are read of one report.
const BLOCKS_MAX: usize = 200;
/// The longest value that is kept, in bytes.
const VALUE_BYTES_MAX: usize = 4_000;

/// The fields of one block, in their order; names in lower case.
#[derive(Debug, Default)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// The fields up to the first empty line.
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self::read(&mut lines(bytes))
    }

    /// The blocks that empty lines set apart (RFC 3464, 2.1).
    pub(super) fn blocks(bytes: &[u8]) -> Vec<Self> {
        let mut lines = lines(bytes).peekable();
        let mut blocks = Vec::new();
        while lines.peek().is_some() && blocks.len() < BLOCKS_MAX {
            let block = Self::read(&mut lines);
            if !block.0.is_empty() {
                blocks.push(block);
            }
        }
        blocks
    }

    fn read<'b>(lines: &mut impl Iterator<Item = &'b [u8]>) -> Self {
        let mut fields: Vec<(String, String)> = Vec::new();
        for line in lines.take_while(|line| !line.trim_ascii().is_empty()) {
            let text = String::from_utf8_lossy(line);
            if line.starts_with(b" ") || line.starts_with(b"\t") {
                if let Some((_, value)) = fields.last_mut()
                    && value.len() < VALUE_BYTES_MAX
                {
                    value.push(' ');
                    value.push_str(text.trim());
                }
            } else if let Some((name, value)) = text.split_once(':')
                && fields.len() < FIELDS_MAX
            {
                let value = value.trim().chars().take(VALUE_BYTES_MAX).collect();
                fields.push((name.trim().to_ascii_lowercase(), value));
            }
        }
        Self(fields)
    }

    /// The first field of a name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// Every field of a name.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// Lines without their ends; a lone CR ends none.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line))
}

/// What stands behind a field's type: `rfc822; joe@reader.example` (RFC 3464, 2.1.2).
pub(super) fn behind_type(value: &str) -> &str {
    value.split_once(';').map_or(value, |(_, rest)| rest).trim()
}

/// The addresses that a text names, without brackets, quotes and what stands around them.
pub(super) fn addresses(text: &str) -> impl Iterator<Item = &str> {
    let ends = |mark: char| mark.is_whitespace() || "<>,;()[]\"'".contains(mark);
    text.split(ends).map(|word| word.trim_matches([':', '.'])).filter(|word| {
        word.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
    })
}

/// The Message-IDs that a text names, with their brackets.
pub(super) fn message_ids(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive('>').filter_map(|part| {
        let id = &part[part.rfind('<')?..];
        (id.ends_with('>') && id.contains('@')).then_some(id)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_unfolded_and_what_is_none_is_passed_over() {
        let fields = Fields::of(b"To: a,\r\n\t b\r\nno field\r\nTO : c\r\n\r\nTo: body");
        assert_eq!(fields.all("to").collect::<Vec<_>>(), ["a, b", "c"]);
        assert_eq!(Fields::of(b" folded: into nothing\nA: 1").get("a"), Some("1"));
        assert_eq!(Fields::of(b"").get("a"), None);
    }

    #[test]
    fn blocks_are_set_apart_by_empty_lines_however_many() {
        let blocks = Fields::blocks(b"\n\nA: 1\n \n\nA: 2\nB: 3\n\n\n");
        let firsts: Vec<_> = blocks.iter().map(|block| block.get("a").unwrap()).collect();
        assert_eq!(firsts, ["1", "2"]);
    }

    #[test]
    fn addresses_and_ids_are_found_in_what_stands_around_them() {
        let text = "\"Joe\" <joe@reader.example>, (x) ann@reader.example: gone. @ a@";
        let found: Vec<_> = addresses(text).collect();
        assert_eq!(found, ["joe@reader.example", "ann@reader.example"]);
        let found: Vec<_> = message_ids("see <<a@b> and <c@d>, <none> <e@f").collect();
        assert_eq!(found, ["<a@b>", "<c@d>"]);
    }
}
