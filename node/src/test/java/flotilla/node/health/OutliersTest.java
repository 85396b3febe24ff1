package flotilla.node.health;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.balance.AnswerTimes;
import flotilla.node.balance.AnswerTimes.Span;
import flotilla.node.balance.Rotations;
import flotilla.node.health.Outlier.Kind;
import flotilla.node.health.Outliers.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutliersTest {

    private static final OutlierPolicy POLICY = OutlierPolicy.DEFAULT;
    private static final OutlierPolicy SLOW_TOO = POLICY.withLatency(3, Duration.ofMillis(100));

    /** {@code 100-39} for 100 requests of which 39 failed; intervals are parted by commas, the oldest first. */
    private static Window window(String intervals) {
        var window = new Window();
        for (var interval : intervals.split(",")) {
            var parts = interval.split("-");
            int bad = Integer.parseInt(parts[1]);
            window.add(new Sample(Integer.parseInt(parts[0]) - bad, bad, Span.NONE));
        }
        return window;
    }

    private static List<Integer> outliers(String... windows) {
        var found = Outliers.find(
                POLICY, List.of(windows).stream().map(OutliersTest::window).toList());
        return IntStream.range(0, windows.length)
                .filter(i -> found.get(i).isPresent())
                .boxed()
                .toList();
    }

    @ParameterizedTest(name = "{3}")
    @CsvSource(delimiter = '|', textBlock = """
            100-39       | 100-1  | 100-0  | the example of the class                   | [0]
            100-39       | 100-30 | 100-0  | a common trouble                           | []
            100-100      | 100-99 | 100-0  | two of three fail: who is the outlier?     | []
            100-0        | 100-0  | 100-0  | all do well                                | []
            10000-10     | 9000-5 | 9000-4 | 99.9 % where others have 99.95 %           | []
            10000-900    | 9000-4 | 9000-4 | 9 %, below the floor                       | []
            1000-112     | 900-1  | 900-1  | 11 %, not certain                          | []
            10000-1200   | 900-1  | 900-1  | 12 % of many, certain                      | [0]
            1000-500     | 900-200| 900-220| 50 % where others have 78 %: not 3 times   | []
            19-19        | 100-0  | 100-0  | too few requests to tell                   | []
            20-20        | 100-0  | 100-0  | as few as may be                           | [0]
            100-50       | 19-0   | 19-0   | nobody to compare with                     | []
            100-50       | 100-0  | 0-0    | one other is enough                        | [0]
            10-5,10-5,10-5,10-5,10-5,10-5 | 50-0,50-0,50-0,50-0,50-0,50-0 | 50-0 | a quiet one, by several intervals | [0]
            100-50,100-0 | 100-0,100-0 | 100-0,100-0 | it does well again            | []
            """)
    void tellsWhoStandsOut(String one, String two, String three, String what, String expected) {
        assertThat(outliers(one, two, three)).as(what).hasToString(expected);
    }

    @Test
    void findsThreeOfTenThoughTheirMeanIsBad() {
        var windows = new ArrayList<String>();
        for (int i = 0; i < 10; i++) {
            windows.add(i % 4 == 1 ? "200-100" : "200-1");
        }

        assertThat(outliers(windows.toArray(String[]::new))).containsExactly(1, 5, 9);
    }

    @Test
    void saysWhatItSawInWordsAndNumbers() {
        var found = Outliers.find(POLICY, List.of(window("100-39"), window("100-1"), window("100-0")));

        assertThat(found.getFirst())
                .contains(new Finding(
                        Kind.SUCCESS_RATE, 390, "success rate 61.0 % of 100 requests where the others have 99.5 %"));
    }

    /**
     * Endpoints that are all alike, at every rate of failures from 0 to 60 % and 20 to 2,000 requests: at four deviations a
     * judgement is wrong less than once in 30,000, and only where the limit is as near as can be; three times the others' rate
     * is further away for all but the fewest requests.
     */
    @Test
    void findsNobodyAmongEqualsHoweverManyFail() {
        var random = new SplittableRandom(11);
        int wrong = 0;
        for (int round = 0; round < 20_000; round++) {
            double rate = random.nextInt(4) == 0 ? random.nextDouble(0.6) : random.nextDouble(0.03);
            int most = random.nextBoolean() ? 60 : 600;
            var windows = new ArrayList<Window>();
            int endpoints = random.nextInt(2, 9);
            for (int i = 0; i < endpoints; i++) {
                windows.add(drawn(random, random.nextInt(20, most), rate));
            }
            wrong += (int) Outliers.find(POLICY, windows).stream()
                    .filter(finding -> finding.isPresent())
                    .count();
        }

        assertThat(wrong).as("of some 90,000 judgements").isLessThanOrEqualTo(3);
    }

    /** 200 requests of which 30 % fail show more than 18 % with a probability of 1 - 10^-4 or so; four spans help. */
    @Test
    void findsWhoFailsThirtyPercentAmongThoseThatFailOne() {
        var random = new SplittableRandom(12);
        int found = 0;
        for (int round = 0; round < 1_000; round++) {
            var windows = new ArrayList<Window>();
            windows.add(drawn(random, 200, 0.3));
            int others = random.nextInt(1, 20);
            for (int i = 0; i < others; i++) {
                windows.add(drawn(random, 200, 0.01));
            }
            var outliers = Outliers.find(POLICY, windows);
            found += outliers.getFirst().isPresent() ? 1 : 0;
            assertThat(outliers.subList(1, windows.size())).allMatch(finding -> finding.isEmpty());
        }

        assertThat(found).isGreaterThan(980);
    }

    private static Window drawn(SplittableRandom random, int requests, double rate) {
        int bad = 0;
        for (int i = 0; i < requests; i++) {
            bad += random.nextDouble() < rate ? 1 : 0;
        }
        return window(requests + "-" + bad);
    }

    @Test
    void findsWhoIsSlowWhereThePolicySaysSo() {
        var windows = List.of(timed(400, 4), timed(100, 4), timed(120, 4));

        assertThat(Outliers.find(POLICY, windows)).allMatch(finding -> finding.isEmpty());
        assertThat(Outliers.find(SLOW_TOO, windows).getFirst()).hasValueSatisfying(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.LATENCY);
            assertThat(finding.reason()).matches("40.\\.. ms to the first byte where the others take 1...\\.. ms|39.*");
        });
    }

    @Test
    void isNotDeceivedBySlownessThatIsShortCommonOrSmall() {
        var shortly = timed(100, 3);
        shortly.add(timed(4_000, 1).last(1));

        assertThat(slow(timed(4_000, 3), timed(100, 4), timed(100, 4)))
                .as("not for four intervals, as after a return")
                .isFalse();
        assertThat(slow(timed(400, 4), timed(300, 4), timed(100, 4)))
                .as("others are slow as well")
                .isFalse();
        assertThat(slow(timed(90, 4), timed(1, 4), timed(1, 4)))
                .as("below the floor")
                .isFalse();
        assertThat(slow(shortly, timed(100, 4), timed(100, 4)))
                .as("one interval: 4 s of four are 250 ms in the geometric mean")
                .isFalse();
    }

    private static boolean slow(Window... windows) {
        return Outliers.find(SLOW_TOO, List.of(windows)).getFirst().isPresent();
    }

    /** Intervals of 25 answers of so many milliseconds each. */
    private static Window timed(int millis, int intervals) {
        var endpoint = Rotations.endpoint(1);
        var window = new Window();
        for (int i = 0; i < intervals; i++) {
            long before = endpoint.answerTimes().read();
            for (int answer = 0; answer < 25; answer++) {
                endpoint.answered(millis * 1_000_000L, 1);
            }
            window.add(new Sample(
                    25, 0, AnswerTimes.between(before, endpoint.answerTimes().read())));
        }
        return window;
    }
}
