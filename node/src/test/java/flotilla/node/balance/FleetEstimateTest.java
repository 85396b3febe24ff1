package flotilla.node.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FleetEstimateTest {

    @Test
    void takesPeersToSendToANewcomerAsThisNodeDoes() {
        long newcomer = FleetEstimate.ofNewcomer(FleetEstimate.of(60, 20, 3));

        assertThat(FleetEstimate.inFlight(newcomer, 0)).isZero();
        assertThat(FleetEstimate.inFlight(newcomer, 5)).isEqualTo(20);
    }

    @Test
    void isOnesOwnCountWhenAlone() {
        for (int own : new int[] {0, 1, 7, 1_000_000}) {
            assertThat(FleetEstimate.inFlight(FleetEstimate.ALONE, own)).isEqualTo(own);
        }
    }

    @Test
    void takesWhatChangedHereForASampleOfWhatChangedEverywhere() {
        long estimate = FleetEstimate.of(6, 2, 3);

        assertThat(FleetEstimate.inFlight(estimate, 4)).isEqualTo(16);
        assertThat(FleetEstimate.inFlight(estimate, 2)).isEqualTo(8);
    }

    @Test
    void isNeverBelowOnesOwnCount() {
        assertThat(FleetEstimate.inFlight(FleetEstimate.of(1, 10, 32), 3)).isEqualTo(3);
    }

    @Test
    void survivesItsTwoFloats() {
        for (double peers : new double[] {0, 0.25, 3.5, 12_345.75}) {
            for (double peersPerOwn : new double[] {0, 0.5, 1, 32}) {
                double wanted = 20 + peers + peersPerOwn * (20 - 17);
                assertThat(FleetEstimate.inFlight(FleetEstimate.of(peers, 17, peersPerOwn), 20))
                        .isCloseTo(wanted, within(wanted * 1e-6));
            }
        }
    }
}
