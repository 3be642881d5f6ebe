//! What the pointer of `UnsafeCell::get` is used for, as far as the expression shows it that it stands in.
//!
//! | in the source | is |
//! | --- | --- |
//! | `&*cell.get()`, `*cell.get()`, `(*cell.get()).field`, `cell.get().read()`, `ptr::read(cell.get())` | a read |
//! | `&mut *cell.get()`, `*cell.get() = v`, `*cell.get() += v`, `cell.get().write(v)`, `ptr::write(cell.get(), v)` | a write |
//! | `(*cell.get(), b) = ...`, `write!(*cell.get(), ...)` | a write |
//! | `&raw mut (*cell.get()).field`, `addr_of_mut!((*cell.get()).field)` | what is done with that pointer |
//! | `(*cell.get()).method()`, with a method of std's that is known by its name | what that does |
//! | `let p = cell.get();` | what all is done with `p` (see [`followed`]) |
//! | `f(cell.get())`, `(*cell.get()).method()` and `m!(*cell.get())` with a method or a macro of the reader's | not to be seen |
//!
//! That something is called `get` does not make it a cell's. It does no harm to know more places than are asked for.

mod patterns;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{
    Arm, BinOp, Block, Expr, ExprAssign, ExprBinary, ExprCall, ExprLet, ExprMatch, ExprMethodCall,
    ExprRawAddr, ExprReference, ExprUnary, File, Ident, Local, Macro, Pat, Stmt, Token, UnOp,
};

use super::followed;
use super::methods::{Kind, is_quiet_macro, moves, on_the_pointer, on_the_value};
use patterns::{assigned, borrows_to_change};

/// Line, counted from 1, and column, counted from 0.
pub(super) type Spot = (usize, usize);

/// What is known of each pointer, by where it is made or named.
pub struct Uses<'a> {
    known: BTreeMap<Spot, Use>,
    /// The pointers that are asked about: those with this name, or those that a `get` returns.
    name: Option<&'a Ident>,
}

/// What is known of a pointer.
#[derive(Clone, Copy)]
pub(super) struct Use {
    /// What it is used for; `None` where that does not show.
    pub kind: Option<Kind>,
    /// Where the expression begins and ends that uses it.
    pub span: (Spot, Spot),
}

impl<'a> Uses<'a> {
    /// Of the pointers that `get` returns, in a file.
    pub fn of(file: &File) -> Uses<'static> {
        let mut uses = Uses::of_get();
        uses.visit_file(file);
        uses
    }

    /// Of the pointers that `get` returns, in whatever is visited.
    pub(super) fn of_get() -> Uses<'static> {
        Uses { known: BTreeMap::new(), name: None }
    }

    /// Of a pointer with this name, in whatever is visited.
    pub(super) fn of_name(name: &'a Ident) -> Uses<'a> {
        Uses { known: BTreeMap::new(), name: Some(name) }
    }

    /// Where it is to read.
    pub fn reads(&self) -> impl Iterator<Item = &Spot> {
        self.all(Kind::Reads)
    }

    /// Where it is to write.
    pub fn writes(&self) -> impl Iterator<Item = &Spot> {
        self.all(Kind::Writes)
    }

    fn all(&self, kind: Kind) -> impl Iterator<Item = &Spot> {
        self.known.iter().filter(move |(_, known)| known.kind == Some(kind)).map(|(spot, _)| spot)
    }

    /// That of the pointer at this place.
    pub(super) fn at(&self, spot: Spot) -> Option<Use> {
        self.known.get(&spot).copied()
    }

    /// Whether an expression with this span is such a use.
    pub(super) fn is_use(&self, span: (Spot, Spot)) -> bool {
        self.known.values().any(|used| used.kind.is_some() && used.span == span)
    }

    /// What is noted first counts: expressions are visited from outside, where more is known.
    fn note(&mut self, spot: Option<Spot>, kind: Option<Kind>, by: &impl Spanned) {
        if let Some(spot) = spot {
            self.known.entry(spot).or_insert(Use { kind, span: (start(by), end(by)) });
        }
    }

    /// What a pattern borrows to change it is written, in the place that it is matched with.
    fn matches<'p>(&mut self, place: &Expr, patterns: impl IntoIterator<Item = &'p Pat>, by: &impl Spanned) {
        if patterns.into_iter().any(borrows_to_change) {
            self.note(self.behind(place), Some(Kind::Writes), by);
        }
    }
}

impl<'ast> Visit<'ast> for Uses<'_> {
    fn visit_block(&mut self, block: &'ast Block) {
        for (index, statement) in block.stmts.iter().enumerate() {
            if self.name.is_none()
                && let Stmt::Local(local) = statement
                && let Some((name, pointer)) = followed::named(local)
                && let Some(spot) = self.pointer(pointer)
            {
                self.note(Some(spot), followed::used(name, &block.stmts[index + 1..]), local);
            }
        }
        visit::visit_block(self, block);
    }

    fn visit_local(&mut self, local: &'ast Local) {
        if let Some(init) = &local.init {
            self.matches(&init.expr, [&local.pat], local);
        }
        visit::visit_local(self, local);
    }

    fn visit_expr_let(&mut self, condition: &'ast ExprLet) {
        self.matches(&condition.expr, [&*condition.pat], condition);
        visit::visit_expr_let(self, condition);
    }

    fn visit_expr_match(&mut self, choice: &'ast ExprMatch) {
        self.matches(&choice.expr, choice.arms.iter().map(|Arm { pat, .. }| pat), &choice.expr);
        visit::visit_expr_match(self, choice);
    }

    fn visit_expr_reference(&mut self, reference: &'ast ExprReference) {
        let kind = if reference.mutability.is_some() { Kind::Writes } else { Kind::Reads };
        self.note(self.behind(&reference.expr), Some(kind), reference);
        visit::visit_expr_reference(self, reference);
    }

    /// To take an address is to use nothing yet.
    fn visit_expr_raw_addr(&mut self, address: &'ast ExprRawAddr) {
        self.note(self.behind(&address.expr), None, address);
        visit::visit_expr_raw_addr(self, address);
    }

    fn visit_expr_assign(&mut self, assign: &'ast ExprAssign) {
        for place in assigned(&assign.left) {
            self.note(self.behind(place), Some(Kind::Writes), assign);
        }
        visit::visit_expr_assign(self, assign);
    }

    fn visit_expr_binary(&mut self, binary: &'ast ExprBinary) {
        if is_assignment(&binary.op) {
            self.note(self.behind(&binary.left), Some(Kind::Writes), binary);
        }
        visit::visit_expr_binary(self, binary);
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        let name = call.method.to_string();
        self.note(self.behind(&call.receiver), on_the_value(&name), call);
        if let Some(kind) = on_the_pointer(&name) {
            self.note(self.pointer(&call.receiver), Some(kind), call);
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_call(&mut self, call: &'ast ExprCall) {
        // A closure in a cell may change itself when it is called.
        self.note(self.behind(&call.func), None, call);
        if let Expr::Path(function) = &*call.func
            && let Some(name) = function.path.segments.last()
        {
            // A function of the reader's may have the same name.
            let is_of_std = function.path.segments.iter().rev().nth(1).is_some_and(|of| of.ident == "ptr");
            let kind = on_the_pointer(&name.ident.to_string()).filter(|_| is_of_std);
            self.note(call.args.first().and_then(|first| self.pointer(first)), kind, call);
            let second = kind.filter(|_| name.ident == "swap");
            self.note(call.args.get(1).and_then(|second| self.pointer(second)), second, call);
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_expr_unary(&mut self, unary: &'ast ExprUnary) {
        if let UnOp::Deref(_) = unary.op {
            self.note(self.pointer(&unary.expr), Some(Kind::Reads), unary);
        }
        visit::visit_expr_unary(self, unary);
    }

    fn visit_macro(&mut self, called: &'ast Macro) {
        let arguments = arguments(called).unwrap_or_default();
        let place = arguments.first().and_then(|first| self.behind(first));
        match name(called).as_str() {
            "write" | "writeln" => self.note(place, Some(Kind::Writes), called),
            "addr_of" | "addr_of_mut" => self.note(place, None, called),
            name if is_quiet_macro(name) => {}
            // What it makes of a place does not show.
            _ => return,
        }
        arguments.iter().for_each(|argument| self.visit_expr(argument));
    }
}

impl Uses<'_> {
    /// The pointer that this place is behind: of `(*cell.get()).field[0]`, that of the `get` in it.
    fn behind(&self, place: &Expr) -> Option<Spot> {
        match place {
            Expr::Paren(inner) => self.behind(&inner.expr),
            Expr::Group(inner) => self.behind(&inner.expr),
            Expr::Unsafe(inner) => self.behind(tail(&inner.block)?),
            Expr::Field(field) => self.behind(&field.base),
            Expr::Index(index) => self.behind(&index.expr),
            Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => {
                self.pointer(&unary.expr).or_else(|| self.behind(&unary.expr))
            }
            _ => None,
        }
    }

    /// Where the pointer comes from that this expression is. `Location::caller` of a method's call is the method's name; of
    /// a function's, where the call begins.
    pub(super) fn pointer(&self, expression: &Expr) -> Option<Spot> {
        match expression {
            Expr::Paren(inner) => self.pointer(&inner.expr),
            Expr::Group(inner) => self.pointer(&inner.expr),
            Expr::Unsafe(inner) => self.pointer(tail(&inner.block)?),
            Expr::Cast(cast) => self.pointer(&cast.expr),
            Expr::RawAddr(address) => self.behind(&address.expr),
            Expr::Macro(called) if ["addr_of", "addr_of_mut"].contains(&name(&called.mac).as_str()) => {
                self.behind(arguments(&called.mac)?.first()?)
            }
            Expr::MethodCall(call) if moves(&call.method.to_string()) => self.pointer(&call.receiver),
            Expr::Path(path) => path.path.is_ident(self.name?).then(|| start(path)),
            Expr::MethodCall(call) if self.name.is_none() && call.method == "get" && call.args.is_empty() => {
                Some(start(&call.method))
            }
            Expr::Call(call) if self.name.is_none() => match &*call.func {
                Expr::Path(function) if function.path.segments.last()?.ident == "get" => Some(start(call)),
                _ => None,
            },
            _ => None,
        }
    }
}

/// What a macro takes: expressions mostly, as `println!` and `assert_eq!` do.
pub(super) fn arguments(called: &Macro) -> Option<Punctuated<Expr, Token![,]>> {
    called.parse_body_with(Punctuated::parse_terminated).ok()
}

/// What a macro is called, without its path.
pub(super) fn name(called: &Macro) -> String {
    called.path.segments.last().map(|name| name.ident.to_string()).unwrap_or_default()
}

/// The expression that a block ends with.
fn tail(block: &Block) -> Option<&Expr> {
    match block.stmts.last()? {
        Stmt::Expr(expression, None) if block.stmts.len() == 1 => Some(expression),
        _ => None,
    }
}

/// Where something begins.
pub(super) fn start(of: &impl Spanned) -> Spot {
    let start = of.span().start();
    (start.line, start.column)
}

/// Where it ends.
pub(super) fn end(of: &impl Spanned) -> Spot {
    let end = of.span().end();
    (end.line, end.column)
}

fn is_assignment(operator: &BinOp) -> bool {
    use BinOp::*;
    matches!(
        operator,
        AddAssign(_)
            | SubAssign(_)
            | MulAssign(_)
            | DivAssign(_)
            | RemAssign(_)
            | BitXorAssign(_)
            | BitAndAssign(_)
            | BitOrAssign(_)
            | ShlAssign(_)
            | ShrAssign(_)
    )
}
