import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.VirtualMachine;
import java.lang.management.ManagementFactory;
import java.util.Scanner;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * Bytes that the threads of another JVM have allocated: {@code java Allocated.java <pid>}. Prints a sum at the start
 * and after each line read. The threads that answer these questions are left out.
 */
final class Allocated {

    public static void main(String[] args) throws Exception {
        var machine = VirtualMachine.attach(args[0]);
        var address = machine.startLocalManagementAgent();
        machine.detach();
        try (var connector = JMXConnectorFactory.connect(new JMXServiceURL(address));
                var lines = new Scanner(System.in)) {
            var threads = ManagementFactory.newPlatformMXBeanProxy(
                    connector.getMBeanServerConnection(),
                    ManagementFactory.THREAD_MXBEAN_NAME,
                    ThreadMXBean.class);
            do {
                System.out.println(sum(threads));
            } while (lines.hasNextLine() && !lines.nextLine().isEmpty());
        }
    }

    private static long sum(ThreadMXBean threads) {
        long sum = 0;
        for (var info : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (info != null && !info.getThreadName().matches("(RMI|JMX|Attach).*")) {
                sum += Math.max(0, threads.getThreadAllocatedBytes(info.getThreadId()));
            }
        }
        return sum;
    }
}
