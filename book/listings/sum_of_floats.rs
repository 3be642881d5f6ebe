//! The same numbers, added up in different orders.

/// Prints the sums.
pub fn main() {
    println!("added                the sum");
    // ANCHOR: sums
    let [a, b, c, d] = [0.1_f32, 0.2, 0.4, 0.6];
    println!("one after the other  {}", ((a + b) + c) + d);
    println!("half and half        {}", (a + b) + (c + d));

    let large = 16_777_216.0_f32; // 2 to the power of 24
    println!("1 added first        {}", [1.0, large, -large].iter().sum::<f32>());
    println!("1 added last         {}", [large, -large, 1.0].iter().sum::<f32>());
    // ANCHOR_END: sums
}
