//! What every command says alike of a file that was opened: its issues, and whose judgement counts.

use serde_json::{Value, json};

use super::clock::Clock;
use super::headless;
use super::output::say;
use crate::app::{Action, Loaded, State};
use counterclaim_io::Issue;
use counterclaim_io::preferences::Preferences;
use counterclaim_model::{Journal, Key, Line};

/// Opens what was loaded as the window would, with everything done that the window would leave to jobs.
pub fn open(loaded: Loaded, author: Key) -> State {
    let mut state = State::new(author, Preferences { welcomed: true, ..Preferences::default() });
    let action = Action::Loaded { what: String::new(), result: Ok(Box::new(loaded)) };
    headless::apply(&mut state, action, Clock::default().next());
    state
}

/// Every issue of what is open: of the dataset, its layers and the session, with the edits that lost their target.
pub fn issues(state: &State) -> &[Issue] {
    state.document().map_or(&[], |document| document.issues())
}

/// Says how many issues there are, if any.
pub fn say_issues(count: usize) {
    match count {
        0 => {}
        1 => say("1 import issue; `counterclaim info` lists it"),
        count => say(format!("{count} import issues; `counterclaim info` lists them")),
    }
}

/// Says whose judgement counts, where a session holds that of others too.
pub fn say_whose(journal: &Journal) {
    let whose = Whose::of(journal);
    if !whose.others.is_empty() {
        say(whose.describe());
    }
}

/// Whose judgement counts in figures, grades and verdicts, and whose does not.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Whose {
    pub author: Key,
    /// Whether the session holds any judgement of the author.
    pub has_judgement: bool,
    pub others: Vec<NotCounted>,
}

/// The work of another author, which figures leave out.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NotCounted {
    pub author: Key,
    /// Lines of the session, those that were undone among them.
    pub edits: usize,
    pub verdicts: usize,
    /// Of sources, claims and statements.
    pub grades: usize,
}

impl Whose {
    pub fn of(journal: &Journal) -> Self {
        let author = journal.author().clone();
        let session = journal.session();
        let by = |name: &Key| {
            let is_theirs = |line: &&Line| matches!(line, Line::Entry(entry) if entry.author == *name);
            journal.lines().iter().filter(is_theirs).count()
        };
        let other = |(name, judgement): (&Key, &counterclaim_model::Judgement)| NotCounted {
            author: name.clone(),
            edits: by(name),
            verdicts: judgement.verdicts().count(),
            grades: judgement.reliabilities().count() + judgement.credibilities().count(),
        };
        let others = session.others(&author).map(other).collect();
        Self { has_judgement: session.judgement(&author).is_some(), others, author }
    }

    /// For an object of JSON.
    pub fn as_json(&self) -> [(String, Value); 2] {
        let author = self.has_judgement.then(|| self.author.to_string());
        let not_counted = self.others.iter().map(|other| {
            let name = other.author.to_string();
            json!({ "author": name, "verdicts": other.verdicts, "grades": other.grades, "edits": other.edits })
        });
        let not_counted = not_counted.collect::<Vec<_>>();
        [("judgement_of".to_owned(), json!(author)), ("not_counted".to_owned(), json!(not_counted))]
    }

    /// Such as "the judgement of `a` counts; not counted: 2 verdicts and 1 grade of `b` (3 edits)".
    pub fn describe(&self) -> String {
        let counts = if self.has_judgement {
            format!("the judgement of `{}` counts", self.author)
        } else {
            format!("no judgement counts: the session has none by `{}`", self.author)
        };
        if self.others.is_empty() {
            return counts;
        }
        let others: Vec<String> = self.others.iter().map(NotCounted::describe).collect();
        format!("{counts}; not counted: {} (choose with --author)", others.join(", "))
    }
}

impl NotCounted {
    fn describe(&self) -> String {
        let count = |number: usize, what: &str| format!("{number} {what}{}", if number == 1 { "" } else { "s" });
        let verdicts = count(self.verdicts, "verdict");
        let grades = count(self.grades, "grade");
        format!("{verdicts} and {grades} of `{}` ({})", self.author, count(self.edits, "edit"))
    }
}
