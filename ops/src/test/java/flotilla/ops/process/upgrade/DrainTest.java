package flotilla.ops.process.upgrade;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import flotilla.ops.Await;
import flotilla.ops.FlotillaProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of those whom an upgrade leaves with the old process. */
class DrainTest {

    @RegisterExtension
    final UpgradeSite site = new UpgradeSite();

    @Test
    void aDownloadOutlastsAnUpgradeByMoreThanAStopLetsItAndWhoAsksNothingIsSentAway() throws Exception {
        site.more("stop_timeout: 100ms");
        try (var old = site.start();
                var idle = asking(site.serving(old), "/");
                var download = asking(site.serving(old), "/download")) {
            SteadyClients.head(idle.getInputStream());
            begin(download);
            old.signal("QUIT");
            try (var next = site.start("-u")) {
                site.serving(next);

                assertThat(idle.getInputStream().read())
                        .as("after stop_timeout")
                        .isEqualTo(-1);
                assertThat(old.alive()).isTrue();
                site.endpoint().release();

                assertThat(rest(download)).isEqualTo("2");
                assertThat(old.exitCode()).isZero();
                assertThat(old.err()).contains("drains: up to 3600 s for ").doesNotContain("are cut");
            }
        }
    }

    @Test
    void whoDrainsLeavesThePlaceOfItsSocketToTheNewProcess() throws Exception {
        handedOver((old, download, next) -> {
            awaitDrain(old);

            try (var third = site.replace(next)) {
                assertThat(third.err()).contains("waits for SIGQUIT to process " + next.pid());
                assertThat(old.alive()).isTrue();
                site.endpoint().release();
                assertThat(rest(download)).isEqualTo("2");
                assertThat(old.exitCode()).isZero();
            }
        });
    }

    @Test
    void whatIsInFlightAtTheLimitOfADrainIsCutAndTheLogSaysSo() throws Exception {
        site.more("drain_timeout: 100ms\n" + accessLog());
        handedOver((old, download, next) -> {
            assertThat(old.exitCode()).isZero();

            assertThat(next.alive()).isTrue();
            assertThat(old.err()).contains("1 requests were still in flight after 0 s and are cut");
            assertCut();
        });
    }

    @Test
    void aStopOfWhoDrainsCutsAfterTheTimeOfAStop() throws Exception {
        site.more("stop_timeout: 100ms\n" + accessLog());
        handedOver((old, download, next) -> {
            awaitDrain(old);

            old.signal("TERM");

            assertThat(old.exitCode()).isZero();
            assertThat(old.err())
                    .contains("SIGTERM: drains for no longer than stop_timeout")
                    .contains("1 requests were still in flight after 0 s and are cut")
                    .contains("stopped; another process serves");
            assertCut();
            assertThat(next.alive()).isTrue();
        });
    }

    @Test
    void aStopOfWhoDrainsWaitsForWhatEndsInTime() throws Exception {
        site.more("stop_timeout: 3m");
        handedOver((old, download, next) -> {
            awaitDrain(old);

            old.signal("TERM");
            Await.until(() -> old.err().contains("drains no longer: up to 180 s for 1 requests in flight"));
            site.endpoint().release();

            assertThat(rest(download)).isEqualTo("2");
            assertThat(old.exitCode()).isZero();
            assertThat(next.alive()).isTrue();
        });
    }

    @Test
    void anInterruptEndsWhoDrainsAtOnceAlsoOneThatWasToldToStop() throws Exception {
        Assumptions.assumeFalse(FlotillaProcess.inheritsIgnoredInterrupt(), "this shell ignores SIGINT");
        site.more("stop_timeout: 3m\n" + accessLog());
        handedOver((old, download, next) -> {
            awaitDrain(old);
            old.signal("TERM");
            Await.until(() -> old.err().contains("drains no longer: up to 180 s for 1 requests in flight"));

            old.signal("INT");

            assertThat(old.exitCode()).isZero();
            assertThat(old.err()).contains("SIGINT: stops at once");
            assertCut();
            assertThat(next.alive()).isTrue();
        });
    }

    /** What a test sees of an old process that has a download under way, and of the new one that takes its place. */
    private interface Scene {
        void play(FlotillaProcess old, Socket download, FlotillaProcess next) throws Exception;
    }

    private void handedOver(Scene scene) throws Exception {
        try (var old = site.start();
                var download = asking(site.serving(old), "/download")) {
            begin(download);
            old.signal("QUIT");
            try (var next = site.start("-u")) {
                scene.play(old, download, next);
            }
        }
    }

    private void awaitDrain(FlotillaProcess old) throws Exception {
        Await.until(() -> old.err().contains("drains: up to 3600 s for "));
    }

    private String accessLog() {
        return "access_log: " + site.directory().resolve("access.log");
    }

    private void assertCut() throws IOException {
        assertThat(Files.readString(site.directory().resolve("access.log")))
                .contains("\"GET /download HTTP/1.1\" 200")
                .contains(" shutting_down");
    }

    private static Socket asking(int port, String path) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(120_000);
        socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: test\r\n\r\n").getBytes(US_ASCII));
        return socket;
    }

    /** Returns when its first half is there. */
    private static void begin(Socket download) throws IOException {
        SteadyClients.head(download.getInputStream(), 200);
        assertThat(download.getInputStream().read()).isEqualTo('1');
    }

    private static String rest(Socket download) throws IOException {
        return new String(download.getInputStream().readAllBytes(), US_ASCII);
    }
}
