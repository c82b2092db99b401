//! Data codewords to bytes: the segments of a symbol, in order.

/// The bytes of every segment. Digits and letters as ASCII, Kanji as Shift JIS, Hanzi as GB 2312; what a segment says of
/// character sets is read past.
///
/// Source: ISO/IEC 18004:2015 7.4; GB/T 18284 for Hanzi.
pub(super) fn read(data: &[u8], version: u8) -> Option<Vec<u8>> {
    let mut reader =
        Reader { data, bit: 0, class: usize::from(version >= 10).saturating_add(usize::from(version >= 27)) };
    let mut bytes = Vec::new();
    // `%` stands for a separator in letters after FNC1.
    let mut separators = Separators::No;
    // The end is four zero bits, or fewer where there is no room for four.
    while let mode @ 1.. = reader.mode() {
        match mode {
            1 => reader.digits(&mut bytes)?,
            2 => reader.letters(&mut bytes, separators)?,
            3 => {
                // Structured append: place, number of symbols, parity.
                reader.take(16)?;
            }
            4 => {
                for _ in 0..reader.count([8, 16, 16])? {
                    bytes.push(u8::try_from(reader.take(8)?).ok()?);
                }
            }
            5 => separators = Separators::Percent,
            7 => reader.designator()?,
            8 => reader.pairs(&mut bytes, &KANJI)?,
            9 => {
                // The application: two digits, or a letter, at the very start.
                let application = u8::try_from(reader.take(8)?).ok()?;
                match application {
                    _ if !bytes.is_empty() => return None,
                    0..=99 => bytes.extend([
                        b'0'.saturating_add(application / 10),
                        b'0'.saturating_add(application % 10),
                    ]),
                    165..=190 | 197..=222 => bytes.push(application.saturating_sub(100)),
                    _ => return None,
                }
                separators = Separators::Percent;
            }
            13 => {
                // GB 2312 is the one subset.
                if reader.take(4)? != 1 {
                    return None;
                }
                reader.pairs(&mut bytes, &HANZI)?;
            }
            _ => return None,
        }
    }
    Some(bytes)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Separators {
    No,
    Percent,
}

/// How 13 bits write two bytes.
struct Pairs {
    /// Second bytes in a row of the table.
    width: u32,
    /// Where the second part of the table begins, and what is added before and from there.
    gap: u32,
    low: u32,
    high: u32,
}

const KANJI: Pairs = Pairs { width: 0xc0, gap: 0x1f00, low: 0x8140, high: 0xc140 };
const HANZI: Pairs = Pairs { width: 0x60, gap: 0x0a00, low: 0xa1a1, high: 0xa6a1 };

const LETTERS: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

struct Reader<'a> {
    data: &'a [u8],
    bit: usize,
    /// Versions up to 9, up to 26, and above.
    class: usize,
}

impl Reader<'_> {
    /// How many bits are left.
    fn left(&self) -> usize {
        self.data.len().saturating_mul(8).saturating_sub(self.bit)
    }

    /// The next bits, at most 16.
    fn take(&mut self, bits: usize) -> Option<u32> {
        if bits > self.left() {
            return None;
        }
        let mut value = 0;
        for _ in 0..bits {
            let byte = self.data.get(self.bit / 8)?;
            value = value << 1 | u32::from(byte << (self.bit % 8) >> 7);
            self.bit = self.bit.saturating_add(1);
        }
        Some(value)
    }

    /// The next mode, 0 at the end.
    fn mode(&mut self) -> u32 {
        let bits = self.left().min(4);
        let mode = self.take(bits).unwrap_or_default();
        // Fewer than four bits that are not zero are no mode.
        if bits < 4 && mode != 0 { 15 } else { mode }
    }

    /// How many characters follow, in a field whose width depends on the version.
    fn count(&mut self, widths: [usize; 3]) -> Option<u32> {
        self.take(*widths.get(self.class)?)
    }

    /// Three digits in ten bits, two in seven, one in four.
    fn digits(&mut self, bytes: &mut Vec<u8>) -> Option<()> {
        let mut count = self.count([10, 12, 14])?;
        while count > 0 {
            let (bits, scales) = match count {
                1 => (4, &[1][..]),
                2 => (7, &[10, 1][..]),
                _ => (10, &[100, 10, 1][..]),
            };
            let value = self.take(bits)?;
            for scale in scales {
                bytes.push(b'0'.saturating_add(u8::try_from(value.checked_div(*scale)? % 10).ok()?));
            }
            if value >= scales.first()?.saturating_mul(10) {
                return None;
            }
            count = count.saturating_sub(3);
        }
        Some(())
    }

    /// Two letters in eleven bits, one in six.
    fn letters(&mut self, bytes: &mut Vec<u8>, separators: Separators) -> Option<()> {
        let mut count = self.count([9, 11, 13])?;
        let mut letters = Vec::new();
        while count > 0 {
            let (bits, pair) = if count == 1 { (6, false) } else { (11, true) };
            let value = self.take(bits)?;
            let letter =
                |value: u32| usize::try_from(value).ok().and_then(|value| LETTERS.get(value)).copied();
            if pair {
                letters.push(letter(value / 45)?);
                letters.push(letter(value % 45)?);
            } else {
                letters.push(letter(value)?);
            }
            count = count.saturating_sub(2);
        }
        let mut letters = letters.into_iter().peekable();
        while let Some(letter) = letters.next() {
            if letter == b'%' && separators == Separators::Percent {
                // Two of them are one, one is the separator.
                let doubled = letters.next_if_eq(&b'%').is_some();
                bytes.push(if doubled { b'%' } else { 0x1d });
            } else {
                bytes.push(letter);
            }
        }
        Some(())
    }

    /// Two-byte characters in thirteen bits.
    fn pairs(&mut self, bytes: &mut Vec<u8>, pairs: &Pairs) -> Option<()> {
        for _ in 0..self.count([8, 10, 12])? {
            let value = self.take(13)?;
            let (row, place) = (value.checked_div(pairs.width)?, value.checked_rem(pairs.width)?);
            let code = row << 8 | place;
            let code = code.saturating_add(if code < pairs.gap { pairs.low } else { pairs.high });
            let [.., high, low] = code.to_be_bytes();
            bytes.extend([high, low]);
        }
        Some(())
    }

    /// An ECI designator of one to three bytes.
    fn designator(&mut self) -> Option<()> {
        let more = match self.take(8)? {
            0..=0x7f => 0,
            0x80..=0xbf => 8,
            0xc0..=0xdf => 16,
            _ => return None,
        };
        self.take(more).map(|_| ())
    }
}
