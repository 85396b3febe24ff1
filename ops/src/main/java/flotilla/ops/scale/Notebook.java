package flotilla.ops.scale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import flotilla.discovery.InvalidValue;
import flotilla.ops.scale.Learnt.Course;
import flotilla.ops.settings.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the forecasts' knowledge outlives the process: a JSON file in the state directory, if there is one. Nothing that is wrong with
 * it does more harm than that a forecast begins anew: a file that cannot be read is put aside under another name, an upstream whose
 * part is not as it should be is left out, and both are said. A file of a later form than this release knows is put aside as well.
 * Not for several threads.
 */
final class Notebook {

    private static final Logger LOG = LoggerFactory.getLogger(Notebook.class);
    private static final int FORM = 1;
    private static final double PRECISION = 1e6;

    private final Optional<Path> file;
    private final ObjectMapper json = new ObjectMapper();
    private boolean troubled;

    /** @param file empty: nothing is kept */
    Notebook(Optional<Path> file) {
        this.file = file.map(Path::toAbsolutePath);
    }

    /** What was written last, by upstream. */
    Map<String, Learnt> read() {
        var all = new TreeMap<String, Learnt>();
        file.ifPresent(path -> {
            try {
                read(path, all);
            } catch (NoSuchFileException e) {
                LOG.debug("scale: {} is not there yet", path);
            } catch (IOException e) {
                LOG.warn(
                        "scale: what was learnt begins anew, as {} cannot be used: {}{}",
                        path,
                        e.getMessage(),
                        WholeFile.putAside(path));
            }
        });
        return all;
    }

    private void read(Path path, Map<String, Learnt> into) throws IOException {
        var root = json.readTree(Files.readAllBytes(path));
        int form = root.path("form").asInt();
        if (form != FORM || !root.path("upstreams").isObject()) {
            throw new IOException("form " + root.path("form") + " (expected: " + FORM + ", with upstreams)");
        }
        for (var upstream : root.path("upstreams").properties()) {
            try {
                into.put(upstream.getKey(), learnt(upstream.getValue()));
            } catch (InvalidValue e) {
                LOG.warn(
                        "scale: {}: what was learnt begins anew, as {} has {}",
                        upstream.getKey(),
                        path,
                        e.getMessage());
            }
        }
    }

    private static Learnt learnt(JsonNode entry) {
        return new Learnt(
                whole(entry, "season_millis"),
                number(entry, "target_in_flight"),
                (int) whole(entry, "target_cpu"),
                new Course(
                        whole(entry, "seen"),
                        whole(entry, "begun"),
                        whole(entry, "last"),
                        entry.path("whole").asBoolean(),
                        number(entry, "level"),
                        number(entry, "trend"),
                        number(entry, "usual"),
                        numbers(entry, "parts")),
                numbers(entry, "errors"));
    }

    private static long whole(JsonNode entry, String key) {
        InvalidValue.require(entry.path(key).isIntegralNumber(), key, entry.path(key), "an integer");
        return entry.path(key).longValue();
    }

    private static double number(JsonNode entry, String key) {
        InvalidValue.require(entry.path(key).isNumber(), key, entry.path(key), "a number");
        return entry.path(key).doubleValue();
    }

    private static List<Double> numbers(JsonNode entry, String key) {
        InvalidValue.require(entry.path(key).isArray(), key, entry.path(key), "a list of numbers");
        var numbers = new ArrayList<Double>();
        for (var each : entry.path(key)) {
            InvalidValue.require(each.isNumber() || each.isNull(), key, each, "a number or null");
            numbers.add(each.isNull() ? Double.NaN : each.doubleValue());
        }
        return numbers;
    }

    /** Keeps this in place of what was there. */
    void write(Map<String, Learnt> all) {
        if (file.isEmpty()) {
            return;
        }
        var root = json.createObjectNode().put("form", FORM);
        var upstreams = root.putObject("upstreams");
        all.forEach((upstream, learnt) -> {
            var course = learnt.course();
            var entry = upstreams
                    .putObject(upstream)
                    .put("season_millis", learnt.seasonMillis())
                    .put("target_in_flight", learnt.targetInFlight())
                    .put("target_cpu", learnt.targetCpu())
                    .put("seen", course.seen())
                    .put("begun", course.begun())
                    .put("last", course.last())
                    .put("whole", course.whole())
                    .put("level", course.level())
                    .put("trend", course.trend())
                    .put("usual", course.usual());
            put(entry.putArray("parts"), course.parts());
            put(entry.putArray("errors"), learnt.errors());
        });
        try {
            WholeFile.write(file.get(), json.writeValueAsBytes(root));
            troubled = false;
        } catch (IOException e) {
            if (!troubled) {
                LOG.warn("scale: what is learnt cannot be kept in {}: {}", file.get(), e.toString());
            }
            troubled = true;
        }
    }

    private static void put(ArrayNode list, List<Double> numbers) {
        for (double each : numbers) {
            if (Double.isNaN(each)) {
                list.addNull();
            } else {
                list.add(Math.rint(each * PRECISION) / PRECISION);
            }
        }
    }
}
