package flotilla.node.io.http1;

import flotilla.node.RawClient;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.StreamSupport;

/** Another reader of requests, to compare with: Undertow's, as a server that says what it has understood. */
final class UndertowReader implements AutoCloseable {

    /**
     * What it understood.
     *
     * @param status 200, or what it refused with
     * @param fields sorted, each {@code name: value} with runs of blanks as one
     */
    record Understood(int status, String method, String target, List<String> fields) {}

    private final Undertow server = Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            .setIoThreads(1)
            .setWorkerThreads(1)
            .setServerOption(UndertowOptions.MAX_HEADER_SIZE, RequestCorpus.MAX_HEAD)
            .setServerOption(UndertowOptions.MAX_HEADERS, RequestHeadParser.MAX_FIELDS)
            .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
            .setServerOption(UndertowOptions.DECODE_URL, false)
            .setServerOption(UndertowOptions.ALWAYS_SET_DATE, false)
            .setHandler(UndertowReader::tell)
            .build();

    UndertowReader() {
        server.start();
    }

    private static void tell(HttpServerExchange exchange) {
        var told = new StringBuilder();
        told.append(exchange.getRequestMethod()).append('\n');
        told.append(exchange.getRequestURI());
        told.append(exchange.getQueryString().isEmpty() ? "" : "?" + exchange.getQueryString());
        told.append('\n');
        for (var values : exchange.getRequestHeaders()) {
            values.forEach(value -> told.append(values.getHeaderName())
                    .append(": ")
                    .append(value)
                    .append('\n'));
        }
        exchange.setPersistent(false);
        exchange.getResponseSender().send(told.toString(), StandardCharsets.ISO_8859_1);
    }

    Understood read(String head) throws IOException {
        var address = (InetSocketAddress) server.getListenerInfo().getFirst().getAddress();
        try (var client = new RawClient(address)) {
            var answer = client.send(head).readAnswer();
            int status = Integer.parseInt(answer.substring(9, 12));
            var lines = answer.substring(answer.indexOf("\r\n\r\n") + 4).lines().toList();
            return status == 200
                    ? new Understood(
                            status,
                            lines.get(0),
                            lines.get(1),
                            fields(lines.subList(2, lines.size()).stream()
                                    .map(line -> line)
                                    .toList()))
                    : new Understood(status, "", "", List.of());
        }
    }

    /** Fields in the form in which both readers' can be compared. */
    static List<String> fields(Iterable<String> lines) {
        return StreamSupport.stream(lines.spliterator(), false)
                .map(line -> {
                    int colon = line.indexOf(':');
                    var value = line.substring(colon + 1).replaceAll("[ \t\r\n]+", " ");
                    return line.substring(0, colon) + ": " + value.strip();
                })
                .sorted()
                .toList();
    }

    @Override
    public void close() {
        server.stop();
    }
}
