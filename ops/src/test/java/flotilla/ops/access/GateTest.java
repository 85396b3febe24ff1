package flotilla.ops.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.discovery.InvalidValue;
import flotilla.discovery.ManualTime;
import flotilla.ops.access.Gate.Proof;
import flotilla.ops.access.Gate.Verdict;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GateTest {

    private static final String LOOPBACK = "127.0.0.1";
    private static final String ELSEWHERE = "10.0.0.9";

    private final ManualTime time = new ManualTime();
    private final Random random = new Random(7);
    private final String reader = Token.make(random);
    private final String changer = Token.make(random);
    private final Gate gate = new Gate(
            new AccessPolicy(
                    Map.of(
                            "grafana", new TokenPolicy(Token.hash(reader), Role.READ),
                            "deploy", new TokenPolicy(Token.hash(changer), Role.CHANGE)),
                    Map.of("laptop", Role.CHANGE),
                    true),
            time);

    private static Proof proof(String from, String authorization, String... certificate) {
        return new Proof(
                InetAddress.ofLiteral(from),
                authorization,
                certificate.length == 0 ? Optional.empty() : Optional.of(certificate[0]),
                "node:9090",
                false);
    }

    private static Verdict known(String name, Caller.Kind kind, Role role) {
        return new Verdict.Known(new Caller(name, kind, role));
    }

    @Test
    void aTokenTellsWhoItIsAndWhatTheyMay() {
        assertThat(gate.look(proof(ELSEWHERE, "Bearer " + reader)))
                .isEqualTo(known("grafana", Caller.Kind.TOKEN, Role.READ));
        assertThat(gate.look(proof(ELSEWHERE, "bearer " + changer)))
                .isEqualTo(known("deploy", Caller.Kind.TOKEN, Role.CHANGE));
        assertThat(new Caller("grafana", Caller.Kind.TOKEN, Role.READ).may(Role.CHANGE))
                .isFalse();
        assertThat(new Caller("deploy", Caller.Kind.TOKEN, Role.CHANGE).may(Role.READ))
                .isTrue();
    }

    @Test
    void aCertificateCountsIfItsNameIsKnown() {
        assertThat(gate.look(proof(ELSEWHERE, "", "laptop")))
                .isEqualTo(known("laptop", Caller.Kind.CERTIFICATE, Role.CHANGE));
        assertThat(gate.look(proof(ELSEWHERE, "", "somebody"))).isEqualTo(new Verdict.Unknown());
    }

    @Test
    void whereAnybodyHasToProveWhoTheyAreAllHaveTo() {
        assertThat(gate.look(proof(LOOPBACK, ""))).isEqualTo(new Verdict.Unknown());
    }

    @Test
    void whateverIsNotBelievedLooksTheSame() {
        var near = changer.substring(0, changer.length() - 1) + (changer.endsWith("A") ? "B" : "A");
        for (var shown : new String[] {"Bearer " + near, "Bearer nonsense", "Bearer ", "Basic " + changer, changer}) {
            assertThat(gate.look(proof(ELSEWHERE, shown))).as(shown).isEqualTo(new Verdict.Unknown());
        }
    }

    @Test
    void aWordThatSomebodyThoughtOfIsNoTokenEvenIfItsHashIsThere() {
        var weak = new Gate(
                new AccessPolicy(Map.of("lazy", new TokenPolicy(Token.hash("password"), Role.CHANGE)), Map.of(), true),
                time);

        assertThat(weak.look(proof(ELSEWHERE, "Bearer password"))).isEqualTo(new Verdict.Unknown());
    }

    @Test
    void tenTriesAreFreeAndThenThereIsOneEverySixSeconds() {
        for (int i = 0; i < FailedTries.FREE; i++) {
            assertThat(gate.look(proof(ELSEWHERE, "Bearer no"))).isEqualTo(new Verdict.Unknown());
        }

        assertThat(gate.look(proof(ELSEWHERE, "Bearer no"))).isEqualTo(new Verdict.TooMany(FailedTries.EACH));
        assertThat(gate.look(proof("10.0.0.10", "Bearer no"))).isEqualTo(new Verdict.Unknown());
        time.advance(FailedTries.EACH);
        assertThat(gate.look(proof(ELSEWHERE, "Bearer no"))).isEqualTo(new Verdict.Unknown());
        assertThat(gate.look(proof(ELSEWHERE, "Bearer no"))).isInstanceOf(Verdict.TooMany.class);
        time.advance(Duration.ofMinutes(2));
        for (int i = 0; i < FailedTries.FREE; i++) {
            assertThat(gate.look(proof(ELSEWHERE, "Bearer no"))).isEqualTo(new Verdict.Unknown());
        }
    }

    /** As a job with a token of last year, on the machine from which operators come too. */
    @Test
    void somebodyElsesWrongTokensLockNobodyOut() {
        for (int i = 0; i <= FailedTries.FREE; i++) {
            gate.look(proof(ELSEWHERE, "Bearer no"));
        }

        assertThat(gate.look(proof(ELSEWHERE, "Bearer no"))).isInstanceOf(Verdict.TooMany.class);
        assertThat(gate.look(proof(ELSEWHERE, "Bearer " + changer))).isInstanceOf(Verdict.Known.class);
    }

    @Test
    void anIpv6NetworkCountsAsOneAddress() {
        for (int i = 1; i <= FailedTries.FREE; i++) {
            gate.look(proof("2001:db8::" + i, "Bearer no"));
        }

        assertThat(gate.look(proof("2001:db8::ffff", "Bearer no"))).isInstanceOf(Verdict.TooMany.class);
        assertThat(gate.look(proof("2001:db8:0:1::1", "Bearer no"))).isEqualTo(new Verdict.Unknown());
    }

    @Test
    void whereNobodyHasToProveAnythingThisMachineIsBelievedAlone() {
        var open = new Gate(AccessPolicy.DEFAULT, time);

        for (var host : new String[] {"localhost:9090", "LOCALHOST", "127.0.0.1:9090", "[::1]:9090", "10.0.0.5", ""}) {
            var local = new Proof(InetAddress.ofLiteral(LOOPBACK), "", Optional.empty(), host, false);
            assertThat(open.look(local)).as(host).isEqualTo(new Verdict.Known(Caller.LOCAL));
        }
        assertThat(open.look(proof(ELSEWHERE, "Bearer " + changer))).isEqualTo(new Verdict.Unknown());
    }

    @Test
    void whatAProxyOnThisMachineSendsOnIsNotFromHere() {
        var open = new Gate(AccessPolicy.DEFAULT, time);
        var relayed = new Proof(InetAddress.ofLiteral(LOOPBACK), "", Optional.empty(), "localhost", true);

        assertThat(open.look(relayed)).isEqualTo(new Verdict.Unknown());
    }

    @Test
    void aNameThatWasMadeToLeadHereIsNotThisMachine() {
        var open = new Gate(AccessPolicy.DEFAULT, time);
        for (var host : new String[] {"rebound.example:9090", "127.0.0.1.example", "localhost.example"}) {
            var rebound = new Proof(InetAddress.ofLiteral(LOOPBACK), "", Optional.empty(), host, false);
            assertThat(open.look(rebound)).as(host).isEqualTo(new Verdict.Unknown());
        }
    }

    @Test
    void othersAreBelievedOnceThePolicyIsAnother() {
        gate.follow(
                new AccessPolicy(Map.of("deploy", new TokenPolicy(Token.hash(reader), Role.CHANGE)), Map.of(), false));

        assertThat(gate.look(proof(ELSEWHERE, "Bearer " + changer))).isEqualTo(new Verdict.Unknown());
        assertThat(gate.look(proof(ELSEWHERE, "Bearer " + reader)))
                .isEqualTo(known("deploy", Caller.Kind.TOKEN, Role.CHANGE));
        assertThat(gate.openMetrics()).isFalse();
    }

    @Test
    void aTokenInThePlaceOfItsHashIsRefusedAndNotRepeated() {
        assertThatThrownBy(() -> new TokenPolicy(changer, Role.READ))
                .isInstanceOf(InvalidValue.class)
                .hasMessageContaining("sha256: and 64 hexadecimal digits")
                .hasMessageNotContaining(changer);
    }

    @Test
    void tokensAreLongAndNeverTheSame() {
        assertThat(reader).matches("flt_[A-Za-z0-9_-]{43}").isNotEqualTo(changer);
        assertThat(Token.hasForm(reader)).isTrue();
    }
}
