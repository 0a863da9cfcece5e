//! Takes what a page says; gives it as HTML that needs no script, no picture and no other file.
//! Whatever came from outside this program is escaped.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{Days, NaiveDate};

use super::asked::{PAUSE_DAYS_MAX, files_word};
use crate::model::{MailForm, Preference, Sha256Hash};

const STYLE: &str = include_str!("../../templates/readers.css");

/// What a page may do: show itself in its own style and send its own form home.
pub(super) fn policy() -> String {
    let style = STANDARD.encode(Sha256Hash::of(STYLE).as_bytes());
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}

/// A whole page.
pub(super) fn page(heading: &str, brief: Option<&str>, body: &str) -> String {
    let heading = escaped(heading);
    let brief = brief.map_or_else(String::new, |brief| format!("<span>{}</span>", escaped(brief)));
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\" dir=\"ltr\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<meta name=\"robots\" content=\"noindex\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<title>{heading}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<p class=\"mast\"><b>CONTRABRIEF</b>{brief}</p>\n<h1>{heading}</h1>\n{body}</main>\n</body>\n</html>\n"
    )
}

/// Text as HTML.
pub(super) fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for mark in text.chars() {
        match mark {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            mark if mark.is_control() => html.push(' '),
            mark => html.push(mark),
        }
    }
    html
}

/// Asks whether the reader means it. `choices` is the token of its preferences.
pub(super) fn ask_leave(brief: &str, choices: &str) -> String {
    let title = escaped(brief);
    let body = format!(
        "<p>You will get no further edition of {title} by mail. What you have received stays yours.</p>\n<form method=\"post\">\n<div class=\"acts\">\n<button class=\"main\" type=\"submit\" name=\"leave\" value=\"brief\">Unsubscribe</button>\n<button type=\"submit\" name=\"leave\" value=\"all\">Unsubscribe from every brief</button>\n</div>\n</form>\n<p class=\"foot\">Too long, or too many files? You can get it <a href=\"../preferences/{choices}\">shorter, as text, or pause it</a> instead.</p>\n"
    );
    page(&format!("Stop getting {brief}?"), Some(brief), &body)
}

/// Says that the reader left. `back` is the token of the way back.
pub(super) fn left(brief: &str, all: bool, back: &str) -> String {
    let what = if all { "any brief of this desk".to_owned() } else { escaped(brief) };
    let body = format!(
        "<p class=\"said\" role=\"status\">You no longer get {what}.</p>\n<p>A mail that is on its way this minute may still arrive. The desk is told, so you need not write to anybody.</p>\n<form method=\"post\" action=\"../return/{back}\">\n<div class=\"acts\">\n<button type=\"submit\" name=\"return\" value=\"yes\">Get {} again</button>\n</div>\n</form>\n",
        escaped(brief)
    );
    page("You are unsubscribed", Some(brief), &body)
}

/// Asks whether the reader wants a brief again.
pub(super) fn ask_return(brief: &str) -> String {
    let body = "<p>The next edition will come to you by mail as before.</p>\n<form method=\"post\">\n<div class=\"acts\">\n<button class=\"main\" type=\"submit\" name=\"return\" value=\"yes\">Get it again</button>\n</div>\n</form>\n";
    page(&format!("Get {brief} again?"), Some(brief), body)
}

/// Says that the reader gets a brief, or what still keeps it from that.
pub(super) fn returned(brief: &str, is_kept: bool, choices: &str) -> String {
    let title = escaped(brief);
    if is_kept {
        let body = format!(
            "<p class=\"said wrong\" role=\"status\">Your request is noted, but the desk does not send {title} to you for another reason.</p>\n<p>Please ask the desk: a mail to you may have come back, or your subscription has ended.</p>\n"
        );
        return page("The desk has to help here", Some(brief), &body);
    }
    let body = format!(
        "<p class=\"said\" role=\"status\">You get {title} again, from the next edition on.</p>\n<p>The desk is told. You may also choose <a href=\"../preferences/{choices}\">how it comes</a>.</p>\n"
    );
    page("Welcome back", Some(brief), &body)
}

/// What a reader can choose, with what it chose. `leave` is the token of its unsubscription.
pub(super) fn choices(
    brief: &str,
    chosen: &Preference,
    said: Option<Result<String, String>>,
    today: NaiveDate,
    leave: &str,
) -> String {
    let mut body = match said {
        Some(Ok(said)) => format!("<p class=\"said\" role=\"status\">{}</p>\n", escaped(&said)),
        Some(Err(wrong)) => {
            format!("<p class=\"said wrong\" role=\"alert\">{}</p>\n", escaped(&wrong))
        }
        None => "<p>This holds for every brief that you get from this desk.</p>\n".to_owned(),
    };
    let form = match chosen.form {
        None => "arranged",
        Some(MailForm::Full) => "full",
        Some(MailForm::Short) => "short",
        Some(MailForm::Text) => "text",
    };
    body.push_str("<form method=\"post\">\n");
    body.push_str(&radios("The mail", "form", form, &FORM_WORDS));
    let files = files_word(chosen.attachments.as_ref());
    body.push_str(&radios("Files with it", "files", files, &FILE_WORDS));
    let until = chosen.until.filter(|until| *until > today).map(|until| until.to_string());
    let (first, last) = (today + Days::new(1), today + Days::new(PAUSE_DAYS_MAX));
    let _ = write!(
        body,
        "<fieldset>\n<legend>Pause</legend>\n<label class=\"day\">Send nothing before <input id=\"until\" type=\"date\" name=\"until\" min=\"{first}\" max=\"{last}\" value=\"{}\"></label>\n<span class=\"hint\">Left empty, there is no pause. Editions of the pause are not sent later.</span>\n</fieldset>\n<div class=\"acts\">\n<button class=\"main\" type=\"submit\">Save</button>\n</div>\n</form>\n<p class=\"foot\"><a href=\"../unsubscribe/{leave}\">Unsubscribe</a> from {} or from every brief.</p>\n",
        until.unwrap_or_default(),
        escaped(brief)
    );
    page("How your brief comes", Some(brief), &body)
}

const FORM_WORDS: [(&str, &str, &str); 4] = [
    ("arranged", "As the desk arranged it", ""),
    ("full", "Full", "The whole brief with its charts"),
    ("short", "Short", "The main points, without pictures"),
    ("text", "Text alone", "For plain mail programs and screen readers"),
];

const FILE_WORDS: [(&str, &str, &str); 5] = [
    ("arranged", "As the desk arranged it", ""),
    ("none", "None", ""),
    ("pdf", "PDF", "The brief on paper"),
    ("json", "JSON", "The brief for machines"),
    ("both", "PDF and JSON", ""),
];

fn radios(legend: &str, name: &str, chosen: &str, words: &[(&str, &str, &str)]) -> String {
    let mut html = format!("<fieldset>\n<legend>{legend}</legend>\n");
    for (value, label, hint) in words {
        let checked = if *value == chosen { " checked" } else { "" };
        let hint = if hint.is_empty() {
            String::new()
        } else {
            format!("<span class=\"hint\">{hint}</span>")
        };
        let _ = writeln!(
            html,
            "<label><input id=\"{name}-{value}\" type=\"radio\" name=\"{name}\" value=\"{value}\"{checked}><span>{label}{hint}</span></label>"
        );
    }
    html.push_str("</fieldset>\n");
    html
}

/// Says what went wrong and what a reader can do.
pub(super) fn trouble(heading: &str, what: &str, mailto: Option<&str>) -> String {
    let help = mailto.map_or_else(
        || "To unsubscribe, answer any mail of the brief and say so.".to_owned(),
        |address| {
            let address = escaped(address);
            format!(
                "To unsubscribe, write to <a href=\"mailto:{address}?subject=unsubscribe\">{address}</a> from the address that gets the brief."
            )
        },
    );
    page(heading, None, &format!("<p>{}</p>\n<p>{help}</p>\n", escaped(what)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_text_and_nothing_else() {
        let html = ask_leave("<script>alert('x')</script> & \"co\"\u{7}", "token");
        assert!(!html.contains("<script") && !html.contains('\u{7}'), "{html}");
        assert!(
            html.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;co&quot;")
        );
    }
}
