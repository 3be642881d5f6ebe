//! What of std and crossbeam a program uses that the engine has taken the place of.

use std::collections::BTreeSet;

use syn::visit::{self, Visit};
use syn::{File, ItemUse, Path, UseTree};

/// Their names, with modules: `std::sync::Mutex`.
pub fn by_engine(file: &File) -> BTreeSet<String> {
    let mut names = Names(BTreeSet::new());
    names.visit_file(file);
    names.0
}

/// Whether it sleeps or asks what time it is.
pub fn has_time(file: &File) -> bool {
    let mut time = Time(false);
    time.visit_file(file);
    time.0
}

struct Time(bool);

impl Visit<'_> for Time {
    fn visit_path(&mut self, path: &Path) {
        self.0 |= path.segments.iter().any(|segment| segment.ident == "sleep" || segment.ident == "Instant");
        visit::visit_path(self, path);
    }
}

struct Names(BTreeSet<String>);

impl Names {
    fn note(&mut self, parts: &[String]) {
        let known = parts.iter().map(String::as_str).collect::<Vec<_>>();
        let taken = match known[..] {
            ["std" | "core", "sync", "atomic", ..] => Some(format!("{}::sync::atomic", known[0])),
            ["std", "thread", ..] => Some("std::thread".to_owned()),
            ["std", "sync", name, ..] if name != "self" => Some(format!("std::sync::{name}")),
            ["std" | "core", "cell", "UnsafeCell", ..] | ["std" | "core", "hint", "spin_loop"] => {
                Some(known.iter().take(3).copied().collect::<Vec<_>>().join("::"))
            }
            ["std", "alloc", "alloc" | "alloc_zeroed" | "dealloc" | "realloc"] => {
                Some("std::alloc".to_owned())
            }
            ["crossbeam", "channel", ..] | ["crossbeam_channel", ..] => {
                Some("crossbeam's channels".to_owned())
            }
            ["crossbeam", "thread", ..] | ["crossbeam", "scope"] | ["crossbeam_utils", "thread", ..] => {
                Some("crossbeam's scoped threads".to_owned())
            }
            ["crossbeam", "utils", "Backoff"] | ["crossbeam_utils", "Backoff"] => {
                Some("crossbeam's Backoff".to_owned())
            }
            _ => None,
        };
        self.0.extend(taken);
    }

    /// Follows a tree of imports to its ends.
    fn follow(&mut self, tree: &UseTree, before: &[String]) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.follow(&path.tree, &with(&path.ident)),
            UseTree::Name(name) => self.note(&with(&name.ident)),
            UseTree::Rename(rename) => self.note(&with(&rename.ident)),
            UseTree::Glob(_) => self.note(before),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.follow(tree, before)),
        }
    }
}

impl Visit<'_> for Names {
    fn visit_item_use(&mut self, item: &ItemUse) {
        self.follow(&item.tree, &[]);
    }

    fn visit_path(&mut self, path: &Path) {
        let parts: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if parts.len() > 1 {
            self.note(&parts);
        }
        visit::visit_path(self, path);
    }
}
