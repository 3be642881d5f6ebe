//! What a pattern writes: what it borrows to change, and, on the left of `=`, all its places.

use syn::visit::{self, Visit};
use syn::{Expr, Pat, PatIdent};

/// Whether there is a `ref mut` in a pattern.
pub(super) fn borrows_to_change(pattern: &Pat) -> bool {
    let mut borrows = BorrowsToChange(false);
    borrows.visit_pat(pattern);
    borrows.0
}

struct BorrowsToChange(bool);

impl Visit<'_> for BorrowsToChange {
    fn visit_pat_ident(&mut self, name: &PatIdent) {
        self.0 |= name.by_ref.is_some() && name.mutability.is_some();
        visit::visit_pat_ident(self, name);
    }
}

/// The places that are assigned to: of `(a, [b, _]) = ...`, all three. To the parser the left is an expression.
pub(super) fn assigned(left: &Expr) -> Vec<&Expr> {
    match left {
        Expr::Paren(inner) => assigned(&inner.expr),
        Expr::Group(inner) => assigned(&inner.expr),
        Expr::Tuple(parts) => parts.elems.iter().flat_map(assigned).collect(),
        Expr::Array(parts) => parts.elems.iter().flat_map(assigned).collect(),
        Expr::Call(parts) => parts.args.iter().flat_map(assigned).collect(),
        Expr::Struct(parts) => parts.fields.iter().flat_map(|field| assigned(&field.expr)).collect(),
        place => vec![place],
    }
}
