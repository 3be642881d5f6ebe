//! What tells graphs apart.

use std::collections::HashMap;

use super::{Graph, Kind};

impl Graph {
    /// Equal for two graphs of one program if and only if they are the same execution. Values are not in it, as
    /// they follow, nor are the numbers of objects, which differ from graph to graph.
    pub fn key(&self) -> Vec<u64> {
        let mut names = HashMap::new();
        let mut key = Vec::new();
        for (thread, events) in self.threads.iter().enumerate() {
            for event in events {
                let number = names.len() as u64;
                let object = *names.entry(event.object).or_insert(number);
                let what = [thread as u64, event.kind as u64, object];
                let from = format!("{:?}", event.reads_from);
                key.extend(what);
                key.extend(from.bytes().map(u64::from));
                key.push(u64::from(event.is_update) << 1 | u64::from(event.on_a_whim));
                if event.kind == Kind::Choice {
                    key.push(event.value);
                }
            }
        }
        let mut orders: Vec<_> = names.into_iter().map(|(object, name)| (name, object)).collect();
        orders.sort_unstable();
        for (name, object) in orders {
            let Some(object) = self.objects.get(object.index()) else { continue };
            key.push(u64::MAX - name);
            key.extend(
                object.writes.iter().map(|write| (write.thread() as u64) << 32 | write.index() as u64),
            );
        }
        key
    }
}
