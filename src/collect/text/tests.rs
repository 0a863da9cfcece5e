//! Text from outside, made plain. The rows are those of the table in `docs/security.md`.

use proptest::prelude::*;

use super::*;

#[test]
fn markup_scripts_and_entities_become_plain_words() {
    let html = "<b>Helix &amp; Orrery</b><script>alert(1)</script> rise&nbsp;5&#37;";
    assert_eq!(line(html, 500), "Helix & Orrery rise 5%");
    assert_eq!(line("AT&T up", 500), "AT&T up");
    assert_eq!(line("Helix<br>Orrery", 500), "Helix Orrery");
    assert_eq!(line("a < b and c > d", 500), "a < b and c > d");
}

#[test]
fn marks_that_hide_or_turn_text_are_taken_out() {
    assert_eq!(line("He\u{200b}lix \u{202e}up\u{0007}\r\nBcc: x", 500), "Helix up Bcc: x");
}

#[test]
fn paragraphs_survive_and_long_texts_are_cut() {
    assert_eq!(paragraphs("<p>One.</p><p>Two<br>three.</p>", 500), "One.\nTwo\nthree.");
    assert_eq!(line("abcdef", 3), "abc");
}

/// Rows 30 and 31.
#[test]
fn nothing_that_runs_frames_or_asks_survives() {
    for html in [
        "<script>alert(1)</script>Helix",
        "<img src=x onerror=alert(1)>Helix",
        "<svg onload=alert(1)><text>x</text></svg>Helix",
        "<iframe src=//x.example>frame</iframe>Helix",
        "<style>@import url(//x.example)</style>Helix",
        "<base href=//x.example>Helix",
        "<meta http-equiv=refresh content='0;url=//x.example'>Helix",
        "<object data=x>object</object>Helix",
        "<form action=//x.example><input value=x><button>send</button></form>Helix",
        "<link rel=stylesheet href=//x.example/x.css>Helix",
        "<template><p>later</p></template>Helix",
        "<p onclick='x()'>Helix</p>",
    ] {
        assert_eq!(paragraphs(html, 500), "Helix", "{html}");
    }
}

/// Rows 32 and 33: a link is only its words, and an image nothing.
#[test]
fn links_that_run_and_images_that_watch_leave_only_words() {
    for html in [
        "<a href='javascript:alert(1)'>Helix</a>",
        "<a href='jAvAsCrIpT&#58;alert(1)'>Helix</a>",
        "<a href='data:text/html,x'>Helix</a>",
        "<a href='vbscript:x'>Helix</a>",
        "Helix<img src='https://pixel.example/1.gif' width=1 height=1>",
    ] {
        assert_eq!(line(html, 500), "Helix", "{html}");
    }
}

/// Row 64.
#[test]
fn text_that_no_reader_would_see_is_no_text() {
    for hidden in [
        "<p style='display: none'>buy</p>",
        "<p style='VISIBILITY:hidden;'>buy</p>",
        "<span style='font-size: 0px'>buy</span>",
        "<span style='opacity:0'>buy</span>",
        "<div style='position:absolute; left:-9999px'>buy</div>",
        "<span style='color:#FFFFFF'>buy</span>",
        "<span style='color: white !important'>buy</span>",
        "<p hidden>buy</p>",
        "<p aria-hidden='true'>buy</p>",
        "<!-- buy -->",
        "<noscript>buy</noscript>",
    ] {
        let html = format!("<p>Helix rises.</p>{hidden}");
        assert_eq!(paragraphs(&html, 500), "Helix rises.", "{hidden}");
    }
    for shown in
        ["<p style='color:#c00'>Helix</p>", "<p style='opacity:0.9;display:block'>Helix</p>"]
    {
        assert_eq!(paragraphs(shown, 500), "Helix", "{shown}");
    }
}

/// Row 34: whatever looks like a template is text; rendering has its own test.
#[test]
fn marks_of_a_template_are_text() {
    let title = "{{ config.smtp.password }} {% include \"/etc/passwd\" %}";
    assert_eq!(line(title, 500), title);
}

/// Row 37, and rows 20 to 22 for markup: neither depth nor length sinks a parser.
#[test]
fn markup_nested_without_end_is_read_for_its_words() {
    for (open, close) in [("<div>", "</div>"), ("<b>", ""), ("<a><p>", ""), ("<table><tr><td>", "")]
    {
        let html = format!("{}Helix{}", open.repeat(100_000), close.repeat(100_000));
        assert_eq!(line(&html, 500), "Helix", "{open}");
    }
    let long = format!("<p>{}</p>", "Helix rises. ".repeat(800_000));
    assert_eq!(line(&long, 11), "Helix rises");
}

proptest! {
    #[test]
    fn any_text_becomes_plain_text(text in "[<>&a-z/='\"! \\PC]{0,80}") {
        let plain = line(&text, 40);
        prop_assert!(plain.chars().count() <= 40);
        prop_assert!(!plain.chars().any(char::is_control));
    }
}
