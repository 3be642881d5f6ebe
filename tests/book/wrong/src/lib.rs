// A source file with anchors that are wrong in every way. Nothing compiles it.

// ANCHOR: included
fn included() {}
// ANCHOR_END: included

// ANCHOR: empty
// ANCHOR_END: empty

// ANCHOR: unused
fn unused() {}
// ANCHOR_END: unused

// ANCHOR: endless
fn endless() {}

// ANCHOR_END: never_begun

// ANCHOR: twice
// ANCHOR_END: twice
// ANCHOR: twice
// ANCHOR_END: twice
