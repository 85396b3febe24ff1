package flotilla.ops.process.unix;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import flotilla.discovery.InvalidValue;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.Optional;

/**
 * A user of this machine with a group, whose rights a process may take in place of root's. The C library sees to it that all
 * threads do, the JVM's own too (nptl(7), "NPTL and signals").
 *
 * @param name of the user, for the groups that it is in besides
 * @param user its number
 * @param group the number of its group, or of the one that was asked for
 */
public record Account(String name, int user, int group) {

    /** Where struct passwd and struct group have their numbers on 64-bit Linux: behind two pointers. */
    private static final long ID = 16;

    private static final long GROUP_OF_USER = 20;
    private static final long SIZE = 24;
    private static final int ROOT = 0;

    /**
     * Looks one up.
     *
     * @param groupName empty: the user's own group
     * @throws InvalidValue if this machine does not know it
     */
    public static Account of(String userName, Optional<String> groupName) {
        try (var arena = Arena.ofConfined()) {
            var passwd = Libc.pointerCall("getpwnam", SIZE, arena.allocateFrom(userName));
            InvalidValue.require(passwd.isPresent(), "user", userName, "a user of this machine");
            var own = passwd.get().get(JAVA_INT, GROUP_OF_USER);
            int group = groupName.map(name -> groupOf(name, arena)).orElse(own);
            return new Account(userName, passwd.get().get(JAVA_INT, ID), group);
        }
    }

    private static int groupOf(String name, Arena arena) {
        var found = Libc.pointerCall("getgrnam", SIZE, arena.allocateFrom(name));
        InvalidValue.require(found.isPresent(), "group", name, "a group of this machine");
        return found.get().get(JAVA_INT, ID);
    }

    /** Whether this process is of that user already. */
    public boolean isOwn() throws IOException {
        return Libc.intCall("geteuid") == user;
    }

    /**
     * Makes this process one of that user, for good.
     *
     * @throws IOException if it may not, or could still go back
     */
    public void become() throws IOException {
        try (var arena = Arena.ofConfined()) {
            Libc.intCall("initgroups", arena.allocateFrom(name), group);
            Libc.intCall("setgid", group);
            Libc.intCall("setuid", user);
        }
        if (user != ROOT && regainsRoot()) {
            throw new IOException("setuid: root's rights could be had again");
        }
    }

    private static boolean regainsRoot() {
        try {
            Libc.intCall("setuid", ROOT);
            return true;
        } catch (UnixException e) {
            return false;
        }
    }
}
