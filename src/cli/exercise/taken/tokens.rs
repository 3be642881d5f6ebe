//! A text as a row of tokens, without comments: what is left when it does not matter how it was written.

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};

/// Tokens, each with its line, counted from 1.
#[derive(Clone, Debug)]
pub struct Tokens(pub Vec<Token>);

/// A token; a bracket is one by itself.
#[derive(Clone, Debug)]
pub struct Token {
    /// As it is written.
    pub text: String,
    /// Its line.
    pub line: usize,
    /// What it is.
    pub kind: TokenKind,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A name or a keyword.
    Word,
    /// A sign; `true` if it belongs together with the next.
    Sign(bool),
    /// A literal.
    Literal,
    /// A bracket.
    Bracket,
}

impl Tokens {
    /// Those of a text; why it is none, if it is none.
    pub fn of(text: &str) -> Result<Tokens, String> {
        let stream: TokenStream = text.parse().map_err(|error: proc_macro2::LexError| {
            format!(
                "line {}: this is no Rust: a bracket, a quote or a comment is not closed",
                error.span().start().line
            )
        })?;
        let mut tokens = Tokens(Vec::new());
        tokens.add(stream);
        Ok(tokens)
    }

    fn add(&mut self, stream: TokenStream) {
        let trees: Vec<_> = stream.into_iter().collect();
        let mut index = 0;
        while let Some(tree) = trees.get(index) {
            if let Some(length) = length_of_comment(&trees[index..]) {
                index += length;
                continue;
            }
            let line = tree.span().start().line;
            let mut push = |text: String, kind| self.0.push(Token { text, line, kind });
            match tree {
                TokenTree::Ident(name) => push(name.to_string(), TokenKind::Word),
                TokenTree::Literal(literal) => push(literal.to_string(), TokenKind::Literal),
                TokenTree::Punct(sign) => {
                    push(sign.to_string(), TokenKind::Sign(sign.spacing() == Spacing::Joint));
                }
                TokenTree::Group(group) => self.add_group(group),
            }
            index += 1;
        }
    }

    fn add_group(&mut self, group: &Group) {
        let (open, close) = match group.delimiter() {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Brace => ("{", "}"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::None => ("", ""),
        };
        let bracket = |text: &str, line| Token { text: text.to_owned(), line, kind: TokenKind::Bracket };
        self.0.push(bracket(open, group.span_open().start().line));
        self.add(group.stream());
        self.0.push(bracket(close, group.span_close().start().line));
    }

    /// Without the commas that a formatter adds and takes away: those before a closing bracket, and after a block.
    fn without_optional_commas(self) -> Vec<Token> {
        let closes = |token: &Token| matches!(token.text.as_str(), ")" | "]" | "}");
        let optional = |index: usize, token: &Token| {
            let next = self.0.get(index + 1);
            token.text == "," && (next.is_some_and(closes) || index > 0 && self.0[index - 1].text == "}")
        };
        let kept = self.0.iter().enumerate().filter(|(index, token)| !optional(*index, token));
        kept.map(|(_, token)| token.clone()).collect()
    }
}

/// How many trees a documentation comment takes, if one begins here: `#`, perhaps `!`, and `[doc = "..."]`.
fn length_of_comment(trees: &[TokenTree]) -> Option<usize> {
    let is = |tree: Option<&TokenTree>, sign| matches!(tree, Some(TokenTree::Punct(found)) if found.as_char() == sign);
    let after = if is(trees.get(1), '!') { 2 } else { 1 };
    let Some(TokenTree::Group(group)) = trees.get(after) else { return None };
    let within: Vec<_> = group.stream().into_iter().collect();
    // With anything but a text, the compiler would have something to compute.
    let is_doc = matches!(&within[..], [TokenTree::Ident(name), _, TokenTree::Literal(_)] if name == "doc");
    (is(trees.first(), '#') && is_doc).then_some(after + 1)
}

/// Compares two frames: the lines of their tokens, or the first difference.
pub fn compare(ours: &str, theirs: &str) -> Result<Vec<(usize, usize)>, String> {
    // Ours is the kit's own, and a test holds that it can be read.
    let [ours, theirs] = [Tokens::of(ours)?, Tokens::of(theirs)?].map(Tokens::without_optional_commas);
    for (our, their) in ours.iter().zip(&theirs) {
        if our.text != their.text {
            return Err(format!("line {}: `{}` stands where `{}` was", their.line, their.text, our.text));
        }
    }
    match (ours.get(theirs.len()), theirs.get(ours.len())) {
        (Some(our), _) => Err(format!("`{}` is gone, which was in line {} at first", our.text, our.line)),
        (_, Some(their)) => Err(format!("line {}: `{}` was not there at first", their.line, their.text)),
        (None, None) => Ok(ours.iter().zip(&theirs).map(|(our, their)| (our.line, their.line)).collect()),
    }
}
