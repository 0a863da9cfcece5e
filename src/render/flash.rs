//! Takes a composed flash; gives its mail as text and as a page. No operator replaces its
//! templates: a flash is never archived with a set of them.

use serde::Serialize;

use super::engine::{self, Format};
use super::{RenderError, TemplateSet};
use crate::model::{FlashName, FlashPage, FlashStory};

const TEXT: (&str, &str) = ("flash.txt.tera", include_str!("../../templates/flash.txt.tera"));
const PAGE: (&str, &str) = ("flash.html.tera", include_str!("../../templates/flash.html.tera"));

#[derive(Serialize)]
struct View<'p> {
    title: &'p str,
    headline: &'p str,
    at: &'p str,
    names: Vec<NameView<'p>>,
    terms: &'p [String],
}

#[derive(Serialize)]
struct NameView<'p> {
    ticker: String,
    name: &'p str,
    sentences: &'p [String],
    figures: &'p [String],
    stories: Vec<StoryView<'p>>,
    wrong_if: &'p [String],
}

#[derive(Serialize)]
struct StoryView<'p> {
    text: &'p str,
    source: &'p str,
    url: Option<&'p str>,
}

/// Lays a flash out as text and as a page.
///
/// # Errors
/// [`RenderError`], which the built-in templates never give.
pub fn render_flash(page: &FlashPage) -> Result<(String, String), RenderError> {
    let view = View {
        title: &page.title,
        headline: &page.headline,
        at: &page.at_words,
        names: page.names.iter().map(name).collect(),
        terms: &page.terms,
    };
    let fill = |(name, source): (&str, &str), format| {
        let source = source.replace("\r\n", "\n");
        engine::fill(&TemplateSet::of_one(name, &source), name, format, &view)
    };
    Ok((fill(TEXT, Format::Text)?, fill(PAGE, Format::Html)?))
}

fn name(name: &FlashName) -> NameView<'_> {
    NameView {
        ticker: name.ticker.to_string(),
        name: &name.name,
        sentences: &name.sentences,
        figures: &name.figures,
        stories: name.stories.iter().map(story).collect(),
        wrong_if: &name.wrong_if,
    }
}

fn story(story: &FlashStory) -> StoryView<'_> {
    // A page links to the web and nowhere else.
    let url = story
        .url
        .as_deref()
        .filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    StoryView { text: &story.text, source: &story.source, url }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Ticker;

    fn page() -> FlashPage {
        FlashPage {
            title: "Harbour flash".to_owned(),
            headline: "Helix: tone falls from +0.31 to −0.12, and one more".to_owned(),
            at_words: "25 March 2026, 14:05 New York".to_owned(),
            names: vec![FlashName {
                ticker: Ticker::parse("HELX").unwrap(),
                name: "Helix <Systems>".to_owned(),
                sentences: vec![
                    "The tone fell from +0.31 in the edition of 25 March to −0.12.".to_owned(),
                    "Good news ignored holds now and did not on 25 March. Price fell 3.1% while seven of nine stories were glad.".to_owned(),
                ],
                figures: vec![
                    "9 stories in 14 articles from 5 publishers: 2 positive, 3 neutral, 4 negative".to_owned(),
                    "Close of 24 March: 101.20 (−3.1%)".to_owned(),
                ],
                stories: vec![
                    FlashStory {
                        text: "Helix cuts its outlook for the second half as two large customers delay orders.".to_owned(),
                        source: "Harbour Wire · 25 Mar 2026 17:40 UTC · 4 articles · −0.46".to_owned(),
                        url: Some("https://wire.example/helix?a=1&b=2".to_owned()),
                    },
                    FlashStory {
                        text: "A <script> of a headline.".to_owned(),
                        source: "Odd Wire".to_owned(),
                        url: Some("javascript:alert(1)".to_owned()),
                    },
                ],
                wrong_if: vec!["HELX closes above 104.00 by 8 April.".to_owned()],
            }],
            terms: vec!["You asked to hear of this between two editions of Harbour morning: at most 3 a day, none from 22:00 to 06:00.".to_owned()],
        }
    }

    #[test]
    fn the_text_is_short_and_says_what_is_behind_it() {
        insta::assert_snapshot!(render_flash(&page()).unwrap().0);
    }

    #[test]
    fn the_page_escapes_what_others_wrote_and_links_to_the_web_alone() {
        let html = render_flash(&page()).unwrap().1;
        assert!(html.contains("Helix &lt;Systems&gt;"));
        assert!(
            html.contains("href=\"https:&#x2F;&#x2F;wire.example")
                || html.contains("href=\"https://wire.example/helix?a=1&amp;b=2\"")
        );
        assert!(!html.contains("<script>") && !html.contains("javascript:"));
        assert!(html.len() < 20_000, "a flash is short");
    }
}
