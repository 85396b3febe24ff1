package flotilla.node.io.http1;

import flotilla.node.resilience.Failure;
import flotilla.node.resilience.Failure.Reason;
import org.jspecify.annotations.Nullable;

/** What the fields of a request say to us: of its connection, host and body, and whether they contradict. */
final class RequestFraming {

    private static final byte[] CLOSE = Ascii.bytes("close");
    private static final byte[] KEEP_ALIVE = Ascii.bytes("keep-alive");
    private static final byte[] CHUNKED = Ascii.bytes("chunked");

    private RequestFraming() {}

    /** Notes a field that has just been read; returns what is wrong with it, or null. */
    static @Nullable Failure add(RequestHead head, int index, HeaderKind kind) {
        int from = head.valueFrom(index);
        int to = head.valueTo(index);
        return switch (kind) {
            case CONNECTION -> connection(head, from, to);
            case CONTENT_LENGTH -> length(head, from, to);
            case TRANSFER_ENCODING -> coding(head, from, to);
            case HOST -> host(head, index, from, to);
            case X_FLOTILLA_EXPLAIN -> explain(head, from, to);
            default -> null;
        };
    }

    private static @Nullable Failure connection(RequestHead head, int from, int to) {
        boolean closes = Ascii.lists(head.bytes, from, to, CLOSE);
        boolean keeps = Ascii.lists(head.bytes, from, to, KEEP_ALIVE);
        head.close |= closes;
        head.keepAlive |= keeps;
        head.nominates |= !(closes && to - from == CLOSE.length) && !(keeps && to - from == KEEP_ALIVE.length);
        return null;
    }

    private static @Nullable Failure explain(RequestHead head, int from, int to) {
        head.explain |= to - from == 1 && head.bytes[from] == '1';
        return null;
    }

    private static @Nullable Failure length(RequestHead head, int from, int to) {
        if (head.contentLength >= 0) {
            return bad("the body's length is told more than once");
        }
        head.contentLength = Ascii.decimal(head.bytes, from, to);
        return head.contentLength < 0 ? bad("Content-Length is malformed") : null;
    }

    private static @Nullable Failure coding(RequestHead head, int from, int to) {
        if (head.chunked) {
            return bad("Transfer-Encoding is given more than once");
        }
        head.chunked = true;
        return Ascii.same(head.bytes, from, to, CHUNKED)
                ? null
                : new Failure(Reason.NOT_IMPLEMENTED, "Transfer-Encoding is not chunked");
    }

    private static @Nullable Failure host(RequestHead head, int index, int from, int to) {
        if (head.host >= 0) {
            return bad("there is more than one Host");
        }
        head.host = index;
        boolean none = from == to && head.http10();
        return none || Authority.valid(head.bytes, from, to) ? null : bad("Host is malformed or empty");
    }

    /** All fields have been read; returns how they contradict each other, or null. */
    static @Nullable Failure check(RequestHead head) {
        var line = head.line;
        if (head.host < 0 && !head.http10()) {
            return bad("there is no Host");
        }
        if (head.host >= 0 && line.absolute() && !agrees(head)) {
            return bad("Host and the target differ");
        }
        if (head.chunked && head.contentLength >= 0) {
            return bad("both Content-Length and Transfer-Encoding");
        }
        return head.chunked && head.http10() ? bad("Transfer-Encoding in an HTTP/1.0 request") : null;
    }

    private static boolean agrees(RequestHead head) {
        var line = head.line;
        return Ascii.same(
                head.bytes,
                head.valueFrom(head.host),
                head.valueTo(head.host),
                head.bytes,
                line.authorityFrom,
                line.authorityTo);
    }

    private static Failure bad(String detail) {
        return new Failure(Reason.BAD_REQUEST, detail);
    }
}
