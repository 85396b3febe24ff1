package flotilla.ops.system;

import flotilla.discovery.FreePorts;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Members as processes: one that freezes and wakes up, one that is killed. */
@Timeout(120)
class MemberDeathTest {

    private static final List<String> JVM =
            List.of("-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--sun-misc-unsafe-memory-access=allow");

    private final Map<String, JavaProcess> members = new LinkedHashMap<>();

    @BeforeEach
    void start() throws Exception {
        var addresses = new LinkedHashMap<String, String>();
        for (var name : List.of("a", "b", "c")) {
            addresses.put(name, "127.0.0.1:" + FreePorts.next());
        }
        for (var name : addresses.keySet()) {
            var arguments = List.of(
                    name,
                    Objects.requireNonNull(addresses.get(name)),
                    Objects.requireNonNull(addresses.get("a")),
                    Objects.requireNonNull(addresses.get("b")),
                    Objects.requireNonNull(addresses.get("c")));
            members.put(name, JavaProcess.start("member-" + name, JVM, MemberProgram.class, arguments));
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
        int aFoundB = count("a", "joined b");
        int cFoundB = count("c", "joined b");
        member("b").signal("STOP");
        await("a", "left b", aLostB + 1, Duration.ofSeconds(8));
        await("c", "left b", cLostB + 1, Duration.ofSeconds(8));
        // If the frozen one was the first, a and c may part for as long as it takes to find a new first.
        await("a", "heard c", count("a", "heard c") + 5, Duration.ofSeconds(20));
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
