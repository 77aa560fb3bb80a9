//! What leaves the program: listings, findings as text, pictures and saved files.
//!
//! It uses the same answer as the screen, so that what is seen is what is exported.

mod findings;
mod listing;
mod picture;
mod save_file;

pub use findings::{findings_json, findings_text};
pub use listing::{ListingParts, listing_csv, listing_json, listing_table};
pub use picture::{PictureError, png_from_rgba};
pub use save_file::save_file;
