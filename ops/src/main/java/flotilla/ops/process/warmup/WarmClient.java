package flotilla.ops.process.warmup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/** A client that asks in each of the usual ways, on a connection that it keeps for a while. */
final class WarmClient {

    private static final int REQUESTS_PER_CONNECTION = 32;

    private static final List<byte[]> REQUESTS = List.of(
            request("GET / HTTP/1.1", "Accept: */*\r\n", ""),
            request(
                    "GET /warm/up?with=query&and=more HTTP/1.1",
                    "Accept: text/html,*/*;q=0.8\r\nAccept-Encoding: gzip, br\r\nAccept-Language: en\r\n"
                            + "Cookie: a=1; b=2\r\nCache-Control: no-cache\r\n",
                    ""),
            request("POST /warm HTTP/1.1", "Content-Type: text/plain\r\nContent-Length: 8\r\n", "warm me "),
            request("GET /again HTTP/1.1", "Accept: */*\r\nX-Forwarded-For: 192.0.2.1\r\n", ""),
            request("PUT /warm HTTP/1.1", "Transfer-Encoding: chunked\r\n", "8\r\nwarm me \r\n0\r\n\r\n"));

    private final InetSocketAddress address;
    private final Duration patience;

    /** @param patience for each answer */
    WarmClient(InetSocketAddress address, Duration patience) {
        this.address = address;
        this.patience = patience;
    }

    private static byte[] request(String line, String headers, String body) {
        return (line + "\r\nHost: warm-up\r\nUser-Agent: warm-up\r\n" + headers + "\r\n" + body).getBytes(ISO_8859_1);
    }

    /**
     * Sends so many requests as one connection is for, unless it is over before.
     *
     * @param answers counts them
     * @throws IOException if one was not
     */
    void run(BooleanSupplier over, LongAdder answers) throws IOException {
        try (var socket = new Socket()) {
            int millis = Math.toIntExact(patience.toMillis());
            socket.connect(address, millis);
            socket.setSoTimeout(millis);
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream());
            int answered = 0;
            while (answered < REQUESTS_PER_CONNECTION && !over.getAsBoolean()) {
                socket.getOutputStream().write(REQUESTS.get(answered % REQUESTS.size()));
                skipAnswer(in);
                answered++;
                answers.increment();
            }
        }
    }

    private static void skipAnswer(InputStream in) throws IOException {
        var status = line(in);
        if (!status.startsWith("HTTP/1.1 200 ")) {
            throw new IOException("the answer " + status);
        }
        long length = 0;
        for (var header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length =
                        Long.parseLong(header.substring(header.indexOf(':') + 1).strip());
            }
        }
        in.skipNBytes(length);
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("no whole answer");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }
}
