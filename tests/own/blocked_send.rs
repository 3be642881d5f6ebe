//! There is room for one message, nobody receives, and a second one is sent.

use std::sync::mpsc::sync_channel;

#[test]
fn two_into_one() {
    let (sender, _receiver) = sync_channel(1);
    sender.send(1).unwrap();
    sender.send(2).unwrap();
}
