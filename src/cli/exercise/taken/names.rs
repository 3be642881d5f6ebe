//! Names that a region must not take from the code around it.
//!
//! An item outside of all functions is seen by the whole file: `use std::stringify as assert_eq;` would make every check
//! pass. So such a region may declare what its solution or its starter declares, and names that the file does not use.

use syn::{File, Item, UseTree};

use super::super::course::Exercise;
use super::cut::{Cut, CutRegion};
use super::tokens::Tokens;

/// Looks through the regions that are outside of all functions: the first name that is taken.
pub fn look(exercise: &Exercise, ours: &Cut, theirs: &Cut) -> Result<(), String> {
    let Ok(frame) = Tokens::of(&format!("{}\n{}", ours.frame, exercise.again())) else { return Ok(()) };
    for region in theirs.regions.iter().filter(|region| is_outermost(&frame, region)) {
        // What is no Rust, the compiler says better.
        let Ok(file) = syn::parse_file(&region.text) else { continue };
        let original = exercise.regions().find(|original| original.name == region.name);
        let mut known = Vec::new();
        for text in original.iter().flat_map(|original| [&original.solution, &original.starter]) {
            known.extend(syn::parse_file(text).iter().flat_map(declared));
        }
        let is_used = |name: &String| name == "*" || frame.0.iter().any(|token| token.text == *name);
        if let Some(name) = declared(&file).iter().find(|name| is_used(name) && !known.contains(name)) {
            let what = match name.as_str() {
                "*" => "`use ...::*` of its own".to_owned(),
                name => format!("a second meaning of `{name}`, which the code around it uses"),
            };
            return Err(format!("what must not be in a region: {what} ({})", region.name));
        }
    }
    Ok(())
}

/// Whether the region is outside of all brackets.
fn is_outermost(frame: &Tokens, region: &CutRegion) -> bool {
    let name = format!("racelab_region_{}", region.name);
    let before = frame.0.iter().take_while(|token| token.text != name);
    let depth = before.fold(0, |depth, token| match token.text.as_str() {
        "(" | "[" | "{" => depth + 1,
        ")" | "]" | "}" => depth - 1,
        _ => depth,
    });
    depth == 0
}

/// The names that a file declares for itself.
fn declared(file: &File) -> Vec<String> {
    let mut names = Vec::new();
    for item in &file.items {
        match item {
            Item::Const(item) => names.push(item.ident.to_string()),
            Item::Enum(item) => names.push(item.ident.to_string()),
            Item::Fn(item) => names.push(item.sig.ident.to_string()),
            Item::Static(item) => names.push(item.ident.to_string()),
            Item::Struct(item) => names.push(item.ident.to_string()),
            Item::Trait(item) => names.push(item.ident.to_string()),
            Item::TraitAlias(item) => names.push(item.ident.to_string()),
            Item::Type(item) => names.push(item.ident.to_string()),
            Item::Union(item) => names.push(item.ident.to_string()),
            Item::Use(item) => follow(&item.tree, &mut names),
            _ => {}
        }
    }
    names
}

fn follow(tree: &UseTree, names: &mut Vec<String>) {
    match tree {
        UseTree::Path(path) => follow(&path.tree, names),
        UseTree::Name(name) => names.push(name.ident.to_string()),
        UseTree::Rename(rename) => names.push(rename.rename.to_string()),
        UseTree::Glob(_) => names.push("*".to_owned()),
        UseTree::Group(group) => group.items.iter().for_each(|tree| follow(tree, names)),
    }
}
