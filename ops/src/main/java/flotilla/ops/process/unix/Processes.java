package flotilla.ops.process.unix;

import java.io.IOException;
import java.nio.file.Path;

/** Other processes of this machine, as the kernel has them. */
public final class Processes {

    private Processes() {}

    /** Whether one runs, or could. One that is dead and waits for its parent to take note of that does not. */
    public static boolean lives(long pid) {
        try {
            char state = Stat.read(Path.of("/proc", String.valueOf(pid))).state();
            return state != 'Z' && state != 'X';
        } catch (IOException e) {
            return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
        }
    }
}
