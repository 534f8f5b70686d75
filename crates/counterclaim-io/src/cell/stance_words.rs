//! What a word says of a claim: a stance, a verdict, or a grade between true and false.
//!
//! One dictionary for stances and verdicts, in English, Ukrainian, Russian, French, Spanish, German and Arabic.
//! Punctuation and case do not count, and a negation turns a word over: "Not true" denies, "not confirmed" could not
//! verify. A negated "false" is not the same as "true", so it is a grade.

use counterclaim_model::Stance;

use super::value::squeezed;

/// What a word means.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Meaning {
    Stance(Stance),
    /// Neither true nor false: "half true", "misleading", "not false".
    Grade,
}

impl Meaning {
    /// The stance to record: a grade states none.
    pub fn stance(self) -> Stance {
        match self {
            Self::Stance(stance) => stance,
            Self::Grade => Stance::Unstated,
        }
    }
}

/// How a word changes if it is negated.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Kind {
    /// Says that a claim is true: "not true" denies.
    True,
    /// Says that a claim is false: "not false" is a grade.
    False,
    /// Says that a claim was checked: "not confirmed" could not verify.
    Checked,
    Grade,
    Doubt,
    Unverified,
    NoComment,
    Comment,
    Unstated,
}

/// The words of each kind, in lower case, without punctuation, with single blanks.
const WORDS: &[(Kind, &[&str])] = &[
    (
        Kind::True,
        &[
            "supports",
            "support",
            "supported",
            "supporting",
            "asserts",
            "asserted",
            "claims",
            "claimed",
            "says",
            "states",
            "stated",
            "affirms",
            "affirmed",
            "agrees",
            "agree",
            "true",
            "correct",
            "accurate",
            "fact",
            "factual",
            "right",
            "legit",
            "genuine",
            "authentic",
            "real",
            // Ukrainian
            "правда",
            "стверджує",
            "підтримує",
            "погоджується",
            "вірно",
            "правильно",
            "істина",
            "правдиво",
            "достовірно",
            // Russian
            "утверждает",
            "поддерживает",
            "соглашается",
            "верно",
            "истина",
            "достоверно",
            // French
            "vrai",
            "vraie",
            "affirme",
            "soutient",
            "exact",
            "exacte",
            "correcte",
            // Spanish
            "verdadero",
            "verdadera",
            "cierto",
            "cierta",
            "afirma",
            "apoya",
            "correcto",
            "correcta",
            "verdad",
            // German
            "wahr",
            "richtig",
            "stimmt",
            "behauptet",
            "unterstützt",
            "korrekt",
            // Arabic
            "صحيح",
            "صحيحة",
            "حقيقي",
            "حقيقية",
            "حقيقة",
            "صادق",
            "يدعم",
            "تدعم",
            "يقول",
            "يزعم",
        ],
    ),
    (
        Kind::False,
        &[
            "denies",
            "deny",
            "denied",
            "denying",
            "refutes",
            "refuted",
            "rejects",
            "rejected",
            "disputes",
            "disagrees",
            "disagree",
            "contradicts",
            "contradicted",
            "false",
            "fake",
            "incorrect",
            "inaccurate",
            "untrue",
            "wrong",
            "fiction",
            "fictional",
            "hoax",
            "lie",
            "debunked",
            "fabricated",
            "baseless",
            "unfounded",
            "pants on fire",
            "pants fire",
            "four pinocchios",
            "fake news",
            "bogus",
            // Ukrainian
            "неправда",
            "фейк",
            "брехня",
            "хибно",
            "хибне",
            "неправдиво",
            "спростовує",
            "спростовано",
            "заперечує",
            "відкидає",
            "вигадка",
            // Russian
            "ложь",
            "ложно",
            "фальшивка",
            "неверно",
            "опровергает",
            "опровергнуто",
            "отрицает",
            "отвергает",
            "вымысел",
            "выдумка",
            // French
            "faux",
            "fausse",
            "nie",
            "dément",
            "démenti",
            "réfute",
            "rejette",
            "infondé",
            "infox",
            "inexact",
            "mensonge",
            // Spanish
            "falso",
            "falsa",
            "bulo",
            "niega",
            "desmiente",
            "rechaza",
            "refuta",
            "mentira",
            "incorrecto",
            "incorrecta",
            // German
            "falsch",
            "unwahr",
            "fälschung",
            "bestreitet",
            "dementiert",
            "weist zurück",
            "widerlegt",
            "gelogen",
            "unrichtig",
            // Arabic
            "خطأ",
            "خاطئ",
            "خاطئة",
            "كاذب",
            "كاذبة",
            "زائف",
            "زائفة",
            "ينفي",
            "تنفي",
            "نفى",
            "نفت",
            "يكذب",
            "مفبرك",
        ],
    ),
    (
        Kind::Checked,
        &[
            "confirms",
            "confirmed",
            "confirm",
            "verified",
            "verifies",
            "proven",
            "proved",
            "substantiated",
            "corroborated",
            "підтверджує",
            "підтверджено",
            "підтверджена",
            "перевірено",
            "доведено",
            "подтверждает",
            "подтверждено",
            "подтверждена",
            "проверено",
            "доказано",
            "confirme",
            "confirmé",
            "confirmée",
            "vérifié",
            "vérifiée",
            "prouvé",
            "confirma",
            "confirmado",
            "confirmada",
            "verificado",
            "verificada",
            "probado",
            "bestätigt",
            "verifiziert",
            "belegt",
            "bewiesen",
            "überprüft",
            "يؤكد",
            "تؤكد",
            "أكد",
            "أكدت",
            "مؤكد",
            "مؤكدة",
            "موثق",
        ],
    ),
    (
        Kind::Grade,
        &[
            "mixture",
            "mixed",
            "disputed",
            "conflicting",
            "conflicting evidence",
            "cherrypicking",
            "misleading",
            "exaggerated",
            "exaggeration",
            "overstated",
            "missing context",
            "lacks context",
            "needs context",
            "out of context",
            "partial",
            "half",
            "disputable",
            "it s complicated",
            "cherry picks",
            "spin",
            "distorts the facts",
            "one pinocchio",
            "two pinocchios",
            "three pinocchios",
            "outdated",
            "miscaptioned",
            "misattributed",
            "satire",
            "labeled satire",
            "ambiguous",
            "no factual content",
            "opinion",
            "напівправда",
            "маніпуляція",
            "перебільшення",
            "без контексту",
            "полуправда",
            "манипуляция",
            "преувеличение",
            "вне контекста",
            "trompeur",
            "trompeuse",
            "à nuancer",
            "mitigé",
            "hors contexte",
            "exagéré",
            "mi vrai",
            "engañoso",
            "engañosa",
            "verdad a medias",
            "medias verdades",
            "sacado de contexto",
            "exagerado",
            "irreführend",
            "fehlender kontext",
            "aus dem zusammenhang",
            "übertrieben",
            "halbwahrheit",
            "مضلل",
            "مضللة",
            "نصف حقيقة",
            "خارج السياق",
            "مبالغ فيه",
        ],
    ),
    (
        Kind::Doubt,
        &[
            "doubts",
            "doubt",
            "doubted",
            "doubtful",
            "questions",
            "questioned",
            "questionable",
            "сумнівається",
            "сумнівно",
            "сомневается",
            "сомнительно",
            "doute",
            "douteux",
            "douteuse",
            "duda",
            "dudoso",
            "dudosa",
            "zweifelt",
            "bezweifelt",
            "zweifelhaft",
            "fraglich",
            "يشكك",
            "تشكك",
            "مشكوك فيه",
        ],
    ),
    (
        Kind::Unverified,
        &[
            "cannot verify",
            "can not verify",
            "cannotverify",
            "could not verify",
            "couldn t verify",
            "cannot be verified",
            "could not be verified",
            "unverified",
            "unverifiable",
            "unconfirmed",
            "could not confirm",
            "could not be confirmed",
            "cannot confirm",
            "can t verify",
            "unable to verify",
            "unable to confirm",
            "was unable to verify",
            "were unable to verify",
            "would not confirm",
            "did not confirm",
            "refused to confirm",
            "declined to confirm",
            "yet to be confirmed",
            "yet to confirm",
            "has yet to confirm",
            "not yet confirmed",
            "not yet verified",
            "not enough evidence",
            "not enough info",
            "not enough information",
            "insufficient evidence",
            "lack of evidence",
            "no evidence",
            "unproven",
            "unsupported",
            "unsubstantiated",
            "unknown",
            "undetermined",
            "inconclusive",
            "research in progress",
            "pending",
            "to be determined",
            "неможливо перевірити",
            "не вдалося перевірити",
            "невідомо",
            "без доказів",
            "бездоказово",
            "невозможно проверить",
            "не удалось проверить",
            "неизвестно",
            "без доказательств",
            "бездоказательно",
            "invérifiable",
            "impossible à vérifier",
            "sans preuve",
            "pas de preuve",
            "inconnu",
            "sin pruebas",
            "no hay pruebas",
            "no se puede verificar",
            "no verificable",
            "desconocido",
            "unbelegt",
            "unbestätigt",
            "nicht verifizierbar",
            "nicht überprüfbar",
            "keine belege",
            "ohne beleg",
            "unbekannt",
            "unklar",
            "لا يمكن التحقق",
            "تعذر التحقق",
            "لا دليل",
            "غير معروف",
            "لم يتم التحقق",
        ],
    ),
    (
        Kind::NoComment,
        &[
            "no comment",
            "declined to comment",
            "would not comment",
            "refused to comment",
            "gave no comment",
            "has not commented",
            "not commented",
            "did not comment",
            "без коментарів",
            "відмовився від коментарів",
            "без комментариев",
            "отказался от комментариев",
            "pas de commentaire",
            "aucun commentaire",
            "sin comentarios",
            "kein kommentar",
            "لا تعليق",
        ],
    ),
    (Kind::Comment, &["comments", "comment", "commented", "коментує", "комментирует", "commente", "comenta"]),
    (Kind::Unstated, &["unstated", "stance not stated", "not stated", "listed", "не зазначено", "не указано"]),
];

/// Words that negate the next one.
const NEGATIONS: &[&str] = &[
    "not",
    "isn t",
    "wasn t",
    "hasn t been",
    "has not been",
    "have not been",
    "is not",
    "was not",
    "never",
    "non",
    "nicht",
    "kein",
    "keine",
    "ne",
    "pas",
    "no",
    "не",
    "ні",
    "нет",
    "غير",
    "ليس",
    "ليست",
    "لم",
];

/// Words before or behind another that make it a grade.
const MODIFIERS: &[&str] = &[
    "mostly",
    "partly",
    "partially",
    "half",
    "largely",
    "barely",
    "somewhat",
    "nearly",
    "almost",
    "rather",
    "generally",
    "more or less",
    "substantially",
    "slightly",
    "plutôt",
    "partiellement",
    "en partie",
    "largement",
    "majoritairement",
    "teilweise",
    "größtenteils",
    "überwiegend",
    "meist",
    "halb",
    "eher",
    "mayormente",
    "parcialmente",
    "en parte",
    "medio",
    "частично",
    "частково",
    "отчасти",
    "в основном",
    "преимущественно",
    "переважно",
    "здебільшого",
    "скорее",
    "скоріше",
    "наполовину",
    "جزئيا",
    "جزئياً",
    "جزئي",
    "إلى حد ما",
    "نصف",
];

/// Words that change nothing of what is said.
const ADVERBS: &[&str] = &[
    "independently",
    "immediately",
    "officially",
    "publicly",
    "strongly",
    "categorically",
    "flatly",
    "firmly",
    "vehemently",
    "repeatedly",
    "explicitly",
    "also",
    "later",
    "initially",
    "again",
    "so far",
];

/// What a word or a short phrase means; `None` if the dictionary does not know it.
pub fn meaning(text: &str) -> Option<Meaning> {
    let words = plain(text);
    let bare = |words: &str| {
        let kept = words.split(' ').filter(|word| !ADVERBS.contains(word)).collect::<Vec<_>>().join(" ");
        (kept != words).then(|| meaning_of(&kept)).flatten()
    };
    meaning_of(&words).or_else(|| bare(&words)).or_else(|| first_clause(text))
}

/// What is said before a comma, where what follows says nothing else: `denied, calling it false`.
fn first_clause(text: &str) -> Option<Meaning> {
    let (first, rest) = text.split_once([',', ';', '—', ':', '('])?;
    let first = meaning(first)?;
    let others = plain(rest);
    let others: Vec<Kind> = others.split(' ').filter_map(kind_of).collect();
    let is_other = |kind: &Kind| matches!(kind, Kind::True | Kind::False | Kind::Grade) && of(*kind) != first;
    if others.iter().any(is_other) { Some(Meaning::Grade) } else { Some(first) }
}

fn meaning_of(text: &str) -> Option<Meaning> {
    let text = text.to_owned();
    if text.is_empty() {
        return None;
    }
    if let Some(kind) = kind_of(&text) {
        return Some(of(kind));
    }
    if let Some(rest) = NEGATIONS.iter().find_map(|negation| text.strip_prefix(negation)?.strip_prefix(' ')) {
        return negated(rest);
    }
    let modified = MODIFIERS.iter().find_map(|modifier| {
        let before = text.strip_prefix(modifier).and_then(|rest| rest.strip_prefix(' '));
        before.or_else(|| text.strip_suffix(modifier).and_then(|rest| rest.strip_suffix(' ')))
    });
    if let Some(rest) = modified {
        return meaning_of(rest).map(|_| Meaning::Grade);
    }
    // "mixture of true and false", "true but misleading": two verdicts in one are a grade.
    let words: Vec<Kind> = text.split(' ').filter_map(kind_of).collect();
    let is_about_truth = |kind: &Kind| matches!(kind, Kind::True | Kind::False | Kind::Grade);
    let mut verdicts = words.iter().filter(|kind| is_about_truth(kind));
    let first = verdicts.next()?;
    verdicts.any(|kind| kind != first).then_some(Meaning::Grade)
}

/// The stance that a word means; `None` for unknown words, and for grades, which state none.
pub fn stance(word: &str) -> Option<Stance> {
    match meaning(word)? {
        Meaning::Stance(stance) => Some(stance),
        Meaning::Grade => None,
    }
}

fn kind_of(text: &str) -> Option<Kind> {
    WORDS.iter().find(|(_, words)| words.contains(&text)).map(|(kind, _)| *kind)
}

fn of(kind: Kind) -> Meaning {
    Meaning::Stance(match kind {
        Kind::True | Kind::Checked => Stance::Supports,
        Kind::False => Stance::Denies,
        Kind::Doubt => Stance::Doubts,
        Kind::Unverified => Stance::CannotVerify,
        Kind::NoComment => Stance::NoComment,
        Kind::Comment => Stance::Comments,
        Kind::Unstated => Stance::Unstated,
        Kind::Grade => return Meaning::Grade,
    })
}

fn negated(rest: &str) -> Option<Meaning> {
    let kind = kind_of(rest);
    match kind {
        Some(Kind::True) => Some(Meaning::Stance(Stance::Denies)),
        Some(Kind::Checked) => Some(Meaning::Stance(Stance::CannotVerify)),
        Some(_) => Some(Meaning::Grade),
        // "not entirely true", "not quite accurate"
        None => rest.split_once(' ').and_then(|(_, last)| kind_of(last)).map(|_| Meaning::Grade),
    }
}

/// Lower case, with a blank for every sign that is no letter or digit.
fn plain(text: &str) -> String {
    let words: String = text
        .to_lowercase()
        .chars()
        .map(|sign| if sign.is_alphanumeric() || is_mark(sign) { sign } else { ' ' })
        .collect();
    squeezed(&words)
}

/// Vowel signs of Arabic belong to their word.
fn is_mark(sign: char) -> bool {
    matches!(sign, '\u{64B}'..='\u{652}' | '\u{670}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_are_read_as_they_are_written() {
        for (word, expected) in [
            ("Pants on Fire!", Some(Meaning::Stance(Stance::Denies))),
            ("pants-fire", Some(Meaning::Stance(Stance::Denies))),
            ("Not True", Some(Meaning::Stance(Stance::Denies))),
            ("False.", Some(Meaning::Stance(Stance::Denies))),
            ("“Fiction”", Some(Meaning::Stance(Stance::Denies))),
            ("TRUE", Some(Meaning::Stance(Stance::Supports))),
            ("Not false", Some(Meaning::Grade)),
            ("Half True", Some(Meaning::Grade)),
            ("half-true", Some(Meaning::Grade)),
            ("barely_true", Some(Meaning::Grade)),
            ("mixture of true and false", Some(Meaning::Grade)),
            ("not entirely accurate", Some(Meaning::Grade)),
            ("Unknown", Some(Meaning::Stance(Stance::CannotVerify))),
            ("not confirmed", Some(Meaning::Stance(Stance::CannotVerify))),
            ("could not independently verify", Some(Meaning::Stance(Stance::CannotVerify))),
            ("unable to verify this independently", None),
            ("denied, calling it false", Some(Meaning::Stance(Stance::Denies))),
            ("categorically denied", Some(Meaning::Stance(Stance::Denies))),
            ("true, but misleading", Some(Meaning::Grade)),
            ("would not comment", Some(Meaning::Stance(Stance::NoComment))),
            ("The ministry said, in a long text: the bridge is lost", None),
            ("cannot-verify", Some(Meaning::Stance(Stance::CannotVerify))),
            ("Asserts", Some(Meaning::Stance(Stance::Supports))),
            ("north", None),
            ("", None),
        ] {
            assert_eq!(meaning(word), expected, "{word}");
        }
    }

    #[test]
    fn other_languages_have_the_same_words() {
        let deny = Some(Meaning::Stance(Stance::Denies));
        let support = Some(Meaning::Stance(Stance::Supports));
        let unverified = Some(Meaning::Stance(Stance::CannotVerify));
        for (word, expected) in [
            ("Неправда", deny),
            ("не правда", deny),
            ("підтверджує", support),
            ("не підтверджено", unverified),
            ("Частково правда", Some(Meaning::Grade)),
            ("опровергает", deny),
            ("Полуправда", Some(Meaning::Grade)),
            ("Faux", deny),
            ("Plutôt vrai", Some(Meaning::Grade)),
            ("non vérifié", unverified),
            ("Engañoso", Some(Meaning::Grade)),
            ("Falso", deny),
            ("niega", deny),
            ("Größtenteils falsch", Some(Meaning::Grade)),
            ("unbelegt", unverified),
            ("nicht wahr", deny),
            ("غير صحيح", deny),
            ("صحيح جزئيا", Some(Meaning::Grade)),
            ("ينفي", deny),
        ] {
            assert_eq!(meaning(word), expected, "{word}");
        }
    }

    #[test]
    fn no_word_stands_in_two_kinds() {
        let mut seen = std::collections::BTreeSet::new();
        for (_, words) in WORDS {
            for word in *words {
                assert!(seen.insert(*word), "{word} has two kinds");
                assert_eq!(plain(word), *word, "{word} is not written as words are compared");
            }
        }
    }
}
