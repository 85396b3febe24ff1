package flotilla.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.ManualTime;
import org.junit.jupiter.api.Test;

class FleetLimitsTest {

    private final FleetLimits limits = new FleetLimits(new ManualTime());

    @Test
    void keepsALimitForAsLongAsItIsAskedForAndFollowsItsRate() {
        var first = limits.limit("api", AllowedRate.of(10));
        limits.forgetOthers();
        var second = limits.limit("api", AllowedRate.of(20));
        limits.forgetOthers();

        assertThat(second).isSameAs(first);
        assertThat(first.allowed().perSecond()).isEqualTo(20);
        assertThat(limits.all()).containsExactly(first);
    }

    @Test
    void forgetsWhatNobodyAsksForAnyMore() {
        var api = limits.limit("api", AllowedRate.of(10));
        limits.limit("web", AllowedRate.of(10));
        limits.forgetOthers();
        limits.limit("api", AllowedRate.of(10));

        limits.forgetOthers();

        assertThat(limits.all()).containsExactly(api);
    }
}
