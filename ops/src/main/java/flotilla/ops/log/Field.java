package flotilla.ops.log;

import java.util.EnumSet;
import java.util.List;

/** What a line of the access log can tell of a request. A constant in small letters is the field's name. */
public enum Field {
    /** When the request's head was complete. */
    TIME,
    /** Whom the request is from: the connection's address, or the one that trusted proxies name. */
    CLIENT,
    /** Address and port that the request's connection comes from. */
    CONNECTION,
    LISTENER,
    /** Method, target and protocol, as they stand in the request's first line. */
    REQUEST,
    METHOD,
    TARGET,
    PROTOCOL,
    HOST,
    USER_AGENT,
    STATUS,
    /** Bytes of the request's body. */
    BYTES_IN,
    /** Bytes of the answer, head included. */
    BYTES_OUT,
    /** Seconds from the head's last byte to the end. */
    DURATION,
    /** Seconds from the last try's beginning to the answer's first byte. */
    FIRST_BYTE,
    ROUTE,
    UPSTREAM,
    ENDPOINT,
    ATTEMPTS,
    /** What went wrong, in one word, the same in the answer and in metrics; a dash says that nothing did. */
    REASON,
    /** What is known beyond the reason. */
    DETAIL,
    /** The trace that it belongs to, recorded or not, if there are traces. */
    TRACE_ID;

    /** Those of a line of text, if none are chosen. */
    static final List<Field> OF_TEXT = List.of(
            TIME, CLIENT, CONNECTION, REQUEST, STATUS, BYTES_OUT, DURATION, UPSTREAM, ENDPOINT, ATTEMPTS, REASON);

    /** Those of a line of JSON, if none are chosen: all, as the request's line is three of the others. */
    static final List<Field> OF_JSON = List.copyOf(EnumSet.complementOf(EnumSet.of(REQUEST)));
}
