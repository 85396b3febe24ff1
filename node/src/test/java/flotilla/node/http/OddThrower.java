package flotilla.node.http;

import flotilla.node.balance.BalancePolicy;
import flotilla.node.balance.Balancer;
import flotilla.node.balance.Rotation;
import java.io.IOException;
import java.util.ServiceConfigurationError;
import java.util.concurrent.atomic.AtomicInteger;

/** A plug-in whose every other pick throws, beginning with the first. */
public final class OddThrower implements Balancer.Provider {

    @Override
    public String name() {
        return "throws_on_odd";
    }

    @Override
    public Balancer create(BalancePolicy policy) {
        var picks = new AtomicInteger();
        return new Balancer() {
            @Override
            public String name() {
                return "throws_on_odd";
            }

            @Override
            public Picker over(Rotation rotation) {
                return request -> {
                    return switch (picks.incrementAndGet() % 6) {
                        case 1 -> throw new IllegalStateException("an odd pick");
                        case 3 -> throw new ServiceConfigurationError("an odd service");
                        case 5 -> throw Sneaky.thrown(new IOException("an odd answer"));
                        default -> rotation.endpoint(0);
                    };
                };
            }
        };
    }
}
