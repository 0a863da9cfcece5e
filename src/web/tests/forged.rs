//! Links that the desk did not sign, or signed for somebody else.

use super::*;

/// Row 72 of `docs/security.md`: what one reader's link signs leaves no other.
#[tokio::test]
async fn a_forged_token_and_one_signed_for_another_reader_leave_nobody() {
    let web = Web::start().await;
    let of = |reader: &str| key().leave_token(&SubscriberId(reader.to_owned()), &brief());
    let (own, other) = (of("ana-1"), of("bo"));
    let (ana_signed, bo_meant) = (own.split_once('.').unwrap().1, other.split_once('.').unwrap().0);
    let forged = TokenKey::new("another key").leave_token(&ana(), &brief());
    for token in [format!("{bo_meant}.{ana_signed}"), forged, bo_meant.to_owned()] {
        let path = format!("/unsubscribe/{token}");
        says(&web.post(&path, "List-Unsubscribe=One-Click").await, 404, "This link does not work");
        says(&web.post(&path, "leave=all").await, 404, "");
        says(&web.ask("GET", &path).await, 404, "");
    }
    assert!(web.store().suppressions().unwrap().is_empty() && web.told().is_empty());
}
