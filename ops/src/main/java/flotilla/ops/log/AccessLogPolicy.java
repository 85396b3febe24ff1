package flotilla.ops.log;

import flotilla.discovery.InvalidValue;

/**
 * Where and how requests are written down.
 *
 * @param file a path, {@code -} for standard output, or {@code off}
 * @param format of a line
 * @param bufferBytes for lines that wait to be written, per I/O thread; a power of two. When it is full, lines are
 *     dropped and counted
 */
public record AccessLogPolicy(String file, Format format, int bufferBytes) {

    /** How a line looks. */
    public enum Format {
        TEXT,
        JSON
    }

    public static final AccessLogPolicy DEFAULT = new AccessLogPolicy("off", Format.TEXT, 1 << 20);

    public AccessLogPolicy {
        InvalidValue.require(!file.isBlank(), "file", file, "a path, - for standard output, or off");
        InvalidValue.require(
                bufferBytes >= 1 << 16 && bufferBytes <= 1 << 28 && Integer.bitCount(bufferBytes) == 1,
                "bufferBytes",
                bufferBytes,
                "a power of two from 64KiB to 256MiB");
    }

    public boolean enabled() {
        return !file.equals("off");
    }

    public AccessLogPolicy withFile(String newFile) {
        return new AccessLogPolicy(newFile, format, bufferBytes);
    }
}
