package flotilla.discovery.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** A real DNS server on the loopback, UDP and TCP on one port, that answers what a test tells it to. */
final class DnsServer implements AutoCloseable {

    /** How it behaves, whatever it is asked. */
    enum Mood {
        ANSWERS,
        SERVFAIL,
        SILENT,
        TRUNCATES
    }

    private record Question(Name name, int type) {}

    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final Map<Question, List<Record>> zone = new ConcurrentHashMap<>();
    private final AtomicInteger overUdp = new AtomicInteger();
    private final AtomicInteger overTcp = new AtomicInteger();
    private volatile List<Record> additional = List.of();
    private volatile Mood mood = Mood.ANSWERS;

    private DnsServer(DatagramSocket udp, ServerSocket tcp) {
        this.udp = udp;
        this.tcp = tcp;
    }

    static DnsServer start() throws IOException {
        for (var attempt = 0; ; attempt++) {
            var loopback = InetAddress.getLoopbackAddress();
            var udp = new DatagramSocket(new InetSocketAddress(loopback, 0));
            try {
                var server = new DnsServer(udp, new ServerSocket(udp.getLocalPort(), 50, loopback));
                Thread.ofVirtual().start(server::serveUdp);
                Thread.ofVirtual().start(server::serveTcp);
                return server;
            } catch (BindException e) {
                udp.close();
                if (attempt == 10) {
                    throw e;
                }
            }
        }
    }

    String address() {
        return "127.0.0.1:" + udp.getLocalPort();
    }

    void mood(Mood now) {
        mood = now;
    }

    /** Sets all records of a name and type, in the form of a zone file; none makes the name unknown. */
    void set(String name, int type, int ttl, String... data) throws IOException {
        var question = question(name, type);
        if (data.length == 0) {
            zone.remove(question);
            return;
        }
        var records = new ArrayList<Record>();
        for (var text : data) {
            records.add(Record.fromString(question.name, type, DClass.IN, ttl, text, Name.root));
        }
        zone.put(question, List.copyOf(records));
    }

    /** Adds these to every answer without being asked. */
    void additional(Record... records) {
        additional = List.of(records);
    }

    int queriesOverUdp() {
        return overUdp.get();
    }

    int queriesOverTcp() {
        return overTcp.get();
    }

    private static Question question(String name, int type) throws TextParseException {
        return new Question(Name.fromString(name, Name.root), type);
    }

    private void serveUdp() {
        var packet = new DatagramPacket(new byte[4096], 4096);
        while (!udp.isClosed()) {
            try {
                packet.setLength(4096);
                udp.receive(packet);
                overUdp.incrementAndGet();
                if (mood != Mood.SILENT) {
                    var query = Arrays.copyOf(packet.getData(), packet.getLength());
                    var answer =
                            answer(new Message(query), mood == Mood.TRUNCATES).toWire();
                    udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                // Closed, or a client that went away: the next one counts.
            }
        }
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try {
                var socket = tcp.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket;
                var in = new DataInputStream(socket.getInputStream());
                var out = new DataOutputStream(socket.getOutputStream())) {
            while (true) {
                var query = new byte[in.readUnsignedShort()];
                in.readFully(query);
                overTcp.incrementAndGet();
                var answer = answer(new Message(query), false).toWire();
                out.writeShort(answer.length);
                out.write(answer);
                out.flush();
            }
        } catch (IOException e) {
            // The client is done.
        }
    }

    private Message answer(Message query, boolean truncated) {
        var question = query.getQuestion();
        var answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(question, Section.QUESTION);
        if (mood == Mood.SERVFAIL) {
            answer.getHeader().setRcode(Rcode.SERVFAIL);
        } else if (truncated) {
            answer.getHeader().setFlag(Flags.TC);
        } else {
            fill(answer, question);
        }
        return answer;
    }

    private void fill(Message answer, Record question) {
        var name = question.getName();
        var records = zone.getOrDefault(new Question(name, question.getType()), List.of());
        var alias = zone.getOrDefault(new Question(name, Type.CNAME), List.of());
        records.forEach(record -> answer.addRecord(record, Section.ANSWER));
        if (records.isEmpty()) {
            alias.forEach(record -> answer.addRecord(record, Section.ANSWER));
        }
        if (zone.keySet().stream().noneMatch(known -> known.name.equals(name))) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
        }
        additional.forEach(record -> answer.addRecord(record, Section.ADDITIONAL));
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }
}
