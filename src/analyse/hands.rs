//! Takes work that falls into parts which do not know of each other; gives what each came to, in
//! order. Whoever starts the program decides how many parts are done at a time: here is no thread.

use std::sync::Mutex;

/// Does one part after another, or several at a time: each number below the first argument once.
pub type Hands = dyn Fn(usize, &(dyn Fn(usize) + Sync)) + Sync;

/// One part after another.
pub fn in_turn(count: usize, part: &(dyn Fn(usize) + Sync)) {
    (0..count).for_each(part);
}

/// What each part comes to, whoever did it.
pub(super) fn map<T: Send>(
    hands: &Hands,
    count: usize,
    part: impl Fn(usize) -> T + Sync,
) -> Vec<T> {
    let done = Mutex::new(Vec::with_capacity(count));
    hands(count, &|place| {
        let came_to = part(place);
        done.lock().expect("a part does not panic").push((place, came_to));
    });
    let mut done = done.into_inner().expect("a part does not panic");
    done.sort_unstable_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, came_to)| came_to).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_the_hands_changes_nothing() {
        let backwards =
            |count: usize, part: &(dyn Fn(usize) + Sync)| (0..count).rev().for_each(part);
        let squares = vec![0, 1, 4, 9];
        assert_eq!(map(&in_turn, 4, |place| place * place), squares);
        assert_eq!(map(&backwards, 4, |place| place * place), squares);
    }
}
