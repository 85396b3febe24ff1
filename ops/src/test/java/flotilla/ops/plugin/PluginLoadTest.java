package flotilla.ops.plugin;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.discovery.InvalidValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jars that cannot be loaded: each is named, with what would help. */
class PluginLoadTest {

    private static final String STAGE = "flotilla.node.http.Stage$Provider";

    @TempDir
    private Path directory;

    private Path plugins;

    @BeforeEach
    void make() throws IOException {
        plugins = Files.createDirectory(directory.resolve("plugins"));
    }

    private PluginJar stage(String name, String body) throws IOException {
        return new PluginJar(Files.createTempDirectory(directory, "workshop"))
                .source("Made", """
                        import flotilla.node.http.*;
                        import java.util.Map;
                        public final class Made implements Stage.Provider {
                            %s
                            public String name() { return %s; }
                            public Stage create(Map<String, String> options) { return null; }
                        }
                        """.formatted(body, name))
                .service(STAGE, "Made");
    }

    private void refused(String jar, String words) {
        assertThatThrownBy(() -> Plugins.load(plugins))
                .isInstanceOf(InvalidValue.class)
                .hasMessageStartingWith("plugins: " + plugins.resolve(jar) + " (expected: ")
                .hasMessageContaining(words);
    }

    @Test
    void oneThatIsNoJar() throws IOException {
        Files.writeString(plugins.resolve("x.jar"), "no jar");

        refused("x.jar", "a jar that can be read; ");
    }

    @Test
    void oneForALaterJava() throws IOException {
        stage("\"made\"", "").forLaterJava().write(plugins.resolve("x.jar"));

        int java = Runtime.version().feature();
        refused("x.jar", "classes of Java " + java + " or older: build it with --release " + java + "; Made");
    }

    @Test
    void twoWithOneName() throws IOException {
        stage("\"made\"", "").write(plugins.resolve("a.jar"));
        stage("\"made\"", "").write(plugins.resolve("b.jar"));

        refused("b.jar", "names of its own; there is a stage made already, of a.jar: remove one of the two");
    }

    @Test
    void oneThatThrowsAsItIsAskedForItsName() throws IOException {
        stage("bad()", "static String bad() { throw new IllegalStateException(\"no\"); }")
                .write(plugins.resolve("x.jar"));

        refused("x.jar", "providers that can be made; java.lang.IllegalStateException: no");
    }

    @Test
    void oneWithoutAName() throws IOException {
        stage("null", "").write(plugins.resolve("x.jar"));

        refused("x.jar", "providers that can be made; java.lang.NullPointerException");
    }

    @Test
    void oneWhoseClassCannotBeInitialized() throws IOException {
        stage("\"made\"", "static final int BAD = Integer.parseInt(\"x\");").write(plugins.resolve("x.jar"));

        refused("x.jar", "providers that can be made; ");
    }

    @Test
    void oneThatNeverEndsToCallItself() throws IOException {
        stage("\"made\"", "public Made() { deep(); } static void deep() { deep(); }")
                .write(plugins.resolve("x.jar"));

        refused("x.jar", "StackOverflowError");
    }
}
