//! What the date of a column means, by the words of its name.
//!
//! Only what happened is the time of an event. A day of birth, of an entry or of an update is neither the event's nor
//! anybody's word; such a column is kept with its records and reported as not used. A name that says nothing is asked.

use super::Field;
use super::names::{folded, spaced};

/// What a date means.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum DateRole {
    Occurred,
    Until,
    /// When somebody said it.
    Stated,
    Published,
    /// When a verdict was given.
    Reviewed,
    /// Of something else: births, entries, updates.
    Other,
    /// The name does not say.
    Unknown,
}

/// Words of dates that are neither the event's nor a statement's.
const OTHER: &[&str] = &[
    "birth",
    "birthdate",
    "birthday",
    "born",
    "dob",
    "created",
    "creation",
    "creado",
    "creada",
    "créé",
    "erstellt",
    "indexed",
    "index",
    "accessed",
    "access",
    "retrieved",
    "updated",
    "update",
    "modified",
    "modification",
    "edited",
    "changed",
    "added",
    "entered",
    "entry",
    "inserted",
    "imported",
    "exported",
    "downloaded",
    "archived",
    "scraped",
    "crawled",
    "collected",
    "joined",
    "registered",
    "registration",
    "founded",
    "expires",
    "expiry",
    "expiration",
    "due",
    "deadline",
    "loaded",
    "uploaded",
    "coded",
    "verified",
    "last",
    "рождения",
    "родился",
    "родилась",
    "народження",
    "народився",
    "народилася",
    "naissance",
    "né",
    "née",
    "nacimiento",
    "nacido",
    "geburt",
    "geburtsdatum",
    "geboren",
    "geburtstag",
    "ميلاد",
    "الميلاد",
    "создано",
    "создан",
    "створено",
    "обновлено",
    "оновлено",
    "изменено",
    "змінено",
    "добавлено",
    "додано",
    "actualizado",
    "actualización",
    "mis",
    "mise",
    "aktualisiert",
    "geändert",
    "abgerufen",
    "consulté",
    "consultado",
];

const PUBLISHED: &[&str] = &[
    "published",
    "publication",
    "publish",
    "pubdate",
    "publishedat",
    "datepublished",
    "issued",
    "released",
    "публикации",
    "публикация",
    "опубликовано",
    "опубліковано",
    "публікації",
    "publicación",
    "publicado",
    "publicada",
    "publié",
    "publiée",
    "veröffentlicht",
    "veröffentlichung",
    "erschienen",
    "النشر",
    "نشر",
];

const REVIEWED: &[&str] =
    &["review", "reviewed", "checked", "factcheck", "verdict", "rating", "rated", "debunked", "проверки", "перевірки"];

const STATED: &[&str] = &[
    "stated",
    "said",
    "statement",
    "announced",
    "announcement",
    "tweeted",
    "sent",
    "posted",
    "declared",
    "reported",
    "report",
    "claim",
    "заявления",
    "заяви",
    "заявлено",
    "сообщения",
    "повідомлення",
    "сообщено",
    "повідомлено",
    "déclaré",
    "déclaration",
    "declaración",
    "declarado",
    "gemeldet",
    "meldung",
    "gesagt",
    "تصريح",
    "التصريح",
];

const UNTIL: &[&str] = &["end", "until", "to", "till", "ende", "bis", "fin", "hasta", "конец", "кінець"];

const OCCURRED: &[&str] = &[
    "event",
    "incident",
    "occurred",
    "occurrence",
    "happened",
    "attack",
    "strike",
    "crime",
    "accident",
    "start",
    "begin",
    "beginning",
    "from",
    "date",
    "day",
    "when",
    "datum",
    "datetime",
    "week",
    "month",
    "death",
    "died",
    "fecha",
    "дата",
    "день",
    "события",
    "происшествия",
    "події",
    "подія",
    "інциденту",
    "événement",
    "jour",
    "suceso",
    "evento",
    "ereignis",
    "vorfall",
    "tag",
    "tatzeit",
    "تاريخ",
    "التاريخ",
    "الحدث",
    "يوم",
    "data",
    "dato",
];

/// Posts, of which "created" says when they were made public.
const POSTS: &[&str] = &["post", "tweet", "message", "status", "toot", "comment", "пост", "сообщение", "nachricht"];

/// What the dates of a column mean by its name; `is_of_posts` says that the table's records are posts.
pub fn role(name: &str, is_of_posts: bool) -> DateRole {
    let name = folded(&spaced(name));
    let words: Vec<&str> = name.split(' ').collect();
    let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let is_of_post = has(POSTS)
        || is_of_posts && matches!(name.as_str(), "created" | "created at" | "date created" | "created date");
    if is_of_post && !has(&["birth", "updated", "edited", "modified", "deleted", "indexed", "archived"]) {
        return DateRole::Stated;
    }
    if has(PUBLISHED) {
        return DateRole::Published;
    }
    if has(REVIEWED) {
        return DateRole::Reviewed;
    }
    if has(OTHER) {
        return DateRole::Other;
    }
    if has(STATED) {
        return DateRole::Stated;
    }
    if has(UNTIL) {
        return DateRole::Until;
    }
    if has(OCCURRED) { DateRole::Occurred } else { DateRole::Unknown }
}

impl DateRole {
    /// The field that a column of this role becomes; none for other dates.
    pub fn field(self) -> Option<Field> {
        match self {
            Self::Occurred | Self::Unknown => Some(Field::From),
            Self::Until => Some(Field::Until),
            Self::Stated => Some(Field::StatedAt),
            Self::Published => Some(Field::Published),
            Self::Reviewed => Some(Field::ReviewedAt),
            Self::Other => None,
        }
    }
}

/// Whether a column of days is one of weeks, each told by its first day.
pub fn is_week(name: &str) -> bool {
    const WEEKS: [&str; 8] = ["week", "weeks", "weekly", "woche", "semaine", "semana", "неделя", "тиждень"];
    let name = folded(name);
    let has = |list: &[&str]| name.split(' ').any(|word| list.contains(&word));
    has(&WEEKS) && !has(&["end", "ending", "ende", "fin"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_what_its_dates_mean() {
        for (name, expected) in [
            ("Date of birth", DateRole::Other),
            ("Born", DateRole::Other),
            ("Дата рождения", DateRole::Other),
            ("Дата народження", DateRole::Other),
            ("date_de_naissance", DateRole::Other),
            ("Geburtsdatum", DateRole::Other),
            ("Page Created", DateRole::Other),
            ("last_updated", DateRole::Other),
            ("Date indexed", DateRole::Other),
            ("accessed on", DateRole::Other),
            ("Post Created", DateRole::Stated),
            ("tweet_created_at", DateRole::Stated),
            ("publishedAt", DateRole::Published),
            ("Дата публикации", DateRole::Published),
            ("Fecha de publicación", DateRole::Published),
            ("date of statement", DateRole::Stated),
            ("Дата події", DateRole::Occurred),
            ("Date of death", DateRole::Occurred),
            ("Tatzeit", DateRole::Occurred),
            ("stamp", DateRole::Unknown),
        ] {
            assert_eq!(role(name, false), expected, "{name}");
        }
        assert_eq!(role("created_at", true), DateRole::Stated);
        assert_eq!(role("created_at", false), DateRole::Other);
        assert!(is_week("WEEK") && is_week("week starting") && !is_week("week ending") && !is_week("weekday"));
    }
}
