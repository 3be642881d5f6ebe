let mut weights = vec![0.0_f32; 10];
std::thread::scope(|scope| {
    scope.spawn(|| weights[0] += 1.0);
    scope.spawn(|| weights[0] += 1.0);
});
