//! What draws the window, and whether a GPU does.

use eframe::glow::{self, HasContext as _};
use eframe::{CreationContext, Renderer};

/// What may draw the window, under the name that users know, in the order in which it is tried.
///
/// Windows draws by DirectX 12 on any machine, by its own software renderer (WARP) where there is no GPU;
/// of OpenGL it brings 1.1 alone, which is too old, and only a driver brings more.
#[cfg(windows)]
pub const RENDERERS: [(&str, Renderer); 2] = [("DirectX 12", Renderer::Wgpu), ("OpenGL", Renderer::Glow)];
#[cfg(not(windows))]
pub const RENDERERS: [(&str, Renderer); 1] = [("OpenGL", Renderer::Glow)];

/// What OpenGL's renderers without a GPU call themselves: those of Mesa, Google and Windows.
const WITHOUT_GPU: [&str; 4] = ["llvmpipe", "softpipe", "swiftshader", "gdi generic"];

/// Whether the window's triangles are drawn by the processor.
pub fn is_without_gpu(window: &CreationContext<'_>) -> bool {
    #[cfg(windows)]
    if let Some(state) = &window.wgpu_render_state {
        return state.adapter.get_info().device_type == eframe::wgpu::DeviceType::Cpu;
    }
    window.gl.as_ref().is_some_and(|gl| is_gl_without_gpu(gl))
}

fn is_gl_without_gpu(gl: &glow::Context) -> bool {
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
