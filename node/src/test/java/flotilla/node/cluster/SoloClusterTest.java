package flotilla.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** As much of the contract as one can hold alone. */
class SoloClusterTest {

    @Test
    void isAloneForGoodAndRefusesWhatTheOthersRefuse() {
        var witness = Witness.join(new SoloCluster());
        var solo = witness.cluster();

        solo.publish(new byte[Cluster.MAX_MESSAGE]);
        assertThatThrownBy(() -> solo.publish(new byte[Cluster.MAX_MESSAGE + 1]))
                .isInstanceOf(IllegalArgumentException.class);
        solo.close();
        solo.close();
        solo.publish(new byte[] {1});

        assertThat(solo.members()).isEmpty();
        assertThat(solo.state()).contains("alone");
        assertThat(witness.received()).isEmpty();
        assertThat(witness.joined()).isEmpty();
    }
}
