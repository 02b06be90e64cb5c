//! What a unit is and what it joins: the tables of `text/simple-units.ts`, and what follows from them.

pub const COMPLEX: u32 = 0;
pub const SPACE: u32 = 1;
pub const CONTROL: u32 = 2;
pub const A_LETTER: u32 = 4;
/// The kind at a place behind the end of the text: no kind at all, joins nothing.
pub const END: u32 = 15;

pub struct Tables {
    /// Of each unit: what it folds to, and its kind from bit 16 on.
    classes: Box<[u32; 0x10000]>,
    joins: [u16; 16],
    bridges: [u16; 256],
    /// Kinds that end a token that so far ends with a letter, whatever comes behind.
    pub ends_letter: u32,
    /// Kinds that are a token of their own.
    pub alone: u32,
    /// Whether ASCII letters are letters that fold to themselves with the bits of `case` set.
    pub plain_letters: bool,
    pub case: u8,
}

impl Tables {
    /// As long as `text/simple-units.ts` makes them.
    pub fn new(kinds: &[u8], joins: &[u16], bridges: &[u16], fold: &[u16]) -> Self {
        let mut tables = Self {
            classes: vec![0; 0x10000].into_boxed_slice().try_into().unwrap(),
            joins: joins.try_into().unwrap(),
            bridges: bridges.try_into().unwrap(),
            ends_letter: 0,
            alone: 0,
            plain_letters: true,
            case: (fold[b'A' as usize] ^ b'A' as u16) as u8,
        };
        for (class, (&kind, &fold)) in tables.classes.iter_mut().zip(kinds.iter().zip(fold)) {
            *class = fold as u32 | (kind as u32 & 15) << 16;
        }
        for kind in 1..16 {
            if !tables.joins_on(A_LETTER, kind) && tables.landing(A_LETTER, kind) == 0 {
                tables.ends_letter |= 1 << kind;
            }
            if tables.joins[kind as usize] == 0 && (0..16).all(|mid| tables.landing(kind, mid) == 0)
            {
                tables.alone |= 1 << kind;
            }
        }
        for unit in (b'A'..=b'Z').chain(b'a'..=b'z').map(u16::from) {
            let folded = (unit | tables.case as u16) as u32;
            tables.plain_letters &= tables.class(unit) == folded | A_LETTER << 16;
        }
        tables
    }

    #[inline(always)]
    pub fn class(&self, unit: u16) -> u32 {
        self.classes[unit as usize]
    }

    #[inline(always)]
    pub fn joins_on(&self, kind: u32, next: u32) -> bool {
        self.joins[kind as usize & 15] >> (next & 15) & 1 == 1
    }

    #[inline(always)]
    pub fn landing(&self, kind: u32, mid: u32) -> u32 {
        self.bridges[(16 * kind + mid) as usize & 255] as u32
    }
}
