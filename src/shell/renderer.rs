//! Whether a GPU draws the window.

use eframe::glow::{self, HasContext as _};

/// What OpenGL's renderers without a GPU call themselves: those of Mesa, Google and Windows.
const WITHOUT_GPU: [&str; 4] = ["llvmpipe", "softpipe", "swiftshader", "gdi generic"];

/// Whether the window's triangles are drawn by the processor.
pub fn is_without_gpu(gl: &glow::Context) -> bool {
    // SAFETY: the context belongs to this thread's window, which is being made.
    #[expect(unsafe_code, reason = "every call of OpenGL is unsafe")]
    let name = unsafe { gl.get_parameter_string(glow::RENDERER) };
    is_name_without_gpu(&name)
}

fn is_name_without_gpu(name: &str) -> bool {
    let name = name.to_lowercase();
    WITHOUT_GPU.iter().any(|known| name.contains(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn renderers_are_known_by_their_names() {
        for name in ["llvmpipe (LLVM 15.0.6, 256 bits)", "Google SwiftShader", "GDI Generic"] {
            assert!(is_name_without_gpu(name), "{name}");
        }
        for name in ["Mesa Intel(R) UHD Graphics 620", "NVIDIA GeForce RTX 3060/PCIe/SSE2", "Apple M2", ""] {
            assert!(!is_name_without_gpu(name), "{name}");
        }
    }
}
