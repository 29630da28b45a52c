//! A device with its behaviour and its roles.

use core::fmt;

use keywright::{Device, Scalar, store};

use crate::application::{Application, Moment};
use crate::managed::Managed;
use crate::mqtt::test::TestState;
use crate::password::{Guard, SALT};

/// What the roles of a device remember besides the values of keys.
#[derive(Default)]
pub struct Roles {
    pub(crate) guard: Guard,
    pub(crate) test: TestState,
    /// Damaged places of the store that may have held a setting.
    pub(crate) damage: u16,
    pub(crate) restart: bool,
}

impl fmt::Debug for Roles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Roles").field("restart", &self.restart).finish_non_exhaustive()
    }
}

impl Roles {
    /// Nothing has happened.
    pub const fn new() -> Self {
        Self { guard: Guard::new(), test: TestState::new(), damage: 0, restart: false }
    }
}

/// A device: its behaviour, and everything that its spec gives it besides.
#[derive(Debug)]
pub struct DeviceState<A> {
    /// What remembers the roles.
    pub roles: Roles,
    /// Its behaviour.
    pub application: A,
}

impl<A: Application> DeviceState<A> {
    /// A device that has not been started. Restore its settings, then [`start`](Self::start) it.
    pub const fn new(application: A) -> Self {
        Self { roles: Roles::new(), application }
    }

    /// The same, of a large device that is made where it lies: only what a function returns is written to where it is to
    /// lie, so that neither this nor `blank` may be inlined.
    #[inline(never)]
    pub fn in_place(blank: impl FnOnce() -> A) -> Self {
        Self { roles: Roles::new(), application: blank() }
    }

    /// Its values and commands, with those of its roles.
    pub fn device(&mut self) -> Managed<'_, A::Device<'_>> {
        Managed { device: self.application.device(), roles: &mut self.roles }
    }

    /// Begins to work, once, after stored settings have been restored.
    pub fn start(&mut self, moment: Moment) {
        self.device().bring_in_line();
        self.application.start(moment);
    }

    /// Lets the device do what is due. `salt` is randomness: another one each time. True if the device wants to be started
    /// anew.
    pub fn tick(&mut self, moment: Moment, salt: [u8; SALT]) -> bool {
        self.roles.guard.salt = Some(salt);
        self.device().show_uptime(moment.now);
        self.application.tick(moment);
        self.device().watch_mqtt_test(moment.now);
        self.roles.restart
    }

    /// Whether the device wants to be started anew.
    pub fn restarts(&self) -> bool {
        self.roles.restart
    }
}

impl<D: Device> Managed<'_, D> {
    fn show_uptime(&mut self, now: u64) {
        if let Some(key) = self.tables().uptime {
            store(self, key, Scalar::Unsigned(now));
        }
    }

    /// Brings what was restored in line with the roles.
    fn bring_in_line(&mut self) {
        self.keep_prefix();
        self.show_password();
    }
}
