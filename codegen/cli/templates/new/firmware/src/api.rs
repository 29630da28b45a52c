//! What `spec/spec.yaml` describes: keys, types, registry, commands.

keywright::api!("../spec/spec.yaml");
