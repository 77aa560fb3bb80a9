//! Words for slips of XML.

use super::super::Problem;
use super::tokens::Slip;
use super::walk::Walk;

impl Walk<'_> {
    pub(super) fn slip(&mut self, slip: Slip) {
        let error = |message: &str, hint: &str| Problem::error("", message).with_hint(hint);
        let (last_line, _) = self.lines.position(self.end);
        let hidden = |what: &str, n: usize| {
            let (noun, are) = if n == 1 {
                ("Placemark", "is")
            } else {
                ("Placemarks", "are")
            };
            let message =
                format!("{what} up to line {last_line} holds {n} {noun}, which {are} not read");
            Problem::warning("", message)
        };
        let (kind, n_lost, problem) = match slip {
            Slip::OpenTag => (
                "tag",
                0,
                error(
                    "this tag is not closed before the next one begins",
                    "a quote or a > is missing; what follows is read on from the next tag",
                ),
            ),
            Slip::OpenComment => (
                "comment",
                0,
                error(
                    "this comment is not closed",
                    "it ends with -->; what follows is read on",
                ),
            ),
            Slip::OpenData => (
                "data",
                0,
                error(
                    "this CDATA is not closed",
                    "it ends with ]]>; what follows is read on",
                ),
            ),
            Slip::OpenInstruction => (
                "instruction",
                0,
                error(
                    "this instruction is not closed",
                    "it ends with ?>; what follows is read on",
                ),
            ),
            Slip::OpenDeclaration => (
                "declaration",
                0,
                error(
                    "this declaration is not closed, or not where one may stand",
                    "what follows is read on",
                ),
            ),
            Slip::StraySign => (
                "sign",
                0,
                Problem::warning("", "this < begins no tag; it is read as text")
                    .with_hint("in a text it is written &lt;"),
            ),
            Slip::InComment(n) => ("in comment", n, hidden("a comment", n)),
            Slip::InData(n) => ("in data", n, hidden("a CDATA", n)),
            Slip::InInstruction(n) => ("in instruction", n, hidden("an instruction", n)),
        };
        self.tell(kind, n_lost, problem);
    }
}
