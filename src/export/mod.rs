//! What leaves the program: atlases, dossiers, tables, files for maps and globes, listings, pictures.
//!
//! It uses the same answer as the screen, so that what is seen is what is exported.

mod csv;
mod dossier;
mod findings;
mod format;
mod geojson;
mod kml;
mod ledger_text;
mod listing;
mod losses;
mod needed;
mod picture;
mod plain_text;
mod properties;
mod protected;
mod question_words;
mod ron;
mod save_file;
mod shown;
mod words;

pub use findings::{findings_json, findings_text};
pub use format::{ExportError, Exported, Format, export, suggested_name};
pub use listing::{ListingParts, write_listing_csv, write_listing_json, write_listing_table};
pub use picture::{PictureError, png_from_rgba};
pub use plain_text::plain_text;
pub use protected::ProtectedFiles;
pub use question_words::question_words;
pub use save_file::{SaveError, SaveRules, check_target, save_file};
