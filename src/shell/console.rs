//! The console window that Windows opens beside a program that is started by its icon.
//!
//! The program stays one for consoles: shells then wait for `info` or `export`, show what they print and know how
//! they ended. A console that it has for itself alone shows nothing to anybody, and goes as soon as the window comes.

/// Leaves a console that no other program uses; elsewhere than on Windows there is none.
#[cfg(windows)]
pub fn leave_own_console() {
    use std::io::IsTerminal as _;
    use windows_sys::Win32::System::Console::{
        FreeConsole, GetConsoleProcessList, STD_ERROR_HANDLE, STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, SetStdHandle,
    };
    if !std::io::stdout().is_terminal() || !std::io::stderr().is_terminal() {
        return;
    }
    let mut programs = [0_u32; 2];
    // SAFETY: the list has room for as many numbers as the call is given, and no handle of the console is used again:
    // one that is null takes what is printed and drops it.
    #[expect(unsafe_code, reason = "every call of Windows is unsafe")]
    unsafe {
        if GetConsoleProcessList(programs.as_mut_ptr(), 2) == 1 {
            for handle in [STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE] {
                SetStdHandle(handle, std::ptr::null_mut());
            }
            FreeConsole();
        }
    }
}

#[cfg(not(windows))]
pub fn leave_own_console() {}

/// Shows why no window came, where there is no console that could print it.
#[cfg(windows)]
pub fn show_without_console(message: &str) {
    use std::io::IsTerminal as _;
    if !std::io::stderr().is_terminal() {
        let dialog = rfd::MessageDialog::new().set_level(rfd::MessageLevel::Error).set_title("Counterclaim");
        dialog.set_description(message).show();
    }
}

#[cfg(not(windows))]
pub fn show_without_console(_message: &str) {}
