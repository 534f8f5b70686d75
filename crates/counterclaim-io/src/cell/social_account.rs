//! The publisher of a post, from its URL on a site where many people publish.

use super::value::{archived, host};

/// Sites where the path starts with the account.
const HOSTS: [&str; 12] = [
    "twitter.com",
    "x.com",
    "t.me",
    "vk.com",
    "facebook.com",
    "instagram.com",
    "tiktok.com",
    "youtube.com",
    "threads.net",
    "threads.com",
    "ok.ru",
    "bsky.app",
];

/// Path prefixes that are followed by the account.
const BEFORE: [(&str, &str); 7] = [
    ("t.me", "s"),
    ("youtube.com", "channel"),
    ("youtube.com", "c"),
    ("youtube.com", "user"),
    ("instagram.com", "stories"),
    ("ok.ru", "profile"),
    ("bsky.app", "profile"),
];

/// Path prefixes that name no account.
const PAGES: [&str; 26] = [
    "watch", "i", "s", "c", "status", "shorts", "p", "reel", "reels", "groups", "group", "photo", "photos", "share",
    "home", "hashtag", "search", "events", "story", "stories", "live", "embed", "playlist", "joinchat", "video",
    "videos",
];

/// The account in a URL of such a site, as `name on host`.
pub fn account(url: &str) -> Option<String> {
    let url = archived(url);
    let host = host(url)?;
    let host = ["mobile.", "web.", "m."].iter().find_map(|prefix| host.strip_prefix(prefix)).unwrap_or(&host);
    if !HOSTS.contains(&host) {
        return None;
    }
    let rest = url.split_once("://").map_or(url.trim(), |(_, rest)| rest);
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let mut parts = path.split('#').next()?.split('/').skip(1).filter(|part| !part.is_empty());
    let first = parts.next()?;
    let name = match host {
        _ if BEFORE.contains(&(host, first)) => parts.next()?.to_owned(),
        // A private channel has a number instead of a name.
        "t.me" if first == "c" => format!("private channel {}", parts.next()?),
        "t.me" if first.starts_with('+') => return None,
        "vk.com" => vk_owner(first).unwrap_or_else(|| first.to_owned()),
        "facebook.com" if first.ends_with(".php") => of_query(query, "id")?.to_owned(),
        _ => first.trim_start_matches('@').to_owned(),
    };
    let is_page = name == first && (PAGES.contains(&first) || first.ends_with(".php"));
    (!is_page).then(|| format!("{name} on {host}"))
}

/// The poster, from a path without its host such as `name/posts/12`; other texts are unchanged.
pub fn of_path(text: &str) -> &str {
    let posted = ["/posts/", "/status/", "/videos/"].into_iter().find_map(|part| text.split_once(part));
    posted.map_or(text, |(name, _)| name.rsplit('/').next().unwrap_or(name))
}

/// The owner of `wall-12_34`, `video56_78` and the like: a community, as `club12`, or a person, as `id56`.
fn vk_owner(part: &str) -> Option<String> {
    let kinds = ["wall", "photo", "video", "clip", "doc", "topic", "story"];
    let (owner, _) = kinds.iter().find_map(|kind| part.strip_prefix(kind))?.split_once('_')?;
    let number = owner.trim_start_matches('-');
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let kind = if owner.starts_with('-') { "club" } else { "id" };
    is_number.then(|| format!("{kind}{number}"))
}

/// The value of a part of a query.
fn of_query<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    let mut parts = query.split(['&', '#']).filter_map(|part| part.split_once('='));
    parts.find(|(key, value)| *key == name && !value.is_empty()).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_posts_tell_accounts() {
        let told = [
            ("https://t.me/s/channel/12", "channel on t.me"),
            ("https://t.me/c/1234567/89", "private channel 1234567 on t.me"),
            ("https://x.com/someone/status/1", "someone on x.com"),
            ("https://mobile.twitter.com/someone/status/1", "someone on twitter.com"),
            ("https://web.archive.org/web/2031/https://twitter.com/someone/status/1", "someone on twitter.com"),
            ("https://vk.com/wall-12_34", "club12 on vk.com"),
            ("https://vk.com/video56_78", "id56 on vk.com"),
            ("https://vk.com/wallpapers", "wallpapers on vk.com"),
            ("https://www.facebook.com/story.php?story_fbid=1&id=77", "77 on facebook.com"),
            ("https://web.facebook.com/a.name/posts/1", "a.name on facebook.com"),
            ("https://www.youtube.com/channel/UC1/videos", "UC1 on youtube.com"),
            ("https://www.instagram.com/stories/someone/1/", "someone on instagram.com"),
            ("t.me/channel/12", "channel on t.me"),
        ];
        for (url, name) in told {
            assert_eq!(account(url).as_deref(), Some(name), "{url}");
        }
        assert_eq!((of_path("a.name/posts/pfbid02"), of_path("Hill Radio")), ("a.name", "Hill Radio"));
        let none = [
            "https://www.youtube.com/watch?v=1",
            "https://www.facebook.com/photo.php?fbid=1",
            "https://www.facebook.com/groups/1/posts/2",
            "https://t.me/+AbC",
            "https://example.org/someone",
        ];
        for url in none {
            assert_eq!(account(url), None, "{url}");
        }
    }
}
