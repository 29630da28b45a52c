//! The JSON that keys are written and read with.
//!
//! The reader is strict (RFC 8259), does not recurse into what it skips, and reads structures straight into the
//! types that codegen writes. It allocates nothing.

mod codec;
mod reader;
mod text;
mod writer;

pub use codec::{Either, Json, Limited, expect, null_or};
pub use reader::{Kind, MAX_DEPTH, Number, Reader, validate};
pub use text::{Str, unescape_in_place};
pub use writer::{Escape, Object, write_f32, write_f64, write_i64, write_str, write_u64};
pub(crate) use writer::{is_plain, write_string};
