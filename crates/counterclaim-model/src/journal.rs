//! The journal: all edits with author and time; undo, redo and the saved mark.
//!
//! Nothing is ever removed from a journal: an undo is another entry, the inverse of the one that it undoes.
//! The one exception is an open gesture, whose entry is replaced until [`Journal::settle`] closes it.

use crate::{Edit, Key, Session, Timestamp};

/// Permanent identifier of an entry: a ULID, so that entries of two files never collide and sort by time.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct EntryId(pub u128);

/// When an edit was made, and the id for its entry; both come from outside, which owns clock and randomness.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Stamp {
    pub id: EntryId,
    pub at: Timestamp,
}

/// One edit, as it was made.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub id: EntryId,
    pub at: Timestamp,
    pub author: Key,
    pub edit: Edit,
    /// The entry that this one undoes.
    pub undoes: Option<EntryId>,
    /// The original line of the file, if writing it anew would lose something.
    pub verbatim: Option<Box<str>>,
}

/// One line of the journal: an edit, or an unknown line of a newer version, which is kept.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    Entry(Entry),
    /// If there are very many: several consecutive lines of a file, with their line feeds.
    Kept(Box<str>),
}

impl Line {
    /// The number of lines in the file: one, or for kept text the lines in it.
    pub fn row_count(&self) -> usize {
        match self {
            Self::Entry(_) => 1,
            Self::Kept(text) => 1 + text.bytes().filter(|byte| *byte == b'\n').count(),
        }
    }
}

/// A step that can be undone or redone.
#[derive(Clone, Debug)]
struct Step {
    id: EntryId,
    label: String,
    inverse: Edit,
}

/// An edit in progress: typing, dragging.
#[derive(Clone, Debug)]
struct Gesture {
    revision_before: u64,
    redo_before: Vec<Step>,
}

/// The analyst's work and its history.
#[derive(Clone, Debug)]
pub struct Journal {
    author: Key,
    lines: Vec<Line>,
    session: Session,
    undo: Vec<Step>,
    redo: Vec<Step>,
    gesture: Option<Gesture>,
    revision: u64,
    last_revision: u64,
    saved_revision: u64,
}

impl Journal {
    /// An empty journal for the work of `author`.
    pub fn new(author: Key) -> Self {
        Self::from_lines(author, Vec::new())
    }

    /// A journal read from a file; the steps of `author` can be undone as if they had just been made.
    pub fn from_lines(author: Key, lines: Vec<Line>) -> Self {
        let mut journal = Self {
            author,
            lines: Vec::with_capacity(lines.len()),
            session: Session::default(),
            undo: Vec::new(),
            redo: Vec::new(),
            gesture: None,
            revision: 0,
            last_revision: 0,
            saved_revision: 0,
        };
        for line in lines {
            if let Line::Entry(entry) = &line {
                journal.fold(entry.clone());
            }
            journal.lines.push(line);
        }
        journal
    }

    pub fn author(&self) -> &Key {
        &self.author
    }

    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Changes with every change of the session; returns to the old value if a gesture had no effect.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Whether closing the session without saving would lose work.
    pub fn has_unsaved_changes(&self) -> bool {
        self.revision != self.saved_revision
    }

    /// Marks the state at `revision` as saved.
    pub fn mark_saved(&mut self, revision: u64) {
        self.saved_revision = revision;
    }

    /// Marks the session as unsaved, because the file on disk has another form.
    pub fn mark_unsaved(&mut self) {
        self.bump();
    }

    /// Replaces all lines; the revision is new, and the content is unsaved.
    pub fn replace_lines(&mut self, lines: Vec<Line>) {
        let mut journal = Self::from_lines(self.author.clone(), lines);
        journal.last_revision = self.last_revision;
        journal.saved_revision = self.saved_revision;
        journal.bump();
        *self = journal;
    }

    /// Records an edit as its own step; an edit without effect is not recorded.
    ///
    /// Returns whether it was recorded.
    pub fn record(&mut self, edit: Edit, stamp: Stamp) -> bool {
        self.settle();
        let redo_before = std::mem::take(&mut self.redo);
        let recorded = self.push(edit.normal(), stamp);
        if !recorded {
            self.redo = redo_before;
        }
        recorded
    }

    /// Records an edit in progress; further edits of the same quantity fold into its step.
    pub fn record_gesture(&mut self, edit: Edit, stamp: Stamp) {
        let edit = edit.normal();
        if self.continues_gesture(&edit) {
            self.replace_last(edit, stamp.at);
            return;
        }
        self.settle();
        let gesture = Gesture { revision_before: self.revision, redo_before: std::mem::take(&mut self.redo) };
        if self.push(edit, stamp) {
            self.gesture = Some(gesture);
        } else {
            self.redo = gesture.redo_before;
        }
    }

    /// Closes an open gesture; if the value returned to its start, no step remains.
    ///
    /// Returns the id of the entry that was closed or dropped.
    pub fn settle(&mut self) -> Option<EntryId> {
        let gesture = self.gesture.take()?;
        let step = self.undo.last()?;
        let id = step.id;
        let came_back = matches!(self.lines.last(), Some(Line::Entry(entry)) if entry.edit == step.inverse);
        if came_back {
            self.undo.pop();
            self.lines.pop();
            self.redo = gesture.redo_before;
            self.revision = gesture.revision_before;
        }
        Some(id)
    }

    /// Undoes the last step, as a new entry. Returns its label.
    pub fn undo(&mut self, stamp: Stamp) -> Option<String> {
        self.settle();
        let step = self.undo.pop()?;
        let back = self.take_back(&step, stamp);
        self.redo.push(back);
        Some(step.label)
    }

    /// Redoes the last undone step, as a new entry. Returns its label.
    pub fn redo(&mut self, stamp: Stamp) -> Option<String> {
        self.settle();
        let step = self.redo.pop()?;
        let again = self.take_back(&step, stamp);
        self.undo.push(again);
        Some(step.label)
    }

    /// The label of the step that undo would undo.
    pub fn undo_label(&self) -> Option<&str> {
        self.undo.last().map(|step| step.label.as_str())
    }

    /// The label of the step that redo would redo.
    pub fn redo_label(&self) -> Option<&str> {
        self.redo.last().map(|step| step.label.as_str())
    }

    /// The entry of the open gesture, which may still change.
    pub fn open_entry(&self) -> Option<&Entry> {
        self.gesture.as_ref()?;
        match self.lines.last() {
            Some(Line::Entry(entry)) => Some(entry),
            _ => None,
        }
    }

    fn continues_gesture(&self, edit: &Edit) -> bool {
        self.open_entry().is_some_and(|entry| entry.edit.quantity() == edit.quantity())
    }

    fn push(&mut self, edit: Edit, stamp: Stamp) -> bool {
        let inverse = self.session.apply(&self.author, edit.clone());
        if inverse == edit {
            return false;
        }
        self.undo.push(Step { id: stamp.id, label: edit.label(), inverse });
        self.append(edit, None, stamp);
        true
    }

    fn replace_last(&mut self, edit: Edit, at: Timestamp) {
        self.session.apply(&self.author, edit.clone());
        if let (Some(Line::Entry(entry)), Some(step)) = (self.lines.last_mut(), self.undo.last_mut()) {
            step.label = edit.label();
            entry.edit = edit;
            entry.at = at;
        }
        self.bump();
    }

    /// Applies the inverse of a step and returns the step that undoes it.
    fn take_back(&mut self, step: &Step, stamp: Stamp) -> Step {
        let inverse = self.session.apply(&self.author, step.inverse.clone());
        self.append(step.inverse.clone(), Some(step.id), stamp);
        Step { id: stamp.id, label: step.label.clone(), inverse }
    }

    fn append(&mut self, edit: Edit, undoes: Option<EntryId>, stamp: Stamp) {
        let author = self.author.clone();
        let entry = Entry { id: stamp.id, at: stamp.at, author, edit, undoes, verbatim: None };
        self.lines.push(Line::Entry(entry));
        self.bump();
    }

    fn bump(&mut self) {
        self.last_revision += 1;
        self.revision = self.last_revision;
    }

    /// Applies an entry that was read, and keeps the undo and redo steps as at the time of the edit.
    fn fold(&mut self, entry: Entry) {
        let inverse = self.session.apply(&entry.author, entry.edit.clone());
        if entry.author != self.author {
            return;
        }
        let undoes_last = |steps: &[Step]| entry.undoes.is_some() && steps.last().map(|step| step.id) == entry.undoes;
        let label_of = |step: Option<Step>| step.map_or_else(|| entry.edit.label(), |step| step.label);
        if undoes_last(&self.undo) {
            let label = label_of(self.undo.pop());
            self.redo.push(Step { id: entry.id, label, inverse });
        } else if undoes_last(&self.redo) {
            let label = label_of(self.redo.pop());
            self.undo.push(Step { id: entry.id, label, inverse });
        } else {
            self.redo.clear();
            self.undo.push(Step { id: entry.id, label: entry.edit.label(), inverse });
        }
    }
}
