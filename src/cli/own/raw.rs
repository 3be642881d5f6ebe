//! Which names and expressions are raw pointers, as far as the file shows it, and none that a cell's `get` returned.
//!
//! A name is one if its type is written and is a pointer's, or if what it is given is one. What a pattern takes out of
//! anything else, and the argument of a closure without a type, is not known to be one, and so counts for none.

use std::collections::BTreeSet;

use syn::visit::{self, Visit};
use syn::{Expr, ExprCall, ExprMethodCall, Pat, PatIdent, Type};

use super::methods::moves;
use super::types::{MAKE_POINTERS, Types};
use super::uses::{Uses, name};

/// The raw pointers that are known at one place in a file.
pub(super) struct Raw<'a> {
    pub types: &'a Types,
    /// Which of them a cell's `get` returned.
    uses: Uses<'static>,
    /// The names.
    names: BTreeSet<String>,
    /// The type that `self` is of.
    pub of: Option<String>,
}

/// Methods that return one, of whatever it is.
const RETURN_POINTERS: [&str; 4] = ["as_mut_ptr", "as_ptr", "load", "swap"];

/// Methods of an `Option` or a `Result` with one in it that return it.
const UNWRAP: [&str; 3] = ["expect", "unwrap", "unwrap_unchecked"];

impl<'a> Raw<'a> {
    pub fn new(types: &'a Types) -> Raw<'a> {
        Raw { types, uses: Uses::of_get(), names: BTreeSet::new(), of: None }
    }

    /// The names, to put them back at the end of a block.
    pub fn names(&self) -> BTreeSet<String> {
        self.names.clone()
    }

    pub fn put_back(&mut self, names: BTreeSet<String>) {
        self.names = names;
    }

    /// What a pattern names. With a value to match it with, that says what is a pointer; so does a type.
    pub fn bind(&mut self, pattern: &Pat, value: Option<&Expr>) {
        let is_pointer = value.is_some_and(|value| self.is(value));
        let is_of_cell = value.is_some_and(|value| self.uses.pointer(value).is_some());
        let holds_one = value.is_some_and(|value| self.holds(value));
        match pattern {
            Pat::Type(typed) if self.types.is_pointer(&typed.ty) && !is_of_cell => {
                self.names.extend(Names::of(&typed.pat))
            }
            Pat::Type(typed) => self.bind(&typed.pat, value),
            Pat::Ident(_) if is_pointer => self.names.extend(Names::of(pattern)),
            Pat::TupleStruct(around) if holds_one && around.elems.len() == 1 => {
                self.names.extend(Names::of(pattern))
            }
            _ => {
                let others = Names::of(pattern);
                self.names.retain(|name| !others.contains(name));
            }
        }
    }

    /// Whether this is a raw pointer.
    pub fn is(&self, expression: &Expr) -> bool {
        if self.uses.pointer(expression).is_some() {
            return false;
        }
        match expression {
            Expr::Paren(inner) => self.is(&inner.expr),
            Expr::Unsafe(inner) => match inner.block.stmts.as_slice() {
                [syn::Stmt::Expr(value, None)] => self.is(value),
                _ => false,
            },
            Expr::Cast(cast) => self.types.is_pointer(&cast.ty),
            Expr::RawAddr(_) => true,
            Expr::Macro(called) => ["addr_of", "addr_of_mut"].contains(&name(&called.mac).as_str()),
            Expr::Path(path) => {
                path.path.get_ident().is_some_and(|name| self.names.contains(&name.to_string()))
            }
            Expr::Field(field) => {
                self.types.is_field(self.of.as_deref(), field, &|of| self.types.is_pointer(of))
            }
            Expr::Call(call) => self.returns(call, &|of| self.types.is_pointer(of)) || makes(call),
            Expr::MethodCall(call) => self.is_returned(call),
            _ => false,
        }
    }

    fn is_returned(&self, call: &ExprMethodCall) -> bool {
        let method = call.method.to_string();
        match method.as_str() {
            "into_inner" => match &*call.receiver {
                Expr::Field(field) => {
                    self.types.is_field(self.of.as_deref(), field, &|of| Types::is_atomic_pointer(of))
                }
                _ => false,
            },
            name if moves(name) => self.is(&call.receiver),
            name if UNWRAP.contains(&name) => self.holds(&call.receiver),
            name => {
                RETURN_POINTERS.contains(&name)
                    || self.types.returned(name).is_some_and(|of| self.types.is_pointer(of))
            }
        }
    }

    /// Whether this is an `Option` or a `Result` with a raw pointer in it.
    fn holds(&self, expression: &Expr) -> bool {
        let holds = |of: &Type| self.types.holds_pointer(of);
        match expression {
            Expr::Field(field) => self.types.is_field(self.of.as_deref(), field, &holds),
            Expr::Call(call) => self.returns(call, &holds) || names(call).any(|name| name == "NonNull"),
            Expr::MethodCall(call) => {
                let method = call.method.to_string();
                method.starts_with("compare_exchange")
                    || method == "take" && self.holds(&call.receiver)
                    || self.types.returned(&method).is_some_and(holds)
            }
            _ => false,
        }
    }

    fn returns(&self, call: &ExprCall, is_such: &dyn Fn(&Type) -> bool) -> bool {
        names(call).last().and_then(|name| self.types.returned(&name)).is_some_and(is_such)
    }
}

/// Whether a function of std's returns one.
fn makes(call: &ExprCall) -> bool {
    let names: Vec<_> = names(call).collect();
    names.last().is_some_and(|name| MAKE_POINTERS.contains(&name.as_str()))
        || names.iter().any(|name| name == "NonNull") && !names.ends_with(&["new".to_owned()])
}

/// The names in the path of a function.
fn names(call: &ExprCall) -> impl Iterator<Item = String> {
    let segments = match &*call.func {
        Expr::Path(function) => Some(&function.path.segments),
        _ => None,
    };
    segments.into_iter().flatten().map(|segment| segment.ident.to_string())
}

/// The names in a pattern.
struct Names(Vec<String>);

impl Names {
    fn of(pattern: &Pat) -> Vec<String> {
        let mut names = Names(Vec::new());
        names.visit_pat(pattern);
        names.0
    }
}

impl Visit<'_> for Names {
    fn visit_pat_ident(&mut self, pattern: &PatIdent) {
        self.0.push(pattern.ident.to_string());
        visit::visit_pat_ident(self, pattern);
    }
}
