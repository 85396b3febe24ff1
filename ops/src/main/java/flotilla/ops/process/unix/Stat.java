package flotilla.ops.process.unix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel tells of a process or a thread in its file {@code stat} (proc_pid_stat(5)). */
final class Stat {

    /** Which of the fields behind the name. */
    private static final int NICE = 16;

    private final String id;
    private final String name;
    private final String[] behind;

    private Stat(String id, String name, String[] behind) {
        this.id = id;
        this.name = name;
        this.behind = behind;
    }

    /** @param directory of the process, or of the thread in its {@code task} */
    static Stat read(Path directory) throws IOException {
        var text = Files.readString(directory.resolve("stat"));
        // The name may have brackets and spaces itself.
        int open = text.indexOf('(');
        int close = text.lastIndexOf(')');
        return new Stat(
                text.substring(0, open - 1),
                text.substring(open + 1, close),
                text.substring(close + 2).split(" "));
    }

    int id() {
        return Integer.parseInt(id);
    }

    String name() {
        return name;
    }

    char state() {
        return behind[0].charAt(0);
    }

    int nice() {
        return Integer.parseInt(behind[NICE]);
    }
}
