package flotilla.ops.log;

import flotilla.node.resilience.Failure;
import flotilla.node.telemetry.Finished;
import java.util.List;

/** What a line of the access log can tell of a request. A constant in small letters is the field's name. */
public enum Field {
    /** When the request's head was complete. */
    TIME(FieldValue.moment()),
    /** Whom the request is from: the connection's address, or the one that trusted proxies name. */
    CLIENT(FieldValue.client()),
    /** Address and port that the request's connection comes from. */
    CONNECTION(FieldValue.connection()),
    LISTENER(FieldValue.word(Finished::listener)),
    /** Method, target and protocol, as they stand in the request's first line. */
    REQUEST(FieldValue.firstLine()),
    METHOD(FieldValue.quoted(Finished::method)),
    TARGET(FieldValue.quoted(Finished::target)),
    PROTOCOL(FieldValue.quoted(Finished::protocol)),
    HOST(FieldValue.quoted(Finished::host)),
    USER_AGENT(FieldValue.quoted(Finished::userAgent)),
    STATUS(FieldValue.number(Finished::status)),
    /** Bytes of the request's body. */
    BYTES_IN(FieldValue.number(Finished::bytesIn)),
    /** Bytes of the answer, head included. */
    BYTES_OUT(FieldValue.number(Finished::bytesOut)),
    /** Seconds from the head's last byte to the end. */
    DURATION(FieldValue.seconds(Finished::durationNanos)),
    /** Seconds from the last try's beginning to the answer's first byte. */
    FIRST_BYTE(FieldValue.seconds(Finished::firstByteNanos)),
    ROUTE(FieldValue.word(Finished::route)),
    UPSTREAM(FieldValue.word(Finished::upstream)),
    ENDPOINT(FieldValue.word(Finished::endpoint)),
    ATTEMPTS(FieldValue.number(Finished::attempts)),
    /** What went wrong, in one word, the same in the answer and in metrics; a dash says that nothing did. */
    REASON(FieldValue.word(Field::reason)),
    /** What is known beyond the reason. */
    DETAIL(FieldValue.quoted(Field::detail)),
    /** The trace that it belongs to, recorded or not, if there are traces. */
    TRACE_ID(FieldValue.trace());

    /** Those of a line of text, if none are chosen. */
    static final List<Field> OF_TEXT = List.of(
            TIME, CLIENT, CONNECTION, REQUEST, STATUS, BYTES_OUT, DURATION, UPSTREAM, ENDPOINT, ATTEMPTS, REASON);

    /** Those of a line of JSON, if none are chosen. */
    static final List<Field> OF_JSON = List.of(
            TIME,
            CLIENT,
            CONNECTION,
            LISTENER,
            METHOD,
            TARGET,
            PROTOCOL,
            HOST,
            USER_AGENT,
            STATUS,
            BYTES_IN,
            BYTES_OUT,
            DURATION,
            FIRST_BYTE,
            ROUTE,
            UPSTREAM,
            ENDPOINT,
            ATTEMPTS,
            REASON,
            DETAIL,
            TRACE_ID);

    @SuppressWarnings("ImmutableEnumChecker") // holds functions without state
    private final FieldValue value;

    Field(FieldValue value) {
        this.value = value;
    }

    FieldValue value() {
        return value;
    }

    /** Whether a line of JSON has it even if there is nothing to tell. */
    boolean always() {
        return this == REASON;
    }

    private static String reason(Finished request) {
        var failure = request.failure();
        return failure == null ? "" : failure.reason().code();
    }

    private static String detail(Finished request) {
        Failure failure = request.failure();
        return failure == null ? "" : failure.detail();
    }
}
