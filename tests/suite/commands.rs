//! The README's keyboard table is the table of commands.

use counterclaim::ui::command::Command;

#[test]
fn the_readme_lists_every_command_with_its_key() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).expect("the README");
    let mut table = "| Command | Key | What it does |\n|---|---|---|\n".to_owned();
    for command in Command::ALL {
        let key = command.shortcut_text();
        table +=
            &format!("| {} | {} | {} |\n", command.label(), if key.is_empty() { "–" } else { &key }, command.help());
    }
    assert!(readme.contains(&table), "the keyboard table of the README should read:\n\n{table}");
}
