//! One lane's way to the servers: asks, follows where it is led, and gives up what takes too long or is too
//! large. At most one connection is open at a time, and it is used again while the host stays the same.

use std::io::{self, Read as _};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use ureq::Agent;
use ureq::config::Config;
use ureq::http::{HeaderMap, Response, Uri, header};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout, time};
use url::{Host, Url};

use super::Kind;
use super::desk::host_name;
use super::disk_cache::Head;
use super::failure::Failure;
use super::freshness::{AgeHeaders, fresh_for, retry_after};
use super::nearby::{self, LedNearby, Secret};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const TOTAL_TIMEOUT: Duration = Duration::from_secs(20);

/// No body is larger, neither packed nor unpacked.
const LARGEST_BODY: usize = 2 << 20;

/// A body that comes more slowly is given up.
const LEAST_BYTES_PER_S: f64 = 1024.0;

const MOST_REDIRECTS: usize = 5;

/// What nobody wants any more may still take so long, to spare a new connection.
const GRACE: Duration = Duration::from_secs(1);

/// Who we are, as the rules of tile servers ask.
pub(super) fn user_agent() -> String {
    let version = env!("CARGO_PKG_VERSION");
    let address = [env!("CARGO_PKG_REPOSITORY"), env!("CARGO_PKG_HOMEPAGE")]
        .into_iter()
        .find(|address| !address.is_empty());
    address.map_or_else(
        || format!("EventAtlas/{version} (offline-first desktop map)"),
        |address| format!("EventAtlas/{version} (+{address})"),
    )
}

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Question<'a> {
    pub(super) url: &'a Url,
    /// What the reader typed or chose, which named this address or is this address,
    pub(super) typed: &'a Url,
    /// and what of it goes to no other host.
    pub(super) secret: &'a Secret,
    /// What is expected; `None` for a description.
    pub(super) kind: Option<Kind>,
    /// What is known about the copy that is there.
    pub(super) old: Option<&'a Head>,
    /// How long nothing may come.
    pub(super) patience: Duration,
}

/// What a server said.
#[derive(Debug)]
pub(super) struct Answer {
    /// The body; `None` if the old copy is still right.
    pub(super) body: Option<Vec<u8>>,
    /// For how many seconds it is fresh; `None` if it must not be kept.
    pub(super) fresh_for: Option<u64>,
    pub(super) etag: Option<String>,
    pub(super) last_modified: Option<String>,
}

/// What a lane tells about its work, and is told.
pub(super) trait Watch {
    /// A request goes out to this host.
    fn contact(&self, host: &str);

    /// Whether nobody wants the answer any more.
    fn is_given_up(&self) -> bool;
}

/// A client with at most one connection.
#[derive(Debug)]
pub(super) struct Client {
    roots: RootCerts,
    names: Arc<dyn Resolver>,
    agent: Option<(Origin, Agent)>,
}

/// What a connection is good for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Origin {
    scheme: String,
    host: String,
    patience: Duration,
    /// What was typed, where that is another host.
    led_from: Option<Url>,
}

impl Client {
    /// A client that believes these certificates. Opens nothing.
    pub(super) fn new(roots: RootCerts) -> Self {
        Self {
            roots,
            names: Arc::new(DefaultResolver::default()),
            agent: None,
        }
    }

    /// Closes the connection.
    pub(super) fn rest(&mut self) {
        self.agent = None;
    }

    /// Whether a connection may be open.
    pub(super) fn is_resting(&self) -> bool {
        self.agent.is_none()
    }

    /// Asks and waits for the answer.
    pub(super) fn ask(
        &mut self,
        question: &Question<'_>,
        watch: &dyn Watch,
    ) -> Result<Answer, Failure> {
        let begun = Instant::now();
        let from = host_name(question.typed);
        let mut url = self.allowed(&from, question.url.clone(), question)?;
        let mut seen = vec![url.clone()];
        loop {
            let host = host_name(&url);
            watch.contact(&host);
            let response = self
                .send(&url, question)
                .map_err(|error| Failure::from_client(&host, error).led_by(&from))?;
            let is_redirect = matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308);
            if !is_redirect {
                return read(&host, response, question, begun, watch);
            }
            url = led_to(&url, text(response.headers(), &header::LOCATION))
                .ok_or_else(|| Failure::BadRedirect(host.to_string()))?;
            url = self.allowed(&host, url, question)?;
            // A circle is left at once, so that no server is asked for the same thing again and again.
            if seen.contains(&url) || seen.len() > MOST_REDIRECTS {
                return Err(Failure::TooManyRedirects(host.to_string()));
            }
            if begun.elapsed() > TOTAL_TIMEOUT {
                return Err(Failure::TooSlow(host.to_string()));
            }
            if watch.is_given_up() {
                return Err(Failure::GivenUp);
            }
            seen.push(url.clone());
        }
    }

    /// An address that `from` led to, as it may be asked.
    ///
    /// A host of the internet does not lead to one that is not, and what was typed goes to no other host.
    fn allowed(&self, from: &str, to: Url, question: &Question<'_>) -> Result<Url, Failure> {
        if nearby::is_same_host(question.typed, &to) {
            return Ok(to);
        }
        let host = from.to_owned();
        if let Some(what) = nearby::of_host(&to) {
            let config = Agent::config_builder().build();
            let timeout = NextTimeout {
                after: time::Duration::from_secs(CONNECT_TIMEOUT.as_secs()),
                reason: ureq::Timeout::Resolve,
                ..NextTimeout::default()
            };
            // Behind a proxy no name is looked up here, so that nobody else learns what was typed.
            let is_nearby = nearby::of_host(question.typed).is_some()
                || (config.proxy().is_none()
                    && Guard::is_nearby(&*self.names, question.typed, &config, timeout));
            if !is_nearby {
                let to = host_name(&to).to_string();
                return Err(Failure::LeadsNearby { host, to, what });
            }
        }
        let name = host_name(&to).to_string();
        question
            .secret
            .taken_out(to)
            .ok_or(Failure::LeadsAway { host, to: name })
    }

    fn send(
        &mut self,
        url: &Url,
        question: &Question<'_>,
    ) -> Result<Response<ureq::Body>, ureq::Error> {
        let accept = match question.kind {
            Some(Kind::Picture) => "image/png,image/jpeg,image/webp,image/*;q=0.8",
            Some(Kind::Vector) => {
                "application/vnd.mapbox-vector-tile,application/x-protobuf,*/*;q=0.8"
            }
            None => "application/json",
        };
        let mut request = self
            .agent(url, question)
            .get(url.as_str())
            .header(header::ACCEPT, accept);
        if let Some(old) = question.old {
            if let Some(etag) = &old.etag {
                request = request.header(header::IF_NONE_MATCH, etag);
            }
            if let Some(changed) = &old.last_modified {
                request = request.header(header::IF_MODIFIED_SINCE, changed);
            }
        }
        request.call()
    }

    /// The agent for an address: the one that is there if it fits, else a new one in its place, so that the
    /// connection of the old one is closed before another is opened.
    fn agent(&mut self, url: &Url, question: &Question<'_>) -> Agent {
        let is_led = !nearby::is_same_host(question.typed, url);
        let origin = Origin {
            scheme: url.scheme().to_owned(),
            host: host_name(url).to_string(),
            patience: question.patience,
            led_from: is_led.then(|| question.typed.clone()),
        };
        if let Some((of, agent)) = &self.agent
            && *of == origin
        {
            return agent.clone();
        }
        self.agent = None;
        let agent = self.new_agent(url, &origin);
        self.agent = Some((origin, agent.clone()));
        agent
    }

    fn new_agent(&self, url: &Url, origin: &Origin) -> Agent {
        let patience = origin.patience;
        let led_to = url.host_str().unwrap_or_default().to_owned();
        let guard = Guard {
            names: Arc::clone(&self.names),
            led: origin.led_from.clone().map(|typed| (typed, led_to)),
        };
        let tls = TlsConfig::builder().root_certs(self.roots.clone()).build();
        let mut config = Agent::config_builder()
            .http_status_as_error(false)
            // They are followed one by one above, each to a host that is told, and with one connection at a time.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(user_agent())
            .tls_config(tls)
            .max_idle_connections(1)
            .max_idle_connections_per_host(1)
            .timeout_resolve(Some(CONNECT_TIMEOUT))
            .timeout_connect(Some(CONNECT_TIMEOUT))
            .timeout_per_read(Some(patience))
            .timeout_per_write(Some(patience))
            .timeout_recv_response(Some(patience))
            .timeout_global(Some(TOTAL_TIMEOUT));
        if is_this_computer(url) {
            config = config.proxy(None);
        }
        Agent::with_parts(config.build(), DefaultConnector::default(), guard)
    }
}

/// Finds what names mean, and keeps to hosts of the internet where one of them leads.
#[derive(Debug)]
struct Guard {
    names: Arc<dyn Resolver>,
    /// What the reader typed, and the name that it led to; `None` where it leads nowhere else.
    led: Option<(Url, String)>,
}

impl Guard {
    /// Whether a host that was typed is none of the internet, by what its name means.
    fn is_nearby(names: &dyn Resolver, typed: &Url, config: &Config, timeout: NextTimeout) -> bool {
        if nearby::of_host(typed).is_some() {
            return true;
        }
        let Ok(uri) = typed.as_str().parse::<Uri>() else {
            return false;
        };
        let found = names.resolve(&uri, config, timeout);
        found.is_ok_and(|found| {
            !found.is_empty() && found.iter().all(|to| nearby::of_address(to.ip()).is_some())
        })
    }
}

impl Resolver for Guard {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.names.resolve(uri, config, timeout)?;
        let Some((typed, led_to)) = &self.led else {
            return Ok(found);
        };
        // What a proxy is called was set up here.
        if uri.host() != Some(led_to.as_str()) {
            return Ok(found);
        }
        let mut of_internet = self.empty();
        let mut led_nearby = None;
        for to in &found {
            match nearby::of_address(to.ip()) {
                None => of_internet.push(*to),
                Some(what) => {
                    led_nearby.get_or_insert(LedNearby {
                        address: to.ip(),
                        what,
                    });
                }
            }
        }
        match led_nearby {
            Some(led_nearby) if of_internet.is_empty() => {
                if Self::is_nearby(&*self.names, typed, config, timeout) {
                    return Ok(found);
                }
                Err(ureq::Error::Io(io::Error::other(led_nearby)))
            }
            _ => Ok(of_internet),
        }
    }
}

/// Where a redirect leads: http or https, never from https to http, never with a password.
fn led_to(from: &Url, location: Option<&str>) -> Option<Url> {
    let mut to = from.join(location?).ok()?;
    to.set_fragment(None);
    let is_followed = match to.scheme() {
        "https" => true,
        "http" => from.scheme() == "http",
        _ => false,
    };
    let is_plain = to.username().is_empty() && to.password().is_none();
    (is_followed && is_plain && to.has_host()).then_some(to)
}

/// No proxy is asked for a server on this computer.
fn is_this_computer(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        None => false,
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Seconds of Unix time.
pub(super) fn unix_now() -> u64 {
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

fn read(
    host: &str,
    response: Response<ureq::Body>,
    question: &Question<'_>,
    begun: Instant,
    watch: &dyn Watch,
) -> Result<Answer, Failure> {
    let status = response.status().as_u16();
    let headers = response.headers();
    let now = unix_now();
    let of_age = AgeHeaders {
        cache_control: text(headers, &header::CACHE_CONTROL),
        expires: text(headers, &header::EXPIRES),
        date: text(headers, &header::DATE),
        age: text(headers, &header::AGE),
    };
    let mut answer = Answer {
        body: None,
        fresh_for: fresh_for(of_age, now),
        etag: text(headers, &header::ETAG).map(str::to_owned),
        last_modified: text(headers, &header::LAST_MODIFIED).map(str::to_owned),
    };
    match status {
        200 => {
            check_content(host, text(headers, &header::CONTENT_TYPE), question.kind)?;
            let body = read_body(host, response, question.patience, begun, watch)?;
            let body = match question.kind {
                Some(Kind::Vector) => unpacked(host, body)?,
                _ => body,
            };
            answer.body = Some(body);
            Ok(answer)
        }
        204 if question.kind == Some(Kind::Vector) => {
            answer.body = Some(Vec::new());
            Ok(answer)
        }
        304 if question.old.is_some() => Ok(answer),
        _ => Err(refusal(host, status, headers, now)),
    }
}

/// What a code other than success means.
fn refusal(host: &str, status: u16, headers: &HeaderMap, now: u64) -> Failure {
    let host = host.to_owned();
    let wait = text(headers, &header::RETRY_AFTER).and_then(|text| retry_after(text, now));
    match (status, wait) {
        (204 | 404 | 410, _) => Failure::Missing { host, status },
        (401 | 403, _) => Failure::NotAllowed { host, status },
        (429 | 503, Some(wait)) => Failure::AsksToWait { host, wait },
        _ => Failure::Status { host, status },
    }
}

/// Whether what comes may be what was asked for.
fn check_content(host: &str, content: Option<&str>, kind: Option<Kind>) -> Result<(), Failure> {
    let content = content
        .unwrap_or("application/octet-stream")
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    if matches!(content.as_str(), "text/html" | "application/xhtml+xml") {
        return Err(Failure::Page(host.to_owned()));
    }
    let is_text =
        content.starts_with("text/") || content.contains("json") || content.contains("xml");
    let is_fine = match kind {
        Some(Kind::Picture) => {
            content.starts_with("image/")
                || matches!(
                    content.as_str(),
                    "application/octet-stream" | "binary/octet-stream"
                )
        }
        // Servers call vector tiles by many names.
        Some(Kind::Vector) => !is_text && !content.starts_with("image/"),
        None => true,
    };
    if is_fine {
        return Ok(());
    }
    Err(Failure::WrongContent {
        host: host.to_owned(),
        content: content.chars().take(40).collect(),
    })
}

fn read_body(
    host: &str,
    response: Response<ureq::Body>,
    patience: Duration,
    begun: Instant,
    watch: &dyn Watch,
) -> Result<Vec<u8>, Failure> {
    let too_large = || Failure::TooLarge(host.to_owned());
    if response
        .body()
        .content_length()
        .is_some_and(|length| length > LARGEST_BODY as u64)
    {
        return Err(too_large());
    }
    let mut reader = response.into_body().into_reader();
    let mut body = Vec::new();
    let mut buffer = [0; 16 << 10];
    let body_begun = Instant::now();
    loop {
        let n_read = match reader.read(&mut buffer) {
            Ok(0) => return Ok(body),
            Ok(n_read) => n_read,
            Err(error) => return Err(Failure::from_client(host, error.into())),
        };
        body.extend_from_slice(buffer.get(..n_read).unwrap_or_default());
        if body.len() > LARGEST_BODY {
            return Err(too_large());
        }
        let elapsed = body_begun.elapsed();
        let is_slow =
            elapsed >= patience && (body.len() as f64) < LEAST_BYTES_PER_S * elapsed.as_secs_f64();
        if is_slow || begun.elapsed() > TOTAL_TIMEOUT {
            return Err(Failure::TooSlow(host.to_owned()));
        }
        if elapsed > GRACE && watch.is_given_up() {
            return Err(Failure::GivenUp);
        }
    }
}

/// Vector tiles are often packed once more than HTTP says.
fn unpacked(host: &str, body: Vec<u8>) -> Result<Vec<u8>, Failure> {
    if !body.starts_with(&[0x1f, 0x8b]) {
        return Ok(body);
    }
    let mut whole = Vec::new();
    flate2::read::MultiGzDecoder::new(body.as_slice())
        .take(LARGEST_BODY as u64 + 1)
        .read_to_end(&mut whole)
        .map_err(|error| Failure::Unreadable {
            host: host.to_owned(),
            why: format!("a tile cannot be unpacked: {error}"),
        })?;
    if whole.len() > LARGEST_BODY {
        return Err(Failure::TooLarge(host.to_owned()));
    }
    Ok(whole)
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::net::{SocketAddr, TcpListener, TcpStream};
    use std::thread;

    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a url")
    }

    #[test]
    fn a_redirect_is_followed_only_to_where_it_is_safe() {
        let secure = url("https://t.org/1/2/3.png");
        for (location, to) in [
            ("/other", Some("https://t.org/other")),
            ("https://u.org/a#part", Some("https://u.org/a")),
            ("//u.org/a", Some("https://u.org/a")),
            ("http://t.org/1/2/3.png", None),
            ("file:///etc/passwd", None),
            ("https://me:secret@t.org/", None),
            ("https://", None),
        ] {
            let is = led_to(&secure, Some(location));
            assert_eq!(is.as_ref().map(Url::as_str), to, "{location}");
        }
        assert_eq!(led_to(&secure, None), None);
        assert!(led_to(&url("http://t.org/"), Some("http://u.org/")).is_some());
    }

    /// Names that mean what a test says, whoever asks.
    #[derive(Debug)]
    struct Names(Vec<(&'static str, SocketAddr)>);

    impl Resolver for Names {
        fn resolve(
            &self,
            uri: &Uri,
            _config: &Config,
            _timeout: NextTimeout,
        ) -> Result<ResolvedSocketAddrs, ureq::Error> {
            let mut found = self.empty();
            for (name, address) in &self.0 {
                if uri.host() == Some(name) {
                    found.push(*address);
                }
            }
            Ok(found)
        }
    }

    struct Patient;

    impl Watch for Patient {
        fn contact(&self, _host: &str) {}

        fn is_given_up(&self) -> bool {
            false
        }
    }

    /// What comes of an address that another one, which was typed, led to; and the first line that was asked.
    fn led(typed: &str, names: &[(&'static str, &str)], to: &str) -> (Option<Failure>, String) {
        let server = TcpListener::bind("127.0.0.1:0").expect("a port");
        let here = server.local_addr().expect("an address");
        let address = |text: &str| match text {
            "here" => here,
            text => SocketAddr::new(text.parse().expect("an address"), here.port()),
        };
        let names = names.iter().map(|(name, to)| (*name, address(to)));
        let mut client = Client::new(RootCerts::WebPki);
        client.names = Arc::new(Names(names.collect()));
        let asked = thread::Builder::new().spawn(move || {
            let (mut stream, _) = server.accept().expect("a connection");
            let mut line = String::new();
            BufReader::new(&mut stream)
                .read_line(&mut line)
                .expect("a line");
            stream
                .write_all(b"HTTP/1.1 404 No\r\ncontent-length: 0\r\n\r\n")
                .ok();
            line
        });
        let to = to.replace("{port}", &here.port().to_string());
        let question = Question {
            url: &url(&to),
            typed: &url(typed),
            secret: &Secret::of(typed),
            kind: None,
            old: None,
            patience: Duration::from_secs(5),
        };
        let failure = client.ask(&question, &Patient).err();
        // If nobody asked, this does.
        let mut end = TcpStream::connect(here).ok();
        end.as_mut().map(|end| end.write_all(b"nothing\n"));
        let asked = asked.expect("a thread").join().expect("a line");
        (failure, asked.trim_end().to_owned())
    }

    #[test]
    fn a_name_that_means_a_host_nearby_is_not_asked_for_one_of_the_internet() {
        let typed = "https://typed.example.org/{z}/{x}/{y}.png?key=s3cret";
        let to = "http://led.example.org:{port}/1.png?key=s3cret";
        let public = ("typed.example.org", "203.0.113.7");
        let (failure, asked) = led(typed, &[public, ("led.example.org", "here")], to);
        let told = failure.expect("refused").to_string();
        assert!(
            told.starts_with("typed.example.org leads to led.example.org:"),
            "{told}"
        );
        assert!(
            told.contains("which is 127.0.0.1, this computer;"),
            "{told}"
        );
        assert_eq!(asked, "nothing");
        for name in [
            "127.0.0.1",
            "localhost",
            "192.168.7.7",
            "[::1]",
            "nas.local",
        ] {
            let to = format!("http://{name}:{{port}}/1.png");
            let (failure, asked) = led(typed, &[public, ("localhost", "here")], &to);
            let told = failure.expect("refused").to_string();
            assert!(told.contains(&format!("leads to {name}:")), "{told}");
            assert_eq!(asked, "nothing", "{name}");
        }
        // One that is nearby itself may lead to its neighbors; its query stays with it all the same.
        let own = ("typed.example.org", "192.168.0.7");
        for to in [to, "http://127.0.0.1:{port}/1.png?key=s3cret"] {
            let names = [own, ("led.example.org", "here"), ("127.0.0.1", "here")];
            let (_, asked) = led(typed, &names, to);
            assert_eq!(asked, "GET /1.png HTTP/1.1");
        }
        let (_, asked) = led("http://10.0.0.7/", &[("led.example.org", "here")], to);
        assert_eq!(asked, "GET /1.png?key=s3cret HTTP/1.1");
    }

    #[test]
    fn words_of_the_typed_query_are_not_given_to_another_host() {
        let typed = "http://10.0.0.7/{z}/{x}/{y}.png?key=s3cret";
        let (failure, asked) = led(
            typed,
            &[("127.0.0.1", "here")],
            "http://127.0.0.1:{port}/s3cret/1.png",
        );
        let told = failure.expect("refused").to_string();
        assert!(told.starts_with("10.0.0.7 leads to 127.0.0.1:"), "{told}");
        assert!(
            told.contains("may be a key") && !told.contains("s3cret"),
            "{told}"
        );
        assert_eq!(asked, "nothing");
    }

    #[test]
    fn only_tiles_are_taken_for_tiles() {
        let told = |content, kind| check_content("t.org", content, kind).map_err(|e| e.to_string());
        assert_eq!(told(Some("image/png"), Some(Kind::Picture)), Ok(()));
        assert_eq!(told(Some("IMAGE/JPEG; q=1"), Some(Kind::Picture)), Ok(()));
        assert_eq!(told(None, Some(Kind::Picture)), Ok(()));
        assert_eq!(
            told(Some("application/x-protobuf"), Some(Kind::Vector)),
            Ok(())
        );
        assert_eq!(told(Some("application/json"), None), Ok(()));
        let page = told(Some("text/html; charset=utf-8"), Some(Kind::Picture)).expect_err("a page");
        assert!(page.starts_with("t.org sends a page instead of a tile"));
        for content in ["text/plain", "application/json"] {
            for kind in [Kind::Picture, Kind::Vector] {
                assert!(told(Some(content), Some(kind)).is_err());
            }
        }
    }

    #[test]
    fn a_packed_tile_is_unpacked_within_the_limit() {
        let packed = |n_bytes| {
            let mut encoder =
                flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
            encoder.write_all(&vec![7; n_bytes]).expect("packed");
            encoder.finish().expect("packed")
        };
        assert_eq!(unpacked("t.org", packed(10)), Ok(vec![7; 10]));
        assert_eq!(unpacked("t.org", vec![1, 2]), Ok(vec![1, 2]));
        let too_large = Failure::TooLarge("t.org".to_owned());
        assert_eq!(unpacked("t.org", packed(LARGEST_BODY + 1)), Err(too_large));
        assert!(unpacked("t.org", vec![0x1f, 0x8b, 0]).is_err());
    }

    #[test]
    fn we_say_who_we_are() {
        assert!(user_agent().starts_with("EventAtlas/"));
    }
}
