package flotilla.discovery.consul;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Where the consul program is: {@code $CONSUL_BIN}, or on the path. */
final class ConsulBinary {

    private ConsulBinary() {}

    /** The program; without one the test is skipped, but fails where {@code CI=true}. */
    static Path require() {
        var found = find();
        if (found.isEmpty() && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("no consul program: set CONSUL_BIN or put consul on the PATH");
        }
        Assumptions.assumeTrue(found.isPresent(), "no consul program: set CONSUL_BIN or put consul on the PATH");
        return found.orElseThrow();
    }

    private static Optional<Path> find() {
        var named = Stream.ofNullable(System.getenv("CONSUL_BIN")).map(Path::of);
        var onPath = Arrays.stream(
                        Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, "consul"));
        return Stream.concat(named, onPath).filter(Files::isExecutable).findFirst();
    }
}
