//! Names of files that every system takes, so that work made on one opens on another.

/// What Windows takes for a device, whatever follows behind a dot.
const DEVICES: [&str; 6] = ["AUX", "CON", "CONIN$", "CONOUT$", "NUL", "PRN"];
/// Devices that bear a digit, or a raised one, behind this.
const NUMBERED_DEVICES: [&str; 2] = ["COM", "LPT"];

/// A name as every system takes it: without signs that Windows forbids, without a dot or blank at the end, and no
/// device's; `untitled` where nothing is left.
pub fn portable_name(name: &str) -> String {
    let is_forbidden = |character: char| character.is_control() || "<>:\"/\\|?*".contains(character);
    let plain: String = name.chars().map(|character| if is_forbidden(character) { '-' } else { character }).collect();
    let plain = plain.trim_start().trim_end_matches(|character: char| character == '.' || character.is_whitespace());
    match plain {
        "" => "untitled".to_owned(),
        plain if is_device(plain) => format!("_{plain}"),
        plain => plain.to_owned(),
    }
}

/// Whether Windows takes a file of this name for a device.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_uppercase();
    let is_numbered = |device: &str| {
        let number = stem.strip_prefix(device).map(|rest| rest.chars().collect::<Vec<_>>());
        matches!(number.as_deref(), Some(['0'..='9' | '¹' | '²' | '³']))
    };
    DEVICES.contains(&stem.as_str()) || NUMBERED_DEVICES.iter().any(|device| is_numbered(device))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_that_every_system_takes() {
        for (name, portable) in [
            ("claims.html", "claims.html"),
            ("звіт за січень.ccsession", "звіт за січень.ccsession"),
            ("report 2025-01-07T18:00.csv", "report 2025-01-07T18-00.csv"),
            ("a<b>c|d?e*f\"g\\h/i.txt", "a-b-c-d-e-f-g-h-i.txt"),
            ("bell\u{7}.txt", "bell-.txt"),
            ("notes. . ", "notes"),
            (" notes.txt", "notes.txt"),
            ("...", "untitled"),
            ("", "untitled"),
            ("aux.json", "_aux.json"),
            ("Con", "_Con"),
            ("nul.tar.gz", "_nul.tar.gz"),
            ("PRN .csv", "_PRN .csv"),
            ("com1.ccsession", "_com1.ccsession"),
            ("LPT².txt", "_LPT².txt"),
            ("com10.txt", "com10.txt"),
            ("console.txt", "console.txt"),
            (".hidden.json", ".hidden.json"),
        ] {
            assert_eq!(portable_name(name), portable, "{name:?}");
        }
    }
}
