package flotilla.ops.system;

import flotilla.node.tls.Tls;
import flotilla.ops.system.FaultClient.Answer;
import flotilla.ops.system.Site.RunningNode;
import java.io.Closeable;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/**
 * One node, as a process, in front of the endpoints of all cells. Those that wait for a limit are asked all at once, and of
 * the others a few at a time.
 */
final class FaultMatrix implements AutoCloseable {

    private static final int AT_ONCE = 4;
    private static final Pattern LOGGED = Pattern.compile(
            "\\S+ \\S+ \\S+ \"\\S+ \\S+[?]cell HTTP/1.1\" (\\d+) \\d+ (\\d+)\\.(\\d+) (\\S+) \\S+ (\\d+) (\\S+)");

    /**
     * What became of a cell's request.
     *
     * @param answer that the client got
     * @param status of the log, as are the next three
     * @param reason empty: none
     * @param seen how many heads the faulty endpoint read and how many the others did, {@code 1+0}
     */
    record Outcome(Answer answer, int status, String reason, int attempts, Duration took, String seen) {

        /** As it stands in the table. */
        String shown() {
            return status + (answer.cut() ? " cut" : "") + (reason.isEmpty() ? "" : " " + reason) + ", "
                    + (attempts == 1 ? "1 try" : attempts + " tries") + ", " + seen;
        }
    }

    private final Path directory;
    private final Site site;
    private final List<Closeable> ends = new ArrayList<>();
    private final Map<String, FaultCell> cells = new LinkedHashMap<>();
    private final Map<String, Future<Outcome>> asked = new LinkedHashMap<>();
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore turns = new Semaphore(AT_ONCE);
    private final Path log;
    private InetSocketAddress node = new InetSocketAddress(0);

    FaultMatrix(Path directory) {
        this.directory = directory;
        site = new Site(directory);
        log = directory.resolve("access.log");
    }

    /** @param blackHole an address where SYNs vanish; empty: there is none, nor the cells that need it */
    void start(String blackHole) throws Exception {
        startCells(blackHole);
        var running = startNode();
        node = running.host().at(running.port());
        cells.forEach((name, cell) -> asked.put(name, clients.submit(() -> askInTurn(cell))));
    }

    private void startCells(String blackHole) throws IOException {
        var refusing = new Socket();
        ends.add(refusing);
        // Bound, so that nobody else gets the port, and not listening.
        refusing.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        for (var fault : Fault.values()) {
            var place = switch (fault) {
                case REFUSES -> "127.0.0.1:" + refusing.getLocalPort();
                case IS_A_BLACK_HOLE -> blackHole + ":80";
                default -> "";
            };
            if (fault == Fault.IS_A_BLACK_HOLE && blackHole.isEmpty()) {
                continue;
            }
            for (var kind : RequestKind.values()) {
                var cell = FaultCell.start(fault, kind, place);
                ends.add(cell);
                cells.put(cell.name(), cell);
            }
        }
    }

    private RunningNode startNode() throws Exception {
        var authority = Files.writeString(directory.resolve("ca.pem"), pem());
        var config = new StringBuilder("access_log: { file: " + log + " }\nupstreams:\n");
        cells.values().forEach(cell -> config.append(cell.upstream(authority)));
        config.append("routes:\n");
        cells.values().forEach(cell -> config.append(cell.route()));
        var running = site.nodeWithAdmin(config.toString());
        Wait.until("the node is ready", () -> ready(running));
        return running;
    }

    private static boolean ready(RunningNode node) throws IOException {
        if (!JavaProcess.accepts(node.host().at(node.admin()))) {
            return false;
        }
        var page =
                URI.create("http://" + node.adminAddress() + "/readyz").toURL().openConnection();
        return page instanceof HttpURLConnection http && http.getResponseCode() == 200;
    }

    private static String pem() throws CertificateEncodingException {
        var encoder = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
        return "-----BEGIN CERTIFICATE-----\n"
                + encoder.encodeToString(Tls.AUTHORITY.certificate().getEncoded()) + "\n-----END CERTIFICATE-----\n";
    }

    /** Those that there are. */
    List<FaultCell> cells() {
        return List.copyOf(cells.values());
    }

    Outcome outcome(FaultCell cell) throws Exception {
        return Objects.requireNonNull(asked.get(cell.name())).get();
    }

    private Outcome askInTurn(FaultCell cell) throws Exception {
        boolean waits = cell.fault().setup().atLeast().isPositive();
        if (waits) {
            return ask(cell);
        }
        turns.acquire();
        try {
            return ask(cell);
        } finally {
            turns.release();
        }
    }

    private Outcome ask(FaultCell cell) throws Exception {
        var answer = FaultClient.ask(node, cell);
        var found = new ArrayList<Outcome>();
        Wait.until(cell + " is in the access log", () -> {
            found.addAll(logged(cell, answer));
            return !found.isEmpty();
        });
        return found.getFirst();
    }

    private List<Outcome> logged(FaultCell cell, Answer answer) throws IOException {
        var outcomes = new ArrayList<Outcome>();
        for (var line : Files.readAllLines(log)) {
            var match = LOGGED.matcher(line);
            if (match.matches() && match.group(4).equals(cell.name())) {
                outcomes.add(new Outcome(
                        answer,
                        Integer.parseInt(match.group(1)),
                        match.group(6).equals("-") ? "" : match.group(6),
                        Integer.parseInt(match.group(5)),
                        Duration.ofSeconds(Long.parseLong(match.group(2)))
                                .plusNanos(1000 * Long.parseLong(Objects.requireNonNull(match.group(3)))),
                        cell.seenByFaulty() + "+" + cell.seenByOthers()));
            }
        }
        return outcomes;
    }

    @Override
    public void close() throws IOException {
        site.close();
        clients.shutdownNow();
        for (var end : ends) {
            end.close();
        }
    }
}
