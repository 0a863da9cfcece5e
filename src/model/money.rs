//! Takes prices as decimal text or floating numbers; gives exact scaled integers with
//! their currency. Never converts between currencies.

use std::fmt;

use super::MINUS;

/// An ISO 4217 code such as `USD`, or a token's code of three letters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

/// A text that is not a currency code, or a number that is not a price.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidMoney {
    /// Not three letters.
    #[error("`{0}` is not a currency: write three letters such as USD")]
    Currency(String),
    /// Not a finite decimal number, or too large.
    #[error("`{0}` is not a price")]
    Price(String),
}

impl Currency {
    /// United States dollar.
    pub const USD: Self = Self(*b"USD");

    /// Reads a three-letter code in any case.
    ///
    /// # Errors
    /// [`InvalidMoney::Currency`] for anything else.
    pub fn parse(text: &str) -> Result<Self, InvalidMoney> {
        let code = text.trim().to_ascii_uppercase();
        match <[u8; 3]>::try_from(code.as_bytes()) {
            Ok(letters) if letters.iter().all(u8::is_ascii_uppercase) => Ok(Self(letters)),
            _ => Err(InvalidMoney::Currency(text.to_owned())),
        }
    }

    /// The code, such as `USD`.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).expect("a currency is ASCII letters")
    }

    /// The sign written before an amount: `$`, `€`, `£`, `¥`, or the code and a space.
    #[must_use]
    pub fn sign(&self) -> String {
        match self.code() {
            "USD" => "$".to_owned(),
            "EUR" => "€".to_owned(),
            "GBP" => "£".to_owned(),
            "JPY" => "¥".to_owned(),
            code => format!("{code} "),
        }
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

/// A price in hundred-millionths of its currency's unit.
///
/// # Units
/// `e8 = 12_345_000_000` is 123.45.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Price {
    /// Hundred-millionths of one unit.
    pub e8: i64,
    /// The unit.
    pub currency: Currency,
}

const E8: f64 = 100_000_000.0;

impl Price {
    /// Rounds a floating number to the nearest hundred-millionth, half to even.
    ///
    /// # Errors
    /// [`InvalidMoney::Price`] for NaN, infinities and numbers beyond nine billion.
    pub fn from_f64(value: f64, currency: Currency) -> Result<Self, InvalidMoney> {
        let scaled = libm::rint(value * E8);
        if !scaled.is_finite() || scaled.abs() > 9.0e17 {
            return Err(InvalidMoney::Price(format!("{value:e}")));
        }
        #[expect(clippy::cast_possible_truncation, reason = "bounded just above")]
        Ok(Self { e8: scaled as i64, currency })
    }

    /// Reads decimal text such as `178.40` or `1.2e-3`.
    ///
    /// # Errors
    /// [`InvalidMoney::Price`] if the text is not a finite number.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, InvalidMoney> {
        let value: f64 = text.trim().parse().map_err(|_| InvalidMoney::Price(text.to_owned()))?;
        Self::from_f64(value, currency).map_err(|_| InvalidMoney::Price(text.to_owned()))
    }

    /// The price as a floating number, for arithmetic inside `analyse`.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "prices stay far below 2^53 hundred-millionths of interest"
    )]
    pub fn to_f64(self) -> f64 {
        self.e8 as f64 / E8
    }

    /// The amount with as many decimals as readers want: two from one unit on, else four,
    /// else eight.
    #[must_use]
    pub fn amount(self) -> String {
        let value = self.to_f64();
        match value.abs() {
            size if size >= 1.0 => group_thousands(&format!("{value:.2}")),
            size if size >= 0.01 => format!("{value:.4}"),
            _ => format!("{value:.8}"),
        }
    }
}

impl fmt::Display for Price {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{}", self.currency.sign(), self.amount())
    }
}

/// A sum of money in whole units of its currency, as readers want large sums.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount {
    /// Whole units, negative for a short.
    pub units: i64,
    /// The unit.
    pub currency: Currency,
}

impl fmt::Display for Amount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.units < 0 {
            write!(formatter, "{MINUS}")?;
        }
        let size = group_thousands(&self.units.unsigned_abs().to_string());
        write!(formatter, "{}{size}", self.currency.sign())
    }
}

fn group_thousands(number: &str) -> String {
    let (whole, rest) = number.split_at(number.find('.').unwrap_or(number.len()));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        let left = whole.len() - place;
        if place > 0 && left % 3 == 0 && !grouped.ends_with('-') {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dollars(text: &str) -> String {
        Price::parse(text, Currency::USD).map(|price| price.to_string()).unwrap_or_default()
    }

    #[test]
    fn prices_are_written_for_readers() {
        assert_eq!(dollars("178.4"), "$178.40");
        assert_eq!(dollars("1234567.891"), "$1,234,567.89");
        assert_eq!(dollars("0.0384"), "$0.0384");
        assert_eq!(dollars("0.00001234"), "$0.00001234");
    }

    #[test]
    fn sums_are_written_in_whole_units_with_their_sign() {
        let sum = |units| Amount { units, currency: Currency::USD }.to_string();
        assert_eq!(sum(1_234_567), "$1,234,567");
        assert_eq!(sum(-950), "\u{2212}$950");
    }

    #[test]
    fn what_is_no_number_is_no_price() {
        for text in ["", "null", "NaN", "inf", "1e300", "12,5", "N/D"] {
            assert!(Price::parse(text, Currency::USD).is_err(), "{text}");
        }
    }
}
