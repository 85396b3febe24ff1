package flotilla.discovery.file;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.Endpoint;
import flotilla.discovery.Recorder;
import flotilla.discovery.SourceContext;
import flotilla.discovery.SourceEvent;
import flotilla.discovery.SourceEvent.Stale;
import flotilla.discovery.Time;
import flotilla.discovery.UpstreamSource;
import flotilla.discovery.UpstreamSourceContract;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourceTest implements UpstreamSourceContract {

    @TempDir
    Path directory;

    @Override
    public UpstreamSource open() {
        return open("");
    }

    private UpstreamSource open(String fragment) {
        var uri = URI.create("file:" + file() + "?interval=20ms" + fragment);
        return FileSource.of(uri, SourceContext.of(Time.system()));
    }

    private Path file() {
        return directory.resolve("upstreams.yaml");
    }

    @Override
    public void list(List<Endpoint> endpoints) throws IOException {
        replace(endpoints.stream().map(each -> "- " + each.authority() + "\n").collect(Collectors.joining()));
    }

    @Override
    public void hide() throws IOException {
        Files.delete(file());
    }

    private void replace(String text) throws IOException {
        var next = directory.resolve("next.yaml");
        Files.writeString(next, text);
        Files.move(next, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void namesFileLineAndValueOfABadFileAndKeepsTheLastGoodOne() throws Exception {
        list(List.of(Endpoint.of("127.0.0.1", 1)));
        var heard = new Recorder<SourceEvent>();

        try (var source = open()) {
            source.start(heard);
            heard.awaitCount(1);
            replace("- 127.0.0.1:1\n- { host: 127.0.0.2, port: 99999 }\n");
            var stale = (Stale) heard.awaitCount(2).get(1);
            replace("- 127.0.0.1:1\n");
            heard.awaitCount(3);

            assertThat(stale.reason()).isEqualTo("file " + file() + ", line 2: port: 99999 (expected: 1 to 65535)");
            assertThat(heard.heard().get(2)).isEqualTo(heard.heard().get(0));
        }
    }

    @Test
    void takesAFileThatAppearsLater() throws Exception {
        var heard = new Recorder<SourceEvent>();

        try (var source = open()) {
            source.start(heard);
            var stale = (Stale) heard.awaitCount(1).getFirst();
            list(List.of(Endpoint.of("127.0.0.1", 1)));

            assertThat(stale.reason()).contains(file().toString(), "missing");
            assertThat(heard.awaitCount(2).get(1))
                    .isEqualTo(new SourceEvent.Snapshot(List.of(Endpoint.of("127.0.0.1", 1))));
        }
    }

    @Test
    void followsALinkThatIsTurnedToAnotherDirectory() throws Exception {
        // As a Kubernetes volume does: upstreams.yaml -> ..data/upstreams.yaml, ..data -> a directory per version.
        for (var version : List.of("v1", "v2")) {
            Files.createDirectory(directory.resolve(version));
        }
        Files.writeString(directory.resolve("v1/upstreams.yaml"), "- 127.0.0.1:1\n");
        Files.writeString(directory.resolve("v2/upstreams.yaml"), "- 127.0.0.1:2\n");
        Files.createSymbolicLink(directory.resolve("..data"), Path.of("v1"));
        Files.createSymbolicLink(file(), Path.of("..data/upstreams.yaml"));
        var heard = new Recorder<SourceEvent>();

        try (var source = open()) {
            source.start(heard);
            heard.awaitCount(1);
            Files.createSymbolicLink(directory.resolve("..next"), Path.of("v2"));
            Files.move(directory.resolve("..next"), directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);

            assertThat(heard.awaitCount(2).get(1))
                    .isEqualTo(new SourceEvent.Snapshot(List.of(Endpoint.of("127.0.0.1", 2))));
        }
    }

    @Test
    void picksOneOfSeveralUpstreamsByName() throws Exception {
        replace("upstreams:\n  web: [ 127.0.0.1:1 ]\n  api: [ 127.0.0.1:2 ]\n");
        var heard = new Recorder<SourceEvent>();

        try (var source = open("#api")) {
            source.start(heard);

            assertThat(heard.awaitCount(1))
                    .containsExactly(new SourceEvent.Snapshot(List.of(Endpoint.of("127.0.0.1", 2))));
        }
    }
}
