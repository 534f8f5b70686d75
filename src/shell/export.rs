//! Writing what is shown as a page or a table: from the window, and as `counterclaim export` without one.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use clap::Args;

use super::clock::Clock;
use super::{EVENT_TABLE_MIN_BYTES, export_table, in_use, open_file, opened, picture};
use crate::app::{Loaded, State, as_of};
use counterclaim_export::{EXPORTERS, Exporter, Shown, chosen_exporter};
use counterclaim_io::files::destination::{Destination, Role};
use counterclaim_io::input::Input;
use counterclaim_io::session_file::{self, SessionFile};
use counterclaim_model::Progress;
use counterclaim_model::{Journal, Key, Timestamp};

/// The output files of every format, such as `OUT.html|OUT.csv`.
static OUTPUTS: LazyLock<String> = LazyLock::new(|| {
    let names: Vec<String> = EXPORTERS.iter().map(|exporter| format!("OUT.{}", exporter.extension)).collect();
    names.join("|")
});

static OUTPUT_HELP: LazyLock<String> = LazyLock::new(|| {
    let kinds = EXPORTERS.iter().map(|exporter| format!("{} (.{})", exporter.kind, exporter.extension));
    let kinds: Vec<String> = kinds.collect();
    format!("File or pipe to write; the extension selects {}", kinds.join(" or "))
});

/// What to write, and where.
#[derive(Args, Debug)]
pub struct ExportArgs {
    /// Dataset or session to export.
    file: PathBuf,
    /// Session with judgements on the dataset.
    #[arg(long, value_name = "SESSION")]
    session: Option<PathBuf>,
    #[arg(short, long, value_name = OUTPUTS.as_str(), help = OUTPUT_HELP.as_str())]
    output: PathBuf,
    /// Analyst whose grades and notes to export [default: your user name, else the only analyst in the session].
    #[arg(long)]
    author: Option<String>,
}

/// Writes what the window would show with no filter on.
pub fn export(args: &ExportArgs, user: &str) -> Result<(), String> {
    let exporter = chosen_exporter(&args.output)?;
    let mut in_use = in_use::of(&[(Role::Input, Some(&args.file)), (Role::Session, args.session.as_deref())]);
    in_use.check(&args.output).map_err(|error| error.to_string())?;
    let (loaded, author) = load(&args.file, args.session.as_deref(), args.author.as_deref(), user)?;
    in_use.append(loaded.files_in_use());
    let state = opened::open(loaded, author);
    let Some(document) = state.document() else {
        return Err(in_use::no_dataset(&state));
    };
    opened::say_issues(opened::issues(&state).len());
    opened::say_whose(document.journal());
    let destination = Destination::file_or_stream(&args.output, &in_use);
    write(&state, destination, exporter, Clock::default().next().at, &Progress::default())
}

/// Writes what a state shows, filters and as-of line included, with a picture of its map.
pub fn write(
    state: &State,
    destination: Destination<'_>,
    exporter: &Exporter,
    made_at: Timestamp,
    progress: &Progress,
) -> Result<(), String> {
    if let Some(table) = state.table() {
        return export_table::write(state, table, (destination, exporter), made_at, progress);
    }
    let Some(document) = state.document() else {
        return Err("no dataset is open".to_owned());
    };
    let dataset = document.evidence();
    let map_png = picture::png_of_map(state)?;
    let session = document.fingerprint().map(|fingerprint| (document.session_name(), fingerprint.to_owned()));
    let shown = Shown {
        dataset,
        assessment: state.assessment(),
        judgement: state.judgement(),
        author: state.author(),
        claims: &state.visible().claims,
        filters: &state.view().filter.describe(dataset),
        as_of: state.view().as_of_s.map(|as_of_s| as_of::describe(dataset, as_of_s)),
        hides_until_graded: state.preferences().hides_until_graded,
        what_if: state.view().what_if.describe(dataset),
        datasets: &document.dataset_refs(None),
        session: session.as_ref().map(|(name, digest)| (name.as_str(), digest.as_str())),
        made_at,
        map_png: Some(&map_png),
    };
    let bytes = (exporter.write)(&shown).map_err(|error| error.to_string())?;
    destination.write(&bytes).map_err(|error| error.to_string())
}

/// A dataset or session, the session over it, and whose judgement counts.
pub(super) fn load(
    file: &Path,
    session: Option<&Path>,
    author: Option<&str>,
    user: &str,
) -> Result<(Loaded, Key), String> {
    let loaded = read(file, session)?;
    let author = author_of_loaded(&loaded, author, user);
    Ok((loaded, author))
}

/// Whose judgement counts: whoever is named, else as [`author_of`] finds in a session, else the user.
pub(super) fn author_of_loaded(loaded: &Loaded, author: Option<&str>, user: &str) -> Key {
    match (author, loaded) {
        (Some(author), _) => Key::from(author),
        (None, Loaded::Dataset(_) | Loaded::Again(_) | Loaded::Layer(_) | Loaded::Table(_)) => user.into(),
        (None, Loaded::Session { file, .. }) => author_of(file, user),
    }
}

fn read(path: &Path, session: Option<&Path>) -> Result<Loaded, String> {
    let Some(session) = session else {
        return open_file::open_whole(path).map_err(|error| error.to_string());
    };
    let input = Input::file_or_stream(session, &Progress::default()).map_err(|error| error.to_string())?;
    let (file, issues, fingerprint) = input.session().map_err(|error| error.to_string())?;
    let reading = session_file::reading(&file);
    let loaded = if reading.is_empty() {
        open_file::open_whole(path)
    } else {
        // Only as the session's dataset was read have its records the keys that the edits name.
        open_file::read_given(path, &reading).map(Loaded::Dataset)
    };
    let Loaded::Dataset(dataset) = loaded.map_err(|error| error.to_string())? else {
        return Err(format!("--session needs a dataset as the input file: {}", path.display()));
    };
    let path = Some(session.to_owned()).filter(|_| !input.is_stream());
    let dataset = Some(dataset);
    let layers = open_file::find_layers(&input.near(), file.layer_refs(), EVENT_TABLE_MIN_BYTES, &Progress::default());
    Ok(Loaded::Session { path, file, issues, dataset, layers, fingerprint, recovered: false, not_opened: None })
}

/// The user if they have worked in the session, else whoever alone has.
fn author_of(file: &SessionFile, user: &str) -> Key {
    let journal = Journal::from_lines(user.into(), file.lines.clone());
    let mut others = journal.session().others(user);
    match (journal.session().judgement(user), others.next(), others.next()) {
        (None, Some((only, _)), None) => only.clone(),
        _ => user.into(),
    }
}
