//! Values as text.

use racelab_engine::graph::{Event, Graph};

/// Values as text. Addresses are others in each run, so they are told apart by numbers.
#[derive(Default)]
pub(super) struct Values {
    addresses: Vec<u64>,
}

impl Values {
    /// A value of what an event is about.
    pub fn text(&mut self, graph: &Graph, event: &Event, value: u64) -> String {
        const TOP: u64 = 1 << 63;
        let sort = graph.object(event.object).sort;
        let is_address = sort == "AtomicPtr"
            || event.shape.may_be_address && value > u64::from(u32::MAX) && value < 1 << 47;
        match sort {
            "AtomicBool" => (value != 0).to_string(),
            "AtomicPtr" if value == 0 => "null".to_owned(),
            _ if is_address => {
                let known = self.addresses.iter().position(|&known| known == value);
                let number = known.unwrap_or_else(|| {
                    self.addresses.push(value);
                    self.addresses.len() - 1
                });
                format!("pointer {}", number + 1)
            }
            _ if event.shape.signed => (value as i64).to_string(),
            // A set top bit is a flag, as in a barrier's count: shown as such, rather than as 19 digits.
            _ if value & TOP != 0 && value != u64::MAX => format!("{} + top bit", value & !TOP),
            _ => value.to_string(),
        }
    }
}
