//! The numbers of GB/T 9704-2012 in the units of Word: twips (1/20 point), half-points, eighths of a point.

/// A4, 210 × 297 mm.
pub(super) const PAPER: (u32, u32) = (11_906, 16_838);
/// 天头 37 mm, 下边 35 mm, 订口 28 mm, 切口 26 mm: they leave a type area (版心) of 156 × 225 mm.
pub(super) const TOP: u32 = 2_098;
pub(super) const BOTTOM: u32 = 1_984;
pub(super) const LEFT: u32 = 1_588;
pub(super) const RIGHT: u32 = 1_474;

/// 22 lines in 225 mm.
pub(super) const LINE: u32 = 579;
/// 28 characters in 156 mm, as 1/4096 point that each 3号 character is narrower.
pub(super) const CHARACTER_SPACE: i32 = -849;
/// 3号 characters set closer by 0.3 points, in twips: 28 of them fill a line of 442.2 points, and 29 do not fit.
pub(super) const CLOSER: i32 = -6;
/// One of the 28 characters.
pub(super) const CHARACTER: f64 = 442.2 * 20.0 / 28.0;

/// From the top of the type area to the top of the red head: 35 mm.
pub(super) const ABOVE_HEAD: u32 = 1_984;
/// From the foot of 发文字号 to the red line: 4 mm, which is 11.3 points, of which the line that the number stands in
/// leaves some 4 below its characters.
pub(super) const ABOVE_RED_LINE: u32 = 7;
/// From the type area's foot to the page number's dashes: 7 mm.
pub(super) const ABOVE_PAGE_NUMBER: u32 = 397;

/// Sizes in half-points.
pub(super) const SIZE_2: u32 = 44;
pub(super) const SIZE_3: u32 = 32;
pub(super) const SIZE_4: u32 = 28;
pub(super) const SIZE_SMALL_4: u32 = 24;
pub(super) const SIZE_5: u32 = 21;
pub(super) const SIZE_SMALL_5: u32 = 18;

/// Separators of the 版记, 0.35 mm and 0.25 mm.
pub(super) const THICK: u32 = 8;
pub(super) const THIN: u32 = 6;

/// English Metric Units, of `DrawingML`.
pub(super) const EMU_PER_MM: u32 = 36_000;

/// Width and height of the type area in twips.
pub(super) fn type_area(wide: bool) -> (u32, u32) {
    let (width, height) = (PAPER.0 - LEFT - RIGHT, PAPER.1 - TOP - BOTTOM);
    if wide { (height, width) } else { (width, height) }
}

/// So many characters of the grid in whole twips.
pub(super) fn characters(number: f64) -> u32 {
    whole(number * CHARACTER)
}

/// How many characters wide a text is set: a Latin letter or a digit is half of one.
pub(super) fn width(text: &str) -> f64 {
    text.chars().map(|it| if is_narrow(it) { 0.5 } else { 1.0 }).sum()
}

fn is_narrow(letter: char) -> bool {
    letter < '\u{2000}' && !matches!(letter, '·' | '×' | '÷' | '°' | '§' | '±')
}

/// Rounded, never below nought.
pub(super) fn whole(number: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "held to the range before, and lengths on paper are small"
    )]
    let whole = number.round().clamp(0.0, f64::from(u32::MAX)) as u32;
    whole
}
