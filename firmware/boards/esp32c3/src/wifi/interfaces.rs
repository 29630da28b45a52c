//! One network driver for both of the radio's interfaces, so that one network stack, with its sockets, serves either.

use core::cell::{Cell, RefCell};
use core::task::Context;

use embassy_net_driver::{Capabilities, Driver, HardwareAddress, LinkState};
use embassy_sync::waitqueue::WakerRegistration;
use esp_radio::wifi::Interface;

/// Which of the interfaces is in use.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The charger has joined a network, or tries to.
    Station,
    /// The charger is a network.
    AccessPoint,
}

/// The switch between the interfaces.
pub struct Switch {
    side: Cell<Side>,
    waker: RefCell<WakerRegistration>,
}

impl Switch {
    /// At first, the station is in use.
    pub const fn new() -> Self {
        Self { side: Cell::new(Side::Station), waker: RefCell::new(WakerRegistration::new()) }
    }

    /// From now on, packets go this way.
    pub fn turn(&self, side: Side) {
        self.side.set(side);
        self.waker.borrow_mut().wake();
    }
}

/// The interface in use.
pub struct Interfaces {
    station: Interface,
    access_point: Interface,
    switch: &'static Switch,
}

impl Interfaces {
    /// Both interfaces. Called once.
    pub fn new(switch: &'static Switch) -> Self {
        Self { station: Interface::station(), access_point: Interface::access_point(), switch }
    }

    fn used(&self) -> &Interface {
        match self.switch.side.get() {
            Side::Station => &self.station,
            Side::AccessPoint => &self.access_point,
        }
    }

    fn used_mut(&mut self) -> &mut Interface {
        match self.switch.side.get() {
            Side::Station => &mut self.station,
            Side::AccessPoint => &mut self.access_point,
        }
    }
}

impl Driver for Interfaces {
    type RxToken<'a> = <Interface as Driver>::RxToken<'a>;
    type TxToken<'a> = <Interface as Driver>::TxToken<'a>;

    fn receive(&mut self, context: &mut Context<'_>) -> Option<(Self::RxToken<'_>, Self::TxToken<'_>)> {
        Driver::receive(self.used_mut(), context)
    }

    fn transmit(&mut self, context: &mut Context<'_>) -> Option<Self::TxToken<'_>> {
        Driver::transmit(self.used_mut(), context)
    }

    fn link_state(&mut self, context: &mut Context<'_>) -> LinkState {
        self.switch.waker.borrow_mut().register(context.waker());
        Driver::link_state(self.used_mut(), context)
    }

    fn capabilities(&self) -> Capabilities {
        Driver::capabilities(self.used())
    }

    fn hardware_address(&self) -> HardwareAddress {
        Driver::hardware_address(self.used())
    }
}
