package flotilla.node.resilience;

/**
 * Why a request did not get its endpoint's whole answer. A value, never thrown. {@link Reason} gives the status, the
 * metric's label and the access log's code from the same constant, so the three never disagree.
 *
 * @param reason what happened
 * @param detail where, and with which words of the system below; empty if there is nothing to add
 * @param retryAfter seconds after which the same request may do better, 0 where nobody can say; for Retry-After (RFC 9110
 *     section 10.2.3)
 * @param status that the client gets, if it can still get one: the reason's, but for what a drill injects
 */
public record Failure(Reason reason, String detail, long retryAfter, int status) {

    public Failure(Reason reason, String detail, long retryAfter) {
        this(reason, detail, retryAfter, reason.status());
    }

    public Failure(Reason reason, String detail) {
        this(reason, detail, 0);
    }

    public static Failure of(Reason reason) {
        return new Failure(reason, "");
    }

    /** What a drill answers with in place of an endpoint. */
    public static Failure injected(int status) {
        return new Failure(Reason.FAULT_INJECTED, "", 0, status);
    }

    /** The same, with more to say of it. */
    public Failure withDetail(String more) {
        return new Failure(reason, detail.isEmpty() ? more : detail + "; " + more, retryAfter, status);
    }

    /** Whose doing it was; decides whether an endpoint's health and retries are concerned. */
    public enum Blame {
        CLIENT,
        NODE,
        ENDPOINT
    }

    /** The closed list of reasons. */
    public enum Reason {
        /** Malformed or ambiguous framing, header or target. */
        BAD_REQUEST(400, Blame.CLIENT, "http_request_error"),
        FORBIDDEN(403, Blame.CLIENT, "http_request_denied"),
        NO_ROUTE(404, Blame.CLIENT, "destination_not_found"),
        /** The client stopped sending in the middle of its body. */
        CLIENT_TIMEOUT(408, Blame.CLIENT, "http_request_error"),
        BODY_TOO_LARGE(413, Blame.CLIENT, "http_request_error"),
        URI_TOO_LONG(414, Blame.CLIENT, "http_request_error"),
        EXPECTATION_FAILED(417, Blame.CLIENT, "http_request_error"),
        CLIENT_RATE(429, Blame.CLIENT, "http_request_denied"),
        /** More requests than the route's {@code rate}, over the fleet. */
        ROUTE_RATE(429, Blame.CLIENT, "http_request_denied"),
        /** More requests than the upstream's {@code rate}, over the fleet. */
        UPSTREAM_RATE(429, Blame.CLIENT, "http_request_denied"),
        HEADERS_TOO_LARGE(431, Blame.CLIENT, "http_request_error"),
        /** The client left; 499 is for the log only, nobody reads it. */
        CLIENT_GONE(499, Blame.CLIENT, "http_request_error"),
        /** A defect of ours. */
        INTERNAL(500, Blame.NODE, "proxy_internal_error"),
        NOT_IMPLEMENTED(501, Blame.CLIENT, "http_request_error"),
        /** Every endpoint tried refused, or could not be reached. */
        CONNECT_REFUSED(502, Blame.ENDPOINT, "connection_refused"),
        TLS_FAILED(502, Blame.ENDPOINT, "tls_protocol_error"),
        /** Closed or reset before the first byte of an answer. */
        CLOSED_EARLY(502, Blame.ENDPOINT, "connection_terminated"),
        /** An answer that is not HTTP, or whose framing is ambiguous. */
        BAD_RESPONSE(502, Blame.ENDPOINT, "http_protocol_error"),
        RESPONSE_HEADERS_TOO_LARGE(502, Blame.ENDPOINT, "http_response_header_section_size"),
        /** Closed, reset or silent in the middle of an answer: the client's copy is cut too. */
        RESPONSE_CUT(502, Blame.ENDPOINT, "http_response_incomplete"),
        /** A drill of the route says so; the status is the drill's. */
        FAULT_INJECTED(503, Blame.NODE, "proxy_internal_response"),
        NO_ENDPOINT(503, Blame.NODE, "destination_unavailable"),
        /** More connections than the listener takes: refused before a request was read. */
        TOO_MANY_CONNECTIONS(503, Blame.NODE, "connection_limit_reached"),
        QUEUE_FULL(503, Blame.NODE, "connection_limit_reached"),
        QUEUE_TIMEOUT(503, Blame.NODE, "connection_limit_reached"),
        TOO_MANY_REQUESTS_IN_FLIGHT(503, Blame.NODE, "connection_limit_reached"),
        /** At its limit of requests in flight, and the request could not wait, or not for long enough. */
        UPSTREAM_BUSY(503, Blame.NODE, "connection_limit_reached"),
        OUT_OF_BUFFERS(503, Blame.NODE, "proxy_internal_error"),
        SHUTTING_DOWN(503, Blame.NODE, "destination_unavailable"),
        CONNECT_TIMEOUT(504, Blame.ENDPOINT, "connection_timeout"),
        TLS_TIMEOUT(504, Blame.ENDPOINT, "connection_timeout"),
        FIRST_BYTE_TIMEOUT(504, Blame.ENDPOINT, "http_response_timeout"),
        IDLE_TIMEOUT(504, Blame.ENDPOINT, "http_response_timeout"),
        DEADLINE(504, Blame.ENDPOINT, "http_response_timeout"),
        VERSION_NOT_SUPPORTED(505, Blame.CLIENT, "http_request_error");

        private final int status;
        private final Blame blame;
        private final String proxyStatus;
        private final String code;

        Reason(int status, Blame blame, String proxyStatus) {
            this.status = status;
            this.blame = blame;
            this.proxyStatus = proxyStatus;
            this.code = name().toLowerCase(java.util.Locale.ROOT);
        }

        /** The status that the client gets, if it can still get one. */
        public int status() {
            return status;
        }

        public Blame blame() {
            return blame;
        }

        /** Whether what follows on the client's connection is not to be trusted either. */
        public boolean suspect() {
            return this == BAD_REQUEST || this == EXPECTATION_FAILED || this == NOT_IMPLEMENTED;
        }

        /** The error type of RFC 9209 section 2.3. */
        public String proxyStatus() {
            return proxyStatus;
        }

        /** Where it stands among the others, in this process. */
        @SuppressWarnings("EnumOrdinal") // told to nobody who may know others
        public int place() {
            return ordinal();
        }

        /** The word in metrics and in the access log. */
        public String code() {
            return code;
        }
    }
}
