//! Plain memory that no exploration watches: what is in it changes without the engine's knowing.
//!
//! It is looked for in the source alone: a `static mut`; a `Cell` in a file that promises by `unsafe` that one of its types
//! may be shared; what raw pointers are used for, unless all that they lead to is atomics and `UnsafeCell`s; and that a `Box`
//! is freed which is made of one. What a cell's `get` returns is no such pointer (see `uses`).

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::{self, Visit};
use syn::{
    Expr, ExprCall, ExprMethodCall, ExprUnary, ExprUnsafe, Field, File, FnArg, ImplItemFn, ItemFn,
    ItemStatic, Local, Macro, Pat, PatType, Signature, StaticMutability, Type, UnOp,
};

use super::followed;
use super::statics::names_any;
use super::types::Types;
use super::uses::{Uses, arguments, start};

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
    let mut look = Look {
        uses: Uses::of(file),
        types: &types,
        is_unsafe: false,
        is_safe: BTreeSet::new(),
        found: Unwatched::new(),
    };
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
    uses: Uses<'static>,
    types: &'a Types,
    /// Whether this is in an `unsafe` block or function.
    is_unsafe: bool,
    /// The names that stand for a reference or for what a cell's `get` returned, as far as that shows.
    is_safe: BTreeSet<String>,
    found: Unwatched,
}

/// What takes a raw pointer first and uses what it leads to, with the module or type that it is of.
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

/// Methods that return raw pointers.
const RETURN_POINTERS: [&str; 8] =
    ["add", "as_mut_ptr", "as_ptr", "cast", "into_inner", "load", "offset", "wrapping_add"];

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

    /// A function: what its arguments stand for, it has to itself.
    fn function(&mut self, signature: &Signature, visit: impl FnOnce(&mut Self)) {
        let before = self.is_safe.clone();
        let typed = signature.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(PatType { pat, ty, .. }) if matches!(**ty, Type::Reference(_)) => Some(&**pat),
            _ => None,
        });
        let names = typed.filter_map(|pattern| match pattern {
            Pat::Ident(name) => Some(name.ident.to_string()),
            _ => None,
        });
        self.is_safe.extend(names);
        self.within(signature.unsafety.is_some(), visit);
        self.is_safe = before;
    }

    /// Whether this is a raw pointer, as far as that shows, and none that a cell's `get` returned.
    fn is_raw(&self, expression: &Expr) -> bool {
        match expression {
            Expr::Paren(inner) => self.is_raw(&inner.expr),
            Expr::Cast(cast) => matches!(*cast.ty, Type::Ptr(_)) && self.uses.pointer(&cast.expr).is_none(),
            Expr::Path(path) => {
                path.path.get_ident().is_some_and(|name| !self.is_safe.contains(&name.to_string()))
            }
            Expr::Field(_) => true,
            Expr::MethodCall(call) => {
                RETURN_POINTERS.iter().any(|name| call.method == name)
                    && self.uses.pointer(expression).is_none()
            }
            _ => false,
        }
    }
}

impl Visit<'_> for Look<'_> {
    fn visit_item_static(&mut self, item: &ItemStatic) {
        if matches!(item.mutability, StaticMutability::Mut(_)) && !self.types.is_watched(&item.ty) {
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

    fn visit_local(&mut self, local: &Local) {
        visit::visit_local(self, local);
        if let Some((name, value)) = followed::named(local) {
            let is_safe = matches!(value, Expr::Reference(_)) || self.uses.pointer(value).is_some();
            let name = name.to_string();
            if is_safe {
                self.is_safe.insert(name)
            } else {
                self.is_safe.remove(&name)
            };
        }
    }

    fn visit_expr_unary(&mut self, unary: &ExprUnary) {
        if self.is_unsafe && matches!(unary.op, UnOp::Deref(_)) && self.is_raw(&unary.expr) {
            self.note(Sort::Pointer, start(unary).0);
        }
        visit::visit_expr_unary(self, unary);
    }

    fn visit_expr_method_call(&mut self, call: &ExprMethodCall) {
        let is_use = METHODS.iter().any(|(name, count)| call.method == name && call.args.len() == *count);
        if self.is_unsafe && is_use && self.is_raw(&call.receiver) {
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
            let is_of_cell = call.args.first().is_some_and(|first| self.uses.pointer(first).is_some());
            if self.is_unsafe && is_use && !is_of_cell {
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

#[cfg(test)]
mod tests {
    use super::{Sort, of};

    const SHARED: &str = "unsafe impl Sync for S {}\n";

    #[test]
    fn plain_memory_that_threads_may_share_is_found_with_its_lines() {
        for (text, sort, lines) in [
            ("static mut COUNT: u32 = 0;".to_owned(), Sort::Static, vec![1]),
            (format!("{SHARED}struct S {{\n    n: Cell<u32>,\n}}"), Sort::Cell, vec![3]),
            ("fn f(p: *mut u32) {\n    unsafe { *p += 1 }\n}".to_owned(), Sort::Pointer, vec![2]),
            (
                "fn f() {\n    let p = Box::into_raw(Box::new(0));\n    unsafe { *p += 1 };\n}".to_owned(),
                Sort::Pointer,
                vec![3],
            ),
            (
                "fn f(p: *mut AtomicU32) {\n    drop(unsafe { Box::from_raw(p) });\n}".to_owned(),
                Sort::Freed,
                vec![2],
            ),
            (
                "struct Node { next: *mut Node }\nstruct S { top: AtomicPtr<Node> }\nfn f(s: &S) {\n    unsafe { \
                 (*s.top.load(Acquire)).next };\n}"
                    .to_owned(),
                Sort::Pointer,
                vec![4],
            ),
        ] {
            let found = of(&syn::parse_str(&text).unwrap());
            assert_eq!(found.into_iter().collect::<Vec<_>>(), [(sort, lines)], "{text}");
        }
    }

    #[test]
    fn what_is_watched_or_not_shared_is_not_found() {
        for text in [
            "static mut COUNT: AtomicU32 = AtomicU32::new(0);",
            "struct S { n: Cell<u32> }",
            "struct S(UnsafeCell<u32>);\nunsafe impl Sync for S {}\nfn f(s: &S) { unsafe { *s.0.get() += 1 } }",
            "fn f(s: &S) { let p: *mut u32 = s.0.get(); unsafe { *p += 1 } }",
            "fn f(s: &S, by: &u32) { unsafe { *s.0.get() += *by } }",
            "struct Inner { n: AtomicU32, v: UnsafeCell<u32> }\nstruct S(NonNull<Inner>);\n\
             fn f(s: &S) { unsafe { s.0.as_ref() }.n.load(Relaxed); }",
            "struct A(A);\nfn f(p: *mut A) {}",
        ] {
            let found = of(&syn::parse_str(text).unwrap());
            assert!(found.is_empty(), "{found:?} in {text}");
        }
    }
}
