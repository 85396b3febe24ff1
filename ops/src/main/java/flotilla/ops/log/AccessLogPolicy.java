package flotilla.ops.log;

import flotilla.discovery.InvalidValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where and how requests are written down, and which.
 *
 * @param file a path, {@code -} for standard output, or {@code off}
 * @param format of a line
 * @param bufferBytes for lines that wait to be written, per I/O thread; a power of two. When it is full, lines are
 *     dropped and counted
 * @param fields of a line, in this order; none: those that its format has by itself
 * @param sample the share of requests that are written down, 0 to 1, besides those that always are
 * @param keepStatus requests with this status or one above are always written down, as are those whose answer was cut
 * @param keepSlower those that took longer are always written down; 0: none for that
 * @param rotate when the file is put aside for a new one; empty: somebody else does, or nobody
 */
public record AccessLogPolicy(
        String file,
        Format format,
        int bufferBytes,
        List<Field> fields,
        double sample,
        int keepStatus,
        Duration keepSlower,
        Optional<RotatePolicy> rotate) {

    /** How a line looks. */
    public enum Format {
        TEXT,
        JSON
    }

    public static final AccessLogPolicy DEFAULT = new AccessLogPolicy(
            "off", Format.TEXT, 1 << 20, List.of(), 1, 500, Duration.ofSeconds(1), Optional.empty());

    public AccessLogPolicy {
        fields = List.copyOf(fields);
        InvalidValue.require(!file.isBlank(), "file", file, "a path, - for standard output, or off");
        InvalidValue.require(
                bufferBytes >= 1 << 16 && bufferBytes <= 1 << 28 && Integer.bitCount(bufferBytes) == 1,
                "bufferBytes",
                bufferBytes,
                "a power of two from 64KiB to 256MiB");
        InvalidValue.require(fields.stream().distinct().count() == fields.size(), "fields", fields, "each field once");
        InvalidValue.require(sample >= 0 && sample <= 1, "sample", sample, "0 to 1");
        InvalidValue.require(keepStatus >= 400 && keepStatus <= 600, "keepStatus", keepStatus, "400 to 600");
        InvalidValue.require(!keepSlower.isNegative(), "keepSlower", keepSlower, ">= 0");
        InvalidValue.require(
                rotate.isEmpty() || !file.equals("-"), "rotate", "", "to be left out, as standard output has no name");
    }

    public boolean enabled() {
        return !file.equals("off");
    }

    public AccessLogPolicy withFile(String newFile) {
        return new AccessLogPolicy(newFile, format, bufferBytes, fields, sample, keepStatus, keepSlower, rotate);
    }

    public AccessLogPolicy withFormat(Format newFormat) {
        return new AccessLogPolicy(file, newFormat, bufferBytes, fields, sample, keepStatus, keepSlower, rotate);
    }

    public AccessLogPolicy withBufferBytes(int newBytes) {
        return new AccessLogPolicy(file, format, newBytes, fields, sample, keepStatus, keepSlower, rotate);
    }

    public AccessLogPolicy withFields(List<Field> newFields) {
        return new AccessLogPolicy(file, format, bufferBytes, newFields, sample, keepStatus, keepSlower, rotate);
    }

    public AccessLogPolicy withSample(double newSample) {
        return new AccessLogPolicy(file, format, bufferBytes, fields, newSample, keepStatus, keepSlower, rotate);
    }

    public AccessLogPolicy withRotate(Optional<RotatePolicy> newRotate) {
        return new AccessLogPolicy(file, format, bufferBytes, fields, sample, keepStatus, keepSlower, newRotate);
    }
}
