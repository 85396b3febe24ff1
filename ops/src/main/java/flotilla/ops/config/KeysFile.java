package flotilla.ops.config;

import flotilla.discovery.NamedFile;
import flotilla.node.sticky.SigningKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * What stood in a file of keys for sticky sessions at one moment.
 *
 * @param openTo the file's permissions if more than its owner and group have a part in them
 */
public record KeysFile(String text, Optional<String> openTo) {

    public static KeysFile read(Path file) throws IOException {
        return new KeysFile(NamedFile.text(file, StandardCharsets.ISO_8859_1), openTo(file));
    }

    private static Optional<String> openTo(Path file) throws IOException {
        try {
            var permissions = Files.getPosixFilePermissions(file);
            boolean open = permissions.contains(PosixFilePermission.OTHERS_READ)
                    || permissions.contains(PosixFilePermission.OTHERS_WRITE);
            return open ? Optional.of(PosixFilePermissions.toString(permissions)) : Optional.empty();
        } catch (UnsupportedOperationException e) {
            // A file system without such permissions cannot be asked.
            return Optional.empty();
        }
    }

    /** @throws flotilla.discovery.InvalidValue if they are none, saying which line is wrong, not what stands in it */
    public SigningKeys keys() {
        return SigningKeys.parse(text);
    }

    /** Says nothing of the keys. */
    @Override
    public String toString() {
        return "KeysFile[" + text.length() + " characters]";
    }
}
