package flotilla.ops.ctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import flotilla.ops.Await;
import flotilla.ops.access.Token;
import flotilla.ops.api.AdminNode;
import flotilla.ops.status.NodeClient;
import flotilla.ops.status.RefusedCall;
import flotilla.ops.status.RemoteSettings;
import flotilla.ops.status.RemoteSettings.Edit;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** {@code flotilla ctl} as it is typed, at a real node. */
class CtlTest {

    private static final String ENDPOINT = "127.0.0.1:81";

    @TempDir
    private Path directory;

    private AdminNode node;

    @BeforeEach
    void start() throws Exception {
        node = AdminNode.start(directory);
    }

    @AfterEach
    void close() {
        node.close();
    }

    /** What a command says, and how it ends. */
    private record Said(int exit, String out, String err) {}

    private static Said say(List<String> words) throws InterruptedException {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int exit = Ctl.run(
                words.toArray(String[]::new),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Said(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private Said ctl(String... words) throws InterruptedException {
        var all = new ArrayList<>(Arrays.asList(words));
        all.addAll(List.of("--admin", node.address()));
        return say(all);
    }

    private String done(String... words) throws InterruptedException {
        var said = ctl(words);
        assertThat(said.exit()).as(said.err()).isEqualTo(Ctl.DONE);
        return said.out();
    }

    @Test
    void anEndpointIsDrainedEjectedWeighedAndBroughtBack() throws Exception {
        assertThat(done("drain", "shop", ENDPOINT, "--by", "alice", "--why", "new disk"))
                .contains(ENDPOINT, "drain=true by alice", "new disk");
        Await.until(() -> done("upstreams", "shop").contains(ENDPOINT + "  draining"));
        assertThat(done("undrain", "shop", ENDPOINT)).doesNotContain("drain=true");

        assertThat(done("weight", "shop", ENDPOINT, "7")).contains("weight=7");
        Await.until(() -> node.weight() == 7);
        done("weight", "shop", ENDPOINT, "default");
        Await.until(() -> node.weight() == 1);

        assertThat(done("eject", "shop", ENDPOINT, "--why", "wrong answers")).contains("eject=true", "wrong answers");
        Await.until(() -> done("upstreams").contains(ENDPOINT + "  failing"));
        done("restore", "shop", ENDPOINT);
        Await.until(() -> done("upstreams").contains(ENDPOINT + "  up"));
    }

    @Test
    void settingsAreSetAndTakenBack() throws Exception {
        assertThat(done("settings")).contains("nothing is set");

        assertThat(done("settings", "set", "shop", ENDPOINT, "weight=5", "drain=true", "--by", "alice"))
                .contains("weight", "drain", "alice");
        assertThat(done("settings", "set", "shop", "algorithm=random")).contains("random");
        done("settings", "unset", "shop", ENDPOINT, "weight", "drain");
        assertThat(done("settings", "unset", "shop", "algorithm")).contains("nothing is set");
    }

    @Test
    void aNodeIsToldOneThingAndItsFleetAnother() throws Exception {
        done("weight", "shop", ENDPOINT, "7");
        assertThat(done("weight", "shop", ENDPOINT, "2", "--scope", "node", "--by", "bob", "--why", "odd one"))
                .contains("weight=7 by", "weight=2 here by bob");
        Await.until(() -> node.weight() == 2);

        assertThat(done("settings"))
                .containsPattern("weight +7 +fleet +no: this node has 2 of its own")
                .containsPattern("weight +2 +node +yes +bob")
                .contains("a restart of the node forgets it");
        assertThat(done("status")).contains("SET AT THIS NODE ALONE", "odd one");
        done("drain", "shop", ENDPOINT, "--scope", "node");
        done("settings", "set", "shop", "rate=5/s", "--scope", "node");
        done("settings", "unset", "shop", "rate", "--scope", "node");
        done("undrain", "shop", ENDPOINT, "--scope", "node");
        done("weight", "shop", ENDPOINT, "default", "--scope", "node");
        Await.until(() -> node.weight() == 7);
        assertThat(done("status")).doesNotContain("SET AT THIS NODE ALONE");
        assertThat(ctl("drain", "shop", ENDPOINT, "--scope", "world").err())
                .contains("--scope: world (expected: fleet or node)");
    }

    @Test
    void aChangeIsTriedAtOneNodeFirst() throws Exception {
        assertThat(done("trial")).contains("no change was tried");
        assertThat(done("trial", "set", "shop", ENDPOINT, "weight=5", "--watch", "10m", "--max-errors", "0.5"))
                .contains("shop 127.0.0.1:81 weight=5", "counts at this node alone until");
        assertThat(ctl("trial", "set", "shop", "algorithm=random").exit()).isEqualTo(Ctl.LATE);
        assertThat(done("trial", "end", "--by", "alice"))
                .contains("is rolled back, and was never at another node: ended by alice");
        assertThat(done("settings")).contains("nothing is set");
        assertThat(ctl("trial", "set", "shop", "algorithm=random", "--max-errors", "x")
                        .exit())
                .isEqualTo(Ctl.WRONG_USAGE);
    }

    @Test
    void drillsAreSetListedAndCleared() throws Exception {
        assertThat(done("fault")).isEqualTo("no drill is under way\n");

        var set = done(
                "fault",
                "set",
                "shop",
                "--for",
                "1m",
                "--delay",
                "2s",
                "--delay-percent",
                "0.5",
                "--abort",
                "503",
                "--abort-percent",
                "5",
                "--header",
                "X-Drill: 1",
                "--by",
                "alice",
                "--why",
                "game day");

        assertThat(set).contains("2000.0 ms, 0.5 %", "503, 5.0 %", "X-Drill: 1", "alice", "game day");
        assertThat(done("fault", "list")).contains("shop", "2000.0 ms, 0.5 %");
        assertThat(done("fault", "--json")).contains("\"abort\" : 503");
        assertThat(done("fault", "clear", "shop")).isEqualTo("no drill is under way\n");
    }

    @Test
    void aLogLevelIsChangedAndTakenBack() throws Exception {
        var logger = "flotilla.test.ctl";
        assertThat(done("log")).contains("root").doesNotContain(logger);

        assertThat(done("log", logger, "debug")).containsPattern(logger + " +debug");
        assertThat(LoggerFactory.getLogger(logger).isDebugEnabled()).isTrue();
        assertThat(done("log", logger, "default")).doesNotContain(logger);
        assertThat(LoggerFactory.getLogger(logger).isDebugEnabled()).isFalse();
        assertThat(ctl("log", logger).exit()).isEqualTo(Ctl.WRONG_USAGE);
        assertThat(ctl("log", logger, "loud").exit()).isEqualTo(Ctl.REFUSED);
    }

    @Test
    void aConfigurationIsComparedSentAndRolledBack() throws Exception {
        var file = directory.resolve("flotilla.yaml");
        var text = Files.readString(file);
        var other = Files.writeString(
                directory.resolve("other.yaml"), text.replace("balance: round_robin", "balance: random"));
        assertThat(done("diff", file.toString())).contains("no difference");
        assertThat(done("diff", other.toString())).contains("upstreams.shop.balance", "round_robin", "random");
        var first = done("history").lines().toList().get(1).split(" ", 2)[0];

        assertThat(done("reload", other.toString(), "--by", "alice", "--why", "try"))
                .contains("random");
        assertThat(done("history")).contains("alice", "try");
        Await.until(() -> done("upstreams", "shop", "--json").contains("\"balance\" : \"random\""));
        assertThat(done("rollback", first)).contains("round_robin");
        assertThat(done("reload")).contains("no difference");
        assertThat(ctl("diff", directory.resolve("none.yaml").toString()).err()).contains("no such file");
        assertThat(ctl("rollback", "9999").exit()).isEqualTo(Ctl.REFUSED);
        Files.writeString(other, text.replace("round_robin", "nonsense"));
        assertThat(ctl("reload", other.toString()).err()).contains("body.upstreams.shop.balance", "nonsense");
    }

    @Test
    void whoIsLateIsToldSo() throws Exception {
        try (var client = NodeClient.at(node.address())) {
            var seen = RemoteSettings.ask(client);
            var signed = Map.of("by", "alice");
            var edit = List.of(new Edit("shop", Optional.empty(), "algorithm", Optional.of("random")));
            seen.change(client, signed, edit);

            assertThatThrownBy(() -> seen.change(client, signed, edit))
                    .isInstanceOfSatisfying(
                            RefusedCall.class, late -> assertThat(late.isLate()).isTrue());
        }
    }

    @Test
    void statusShowsTheFleet() throws Exception {
        assertThat(done("status")).contains("alone: no cluster is configured", ENDPOINT);
        var json = JsonMapper.builder().build().readTree(done("status", "--json"));
        assertThat(json.path("members")).hasSize(1);
    }

    @Test
    void topPrintsOnceIfItIsNotToATerminal() throws Exception {
        var said = done("top", "--interval", "50ms");

        assertThat(said)
                .contains("0 in flight", "ROUTE", "ATTEMPTS/S", "ERRORS/S")
                .doesNotContain("\u001b");
        assertThat(said.lines().filter(line -> line.contains(ENDPOINT))).hasSize(1);
        assertThat(ctl("top", "--interval", "0").exit()).isEqualTo(Ctl.WRONG_USAGE);
        assertThat(ctl("top", "--json").exit()).isEqualTo(Ctl.WRONG_USAGE);
    }

    @Test
    void aRefusalIsThreeAndNamesWhatIsWrong() throws Exception {
        var unknown = ctl("drain", "shop", "127.0.0.1:99");
        assertThat(unknown.exit()).isEqualTo(Ctl.REFUSED);
        assertThat(unknown.err())
                .isEqualTo("flotilla: /api/v1/upstreams/shop/endpoints/127.0.0.1:99/drain answers 404: path.endpoint:"
                        + " 127.0.0.1:99 (expected: one of 127.0.0.1:81, 127.0.0.1:82)\n");

        var heavy = ctl("weight", "shop", ENDPOINT, "99999", "--json");
        assertThat(heavy.exit()).isEqualTo(Ctl.REFUSED);
        assertThat(JsonMapper.builder()
                        .build()
                        .readTree(heavy.out())
                        .path("errors")
                        .path(0)
                        .path("path")
                        .textValue())
                .isEqualTo("body.weight");
        assertThat(ctl("fault", "clear", "nowhere").err()).contains("one that has a drill");
        assertThat(ctl("eject", "shop", ENDPOINT).err()).contains("query.why: nothing (expected: the reason)");
    }

    @Test
    void whoCannotBeReachedIsNamed() throws Exception {
        var said = say(List.of("status", "--admin", "127.0.0.1:1"));

        assertThat(said.exit()).isEqualTo(Ctl.UNREACHED);
        assertThat(said.err())
                .contains("cannot ask http://127.0.0.1:1/api/v1/cluster: nobody listens there (is the node running");
        if (isNoHost("nowhere.invalid")) {
            assertThat(say(List.of("status", "--admin", "nowhere.invalid:9090")).err())
                    .contains("cannot ask http://nowhere.invalid:9090/api/v1/cluster: no such host");
        }
        assertThat(say(List.of("status", "--admin", "https://" + node.address()))
                        .err())
                .contains("cannot ask https://" + node.address() + "/api/v1/cluster: ", "does that port speak TLS");
        assertThat(ctl("diff", directory.toString()).err()).contains(directory + ": Is a directory");
        assertThat(ctl("status", "--token-file", "/nowhere").err()).contains("/nowhere: no such file");
    }

    /** There are resolvers that answer every name, or none in time. */
    private static boolean isNoHost(String name) {
        try {
            return InetAddress.getByName(name) == null;
        } catch (UnknownHostException _) {
            return true;
        }
    }

    @Test
    void wrongUsageIsTwo() throws Exception {
        for (var words : List.of(
                List.of("drain", "shop"),
                List.of("nonsense"),
                List.of("status", "--admin", "nonsense"),
                List.of("settings", "--json", "set", "shop", "rate=5/s"),
                List.of("fault", "set", "shop", "--abort", "503"),
                List.of("weight", "shop", ENDPOINT, "heavy"),
                List.of("token", "no name"),
                List.of("status", "--cert", "a.pem"),
                List.<String>of())) {
            assertThat(say(words).exit()).as("%s", words).isEqualTo(Ctl.WRONG_USAGE);
        }
    }

    @Test
    void helpIsNoError() throws Exception {
        var help = say(List.of("--help"));
        assertThat(help.exit()).isZero();
        assertThat(help.out()).contains("drain", "token", "Exit: 0 done");
        assertThat(say(List.of("drain", "--help")).out()).contains("--token-file", "--why");
    }

    @Test
    void aTokenThatWasMadeIsTakenAndItsHashIsAllThatTheFileHas() throws Exception {
        var made = say(List.of("token", "deploy", "--role", "change")).out();
        var token = made.lines().findFirst().orElseThrow();
        var line = made.lines()
                .filter(one -> one.contains("deploy: {"))
                .findFirst()
                .orElseThrow();
        assertThat(line.strip()).isEqualTo("deploy: { hash: '" + Token.hash(token) + "', role: change }");
        var file = Files.writeString(directory.resolve("token"), token + "\n");
        var wrong = Files.writeString(directory.resolve("wrong"), Token.make(new Random(1)));
        var admin = "{ bind: 127.0.0.1:0, tokens: { " + line.strip() + " } }";

        try (var guarded = AdminNode.start(directory, admin)) {
            var place = List.of("--admin", guarded.address(), "--token-file");
            var drain = List.of("drain", "shop", ENDPOINT);

            assertThat(say(plus(drain, place, file.toString())).exit()).isEqualTo(Ctl.DONE);
            var refused = say(plus(drain, place, wrong.toString()));
            assertThat(refused.exit()).isEqualTo(Ctl.REFUSED);
            assertThat(refused.err()).contains("answers 401");
        }
    }

    private static List<String> plus(List<String> words, List<String> more, String last) {
        var all = new ArrayList<>(words);
        all.addAll(more);
        all.add(last);
        return all;
    }
}
