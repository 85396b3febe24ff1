package flotilla.ops.ctl;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Files that a command's words name; that one cannot be read is the words' fault, and no node's. */
final class LocalFile {

    private LocalFile() {}

    /** One cannot be used; the message names it and says why. */
    static final class Unusable extends Exception {

        private static final long serialVersionUID = 1L;

        Unusable(String message, IOException cause) {
            super(message, cause);
        }
    }

    static String text(Path file) throws Unusable {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new Unusable(file + ": " + reason(e), e);
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "no such file";
            case AccessDeniedException _ -> "may not be read";
            case CharacterCodingException _ -> "not UTF-8";
            default -> e.getMessage() == null ? e.toString() : e.getMessage();
        };
    }
}
