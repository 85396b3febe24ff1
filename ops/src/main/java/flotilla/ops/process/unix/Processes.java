package flotilla.ops.process.unix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Other processes of this machine, as the kernel has them (proc_pid_stat(5)). */
public final class Processes {

    private Processes() {}

    /** Whether one runs, or could. One that is dead and waits for its parent to take note of that does not. */
    public static boolean lives(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
            // The state stands behind the name, which may have brackets itself.
            char state = stat.charAt(stat.lastIndexOf(')') + 2);
            return state != 'Z' && state != 'X';
        } catch (IOException e) {
            return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
        }
    }
}
