//! Where the tags, comments and texts of a file begin and end. A slip costs as little as can be: what is never closed
//! ends where it began, and no tag reaches over the beginning of another, so nothing that follows is swallowed.

/// A piece of the file.
#[derive(Debug, Clone)]
pub(super) struct Token<'a> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) piece: Piece<'a>,
    pub(super) slip: Option<Slip>,
}

/// What a piece is.
#[derive(Debug, Clone)]
pub(super) enum Piece<'a> {
    Start(Element<'a>),
    /// The end of the element of this local name.
    End(&'a str),
    /// Text, its entities as they are written.
    Text(&'a str),
    /// Text that is as it is written.
    Data(&'a str),
    /// A comment, an instruction, a declaration, or what is left of a broken one.
    Nothing,
}

/// The beginning of an element.
#[derive(Debug, Clone, Copy)]
pub(super) struct Element<'a> {
    /// The inside of the tag.
    pub(super) content: &'a str,
    /// How many bytes of it are the name.
    pub(super) n_name: usize,
    /// Whether it ends at once.
    pub(super) is_empty: bool,
}

/// What is wrong with a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slip {
    /// A tag that another begins in, or that the file ends in.
    OpenTag,
    OpenComment,
    OpenData,
    OpenInstruction,
    OpenDeclaration,
    /// A sign that begins no tag.
    StraySign,
    /// So many Placemarks are in a comment.
    InComment(usize),
    /// So many Placemarks are in a text that is as it is written.
    InData(usize),
    /// So many Placemarks are in an instruction or a declaration.
    InInstruction(usize),
}

/// A word that is looked for ahead. What was found is remembered, so that all searches together cost one walk.
#[derive(Debug)]
struct Ahead {
    word: &'static str,
    /// From where it was looked for last, and where it was found.
    last: Option<(usize, Option<usize>)>,
}

impl Ahead {
    fn of(word: &'static str) -> Self {
        Self { word, last: None }
    }

    fn at(&mut self, text: &str, from: usize) -> Option<usize> {
        if let Some((since, found)) = self.last
            && since <= from
            && found.is_none_or(|found| found >= from)
        {
            return found;
        }
        let rest = text.get(from..).unwrap_or_default();
        let found = rest.find(self.word).map(|at| at + from);
        self.last = Some((from, found));
        found
    }
}

/// A stretch that two words enclose.
#[derive(Debug)]
struct Fence {
    open: Ahead,
    close: Ahead,
}

impl Fence {
    fn of(open: &'static str, close: &'static str) -> Self {
        Self {
            open: Ahead::of(open),
            close: Ahead::of(close),
        }
    }

    /// Where the stretch ends whose inside begins here; `None` where it is not closed before another opens.
    fn end(&mut self, text: &str, inside: usize) -> Option<usize> {
        let end = self.close.at(text, inside)?;
        let next = self.open.at(text, inside);
        next.is_none_or(|next| next > end).then_some(end)
    }
}

/// The pieces of a text, one after the other.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    comments: Fence,
    data: Fence,
    instructions: Fence,
    /// Whether no element has begun, so that the type of the document may be told.
    is_before_root: bool,
}

impl<'a> Tokens<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            comments: Fence::of("<!--", "-->"),
            data: Fence::of("<![CDATA[", "]]>"),
            instructions: Fence::of("<?", "?>"),
            is_before_root: true,
        }
    }

    /// The next piece; `None` at the end.
    pub(super) fn next(&mut self) -> Option<Token<'a>> {
        let start = self.at;
        let rest = self.text.get(start..).filter(|rest| !rest.is_empty())?;
        let token = if !rest.starts_with('<') {
            let n = rest.find('<').unwrap_or(rest.len());
            let text = rest.get(..n).unwrap_or_default();
            token(start, n, Piece::Text(text), None)
        } else if rest.starts_with("<!--") {
            let end = self.comments.end(self.text, start + 4);
            self.closed(start, 4, end, 3, Slip::OpenComment)
        } else if rest.starts_with("<![CDATA[") {
            let end = self.data.end(self.text, start + 9);
            self.closed(start, 9, end, 3, Slip::OpenData)
        } else if rest.starts_with("<?") {
            let end = self.instructions.end(self.text, start + 2);
            self.closed(start, 2, end, 2, Slip::OpenInstruction)
        } else if rest.starts_with("<!") {
            self.declaration(start, rest)
        } else {
            self.tag(start, rest)
        };
        self.at = token.end;
        Some(token)
    }

    /// What is read as it is written up to its end; without one, only its beginning is passed.
    fn closed(
        &self,
        start: usize,
        n_open: usize,
        end: Option<usize>,
        n_close: usize,
        open: Slip,
    ) -> Token<'a> {
        let Some(end) = end else {
            return token(start, n_open, Piece::Nothing, Some(open));
        };
        let inside = self.text.get(start + n_open..end).unwrap_or_default();
        let n_marks = n_placemarks(inside);
        let (piece, hides) = match open {
            Slip::OpenData => (Piece::Data(inside), Slip::InData(n_marks)),
            Slip::OpenComment => (Piece::Nothing, Slip::InComment(n_marks)),
            _ => (Piece::Nothing, Slip::InInstruction(n_marks)),
        };
        let slip = (n_marks > 0).then_some(hides);
        token(start, end + n_close - start, piece, slip)
    }

    /// `<!DOCTYPE …>` before the first element, or a declaration that stands anywhere.
    fn declaration(&mut self, start: usize, rest: &'a str) -> Token<'a> {
        let is_type = rest
            .get(2..9)
            .is_some_and(|word| word.eq_ignore_ascii_case("doctype"));
        if is_type && self.is_before_root {
            let n = doctype_length(rest);
            let inside = n.and_then(|n| rest.get(..n)).unwrap_or_default();
            if let Some(n) = n.filter(|_| n_placemarks(inside) == 0) {
                return token(start, n, Piece::Nothing, None);
            }
            // There is one at most: a second one is not looked for up to the end of the file.
            self.is_before_root = false;
        }
        let (n, is_closed) = tag_length(rest, false);
        let is_of_type = ["<!ENTITY", "<!ELEMENT", "<!ATTLIST", "<!NOTATION"]
            .iter()
            .any(|word| rest.starts_with(word));
        let is_fine = is_closed && is_of_type;
        let slip = (!is_fine).then_some(Slip::OpenDeclaration);
        token(start, n, Piece::Nothing, slip)
    }

    fn tag(&mut self, start: usize, rest: &'a str) -> Token<'a> {
        let is_end = rest.starts_with("</");
        let behind = rest.get(1 + usize::from(is_end)..).unwrap_or_default();
        let is_sign_of_name = |sign: char| sign.is_alphabetic() || sign == '_' || sign == ':';
        if !behind.starts_with(is_sign_of_name) {
            let text = rest.get(..1).unwrap_or_default();
            return token(start, 1, Piece::Text(text), Some(Slip::StraySign));
        }
        let (n, is_closed) = tag_length(rest, !is_end);
        let slip = (!is_closed).then_some(Slip::OpenTag);
        let tag = rest.get(..n).unwrap_or_default();
        let is_cut_off = !is_closed && n == rest.len() && !tag.ends_with('>');
        if is_cut_off {
            return token(start, n, Piece::Nothing, slip);
        }
        let content = tag.strip_suffix('>').unwrap_or(tag);
        let content = content.get(1 + usize::from(is_end)..).unwrap_or_default();
        let n_name = content
            .find(|sign: char| sign.is_ascii_whitespace() || sign == '/' || sign == '>')
            .unwrap_or(content.len());
        if is_end {
            let name = content.get(..n_name).unwrap_or_default();
            return token(start, n, Piece::End(local(name)), slip);
        }
        self.is_before_root = false;
        let element = Element {
            content: content.strip_suffix('/').unwrap_or(content),
            n_name,
            is_empty: content.ends_with('/'),
        };
        token(start, n, Piece::Start(element), slip)
    }
}

impl<'a> Element<'a> {
    /// Its name without a prefix.
    pub(super) fn local_name(&self) -> &'a str {
        local(self.content.get(..self.n_name).unwrap_or_default())
    }
}

fn token(start: usize, n: usize, piece: Piece<'_>, slip: Option<Slip>) -> Token<'_> {
    Token {
        start,
        end: start + n,
        piece,
        slip,
    }
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// How long the tag is that the text begins with, and whether it is closed before another begins. Of one that is not,
/// what stands before its first bracket is left, whatever quotes are around that.
fn tag_length(text: &str, has_quotes: bool) -> (usize, bool) {
    let mut quote = None;
    let mut first_end = None;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            b'<' => return (first_end.unwrap_or(at), false),
            b'>' if quote.is_none() => return (at + 1, true),
            b'>' => {
                first_end.get_or_insert(at + 1);
            }
            b'"' | b'\'' if has_quotes => match quote {
                None => quote = Some(byte),
                Some(open) if open == byte => quote = None,
                Some(_) => {}
            },
            _ => {}
        }
    }
    (first_end.unwrap_or(text.len()), false)
}

/// How long the declaration of the document's type is that the text begins with; `None` where it has no end.
fn doctype_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 2;
    let mut is_in_brackets = false;
    loop {
        match bytes.get(at)? {
            b'>' if !is_in_brackets => return Some(at + 1),
            b'[' => is_in_brackets = true,
            b']' => is_in_brackets = false,
            quote @ (b'"' | b'\'') => {
                let behind = text.get(at + 1..)?;
                at += 1 + behind.bytes().position(|byte| byte == *quote)?;
            }
            b'<' if text.get(at..)?.starts_with("<!--") => {
                at += text.get(at..)?.find("-->")? + 2;
            }
            _ => {}
        }
        at += 1;
    }
}

/// How many Placemarks end in a text.
pub(super) fn n_placemarks(text: &str) -> usize {
    let ends = text.match_indices("Placemark>");
    let is_end = |at: usize| {
        let before = text.get(..at).unwrap_or_default();
        let prefix =
            before.trim_end_matches(|sign: char| sign.is_ascii_alphanumeric() || sign == ':');
        prefix.ends_with("</")
    };
    ends.filter(|(at, _)| is_end(*at)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<String> {
        let mut tokens = Tokens::of(text);
        let mut pieces = Vec::new();
        let mut at = 0;
        while let Some(token) = tokens.next() {
            assert!(token.start == at && token.end > at, "{text}: {token:?}");
            at = token.end;
            let slip = token
                .slip
                .map_or(String::new(), |slip| format!(" {slip:?}"));
            pieces.push(match token.piece {
                Piece::Start(element) => format!("<{}>{slip}", element.local_name()),
                Piece::End(name) => format!("</{name}>{slip}"),
                Piece::Text(text) | Piece::Data(text) => format!("{text}{slip}"),
                Piece::Nothing => format!("-{slip}"),
            });
        }
        assert_eq!(at, text.len(), "{text}");
        pieces
    }

    #[test]
    fn whole_pieces_have_no_slip() {
        assert_eq!(
            pieces(
                "<?xml a?><!DOCTYPE k [<!ENTITY a \"<b>]>\"><!-- don't -->]><k:a b='>' c=\"'\"/>x<![CDATA[<y>]]></k:a >"
            ),
            ["-", "-", "<a>", "x", "<y>", "</a>"]
        );
    }

    #[test]
    fn a_tag_never_reaches_over_another() {
        assert_eq!(pieces("<a b=\"x>y</a>"), ["<a> OpenTag", "y", "</a>"]);
        assert_eq!(pieces("<a b=x\"/><c>"), ["<a> OpenTag", "<c>"]);
        assert_eq!(
            pieces("<a <b></b <c>"),
            ["<a> OpenTag", "<b>", "</b> OpenTag", "<c>"]
        );
        assert_eq!(
            pieces("1 < 2 <3"),
            ["1 ", "< StraySign", " 2 ", "< StraySign", "3"]
        );
        assert_eq!(pieces("<a b"), ["- OpenTag"]);
    }

    #[test]
    fn what_is_never_closed_ends_where_it_began() {
        assert_eq!(pieces("<!-- <a>"), ["- OpenComment", " ", "<a>"]);
        assert_eq!(
            pieces("<!-- <a><!-- -->"),
            ["- OpenComment", " ", "<a>", "-"]
        );
        assert_eq!(pieces("<![CDATA[<a>"), ["- OpenData", "<a>"]);
        assert_eq!(pieces("<?x <a>"), ["- OpenInstruction", "x ", "<a>"]);
        assert_eq!(pieces("<!DOCTYPE [<a>"), ["- OpenDeclaration", "<a>"]);
    }

    #[test]
    fn placemarks_that_are_hidden_are_counted() {
        let hidden = "<!-- <Placemark></Placemark><k:Placemark></k:Placemark> -->";
        assert_eq!(pieces(hidden), ["- InComment(2)"]);
        assert_eq!(n_placemarks("Placemark> <Placemark>"), 0);
    }
}
