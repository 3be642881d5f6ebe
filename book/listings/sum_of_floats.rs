//! The same four numbers, added up in two orders.

/// Prints both sums.
pub fn main() {
    // ANCHOR: sums
    let numbers = [1e8_f32, 1.0, -1e8, 1.0];
    let forwards: f32 = numbers.iter().sum();
    let backwards: f32 = numbers.iter().rev().sum();
    println!("forwards {forwards}, backwards {backwards}");
    // ANCHOR_END: sums
}
