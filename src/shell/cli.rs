//! The command line: the window, `picture`, `info`, `convert`, `formats`, `export`, `assess` and `licences`.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::OnceLock;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::assess::{AssessArgs, assess};
use super::convert::{ConvertArgs, ReadArgs, convert, formats};
use super::export::{self, ExportArgs, export};
use super::info::info;
use super::licences::{LicencesArgs, licences};
use super::picture::{PictureOptions, pictured};
use super::read_workbook::{read_in_own_process, read_workbook};
use super::renderer::{RENDERERS, is_without_gpu};
use super::windows::{leave_own_console, show_without_console};
use super::{APP_ID, App, desktop, examples, in_use, job, native_dialogs, open_file, opened, output};
use crate::app::Loaded;
use crate::app::examples::EXAMPLES;
use counterclaim_io::files::destination::{Destination, Role};
use counterclaim_io::formats::workbook::child;
use counterclaim_io::import_report::ReadOptions;
use counterclaim_io::table_cache::TableCache;

/// The status of a command that could not do what it was asked to; what and why is on standard error.
const FAILED: u8 = 1;
/// The status where the arguments themselves are wrong, and nothing was begun.
const WRONG_ARGUMENTS: u8 = 2;

/// What every command ends with.
const STATUSES: &str = "\
Exit status:
  0  done, also where issues were met on reading: they are counted on standard error, and `info` lists them
  1  a file could not be read or written, or names something that is not there; standard error says what and why
  2  the arguments are wrong";

/// Assess contested claims about events: who says what, relayed by whom, and who benefits.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true, after_help = STATUSES)]
struct Cli {
    /// Dataset or session to open [default: the bundled example].
    file: Option<PathBuf>,
    /// Name that signs your edits [default: your user name].
    #[arg(long)]
    author: Option<String>,
    /// Do not read or write the cache of large tables.
    #[arg(long)]
    no_cache: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Draw the window into a PNG file; needs no display.
    #[command(after_help = STATUSES)]
    Picture(PictureArgs),
    /// Print a summary of a dataset or session, with all import issues.
    #[command(after_help = STATUSES)]
    Info {
        file: PathBuf,
        /// Print JSON.
        #[arg(long)]
        json: bool,
        /// Count only what was known by the end of this time, such as 2025-01-07.
        #[arg(long, value_name = "TIME")]
        as_of: Option<String>,
        /// Whose judgement counts [default: your user name, else the only analyst in the session].
        #[arg(long, value_name = "NAME")]
        author: Option<String>,
        #[command(flatten)]
        reading: ReadArgs,
    },
    /// Convert a file of any known format to a dataset, a table or a map.
    #[command(after_help = STATUSES)]
    Convert(ConvertArgs),
    /// List the formats that Counterclaim can import.
    #[command(after_help = STATUSES)]
    Formats,
    /// Export the claims as a page to read or print, or as a table.
    #[command(after_help = STATUSES)]
    Export(ExportArgs),
    /// Estimate the probability of each claim and print it.
    #[command(after_help = STATUSES)]
    Assess(AssessArgs),
    /// Print the licences of the program and its components.
    #[command(after_help = STATUSES)]
    Licences(LicencesArgs),
    /// Read a workbook from standard input (internal).
    #[command(name = child::COMMAND, hide = true)]
    ReadWorkbook {
        #[arg(long)]
        sheet: Option<String>,
        #[arg(long)]
        header_line: Option<u32>,
    },
}

#[derive(Args, Debug)]
struct PictureArgs {
    /// Dataset or session to draw [default: the bundled example].
    file: Option<PathBuf>,
    /// The PNG file to write.
    #[arg(short, long, value_name = "OUT.png")]
    output: PathBuf,
    /// Width and height in points.
    #[arg(long, default_value = "1600x1000", value_parser = parse_size)]
    size: [u32; 2],
    /// Pixels per point.
    #[arg(long, default_value_t = 1.0)]
    scale: f32,
    #[arg(long, value_enum, default_value_t = ThemeChoice::Light)]
    theme: ThemeChoice,
    /// The claim to select, by its id in the dataset.
    #[arg(long, value_name = "CLAIM")]
    select: Option<String>,
    /// Show only what was known by the end of this time, such as 2025-01-07.
    #[arg(long, value_name = "TIME")]
    as_of: Option<String>,
    /// Dataset to add as a layer; can be given more than once.
    #[arg(long = "layer", value_name = "FILE")]
    layers: Vec<PathBuf>,
    /// Analyst whose window to draw [default: your user name, else the only analyst in the session].
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum ThemeChoice {
    Light,
    Dark,
}

/// Runs the program as its arguments say.
pub fn run() -> ExitCode {
    start_logging();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => {
            // It repeats what was typed, a line at a time.
            error.to_string().trim_end().lines().for_each(output::line);
            return ExitCode::from(WRONG_ARGUMENTS);
        }
        Err(help) => return output::print(&help.to_string()).map_or(ExitCode::from(FAILED), |()| ExitCode::SUCCESS),
    };
    read_in_own_process();
    let result = match cli.command {
        Some(Command::Picture(args)) => draw(&args),
        Some(Command::Info { file, json, as_of, author, reading }) => {
            info(&file, json, as_of.as_deref(), (author.as_deref(), &system_user()), &reading)
        }
        Some(Command::Convert(args)) => convert(&args, &system_user()),
        Some(Command::Formats) => formats(),
        Some(Command::Licences(args)) => licences(&args),
        Some(Command::Export(args)) => export(&args, &system_user()),
        Some(Command::Assess(args)) => assess(&args, &system_user()),
        Some(Command::ReadWorkbook { sheet, header_line }) => read_workbook(sheet.as_deref(), header_line),
        None => open_window(cli.file, cli.author.unwrap_or_else(system_user), !cli.no_cache),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            output::say(reason);
            ExitCode::from(FAILED)
        }
    }
}

fn open_window(file: Option<PathBuf>, author: String, uses_cache: bool) -> Result<(), String> {
    if let Some(reason) = no_display() {
        return draw_instead(file, reason);
    }
    let icon = eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icon.png"));
    let mut viewport = egui::ViewportBuilder::default()
        .with_app_id(APP_ID)
        .with_title("Counterclaim")
        .with_inner_size([1440.0, 900.0])
        .with_min_inner_size([480.0, 320.0]);
    match icon {
        Ok(icon) => viewport = viewport.with_icon(icon),
        Err(error) => log::warn!("the icon could not be read: {error}"),
    }
    // What is remembered of it is to mean the same file wherever the next run is started.
    let file = file.map(|file| job::absolute(&file));
    let recovery_folder = eframe::storage_dir(APP_ID).map(|folder| folder.join("recovery"));
    let table_cache = TableCache::user_folder().filter(|_| uses_cache).map(TableCache::new);
    leave_own_console();
    let is_open = Cell::new(false);
    let mut reasons = Vec::new();
    for (name, renderer) in RENDERERS {
        let options = super::Options {
            author: author.clone(),
            file: file.clone(),
            recovery_folder: recovery_folder.clone(),
            table_cache: table_cache.clone(),
            ask: native_dialogs(),
            event_table_min_bytes: super::EVENT_TABLE_MIN_BYTES,
        };
        let new = |cc: &eframe::CreationContext<'_>| -> Box<dyn eframe::App> {
            is_open.set(true);
            if is_without_gpu(cc) {
                crate::ui::map::draw_as_picture(&cc.egui_ctx);
            }
            Box::new(App::new(&cc.egui_ctx, cc.storage, options))
        };
        let native =
            eframe::NativeOptions { viewport: viewport.clone(), renderer, dithering: false, ..Default::default() };
        let Err(error) = eframe::run_native(APP_ID, native, Box::new(|cc| Ok(new(cc)))) else {
            return Ok(());
        };
        let words = format!("{error:?} {error}");
        if ["XOpenDisplayFailed", "NoCompositor", "WaylandError"].iter().any(|mark| words.contains(mark)) {
            return draw_instead(file, "the display did not respond");
        }
        log::info!("{name} cannot draw the window: {error}");
        reasons.push(format!("{name}: {error}"));
        // A window that was there and failed is not opened a second time.
        if is_open.get() {
            break;
        }
    }
    let message = format!("the window could not be opened ({}). {WITHOUT_WINDOW}", reasons.join("; "));
    show_without_console(&message);
    Err(message)
}

const WITHOUT_WINDOW: &str = if cfg!(windows) {
    "Counterclaim needs DirectX 12 or OpenGL 2.0: update Windows or the graphics driver. Without a window, \
    `counterclaim picture FILE -o OUT.png` draws it into a file, and `counterclaim export` exports the claims as a page."
} else {
    "If libraries are missing, install them; on Debian or Ubuntu: \
    apt install libx11-6 libx11-xcb1 libxcursor1 libxi6 libxkbcommon-x11-0 libegl1 libgl1-mesa-dri"
};

/// Why no window can be opened, where the system has no display at all.
fn no_display() -> Option<&'static str> {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let needs_one = cfg!(all(unix, not(target_os = "macos")));
    let has_one = ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"].into_iter().any(is_set);
    (needs_one && !has_one).then_some("no display was found")
}

/// Without a display, the window is drawn into a file, and said to be.
fn draw_instead(file: Option<PathBuf>, reason: &str) -> Result<(), String> {
    let output = PathBuf::from("counterclaim.png");
    let size = [1600, 1000];
    let theme = ThemeChoice::Light;
    draw(&PictureArgs {
        file,
        output: output.clone(),
        size,
        scale: 1.0,
        theme,
        select: None,
        as_of: None,
        layers: Vec::new(),
        author: None,
    })?;
    output::say(format!("{reason}, so the window was drawn into {}", output.display()));
    Ok(())
}

fn draw(args: &PictureArgs) -> Result<(), String> {
    let mut in_use = in_use::of(&[(Role::Input, args.file.as_deref())]);
    args.layers.iter().for_each(|path| in_use.add(Role::Layer, path));
    in_use.check(&args.output).map_err(|error| error.to_string())?;
    let (loaded, author) = match args.file.as_deref() {
        Some(file) => export::load(file, None, args.author.as_deref(), &system_user())?,
        None => (load(None)?, args.author.clone().unwrap_or_else(system_user).as_str().into()),
    };
    in_use.append(loaded.files_in_use());
    let layers = args
        .layers
        .iter()
        .map(|path| open_file::read_given(path, &ReadOptions::default()).map_err(|error| error.to_string()));
    let options = PictureOptions {
        size: args.size,
        pixels_per_point: args.scale.clamp(0.5, 4.0),
        dark: args.theme == ThemeChoice::Dark,
        select: args.select.clone(),
        as_of: args.as_of.clone(),
        layers: layers.collect::<Result<_, _>>()?,
    };
    let (picture, state) = pictured(loaded, &author, &options)?;
    opened::say_issues(opened::issues(&state).len());
    if let Some(document) = state.document() {
        opened::say_whose(document.journal());
    }
    let mut png = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut png, image::ImageFormat::Png).map_err(|error| error.to_string())?;
    Destination::file_or_stream(&args.output, &in_use).write(&png.into_inner()).map_err(|error| error.to_string())
}

/// A dataset or session, or the bundled example.
pub fn load(file: Option<&Path>) -> Result<Loaded, String> {
    match file {
        Some(path) => open_file::open_whole(path).map_err(|error| error.to_string()),
        None => examples::load(EXAMPLES[0].name).map(Loaded::Dataset).map_err(|error| error.to_string()),
    }
}

fn parse_size(text: &str) -> Result<[u32; 2], String> {
    let (width, height) = text.split_once('x').ok_or("expected a size such as 1600x1000")?;
    let side = |text: &str| text.parse::<u32>().ok().filter(|side| (200..=8000).contains(side));
    match (side(width), side(height)) {
        (Some(width), Some(height)) => Ok([width, height]),
        _ => Err("width and height must be between 200 and 8000".to_owned()),
    }
}

/// The system's name for who is at the keyboard.
fn system_user() -> String {
    super::clock::account().unwrap_or_else(|| "analyst".to_owned())
}

/// Warnings and errors go to standard error; `COUNTERCLAIM_LOG=debug` shows more.
fn start_logging() {
    struct Stderr;
    static LEVEL: OnceLock<log::LevelFilter> = OnceLock::new();
    impl log::Log for Stderr {
        fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
            metadata.level() <= *LEVEL.get_or_init(|| log::LevelFilter::Warn)
        }
        fn log(&self, record: &log::Record<'_>) {
            desktop::follow_log(record);
            if self.enabled(record.metadata()) {
                output::line(&format!("{} {}: {}", record.level(), record.target(), record.args()));
            }
        }
        fn flush(&self) {}
    }
    static LOGGER: Stderr = Stderr;
    let level = std::env::var("COUNTERCLAIM_LOG").ok().and_then(|level| level.parse().ok());
    let level = *LEVEL.get_or_init(|| level.unwrap_or(log::LevelFilter::Warn));
    if log::set_logger(&LOGGER).is_ok() {
        // Errors are looked at though none may be shown.
        log::set_max_level(level.max(log::LevelFilter::Error));
    }
}
