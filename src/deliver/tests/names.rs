//! Names as people write them, and as somebody would who means harm.

use super::*;

/// Row 41 of `docs/security.md`.
#[test]
fn a_name_with_quotes_commas_pictures_and_direction_marks_comes_back_without_the_marks() {
    let (_folder, archived) = archived(1);
    for (name, shown) in [
        ("Ana \"the Crane\", Ltd. <x@y.example>", "Ana \"the Crane\", Ltd. <x@y.example>"),
        ("Ana 🚀 Łuk, 漢字", "Ana 🚀 Łuk, 漢字"),
        ("Ana\u{202e}moc.live\u{202c}", "Anamoc.live"),
        ("\u{200f}אנה\u{2066} לב\u{2069}", "אנה לב"),
    ] {
        let mut parcel = parcel(&archived, "ana", DeliveryState::Intent);
        parcel.subscriber.name = Some(name.to_owned());
        let bytes = message_of(&parcel, &settings()).unwrap().bytes;
        assert!(bytes.is_ascii(), "{name}");
        let message = MessageParser::default().parse(&bytes).unwrap();
        let to = message.to().unwrap();
        assert_eq!(to.iter().count(), 1, "{name}");
        assert_eq!(to.first().unwrap().name(), Some(shown));
        assert_eq!(to.first().unwrap().address(), Some("ana@reader.example"));
    }
}
