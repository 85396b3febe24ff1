package flotilla.node.cluster.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.discovery.ManualTime;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class PassagesTest {

    @Test
    void whoeverWasTakenWhileThePortsWereClosedIsCutAsWell() throws Exception {
        var passages = new Passages(new ManualTime());
        try (var listener = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
                var early = new Socket(listener.getInetAddress(), listener.getLocalPort());
                var before = listener.accept();
                var late = new Socket(listener.getInetAddress(), listener.getLocalPort());
                var after = listener.accept()) {
            passages.open(before);

            passages.close();
            passages.open(after);

            assertThat(before.isClosed()).isTrue();
            assertThat(after.isClosed()).isTrue();
            assertThat(passages.size()).isZero();
            assertThatThrownBy(early.getInputStream()::read).hasMessageContaining("reset");
            assertThatThrownBy(late.getInputStream()::read).hasMessageContaining("reset");
        }
    }
}
