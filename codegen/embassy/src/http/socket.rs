//! A TCP socket that sends an answer's head and body together: picoserve flushes between them, which would wait for
//! the acknowledgement of the head.

use embassy_net::tcp::{Error, TcpReader, TcpSocket, TcpWriter};
use picoserve::io::{BaseWrite, ErrorType, Socket as PicoserveSocket, Write};
use picoserve::mem::BorrowedCursor;
use picoserve::{EmbassyRuntime, Timeouts, Timer};

pub(super) struct Socket<'s>(pub(super) TcpSocket<'s>);

pub(super) struct Writer<'s>(TcpWriter<'s>);

impl ErrorType for Writer<'_> {
    type Error = Error;
}

impl BaseWrite for Writer<'_> {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Error> {
        self.0.write(bytes).await
    }

    async fn flush(&mut self) -> Result<(), Error> {
        // What is written is on its way; the end of the connection waits for it.
        Ok(())
    }
}

impl Write for Writer<'_> {
    fn write_with<F: FnOnce(BorrowedCursor<'_>) -> R, R>(&mut self, f: F) -> impl Future<Output = Result<R, Error>> {
        Write::write_with(&mut self.0, f)
    }
}

impl<'s> PicoserveSocket<EmbassyRuntime> for Socket<'s> {
    type Error = Error;
    type ReadHalf<'a>
        = TcpReader<'a>
    where
        's: 'a;
    type WriteHalf<'a>
        = Writer<'a>
    where
        's: 'a;

    fn split(&mut self) -> (TcpReader<'_>, Writer<'_>) {
        let (reader, writer) = self.0.split();
        (reader, Writer(writer))
    }

    async fn abort<T: Timer<EmbassyRuntime>>(
        mut self,
        timeouts: &Timeouts,
        timer: &T,
    ) -> Result<(), picoserve::Error<Error>> {
        // First the answer that says what was wrong, which nobody has waited for yet.
        let _ = timer.run_with_timeout(timeouts.write, self.0.flush()).await;
        PicoserveSocket::abort(self.0, timeouts, timer).await
    }

    async fn shutdown<T: Timer<EmbassyRuntime>>(
        self,
        timeouts: &Timeouts,
        timer: &T,
    ) -> Result<(), picoserve::Error<Error>> {
        PicoserveSocket::shutdown(self.0, timeouts, timer).await
    }
}
