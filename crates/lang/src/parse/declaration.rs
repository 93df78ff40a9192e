//! Declarations: `var`, `struct`, `import`, `function`.

use super::recovery::Place;
use super::statement::Frame;
use super::{Parsed, Parser, literal};
use crate::token::{Token, TokenKind};
use crate::tree::{Function, Name, Stmt, Struct};

impl Parser<'_> {
    pub(super) fn declaration(&mut self) -> Parsed {
        if self.skip_leftover() {
            return Ok(());
        }
        match self.token.kind {
            TokenKind::RightBrace => self.close_block(),
            TokenKind::Struct => self.struct_declaration(),
            TokenKind::Var => self.var_declaration(),
            TokenKind::Import => self.import(),
            TokenKind::Async | TokenKind::Function => self.function(),
            _ => self.statement(),
        }
    }

    fn struct_declaration(&mut self) -> Parsed {
        let Token { start: position, .. } = self.advance();
        let name = self.identifier("Expect struct name.")?;
        self.expect(TokenKind::LeftBrace, "Expect '{' before struct fields.")?;
        self.place = Place::StructBody;
        let mut fields = Vec::new();
        while !self.accept(TokenKind::RightBrace) {
            fields.push(self.identifier("Expect field name or '}' in struct.")?.symbol);
            self.expect(TokenKind::Semicolon, "Expect ';' after field name.")?;
        }
        let declared = self.tree.push_struct(Struct { name: name.symbol, fields });
        self.tree.push_stmt(position, Stmt::Struct(name, declared));
        Ok(())
    }

    fn var_declaration(&mut self) -> Parsed {
        let Token { start: position, .. } = self.advance();
        let name = self.identifier("Expect variable name.")?;
        self.initialiser(position, name)
    }

    /// The rest of a `var` after its name.
    pub(super) fn initialiser(&mut self, position: u32, name: Name) -> Parsed {
        let value = if self.accept(TokenKind::Equal) { Some(self.expression()?) } else { None };
        self.expect(TokenKind::Semicolon, "Expect ';' after variable declaration.")?;
        self.tree.push_stmt(position, Stmt::Var(name, value));
        Ok(())
    }

    fn import(&mut self) -> Parsed {
        let Token { start: position, .. } = self.advance();
        let path = match self.token.kind {
            TokenKind::Str => self.import_path()?,
            TokenKind::Identifier => self.text(self.token).to_vec(),
            _ => return Err(self.fail("Expect module path after 'import'.")),
        };
        self.advance();
        let path = self.tree.interner.intern(&path);
        self.expect(TokenKind::As, "Expect 'as' after module path.")?;
        let name = self.identifier("Expect module name after 'as'.")?;
        self.expect(TokenKind::Semicolon, "Expect ';' after import.")?;
        self.tree.push_stmt(position, Stmt::Import(name, path));
        Ok(())
    }

    fn import_path(&mut self) -> Parsed<Vec<u8>> {
        let path = literal::string(self.text(self.token));
        match std::str::from_utf8(&path) {
            Ok(_) => Ok(path),
            Err(_) => Err(self.fail("The path of an import must be UTF-8.")),
        }
    }

    fn function(&mut self) -> Parsed {
        self.place = Place::Head;
        let Token { start: position, .. } = self.token;
        self.accept(TokenKind::Async);
        self.expect(TokenKind::Function, "Expect 'function' after 'async'.")?;
        let name = self.identifier("Expect function name.")?;
        self.expect(TokenKind::LeftParen, "Expect '(' after function name.")?;
        let params = self.parameters()?;
        let opened = self.expect(TokenKind::LeftBrace, "Expect '{' before function body.")?.start;
        let function = self.tree.push_function(Function { name: name.symbol, params, captures: Vec::new() });
        self.tree.push_stmt(position, Stmt::Function(name, function));
        let outer_loops = std::mem::take(&mut self.loops);
        self.open_frame(position, Frame::Function { opened, outer_loops })
    }

    fn parameters(&mut self) -> Parsed<Vec<Name>> {
        let mut params = Vec::new();
        if self.accept(TokenKind::RightParen) {
            return Ok(params);
        }
        loop {
            params.push(self.identifier("Expect parameter name.")?);
            if !self.accept(TokenKind::Comma) {
                break;
            }
        }
        self.expect(TokenKind::RightParen, "Expect ')' after parameters.")?;
        Ok(params)
    }

    pub(super) fn identifier(&mut self, message: &str) -> Parsed<Name> {
        if !self.at(TokenKind::Identifier) {
            return Err(self.fail(message));
        }
        let token = self.advance();
        Ok(Name::new(self.tree.interner.intern(self.text(token))))
    }
}
