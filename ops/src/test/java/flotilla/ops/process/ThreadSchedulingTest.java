package flotilla.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.ops.Await;
import flotilla.ops.FlotillaProcess;
import flotilla.ops.process.unix.NativeThread;
import flotilla.ops.process.unix.Slices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThreadSchedulingTest {

    @TempDir
    private Path directory;

    @Test
    void whoServesGoesBeforeWhatNoRequestWaitsFor() throws Exception {
        var file = Files.writeString(directory.resolve("flotilla.yaml"), """
                version: 1
                admin: 127.0.0.1:0
                listeners: { web: 127.0.0.1:0 }
                upstreams: { shop: { source: 'fixed:127.0.0.1:81' } }
                routes: [ { upstream: shop } ]
                """);
        int usual = nice(ProcessHandle.current().pid(), "").getFirst();
        try (var process = FlotillaProcess.startBy(List.of("nice", "-n", "2"), "-c", file.toString())) {
            Await.until(() -> prompt(process.pid()));
            for (var name : List.of("ForkJoinPool-", "admin I/O")) {
                Await.until(() -> Set.copyOf(nice(process.pid(), name)).equals(Set.of(usual + 7)));
            }

            assertThat(nice(process.pid(), "flotilla I/O")).isNotEmpty().containsOnly(usual + 2);
        }
    }

    /** Whether its I/O threads have the shortest slice, as far as the kernel tells. */
    private static boolean prompt(long pid) throws IOException {
        for (var thread : NativeThread.all(pid)) {
            if (thread.name().startsWith("flotilla I/O")
                    && Slices.nanos(pid, thread.id()).orElse(100_000L) != 100_000) {
                return false;
            }
        }
        return true;
    }

    private static List<Integer> nice(long pid, String name) throws IOException {
        return NativeThread.all(pid).stream()
                .filter(thread -> thread.name().startsWith(name))
                .map(NativeThread::nice)
                .toList();
    }
}
