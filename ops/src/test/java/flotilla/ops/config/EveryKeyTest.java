package flotilla.ops.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Each key of the example, which shows them all, can be written wrongly: the table of mistakes says what is answered then. */
class EveryKeyTest {

    private static final Path EXAMPLE = Path.of("deploy", "flotilla.yaml");
    private static final Pattern PATH = Pattern.compile("(?:\\d+:\\d+: )?(.+?): .*");
    private static final Pattern NAMED =
            Pattern.compile("(?<=^|\\.)(upstreams|listeners|tokens|levels|headers)\\.[^.]+");

    @Test
    void hasAMistakeInTheTable() throws Exception {
        var mistaken = Mistakes.all().stream()
                .map(mistake -> PATH.matcher(mistake.message()))
                .filter(found -> found.matches())
                .map(found -> general(found.group(1)))
                .collect(Collectors.toSet());
        var example = new Compose(LoadSettings.builder().build())
                .composeString(Files.readString(EXAMPLE))
                .orElseThrow();

        var keys = new TreeSet<String>();
        collect("", example, keys);

        assertThat(keys).hasSizeGreaterThan(150);
        assertThat(keys).allSatisfy(key -> assertThat(mistaken).containsAnyOf(key, key + "[]"));
    }

    private static void collect(String path, Node node, Set<String> keys) {
        if (node instanceof MappingNode map) {
            map.getValue().forEach(entry -> {
                var key = ((ScalarNode) entry.getKeyNode()).getValue();
                collect(path.isEmpty() ? key : path + "." + key, entry.getValueNode(), keys);
            });
        } else if (node instanceof SequenceNode list
                && list.getValue().stream().anyMatch(MappingNode.class::isInstance)) {
            list.getValue().forEach(item -> collect(path + "[0]", item, keys));
        } else {
            keys.add(general(path));
        }
    }

    /** Whatever a thing is called and wherever it stands in a list. */
    private static String general(String path) {
        return NAMED.matcher(path.replaceAll("\\[\\d+]", "[]")).replaceAll("$1.*");
    }
}
