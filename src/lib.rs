//! probe
pub mod model;
pub mod load;
pub mod query;
pub mod state;
pub mod export;
pub mod cli;
