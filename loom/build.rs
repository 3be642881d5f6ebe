//! Sets `cfg(loom)` for this package alone, and says that it is for exploring only: what measures is left out.
fn main() {
    println!("cargo:rustc-cfg=loom");
    println!("cargo:rustc-cfg=only_explored");
}
