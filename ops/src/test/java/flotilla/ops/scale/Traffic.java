package flotilla.ops.scale;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Requests per second, minute by minute, from a midnight on. */
final class Traffic {

    static final int DAY = 24 * 60;
    private static final int QUARTER = 15;

    private final double[] perMinute;

    private Traffic(double[] perMinute) {
        this.perMinute = perMinute;
    }

    /**
     * Made up after what is known of web sites: the day has a trough at five in the morning and a broad top in the
     * afternoon, three times as high, with a second one in the evening (the shape of figure 2 of Urdaneta, Pierre and van Steen,
     * Wikipedia workload analysis, 2009, and of figure 4 of Atikoglu et al., 2012); weekends have three quarters; it grows by a percent
     * a day; a slow noise of 5 % (an hour's memory) and one of 3 % each minute lie on top. A flash crowd has Ari et al.'s (2003)
     * shape: up within five minutes, an exponential way down.
     *
     * @param mean requests per second
     */
    static Traffic madeUp(int days, double mean, long seed) {
        var random = new SplittableRandom(seed);
        var perMinute = new double[days * DAY];
        double slow = 0;
        for (int minute = 0; minute < perMinute.length; minute++) {
            double hour = (minute % DAY) / 60.0;
            int day = minute / DAY;
            double shape = 1
                    + 0.42 * Math.cos(2 * Math.PI * (hour - 16) / 24)
                    + 0.15 * Math.cos(4 * Math.PI * (hour - 9.5) / 24);
            double week = day % 7 >= 5 ? 0.75 : 1;
            slow = slow * 59 / 60 + 0.05 * Math.sqrt(2 / 60.0) * random.nextGaussian();
            perMinute[minute] = Math.max(
                    0, mean * shape * week * Math.pow(1.01, day) * Math.exp(slow) * (1 + 0.03 * random.nextGaussian()));
        }
        return new Traffic(perMinute);
    }

    /** With a crowd that comes at a minute, so many times what there is, and halves each twenty minutes. */
    Traffic withCrowd(int at, double times) {
        var crowded = perMinute.clone();
        for (int minute = at; minute < crowded.length && minute < at + DAY / 4; minute++) {
            double rise = Math.min(1, (minute - at + 1) / 5.0);
            crowded[minute] *= 1 + (times - 1) * rise * Math.pow(0.5, Math.max(0, minute - at - 5) / 20.0);
        }
        return new Traffic(crowded);
    }

    /** With so many times the requests in the first minutes of each day's given hour, as of a job that everybody runs then. */
    Traffic withDailyJob(int hour, int minutes, double times) {
        var jobs = perMinute.clone();
        for (int minute = 0; minute < jobs.length; minute++) {
            int ofDay = minute % DAY;
            jobs[minute] *= ofDay >= hour * 60 && ofDay < hour * 60 + minutes ? times : 1;
        }
        return new Traffic(jobs);
    }

    /** The wave of four weeks of an airspace, as {@code departures.csv} has it; between the middles of its quarters of an hour, a line. */
    static Traffic departures(double mean) {
        try (var lines = new BufferedReader(new InputStreamReader(
                        requireNonNull(Traffic.class.getResourceAsStream("departures.csv")), UTF_8))
                .lines()) {
            var quarters = counts(lines.filter(line -> !line.startsWith("#")));
            var perMinute = new double[quarters.length * QUARTER];
            for (int minute = 0; minute < perMinute.length; minute++) {
                double at = Math.clamp((minute + 0.5) / QUARTER - 0.5, 0, quarters.length - 1.0);
                int before = (int) at;
                int after = Math.min(before + 1, quarters.length - 1);
                perMinute[minute] = quarters[before] + (at - before) * (quarters[after] - quarters[before]);
            }
            return scaled(perMinute, mean);
        }
    }

    /** A recording: each line a time of any form, a comma, and the requests of that minute; scaled to a mean. */
    static Traffic recorded(Path file, double mean) {
        try (var lines = Files.lines(file)) {
            return scaled(counts(lines), mean);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double[] counts(Stream<String> lines) {
        return lines.mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(',') + 1)))
                .toArray();
    }

    private static Traffic scaled(double[] counts, double mean) {
        double all = Arrays.stream(counts).sum();
        return new Traffic(Arrays.stream(counts)
                .map(count -> count * mean * counts.length / all)
                .toArray());
    }

    int seconds() {
        return perMinute.length * 60;
    }

    double at(int second) {
        return perMinute[second / 60];
    }
}
