//! Whom we believe: the certificates that the system trusts, or those that came with the program.

use std::sync::Arc;

use ureq::tls::{Certificate, RootCerts};

/// Whose certificates are believed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Certificates {
    /// Those the system trusts; without any, Mozilla's, which came with the program.
    #[default]
    System,
    /// Those that these have signed, each in DER, and no others.
    Only(Vec<Vec<u8>>),
}

/// The certificates to believe, and a sentence where they are not the system's. Reads files.
pub(super) fn load(wanted: &Certificates) -> (RootCerts, Option<String>) {
    match wanted {
        Certificates::System => {
            let found = rustls_native_certs::load_native_certs();
            of_system(found.certs.iter().map(AsRef::as_ref))
        }
        Certificates::Only(given) => (specific(given.iter().map(Vec::as_slice)), None),
    }
}

fn of_system<'a>(found: impl ExactSizeIterator<Item = &'a [u8]>) -> (RootCerts, Option<String>) {
    if found.len() > 0 {
        return (specific(found), None);
    }
    let notice = "the certificates of this system could not be read; \
                  those that came with the program are used"
        .to_owned();
    (RootCerts::WebPki, Some(notice))
}

fn specific<'a>(given: impl Iterator<Item = &'a [u8]>) -> RootCerts {
    let certificates: Vec<Certificate<'static>> = given
        .map(|der| Certificate::from_der(der).to_owned())
        .collect();
    RootCerts::Specific(Arc::new(certificates))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_certificates_of_the_system_those_of_the_program_are_used_and_it_is_said() {
        let (roots, notice) = of_system([].into_iter());
        assert!(matches!(roots, RootCerts::WebPki));
        assert!(notice.expect("a notice").contains("came with the program"));
        let (roots, notice) = of_system([&b"one"[..]].into_iter());
        assert!(matches!(roots, RootCerts::Specific(_)));
        assert_eq!(notice, None);
    }
}
