//! The network card (virtio) as a driver for embassy-net.

use core::cell::{RefCell, UnsafeCell};
use core::ptr::NonNull;
use core::task::Context;

use embassy_net_driver::{Capabilities, Driver, HardwareAddress, LinkState, RxToken, TxToken};
use portable_atomic::{AtomicUsize, Ordering};
use static_cell::ConstStaticCell;
use virtio_drivers::device::net::VirtIONetRaw;
use virtio_drivers::transport::mmio::{MmioTransport, VirtIOHeader};
use virtio_drivers::transport::{DeviceType, Transport};
use virtio_drivers::{BufferDirection, Hal, PAGE_SIZE, PhysAddr};

use crate::plic;

const FIRST_SLOT: usize = 0x1000_1000;
const SLOT: usize = 0x1000;
const SLOTS: usize = 8;

/// Messages of the driver and the card to each other: two in each direction need one queue entry each.
const QUEUE: usize = 2;
/// The card's own header and the longest frame.
const BUFFER: usize = 1536;
const MTU: usize = 1514;
/// Pages of memory for the queues.
const PAGES: usize = 4;

type Card = VirtIONetRaw<Memory, MmioTransport<'static>, QUEUE>;

/// The network card. Its buffers belong to it while their number is in the queue.
pub struct Network {
    /// Both tokens of a received frame use it, one after the other.
    card: RefCell<Card>,
    receive: &'static mut [[u8; BUFFER]; QUEUE],
    send: &'static mut [[u8; BUFFER]; QUEUE],
    /// Which buffer the card was given under which number.
    receiving: [Option<u16>; QUEUE],
    sending: [Option<u16>; QUEUE],
}

impl Network {
    /// The first network card that there is, or [`None`].
    pub fn find() -> Option<Self> {
        static RECEIVE: ConstStaticCell<[[u8; BUFFER]; QUEUE]> = ConstStaticCell::new([[0; BUFFER]; QUEUE]);
        static SEND: ConstStaticCell<[[u8; BUFFER]; QUEUE]> = ConstStaticCell::new([[0; BUFFER]; QUEUE]);
        let (slot, address, transport) = (0..SLOTS).find_map(|slot| {
            let address = FIRST_SLOT + slot * SLOT;
            let header = NonNull::new(address as *mut VirtIOHeader)?;
            // SAFETY: the machine has a virtio slot at each of these addresses, and nothing else uses them.
            let transport = unsafe { MmioTransport::new(header, SLOT) }.ok()?;
            (transport.device_type() == DeviceType::Network).then_some((slot, address, transport))
        })?;
        let card = Card::new(transport).ok()?;
        let mut network = Self {
            card: RefCell::new(card),
            receive: RECEIVE.take(),
            send: SEND.take(),
            receiving: [None; QUEUE],
            sending: [None; QUEUE],
        };
        for place in 0..QUEUE {
            network.give(place);
        }
        plic::enable(slot + 1, address);
        Some(network)
    }

    /// Gives the card a buffer to receive into.
    fn give(&mut self, place: usize) {
        let (Some(buffer), Some(token)) = (self.receive.get_mut(place), self.receiving.get_mut(place)) else { return };
        give(&self.card, buffer, token);
    }

    /// Takes a received frame: its place, where it begins, its length.
    fn take(&mut self) -> Option<(usize, usize, usize)> {
        let token = self.card.get_mut().poll_receive()?;
        let place = self.receiving.iter().position(|other| *other == Some(token))?;
        // SAFETY: the same buffer that was given under this number.
        let taken = unsafe { self.card.get_mut().receive_complete(token, self.receive.get_mut(place)?) };
        match taken {
            Ok((from, len)) => Some((place, from, len)),
            Err(_) => {
                self.give(place);
                None
            }
        }
    }

    /// A free place to send from.
    fn free(&mut self) -> Option<usize> {
        while let Some(token) = self.card.get_mut().poll_transmit() {
            let place = self.sending.iter().position(|other| *other == Some(token))?;
            // SAFETY: the same buffer that was given under this number.
            let _ = unsafe { self.card.get_mut().transmit_complete(token, self.send.get(place)?) };
            *self.sending.get_mut(place)? = None;
        }
        self.sending.iter().position(Option::is_none)
    }
}

impl Driver for Network {
    type RxToken<'a> = Received<'a>;
    type TxToken<'a> = Sending<'a>;

    fn receive(&mut self, cx: &mut Context) -> Option<(Received<'_>, Sending<'_>)> {
        plic::NETWORK.register(cx.waker());
        let free = self.free()?;
        let (place, from, len) = self.take()?;
        let Self { card, receive, send, receiving, sending } = self;
        Some((
            Received { card, buffer: receive.get_mut(place)?, token: receiving.get_mut(place)?, from, len },
            Sending { card, buffer: send.get_mut(free)?, token: sending.get_mut(free)? },
        ))
    }

    fn transmit(&mut self, cx: &mut Context) -> Option<Sending<'_>> {
        plic::NETWORK.register(cx.waker());
        let free = self.free()?;
        let Self { card, send, sending, .. } = self;
        Some(Sending { card, buffer: send.get_mut(free)?, token: sending.get_mut(free)? })
    }

    fn link_state(&mut self, _: &mut Context) -> LinkState {
        LinkState::Up
    }

    fn capabilities(&self) -> Capabilities {
        let mut capabilities = Capabilities::default();
        capabilities.max_transmission_unit = MTU;
        capabilities.max_burst_size = Some(QUEUE);
        capabilities
    }

    fn hardware_address(&self) -> HardwareAddress {
        HardwareAddress::Ethernet(self.card.borrow().mac_address())
    }
}

fn give(card: &RefCell<Card>, buffer: &mut [u8; BUFFER], token: &mut Option<u16>) {
    // SAFETY: the buffer is static, and not touched before `receive_complete` takes it back.
    *token = unsafe { card.borrow_mut().receive_begin(buffer) }.ok();
}

/// A frame that was received. Its buffer is the card's again when this is dropped.
pub struct Received<'a> {
    card: &'a RefCell<Card>,
    buffer: &'a mut [u8; BUFFER],
    token: &'a mut Option<u16>,
    from: usize,
    len: usize,
}

impl RxToken for Received<'_> {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, f: F) -> R {
        let end = self.from.saturating_add(self.len);
        // What it does may send an answer, so that the card is not borrowed here.
        f(self.buffer.get_mut(self.from..end).unwrap_or_default())
    }
}

impl Drop for Received<'_> {
    fn drop(&mut self) {
        give(self.card, self.buffer, self.token);
    }
}

/// A frame that is to be sent.
pub struct Sending<'a> {
    card: &'a RefCell<Card>,
    buffer: &'a mut [u8; BUFFER],
    token: &'a mut Option<u16>,
}

impl TxToken for Sending<'_> {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, len: usize, f: F) -> R {
        let header = self.card.borrow().fill_buffer_header(self.buffer).unwrap_or(0);
        // The stack sends nothing that is longer than the MTU that it was told.
        let end = header.saturating_add(len).min(BUFFER);
        let result = f(self.buffer.get_mut(header..end).unwrap_or_default());
        if let Some(frame) = self.buffer.get(..end) {
            // SAFETY: the buffer is static, and not touched before `transmit_complete` takes it back. What can't be
            // sent is lost, as on any network.
            *self.token = unsafe { self.card.borrow_mut().transmit_begin(frame) }.ok();
        }
        result
    }
}

/// Memory for the queues of driver and card.
struct Memory;

#[repr(align(4096))]
struct Pages(UnsafeCell<[u8; PAGES * PAGE_SIZE]>);

// SAFETY: each part of it is handed out once.
unsafe impl Sync for Pages {}

static POOL: Pages = Pages(UnsafeCell::new([0; PAGES * PAGE_SIZE]));
static USED: AtomicUsize = AtomicUsize::new(0);

// SAFETY: pages are aligned, zeroed and handed out once; addresses are the same for the card, which sees all memory.
unsafe impl Hal for Memory {
    fn dma_alloc(pages: usize, _: BufferDirection) -> (PhysAddr, NonNull<u8>) {
        let from = USED.fetch_add(pages, Ordering::SeqCst);
        assert!(from + pages <= PAGES, "the network card needs more memory than {PAGES} pages");
        // SAFETY: within the pool, as was just checked.
        let address = unsafe { POOL.0.get().cast::<u8>().add(from * PAGE_SIZE) };
        (address as PhysAddr, NonNull::new(address).unwrap_or(NonNull::dangling()))
    }

    unsafe fn dma_dealloc(_: PhysAddr, _: NonNull<u8>, _: usize) -> i32 {
        // The card is there as long as the machine is.
        0
    }

    unsafe fn mmio_phys_to_virt(address: PhysAddr, _: usize) -> NonNull<u8> {
        NonNull::new(address as *mut u8).unwrap_or(NonNull::dangling())
    }

    unsafe fn share(buffer: NonNull<[u8]>, _: BufferDirection) -> PhysAddr {
        buffer.as_ptr().cast::<u8>() as PhysAddr
    }

    unsafe fn unshare(_: PhysAddr, _: NonNull<[u8]>, _: BufferDirection) {}
}
