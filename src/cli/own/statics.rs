//! Statics: which there are, and which of them hold what outlives an execution.

use syn::visit::{self, Visit};
use syn::{File, Ident, Item, ItemStatic, Type};

/// The names of those outside of all modules and functions.
pub fn of_root(file: &File) -> Vec<String> {
    let statics = file.items.iter().filter_map(|item| match item {
        Item::Static(item) if !item.attrs.iter().any(|attribute| attribute.path().is_ident("cfg")) => {
            Some(item)
        }
        _ => None,
    });
    statics.map(|item| item.ident.to_string()).collect()
}

/// The names of all that can change, and that are no atomics: those begin anew by themselves.
pub fn that_hold_plain_memory(file: &File) -> Vec<String> {
    let mut statics = Statics(Vec::new());
    statics.visit_file(file);
    statics.0
}

struct Statics(Vec<String>);

impl Visit<'_> for Statics {
    fn visit_item_static(&mut self, item: &ItemStatic) {
        let is_mutable = matches!(item.mutability, syn::StaticMutability::Mut(_));
        if is_mutable || names_any(&item.ty, &["Mutex", "RwLock", "UnsafeCell", "OnceLock", "LazyLock"]) {
            self.0.push(item.ident.to_string());
        }
        visit::visit_item_static(self, item);
    }
}

/// Whether one of these names stands in a type. What the reader's own types hold does not show.
pub fn names_any(of: &Type, names: &[&str]) -> bool {
    let mut looked = Names { names, are_there: false };
    looked.visit_type(of);
    looked.are_there
}

struct Names<'a> {
    names: &'a [&'a str],
    are_there: bool,
}

impl Visit<'_> for Names<'_> {
    fn visit_ident(&mut self, name: &Ident) {
        self.are_there |= self.names.iter().any(|one| name == one);
    }
}
