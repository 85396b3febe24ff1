package flotilla.ops.system;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.ops.system.FaultMatrix.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.TestAbortedException;

/**
 * What becomes of a request whose first endpoint of three has a fault: each cell of the table in {@code node/README.md},
 * by a node that runs as a process, endpoints on raw sockets and a client that sees resets. The README is what is
 * expected, so it cannot be wrong; after a run with all cells {@code target/system-tests/fault-matrix.md} has the table
 * as it turned out.
 *
 * <p>Durations are bounded from below by the limit that a cell runs into, which timers never undercut, and from above so
 * generously that a busy machine keeps within it: all other limits are a minute, so a cell that ran into one would be
 * seen. A black hole needs {@code ip} and root; without them its cells are left out, but fail where {@code CI=true}.
 */
class FaultMatrixTest {

    private static final Duration BUSY = Duration.ofSeconds(20);

    private static final Map<String, Outcome> OUTCOMES = new ConcurrentHashMap<>();

    @TempDir
    private static Path directory;

    private static Optional<LocalNetwork> network = Optional.empty();
    private static FaultMatrix matrix;
    private static FaultTable table;

    @BeforeAll
    static void start() throws Exception {
        table = FaultTable.read();
        try {
            network = Optional.of(LocalNetwork.of(0));
        } catch (TestAbortedException e) {
            System.out.println("FaultMatrixTest: no black hole: " + e.getMessage());
        }
        matrix = new FaultMatrix(directory);
        matrix.start(network.isPresent() ? network.get().blackHole() : "");
    }

    @AfterAll
    static void end() throws Exception {
        matrix.close();
        if (network.isPresent()) {
            network.get().close();
        }
        if (OUTCOMES.size() == Fault.values().length * RequestKind.values().length) {
            var turnedOut = FaultTable.shown(
                    (fault, kind) -> OUTCOMES.get(key(fault, kind)).shown());
            Files.writeString(Path.of("target", "system-tests", "fault-matrix.md"), turnedOut);
        }
    }

    private static String key(Fault fault, RequestKind kind) {
        return fault + " " + kind;
    }

    static List<FaultCell> cells() {
        return matrix.cells();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cells")
    void aRequestMeetsWithWhatTheTableSays(FaultCell cell) throws Exception {
        var outcome = matrix.outcome(cell);
        OUTCOMES.put(key(cell.fault(), cell.kind()), outcome);

        assertThat(table.expected(cell.fault(), cell.kind()))
                .as("%s: %s", cell, outcome)
                .contains(outcome.shown());
        assertThat(outcome.answer().status()).isEqualTo(outcome.status());
        assertThat(outcome.took())
                .isBetween(
                        cell.fault().setup().atLeast(),
                        cell.fault().setup().atLeast().plus(BUSY));
        requireTold(outcome);
        requireWhole(cell, outcome);
    }

    /** A client is told the reason that the log has, unless part of another answer went before it. */
    private static void requireTold(Outcome outcome) {
        var told = outcome.answer().text().contains("\r\nProxy-Status: flotilla; error=");
        assertThat(told)
                .as(outcome.answer().text())
                .isEqualTo(!outcome.reason().isEmpty() && !outcome.answer().cut());
        if (told) {
            assertThat(outcome.answer().text()).contains("; details=\"" + outcome.reason() + "\"");
        }
    }

    /** Who answers has had the whole request, also the one that gets it second; and its answer is all that is seen. */
    private static void requireWhole(FaultCell cell, Outcome outcome) {
        assertThat(cell.wholeAtOthers()).isTrue();
        if (cell.seenByOthers() > 0) {
            assertThat(outcome.answer().text()).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\ngood");
        }
    }

    static Stream<Fault> faults() {
        return Stream.of(Fault.values());
    }

    @Test
    void theTableHasARowForEachFaultAndNoOther() {
        var again = FaultTable.shown((fault, kind) -> String.join(" or ", table.expected(fault, kind)));

        assertThat(table.text()).isEqualTo(again);
        assertThat(Fault.values().length * RequestKind.values().length).isGreaterThanOrEqualTo(60);
    }

    /** A second try of what must not be repeated is made only if the first endpoint cannot have seen a byte of it. */
    @ParameterizedTest
    @MethodSource("faults")
    void theTableHasNothingArriveTwiceThatMustNotBeRepeated(Fault fault) throws IOException {
        for (var kind : Stream.of(RequestKind.values())
                .filter(kind -> !kind.idempotent())
                .toList()) {
            assertThat(table.expected(fault, kind))
                    .allSatisfy(cell ->
                            assertThat(cell).matches("[^,]*, 1 try, (0\\+0|1\\+0|0\\+1)|[^,]*, 2 tries, 0\\+1"));
        }
    }
}
