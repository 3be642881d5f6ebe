//! What a file says of its types, as far as it matters for what the engine can watch.

use std::collections::BTreeMap;

use syn::visit::{self, Visit};
use syn::{
    Expr, ExprCall, ExprField, ExprRawAddr, File, GenericArgument, ItemImpl, ItemStruct, ItemType, Macro,
    Member, PathArguments, PathSegment, ReturnType, Signature, Type, TypePtr,
};

use super::uses::name;

/// Those of a file.
#[derive(Default)]
pub(super) struct Types {
    /// The structs, with their fields and the types of those.
    structs: BTreeMap<String, Vec<(String, Type)>>,
    /// What other names for types stand for.
    aliases: BTreeMap<String, Type>,
    /// What functions return, by their names.
    returned: BTreeMap<String, Type>,
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
pub(super) const MAKE_POINTERS: [&str; 6] =
    ["alloc", "alloc_zeroed", "into_raw", "null", "null_mut", "realloc"];

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
        let Some(name) = last(of).map(|segment| segment.ident.to_string()) else { return false };
        match self.structs.get(&name) {
            Some(fields) => {
                depth < DEEPEST && fields.iter().all(|(_, field)| self.is_watched_at(field, depth + 1))
            }
            None => name.starts_with("Atomic") || WATCHED.contains(&name.as_str()),
        }
    }

    /// Whether a value of this type is a raw pointer.
    pub fn is_pointer(&self, of: &Type) -> bool {
        // An alias of an alias is not followed.
        let alias = last(of).and_then(|name| self.aliases.get(&name.ident.to_string()));
        is_pointer(of) || alias.is_some_and(is_pointer)
    }

    /// Whether it is an `Option` or a `Result` with one in it.
    pub fn holds_pointer(&self, of: &Type) -> bool {
        last(of).is_some_and(|segment| {
            ["Option", "Result"].iter().any(|name| segment.ident == name)
                && argument(segment).is_some_and(|inner| self.is_pointer(inner))
        })
    }

    pub fn is_atomic_pointer(of: &Type) -> bool {
        last(of).is_some_and(|name| name.ident == "AtomicPtr")
    }

    /// What a function with this name returns, if it is one of the file.
    pub fn returned(&self, function: &str) -> Option<&Type> {
        self.returned.get(function)
    }

    /// Whether the type of a field is such: the one of `self`, where it is known what that is, or else each field with the
    /// name, and at least one.
    pub fn is_field(
        &self,
        of_self: Option<&str>,
        field: &ExprField,
        is_such: &dyn Fn(&Type) -> bool,
    ) -> bool {
        let is_self = matches!(&*field.base, Expr::Path(path) if path.path.is_ident("self"));
        let only = of_self.filter(|_| is_self);
        let called = member(&field.member);
        let structs = self.structs.iter().filter(|(name, _)| only.is_none_or(|only| only == name.as_str()));
        let mut types = structs.flat_map(|(_, fields)| fields).filter(|(name, _)| *name == called).peekable();
        types.peek().is_some() && types.all(|(_, of)| is_such(of))
    }

    /// Whether raw pointers lead to something else, as far as that shows.
    pub fn lead_to_plain_memory(&self) -> bool {
        let is_plain = |pointee: &Type| !self.is_watched(pointee);
        if self.pointees.is_empty() { self.has_others } else { self.pointees.iter().any(is_plain) }
    }
}

impl Visit<'_> for Types {
    fn visit_item_struct(&mut self, item: &ItemStruct) {
        let fields = item.fields.members().zip(&item.fields);
        let fields = fields.map(|(name, field)| (member(&name), field.ty.clone()));
        self.structs.insert(item.ident.to_string(), fields.collect());
        visit::visit_item_struct(self, item);
    }

    fn visit_item_type(&mut self, alias: &ItemType) {
        self.aliases.insert(alias.ident.to_string(), (*alias.ty).clone());
        visit::visit_item_type(self, alias);
    }

    fn visit_signature(&mut self, signature: &Signature) {
        if let ReturnType::Type(_, of) = &signature.output {
            self.returned.insert(signature.ident.to_string(), (**of).clone());
        }
        visit::visit_signature(self, signature);
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

    fn visit_macro(&mut self, called: &Macro) {
        self.has_others |= name(called) == "addr_of_mut";
    }
}

/// The last name of a type's path: `Node` of `list::Node<T>`.
fn last(of: &Type) -> Option<&PathSegment> {
    match of {
        Type::Path(path) => path.path.segments.last(),
        _ => None,
    }
}

fn is_pointer(of: &Type) -> bool {
    matches!(of, Type::Ptr(_)) || last(of).is_some_and(|name| name.ident == "NonNull")
}

fn member(member: &Member) -> String {
    match member {
        Member::Named(name) => name.to_string(),
        Member::Unnamed(index) => index.index.to_string(),
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
