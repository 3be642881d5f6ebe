//! What a pointer into a cell is used for that is kept under a name: `let p = cell.get();`.
//!
//! The engine notes an access where `get` is called, and the pointer is used later. So the name is followed to the end of
//! its block, and the use is known where each mention shows it, and where nothing lies between the call and a use that
//! other threads have to do with: no call that could lock or load something.

use proc_macro2::{TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{
    Expr, ExprAsync, ExprAwait, ExprCall, ExprClosure, ExprForLoop, ExprLoop, ExprMethodCall, ExprPath,
    ExprWhile, Ident, Item, Local, Macro, Pat, PatIdent, Stmt,
};

use super::methods::{Kind, is_quiet, is_quiet_macro};
use super::uses::{Spot, Uses, arguments, end, name, start};

/// The name that a statement gives to the value that it computes, and that value.
pub(super) fn named(local: &Local) -> Option<(&Ident, &Expr)> {
    let mut pattern = &local.pat;
    while let Pat::Type(typed) = pattern {
        pattern = &typed.pat;
    }
    let init = local.init.as_ref().filter(|init| init.diverge.is_none())?;
    match pattern {
        Pat::Ident(PatIdent { ident, by_ref: None, subpat: None, .. }) => Some((ident, &init.expr)),
        _ => None,
    }
}

/// What the pointer with this name is used for in the rest of its block; `None` where that does not show.
pub(super) fn used(name: &Ident, rest: &[Stmt]) -> Option<Kind> {
    let mut uses = Uses::of_name(name);
    let mut look = Look { name, mentions: Vec::new(), calls: Vec::new(), loops: Vec::new(), is_lost: false };
    for statement in rest {
        uses.visit_stmt(statement);
        look.visit_stmt(statement);
    }
    if look.is_lost || look.mentions.is_empty() {
        return None;
    }
    let mut kind = Kind::Reads;
    for mention in &look.mentions {
        let used = uses.at(*mention)?;
        if used.kind? == Kind::Writes {
            kind = Kind::Writes;
        }
        // What a loop does after a use, it does before the next.
        let around = look.loops.iter().filter(|(begin, end)| (begin..end).contains(&mention));
        let over = around.map(|(_, end)| *end).fold(used.span.1, Spot::max);
        if look.calls.iter().any(|call| call.1 <= over && !uses.is_use(*call)) {
            return None;
        }
    }
    Some(kind)
}

/// What there is in a block.
struct Look<'a> {
    name: &'a Ident,
    /// Where the name stands.
    mentions: Vec<Spot>,
    /// The calls that other threads may have to do with: where each begins and ends.
    calls: Vec<(Spot, Spot)>,
    loops: Vec<(Spot, Spot)>,
    /// Whether the name is used where it cannot be followed to, or stands for something else as well.
    is_lost: bool,
}

impl Look<'_> {
    fn calls(&mut self, call: &impl Spanned) {
        self.calls.push((start(call), end(call)));
    }

    fn loops(&mut self, around: &impl Spanned) {
        self.loops.push((start(around), end(around)));
    }

    /// Something that is run at another time, or by another thread.
    fn later(&mut self, within: impl FnOnce(&mut Self)) {
        let before = self.mentions.len();
        within(self);
        self.is_lost |= self.mentions.len() > before;
    }

    fn is_named(&self, expression: &Expr) -> bool {
        matches!(expression, Expr::Path(path) if path.path.is_ident(self.name))
    }
}

impl Visit<'_> for Look<'_> {
    fn visit_expr_path(&mut self, path: &ExprPath) {
        if path.path.is_ident(self.name) {
            self.mentions.push(start(path));
        }
    }

    fn visit_pat_ident(&mut self, pattern: &PatIdent) {
        self.is_lost |= pattern.ident == *self.name;
        visit::visit_pat_ident(self, pattern);
    }

    fn visit_expr_method_call(&mut self, call: &ExprMethodCall) {
        if !is_quiet(&call.method.to_string()) {
            self.calls(call);
        }
        // Whether the pointer is null says nothing of what it points to.
        if call.method != "is_null" || !self.is_named(&call.receiver) {
            visit::visit_expr_method_call(self, call);
        }
    }

    fn visit_expr_call(&mut self, call: &ExprCall) {
        let name = match &*call.func {
            Expr::Path(function) => function.path.segments.last().map(|name| name.ident.to_string()),
            _ => None,
        };
        if !name.is_some_and(|name| is_quiet(&name)) {
            self.calls(call);
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_expr_await(&mut self, waits: &ExprAwait) {
        self.calls(waits);
        visit::visit_expr_await(self, waits);
    }

    fn visit_macro(&mut self, called: &Macro) {
        if !is_quiet_macro(&name(called)) {
            self.calls(called);
        }
        match arguments(called) {
            Some(arguments) => arguments.iter().for_each(|argument| self.visit_expr(argument)),
            None => self.is_lost |= mentions(called.tokens.clone(), self.name),
        }
    }

    fn visit_expr_for_loop(&mut self, turns: &ExprForLoop) {
        self.loops(turns);
        visit::visit_expr_for_loop(self, turns);
    }

    fn visit_expr_loop(&mut self, turns: &ExprLoop) {
        self.loops(turns);
        visit::visit_expr_loop(self, turns);
    }

    fn visit_expr_while(&mut self, turns: &ExprWhile) {
        self.loops(turns);
        visit::visit_expr_while(self, turns);
    }

    fn visit_expr_closure(&mut self, closure: &ExprClosure) {
        self.later(|look| visit::visit_expr_closure(look, closure));
    }

    fn visit_expr_async(&mut self, block: &ExprAsync) {
        self.later(|look| visit::visit_expr_async(look, block));
    }

    /// It has names of its own.
    fn visit_item(&mut self, _: &Item) {}
}

/// Whether the name stands among these tokens.
fn mentions(tokens: TokenStream, name: &Ident) -> bool {
    tokens.into_iter().any(|tree| match tree {
        TokenTree::Ident(ident) => ident == *name,
        TokenTree::Group(group) => mentions(group.stream(), name),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

#[cfg(test)]
mod tests {
    use syn::Block;

    use super::{named, used};
    use crate::cli::own::methods::Kind::{self, Reads, Writes};

    fn kind(rest: &str) -> Option<Kind> {
        let block: Block = syn::parse_str(&format!("{{ let p = cell.get(); {rest} }}")).unwrap();
        let [syn::Stmt::Local(first), rest @ ..] = block.stmts.as_slice() else { panic!("{rest}") };
        used(named(first).unwrap().0, rest)
    }

    #[test]
    fn a_name_is_used_for_what_each_mention_shows() {
        for (rest, is) in [
            ("unsafe { (*p).as_ref().unwrap() }", Reads),
            ("unsafe { &*p }", Reads),
            ("let value = unsafe { *p }; value", Reads),
            ("unsafe { p.read() }", Reads),
            ("unsafe { std::ptr::read(p) }", Reads),
            ("unsafe { p.add(1).read() + (*p.add(2)).len() }", Reads),
            ("assert!(!p.is_null()); assert_eq!(unsafe { (*p).count }, 3);", Reads),
            ("if unsafe { (*p)[0].is_some() } { self.wake(); }", Reads),
            ("for index in 0..2 { sum += unsafe { (*p)[index] }; }", Reads),
            ("let sum = unsafe { *p }; self.unlock(sum)", Reads),
            ("unsafe { *p = None }", Writes),
            ("unsafe { *p += 1 }", Writes),
            ("unsafe { &mut *p }", Writes),
            ("unsafe { p.write(Some(value)) }", Writes),
            ("unsafe { (*p).take() }", Writes),
            ("unsafe { (*p).get_or_insert_with(make) }", Writes),
            ("unsafe { ManuallyDrop::drop(&mut *p) }", Writes),
            ("let old = unsafe { *p }; unsafe { *p = old + 1 };", Writes),
            ("unsafe { match *p { Some(ref mut value) => *value += 1, None => {} } }", Writes),
        ] {
            assert_eq!(kind(rest), Some(is), "{rest}");
        }
    }

    #[test]
    fn what_does_not_show_or_may_come_after_something_else_is_not_known() {
        for rest in [
            "",
            "p",
            "look(p)",
            "let q = p; unsafe { *q }",
            "unsafe { (*p).of_the_readers() }",
            "let p = other; unsafe { *p }",
            "move || unsafe { *p }",
            "asks!(p => 1)",
            "self.lock(); unsafe { *p }",
            "while self.flag.swap(true, Acquire) {} unsafe { *p = 1 }",
            "loop { unsafe { *p += 1 }; self.unlock(); }",
            "unsafe { p.write(receiver.recv()) }",
            "unsafe { *p = self.next() }",
        ] {
            assert_eq!(kind(rest), None, "{rest}");
        }
    }
}
