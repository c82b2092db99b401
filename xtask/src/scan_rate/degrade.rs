//! The ways in which a frame can be bad.

use core::f32::consts::{PI, TAU};

use ofage_qr::Symbol;

use super::camera::{self, Pose, Shades};
use super::picture::{HEIGHT, Picture, WIDTH};
use super::random::Random;

/// One kind of degradation. Each comes on top of a slight blur, tilt and noise.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    Clean,
    Rotation,
    Perspective,
    Lens,
    Blur,
    Motion,
    Noise,
    LowContrast,
    Glare,
    Shadow,
    Overexposure,
    DarkMode,
    Moire,
    Occlusion,
    /// Blur, tilt, roll, noise and uneven light at once: a hand, a phone and a cheap camera.
    Realistic,
}

impl Kind {
    /// Fourteen single degradations.
    pub(super) const SINGLE: [Self; 14] = [
        Self::Clean,
        Self::Rotation,
        Self::Perspective,
        Self::Lens,
        Self::Blur,
        Self::Motion,
        Self::Noise,
        Self::LowContrast,
        Self::Glare,
        Self::Shadow,
        Self::Overexposure,
        Self::DarkMode,
        Self::Moire,
        Self::Occlusion,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Rotation => "rotation, any angle",
            Self::Perspective => "perspective, 20-45 degrees",
            Self::Lens => "lens distortion",
            Self::Blur => "blur, sigma 1-2 px",
            Self::Motion => "motion, 2-6 px",
            Self::Noise => "noise, sigma 10-28",
            Self::LowContrast => "low contrast, 14-50 of 255",
            Self::Glare => "glare",
            Self::Shadow => "shadow across the symbol",
            Self::Overexposure => "overexposure",
            Self::DarkMode => "dark mode",
            Self::Moire => "moire",
            Self::Occlusion => "occlusion, 1-5 %",
            Self::Realistic => "realistic: all at once, less of each",
        }
    }

    /// A number for the random stream, independent of the order of the variants.
    fn stream(self) -> u64 {
        self.name().bytes().fold(0, |sum: u64, byte| sum.wrapping_mul(257).wrapping_add(u64::from(byte)))
    }
}

/// Everything that varies from frame to frame. Drawn before the symbol is known, so that two
/// payloads get the same camera, light and noise.
struct Conditions {
    pose: Pose,
    shades: Shades,
    sigma: f32,
    motion: Option<(f32, f32)>,
    noise: f32,
    gain: f32,
    /// Centre and radius in symbol widths, from the symbol's corner, and what is there.
    blobs: Vec<(f32, f32, f32, f32)>,
    /// Centre, radii in pixels, and strength.
    glare: Option<(f32, f32, f32, f32, f32)>,
    /// Angle of the edge, offset from the centre and softness in pixels, and what remains.
    shadow: Option<(f32, f32, f32, f32)>,
    /// Wave numbers, phase and amplitude of two waves.
    moire: Vec<(f32, f32, f32, f32)>,
}

impl Conditions {
    fn draw(kind: Kind, width: f32, random: &mut Random) -> Self {
        let slight = PI / 24.0;
        let middle = |size: usize| f32::from(u16::try_from(size).unwrap_or(u16::MAX)) / 2.0;
        let mut it = Self {
            pose: Pose {
                width,
                centre: (
                    middle(WIDTH) + random.between(-60.0, 60.0),
                    middle(HEIGHT) + random.between(-40.0, 40.0),
                ),
                roll: random.between(-slight, slight),
                tilt: random.between(0.0, slight),
                axis: random.between(0.0, TAU),
                distortion: 0.0,
            },
            shades: Shades { dark: random.between(15.0, 45.0), light: random.between(190.0, 235.0) },
            sigma: random.between(0.6, 0.9),
            motion: None,
            noise: random.between(1.5, 3.0),
            gain: 1.0,
            blobs: Vec::new(),
            glare: None,
            shadow: None,
            moire: Vec::new(),
        };
        match kind {
            Kind::Clean => {}
            Kind::Rotation => it.pose.roll = random.between(0.0, TAU),
            Kind::Perspective => it.pose.tilt = random.between(20.0, 45.0).to_radians(),
            Kind::Lens => it.pose.distortion = random.between(0.02, 0.12),
            Kind::Blur => it.sigma = random.between(1.0, 2.0),
            Kind::Motion => it.motion = Some((random.between(2.0, 6.0), random.between(0.0, PI))),
            Kind::Noise => it.noise = random.between(10.0, 28.0),
            Kind::LowContrast => {
                let (dark, contrast) = (random.between(60.0, 170.0), random.between(14.0, 50.0));
                it.shades = Shades { dark, light: dark + contrast };
            }
            Kind::Glare => it.glare = Some(it.spot(random)),
            Kind::Shadow => {
                let remains = random.between(0.25, 0.6);
                it.shadow = Some((
                    random.between(0.0, TAU),
                    random.between(-0.4, 0.4) * width,
                    random.between(2.0, 40.0),
                    remains,
                ));
            }
            Kind::Overexposure => {
                it.gain = random.between(1.2, 1.8);
                it.sigma = random.between(1.0, 1.6);
            }
            Kind::DarkMode => {
                it.shades = Shades { dark: it.shades.light, light: it.shades.dark };
            }
            Kind::Moire => it.moire = (0..2).map(|_| wave(random)).collect(),
            Kind::Occlusion => it.blobs = blobs(random),
            Kind::Realistic => {
                it.pose.roll = random.between(-20.0, 20.0).to_radians();
                it.pose.tilt = random.between(0.0, 25.0).to_radians();
                it.sigma = random.between(0.7, 1.1);
                it.noise = random.between(3.0, 10.0);
                it.motion = Some((random.between(0.0, 1.5), random.between(0.0, PI)));
                it.shades = Shades { dark: random.between(20.0, 60.0), light: random.between(130.0, 225.0) };
                let edge = random.between(-0.5, 0.5) * width;
                it.shadow = Some((
                    random.between(0.0, TAU),
                    edge,
                    random.between(40.0, 200.0),
                    random.between(0.6, 1.0),
                ));
            }
        }
        it
    }

    /// A reflection of a lamp somewhere on the symbol.
    fn spot(&self, random: &mut Random) -> (f32, f32, f32, f32, f32) {
        let (x, y) = self.pose.centre;
        let width = self.pose.width;
        let mut off = || random.between(-0.45, 0.45) * width;
        let (x, y) = (x + off(), y + off());
        let mut radius = || random.between(0.1, 0.3) * width;
        let (across, down) = (radius(), radius());
        (x, y, across, down, random.between(120.0, 255.0))
    }
}

/// The beat of the screen's pixels with those of the camera.
fn wave(random: &mut Random) -> (f32, f32, f32, f32) {
    let (angle, length) = (random.between(0.0, PI), random.between(3.0, 14.0));
    let number = TAU / length;
    (number * angle.cos(), number * angle.sin(), random.between(0.0, TAU), random.between(0.08, 0.2))
}

/// One to three round spots of dirt or a finger that cover 1 to 5 % of the symbol.
fn blobs(random: &mut Random) -> Vec<(f32, f32, f32, f32)> {
    let count = random.between(1.0, 4.0).floor();
    let area = random.between(0.01, 0.05) / count;
    let radius = (area / PI).sqrt();
    let mut list = Vec::new();
    let mut left = count;
    while left >= 1.0 {
        let mut place = || random.between(radius, 1.0 - radius);
        let (x, y) = (place(), place());
        list.push((x, y, radius, random.between(20.0, 200.0)));
        left -= 1.0;
    }
    list
}

/// The frame `index` of a kind: the symbol `width` pixels wide, in 8-bit luma of 1280 by 720.
pub(super) fn frame(seed: u64, kind: Kind, index: u64, symbol: &Symbol, width: f32) -> Vec<u8> {
    let mut random = Random::new(seed, &[kind.stream(), index]);
    let it = Conditions::draw(kind, width, &mut random);
    let mut picture = Picture::clutter(&mut random);
    camera::draw(&mut picture, symbol, &it.pose, it.shades, |x, y| {
        let hit = it.blobs.iter().find(|(cx, cy, radius, _)| (x - cx).hypot(y - cy) < *radius);
        hit.map(|&(_, _, _, shade)| shade)
    });
    let (cx, cy) = it.pose.centre;
    if let Some((angle, offset, softness, remains)) = it.shadow {
        let (sin, cos) = angle.sin_cos();
        picture.light(|x, y, pixel| {
            let depth = (((x - cx) * cos + (y - cy) * sin - offset) / softness + 0.5).clamp(0.0, 1.0);
            pixel * (1.0 - (1.0 - remains) * depth)
        });
    }
    for &(kx, ky, phase, amplitude) in &it.moire {
        picture.light(|x, y, pixel| pixel * (1.0 + amplitude * (kx * x + ky * y + phase).sin()));
    }
    if let Some((x0, y0, across, down, strength)) = it.glare {
        picture.light(|x, y, pixel| {
            let distance = ((x - x0) / across).powi(2) + ((y - y0) / down).powi(2);
            pixel + strength * (-distance).exp()
        });
    }
    picture.blur(it.sigma);
    if let Some((length, angle)) = it.motion {
        picture.motion(length, angle);
    }
    if it.gain > 1.0 {
        picture.light(|_, _, pixel| pixel * it.gain);
    }
    picture.sense(it.noise, &mut random)
}
