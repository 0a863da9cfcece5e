//! Takes what a window tells later ones; gives the bytes of its column, and back. Never gives a
//! telling that names a word it does not have.

use serde::{Deserialize, Serialize};

use crate::model::{KeptStory, Telling, Ticker};

/// A telling as it is written, by postcard 1.
#[derive(Serialize, Deserialize)]
struct Written {
    texts: u32,
    words: Vec<(u64, u32)>,
    stories: Vec<WrittenStory>,
}

#[derive(Serialize, Deserialize)]
struct WrittenStory {
    title: Vec<u32>,
    opening: Vec<u32>,
    about: Vec<String>,
}

/// The bytes of a telling.
pub(super) fn write(telling: &Telling) -> Vec<u8> {
    let stories = telling.stories.iter().map(|story| WrittenStory {
        title: story.title.clone(),
        opening: story.opening.clone(),
        about: story.about.iter().map(ToString::to_string).collect(),
    });
    let (texts, words) = (telling.texts, telling.words.clone());
    let written = Written { texts, words, stories: stories.collect() };
    postcard::to_allocvec(&written).expect("plain lists are always written")
}

/// Reads what [`write()`] wrote; for anything else, what is wrong with it.
pub(super) fn read(bytes: &[u8]) -> Result<Telling, String> {
    let (written, rest): (Written, _) = postcard::take_from_bytes(bytes)
        .map_err(|error| format!("{} bytes that are no telling: {error}", bytes.len()))?;
    if !rest.is_empty() {
        return Err(format!("a telling and {} bytes more", rest.len()));
    }
    let Written { texts, words, stories } = written;
    if !words.is_sorted_by(|(left, _), (right, _)| left < right) {
        return Err("a telling whose words are not in order".to_owned());
    }
    let stories = stories.into_iter().map(|story| story_of(story, words.len()));
    Ok(Telling { texts, stories: stories.collect::<Result<_, _>>()?, words })
}

fn story_of(written: WrittenStory, words: usize) -> Result<KeptStory, String> {
    let WrittenStory { title, opening, about } = written;
    let beyond = title.iter().chain(&opening).find(|place| **place as usize >= words);
    if let Some(place) = beyond {
        return Err(format!("a story with word {place} of {words}"));
    }
    let about = about.into_iter().map(|symbol| {
        Ticker::parse(&symbol).map_err(|_| format!("a story about `{symbol}`, which is no ticker"))
    });
    Ok(KeptStory { title, opening, about: about.collect::<Result<_, _>>()? })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn telling() -> Telling {
        let story = KeptStory {
            title: vec![1],
            opening: vec![0, 1],
            about: vec![Ticker::parse("ACME").unwrap()],
        };
        Telling { texts: 3, words: vec![(7, 1), (u64::MAX, 3)], stories: vec![story] }
    }

    #[test]
    fn a_telling_comes_back() {
        assert_eq!(read(&write(&telling())), Ok(telling()));
        assert_eq!(read(&write(&Telling::default())), Ok(Telling::default()));
    }

    #[test]
    fn a_telling_that_was_cut_or_lengthened_is_refused() {
        let bytes = write(&telling());
        for end in 0..bytes.len() {
            assert!(read(&bytes[..end]).is_err(), "{end} bytes");
        }
        assert_eq!(read(&[&bytes[..], &[0]].concat()), Err("a telling and 1 bytes more".into()));
    }

    #[test]
    fn a_story_of_words_that_are_not_there_is_refused() {
        let mut wrong = telling();
        wrong.stories[0].opening.push(2);
        assert_eq!(read(&write(&wrong)), Err("a story with word 2 of 2".to_owned()));
        wrong.words.reverse();
        assert_eq!(read(&write(&wrong)), Err("a telling whose words are not in order".to_owned()));
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_telling_or_say_why_not(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(told) = read(&bytes) {
                prop_assert_eq!(read(&write(&told)), Ok(told));
            }
        }
    }
}
