package flotilla.ops.process.unix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel tells of a process or a thread on one line (proc_pid_stat(5)). */
record Stat(int id, String name, char state, int nice) {

    /** Which of the fields behind the name. */
    private static final int NICE = 16;

    /** @param directory of the process, or of the thread in its {@code task} */
    static Stat read(Path directory) throws IOException {
        var text = Files.readString(directory.resolve("stat"));
        // The name may have brackets and spaces itself.
        int open = text.indexOf('(');
        int close = text.lastIndexOf(')');
        var behind = text.substring(close + 2).split(" ");
        return new Stat(
                Integer.parseInt(text.substring(0, open - 1)),
                text.substring(open + 1, close),
                behind[0].charAt(0),
                Integer.parseInt(behind[NICE]));
    }
}
