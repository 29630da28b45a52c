//! The JSON that keys are written and read with.
//!
//! The reader is strict (RFC 8259), does not recurse into what it skips, and reads structures straight into the
//! types that codegen writes. It allocates nothing.

mod codec;
mod object;
mod reader;
mod text;
mod writer;

pub use codec::{Either, Json, expect};
pub(crate) use codec::{read_signed, read_unsigned, signed_within, unsigned_within};
pub use object::{FieldInfo, Object, Shape, read_object, write_object};
pub use reader::{Kind, MAX_DEPTH, Number, Reader, validate};
pub(crate) use text::without_controls;
pub use text::{Str, unescape_in_place};
pub use writer::{Escape, write_f32, write_f64, write_i64, write_str, write_u64};
pub(crate) use writer::{is_plain, write_string};
