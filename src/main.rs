//! The command line and the window: the only file that knows eframe.
use clap::Parser as _;
fn main() -> std::process::ExitCode {
    let a = event_atlas::cli::Arguments::parse();
    let mut out = std::io::stdout().lock();
    let mut err = std::io::stderr().lock();
    let o = event_atlas::cli::run(&a.command.unwrap(), &mut out, &mut err).unwrap();
    std::process::ExitCode::from(o.code())
}
