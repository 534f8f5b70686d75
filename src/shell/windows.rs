//! What only Windows needs: its console window, and the limits of a process.
//!
//! The program stays a console program: shells then wait for `info` or `export`, show the output and get the exit code.
//! A console of its own, which Windows opens if the program is started by its icon, is closed when the window opens.

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

/// Limits the memory and processor time of this process; the system ends it if it needs more.
///
/// # Errors
/// If the system refuses.
#[cfg(windows)]
pub fn limit_process(memory_bytes: u64, cpu_secs: u64) -> std::io::Result<()> {
    use windows_sys::Win32::System::JobObjects::{
        AssignProcessToJobObject, CreateJobObjectW, JOB_OBJECT_LIMIT_PROCESS_MEMORY, JOB_OBJECT_LIMIT_PROCESS_TIME,
        JOBOBJECT_EXTENDED_LIMIT_INFORMATION, JobObjectExtendedLimitInformation, SetInformationJobObject,
    };
    use windows_sys::Win32::System::Threading::GetCurrentProcess;
    /// Of 100 ns, the unit of Windows.
    const TICKS_PER_SEC: u64 = 10_000_000;
    let mut limits = JOBOBJECT_EXTENDED_LIMIT_INFORMATION::default();
    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_PROCESS_MEMORY | JOB_OBJECT_LIMIT_PROCESS_TIME;
    limits.BasicLimitInformation.PerProcessUserTimeLimit =
        i64::try_from(cpu_secs.saturating_mul(TICKS_PER_SEC)).unwrap_or(i64::MAX);
    limits.ProcessMemoryLimit = usize::try_from(memory_bytes).unwrap_or(usize::MAX);
    let size = size_of::<JOBOBJECT_EXTENDED_LIMIT_INFORMATION>() as u32;
    // SAFETY: the pointer is to a structure of the size that is given, and of the kind that the call asks for. The
    // handle stays open: closing it would not end the job, but nothing is gained by it either.
    #[expect(unsafe_code, reason = "every call of Windows is unsafe")]
    let is_set = unsafe {
        let job = CreateJobObjectW(std::ptr::null(), std::ptr::null());
        !job.is_null()
            && SetInformationJobObject(job, JobObjectExtendedLimitInformation, (&raw const limits).cast(), size) != 0
            && AssignProcessToJobObject(job, GetCurrentProcess()) != 0
    };
    if is_set { Ok(()) } else { Err(std::io::Error::last_os_error()) }
}
