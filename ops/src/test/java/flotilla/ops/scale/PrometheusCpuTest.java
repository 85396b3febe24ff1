package flotilla.ops.scale;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.Time;
import flotilla.ops.Await;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a real server that answers as Prometheus does. */
class PrometheusCpuTest {

    private static final String QUERY = "avg(rate(cpu[1m])) / 2";

    private final Hook prometheus = new Hook();

    @AfterEach
    void close() {
        prometheus.close();
    }

    @Test
    void takesAVectorOfOneAndAsksForTheQuery() throws Exception {
        prometheus.answering(200, """
                {"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[%s,"0.42"]}]}}
                """.formatted(now()));
        try (var cpu = ask()) {
            Await.until(() -> cpu.of("shop").isPresent());

            assertThat(cpu.of("shop")).hasValue(0.42);
            assertThat(cpu.of("other")).isEmpty();
            assertThat(prometheus.asked().getFirst().target())
                    .isEqualTo("/prom/api/v1/query?query=avg%28rate%28cpu%5B1m%5D%29%29+%2F+2");
        }
    }

    @Test
    void takesAScalar() throws Exception {
        prometheus.answering(200, """
                {"status":"success","data":{"resultType":"scalar","result":[%s,"1.5"]}}
                """.formatted(now()));
        try (var cpu = ask()) {
            Await.until(() -> cpu.of("shop").isPresent());

            assertThat(cpu.of("shop")).hasValue(1.5);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"data\":{\"result\":[]}}",
                "{\"data\":{\"result\":[{\"value\":[NOW,\"1\"]},{\"value\":[NOW,\"2\"]}]}}",
                "{\"data\":{\"result\":[{\"value\":[NOW,\"NaN\"]}]}}",
                "{\"data\":{\"result\":[{\"value\":[NOW,\"-1\"]}]}}",
                "{\"data\":{\"result\":[{\"value\":[NOW,\"much\"]}]}}",
                "{\"data\":{\"result\":[{\"value\":[1000,\"0.5\"]}]}}",
                "<html>",
                ""
            })
    void takesWhatIsNotOneNumberOfNowForNothing(String answer) throws Exception {
        // Answered in turn for two upstreams: when the second was asked the first has been read.
        prometheus.answering(200, answer.replace("NOW", now()));
        try (var cpu = ask(prometheus.url(), new TreeMap<>(Map.of("a", QUERY, "b", QUERY)))) {
            Await.until(() -> prometheus.asked().size() >= 2);

            assertThat(cpu.of("a")).isEmpty();
        }
    }

    @Test
    void whatItWasAnsweredHoldsWhereTheQuestionStaysWhenOthersAreAsked() throws Exception {
        prometheus.answering(200, """
                {"data":{"result":[%s,"1.5"]}}""".formatted(now()));
        try (var cpu = ask();
                var same = new PrometheusCpu(
                        prometheus.url().resolve("/prom/"), Map.of("shop", QUERY, "api", "x"), Time.system());
                var otherQuery =
                        new PrometheusCpu(prometheus.url().resolve("/prom/"), Map.of("shop", "x"), Time.system());
                var elsewhere = new PrometheusCpu(prometheus.url(), Map.of("shop", QUERY), Time.system())) {
            Await.until(() -> cpu.of("shop").isPresent());

            same.takeOver(cpu);
            otherQuery.takeOver(cpu);
            elsewhere.takeOver(cpu);

            assertThat(same.of("shop")).hasValue(1.5);
            assertThat(same.of("api")).isEmpty();
            assertThat(otherQuery.of("shop")).isEmpty();
            assertThat(elsewhere.of("shop")).isEmpty();
        }
    }

    private PrometheusCpu ask() {
        return ask(prometheus.url().resolve("/prom/"), Map.of("shop", QUERY));
    }

    private static PrometheusCpu ask(URI base, Map<String, String> queries) {
        var cpu = new PrometheusCpu(base, queries, Time.system());
        cpu.start();
        return cpu;
    }

    private static String now() {
        return String.valueOf(Time.system().now().toEpochMilli() / 1000.0);
    }
}
