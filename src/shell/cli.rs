//! The command line: the window, `picture`, `info`, `convert`, `formats`, `export` and `assess`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::assess::{AssessArgs, assess};
use super::convert::{ConvertArgs, ReadArgs, convert, formats};
use super::export::{ExportArgs, export};
use super::info::info;
use super::picture::{PictureOptions, picture};
use super::read_workbook::{read_in_own_process, read_workbook};
use super::renderer::is_without_gpu;
use super::{APP_ID, App, examples, jobs, native_dialogs};
use crate::app::Loaded;
use crate::io::import::{ReadOptions, workbook_child};
use crate::io::table::Progress;
use crate::io::table_cache::TableCache;
use crate::ui::command::FIRST_EXAMPLE;

/// Weigh contested claims about events: who says what, through whom, with what at stake.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
struct Cli {
    /// The dataset or session to open; the bundled example without it.
    file: Option<PathBuf>,
    /// The name that signs your edits; the system's user without it.
    #[arg(long)]
    author: Option<String>,
    /// Read large tables from their files, and keep nothing of them for the next start.
    #[arg(long)]
    no_cache: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Draw the window into a PNG file, without a display.
    Picture(PictureArgs),
    /// Print what a dataset or session holds.
    Info {
        file: PathBuf,
        /// Print JSON.
        #[arg(long)]
        json: bool,
        /// Count only what was known by the end of this time, such as 2025-01-07.
        #[arg(long, value_name = "TIME")]
        as_of: Option<String>,
        #[command(flatten)]
        reading: ReadArgs,
    },
    /// Write all that a file of any known format holds as a dataset, a table or a map.
    Convert(ConvertArgs),
    /// List the formats that can be read.
    Formats,
    /// Write the claims as a page to read or print, or as a table.
    Export(ExportArgs),
    /// Weigh the claims of a folder of tables, and print how probable each is.
    Assess(AssessArgs),
    /// Read a workbook from standard input, for the program itself.
    #[command(name = workbook_child::COMMAND, hide = true)]
    ReadWorkbook,
}

#[derive(Args, Debug)]
struct PictureArgs {
    /// The dataset or session to draw; the bundled example without it.
    file: Option<PathBuf>,
    /// The PNG file to write.
    #[arg(short, long, value_name = "OUT.png")]
    output: PathBuf,
    /// Width and height in points.
    #[arg(long, default_value = "1600x1000", value_parser = parse_size)]
    size: [u32; 2],
    /// Pixels to a point.
    #[arg(long, default_value_t = 1.0)]
    scale: f32,
    #[arg(long, value_enum, default_value_t = Look::Light)]
    theme: Look,
    /// The claim to select, by its id in the dataset.
    #[arg(long, value_name = "CLAIM")]
    select: Option<String>,
    /// Show only what was known by the end of this time, such as 2025-01-07.
    #[arg(long, value_name = "TIME")]
    as_of: Option<String>,
    /// A dataset to lay over the first; can be given more than once.
    #[arg(long = "layer", value_name = "FILE")]
    layers: Vec<PathBuf>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Look {
    Light,
    Dark,
}

/// Runs the program as its arguments say.
pub fn run() -> ExitCode {
    start_logging();
    let cli = Cli::parse();
    read_in_own_process();
    let result = match cli.command {
        Some(Command::Picture(args)) => draw(&args),
        Some(Command::Info { file, json, as_of, reading }) => info(&file, json, as_of.as_deref(), &reading),
        Some(Command::Convert(args)) => convert(&args),
        Some(Command::Formats) => formats(),
        Some(Command::Export(args)) => export(&args, &system_user()),
        Some(Command::Assess(args)) => assess(&args, &system_user()),
        Some(Command::ReadWorkbook) => read_workbook(),
        None => open_window(cli.file, cli.author.unwrap_or_else(system_user), !cli.no_cache),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("counterclaim: {reason}");
            ExitCode::FAILURE
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
    let native =
        eframe::NativeOptions { viewport, renderer: eframe::Renderer::Glow, dithering: false, ..Default::default() };
    let fallback = file.clone();
    let recovery_folder = eframe::storage_dir(APP_ID).map(|folder| folder.join("recovery"));
    let options = super::Options {
        author,
        file,
        recovery_folder,
        table_cache: TableCache::user_folder().filter(|_| uses_cache).map(TableCache::new),
        ask: native_dialogs(),
        tables_from: super::TABLES_FROM,
    };
    let new = |cc: &eframe::CreationContext<'_>| -> Box<dyn eframe::App> {
        if cc.gl.as_ref().is_some_and(|gl| is_without_gpu(gl)) {
            crate::ui::map::draw_as_picture(&cc.egui_ctx);
        }
        Box::new(App::new(&cc.egui_ctx, cc.storage, options))
    };
    let result = eframe::run_native(APP_ID, native, Box::new(|cc| Ok(new(cc))));
    match result {
        Ok(()) => Ok(()),
        Err(error) => {
            let words = format!("{error:?} {error}");
            if ["XOpenDisplayFailed", "NoCompositor", "WaylandError"].iter().any(|mark| words.contains(mark)) {
                return draw_instead(fallback, "the display did not answer");
            }
            Err(format!("the window could not be opened ({error}). {MISSING_LIBRARIES}"))
        }
    }
}

const MISSING_LIBRARIES: &str = "If libraries are missing, on Debian or Ubuntu this installs them: \
    apt install libx11-6 libx11-xcb1 libxcursor1 libxi6 libxkbcommon-x11-0 libegl1 libgl1-mesa-dri";

/// Why no window can be opened, where the system has no display at all.
fn no_display() -> Option<&'static str> {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let needs_one = cfg!(all(unix, not(target_os = "macos")));
    let has_one = ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"].into_iter().any(is_set);
    (needs_one && !has_one).then_some("there is no display here")
}

/// Without a display, the window is drawn into a file, and said to be.
fn draw_instead(file: Option<PathBuf>, reason: &str) -> Result<(), String> {
    let output = PathBuf::from("counterclaim.png");
    let (size, theme) = ([1600, 1000], Look::Light);
    draw(&PictureArgs {
        file,
        output: output.clone(),
        size,
        scale: 1.0,
        theme,
        select: None,
        as_of: None,
        layers: Vec::new(),
    })?;
    eprintln!("counterclaim: {reason}, so the window was drawn into {}", output.display());
    Ok(())
}

fn draw(args: &PictureArgs) -> Result<(), String> {
    let loaded = load(args.file.as_deref())?;
    let layers = args.layers.iter().map(|path| {
        jobs::read_dataset(path, &ReadOptions::default(), &Progress::default()).map_err(|error| error.to_string())
    });
    let options = PictureOptions {
        size: args.size,
        pixels_per_point: args.scale.clamp(0.5, 4.0),
        dark: args.theme == Look::Dark,
        select: args.select.clone(),
        as_of: args.as_of.clone(),
        layers: layers.collect::<Result<_, _>>()?,
    };
    let picture = picture(loaded, &system_user(), &options)?;
    picture.save(&args.output).map_err(|error| format!("{}: {error}", args.output.display()))
}

/// A dataset or session, or the bundled example.
pub fn load(file: Option<&Path>) -> Result<Loaded, String> {
    match file {
        Some(path) => jobs::open_whole(path).map_err(|error| error.to_string()),
        None => examples::load(FIRST_EXAMPLE).map(Loaded::Dataset).map_err(|error| error.to_string()),
    }
}

fn parse_size(text: &str) -> Result<[u32; 2], String> {
    let (width, height) = text.split_once('x').ok_or("a size looks like 1600x1000")?;
    let side = |text: &str| text.parse::<u32>().ok().filter(|side| (200..=8000).contains(side));
    match (side(width), side(height)) {
        (Some(width), Some(height)) => Ok([width, height]),
        _ => Err("width and height must be between 200 and 8000".to_owned()),
    }
}

/// The system's name for who is at the keyboard.
fn system_user() -> String {
    let named = ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    named.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| "analyst".to_owned())
}

/// Warnings and errors go to standard error; `COUNTERCLAIM_LOG=debug` shows more.
fn start_logging() {
    struct Stderr;
    impl log::Log for Stderr {
        fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
            metadata.level() <= log::max_level()
        }
        fn log(&self, record: &log::Record<'_>) {
            if self.enabled(record.metadata()) {
                eprintln!("{} {}: {}", record.level(), record.target(), record.args());
            }
        }
        fn flush(&self) {}
    }
    static LOGGER: Stderr = Stderr;
    let level = std::env::var("COUNTERCLAIM_LOG").ok().and_then(|level| level.parse().ok());
    if log::set_logger(&LOGGER).is_ok() {
        log::set_max_level(level.unwrap_or(log::LevelFilter::Warn));
    }
}
