package flotilla.discovery.consul;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsulAgentTest {

    @Test
    void anAgentWithADirectoryRemembersAndOneWithoutForgets(@TempDir Path data) throws Exception {
        try (var keeps = ConsulAgent.start(data);
                var forgets = ConsulAgent.start()) {
            keeps.register("web", "web-1", "127.0.0.1", 8001);
            keeps.kv("a/b", "c");
            forgets.register("web", "web-1", "127.0.0.1", 8001);

            keeps.kill();
            forgets.stop();
            keeps.run();
            forgets.run();

            assertThat(keeps.get("/v1/health/service/web")).contains("web-1");
            assertThat(keeps.kv("a/b")).hasValue("c");
            assertThat(forgets.get("/v1/health/service/web")).isEqualTo("[]");
        }
    }
}
