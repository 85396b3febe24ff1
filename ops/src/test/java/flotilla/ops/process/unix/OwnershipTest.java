package flotilla.ops.process.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that root gives away, and such as somebody has put there so that it does. */
class OwnershipTest {

    private static final int USER = 65534;
    private static final int ROOT = 0;

    @TempDir
    private Path directory;

    private final List<Path> refused = new ArrayList<>();
    private Path secret;

    @BeforeEach
    void asRoot() throws Exception {
        assumeThat(Files.getAttribute(directory, "unix:uid"))
                .as("root alone gives files away")
                .isEqualTo(ROOT);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        secret = Files.writeString(directory.resolve("secret"), "root's");
    }

    private void give(Path path) throws IOException {
        new Ownership(new Account("nobody", USER, USER)).give(path, refused::add);
    }

    private static int owner(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    @Test
    void aDirectoryIsGivenWithAllThatIsInIt() throws Exception {
        var state = Files.createDirectory(directory.resolve("state"));
        var file = Files.writeString(state.resolve("file"), "");
        var deep =
                Files.writeString(Files.createDirectory(state.resolve("below")).resolve("deep"), "");

        give(state);

        for (var path : List.of(state, file, deep.getParent(), deep)) {
            assertThat(owner(path)).as("%s", path).isEqualTo(USER);
        }
        assertThat(Files.getAttribute(deep, "unix:gid")).isEqualTo(USER);
        assertThat(refused).isEmpty();
    }

    @Test
    void whatLeadsElsewhereIsNot() throws Exception {
        var state = Files.createDirectory(directory.resolve("state"));
        var link = Files.createSymbolicLink(state.resolve("link"), secret);
        var name = Files.createLink(state.resolve("name"), secret);
        var away = Files.createSymbolicLink(state.resolve("away"), directory);
        var pipe = state.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        give(state);

        assertThat(owner(state)).isEqualTo(USER);
        assertThat(owner(secret)).isEqualTo(ROOT);
        assertThat(owner(directory)).isEqualTo(ROOT);
        assertThat(owner(pipe)).isEqualTo(ROOT);
        assertThat(refused).containsExactlyInAnyOrder(link, name, away, pipe);
    }

    @Test
    void aLinkInADirectoryOfTheOthersIsNotFollowed() throws Exception {
        var theirs = Files.createDirectory(directory.resolve("theirs"));
        Files.setAttribute(theirs, "unix:uid", USER);
        var link = Files.createSymbolicLink(theirs.resolve("log"), secret);

        give(link);

        assertThat(owner(secret)).isEqualTo(ROOT);
        assertThat(refused).containsExactly(link);
    }

    @Test
    void aLinkInADirectoryOfRootsIsRootsOwnWord() throws Exception {
        give(Files.createSymbolicLink(directory.resolve("log"), secret));

        assertThat(owner(secret)).isEqualTo(USER);
    }

    @Test
    void aPlainFileHasOneName() throws Exception {
        assertThat(Ownership.isPlain(secret)).isTrue();
        assertThat(Ownership.isPlain(Files.createSymbolicLink(directory.resolve("link"), secret)))
                .isFalse();
        Files.createLink(directory.resolve("name"), secret);
        assertThat(Ownership.isPlain(secret)).isFalse();
        assertThat(Ownership.isPlain(directory)).isFalse();
    }
}
