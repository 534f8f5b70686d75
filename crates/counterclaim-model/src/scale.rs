//! The Admiralty scales: reliability of sources by letter, credibility of claims by number.
//!
//! Labels follow the MISP admiralty-scale taxonomy, which follows FM 2-22.3 and NATO practice.
//! `F` and `6` mean "cannot be judged"; they are not the middle of the scale.

/// An analyst's reliability grade of a source, A to F.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Reliability {
    A,
    B,
    C,
    D,
    E,
    F,
}

/// An analyst's credibility grade of a claim, 1 to 6.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Credibility {
    One,
    Two,
    Three,
    Four,
    Five,
    Six,
}

impl Reliability {
    pub const ALL: [Self; 6] = [Self::A, Self::B, Self::C, Self::D, Self::E, Self::F];

    /// The letter of the scale, `A` to `F`.
    pub fn letter(self) -> char {
        match self {
            Self::A => 'A',
            Self::B => 'B',
            Self::C => 'C',
            Self::D => 'D',
            Self::E => 'E',
            Self::F => 'F',
        }
    }

    /// The grade of a letter, if it is one of the scale.
    #[inline]
    pub fn from_letter(letter: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grade| letter.chars().eq([grade.letter()]))
    }

    /// The label of the letter on the scale.
    pub fn label(self) -> &'static str {
        match self {
            Self::A => "Completely reliable",
            Self::B => "Usually reliable",
            Self::C => "Fairly reliable",
            Self::D => "Not usually reliable",
            Self::E => "Unreliable",
            Self::F => "Reliability cannot be judged",
        }
    }
}

impl Credibility {
    pub const ALL: [Self; 6] = [Self::One, Self::Two, Self::Three, Self::Four, Self::Five, Self::Six];

    /// The number of the scale, 1 to 6.
    pub fn number(self) -> u8 {
        match self {
            Self::One => 1,
            Self::Two => 2,
            Self::Three => 3,
            Self::Four => 4,
            Self::Five => 5,
            Self::Six => 6,
        }
    }

    /// The grade of a number, if it is one of the scale.
    #[inline]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|grade| grade.number() == number)
    }

    /// The label of the number on the scale.
    pub const fn label(self) -> &'static str {
        match self {
            Self::One => "Confirmed by other sources",
            Self::Two => "Probably true",
            Self::Three => "Possibly true",
            Self::Four => "Doubtful",
            Self::Five => "Improbable",
            Self::Six => "Truth cannot be judged",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grades_survive_the_way_to_text_and_back_and_nothing_else_is_a_grade() {
        for grade in Reliability::ALL {
            assert_eq!(Reliability::from_letter(&grade.letter().to_string()), Some(grade));
        }
        for grade in Credibility::ALL {
            assert_eq!(Credibility::from_number(grade.number()), Some(grade));
        }
        assert_eq!(Reliability::from_letter("G"), None);
        assert_eq!(Reliability::from_letter("AB"), None);
        assert_eq!(Credibility::from_number(0), None);
        assert_eq!(Credibility::from_number(7), None);
    }
}
