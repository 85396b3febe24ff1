package flotilla.ops.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStoreTest implements SettingsStoreContract {

    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("state").resolve("settings.json");
    }

    @Override
    public SettingsStore open() {
        return new FileStore(Optional.of(file()));
    }

    @Override
    public void spoil() throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), "{\"format\": 1");
    }

    @Test
    void putsAFileAsideThatCannotBeUsed() throws Exception {
        spoil();
        try (var store = open()) {
            store.start(event -> {});

            assertThat(store.replace(ONE, store.read().revision())).isTrue();
        }
        assertThat(file().resolveSibling("settings.json.unusable")).hasContent("{\"format\": 1");
        assertThat(DocumentJson.read(Files.readString(file()))).isEqualTo(ONE);
        try (var files = Files.list(file().getParent())) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void saysWhyItCannotWriteAndKeepsWhatWas() throws Exception {
        Files.writeString(directory.resolve("state"), "a file where a directory should be");
        try (var store = open()) {
            store.start(event -> {});

            assertThatThrownBy(() -> store.replace(ONE, 0))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(directory.resolve("state").toString());
            assertThat(store.read()).isEqualTo(SettingsStore.Kept.NOTHING);
        }
    }

    @Nested
    class InMemory implements SettingsStoreContract {

        @Override
        public SettingsStore open() {
            return new FileStore(Optional.empty());
        }

        @Override
        public void spoil() {}
    }
}
