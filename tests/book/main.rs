//! The book does not drift from the code: what it includes is there, what it links to is there, what it
//! tells the reader to type is understood, and its generated parts are what the code gives now.
//!
//! Each check is a function from a book to complaints. The book at hand has to leave all of them without a
//! complaint; a small book that is wrong in every way (`tests/book/wrong`) shows that each can complain.
#![cfg(not(loom))]

mod commands;
mod compiled;
mod contents;
mod cpp;
mod figures;
mod generated;
mod includes;
mod links;
mod pages;
mod tables;

use pages::Book;

/// A check: what is to be said against a book, a line for each fault.
type Check = fn(&Book) -> Vec<String>;

const CHECKS: [(&str, Check); 13] = [
    ("what is included is there and is not empty", includes::missing),
    ("code and output are included, not typed in", includes::typed_in),
    ("every anchor begins, ends, and is included by somebody", includes::unused_anchors),
    ("every generated part is shown", generated::unused),
    ("links lead somewhere", links::broken),
    ("pictures say in words what they show", links::wordless_pictures),
    ("commands are understood", commands::unknown),
    ("every chapter is in the summary, once, by its own title", contents::not_in_the_summary),
    ("every lesson has its chapter, in order", contents::lessons_without_a_chapter),
    ("every lesson's chapter ends with its exercises", contents::chapters_without_their_exercises),
    ("the glossary is in order, and of use", contents::faults_of_the_glossary),
    ("measured figures name the machine and the command", contents::nameless_measurements),
    ("nothing is said to be proved", contents::overclaims),
];

#[test]
fn the_book_leaves_every_check_without_a_complaint() {
    let book = Book::this();
    let complaints: Vec<_> = CHECKS.iter().flat_map(|(what, check)| said(what, check(&book))).collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn every_check_complains_of_a_book_that_is_wrong_in_every_way() {
    let book = Book::wrong();
    let complaints: Vec<_> = CHECKS.iter().flat_map(|(what, check)| said(what, check(&book))).collect();
    for (what, _) in CHECKS {
        assert!(complaints.iter().any(|complaint| complaint.starts_with(what)), "no complaint: {what}");
    }
    insta::assert_snapshot!("wrong", complaints.join("\n"));
}

fn said(what: &str, complaints: Vec<String>) -> Vec<String> {
    complaints.into_iter().map(|complaint| format!("{what}: {complaint}")).collect()
}
