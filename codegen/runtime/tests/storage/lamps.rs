//! Two versions of a device.

macro_rules! lamp {
    ($name:ident, $spec:literal) => {
        pub mod $name {
            keywright::api!($spec);

            #[derive(Debug, Default)]
            pub struct Lamp {
                pub registry: Registry,
            }

            impl Commands for Lamp {
                fn registry(&self) -> &Registry {
                    &self.registry
                }

                fn registry_mut(&mut self) -> &mut Registry {
                    &mut self.registry
                }
            }
        }
    };
}

lamp!(first, "tests/storage/lamp_1.yaml");
lamp!(second, "tests/storage/lamp_2.yaml");
