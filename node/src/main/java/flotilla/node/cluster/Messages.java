package flotilla.node.cluster;

import flotilla.discovery.InvalidValue;
import flotilla.node.cluster.Message.Origin;
import flotilla.node.cluster.RefusedMessage.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of messages, strict in what they are and open for what may come.
 *
 * <pre>
 *   message  = version(1 byte) length body            length: bytes of the body
 *   body     = kind node epoch sequence uptime section*
 *   section  = tag length content                     each tag at most once
 * </pre>
 *
 * <p>Numbers are varints, hashes eight bytes ({@link MessageWriter}). A release that has more to say adds a kind or a
 * tag, which older ones skip, and leaves the content of a known tag as it is; only what cannot be read so takes another
 * version, which older ones refuse. Worked example, a hello of node {@code a}, epoch 5, sequence 1, after 200 ms:
 * {@code 01 | 07 | 04 | 01 61 | 05 | 01 | c8 01}.
 *
 * <p>Keys are hashes and do not compress, so what counts is the rest: an endpoint costs 8 bytes for its key and 3 more
 * while it has fewer than 128 requests and connections.
 */
public final class Messages {

    private static final int VERSION = 1;

    private static final int REPORT = 1;
    private static final int VERDICT_EVENT = 2;
    private static final int VERDICT_TABLE = 3;
    private static final int HELLO = 4;
    private static final int BULLETIN = 5;
    private static final int READING_TABLE = 6;

    private static final int TRAFFIC = 1;
    private static final int LOADS = 2;
    private static final int LIMITS = 3;
    private static final int OPINIONS = 4;
    private static final int VOTES = 5;
    private static final int POSTING = 6;
    private static final int RAMPS = 7;
    private static final int NOTICES = 8;
    private static final int READINGS = 9;
    private static final int FAILURES = 10;

    private static final int LEAST_DEMAND = 9;
    private static final int LEAST_LOAD = 11;
    private static final int LEAST_OPINION = 13;
    private static final int LEAST_VOTE = 11;
    private static final int LEAST_RAMP = 9;
    private static final int LEAST_READING = 11;

    private Messages() {}

    public static byte[] encode(Message message) {
        var body = new MessageWriter();
        switch (message) {
            case NodeReport report -> report(head(body, REPORT, report.origin()), report);
            case Verdicts verdicts ->
                verdicts(head(body, verdicts.whole() ? VERDICT_TABLE : VERDICT_EVENT, verdicts.origin()), verdicts);
            case Bulletin bulletin -> posting(head(body, BULLETIN, bulletin.origin()), bulletin.posting());
            case Readings readings -> readings(head(body, READING_TABLE, readings.origin()), readings);
            case Message.Hello hello -> head(body, HELLO, hello.origin());
            case Message.Unknown unknown ->
                throw new IllegalArgumentException("what is unknown cannot be said: " + unknown);
        }
        return new MessageWriter().octet(VERSION).block(body.toBytes()).toBytes();
    }

    /** @throws RefusedMessage unless it is exactly one whole message */
    public static Message decode(byte[] bytes) throws RefusedMessage {
        if (bytes.length > Cluster.MAX_MESSAGE) {
            throw new RefusedMessage(Reason.OVERSIZE, bytes.length + " bytes");
        }
        var reader = new MessageReader(bytes);
        int version = reader.octet();
        if (version != VERSION) {
            throw new RefusedMessage(Reason.VERSION, version + " (expected: " + VERSION + ")");
        }
        var body = reader.block();
        reader.end();
        try {
            return message(body);
        } catch (InvalidValue e) {
            throw new RefusedMessage(Reason.MALFORMED, e.component() + ": " + e.value());
        }
    }

    private static Message message(MessageReader body) throws RefusedMessage {
        int kind = body.count();
        var node = new Member(body.text(), body.number());
        var origin = new Origin(node, body.number(), body.number());
        var sections = new Sections();
        for (int before = 0; body.hasMore(); ) {
            int tag = body.count();
            if (tag <= before) {
                throw new RefusedMessage(Reason.MALFORMED, "section " + tag + " after section " + before);
            }
            sections.take(tag, body.block());
            before = tag;
        }
        return switch (kind) {
            case REPORT -> new NodeReport(origin, sections.traffic, sections.loads, sections.limits, sections.failures);
            case VERDICT_EVENT -> sections.verdicts(origin, false);
            case VERDICT_TABLE -> sections.verdicts(origin, true);
            case BULLETIN -> new Bulletin(origin, sections.posting());
            case READING_TABLE -> new Readings(origin, sections.readings);
            case HELLO -> new Message.Hello(origin);
            default -> new Message.Unknown(origin);
        };
    }

    private static MessageWriter head(MessageWriter body, int kind, Origin origin) {
        return body.number(kind)
                .text(origin.node().node())
                .number(origin.node().epoch())
                .number(origin.sequence())
                .number(origin.uptimeMillis());
    }

    private static void report(MessageWriter body, NodeReport report) {
        section(body, TRAFFIC, report.traffic(), Messages::demand);
        section(
                body,
                LOADS,
                report.loads(),
                (writer, load) -> writer.hash(load.key())
                        .number(load.inFlight())
                        .number(load.connections())
                        .octet(load.latencyStep()));
        section(body, LIMITS, report.limits(), Messages::demand);
        section(body, FAILURES, report.failures(), Messages::demand);
    }

    private static void verdicts(MessageWriter body, Verdicts verdicts) {
        section(
                body,
                OPINIONS,
                verdicts.opinions(),
                (writer, opinion) -> writer.hash(opinion.key())
                        .octet(opinion.up() ? 1 : 0)
                        .number(opinion.against())
                        .number(opinion.ageMillis())
                        .number(opinion.lifeMillis())
                        .text(opinion.reason()));
        section(
                body,
                VOTES,
                verdicts.votes(),
                (writer, vote) -> writer.hash(vote.key())
                        .number(vote.score())
                        .number(vote.ageMillis())
                        .number(vote.leftMillis()));
        section(
                body,
                RAMPS,
                verdicts.ramps(),
                (writer, ramp) -> writer.hash(ramp.key()).number(ramp.ageMillis()));
        if (!verdicts.notices().isEmpty()) {
            body.number(NOTICES)
                    .block(new MessageWriter()
                            .number(Notice.bits(verdicts.notices()))
                            .toBytes());
        }
    }

    private static void readings(MessageWriter body, Readings readings) {
        section(
                body,
                READINGS,
                readings.all(),
                (writer, reading) -> writer.hash(reading.key())
                        .number(reading.value())
                        .number(reading.ageMillis())
                        .text(reading.text()));
    }

    private static void posting(MessageWriter body, Posting posting) {
        var content = new MessageWriter()
                .text(posting.place())
                .number(posting.revision())
                .hash(posting.digest())
                .text(posting.text());
        body.number(POSTING).block(content.toBytes());
    }

    private static void demand(MessageWriter writer, Demand demand) {
        writer.hash(demand.key()).number(demand.milliRate());
    }

    /** What holds nothing is not written. */
    private static <T> void section(MessageWriter body, int tag, List<T> items, BiConsumer<MessageWriter, T> each) {
        if (!items.isEmpty()) {
            var content = new MessageWriter().number(items.size());
            items.forEach(item -> each.accept(content, item));
            body.number(tag).block(content.toBytes());
        }
    }

    /** The sections of one message as they are read; those of unknown tags are skipped. */
    private static final class Sections {

        private List<Demand> traffic = List.of();
        private List<EndpointLoad> loads = List.of();
        private List<Demand> limits = List.of();
        private List<Demand> failures = List.of();
        private List<Opinion> opinions = List.of();
        private List<EjectionVote> votes = List.of();
        private @Nullable Posting posting;
        private List<RampAge> ramps = List.of();
        private Set<Notice> notices = Set.of();
        private List<Reading> readings = List.of();

        Verdicts verdicts(Origin origin, boolean whole) {
            return new Verdicts(origin, whole, opinions, votes, ramps, notices);
        }

        void take(int tag, MessageReader content) throws RefusedMessage {
            switch (tag) {
                case TRAFFIC -> traffic = list(content, LEAST_DEMAND, Sections::demand);
                case LOADS -> loads = list(content, LEAST_LOAD, Sections::load);
                case LIMITS -> limits = list(content, LEAST_DEMAND, Sections::demand);
                case FAILURES -> failures = list(content, LEAST_DEMAND, Sections::demand);
                case OPINIONS -> opinions = list(content, LEAST_OPINION, Sections::opinion);
                case VOTES -> votes = list(content, LEAST_VOTE, Sections::vote);
                case POSTING -> posting = posting(content);
                case RAMPS -> ramps = list(content, LEAST_RAMP, reader -> new RampAge(reader.hash(), reader.number()));
                case READINGS -> readings = list(content, LEAST_READING, Sections::reading);
                case NOTICES -> notices = notices(content);
                default -> {}
            }
        }

        Posting posting() throws RefusedMessage {
            if (posting == null) {
                throw new RefusedMessage(Reason.MALFORMED, "a bulletin without a posting");
            }
            return posting;
        }

        private static Posting posting(MessageReader content) throws RefusedMessage {
            var posting = new Posting(content.text(), content.number(), content.hash(), content.text());
            content.end();
            return posting;
        }

        private interface Item<T> {
            T read(MessageReader reader) throws RefusedMessage;
        }

        private static <T> List<T> list(MessageReader content, int least, Item<T> item) throws RefusedMessage {
            int count = content.items(least);
            if (count == 0) {
                throw new RefusedMessage(Reason.MALFORMED, "an empty section");
            }
            var list = new ArrayList<T>(count);
            for (int i = 0; i < count; i++) {
                list.add(item.read(content));
            }
            content.end();
            return list;
        }

        private static Demand demand(MessageReader reader) throws RefusedMessage {
            return new Demand(reader.hash(), reader.number());
        }

        private static EndpointLoad load(MessageReader reader) throws RefusedMessage {
            return new EndpointLoad(reader.hash(), reader.count(), reader.count(), reader.octet());
        }

        private static Opinion opinion(MessageReader reader) throws RefusedMessage {
            long key = reader.hash();
            int up = reader.octet();
            if (up > 1) {
                throw new RefusedMessage(Reason.MALFORMED, "neither up nor down: " + up);
            }
            return new Opinion(key, up == 1, reader.count(), reader.number(), reader.number(), reader.text());
        }

        private static Set<Notice> notices(MessageReader content) throws RefusedMessage {
            var notices = Notice.of(content.number());
            content.end();
            return notices;
        }

        private static Reading reading(MessageReader reader) throws RefusedMessage {
            return new Reading(reader.hash(), reader.number(), reader.number(), reader.text());
        }

        private static EjectionVote vote(MessageReader reader) throws RefusedMessage {
            return new EjectionVote(reader.hash(), reader.count(), reader.number(), reader.number());
        }
    }
}
