package flotilla.ops.system;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.FreePorts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Members as processes: one that freezes and wakes up, one that is killed. */
class MemberDeathTest {

    private static final List<String> JVM =
            List.of("-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--sun-misc-unsafe-memory-access=allow");

    private final Map<String, JavaProcess> members = new LinkedHashMap<>();

    @BeforeEach
    void start() throws Exception {
        // The first to come is the master, and it is the one that freezes: the harder case.
        var names = List.of("b", "a", "c");
        var ports = names.stream().map(_ -> FreePorts.next()).toList();
        var addresses = ports.stream().map(port -> "127.0.0.1:" + port).toList();
        for (int i = 0; i < names.size(); i++) {
            var name = names.get(i);
            var arguments = new ArrayList<>(List.of(name, addresses.get(i)));
            arguments.addAll(addresses);
            var member = JavaProcess.start("member-" + name, JVM, MemberProgram.class, arguments);
            members.put(name, member);
            member.awaitListening(Host.HERE, ports.get(i));
        }
    }

    @AfterEach
    void end() {
        members.values().forEach(JavaProcess::close);
    }

    @Test
    void theFrozenIsMissedAndTakenBackAndTheKilledMissedAtOnce() throws Exception {
        for (var one : members.keySet()) {
            for (var other : members.keySet()) {
                if (!one.equals(other)) {
                    await(one, "joined " + other, 1, Duration.ofSeconds(60));
                }
            }
        }

        // Those that start together may first form two clusters, and leave one of them for the other.
        int aLostB = count("a", "left b");
        int cLostB = count("c", "left b");
        int aLostC = count("a", "left c");
        int cLostA = count("c", "left a");
        int aFoundB = count("a", "joined b");
        int cFoundB = count("c", "joined b");
        member("b").signal("STOP");
        await("a", "left b", aLostB + 1, Duration.ofSeconds(8));
        await("c", "left b", cLostB + 1, Duration.ofSeconds(8));
        // Whoever of them missed b first may have claimed to be master before the other missed it: they stay together.
        await("a", "heard c", count("a", "heard c") + 20, Duration.ofSeconds(20));
        assertThat(count("a", "left c")).isEqualTo(aLostC);
        assertThat(count("c", "left a")).isEqualTo(cLostA);
        member("b").signal("CONT");
        await("a", "joined b", aFoundB + 1, Duration.ofSeconds(30));
        await("c", "joined b", cFoundB + 1, Duration.ofSeconds(30));
        int heard = count("a", "heard b");
        await("a", "heard b", heard + 5, Duration.ofSeconds(10));

        int missed = count("a", "left c");
        member("c").kill();
        await("a", "left c", missed + 1, Duration.ofMillis(1_500));
        await("b", "heard a", count("b", "heard a") + 5, Duration.ofSeconds(5));
    }

    private JavaProcess member(String name) {
        return Objects.requireNonNull(members.get(name));
    }

    private void await(String member, String line, int times, Duration limit) throws Exception {
        Wait.until(member + " says " + line + " " + times + " times", limit, () -> count(member, line) >= times);
    }

    private int count(String member, String line) throws IOException {
        return (int) member(member).output().lines().filter(line::equals).count();
    }
}
