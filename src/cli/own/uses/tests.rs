//! What each pointer is used for, in one statement or a few.

use super::Uses;

/// What the pointers of `get` are used for among these statements, in the order in which they stand: `r` for a read, `w` for
/// a write, `?` where it does not show, which counts as a write.
fn kinds(statements: &str) -> String {
    let text = format!("fn f(c: &C, d: &C) {{ unsafe {{ {statements} }} }}");
    let uses = Uses::of(&syn::parse_str(&text).unwrap());
    let reads: Vec<_> = uses.reads().map(|spot| spot.1).collect();
    let writes: Vec<_> = uses.writes().map(|spot| spot.1).collect();
    let of = |column| match (reads.contains(&column), writes.contains(&column)) {
        (true, _) => 'r',
        (_, true) => 'w',
        _ => '?',
    };
    text.match_indices("get()").map(|(column, _)| of(column)).collect()
}

#[test]
fn a_write_is_never_taken_for_a_read() {
    for (statements, are) in [
        // Macros of std that write.
        ("write!(*c.get(), \"{}\", *d.get());", "wr"),
        ("writeln!((*c.get()).text, \"\")?;", "w"),
        ("let p = c.get(); writeln!(*p, \"\").unwrap();", "w"),
        // The address of a place, and what is done with it.
        ("addr_of_mut!((*c.get()).a).write(1);", "w"),
        ("std::ptr::addr_of_mut!((*c.get()).a).cast::<u8>().write(1);", "w"),
        ("ptr::write(addr_of_mut!((*c.get()).a), 1);", "w"),
        ("*addr_of_mut!((*c.get()).a) = 1;", "w"),
        ("let p: *mut u32 = addr_of_mut!((*c.get()).a); *p = 1;", "w"),
        ("(&raw mut (*c.get()).a).write(1);", "w"),
        ("let p = &raw mut *c.get(); *p += 1;", "w"),
        ("let p = c.get(); let x = (*p).a; addr_of_mut!((*p).a).write(x);", "w"),
        ("let p = c.get(); let x = (*p).a; (&raw mut (*p).a).write(x);", "w"),
        ("fill(&raw mut *c.get());", "?"),
        ("fill(addr_of_mut!(*c.get()));", "?"),
        ("let p = c.get(); let x = *p; fill(&raw mut *p);", "?"),
        ("let p = &raw const *c.get(); fill(p.cast_mut());", "?"),
        // Several places at once.
        ("((*c.get()).a, (*d.get()).b) = (1, 1);", "ww"),
        ("[(*c.get()).a, _] = [1, 2];", "w"),
        ("let b = c.get(); (_, *b) = (1, 2);", "w"),
        ("let b = c.get(); let x = *b; (_, *b) = (1, x);", "w"),
        ("Pair { a: (*c.get()).a, .. } = pair;", "w"),
        ("(Some(_), Pair(*c.get(), [.., *d.get()])) = pair;", "ww"),
        // Macros of the reader's, and functions.
        ("set!(*c.get());", "?"),
        ("set!(c.get() => *c.get());", "??"),
        ("let p = c.get(); set!(*p);", "?"),
        ("let p = c.get(); let x = *p; set!(*p);", "?"),
        ("(*c.get())(1);", "?"),
        ("((*c.get()).call)(1);", "?"),
        ("read(c.get()); Self::read(c.get());", "??"),
        ("assert!(matches!(*c.get(), Some(ref mut x) if change(x)));", "?"),
    ] {
        assert_eq!(kinds(statements), are, "{statements}");
    }
}

#[test]
fn a_read_is_known_for_one() {
    for (statements, are) in [
        ("let sum = *c.get() + (*d.get()).a;", "rr"),
        ("println!(\"{}\", *c.get()); assert_eq!((*c.get()).a, 1); dbg!(*d.get());", "rrr"),
        ("assert!(matches!(*c.get(), Some(1)));", "r"),
        ("addr_of!((*c.get()).a).read();", "r"),
        ("let p = &raw const (*c.get()).a; *p", "r"),
        ("let p = c.get(); let x = addr_of!((*p).a).read_unaligned();", "r"),
        ("(a, b) = (*c.get(), *d.get());", "rr"),
        ("a[*c.get()] = 1;", "r"),
        ("std::ptr::read(c.get()); ptr::read_volatile(d.get());", "rr"),
        ("write!(text, \"{}\", *c.get());", "r"),
    ] {
        assert_eq!(kinds(statements), are, "{statements}");
    }
}
