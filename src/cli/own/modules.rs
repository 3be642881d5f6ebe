//! The files of a program's modules: those that `mod name;` leads to.

use std::path::{Path, PathBuf};

use super::room::is_too_deep;
use super::source::read_again;
use syn::{Expr, ExprLit, File, Item, ItemMod, Lit, Meta};

/// A file of the program: its path, its text, and what was parsed of it.
pub type Parsed = (PathBuf, String, File);

/// The root and all files below it. What cannot be read or parsed is left out: the compiler will say so.
pub fn of(root: &Path, text: String, file: File) -> Vec<Parsed> {
    let folder = folder_of(root);
    let mut files = Vec::new();
    add(&mut files, (root.to_owned(), text, file), &folder);
    files
}

/// Adds a file and those of its modules, which are looked for in `folder`.
fn add(files: &mut Vec<Parsed>, parsed: Parsed, folder: &Path) {
    let mut wanted = Vec::new();
    find(&parsed.2.items, &folder_of(&parsed.0), folder, &mut wanted);
    // A file that leads to itself is an error that the compiler tells.
    let is_known = files.iter().any(|(path, ..)| *path == parsed.0);
    if is_known {
        return;
    }
    files.push(parsed);
    for (path, folder) in wanted {
        let Some(text) = read_again(&path) else { continue };
        if is_too_deep(&text) {
            continue;
        }
        let Ok(file) = syn::parse_file(&text) else { continue };
        add(files, (path, text, file), &folder);
    }
}

/// Finds the files of modules, each with the folder in which its own modules are. `beside` is the folder of the file
/// that these items are in, `folder` that of its modules.
fn find(items: &[Item], beside: &Path, folder: &Path, wanted: &mut Vec<(PathBuf, PathBuf)>) {
    for item in items {
        let Item::Mod(module) = item else { continue };
        let name = module.ident.to_string();
        let name = name.trim_start_matches("r#");
        match (&module.content, path_of(module)) {
            (Some((_, items)), _) => {
                let folder = folder.join(name);
                find(items, &folder, &folder, wanted);
            }
            (None, Some(path)) => {
                let path = beside.join(path);
                let folder = folder_of(&path);
                wanted.push((path, folder));
            }
            (None, None) => {
                let own = folder.join(name);
                for path in [folder.join(format!("{name}.rs")), own.join("mod.rs")] {
                    if path.is_file() {
                        wanted.push((path, own.clone()));
                    }
                }
            }
        }
    }
}

/// What a `#[path = "..."]` says.
fn path_of(module: &ItemMod) -> Option<String> {
    module.attrs.iter().find_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(path), .. }) => Some(path.value()),
            _ => None,
        },
        _ => None,
    })
}

/// The folder that a file lies in.
fn folder_of(path: &Path) -> PathBuf {
    path.parent().unwrap_or(Path::new("")).to_owned()
}
