//! The pictures that a page shows travel with it, and no others.

use super::*;

#[test]
fn a_letter_carries_the_pictures_that_its_page_shows_and_no_others() {
    let page = "<img src=\"cid:tones.png.2026-03-25.harbour.r001@contrabrief\">";
    let (_folder, archived) = archived_with(1, page, &["spark-01.png", "tones.png"]);
    let message = || message_of(&parcel(&archived, "ana", DeliveryState::Intent), &settings());
    let bytes = message().unwrap().bytes;
    assert_eq!(bytes, message().unwrap().bytes);
    let message = MessageParser::default().parse(&bytes).unwrap();
    let types: Vec<String> = message
        .parts
        .iter()
        .filter_map(|part| part.content_type())
        .map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()))
        .collect();
    let expected =
        ["multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png"];
    assert_eq!(types, expected);
    let picture = message.parts.last().unwrap();
    assert_eq!(picture.content_id(), Some("tones.png.2026-03-25.harbour.r001@contrabrief"));
    assert!(picture.content_disposition().is_some_and(|kind| kind.ctype() == "inline"));
    assert_eq!(picture.contents(), b"\x89PNG");
}

#[test]
fn a_letter_without_pictures_has_two_parts_as_ever() {
    let (_folder, archived) = archived_with(1, "<p>Kräne ruhen</p>", &["tones.png"]);
    let parcel = parcel(&archived, "ana", DeliveryState::Intent);
    let bytes = message_of(&parcel, &settings()).unwrap().bytes;
    assert_eq!(MessageParser::default().parse(&bytes).unwrap().parts.len(), 3);
}
