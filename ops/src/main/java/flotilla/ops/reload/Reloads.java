package flotilla.ops.reload;

import flotilla.ops.config.ConfigError;
import flotilla.ops.config.InvalidConfig;
import flotilla.ops.reload.Revision.By;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the configuration's file again for those who have nobody to answer to; what is wrong with it is for the log. */
public record Reloads(RunningConfig config) {

    private static final Logger LOG = LoggerFactory.getLogger("flotilla");

    /** @param all whether the file itself is read; otherwise only those that the present configuration names */
    public void reload(By by, boolean all) {
        long stays = config.revision().number();
        try {
            if (all) {
                config.applyFile(by);
            } else {
                config.applyNamedFiles(by);
            }
        } catch (InvalidConfig invalid) {
            LOG.error(
                    "configuration: not reloaded, revision {} stays; mistakes in {}: {}",
                    stays,
                    config.configuration().file(),
                    invalid.errors().stream().map(ConfigError::toString).collect(Collectors.joining("; ")));
        } catch (RefusedConfig refused) {
            LOG.error("configuration: not reloaded, revision {} stays: {}", stays, refused.getMessage());
        } catch (RuntimeException e) {
            LOG.error("configuration: not reloaded, revision {} stays: a defect", stays, e);
        }
    }
}
