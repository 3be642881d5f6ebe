//! Small files, and what of them is not watched.

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
fn a_raw_pointer_is_known_by_its_type_or_by_what_it_is_made_of() {
    for text in [
        "fn f() { let p = Box::into_raw(Box::new(0)); unsafe { X }; }",
        "fn f(of: Layout) { let p = unsafe { std::alloc::alloc(of) }; unsafe { X }; }",
        "fn f(b: &mut u32) { let p = b as *mut u32; unsafe { X }; }",
        "fn f(b: &mut u32) { let p = &raw mut *b; unsafe { X }; }",
        "fn f(b: &mut u32) { let p = addr_of_mut!(*b); unsafe { X }; }",
        "fn f(q: *mut u32) { let p = q.add(1).cast::<u32>(); unsafe { X }; }",
        "fn f(q: NonNull<u32>) { let p = q.as_ptr(); unsafe { X }; }",
        "type Link = *mut u32;\nstruct S { next: Link }\nfn f(s: &S) { let p = s.next; unsafe { X }; }",
        "fn g() -> *mut u32 { h() }\nfn f() { let p = g(); unsafe { X }; }",
        "struct S { top: AtomicPtr<u32> }\nfn f(s: &S) { let p = s.top.swap(null_mut(), AcqRel); unsafe { X }; }",
        "struct S { top: AtomicPtr<u32> }\n\
         fn f(s: &S) { if let Err(p) = s.top.compare_exchange(q, r, AcqRel, Acquire) { unsafe { X }; } }",
        "struct S { head: Option<NonNull<u32>> }\n\
         impl S { fn f(&self) { while let Some(p) = self.head { unsafe { X }; } } }",
        "struct S(*mut u32);\nstruct T(u32);\nimpl S { fn f(&self) { let p = self.0; unsafe { X }; } }",
        "fn f(q: *mut u32) { each(|p: *mut u32| unsafe { X }); }",
    ] {
        for used in ["*p += 1", "p.read()", "ptr::write(p, 1)", "match 1 { one => *p = one }"] {
            let text = text.replace('X', used);
            let found = of(&syn::parse_str(&text).unwrap());
            let sorts: Vec<_> = found.keys().copied().collect();
            assert_eq!(sorts, [Sort::Pointer], "{text}");
        }
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
        "fn f(n: *mut u32, s: &S) { unsafe { if let Some(x) = &mut *s.v.get() { *x += 1 } } }",
        "fn f(n: *mut u32, s: &S) -> u32 { unsafe { (*s.v.get()).map_or(0, |x| *x) } }",
        "fn f(n: *mut u32, s: &S) -> u32 { let P { a, .. } = unsafe { &*s.v.get() }; unsafe { *a } }",
        "fn f(n: *mut u32, s: &S) { unsafe { for x in &mut *s.v.get() { *x += 1 } } }",
        "fn f(n: *mut u32, s: &S) { unsafe { match &mut *s.v.get() { Some(n) => *n += 1, None => {} } } }",
        "fn f(n: *mut u32, s: &S) { let n = s.lock(); unsafe { *n } }",
        "struct P(*mut u32);\nstruct S(Box<u32>);\nfn f(s: &S) { unsafe { *s.0 } }",
        "fn f(s: &S) { let p: *mut u32 = s.0.get(); unsafe { ptr::write(p, 1); (&raw mut *s.0.get()).write(1) } }",
        "struct P(*mut u32);\nstruct S(Box<u32>);\nimpl S { fn f(&self) { unsafe { *self.0 } } }",
        "struct P(*mut u32);\nstruct S { v: Option<u32>, l: RwLock<u32> }\n\
         fn f(s: &S) { unsafe { s.v.as_ref(); s.l.read() } }",
    ] {
        let found = of(&syn::parse_str(text).unwrap());
        assert!(found.is_empty(), "{found:?} in {text}");
    }
}
