//! Wishes in words: read, written, inherited, refused.

use super::*;

fn said(pairs: &[(WishKey, &str)]) -> SaidWishes {
    let mut said = SaidWishes::default();
    for (key, text) in pairs {
        said.set(*key, text).unwrap();
    }
    said
}

#[test]
fn wishes_read_back_from_their_words() {
    let said = said(&[
        (WishKey::Watchlist, "nvda; BRK.B"),
        (WishKey::Form, "Short"),
        (WishKey::Attachments, "json,pdf"),
        (WishKey::DateLanguage, "DE-ch"),
        (WishKey::Timezone, "Europe/Berlin"),
        (WishKey::FromTime, "7:30"),
        (WishKey::Weekdays, "fri mon"),
    ]);
    let words: Vec<String> = WishKey::ALL.into_iter().filter_map(|key| said.words(key)).collect();
    let due = ["BRK.B NVDA", "short", "pdf json", "de-CH", "Europe/Berlin", "07:30", "mon fri"];
    assert_eq!(words, due);
    let mut again = SaidWishes::default();
    for (key, text) in WishKey::ALL.into_iter().zip(&words) {
        again.set(key, text).unwrap();
    }
    assert_eq!(again, said);
    assert_eq!(
        said.with_group(None).to_string(),
        "BRK.B NVDA, short, with pdf json, dates in de-CH, from 07:30 Europe/Berlin, on mon fri"
    );
}

#[test]
fn a_group_says_what_its_member_does_not_and_nothing_else() {
    let group = said(&[
        (WishKey::Watchlist, "NVDA"),
        (WishKey::Attachments, "pdf"),
        (WishKey::Weekdays, "mon"),
        (WishKey::Form, "text"),
    ]);
    let member = said(&[
        (WishKey::Watchlist, "*"),
        (WishKey::Attachments, "none"),
        (WishKey::Weekdays, "*"),
    ]);
    let wishes = member.with_group(Some(&group));
    assert_eq!(wishes, Wishes { form: MailForm::Text, ..Wishes::default() });
    assert_eq!(SaidWishes::default().with_group(Some(&group)), group.with_group(None));
}

#[test]
fn what_cannot_be_read_names_the_value_and_what_would_do() {
    for (key, text, told) in [
        (WishKey::Form, "long", "`long` is not a form: write `full`, `short` or `text`"),
        (
            WishKey::Attachments,
            "pdf csv",
            "`csv` is not an attachment: write `pdf`, `json` or `none`",
        ),
        (WishKey::Timezone, "Berlin", "`Berlin` is not an IANA time zone such as `Europe/Berlin`"),
        (WishKey::FromTime, "25:00", "`25:00` is not a time of day such as `07:30`"),
        (
            WishKey::DateLanguage,
            "german!",
            "`german!` is not a language tag such as `de` or `de-CH`",
        ),
    ] {
        let mut said = SaidWishes::default();
        assert_eq!(said.set(key, text).unwrap_err().to_string(), told);
        assert_eq!(said, SaidWishes::default());
    }
}
