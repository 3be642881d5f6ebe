//! What a file says of its types, as far as it matters for what the engine can watch.

use std::collections::BTreeMap;

use syn::visit::{self, Visit};
use syn::{
    Expr, ExprCall, ExprRawAddr, File, GenericArgument, ItemImpl, ItemStruct, PathArguments, PathSegment,
    Type, TypePtr,
};

/// Those of a file.
#[derive(Default)]
pub(super) struct Types {
    /// The structs, with the types of their fields.
    structs: BTreeMap<String, Vec<Type>>,
    /// What raw pointers, `NonNull` and `AtomicPtr` lead to.
    pointees: Vec<Type>,
    /// Whether raw pointers are made that no type tells of.
    has_others: bool,
    /// Whether the file promises of one that it may be shared.
    pub are_shared: bool,
}

/// Types that the engine watches, or that hold nothing.
const WATCHED: [&str; 9] =
    ["Barrier", "Condvar", "Mutex", "Once", "OnceLock", "PhantomData", "RwLock", "Thread", "UnsafeCell"];

/// Functions that return raw pointers.
const MAKE_POINTERS: [&str; 3] = ["into_raw", "null", "null_mut"];

/// Structs within structs within ..., as far as anybody goes.
const DEEPEST: usize = 16;

impl Types {
    pub fn of(file: &File) -> Types {
        let mut types = Types::default();
        types.visit_file(file);
        types
    }

    /// Whether the engine sees all that happens to a value of this type.
    pub fn is_watched(&self, of: &Type) -> bool {
        self.is_watched_at(of, 0)
    }

    fn is_watched_at(&self, of: &Type, depth: usize) -> bool {
        let Type::Path(path) = of else { return false };
        let Some(name) = path.path.segments.last().map(|segment| segment.ident.to_string()) else {
            return false;
        };
        match self.structs.get(&name) {
            Some(fields) => {
                depth < DEEPEST && fields.iter().all(|field| self.is_watched_at(field, depth + 1))
            }
            None => name.starts_with("Atomic") || WATCHED.contains(&name.as_str()),
        }
    }

    /// Whether raw pointers lead to something else, as far as that shows.
    pub fn lead_to_plain_memory(&self) -> bool {
        let is_plain = |pointee: &Type| !self.is_watched(pointee);
        if self.pointees.is_empty() { self.has_others } else { self.pointees.iter().any(is_plain) }
    }
}

impl Visit<'_> for Types {
    fn visit_item_struct(&mut self, item: &ItemStruct) {
        self.structs
            .insert(item.ident.to_string(), item.fields.iter().map(|field| field.ty.clone()).collect());
        visit::visit_item_struct(self, item);
    }

    fn visit_item_impl(&mut self, item: &ItemImpl) {
        let of_trait = item.trait_.as_ref().and_then(|(_, path, _)| path.segments.last());
        self.are_shared |= item.unsafety.is_some() && of_trait.is_some_and(|name| name.ident == "Sync");
        visit::visit_item_impl(self, item);
    }

    fn visit_type_ptr(&mut self, pointer: &TypePtr) {
        self.pointees.push((*pointer.elem).clone());
        visit::visit_type_ptr(self, pointer);
    }

    fn visit_path_segment(&mut self, segment: &PathSegment) {
        if segment.ident == "NonNull" || segment.ident == "AtomicPtr" {
            self.pointees.extend(argument(segment).cloned());
        }
        visit::visit_path_segment(self, segment);
    }

    fn visit_expr_call(&mut self, call: &ExprCall) {
        if let Expr::Path(function) = &*call.func
            && let Some(name) = function.path.segments.last()
        {
            self.has_others |= MAKE_POINTERS.iter().any(|one| name.ident == one);
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_expr_raw_addr(&mut self, address: &ExprRawAddr) {
        self.has_others = true;
        visit::visit_expr_raw_addr(self, address);
    }
}

/// The type that this is written with: that in `NonNull<Node>`.
fn argument(segment: &PathSegment) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(of) => Some(of),
        _ => None,
    })
}
