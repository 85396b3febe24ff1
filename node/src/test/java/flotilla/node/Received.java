package flotilla.node;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request as it came to a {@link FakeEndpoint}.
 *
 * @param headers names in lower case, of repeated ones the last
 * @param body one byte in each character
 */
public record Received(String method, String target, Map<String, String> headers, String body) {

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** Empty at the end of the connection. */
    static Optional<Received> readHead(InputStream in) throws IOException {
        String requestLine = readLine(in);
        if (requestLine.isEmpty()) {
            return Optional.empty();
        }
        String[] words = requestLine.split(" ", 3);
        var headers = new LinkedHashMap<String, String>();
        for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
            int colon = line.indexOf(':');
            headers.merge(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip(),
                    (first, second) -> first + ", " + second);
        }
        return Optional.of(new Received(words[0], words[1], headers, ""));
    }

    Received readBody(InputStream in) throws IOException {
        String whole = header("transfer-encoding").isPresent()
                ? readChunks(in)
                : exactly(in, header("content-length").map(Integer::parseInt).orElse(0));
        return new Received(method, target, headers, whole);
    }

    private static String readChunks(InputStream in) throws IOException {
        var chunks = new StringBuilder();
        for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
            chunks.append(exactly(in, size));
            readLine(in);
        }
        String trailer = readLine(in);
        while (!trailer.isEmpty()) {
            trailer = readLine(in);
        }
        return chunks.toString();
    }

    private static int chunkSize(InputStream in) throws IOException {
        String line = readLine(in);
        if (line.isEmpty()) {
            throw new EOFException("body ends early");
        }
        return Integer.parseInt(line.split(";")[0].strip(), 16);
    }

    private static String exactly(InputStream in, int size) throws IOException {
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException("body ends early");
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String readLine(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n' && c >= 0; c = in.read()) {
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }
}
