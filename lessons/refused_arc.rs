let weights = std::sync::Arc::new(vec![0.0_f32; 10]);
let theirs = weights.clone();
std::thread::spawn(move || theirs[0] += 1.0);
