//! The datasets that ship inside the program: a folder in `assets/examples` and a row here for each.

/// One of the datasets that ship inside the program.
#[derive(Debug)]
pub struct Example {
    /// The name of its folder; the first one opens with the window.
    pub name: &'static str,
    /// As menus show it.
    pub label: &'static str,
    /// One sentence that says what it holds.
    pub help: &'static str,
    /// The dataset file.
    pub bytes: &'static [u8],
}

/// Every example, in the order of the menu.
pub const EXAMPLES: &[Example] = &[
    Example {
        name: "kurakhove-press",
        label: "Example: Kurakhove, ten weeks of press",
        help: "Open the bundled reports of December 2024 to March 2025",
        bytes: include_bytes!("../../assets/examples/kurakhove-press/dataset.json"),
    },
    Example {
        name: "kurakhove-report",
        label: "Example: Kurakhove, one report",
        help: "Open only the bundled report of 7 January 2025",
        bytes: include_bytes!("../../assets/examples/kurakhove-report/dataset.json"),
    },
];
