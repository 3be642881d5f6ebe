//! Which layers make up each stage.

use std::ops::Range;

/// Cuts the layers into at most `workers` stages of layers that follow one another, so that the stage with the most
/// work has as little as possible: the others wait for it.
///
/// The work of a layer is taken to be in proportion to its weights: each takes part in three products, forward, for its own
/// derivative and for those of the inputs. The first layer does without the last.
///
/// # Panics
/// If there is no layer or no worker.
pub fn stages(layers: &[Range<usize>], workers: usize) -> Vec<Range<usize>> {
    assert!(!layers.is_empty() && workers > 0, "a stage has at least one layer, and a worker");
    let products = |number| if number == 0 { 2 } else { 3 };
    let costs: Vec<_> =
        layers.iter().enumerate().map(|(number, range)| products(number) * range.len()).collect();
    let stages = workers.min(layers.len());
    // What the most costly stage costs is the sum of some layers in a row. So the least of these sums will do.
    let mut sums: Vec<usize> = (0..costs.len())
        .flat_map(|first| (first..costs.len()).map(move |last| first..last + 1))
        .map(|range| costs[range].iter().sum())
        .collect();
    sums.sort_unstable();
    sums.into_iter().find_map(|most| cut(&costs, stages, most)).expect("a stage of all layers is one of them")
}

/// Exactly so many stages, none of which costs more than `most`, if that can be.
fn cut(costs: &[usize], stages: usize, most: usize) -> Option<Vec<Range<usize>>> {
    let (mut cut, mut start, mut sum) = (Vec::with_capacity(stages), 0, 0);
    for (layer, cost) in costs.iter().enumerate() {
        // The layers from here on have to be enough for the stages that are still to come.
        let scarce = costs.len() - layer < stages - cut.len();
        if layer > start && (sum + cost > most || scarce) {
            cut.push(start..layer);
            (start, sum) = (layer, 0);
        }
        sum += cost;
        if sum > most || cut.len() == stages {
            return None;
        }
    }
    cut.push(start..costs.len());
    (cut.len() == stages).then_some(cut)
}

#[cfg(test)]
mod tests {
    use super::stages;

    fn cut(weights: &[usize], workers: usize) -> Vec<std::ops::Range<usize>> {
        let mut end = 0;
        let layers: Vec<_> = weights
            .iter()
            .map(|weights| {
                end += weights;
                end - weights..end
            })
            .collect();
        stages(&layers, workers)
    }

    #[test]
    fn the_most_costly_stage_costs_as_little_as_can_be() {
        // Costs of 8, 3, 3, 3, 3: 11 and 9, for 8 and 12 would be worse.
        assert_eq!(cut(&[4, 1, 1, 1, 1], 2), [0..2, 2..5]);
        // Costs of 2, 3, 12, 3: who takes the large one takes nothing else.
        assert_eq!(cut(&[1, 1, 4, 1], 3), [0..2, 2..3, 3..4]);
        assert_eq!(cut(&[1, 1, 4, 1], 2).len(), 2);
    }

    #[test]
    fn there_are_as_many_stages_as_workers_and_no_more_than_layers() {
        for layers in 1..7 {
            for workers in 1..9 {
                let stages = cut(&vec![5; layers], workers);
                assert_eq!(stages.len(), workers.min(layers));
                assert!(stages.iter().all(|stage| !stage.is_empty()));
                assert_eq!((stages[0].start, stages[stages.len() - 1].end), (0, layers));
                assert!(stages.windows(2).all(|pair| pair[0].end == pair[1].start));
            }
        }
    }
}
