package flotilla.node.http;

import flotilla.discovery.InvalidValue;
import flotilla.node.route.Page;
import flotilla.node.route.StaticAnswer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.ServiceConfigurationError;

/** A plug-in that does what its option says, whichever path is asked for beneath it. */
public final class ProbeStage implements Stage {

    /** What it does with a request. */
    enum Deed {
        /** Adds a field for endpoints and one for the client. */
        ADD,
        /** Answers by itself. */
        ANSWER,
        THROW,
        /** Lets the request go on, and throws then. */
        THROW_LATE,
        /** As a plug-in does whose class file is of another version. */
        LINKAGE,
        /** Throws what the compiler would not let it. */
        CHECKED,
        /** Calls itself until the stack is full. */
        OVERFLOW,
        /** As one does that looks for a service of its own, behind a wait. */
        SERVICE_BEHIND_WAIT,
        /** Goes on from another thread. */
        WAIT,
        /** Throws when it goes on. */
        THROW_BEHIND_WAIT,
        /** Never goes on. */
        HANG
    }

    /** Found through {@code META-INF/services}. */
    public static final class Maker implements Provider {
        @Override
        public String name() {
            return "probe";
        }

        @Override
        public Stage create(Map<String, String> options) {
            var deed = options.getOrDefault("deed", "");
            InvalidValue.require(deed.matches("[A-Z_]+"), "deed", deed, "a deed");
            return new ProbeStage(Deed.valueOf(deed), options.getOrDefault("closed", ""));
        }
    }

    private final Deed deed;

    /** A file that says how often it was closed; empty: none. */
    private final String closed;

    private ProbeStage(Deed deed, String closed) {
        this.deed = deed;
        this.closed = closed;
    }

    @Override
    public void close() {
        if (!closed.isEmpty()) {
            try {
                Files.writeString(Path.of(closed), deed + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public String name() {
        return "probe";
    }

    @Override
    public void handle(Exchange exchange, Next next) {
        // A request says so if it is to pass, so that one connection can show both.
        if (exchange.header("X-Pass") != null) {
            next.handle(exchange);
            return;
        }
        switch (deed) {
            case ADD -> {
                exchange.fields().forEndpoints("X-User", "alice");
                exchange.fields().withhold("X-Secret");
                exchange.fields().forClient("X-Seen", "yes");
                next.handle(exchange);
            }
            case ANSWER -> exchange.answer(new StaticAnswer(401, Page.of("who?")));
            case THROW -> throw new IllegalStateException("a defect");
            case THROW_LATE -> {
                next.handle(exchange);
                throw new IllegalStateException("a late defect");
            }
            case LINKAGE -> throw new NoSuchMethodError("gone");
            case CHECKED -> throw Sneaky.thrown(new IOException("checked"));
            case OVERFLOW -> next.handle(deeper(exchange, 0));
            case SERVICE_BEHIND_WAIT ->
                resume(new Pause(exchange, "probe"), resumed -> {
                    throw new ServiceConfigurationError("none");
                });
            case WAIT -> resume(new Pause(exchange, "probe"), next);
            case THROW_BEHIND_WAIT ->
                resume(new Pause(exchange, "probe"), resumed -> {
                    throw new IllegalStateException("a defect behind a wait");
                });
            case HANG -> new Pause(exchange, "probe");
        }
    }

    private static Exchange deeper(Exchange exchange, int depth) {
        return depth < 0 ? exchange : deeper(deeper(exchange, depth + 1), -1);
    }

    private static void resume(Pause pause, Next step) {
        Thread.ofVirtual().start(() -> pause.resume(step));
    }
}
