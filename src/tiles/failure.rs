//! Why a tile could not be had, in sentences for people.

use std::net::IpAddr;
use std::time::Duration;

use super::nearby::LedNearby;

/// What went wrong with one request. Each sentence names the host and never the whole address, which may hold a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Failure {
    /// Nothing came for too long.
    #[error("{0} does not answer")]
    NoAnswer(String),
    /// Something came, but less than a kilobyte each second, or not to its end in time.
    #[error("{0} sends too slowly")]
    TooSlow(String),
    /// Nobody listens there.
    #[error("{0} refuses the connection")]
    Refused(String),
    /// The name means nothing, or nobody could be asked what it means.
    #[error("{0} was not found: no such name, or no network")]
    NoSuchName(String),
    /// This computer has no way there.
    #[error("{0} cannot be reached: no network")]
    NoNetwork(String),
    /// The answer ended too early.
    #[error("{0} broke off in the middle of an answer")]
    BrokeOff(String),
    /// What came is not HTTP, or breaks its rules.
    #[error("{0} answers with something that cannot be understood")]
    NotUnderstood(String),
    /// The certificate does not hold.
    #[error("the certificate of {host} is not trusted{why}")]
    Untrusted {
        /// Whose certificate.
        host: String,
        /// What is wrong with it, beginning with a colon; or nothing.
        why: &'static str,
    },
    /// No secure connection, for another reason.
    #[error("no secure connection to {0} could be made")]
    NotSecure(String),
    /// The proxy of the environment does not let us through.
    #[error("the proxy does not connect to {0}")]
    Proxy(String),
    /// 404 and 410, and 204 where a picture should be.
    #[error("{host} has no such tile ({status})")]
    Missing {
        /// Who says so.
        host: String,
        /// The code of the answer.
        status: u16,
    },
    /// 429 and 503 with a time to wait.
    #[error("{host} asks to wait {} s", wait.as_secs().max(1))]
    AsksToWait {
        /// Who asks.
        host: String,
        /// How long, at most an hour.
        wait: Duration,
    },
    /// 401 and 403.
    #[error("{host} does not allow it ({status})")]
    NotAllowed {
        /// Who says so.
        host: String,
        /// The code of the answer.
        status: u16,
    },
    /// Any other code.
    #[error("{host} answers with an error ({status})")]
    Status {
        /// Who says so.
        host: String,
        /// The code of the answer.
        status: u16,
    },
    /// A page for people, as the sign-in of a hotel gives it.
    #[error(
        "{0} sends a page instead of a tile; perhaps this network wants a sign-in in the browser first"
    )]
    Page(String),
    /// Another kind of content.
    #[error("{host} sends “{content}” instead of a tile")]
    WrongContent {
        /// Who sends it.
        host: String,
        /// The kind of content it is said to be, cut short.
        content: String,
    },
    /// More bytes than a tile has.
    #[error("{0} sends more than 2 MiB for one tile")]
    TooLarge(String),
    /// One address leads to the next and to no tile.
    #[error("{0} leads from one address to the next and to no tile")]
    TooManyRedirects(String),
    /// A redirect to somewhere that is not followed.
    #[error("{0} leads to an address that is not followed")]
    BadRedirect(String),
    /// A host of the internet leads to one that is none.
    #[error(
        "{host} leads to {to}, {what}; a server of the internet is not followed there. Type that address itself if \
         its tiles are meant"
    )]
    LeadsNearby {
        /// Who leads there.
        host: String,
        /// Where it leads.
        to: String,
        /// What is there.
        what: &'static str,
    },
    /// The same, as its name tells only when it is looked up.
    #[error(
        "{host} leads to {to}, which is {address}, {what}; a server of the internet is not followed there. Type that \
         address itself if its tiles are meant"
    )]
    NameLeadsNearby {
        /// Who leads there.
        host: String,
        /// Where it leads.
        to: String,
        /// What that name means.
        address: IpAddr,
        /// What is there.
        what: &'static str,
    },
    /// The query of the typed address would go to another host.
    #[error(
        "{host} leads to {to}, with words from the query of your address, which may be a key; that is not followed"
    )]
    LeadsAway {
        /// Who leads there.
        host: String,
        /// Where it leads.
        to: String,
    },
    /// What came could not be drawn.
    #[error("{host}: {why}")]
    Unreadable {
        /// Who sent it.
        host: String,
        /// What is wrong with it.
        why: String,
    },
    /// Nobody wants the tile any more; nobody is told.
    #[error("not wanted any more")]
    GivenUp,
}

impl Failure {
    /// Whether patience could have helped.
    pub(super) fn is_timeout(&self) -> bool {
        matches!(self, Self::NoAnswer(_) | Self::TooSlow(_))
    }

    /// Whether there may just be no such tile.
    pub(super) fn is_missing(&self) -> bool {
        matches!(self, Self::Missing { .. })
    }

    /// The same, told as what another host led to.
    pub(super) fn led_by(mut self, leader: &str) -> Self {
        if let Self::NameLeadsNearby { host, .. } = &mut self {
            leader.clone_into(host);
        }
        self
    }

    /// What `error` of a request to `host` means.
    pub(super) fn from_client(host: &str, error: ureq::Error) -> Self {
        let host = host.to_owned();
        match error {
            ureq::Error::Timeout(ureq::Timeout::Resolve) | ureq::Error::HostNotFound => {
                Self::NoSuchName(host)
            }
            ureq::Error::Timeout(_) => Self::NoAnswer(host),
            ureq::Error::Io(error) => Self::from_io(host, &error),
            ureq::Error::Rustls(error) => Self::from_rustls(host, &error),
            ureq::Error::Tls(_) | ureq::Error::TlsRequired => Self::NotSecure(host),
            ureq::Error::ConnectProxyFailed(_) | ureq::Error::InvalidProxyUrl => Self::Proxy(host),
            ureq::Error::ConnectionFailed => Self::Refused(host),
            ureq::Error::BodyExceedsLimit(_) => Self::TooLarge(host),
            _ => Self::NotUnderstood(host),
        }
    }

    fn from_io(host: String, error: &std::io::Error) -> Self {
        use std::io::ErrorKind;
        if let Some(error) = error
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<rustls::Error>())
        {
            return Self::from_rustls(host, error);
        }
        if let Some(led) = error
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<LedNearby>())
        {
            return Self::NameLeadsNearby {
                to: host.clone(),
                host,
                address: led.address,
                what: led.what,
            };
        }
        match error.kind() {
            ErrorKind::ConnectionRefused => Self::Refused(host),
            ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe
            | ErrorKind::NotConnected
            | ErrorKind::UnexpectedEof => Self::BrokeOff(host),
            ErrorKind::TimedOut | ErrorKind::WouldBlock => Self::NoAnswer(host),
            ErrorKind::NetworkUnreachable
            | ErrorKind::HostUnreachable
            | ErrorKind::NetworkDown
            | ErrorKind::AddrNotAvailable => Self::NoNetwork(host),
            // The standard library has no kind for it, only these words.
            _ if error.to_string().contains("lookup address") => Self::NoSuchName(host),
            _ => Self::NotUnderstood(host),
        }
    }

    fn from_rustls(host: String, error: &rustls::Error) -> Self {
        use rustls::CertificateError;
        let rustls::Error::InvalidCertificate(reason) = error else {
            return Self::NotSecure(host);
        };
        let why = match reason {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                ": it has expired, or the clock of this computer is wrong"
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                ": it is not valid yet, or the clock of this computer is wrong"
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                ": it is for another name"
            }
            CertificateError::UnknownIssuer => ": nobody known vouches for it",
            _ => "",
        };
        Self::Untrusted { host, why }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;

    fn told(error: ureq::Error) -> String {
        Failure::from_client("tile.example.org", error).to_string()
    }

    #[test]
    fn failures_are_told_in_sentences() {
        assert_eq!(
            told(ureq::Error::Timeout(ureq::Timeout::PerRead)),
            "tile.example.org does not answer"
        );
        let untrusted = rustls::Error::InvalidCertificate(rustls::CertificateError::UnknownIssuer);
        assert_eq!(
            told(ureq::Error::Io(io::Error::other(untrusted))),
            "the certificate of tile.example.org is not trusted: nobody known vouches for it"
        );
        assert_eq!(
            told(ureq::Error::Io(io::ErrorKind::ConnectionRefused.into())),
            "tile.example.org refuses the connection"
        );
        let wait = Duration::from_secs(30);
        let asks = Failure::AsksToWait {
            host: "tile.example.org".to_owned(),
            wait,
        };
        assert_eq!(asks.to_string(), "tile.example.org asks to wait 30 s");
    }
}
