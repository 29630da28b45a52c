//! What the world tells the logic, and what the logic tells the world.

use keywright::heapless::String;

use crate::api::ChargerError;

/// Number of an RFID card, in hexadecimal.
pub type CardNumber = String<20>;

/// What is measured and sensed, as it is now.
#[derive(Debug, Clone, PartialEq)]
pub struct Inputs {
    /// Time of day in ms since 1970, where something tells it.
    pub unix_ms: Option<i64>,
    /// The supply.
    pub grid: Grid,
    /// The plug on the car's side.
    pub port: Port,
    /// The processor that drives contactor and pilot.
    pub controller: Controller,
    /// What the plugged-in cable can carry, in A per phase. [`None`] without a cable.
    pub cable_amps: Option<u8>,
    /// The mains adapter in use.
    pub adapter: Option<Adapter>,
    /// The two temperature sensors, in °C.
    pub temperature: [f32; 2],
    /// A card that was held to the reader since the last time.
    pub card: Option<CardNumber>,
    /// Contact of the switching input.
    pub switch_closed: bool,
    /// Power of house, sun and battery where the device measures them itself.
    pub house: Option<House>,
}

/// The supply, ahead of the contactor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grid {
    /// Voltage of L1 to L3; 0 where a phase is missing.
    pub volts: [f32; 3],
    /// Mains frequency in Hz.
    pub hertz: f32,
}

/// The plug on the car's side.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Port {
    /// A car is plugged in.
    pub plugged: bool,
    /// The car asks for energy (state C on the pilot).
    pub ready: bool,
    /// Current in A that flows on L1 to L3.
    pub amps: [f32; 3],
}

/// How the charge controller is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Controller {
    /// It works.
    #[default]
    Working,
    /// It reports a fault.
    Fault(ChargerError),
    /// It answers, but does not know the state of the car.
    Unknown,
    /// It does not answer.
    Silent,
}

/// A plug adapter for a socket of 16 A.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adapter {
    /// With one phase.
    OnePhase,
    /// With three phases.
    ThreePhase,
}

/// Power in W of what surrounds the charger.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct House {
    /// Drawn from the grid; negative when fed in.
    pub grid: Option<f32>,
    /// Produced by the sun.
    pub pv: Option<f32>,
    /// Taken out of the battery; negative when it is charged.
    pub battery: Option<f32>,
}

/// What the logic wants done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outputs {
    /// Contactors of L1 to L3.
    pub contactors: [bool; 3],
    /// Current in A that the pilot offers to the car; 0 offers none.
    pub pilot_amps: u8,
    /// The plug is held in the socket.
    pub lock: bool,
}

impl Default for Grid {
    fn default() -> Self {
        Self { volts: [230.0; 3], hertz: 50.0 }
    }
}

impl Default for Inputs {
    fn default() -> Self {
        Self {
            unix_ms: None,
            grid: Grid::default(),
            port: Port::default(),
            controller: Controller::default(),
            cable_amps: None,
            adapter: None,
            temperature: [24.0, 28.0],
            card: None,
            switch_closed: false,
            house: None,
        }
    }
}

impl Grid {
    /// Below this, a phase counts as missing.
    const LIVE_V: f32 = 100.0;

    /// Which phases carry voltage.
    pub fn live(&self) -> [bool; 3] {
        self.volts.map(|volts| volts >= Self::LIVE_V)
    }

    /// How many phases carry voltage.
    pub fn phases(&self) -> u8 {
        self.live().iter().map(|live| u8::from(*live)).sum()
    }

    /// Voltage to reckon with, in V: that of the first live phase.
    pub fn nominal(&self) -> f32 {
        self.volts.into_iter().find(|volts| *volts >= Self::LIVE_V).unwrap_or(230.0)
    }
}

impl Port {
    /// Less than this is no charging, only what electronics draw.
    const FLOWING_A: f32 = 0.5;

    /// Whether the car draws current.
    pub fn draws(&self) -> bool {
        self.amps.iter().any(|amps| *amps >= Self::FLOWING_A)
    }

    /// On how many phases the car draws current.
    pub fn phases(&self) -> u8 {
        self.amps.iter().map(|amps| u8::from(*amps >= Self::FLOWING_A)).sum()
    }
}
