package flotilla.ops.system;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import com.google.errorprone.annotations.Immutable;
import flotilla.ops.system.FaultyEndpoint.Script;
import java.io.IOException;
import java.time.Duration;

/**
 * What the first of three endpoints does to a request. The limit that a fault runs into is {@link Setup#LIMIT}; all others are so
 * long that they never end.
 */
enum Fault {
    NONE("none", Setup.PLAIN, Fault::serve),
    REFUSES("refuses the connection", Setup.PLAIN, Fault::serve),
    IS_A_BLACK_HOLE("black hole: SYNs vanish", Setup.limited("connect"), Fault::serve),
    CLOSES_AT_ACCEPT("closes what it accepts", Setup.PLAIN, with -> with.end()),
    RESETS_AT_ACCEPT("resets what it accepts", Setup.PLAIN, with -> with.reset()),
    RESETS_AT_FIRST_BYTE("resets at the first byte, unread", Setup.PLAIN, with -> {
        with.awaitFirstByte();
        with.reset();
    }),
    RESETS_AFTER_HEAD("resets after the request's head", Setup.PLAIN, with -> {
        with.hearHead();
        with.reset();
    }),
    RESETS_AFTER_REQUEST("resets after the request", Setup.PLAIN, with -> {
        with.hear();
        with.reset();
    }),
    CLOSES_AFTER_REQUEST("closes after the request", Setup.PLAIN, with -> {
        with.hear();
        with.end();
    }),
    CLOSES_KEPT("closes at a kept connection's second request", Setup.PRIMED, with -> {
        with.hear();
        with.answer(200, "", "kept");
        with.hear();
        with.end();
    }),
    RESETS_MID_HEAD("resets in the answer's head", Setup.PLAIN, with -> {
        with.hear();
        with.say("HTTP/1.1 200 OK\r\nContent-Le");
        with.reset();
    }),
    CLOSES_MID_HEAD("closes in the answer's head", Setup.PLAIN, with -> {
        with.hear();
        with.say("HTTP/1.1 200 OK\r\nContent-Le");
        with.end();
    }),
    RESETS_MID_BODY("resets in the answer's body", Setup.PLAIN, with -> {
        with.hear();
        with.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
        with.reset();
    }),
    CLOSES_MID_BODY("closes in the answer's body", Setup.PLAIN, with -> {
        with.hear();
        with.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
        with.end();
    }),
    IS_LATE("answers after 1 s, within the limit", Setup.PLAIN.thatTakes(ofSeconds(1)), with -> {
        with.hear();
        with.pause(ofSeconds(1));
        with.answer(200, "", "late");
    }),
    IS_SILENT("does not answer", Setup.limited("first_byte"), with -> {
        with.hear();
        with.keepSilent();
    }),
    DRIBBLES_HEAD("dribbles its head, beyond the limit", Setup.limited("first_byte"), with -> {
        with.hear();
        with.dribble("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Padding: " + "x".repeat(300), ofMillis(100));
    }),
    DRIBBLES_BODY("dribbles its body, each byte in time", Setup.PLAIN.thatTakes(ofSeconds(1)), with -> {
        with.hear();
        with.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
        with.dribble("0123456789", ofMillis(100));
    }),
    STALLS_MID_BODY("falls silent in its body", Setup.limited("idle"), with -> {
        with.hear();
        with.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
        with.keepSilent();
    }),
    IS_NO_HTTP("answers what is no HTTP", Setup.PLAIN, says("SSH-2.0-OpenSSH_9.2\r\n")),
    HAS_TWO_LENGTHS(
            "answers with two Content-Lengths",
            Setup.PLAIN,
            says("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc")),
    HAS_LENGTH_AND_CHUNKS(
            "answers with a length and chunks",
            Setup.PLAIN,
            says("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n")),
    HAS_A_BAD_CHUNK(
            "answers with a bad chunk",
            Setup.PLAIN,
            says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nxyz\r\n")),
    HAS_TOO_LONG_A_HEAD(
            "answers with a head of 128 KiB",
            Setup.PLAIN,
            says("HTTP/1.1 200 OK\r\nX-Padding: " + "x".repeat(128 * 1024) + "\r\nContent-Length: 0\r\n\r\n")),
    SHOWS_A_WRONG_CERTIFICATE("shows a wrong certificate", Setup.TLS, Fault::serve),
    SPEAKS_NO_TLS("speaks no TLS", Setup.TLS, with -> {
        with.awaitFirstByte();
        with.answer(400, "Connection: close\r\n", "no TLS here");
        with.end();
    }),
    IS_SILENT_IN_TLS("accepts and says nothing of TLS", Setup.TLS.limitedIn("tls"), with -> with.keepSilent()),
    IS_500("answers 500", Setup.PLAIN, answers(500, "")),
    IS_500_LISTED("answers 500, listed", Setup.listed(500), answers(500, "")),
    IS_502("answers 502", Setup.PLAIN, answers(502, "")),
    IS_502_LISTED("answers 502, listed", Setup.listed(502), answers(502, "")),
    IS_503("answers 503", Setup.PLAIN, answers(503, "")),
    IS_503_LISTED("answers 503, listed", Setup.listed(503), answers(503, "")),
    IS_503_RETRY_AFTER(
            "answers 503 and Retry-After: 60, listed", Setup.listed(503), answers(503, "Retry-After: 60\r\n")),
    IS_504("answers 504", Setup.PLAIN, answers(504, "")),
    IS_504_LISTED("answers 504, listed", Setup.listed(504), answers(504, ""));

    /**
     * What a fault needs around it.
     *
     * @param limited the key of the time limit that it runs into; empty: none
     * @param atLeast what the request takes
     * @param listed the status that is tried again; 0: none
     * @param tls whether the node speaks TLS to the endpoints
     * @param primed whether the client has had an answer before, on the same connections
     */
    @Immutable
    record Setup(String limited, Duration atLeast, int listed, boolean tls, boolean primed) {

        /** Long enough that a busy machine serves a request in it, and short enough to wait for. */
        static final Duration LIMIT = ofSeconds(3);

        private static final Setup PLAIN = new Setup("", ZERO, 0, false, false);
        private static final Setup TLS = new Setup("", ZERO, 0, true, false);
        private static final Setup PRIMED = new Setup("", ZERO, 0, false, true);

        private static Setup limited(String limit) {
            return PLAIN.limitedIn(limit);
        }

        private static Setup listed(int status) {
            return new Setup("", ZERO, status, false, false);
        }

        private Setup limitedIn(String limit) {
            return new Setup(limit, LIMIT, listed, tls, primed);
        }

        private Setup thatTakes(Duration time) {
            return new Setup(limited, time, listed, tls, primed);
        }
    }

    private final String label;
    private final Setup setup;
    private final Script script;

    Fault(String label, Setup setup, Script script) {
        this.label = label;
        this.setup = setup;
        this.script = script;
    }

    /** The beginning of its row in the table. */
    String label() {
        return label;
    }

    Setup setup() {
        return setup;
    }

    Script script() {
        return script;
    }

    /** What an endpoint does that has no fault. */
    static void serve(Conversation with) throws IOException {
        while (with.hear()) {
            with.answer(200, "", "good");
        }
    }

    private static Script says(String text) {
        return with -> {
            with.hear();
            with.say(text);
            with.end();
        };
    }

    private static Script answers(int status, String fields) {
        return with -> {
            while (with.hear()) {
                with.answer(status, fields, "bad");
            }
        };
    }
}
