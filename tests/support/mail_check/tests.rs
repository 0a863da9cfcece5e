//! Each rule finds its small bad mail, and a good one passes: the check can fail.

use super::violations;

fn mail(body: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><title>Brief</title></head><body>{body}</body></html>"
    )
}

fn rules(html: &str) -> Vec<&'static str> {
    let mut rules: Vec<&str> = violations(html).into_iter().map(|found| found.rule).collect();
    rules.dedup();
    rules
}

#[test]
fn a_plain_mail_breaks_nothing() {
    let body = "<table role=\"presentation\" width=\"640\" style=\"max-width:640px\"><tr><td style=\"padding:4px 8px;border-left:5px solid #DCE1E8;color:#55616F\" bgcolor=\"#FFFFFF\">Words <a href=\"https://a.example/\" style=\"color:#0B57A4\">a link</a><img src=\"cid:spark-1\" alt=\"+8.4%\" width=\"84\" height=\"26\" style=\"width:100%;max-width:84px\"></td></tr></table>";
    assert_eq!(violations(&mail(body)), []);
}

#[test]
fn each_rule_finds_its_bad_mail() {
    let image = |src: &str| format!("<img src=\"{src}\" alt=\"a\" width=\"9\" height=\"9\">");
    for (rule, body) in [
        ("svg", "<svg></svg>".to_owned()),
        ("data-image", image("data:image/png;base64,AA==")),
        ("image-source", image("http://a.example/a.png")),
        ("image-source", image("spark.png")),
        ("image-kind", image("https://a.example/a.webp")),
        ("image-kind", image("https://a.example/a.svg")),
        ("alt", "<img src=\"cid:a\" width=\"9\" height=\"9\">".to_owned()),
        ("image-size", "<img src=\"cid:a\" alt=\"a\" width=\"9\">".to_owned()),
        (
            "tracking",
            "<img src=\"https://a.example/p\" alt=\"\" width=\"1\" height=\"1\">".to_owned(),
        ),
        ("variable", "<p style=\"color:var(--ink)\">a</p>".to_owned()),
        ("flex", "<div style=\"display:flex\">a</div>".to_owned()),
        ("flex", "<div style=\"display:inline-grid\">a</div>".to_owned()),
        ("unsupported", "<p style=\"position:absolute\">a</p>".to_owned()),
        ("unsupported", "<p style=\"overflow:hidden\">a</p>".to_owned()),
        ("unsupported", "<p style=\"opacity:.5\">a</p>".to_owned()),
        ("unsupported", "<p style=\"object-fit:cover\">a</p>".to_owned()),
        ("radius", "<p style=\"border-radius:3px\">a</p>".to_owned()),
        ("margin", "<p style=\"margin:0 auto\">a</p>".to_owned()),
        ("margin", "<p style=\"margin:-4px 0 0 0\">a</p>".to_owned()),
        ("width", "<div style=\"width:90px\">a</div>".to_owned()),
        ("width", "<p style=\"width:50%\">a</p>".to_owned()),
        ("padding", "<p style=\"padding:0 0 4px 0\">a</p>".to_owned()),
        ("padding", "<span style=\"padding-left:4px\">a</span>".to_owned()),
        ("border", "<p style=\"border-top:1px solid #000\">a</p>".to_owned()),
        (
            "border",
            "<table role=\"none\"><tr><td style=\"border:9px solid #000\">a</td></tr></table>"
                .to_owned(),
        ),
        ("max-width", "<div style=\"max-width:640px\">a</div>".to_owned()),
        ("wide", "<table role=\"none\" width=\"700\"><tr><td>a</td></tr></table>".to_owned()),
        ("scope", "<table><tr><th>a</th></tr></table>".to_owned()),
        ("role", "<table><tr><td>a</td></tr></table>".to_owned()),
        (
            "role",
            "<table role=\"presentation\"><tr><th scope=\"col\">a</th></tr></table>".to_owned(),
        ),
        ("small", "<p style=\"font-size:11px\">a</p>".to_owned()),
        ("contrast", "<p style=\"color:#999999\">a</p>".to_owned()),
        (
            "contrast",
            "<table role=\"none\" bgcolor=\"#333333\"><tr><td>a</td></tr></table>".to_owned(),
        ),
        ("anchor", "<a href=\"#s1\" style=\"color:#000\">a</a>".to_owned()),
        ("link", "<a href=\"javascript:a\" style=\"color:#000\">a</a>".to_owned()),
        ("link-colour", "<a href=\"https://a.example/\">a</a>".to_owned()),
        ("script", "<script>1</script>".to_owned()),
        ("script", "<p onclick=\"a\">a</p>".to_owned()),
        ("script", "<form action=\"https://a.example/\">a</form>".to_owned()),
        ("external", "<link rel=\"stylesheet\" href=\"https://a.example/a.css\">".to_owned()),
        ("external", "<p style=\"background:url(https://a.example/a.png)\">a</p>".to_owned()),
        ("line", "a ".repeat(600)),
        ("size", "a\n".repeat(51_000)),
    ] {
        assert_eq!(rules(&mail(&body)), [rule], "{}", &body[..body.len().min(120)]);
    }
}

#[test]
fn each_rule_of_the_head_finds_its_bad_mail() {
    let with = |head: &str| {
        format!(
            "<!DOCTYPE html><html lang=\"en\"><head><title>Brief</title>{head}</head><body>a</body></html>"
        )
    };
    for (rule, head) in [
        ("style-size", format!("<style>{}</style>", ".a{color:#000!important}\n".repeat(700))),
        ("style-meaning", "<style>.a{color:#123456}</style>".to_owned()),
        (
            "media-layout",
            "<style>@media (max-width:600px){.a{display:flex!important}}</style>".to_owned(),
        ),
        ("external", "<style>@import 'https://a.example/a.css';</style>".to_owned()),
        ("external", "<link rel=\"stylesheet\" href=\"https://a.example/a.css\">".to_owned()),
        ("script", "<script>1</script>".to_owned()),
        ("script", "<meta http-equiv=\"refresh\" content=\"0\">".to_owned()),
    ] {
        assert_eq!(rules(&with(&head)), [rule], "{head:.60}");
    }
    assert_eq!(rules("<html><head><title>a</title></head><body>a</body></html>"), ["lang"]);
    assert_eq!(rules("<html lang=\"en\"><head></head><body>a</body></html>"), ["title"]);
}

#[test]
fn a_dark_screen_is_judged_by_its_own_rules() {
    let html = "<!DOCTYPE html><html lang=\"en\"><head><title>a</title><style>@media (prefers-color-scheme:dark){.bg{background-color:#131B25!important}.ink{color:#E8EDF3!important}}</style></head><body class=\"bg\"><p class=\"ink\">fine</p><p style=\"color:#14202E\">lost in the dark</p></body></html>";
    let found = violations(html);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].rule, "contrast");
    assert!(found[0].what.contains("lost in the dark"));
}
