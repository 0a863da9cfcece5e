//! Takes nothing; gives the words that the checks know: months, openers of sentences, up and
//! down, denials, advice. English, short, and the same for every edition. A list is one text of
//! words with spaces between them.

/// Whether a list has a word, letter by letter.
pub(super) fn has(list: &str, word: &str) -> bool {
    list.split(' ').any(|known| known == word)
}

/// The months, as dates write them.
pub(super) const MONTHS: &str = "\
    January February March April May June July August September October November December Jan \
    Feb Mar Apr Jun Jul Aug Sep Oct Nov Dec";

/// The days of the week.
pub(super) const WEEKDAYS: &str = "\
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday";

/// Words that may open a sentence with a capital and are no names.
pub(super) const OPENERS: &str = "\
    a about above according across after against all also although amid among an analysts and \
    another as at attention back bad because before behind below between both but by compared \
    coverage crowd despite during even for from good headlines however if in instead investors \
    it its markets meanwhile most much news no none nor not nothing of on one only opinion other \
    over overall praise price prices publishers reports sentiment shares since so some still \
    stories such that the their these they this those though tone trading under weeks when while \
    with";

/// Words that point up.
pub(super) const UP: &str = "\
    up rise rises rose risen rising gain gains gained gaining climb climbs climbed climbing jump \
    jumps jumped jumping advance advances advanced advancing surge surges surged surging soar \
    soars soared soaring rally rallies rallied rallying rebound rebounds rebounded recover \
    recovers recovered increase increases increased increasing grow grows grew growing higher \
    highest above better beat beats beating outperform outperforms outperformed positive \
    stronger raise raises raised upgrade upgrades upgraded exceed exceeds exceeded tops topped \
    improved";

/// Words that point down.
pub(super) const DOWN: &str = "\
    down fall falls fell fallen falling lose loses lost losing loss losses drop drops dropped \
    dropping decline declines declined declining slide slides slid sliding slump slumps slumped \
    slumping plunge plunges plunged plunging sink sinks sank sinking tumble tumbles tumbled \
    tumbling slip slips slipped slipping retreat retreats retreated decrease decreases decreased \
    shrink shrinks shrank lower lowest below worse miss misses missed missing underperform \
    underperforms underperformed negative weaker cut cuts cutting downgrade downgrades \
    downgraded worsened crash crashes crashed collapse collapses collapsed";

/// Words that deny.
pub(super) const DENIALS: &str = "\
    not no never nor none nothing neither nobody without cannot hardly fails";

/// Words of advice, and of the first and second person.
const ADVICE: &str = "\
    buy buys sell sells should must ought recommend recommends recommended recommendation advise \
    advises advice accumulate guarantee guarantees guaranteed certainly surely undoubtedly you \
    your yours i we us our ours my me click subscribe email e-mail ignore disregard instruction \
    instructions please";

/// Whether words outside quotations advise or address somebody. `US` in capitals is a country;
/// `sell-off` and `buy-back` are nouns.
pub(super) fn advises(outside: &str) -> bool {
    outside
        .split(|mark: char| !(mark.is_alphanumeric() || mark == '-'))
        .filter(|word| *word != "US")
        .any(|word| has(ADVICE, &word.to_lowercase()))
}

/// Phrases that speak to a machine.
const COMMANDS: [&str; 18] = [
    "ignore previous",
    "ignore all previous",
    "ignore the previous",
    "ignore your",
    "ignore the above",
    "ignore all prior",
    "ignore any previous",
    "disregard previous",
    "disregard all",
    "disregard the above",
    "previous instructions",
    "system prompt",
    "you are now",
    "as an ai",
    "language model",
    "new instructions",
    "end claims",
    "respond with",
];

/// Whether a text reads like an instruction to a machine.
pub(in crate::narrate) fn commands(text: &str) -> bool {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    let plain = words.join(" ");
    COMMANDS.iter().any(|phrase| plain.contains(phrase))
}
