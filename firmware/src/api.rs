//! The device as `spec/spec.yaml` describes it: keys, types, registry, commands.
#![allow(missing_docs, reason = "what the spec describes carries its texts; the rest is data")]

keywright::api!("../spec/spec.yaml");
