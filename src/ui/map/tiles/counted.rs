//! Cutting areas into triangles within a budget of steps. Ear clipping takes a step or two for each corner of a
//! usual area and the square of them for a bad one, and which it will be cannot be told beforehand. So it is done
//! with numbers that count how often they are used, and ends when that was too often. Counted in steps and not in
//! time, an area is filled on every machine or on none.

use std::cell::Cell;
use std::cmp::Ordering;
use std::num::FpCategory;
use std::ops::{Add, Div, Mul, Neg, Rem, Sub};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use earcut::Earcut;
use num_traits::{Float, Num, NumCast, One, ToPrimitive, Zero};

thread_local! {
    /// How many steps the area that is cut on this thread may still take.
    static LEFT: Cell<u64> = const { Cell::new(0) };
}

/// The triangles of an area, three numbers of corners each, or `None` if it takes more steps than are left.
///
/// `rings` begins with the edge, and the holes follow; their corners are numbered one after another. Takes what
/// was used from the steps that are left: one for each comparison and each product of two numbers.
pub(super) fn triangles(rings: &[&[[f32; 2]]], n_steps: &mut u64) -> Option<Vec<u32>> {
    let mut holes = Vec::with_capacity(rings.len());
    let mut n_corners = 0;
    for ring in rings {
        holes.push(n_corners);
        n_corners += u32::try_from(ring.len()).ok()?;
    }
    // Before the first hole is the edge.
    let holes = holes.get(1..).unwrap_or_default();
    let number = |corner: &[f32; 2]| corner.map(|axis| Counted(axis.into()));
    let corners = rings.iter().flat_map(|ring| ring.iter().map(number));
    LEFT.set(*n_steps);
    let cut = catch_unwind(AssertUnwindSafe(|| {
        let mut triangles = Vec::new();
        Earcut::new().earcut(corners, holes, &mut triangles);
        triangles
    }));
    *n_steps = LEFT.get();
    cut.ok()
}

/// What carries the news that all steps are taken out of the algorithm.
struct Spent;

/// A number that counts its uses.
#[derive(Debug, Clone, Copy)]
struct Counted(f64);

impl Counted {
    /// Each loop of the algorithm compares or multiplies, so none goes on once the steps are taken.
    fn step() {
        match LEFT.get().checked_sub(1) {
            Some(left) => LEFT.set(left),
            // This is no panic: nothing is printed, and `triangles` catches it.
            None => resume_unwind(Box::new(Spent)),
        }
    }
}

impl PartialEq for Counted {
    fn eq(&self, other: &Self) -> bool {
        Self::step();
        self.0 == other.0
    }
}

impl PartialOrd for Counted {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Self::step();
        self.0.partial_cmp(&other.0)
    }

    fn lt(&self, other: &Self) -> bool {
        Self::step();
        self.0 < other.0
    }

    fn le(&self, other: &Self) -> bool {
        Self::step();
        self.0 <= other.0
    }

    fn gt(&self, other: &Self) -> bool {
        Self::step();
        self.0 > other.0
    }

    fn ge(&self, other: &Self) -> bool {
        Self::step();
        self.0 >= other.0
    }
}

impl Add for Counted {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Counted {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Mul for Counted {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        Self::step();
        Self(self.0 * other.0)
    }
}

impl Div for Counted {
    type Output = Self;

    fn div(self, other: Self) -> Self {
        Self(self.0 / other.0)
    }
}

impl Rem for Counted {
    type Output = Self;

    fn rem(self, other: Self) -> Self {
        Self(self.0 % other.0)
    }
}

impl Neg for Counted {
    type Output = Self;

    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Zero for Counted {
    fn zero() -> Self {
        Self(0.0)
    }

    fn is_zero(&self) -> bool {
        self.0 == 0.0
    }
}

impl One for Counted {
    fn one() -> Self {
        Self(1.0)
    }
}

impl Num for Counted {
    type FromStrRadixErr = <f64 as Num>::FromStrRadixErr;

    fn from_str_radix(text: &str, radix: u32) -> Result<Self, Self::FromStrRadixErr> {
        f64::from_str_radix(text, radix).map(Self)
    }
}

impl ToPrimitive for Counted {
    fn to_i64(&self) -> Option<i64> {
        self.0.to_i64()
    }

    fn to_u64(&self) -> Option<u64> {
        self.0.to_u64()
    }

    /// The algorithm numbers places within the bounds of the edge, and panics over a hole that lies outside of
    /// them; so numbers that are too small or too large are the least or the largest.
    fn to_u32(&self) -> Option<u32> {
        Some(self.0.clamp(0.0, 32_767.0) as u32)
    }

    fn to_f64(&self) -> Option<f64> {
        Some(self.0)
    }
}

impl NumCast for Counted {
    fn from<T: ToPrimitive>(number: T) -> Option<Self> {
        number.to_f64().map(Self)
    }
}

/// Constants, questions, and functions of one number and of two, as `f64` has them.
macro_rules! like_f64 {
    ($($constant:ident)*; $($question:ident)*; $($one:ident)*; $($two:ident)*) => {
        $(fn $constant() -> Self { Self(<f64 as Float>::$constant()) })*
        $(fn $question(self) -> bool { Float::$question(self.0) })*
        $(fn $one(self) -> Self { Self(Float::$one(self.0)) })*
        $(fn $two(self, other: Self) -> Self { Self(Float::$two(self.0, other.0)) })*
    };
}

impl Float for Counted {
    like_f64! {
        nan infinity neg_infinity neg_zero min_value min_positive_value max_value;
        is_nan is_infinite is_finite is_normal is_sign_positive is_sign_negative;
        floor ceil round trunc fract abs signum recip sqrt exp exp2 ln log2 log10 cbrt sin cos tan asin acos atan
        exp_m1 ln_1p sinh cosh tanh asinh acosh atanh;
        powf log max min hypot atan2
    }

    fn classify(self) -> FpCategory {
        self.0.classify()
    }

    fn mul_add(self, factor: Self, term: Self) -> Self {
        Self(self.0.mul_add(factor.0, term.0))
    }

    fn powi(self, exponent: i32) -> Self {
        Self(self.0.powi(exponent))
    }

    fn abs_sub(self, other: Self) -> Self {
        Self((self.0 - other.0).max(0.0))
    }

    fn sin_cos(self) -> (Self, Self) {
        let (sin, cos) = self.0.sin_cos();
        (Self(sin), Self(cos))
    }

    fn integer_decode(self) -> (u64, i16, i8) {
        Float::integer_decode(self.0)
    }
}

#[cfg(test)]
mod tests {
    use std::f32::consts::TAU;

    use super::*;

    /// A ring around the middle of a tile whose distance from it goes up and down between two at each corner.
    fn star(n: usize, inner: f32, outer: f32) -> Vec<[f32; 2]> {
        let corner = |k: usize| {
            let angle = TAU * (k as f32) / (n as f32);
            let radius = if k.is_multiple_of(2) { inner } else { outer };
            [0.5 + radius * angle.cos(), 0.5 + radius * angle.sin()]
        };
        (0..n).map(corner).collect()
    }

    /// The area of triangles together.
    fn covered(rings: &[&[[f32; 2]]], triangles: &[u32]) -> f32 {
        let corners = rings.concat();
        let mut area = 0.0;
        for triangle in triangles.chunks_exact(3) {
            let [a, b, c] = [0, 1, 2].map(|k| corners[triangle[k] as usize]);
            area += ((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])).abs() / 2.0;
        }
        area
    }

    #[test]
    fn an_area_with_a_hole_is_cut_as_without_counting() {
        let edge = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]];
        let hole = star(200, 0.2, 0.21);
        let rings = [&edge[..], &hole];
        let mut n_steps = 1_000_000;
        let cut = triangles(&rings, &mut n_steps).expect("triangles");
        assert!(n_steps < 1_000_000);
        let mut plain: Vec<u32> = Vec::new();
        let corners = rings
            .concat()
            .into_iter()
            .map(|corner| corner.map(Into::<f64>::into));
        Earcut::new().earcut(corners, &[4_u32], &mut plain);
        assert_eq!(cut, plain);
        let area = covered(&rings, &cut);
        assert!((0.85..0.9).contains(&area), "{area}");
    }

    #[test]
    fn a_usual_area_takes_steps_for_each_corner_and_a_bad_one_ends_when_they_are_taken() {
        let steps = |n| {
            let mut n_steps = u64::MAX;
            let ring = star(n, 0.4, 0.401);
            triangles(&[&ring], &mut n_steps).expect("triangles");
            (u64::MAX - n_steps) / n as u64
        };
        let (few, many) = (steps(1_000), steps(16_000));
        assert!(many < 4 * few, "{few} {many}");
        let bad: Vec<[f32; 2]> = star(20_000, 0.1, 0.5);
        let mut n_steps = 1_000_000;
        assert_eq!(triangles(&[&bad], &mut n_steps), None);
        assert_eq!(n_steps, 0);
    }

    #[test]
    fn what_is_no_area_is_no_reason_to_crash() {
        let edge = [[0.4, 0.4], [0.6, 0.4], [0.6, 0.6], [0.4, 0.6]];
        let outside = star(200, 0.2, 9.0);
        let cases: [&[&[[f32; 2]]]; 5] = [
            &[],
            &[&[]],
            &[&edge[..2]],
            &[&edge, &outside],
            &[&[[f32::MAX, f32::MIN]; 90]],
        ];
        for rings in cases {
            triangles(rings, &mut 1_000_000);
        }
    }
}
