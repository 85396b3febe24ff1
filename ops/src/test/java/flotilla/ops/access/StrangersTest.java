package flotilla.ops.access;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.ManualTime;
import java.net.InetAddress;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class StrangersTest {

    private static final InetAddress ONE = InetAddress.ofLiteral("10.0.0.9");

    private final ManualTime time = new ManualTime();
    private final Strangers strangers = new Strangers(time);

    @Test
    void oneLineASecondIsWrittenAndSaysHowManyAreNot() {
        assertThat(strangers.turn(ONE)).isEqualTo(OptionalInt.of(0));
        for (int i = 0; i < 5; i++) {
            assertThat(strangers.turn(ONE)).isEmpty();
        }

        time.advance(Duration.ofSeconds(1));

        assertThat(strangers.turn(ONE)).isEqualTo(OptionalInt.of(5));
        assertThat(strangers.turn(ONE)).isEmpty();
        time.advance(Duration.ofSeconds(1));
        assertThat(strangers.turn(ONE)).isEqualTo(OptionalInt.of(1));
    }

    @Test
    void eachAddressHasItsOwnAndAnIpv6NetworkIsOne() {
        strangers.turn(ONE);

        assertThat(strangers.turn(InetAddress.ofLiteral("10.0.0.10"))).isEqualTo(OptionalInt.of(0));
        assertThat(strangers.turn(InetAddress.ofLiteral("2001:db8::1"))).isEqualTo(OptionalInt.of(0));
        assertThat(strangers.turn(InetAddress.ofLiteral("2001:db8::2"))).isEmpty();
    }
}
