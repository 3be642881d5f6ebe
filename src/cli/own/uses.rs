//! What the pointer of `UnsafeCell::get` is used for, as far as the expression shows it that it stands in.
//!
//! | in the source | is |
//! | --- | --- |
//! | `&*cell.get()`, `*cell.get()`, `(*cell.get()).field`, `cell.get().read()`, `ptr::read(cell.get())` | a read |
//! | `&mut *cell.get()`, `*cell.get() = v`, `*cell.get() += v`, `cell.get().write(v)`, `ptr::write(cell.get(), v)` | a write |
//! | `let p = cell.get();`, `f(cell.get())`, `(*cell.get()).method()` with a method of the reader's | not to be seen |
//!
//! That something is called `get` does not make it a cell's. It does no harm to know more places than are asked for.

use std::collections::BTreeMap;

use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{
    BinOp, Block, Expr, ExprAssign, ExprBinary, ExprCall, ExprMethodCall, ExprReference, ExprUnary, File,
    Macro, Stmt, Token, UnOp,
};

/// Line, counted from 1, and column, counted from 0.
type Spot = (usize, usize);

/// What is known of each call; `None` where it does not show what it is for.
pub struct Uses(BTreeMap<Spot, Option<Kind>>);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Reads,
    Writes,
}

/// Methods that are called through the pointer on what it points to, and only look at it; and such as change it. They
/// are those of `MaybeUninit`, `Option`, `Vec`, `VecDeque` and numbers.
const LOOKS: [&str; 22] = [
    "as_ptr",
    "as_ref",
    "assume_init",
    "assume_init_read",
    "assume_init_ref",
    "back",
    "capacity",
    "clone",
    "contains",
    "first",
    "front",
    "get",
    "is_empty",
    "is_none",
    "is_some",
    "iter",
    "last",
    "len",
    "load",
    "to_owned",
    "to_string",
    "to_vec",
];
const CHANGES: [&str; 24] = [
    "append",
    "as_mut",
    "as_mut_ptr",
    "assume_init_drop",
    "assume_init_mut",
    "clear",
    "drain",
    "extend",
    "get_mut",
    "get_or_insert",
    "insert",
    "iter_mut",
    "pop",
    "pop_back",
    "pop_front",
    "push",
    "push_back",
    "push_front",
    "push_str",
    "remove",
    "replace",
    "take",
    "truncate",
    "write",
];

/// Methods of the pointer itself, or functions of `std::ptr` that take it first.
const READ: [&str; 7] =
    ["as_ref", "cast_const", "copy_to", "copy_to_nonoverlapping", "read", "read_unaligned", "read_volatile"];
const WRITE: [&str; 10] = [
    "as_mut",
    "copy_from",
    "copy_from_nonoverlapping",
    "drop_in_place",
    "replace",
    "swap",
    "write",
    "write_bytes",
    "write_unaligned",
    "write_volatile",
];

impl Uses {
    /// Those in a file.
    pub fn of(file: &File) -> Uses {
        let mut uses = Uses(BTreeMap::new());
        uses.visit_file(file);
        uses
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
        self.0.iter().filter(move |(_, known)| **known == Some(kind)).map(|(spot, _)| spot)
    }

    /// What is noted first counts: expressions are visited from outside, where more is known.
    fn note(&mut self, spot: Option<Spot>, kind: Option<Kind>) {
        if let Some(spot) = spot {
            self.0.entry(spot).or_insert(kind);
        }
    }
}

impl<'ast> Visit<'ast> for Uses {
    fn visit_expr_reference(&mut self, reference: &'ast ExprReference) {
        let kind = if reference.mutability.is_some() { Kind::Writes } else { Kind::Reads };
        self.note(behind(&reference.expr), Some(kind));
        visit::visit_expr_reference(self, reference);
    }

    fn visit_expr_assign(&mut self, assign: &'ast ExprAssign) {
        self.note(behind(&assign.left), Some(Kind::Writes));
        visit::visit_expr_assign(self, assign);
    }

    fn visit_expr_binary(&mut self, binary: &'ast ExprBinary) {
        if is_assignment(&binary.op) {
            self.note(behind(&binary.left), Some(Kind::Writes));
        }
        visit::visit_expr_binary(self, binary);
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        let name = call.method.to_string();
        self.note(behind(&call.receiver), among(&name, &LOOKS, &CHANGES));
        if let Some(kind) = among(&name, &READ, &WRITE) {
            self.note(pointer(&call.receiver), Some(kind));
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_call(&mut self, call: &'ast ExprCall) {
        if let Expr::Path(function) = &*call.func
            && let Some(name) = function.path.segments.last()
        {
            let kind = among(&name.ident.to_string(), &READ, &WRITE);
            self.note(call.args.first().and_then(pointer), kind);
            self.note(call.args.get(1).and_then(pointer), kind.filter(|_| name.ident == "swap"));
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_expr_unary(&mut self, unary: &'ast ExprUnary) {
        if let UnOp::Deref(_) = unary.op {
            self.note(pointer(&unary.expr), Some(Kind::Reads));
        }
        visit::visit_expr_unary(self, unary);
    }

    /// What a macro takes are expressions mostly, as `println!` and `assert_eq!` do.
    fn visit_macro(&mut self, called: &'ast Macro) {
        type Arguments = Punctuated<Expr, Token![,]>;
        if let Ok(arguments) = called.parse_body_with(Arguments::parse_terminated) {
            arguments.iter().for_each(|argument| Uses::visit_owned(self, argument));
        }
    }
}

impl Uses {
    /// As `visit_expr`, for an expression that does not live as long as the file.
    fn visit_owned(&mut self, expression: &Expr) {
        let mut within = Uses(BTreeMap::new());
        within.visit_expr(expression);
        for (spot, kind) in within.0 {
            self.note(Some(spot), kind);
        }
    }
}

fn among(name: &str, reads: &[&str], writes: &[&str]) -> Option<Kind> {
    match (reads.contains(&name), writes.contains(&name)) {
        (true, _) => Some(Kind::Reads),
        (false, true) => Some(Kind::Writes),
        (false, false) => None,
    }
}

/// The call of `get` whose pointer this place is behind: of `(*cell.get()).field[0]`, that in it.
fn behind(place: &Expr) -> Option<Spot> {
    match place {
        Expr::Paren(inner) => behind(&inner.expr),
        Expr::Group(inner) => behind(&inner.expr),
        Expr::Unsafe(inner) => behind(tail(&inner.block)?),
        Expr::Field(field) => behind(&field.base),
        Expr::Index(index) => behind(&index.expr),
        Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => {
            pointer(&unary.expr).or_else(|| behind(&unary.expr))
        }
        _ => None,
    }
}

/// The call of `get` that this pointer comes from. `Location::caller` of a method's call is the method's name; of a
/// function's, where the call begins.
fn pointer(expression: &Expr) -> Option<Spot> {
    match expression {
        Expr::Paren(inner) => pointer(&inner.expr),
        Expr::Group(inner) => pointer(&inner.expr),
        Expr::Unsafe(inner) => pointer(tail(&inner.block)?),
        Expr::Cast(cast) => pointer(&cast.expr),
        Expr::MethodCall(call) if call.method == "get" && call.args.is_empty() => {
            Some(spot(call.method.span()))
        }
        Expr::MethodCall(call) if call.method == "cast" || call.method == "cast_const" => {
            pointer(&call.receiver)
        }
        Expr::Call(call) => match &*call.func {
            Expr::Path(function) if function.path.segments.last()?.ident == "get" => Some(spot(call.span())),
            _ => None,
        },
        _ => None,
    }
}

/// The expression that a block ends with.
fn tail(block: &Block) -> Option<&Expr> {
    match block.stmts.last()? {
        Stmt::Expr(expression, None) if block.stmts.len() == 1 => Some(expression),
        _ => None,
    }
}

fn spot(span: proc_macro2::Span) -> Spot {
    (span.start().line, span.start().column)
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
