package flotilla.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Walks all commands of the program: an option, a command or an alias that no test names is one that nobody has tried. */
class EveryOptionTest {

    private static final Path TESTS = Path.of("src", "test", "java");

    @Test
    void isNamedInATest() throws Exception {
        var tests = tests();

        var words = new ArrayList<List<String>>();
        collect(CompletionOptions.commands(), words);

        assertThat(words).hasSizeGreaterThan(60);
        assertThat(words).allSatisfy(names -> assertThat(names).anyMatch(name -> tests.contains('"' + name + '"')));
    }

    @Test
    void anAliasIsNamedInATestOfItsOwn() throws Exception {
        var tests = tests();

        var aliases = new ArrayList<String>();
        aliases(CompletionOptions.commands(), aliases);

        assertThat(aliases).isNotEmpty().allSatisfy(alias -> assertThat(tests).contains('"' + alias + '"'));
    }

    private static void collect(picocli.CommandLine command, List<List<String>> words) {
        command.getCommandSpec().options().forEach(option -> words.add(Arrays.asList(option.names())));
        command.getSubcommands().forEach((name, below) -> {
            words.add(List.of(name));
            collect(below, words);
        });
    }

    private static void aliases(picocli.CommandLine command, List<String> all) {
        all.addAll(Arrays.asList(command.getCommandSpec().aliases()));
        command.getSubcommands().values().forEach(below -> aliases(below, all));
    }

    /** The text of all of them. */
    private static String tests() throws IOException {
        try (var files = Files.walk(TESTS)) {
            return files.filter(file -> file.toString().endsWith("Test.java"))
                    .map(EveryOptionTest::text)
                    .collect(Collectors.joining());
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
