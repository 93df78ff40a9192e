//! Expressions of integers and variables: the tree, its parser, and its interpreter, which says what
//! an expression means.

use std::fmt;

/// The variables `a` to `z`.
pub type Variables = [i64; 26];

// ANCHOR: tree
/// An expression as a tree.
#[derive(Clone, PartialEq, Debug)]
pub enum Expression {
    Number(i64),
    Variable(Letter),
    Negate(Box<Expression>),
    Binary(Operator, Box<Expression>, Box<Expression>),
}

/// A variable: its place among [`Variables`], which is less than 26.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Letter(u8);

/// What joins two expressions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    /// 1 if the left side is less, otherwise 0.
    Less,
}
// ANCHOR_END: tree

impl Letter {
    /// The variable of a letter from `a` to `z`.
    pub fn new(letter: u8) -> Option<Self> {
        letter.is_ascii_lowercase().then(|| Self(letter - b'a'))
    }

    /// Its place among the variables, 0 to 25.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// The distance of its value from the start of the variables, in bytes.
    pub fn offset(self) -> i32 {
        8 * i32::from(self.0)
    }
}

// ANCHOR: evaluate
/// The value of an expression, or `None` if it divides by zero. Arithmetic wraps around.
pub fn evaluate(expression: &Expression, variables: &Variables) -> Option<i64> {
    Some(match expression {
        Expression::Number(number) => *number,
        Expression::Variable(letter) => variables[letter.index()],
        Expression::Negate(inner) => evaluate(inner, variables)?.wrapping_neg(),
        Expression::Binary(operator, left, right) => {
            let (left, right) = (evaluate(left, variables)?, evaluate(right, variables)?);
            match operator {
                Operator::Add => left.wrapping_add(right),
                Operator::Subtract => left.wrapping_sub(right),
                Operator::Multiply => left.wrapping_mul(right),
                Operator::Divide if right == 0 => return None,
                Operator::Divide => left.wrapping_div(right),
                Operator::Less => i64::from(left < right),
            }
        }
    })
}
// ANCHOR_END: evaluate

/// Why a text is no expression or no program.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mistake {
    /// Offset in the text, in bytes.
    pub byte: usize,
    /// What is missing or wrong there.
    pub what: &'static str,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.what, self.byte)
    }
}

impl std::error::Error for Mistake {}

/// The most operands, parentheses and signs of one text: it bounds every recursion over the tree.
pub const MAX_OPERANDS: usize = 100;

/// Reads a text from left to right.
pub struct Parser<'a> {
    text: &'a [u8],
    at: usize,
    operands: usize,
}

impl<'a> Parser<'a> {
    /// A parser at the start of `text`.
    pub fn new(text: &'a str) -> Self {
        Self { text: text.as_bytes(), at: 0, operands: 0 }
    }

    /// Reads a comparison, a sum or less.
    ///
    /// # Errors
    /// The first mistake.
    pub fn expression(&mut self) -> Result<Expression, Mistake> {
        let left = self.sum()?;
        if !self.take(b'<') {
            return Ok(left);
        }
        Ok(binary(Operator::Less, left, self.sum()?))
    }

    fn sum(&mut self) -> Result<Expression, Mistake> {
        let mut left = self.product()?;
        loop {
            left = match self.peek() {
                Some(b'+') => binary(Operator::Add, left, self.after(Self::product)?),
                Some(b'-') => binary(Operator::Subtract, left, self.after(Self::product)?),
                _ => return Ok(left),
            };
        }
    }

    fn product(&mut self) -> Result<Expression, Mistake> {
        let mut left = self.operand()?;
        loop {
            left = match self.peek() {
                Some(b'*') => binary(Operator::Multiply, left, self.after(Self::operand)?),
                Some(b'/') => binary(Operator::Divide, left, self.after(Self::operand)?),
                _ => return Ok(left),
            };
        }
    }

    fn operand(&mut self) -> Result<Expression, Mistake> {
        self.operands += 1;
        if self.operands > MAX_OPERANDS {
            return Err(self.mistake("more than 100 operands: split the text"));
        }
        match self.peek() {
            Some(b'-') => Ok(Expression::Negate(Box::new(self.after(Self::operand)?))),
            Some(b'(') => {
                let inner = self.after(Self::expression)?;
                self.expect(b')', "a ) is missing")?;
                Ok(inner)
            }
            Some(b'0'..=b'9') => self.number(),
            Some(b'a'..=b'z') => self.variable().map(Expression::Variable),
            _ => Err(self.mistake("a number, a variable or a ( is missing")),
        }
    }

    fn number(&mut self) -> Result<Expression, Mistake> {
        let start = self.at;
        let mut number = 0_i64;
        while let Some(digit @ b'0'..=b'9') = self.text.get(self.at) {
            let next = number.checked_mul(10).and_then(|tens| tens.checked_add(i64::from(digit - b'0')));
            number = next.ok_or(Mistake { byte: start, what: "a number beyond 64 bits" })?;
            self.at += 1;
        }
        Ok(Expression::Number(number))
    }

    /// Reads the name of a variable.
    ///
    /// # Errors
    /// If there is none, or more than one letter.
    pub fn variable(&mut self) -> Result<Letter, Mistake> {
        let is_longer = self.peek().is_some() && self.text.get(self.at + 1).is_some_and(u8::is_ascii_alphanumeric);
        match self.peek().and_then(Letter::new) {
            Some(letter) if !is_longer => {
                self.at += 1;
                Ok(letter)
            }
            _ => Err(self.mistake("a variable, which is one letter, is missing")),
        }
    }

    /// Steps over `word`, if it is next.
    pub fn take_word(&mut self, word: &str) -> bool {
        self.peek();
        let rest = &self.text[self.at..];
        let ends = !rest.get(word.len()).is_some_and(u8::is_ascii_alphanumeric);
        let found = rest.starts_with(word.as_bytes()) && ends;
        self.at += if found { word.len() } else { 0 };
        found
    }

    /// Steps over `byte`, if it is next.
    pub fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// Steps over `byte`.
    ///
    /// # Errors
    /// If another is next.
    pub fn expect(&mut self, byte: u8, what: &'static str) -> Result<(), Mistake> {
        if self.take(byte) { Ok(()) } else { Err(self.mistake(what)) }
    }

    /// The next byte that is no space.
    pub fn peek(&mut self) -> Option<u8> {
        while self.text.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        self.text.get(self.at).copied()
    }

    /// A mistake at the next byte.
    pub fn mistake(&self, what: &'static str) -> Mistake {
        Mistake { byte: self.at, what }
    }

    fn after<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Mistake>) -> Result<T, Mistake> {
        self.at += 1;
        read(self)
    }
}

/// Reads a text that is one expression.
///
/// # Errors
/// The first mistake.
pub fn parse(text: &str) -> Result<Expression, Mistake> {
    let mut parser = Parser::new(text);
    let expression = parser.expression()?;
    match parser.peek() {
        None => Ok(expression),
        Some(_) => Err(parser.mistake("an operator is missing")),
    }
}

fn binary(operator: Operator, left: Expression, right: Expression) -> Expression {
    Expression::Binary(operator, Box::new(left), Box::new(right))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<i64>) {
        let mut variables = [0; 26];
        variables[23] = 7; // x
        assert_eq!(evaluate(&parse(text).unwrap(), &variables), expected);
    }

    #[test]
    fn values() {
        check("1 + 2 * 3", Some(7));
        check("(1 + 2) * -3", Some(-9));
        check("20 - 3 - 2", Some(15));
        check("x / 2 / 3", Some(1));
        check("x < 8", Some(1));
        check("1 / (x - 7)", None);
        check("-9223372036854775807 - 1", Some(i64::MIN));
        check("(-9223372036854775807 - 1) / -1", Some(i64::MIN));
    }

    #[track_caller]
    fn refused(text: &str, byte: usize, what: &str) {
        let mistake = parse(text).unwrap_err();
        assert_eq!((mistake.byte, mistake.what), (byte, what));
    }

    #[test]
    fn mistakes() {
        refused("1 +", 3, "a number, a variable or a ( is missing");
        refused("(1", 2, "a ) is missing");
        refused("1 2", 2, "an operator is missing");
        refused("xy", 0, "a variable, which is one letter, is missing");
        refused("9223372036854775808", 0, "a number beyond 64 bits");
        refused(&"(".repeat(101), 100, "more than 100 operands: split the text");
        refused(&format!("1{}", "+1".repeat(100)), 201 - 1, "more than 100 operands: split the text");
    }
}
