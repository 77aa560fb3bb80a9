//! A server of tiles that does what a test says, over plain TCP or TLS, and writes down what it was asked.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Cursor, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// What the server does with a request.
#[derive(Debug, Clone)]
pub(crate) enum Behavior {
    /// A picture of one color that tells the tile.
    Good,
    /// Nobody listens.
    Refuse,
    /// Nothing comes.
    Hang,
    /// A body of one byte each second.
    Drip,
    /// The connection is reset within the body.
    Reset,
    /// Two addresses that lead to each other.
    Circle,
    /// A code, a header and no tile.
    Code(u16, &'static str),
    /// A page with the code of success.
    Page,
    /// A picture of 20,000 × 20,000 pixels in some 400 kB.
    Bomb,
    /// A body without a length and without an end.
    Endless,
    /// A good answer after a while.
    Slow(Duration),
    /// A certificate that nobody vouches for, and then a good answer.
    Untrusted,
    /// Other answers, by the path.
    Answers(BTreeMap<String, Vec<u8>>),
}

/// A request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) at: Instant,
    pub(crate) path: String,
    /// All lines, in small letters.
    pub(crate) head: String,
}

struct Shared {
    behavior: Mutex<Behavior>,
    asked: Mutex<Vec<Asked>>,
    n_accepted: AtomicUsize,
    most_open: AtomicUsize,
    is_over: AtomicBool,
    bomb: Vec<u8>,
    tls: Option<Certified>,
}

/// Two certificates, of which a client may trust the first.
struct Certified {
    trusted: Arc<ServerConfig>,
    untrusted: Arc<ServerConfig>,
}

/// A server; it ends when it goes.
pub(crate) struct ScriptedServer {
    port: u16,
    shared: Arc<Shared>,
    /// The certificate that a client is to trust.
    pub(crate) certificate: Option<Vec<u8>>,
}

impl ScriptedServer {
    /// A server on a port of its own.
    pub(crate) fn start(behavior: Behavior) -> Self {
        Self::with(behavior, None)
    }

    /// The same with TLS.
    pub(crate) fn start_secure(behavior: Behavior) -> Self {
        let (certificate, trusted) = certified("trusted");
        let (_, untrusted) = certified("untrusted");
        let tls = Certified { trusted, untrusted };
        let mut server = Self::with(behavior, Some(tls));
        server.certificate = Some(certificate);
        server
    }

    fn with(behavior: Behavior, tls: Option<Certified>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let bomb = match &behavior {
            Behavior::Bomb => bomb(),
            _ => Vec::new(),
        };
        let shared = Arc::new(Shared {
            behavior: Mutex::new(behavior),
            asked: Mutex::default(),
            n_accepted: AtomicUsize::new(0),
            most_open: AtomicUsize::new(0),
            is_over: AtomicBool::new(false),
            bomb,
            tls,
        });
        let of_thread = Arc::clone(&shared);
        start("server", move || listen(&of_thread, port, Some(listener)));
        Self {
            port,
            shared,
            certificate: None,
        }
    }

    /// The server does this from now on.
    pub(crate) fn set(&self, behavior: Behavior) {
        *self.shared.behavior.lock().expect("a behavior") = behavior;
    }

    /// The address of its tiles.
    pub(crate) fn address(&self, ending: &str) -> String {
        format!("{}/{{z}}/{{x}}/{{y}}.{ending}", self.root())
    }

    /// Scheme, name and port.
    pub(crate) fn root(&self) -> String {
        let scheme = if self.shared.tls.is_some() {
            "https"
        } else {
            "http"
        };
        format!("{scheme}://{}", self.host())
    }

    /// Name and port.
    pub(crate) fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// What it was asked until now.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.shared.asked.lock().expect("a list").clone()
    }

    /// How many connections were ever made.
    pub(crate) fn n_accepted(&self) -> usize {
        self.shared.n_accepted.load(Ordering::SeqCst)
    }

    /// How many connections were open at once.
    pub(crate) fn most_open(&self) -> usize {
        self.shared.most_open.load(Ordering::SeqCst)
    }
}

impl Drop for ScriptedServer {
    fn drop(&mut self) {
        self.shared.is_over.store(true, Ordering::SeqCst);
    }
}

/// The color of a tile, so that a picture can be told from another.
pub(crate) fn color(path: &str) -> [u8; 3] {
    let crc = {
        let mut crc = flate2::Crc::new();
        crc.update(path.as_bytes());
        crc.sum()
    };
    let [a, b, c, _] = crc.to_le_bytes();
    [a, b, c]
}

/// The picture of a tile.
pub(crate) fn picture(path: &str) -> Vec<u8> {
    let pixels = image::RgbImage::from_pixel(8, 8, image::Rgb(color(path)));
    let mut bytes = Cursor::new(Vec::new());
    pixels
        .write_to(&mut bytes, image::ImageFormat::Png)
        .expect("encoded");
    bytes.into_inner()
}

/// How many connections to a port are open or being opened, as the system counts them on the side of the client.
fn n_open(port: u16) -> usize {
    let table = fs::read_to_string("/proc/self/net/tcp").unwrap_or_default();
    let remote = format!(":{port:04X}");
    let mut from = BTreeSet::new();
    for line in table.lines().skip(1) {
        let mut columns = line.split_whitespace().skip(1);
        let local = columns.next();
        let is_to_port = columns.next().is_some_and(|to| to.ends_with(&remote));
        if is_to_port && matches!(columns.next(), Some("01" | "02")) {
            from.insert(local);
        }
    }
    from.len()
}

/// A certificate for 127.0.0.1 that has signed itself, and what a server needs to show it.
fn certified(name: &str) -> (Vec<u8>, Arc<ServerConfig>) {
    let mut params = rcgen::CertificateParams::new(["127.0.0.1".to_owned()]).expect("a name");
    // Names of their own, so that the one is not taken for the issuer of the other.
    let names = &mut params.distinguished_name;
    names.push(rcgen::DnType::CommonName, name);
    let pair = rcgen::KeyPair::generate().expect("a pair of keys");
    let der = params.self_signed(&pair).expect("signed").der().to_vec();
    let key = PrivateKeyDer::try_from(pair.serialize_der()).expect("a key");
    let provider = Arc::new(ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![CertificateDer::from(der.clone())], key)
        .expect("a configuration");
    (der, Arc::new(config))
}

/// A valid picture that unpacks to 400 MB of gray, or 1.6 GB of color.
fn bomb() -> Vec<u8> {
    const SIDE: u32 = 20_000;
    const N_BLOCKS: usize = 400;
    let n_bytes = SIDE as usize * (SIDE as usize + 1);
    // A flushed block of a stream can be repeated.
    let mut compress = flate2::Compress::new(flate2::Compression::best(), false);
    let zeros = vec![0; n_bytes / N_BLOCKS];
    let mut block = Vec::with_capacity(1 << 16);
    compress
        .compress_vec(&zeros, &mut block, flate2::FlushCompress::Full)
        .expect("packed");
    let mut data = vec![0x78, 0xda];
    for _ in 0..N_BLOCKS {
        data.extend_from_slice(&block);
    }
    // An empty last block, and the sum of so many zeros.
    data.extend_from_slice(&[0x03, 0x00]);
    let sum = ((n_bytes % 65_521) as u32) << 16 | 1;
    data.extend_from_slice(&sum.to_be_bytes());
    let mut head = Vec::new();
    head.extend_from_slice(&SIDE.to_be_bytes());
    head.extend_from_slice(&SIDE.to_be_bytes());
    head.extend_from_slice(&[8, 0, 0, 0, 0]);
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    for (name, chunk) in [(b"IHDR", &head), (b"IDAT", &data), (b"IEND", &Vec::new())] {
        png.extend_from_slice(&u32::try_from(chunk.len()).expect("small").to_be_bytes());
        let mut crc = flate2::Crc::new();
        crc.update(name);
        crc.update(chunk);
        png.extend_from_slice(name);
        png.extend_from_slice(chunk);
        png.extend_from_slice(&crc.sum().to_be_bytes());
    }
    png
}

fn start(name: &str, run: impl FnOnce() + Send + 'static) {
    thread::Builder::new()
        .name(name.to_owned())
        .stack_size(256 << 10)
        .spawn(run)
        .expect("a thread");
}

fn listen(shared: &Arc<Shared>, port: u16, mut listener: Option<TcpListener>) {
    while !shared.is_over.load(Ordering::SeqCst) {
        if matches!(shared.now(), Behavior::Refuse) {
            listener = None;
        } else if listener.is_none() {
            listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok();
        }
        let accepted = listener.as_ref().and_then(|listener| {
            listener.set_nonblocking(true).expect("set");
            listener.accept().ok()
        });
        let Some((stream, _)) = accepted else {
            thread::sleep(Duration::from_millis(3));
            continue;
        };
        shared.n_accepted.fetch_add(1, Ordering::SeqCst);
        // The table is not read at one moment; what is in it twice in a row is there.
        let n = n_open(port).min(n_open(port));
        shared.most_open.fetch_max(n, Ordering::SeqCst);
        stream.set_nonblocking(false).expect("set");
        let shared = Arc::clone(shared);
        // A connection that breaks is what many of the tests are about.
        start("connection", move || drop(serve(&shared, stream)));
    }
}

fn serve(shared: &Shared, stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_millis(100)))?;
    let Some(tls) = &shared.tls else {
        let bare = stream.try_clone()?;
        return talk(shared, stream, &bare);
    };
    let config = match shared.now() {
        Behavior::Untrusted => &tls.untrusted,
        _ => &tls.trusted,
    };
    let connection = ServerConnection::new(Arc::clone(config)).map_err(io::Error::other)?;
    let bare = stream.try_clone()?;
    talk(shared, StreamOwned::new(connection, stream), &bare)
}

/// Answers one request after the other on a connection.
fn talk(shared: &Shared, mut stream: impl Read + Write, bare: &TcpStream) -> io::Result<()> {
    loop {
        if matches!(shared.now(), Behavior::Reset) && shared.tls.is_none() {
            return reset(shared, bare, &mut stream);
        }
        let Some(head) = shared.head(&mut stream)? else {
            return Ok(());
        };
        let path = shared.note(&head);
        let behavior = shared.now();
        match behavior {
            Behavior::Refuse => return Ok(()),
            Behavior::Hang => {
                while !is_closed(bare) {
                    shared.rest(Duration::from_millis(50))?;
                }
                return Ok(());
            }
            Behavior::Drip => return drip(shared, &mut stream, &picture(&path)),
            Behavior::Endless => return pour(shared, &mut stream),
            Behavior::Slow(wait) => {
                shared.rest(wait)?;
                answer(
                    &mut stream,
                    "200 OK",
                    "content-type: image/png",
                    &picture(&path),
                )?;
            }
            Behavior::Circle => {
                let other = match path.strip_suffix("?again") {
                    Some(path) => path.to_owned(),
                    None => format!("{path}?again"),
                };
                answer(&mut stream, "302 Found", &format!("location: {other}"), b"")?;
            }
            Behavior::Code(code, header) => {
                answer(&mut stream, &format!("{code} No"), header, b"no")?;
            }
            Behavior::Page => {
                answer(
                    &mut stream,
                    "200 OK",
                    "content-type: text/html",
                    b"<html>Sign in</html>",
                )?;
            }
            Behavior::Bomb => answer(
                &mut stream,
                "200 OK",
                "content-type: image/png",
                &shared.bomb,
            )?,
            Behavior::Answers(answers) => {
                let missing = b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n".to_vec();
                let bytes = answers.get(&key(&path, &head)).unwrap_or(&missing);
                stream.write_all(bytes)?;
                stream.flush()?;
            }
            Behavior::Good | Behavior::Untrusted | Behavior::Reset => {
                let header = "content-type: image/png\r\nset-cookie: id=1";
                answer(&mut stream, "200 OK", header, &picture(&path))?;
            }
        }
    }
}

/// Half an answer, and then a reset: what the system sends when a connection is closed with unread bytes.
fn reset(shared: &Shared, bare: &TcpStream, stream: &mut impl Write) -> io::Result<()> {
    let mut bytes = [0; 4096];
    let n_bytes = loop {
        match bare.peek(&mut bytes) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                shared.rest(Duration::ZERO)?;
            }
            other => break other?,
        }
    };
    let head = bytes.get(..n_bytes).unwrap_or_default();
    let path = shared.note(&String::from_utf8_lossy(head));
    let body = picture(&path);
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: image/png\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    let (half, _) = body.split_at(body.len() / 2);
    stream.write_all(half)
}

fn drip(shared: &Shared, stream: &mut impl Write, body: &[u8]) -> io::Result<()> {
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: image/png\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    for byte in body {
        stream.write_all(&[*byte])?;
        stream.flush()?;
        shared.rest(Duration::from_secs(1))?;
    }
    Ok(())
}

fn pour(shared: &Shared, stream: &mut impl Write) -> io::Result<()> {
    stream.write_all(
        b"HTTP/1.1 200 OK\r\ncontent-type: image/png\r\ntransfer-encoding: chunked\r\n\r\n",
    )?;
    let chunk = [&b"4000\r\n"[..], &[7; 0x4000], b"\r\n"].concat();
    loop {
        stream.write_all(&chunk)?;
        shared.rest(Duration::ZERO)?;
    }
}

fn answer(stream: &mut impl Write, status: &str, header: &str, body: &[u8]) -> io::Result<()> {
    let line = if header.is_empty() { "" } else { "\r\n" };
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\ncontent-length: {length}{line}{header}\r\n\r\n");
    stream.write_all(head.as_bytes())?;
    stream.write_all(body)?;
    stream.flush()
}

fn is_closed(stream: &TcpStream) -> bool {
    matches!(stream.peek(&mut [0]), Ok(0))
}

impl Shared {
    fn now(&self) -> Behavior {
        self.behavior.lock().expect("a behavior").clone()
    }

    /// Waits, but not longer than the server is there.
    fn rest(&self, time: Duration) -> io::Result<()> {
        let until = Instant::now() + time;
        loop {
            if self.is_over.load(Ordering::SeqCst) {
                return Err(io::Error::other("over"));
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(());
            }
            thread::sleep(left.min(Duration::from_millis(50)));
        }
    }

    /// The head of the next request; `None` at the end of the connection.
    fn head(&self, stream: &mut impl Read) -> io::Result<Option<String>> {
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") {
            match stream.read(&mut byte) {
                Ok(0) => return Ok(None),
                Ok(_) => head.push(byte[0]),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.rest(Duration::ZERO)?;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(Some(String::from_utf8_lossy(&head).into_owned()))
    }

    /// Writes a request down and gives its path.
    fn note(&self, head: &str) -> String {
        let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
        self.asked.lock().expect("a list").push(Asked {
            at: Instant::now(),
            path: path.clone(),
            head: head.to_lowercase(),
        });
        path
    }
}

/// Answers may differ for those who have a copy already.
fn key(path: &str, head: &str) -> String {
    let has_copy = head.to_lowercase().contains("if-none-match");
    format!("{path}{}", if has_copy { " again" } else { "" })
}
