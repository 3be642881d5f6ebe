//! Plain memory that no exploration watches: what is in it changes without the engine's knowing.
//!
//! It is looked for in the source alone: a `static mut`; a `Cell` in a file that promises by `unsafe` that one of its types
//! may be shared; what raw pointers are used for, unless all that they lead to is atomics and `UnsafeCell`s; and that a `Box`
//! is freed which is made of one. What a cell's `get` returns is no such pointer (see `uses`).

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use syn::visit::{self, Visit};
use syn::{
    Block, Expr, ExprCall, ExprClosure, ExprForLoop, ExprIf, ExprLet, ExprMatch, ExprMethodCall, ExprUnary,
    ExprUnsafe, ExprWhile, Field, File, FnArg, ImplItemFn, ItemFn, ItemImpl, ItemStatic, Local, Macro,
    Signature, StaticMutability, Type, UnOp,
};

use super::raw::Raw;
use super::statics::names_any;
use super::types::Types;
use super::uses::{arguments, start};

/// The lines of what is not watched, for each kind of it.
pub type Unwatched<Place = usize> = BTreeMap<Sort, Vec<Place>>;

/// A kind of plain memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// A `static mut`.
    Static,
    /// A `Cell` or a `RefCell`, in a type that is shared.
    Cell,
    /// What a raw pointer leads to.
    Pointer,
    /// That a `Box` is freed which a raw pointer led to, whoever may use it still.
    Freed,
}

impl Sort {
    fn name(self) -> &'static str {
        match self {
            Sort::Static => "the static mut at",
            Sort::Cell => "the Cell at",
            Sort::Pointer => "what a raw pointer leads to, at",
            Sort::Freed => "what Box::from_raw frees, at",
        }
    }
}

/// That of a file.
pub fn of(file: &File) -> Unwatched {
    let types = Types::of(file);
    let mut look = Look { raw: Raw::new(&types), is_unsafe: false, found: Unwatched::new() };
    look.visit_file(file);
    let mut found = look.found;
    if !types.are_shared {
        found.remove(&Sort::Cell);
    }
    if !types.lead_to_plain_memory() {
        found.remove(&Sort::Pointer);
    }
    found
}

/// What is not watched, in words, with its places; nothing if there is none.
pub fn named(places: &Unwatched<String>) -> Option<String> {
    let sorts = places.iter().map(|(sort, places)| format!("{} {}", sort.name(), places.join(", ")));
    Some(sorts.collect::<Vec<_>>().join("; ")).filter(|all| !all.is_empty())
}

/// Where the file has to do with plain memory.
struct Look<'a> {
    raw: Raw<'a>,
    /// Whether this is in an `unsafe` block or function.
    is_unsafe: bool,
    found: Unwatched,
}

/// What takes a raw pointer and uses what it leads to, with the module or type that it is of.
const FUNCTIONS: [(&str, &str); 8] = [
    ("Vec", "from_raw_parts"),
    ("ptr", "copy_nonoverlapping"),
    ("ptr", "drop_in_place"),
    ("ptr", "read"),
    ("ptr", "replace"),
    ("ptr", "write"),
    ("slice", "from_raw_parts"),
    ("slice", "from_raw_parts_mut"),
];

/// The same as methods, with how many arguments they have.
const METHODS: [(&str, usize); 6] =
    [("as_ref", 0), ("as_mut", 0), ("drop_in_place", 0), ("read", 0), ("read_volatile", 0), ("write", 1)];

impl Look<'_> {
    fn note(&mut self, sort: Sort, line: usize) {
        let lines = self.found.entry(sort).or_default();
        if !lines.contains(&line) {
            lines.push(line);
        }
    }

    fn within(&mut self, is_unsafe: bool, visit: impl FnOnce(&mut Self)) {
        let before = self.is_unsafe;
        self.is_unsafe |= is_unsafe;
        visit(self);
        self.is_unsafe = before;
    }

    /// What names the raw pointers have in here, they have here alone.
    fn scope(&mut self, visit: impl FnOnce(&mut Self)) {
        let before = self.raw.names();
        visit(self);
        self.raw.put_back(before);
    }

    fn function(&mut self, signature: &Signature, visit: impl FnOnce(&mut Self)) {
        self.scope(|look| {
            for input in &signature.inputs {
                if let FnArg::Typed(typed) = input {
                    look.raw.bind(&typed.clone().into(), None);
                }
            }
            look.within(signature.unsafety.is_some(), visit);
        });
    }
}

impl Visit<'_> for Look<'_> {
    fn visit_item_static(&mut self, item: &ItemStatic) {
        if matches!(item.mutability, StaticMutability::Mut(_)) && !self.raw.types.is_watched(&item.ty) {
            self.note(Sort::Static, start(&item.ident).0);
        }
        visit::visit_item_static(self, item);
    }

    fn visit_field(&mut self, field: &Field) {
        if names_any(&field.ty, &["Cell", "RefCell", "OnceCell"]) {
            self.note(Sort::Cell, start(&field.ty).0);
        }
    }

    fn visit_item_fn(&mut self, function: &ItemFn) {
        self.function(&function.sig, |look| visit::visit_item_fn(look, function));
    }

    fn visit_impl_item_fn(&mut self, function: &ImplItemFn) {
        self.function(&function.sig, |look| visit::visit_impl_item_fn(look, function));
    }

    fn visit_expr_unsafe(&mut self, block: &ExprUnsafe) {
        self.within(true, |look| visit::visit_expr_unsafe(look, block));
    }

    fn visit_item_impl(&mut self, item: &ItemImpl) {
        self.raw.of = match &*item.self_ty {
            Type::Path(path) => path.path.segments.last().map(|name| name.ident.to_string()),
            _ => None,
        };
        visit::visit_item_impl(self, item);
        self.raw.of = None;
    }

    fn visit_local(&mut self, local: &Local) {
        visit::visit_local(self, local);
        self.raw.bind(&local.pat, local.init.as_ref().map(|init| &*init.expr));
    }

    fn visit_expr_let(&mut self, condition: &ExprLet) {
        visit::visit_expr_let(self, condition);
        self.raw.bind(&condition.pat, Some(&condition.expr));
    }

    fn visit_expr_match(&mut self, choice: &ExprMatch) {
        self.visit_expr(&choice.expr);
        for arm in &choice.arms {
            self.scope(|look| {
                look.raw.bind(&arm.pat, Some(&choice.expr));
                look.visit_arm(arm);
            });
        }
    }

    fn visit_expr_closure(&mut self, closure: &ExprClosure) {
        self.scope(|look| {
            closure.inputs.iter().for_each(|input| look.raw.bind(input, None));
            visit::visit_expr_closure(look, closure);
        });
    }

    fn visit_expr_for_loop(&mut self, turns: &ExprForLoop) {
        self.scope(|look| {
            look.raw.bind(&turns.pat, None);
            visit::visit_expr_for_loop(look, turns);
        });
    }

    fn visit_expr_while(&mut self, turns: &ExprWhile) {
        self.scope(|look| visit::visit_expr_while(look, turns));
    }

    fn visit_expr_if(&mut self, choice: &ExprIf) {
        self.scope(|look| visit::visit_expr_if(look, choice));
    }

    fn visit_block(&mut self, block: &Block) {
        self.scope(|look| visit::visit_block(look, block));
    }

    fn visit_expr_unary(&mut self, unary: &ExprUnary) {
        if self.is_unsafe && matches!(unary.op, UnOp::Deref(_)) && self.raw.is(&unary.expr) {
            self.note(Sort::Pointer, start(unary).0);
        }
        visit::visit_expr_unary(self, unary);
    }

    fn visit_expr_method_call(&mut self, call: &ExprMethodCall) {
        let is_use = METHODS.iter().any(|(name, count)| call.method == name && call.args.len() == *count);
        if self.is_unsafe && is_use && self.raw.is(&call.receiver) {
            self.note(Sort::Pointer, start(&call.method).0);
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_call(&mut self, call: &ExprCall) {
        if let Expr::Path(function) = &*call.func {
            let names: Vec<_> =
                function.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            let is_use =
                FUNCTIONS.iter().any(|(of, name)| names.ends_with(&[(*of).to_owned(), (*name).to_owned()]));
            if self.is_unsafe && is_use && call.args.iter().any(|argument| self.raw.is(argument)) {
                self.note(Sort::Pointer, start(call).0);
            }
            if names.ends_with(&["Box".to_owned(), "from_raw".to_owned()]) {
                self.note(Sort::Freed, start(call).0);
            }
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_macro(&mut self, called: &Macro) {
        arguments(called).into_iter().flatten().for_each(|argument| self.visit_expr(&argument));
    }
}
