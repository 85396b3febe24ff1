package flotilla.ops.process.unix;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes files another user's, as root. Where that user may write already, anything may be put in a file's place at any moment,
 * and a link there would lead root anywhere. So each file is held by a descriptor first (open(2) on {@code O_PATH}), then looked
 * at, and given by that descriptor: what was looked at is what is given. A link in a place that is root's alone is root's own
 * word and is followed.
 */
public final class Ownership {

    private static final int O_PATH = 0x200000;
    private static final int O_CLOEXEC = 0x80000;
    private static final int O_NOFOLLOW = System.getProperty("os.arch").equals("aarch64") ? 0x8000 : 0x20000;

    /** Of a file's mode (inode(7)). */
    private static final int TYPE = 0xF000;

    private static final int REGULAR = 0x8000;
    private static final int SOCKET = 0xC000;
    private static final int DIRECTORY = 0x4000;

    private final Account owner;

    public Ownership(Account owner) {
        this.owner = owner;
    }

    /** Whether nobody but root can put anything in a file's place. */
    public static boolean liesWhereRootAloneWrites(Path file) throws IOException {
        var directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
        var permissions = Files.getPosixFilePermissions(directory);
        return Files.getAttribute(directory, "unix:uid").equals(0)
                && !permissions.contains(PosixFilePermission.GROUP_WRITE)
                && !permissions.contains(PosixFilePermission.OTHERS_WRITE);
    }

    /** Whether a file has one name, and is no link, device or the like. */
    public static boolean isPlain(Path file) throws IOException {
        var attributes = Files.readAttributes(file, "unix:mode,nlink", NOFOLLOW_LINKS);
        return kind(attributes.get("mode")) == REGULAR && Integer.valueOf(1).equals(attributes.get("nlink"));
    }

    /**
     * Gives a file, a socket, or a directory with all that is in it.
     *
     * @param refused hears of each that is not given: a link, a file of several names, a pipe
     */
    public void give(Path path, Consumer<Path> refused) throws IOException {
        give(path, liesWhereRootAloneWrites(path), path, refused);
    }

    private void give(Path path, boolean follows, Path named, Consumer<Path> refused) throws IOException {
        try (var arena = Arena.ofConfined()) {
            int held = Libc.intCall(
                    "open", arena.allocateFrom(path.toString()), O_PATH | O_CLOEXEC | (follows ? 0 : O_NOFOLLOW));
            try {
                giveHeld(Path.of("/proc/self/fd/" + held), follows, named, refused);
            } finally {
                Libc.intCall("close", held);
            }
        }
    }

    private void giveHeld(Path held, boolean trusted, Path named, Consumer<Path> refused) throws IOException {
        var attributes = Files.readAttributes(held, "unix:mode,nlink");
        switch (kind(attributes.get("mode"))) {
            case REGULAR -> {
                if (!Integer.valueOf(1).equals(attributes.get("nlink"))) {
                    refused.accept(named);
                    return;
                }
            }
            case DIRECTORY -> giveContent(held, named, refused);
            case SOCKET -> {}
            default -> {
                // Root may well have named a device, such as standard output.
                if (!trusted) {
                    refused.accept(named);
                }
                return;
            }
        }
        // By their numbers, which is all that a look-up of names in a container may know.
        Files.setAttribute(held, "unix:uid", owner.user());
        Files.setAttribute(held, "unix:gid", owner.group());
    }

    private void giveContent(Path held, Path named, Consumer<Path> refused) throws IOException {
        try (var content = Files.newDirectoryStream(held)) {
            for (var one : content) {
                give(one, false, named.resolve(one.getFileName()), refused);
            }
        }
    }

    private static int kind(@Nullable Object mode) {
        return (Integer) Objects.requireNonNull(mode) & TYPE;
    }
}
