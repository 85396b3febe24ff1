package flotilla.ops.reload;

import flotilla.ops.config.ConfigError;
import flotilla.ops.config.InvalidConfig;
import flotilla.ops.reload.RefusedConfig.Reason;
import flotilla.ops.reload.Revision.By;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the configuration's file again for those who have nobody to answer to; what is wrong with it is for the log. */
public record Reloads(RunningConfig config) {

    private static final Logger LOG = LoggerFactory.getLogger("flotilla");

    /**
     * Reads it.
     *
     * @param all whether the file itself is read; otherwise only those that the present configuration names
     * @return whether that was the answer; false: while another process takes this one's place there is none
     */
    public boolean reload(By by, boolean all) {
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
            return refused.reason() != Reason.FROZEN;
        } catch (RuntimeException e) {
            LOG.error("configuration: not reloaded, revision {} stays: a defect", stays, e);
        }
        return true;
    }
}
